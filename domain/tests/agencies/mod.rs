//! The agencies of Nghệ An from `data/`, as the running system passes them to the reader.
//!
//! **Invariant:** the same names, in the same order, as the service takes from its directory. A column the
//! reader needs is a field of [`AgencyRow`].

use chrono::NaiveDate;
use domain::reader::Known;
use serde::Deserialize;

/// The agencies of the province that exist on a day, as the running system passes them.
pub fn known(day: NaiveDate) -> Vec<Known> {
    let file = include_str!("../../../data/nghe-an-agencies.csv");
    let rows = csv::Reader::from_reader(file.as_bytes()).into_deserialize();
    rows.map(|row| row.expect("a row of agencies"))
        .filter(|row: &AgencyRow| row.valid_from.is_none_or(|from| from <= day))
        .filter(|row| row.valid_to.is_none_or(|to| day < to))
        .map(|row| {
            let list = |cell: &str| -> Vec<String> {
                cell.split(';')
                    .filter(|it| !it.is_empty())
                    .map(str::to_owned)
                    .collect()
            };
            let mut names = vec![row.name_vi, row.name_en, row.short_vi, row.short_en];
            names.retain(|name| !name.is_empty());
            names.extend(list(&row.aliases));
            let groups = list(&row.groups).into_iter();
            Known {
                code: row.code,
                names,
                groups: groups
                    .map(|group| serde_json::from_value(group.into()).expect("a group's name"))
                    .collect(),
            }
        })
        .collect()
}

/// What the reader needs of a row of agencies.
#[derive(Deserialize)]
struct AgencyRow {
    code: String,
    name_vi: String,
    name_en: String,
    short_vi: String,
    short_en: String,
    aliases: String,
    groups: String,
    valid_from: Option<NaiveDate>,
    /// The first day it is no more.
    valid_to: Option<NaiveDate>,
}
