//! Cascades: delegating a task to several agencies in one step, what a step means for sub-tasks and parents, and
//! the screens that show it. The rules are [`domain::cascade`]'s.
//!
//! The sums of a task's sub-tasks are also what steps of one cascade meet at: whoever changes them, or decides on
//! them, holds their row to the end of its transaction, and looks again at what it decided on ([`hold`]).
//!
//! **Invariants:** rows of sums are held before rows of tasks, in the order of their ids; a task that was never
//! delegated and is no sub-task costs no statement more; what a page shows of a sub-task whose task the actor may
//! not open is the line that its parent shows to everybody.
//!
//! To let one more event spread: `domain::cascade::follows`.

use crate::directory::Directory;
use crate::ledger::Chain;
use crate::{Ctx, Error, Result};
use chrono::{DateTime, Utc};
use domain::access::{Action, allows};
use domain::cascade::view::{Above, Below, Cascade, DelegatePage, SubtaskLine, SubtaskPage};
use domain::cascade::{
    Delegation, asks_parent, follows, may_reassign, may_submit, spreads, subtasks, under_parent,
};
use domain::id::{AgencyId, EnvelopeId, GroupId, TaskId};
use domain::log::{Subject, SubjectKind};
use domain::refusal::{FieldFault, Problem, Refusal};
use domain::rollup::Rollup;
use domain::task::{Moment, Task, TaskCommand, TaskEvent};
use std::collections::{BTreeMap, HashSet};
use store::Tx;
use store::cascade::Place;
use uuid::Uuid;

/// Sub-tasks on one page.
const PAGE: u32 = 50;

/// A task with the agencies above its parties.
type WithSuperiors = (Task, Vec<AgencyId>);

/// What a step of a task leads to besides its own row.
#[derive(Default)]
pub(crate) struct Effects {
    /// Sub-tasks that are made.
    new: Vec<WithSuperiors>,
    /// Sub-tasks that follow: before and after.
    changed: Vec<(WithSuperiors, Task)>,
    pub chains: Vec<Chain>,
    /// Changes of sums, those of zero only held.
    sums: BTreeMap<TaskId, Rollup>,
    /// What was decided on and must still be so once the sums are held.
    guard: Option<Guard>,
}

/// What a decision rests on.
enum Guard {
    /// No required sub-task of this one is open.
    NoneRequired(TaskId),
    /// No sub-task of this one is open.
    NoneOpen(TaskId),
    /// These are the open sub-tasks of those tasks, with their versions.
    Open(Vec<TaskId>, Vec<(TaskId, i64)>),
    /// The parent has this version.
    Parent(TaskId, i64),
}

/// What a step touches: two steps whose reaches do not meet can be decided on the same state.
pub(crate) struct Reach {
    tasks: Vec<TaskId>,
    sums: Vec<TaskId>,
}

/// The reaches of steps that were decided on one state.
#[derive(Default)]
pub(crate) struct Reached {
    tasks: HashSet<TaskId>,
    sums: HashSet<TaskId>,
}

impl Reached {
    /// Whether a step would meet one of those before. Sums only grow together, so sharing them is no meeting.
    pub fn meets(&self, step: &Reach) -> bool {
        let touched = |id: &TaskId| self.tasks.contains(id) || self.sums.contains(id);
        step.tasks.iter().any(touched) || step.sums.iter().any(|id| self.tasks.contains(id))
    }

    pub fn add(&mut self, step: Reach) {
        self.tasks.extend(step.tasks);
        self.sums.extend(step.sums);
    }
}

impl Effects {
    /// The steps of other tasks, before and after.
    pub fn steps(&self) -> impl Iterator<Item = (Option<&Task>, &Task)> {
        let new = self.new.iter().map(|(task, _)| (None, task));
        let changed = self
            .changed
            .iter()
            .map(|((before, _), after)| (Some(before), after));
        new.chain(changed)
    }

    /// The tasks that the step, which is `own`'s, changes or rests on, and those whose sums it changes.
    pub fn reach(&self, own: TaskId) -> Reach {
        let mut tasks = vec![own];
        tasks.extend(self.changed.iter().map(|((task, _), _)| task.id));
        match &self.guard {
            None => {}
            Some(Guard::NoneRequired(task) | Guard::NoneOpen(task) | Guard::Parent(task, _)) => {
                tasks.push(*task);
            }
            Some(Guard::Open(parents, seen)) => {
                tasks.extend(parents);
                tasks.extend(seen.iter().map(|(task, _)| *task));
            }
        }
        Reach {
            tasks,
            sums: self.sums.keys().copied().collect(),
        }
    }

    /// The sub-tasks that follow the step.
    pub fn followers(&self) -> impl Iterator<Item = TaskId> {
        self.changed.iter().map(|(_, after)| after.id)
    }

    fn add(&mut self, task: TaskId, by: Rollup) {
        let sum = self.sums.entry(task).or_default();
        *sum = sum.plus(by);
    }
}

/// Agencies to which a command gives a part of a task must stand below the one that gives it.
pub(crate) fn check_agencies(
    ctx: &Ctx,
    directory: &Directory,
    task: &Task,
    command: &TaskCommand,
) -> Result<()> {
    let fits = |agency: AgencyId, giver: AgencyId| {
        crate::command::is_choosable(ctx, directory, agency)
            && directory.is_subordinate(agency, giver)
    };
    let (field, is_right) = match command {
        TaskCommand::Delegate { delegation } => {
            let fits = |agency: AgencyId| agency == task.lead || fits(agency, task.lead);
            let all = delegation.to.iter().all(|share| fits(share.agency));
            ("to", all)
        }
        TaskCommand::Reassign { lead, .. } if task.parent.is_some() => {
            ("lead", fits(*lead, task.issuer))
        }
        _ => return Ok(()),
    };
    if is_right {
        Ok(())
    } else {
        Err(Refusal::field(field, FieldFault::Unknown).into())
    }
}

/// What a step leads to besides the row of its task, or why it is refused for what stands below or above it;
/// nothing is written.
pub(crate) async fn effects(
    tx: &mut Tx,
    ctx: &Ctx,
    directory: &Directory,
    (task, after): (&Task, &Task),
    events: &[TaskEvent],
    received_at: DateTime<Utc>,
) -> Result<Effects> {
    let mut effects = Effects::default();
    if let Some(parent) = &task.parent {
        let by = Rollup::of(after).minus(Rollup::of(task));
        if by != Rollup::default() {
            effects.add(parent.task, by);
        }
    }
    for event in events {
        if let (Some(parent), true) = (&task.parent, asks_parent(event)) {
            let parent = store::task::find(tx, parent.task).await?;
            let parent = parent.ok_or_else(|| Error::internal("a sub-task without its parent"))?;
            under_parent(&parent, task, event)?;
            effects.add(parent.id, Rollup::default());
            effects.guard = Some(Guard::Parent(parent.id, parent.version));
        }
        if let TaskEvent::Delegated { delegation } = event {
            let new = delegated(ctx, directory, after, delegation, received_at)?;
            for (child, chain) in new {
                effects.add(task.id, Rollup::of(&child.0));
                effects.new.push(child);
                effects.chains.push(chain);
            }
        }
        if task.rollup.is_none() {
            continue;
        }
        match event {
            TaskEvent::Submitted { .. } => {
                let rollup = store::cascade::find(tx, task.id).await?;
                if rollup.required_open > 0 {
                    may_submit(&rollup, &open_leads(tx, task.id, true).await?)?;
                }
                effects.guard = Some(Guard::NoneRequired(task.id));
            }
            TaskEvent::Reassigned { .. } => {
                let rollup = store::cascade::find(tx, task.id).await?;
                if rollup.open > 0 {
                    may_reassign(&rollup, &open_leads(tx, task.id, false).await?)?;
                }
                effects.guard = Some(Guard::NoneOpen(task.id));
            }
            event if spreads(event) => spread(tx, directory, task, event, &mut effects).await?,
            _ => {}
        }
    }
    Ok(effects)
}

/// The leads of the open sub-tasks, the earliest deadline first.
async fn open_leads(tx: &mut Tx, task: TaskId, only_required: bool) -> Result<Vec<AgencyId>> {
    let mut open: Vec<Task> = store::cascade::open_children(tx, &[task])
        .await?
        .into_iter()
        .map(|(child, _)| child)
        .filter(|child| {
            !only_required || child.parent.as_ref().is_some_and(|parent| parent.required)
        })
        .collect();
    open.sort_by_key(|child| (child.due, child.id));
    Ok(open.into_iter().map(|child| child.lead).collect())
}

/// The sub-tasks of a delegation, each issued.
fn delegated(
    ctx: &Ctx,
    directory: &Directory,
    parent: &Task,
    delegation: &Delegation,
    received_at: DateTime<Utc>,
) -> Result<Vec<(WithSuperiors, Chain)>> {
    let moment = Moment {
        today: crate::ctx::local_day(received_at),
        position: ctx.actor.position,
        agency: ctx.actor.agency,
        clears: &ctx.system.settings.clears,
        extensions: &ctx.system.settings.extensions,
    };
    let area_of = |agency| {
        let agency = directory.agency(agency)?;
        let is_commune = agency.level == domain::agency::Level::Commune;
        agency.area.clone().filter(|_| is_commune)
    };
    subtasks(parent, delegation, area_of)
        .into_iter()
        .map(|(new, tie)| {
            let id = TaskId(ctx.system.id());
            let drafted = TaskEvent::SubtaskDrafted {
                new: Box::new(new),
                parent: Box::new(tie),
            };
            let task = Task::after(id, None, &drafted)
                .ok_or_else(|| Error::internal("drafting makes a task"))?;
            let mut events = vec![drafted];
            events.extend(task.decide(TaskCommand::Issue, moment)?);
            let task = crate::command::apply(&task, &events[1..])?;
            let chain = Chain::new(subject(id), (0, String::new()), &events)?;
            let superiors = directory.superiors_of(&task);
            Ok(((task, superiors), chain))
        })
        .collect()
}

fn subject(id: TaskId) -> Subject {
    Subject {
        kind: SubjectKind::Task,
        id: id.0,
    }
}

/// What an event means for the sub-tasks, theirs and so on.
async fn spread(
    tx: &mut Tx,
    directory: &Directory,
    root: &Task,
    event: &TaskEvent,
    effects: &mut Effects,
) -> Result<()> {
    let mut held = Vec::new();
    let mut seen = Vec::new();
    // By task whose sub-tasks are looked at: what happened to it.
    let mut level: BTreeMap<TaskId, TaskEvent> = BTreeMap::from([(root.id, event.clone())]);
    while !level.is_empty() {
        let parents: Vec<TaskId> = level.keys().copied().collect();
        let mut next = BTreeMap::new();
        for (child, end) in store::cascade::open_children(tx, &parents).await? {
            seen.push((child.id, child.version));
            let above = child.parent.as_ref().and_then(|tie| level.get(&tie.task));
            let Some(event) = above.and_then(|event| follows(event, &child)) else {
                continue;
            };
            let after = crate::command::apply(&child, std::slice::from_ref(&event))?;
            if let Some(parent) = &child.parent {
                effects.add(parent.task, Rollup::of(&after).minus(Rollup::of(&child)));
            }
            effects.chains.push(Chain::new(
                subject(child.id),
                end,
                std::slice::from_ref(&event),
            )?);
            if child.rollup.is_some() {
                next.insert(child.id, event);
            }
            let superiors = directory.superiors_of(&child);
            effects.changed.push(((child, superiors), after));
        }
        held.extend(parents);
        level = next;
    }
    for task in &held {
        effects.add(*task, Rollup::default());
    }
    seen.sort();
    effects.guard = Some(Guard::Open(held, seen));
    Ok(())
}

/// Holds the sums that a step changes or was decided on, changes them, and looks again at what it rests on.
///
/// # Errors
/// [`store::Error::Stale`] inside where that is no longer so.
/// Several steps may come at once where none [meets](Reached::meets) another.
pub(crate) async fn hold(tx: &mut Tx, effects: &[&Effects]) -> Result<()> {
    let mut all: BTreeMap<TaskId, Rollup> = BTreeMap::new();
    for (id, by) in effects.iter().flat_map(|one| &one.sums) {
        let sum = all.entry(*id).or_default();
        *sum = sum.plus(*by);
    }
    if !all.is_empty() {
        // A rebuild holds the clock alone: it meets no sum half-way.
        store::tally::hold_as_of(tx).await?;
        let sums: Vec<(TaskId, Rollup)> = all.into_iter().collect();
        store::cascade::apply(tx, &sums).await?;
    }
    for one in effects {
        still_holds(tx, one.guard.as_ref()).await?;
    }
    Ok(())
}

async fn still_holds(tx: &mut Tx, guard: Option<&Guard>) -> Result<()> {
    let holds = match guard {
        None => true,
        Some(Guard::NoneRequired(task)) => {
            store::cascade::hold(tx, *task).await?.required_open == 0
        }
        Some(Guard::NoneOpen(task)) => store::cascade::hold(tx, *task).await?.open == 0,
        Some(Guard::Open(parents, seen)) => {
            let mut now: Vec<(TaskId, i64)> = store::cascade::open_children(tx, parents)
                .await?
                .into_iter()
                .map(|(child, _)| (child.id, child.version))
                .collect();
            now.sort();
            now == *seen
        }
        Some(Guard::Parent(parent, version)) => store::task::find(tx, *parent)
            .await?
            .is_some_and(|parent| parent.version == *version),
    };
    if holds {
        Ok(())
    } else {
        Err(store::Error::Stale.into())
    }
}

/// Writes the rows of the sub-tasks.
pub(crate) async fn write(tx: &mut Tx, effects: &Effects) -> Result<()> {
    if let Some((first, _)) = effects.new.first() {
        store::task::insert(tx, &effects.new).await?;
        if let Some(directive) = first.directive {
            crate::directive::admit_all(tx, directive, &effects.new).await?;
        }
    }
    for ((before, superiors), after) in &effects.changed {
        store::task::update(tx, (before, superiors), (after, superiors)).await?;
    }
    Ok(())
}

/// What the page of a task shows of its cascade.
pub(crate) async fn of_task(
    tx: &mut Tx,
    ctx: &Ctx,
    directory: &Directory,
    task: &Task,
) -> Result<Cascade> {
    let parent = match &task.parent {
        Some(tie) => store::task::find(tx, tie.task).await?.map(|parent| {
            let may_view = may_view(ctx, directory, &parent);
            Above {
                id: parent.id,
                title: if may_view {
                    parent.title
                } else {
                    String::new()
                },
                may_view,
            }
        }),
        None => None,
    };
    let below = match &task.rollup {
        Some(_) => Some(below(tx, ctx, directory, task, None).await?),
        None => None,
    };
    Ok(Cascade { parent, below })
}

fn may_view(ctx: &Ctx, directory: &Directory, task: &Task) -> bool {
    allows(&ctx.actor, Action::ViewTask, &directory.parties_of(task))
}

async fn below(
    tx: &mut Tx,
    ctx: &Ctx,
    directory: &Directory,
    task: &Task,
    after: Option<Place>,
) -> Result<Below> {
    let rule = task.rollup.clone().ok_or(Problem::NotFound)?;
    let rollup = store::cascade::find(tx, task.id).await?;
    let mut children = store::cascade::children(tx, task.id, after, PAGE + 1).await?;
    let more = children.len() > PAGE as usize;
    children.truncate(PAGE as usize);
    let next = children
        .last()
        .filter(|_| more)
        .map(|last| Place::from(last).to_string());
    let lines = children
        .into_iter()
        .filter_map(|child| line(ctx, directory, child))
        .collect();
    Ok(Below {
        percent: rollup.percent(&rule),
        rule,
        rollup,
        lines,
        next,
    })
}

fn line(ctx: &Ctx, directory: &Directory, child: Task) -> Option<SubtaskLine> {
    let may_view = may_view(ctx, directory, &child);
    let timeliness = child.timeliness(ctx.system.today(), ctx.system.settings.due_soon_days);
    let tie = child.parent?;
    Some(SubtaskLine {
        id: child.id,
        title: child.title,
        lead: child.lead,
        state: child.state,
        timeliness,
        original_due: child.original_due,
        due: child.due,
        percent: child.percent,
        required: tie.required,
        measure: tie.measure,
        measured: child.measured,
        may_view,
    })
}

/// A task that the actor may see.
async fn visible(tx: &mut Tx, ctx: &Ctx, directory: &Directory, id: TaskId) -> Result<Task> {
    store::task::find(tx, id)
        .await?
        .filter(|task| may_view(ctx, directory, task))
        .ok_or_else(|| Problem::NotFound.into())
}

/// All sub-tasks of a task, page by page; `after` as [`Below::next`] gave it.
///
/// # Errors
/// [`Problem::NotFound`] where there is no such task, it was never delegated, or the actor may not see it.
pub async fn list(ctx: &Ctx, id: TaskId, after: Option<String>) -> Result<SubtaskPage> {
    let after = after
        .map(|text| text.parse::<Place>())
        .transpose()
        .map_err(|_| Refusal::field("after", FieldFault::Malformed))?;
    let directory = ctx.system.directory().await?;
    let mut tx = ctx.system.db.read().await?;
    let task = visible(&mut tx, ctx, &directory, id).await?;
    let below = below(&mut tx, ctx, &directory, &task, after).await?;
    Ok(SubtaskPage {
        agencies: directory.names(below.lines.iter().map(|line| line.lead)),
        task: id,
        title: task.title,
        below,
        today: ctx.system.today(),
    })
}

/// The groups that the directory knows among some agencies, by their code.
pub(crate) fn known_groups(agencies: &[&domain::agency::Agency]) -> Vec<(String, Vec<AgencyId>)> {
    let mut groups: BTreeMap<String, Vec<AgencyId>> = BTreeMap::new();
    for agency in agencies {
        for group in &agency.groups {
            groups.entry(group.clone()).or_default().push(agency.id);
        }
    }
    groups.into_iter().collect()
}

/// The screen on which a task is delegated. `group` is the code of a known group, the id of a saved one, or
/// `all`.
///
/// # Errors
/// [`Problem::NotFound`], [`Problem::Forbidden`]; [`Refusal::WrongState`] where the task is not in progress.
pub async fn delegate_page(
    ctx: &Ctx,
    id: TaskId,
    group: Option<String>,
    kept: Option<Uuid>,
) -> Result<DelegatePage> {
    let directory = ctx.system.directory().await?;
    let mut tx = ctx.system.db.read().await?;
    let task = visible(&mut tx, ctx, &directory, id).await?;
    if !allows(
        &ctx.actor,
        Action::DelegateTask,
        &directory.parties_of(&task),
    ) {
        return Err(Problem::Forbidden.into());
    }
    if task.state != domain::task::State::InProgress {
        let state = task.state.as_str().to_owned();
        return Err(Refusal::WrongState { state }.into());
    }
    let today = ctx.system.today();
    let choices = directory.subordinates(task.lead, today);
    let known = known_groups(&choices);
    let choices = domain::view::names(choices);
    let saved = crate::group::lines(&mut tx, ctx, &choices).await?;
    let taken = store::cascade::leads(&mut tx, id).await?;
    drop(tx);
    let picked = match group.as_deref() {
        None => Vec::new(),
        Some("all") => choices.iter().map(|agency| agency.id).collect(),
        Some(code) => match known.iter().find(|(known, _)| known == code) {
            Some((_, members)) => members.clone(),
            None => {
                let id = code.parse::<GroupId>().ok();
                let saved = saved.iter().find(|group| Some(group.id) == id);
                saved.map_or_else(Vec::new, |group| group.agencies.clone())
            }
        },
    };
    Ok(DelegatePage {
        task: id,
        version: task.version,
        title: task.title,
        deliverable: task.deliverable,
        effect_expected: task.effect_expected,
        due: task.due,
        rule: task.rollup,
        choices,
        known,
        saved,
        taken,
        picked,
        may_manage_groups: crate::group::may_manage(ctx),
        today,
        kept: crate::directive::find_kept(ctx, kept).await?,
        envelope: EnvelopeId(ctx.system.id()),
    })
}
