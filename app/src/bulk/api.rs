//! What the pages of acts on many tasks read. To add a read, see `task/api.rs`.

use crate::AppError;
#[cfg(feature = "ssr")]
use crate::api::{answer, ctx};
use domain::bulk::{Asked, ConfirmPage, ReportPage};
use domain::id::EnvelopeId;
use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Json};

/// The screen that asks once more.
#[server(prefix = "/api", endpoint = "bulk_confirm", input = Json)]
pub async fn read_confirm(asked: Asked) -> Result<ConfirmPage, AppError> {
    answer(service::bulk::confirm(&ctx()?, asked).await)
}

/// The report of an act.
#[server(prefix = "/api", endpoint = "bulk_report", input = GetUrl)]
pub async fn read_report(id: EnvelopeId) -> Result<ReportPage, AppError> {
    answer(service::bulk::report(&ctx()?, id).await)
}
