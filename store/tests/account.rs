//! Contract of `store::account`.

use crate::contract;

use crate::people::{agency, at, day, holding, install, person, position};
use domain::agency::Agency;
use domain::id::{PositionId, UserId};
use domain::position::Role;
use domain::view::Language;
use store::account::{self, Account};
use uuid::Uuid;

contract!(what_is_inserted_is_found, |db| async move {
    let mut tx = db.write().await.expect("begins");
    let an = install(&mut tx).await;
    assert!(account::find(&mut tx, an.id).await.expect("asked") == Some(an.clone()));
    assert!(account::find_by_login(&mut tx, "an").await.expect("asked") == Some(an.clone()));
    assert!(
        account::find_by_login(&mut tx, "An")
            .await
            .expect("asked")
            .is_none()
    );
    assert!(
        account::find(&mut tx, UserId(Uuid::nil()))
            .await
            .expect("asked")
            .is_none()
    );
    let head = position(21, Role::Head);
    assert_eq!(
        account::find_position(&mut tx, head.id)
            .await
            .expect("asked"),
        Some(head)
    );
    let none = account::find_position(&mut tx, PositionId(Uuid::nil()))
        .await
        .expect("asked");
    assert_eq!(none, None);
    match account::insert(&mut tx, &person(11, "an")).await {
        Err(store::Error::Conflict { constraint }) => assert_eq!(constraint, "account_login_key"),
        other => panic!("two accounts with one name: {:?}", other.is_ok()),
    }
});

contract!(an_account_is_changed_and_closed_once, |db| async move {
    let mut tx = db.write().await.expect("begins");
    let an = install(&mut tx).await;
    let binh = person(11, "binh");
    account::insert(&mut tx, &binh).await.expect("inserted");
    assert!(
        account::set_password(&mut tx, an.id, "another")
            .await
            .expect("set")
    );
    assert!(
        account::set_language(&mut tx, an.id, Language::En)
            .await
            .expect("set")
    );
    assert!(
        account::set_full_name(&mut tx, an.id, "Tên mới")
            .await
            .expect("set")
    );
    assert!(
        account::close(&mut tx, an.id, at(2, 0))
            .await
            .expect("closed")
    );
    assert!(
        !account::close(&mut tx, an.id, at(3, 0))
            .await
            .expect("asked")
    );
    let expected = Account {
        password_hash: "another".to_owned(),
        language: Language::En,
        full_name: "Tên mới".to_owned(),
        closed_at: Some(at(2, 0)),
        ..an
    };
    assert!(account::find(&mut tx, expected.id).await.expect("asked") == Some(expected));
    assert!(account::find(&mut tx, binh.id).await.expect("asked") == Some(binh));
    let nobody = UserId(Uuid::nil());
    assert!(
        !account::set_password(&mut tx, nobody, "x")
            .await
            .expect("asked")
    );
    assert!(
        !account::set_language(&mut tx, nobody, Language::En)
            .await
            .expect("asked")
    );
    assert!(
        !account::set_full_name(&mut tx, nobody, "x")
            .await
            .expect("asked")
    );
});

contract!(only_holdings_of_the_day_count, |db| async move {
    let mut tx = db.write().await.expect("begins");
    let an = install(&mut tx).await;
    let mut late = position(22, Role::Auditor);
    late.valid_from = Some(day(2022, 10, 1));
    account::insert_position(&mut tx, &late)
        .await
        .expect("position");
    account::insert_holding(&mut tx, &holding(32, &an, &late))
        .await
        .expect("holding");
    let held = async |tx: &mut store::Tx, on| -> Vec<Uuid> {
        let lines = account::holdings(tx, an.id, on).await.expect("listed");
        lines.into_iter().map(|line| line.holding).collect()
    };
    let [acting, own, later] = [30, 31, 32].map(Uuid::from_u128);
    assert!(
        held(&mut tx, day(2021, 12, 31)).await.is_empty(),
        "before the holdings"
    );
    assert_eq!(
        held(&mut tx, day(2022, 1, 1)).await,
        [own, acting],
        "one's own come first"
    );
    assert_eq!(held(&mut tx, day(2022, 10, 1)).await, [own, later, acting]);
    assert!(
        held(&mut tx, day(2023, 1, 1)).await.is_empty(),
        "the end is exclusive"
    );

    let lines = account::holdings(&mut tx, an.id, day(2022, 9, 14))
        .await
        .expect("listed");
    assert_eq!((lines[0].role, lines[1].role), (Role::Officer, Role::Head));
    assert_eq!(lines[0].agency.code, "na.health");
    assert!(!lines[0].is_this);

    let ended = Agency {
        valid_to: Some(day(2022, 9, 14)),
        ..agency()
    };
    store::agency::update(&mut tx, &ended).await.expect("ended");
    assert!(
        held(&mut tx, day(2022, 9, 14)).await.is_empty(),
        "an ended agency has no positions"
    );
    assert_eq!(held(&mut tx, day(2022, 9, 13)).await, [own, acting]);

    assert!(
        account::revoke(&mut tx, own, at(2, 0))
            .await
            .expect("revoked")
    );
    assert!(
        !account::revoke(&mut tx, own, at(3, 0))
            .await
            .expect("asked")
    );
    assert_eq!(held(&mut tx, day(2022, 9, 13)).await, [acting]);
});

contract!(
    demo_accounts_are_listed_while_they_can_sign_in,
    |db| async move {
        let mut tx = db.write().await.expect("begins");
        install(&mut tx).await;
        let officer = position(20, Role::Officer);
        for (number, login, minute) in [(12, "sau", 9), (11, "truoc", 8)] {
            let demo = Account {
                is_demo: true,
                created_at: at(1, minute),
                ..person(number, login)
            };
            account::insert(&mut tx, &demo).await.expect("inserted");
            account::insert_holding(&mut tx, &holding(number + 30, &demo, &officer))
                .await
                .expect("holding");
        }
        let logins = async |tx: &mut store::Tx, on| -> Vec<String> {
            let demo = account::list_demo(tx, on).await.expect("listed");
            demo.into_iter().map(|account| account.login).collect()
        };
        let today = day(2022, 9, 14);
        assert_eq!(
            logins(&mut tx, today).await,
            ["truoc", "sau"],
            "in the order of their making"
        );
        let first = account::list_demo(&mut tx, today)
            .await
            .expect("listed")
            .remove(0);
        assert_eq!(
            (first.title_en.as_str(), first.agency_vi.as_str()),
            ("Officer", "Sở Y tế")
        );
        assert!(logins(&mut tx, day(2023, 1, 1)).await.is_empty());
        account::close(&mut tx, UserId(Uuid::from_u128(11)), at(2, 0))
            .await
            .expect("closed");
        assert_eq!(logins(&mut tx, today).await, ["sau"]);
    }
);

contract!(
    the_command_line_lists_open_and_closed_accounts,
    |db| async move {
        let mut tx = db.write().await.expect("begins");
        let an = install(&mut tx).await;
        let listed = account::list(&mut tx).await.expect("listed");
        assert!(listed.iter().all(|line| line.closed_at.is_none()));
        account::close(&mut tx, an.id, at(2, 0))
            .await
            .expect("closed");
        let listed = account::list(&mut tx).await.expect("listed");
        let line = listed.iter().find(|line| line.login == an.login);
        assert_eq!(line.and_then(|line| line.closed_at), Some(at(2, 0)));
    }
);

contract!(
    a_person_acts_in_each_position_that_counts,
    |db| async move {
        let mut tx = db.write().await.expect("begins");
        let an = install(&mut tx).await;
        let today = day(2022, 9, 14);
        let actors = account::actors(&mut tx, an.id, today).await.expect("asked");
        let held: Vec<_> = actors
            .iter()
            .map(|actor| (actor.role, actor.acting_for.is_some()))
            .collect();
        assert_eq!(held, [(Role::Officer, false), (Role::Head, true)]);
        assert_eq!(actors[0].user, an.id);
        assert_eq!(
            (actors[0].agency, actors[0].province.as_str()),
            (agency().id, "40")
        );
        let later = account::actors(&mut tx, an.id, day(2023, 6, 1)).await;
        assert_eq!(later.expect("asked"), []);
        account::revoke(&mut tx, Uuid::from_u128(31), at(2, 0))
            .await
            .expect("revoked");
        let actors = account::actors(&mut tx, an.id, today).await.expect("asked");
        assert_eq!(actors.len(), 1);
        account::close(&mut tx, an.id, at(2, 0))
            .await
            .expect("closed");
        let closed = account::actors(&mut tx, an.id, today).await;
        assert_eq!(closed.expect("asked"), []);
    }
);
