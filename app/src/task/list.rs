//! The list of tasks: filter bar, active filters, rows, next page.
//!
//! **Invariant:** the filter lives in the address alone, so that a list can be sent, reloaded and gone back
//! to, with and without a script. To add a column: a variant of [`Column`], its place in [`COLUMNS`].

use super::api::read_task_choices;
use super::filter::{address, parse, wants_all};
use super::filter_bar::{chips, filter_bar};
use super::table::{Column, TaskTable};
use crate::AppError;
use crate::bulk::bar::{bulk_form, is_ticked};
use crate::error::error_page;
use crate::i18n::{Messages, fill, use_messages};
use crate::live::follow;
use crate::overview::board::board_view;
use crate::overview::calendar::month_view;
use crate::overview::shown::{Shown, read_shown, tabs};
use crate::overview::timeline::timeline_view;
use crate::saved::api::read_saved;
use crate::saved::section::{outcome, saved_views};
use crate::ui::{Tone, empty, icon, loading, notice, page_title, pager};
use crate::url::parameter;
use domain::view::{FilterChoices, TaskFilter, TaskList, TaskSort};
use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_query_map};
use leptos_router::params::ParamsMap;

/// The columns of the list.
const COLUMNS: [Column; 8] = [
    Column::Select,
    Column::Task,
    Column::Number,
    Column::Lead,
    Column::Due,
    Column::Timeliness,
    Column::State,
    Column::Progress,
];

/// `/tasks`.
#[component]
pub fn Tasks() -> impl IntoView {
    let m = use_messages();
    let query = use_query_map();
    let asked = Memo::new(move |_| parse(&query.read()));
    let list = Resource::new_blocking(move || asked.get().0, read_shown);
    // A new list would have nothing ticked; a row that changed meanwhile is refused by name.
    follow(list, |_| !is_ticked());
    // All agencies and documents weigh more than the list itself, so they come only when asked for.
    let all = Memo::new(move |_| wants_all(&query.read()));
    let choices = Resource::new_blocking(
        move || all.get(),
        async |all| match all {
            true => read_task_choices().await.map(Some),
            false => Ok(None),
        },
    );
    let kept = Memo::new(move |_| {
        parameter(&query.read(), "kept").and_then(|kept| kept.parse::<uuid::Uuid>().ok())
    });
    let saved = Resource::new_blocking(move || kept.get(), read_saved);
    let done = Memo::new(move |_| parameter(&query.read(), "done"));
    let navigate = use_navigate();
    // As a plain form would, without leaving the page and without the empty fields in the address.
    let on_filter = Callback::new(move |query: ParamsMap| {
        navigate(&address(&parse(&query).0), Default::default());
    });
    view! {
        {page_title(m.nav_tasks)}
        {move || outcome(m, done.get().as_deref())}
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
                    let (list, choices, saved) = (list.await, choices.await, saved.await);
                    // A list without its saved views is still a list.
                    let saved = saved.ok().map(|saved| saved_views(m, &filter, &saved));
                    let tasks = tasks_view(m, filter, unknown, list, choices, on_filter);
                    view! {
                        {saved}
                        {tasks}
                    }
                })
            }}
        </Transition>
    }
}

fn tasks_view(
    m: &'static Messages,
    filter: TaskFilter,
    unknown: Vec<&'static str>,
    list: Result<Shown, AppError>,
    choices: Result<Option<FilterChoices>, AppError>,
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
        {filter_bar(m, &filter, choices.as_ref(), on_filter)}
        {chips(m, &filter, list.chosen())}
        {tabs(m, &filter)}
        {shown_view(m, &filter, &list)}
    }
    .into_any()
}

fn shown_view(m: &'static Messages, filter: &TaskFilter, shown: &Shown) -> AnyView {
    match shown {
        Shown::Table(list) if list.lines.is_empty() => no_tasks(m, filter),
        Shown::Table(list) => view! {
            {bulk_form(m, filter, table(m, filter, list))}
            {foot(m, filter, list)}
        }
        .into_any(),
        Shown::Board(board) => board_view(m, filter, board),
        Shown::Calendar(month) => month_view(m, filter, month),
        Shown::Timeline(page) if page.bars.is_empty() => no_tasks(m, filter),
        Shown::Timeline(page) => timeline_view(m, page),
    }
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
        "view" | "month" => crate::overview::messages::messages(m.language).shown_as,
        "due_from" => crate::overview::messages::messages(m.language).due_from,
        "due_to" => crate::overview::messages::messages(m.language).due_to,
        _ => m.keyword,
    }
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
    let table = TaskTable {
        columns: &COLUMNS,
        lines: &list.lines,
        agencies: &list.agencies,
        today: list.today,
    };
    table.of_page(m, due_heading(m, filter))
}

/// The heading by which the list is ordered; its link turns the order round.
fn due_heading(m: &'static Messages, filter: &TaskFilter) -> AnyView {
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
    .into_any()
}

fn foot(m: &'static Messages, filter: &TaskFilter, list: &TaskList) -> impl IntoView {
    let count = fill(m.rows_here, &[("n", &list.lines.len().to_string())]);
    let at = |after: Option<String>| {
        address(&TaskFilter {
            after,
            ..filter.clone()
        })
    };
    let first = filter.after.is_some().then(|| at(None));
    let next = list.next.clone().map(|next| at(Some(next)));
    pager(m, count, first, next)
}
