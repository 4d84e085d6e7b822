//! What the page of failed e-mails reads. To add a read, see `task/api.rs`.

use crate::AppError;
#[cfg(feature = "ssr")]
use crate::api::{answer, ctx};
use domain::view::MailList;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// The e-mails of the actor's province that failed, from the one after `after` on.
#[server(prefix = "/api", endpoint = "mail_list", input = GetUrl)]
pub async fn read_mail(after: Option<String>) -> Result<MailList, AppError> {
    answer(service::mail::failing(&ctx()?, after.as_deref()).await)
}
