//! The earlier work of a demonstration: made-up directives of spring and summer 2022 and what became of them.
//!
//! The file is a script of acts: who did what, and when. Each act is the same command that a screen would
//! have sent, carried out by [`crate::command::submit`] in a system whose clock stands at that moment, so
//! log, timeline, counters and receipts are those of work that was really done.
//!
//! **Invariants:** nothing here writes a row of work itself; an act is carried out once, however often the
//! script is run; work that people entered is never mixed with the script.
//!
//! To add work: a directive, clause or act in the file. A new kind of act needs nothing here: its fields are
//! those of [`TaskCommand`], with the codes of agencies for their ids.

use crate::ctx::Clock;
use crate::directory::Directory;
use crate::import::{File, Report};
use crate::{Ctx, Error, Result, System};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, Utc};
use domain::access::Actor;
use domain::command::{Command, Envelope};
use domain::directive::{DirectiveCommand, Draft, Header, clean_document};
use domain::document::{DocumentKind, Urgency};
use domain::duty::{DutyCommand, Template};
use domain::id::{AgencyId, ClauseId, DirectiveId, DraftId, DutyId, EnvelopeId, SessionId, TaskId};
use domain::period::{Cycle, Regime, Schedule};
use domain::reader::Span;
use domain::refusal::Problem;
use domain::task::{Asked, Officer, TaskCommand};
use domain::view::Language;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;
use uuid::Uuid;

/// The setting that says that the script was carried out to its end.
const SETTING: &str = "demo_work";
/// More tasks than the script has.
const ALL: u32 = 10_000;
/// Between two paragraphs of a document.
const GAP: &str = "\n\n";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    number: String,
    symbol: String,
    kind: DocumentKind,
    issued_on: NaiveDate,
    urgency: Urgency,
    #[serde(rename = "abstract")]
    subject: String,
    recipients: Vec<String>,
    /// Login of the coordinator who registers and issues it.
    by: String,
    #[serde(deserialize_with = "moment")]
    registered: DateTime<Utc>,
    /// None leaves it with the reader's drafts.
    #[serde(default, deserialize_with = "maybe_moment")]
    issued: Option<DateTime<Utc>>,
    paragraphs: Vec<Paragraph>,
    /// What it has an agency do again and again.
    #[serde(default)]
    duties: Vec<Recurring>,
}

/// A duty, ordered by who registers the document.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Recurring {
    #[serde(deserialize_with = "moment")]
    at: DateTime<Utc>,
    lead: String,
    title: String,
    deliverable: String,
    effect_expected: String,
    responsible: String,
    cycle: Cycle,
    regime: Regime,
    first: NaiveDate,
    ahead: u16,
    to_do: u16,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Paragraph {
    text: String,
    #[serde(default)]
    clauses: Vec<Order>,
}

/// A clause with its tasks.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    title: String,
    deliverable: String,
    effect_expected: String,
    responsible: String,
    due: NaiveDate,
    /// The words of the paragraph that order it; none means all of them.
    quote: Option<String>,
    area: Option<String>,
    #[serde(default)]
    coordinating: Vec<Share>,
    tasks: Vec<Work>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Share {
    agency: String,
    product: String,
    due: NaiveDate,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Work {
    /// Code of the agency that leads it when it is issued.
    lead: String,
    acts: Vec<Act>,
    /// What became of the sub-tasks to which one of the acts delegates it.
    #[serde(default)]
    parts: Vec<Part>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    /// Code of the agency that leads the sub-task.
    lead: String,
    acts: Vec<Act>,
}

#[derive(Deserialize)]
struct Act {
    #[serde(deserialize_with = "moment")]
    at: DateTime<Utc>,
    by: String,
    /// A [`TaskCommand`], with codes for agencies.
    #[serde(flatten)]
    command: Map<String, Value>,
}

/// One command of the script.
struct Step<'a> {
    at: DateTime<Utc>,
    by: &'a str,
    document: &'a Document,
    what: What<'a>,
}

enum What<'a> {
    Register,
    Issue,
    Order(&'a Recurring),
    Act {
        clause: ClauseId,
        /// Whether the clause has other tasks too.
        is_shared: bool,
        lead: &'a str,
        /// Code of the lead of the sub-task that it is about.
        part: Option<&'a str>,
        act: &'a Act,
    },
}

/// Carries out the script: up to today's moment of the demonstration, in the order of time. Does nothing
/// where it was carried out, and nothing where people have entered work of their own: the log would not be
/// in the order of time.
///
/// # Errors
/// [`Problem::Forbidden`] outside a demonstration; an act that is refused, naming it; those of the store.
pub async fn work(system: &System, file: &File<'_>) -> Result<Report> {
    if !system.settings.demo {
        return Err(Problem::Forbidden.into());
    }
    let documents: Vec<Document> = serde_json::from_str(file.text)
        .map_err(|error| Error::internal(format!("{}: {error}", file.name)))?;
    let mut steps = steps(&documents);
    let now = system.now();
    steps.retain(|step| step.at <= now);
    let mut report = Report {
        file: file.name.to_owned(),
        ..Report::default()
    };
    if !is_wanted(system, &steps).await? {
        report.unchanged = steps.len();
        return Ok(report);
    }
    let mut script = Script {
        system,
        directory: system.directory().await?,
        actors: HashMap::new(),
        tasks: HashMap::new(),
    };
    for step in &steps {
        let is_new = script.play(step).await.map_err(|error| {
            let (name, at, by) = (file.name, step.at, step.by);
            Error::internal(format!("{name}: the act of {by} at {at} failed: {error:?}"))
        })?;
        if is_new {
            report.added += 1;
        } else {
            report.unchanged += 1;
        }
    }
    let mut tx = system.db.write().await?;
    crate::ledger::roll(&mut tx, system.today()).await?;
    store::setting::set(&mut tx, SETTING, "done").await?;
    tx.commit().await?;
    Ok(report)
}

/// Whether the script is still to be carried out, from its beginning or from where it was cut off.
async fn is_wanted(system: &System, steps: &[Step<'_>]) -> Result<bool> {
    let Some(first) = steps.first() else {
        return Ok(false);
    };
    let mut tx = system.db.read().await?;
    if store::setting::find(&mut tx, SETTING).await?.is_some() {
        return Ok(false);
    }
    let has_begun = store::log::find_receipt(&mut tx, first.envelope())
        .await?
        .is_some();
    Ok(has_begun || store::log::head(&mut tx).await? == 0)
}

fn steps(documents: &[Document]) -> Vec<Step<'_>> {
    let mut steps = Vec::new();
    for document in documents {
        let step = |at, by, what| Step {
            at,
            by,
            document,
            what,
        };
        steps.push(step(document.registered, &*document.by, What::Register));
        steps.extend(
            document
                .issued
                .map(|at| step(at, &*document.by, What::Issue)),
        );
        for duty in &document.duties {
            steps.push(step(duty.at, &*document.by, What::Order(duty)));
        }
        for (number, order) in document.orders() {
            for work in &order.tasks {
                let of_task = work.acts.iter().map(|act| (None, act));
                let of_parts = work.parts.iter().flat_map(|part| {
                    let lead = Some(part.lead.as_str());
                    part.acts.iter().map(move |act| (lead, act))
                });
                steps.extend(of_task.chain(of_parts).map(|(part, act)| {
                    let what = What::Act {
                        clause: ClauseId(document.draft_id(number).0),
                        is_shared: order.tasks.len() > 1,
                        lead: &work.lead,
                        part,
                        act,
                    };
                    step(act.at, &*act.by, what)
                }));
            }
        }
    }
    // Stable: acts of one moment keep the order of the file.
    steps.sort_by_key(|step| step.at);
    steps
}

impl Document {
    fn reference(&self) -> String {
        format!("{}/{}", self.number, self.symbol)
    }

    fn id(&self) -> DirectiveId {
        DirectiveId(named(self.registered, &self.reference()))
    }

    /// The clauses, numbered from 1 in the order of the text.
    fn orders(&self) -> impl Iterator<Item = (usize, &Order)> {
        (1..).zip(
            self.paragraphs
                .iter()
                .flat_map(|paragraph| &paragraph.clauses),
        )
    }

    fn draft_id(&self, number: usize) -> DraftId {
        DraftId(named(
            self.registered,
            &format!("{} {number}", self.reference()),
        ))
    }

    /// The text as it is stored, and the span of each clause in it.
    fn text(&self) -> Result<(String, Vec<Span>)> {
        let mut text = String::new();
        let mut spans = Vec::new();
        for paragraph in &self.paragraphs {
            if !text.is_empty() {
                text.push_str(GAP);
            }
            for order in &paragraph.clauses {
                let quote = order.quote.as_deref().unwrap_or(&paragraph.text);
                let place = paragraph
                    .text
                    .find(quote)
                    .ok_or_else(|| Error::internal(format!("{quote:?} is not in its paragraph")))?;
                let start = text.len() + place;
                let end = start + quote.len();
                spans.push(Span { start, end });
            }
            text.push_str(&paragraph.text);
        }
        match clean_document(&text) {
            Ok(clean) if clean == text => Ok((text, spans)),
            _ => Err(Error::internal(format!(
                "the text of {} is not as it would be stored",
                self.reference()
            ))),
        }
    }

    fn header(&self, directory: &Directory) -> Result<Header> {
        Ok(Header {
            number: self.number.clone(),
            symbol: self.symbol.clone(),
            kind: self.kind,
            issued_on: self.issued_on,
            issuer: agency(directory, "na.pc")?,
            subject: self.subject.clone(),
            urgency: self.urgency,
            recipients: self.recipients.clone(),
        })
    }

    fn drafts(&self, directory: &Directory) -> Result<Vec<Draft>> {
        let (_, spans) = self.text()?;
        let draft = |((number, order), span): ((usize, &Order), Span)| {
            let leads = order
                .tasks
                .iter()
                .map(|work| agency(directory, &work.lead))
                .collect::<Result<Vec<_>>>()?;
            let coordinating = order
                .coordinating
                .iter()
                .map(|share| {
                    Ok(Asked {
                        agency: agency(directory, &share.agency)?,
                        product: share.product.clone(),
                        due: Some(share.due),
                    })
                })
                .collect::<Result<Vec<_>>>()?;
            Ok(Draft {
                id: self.draft_id(number),
                title: order.title.clone(),
                deliverable: Some(order.deliverable.clone()),
                effect_expected: Some(order.effect_expected.clone()),
                responsible: Some(order.responsible.clone()),
                leads,
                lead_text: String::new(),
                coordinating,
                due: Some(order.due),
                milestones: Vec::new(),
                area: order.area.clone(),
                span: Some(span),
                confidence: None,
            })
        };
        self.orders().zip(spans).map(draft).collect()
    }
}

impl Recurring {
    fn template(&self, directory: &Directory) -> Result<Template> {
        Ok(Template {
            title: self.title.clone(),
            deliverable: self.deliverable.clone(),
            effect_expected: self.effect_expected.clone(),
            responsible: self.responsible.clone(),
            lead: agency(directory, &self.lead)?,
            coordinating: Vec::new(),
            schedule: Schedule::Every {
                cycle: self.cycle,
                regime: self.regime,
            },
            first: self.first,
            last: None,
            ahead: self.ahead,
            to_do: self.to_do,
        })
    }
}

impl Step<'_> {
    /// The same for the same act, so that it is carried out once.
    fn envelope(&self) -> EnvelopeId {
        let reference = self.document.reference();
        let name = match &self.what {
            What::Register => format!("{reference} register"),
            What::Issue => format!("{reference} issue"),
            What::Order(duty) => format!("{reference} {} {}", duty.lead, duty.title),
            What::Act {
                clause,
                lead,
                part,
                act,
                ..
            } => {
                let command = Value::Object(act.command.clone());
                let part = part.map(|part| format!("{part} ")).unwrap_or_default();
                format!("{reference} {clause} {lead} {part}{} {command}", act.by)
            }
        };
        EnvelopeId(named(self.at, &name))
    }
}

/// The script while it is carried out.
struct Script<'a> {
    system: &'a System,
    directory: Arc<Directory>,
    actors: HashMap<String, Actor>,
    /// The tasks of each issued directive: clause, first lead.
    tasks: HashMap<DirectiveId, Vec<(ClauseId, AgencyId, TaskId)>>,
}

impl Script<'_> {
    /// Carries out one step; false where that was done before.
    async fn play(&mut self, step: &Step<'_>) -> Result<bool> {
        let mut tx = self.system.db.read().await?;
        let envelope = step.envelope();
        if store::log::find_receipt(&mut tx, envelope).await?.is_some() {
            return Ok(false);
        }
        drop(tx);
        let ctx = self.ctx(step).await?;
        let (base_version, command) = self.command(&ctx, step).await?;
        let envelope = Envelope {
            id: envelope,
            base_version,
            made_at: step.at,
            command,
        };
        crate::command::submit(&ctx, envelope).await?;
        Ok(true)
    }

    /// The person of a step, at its moment.
    async fn ctx(&mut self, step: &Step<'_>) -> Result<Ctx> {
        let system = Arc::new(System {
            clock: Clock::fixed(step.at),
            ..self.system.clone()
        });
        let actor = match self.actors.get(step.by) {
            Some(actor) => actor.clone(),
            None => {
                let actor = sign_in(&system, step.by).await?;
                self.actors.insert(step.by.to_owned(), actor.clone());
                actor
            }
        };
        Ok(Ctx {
            system,
            actor,
            session: SessionId(Uuid::nil()),
            language: Language::Vi,
            seen: 0,
        })
    }

    /// The command of a step and the version it is made on.
    async fn command(&mut self, ctx: &Ctx, step: &Step<'_>) -> Result<(Option<i64>, Command)> {
        let document = step.document;
        let id = document.id();
        let header = document.header(&self.directory)?;
        Ok(match &step.what {
            What::Register => {
                let (text, _) = document.text()?;
                let command = DirectiveCommand::Register {
                    header,
                    text,
                    unclassified: true,
                    drafts: document.drafts(&self.directory)?,
                };
                (None, Command::Directive { id, command })
            }
            What::Issue => {
                let drafts = document.drafts(&self.directory)?;
                let command = DirectiveCommand::Issue { header, drafts };
                (Some(1), Command::Directive { id, command })
            }
            What::Order(duty) => {
                let id = DutyId(step.envelope().0);
                let template = Box::new(duty.template(&self.directory)?);
                let command = DutyCommand::Create { template };
                (None, Command::Duty { id, command })
            }
            What::Act {
                clause,
                is_shared,
                lead,
                part,
                act,
            } => {
                let lead = agency(&self.directory, lead)?;
                let id = self.task(ctx, id, (*clause, *is_shared, lead)).await?;
                let mut tx = self.system.db.read().await?;
                let id = match part {
                    Some(part) => {
                        let lead = agency(&self.directory, part)?;
                        let parts = store::cascade::children(&mut tx, id, None, ALL).await?;
                        let part = parts.into_iter().find(|it| it.lead == lead);
                        part.ok_or(Problem::NotFound)?.id
                    }
                    None => id,
                };
                let task = store::task::find(&mut tx, id).await?;
                let version = task.ok_or(Problem::NotFound)?.version;
                let command = task_command(&self.directory, &ctx.actor, &act.command)?;
                (Some(version), Command::Task { id, command })
            }
        })
    }

    /// The task of a clause that the agency was given.
    async fn task(
        &mut self,
        ctx: &Ctx,
        directive: DirectiveId,
        (clause, is_shared, lead): (ClauseId, bool, AgencyId),
    ) -> Result<TaskId> {
        let known = match self.tasks.entry(directive) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                let mut tx = ctx.system.db.read().await?;
                let made = store::task::scan(&mut tx, None, ALL).await?;
                let made = made
                    .into_iter()
                    .filter(|it| it.directive == Some(directive) && it.parent.is_none());
                let known = made.filter_map(|it| Some((it.clause?, it.lead, it.id)));
                place.insert(known.collect())
            }
        };
        known
            .iter()
            // The only task of a clause may have another lead by now.
            .find(|(of, first, _)| *of == clause && (!is_shared || *first == lead))
            .map(|(_, _, id)| *id)
            .ok_or_else(|| Problem::NotFound.into())
    }
}

/// Who that is: a session is begun and ended, so that positions and dates count as for everybody.
async fn sign_in(system: &Arc<System>, login: &str) -> Result<Actor> {
    let mut tx = system.db.read().await?;
    let account = store::account::find_by_login(&mut tx, login).await?;
    drop(tx);
    let account = account.ok_or(Problem::SignInFailed)?;
    let session = crate::session::begin(system, &account, "demo").await?;
    let session = session.ok_or(Problem::SignInFailed)?;
    let ctx = crate::session::resume(system, &session.token).await?;
    let ctx = ctx.ok_or(Problem::SignInFailed)?;
    crate::session::sign_out(&ctx).await?;
    Ok(ctx.actor)
}

fn agency(directory: &Directory, code: &str) -> Result<AgencyId> {
    let agency = directory.by_code(code);
    agency
        .map(|agency| agency.id)
        .ok_or_else(|| Error::internal(format!("no agency {code}")))
}

/// The command of an act: codes of agencies become their ids, who starts is the officer in charge.
fn task_command(
    directory: &Directory,
    actor: &Actor,
    act: &Map<String, Value>,
) -> Result<TaskCommand> {
    if act.get("act").and_then(Value::as_str) == Some("start") {
        let officer = Officer {
            position: Some(actor.position),
            name: actor.user_name.clone(),
        };
        return Ok(TaskCommand::Start { officer });
    }
    let mut fields = act.clone();
    for field in ["lead", "agency", "addressed_to"] {
        if let Some(Value::String(code)) = fields.get(field) {
            let id = agency(directory, code)?;
            fields.insert(field.to_owned(), Value::String(id.to_string()));
        }
    }
    let shares = fields
        .get_mut("delegation")
        .and_then(|delegation| delegation.get_mut("to"))
        .and_then(Value::as_array_mut);
    for share in shares.into_iter().flatten() {
        if let Some(Value::String(code)) = share.get("agency") {
            let id = agency(directory, code)?;
            share["agency"] = Value::String(id.to_string());
        }
    }
    serde_json::from_value(Value::Object(fields)).map_err(Error::internal)
}

/// An id that a moment and a name always have.
fn named(at: DateTime<Utc>, name: &str) -> Uuid {
    let hash: [u8; 32] = Sha256::digest(name.as_bytes()).into();
    let mut bytes = [0; 10];
    bytes.copy_from_slice(&hash[..10]);
    let millis = u64::try_from(at.timestamp_millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
}

/// `2022-04-15T14:20`, by Vietnam's civil time.
fn moment<'de, D: Deserializer<'de>>(cell: D) -> std::result::Result<DateTime<Utc>, D::Error> {
    let text = String::deserialize(cell)?;
    let local = NaiveDateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M");
    local
        .ok()
        .zip(FixedOffset::east_opt(7 * 3600))
        .and_then(|(local, hanoi)| local.and_local_timezone(hanoi).single())
        .map(|at| at.with_timezone(&Utc))
        .ok_or_else(|| D::Error::custom(format!("{text:?} is no moment (YYYY-MM-DDTHH:MM)")))
}

fn maybe_moment<'de, D: Deserializer<'de>>(
    cell: D,
) -> std::result::Result<Option<DateTime<Utc>>, D::Error> {
    moment(cell).map(Some)
}
