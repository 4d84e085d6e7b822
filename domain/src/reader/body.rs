//! The walk over the lines: addressees and their drafts.
//!
//! A heading ("- Công an tỉnh: …", "Particularly for …, the People's Committee directs:") opens a scope
//! that lasts until the next one; a request inside a sentence ("giao Sở Y tế …") opens one for its
//! paragraph. Within a scope, sentences are drafts, unless they only tell what has happened.
//!
//! **Invariant:** every sentence is looked at a bounded number of times; a draft always has an
//! addressee. To add a form of heading see [`Walk::heading`], a form of request [`Walk::requests`].

use std::collections::HashMap;
use std::ops::Range;

use super::agencies::{Mention, clean};
use super::cues::{
    ACTION, BACKGROUND, BASIS, CLOSING, COORDINATE, DUTY, FINISH, LABEL_COORDINATE, LABEL_DEADLINE,
    LABEL_LEAD, LEAD, MANNER, ORDER, PAST, PERSON, PREFIX, RECIPIENTS, REQUEST, SIGNATURE,
    TOGETHER, WITH,
};
use super::header::Heading;
use super::lines::{Line, Marker, sentences};
use super::roles::{Roles, roles, same};
use super::words::Kind;
use super::{Addressee, Deadline, Draft, Found, Named, Page, Span, deadline, span};

/// Longest title, in characters.
const TITLE: usize = 120;
/// A verb this short says nothing by itself ("thực hiện"): the sentence before it is the topic. In bytes.
const SAYS_NOTHING: usize = 16;

/// Who is being addressed.
#[derive(Clone)]
struct Scope {
    /// Indices of addressees; the first leads.
    members: Vec<usize>,
    marker: Marker,
    /// Opened by a heading: lasts over paragraphs.
    heading: bool,
    /// Named in the heading as partners for everything under it.
    coordinating: Vec<Found<Named>>,
    confidence: u8,
}

/// A request inside a sentence.
struct Request<'a> {
    /// Where its words begin, and where the work begins.
    from: usize,
    work: usize,
    who: Vec<&'a Mention>,
    confidence: u8,
    /// Turns from the addressee of the heading to one of its members.
    turns: bool,
}

struct Walk<'a> {
    page: &'a Page<'a>,
    year: Option<i32>,
    addressees: Vec<Addressee>,
    /// Place of each addressee, by its codes or its text.
    index: HashMap<String, usize>,
    drafts: Vec<Draft>,
    scope: Option<Scope>,
    /// A request without addressee has opened a list: it goes to those the document is sent to.
    everyone: bool,
    /// The issuer has begun to order; before that, agencies with verbs are narration.
    requested: bool,
    /// An order has been read, so a bare verb behind an agency is one too.
    ordered: bool,
    sent_to: &'a [Mention],
    /// Work without an addressee so far, and whether the last line gave a draft: what the labels below
    /// a line ("Chủ trì: …") are about.
    pending: Option<Range<usize>>,
    fresh: bool,
}

/// Reads addressees and drafts.
pub(super) fn read(page: &Page, heading: &Heading) -> (Vec<Addressee>, Vec<Draft>) {
    let mut walk = Walk {
        page,
        year: deadline::year_of(heading.header.issued_on.as_ref().map(|found| found.value)),
        addressees: Vec::new(),
        index: HashMap::new(),
        drafts: Vec::new(),
        scope: None,
        everyone: false,
        requested: heading.formal,
        ordered: false,
        sent_to: &heading.sent_to,
        pending: None,
        fresh: false,
    };
    let title = page
        .lines
        .first()
        .and_then(|line| page.text.bytes(line.words.clone()));
    for (index, line) in page.lines.iter().enumerate().skip(heading.body) {
        if walk.ends(line) {
            break;
        }
        let again = index > 0
            && page
                .text
                .bytes(line.words.clone())
                .zip(title.clone())
                .is_some_and(|(one, two)| page.text.source[one] == page.text.source[two]);
        if !line.noise && !again {
            walk.line(line);
        }
    }
    (walk.addressees, walk.drafts)
}

impl<'a> Walk<'a> {
    /// A signature or the list of recipients ends the body.
    fn ends(&self, line: &Line) -> bool {
        let Page { text, cues, .. } = self.page;
        let at = line.body.start;
        let after = cues.after(at);
        cues.is(at, RECIPIENTS) && text.is_mark(after, &[':'])
            || cues.is(at, SIGNATURE) && text.words[at].caps && !self.drafts.is_empty()
    }

    fn line(&mut self, line: &Line) {
        if line.body.is_empty() || self.label(line) {
            return;
        }
        self.pending = None;
        let before = self.drafts.len();
        self.order(line);
        self.fresh = self.drafts.len() > before;
    }

    /// A line that is no label: heading, sentences, or the opening of a list.
    fn order(&mut self, line: &Line) {
        let Page { text, cues, .. } = self.page;
        let caps = line
            .words
            .clone()
            .all(|at| text.kind(at) != Kind::Letters || text.words[at].caps);
        if let Some((scope, rest)) = self.heading(line, caps) {
            self.scope = Some(scope);
            self.requested = true;
            self.ordered = true;
            self.everyone = false;
            self.sentences(rest, line);
            return;
        }
        let ends = self.scope.as_ref().is_some_and(|scope| {
            let numbered = matches!(
                scope.marker,
                Marker::Number | Marker::Nested(_) | Marker::Letter
            );
            line.marker == Marker::Section
                || numbered && line.marker == scope.marker
                || matches!(scope.marker, Marker::Nested(_) | Marker::Letter)
                    && line.marker == Marker::Number
                || !scope.heading && line.marker == scope.marker
                || !scope.heading && line.marker == Marker::None
        });
        if ends || caps || cues.is(line.body.start, CLOSING) && line.marker == Marker::None {
            self.scope = None;
        }
        if caps {
            return;
        }
        let open = text.is_mark(line.words.end - 1, &[':']);
        let orders = line.body.clone().any(|at| cues.is(at, REQUEST | ORDER));
        let lists = line.body.len() < 60;
        // "yêu cầu các đơn vị thực hiện các nhiệm vụ sau:" addresses nobody by name.
        let general = |request: &Request| {
            request
                .who
                .iter()
                .all(|mention| mention.vague && mention.named.codes.is_empty())
        };
        if open && orders && lists && self.requests(line.body.clone(), line).iter().all(general) {
            if self.scope.as_ref().is_none_or(|scope| !scope.heading) || line.marker == Marker::None
            {
                self.scope = None;
                self.everyone = true;
            }
            self.requested = true;
            self.ordered = true;
            return;
        }
        self.sentences(line.body.clone(), line);
        if !open && self.scope.as_ref().is_some_and(|scope| !scope.heading) {
            self.scope = None;
        }
    }

    /// "Chủ trì: …", "Phối hợp: …", "Deadline: …" on a line of its own amend the last draft.
    fn label(&mut self, line: &Line) -> bool {
        let Page { text, cues, .. } = self.page;
        let at = line.body.start;
        if !cues.is(at, LABEL_LEAD | LABEL_COORDINATE | LABEL_DEADLINE)
            || !text.is_mark(cues.after(at), &[':'])
        {
            return false;
        }
        let year = self.year;
        let from = cues.after(at) + 1;
        let found = roles(self.page, line.body.clone());
        if let Some((lead, span)) = &found.lead
            && let Some(words) = self.pending.take()
        {
            self.led(words, lead.clone(), *span, line);
            self.fresh = true;
        }
        if !self.fresh {
            return self.pending.is_some();
        }
        let Some(draft) = self.drafts.last_mut() else {
            return false;
        };
        let named = found.lead.is_some() || !found.coordinating.is_empty();
        if cues.is(at, LABEL_DEADLINE) && !named {
            draft.deadline = deadline::find(text, at, line.body.end, year)
                .or_else(|| deadline::plain(text, from, line.body.end, year));
        } else if named {
            amend(draft, found);
        }
        named || cues.is(at, LABEL_DEADLINE)
    }

    /// A draft whose lead is named by a label only: the lead is its addressee.
    fn led(&mut self, words: Range<usize>, lead: Named, span: Span, line: &Line) {
        let index = self.add_addressee(&lead, span, 85);
        let outer = self.scope.replace(Scope {
            members: vec![index],
            marker: line.marker,
            heading: false,
            coordinating: Vec::new(),
            confidence: 85,
        });
        self.draft(words.clone(), words.start, line);
        self.scope = outer;
    }

    /// A line that names whom the following is for, and the words after its colon.
    fn heading(&mut self, line: &Line, caps: bool) -> Option<(Scope, Range<usize>)> {
        let Page { text, cues, .. } = self.page;
        let end = line.body.end;
        let mut at = line.body.start;
        let mut announced = line.marker != Marker::None;
        let mut ordered = false;
        for _ in 0..4 {
            if at < end && self.page.mentions.at(at).is_none() {
                let person = cues.is(at, PERSON) || text.is_mark(at, &['"', '“', '*', ',']);
                let prefix = cues.is(at, PREFIX | REQUEST);
                if person || prefix {
                    announced |= prefix;
                    ordered |= cues.is(at, REQUEST);
                    at = if person && !prefix && text.kind(at) != Kind::Letters {
                        at + 1
                    } else {
                        self.skip(at)
                    };
                }
            }
        }
        let (who, after) = self.page.list(at, end);
        if who.is_empty() || caps && line.marker == Marker::None && after != end {
            return None;
        }
        let bracket = skip_bracket(self.page, after, end);
        let bare_end = bracket >= end
            || bracket + 1 == end
                && text.is_mark(bracket, &['.', ',', '*'])
                && line.marker != Marker::None
                && !ordered;
        let colon = (bracket..end.min(bracket + 24)).find(|&at| text.is_mark(at, &[':']));
        let (rest, between) = match colon {
            Some(colon) if colon == bracket => (colon + 1..end, bracket..bracket),
            Some(colon) => {
                let cue = (bracket..colon)
                    .any(|at| cues.is(at, REQUEST | ORDER | DUTY | LEAD | PERSON))
                    || colon + 1 == end;
                let stops = (bracket..colon).any(|at| text.is_mark(at, &['.', ';', '(']));
                if !cue || stops || (bracket..colon).any(|at| cues.is(at, PAST)) {
                    return None;
                }
                (colon + 1..end, bracket..colon)
            }
            None if bare_end
                && (announced || self.requested)
                && !(caps && line.marker == Marker::None) =>
            {
                (end..end, end..end)
            }
            None => return None,
        };
        let partners = roles(self.page, between);
        let members = self.address(&who, if ordered { 90 } else { 95 });
        let scope = Scope {
            members,
            marker: line.marker,
            heading: true,
            coordinating: partners.coordinating,
            confidence: 90,
        };
        Some((scope, rest))
    }

    /// Indices of the addressees for some mentions, new ones added.
    fn address(&mut self, who: &[&Mention], confidence: u8) -> Vec<usize> {
        let mut members = Vec::new();
        for mention in who {
            let Some(span) = self.page.mentions.span(self.page.text, mention) else {
                continue;
            };
            let index =
                self.add_addressee(&mention.named, span, confidence.min(mention.confidence));
            if !members.contains(&index) {
                members.push(index);
            }
        }
        members
    }

    /// Index of an addressee, added if it is new.
    fn add_addressee(&mut self, named: &Named, span: Span, confidence: u8) -> usize {
        let key = if named.codes.is_empty() {
            named.text.to_lowercase()
        } else {
            named.codes.join(" ")
        };
        let fresh = self.addressees.len();
        let index = *self.index.entry(key).or_insert(fresh);
        if index == fresh {
            self.addressees.push(Addressee {
                named: named.clone(),
                span,
                confidence,
            });
        }
        index
    }

    /// The word after the cue at `at`, or the mention that begins within the cue ("Chánh Văn phòng
    /// UBND tỉnh").
    fn skip(&self, at: usize) -> usize {
        let after = self.page.cues.after(at);
        (at + 1..after)
            .find(|&at| self.page.mentions.at(at).is_some())
            .unwrap_or(after)
    }

    fn sentences(&mut self, words: Range<usize>, line: &Line) {
        for sentence in sentences(self.page.text, words) {
            self.sentence(sentence, line);
        }
    }

    fn sentence(&mut self, words: Range<usize>, line: &Line) {
        let requests = self.requests(words.clone(), line);
        if requests.is_empty() {
            if self.scope.is_none() && self.everyone && line.marker != Marker::None {
                let who: Vec<&Mention> = self.sent_to.iter().collect();
                let members = self.address(&who, 70);
                if !members.is_empty() {
                    self.scope = Some(Scope {
                        members,
                        marker: line.marker,
                        heading: false,
                        coordinating: Vec::new(),
                        confidence: 60,
                    });
                }
            }
            if self.scope.is_some() {
                self.work(words.clone(), words.start, line);
            } else if let Some((lead, span)) = roles(self.page, words.clone()).lead {
                self.led(words, lead, span, line);
            } else if line.marker != Marker::None {
                self.pending = Some(words);
            }
            return;
        }
        self.requested = true;
        self.ordered = true;
        let outer = self.scope.take();
        for (index, request) in requests.iter().enumerate() {
            let from = if index == 0 {
                words.start
            } else {
                request.from
            };
            let to = requests.get(index + 1).map_or(words.end, |next| next.from);
            let members = self.address(&request.who, request.confidence);
            self.scope = Some(Scope {
                members,
                marker: line.marker,
                heading: false,
                coordinating: Vec::new(),
                confidence: request.confidence,
            });
            self.work(from..to, request.work, line);
        }
        if outer.as_ref().is_some_and(|scope| scope.heading) {
            self.scope = outer;
        }
    }

    /// The requests of a sentence, in order.
    fn requests(&self, words: Range<usize>, line: &Line) -> Vec<Request<'a>> {
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
        let duty = cues.is(after, DUTY) || self.is_passive(after);
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
        let verb = listed && (cues.is(after, ACTION) || self.ordered && self.is_predicate(after));
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
        if who.is_empty() || !cues.is(duty, DUTY) && !self.is_passive(duty) {
            return after;
        }
        duty
    }

    /// "were reminded to report", "are each to carry": any passive that hands on work.
    fn is_passive(&self, at: usize) -> bool {
        let text = self.page.text;
        let be = matches!(text.bare(at), "is" | "are" | "was" | "were" | "be");
        let next = text.bare(at + 1);
        let adverb = usize::from(next.ends_with("ly") || next == "also");
        let verb = at + 1 + adverb;
        let each = matches!(next, "each" | "all" | "both" | "jointly" | "together");
        be && each && text.bare(at + 2) == "to"
            || be && text.bare(verb).ends_with("ed") && text.bare(verb + 1) == "to"
    }

    /// A Vietnamese verb of no list: behind a subject, in small letters, and not one that tells or links.
    fn is_predicate(&self, at: usize) -> bool {
        let text = self.page.text;
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

    /// Drafts of a piece of text in the current scope; `work` is the first word of the work itself.
    fn work(&mut self, words: Range<usize>, work: usize, line: &Line) {
        let mut from = words.start;
        let mut content = work;
        for at in words.start..words.end {
            if !self.page.text.is_mark(at, &[';']) {
                continue;
            }
            // "…; hằng năm sơ kết …": a term may stand before the verb.
            let next = self.opening(at + 1, words.end);
            let term =
                deadline::leading(self.page.text, next).map(|end| self.opening(end, words.end));
            let splits = at > content + 3
                && next + 3 < words.end
                && (self.page.cues.is(next, ACTION | DUTY)
                    || term.is_some_and(|term| {
                        (term..term + 4).any(|verb| self.page.cues.is(verb, ACTION))
                    }))
                && !self.is_finish(next..words.end);
            if splits {
                self.draft(from..at, content, line);
                from = at + 1;
                content = next;
            }
        }
        self.draft(from..words.end, content, line);
    }

    /// Skips what may stand before the verb of a clause.
    fn opening(&self, from: usize, end: usize) -> usize {
        let Page { text, cues, .. } = self.page;
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

    /// "Hoàn thành trước ngày 30/9/2022.": a term for the draft before.
    fn is_finish(&self, words: Range<usize>) -> bool {
        let Page { text, cues, .. } = self.page;
        words.len() < 24
            && cues.is(words.start, FINISH | LABEL_DEADLINE)
            && deadline::find(text, words.start, words.end, self.year).is_some_and(|found| {
                let inside = |at: &usize| {
                    let word = &text.words[*at];
                    word.start >= found.span.start && word.end <= found.span.end
                };
                found.value != Deadline::Urgent
                    && words.clone().filter(|at| !inside(at)).count() <= 9
            })
    }

    fn draft(&mut self, words: Range<usize>, work: usize, line: &Line) {
        let Page { text, cues, .. } = self.page;
        let words = trim(self.page, words);
        let Some(scope) = self.scope.clone() else {
            return;
        };
        if work <= words.start
            && self.is_finish(words.clone())
            && let Some(draft) = self.drafts.last_mut()
        {
            let dated = draft
                .deadline
                .take()
                .filter(|old| old.value != Deadline::Urgent);
            draft.deadline =
                dated.or_else(|| deadline::find(text, words.start, words.end, self.year));
            return;
        }
        let content = self.opening(work.clamp(words.start, words.end), words.end);
        let Some(confidence) = self.likeness(content..words.end, work > words.start, line) else {
            return;
        };
        let Some(span) = span(text, words.clone()) else {
            return;
        };
        let Some(lead) = scope
            .members
            .first()
            .and_then(|&first| self.addressees.get(first))
        else {
            return;
        };
        let mut draft = Draft {
            title: String::new(),
            text: clean(&text.source[span.start..span.end]),
            span,
            addressee: scope.members[0],
            lead: lead.named.clone(),
            lead_span: None,
            coordinating: Vec::new(),
            deadline: deadline::find(text, words.start, words.end, self.year),
            confidence: confidence.min(scope.confidence),
        };
        for &index in &scope.members[1..] {
            let other = &self.addressees[index];
            draft.coordinating.push(Found {
                value: other.named.clone(),
                span: other.span,
                confidence: 70,
            });
        }
        let found = roles(self.page, words.clone());
        let start = self.title_from(content..words.end, found.partners.as_ref());
        let end = self.title_end(words.clone(), start).unwrap_or(span.end);
        draft.title = title(&text.source[start..end]);
        let before = line.body.start..words.start;
        if before.len() > 3
            && draft
                .title
                .split(';')
                .next()
                .is_some_and(|it| it.len() < SAYS_NOTHING)
            && let Some(topic) = text.bytes(before)
        {
            draft.title = title(&text.source[topic]);
        }
        amend(&mut draft, found);
        for partner in &scope.coordinating {
            add(&mut draft, partner.clone());
        }
        if !draft.title.is_empty() && cues.after(words.start) > words.start {
            self.drafts.push(draft);
        }
    }

    /// The byte where a title begins: at the work itself, behind "on that basis,", "shall" and "preside
    /// over and coordinate with … to".
    fn title_from(&self, words: Range<usize>, partners: Option<&Range<usize>>) -> usize {
        let Page { text, cues, .. } = self.page;
        let end = words.end;
        let mut at = self.behind_lead_in(words.clone()).unwrap_or(words.start);
        for _ in 0..2 {
            let behind = cues.after(at);
            let after = self.opening(behind, end);
            if self.is_passive(at)
                && let Some(to) = (at..at + 4).find(|&at| text.bare(at) == "to")
                && to + 3 < end
            {
                at = to + 1;
                break;
            }
            if !cues.is(at, DUTY) || cues.is(at, ACTION | LEAD) || after + 2 >= end {
                break;
            }
            // "is responsible for the results" is itself the work.
            let answers = (at..behind).any(|at| matches!(text.bare(at), "responsible" | "chiu"));
            let doing = text.bare(after) == "for" && text.bare(after + 1).ends_with("ing");
            if answers && !doing && !cues.is(after, ACTION) {
                break;
            }
            at = after + usize::from(doing);
        }
        if let Some(partners) = partners.filter(|partners| self.is_role(at..partners.start)) {
            at = self.verb_after(at, partners.end, end).unwrap_or(at);
        }
        let last = end.saturating_sub(1);
        text.words.get(at.min(last)).map_or(0, |word| word.start)
    }

    /// Whether an English word of no list may be a verb: "…, place every person in training".
    fn is_bare_verb(&self, at: usize) -> bool {
        let text = self.page.text;
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

    /// Where a title ends at the latest: before "(lead: …". Both places in bytes.
    fn title_end(&self, words: Range<usize>, start: usize) -> Option<usize> {
        let Page { text, cues, .. } = self.page;
        let label = |at: &usize| {
            text.is_mark(*at, &['('])
                && cues.is(at + 1, LABEL_LEAD | LABEL_COORDINATE | LABEL_DEADLINE)
                && text.is_mark(cues.after(at + 1), &[':'])
        };
        let bracket = words.skip(3).find(label)?;
        Some(text.words[bracket].start).filter(|&end| end > start)
    }

    /// Whether some words before a coordination say nothing but who leads and how: "take the lead in",
    /// "chủ trì,".
    fn is_role(&self, words: Range<usize>) -> bool {
        let Page { text, cues, .. } = self.page;
        let mut at = words.start;
        while at < words.end && at < words.start + 12 {
            let light = cues.is(at, LEAD | LABEL_LEAD | MANNER | COORDINATE)
                || text.kind(at) != Kind::Letters
                || matches!(
                    text.bare(at),
                    "in" | "and" | "va" | "the" | "to" | "acting" | "as" | "agency" | "unit"
                );
            if !light {
                return false;
            }
            at = cues.after(at);
        }
        at == words.end
    }

    /// Where the verb stands behind an adverbial and a comma: "On that basis, direct …", "Every year,
    /// the District People's Committee must …". A clause that begins with its verb has none.
    fn behind_lead_in(&self, words: Range<usize>) -> Option<usize> {
        let Page { text, cues, .. } = self.page;
        if cues.is(words.start, ACTION | LEAD | COORDINATE | DUTY | MANNER) {
            return None;
        }
        let near = words.start..words.end.min(words.start + 60);
        let mut last = None;
        for comma in near.filter(|&at| text.is_mark(at, &[','])) {
            let at = self.opening(comma + 1, words.end);
            if at + 3 >= words.end {
                break;
            }
            if cues.is(at, ACTION | LEAD | COORDINATE | DUTY) {
                return Some(at);
            }
            let (who, after) = self.page.list(at, words.end);
            if !who.is_empty() && cues.is(after, DUTY) && after + 3 < words.end {
                return Some(after);
            }
            last = Some(at);
        }
        // "Based on …, based on …, the organization develops …": the subject begins the work.
        last.filter(|_| cues.is(words.start, BASIS))
    }

    /// The verb right behind a list of partners, where the title had better begin.
    fn verb_after(&self, from: usize, after: usize, end: usize) -> Option<usize> {
        let Page { text, cues, .. } = self.page;
        let at = self.opening(after, end);
        let bare = |at: usize| text.bare(at);
        let purpose = at > after
            && matches!(bare(at - 1), "to" | "de")
            && text.words.get(at).is_some_and(|word| !word.upper);
        let verb = if cues.is(at, ACTION) || purpose || at == after && self.is_predicate(at) {
            at
        } else if bare(at) == "in" && bare(at + 1).ends_with("ing") {
            at + 1
        } else if bare(at) == "trong" && bare(at + 1) == "viec" {
            at + 2
        } else if text.is_mark(after, &[',']) && self.is_bare_verb(at) {
            at
        } else if text.is_mark(after, &[',']) && bare(at) == "the" && cues.is(from, LEAD) {
            // "preside over, and coordinate with …, the production of …"
            at + 1
        } else {
            return None;
        };
        (verb + 3 < end).then_some(verb)
    }

    /// How much a clause is like a task; `None` when it only tells.
    fn likeness(&self, words: Range<usize>, requested: bool, line: &Line) -> Option<u8> {
        let Page { text, cues, .. } = self.page;
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
}

fn skip_bracket(page: &Page, at: usize, end: usize) -> usize {
    if !page.text.is_mark(at, &['(']) {
        return at;
    }
    let close = (at..end.min(at + 40)).find(|&at| page.text.is_mark(at, &[')']));
    close.map_or(at, |close| close + 1)
}

/// Puts the roles a clause names into its draft.
fn amend(draft: &mut Draft, roles: Roles) {
    if let Some((lead, span)) = roles.lead {
        let before = std::mem::replace(&mut draft.lead, lead);
        draft
            .coordinating
            .retain(|other| !same(&other.value, &draft.lead));
        draft.lead_span = Some(span);
        if !same(&before, &draft.lead) {
            draft.confidence = draft.confidence.min(75);
        }
    } else if draft.lead_span.is_none() {
        draft.lead_span = roles.lead_span;
    }
    for partner in roles.coordinating {
        add(draft, partner);
    }
}

fn add(draft: &mut Draft, partner: Found<Named>) {
    let known = same(&draft.lead, &partner.value)
        || draft
            .coordinating
            .iter()
            .any(|other| same(&other.value, &partner.value));
    if !known {
        draft.coordinating.push(partner);
    }
}

/// Words without separators at either end.
fn trim(page: &Page, mut words: Range<usize>) -> Range<usize> {
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

/// The beginning of a clause, with a capital. Where it is too long it ends at its last pause, or before
/// the last phrase that does not fit, outside of quotes; if there is no such place, behind the last word
/// that fits.
fn title(text: &str) -> String {
    let mut short = String::new();
    let mut length = 0;
    let (mut pause, mut phrase) = (None, None);
    // Words since the last preposition: one is too few to leave behind ("to decide").
    let mut run = 0;
    let mut quoted = false;
    // Whether the word before is "and", and the one before that.
    let (mut linked, mut link) = (false, false);
    for word in text.split_whitespace() {
        let lower = word.to_lowercase();
        let preposition = PREPOSITIONS.contains(&lower.as_str());
        // "… and continue | to": the verb would be left alone.
        let verb = linked && lower == "to";
        let long = length >= TITLE / 3 && run > 1 && !quoted;
        if long && (preposition && !verb || word.starts_with(['(', '–'])) {
            phrase = Some(short.len());
        }
        let more = word.chars().take(TITLE + 1).count();
        let room = usize::from(length > 0);
        if length > 0 && length + room + more > TITLE {
            short.truncate(pause.or(phrase).unwrap_or_else(|| complete(&short)));
            break;
        }
        if room > 0 {
            short.push(' ');
        }
        short.extend(word.chars().take(TITLE));
        length += room + more;
        quoted ^= word.matches(['"', '“', '”']).count() % 2 == 1;
        (linked, link) = (link, LINKS.contains(&lower.as_str()));
        run = if preposition { 0 } else { run + 1 };
        if word.ends_with([',', ';', ':', '.', ')']) && !quoted {
            if run > 1 && length >= TITLE / 2 {
                pause = Some(short.len());
            }
            run = 0;
        }
    }
    let kept = short
        .trim_end_matches(|c: char| !c.is_alphanumeric() && !matches!(c, ')' | '"' | '”' | '%'));
    let mut letters = kept.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// Where some words end without a preposition or "and" left over.
fn complete(text: &str) -> usize {
    let mut kept = text;
    while let Some((before, last)) = kept.rsplit_once(' ')
        && [PREPOSITIONS, LINKS]
            .iter()
            .any(|list| list.contains(&last.to_lowercase().as_str()))
    {
        kept = before;
    }
    kept.len()
}

/// Words that begin a phrase a title can do without.
const PREPOSITIONS: &[&str] = &[
    "to",
    "of",
    "for",
    "in",
    "on",
    "at",
    "with",
    "from",
    "by",
    "that",
    "which",
    "according",
    "under",
    "through",
    "before",
    "để",
    "nhằm",
    "của",
    "cho",
    "trong",
    "trên",
    "tại",
    "theo",
    "với",
    "về",
    "từ",
    "đến",
    "đối",
    "do",
    "mà",
    "khi",
    "trước",
    "sau",
];
const LINKS: &[&str] = &["and", "or", "và", "hoặc"];
