//! Signed-in browsers, failed sign-ins, and forms kept for the next page.
//!
//! **Invariants:** a session is found by the hash of its token only; [`resume`] is the one place that says
//! whether it still counts, so that a revoked position, a closed account or a passed date ends it on the
//! very next request.
//!
//! To add a reason that ends a session: a condition in [`RESUMED`] and a case in the contract of [`resume`].

use crate::account::COUNTS;
use crate::db::Query;
use crate::{Result, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Actor;
use domain::id::{AgencyId, PositionId, SessionId, UserId};
use domain::position::Role;
use domain::view::{KeptForm, Language, SessionLine};
use sqlx::FromRow;
use sqlx::types::Json;
use uuid::Uuid;

/// A session to begin.
#[derive(Clone, Debug)]
pub struct NewSession {
    pub id: SessionId,
    /// SHA-256 of the token, in hex.
    pub token_hash: String,
    pub account: UserId,
    pub holding: Uuid,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub user_agent: String,
}

/// A session that counts, with who acts in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resumed {
    pub session: SessionId,
    pub actor: Actor,
    pub language: Language,
    pub is_demo: bool,
    pub last_seen_at: DateTime<Utc>,
    /// The last place of the log when it was asked: whatever is read afterwards is at least that new.
    pub seen: i64,
}

/// Failed sign-ins under one name, known or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct SignInFailure {
    pub failures: i64,
    pub last_at: DateTime<Utc>,
    pub locked_until: Option<DateTime<Utc>>,
}

#[derive(FromRow)]
struct ResumedRow {
    session: SessionId,
    last_seen_at: DateTime<Utc>,
    account: UserId,
    full_name: String,
    language: Language,
    is_demo: bool,
    acting_for: Option<PositionId>,
    position: PositionId,
    title_vi: String,
    title_en: String,
    role: Role,
    agency: AgencyId,
    province: String,
    seen: i64,
}

#[derive(FromRow)]
struct SessionRow {
    id: SessionId,
    created_at: DateTime<Utc>,
    last_seen_at: DateTime<Utc>,
    user_agent: String,
}

/// Begins a session.
///
/// # Errors
/// [`crate::Error::Conflict`] on `session_token_hash_key`.
pub async fn insert(tx: &mut Tx, session: &NewSession) -> Result<()> {
    tx.query(
        "INSERT INTO session (id, token_hash, account, holding, created_at, last_seen_at, \
         expires_at, user_agent) VALUES ($1, $2, $3, $4, $5, $5, $6, $7)",
    )
    .bind(session.id)
    .bind(session.token_hash.clone())
    .bind(session.account)
    .bind(session.holding)
    .bind(session.created_at)
    .bind(session.expires_at)
    .bind(session.user_agent.clone())
    .execute()
    .await?;
    Ok(())
}

/// Sessions with their actors and holdings.
const RESUMED: &str = "SELECT s.id AS session, s.last_seen_at, c.id AS account, c.full_name, \
     c.language, c.is_demo, h.acting_for, p.id AS position, p.title_vi, p.title_en, p.role, \
     a.id AS agency, a.province, (SELECT l.seq FROM log_head l WHERE l.id = 1) AS seen \
     FROM session s JOIN account c ON c.id = s.account \
     JOIN holding h ON h.id = s.holding AND h.account = s.account \
     JOIN position p ON p.id = h.position JOIN agency a ON a.id = p.agency \
     WHERE";

/// The sessions that count: the one place that says when one does.
fn resumed(
    tx: &mut Tx,
    now: DateTime<Utc>,
    idle_since: DateTime<Utc>,
    day: NaiveDate,
) -> Query<'_> {
    tx.query(RESUMED)
        .push(COUNTS)
        .push("AND s.expires_at > $2 AND s.last_seen_at > $3 AND ")
        .bind(day)
        .bind(now)
        .bind(idle_since)
}

/// The session of a token with its actor, in one statement: every request begins with it.
///
/// It counts while it is not expired at `now`, was used after `idle_since`, its account is open, and its
/// holding, position and agency are valid on `day`.
pub async fn resume(
    tx: &mut Tx,
    token_hash: &str,
    now: DateTime<Utc>,
    idle_since: DateTime<Utc>,
    day: NaiveDate,
) -> Result<Option<Resumed>> {
    let row: Option<ResumedRow> = resumed(tx, now, idle_since, day)
        .push("s.token_hash = ")
        .push_bind(token_hash.to_owned())
        .fetch_optional()
        .await?;
    Ok(row.map(Resumed::from))
}

/// Those of the sessions that count, as [`resume`] says it, with their actors: one statement for all open
/// screens of a server.
pub async fn resume_many(
    tx: &mut Tx,
    ids: &[SessionId],
    now: DateTime<Utc>,
    idle_since: DateTime<Utc>,
    day: NaiveDate,
) -> Result<Vec<Resumed>> {
    let rows: Vec<ResumedRow> = resumed(tx, now, idle_since, day)
        .push("s.id IN ")
        .push_list(ids.iter().copied())
        .fetch_all()
        .await?;
    Ok(rows.into_iter().map(Resumed::from).collect())
}

impl From<ResumedRow> for Resumed {
    fn from(row: ResumedRow) -> Self {
        Self {
            session: row.session,
            actor: Actor {
                user: row.account,
                user_name: row.full_name,
                position: row.position,
                title_vi: row.title_vi,
                title_en: row.title_en,
                role: row.role,
                agency: row.agency,
                province: row.province,
                acting_for: row.acting_for,
            },
            language: row.language,
            is_demo: row.is_demo,
            last_seen_at: row.last_seen_at,
            seen: row.seen,
        }
    }
}

/// Notes that a session is in use; it never goes back.
pub async fn touch(tx: &mut Tx, id: SessionId, now: DateTime<Utc>) -> Result<()> {
    tx.query("UPDATE session SET last_seen_at = $2 WHERE id = $1 AND last_seen_at < $2")
        .bind(id)
        .bind(now)
        .execute()
        .await?;
    Ok(())
}

/// The holding a session acts in.
pub async fn holding(tx: &mut Tx, id: SessionId) -> Result<Option<Uuid>> {
    let row: Option<(Uuid,)> = tx
        .query("SELECT holding FROM session WHERE id = $1")
        .bind(id)
        .fetch_optional()
        .await?;
    Ok(row.map(|(holding,)| holding))
}

/// Lets a session act in another holding; whether the session exists.
pub async fn switch(tx: &mut Tx, id: SessionId, holding: Uuid) -> Result<bool> {
    let changed = tx
        .query("UPDATE session SET holding = $2 WHERE id = $1")
        .bind(id)
        .bind(holding)
        .execute()
        .await?;
    Ok(changed == 1)
}

/// The sessions of an account that are not expired at `now` and were used after `idle_since`, last used
/// first; `this` is marked.
pub async fn list(
    tx: &mut Tx,
    account: UserId,
    this: SessionId,
    now: DateTime<Utc>,
    idle_since: DateTime<Utc>,
) -> Result<Vec<SessionLine>> {
    let rows: Vec<SessionRow> = tx
        .query(
            "SELECT id, created_at, last_seen_at, user_agent FROM session \
             WHERE account = $1 AND expires_at > $2 AND last_seen_at > $3 \
             ORDER BY last_seen_at DESC, id DESC",
        )
        .bind(account)
        .bind(now)
        .bind(idle_since)
        .fetch_all()
        .await?;
    let line = |row: SessionRow| SessionLine {
        id: row.id,
        created_at: row.created_at,
        last_seen_at: row.last_seen_at,
        user_agent: row.user_agent,
        is_this: row.id == this,
    };
    Ok(rows.into_iter().map(line).collect())
}

/// Ends a session of that account; whether there was one.
pub async fn delete(tx: &mut Tx, id: SessionId, account: UserId) -> Result<bool> {
    let deleted = tx
        .query("DELETE FROM session WHERE id = $1 AND account = $2")
        .bind(id)
        .bind(account)
        .execute()
        .await?;
    Ok(deleted == 1)
}

/// Ends the sessions of an account, but for one that may stay; how many.
pub async fn delete_all(tx: &mut Tx, account: UserId, but: Option<SessionId>) -> Result<u64> {
    let query = tx
        .query("DELETE FROM session WHERE account = ")
        .push_bind(account);
    match but {
        Some(but) => query.push(" AND id <> ").push_bind(but),
        None => query,
    }
    .execute()
    .await
}

/// Drops the sessions that expired or were idle for too long; how many.
pub async fn delete_expired(
    tx: &mut Tx,
    now: DateTime<Utc>,
    idle_since: DateTime<Utc>,
) -> Result<u64> {
    tx.query("DELETE FROM session WHERE expires_at <= $1 OR last_seen_at <= $2")
        .bind(now)
        .bind(idle_since)
        .execute()
        .await
}

/// The failed sign-ins under a name.
pub async fn find_failure(tx: &mut Tx, login: &str) -> Result<Option<SignInFailure>> {
    tx.query("SELECT failures, last_at, locked_until FROM sign_in_failure WHERE login = $1")
        .bind(login.to_owned())
        .fetch_optional()
        .await
}

/// Counts one more failure under a name and locks its row until the end of the transaction, so that tries
/// made at the same time count one by one. The count begins anew where the last is older than
/// `forgotten_before`.
pub async fn record_failure(
    tx: &mut Tx,
    login: &str,
    at: DateTime<Utc>,
    forgotten_before: DateTime<Utc>,
) -> Result<SignInFailure> {
    let row: Option<SignInFailure> = tx
        .query(
            "INSERT INTO sign_in_failure (login, failures, last_at) VALUES ($1, 1, $2) \
             ON CONFLICT (login) DO UPDATE SET failures = CASE \
             WHEN sign_in_failure.last_at < $3 THEN 1 ELSE sign_in_failure.failures + 1 END, \
             last_at = $2 RETURNING failures, last_at, locked_until",
        )
        .bind(login.to_owned())
        .bind(at)
        .bind(forgotten_before)
        .fetch_optional()
        .await?;
    row.ok_or_else(|| crate::Error::Inconsistent {
        table: "sign_in_failure",
        what: "a recorded failure was not returned".to_owned(),
    })
}

/// Refuses a name until that moment.
pub async fn lock(tx: &mut Tx, login: &str, until: DateTime<Utc>) -> Result<()> {
    tx.query("UPDATE sign_in_failure SET locked_until = $2 WHERE login = $1")
        .bind(login.to_owned())
        .bind(until)
        .execute()
        .await?;
    Ok(())
}

/// Forgets the failures under a name.
pub async fn clear_failures(tx: &mut Tx, login: &str) -> Result<()> {
    tx.query("DELETE FROM sign_in_failure WHERE login = $1")
        .bind(login.to_owned())
        .execute()
        .await?;
    Ok(())
}

/// Forgets the failures under all names whose last one is older; how many names.
pub async fn forget_failures(tx: &mut Tx, before: DateTime<Utc>) -> Result<u64> {
    tx.query("DELETE FROM sign_in_failure WHERE last_at < $1")
        .bind(before)
        .execute()
        .await
}

/// Keeps a form for a session.
pub async fn keep_form(
    tx: &mut Tx,
    id: Uuid,
    session: SessionId,
    form: &KeptForm,
    at: DateTime<Utc>,
) -> Result<()> {
    tx.query("INSERT INTO kept_form (id, session, content, kept_at) VALUES ($1, $2, $3, $4)")
        .bind(id)
        .bind(session)
        .bind(Json(form.clone()))
        .bind(at)
        .execute()
        .await?;
    Ok(())
}

/// A form for the session that kept it; none when it is older than `since`.
pub async fn find_form(
    tx: &mut Tx,
    id: Uuid,
    session: SessionId,
    since: DateTime<Utc>,
) -> Result<Option<KeptForm>> {
    let row: Option<(Json<KeptForm>,)> = tx
        .query("SELECT content FROM kept_form WHERE id = $1 AND session = $2 AND kept_at >= $3")
        .bind(id)
        .bind(session)
        .bind(since)
        .fetch_optional()
        .await?;
    Ok(row.map(|(form,)| form.0))
}

/// Drops the forms of all sessions that are older, and of one session all but its newest `keep`.
pub async fn drop_forms(
    tx: &mut Tx,
    before: DateTime<Utc>,
    session: SessionId,
    keep: i64,
) -> Result<u64> {
    tx.query(
        "DELETE FROM kept_form WHERE kept_at < $1 OR (session = $2 AND id NOT IN (SELECT id \
         FROM kept_form WHERE session = $2 ORDER BY kept_at DESC, id DESC",
    )
    .bind(before)
    .bind(session)
    .limit(keep)
    .push("))")
    .execute()
    .await
}
