//! What the pages of people show.
//!
//! **Invariant:** only what the administrator of the province may see; never a password or what is left of one.

use super::Person;
use crate::agency::AgencyName;
use crate::id::{AgencyId, EnvelopeId, PositionId, UserId};
use crate::macros::text_enum;
use crate::position::Role;
use crate::view::{KeptForm, TimelineEntry};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

text_enum! {
    /// Which accounts a list shows.
    PersonState {
        /// Open, whether or not a position is held.
        Open = "open",
        /// Open, and no position is held today.
        Idle = "idle",
        /// Closed by today.
        Closed = "closed",
    }
}

/// What the list of people is limited to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonFilter {
    /// Part of a name or of a name for signing in.
    pub text: Option<String>,
    /// Who holds a position at this agency today.
    pub agency: Option<AgencyId>,
    /// All of them where it is none.
    pub state: Option<PersonState>,
    /// The name for signing in after which the page begins.
    pub after: Option<String>,
}

/// A position wherever it is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PositionName {
    pub id: PositionId,
    pub role: Role,
    pub title_vi: String,
    pub title_en: String,
    pub agency: AgencyId,
    pub valid_from: Option<NaiveDate>,
    /// First day on which it no longer exists.
    pub valid_to: Option<NaiveDate>,
}

impl PositionName {
    /// Whether the position exists on that day; its agency is another question.
    pub fn is_valid_on(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day < to)
    }
}

/// A person in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonLine {
    pub id: UserId,
    pub login: String,
    pub full_name: String,
    pub closes_on: Option<NaiveDate>,
    /// What is held today; whether only for another.
    pub positions: Vec<(PositionName, bool)>,
    pub last_seen_at: Option<DateTime<Utc>>,
}

/// A page of people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonList {
    pub lines: Vec<PersonLine>,
    /// The last name for signing in, where more come.
    pub next: Option<String>,
    /// Names of the agencies of the lines.
    pub agencies: Vec<AgencyName>,
    /// The agencies that the filter offers.
    pub choices: Vec<AgencyName>,
    pub today: NaiveDate,
}

/// The screen on which an account is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPersonPage {
    pub id: UserId,
    pub envelope: EnvelopeId,
    pub kept: Option<KeptForm>,
}

/// A position that is held, was held or will be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldLine {
    pub holding: Uuid,
    pub position: PositionName,
    pub is_acting: bool,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    /// Whether it ends by taking it away here.
    pub may_revoke: bool,
    /// Whether another can take it over today.
    #[serde(default)]
    pub may_hand_over: bool,
}

/// One person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonPage {
    pub person: Person,
    /// What has not ended comes first.
    pub held: Vec<HeldLine>,
    pub sessions: i64,
    pub last_seen_at: Option<DateTime<Utc>>,
    /// Whether a password is set, so that the person can sign in.
    pub has_password: bool,
    pub timeline: Vec<TimelineEntry>,
    /// Names of positions that the timeline names.
    pub positions: Vec<PositionName>,
    pub agencies: Vec<AgencyName>,
    /// The agencies whose positions can be given.
    pub choices: Vec<AgencyName>,
    /// The agency whose positions are offered.
    pub chosen: Option<AgencyId>,
    /// Positions of that agency that may be given here.
    pub offered: Vec<PositionName>,
    /// Whether a link for the password may be made: not for who holds more than the administrator may give.
    pub may_link: bool,
    /// Whether it is the administrator's own account.
    pub is_self: bool,
    pub is_demo: bool,
    pub today: NaiveDate,
    pub kept: Option<KeptForm>,
    /// For: change, close, reopen, link, grant, revoke.
    pub envelopes: [EnvelopeId; 6],
}
