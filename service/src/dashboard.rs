//! wip: signatures
use crate::{Ctx, Error, Result};
use domain::view::*;
pub async fn page(_ctx: &Ctx) -> Result<Dashboard> {
    Err(Error::internal("wip"))
}
