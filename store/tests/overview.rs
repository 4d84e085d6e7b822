//! Contracts of `store::overview` on both engines.

use crate::contract;
use crate::sample::{agencies, agency_id, day, sample_scope, task as sample_task};
use domain::access::Scope;
use domain::task::{Extension, ExtensionState, Milestone, State, Task};
use store::Db;
use store::overview::{self, OnDay};
use store::task::{self, Days, Filter};

const TODAY: Days = Days {
    today: chrono::NaiveDate::from_ymd_opt(2022, 9, 15).expect("a day"),
    soon_until: chrono::NaiveDate::from_ymd_opt(2022, 9, 18).expect("a day"),
};

async fn fill(db: &Db) -> Vec<Task> {
    agencies(db, 5).await;
    let mut tasks: Vec<Task> = [
        (1, State::Assigned, Some(day(20))),
        (2, State::Assigned, Some(day(9))),
        (3, State::InProgress, Some(day(20))),
        (4, State::Completed, Some(day(20))),
        (5, State::InProgress, None),
    ]
    .map(|(n, state, due)| sample_task(n, state, due))
    .to_vec();
    tasks[0].issued_on = Some(day(2));
    tasks[0].milestones = vec![Milestone {
        due: day(10),
        what: "Kế hoạch".to_owned(),
    }];
    let rows: Vec<_> = tasks
        .iter()
        .map(|task| (task.clone(), Vec::new()))
        .collect();
    let mut tx = db.write().await.expect("a transaction");
    task::insert(&mut tx, &rows).await.expect("inserted");
    tx.commit().await.expect("committed");
    tasks
}

contract!(
    tasks_are_counted_up_to_a_bound_and_by_day,
    |db| async move {
        fill(&db).await;
        let mut tx = db.read().await.expect("a connection");
        for scope in [Scope::Agency(agency_id(1)), sample_scope("40"), Scope::All] {
            let filter = Filter::default();
            for (state, most, expected) in [
                (Some(State::Assigned), 9, 2),
                (Some(State::InProgress), 1, 1),
                (Some(State::Completed), 9, 1),
                (Some(State::Returned), 9, 0),
                (None, 9, 4),
            ] {
                let filter = Filter {
                    state,
                    ..Filter::default()
                };
                let count = overview::count(&mut tx, &scope, &filter, TODAY, most).await;
                assert_eq!(count.expect("counted"), expected, "{scope:?} {state:?}");
            }
            let filter = Filter {
                due_from: Some(day(9)),
                due_to: Some(day(20)),
                ..filter
            };
            let days = overview::by_day(&mut tx, &scope, &filter, TODAY)
                .await
                .expect("counted");
            let expected = [(day(9), 1), (day(20), 2)];
            assert_eq!(days, expected.map(|(day, count)| OnDay { day, count }));
            let filter = Filter {
                due_from: Some(day(10)),
                due_to: Some(day(19)),
                ..filter
            };
            let days = overview::by_day(&mut tx, &scope, &filter, TODAY).await;
            assert_eq!(days.expect("counted"), []);
        }
        for scope in [
            Scope::Nothing,
            Scope::Agency(agency_id(4)),
            sample_scope("42"),
        ] {
            let filter = Filter::default();
            let count = overview::count(&mut tx, &scope, &filter, TODAY, 9).await;
            assert_eq!(count.expect("counted"), 0, "{scope:?}");
            let days = overview::by_day(&mut tx, &scope, &filter, TODAY).await;
            assert_eq!(days.expect("counted"), []);
            let bars = overview::bars(&mut tx, &scope, &filter, TODAY, 9).await;
            assert_eq!(bars.expect("read"), []);
        }
    }
);

contract!(a_timeline_has_what_only_the_task_knows, |db| async move {
    let tasks = fill(&db).await;
    let mut tx = db.read().await.expect("a connection");
    for scope in [Scope::Agency(agency_id(1)), sample_scope("40"), Scope::All] {
        let bars = overview::bars(&mut tx, &scope, &Filter::default(), TODAY, 3)
            .await
            .expect("read");
        let ids: Vec<_> = bars.iter().map(|bar| bar.id).collect();
        assert_eq!(ids, [tasks[1].id, tasks[0].id, tasks[2].id], "{scope:?}");
        assert_eq!(bars[1].issued_on, Some(day(2)));
        assert_eq!(bars[1].milestones, tasks[0].milestones);
        assert_eq!((bars[1].due, bars[1].parent), (Some(day(20)), None));
    }
});

contract!(
    what_leads_asked_for_is_read_for_some_tasks_at_once,
    |db| async move {
        agencies(&db, 5).await;
        let mut asking = sample_task(1, State::InProgress, Some(day(20)));
        asking.extensions = vec![Extension {
            number: 1,
            asked_on: day(2),
            until: day(25),
            reason: "Mưa lũ".to_owned(),
            state: ExtensionState::Requested,
            decided_on: None,
            decision: None,
            asked_until: Some(day(25)),
            asked_days: None,
            evidence: None,
        }];
        let plain = sample_task(2, State::InProgress, None);
        let other = sample_task(3, State::InProgress, None);
        let rows: Vec<_> = [&asking, &plain, &other]
            .map(|task| (task.clone(), Vec::new()))
            .to_vec();
        let mut tx = db.write().await.expect("a transaction");
        task::insert(&mut tx, &rows).await.expect("inserted");
        let asked = overview::asked(&mut tx, &[plain.id, asking.id]).await;
        let asked = asked.expect("read");
        let mut ids = [asking.id, plain.id];
        ids.sort();
        assert_eq!(asked.iter().map(|asked| asked.id).collect::<Vec<_>>(), ids);
        for one in &asked {
            let task = if one.id == asking.id { &asking } else { &plain };
            assert_eq!(one.extensions, task.extensions);
            assert_eq!(one.contributions.len(), task.contributions.len());
        }
        let before = db.statements();
        assert_eq!(overview::asked(&mut tx, &[]).await.expect("read"), []);
        assert_eq!(db.statements(), before, "nothing is asked for nothing");
    }
);
