//! Contracts of `store::mention` on both engines.

use crate::contract;

use crate::notification::reader;
use crate::sample::{agencies, agency_id, day, person, task};
use chrono::{DateTime, Utc};
use domain::access::Actor;
use domain::id::{MentionId, PositionId, TaskId};
use domain::position::Role;
use domain::task::State;
use domain::view::MOST_UNREAD;
use store::account::{Holding, Position};
use store::mention::{self, New};
use store::{Db, Tx};
use uuid::Uuid;

fn now() -> DateTime<Utc> {
    day(14).and_hms_opt(1, 0, 0).expect("a time").and_utc()
}

fn id(n: u128) -> MentionId {
    MentionId(Uuid::from_u128(n))
}

fn position(n: u128) -> PositionId {
    PositionId(Uuid::from_u128(0xc100 + n))
}

/// Position 1 of agency 1 is mentioned in comment n of task 1.
fn new(n: u32) -> New {
    New {
        id: id(n.into()),
        position: position(1),
        agency: agency_id(1),
        task: TaskId(Uuid::from_u128(1)),
        comment: n,
        by: position(0),
    }
}

/// Task 1 with agencies 0 to 2, and a position at each of agencies 0 to 3.
async fn prepared(db: &Db) -> Tx {
    agencies(db, 4).await;
    let (user, _) = person(db).await;
    let mut tx = db.write().await.expect("a transaction");
    let task = task(1, State::InProgress, Some(day(20)));
    store::task::insert(&mut tx, &[(task, Vec::new())])
        .await
        .expect("a task");
    for n in 0..4 {
        let position = Position {
            id: position(n),
            agency: agency_id(n),
            role: Role::Officer,
            title_vi: format!("Chuyên viên {n}"),
            title_en: format!("Officer {n}"),
            valid_from: None,
            valid_to: (n == 2).then(|| day(10)),
        };
        store::account::insert_position(&mut tx, &position)
            .await
            .expect("a position");
        let holding = Holding {
            id: Uuid::from_u128(0xd000 + n),
            account: user,
            position: position.id,
            acting_for: None,
            valid_from: None,
            valid_to: None,
        };
        store::account::insert_holding(&mut tx, &holding)
            .await
            .expect("a holding");
    }
    tx
}

contract!(a_position_is_told_once_per_comment, |db| async move {
    let mut tx = prepared(&db).await;
    let again = New {
        id: id(9),
        ..new(1)
    };
    mention::insert(&mut tx, &[], now()).await.expect("nothing");
    mention::insert(&mut tx, &[new(1), new(2)], now())
        .await
        .expect("told");
    mention::insert(&mut tx, &[again], now())
        .await
        .expect("told");
    let lines = mention::list(&mut tx, position(1), 9)
        .await
        .expect("listed");
    let told: Vec<_> = lines.iter().map(|line| (line.id, line.comment)).collect();
    assert_eq!(told, [(id(2), 2), (id(1), 1)]);
    assert_eq!(
        (
            lines[0].title.as_str(),
            lines[0].by_title_vi.as_str(),
            lines[0].by_agency
        ),
        ("Nhiệm vụ số 1", "Chuyên viên 0", agency_id(0))
    );
    assert_eq!((lines[0].told_at, lines[0].is_read), (now(), false));
    let first = mention::list(&mut tx, position(1), 1)
        .await
        .expect("listed");
    assert_eq!(first.len(), 1);
    let found = mention::find(&mut tx, position(1), id(1)).await;
    assert_eq!(found.expect("looked for").as_ref(), lines.last());
    for (whose, which) in [(position(0), id(1)), (position(1), id(9))] {
        let none = mention::find(&mut tx, whose, which).await;
        assert_eq!(none.expect("looked for"), None);
    }
    let others = mention::list(&mut tx, position(0), 9)
        .await
        .expect("listed");
    assert_eq!(others, []);
});

contract!(mentions_are_counted_and_marked_as_read, |db| async move {
    let mut tx = prepared(&db).await;
    mention::insert(&mut tx, &[new(1), new(2), new(3)], now())
        .await
        .expect("told");
    let counted = async |tx: &mut Tx| {
        let reader = Actor {
            position: position(1),
            ..reader(1)
        };
        let standing = store::standing::standing(tx, &reader).await;
        standing.expect("counted").unread
    };
    assert_eq!(counted(&mut tx).await, 3);
    for marked in [2, 0] {
        let read = mention::mark_read(&mut tx, position(1), id(2), now()).await;
        assert_eq!(read.expect("marked"), marked);
    }
    let other = mention::mark_read(&mut tx, position(0), id(9), now()).await;
    assert_eq!(other.expect("marked"), 0);
    assert_eq!(counted(&mut tx).await, 1);
    let many: Vec<New> = (10..260).map(new).collect();
    mention::insert(&mut tx, &many, now()).await.expect("told");
    assert_eq!(counted(&mut tx).await, MOST_UNREAD);
});

contract!(an_agency_that_left_finds_no_mention, |db| async move {
    let mut tx = prepared(&db).await;
    let other = New {
        position: position(3),
        agency: agency_id(3),
        ..new(1)
    };
    mention::insert(&mut tx, &[other], now())
        .await
        .expect("told");
    assert_eq!(
        mention::list(&mut tx, position(3), 9)
            .await
            .expect("listed"),
        []
    );
    let reader = Actor {
        position: position(3),
        ..reader(3)
    };
    let standing = store::standing::standing(&mut tx, &reader).await;
    assert_eq!(standing.expect("counted").unread, 0);
});

contract!(
    only_positions_that_somebody_holds_are_offered,
    |db| async move {
        let mut tx = prepared(&db).await;
        let offered = async |tx: &mut Tx, agencies: &[u128], on: u32| {
            let agencies: Vec<_> = agencies.iter().map(|n| agency_id(*n)).collect();
            let all = mention::candidates(tx, &agencies, day(on)).await;
            let ids: Vec<_> = all.expect("listed").iter().map(|one| one.id).collect();
            ids
        };
        // Nobody holds the sample person's own position.
        assert_eq!(
            offered(&mut tx, &[0, 1], 14).await,
            [position(0), position(1)]
        );
        assert_eq!(offered(&mut tx, &[2], 9).await, [position(2)]);
        assert_eq!(
            offered(&mut tx, &[2], 14).await,
            [],
            "the position has ended"
        );
        assert_eq!(offered(&mut tx, &[], 14).await, []);
        let gone = store::account::revoke(&mut tx, Uuid::from_u128(0xd001), now()).await;
        assert!(gone.expect("revoked"));
        assert_eq!(offered(&mut tx, &[1], 14).await, []);
    }
);
