//! wip: signatures
use crate::{Ctx, Error, Result};
use domain::id::DirectiveId;
use domain::view::*;
pub async fn list(_ctx: &Ctx, _after: Option<String>) -> Result<DirectiveList> {
    Err(Error::internal("wip"))
}
pub async fn page(_ctx: &Ctx, _id: DirectiveId) -> Result<DirectivePage> {
    Err(Error::internal("wip"))
}
pub async fn compose(_ctx: &Ctx, _kept: Option<uuid::Uuid>) -> Result<ComposePage> {
    Err(Error::internal("wip"))
}
pub async fn draft(_ctx: &Ctx, _id: DirectiveId, _kept: Option<uuid::Uuid>) -> Result<DraftPage> {
    Err(Error::internal("wip"))
}
