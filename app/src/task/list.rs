//! The list of tasks: filter bar, active filters, rows, next page.
//!
//! **Invariant:** the filter lives in the address alone, so that a list can be sent, reloaded and gone back
//! to, with and without a script. To add a column: a variant of [`Column`] and of
//! `domain::overview::TaskColumn`; to order by it, its arm in [`orders`].

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
use crate::overview::step::{Moving, StepPanel, follow_card};
use crate::overview::timeline::timeline_view;
use crate::saved::api::read_saved;
use crate::saved::section::{outcome, saved_views};
use crate::ui::{Tone, empty, icon, loading, notice, page_title, pager};
use crate::url::parameter;
use domain::id::TaskId;
use domain::overview::TaskColumn;
use domain::saved::SavedViews;
use domain::view::{FilterChoices, TaskFilter, TaskList, TaskSort};
use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_query_map};
use leptos_router::params::ParamsMap;

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
    let moving = Memo::new(move |_| Moving::of(&query.read()));
    let filter = Signal::derive(move || asked.get().0);
    // See `frame::settle`: the parts of the page must not compute it for the first time at once.
    moving.with_untracked(|_| ());
    let on_moved = follow_card(list);
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
        <StepPanel m=m moving=moving filter=filter on_moved=on_moved />
        <Transition fallback=move || {
            loading(m)
        }>
            {move || {
                let (filter, unknown) = asked.get();
                let moved = moving.with_untracked(|moving| {
                    let moving = moving.as_ref().filter(|moving| moving.done.is_some());
                    moving.map(|moving| moving.task)
                });
                Suspend::new(async move {
                    let (list, choices, saved) = (list.await, choices.await, saved.await);
                    // A list without its saved views is still a list.
                    let asked = (filter, unknown, moved);
                    tasks_view(m, asked, list, choices, saved.ok(), on_filter)
                })
            }}
        </Transition>
    }
}

fn tasks_view(
    m: &'static Messages,
    (filter, unknown, moved): (TaskFilter, Vec<&'static str>, Option<TaskId>),
    list: Result<Shown, AppError>,
    choices: Result<Option<FilterChoices>, AppError>,
    saved: Option<SavedViews>,
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
        {saved.as_ref().and_then(|saved| saved_views(m, &filter, saved))}
        {filter_bar(m, &filter, choices.as_ref(), saved.as_ref(), on_filter)}
        {chips(m, &filter, list.chosen())}
        {tabs(m, &filter)}
        {shown_view(m, &filter, &list, moved)}
    }
    .into_any()
}

fn shown_view(
    m: &'static Messages,
    filter: &TaskFilter,
    shown: &Shown,
    moved: Option<TaskId>,
) -> AnyView {
    match shown {
        Shown::Table(list) if list.lines.is_empty() => no_tasks(m, filter),
        Shown::Table(list) => view! {
            {bulk_form(m, filter, table(m, filter, list))}
            {foot(m, filter, list)}
        }
        .into_any(),
        Shown::Board(board) => board_view(m, filter, board, moved),
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
        "group" => crate::overview::messages::messages(m.language).group_by,
        "column" => crate::overview::messages::messages(m.language).columns,
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
    let chosen = match filter.columns.as_slice() {
        [] => TaskColumn::ALL,
        chosen => chosen,
    };
    let columns: Vec<Column> = [Column::Select, Column::Task]
        .into_iter()
        .chain(chosen.iter().copied().map(Column::from))
        .collect();
    let table = TaskTable {
        columns: &columns,
        lines: &list.lines,
        agencies: &list.agencies,
        today: list.today,
    };
    let o = crate::overview::messages::messages(m.language);
    let cut = list.is_cut.then(|| notice(Tone::Warning, o.cut, None));
    let table = table.of_page(m, |column| sort_heading(m, filter, column), &list.groups);
    view! {
        {cut}
        {table}
    }
    .into_any()
}

/// Both orders of a column; none where it has none.
fn orders(column: Column) -> Option<(TaskSort, TaskSort)> {
    match column {
        Column::Task => Some((TaskSort::Title, TaskSort::TitleLast)),
        Column::Lead => Some((TaskSort::Lead, TaskSort::LeadLast)),
        Column::Due => Some((TaskSort::Due, TaskSort::DueLast)),
        Column::State => Some((TaskSort::State, TaskSort::StateLast)),
        Column::Progress => Some((TaskSort::Progress, TaskSort::ProgressLast)),
        _ => None,
    }
}

/// The heading of a column by which the list can be ordered; its link orders it, or turns the order round.
fn sort_heading(m: &'static Messages, filter: &TaskFilter, column: Column) -> Option<AnyView> {
    let (first, last) = orders(column)?;
    let (aria_sort, symbol, turned) = if filter.sort == first {
        (Some("ascending"), Some("up"), last)
    } else if filter.sort == last {
        (Some("descending"), Some("down"), first)
    } else {
        (None, None, first)
    };
    let address = address(&TaskFilter {
        sort: turned,
        after: None,
        ..filter.clone()
    });
    let view = view! {
        <th scope="col" class=column.class() aria-sort=aria_sort>
            <a class="sort" href=address>
                {column.heading(m)}
                {symbol.map(icon)}
            </a>
        </th>
    };
    Some(view.into_any())
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
