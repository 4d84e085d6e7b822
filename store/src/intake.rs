//! Tables of people or agencies that wait for their confirmation, and what they led to.
//!
//! **Invariant:** a table is found by who uploaded it only, and goes when it is old.

use crate::db::Tx;
use crate::error::{Error, Result};
use chrono::{DateTime, Utc};
use domain::id::UserId;
use domain::intake::view::Waiting;
use sqlx::types::Json;
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct Body {
    body: Json<Waiting>,
}

/// Keeps a table.
///
/// # Errors
/// [`Error::Conflict`] where the id is taken.
pub async fn insert(
    tx: &mut Tx,
    (id, account): (Uuid, UserId),
    waiting: &Waiting,
    kept_at: DateTime<Utc>,
) -> Result<()> {
    tx.query("INSERT INTO intake (id, account, kept_at, body) VALUES ($1, $2, $3, $4)")
        .bind(id)
        .bind(account)
        .bind(kept_at)
        .bind(Json(waiting.clone()))
        .execute()
        .await?;
    Ok(())
}

/// A table that this person uploaded.
pub async fn find(tx: &mut Tx, (id, account): (Uuid, UserId)) -> Result<Option<Waiting>> {
    let row: Option<Body> = tx
        .query("SELECT body FROM intake WHERE id = $1 AND account = $2")
        .bind(id)
        .bind(account)
        .fetch_optional()
        .await?;
    Ok(row.map(|row| row.body.0))
}

/// Writes what a table led to.
///
/// # Errors
/// [`Error::Stale`] where it is gone.
pub async fn update(tx: &mut Tx, (id, account): (Uuid, UserId), waiting: &Waiting) -> Result<()> {
    let written = tx
        .query("UPDATE intake SET body = $3 WHERE id = $1 AND account = $2")
        .bind(id)
        .bind(account)
        .bind(Json(waiting.clone()))
        .execute()
        .await?;
    if written == 0 {
        return Err(Error::Stale);
    }
    Ok(())
}

/// Drops tables that are older, and of this person's all but the newest `most`; gives how many.
pub async fn drop_old(
    tx: &mut Tx,
    before: DateTime<Utc>,
    account: UserId,
    most: i64,
) -> Result<u64> {
    tx.query(
        "DELETE FROM intake WHERE kept_at < $1 OR (account = $2 AND id NOT IN (SELECT id \
         FROM intake WHERE account = $2 ORDER BY kept_at DESC, id DESC",
    )
    .bind(before)
    .bind(account)
    .limit(most)
    .push("))")
    .execute()
    .await
}
