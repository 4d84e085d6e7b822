//! Agencies in a text: known names, groups of agencies, and agencies that only their form gives away.
//!
//! Three ways, the longest match wins: a trie over the names the caller knows (with the usual variants:
//! abbreviations, English word order, the province's name), a small grammar of group phrases
//! ("UBND các huyện, thành phố, thị xã", "the 06 border districts"), and patterns of agency names
//! ("Sở …", "… Department"). The last give text without a code: a person chooses.
//!
//! **Invariant:** identity is never guessed across tone marks (xã Nậm Cắn is not xã Nậm Càn); every
//! word is looked at a bounded number of times. To add a variant of names see [`variants`](super::variants),
//! a group phrase [`groups`](super::groups), a form of name [`forms`](super::forms).

use std::collections::{BTreeSet, HashMap, HashSet};

use super::cues::Cues;
use super::forms::pattern;
use super::groups::Part;
use super::trie::{Key, Trie, joins};
use super::variants::{
    ABBREVIATIONS, COMMON, content, is_connective, next_content, provinces, replaced, sectors,
    split_area, variants,
};
use super::words::{Kind, Text, clean};
use super::{Group, Known, Named, Span, span};

/// An agency, or several under one name, at a place of the text.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    /// First word, and the word after the last.
    pub from: usize,
    pub to: usize,
    pub named: Named,
    pub confidence: u8,
    /// Too general to be an addressee by itself: "sectors", "relevant agencies".
    pub vague: bool,
}

/// All mentions of a text in order, none overlapping.
pub(super) struct Mentions {
    list: Vec<Mention>,
    /// The mention that begins at each word.
    at: Vec<Option<usize>>,
}

impl Mentions {
    pub fn at(&self, word: usize) -> Option<&Mention> {
        self.at
            .get(word)
            .copied()
            .flatten()
            .and_then(|index| self.list.get(index))
    }

    pub fn span(&self, text: &Text, mention: &Mention) -> Option<Span> {
        span(text, mention.from..mention.to)
    }
}

/// What a name of the trie stands for.
#[derive(Debug, Clone, PartialEq)]
enum Entry {
    /// A name of a known agency.
    Code(String),
    /// The sector only ("Công an"): the province's agency is meant where nothing else is said.
    Sector(String),
    /// A common agency of which the caller gave no name.
    Unknown,
}

/// The committee or police of an area, under the area's name.
#[derive(Debug)]
pub(super) struct Area {
    pub head: Part,
    /// "district", "city", "town", "township", "commune", "ward".
    pub level: &'static str,
    pub code: String,
}

/// The names of the agencies a caller knows, ready to be found in texts.
///
/// Building it costs more than reading a text: keep it for as long as the agencies stay the same.
#[derive(Debug)]
pub struct Names {
    trie: Trie<Entry>,
    /// District names, for "UBND các huyện A, B và C": committee or police, by name.
    pub(super) areas: Trie<Area>,
    provinces: Vec<Vec<Key>>,
    /// Codes of the members, in order.
    pub(super) groups: HashMap<Group, Vec<String>>,
}

impl Names {
    /// The names of these agencies, in all their usual variants.
    pub fn new(known: &[Known]) -> Self {
        let provinces = provinces(known);
        let mut trie = Trie::new();
        let mut areas = Trie::new();
        for agency in known {
            let mut seen = HashSet::new();
            for name in &agency.names {
                let name = content(name);
                if name.is_empty() {
                    continue;
                }
                for variant in variants(&name, &provinces) {
                    if seen.insert(variant.clone()) {
                        for sector in sectors(&variant) {
                            trie.insert(sector, Entry::Sector(agency.code.clone()));
                        }
                        trie.insert(variant, Entry::Code(agency.code.clone()));
                    }
                }
                if let Some((head, (level, place))) = split_area(&name) {
                    let code = agency.code.clone();
                    areas.insert(place.to_vec(), Area { head, level, code });
                }
            }
        }
        for name in COMMON {
            let name = content(name);
            for (long, short) in ABBREVIATIONS.iter() {
                if let Some(short) = replaced(&name, long, short) {
                    trie.insert(short, Entry::Unknown);
                }
            }
            trie.insert(name, Entry::Unknown);
        }
        let mut groups: HashMap<Group, Vec<String>> = HashMap::new();
        for agency in known {
            for &group in &agency.groups {
                groups.entry(group).or_default().push(agency.code.clone());
            }
        }
        for codes in groups.values_mut() {
            codes.sort_unstable();
        }
        Self {
            trie,
            areas,
            provinces,
            groups,
        }
    }

    /// Finds every mention.
    pub(super) fn find(&self, text: &Text, cues: &Cues) -> Mentions {
        let mut list = Vec::new();
        let mut at = vec![None; text.words.len()];
        let mut word = 0;
        while word < text.words.len() {
            if text.kind(word) != Kind::Letters && text.kind(word) != Kind::Number
                || is_connective(text, word)
            {
                word += 1;
                continue;
            }
            match self.mention(text, cues, word) {
                Some(mention) => {
                    at[word] = Some(list.len());
                    word = mention.to;
                    list.push(mention);
                }
                None => word += 1,
            }
        }
        Mentions { list, at }
    }

    /// A known or common name that begins at the word, with `step` from word to word.
    pub(super) fn named(
        &self,
        text: &Text,
        at: usize,
        step: impl Fn(usize) -> Option<usize>,
    ) -> Option<(Vec<String>, u8, usize)> {
        let (entries, end) = self.trie.longest(text, at, true, step)?;
        let codes: BTreeSet<&String> = entries
            .iter()
            .filter_map(|entry| {
                if let Entry::Code(code) = entry {
                    Some(code)
                } else {
                    None
                }
            })
            .collect();
        let sectors: BTreeSet<&String> = entries
            .iter()
            .filter_map(|entry| {
                if let Entry::Sector(code) = entry {
                    Some(code)
                } else {
                    None
                }
            })
            .collect();
        // Two agencies of one unmarked name: a person decides.
        let (found, confidence) = match (codes.len(), sectors.len()) {
            (1, _) => (codes, 95),
            (0, 1) => (sectors, 60),
            _ => (BTreeSet::new(), 60),
        };
        Some((found.into_iter().cloned().collect(), confidence, end))
    }

    fn mention(&self, text: &Text, cues: &Cues, at: usize) -> Option<Mention> {
        let named = self
            .named(text, at, |word| next_content(text, word))
            .filter(|&(_, confidence, end)| {
                // A bare sector word is no name inside a longer word group ("police officers").
                confidence > 60 || text.words[at].upper || end > at
            });
        let named = named.filter(|_| !is_other_sense(text, at));
        let group = self
            .group_phrase(text, at)
            .or_else(|| self.named_areas(text, at));
        let pattern = pattern(text, cues, at);
        let make = |to: usize, codes: Vec<String>, confidence: u8, vague: bool| {
            let bytes = text.bytes(at..to)?;
            let named = Named {
                text: clean(&text.source[bytes]),
                codes,
            };
            Some(Mention {
                from: at,
                to,
                named,
                confidence,
                vague,
            })
        };
        let end_of = |found: &Option<(Vec<String>, u8, usize)>| found.as_ref().map_or(0, |it| it.2);
        let best = end_of(&named);
        if let Some((codes, confidence, end, vague)) = group
            && end > best
            && pattern.is_none_or(|other| end >= other)
        {
            return make(end, codes, confidence, vague);
        }
        if let Some((codes, confidence, end)) = named {
            let elsewhere = self.elsewhere(text, end);
            if let Some(after) = elsewhere {
                return make(after, Vec::new(), 50, false);
            }
            // A pattern may go on directly ("Sở Y tế Dự phòng"), not past what ends a whole name.
            let whole = joins(text, end);
            if whole || pattern.is_none_or(|other| other <= end || !codes.is_empty()) {
                return make(end, codes, confidence, false);
            }
        }
        pattern.and_then(|end| make(end, Vec::new(), 55, false))
    }

    /// A name followed by another province ("Sở Y tế tỉnh Thanh Hóa") is not the known agency.
    fn elsewhere(&self, text: &Text, end: usize) -> Option<usize> {
        let place = if text.bare(end) == "tinh" || text.bare(end.wrapping_sub(1)) == "tinh" {
            let first = if text.bare(end) == "tinh" {
                end + 1
            } else {
                end
            };
            let apart = text.gap(first.wrapping_sub(1)).contains('\t');
            let named = text.words.get(first)?.upper && text.words.get(first + 1)?.upper;
            (named && !apart).then_some(first)?
        } else {
            return None;
        };
        let known = self.provinces.is_empty()
            || self.provinces.iter().any(|name| {
                name.iter()
                    .enumerate()
                    .all(|(n, key)| text.bare(place + n) == &*key.bare)
            });
        (!known).then_some(place + 2)
    }
}

/// "công an" in "công an nhân dân", "police station": not the agency.
fn is_other_sense(text: &Text, at: usize) -> bool {
    matches!(text.bare(at), "cong") && text.bare(at + 1) == "an" && text.bare(at + 2) == "nhan"
}
