//! What the page of a hand-over reads.

use crate::AppError;
#[cfg(feature = "ssr")]
use crate::api::{answer, ctx};
use domain::handover::view::HandOverPage;
use domain::id::UserId;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use uuid::Uuid;

/// A holding of a person, who could take it over, and what would move to the one who was chosen.
#[server(prefix = "/api", endpoint = "hand_over_page", input = GetUrl)]
pub async fn read_hand_over(
    id: UserId,
    holding: Uuid,
    to: Option<UserId>,
    text: Option<String>,
    kept: Option<Uuid>,
) -> Result<HandOverPage, AppError> {
    answer(service::handover::page(&ctx()?, id, holding, (to, text), kept).await)
}
