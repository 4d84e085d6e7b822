//! What the pages of duties read. To add a read, see `task/api.rs`.

use crate::AppError;
#[cfg(feature = "ssr")]
use crate::api::{answer, ctx};
use chrono::NaiveDate;
use domain::duty::view::{DutyList, DutyPage, NewDutyPage};
use domain::id::DutyId;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use uuid::Uuid;

/// A page of the duties, from the one after `after` on.
#[server(prefix = "/api", endpoint = "duty_list", input = GetUrl)]
pub async fn read_duties(after: Option<DutyId>) -> Result<DutyList, AppError> {
    answer(service::duty::list(&ctx()?, after).await)
}

/// One duty with the tasks of the periods before `before`.
#[server(prefix = "/api", endpoint = "duty_page", input = GetUrl)]
pub async fn read_duty(
    id: DutyId,
    before: Option<NaiveDate>,
    kept: Option<Uuid>,
) -> Result<DutyPage, AppError> {
    answer(service::duty::page(&ctx()?, id, before, kept).await)
}

/// The screen on which a duty is made.
#[server(prefix = "/api", endpoint = "duty_new", input = GetUrl)]
pub async fn read_new_duty(kept: Option<Uuid>) -> Result<NewDutyPage, AppError> {
    answer(service::duty::new_page(&ctx()?, kept).await)
}
