//! The rows of an export in words.
//!
//! **Invariant:** the columns are those of the list, in its language. To add one: its heading and its cell, in the
//! same place.

use super::confirm;
use crate::i18n::{format, messages};
use chrono::NaiveDate;
use domain::agency::AgencyName;
use domain::bulk::Asked;
use domain::view::{Language, TaskLine};
use leptos_router::params::ParamsMap;

/// What the decoded parameters of an address ask for.
pub fn asked(parameters: impl IntoIterator<Item = (String, String)>) -> Asked {
    let mut query = ParamsMap::new();
    for (name, value) in parameters {
        // The map decodes what it is given.
        query.insert(name, crate::url::encode(&value));
    }
    confirm::asked(&query)
}

/// Headings and rows.
pub fn rows(language: Language, lines: &[TaskLine], agencies: &[AgencyName]) -> Vec<Vec<String>> {
    let m = messages(language);
    let day = |day: Option<NaiveDate>| day.map(format::day).unwrap_or_default();
    let head = [
        m.task,
        m.directive_number,
        m.lead,
        m.original_due,
        m.due,
        m.timeliness,
        m.state,
        m.progress,
    ];
    let head = head.map(str::to_owned).to_vec();
    let lines = lines.iter().map(|line| {
        let agency = agencies.iter().find(|agency| agency.id == line.lead);
        let number = line.directive.as_ref();
        vec![
            line.title.clone(),
            number.map(|(_, number)| number.clone()).unwrap_or_default(),
            agency.map_or_else(String::new, |agency| m.agency(agency).to_owned()),
            day(line.original_due),
            day(line.due),
            m.timeliness(line.timeliness).to_owned(),
            m.state(line.state).to_owned(),
            format!("{} %", line.percent),
        ]
    });
    std::iter::once(head).chain(lines).collect()
}
