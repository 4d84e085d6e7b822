//! Contracts of `store::handover` on both engines.

use crate::contract;
use crate::people::{agency as health, at, day, holding, install, person as account, position};
use crate::sample::{agencies, agency_id, person, task};
use domain::handover::view::Along;
use domain::id::{NotificationId, PositionId, SavedViewId, TaskId, UserId};
use domain::job::Rung;
use domain::ladder::Addressee;
use domain::position::Role;
use domain::task::State;
use domain::view::KeptForm;
use store::notification::New;
use store::saved::View;
use store::session::NewSession;
use store::{Db, Error, Tx, handover};
use uuid::Uuid;

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

/// Tasks 1 to 3, led by agency 1; the third is finished.
async fn tasks(db: &Db) -> Tx {
    agencies(db, 3).await;
    let mut tx = db.write().await.expect("a transaction");
    let tasks: Vec<_> = [
        (1, State::InProgress),
        (2, State::Suspended),
        (3, State::Completed),
    ]
    .into_iter()
    .map(|(n, state)| (task(n, state, None), vec![agency_id(0)]))
    .collect();
    store::task::insert(&mut tx, &tasks).await.expect("tasks");
    tx
}

contract!(
    open_tasks_are_those_in_which_the_agency_works,
    |db| async move {
        let mut tx = tasks(&db).await;
        let mut ids = Vec::new();
        for (agency, after, limit) in [(1, None, 9), (2, None, 9), (1, None, 1), (1, Some(1), 9)] {
            let after = after.map(|n| TaskId(id(n)));
            let found = handover::open_tasks(&mut tx, agency_id(agency), after, limit).await;
            let found = found.expect("read");
            ids.push(
                found
                    .iter()
                    .map(|task| task.id.0.as_u128())
                    .collect::<Vec<_>>(),
            );
        }
        assert_eq!(ids, [vec![1, 2], vec![1, 2], vec![1], vec![2]]);
        // The issuer only issued them.
        let issued = handover::open_tasks(&mut tx, agency_id(0), None, 9).await;
        assert!(issued.expect("read").is_empty());
    }
);

contract!(own_views_are_given_and_shared_ones_stay, |db| async move {
    agencies(&db, 2).await;
    let (me, _) = person(&db).await;
    let mut tx = db.write().await.expect("a transaction");
    let other = account(12, "khac");
    store::account::insert(&mut tx, &other)
        .await
        .expect("account");
    let view = |n, account, agency, is_shared, name: &str| View {
        id: SavedViewId(id(n)),
        account,
        agency: agency_id(agency),
        is_shared,
        version: 1,
        name: name.to_owned(),
        query: String::new(),
    };
    for view in [
        view(1, me, 0, false, "Quá hạn"),
        view(2, me, 0, true, "Chung"),
        view(3, me, 1, false, "Nơi khác"),
        view(4, other.id, 0, false, "Quá hạn"),
    ] {
        store::saved::save(&mut tx, &view).await.expect("saved");
    }
    let mine = handover::own_views(&mut tx, me, agency_id(0)).await;
    assert_eq!(
        mine.expect("read"),
        [(SavedViewId(id(1)), "Quá hạn".to_owned())]
    );
    handover::give_view(&mut tx, SavedViewId(id(1)), other.id, "Quá hạn (mẫu)")
        .await
        .expect("given");
    let theirs = handover::own_views(&mut tx, other.id, agency_id(0)).await;
    let names: Vec<String> = theirs
        .expect("read")
        .into_iter()
        .map(|(_, name)| name)
        .collect();
    assert_eq!(names, ["Quá hạn (mẫu)", "Quá hạn"]);
    let mine = handover::own_views(&mut tx, me, agency_id(0)).await;
    assert!(mine.expect("read").is_empty());
    let key = (me, agency_id(0));
    let shared = store::saved::find(&mut tx, key, SavedViewId(id(2))).await;
    assert!(shared.expect("read").is_some_and(|view| view.account == me));
    let taken = handover::give_view(&mut tx, SavedViewId(id(1)), other.id, "QUÁ hạn").await;
    assert!(matches!(taken, Err(Error::Conflict { .. })), "{taken:?}");
});

contract!(
    what_a_position_is_told_of_is_found_and_ended,
    |db| async move {
        let mut tx = tasks(&db).await;
        let me = account(12, "khac");
        store::account::insert(&mut tx, &me).await.expect("account");
        let mine = store::account::Position {
            agency: agency_id(1),
            ..position(40, Role::Officer)
        };
        let theirs = store::account::Position {
            id: PositionId(id(41)),
            ..mine.clone()
        };
        for position in [&mine, &theirs] {
            store::account::insert_position(&mut tx, position)
                .await
                .expect("a position");
        }
        let to = |role, position| Addressee {
            agency: agency_id(1),
            role,
            position,
        };
        let told: Vec<New> = [
            to(None, None),
            to(Some(Role::Officer), None),
            to(Some(Role::Head), None),
            to(None, Some(mine.id)),
            to(None, Some(theirs.id)),
            to(None, None),
        ]
        .into_iter()
        .zip(1..)
        .map(|(to, n)| New {
            id: NotificationId(id(n)),
            to,
            task: TaskId(id(1)),
            kind: Rung::DueToday,
            due: day(2022, 9, u32::try_from(n).expect("few")),
        })
        .collect();
        store::notification::insert(&mut tx, &told, at(1, 0))
            .await
            .expect("told");
        // The sixth was read.
        let unread: Vec<_> = (1..6)
            .map(|n| (me.id, agency_id(1), NotificationId(id(n))))
            .collect();
        store::notification::mark_unread(&mut tx, &unread)
            .await
            .expect("marked");
        let whose = (agency_id(1), Role::Officer, mine.id);
        let found = handover::unread(&mut tx, me.id, whose).await.expect("read");
        let ids: Vec<u128> = found.iter().map(|id| id.0.as_u128()).collect();
        assert_eq!(ids, [1, 2, 4]);
        let here = (me.id, agency_id(1));
        let ended = handover::end_unread(&mut tx, here, Some(&found)).await;
        assert_eq!(ended.expect("ended"), 3);
        let found = handover::unread(&mut tx, me.id, whose).await;
        assert!(found.expect("read").is_empty());
        assert_eq!(
            handover::end_unread(&mut tx, here, None)
                .await
                .expect("ended"),
            2
        );
    }
);

contract!(
    what_comes_along_is_counted_and_sessions_end,
    |db| async move {
        let mut tx = tasks(&db).await;
        let an = install(&mut tx).await;
        let session = NewSession {
            id: domain::id::SessionId(id(70)),
            token_hash: "hash".to_owned(),
            account: an.id,
            holding: id(31),
            created_at: at(1, 0),
            expires_at: at(20, 0),
            user_agent: "Firefox".to_owned(),
        };
        store::session::insert(&mut tx, &session)
            .await
            .expect("a session");
        let form = KeptForm {
            act: "report".to_owned(),
            values: Vec::new(),
            problem: domain::refusal::Problem::Unavailable,
        };
        store::session::keep_form(&mut tx, id(71), session.id, &form, at(1, 0))
            .await
            .expect("kept");
        let officer = PositionId(id(20));
        let along = handover::along(&mut tx, health().id, officer, id(31)).await;
        let only_form = Along {
            unsent: 1,
            ..Along::default()
        };
        assert_eq!(along.expect("counted"), only_form);
        // Agency 0 issued: nothing waits for it; agency 1 leads two that are open.
        let along = handover::along(&mut tx, agency_id(1), officer, id(30)).await;
        assert_eq!(
            along.expect("counted").waiting,
            1,
            "a suspended one waits for nobody"
        );
        assert_eq!(
            handover::end_sessions(&mut tx, id(30))
                .await
                .expect("ended"),
            0
        );
        assert_eq!(
            handover::end_sessions(&mut tx, id(31))
                .await
                .expect("ended"),
            1
        );
        let along = handover::along(&mut tx, health().id, officer, id(31)).await;
        assert_eq!(along.expect("counted"), Along::default());
    }
);

contract!(colleagues_and_idle_people_can_take_over, |db| async move {
    agencies(&db, 2).await;
    let mut tx = db.write().await.expect("a transaction");
    let an = install(&mut tx).await;
    let elsewhere = store::account::Position {
        agency: agency_id(1),
        ..position(40, Role::Officer)
    };
    store::account::insert_position(&mut tx, &elsewhere)
        .await
        .expect("a position");
    // 11 works at the agency, 12 holds nothing, 13 works elsewhere, 14 did, 15 stands in elsewhere, 16 is closed.
    for (n, login) in [
        (11, "binh"),
        (12, "chi"),
        (13, "dung"),
        (14, "em"),
        (15, "giang"),
        (16, "ha"),
    ] {
        let mut account = account(n, login);
        account.closed_at = (n == 16).then(|| at(1, 0));
        store::account::insert(&mut tx, &account)
            .await
            .expect("account");
        let held = match n {
            11 => Some(holding(n + 100, &account, &position(20, Role::Officer))),
            13..=15 => Some(holding(n + 100, &account, &elsewhere)),
            _ => None,
        };
        if let Some(mut held) = held {
            held.valid_to = (n != 14)
                .then(|| day(2023, 1, 1))
                .or(Some(day(2022, 9, 14)));
            held.acting_for = (n == 15).then_some(elsewhere.id);
            store::account::insert_holding(&mut tx, &held)
                .await
                .expect("held");
        }
    }
    tx.query("UPDATE account SET province = '40', search_text = ''")
        .execute()
        .await
        .expect("placed");
    store::person::make_searchable(&mut tx, 100)
        .await
        .expect("searchable");
    let mut logins = Vec::new();
    for (but, text, province, limit) in [
        (an.id, None, "40", 9),
        (UserId(id(11)), None, "40", 9),
        (an.id, Some("Người CHI"), "40", 9),
        (an.id, None, "40", 2),
        (an.id, None, "42", 9),
    ] {
        let of = (province, health().id, but);
        let found = handover::candidates(&mut tx, of, text, day(2022, 9, 14), limit).await;
        let found = found.expect("read");
        assert!(
            found
                .iter()
                .all(|one| one.is_colleague == ["an", "binh"].contains(&one.login.as_str()))
        );
        logins.push(found.into_iter().map(|one| one.login).collect::<Vec<_>>());
    }
    assert_eq!(
        logins,
        [
            vec!["binh", "chi", "em", "giang"],
            vec!["an", "chi", "em", "giang"],
            vec!["chi"],
            vec!["binh", "chi"],
            vec![],
        ]
    );
});
