//! Imports of the facts and demo rows in `data/`: units, agencies, people, standings.
//!
//! **Invariants:** one transaction per file; a second run changes nothing and says so; a wrong row stops its
//! file, naming the line, and nothing of the file is written. Rows that a file no longer has stay: units
//! and agencies end by a date, they are not deleted.
//!
//! To add a file: its row struct and a function in the module of its feature here, a field in [`Files`], a
//! line in [`facts`] or [`demo`].

mod agencies;
mod country;
mod people;
mod units;

pub use agencies::{agencies, agency_successions};
pub use country::{Reach, descent_2025, early_2025, july_2025};
pub use people::{people, standings};
pub use units::{border_provinces, nghe_an_successions, nghe_an_units};

use crate::System;
use chrono::NaiveDate;
use domain::area::{AreaLevel, EARLY_2025, TWO_LEVELS};
use serde::de::{DeserializeOwned, Error as _, IntoDeserializer as _};
use serde::{Deserialize as _, Deserializer};
use std::fmt;

/// A file to import: its name for messages, and its text.
#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    pub name: &'a str,
    pub text: &'a str,
}

/// The files of `data/`, by their names there.
#[derive(Clone, Copy, Debug)]
pub struct Files<'a> {
    pub border_provinces: File<'a>,
    pub nghe_an_units: File<'a>,
    pub nghe_an_succession: File<'a>,
    pub vn_units_early_2025: File<'a>,
    pub vn_units_2025_07: File<'a>,
    pub vn_succession_2025_07: File<'a>,
    pub nghe_an_agencies: File<'a>,
    pub nghe_an_agency_succession: File<'a>,
    pub demo_other_agencies: File<'a>,
    pub demo_people: File<'a>,
    pub demo_communes_status: File<'a>,
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub file: String,
    pub added: usize,
    pub changed: usize,
    pub unchanged: usize,
}

impl Report {
    fn of(file: &File) -> Self {
        Self {
            file: file.name.to_owned(),
            ..Self::default()
        }
    }

    /// Whether the database already said everything the file says.
    pub fn is_unchanged(&self) -> bool {
        self.added == 0 && self.changed == 0
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            added,
            changed,
            unchanged,
        } = self;
        write!(
            f,
            "{file}: {added} added, {changed} changed, {unchanged} unchanged"
        )
    }
}

/// How many units are on record as at a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnRecord {
    pub day: NaiveDate,
    /// By level, from the province down; a level without units is absent.
    pub units: Vec<(AreaLevel, i64)>,
}

impl fmt::Display for OnRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "units on record as at {}: ", self.day)?;
        for (index, (level, units)) in self.units.iter().enumerate() {
            let separator = if index == 0 { "" } else { ", " };
            let level = match (level, units) {
                (AreaLevel::Province, 1) => "province",
                (AreaLevel::Province, _) => "provinces",
                (AreaLevel::District, 1) => "district",
                (AreaLevel::District, _) => "districts",
                (AreaLevel::Commune, 1) => "commune",
                (AreaLevel::Commune, _) => "communes",
            };
            write!(f, "{separator}{units} {level}")?;
        }
        if self.units.is_empty() {
            f.write_str("none")?;
        }
        Ok(())
    }
}

/// Days of the snapshots that the files hold: the dispatch of the demonstration, Nghệ An after its first
/// merger, the last weeks of the districts, the two levels.
const SNAPSHOTS: [Option<NaiveDate>; 4] = [
    NaiveDate::from_ymd_opt(2022, 9, 14),
    NaiveDate::from_ymd_opt(2024, 12, 1),
    Some(EARLY_2025),
    Some(TWO_LEVELS),
];

/// The units on record, as at the day of each snapshot.
///
/// # Errors
/// Those of the store.
pub async fn on_record(system: &System) -> Result<Vec<OnRecord>> {
    let mut tx = system.db.read().await?;
    let mut all = Vec::with_capacity(SNAPSHOTS.len());
    for day in SNAPSHOTS.into_iter().flatten() {
        let units = store::area::count_by_level(&mut tx, day).await?;
        all.push(OnRecord { day, units });
    }
    Ok(all)
}

/// Why a file was not imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A row that cannot be taken.
    #[error("{file}, line {line}: {what}")]
    Line {
        file: String,
        line: u64,
        what: String,
    },
    /// Invented people have no place in a working system.
    #[error("demo rows are imported in demo mode only")]
    DemoOnly,
    #[error("the database refused the import")]
    Store(#[from] store::Error),
    #[error("the import failed")]
    Service(#[from] crate::Error),
}

/// The result of an import.
pub type Result<T> = std::result::Result<T, ImportError>;

/// Imports the units and the agencies of Nghệ An: the border provinces before and after 1 July 2025, the
/// others since then.
pub async fn facts(system: &System, files: &Files<'_>) -> Result<Vec<Report>> {
    Ok(vec![
        border_provinces(system, &files.border_provinces, &files.vn_units_2025_07).await?,
        nghe_an_units(system, &files.nghe_an_units, &files.nghe_an_succession).await?,
        nghe_an_successions(system, &files.nghe_an_succession).await?,
        early_2025(system, files, Reach::Border).await?,
        july_2025(system, &files.vn_units_2025_07).await?,
        descent_2025(system, files, Reach::Border).await?,
        agencies(system, &files.nghe_an_agencies).await?,
        agency_successions(system, &files.nghe_an_agency_succession).await?,
    ])
}

/// Imports, after [`facts`], the units of the other provinces before 1 July 2025 and what became of them.
pub async fn whole_country(system: &System, files: &Files<'_>) -> Result<Vec<Report>> {
    Ok(vec![
        early_2025(system, files, Reach::Country).await?,
        descent_2025(system, files, Reach::Country).await?,
    ])
}

/// Imports the rows that only demonstrate, after [`facts`].
///
/// # Errors
/// [`ImportError::DemoOnly`] outside demo mode.
pub async fn demo(system: &System, files: &Files<'_>) -> Result<Vec<Report>> {
    refuse_outside_demo(system)?;
    Ok(vec![
        agencies(system, &files.demo_other_agencies).await?,
        people(system, &files.demo_people).await?,
        standings(system, &files.demo_communes_status).await?,
    ])
}

fn refuse_outside_demo(system: &System) -> Result<()> {
    if system.settings.demo {
        Ok(())
    } else {
        Err(ImportError::DemoOnly)
    }
}

/// A row with the line it begins on.
struct Row<T> {
    line: u64,
    value: T,
}

/// The rows of a CSV file.
fn rows<T: DeserializeOwned>(file: &File) -> Result<Vec<Row<T>>> {
    let mut reader = csv::Reader::from_reader(file.text.as_bytes());
    let mut rows = Vec::new();
    let headers = reader
        .headers()
        .map_err(|error| csv_fault(file, &error))?
        .clone();
    for record in reader.into_records() {
        let record = record.map_err(|error| csv_fault(file, &error))?;
        let line = record.position().map_or(0, csv::Position::line);
        let value = record
            .deserialize(Some(&headers))
            .map_err(|error| fault(file, line, column_fault(&error)))?;
        rows.push(Row { line, value });
    }
    Ok(rows)
}

fn fault(file: &File, line: u64, what: impl Into<String>) -> ImportError {
    ImportError::Line {
        file: file.name.to_owned(),
        line,
        what: what.into(),
    }
}

fn csv_fault(file: &File, error: &csv::Error) -> ImportError {
    let line = error.position().map_or(1, csv::Position::line);
    fault(file, line, error.to_string())
}

/// What is wrong with a row, without the position, which the message names already.
fn column_fault(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::Deserialize { err, .. } => match err.field() {
            Some(field) => format!("column {}: {}", field + 1, err.kind()),
            None => err.kind().to_string(),
        },
        _ => error.to_string(),
    }
}

/// A cell that holds a day; `serde(deserialize_with)`, so that the message names what stands there.
fn date<'de, D: Deserializer<'de>>(cell: D) -> std::result::Result<NaiveDate, D::Error> {
    let text = String::deserialize(cell)?;
    text.parse()
        .map_err(|_| D::Error::custom(format!("{text:?} is no date (YYYY-MM-DD)")))
}

/// A cell that holds a day or nothing.
fn maybe_date<'de, D: Deserializer<'de>>(
    cell: D,
) -> std::result::Result<Option<NaiveDate>, D::Error> {
    let text = String::deserialize(cell)?;
    if text.is_empty() {
        return Ok(None);
    }
    date(text.into_deserializer()).map(Some)
}

/// A cell that holds `0` or `1`.
fn flag(file: &File, line: u64, cell: &str) -> Result<bool> {
    match cell {
        "0" => Ok(false),
        "1" => Ok(true),
        _ => Err(fault(file, line, format!("a flag is 0 or 1, not {cell:?}"))),
    }
}

/// The texts of a cell with a list, separated by `;`.
fn list(cell: &str) -> Vec<String> {
    cell.split(';')
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
        .collect()
}
