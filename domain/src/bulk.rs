//! One act on many tasks: what is asked of each row, and the report of what was refused and why.
//!
//! A bulk act is one envelope and one transaction, but every row is a command of its own: it is authorised,
//! decided and logged as if it had come alone, and a row that is refused does not stop the others.
//!
//! **Invariants:** a row names the version that the person saw; at most [`MOST_ROWS`] rows, each task once. The
//! JSON of a report never changes once landed. To add an act: a variant of [`BulkAct`] and of [`Kind`], its arm
//! in [`BulkAct::command_for`], its fields in [`crate::form::bulk()`] and on the page.

use crate::agency::AgencyName;
use crate::calendar::Deadline;
use crate::command::Cleaner;
use crate::id::{AgencyId, EnvelopeId, TaskId};
use crate::macros::text_enum;
use crate::refusal::{FieldFault, Problem, Refusal, UnknownValue};
use crate::task::{State, Task, TaskCommand};
use crate::view::{KeptForm, TaskFilter};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// Most tasks of one act.
pub const MOST_ROWS: usize = 1000;

text_enum! {
    /// The acts that many tasks can be asked for at once.
    Kind {
        Remind = "remind",
        Extend = "extend",
        Reassign = "reassign",
        Suspend = "suspend",
        Cancel = "cancel",
    }
}

/// A chosen task with the version that the person saw; as a text `<id>.<version>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    pub task: TaskId,
    pub version: i64,
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.task, self.version)
    }
}

impl FromStr for Row {
    type Err = UnknownValue;

    fn from_str(text: &str) -> Result<Self, UnknownValue> {
        let (task, version) = text.split_once('.').ok_or(UnknownValue)?;
        Ok(Self {
            task: task.parse().map_err(|_| UnknownValue)?,
            version: version.parse().map_err(|_| UnknownValue)?,
        })
    }
}

/// What is asked of every row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case", deny_unknown_fields)]
pub enum BulkAct {
    /// Tells those who have something to do, now.
    Remind {},
    /// Grants the request that waits, or asks for more time where the actor's agency leads.
    Extend {
        until: Deadline,
        reason: String,
    },
    Reassign {
        lead: AgencyId,
        reason: String,
    },
    Suspend {
        reason: String,
    },
    Cancel {
        reason: String,
    },
}

/// One act on many tasks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bulk {
    pub rows: Vec<Row>,
    pub act: BulkAct,
    /// The list from which it was asked, to go back to it.
    #[serde(default)]
    pub back: String,
}

/// How the actor stands to a task whose deadline is to move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// May decide on requests for more time.
    pub decides: bool,
    /// May ask for more time.
    pub asks: bool,
}

impl BulkAct {
    /// Which act it is.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Remind {} => Kind::Remind,
            Self::Extend { .. } => Kind::Extend,
            Self::Reassign { .. } => Kind::Reassign,
            Self::Suspend { .. } => Kind::Suspend,
            Self::Cancel { .. } => Kind::Cancel,
        }
    }

    /// The command that the act is for one task. A deadline moves in two steps only, so "extend" is the one
    /// that the actor can take: who issued the task grants the request that waits, who leads it asks.
    pub fn command_for(&self, task: &Task, standing: Standing) -> TaskCommand {
        match self.clone() {
            Self::Remind {} => TaskCommand::Remind,
            Self::Reassign { lead, reason } => TaskCommand::Reassign { lead, reason },
            Self::Suspend { reason } => TaskCommand::Suspend { reason },
            Self::Cancel { reason } => TaskCommand::Cancel { reason },
            Self::Extend { until, reason } => {
                let pending = task.pending_extension().map(|asked| asked.number);
                match (pending, standing) {
                    // Without a request there is no number, and the task refuses it by that name.
                    (
                        _,
                        Standing {
                            decides: true,
                            asks: false,
                        },
                    )
                    | (Some(_), Standing { decides: true, .. }) => TaskCommand::GrantExtension {
                        number: pending.unwrap_or_default(),
                        until,
                        decision: Some(reason),
                    },
                    _ => TaskCommand::RequestExtension {
                        until,
                        reason,
                        evidence: None,
                    },
                }
            }
        }
    }
}

impl Bulk {
    /// The act with its texts normalised and each task once, or the fields that cannot be taken.
    ///
    /// # Errors
    /// [`Refusal::Invalid`].
    pub fn cleaned(mut self) -> Result<Self, Refusal> {
        let mut clean = Cleaner::default();
        let mut seen = HashSet::new();
        self.rows.retain(|row| seen.insert(row.task));
        if self.rows.is_empty() {
            clean.fault("row", FieldFault::Required);
        }
        if self.rows.len() > MOST_ROWS || self.rows.iter().any(|row| row.version < 0) {
            clean.fault("row", FieldFault::OutOfRange);
        }
        match &mut self.act {
            BulkAct::Remind {} => {}
            BulkAct::Extend { reason, .. }
            | BulkAct::Reassign { reason, .. }
            | BulkAct::Suspend { reason }
            | BulkAct::Cancel { reason } => clean.block("reason", reason),
        }
        clean.finish(self)
    }
}

/// A row that was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    pub task: TaskId,
    /// Empty where the actor may not see the task.
    pub title: String,
    pub problem: Problem,
}

/// What a bulk act led to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub act: Kind,
    /// Tasks that were asked for.
    pub asked: usize,
    /// Tasks that changed by their own command.
    pub done: usize,
    /// Chosen sub-tasks that changed with their parent.
    #[serde(default)]
    pub followed: usize,
    pub refused: Vec<Refused>,
    /// The list from which it was asked.
    #[serde(default)]
    pub back: String,
}

/// The screen of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportPage {
    pub report: Report,
    /// Agencies that the reasons name.
    pub agencies: Vec<AgencyName>,
}

/// A chosen task on the screen that asks once more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    pub row: Row,
    pub title: String,
    pub state: State,
    pub lead: AgencyId,
    pub original_due: Option<NaiveDate>,
    pub due: Option<NaiveDate>,
}

/// What a person chose on the list: rows by hand, or all that match the filter.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Asked {
    pub rows: Vec<Row>,
    /// All that match `task_filter` instead.
    pub all: bool,
    pub task_filter: TaskFilter,
    /// The id of a form that came back.
    pub kept: Option<Uuid>,
}

/// What the screen that asks once more is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmPage {
    pub rows: Vec<Chosen>,
    /// More match the filter than one act takes; `rows` are the first.
    pub has_more: bool,
    /// Agencies named in the rows.
    pub agencies: Vec<AgencyName>,
    /// Agencies that work can be given to.
    pub choices: Vec<AgencyName>,
    pub today: NaiveDate,
    pub kept: Option<KeptForm>,
    pub envelope: EnvelopeId,
}
