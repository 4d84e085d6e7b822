//! What people want to be sent by e-mail.
//!
//! **Invariant:** nobody is sent anything without a row that asks for it.
//!
//! To add a wish: a column, its field in [`domain::mail::Preference`], its `SELECT` and its `INSERT`.

use crate::account::COUNTS;
use crate::db::Tx;
use crate::error::Result;
use chrono::{DateTime, NaiveDate, Utc};
use domain::id::UserId;
use domain::mail::{Mode, Preference};
use domain::view::Language;

#[derive(sqlx::FromRow)]
struct Row {
    address: String,
    mode: Mode,
    language: Language,
    digested_at: Option<DateTime<Utc>>,
}

/// What a person wants to be sent; none where the person never said.
pub async fn find(tx: &mut Tx, account: UserId) -> Result<Option<Preference>> {
    let row: Option<Row> = tx
        .query(
            "SELECT address, mode, language, digested_at FROM mail_preference WHERE account = $1",
        )
        .bind(account)
        .fetch_optional()
        .await?;
    Ok(row.map(|row| Preference {
        address: row.address,
        mode: row.mode,
        language: row.language,
        digested_at: row.digested_at,
    }))
}

/// Keeps what a person wants to be sent; when the last digest was sent stays.
pub async fn set(tx: &mut Tx, account: UserId, preference: &Preference) -> Result<()> {
    tx.query(
        "INSERT INTO mail_preference (account, address, mode, language) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (account) DO UPDATE SET address = excluded.address, mode = excluded.mode, \
         language = excluded.language",
    )
    .bind(account)
    .bind(preference.address.clone())
    .bind(preference.mode)
    .bind(preference.language)
    .execute()
    .await?;
    Ok(())
}

/// Notes that a digest was sent.
pub async fn set_digested(tx: &mut Tx, account: UserId, at: DateTime<Utc>) -> Result<()> {
    tx.query("UPDATE mail_preference SET digested_at = $2 WHERE account = $1")
        .bind(account)
        .bind(at)
        .execute()
        .await?;
    Ok(())
}

/// Those of some people who want every notification at once.
pub async fn wanting_single(tx: &mut Tx, accounts: &[UserId]) -> Result<Vec<UserId>> {
    let mut wanting = Vec::new();
    for chunk in accounts.chunks(500) {
        let rows: Vec<(UserId,)> = tx
            .query("SELECT account FROM mail_preference WHERE mode = 'single' AND account IN ")
            .push_list(chunk.iter().copied())
            .push(" ORDER BY account")
            .fetch_all()
            .await?;
        wanting.extend(rows.into_iter().map(|(account,)| account));
    }
    Ok(wanting)
}

/// Everybody who wants a digest and holds a position on a day, with the province of one of the person's
/// agencies.
pub async fn wanting_digest(tx: &mut Tx, day: NaiveDate) -> Result<Vec<(UserId, String)>> {
    tx.query(
        "SELECT m.account, MIN(a.province) AS province FROM mail_preference m \
         JOIN account c ON c.id = m.account JOIN holding h ON h.account = m.account \
         JOIN position p ON p.id = h.position JOIN agency a ON a.id = p.agency WHERE",
    )
    .push(COUNTS)
    .push("AND m.mode = 'digest' GROUP BY m.account ORDER BY m.account")
    .bind(day)
    .fetch_all()
    .await
}

/// Full name and address of some people, for the administrator's list.
pub async fn people(tx: &mut Tx, accounts: &[UserId]) -> Result<Vec<(UserId, String, String)>> {
    if accounts.is_empty() {
        return Ok(Vec::new());
    }
    tx.query(
        "SELECT c.id, c.full_name, m.address FROM account c \
         JOIN mail_preference m ON m.account = c.id WHERE c.id IN ",
    )
    .push_list(accounts.iter().copied())
    .push(" ORDER BY c.id")
    .fetch_all()
    .await
}
