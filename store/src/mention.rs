//! Who can be mentioned in a comment, and who was.
//!
//! **Invariants:** a position is told once per comment; it finds and counts only what is about tasks in which
//! its agency still takes part.
//!
//! To show more of a mention: a column in [`list`].

use crate::account::COUNTS;
use crate::db::Tx;
use crate::error::Result;
use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{AgencyId, MentionId, PositionId, TaskId};
use domain::position::Role;
use domain::view::MentionLine;

/// A position to tell that it was mentioned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct New {
    pub id: MentionId,
    pub position: PositionId,
    pub agency: AgencyId,
    pub task: TaskId,
    pub comment: u32,
    pub by: PositionId,
}

/// Tells positions; who was told of the comment before is not told again.
pub async fn insert(tx: &mut Tx, new: &[New], now: DateTime<Utc>) -> Result<()> {
    if new.is_empty() {
        return Ok(());
    }
    let mut query = tx.query(
        "INSERT INTO mention (id, position, agency, task, comment, by_position, created_at) VALUES ",
    );
    for (place, new) in new.iter().enumerate() {
        query = query
            .push(if place == 0 { "(" } else { ", (" })
            .push_bind(new.id)
            .push(", ")
            .push_bind(new.position)
            .push(", ")
            .push_bind(new.agency)
            .push(", ")
            .push_bind(new.task)
            .push(", ")
            .push_bind(i64::from(new.comment))
            .push(", ")
            .push_bind(new.by)
            .push(", ")
            .push_bind(now)
            .push(")");
    }
    query
        .push(" ON CONFLICT (position, task, comment) DO NOTHING")
        .execute()
        .await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Row {
    id: MentionId,
    task: TaskId,
    title: String,
    comment: i64,
    by_title_vi: String,
    by_title_en: String,
    by_agency: AgencyId,
    created_at: DateTime<Utc>,
    read_at: Option<DateTime<Utc>>,
}

impl From<Row> for MentionLine {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            task: row.task,
            title: row.title,
            comment: u32::try_from(row.comment).unwrap_or_default(),
            by_title_vi: row.by_title_vi,
            by_title_en: row.by_title_en,
            by_agency: row.by_agency,
            told_at: row.created_at,
            is_read: row.read_at.is_some(),
        }
    }
}

/// The mentions of a position that it may find.
const OF_POSITION: &str = "SELECT m.id, m.task, t.title, m.comment, b.title_vi AS by_title_vi, \
     b.title_en AS by_title_en, b.agency AS by_agency, m.created_at, m.read_at \
     FROM mention m \
     JOIN task_party p ON p.task = m.task AND p.agency = m.agency \
     JOIN task t ON t.id = m.task \
     JOIN position b ON b.id = m.by_position \
     WHERE m.position = $1 ";

/// The newest mentions of a position, newest first.
pub async fn list(tx: &mut Tx, position: PositionId, limit: u32) -> Result<Vec<MentionLine>> {
    let rows: Vec<Row> = tx
        .query(OF_POSITION)
        .push("ORDER BY m.id DESC")
        .bind(position)
        .limit(limit)
        .fetch_all()
        .await?;
    Ok(rows.into_iter().map(MentionLine::from).collect())
}

/// One mention of a position.
pub async fn find(tx: &mut Tx, position: PositionId, id: MentionId) -> Result<Option<MentionLine>> {
    let row: Option<Row> = tx
        .query(OF_POSITION)
        .push("AND m.id = $2")
        .bind(position)
        .bind(id)
        .fetch_optional()
        .await?;
    Ok(row.map(MentionLine::from))
}

/// Marks as read the mentions of a position up to and with `until`.
pub async fn mark_read(
    tx: &mut Tx,
    position: PositionId,
    until: MentionId,
    now: DateTime<Utc>,
) -> Result<u64> {
    tx.query("UPDATE mention SET read_at = $1 WHERE position = $2 AND id <= $3 AND read_at IS NULL")
        .bind(now)
        .bind(position)
        .bind(until)
        .execute()
        .await
}

/// A position that can be mentioned.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Candidate {
    pub id: PositionId,
    pub agency: AgencyId,
    pub role: Role,
    pub title_vi: String,
    pub title_en: String,
}

/// The positions of some agencies that somebody holds on that day, by agency and title.
pub async fn candidates(
    tx: &mut Tx,
    agencies: &[AgencyId],
    day: NaiveDate,
) -> Result<Vec<Candidate>> {
    if agencies.is_empty() {
        return Ok(Vec::new());
    }
    tx.query(
        "SELECT DISTINCT p.id, p.agency, p.role, p.title_vi, p.title_en FROM holding h \
         JOIN account c ON c.id = h.account JOIN position p ON p.id = h.position \
         JOIN agency a ON a.id = p.agency WHERE",
    )
    .push(COUNTS)
    .push("AND p.agency IN ")
    .bind(day)
    .push_list(agencies.iter().copied())
    .push(" ORDER BY p.agency, p.title_vi, p.id LIMIT 200")
    .fetch_all()
    .await
}
