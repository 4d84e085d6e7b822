//! Editing the drafts of a directive: merge, split, drop, add and fill.
//!
//! The form without script and the browser's code call the same functions, so both lead to the same
//! drafts. Changing a value, the lead included, is an edit of a field and needs nothing from here.
//!
//! **Invariants:** ids stay unique; a function that returns `false` has changed nothing; a span always
//! covers the sentences that its draft came from.
//!
//! To add an edit: a function over the list, a table test and a place in the properties.

use crate::directive::{Draft, MAX_DRAFTS};
use crate::id::DraftId;
use crate::reader::Span;
use crate::task::{Asked, MAX_LINE};
use chrono::NaiveDate;

/// Merges a draft into the one before it; `false` for the first of the list and an unknown id.
///
/// Title, leads, leader and unit of the first stay unless it has none; deliverables and effects are
/// joined; coordinating agencies and milestones are united; the earlier deadline and the lower
/// confidence hold; the span covers both.
pub fn merge(drafts: &mut Vec<Draft>, id: DraftId) -> bool {
    let Some(at) = position(drafts, id).filter(|&at| at > 0) else {
        return false;
    };
    let from = drafts.remove(at);
    absorb(&mut drafts[at - 1], from);
    true
}

fn absorb(into: &mut Draft, from: Draft) {
    if into.title.trim().is_empty() {
        into.title = from.title;
    }
    if into.leads.is_empty() {
        into.leads = from.leads;
        into.lead_text = from.lead_text;
    }
    into.deliverable = joined(into.deliverable.take(), from.deliverable);
    into.effect_expected = joined(into.effect_expected.take(), from.effect_expected);
    into.responsible = into.responsible.take().or(from.responsible);
    into.area = into.area.take().or(from.area);
    for asked in from.coordinating {
        unite(&mut into.coordinating, asked);
    }
    into.coordinating
        .retain(|asked| !into.leads.contains(&asked.agency));
    into.due = earlier(into.due, from.due);
    for milestone in from.milestones {
        if !into.milestones.contains(&milestone) {
            into.milestones.push(milestone);
        }
    }
    into.milestones.sort_by_key(|milestone| milestone.due);
    into.span = match (into.span, from.span) {
        (Some(a), Some(b)) => Some(Span {
            start: a.start.min(b.start),
            end: a.end.max(b.end),
        }),
        (a, b) => a.or(b),
    };
    into.confidence = match (into.confidence, from.confidence) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
}

/// Cuts a draft in two at the sentence boundary nearest the middle of its span in the directive's
/// `text`; where it is a single sentence, at a semicolon. The second part follows the first.
///
/// The second part has a title from its first sentence and shares leads, coordinating agencies, leader,
/// unit and deadline; what is delivered stays with the first. `false` where the id is unknown, `new` is
/// taken, the list is full, or the draft has no span of `text` that can be cut.
pub fn split(drafts: &mut Vec<Draft>, id: DraftId, text: &str, new: DraftId) -> bool {
    if drafts.len() >= MAX_DRAFTS || position(drafts, new).is_some() {
        return false;
    }
    let Some(at) = position(drafts, id) else {
        return false;
    };
    let Some(span) = drafts[at].span else {
        return false;
    };
    let Some(sentences) = text.get(span.start..span.end) else {
        return false;
    };
    let Some(cut) = cut(sentences) else {
        return false;
    };
    let (before, after) = sentences.split_at(cut);
    let first = &mut drafts[at];
    first.span = Some(Span {
        start: span.start,
        end: span.start + before.trim_end().len(),
    });
    let part = Draft {
        id: new,
        title: title(after),
        deliverable: None,
        effect_expected: None,
        milestones: Vec::new(),
        span: Some(Span {
            start: span.start + cut,
            end: span.end,
        }),
        confidence: None,
        ..first.clone()
    };
    drafts.insert(at + 1, part);
    true
}

/// Removes a draft; `false` for an unknown id.
pub fn drop(drafts: &mut Vec<Draft>, id: DraftId) -> bool {
    let Some(at) = position(drafts, id) else {
        return false;
    };
    drafts.remove(at);
    true
}

/// Adds an empty draft at the end; `false` where `new` is taken or the list is full.
pub fn add(drafts: &mut Vec<Draft>, new: DraftId) -> bool {
    if drafts.len() >= MAX_DRAFTS || position(drafts, new).is_some() {
        return false;
    }
    drafts.push(Draft {
        id: new,
        title: String::new(),
        deliverable: None,
        effect_expected: None,
        responsible: None,
        leads: Vec::new(),
        lead_text: String::new(),
        coordinating: Vec::new(),
        due: None,
        milestones: Vec::new(),
        area: None,
        span: None,
        confidence: None,
    });
    true
}

/// What is written once for every draft that lacks it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Filling {
    pub deliverable: Option<String>,
    pub effect_expected: Option<String>,
    pub responsible: Option<String>,
    pub due: Option<NaiveDate>,
}

/// Gives the drafts what they lack of the filling; `false` where none lacked anything.
pub fn fill(drafts: &mut [Draft], with: &Filling) -> bool {
    fn lacking<T: Clone>(place: &mut Option<T>, value: &Option<T>) -> bool {
        let fills = place.is_none() && value.is_some();
        if fills {
            place.clone_from(value);
        }
        fills
    }
    let mut filled = false;
    for draft in drafts {
        filled |= lacking(&mut draft.deliverable, &with.deliverable);
        filled |= lacking(&mut draft.effect_expected, &with.effect_expected);
        filled |= lacking(&mut draft.responsible, &with.responsible);
        filled |= lacking(&mut draft.due, &with.due);
    }
    filled
}

/// One edit of the list, as a button of the screen asks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DraftEdit {
    Add,
    Drop(DraftId),
    Merge(DraftId),
    Split(DraftId),
    Fill(Filling),
}

/// Does an edit; `false` where it changes nothing. `text` is the directive's (a split needs it), `new`
/// the id of the draft that an edit makes.
pub fn edit(drafts: &mut Vec<Draft>, edit: &DraftEdit, text: &str, new: DraftId) -> bool {
    match edit {
        DraftEdit::Add => add(drafts, new),
        DraftEdit::Drop(id) => drop(drafts, *id),
        DraftEdit::Merge(id) => merge(drafts, *id),
        DraftEdit::Split(id) => split(drafts, *id, text, new),
        DraftEdit::Fill(filling) => fill(drafts, filling),
    }
}

fn position(drafts: &[Draft], id: DraftId) -> Option<usize> {
    drafts.iter().position(|draft| draft.id == id)
}

fn joined(first: Option<String>, second: Option<String>) -> Option<String> {
    match (first, second) {
        (Some(first), Some(second)) if first != second => Some(format!("{first}\n{second}")),
        (first, second) => first.or(second),
    }
}

fn earlier(first: Option<NaiveDate>, second: Option<NaiveDate>) -> Option<NaiveDate> {
    match (first, second) {
        (Some(first), Some(second)) => Some(first.min(second)),
        (first, second) => first.or(second),
    }
}

/// Adds what one agency is asked for; an agency that is asked twice owes both products by the earlier day.
fn unite(coordinating: &mut Vec<Asked>, asked: Asked) {
    let Some(known) = coordinating.iter_mut().find(|a| a.agency == asked.agency) else {
        coordinating.push(asked);
        return;
    };
    known.due = earlier(known.due, asked.due);
    if known.product.is_empty() {
        known.product = asked.product;
    } else if !asked.product.is_empty() && known.product != asked.product {
        known.product = format!("{}\n{}", known.product, asked.product);
    }
}

/// Where to cut, as the first byte of the second part.
fn cut(sentences: &str) -> Option<usize> {
    let middle = sentences.len() / 2;
    let nearest = |cuts: Vec<usize>| cuts.into_iter().min_by_key(|cut| cut.abs_diff(middle));
    nearest(starts(sentences, ends_sentence)).or_else(|| nearest(starts(sentences, ends_clause)))
}

/// First bytes of the parts after the first one.
fn starts(text: &str, ends: fn(&str, &str) -> bool) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut from = 0;
    while let Some(gap) = text[from..].find(char::is_whitespace).map(|at| from + at) {
        let rest = text[gap..].trim_start();
        let next = text.len() - rest.len();
        let before = text[..gap].trim_end();
        if !rest.is_empty() && !before.is_empty() {
            let is_item = text[gap..next].contains('\n') && is_item(rest);
            if is_item || ends(before, rest) {
                starts.push(next);
            }
        }
        from = next;
    }
    starts
}

/// Whether a sentence ends between the two: a full stop, then no small letter.
fn ends_sentence(before: &str, rest: &str) -> bool {
    let bare = before.trim_end_matches(['"', '”', '’', ')', '»']);
    let Some(mark) = bare.chars().next_back() else {
        return false;
    };
    let stops = match mark {
        '!' | '?' | '…' => true,
        '.' => !is_abbreviation(bare),
        _ => false,
    };
    stops && !rest.chars().next().is_some_and(char::is_lowercase)
}

fn ends_clause(before: &str, _rest: &str) -> bool {
    before.ends_with(';')
}

/// `TP.`, `No.`, an initial, or the number of a list item before its point.
fn is_abbreviation(before: &str) -> bool {
    let word = before
        .trim_end_matches('.')
        .rsplit(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or_default();
    let is_short = word.chars().count() <= 2 && word.chars().any(char::is_uppercase);
    let is_number = word.chars().all(|c| c.is_ascii_digit());
    let opens_line = before.trim_end_matches('.').trim_end_matches(word);
    is_short || (is_number && (opens_line.is_empty() || opens_line.ends_with('\n')))
}

/// Whether a line begins with a list marker: a dash, `1.`, `2)`, `a)`.
fn is_item(line: &str) -> bool {
    if line.starts_with(['-', '–', '+', '•', '*']) {
        return true;
    }
    let word: String = line.chars().take_while(|c| c.is_alphanumeric()).collect();
    let mark = line[word.len()..].chars().next();
    let is_number = !word.is_empty() && word.chars().all(|c| c.is_ascii_digit());
    (is_number && matches!(mark, Some('.' | ')')))
        || (word.chars().count() == 1 && mark == Some(')'))
}

/// A title from the first sentence of a part: one line, without its list marker, at most [`MAX_LINE`]
/// characters, cut between words.
fn title(part: &str) -> String {
    let end = starts(part, ends_sentence).first().copied();
    let sentence = part[..end.unwrap_or(part.len())].trim();
    let unmarked = sentence.trim_start_matches(|c: char| {
        c.is_whitespace() || matches!(c, '-' | '–' | '+' | '•' | '*')
    });
    let mut title = String::new();
    for word in unmarked.split_whitespace() {
        let long = title.chars().count() + 1 + word.chars().count() > MAX_LINE;
        if long && !title.is_empty() {
            break;
        }
        if !title.is_empty() {
            title.push(' ');
        }
        title.extend(word.chars().take(MAX_LINE));
    }
    title.trim_end_matches(['.', ';', ',']).to_owned()
}
