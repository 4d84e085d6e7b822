//! Contracts of `store::group` on both engines.

use crate::contract;

use crate::sample::{agencies, agency_id};
use domain::id::GroupId;
use store::Error;
use store::group::{self, Group};
use uuid::Uuid;

fn group(n: u128, name: &str) -> Group {
    Group {
        id: GroupId(Uuid::from_u128(n)),
        owner: agency_id(0),
        version: 1,
        name: name.to_owned(),
        members: vec![agency_id(1), agency_id(2)],
    }
}

contract!(a_group_is_saved_changed_and_dropped, |db| async move {
    agencies(&db, 4).await;
    let mut tx = db.write().await.expect("a transaction");
    let (one, two) = (group(1, "Ưu tiên"), group(2, "Biên giới"));
    for group in [&one, &two] {
        group::save(&mut tx, group).await.expect("saved");
    }
    let list = group::list(&mut tx, agency_id(0), 9).await.expect("listed");
    assert_eq!(list, [two.clone(), one.clone()], "in Vietnamese order");
    let list = group::list(&mut tx, agency_id(0), 1).await.expect("listed");
    assert_eq!(list.len(), 1);
    let next = Group {
        version: 2,
        name: "Tuyến đầu".to_owned(),
        members: vec![agency_id(3)],
        ..one.clone()
    };
    group::save(&mut tx, &next).await.expect("saved again");
    let found = group::find(&mut tx, agency_id(0), one.id).await;
    assert_eq!(found.expect("read"), Some(next.clone()));
    let stale = group::save(&mut tx, &next).await;
    assert!(matches!(stale, Err(Error::Stale)), "{stale:?}");
    // Another agency neither finds nor changes nor drops it.
    let other = agency_id(1);
    assert_eq!(
        group::find(&mut tx, other, one.id).await.expect("read"),
        None
    );
    let foreign = Group {
        owner: other,
        version: 3,
        ..next
    };
    let foreign = group::save(&mut tx, &foreign).await;
    assert!(matches!(foreign, Err(Error::Stale)), "{foreign:?}");
    assert!(!group::drop(&mut tx, other, one.id).await.expect("asked"));
    for gone in [true, false] {
        let dropped = group::drop(&mut tx, agency_id(0), one.id).await;
        assert_eq!(dropped.expect("dropped"), gone);
    }
});

contract!(an_agency_has_each_name_once, |db| async move {
    agencies(&db, 2).await;
    let mut tx = db.write().await.expect("a transaction");
    group::save(&mut tx, &group(1, "Xã biên giới"))
        .await
        .expect("saved");
    let other = Group {
        owner: agency_id(1),
        ..group(3, "Xã biên giới")
    };
    group::save(&mut tx, &other).await.expect("another agency");
    let twin = group::save(&mut tx, &group(2, "xa BIÊN giới")).await;
    assert!(matches!(twin, Err(Error::Conflict { .. })), "{twin:?}");
});
