//! Reading tasks: what waits for me, lists, one task with what may be done.
//!
//! **Invariant:** a page takes a constant number of statements; rights are asked of
//! [`domain::access::allows`] or stand in the statement as a [`Scope`].

use crate::{Ctx, Error, Result};
use domain::access::{Action, Scope, allows};
use domain::agency::AgencyName;
use domain::clears::{Step, holds};
use domain::directive::Directive;
use domain::id::{AgencyId, EnvelopeId, TaskId};
use domain::log::{Subject, SubjectKind};
use domain::refusal::{FieldFault, Problem, Refusal};
use domain::task::{State, Task, TaskEvent};
use domain::view::{
    ChosenNames, FilterChoices, MyWork, Talk, TaskFilter, TaskLine, TaskList, TaskPage,
    TimelineEntry, TimelineEvent,
};
use store::Tx;
use store::task::{Columns, Cursor, Days, Filter};
use uuid::Uuid;

/// Rows on one page of a list.
pub(crate) const PAGE: u32 = 50;
/// Rows of "my work".
const WAITING: u32 = 100;
/// Entries of a timeline.
const TIMELINE: u32 = 500;

pub(crate) fn days(ctx: &Ctx) -> Days {
    Days {
        today: ctx.system.today(),
        soon_until: ctx.system.due_soon_until(),
    }
}

/// A row of a list as screens show it.
pub(crate) fn line(ctx: &Ctx, row: Columns) -> TaskLine {
    let timeliness = domain::timeliness::timeliness(
        row.state,
        row.due,
        row.completed_on,
        ctx.system.today(),
        ctx.system.settings.due_soon_days,
    );
    TaskLine {
        id: row.id,
        title: row.title,
        state: row.state,
        timeliness,
        urgency: row.urgency,
        lead: row.lead,
        original_due: row.original_due,
        due: row.due,
        percent: u8::try_from(row.percent).unwrap_or(100),
        directive: match (row.directive, row.number, row.symbol) {
            (Some(id), Some(number), Some(symbol)) => Some((id, format!("{number}/{symbol}"))),
            _ => None,
        },
        waiting: row.waits_for,
        is_subtask: row.is_subtask,
        version: row.version,
        edits: Vec::new(),
    }
}

/// What waits for the actor's agency, most urgent first.
///
/// # Errors
/// Those of the store.
pub async fn my_work(ctx: &Ctx) -> Result<MyWork> {
    let directory = ctx.system.directory().await?;
    let mut tx = ctx.system.db.read().await?;
    let agency = ctx.actor.agency;
    let rows = store::task::waiting(&mut tx, agency, WAITING).await?;
    let total = store::task::count_waiting(&mut tx, agency).await?;
    let owned = store::directive::list_drafts(&mut tx, agency, crate::directive::DRAFTS).await?;
    let mut named: Vec<AgencyId> = rows.iter().map(|row| row.lead).collect();
    named.extend(owned.iter().map(|row| row.issuer));
    let drafts = owned
        .into_iter()
        .map(|row| crate::directive::line(row, domain::view::Counts::default()))
        .collect();
    Ok(MyWork {
        lines: rows.into_iter().map(|row| line(ctx, row)).collect(),
        total,
        agencies: directory.names(named),
        today: ctx.system.today(),
        drafts,
        may_register: crate::directive::may_register(ctx),
    })
}

/// One page of the tasks the actor may see.
///
/// # Errors
/// [`Problem::Refused`] for a filter that cannot be used.
pub async fn list(ctx: &Ctx, asked: &TaskFilter) -> Result<TaskList> {
    if asked.group.is_some() || !asked.sort.is_kept() {
        return crate::arrange::list(ctx, asked).await;
    }
    let filter = checked(asked)?;
    let directory = ctx.system.directory().await?;
    let mut tx = ctx.system.db.read().await?;
    let scope = Scope::of(&ctx.actor);
    let chosen = chosen(&mut tx, ctx, &directory, asked).await?;
    let mut rows = store::task::list(&mut tx, &scope, &filter, days(ctx), PAGE + 1).await?;
    let more = rows.len() > PAGE as usize;
    rows.truncate(PAGE as usize);
    Ok(TaskList {
        next: rows
            .last()
            .filter(|_| more)
            .map(|row| row.cursor().to_string()),
        agencies: directory.names(rows.iter().map(|row| row.lead)),
        count: rows.len(),
        lines: crate::place::lines(&mut tx, ctx, rows).await?,
        chosen,
        today: ctx.system.today(),
        groups: Vec::new(),
        is_cut: false,
    })
}

/// The names of what a filter only knows by id or code.
pub(crate) async fn chosen(
    tx: &mut Tx,
    ctx: &Ctx,
    directory: &crate::directory::Directory,
    filter: &TaskFilter,
) -> Result<ChosenNames> {
    let scope = Scope::of(&ctx.actor);
    Ok(ChosenNames {
        agency: filter
            .agency
            .and_then(|id| directory.agency(id))
            .map(AgencyName::from),
        area: match &filter.area {
            Some(code) => store::area::find_on(tx, code, ctx.system.today())
                .await?
                .map(|area| (area.name_vi, area.name_en)),
            None => None,
        },
        directive: match filter.directive {
            Some(id) => store::directive::name(tx, &scope, id)
                .await?
                .map(|name| format!("{}/{}", name.number, name.symbol)),
            None => None,
        },
    })
}

/// A filter as the store takes it.
///
/// # Errors
/// [`Problem::Refused`] for a filter that cannot be used.
pub(crate) fn checked(filter: &TaskFilter) -> Result<Filter> {
    let after = match &filter.after {
        Some(text) => Some(
            text.parse::<Cursor>()
                .map_err(|_| Refusal::field("after", FieldFault::Malformed))?,
        ),
        None => None,
    };
    if filter
        .text
        .as_ref()
        .is_some_and(|text| text.chars().count() > 200)
    {
        return Err(Refusal::field("text", FieldFault::TooLong { max: 200 }).into());
    }
    for (name, day) in [("due_from", filter.due_from), ("due_to", filter.due_to)] {
        if day.is_some_and(|day| !domain::overview::is_plausible(day)) {
            return Err(Refusal::field(name, FieldFault::Malformed).into());
        }
    }
    Ok(Filter {
        state: filter.state,
        timeliness: filter.timeliness,
        bucket: filter.bucket,
        lead: filter.agency,
        area: filter.area.clone(),
        directive: filter.directive,
        text: filter.text.clone().filter(|text| !text.trim().is_empty()),
        sort: filter.sort,
        after,
        any_state: false,
        due_from: filter.due_from,
        due_to: filter.due_to,
    })
}

/// The first tasks that match a filter from its beginning on, and whether there are more.
///
/// # Errors
/// [`Problem::Refused`] for a filter that cannot be used.
pub(crate) async fn matching(
    ctx: &Ctx,
    filter: &TaskFilter,
    most: usize,
) -> Result<(Vec<TaskLine>, bool)> {
    let filter = Filter {
        after: None,
        ..checked(filter)?
    };
    let mut tx = ctx.system.db.read().await?;
    let limit = u32::try_from(most + 1).map_err(Error::internal)?;
    let scope = Scope::of(&ctx.actor);
    let mut rows = store::task::list(&mut tx, &scope, &filter, days(ctx), limit).await?;
    let more = rows.len() > most;
    rows.truncate(most);
    Ok((rows.into_iter().map(|row| line(ctx, row)).collect(), more))
}

/// What the filter bar offers.
///
/// # Errors
/// Those of the store.
pub async fn choices(ctx: &Ctx) -> Result<FilterChoices> {
    let directory = ctx.system.directory().await?;
    let mut tx = ctx.system.db.read().await?;
    let today = ctx.system.today();
    let scope = Scope::of(&ctx.actor);
    let directives = store::directive::names(&mut tx, &scope, 200).await?;
    Ok(FilterChoices {
        agencies: domain::view::names(directory.valid(&ctx.actor.province, today)),
        directives: directives
            .into_iter()
            .map(|row| (row.id, format!("{}/{}", row.number, row.symbol)))
            .collect(),
        areas: areas(&mut tx, ctx).await?,
    })
}

/// Code and names of the border communes of the actor's province today.
pub(crate) async fn areas(tx: &mut Tx, ctx: &Ctx) -> Result<Vec<(String, String, String)>> {
    let areas = store::area::list_border(tx, &ctx.actor.province, ctx.system.today()).await?;
    Ok(areas
        .into_iter()
        .map(|area| (area.code, area.name_vi, area.name_en))
        .collect())
}

/// The timeline of a subject, newest first.
pub(crate) async fn timeline(tx: &mut Tx, subject: Subject) -> Result<Vec<TimelineEntry>> {
    store::log::timeline(tx, subject, TIMELINE)
        .await?
        .into_iter()
        .map(|row| {
            let event = match subject.kind {
                SubjectKind::Task => TimelineEvent::Task(crate::comment::without_words(
                    serde_json::from_str::<TaskEvent>(&row.payload).map_err(Error::internal)?,
                )),
                SubjectKind::Directive => TimelineEvent::Directive(row.verb),
                SubjectKind::Duty => TimelineEvent::Duty(
                    serde_json::from_str(&row.payload).map_err(Error::internal)?,
                ),
                SubjectKind::Agency => TimelineEvent::Agency(
                    serde_json::from_str(&row.payload).map_err(Error::internal)?,
                ),
                SubjectKind::Account => TimelineEvent::Account(
                    serde_json::from_str(&row.payload).map_err(Error::internal)?,
                ),
            };
            Ok(TimelineEntry {
                seq: row.seq,
                made_at: row.made_at,
                received_at: row.received_at,
                who: row.full_name,
                title_vi: row.title_vi,
                title_en: row.title_en,
                agency: row.agency,
                event,
            })
        })
        .collect()
}

/// One task with everything the actor may see and do.
///
/// # Errors
/// [`Problem::NotFound`] where there is none or the actor may not see it.
pub async fn page(ctx: &Ctx, id: TaskId, kept: Option<Uuid>) -> Result<TaskPage> {
    let directory = ctx.system.directory().await?;
    let mut tx = ctx.system.db.read().await?;
    let task = store::task::find(&mut tx, id)
        .await?
        .ok_or(Problem::NotFound)?;
    let parties = directory.parties_of(&task);
    if !allows(&ctx.actor, Action::ViewTask, &parties) {
        return Err(Problem::NotFound.into());
    }
    let today = ctx.system.today();
    let directive = match task.directive {
        Some(id) => store::directive::find(&mut tx, id).await?,
        None => None,
    };
    let area = match &task.area {
        Some(code) => store::area::find_on(&mut tx, code, task.issued_on.unwrap_or(today)).await?,
        None => None,
    };
    let subject = Subject {
        kind: SubjectKind::Task,
        id: id.0,
    };
    let timeline = timeline(&mut tx, subject).await?;
    let cascade = crate::cascade::of_task(&mut tx, ctx, &directory, &task).await?;
    let lateness = crate::lateness::of_task(&mut tx, subject, &task, &timeline, today).await?;
    let talk = crate::comment::talk(&mut tx, ctx, &directory, &task, &parties).await?;
    drop(tx);
    let waits_below = cascade
        .below
        .as_ref()
        .is_some_and(|below| below.rollup.required_open > 0);
    let actions = actions(ctx, &directory, &task, &parties, waits_below);
    let set = &ctx.system.settings.clears;
    let step = match task.state {
        State::Draft | State::Assigned | State::Returned | State::Acknowledged => Step::Issue,
        State::AwaitingConfirmation | State::Completed => Step::Confirm,
        State::InProgress | State::Suspended | State::Cancelled => Step::Start,
    };
    let clears = set
        .rules
        .iter()
        .map(|rule| (rule.clear, holds(rule.clear, &task, step, set)))
        .collect();
    let clause = clause_of(directive.as_ref(), &task);
    let choices = if actions.is_empty() {
        Vec::new()
    } else {
        domain::view::names(directory.valid(&task.province, today))
    };
    let open = task.obstacles.iter().filter(|obstacle| obstacle.is_open());
    let above = open
        .map(|obstacle| {
            let ids = crate::obstacle::above(&directory, &task, obstacle, today);
            let named = ids.into_iter().filter_map(|id| directory.agency(id));
            (obstacle.number, domain::view::names(named))
        })
        .collect();
    Ok(TaskPage {
        lateness,
        extension_rules: ctx.system.settings.extensions,
        above,
        timeliness: task.timeliness(today, ctx.system.settings.due_soon_days),
        clears,
        source: clause.as_ref().and_then(|(_, text)| text.clone()),
        clause_number: clause.map(|(number, _)| number),
        directive: directive.map(|directive| (directive.id, directive.header.reference())),
        area,
        relations: parties.relations(ctx.actor.agency, &ctx.actor.province),
        agency: ctx.actor.agency,
        agencies: named(&directory, &task, &timeline, &cascade, &talk),
        envelopes: actions
            .iter()
            .map(|_| EnvelopeId(ctx.system.id()))
            .collect(),
        actions,
        timeline,
        choices,
        today,
        kept: crate::directive::find_kept(ctx, kept).await?,
        cascade,
        talk,
        task,
    })
}

/// Number and sentences of the clause that ordered the task.
fn clause_of(directive: Option<&Directive>, task: &Task) -> Option<(u32, Option<String>)> {
    let directive = directive?;
    let clause = directive
        .clauses
        .iter()
        .find(|clause| Some(clause.id) == task.clause)?;
    let text = clause
        .span
        .and_then(|span| directive.text.get(span.start..span.end));
    Some((clause.number, text.map(str::to_owned)))
}

fn named(
    directory: &crate::directory::Directory,
    task: &Task,
    timeline: &[TimelineEntry],
    cascade: &domain::cascade::view::Cascade,
    talk: &Talk,
) -> Vec<AgencyName> {
    let mut ids = vec![task.issuer, task.lead];
    ids.extend(
        cascade
            .below
            .iter()
            .flat_map(|below| below.lines.iter().map(|line| line.lead)),
    );
    ids.extend(task.contributions.iter().map(|c| c.agency));
    ids.extend(task.obstacles.iter().map(|o| o.raised_by));
    ids.extend(task.addressed());
    ids.extend(
        task.obstacles
            .iter()
            .flat_map(|o| o.escalations.iter().map(|up| up.by)),
    );
    ids.extend(task.evidence.iter().map(|e| e.agency));
    ids.extend(talk.comments.iter().map(|comment| comment.agency));
    ids.extend(talk.files.iter().map(|file| file.attachment.agency));
    for entry in timeline {
        ids.push(entry.agency);
        if let TimelineEvent::Task(event) = &entry.event {
            match event {
                TaskEvent::Reassigned { from, lead, .. } => ids.extend([*from, *lead]),
                TaskEvent::ContributionAsked { contribution } => ids.push(contribution.agency),
                TaskEvent::ContributionWaived { agency, .. } => ids.push(*agency),
                TaskEvent::Drafted { new } | TaskEvent::SubtaskDrafted { new, .. } => {
                    ids.push(new.lead);
                }
                TaskEvent::Delegated { delegation } => {
                    ids.extend(delegation.to.iter().map(|share| share.agency));
                }
                TaskEvent::ObstacleEscalated { escalation, .. } => ids.push(escalation.to),
                TaskEvent::Reminded { agencies, .. } => ids.extend(agencies),
                TaskEvent::OfficerReplaced { contribution, .. } => ids.extend(*contribution),
                _ => {}
            }
        }
    }
    directory.names(ids)
}

/// What the actor may do now: what [`allows`] grants and the state accepts. The form of each action asks
/// for the rest.
pub(crate) fn actions(
    ctx: &Ctx,
    directory: &crate::directory::Directory,
    task: &Task,
    parties: &domain::access::Parties,
    waits_below: bool,
) -> Vec<Action> {
    use Action as A;
    let (agency, today) = (ctx.actor.agency, ctx.system.today());
    let open_obstacle = task.obstacles.iter().any(|o| o.resolved_on.is_none());
    let open_contribution = !task.open_contributions().is_empty();
    let mine_open = task.contribution(agency).is_some_and(|c| c.state.is_open());
    let is_pending = task.pending_extension().is_some();
    let rules = ctx.system.settings.extensions;
    let candidates = [
        (A::AcknowledgeTask, true),
        (A::ReturnTask, true),
        (A::StartTask, true),
        (A::ReportTask, true),
        (A::Contribute, mine_open),
        (
            A::SubmitTask,
            !open_contribution && !is_pending && !waits_below,
        ),
        (A::ConfirmTask, true),
        (A::ReworkTask, true),
        (A::DecideExtension, is_pending),
        (
            A::RequestExtension,
            !is_pending && rules.may_ask(task, today).is_ok(),
        ),
        (A::RaiseObstacle, true),
        (A::ResolveObstacle, open_obstacle),
        (A::EscalateObstacle, open_obstacle),
        (A::AddEvidence, true),
        (A::AskContribution, true),
        (A::WaiveContribution, open_contribution),
        (A::ReassignTask, true),
        (A::RemindTask, task.to_remind(agency, today).is_ok()),
        (A::SuspendTask, true),
        (A::ResumeTask, true),
        (A::CancelTask, true),
        (A::ReopenTask, true),
        (A::DelegateTask, true),
    ];
    candidates
        .into_iter()
        .filter(|(action, possible)| *possible && task.state.accepts(*action))
        .map(|(action, _)| action)
        .filter(|action| allows(&ctx.actor, *action, parties))
        // Looks through all agencies, so it is asked last.
        .filter(|action| {
            *action != A::DelegateTask || !directory.subordinates(task.lead, today).is_empty()
        })
        .collect()
}
