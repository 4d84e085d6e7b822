//! Titles of drafts: the work as a short verb phrase.
//!
//! **Invariant:** at most [`TITLE`] characters, cut at a word; made of words of the text, but for an English
//! gerund, which is put back into its base form.

use std::ops::Range;

use super::Page;
use super::cues::{
    ACTION, BASIS, COORDINATE, DUTY, LABEL_COORDINATE, LABEL_DEADLINE, LABEL_LEAD, LEAD, MANNER,
};
use super::words::Kind;

/// Longest title, in characters.
const TITLE: usize = 120;
/// A verb this short says nothing by itself ("thực hiện"): the sentence before it is the topic. In bytes.
pub(super) const SAYS_NOTHING: usize = 16;

impl Page<'_> {
    /// The byte where a title begins: at the work itself, behind "on that basis,", "shall" and "preside
    /// over and coordinate with … to".
    pub(super) fn title_from(&self, words: Range<usize>, partners: Option<&Range<usize>>) -> usize {
        let Page { text, cues, .. } = self;
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

    /// Where a title ends at the latest: before "(lead: …". Both places in bytes.
    pub(super) fn title_end(&self, words: Range<usize>, start: usize) -> Option<usize> {
        let Page { text, cues, .. } = self;
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
    pub(super) fn is_role(&self, words: Range<usize>) -> bool {
        let Page { text, cues, .. } = self;
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
    pub(super) fn behind_lead_in(&self, words: Range<usize>) -> Option<usize> {
        let Page { text, cues, .. } = self;
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
            let (who, after) = self.list(at, words.end);
            if !who.is_empty() && cues.is(after, DUTY) && after + 3 < words.end {
                return Some(after);
            }
            last = Some(at);
        }
        // "Based on …, based on …, the organization develops …": the subject begins the work.
        last.filter(|_| cues.is(words.start, BASIS))
    }

    /// The verb right behind a list of partners, where the title had better begin.
    pub(super) fn verb_after(&self, from: usize, after: usize, end: usize) -> Option<usize> {
        let Page { text, cues, .. } = self;
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
}

/// The beginning of a clause, with a capital. Where it is too long it ends at its last pause, or before
/// the last phrase that does not fit, outside of quotes; if there is no such place, behind the last word
/// that fits.
pub(super) fn title(text: &str) -> String {
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
pub(super) const PREPOSITIONS: &[&str] = &[
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
