//! Contracts of `store::bulk` on both engines.

use crate::contract;
use crate::sample::{agencies, person};
use chrono::{DateTime, TimeDelta};
use domain::bulk::{Kind, Refused, Report};
use domain::id::{EnvelopeId, TaskId, UserId};
use domain::refusal::Problem;
use store::Error;
use store::bulk;
use uuid::Uuid;

contract!(a_report_is_its_owners_until_it_is_old, |db| async move {
    agencies(&db, 1).await;
    let (user, _) = person(&db).await;
    let report = Report {
        act: Kind::Suspend,
        asked: 2,
        done: 1,
        followed: 0,
        refused: vec![Refused {
            task: TaskId(Uuid::from_u128(1)),
            title: "Rà soát “điểm nóng”".to_owned(),
            problem: Problem::Forbidden,
        }],
        back: "/tasks".to_owned(),
    };
    let key = (EnvelopeId(Uuid::from_u128(7)), user);
    let now = DateTime::UNIX_EPOCH + TimeDelta::days(9);
    let mut tx = db.write().await.expect("a transaction");
    bulk::insert(&mut tx, key, &report, now)
        .await
        .expect("kept");
    let found = bulk::find(&mut tx, key).await.expect("read");
    assert_eq!(found, Some(report.clone()));
    let other = (key.0, UserId(Uuid::from_u128(8)));
    assert_eq!(bulk::find(&mut tx, other).await.expect("read"), None);
    for (before, gone) in [(now, 0), (now + TimeDelta::seconds(1), 1)] {
        let dropped = bulk::drop_old(&mut tx, before).await.expect("dropped");
        assert_eq!(dropped, gone);
    }
    bulk::insert(&mut tx, key, &report, now)
        .await
        .expect("kept");
    let twice = bulk::insert(&mut tx, key, &report, now).await;
    assert!(matches!(twice, Err(Error::Stale)), "{twice:?}");
});
