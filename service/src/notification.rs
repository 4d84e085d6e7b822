//! What the actor's agency was told: the list, and that it was read.
//!
//! **Invariant:** a position finds what its own agency was told and nothing else, and of that only what is
//! about tasks in which the agency takes part. To tell of more: `service::job`.

use crate::{Ctx, Result};
use domain::access::{Action, Parties, allows};
use domain::id::{MentionId, NotificationId};
use domain::refusal::Problem;
use domain::view::NotificationList;

/// Rows of one page.
const PAGE: u32 = 50;
/// Mentions that the first page shows.
const MENTIONS: u32 = 50;

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
    let position = ctx.actor.position;
    let mentions = match after {
        None => store::mention::list(&mut tx, position, MENTIONS).await?,
        Some(_) => Vec::new(),
    };
    let directory = ctx.system.directory().await?;
    let more = lines.len() > PAGE as usize;
    lines.truncate(PAGE as usize);
    Ok(NotificationList {
        next: lines.last().filter(|_| more).map(|line| line.id),
        unread: store::notification::count_unread(&mut tx, agency).await?
            + store::mention::count_unread(&mut tx, position).await?,
        // Everybody may say that he has read what was said to himself.
        may_mark: may(ctx, Action::MarkNotifications)
            || mentions.iter().any(|mention| !mention.is_read),
        agencies: directory.names(mentions.iter().map(|mention| mention.by_agency)),
        mentions,
        today: ctx.system.today(),
        lines,
    })
}

/// Marks as read what the actor's agency was told up to and with `until`, and the mentions of the actor's
/// position up to that moment: what came after the page was made stays unread. Ids of both are ordered by time.
///
/// # Errors
/// [`Problem::Forbidden`].
pub async fn mark_read(ctx: &Ctx, until: NotificationId) -> Result<()> {
    let (may_mark, now) = (may(ctx, Action::MarkNotifications), ctx.system.now());
    if !may_mark && !may_view(ctx) {
        return Err(Problem::Forbidden.into());
    }
    let mut tx = ctx.system.db.write_together().await?;
    let position = ctx.actor.position;
    let own = store::mention::mark_read(&mut tx, position, MentionId(until.0), now).await?;
    if may_mark {
        store::notification::mark_read(&mut tx, ctx.actor.agency, until, now).await?;
    } else if own == 0 {
        return Err(Problem::Forbidden.into());
    }
    tx.commit().await?;
    Ok(())
}
