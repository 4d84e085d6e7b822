//! The counts around every page: what waits for a reader's agency, and what the reader has not read.
//!
//! **Invariant:** one statement counts for all readers that it is asked about, each as if it were asked about
//! alone; what is counted as unread is what the lists of [`crate::notification`] and [`crate::mention`] show as
//! unread.
//!
//! To count one more thing: a column here and a field of [`Standing`].

use crate::db::Tx;
use crate::error::Result;
use domain::access::Actor;
use domain::live::Standing;
use domain::view::MOST_UNREAD;

/// Readers counted at once: a statement takes 32,766 values on SQLite.
const READERS: usize = 4000;

#[derive(sqlx::FromRow)]
struct Row {
    waiting: i64,
    unread: i64,
}

impl From<Row> for Standing {
    fn from(row: Row) -> Self {
        Self {
            waiting: row.waiting,
            unread: row.unread.min(MOST_UNREAD),
        }
    }
}

/// How each of the readers stands, in the order in which they are named: what waits for the agency, as
/// [`crate::task::count_waiting`] counts it, and what of the agency's notifications and of the position's
/// mentions is unread, at most [`MOST_UNREAD`], so that its cost is bounded.
pub async fn standings(tx: &mut Tx, readers: &[&Actor]) -> Result<Vec<Standing>> {
    let mut standings = Vec::with_capacity(readers.len());
    for chunk in readers.chunks(READERS) {
        let mut query =
            tx.query("WITH reader (place, account, agency, role, position) AS (VALUES ");
        for (place, reader) in (0_i64..).zip(chunk) {
            query = query
                .push(if place == 0 { "(" } else { ", (" })
                .push_bind(place)
                .push(", ")
                .push_bind(reader.user)
                .push(", ")
                .push_bind(reader.agency)
                .push(", ")
                .push_bind(reader.role)
                .push(", ")
                .push_bind(reader.position)
                .push(")");
        }
        let rows: Vec<Row> = query
            .push(
                ") SELECT (SELECT COUNT(*) FROM task_party w WHERE w.agency = r.agency \
                 AND w.waits_for IS NOT NULL) AS waiting, \
                 (SELECT COUNT(*) FROM (SELECT n.id FROM notification_unread u \
                 JOIN notification n ON n.id = u.notification \
                 WHERE u.account = r.account AND u.agency = r.agency AND n.agency = r.agency \
                 AND (n.role IS NULL OR n.role = r.role) \
                 AND (n.position IS NULL OR n.position = r.position) AND (n.role = 'leader' \
                 OR EXISTS (SELECT 1 FROM task_party p WHERE p.task = n.task \
                 AND p.agency = n.agency))",
            )
            .limit(MOST_UNREAD)
            .push(
                ") AS told) + (SELECT COUNT(*) FROM (SELECT m.id FROM mention m \
                 JOIN task_party p ON p.task = m.task AND p.agency = m.agency \
                 WHERE m.position = r.position AND m.read_at IS NULL",
            )
            .limit(MOST_UNREAD)
            .push(") AS mentioned) AS unread FROM reader r ORDER BY r.place")
            .fetch_all()
            .await?;
        standings.extend(rows.into_iter().map(Standing::from));
    }
    Ok(standings)
}

/// How one reader stands, as [`standings`] counts it.
pub async fn standing(tx: &mut Tx, reader: &Actor) -> Result<Standing> {
    let standings = standings(tx, &[reader]).await?;
    Ok(standings.into_iter().next().unwrap_or_default())
}
