//! Cleaning of what people type or paste, before anything else looks at it.
//!
//! **Invariant:** what comes out is NFC, trimmed, not empty, within its length, and holds nothing
//! that makes a reader see another text than the program does: no control character, no change of
//! writing direction, no word that mixes Latin letters with their look-alikes.
//!
//! To add a fault: a variant of [`TextFault`], its code (also the key of its message), a table row.

use unicode_normalization::UnicodeNormalization;

/// Why a text is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextFault {
    /// Nothing visible is left.
    #[error("the text is empty")]
    Empty,
    /// Longer than allowed, counted in characters (Unicode scalar values of the NFC).
    #[error("the text is longer than {max} characters")]
    TooLong { max: usize },
    /// A control character, or one that overrides the writing direction.
    #[error("the text contains a control character")]
    ControlCharacter,
    /// A word of Latin letters contains Cyrillic or Greek letters that look Latin.
    #[error("a word mixes Latin letters with look-alikes of another script")]
    MixedScript,
}

impl TextFault {
    /// Stable code for screens and the REST interface.
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "text.empty",
            Self::TooLong { .. } => "text.too_long",
            Self::ControlCharacter => "text.control_character",
            Self::MixedScript => "text.mixed_script",
        }
    }
}

/// Cleans a one-line text: a name, a title, a document number.
///
/// # Errors
/// The first fault in the order empty, control character, mixed script, too long.
pub fn clean_line(text: &str, max_chars: usize) -> Result<String, TextFault> {
    clean(text, max_chars, |c| c == '\n' || c == '\t')
}

/// Cleans a text of several lines: newline and tab stay, CRLF (what browsers send) becomes newline.
///
/// # Errors
/// As [`clean_line`].
pub fn clean_block(text: &str, max_chars: usize) -> Result<String, TextFault> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    clean(&text, max_chars, |_| false)
}

fn clean(
    text: &str,
    max_chars: usize,
    is_refused: impl Fn(char) -> bool,
) -> Result<String, TextFault> {
    let normal: String = text.nfc().collect();
    let text = normal.trim();
    if text.chars().all(is_invisible) {
        return Err(TextFault::Empty);
    }
    if text.chars().any(|c| is_control(c) || is_refused(c)) {
        return Err(TextFault::ControlCharacter);
    }
    if text.split(|c: char| !is_word_part(c)).any(is_mixed) {
        return Err(TextFault::MixedScript);
    }
    if text.chars().count() > max_chars {
        return Err(TextFault::TooLong { max: max_chars });
    }
    Ok(text.to_owned())
}

/// Control characters other than newline and tab, line separators, and direction embeddings,
/// overrides and isolates. Zero-width space stays: Lao is written with it.
fn is_control(c: char) -> bool {
    let is_plain = c == '\n' || c == '\t';
    let is_line_separator = matches!(c, '\u{2028}' | '\u{2029}');
    let is_bidi = matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    (c.is_control() && !is_plain) || is_line_separator || is_bidi
}

fn is_invisible(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
}

/// Letters and what may stand inside a word without ending it to the eye.
fn is_word_part(c: char) -> bool {
    c.is_alphanumeric()
        || super::is_combining_diacritic(c)
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
}

fn is_mixed(word: &str) -> bool {
    word.nfd().any(is_latin) && word.nfd().any(is_look_alike)
}

fn is_latin(c: char) -> bool {
    c.is_alphabetic()
        && matches!(c, '\0'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' | '\u{FF21}'..='\u{FF5A}')
        && c != 'µ' // the micro sign of µg
}

/// Cyrillic as a whole; of Greek only the letters that pass for Latin ones, because α-PVP, μg, kΩ
/// and Δ9-THC are honest words of this field.
fn is_look_alike(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{52F}' | '\u{1C80}'..='\u{1C8F}' | '\u{A640}'..='\u{A69F}')
        || "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορτυχ".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::nfc;
    use proptest::prelude::*;

    #[test]
    fn lines_are_trimmed_and_composed() {
        for (text, clean) in [
            ("  Nậm Cắn \n", "Nậm Cắn"),
            ("Na\u{323}\u{302}m", "Nậm"),
            ("α-PVP 5 μg, 3 kΩ, Δ9-THC", "α-PVP 5 μg, 3 kΩ, Δ9-THC"),
            ("Россия và Lào", "Россия và Lào"),
            ("ບ້ານ\u{200B}ໜອງແຮດ", "ບ້ານ\u{200B}ໜອງແຮດ"),
        ] {
            assert_eq!(clean_line(text, 100).as_deref(), Ok(clean), "{text:?}");
        }
    }

    #[test]
    fn faults_have_stable_codes() {
        for (text, code) in [
            ("", "text.empty"),
            (" \t\n", "text.empty"),
            ("\u{200B}\u{FEFF}", "text.empty"),
            ("a\nb", "text.control_character"),
            ("a\tb", "text.control_character"),
            ("a\rb", "text.control_character"),
            ("a\0b", "text.control_character"),
            ("a\u{7F}b", "text.control_character"),
            ("a\u{85}b", "text.control_character"),
            ("a\u{2028}b", "text.control_character"),
            ("hoá đơn\u{202E}fdp.exe", "text.control_character"),
            ("a\u{2066}b", "text.control_character"),
            ("Nghệ \u{410}n", "text.mixed_script"), // Cyrillic А
            ("Сao Bằng", "text.mixed_script"),      // Cyrillic С
            ("pαss", "text.mixed_script"),
            ("ό1o", "text.mixed_script"), // Greek ό
            ("n\u{200B}\u{430}m", "text.mixed_script"),
            ("123456789012345678901", "text.too_long"),
        ] {
            let fault = clean_line(text, 20);
            assert_eq!(fault.map_err(TextFault::code), Err(code), "{text:?}");
        }
    }

    #[test]
    fn blocks_keep_lines_and_tabs() {
        let clean = clean_block("\r\n1.\tCông an tỉnh\r\n2.\tSở Y tế\r", 100);
        assert_eq!(clean.as_deref(), Ok("1.\tCông an tỉnh\n2.\tSở Y tế"));
        assert_eq!(
            clean_block("a\u{8}b", 100),
            Err(TextFault::ControlCharacter)
        );
        assert_eq!(
            clean_block("a\n\u{202D}b", 100),
            Err(TextFault::ControlCharacter)
        );
        assert_eq!(
            clean_block("một\nh\u{430}i", 100),
            Err(TextFault::MixedScript)
        );
        assert_eq!(clean_block("\r\n", 100), Err(TextFault::Empty));
    }

    #[test]
    fn length_counts_characters_after_composing() {
        assert_eq!(clean_line("na\u{323}\u{302}m", 3).as_deref(), Ok("nậm"));
        assert_eq!(clean_line(" nậm ", 3).as_deref(), Ok("nậm"));
        assert_eq!(clean_line("nậm", 2), Err(TextFault::TooLong { max: 2 }));
        assert_eq!(clean_block("a\r\nb", 3).as_deref(), Ok("a\nb"));
    }

    proptest! {
        #[test]
        fn clean_text_is_clean(text in any::<String>(), max in 0usize..40) {
            for clean in [clean_line(&text, max), clean_block(&text, max)].into_iter().flatten() {
                prop_assert!(clean.chars().count() <= max);
                prop_assert_eq!(clean.trim(), clean.as_str());
                prop_assert_eq!(nfc(&clean), clean.clone());
                prop_assert_eq!(clean_block(&clean, max), Ok(clean));
            }
        }

        #[test]
        fn vietnamese_is_never_refused(text in "[a-zA-ZÀ-ưẠ-ỹ0-9 ,.;:/()-]{0,40}x") {
            prop_assert!(clean_line(&text, 100).is_ok());
        }
    }
}
