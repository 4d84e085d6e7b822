//! Duties: which period is owed next, what changing and stopping leave.

use chrono::{Days, NaiveDate};
use domain::duty::{Author, Duty, DutyCommand, DutyEvent, DutyState, Template};
use domain::id::{AgencyId, DutyId, PositionId, TaskId, UserId};
use domain::period::{Cycle, Period, Regime, Schedule};
use domain::refusal::{FieldFault, Refusal};
use domain::task::Asked;
use proptest::prelude::*;
use uuid::Uuid;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn agency(n: u128) -> AgencyId {
    AgencyId(Uuid::from_u128(n))
}

fn id() -> DutyId {
    DutyId(Uuid::from_u128(7))
}

fn task() -> TaskId {
    TaskId(Uuid::from_u128(70))
}

fn author() -> Author {
    Author {
        user: UserId(Uuid::from_u128(1)),
        position: PositionId(Uuid::from_u128(2)),
        agency: agency(1),
    }
}

fn monthly() -> Schedule {
    Schedule::Every {
        cycle: Cycle::Month,
        regime: Regime::Reporting,
    }
}

fn template(schedule: Schedule) -> Template {
    Template {
        title: "Báo cáo công tác phòng, chống ma túy".to_owned(),
        deliverable: "Báo cáo theo mẫu".to_owned(),
        effect_expected: "Số liệu đủ của 27 xã biên giới".to_owned(),
        responsible: "Giám đốc Sở Y tế".to_owned(),
        lead: agency(2),
        coordinating: vec![Asked {
            agency: agency(3),
            product: "Số liệu".to_owned(),
            due: None,
        }],
        schedule,
        first: day("2022-09-01"),
        last: None,
        ahead: 7,
        to_do: 3,
    }
}

fn created(template: Template, today: &str) -> Result<Duty, Refusal> {
    let event = Duty::create(template, "40".to_owned(), author(), day(today))?;
    Ok(Duty::after(id(), None, &event).expect("a duty"))
}

fn period(from: &str, to: &str) -> Period {
    Period {
        from: day(from),
        to: day(to),
    }
}

#[test]
fn the_first_period_is_one_that_can_still_be_done_in_time() {
    let august = period("2022-08-15", "2022-09-14");
    let october = period("2022-09-15", "2022-10-14");
    // Due three days after its end: 17 September.
    for (today, expected) in [
        ("2022-09-10", august),
        ("2022-09-15", august),
        ("2022-09-17", august),
        ("2022-09-18", october),
    ] {
        let duty = created(template(monthly()), today).expect("a duty");
        assert_eq!(duty.next, Some(expected), "{today}");
    }
    let later = Template {
        first: day("2023-01-20"),
        ..template(monthly())
    };
    let duty = created(later, "2022-09-15").expect("a duty");
    assert_eq!(duty.next, Some(period("2023-01-15", "2023-02-14")));
    let past = Schedule::Once {
        from: day("2022-01-01"),
        to: day("2022-02-01"),
    };
    assert_eq!(
        created(template(past), "2022-09-15"),
        Err(Refusal::NothingOwed)
    );
}

#[test]
fn a_task_is_made_on_its_day_for_its_period_and_once() {
    let mut duty = created(template(monthly()), "2022-09-18").expect("a duty");
    let october = period("2022-09-15", "2022-10-14");
    assert_eq!(duty.template.made_on(october), day("2022-10-07"));
    assert_eq!(duty.template.due(october), day("2022-10-17"));
    assert_eq!(duty.generate(october, day("2022-10-06"), task()), None);
    let november = period("2022-10-15", "2022-11-14");
    assert_eq!(duty.generate(november, day("2022-12-01"), task()), None);
    let event = duty
        .generate(october, day("2022-10-07"), task())
        .expect("its turn");
    duty = Duty::after(id(), Some(duty), &event).expect("a duty");
    assert_eq!((duty.next, duty.done), (Some(november), Some(october)));
    assert_eq!(
        duty.generate(october, day("2022-10-08"), task()),
        None,
        "once"
    );
    let new = duty.task(october);
    assert_eq!(
        new.title,
        "Báo cáo công tác phòng, chống ma túy – tháng 10/2022"
    );
    assert_eq!((new.issuer, new.lead), (agency(1), agency(2)));
    assert_eq!(new.due, Some(day("2022-10-17")));
    assert_eq!(new.coordinating[0].product, "Số liệu");
}

#[test]
fn a_range_ends_with_its_task_and_last_ends_a_cycle() {
    let once = Schedule::Once {
        from: day("2022-09-20"),
        to: day("2022-10-20"),
    };
    let duty = created(template(once), "2022-09-15").expect("a duty");
    let range = duty.next.expect("a period");
    let event = duty
        .generate(range, day("2022-10-13"), task())
        .expect("its turn");
    let duty = Duty::after(id(), Some(duty), &event).expect("a duty");
    assert_eq!((duty.state, duty.next), (DutyState::Ended, None));
    let until = Template {
        last: Some(day("2022-10-14")),
        ..template(monthly())
    };
    let duty = created(until, "2022-09-18").expect("a duty");
    let october = duty.next.expect("a period");
    let event = duty
        .generate(october, day("2022-10-10"), task())
        .expect("its turn");
    let duty = Duty::after(id(), Some(duty), &event).expect("a duty");
    assert_eq!(duty.next, None, "November begins after the last day");
}

#[test]
fn a_change_leaves_what_was_made_and_a_stop_ends_it() {
    let duty = created(template(monthly()), "2022-09-18").expect("a duty");
    let october = duty.next.expect("a period");
    let event = duty
        .generate(october, day("2022-10-07"), task())
        .expect("its turn");
    let duty = Duty::after(id(), Some(duty), &event).expect("a duty");
    // By the calendar October has begun before the 15th: it would overlap what has its task.
    let change = |schedule| DutyCommand::Change {
        template: Box::new(template(schedule)),
        reason: "Theo hướng dẫn mới".to_owned(),
    };
    let calendar = Schedule::Every {
        cycle: Cycle::Month,
        regime: Regime::Calendar,
    };
    let event = duty
        .decide(change(calendar), author(), day("2022-10-10"))
        .expect("changed");
    let changed = Duty::after(id(), Some(duty), &event).expect("a duty");
    assert_eq!(changed.next, Some(period("2022-11-01", "2022-11-30")));
    let stop = || DutyCommand::Stop {
        reason: "Hết đề án".to_owned(),
    };
    let event = changed
        .decide(stop(), author(), day("2022-10-11"))
        .expect("stopped");
    let stopped = Duty::after(id(), Some(changed), &event).expect("a duty");
    assert_eq!((stopped.state, stopped.next), (DutyState::Stopped, None));
    let november = period("2022-11-01", "2022-11-30");
    assert_eq!(stopped.generate(november, day("2023-01-01"), task()), None);
    for command in [change(calendar), stop()] {
        let answer = stopped.decide(command, author(), day("2022-10-12"));
        assert_eq!(answer, Err(Refusal::DutyClosed));
    }
}

#[test]
fn what_cannot_be_taken_is_named() {
    let base = || template(monthly());
    let table: Vec<(Template, &str, FieldFault)> = vec![
        (
            Template {
                title: " ".to_owned(),
                ..base()
            },
            "title",
            FieldFault::Required,
        ),
        (
            Template {
                ahead: 91,
                ..base()
            },
            "ahead",
            FieldFault::OutOfRange,
        ),
        (
            Template {
                to_do: 61,
                ..base()
            },
            "to_do",
            FieldFault::OutOfRange,
        ),
        (
            Template {
                lead: agency(3),
                ..base()
            },
            "coordinating",
            FieldFault::Malformed,
        ),
        (
            Template {
                last: Some(day("2022-08-31")),
                ..base()
            },
            "last",
            FieldFault::OutOfRange,
        ),
        (
            template(Schedule::Once {
                from: day("2022-10-02"),
                to: day("2022-10-01"),
            }),
            "to",
            FieldFault::OutOfRange,
        ),
    ];
    for (template, field, fault) in table {
        let answer = created(template, "2022-09-15");
        assert_eq!(answer, Err(Refusal::field(field, fault)), "{field}");
    }
}

fn any_schedule() -> impl Strategy<Value = Schedule> {
    (
        prop::sample::select(Cycle::ALL),
        prop::sample::select(Regime::ALL),
    )
        .prop_map(|(cycle, regime)| Schedule::Every { cycle, regime })
}

proptest! {
    #[test]
    fn no_period_is_left_out_and_none_comes_twice_whatever_is_changed(
        first in any_schedule(),
        steps in prop::collection::vec((0u64..120, prop::option::weighted(0.2, any_schedule())), 1..40),
    ) {
        let mut duty = created(template(first), "2022-09-15").expect("a duty");
        let mut today = day("2022-09-15");
        let mut events = vec![
            Duty::create(template(first), "40".to_owned(), author(), today).expect("created"),
        ];
        let mut made: Vec<Period> = Vec::new();
        let mut is_unchanged = true;
        for (days, change) in steps {
            today = today + Days::new(days);
            let event = match (change, duty.next) {
                (Some(schedule), _) => {
                    let template = Box::new(template(schedule));
                    let reason = "x".to_owned();
                    is_unchanged = false;
                    duty.decide(DutyCommand::Change { template, reason }, author(), today).ok()
                }
                (None, Some(next)) => duty.generate(next, today, task()),
                (None, None) => None,
            };
            let Some(event) = event else { continue };
            if let DutyEvent::DutyGenerated { period, .. } = &event {
                let last = made.last();
                prop_assert!(last.is_none_or(|last| last.to < period.from), "an overlap");
                if let (Some(last), true) = (last, is_unchanged) {
                    prop_assert_eq!(duty.template.schedule.after(*last), Some(*period));
                }
                made.push(*period);
                is_unchanged = true;
            }
            duty = Duty::after(id(), Some(duty), &event).expect("a duty");
            events.push(event);
        }
        let replayed = events.iter().fold(None, |duty, event| Duty::after(id(), duty, event));
        prop_assert_eq!(replayed, Some(duty));
    }
}
