//! What the auditor's page reads. To add a read, see `task/api.rs`.

use crate::AppError;
#[cfg(feature = "ssr")]
use crate::api::{answer, ctx};
use domain::audit::{AuditFilter, AuditPage};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// One page of the timeline of changes and accesses.
#[server(prefix = "/api", endpoint = "audit", input = Json)]
pub async fn read_audit(filter: AuditFilter) -> Result<AuditPage, AppError> {
    answer(service::audit::page(&ctx()?, &filter).await)
}
