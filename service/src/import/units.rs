//! Units: Nghệ An in three snapshots, the border provinces; how units and their descent are written.
//!
//! **Invariant:** no code stands for two units on one day; an import that would break this is refused.
//!
//! To add a file about units: its rows and a function that ends in [`save`] or [`save_descent`]. Files that
//! know more come first; see `country.rs` for one that leaves alone what they said.

use super::country::CountryRow;
use super::{File, ImportError, Report, Result, Row, fault, flag, rows};
use crate::System;
use chrono::NaiveDate;
use domain::area::{Area, AreaLevel, BEFORE_RECORDS, Share, Succession};
use domain::text::{fold, nfc, normalise_tone};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap, HashSet};
use store::Tx;

/// The words for a type of unit before its name, longest first where one begins another.
const TYPES: [(&str, &str); 9] = [
    ("Thành phố ", "City"),
    ("Thị trấn ", "Township"),
    ("Thị xã ", "Town"),
    ("Đặc khu ", "Special Zone"),
    ("Phường ", "Ward"),
    ("Huyện ", "District"),
    ("Quận ", "District"),
    ("Tỉnh ", "Province"),
    ("Xã ", "Commune"),
];

#[derive(Deserialize)]
struct SnapshotRow {
    level: AreaLevel,
    code: String,
    name_vi: String,
    #[serde(rename = "type")]
    kind: String,
    parent_code: Option<String>,
    #[serde(deserialize_with = "super::maybe_date")]
    valid_from: Option<NaiveDate>,
    #[serde(deserialize_with = "super::maybe_date")]
    valid_to: Option<NaiveDate>,
    is_border: String,
    lat: Option<f64>,
    lon: Option<f64>,
}

#[derive(Deserialize)]
struct SuccessionRow {
    #[serde(deserialize_with = "super::date")]
    effective: NaiveDate,
    instrument: String,
    from_code: String,
    to_code: String,
}

#[derive(Deserialize)]
struct BorderRow {
    code: String,
    name_vi: String,
    #[serde(deserialize_with = "super::maybe_date")]
    valid_from: Option<NaiveDate>,
    #[serde(deserialize_with = "super::maybe_date")]
    valid_to: Option<NaiveDate>,
    successor_code: Option<String>,
}

/// Imports Nghệ An's snapshots. A unit that went on unchanged from one to the next becomes one row; the
/// file of successions says whether anything else was merged into it.
pub async fn nghe_an_units(
    system: &System,
    units: &File<'_>,
    successions: &File<'_>,
) -> Result<Report> {
    let parsed: Vec<Row<SnapshotRow>> = rows(units)?;
    let province = parsed
        .iter()
        .find(|row| row.value.level == AreaLevel::Province)
        .map(|row| row.value.code.clone())
        .ok_or_else(|| fault(units, 1, "no row for the province"))?;
    let mut areas = Vec::with_capacity(parsed.len());
    for Row { line, value } in parsed {
        let area = Area {
            is_border: flag(units, line, &value.is_border)?,
            name_en: english(&value.name_vi),
            name_vi: nfc(&value.name_vi),
            code: value.code,
            valid_from: value.valid_from.unwrap_or(BEFORE_RECORDS),
            valid_to: value.valid_to,
            level: value.level,
            kind: value.kind,
            parent: value.parent_code,
            province: province.clone(),
            lat: value.lat,
            lon: value.lon,
        };
        areas.push(Row { line, value: area });
    }
    save(system, units, joined(areas, &origins(successions)?)).await
}

/// Which codes went into a code on a day.
type Origins = HashMap<(NaiveDate, String), Vec<String>>;

fn origins(file: &File) -> Result<Origins> {
    let mut origins = Origins::new();
    for Row { value, .. } in rows::<SuccessionRow>(file)? {
        let key = (value.effective, value.to_code);
        origins.entry(key).or_default().push(value.from_code);
    }
    Ok(origins)
}

/// Joins the rows of a unit over snapshots between which nothing about it changed.
fn joined(mut areas: Vec<Row<Area>>, origins: &Origins) -> Vec<Row<Area>> {
    let key = |row: &Row<Area>| (row.value.code.clone(), row.value.valid_from);
    areas.sort_by_key(key);
    let mut joined: Vec<Row<Area>> = Vec::with_capacity(areas.len());
    for row in areas {
        match joined.last_mut() {
            Some(last) if goes_on(&last.value, &row.value, origins) => {
                last.value.valid_to = row.value.valid_to;
                // The later list has the newer spelling of tone marks.
                last.value.name_vi = row.value.name_vi;
            }
            _ => joined.push(row),
        }
    }
    joined
}

fn goes_on(before: &Area, after: &Area, origins: &Origins) -> bool {
    let only_itself = || {
        let from = origins.get(&(after.valid_from, after.code.clone()));
        from.is_some_and(|from| *from == [after.code.clone()])
    };
    before.code == after.code
        && before.valid_to == Some(after.valid_from)
        && normalise_tone(&before.name_vi) == normalise_tone(&after.name_vi)
        && before.kind == after.kind
        && before.parent == after.parent
        && before.is_border == after.is_border
        && (before.lat, before.lon) == (after.lat, after.lon)
        && only_itself()
}

/// Imports the descent of Nghệ An's communes, after its units. A line from a unit to itself says nothing
/// where the unit simply goes on, and is left out.
pub async fn nghe_an_successions(system: &System, file: &File<'_>) -> Result<Report> {
    let parsed: Vec<Row<SuccessionRow>> = rows(file)?;
    let mut parts: HashMap<(NaiveDate, String), usize> = HashMap::new();
    for Row { value, .. } in &parsed {
        *parts
            .entry((value.effective, value.from_code.clone()))
            .or_default() += 1;
    }
    let mut tx = system.db.write().await?;
    let begins: HashSet<(String, NaiveDate)> = store::area::all(&mut tx)
        .await?
        .into_iter()
        .map(|area| (area.code, area.valid_from))
        .collect();
    let mut lines = Vec::new();
    for Row { line, value } in parsed {
        if !begins.contains(&(value.to_code.clone(), value.effective)) {
            if value.from_code == value.to_code {
                continue;
            }
            let what = format!("no unit {} begins on {}", value.to_code, value.effective);
            return Err(fault(file, line, what));
        }
        let succession = Succession {
            // One line for each old unit in this file: each went somewhere as a whole.
            share: match parts.get(&(value.effective, value.from_code.clone())) {
                Some(1) => Share::Whole,
                _ => return Err(fault(file, line, "a divided unit needs its shares")),
            },
            effective: value.effective,
            instrument: value.instrument,
            from_code: value.from_code,
            to_code: value.to_code,
        };
        lines.push(Row {
            line,
            value: succession,
        });
    }
    let known = store::area::successions(&mut tx).await?;
    let report = save_descent(&mut tx, file, lines, by_key(known)).await?;
    tx.commit().await?;
    Ok(report)
}

/// What no two lines of descent share.
pub(super) type DescentKey = (NaiveDate, String, String);

pub(super) fn key_of(succession: &Succession) -> DescentKey {
    let Succession {
        effective,
        from_code,
        to_code,
        ..
    } = succession;
    (*effective, from_code.clone(), to_code.clone())
}

pub(super) fn by_key(all: Vec<Succession>) -> HashMap<DescentKey, Succession> {
    all.into_iter()
        .map(|succession| (key_of(&succession), succession))
        .collect()
}

/// Writes the lines of descent that are not among the known ones, or differ from them.
pub(super) async fn save_descent(
    tx: &mut Tx,
    file: &File<'_>,
    descent: Vec<Row<Succession>>,
    known: HashMap<DescentKey, Succession>,
) -> Result<Report> {
    let mut report = Report::of(file);
    let mut lines: HashMap<DescentKey, u64> = HashMap::with_capacity(descent.len());
    let mut news = Vec::new();
    for Row { line, value } in descent {
        let key = key_of(&value);
        let before = known.get(&key);
        if let Some(first) = lines.insert(key, line) {
            let what = format!(
                "{} to {} stands on line {first} already",
                value.from_code, value.to_code
            );
            return Err(fault(file, line, what));
        }
        match before {
            Some(same) if *same == value => {
                report.unchanged += 1;
                continue;
            }
            Some(_) => report.changed += 1,
            None => report.added += 1,
        }
        news.push(value);
    }
    store::area::upsert_successions(tx, &news).await?;
    Ok(report)
}

/// Imports the ten provinces on the border with Laos, and the provinces of `country` they went into.
pub async fn border_provinces(
    system: &System,
    border: &File<'_>,
    country: &File<'_>,
) -> Result<Report> {
    let mut now: HashMap<String, CountryRow> = HashMap::new();
    for Row { value, .. } in rows::<CountryRow>(country)? {
        if value.level == AreaLevel::Province {
            now.insert(value.code.clone(), value);
        }
    }
    let mut areas = Vec::new();
    for Row { line, value } in rows::<BorderRow>(border)? {
        // The file gives the names without the word for the type; all ten were provinces.
        let name_vi = nfc(&format!("Tỉnh {}", value.name_vi));
        let area = Area {
            name_en: english(&name_vi),
            name_vi,
            province: value.code.clone(),
            code: value.code,
            valid_from: value.valid_from.unwrap_or(BEFORE_RECORDS),
            valid_to: value.valid_to,
            level: AreaLevel::Province,
            kind: AreaLevel::Province.as_str().to_owned(),
            parent: None,
            is_border: true,
            lat: None,
            lon: None,
        };
        areas.push(Row { line, value: area });
        // A successor that took in two of the ten appears twice.
        if let (Some(code), Some(day)) = (value.successor_code, value.valid_to)
            && let Some(successor) = now.remove(&code)
        {
            let successor = Area {
                is_border: true,
                ..successor.into_area(code, day, None)
            };
            areas.push(Row {
                line,
                value: successor,
            });
        }
    }
    save(system, border, areas).await
}

/// Writes the units that are new or changed, in one transaction.
pub(super) async fn save(
    system: &System,
    file: &File<'_>,
    areas: Vec<Row<Area>>,
) -> Result<Report> {
    let mut report = Report::of(file);
    let mut tx = system.db.write().await?;
    let all = store::area::all(&mut tx).await?;
    let mut all: BTreeMap<(String, NaiveDate), Area> = all
        .into_iter()
        .map(|area| ((area.code.clone(), area.valid_from), area))
        .collect();
    let mut lines: HashMap<(String, NaiveDate), u64> = HashMap::new();
    let mut added = Vec::new();
    for Row { line, value: area } in areas {
        let key = (area.code.clone(), area.valid_from);
        if let Some(first) = lines.insert(key.clone(), line) {
            let what = format!("unit {} stands on line {first} already", area.code);
            return Err(fault(file, line, what));
        }
        match all.insert(key, area.clone()) {
            Some(known) if known == area => report.unchanged += 1,
            Some(_) => {
                store::area::update(&mut tx, &area).await?;
                report.changed += 1;
            }
            None => added.push(area),
        }
    }
    refuse_overlaps(file, &all, &lines)?;
    report.added = added.len();
    store::area::insert_many(&mut tx, &added).await?;
    tx.commit().await?;
    Ok(report)
}

fn refuse_overlaps(
    file: &File,
    all: &BTreeMap<(String, NaiveDate), Area>,
    lines: &HashMap<(String, NaiveDate), u64>,
) -> std::result::Result<(), ImportError> {
    for (before, after) in all.iter().zip(all.iter().skip(1)) {
        let ((code, _), (next_code, next_from)) = (before.0, after.0);
        if code == next_code && before.1.valid_to.is_none_or(|end| end > *next_from) {
            let line = lines.get(after.0).or_else(|| lines.get(before.0)).copied();
            let what = format!("unit {code} would stand for two units on {next_from}");
            return Err(fault(file, line.unwrap_or(0), what));
        }
    }
    Ok(())
}

/// The English name: without marks, the type after the name ("Nam Can Commune"), but before a number
/// ("Ward 1").
pub(super) fn english(name_vi: &str) -> String {
    let name_vi = nfc(name_vi);
    let typed = TYPES
        .iter()
        .find_map(|(vi, en)| Some((name_vi.strip_prefix(vi)?, *en)));
    match typed {
        Some((name, kind)) if name.chars().all(|c| c.is_ascii_digit()) => format!("{kind} {name}"),
        Some((name, kind)) => format!("{} {kind}", without_marks(name)),
        None => without_marks(&name_vi),
    }
}

fn without_marks(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        let folded = fold(&c.to_string());
        if folded.is_empty() {
            plain.push(c);
        } else if c.is_uppercase() {
            plain.push_str(&folded.to_uppercase());
        } else {
            plain.push_str(&folded);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::english;

    #[test]
    fn english_names_drop_marks_and_put_the_type_last() {
        for (vi, en) in [
            ("Xã Nậm Cắn", "Nam Can Commune"),
            ("Thị trấn Anh Sơn", "Anh Son Township"),
            ("Thị xã Cửa Lò", "Cua Lo Town"),
            ("Thành phố Đà Nẵng", "Da Nang City"),
            ("Tỉnh Đắk Lắk", "Dak Lak Province"),
            ("Đặc khu Côn Đảo", "Con Dao Special Zone"),
            ("Xã Ea H'Leo", "Ea H'Leo Commune"),
            (
                "Phường Văn Miếu - Quốc Tử Giám",
                "Van Mieu - Quoc Tu Giam Ward",
            ),
            ("Phường 1", "Ward 1"),
            ("Phường Hà Giang 2", "Ha Giang 2 Ward"),
            ("Xa\u{303} Na\u{323}\u{302}m", "Nam Commune"),
        ] {
            assert_eq!(english(vi), en);
        }
    }
}
