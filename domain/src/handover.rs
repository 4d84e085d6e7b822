//! Hand-over: another person takes over a position with its open work, in one reviewed act.
//!
//! Work belongs to positions and agencies, so most of it comes along when the position has another holder. What
//! names the person moves by itself: open tasks and contributions of which he is the officer in charge, duties
//! that are issued in his name, his own saved views, reminders that he has not read.
//!
//! **Invariants:** nothing that is finished is moved: history keeps the name of who did it; work does not leave
//! its agency; what is moved is what was reviewed ([`Moved::mark`]). To move one more kind of thing: a field of
//! [`Moved`], its ids in [`Moved::ids`], where it is found and written in `service::handover`.

use crate::id::{AgencyId, DutyId, NotificationId, PositionId, SavedViewId, TaskId};
use crate::people::{AccountEvent, Held, Person};
use crate::refusal::Refusal;
use crate::task::{Officer, Task, TaskEvent};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub mod view;

/// What goes from one person to another, by its ids.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Moved {
    /// Open tasks of which the person is the officer in charge.
    pub tasks: Vec<TaskId>,
    /// Open tasks with an open contribution of which the person is the officer in charge.
    pub contributions: Vec<TaskId>,
    /// Active duties whose tasks are issued in the person's name.
    pub duties: Vec<DutyId>,
    /// The person's own saved views at the agency; what the agency shares stays where it is.
    pub views: Vec<SavedViewId>,
    /// Reminders that were for this position and were not read.
    pub reminders: Vec<NotificationId>,
}

impl Moved {
    /// Kind and id of each thing.
    fn ids(&self) -> impl Iterator<Item = (u8, Uuid)> {
        let tasks = self.tasks.iter().map(|id| (0, id.0));
        let contributions = self.contributions.iter().map(|id| (1, id.0));
        let duties = self.duties.iter().map(|id| (2, id.0));
        let views = self.views.iter().map(|id| (3, id.0));
        let reminders = self.reminders.iter().map(|id| (4, id.0));
        let all = tasks.chain(contributions).chain(duties);
        all.chain(views).chain(reminders)
    }

    /// How many things are moved.
    pub fn count(&self) -> usize {
        self.ids().count()
    }

    /// What was reviewed, as the form carries it: the number of things, a dot, and the SHA-256 in hex of their
    /// kinds and ids in order.
    pub fn mark(&self) -> String {
        let mut ids: Vec<(u8, Uuid)> = self.ids().collect();
        ids.sort_unstable();
        let mut hasher = Sha256::new();
        for (kind, id) in &ids {
            hasher.update([*kind]);
            hasher.update(id.as_bytes());
        }
        format!("{}.{}", ids.len(), hex::encode(hasher.finalize()))
    }

    /// Whether a mark is that of these things.
    ///
    /// # Errors
    /// [`Refusal::ReviewChanged`] with how many there were and are.
    pub fn check(&self, mark: &str) -> Result<(), Refusal> {
        if mark == self.mark() {
            return Ok(());
        }
        let seen = mark
            .split_once('.')
            .and_then(|(count, _)| count.parse().ok());
        Err(Refusal::ReviewChanged {
            seen: seen.unwrap_or(0),
            now: self.count(),
        })
    }
}

/// Who leaves a position, as far as it decides which officers are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaver<'a> {
    pub position: PositionId,
    pub agency: AgencyId,
    pub name: &'a str,
    /// Names of the others who hold the same position.
    pub beside: &'a [String],
    /// Whether somebody else at the agency has the same name: then a name in words alone says nothing.
    pub has_namesake: bool,
}

impl Leaver<'_> {
    /// Whether an officer in charge for that agency is the person: named by the position, unless by the name of
    /// another who holds it, too; or named in words, as heads do.
    pub fn is(&self, agency: AgencyId, officer: &Officer) -> bool {
        if agency != self.agency {
            return false;
        }
        let is_named = is_same_name(&officer.name, self.name);
        match officer.position {
            Some(position) => {
                let is_another = |name: &String| is_same_name(&officer.name, name);
                position == self.position && (is_named || !self.beside.iter().any(is_another))
            }
            None => is_named && !self.has_namesake,
        }
    }

    /// What happens to an open task when another takes over: nothing where the person is not in charge.
    pub fn leaves(&self, task: &Task, to: &Officer) -> Vec<TaskEvent> {
        if !task.state.is_open() {
            return Vec::new();
        }
        let own = task
            .officer
            .as_ref()
            .map(|officer| (None, task.lead, officer));
        let shares = task.contributions.iter().filter(|c| c.state.is_open());
        let shares = shares.filter_map(|c| Some((Some(c.agency), c.agency, c.officer.as_ref()?)));
        own.into_iter()
            .chain(shares)
            .filter(|(_, agency, officer)| self.is(*agency, officer))
            .map(|(contribution, _, officer)| TaskEvent::OfficerReplaced {
                contribution,
                from: officer.clone(),
                to: to.clone(),
            })
            .collect()
    }
}

/// Whether two texts are the same name of a person: capitals and spaces do not matter, accents do.
pub fn is_same_name(one: &str, other: &str) -> bool {
    let words =
        |name: &str| -> Vec<String> { name.split_whitespace().map(str::to_lowercase).collect() };
    words(one) == words(other)
}

/// Where the one who takes over already is on that day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// An agency other than that of the position at which he holds a position.
    pub elsewhere: Option<AgencyId>,
}

/// What becomes of both accounts: who leaves, then who takes over. `holding` is the id of the holding that may be
/// made; whether the giver may give the position is asked before, see [`crate::people::may_grant`].
///
/// # Errors
/// Why it is refused.
pub fn decide(
    (leaver, held): (&Person, Uuid),
    (successor, standing): (&Person, Standing),
    (moved, reason): (Moved, String),
    today: NaiveDate,
    holding: Uuid,
) -> Result<(AccountEvent, AccountEvent), Refusal> {
    let held = held_today(leaver, held, today)?;
    may_take_over(leaver, (successor, standing))?;
    let mine = |theirs: &&Held| theirs.position == held.position;
    let there = successor.held.iter().filter(mine);
    let for_good =
        |theirs: &Held| !theirs.is_acting && theirs.to.is_none() && theirs.counts_on(today);
    let taken = if there.clone().any(for_good) && !held.is_acting {
        None
    } else {
        // Who stands in for another goes on standing in, and no longer than was given.
        let to = held.to.filter(|_| held.is_acting);
        if there.clone().any(|theirs| theirs.overlaps(today, to)) {
            return Err(Refusal::AlreadyHeld);
        }
        Some(Held {
            holding,
            position: held.position,
            is_acting: held.is_acting,
            from: Some(today),
            to,
        })
    };
    let left = AccountEvent::PositionHandedOver {
        holding: held.holding,
        position: held.position,
        on: today,
        to: successor.id,
        from_name: leaver.full_name.clone(),
        to_name: successor.full_name.clone(),
        reason: reason.clone(),
        moved: Box::new(moved),
    };
    let took = AccountEvent::PositionTakenOver {
        position: held.position,
        held: taken,
        from: leaver.id,
        from_name: leaver.full_name.clone(),
        to_name: successor.full_name.clone(),
        reason,
    };
    Ok((left, took))
}

/// What a person holds today under that id.
///
/// # Errors
/// [`Refusal::NotHeld`]: never, no longer or not yet.
pub fn held_today(person: &Person, holding: Uuid, today: NaiveDate) -> Result<&Held, Refusal> {
    let held = person.held.iter().find(|held| held.holding == holding);
    held.filter(|held| held.counts_on(today))
        .ok_or(Refusal::NotHeld)
}

/// Whether a person may take over from another.
///
/// # Errors
/// Why not.
pub fn may_take_over(
    leaver: &Person,
    (successor, standing): (&Person, Standing),
) -> Result<(), Refusal> {
    if successor.id == leaver.id {
        Err(Refusal::SuccessorIsLeaver)
    } else if successor.closes_on.is_some() {
        Err(Refusal::SuccessorClosed)
    } else if let Some(agency) = standing.elsewhere {
        Err(Refusal::SuccessorElsewhere { agency })
    } else {
        Ok(())
    }
}
