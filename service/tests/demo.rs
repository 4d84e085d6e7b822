//! The earlier work of a demonstration, on both engines: it was really done, and done once.

use crate::contract;
use crate::installation::FILES;
use chrono::{FixedOffset, NaiveDate, NaiveTime, TimeDelta};
use domain::calendar::Calendar;
use domain::directive::DirectiveState;
use domain::refusal::Problem;
use domain::tally::Dimension;
use domain::task::{ContributionState, ExtensionState, Rating, State, Task};
use domain::timeliness::{Bucket, Timeliness, bucket, timeliness};
use domain::view::{Sample, TaskFilter};
use service::ctx::{Chance, Clock, Settings};
use service::{Ctx, System};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::Db;

/// The moment at which people meet the demonstration: 15 September 2022, 9:00 in Vietnam.
fn clock() -> Clock {
    let day = NaiveDate::from_ymd_opt(2022, 9, 15).expect("a day");
    Clock::fixed(day.and_hms_opt(2, 0, 0).expect("a time").and_utc())
}

/// A demonstration without work.
async fn bare(db: Db) -> Arc<System> {
    let settings = Settings {
        demo: true,
        ..Settings::default()
    };
    let system = System::new(db, clock(), Chance::seeded(7), settings);
    service::import::facts(&system, &FILES)
        .await
        .expect("the facts");
    service::import::demo(&system, &FILES)
        .await
        .expect("the demo");
    Arc::new(system)
}

/// A demonstration with its earlier work.
async fn full(db: Db) -> Arc<System> {
    let system = bare(db).await;
    let report = service::demo::work(&system, &FILES.demo_work).await;
    let report = report.expect("the earlier work");
    assert!(report.added > 150, "{report}");
    assert_eq!(report.unchanged, 0);
    system
}

async fn tasks(system: &System) -> Vec<Task> {
    let mut tx = system.db.read().await.expect("a transaction");
    store::task::scan(&mut tx, None, 1000).await.expect("tasks")
}

async fn person(system: &Arc<System>, login: &str) -> Ctx {
    let password = service::account::DEMO_PASSWORD;
    let session = service::session::sign_in(system, login, password, "test").await;
    let token = session.expect("signed in").token;
    let resumed = service::session::resume(system, &token).await;
    resumed.expect("resumed").expect("a session")
}

contract!(
    the_earlier_work_shows_every_state_and_every_timeliness,
    |db| async move {
        let system = full(db).await;
        let tasks = tasks(&system).await;
        assert!((25..=45).contains(&tasks.len()), "{}", tasks.len());

        let states: BTreeSet<_> = tasks.iter().map(|task| task.state.as_str()).collect();
        for state in State::ALL {
            // No command stores a task as a draft: drafts stand in their directive until it is issued.
            let is_expected = *state != State::Draft;
            assert_eq!(states.contains(state.as_str()), is_expected, "{state:?}");
        }

        let today = system.today();
        let soon = system.settings.due_soon_days;
        let standings: Vec<Timeliness> = tasks
            .iter()
            .map(|task| timeliness(task.state, task.due, task.completed_on, today, soon))
            .collect();
        for wanted in [
            Timeliness::NotDue,
            Timeliness::DueSoon,
            Timeliness::Overdue,
            Timeliness::CompletedOnTime,
            Timeliness::CompletedLate,
        ] {
            assert!(standings.contains(&wanted), "{wanted:?}");
        }

        let contributions: Vec<_> = tasks.iter().flat_map(|it| &it.contributions).collect();
        for state in [
            ContributionState::Asked,
            ContributionState::Acknowledged,
            ContributionState::Delivered,
            ContributionState::Waived,
        ] {
            assert!(
                contributions.iter().any(|it| it.state == state),
                "{state:?}"
            );
        }
        let extensions: Vec<_> = tasks.iter().flat_map(|it| &it.extensions).collect();
        for state in ExtensionState::ALL {
            assert!(extensions.iter().any(|it| it.state == *state), "{state:?}");
        }
        for rating in Rating::ALL {
            assert!(
                tasks.iter().any(|it| it.rating == Some(*rating)),
                "{rating:?}"
            );
        }
        let obstacles: Vec<_> = tasks.iter().flat_map(|it| &it.obstacles).collect();
        assert!(obstacles.iter().any(|it| it.resolved_on.is_some()));
        assert!(obstacles.iter().any(|it| it.resolved_on.is_none()));
        assert!(tasks.iter().any(|it| it.reworks > 0));
        assert!(tasks.iter().filter(|it| it.area.is_some()).count() >= 8);
        let leads: BTreeSet<_> = tasks.iter().map(|it| it.lead).collect();
        assert!(leads.len() >= 12, "{}", leads.len());
    }
);

contract!(the_counters_and_the_log_are_true, |db| async move {
    let system = full(db).await;
    let today = system.today();
    let mut counted: BTreeMap<Bucket, i64> = BTreeMap::new();
    for task in tasks(&system).await {
        if let Some(bucket) = bucket(task.state, task.due, task.completed_on, today) {
            *counted.entry(bucket).or_default() += 1;
        }
    }
    let mut tx = system.db.read().await.expect("a transaction");
    let kept = store::tally::of_items(&mut tx, Dimension::Province, ["40".to_owned()]).await;
    drop(tx);
    let kept: BTreeMap<Bucket, i64> = kept
        .expect("counters")
        .into_iter()
        .filter(|counter| counter.tasks != 0)
        .map(|counter| (counter.bucket, counter.tasks))
        .collect();
    assert_eq!(kept, counted);

    let flaws = service::verify::verify_log(&system)
        .await
        .expect("verified");
    assert!(flaws.is_empty(), "{flaws:?}");
    let rebuilt = service::rebuild::rebuild(&system).await.expect("rebuilt");
    assert!(rebuilt.differences.is_empty(), "{:?}", rebuilt.differences);
});

contract!(
    everything_was_done_in_working_hours_and_in_the_order_of_time,
    |db| async move {
        let system = full(db).await;
        let mut tx = system.db.read().await.expect("a transaction");
        let entries = store::log::after(&mut tx, 0, 1000).await.expect("the log");
        let hanoi = FixedOffset::east_opt(7 * 3600).expect("an offset");
        let hour = |hour| NaiveTime::from_hms_opt(hour, 0, 0).expect("a time");
        let mut before = None;
        for entry in entries {
            let at = entry.received_at.with_timezone(&hanoi);
            assert_eq!(entry.made_at, entry.received_at);
            assert!(before <= Some(at), "{at}");
            let is_working_day = Calendar::vietnam().is_working_day(at.date_naive());
            assert_eq!(is_working_day, Ok(true), "{at}");
            assert!(at.time() >= hour(7) && at.time() < hour(17), "{at}");
            before = Some(at);
        }
    }
);

contract!(a_second_run_adds_nothing, |db| async move {
    let system = full(db).await;
    let head = async || {
        let mut tx = system.db.read().await.expect("a transaction");
        store::log::head(&mut tx).await.expect("the head")
    };
    let (length, before) = (head().await, tasks(&system).await);
    let again = service::demo::work(&system, &FILES.demo_work).await;
    let again = again.expect("a second run");
    assert!(again.is_unchanged(), "{again}");
    assert!(again.unchanged > 150);
    assert_eq!(head().await, length);
    assert_eq!(tasks(&system).await, before);
});

contract!(it_goes_on_where_it_was_cut_off, |db| async move {
    let system = bare(db).await;
    // Three weeks short of its end: the same as being cut off there.
    let cut = System {
        clock: Clock::fixed(system.now() - TimeDelta::days(21)),
        ..(*system).clone()
    };
    let first = service::demo::work(&cut, &FILES.demo_work).await;
    let first = first.expect("the first part");
    let mut tx = system.db.write().await.expect("a transaction");
    tx.query("DELETE FROM setting WHERE name = 'demo_work'")
        .execute()
        .await
        .expect("deleted");
    tx.commit().await.expect("committed");
    let second = service::demo::work(&system, &FILES.demo_work).await;
    let second = second.expect("the second part");
    assert!(second.added > 0, "{second}");
    assert_eq!(second.unchanged, first.added);
    let rebuilt = service::rebuild::rebuild(&system).await.expect("rebuilt");
    assert!(rebuilt.differences.is_empty(), "{:?}", rebuilt.differences);
});

contract!(people_find_something_to_do, |db| async move {
    let system = full(db).await;
    for (login, least) in [
        ("dieuphoi", 3),
        ("yte", 2),
        ("congan", 1),
        ("ubnd.quephong", 2),
    ] {
        let ctx = person(&system, login).await;
        let work = service::task::my_work(&ctx).await.expect("my work");
        assert!(work.total >= least, "{login}: {}", work.total);
        assert_eq!(work.may_register, login == "dieuphoi");
        assert_eq!(
            work.drafts.len(),
            usize::from(login == "dieuphoi"),
            "{login}"
        );
    }
    let ctx = person(&system, "dieuphoi").await;
    let listed = service::directive::list(&ctx, None).await.expect("a list");
    assert_eq!(listed.lines.len(), 3);
    for line in listed.lines {
        assert!(line.reference.contains("mẫu") && line.subject.ends_with("(mẫu)"));
        let page = service::directive::page(&ctx, line.id)
            .await
            .expect("a page");
        assert_eq!(page.directive.state, DirectiveState::Issued);
        for clause in &page.directive.clauses {
            let span = clause.span.expect("a span");
            let words = page.directive.text.get(span.start..span.end);
            assert!(words.is_some_and(|words| !words.is_empty()), "{clause:?}");
        }
    }
    // People of another province see none of it.
    let ctx = person(&system, "dieuphoi.hatinh").await;
    let listed = service::task::list(&ctx, &TaskFilter::default()).await;
    assert!(listed.expect("a list").lines.is_empty());
});

contract!(work_of_people_is_not_mixed_with_it, |db| async move {
    let system = bare(db).await;
    let mut tx = system.db.write().await.expect("a transaction");
    store::log::take_places(&mut tx, 1).await.expect("a place");
    tx.commit().await.expect("committed");
    let report = service::demo::work(&system, &FILES.demo_work).await;
    assert!(report.expect("a report").is_unchanged());
    assert!(tasks(&system).await.is_empty());
});

contract!(
    a_working_system_has_neither_work_nor_sample,
    |db| async move {
        let system = bare(db).await;
        let ctx = person(&system, "dieuphoi").await;
        let compose = async |ctx: &Ctx, wants| {
            let page = service::directive::compose(ctx, None, wants).await;
            page.expect("a page").sample
        };
        assert_eq!(compose(&ctx, false).await, Sample::Offered);
        let Sample::Text(text) = compose(&ctx, true).await else {
            panic!("no text");
        };
        assert!(text.contains("1041/UBND-NC"));

        let mut working = (*system).clone();
        working.settings.demo = false;
        let refused = service::demo::work(&working, &FILES.demo_work).await;
        assert_eq!(refused.expect_err("refused").problem(), Problem::Forbidden);
        let ctx = Ctx {
            system: Arc::new(working),
            ..ctx
        };
        assert_eq!(compose(&ctx, true).await, Sample::None);
    }
);

contract!(days_pass_only_in_a_demonstration, |db| async move {
    let refused = service::demo::forward(&db, 1).await;
    let refused = refused.expect_err("no demonstration");
    assert!(matches!(
        refused,
        service::Error::Problem(Problem::Forbidden)
    ));
    let day = NaiveDate::from_ymd_opt(2022, 9, 15).expect("a day");
    service::demo::start_clock(&db, day).await.expect("started");
    let today = async || {
        let (clock, is_demo) = service::demo::clock(&db).await.expect("a clock");
        assert!(is_demo);
        service::ctx::local_day(clock.now())
    };
    let before = today().await;
    for days in [0, 1, 3] {
        service::demo::forward(&db, days).await.expect("forward");
    }
    assert_eq!(today().await - before, TimeDelta::days(4));
});
