//! What the page of search reads. To add a read, see `task/api.rs`.

use crate::AppError;
#[cfg(feature = "ssr")]
use crate::api::{answer, ctx};
use domain::view::{SearchFilter, SearchPage};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// What the actor may see with these words.
#[server(prefix = "/api", endpoint = "search", input = Json)]
pub async fn read_search(filter: SearchFilter) -> Result<SearchPage, AppError> {
    answer(service::search::find(&ctx()?, &filter).await)
}
