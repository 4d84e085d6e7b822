//! What saved views are read by. To add a read, see `task/api.rs`.

use crate::AppError;
#[cfg(feature = "ssr")]
use crate::api::{answer, ctx};
use domain::saved::SavedViews;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use uuid::Uuid;

/// The saved views that the actor finds. `kept` is the id of a form that came back.
#[server(prefix = "/api", endpoint = "saved_views", input = GetUrl)]
pub async fn read_saved(kept: Option<Uuid>) -> Result<SavedViews, AppError> {
    answer(service::saved::list(&ctx()?, kept).await)
}
