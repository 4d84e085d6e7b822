//! The reports of acts on many tasks.
//!
//! **Invariant:** a report is written once, in the transaction of its act, and found by who asked for it only.

use crate::db::Tx;
use crate::error::{Error, Result};
use chrono::{DateTime, Utc};
use domain::bulk::Report;
use domain::id::{EnvelopeId, UserId};
use sqlx::types::Json;

#[derive(sqlx::FromRow)]
struct Body {
    body: Json<Report>,
}

/// Keeps the report of an act.
///
/// # Errors
/// [`Error::Stale`] where the envelope has one already.
pub async fn insert(
    tx: &mut Tx,
    (envelope, account): (EnvelopeId, UserId),
    report: &Report,
    received_at: DateTime<Utc>,
) -> Result<()> {
    let written = tx
        .query(
            "INSERT INTO bulk_report (envelope, account, received_at, body) VALUES ($1, $2, $3, $4)",
        )
        .bind(envelope)
        .bind(account)
        .bind(received_at)
        .bind(Json(report.clone()))
        .execute()
        .await;
    match written {
        Ok(_) => Ok(()),
        Err(Error::Conflict { .. }) => Err(Error::Stale),
        Err(error) => Err(error),
    }
}

/// The report of an act that this person asked for.
pub async fn find(
    tx: &mut Tx,
    (envelope, account): (EnvelopeId, UserId),
) -> Result<Option<Report>> {
    let row: Option<Body> = tx
        .query("SELECT body FROM bulk_report WHERE envelope = $1 AND account = $2")
        .bind(envelope)
        .bind(account)
        .fetch_optional()
        .await?;
    Ok(row.map(|row| row.body.0))
}

/// Drops the reports that are older; gives how many.
pub async fn drop_old(tx: &mut Tx, before: DateTime<Utc>) -> Result<u64> {
    tx.query("DELETE FROM bulk_report WHERE received_at < $1")
        .bind(before)
        .execute()
        .await
}
