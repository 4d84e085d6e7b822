//! What the page of a hand-over shows.
//!
//! **Invariant:** of a task only what tells it from others; its address only where the reader may see it.

use super::Moved;
use crate::agency::AgencyName;
use crate::id::{AgencyId, DutyId, EnvelopeId, TaskId, UserId};
use crate::people::Person;
use crate::people::view::PositionName;
use crate::refusal::Refusal;
use crate::task::State;
use crate::view::KeptForm;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Most things of one kind that the page lists by name; all of them are counted.
pub const MOST_LISTED: usize = 200;

/// A task that moves, or whose contribution does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovingTask {
    pub id: TaskId,
    pub title: String,
    pub state: State,
    pub due: Option<NaiveDate>,
    pub lead: AgencyId,
    /// The name under which the officer in charge stands there.
    pub officer: String,
    /// Whether the officer was named in words, without the position.
    pub is_in_words: bool,
    /// Whether the reader may open it.
    pub may_view: bool,
}

/// A duty that moves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovingDuty {
    pub id: DutyId,
    pub title: String,
}

/// What comes along by itself, because it belongs to the position or to the agency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Along {
    /// Tasks that wait for a step of the agency, decisions among them.
    pub waiting: i64,
    /// Obstacles that the agency must remove or has raised.
    pub obstacles: i64,
    /// Drafts of directives of the agency.
    pub drafts: i64,
    /// Comments that mention the position and were not read.
    pub mentions: i64,
    /// Files that were uploaded in the position and not attached yet.
    pub uploads: i64,
    /// Forms that the person typed and that wait to be sent again: these end with his sessions.
    pub unsent: i64,
}

/// What would be moved, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    pub moved: Moved,
    pub tasks: Vec<MovingTask>,
    pub contributions: Vec<MovingTask>,
    pub duties: Vec<MovingDuty>,
    pub views: Vec<String>,
    pub along: Along,
    /// Whether somebody else at the agency has the same name, so that tasks which name an officer only in words
    /// stay as they are.
    pub has_namesake: bool,
}

/// Who can take over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    pub id: UserId,
    pub full_name: String,
    pub login: String,
    /// Holds a position at the agency already; otherwise none anywhere.
    pub is_colleague: bool,
}

/// A hand-over that took place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedOver {
    pub to: UserId,
    pub to_name: String,
    pub on: NaiveDate,
    pub reason: String,
    pub moved: Moved,
}

/// The page of a hand-over: who takes over is chosen, what would move is reviewed, what was moved is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOverPage {
    pub person: Person,
    pub holding: Uuid,
    pub position: PositionName,
    pub is_acting: bool,
    pub agencies: Vec<AgencyName>,
    /// It took place already.
    pub done: Option<HandedOver>,
    /// Why it cannot take place, whoever takes over.
    pub refused: Option<Refusal>,
    pub candidates: Vec<Candidate>,
    /// More people could take over than are listed: the search narrows them.
    pub has_more: bool,
    /// Who was chosen, and why that is refused.
    pub chosen: Option<(Candidate, Option<Refusal>)>,
    /// Only once somebody was chosen who can take over.
    pub review: Option<Review>,
    pub envelope: EnvelopeId,
    pub today: NaiveDate,
    pub kept: Option<KeptForm>,
}
