//! People and agencies from a table: what every row leads to, said before anything is done and done as it was said.
//!
//! A table is read ([`mod@table`]), every row gets its fate ([`people`], [`agencies`]), and the confirmation carries the
//! mark of what was shown. Who or what is not there yet is made; what is there is changed where the table says
//! something else; an empty cell says nothing.
//!
//! **Invariants:** a row is taken whole or not at all; each step of a row is decided by the same rules as the step of
//! a form; what is done is what was reviewed ([`check`]). To add a kind of table: [`Kind`], its columns in [`mod@table`],
//! a module with its rows' fates, its arms in `service::intake`.

use crate::macros::text_enum;
use crate::people::view::PositionName;
use crate::refusal::{FieldFault, Refusal};
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use uuid::Uuid;

pub mod agencies;
pub mod people;
pub mod table;
pub mod view;

pub use table::{Column, Row, SheetFault, Table, table};

/// Most rows of a table: as many as one act on many tasks takes.
pub const MOST_ROWS: usize = 1000;
/// Most bytes of a file.
pub const MAX_BYTES: u64 = 2 * 1024 * 1024;
/// Most characters of a cell that are looked at: one more than fits, so that what is too long is seen to be.
pub const MAX_CELL: usize = crate::task::MAX_LINE + 1;
/// The name or code of the row that a template brings as its example; nobody and nothing is ever called so.
pub const EXAMPLE: &str = "vi.du";

text_enum! {
    /// What the rows of a table are.
    Kind {
        People = "people",
        Agencies = "agencies",
    }
}

/// A position that a row names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    pub position: PositionName,
    pub from: Option<NaiveDate>,
    /// First day on which it no longer counts.
    pub to: Option<NaiveDate>,
}

/// One thing that a row says or leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "line", rename_all = "snake_case")]
pub enum Line {
    /// A value, as the column's text; `from` is empty where there was none.
    Value {
        column: Column,
        from: String,
        to: String,
    },
    /// The person is given the position.
    Gives { post: Post },
    /// The person holds the position already, as the row says.
    Holds { post: Post },
    /// The agency of that code ends on that day, because another takes over from it.
    Ends { code: String, on: NaiveDate },
}

/// Why a row is not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Why {
    Refused {
        refusal: Refusal,
    },
    /// An earlier row says something else of the same person or agency.
    Contradicts {
        row: u32,
    },
    /// Several positions of the agency are meant.
    SeveralPositions {
        count: usize,
    },
    /// What this column says of an agency stays as it was made.
    Stays {
        column: Column,
    },
    /// The example of the template.
    Example,
}

impl From<Refusal> for Why {
    fn from(refusal: Refusal) -> Self {
        Self::Refused { refusal }
    }
}

/// What a row leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fate", rename_all = "snake_case")]
pub enum Fate {
    Created {
        lines: Vec<Line>,
    },
    /// Somebody or something that is there is changed, or only given a position.
    Changed {
        lines: Vec<Line>,
    },
    /// It is there as the row says.
    Unchanged {
        lines: Vec<Line>,
    },
    /// An earlier row says the very same.
    Repeated {
        row: u32,
    },
    Refused {
        why: Why,
    },
}

impl Fate {
    /// What the row says or leads to.
    pub fn lines(&self) -> &[Line] {
        match self {
            Self::Created { lines } | Self::Changed { lines } | Self::Unchanged { lines } => lines,
            Self::Repeated { .. } | Self::Refused { .. } => &[],
        }
    }

    /// Whether a position is given.
    pub fn gives(&self) -> bool {
        let is_given = |line: &Line| matches!(line, Line::Gives { .. });
        self.lines().iter().any(is_given)
    }

    /// Whether the row changes anything.
    pub fn is_change(&self) -> bool {
        matches!(self, Self::Created { .. } | Self::Changed { .. })
    }

    /// Whether all that it changes is that a position is given.
    pub fn only_gives(&self) -> bool {
        let is_value = |line: &Line| matches!(line, Line::Value { .. } | Line::Ends { .. });
        matches!(self, Self::Changed { lines } if !lines.iter().any(is_value))
    }
}

/// A row with what it leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowFate {
    pub number: u32,
    /// The name for signing in, or the code.
    pub key: String,
    pub name: String,
    #[serde(flatten)]
    pub fate: Fate,
}

/// How many rows lead to what; a row that creates and gives counts in both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub created: usize,
    pub changed: usize,
    pub granted: usize,
    /// Rows that say what is there, or what an earlier row says.
    pub unchanged: usize,
    pub refused: usize,
}

impl Counts {
    /// The counts of these rows.
    pub fn of(fates: &[RowFate]) -> Self {
        let count = |is: fn(&Fate) -> bool| fates.iter().filter(|row| is(&row.fate)).count();
        Self {
            created: count(|fate| matches!(fate, Fate::Created { .. })),
            changed: count(|fate| matches!(fate, Fate::Changed { .. }) && !fate.only_gives()),
            granted: count(Fate::gives),
            unchanged: count(|fate| matches!(fate, Fate::Unchanged { .. } | Fate::Repeated { .. })),
            refused: count(|fate| matches!(fate, Fate::Refused { .. })),
        }
    }
}

/// What the act of an import asks for: the table that waits, and what was reviewed of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Intake {
    /// The id under which the table waits.
    pub table: Uuid,
    /// See [`mark`].
    pub reviewed: String,
}

fn changing(fates: &[RowFate]) -> usize {
    fates.iter().filter(|row| row.fate.is_change()).count()
}

/// What was reviewed, as the form carries it: how many rows change something, a dot, and the SHA-256 in hex of the
/// file's own hash and of what every row leads to.
pub fn mark(file: &str, fates: &[RowFate]) -> String {
    let mut hasher = Sha256::new();
    hasher.update(file.as_bytes());
    // Values of this module: they can always be written.
    hasher.update(serde_json::to_vec(fates).unwrap_or_default());
    format!("{}.{}", changing(fates), hex::encode(hasher.finalize()))
}

/// Whether a mark is that of this file and these fates, and they change anything.
///
/// # Errors
/// [`Refusal::ImportChanged`] with how many rows did and do; [`Refusal::Sheet`] where no row changes anything.
pub fn check(file: &str, fates: &[RowFate], reviewed: &str) -> Result<(), Refusal> {
    let now = changing(fates);
    if reviewed != mark(file, fates) {
        let seen = reviewed.split_once('.');
        let seen = seen.and_then(|(count, _)| count.parse().ok()).unwrap_or(0);
        return Err(Refusal::ImportChanged { seen, now });
    }
    if now == 0 {
        let fault = SheetFault::NothingToDo;
        return Err(Refusal::Sheet { fault });
    }
    Ok(())
}

/// The fate of every row, in their order: that of the example and of repeated rows, else what `decide` says of a row
/// with that key, with the name to show.
fn fates<'r>(
    rows: &'r [Row],
    key: Column,
    name: Column,
    mut decide: impl FnMut(&'r Row, &str) -> Result<(Fate, String), Why>,
) -> Vec<RowFate> {
    let mut seen: HashMap<_, u32> = HashMap::new();
    let fate_of = |row: &'r Row| {
        let key = row.get(key).to_lowercase();
        let first = *seen.entry(row.cells()).or_insert(row.number);
        let decided = if key == EXAMPLE {
            Err(Why::Example)
        } else if first != row.number {
            Ok((Fate::Repeated { row: first }, tidy(row.get(name))))
        } else {
            decide(row, &key)
        };
        let (fate, name) =
            decided.unwrap_or_else(|why| (Fate::Refused { why }, tidy(row.get(name))));
        RowFate {
            number: row.number,
            key,
            name,
            fate,
        }
    };
    rows.iter().map(fate_of).collect()
}

/// A name with single spaces, as it is kept: spreadsheets are full of others.
fn tidy(name: &str) -> String {
    let name = crate::text::nfc(name);
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A value that is another one now.
fn value(column: Column, from: &str, to: &str) -> Option<Line> {
    (from != to).then(|| Line::Value {
        column,
        from: from.to_owned(),
        to: to.to_owned(),
    })
}

/// Both lists of wrong fields in one.
fn joined(first: Refusal, second: Option<Refusal>) -> Refusal {
    match (first, second) {
        (Refusal::Invalid { mut fields }, Some(Refusal::Invalid { fields: more })) => {
            fields.extend(more);
            Refusal::Invalid { fields }
        }
        (first, _) => first,
    }
}

/// The day from which Excel counts; for days after February 1900, which it gives a 29th day.
const DAY_ZERO: Option<NaiveDate> = NaiveDate::from_ymd_opt(1899, 12, 30);
/// The numbers of days between 2000 and 2100: in a cell for a day nothing else is meant by them.
const DAY_NUMBERS: std::ops::Range<u32> = 36_526..73_051;

/// A day as people and spreadsheets write it: `15/9/2022`, `15-09-2022`, `15.9.2022`, `2022-09-15`, with a time of
/// day behind it or without, or the number by which Excel knows it.
fn day(cell: &str) -> Result<NaiveDate, FieldFault> {
    let text = cell.split([' ', 'T']).next().unwrap_or_default();
    if let Some(number) = text.parse().ok().filter(|n| DAY_NUMBERS.contains(n)) {
        let day = DAY_ZERO.and_then(|zero| zero.checked_add_days(Days::new(number.into())));
        return day.ok_or(FieldFault::OutOfRange);
    }
    let is_iso = text.find('-') == Some(4);
    if is_iso {
        crate::form::date(text)
    } else {
        crate::form::date(&text.replace(['-', '.'], "/"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_and_spreadsheets_write_them() {
        let fifteenth = NaiveDate::from_ymd_opt(2022, 9, 15).ok_or(FieldFault::Malformed);
        for text in [
            "15/09/2022",
            "15/9/2022",
            "15-09-2022",
            "15.9.2022",
            "2022-09-15",
            "2022-09-15 00:00:00",
            "2022-09-15T00:00:00",
            "15/09/2022 0:00",
            "44819",
        ] {
            assert_eq!(day(text), fifteenth, "{text}");
        }
        for (text, fault) in [
            ("31/02/2022", FieldFault::OutOfRange),
            ("15/9/22", FieldFault::Malformed),
            ("mai", FieldFault::Malformed),
            ("9", FieldFault::Malformed),
            ("99999", FieldFault::Malformed),
            ("2022", FieldFault::Malformed),
            ("", FieldFault::Malformed),
        ] {
            assert_eq!(day(text), Err(fault), "{text}");
        }
    }
}
