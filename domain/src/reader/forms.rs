//! Agencies that only their form gives away ("Sở …", "… Department"): text without a code.
//!
//! **Invariant:** a name has a bounded number of words. To add a head see [`HEADS_VI`] and [`HEADS_EN`].

use super::cues::{ACTION, COORDINATE, Cues, DUTY, LEAD, PERSON, REQUEST};
use super::trie::joins;
use super::variants::is_connective;
use super::words::{Kind, Text};

/// Heads of agency names whose rest is not in any list; in Vietnamese they stand first.
const HEADS_VI: &[&str] = &[
    "so", "cuc", "chi", "ban", "vien", "toa", "hoi", "bo", "van", "trung", "phong", "dai", "thanh",
    "kho", "benh", "truong", "lien", "doan", "don", "hai", "tong", "to", "bao",
];

/// Heads of English agency names, anywhere in a run of capitalised words.
const HEADS_EN: &[&str] = &[
    "department",
    "committee",
    "command",
    "board",
    "office",
    "agency",
    "bureau",
    "division",
    "inspectorate",
    "union",
    "association",
    "ministry",
    "station",
    "newspaper",
    "police",
    "court",
    "procuracy",
    "front",
    "center",
    "academy",
    "service",
    "council",
    "customs",
    "treasury",
    "hospital",
    "unit",
    "force",
    "secretariat",
    "authority",
    "administration",
    "institute",
    "school",
    "society",
    "brigade",
    "regiment",
    "university",
    "college",
    "corporation",
    "foundation",
    "federation",
];

/// An agency by its form: the word after it.
pub(super) fn pattern(text: &Text, cues: &Cues, at: usize) -> Option<usize> {
    let word = text.words.get(at)?;
    if !word.upper || text.kind(at) != Kind::Letters {
        return None;
    }
    if HEADS_VI.contains(&text.bare(at)) && is_vietnamese_head(text, at) {
        return vietnamese_name(text, cues, at);
    }
    english_name(text, cues, at)
}

fn is_vietnamese_head(text: &Text, at: usize) -> bool {
    let next = text.bare(at + 1);
    let marked = text.marked(at);
    match text.bare(at) {
        "so" => marked != "so\u{302}\u{301}" && (marked == "so\u{31b}\u{309}" || text.unmarked),
        "cuc" => marked == "cu\u{323}c" || marked == "cuc\u{323}" || text.unmarked,
        "chi" => next == "cuc",
        "ban" => {
            text.words[at].end < text.source.len()
                && (marked == "ban")
                && !matches!(next, "hanh" | "dau")
        }
        "vien" => next == "kiem",
        "toa" => next == "an",
        "hoi" => marked == "ho\u{323}i" || marked.starts_with("ho\u{302}i"),
        "bo" => marked.starts_with("bo\u{302}"),
        "van" => next == "phong",
        "trung" => next == "tam",
        "phong" => marked == "phong\u{300}",
        "dai" => next == "phat" || next == "truyen",
        "thanh" => next == "tra",
        "kho" => next == "bac",
        "benh" => next == "vien",
        "lien" | "doan" | "don" | "hai" | "tong" | "to" | "truong" => {
            matches!(
                (text.bare(at), next),
                ("lien", "doan")
                    | ("doan", "thanh")
                    | ("don", "bien")
                    | ("hai", "quan")
                    | ("tong", "cong")
                    | ("to", "cong")
            )
        }
        _ => false,
    }
}

/// Head, then syllables: Vietnamese capitalises the first syllable of each word of a name, so one small
/// syllable may follow a capital, unless it begins a cue.
fn vietnamese_name(text: &Text, cues: &Cues, at: usize) -> Option<usize> {
    let cue = |at: usize| cues.is(at, LEAD | COORDINATE | DUTY | REQUEST | ACTION);
    let mut end = at + 1;
    let mut small = 0;
    let mut capitals = 0;
    let mut next = at + 1;
    for _ in 0..14 {
        let Some(word) = text.words.get(next) else {
            break;
        };
        if text.gap(next - 1).contains('\t') {
            break;
        }
        let joins = text.bare(next) == "va" || text.is_mark(next, &['-', '–', '&']);
        if joins && text.words.get(next + 1).is_some_and(|word| word.upper) && capitals > 0 {
            next += 1;
            small = 0;
            continue;
        }
        if text.kind(next) != Kind::Letters && !(text.kind(next) == Kind::Number && next == end) {
            break;
        }
        let heads = word.upper
            && HEADS_VI.contains(&text.bare(next))
            && is_vietnamese_head(text, next)
            && next > at + 2;
        if heads {
            break;
        }
        if word.upper {
            capitals += 1;
            small = 0;
        } else {
            let level = matches!(text.bare(next), "tinh" | "huyen" | "xa");
            if !level && (small >= 1 || cue(next)) {
                break;
            }
            small += usize::from(!level);
        }
        next += 1;
        end = next;
    }
    (capitals > 0 && end > at + 1).then_some(end)
}

/// A run of capitalised words, joined by connectives, with an agency's head among them.
fn english_name(text: &Text, cues: &Cues, at: usize) -> Option<usize> {
    if cues.is(at, REQUEST | ACTION | LEAD | COORDINATE | PERSON)
        && !HEADS_EN.contains(&text.bare(at))
    {
        return None;
    }
    let mut end = at;
    let mut head = false;
    let mut done = false;
    let mut next = at;
    for _ in 0..14 {
        let Some(word) = text.words.get(next) else {
            break;
        };
        if next > at && text.gap(next - 1).contains('\t') {
            break;
        }
        if word.upper && text.kind(next) == Kind::Letters {
            let is_head = HEADS_EN.contains(&text.bare(next)) && word.plain;
            // "Farmers' Union and the Department of Justice": a head behind a link is another agency.
            if is_head && head && next > end {
                break;
            }
            head |= is_head;
            // "Youth Union" is complete, "Provincial Department" (of …) is not.
            done |= is_head && next > at && text.bare(next + 1) != "of";
            next += 1;
            end = next;
            continue;
        }
        if next == at || done || !is_connective(text, next) {
            break;
        }
        // "There, the Provincial …": a comma joins the fields of a head, not what stands before it.
        let opens = text.bare(next) == "the" && text.bare(next - 1) != "of";
        if !head && (opens || text.is_mark(next, &[','])) {
            break;
        }
        // ", Provincial …" and "and the …" begin another name.
        let another = matches!(text.bare(next + 1), "the" | "province");
        if head && joins(text, next) && another {
            break;
        }
        next += 1;
    }
    (head && end > at + 1).then_some(end)
}
