//! What names a person at an agency, and giving it to another: the SQL of a hand-over.
//!
//! **Invariants:** everything is found by the agency, so that nothing of the person's work elsewhere is touched;
//! a list is bounded or paged by key. To move one more kind of thing: its reading and its writing here.

use crate::db::Tx;
use crate::error::Result;
use crate::task::Body;
use chrono::NaiveDate;
use domain::handover::view::{Along, Candidate};
use domain::id::{AgencyId, NotificationId, PositionId, SavedViewId, TaskId, UserId};
use domain::position::Role;
use domain::task::Task;
use domain::text::{fold, sort_key};
use sqlx::FromRow;
use uuid::Uuid;

/// Open tasks in which an agency takes part, in the order of their ids after one: whose officer is whose stands
/// in the task itself.
pub async fn open_tasks(
    tx: &mut Tx,
    agency: AgencyId,
    after: Option<TaskId>,
    limit: u32,
) -> Result<Vec<Task>> {
    let query = tx
        .query(
            "SELECT t.body FROM task_party p JOIN task t ON t.id = p.task \
             WHERE p.is_open AND (p.is_lead OR p.is_coordinating) AND p.agency = ",
        )
        .push_bind(agency);
    let query = match after {
        Some(after) => query.push(" AND p.task > ").push_bind(after),
        None => query,
    };
    let rows: Vec<Body> = query
        .push(" ORDER BY p.task LIMIT ")
        .push_bind(i64::from(limit))
        .fetch_all()
        .await?;
    Ok(rows.into_iter().map(|row| row.body.0).collect())
}

/// A person's own saved views at an agency, with their names, in the order of their ids; not what is shared.
pub async fn own_views(
    tx: &mut Tx,
    account: UserId,
    agency: AgencyId,
) -> Result<Vec<(SavedViewId, String)>> {
    tx.query(
        "SELECT id, name FROM saved_view WHERE account = $1 AND agency = $2 AND NOT is_shared \
         ORDER BY id",
    )
    .bind(account)
    .bind(agency)
    .fetch_all()
    .await
}

/// Gives a saved view to another person, under a name that this person has not used there.
///
/// # Errors
/// [`crate::Error::Conflict`] where the name is taken.
pub async fn give_view(tx: &mut Tx, id: SavedViewId, to: UserId, name: &str) -> Result<()> {
    tx.query(
        "UPDATE saved_view SET account = $2, name = $3, name_key = $4, sort_key = $5, \
         version = version + 1 WHERE id = $1",
    )
    .bind(id)
    .bind(to)
    .bind(name.to_owned())
    .bind(fold(name))
    .bind(sort_key(name))
    .execute()
    .await?;
    Ok(())
}

#[derive(FromRow)]
struct Unread {
    id: NotificationId,
}

/// What a person has not read of that for which a position is told, in the order of the ids.
pub async fn unread(
    tx: &mut Tx,
    account: UserId,
    (agency, role, position): (AgencyId, Role, PositionId),
) -> Result<Vec<NotificationId>> {
    let rows: Vec<Unread> = tx
        .query(
            "SELECT n.id FROM notification_unread u JOIN notification n ON n.id = u.notification \
             WHERE u.account = $1 AND u.agency = $2 AND (n.role IS NULL OR n.role = $3) \
             AND (n.position IS NULL OR n.position = $4) ORDER BY n.id",
        )
        .bind(account)
        .bind(agency)
        .bind(role)
        .bind(position)
        .fetch_all()
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Ends what a person has not read at an agency: those of `ids`, or all where there are none given.
pub async fn end_unread(
    tx: &mut Tx,
    (account, agency): (UserId, AgencyId),
    ids: Option<&[NotificationId]>,
) -> Result<u64> {
    let Some(ids) = ids else {
        return tx
            .query("DELETE FROM notification_unread WHERE account = $1 AND agency = $2")
            .bind(account)
            .bind(agency)
            .execute()
            .await;
    };
    let mut ended = 0;
    for chunk in ids.chunks(500) {
        ended += tx
            .query(
                "DELETE FROM notification_unread WHERE account = $1 AND agency = $2 \
                 AND notification IN ",
            )
            .bind(account)
            .bind(agency)
            .push_list(chunk.iter().copied())
            .execute()
            .await?;
    }
    Ok(ended)
}

/// Counts what comes along with a position by itself, and the forms that end with the sessions of a holding.
pub async fn along(
    tx: &mut Tx,
    agency: AgencyId,
    position: PositionId,
    holding: Uuid,
) -> Result<Along> {
    let row: Option<(i64, i64, i64, i64, i64, i64)> = tx
        .query(
            "SELECT \
             (SELECT COUNT(*) FROM task_party p WHERE p.agency = $1 AND p.waits_for IS NOT NULL), \
             (SELECT COUNT(*) FROM obstacle_party o WHERE o.agency = $1 AND o.is_open), \
             (SELECT COUNT(*) FROM directive d WHERE d.owner = $1 AND d.state = 'draft'), \
             (SELECT COUNT(*) FROM mention m WHERE m.position = $2 AND m.read_at IS NULL), \
             (SELECT COUNT(*) FROM attachment f WHERE f.position = $2 AND f.attached_at IS NULL \
             AND f.content IS NOT NULL), \
             (SELECT COUNT(*) FROM kept_form k JOIN session s ON s.id = k.session \
             WHERE s.holding = $3)",
        )
        .bind(agency)
        .bind(position)
        .bind(holding)
        .fetch_optional()
        .await?;
    let (waiting, obstacles, drafts, mentions, uploads, unsent) = row.unwrap_or_default();
    Ok(Along {
        waiting,
        obstacles,
        drafts,
        mentions,
        uploads,
        unsent,
    })
}

/// Ends the sessions of a holding, with the forms that wait in them.
pub async fn end_sessions(tx: &mut Tx, holding: Uuid) -> Result<u64> {
    tx.query("DELETE FROM session WHERE holding = $1")
        .bind(holding)
        .execute()
        .await
}

#[derive(FromRow)]
struct CandidateRow {
    id: UserId,
    full_name: String,
    login: String,
    is_colleague: bool,
}

/// What must hold of a holding `h` on the day `$1`.
const HELD: &str = "h.revoked_at IS NULL AND (h.valid_from IS NULL OR h.valid_from <= $1) \
     AND (h.valid_to IS NULL OR h.valid_to > $1)";

/// People with an open account of a province who hold a position at an agency on a day, or none in their own name
/// anywhere; not `but`. Colleagues first, then by their names for signing in.
pub async fn candidates(
    tx: &mut Tx,
    (province, agency, but): (&str, AgencyId, UserId),
    text: Option<&str>,
    day: NaiveDate,
    limit: u32,
) -> Result<Vec<Candidate>> {
    let mut query = tx
        .query("SELECT id, full_name, login, is_colleague FROM (SELECT c.id, c.full_name, c.login, c.search_text, EXISTS (SELECT 1 FROM holding h ")
        .push("JOIN position p ON p.id = h.position WHERE h.account = c.id AND p.agency = $2 AND ")
        .push(HELD)
        .push(") AS is_colleague, EXISTS (SELECT 1 FROM holding h WHERE h.account = c.id ")
        .push("AND h.acting_for IS NULL AND ")
        .push(HELD)
        .push(") AS is_busy FROM account c WHERE c.closed_at IS NULL AND c.closes_on IS NULL AND c.province = $3 AND c.id <> $4) ")
        .push("found WHERE (is_colleague OR NOT is_busy)")
        .bind(day)
        .bind(agency)
        .bind(province.to_owned())
        .bind(but);
    for word in fold(text.unwrap_or_default()).split_whitespace() {
        query = query
            .push(" AND search_text LIKE ")
            .push_bind(crate::task::like(word))
            .push(" ESCAPE '\\'");
    }
    let rows: Vec<CandidateRow> = query
        .push(" ORDER BY CASE WHEN is_colleague THEN 0 ELSE 1 END, login LIMIT ")
        .push_bind(i64::from(limit))
        .fetch_all()
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Candidate {
            id: row.id,
            full_name: row.full_name,
            login: row.login,
            is_colleague: row.is_colleague,
        })
        .collect())
}
