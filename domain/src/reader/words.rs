//! A text as words: what the reader looks at instead of bytes.
//!
//! One pass cuts the text into words, numbers, punctuation marks and line breaks. Every word has two
//! keys: `marked` (lower case, tone mark moved to the end, so that "Hoà" equals "Hòa" whether composed
//! or not) and `bare` (without any mark, for texts typed without them).
//!
//! **Invariant:** spans are byte offsets of the given text, on character boundaries, rising, never
//! empty; the work is linear in the length of the text. A new spelling variant goes to [`spelling`].

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters, possibly followed by digits ("PC04").
    Letters,
    /// Digits only.
    Number,
    /// One mark of punctuation or another symbol.
    Mark(char),
    /// A line break.
    Break,
}

/// One word with its place in the text.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub start: usize,
    pub end: usize,
    pub kind: Kind,
    /// Begins with a capital.
    pub upper: bool,
    /// Has no small letter and at least one capital.
    pub caps: bool,
    /// Consists of ASCII: may be an unmarked spelling of a marked word.
    pub plain: bool,
    bare: (usize, usize),
    marked: (usize, usize),
}

/// A text and its words.
pub(super) struct Text<'a> {
    pub source: &'a str,
    pub words: Vec<Word>,
    keys: String,
    /// Whether unmarked words may stand for marked Vietnamese ones: no marks, and not English.
    pub unmarked: bool,
}

impl<'a> Text<'a> {
    pub fn new(source: &'a str) -> Self {
        let mut text = Self {
            source,
            words: Vec::new(),
            keys: String::new(),
            unmarked: false,
        };
        let mut open: Option<(usize, char)> = None;
        for (at, c) in source.char_indices() {
            let inside = c.is_alphanumeric() || is_combining_mark(c);
            if let Some((start, last)) = open {
                let glued = (last.is_lowercase() && c.is_uppercase())
                    || (last.is_ascii_digit()
                        && c.is_alphabetic()
                        && source[start..at]
                            .bytes()
                            .next()
                            .is_some_and(|b| b.is_ascii_digit()));
                if !inside || glued {
                    text.push_word(start, at);
                    open = None;
                }
            }
            if inside {
                let start = open.map_or(at, |(start, _)| start);
                let last = if is_combining_mark(c) {
                    open.map_or(c, |(_, last)| last)
                } else {
                    c
                };
                open = Some((start, last));
            } else if c == '\n' || c == '\r' || c == '\u{2028}' || c == '\u{2029}' {
                text.push_mark(at, at + c.len_utf8(), Kind::Break);
            } else if !c.is_whitespace() && !c.is_control() && c != '\u{feff}' && c != '\u{200b}' {
                text.push_mark(at, at + c.len_utf8(), Kind::Mark(c));
            }
        }
        if let Some((start, _)) = open {
            text.push_word(start, source.len());
        }
        text.unmarked = text.is_unmarked_vietnamese();
        text
    }

    fn push_mark(&mut self, start: usize, end: usize, kind: Kind) {
        let key = (self.keys.len(), self.keys.len());
        self.words.push(Word {
            start,
            end,
            kind,
            upper: false,
            caps: false,
            plain: true,
            bare: key,
            marked: key,
        });
    }

    fn push_word(&mut self, start: usize, end: usize) {
        let slice = &self.source[start..end];
        let plain = slice.is_ascii();
        let from = self.keys.len();
        let (marked, bare);
        if plain {
            self.keys
                .extend(slice.chars().map(|c| c.to_ascii_lowercase()));
            marked = (from, self.keys.len());
            bare = match spelling(&self.keys[from..]) {
                Some(usual) => {
                    let at = self.keys.len();
                    self.keys.push_str(usual);
                    (at, self.keys.len())
                }
                None => marked,
            };
        } else {
            let mut tones = String::new();
            let mut letters = String::new();
            for c in slice.chars().flat_map(char::to_lowercase).nfd() {
                if is_tone(c) {
                    tones.push(c);
                } else {
                    self.keys.push(c);
                    match c {
                        'đ' => letters.push('d'),
                        c if is_combining_mark(c) => {}
                        c => letters.push(c),
                    }
                }
            }
            self.keys.push_str(&tones);
            marked = (from, self.keys.len());
            self.keys.push_str(&letters);
            bare = (marked.1, self.keys.len());
        }
        let number = plain && slice.bytes().all(|b| b.is_ascii_digit());
        let upper = slice.chars().next().is_some_and(char::is_uppercase);
        self.words.push(Word {
            start,
            end,
            kind: if number { Kind::Number } else { Kind::Letters },
            upper,
            caps: upper && !slice.chars().any(char::is_lowercase),
            plain,
            bare,
            marked,
        });
    }

    /// Key without marks; empty for punctuation.
    pub fn bare(&self, at: usize) -> &str {
        self.words
            .get(at)
            .map_or("", |word| &self.keys[word.bare.0..word.bare.1])
    }

    /// Key with marks; empty for punctuation.
    pub fn marked(&self, at: usize) -> &str {
        self.words
            .get(at)
            .map_or("", |word| &self.keys[word.marked.0..word.marked.1])
    }

    pub fn kind(&self, at: usize) -> Kind {
        self.words.get(at).map_or(Kind::Break, |word| word.kind)
    }

    pub fn is_mark(&self, at: usize, marks: &[char]) -> bool {
        matches!(self.kind(at), Kind::Mark(c) if marks.contains(&c))
    }

    /// Value of a number of at most nine digits.
    pub fn number(&self, at: usize) -> Option<u32> {
        let word = self.words.get(at)?;
        if word.kind != Kind::Number || word.end - word.start > 9 {
            return None;
        }
        self.source[word.start..word.end].parse().ok()
    }

    /// Bytes from the first to the last of some words; `None` when there is no word.
    pub fn bytes(&self, words: Range<usize>) -> Option<Range<usize>> {
        let last = words.end.checked_sub(1)?;
        if words.start > last {
            return None;
        }
        Some(self.words.get(words.start)?.start..self.words.get(last)?.end)
    }

    /// Bytes between the end of one word and the beginning of the next.
    pub fn gap(&self, at: usize) -> &'a str {
        match (self.words.get(at), self.words.get(at.wrapping_add(1))) {
            (Some(one), Some(two)) => &self.source[one.end..two.start],
            _ => "",
        }
    }

    /// Vietnamese without marks is recognised by its commonest words; English has collisions such
    /// as "can" (cần) and "so" (sở), so there unmarked spellings are not accepted.
    fn is_unmarked_vietnamese(&self) -> bool {
        let (mut marked, mut english, mut vietnamese) = (0_usize, 0_usize, 0_usize);
        for at in 0..self.words.len() {
            if !self.words[at].plain {
                marked += 1;
            }
            match self.bare(at) {
                "the" | "of" | "and" | "to" | "for" | "with" => english += 1,
                "cac" | "va" | "cua" | "thuc" | "hien" | "tinh" | "phoi" | "nhan" | "ngay" => {
                    vietnamese += 1;
                }
                _ => {}
            }
        }
        vietnamese > english && marked * 10 < self.words.len()
    }
}

fn is_tone(c: char) -> bool {
    matches!(c, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}')
}

/// The usual form of an English word that occurs in two spellings, or in the plural, in names.
fn spelling(word: &str) -> Option<&'static str> {
    Some(match word {
        "labour" => "labor",
        "centre" | "centres" | "centers" => "center",
        "committees" => "committee",
        "commands" => "command",
        "defence" => "defense",
        "peoples" => "people",
        "provincial" | "provinces" => "province",
        _ => return None,
    })
}

/// Text on one line.
pub(super) fn clean(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tone_placement_and_composition_do_not_matter() {
        let keys = |s: &str| Text::new(s).marked(0).to_owned();
        assert_eq!(keys("Hoà"), keys("hòa"));
        assert_eq!(keys("Thuỷ"), keys("Thủy"));
        assert_eq!(keys("Ủy"), keys("U\u{309}y"));
        assert_ne!(keys("Cắn"), keys("Càn"));
        assert_eq!(Text::new("Đường").bare(0), "duong");
    }

    #[test]
    fn glued_words_are_cut_at_the_capital() {
        let text = Text::new("DepartmentLabor towithPeople's PC04 15th QĐ-TTg");
        let words: Vec<&str> = text
            .words
            .iter()
            .map(|word| &text.source[word.start..word.end])
            .collect();
        assert_eq!(
            words,
            [
                "Department",
                "Labor",
                "towith",
                "People",
                "'",
                "s",
                "PC04",
                "15",
                "th",
                "QĐ",
                "-",
                "TTg"
            ]
        );
    }
}
