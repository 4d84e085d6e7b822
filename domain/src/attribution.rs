//! Whose the days are by which a task is late: every day after a deadline belongs to exactly one [`Cause`].
//!
//! Two deadlines count, so a task has two splits ([`Lateness`]):
//! - **original**: every calendar day after the deadline with which the task was issued. Nothing is taken out.
//! - **current**: the days after the deadline in force, as [`crate::timeliness`] counts them. Days for which
//!   the clock stood still are no days of this split, and a granted extension has moved its beginning.
//!
//! A day is judged by what held when it began: a step takes effect from the day after it, so that who submits
//! on the very deadline is not late, and the day of the confirmation is still one of waiting. On a day on which
//! several things held, the first of these counts:
//! 1. *suspended*: nobody could act;
//! 2. *decision*: the issuer had the word (a result to confirm, a returned task, a request for more time, a
//!    result that was confirmed and later reopened);
//! 3. *coordinating*: a contribution was asked for or acknowledged and past its own day; of several, the one
//!    that was due first (then the lower id). A declined one is the lead's to waive, so it is none;
//! 4. *line*: a result, a request for more time or a contribution was made in time on a device, and was still
//!    on its way to the server. The device's clock is believed: both times stand in the log for all to see;
//! 5. *lead*: whoever led on that day.
//!
//! **Gross** days are all of a split; **fair** days of an agency are its own as lead or coordinating agency by
//! the current deadline ([`tallied`]).
//!
//! **Invariants:** the parts of a split add up to its days; a day of the current split is a day of the original
//! one, and has the same cause; drafts and cancelled tasks are never late.
//!
//! To add a cause: a variant of [`Cause`], its place in `cause` and in the list above, its words in `app`.

use crate::id::{AgencyId, TaskId};
use crate::task::{ContributionState, State, Task, TaskEvent};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Why a task was late on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "cause", content = "agency", rename_all = "snake_case")]
pub enum Cause {
    /// The agency that led on that day.
    Lead(AgencyId),
    /// A coordinating agency whose contribution was overdue.
    Coordinating(AgencyId),
    /// The issuer had to decide.
    Decision,
    /// The clock stood still.
    Suspended,
    /// What was made in time was received late.
    Line,
}

/// Days of one cause under one lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Who led on those days.
    pub lead: AgencyId,
    pub cause: Cause,
    pub days: i64,
}

/// The days after one deadline, split by cause: in the order of [`Cause`].
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Split {
    pub parts: Vec<Part>,
}

impl Split {
    /// All days of the split.
    pub fn gross(&self) -> i64 {
        self.parts.iter().map(|part| part.days).sum()
    }

    /// The days of one cause, whoever led.
    pub fn of(&self, cause: Cause) -> i64 {
        let same = self.parts.iter().filter(|part| part.cause == cause);
        same.map(|part| part.days).sum()
    }

    /// The causes that have days, each once.
    pub fn causes(&self) -> Vec<Cause> {
        let mut causes: Vec<Cause> = self.parts.iter().map(|part| part.cause).collect();
        causes.sort();
        causes.dedup();
        causes
    }

    fn of_days(days: impl Iterator<Item = (AgencyId, Cause)>) -> Self {
        let mut sums: BTreeMap<(Cause, AgencyId), i64> = BTreeMap::new();
        for (lead, cause) in days {
            *sums.entry((cause, lead)).or_default() += 1;
        }
        let parts = sums
            .into_iter()
            .map(|((cause, lead), days)| Part { lead, cause, days })
            .collect();
        Self { parts }
    }
}

/// How late a task is, or was when it was completed.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Lateness {
    /// After the deadline with which the task was issued.
    pub original: Split,
    /// After the deadline in force.
    pub current: Split,
}

/// A step of a task with its days: when the person took it, and when the server did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated {
    pub event: TaskEvent,
    pub made_on: NaiveDate,
    pub received_on: NaiveDate,
}

/// What was made in time and was on its way: the days after `made_on` up to `received_on`.
struct Transit {
    made_on: NaiveDate,
    received_on: NaiveDate,
    /// The coordinating agency whose contribution it is; none for what the lead hands over.
    contribution: Option<AgencyId>,
}

impl Transit {
    fn covers(&self, day: NaiveDate) -> bool {
        self.made_on < day && day <= self.received_on
    }
}

/// A task's history, ready to be asked about its days.
struct History {
    /// The task at the end of each day on which something happened, in order.
    stages: Vec<(NaiveDate, Task)>,
    transits: Vec<Transit>,
}

impl History {
    fn of(id: TaskId, steps: &[Dated]) -> Option<Self> {
        let mut stages: Vec<(NaiveDate, Task)> = Vec::new();
        let mut transits = Vec::new();
        let mut task: Option<Task> = None;
        for step in steps {
            transits.extend(task.as_ref().and_then(|before| transit(before, step)));
            let after = Task::after(id, task.take(), &step.event)?;
            // A clock that was moved back must not turn the history round.
            let day = stages
                .last()
                .map_or(step.received_on, |(last, _)| step.received_on.max(*last));
            match stages.last_mut() {
                Some((last, stage)) if *last == day => *stage = after.clone(),
                _ => stages.push((day, after.clone())),
            }
            task = Some(after);
        }
        Some(Self { stages, transits })
    }

    /// The task as it was when the day began.
    fn at_the_beginning_of(&self, day: NaiveDate) -> Option<&Task> {
        let before = self.stages.partition_point(|(stage, _)| *stage < day);
        Some(&self.stages.get(before.checked_sub(1)?)?.1)
    }

    /// Who led on a day, and whose it is.
    fn judge(&self, day: NaiveDate) -> Option<(AgencyId, Cause)> {
        let task = self.at_the_beginning_of(day)?;
        Some((task.lead, cause(task, day, &self.transits)))
    }
}

/// What a step handed over late although it was made in time.
fn transit(before: &Task, step: &Dated) -> Option<Transit> {
    let (due, contribution) = match &step.event {
        TaskEvent::Submitted { .. } | TaskEvent::ExtensionRequested { .. } => (before.due?, None),
        TaskEvent::ContributionDelivered { agency, .. } => {
            (before.contribution(*agency)?.due?, Some(*agency))
        }
        _ => return None,
    };
    let is_late = step.made_on <= due && step.received_on > step.made_on;
    is_late.then_some(Transit {
        made_on: step.made_on,
        received_on: step.received_on,
        contribution,
    })
}

fn cause(task: &Task, day: NaiveDate, transits: &[Transit]) -> Cause {
    match task.state {
        State::Suspended => return Cause::Suspended,
        State::Returned | State::AwaitingConfirmation | State::Completed => return Cause::Decision,
        _ if task.pending_extension().is_some() => return Cause::Decision,
        _ => {}
    }
    let on_the_way = |agency: AgencyId| {
        transits
            .iter()
            .any(|transit| transit.contribution == Some(agency) && transit.covers(day))
    };
    let owing = task
        .contributions
        .iter()
        .filter(|owed| {
            matches!(
                owed.state,
                ContributionState::Asked | ContributionState::Acknowledged
            )
        })
        .filter_map(|owed| Some((owed.due?, owed.agency)))
        .filter(|(due, agency)| *due < day && !on_the_way(*agency))
        .min();
    match owing {
        Some((_, agency)) => Cause::Coordinating(agency),
        None if transits.iter().any(|transit| transit.covers(day)) => Cause::Line,
        None => Cause::Lead(task.lead),
    }
}

/// Splits the days by which a task is late, from its whole history in the order of its log. An open task is
/// judged up to and with `today`, a completed one up to its day. None where the history is none of a task.
pub fn attribute(id: TaskId, steps: &[Dated], today: NaiveDate) -> Option<Lateness> {
    let history = History::of(id, steps)?;
    let (_, task) = history.stages.last()?;
    let (Some(issued_on), Some(original), Some(due)) =
        (task.issued_on, task.original_due, task.due)
    else {
        return Some(Lateness::default());
    };
    let end = match task.state {
        State::Draft | State::Cancelled => return Some(Lateness::default()),
        State::Completed => task.completed_on.unwrap_or(today),
        _ => today,
    };
    let after = |deadline: NaiveDate| deadline.max(issued_on);
    // While the clock stands still, the deadline in force is not yet moved on: count up to its stop.
    let counted_to = match task.suspended_on {
        Some(on) => on.min(end),
        None => end,
    };
    // The days after the deadline in force are the last ones for which the clock ran: so many as timeliness
    // counts, passing over those for which it stood still.
    let late = (counted_to - after(due)).num_days().max(0);
    let days = |from: NaiveDate| {
        let history = &history;
        std::iter::successors(Some(end), NaiveDate::pred_opt)
            .take_while(move |day| *day > from)
            .filter_map(move |day| history.judge(day))
    };
    let stopped = (end - counted_to).num_days().max(0);
    let current = days(issued_on)
        .skip(usize::try_from(stopped).unwrap_or(usize::MAX))
        .filter(|(_, cause)| *cause != Cause::Suspended)
        .take(usize::try_from(late).unwrap_or(0));
    Some(Lateness {
        original: Split::of_days(days(after(original))),
        current: Split::of_days(current),
    })
}

/// What rankings count of finished tasks, by agency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tallied {
    /// Completed tasks that it led.
    pub finished: i64,
    /// Of them, in time by the deadline in force.
    pub on_time: i64,
    /// Of them, in time by the original deadline.
    pub on_time_original: i64,
    /// Days after the original deadline while it led, whatever the cause.
    pub gross_days: i64,
    /// Days after the deadline in force while it led, whatever the cause.
    pub net_days: i64,
    /// Days after the deadline in force that were its own, as lead or as coordinating agency.
    pub fair_days: i64,
}

impl Tallied {
    /// Adds the figures of another, `by` times: -1 takes them away.
    pub fn add(&mut self, other: Self, by: i64) {
        self.finished += by * other.finished;
        self.on_time += by * other.on_time;
        self.on_time_original += by * other.on_time_original;
        self.gross_days += by * other.gross_days;
        self.net_days += by * other.net_days;
        self.fair_days += by * other.fair_days;
    }

    /// Whether nothing is counted.
    pub fn is_zero(&self) -> bool {
        *self == Self::default()
    }
}

/// What a task adds to each agency's figures; nothing while it is not completed.
///
/// Only finished tasks are counted: an open task grows by a day every day, without any step that could move a
/// counter. The overdue ones are counted as tasks by [`crate::tally`] and shown beside these.
pub fn tallied(task: &Task, lateness: &Lateness) -> BTreeMap<AgencyId, Tallied> {
    let mut sums: BTreeMap<AgencyId, Tallied> = BTreeMap::new();
    let (State::Completed, Some(on)) = (task.state, task.completed_on) else {
        return sums;
    };
    let in_time = |due: Option<NaiveDate>| i64::from(due.is_none_or(|due| on <= due));
    let lead = sums.entry(task.lead).or_default();
    lead.finished = 1;
    lead.on_time = in_time(task.due);
    lead.on_time_original = in_time(task.original_due);
    for part in &lateness.original.parts {
        sums.entry(part.lead).or_default().gross_days += part.days;
    }
    for part in &lateness.current.parts {
        sums.entry(part.lead).or_default().net_days += part.days;
        if let Cause::Lead(agency) | Cause::Coordinating(agency) = part.cause {
            sums.entry(agency).or_default().fair_days += part.days;
        }
    }
    sums
}
