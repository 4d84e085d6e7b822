//! `/obstacles`: what blocks work, those that must be removed first at the top.
//!
//! **Invariants:** the filter lives in the address alone; an address never breaks the page: a value that makes no
//! sense is left out; every row leads to the obstacle on its task's page. To add a column: a heading and a cell
//! in [`row`], in the same place.

use super::api::read_obstacles;
use crate::i18n::party::PartyMessages;
use crate::i18n::{Messages, fill, format, use_messages};
use crate::ui::{Tone, day, empty, icon, loaded, page_title, pager, tone_badge};
use crate::url::{parameter, with_query};
use chrono::NaiveDate;
use domain::view::{ObstacleFilter, ObstacleLine, ObstacleList, ObstacleStatus};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

/// `/obstacles`.
#[component]
pub fn Obstacles() -> impl IntoView {
    let m = use_messages();
    let query = use_query_map();
    let filter = Memo::new(move |_| parse(&query.read()));
    let list = Resource::new_blocking(move || filter.get(), read_obstacles);
    view! {
        {page_title(m.party().nav_obstacles)}
        {loaded(list, move |list| list_view(m, &filter.get_untracked(), &list))}
    }
}

/// The filter of an address.
fn parse(query: &ParamsMap) -> ObstacleFilter {
    let value = |name| parameter(query, name);
    ObstacleFilter {
        status: value("status")
            .and_then(|status| status.parse().ok())
            .unwrap_or_default(),
        agency: value("agency").and_then(|agency| agency.parse().ok()),
        after: value("after"),
    }
}

/// The address of the list with this filter, from a place on.
fn address(filter: &ObstacleFilter, after: Option<&str>) -> String {
    let status = match filter.status {
        ObstacleStatus::Open => "",
        status => status.as_str(),
    };
    let agency = filter.agency.map(|agency| agency.to_string());
    with_query(
        "/obstacles",
        &[
            ("status", status),
            ("agency", agency.as_deref().unwrap_or_default()),
            ("after", after.unwrap_or_default()),
        ],
    )
}

fn list_view(m: &'static Messages, filter: &ObstacleFilter, list: &ObstacleList) -> AnyView {
    let p = m.party();
    let body = if list.lines.is_empty() {
        if *filter == ObstacleFilter::default() {
            empty(
                "success",
                p.none_title,
                p.none_text,
                Some(("/tasks", m.all_tasks)),
            )
            .into_any()
        } else {
            let way = Some(("/obstacles", p.drop_filters));
            empty("search", p.no_match_title, p.no_match_text, way).into_any()
        }
    } else {
        let rows = list
            .lines
            .iter()
            .map(|line| row(m, p, line, list))
            .collect_view();
        let count = fill(p.rows_here, &[("n", &list.lines.len().to_string())]);
        let first = filter.after.is_some().then(|| address(filter, None));
        let next = list.next.as_deref().map(|next| address(filter, Some(next)));
        view! {
            <div class="table-wrap table-wrap-page table-cards">
                <table class="table">
                    <caption class="sr-only">{p.nav_obstacles}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{p.what}</th>
                            <th scope="col">{p.asked}</th>
                            <th scope="col" aria-sort="ascending">
                                {p.due}
                            </th>
                            <th scope="col">{p.state}</th>
                            <th scope="col">{p.raised}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {pager(m, count, first, next)}
        }
        .into_any()
    };
    view! {
        <div class="page-head">
            <div>
                <h1>{p.nav_obstacles}</h1>
                <p class="page-lead">{p.lead}</p>
            </div>
        </div>
        {filter_form(m, p, filter, list)}
        {body}
    }
    .into_any()
}

fn filter_form(
    m: &'static Messages,
    p: &'static PartyMessages,
    filter: &ObstacleFilter,
    list: &ObstacleList,
) -> AnyView {
    let statuses = ObstacleStatus::ALL
        .iter()
        .map(|&status| {
            let is_chosen = status == filter.status;
            view! {
                <option value=status.as_str() selected=is_chosen>
                    {m.obstacle_status(status)}
                </option>
            }
        })
        .collect_view();
    // One that exists no longer may still have been asked.
    let gone = list
        .agencies
        .iter()
        .filter(|agency| Some(agency.id) == filter.agency)
        .filter(|agency| list.choices.iter().all(|choice| choice.id != agency.id));
    let agencies = list
        .choices
        .iter()
        .chain(gone)
        .map(|agency| {
            let is_chosen = Some(agency.id) == filter.agency;
            view! {
                <option value=agency.id.to_string() selected=is_chosen>
                    {m.agency(agency).to_owned()}
                </option>
            }
        })
        .collect_view();
    view! {
        <form
            class="filter-form"
            method="get"
            action="/obstacles"
            role="search"
            aria-label=p.filter
        >
            <div class="field">
                <label class="label" for="f-status">
                    {p.state}
                </label>
                <select class="input" id="f-status" name="status">
                    {statuses}
                </select>
            </div>
            <div class="field">
                <label class="label" for="f-agency">
                    {p.asked}
                </label>
                <select class="input" id="f-agency" name="agency">
                    <option value="">{p.any_agency}</option>
                    {agencies}
                </select>
            </div>
            <div class="form-actions">
                <button class="btn">{icon("filter")} {m.apply_filters}</button>
            </div>
        </form>
    }
    .into_any()
}

fn row(
    m: &'static Messages,
    p: &'static PartyMessages,
    line: &ObstacleLine,
    list: &ObstacleList,
) -> AnyView {
    let task = format!("/tasks/{}", line.task);
    let asked = line.addressed_to.map_or_else(
        || p.nobody_asked.to_owned(),
        |agency| m.agency_of(&list.agencies, agency),
    );
    let due = match line.due {
        Some(due) => day(due).into_any(),
        None => view! { <span class="muted">"–"</span> }.into_any(),
    };
    let went_up = (line.escalations > 0).then(|| {
        let text = fill(p.escalated_times, &[("n", &line.escalations.to_string())]);
        view! { <p class="sub">{text}</p> }
    });
    view! {
        <tr>
            <td class="title-col">
                <a href=format!("{task}#obstacles")>{line.what.clone()}</a>
                <span class="sub">{line.title.clone()}</span>
            </td>
            <td data-label=p.asked>{asked} {went_up}</td>
            <td data-label=p.due>{due}</td>
            <td>{status(p, line, list.today)}</td>
            <td data-label=p.raised>
                {m.agency_of(&list.agencies, line.raised_by)}
                <span class="sub">{day(line.raised_on)}</span>
            </td>
        </tr>
    }
    .into_any()
}

fn status(p: &PartyMessages, line: &ObstacleLine, today: NaiveDate) -> AnyView {
    match (line.resolved_on, line.due) {
        (Some(on), _) => {
            let text = fill(p.resolved_on, &[("day", &format::day(on))]);
            tone_badge(Tone::Success, "success", text).into_any()
        }
        (None, Some(due)) if due < today => {
            tone_badge(Tone::Danger, "overdue", p.overdue).into_any()
        }
        (None, _) => tone_badge(Tone::Warning, "warning", p.open).into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pairs: &[(&'static str, &str)]) -> ParamsMap {
        pairs
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect()
    }

    #[test]
    fn an_address_leads_back_to_its_filter() {
        let agency = "0190a3f0-0000-7000-8000-000000000001";
        let filter = ObstacleFilter {
            status: ObstacleStatus::Overdue,
            agency: agency.parse().ok(),
            after: None,
        };
        let told = address(&filter, None);
        assert_eq!(told, format!("/obstacles?status=overdue&agency={agency}"));
        let query = map(&[("status", "overdue"), ("agency", agency)]);
        assert_eq!(parse(&query), filter);
        assert_eq!(address(&ObstacleFilter::default(), None), "/obstacles");
    }

    #[test]
    fn what_makes_no_sense_is_left_out() {
        let query = map(&[("status", "red"), ("agency", "7"), ("after", " ")]);
        assert_eq!(parse(&query), ObstacleFilter::default());
    }
}
