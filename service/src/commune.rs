//! wip: signatures
use crate::{Ctx, Error, Result};
use chrono::NaiveDate;
use domain::view::*;
pub async fn list(_ctx: &Ctx, _on: Option<NaiveDate>) -> Result<CommuneList> {
    Err(Error::internal("wip"))
}
pub async fn page(_ctx: &Ctx, _code: &str, _valid_from: NaiveDate) -> Result<CommunePage> {
    Err(Error::internal("wip"))
}
