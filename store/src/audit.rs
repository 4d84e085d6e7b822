//! The auditor's timeline: accesses, and entries of the log, each in the order of time.
//!
//! **Invariants:** accesses are only inserted; both lists are paged by key, the newest first, each from a place of
//! its own, so that merging them loses nothing.
//!
//! To filter by one more thing: a field of [`Filter`], a line in [`narrowed`], an index.

use crate::db::{Query, Tx};
use crate::error::Result;
use chrono::{DateTime, Utc};
use domain::audit::{Access, AuditKind};
use domain::id::{AgencyId, PositionId, UserId};
use uuid::Uuid;

/// Writes accesses; one that stands already, as after a commit whose answer was lost, stays as it is.
pub async fn insert(tx: &mut Tx, accesses: &[Access]) -> Result<()> {
    for chunk in accesses.chunks(500) {
        let mut query = tx.query(
            "INSERT INTO access_entry (id, at, kind, account, position, acting_for, agency, \
             subject_kind, subject_id, address, door) VALUES ",
        );
        for (place, access) in chunk.iter().enumerate() {
            query = query
                .push(if place == 0 { "(" } else { ", (" })
                .push_bind(access.id)
                .push(", ")
                .push_bind(access.at)
                .push(", ")
                .push_bind(access.kind)
                .push(", ")
                .push_bind(access.user)
                .push(", ")
                .push_bind(access.position)
                .push(", ")
                .push_bind(access.acting_for)
                .push(", ")
                .push_bind(access.agency)
                .push(", ")
                .push_bind(access.subject_kind.clone())
                .push(", ")
                .push_bind(access.subject)
                .push(", ")
                .push_bind(access.address.clone())
                .push(", ")
                .push_bind(access.door.clone())
                .push(")");
        }
        query.push(" ON CONFLICT (id) DO NOTHING").execute().await?;
    }
    Ok(())
}

/// What both lists are filtered by, already parsed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    pub account: Option<UserId>,
    pub agency: Option<AgencyId>,
    pub subject: Option<Uuid>,
    /// From this moment on, and before that one.
    pub from: Option<DateTime<Utc>>,
    pub to: Option<DateTime<Utc>>,
}

/// A line of either list.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Row {
    pub at: DateTime<Utc>,
    /// Of an access.
    pub id: Option<Uuid>,
    /// Of an entry of the log.
    pub seq: Option<i64>,
    pub kind: AuditKind,
    pub login: Option<String>,
    pub name: Option<String>,
    pub title_vi: Option<String>,
    pub title_en: Option<String>,
    pub for_vi: Option<String>,
    pub for_en: Option<String>,
    pub agency: Option<AgencyId>,
    pub subject_kind: Option<String>,
    pub subject: Option<Uuid>,
    /// Of a task or a duty; the name of a person or an agency.
    pub title: Option<String>,
    pub number: Option<String>,
    pub symbol: Option<String>,
    pub what: String,
    pub address: Option<String>,
}

const NAMES: &str = "a.login, a.full_name AS name, p.title_vi, p.title_en, f.title_vi AS for_vi, \
     f.title_en AS for_en, e.agency, e.subject_kind, e.subject_id AS subject, \
     COALESCE(t.title, u.title, n.full_name, g.name_vi) AS title, \
     d.number, d.symbol, ";
const JOINS: &str = " e LEFT JOIN account a ON a.id = e.account \
     LEFT JOIN position p ON p.id = e.position LEFT JOIN position f ON f.id = e.acting_for \
     LEFT JOIN task t ON t.id = e.subject_id LEFT JOIN directive d ON d.id = e.subject_id \
     LEFT JOIN duty u ON u.id = e.subject_id LEFT JOIN account n ON n.id = e.subject_id \
     LEFT JOIN agency g ON g.id = e.subject_id WHERE 1 = 1";

/// One page of the accesses of a kind, the newest first, after the given one.
pub async fn accesses(
    tx: &mut Tx,
    filter: Filter,
    kind: Option<AuditKind>,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: u32,
) -> Result<Vec<Row>> {
    let mut query = tx
        .query("SELECT e.at, e.id, CAST(NULL AS BIGINT) AS seq, e.kind, ")
        .push(NAMES)
        .push("e.door AS what, e.address FROM access_entry")
        .push(JOINS);
    if let Some(kind) = kind {
        query = query.push(" AND e.kind = ").push_bind(kind);
    }
    query = narrowed(query, filter, ("e.at >= ", "e.at < "));
    if let Some((at, id)) = after {
        query = query
            .push(" AND (e.at, e.id) < (")
            .push_bind(at)
            .push(", ")
            .push_bind(id)
            .push(")");
    }
    query
        .push(" ORDER BY e.at DESC, e.id DESC")
        .limit(limit)
        .fetch_all()
        .await
}

/// One page of the entries of the log, the newest first, after the given one.
pub async fn changes(
    tx: &mut Tx,
    filter: Filter,
    after: Option<(DateTime<Utc>, i64)>,
    limit: u32,
) -> Result<Vec<Row>> {
    let query = tx
        .query("SELECT e.received_at AS at, ")
        .push("CAST(NULL AS UUID) AS id, e.seq, 'change' AS kind, ")
        .push(NAMES)
        .push("e.verb AS what, CAST(NULL AS TEXT) AS address FROM log_entry")
        .push(JOINS);
    let mut query = narrowed(query, filter, ("e.received_at >= ", "e.received_at < "));
    if let Some((at, seq)) = after {
        query = query
            .push(" AND (e.received_at, e.seq) < (")
            .push_bind(at)
            .push(", ")
            .push_bind(seq)
            .push(")");
    }
    query
        .push(" ORDER BY e.received_at DESC, e.seq DESC")
        .limit(limit)
        .fetch_all()
        .await
}

fn narrowed<'t>(
    mut query: Query<'t>,
    filter: Filter,
    (from, to): (&'static str, &'static str),
) -> Query<'t> {
    if let Some(account) = filter.account {
        query = query.push(" AND e.account = ").push_bind(account);
    }
    if let Some(agency) = filter.agency {
        query = query.push(" AND e.agency = ").push_bind(agency);
    }
    if let Some(subject) = filter.subject {
        query = query.push(" AND e.subject_id = ").push_bind(subject);
    }
    if let Some(moment) = filter.from {
        query = query.push(" AND ").push(from).push_bind(moment);
    }
    if let Some(moment) = filter.to {
        query = query.push(" AND ").push(to).push_bind(moment);
    }
    query
}

#[derive(sqlx::FromRow)]
struct Holder {
    account: UserId,
    position: Option<PositionId>,
    agency: Option<AgencyId>,
}

/// Account, position and agency of who signs in under that name, as of the newest session; none for a name that is
/// none of ours.
pub async fn holder(
    tx: &mut Tx,
    login: &str,
) -> Result<Option<(UserId, Option<PositionId>, Option<AgencyId>)>> {
    let row: Option<Holder> = tx
        .query(
            "SELECT a.id AS account, h.position, p.agency FROM account a \
             LEFT JOIN session s ON s.account = a.id LEFT JOIN holding h ON h.id = s.holding \
             LEFT JOIN position p ON p.id = h.position \
             WHERE a.login = $1 ORDER BY s.created_at DESC LIMIT 1",
        )
        .bind(login.to_owned())
        .fetch_optional()
        .await?;
    Ok(row.map(|row| (row.account, row.position, row.agency)))
}
