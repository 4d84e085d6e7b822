//! What the page of notifications reads. To add a read, see `task/api.rs`.

use crate::AppError;
#[cfg(feature = "ssr")]
use crate::api::{answer, ctx};
use domain::id::NotificationId;
use domain::view::NotificationList;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// What the actor's agency was told, from the one after `after` on.
#[server(prefix = "/api", endpoint = "notification_list", input = GetUrl)]
pub async fn read_notifications(
    after: Option<NotificationId>,
) -> Result<NotificationList, AppError> {
    answer(service::notification::list(&ctx()?, after).await)
}
