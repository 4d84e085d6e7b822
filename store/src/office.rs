//! Agencies as administrators keep them: with their version and positions.
//!
//! **Invariants:** an agency is written with its positions, and only on the version that was read; a list is limited
//! to a province inside the statement and paged by key. To add a column: `store::agency`, [`find`], [`update`].

use crate::account::{COUNTS, OWN_FIRST};
use crate::db::Tx;
use crate::error::{Error, Result};
use chrono::NaiveDate;
use domain::agency::{Agency, AgencyName, Level, Sector};
use domain::id::{AgencyId, PositionId, UserId};
use domain::office::Office;
use domain::office::view::{HolderName, OfficeFilter, OfficeLine};
use sqlx::FromRow;
use std::collections::HashMap;

/// The version of an agency.
pub async fn version(tx: &mut Tx, id: AgencyId) -> Result<Option<i64>> {
    let row: Option<(i64,)> = tx
        .query("SELECT version FROM agency WHERE id = $1")
        .bind(id)
        .fetch_optional()
        .await?;
    Ok(row.map(|(version,)| version))
}

/// An agency with every position that it has or had.
pub async fn find(tx: &mut Tx, id: AgencyId) -> Result<Option<Office>> {
    let Some(version) = version(tx, id).await? else {
        return Ok(None);
    };
    let Some(agency) = crate::agency::find(tx, id).await? else {
        return Ok(None);
    };
    Ok(Some(Office {
        agency,
        version,
        positions: crate::person::of_agency(tx, id).await?,
    }))
}

/// The agencies with these codes, of whatever province, each with its version; two statements for all.
pub async fn with_codes(tx: &mut Tx, codes: &[String]) -> Result<Vec<(Agency, i64)>> {
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    let versions: Vec<(AgencyId, i64)> = tx
        .query("SELECT id, version FROM agency WHERE code IN ")
        .push_list(codes.iter().cloned())
        .fetch_all()
        .await?;
    let versions: HashMap<AgencyId, i64> = versions.into_iter().collect();
    let ids: Vec<AgencyId> = versions.keys().copied().collect();
    let agencies = crate::agency::list(tx, &ids).await?;
    let with_version = |agency: Agency| {
        let version = versions.get(&agency.id).copied()?;
        Some((agency, version))
    };
    Ok(agencies.into_iter().filter_map(with_version).collect())
}

/// Writes a new agency.
///
/// # Errors
/// [`Error::Conflict`] on `agency_code_key`.
pub async fn insert(tx: &mut Tx, office: &Office) -> Result<()> {
    crate::agency::insert(tx, &office.agency).await?;
    set_version(tx, office, 0).await
}

/// Writes the next value of an agency, with what changed in its positions.
///
/// # Errors
/// [`Error::Stale`] when somebody else wrote it meanwhile.
pub async fn update(tx: &mut Tx, before: &Office, after: &Office) -> Result<()> {
    set_version(tx, after, before.version).await?;
    if after.agency != before.agency {
        crate::agency::update(tx, &after.agency).await?;
    }
    for position in &after.positions {
        match before.positions.iter().find(|old| old.id == position.id) {
            Some(old) if old == position => {}
            Some(_) => {
                tx.query(
                    "UPDATE position SET title_vi = $2, title_en = $3, valid_to = $4 WHERE id = $1",
                )
                .bind(position.id)
                .bind(position.title_vi.clone())
                .bind(position.title_en.clone())
                .bind(position.valid_to)
                .execute()
                .await?;
            }
            None => {
                let position = crate::account::Position {
                    id: position.id,
                    agency: position.agency,
                    role: position.role,
                    title_vi: position.title_vi.clone(),
                    title_en: position.title_en.clone(),
                    valid_from: position.valid_from,
                    valid_to: position.valid_to,
                };
                crate::account::insert_position(tx, &position).await?;
            }
        }
    }
    Ok(())
}

async fn set_version(tx: &mut Tx, office: &Office, before: i64) -> Result<()> {
    let changed = tx
        .query("UPDATE agency SET version = $1 WHERE id = $2 AND version = $3")
        .bind(office.version)
        .bind(office.agency.id)
        .bind(before)
        .execute()
        .await?;
    if changed == 0 {
        return Err(Error::Stale);
    }
    Ok(())
}

#[derive(FromRow)]
struct Row {
    id: AgencyId,
    code: String,
    name_vi: String,
    name_en: String,
    short_vi: String,
    short_en: String,
    level: Level,
    sector: Sector,
    valid_to: Option<NaiveDate>,
    positions: i64,
    people: i64,
}

/// A page of the agencies of a province, by their codes.
pub async fn list(
    tx: &mut Tx,
    province: &str,
    filter: &OfficeFilter,
    ids: Option<&[AgencyId]>,
    day: NaiveDate,
    limit: u32,
) -> Result<Vec<OfficeLine>> {
    let mut query = tx
        .query(
            "SELECT a.id, a.code, a.name_vi, a.name_en, a.short_vi, a.short_en, a.level, a.sector, \
             a.valid_to, (SELECT COUNT(*) FROM position p WHERE p.agency = a.id \
             AND (p.valid_from IS NULL OR p.valid_from <= $1) \
             AND (p.valid_to IS NULL OR p.valid_to > $1)) AS positions, \
             (SELECT COUNT(DISTINCT h.account) FROM holding h \
             JOIN account c ON c.id = h.account JOIN position p ON p.id = h.position \
             WHERE p.agency = a.id AND",
        )
        .push(COUNTS)
        .push(") AS people FROM agency a WHERE a.province = $2")
        .bind(day)
        .bind(province.to_owned());
    query = if filter.has_ended {
        query.push(" AND a.valid_to <= ").push_bind(day)
    } else {
        query
            .push(" AND (a.valid_to IS NULL OR a.valid_to > ")
            .push_bind(day)
            .push(")")
    };
    if let Some(level) = filter.level {
        query = query.push(" AND a.level = ").push_bind(level);
    }
    if let Some(ids) = ids {
        query = query.push(" AND a.id IN ").push_list(ids.iter().copied());
    }
    if let Some(after) = &filter.after {
        query = query.push(" AND a.code > ").push_bind(after.clone());
    }
    let rows: Vec<Row> = query
        .push(" ORDER BY a.code")
        .limit(limit)
        .fetch_all()
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| OfficeLine {
            agency: AgencyName {
                id: row.id,
                code: row.code,
                name_vi: row.name_vi,
                name_en: row.name_en,
                short_vi: row.short_vi,
                short_en: row.short_en,
            },
            level: row.level,
            sector: row.sector,
            valid_to: row.valid_to,
            positions: row.positions,
            people: row.people,
        })
        .collect())
}

/// Who holds the positions of an agency on a day, the own before what is held for another.
pub async fn holders(tx: &mut Tx, agency: AgencyId, day: NaiveDate) -> Result<Vec<HolderName>> {
    let rows: Vec<(PositionId, UserId, String, Option<PositionId>)> = tx
        .query(
            "SELECT p.id, c.id, c.full_name, h.acting_for FROM holding h \
             JOIN position p ON p.id = h.position JOIN account c ON c.id = h.account \
             JOIN agency a ON a.id = p.agency WHERE",
        )
        .push(COUNTS)
        .push("AND p.agency = $2 ")
        .push(OWN_FIRST)
        .bind(day)
        .bind(agency)
        .fetch_all()
        .await?;
    Ok(rows
        .into_iter()
        .map(|(position, account, full_name, acting_for)| HolderName {
            position,
            account,
            full_name,
            is_acting: acting_for.is_some(),
        })
        .collect())
}

/// How many open tasks an agency leads.
pub async fn open_tasks(tx: &mut Tx, agency: AgencyId) -> Result<i64> {
    let row: Option<(i64,)> = tx
        .query("SELECT COUNT(*) FROM task WHERE lead = $1 AND is_open = TRUE")
        .bind(agency)
        .fetch_optional()
        .await?;
    Ok(row.map_or(0, |(count,)| count))
}

/// Agencies with their versions, in the order of their ids, after one.
pub async fn scan(
    tx: &mut Tx,
    after: Option<AgencyId>,
    limit: u32,
) -> Result<Vec<(AgencyId, i64)>> {
    let query = tx.query("SELECT id, version FROM agency");
    let query = match after {
        Some(after) => query.push(" WHERE id > ").push_bind(after),
        None => query,
    };
    query.push(" ORDER BY id").limit(limit).fetch_all().await
}
