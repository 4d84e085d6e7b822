//! Timeliness: how a task stands to its deadline on a day. Derived, never stored.
//!
//! **Invariant:** a result that was returned counts as not done; only a confirmed task is completed.
//! Leaders' three buckets are done, in time and overdue (Decision 42/2014/QĐ-TTg, as reported).

use crate::macros::text_enum;
use crate::task::{State, Task};
use chrono::{Days, NaiveDate};

/// Days before the deadline at which a task is "due soon", unless configured otherwise.
pub const DUE_SOON_DAYS: u64 = 3;

text_enum! {
    /// How a task stands to its deadline.
    Timeliness {
        Overdue = "overdue",
        DueSoon = "due_soon",
        NotDue = "not_due",
        NoDeadline = "no_deadline",
        CompletedOnTime = "completed_on_time",
        CompletedLate = "completed_late",
    }
}

text_enum! {
    /// The buckets in which leaders count tasks. Cancelled tasks and drafts are in none.
    Bucket {
        DoneOnTime = "done_on_time",
        DoneLate = "done_late",
        InTime = "in_time",
        Overdue = "overdue",
        /// The clock is stopped.
        Suspended = "suspended",
    }
}

/// How a task with this state and these days stands on `today`.
pub fn timeliness(
    state: State,
    due: Option<NaiveDate>,
    completed_on: Option<NaiveDate>,
    today: NaiveDate,
    due_soon_days: u64,
) -> Timeliness {
    let Some(due) = due else {
        return match state {
            State::Completed => Timeliness::CompletedOnTime,
            _ => Timeliness::NoDeadline,
        };
    };
    match state {
        State::Completed if completed_on.is_some_and(|day| day > due) => Timeliness::CompletedLate,
        State::Completed => Timeliness::CompletedOnTime,
        State::Suspended | State::Cancelled | State::Draft => Timeliness::NotDue,
        _ if due < today => Timeliness::Overdue,
        _ if due
            <= today
                .checked_add_days(Days::new(due_soon_days))
                .unwrap_or(today) =>
        {
            Timeliness::DueSoon
        }
        _ => Timeliness::NotDue,
    }
}

/// The bucket in which leaders count the task on `today`; none for drafts and cancelled tasks.
pub fn bucket(
    state: State,
    due: Option<NaiveDate>,
    completed_on: Option<NaiveDate>,
    today: NaiveDate,
) -> Option<Bucket> {
    match state {
        State::Draft | State::Cancelled => None,
        State::Suspended => Some(Bucket::Suspended),
        _ => Some(match timeliness(state, due, completed_on, today, 0) {
            Timeliness::CompletedLate => Bucket::DoneLate,
            Timeliness::CompletedOnTime => Bucket::DoneOnTime,
            Timeliness::Overdue => Bucket::Overdue,
            Timeliness::DueSoon | Timeliness::NotDue | Timeliness::NoDeadline => Bucket::InTime,
        }),
    }
}

impl Task {
    /// How the task stands to its deadline on `today`.
    pub fn timeliness(&self, today: NaiveDate, due_soon_days: u64) -> Timeliness {
        timeliness(
            self.state,
            self.due,
            self.completed_on,
            today,
            due_soon_days,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2022, 9, d).expect("a day of September")
    }

    #[test]
    fn a_task_is_overdue_only_after_its_day() {
        let cases = [
            (State::InProgress, Some(10), None, 10, Timeliness::DueSoon),
            (State::InProgress, Some(10), None, 11, Timeliness::Overdue),
            (State::InProgress, Some(10), None, 7, Timeliness::DueSoon),
            (State::InProgress, Some(10), None, 6, Timeliness::NotDue),
            (
                State::AwaitingConfirmation,
                Some(10),
                None,
                11,
                Timeliness::Overdue,
            ),
            (State::InProgress, None, None, 11, Timeliness::NoDeadline),
            (State::Suspended, Some(10), None, 11, Timeliness::NotDue),
            (
                State::Completed,
                Some(10),
                Some(10),
                30,
                Timeliness::CompletedOnTime,
            ),
            (
                State::Completed,
                Some(10),
                Some(11),
                30,
                Timeliness::CompletedLate,
            ),
            (
                State::Completed,
                None,
                Some(11),
                30,
                Timeliness::CompletedOnTime,
            ),
        ];
        for (state, due, done, today, expected) in cases {
            let got = timeliness(
                state,
                due.map(day),
                done.map(day),
                day(today),
                DUE_SOON_DAYS,
            );
            assert_eq!(
                got, expected,
                "{state} due {due:?} done {done:?} on {today}"
            );
        }
    }

    #[test]
    fn drafts_and_cancelled_tasks_are_counted_nowhere() {
        assert_eq!(bucket(State::Draft, Some(day(1)), None, day(9)), None);
        assert_eq!(bucket(State::Cancelled, Some(day(1)), None, day(9)), None);
        assert_eq!(
            bucket(State::Suspended, Some(day(1)), None, day(9)),
            Some(Bucket::Suspended)
        );
        assert_eq!(
            bucket(State::Assigned, Some(day(1)), None, day(9)),
            Some(Bucket::Overdue)
        );
    }
}
