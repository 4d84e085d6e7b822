//! Recurring duties: the row with the whole duty as JSON, who may see it, the tasks it made.
//!
//! **Invariants:** row and parties are written together; a period has its task once ([`add_task`]); a list is
//! limited by a [`Scope`] inside the statement and paged by key. To show one more thing in the list: it stands in
//! the body already.

use crate::db::Tx;
use crate::error::{Error, Result};
use chrono::NaiveDate;
use domain::access::Scope;
use domain::duty::{Duty, DutyState};
use domain::id::{AgencyId, DutyId, TaskId};
use domain::period::Period;
use domain::task::Task;
use sqlx::types::Json;

#[derive(sqlx::FromRow)]
struct Body {
    body: Json<Duty>,
}

/// The duty with that id.
pub async fn find(tx: &mut Tx, id: DutyId) -> Result<Option<Duty>> {
    let row: Option<Body> = tx
        .query("SELECT body FROM duty WHERE id = $1")
        .bind(id)
        .fetch_optional()
        .await?;
    Ok(row.map(|row| row.body.0))
}

/// Writes a new duty with the agencies that may see it, each once.
///
/// # Errors
/// [`Error::Conflict`] where there is one of that id.
pub async fn insert(tx: &mut Tx, duty: &Duty, parties: &[AgencyId]) -> Result<()> {
    tx.query(
        "INSERT INTO duty (id, version, province, owner, lead, state, title, body) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(duty.id)
    .bind(duty.version)
    .bind(duty.province.clone())
    .bind(duty.owner)
    .bind(duty.template.lead)
    .bind(duty.state)
    .bind(duty.template.title.clone())
    .bind(Json(duty.clone()))
    .execute()
    .await?;
    write_parties(tx, duty.id, parties).await
}

/// Writes the next value of a duty that was read with that version.
///
/// # Errors
/// [`Error::Stale`] when somebody else wrote it meanwhile.
pub async fn update(tx: &mut Tx, version: i64, duty: &Duty, parties: &[AgencyId]) -> Result<()> {
    let changed = tx
        .query(
            "UPDATE duty SET version = $1, lead = $2, state = $3, title = $4, body = $5 \
             WHERE id = $6 AND version = $7",
        )
        .bind(duty.version)
        .bind(duty.template.lead)
        .bind(duty.state)
        .bind(duty.template.title.clone())
        .bind(Json(duty.clone()))
        .bind(duty.id)
        .bind(version)
        .execute()
        .await?;
    if changed == 0 {
        return Err(Error::Stale);
    }
    tx.query("DELETE FROM duty_party WHERE duty = $1")
        .bind(duty.id)
        .execute()
        .await?;
    write_parties(tx, duty.id, parties).await
}

async fn write_parties(tx: &mut Tx, duty: DutyId, parties: &[AgencyId]) -> Result<()> {
    for chunk in parties.chunks(500) {
        let mut query = tx.query("INSERT INTO duty_party (duty, agency) VALUES ");
        for (place, agency) in chunk.iter().enumerate() {
            query = query
                .push(if place == 0 { "(" } else { ", (" })
                .push_bind(duty)
                .push(", ")
                .push_bind(*agency)
                .push(")");
        }
        query.execute().await?;
    }
    Ok(())
}

/// A page of the duties in the scope, newest first, after the one with that id.
pub async fn list(
    tx: &mut Tx,
    scope: &Scope,
    after: Option<DutyId>,
    limit: u32,
) -> Result<Vec<Duty>> {
    let mut query = match scope {
        Scope::Nothing => return Ok(Vec::new()),
        Scope::Agency(agency) => tx
            .query(
                "SELECT d.body FROM duty_party p JOIN duty d ON d.id = p.duty \
                 WHERE p.agency = ",
            )
            .push_bind(*agency),
        // As with tasks: all parties are of the duty's province.
        Scope::Province { province, .. } => tx
            .query("SELECT d.body FROM duty d WHERE d.province = ")
            .push_bind(province.clone()),
        Scope::All => tx.query("SELECT d.body FROM duty d WHERE 1 = 1"),
    };
    if let Some(after) = after {
        query = query.push(" AND d.id < ").push_bind(after);
    }
    let rows: Vec<Body> = query
        .push(" ORDER BY d.id DESC")
        .limit(limit)
        .fetch_all()
        .await?;
    Ok(rows.into_iter().map(|row| row.body.0).collect())
}

/// Notes the task of a period.
///
/// # Errors
/// [`Error::Conflict`] where the period has one.
pub async fn add_task(tx: &mut Tx, duty: DutyId, period: Period, task: TaskId) -> Result<()> {
    tx.query("INSERT INTO duty_task (duty, period_from, period_to, task) VALUES ($1, $2, $3, $4)")
        .bind(duty)
        .bind(period.from)
        .bind(period.to)
        .bind(task)
        .execute()
        .await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct TaskRow {
    period_from: NaiveDate,
    period_to: NaiveDate,
    body: Json<Task>,
}

/// A page of the tasks that a duty made, the latest period first, before the one that begins on that day.
pub async fn tasks(
    tx: &mut Tx,
    duty: DutyId,
    before: Option<NaiveDate>,
    limit: u32,
) -> Result<Vec<(Period, Task)>> {
    let mut query = tx
        .query(
            "SELECT m.period_from, m.period_to, t.body FROM duty_task m \
             JOIN task t ON t.id = m.task WHERE m.duty = ",
        )
        .push_bind(duty);
    if let Some(before) = before {
        query = query.push(" AND m.period_from < ").push_bind(before);
    }
    let rows: Vec<TaskRow> = query
        .push(" ORDER BY m.period_from DESC")
        .limit(limit)
        .fetch_all()
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let period = Period {
                from: row.period_from,
                to: row.period_to,
            };
            (period, row.body.0)
        })
        .collect())
}

/// A part of all duties in the order of their ids, for verifying.
pub async fn scan(tx: &mut Tx, after: Option<DutyId>, limit: u32) -> Result<Vec<Duty>> {
    let mut query = tx.query("SELECT body FROM duty");
    if let Some(after) = after {
        query = query.push(" WHERE id > ").push_bind(after);
    }
    let rows: Vec<Body> = query.push(" ORDER BY id").limit(limit).fetch_all().await?;
    Ok(rows.into_iter().map(|row| row.body.0).collect())
}

#[derive(sqlx::FromRow, PartialEq)]
struct Copied {
    id: DutyId,
    version: i64,
    province: String,
    owner: AgencyId,
    lead: AgencyId,
    state: DutyState,
    title: String,
}

/// Those of the duties whose columns are not copies of them, for verifying.
pub async fn miscopied(tx: &mut Tx, duties: &[Duty]) -> Result<Vec<DutyId>> {
    let rows: Vec<Copied> = tx
        .query("SELECT id, version, province, owner, lead, state, title FROM duty WHERE id IN ")
        .push_list(duties.iter().map(|duty| duty.id))
        .fetch_all()
        .await?;
    let copy = |duty: &Duty| Copied {
        id: duty.id,
        version: duty.version,
        province: duty.province.clone(),
        owner: duty.owner,
        lead: duty.template.lead,
        state: duty.state,
        title: duty.template.title.clone(),
    };
    Ok(duties
        .iter()
        .filter(|duty| !rows.contains(&copy(duty)))
        .map(|duty| duty.id)
        .collect())
}
