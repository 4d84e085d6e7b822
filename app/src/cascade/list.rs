//! `/tasks/:id/subtasks`: all sub-tasks of a task, page by page, what lags first.

use super::api::read_subtasks;
use super::messages::messages;
use super::section::{count, sums, table};
use crate::AppError;
use crate::frame::breadcrumb;
use crate::i18n::{Messages, fill, use_messages};
use crate::ui::{loaded, page_title, pager};
use crate::url::{parameter, with_query};
use domain::cascade::view::SubtaskPage;
use domain::id::TaskId;
use domain::refusal::Problem;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// The task in the address of the page.
pub fn task_in_address() -> Memo<Option<TaskId>> {
    let parameters = use_params_map();
    Memo::new(move |_| {
        parameters
            .read()
            .get("id")
            .and_then(|id| id.parse::<TaskId>().ok())
    })
}

/// An address whose id is none: the status is set here, because no use case is asked.
pub fn no_such_task() -> AppError {
    #[cfg(feature = "ssr")]
    crate::api::set_status(404);
    AppError::Problem(Problem::NotFound)
}

/// `/tasks/:id/subtasks`.
#[component]
pub fn Subtasks() -> impl IntoView {
    let m = use_messages();
    let query = use_query_map();
    let id = task_in_address();
    let after = Memo::new(move |_| parameter(&query.read(), "after"));
    let page = Resource::new_blocking(
        move || (id.get(), after.get()),
        |(id, after)| async move {
            match id {
                Some(id) => read_subtasks(id, after).await,
                None => Err(no_such_task()),
            }
        },
    );
    view! { {loaded(page, move |page| list_view(m, &page, after.get_untracked().is_some()))} }
}

fn list_view(m: &'static Messages, page: &SubtaskPage, is_later_page: bool) -> AnyView {
    let c = messages(m.language);
    let task = format!("/tasks/{}", page.task);
    let here = format!("{task}/subtasks");
    let first = is_later_page.then(|| here.clone());
    let next = page
        .below
        .next
        .as_deref()
        .map(|next| with_query(&here, &[("after", next)]));
    let rows = fill(c.rows_here, &[("n", &page.below.lines.len().to_string())]);
    let trail = vec![
        (m.nav_tasks.to_owned(), "/tasks".to_owned()),
        (page.title.clone(), task),
    ];
    view! {
        {page_title(format!("{} – {}", c.subtasks, page.title))}
        {breadcrumb(m, trail, c.subtasks.to_owned())}
        <div class="page-head">
            <div>
                <h1>{c.subtasks}</h1>
                <p class="page-lead">{count(c, &page.below.rollup)}</p>
            </div>
        </div>
        {sums(m, &page.below)}
        {table(m, &page.below, &page.agencies, page.today)}
        {pager(m, rows, first, next)}
    }
    .into_any()
}
