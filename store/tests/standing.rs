//! Contracts of `store::standing` on both engines.

use crate::contract;
use crate::notification::{new, reader, told};
use domain::access::Actor;
use domain::id::{MentionId, PositionId};
use domain::live::Standing;
use store::standing;
use uuid::Uuid;

contract!(readers_are_counted_together_as_alone, |db| async move {
    // Agency 1 leads task 1, agency 2 coordinates it, agency 3 has nothing to do with it.
    let mut tx = told(&db, &[new(1), new(2)]).await;
    let mentioned = reader(2);
    let position = store::account::Position {
        id: mentioned.position,
        agency: mentioned.agency,
        role: mentioned.role,
        title_vi: "Cán bộ".to_owned(),
        title_en: "Officer".to_owned(),
        valid_from: None,
        valid_to: None,
    };
    store::account::insert_position(&mut tx, &position)
        .await
        .expect("a position");
    let mention = store::mention::New {
        id: MentionId(Uuid::from_u128(1)),
        position: position.id,
        agency: mentioned.agency,
        task: new(1).task,
        comment: 1,
        by: position.id,
    };
    let now = chrono::DateTime::UNIX_EPOCH;
    store::mention::insert(&mut tx, &[mention], now)
        .await
        .expect("mentioned");
    let newcomer = Actor {
        position: PositionId(Uuid::from_u128(0xf001)),
        ..reader(3)
    };
    let readers = [reader(1), mentioned, reader(3), newcomer, reader(1)];
    let together = standing::standings(&mut tx, &readers.each_ref()).await;
    let together = together.expect("counted");
    let unread: Vec<i64> = together.iter().map(|standing| standing.unread).collect();
    assert_eq!(unread, [2, 1, 0, 0, 2]);
    assert_eq!(together[0].waiting, 1);
    assert_eq!(together[2], Standing::default());
    for (reader, expected) in readers.iter().zip(&together) {
        let alone = standing::standing(&mut tx, reader).await.expect("counted");
        assert_eq!(alone, *expected, "{reader:?}");
    }
    assert_eq!(
        standing::standings(&mut tx, &[]).await.expect("counted"),
        []
    );
});
