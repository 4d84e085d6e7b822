//! Counting every counter again, and saying which ones were wrong; rows that are copies of tasks are made anew.
//!
//! **Invariant:** one write transaction that holds the counters' clock alone: no command counts meanwhile,
//! so what is written is what a full count finds. It should find no difference; one is a fault of ours.

use crate::{Result, System};
use domain::attribution::Tallied;
use domain::id::TaskId;
use domain::log::Entry;
use domain::rollup::Rollup;
use domain::tally::{Change, changes};
use domain::task::{State, Task};
use std::collections::{BTreeMap, HashMap};
use store::Tx;
use store::lateness::Row;
use uuid::Uuid;

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
    /// Figures of finished tasks that were wrong.
    pub lateness: Vec<LatenessDifference>,
    /// Rows of the index of search that were wrong, missing or too many.
    pub search: u64,
}

/// A counter that was wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The counter; `by` is what it must be.
    pub counter: Change,
    /// What it was.
    pub was: i64,
}

/// Figures of an agency that were wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LatenessDifference {
    /// What they must be.
    pub is: Row,
    pub was: Tallied,
}

/// Counts every counter again as of the day on which they stand.
///
/// # Errors
/// Those of the store; then nothing has changed.
pub async fn rebuild(system: &System) -> Result<Rebuilt> {
    let directory = system.directory().await?;
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
    let mut figures: Vec<(Row, i64)> = Vec::new();
    let (mut after, mut tasks) = (None, 0);
    let mut search = 0;
    loop {
        let page = store::task::scan(&mut tx, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        figures.extend(finished(&mut tx, &page).await?);
        search += crate::search::mend_tasks(&mut tx, &directory, &page).await?;
        for task in &page {
            tasks += 1;
            if let Some(parent) = &task.parent {
                let sum = &mut sums.entry(parent.task).or_default().1;
                *sum = sum.plus(Rollup::of(task));
            }
            if !task.obstacles.is_empty() {
                let superiors = directory.superiors_of(task);
                store::task::rewrite_parties(&mut tx, task, &superiors).await?;
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
    let figures = crate::lateness::net(figures);
    let was = store::lateness::all(&mut tx).await?;
    let lateness = differing(&was, &figures);
    store::lateness::clear(&mut tx).await?;
    store::lateness::apply(&mut tx, &figures).await?;
    search += crate::search::mend_others(&mut tx, PAGE).await?;
    tx.commit().await?;
    Ok(Rebuilt {
        search,
        tasks,
        differences,
        rollups,
        lateness,
    })
}

/// What the completed ones of some tasks add to the figures, from their log.
async fn finished(tx: &mut Tx, tasks: &[Task]) -> Result<Vec<(Row, i64)>> {
    let done: Vec<&Task> = tasks
        .iter()
        .filter(|task| task.state == State::Completed)
        .collect();
    if done.is_empty() {
        return Ok(Vec::new());
    }
    let entries = store::log::of_subjects(tx, done.iter().map(|task| task.id.0)).await?;
    let mut chains: HashMap<Uuid, Vec<Entry>> = HashMap::new();
    for entry in entries {
        chains.entry(entry.subject.id).or_default().push(entry);
    }
    let mut rows = Vec::new();
    for task in done {
        let steps = crate::lateness::steps(&chains.remove(&task.id.0).unwrap_or_default())?;
        let figures = crate::lateness::figures(task.id, task, &steps);
        rows.extend(figures.into_iter().map(|row| (row, 1)));
    }
    Ok(rows)
}

fn differing(was: &[Row], is: &[Row]) -> Vec<LatenessDifference> {
    let same = |a: &Row, b: &Row| (a.agency, &a.province) == (b.agency, &b.province);
    let known = |rows: &[Row], row: &Row| {
        let found = rows.iter().find(|other| same(other, row));
        found.map_or_else(Tallied::default, |found| found.figures)
    };
    let gone = was
        .iter()
        .filter(|row| !is.iter().any(|other| same(other, row)));
    let gone = gone.map(|row| Row {
        figures: Tallied::default(),
        ..row.clone()
    });
    is.iter()
        .cloned()
        .chain(gone)
        .map(|row| LatenessDifference {
            was: known(was, &row),
            is: row,
        })
        .filter(|difference| difference.was != difference.is.figures)
        .collect()
}
