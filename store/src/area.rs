//! Administrative units, their descent, and where border communes stand.
//!
//! **Invariant:** a unit is found by `(code, valid_from)` or by `(code, day)`, never by its code alone. The
//! importer keeps the periods of one code apart; nothing here does.
//!
//! To add a column: the migration, `SELECT`, `AreaRow`, [`insert_many`], [`update`].

use crate::{Result, Tx};
use chrono::NaiveDate;
use domain::area::{Area, AreaLevel, CommuneStanding, CommuneStatus, Share, Succession};
use domain::text::{fold, sort_key};
use sqlx::FromRow;

/// Rows in one `INSERT`; fourteen values each stay below the engines' limits.
const ROWS_PER_INSERT: usize = 200;

const SELECT: &str = "SELECT code, valid_from, valid_to, level, kind, name_vi, name_en, parent, \
    province, is_border, lat, lon FROM area";

#[derive(FromRow)]
struct AreaRow {
    code: String,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    level: AreaLevel,
    kind: String,
    name_vi: String,
    name_en: String,
    parent: Option<String>,
    province: String,
    is_border: bool,
    lat: Option<f64>,
    lon: Option<f64>,
}

impl From<AreaRow> for Area {
    fn from(row: AreaRow) -> Self {
        Self {
            code: row.code,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
            level: row.level,
            kind: row.kind,
            name_vi: row.name_vi,
            name_en: row.name_en,
            parent: row.parent,
            province: row.province,
            is_border: row.is_border,
            lat: row.lat,
            lon: row.lon,
        }
    }
}

#[derive(FromRow)]
struct DescentRow {
    effective: NaiveDate,
    instrument: String,
    from_code: String,
    to_code: String,
    share: Share,
    #[sqlx(flatten)]
    area: AreaRow,
}

impl From<DescentRow> for (Succession, Area) {
    fn from(row: DescentRow) -> Self {
        let succession = Succession {
            effective: row.effective,
            instrument: row.instrument,
            from_code: row.from_code,
            to_code: row.to_code,
            share: row.share,
        };
        (succession, row.area.into())
    }
}

#[derive(FromRow)]
struct StandingRow {
    code: String,
    valid_from: NaiveDate,
    status: CommuneStatus,
    as_of: NaiveDate,
    source: String,
    is_demo: bool,
    note_vi: String,
    note_en: String,
}

impl From<StandingRow> for CommuneStanding {
    fn from(row: StandingRow) -> Self {
        Self {
            code: row.code,
            valid_from: row.valid_from,
            status: row.status,
            as_of: row.as_of,
            source: row.source,
            is_demo: row.is_demo,
            note_vi: row.note_vi,
            note_en: row.note_en,
        }
    }
}

fn areas(rows: Vec<AreaRow>) -> Vec<Area> {
    rows.into_iter().map(Area::from).collect()
}

fn search_text(area: &Area) -> String {
    format!("{} {}", fold(&area.name_vi), fold(&area.name_en))
}

/// Adds units.
///
/// # Errors
/// [`crate::Error::Conflict`] where one exists.
pub async fn insert_many(tx: &mut Tx, areas: &[Area]) -> Result<()> {
    for chunk in areas.chunks(ROWS_PER_INSERT) {
        let mut query = tx.query(
            "INSERT INTO area (code, valid_from, valid_to, level, kind, name_vi, name_en, parent, \
             province, is_border, lat, lon, search_text, sort_key) VALUES ",
        );
        for (index, area) in chunk.iter().enumerate() {
            query = query
                .push(if index == 0 { "(" } else { ", (" })
                .push_bind(area.code.clone())
                .push(", ")
                .push_bind(area.valid_from)
                .push(", ")
                .push_bind(area.valid_to)
                .push(", ")
                .push_bind(area.level)
                .push(", ")
                .push_bind(area.kind.clone())
                .push(", ")
                .push_bind(area.name_vi.clone())
                .push(", ")
                .push_bind(area.name_en.clone())
                .push(", ")
                .push_bind(area.parent.clone())
                .push(", ")
                .push_bind(area.province.clone())
                .push(", ")
                .push_bind(area.is_border)
                .push(", ")
                .push_bind(area.lat)
                .push(", ")
                .push_bind(area.lon)
                .push(", ")
                .push_bind(search_text(area))
                .push(", ")
                .push_bind(sort_key(&area.name_vi))
                .push(")");
        }
        query.execute().await?;
        let docs: Vec<_> = chunk.iter().map(crate::search::of_area).collect();
        crate::search::write(tx, &docs).await?;
    }
    Ok(())
}

/// Writes a unit that exists anew; whether it existed.
pub async fn update(tx: &mut Tx, area: &Area) -> Result<bool> {
    let changed = tx
        .query(
            "UPDATE area SET valid_to = $3, level = $4, kind = $5, name_vi = $6, name_en = $7, \
             parent = $8, province = $9, is_border = $10, lat = $11, lon = $12, search_text = $13, \
             sort_key = $14 WHERE code = $1 AND valid_from = $2",
        )
        .bind(area.code.clone())
        .bind(area.valid_from)
        .bind(area.valid_to)
        .bind(area.level)
        .bind(area.kind.clone())
        .bind(area.name_vi.clone())
        .bind(area.name_en.clone())
        .bind(area.parent.clone())
        .bind(area.province.clone())
        .bind(area.is_border)
        .bind(area.lat)
        .bind(area.lon)
        .bind(search_text(area))
        .bind(sort_key(&area.name_vi))
        .execute()
        .await?;
    if changed == 1 {
        crate::search::write(tx, &[crate::search::of_area(area)]).await?;
    }
    Ok(changed == 1)
}

/// Every unit of every period, by code and period.
pub async fn all(tx: &mut Tx) -> Result<Vec<Area>> {
    let query = tx.query(SELECT).push(" ORDER BY code, valid_from");
    Ok(areas(query.fetch_all().await?))
}

/// A unit in one period.
pub async fn find(tx: &mut Tx, code: &str, valid_from: NaiveDate) -> Result<Option<Area>> {
    let row: Option<AreaRow> = tx
        .query(SELECT)
        .push(" WHERE code = $1 AND valid_from = $2")
        .bind(code.to_owned())
        .bind(valid_from)
        .fetch_optional()
        .await?;
    Ok(row.map(Area::from))
}

/// The unit that carries the code on that day.
pub async fn find_on(tx: &mut Tx, code: &str, day: NaiveDate) -> Result<Option<Area>> {
    let row: Option<AreaRow> = tx
        .query(SELECT)
        .push(" WHERE code = $1 AND valid_from <= $2 AND (valid_to IS NULL OR valid_to > $2)")
        .bind(code.to_owned())
        .bind(day)
        .fetch_optional()
        .await?;
    Ok(row.map(Area::from))
}

/// How many units of each level are on record for that day; a level without any is absent.
pub async fn count_by_level(tx: &mut Tx, day: NaiveDate) -> Result<Vec<(AreaLevel, i64)>> {
    #[derive(FromRow)]
    struct Row {
        level: AreaLevel,
        units: i64,
    }
    let rows: Vec<Row> = tx
        .query(
            "SELECT level, COUNT(*) AS units FROM area WHERE valid_from <= $1 \
             AND (valid_to IS NULL OR valid_to > $1) GROUP BY level",
        )
        .bind(day)
        .fetch_all()
        .await?;
    let mut counts: Vec<_> = rows.into_iter().map(|row| (row.level, row.units)).collect();
    counts.sort();
    Ok(counts)
}

/// The provinces in force on that day, in Vietnamese order.
pub async fn provinces(tx: &mut Tx, day: NaiveDate) -> Result<Vec<Area>> {
    let query = tx
        .query(SELECT)
        .push(
            " WHERE level = 'province' AND valid_from <= $1 \
             AND (valid_to IS NULL OR valid_to > $1) ORDER BY sort_key, code",
        )
        .bind(day);
    Ok(areas(query.fetch_all().await?))
}

/// The units of a level in a province on that day, in Vietnamese order.
pub async fn list(
    tx: &mut Tx,
    province: &str,
    level: AreaLevel,
    day: NaiveDate,
) -> Result<Vec<Area>> {
    let query = tx
        .query(SELECT)
        .push(
            " WHERE province = $1 AND level = $2 AND valid_from <= $3 \
             AND (valid_to IS NULL OR valid_to > $3) ORDER BY sort_key, code",
        )
        .bind(province.to_owned())
        .bind(level)
        .bind(day);
    Ok(areas(query.fetch_all().await?))
}

/// Every unit of a province, of all levels and times, by code and period.
pub async fn of_province(tx: &mut Tx, province: &str) -> Result<Vec<Area>> {
    let query = tx
        .query(SELECT)
        .push(" WHERE province = $1 ORDER BY code, valid_from")
        .bind(province.to_owned());
    Ok(areas(query.fetch_all().await?))
}

/// The border communes of a province on that day, in Vietnamese order.
pub async fn list_border(tx: &mut Tx, province: &str, day: NaiveDate) -> Result<Vec<Area>> {
    let query = tx
        .query(SELECT)
        .push(
            " WHERE province = $1 AND level = 'commune' AND is_border AND valid_from <= $2 \
             AND (valid_to IS NULL OR valid_to > $2) ORDER BY sort_key, code",
        )
        .bind(province.to_owned())
        .bind(day);
    Ok(areas(query.fetch_all().await?))
}

/// The units directly under another on that day, in Vietnamese order.
pub async fn children(tx: &mut Tx, parent: &str, day: NaiveDate) -> Result<Vec<Area>> {
    let query = tx
        .query(SELECT)
        .push(
            " WHERE parent = $1 AND valid_from <= $2 AND (valid_to IS NULL OR valid_to > $2) \
             ORDER BY sort_key, code",
        )
        .bind(parent.to_owned())
        .bind(day);
    Ok(areas(query.fetch_all().await?))
}

/// Every line of descent.
pub async fn successions(tx: &mut Tx) -> Result<Vec<Succession>> {
    #[derive(FromRow)]
    struct Row {
        effective: NaiveDate,
        instrument: String,
        from_code: String,
        to_code: String,
        share: Share,
    }
    let rows: Vec<Row> = tx
        .query(
            "SELECT effective, instrument, from_code, to_code, share FROM area_succession \
             ORDER BY effective, from_code, to_code",
        )
        .fetch_all()
        .await?;
    let succession = |row: Row| Succession {
        effective: row.effective,
        instrument: row.instrument,
        from_code: row.from_code,
        to_code: row.to_code,
        share: row.share,
    };
    Ok(rows.into_iter().map(succession).collect())
}

/// Adds lines of descent, and writes those anew that exist. No line may be given twice.
pub async fn upsert_successions(tx: &mut Tx, successions: &[Succession]) -> Result<()> {
    for chunk in successions.chunks(ROWS_PER_INSERT) {
        let mut query = tx.query(
            "INSERT INTO area_succession (effective, instrument, from_code, to_code, share) VALUES ",
        );
        for (index, succession) in chunk.iter().enumerate() {
            query = query
                .push(if index == 0 { "(" } else { ", (" })
                .push_bind(succession.effective)
                .push(", ")
                .push_bind(succession.instrument.clone())
                .push(", ")
                .push_bind(succession.from_code.clone())
                .push(", ")
                .push_bind(succession.to_code.clone())
                .push(", ")
                .push_bind(succession.share)
                .push(")");
        }
        query
            .push(
                " ON CONFLICT (effective, from_code, to_code) \
                 DO UPDATE SET instrument = excluded.instrument, share = excluded.share",
            )
            .execute()
            .await?;
    }
    Ok(())
}

/// What became the unit: each line of descent with the unit it comes from, as it was the day before.
pub async fn predecessors(
    tx: &mut Tx,
    code: &str,
    valid_from: NaiveDate,
) -> Result<Vec<(Succession, Area)>> {
    let rows: Vec<DescentRow> = tx
        .query(
            "SELECT s.effective, s.instrument, s.from_code, s.to_code, s.share, a.code, \
             a.valid_from, a.valid_to, a.level, a.kind, a.name_vi, a.name_en, a.parent, a.province, \
             a.is_border, a.lat, a.lon FROM area_succession s \
             JOIN area a ON a.code = s.from_code AND a.valid_from < s.effective \
             AND (a.valid_to IS NULL OR a.valid_to >= s.effective) \
             WHERE s.to_code = $1 AND s.effective = $2 ORDER BY a.sort_key, a.code",
        )
        .bind(code.to_owned())
        .bind(valid_from)
        .fetch_all()
        .await?;
    Ok(rows.into_iter().map(DescentRow::into).collect())
}

/// What became of the unit: each line of descent with the unit it leads to, as it was on that day.
pub async fn successors(
    tx: &mut Tx,
    code: &str,
    valid_from: NaiveDate,
) -> Result<Vec<(Succession, Area)>> {
    let rows: Vec<DescentRow> = tx
        .query(
            "SELECT s.effective, s.instrument, s.from_code, s.to_code, s.share, a.code, \
             a.valid_from, a.valid_to, a.level, a.kind, a.name_vi, a.name_en, a.parent, a.province, \
             a.is_border, a.lat, a.lon FROM area old \
             JOIN area_succession s ON s.from_code = old.code AND s.effective > old.valid_from \
             AND (old.valid_to IS NULL OR s.effective <= old.valid_to) \
             JOIN area a ON a.code = s.to_code AND a.valid_from <= s.effective \
             AND (a.valid_to IS NULL OR a.valid_to > s.effective) \
             WHERE old.code = $1 AND old.valid_from = $2 ORDER BY s.effective, a.sort_key, a.code",
        )
        .bind(code.to_owned())
        .bind(valid_from)
        .fetch_all()
        .await?;
    Ok(rows.into_iter().map(DescentRow::into).collect())
}

/// Records what a document says of a commune on a day, or corrects it; the text of the source changes
/// only with it.
pub async fn insert_standing(tx: &mut Tx, standing: &CommuneStanding) -> Result<()> {
    tx.query(
        "INSERT INTO commune_standing (code, valid_from, as_of, status, source, is_demo, note_vi, \
         note_en) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (code, valid_from, as_of) \
         DO UPDATE SET status = excluded.status, source = excluded.source, \
         is_demo = excluded.is_demo, note_vi = excluded.note_vi, note_en = excluded.note_en",
    )
    .bind(standing.code.clone())
    .bind(standing.valid_from)
    .bind(standing.as_of)
    .bind(standing.status)
    .bind(standing.source.clone())
    .bind(standing.is_demo)
    .bind(standing.note_vi.clone())
    .bind(standing.note_en.clone())
    .execute()
    .await?;
    Ok(())
}

/// Everything known of a commune's standing, newest first.
pub async fn standings(
    tx: &mut Tx,
    code: &str,
    valid_from: NaiveDate,
) -> Result<Vec<CommuneStanding>> {
    let rows: Vec<StandingRow> = tx
        .query(
            "SELECT code, valid_from, status, as_of, source, is_demo, note_vi, note_en \
             FROM commune_standing WHERE code = $1 AND valid_from = $2 ORDER BY as_of DESC",
        )
        .bind(code.to_owned())
        .bind(valid_from)
        .fetch_all()
        .await?;
    Ok(rows.into_iter().map(CommuneStanding::from).collect())
}

/// The newest standing, up to that day, of each commune of a province in force on it. A commune without
/// one is absent: a standing never passes to a successor by itself.
pub async fn latest_standings(
    tx: &mut Tx,
    province: &str,
    day: NaiveDate,
) -> Result<Vec<CommuneStanding>> {
    let rows: Vec<StandingRow> = tx
        .query(
            "SELECT s.code, s.valid_from, s.status, s.as_of, s.source, s.is_demo, s.note_vi, \
             s.note_en FROM area a \
             JOIN commune_standing s ON s.code = a.code AND s.valid_from = a.valid_from \
             WHERE a.province = $1 AND a.level = 'commune' AND a.valid_from <= $2 \
             AND (a.valid_to IS NULL OR a.valid_to > $2) AND s.as_of <= $2 \
             AND NOT EXISTS (SELECT 1 FROM commune_standing later WHERE later.code = s.code \
             AND later.valid_from = s.valid_from AND later.as_of > s.as_of AND later.as_of <= $2) \
             ORDER BY a.sort_key, a.code",
        )
        .bind(province.to_owned())
        .bind(day)
        .fetch_all()
        .await?;
    Ok(rows.into_iter().map(CommuneStanding::from).collect())
}
