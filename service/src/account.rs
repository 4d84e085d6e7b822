//! wip: signatures
use crate::{Ctx, Error, Result};
use domain::view::*;
pub async fn shell(_ctx: &Ctx) -> Result<Shell> {
    Err(Error::internal("wip"))
}
pub async fn page(_ctx: &Ctx) -> Result<AccountPage> {
    Err(Error::internal("wip"))
}
