//! What a browser calls itself, as a person would: `Chrome 156 – Windows`.
//!
//! Such texts are a convention, not a fact: the name helps a person to tell his own devices apart and decides
//! nothing. **Invariant:** a text that fits no known form is shown as it came.
//!
//! To add a browser: a line in [`BROWSERS`], before those whose mark it also carries.

/// The mark that stands before the version, and the name. Later browsers carry the marks of earlier ones.
const BROWSERS: &[(&str, &str)] = &[
    ("coc_coc_browser/", "Cốc Cốc"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("HeadlessChrome/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Version/", "Safari"),
];

const SYSTEMS: &[(&str, &str)] = &[
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

/// Browser, version and system of a `User-Agent`.
pub fn device(user_agent: &str) -> String {
    let browser = BROWSERS.iter().find_map(|(mark, name)| {
        let (_, version) = user_agent.split_once(mark)?;
        let major: String = version.chars().take_while(char::is_ascii_digit).collect();
        Some(format!("{name} {major}"))
    });
    let system = SYSTEMS
        .iter()
        .find(|(mark, _)| user_agent.contains(mark))
        .map(|(_, name)| *name);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{} – {system}", browser.trim_end()),
        _ => user_agent.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::device;

    #[test]
    fn browsers_are_called_by_their_names() {
        let webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
        for (user_agent, name) in [
            (
                format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {webkit} Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0"),
                "Edge 156 – Windows",
            ),
            (
                format!("Mozilla/5.0 (Windows NT 6.1) {webkit} coc_coc_browser/109.0.232 Chrome/103.0 Safari/537.36"),
                "Cốc Cốc 109 – Windows",
            ),
            (
                format!("Mozilla/5.0 (Linux; Android 10; K) {webkit} Chrome/156.0.0.0 Mobile Safari/537.36"),
                "Chrome 156 – Android",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1".to_owned(),
                "Safari 18 – iPhone",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0".to_owned(),
                "Firefox 140 – Linux",
            ),
            ("curl/8.5.0".to_owned(), "curl/8.5.0"),
        ] {
            assert_eq!(device(&user_agent), name);
        }
    }
}
