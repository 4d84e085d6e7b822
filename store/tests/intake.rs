//! Contracts of `store::intake` on both engines.

use crate::contract;
use crate::sample::{agencies, person};
use chrono::{DateTime, TimeDelta};
use domain::id::UserId;
use domain::intake::view::Waiting;
use domain::intake::{Column, Fate, Kind, Row, RowFate, Table};
use store::{Error, intake};
use uuid::Uuid;

contract!(a_table_is_its_uploaders_until_it_is_old, |db| async move {
    agencies(&db, 1).await;
    let (user, _) = person(&db).await;
    let mut waiting = Waiting {
        file: "Danh sách “Kỳ Sơn”.xlsx".to_owned(),
        sha256: "ab".to_owned(),
        table: Table {
            kind: Kind::People,
            rows: vec![Row::new(2, [(Column::FullName, "Vi Thị Chi")])],
            ignored: vec!["STT".to_owned()],
        },
        done: None,
    };
    let now = DateTime::UNIX_EPOCH + TimeDelta::days(9);
    let key = |n: u128| (Uuid::from_u128(n), user);
    let mut tx = db.write().await.expect("a transaction");
    for (n, age) in [(1, 3), (2, 2), (3, 1)] {
        let kept_at = now - TimeDelta::hours(age);
        intake::insert(&mut tx, key(n), &waiting, kept_at)
            .await
            .expect("kept");
    }
    let found = intake::find(&mut tx, key(1)).await.expect("read");
    assert_eq!(found.as_ref(), Some(&waiting));
    let other = (Uuid::from_u128(1), UserId(Uuid::from_u128(8)));
    let found = intake::find(&mut tx, other).await.expect("read");
    assert_eq!(found, None);

    waiting.done = Some(vec![RowFate {
        number: 2,
        key: "chi".to_owned(),
        name: "Vi Thị Chi".to_owned(),
        fate: Fate::Created { lines: Vec::new() },
    }]);
    intake::update(&mut tx, key(1), &waiting)
        .await
        .expect("written");
    let found = intake::find(&mut tx, key(1)).await.expect("read");
    assert_eq!(found.as_ref(), Some(&waiting));
    let not_his = intake::update(&mut tx, other, &waiting).await;
    assert!(matches!(not_his, Err(Error::Stale)), "{not_his:?}");

    // The newest two of this person, then only what is not older than two hours.
    let nobody = UserId(Uuid::nil());
    for (before, whose, most, gone) in [
        (now - TimeDelta::hours(9), nobody, 0, 0),
        (now - TimeDelta::hours(9), user, 2, 1),
        (now - TimeDelta::hours(2), nobody, 0, 0),
        (now - TimeDelta::minutes(90), nobody, 0, 1),
    ] {
        let dropped = intake::drop_old(&mut tx, before, whose, most).await;
        assert_eq!(dropped.expect("dropped"), gone, "{before} {most}");
    }
    let left = intake::find(&mut tx, key(3)).await.expect("read");
    assert!(left.is_some());
});
