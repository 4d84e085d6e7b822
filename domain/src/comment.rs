//! Comments on a task, and whom they mention.
//!
//! A comment belongs to the position that wrote it. Its texts stand in the log, every version of them; the task
//! itself only knows that there is one and who may change it ([`Comment`]).
//!
//! **Invariants:** nobody changes another position's comment; a withdrawn one stays withdrawn; a text with a
//! secrecy mark is refused. The notation of a mention never changes once landed: texts in the log carry it.

use crate::id::PositionId;
use crate::refusal::Refusal;
use crate::text::fold;
use serde::{Deserialize, Serialize};

/// Most comments of a task.
pub const MOST_COMMENTS: usize = 500;
/// Most positions that one comment mentions.
pub const MOST_MENTIONS: usize = 20;
/// Longest text in characters.
pub const MAX_COMMENT: usize = 2000;

/// What a task knows of a comment; the texts stand in the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// From 1, in the order of writing.
    pub number: u32,
    pub by: PositionId,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_withdrawn: bool,
}

/// A position that can be mentioned, and the word that does it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mentionable {
    pub position: PositionId,
    /// As [`handle`] makes it.
    pub handle: String,
}

/// The word that mentions a position in a text, without its `@`: agency and title without marks, as in
/// `so-y-te.chuyen-vien`. Positions of the same name at the same agency share it: it mentions all of them.
pub fn handle(agency: &str, title: &str) -> String {
    format!("{}.{}", hyphened(agency), hyphened(title))
}

fn hyphened(text: &str) -> String {
    let folded = fold(text);
    let words: Vec<&str> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    words.join("-")
}

/// The positions that a text mentions by `@` and their handle, each once, in the order of the text. Marks and
/// capitals do not matter; an `@` inside a word, as in an address of mail, mentions nobody. An agency's part
/// of the handle alone (`@so-y-te`) mentions all its positions among `known`.
pub fn mentions(text: &str, known: &[Mentionable]) -> Vec<PositionId> {
    let mut found: Vec<PositionId> = Vec::new();
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let is_start = c == '@' && !before.is_alphanumeric();
        before = c;
        if !is_start {
            continue;
        }
        let rest = &text[at + 1..];
        let end = rest
            .find(|c: char| !(c.is_alphanumeric() || c == '-' || c == '.'))
            .unwrap_or(rest.len());
        // A full stop that ends the sentence is no part of the handle.
        let word = fold(rest[..end].trim_end_matches(['.', '-']));
        if word.is_empty() {
            continue;
        }
        for one in known {
            let is_meant = one.handle == word
                || one
                    .handle
                    .split_once('.')
                    .is_some_and(|(agency, _)| agency == word);
            if is_meant && !found.contains(&one.position) {
                found.push(one.position);
            }
        }
    }
    found
}

/// Refuses a text that bears a secrecy mark, as a document would.
///
/// # Errors
/// [`Refusal::Secret`].
pub fn refuse_secret(text: &str) -> Result<(), Refusal> {
    match crate::reader::read(text, &[]).header.secrecy {
        Some(_) => Err(Refusal::Secret),
        None => Ok(()),
    }
}
