//! The words of the screens, Vietnamese first.
//!
//! Sentences are fields of [`Messages`], one static per language; names of enum values are methods with
//! an exhaustive `match` that holds both languages side by side ([`names`], [`problem`]).
//!
//! **Invariants:** a sentence missing in one language does not compile; days and times are written by our
//! own code ([`mod@format`]), so that server and browser agree.
//!
//! To add a sentence: a field here, its text in `vi.rs` and in `en.rs`. Placeholders are `{name}` and are
//! filled by [`fill`]. To add a language: a variant of [`Language`], a static, its arm in [`messages()`].

mod en;
pub mod format;
mod messages;
mod names;
pub mod party;
mod problem;
mod vi;

pub use messages::Messages;

use domain::agency::AgencyName;
use domain::id::AgencyId;
use domain::view::Language;
use leptos::prelude::*;

/// The words of a language.
pub fn messages(language: Language) -> &'static Messages {
    match language {
        Language::Vi => &vi::VI,
        Language::En => &en::EN,
    }
}

/// The words of the language of this page. The language is that of the document: it changes with a new
/// page only, so this is no signal.
pub fn use_messages() -> &'static Messages {
    messages(use_context().unwrap_or(Language::Vi))
}

/// A sentence with its placeholders filled: `fill("… {n} …", &[("n", "3")])`. An unknown placeholder stays.
pub fn fill(pattern: &str, values: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern;
    while let Some(open) = rest.find('{') {
        text.push_str(&rest[..open]);
        let tail = &rest[open..];
        let Some(close) = tail.find('}') else {
            text.push_str(tail);
            return text;
        };
        let name = &tail[1..close];
        match values.iter().find(|(given, _)| *given == name) {
            Some((_, value)) => text.push_str(value),
            None => text.push_str(&tail[..=close]),
        }
        rest = &tail[close + 1..];
    }
    text.push_str(rest);
    text
}

impl Messages {
    /// The text of this language out of both.
    pub fn pick<'a>(&self, vi: &'a str, en: &'a str) -> &'a str {
        match self.language {
            Language::Vi => vi,
            Language::En if en.is_empty() => vi,
            Language::En => en,
        }
    }

    /// The full name of an agency.
    pub fn agency<'a>(&self, agency: &'a AgencyName) -> &'a str {
        self.pick(&agency.name_vi, &agency.name_en)
    }

    /// The name of an agency for narrow columns.
    pub fn short_agency<'a>(&self, agency: &'a AgencyName) -> &'a str {
        self.pick(&agency.short_vi, &agency.short_en)
    }

    /// The short name of the agency with that id; a dash where the page does not carry it.
    pub fn agency_of(&self, agencies: &[AgencyName], id: AgencyId) -> String {
        agencies.iter().find(|agency| agency.id == id).map_or_else(
            || "–".to_owned(),
            |agency| self.short_agency(agency).to_owned(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_and_unknown_ones_stay() {
        assert_eq!(fill("Còn {n} ngày", &[("n", "3")]), "Còn 3 ngày");
        assert_eq!(
            fill("{a}{b}{a}", &[("a", "x"), ("b", "{a}")]),
            "x{a}x",
            "a value is never read as a pattern"
        );
        assert_eq!(fill("{who} {what", &[]), "{who} {what");
    }

    #[test]
    fn every_language_has_its_own_words() {
        for &language in Language::ALL {
            assert_eq!(messages(language).language, language);
        }
        assert_ne!(vi::VI.nav_tasks, en::EN.nav_tasks);
    }

    #[test]
    fn placeholders_are_the_same_in_both_languages() {
        let names = |text: &str| {
            let mut names: Vec<String> = text
                .split('{')
                .skip(1)
                .filter_map(|part| part.split_once('}').map(|(name, _)| name.to_owned()))
                .collect();
            names.sort();
            names
        };
        for ((key, vi), (_, en)) in vi::VI.all().into_iter().zip(en::EN.all()) {
            assert_eq!(names(vi), names(en), "placeholders of {key}");
            assert!(
                !vi.trim().is_empty() && !en.trim().is_empty(),
                "{key} is empty"
            );
        }
    }
}
