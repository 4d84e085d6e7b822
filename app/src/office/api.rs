//! What the pages of agencies read. To add a read, see `task/api.rs`.

use crate::AppError;
#[cfg(feature = "ssr")]
use crate::api::{answer, ctx};
use domain::agency::Level;
use domain::id::AgencyId;
use domain::office::view::{NewOfficePage, OfficeList, OfficePage};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use uuid::Uuid;

/// The agencies of the actor's province.
#[server(prefix = "/api", endpoint = "office_list", input = GetUrl)]
pub async fn read_offices(
    text: Option<String>,
    level: Option<Level>,
    has_ended: Option<bool>,
    after: Option<String>,
) -> Result<OfficeList, AppError> {
    let filter = domain::office::view::OfficeFilter {
        text,
        level,
        has_ended: has_ended.unwrap_or(false),
        after,
    };
    answer(service::office::list(&ctx()?, &filter).await)
}

/// One agency with its positions.
#[server(prefix = "/api", endpoint = "office_page", input = GetUrl)]
pub async fn read_office(id: AgencyId, kept: Option<Uuid>) -> Result<OfficePage, AppError> {
    answer(service::office::page(&ctx()?, id, kept).await)
}

/// The screen on which an agency is made.
#[server(prefix = "/api", endpoint = "office_new", input = GetUrl)]
pub async fn read_new_office(kept: Option<Uuid>) -> Result<NewOfficePage, AppError> {
    answer(service::office::new_page(&ctx()?, kept).await)
}
