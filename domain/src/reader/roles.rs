//! Roles in a clause: who leads, who coordinates.
//!
//! An agency coordinates only as the object of a coordination cue ("phối hợp với …", "together with
//! …"), under a label ("Phối hợp: …") or as a second subject ("Sở Y tế phối hợp"). Mentioned in any
//! other way ("the Provincial Police's guidelines") it has no role.
//!
//! **Invariant:** one pass over the words of the clause. To add a way to name a partner, add an arm in
//! [`roles`].

use std::ops::Range;

use super::agencies::Mention;
use super::cues::{
    COORDINATE, LABEL_COORDINATE, LABEL_LEAD, LEAD, LED_BY, MANNER, ORDER, PERSON, REQUEST,
    TOGETHER, WITH,
};
use super::words::{Kind, clean};
use super::{Found, Named, Page, Span, span};

/// How many agencies one list may name; a bound, so that a page of nothing but agencies is read in
/// linear time.
const LONGEST: usize = 48;

/// What a clause says of roles.
#[derive(Default)]
pub(super) struct Roles {
    /// A lead other than by position: "do Công an tỉnh chủ trì".
    pub lead: Option<(Named, Span)>,
    /// Where a lead cue stands.
    pub lead_span: Option<Span>,
    pub coordinating: Vec<Found<Named>>,
    /// The cue of the first list of partners, and the word after that list.
    pub partners: Option<Range<usize>>,
}

impl<'a> Page<'a> {
    /// The agencies listed at a word ("A, B và C"), and the word after them. An agency that goes on
    /// to give orders is no part of a list.
    pub fn list(&self, from: usize, end: usize) -> (Vec<&'a Mention>, usize) {
        let mut found = Vec::new();
        let mut at = from;
        let mut after = from;
        while at < end && found.len() < LONGEST {
            if let Some(mention) = self.mentions.at(at) {
                if mention.to > end || self.orders(mention) {
                    break;
                }
                found.push(mention);
                after = mention.to;
                at = self.possessive(after);
                if at != after {
                    // "the Provincial Police's guidelines": the guidelines are meant.
                    found.pop();
                    after = found.last().map_or(from, |mention: &&Mention| mention.to);
                    break;
                }
                continue;
            }
            let joins = self.text.is_mark(at, &[',', '&', '/', ';', '-', '–'])
                || matches!(
                    self.text.bare(at),
                    "and" | "va" | "the" | "cung" | "voi" | "as" | "well" | "or" | "hoac"
                );
            let person = self.cues.is(at, PERSON);
            if !joins && !person || at > after + 6 {
                break;
            }
            at = if person && !joins {
                self.cues.after(at)
            } else {
                at + 1
            };
        }
        (found, after)
    }

    /// Whether an agency is the one that gives orders: "UBND tỉnh yêu cầu Công an tỉnh …", "… requests:".
    /// "Chỉ đạo" is also what an addressee does with its own subordinates, so there the subject has to
    /// be the issuer.
    pub fn orders(&self, mention: &Mention) -> bool {
        let at = mention.to;
        let also = usize::from(matches!(self.text.bare(at), "cung" | "also" | "has" | "da"));
        let at = at + also;
        if !self.cues.is(at, REQUEST | ORDER) {
            return false;
        }
        if self.text.bare(at) == "chi" && mention.named.codes != self.issuer {
            return false;
        }
        let mut next = self.cues.after(at);
        for _ in 0..3 {
            if self.mentions.at(next).is_none() && self.cues.is(next, PERSON | REQUEST) {
                next = self.cues.after(next);
            }
        }
        self.mentions.at(next).is_some()
            || mention.named.codes == self.issuer && !self.issuer.is_empty()
            || (next..next + 24).any(|at| self.text.is_mark(at, &[':']))
    }

    /// A partner in small letters, up to its comma: "in collaboration with border posts, …". It has no code.
    fn plain_partner(&self, from: usize, end: usize) -> Option<(Found<Named>, usize)> {
        let text = self.text;
        let comma = (from..end.min(from + 5)).find(|&at| text.is_mark(at, &[',']))?;
        let plain = (from..comma).all(|at| text.kind(at) == Kind::Letters && !text.words[at].upper);
        let body = matches!(
            text.bare(comma.checked_sub(1)?),
            "posts"
                | "stations"
                | "schools"
                | "associations"
                | "villages"
                | "companies"
                | "teams"
                | "groups"
                | "unions"
                | "hospitals"
                | "enterprises"
                | "parents"
                | "families"
                | "elders"
                | "partners"
                | "courts"
                | "prosecutors"
                | "phong"
                | "hoc"
                | "nghiep"
        );
        let span = span(text, from..comma)?;
        let value = Named {
            text: clean(&text.source[span.start..span.end]),
            codes: Vec::new(),
        };
        let found = Found {
            value,
            span,
            confidence: 50,
        };
        (plain && body && comma > from).then_some((found, comma))
    }

    fn possessive(&self, at: usize) -> usize {
        let quote =
            self.text.is_mark(at, &['\'', '’']) && self.text.gap(at.wrapping_sub(1)).is_empty();
        if quote && self.text.bare(at + 1) == "s" {
            at + 2
        } else {
            at
        }
    }
}

/// Reads the roles of a clause.
pub(super) fn roles(page: &Page, words: Range<usize>) -> Roles {
    let Page { text, cues, .. } = page;
    let mut found = Roles::default();
    let mut at = words.start;
    while at < words.end {
        if text.kind(at) != Kind::Letters {
            at += 1;
            continue;
        }
        let after = cues.after(at);
        let label = text.is_mark(after, &[':']);
        if label && cues.is(at, LABEL_LEAD) {
            let (list, next) = page.list(after + 1, words.end);
            found.take_leads(page, &list);
            at = next.max(after);
        } else if label && cues.is(at, LABEL_COORDINATE) {
            let (list, next) = page.list(after + 1, words.end);
            found.add(page, &list, 90);
            at = next.max(after);
        } else if cues.is(at, LED_BY)
            && let (list, next) = page.list(after, words.end)
            && !list.is_empty()
            && (after > at + 1 || cues.is(next, LEAD))
        {
            found.take_leads(page, &list);
            at = next;
        } else if cues.is(at, TOGETHER)
            && let (list, next) = page.list(after, words.end)
            && !list.is_empty()
        {
            found.add(page, &list, 80);
            found.partners.get_or_insert(at..next);
            at = next;
        } else if text.bare(at) == "cung"
            && cues.is(at, WITH)
            && (text.is_mark(at.wrapping_sub(1), &[',']) || found.lead_span.is_some())
            && let (list, next) = page.list(after, words.end)
            && !list.is_empty()
        {
            // "làm đầu mối, cùng Sở Y tế …".
            found.add(page, &list, 80);
            found.partners.get_or_insert(at..next);
            at = next;
        } else if cues.is(at, COORDINATE) {
            let next = found.coordination(page, at, words.end);
            if next > at {
                found.partners.get_or_insert(at..next);
            }
            at = next.max(after);
        } else if let Some(mention) = page.mentions.at(at) {
            let (list, next) = page.list(at, words.end);
            let second = found.lead_span.is_some() || found.lead.is_some();
            if second
                && cues.is(next, COORDINATE)
                && !cues.is(cues.after(next), WITH)
                && !list.is_empty()
            {
                found.add(page, &list, 80);
                at = cues.after(next);
            } else {
                at = mention.to;
            }
        } else {
            if cues.is(at, LEAD) && found.lead_span.is_none() {
                found.lead_span = span(text, at..after);
            }
            at = after;
        }
    }
    found
}

impl Roles {
    /// The partners of the coordination cue at `at`; returns the word after them, or 0.
    fn coordination(&mut self, page: &Page, at: usize, end: usize) -> usize {
        let Page { text, cues, .. } = page;
        let mut next = cues.after(at);
        let mut manner = 0;
        let mut with = false;
        while next < end && manner < 8 {
            if cues.is(next, WITH) {
                with = true;
                next = cues.after(next);
                break;
            }
            let light = cues.is(next, MANNER)
                || text.is_mark(next, &[','])
                || matches!(text.bare(next), "and" | "va" | "in" | "chat" | "che");
            if !light {
                break;
            }
            manner += 1;
            next = if cues.is(next, MANNER) {
                cues.after(next)
            } else {
                next + 1
            };
        }
        let vietnamese = text.bare(at) == "phoi";
        if !(with || vietnamese && manner == 0) {
            return 0;
        }
        let (list, after) = page.list(next, end);
        self.add(page, &list, 90);
        if !list.is_empty() {
            return after;
        }
        match page.plain_partner(next, end) {
            Some((partner, after)) if with => {
                self.coordinating.push(partner);
                after
            }
            _ => 0,
        }
    }

    fn add(&mut self, page: &Page, list: &[&Mention], confidence: u8) {
        for mention in list {
            let Some(span) = page.mentions.span(page.text, mention) else {
                continue;
            };
            let known = self
                .coordinating
                .iter()
                .any(|other| same(&other.value, &mention.named));
            if !known && self.coordinating.len() < LONGEST {
                let value = mention.named.clone();
                let confidence = confidence.min(mention.confidence);
                self.coordinating.push(Found {
                    value,
                    span,
                    confidence,
                });
            }
        }
    }

    /// The first leads, the others coordinate.
    fn take_leads(&mut self, page: &Page, list: &[&Mention]) {
        let Some((first, others)) = list.split_first() else {
            return;
        };
        if let Some(span) = page.mentions.span(page.text, first)
            && self.lead.is_none()
        {
            self.lead = Some((first.named.clone(), span));
        }
        self.add(page, others, 70);
    }
}

/// Whether two names mean the same agency or group.
pub(super) fn same(one: &Named, two: &Named) -> bool {
    if one.codes.is_empty() && two.codes.is_empty() {
        one.text.to_lowercase() == two.text.to_lowercase()
    } else {
        one.codes == two.codes
    }
}
