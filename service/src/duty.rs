//! Recurring duties: making, changing and stopping them, the job that makes their tasks, their screens.
//!
//! **Invariants:** the task of a period, the duty's step to the next one, the job for that and all log entries
//! are one transaction; two workers cannot make the same, because the duty's version has moved on and the period
//! has its row. The task is issued in the name of who made or changed the duty last.
//!
//! To add a kind of step: `domain::duty`, its arm in [`step`].

use crate::directory::Directory;
use crate::ledger::{self, Chain};
use crate::{Ctx, Error, Result, System};
use chrono::{DateTime, NaiveDate, Utc};
use domain::access::{Action, Actor, Parties, Scope, allows};
use domain::command::{Clash, Envelope, Receipt};
use domain::duty::view::{DutyLine, DutyList, DutyPage, DutyTask, NewDutyPage};
use domain::duty::{Author, Duty, DutyCommand, DutyEvent, Template};
use domain::id::{AgencyId, DutyId, EnvelopeId, SessionId, TaskId};
use domain::job::Job;
use domain::log::{Subject, SubjectKind};
use domain::period::Period;
use domain::position::Role;
use domain::refusal::{FieldFault, Problem, Refusal};
use domain::task::{Moment, Task, TaskCommand, TaskEvent};
use domain::view::Language;
use std::sync::Arc;
use store::Tx;
use uuid::Uuid;

/// Rows of one page.
const PAGE: u32 = 50;

/// The parties of a duty as rights need them.
fn parties(directory: &Directory, duty: &Duty) -> Parties {
    let coordinating: Vec<AgencyId> = duty
        .template
        .coordinating
        .iter()
        .map(|asked| asked.agency)
        .collect();
    let mut all = vec![duty.owner, duty.template.lead];
    all.extend(&coordinating);
    Parties {
        province: duty.province.clone(),
        issuer: Some(duty.owner),
        leads: vec![duty.template.lead],
        coordinating,
        addressed: Vec::new(),
        superiors: directory.superiors(&all),
    }
}

/// The same as rows: each agency once.
fn rows(parties: &Parties) -> Vec<AgencyId> {
    let mut rows: Vec<AgencyId> = parties.issuer.iter().copied().collect();
    rows.extend(&parties.leads);
    rows.extend(&parties.coordinating);
    rows.extend(&parties.superiors);
    rows.sort();
    rows.dedup();
    rows
}

fn own(ctx: &Ctx) -> Parties {
    Parties {
        province: ctx.actor.province.clone(),
        issuer: Some(ctx.actor.agency),
        ..Parties::default()
    }
}

fn author(ctx: &Ctx) -> Author {
    Author {
        user: ctx.actor.user,
        position: ctx.actor.position,
        agency: ctx.actor.agency,
    }
}

fn subject(id: DutyId) -> Subject {
    Subject {
        kind: SubjectKind::Duty,
        id: id.0,
    }
}

/// Agencies that a duty names must be ones to which work can be given.
fn check_agencies(ctx: &Ctx, directory: &Directory, template: &Template) -> Result<()> {
    if !crate::command::is_choosable(ctx, directory, template.lead) {
        return Err(Refusal::field("lead", FieldFault::Unknown).into());
    }
    let knows = |agency| crate::command::is_choosable(ctx, directory, agency);
    if template
        .coordinating
        .iter()
        .all(|asked| knows(asked.agency))
    {
        Ok(())
    } else {
        Err(Refusal::field("coordinating", FieldFault::Unknown).into())
    }
}

/// One step of a duty, in the transaction of its command.
pub(crate) async fn step(
    tx: &mut Tx,
    ctx: &Ctx,
    directory: &Directory,
    envelope: &Envelope,
    (id, command): (DutyId, &DutyCommand),
    received_at: DateTime<Utc>,
) -> Result<Receipt> {
    let today = crate::ctx::local_day(received_at);
    let before = store::duty::find(tx, id).await?;
    let (event, end) = match (&before, command) {
        (None, DutyCommand::Create { template }) => {
            if !allows(&ctx.actor, Action::ManageDuty, &own(ctx)) {
                return Err(Problem::Forbidden.into());
            }
            check_agencies(ctx, directory, template)?;
            let province = ctx.actor.province.clone();
            let event = Duty::create((**template).clone(), province, author(ctx), today)?;
            (event, (0, String::new()))
        }
        (Some(_), DutyCommand::Create { .. }) | (None, _) => return Err(Problem::NotFound.into()),
        (Some(duty), command) => {
            let parties = parties(directory, duty);
            if !allows(&ctx.actor, Action::ViewDuty, &parties) {
                return Err(Problem::NotFound.into());
            }
            if !allows(&ctx.actor, Action::ManageDuty, &parties) {
                return Err(Problem::Forbidden.into());
            }
            refuse_stale(envelope, duty)?;
            if let DutyCommand::Change { template, .. } = command {
                check_agencies(ctx, directory, template)?;
            }
            let event = duty.decide(command.clone(), author(ctx), today)?;
            (event, store::log::chain_end(tx, subject(id)).await?)
        }
    };
    let after = Duty::after(id, before.clone(), &event)
        .ok_or_else(|| Error::internal("a duty cannot vanish"))?;
    let rows = rows(&parties(directory, &after));
    match &before {
        None => store::duty::insert(tx, &after, &rows).await?,
        Some(duty) => store::duty::update(tx, duty.version, &after, &rows).await?,
    }
    plan(tx, &after, received_at).await?;
    let receipt = Receipt {
        envelope: envelope.id,
        version: after.version,
        repeated: false,
    };
    let chains = vec![Chain::new(subject(id), end, &[event])?];
    ledger::write(tx, ctx, envelope, received_at, chains, &receipt).await?;
    Ok(receipt)
}

/// Another person answers for a duty. The job that was planned stays: it asks for the period, not for the version.
pub(crate) async fn hand_over(
    tx: &mut Tx,
    directory: &Directory,
    duty: &Duty,
    author: Author,
) -> Result<Chain> {
    let event = DutyEvent::DutyHandedOver { author };
    let after = Duty::after(duty.id, Some(duty.clone()), &event)
        .ok_or_else(|| Error::internal("a duty cannot vanish"))?;
    let rows = rows(&parties(directory, &after));
    let end = store::log::chain_end(tx, subject(duty.id)).await?;
    store::duty::update(tx, duty.version, &after, &rows).await?;
    Chain::new(subject(duty.id), end, &[event])
}

fn refuse_stale(envelope: &Envelope, duty: &Duty) -> Result<()> {
    if crate::command::base_version(envelope, duty.version)? == duty.version {
        return Ok(());
    }
    let clashes = vec![Clash {
        part: "state".to_owned(),
        theirs: duty.template.title.clone(),
        yours: String::new(),
    }];
    Err(Problem::Conflict {
        version: duty.version,
        clashes,
    }
    .into())
}

/// Plans the job that makes the task of the duty's next period.
async fn plan(tx: &mut Tx, duty: &Duty, now: DateTime<Utc>) -> Result<()> {
    let Some(period) = duty.next else {
        return Ok(());
    };
    let job = Job::MakeDuty {
        duty: duty.id,
        version: duty.version,
        period,
    };
    let at = crate::ctx::morning(duty.template.made_on(period));
    Ok(store::job::add(tx, &[(at, job)], now).await?)
}

/// Makes the task of a period, where it is its turn.
///
/// # Errors
/// Where the lead exists no more: the job stays where an operator sees it, the duty says so on its page.
pub(crate) async fn make(
    tx: &mut Tx,
    system: &System,
    (id, period): (DutyId, Period),
    now: DateTime<Utc>,
) -> Result<()> {
    let today = crate::ctx::local_day(now);
    let Some(duty) = store::duty::find(tx, id).await? else {
        return Ok(());
    };
    let task_id = TaskId(system.id());
    let Some(event) = duty.generate(period, today, task_id) else {
        return Ok(());
    };
    ledger::roll(tx, today).await?;
    let directory = system.directory().await?;
    let lead = directory.agency(duty.template.lead);
    let lead = lead.filter(|agency| agency.is_valid_on(today));
    let lead = lead.ok_or_else(|| Error::internal(format!("the lead of duty {id} is no more")))?;
    let ctx = on_behalf(system, duty.author, &lead.province);
    let mut new = duty.task(period);
    // A coordinating agency that is no more owes nothing.
    new.coordinating.retain(|asked| {
        let agency = directory.agency(asked.agency);
        agency.is_some_and(|agency| agency.is_valid_on(today))
    });
    let drafted = TaskEvent::Drafted { new: Box::new(new) };
    let task = Task::after(task_id, None, &drafted)
        .ok_or_else(|| Error::internal("drafting makes a task"))?;
    let moment = Moment {
        today,
        position: ctx.actor.position,
        agency: duty.owner,
        clears: &system.settings.clears,
        extensions: &system.settings.extensions,
    };
    let mut events = vec![drafted];
    events.extend(task.decide(TaskCommand::Issue, moment)?);
    let task = crate::command::apply(&task, &events[1..])?;
    let superiors = directory.superiors_of(&task);
    let after = Duty::after(id, Some(duty.clone()), &event)
        .ok_or_else(|| Error::internal("a duty cannot vanish"))?;
    let rows = rows(&parties(&directory, &after));
    store::duty::update(tx, duty.version, &after, &rows).await?;
    store::task::insert(tx, &[(task.clone(), superiors)]).await?;
    store::duty::add_task(tx, id, period, task_id).await?;
    ledger::count(tx, today, &[(None, Some(&task))]).await?;
    crate::job::plan(tx, &ctx, now, &[(None, &task)]).await?;
    plan(tx, &after, now).await?;
    let envelope = Envelope {
        id: EnvelopeId(system.id()),
        base_version: Some(duty.version),
        made_at: now,
        command: domain::command::Command::Task {
            id: task_id,
            command: TaskCommand::Issue,
        },
    };
    let receipt = Receipt {
        envelope: envelope.id,
        version: after.version,
        repeated: false,
    };
    let end = store::log::chain_end(tx, subject(id)).await?;
    let of_task = Subject {
        kind: SubjectKind::Task,
        id: task_id.0,
    };
    let chains = vec![
        Chain::new(subject(id), end, &[event])?,
        Chain::new(of_task, (0, String::new()), &events)?,
    ];
    ledger::write(tx, &ctx, &envelope, now, chains, &receipt).await
}

/// The context in whose name the job writes: the log needs who answers, nothing is asked of its rights.
fn on_behalf(system: &System, author: Author, province: &str) -> Ctx {
    Ctx {
        system: Arc::new(system.clone()),
        actor: Actor {
            user: author.user,
            user_name: String::new(),
            position: author.position,
            title_vi: String::new(),
            title_en: String::new(),
            role: Role::Coordinator,
            agency: author.agency,
            province: province.to_owned(),
            acting_for: None,
        },
        session: SessionId(Uuid::nil()),
        language: Language::Vi,
        seen: 0,
    }
}

/// The duties the actor may see, newest first; `after` as [`DutyList::next`] gave it.
///
/// # Errors
/// Those of the store.
pub async fn list(ctx: &Ctx, after: Option<DutyId>) -> Result<DutyList> {
    let directory = ctx.system.directory().await?;
    let mut tx = ctx.system.db.read().await?;
    let scope = Scope::of(&ctx.actor);
    let mut duties = store::duty::list(&mut tx, &scope, after, PAGE + 1).await?;
    let more = duties.len() > PAGE as usize;
    duties.truncate(PAGE as usize);
    Ok(DutyList {
        next: duties.last().filter(|_| more).map(|duty| duty.id),
        agencies: directory.names(duties.iter().map(|duty| duty.template.lead)),
        lines: duties.into_iter().map(line).collect(),
        may_create: allows(&ctx.actor, Action::ManageDuty, &own(ctx)),
    })
}

fn line(duty: Duty) -> DutyLine {
    DutyLine {
        id: duty.id,
        next: duty
            .next
            .map(|period| (period, duty.template.made_on(period))),
        title: duty.template.title,
        lead: duty.template.lead,
        state: duty.state,
        schedule: duty.template.schedule,
    }
}

/// One duty with the tasks it made, from the period before `before` back.
///
/// # Errors
/// [`Problem::NotFound`] where there is none or the actor may not see it.
pub async fn page(
    ctx: &Ctx,
    id: DutyId,
    before: Option<NaiveDate>,
    kept: Option<Uuid>,
) -> Result<DutyPage> {
    let directory = ctx.system.directory().await?;
    let today = ctx.system.today();
    let mut tx = ctx.system.db.read().await?;
    let duty = store::duty::find(&mut tx, id)
        .await?
        .ok_or(Problem::NotFound)?;
    let parties = parties(&directory, &duty);
    if !allows(&ctx.actor, Action::ViewDuty, &parties) {
        return Err(Problem::NotFound.into());
    }
    let mut made = store::duty::tasks(&mut tx, id, before, PAGE + 1).await?;
    let more = made.len() > PAGE as usize;
    made.truncate(PAGE as usize);
    let timeline = crate::task::timeline(&mut tx, subject(id)).await?;
    drop(tx);
    let may_manage = allows(&ctx.actor, Action::ManageDuty, &parties);
    let choices = if may_manage {
        domain::view::names(directory.valid(&duty.province, today))
    } else {
        Vec::new()
    };
    let mut named = rows(&parties);
    named.extend(timeline.iter().map(|entry| entry.agency));
    let next_days = duty.next.map(|period| {
        let template = &duty.template;
        (template.made_on(period), template.due(period))
    });
    Ok(DutyPage {
        next_days,
        more: made.last().filter(|_| more).map(|(period, _)| period.from),
        tasks: made
            .into_iter()
            .map(|(period, task)| DutyTask {
                period,
                id: task.id,
                timeliness: task.timeliness(today, ctx.system.settings.due_soon_days),
                title: task.title,
                state: task.state,
                original_due: task.original_due,
                due: task.due,
                percent: task.percent,
            })
            .collect(),
        timeline,
        agencies: directory.names(named),
        choices,
        lead_is_gone: !directory
            .agency(duty.template.lead)
            .is_some_and(|agency| agency.is_valid_on(today)),
        may_manage,
        today,
        kept: crate::directive::find_kept(ctx, kept).await?,
        envelopes: [EnvelopeId(ctx.system.id()), EnvelopeId(ctx.system.id())],
        duty,
    })
}

/// The screen on which a duty is made.
///
/// # Errors
/// [`Problem::Forbidden`].
pub async fn new_page(ctx: &Ctx, kept: Option<Uuid>) -> Result<NewDutyPage> {
    if !allows(&ctx.actor, Action::ManageDuty, &own(ctx)) {
        return Err(Problem::Forbidden.into());
    }
    let directory = ctx.system.directory().await?;
    let today = ctx.system.today();
    Ok(NewDutyPage {
        id: DutyId(ctx.system.id()),
        choices: domain::view::names(directory.valid(&ctx.actor.province, today)),
        today,
        kept: crate::directive::find_kept(ctx, kept).await?,
        envelope: EnvelopeId(ctx.system.id()),
    })
}
