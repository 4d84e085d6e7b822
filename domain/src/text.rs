//! Vietnamese and Lao text: one stored form, search keys, dictionary order, and cleaning of input.
//!
//! Text is stored as a person typed it, in Unicode NFC ([`clean_line`], [`clean_block`]). What is
//! searched and sorted are keys derived from it, kept in columns of their own, so that both
//! databases answer alike whatever their collation.
//!
//! **Invariant:** keys ([`fold`], [`normalise_tone`], [`sort_key`]) are compared, never shown; and
//! no function here drops a Lao sign, all of which lie outside U+0300–U+036F.
//!
//! To add a key: a pure function of the text, a table of pairs and a property in the tests. A change
//! to an existing key needs a migration that recomputes its column.

mod clean;
mod order;

pub use clean::{TextFault, clean_block, clean_line};
pub use order::sort_key;

use unicode_normalization::UnicodeNormalization;

const BREVE: char = '\u{306}';
const CIRCUMFLEX: char = '\u{302}';
const HORN: char = '\u{31B}';

/// Tone marks in dictionary order after the unmarked tone: huyền, hỏi, ngã, sắc, nặng.
const TONES: [char; 5] = ['\u{300}', '\u{309}', '\u{303}', '\u{301}', '\u{323}'];

/// Onsets of Vietnamese syllables, in lower case; the empty one for `oà` and `uỷ`.
const ONSETS: [&str; 29] = [
    "", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh",
    "nh", "p", "ph", "q", "r", "s", "t", "th", "tr", "v", "x", "qu",
];

/// The stored form: Unicode NFC.
pub fn nfc(text: &str) -> String {
    text.nfc().collect()
}

/// The search key: no tones and no marks on letters, đ as d, lower case, single spaces, trimmed.
///
/// `Nậm Cắn` and `Nậm Càn` both give `nam can`. Lao letters, vowel signs and tone marks stay.
pub fn fold(text: &str) -> String {
    let unmarked: String = text
        .chars()
        .flat_map(char::to_lowercase) // before NFD: lower case of İ carries a mark of its own
        .nfd()
        .filter(|c| !is_combining_diacritic(*c))
        .map(|c| if c == 'đ' { 'd' } else { c })
        .nfc()
        .collect();
    unmarked.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// One placement of the tone mark for the two in use: `hòa`, `thủy`, `khỏe` become `hoà`, `thuỷ`,
/// `khoẻ`.
///
/// For comparison only: people keep the spelling they typed, names above all. Case stays, and any
/// other text comes back unchanged but for NFC.
pub fn normalise_tone(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut word = Vec::new();
    for c in text.nfc() {
        if c.is_alphabetic() {
            word.push(c);
        } else {
            move_tone(&mut word);
            result.extend(word.drain(..));
            result.push(c);
        }
    }
    move_tone(&mut word);
    result.extend(word);
    result
}

/// Moves the tone of a syllable that ends in oa, oe or uy from the first vowel to the second.
///
/// Only these open rhymes are written two ways; with a final sound (`hoàn`, `hoài`) both schools
/// agree. In `quý` the u belongs to the onset, and the tone is on y already.
fn move_tone(word: &mut [char]) {
    let [onset @ .., first, second] = word else {
        return;
    };
    let (vowel, Some(tone)) = split_tone(*first) else {
        return;
    };
    let is_open_rhyme = matches!(
        (vowel.to_ascii_lowercase(), second.to_ascii_lowercase()),
        ('o', 'a' | 'e') | ('u', 'y')
    );
    let onset: String = onset.iter().flat_map(|c| c.to_lowercase()).collect();
    if is_open_rhyme
        && ONSETS.contains(&onset.as_str())
        && let Some(toned) = unicode_normalization::char::compose(*second, tone)
    {
        *first = vowel;
        *second = toned;
    }
}

/// The letter without its tone (circumflex, breve and horn stay), and the tone mark.
fn split_tone(letter: char) -> (char, Option<char>) {
    let mut tone = None;
    let without: String = std::iter::once(letter)
        .nfd()
        .filter(|c| {
            let is_tone = TONES.contains(c);
            if is_tone {
                tone = Some(*c);
            }
            !is_tone
        })
        .nfc()
        .collect();
    let mut chars = without.chars();
    match (chars.next(), chars.next()) {
        (Some(base), None) => (base, tone),
        _ => (letter, None),
    }
}

/// Combining Diacritical Marks: the marks of Latin, Greek and Cyrillic letters, none of Lao.
fn is_combining_diacritic(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn search_keys_ignore_marks_case_and_spacing() {
        for (text, key) in [
            ("Nậm Cắn", "nam can"),
            ("Nậm Càn", "nam can"),
            ("NẬM  CẮN ", "nam can"),
            ("Đồn Biên phòng\tMường Ải", "don bien phong muong ai"),
            ("ưỡn ẹo, Ỷ Ngữ", "uon eo, y ngu"),
            ("No\u{302}\u{323}i", "noi"), // decomposed, and in the wrong order
            ("1041/UBND-NC", "1041/ubnd-nc"),
            ("Ａ", "ａ"),
            ("İstanbul", "istanbul"),
            ("", ""),
            (" \u{a0}\n", ""),
            ("ບ້ານ ໜອງແຮດ", "ບ້ານ ໜອງແຮດ"), // Noong Het: every vowel sign and tone mark stays
        ] {
            assert_eq!(fold(text), key, "{text:?}");
        }
    }

    #[test]
    fn both_tone_placements_become_one() {
        for (old, new) in [
            ("hòa", "hoà"),
            ("Hòa Bình", "Hoà Bình"),
            ("HÒA", "HOÀ"),
            ("thủy", "thuỷ"),
            ("Thúy", "Thuý"),
            ("khỏe", "khoẻ"),
            ("òa", "oà"),
            ("úy", "uý"),
            ("ủy ban", "uỷ ban"),
            ("ỦY BAN NHÂN DÂN", "UỶ BAN NHÂN DÂN"),
            ("lũy", "luỹ"),
            ("tụy", "tuỵ"),
            ("đóa", "đoá"),
            ("nhòe", "nhoè"),
            ("qúy", "quý"),
            ("ho\u{300}a", "hoà"),
            ("(hóa-học)", "(hoá-học)"),
        ] {
            assert_eq!(normalise_tone(old), new, "{old}");
            assert_eq!(normalise_tone(new), new, "{new}");
        }
    }

    #[test]
    fn other_text_keeps_its_tones() {
        for text in [
            "hoàn",
            "hoài",
            "thuyền",
            "quả",
            "mùa",
            "của",
            "cửa",
            "nghĩa",
            "giàu",
            "Huế",
            "thuở",
            "khuỷu",
            "ngoằn",
            "tòan",
            "Nậm Cắn",
            "xyzòa",
            "Zoë",
            "fòo",
            "ບ້ານ",
            "",
            "oa",
            "ò",
            "UỶ",
        ] {
            assert_eq!(normalise_tone(text), text);
        }
    }

    proptest! {
        #[test]
        fn fold_is_idempotent(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn fold_keeps_no_upper_case_and_no_diacritic(text in "[\\PCa-zA-ZÀ-ỹ\u{300}-\u{36F} ]{0,30}") {
            let key = fold(&text);
            prop_assert!(!key.nfd().any(is_combining_diacritic));
            prop_assert!(!key.contains("  ") && key.trim() == key);
            prop_assert_eq!(key.chars().flat_map(char::to_lowercase).collect::<String>(), key);
        }

        #[test]
        fn fold_does_not_see_the_normal_form(text in any::<String>()) {
            prop_assert_eq!(fold(&nfc(&text)), fold(&text));
            prop_assert_eq!(fold(&text.nfd().collect::<String>()), fold(&text));
        }

        #[test]
        fn lao_survives_folding(text in "[\u{E81}-\u{EDF}]{1,20}") {
            prop_assert_eq!(fold(&text), nfc(&text));
        }

        #[test]
        fn tone_placement_is_idempotent_and_invisible_to_search(
            text in "[a-zA-ZÀ-ỹ\u{300}\u{301}\u{323} ]{0,30}"
        ) {
            let once = normalise_tone(&text);
            prop_assert_eq!(normalise_tone(&once), once.clone());
            prop_assert_eq!(fold(&once), fold(&text));
        }
    }
}
