//! Forms of pages without script: what a browser posts becomes the same [`Envelope`] as everything else.
//!
//! Fields are those of the commands in [`crate::task`] and [`crate::directive`], by the same names.
//! Common to all: `envelope` (id), `subject` (`task`, `directive`, `duty`, `account` or
//! `agency`), `id`, `base_version` (empty for
//! none), `made_at` (RFC 3339; absent or empty for `now`) and `act`. The officer of `start` is `officer`
//! (the name) and `officer_position`. Dates are `yyyy-mm-dd` or `dd/mm/yyyy`; an empty optional field is
//! none. Beside the date of a deadline stands `<field>_days`, working days that count instead where they are
//! given; those of drafts are counted from the day of issue. The abstract of a directive is `abstract`, because `subject` is taken. Lists are repeated fields
//! (agencies) or one item a line (`recipients`, `milestones`). Drafts are `draft.<n>.<field>` with the
//! fields of [`Draft`], numbered from 1 in their order; what a coordinating agency owes is
//! `draft.<n>.product.<agency>` and `draft.<n>.product_due.<agency>`, a milestone is `dd/mm/yyyy: what`, a
//! span `start-end`.
//!
//! **Invariants:** a refused form names every field that is wrong, by the name the form gave it; a field
//! that nobody takes is refused, never ignored.
//!
//! To add a field: take it where its command is made; the name is the one in the JSON body.
//! A field that cannot be read has a stand-in value, so that the others are still looked at; a command
//! with one never leaves this module.

mod bulk;
mod office;
mod people;

pub use bulk::bulk;

use crate::attachment::Purpose;
use crate::calendar::Deadline;
use crate::cascade::{Delegation, Share};
use crate::command::{Command, Envelope};
use crate::directive::{DirectiveCommand, Draft, Header};
use crate::document::{DocumentKind, Urgency};
use crate::draft::{DraftEdit, Filling};
use crate::duty::{DutyCommand, Template};
use crate::id::{
    AgencyId, AttachmentId, DirectiveId, DraftId, DutyId, EnvelopeId, PositionId, TaskId, UserId,
};
use crate::intake::Intake;
use crate::period::{Cycle, Regime, Schedule};
use crate::reader::Span;
use crate::refusal::{FieldError, FieldFault, Refusal};
use crate::rollup::Rule;
use crate::task::{Asked, Milestone, Officer, Rating, TaskCommand};
use chrono::{DateTime, NaiveDate, Utc};
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, HashSet};
use uuid::Uuid;

/// The envelope that the decoded fields of a form stand for. Fields may come in any order; values of a
/// repeated field keep theirs.
///
/// # Errors
/// [`Refusal::Invalid`] with every field that is unknown, missing, given twice or malformed.
pub fn envelope(fields: &[(String, String)], now: DateTime<Utc>) -> Result<Envelope, Refusal> {
    let mut form = Fields::of(fields);
    let id = form.id("envelope", EnvelopeId);
    let base_version = form.optional("base_version", whole);
    let made_at = form.optional("made_at", instant).unwrap_or(now);
    let subject = form.text("subject");
    let subject_id = form.required("id", uuid);
    let act = form.text("act");
    let command = match subject.as_str() {
        "task" => task(&act, &mut form).map(|command| Command::Task {
            id: TaskId(subject_id),
            command,
        }),
        "directive" => directive(&act, &mut form).map(|command| Command::Directive {
            id: DirectiveId(subject_id),
            command,
        }),
        "duty" => duty(&act, &mut form).map(|command| Command::Duty {
            id: DutyId(subject_id),
            command,
        }),
        "account" => people::account(&act, &mut form).map(|command| Command::Account {
            id: UserId(subject_id),
            command,
        }),
        "agency" => office::agency(&act, &mut form).map(|command| Command::Agency {
            id: AgencyId(subject_id),
            command,
        }),
        "intake" => intake(&act, subject_id, &mut form).map(|intake| Command::Intake { intake }),
        "" => None,
        _ => {
            form.fault("subject", FieldFault::Unknown);
            None
        }
    };
    let Some(command) = command else {
        // Without a known act nobody can say which of the other fields belong to it.
        return Err(form.refusal());
    };
    form.leave_nothing();
    if form.faults.is_empty() {
        return Ok(Envelope {
            id,
            base_version,
            made_at,
            command,
        });
    }
    // Refused anyway: say at once what the command itself would find wrong next.
    if let Err(Refusal::Invalid { fields }) = cleaned(command) {
        for error in fields {
            form.fault_once(error);
        }
    }
    Err(form.refusal())
}

/// What a button of the draft screen asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Button {
    Save,
    Issue,
    /// Saves, then shows the card with that number with all its lists.
    Open(u32),
    Edit(DraftEdit),
}

/// Takes the button out of a form's fields: `do` is `save`, `issue`, `open.<n>`, `add`, `drop.<draft>`,
/// `merge.<draft>`, `split.<draft>` or `fill`, and `fill.<field>` what is to be filled in. The act that
/// goes with it is set, so that [`envelope`] reads the rest. None where the form has no such button.
///
/// # Errors
/// [`Refusal::Invalid`] for an unknown button or a filling that cannot be read.
pub fn take_button(fields: &mut Vec<(String, String)>) -> Result<Option<Button>, Refusal> {
    let (taken, left): (Vec<_>, Vec<_>) = std::mem::take(fields)
        .into_iter()
        .partition(|(name, _)| name == "do" || name.starts_with("fill."));
    *fields = left;
    if !taken.iter().any(|(name, _)| name == "do") {
        return Ok(None);
    }
    let issued_on = fields
        .iter()
        .find(|(name, _)| name == "issued_on")
        .and_then(|(_, value)| date(value.trim()).ok());
    let mut form = Fields::of(&taken);
    let filling = Filling {
        deliverable: form.optional_text("fill.deliverable"),
        effect_expected: form.optional_text("fill.effect_expected"),
        responsible: form.optional_text("fill.responsible"),
        due: form.due("fill.due", issued_on),
    };
    let name = form.text("do");
    let button = button(&name, filling);
    if button.is_none() {
        form.fault_once(FieldError {
            field: "do".to_owned(),
            fault: FieldFault::Unknown,
        });
    }
    // What stands in the filling matters to its own button only.
    if !matches!(button, Some(Button::Edit(DraftEdit::Fill(_)))) {
        form.faults.retain(|error| error.field == "do");
    }
    form.leave_nothing();
    if !form.faults.is_empty() {
        return Err(form.refusal());
    }
    let act = match button {
        Some(Button::Issue) => "issue",
        _ => "revise",
    };
    fields.retain(|(name, _)| name != "act");
    fields.push(("act".to_owned(), act.to_owned()));
    Ok(button)
}

fn button(name: &str, filling: Filling) -> Option<Button> {
    let edit = match name {
        "save" => return Some(Button::Save),
        "issue" => return Some(Button::Issue),
        "add" => DraftEdit::Add,
        "fill" => DraftEdit::Fill(filling),
        _ => {
            let (verb, id) = name.split_once('.')?;
            if verb == "open" {
                return whole(id).ok().map(Button::Open);
            }
            let id = DraftId(uuid(id).ok()?);
            match verb {
                "drop" => DraftEdit::Drop(id),
                "merge" => DraftEdit::Merge(id),
                "split" => DraftEdit::Split(id),
                _ => return None,
            }
        }
    };
    Some(Button::Edit(edit))
}

fn cleaned(command: Command) -> Result<(), Refusal> {
    match command {
        Command::Task { command, .. } => command.cleaned().map(|_| ()),
        Command::Directive { command, .. } => command.check(),
        Command::Duty { command, .. } => command.cleaned().map(|_| ()),
        Command::Account { command, .. } => command.cleaned().map(|_| ()),
        Command::Bulk { bulk } => bulk.cleaned().map(|_| ()),
        Command::Agency { command, .. } => command.cleaned().map(|_| ()),
        Command::Intake { .. } => Ok(()),
    }
}

fn task(act: &str, form: &mut Fields<'_>) -> Option<TaskCommand> {
    use TaskCommand as C;
    Some(match act {
        "issue" => C::Issue,
        "acknowledge" => C::Acknowledge,
        "return_to_sender" => C::ReturnToSender {
            reason: form.text("reason"),
        },
        "reassign" => C::Reassign {
            lead: form.id("lead", AgencyId),
            reason: form.text("reason"),
        },
        "start" => C::Start {
            officer: Officer {
                position: form.optional("officer_position", uuid).map(PositionId),
                name: form.text("officer"),
            },
        },
        "report" => C::Report {
            percent: form.required("percent", whole),
            note: form.text("note"),
        },
        "raise_obstacle" => C::RaiseObstacle {
            what: form.text("what"),
            addressed_to: form.optional("addressed_to", uuid).map(AgencyId),
            position: form.optional_text("position"),
            due: form.deadline("due"),
        },
        "escalate_obstacle" => C::EscalateObstacle {
            number: form.required("number", whole),
            to: form.id("to", AgencyId),
            reason: form.text("reason"),
            due: form.deadline("due"),
        },
        "resolve_obstacle" => C::ResolveObstacle {
            number: form.required("number", whole),
            resolution: form.text("resolution"),
        },
        "request_extension" => C::RequestExtension {
            until: form.required_deadline("until"),
            reason: form.text("reason"),
            evidence: form.optional_text("evidence"),
        },
        "grant_extension" => C::GrantExtension {
            number: form.required("number", whole),
            until: form.required_deadline("until"),
            decision: form.optional_text("decision"),
        },
        "refuse_extension" => C::RefuseExtension {
            number: form.required("number", whole),
            decision: form.text("decision"),
        },
        "add_evidence" => C::AddEvidence {
            note: form.text("note"),
        },
        "submit" => C::Submit {
            result: form.text("result"),
            effect: form.text("effect"),
            evidence: form.text("evidence"),
        },
        "confirm" => C::Confirm {
            rating: form.listed("rating", Rating::Satisfactory),
            note: form.optional_text("note"),
        },
        "rework" => C::Rework {
            reason: form.text("reason"),
        },
        "suspend" => C::Suspend {
            reason: form.text("reason"),
        },
        "resume" => C::Resume {
            reason: form.text("reason"),
        },
        "cancel" => C::Cancel {
            reason: form.text("reason"),
        },
        "reopen" => C::Reopen {
            reason: form.text("reason"),
        },
        "ask_contribution" => C::AskContribution {
            agency: form.id("agency", AgencyId),
            product: form.text("product"),
            due: form.deadline("due"),
        },
        "acknowledge_contribution" => C::AcknowledgeContribution {
            officer: officer(form),
        },
        "deliver_contribution" => C::DeliverContribution {
            result: form.text("result"),
            officer: officer(form),
            evidence: form.optional_text("evidence"),
        },
        "decline_contribution" => C::DeclineContribution {
            reason: form.text("reason"),
        },
        "waive_contribution" => C::WaiveContribution {
            agency: form.id("agency", AgencyId),
            reason: form.text("reason"),
        },
        "delegate" => C::Delegate {
            delegation: Box::new(delegation(form)),
        },
        "report_quantity" => C::ReportQuantity {
            done: form.required("done", whole),
            note: form.text("note"),
        },
        "comment" => C::Comment {
            text: form.text("text"),
            mentions: form.positions("mentions"),
        },
        "edit_comment" => C::EditComment {
            number: form.required("number", whole),
            text: form.text("text"),
            mentions: form.positions("mentions"),
        },
        "withdraw_comment" => C::WithdrawComment {
            number: form.required("number", whole),
        },
        "attach" => C::Attach {
            attachment: form.id("attachment", AttachmentId),
            purpose: form.listed("purpose", Purpose::Report),
            comment: form.optional("comment", whole),
            unclassified: form.ticked("unclassified"),
            file: None,
        },
        "withdraw_attachment" => C::WithdrawAttachment {
            attachment: form.id("attachment", AttachmentId),
            reason: form.text("reason"),
        },
        "remind" => C::Remind,
        _ => return unknown_act(act, form),
    })
}

/// What is delegated. As with drafts, what stands beside an agency that is not chosen is dropped.
fn delegation(form: &mut Fields<'_>) -> Delegation {
    let agencies = form.agencies("to");
    let mut days = form.by_agency("due", date);
    let mut amounts = form.by_agency("amount", whole);
    let unit = form.optional_text("unit");
    let rule = form.text("rule");
    let rule = match (rule.as_str(), unit) {
        ("measured_quantity", unit) => Rule::MeasuredQuantity {
            unit: unit.unwrap_or_default(),
        },
        // A unit beside the other rule was typed before the rule was chosen.
        ("weighted_count" | "", _) => Rule::WeightedCount {},
        _ => {
            form.fault("rule", FieldFault::Malformed);
            Rule::WeightedCount {}
        }
    };
    Delegation {
        title: form.text("title"),
        deliverable: form.text("deliverable"),
        effect_expected: form.text("effect_expected"),
        responsible: form.text("responsible"),
        due: form.required_deadline("due"),
        required: form.ticked("required"),
        rule,
        to: agencies
            .into_iter()
            .map(|agency| Share {
                agency,
                due: days.remove(&agency),
                amount: amounts.remove(&agency),
            })
            .collect(),
    }
}

/// The officer of a contribution, where one is named.
fn officer(form: &mut Fields<'_>) -> Option<Officer> {
    let position = form.optional("officer_position", uuid).map(PositionId);
    let name = form.optional_text("officer");
    // A position without a name is no officer: the name is asked for then.
    (name.is_some() || position.is_some()).then(|| Officer {
        position,
        name: name.unwrap_or_default(),
    })
}

fn directive(act: &str, form: &mut Fields<'_>) -> Option<DirectiveCommand> {
    use DirectiveCommand as C;
    Some(match act {
        "register" => C::Register {
            header: header(form),
            text: form.text("text"),
            unclassified: form.ticked("unclassified"),
            drafts: Vec::new(),
        },
        "revise" => {
            let (header, drafts) = header_and_drafts(form);
            C::Revise { header, drafts }
        }
        "issue" => {
            let (header, drafts) = header_and_drafts(form);
            C::Issue { header, drafts }
        }
        "discard" => C::Discard {
            reason: form.text("reason"),
        },
        _ => return unknown_act(act, form),
    })
}

fn duty(act: &str, form: &mut Fields<'_>) -> Option<DutyCommand> {
    use DutyCommand as C;
    Some(match act {
        "create" => C::Create {
            template: Box::new(template(form)),
        },
        "change" => C::Change {
            template: Box::new(template(form)),
            reason: form.text("reason"),
        },
        "stop" => C::Stop {
            reason: form.text("reason"),
        },
        _ => return unknown_act(act, form),
    })
}

/// What the tasks of a duty are made of. `cycle` is a cycle or `range`, whose days are `from` and `to`; those of
/// the other kind were typed before it was chosen, and are dropped.
fn template(form: &mut Fields<'_>) -> Template {
    let agencies = form.agencies("coordinating");
    let mut products = form.by_agency("product", |text| Ok(text.to_owned()));
    let cycle = form.text("cycle");
    let regime = form.optional("regime", |text| {
        text.parse().map_err(|_| FieldFault::Malformed)
    });
    let (from, to) = (form.optional("from", date), form.optional("to", date));
    let schedule = match cycle.as_str() {
        "range" => {
            for (name, day) in [("from", from), ("to", to)] {
                if day.is_none() {
                    form.fault(name, FieldFault::Required);
                }
            }
            Schedule::Once {
                from: from.unwrap_or_default(),
                to: to.unwrap_or_default(),
            }
        }
        text => Schedule::Every {
            cycle: text.parse().unwrap_or_else(|_| {
                form.fault("cycle", FieldFault::Malformed);
                Cycle::Month
            }),
            regime: regime.unwrap_or_else(|| {
                form.fault("regime", FieldFault::Required);
                Regime::Calendar
            }),
        },
    };
    Template {
        title: form.text("title"),
        deliverable: form.text("deliverable"),
        effect_expected: form.text("effect_expected"),
        responsible: form.text("responsible"),
        lead: form.id("lead", AgencyId),
        coordinating: agencies
            .into_iter()
            .map(|agency| Asked {
                agency,
                product: products.remove(&agency).unwrap_or_default(),
                due: None,
            })
            .collect(),
        schedule,
        first: form.required("first", date),
        last: form.optional("last", date),
        ahead: form.required("ahead", whole),
        to_do: form.required("to_do", whole),
    }
}

/// The one act on a table that waits: it is confirmed.
fn intake(act: &str, table: Uuid, form: &mut Fields<'_>) -> Option<Intake> {
    match act {
        "confirm" => Some(Intake {
            table,
            reviewed: form.text("reviewed"),
        }),
        _ => unknown_act(act, form),
    }
}

fn unknown_act<T>(act: &str, form: &mut Fields<'_>) -> Option<T> {
    if !act.is_empty() {
        form.fault("act", FieldFault::Unknown);
    }
    None
}

fn header(form: &mut Fields<'_>) -> Header {
    Header {
        number: form.text("number"),
        symbol: form.text("symbol"),
        kind: form.listed("kind", DocumentKind::Plan),
        issued_on: form.required("issued_on", date),
        issuer: form.id("issuer", AgencyId),
        subject: form.text("abstract"),
        urgency: form.listed("urgency", Urgency::Urgent),
        recipients: form
            .optional_text("recipients")
            .map(|text| lines(&text).map(str::to_owned).collect())
            .unwrap_or_default(),
    }
}

fn header_and_drafts(form: &mut Fields<'_>) -> (Header, Vec<Draft>) {
    let header = header(form);
    let issued_on = (!form.faulty.contains("issued_on")).then_some(header.issued_on);
    let drafts = drafts(form, issued_on);
    (header, drafts)
}

fn drafts(form: &mut Fields<'_>, issued_on: Option<NaiveDate>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for mut part in form.numbered("draft") {
        drafts.push(draft(&mut part, issued_on));
        part.leave_nothing();
        for error in part.faults {
            form.fault_once(error);
        }
    }
    drafts
}

fn draft(form: &mut Fields<'_>, issued_on: Option<NaiveDate>) -> Draft {
    Draft {
        id: form.id("id", DraftId),
        // Titles may be empty until the directive is issued, see `DirectiveCommand::cleaned`.
        title: form.optional_text("title").unwrap_or_default(),
        deliverable: form.optional_text("deliverable"),
        effect_expected: form.optional_text("effect_expected"),
        responsible: form.optional_text("responsible"),
        leads: form.agencies("leads"),
        lead_text: form.optional_text("lead_text").unwrap_or_default(),
        coordinating: coordinating(form),
        due: form.due("due", issued_on),
        milestones: form.optional("milestones", milestones).unwrap_or_default(),
        area: form.optional("area", |text| Ok(text.to_owned())),
        span: form.optional("span", span),
        confidence: form.optional("confidence", percentage),
    }
}

/// The coordinating agencies with what they owe. What stands beside an agency that is not chosen is
/// dropped: without script the page cannot empty it when a person unticks the agency.
fn coordinating(form: &mut Fields<'_>) -> Vec<Asked> {
    let agencies = form.agencies("coordinating");
    let mut products = form.by_agency("product", |text| Ok(text.to_owned()));
    let mut days = form.by_agency("product_due", date);
    agencies
        .into_iter()
        .map(|agency| Asked {
            agency,
            product: products.remove(&agency).unwrap_or_default(),
            due: days.remove(&agency),
        })
        .collect()
}

/// The fields of a form that nobody has taken yet, and what was wrong with those taken.
struct Fields<'f> {
    left: BTreeMap<&'f str, Vec<&'f str>>,
    /// What stands before the names in the form.
    prefix: String,
    faults: Vec<FieldError>,
    /// The fields among `faults`: each is named once, with what was wrong first.
    faulty: HashSet<String>,
}

impl<'f> Fields<'f> {
    fn of(fields: &'f [(String, String)]) -> Self {
        let mut left: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, value) in fields {
            left.entry(name).or_default().push(value);
        }
        Self::with(String::new(), left)
    }

    fn with(prefix: String, left: BTreeMap<&'f str, Vec<&'f str>>) -> Self {
        Self {
            left,
            prefix,
            faults: Vec::new(),
            faulty: HashSet::new(),
        }
    }

    fn fault(&mut self, name: &str, fault: FieldFault) {
        let field = format!("{}{name}", self.prefix);
        self.fault_once(FieldError { field, fault });
    }

    /// Notes a fault unless the field has one already.
    fn fault_once(&mut self, error: FieldError) {
        if self.faulty.insert(error.field.clone()) {
            self.faults.push(error);
        }
    }

    fn refusal(self) -> Refusal {
        Refusal::Invalid {
            fields: self.faults,
        }
    }

    /// Refuses every field that nobody took.
    fn leave_nothing(&mut self) {
        for name in std::mem::take(&mut self.left).into_keys() {
            self.fault(name, FieldFault::Unknown);
        }
    }

    /// The one value of a field; none where it is absent, blank or given twice.
    fn single(&mut self, name: &str) -> Option<&'f str> {
        match self.left.remove(name)?.as_slice() {
            [value] => Some(*value).filter(|value| !value.trim().is_empty()),
            _ => {
                self.fault(name, FieldFault::Malformed);
                None
            }
        }
    }

    fn optional_text(&mut self, name: &str) -> Option<String> {
        self.single(name).map(str::to_owned)
    }

    fn text(&mut self, name: &str) -> String {
        self.optional_text(name).unwrap_or_else(|| {
            self.fault(name, FieldFault::Required);
            String::new()
        })
    }

    fn optional<T>(
        &mut self,
        name: &str,
        parse: impl Fn(&str) -> Result<T, FieldFault>,
    ) -> Option<T> {
        parse(self.single(name)?.trim())
            .map_err(|fault| self.fault(name, fault))
            .ok()
    }

    fn required<T: Default>(
        &mut self,
        name: &str,
        parse: impl Fn(&str) -> Result<T, FieldFault>,
    ) -> T {
        self.optional(name, parse).unwrap_or_else(|| {
            // Does nothing where the field is there and malformed.
            self.fault(name, FieldFault::Required);
            T::default()
        })
    }

    /// The day in a field, or the working days in the field beside it, which count where both are given:
    /// the day may be one that stood there before.
    fn deadline(&mut self, name: &str) -> Option<Deadline> {
        let day = self.optional(name, date);
        let working_days = self.optional(&format!("{name}_days"), working_days);
        match working_days {
            Some(working_days) => Some(Deadline::WorkingDays { working_days }),
            None => day.map(Deadline::Day),
        }
    }

    fn required_deadline(&mut self, name: &str) -> Deadline {
        self.deadline(name).unwrap_or_else(|| {
            if !self.faulty.contains(&format!("{}{name}_days", self.prefix)) {
                self.fault(name, FieldFault::Required);
            }
            Deadline::Day(NaiveDate::default())
        })
    }

    /// The day of a deadline whose working days are counted from `from`. Where that day cannot be read, it
    /// is the fault of its own field.
    fn due(&mut self, name: &str, from: Option<NaiveDate>) -> Option<NaiveDate> {
        match self.deadline(name)? {
            Deadline::Day(day) => Some(day),
            deadline => {
                let day = deadline.day(from?);
                if day.is_err() {
                    self.fault(&format!("{name}_days"), FieldFault::OutOfRange);
                }
                day.ok()
            }
        }
    }

    fn id<T>(&mut self, name: &str, wrap: fn(Uuid) -> T) -> T {
        wrap(self.required(name, uuid))
    }

    /// A value of an enum by its stable text.
    fn listed<T: DeserializeOwned>(&mut self, name: &str, stand_in: T) -> T {
        self.optional(name, |text| {
            serde_json::from_value(text.into()).map_err(|_| FieldFault::Malformed)
        })
        .unwrap_or_else(|| {
            self.fault(name, FieldFault::Required);
            stand_in
        })
    }

    /// A checkbox: browsers send `on`, or nothing.
    fn ticked(&mut self, name: &str) -> bool {
        self.optional(name, |text| match text {
            "on" | "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(FieldFault::Malformed),
        })
        .unwrap_or(false)
    }

    /// The agencies of a repeated field, each once; blank choices are none.
    fn agencies(&mut self, name: &str) -> Vec<AgencyId> {
        let mut agencies = Vec::new();
        for value in self.left.remove(name).unwrap_or_default() {
            match value.trim() {
                "" => {}
                value => match uuid(value).map(AgencyId) {
                    Ok(agency) if agencies.contains(&agency) => {}
                    Ok(agency) => agencies.push(agency),
                    Err(fault) => self.fault(name, fault),
                },
            }
        }
        agencies
    }

    /// The positions of a repeated field, each once; blank choices are none.
    fn positions(&mut self, name: &str) -> Vec<PositionId> {
        let chosen = self.agencies(name);
        chosen.into_iter().map(|id| PositionId(id.0)).collect()
    }

    /// The values of `<name>.<agency>`.
    fn by_agency<T>(
        &mut self,
        name: &str,
        parse: fn(&str) -> Result<T, FieldFault>,
    ) -> BTreeMap<AgencyId, T> {
        let mut values = BTreeMap::new();
        for (field, id) in self.under(name) {
            match uuid(id) {
                Ok(id) => {
                    if let Some(value) = self.optional(field, parse) {
                        values.insert(AgencyId(id), value);
                    }
                }
                Err(fault) => {
                    self.left.remove(field);
                    self.fault(field, fault);
                }
            }
        }
        values
    }

    /// The fields `<name>.<n>.<field>` by their number; others stay.
    fn numbered(&mut self, name: &str) -> Vec<Fields<'f>> {
        let mut parts: BTreeMap<u32, Fields<'f>> = BTreeMap::new();
        for (field, rest) in self.under(name) {
            let Some((digits, inner)) = rest.split_once('.') else {
                continue;
            };
            // `01` would be a second name of 1.
            let Some(n) = whole(digits).ok().filter(|n: &u32| n.to_string() == digits) else {
                continue;
            };
            let part = parts
                .entry(n)
                .or_insert_with(|| Fields::with(format!("{name}.{n}."), BTreeMap::new()));
            part.left
                .insert(inner, self.left.remove(field).unwrap_or_default());
        }
        parts.into_values().collect()
    }

    /// The names that begin with `<name>.`, and how each goes on.
    fn under(&self, name: &str) -> Vec<(&'f str, &'f str)> {
        let is_under = |field: &'f str| field.strip_prefix(name)?.strip_prefix('.');
        self.left
            .keys()
            .filter_map(|&field| Some((field, is_under(field)?)))
            .collect()
    }
}

fn uuid(text: &str) -> Result<Uuid, FieldFault> {
    Uuid::try_parse(text).map_err(|_| FieldFault::Malformed)
}

/// A number without sign or fraction that fits its type.
fn whole<T: TryFrom<u64>>(text: &str) -> Result<T, FieldFault> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(FieldFault::Malformed);
    }
    text.parse::<u64>()
        .ok()
        .and_then(|number| T::try_from(number).ok())
        .ok_or(FieldFault::OutOfRange)
}

/// As many as fit into the years that a calendar covers.
fn working_days(text: &str) -> Result<u16, FieldFault> {
    match whole(text)? {
        days @ 1..=999 => Ok(days),
        _ => Err(FieldFault::OutOfRange),
    }
}

fn percentage(text: &str) -> Result<u8, FieldFault> {
    match whole(text)? {
        percent @ 0..=100 => Ok(percent),
        _ => Err(FieldFault::OutOfRange),
    }
}

/// A day as date inputs send it (`2022-09-30`) or as people type it (`30/9/2022`).
pub(crate) fn date(text: &str) -> Result<NaiveDate, FieldFault> {
    let parts: Vec<&str> = text.split(['-', '/']).collect();
    let (year, month, day) = match *parts.as_slice() {
        [year, month, day] if text.matches('-').count() == 2 => (year, month, day),
        [day, month, year] if text.matches('/').count() == 2 => (year, month, day),
        _ => return Err(FieldFault::Malformed),
    };
    if year.len() != 4 || month.len() > 2 || day.len() > 2 {
        return Err(FieldFault::Malformed);
    }
    let year: u16 = whole(year)?;
    NaiveDate::from_ymd_opt(year.into(), whole(month)?, whole(day)?).ok_or(FieldFault::OutOfRange)
}

fn instant(text: &str) -> Result<DateTime<Utc>, FieldFault> {
    DateTime::parse_from_rfc3339(text)
        .map(|instant| instant.to_utc())
        .map_err(|_| FieldFault::Malformed)
}

fn span(text: &str) -> Result<Span, FieldFault> {
    let (start, end) = text.split_once('-').ok_or(FieldFault::Malformed)?;
    let span = Span {
        start: whole(start)?,
        end: whole(end)?,
    };
    if span.start > span.end {
        return Err(FieldFault::OutOfRange);
    }
    Ok(span)
}

fn milestones(text: &str) -> Result<Vec<Milestone>, FieldFault> {
    lines(text)
        .map(|line| {
            let (due, what) = line.split_once(':').ok_or(FieldFault::Malformed)?;
            Ok(Milestone {
                due: date(due.trim())?,
                what: what.trim().to_owned(),
            })
        })
        .collect()
}

/// The lines that say something.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}
