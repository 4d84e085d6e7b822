//! Sub-tasks of a task and the sums that are kept of them.
//!
//! **Invariants:** the sums of a task change in the transaction of the step that changes them, whose writer holds
//! the counters' clock ([`crate::tally::hold_as_of`]), so that a rebuild meets none half-way; whoever decides on
//! a sum holds its row ([`hold`]). To keep one more sum: a column, its place in [`COLUMNS`] and in [`apply`].

use crate::db::Tx;
use crate::error::Result;
use crate::task::Body;
use chrono::NaiveDate;
use domain::id::TaskId;
use domain::rollup::Rollup;
use domain::task::Task;
use sqlx::types::Json;

const COLUMNS: &str =
    "task, children, open, required, required_open, weight, weight_done, target, measured";

#[derive(sqlx::FromRow)]
struct Row {
    task: TaskId,
    children: i64,
    open: i64,
    required: i64,
    required_open: i64,
    weight: i64,
    weight_done: i64,
    target: i64,
    measured: i64,
}

impl From<Row> for (TaskId, Rollup) {
    fn from(row: Row) -> Self {
        let rollup = Rollup {
            children: row.children,
            open: row.open,
            required: row.required,
            required_open: row.required_open,
            weight: row.weight,
            weight_done: row.weight_done,
            target: row.target,
            measured: row.measured,
        };
        (row.task, rollup)
    }
}

/// The sums of a task's sub-tasks; nothing where it has none.
pub async fn find(tx: &mut Tx, task: TaskId) -> Result<Rollup> {
    let row: Option<Row> = select(tx)
        .push(" WHERE task = ")
        .push_bind(task)
        .fetch_optional()
        .await?;
    Ok(row.map_or_else(Rollup::default, |row| <(TaskId, Rollup)>::from(row).1))
}

/// As [`find`], and nobody changes them until the transaction ends.
pub async fn hold(tx: &mut Tx, task: TaskId) -> Result<Rollup> {
    let row: Option<Row> = select(tx)
        .push(" WHERE task = ")
        .push_bind(task)
        .hold_shared()
        .fetch_optional()
        .await?;
    Ok(row.map_or_else(Rollup::default, |row| <(TaskId, Rollup)>::from(row).1))
}

fn select(tx: &mut Tx) -> crate::db::Query<'_> {
    tx.query("SELECT ").push(COLUMNS).push(" FROM task_rollup")
}

/// Adds to the sums of some tasks, each named once.
pub async fn apply(tx: &mut Tx, changes: &[(TaskId, Rollup)]) -> Result<()> {
    for chunk in changes.chunks(500) {
        let mut query = tx
            .query("INSERT INTO task_rollup (")
            .push(COLUMNS)
            .push(") VALUES ");
        for (place, (task, by)) in chunk.iter().enumerate() {
            query = query
                .push(if place == 0 { "(" } else { ", (" })
                .push_bind(*task);
            for sum in [
                by.children,
                by.open,
                by.required,
                by.required_open,
                by.weight,
                by.weight_done,
                by.target,
                by.measured,
            ] {
                query = query.push(", ").push_bind(sum);
            }
            query = query.push(")");
        }
        query
            .push(
                " ON CONFLICT (task) DO UPDATE SET \
                 children = task_rollup.children + excluded.children, \
                 open = task_rollup.open + excluded.open, \
                 required = task_rollup.required + excluded.required, \
                 required_open = task_rollup.required_open + excluded.required_open, \
                 weight = task_rollup.weight + excluded.weight, \
                 weight_done = task_rollup.weight_done + excluded.weight_done, \
                 target = task_rollup.target + excluded.target, \
                 measured = task_rollup.measured + excluded.measured",
            )
            .execute()
            .await?;
    }
    Ok(())
}

/// Every sum that is kept.
pub async fn all(tx: &mut Tx) -> Result<Vec<(TaskId, Rollup)>> {
    let rows: Vec<Row> = select(tx).fetch_all().await?;
    Ok(rows.into_iter().map(<(TaskId, Rollup)>::from).collect())
}

/// Drops every sum, before they are counted again.
pub async fn clear(tx: &mut Tx) -> Result<()> {
    tx.query("DELETE FROM task_rollup").execute().await?;
    Ok(())
}

/// The place of a sub-task in the list of its parent: where the next page starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub is_open: bool,
    pub sort_due: NaiveDate,
    pub id: TaskId,
}

impl From<&Task> for Place {
    fn from(task: &Task) -> Self {
        Self {
            is_open: task.state.is_open(),
            sort_due: task.due.unwrap_or(crate::task::LAST_DAY),
            id: task.id,
        }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let open = if self.is_open { "open" } else { "closed" };
        write!(f, "{open}.{}.{}", self.sort_due, self.id)
    }
}

impl std::str::FromStr for Place {
    type Err = domain::refusal::UnknownValue;
    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        let unknown = || domain::refusal::UnknownValue;
        let (open, rest) = text.split_once('.').ok_or_else(unknown)?;
        let (day, id) = rest.split_once('.').ok_or_else(unknown)?;
        Ok(Self {
            is_open: match open {
                "open" => true,
                "closed" => false,
                _ => return Err(unknown()),
            },
            sort_due: crate::task::cursor_day(day)?,
            id: id.parse().map_err(|_| unknown())?,
        })
    }
}

/// A page of the sub-tasks of a task: what is open first, the earliest deadline first.
pub async fn children(
    tx: &mut Tx,
    parent: TaskId,
    after: Option<Place>,
    limit: u32,
) -> Result<Vec<Task>> {
    let mut query = tx
        .query("SELECT body FROM task WHERE parent = ")
        .push_bind(parent);
    if let Some(after) = after {
        query = query
            .push(" AND (is_open < ")
            .push_bind(after.is_open)
            .push(" OR (is_open = ")
            .push_bind(after.is_open)
            .push(" AND (sort_due, id) > (")
            .push_bind(after.sort_due)
            .push(", ")
            .push_bind(after.id)
            .push(")))");
    }
    let rows: Vec<Body> = query
        .push(" ORDER BY is_open DESC, sort_due, id LIMIT ")
        .push_bind(i64::from(limit))
        .fetch_all()
        .await?;
    Ok(rows.into_iter().map(|row| row.body.0).collect())
}

#[derive(sqlx::FromRow)]
struct WithChain {
    body: Json<Task>,
    subject_seq: Option<i64>,
    hash: Option<String>,
}

/// The open sub-tasks of some tasks with length and last hash of their chains, in the order of their ids, so
/// that two writers never wait for each other in a circle.
pub async fn open_children(tx: &mut Tx, parents: &[TaskId]) -> Result<Vec<(Task, (i64, String))>> {
    if parents.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<WithChain> = tx
        .query(
            "SELECT t.body, e.subject_seq, e.hash FROM task t \
             LEFT JOIN log_entry e ON e.subject_id = t.id AND e.subject_seq = \
             (SELECT MAX(l.subject_seq) FROM log_entry l WHERE l.subject_id = t.id) \
             WHERE t.is_open = ",
        )
        .push_bind(true)
        .push(" AND t.parent IN ")
        .push_list(parents.iter().copied())
        .push(" ORDER BY t.id")
        .fetch_all()
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let end = (row.subject_seq.unwrap_or(0), row.hash.unwrap_or_default());
            (row.body.0, end)
        })
        .collect())
}

/// The leads of all sub-tasks of a task, each once.
pub async fn leads(tx: &mut Tx, parent: TaskId) -> Result<Vec<domain::id::AgencyId>> {
    let rows: Vec<(domain::id::AgencyId,)> = tx
        .query("SELECT DISTINCT lead FROM task WHERE parent = $1 AND state <> 'cancelled'")
        .bind(parent)
        .fetch_all()
        .await?;
    Ok(rows.into_iter().map(|(lead,)| lead).collect())
}
