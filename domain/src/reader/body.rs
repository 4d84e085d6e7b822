//! The walk over the lines: addressees and their drafts.
//!
//! A heading ("- Công an tỉnh: …", "Particularly for …, the People's Committee directs:") opens a scope
//! that lasts until the next one; a request inside a sentence ("giao Sở Y tế …") opens one for its
//! paragraph. Within a scope, sentences are drafts, unless they only tell what has happened.
//!
//! **Invariant:** every sentence is looked at a bounded number of times; a draft always has an
//! addressee. To add a form of heading see [`Walk::heading`], a form of request [`Walk::requests`].

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::agencies::Mention;
use super::clauses::trim;
use super::cues::{
    ACTION, CLOSING, DUTY, LABEL_COORDINATE, LABEL_DEADLINE, LABEL_LEAD, LEAD, ORDER, PAST, PERSON,
    PREFIX, RECIPIENTS, REPORT, REQUEST, SIGNATURE,
};
use super::header::Heading;
use super::lines::{Line, Marker, sentences};
use super::requests::Request;
use super::roles::{Roles, roles, same};
use super::tables::Column;
use super::titles::{SAYS_NOTHING, title};
use super::words::{Kind, clean};
use super::{Addressee, Deadline, Draft, Found, Named, Page, Span, deadline, span};

/// Who is being addressed.
#[derive(Clone)]
pub(super) struct Scope {
    /// Indices of addressees; the first leads.
    pub members: Vec<usize>,
    pub marker: Marker,
    /// Opened by a heading: lasts over paragraphs.
    pub heading: bool,
    /// Named in the heading as partners for everything under it.
    pub coordinating: Vec<Found<Named>>,
    pub confidence: u8,
}

pub(super) struct Walk<'a> {
    pub page: &'a Page<'a>,
    pub addressees: Vec<Addressee>,
    /// Place of each addressee, by its codes or its text.
    index: HashMap<String, usize>,
    pub drafts: Vec<Draft>,
    pub scope: Option<Scope>,
    /// A request without addressee has opened a list: it goes to those the document is sent to.
    everyone: bool,
    /// The issuer has begun to order; before that, agencies with verbs are narration.
    pub requested: bool,
    /// An order has been read, so a bare verb behind an agency is one too.
    pub ordered: bool,
    sent_to: &'a [Mention],
    /// Work without an addressee so far, and whether the last line gave a draft: what the labels below
    /// a line ("Chủ trì: …") are about.
    pending: Option<Range<usize>>,
    fresh: bool,
    /// Columns of the table whose rows are being read.
    pub table: Option<Vec<Column>>,
    /// Rank of the title of the part that is being read and only reports.
    reporting: Option<usize>,
}

/// Reads addressees and drafts.
pub(super) fn read(page: &Page, heading: &Heading) -> (Vec<Addressee>, Vec<Draft>) {
    let mut walk = Walk {
        page,
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
        table: None,
        reporting: None,
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
    given_work(walk.addressees, walk.drafts)
}

/// The addressees that a draft names, in order, and the drafts with their new places: a heading under which
/// nothing is ordered addresses nobody.
fn given_work(all: Vec<Addressee>, mut drafts: Vec<Draft>) -> (Vec<Addressee>, Vec<Draft>) {
    let key = |named: &Named| (named.codes.clone(), named.text.to_lowercase());
    let mut working: HashSet<(Vec<String>, String)> = HashSet::new();
    for draft in &drafts {
        working.insert(key(&draft.lead));
        working.extend(draft.coordinating.iter().map(|other| key(&other.value)));
    }
    let lead: HashSet<usize> = drafts.iter().map(|draft| draft.addressee).collect();
    let mut places = vec![0; all.len()];
    let mut kept = Vec::new();
    for (index, addressee) in all.into_iter().enumerate() {
        places[index] = kept.len();
        if lead.contains(&index) || working.contains(&key(&addressee.named)) {
            kept.push(addressee);
        }
    }
    for draft in &mut drafts {
        draft.addressee = places[draft.addressee];
    }
    (kept, drafts)
}

impl<'a> Walk<'a> {
    /// A signature or the list of recipients ends the body.
    fn ends(&self, line: &Line) -> bool {
        let Page { text, cues, .. } = self.page;
        let at = line.body.start;
        let after = cues.after(at);
        let greets = line.marker == Marker::None
            && line.body.len() <= 8
            && line.body.clone().any(|word| {
                matches!(text.bare(word), "regards" | "sincerely" | "faithfully")
                    || word == at && text.bare(at) == "tran" && text.bare(at + 1) == "trong"
            });
        greets && !self.drafts.is_empty()
            || cues.is(at, RECIPIENTS) && text.is_mark(after, &[':'])
            || cues.is(at, SIGNATURE) && text.words[at].caps && !self.drafts.is_empty()
    }

    fn line(&mut self, line: &Line) {
        if line.body.is_empty() || self.row(line) || self.reports(line) || self.label(line) {
            return;
        }
        self.pending = None;
        let before = self.drafts.len();
        self.order(line);
        self.fresh = self.drafts.len() > before;
    }

    /// Whether a line stands in a part that tells what was: "I. KẾT QUẢ …" until the next title of its rank. What
    /// is asked there in so many words is asked all the same.
    fn reports(&mut self, line: &Line) -> bool {
        let Page { text, cues, .. } = self.page;
        let caps = is_caps(self.page, line);
        let rank = match line.marker {
            Marker::Section => 0,
            Marker::None if caps => 0,
            Marker::Number => 1,
            Marker::Nested(depth) => depth,
            Marker::Letter => 6,
            Marker::Dash(_) => 7,
            Marker::None => 8,
        };
        if self.reporting.is_some_and(|title| rank <= title) {
            self.reporting = None;
        }
        let title = rank < 6
            && line.body.len() <= 14
            && cues.is(line.body.start, REPORT)
            && !text.is_mark(line.words.end - 1, &['.', ';', ':'])
            && !line.body.clone().any(|at| {
                matches!(
                    (text.bare(at), text.bare(at + 1)),
                    ("nhiem", "vu") | ("giai", "phap") | ("tasks" | "measures", _)
                )
            });
        if title && self.reporting.is_none() {
            self.reporting = Some(rank);
            self.scope = None;
        }
        let asked =
            line.marker == Marker::None && line.body.clone().any(|at| cues.is(at, REQUEST | ORDER));
        self.reporting.is_some() && !asked
    }

    /// A line that is no label: heading, sentences, or the opening of a list.
    fn order(&mut self, line: &Line) {
        let Page { text, cues, .. } = self.page;
        let caps = is_caps(self.page, line);
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
                || self.page.mentions.at(line.body.start).is_some_and(|other| {
                    // A sibling line that begins with another agency is no longer about this one.
                    !other.vague && scope.marker == line.marker && !self.is_own(&[other])
                })
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
        let today = self.page.today;
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
            draft.deadline = deadline::find(text, at, line.body.end, today)
                .or_else(|| deadline::plain(text, from, line.body.end, today));
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
        self.draft(words.clone(), words.start, false, line);
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
        // The colon of "17:00" opens nothing.
        let colon = (bracket..end.min(bracket + 24)).find(|&at| {
            text.is_mark(at, &[':'])
                && !(text.number(at.wrapping_sub(1)).is_some() && text.number(at + 1).is_some())
        });
        // "Giám đốc Sở Y tế, Ủy viên:", "Công an tỉnh - cơ quan thường trực:": what the agency is besides.
        let besides = |colon: usize| {
            text.is_mark(bracket, &[',', '-', '–'])
                && (announced || self.requested)
                && !(bracket..colon).any(|at| cues.is(at, ACTION | DUTY | REQUEST | PAST))
        };
        let (rest, between) = match colon {
            Some(colon) if colon == bracket => (colon + 1..end, bracket..bracket),
            // "Department of Health - supply 3,000 test kits".
            _ if text.is_mark(bracket, &['-', '–', '—'])
                && !text.gap(bracket.wrapping_sub(1)).is_empty()
                && !text.gap(bracket).is_empty()
                && cues.is(bracket + 1, ACTION)
                && !text.words[bracket + 1].caps =>
            {
                (bracket + 1..end, bracket..bracket)
            }
            Some(colon) => {
                let cue = (bracket..colon)
                    .any(|at| cues.is(at, REQUEST | ORDER | DUTY | LEAD | PERSON))
                    || colon + 1 == end
                    || besides(colon);
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
    pub fn address(&mut self, who: &[&Mention], confidence: u8) -> Vec<usize> {
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
    pub fn skip(&self, at: usize) -> usize {
        let after = self.page.cues.after(at);
        (at + 1..after)
            .find(|&at| self.page.mentions.at(at).is_some())
            .unwrap_or(after)
    }

    fn sentences(&mut self, words: Range<usize>, line: &Line) {
        for (index, words) in sentences(self.page.text, words).into_iter().enumerate() {
            let part = Line {
                body: words.clone(),
                ..line.clone()
            };
            // "… Đối với Cục Hải quan: bố trí …": a heading may also begin a later sentence of a line.
            let heading = (index > 0)
                .then(|| self.heading(&part, false))
                .flatten()
                .filter(|(_, rest)| !rest.is_empty());
            match heading {
                Some((scope, rest)) => {
                    self.scope = Some(scope);
                    self.sentence(rest, line);
                }
                None => self.sentence(words, line),
            }
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
            // Behind a request of running text only what goes on with it is an order.
            let told = |scope: &Scope| {
                !scope.heading && line.marker == Marker::None && !self.page.goes_on(words.clone())
            };
            if self.scope.as_ref().is_some_and(told) {
                return;
            }
            if self.scope.is_some() {
                self.work(words.clone(), Some(words.start), line);
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
            let work = if request.whole {
                None
            } else {
                Some(request.work)
            };
            self.work(from..to, work, line);
        }
        if outer.as_ref().is_some_and(|scope| scope.heading) {
            self.scope = outer;
        }
    }

    /// Drafts of a piece of text in the current scope; `work` is the first word of the work itself.
    fn work(&mut self, words: Range<usize>, work: Option<usize>, line: &Line) {
        let mut from = words.start;
        let mut content = work.unwrap_or(words.start);
        // "…; đồng thời cử cán bộ …": "đồng thời" joins two actions, whatever the verb.
        let text_also = |next: usize| {
            let text = self.page.text;
            text.bare(next.wrapping_sub(1)) == "thoi" && text.bare(next.wrapping_sub(2)) == "dong"
        };
        let mut requested = work.is_none_or(|work| work > words.start);
        for at in words.start..words.end {
            if !self.page.text.is_mark(at, &[';']) {
                continue;
            }
            // "…; hằng năm sơ kết …": a term may stand before the verb.
            let next = self.page.opening(at + 1, words.end);
            let term = deadline::leading(self.page.text, next)
                .map(|end| self.page.opening(end, words.end));
            let splits = at > content + 3
                && next + 3 < words.end
                && (self.page.cues.is(next, ACTION | DUTY)
                    || text_also(next)
                    || term.is_some_and(|term| {
                        (term..term + 4).any(|verb| self.page.cues.is(verb, ACTION))
                    }))
                && !self.page.is_finish(next..words.end);
            if splits {
                self.draft(from..at, content, requested, line);
                from = at + 1;
                content = next;
                requested = next > from;
            }
        }
        self.draft(from..words.end, content, requested, line);
    }

    pub fn draft(&mut self, words: Range<usize>, work: usize, requested: bool, line: &Line) {
        let Page { text, cues, .. } = self.page;
        let words = trim(self.page, words);
        let Some(scope) = self.scope.clone() else {
            return;
        };
        if !requested
            && self.page.is_finish(words.clone())
            && let Some(draft) = self.drafts.last_mut()
        {
            let dated = draft
                .deadline
                .take()
                .filter(|old| old.value != Deadline::Urgent);
            draft.deadline =
                dated.or_else(|| deadline::find(text, words.start, words.end, self.page.today));
            return;
        }
        let content = self
            .page
            .opening(work.clamp(words.start, words.end), words.end);
        let Some(confidence) = self
            .page
            .likeness(content..words.end, work > words.start, line)
        else {
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
            deadline: deadline::find(text, words.start, words.end, self.page.today)
                .or_else(|| deadline::trailing(text, words.start, words.end, self.page.today)),
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
        draft.title = self
            .page
            .title(words.clone(), content, &found, draft.deadline.as_ref());
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
}

/// Whether a line is set in capitals.
fn is_caps(page: &Page, line: &Line) -> bool {
    let text = page.text;
    let mut words = line.words.clone();
    words.all(|at| text.kind(at) != Kind::Letters || text.words[at].caps)
}

/// The word behind a bracket that opens here.
pub(super) fn skip_bracket(page: &Page, at: usize, end: usize) -> usize {
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
