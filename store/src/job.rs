//! Jobs that wait for their hour, and who works on them.
//!
//! A worker takes jobs on a lease ([`claim`]), does each and lets it go in one transaction ([`finish`]). Where
//! it dies on the way nothing was done, the lease ends, and another takes the job.
//!
//! **Invariants:** only the holder of the lease finishes a job; a key waits once; a job that failed
//! [`MOST_ATTEMPTS`] times stays where a person can see it and is never taken again.
//!
//! To add a kind of job: `domain::job`. Nothing here knows the kinds: the body is read by who does the job, so
//! that one of a newer version holds up no other.

use crate::db::Tx;
use crate::error::Result;
use chrono::{DateTime, TimeDelta, Utc};
use domain::job::Job;
use sqlx::types::Json;

/// Tries before a job is given up. The statements and the indexes of the table say the same number.
pub const MOST_ATTEMPTS: i64 = 10;

/// A job that a worker has taken.
#[derive(Clone, Debug, PartialEq)]
pub struct Claimed {
    pub key: String,
    /// The job as JSON.
    pub body: serde_json::Value,
    /// Tries, with this one.
    pub attempts: i64,
    /// The lease; the next holder's is another one.
    pub leased_until: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct Row {
    job_key: String,
    body: Json<serde_json::Value>,
    attempts: i64,
}

/// Adds jobs with the moment from which each is to be done; their keys differ. One that waits already stays
/// as it is, and nobody finishes it before this transaction ends: else it could go because of what this very
/// transaction changes.
pub async fn add(tx: &mut Tx, jobs: &[(DateTime<Utc>, Job)], now: DateTime<Utc>) -> Result<()> {
    for chunk in jobs.chunks(500) {
        let mut query =
            tx.query("INSERT INTO job (job_key, kind, body, run_at, attempts, created_at) VALUES ");
        for (place, (run_at, job)) in chunk.iter().enumerate() {
            query = query
                .push(if place == 0 { "(" } else { ", (" })
                .push_bind(job.key())
                .push(", ")
                .push_bind(job.kind().to_owned())
                .push(", ")
                .push_bind(Json(job.clone()))
                .push(", ")
                .push_bind(*run_at)
                .push(", 0, ")
                .push_bind(now)
                .push(")");
        }
        query
            .push(" ON CONFLICT (job_key) DO UPDATE SET run_at = job.run_at")
            .execute()
            .await?;
    }
    Ok(())
}

/// Takes up to `limit` jobs whose hour has come, the longest waiting first, until `now + lease`. Those that
/// another worker is taking at the same moment are left to it.
///
/// A lease that ends later than any that could be given now was given before the clock was moved back; it
/// holds nobody up.
pub async fn claim(
    tx: &mut Tx,
    now: DateTime<Utc>,
    lease: TimeDelta,
    limit: u32,
) -> Result<Vec<Claimed>> {
    let rows: Vec<Row> = tx
        .query(
            "SELECT job_key, body, attempts FROM job WHERE attempts < 10 AND run_at <= $1 \
             AND (leased_until IS NULL OR leased_until <= $1 OR leased_until > $2) \
             ORDER BY run_at, job_key LIMIT $3",
        )
        .bind(now)
        // Twice the lease: the clocks of two servers are never quite the same.
        .bind(now + lease * 2)
        .bind(i64::from(limit))
        .hold_unheld()
        .fetch_all()
        .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let leased_until = now + lease;
    tx.query("UPDATE job SET attempts = attempts + 1, leased_until = $1 WHERE job_key IN ")
        .bind(leased_until)
        .push_list(rows.iter().map(|row| row.job_key.clone()))
        .execute()
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Claimed {
            key: row.job_key,
            body: row.body.0,
            attempts: row.attempts + 1,
            leased_until,
        })
        .collect())
}

/// Lets a job go that is done in this transaction. False where the lease has gone to somebody else: then
/// nothing of the transaction may stay.
pub async fn finish(tx: &mut Tx, claimed: &Claimed) -> Result<bool> {
    let gone = tx
        .query("DELETE FROM job WHERE job_key = $1 AND leased_until = $2 AND attempts = $3")
        .bind(claimed.key.clone())
        .bind(claimed.leased_until)
        .bind(claimed.attempts)
        .execute()
        .await?;
    Ok(gone == 1)
}

/// Puts a job back that failed, to be tried again from `next` on; nothing where the lease has gone to somebody
/// else.
pub async fn put_back(
    tx: &mut Tx,
    claimed: &Claimed,
    error: &str,
    next: DateTime<Utc>,
) -> Result<()> {
    tx.query(
        "UPDATE job SET leased_until = NULL, last_error = $1, run_at = $2 \
         WHERE job_key = $3 AND leased_until = $4 AND attempts = $5",
    )
    .bind(error.to_owned())
    .bind(next)
    .bind(claimed.key.clone())
    .bind(claimed.leased_until)
    .bind(claimed.attempts)
    .execute()
    .await?;
    Ok(())
}

/// How many jobs there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, sqlx::FromRow)]
pub struct Counts {
    /// Their hour has not come.
    pub waiting: i64,
    /// Their hour has come, or they are being done.
    pub due: i64,
    /// Given up after [`MOST_ATTEMPTS`] tries.
    pub failed: i64,
}

/// Counts all jobs; for an operator, its cost grows with their number.
pub async fn count(tx: &mut Tx, now: DateTime<Utc>) -> Result<Counts> {
    let row: Option<Counts> = tx
        .query(
            "SELECT (SELECT COUNT(*) FROM job WHERE attempts < 10 AND run_at > $1) AS waiting, \
             (SELECT COUNT(*) FROM job WHERE run_at <= $1 \
              AND (attempts < 10 OR leased_until > $1)) AS due, \
             (SELECT COUNT(*) FROM job WHERE attempts >= 10 \
              AND (leased_until IS NULL OR leased_until <= $1)) AS failed",
        )
        .bind(now)
        .fetch_optional()
        .await?;
    Ok(row.unwrap_or_default())
}
