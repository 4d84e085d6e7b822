//! The ladder: who is told of an overdue task, the higher the longer it is overdue.
//!
//! So many working days after the deadline for each rung: the officer in charge, the heads of the lead agency,
//! the coordinators of the issuer, the standing committee (the leaders of the province).
//!
//! **Invariants:** exactly one rung stands on a day, so one that was missed gives way to the next; a rung whose
//! day the calendar of holidays does not know yet stands on no day. To add a rung: a variant of [`Rung`], its
//! place in [`RUNGS`], its arm in [`addressed`].

use crate::calendar::Calendar;
use crate::id::{AgencyId, PositionId};
use crate::job::{Rung, reminded};
use crate::position::Role;
use crate::task::Task;
use chrono::NaiveDate;
use serde::Deserialize;
use std::fmt;
use std::str::FromStr;

/// The rungs from the lowest to the highest.
pub const RUNGS: [Rung; 4] = [
    Rung::LateOfficer,
    Rung::LateHead,
    Rung::LateCoordinator,
    Rung::LateCommittee,
];

/// Most working days after the deadline: a year.
const MOST_DAYS: u16 = 250;

/// Working days after the deadline, one for each of [`RUNGS`] from the lowest on; the others are left out.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Vec<u16>")]
pub struct Ladder(Vec<u16>);

/// Why some numbers are no ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("up to four numbers from 1 to 250, each larger than the one before, or `none`")]
pub struct NoLadder;

impl Default for Ladder {
    fn default() -> Self {
        Self(vec![1, 3, 5, 10])
    }
}

impl TryFrom<Vec<u16>> for Ladder {
    type Error = NoLadder;

    fn try_from(days: Vec<u16>) -> Result<Self, NoLadder> {
        let fits = days.len() <= RUNGS.len()
            && days.iter().all(|day| (1..=MOST_DAYS).contains(day))
            && days.is_sorted_by(|lower, higher| lower < higher);
        if fits { Ok(Self(days)) } else { Err(NoLadder) }
    }
}

impl FromStr for Ladder {
    type Err = NoLadder;

    fn from_str(text: &str) -> Result<Self, NoLadder> {
        if text.trim() == "none" {
            return Ok(Self(Vec::new()));
        }
        let days: Result<Vec<u16>, _> = text.split(',').map(|day| day.trim().parse()).collect();
        days.map_err(|_| NoLadder)?.try_into()
    }
}

impl fmt::Display for Ladder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("none");
        }
        let days: Vec<String> = self.0.iter().map(u16::to_string).collect();
        f.write_str(&days.join(","))
    }
}

impl Ladder {
    /// The first day on which the rung stands for that deadline; none where it is left out, is no rung of the
    /// ladder, or lies beyond the calendar.
    pub fn day(&self, rung: Rung, due: NaiveDate) -> Option<NaiveDate> {
        let place = RUNGS.iter().position(|of_ladder| *of_ladder == rung)?;
        self.day_of(place, due)
    }

    fn day_of(&self, place: usize, due: NaiveDate) -> Option<NaiveDate> {
        let days = self.0.get(place)?;
        Calendar::vietnam().add_working_days(due, *days).ok()
    }

    /// Whether it is the rung that stands on `today` for that deadline: its day has come and that of the next
    /// one has not.
    pub fn stands(&self, rung: Rung, due: NaiveDate, today: NaiveDate) -> bool {
        let Some(place) = RUNGS.iter().position(|of_ladder| *of_ladder == rung) else {
            return false;
        };
        let has_come = |place| self.day_of(place, due).is_some_and(|day| day <= today);
        has_come(place) && !has_come(place + 1)
    }
}

/// Who is told: an agency, or of it those in one role or one position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Addressee {
    pub agency: AgencyId,
    pub role: Option<Role>,
    pub position: Option<PositionId>,
}

impl Addressee {
    /// Everybody at an agency.
    pub const fn agency(agency: AgencyId) -> Self {
        Self {
            agency,
            role: None,
            position: None,
        }
    }

    /// Those in a role at an agency.
    pub const fn role(agency: AgencyId, role: Role) -> Self {
        Self {
            agency,
            role: Some(role),
            position: None,
        }
    }

    /// Whether a position is among them.
    pub fn includes(&self, agency: AgencyId, role: Role, position: PositionId) -> bool {
        self.agency == agency
            && self.role.is_none_or(|asked| asked == role)
            && self.position.is_none_or(|asked| asked == position)
    }
}

/// To whom a rung is addressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Audience {
    These(Vec<Addressee>),
    /// The leaders of the province, wherever they stand.
    Leaders,
}

/// Who is told of a task at a rung. Before and right after the deadline: every agency for which something
/// waits. The lower half of the ladder is about the lead's work and tells nobody while it waits for others.
pub fn addressed(rung: Rung, task: &Task) -> Audience {
    let lead_is_awaited = task.waits_for(task.lead).is_some();
    let of_lead = |to: Addressee| {
        Audience::These(if lead_is_awaited {
            vec![to]
        } else {
            Vec::new()
        })
    };
    match rung {
        Rung::DueSoon | Rung::DueToday | Rung::Overdue | Rung::Asked => {
            Audience::These(reminded(task).into_iter().map(Addressee::agency).collect())
        }
        Rung::LateOfficer => {
            let named = task.officer.as_ref().and_then(|officer| officer.position);
            of_lead(match named {
                Some(position) => Addressee {
                    position: Some(position),
                    ..Addressee::agency(task.lead)
                },
                // Named in words only, or not yet: every officer may be the one.
                None => Addressee::role(task.lead, Role::Officer),
            })
        }
        Rung::LateHead => of_lead(Addressee::role(task.lead, Role::Head)),
        Rung::LateCoordinator => {
            Audience::These(vec![Addressee::role(task.issuer, Role::Coordinator)])
        }
        Rung::LateCommittee => Audience::Leaders,
    }
}
