//! What agencies are told, or some of an agency, and what each person has read.
//!
//! **Invariants:** the same is told once per agency, task, kind and deadline, whoever tells it how often; an
//! agency finds and counts only what is about tasks that it still takes part in (its leaders: what is about
//! their province); a person who has read something changes nothing for the colleagues.
//!
//! To tell of one more kind of thing: a value of its kind, its words on the page.

use crate::account::COUNTS;
use crate::db::{Query, Tx};
use crate::error::Result;
use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Actor;
use domain::id::{AgencyId, NotificationId, PositionId, TaskId, UserId};
use domain::job::Rung;
use domain::ladder::Addressee;
use domain::position::Role;
use domain::view::NotificationLine;

/// Something to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct New {
    pub id: NotificationId,
    pub to: Addressee,
    pub task: TaskId,
    pub kind: Rung,
    /// The deadline that it is about.
    pub due: NaiveDate,
}

#[derive(sqlx::FromRow)]
struct Id {
    id: NotificationId,
}

/// Tells; what an agency was told before it is not told again. Gives those that are new, in no order.
pub async fn insert(tx: &mut Tx, new: &[New], now: DateTime<Utc>) -> Result<Vec<NotificationId>> {
    let mut told: Vec<Id> = Vec::new();
    for chunk in new.chunks(500) {
        let mut query = tx.query(
            "INSERT INTO notification (id, agency, task, kind, due, role, position, created_at) VALUES ",
        );
        for (place, new) in chunk.iter().enumerate() {
            query = query
                .push(if place == 0 { "(" } else { ", (" })
                .push_bind(new.id)
                .push(", ")
                .push_bind(new.to.agency)
                .push(", ")
                .push_bind(new.task)
                .push(", ")
                .push_bind(new.kind)
                .push(", ")
                .push_bind(new.due)
                .push(", ")
                .push_bind(new.to.role)
                .push(", ")
                .push_bind(new.to.position)
                .push(", ")
                .push_bind(now)
                .push(")");
        }
        let rows: Vec<Id> = query
            .push(" ON CONFLICT (agency, task, kind, due) DO NOTHING RETURNING id")
            .fetch_all()
            .await?;
        told.extend(rows);
    }
    Ok(told.into_iter().map(|row| row.id).collect())
}

/// Who holds a position at an agency.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Holder {
    pub account: UserId,
    pub agency: AgencyId,
    pub province: String,
    pub position: PositionId,
    pub role: Role,
}

fn holding_on(tx: &mut Tx, day: NaiveDate) -> Query<'_> {
    tx.query(
        "SELECT h.account, p.agency, a.province, p.id AS position, p.role FROM holding h \
         JOIN account c ON c.id = h.account JOIN position p ON p.id = h.position \
         JOIN agency a ON a.id = p.agency WHERE ",
    )
    .push(COUNTS)
    .bind(day)
}

/// Those who hold a position at one of these agencies on a day.
pub async fn holders(tx: &mut Tx, agencies: &[AgencyId], day: NaiveDate) -> Result<Vec<Holder>> {
    if agencies.is_empty() {
        return Ok(Vec::new());
    }
    holding_on(tx, day)
        .push(" AND p.agency IN ")
        .push_list(agencies.iter().copied())
        .push(" ORDER BY h.id")
        .fetch_all()
        .await
}

/// The leaders of a province on a day.
pub async fn leaders(tx: &mut Tx, province: &str, day: NaiveDate) -> Result<Vec<Holder>> {
    holding_on(tx, day)
        .push(" AND p.role = 'leader' AND a.province = ")
        .push_bind(province.to_owned())
        .push(" ORDER BY h.id")
        .fetch_all()
        .await
}

/// Notes that people have not read what one of their agencies was told.
pub async fn mark_unread(tx: &mut Tx, unread: &[(UserId, AgencyId, NotificationId)]) -> Result<()> {
    for chunk in unread.chunks(500) {
        let mut query =
            tx.query("INSERT INTO notification_unread (account, agency, notification) VALUES ");
        for (place, (account, agency, notification)) in chunk.iter().enumerate() {
            query = query
                .push(if place == 0 { "(" } else { ", (" })
                .push_bind(*account)
                .push(", ")
                .push_bind(*agency)
                .push(", ")
                .push_bind(*notification)
                .push(")");
        }
        query
            .push(" ON CONFLICT (account, agency, notification) DO NOTHING")
            .execute()
            .await?;
    }
    Ok(())
}

/// Something that was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub to: Addressee,
    pub task: TaskId,
    pub kind: Rung,
    pub due: NaiveDate,
}

#[derive(sqlx::FromRow)]
struct ToldRow {
    agency: AgencyId,
    role: Option<Role>,
    position: Option<PositionId>,
    task: TaskId,
    kind: Rung,
    due: NaiveDate,
}

/// What was told under an id, whoever asks.
pub async fn find(tx: &mut Tx, id: NotificationId) -> Result<Option<Told>> {
    let row: Option<ToldRow> = tx
        .query("SELECT agency, role, position, task, kind, due FROM notification WHERE id = $1")
        .bind(id)
        .fetch_optional()
        .await?;
    Ok(row.map(|row| Told {
        to: Addressee {
            agency: row.agency,
            role: row.role,
            position: row.position,
        },
        task: row.task,
        kind: row.kind,
        due: row.due,
    }))
}

/// What must hold of a notification `n` for a reader: agency `$1`, role `$2`, position `$3`. Leaders see their
/// whole province, so theirs need no part in the task.
const VISIBLE: &str = "n.agency = $1 AND (n.role IS NULL OR n.role = $2) \
     AND (n.position IS NULL OR n.position = $3) AND (n.role = 'leader' \
     OR EXISTS (SELECT 1 FROM task_party p WHERE p.task = n.task AND p.agency = n.agency))";

/// What must hold of what the reader, account `$4`, has not read, `u`, and of its notification `n`.
const UNREAD: &str = "u.account = $4 AND u.agency = $1 AND n.id = u.notification AND ";

/// Gives `$1` to `$4` of [`VISIBLE`] and [`UNREAD`] their values.
fn for_reader<'t>(query: Query<'t>, reader: &Actor) -> Query<'t> {
    query
        .bind(reader.agency)
        .bind(reader.role)
        .bind(reader.position)
        .bind(reader.user)
}

#[derive(sqlx::FromRow)]
struct Row {
    id: NotificationId,
    task: TaskId,
    title: String,
    kind: Rung,
    due: NaiveDate,
    created_at: DateTime<Utc>,
    unread_by: Option<UserId>,
}

impl From<Row> for NotificationLine {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            task: row.task,
            title: row.title,
            kind: row.kind,
            due: row.due,
            told_at: row.created_at,
            is_read: row.unread_by.is_none(),
        }
    }
}

/// What a reader's agency was told, as far as it concerns the reader's position, newest first, from the one
/// after `after` on.
pub async fn list(
    tx: &mut Tx,
    reader: &Actor,
    after: Option<NotificationId>,
    limit: u32,
) -> Result<Vec<NotificationLine>> {
    let query = tx
        .query(
            "SELECT n.id, n.task, t.title, n.kind, n.due, n.created_at, u.account AS unread_by \
             FROM notification n JOIN task t ON t.id = n.task LEFT JOIN notification_unread u \
             ON u.account = $4 AND u.agency = n.agency AND u.notification = n.id WHERE ",
        )
        .push(VISIBLE);
    let mut query = for_reader(query, reader);
    if let Some(after) = after {
        query = query.push(" AND n.id < ").push_bind(after);
    }
    let rows: Vec<Row> = query
        .push(" ORDER BY n.id DESC")
        .limit(limit)
        .fetch_all()
        .await?;
    Ok(rows.into_iter().map(NotificationLine::from).collect())
}

/// What a reader was told since a moment and has not read, newest first.
pub async fn list_new(
    tx: &mut Tx,
    reader: &Actor,
    since: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<NotificationLine>> {
    let query = tx
        .query(
            "SELECT n.id, n.task, t.title, n.kind, n.due, n.created_at, u.account AS unread_by \
             FROM notification_unread u, notification n JOIN task t ON t.id = n.task WHERE ",
        )
        .push(UNREAD)
        .push(VISIBLE);
    let rows: Vec<Row> = for_reader(query, reader)
        .push(" AND n.created_at > ")
        .push_bind(since)
        .push(" ORDER BY n.id DESC")
        .limit(limit)
        .fetch_all()
        .await?;
    Ok(rows.into_iter().map(NotificationLine::from).collect())
}

/// Marks as read for a reader what the agency was told up to and with `until`.
pub async fn mark_read(tx: &mut Tx, reader: &Actor, until: NotificationId) -> Result<u64> {
    tx.query(
        "DELETE FROM notification_unread WHERE account = $1 AND agency = $2 AND notification <= $3",
    )
    .bind(reader.user)
    .bind(reader.agency)
    .bind(until)
    .execute()
    .await
}

/// Marks one as read for a reader; nothing where the reader had read it, or never was told.
pub async fn mark_one_read(tx: &mut Tx, reader: &Actor, id: NotificationId) -> Result<u64> {
    tx.query(
        "DELETE FROM notification_unread WHERE account = $1 AND agency = $2 AND notification = $3",
    )
    .bind(reader.user)
    .bind(reader.agency)
    .bind(id)
    .execute()
    .await
}
