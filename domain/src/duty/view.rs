//! What the screens of duties show.
//!
//! **Invariant:** as in [`crate::view`].

use super::{Duty, DutyState};
use crate::agency::AgencyName;
use crate::id::{AgencyId, DutyId, EnvelopeId};
use crate::period::{Period, Schedule};
use crate::task::State;
use crate::timeliness::Timeliness;
use crate::view::{KeptForm, TimelineEntry};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One duty in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyLine {
    pub id: DutyId,
    pub title: String,
    pub lead: AgencyId,
    pub state: DutyState,
    pub schedule: Schedule,
    /// The period whose task is made next, and the day on which it is made.
    pub next: Option<(Period, NaiveDate)>,
}

/// A page of duties, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyList {
    pub lines: Vec<DutyLine>,
    pub next: Option<DutyId>,
    pub agencies: Vec<AgencyName>,
    pub may_create: bool,
}

/// A task that a duty made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyTask {
    pub period: Period,
    pub id: crate::id::TaskId,
    pub title: String,
    pub state: State,
    pub timeliness: Timeliness,
    pub original_due: Option<NaiveDate>,
    pub due: Option<NaiveDate>,
    pub percent: u8,
}

/// One duty with the tasks it made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DutyPage {
    pub duty: Duty,
    /// The day on which the task of the next period is made, and the day by which it is due.
    pub next_days: Option<(NaiveDate, NaiveDate)>,
    pub tasks: Vec<DutyTask>,
    /// Where the next page of tasks starts.
    pub more: Option<NaiveDate>,
    pub timeline: Vec<TimelineEntry>,
    pub agencies: Vec<AgencyName>,
    pub choices: Vec<AgencyName>,
    /// Whether the lead exists no more: then the next task cannot be made before the duty is changed.
    pub lead_is_gone: bool,
    pub may_manage: bool,
    pub today: NaiveDate,
    pub kept: Option<KeptForm>,
    /// For the forms that change and stop it.
    pub envelopes: [EnvelopeId; 2],
}

/// The screen on which a duty is made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewDutyPage {
    /// The id of the new duty: sent twice, it is the same one.
    pub id: DutyId,
    pub choices: Vec<AgencyName>,
    pub today: NaiveDate,
    pub kept: Option<KeptForm>,
    pub envelope: EnvelopeId,
}
