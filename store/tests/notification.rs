//! Contracts of `store::notification` on both engines.

use crate::contract;

use crate::sample::{agencies, agency_id, day, task};
use chrono::{DateTime, Utc};
use domain::id::{NotificationId, PositionId, TaskId};
use domain::job::Rung;
use domain::task::State;
use domain::view::MOST_UNREAD;
use store::notification::{self, New};
use store::{Db, Tx};
use uuid::Uuid;

fn now() -> DateTime<Utc> {
    day(14).and_hms_opt(1, 0, 0).expect("a time").and_utc()
}

fn id(n: u128) -> NotificationId {
    NotificationId(Uuid::from_u128(n))
}

/// The n-th sample: agency 1 is told that task 1 is due n days after the 1st.
fn new(n: u128) -> New {
    New {
        id: id(n),
        agency: agency_id(1),
        task: TaskId(Uuid::from_u128(1)),
        kind: Rung::DueToday,
        due: day(1) + chrono::Days::new(u64::try_from(n).expect("few")),
    }
}

/// Task 1 with agencies 0 to 2, and these notifications.
async fn told(db: &Db, new: &[New]) -> Tx {
    agencies(db, 4).await;
    let mut tx = db.write().await.expect("a transaction");
    let task = task(1, State::InProgress, Some(day(20)));
    store::task::insert(&mut tx, &[(task, Vec::new())])
        .await
        .expect("a task");
    notification::insert(&mut tx, new, now())
        .await
        .expect("told");
    tx
}

async fn listed(tx: &mut Tx, agency: u128, after: Option<NotificationId>) -> Vec<NotificationId> {
    let lines = notification::list(tx, agency_id(agency), after, 2).await;
    lines.expect("listed").iter().map(|line| line.id).collect()
}

contract!(the_same_is_told_once, |db| async move {
    let mut tx = told(&db, &[new(5)]).await;
    let again = New {
        id: id(6),
        ..new(5)
    };
    let others = [
        again.clone(),
        New {
            id: id(7),
            kind: Rung::Overdue,
            ..again.clone()
        },
        New {
            id: id(8),
            agency: agency_id(2),
            ..again.clone()
        },
    ];
    for _ in 0..2 {
        notification::insert(&mut tx, &others, now())
            .await
            .expect("told");
    }
    notification::insert(&mut tx, &[], now())
        .await
        .expect("nothing to tell");
    assert_eq!(listed(&mut tx, 1, None).await, [id(7), id(5)]);
    assert_eq!(listed(&mut tx, 2, None).await, [id(8)]);
    let lines = notification::list(&mut tx, agency_id(1), Some(id(7)), 2).await;
    let line = &lines.expect("listed")[0];
    assert_eq!((line.kind, line.due), (Rung::DueToday, day(6)));
    assert_eq!((line.told_at, line.is_read), (now(), false));
    assert_eq!(line.title, "Nhiệm vụ số 1");
});

contract!(each_page_begins_where_the_last_one_ended, |db| async move {
    let mut tx = told(&db, &[new(1), new(2), new(3), new(4), new(5)]).await;
    assert_eq!(listed(&mut tx, 1, None).await, [id(5), id(4)]);
    assert_eq!(listed(&mut tx, 1, Some(id(4))).await, [id(3), id(2)]);
    assert_eq!(listed(&mut tx, 1, Some(id(2))).await, [id(1)]);
    assert_eq!(listed(&mut tx, 1, Some(id(1))).await, []);
});

contract!(what_came_after_the_page_stays_unread, |db| async move {
    let mut tx = told(&db, &[new(1), new(2), new(3)]).await;
    let other = New {
        agency: agency_id(2),
        ..new(4)
    };
    notification::insert(&mut tx, &[other], now())
        .await
        .expect("told");
    let unread = async |tx: &mut Tx, agency: u128| {
        notification::count_unread(tx, agency_id(agency))
            .await
            .expect("counted")
    };
    assert_eq!((unread(&mut tx, 1).await, unread(&mut tx, 2).await), (3, 1));
    for marked in [2, 0] {
        let read = notification::mark_read(&mut tx, agency_id(1), id(2), now()).await;
        assert_eq!(read.expect("marked"), marked);
    }
    assert_eq!((unread(&mut tx, 1).await, unread(&mut tx, 2).await), (1, 1));
    // Agency 1 leads: the task waits for it to go on.
    for (agency, expected) in [(1, (1, 1)), (2, (1, 1)), (0, (0, 0))] {
        let counts = notification::count_waiting_and_unread(
            &mut tx,
            agency_id(agency),
            PositionId(Uuid::nil()),
        )
        .await;
        assert_eq!(counts.expect("counted"), expected, "agency {agency}");
        let waiting = store::task::count_waiting(&mut tx, agency_id(agency)).await;
        assert_eq!(waiting.expect("counted"), expected.0);
    }
    let lines = notification::list(&mut tx, agency_id(1), None, 9).await;
    let is_read: Vec<bool> = lines
        .expect("listed")
        .iter()
        .map(|line| line.is_read)
        .collect();
    assert_eq!(is_read, [false, true, true]);
});

contract!(the_count_of_what_is_unread_ends, |db| async move {
    let many: Vec<New> = (1..=250).map(new).collect();
    let mut tx = told(&db, &many).await;
    let unread = notification::count_unread(&mut tx, agency_id(1)).await;
    assert_eq!(unread.expect("counted"), MOST_UNREAD);
});

contract!(
    an_agency_that_left_a_task_finds_nothing_about_it,
    |db| async move {
        let other = New {
            agency: agency_id(3),
            ..new(1)
        };
        let mut tx = told(&db, &[other]).await;
        assert_eq!(listed(&mut tx, 3, None).await, []);
        let unread = notification::count_unread(&mut tx, agency_id(3)).await;
        assert_eq!(unread.expect("counted"), 0);
    }
);
