//! What board, calendar and timeline read of tasks, within the same scope and filter as the list.
//!
//! **Invariant:** the conditions are those of [`crate::task::list`]. To read one more thing: here.

use crate::db::Tx;
use crate::error::Result;
use crate::task::{Days, Filter, narrowed};
use chrono::NaiveDate;
use domain::access::Scope;
use domain::id::{AgencyId, TaskId};
use domain::task::{ContributionState, Extension, Milestone, State};
use serde::Deserialize;
use sqlx::types::Json;

/// How many tasks match the filter, counted no further than `most`, so that its cost has an end.
pub async fn count(
    tx: &mut Tx,
    scope: &Scope,
    filter: &Filter,
    days: Days,
    most: u32,
) -> Result<i64> {
    let select = "SELECT COUNT(*) FROM (SELECT 1 AS one ";
    let Some(query) = narrowed(tx, (select, select), scope, filter, days) else {
        return Ok(0);
    };
    let row: Option<(i64,)> = query
        .limit(most)
        .push(") AS counted")
        .fetch_optional()
        .await?;
    Ok(row.map_or(0, |(count,)| count))
}

/// How many tasks are due on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct OnDay {
    pub day: NaiveDate,
    pub count: i64,
}

/// How many tasks that match the filter are due on each day, in order, those with none left out.
pub async fn by_day(tx: &mut Tx, scope: &Scope, filter: &Filter, days: Days) -> Result<Vec<OnDay>> {
    let select = "SELECT t.sort_due AS day, COUNT(*) AS count ";
    match narrowed(tx, (select, select), scope, filter, days) {
        Some(query) => {
            query
                .push(" GROUP BY t.sort_due ORDER BY t.sort_due")
                .fetch_all()
                .await
        }
        None => Ok(Vec::new()),
    }
}

/// A task as the timeline needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    pub id: TaskId,
    pub parent: Option<TaskId>,
    pub title: String,
    pub lead: AgencyId,
    pub state: State,
    pub original_due: Option<NaiveDate>,
    pub due: Option<NaiveDate>,
    pub completed_on: Option<NaiveDate>,
    pub percent: i64,
    pub issued_on: Option<NaiveDate>,
    pub milestones: Vec<Milestone>,
    /// What coordinating agencies owe it, delivered or not.
    pub contributions: Vec<Owed>,
}

/// What one coordinating agency owes a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Owed {
    pub agency: AgencyId,
    pub due: Option<NaiveDate>,
    pub state: ContributionState,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: TaskId,
    parent: Option<TaskId>,
    title: String,
    lead: AgencyId,
    state: State,
    original_due: Option<NaiveDate>,
    due: Option<NaiveDate>,
    completed_on: Option<NaiveDate>,
    percent: i64,
    body: Json<Dated>,
}

/// What stands in the task alone. The rest of it is passed over, which is most of the work saved.
#[derive(Deserialize)]
struct Dated {
    issued_on: Option<NaiveDate>,
    milestones: Vec<Milestone>,
    contributions: Vec<Owed>,
}

/// The tasks that match the filter, the earliest deadline first.
pub async fn bars(
    tx: &mut Tx,
    scope: &Scope,
    filter: &Filter,
    days: Days,
    limit: u32,
) -> Result<Vec<Bar>> {
    let select = "SELECT t.id, t.parent, t.title, t.lead, t.state, t.original_due, t.due, \
         t.completed_on, t.percent, t.body ";
    let Some(query) = narrowed(tx, (select, select), scope, filter, days) else {
        return Ok(Vec::new());
    };
    let order = match scope {
        Scope::Agency(_) => " ORDER BY p.sort_due, p.task",
        _ => " ORDER BY t.sort_due, t.id",
    };
    let rows: Vec<Row> = query.push(order).limit(limit).fetch_all().await?;
    Ok(rows
        .into_iter()
        .map(|row| Bar {
            id: row.id,
            parent: row.parent,
            title: row.title,
            lead: row.lead,
            state: row.state,
            original_due: row.original_due,
            due: row.due,
            completed_on: row.completed_on,
            percent: row.percent,
            issued_on: row.body.0.issued_on,
            milestones: row.body.0.milestones,
            contributions: row.body.0.contributions,
        })
        .collect())
}

/// What the lead of a task asked for or still waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub id: TaskId,
    pub extensions: Vec<Extension>,
    /// What coordinating agencies owe it, delivered or not.
    pub contributions: Vec<Owed>,
}

#[derive(sqlx::FromRow)]
struct AskedRow {
    id: TaskId,
    body: Json<Asks>,
}

/// What stands in the task alone; the rest of it is passed over.
#[derive(Deserialize)]
struct Asks {
    extensions: Vec<Extension>,
    contributions: Vec<Owed>,
}

/// What the leads of these tasks asked for or wait for, in the order of the tasks' ids. Whoever asks has seen that the
/// actor may see them.
pub async fn asked(tx: &mut Tx, ids: &[TaskId]) -> Result<Vec<Asked>> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(500) {
        let rows: Vec<AskedRow> = tx
            .query("SELECT id, body FROM task WHERE id IN ")
            .push_list(chunk.iter().copied())
            .fetch_all()
            .await?;
        found.extend(rows.into_iter().map(|row| Asked {
            id: row.id,
            extensions: row.body.0.extensions,
            contributions: row.body.0.contributions,
        }));
    }
    found.sort_by_key(|asked| asked.id);
    Ok(found)
}
