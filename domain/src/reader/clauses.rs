//! Parts of a clause: where its verb stands, whether it is a verb, whether a clause orders or tells.
//!
//! **Invariant:** every question looks at a bounded number of words.

use std::ops::Range;

use super::cues::{ACTION, BACKGROUND, DUTY, FINISH, LABEL_DEADLINE, LEAD, MANNER, PAST};
use super::lines::{Line, Marker};
use super::titles::PREPOSITIONS;
use super::words::Kind;
use super::{Deadline, Page, deadline};

impl Page<'_> {
    /// Skips what may stand before the verb of a clause.
    pub(super) fn opening(&self, from: usize, end: usize) -> usize {
        let Page { text, cues, .. } = self;
        let mut at = from;
        for _ in 0..4 {
            let light = matches!(text.bare(at), "and" | "va" | "to" | "de" | "also")
                || text.is_mark(at, &['"', '“', ',', '-', '–', '+'])
                || text.bare(at) == "dong" && text.bare(at + 1) == "thoi"
                || text.bare(at) == "thoi" && text.bare(at.wrapping_sub(1)) == "dong"
                || cues.is(at, MANNER);
            if light && at < end && !cues.is(at, ACTION) {
                at += 1;
            }
        }
        at
    }

    /// Whether an English word of no list may be a verb: "…, place every person in training".
    pub(super) fn is_bare_verb(&self, at: usize) -> bool {
        let text = self.text;
        let word = text.bare(at);
        let other = PREPOSITIONS.contains(&word)
            || ["ing", "ed", "ly", "s"]
                .iter()
                .any(|end| word.ends_with(end))
            || matches!(
                word,
                "the" | "a" | "an" | "who" | "whose" | "where" | "such" | "as" | "it"
            );
        text.words
            .get(at)
            .is_some_and(|word| word.plain && word.kind == Kind::Letters && !word.upper)
            && matches!(
                text.bare(at + 1),
                "the" | "a" | "an" | "all" | "every" | "each" | "their"
            )
            && !other
    }

    /// How much a clause is like a task; `None` when it only tells.
    pub(super) fn likeness(&self, words: Range<usize>, requested: bool, line: &Line) -> Option<u8> {
        let Page { text, cues, .. } = self;
        let letters = words
            .clone()
            .filter(|&at| text.kind(at) == Kind::Letters)
            .take(5)
            .count();
        if letters < 3 {
            return None;
        }
        if requested {
            return Some(90);
        }
        if cues.is(words.start, ACTION | LEAD) {
            return Some(90);
        }
        let head = words.start..words.end.min(words.start + 40);
        let after_comma = head
            .clone()
            .any(|at| text.is_mark(at, &[',']) && cues.is(self.opening(at + 1, words.end), ACTION));
        if cues.is(words.start, BACKGROUND)
            && head.clone().any(|at| cues.is(at, PAST))
            && !after_comma
        {
            return None;
        }
        if head.clone().any(|at| cues.is(at, DUTY)) {
            return Some(85);
        }
        if after_comma {
            return Some(80);
        }
        if head.clone().take(14).any(|at| cues.is(at, PAST)) && line.marker == Marker::None {
            return None;
        }
        (letters >= 5).then_some(60)
    }
    /// "were reminded to report", "are each to carry": any passive that hands on work.
    pub(super) fn is_passive(&self, at: usize) -> bool {
        let text = self.text;
        let be = matches!(text.bare(at), "is" | "are" | "was" | "were" | "be");
        let next = text.bare(at + 1);
        let adverb = usize::from(next.ends_with("ly") || next == "also");
        let verb = at + 1 + adverb;
        let each = matches!(next, "each" | "all" | "both" | "jointly" | "together");
        be && each && text.bare(at + 2) == "to"
            || be && text.bare(verb).ends_with("ed") && text.bare(verb + 1) == "to"
    }

    /// A Vietnamese verb of no list: behind a subject, in small letters, and not one that tells or links.
    pub(super) fn is_predicate(&self, at: usize) -> bool {
        let text = self.text;
        let vietnamese = text.unmarked
            || (at..at + 4).any(|at| text.words.get(at).is_some_and(|word| !word.plain));
        let links = matches!(
            text.bare(at),
            "la" | "da"
                | "va"
                | "voi"
                | "cua"
                | "co"
                | "vua"
                | "cho"
                | "cung"
                | "nhan"
                | "neu"
                | "hien"
                | "dang"
                | "duoc"
                | "tai"
                | "o"
                | "trong"
                | "do"
                | "hay"
                | "noi"
                | "thi"
                | "bi"
                | "nam"
                | "tu"
        );
        vietnamese
            && !links
            && text
                .words
                .get(at)
                .is_some_and(|word| word.kind == Kind::Letters && !word.upper)
    }

    /// "Hoàn thành trước ngày 30/9/2022.": a term for the draft before.
    pub(super) fn is_finish(&self, words: Range<usize>) -> bool {
        let Page { text, cues, .. } = self;
        words.len() < 24
            && cues.is(words.start, FINISH | LABEL_DEADLINE)
            && deadline::find(text, words.start, words.end, self.today).is_some_and(|found| {
                let inside = |at: &usize| {
                    let word = &text.words[*at];
                    word.start >= found.span.start && word.end <= found.span.end
                };
                found.value != Deadline::Urgent
                    && words.clone().filter(|at| !inside(at)).count() <= 9
            })
    }
}

/// Words without separators at either end.
pub(super) fn trim(page: &Page, mut words: Range<usize>) -> Range<usize> {
    let separator = |at: usize| {
        page.text
            .is_mark(at, &[';', ',', ':', '-', '–', '+', '.', '/', '*', '•'])
            || matches!(page.text.bare(at), "and" | "va")
    };
    while words.start < words.end && separator(words.start) {
        words.start += 1;
    }
    while words.end > words.start && separator(words.end - 1) {
        words.end -= 1;
    }
    words
}
