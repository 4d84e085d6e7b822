//! Administrative units over time.
//!
//! **Invariant:** a unit is `(code, valid_from)`, never a code alone: after the mergers 83 of Nghệ
//! An's 130 communes carry the code of a predecessor with another name (Decision 19/2025/QĐ-TTg).

use crate::macros::text_enum;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

text_enum! {
    /// The level of a unit. Districts ended on 1 July 2025.
    AreaLevel {
        Province = "province",
        District = "district",
        Commune = "commune",
    }
}

text_enum! {
    /// How much of an old unit went into the new one.
    Share {
        /// All of it.
        Whole = "whole",
        /// The larger part.
        MainPart = "main_part",
        /// A smaller part.
        Part = "part",
    }
}

/// The day that stands for "before the first known day", so that `valid_from` can be a key.
pub const BEFORE_RECORDS: NaiveDate = match NaiveDate::from_ymd_opt(1900, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// The first day for which the list of early 2025 is known to hold: it has the city of Phú Mỹ, which exists
/// since then (Resolution 1365/NQ-UBTVQH15). A unit that is valid from this day may be older.
pub const EARLY_2025: NaiveDate = match NaiveDate::from_ymd_opt(2025, 3, 1) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

/// The first day of local government at two levels, province and commune (Resolution 203/2025/QH15).
pub const TWO_LEVELS: NaiveDate = match NaiveDate::from_ymd_opt(2025, 7, 1) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

/// A unit as it is valid in one period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Area {
    /// Code of the national list (2 digits province, 3 district, 5 commune).
    pub code: String,
    /// First day; [`BEFORE_RECORDS`] where the source says "before the first known day", [`EARLY_2025`]
    /// where it says nothing of the time before its own list.
    pub valid_from: NaiveDate,
    /// First day on which it no longer exists.
    pub valid_to: Option<NaiveDate>,
    pub level: AreaLevel,
    /// Kind as the source has it: `xa`, `phuong`, `district`, `provincial_city`, …
    pub kind: String,
    pub name_vi: String,
    pub name_en: String,
    /// Code of the unit above it in the same period.
    pub parent: Option<String>,
    pub province: String,
    /// Known to be on the border with Laos; of communes, this is known in Nghệ An only.
    pub is_border: bool,
    /// Degrees north, WGS 84.
    pub lat: Option<f64>,
    /// Degrees east, WGS 84.
    pub lon: Option<f64>,
}

impl Area {
    /// Whether the unit may be older than its first day, because the source does not know what came before.
    pub fn may_be_older(&self) -> bool {
        [BEFORE_RECORDS, EARLY_2025].contains(&self.valid_from)
    }
}

/// One line of descent: old unit to new unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Succession {
    pub effective: NaiveDate,
    /// The act that ordered it, such as `1243/NQ-UBTVQH15`; empty where the source does not name it.
    pub instrument: String,
    pub from_code: String,
    pub to_code: String,
    pub share: Share,
}

text_enum! {
    /// Where a border commune stands in its programme.
    CommuneStatus {
        /// Basically meets the criteria, as an issued document says.
        BasicallyMeets = "basically_meets",
        /// Does not meet them yet.
        NotYet = "not_yet",
    }
}

/// What is known of a commune on a day, and from where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommuneStanding {
    pub code: String,
    pub valid_from: NaiveDate,
    pub status: CommuneStatus,
    pub as_of: NaiveDate,
    /// Number and symbol of the document that says so.
    pub source: String,
    /// Marks figures that only demonstrate.
    pub is_demo: bool,
    pub note_vi: String,
    pub note_en: String,
}
