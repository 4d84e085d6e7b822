//! What people are told: telling, the actor's list, and that it was read.
//!
//! **Invariants:** a position finds what its own agency was told, as far as it is addressed to it, and of that
//! only what is about tasks that it may see; what a person has read is unread for the colleagues. To tell of
//! more: `service::job`.

use crate::{Ctx, Result, System};
use chrono::{DateTime, NaiveDate, Utc};
use domain::access::{Action, Actor, Parties, Relation, allows, permits};
use domain::id::{AgencyId, MentionId, NotificationId, UserId};
use domain::job::{Job, Rung};
use domain::ladder::{Addressee, Audience, addressed};
use domain::position::Role;
use domain::refusal::Problem;
use domain::task::Task;
use domain::view::NotificationList;
use std::collections::HashSet;
use store::Tx;
use store::notification::{Holder, New};

/// Rows of one page.
const PAGE: u32 = 50;
/// Mentions that the first page shows.
const MENTIONS: u32 = 50;

/// Tells of a task's deadline whom the rung is for, and plans the e-mails of those who want them. Whoever was
/// told the same before hears nothing.
///
/// # Errors
/// Those of the store.
pub(crate) async fn tell(
    tx: &mut Tx,
    system: &System,
    task: &Task,
    (kind, due): (Rung, NaiveDate),
    now: DateTime<Utc>,
) -> Result<()> {
    let today = crate::ctx::local_day(now);
    let (to, holders) = match addressed(kind, task) {
        Audience::These(to) => {
            let agencies: Vec<AgencyId> = to.iter().map(|to| to.agency).collect();
            let holders = store::notification::holders(tx, &agencies, today).await?;
            (to, holders)
        }
        Audience::Leaders => {
            let holders = store::notification::leaders(tx, &task.province, today).await?;
            let mut to: Vec<Addressee> = holders
                .iter()
                .map(|leader| Addressee::role(leader.agency, Role::Leader))
                .collect();
            to.sort();
            to.dedup();
            (to, holders)
        }
    };
    let new: Vec<New> = to
        .into_iter()
        .map(|to| New {
            id: NotificationId(system.id()),
            to,
            task: task.id,
            kind,
            due,
        })
        .collect();
    inform(tx, system, new, &holders, now).await
}

/// Writes what is new, for whom it is unread, and plans the e-mails.
async fn inform(
    tx: &mut Tx,
    system: &System,
    mut new: Vec<New>,
    holders: &[Holder],
    now: DateTime<Utc>,
) -> Result<()> {
    let told = store::notification::insert(tx, &new, now).await?;
    let told: HashSet<NotificationId> = told.into_iter().collect();
    new.retain(|new| told.contains(&new.id));
    let mut unread: Vec<(UserId, AgencyId, NotificationId)> = Vec::new();
    let mut mails: Vec<(UserId, NotificationId, &Holder)> = Vec::new();
    for new in &new {
        for holder in holders.iter().filter(|holder| hears(holder, &new.to)) {
            unread.push((holder.account, new.to.agency, new.id));
            mails.push((holder.account, new.id, holder));
        }
    }
    unread.sort();
    unread.dedup();
    store::notification::mark_unread(tx, &unread).await?;
    if system.post.is_none() {
        return Ok(());
    }
    let accounts: Vec<UserId> = unread.iter().map(|(account, ..)| *account).collect();
    let wanting = store::mail::wanting_single(tx, &accounts).await?;
    // Somebody who is told in two positions is written to once: the second job would have the same key.
    mails.sort_by_key(|(account, notification, _)| (*account, *notification));
    mails.dedup_by_key(|(account, notification, _)| (*account, *notification));
    let jobs: Vec<(DateTime<Utc>, Job)> = mails
        .into_iter()
        .filter(|(account, ..)| wanting.contains(account))
        .map(|(account, notification, holder)| {
            let province = holder.province.clone();
            let job = Job::Mail {
                account,
                notification,
                province,
            };
            (now, job)
        })
        .collect();
    Ok(store::job::add(tx, &jobs, now).await?)
}

/// Tells the agencies of some tasks that their issuer reminds them today, and plans the e-mails of those who want
/// them. The same few statements for one task and for a thousand.
///
/// # Errors
/// Those of the store.
pub(crate) async fn tell_asked(
    tx: &mut Tx,
    system: &System,
    asked: &[(&Task, &[AgencyId])],
    now: DateTime<Utc>,
) -> Result<()> {
    if asked.is_empty() {
        return Ok(());
    }
    let today = crate::ctx::local_day(now);
    let mut agencies: Vec<AgencyId> = asked
        .iter()
        .flat_map(|(_, to)| to.iter().copied())
        .collect();
    agencies.sort();
    agencies.dedup();
    let holders = store::notification::holders(tx, &agencies, today).await?;
    let new: Vec<New> = asked
        .iter()
        .flat_map(|(task, to)| to.iter().map(|agency| (task.id, *agency)))
        .map(|(task, agency)| New {
            id: NotificationId(system.id()),
            to: Addressee::agency(agency),
            task,
            kind: Rung::Asked,
            due: today,
        })
        .collect();
    inform(tx, system, new, &holders, now).await
}

/// Whether a position may read what is told to these.
fn hears(holder: &Holder, to: &Addressee) -> bool {
    to.includes(holder.agency, holder.role, holder.position)
        && permits(holder.role, Action::ViewNotifications, Relation::Lead)
}

fn may(actor: &Actor, action: Action) -> bool {
    let told = Parties {
        province: actor.province.clone(),
        leads: vec![actor.agency],
        ..Parties::default()
    };
    allows(actor, action, &told)
}

/// Whether an actor may read what his agency was told.
pub(crate) fn may_view(actor: &Actor) -> bool {
    may(actor, Action::ViewNotifications)
}

/// A page of what the actor was told, newest first, from the one after `after` on.
///
/// # Errors
/// [`Problem::Forbidden`].
pub async fn list(ctx: &Ctx, after: Option<NotificationId>) -> Result<NotificationList> {
    if !may_view(&ctx.actor) {
        return Err(Problem::Forbidden.into());
    }
    let directory = ctx.system.directory().await?;
    let mut tx = ctx.system.db.read().await?;
    let mut lines = store::notification::list(&mut tx, &ctx.actor, after, PAGE + 1).await?;
    let position = ctx.actor.position;
    let mentions = match after {
        None => store::mention::list(&mut tx, position, MENTIONS).await?,
        Some(_) => Vec::new(),
    };
    let more = lines.len() > PAGE as usize;
    lines.truncate(PAGE as usize);
    Ok(NotificationList {
        next: lines.last().filter(|_| more).map(|line| line.id),
        unread: store::standing::standing(&mut tx, &ctx.actor).await?.unread,
        may_mark: may(&ctx.actor, Action::MarkNotifications),
        agencies: directory.names(mentions.iter().map(|mention| mention.by_agency)),
        mentions,
        today: ctx.system.today(),
        lines,
    })
}

/// What is marked as read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// That one.
    One(NotificationId),
    /// All up to and with that one: what came after the page was made stays unread.
    Until(NotificationId),
}

/// Marks as read for the actor what his agency was told, and with all up to one the mentions of his position up
/// to that moment: the ids of both are ordered by time.
///
/// # Errors
/// [`Problem::Forbidden`].
pub async fn mark_read(ctx: &Ctx, mark: Mark) -> Result<()> {
    if !may(&ctx.actor, Action::MarkNotifications) {
        return Err(Problem::Forbidden.into());
    }
    let mut tx = ctx.system.db.write_together().await?;
    match mark {
        Mark::One(id) => store::notification::mark_one_read(&mut tx, &ctx.actor, id).await?,
        Mark::Until(id) => {
            store::notification::mark_read(&mut tx, &ctx.actor, id).await?;
            let (position, now) = (ctx.actor.position, ctx.system.now());
            store::mention::mark_read(&mut tx, position, MentionId(id.0), now).await?
        }
    };
    tx.commit().await?;
    Ok(())
}
