//! What the pages of an import read. To add a read, see `task/api.rs`.

use crate::AppError;
#[cfg(feature = "ssr")]
use crate::api::{answer, ctx};
use domain::intake::view::{ReviewPage, UploadPage};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use uuid::Uuid;

/// The page on which a file is chosen.
#[server(prefix = "/api", endpoint = "intake", input = GetUrl)]
pub async fn read_upload(kept: Option<Uuid>) -> Result<UploadPage, AppError> {
    answer(service::intake::upload_page(&ctx()?, kept).await)
}

/// The page that says what every row leads to, or led to.
#[server(prefix = "/api", endpoint = "intake_review", input = GetUrl)]
pub async fn read_review(id: Uuid, kept: Option<Uuid>) -> Result<ReviewPage, AppError> {
    answer(service::intake::page(&ctx()?, id, kept).await)
}
