//! What the actor's agency was told: the list, and that it was read.
//!
//! **Invariant:** a position finds what its own agency was told and nothing else, and of that only what is
//! about tasks in which the agency takes part. To tell of more: `service::job`.

use crate::{Ctx, Result};
use domain::access::{Action, Parties, allows};
use domain::id::NotificationId;
use domain::refusal::Problem;
use domain::view::NotificationList;

/// Rows of one page.
const PAGE: u32 = 50;

fn may(ctx: &Ctx, action: Action) -> bool {
    let told = Parties {
        province: ctx.actor.province.clone(),
        leads: vec![ctx.actor.agency],
        ..Parties::default()
    };
    allows(&ctx.actor, action, &told)
}

/// Whether the actor may read what his agency was told.
pub(crate) fn may_view(ctx: &Ctx) -> bool {
    may(ctx, Action::ViewNotifications)
}

/// A page of what the actor's agency was told, newest first, from the one after `after` on.
///
/// # Errors
/// [`Problem::Forbidden`].
pub async fn list(ctx: &Ctx, after: Option<NotificationId>) -> Result<NotificationList> {
    if !may_view(ctx) {
        return Err(Problem::Forbidden.into());
    }
    let agency = ctx.actor.agency;
    let mut tx = ctx.system.db.read().await?;
    let mut lines = store::notification::list(&mut tx, agency, after, PAGE + 1).await?;
    let more = lines.len() > PAGE as usize;
    lines.truncate(PAGE as usize);
    Ok(NotificationList {
        next: lines.last().filter(|_| more).map(|line| line.id),
        unread: store::notification::count_unread(&mut tx, agency).await?,
        may_mark: may(ctx, Action::MarkNotifications),
        today: ctx.system.today(),
        lines,
    })
}

/// Marks as read what the actor's agency was told up to and with `until`: what came after the page was made
/// stays unread.
///
/// # Errors
/// [`Problem::Forbidden`].
pub async fn mark_read(ctx: &Ctx, until: NotificationId) -> Result<()> {
    if !may(ctx, Action::MarkNotifications) {
        return Err(Problem::Forbidden.into());
    }
    let mut tx = ctx.system.db.write_together().await?;
    store::notification::mark_read(&mut tx, ctx.actor.agency, until, ctx.system.now()).await?;
    tx.commit().await?;
    Ok(())
}
