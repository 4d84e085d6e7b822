//! wip: signatures
use crate::{Ctx, Error, Result};
use domain::id::TaskId;
use domain::view::*;
pub async fn my_work(_ctx: &Ctx) -> Result<MyWork> {
    Err(Error::internal("wip"))
}
pub async fn list(_ctx: &Ctx, _filter: &TaskFilter) -> Result<TaskList> {
    Err(Error::internal("wip"))
}
pub async fn choices(_ctx: &Ctx) -> Result<FilterChoices> {
    Err(Error::internal("wip"))
}
pub async fn page(_ctx: &Ctx, _id: TaskId, _kept: Option<uuid::Uuid>) -> Result<TaskPage> {
    Err(Error::internal("wip"))
}
