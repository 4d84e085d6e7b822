//! Tasks: what waits for an agency.
//!
//! **Invariant:** what waits is read from `task_party`, which the command path keeps.

use crate::{Result, Tx};
use domain::id::AgencyId;

/// How many tasks wait for the agency to do something.
pub async fn count_waiting(tx: &mut Tx, agency: AgencyId) -> Result<i64> {
    let row: Option<(i64,)> = tx
        .query("SELECT COUNT(*) FROM task_party WHERE agency = $1 AND waits_for IS NOT NULL")
        .bind(agency)
        .fetch_optional()
        .await?;
    Ok(row.map_or(0, |(count,)| count))
}
