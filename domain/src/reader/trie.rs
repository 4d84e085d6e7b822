//! Phrases found by their words: a trie over bare keys whose ends remember the marked spelling.
//!
//! **Invariant:** a lookup looks at no more words than the longest phrase has.

use std::collections::HashMap;

use super::words::{Kind, Text};

/// A word of a phrase: both keys.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub bare: String,
    pub marked: String,
    pub plain: bool,
}

/// The words of a phrase, without punctuation.
pub(super) fn keys(phrase: &str) -> Vec<Key> {
    let text = Text::new(phrase);
    (0..text.words.len())
        .filter(|&at| matches!(text.kind(at), Kind::Letters | Kind::Number))
        .map(|at| Key {
            bare: text.bare(at).to_owned(),
            marked: text.marked(at).to_owned(),
            plain: text.words[at].plain,
        })
        .collect()
}

#[derive(Debug)]
struct Node<T> {
    next: HashMap<String, usize>,
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
                .entry(key.bare.clone())
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
    /// word that follows a word of the phrase. `lenient`: an unmarked word may stand for a marked one.
    pub fn longest<'t>(
        &'t self,
        text: &Text,
        from: usize,
        lenient: bool,
        step: impl Fn(usize) -> Option<usize>,
    ) -> Option<(Vec<&'t T>, usize)> {
        let mut path = [0_usize; 24];
        let mut depth = 0;
        let mut node = 0;
        let mut at = Some(from);
        let mut best = None;
        while let Some(word) = at {
            let Some(&next) = self.nodes[node].next.get(text.bare(word)) else {
                break;
            };
            if depth == path.len() {
                break;
            }
            path[depth] = word;
            depth += 1;
            node = next;
            let values: Vec<&T> = self.nodes[node]
                .ends
                .iter()
                .filter(|(phrase, _)| {
                    phrase
                        .iter()
                        .zip(&path)
                        .all(|(key, &word)| same(text, word, key, lenient))
                })
                .map(|(_, value)| value)
                .collect();
            if !values.is_empty() {
                best = Some((values, word + 1));
            }
            at = step(word);
        }
        best
    }
}

fn same(text: &Text, word: usize, key: &Key, lenient: bool) -> bool {
    // Equal bare keys are given; two unmarked spellings of one English word are equal by them.
    text.marked(word) == key.marked || (text.words[word].plain && (key.plain || lenient))
}
