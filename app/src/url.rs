//! Addresses of pages with a query, written alike by server and browser.
//!
//! **Invariant:** every value is percent-encoded here, so that a name with `&` cannot become a parameter.

use leptos_router::params::ParamsMap;

/// Percent-encodes everything but the unreserved characters of RFC 3986.
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                encoded.push(char::from(byte));
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// A path with a query; parameters without a value are left out.
pub fn with_query(path: &str, parameters: &[(&str, &str)]) -> String {
    let query: Vec<_> = parameters
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", encode(value)))
        .collect();
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", query.join("&"))
    }
}

/// A parameter of the address; none where it is absent or blank.
pub fn parameter(query: &ParamsMap, name: &str) -> Option<String> {
    query
        .get(name)
        .map(|value| value.trim().to_owned())
        .filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_cannot_leave_their_parameter() {
        assert_eq!(
            with_query("/tasks", &[("text", "a&b=c d"), ("state", ""), ("x", "Đ")]),
            "/tasks?text=a%26b%3Dc%20d&x=%C4%90"
        );
        assert_eq!(with_query("/tasks", &[("state", "")]), "/tasks");
    }
}
