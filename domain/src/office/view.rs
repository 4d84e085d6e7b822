//! What the pages of agencies show to the administrator.
//!
//! **Invariant:** agencies of the own province only.

use super::Office;
use crate::agency::{AgencyName, Level, Sector};
use crate::id::{AgencyId, EnvelopeId, PositionId, UserId};
use crate::position::Role;
use crate::view::{KeptForm, TimelineEntry};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What the list of agencies is limited to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeFilter {
    /// Part of a name or code.
    pub text: Option<String>,
    pub level: Option<Level>,
    /// Only those that have ended, instead of those that exist.
    pub has_ended: bool,
    /// The code after which the page begins.
    pub after: Option<String>,
}

/// An agency in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeLine {
    pub agency: AgencyName,
    pub level: Level,
    pub sector: Sector,
    pub valid_to: Option<NaiveDate>,
    /// Positions that exist today.
    pub positions: i64,
    /// People who hold one of them today.
    pub people: i64,
}

/// A page of agencies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeList {
    pub lines: Vec<OfficeLine>,
    /// The last code, where more come.
    pub next: Option<String>,
    pub today: NaiveDate,
}

/// Who holds a position today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolderName {
    pub position: PositionId,
    pub account: UserId,
    pub full_name: String,
    pub is_acting: bool,
}

/// One agency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficePage {
    pub office: Office,
    pub parent: Option<AgencyName>,
    pub holders: Vec<HolderName>,
    /// Open tasks that the agency leads.
    pub open_tasks: i64,
    /// Whether the administrator may change it: not above the own level.
    pub may_change: bool,
    /// Roles of positions that may be added.
    pub roles: Vec<Role>,
    pub timeline: Vec<TimelineEntry>,
    pub agencies: Vec<AgencyName>,
    pub today: NaiveDate,
    pub kept: Option<KeptForm>,
    /// The id of the position that may be added.
    pub new_position: PositionId,
    /// For: change, close, reopen, add a position, change one, close one.
    pub envelopes: [EnvelopeId; 6],
}

/// The screen on which an agency is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewOfficePage {
    pub id: AgencyId,
    pub envelope: EnvelopeId,
    /// Agencies that can stand above it.
    pub choices: Vec<AgencyName>,
    /// Levels at which one may be made.
    pub levels: Vec<Level>,
    pub today: NaiveDate,
    pub kept: Option<KeptForm>,
}
