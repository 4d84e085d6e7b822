//! What the pages about directives read. To add a read, see `task/api.rs`.

use crate::AppError;
#[cfg(feature = "ssr")]
use crate::api::{answer, ctx};
use domain::id::DirectiveId;
use domain::view::{ComposePage, DirectiveList, DirectivePage, DraftPage};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use uuid::Uuid;

/// One page of the list of issued directives.
#[server(prefix = "/api", endpoint = "directive_list", input = GetUrl)]
pub async fn read_directives(after: Option<String>) -> Result<DirectiveList, AppError> {
    answer(service::directive::list(&ctx()?, after).await)
}

/// One directive.
#[server(prefix = "/api", endpoint = "directive_page", input = GetUrl)]
pub async fn read_directive(id: DirectiveId) -> Result<DirectivePage, AppError> {
    answer(service::directive::page(&ctx()?, id).await)
}

/// What the page for a new directive needs. `kept` is the id of a form that came back, `sample` the number of
/// the sample that is asked for.
#[server(prefix = "/api", endpoint = "directive_compose", input = GetUrl)]
pub async fn read_compose(
    kept: Option<Uuid>,
    sample: Option<String>,
) -> Result<ComposePage, AppError> {
    let wants_sample = sample.as_deref() == Some(super::compose::SAMPLE);
    answer(service::directive::compose(&ctx()?, kept, wants_sample).await)
}

/// The drafts of a directive. `kept` is the id of a form that came back.
#[server(prefix = "/api", endpoint = "directive_draft", input = GetUrl)]
pub async fn read_draft(id: DirectiveId, kept: Option<Uuid>) -> Result<DraftPage, AppError> {
    answer(service::directive::draft(&ctx()?, id, kept).await)
}
