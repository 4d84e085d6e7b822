//! The filter of the list of tasks, as it stands in the address of the page.
//!
//! **Invariants:** an address never breaks the page: a value that makes no sense is left out and named;
//! [`parameters`] of a parsed filter parses to the same filter.
//!
//! To add a filter: a field of [`TaskFilter`], a line in [`parse`] and in [`parameters`], a control in the
//! list.

use crate::url::{parameter, with_query};
use chrono::NaiveDate;
use domain::overview::{TaskColumn, is_plausible};
use domain::task::MAX_LINE;
use domain::view::TaskFilter;
use leptos_router::params::ParamsMap;
use std::str::FromStr;

/// The filter of an address, and the names of the parameters that make no sense.
pub fn parse(query: &ParamsMap) -> (TaskFilter, Vec<&'static str>) {
    let mut unknown = Vec::new();
    let filter = TaskFilter {
        state: value(query, "state", &mut unknown),
        timeliness: value(query, "timeliness", &mut unknown),
        bucket: value(query, "bucket", &mut unknown),
        agency: value(query, "agency", &mut unknown),
        area: parameter(query, "area"),
        directive: value(query, "directive", &mut unknown),
        text: parameter(query, "text").map(|text| text.chars().take(MAX_LINE).collect()),
        sort: value(query, "sort", &mut unknown).unwrap_or_default(),
        after: parameter(query, "after"),
        view: value(query, "view", &mut unknown).unwrap_or_default(),
        month: value(query, "month", &mut unknown),
        due_from: day(query, "due_from", &mut unknown),
        due_to: day(query, "due_to", &mut unknown),
        group: value(query, "group", &mut unknown),
        columns: columns(query, &mut unknown),
    };
    (filter, unknown)
}

/// The chosen columns in the order of the table; none where all of them are chosen.
fn columns(query: &ParamsMap, unknown: &mut Vec<&'static str>) -> Vec<TaskColumn> {
    let named = query.get_all("column").unwrap_or_default();
    let named: Vec<_> = named
        .iter()
        .filter(|name| !name.trim().is_empty())
        .collect();
    let chosen: Vec<TaskColumn> = named.iter().filter_map(|name| name.parse().ok()).collect();
    if chosen.len() < named.len() {
        unknown.push("column");
    }
    let all = TaskColumn::ALL.iter().copied();
    let chosen: Vec<_> = all.filter(|column| chosen.contains(column)).collect();
    if chosen.len() == TaskColumn::ALL.len() {
        Vec::new()
    } else {
        chosen
    }
}

fn day(
    query: &ParamsMap,
    name: &'static str,
    unknown: &mut Vec<&'static str>,
) -> Option<NaiveDate> {
    let day = value(query, name, unknown)?;
    if is_plausible(day) {
        return Some(day);
    }
    unknown.push(name);
    None
}

fn value<T: FromStr>(
    query: &ParamsMap,
    name: &'static str,
    unknown: &mut Vec<&'static str>,
) -> Option<T> {
    let text = parameter(query, name)?;
    let value = text.parse().ok();
    if value.is_none() {
        unknown.push(name);
    }
    value
}

/// The parameters in force, in a fixed order.
pub fn parameters(filter: &TaskFilter) -> Vec<(&'static str, String)> {
    let view = (filter.view != Default::default()).then(|| filter.view.to_string());
    let day = |day: Option<chrono::NaiveDate>| day.map(crate::i18n::format::iso_day);
    let sort = (filter.sort != Default::default()).then(|| filter.sort.to_string());
    let columns = filter.columns.iter();
    let columns = columns.map(|column| ("column", Some(column.to_string())));
    [
        ("text", filter.text.clone()),
        ("state", filter.state.map(|state| state.to_string())),
        (
            "timeliness",
            filter.timeliness.map(|value| value.to_string()),
        ),
        ("bucket", filter.bucket.map(|bucket| bucket.to_string())),
        ("agency", filter.agency.map(|agency| agency.to_string())),
        ("area", filter.area.clone()),
        (
            "directive",
            filter.directive.map(|directive| directive.to_string()),
        ),
        ("due_from", day(filter.due_from)),
        ("due_to", day(filter.due_to)),
        ("sort", sort),
        ("view", view),
        ("month", filter.month.map(|month| month.to_string())),
        ("group", filter.group.map(|group| group.to_string())),
    ]
    .into_iter()
    .chain(columns)
    .chain([("after", filter.after.clone())])
    .filter_map(|(name, value)| value.map(|value| (name, value)))
    .collect()
}

/// The address of the list with this filter.
pub fn address(filter: &TaskFilter) -> String {
    let parameters = parameters(filter);
    let parameters: Vec<_> = parameters
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    with_query("/tasks", &parameters)
}

/// The parameter that opens every filter, with all agencies and documents to choose from.
const ALL: (&str, &str) = ("filters", "all");

/// Whether the address asks for every filter.
pub fn wants_all(query: &ParamsMap) -> bool {
    query.get_str(ALL.0) == Some(ALL.1)
}

/// The address of the list with this filter and every filter open.
pub fn address_with_all(filter: &TaskFilter) -> String {
    let address = address(filter);
    let sign = if address.contains('?') { '&' } else { '?' };
    format!("{address}{sign}{}={}", ALL.0, ALL.1)
}

/// How many conditions narrow the list; order and place do not.
pub fn active(filter: &TaskFilter) -> usize {
    parameters(filter)
        .iter()
        .filter(|(name, _)| {
            !matches!(
                *name,
                "sort" | "after" | "view" | "month" | "group" | "column"
            )
        })
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::task::State;
    use domain::timeliness::{Bucket, Timeliness};
    use domain::view::TaskSort;

    fn map(pairs: &[(&'static str, &str)]) -> ParamsMap {
        pairs
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect()
    }

    #[test]
    fn an_empty_form_filters_nothing() {
        let (filter, unknown) = parse(&map(&[
            ("state", ""),
            ("timeliness", ""),
            ("agency", ""),
            ("text", "  "),
            ("sort", ""),
        ]));
        assert_eq!(filter, TaskFilter::default());
        assert!(unknown.is_empty());
        assert_eq!(active(&filter), 0);
        assert_eq!(address(&filter), "/tasks");
    }

    #[test]
    fn values_that_make_no_sense_are_named_and_left_out() {
        let (filter, unknown) = parse(&map(&[
            ("state", "in_progress"),
            ("timeliness", "yesterday"),
            ("agency", "7"),
            ("sort", "colour"),
        ]));
        assert_eq!(unknown, ["timeliness", "agency", "sort"]);
        assert_eq!(filter.state, Some(State::InProgress));
        assert_eq!(filter.sort, TaskSort::Due);
    }

    #[test]
    fn an_address_leads_back_to_its_filter() {
        let filter = TaskFilter {
            state: Some(State::Assigned),
            timeliness: Some(Timeliness::Overdue),
            bucket: Some(Bucket::Overdue),
            agency: "0190a3f0-0000-7000-8000-000000000001".parse().ok(),
            area: Some("16816".to_owned()),
            directive: "0190a3f0-0000-7000-8000-000000000002".parse().ok(),
            text: Some("Đường".to_owned()),
            sort: TaskSort::Newest,
            after: Some("abc".to_owned()),
            view: domain::overview::TaskView::Calendar,
            month: "2022-09".parse().ok(),
            due_from: "2022-09-01".parse().ok(),
            due_to: "2022-09-30".parse().ok(),
            group: Some(domain::overview::TaskGroup::Lead),
            columns: vec![TaskColumn::Lead, TaskColumn::Due],
        };
        let pairs: ParamsMap = parameters(&filter).into_iter().collect();
        assert_eq!(parse(&pairs), (filter.clone(), Vec::new()));
        assert_eq!(active(&filter), 9);
        assert!(address(&filter).starts_with("/tasks?text=%C4%90%C6%B0%E1%BB%9Dng&state=assigned"));
    }

    #[test]
    fn all_filters_are_asked_for_beside_those_in_force() {
        let filter = TaskFilter {
            state: Some(State::Assigned),
            ..TaskFilter::default()
        };
        assert_eq!(
            address_with_all(&TaskFilter::default()),
            "/tasks?filters=all"
        );
        assert_eq!(
            address_with_all(&filter),
            "/tasks?state=assigned&filters=all"
        );
        assert!(wants_all(&map(&[("filters", "all")])));
        assert!(!wants_all(&map(&[("filters", "some")])));
    }

    #[test]
    fn a_long_text_is_cut() {
        let (filter, _) = parse(&map(&[("text", &"ệ".repeat(MAX_LINE + 1))]));
        assert_eq!(filter.text.map(|text| text.chars().count()), Some(MAX_LINE));
    }

    #[test]
    fn columns_stand_in_the_order_of_the_table_and_all_of_them_are_none() {
        let of = |names: &[&str]| {
            let pairs = names.iter().map(|name| ("column", (*name).to_owned()));
            parse(&pairs.collect())
        };
        let (filter, unknown) = of(&["state", "lead", "state"]);
        assert_eq!(filter.columns, [TaskColumn::Lead, TaskColumn::State]);
        assert_eq!(unknown, Vec::<&str>::new());
        let (filter, unknown) = of(&["", "salary"]);
        assert_eq!((filter.columns.len(), unknown), (0, vec!["column"]));
        let all: Vec<_> = TaskColumn::ALL
            .iter()
            .map(|column| column.as_str())
            .collect();
        assert_eq!(of(&all).0, TaskFilter::default());
    }
}
