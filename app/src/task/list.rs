//! The list of tasks: filter bar, active filters, rows, next page.
//!
//! **Invariant:** the filter lives in the address alone, so that a list can be sent, reloaded and gone back
//! to, with and without a script. To add a column: a heading and a cell in [`row`], in the same place.

use super::api::{read_task_choices, read_tasks};
use super::filter::{active, address, parse};
use crate::AppError;
use crate::error::error_page;
use crate::i18n::{Messages, fill, use_messages};
use crate::ui::{
    Tone, deadline, directive_number, empty, icon, loading, notice, page_title, state_badge,
    timeliness_badge,
};
use chrono::NaiveDate;
use domain::agency::AgencyName;
use domain::task::State;
use domain::timeliness::Timeliness;
use domain::view::{FilterChoices, TaskFilter, TaskLine, TaskList, TaskSort};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_query_map};
use leptos_router::params::ParamsMap;
use wasm_bindgen::JsCast as _;

/// `/tasks`.
#[component]
pub fn Tasks() -> impl IntoView {
    let m = use_messages();
    let query = use_query_map();
    let asked = Memo::new(move |_| parse(&query.read()));
    let list = Resource::new_blocking(move || asked.get().0, read_tasks);
    let choices = Resource::new_blocking(|| (), |()| read_task_choices());
    let navigate = use_navigate();
    // As a plain form would, without leaving the page and without the empty fields in the address.
    let on_filter = Callback::new(move |query: ParamsMap| {
        navigate(&address(&parse(&query).0), Default::default());
    });
    view! {
        {page_title(m.nav_tasks)}
        <div class="page-head">
            <div>
                <h1>{m.nav_tasks}</h1>
                <p class="page-lead">{m.tasks_lead}</p>
            </div>
        </div>
        <Transition fallback=move || {
            loading(m)
        }>
            {move || {
                let (filter, unknown) = asked.get();
                Suspend::new(async move {
                    let (list, choices) = (list.await, choices.await);
                    tasks_view(m, filter, unknown, list, choices, on_filter)
                })
            }}
        </Transition>
    }
}

fn tasks_view(
    m: &'static Messages,
    filter: TaskFilter,
    unknown: Vec<&'static str>,
    list: Result<TaskList, AppError>,
    choices: Result<FilterChoices, AppError>,
    on_filter: Callback<ParamsMap>,
) -> AnyView {
    let (list, choices) = match (list, choices) {
        (Ok(list), Ok(choices)) => (list, choices),
        (Err(error), _) | (_, Err(error)) => return error_page(&error),
    };
    let warning = (!unknown.is_empty()).then(|| {
        let names: Vec<_> = unknown.iter().map(|name| parameter_name(m, name)).collect();
        let text = fill(m.filter_unknown, &[("names", &names.join(", "))]);
        notice(Tone::Warning, text, None)
    });
    view! {
        {warning}
        {filter_bar(m, &filter, &choices, on_filter)}
        {chips(m, &filter, &choices)}
        {if list.lines.is_empty() {
            no_tasks(m, &filter)
        } else {
            view! {
                {table(m, &filter, &list)}
                {pager(m, &filter, &list)}
            }
                .into_any()
        }}
    }
    .into_any()
}

/// A parameter of the address by its label.
fn parameter_name(m: &'static Messages, name: &str) -> &'static str {
    match name {
        "state" => m.state,
        "timeliness" | "bucket" => m.timeliness,
        "agency" => m.lead,
        "area" => m.area,
        "directive" => m.directive,
        "sort" => m.sorted_by,
        _ => m.keyword,
    }
}

fn filter_bar(
    m: &'static Messages,
    filter: &TaskFilter,
    choices: &FilterChoices,
    on_filter: Callback<ParamsMap>,
) -> AnyView {
    let count = active(filter);
    let in_use = (count > 0).then(|| {
        let text = fill(m.filters_active, &[("n", &count.to_string())]);
        view! { <span class="count">{text}</span> }
    });
    let states = State::ALL
        .iter()
        .map(|&state| (state.to_string(), m.state(state).to_owned()))
        .collect();
    let timeliness = Timeliness::ALL
        .iter()
        .map(|&value| (value.to_string(), m.timeliness(value).to_owned()))
        .collect();
    let agencies = choices
        .agencies
        .iter()
        .map(|agency| (agency.id.to_string(), m.agency(agency).to_owned()))
        .collect();
    let areas = choices
        .areas
        .iter()
        .map(|(code, vi, en)| (code.clone(), m.pick(vi, en).to_owned()))
        .collect();
    let directives = choices
        .directives
        .iter()
        .map(|(id, reference)| (id.to_string(), reference.clone()))
        .collect();
    let orders = TaskSort::ALL
        .iter()
        .filter(|&&sort| sort != TaskSort::default())
        .map(|&sort| (sort.to_string(), m.task_sort(sort).to_owned()))
        .collect();
    let chosen = filter.clone();
    let selects = vec![
        filter_select(
            "state",
            m.state,
            m.any_state,
            states,
            chosen.state.map(|state| state.to_string()),
        ),
        filter_select(
            "timeliness",
            m.timeliness,
            m.any_timeliness,
            timeliness,
            chosen.timeliness.map(|value| value.to_string()),
        ),
        filter_select(
            "agency",
            m.lead,
            m.any_agency,
            agencies,
            chosen.agency.map(|agency| agency.to_string()),
        ),
        filter_select("area", m.area, m.any_area, areas, chosen.area),
        filter_select(
            "directive",
            m.directive,
            m.any_directive,
            directives,
            chosen.directive.map(|directive| directive.to_string()),
        ),
        filter_select(
            "sort",
            m.sorted_by,
            m.task_sort(TaskSort::default()),
            orders,
            Some(chosen.sort.to_string()),
        ),
    ];
    let text = filter.text.clone().unwrap_or_default();
    view! {
        <details class="filters disclosure" open=count != 0>
            <summary>{icon("filter")}{m.filters}" "{in_use}</summary>
            <form
                class="filter-form"
                method="get"
                action="/tasks"
                role="search"
                aria-label=m.filter_tasks
                on:submit=move |event| {
                    if let Some(query) = filled(&event) {
                        event.prevent_default();
                        on_filter.run(query);
                    }
                }
            >
                <div class="field field-wide">
                    <label class="label" for="f-text">
                        {m.keyword}
                    </label>
                    <input
                        class="input"
                        type="search"
                        id="f-text"
                        name="text"
                        maxlength="300"
                        autocomplete="off"
                        value=text.clone()
                        prop:value=text
                    />
                </div>
                {selects}
                <div class="form-actions">
                    <button class="btn btn-primary">{m.apply_filters}</button>
                    <a class="btn btn-quiet" href="/tasks">
                        {m.drop_filters}
                    </a>
                </div>
            </form>
        </details>
    }
    .into_any()
}

/// What the filter bar was filled with.
fn filled(event: &SubmitEvent) -> Option<ParamsMap> {
    let form = event.target()?.dyn_into().ok()?;
    let fields = web_sys::FormData::new_with_form(&form).ok()?;
    let names = [
        "text",
        "state",
        "timeliness",
        "agency",
        "area",
        "directive",
        "sort",
    ];
    let query = names
        .into_iter()
        .filter_map(|name| fields.get(name).as_string().map(|value| (name, value)))
        .collect();
    Some(query)
}

/// One condition: a first entry for none, then the choices. A value in force that is not among them (an old
/// agency, say) is kept as it is, so that filtering again does not drop it.
fn filter_select(
    name: &'static str,
    label: &'static str,
    none: &'static str,
    mut choices: Vec<(String, String)>,
    chosen: Option<String>,
) -> AnyView {
    let chosen = chosen.unwrap_or_default();
    let is_known = choices.iter().any(|(value, _)| *value == chosen);
    let is_default = name == "sort" && chosen == TaskSort::default().as_str();
    let chosen = if is_default { String::new() } else { chosen };
    if !chosen.is_empty() && !is_known {
        choices.push((chosen.clone(), chosen.clone()));
    }
    let id = format!("f-{name}");
    let options = choices
        .into_iter()
        .map(|(value, text)| {
            let is_chosen = value == chosen;
            view! {
                <option value=value selected=is_chosen>
                    {text}
                </option>
            }
        })
        .collect_view();
    view! {
        <div class="field">
            <label class="label" for=id.clone()>
                {label}
            </label>
            <select class="input" id=id.clone() name=name prop:value=chosen.clone()>
                <option value="">{none}</option>
                {options}
            </select>
        </div>
    }
    .into_any()
}

/// The conditions in force, each a link to the list without it.
fn chips(m: &'static Messages, filter: &TaskFilter, choices: &FilterChoices) -> Option<AnyView> {
    let filter = TaskFilter {
        after: None,
        ..filter.clone()
    };
    let without = |change: fn(&mut TaskFilter)| {
        let mut rest = filter.clone();
        change(&mut rest);
        address(&rest)
    };
    let mut chips = Vec::new();
    if let Some(text) = &filter.text {
        chips.push((m.keyword, text.clone(), without(|rest| rest.text = None)));
    }
    if let Some(state) = filter.state {
        let name = m.state(state).to_owned();
        chips.push((m.state, name, without(|rest| rest.state = None)));
    }
    if let Some(timeliness) = filter.timeliness {
        let name = m.timeliness(timeliness).to_owned();
        chips.push((m.timeliness, name, without(|rest| rest.timeliness = None)));
    }
    if let Some(bucket) = filter.bucket {
        let name = m.bucket(bucket).to_owned();
        chips.push((m.timeliness, name, without(|rest| rest.bucket = None)));
    }
    if let Some(agency) = filter.agency {
        let name = m.agency_of(&choices.agencies, agency);
        chips.push((m.lead, name, without(|rest| rest.agency = None)));
    }
    if let Some(area) = &filter.area {
        let name = choices
            .areas
            .iter()
            .find(|(code, ..)| code == area)
            .map_or(area.as_str(), |(_, vi, en)| m.pick(vi, en));
        chips.push((m.area, name.to_owned(), without(|rest| rest.area = None)));
    }
    if let Some(directive) = filter.directive {
        let name = choices
            .directives
            .iter()
            .find(|(id, _)| *id == directive)
            .map_or_else(|| "–".to_owned(), |(_, reference)| reference.clone());
        chips.push((m.directive, name, without(|rest| rest.directive = None)));
    }
    if chips.is_empty() {
        return None;
    }
    let chips = chips
        .into_iter()
        .map(|(label, value, rest)| {
            let text = format!("{label}: {value} ");
            view! {
                <a class="chip" href=rest>
                    {text}
                    {icon("close")}
                    <span class="sr-only">{m.drop_filter}</span>
                </a>
            }
        })
        .collect_view();
    let view = view! {
        <p class="chips">
            <span class="muted">{m.filtering}</span>
            {chips}
            <a href="/tasks">{m.drop_filters}</a>
        </p>
    };
    Some(view.into_any())
}

fn no_tasks(m: &'static Messages, filter: &TaskFilter) -> AnyView {
    if *filter == TaskFilter::default() {
        empty("task", m.no_tasks_title, m.no_tasks_text, None).into_any()
    } else {
        empty(
            "search",
            m.no_match_title,
            m.no_match_text,
            Some(("/tasks", m.drop_filters)),
        )
        .into_any()
    }
}

fn table(m: &'static Messages, filter: &TaskFilter, list: &TaskList) -> AnyView {
    let rows = list
        .lines
        .iter()
        .map(|line| row(m, line, &list.agencies, list.today))
        .collect_view();
    view! {
        <div class="table-wrap table-wrap-page table-cards">
            <table class="table">
                <caption class="sr-only">{m.tasks_caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">{m.task}</th>
                        <th scope="col">{m.directive_number}</th>
                        <th scope="col">{m.lead}</th>
                        {due_heading(m, filter)}
                        <th scope="col">{m.timeliness}</th>
                        <th scope="col">{m.state}</th>
                        <th scope="col" class="num-col">
                            {m.progress}
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The heading by which the list is ordered; its link turns the order round.
fn due_heading(m: &'static Messages, filter: &TaskFilter) -> impl IntoView {
    let (aria_sort, symbol, turned) = match filter.sort {
        TaskSort::Due => (Some("ascending"), Some("up"), TaskSort::DueLast),
        TaskSort::DueLast => (Some("descending"), Some("down"), TaskSort::Due),
        TaskSort::Newest => (None, None, TaskSort::Due),
    };
    let address = address(&TaskFilter {
        sort: turned,
        after: None,
        ..filter.clone()
    });
    view! {
        <th scope="col" aria-sort=aria_sort>
            <a class="sort" href=address>
                {m.due}
                {symbol.map(icon)}
            </a>
        </th>
    }
}

fn row(
    m: &'static Messages,
    line: &TaskLine,
    agencies: &[AgencyName],
    today: NaiveDate,
) -> AnyView {
    let number = match &line.directive {
        Some((id, reference)) => directive_number(*id, reference.clone()).into_any(),
        None => view! { <span class="muted">{m.by_hand}</span> }.into_any(),
    };
    view! {
        <tr>
            <td class="title-col">
                <a href=format!("/tasks/{}", line.id)>{line.title.clone()}</a>
            </td>
            <td>{number}</td>
            <td data-label=m.lead>{m.agency_of(agencies, line.lead)}</td>
            <td data-label=m.due>{deadline(m, line.original_due, line.due)}</td>
            <td>{timeliness_badge(m, line.timeliness, line.due, today)}</td>
            <td>{state_badge(m, line.state)}</td>
            <td class="num-col" data-label=m.progress>
                {format!("{} %", line.percent)}
            </td>
        </tr>
    }
    .into_any()
}

fn pager(m: &'static Messages, filter: &TaskFilter, list: &TaskList) -> impl IntoView {
    let count = fill(m.rows_here, &[("n", &list.lines.len().to_string())]);
    let at = |after: Option<String>| {
        address(&TaskFilter {
            after,
            ..filter.clone()
        })
    };
    let first = filter.after.is_some().then(|| at(None));
    let next = list.next.clone().map(|next| at(Some(next)));
    view! {
        <nav class="pager" aria-label=m.pages>
            <span>{count}</span>
            <span class="pager-links">
                {first
                    .map(|address| {
                        view! {
                            <a class="btn btn-small" rel="first" href=address>
                                {icon("prev")}
                                {m.first_page}
                            </a>
                        }
                    })}
                {next
                    .map(|address| {
                        view! {
                            <a class="btn btn-small" rel="next" href=address>
                                {m.next_page}
                                {icon("next")}
                            </a>
                        }
                    })}
            </span>
        </nav>
    }
}
