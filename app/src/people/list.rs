//! `/admin/people`: the accounts of the province.
//!
//! **Invariants:** filter and place live in the address alone; a value there that makes no sense is left out. To
//! add a column: a heading and a cell in [`row`], in the same place.

use super::api::read_people;
use super::messages::{PeopleMessages, messages};
use crate::i18n::{Messages, fill, format, use_messages};
use crate::ui::{Tone, empty, icon, loaded, moment, notice, page_title, pager, tone_badge};
use crate::url::{parameter, with_query};
use chrono::NaiveDate;
use domain::agency::AgencyName;
use domain::intake::Kind;
use domain::people::view::{PersonFilter, PersonLine, PersonList, PersonState};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

/// `/admin/people`.
#[component]
pub fn People() -> impl IntoView {
    let m = use_messages();
    let n = messages(m.language);
    let query = use_query_map();
    let filter = Memo::new(move |_| parse(&query.read()));
    let list = Resource::new_blocking(
        move || filter.get(),
        |filter| read_people(filter.text, filter.agency, filter.state, filter.after),
    );
    view! {
        {page_title(n.title)}
        {move || {
            parameter(&query.read(), "problem")
                .map(|code| notice(Tone::Danger, m.problem_code(&code), None))
        }}
        {loaded(list, move |list| list_view(m, n, &filter.get_untracked(), &list))}
    }
}

/// The filter of an address.
fn parse(query: &ParamsMap) -> PersonFilter {
    let value = |name| parameter(query, name);
    PersonFilter {
        text: value("text"),
        agency: value("agency").and_then(|agency| agency.parse().ok()),
        state: value("state").and_then(|state| state.parse().ok()),
        after: value("after"),
    }
}

/// The address of the list with this filter, from a place on.
fn address(filter: &PersonFilter, after: Option<&str>) -> String {
    let agency = filter.agency.map(|agency| agency.to_string());
    with_query(
        "/admin/people",
        &[
            ("text", filter.text.as_deref().unwrap_or_default()),
            ("agency", agency.as_deref().unwrap_or_default()),
            ("state", filter.state.map_or("", PersonState::as_str)),
            ("after", after.unwrap_or_default()),
        ],
    )
}

fn list_view(
    m: &'static Messages,
    n: &'static PeopleMessages,
    filter: &PersonFilter,
    list: &PersonList,
) -> AnyView {
    let body = if list.lines.is_empty() {
        if *filter == PersonFilter::default() {
            let way = Some(("/admin/people/new", n.new));
            empty("person", n.none_title, n.none_text, way).into_any()
        } else {
            let way = Some(("/admin/people", n.drop_filters));
            empty("search", n.no_match_title, n.no_match_text, way).into_any()
        }
    } else {
        let rows = list
            .lines
            .iter()
            .map(|line| row(m, n, line, list))
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
                            <th scope="col">{n.person}</th>
                            <th scope="col" aria-sort="ascending">
                                {n.login}
                            </th>
                            <th scope="col">{n.positions}</th>
                            <th scope="col">{n.state}</th>
                            <th scope="col">{n.last_seen}</th>
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
                <a class="btn" href=crate::intake::address(Kind::People)>
                    {crate::intake::messages::messages(m.language).from_file}
                </a>
                <a class="btn btn-primary" href="/admin/people/new">
                    {icon("add")}
                    {n.new}
                </a>
            </div>
        </div>
        {filter_form(m, n, filter, &list.choices)}
        {body}
    }
    .into_any()
}

fn filter_form(
    m: &'static Messages,
    n: &'static PeopleMessages,
    filter: &PersonFilter,
    choices: &[AgencyName],
) -> AnyView {
    let states = PersonState::ALL
        .iter()
        .map(|&state| {
            let is_chosen = Some(state) == filter.state;
            view! {
                <option value=state.as_str() selected=is_chosen>
                    {n.state_of(state)}
                </option>
            }
        })
        .collect_view();
    view! {
        <form
            class="filter-form"
            method="get"
            action="/admin/people"
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
                <label class="label" for="f-agency">
                    {n.agency}
                </label>
                <select class="input" id="f-agency" name="agency">
                    <option value="">{n.any_agency}</option>
                    {agency_options(m, choices, filter.agency)}
                </select>
            </div>
            <div class="field">
                <label class="label" for="f-state">
                    {n.state}
                </label>
                <select class="input" id="f-state" name="state">
                    <option value="">{n.any_state}</option>
                    {states}
                </select>
            </div>
            <div class="form-actions">
                <button class="btn">{icon("filter")} {m.apply_filters}</button>
            </div>
        </form>
    }
    .into_any()
}

/// The agencies as choices.
pub fn agency_options(
    m: &'static Messages,
    choices: &[AgencyName],
    chosen: Option<domain::id::AgencyId>,
) -> AnyView {
    choices
        .iter()
        .map(|agency| {
            let is_chosen = Some(agency.id) == chosen;
            view! {
                <option value=agency.id.to_string() selected=is_chosen>
                    {m.agency(agency).to_owned()}
                </option>
            }
        })
        .collect_view()
        .into_any()
}

/// Open or closed, in a word and a shape.
pub fn state_badge(
    n: &'static PeopleMessages,
    closes_on: Option<NaiveDate>,
    holds_nothing: bool,
    today: NaiveDate,
) -> AnyView {
    match closes_on {
        Some(on) if on <= today => tone_badge(Tone::Danger, "cancelled", n.closed).into_any(),
        Some(on) => {
            let text = fill(n.closes, &[("day", &format::day(on))]);
            tone_badge(Tone::Warning, "suspended", text).into_any()
        }
        None if holds_nothing => tone_badge(Tone::Warning, "warning", n.idle).into_any(),
        None => tone_badge(Tone::Success, "success", n.open).into_any(),
    }
}

fn row(
    m: &'static Messages,
    n: &'static PeopleMessages,
    line: &PersonLine,
    list: &PersonList,
) -> AnyView {
    let positions = line
        .positions
        .iter()
        .map(|(position, is_acting)| {
            let acting = is_acting.then(|| format!(" ({})", n.acting));
            let place = format!(
                "{} · {}",
                m.agency_of(&list.agencies, position.agency),
                m.role(position.role)
            );
            view! {
                <span class="person">
                    <span>{m.pick(&position.title_vi, &position.title_en).to_owned()} {acting}</span>
                    <span class="person-role">{place}</span>
                </span>
            }
        })
        .collect_view();
    let seen = match line.last_seen_at {
        Some(at) => moment(at).into_any(),
        None => view! { <span class="muted">"–"</span> }.into_any(),
    };
    view! {
        <tr>
            <td class="title-col">
                <a href=format!("/admin/people/{}", line.id)>{line.full_name.clone()}</a>
            </td>
            <td data-label=n.login>{line.login.clone()}</td>
            <td class="full-col">{positions}</td>
            <td>{state_badge(n, line.closes_on, line.positions.is_empty(), list.today)}</td>
            <td data-label=n.last_seen>{seen}</td>
        </tr>
    }
    .into_any()
}
