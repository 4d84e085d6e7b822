//! What the account page reads. To add a read, see `task/api.rs`.

use crate::AppError;
#[cfg(feature = "ssr")]
use crate::api::{answer, ctx};
use domain::view::AccountPage;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use uuid::Uuid;

/// The signed-in person's account. `kept` is the id of a form that came back.
#[server(prefix = "/api", endpoint = "account_page", input = GetUrl)]
pub async fn read_account(kept: Option<Uuid>) -> Result<AccountPage, AppError> {
    answer(service::account::page(&ctx()?, kept).await)
}
