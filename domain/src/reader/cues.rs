//! Words that say what a part of a sentence does: order, lead, coordinate, date, narrate.
//!
//! Small lexical classes in Vietnamese and English, not phrases of one document. To add a cue, put
//! its base form (and, in English, its inflections) into the list of its class; a word may be in
//! several classes.
//!
//! **Invariant:** a Vietnamese cue is matched with its tone marks ("giao" is not "giáo"), unless the
//! whole text is Vietnamese without marks.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::lexicon::CLASSES;
use super::trie::{Trie, keys};
use super::words::{Kind, Text};

/// What a cue means; classes are bits, because "chủ trì" both leads and obliges.
pub(super) type Class = u32;

/// Hands work to the agency that follows, in any position: "requested", "giao".
pub(super) const REQUEST: Class = 1;
/// Hands on work only when its subject is the issuer: "directs", "chỉ đạo".
pub(super) const ORDER: Class = 1 << 1;
/// The agency before it is obliged: "shall", "có trách nhiệm".
pub(super) const DUTY: Class = 1 << 2;
/// Leads: "chủ trì", "preside over".
pub(super) const LEAD: Class = 1 << 3;
/// Coordinates: "phối hợp", "coordinating".
pub(super) const COORDINATE: Class = 1 << 4;
/// Links the coordination to its partner: "với", "with".
pub(super) const WITH: Class = 1 << 5;
/// Names partners without a verb: "cùng với", "together with".
pub(super) const TOGETHER: Class = 1 << 6;
/// A verb with which a task begins.
pub(super) const ACTION: Class = 1 << 7;
/// Tells that something has happened: "đã", "has".
pub(super) const PAST: Class = 1 << 8;
/// Opens a sentence about the past: "recently", "thời gian qua".
pub(super) const BACKGROUND: Class = 1 << 9;
/// Introduces an addressee in a heading: "đối với", "for".
pub(super) const PREFIX: Class = 1 << 10;
/// A person or part that stands for the agency: "Giám đốc", "Director of".
pub(super) const PERSON: Class = 1 << 11;
/// Label of a line or bracket: who leads.
pub(super) const LABEL_LEAD: Class = 1 << 12;
/// Label of a line or bracket: who coordinates.
pub(super) const LABEL_COORDINATE: Class = 1 << 13;
/// Label of a line or bracket: when.
pub(super) const LABEL_DEADLINE: Class = 1 << 14;
/// Opens the closing part of a document, which orders nothing new.
pub(super) const CLOSING: Class = 1 << 15;
/// Is noise on a page: captions, credits, furniture.
pub(super) const CAPTION: Class = 1 << 16;
/// The rest of the page after it is not the text.
pub(super) const FURNITURE: Class = 1 << 17;
/// Names a lead before it: "do … chủ trì", "led by".
pub(super) const LED_BY: Class = 1 << 18;
/// A lighter word between the coordination and its link: "chặt chẽ", "closely".
pub(super) const MANNER: Class = 1 << 19;
/// Nobody ordered it to anyone: "yêu cầu" as a noun and the like.
pub(super) const RECIPIENTS: Class = 1 << 20;
/// "Kính gửi".
pub(super) const SENT_TO: Class = 1 << 21;
/// A signature block begins.
pub(super) const SIGNATURE: Class = 1 << 22;
/// Says that work is finished: with a date and little else it is a deadline of its own.
pub(super) const FINISH: Class = 1 << 23;
/// Refers to another document: "căn cứ", "pursuant to".
pub(super) const BASIS: Class = 1 << 24;
/// Has issued: "ban hành", "issued".
pub(super) const ISSUED: Class = 1 << 25;
/// Title of a part that tells what was: "kết quả", "situation".
pub(super) const REPORT: Class = 1 << 26;

static LEXICON: LazyLock<Trie<Class>> = LazyLock::new(|| {
    let mut lexicon = Trie::new();
    for &(class, words) in CLASSES {
        for word in words {
            lexicon.insert(keys(word), class);
        }
    }
    lexicon
});

/// English verbs in their base form.
static VERBS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let actions = CLASSES
        .iter()
        .filter(|(class, _)| class & (ACTION | LEAD) != 0);
    let words = actions.flat_map(|(_, words)| words.iter().copied());
    words
        .filter(|word| word.is_ascii() && !word.contains(' '))
        .collect()
});

/// Whether a word is a known English verb in its base form.
pub(super) fn is_verb(word: &str) -> bool {
    VERBS.contains(word)
}

/// Classes of the longest cue that begins at each word, and the word after it.
pub(super) struct Cues(Vec<(Class, usize)>);

impl Cues {
    pub fn new(text: &Text) -> Self {
        let next =
            |at: usize| matches!(text.kind(at + 1), Kind::Letters | Kind::Number).then_some(at + 1);
        let find = |at: usize| {
            if text.kind(at) != Kind::Letters {
                return (0, at + 1);
            }
            match LEXICON.longest(text, at, text.unmarked, next) {
                Some((classes, end)) => {
                    (classes.into_iter().fold(0, |all, class| all | class), end)
                }
                None => (0, at + 1),
            }
        };
        Self((0..text.words.len()).map(find).collect())
    }

    /// Whether a cue of one of the classes begins at the word.
    pub fn is(&self, at: usize, classes: Class) -> bool {
        self.0
            .get(at)
            .is_some_and(|&(class, _)| class & classes != 0)
    }

    /// The word after the cue at `at`; the next word where there is none.
    pub fn after(&self, at: usize) -> usize {
        self.0.get(at).map_or(at.saturating_add(1), |&(_, end)| end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each row: a text, and the classes its first word must and must not begin.
    #[test]
    fn cues_by_class() {
        let table: &[(&str, Class, Class)] = &[
            ("giao Công an tỉnh", REQUEST, LEAD),
            ("giáo dục", 0, REQUEST),
            ("Đề nghị Sở Y tế", REQUEST, DUTY),
            ("requested the Provincial Police", REQUEST, DUTY),
            ("directs: urgently", ORDER, REQUEST),
            ("direct the police", ACTION, ORDER | REQUEST),
            ("chủ trì, phối hợp", LEAD | DUTY, COORDINATE),
            ("Preside over and coordinate", LEAD, COORDINATE),
            ("Take the lead in", LEAD, COORDINATE),
            ("phối hợp với", COORDINATE, WITH),
            ("coordinating with", COORDINATE, LEAD),
            ("với Công an", WITH, COORDINATE),
            ("recently, the", BACKGROUND, REQUEST),
            ("so many", 0, REQUEST | DUTY),
            ("can be", 0, DUTY),
            ("shall be", DUTY, PAST),
            ("Đã tổ chức", PAST, ACTION),
        ];
        for &(source, has, lacks) in table {
            let cues = Cues::new(&Text::new(source));
            assert!(has == 0 || cues.is(0, has), "{source}");
            assert!(!cues.is(0, lacks), "{source}");
        }
    }

    #[test]
    fn vietnamese_without_marks_is_understood_when_the_whole_text_is_unmarked() {
        let text = Text::new("Giao So Y te chu tri, phoi hop voi cac don vi thuc hien va bao cao");
        let cues = Cues::new(&text);
        assert!(text.unmarked);
        assert!(cues.is(4, LEAD));
        assert!(cues.is(7, COORDINATE));
    }
}
