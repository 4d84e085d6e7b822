//! Groups of agencies that an agency saved, to delegate to all of them at once.
//!
//! **Invariant:** a group is found, changed and dropped by its owner only; an agency has each name once, whatever
//! its accents and case. To add a field: a column, [`Group`], [`save`].

use crate::db::Tx;
use crate::error::{Error, Result};
use domain::id::{AgencyId, GroupId};
use domain::text::{fold, sort_key};
use sqlx::types::Json;

/// A saved group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub id: GroupId,
    pub owner: AgencyId,
    /// How often it was saved: the optimistic lock.
    pub version: i64,
    pub name: String,
    pub members: Vec<AgencyId>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: GroupId,
    owner: AgencyId,
    version: i64,
    name: String,
    members: Json<Vec<AgencyId>>,
}

impl From<Row> for Group {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            owner: row.owner,
            version: row.version,
            name: row.name,
            members: row.members.0,
        }
    }
}

/// The groups of an agency in Vietnamese order.
pub async fn list(tx: &mut Tx, owner: AgencyId, limit: u32) -> Result<Vec<Group>> {
    let rows: Vec<Row> = tx
        .query(
            "SELECT id, owner, version, name, members FROM agency_group WHERE owner = $1 \
             ORDER BY sort_key, id",
        )
        .bind(owner)
        .limit(limit)
        .fetch_all()
        .await?;
    Ok(rows.into_iter().map(Group::from).collect())
}

/// A group of that agency.
pub async fn find(tx: &mut Tx, owner: AgencyId, id: GroupId) -> Result<Option<Group>> {
    let row: Option<Row> = tx
        .query(
            "SELECT id, owner, version, name, members FROM agency_group \
             WHERE owner = $1 AND id = $2",
        )
        .bind(owner)
        .bind(id)
        .fetch_optional()
        .await?;
    Ok(row.map(Group::from))
}

/// Writes a new group (version 1), or the next value of one that has the version before.
///
/// # Errors
/// [`Error::Conflict`] where the agency has another group of that name, or one of that id;
/// [`Error::Stale`] where there is none with the version before.
pub async fn save(tx: &mut Tx, group: &Group) -> Result<()> {
    let (name, key) = (group.name.clone(), fold(&group.name));
    if group.version == 1 {
        tx.query(
            "INSERT INTO agency_group (id, owner, version, name, name_key, members, sort_key) \
             VALUES ($1, $2, 1, $3, $4, $5, $6)",
        )
        .bind(group.id)
        .bind(group.owner)
        .bind(name.clone())
        .bind(key)
        .bind(Json(group.members.clone()))
        .bind(sort_key(&name))
        .execute()
        .await?;
        return Ok(());
    }
    let changed = tx
        .query(
            "UPDATE agency_group SET version = $1, name = $2, name_key = $3, members = $4, \
             sort_key = $5 WHERE id = $6 AND owner = $7 AND version = $8",
        )
        .bind(group.version)
        .bind(name.clone())
        .bind(key)
        .bind(Json(group.members.clone()))
        .bind(sort_key(&name))
        .bind(group.id)
        .bind(group.owner)
        .bind(group.version - 1)
        .execute()
        .await?;
    if changed == 0 {
        return Err(Error::Stale);
    }
    Ok(())
}

/// Drops a group of that agency; whether it was there.
pub async fn drop(tx: &mut Tx, owner: AgencyId, id: GroupId) -> Result<bool> {
    let gone = tx
        .query("DELETE FROM agency_group WHERE owner = $1 AND id = $2")
        .bind(owner)
        .bind(id)
        .execute()
        .await?;
    Ok(gone == 1)
}
