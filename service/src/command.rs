//! The one way in for every change.
//!
//! A command is answered once: the same envelope from the same person gives the first answer again. A
//! command made on an older version is refused with both values, unless it touches nothing that changed.
//!
//! A command on a task is first decided on what is committed ([`ahead`]), so that the writer is held for
//! the writing alone and not at all for what is refused; where the task changed meanwhile, the whole is done
//! again while the writer is held ([`held`]).
//!
//! **Invariant:** rows, log, counters, jobs and receipt of a command are written in one transaction, or none of
//! them. To add a kind of subject: a variant of [`domain::command::Command`] and an arm in [`held`].

use crate::cascade::Effects;
use crate::directive::Prepared;
use crate::directory::Directory;
use crate::ledger::{self, Chain};
use crate::{Ctx, Error, Result};
use chrono::{DateTime, Utc};
use domain::access::{Action, allows};
use domain::bulk::Bulk;
use domain::command::{Clash, Command, Envelope, Receipt};
use domain::directive::DirectiveCommand;
use domain::duty::DutyCommand;
use domain::id::{AgencyId, DirectiveId, DutyId, PositionId, TaskId, UserId};
use domain::intake::Intake;
use domain::log::{Subject, SubjectKind};
use domain::office::AgencyCommand;
use domain::people::AccountCommand;
use domain::refusal::{FieldFault, Problem, Refusal};
use domain::task::{Moment, Part, Task, TaskCommand, TaskEvent};
use store::Tx;

/// How often a command is tried again when another writer was faster.
const ATTEMPTS: usize = 5;

/// Carries out a command.
///
/// # Errors
/// [`Problem::NotFound`], [`Problem::Forbidden`], [`Problem::Refused`], [`Problem::Conflict`];
/// [`Problem::Unavailable`] when other writers were faster every time.
pub async fn submit(ctx: &Ctx, envelope: Envelope) -> Result<Receipt> {
    // Its answer is the link, which no receipt carries: see `people::make_link`.
    if let Command::Account {
        command: AccountCommand::Link,
        ..
    } = envelope.command
    {
        return Err(Refusal::field("act", FieldFault::Unknown).into());
    }
    accept(ctx, envelope).await
}

/// As [`submit`], for every command.
pub(crate) async fn accept(ctx: &Ctx, envelope: Envelope) -> Result<Receipt> {
    match carry_out(ctx, &envelope).await {
        // Perhaps only because it is done already.
        Err(Error::Problem(problem)) => {
            let mut tx = ctx.system.db.read().await?;
            let first = first_answer(&mut tx, ctx, &envelope).await?;
            first.ok_or_else(|| problem.into())
        }
        answer => answer,
    }
}

async fn carry_out(ctx: &Ctx, envelope: &Envelope) -> Result<Receipt> {
    let act = match &envelope.command {
        Command::Task { id, command } => {
            let answer = ahead(ctx, envelope, (*id, command)).await;
            if !is_stale(&answer) {
                return answer;
            }
            Act::Task(*id, command)
        }
        Command::Directive { id, command } => {
            let prepared = crate::directive::prepare(ctx, command).await?;
            Act::Directive(*id, command, prepared)
        }
        Command::Duty { id, command } => Act::Duty(*id, command),
        Command::Account { id, command } => Act::Account(*id, command),
        Command::Bulk { bulk } => Act::Bulk(bulk),
        Command::Agency { id, command } => Act::Agency(*id, command),
        Command::Intake { intake } => Act::Intake(intake),
    };
    for _ in 0..ATTEMPTS {
        let answer = held(ctx, envelope, &act).await;
        if !is_stale(&answer) {
            return answer;
        }
    }
    Err(Problem::Unavailable.into())
}

/// What a command asks, after what needs no transaction.
enum Act<'c> {
    Task(TaskId, &'c TaskCommand),
    Directive(DirectiveId, &'c DirectiveCommand, Prepared),
    Duty(DutyId, &'c DutyCommand),
    Account(UserId, &'c AccountCommand),
    Bulk(&'c Bulk),
    Agency(AgencyId, &'c AgencyCommand),
    Intake(&'c Intake),
}

fn is_stale(answer: &Result<Receipt>) -> bool {
    let Err(Error::Internal(inner)) = answer else {
        return false;
    };
    matches!(
        inner.downcast_ref::<store::Error>(),
        Some(store::Error::Stale)
    )
}

/// The answer that this envelope has had already.
async fn first_answer(tx: &mut Tx, ctx: &Ctx, envelope: &Envelope) -> Result<Option<Receipt>> {
    match store::log::find_receipt(tx, envelope.id).await? {
        Some((user, receipt)) if user == ctx.actor.user => Ok(Some(receipt)),
        // Another person's envelope is none of this one's business.
        Some(_) => Err(Problem::NotFound.into()),
        None => Ok(None),
    }
}

/// Decides on what is committed and writes, unless the task changed or the envelope was taken meanwhile.
async fn ahead(ctx: &Ctx, envelope: &Envelope, act: (TaskId, &TaskCommand)) -> Result<Receipt> {
    let directory = ctx.system.directory().await?;
    let received_at = ctx.system.now();
    let mut tx = ctx.system.db.read().await?;
    let step = decide(&mut tx, ctx, &directory, envelope, act, received_at).await?;
    drop(tx);
    let mut tx = ctx.system.db.write_together().await?;
    let receipt = write(&mut tx, ctx, envelope, step, received_at).await?;
    tx.commit().await?;
    Ok(receipt)
}

/// Looks, decides and writes in one transaction.
async fn held(ctx: &Ctx, envelope: &Envelope, act: &Act<'_>) -> Result<Receipt> {
    let directory = ctx.system.directory().await?;
    let received_at = ctx.system.now();
    let mut tx = match act {
        Act::Task(..) | Act::Duty(..) => ctx.system.db.write_together().await?,
        // Writes thousands of rows at once, perhaps: nobody should wait for a commit that it shares.
        Act::Directive(..) | Act::Account(..) | Act::Agency(..) | Act::Bulk(_) | Act::Intake(_) => {
            ctx.system.db.write().await?
        }
    };
    if let Some(receipt) = first_answer(&mut tx, ctx, envelope).await? {
        // The first one may be in the very commit that this one shares.
        tx.commit().await?;
        return Ok(receipt);
    }
    ledger::roll(&mut tx, crate::ctx::local_day(received_at)).await?;
    let receipt = match act {
        Act::Task(id, command) => {
            let act = (*id, *command);
            let step = decide(&mut tx, ctx, &directory, envelope, act, received_at).await?;
            write(&mut tx, ctx, envelope, step, received_at).await?
        }
        Act::Directive(id, command, prepared) => {
            let act = (*id, *command, prepared);
            crate::directive::step(&mut tx, ctx, &directory, envelope, act, received_at).await?
        }
        Act::Duty(id, command) => {
            let act = (*id, *command);
            crate::duty::step(&mut tx, ctx, &directory, envelope, act, received_at).await?
        }
        Act::Account(id, command) => {
            let act = (*id, *command);
            crate::people::step(&mut tx, ctx, envelope, act, received_at).await?
        }
        Act::Bulk(bulk) => {
            crate::bulk::step(&mut tx, ctx, &directory, envelope, bulk, received_at).await?
        }
        Act::Agency(id, command) => {
            let act = (*id, *command);
            crate::office::step(&mut tx, ctx, &directory, envelope, act, received_at).await?
        }
        Act::Intake(intake) => {
            crate::intake::step(&mut tx, ctx, envelope, intake, received_at).await?
        }
    };
    tx.commit().await?;
    if matches!(act, Act::Agency(..) | Act::Intake(_)) {
        ctx.system.directory.forget();
    }
    Ok(receipt)
}

/// What a command makes of a task, and the agencies above its parties before and after.
pub(crate) struct Step {
    pub before: (Task, Vec<AgencyId>),
    pub after: (Task, Vec<AgencyId>),
    pub chain: Chain,
    pub cascade: Effects,
    /// What it changes in the figures of finished tasks.
    pub lateness: Vec<store::lateness::Row>,
    pub events: Vec<TaskEvent>,
    /// The positions that a comment mentions, with their agencies.
    mentioned: Vec<(PositionId, AgencyId)>,
}

/// What the command leads to, or why it is refused; nothing is written.
async fn decide(
    tx: &mut Tx,
    ctx: &Ctx,
    directory: &Directory,
    envelope: &Envelope,
    (id, command): (TaskId, &TaskCommand),
    received_at: DateTime<Utc>,
) -> Result<Step> {
    let found = store::task::find_with_chain(tx, id)
        .await?
        .ok_or(Problem::NotFound)?;
    let base = envelope.base_version;
    decide_on(
        tx,
        ctx,
        directory,
        found,
        (command, base, envelope.made_at),
        received_at,
    )
    .await
}

/// As [`decide`], for a task that was read with the end of its chain.
pub(crate) async fn decide_on(
    tx: &mut Tx,
    ctx: &Ctx,
    directory: &Directory,
    (task, end): (Task, (i64, String)),
    (command, base, made_at): (&TaskCommand, Option<i64>, DateTime<Utc>),
    received_at: DateTime<Utc>,
) -> Result<Step> {
    let id = task.id;
    let parties = directory.parties_of(&task);
    if !allows(&ctx.actor, Action::ViewTask, &parties) {
        return Err(Problem::NotFound.into());
    }
    if !allows(&ctx.actor, Action::of_task(command), &parties) {
        return Err(Problem::Forbidden.into());
    }
    let subject = Subject {
        kind: SubjectKind::Task,
        id: id.0,
    };
    let base = seen_version(base, task.version)?;
    if base < task.version {
        let clashes = clashes(tx, subject, base, &task, command).await?;
        if !clashes.is_empty() {
            return Err(Problem::Conflict {
                version: task.version,
                clashes,
            }
            .into());
        }
    }
    check_agencies(ctx, directory, command)?;
    crate::cascade::check_agencies(ctx, directory, &task, command)?;
    check_escalation(ctx, directory, &task, command)?;
    let moment = Moment {
        today: crate::ctx::local_day(received_at),
        agency: ctx.actor.agency,
        position: ctx.actor.position,
        clears: &ctx.system.settings.clears,
        extensions: &ctx.system.settings.extensions,
    };
    let (command, mentioned) =
        crate::comment::resolve(tx, ctx, directory, &parties, command.clone()).await?;
    let command = crate::attachment::resolve(tx, ctx, id, command).await?;
    let events = task.decide(command, moment)?;
    let after = apply(&task, &events)?;
    let cascade =
        crate::cascade::effects(tx, ctx, directory, (&task, &after), &events, received_at).await?;
    let superiors = if has_other_parties(&task, &after) {
        directory.superiors_of(&after)
    } else {
        parties.superiors.clone()
    };
    let moments = (made_at, received_at);
    let lateness = crate::lateness::changes(tx, subject, (&task, &after), &events, moments).await?;
    Ok(Step {
        lateness,
        before: (task, parties.superiors),
        after: (after, superiors),
        chain: Chain::new(subject, end, &events)?,
        cascade,
        events,
        mentioned,
    })
}

/// Whether the step brought an agency in or sent one away. Contributions are only ever added.
pub(crate) fn has_other_parties(before: &Task, after: &Task) -> bool {
    after.lead != before.lead || after.contributions.len() != before.contributions.len()
}

/// Writes what was decided.
///
/// # Errors
/// [`store::Error::Stale`] inside when it was decided on what is no longer so.
async fn write(
    tx: &mut Tx,
    ctx: &Ctx,
    envelope: &Envelope,
    step: Step,
    received_at: DateTime<Utc>,
) -> Result<Receipt> {
    let (task, old_superiors) = &step.before;
    let (after, superiors) = &step.after;
    // Sums before rows, always: two steps of a cascade never wait for each other in a circle.
    crate::cascade::hold(tx, &[&step.cascade]).await?;
    store::task::update(tx, (task, old_superiors), (after, superiors)).await?;
    if let Some(directive) = after.directive
        && has_other_parties(task, after)
    {
        crate::directive::admit(tx, directive, after, superiors).await?;
    }
    crate::cascade::write(tx, &step.cascade).await?;
    let today = crate::ctx::local_day(received_at);
    let mut steps = vec![(Some(task), after)];
    steps.extend(step.cascade.steps());
    let counted: Vec<_> = steps.iter().map(|(old, new)| (*old, Some(*new))).collect();
    ledger::count(tx, today, &counted).await?;
    store::lateness::apply(tx, &step.lateness).await?;
    crate::job::plan(tx, ctx, received_at, &steps).await?;
    let Step {
        events, mentioned, ..
    } = &step;
    crate::comment::tell(tx, ctx, after, events, mentioned, received_at).await?;
    crate::search::follow(tx, (after, superiors), events).await?;
    crate::notification::tell_asked(tx, &ctx.system, &asked(after, events), received_at).await?;
    crate::attachment::settle(tx, events, received_at).await?;
    let receipt = Receipt {
        envelope: envelope.id,
        version: after.version,
        repeated: false,
    };
    let mut chains = vec![step.chain];
    chains.extend(step.cascade.chains);
    ledger::write(tx, ctx, envelope, received_at, chains, &receipt).await?;
    Ok(receipt)
}

/// The version the person saw: given, and none that the subject has not had yet.
pub(crate) fn base_version(envelope: &Envelope, version: i64) -> Result<i64> {
    seen_version(envelope.base_version, version)
}

/// Whom the events remind of the task.
pub(crate) fn asked<'t>(
    task: &'t Task,
    events: &'t [TaskEvent],
) -> Vec<(&'t Task, &'t [AgencyId])> {
    events
        .iter()
        .filter_map(|event| match event {
            TaskEvent::Reminded { agencies, .. } => Some((task, agencies.as_slice())),
            _ => None,
        })
        .collect()
}

fn seen_version(base: Option<i64>, version: i64) -> Result<i64> {
    let base = base.ok_or_else(|| Refusal::field("base_version", FieldFault::Required))?;
    if base > version || base < 0 {
        return Err(Refusal::field("base_version", FieldFault::OutOfRange).into());
    }
    Ok(base)
}

/// The task after its events.
pub(crate) fn apply(task: &Task, events: &[TaskEvent]) -> Result<Task> {
    events
        .iter()
        .try_fold(task.clone(), |task, event| {
            Task::after(task.id, Some(task), event)
        })
        .ok_or_else(|| Error::internal("a task cannot vanish"))
}

/// Agencies that a command names must exist, now and in the actor's province.
fn check_agencies(ctx: &Ctx, directory: &Directory, command: &TaskCommand) -> Result<()> {
    let named = match command {
        TaskCommand::Reassign { lead, .. } => Some(("lead", *lead)),
        TaskCommand::AskContribution { agency, .. } => Some(("agency", *agency)),
        TaskCommand::RaiseObstacle {
            addressed_to: Some(agency),
            ..
        } => Some(("addressed_to", *agency)),
        TaskCommand::Start { officer }
        | TaskCommand::AcknowledgeContribution {
            officer: Some(officer),
        }
        | TaskCommand::DeliverContribution {
            officer: Some(officer),
            ..
        } => {
            // An officer with an account is named by himself only; others are named in words.
            if officer
                .position
                .is_some_and(|position| position != ctx.actor.position)
            {
                return Err(Refusal::field("officer_position", FieldFault::Unknown).into());
            }
            None
        }
        _ => None,
    };
    match named {
        Some((field, agency)) if !is_choosable(ctx, directory, agency) => {
            Err(Refusal::field(field, FieldFault::Unknown).into())
        }
        _ => Ok(()),
    }
}

/// An obstacle goes up only, see [`crate::obstacle::above`].
fn check_escalation(
    ctx: &Ctx,
    directory: &Directory,
    task: &Task,
    command: &TaskCommand,
) -> Result<()> {
    let TaskCommand::EscalateObstacle { number, to, .. } = command else {
        return Ok(());
    };
    let Some(obstacle) = task.obstacles.iter().find(|o| o.number == *number) else {
        return Ok(());
    };
    let above = crate::obstacle::above(directory, task, obstacle, ctx.system.today());
    // Who is asked already is refused by the task itself, by that name.
    if above.contains(to) || obstacle.addressed_to == Some(*to) {
        Ok(())
    } else {
        Err(Refusal::field("to", FieldFault::Unknown).into())
    }
}

/// Whether work can be given to that agency today.
pub(crate) fn is_choosable(ctx: &Ctx, directory: &Directory, agency: AgencyId) -> bool {
    let today = ctx.system.today();
    directory
        .agency(agency)
        .is_some_and(|agency| agency.province == ctx.actor.province && agency.is_valid_on(today))
}

/// What changed since the version the person saw and what the command would change too.
async fn clashes(
    tx: &mut Tx,
    subject: Subject,
    base: i64,
    task: &Task,
    command: &TaskCommand,
) -> Result<Vec<Clash>> {
    let mut parts: Vec<Part> = Vec::new();
    // What a comment has become meanwhile; the task does not know its words.
    let mut comment = String::new();
    for entry in store::log::of_subject(tx, subject, base).await? {
        let event: TaskEvent = serde_json::from_str(&entry.payload).map_err(Error::internal)?;
        if !command.concerns(&event) {
            continue;
        }
        parts.extend(event.touched());
        match event {
            TaskEvent::CommentEdited { text, .. } => comment = text,
            TaskEvent::CommentWithdrawn { .. } => comment.clear(),
            _ => {}
        }
    }
    parts.sort();
    parts.dedup();
    parts.retain(|part| command.touches().contains(part));
    Ok(parts
        .into_iter()
        .map(|part| match (part, command) {
            (Part::Comment, TaskCommand::EditComment { text, .. }) => Clash {
                part: part.as_str().to_owned(),
                theirs: comment.clone(),
                yours: text.clone(),
            },
            _ => clash(part, task, command),
        })
        .collect())
}

fn clash(part: Part, task: &Task, command: &TaskCommand) -> Clash {
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let (theirs, yours) = match (part, command) {
        (Part::Progress, TaskCommand::Report { percent, note }) => (
            format!(
                "{} % — {}",
                task.percent,
                task.last_note.clone().unwrap_or_default()
            ),
            format!("{percent} % — {note}"),
        ),
        (Part::Deadline, TaskCommand::GrantExtension { until, .. }) => (
            day(task.due),
            day(until.day(task.due.unwrap_or_default()).ok()),
        ),
        (Part::Progress, TaskCommand::ReportQuantity { done, note }) => (
            format!(
                "{} — {}",
                task.measured,
                task.last_note.clone().unwrap_or_default()
            ),
            format!("{done} — {note}"),
        ),
        (Part::Officer, TaskCommand::Start { officer }) => (
            task.officer
                .as_ref()
                .map(|officer| officer.name.clone())
                .unwrap_or_default(),
            officer.name.clone(),
        ),
        (Part::Result, TaskCommand::Submit { result, .. }) => {
            (task.result.clone().unwrap_or_default(), result.clone())
        }
        (Part::State, command) => (task.state.as_str().to_owned(), act(command)),
        (Part::Deadline, command) => (day(task.due), act(command)),
        (_, command) => (task.state.as_str().to_owned(), act(command)),
    };
    Clash {
        part: part.as_str().to_owned(),
        theirs,
        yours,
    }
}

/// The name of the act, as forms send it.
fn act(command: &TaskCommand) -> String {
    serde_json::to_value(command)
        .ok()
        .and_then(|value| {
            value
                .get("act")
                .and_then(|act| act.as_str())
                .map(str::to_owned)
        })
        .unwrap_or_default()
}
