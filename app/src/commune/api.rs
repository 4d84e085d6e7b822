//! What the pages about communes read. To add a read, see `task/api.rs`.

use crate::AppError;
#[cfg(feature = "ssr")]
use crate::api::{answer, ctx};
use chrono::NaiveDate;
use domain::view::{CommuneList, CommunePage};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// The border communes on a day, today where none is given.
#[server(prefix = "/api", endpoint = "commune_list", input = GetUrl)]
pub async fn read_communes(on: Option<NaiveDate>) -> Result<CommuneList, AppError> {
    answer(service::commune::list(&ctx()?, on).await)
}

/// One commune as it was from a day on.
#[server(prefix = "/api", endpoint = "commune_page", input = GetUrl)]
pub async fn read_commune(code: String, from: NaiveDate) -> Result<CommunePage, AppError> {
    answer(service::commune::page(&ctx()?, &code, from).await)
}
