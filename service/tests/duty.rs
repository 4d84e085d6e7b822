//! Recurring duties by the clock, on both engines: each period once, by two workers, with its history.

use crate::command::{installed, person, problem};
use crate::contract;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::command::{Command, Envelope, Receipt};
use domain::duty::view::DutyPage;
use domain::duty::{DutyCommand, DutyEvent, DutyState, Template};
use domain::id::{AgencyId, DutyId, EnvelopeId};
use domain::period::{Cycle, Period, Regime, Schedule};
use domain::refusal::{FieldFault, Problem, Refusal};
use domain::task::{Asked, State};
use domain::view::TimelineEvent;
use service::ctx::{Chance, morning};
use service::{Ctx, System, duty, job};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn set(system: &System, at: DateTime<Utc>) {
    system.clock.advance(at - system.now());
}

/// Another process on the same database, at the same clock.
fn another(system: &System) -> System {
    let settings = system.settings.clone();
    let chance = Chance::seeded(5_000_000);
    System::new(system.db.clone(), system.clock.clone(), chance, settings)
}

async fn agency(ctx: &Ctx, code: &str) -> AgencyId {
    let directory = ctx.system.directory().await.expect("the agencies");
    directory.by_code(code).expect("an agency").id
}

async fn template(ctx: &Ctx) -> Template {
    Template {
        title: "Báo cáo công tác phòng, chống ma túy".to_owned(),
        deliverable: "Báo cáo theo mẫu".to_owned(),
        effect_expected: "Số liệu đủ của 27 xã biên giới".to_owned(),
        responsible: "Giám đốc Sở Y tế".to_owned(),
        lead: agency(ctx, "na.health").await,
        coordinating: vec![Asked {
            agency: agency(ctx, "na.police").await,
            product: "Số người nghiện có hồ sơ quản lý".to_owned(),
            due: None,
        }],
        schedule: Schedule::Every {
            cycle: Cycle::Month,
            regime: Regime::Reporting,
        },
        first: day("2022-09-15"),
        last: None,
        ahead: 7,
        to_do: 3,
    }
}

async fn submit(
    ctx: &Ctx,
    id: DutyId,
    base_version: Option<i64>,
    command: DutyCommand,
) -> service::Result<Receipt> {
    let envelope = Envelope {
        id: EnvelopeId(ctx.system.id()),
        base_version,
        made_at: ctx.system.now(),
        command: Command::Duty { id, command },
    };
    service::command::submit(ctx, envelope).await
}

pub async fn created(ctx: &Ctx) -> DutyId {
    let id = DutyId(ctx.system.id());
    let template = Box::new(template(ctx).await);
    submit(ctx, id, None, DutyCommand::Create { template })
        .await
        .expect("created");
    id
}

async fn page(ctx: &Ctx, id: DutyId) -> DutyPage {
    duty::page(ctx, id, None, None).await.expect("a page")
}

fn periods(page: &DutyPage) -> Vec<Period> {
    let mut periods: Vec<Period> = page.tasks.iter().map(|task| task.period).collect();
    periods.reverse();
    periods
}

async fn is_true(system: &System) {
    let rebuilt = service::rebuild::rebuild(system).await.expect("rebuilt");
    assert_eq!(rebuilt.differences, []);
    let flaws = service::verify::verify_log(system).await;
    assert_eq!(flaws.expect("verified"), []);
}

contract!(
    each_period_has_its_task_once_with_two_workers,
    |db| async move {
        let one = installed(db).await;
        let two = another(&one);
        let coordinator = person(&one, "dieuphoi").await;
        let id = created(&coordinator).await;
        let first = page(&coordinator, id).await;
        assert_eq!(
            first.next_days,
            Some((day("2022-10-07"), day("2022-10-17")))
        );
        assert_eq!(first.tasks, []);
        set(&one, morning(day("2022-10-07")) - TimeDelta::seconds(1));
        job::run_due(&one).await.expect("works");
        assert_eq!(page(&coordinator, id).await.tasks, [], "not before eight");
        let mut at = morning(day("2022-10-07"));
        for expected in 1..=6 {
            set(&one, at);
            let (a, b) = tokio::join!(job::run_due(&one), job::run_due(&two));
            a.expect("works");
            b.expect("works");
            let now = page(&coordinator, id).await;
            assert_eq!(now.tasks.len(), expected);
            at = morning(now.next_days.expect("a next one").0);
        }
        let periods = periods(&page(&coordinator, id).await);
        for pair in periods.windows(2) {
            assert_eq!(Some(pair[1].from), pair[0].to.succ_opt(), "no gap");
        }
        // The lead finds a whole task, issued by the office, and the police what they owe.
        let health = person(&one, "yte").await;
        let made = &page(&health, id).await.tasks[5];
        let task = service::task::page(&health, made.id, None).await;
        let task = task.expect("a page").task;
        assert_eq!(
            task.title,
            "Báo cáo công tác phòng, chống ma túy – tháng 10/2022"
        );
        assert_eq!(
            (task.state, task.issuer),
            (State::Assigned, coordinator.actor.agency)
        );
        assert_eq!(task.due, Some(day("2022-10-17")));
        assert_eq!(task.contributions.len(), 1);
        let police = person(&one, "congan").await;
        let work = service::task::my_work(&police).await.expect("my work");
        assert_eq!(work.total, 6);
        is_true(&one).await;
    }
);

contract!(
    what_was_missed_is_made_later_and_a_killed_worker_loses_nothing,
    |db| async move {
        let system = installed(db).await;
        let coordinator = person(&system, "dieuphoi").await;
        let id = created(&coordinator).await;
        // Nobody works for three months, and the first worker dies with what it took.
        set(&system, morning(day("2023-01-09")));
        let mut tx = system.db.write().await.expect("a transaction");
        let lease = TimeDelta::seconds(60);
        let taken = store::job::claim(&mut tx, system.now(), lease, 1000).await;
        tx.commit().await.expect("committed");
        assert_eq!(taken.expect("claimed").len(), 1);
        assert_eq!(job::run_due(&system).await.expect("works"), 0);
        system.clock.advance(lease);
        job::run_due(&system).await.expect("works");
        let made = periods(&page(&coordinator, id).await);
        let to: Vec<NaiveDate> = made.iter().map(|period| period.to).collect();
        let expected = ["2022-10-14", "2022-11-14", "2022-12-14", "2023-01-14"];
        assert_eq!(to, expected.map(day), "all of them are owed");
        is_true(&system).await;
    }
);

contract!(
    a_change_counts_for_what_has_no_task_and_a_stop_ends_it,
    |db| async move {
        let system = installed(db).await;
        let coordinator = person(&system, "dieuphoi").await;
        let id = created(&coordinator).await;
        set(&system, morning(day("2022-10-07")));
        job::run_due(&system).await.expect("works");
        // From now on by quarter, and by the labour department.
        let mut changed = template(&coordinator).await;
        changed.schedule = Schedule::Every {
            cycle: Cycle::Quarter,
            regime: Regime::Reporting,
        };
        changed.lead = agency(&coordinator, "na.dolisa").await;
        let change = |template: &Template| DutyCommand::Change {
            template: Box::new(template.clone()),
            reason: "Theo hướng dẫn mới".to_owned(),
        };
        let stale = submit(&coordinator, id, Some(1), change(&changed)).await;
        assert!(matches!(
            problem(stale),
            Problem::Conflict { version: 2, .. }
        ));
        submit(&coordinator, id, Some(2), change(&changed))
            .await
            .expect("changed");
        let now = page(&coordinator, id).await;
        // The quarter to 14 December overlaps October, which has its task.
        let next = now.duty.next.expect("a period");
        assert_eq!((next.from, next.to), (day("2022-12-15"), day("2023-03-14")));
        assert_eq!(now.tasks.len(), 1, "what was made stays");
        // What was planned before the change is not done any more.
        set(&system, morning(day("2022-11-07")));
        job::run_due(&system).await.expect("works");
        assert_eq!(page(&coordinator, id).await.tasks.len(), 1);
        let stop = DutyCommand::Stop {
            reason: "Hết đề án".to_owned(),
        };
        submit(&coordinator, id, Some(3), stop.clone())
            .await
            .expect("stopped");
        set(&system, morning(day("2023-04-01")));
        job::run_due(&system).await.expect("works");
        let now = page(&coordinator, id).await;
        assert_eq!((now.duty.state, now.tasks.len()), (DutyState::Stopped, 1));
        let refused = problem(submit(&coordinator, id, Some(4), stop).await);
        let refusal = Refusal::DutyClosed;
        assert_eq!(refused, Problem::Refused { refusal });
        let told: Vec<&str> = now
            .timeline
            .iter()
            .map(|entry| match &entry.event {
                TimelineEvent::Duty(DutyEvent::DutyCreated { .. }) => "created",
                TimelineEvent::Duty(DutyEvent::DutyGenerated { .. }) => "generated",
                TimelineEvent::Duty(DutyEvent::DutyChanged { reason, .. }) => {
                    assert_eq!(reason, "Theo hướng dẫn mới");
                    "changed"
                }
                TimelineEvent::Duty(DutyEvent::DutyStopped { .. }) => "stopped",
                _ => "another",
            })
            .collect();
        assert_eq!(told, ["stopped", "changed", "generated", "created"]);
        is_true(&system).await;
    }
);

contract!(
    a_change_and_the_job_at_the_same_moment_make_one_task,
    |db| async move {
        let system = installed(db).await;
        let coordinator = person(&system, "dieuphoi").await;
        let id = created(&coordinator).await;
        set(&system, morning(day("2022-10-08")));
        let change = DutyCommand::Change {
            template: Box::new(Template {
                ahead: 6,
                ..template(&coordinator).await
            }),
            reason: "Tạo muộn hơn một ngày".to_owned(),
        };
        let (changed, worked) = tokio::join!(
            submit(&coordinator, id, Some(1), change),
            job::run_due(&system)
        );
        worked.expect("works");
        // The change is taken, or was made on a duty that had moved on.
        if let Err(error) = changed {
            let problem = error.problem();
            assert!(matches!(problem, Problem::Conflict { .. }), "{problem:?}");
        }
        for _ in 0..3 {
            system.clock.advance(TimeDelta::minutes(1));
            job::run_due(&system).await.expect("works");
        }
        let now = page(&coordinator, id).await;
        assert_eq!(now.tasks.len(), 1);
        is_true(&system).await;
    }
);

contract!(
    a_duty_is_seen_by_its_parties_and_ordered_by_coordinators_and_heads,
    |db| async move {
        let system = installed(db).await;
        let coordinator = person(&system, "dieuphoi").await;
        let id = created(&coordinator).await;
        for (login, lines) in [
            ("dieuphoi", 1),
            ("yte", 1),
            ("congan", 1),
            ("lanhdao", 1),
            ("kiemtra", 1),
            ("haiquan", 0),
            ("quantri", 0),
            ("dieuphoi.hatinh", 0),
        ] {
            let ctx = person(&system, login).await;
            let list = duty::list(&ctx, None).await.expect("a list");
            assert_eq!(list.lines.len(), lines, "{login}");
            let seen = duty::page(&ctx, id, None, None).await;
            match lines {
                0 => assert_eq!(problem(seen), Problem::NotFound, "{login}"),
                _ => assert_eq!(
                    seen.expect("a page").may_manage,
                    login == "dieuphoi",
                    "{login}"
                ),
            }
            let stop = DutyCommand::Stop {
                reason: "x".to_owned(),
            };
            if login != "dieuphoi" {
                let expected = if lines == 0 {
                    Problem::NotFound
                } else {
                    Problem::Forbidden
                };
                let refused = problem(submit(&ctx, id, Some(1), stop).await);
                assert_eq!(refused, expected, "{login}");
            }
            let may = matches!(login, "dieuphoi" | "dieuphoi.hatinh");
            assert_eq!(duty::new_page(&ctx, None).await.is_ok(), may, "{login}");
        }
        let police = person(&system, "congan").await;
        let template_ = template(&coordinator).await;
        let create = |template: &Template| DutyCommand::Create {
            template: Box::new(template.clone()),
        };
        let new = DutyId(system.id());
        let refused = problem(submit(&police, new, None, create(&template_)).await);
        assert_eq!(refused, Problem::Forbidden);
        // Agencies of another province cannot be given work; a duty is made once.
        let mut foreign = template_.clone();
        foreign.lead = agency(&coordinator, "ht.police").await;
        let refused = problem(submit(&coordinator, new, None, create(&foreign)).await);
        let refusal = Refusal::field("lead", FieldFault::Unknown);
        assert_eq!(refused, Problem::Refused { refusal });
        let twice = problem(submit(&coordinator, id, None, create(&template_)).await);
        assert_eq!(twice, Problem::NotFound);
        is_true(&system).await;
    }
);

contract!(
    a_lead_that_is_no_more_is_told_and_holds_up_no_other_duty,
    |db| async move {
        let system = installed(db).await;
        let coordinator = person(&system, "dieuphoi").await;
        let id = created(&coordinator).await;
        let other = created(&coordinator).await;
        let health = agency(&coordinator, "na.health").await;
        let mut tx = system.db.write().await.expect("a transaction");
        let mut agency_ = store::agency::find(&mut tx, health)
            .await
            .expect("read")
            .expect("Health");
        agency_.valid_to = Some(system.today() + Days::new(1));
        store::agency::update(&mut tx, &agency_)
            .await
            .expect("closed");
        tx.commit().await.expect("committed");
        system.directory.forget();
        let mut moved = template(&coordinator).await;
        moved.lead = agency(&coordinator, "na.dolisa").await;
        let change = DutyCommand::Change {
            template: Box::new(moved.clone()),
            reason: "Chuyển đầu mối".to_owned(),
        };
        submit(&coordinator, other, Some(1), change.clone())
            .await
            .expect("changed");
        set(&system, morning(day("2022-10-07")));
        job::run_due(&system).await.expect("works");
        let stuck = page(&coordinator, id).await;
        assert!(stuck.lead_is_gone && stuck.tasks.is_empty());
        assert_eq!(page(&coordinator, other).await.tasks.len(), 1);
        // Changed, it goes on at once.
        submit(&coordinator, id, Some(1), change)
            .await
            .expect("changed");
        job::run_due(&system).await.expect("works");
        let now = page(&coordinator, id).await;
        assert_eq!((now.lead_is_gone, now.tasks.len()), (false, 1));
    }
);
