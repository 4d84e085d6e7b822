//! People's accounts, the positions at agencies, and who holds which.
//!
//! **Invariants:** an account is closed and a holding revoked, neither is deleted: the log names them. A
//! holding counts on a day when it, its position and its agency are all valid on it, it is not revoked and the
//! account is not closed: [`COUNTS`] alone says so, for whoever joins a holding.
//!
//! To add a column: the migration, the struct, its `SELECT` and its `INSERT`.

use crate::{Result, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Actor;
use domain::agency::AgencyName;
use domain::id::{AgencyId, PositionId, UserId};
use domain::position::Role;
use domain::text::fold;
use domain::view::{DemoAccount, HoldingLine, Language};
use sqlx::FromRow;
use uuid::Uuid;

/// A person who can sign in.
#[derive(Clone, PartialEq, Eq, FromRow)]
pub struct Account {
    pub id: UserId,
    /// Lower-case name for signing in.
    pub login: String,
    pub full_name: String,
    /// PHC string.
    pub password_hash: String,
    pub language: Language,
    pub is_demo: bool,
    pub created_at: DateTime<Utc>,
    pub closed_at: Option<DateTime<Utc>>,
}

/// A role held at an agency.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Position {
    pub id: PositionId,
    pub agency: AgencyId,
    pub role: Role,
    pub title_vi: String,
    pub title_en: String,
    pub valid_from: Option<NaiveDate>,
    /// First day on which it no longer exists.
    pub valid_to: Option<NaiveDate>,
}

/// A person in a position for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    pub id: Uuid,
    pub account: UserId,
    pub position: PositionId,
    /// The position that is represented for that time.
    pub acting_for: Option<PositionId>,
    pub valid_from: Option<NaiveDate>,
    /// First day on which it no longer counts.
    pub valid_to: Option<NaiveDate>,
}

#[derive(FromRow)]
struct HoldingRow {
    holding: Uuid,
    title_vi: String,
    title_en: String,
    role: Role,
    agency: AgencyId,
    agency_code: String,
    name_vi: String,
    name_en: String,
    short_vi: String,
    short_en: String,
}

#[derive(FromRow)]
struct DemoRow {
    login: String,
    full_name: String,
    title_vi: String,
    title_en: String,
    agency_vi: String,
    agency_en: String,
}

/// Adds an account.
///
/// # Errors
/// [`crate::Error::Conflict`] on `account_login_key`.
pub async fn insert(tx: &mut Tx, account: &Account) -> Result<()> {
    tx.query(
        "INSERT INTO account (id, login, full_name, password_hash, language, is_demo, created_at, \
         closed_at, search_text) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(account.id)
    .bind(account.login.clone())
    .bind(account.full_name.clone())
    .bind(account.password_hash.clone())
    .bind(account.language)
    .bind(account.is_demo)
    .bind(account.created_at)
    .bind(account.closed_at)
    .bind(crate::person::search_text(
        &account.login,
        &account.full_name,
    ))
    .execute()
    .await?;
    Ok(())
}

/// One account.
pub async fn find(tx: &mut Tx, id: UserId) -> Result<Option<Account>> {
    tx.query(
        "SELECT id, login, full_name, password_hash, language, is_demo, created_at, closed_at \
         FROM account WHERE id = $1",
    )
    .bind(id)
    .fetch_optional()
    .await
}

/// The account with that name for signing in.
pub async fn find_by_login(tx: &mut Tx, login: &str) -> Result<Option<Account>> {
    tx.query(
        "SELECT id, login, full_name, password_hash, language, is_demo, created_at, closed_at \
         FROM account WHERE login = $1",
    )
    .bind(login.to_owned())
    .fetch_optional()
    .await
}

/// Changes the password; whether the account exists.
pub async fn set_password(tx: &mut Tx, id: UserId, password_hash: &str) -> Result<bool> {
    let changed = tx
        .query("UPDATE account SET password_hash = $2 WHERE id = $1")
        .bind(id)
        .bind(password_hash.to_owned())
        .execute()
        .await?;
    Ok(changed == 1)
}

/// Changes the language of the screens; whether the account exists.
pub async fn set_language(tx: &mut Tx, id: UserId, language: Language) -> Result<bool> {
    let changed = tx
        .query("UPDATE account SET language = $2 WHERE id = $1")
        .bind(id)
        .bind(language)
        .execute()
        .await?;
    Ok(changed == 1)
}

/// Changes the name; whether the account exists.
pub async fn set_full_name(tx: &mut Tx, id: UserId, full_name: &str) -> Result<bool> {
    let changed = tx
        .query("UPDATE account SET full_name = $2, search_text = login || ' ' || $3 WHERE id = $1")
        .bind(id)
        .bind(full_name.to_owned())
        .bind(fold(full_name))
        .execute()
        .await?;
    Ok(changed == 1)
}

/// Closes an account; whether it was open.
pub async fn close(tx: &mut Tx, id: UserId, at: DateTime<Utc>) -> Result<bool> {
    let changed = tx
        .query("UPDATE account SET closed_at = $2 WHERE id = $1 AND closed_at IS NULL")
        .bind(id)
        .bind(at)
        .execute()
        .await?;
    Ok(changed == 1)
}

/// Adds a position; its agency must exist.
pub async fn insert_position(tx: &mut Tx, position: &Position) -> Result<()> {
    tx.query(
        "INSERT INTO position (id, agency, role, title_vi, title_en, valid_from, valid_to) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(position.id)
    .bind(position.agency)
    .bind(position.role)
    .bind(position.title_vi.clone())
    .bind(position.title_en.clone())
    .bind(position.valid_from)
    .bind(position.valid_to)
    .execute()
    .await?;
    Ok(())
}

/// One position.
pub async fn find_position(tx: &mut Tx, id: PositionId) -> Result<Option<Position>> {
    tx.query(
        "SELECT id, agency, role, title_vi, title_en, valid_from, valid_to FROM position \
         WHERE id = $1",
    )
    .bind(id)
    .fetch_optional()
    .await
}

/// Puts a person into a position.
pub async fn insert_holding(tx: &mut Tx, holding: &Holding) -> Result<()> {
    tx.query(
        "INSERT INTO holding (id, account, position, acting_for, valid_from, valid_to) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(holding.id)
    .bind(holding.account)
    .bind(holding.position)
    .bind(holding.acting_for)
    .bind(holding.valid_from)
    .bind(holding.valid_to)
    .execute()
    .await?;
    // The administrator of the first position's province keeps the account.
    tx.query(
        "UPDATE account SET province = (SELECT a.province FROM position p JOIN agency a \
         ON a.id = p.agency WHERE p.id = $2) WHERE id = $1 AND province IS NULL",
    )
    .bind(holding.account)
    .bind(holding.position)
    .execute()
    .await?;
    Ok(())
}

/// What must hold on a day, `$1`, of a holding `h`, its account `c`, position `p` and agency `a`, for the person
/// to act in that position.
pub(crate) const COUNTS: &str = " c.closed_at IS NULL AND h.revoked_at IS NULL \
     AND (h.valid_from IS NULL OR h.valid_from <= $1) AND (h.valid_to IS NULL OR h.valid_to > $1) \
     AND (p.valid_from IS NULL OR p.valid_from <= $1) AND (p.valid_to IS NULL OR p.valid_to > $1) \
     AND (a.valid_from IS NULL OR a.valid_from <= $1) AND (a.valid_to IS NULL OR a.valid_to > $1) ";

/// The order in which a person's positions are offered: the own before those acting for another, oldest first.
pub(crate) const OWN_FIRST: &str =
    "ORDER BY CASE WHEN h.acting_for IS NULL THEN 0 ELSE 1 END, h.id";

/// The holdings of a person that count on that day: the person's own before those acting for another,
/// then oldest first. None is marked as the current one.
pub async fn holdings(tx: &mut Tx, account: UserId, day: NaiveDate) -> Result<Vec<HoldingLine>> {
    let rows: Vec<HoldingRow> = tx
        .query(
            "SELECT h.id AS holding, p.title_vi, p.title_en, p.role, a.id AS agency, \
             a.code AS agency_code, a.name_vi, a.name_en, a.short_vi, a.short_en \
             FROM holding h JOIN account c ON c.id = h.account \
             JOIN position p ON p.id = h.position JOIN agency a ON a.id = p.agency WHERE",
        )
        .push(COUNTS)
        .push("AND h.account = $2 ")
        .push(OWN_FIRST)
        .bind(day)
        .bind(account)
        .fetch_all()
        .await?;
    let line = |row: HoldingRow| HoldingLine {
        holding: row.holding,
        title_vi: row.title_vi,
        title_en: row.title_en,
        agency: AgencyName {
            id: row.agency,
            code: row.agency_code,
            name_vi: row.name_vi,
            name_en: row.name_en,
            short_vi: row.short_vi,
            short_en: row.short_en,
        },
        role: row.role,
        is_this: false,
    };
    Ok(rows.into_iter().map(line).collect())
}

#[derive(FromRow)]
struct ActorRow {
    full_name: String,
    acting_for: Option<PositionId>,
    position: PositionId,
    title_vi: String,
    title_en: String,
    role: Role,
    agency: AgencyId,
    province: String,
}

/// A person in each of the positions that count on that day, in the order of [`holdings`]; none for a closed
/// account. For what is done on nobody's request, such as sending e-mail.
pub async fn actors(tx: &mut Tx, account: UserId, day: NaiveDate) -> Result<Vec<Actor>> {
    let rows: Vec<ActorRow> = tx
        .query(
            "SELECT c.full_name, h.acting_for, p.id AS position, p.title_vi, p.title_en, p.role, \
             a.id AS agency, a.province FROM holding h JOIN account c ON c.id = h.account \
             JOIN position p ON p.id = h.position JOIN agency a ON a.id = p.agency WHERE",
        )
        .push(COUNTS)
        .push("AND h.account = $2 ")
        .push(OWN_FIRST)
        .bind(day)
        .bind(account)
        .fetch_all()
        .await?;
    let actor = |row: ActorRow| Actor {
        user: account,
        user_name: row.full_name,
        position: row.position,
        title_vi: row.title_vi,
        title_en: row.title_en,
        role: row.role,
        agency: row.agency,
        province: row.province,
        acting_for: row.acting_for,
    };
    Ok(rows.into_iter().map(actor).collect())
}

/// Takes a position from a person; whether it was held.
pub async fn revoke(tx: &mut Tx, holding: Uuid, at: DateTime<Utc>) -> Result<bool> {
    let changed = tx
        .query("UPDATE holding SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL")
        .bind(holding)
        .bind(at)
        .execute()
        .await?;
    Ok(changed == 1)
}

/// The demo accounts that can sign in on that day, in the order in which they were made.
pub async fn list_demo(tx: &mut Tx, day: NaiveDate) -> Result<Vec<DemoAccount>> {
    let rows: Vec<DemoRow> = tx
        .query(
            "SELECT c.login, c.full_name, p.title_vi, p.title_en, a.short_vi AS agency_vi, \
             a.short_en AS agency_en FROM account c JOIN holding h ON h.account = c.id \
             JOIN position p ON p.id = h.position JOIN agency a ON a.id = p.agency WHERE",
        )
        .push(COUNTS)
        .push("AND c.is_demo AND h.acting_for IS NULL ORDER BY c.created_at, h.id")
        .bind(day)
        .fetch_all()
        .await?;
    let account = |row: DemoRow| DemoAccount {
        login: row.login,
        full_name: row.full_name,
        title_vi: row.title_vi,
        title_en: row.title_en,
        agency_vi: row.agency_vi,
        agency_en: row.agency_en,
    };
    Ok(rows.into_iter().map(account).collect())
}

/// An account as the command line lists it.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct AccountLine {
    pub login: String,
    pub full_name: String,
    pub is_demo: bool,
    pub closed_at: Option<DateTime<Utc>>,
}

/// All accounts, open and closed, by their names for signing in.
pub async fn list(tx: &mut Tx) -> Result<Vec<AccountLine>> {
    tx.query("SELECT login, full_name, is_demo, closed_at FROM account ORDER BY login")
        .fetch_all()
        .await
}
