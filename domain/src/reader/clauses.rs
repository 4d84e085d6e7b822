//! Parts of a clause: where its verb stands, whether it is a verb, whether a clause orders or tells.
//!
//! **Invariant:** every question looks at a bounded number of words.

use std::ops::Range;

use super::cues::{
    ACTION, BACKGROUND, BASIS, COORDINATE, DUTY, FINISH, LABEL_DEADLINE, LEAD, MANNER, ORDER, PAST,
    REQUEST, TOGETHER, WITH,
};
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
                "the"
                    | "a"
                    | "an"
                    | "all"
                    | "every"
                    | "each"
                    | "their"
                    | "its"
                    | "our"
                    | "your"
                    | "us"
                    | "these"
                    | "those"
                    | "any"
                    | "at"
                    | "up"
                    | "out"
                    | "enough"
                    | "more"
            )
            && !other
    }

    /// How much a clause is like a task; `None` when it only tells.
    pub(super) fn likeness(&self, words: Range<usize>, requested: bool, line: &Line) -> Option<u8> {
        let Page { text, cues, .. } = self;
        let letters = words
            .clone()
            .filter(|&at| matches!(text.kind(at), Kind::Letters | Kind::Number))
            .take(5)
            .count();
        if letters < 3 {
            return None;
        }
        if requested {
            return Some(90);
        }
        if cues.is(words.start, PAST) {
            return None;
        }
        let please = matches!(text.bare(words.start), "please" | "kindly");
        if please || cues.is(words.start, ACTION | LEAD) {
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

    /// Where the work begins behind words that oblige the subject before them: "shall", "is kindly requested
    /// to", "has agreed to", "please", "có trách nhiệm". `None` where nothing obliges.
    pub(super) fn duty(&self, at: usize) -> Option<usize> {
        let Page { text, cues, .. } = self;
        let mut at = at;
        for _ in 0..2 {
            at += usize::from(self.is_adverb(at) && !cues.is(at, DUTY));
        }
        let next = self.behind_adverbs(at + 1);
        match text.bare(at) {
            "please" | "kindly" => Some(at + 1),
            "is" | "are" | "was" | "were" | "be" | "been" => self.passive(next),
            "has" | "have" if text.bare(next) == "been" => {
                self.passive(self.behind_adverbs(next + 1))
            }
            "has" | "have" if text.bare(next) == "to" => Some(next + 1),
            "has" | "have" => self.promise(next),
            "shall" | "must" | "should" | "will" | "would" | "can" | "could" => {
                let modal = text.bare(at);
                let polite = text.bare(next) == "please";
                let verb = self.behind_adverbs(next + usize::from(polite));
                if text.bare(verb) == "be" {
                    let strict = matches!(modal, "shall" | "must");
                    self.passive(self.behind_adverbs(verb + 1))
                        .or_else(|| strict.then_some(verb))
                } else {
                    (!matches!(modal, "can" | "could") || polite)
                        .then_some(verb)
                        .filter(|&verb| !matches!(text.bare(verb), "have" | "like" | "love"))
                }
            }
            _ => self.promise(at).or_else(|| {
                cues.is(at, DUTY).then(|| {
                    if cues.is(at, ACTION | LEAD) {
                        at
                    } else {
                        cues.after(at)
                    }
                })
            }),
        }
    }

    /// Behind a form of "be": "asked to", "tasked with", "responsible for", "in charge of", "to".
    fn passive(&self, at: usize) -> Option<usize> {
        let Page { text, cues, .. } = self;
        let each = matches!(text.bare(at), "each" | "all" | "both");
        let at = at + usize::from(each);
        let link = text.bare(at + 1);
        match text.bare(at) {
            "to" => Some(at + 1).filter(|&verb| text.kind(verb) == Kind::Letters),
            "responsible" | "accountable" | "answerable" if link == "for" => Some(at + 2),
            "in" if link == "charge" && text.bare(at + 2) == "of" => Some(at + 3),
            // States of mind and of affairs, not orders.
            "used" | "pleased" | "delighted" | "forced" | "allowed" | "permitted" | "entitled"
            | "supposed" | "compared" | "linked" | "related" | "opposed" | "sentenced" | "said"
            | "reported" | "known" | "added" | "exposed" | "transferred" | "moved" | "returned"
            | "scheduled" | "determined" | "dedicated" | "devoted" | "connected" => None,
            word => {
                let asked = cues.is(at, REQUEST | ORDER) || matches!(word, "charged" | "told");
                match link {
                    "to" => (asked || word.ends_with("ed")).then_some(at + 2),
                    "with" | "for" => (asked
                        && (text.bare(at + 2).ends_with("ing") || link == "with"))
                        .then_some(at + 2),
                    _ => None,
                }
            }
        }
    }

    /// "agreed to", "undertakes to": a promise obliges too.
    fn promise(&self, at: usize) -> Option<usize> {
        let text = self.text;
        let promises = matches!(
            text.bare(at),
            "agreed"
                | "agrees"
                | "undertook"
                | "undertakes"
                | "undertaken"
                | "promised"
                | "promises"
                | "pledged"
                | "pledges"
                | "volunteered"
                | "volunteers"
                | "offered"
                | "committed"
                | "commits"
                | "needs"
                | "need"
                | "ought"
        );
        let itself = usize::from(matches!(text.bare(at + 1), "itself" | "themselves"));
        (promises && text.bare(at + 1 + itself) == "to").then_some(at + 2 + itself)
    }

    /// "also", "jointly", "urgently": a word between the subject or its auxiliary and the verb.
    fn is_adverb(&self, at: usize) -> bool {
        let text = self.text;
        let word = text.bare(at);
        matches!(
            word,
            "also" | "then" | "therefore" | "thus" | "now" | "each" | "both" | "together" | "again"
                | "hereby" | "further" | "in" if word != "in" || text.bare(at + 1) == "turn"
        ) || word.len() > 4 && word.ends_with("ly") && self.mentions.at(at).is_none()
    }

    fn behind_adverbs(&self, at: usize) -> usize {
        let mut at = at;
        for _ in 0..2 {
            let pause = usize::from(self.text.is_mark(at, &[',']));
            if self.is_adverb(at + pause) {
                at += pause + 1;
                at += usize::from(pause == 1 && self.text.is_mark(at, &[',']));
            } else if pause == 1
                && self.text.bare(at + 1) == "in"
                && self.text.bare(at + 2) == "addition"
            {
                at += 3 + usize::from(self.text.is_mark(at + 3, &[',']));
            }
        }
        at
    }

    /// The word behind an insertion between commas, dashes or in brackets, where what follows obliges: "X, which
    /// was not on the call, is requested to …", "X, với vai trò thường trực, có trách nhiệm …".
    pub(super) fn behind_insertion(&self, after: usize, end: usize) -> usize {
        let Page { text, cues, .. } = self;
        if !text.is_mark(after, &[',', '–', '-', '(']) {
            return after;
        }
        let first = after + 1;
        let opens = PREPOSITIONS.contains(&text.bare(first))
            || cues.is(first, COORDINATE | TOGETHER | WITH | LEAD | BASIS)
            || ["ing", "ed"]
                .iter()
                .any(|end| text.bare(first).ends_with(end))
            || matches!(
                text.bare(first),
                "which"
                    | "who"
                    | "whose"
                    | "as"
                    | "along"
                    | "acting"
                    | "while"
                    | "where"
                    | "when"
                    | "if"
                    | "not"
                    | "upon"
                    | "after"
                    | "within"
                    | "following"
                    | "given"
                    | "subject"
                    | "la"
                    | "voi"
                    | "tren"
                    | "ngoai"
                    | "sau"
                    | "trong"
                    | "can"
                    | "theo"
                    | "bang"
            );
        if !opens {
            return after;
        }
        for at in first..end.min(first + 32) {
            if text.is_mark(at, &[';', ':', '.']) {
                return after;
            }
            if text.is_mark(at, &[',', '–', '-', ')']) {
                let obliged = self.duty(at + 1).is_some() || cues.is(at + 1, ACTION);
                if obliged && self.mentions.at(at + 1).is_none() {
                    return at + 1;
                }
            }
        }
        after
    }

    /// "làm việc theo …", "gồm …", "có hiệu lực": says how something is, not what to do.
    pub(super) fn is_state(&self, at: usize) -> bool {
        let text = self.text;
        matches!(
            (text.bare(at), text.bare(at + 1)),
            ("lam", "viec")
                | ("hoat", "dong")
                | ("gom", _)
                | ("bao", "gom")
                | ("co", "hieu")
                | ("het", "hieu")
                | ("dat", _)
                | ("chiem", _)
                | ("thuoc", _)
        )
    }

    /// Whether a sentence goes on with the order of the one before it: "Report …", "It shall also …", "Hằng
    /// tháng báo cáo …".
    pub(super) fn goes_on(&self, words: Range<usize>) -> bool {
        let Page { text, cues, .. } = self;
        let at = self.opening(words.start, words.end);
        let at = deadline::leading(text, at).map_or(at, |end| self.opening(end, words.end));
        let pronoun = match (text.bare(at), text.bare(at + 1)) {
            ("it" | "they" | "he" | "she" | "both" | "all", _) => 1,
            ("the", "department" | "agency" | "committee" | "police" | "unit" | "command") => 2,
            ("co", "quan") | ("don", "vi") if text.bare(at + 2) == "nay" => 3,
            ("so" | "ban" | "cuc", "nay" | "cung") => 1 + usize::from(text.bare(at + 1) == "nay"),
            _ => 0,
        };
        cues.is(at, ACTION | LEAD | COORDINATE)
            || self.is_bare_verb(at)
            || self.is_finish(words.clone())
            || pronoun > 0 && self.duty(at + pronoun).is_some()
            || self.lead_in(words).is_some()
    }

    /// Behind an adverbial and its comma, the verb: "On that basis, direct …", "Trên cơ sở đó, hướng dẫn …".
    fn lead_in(&self, words: Range<usize>) -> Option<usize> {
        let Page { text, cues, .. } = self;
        let near = words.start..words.end.min(words.start + 24);
        near.filter(|&at| text.is_mark(at, &[',']))
            .map(|comma| self.opening(comma + 1, words.end))
            .next()
            .filter(|&at| cues.is(at, ACTION | LEAD) && !text.words[at].upper)
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
