//! What agencies are told, and what they have read.
//!
//! **Invariants:** the same is told once per agency, task, kind and deadline, whoever tells it how often; an
//! agency finds and counts only what is about tasks that it still takes part in.
//!
//! To tell of one more kind of thing: a value of its kind, the check of the table, its words on the page.

use crate::db::Tx;
use crate::error::Result;
use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{AgencyId, NotificationId, PositionId, TaskId};
use domain::job::Rung;
use domain::view::{MOST_UNREAD, NotificationLine};

/// Something to tell an agency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct New {
    pub id: NotificationId,
    pub agency: AgencyId,
    pub task: TaskId,
    pub kind: Rung,
    /// The deadline that it is about.
    pub due: NaiveDate,
}

/// Tells agencies; what one was told before it is not told again.
pub async fn insert(tx: &mut Tx, new: &[New], now: DateTime<Utc>) -> Result<()> {
    for chunk in new.chunks(500) {
        let mut query =
            tx.query("INSERT INTO notification (id, agency, task, kind, due, created_at) VALUES ");
        for (place, new) in chunk.iter().enumerate() {
            query = query
                .push(if place == 0 { "(" } else { ", (" })
                .push_bind(new.id)
                .push(", ")
                .push_bind(new.agency)
                .push(", ")
                .push_bind(new.task)
                .push(", ")
                .push_bind(new.kind)
                .push(", ")
                .push_bind(new.due)
                .push(", ")
                .push_bind(now)
                .push(")");
        }
        query
            .push(" ON CONFLICT (agency, task, kind, due) DO NOTHING")
            .execute()
            .await?;
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Row {
    id: NotificationId,
    task: TaskId,
    title: String,
    kind: Rung,
    due: NaiveDate,
    created_at: DateTime<Utc>,
    read_at: Option<DateTime<Utc>>,
}

/// What an agency was told, newest first, from the one after `after` on.
pub async fn list(
    tx: &mut Tx,
    agency: AgencyId,
    after: Option<NotificationId>,
    limit: u32,
) -> Result<Vec<NotificationLine>> {
    let mut query = tx
        .query(
            "SELECT n.id, n.task, t.title, n.kind, n.due, n.created_at, n.read_at \
             FROM notification n \
             JOIN task_party p ON p.task = n.task AND p.agency = n.agency \
             JOIN task t ON t.id = n.task WHERE n.agency = ",
        )
        .push_bind(agency);
    if let Some(after) = after {
        query = query.push(" AND n.id < ").push_bind(after);
    }
    let rows: Vec<Row> = query
        .push(" ORDER BY n.id DESC LIMIT ")
        .push_bind(i64::from(limit))
        .fetch_all()
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| NotificationLine {
            id: row.id,
            task: row.task,
            title: row.title,
            kind: row.kind,
            due: row.due,
            told_at: row.created_at,
            is_read: row.read_at.is_some(),
        })
        .collect())
}

#[derive(sqlx::FromRow)]
struct Count {
    n: i64,
}

/// How much an agency has not read, at most [`MOST_UNREAD`], so that its cost is bounded.
pub async fn count_unread(tx: &mut Tx, agency: AgencyId) -> Result<i64> {
    let row: Option<Count> = tx
        .query(
            "SELECT COUNT(*) AS n FROM (SELECT n.id FROM notification n \
             JOIN task_party p ON p.task = n.task AND p.agency = n.agency \
             WHERE n.agency = $1 AND n.read_at IS NULL LIMIT $2) AS unread",
        )
        .bind(agency)
        .bind(MOST_UNREAD)
        .fetch_optional()
        .await?;
    Ok(row.map_or(0, |row| row.n))
}

#[derive(sqlx::FromRow)]
struct Counts {
    waiting: i64,
    unread: i64,
}

/// What waits for an agency, as `task::count_waiting` counts it, and what it has not read, as [`count_unread`]
/// does, with the mentions that the position has not read, as `mention::count_unread` does: in one statement,
/// because every page asks for all.
pub async fn count_waiting_and_unread(
    tx: &mut Tx,
    agency: AgencyId,
    position: PositionId,
) -> Result<(i64, i64)> {
    let row: Option<Counts> = tx
        .query(
            "SELECT (SELECT COUNT(*) FROM task_party WHERE agency = $1 AND waits_for IS NOT NULL) \
             AS waiting, \
             (SELECT COUNT(*) FROM (SELECT n.id FROM notification n \
             JOIN task_party p ON p.task = n.task AND p.agency = n.agency \
             WHERE n.agency = $1 AND n.read_at IS NULL LIMIT $2) AS unread) + \
             (SELECT COUNT(*) FROM (SELECT m.id FROM mention m \
             JOIN task_party p ON p.task = m.task AND p.agency = m.agency \
             WHERE m.position = $3 AND m.read_at IS NULL LIMIT $2) AS mentioned) AS unread",
        )
        .bind(agency)
        .bind(MOST_UNREAD)
        .bind(position)
        .fetch_optional()
        .await?;
    Ok(row.map_or((0, 0), |row| (row.waiting, row.unread)))
}

/// Marks as read what an agency was told up to and with `until`.
pub async fn mark_read(
    tx: &mut Tx,
    agency: AgencyId,
    until: NotificationId,
    now: DateTime<Utc>,
) -> Result<u64> {
    tx.query(
        "UPDATE notification SET read_at = $1 WHERE agency = $2 AND id <= $3 AND read_at IS NULL",
    )
    .bind(now)
    .bind(agency)
    .bind(until)
    .execute()
    .await
}
