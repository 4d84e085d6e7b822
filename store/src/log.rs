//! The append-only log, its head, and the receipts of commands.
//!
//! **Invariants:** entries are only ever inserted; the place in the whole log is taken from `log_head` in the
//! same transaction, which locks that row until commit, so places have no gaps and their order is the
//! order of commits on both engines.

use crate::db::Tx;
use crate::error::{Error, Result};
use chrono::{DateTime, Utc};
use domain::command::Receipt;
use domain::id::{AgencyId, EnvelopeId, PositionId, UserId};
use domain::log::{Entry, Subject, SubjectKind};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct EntryRow {
    seq: i64,
    subject_kind: SubjectKind,
    subject_id: Uuid,
    subject_seq: i64,
    envelope: EnvelopeId,
    account: UserId,
    position: PositionId,
    acting_for: Option<PositionId>,
    agency: AgencyId,
    made_at: DateTime<Utc>,
    received_at: DateTime<Utc>,
    verb: String,
    payload: String,
    prev_hash: String,
    hash: String,
}

impl From<EntryRow> for Entry {
    fn from(row: EntryRow) -> Self {
        Self {
            seq: row.seq,
            subject: Subject {
                kind: row.subject_kind,
                id: row.subject_id,
            },
            subject_seq: row.subject_seq,
            envelope: row.envelope,
            user: row.account,
            position: row.position,
            acting_for: row.acting_for,
            agency: row.agency,
            made_at: row.made_at,
            received_at: row.received_at,
            verb: row.verb,
            payload: row.payload,
            prev_hash: row.prev_hash,
            hash: row.hash,
        }
    }
}

#[derive(sqlx::FromRow)]
struct Place {
    seq: i64,
}

/// Takes the next `count` places in the log; gives the first. Do this last in a transaction: until it
/// commits, every other writer waits here.
pub async fn take_places(tx: &mut Tx, count: i64) -> Result<i64> {
    tx.note_growth();
    let row: Option<Place> = tx
        .query("UPDATE log_head SET seq = seq + $1 WHERE id = 1 RETURNING seq")
        .bind(count)
        .fetch_optional()
        .await?;
    match row {
        Some(row) => Ok(row.seq - count + 1),
        None => Err(Error::Inconsistent {
            table: "log_head",
            what: "no row".to_owned(),
        }),
    }
}

/// The last place that is taken.
pub async fn head(tx: &mut Tx) -> Result<i64> {
    let row: Option<Place> = tx
        .query("SELECT seq FROM log_head WHERE id = 1")
        .fetch_optional()
        .await?;
    Ok(row.map_or(0, |row| row.seq))
}

/// Writes entries whose places are taken.
///
/// # Errors
/// [`Error::Stale`] when another transaction continued a subject's chain first.
pub async fn append(tx: &mut Tx, entries: &[Entry]) -> Result<()> {
    for chunk in entries.chunks(500) {
        let mut query = tx.query(
            "INSERT INTO log_entry (seq, subject_kind, subject_id, subject_seq, envelope, account, \
             position, acting_for, agency, made_at, received_at, verb, payload, prev_hash, hash) VALUES ",
        );
        for (place, entry) in chunk.iter().enumerate() {
            query = query
                .push(if place == 0 { "(" } else { ", (" })
                .push_bind(entry.seq)
                .push(", ")
                .push_bind(entry.subject.kind)
                .push(", ")
                .push_bind(entry.subject.id)
                .push(", ")
                .push_bind(entry.subject_seq)
                .push(", ")
                .push_bind(entry.envelope)
                .push(", ")
                .push_bind(entry.user)
                .push(", ")
                .push_bind(entry.position)
                .push(", ")
                .push_bind(entry.acting_for)
                .push(", ")
                .push_bind(entry.agency)
                .push(", ")
                .push_bind(entry.made_at)
                .push(", ")
                .push_bind(entry.received_at)
                .push(", ")
                .push_bind(entry.verb.clone())
                .push(", ")
                .push_bind(entry.payload.clone())
                .push(", ")
                .push_bind(entry.prev_hash.clone())
                .push(", ")
                .push_bind(entry.hash.clone())
                .push(")");
        }
        match query.execute().await {
            Ok(_) => {}
            Err(Error::Conflict { .. }) => return Err(Error::Stale),
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
struct End {
    subject_seq: i64,
    hash: String,
}

/// The end of a subject's chain: its length and last hash; `(0, "")` where there is none yet.
pub async fn chain_end(tx: &mut Tx, subject: Subject) -> Result<(i64, String)> {
    let row: Option<End> = tx
        .query(
            "SELECT subject_seq, hash FROM log_entry WHERE subject_id = $1 \
             ORDER BY subject_seq DESC LIMIT 1",
        )
        .bind(subject.id)
        .fetch_optional()
        .await?;
    Ok(row.map_or((0, String::new()), |end| (end.subject_seq, end.hash)))
}

/// The entries of a subject after that place in its chain, oldest first.
pub async fn of_subject(tx: &mut Tx, subject: Subject, after: i64) -> Result<Vec<Entry>> {
    let rows: Vec<EntryRow> = tx
        .query(
            "SELECT seq, subject_kind, subject_id, subject_seq, envelope, account, position, acting_for, \
             agency, made_at, received_at, verb, payload, prev_hash, hash FROM log_entry \
             WHERE subject_id = $1 AND subject_seq > $2 ORDER BY subject_seq",
        )
        .bind(subject.id)
        .bind(after)
        .fetch_all()
        .await?;
    Ok(rows.into_iter().map(Entry::from).collect())
}

/// The entries of some subjects, each subject's in the order of its chain.
pub async fn of_subjects(tx: &mut Tx, ids: impl IntoIterator<Item = Uuid>) -> Result<Vec<Entry>> {
    let rows: Vec<EntryRow> = tx
        .query(
            "SELECT seq, subject_kind, subject_id, subject_seq, envelope, account, position, acting_for, \
             agency, made_at, received_at, verb, payload, prev_hash, hash FROM log_entry \
             WHERE subject_id IN ",
        )
        .push_list(ids)
        .push(" ORDER BY subject_id, subject_seq")
        .fetch_all()
        .await?;
    Ok(rows.into_iter().map(Entry::from).collect())
}

#[derive(sqlx::FromRow)]
struct SubjectRow {
    subject_kind: SubjectKind,
    subject_id: Uuid,
}

/// Subjects that the log tells of and that have no row: at most `limit`.
pub async fn orphans(tx: &mut Tx, limit: u32) -> Result<Vec<Subject>> {
    let rows: Vec<SubjectRow> = tx
        .query(
            "SELECT DISTINCT e.subject_kind, e.subject_id FROM log_entry e WHERE \
             (e.subject_kind = 'task' AND NOT EXISTS (SELECT 1 FROM task t WHERE t.id = e.subject_id)) \
             OR (e.subject_kind = 'directive' \
             AND NOT EXISTS (SELECT 1 FROM directive d WHERE d.id = e.subject_id)) \
             OR (e.subject_kind = 'duty' \
             AND NOT EXISTS (SELECT 1 FROM duty d WHERE d.id = e.subject_id)) \
             OR (e.subject_kind = 'account' \
             AND NOT EXISTS (SELECT 1 FROM account a WHERE a.id = e.subject_id)) \
             OR (e.subject_kind = 'agency' \
             AND NOT EXISTS (SELECT 1 FROM agency a WHERE a.id = e.subject_id)) \
             ORDER BY e.subject_kind, e.subject_id",
        )
        .limit(limit)
        .fetch_all()
        .await?;
    let subject = |row: SubjectRow| Subject {
        kind: row.subject_kind,
        id: row.subject_id,
    };
    Ok(rows.into_iter().map(subject).collect())
}

/// Entries of the whole log after that place, in order.
pub async fn after(tx: &mut Tx, seq: i64, limit: u32) -> Result<Vec<Entry>> {
    let rows: Vec<EntryRow> = tx
        .query(
            "SELECT seq, subject_kind, subject_id, subject_seq, envelope, account, position, acting_for, \
             agency, made_at, received_at, verb, payload, prev_hash, hash FROM log_entry \
             WHERE seq > $1 ORDER BY seq",
        )
        .bind(seq)
        .limit(limit)
        .fetch_all()
        .await?;
    Ok(rows.into_iter().map(Entry::from).collect())
}

/// A line of a timeline: the entry with the names of who made it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Line {
    pub seq: i64,
    pub made_at: DateTime<Utc>,
    pub received_at: DateTime<Utc>,
    pub full_name: String,
    pub title_vi: String,
    pub title_en: String,
    pub agency: AgencyId,
    pub verb: String,
    pub payload: String,
}

/// The newest lines of a subject's timeline, newest first.
pub async fn timeline(tx: &mut Tx, subject: Subject, limit: u32) -> Result<Vec<Line>> {
    tx.query(
        "SELECT e.seq, e.made_at, e.received_at, a.full_name, p.title_vi, p.title_en, e.agency, \
         e.verb, e.payload FROM log_entry e JOIN account a ON a.id = e.account \
         JOIN position p ON p.id = e.position \
         WHERE e.subject_id = $1 ORDER BY e.subject_seq DESC",
    )
    .bind(subject.id)
    .limit(limit)
    .fetch_all()
    .await
}

/// As [`Line`], with the position: who wrote it may change it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Said {
    pub made_at: DateTime<Utc>,
    pub full_name: String,
    pub title_vi: String,
    pub title_en: String,
    pub position: PositionId,
    pub agency: AgencyId,
    pub payload: String,
}

/// The first lines of a subject's chain with one of these verbs, oldest first.
pub async fn of_verbs(
    tx: &mut Tx,
    subject: Subject,
    verbs: &[&str],
    limit: u32,
) -> Result<Vec<Said>> {
    tx.query(
        "SELECT e.made_at, a.full_name, p.title_vi, p.title_en, e.position, e.agency, e.payload \
         FROM log_entry e JOIN account a ON a.id = e.account \
         JOIN position p ON p.id = e.position WHERE e.subject_id = $1 AND e.verb IN ",
    )
    .bind(subject.id)
    .push_list(verbs.iter().map(|verb| (*verb).to_owned()))
    .push(" ORDER BY e.subject_seq")
    .limit(limit)
    .fetch_all()
    .await
}

#[derive(sqlx::FromRow)]
struct ReceiptRow {
    account: UserId,
    version: i64,
}

/// The receipt of an envelope, with who sent it.
pub async fn find_receipt(tx: &mut Tx, envelope: EnvelopeId) -> Result<Option<(UserId, Receipt)>> {
    let row: Option<ReceiptRow> = tx
        .query("SELECT account, version FROM receipt WHERE envelope = $1")
        .bind(envelope)
        .fetch_optional()
        .await?;
    Ok(row.map(|row| {
        (
            row.account,
            Receipt {
                envelope,
                version: row.version,
                repeated: true,
            },
        )
    }))
}

/// Writes the receipt of an envelope.
///
/// # Errors
/// [`Error::Stale`] when the same envelope was taken meanwhile.
pub async fn insert_receipt(
    tx: &mut Tx,
    account: UserId,
    receipt: &Receipt,
    received_at: DateTime<Utc>,
) -> Result<()> {
    let inserted = tx
        .query(
            "INSERT INTO receipt (envelope, account, version, received_at) VALUES ($1, $2, $3, $4)",
        )
        .bind(receipt.envelope)
        .bind(account)
        .bind(receipt.version)
        .bind(received_at)
        .execute()
        .await;
    match inserted {
        Ok(_) => Ok(()),
        Err(Error::Conflict { .. }) => Err(Error::Stale),
        Err(error) => Err(error),
    }
}
