//! Counting every counter again, and saying which ones were wrong.
//!
//! **Invariant:** one write transaction that holds the counters' clock alone: no command counts meanwhile,
//! so what is written is what a full count finds. It should find no difference; one is a fault of ours.

use crate::{Result, System};
use domain::id::TaskId;
use domain::rollup::Rollup;
use domain::tally::{Change, changes};
use std::collections::BTreeMap;

/// Tasks read at once.
const PAGE: u32 = 1000;

/// What a rebuild found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rebuilt {
    /// Tasks that were counted.
    pub tasks: u64,
    /// Counters that were wrong.
    pub differences: Vec<Difference>,
    /// Tasks whose sums of sub-tasks were wrong.
    pub rollups: Vec<TaskId>,
}

/// A counter that was wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The counter; `by` is what it must be.
    pub counter: Change,
    /// What it was.
    pub was: i64,
}

/// Counts every counter again as of the day on which they stand.
///
/// # Errors
/// Those of the store; then nothing has changed.
pub async fn rebuild(system: &System) -> Result<Rebuilt> {
    let mut tx = system.db.write().await?;
    let as_of = store::tally::lock_as_of(&mut tx).await?;
    // By counter: what it is, and what it must be.
    let mut counters: BTreeMap<Change, (i64, i64)> = BTreeMap::new();
    for counter in store::tally::all(&mut tx).await? {
        let key = Change {
            dimension: counter.dimension,
            key: counter.item,
            province: counter.province,
            bucket: counter.bucket,
            by: 0,
        };
        counters.entry(key).or_default().0 = counter.tasks;
    }
    // By task: the sums of its sub-tasks as they are, and as they must be.
    let mut sums: BTreeMap<TaskId, (Rollup, Rollup)> = BTreeMap::new();
    for (task, rollup) in store::cascade::all(&mut tx).await? {
        sums.entry(task).or_default().0 = rollup;
    }
    let (mut after, mut tasks) = (None, 0);
    loop {
        let page = store::task::scan(&mut tx, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        for task in &page {
            tasks += 1;
            if let Some(parent) = &task.parent {
                let sum = &mut sums.entry(parent.task).or_default().1;
                *sum = sum.plus(Rollup::of(task));
            }
            for change in changes(None, Some(task), as_of) {
                let by = change.by;
                let key = Change { by: 0, ..change };
                counters.entry(key).or_default().1 += by;
            }
        }
    }
    let differences: Vec<Difference> = counters
        .iter()
        .filter(|(_, (was, is))| was != is)
        .map(|(key, (was, is))| Difference {
            counter: Change {
                by: *is,
                ..key.clone()
            },
            was: *was,
        })
        .collect();
    let right: Vec<Change> = counters
        .into_iter()
        .filter(|(_, (_, is))| *is != 0)
        .map(|(key, (_, is))| Change { by: is, ..key })
        .collect();
    store::tally::clear(&mut tx).await?;
    store::tally::apply(&mut tx, &right).await?;
    let rollups = sums
        .iter()
        .filter(|(_, (was, is))| was != is)
        .map(|(task, _)| *task)
        .collect();
    let right: Vec<(TaskId, Rollup)> = sums
        .into_iter()
        .filter(|(_, (_, is))| *is != Rollup::default())
        .map(|(task, (_, is))| (task, is))
        .collect();
    store::cascade::clear(&mut tx).await?;
    store::cascade::apply(&mut tx, &right).await?;
    tx.commit().await?;
    Ok(Rebuilt {
        tasks,
        differences,
        rollups,
    })
}
