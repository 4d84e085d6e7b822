//! Agencies and who took over from whom.
//!
//! **Invariant:** an agency is known by its code; its id is given once and stays.

use super::{File, Report, Result, Row, fault, list, rows};
use crate::System;
use chrono::NaiveDate;
use domain::agency::{Agency, Level, Sector};
use domain::area::{Area, BEFORE_RECORDS};
use domain::id::AgencyId;
use domain::text::nfc;
use serde::Deserialize;
use std::collections::HashMap;
use store::agency::AgencySuccession;

#[derive(Deserialize)]
struct AgencyRow {
    code: String,
    name_vi: String,
    name_en: String,
    short_vi: String,
    short_en: String,
    aliases: String,
    sector: Sector,
    level: Level,
    area_set: String,
    area_code: String,
    parent_code: Option<String>,
    groups: String,
    #[serde(deserialize_with = "super::maybe_date")]
    valid_from: Option<NaiveDate>,
    #[serde(deserialize_with = "super::maybe_date")]
    valid_to: Option<NaiveDate>,
}

#[derive(Deserialize)]
struct SuccessionRow {
    from_code: String,
    to_code: String,
    #[serde(deserialize_with = "super::date")]
    effective: NaiveDate,
    what_vi: String,
    what_en: String,
    source: String,
}

/// Imports agencies, after the units in which they stand. A parent may stand below its child in the file.
pub async fn agencies(system: &System, file: &File<'_>) -> Result<Report> {
    let parsed: Vec<Row<AgencyRow>> = rows(file)?;
    let mut report = Report::of(file);
    let mut tx = system.db.write().await?;
    let areas = store::area::all(&mut tx).await?;
    let known = store::agency::all(&mut tx).await?;
    let mut ids: HashMap<String, AgencyId> = known
        .iter()
        .map(|agency| (agency.code.clone(), agency.id))
        .collect();
    for Row { value, .. } in &parsed {
        ids.entry(value.code.clone())
            .or_insert_with(|| AgencyId(system.id()));
    }
    let known: HashMap<AgencyId, Agency> = known
        .into_iter()
        .map(|agency| (agency.id, agency))
        .collect();
    let mut waiting: Vec<Row<Agency>> = Vec::new();
    let mut seen: HashMap<AgencyId, u64> = HashMap::new();
    for Row { line, value } in parsed {
        let agency = agency(file, line, value, &ids, &areas)?;
        if let Some(first) = seen.insert(agency.id, line) {
            let what = format!("agency {} stands on line {first} already", agency.code);
            return Err(fault(file, line, what));
        }
        match known.get(&agency.id) {
            Some(same) if *same == agency => report.unchanged += 1,
            Some(_) => {
                store::agency::update(&mut tx, &agency).await?;
                report.changed += 1;
            }
            None => waiting.push(Row {
                line,
                value: agency,
            }),
        }
    }
    let mut written: Vec<AgencyId> = known.into_keys().collect();
    while !waiting.is_empty() {
        let is_ready = |row: &Row<Agency>| {
            row.value
                .parent
                .is_none_or(|parent| written.contains(&parent))
        };
        let (ready, rest): (Vec<_>, Vec<_>) = waiting.into_iter().partition(is_ready);
        if let (true, Some(row)) = (ready.is_empty(), rest.first()) {
            return Err(fault(file, row.line, "the parents lead round in a circle"));
        }
        for Row { value, .. } in ready {
            store::agency::insert(&mut tx, &value).await?;
            written.push(value.id);
            report.added += 1;
        }
        waiting = rest;
    }
    tx.commit().await?;
    system.directory.forget();
    Ok(report)
}

fn agency(
    file: &File,
    line: u64,
    row: AgencyRow,
    ids: &HashMap<String, AgencyId>,
    areas: &[Area],
) -> Result<Agency> {
    let id_of = |code: &str| {
        ids.get(code)
            .copied()
            .ok_or_else(|| fault(file, line, format!("no agency {code}")))
    };
    let first_day = match row.area_set.as_str() {
        "*" | "2022" => BEFORE_RECORDS,
        "2024-12" => day(2024, 12, 1),
        "2025-07" => day(2025, 7, 1),
        other => return Err(fault(file, line, format!("no set of units {other:?}"))),
    };
    let area = areas
        .iter()
        .find(|area| {
            area.code == row.area_code
                && area.valid_from <= first_day
                && area.valid_to.is_none_or(|end| end > first_day)
        })
        .ok_or_else(|| {
            fault(
                file,
                line,
                format!("no unit {} in {}", row.area_code, row.area_set),
            )
        })?;
    Ok(Agency {
        id: id_of(&row.code)?,
        parent: row.parent_code.as_deref().map(id_of).transpose()?,
        name_vi: nfc(&row.name_vi),
        name_en: row.name_en,
        short_vi: nfc(&row.short_vi),
        short_en: row.short_en,
        aliases: list(&nfc(&row.aliases)),
        groups: list(&row.groups),
        sector: row.sector,
        level: row.level,
        province: area.province.clone(),
        area: (area.code != area.province).then(|| area.code.clone()),
        valid_from: row.valid_from,
        valid_to: row.valid_to,
        code: row.code,
    })
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or(BEFORE_RECORDS)
}

/// Imports who took over from whom, after the agencies.
pub async fn agency_successions(system: &System, file: &File<'_>) -> Result<Report> {
    let parsed: Vec<Row<SuccessionRow>> = rows(file)?;
    let mut report = Report::of(file);
    let mut tx = system.db.write().await?;
    let known = store::agency::successions(&mut tx).await?;
    let agencies = store::agency::all(&mut tx).await?;
    let ids: HashMap<&str, AgencyId> = agencies
        .iter()
        .map(|agency| (agency.code.as_str(), agency.id))
        .collect();
    for Row { line, value } in parsed {
        let id_of = |code: &str| {
            ids.get(code)
                .copied()
                .ok_or_else(|| fault(file, line, format!("no agency {code}")))
        };
        let succession = AgencySuccession {
            from_agency: id_of(&value.from_code)?,
            to_agency: id_of(&value.to_code)?,
            effective: value.effective,
            what_vi: value.what_vi,
            what_en: value.what_en,
            source: value.source,
        };
        let same_line = |other: &&AgencySuccession| {
            (other.from_agency, other.to_agency, other.effective)
                == (
                    succession.from_agency,
                    succession.to_agency,
                    succession.effective,
                )
        };
        match known.iter().find(same_line) {
            Some(same) if *same == succession => {
                report.unchanged += 1;
                continue;
            }
            Some(_) => report.changed += 1,
            None => report.added += 1,
        }
        store::agency::upsert_succession(&mut tx, &succession).await?;
    }
    tx.commit().await?;
    Ok(report)
}
