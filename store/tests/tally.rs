//! Contracts of `store::tally` on both engines.

use crate::contract;

use crate::sample::day;
use domain::area::BEFORE_RECORDS;
use domain::tally::{Change, Dimension};
use domain::timeliness::Bucket;
use store::tally;

fn change(dimension: Dimension, key: &str, bucket: Bucket, by: i64) -> Change {
    Change {
        dimension,
        key: key.to_owned(),
        province: "40".to_owned(),
        bucket,
        by,
    }
}

contract!(
    counters_add_up_and_those_at_zero_are_not_shown,
    |db| async move {
        let mut tx = db.write().await.expect("a transaction");
        let rows = [
            change(Dimension::Province, "40", Bucket::InTime, 3),
            change(Dimension::Agency, "a", Bucket::InTime, 2),
            change(Dimension::Agency, "b", Bucket::Overdue, 1),
        ];
        tally::apply(&mut tx, &rows).await.expect("applied");
        let step = [
            change(Dimension::Agency, "a", Bucket::InTime, -2),
            change(Dimension::Agency, "a", Bucket::DoneOnTime, 2),
        ];
        tally::apply(&mut tx, &step).await.expect("applied");
        tally::apply(&mut tx, &[]).await.expect("nothing to apply");
        let mut agencies = tally::of_province(&mut tx, "40", Dimension::Agency)
            .await
            .expect("read");
        agencies.sort();
        let seen: Vec<_> = agencies
            .iter()
            .map(|c| (c.item.as_str(), c.bucket, c.tasks))
            .collect();
        assert_eq!(
            seen,
            [("a", Bucket::DoneOnTime, 2), ("b", Bucket::Overdue, 1)]
        );
        let items = tally::of_items(&mut tx, Dimension::Agency, ["b".to_owned()])
            .await
            .expect("read");
        assert_eq!(items.len(), 1);
        let none = tally::of_items(&mut tx, Dimension::Agency, [])
            .await
            .expect("read");
        assert_eq!(none, []);
        assert_eq!(
            tally::of_province(&mut tx, "42", Dimension::Agency)
                .await
                .expect("read"),
            []
        );
        assert_eq!(tally::all(&mut tx).await.expect("read").len(), 3);
        tally::clear(&mut tx).await.expect("cleared");
        assert_eq!(tally::all(&mut tx).await.expect("read"), []);
    }
);

contract!(the_clock_moves_once, |db| async move {
    let mut tx = db.write().await.expect("a transaction");
    assert_eq!(tally::as_of(&mut tx).await.expect("read"), BEFORE_RECORDS);
    assert!(
        tally::move_clock(&mut tx, BEFORE_RECORDS, day(15))
            .await
            .expect("moved")
    );
    assert!(
        !tally::move_clock(&mut tx, BEFORE_RECORDS, day(16))
            .await
            .expect("not moved")
    );
    assert_eq!(tally::hold_as_of(&mut tx).await.expect("read"), day(15));
});

contract!(the_clock_can_be_held_alone, |db| async move {
    let mut tx = db.write().await.expect("a transaction");
    let as_of = tally::lock_as_of(&mut tx).await.expect("locked");
    assert_eq!(as_of, tally::as_of(&mut tx).await.expect("read"));
    // Nobody else counts until the transaction ends.
    let other = db.clone();
    let waiting = tokio::spawn(async move {
        let mut tx = other.write().await.expect("a transaction");
        tally::hold_as_of(&mut tx).await.expect("held")
    });
    let moved = tally::move_clock(&mut tx, as_of, day(15)).await;
    assert!(moved.expect("moved"));
    tx.commit().await.expect("committed");
    assert_eq!(waiting.await.expect("an answer"), day(15));
});
