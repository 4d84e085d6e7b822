//! `/admin/agencies`: the agencies of the province.
//!
//! **Invariants:** filter and place live in the address alone; a value there that makes no sense is left out. To
//! add a column: a heading and a cell in [`row`], in the same place.

use super::api::read_offices;
use super::messages::{OfficeMessages, messages};
use crate::i18n::{Messages, fill, format, use_messages};
use crate::ui::{Tone, empty, icon, loaded, page_title, pager, tone_badge};
use crate::url::{parameter, with_query};
use chrono::NaiveDate;
use domain::agency::Level;
use domain::intake::Kind;
use domain::office::view::{OfficeFilter, OfficeLine, OfficeList};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

/// `/admin/agencies`.
#[component]
pub fn Offices() -> impl IntoView {
    let m = use_messages();
    let n = messages(m.language);
    let query = use_query_map();
    let filter = Memo::new(move |_| parse(&query.read()));
    let list = Resource::new_blocking(
        move || filter.get(),
        |filter| {
            read_offices(
                filter.text,
                filter.level,
                Some(filter.has_ended),
                filter.after,
            )
        },
    );
    view! {
        {page_title(n.title)}
        {loaded(list, move |list| list_view(m, n, &filter.get_untracked(), &list))}
    }
}

/// The filter of an address.
fn parse(query: &ParamsMap) -> OfficeFilter {
    let value = |name| parameter(query, name);
    OfficeFilter {
        text: value("text"),
        level: value("level").and_then(|level| level.parse().ok()),
        has_ended: value("state").as_deref() == Some("ended"),
        after: value("after"),
    }
}

/// The address of the list with this filter, from a place on.
fn address(filter: &OfficeFilter, after: Option<&str>) -> String {
    with_query(
        "/admin/agencies",
        &[
            ("text", filter.text.as_deref().unwrap_or_default()),
            ("level", filter.level.map_or("", Level::as_str)),
            ("state", if filter.has_ended { "ended" } else { "" }),
            ("after", after.unwrap_or_default()),
        ],
    )
}

fn list_view(
    m: &'static Messages,
    n: &'static OfficeMessages,
    filter: &OfficeFilter,
    list: &OfficeList,
) -> AnyView {
    let body = if list.lines.is_empty() {
        if *filter == OfficeFilter::default() {
            let way = Some(("/admin/agencies/new", n.new));
            empty("agency", n.none_title, n.none_text, way).into_any()
        } else {
            let way = Some(("/admin/agencies", n.drop_filters));
            empty("search", n.no_match_title, n.no_match_text, way).into_any()
        }
    } else {
        let rows = list
            .lines
            .iter()
            .map(|line| row(m, n, line, list.today))
            .collect_view();
        let count = fill(n.rows_here, &[("n", &list.lines.len().to_string())]);
        let first = filter.after.is_some().then(|| address(filter, None));
        let next = list.next.as_deref().map(|next| address(filter, Some(next)));
        view! {
            <div class="table-wrap table-wrap-page table-cards">
                <table class="table">
                    <caption class="sr-only">{n.title}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{n.agency}</th>
                            <th scope="col" aria-sort="ascending">
                                {n.code}
                            </th>
                            <th scope="col">{n.level}</th>
                            <th scope="col">{n.positions}</th>
                            <th scope="col">{n.people}</th>
                            <th scope="col">{n.state}</th>
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
                <h1>{n.title}</h1>
                <p class="page-lead">{n.lead}</p>
            </div>
            <div class="page-actions">
                <a class="btn" href=crate::intake::address(Kind::Agencies)>
                    {crate::intake::messages::messages(m.language).from_file}
                </a>
                <a class="btn btn-primary" href="/admin/agencies/new">
                    {icon("add")}
                    {n.new}
                </a>
            </div>
        </div>
        {filter_form(m, n, filter)}
        {body}
    }
    .into_any()
}

fn filter_form(m: &'static Messages, n: &'static OfficeMessages, filter: &OfficeFilter) -> AnyView {
    let levels = Level::ALL
        .iter()
        .map(|&level| {
            let is_chosen = Some(level) == filter.level;
            view! {
                <option value=level.as_str() selected=is_chosen>
                    {n.level_of(level)}
                </option>
            }
        })
        .collect_view();
    view! {
        <form
            class="filter-form"
            method="get"
            action="/admin/agencies"
            role="search"
            aria-label=n.filter
        >
            <div class="field">
                <label class="label" for="f-text">
                    {n.find}
                </label>
                <input
                    class="input"
                    type="search"
                    id="f-text"
                    name="text"
                    autocomplete="off"
                    value=filter.text.clone().unwrap_or_default()
                />
            </div>
            <div class="field">
                <label class="label" for="f-level">
                    {n.level}
                </label>
                <select class="input" id="f-level" name="level">
                    <option value="">{n.any_level}</option>
                    {levels}
                </select>
            </div>
            <div class="field">
                <label class="label" for="f-state">
                    {n.state}
                </label>
                <select class="input" id="f-state" name="state">
                    <option value="">{n.exists}</option>
                    <option value="ended" selected=filter.has_ended>
                        {n.ended}
                    </option>
                </select>
            </div>
            <div class="form-actions">
                <button class="btn">{icon("filter")} {m.apply_filters}</button>
            </div>
        </form>
    }
    .into_any()
}

/// Whether it exists, in a word and a shape.
pub fn state_badge(
    n: &'static OfficeMessages,
    valid_to: Option<NaiveDate>,
    today: NaiveDate,
) -> AnyView {
    match valid_to {
        Some(on) if on <= today => tone_badge(Tone::Danger, "cancelled", n.ended).into_any(),
        Some(on) => {
            let text = fill(n.ends, &[("day", &format::day(on))]);
            tone_badge(Tone::Warning, "suspended", text).into_any()
        }
        None => tone_badge(Tone::Success, "success", n.exists).into_any(),
    }
}

fn row(
    m: &'static Messages,
    n: &'static OfficeMessages,
    line: &OfficeLine,
    today: NaiveDate,
) -> AnyView {
    view! {
        <tr>
            <td class="title-col">
                <a href=format!(
                    "/admin/agencies/{}",
                    line.agency.id,
                )>{m.agency(&line.agency).to_owned()}</a>
            </td>
            <td data-label=n.code>{line.agency.code.clone()}</td>
            <td data-label=n.level>{n.level_of(line.level)}</td>
            <td data-label=n.positions>{line.positions}</td>
            <td data-label=n.people>{line.people}</td>
            <td>{state_badge(n, line.valid_to, today)}</td>
        </tr>
    }
    .into_any()
}
