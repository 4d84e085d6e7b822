//! What the page of obstacles reads. To add a read, see `task/api.rs`.

use crate::AppError;
#[cfg(feature = "ssr")]
use crate::api::{answer, ctx};
use domain::view::{ObstacleFilter, ObstacleList};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// One page of the obstacles of tasks that the actor may see.
#[server(prefix = "/api", endpoint = "obstacle_list", input = Json)]
pub async fn read_obstacles(filter: ObstacleFilter) -> Result<ObstacleList, AppError> {
    answer(service::obstacle::list(&ctx()?, &filter).await)
}
