//! The requests of a sentence: who is asked, and where the work begins.
//!
//! Active ("giao Sở Y tế …", "asked the Provincial Police to …"), with the agency as subject ("Sở Y tế có
//! trách nhiệm …", "The Department of Health shall …"), or addressed ("X, please …").
//!
//! **Invariant:** every word of a sentence is looked at a bounded number of times. To add a form of request,
//! add a function to [`Walk::requests`].

use std::ops::Range;

use super::Page;
use super::agencies::Mention;
use super::body::{Walk, skip_bracket};
use super::cues::{
    ACTION, BACKGROUND, COORDINATE, DUTY, MANNER, ORDER, PAST, PERSON, PREFIX, REQUEST, TOGETHER,
    WITH,
};
use super::lines::{Line, Marker};
use super::roles::same;

/// A request inside a sentence.
pub(super) struct Request<'a> {
    /// Where its words begin, and where the work begins.
    pub from: usize,
    pub work: usize,
    pub who: Vec<&'a Mention>,
    pub confidence: u8,
    /// Turns from the addressee of the heading to one of its members.
    pub turns: bool,
}

impl<'a> Walk<'a> {
    /// The requests of a sentence, in order.
    pub(super) fn requests(&self, words: Range<usize>, line: &Line) -> Vec<Request<'a>> {
        let cues = self.page.cues;
        let mut found = Vec::new();
        let tells =
            cues.is(words.start, BACKGROUND) && words.clone().take(40).any(|at| cues.is(at, PAST));
        if tells {
            return found;
        }
        let inside = self.scope.as_ref().is_some_and(|scope| scope.heading);
        let mut at = words.start;
        while at < words.end {
            let next = self
                .active(at, &words, inside)
                .or_else(|| self.subject(at, &words, inside, line))
                .filter(|request| !inside || request.turns || !self.is_own(&request.who));
            match next {
                Some(request) => {
                    at = request.work.max(at + 1);
                    found.push(request);
                }
                None => {
                    let mention = self.page.mentions.at(at);
                    at = mention.map_or_else(|| self.skip(at), |mention| mention.to);
                }
            }
        }
        found
    }

    /// "giao Sở Y tế …", "requested the Provincial Police to …".
    fn active(&self, at: usize, words: &Range<usize>, inside: bool) -> Option<Request<'a>> {
        let Page { text, cues, .. } = self.page;
        let start = at == words.start;
        // "chỉ đạo Công an cấp huyện" is an addressee's own work, unless the issuer is the subject.
        if text.bare(at) == "chi" && cues.is(at, ORDER) {
            let from = at.saturating_sub(12).max(words.start);
            let subject = (from..at).rev().find_map(|at| self.page.mentions.at(at));
            if subject.is_none_or(|subject| subject.to + 1 < at || !self.page.orders(subject)) {
                return None;
            }
        }
        let ordered = cues.is(at, REQUEST) || cues.is(at, ORDER) && !inside && !start;
        if !ordered || inside && !start {
            return None;
        }
        let noun = at > words.start
            && matches!(
                text.bare(at - 1),
                "the"
                    | "at"
                    | "of"
                    | "this"
                    | "a"
                    | "their"
                    | "assigned"
                    | "theo"
                    | "duoc"
                    | "nhung"
                    | "cac"
                    | "to"
                    | "and"
                    | "va"
            );
        // "and requested", "và giao" join two orders; before a noun form they do not.
        let joined =
            matches!(text.bare(at - usize::from(at > 0)), "and" | "va") && cues.is(at, REQUEST);
        let purpose = text.bare(at.wrapping_sub(1)) == "to" && at > words.start;
        if noun && !joined || purpose {
            return None;
        }
        let mut from = cues.after(at);
        for _ in 0..4 {
            if from < words.end
                && self.page.mentions.at(from).is_none()
                && (cues.is(from, PERSON | MANNER)
                    || cues.is(from, REQUEST)
                    || matches!(text.bare(from), "rang" | "nhiem" | "vu" | "with"))
            {
                from = cues.after(from);
            }
        }
        let (who, after) = self.page.list(from, words.end);
        if who.is_empty() || after >= words.end {
            return None;
        }
        Some(Request {
            from: at,
            work: after,
            who,
            confidence: 85,
            turns: false,
        })
    }

    /// "Sở Y tế có trách nhiệm …", "The Department of Health shall …", "DOLISA to prepare …".
    fn subject(
        &self,
        at: usize,
        words: &Range<usize>,
        inside: bool,
        line: &Line,
    ) -> Option<Request<'a>> {
        let Page { text, cues, .. } = self.page;
        self.page.mentions.at(at)?;
        let mut before = at;
        for _ in 0..2 {
            let light = before > words.start
                && (matches!(text.bare(before - 1), "the" | "cac")
                    || text.is_mark(before - 1, &['"', '“']));
            before -= usize::from(light);
        }
        // "Riêng UBND 06 huyện biên giới khẩn trương …" turns to another addressee.
        let prefix = cues.is(words.start, PREFIX) && cues.after(words.start) == before;
        // "Về công tác cai nghiện: Sở Lao động … khẩn trương …": a topic stands before the subject.
        let topic = before > words.start && text.is_mark(before - 1, &[':']);
        let first =
            before == words.start || prefix || topic || self.is_person_before(before, words.start);
        let clause = first
            || text.is_mark(before - 1, &[',', ';', ':', '–', '('])
            || matches!(
                text.bare(before - 1),
                "that" | "and" | "va" | "while" | "rang"
            );
        if !clause || inside && !first {
            return None;
        }
        let (who, mut after) = self.page.list(at, words.end);
        let vague = who.iter().all(|mention| mention.vague);
        if who.is_empty() || vague && (inside || !self.requested) {
            return None;
        }
        let from = before;
        after = self.behind_partners(after, words.end);
        if cues.is(after, MANNER) && !cues.is(after, DUTY) {
            after = cues.after(after);
        }
        if cues.is(after, PAST) {
            return None;
        }
        let duty = cues.is(after, DUTY) || self.page.is_passive(after);
        let infinitive = text.bare(after) == "to" && cues.is(after + 1, ACTION) && first;
        // In a list of agencies the next item is another agency, colon or not.
        let sibling = line.marker != Marker::None
            && words.start == line.body.start
            && self
                .scope
                .as_ref()
                .is_some_and(|scope| scope.marker == line.marker);
        let listed = (line.marker != Marker::None || self.requested)
            && first
            && !vague
            && (!inside || prefix || sibling);
        after = skip_bracket(self.page, after, words.end);
        let verb =
            listed && (cues.is(after, ACTION) || self.ordered && self.page.is_predicate(after));
        if !duty && !infinitive && !verb {
            return None;
        }
        let confidence = if duty { 85 } else { 70 };
        Some(Request {
            from,
            work: after,
            who,
            confidence,
            turns: prefix,
        })
    }

    /// The word behind the partners a subject brings along: "X, in close cooperation with Y and Z, shall".
    fn behind_partners(&self, after: usize, end: usize) -> usize {
        let Page { text, cues, .. } = self.page;
        let mut at = after + usize::from(text.is_mark(after, &[',']));
        at += usize::from(text.bare(at) == "in");
        if cues.is(at, MANNER) {
            at = cues.after(at);
        }
        let next = cues.after(at);
        let list = if cues.is(at, TOGETHER) {
            next
        } else if cues.is(at, COORDINATE) && cues.is(next, WITH) {
            cues.after(next)
        } else {
            return after;
        };
        let (who, behind) = self.page.list(list, end);
        let duty = behind + usize::from(text.is_mark(behind, &[',']));
        if who.is_empty() || !cues.is(duty, DUTY) && !self.page.is_passive(duty) {
            return after;
        }
        duty
    }

    fn is_person_before(&self, at: usize, start: usize) -> bool {
        (1..=3).any(|back| {
            at.checked_sub(back).is_some_and(|person| {
                person == start
                    && self.page.cues.is(person, PERSON)
                    && self.page.cues.after(person) >= at
            })
        })
    }

    /// Whether some mentions are only the current addressees again.
    fn is_own(&self, who: &[&Mention]) -> bool {
        let Some(scope) = &self.scope else {
            return false;
        };
        who.iter().all(|mention| {
            scope.members.iter().any(|&index| {
                let own = &self.addressees[index].named;
                same(own, &mention.named)
                    || !mention.named.codes.is_empty()
                        && mention
                            .named
                            .codes
                            .iter()
                            .any(|code| own.codes.contains(code))
                    || mention.vague
            })
        })
    }
}
