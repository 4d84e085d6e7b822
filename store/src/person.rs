//! Accounts as administrators keep them: with their version, what they hold, and the link for a password.
//!
//! **Invariants:** an account is written with what it holds, and only on the version that was read; a list is
//! limited to a province inside the statement and paged by key; a link is found by the hash of its token only.
//! To add a column: the migration, [`Person`], [`find`], [`insert`], [`update`].

use crate::account::{COUNTS, OWN_FIRST};
use crate::db::Tx;
use crate::error::{Error, Result};
use chrono::{DateTime, NaiveDate, Utc};
use domain::agency::Level;
use domain::id::{AgencyId, PositionId, UserId};
use domain::people::view::{PersonFilter, PersonState, PositionName};
use domain::people::{Held, Person};
use domain::position::Role;
use domain::text::fold;
use domain::view::Language;
use sqlx::FromRow;
use std::collections::HashMap;
use uuid::Uuid;

/// What cannot be the hash of any password: nobody signs in until a link set one.
pub const NO_PASSWORD: &str = "";

#[derive(FromRow)]
struct PersonRow {
    id: UserId,
    version: i64,
    login: String,
    full_name: String,
    language: Language,
    email: Option<String>,
    province: Option<String>,
    closes_on: Option<NaiveDate>,
    closed_at: Option<DateTime<Utc>>,
}

#[derive(FromRow)]
struct HeldRow {
    holding: Uuid,
    position: PositionId,
    acting_for: Option<PositionId>,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
    revoked_at: Option<DateTime<Utc>>,
}

#[derive(FromRow)]
struct HeldOfRow {
    account: UserId,
    #[sqlx(flatten)]
    held: HeldRow,
}

/// The words of an account that a search looks through.
pub(crate) fn search_text(login: &str, full_name: &str) -> String {
    format!("{login} {}", fold(full_name))
}

/// An account with everything that was ever held in it; `day_of` says on which day a moment falls.
pub async fn find(
    tx: &mut Tx,
    id: UserId,
    day_of: fn(DateTime<Utc>) -> NaiveDate,
) -> Result<Option<Person>> {
    let row: Option<PersonRow> = tx
        .query(
            "SELECT c.id, c.version, c.login, c.full_name, c.language, m.address AS email, \
             c.province, c.closes_on, c.closed_at FROM account c \
             LEFT JOIN mail_preference m ON m.account = c.id WHERE c.id = $1",
        )
        .bind(id)
        .fetch_optional()
        .await?;
    let Some(row) = row else { return Ok(None) };
    let held: Vec<HeldRow> = tx
        .query(
            "SELECT id AS holding, position, acting_for, valid_from, valid_to, revoked_at \
             FROM holding WHERE account = $1 ORDER BY id",
        )
        .bind(id)
        .fetch_all()
        .await?;
    Ok(Some(person_of(row, held, day_of)))
}

fn person_of(row: PersonRow, held: Vec<HeldRow>, day_of: fn(DateTime<Utc>) -> NaiveDate) -> Person {
    let held = held.into_iter().map(|row| {
        // The command line ends a holding at a moment instead of a day.
        let revoked = row.revoked_at.map(day_of);
        let to = match (row.valid_to, revoked) {
            (Some(to), Some(revoked)) => Some(to.min(revoked)),
            (to, revoked) => to.or(revoked),
        };
        Held {
            holding: row.holding,
            position: row.position,
            is_acting: row.acting_for.is_some(),
            from: row.valid_from,
            to,
        }
    });
    Person {
        id: row.id,
        version: row.version,
        login: row.login,
        full_name: row.full_name,
        language: row.language,
        email: row.email.unwrap_or_default(),
        province: row.province.unwrap_or_default(),
        closes_on: row.closes_on.or(row.closed_at.map(day_of)),
        held: held.collect(),
    }
}

/// The accounts with these names for signing in, as [`find`] gives them; two statements for all.
pub async fn find_by_logins(
    tx: &mut Tx,
    logins: &[String],
    day_of: fn(DateTime<Utc>) -> NaiveDate,
) -> Result<Vec<Person>> {
    if logins.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<PersonRow> = tx
        .query(
            "SELECT c.id, c.version, c.login, c.full_name, c.language, m.address AS email, \
             c.province, c.closes_on, c.closed_at FROM account c \
             LEFT JOIN mail_preference m ON m.account = c.id WHERE c.login IN ",
        )
        .push_list(logins.iter().cloned())
        .push(" ORDER BY c.id")
        .fetch_all()
        .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let held: Vec<HeldOfRow> = tx
        .query(
            "SELECT account, id AS holding, position, acting_for, valid_from, valid_to, revoked_at \
             FROM holding WHERE account IN ",
        )
        .push_list(rows.iter().map(|row| row.id).collect::<Vec<_>>())
        .push(" ORDER BY id")
        .fetch_all()
        .await?;
    let mut of: HashMap<UserId, Vec<HeldRow>> = HashMap::new();
    for row in held {
        of.entry(row.account).or_default().push(row.held);
    }
    let people = rows.into_iter().map(|row| {
        let held = of.remove(&row.id).unwrap_or_default();
        person_of(row, held, day_of)
    });
    Ok(people.collect())
}

/// Writes a new account, which nobody can sign in to yet.
///
/// # Errors
/// [`Error::Conflict`] on `account_login_key`.
pub async fn insert(tx: &mut Tx, person: &Person, at: DateTime<Utc>) -> Result<()> {
    tx.query(
        "INSERT INTO account (id, login, full_name, password_hash, language, is_demo, created_at, \
         version, province, search_text) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(person.id)
    .bind(person.login.clone())
    .bind(person.full_name.clone())
    .bind(NO_PASSWORD.to_owned())
    .bind(person.language)
    .bind(false)
    .bind(at)
    .bind(person.version)
    .bind(person.province.clone())
    .bind(search_text(&person.login, &person.full_name))
    .execute()
    .await?;
    set_email(tx, person, "").await
}

/// Writes the next value of an account, with what changed in its holdings; closed at `at` where it is closed.
///
/// # Errors
/// [`Error::Stale`] when somebody else wrote it meanwhile.
pub async fn update(
    tx: &mut Tx,
    before: &Person,
    after: &Person,
    closed_at: Option<DateTime<Utc>>,
) -> Result<()> {
    let changed = tx
        .query(
            "UPDATE account SET version = $1, full_name = $2, language = $3, closes_on = $4, \
             closed_at = CASE WHEN $5 IS NULL THEN NULL ELSE COALESCE(closed_at, $5) END, search_text = $6 WHERE id = $7 AND version = $8",
        )
        .bind(after.version)
        .bind(after.full_name.clone())
        .bind(after.language)
        .bind(after.closes_on)
        .bind(closed_at)
        .bind(search_text(&after.login, &after.full_name))
        .bind(after.id)
        .bind(before.version)
        .execute()
        .await?;
    if changed == 0 {
        return Err(Error::Stale);
    }
    for held in &after.held {
        match before.held.iter().find(|old| old.holding == held.holding) {
            Some(old) if old == held => {}
            Some(_) => {
                tx.query("UPDATE holding SET valid_to = $2 WHERE id = $1")
                    .bind(held.holding)
                    .bind(held.to)
                    .execute()
                    .await?;
            }
            None => {
                let holding = crate::account::Holding {
                    id: held.holding,
                    account: after.id,
                    position: held.position,
                    acting_for: held.is_acting.then_some(held.position),
                    valid_from: held.from,
                    valid_to: held.to,
                };
                crate::account::insert_holding(tx, &holding).await?;
            }
        }
    }
    set_email(tx, after, &before.email).await
}

/// Keeps the address that an administrator gave. What is sent stays the owner's choice; to whom nothing was
/// ever asked goes the summary.
async fn set_email(tx: &mut Tx, person: &Person, before: &str) -> Result<()> {
    if person.email == before {
        return Ok(());
    }
    tx.query(
        "INSERT INTO mail_preference (account, address, mode, language) VALUES ($1, $2, 'digest', $3) \
         ON CONFLICT (account) DO UPDATE SET address = excluded.address, mode = CASE \
         WHEN excluded.address = '' THEN 'none' ELSE mail_preference.mode END",
    )
    .bind(person.id)
    .bind(person.email.clone())
    .bind(person.language)
    .execute()
    .await?;
    Ok(())
}

/// An account in a list, without what it holds.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Line {
    pub id: UserId,
    pub login: String,
    pub full_name: String,
    pub closes_on: Option<NaiveDate>,
    pub closed_at: Option<DateTime<Utc>>,
    pub last_seen_at: Option<DateTime<Utc>>,
}

/// The holdings `h` of an account `c`, with their positions and agencies.
const HOLDS: &str = "EXISTS (SELECT 1 FROM holding h JOIN position p ON p.id = h.position \
     JOIN agency a ON a.id = p.agency WHERE h.account = c.id AND";

/// A page of the accounts of a province, by their names for signing in.
pub async fn list(
    tx: &mut Tx,
    province: &str,
    filter: &PersonFilter,
    day: NaiveDate,
    limit: u32,
) -> Result<Vec<Line>> {
    let mut query = tx
        .query(
            "SELECT c.id, c.login, c.full_name, c.closes_on, c.closed_at, \
             (SELECT MAX(s.last_seen_at) FROM session s WHERE s.account = c.id) AS last_seen_at \
             FROM account c WHERE c.province = $2",
        )
        .bind(day)
        .bind(province.to_owned());
    if let Some(after) = &filter.after {
        query = query.push(" AND c.login > ").push_bind(after.clone());
    }
    if let Some(text) = &filter.text {
        for word in fold(text).split_whitespace() {
            query = query
                .push(" AND c.search_text LIKE ")
                .push_bind(crate::task::like(word))
                .push(" ESCAPE '\\'");
        }
    }
    if let Some(agency) = filter.agency {
        query = query
            .push(" AND ")
            .push(HOLDS)
            .push(COUNTS)
            .push("AND p.agency = ")
            .push_bind(agency)
            .push(")");
    }
    let open = " AND c.closed_at IS NULL AND (c.closes_on IS NULL OR c.closes_on > $1)";
    query = match filter.state {
        None => query,
        Some(PersonState::Open) => query.push(open),
        Some(PersonState::Idle) => query
            .push(open)
            .push(" AND NOT ")
            .push(HOLDS)
            .push(COUNTS)
            .push(")"),
        Some(PersonState::Closed) => {
            query.push(" AND (c.closed_at IS NOT NULL OR c.closes_on <= $1)")
        }
    };
    query
        .push(" ORDER BY c.login")
        .limit(limit)
        .fetch_all()
        .await
}

#[derive(FromRow)]
struct PositionRow {
    id: PositionId,
    role: Role,
    title_vi: String,
    title_en: String,
    agency: AgencyId,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
}

impl From<PositionRow> for PositionName {
    fn from(row: PositionRow) -> Self {
        Self {
            id: row.id,
            role: row.role,
            title_vi: row.title_vi,
            title_en: row.title_en,
            agency: row.agency,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
        }
    }
}

#[derive(FromRow)]
struct HolderRow {
    account: UserId,
    full_name: String,
    acting_for: Option<PositionId>,
    id: PositionId,
    role: Role,
    title_vi: String,
    title_en: String,
    agency: AgencyId,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
}

/// Somebody in a position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    pub account: UserId,
    pub full_name: String,
    pub is_acting: bool,
    pub position: PositionName,
}

/// What these people hold on a day, the own before what is held for another; one statement for all.
pub async fn held_by(tx: &mut Tx, accounts: &[UserId], day: NaiveDate) -> Result<Vec<Holder>> {
    if accounts.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<HolderRow> = tx
        .query(
            "SELECT h.account, c.full_name, h.acting_for, p.id, p.role, p.title_vi, p.title_en, \
             p.agency, p.valid_from, p.valid_to FROM holding h \
             JOIN account c ON c.id = h.account JOIN position p ON p.id = h.position \
             JOIN agency a ON a.id = p.agency WHERE",
        )
        .push(COUNTS)
        .push("AND h.account IN ")
        .bind(day)
        .push_list(accounts.iter().copied())
        .push(OWN_FIRST)
        .fetch_all()
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Holder {
            account: row.account,
            full_name: row.full_name,
            is_acting: row.acting_for.is_some(),
            position: PositionName {
                id: row.id,
                role: row.role,
                title_vi: row.title_vi,
                title_en: row.title_en,
                agency: row.agency,
                valid_from: row.valid_from,
                valid_to: row.valid_to,
            },
        })
        .collect())
}

/// These positions.
pub async fn positions(
    tx: &mut Tx,
    ids: impl IntoIterator<Item = PositionId>,
) -> Result<Vec<PositionName>> {
    let ids: Vec<PositionId> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<PositionRow> = tx
        .query(
            "SELECT id, role, title_vi, title_en, agency, valid_from, valid_to FROM position \
             WHERE id IN ",
        )
        .push_list(ids)
        .push(" ORDER BY id")
        .fetch_all()
        .await?;
    Ok(rows.into_iter().map(PositionName::from).collect())
}

/// Every position of an agency, also those that have ended.
pub async fn of_agency(tx: &mut Tx, agency: AgencyId) -> Result<Vec<PositionName>> {
    let rows: Vec<PositionRow> = tx
        .query(
            "SELECT id, role, title_vi, title_en, agency, valid_from, valid_to FROM position \
             WHERE agency = $1 ORDER BY id",
        )
        .bind(agency)
        .fetch_all()
        .await?;
    Ok(rows.into_iter().map(PositionName::from).collect())
}

/// Every position of these agencies, also those that have ended; one statement for all.
pub async fn of_agencies(tx: &mut Tx, agencies: &[AgencyId]) -> Result<Vec<PositionName>> {
    if agencies.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<PositionRow> = tx
        .query(
            "SELECT id, role, title_vi, title_en, agency, valid_from, valid_to FROM position \
             WHERE agency IN ",
        )
        .push_list(agencies.iter().copied())
        .push(" ORDER BY id")
        .fetch_all()
        .await?;
    Ok(rows.into_iter().map(PositionName::from).collect())
}

/// A position with what decides who may give it.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Placed {
    pub id: PositionId,
    pub role: Role,
    pub province: String,
    pub level: Level,
    /// First day on which position or agency no longer exist.
    pub position_to: Option<NaiveDate>,
    pub agency_to: Option<NaiveDate>,
}

/// These positions with their places.
pub async fn placed(tx: &mut Tx, ids: impl IntoIterator<Item = PositionId>) -> Result<Vec<Placed>> {
    let ids: Vec<PositionId> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    tx.query(
        "SELECT p.id, p.role, a.province, a.level, p.valid_to AS position_to, \
         a.valid_to AS agency_to FROM position p JOIN agency a ON a.id = p.agency WHERE p.id IN ",
    )
    .push_list(ids)
    .push(" ORDER BY p.id")
    .fetch_all()
    .await
}

/// How many people administer a province for good from a day on: in their own name, without an end, in an open
/// account. Locks the log first, so that two who end each other at the same moment come one after the other.
pub async fn administrators(tx: &mut Tx, province: &str, day: NaiveDate) -> Result<i64> {
    crate::log::take_places(tx, 0).await?;
    let row: Option<(i64,)> = tx
        .query(
            "SELECT COUNT(DISTINCT h.account) FROM holding h JOIN account c ON c.id = h.account \
             JOIN position p ON p.id = h.position JOIN agency a ON a.id = p.agency \
             WHERE p.role = 'administrator' AND a.province = $1 AND h.acting_for IS NULL \
             AND h.revoked_at IS NULL AND h.valid_to IS NULL AND p.valid_to IS NULL \
             AND a.valid_to IS NULL AND c.closed_at IS NULL AND c.closes_on IS NULL \
             AND (h.valid_from IS NULL OR h.valid_from <= $2) \
             AND (p.valid_from IS NULL OR p.valid_from <= $2) \
             AND (a.valid_from IS NULL OR a.valid_from <= $2)",
        )
        .bind(province.to_owned())
        .bind(day)
        .fetch_optional()
        .await?;
    Ok(row.map_or(0, |(count,)| count))
}

/// Whether a password is set, and whether the account only demonstrates.
pub async fn standing(tx: &mut Tx, id: UserId) -> Result<(bool, bool)> {
    let row: Option<(String, bool)> = tx
        .query("SELECT password_hash, is_demo FROM account WHERE id = $1")
        .bind(id)
        .fetch_optional()
        .await?;
    Ok(row.map_or((false, false), |(hash, is_demo)| {
        (hash != NO_PASSWORD, is_demo)
    }))
}

/// How many sessions of an account count by their dates, and when one was last used.
pub async fn sessions(
    tx: &mut Tx,
    account: UserId,
    now: DateTime<Utc>,
    idle_since: DateTime<Utc>,
) -> Result<(i64, Option<DateTime<Utc>>)> {
    let row: Option<(i64, Option<DateTime<Utc>>)> = tx
        .query(
            "SELECT COUNT(*), MAX(last_seen_at) FROM session WHERE account = $1 \
             AND expires_at > $2 AND last_seen_at > $3",
        )
        .bind(account)
        .bind(now)
        .bind(idle_since)
        .fetch_optional()
        .await?;
    Ok(row.unwrap_or((0, None)))
}

/// Keeps the link of an account; the one before it counts no more.
pub async fn set_link(
    tx: &mut Tx,
    account: UserId,
    token_hash: &str,
    expires_at: DateTime<Utc>,
) -> Result<()> {
    tx.query(
        "INSERT INTO password_link (account, token_hash, expires_at) VALUES ($1, $2, $3) \
         ON CONFLICT (account) DO UPDATE SET token_hash = excluded.token_hash, \
         expires_at = excluded.expires_at",
    )
    .bind(account)
    .bind(token_hash.to_owned())
    .bind(expires_at)
    .execute()
    .await?;
    Ok(())
}

/// The account of a link that counts, with its name for signing in: not expired, the account open.
pub async fn find_link(
    tx: &mut Tx,
    token_hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<(UserId, String)>> {
    tx.query(
        "SELECT c.id, c.login FROM password_link l JOIN account c ON c.id = l.account \
         WHERE l.token_hash = $1 AND l.expires_at > $2 AND c.closed_at IS NULL",
    )
    .bind(token_hash.to_owned())
    .bind(now)
    .fetch_optional()
    .await
}

/// Ends the link of an account; whether there was one.
pub async fn drop_link(tx: &mut Tx, account: UserId) -> Result<bool> {
    let dropped = tx
        .query("DELETE FROM password_link WHERE account = $1")
        .bind(account)
        .execute()
        .await?;
    Ok(dropped == 1)
}

/// The version of an account.
pub async fn version(tx: &mut Tx, id: UserId) -> Result<Option<i64>> {
    let row: Option<(i64,)> = tx
        .query("SELECT version FROM account WHERE id = $1")
        .bind(id)
        .fetch_optional()
        .await?;
    Ok(row.map(|(version,)| version))
}

/// Accounts with their versions, in the order of their ids, after one.
pub async fn scan(tx: &mut Tx, after: Option<UserId>, limit: u32) -> Result<Vec<(UserId, i64)>> {
    let query = tx.query("SELECT id, version FROM account");
    let query = match after {
        Some(after) => query.push(" WHERE id > ").push_bind(after),
        None => query,
    };
    query.push(" ORDER BY id").limit(limit).fetch_all().await
}

/// Makes accounts that are older than the search findable, at most `limit`; how many.
pub async fn make_searchable(tx: &mut Tx, limit: u32) -> Result<usize> {
    let rows: Vec<(UserId, String, String)> = tx
        .query("SELECT id, login, full_name FROM account WHERE search_text = '' ORDER BY id")
        .limit(limit)
        .fetch_all()
        .await?;
    for (id, login, full_name) in &rows {
        tx.query("UPDATE account SET search_text = $2 WHERE id = $1")
            .bind(*id)
            .bind(search_text(login, full_name))
            .execute()
            .await?;
    }
    Ok(rows.len())
}
