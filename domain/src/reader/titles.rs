//! Titles of drafts: the work as a short verb phrase.
//!
//! **Invariant:** at most [`TITLE`] characters, cut at a word; made of words of the text, but for an English
//! gerund, which is put back into its base form.

use std::ops::Range;

use super::cues::{
    ACTION, BASIS, COORDINATE, DUTY, LABEL_COORDINATE, LABEL_DEADLINE, LABEL_LEAD, LEAD, MANNER,
    REQUEST, is_verb,
};
use super::roles::Roles;
use super::words::Kind;
use super::{Deadline, Found, Page, deadline};

/// Longest title, in characters.
const TITLE: usize = 120;
/// A verb this short says nothing by itself ("thực hiện"): the sentence before it is the topic. In bytes.
pub(super) const SAYS_NOTHING: usize = 16;

impl Page<'_> {
    /// The title of a clause whose work begins at `content`.
    pub(super) fn title(
        &self,
        words: Range<usize>,
        content: usize,
        roles: &Roles,
        deadline: Option<&Found<Deadline>>,
    ) -> String {
        let text = self.text;
        if let Some((topic, verb)) = self.given_topic(words.clone())
            && let Some(bytes) = text.bytes(topic)
        {
            let named = &text.source[bytes];
            return match verb {
                Some(verb) => title(&format!("{verb} {}", small(named))),
                None => title(named),
            };
        }
        let start = self.title_from(content..words.end, roles.partners.as_ref());
        let end = self.title_end(start..words.end, deadline);
        let (Some(bytes), Some(first)) = (text.bytes(start..end), text.words.get(start)) else {
            return String::new();
        };
        let answers = matches!(text.bare(start), "is" | "are" | "be" | "shall" | "will")
            .then(|| (start..start + 4).find(|&at| text.bare(at) == "responsible"))
            .flatten();
        if let Some(at) = answers
            && let Some(rest) = text.bytes(at + 1..end)
        {
            return title(&format!("take responsibility {}", &text.source[rest]));
        }
        let rest = &text.source[first.end..bytes.end];
        match base_form(text.bare(start)).filter(|_| first.plain) {
            Some(verb) => title(&format!("{verb}{rest}")),
            None => title(&text.source[bytes]),
        }
    }

    /// The topic of "Việc … được giao cho …", "The guidance shall be prepared by …", and its verb.
    fn given_topic(&self, words: Range<usize>) -> Option<(Range<usize>, Option<String>)> {
        let Page { text, cues, .. } = self;
        let near = words.start + 3..words.end.min(words.start + 48);
        let at = near.into_iter().find(|&at| {
            let before = text.bare(at - 1);
            let by = before == "be"
                && text.bare(at + 1) == "by"
                && !self.list(at + 2, words.end).0.is_empty();
            let to = matches!(before, "is" | "are" | "be") && self.is_handed(at);
            let led = text.bare(at) == "do" && !self.list(at + 1, words.end).0.is_empty();
            before == "duoc" && cues.is(at, REQUEST)
                || self.belongs(at).is_some()
                || (by || to) && text.words[at].plain
                || led && text.bare(words.start) == "viec"
        })?;
        let subject = (words.start..words.start + 2).any(|at| self.mentions.at(at).is_some())
            || cues.is(words.start, ACTION | LEAD | REQUEST | DUTY);
        let mut start = words.start;
        let by = text.bare(at + 1) == "by";
        for _ in 0..2 {
            let task = text.bare(start) == "nhiem" && text.bare(start + 1) == "vu";
            start += usize::from(text.bare(start) == "viec" || text.bare(start) == "the" && !by);
            start += if task { 2 } else { 0 };
        }
        let modal = matches!(
            text.bare(at - 2),
            "shall" | "must" | "will" | "should" | "to"
        );
        let led = text.bare(at) == "do" || self.belongs(at).is_some();
        let end = at - usize::from(!led) - usize::from(modal);
        let verb = base_form(text.bare(at)).filter(|_| by);
        (!subject && end > start).then_some((start..end, verb))
    }

    /// "lies with X", "is the responsibility of X", "thuộc trách nhiệm của X": the word where X begins.
    pub(super) fn belongs(&self, at: usize) -> Option<usize> {
        let text = self.text;
        let next = |step: usize| text.bare(at + step);
        match (text.bare(at), next(1), next(2)) {
            ("lies" | "rests", "with", _) => Some(at + 2),
            ("is" | "remains", "the", "responsibility" | "task" | "job" | "duty")
                if next(3) == "of" =>
            {
                Some(at + 4)
            }
            ("thuoc" | "la", "trach", "nhiem") | ("thuoc" | "la", "nhiem", "vu") => {
                Some(at + 3 + usize::from(next(3) == "cua"))
            }
            _ => None,
        }
    }

    /// "assigned to", "left to": the participle that hands work over.
    pub(super) fn is_handed(&self, at: usize) -> bool {
        matches!(
            self.text.bare(at),
            "assigned" | "entrusted" | "given" | "left" | "delegated" | "handed" | "allocated"
        ) && self.text.bare(at + 1) == "to"
    }

    /// The word where a title begins: at the work itself, behind "on that basis,", "shall", "hằng quý" and
    /// "preside over and coordinate with … to".
    fn title_from(&self, words: Range<usize>, partners: Option<&Range<usize>>) -> usize {
        let Page { text, cues, .. } = self;
        let end = words.end;
        // "Định kỳ 6 tháng đánh giá …, báo cáo …": the verb behind the term is the first.
        let term = deadline::leading(text, words.start).map(|behind| self.opening(behind, end));
        let verb = term.filter(|&at| cues.is(at, ACTION | LEAD) && at + 1 < end);
        let mut at = verb
            .or_else(|| self.behind_lead_in(words.clone()))
            .unwrap_or(words.start);
        let mut obliged = false;
        for _ in 0..3 {
            let from = at;
            if let Some(behind) = deadline::leading(text, at) {
                let next = self.opening(behind, end);
                if next + 2 < end && !text.is_mark(next, &[';', '.', ')']) {
                    at = next;
                }
            }
            if text.bare(at) == "in" && text.bare(at + 1) == "addition" {
                at += 2 + usize::from(text.is_mark(at + 2, &[',']));
            }
            // "Là cơ quan thường trực, giúp …": what the agency is stands before what it does.
            let comma = (at..at + 9).find(|&at| text.is_mark(at, &[',']));
            if text.bare(at) == "la"
                && let Some(comma) = comma
                && comma + 3 < end
            {
                at = self.opening(comma + 1, end);
            }
            if let Some(verb) = self.duty(at)
                && verb > at
                && verb + 1 < end
            {
                // "is responsible for the results" is itself the work.
                let answers = (at..verb).any(|at| matches!(text.bare(at), "responsible" | "chiu"));
                let doing = text.bare(verb).ends_with("ing") || cues.is(verb, ACTION);
                if answers && !doing {
                    break;
                }
                at = self.opening(verb, end);
                obliged = true;
            } else if text.bare(at) == "with" && text.bare(at + 1).ends_with("ing") {
                at += 1;
            }
            if at == from {
                break;
            }
        }
        if let Some(partners) = partners.filter(|partners| self.is_role(at..partners.start)) {
            // "shall, in collaboration with border posts, clear …": behind "shall" a verb must follow.
            let behind = partners.end + 1;
            let verb = (obliged && text.is_mark(partners.end, &[',']) && behind + 2 < end)
                .then_some(behind);
            let found = self.verb_after(at, partners.end, end);
            at = found.or(verb).unwrap_or(at);
        }
        at = self.behind_subject(at, end).unwrap_or(at);
        at.min(end.saturating_sub(1))
    }

    /// "the organization develops …": the verb behind a noun that names no agency.
    fn behind_subject(&self, at: usize, end: usize) -> Option<usize> {
        let text = self.text;
        let verb = (at + 2..end.min(at + 4))
            .find(|&at| text.bare(at).ends_with('s') && base_form(text.bare(at)).is_some())?;
        let object = matches!(
            text.bare(verb + 1),
            "the" | "a" | "an" | "its" | "their" | "all" | "every"
        );
        (text.bare(at) == "the" && verb + 2 < end && object).then_some(verb)
    }

    /// The word before which a title ends: "(lead: …", a second clause, a term at the end, "…, the Chairman
    /// said".
    fn title_end(&self, words: Range<usize>, deadline: Option<&Found<Deadline>>) -> usize {
        let Page { text, cues, .. } = self;
        let mut end = words.end;
        let enough = |at: usize| at > words.start + 3;
        for at in words.clone().skip(3) {
            let label = text.is_mark(at, &['('])
                && cues.is(at + 1, LABEL_LEAD | LABEL_COORDINATE | LABEL_DEADLINE)
                && text.is_mark(cues.after(at + 1), &[':']);
            if label || text.is_mark(at, &[';']) && enough(at) {
                end = at;
                break;
            }
        }
        let last_comma = (words.start..end)
            .rev()
            .take(9)
            .find(|&at| text.is_mark(at, &[',']));
        let said = |at: usize| {
            matches!(
                text.bare(at),
                "said" | "added" | "stressed" | "noted" | "concluded" | "explained" | "says"
            )
        };
        if let Some(comma) = last_comma
            && enough(comma)
            && (comma..end).any(said)
        {
            end = comma;
        }
        if let Some(found) = deadline
            && !matches!(found.value, Deadline::Every { .. } | Deadline::Urgent)
        {
            let term = (words.start..end).find(|&at| text.words[at].start >= found.span.start);
            let behind = (words.start..end)
                .find(|&at| text.words[at].start >= found.span.end)
                .unwrap_or(end);
            // "within 7 days of receipt", "trong 15 ngày kể từ ngày nhận được".
            let counts = matches!(text.bare(behind), "ke" | "of" | "from" | "after" | "sau")
                && !(behind..end).any(|at| text.is_mark(at, &[',', ';']));
            let last = (behind..end).all(|at| text.kind(at) != Kind::Letters);
            if let Some(term) = term
                && (last || counts)
                && term > words.start + 2
            {
                end = term;
            }
        }
        self.without_loose_end(words.start, end)
    }

    /// Without the words that a cut leaves behind: "…, to be completed", "… and", "…, hoàn thành".
    fn without_loose_end(&self, start: usize, end: usize) -> usize {
        let text = self.text;
        let mut end = end;
        while end > start + 2 {
            let last = end - 1;
            let mark = !matches!(text.kind(last), Kind::Letters | Kind::Number)
                && !text.is_mark(last, &[')', '"', '”', '%']);
            let link = matches!(
                text.bare(last),
                "and" | "or" | "while" | "but" | "whereas" | "then" | "va" | "hoac" | "xong" | "be"
            ) || text.bare(last) == "con"
                && !text.words[last].plain
                && text.is_mark(last - 1, &[','])
                || matches!(text.bare(last), "to") && text.is_mark(last - 1, &[',']);
            let done = matches!(text.bare(last), "completed" | "finished" | "done")
                && matches!(text.bare(last - 1), "be" | "");
            let complete = text.bare(last) == "thanh" && text.bare(last - 1) == "hoan";
            if !(mark || link || done || complete) {
                break;
            }
            end -= if complete { 2 } else { 1 };
        }
        end
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
        // "Căn cứ khả năng ngân sách, tham mưu …": a ground is no work, though it may also be a verb.
        if self.duty(words.start).is_some() {
            return None;
        }
        let ground = matches!(text.bare(words.start), "can" | "tren")
            && matches!(text.bare(words.start + 1), "cu" | "co");
        if cues.is(words.start, ACTION | LEAD | COORDINATE | DUTY | MANNER) && !ground {
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

/// The base form of an English gerund, third person or participle whose verb is known: "organizing" →
/// "organize", "carries" → "carry", "planned" → "plan".
fn base_form(word: &str) -> Option<String> {
    let known = |stem: &str| is_verb(stem).then(|| stem.to_owned());
    if let Some(stem) = word.strip_suffix("ies").or(word.strip_suffix("ied")) {
        return known(&format!("{stem}y"));
    }
    if let Some(stem) = word.strip_suffix("ing").or(word.strip_suffix("ed")) {
        let doubled = stem.char_indices().last().map_or("", |(at, _)| &stem[..at]);
        return known(stem)
            .or_else(|| known(&format!("{stem}e")))
            .or_else(|| known(doubled));
    }
    let stem = word.strip_suffix('s')?;
    known(stem).or_else(|| known(stem.strip_suffix('e')?))
}

/// With a small first letter.
fn small(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_lowercase);
    first.into_iter().flatten().chain(letters).collect()
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
