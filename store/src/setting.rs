//! What an installation remembers of itself: small values by name.
//!
//! **Invariant:** what an operator configures stands in the configuration, not here; here stands what the
//! data itself fixes once (how far the clock of a demonstration is moved).
//!
//! To add a setting: a constant with its name where it is used.

use crate::db::Tx;
use crate::error::Result;

/// The value of a setting.
pub async fn find(tx: &mut Tx, name: &str) -> Result<Option<String>> {
    let row: Option<(String,)> = tx
        .query("SELECT value FROM setting WHERE name = $1")
        .bind(name.to_owned())
        .fetch_optional()
        .await?;
    Ok(row.map(|(value,)| value))
}

/// Gives a setting its value, whether it has one or not.
pub async fn set(tx: &mut Tx, name: &str, value: &str) -> Result<()> {
    tx.query(
        "INSERT INTO setting (name, value) VALUES ($1, $2) \
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )
    .bind(name.to_owned())
    .bind(value.to_owned())
    .execute()
    .await?;
    Ok(())
}
