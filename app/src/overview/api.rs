//! What board, calendar and timeline read. To add a read, see `task/api.rs`.

use crate::AppError;
#[cfg(feature = "ssr")]
use crate::api::{answer, ctx};
use domain::overview::{Board, MonthPage, TimelinePage};
use domain::view::TaskFilter;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// The tasks by state.
#[server(prefix = "/api", endpoint = "task_board", input = Json)]
pub async fn read_board(filter: TaskFilter) -> Result<Board, AppError> {
    answer(service::overview::board(&ctx()?, &filter).await)
}

/// The deadlines of a month.
#[server(prefix = "/api", endpoint = "task_month", input = Json)]
pub async fn read_month(filter: TaskFilter) -> Result<MonthPage, AppError> {
    answer(service::overview::month(&ctx()?, &filter).await)
}

/// Tasks from their issue to their deadline.
#[server(prefix = "/api", endpoint = "task_timeline", input = Json)]
pub async fn read_timeline(filter: TaskFilter) -> Result<TimelinePage, AppError> {
    answer(service::overview::timeline(&ctx()?, &filter).await)
}
