//! What the command palette reads. To add a read, see `task/api.rs`.

use crate::AppError;
#[cfg(feature = "ssr")]
use crate::api::{answer, ctx};
use domain::view::Found;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// Directives and tasks with that number or these words, tasks from the one after `after` on.
#[server(prefix = "/api", endpoint = "palette", input = GetUrl)]
pub async fn read_found(text: String, after: Option<String>) -> Result<Found, AppError> {
    answer(service::palette::find(&ctx()?, &text, after.as_deref()).await)
}
