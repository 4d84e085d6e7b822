//! Which reminders a task's steps plan, and which are given.

mod history;

use chrono::{Days, NaiveDate};
use domain::clears::ClearSet;
use domain::job::{Job, Planned, Rung, holds, reminded, reminders};
use domain::task::{State, Task, TaskCommand};
use history::{after, agency, complete, day, decide, draft, new_task, tries};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const SOON: u64 = 3;

/// A task in that state, due on that day.
fn task(state: State, due: Option<NaiveDate>) -> Task {
    let (_, mut task) = draft(complete());
    task.state = state;
    task.due = due;
    task
}

/// The rungs and days of what is planned.
fn rungs(planned: &[Planned]) -> Vec<(Rung, NaiveDate)> {
    let rung = |planned: &Planned| match &planned.job {
        Job::Remind { rung, .. } => Some((*rung, planned.on)),
        Job::MakeDuty { .. } => None,
    };
    planned.iter().filter_map(rung).collect()
}

#[test]
fn a_new_deadline_plans_the_rungs_that_lie_ahead() {
    let (soon, today, overdue) = (
        (Rung::DueSoon, day(27)),
        (Rung::DueToday, day(30)),
        (Rung::Overdue, day(31)),
    );
    let table = [
        (0, vec![soon, today, overdue]),
        (27, vec![soon, today, overdue]),
        (29, vec![soon, today, overdue]),
        (30, vec![today, overdue]),
        (31, vec![overdue]),
        (90, vec![overdue]),
    ];
    let issued = task(State::Assigned, Some(day(30)));
    for (now, expected) in table {
        let planned = reminders(None, &issued, day(now), SOON);
        assert_eq!(rungs(&planned), expected, "on day {now}");
    }
    let planned = reminders(None, &issued, day(0), 0);
    assert_eq!(rungs(&planned), [today, overdue], "soon would be the day");
}

#[test]
fn only_a_step_that_moves_the_deadline_or_sets_the_clock_going_plans() {
    use State as S;
    let due = Some(day(30));
    let table = [
        ((S::Draft, due), (S::Assigned, due), 3),
        ((S::Assigned, due), (S::Acknowledged, due), 0),
        ((S::InProgress, due), (S::InProgress, due), 0),
        ((S::InProgress, due), (S::InProgress, Some(day(40))), 3),
        ((S::InProgress, None), (S::InProgress, due), 3),
        ((S::InProgress, due), (S::InProgress, None), 0),
        ((S::InProgress, due), (S::AwaitingConfirmation, due), 0),
        ((S::InProgress, due), (S::Suspended, due), 0),
        ((S::Suspended, due), (S::InProgress, due), 3),
        ((S::AwaitingConfirmation, due), (S::Completed, due), 0),
        ((S::Completed, due), (S::InProgress, due), 3),
        ((S::InProgress, due), (S::Cancelled, due), 0),
    ];
    for (before, to, expected) in table {
        let (old, new) = (task(before.0, before.1), task(to.0, to.1));
        let planned = reminders(Some(&old), &new, day(0), SOON);
        assert_eq!(planned.len(), expected, "{before:?} to {to:?}");
    }
    assert_eq!(reminders(None, &task(S::Draft, due), day(0), SOON), []);
}

#[test]
fn a_reminder_holds_only_while_it_says_what_is_so() {
    use State as S;
    let due = day(30);
    let table = [
        (S::InProgress, due, Rung::DueSoon, 29, true),
        (S::InProgress, due, Rung::DueSoon, 30, false),
        (S::InProgress, due, Rung::DueToday, 29, false),
        (S::InProgress, due, Rung::DueToday, 30, true),
        (S::InProgress, due, Rung::DueToday, 31, false),
        (S::InProgress, due, Rung::Overdue, 30, false),
        (S::AwaitingConfirmation, due, Rung::Overdue, 31, true),
        (S::InProgress, day(40), Rung::Overdue, 31, false),
        (S::Suspended, due, Rung::Overdue, 31, false),
        (S::Completed, due, Rung::Overdue, 31, false),
        (S::Cancelled, due, Rung::Overdue, 31, false),
    ];
    for (state, now_due, rung, today, expected) in table {
        let task = task(state, Some(now_due));
        let case = format!("{state} due {now_due}, {rung} on day {today}");
        assert_eq!(holds(rung, due, &task, day(today)), expected, "{case}");
    }
}

#[test]
fn those_are_reminded_for_whom_something_waits() {
    let due = Some(day(30));
    // Agency 1 issued it, agency 2 leads.
    for (state, expected) in [
        (State::Assigned, vec![agency(2)]),
        (State::InProgress, vec![agency(2)]),
        (State::Returned, vec![agency(1)]),
        (State::AwaitingConfirmation, vec![agency(1)]),
        (State::Completed, vec![]),
    ] {
        assert_eq!(reminded(&task(state, due)), expected, "{state}");
    }
}

#[test]
fn the_key_and_the_json_are_what_is_stored() {
    let planned = reminders(None, &task(State::Assigned, Some(day(1))), day(1), SOON);
    let job = &planned[0].job;
    assert_eq!(
        job.key(),
        "remind/00000000-0000-0000-0000-0000000003e8/2022-09-15/due_today"
    );
    assert_eq!(
        serde_json::to_string(job).expect("JSON"),
        "{\"kind\":\"remind\",\"task\":\"00000000-0000-0000-0000-0000000003e8\",\
         \"rung\":\"due_today\",\"due\":\"2022-09-15\"}"
    );
    let value = serde_json::to_value(job).expect("JSON");
    assert_eq!(value["kind"], job.kind());
}

/// Does what is to be done on a day, as the worker would; notes what was given.
fn work(
    task: &Task,
    today: NaiveDate,
    waiting: &mut BTreeMap<String, Planned>,
    given: &mut BTreeSet<(NaiveDate, Rung)>,
) -> bool {
    let due_now: Vec<String> = waiting
        .iter()
        .filter(|(_, planned)| planned.on <= today)
        .map(|(key, _)| key.clone())
        .collect();
    let mut any = false;
    for key in due_now {
        let Some(Planned { job, .. }) = waiting.remove(&key) else {
            continue;
        };
        let Job::Remind { rung, due, .. } = job else {
            continue;
        };
        if holds(rung, due, task, today) {
            any = true;
            given.insert((due, rung));
        }
    }
    any
}

/// The rung that stands on a day.
fn stands(due: NaiveDate, today: NaiveDate) -> Option<Rung> {
    if today > due {
        Some(Rung::Overdue)
    } else if today == due {
        Some(Rung::DueToday)
    } else {
        (today + Days::new(SOON) >= due).then_some(Rung::DueSoon)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn whatever_happens_the_rung_of_the_day_is_given_and_nothing_else(
        new in new_task(),
        tries in tries(),
    ) {
        let clears = ClearSet::five();
        let (_, mut task) = draft(new);
        let (mut waiting, mut given) = (BTreeMap::new(), BTreeSet::new());
        let mut today = day(0);
        for (agency, days, command) in tries {
            for _ in 0..days {
                today = today + Days::new(1);
                work(&task, today, &mut waiting, &mut given);
            }
            let command: TaskCommand = command;
            if let Ok(events) = decide(&task, &clears, agency, today, command) {
                let next = after(task.clone(), &events);
                for planned in reminders(Some(&task), &next, today, SOON) {
                    waiting.entry(planned.job.key()).or_insert(planned);
                }
                task = next;
            }
            let any = work(&task, today, &mut waiting, &mut given);
            let is_running = task.state.is_open() && task.state != State::Suspended;
            prop_assert!(is_running || !any, "told of a task that is {}", task.state);
            if let (true, Some(due)) = (is_running, task.due) {
                prop_assert!(!reminded(&task).is_empty(), "nobody to tell");
                if let Some(rung) = stands(due, today) {
                    prop_assert!(given.contains(&(due, rung)), "{rung} for {due} on {today}");
                }
            }
        }
    }
}
