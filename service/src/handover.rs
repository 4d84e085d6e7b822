//! Hand-over of a position: what would move, and the one act that moves it.
//!
//! **Invariants:** what is moved is what was reviewed, or nothing is; everything is one transaction under one
//! envelope: both accounts, every task and duty with an entry of its own chain, views, reminders, the end of the
//! sessions; nobody hands over what he may not give. After it no open task at the agency names the leaver as the
//! officer in charge. To move one more kind of thing: [`gather`], [`write()`], `domain::handover`.

use crate::directory::Directory;
use crate::ledger::{self, Chain};
use crate::people::{giver, keep_an_administrator, may_manage, post, refuse_stale, subject};
use crate::{Ctx, Error, Result};
use chrono::{DateTime, NaiveDate, Utc};
use domain::access::{Action, Scope, allows};
use domain::command::{Envelope, Receipt};
use domain::duty::{Author, Duty, DutyState};
use domain::handover::view::{
    Candidate, HandOverPage, HandedOver, MOST_LISTED, MovingDuty, MovingTask, Review,
};
use domain::handover::{Leaver, Moved, Standing, decide, held_today, is_same_name, may_take_over};
use domain::id::{AgencyId, DutyId, EnvelopeId, SavedViewId, TaskId, UserId};
use domain::log::{Subject, SubjectKind};
use domain::people::view::PositionName;
use domain::people::{AccountCommand, AccountEvent, Held, Person, may_grant};
use domain::position::Role;
use domain::refusal::{FieldFault, Problem, Refusal};
use domain::task::{Officer, Task, TaskEvent};
use domain::view::TimelineEvent;
use std::collections::HashSet;
use store::Tx;
use uuid::Uuid;

/// Rows that are read at once.
const CHUNK: u32 = 500;
/// Most people who are offered to take over.
const CANDIDATES: u32 = 50;
/// Most saved views of one person at one agency, as `service::saved` keeps them.
const VIEWS: usize = 60;
/// Longest name of a saved view, in characters.
const VIEW_NAME: usize = 300;

/// Everything that names a person in a position.
struct Found {
    moved: Moved,
    tasks: Vec<Task>,
    duties: Vec<Duty>,
    views: Vec<(SavedViewId, String)>,
    has_namesake: bool,
    beside: Vec<String>,
}

/// Who leaves what.
struct Leaving<'a> {
    person: &'a Person,
    held: &'a Held,
    position: &'a PositionName,
}

impl Leaving<'_> {
    fn leaver<'a>(&'a self, found: &'a Found) -> Leaver<'a> {
        Leaver {
            position: self.position.id,
            agency: self.position.agency,
            name: &self.person.full_name,
            beside: &found.beside,
            has_namesake: found.has_namesake,
        }
    }
}

/// What would move to `to`.
async fn gather(tx: &mut Tx, leaving: &Leaving<'_>, to: UserId, today: NaiveDate) -> Result<Found> {
    let (person, position) = (leaving.person, leaving.position);
    let agency = position.agency;
    let there = store::notification::holders(tx, &[agency], today).await?;
    let mut others: Vec<UserId> = there.iter().map(|holder| holder.account).collect();
    others.retain(|&other| other != person.id);
    others.sort();
    others.dedup();
    let others = store::person::held_by(tx, &others, today).await?;
    let beside = others.iter().filter(|h| h.position.id == position.id);
    let mut found = Found {
        beside: beside.map(|holder| holder.full_name.clone()).collect(),
        has_namesake: others
            .iter()
            .any(|holder| is_same_name(&holder.full_name, &person.full_name)),
        moved: Moved::default(),
        tasks: Vec::new(),
        duties: Vec::new(),
        views: Vec::new(),
    };
    find_tasks(tx, leaving, &mut found).await?;
    find_duties(tx, leaving, &mut found).await?;
    let mut views = store::handover::own_views(tx, person.id, agency).await?;
    let room = VIEWS.saturating_sub(store::handover::own_views(tx, to, agency).await?.len());
    views.truncate(room);
    found.moved.views = views.iter().map(|(id, _)| *id).collect();
    found.views = views;
    let told = (agency, position.role, position.id);
    found.moved.reminders = store::handover::unread(tx, person.id, told).await?;
    Ok(found)
}

async fn find_tasks(tx: &mut Tx, leaving: &Leaving<'_>, found: &mut Found) -> Result<()> {
    let nobody = nobody(leaving);
    let mut after: Option<TaskId> = None;
    loop {
        let agency = leaving.position.agency;
        let tasks = store::handover::open_tasks(tx, agency, after, CHUNK).await?;
        after = tasks.last().map(|task| task.id);
        for task in tasks {
            let events = leaving.leaver(found).leaves(&task, &nobody);
            let is_share = |event: &TaskEvent| {
                matches!(
                    event,
                    TaskEvent::OfficerReplaced {
                        contribution: Some(_),
                        ..
                    }
                )
            };
            let shares = events.iter().filter(|event| is_share(event)).count();
            if shares < events.len() {
                found.moved.tasks.push(task.id);
            }
            if shares > 0 {
                found.moved.contributions.push(task.id);
            }
            if !events.is_empty() {
                found.tasks.push(task);
            }
        }
        if after.is_none() {
            return Ok(());
        }
    }
}

/// An officer who stands for whoever takes over.
fn nobody(leaving: &Leaving<'_>) -> Officer {
    Officer {
        position: Some(leaving.position.id),
        name: String::new(),
    }
}

async fn find_duties(tx: &mut Tx, leaving: &Leaving<'_>, found: &mut Found) -> Result<()> {
    let scope = Scope::Agency(leaving.position.agency);
    let mut after: Option<DutyId> = None;
    loop {
        let duties = store::duty::list(tx, &scope, after, CHUNK).await?;
        after = duties.last().map(|duty| duty.id);
        let is_theirs = |duty: &Duty| {
            duty.state == DutyState::Active
                && duty.author.user == leaving.person.id
                && duty.author.position == leaving.position.id
        };
        found.duties.extend(duties.into_iter().filter(is_theirs));
        if after.is_none() {
            found.duties.sort_by_key(|duty| duty.id);
            found.moved.duties = found.duties.iter().map(|duty| duty.id).collect();
            return Ok(());
        }
    }
}

/// Where somebody works today: an agency of his own positions, where none of them is at that agency; and whether
/// he holds a position at that agency.
async fn standing(
    tx: &mut Tx,
    person: UserId,
    agency: AgencyId,
    today: NaiveDate,
) -> Result<(Standing, bool)> {
    let held = store::person::held_by(tx, &[person], today).await?;
    let is_here = held.iter().any(|holder| holder.position.agency == agency);
    let own = held.iter().find(|holder| !holder.is_acting);
    let elsewhere = own
        .filter(|_| !is_here)
        .map(|holder| holder.position.agency);
    Ok((Standing { elsewhere }, is_here))
}

/// Whether the actor may hand that position over, whoever takes it.
async fn may_give(tx: &mut Tx, ctx: &Ctx, held: &Held) -> Result<()> {
    let placed = store::person::placed(tx, [held.position]).await?.pop();
    // What another province gave, that province hands over.
    let placed = placed.filter(|placed| placed.province == ctx.actor.province);
    match placed {
        Some(placed) if may_grant(giver(ctx).await?, post(&placed)) => Ok(()),
        _ => Err(Refusal::NotYoursToGive.into()),
    }
}

async fn find_person(tx: &mut Tx, ctx: &Ctx, id: UserId) -> Result<Option<Person>> {
    let person = store::person::find(tx, id, crate::ctx::local_day).await?;
    Ok(person.filter(|person| may_manage(ctx, &person.province)))
}

async fn position_of(tx: &mut Tx, held: &Held) -> Result<PositionName> {
    let found = store::person::positions(tx, [held.position]).await?.pop();
    found.ok_or_else(|| Error::internal("a holding of a position that is not there"))
}

/// The step that hands a position over, in the transaction of its command.
pub(crate) async fn step(
    tx: &mut Tx,
    ctx: &Ctx,
    envelope: &Envelope,
    (id, command): (UserId, &AccountCommand),
    received_at: DateTime<Utc>,
) -> Result<Receipt> {
    let today = crate::ctx::local_day(received_at);
    let leaver = find_person(tx, ctx, id).await?.ok_or(Problem::NotFound)?;
    refuse_stale(tx, envelope, &leaver, command).await?;
    let AccountCommand::HandOver {
        holding,
        to,
        reason,
        reviewed,
    } = command.clone().cleaned()?
    else {
        return Err(Refusal::field("act", FieldFault::Unknown).into());
    };
    let held = held_today(&leaver, holding, today)?;
    may_give(tx, ctx, held).await?;
    if to == ctx.actor.user && to != leaver.id {
        return Err(Refusal::NotYoursToGive.into());
    }
    // One of another province answers like one that does not exist.
    let successor = find_person(tx, ctx, to).await?;
    let successor = successor.ok_or_else(|| Refusal::field("to", FieldFault::Unknown))?;
    let position = position_of(tx, held).await?;
    let (standing, _) = standing(tx, to, position.agency, today).await?;
    may_take_over(&leaver, (&successor, standing))?;
    let leaving = Leaving {
        person: &leaver,
        held,
        position: &position,
    };
    let found = gather(tx, &leaving, to, today).await?;
    found.moved.check(&reviewed)?;
    let (left, took) = decide(
        (&leaver, holding),
        (&successor, standing),
        (found.moved.clone(), reason),
        today,
        ctx.system.id(),
    )?;
    let directory = ctx.system.directory().await?;
    let mut chains = write(tx, &directory, (&leaving, today), &successor, &found).await?;
    let administrators = store::person::administrators(tx, &ctx.actor.province, today).await?;
    let mut version = leaver.version;
    let mut accounts = [(&leaver, left), (&successor, took)];
    // In the order of ids, as every writer takes rows.
    accounts.sort_by_key(|(person, _)| person.id);
    for (person, event) in accounts {
        let after = Person::after(person.id, Some(person.clone()), &event)
            .ok_or_else(|| Error::internal("an account cannot vanish"))?;
        store::person::update(tx, person, &after, None).await?;
        if person.id == leaver.id {
            version = after.version;
        }
        let end = store::log::chain_end(tx, subject(person.id)).await?;
        chains.push(Chain::new(subject(person.id), end, &[event])?);
    }
    let administrators = Some(administrators);
    keep_an_administrator(tx, administrators, &ctx.actor.province, today).await?;
    store::handover::end_sessions(tx, holding).await?;
    let receipt = Receipt {
        envelope: envelope.id,
        version,
        repeated: false,
    };
    ledger::write(tx, ctx, envelope, received_at, chains, &receipt).await?;
    Ok(receipt)
}

/// Gives everything that was found to the one who takes over.
async fn write(
    tx: &mut Tx,
    directory: &Directory,
    (leaving, today): (&Leaving<'_>, NaiveDate),
    successor: &Person,
    found: &Found,
) -> Result<Vec<Chain>> {
    let mut chains = Vec::new();
    let officer = Officer {
        position: Some(leaving.position.id),
        name: successor.full_name.clone(),
    };
    let ids: Vec<TaskId> = found.tasks.iter().map(|task| task.id).collect();
    for (task, end) in store::task::find_many_with_chain(tx, &ids).await? {
        let events = leaving.leaver(found).leaves(&task, &officer);
        let after = crate::command::apply(&task, &events)?;
        let superiors = directory.superiors_of(&task);
        // Of the version that was read: who was faster makes this begin again.
        store::task::update(tx, (&task, &superiors), (&after, &superiors)).await?;
        let subject = Subject {
            kind: SubjectKind::Task,
            id: task.id.0,
        };
        chains.push(Chain::new(subject, end, &events)?);
    }
    let author = Author {
        user: successor.id,
        position: leaving.position.id,
        agency: leaving.position.agency,
    };
    for duty in &found.duties {
        chains.push(crate::duty::hand_over(tx, directory, duty, author).await?);
    }
    give_views(tx, leaving, successor, &found.views).await?;
    give_reminders(tx, (leaving, today), successor.id, found).await?;
    Ok(chains)
}

async fn give_views(
    tx: &mut Tx,
    leaving: &Leaving<'_>,
    successor: &Person,
    views: &[(SavedViewId, String)],
) -> Result<()> {
    let agency = leaving.position.agency;
    let theirs = store::handover::own_views(tx, successor.id, agency).await?;
    let key = |name: &str| domain::text::fold(name);
    let mut taken: HashSet<String> = theirs.iter().map(|(_, name)| key(name)).collect();
    for (id, name) in views {
        // A name of one's own stays: the other's says from whom it came.
        let mut free = name.clone();
        let mut number = 1;
        while taken.contains(&key(&free)) {
            let from = match number {
                1 => format!(" ({})", leaving.person.full_name),
                n => format!(" ({} {n})", leaving.person.full_name),
            };
            let room = VIEW_NAME.saturating_sub(from.chars().count());
            free = name.chars().take(room).collect::<String>() + &from;
            number += 1;
        }
        taken.insert(key(&free));
        store::handover::give_view(tx, *id, successor.id, &free).await?;
    }
    Ok(())
}

async fn give_reminders(
    tx: &mut Tx,
    (leaving, today): (&Leaving<'_>, NaiveDate),
    to: UserId,
    found: &Found,
) -> Result<()> {
    let agency = leaving.position.agency;
    let reminders = &found.moved.reminders;
    let unread: Vec<_> = reminders.iter().map(|&id| (to, agency, id)).collect();
    store::notification::mark_unread(tx, &unread).await?;
    let mine = (leaving.person.id, agency);
    // Who holds another position there goes on being told for that one.
    let others = leaving.person.held.iter();
    let others = others.filter(|held| held.holding != leaving.held.holding);
    let stays: Vec<_> = others
        .filter(|held| held.counts_on(today))
        .map(|held| held.position)
        .collect();
    let stays = store::person::positions(tx, stays).await?;
    let is_last = !stays.iter().any(|position| position.agency == agency);
    let ids = (!is_last).then_some(reminders.as_slice());
    store::handover::end_unread(tx, mine, ids).await?;
    Ok(())
}

/// The page of a hand-over. `to` is who was chosen, `text` what was looked for among the people.
///
/// # Errors
/// [`Problem::NotFound`] where person or holding are not there, or are another province's.
pub async fn page(
    ctx: &Ctx,
    id: UserId,
    holding: Uuid,
    (to, text): (Option<UserId>, Option<String>),
    kept: Option<Uuid>,
) -> Result<HandOverPage> {
    let directory = ctx.system.directory().await?;
    let today = ctx.system.today();
    let mut tx = ctx.system.db.read().await?;
    let person = find_person(&mut tx, ctx, id)
        .await?
        .ok_or(Problem::NotFound)?;
    let held = person.held.iter().find(|held| held.holding == holding);
    let held = held.ok_or(Problem::NotFound)?;
    let position = position_of(&mut tx, held).await?;
    let agency = position.agency;
    // What another province gave is that province's to tell of.
    let is_ours = directory
        .agency(agency)
        .is_some_and(|agency| agency.province == ctx.actor.province);
    if !is_ours {
        return Err(Problem::NotFound.into());
    }
    let done = handed_over(&mut tx, id, holding).await?;
    let refused = match (&done, held_today(&person, holding, today)) {
        (Some(_), _) => None,
        (None, Err(refusal)) => Some(refusal),
        (None, Ok(held)) => match may_give(&mut tx, ctx, held).await {
            Err(Error::Problem(Problem::Refused { refusal })) => Some(refusal),
            other => {
                other?;
                None
            }
        },
    };
    let is_open = done.is_none() && refused.is_none();
    let mut candidates = Vec::new();
    let mut chosen = None;
    let mut review = None;
    if is_open {
        let of = (ctx.actor.province.as_str(), agency, id);
        let limit = CANDIDATES + 1;
        // No database keeps this character, so nobody's name has it.
        let text = text.map(|text| text.replace('\0', " "));
        candidates =
            store::handover::candidates(&mut tx, of, text.as_deref(), today, limit).await?;
        candidates.retain(|candidate| candidate.id != ctx.actor.user);
        if let Some(to) = to {
            let leaving = Leaving {
                person: &person,
                held,
                position: &position,
            };
            chosen = choose(&mut tx, ctx, &leaving, to, today).await?;
            if matches!(chosen, Some((_, None))) {
                review = Some(look(&mut tx, ctx, &directory, &leaving, to, today).await?);
            }
        }
    }
    drop(tx);
    let has_more = candidates.len() > CANDIDATES as usize;
    candidates.truncate(CANDIDATES as usize);
    let mut named = vec![agency];
    if let Some(review) = &review {
        let tasks = review.tasks.iter().chain(&review.contributions);
        named.extend(tasks.map(|task| task.lead));
    }
    if let Some((_, Some(Refusal::SuccessorElsewhere { agency }))) = &chosen {
        named.push(*agency);
    }
    Ok(HandOverPage {
        is_acting: held.is_acting,
        holding,
        agencies: directory.names(named),
        done,
        refused,
        candidates,
        has_more,
        chosen,
        review,
        envelope: EnvelopeId(ctx.system.id()),
        today,
        kept: crate::directive::find_kept(ctx, kept).await?,
        position,
        person,
    })
}

async fn handed_over(tx: &mut Tx, id: UserId, of: Uuid) -> Result<Option<HandedOver>> {
    let timeline = crate::task::timeline(tx, subject(id)).await?;
    Ok(timeline.into_iter().find_map(|entry| match entry.event {
        TimelineEvent::Account(AccountEvent::PositionHandedOver {
            holding,
            on,
            to,
            to_name,
            reason,
            moved,
            ..
        }) if holding == of => Some(HandedOver {
            to,
            to_name,
            on,
            reason,
            moved: *moved,
        }),
        _ => None,
    }))
}

/// Who was chosen, and why that is refused; nobody where there is no such person here.
async fn choose(
    tx: &mut Tx,
    ctx: &Ctx,
    leaving: &Leaving<'_>,
    to: UserId,
    today: NaiveDate,
) -> Result<Option<(Candidate, Option<Refusal>)>> {
    let Some(successor) = find_person(tx, ctx, to).await? else {
        return Ok(None);
    };
    let agency = leaving.position.agency;
    let (standing, is_colleague) = standing(tx, to, agency, today).await?;
    let moved = (Moved::default(), String::new());
    let decided = decide(
        (leaving.person, leaving.held.holding),
        (&successor, standing),
        moved,
        today,
        Uuid::nil(),
    );
    let refused = match decided {
        Err(refusal) => Some(refusal),
        Ok(_) if to == ctx.actor.user => Some(Refusal::NotYoursToGive),
        Ok(_) => None,
    };
    let candidate = Candidate {
        id: to,
        is_colleague,
        full_name: successor.full_name,
        login: successor.login,
    };
    Ok(Some((candidate, refused)))
}

/// What would move, in words.
async fn look(
    tx: &mut Tx,
    ctx: &Ctx,
    directory: &Directory,
    leaving: &Leaving<'_>,
    to: UserId,
    today: NaiveDate,
) -> Result<Review> {
    let found = gather(tx, leaving, to, today).await?;
    let position = leaving.position;
    let holding = leaving.held.holding;
    let mut along = store::handover::along(tx, position.agency, position.id, holding).await?;
    if position.role != Role::Coordinator {
        along.drafts = 0;
    }
    let leaver = leaving.leaver(&found);
    let nobody = nobody(leaving);
    let (mut tasks, mut contributions) = (Vec::new(), Vec::new());
    for task in &found.tasks {
        for event in leaver.leaves(task, &nobody) {
            let TaskEvent::OfficerReplaced {
                contribution, from, ..
            } = event
            else {
                continue;
            };
            let list = match contribution {
                None => &mut tasks,
                Some(_) => &mut contributions,
            };
            if list.len() < MOST_LISTED {
                list.push(moving(ctx, directory, task, from));
            }
        }
    }
    Ok(Review {
        tasks,
        contributions,
        duties: found
            .duties
            .iter()
            .take(MOST_LISTED)
            .map(|duty| MovingDuty {
                id: duty.id,
                title: duty.template.title.clone(),
            })
            .collect(),
        views: found.views.iter().map(|(_, name)| name.clone()).collect(),
        along,
        has_namesake: found.has_namesake,
        moved: found.moved,
    })
}

fn moving(ctx: &Ctx, directory: &Directory, task: &Task, from: Officer) -> MovingTask {
    let parties = directory.parties_of(task);
    let may_review = allows(&ctx.actor, Action::ReviewHandOver, &parties);
    MovingTask {
        id: task.id,
        title: if may_review {
            task.title.clone()
        } else {
            String::new()
        },
        state: task.state,
        due: task.due,
        lead: task.lead,
        is_in_words: from.position.is_none(),
        officer: from.name,
        may_view: allows(&ctx.actor, Action::ViewTask, &parties),
    }
}
