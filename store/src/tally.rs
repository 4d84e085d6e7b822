//! The counters that are kept, and the day as of which they stand.
//!
//! **Invariants:** a writer that changes counters holds the clock's row shared, and moving the clock holds
//! it alone; so no task is counted as of two days. Counters change in a fixed order.

use crate::db::Tx;
use crate::error::{Error, Result};
use chrono::NaiveDate;
use domain::tally::{Change, Dimension};
use domain::timeliness::Bucket;

#[derive(sqlx::FromRow)]
struct Day {
    as_of: NaiveDate,
}

const CLOCK: &str = "SELECT as_of FROM tally_clock WHERE id = 1";

/// The day as of which the counters stand.
pub async fn as_of(tx: &mut Tx) -> Result<NaiveDate> {
    known(tx.query(CLOCK).fetch_optional().await?)
}

/// As [`as_of`], and nobody moves the clock until the transaction ends.
pub async fn hold_as_of(tx: &mut Tx) -> Result<NaiveDate> {
    known(tx.query(CLOCK).hold_shared().fetch_optional().await?)
}

/// As [`as_of`], and no other writer counts anything until the transaction ends: writing the row, even
/// unchanged, holds it alone on both engines.
pub async fn lock_as_of(tx: &mut Tx) -> Result<NaiveDate> {
    let row = tx
        .query("UPDATE tally_clock SET as_of = as_of WHERE id = 1 RETURNING as_of")
        .fetch_optional()
        .await?;
    known(row)
}

fn known(row: Option<Day>) -> Result<NaiveDate> {
    match row {
        Some(row) => Ok(row.as_of),
        None => Err(Error::Inconsistent {
            table: "tally_clock",
            what: "no row".to_owned(),
        }),
    }
}

/// Moves the clock from one day to a later one; false when somebody else did.
pub async fn move_clock(tx: &mut Tx, from: NaiveDate, to: NaiveDate) -> Result<bool> {
    let moved = tx
        .query("UPDATE tally_clock SET as_of = $1 WHERE id = 1 AND as_of = $2")
        .bind(to)
        .bind(from)
        .execute()
        .await?;
    Ok(moved == 1)
}

/// Applies changes to the counters.
pub async fn apply(tx: &mut Tx, changes: &[Change]) -> Result<()> {
    for chunk in changes.chunks(1000) {
        let mut query =
            tx.query("INSERT INTO tally (dimension, item, bucket, province, tasks) VALUES ");
        for (place, change) in chunk.iter().enumerate() {
            query = query
                .push(if place == 0 { "(" } else { ", (" })
                .push_bind(change.dimension)
                .push(", ")
                .push_bind(change.key.clone())
                .push(", ")
                .push_bind(change.bucket)
                .push(", ")
                .push_bind(change.province.clone())
                .push(", ")
                .push_bind(change.by)
                .push(")");
        }
        query
            .push(
                " ON CONFLICT (dimension, item, province, bucket) \
                 DO UPDATE SET tasks = tally.tasks + excluded.tasks",
            )
            .execute()
            .await?;
    }
    Ok(())
}

/// One counter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, sqlx::FromRow)]
pub struct Counter {
    pub dimension: Dimension,
    pub item: String,
    pub province: String,
    pub bucket: Bucket,
    pub tasks: i64,
}

/// The counters of one province by one dimension.
pub async fn of_province(
    tx: &mut Tx,
    province: &str,
    dimension: Dimension,
) -> Result<Vec<Counter>> {
    tx.query(
        "SELECT dimension, item, province, bucket, tasks FROM tally \
         WHERE province = $1 AND dimension = $2 AND tasks <> 0",
    )
    .bind(province.to_owned())
    .bind(dimension)
    .fetch_all()
    .await
}

/// The counters of some items of one dimension.
pub async fn of_items(
    tx: &mut Tx,
    dimension: Dimension,
    items: impl IntoIterator<Item = String>,
) -> Result<Vec<Counter>> {
    tx.query(
        "SELECT dimension, item, province, bucket, tasks FROM tally WHERE dimension = $1 \
         AND tasks <> 0 AND item IN ",
    )
    .bind(dimension)
    .push_list(items)
    .fetch_all()
    .await
}

/// Every counter that is not zero.
pub async fn all(tx: &mut Tx) -> Result<Vec<Counter>> {
    tx.query("SELECT dimension, item, province, bucket, tasks FROM tally WHERE tasks <> 0")
        .fetch_all()
        .await
}

/// Drops every counter, before they are counted again.
pub async fn clear(tx: &mut Tx) -> Result<()> {
    tx.query("DELETE FROM tally").execute().await?;
    Ok(())
}
