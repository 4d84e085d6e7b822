//! wip
use crate::{Ctx, Result};
use domain::view::KeptForm;
pub async fn take(_ctx: &Ctx, _id: uuid::Uuid) -> Result<Option<KeptForm>> {
    Ok(None)
}
