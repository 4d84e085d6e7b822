//! What the screens of cascades show.
//!
//! **Invariant:** as in [`crate::view`].

use crate::agency::AgencyName;
use crate::id::{AgencyId, EnvelopeId, GroupId, TaskId};
use crate::rollup::{Measure, Rollup, Rule};
use crate::task::State;
use crate::timeliness::Timeliness;
use crate::view::KeptForm;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What a task's page shows of the cascade in which it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cascade {
    /// The task of which it is a part.
    pub parent: Option<Above>,
    /// How its own sub-tasks add up; none where it was never delegated.
    pub below: Option<Below>,
}

/// The task of which another is a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Above {
    pub id: TaskId,
    pub title: String,
    /// Whether the actor may open it.
    pub may_view: bool,
}

/// The sub-tasks of a task: sums, and one page of them, what lags first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Below {
    pub rule: Rule,
    pub rollup: Rollup,
    pub percent: Option<u8>,
    pub lines: Vec<SubtaskLine>,
    /// Where the next page starts.
    pub next: Option<String>,
}

/// One sub-task in the list of its parent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubtaskLine {
    pub id: TaskId,
    pub title: String,
    pub lead: AgencyId,
    pub state: State,
    pub timeliness: Timeliness,
    pub original_due: Option<NaiveDate>,
    pub due: Option<NaiveDate>,
    pub percent: u8,
    pub required: bool,
    pub measure: Measure,
    /// The quantity reported, where it is measured.
    pub measured: u64,
    /// Whether the actor may open it.
    pub may_view: bool,
}

/// All sub-tasks of a task, page by page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubtaskPage {
    pub task: TaskId,
    pub title: String,
    pub below: Below,
    pub agencies: Vec<AgencyName>,
    pub today: NaiveDate,
}

/// The screen on which a task is delegated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DelegatePage {
    pub task: TaskId,
    pub version: i64,
    pub title: String,
    pub deliverable: Option<String>,
    pub effect_expected: Option<String>,
    pub due: Option<NaiveDate>,
    /// The rule stated earlier; then no other can be chosen.
    pub rule: Option<Rule>,
    /// The subordinate agencies of the lead.
    pub choices: Vec<AgencyName>,
    /// Groups that the directory knows, by their code, with their members among the choices.
    pub known: Vec<(String, Vec<AgencyId>)>,
    /// Groups that the actor's agency saved.
    pub saved: Vec<GroupLine>,
    /// Agencies that have a sub-task of it already.
    pub taken: Vec<AgencyId>,
    /// The agencies of the group that the address asks for.
    pub picked: Vec<AgencyId>,
    pub may_manage_groups: bool,
    pub today: NaiveDate,
    pub kept: Option<KeptForm>,
    pub envelope: EnvelopeId,
}

/// A saved group of agencies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupLine {
    pub id: GroupId,
    pub version: i64,
    pub name: String,
    /// Members that can be given work today.
    pub agencies: Vec<AgencyId>,
}

/// The saved groups of the actor's agency, and one that is being made or edited.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupPage {
    pub groups: Vec<GroupLine>,
    pub editing: GroupLine,
    pub is_new: bool,
    /// What can be chosen: the subordinate agencies.
    pub choices: Vec<AgencyName>,
    pub known: Vec<(String, Vec<AgencyId>)>,
    pub kept: Option<KeptForm>,
}
