//! Counters that are kept: how many tasks an agency, a directive or a province has in each bucket.
//!
//! "Overdue" changes when the day does, so counters are kept *as of* a day: every command counts with that
//! day, and the first one of a new day that changes a counter moves the tasks whose deadline has passed
//! meanwhile.
//!
//! **Invariant:** a counter equals the number of tasks that a full count finds (`lachan rebuild` proves
//! it). To add a dimension: a variant, its key in [`keys`], a rebuild.

use crate::macros::text_enum;
use crate::task::Task;
use crate::timeliness::{Bucket, bucket};
use chrono::NaiveDate;

text_enum! {
    /// What is counted by.
    Dimension {
        /// The whole province; key: its code.
        Province = "province",
        /// The lead agency; key: its id.
        Agency = "agency",
        /// The directive; key: its id.
        Directive = "directive",
        /// The unit the work concerns; key: its code.
        Area = "area",
    }
}

/// A change of one counter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    pub dimension: Dimension,
    pub key: String,
    pub province: String,
    pub bucket: Bucket,
    pub by: i64,
}

/// The counters in which a task stands.
pub fn keys(task: &Task) -> Vec<(Dimension, String)> {
    let mut keys = vec![
        (Dimension::Province, task.province.clone()),
        (Dimension::Agency, task.lead.to_string()),
    ];
    if let Some(directive) = task.directive {
        keys.push((Dimension::Directive, directive.to_string()));
    }
    if let Some(area) = &task.area {
        keys.push((Dimension::Area, area.clone()));
    }
    keys
}

/// What the step from `before` to `after` changes in the counters that stand as of `as_of`, in a fixed
/// order so that two writers never wait for each other in a circle.
pub fn changes(before: Option<&Task>, after: Option<&Task>, as_of: NaiveDate) -> Vec<Change> {
    let mut changes = Vec::new();
    for (task, by) in [(before, -1), (after, 1)] {
        let Some(task) = task else { continue };
        let Some(bucket) = bucket(task.state, task.due, task.completed_on, as_of) else {
            continue;
        };
        for (dimension, key) in keys(task) {
            changes.push(Change {
                dimension,
                key,
                province: task.province.clone(),
                bucket,
                by,
            });
        }
    }
    net(changes)
}

/// Sums the changes of the same counter and drops those that cancel out.
pub fn net(mut changes: Vec<Change>) -> Vec<Change> {
    changes.sort();
    let mut summed: Vec<Change> = Vec::new();
    for change in changes {
        match summed.last_mut() {
            Some(last)
                if last.dimension == change.dimension
                    && last.key == change.key
                    && last.province == change.province
                    && last.bucket == change.bucket =>
            {
                last.by += change.by;
            }
            _ => summed.push(change),
        }
    }
    summed.retain(|change| change.by != 0);
    summed
}
