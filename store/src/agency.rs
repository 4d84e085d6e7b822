//! Agencies, their place in the tree, and who took over from whom.
//!
//! **Invariant:** a row is never deleted and its code never reused: a reform closes it with `valid_to` and
//! adds lines of succession.
//!
//! To add a column: the migration, `SELECT`, `AgencyRow`, [`insert`], [`update`].

use crate::{Result, Tx};
use chrono::NaiveDate;
use domain::agency::{Agency, Level, Sector};
use domain::id::AgencyId;
use domain::text::sort_key;
use sqlx::FromRow;
use sqlx::types::Json;

const SELECT: &str = "SELECT id, code, name_vi, name_en, short_vi, short_en, aliases, groups, \
    sector, level, province, area, parent, valid_from, valid_to FROM agency";

#[derive(FromRow)]
struct AgencyRow {
    id: AgencyId,
    code: String,
    name_vi: String,
    name_en: String,
    short_vi: String,
    short_en: String,
    aliases: Json<Vec<String>>,
    groups: Json<Vec<String>>,
    sector: Sector,
    level: Level,
    province: String,
    area: Option<String>,
    parent: Option<AgencyId>,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
}

impl From<AgencyRow> for Agency {
    fn from(row: AgencyRow) -> Self {
        Self {
            id: row.id,
            code: row.code,
            name_vi: row.name_vi,
            name_en: row.name_en,
            short_vi: row.short_vi,
            short_en: row.short_en,
            aliases: row.aliases.0,
            groups: row.groups.0,
            sector: row.sector,
            level: row.level,
            province: row.province,
            area: row.area,
            parent: row.parent,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
        }
    }
}

/// What an ended agency handed to another, and from when.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct AgencySuccession {
    pub from_agency: AgencyId,
    pub to_agency: AgencyId,
    pub effective: NaiveDate,
    pub what_vi: String,
    pub what_en: String,
    /// Where it is written.
    pub source: String,
}

fn agencies(rows: Vec<AgencyRow>) -> Vec<Agency> {
    rows.into_iter().map(Agency::from).collect()
}

/// Adds an agency; its parent must exist.
///
/// # Errors
/// [`crate::Error::Conflict`] on `agency_code_key`.
pub async fn insert(tx: &mut Tx, agency: &Agency) -> Result<()> {
    tx.query(
        "INSERT INTO agency (id, code, name_vi, name_en, short_vi, short_en, aliases, groups, \
         sector, level, province, area, parent, valid_from, valid_to, sort_key) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
    )
    .bind(agency.id)
    .bind(agency.code.clone())
    .bind(agency.name_vi.clone())
    .bind(agency.name_en.clone())
    .bind(agency.short_vi.clone())
    .bind(agency.short_en.clone())
    .bind(Json(agency.aliases.clone()))
    .bind(Json(agency.groups.clone()))
    .bind(agency.sector)
    .bind(agency.level)
    .bind(agency.province.clone())
    .bind(agency.area.clone())
    .bind(agency.parent)
    .bind(agency.valid_from)
    .bind(agency.valid_to)
    .bind(sort_key(&agency.name_vi))
    .execute()
    .await?;
    Ok(())
}

/// Writes an agency that exists anew (its code stays); whether it existed.
pub async fn update(tx: &mut Tx, agency: &Agency) -> Result<bool> {
    let changed = tx
        .query(
            "UPDATE agency SET name_vi = $2, name_en = $3, short_vi = $4, short_en = $5, \
             aliases = $6, groups = $7, sector = $8, level = $9, province = $10, area = $11, \
             parent = $12, valid_from = $13, valid_to = $14, sort_key = $15 WHERE id = $1",
        )
        .bind(agency.id)
        .bind(agency.name_vi.clone())
        .bind(agency.name_en.clone())
        .bind(agency.short_vi.clone())
        .bind(agency.short_en.clone())
        .bind(Json(agency.aliases.clone()))
        .bind(Json(agency.groups.clone()))
        .bind(agency.sector)
        .bind(agency.level)
        .bind(agency.province.clone())
        .bind(agency.area.clone())
        .bind(agency.parent)
        .bind(agency.valid_from)
        .bind(agency.valid_to)
        .bind(sort_key(&agency.name_vi))
        .execute()
        .await?;
    Ok(changed == 1)
}

/// One agency.
pub async fn find(tx: &mut Tx, id: AgencyId) -> Result<Option<Agency>> {
    let row: Option<AgencyRow> = tx
        .query(SELECT)
        .push(" WHERE id = $1")
        .bind(id)
        .fetch_optional()
        .await?;
    Ok(row.map(Agency::from))
}

/// The agency with that code.
pub async fn find_by_code(tx: &mut Tx, code: &str) -> Result<Option<Agency>> {
    let row: Option<AgencyRow> = tx
        .query(SELECT)
        .push(" WHERE code = $1")
        .bind(code.to_owned())
        .fetch_optional()
        .await?;
    Ok(row.map(Agency::from))
}

/// Every agency of a province, of all times, in Vietnamese order; the caller asks
/// [`Agency::is_valid_on`].
pub async fn list_by_province(tx: &mut Tx, province: &str) -> Result<Vec<Agency>> {
    let query = tx
        .query(SELECT)
        .push(" WHERE province = $1 ORDER BY sort_key, code")
        .bind(province.to_owned());
    Ok(agencies(query.fetch_all().await?))
}

/// Every agency of all provinces and times, in Vietnamese order.
pub async fn all(tx: &mut Tx) -> Result<Vec<Agency>> {
    let query = tx.query(SELECT).push(" ORDER BY sort_key, code");
    Ok(agencies(query.fetch_all().await?))
}

/// The agencies with these ids, in Vietnamese order; unknown ids are left out.
pub async fn list(tx: &mut Tx, ids: &[AgencyId]) -> Result<Vec<Agency>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let query = tx
        .query(SELECT)
        .push(" WHERE id IN ")
        .push_list(ids.iter().copied())
        .push(" ORDER BY sort_key, code");
    Ok(agencies(query.fetch_all().await?))
}

/// The agencies above one on that day. One that has ended by then is replaced by those that took over
/// from it, so a commune reports to the province once its district is gone. Never the agency itself.
pub async fn ancestors(tx: &mut Tx, id: AgencyId, day: NaiveDate) -> Result<Vec<AgencyId>> {
    let rows: Vec<(AgencyId,)> = tx
        .query(
            "WITH RECURSIVE up (id) AS ( \
             SELECT parent FROM agency WHERE id = $1 AND parent IS NOT NULL \
             UNION \
             SELECT CASE WHEN a.valid_to <= $2 THEN s.to_agency ELSE a.parent END \
             FROM up JOIN agency a ON a.id = up.id \
             LEFT JOIN agency_succession s ON s.from_agency = a.id AND a.valid_to <= $2 \
             AND s.effective <= $2) \
             SELECT a.id FROM up JOIN agency a ON a.id = up.id \
             WHERE a.id <> $1 AND (a.valid_from IS NULL OR a.valid_from <= $2) \
             AND (a.valid_to IS NULL OR a.valid_to > $2) ORDER BY a.sort_key, a.code",
        )
        .bind(id)
        .bind(day)
        .fetch_all()
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Adds a line of succession, or writes the one that exists anew.
pub async fn upsert_succession(tx: &mut Tx, succession: &AgencySuccession) -> Result<()> {
    tx.query(
        "INSERT INTO agency_succession (from_agency, to_agency, effective, what_vi, what_en, \
         source) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (from_agency, to_agency, effective) \
         DO UPDATE SET what_vi = excluded.what_vi, what_en = excluded.what_en, \
         source = excluded.source",
    )
    .bind(succession.from_agency)
    .bind(succession.to_agency)
    .bind(succession.effective)
    .bind(succession.what_vi.clone())
    .bind(succession.what_en.clone())
    .bind(succession.source.clone())
    .execute()
    .await?;
    Ok(())
}

/// Every line of succession, oldest first.
pub async fn successions(tx: &mut Tx) -> Result<Vec<AgencySuccession>> {
    tx.query(
        "SELECT from_agency, to_agency, effective, what_vi, what_en, source \
         FROM agency_succession ORDER BY effective, from_agency, to_agency",
    )
    .fetch_all()
    .await
}

/// To whom an agency handed its duties.
pub async fn successors(tx: &mut Tx, id: AgencyId) -> Result<Vec<AgencySuccession>> {
    tx.query(
        "SELECT from_agency, to_agency, effective, what_vi, what_en, source \
         FROM agency_succession WHERE from_agency = $1 ORDER BY effective, to_agency",
    )
    .bind(id)
    .fetch_all()
    .await
}
