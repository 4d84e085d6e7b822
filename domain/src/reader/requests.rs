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
    /// The work stands before the agency: "Việc … được giao cho …".
    pub whole: bool,
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
                .or_else(|| self.question(at, &words))
                .or_else(|| self.wish(at, &words))
                .or_else(|| self.impersonal(at, &words))
                .or_else(|| self.given(at, &words))
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
        let finite = text.bare(at).ends_with("ed") || text.bare(at).ends_with('s');
        let joined = matches!(text.bare(at - usize::from(at > 0)), "and" | "va")
            && (cues.is(at, REQUEST) || finite);
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
            whole: false,
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
        let topic = before > words.start && text.is_mark(before - 1, &[':', ';']);
        let first =
            before == words.start || prefix || topic || self.is_person_before(before, words.start);
        let clause = first
            || text.is_mark(before - 1, &[',', ';', ':', '–', '('])
            || matches!(
                text.bare(before - 1),
                "that"
                    | "and"
                    | "va"
                    | "while"
                    | "rang"
                    | "but"
                    | "whereas"
                    | "nhung"
                    | "con"
                    | "so"
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
        after = self.page.behind_insertion(after, words.end);
        if cues.is(after, MANNER) && !cues.is(after, DUTY) {
            after = cues.after(after);
        }
        after +=
            usize::from(matches!(text.bare(after), "thi" | "cung") && !text.words[after].plain);
        // "X, please …", "X – please …".
        let called = text.is_mark(after, &[',', '-', '–', ':'])
            && matches!(text.bare(after + 1), "please" | "kindly");
        after += usize::from(called);
        let duty = self.page.duty(after).is_some();
        if cues.is(after, PAST) && !duty {
            return None;
        }
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
        let verb = listed
            && !self.page.is_state(after)
            && (cues.is(after, ACTION) || self.ordered && self.page.is_predicate(after));
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
            whole: false,
        })
    }

    /// "Could the Provincial Police please send …?"
    fn question(&self, at: usize, words: &Range<usize>) -> Option<Request<'a>> {
        let text = self.page.text;
        let modal = matches!(text.bare(at), "could" | "can" | "would" | "will" | "may");
        let please = text.bare(words.start) == "please" && at <= words.start + 2;
        if !modal || !(at == words.start || please) {
            return None;
        }
        let (who, after) = self.page.list(at + 1, words.end);
        let polite = matches!(text.bare(after), "please" | "kindly");
        let asks = text.is_mark(words.end - 1, &['?']);
        if who.is_empty() || !(polite || please || asks) || after + 2 >= words.end {
            return None;
        }
        let mut work = after + usize::from(polite);
        if text.bare(work) == "be" {
            work = (work..work + 6).find(|&at| text.bare(at) == "to")? + 1;
        }
        Some(Request {
            from: words.start,
            work,
            who,
            confidence: 85,
            turns: false,
            whole: false,
        })
    }

    /// "We need from the Department of Health the …", "We would like DOLISA to …", "we rely on …": a wish of
    /// those who write.
    fn wish(&self, at: usize, words: &Range<usize>) -> Option<Request<'a>> {
        let text = self.page.text;
        let (from, bare) = match (text.bare(at), text.bare(at + 1)) {
            ("need" | "expect" | "want" | "require", "from") => (at + 2, true),
            ("need" | "expect" | "want" | "wish" | "like" | "trust" | "invite", _) => {
                (at + 1, false)
            }
            (
                "rely" | "count" | "depend" | "call" | "relying" | "counting" | "depending",
                "on" | "upon",
            )
            | ("look" | "turn" | "looking", "to") => (at + 2, false),
            ("grateful" | "appreciate" | "glad" | "appreciated", _) => {
                let near = at + 1..at + 4;
                (
                    near.into_iter().find(|&at| text.bare(at) == "if")? + 1,
                    false,
                )
            }
            ("mong" | "muon" | "can", _) if !text.words[at].plain => (at + 1, false),
            _ => return None,
        };
        let near = at.saturating_sub(4).max(words.start)..at;
        let ours = near
            .into_iter()
            .any(|at| matches!(text.bare(at), "we" | "i" | "toi" | "be" | "office"));
        let (who, after) = self.page.list(from, words.end);
        if !ours || who.is_empty() || after + 2 >= words.end {
            return None;
        }
        let could = matches!(text.bare(after), "could" | "would" | "can" | "will");
        let to = text.bare(after) == "to";
        if !(bare || could || to) {
            return None;
        }
        Some(Request {
            from: at,
            work: after + usize::from(could || to),
            who,
            confidence: 80,
            turns: false,
            whole: false,
        })
    }

    /// "It is for the Department of Health to …", "It falls to DOLISA to …", "It is the job of … to …".
    fn impersonal(&self, at: usize, words: &Range<usize>) -> Option<Request<'a>> {
        let text = self.page.text;
        let verb = matches!(
            text.bare(at + 1),
            "is" | "falls" | "will" | "remains" | "was" | "shall"
        );
        if text.bare(at) != "it" || !verb {
            return None;
        }
        for link in at + 2..words.end.min(at + 9) {
            if !matches!(
                text.bare(link),
                "for" | "to" | "of" | "with" | "upon" | "on"
            ) {
                continue;
            }
            let (who, after) = self.page.list(link + 1, words.end);
            if !who.is_empty() {
                let acts = text.bare(after) == "to" && after + 3 < words.end;
                return acts.then(|| Request {
                    from: at,
                    work: after + 1,
                    who,
                    confidence: 80,
                    turns: false,
                    whole: false,
                });
            }
        }
        None
    }

    /// "Việc … được giao cho UBND huyện … thực hiện", "… is assigned to …", "… shall be prepared by …": the work
    /// is the subject.
    fn given(&self, at: usize, words: &Range<usize>) -> Option<Request<'a>> {
        let Page { text, cues, .. } = self.page;
        // "được giao" is one cue.
        let at = at + usize::from(text.bare(at) == "duoc" && cues.is(at + 1, REQUEST));
        if at < words.start + 3 || self.page.mentions.at(words.start).is_some() {
            return None;
        }
        let before = text.bare(at - 1);
        let link = text.bare(at + 1);
        let vietnamese = cues.is(at, REQUEST) && before == "duoc";
        let given = self.page.is_handed(at) && matches!(before, "is" | "are" | "be");
        let done = text.bare(at).ends_with("ed")
            && before == "be"
            && link == "by"
            && matches!(
                text.bare(at - 2),
                "shall" | "must" | "will" | "should" | "to"
            );
        let from = if let Some(from) = self.page.belongs(at) {
            from
        } else if vietnamese {
            cues.after(at) + usize::from(text.bare(cues.after(at)) == "cho")
        } else if given || done {
            at + 2
        } else {
            return None;
        };
        let told = (at.saturating_sub(4).max(words.start)..at).any(|at| cues.is(at, PAST));
        let (who, _) = self.page.list(from, words.end);
        if who.is_empty() || told {
            return None;
        }
        Some(Request {
            from: words.start,
            work: words.start,
            who,
            confidence: 80,
            turns: false,
            whole: true,
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
        if who.is_empty() || self.page.duty(duty).is_none() {
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
    pub(super) fn is_own(&self, who: &[&Mention]) -> bool {
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
