//! Vietnamese dictionary order as a column of plain bytes.
//!
//! A key has three levels, compared one after the other: letters, tones, case. Words and the like
//! differ at the first level that differs anywhere in the text: `mã` < `mạ` < `ma an`, `ma` < `Ma`.
//!
//! **Invariant:** keys are ASCII without control characters, and two texts have the same key exactly
//! when their NFC is equal. So `ORDER BY key` is a total order on SQLite (BINARY) and PostgreSQL
//! (`COLLATE "C"`) alike, and keyset paging by key alone never skips a row of another text.
//!
//! To add a script's own order (Lao sorts by code point today, that is by the written, not by the
//! spoken order of vowels): give its letters codes between those of `ALPHABET` and `OTHER_LETTER`.

use std::fmt::Write;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

use super::{BREVE, CIRCUMFLEX, HORN, TONES, is_combining_diacritic};

/// The Vietnamese alphabet with the four Latin letters it lacks (f, j, w, z) at their places.
const ALPHABET: &str = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz";
/// The code of each letter of `ALPHABET`, ascending in ASCII.
const CODES: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg";

// First-level codes, in their order. What begins with an escape goes on with the code point in six
// hex digits, so that no key is the beginning of another one's level.
const LEVEL_END: char = ' ';
const SPACE: char = '!';
const OTHER_SIGN: char = '"';
const OTHER_LETTER: char = 'z';

// Second level: each character's marks, then an end. The end sorts first, so no tone is lowest.
const MARKS_END: char = '1';
const FIRST_TONE: u8 = b'2';
const OTHER_MARK: char = '9';

// Third level.
const LOWER: char = '0';
const UPPER: char = '1';

/// The key whose byte order is the Vietnamese dictionary order of the texts.
///
/// Letters a ă â b c d đ e ê … y decide first, over the whole text; then the tones ngang, huyền,
/// hỏi, ngã, sắc, nặng; then lower before upper case. Space sorts before other signs, these before
/// digits, digits before letters. The key is about twice as long as the text; store it, don't
/// compute it in a query.
pub fn sort_key(text: &str) -> String {
    let decomposed: Vec<char> = text.nfd().collect();
    let mut letters = String::with_capacity(decomposed.len() * 2);
    let mut marks = String::with_capacity(decomposed.len());
    let mut case = String::with_capacity(decomposed.len());

    let mut rest = decomposed.as_slice();
    while let [base, tail @ ..] = rest {
        // Marks belong to a letter of the alphabet; anywhere else they count as signs.
        let is_mark = |c: &char| is_combining_diacritic(*c) && canonical_combining_class(*c) > 0;
        let own = match latin_lower(*base) {
            Some(_) => tail.iter().take_while(|c| is_mark(c)).count(),
            None => 0,
        };
        let (own, after) = tail.split_at(own);
        rest = after;

        let quality = latin_lower(*base).and_then(|lower| quality_mark(lower, own));
        push_letter(&mut letters, *base, quality.map(|(letter, _)| letter));
        for (index, mark) in own.iter().enumerate() {
            if quality.is_none_or(|(_, at)| at != index) {
                push_mark(&mut marks, *mark);
            }
        }
        marks.push(MARKS_END);
        case.push(if latin_lower(*base).is_some_and(|lower| lower != *base) {
            UPPER
        } else {
            LOWER
        });
    }

    // Trailing lowest weights change no comparison between texts of the same letters.
    let marks = marks.trim_end_matches(MARKS_END);
    let case = case.trim_end_matches(LOWER);
    let key = format!("{letters}{LEVEL_END}{marks}{LEVEL_END}{case}");
    key.trim_end_matches(LEVEL_END).to_owned()
}

/// The lower case of a letter that takes part in the alphabet, before its marks are looked at.
fn latin_lower(c: char) -> Option<char> {
    match c {
        'đ' | 'Đ' => Some('đ'),
        _ if c.is_ascii_alphabetic() => Some(c.to_ascii_lowercase()),
        _ => None,
    }
}

/// The letter that a base and its breve, circumflex or horn make, and which of the marks it was.
///
/// The mark must have come before every other mark of its class: `a` + acute + circumflex is not ấ,
/// and must not get its key.
fn quality_mark(lower: char, marks: &[char]) -> Option<(char, usize)> {
    marks.iter().enumerate().find_map(|(at, mark)| {
        let letter = match (lower, *mark) {
            ('a', BREVE) => 'ă',
            ('a', CIRCUMFLEX) => 'â',
            ('e', CIRCUMFLEX) => 'ê',
            ('o', CIRCUMFLEX) => 'ô',
            ('o', HORN) => 'ơ',
            ('u', HORN) => 'ư',
            _ => return None,
        };
        let class = canonical_combining_class(*mark);
        let is_first = marks[..at]
            .iter()
            .all(|c| canonical_combining_class(*c) < class);
        is_first.then_some((letter, at))
    })
}

fn push_letter(letters: &mut String, base: char, with_quality: Option<char>) {
    let letter = with_quality.or_else(|| latin_lower(base)).unwrap_or(base);
    let in_alphabet = ALPHABET
        .chars()
        .zip(CODES.chars())
        .find(|(c, _)| *c == letter);
    match (letter, in_alphabet) {
        (_, Some((_, code))) => letters.push(code),
        (' ', None) => letters.push(SPACE),
        ('0'..='9', None) => letters.push(letter),
        _ if letter.is_alphabetic() => push_code_point(letters, OTHER_LETTER, letter),
        _ => push_code_point(letters, OTHER_SIGN, letter),
    }
}

fn push_mark(marks: &mut String, mark: char) {
    match (FIRST_TONE..).zip(TONES).find(|(_, tone)| *tone == mark) {
        Some((code, _)) => marks.push(char::from(code)),
        None => push_code_point(marks, OTHER_MARK, mark),
    }
}

fn push_code_point(level: &mut String, escape: char, c: char) {
    level.push(escape);
    write!(level, "{:06x}", u32::from(c)).expect("writing to a String cannot fail");
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashMap;

    #[test]
    fn the_two_alphabets_pair_up_in_ascending_order() {
        assert_eq!(ALPHABET.chars().count(), CODES.chars().count());
        assert!(CODES.chars().is_sorted() && CODES.bytes().all(|b| b < b'z' && b > b'9'));
    }

    #[test]
    fn texts_sort_as_in_a_dictionary() {
        let sorted = [
            "",
            "-",
            "1 Tháng 5",
            "10",
            "2",
            "a",
            "A",
            "à",
            "À",
            "ả",
            "ã",
            "á",
            "ạ",
            "a b",
            "an",
            "ă",
            "ằ",
            "ẳ",
            "ẵ",
            "ắ",
            "ặ",
            "â",
            "ầ",
            "ẩ",
            "ẫ",
            "ấ",
            "ậ",
            "b",
            "c",
            "d",
            "da",
            "dz",
            "đ",
            "đa",
            "e",
            "ê",
            "f",
            "g",
            "h",
            "i",
            "k",
            "l",
            "ma",
            "Ma",
            "MA",
            "mà",
            "mả",
            "mã",
            "má",
            "mạ",
            "ma an",
            "mai",
            "n",
            "Nậm Càn",
            "Nậm Cắn",
            "ng",
            "Nghệ An",
            "o",
            "ô",
            "ơ",
            "p",
            "q",
            "r",
            "s",
            "t",
            "u",
            "ư",
            "v",
            "x",
            "y",
            "z",
            "ກ",
            "ຂ",
        ];
        for pair in sorted.windows(2) {
            let [before, after] = pair else {
                panic!("windows of two")
            };
            assert!(
                sort_key(before) < sort_key(after),
                "{before:?} {:?} before {after:?} {:?}",
                sort_key(before),
                sort_key(after)
            );
        }
    }

    #[test]
    fn keys_are_short_and_stable() {
        // Stored in columns: a change here needs a migration.
        for (text, key) in [
            ("ban", "DAR"),
            ("Nậm Cắn", "RCQ!EBR 1611115 10001"),
            ("đ/c Lê", "G\"00002fE!PI  00001"),
        ] {
            assert_eq!(sort_key(text), key, "{text}");
        }
    }

    #[test]
    fn look_alike_mark_orders_keep_apart() {
        let proper = sort_key("ấ");
        assert_eq!(sort_key("a\u{302}\u{301}"), proper);
        assert_ne!(sort_key("a\u{301}\u{302}"), proper);
        assert_ne!(sort_key("a\u{34F}\u{302}"), sort_key("a\u{302}\u{34F}"));
        assert_eq!(sort_key("a\u{323}\u{302}"), sort_key("ậ"));
    }

    #[test]
    fn keys_are_equal_exactly_when_texts_are() {
        // Every text of up to four of these: letters, quality marks, tones, a foreign mark, a joiner.
        let signs = [
            "a", "O", "đ", "1", " ", "-", "ກ", "\u{301}", "\u{302}", "\u{31B}", "\u{323}",
            "\u{331}", "\u{34F}",
        ];
        let mut texts = vec![String::new()];
        let mut first_of_length = 0;
        for _ in 0..4 {
            let shorter = texts.split_at(first_of_length).1.to_vec();
            first_of_length = texts.len();
            for text in &shorter {
                texts.extend(signs.iter().map(|sign| format!("{text}{sign}")));
            }
        }
        let mut text_of_key = HashMap::new();
        let mut key_of_text = HashMap::new();
        for text in &texts {
            let (key, text) = (sort_key(text), text.nfc().collect::<String>());
            assert_eq!(
                text_of_key.entry(key.clone()).or_insert(text.clone()),
                &text,
                "{key}"
            );
            assert_eq!(
                key_of_text.entry(text.clone()).or_insert(key.clone()),
                &key,
                "{text}"
            );
        }
        assert!(text_of_key.len() > 20_000);
    }

    proptest! {
        #[test]
        fn keys_do_not_see_the_normal_form(text in any::<String>()) {
            prop_assert_eq!(sort_key(&text.nfc().collect::<String>()), sort_key(&text));
        }

        #[test]
        fn keys_of_any_text_are_printable_ascii(text in any::<String>()) {
            prop_assert!(sort_key(&text).bytes().all(|b| (b' '..=b'z').contains(&b)));
        }

        #[test]
        fn a_later_letter_outweighs_an_earlier_tone(
            (low, high) in ("[aăâbcdđeê]{1,3}", "[ghiklmno]"),
            (first, second) in (0usize..5, 0usize..5),
        ) {
            let with = |tone: usize, letter: &str| {
                sort_key(&format!("a{}{low}{letter}", TONES[tone]).to_uppercase())
            };
            prop_assert!(with(first, "b") < with(second, &high));
        }
    }
}
