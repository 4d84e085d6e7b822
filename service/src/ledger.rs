//! Writing what a command led to: entries of the log, counters, the receipt.
//!
//! **Invariants:** everything here runs in the transaction of its command, the places in the log and its
//! entries last; an entry's text is hashed and stored as the very same bytes.

use crate::{Ctx, Error, Result};
use chrono::{DateTime, NaiveDate, Utc};
use domain::command::{Envelope, Receipt};
use domain::log::{Entry, Subject};
use domain::tally::{Change, Dimension, changes, net};
use domain::task::Task;
use domain::timeliness::{Bucket, bucket};
use serde::Serialize;
use store::Tx;

/// The events of one subject that a command led to.
pub struct Chain {
    pub subject: Subject,
    /// Length and last hash of the subject's chain before.
    pub end: (i64, String),
    /// Verb and JSON text of each event.
    pub events: Vec<(String, String)>,
}

impl Chain {
    /// A chain continued by these events.
    ///
    /// # Errors
    /// Where an event cannot be written as JSON with a verb, a fault of ours.
    pub fn new<E: Serialize>(subject: Subject, end: (i64, String), events: &[E]) -> Result<Self> {
        let events = events
            .iter()
            .map(|event| {
                let value = serde_json::to_value(event).map_err(Error::internal)?;
                let verb = value.get("verb").and_then(|verb| verb.as_str());
                let verb = verb
                    .ok_or_else(|| Error::internal("an event without a verb"))?
                    .to_owned();
                Ok((verb, value.to_string()))
            })
            .collect::<Result<_>>()?;
        Ok(Self {
            subject,
            end,
            events,
        })
    }
}

/// Writes the entries of the chains, the counters and the receipt of a command. Call it last.
///
/// # Errors
/// [`store::Error::Stale`] inside when somebody else continued a chain or took the envelope first.
pub async fn write(
    tx: &mut Tx,
    ctx: &Ctx,
    envelope: &Envelope,
    received_at: DateTime<Utc>,
    chains: Vec<Chain>,
    receipt: &Receipt,
) -> Result<()> {
    store::log::insert_receipt(tx, ctx.actor.user, receipt, received_at).await?;
    let count: usize = chains.iter().map(|chain| chain.events.len()).sum();
    let mut seq =
        store::log::take_places(tx, i64::try_from(count).map_err(Error::internal)?).await?;
    let mut entries = Vec::with_capacity(count);
    for chain in chains {
        let (mut subject_seq, mut prev_hash) = chain.end;
        for (verb, payload) in chain.events {
            subject_seq += 1;
            let mut entry = Entry {
                seq,
                subject: chain.subject,
                subject_seq,
                envelope: envelope.id,
                user: ctx.actor.user,
                position: ctx.actor.position,
                acting_for: ctx.actor.acting_for,
                agency: ctx.actor.agency,
                made_at: envelope.made_at,
                received_at,
                verb,
                payload,
                prev_hash,
                hash: String::new(),
            };
            entry.hash = entry.expected_hash();
            prev_hash = entry.hash.clone();
            seq += 1;
            entries.push(entry);
        }
    }
    store::log::append(tx, &entries).await?;
    Ok(())
}

/// Counts the step of some tasks, given before and after.
///
/// # Errors
/// [`store::Error::Stale`] inside where the counters do not stand at `today` yet: [`roll`] them first.
pub async fn count(
    tx: &mut Tx,
    today: NaiveDate,
    steps: &[(Option<&Task>, Option<&Task>)],
) -> Result<()> {
    // Most steps, such as a report, move no counter on any day: then the day need not be held.
    if steps
        .iter()
        .all(|(before, after)| standing(*before) == standing(*after))
    {
        return Ok(());
    }
    let as_of = store::tally::hold_as_of(tx).await?;
    if as_of < today {
        return Err(store::Error::Stale.into());
    }
    let all = steps
        .iter()
        .flat_map(|(before, after)| changes(*before, *after, as_of))
        .collect();
    store::tally::apply(tx, &net(all)).await?;
    Ok(())
}

/// All that decides where a task is counted, on whatever day.
fn standing(task: Option<&Task>) -> Option<impl PartialEq> {
    task.map(|task| {
        let keys = domain::tally::keys(task);
        (
            keys,
            task.province.clone(),
            task.state,
            task.due,
            task.completed_on,
        )
    })
}

/// Moves the counters on to `today`: what became overdue since they last stood moves its bucket.
/// Does nothing when they stand there already; safe to call from every server at once.
///
/// # Errors
/// Those of the store.
pub async fn roll(tx: &mut Tx, today: NaiveDate) -> Result<()> {
    let as_of = store::tally::as_of(tx).await?;
    if as_of >= today || !store::tally::move_clock(tx, as_of, today).await? {
        return Ok(());
    }
    let mut moved = Vec::new();
    for task in store::task::due_between(tx, as_of, today).await? {
        let before = bucket(task.state, task.due, task.completed_on, as_of);
        let after = bucket(task.state, task.due, task.completed_on, today);
        if before != after {
            moved.extend(bucket_changes(&task, before, -1));
            moved.extend(bucket_changes(&task, after, 1));
        }
    }
    store::tally::apply(tx, &net(moved)).await?;
    Ok(())
}

fn bucket_changes(task: &Task, bucket: Option<Bucket>, by: i64) -> Vec<Change> {
    let Some(bucket) = bucket else {
        return Vec::new();
    };
    domain::tally::keys(task)
        .into_iter()
        .map(|(dimension, key): (Dimension, String)| Change {
            dimension,
            key,
            province: task.province.clone(),
            bucket,
            by,
        })
        .collect()
}
