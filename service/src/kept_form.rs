//! Refused forms, kept for the next page, so that nothing typed is lost where there is no script.
//!
//! **Invariants:** a form is given back to the session that sent it, within [`KEPT_FOR`] and as often as it
//! asks: the page with it may be lost on a bad line, or read again; passwords are never kept (fields whose
//! name ends in `password`).
//!
//! To keep another form, nothing is needed here: its fields are a list of names and values.

use crate::{Ctx, Error, Result};
use chrono::TimeDelta;
use domain::refusal::Problem;
use domain::view::KeptForm;
use uuid::Uuid;

/// How long a form is kept.
pub const KEPT_FOR: TimeDelta = TimeDelta::hours(1);
/// Most bytes of a form as JSON: a long directive pasted into it fits.
pub const LARGEST_BYTES: usize = 512 * 1024;
/// Most forms of one session.
pub const MOST_FORMS: i64 = 10;

/// Keeps a form; its id goes into the address of the next page.
///
/// # Errors
/// [`Problem::TooLarge`].
pub async fn keep(ctx: &Ctx, mut form: KeptForm) -> Result<Uuid> {
    form.values.retain(|(name, _)| !name.ends_with("password"));
    if serde_json::to_vec(&form).map_err(Error::internal)?.len() > LARGEST_BYTES {
        return Err(Problem::TooLarge.into());
    }
    let now = ctx.system.now();
    let id = ctx.system.id();
    let mut tx = ctx.system.db.write().await?;
    store::session::keep_form(&mut tx, id, ctx.session, &form, now).await?;
    store::session::drop_forms(&mut tx, now - KEPT_FOR, ctx.session, MOST_FORMS).await?;
    tx.commit().await?;
    Ok(id)
}

/// A kept form; none where it is too old, is one of too many, or is another session's.
///
/// # Errors
/// Those of the store.
pub async fn find(ctx: &Ctx, id: Uuid) -> Result<Option<KeptForm>> {
    let since = ctx.system.now() - KEPT_FOR;
    let mut tx = ctx.system.db.read().await?;
    Ok(store::session::find_form(&mut tx, id, ctx.session, since).await?)
}
