//! What the pages of an import read. To add a read, see `task/api.rs`.

use crate::AppError;
#[cfg(feature = "ssr")]
use crate::api::{answer, ctx};
use domain::people::import::view::{ReviewPage, UploadPage};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use uuid::Uuid;

/// The page on which a file is chosen.
#[server(prefix = "/api", endpoint = "people_import", input = GetUrl)]
pub async fn read_upload(kept: Option<Uuid>) -> Result<UploadPage, AppError> {
    answer(service::people_import::upload_page(&ctx()?, kept).await)
}

/// The page that says what every row leads to, or led to.
#[server(prefix = "/api", endpoint = "people_import_review", input = GetUrl)]
pub async fn read_review(id: Uuid, kept: Option<Uuid>) -> Result<ReviewPage, AppError> {
    answer(service::people_import::page(&ctx()?, id, kept).await)
}
