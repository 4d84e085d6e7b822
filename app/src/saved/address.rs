//! What the server keeps as the address of a list: only what the list itself would write.

use super::section::query_of;
use crate::task::filter::parse;
use crate::url::encode;
use leptos_router::params::ParamsMap;

/// The address of the list with the filter of these decoded parameters, from its beginning on.
pub fn of_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> String {
    let mut map = ParamsMap::new();
    for (name, value) in pairs {
        // The map decodes what it is given.
        map.insert(name, encode(&value));
    }
    let query = query_of(&parse(&map).0);
    if query.is_empty() {
        "/tasks".to_owned()
    } else {
        format!("/tasks?{query}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_filter_of_the_list_is_kept() {
        let pairs = |pairs: &[(&str, &str)]| {
            let own = |text: &&str| (*text).to_owned();
            let pairs: Vec<_> = pairs.iter().map(|(a, b)| (own(a), own(b))).collect();
            of_pairs(pairs)
        };
        assert_eq!(pairs(&[]), "/tasks");
        assert_eq!(pairs(&[("done", "x"), ("back", "//evil")]), "/tasks");
        let kept = pairs(&[("state", "assigned"), ("text", "a&b=1 %41"), ("after", "z")]);
        assert_eq!(kept, "/tasks?text=a%26b%3D1%20%2541&state=assigned");
    }
}
