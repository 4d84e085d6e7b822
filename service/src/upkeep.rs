//! What is done from time to time and by nobody: moving the counters to the new day, dropping what expired.
//!
//! **Invariant:** everything here may run on every server at once and as often as it likes. To add work: a
//! line in [`run`].

use crate::{Result, System};
use chrono::TimeDelta;
use domain::id::{SessionId, UserId};
use uuid::Uuid;

/// Accounts that become searchable at once.
const SEARCHABLE_AT_ONCE: u32 = 500;
/// Steps of merging the index of search at once.
const MERGES_AT_ONCE: u32 = 1000;
/// How long failed sign-ins are remembered; a lock never lasts that long.
const FAILURES_FOR: TimeDelta = TimeDelta::days(1);

/// Does all of it once.
///
/// # Errors
/// Those of the store; what was done before stays done.
pub async fn run(system: &System) -> Result<()> {
    let mut tx = system.db.write().await?;
    crate::ledger::roll(&mut tx, system.today()).await?;
    tx.commit().await?;
    let now = system.now();
    let mut tx = system.db.write().await?;
    let idle_since = now - system.settings.session_idle;
    let sessions = store::session::delete_expired(&mut tx, now, idle_since).await?;
    // No session has the empty id: only what is too old goes.
    let nobody = SessionId(Uuid::nil());
    let forms =
        store::session::drop_forms(&mut tx, now - crate::kept_form::KEPT_FOR, nobody, 0).await?;
    store::session::forget_failures(&mut tx, now - FAILURES_FOR).await?;
    store::person::make_searchable(&mut tx, SEARCHABLE_AT_ONCE).await?;
    store::bulk::drop_old(&mut tx, now - crate::bulk::KEPT_FOR).await?;
    let tables_before = now - crate::intake::KEPT_FOR;
    // No account has the empty id either.
    store::intake::drop_old(&mut tx, tables_before, UserId(Uuid::nil()), 0).await?;
    tx.commit().await?;
    // Each step of its own, so that no writer waits long.
    for _ in 0..MERGES_AT_ONCE {
        let mut tx = system.db.write().await?;
        let has_more = store::search::merge(&mut tx).await?;
        tx.commit().await?;
        if !has_more {
            break;
        }
    }
    let files = crate::attachment::sweep(system).await?;
    if files > 0 {
        tracing::info!(files, "deleted attached content that nothing needs");
    }
    if sessions + forms > 0 {
        tracing::debug!(sessions, forms, "dropped what expired");
    }
    Ok(())
}

/// Whether the database answers.
///
/// # Errors
/// Why it does not.
pub async fn reach_database(system: &System) -> Result<()> {
    let mut tx = system.db.read().await?;
    store::tally::as_of(&mut tx).await?;
    Ok(())
}
