//! wip: signatures
use crate::{Error, Result, System};
use domain::view::*;
pub async fn sign_in_page(_system: &System) -> Result<SignInPage> {
    Err(Error::internal("wip"))
}
