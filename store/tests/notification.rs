//! Contracts of `store::notification` on both engines.

use crate::contract;

use crate::sample::{agencies, agency_id, day, person, task};
use chrono::{DateTime, TimeDelta, Utc};
use domain::access::Actor;
use domain::id::{NotificationId, PositionId, TaskId, UserId};
use domain::job::Rung;
use domain::ladder::Addressee;
use domain::live::Standing;
use domain::position::Role;
use domain::task::State;
use domain::view::MOST_UNREAD;
use store::notification::{self, Holder, New};
use store::{Db, Tx};
use uuid::Uuid;

fn now() -> DateTime<Utc> {
    day(14).and_hms_opt(1, 0, 0).expect("a time").and_utc()
}

fn id(n: u128) -> NotificationId {
    NotificationId(Uuid::from_u128(n))
}

/// The account that reads in the n-th agency; [`told`] makes those of agencies 0 to 3.
fn account(n: u128) -> UserId {
    UserId(Uuid::from_u128(0xd000 + n))
}

/// An officer of the n-th agency.
pub fn reader(n: u128) -> Actor {
    Actor {
        user: account(n),
        user_name: String::new(),
        position: PositionId(Uuid::from_u128(0xe000 + n)),
        title_vi: String::new(),
        title_en: String::new(),
        role: Role::Officer,
        agency: agency_id(n),
        province: "40".to_owned(),
        acting_for: None,
    }
}

/// The n-th sample: agency 1 is told that task 1 is due n days after the 1st.
pub fn new(n: u128) -> New {
    New {
        id: id(n),
        to: Addressee::agency(agency_id(1)),
        task: TaskId(Uuid::from_u128(1)),
        kind: Rung::DueToday,
        due: day(1) + chrono::Days::new(u64::try_from(n).expect("few")),
    }
}

/// Tells, and notes that the readers of the agencies have not read what is new.
async fn tell(tx: &mut Tx, new: &[New]) -> Vec<NotificationId> {
    let told = notification::insert(tx, new, now()).await.expect("told");
    let unread: Vec<_> = new
        .iter()
        .filter(|new| told.contains(&new.id))
        .flat_map(|new| {
            (0..4)
                .filter(|n| agency_id(*n) == new.to.agency)
                .map(|n| (account(n), new.to.agency, new.id))
        })
        .collect();
    for _ in 0..2 {
        notification::mark_unread(tx, &unread).await.expect("noted");
    }
    told
}

/// Task 1 with agencies 0 to 2, a reader in each of agencies 0 to 3, and these notifications.
pub async fn told(db: &Db, new: &[New]) -> Tx {
    agencies(db, 4).await;
    let mut tx = db.write().await.expect("a transaction");
    for n in 0..4 {
        tx.query(
            "INSERT INTO account (id, login, full_name, password_hash, language, is_demo, \
             created_at) VALUES ($1, $2, 'Người đọc', '', 'vi', $3, $4)",
        )
        .bind(account(n))
        .bind(format!("doc{n}"))
        .bind(false)
        .bind(now())
        .execute()
        .await
        .expect("an account");
    }
    let task = task(1, State::InProgress, Some(day(20)));
    store::task::insert(&mut tx, &[(task, Vec::new())])
        .await
        .expect("a task");
    tell(&mut tx, new).await;
    tx
}

async fn listed(tx: &mut Tx, agency: u128, after: Option<NotificationId>) -> Vec<NotificationId> {
    let lines = notification::list(tx, &reader(agency), after, 2).await;
    lines.expect("listed").iter().map(|line| line.id).collect()
}

async fn unread(tx: &mut Tx, reader: &Actor) -> i64 {
    let standing = store::standing::standing(tx, reader).await;
    standing.expect("counted").unread
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
            to: Addressee::agency(agency_id(2)),
            ..again.clone()
        },
    ];
    let mut new = tell(&mut tx, &others).await;
    new.sort();
    assert_eq!(new, [id(7), id(8)], "those that are new");
    assert_eq!(tell(&mut tx, &others).await, []);
    assert_eq!(tell(&mut tx, &[]).await, []);
    assert_eq!(listed(&mut tx, 1, None).await, [id(7), id(5)]);
    assert_eq!(listed(&mut tx, 2, None).await, [id(8)]);
    let lines = notification::list(&mut tx, &reader(1), Some(id(7)), 2).await;
    let line = &lines.expect("listed")[0];
    assert_eq!((line.kind, line.due), (Rung::DueToday, day(6)));
    assert_eq!((line.told_at, line.is_read), (now(), false));
    assert_eq!(line.title, "Nhiệm vụ số 1");
    let found = notification::find(&mut tx, id(7)).await.expect("asked");
    let found = found.expect("told");
    assert_eq!((found.kind, found.due), (Rung::Overdue, day(6)));
    assert_eq!(found.to, Addressee::agency(agency_id(1)));
    assert_eq!(
        notification::find(&mut tx, id(6)).await.expect("asked"),
        None
    );
});

contract!(each_page_begins_where_the_last_one_ended, |db| async move {
    let mut tx = told(&db, &[new(1), new(2), new(3), new(4), new(5)]).await;
    assert_eq!(listed(&mut tx, 1, None).await, [id(5), id(4)]);
    assert_eq!(listed(&mut tx, 1, Some(id(4))).await, [id(3), id(2)]);
    assert_eq!(listed(&mut tx, 1, Some(id(2))).await, [id(1)]);
    assert_eq!(listed(&mut tx, 1, Some(id(1))).await, []);
});

contract!(each_person_reads_alone, |db| async move {
    let mut tx = told(&db, &[new(1), new(2), new(3)]).await;
    let other = New {
        to: Addressee::agency(agency_id(2)),
        ..new(4)
    };
    tell(&mut tx, &[other]).await;
    // A colleague in agency 1.
    let colleague = Actor {
        user: account(3),
        ..reader(1)
    };
    let all: Vec<_> = (1..4)
        .map(|n| (colleague.user, agency_id(1), id(n)))
        .collect();
    notification::mark_unread(&mut tx, &all)
        .await
        .expect("noted");
    assert_eq!(unread(&mut tx, &reader(1)).await, 3);
    // What came after the page stays unread.
    for marked in [2, 0] {
        let read = notification::mark_read(&mut tx, &reader(1), id(2)).await;
        assert_eq!(read.expect("marked"), marked);
    }
    for marked in [1, 0] {
        let read = notification::mark_one_read(&mut tx, &colleague, id(2)).await;
        assert_eq!(read.expect("marked"), marked);
    }
    let foreign = notification::mark_one_read(&mut tx, &reader(1), id(4)).await;
    assert_eq!(foreign.expect("asked"), 0, "told to another agency");
    assert_eq!(unread(&mut tx, &reader(1)).await, 1);
    assert_eq!(unread(&mut tx, &colleague).await, 2);
    assert_eq!(unread(&mut tx, &reader(2)).await, 1);
    // Agency 1 leads: the task waits for it to go on.
    for (agency, expected) in [(1, (1, 1)), (2, (1, 1)), (0, (0, 0))] {
        let standing = store::standing::standing(&mut tx, &reader(agency)).await;
        let Standing { waiting, unread } = standing.expect("counted");
        assert_eq!((waiting, unread), expected, "agency {agency}");
        let waiting = store::task::count_waiting(&mut tx, agency_id(agency)).await;
        assert_eq!(waiting.expect("counted"), expected.0);
    }
    let is_read = async |tx: &mut Tx, reader: &Actor| -> Vec<bool> {
        let lines = notification::list(tx, reader, None, 9).await;
        let lines = lines.expect("listed");
        lines.iter().map(|line| line.is_read).collect()
    };
    assert_eq!(is_read(&mut tx, &reader(1)).await, [false, true, true]);
    assert_eq!(is_read(&mut tx, &colleague).await, [false, true, false]);
    // In another agency the same person has nothing unread of this one.
    let elsewhere = Actor {
        user: account(1),
        ..reader(2)
    };
    assert_eq!(unread(&mut tx, &elsewhere).await, 0);
});

contract!(
    what_is_for_some_of_an_agency_is_theirs_alone,
    |db| async move {
        let officer = reader(1);
        let head = Actor {
            role: Role::Head,
            position: PositionId(Uuid::from_u128(0xc001)),
            ..reader(1)
        };
        let for_heads = New {
            to: Addressee::role(agency_id(1), Role::Head),
            kind: Rung::LateHead,
            ..new(2)
        };
        let mut tx = told(&db, &[new(1), for_heads]).await;
        assert_eq!(listed(&mut tx, 1, None).await, [id(1)]);
        assert_eq!(unread(&mut tx, &officer).await, 1);
        assert_eq!(unread(&mut tx, &head).await, 2);
        let lines = notification::list(&mut tx, &head, None, 9).await;
        assert_eq!(lines.expect("listed").len(), 2);
        tx.commit().await.expect("committed");
        // For one position: here the one of the sample person.
        let (_, position) = person(&db).await;
        assert_eq!(position, head.position);
        let mut tx = db.write().await.expect("a transaction");
        let for_one = New {
            to: Addressee {
                position: Some(position),
                ..Addressee::agency(agency_id(1))
            },
            kind: Rung::LateOfficer,
            ..new(3)
        };
        tell(&mut tx, &[for_one]).await;
        assert_eq!(unread(&mut tx, &officer).await, 1);
        assert_eq!(unread(&mut tx, &head).await, 3);
        // Leaders of an agency that takes no part see what is about their province.
        let for_leaders = New {
            to: Addressee::role(agency_id(3), Role::Leader),
            kind: Rung::LateCommittee,
            ..new(4)
        };
        tell(&mut tx, &[for_leaders]).await;
        let leader = Actor {
            role: Role::Leader,
            ..reader(3)
        };
        assert_eq!(unread(&mut tx, &leader).await, 1);
        assert_eq!(unread(&mut tx, &reader(3)).await, 0);
    }
);

contract!(what_is_new_and_unread_is_listed, |db| async move {
    let mut tx = told(&db, &[new(1), new(2), new(3)]).await;
    notification::mark_one_read(&mut tx, &reader(1), id(2))
        .await
        .expect("marked");
    let second = TimeDelta::seconds(1);
    for (since, limit, expected) in [
        (now() - second, 9, vec![id(3), id(1)]),
        (now() - second, 1, vec![id(3)]),
        (now(), 9, vec![]),
    ] {
        let lines = notification::list_new(&mut tx, &reader(1), since, limit).await;
        let ids: Vec<_> = lines.expect("listed").iter().map(|line| line.id).collect();
        assert_eq!(ids, expected);
    }
});

contract!(the_count_of_what_is_unread_ends, |db| async move {
    let many: Vec<New> = (1..=250).map(new).collect();
    let mut tx = told(&db, &many).await;
    assert_eq!(unread(&mut tx, &reader(1)).await, MOST_UNREAD);
});

contract!(
    an_agency_that_left_a_task_finds_nothing_about_it,
    |db| async move {
        let other = New {
            to: Addressee::agency(agency_id(3)),
            ..new(1)
        };
        let mut tx = told(&db, &[other]).await;
        assert_eq!(listed(&mut tx, 3, None).await, []);
        assert_eq!(unread(&mut tx, &reader(3)).await, 0);
    }
);

contract!(holders_are_those_who_count_on_the_day, |db| async move {
    let mut tx = db.write().await.expect("a transaction");
    let an = crate::people::install(&mut tx).await;
    let on = crate::people::day(2022, 9, 14);
    let agency = crate::people::agency().id;
    let held = notification::holders(&mut tx, &[agency], on).await;
    let roles: Vec<Role> = held.expect("asked").iter().map(|one| one.role).collect();
    assert_eq!(roles, [Role::Head, Role::Officer]);
    let none = notification::holders(&mut tx, &[], on).await;
    assert_eq!(none.expect("asked"), []);
    let leader = crate::people::position(22, Role::Leader);
    store::account::insert_position(&mut tx, &leader)
        .await
        .expect("a position");
    let holding = crate::people::holding(32, &an, &leader);
    store::account::insert_holding(&mut tx, &holding)
        .await
        .expect("a holding");
    let leaders = notification::leaders(&mut tx, "40", on).await;
    let expected = Holder {
        account: an.id,
        agency,
        province: "40".to_owned(),
        position: leader.id,
        role: Role::Leader,
    };
    assert_eq!(leaders.expect("asked"), [expected]);
    let elsewhere = notification::leaders(&mut tx, "42", on).await;
    assert_eq!(elsewhere.expect("asked"), []);
    let later = crate::people::day(2023, 6, 1);
    let gone = notification::holders(&mut tx, &[agency], later).await;
    assert_eq!(gone.expect("asked"), [], "their time has passed");
    store::account::close(&mut tx, an.id, now())
        .await
        .expect("closed");
    let closed = notification::holders(&mut tx, &[agency], on).await;
    assert_eq!(closed.expect("asked"), []);
});
