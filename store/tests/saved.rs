//! Contracts of `store::saved` on both engines.

use crate::contract;
use crate::sample::{agencies, agency_id, person};
use domain::id::{AgencyId, SavedViewId, UserId};
use store::saved::{self, View};
use store::{Db, Error};
use uuid::Uuid;

async fn someone(db: &Db, n: u128) -> UserId {
    let user = UserId(Uuid::from_u128(n));
    let mut tx = db.write().await.expect("a transaction");
    tx.query(
        "INSERT INTO account (id, login, full_name, password_hash, language, is_demo, created_at) \
         VALUES ($1, $2, 'Người khác', '', 'vi', $3, $4)",
    )
    .bind(user)
    .bind(format!("khac{n}"))
    .bind(false)
    .bind(chrono::DateTime::UNIX_EPOCH)
    .execute()
    .await
    .expect("an account");
    tx.commit().await.expect("committed");
    user
}

fn view(n: u128, account: UserId, is_shared: bool, name: &str) -> View {
    View {
        id: SavedViewId(Uuid::from_u128(n)),
        account,
        agency: agency_id(0),
        is_shared,
        version: 1,
        name: name.to_owned(),
        query: "state=assigned".to_owned(),
    }
}

async fn names(db: &Db, account: UserId, agency: AgencyId, limit: u32) -> Vec<String> {
    let mut tx = db.read().await.expect("a connection");
    let views = saved::list(&mut tx, (account, agency), limit).await;
    views
        .expect("read")
        .into_iter()
        .map(|view| view.name)
        .collect()
}

contract!(ones_own_views_and_what_the_agency_shares, |db| async move {
    agencies(&db, 2).await;
    let (me, _) = person(&db).await;
    let other = someone(&db, 9).await;
    let mut tx = db.write().await.expect("a transaction");
    for view in [
        view(1, me, false, "Ưu tiên"),
        view(2, me, false, "Đang làm"),
        view(3, other, true, "Cả phòng"),
        view(4, other, false, "Riêng"),
        // Another person may use a name of mine, and so may the agency.
        view(5, other, false, "uu tien"),
        view(6, other, true, "ưu TIÊN"),
    ] {
        saved::save(&mut tx, &view).await.expect("saved");
    }
    tx.commit().await.expect("committed");
    let mine = names(&db, me, agency_id(0), 9).await;
    assert_eq!(mine, ["Đang làm", "Ưu tiên", "Cả phòng", "ưu TIÊN"]);
    assert_eq!(names(&db, me, agency_id(0), 1).await, ["Đang làm"]);
    assert!(names(&db, me, agency_id(1), 9).await.is_empty());
    let mut tx = db.write().await.expect("a transaction");
    let key = (me, agency_id(0));
    for (id, found) in [(1, true), (3, true), (4, false)] {
        let view = saved::find(&mut tx, key, SavedViewId(Uuid::from_u128(id))).await;
        assert_eq!(view.expect("read").is_some(), found, "{id}");
    }
    let next = View {
        version: 2,
        name: "Cần làm".to_owned(),
        ..view(1, me, false, "")
    };
    saved::save(&mut tx, &next).await.expect("renamed");
    let found = saved::find(&mut tx, key, next.id).await;
    assert_eq!(found.expect("read"), Some(next.clone()));
    let stale = saved::save(&mut tx, &next).await;
    assert!(matches!(stale, Err(Error::Stale)), "{stale:?}");
    for gone in [true, false] {
        let dropped = saved::drop(&mut tx, next.id).await;
        assert_eq!(dropped.expect("dropped"), gone);
    }
});

contract!(a_name_is_taken_once_for_each, |db| async move {
    agencies(&db, 1).await;
    let (me, _) = person(&db).await;
    for (first, second, is_shared) in [(1, 2, false), (3, 4, true)] {
        let mut tx = db.write().await.expect("a transaction");
        let first = view(first, me, is_shared, "Quá hạn");
        saved::save(&mut tx, &first).await.expect("saved");
        let twin = saved::save(&mut tx, &view(second, me, is_shared, "qua HAN")).await;
        assert!(matches!(twin, Err(Error::Conflict { .. })), "{twin:?}");
    }
});
