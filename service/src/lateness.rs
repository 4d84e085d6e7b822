//! Days late: the split of one task from its log, and the figures of rankings.
//!
//! **Invariants:** a split is made from the log alone, never kept; the figures of a finished task are those of the
//! moment at which it was completed, added with the step that finishes it and taken away with the one that
//! reopens it. Only these two steps read the whole chain of a task.
//!
//! To count one more thing: [`domain::attribution::Tallied`].

use crate::ctx::local_day;
use crate::{Error, Result};
use chrono::{DateTime, Utc};
use domain::attribution::{Dated, Lateness, attribute, tallied};
use domain::id::TaskId;
use domain::log::{Entry, Subject};
use domain::task::{State, Task, TaskEvent};
use domain::view::{TimelineEntry, TimelineEvent};
use std::collections::BTreeMap;
use store::Tx;
use store::lateness::Row;

/// A step with its days in Vietnam.
fn dated(event: TaskEvent, made_at: DateTime<Utc>, received_at: DateTime<Utc>) -> Dated {
    Dated {
        event,
        made_on: local_day(made_at),
        received_on: local_day(received_at),
    }
}

/// The steps that entries tell of, in their order.
pub(crate) fn steps(entries: &[Entry]) -> Result<Vec<Dated>> {
    entries
        .iter()
        .map(|entry| {
            let event = serde_json::from_str(&entry.payload).map_err(Error::internal)?;
            Ok(dated(event, entry.made_at, entry.received_at))
        })
        .collect()
}

/// How late a task is on a day: from its timeline, newest first, where that is whole, else from the log.
pub(crate) async fn of_task(
    tx: &mut Tx,
    subject: Subject,
    task: &Task,
    timeline: &[TimelineEntry],
    today: chrono::NaiveDate,
) -> Result<Lateness> {
    let is_whole = i64::try_from(timeline.len()).is_ok_and(|entries| entries >= task.version);
    let steps = if is_whole {
        timeline
            .iter()
            .rev()
            .filter_map(|entry| match &entry.event {
                TimelineEvent::Task(event) => {
                    Some(dated(event.clone(), entry.made_at, entry.received_at))
                }
                TimelineEvent::Directive(_)
                | TimelineEvent::Duty(_)
                | TimelineEvent::Account(_)
                | TimelineEvent::Agency(_) => None,
            })
            .collect()
    } else {
        steps(&store::log::of_subject(tx, subject, 0).await?)?
    };
    Ok(attribute(task.id, &steps, today).unwrap_or_default())
}

/// What a task with these steps adds to the figures; nothing while it is not completed.
pub(crate) fn figures(id: TaskId, task: &Task, steps: &[Dated]) -> Vec<Row> {
    let Some(on) = task.completed_on.filter(|_| task.state == State::Completed) else {
        return Vec::new();
    };
    let lateness = attribute(id, steps, on).unwrap_or_default();
    tallied(task, &lateness)
        .into_iter()
        .map(|(agency, figures)| Row {
            agency,
            province: task.province.clone(),
            figures,
        })
        .collect()
}

/// What a step changes in the figures: nothing unless it finishes or reopens its task.
pub(crate) async fn changes(
    tx: &mut Tx,
    subject: Subject,
    (before, after): (&Task, &Task),
    events: &[TaskEvent],
    (made_at, received_at): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<Row>> {
    let is_done = |task: &Task| task.state == State::Completed;
    if is_done(before) == is_done(after) {
        return Ok(Vec::new());
    }
    let mut steps = steps(&store::log::of_subject(tx, subject, 0).await?)?;
    let old = figures(before.id, before, &steps);
    let new = events.iter().cloned();
    steps.extend(new.map(|event| dated(event, made_at, received_at)));
    let new = figures(after.id, after, &steps);
    Ok(net(old
        .into_iter()
        .map(|row| (row, -1))
        .chain(new.into_iter().map(|row| (row, 1)))))
}

/// The sums of figures by agency and province, those without anything left out.
pub(crate) fn net(rows: impl IntoIterator<Item = (Row, i64)>) -> Vec<Row> {
    let mut sums: BTreeMap<(domain::id::AgencyId, String), domain::attribution::Tallied> =
        BTreeMap::new();
    for (row, by) in rows {
        let place = sums.entry((row.agency, row.province)).or_default();
        place.add(row.figures, by);
    }
    sums.into_iter()
        .filter(|(_, figures)| !figures.is_zero())
        .map(|((agency, province), figures)| Row {
            agency,
            province,
            figures,
        })
        .collect()
}
