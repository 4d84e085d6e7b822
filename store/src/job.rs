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

use crate::db::{Query, Tx};
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
        insertion(tx, chunk, now)
            .push(" ON CONFLICT (job_key) DO UPDATE SET run_at = job.run_at")
            .execute()
            .await?;
    }
    Ok(())
}

/// Adds jobs as [`add`] does, and moves those that wait already to the given moment: for when the rule changed
/// by which they were planned. One that somebody is doing stays as it is.
pub async fn move_to(tx: &mut Tx, jobs: &[(DateTime<Utc>, Job)], now: DateTime<Utc>) -> Result<()> {
    for chunk in jobs.chunks(500) {
        insertion(tx, chunk, now)
            .push(
                " ON CONFLICT (job_key) DO UPDATE SET run_at = CASE WHEN job.leased_until IS NULL \
                 THEN excluded.run_at ELSE job.run_at END",
            )
            .execute()
            .await?;
    }
    Ok(())
}

/// The insertion of some jobs, up to what is done about those that wait already.
fn insertion<'t>(tx: &'t mut Tx, jobs: &[(DateTime<Utc>, Job)], now: DateTime<Utc>) -> Query<'t> {
    let mut query = tx.query(
        "INSERT INTO job (job_key, kind, body, run_at, attempts, created_at, province) VALUES ",
    );
    for (place, (run_at, job)) in jobs.iter().enumerate() {
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
            .push(", ")
            .push_bind(job.province().map(str::to_owned))
            .push(")");
    }
    query
}

/// Takes up to `limit` jobs whose hour has come, the longest waiting first, until `now + lease`; none that is
/// an e-mail, see [`claim_mail`]. Those that another worker is taking at the same moment are left to it.
///
/// A lease that ends later than any that could be given now was given before the clock was moved back; it
/// holds nobody up.
pub async fn claim(
    tx: &mut Tx,
    now: DateTime<Utc>,
    lease: TimeDelta,
    limit: u32,
) -> Result<Vec<Claimed>> {
    take(
        tx,
        now,
        lease,
        limit,
        "NOT IN ('mail', 'mention', 'digest')",
    )
    .await
}

/// As [`claim`], of e-mails alone: they wait for another machine, which nothing else should wait for.
pub async fn claim_mail(
    tx: &mut Tx,
    now: DateTime<Utc>,
    lease: TimeDelta,
    limit: u32,
) -> Result<Vec<Claimed>> {
    take(tx, now, lease, limit, "IN ('mail', 'mention', 'digest')").await
}

async fn take(
    tx: &mut Tx,
    now: DateTime<Utc>,
    lease: TimeDelta,
    limit: u32,
    kinds: &'static str,
) -> Result<Vec<Claimed>> {
    let rows: Vec<Row> = tx
        .query(
            "SELECT job_key, body, attempts FROM job WHERE attempts < 10 AND run_at <= $1 \
             AND (leased_until IS NULL OR leased_until <= $1 OR leased_until > $2) AND kind ",
        )
        .push(kinds)
        .push(" ORDER BY run_at, job_key")
        .bind(now)
        // Twice the lease: the clocks of two servers are never quite the same.
        .bind(now + lease * 2)
        .limit(limit)
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

/// Gives a job up that will never succeed: it counts as tried often enough, until a person looks.
pub async fn give_up(tx: &mut Tx, claimed: &Claimed, error: &str) -> Result<()> {
    tx.query(
        "UPDATE job SET leased_until = NULL, last_error = $1, attempts = 10 \
         WHERE job_key = $2 AND leased_until = $3 AND attempts = $4",
    )
    .bind(error.to_owned())
    .bind(claimed.key.clone())
    .bind(claimed.leased_until)
    .bind(claimed.attempts)
    .execute()
    .await?;
    Ok(())
}

/// An e-mail that failed at least once.
#[derive(Clone, Debug, PartialEq)]
pub struct Failing {
    pub key: String,
    /// The job as JSON.
    pub body: serde_json::Value,
    pub attempts: i64,
    /// Why it failed last.
    pub error: String,
    /// From when on it is tried again, unless it was given up.
    pub run_at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct FailingRow {
    job_key: String,
    body: Json<serde_json::Value>,
    attempts: i64,
    last_error: String,
    run_at: DateTime<Utc>,
}

/// The e-mails of a province that failed, by key, from the one after `after` on.
pub async fn failing_mail(
    tx: &mut Tx,
    province: &str,
    after: Option<&str>,
    limit: u32,
) -> Result<Vec<Failing>> {
    let mut query = tx
        .query(
            "SELECT job_key, body, attempts, last_error, run_at FROM job \
             WHERE last_error IS NOT NULL AND kind IN ('mail', 'mention', 'digest') AND province = ",
        )
        .push_bind(province.to_owned());
    if let Some(after) = after {
        query = query.push(" AND job_key > ").push_bind(after.to_owned());
    }
    let rows: Vec<FailingRow> = query
        .push(" ORDER BY job_key")
        .limit(limit)
        .fetch_all()
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Failing {
            key: row.job_key,
            body: row.body.0,
            attempts: row.attempts,
            error: row.last_error,
            run_at: row.run_at,
        })
        .collect())
}

/// Lets an e-mail of a province that failed be tried again from `now` on, as if it were new; whether there was
/// one that nobody is sending at the moment.
pub async fn retry_mail(
    tx: &mut Tx,
    province: &str,
    key: &str,
    now: DateTime<Utc>,
) -> Result<bool> {
    let changed = tx
        .query(
            "UPDATE job SET attempts = 0, run_at = $1, leased_until = NULL WHERE job_key = $2 \
             AND province = $3 AND last_error IS NOT NULL AND kind IN ('mail', 'mention', 'digest') \
             AND (leased_until IS NULL OR leased_until <= $1)",
        )
        .bind(now)
        .bind(key.to_owned())
        .bind(province.to_owned())
        .execute()
        .await?;
    Ok(changed == 1)
}

/// How many e-mails were given up; for an operator.
pub async fn count_failed_mail(tx: &mut Tx) -> Result<i64> {
    let row: Option<(i64,)> = tx
        .query(
            "SELECT COUNT(*) FROM job WHERE attempts >= 10 AND leased_until IS NULL \
             AND kind IN ('mail', 'mention', 'digest')",
        )
        .fetch_optional()
        .await?;
    Ok(row.map_or(0, |(n,)| n))
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
