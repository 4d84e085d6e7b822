//! The directive reader: from the text of a document to a proposal of who does what by when.
//!
//! Rule-based and deterministic, in Vietnamese and English, for the forms that occur: headings or dashes per
//! agency, numbered lists, tables, flowing sentences. It proposes; a person corrects and issues. The
//! text is cut into words once ([`words`]), agencies and cues are found ([`agencies`], [`cues`]), lines
//! are classified ([`lines`]), and one walk over the lines gives addressees and drafts ([`body`]): the requests
//! of a sentence ([`requests`]), the rows of a table ([`tables`]), who leads ([`roles`]), a title ([`titles`]).
//!
//! **Invariant:** never panics, linear in the length of the text, and everything found carries the span
//! of the given text that it comes from; nothing is invented. To add a cue word see [`lexicon`], a form of
//! deadline [`deadline`], a variant of agency names [`variants`]; then a text with gold in `tests/gold`.

mod agencies;
mod body;
mod clauses;
mod cues;
mod deadline;
mod forms;
mod groups;
mod header;
mod lexicon;
mod lines;
#[cfg(test)]
mod paraphrases;
mod requests;
mod roles;
mod tables;
mod titles;
mod trie;
mod variants;
mod words;

pub use agencies::Names;

use std::ops::Range;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::document::{DocumentKind, Secrecy, Urgency};

/// One agency the caller knows.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
pub struct Known {
    /// The caller's identifier; returned in [`Named::codes`].
    pub code: String,
    /// Vietnamese and English names, short forms, aliases.
    pub names: Vec<String>,
    /// Groups it belongs to.
    pub groups: Vec<Group>,
}

/// A group that documents address as a whole ("21 districts").
#[derive(Serialize, Deserialize, Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// People's Committees of districts, cities and towns.
    DistrictCommittee,
    /// Those of them on the border.
    BorderDistrictCommittee,
    /// Police of districts, cities and towns.
    DistrictPolice,
    /// People's Committees of border communes.
    BorderCommune,
    /// People's Committees of communes, wards and townships.
    CommuneCommittee,
    /// Departments, boards and sectors of the province.
    Department,
}

/// Byte offsets into the text as given, on character boundaries; never empty.
#[derive(Serialize, Deserialize, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

/// A value, where it was found, and how sure the reader is (0 to 100).
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
pub struct Found<T> {
    /// The value.
    pub value: T,
    /// The text it comes from.
    pub span: Span,
    /// 0 to 100.
    pub confidence: u8,
}

/// An agency as the text calls it. No code: unknown, a person chooses. Several: a group.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The words of the text, on one line.
    pub text: String,
    /// Codes of the known agencies meant.
    pub codes: Vec<String>,
}

/// What stands at the top and at the foot of a document (Decree 30/2020/NĐ-CP, article 8).
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Default)]
pub struct Header {
    /// Number without its symbol, as written ("1041").
    pub number: Option<Found<String>>,
    /// Symbol ("UBND-NC").
    pub symbol: Option<Found<String>>,
    /// Kind of document.
    pub kind: Option<Found<DocumentKind>>,
    /// Date of issue.
    pub issued_on: Option<Found<NaiveDate>>,
    /// Issuing agency.
    pub issuer: Option<Found<Named>>,
    /// Abstract (trích yếu).
    pub subject: Option<Found<String>>,
    /// Urgency mark.
    pub urgency: Option<Found<Urgency>>,
    /// Agencies it is sent to ("Kính gửi", "Nơi nhận").
    pub recipients: Vec<Found<Named>>,
    /// Secrecy mark: the caller must refuse the document.
    pub secrecy: Option<Found<Secrecy>>,
}

/// An agency, or a group, that is given work.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
pub struct Addressee {
    /// Who.
    pub named: Named,
    /// Where it is addressed.
    pub span: Span,
    /// 0 to 100.
    pub confidence: u8,
}

/// Until when, as the text says it.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Deadline {
    /// By this day; "in Quarter IV/2022" is its last day.
    On {
        /// The day.
        date: NaiveDate,
    },
    /// So many working days from issue.
    WorkingDays {
        /// How many.
        days: u32,
    },
    /// So many calendar days from issue; a month counts 30.
    Days {
        /// How many.
        days: u32,
    },
    /// Again and again.
    Every {
        /// How often.
        period: Period,
    },
    /// "Urgently": a hint, no date.
    Urgent,
}

/// How often recurring work is due.
#[derive(Serialize, Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// Daily.
    Day,
    /// Weekly.
    Week,
    /// Monthly.
    Month,
    /// Quarterly.
    Quarter,
    /// Every six months.
    HalfYear,
    /// Yearly.
    Year,
}

/// A proposed task: one clause of the text.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
pub struct Draft {
    /// The work as a short verb phrase, without its term: at most 120 characters, cut at a word, without trailing
    /// punctuation.
    pub title: String,
    /// The clause on one line.
    pub text: String,
    /// The clause in the given text.
    pub span: Span,
    /// Index into [`Reading::addressees`].
    pub addressee: usize,
    /// Exactly one lead. Where one heading names several agencies, the first is proposed as the lead and
    /// the others coordinate; a person corrects it.
    pub lead: Named,
    /// Where the text says that it leads; `None` when only the heading does.
    pub lead_span: Option<Span>,
    /// Coordinating agencies.
    pub coordinating: Vec<Found<Named>>,
    /// Deadline.
    pub deadline: Option<Found<Deadline>>,
    /// 0 to 100.
    pub confidence: u8,
}

/// All that was understood of a text.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Default)]
pub struct Reading {
    /// Top and foot.
    pub header: Header,
    /// In the order of the text, those that a draft names. A heading that names several agencies gives one each.
    pub addressees: Vec<Addressee>,
    /// In the order of the text.
    pub drafts: Vec<Draft>,
}

/// Reads a document. For several documents see [`read_with`].
pub fn read(text: &str, known: &[Known]) -> Reading {
    read_with(text, &Names::new(known))
}

/// The day of issue a document states. Names of agencies depend on it: read it first, then the document
/// with the agencies of that day.
pub fn issued_on(text: &str) -> Option<NaiveDate> {
    let found = read(text, &[]).header.issued_on;
    found.map(|found| found.value)
}

/// Reads a document with names that were made ready before.
pub fn read_with(text: &str, names: &Names) -> Reading {
    let text = words::Text::new(text);
    let cues = cues::Cues::new(&text);
    let mentions = names.find(&text, &cues);
    let lines = lines::lines(&text, &cues, &mentions);
    let mut page = Page {
        text: &text,
        cues: &cues,
        mentions: &mentions,
        lines: &lines,
        issuer: Vec::new(),
        today: None,
    };
    let heading = header::read(&page, names);
    page.issuer = heading
        .header
        .issuer
        .iter()
        .flat_map(|it| it.value.codes.clone())
        .collect();
    page.today = heading.today;
    let (addressees, drafts) = body::read(&page, &heading);
    Reading {
        header: heading.header,
        addressees,
        drafts,
    }
}

/// A text with everything found in it so far.
struct Page<'a> {
    text: &'a words::Text<'a>,
    cues: &'a cues::Cues,
    mentions: &'a agencies::Mentions,
    lines: &'a [lines::Line],
    /// Codes of the issuer, once the header is read: who gives the orders.
    issuer: Vec<String>,
    /// The day from which days without a year are counted.
    today: Option<NaiveDate>,
}

/// The span of some words; `None` when there is no word.
fn span(text: &words::Text, words: Range<usize>) -> Option<Span> {
    text.bytes(words).map(|bytes| Span {
        start: bytes.start,
        end: bytes.end,
    })
}
