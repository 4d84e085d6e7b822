//! The whole country on both sides of 1 July 2025: the list of early 2025 with its districts, the list in
//! force since, and what became of each commune.
//!
//! **Invariants:** what a file that knows more has said (the border provinces, Nghệ An) stays as it is; and
//! no unit is dated back to a day of which the list does not speak, so that reading "as at" a day before
//! [`EARLY_2025`] finds nothing rather than something that may be wrong.
//!
//! To add a later reform: its list and its descent, and the end of the units of [`july_2025`] that it changes.

use super::units::{by_key, english, key_of, save, save_descent};
use super::{File, Files, Report, Result, Row, fault, rows};
use crate::System;
use chrono::NaiveDate;
use domain::area::{Area, AreaLevel, EARLY_2025, Share, Succession, TWO_LEVELS};
use domain::text::nfc;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};

/// Which provinces of early 2025 are imported with their districts, communes and descent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Those whose communes are today in a province on the border with Laos: the ten on the border then,
    /// and the two that two of them were merged with.
    Border,
    /// All 63.
    Country,
}

#[derive(Deserialize)]
pub(super) struct CountryRow {
    pub level: AreaLevel,
    pub code: String,
    pub name_vi: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub parent_code: Option<String>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
}

impl CountryRow {
    pub fn into_area(
        self,
        province: String,
        valid_from: NaiveDate,
        valid_to: Option<NaiveDate>,
    ) -> Area {
        Area {
            name_en: english(&self.name_vi),
            name_vi: nfc(&self.name_vi),
            province,
            code: self.code,
            valid_from,
            valid_to,
            level: self.level,
            kind: self.kind,
            parent: self.parent_code,
            is_border: false,
            lat: self.lat,
            lon: self.lon,
        }
    }
}

#[derive(Deserialize)]
struct DescentRow {
    from_code: String,
    to_code: String,
    part: Share,
}

#[derive(Deserialize)]
struct BorderRow {
    code: String,
    successor_code: Option<String>,
}

/// The province of each unit of a list, by its code. Codes of different levels differ in length.
fn provinces(file: &File, list: &[Row<CountryRow>]) -> Result<HashMap<String, String>> {
    let above: HashMap<&str, Option<&str>> = list
        .iter()
        .map(|Row { value, .. }| (value.code.as_str(), value.parent_code.as_deref()))
        .collect();
    let mut provinces = HashMap::with_capacity(list.len());
    for Row { line, value } in list {
        let mut code = value.code.as_str();
        // Three levels: nothing is further than two steps from its province.
        for _ in AreaLevel::ALL {
            match above.get(code) {
                Some(Some(parent)) => code = parent,
                Some(None) => break,
                None => return Err(fault(file, *line, format!("no unit {code} in the list"))),
            }
        }
        provinces.insert(value.code.clone(), code.to_owned());
    }
    Ok(provinces)
}

/// The units of July 2025 in the provinces that are on the border today.
fn border_today(files: &Files<'_>) -> Result<HashSet<String>> {
    let border: HashSet<String> = rows::<BorderRow>(&files.border_provinces)?
        .into_iter()
        .map(|Row { value, .. }| value.successor_code.unwrap_or(value.code))
        .collect();
    let list = rows::<CountryRow>(&files.vn_units_2025_07)?;
    let provinces = provinces(&files.vn_units_2025_07, &list)?;
    let is_there = |(_, province): &(String, String)| border.contains(province);
    Ok(provinces
        .into_iter()
        .filter(is_there)
        .map(|(code, _)| code)
        .collect())
}

/// The lines of descent within a reach.
fn descent(files: &Files<'_>, reach: Reach) -> Result<Vec<Row<DescentRow>>> {
    let mut lines = rows::<DescentRow>(&files.vn_succession_2025_07)?;
    if reach == Reach::Border {
        let border = border_today(files)?;
        lines.retain(|row| border.contains(&row.value.to_code));
    }
    Ok(lines)
}

/// Imports the units in force until 30 June 2025: provinces, districts, communes. The list has no dates, so
/// its units begin on [`EARLY_2025`]; where a file that knows more has a unit of that day, that one stays.
pub async fn early_2025(system: &System, files: &Files<'_>, reach: Reach) -> Result<Report> {
    let file = &files.vn_units_early_2025;
    let list = rows::<CountryRow>(file)?;
    let provinces = provinces(file, &list)?;
    let wanted: HashSet<&str> = descent(files, reach)?
        .iter()
        .filter_map(|row| provinces.get(&row.value.from_code))
        .map(String::as_str)
        .collect();
    let known = in_force(system, EARLY_2025).await?;
    let mut areas = Vec::with_capacity(list.len());
    for Row { line, value } in list {
        let province = match provinces.get(&value.code) {
            Some(province) if wanted.contains(province.as_str()) => province.clone(),
            _ => continue,
        };
        let area = match known.get(&value.code) {
            Some(better) if better.valid_from != EARLY_2025 => better.clone(),
            _ => value.into_area(province, EARLY_2025, Some(TWO_LEVELS)),
        };
        areas.push(Row { line, value: area });
    }
    save(system, file, areas).await
}

/// Imports the 34 provinces and their communes as they are since 1 July 2025. Comes after the imports that
/// know more: a unit that is already in force keeps its period, its history and whether it is on the
/// border.
pub async fn july_2025(system: &System, file: &File<'_>) -> Result<Report> {
    let known = in_force(system, TWO_LEVELS).await?;
    let mut areas = Vec::new();
    for Row { line, value } in rows::<CountryRow>(file)? {
        let province = value.parent_code.as_ref().unwrap_or(&value.code).clone();
        let area = value.into_area(province, TWO_LEVELS, None);
        let area = match known.get(area.code.as_str()) {
            Some(known) => Area {
                valid_from: known.valid_from,
                valid_to: known.valid_to,
                is_border: known.is_border,
                ..area
            },
            None => area,
        };
        areas.push(Row { line, value: area });
    }
    save(system, file, areas).await
}

/// Imports what became of each commune on 1 July 2025, after the units of both lists. The file does not
/// name the acts; a line that has one comes from a file that knows more, and stays.
pub async fn descent_2025(system: &System, files: &Files<'_>, reach: Reach) -> Result<Report> {
    let file = &files.vn_succession_2025_07;
    let mut tx = system.db.write().await?;
    let all = store::area::all(&mut tx).await?;
    let codes = |is_meant: fn(&Area) -> bool| -> HashSet<&str> {
        let meant = all.iter().filter(|area| is_meant(area));
        meant.map(|area| area.code.as_str()).collect()
    };
    let ends = codes(|area| area.valid_to == Some(TWO_LEVELS));
    let begins = codes(|area| area.valid_from == TWO_LEVELS);
    let known = by_key(store::area::successions(&mut tx).await?);
    let mut lines = Vec::new();
    for Row { line, value } in descent(files, reach)? {
        if !ends.contains(value.from_code.as_str()) {
            let what = format!("no unit {} ends on {TWO_LEVELS}", value.from_code);
            return Err(fault(file, line, what));
        }
        if !begins.contains(value.to_code.as_str()) {
            let what = format!("no unit {} begins on {TWO_LEVELS}", value.to_code);
            return Err(fault(file, line, what));
        }
        let succession = Succession {
            effective: TWO_LEVELS,
            instrument: String::new(),
            from_code: value.from_code,
            to_code: value.to_code,
            share: value.part,
        };
        let value = match known.get(&key_of(&succession)) {
            Some(better) if !better.instrument.is_empty() => better.clone(),
            _ => succession,
        };
        lines.push(Row { line, value });
    }
    let report = save_descent(&mut tx, file, lines, known).await?;
    tx.commit().await?;
    Ok(report)
}

/// The units in force on a day, by code.
async fn in_force(system: &System, day: NaiveDate) -> Result<HashMap<String, Area>> {
    let mut tx = system.db.read().await?;
    let is_in_force =
        |area: &Area| area.valid_from <= day && area.valid_to.is_none_or(|end| end > day);
    Ok(store::area::all(&mut tx)
        .await?
        .into_iter()
        .filter(is_in_force)
        .map(|area| (area.code.clone(), area))
        .collect())
}
