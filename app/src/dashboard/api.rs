//! What the leaders' dashboard reads. To add a read, see `task/api.rs`.

use crate::AppError;
#[cfg(feature = "ssr")]
use crate::api::{answer, ctx};
use domain::view::Dashboard;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// The dashboard of the actor's province.
#[server(prefix = "/api", endpoint = "dashboard", input = GetUrl)]
pub async fn read_dashboard() -> Result<Dashboard, AppError> {
    answer(service::dashboard::page(&ctx()?).await)
}
