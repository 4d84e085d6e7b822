//! Top and foot of a document: number, kind, date, issuer, abstract, marks, recipients.
//!
//! Where there is a letterhead it is read; where an article only reports ("has just issued Official
//! Dispatch No. 1041/UBND-NC dated …") the sentence is.
//!
//! **Invariant:** looks only at the first [`TOP`] words and at the lines of recipients. A secrecy mark
//! is a mark only when it stands alone in its line or column, or under a label: running text about
//! "bí mật nhà nước" is none.

use std::ops::Range;

use chrono::NaiveDate;

use super::agencies::{Mention, Names};
use super::cues::{BASIS, ISSUED, RECIPIENTS, REQUEST, SENT_TO};
use super::lines::{Line, Marker, sentences};
use super::words::{Kind, Text, clean};
use super::{Found, Header, Named, Page, deadline, span};
use crate::document::{DocumentKind, Secrecy, Urgency};

/// How many words the top of a document may have.
const TOP: usize = 2000;

/// The header and what the body needs of it.
pub(super) struct Heading {
    pub header: Header,
    /// Agencies behind "Kính gửi".
    pub sent_to: Vec<Mention>,
    /// The day of issue, or that of the article the text is from.
    pub today: Option<NaiveDate>,
    /// First line of the body.
    pub body: usize,
    /// Has a letterhead, so its sentences order rather than narrate.
    pub formal: bool,
}

/// A number with its symbol in the text.
struct Number {
    words: Range<usize>,
    symbol: Range<usize>,
    line: usize,
    /// Stands at the beginning of its line or column.
    leads: bool,
}

/// Reads the header.
pub(super) fn read(page: &Page, names: &Names) -> Heading {
    let text = page.text;
    let mut heading = Heading {
        header: Header::default(),
        sent_to: Vec::new(),
        today: None,
        body: 0,
        formal: false,
    };
    marks(page, &mut heading.header);
    let number = number(page);
    let title = title_line(page);
    if let Some(number) = &number {
        heading.formal = number.leads;
        if number.leads {
            heading.body = number.line + 1;
        }
        heading.header.number = found_text(text, number.words.clone(), 95);
        heading.header.symbol = found_text(text, number.symbol.clone(), 95);
    }
    heading.header.kind = kind(page, number.as_ref(), title.as_ref());
    let (issued, date_line) = issued_on(page, number.as_ref());
    heading.today = issued
        .as_ref()
        .map(|found| found.value)
        .or_else(|| dateline(page));
    heading.header.issued_on = issued;
    if heading.formal {
        heading.body = heading.body.max(date_line.map_or(0, |line| line + 1));
    }
    heading.header.issuer = issuer(page, names, number.as_ref());
    subject(page, number.as_ref(), title.as_ref(), &mut heading);
    recipients(page, &mut heading);
    heading
}

fn found_text(text: &Text, words: Range<usize>, confidence: u8) -> Option<Found<String>> {
    let span = span(text, words)?;
    Some(Found {
        value: clean(&text.source[span.start..span.end]),
        span,
        confidence,
    })
}

/// Columns of a line: letterheads set two side by side.
fn cells(text: &Text, line: &Line) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    let mut start = line.words.start;
    for at in line.words.clone() {
        let gap = text.gap(at);
        let wide = gap.len() >= 3 && gap.trim().is_empty() || gap.contains('\t');
        let bar = text.is_mark(at, &['|']);
        if wide || bar || at + 1 == line.words.end {
            let end = if bar { at } else { at + 1 };
            if end > start {
                all.push(start..end);
            }
            start = at + 1;
        }
    }
    all
}

fn top<'a>(page: &Page<'a>) -> impl Iterator<Item = (usize, &'a Line)> {
    let lines: &'a [Line] = page.lines;
    lines
        .iter()
        .enumerate()
        .take(60)
        .take_while(|(_, line)| line.words.start < TOP)
}

fn bare_letters(text: &Text, words: Range<usize>) -> Vec<String> {
    words
        .filter(|&at| text.kind(at) == Kind::Letters)
        .take(7)
        .map(|at| text.bare(at).to_owned())
        .collect()
}

fn urgency_of(words: &[&str]) -> Option<Urgency> {
    Some(match words {
        ["hoa", "toc"]
        | ["hoa", "toc", "hen", "gio"]
        | ["express"]
        | ["flash"]
        | ["most", "urgent"] => Urgency::Express,
        ["thuong", "khan"] | ["very", "urgent"] | ["top", "urgent"] | ["extremely", "urgent"] => {
            Urgency::VeryUrgent
        }
        ["khan"] | ["urgent"] => Urgency::Urgent,
        _ => return None,
    })
}

fn secrecy_of(words: &[&str]) -> Option<Secrecy> {
    Some(match words {
        ["tuyet", "mat"] | ["top", "secret"] => Secrecy::TopSecret,
        ["toi", "mat"] | ["secret"] => Secrecy::Secret,
        ["mat"] | ["confidential"] => Secrecy::Confidential,
        _ => return None,
    })
}

/// Whether the words are spelt with the marks of "mật", or without any in capitals.
fn is_mat(text: &Text, words: &Range<usize>) -> bool {
    words.clone().all(|at| match text.bare(at) {
        "mat" => {
            text.marked(at) == "ma\u{302}t\u{323}" || text.words[at].plain && text.words[at].caps
        }
        _ => true,
    })
}

/// Urgency marks at the top; secrecy marks on any line, for a stamp may stand anywhere.
fn marks(page: &Page, header: &mut Header) {
    let text = page.text;
    for (index, line) in page.lines.iter().enumerate() {
        if line.words.len() > 60 {
            continue;
        }
        for cell in cells(text, line) {
            let letters = bare_letters(text, cell.clone());
            let mut words: Vec<&str> = letters.iter().map(String::as_str).collect();
            let labelled = match words.as_slice() {
                ["do", "mat" | "khan", ..] => 2,
                ["muc", "do", "mat" | "khan", ..] => 3,
                [
                    "secrecy" | "urgency" | "classification" | "security",
                    "level" | "mark" | "classification",
                    ..,
                ] => 2,
                ["secrecy" | "urgency" | "classification" | "priority", _, ..] => 1,
                _ => 0,
            };
            let colon = labelled > 0 && cell.clone().any(|at| text.is_mark(at, &[':']));
            if colon {
                words.drain(..labelled);
            }
            // A mark alone is set in capitals; with a small second syllable it is at least capitalised.
            let mut named = cell.clone().filter(|&at| text.kind(at) == Kind::Letters);
            let stands = named.all(|at| text.words[at].caps)
                || words.len() < 3 && index < 12 && text.words[cell.start].upper;
            if !(colon || stands) {
                continue;
            }
            let Some(span) = span(text, cell.clone()) else {
                continue;
            };
            if let Some(value) = secrecy_of(&words)
                && is_mat(text, &cell)
                && header
                    .secrecy
                    .as_ref()
                    .is_none_or(|other| other.value < value)
            {
                header.secrecy = Some(Found {
                    value,
                    span,
                    confidence: 95,
                });
            }
            if let Some(value) = urgency_of(&words)
                && index < 30
                && header.urgency.is_none()
            {
                header.urgency = Some(Found {
                    value,
                    span,
                    confidence: 95,
                });
            }
        }
    }
}

/// The number and symbol of the document itself, not of one it cites.
fn number(page: &Page) -> Option<Number> {
    let Page { text, cues, .. } = page;
    let mut second: Option<Number> = None;
    for (index, line) in top(page) {
        for cell in cells(text, line) {
            for at in cell.start..cell.end.min(cell.start + TOP) {
                let Some(mut number) = number_at(text, at, index) else {
                    continue;
                };
                let labelled = text.bare(cell.start) == "so" || text.bare(cell.start) == "no";
                number.leads = labelled && at <= cell.start + 3 || at == cell.start;
                if number.leads && line.marker == Marker::None {
                    return Some(number);
                }
                let from = at.saturating_sub(12).max(line.words.start);
                let issued = (from..at).any(|at| cues.is(at, ISSUED));
                let basis = (from..at).any(|at| cues.is(at, BASIS)) && !issued;
                if !basis && second.is_none() {
                    number.leads = false;
                    second = Some(number);
                }
            }
        }
    }
    second
}

/// `1041/UBND-NC`, `28/2025/QĐ-TTg`, `132-KL/TW`, `/UBND-NC` behind "Số:".
fn number_at(text: &Text, at: usize, line: usize) -> Option<Number> {
    let blank = text.is_mark(at, &['/'])
        && text.is_mark(at.wrapping_sub(1), &[':'])
        && text.bare(at.wrapping_sub(2)) == "so";
    let first = text.words.get(at)?;
    let numeral = first.kind == Kind::Number
        || first.kind == Kind::Letters
            && text.source[first.start..first.end].starts_with(|c: char| c.is_ascii_digit());
    if !(blank || numeral && first.end - first.start <= 6) {
        return None;
    }
    let mut separator = if blank { at } else { at + 1 };
    if text
        .number(separator + 1)
        .is_some_and(|n| (1990..2100).contains(&n))
        && text.is_mark(separator + 2, &['/'])
    {
        separator += 2;
    }
    if !text.is_mark(separator, &['/', '-']) || text.gap(separator).len() > 1 {
        return None;
    }
    let start = separator + 1;
    let word = text.words.get(start)?;
    if word.kind != Kind::Letters || !word.upper {
        return None;
    }
    let mut end = start + 1;
    while end < start + 16 && text.gap(end - 1).is_empty() {
        let symbol = text.is_mark(end, &['-', '/', '&', '(', ')'])
            || matches!(text.kind(end), Kind::Letters | Kind::Number);
        if !symbol {
            break;
        }
        end += 1;
    }
    while end > start + 1 && text.is_mark(end - 1, &['-', '/', ')', '(']) {
        end -= 1;
    }
    let capitals = word.caps || text.is_mark(start + 1, &['-', '/']);
    let numbered = if blank { 0..0 } else { at..separator };
    capitals.then_some(Number {
        words: numbered,
        symbol: start..end,
        line,
        leads: false,
    })
}

/// A line that is nothing but the name of a kind, set in capitals ("KẾ HOẠCH").
fn title_line(page: &Page) -> Option<(usize, DocumentKind)> {
    let text = page.text;
    top(page).find_map(|(index, line)| {
        let caps = line.words.clone().all(|at| text.kind(at) != Kind::Letters || text.words[at].caps);
        let first = text.words[line.words.start].upper;
        let short = line.words.len() <= 6;
        if !(short && first && (caps || line.apart)) {
            return None;
        }
        let letters = bare_letters(text, line.words.clone()).join(" ");
        let exact = DocumentKind::ALL.iter().copied().find(|kind| is_name(*kind, &letters))?;
        let next = page.lines.get(index + 1);
        let concluded = exact == DocumentKind::Notice
            && next.is_some_and(|line| {
                matches!(bare_letters(text, line.words.clone()).join(" ").as_str(), s if s.starts_with("ket luan") || s.starts_with("conclusion"))
            });
        Some((index, if concluded { DocumentKind::ConclusionNotice } else { exact }))
    })
}

fn is_name(kind: DocumentKind, bare: &str) -> bool {
    kind.names().iter().any(|name| {
        let name = Text::new(name);
        bare_letters(&name, 0..name.words.len()).join(" ") == bare
    })
}

/// The kind: by its title line, the words before the number, or the symbol.
fn kind(
    page: &Page,
    number: Option<&Number>,
    title: Option<&(usize, DocumentKind)>,
) -> Option<Found<DocumentKind>> {
    let text = page.text;
    if let Some(&(index, value)) = title {
        let span = span(text, page.lines.get(index)?.words.clone())?;
        return Some(Found {
            value,
            span,
            confidence: 95,
        });
    }
    let number = number?;
    let at = if number.words.is_empty() {
        number.symbol.start
    } else {
        number.words.start
    };
    if !number.leads {
        let label = (at.saturating_sub(3)..at)
            .find(|&at| matches!(text.bare(at), "so" | "no" | "number"))
            .unwrap_or(at);
        for length in (1..=4).rev() {
            let Some(from) = label.checked_sub(length) else {
                continue;
            };
            let name = bare_letters(text, from..label).join(" ");
            if let Some(value) = DocumentKind::ALL
                .iter()
                .copied()
                .find(|kind| is_name(*kind, &name))
            {
                return Some(Found {
                    value,
                    span: span(text, from..label)?,
                    confidence: 90,
                });
            }
        }
    }
    let span = span(text, number.symbol.clone())?;
    let parts = number
        .symbol
        .clone()
        .filter(|&at| text.kind(at) == Kind::Letters);
    for at in parts.take(2) {
        let typed = DocumentKind::ALL.iter().copied().find(|kind| {
            let name = Text::new(kind.abbreviation());
            !kind.abbreviation().is_empty() && name.marked(0) == text.marked(at)
        });
        if let Some(value) = typed {
            return Some(Found {
                value,
                span,
                confidence: 90,
            });
        }
    }
    Some(Found {
        value: DocumentKind::OfficialDispatch,
        span,
        confidence: 75,
    })
}

/// The date behind the number, or that of the line of place and date; and its line.
fn issued_on(page: &Page, number: Option<&Number>) -> (Option<Found<NaiveDate>>, Option<usize>) {
    let text = page.text;
    let found = |at: usize, confidence: u8| {
        let (value, end) = deadline::date(text, at, None)?;
        Some(Found {
            value,
            span: span(text, at..end)?,
            confidence,
        })
    };
    if let Some(number) = number {
        let after = number.symbol.end;
        let near = (after..after + 4).take_while(|&at| {
            at == after
                || text.is_mark(at - 1, &[',', '('])
                || matches!(text.bare(at - 1), "dated" | "ngay" | "of" | "on" | "date")
        });
        if let Some(date) = near.into_iter().find_map(|at| found(at, 95)) {
            return (Some(date), None);
        }
    }
    for (index, line) in top(page).take(30) {
        for cell in cells(text, line) {
            if cell.len() > 16 {
                continue;
            }
            let day = cell
                .clone()
                .find(|&at| text.bare(at) == "ngay")
                .map(|at| at + 1);
            let place = cell
                .clone()
                .find(|&at| text.is_mark(at, &[',']))
                .map(|at| at + 1);
            let skip =
                |at: usize| at + usize::from(text.bare(at) == "dated" || text.bare(at) == "ngay");
            let labelled = text.bare(cell.start) == "date" && text.is_mark(cell.start + 1, &[':']);
            let label = labelled.then_some(cell.start + 2);
            let date = day
                .into_iter()
                .chain(place.map(skip))
                .chain(label)
                .find_map(|at| found(at, 90));
            if date.is_some() {
                return (date, Some(index));
            }
        }
    }
    // The date line of an article is the last resort: the article's day, not the document's.
    (None, None)
}

/// The first day with a year among the first lines: that of an article, from which "by 30 November" counts.
fn dateline(page: &Page) -> Option<NaiveDate> {
    let lines = top(page).take(6);
    lines
        .flat_map(|(_, line)| line.words.clone().take(40))
        .find_map(|at| deadline::date(page.text, at, None))
        .map(|(date, _)| date)
}

/// Words of the national motto, which stands beside the issuer.
fn is_motto(text: &Text, at: usize) -> bool {
    const WORDS: &[&str] = &[
        "cong",
        "hoa",
        "xa",
        "hoi",
        "chu",
        "nghia",
        "viet",
        "nam",
        "doc",
        "lap",
        "tu",
        "do",
        "hanh",
        "phuc",
        "socialist",
        "republic",
        "of",
        "independence",
        "freedom",
        "happiness",
        "vietnam",
    ];
    let motto = |at: usize| WORDS.contains(&text.bare(at)) || text.is_mark(at, &['-', '–']);
    let from = (0..7)
        .take_while(|back| at.checked_sub(*back).is_some_and(motto))
        .count();
    let to = (0..7).take_while(|step| motto(at + step)).count();
    from + to > 5
}

/// The agency behind "From:" at the top of a letter.
fn sender(page: &Page) -> Option<Found<Named>> {
    let text = page.text;
    top(page).take(8).find_map(|(_, line)| {
        let at = line.words.start;
        let from = match (text.bare(at), text.bare(at + 1)) {
            ("from" | "sender", _) => at + 1,
            ("nguoi" | "noi" | "don", "gui") => at + 2,
            ("don", "vi") if text.bare(at + 2) == "gui" => at + 3,
            _ => return None,
        };
        if !text.is_mark(from, &[':']) {
            return None;
        }
        let mention = (from..line.words.end).find_map(|at| page.mentions.at(at))?;
        Some(Found {
            value: mention.named.clone(),
            span: page.mentions.span(text, mention)?,
            confidence: mention.confidence.min(85),
        })
    })
}

/// The last agency of the letterhead, or the subject of "has issued".
fn issuer(page: &Page, names: &Names, number: Option<&Number>) -> Option<Found<Named>> {
    let text = page.text;
    if let Some(sender) = sender(page) {
        return Some(sender);
    }
    let number = number?;
    if !number.leads {
        let from = number.symbol.start.saturating_sub(24);
        let mention = (from..number.symbol.start).find_map(|at| page.mentions.at(at))?;
        let span = page.mentions.span(text, mention)?;
        return Some(Found {
            value: mention.named.clone(),
            span,
            confidence: mention.confidence.min(85),
        });
    }
    let limit = page
        .lines
        .get((number.line + 1).min(page.lines.len() - 1))?
        .words
        .end;
    let limit = limit.min(TOP);
    let last = number.symbol.start;
    let skips = |at: usize| {
        matches!(
            text.kind(at),
            Kind::Break
                | Kind::Mark('-' | '–' | ',' | '|' | '*' | '_' | '—' | '&' | '\'' | '’' | '=')
        ) || is_motto(text, at)
            || at + 4 > last && at <= last + 12 && at > last.saturating_sub(5)
            || matches!(text.bare(at), "va" | "of" | "the" | "and" | "s")
    };
    let step = |at: usize| (at + 1..(at + 40).min(limit)).find(|&at| !skips(at));
    let mut best: Option<Found<Named>> = None;
    let mut at = 0;
    while at < last {
        let found = if skips(at) {
            None
        } else {
            names.named(text, at, step)
        };
        match found {
            Some((codes, confidence, end)) => {
                if let Some(span) = span(text, at..end) {
                    // On one line the name stands as it is written, across lines and columns by its words.
                    let whole = &text.source[span.start..span.end];
                    let words: Vec<&str> = (at..end)
                        .filter(|&at| {
                            !skips(at) || matches!(text.bare(at), "va" | "of" | "the" | "and")
                        })
                        .map(|at| &text.source[text.words[at].start..text.words[at].end])
                        .collect();
                    let value = Named {
                        text: if whole.contains('\n') || (at..end).any(|at| is_motto(text, at)) {
                            words.join(" ")
                        } else {
                            clean(whole)
                        },
                        codes,
                    };
                    best = Some(Found {
                        value,
                        span,
                        confidence: confidence.min(90),
                    });
                }
                at = end.max(at + 1);
            }
            None => at += 1,
        }
    }
    best.or_else(|| {
        let mention = (0..last).rev().find_map(|at| page.mentions.at(at))?;
        let span = page.mentions.span(text, mention)?;
        Some(Found {
            value: mention.named.clone(),
            span,
            confidence: 50,
        })
    })
}

/// The abstract: behind "V/v", under the title line, or behind the number of a report.
fn subject(
    page: &Page,
    number: Option<&Number>,
    title: Option<&(usize, DocumentKind)>,
    heading: &mut Heading,
) {
    let Page { text, cues, .. } = page;
    let until = |first: usize| {
        let mut last = first;
        while last < first + 4
            && page.lines.get(last + 1).is_some_and(|line| {
                let at = line.words.start;
                !line.apart
                    && line.marker == Marker::None
                    && !cues.is(at, SENT_TO | BASIS | REQUEST)
                    && line.words.len() < 40
                    && deadline::date(text, line.words.end.saturating_sub(5), None).is_none()
                    && !text.is_mark(at, &['-', '_', '='])
            })
        {
            last += 1;
        }
        last
    };
    for (index, line) in top(page) {
        for cell in cells(text, line) {
            let at = cell.start;
            let from = match (text.bare(at), text.bare(at + 1), text.bare(at + 2)) {
                ("v", _, "v") => Some(at + 3),
                ("ve", "viec", _) if at == line.words.start => Some(at + 2),
                ("re" | "subject" | "abstract", ..) if text.is_mark(at + 1, &[':']) => Some(at + 2),
                ("trich", "yeu", _) => Some(at + 2),
                _ => None,
            };
            let Some(from) = from else { continue };
            let from = from + usize::from(text.is_mark(from, &[':']));
            let alone = cell.end == line.words.end;
            let last = if alone { until(index) } else { index };
            let end = if alone {
                page.lines[last].words.end
            } else {
                cell.end
            };
            heading.header.subject = found_text(text, from..end, 90);
            heading.body = heading.body.max(last + 1);
            return;
        }
    }
    if let Some(&(index, _)) = title
        && page
            .lines
            .get(index + 1)
            .is_some_and(|line| line.words.len() < 80 && line.marker == Marker::None)
    {
        let last = until(index + 1);
        heading.header.subject = found_text(
            text,
            page.lines[index + 1].words.start..page.lines[last].words.end,
            85,
        );
        heading.body = heading.body.max(last + 1);
        heading.formal = true;
        return;
    }
    let Some(number) = number.filter(|number| !number.leads) else {
        return;
    };
    let Some(line) = page.lines.get(number.line) else {
        return;
    };
    let after =
        (number.symbol.end..line.words.end.min(number.symbol.end + 12)).find_map(|at| {
            match (text.bare(at), text.bare(at + 1)) {
                ("on" | "regarding" | "concerning" | "about", _) => Some(at + 1),
                ("ve", "viec") => Some(at + 2),
                ("ve", _) => Some(at + 1),
                _ => None,
            }
        });
    if let Some(from) = after
        && let Some(sentence) = sentences(text, from..line.words.end.min(from + 120))
            .into_iter()
            .next()
    {
        let end = sentence.end - usize::from(text.is_mark(sentence.end - 1, &['.']));
        heading.header.subject = found_text(text, sentence.start..end, 75);
    }
}

/// "Kính gửi: …" at the top, "Nơi nhận: …" at the foot.
fn recipients(page: &Page, heading: &mut Heading) {
    let Page { text, cues, .. } = page;
    let labelled = |line: &Line, class| {
        let at = line.body.start;
        let after = cues.after(at);
        (cues.is(at, class) && text.is_mark(after, &[':'])).then_some(after + 1)
    };
    for (index, line) in top(page) {
        let Some(from) = labelled(line, SENT_TO) else {
            continue;
        };
        let mut last = index;
        collect(page, from..line.words.end, &mut heading.sent_to);
        while let Some(next) = page.lines.get(last + 1) {
            let listed = next.marker != Marker::None && next.words.len() < 60
                || heading.sent_to.is_empty()
                || text.is_mark(page.lines[last].words.end - 1, &[',', ';']) && !next.apart;
            let only = page.list(next.body.start, next.body.end);
            let rest = next.body.end.saturating_sub(only.1);
            if !listed || only.0.is_empty() || rest > 3 && next.words.len() > 3 {
                break;
            }
            collect(page, next.body.clone(), &mut heading.sent_to);
            last += 1;
        }
        heading.body = heading.body.max(last + 1);
        heading.formal = true;
        break;
    }
    for mention in &heading.sent_to {
        if let Some(span) = page.mentions.span(text, mention) {
            let value = mention.named.clone();
            heading.header.recipients.push(Found {
                value,
                span,
                confidence: mention.confidence,
            });
        }
    }
    let foot = page
        .lines
        .iter()
        .position(|line| labelled(line, RECIPIENTS).is_some());
    let Some(foot) = foot else { return };
    for (index, line) in page.lines.iter().enumerate().skip(foot).take(40) {
        let first = cells(text, line)
            .into_iter()
            .next()
            .unwrap_or_else(|| line.words.clone());
        let start = if index == foot {
            labelled(line, RECIPIENTS).unwrap_or(line.body.start)
        } else if line.marker == Marker::None {
            break;
        } else {
            line.body.start
        };
        let mut end = first.end.max(start);
        while end > start && text.is_mark(end - 1, &[';', '.', ',', '/']) {
            end -= 1;
        }
        recipient(page, start..end, heading);
    }
}

fn recipient(page: &Page, words: Range<usize>, heading: &mut Heading) {
    let text = page.text;
    let filed = matches!(
        text.bare(words.start),
        "luu" | "nhu" | "as" | "file" | "archive" | "filed" | "save"
    );
    if words.is_empty() || filed || words.len() > 40 {
        return;
    }
    let mut found = Vec::new();
    collect(page, words.clone(), &mut found);
    if found.is_empty()
        && let Some(text) = found_text(text, words, 40)
    {
        let value = Named {
            text: text.value,
            codes: Vec::new(),
        };
        heading.header.recipients.push(Found {
            value,
            span: text.span,
            confidence: 40,
        });
    }
    for mention in found {
        if let Some(span) = page.mentions.span(text, &mention) {
            let confidence = mention.confidence;
            heading.header.recipients.push(Found {
                value: mention.named,
                span,
                confidence,
            });
        }
    }
}

fn collect(page: &Page, words: Range<usize>, into: &mut Vec<Mention>) {
    for at in words.start..words.end.min(words.start + 200) {
        if let Some(mention) = page.mentions.at(at) {
            into.push(mention.clone());
        }
    }
}
