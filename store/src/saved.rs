//! Saved views of the list of tasks.
//!
//! **Invariants:** a view is found by who saved it, and a shared one by everybody at the agency; a person has each
//! name once, and so has what an agency shares, whatever accents and case. To add a field: a column, [`View`],
//! [`save`].

use crate::db::Tx;
use crate::error::{Error, Result};
use domain::id::{AgencyId, SavedViewId, UserId};
use domain::text::{fold, sort_key};

/// A saved view.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct View {
    pub id: SavedViewId,
    pub account: UserId,
    pub agency: AgencyId,
    pub is_shared: bool,
    /// How often it was saved: the optimistic lock.
    pub version: i64,
    pub name: String,
    pub query: String,
}

/// The views of a person at an agency: one's own, then what the agency shares, each in Vietnamese order.
pub async fn list(
    tx: &mut Tx,
    (account, agency): (UserId, AgencyId),
    limit: u32,
) -> Result<Vec<View>> {
    tx.query(
        "SELECT id, account, agency, is_shared, version, name, query FROM saved_view \
         WHERE agency = $1 AND (account = $2 OR is_shared) ORDER BY is_shared, sort_key, id",
    )
    .bind(agency)
    .bind(account)
    .limit(limit)
    .fetch_all()
    .await
}

/// The view with that id that a person at an agency finds.
pub async fn find(
    tx: &mut Tx,
    (account, agency): (UserId, AgencyId),
    id: SavedViewId,
) -> Result<Option<View>> {
    tx.query(
        "SELECT id, account, agency, is_shared, version, name, query FROM saved_view \
         WHERE id = $1 AND agency = $2 AND (account = $3 OR is_shared)",
    )
    .bind(id)
    .bind(agency)
    .bind(account)
    .fetch_optional()
    .await
}

/// Writes a new view (version 1), or the next name of one that has the version before.
///
/// # Errors
/// [`Error::Conflict`] where the name is taken, or there is one of that id; [`Error::Stale`] where there is none
/// with the version before.
pub async fn save(tx: &mut Tx, view: &View) -> Result<()> {
    let (name, key) = (view.name.clone(), fold(&view.name));
    if view.version == 1 {
        tx.query(
            "INSERT INTO saved_view (id, account, agency, is_shared, version, name, name_key, \
             sort_key, query) VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8)",
        )
        .bind(view.id)
        .bind(view.account)
        .bind(view.agency)
        .bind(view.is_shared)
        .bind(name.clone())
        .bind(key)
        .bind(sort_key(&name))
        .bind(view.query.clone())
        .execute()
        .await?;
        return Ok(());
    }
    let changed = tx
        .query(
            "UPDATE saved_view SET version = $1, name = $2, name_key = $3, sort_key = $4 \
             WHERE id = $5 AND version = $6",
        )
        .bind(view.version)
        .bind(name.clone())
        .bind(key)
        .bind(sort_key(&name))
        .bind(view.id)
        .bind(view.version - 1)
        .execute()
        .await?;
    if changed == 0 {
        return Err(Error::Stale);
    }
    Ok(())
}

/// Drops a view; whether it was there.
pub async fn drop(tx: &mut Tx, id: SavedViewId) -> Result<bool> {
    let gone = tx
        .query("DELETE FROM saved_view WHERE id = $1")
        .bind(id)
        .execute()
        .await?;
    Ok(gone == 1)
}
