//! Reminders by the clock, on both engines: each once, none without a reason, none lost.

use crate::command::{act, installed, issued, person, problem, task_of};
use crate::contract;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::id::TaskId;
use domain::job::{Job, Rung};
use domain::refusal::Problem;
use domain::task::{Officer, Rating, TaskCommand};
use domain::view::NotificationLine;
use service::ctx::{Chance, Clock, morning};
use service::notification::Mark;
use service::{Ctx, System, job, notification};
use std::sync::Arc;

/// Moves the clock to a moment, forwards or back.
pub fn set(system: &System, at: DateTime<Utc>) {
    system.clock.advance(at - system.now());
}

/// Eight in the morning so many days before (or, negative, after) a deadline.
fn before(due: NaiveDate, days: i64) -> DateTime<Utc> {
    morning(due) - TimeDelta::days(days)
}

pub async fn run(system: &System) -> usize {
    job::run_due(system).await.expect("the worker works")
}

/// What the actor's agency was told about a task, oldest first.
pub async fn told(ctx: &Ctx, task: TaskId) -> Vec<(Rung, NaiveDate)> {
    let mut lines: Vec<NotificationLine> = Vec::new();
    let mut after = None;
    loop {
        let list = notification::list(ctx, after).await.expect("a list");
        lines.extend(list.lines.into_iter().filter(|line| line.task == task));
        after = list.next;
        if after.is_none() {
            break;
        }
    }
    lines.reverse();
    lines
        .into_iter()
        .map(|line| (line.kind, line.due))
        .collect()
}

pub async fn due(ctx: &Ctx, task: TaskId) -> NaiveDate {
    let page = service::task::page(ctx, task, None).await.expect("a page");
    page.task.due.expect("a deadline")
}

/// Another process on the same database, at the same clock.
pub fn another(system: &System, seed: u64) -> System {
    let settings = system.settings.clone();
    let chance = Chance::seeded(seed);
    System::new(system.db.clone(), system.clock.clone(), chance, settings)
}

fn reason() -> String {
    "Theo chỉ đạo".to_owned()
}

/// The installed system with the dispatch issued: coordinator, health officer, and a task of Health.
async fn at_work(db: store::Db) -> (Arc<System>, Ctx, Ctx, TaskId) {
    let system = installed(db).await;
    let coordinator = person(&system, "dieuphoi").await;
    issued(&coordinator).await;
    let health = person(&system, "yte").await;
    let task = task_of(&health, "na.health").await;
    let due = due(&health, task).await;
    assert!(due > system.today() + Days::new(4), "all rungs lie ahead");
    (flat(&system), coordinator, health, task)
}

/// The same system whose worker knows no ladder, see `ladder.rs`.
fn flat(system: &System) -> Arc<System> {
    let mut flat = another(system, 3_000_000);
    flat.settings.ladder = "none".parse().expect("no ladder");
    Arc::new(flat)
}

pub async fn start(health: &Ctx, task: TaskId) {
    act(health, task, TaskCommand::Acknowledge)
        .await
        .expect("acknowledged");
    let officer = Officer {
        position: None,
        name: "Nguyễn Thị Hoa".to_owned(),
    };
    act(health, task, TaskCommand::Start { officer })
        .await
        .expect("started");
}

contract!(
    each_rung_is_told_once_by_two_workers_at_the_same_time,
    |db| async move {
        let (one, _, health, task) = at_work(db).await;
        let two = another(&one, 1_000_000);
        let due = due(&health, task).await;
        set(&one, before(due, 3) - TimeDelta::seconds(1));
        run(&one).await;
        assert_eq!(told(&health, task).await, [], "not before eight");
        let all = [Rung::DueSoon, Rung::DueToday, Rung::Overdue].map(|rung| (rung, due));
        for (days, expected) in [(3, 1), (1, 1), (0, 2), (-1, 3), (-2, 3), (-90, 3)] {
            set(&one, before(due, days));
            tokio::join!(run(&one), run(&two));
            assert_eq!(told(&health, task).await, all[..expected], "{days} before");
            assert_eq!(run(&one).await, 0, "nothing is left");
        }
        let counts = job::count(&one).await.expect("counted");
        assert_eq!((counts.due, counts.failed), (0, 0));
    }
);

contract!(
    nobody_is_told_of_what_is_done_suspended_or_cancelled,
    |db| async move {
        let (system, coordinator, health, done) = at_work(db).await;
        let police = person(&system, "congan").await;
        let labour = person(&system, "ldtbxh").await;
        let stopped = task_of(&police, "na.police").await;
        let cancelled = task_of(&labour, "na.dolisa").await;
        start(&health, done).await;
        let page = service::task::page(&health, done, None).await;
        for agency in page.expect("a page").task.open_contributions() {
            let waive = TaskCommand::WaiveContribution {
                agency,
                reason: reason(),
            };
            act(&health, done, waive).await.expect("waived");
        }
        let submit = TaskCommand::Submit {
            result: "Xong".to_owned(),
            effect: "20/20 trạm".to_owned(),
            evidence: "Biên bản số 12".to_owned(),
        };
        act(&health, done, submit).await.expect("submitted");
        let confirm = TaskCommand::Confirm {
            rating: Rating::Good,
            note: None,
        };
        act(&coordinator, done, confirm).await.expect("confirmed");
        let cancel = TaskCommand::Cancel { reason: reason() };
        act(&coordinator, cancelled, cancel)
            .await
            .expect("cancelled");
        let suspend = TaskCommand::Suspend { reason: reason() };
        act(&coordinator, stopped, suspend)
            .await
            .expect("suspended");
        system.clock.advance(TimeDelta::days(100));
        assert!(run(&system).await > 0, "other tasks are overdue");
        for (ctx, task) in [(&health, done), (&police, stopped), (&labour, cancelled)] {
            let told = told(ctx, task).await;
            assert_eq!(told, [], "{}", ctx.actor.title_en);
        }
        // With its clock, the reminders of a suspended task go on.
        let resume = TaskCommand::Resume { reason: reason() };
        act(&coordinator, stopped, resume).await.expect("resumed");
        let later = due(&police, stopped).await;
        set(&system, before(later, 0));
        run(&system).await;
        assert_eq!(told(&police, stopped).await, [(Rung::DueToday, later)]);
    }
);

contract!(
    after_an_extension_the_new_deadline_counts,
    |db| async move {
        let (system, coordinator, health, task) = at_work(db).await;
        start(&health, task).await;
        let first = due(&health, task).await;
        set(&system, before(first, 3));
        run(&system).await;
        let until = first + Days::new(30);
        let request = TaskCommand::RequestExtension {
            until: until.into(),
            reason: reason(),
            evidence: None,
        };
        act(&health, task, request).await.expect("asked");
        let grant = TaskCommand::GrantExtension {
            number: 1,
            until: until.into(),
            decision: None,
        };
        act(&coordinator, task, grant).await.expect("granted");
        for days in [27, 30, 31] {
            set(&system, before(first, 0) + TimeDelta::days(days));
            run(&system).await;
        }
        let expected = [
            (Rung::DueSoon, first),
            (Rung::DueSoon, until),
            (Rung::DueToday, until),
            (Rung::Overdue, until),
        ];
        assert_eq!(told(&health, task).await, expected);
    }
);

contract!(
    a_restart_loses_nothing_and_a_clock_moved_back_repeats_nothing,
    |db| async move {
        let (system, _, health, task) = at_work(db).await;
        let due = due(&health, task).await;
        set(&system, before(due, 3));
        run(&system).await;
        let soon = (Rung::DueSoon, due);
        assert_eq!(told(&health, task).await, [soon]);
        // The machine is off over the morning of the deadline; in the evening a new process starts.
        set(&system, before(due, 0) + TimeDelta::hours(10));
        let restarted = another(&system, 2_000_000);
        run(&restarted).await;
        let today = (Rung::DueToday, due);
        assert_eq!(told(&health, task).await, [soon, today]);
        for days in [3, 5, 0] {
            set(&system, before(due, days));
            run(&restarted).await;
            assert_eq!(told(&health, task).await, [soon, today], "{days} before");
        }
        set(&system, before(due, -1));
        run(&restarted).await;
        let overdue = (Rung::Overdue, due);
        assert_eq!(told(&health, task).await, [soon, today, overdue]);
    }
);

contract!(
    the_job_of_a_worker_that_was_killed_is_done_by_another,
    |db| async move {
        let (system, _, health, task) = at_work(db).await;
        let due = due(&health, task).await;
        set(&system, before(due, 0));
        let mut tx = system.db.write().await.expect("a transaction");
        let lease = TimeDelta::seconds(60);
        let claimed = store::job::claim(&mut tx, system.now(), lease, 1000).await;
        tx.commit().await.expect("committed");
        assert!(!claimed.expect("claimed").is_empty());
        assert_eq!(run(&system).await, 0, "they are leased");
        system.clock.advance(lease);
        assert!(run(&system).await > 0);
        assert_eq!(told(&health, task).await, [(Rung::DueToday, due)]);
    }
);

contract!(
    a_job_that_fails_is_tried_again_later_and_holds_up_no_other,
    |db| async move {
        let (system, _, health, task) = at_work(db).await;
        let due = due(&health, task).await;
        set(&system, before(due, 0));
        run(&system).await;
        let broken = Job::Remind {
            task,
            rung: Rung::Overdue,
            due,
        };
        let body = serde_json::to_value(&broken).expect("JSON");
        let set_body = async |body: serde_json::Value| {
            let mut tx = system.db.write().await.expect("a transaction");
            // A kind of a newer version.
            tx.query("UPDATE job SET body = $1 WHERE job_key = $2")
                .bind(body)
                .bind(broken.key())
                .execute()
                .await
                .expect("updated");
            tx.commit().await.expect("committed");
        };
        set_body(serde_json::json!({ "kind": "unknown" })).await;
        set(&system, before(due, -1));
        assert!(run(&system).await > 0, "the others are done");
        assert_eq!(run(&system).await, 0, "not at once again");
        system.clock.advance(TimeDelta::seconds(30));
        assert_eq!(run(&system).await, 0, "it failed again");
        assert_eq!(told(&health, task).await, [(Rung::DueToday, due)]);
        set_body(body).await;
        system.clock.advance(TimeDelta::seconds(59));
        assert_eq!(run(&system).await, 0, "its wait is longer now");
        system.clock.advance(TimeDelta::seconds(1));
        assert_eq!(run(&system).await, 1);
        let all = [(Rung::DueToday, due), (Rung::Overdue, due)];
        assert_eq!(told(&health, task).await, all);
        assert_eq!(job::count(&system).await.expect("counted").failed, 0);
    }
);

contract!(an_agency_reads_what_it_was_told, |db| async move {
    let (system, coordinator, health, task) = at_work(db).await;
    let due = due(&health, task).await;
    set(&system, before(due, 0));
    run(&system).await;
    let list = notification::list(&health, None).await.expect("a list");
    let shell = service::account::shell(&health).await.expect("shown");
    assert!(list.may_mark && list.unread > 0);
    assert_eq!(shell.unread, list.unread);
    assert!(list.lines.iter().all(|line| !line.is_read));
    // An agency that the task was never about.
    assert_eq!(told(&coordinator, task).await, []);
    let newest = list.lines[0].id;
    let marked = notification::mark_read(&coordinator, Mark::Until(newest)).await;
    marked.expect("its own, of which there are none");
    let administrator = person(&system, "quantri").await;
    let refused = notification::mark_read(&administrator, Mark::Until(newest)).await;
    assert_eq!(problem(refused), Problem::Forbidden);
    let head = person(&system, "yte.lanhdao").await;
    let unread = list.unread;
    notification::mark_read(&head, Mark::One(newest))
        .await
        .expect("marked");
    let of_head = notification::list(&head, None).await.expect("a list");
    assert_eq!(
        (of_head.unread, of_head.lines[0].is_read),
        (unread - 1, true)
    );
    let list = notification::list(&health, None).await.expect("a list");
    assert_eq!(list.unread, unread, "what the head has read is unread here");
    notification::mark_read(&health, Mark::Until(newest))
        .await
        .expect("marked");
    let of_head = notification::list(&head, None).await.expect("a list");
    assert_eq!(of_head.unread, unread - 1);
    let list = notification::list(&health, None).await.expect("a list");
    assert_eq!(list.unread, 0);
    assert!(list.lines.iter().all(|line| line.is_read));
});

#[test]
fn eight_in_the_morning_is_hanoi_s() {
    let day = NaiveDate::from_ymd_opt(2022, 9, 14).expect("a day");
    assert_eq!(morning(day).to_rfc3339(), "2022-09-14T01:00:00+00:00");
    let clock = Clock::fixed(morning(day));
    clock.advance(TimeDelta::hours(-1));
    assert_eq!(service::ctx::local_day(clock.now()), day);
}
