//! What only a demonstration has: its clock, its earlier work, its sample of a directive.
//!
//! The dispatch of the story is of September 2022; with today's clock all its work would be years overdue. So
//! the distance to the day of the story is fixed once, in the database, and time goes on from there.
//!
//! **Invariant:** an installation without that setting runs on the machine's clock, always.

mod work;

pub use work::work;

use crate::ctx::Clock;
use crate::{Error, Result};
use chrono::{NaiveDate, NaiveTime, TimeDelta};
use domain::refusal::Problem;
use store::Db;

/// The dispatch of the story, for people who have no document at hand.
pub const SAMPLE: &str = include_str!("../../data/demo-dispatch-1041.en.txt");

/// The setting that holds the distance, in seconds.
const SETTING: &str = "demo_clock_offset_seconds";

/// The clock of this database: moved where it is a demonstration.
///
/// # Errors
/// Those of the store, and a setting that is no number.
pub async fn clock(db: &Db) -> Result<(Clock, bool)> {
    let mut tx = db.read().await?;
    let value = store::setting::find(&mut tx, SETTING).await?;
    let is_demo = value.is_some();
    let seconds: i64 = match value {
        Some(text) => text.parse().map_err(Error::internal)?,
        None => 0,
    };
    let offset = TimeDelta::try_seconds(seconds).ok_or_else(|| {
        Error::internal("the clock of the demonstration is moved beyond all time")
    })?;
    Ok((Clock::Machine { offset }, is_demo))
}

/// Lets days pass in a demonstration, whose server must not run: it reads its clock when it starts. A clock that
/// goes back would break the order of the log, so there is no way to.
///
/// # Errors
/// [`Problem::Forbidden`] outside a demonstration; those of the store, and days beyond all time.
pub async fn forward(db: &Db, days: u16) -> Result<()> {
    let (clock, is_demo) = clock(db).await?;
    let (true, Clock::Machine { offset }) = (is_demo, clock) else {
        return Err(Problem::Forbidden.into());
    };
    let offset = offset
        .checked_add(&TimeDelta::days(i64::from(days)))
        .ok_or_else(|| Error::internal("more days than a clock can count"))?;
    let mut tx = db.write().await?;
    store::setting::set(&mut tx, SETTING, &offset.num_seconds().to_string()).await?;
    tx.commit().await?;
    Ok(())
}

/// Fixes the distance so that it is nine in the morning of `today` now, whenever somebody tries it: what is told at
/// eight is there, and the day does not end after an hour. A database that has one keeps it.
///
/// # Errors
/// Those of the store.
pub async fn start_clock(db: &Db, today: NaiveDate) -> Result<()> {
    let machine = Clock::Machine {
        offset: TimeDelta::zero(),
    };
    // Nine in Hanoi is two in Greenwich.
    let nine = today.and_time(NaiveTime::MIN).and_utc() + TimeDelta::hours(2);
    let offset = nine - machine.now();
    let mut tx = db.write().await?;
    if store::setting::find(&mut tx, SETTING).await?.is_none() {
        store::setting::set(&mut tx, SETTING, &offset.num_seconds().to_string()).await?;
    }
    tx.commit().await?;
    Ok(())
}
