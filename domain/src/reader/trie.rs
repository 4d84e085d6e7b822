//! Phrases found by their words: a trie over bare keys whose ends remember the marked spelling.
//!
//! **Invariant:** a lookup looks at no more words than the longest phrase has.

use std::collections::HashMap;
use std::sync::Arc;

use super::words::{Kind, Text};

/// A word of a phrase: both keys. Cheap to copy: the variants of a name share its words.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub bare: Arc<str>,
    pub marked: Arc<str>,
    pub plain: bool,
    /// Joined to the word before it by a comma or "and".
    pub joined: bool,
}

/// Whether a word joins two things as a list does: "," or "and".
pub(super) fn joins(text: &Text, at: usize) -> bool {
    text.is_mark(at, &[',']) || matches!(text.bare(at), "and" | "va")
}

/// The words of a phrase, without punctuation.
pub(super) fn keys(phrase: &str) -> Vec<Key> {
    let text = Text::new(phrase);
    (0..text.words.len())
        .filter(|&at| matches!(text.kind(at), Kind::Letters | Kind::Number))
        .map(|at| key(&text, at))
        .collect()
}

/// The keys of one word.
pub(super) fn key(text: &Text, at: usize) -> Key {
    Key {
        bare: text.bare(at).into(),
        marked: text.marked(at).into(),
        plain: text.words[at].plain,
        joined: at.checked_sub(1).is_some_and(|before| joins(text, before)),
    }
}

#[derive(Debug)]
struct Node<T> {
    next: HashMap<Arc<str>, usize>,
    ends: Vec<(Vec<Key>, T)>,
}

/// Phrases with a value each.
#[derive(Debug)]
pub(super) struct Trie<T> {
    nodes: Vec<Node<T>>,
}

impl<T> Trie<T> {
    pub fn new() -> Self {
        Self {
            nodes: vec![Node {
                next: HashMap::new(),
                ends: Vec::new(),
            }],
        }
    }

    /// Adds a phrase; the same phrase may have several values.
    pub fn insert(&mut self, phrase: Vec<Key>, value: T) {
        let mut node = 0;
        for key in &phrase {
            let fresh = self.nodes.len();
            let next = *self.nodes[node]
                .next
                .entry(Arc::clone(&key.bare))
                .or_insert(fresh);
            if next == fresh {
                self.nodes.push(Node {
                    next: HashMap::new(),
                    ends: Vec::new(),
                });
            }
            node = next;
        }
        if node != 0 {
            self.nodes[node].ends.push((phrase, value));
        }
    }

    /// Values of the longest phrase that begins at word `from`, and the word after it. `step` gives the
    /// word that follows a word of the phrase; what it skips may be a comma or "and" only where the
    /// phrase is joined too: "Provincial Police, the Department" is no "Provincial Police Department".
    /// `lenient`: an unmarked word may stand for a marked one.
    pub fn longest<'t>(
        &'t self,
        text: &Text,
        from: usize,
        lenient: bool,
        step: impl Fn(usize) -> Option<usize>,
    ) -> Option<(Vec<&'t T>, usize)> {
        let mut path = [(0_usize, Gap::None); 24];
        let mut depth = 0;
        let mut node = 0;
        let mut at = Some((from, Gap::None));
        let mut best = None;
        while let Some((word, gap)) = at {
            let Some(&next) = self.nodes[node].next.get(text.bare(word)) else {
                break;
            };
            if depth == path.len() {
                break;
            }
            path[depth] = (word, gap);
            depth += 1;
            node = next;
            let values: Vec<&T> = self.nodes[node]
                .ends
                .iter()
                .filter(|(phrase, _)| {
                    phrase
                        .iter()
                        .zip(&path)
                        .all(|(key, &(word, gap))| gap.fits(key) && same(text, word, key, lenient))
                })
                .map(|(_, value)| value)
                .collect();
            if !values.is_empty() {
                best = Some((values, word + 1));
            }
            at = step(word).map(|next| (next, Gap::between(text, word, next)));
        }
        best
    }
}

/// What stands between two words of a phrase.
#[derive(Clone, Copy)]
enum Gap {
    /// Nothing that separates.
    None,
    /// A comma or "and".
    Joined,
    /// "… and the …", ", the": two names.
    Apart,
}

impl Gap {
    fn between(text: &Text, word: usize, next: usize) -> Self {
        let joined = (word + 1..next).any(|at| joins(text, at));
        if joined && text.bare(next - 1) == "the" {
            Self::Apart
        } else if joined {
            Self::Joined
        } else {
            Self::None
        }
    }

    fn fits(self, key: &Key) -> bool {
        match self {
            Self::None => true,
            Self::Joined => key.joined,
            Self::Apart => false,
        }
    }
}

fn same(text: &Text, word: usize, key: &Key, lenient: bool) -> bool {
    // Equal bare keys are given; two unmarked spellings of one English word are equal by them.
    text.marked(word) == &*key.marked || (text.words[word].plain && (key.plain || lenient))
}
