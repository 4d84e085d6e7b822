//! Directives: registering a document, correcting its drafts, issuing their tasks in one step.
//!
//! **Invariants:** the reader only proposes: nothing is issued without a person's command; issuing writes the
//! directive, all its tasks, their logs and counters in one transaction or not at all.

use crate::dashboard::by_item;
use crate::directory::Directory;
use crate::ledger::{self, Chain};
use crate::{Ctx, Error, Result};
use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::access::{Action, Parties, Scope, allows};
use domain::agency::AgencyName;
use domain::calendar::Calendar;
use domain::clears::{Clear, Step};
use domain::command::{Clash, Command, Envelope, Receipt};
use domain::directive::{
    Cleaned, Directive, DirectiveCommand, DirectiveEvent, DirectiveState, Draft, Header,
    clean_document,
};
use domain::document::Urgency;
use domain::draft::DraftEdit;
use domain::id::{AgencyId, DirectiveId, DraftId, EnvelopeId, TaskId};
use domain::log::{Subject, SubjectKind};
use domain::reader::{self, Deadline, Reading};
use domain::refusal::{FieldFault, IncompleteDraft, Problem, Refusal};
use domain::tally::Dimension;
use domain::task::{Asked, Moment, NewTask, Task, TaskCommand, TaskEvent};
use domain::view::{
    ClauseTask, ComposePage, Counts, DirectiveLine, DirectiveList, DirectivePage, DraftPage,
    KeptForm, Sample,
};
use std::sync::Arc;
use store::Tx;
use store::directive::Party;
use uuid::Uuid;

/// Most tasks that one directive can issue (drafts × leads).
const MAX_TASKS: usize = 2000;
/// Most drafts that are shown above a list.
pub(crate) const DRAFTS: u32 = 20;
/// Directives on one page of the list.
const PAGE: u32 = 50;

/// The parties of an unissued directive: its owner alone.
fn owned(directive: &Directive) -> Parties {
    Parties {
        province: directive.province.clone(),
        issuer: Some(directive.owner),
        ..Parties::default()
    }
}

/// A command with what its cleaning said. A refusal is told only after the rights were asked, which the
/// registration does here and the others in their transaction.
pub(crate) type Prepared = std::result::Result<Cleaned, Refusal>;

/// Cleans a command before its transaction: reading a long text takes a moment in which no other writer
/// should wait, and which is nobody's who may not register.
///
/// # Errors
/// [`Problem::Forbidden`] for a registration by somebody who may not.
pub(crate) async fn prepare(ctx: &Ctx, command: &DirectiveCommand) -> Result<Prepared> {
    let wants_drafts = match command {
        DirectiveCommand::Register { drafts, .. } => {
            require_register(ctx)?;
            Some(drafts.is_empty())
        }
        _ => None,
    };
    let directory = ctx.system.directory().await?;
    let (ctx, command) = (ctx.clone(), command.clone());
    let clean = move || {
        command.cleaned(|text, header| {
            let day = header.issued_on;
            let names = directory.names_known(&ctx.actor.province, day);
            let reading = reader::read_with(text, &names);
            let drafts = match wants_drafts {
                Some(true) => propose(&ctx, &directory, &reading, day),
                _ => Vec::new(),
            };
            (reading, drafts)
        })
    };
    match wants_drafts {
        Some(_) => tokio::task::spawn_blocking(clean)
            .await
            .map_err(Error::internal),
        None => Ok(clean()),
    }
}

/// Revises the drafts by one edit of the list, on top of what the person typed.
///
/// # Errors
/// Those of [`crate::command::submit`]; [`FieldFault::OutOfRange`] on `do` where the edit changes nothing,
/// such as splitting a single sentence.
pub async fn edit(ctx: &Ctx, mut envelope: Envelope, edit: &DraftEdit) -> Result<Receipt> {
    let Command::Directive {
        id,
        command: DirectiveCommand::Revise { drafts, .. },
    } = &mut envelope.command
    else {
        return Err(Refusal::field("act", FieldFault::Malformed).into());
    };
    let text = match edit {
        DraftEdit::Split(_) => text_of_own(ctx, *id).await?,
        _ => String::new(),
    };
    let new = DraftId(ctx.system.id());
    if !domain::draft::edit(drafts, edit, &text, new) {
        return Err(Refusal::field("do", FieldFault::OutOfRange).into());
    }
    crate::command::submit(ctx, envelope).await
}

/// The text of a directive whose drafts the actor may edit.
async fn text_of_own(ctx: &Ctx, id: DirectiveId) -> Result<String> {
    let mut tx = ctx.system.db.read().await?;
    let directive = store::directive::find(&mut tx, id)
        .await?
        .filter(|directive| allows(&ctx.actor, Action::ViewDirectiveDraft, &owned(directive)))
        .ok_or(Problem::NotFound)?;
    Ok(directive.text)
}

/// Reads with the agencies that existed on the day of issue, where the text tells it.
async fn read_off_thread(ctx: &Ctx, directory: &Arc<Directory>, text: String) -> Result<Reading> {
    let (province, today) = (ctx.actor.province.clone(), ctx.system.today());
    let directory = Arc::clone(directory);
    let read = move || {
        let day = reader::issued_on(&text).unwrap_or(today);
        reader::read_with(&text, &directory.names_known(&province, day))
    };
    tokio::task::spawn_blocking(read)
        .await
        .map_err(Error::internal)
}

/// What the reader makes of a text: shown before anything is registered.
///
/// # Errors
/// [`Problem::Forbidden`]; [`Refusal::Secret`]; a text that cannot be taken.
pub async fn read(ctx: &Ctx, text: &str) -> Result<(String, Reading)> {
    require_register(ctx)?;
    let text = clean_document(text).map_err(|fault| Refusal::field("text", fault))?;
    let directory = ctx.system.directory().await?;
    let reading = read_off_thread(ctx, &directory, text.clone()).await?;
    if reading.header.secrecy.is_some() {
        return Err(Refusal::Secret.into());
    }
    Ok((text, reading))
}

/// The header as the reader found it, as fields of the form; what it did not find stays empty.
pub async fn header_fields(ctx: &Ctx, reading: &Reading) -> Result<Vec<(String, String)>> {
    let directory = ctx.system.directory().await?;
    let header = &reading.header;
    let issuer = header
        .issuer
        .as_ref()
        .and_then(|found| found.value.codes.first())
        .and_then(|code| directory.by_code(code))
        .map(|agency| agency.id.to_string());
    let recipients: Vec<&str> = header
        .recipients
        .iter()
        .map(|found| found.value.text.as_str())
        .collect();
    let text = |found: &Option<reader::Found<String>>| {
        found
            .as_ref()
            .map(|found| found.value.clone())
            .unwrap_or_default()
    };
    Ok(vec![
        ("number".to_owned(), text(&header.number)),
        ("symbol".to_owned(), text(&header.symbol)),
        ("abstract".to_owned(), text(&header.subject)),
        (
            "kind".to_owned(),
            header
                .kind
                .as_ref()
                .map(|found| found.value.to_string())
                .unwrap_or_default(),
        ),
        (
            "issued_on".to_owned(),
            header
                .issued_on
                .as_ref()
                .map(|found| found.value.to_string())
                .unwrap_or_default(),
        ),
        ("issuer".to_owned(), issuer.unwrap_or_default()),
        (
            "urgency".to_owned(),
            header
                .urgency
                .as_ref()
                .map_or(Urgency::Normal, |found| found.value)
                .to_string(),
        ),
        ("recipients".to_owned(), recipients.join("\n")),
    ])
}

/// The reader's drafts with the agencies it named, as a person finds them to correct.
fn propose(
    ctx: &Ctx,
    directory: &Directory,
    reading: &Reading,
    issued_on: NaiveDate,
) -> Vec<Draft> {
    let agencies = |codes: &[String]| -> Vec<AgencyId> {
        codes
            .iter()
            .filter_map(|code| directory.by_code(code))
            .map(|agency| agency.id)
            .collect()
    };
    reading
        .drafts
        .iter()
        .take(domain::directive::MAX_DRAFTS)
        .map(|draft| {
            let leads = agencies(&draft.lead.codes);
            let due = draft
                .deadline
                .as_ref()
                .and_then(|found| day_of(&found.value, issued_on));
            let mut coordinating: Vec<Asked> = Vec::new();
            for found in &draft.coordinating {
                for agency in agencies(&found.value.codes) {
                    let known = coordinating.iter().any(|asked| asked.agency == agency);
                    if !known && !leads.contains(&agency) {
                        coordinating.push(Asked {
                            agency,
                            product: String::new(),
                            due: None,
                        });
                    }
                }
            }
            Draft {
                id: DraftId(ctx.system.id()),
                title: draft.title.clone(),
                deliverable: None,
                effect_expected: None,
                responsible: None,
                leads,
                lead_text: draft.lead.text.chars().take(300).collect(),
                coordinating,
                due,
                milestones: Vec::new(),
                area: None,
                span: Some(draft.span),
                confidence: Some(draft.confidence.min(100)),
            }
        })
        .collect()
}

/// The day a deadline in words means; none for recurring and urgent work, where a person decides.
fn day_of(deadline: &Deadline, issued_on: NaiveDate) -> Option<NaiveDate> {
    match deadline {
        Deadline::On { date } => Some(*date),
        Deadline::WorkingDays { days } => {
            let days = u16::try_from(*days).ok()?;
            Calendar::vietnam().add_working_days(issued_on, days).ok()
        }
        Deadline::Days { days } => issued_on.checked_add_days(Days::new(u64::from(*days))),
        Deadline::Every { .. } | Deadline::Urgent => None,
    }
}

/// Whether the actor may enter a directive.
pub(crate) fn may_register(ctx: &Ctx) -> bool {
    let parties = Parties {
        province: ctx.actor.province.clone(),
        issuer: Some(ctx.actor.agency),
        ..Parties::default()
    };
    allows(&ctx.actor, Action::RegisterDirective, &parties)
}

fn require_register(ctx: &Ctx) -> Result<()> {
    if may_register(ctx) {
        Ok(())
    } else {
        Err(Problem::Forbidden.into())
    }
}

/// One step of a directive, in the transaction of its command.
pub(crate) async fn step(
    tx: &mut Tx,
    ctx: &Ctx,
    directory: &Directory,
    envelope: &Envelope,
    (id, command, cleaned): (DirectiveId, &DirectiveCommand, &Prepared),
    received_at: DateTime<Utc>,
) -> Result<Receipt> {
    let subject = Subject {
        kind: SubjectKind::Directive,
        id: id.0,
    };
    let before = store::directive::find(tx, id).await?;
    let mut chains = Vec::new();
    let after = match (&before, command) {
        (None, DirectiveCommand::Register { .. }) => {
            let DirectiveCommand::Register {
                header,
                text,
                drafts,
                ..
            } = cleaned.clone()?.into_command()
            else {
                return Err(Error::internal("cleaning never changes the act"));
            };
            check_header(ctx, directory, &header)?;
            let event = DirectiveEvent::Registered {
                province: ctx.actor.province.clone(),
                owner: ctx.actor.agency,
                header,
                text,
                drafts,
            };
            let after = Directive::after(id, None, &event)
                .ok_or_else(|| Error::internal("registering makes a directive"))?;
            refuse_twin(tx, &after).await?;
            store::directive::insert(tx, &after)
                .await
                .map_err(number_taken)?;
            chains.push(Chain::new(subject, (0, String::new()), &[event])?);
            after
        }
        (Some(_), DirectiveCommand::Register { .. }) | (None, _) => {
            return Err(Problem::NotFound.into());
        }
        (Some(directive), command) => {
            if !allows(&ctx.actor, Action::ViewDirectiveDraft, &owned(directive)) {
                return Err(Problem::NotFound.into());
            }
            let action = match command {
                DirectiveCommand::Issue { .. } => Action::IssueDirective,
                _ => Action::EditDirective,
            };
            if !allows(&ctx.actor, action, &owned(directive)) {
                return Err(Problem::Forbidden.into());
            }
            refuse_stale(envelope, directive)?;
            let cleaned = cleaned.clone()?;
            let events = directive.decide(cleaned.clone())?;
            let after = events
                .iter()
                .try_fold(directive.clone(), |directive, event| {
                    Directive::after(id, Some(directive), event)
                })
                .ok_or_else(|| Error::internal("a directive cannot vanish"))?;
            check_header(ctx, directory, &after.header)?;
            if after.state != DirectiveState::Discarded {
                refuse_twin(tx, &after).await?;
            }
            store::directive::update(tx, directive.version, &after)
                .await
                .map_err(number_taken)?;
            let end = store::log::chain_end(tx, subject).await?;
            chains.push(Chain::new(subject, end, &events)?);
            if let DirectiveCommand::Issue { drafts, .. } = cleaned.command() {
                chains.extend(issue(tx, ctx, directory, &after, drafts, received_at).await?);
            }
            after
        }
    };
    let receipt = Receipt {
        envelope: envelope.id,
        version: after.version,
        repeated: false,
    };
    ledger::write(tx, ctx, envelope, received_at, chains, &receipt).await?;
    Ok(receipt)
}

fn refuse_stale(envelope: &Envelope, directive: &Directive) -> Result<()> {
    if crate::command::base_version(envelope, directive.version)? < directive.version {
        let clashes = vec![Clash {
            part: "drafts".to_owned(),
            theirs: directive.header.subject.clone(),
            yours: match &envelope.command {
                Command::Directive {
                    command: DirectiveCommand::Revise { header, .. },
                    ..
                }
                | Command::Directive {
                    command: DirectiveCommand::Issue { header, .. },
                    ..
                } => header.subject.clone(),
                _ => String::new(),
            },
        }];
        return Err(Problem::Conflict {
            version: directive.version,
            clashes,
        }
        .into());
    }
    Ok(())
}

async fn refuse_twin(tx: &mut Tx, directive: &Directive) -> Result<()> {
    match store::directive::find_twin(tx, &directive.header, directive.id).await? {
        Some(twin) => Err(Refusal::NumberTaken {
            directive: Some(twin),
        }
        .into()),
        None => Ok(()),
    }
}

/// Two people registered the same number at the same moment.
fn number_taken(error: store::Error) -> Error {
    match error {
        store::Error::Conflict { .. } => Refusal::NumberTaken { directive: None }.into(),
        error => error.into(),
    }
}

fn check_header(ctx: &Ctx, directory: &Directory, header: &Header) -> Result<()> {
    let known = directory
        .agency(header.issuer)
        .is_some_and(|agency| agency.province == ctx.actor.province);
    if known {
        Ok(())
    } else {
        Err(Refusal::field("issuer", FieldFault::Unknown).into())
    }
}

/// Makes the tasks of every draft: one per lead.
async fn issue(
    tx: &mut Tx,
    ctx: &Ctx,
    directory: &Directory,
    directive: &Directive,
    drafts: &[Draft],
    received_at: DateTime<Utc>,
) -> Result<Vec<Chain>> {
    if drafts.iter().map(|draft| draft.leads.len()).sum::<usize>() > MAX_TASKS {
        return Err(Refusal::field("drafts", FieldFault::TooLong { max: MAX_TASKS }).into());
    }
    let mut incomplete = Vec::new();
    let mut chains = Vec::new();
    let mut tasks: Vec<(Task, Vec<AgencyId>)> = Vec::new();
    for (position, draft) in (1..).zip(drafts) {
        check_draft(ctx, directory, position, draft)?;
        let missing = missing_clears(ctx, directive, draft);
        if !missing.is_empty() {
            incomplete.push(IncompleteDraft {
                position,
                clears: missing,
            });
            continue;
        }
        for lead in &draft.leads {
            let id = TaskId(ctx.system.id());
            let new = new_task(ctx, directive, draft, *lead);
            let drafted = TaskEvent::Drafted { new: Box::new(new) };
            let task = Task::after(id, None, &drafted)
                .ok_or_else(|| Error::internal("drafting makes a task"))?;
            let moment = Moment {
                today: crate::ctx::local_day(received_at),
                agency: ctx.actor.agency,
                position: ctx.actor.position,
                clears: &ctx.system.settings.clears,
                extensions: &ctx.system.settings.extensions,
            };
            let mut events = vec![drafted];
            events.extend(task.decide(TaskCommand::Issue, moment)?);
            let task = crate::command::apply(&task, &events[1..])?;
            let superiors = directory.superiors_of(&task);
            let subject = Subject {
                kind: SubjectKind::Task,
                id: id.0,
            };
            chains.push(Chain::new(subject, (0, String::new()), &events)?);
            tasks.push((task, superiors));
        }
    }
    if !incomplete.is_empty() {
        return Err(Refusal::DraftsIncomplete { drafts: incomplete }.into());
    }
    store::task::insert(tx, &tasks).await?;
    let steps: Vec<(Option<&Task>, Option<&Task>)> =
        tasks.iter().map(|(task, _)| (None, Some(task))).collect();
    let today = crate::ctx::local_day(received_at);
    ledger::count(tx, today, &steps).await?;
    let issued: Vec<(Option<&Task>, &Task)> = tasks.iter().map(|(task, _)| (None, task)).collect();
    crate::job::plan(tx, ctx, received_at, &issued).await?;
    let owner = Party {
        agency: directive.owner,
        is_lead: false,
        is_coordinating: false,
        is_superior: false,
    };
    let mut parties = vec![owner];
    for (task, superiors) in &tasks {
        merge_parties(&mut parties, task, superiors);
    }
    store::directive::add_parties(tx, directive.id, directive.header.issued_on, &parties).await?;
    Ok(chains)
}

fn merge_parties(parties: &mut Vec<Party>, task: &Task, superiors: &[AgencyId]) {
    let mut add = |agency: AgencyId, mark: fn(&mut Party)| {
        let place = parties
            .iter()
            .position(|party| party.agency == agency)
            .unwrap_or_else(|| {
                parties.push(Party {
                    agency,
                    is_lead: false,
                    is_coordinating: false,
                    is_superior: false,
                });
                parties.len() - 1
            });
        mark(&mut parties[place]);
    };
    add(task.lead, |party| party.is_lead = true);
    for contribution in &task.contributions {
        add(contribution.agency, |party| party.is_coordinating = true);
    }
    for superior in superiors {
        add(*superior, |party| party.is_superior = true);
    }
}

/// Lets the agencies of a task see its directive, after parties were added to it.
pub(crate) async fn admit(
    tx: &mut Tx,
    id: DirectiveId,
    task: &Task,
    superiors: &[AgencyId],
) -> Result<()> {
    let Some(directive) = store::directive::find(tx, id).await? else {
        return Ok(());
    };
    let mut parties = Vec::new();
    merge_parties(&mut parties, task, superiors);
    store::directive::add_parties(tx, id, directive.header.issued_on, &parties).await?;
    Ok(())
}

/// As [`admit`], for several tasks at once.
pub(crate) async fn admit_all(
    tx: &mut Tx,
    id: DirectiveId,
    tasks: &[(Task, Vec<AgencyId>)],
) -> Result<()> {
    let Some(directive) = store::directive::find(tx, id).await? else {
        return Ok(());
    };
    let mut parties = Vec::new();
    for (task, superiors) in tasks {
        merge_parties(&mut parties, task, superiors);
    }
    store::directive::add_parties(tx, id, directive.header.issued_on, &parties).await?;
    Ok(())
}

/// Agencies that a draft names must be ones to which work can be given.
fn check_draft(ctx: &Ctx, directory: &Directory, position: usize, draft: &Draft) -> Result<()> {
    let mut seen = Vec::new();
    for lead in &draft.leads {
        if seen.contains(lead) || !crate::command::is_choosable(ctx, directory, *lead) {
            let field = format!("draft.{position}.leads");
            return Err(Refusal::field(&field, FieldFault::Unknown).into());
        }
        seen.push(*lead);
    }
    for asked in &draft.coordinating {
        if !crate::command::is_choosable(ctx, directory, asked.agency) {
            let field = format!("draft.{position}.coordinating");
            return Err(Refusal::field(&field, FieldFault::Unknown).into());
        }
    }
    Ok(())
}

fn new_task(ctx: &Ctx, directive: &Directive, draft: &Draft, lead: AgencyId) -> NewTask {
    let coordinating = draft
        .coordinating
        .iter()
        .map(|asked| Asked {
            product: if asked.product.is_empty() {
                draft.title.clone()
            } else {
                asked.product.clone()
            },
            ..asked.clone()
        })
        .collect();
    NewTask {
        directive: Some(directive.id),
        clause: Some(domain::id::ClauseId(draft.id.0)),
        province: directive.province.clone(),
        issuer: ctx.actor.agency,
        lead,
        title: draft.title.clone(),
        deliverable: draft.deliverable.clone(),
        effect_expected: draft.effect_expected.clone(),
        responsible: draft.responsible.clone(),
        urgency: directive.header.urgency,
        area: draft.area.clone(),
        due: draft.due,
        milestones: draft.milestones.clone(),
        coordinating,
    }
}

/// The clears that a draft still lacks for its issue.
fn missing_clears(ctx: &Ctx, directive: &Directive, draft: &Draft) -> Vec<Clear> {
    let set = &ctx.system.settings.clears;
    // A draft without a lead cannot be a task yet; any agency stands in while the others are checked.
    let lead = draft.leads.first().copied().unwrap_or(directive.owner);
    let new = new_task(ctx, directive, draft, lead);
    let drafted = TaskEvent::Drafted { new: Box::new(new) };
    let mut task = Task::after(TaskId(Uuid::nil()), None, &drafted);
    if let Some(task) = &mut task {
        task.issued_on = Some(ctx.system.today());
    }
    let mut missing = task
        .map(|task| set.missing(&task, Step::Issue))
        .unwrap_or_default();
    if draft.leads.is_empty() && !missing.contains(&Clear::People) {
        missing.insert(0, Clear::People);
    }
    missing
}

pub(crate) fn line(columns: store::directive::Columns, counts: Counts) -> DirectiveLine {
    DirectiveLine {
        id: columns.id,
        reference: format!("{}/{}", columns.number, columns.symbol),
        kind: columns.kind,
        state: columns.state,
        issued_on: columns.issued_on,
        issuer: columns.issuer,
        subject: columns.subject,
        urgency: columns.urgency,
        counts,
    }
}

/// The issued directives the actor may see, newest first; `after` as [`DirectiveList::next`] gave it.
///
/// # Errors
/// [`Problem::Refused`] for a place that is none.
pub async fn list(ctx: &Ctx, after: Option<String>) -> Result<DirectiveList> {
    let after = after
        .map(|text| {
            let (day, id) = text.split_once('.')?;
            Some((day.parse().ok()?, id.parse().ok()?))
        })
        .map(|place| place.ok_or_else(|| Refusal::field("after", FieldFault::Malformed)))
        .transpose()?;
    let directory = ctx.system.directory().await?;
    let mut tx = ctx.system.db.read().await?;
    let scope = Scope::of(&ctx.actor);
    let drafts = match after {
        None => store::directive::list_drafts(&mut tx, ctx.actor.agency, DRAFTS).await?,
        Some(_) => Vec::new(),
    };
    let mut rows = store::directive::list(&mut tx, &scope, after, PAGE + 1).await?;
    let more = rows.len() > PAGE as usize;
    rows.truncate(PAGE as usize);
    let ids = rows.iter().map(|row| row.id.to_string());
    let counts = by_item(store::tally::of_items(&mut tx, Dimension::Directive, ids).await?);
    let next = rows
        .last()
        .filter(|_| more)
        .map(|row| format!("{}.{}", row.issued_on, row.id));
    let agencies = directory.names(rows.iter().chain(&drafts).map(|row| row.issuer));
    let lines = rows
        .into_iter()
        .map(|row| {
            let counts = counts.get(&row.id.to_string()).copied().unwrap_or_default();
            line(row, counts)
        })
        .collect();
    let drafts = drafts
        .into_iter()
        .map(|row| line(row, Counts::default()))
        .collect();
    Ok(DirectiveList {
        drafts,
        lines,
        next,
        agencies,
    })
}

/// One issued directive; its draft is seen by its owner only, on [`draft`].
///
/// # Errors
/// [`Problem::NotFound`] where there is none or the actor may not see it.
pub async fn page(ctx: &Ctx, id: DirectiveId) -> Result<DirectivePage> {
    let directory = ctx.system.directory().await?;
    let mut tx = ctx.system.db.read().await?;
    let directive = store::directive::find(&mut tx, id)
        .await?
        .ok_or(Problem::NotFound)?;
    let mut parties = owned(&directive);
    for party in store::directive::parties(&mut tx, id).await? {
        if party.is_lead {
            parties.leads.push(party.agency);
        }
        if party.is_coordinating {
            parties.coordinating.push(party.agency);
        }
        if party.is_superior {
            parties.superiors.push(party.agency);
        }
    }
    let action = match directive.state {
        DirectiveState::Issued => Action::ViewDirective,
        DirectiveState::Draft | DirectiveState::Discarded => Action::ViewDirectiveDraft,
    };
    if !allows(&ctx.actor, action, &parties) {
        return Err(Problem::NotFound.into());
    }
    let filter = store::task::Filter {
        directive: Some(id),
        any_state: true,
        ..store::task::Filter::default()
    };
    let scope = Scope::of(&ctx.actor);
    let days = crate::task::days(ctx);
    let limit = u32::try_from(MAX_TASKS).map_err(Error::internal)?;
    let rows = store::task::list(&mut tx, &scope, &filter, days, limit).await?;
    let counters = store::tally::of_items(&mut tx, Dimension::Directive, [id.to_string()]).await?;
    let subject = Subject {
        kind: SubjectKind::Directive,
        id: id.0,
    };
    let timeline = crate::task::timeline(&mut tx, subject).await?;
    let mut named: Vec<AgencyId> = rows.iter().map(|row| row.lead).collect();
    named.extend([directive.owner, directive.header.issuer]);
    named.extend(timeline.iter().map(|entry| entry.agency));
    let tasks = rows
        .into_iter()
        .map(|row| ClauseTask {
            clause: row.clause,
            line: crate::task::line(ctx, row),
        })
        .collect();
    Ok(DirectivePage {
        counts: by_item(counters).into_values().next().unwrap_or_default(),
        agencies: directory.names(named),
        directive,
        tasks,
        timeline,
        today: ctx.system.today(),
    })
}

fn choices(ctx: &Ctx, directory: &Directory) -> Vec<AgencyName> {
    domain::view::names(directory.valid(&ctx.actor.province, ctx.system.today()))
}

/// The screen on which a directive is pasted, uploaded or written. With `sample`, a demonstration fills in the
/// text of its dispatch; a form that came back is never overwritten by it.
///
/// # Errors
/// [`Problem::Forbidden`].
pub async fn compose(ctx: &Ctx, kept: Option<Uuid>, sample: bool) -> Result<ComposePage> {
    require_register(ctx)?;
    let directory = ctx.system.directory().await?;
    let kept = find_kept(ctx, kept).await?;
    let sample = match (ctx.system.settings.demo, sample && kept.is_none()) {
        (false, _) => Sample::None,
        (true, false) => Sample::Offered,
        (true, true) => Sample::Text(crate::demo::SAMPLE.to_owned()),
    };
    Ok(ComposePage {
        choices: choices(ctx, &directory),
        today: ctx.system.today(),
        kept,
        envelope: EnvelopeId(ctx.system.id()),
        sample,
    })
}

pub(crate) async fn find_kept(ctx: &Ctx, kept: Option<Uuid>) -> Result<Option<KeptForm>> {
    match kept {
        Some(id) => crate::kept_form::find(ctx, id).await,
        None => Ok(None),
    }
}

/// The screen on which the drafts of a directive are corrected.
///
/// # Errors
/// [`Problem::NotFound`] where there is none, it is issued, or another agency's.
pub async fn draft(ctx: &Ctx, id: DirectiveId, kept: Option<Uuid>) -> Result<DraftPage> {
    let directory = ctx.system.directory().await?;
    let mut tx = ctx.system.db.read().await?;
    let directive = store::directive::find(&mut tx, id)
        .await?
        .ok_or(Problem::NotFound)?;
    let allowed = allows(&ctx.actor, Action::ViewDirectiveDraft, &owned(&directive));
    if !allowed || directive.state != DirectiveState::Draft {
        return Err(Problem::NotFound.into());
    }
    let twin = store::directive::find_twin(&mut tx, &directive.header, id).await?;
    let missing = directive
        .drafts
        .iter()
        .map(|draft| (draft.id, missing_clears(ctx, &directive, draft)))
        .collect();
    let areas = crate::task::areas(&mut tx, ctx).await?;
    drop(tx);
    Ok(DraftPage {
        missing,
        clears: ctx.system.settings.clears.clone(),
        choices: choices(ctx, &directory),
        areas,
        twin,
        today: ctx.system.today(),
        kept: find_kept(ctx, kept).await?,
        envelope: EnvelopeId(ctx.system.id()),
        directive,
    })
}
