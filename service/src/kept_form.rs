//! Refused forms, kept for the next page, so that nothing typed is lost where there is no script.
//!
//! **Invariants:** a form is given back once, to the session that sent it, within [`KEPT_FOR`]; passwords are
//! never kept (fields whose name ends in `password`).
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

/// Takes a form out; none where it was taken, is too old, or is another session's.
pub async fn take(ctx: &Ctx, id: Uuid) -> Result<Option<KeptForm>> {
    let since = ctx.system.now() - KEPT_FOR;
    let mut tx = ctx.system.db.write().await?;
    let form = store::session::take_form(&mut tx, id, ctx.session, since).await?;
    tx.commit().await?;
    Ok(form)
}
