//! Contracts of `store::cascade` on both engines.

use crate::contract;

use crate::sample::{agencies, agency_id, day, task as sample_task};
use domain::cascade::Parent;
use domain::id::TaskId;
use domain::rollup::{Measure, Rollup};
use domain::task::{State, Task};
use store::cascade::{self, Place};
use store::{Db, Tx};
use uuid::Uuid;

fn id(n: u128) -> TaskId {
    TaskId(Uuid::from_u128(n))
}

/// The n-th sample task as a sub-task of another.
fn child(n: u128, parent: u128, state: State, due: u32) -> Task {
    let mut task = sample_task(n, state, Some(day(due)));
    task.parent = Some(Parent {
        task: id(parent),
        required: true,
        measure: Measure::Weight { weight: 2 },
        overseers: vec![agency_id(0)],
    });
    task
}

/// Task 1 with these sub-tasks.
async fn filled(db: &Db, children: &[Task]) -> Tx {
    agencies(db, 4).await;
    let mut tx = db.write().await.expect("a transaction");
    let mut rows = vec![(sample_task(1, State::InProgress, Some(day(20))), Vec::new())];
    rows.extend(children.iter().map(|child| (child.clone(), Vec::new())));
    store::task::insert(&mut tx, &rows).await.expect("inserted");
    tx
}

contract!(sums_are_added_and_taken_away, |db| async move {
    let mut tx = filled(&db, &[child(2, 1, State::Assigned, 9)]).await;
    let none = cascade::find(&mut tx, id(1)).await.expect("read");
    assert_eq!(none, Rollup::default());
    let one = Rollup::of(&child(2, 1, State::Assigned, 9));
    let done = Rollup::of(&child(2, 1, State::Completed, 9));
    assert_eq!((one.weight, one.weight_done, done.weight_done), (2, 0, 2));
    cascade::apply(&mut tx, &[]).await.expect("nothing");
    for (by, expected) in [(one, one), (done.minus(one), done), (one, done.plus(one))] {
        cascade::apply(&mut tx, &[(id(1), by)])
            .await
            .expect("applied");
        assert_eq!(cascade::find(&mut tx, id(1)).await.expect("read"), expected);
        assert_eq!(cascade::hold(&mut tx, id(1)).await.expect("held"), expected);
    }
    cascade::apply(&mut tx, &[(id(2), one)])
        .await
        .expect("applied");
    let mut all = cascade::all(&mut tx).await.expect("read");
    all.sort_by_key(|(task, _)| *task);
    assert_eq!(all, [(id(1), done.plus(one)), (id(2), one)]);
    cascade::clear(&mut tx).await.expect("cleared");
    assert_eq!(cascade::all(&mut tx).await.expect("read"), []);
});

contract!(
    sub_tasks_are_read_page_by_page_what_is_open_first,
    |db| async move {
        let children = [
            child(2, 1, State::Completed, 2),
            child(3, 1, State::Assigned, 9),
            child(4, 1, State::InProgress, 5),
            child(5, 1, State::Suspended, 5),
            child(6, 1, State::Cancelled, 1),
            child(7, 3, State::Assigned, 1),
        ];
        let mut tx = filled(&db, &children).await;
        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let page = cascade::children(&mut tx, id(1), after, 2)
                .await
                .expect("a page");
            let Some(last) = page.last() else { break };
            after = Some(Place::from(last));
            let text = Place::from(last).to_string();
            assert_eq!(text.parse::<Place>().ok(), after, "{text}");
            seen.extend(page.iter().map(|task| task.id));
        }
        assert_eq!(seen, [4, 5, 3, 6, 2].map(id));
        for wrong in [
            "",
            "open",
            "open.x.y",
            "half.2022-09-01.1",
            "open.2022-09-01",
        ] {
            assert!(wrong.parse::<Place>().is_err(), "{wrong}");
        }
        let open = cascade::open_children(&mut tx, &[id(1), id(3)]).await;
        let open: Vec<TaskId> = open
            .expect("read")
            .iter()
            .map(|(task, (length, _))| {
                assert_eq!(*length, 0, "no chain");
                task.id
            })
            .collect();
        assert_eq!(open, [3, 4, 5, 7].map(id));
        let none = cascade::open_children(&mut tx, &[]).await.expect("read");
        assert_eq!(none, []);
        let leads = cascade::leads(&mut tx, id(1)).await.expect("read");
        assert_eq!(leads, [agency_id(1)]);
        assert_eq!(cascade::leads(&mut tx, id(9)).await.expect("read"), []);
    }
);

contract!(a_list_says_what_is_a_sub_task, |db| async move {
    let mut tx = filled(&db, &[child(2, 1, State::Assigned, 9)]).await;
    for scope in [
        domain::access::Scope::All,
        domain::access::Scope::Agency(agency_id(1)),
    ] {
        let days = store::task::Days {
            today: day(1),
            soon_until: day(4),
        };
        let filter = store::task::Filter::default();
        let rows = store::task::list(&mut tx, &scope, &filter, days, 9).await;
        let marks: Vec<_> = rows
            .expect("listed")
            .iter()
            .map(|row| (row.id, row.is_subtask))
            .collect();
        assert_eq!(marks, [(id(2), true), (id(1), false)]);
    }
    let tasks = store::task::scan(&mut tx, None, 9).await.expect("scanned");
    let wrong = store::task::miscopied(&mut tx, &tasks).await.expect("read");
    assert_eq!(wrong, []);
});
