//! Which reminders a task's steps plan, and which are given.

mod climbing;
mod history;

use chrono::{Days, NaiveDate};
use domain::clears::ClearSet;
use domain::id::{NotificationId, PositionId, UserId};
use domain::job::{Job, Planned, Rule, Rung, holds, reminded, reminders};
use domain::ladder::{Addressee, Audience, Ladder, addressed};
use domain::position::Role;
use domain::task::Officer;
use domain::task::{State, Task, TaskCommand};
use history::{after, agency, complete, day, decide, draft, new_task, tries};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use uuid::Uuid;

const SOON: u64 = 3;

/// Without a ladder.
static FLAT: LazyLock<Ladder> = LazyLock::new(|| ladder("none"));
static STEEP: LazyLock<Ladder> = LazyLock::new(Ladder::default);

fn ladder(text: &str) -> Ladder {
    text.parse().expect("a ladder")
}

fn flat() -> Rule<'static> {
    Rule {
        due_soon_days: SOON,
        ladder: &FLAT,
    }
}

fn steep() -> Rule<'static> {
    Rule {
        due_soon_days: SOON,
        ladder: &STEEP,
    }
}

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
        Job::Remind { rung, .. } => (*rung, planned.on),
        other => panic!("no reminder: {other:?}"),
    };
    planned.iter().map(rung).collect()
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
        let planned = reminders(None, &issued, day(now), flat());
        assert_eq!(rungs(&planned), expected, "on day {now}");
    }
    let at_once = Rule {
        due_soon_days: 0,
        ..flat()
    };
    let planned = reminders(None, &issued, day(0), at_once);
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
        let planned = reminders(Some(&old), &new, day(0), flat());
        assert_eq!(planned.len(), expected, "{before:?} to {to:?}");
    }
    assert_eq!(reminders(None, &task(S::Draft, due), day(0), steep()), []);
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
        assert_eq!(
            holds(rung, due, &task, day(today), flat()),
            expected,
            "{case}"
        );
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
    let planned = reminders(None, &task(State::Assigned, Some(day(1))), day(1), flat());
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
    let (account, notification) = (
        UserId(Uuid::from_u128(1)),
        NotificationId(Uuid::from_u128(2)),
    );
    let province = "40".to_owned();
    let table = [
        (
            Job::Mail {
                account,
                notification,
                province: province.clone(),
            },
            format!("mail/{notification}/{account}"),
            Some("40"),
        ),
        (
            Job::Digest {
                account,
                day: day(1),
                province: province.clone(),
            },
            format!("digest/{account}/2022-09-15"),
            Some("40"),
        ),
        (
            Job::Digests { day: day(1) },
            "digests/2022-09-15".to_owned(),
            None,
        ),
        (
            Job::Replan {
                rule: "r".to_owned(),
                after: None,
            },
            "replan/r".to_owned(),
            None,
        ),
    ];
    for (job, key, province) in table {
        assert_eq!((job.key(), job.province()), (key, province));
        let value = serde_json::to_value(&job).expect("JSON");
        assert_eq!(value["kind"], job.kind());
        assert_eq!(serde_json::from_value::<Job>(value).expect("a job"), job);
    }
}

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

#[test]
fn the_ladder_counts_working_days() {
    use Rung as R;
    // Friday 2022-08-26; 1 and 2 September 2022 are a public holiday (Thursday and Friday).
    let due = date("2022-08-26");
    let expected = [
        (R::LateOfficer, "2022-08-29"),
        (R::LateHead, "2022-08-31"),
        (R::LateCoordinator, "2022-09-06"),
        (R::LateCommittee, "2022-09-13"),
    ];
    for (rung, on) in expected {
        assert_eq!(STEEP.day(rung, due), Some(date(on)), "{rung}");
        assert_eq!(FLAT.day(rung, due), None);
    }
    assert_eq!(STEEP.day(R::Overdue, due), None, "no rung of the ladder");
    let overdue = task(State::InProgress, Some(due));
    let planned = reminders(None, &overdue, date("2022-08-20"), steep());
    let late: Vec<_> = rungs(&planned).into_iter().skip(3).collect();
    assert_eq!(late, expected.map(|(rung, on)| (rung, date(on))));
    // No holidays are known of 2030: nothing is guessed.
    let far = task(State::InProgress, Some(date("2030-05-01")));
    let planned = reminders(None, &far, date("2030-04-01"), steep());
    assert_eq!(planned.len(), 3);
}

#[test]
fn a_missed_rung_gives_way_to_the_next() {
    use Rung as R;
    let due = date("2022-08-26");
    let table = [
        ("2022-08-26", None),
        ("2022-08-28", None),
        ("2022-08-29", Some(R::LateOfficer)),
        ("2022-08-30", Some(R::LateOfficer)),
        ("2022-08-31", Some(R::LateHead)),
        ("2022-09-05", Some(R::LateHead)),
        ("2022-09-06", Some(R::LateCoordinator)),
        ("2022-09-12", Some(R::LateCoordinator)),
        ("2022-09-13", Some(R::LateCommittee)),
        ("2023-01-01", Some(R::LateCommittee)),
    ];
    for (today, expected) in table {
        let stands: Vec<Rung> = domain::ladder::RUNGS
            .into_iter()
            .filter(|rung| STEEP.stands(*rung, due, date(today)))
            .collect();
        assert_eq!(stands, expected.into_iter().collect::<Vec<_>>(), "{today}");
    }
    // A task that was overdue for long when reminders came: overdue, and the rung that stands.
    let old = task(State::InProgress, Some(due));
    let planned = reminders(None, &old, date("2022-09-07"), steep());
    let expected = [
        (R::Overdue, date("2022-08-27")),
        (R::LateCoordinator, date("2022-09-06")),
        (R::LateCommittee, date("2022-09-13")),
    ];
    assert_eq!(rungs(&planned), expected);
}

#[test]
fn a_ladder_is_ascending_and_short() {
    for (text, shown) in [
        ("1,3,5,10", "1,3,5,10"),
        (" 2 , 4 ", "2,4"),
        ("none", "none"),
    ] {
        assert_eq!(ladder(text).to_string(), shown);
    }
    for text in ["", "0", "3,1", "1,1", "1,2,3,4,5", "251", "-1", "one", "1,"] {
        assert!(text.parse::<Ladder>().is_err(), "{text:?}");
    }
    let short = ladder("2");
    let due = date("2022-08-26");
    assert!(
        short.stands(Rung::LateOfficer, due, date("2023-08-26")),
        "the last rung stays"
    );
    assert_eq!(short.day(Rung::LateHead, due), None);
}

#[test]
fn each_rung_of_the_ladder_is_for_those_who_can_act() {
    use Rung as R;
    let these = |to: &[Addressee]| Audience::These(to.to_vec());
    let mut at_work = task(State::InProgress, Some(day(30)));
    let (issuer, lead) = (agency(1), agency(2));
    let position = PositionId(Uuid::from_u128(9));
    at_work.officer = Some(Officer {
        position: Some(position),
        name: "Hoa".to_owned(),
    });
    let officer = Addressee {
        position: Some(position),
        ..Addressee::agency(lead)
    };
    assert_eq!(addressed(R::LateOfficer, &at_work), these(&[officer]));
    at_work.officer = None;
    let officers = these(&[Addressee::role(lead, Role::Officer)]);
    assert_eq!(addressed(R::LateOfficer, &at_work), officers);
    let heads = these(&[Addressee::role(lead, Role::Head)]);
    assert_eq!(addressed(R::LateHead, &at_work), heads);
    let coordinators = these(&[Addressee::role(issuer, Role::Coordinator)]);
    assert_eq!(addressed(R::LateCoordinator, &at_work), coordinators);
    assert_eq!(addressed(R::LateCommittee, &at_work), Audience::Leaders);
    assert_eq!(
        addressed(R::Overdue, &at_work),
        these(&[Addressee::agency(lead)])
    );
    // The result is in: it is no longer the lead who is late.
    let submitted = task(State::AwaitingConfirmation, Some(day(30)));
    for rung in [R::LateOfficer, R::LateHead] {
        assert_eq!(addressed(rung, &submitted), these(&[]), "{rung}");
    }
    assert_eq!(addressed(R::LateCoordinator, &submitted), coordinators);
    assert!(officer.includes(lead, Role::Head, position));
    assert!(!officer.includes(lead, Role::Officer, PositionId(Uuid::from_u128(8))));
    assert!(!Addressee::role(lead, Role::Head).includes(issuer, Role::Head, position));
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
        if holds(rung, due, task, today, steep()) {
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
                for planned in reminders(Some(&task), &next, today, steep()) {
                    waiting.entry(planned.job.key()).or_insert(planned);
                }
                task = next;
            }
            let any = work(&task, today, &mut waiting, &mut given);
            let is_running = task.state.is_open() && task.state != State::Suspended;
            prop_assert!(is_running || !any, "told of a task that is {}", task.state);
            if let (true, Some(due)) = (is_running, task.due) {
                prop_assert!(!reminded(&task).is_empty(), "nobody to tell");
                let late = domain::ladder::RUNGS
                    .into_iter()
                    .filter(|rung| STEEP.stands(*rung, due, today));
                for rung in stands(due, today).into_iter().chain(late) {
                    prop_assert!(given.contains(&(due, rung)), "{rung} for {due} on {today}");
                }
            }
        }
    }
}
