//! What the pages about tasks read.
//!
//! **Invariants:** the name begins with `read_`, the macro makes a type of it; one call of `service`
//! each; nothing changes here; the endpoint is named, because a page
//! may be older than the server. To add a read: a function of `service`, one of these, a line in
//! `docs/API.md` if it is for others too.

use crate::AppError;
#[cfg(feature = "ssr")]
use crate::api::{answer, ctx};
use domain::id::TaskId;
use domain::view::{FilterChoices, MyWork, TaskFilter, TaskList, TaskPage};
use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Json};
use uuid::Uuid;

/// What waits for the actor's agency.
#[server(prefix = "/api", endpoint = "my_work", input = GetUrl)]
pub async fn read_my_work() -> Result<MyWork, AppError> {
    answer(service::task::my_work(&ctx()?).await)
}

/// One page of the list of tasks.
#[server(prefix = "/api", endpoint = "task_list", input = Json)]
pub async fn read_tasks(filter: TaskFilter) -> Result<TaskList, AppError> {
    answer(service::task::list(&ctx()?, &filter).await)
}

/// What the filter bar of the list offers.
#[server(prefix = "/api", endpoint = "task_choices", input = GetUrl)]
pub async fn read_task_choices() -> Result<FilterChoices, AppError> {
    answer(service::task::choices(&ctx()?).await)
}

/// One task. `kept` is the id of a form that was refused without a script.
#[server(prefix = "/api", endpoint = "task_page", input = GetUrl)]
pub async fn read_task(id: TaskId, kept: Option<Uuid>) -> Result<TaskPage, AppError> {
    answer(service::task::page(&ctx()?, id, kept).await)
}
