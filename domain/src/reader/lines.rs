//! Lines and sentences: what kind of line it is, where its text begins, where its sentences end.
//!
//! **Invariant:** the lines cover every word but breaks, once and in order. To recognise one more list
//! marker see [`marker`]; one more kind of noise, [`is_noise`].

use std::ops::Range;

use super::agencies::Mentions;
use super::cues::{ACTION, CAPTION, Cues, DUTY, FURNITURE, PREFIX, REQUEST};
use super::words::{Kind, Text};

/// The list marker a line begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Marker {
    None,
    /// "-", "+", "•".
    Dash(char),
    /// "1.", "2)".
    Number,
    /// "1.1.", with its depth.
    Nested(usize),
    /// "a)".
    Letter,
    /// "II.", "Điều 3.", "Article 3.", "Phần II".
    Section,
}

/// A line of the text.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// All its words.
    pub words: Range<usize>,
    /// Its words behind the marker.
    pub body: Range<usize>,
    pub marker: Marker,
    /// Caption, by-line, file name, site furniture.
    pub noise: bool,
    /// Whether an empty line stands before it.
    pub apart: bool,
}

/// All lines with words. Everything behind the page's furniture is noise.
pub(super) fn lines(text: &Text, cues: &Cues, mentions: &Mentions) -> Vec<Line> {
    let mut all = Vec::new();
    let mut start = 0;
    let mut breaks = 2;
    let mut foot = false;
    for at in 0..=text.words.len() {
        if text.kind(at) != Kind::Break {
            continue;
        }
        if start == at {
            breaks += 1;
        } else {
            let (marker, body) = marker(text, start, at);
            let words = start..at;
            foot |= is_furniture(text, cues, &words, all.len());
            let noise = foot
                || is_noise(text, cues, &words)
                || marker == Marker::None && is_scrap(text, cues, mentions, &words);
            all.push(Line {
                words,
                body: body..at,
                marker,
                noise,
                apart: breaks > 1,
            });
            breaks = 1;
        }
        start = at + 1;
    }
    all
}

/// The marker of a line and the word behind it.
fn marker(text: &Text, start: usize, end: usize) -> (Marker, usize) {
    let closes = |at: usize| text.is_mark(at, &['.', ')', '/', ':']) && at < end;
    let open = usize::from(text.is_mark(start, &['(']));
    let first = start + open;
    match text.kind(start) {
        Kind::Mark(c)
            if matches!(
                c,
                '-' | '–' | '—' | '+' | '*' | '•' | '·' | '●' | '○' | '▪' | '■' | '\u{f0b7}'
            ) =>
        {
            let mut at = start;
            while at < end && text.kind(at) == Kind::Mark(c) {
                at += 1;
            }
            return (Marker::Dash(c), at);
        }
        _ => {}
    }
    if text.number(first).is_some_and(|n| n < 200) && closes(first + 1) {
        if open == 1 && !text.is_mark(first + 1, &[')']) {
            return (Marker::None, start);
        }
        let mut at = first + 2;
        let mut depth = 1;
        while text.number(at).is_some_and(|n| n < 100) && text.gap(at - 1).is_empty() && depth < 5 {
            depth += 1;
            at += 1 + usize::from(closes(at + 1));
        }
        // "30/9/2022 …" and "26/27 …" are figures, not markers.
        if text.is_mark(first + 1, &['/', ':']) && (depth > 1 || text.gap(first + 1).is_empty()) {
            return (Marker::None, start);
        }
        return (
            if depth > 1 {
                Marker::Nested(depth)
            } else {
                Marker::Number
            },
            at.min(end),
        );
    }
    let word = &text.words[start + open.min(end - start - 1)];
    let length = word.end - word.start;
    if text.kind(first) == Kind::Letters && closes(first + 1) {
        let roman = word.caps
            && text
                .bare(first)
                .bytes()
                .all(|b| matches!(b, b'i' | b'v' | b'x'));
        if roman && text.is_mark(first + 1, &['.', '/']) {
            return (Marker::Section, first + 2);
        }
        if length <= 2 && text.bare(first).len() == 1 && text.is_mark(first + 1, &['.', ')']) {
            return (Marker::Letter, first + 2);
        }
    }
    let titled = matches!(
        text.bare(start),
        "dieu" | "article" | "phan" | "part" | "muc" | "section"
    );
    if titled && text.number(start + 1).is_some() && closes(start + 2) {
        return (Marker::Section, start + 3);
    }
    (Marker::None, start)
}

/// A caption ends in a credit; a file name is a single word with an image's ending.
fn is_noise(text: &Text, cues: &Cues, words: &Range<usize>) -> bool {
    let first = words.end.saturating_sub(10).max(words.start);
    let credit = (first..words.end).any(|at| {
        cues.is(at, CAPTION)
            && text.words[at].upper
            && text.is_mark(cues.after(at), &[':'])
            && words.end - at <= 10
    });
    let named = matches!(
        text.bare(words.end - 1),
        "jpg" | "jpeg" | "png" | "gif" | "webp" | "pdf" | "docx" | "mp4"
    );
    credit
        || cues.is(words.start, CAPTION) && text.is_mark(cues.after(words.start), &[':'])
        || named && words.len() <= 6
}

/// A line that opens the furniture at the foot of a page.
fn is_furniture(text: &Text, cues: &Cues, words: &Range<usize>, before: usize) -> bool {
    before > 2
        && words.len() <= 8
        && cues.is(words.start, FURNITURE)
        && !text.is_mark(words.end - 1, &['.', ';'])
}

/// A short line that is neither sentence nor heading nor order.
fn is_scrap(text: &Text, cues: &Cues, mentions: &Mentions, words: &Range<usize>) -> bool {
    words.len() < 4
        && !text.is_mark(words.end - 1, &['.', ';', ':', ','])
        && !words.clone().any(|at| mentions.at(at).is_some())
        && !cues.is(words.start, ACTION | DUTY | REQUEST | PREFIX)
        && !text.words[words.start].caps
}

/// Ends of the sentences among some words: each the word after a sentence. A point ends one when a
/// capital, a quote or nothing follows; not in a date, after an abbreviation or an initial.
pub(super) fn sentences(text: &Text, words: Range<usize>) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    let mut start = words.start;
    let mut at = words.start;
    while at < words.end {
        let stops = text.is_mark(at, &['.', '!', '?', '…']);
        let mut next = at + 1;
        if stops {
            while next < words.end
                && text.is_mark(next, &['.', '!', '?', '…', '"', '”', '’', ')', '/', '»'])
            {
                next += 1;
            }
            if next >= words.end || begins(text, next) && !is_abbreviation(text, at) {
                if next > start {
                    all.push(start..next);
                }
                start = next;
            }
        }
        at = next;
    }
    if start < words.end {
        all.push(start..words.end);
    }
    all
}

/// Whether a sentence may begin here.
fn begins(text: &Text, at: usize) -> bool {
    let opening = text.is_mark(at, &['"', '“', '(', '-', '–', '+', '«']);
    let at = at + usize::from(opening);
    let spaced =
        !text.gap(at.wrapping_sub(1)).is_empty() || !text.gap(at.wrapping_sub(2)).is_empty();
    match text.kind(at) {
        Kind::Letters => text.words[at].upper,
        Kind::Number => spaced,
        _ => false,
    }
}

fn is_abbreviation(text: &Text, point: usize) -> bool {
    let Some(before) = point.checked_sub(1) else {
        return false;
    };
    if text.kind(before) != Kind::Letters || !text.gap(before).is_empty() {
        return false;
    }
    let word = &text.words[before];
    word.upper && word.end - word.start <= 1
        || matches!(
            text.bare(before),
            "tp" | "tx"
                | "no"
                | "dr"
                | "mr"
                | "mrs"
                | "ms"
                | "art"
                | "kt"
                | "tm"
                | "ths"
                | "ts"
                | "pgs"
                | "gs"
                | "tt"
                | "p"
                | "q"
                | "prof"
                | "assoc"
                | "col"
                | "gen"
                | "st"
                | "vs"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(source: &str) -> Vec<String> {
        let text = Text::new(source);
        let all = sentences(&text, 0..text.words.len());
        all.into_iter()
            .filter_map(|range| text.bytes(range))
            .map(|b| source[b].to_owned())
            .collect()
    }

    #[test]
    fn points_in_dates_abbreviations_and_debris_end_no_sentence() {
        assert_eq!(cut("Xong trước 30.9.2022. Báo cáo UBND tỉnh.").len(), 2);
        assert_eq!(cut("Official Dispatch No. 1041 of TP. Vinh").len(), 1);
        assert_eq!(
            cut("functions and tasks.giao. Proactively strengthen").len(),
            2
        );
        assert_eq!(cut("drug testing kits... for facilities").len(), 1);
        assert_eq!(cut("to keep them \"clean\". At the same time").len(), 2);
        assert_eq!(cut("được thực hiện./.").len(), 1);
    }

    #[test]
    fn markers() {
        let table = [
            ("- Công an tỉnh", Marker::Dash('-')),
            ("1. Sở Y tế", Marker::Number),
            ("1) Sở Y tế", Marker::Number),
            ("1.2. Sở Y tế", Marker::Nested(2)),
            ("a) Rà soát", Marker::Letter),
            ("đ) Rà soát", Marker::Letter),
            ("II. TỔ CHỨC", Marker::Section),
            ("Điều 2. Giao", Marker::Section),
            ("26/27 border communes", Marker::None),
            ("Sở Y tế", Marker::None),
        ];
        for (source, expected) in table {
            let text = Text::new(source);
            assert_eq!(marker(&text, 0, text.words.len()).0, expected, "{source}");
        }
    }
}
