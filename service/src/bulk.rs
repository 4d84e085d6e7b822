//! Acts on many tasks: the screen that asks once more, the act itself, its report.
//!
//! Rows are decided one by one as single commands are ([`crate::command::decide_on`]) and written together. Two
//! rows of which one touches what the other rests on, such as a task and its sub-task, are never decided on the
//! same state: the second one waits for the next round of the same transaction.
//!
//! **Invariants:** a refused row changes nothing and stops nobody; report, rows, log, counters and receipt are one
//! transaction; counters are moved once per round, so that other writers wait for them only at the end. To add an
//! act: `domain::bulk`.

use crate::cascade::Reached;
use crate::command::Step;
use crate::directory::Directory;
use crate::ledger::{self, Chain};
use crate::{Ctx, Error, Result};
use chrono::{DateTime, TimeDelta, Utc};
use domain::access::{Action, Scope, allows};
use domain::agency::AgencyName;
use domain::bulk::{
    Asked, Bulk, Chosen, ConfirmPage, MOST_ROWS, Refused, Report, ReportPage, Row, Standing,
};
use domain::command::{Envelope, Receipt};
use domain::id::{AgencyId, EnvelopeId, TaskId};
use domain::refusal::{FieldFault, Problem, Refusal};
use domain::task::{Task, TaskCommand};
use domain::view::{KeptForm, TaskLine};
use std::collections::{HashMap, HashSet};
use store::Tx;
use uuid::Uuid;

/// How long a report is kept.
pub const KEPT_FOR: TimeDelta = TimeDelta::days(30);

/// A task with the end of its chain.
type Found = (Task, (i64, String));

/// Decides and writes all rows.
pub(crate) async fn step(
    tx: &mut Tx,
    ctx: &Ctx,
    directory: &Directory,
    envelope: &Envelope,
    bulk: &Bulk,
    received_at: DateTime<Utc>,
) -> Result<Receipt> {
    let bulk = bulk.clone().cleaned()?;
    check_lead(ctx, directory, &bulk)?;
    let mut report = Report {
        act: bulk.act.kind(),
        asked: bulk.rows.len(),
        done: 0,
        followed: 0,
        refused: Vec::new(),
        back: bulk.back.clone(),
    };
    let mut chains = Vec::new();
    let mut followers: HashSet<TaskId> = HashSet::new();
    let mut left = bulk.rows.clone();
    while !left.is_empty() {
        let mut found = read(tx, &left).await?;
        in_order(&mut left, &found);
        let (mut steps, mut waiting) = (Vec::new(), Vec::new());
        let mut reached = Reached::default();
        for row in left {
            let Some(task) = found.remove(&row.task) else {
                report
                    .refused
                    .push(refused(row.task, String::new(), Problem::NotFound));
                continue;
            };
            let title = visible_title(ctx, directory, &task.0);
            let command = command(ctx, directory, &bulk, &task.0);
            let asked = (&command, Some(row.version), envelope.made_at);
            match crate::command::decide_on(tx, ctx, directory, task, asked, received_at).await {
                Ok(step) => {
                    let reach = step.cascade.reach(row.task);
                    if reached.meets(&reach) {
                        waiting.push(row);
                    } else {
                        reached.add(reach);
                        followers.extend(step.cascade.followers());
                        steps.push(step);
                    }
                }
                // What it is refused for may be what an earlier row has just led to.
                Err(Error::Problem(_)) if followers.contains(&row.task) => report.followed += 1,
                Err(Error::Problem(problem)) => {
                    report.refused.push(refused(row.task, title, problem));
                }
                Err(error) => return Err(error),
            }
        }
        report.done += steps.len();
        write(tx, ctx, &mut steps, received_at).await?;
        for step in steps {
            chains.push(step.chain);
            chains.extend(step.cascade.chains);
        }
        left = waiting;
    }
    let receipt = Receipt {
        envelope: envelope.id,
        version: i64::try_from(report.done).map_err(Error::internal)?,
        repeated: false,
    };
    let key = (envelope.id, ctx.actor.user);
    store::bulk::insert(tx, key, &report, received_at).await?;
    let chains = joined(chains);
    ledger::write(tx, ctx, envelope, received_at, chains, &receipt).await?;
    Ok(receipt)
}

/// One chain for each subject: what a later round adds follows what an earlier one wrote.
fn joined(chains: Vec<Chain>) -> Vec<Chain> {
    let mut places: HashMap<Uuid, usize> = HashMap::new();
    let mut joined: Vec<Chain> = Vec::with_capacity(chains.len());
    for chain in chains {
        match places.get(&chain.subject.id) {
            Some(place) => joined[*place].events.extend(chain.events),
            None => {
                places.insert(chain.subject.id, joined.len());
                joined.push(chain);
            }
        }
    }
    joined
}

/// A new lead must be an agency that work can be given to: one fault of the form, not one of every row.
fn check_lead(ctx: &Ctx, directory: &Directory, bulk: &Bulk) -> Result<()> {
    match &bulk.act {
        domain::bulk::BulkAct::Reassign { lead, .. }
            if !crate::command::is_choosable(ctx, directory, *lead) =>
        {
            Err(Refusal::field("lead", FieldFault::Unknown).into())
        }
        _ => Ok(()),
    }
}

async fn read(tx: &mut Tx, rows: &[Row]) -> Result<HashMap<TaskId, Found>> {
    let ids: Vec<TaskId> = rows.iter().map(|row| row.task).collect();
    let found = store::task::find_many_with_chain(tx, &ids).await?;
    Ok(found.into_iter().map(|found| (found.0.id, found)).collect())
}

/// Tasks before their sub-tasks, so that these follow them; else by id, as every writer takes rows.
fn in_order(rows: &mut [Row], found: &HashMap<TaskId, Found>) {
    let depth = |row: &Row| {
        let parent_of = |id: TaskId| found.get(&id)?.0.parent.as_ref().map(|tie| tie.task);
        std::iter::successors(parent_of(row.task), |id| parent_of(*id)).count()
    };
    rows.sort_by_cached_key(|row| (depth(row), row.task));
}

fn refused(task: TaskId, title: String, problem: Problem) -> Refused {
    Refused {
        task,
        title,
        problem,
    }
}

fn visible_title(ctx: &Ctx, directory: &Directory, task: &Task) -> String {
    let may_view = allows(&ctx.actor, Action::ViewTask, &directory.parties_of(task));
    if may_view {
        task.title.clone()
    } else {
        String::new()
    }
}

fn command(ctx: &Ctx, directory: &Directory, bulk: &Bulk, task: &Task) -> TaskCommand {
    let parties = directory.parties_of(task);
    let may = |action| allows(&ctx.actor, action, &parties);
    let standing = Standing {
        decides: may(Action::DecideExtension),
        asks: may(Action::RequestExtension),
    };
    bulk.act.command_for(task, standing)
}

/// Writes the steps of one round, each kind of row at once and in the order in which single commands take them.
async fn write(
    tx: &mut Tx,
    ctx: &Ctx,
    steps: &mut [Step],
    received_at: DateTime<Utc>,
) -> Result<()> {
    let today = crate::ctx::local_day(received_at);
    steps.sort_by_key(|step| step.before.0.id);
    let effects: Vec<_> = steps.iter().map(|step| &step.cascade).collect();
    crate::cascade::hold(tx, &effects).await?;
    for step in &*steps {
        let ((task, old_superiors), (after, superiors)) = (&step.before, &step.after);
        store::task::update(tx, (task, old_superiors), (after, superiors)).await?;
        if let Some(directive) = after.directive
            && crate::command::has_other_parties(task, after)
        {
            crate::directive::admit(tx, directive, after, superiors).await?;
        }
        crate::cascade::write(tx, &step.cascade).await?;
    }
    let all: Vec<(Option<&Task>, &Task)> = steps
        .iter()
        .flat_map(|step| {
            let own = (Some(&step.before.0), &step.after.0);
            std::iter::once(own).chain(step.cascade.steps())
        })
        .collect();
    let counted: Vec<_> = all.iter().map(|(old, new)| (*old, Some(*new))).collect();
    ledger::count(tx, today, &counted).await?;
    let lateness = steps.iter().flat_map(|step| step.lateness.iter().cloned());
    let lateness = crate::lateness::net(lateness.map(|row| (row, 1)));
    store::lateness::apply(tx, &lateness).await?;
    crate::job::plan(tx, ctx, received_at, &all).await?;
    let asked: Vec<(&Task, &[AgencyId])> = steps
        .iter()
        .flat_map(|step| crate::command::asked(&step.after.0, &step.events))
        .collect();
    crate::notification::tell_asked(tx, &ctx.system, &asked, received_at).await
}

/// The screen that asks once more. The rows of a form that came back are those that it carried.
///
/// # Errors
/// [`Problem::Refused`] for a filter that cannot be used.
pub async fn confirm(ctx: &Ctx, asked: Asked) -> Result<ConfirmPage> {
    let kept = crate::directive::find_kept(ctx, asked.kept).await?;
    let directory = ctx.system.directory().await?;
    let today = ctx.system.today();
    let carried = kept.as_ref().and_then(rows_of);
    let (rows, has_more) = if let Some(rows) = carried {
        (chosen(ctx, &directory, rows).await?, false)
    } else if asked.all {
        let (lines, more) = crate::task::matching(ctx, &asked.task_filter, MOST_ROWS).await?;
        (lines.into_iter().map(of_line).collect(), more)
    } else {
        (chosen(ctx, &directory, asked.rows).await?, false)
    };
    Ok(ConfirmPage {
        agencies: directory.names(rows.iter().map(|row| row.lead)),
        rows,
        has_more,
        choices: domain::view::names(directory.valid(&ctx.actor.province, today)),
        today,
        kept,
        envelope: EnvelopeId(ctx.system.id()),
    })
}

fn rows_of(form: &KeptForm) -> Option<Vec<Row>> {
    let rows: Vec<Row> = form
        .values
        .iter()
        .filter(|(name, _)| name == "row")
        .filter_map(|(_, value)| value.parse().ok())
        .collect();
    (!rows.is_empty()).then_some(rows)
}

fn of_line(line: TaskLine) -> Chosen {
    Chosen {
        row: Row {
            task: line.id,
            version: line.version,
        },
        title: line.title,
        state: line.state,
        lead: line.lead,
        original_due: line.original_due,
        due: line.due,
    }
}

/// Those of the chosen tasks that the actor may see, with the versions that he saw.
async fn chosen(ctx: &Ctx, directory: &Directory, mut rows: Vec<Row>) -> Result<Vec<Chosen>> {
    rows.truncate(MOST_ROWS);
    let mut tx = ctx.system.db.read().await?;
    let mut found = read(&mut tx, &rows).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let (task, _) = found.remove(&row.task)?;
            allows(&ctx.actor, Action::ViewTask, &directory.parties_of(&task)).then_some(Chosen {
                row,
                title: task.title,
                state: task.state,
                lead: task.lead,
                original_due: task.original_due,
                due: task.due,
            })
        })
        .collect())
}

/// The report of an act that the actor's person asked for.
///
/// # Errors
/// [`Problem::NotFound`] where there is none, it is another's, or it is older than [`KEPT_FOR`].
pub async fn report(ctx: &Ctx, envelope: EnvelopeId) -> Result<ReportPage> {
    let directory = ctx.system.directory().await?;
    let mut tx = ctx.system.db.read().await?;
    let report = store::bulk::find(&mut tx, (envelope, ctx.actor.user))
        .await?
        .ok_or(Problem::NotFound)?;
    let named = report
        .refused
        .iter()
        .flat_map(|refused| match &refused.problem {
            Problem::Refused { refusal } => named(refusal),
            _ => Vec::new(),
        });
    Ok(ReportPage {
        agencies: directory.names(named),
        report,
    })
}

fn named(refusal: &Refusal) -> Vec<AgencyId> {
    match refusal {
        Refusal::ContributionOpen { agencies } | Refusal::SubtasksOpen { agencies, .. } => {
            agencies.clone()
        }
        Refusal::AlreadyParty { agency } | Refusal::AlreadyAsked { agency } => vec![*agency],
        _ => Vec::new(),
    }
}

/// The rows of an export: those chosen, or all that match the filter where none is, as far as the actor may see
/// them.
///
/// # Errors
/// [`Problem::Refused`] for a filter that cannot be used.
pub async fn export(ctx: &Ctx, asked: Asked) -> Result<(Vec<TaskLine>, Vec<AgencyName>)> {
    let directory = ctx.system.directory().await?;
    let lines = if asked.all || asked.rows.is_empty() {
        crate::task::matching(ctx, &asked.task_filter, MOST_ROWS)
            .await?
            .0
    } else {
        let rows = asked.rows.iter().take(MOST_ROWS);
        let ids: Vec<TaskId> = rows.map(|row| row.task).collect();
        let mut tx = ctx.system.db.read().await?;
        let scope = Scope::of(&ctx.actor);
        let rows = store::task::list_chosen(&mut tx, &scope, &ids).await?;
        rows.into_iter()
            .map(|row| crate::task::line(ctx, row))
            .collect()
    };
    let agencies = directory.names(lines.iter().map(|line| line.lead));
    Ok((lines, agencies))
}
