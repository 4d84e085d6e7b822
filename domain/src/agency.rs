//! Agencies: bodies that can be given work, with dates of validity, a parent and successors.
//!
//! **Invariant:** an agency is never renamed into another one: a reform closes it with `valid_to`
//! and names successors, so that old directives keep their addressees.

use crate::id::AgencyId;
use crate::macros::text_enum;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

text_enum! {
    /// The field of work of an agency.
    Sector {
        Committee = "committee",
        Steering = "steering",
        Police = "police",
        BorderGuard = "border_guard",
        Military = "military",
        Health = "health",
        Labour = "labour",
        Finance = "finance",
        Information = "information",
        Customs = "customs",
        Education = "education",
        Justice = "justice",
        Front = "front",
        Ethnic = "ethnic",
        Other = "other",
    }
}

text_enum! {
    /// The level of government an agency belongs to. Districts ended on 1 July 2025.
    Level {
        Central = "central",
        Province = "province",
        District = "district",
        Commune = "commune",
    }
}

/// An agency as it is valid in one period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agency {
    pub id: AgencyId,
    /// Short stable code of imports and files, such as `na.health`.
    pub code: String,
    pub name_vi: String,
    pub name_en: String,
    /// Short Vietnamese name for narrow columns.
    pub short_vi: String,
    /// Short English name for narrow columns.
    pub short_en: String,
    /// Other names by which documents call it.
    pub aliases: Vec<String>,
    /// Groups it belongs to, by which directives address many at once (`district_committee`, …).
    pub groups: Vec<String>,
    pub sector: Sector,
    pub level: Level,
    /// Code of the province whose work it does.
    pub province: String,
    /// Code of the unit it stands in, where that is narrower than the province.
    pub area: Option<String>,
    pub parent: Option<AgencyId>,
    /// First day; none means before the first known day.
    pub valid_from: Option<NaiveDate>,
    /// First day on which it no longer exists.
    pub valid_to: Option<NaiveDate>,
}

impl Agency {
    /// Whether the agency exists on that day.
    pub fn is_valid_on(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day < to)
    }
}

/// What screens need of an agency wherever it is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgencyName {
    pub id: AgencyId,
    pub code: String,
    pub name_vi: String,
    pub name_en: String,
    pub short_vi: String,
    pub short_en: String,
}

impl From<&Agency> for AgencyName {
    fn from(agency: &Agency) -> Self {
        Self {
            id: agency.id,
            code: agency.code.clone(),
            name_vi: agency.name_vi.clone(),
            name_en: agency.name_en.clone(),
            short_vi: agency.short_vi.clone(),
            short_en: agency.short_en.clone(),
        }
    }
}
