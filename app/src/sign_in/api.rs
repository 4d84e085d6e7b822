//! What the sign-in page reads. To add a read, see `task/api.rs`.

use crate::AppError;
#[cfg(feature = "ssr")]
use crate::api::{answer, system};
use domain::view::SignInPage;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// What the sign-in page needs; demo accounts in demo mode only.
#[server(prefix = "/api", endpoint = "sign_in_page", input = GetUrl)]
pub async fn read_sign_in() -> Result<SignInPage, AppError> {
    answer(service::session::sign_in_page(&*system()?).await)
}
