//! Accounts as administrators keep them: making, changing, closing; giving and taking positions; the link by
//! which an owner sets a password; their screens.
//!
//! **Invariants:** an administrator sees the accounts of the own province only; nobody gives what lies outside
//! his reach, nor anything to himself; whoever holds more than the administrator may give gets no link from
//! him, because a link is a way into everything that is held; a province never loses its last administrator.
//! The token of a link leaves the process once and is known to the database by its hash.
//!
//! To add a kind of step: `domain::people`, its checks in [`check`].

use crate::ledger::{self, Chain};
use crate::session::{idle_since, token_hash};
use crate::{Ctx, Error, Result, System, password};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::access::{Action, Parties, allows};
use domain::agency::AgencyName;
use domain::command::{Clash, Command, Envelope, Receipt};
use domain::id::{AgencyId, EnvelopeId, PositionId, UserId};
use domain::log::{Subject, SubjectKind};
use domain::people::view::{
    HeldLine, NewPersonPage, PersonFilter, PersonLine, PersonList, PersonPage, PositionName,
};
use domain::people::{AccountCommand, AccountEvent, Giver, Person, Post, create, may_grant};
use domain::refusal::{FieldFault, Problem, Refusal};
use domain::view::TimelineEvent;
use std::collections::HashMap;
use store::Tx;
use store::person::Placed;
use uuid::Uuid;

/// Rows of one page.
const PAGE: u32 = 50;
/// How long a link for a password counts.
const LINK_COUNTS: TimeDelta = TimeDelta::days(3);

/// Whether the actor keeps the accounts of that province.
pub(crate) fn may_manage(ctx: &Ctx, province: &str) -> bool {
    let parties = Parties {
        province: province.to_owned(),
        ..Parties::default()
    };
    allows(&ctx.actor, Action::ManagePeople, &parties)
}

pub(crate) fn subject(id: UserId) -> Subject {
    Subject {
        kind: SubjectKind::Account,
        id: id.0,
    }
}

/// The actor as one who gives positions.
pub(crate) async fn giver(ctx: &Ctx) -> Result<Giver<'_>> {
    let directory = ctx.system.directory().await?;
    let agency = directory.agency(ctx.actor.agency);
    Ok(Giver {
        role: ctx.actor.role,
        province: &ctx.actor.province,
        level: agency.ok_or(Problem::SignedOut)?.level,
        is_acting: ctx.actor.acting_for.is_some(),
    })
}

pub(crate) fn post(placed: &Placed) -> Post<'_> {
    Post {
        role: placed.role,
        province: &placed.province,
        level: placed.level,
    }
}

/// One step of an account, in the transaction of its command.
pub(crate) async fn step(
    tx: &mut Tx,
    ctx: &Ctx,
    envelope: &Envelope,
    (id, command): (UserId, &AccountCommand),
    received_at: DateTime<Utc>,
) -> Result<Receipt> {
    if let AccountCommand::HandOver { .. } = command {
        return crate::handover::step(tx, ctx, envelope, (id, command), received_at).await;
    }
    let today = crate::ctx::local_day(received_at);
    let before = store::person::find(tx, id, crate::ctx::local_day).await?;
    let (event, end) = match (&before, command) {
        (None, AccountCommand::Create { .. }) => {
            if !may_manage(ctx, &ctx.actor.province) {
                return Err(Problem::Forbidden.into());
            }
            let event = create(command.clone(), &ctx.actor.province)?;
            (event, (0, String::new()))
        }
        (None, _) => return Err(Problem::NotFound.into()),
        (Some(person), command) => {
            if !may_manage(ctx, &person.province) {
                return Err(Problem::NotFound.into());
            }
            refuse_stale(tx, envelope, person, command).await?;
            check(tx, ctx, person, command, today).await?;
            let event = person.decide(command.clone(), today, ctx.system.id())?;
            (event, store::log::chain_end(tx, subject(id)).await?)
        }
    };
    let after = Person::after(id, before.clone(), &event)
        .ok_or_else(|| Error::internal("an account cannot vanish"))?;
    match &before {
        None => insert(tx, &after, received_at).await?,
        Some(person) => {
            let administrators =
                administrators_before(tx, &event, &ctx.actor.province, today).await?;
            let closed_at = after.is_closed_on(today).then_some(received_at);
            store::person::update(tx, person, &after, closed_at).await?;
            keep_an_administrator(tx, administrators, &ctx.actor.province, today).await?;
            if closed_at.is_some() {
                store::session::delete_all(tx, id, None).await?;
                store::person::drop_link(tx, id).await?;
            }
        }
    }
    let receipt = Receipt {
        envelope: envelope.id,
        version: after.version,
        repeated: false,
    };
    let chains = vec![Chain::new(subject(id), end, &[event])?];
    ledger::write(tx, ctx, envelope, received_at, chains, &receipt).await?;
    Ok(receipt)
}

async fn insert(tx: &mut Tx, person: &Person, at: DateTime<Utc>) -> Result<()> {
    // Asked before, because a refused insert ends the transaction on PostgreSQL.
    if store::account::find_by_login(tx, &person.login)
        .await?
        .is_some()
    {
        return Err(Refusal::LoginTaken.into());
    }
    match store::person::insert(tx, person, at).await {
        Err(store::Error::Conflict { .. }) => Err(Refusal::LoginTaken.into()),
        inserted => Ok(inserted?),
    }
}

/// How many administer the province for good before a step that may end one; none for other steps.
async fn administrators_before(
    tx: &mut Tx,
    event: &AccountEvent,
    province: &str,
    today: NaiveDate,
) -> Result<Option<i64>> {
    match event {
        AccountEvent::AccountClosed { .. } | AccountEvent::PositionRevoked { .. } => Ok(Some(
            store::person::administrators(tx, province, today).await?,
        )),
        _ => Ok(None),
    }
}

/// Refuses the step after which nobody administers the province for good.
pub(crate) async fn keep_an_administrator(
    tx: &mut Tx,
    before: Option<i64>,
    province: &str,
    today: NaiveDate,
) -> Result<()> {
    let Some(before) = before else {
        return Ok(());
    };
    let after = store::person::administrators(tx, province, today).await?;
    if after < before && after == 0 {
        return Err(Refusal::LastAdministrator.into());
    }
    Ok(())
}

/// Refuses what was asked of an older version, if it meets what changed meanwhile.
pub(crate) async fn refuse_stale(
    tx: &mut Tx,
    envelope: &Envelope,
    person: &Person,
    command: &AccountCommand,
) -> Result<()> {
    let base = crate::command::base_version(envelope, person.version)?;
    let Some(part) = command.touches().filter(|_| base < person.version) else {
        return Ok(());
    };
    for entry in store::log::of_subject(tx, subject(person.id), base).await? {
        let event: AccountEvent = serde_json::from_str(&entry.payload).map_err(Error::internal)?;
        if event.touched(part) {
            return Err(Problem::Conflict {
                version: person.version,
                clashes: vec![clash(person, command)],
            }
            .into());
        }
    }
    Ok(())
}

fn clash(person: &Person, command: &AccountCommand) -> Clash {
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let (part, theirs, yours) = match command {
        AccountCommand::Change {
            full_name, email, ..
        } => (
            "full_name",
            format!("{} {}", person.full_name, person.email),
            format!("{full_name} {}", email.clone().unwrap_or_default()),
        ),
        AccountCommand::HandOver { holding, .. } => {
            let held = person.held.iter().find(|held| held.holding == *holding);
            ("to", day(held.and_then(|held| held.to)), String::new())
        }
        AccountCommand::Revoke { holding, on } => {
            let held = person.held.iter().find(|held| held.holding == *holding);
            let to = held.and_then(|held| held.to);
            ("to", day(to), day(Some(*on)))
        }
        AccountCommand::Close { on } => ("on", day(person.closes_on), day(Some(*on))),
        AccountCommand::Grant { to, .. } => ("on", day(person.closes_on), day(*to)),
        AccountCommand::Create { .. } | AccountCommand::Reopen | AccountCommand::Link => {
            ("on", day(person.closes_on), String::new())
        }
    };
    Clash {
        part: part.to_owned(),
        theirs: theirs.trim().to_owned(),
        yours: yours.trim().to_owned(),
    }
}

/// Whether the actor may take that step with this person, beyond keeping the account.
async fn check(
    tx: &mut Tx,
    ctx: &Ctx,
    person: &Person,
    command: &AccountCommand,
    today: NaiveDate,
) -> Result<()> {
    match command {
        AccountCommand::Grant {
            position, from, to, ..
        } => {
            if person.id == ctx.actor.user {
                return Err(Refusal::NotYoursToGive.into());
            }
            let unknown = || Refusal::field("position", FieldFault::Unknown);
            let placed = store::person::placed(tx, [*position]).await?.pop();
            // One of another province answers like one that does not exist.
            let placed = placed
                .filter(|placed| placed.province == ctx.actor.province)
                .ok_or_else(unknown)?;
            if !may_grant(giver(ctx).await?, post(&placed)) {
                return Err(Refusal::NotYoursToGive.into());
            }
            let ends = [placed.position_to, placed.agency_to];
            let first_end = ends.into_iter().flatten().min();
            if first_end.is_some_and(|end| end <= *from) {
                return Err(unknown().into());
            }
            if first_end.zip(*to).is_some_and(|(end, to)| to > end) {
                return Err(Refusal::field("to", FieldFault::OutOfRange).into());
            }
            Ok(())
        }
        AccountCommand::Revoke { holding, .. } => {
            let held = person.held.iter().find(|held| held.holding == *holding);
            let Some(held) = held else {
                return Err(Refusal::NotHeld.into());
            };
            let placed = store::person::placed(tx, [held.position]).await?.pop();
            // What another province gave, that province takes away.
            match placed.filter(|placed| placed.province == ctx.actor.province) {
                Some(_) => Ok(()),
                None => Err(Refusal::NotYoursToGive.into()),
            }
        }
        AccountCommand::Link => {
            if may_link(tx, ctx, person, today).await? {
                Ok(())
            } else {
                Err(Refusal::NotYoursToGive.into())
            }
        }
        AccountCommand::Create { .. }
        | AccountCommand::Change { .. }
        | AccountCommand::Close { .. }
        | AccountCommand::Reopen
        | AccountCommand::HandOver { .. } => Ok(()),
    }
}

/// Whether the actor may give everything that the person holds or will hold.
async fn may_link(tx: &mut Tx, ctx: &Ctx, person: &Person, today: NaiveDate) -> Result<bool> {
    let (_, is_demo) = store::person::standing(tx, person.id).await?;
    let held = person.held.iter().filter(|held| held.lasts_on(today));
    let placed = store::person::placed(tx, held.map(|held| held.position)).await?;
    let giver = giver(ctx).await?;
    // The password of demo accounts is public and stays what it is.
    Ok(!is_demo && placed.iter().all(|placed| may_grant(giver, post(placed))))
}

/// Makes the link by which the owner of an account sets a password; the one before it counts no more. Gives the
/// token, which nobody can read again. A repeated envelope makes another link, once the step is in the log.
///
/// # Errors
/// Those of the step; see [`crate::command::submit`].
pub async fn make_link(ctx: &Ctx, envelope: Envelope) -> Result<String> {
    let Command::Account {
        id,
        command: AccountCommand::Link,
    } = envelope.command
    else {
        return Err(Refusal::field("act", FieldFault::Unknown).into());
    };
    crate::command::accept(ctx, envelope).await?;
    let token = hex::encode(ctx.system.chance.bytes());
    let now = ctx.system.now();
    let mut tx = ctx.system.db.write().await?;
    store::person::set_link(&mut tx, id, &token_hash(&token), now + LINK_COUNTS).await?;
    tx.commit().await?;
    Ok(token)
}

/// Sets the password of the account that a link is for. The link, all sessions and all pauses end.
///
/// # Errors
/// [`Problem::NotFound`] where the link does not count; [`Refusal::Invalid`] on `new_password`.
pub async fn set_password(system: &System, token: &str, new: &str) -> Result<()> {
    let is_token = token.len() == 64 && token.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_token {
        return Err(Problem::NotFound.into());
    }
    let hash = token_hash(token);
    let mut tx = system.db.read().await?;
    let found = store::person::find_link(&mut tx, &hash, system.now()).await?;
    drop(tx);
    let (_, login) = found.ok_or(Problem::NotFound)?;
    if let Some(fault) = password::fault(new, &login) {
        return Err(Refusal::field("new_password", fault).into());
    }
    let password_hash = password::hash(system, new).await?;
    let mut tx = system.db.write().await?;
    // Again: it can have been used, replaced or ended while the password was hashed.
    let found = store::person::find_link(&mut tx, &hash, system.now()).await?;
    let (account, login) = found.ok_or(Problem::NotFound)?;
    if !store::person::drop_link(&mut tx, account).await? {
        return Err(Problem::NotFound.into());
    }
    store::account::set_password(&mut tx, account, &password_hash).await?;
    store::session::clear_failures(&mut tx, &login).await?;
    store::session::delete_all(&mut tx, account, None).await?;
    tx.commit().await?;
    tracing::info!(login, "password set by a link");
    Ok(())
}

/// The people of the actor's province.
///
/// # Errors
/// [`Problem::Forbidden`].
pub async fn list(ctx: &Ctx, filter: &PersonFilter) -> Result<PersonList> {
    let province = &ctx.actor.province;
    if !may_manage(ctx, province) {
        return Err(Problem::Forbidden.into());
    }
    let directory = ctx.system.directory().await?;
    let today = ctx.system.today();
    let mut tx = ctx.system.db.read().await?;
    let mut rows = store::person::list(&mut tx, province, filter, today, PAGE + 1).await?;
    let more = rows.len() > PAGE as usize;
    rows.truncate(PAGE as usize);
    let ids: Vec<UserId> = rows.iter().map(|row| row.id).collect();
    let mut held: HashMap<UserId, Vec<(PositionName, bool)>> = HashMap::new();
    for holder in store::person::held_by(&mut tx, &ids, today).await? {
        let positions = held.entry(holder.account).or_default();
        positions.push((holder.position, holder.is_acting));
    }
    let next = rows.last().filter(|_| more).map(|row| row.login.clone());
    let lines: Vec<PersonLine> = rows
        .into_iter()
        .map(|row| PersonLine {
            positions: held.remove(&row.id).unwrap_or_default(),
            id: row.id,
            login: row.login,
            full_name: row.full_name,
            closes_on: row.closes_on.or(row.closed_at.map(crate::ctx::local_day)),
            last_seen_at: row.last_seen_at,
        })
        .collect();
    let named = lines.iter().flat_map(|line| &line.positions);
    Ok(PersonList {
        next,
        agencies: directory.names(named.map(|(position, _)| position.agency)),
        choices: domain::view::names(directory.valid(province, today)),
        lines,
        today,
    })
}

/// The screen on which an account is made.
///
/// # Errors
/// [`Problem::Forbidden`].
pub async fn new_page(ctx: &Ctx, kept: Option<Uuid>) -> Result<NewPersonPage> {
    if !may_manage(ctx, &ctx.actor.province) {
        return Err(Problem::Forbidden.into());
    }
    Ok(NewPersonPage {
        id: UserId(ctx.system.id()),
        envelope: EnvelopeId(ctx.system.id()),
        kept: crate::directive::find_kept(ctx, kept).await?,
    })
}

/// One person; `agency` is the one whose positions are offered.
///
/// # Errors
/// [`Problem::NotFound`] where there is none or it is another province's.
pub async fn page(
    ctx: &Ctx,
    id: UserId,
    agency: Option<AgencyId>,
    kept: Option<Uuid>,
) -> Result<PersonPage> {
    let directory = ctx.system.directory().await?;
    let (today, now) = (ctx.system.today(), ctx.system.now());
    let mut tx = ctx.system.db.read().await?;
    let person = store::person::find(&mut tx, id, crate::ctx::local_day).await?;
    let person = person
        .filter(|person| may_manage(ctx, &person.province))
        .ok_or(Problem::NotFound)?;
    let giver = giver(ctx).await?;
    let idle_since = idle_since(&ctx.system);
    let (sessions, last_seen_at) = store::person::sessions(&mut tx, id, now, idle_since).await?;
    let (has_password, is_demo) = store::person::standing(&mut tx, id).await?;
    let may_link = may_link(&mut tx, ctx, &person, today).await?;
    let timeline = crate::task::timeline(&mut tx, subject(id)).await?;
    let mut named: Vec<PositionId> = person.held.iter().map(|held| held.position).collect();
    named.extend(timeline.iter().filter_map(|entry| match &entry.event {
        TimelineEvent::Account(
            AccountEvent::PositionRevoked { position, .. }
            | AccountEvent::PositionHandedOver { position, .. }
            | AccountEvent::PositionTakenOver { position, .. },
        ) => Some(*position),
        TimelineEvent::Account(AccountEvent::PositionGranted { held }) => Some(held.position),
        _ => None,
    }));
    named.sort();
    named.dedup();
    let positions = store::person::positions(&mut tx, named).await?;
    let chosen = agency.filter(|&agency| crate::command::is_choosable(ctx, &directory, agency));
    let offered = match chosen {
        Some(agency) => store::person::of_agency(&mut tx, agency).await?,
        None => Vec::new(),
    };
    drop(tx);
    let place = |position: &PositionName| directory.agency(position.agency);
    let is_offered = |position: &PositionName| {
        place(position).is_some_and(|agency| {
            let post = Post {
                role: position.role,
                province: &agency.province,
                level: agency.level,
            };
            may_grant(giver, post)
        }) && position.valid_to.is_none_or(|to| today < to)
    };
    let offered = offered.into_iter().filter(&is_offered).collect();
    let mut held: Vec<HeldLine> = person
        .held
        .iter()
        .filter_map(|held| {
            let position = positions.iter().find(|p| p.id == held.position)?.clone();
            let is_ours = place(&position).is_some_and(|a| a.province == ctx.actor.province);
            Some(HeldLine {
                may_hand_over: held.counts_on(today) && is_offered(&position),
                holding: held.holding,
                may_revoke: held.lasts_on(today) && is_ours,
                is_acting: held.is_acting,
                from: held.from,
                to: held.to,
                position,
            })
        })
        .collect();
    held.sort_by_key(|line| (!line.may_revoke, std::cmp::Reverse(line.holding)));
    let mut agencies: Vec<AgencyId> = positions.iter().map(|p| p.agency).collect();
    agencies.extend(timeline.iter().map(|entry| entry.agency));
    let choices: Vec<AgencyName> = domain::view::names(directory.valid(&ctx.actor.province, today));
    Ok(PersonPage {
        held,
        sessions,
        last_seen_at,
        has_password,
        timeline,
        agencies: directory.names(agencies),
        positions,
        choices,
        chosen,
        offered,
        may_link,
        is_self: id == ctx.actor.user,
        is_demo,
        today,
        kept: crate::directive::find_kept(ctx, kept).await?,
        envelopes: std::array::from_fn(|_| EnvelopeId(ctx.system.id())),
        person,
    })
}
