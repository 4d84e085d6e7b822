//! Tasks: one piece of work with exactly one lead, any number of coordinating agencies and a deadline.
//!
//! A task changes only by [`Task::decide`], which turns a command into events or a refusal, and
//! [`Task::after`], which turns events into the next value. Replaying a task's events gives its row.
//!
//! **Invariants:** the state moves only along the table of [`State::next`]; there is exactly one lead at
//! all times; the original deadline never changes once the task is issued.
//!
//! To add a step: a variant of [`TaskCommand`] and of [`TaskEvent`], an arm in `decide` and in `applied`,
//! the fields it touches, a row in [`crate::access`], a form in `app`.

use crate::access::Action;
use crate::attachment::{Attachment, File, MOST_ATTACHMENTS, Purpose};
use crate::calendar::Deadline;
use crate::cascade::{Delegation, Parent};
use crate::clears::{ClearSet, Step};
use crate::comment::{Comment, MAX_COMMENT, MOST_COMMENTS, MOST_MENTIONS, refuse_secret};
use crate::document::Urgency;
use crate::extension::ExtensionRules;
use crate::id::{AgencyId, AttachmentId, ClauseId, DirectiveId, PositionId, TaskId};
use crate::macros::text_enum;
use crate::refusal::{FieldFault, Refusal};
use crate::rollup::{Measure, Rule, percent_of};
use crate::view::Waiting;
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::HashSet;

text_enum! {
    /// The stored state of a task. Timeliness is derived, see [`crate::timeliness`].
    State {
        Draft = "draft",
        Assigned = "assigned",
        Acknowledged = "acknowledged",
        /// The lead sent it back to the sender: wrong addressee.
        Returned = "returned",
        InProgress = "in_progress",
        AwaitingConfirmation = "awaiting_confirmation",
        Completed = "completed",
        /// The clock is stopped.
        Suspended = "suspended",
        Cancelled = "cancelled",
    }
}

impl State {
    /// Neither finished nor a draft: work is owed.
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Draft | Self::Completed | Self::Cancelled)
    }

    /// Whether a task in this state takes such a step at all: all that a row of a list knows of it.
    pub fn accepts(self, action: Action) -> bool {
        use Action as A;
        use State::*;
        match action {
            A::IssueTask => self == Draft,
            A::AcknowledgeTask | A::ReturnTask => self == Assigned,
            A::ReassignTask => matches!(self, Assigned | Returned | Acknowledged | InProgress),
            A::StartTask => self == Acknowledged,
            A::ReportTask
            | A::RequestExtension
            | A::DecideExtension
            | A::SubmitTask
            | A::DelegateTask => self == InProgress,
            A::RaiseObstacle | A::AddEvidence => {
                matches!(
                    self,
                    Assigned | Acknowledged | InProgress | AwaitingConfirmation
                )
            }
            A::ResolveObstacle | A::EscalateObstacle => self.is_open(),
            A::ConfirmTask | A::ReworkTask => self == AwaitingConfirmation,
            A::SuspendTask => self.is_open() && self != Suspended,
            A::ResumeTask => self == Suspended,
            A::CancelTask => self.is_open() || self == Draft,
            A::ReopenTask => self == Completed,
            A::AskContribution | A::Contribute | A::WaiveContribution => {
                matches!(self, Assigned | Acknowledged | InProgress)
            }
            A::CommentTask => !matches!(self, Draft | Cancelled),
            // What stood when the result was confirmed stays as it is.
            A::AttachToTask => self.is_open(),
            A::RemindTask => self.is_open() && self != Suspended,
            // No steps of a task.
            A::ViewTask
            | A::RegisterDirective
            | A::EditDirective
            | A::IssueDirective
            | A::ViewDirective
            | A::ViewDirectiveDraft
            | A::ViewProvince
            | A::ViewCommunes
            | A::ViewNotifications
            | A::MarkNotifications
            | A::ManageGroups
            | A::ViewDuty
            | A::ManageDuty
            | A::ViewObstacles
            | A::ViewMail
            | A::RetryMail
            | A::ManagePeople
            | A::SaveView
            | A::ShareView
            | A::ViewAudit
            | A::ReviewHandOver => false,
        }
    }

    /// The states to which one step can lead (the table of the design, §4).
    pub const fn next(self) -> &'static [State] {
        use State::*;
        match self {
            Draft => &[Assigned, Cancelled],
            Assigned => &[Acknowledged, Returned, Assigned, Suspended, Cancelled],
            Returned => &[Assigned, Suspended, Cancelled],
            Acknowledged => &[InProgress, Assigned, Suspended, Cancelled],
            InProgress => &[
                InProgress,
                AwaitingConfirmation,
                Assigned,
                Suspended,
                Cancelled,
            ],
            AwaitingConfirmation => &[Completed, InProgress, Suspended, Cancelled],
            Completed => &[InProgress],
            Suspended => &[
                Assigned,
                Returned,
                Acknowledged,
                InProgress,
                AwaitingConfirmation,
                Cancelled,
            ],
            Cancelled => &[],
        }
    }
}

text_enum! {
    /// How the coordinator rates a confirmed result.
    Rating {
        Excellent = "excellent",
        Good = "good",
        Satisfactory = "satisfactory",
    }
}

text_enum! {
    /// Where a coordinating agency's contribution stands.
    ContributionState {
        Asked = "asked",
        Acknowledged = "acknowledged",
        Delivered = "delivered",
        Declined = "declined",
        /// The lead goes on without it, for a reason.
        Waived = "waived",
    }
}

impl ContributionState {
    /// The lead cannot submit while a contribution is open. A declined one is open until it is waived.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Asked | Self::Acknowledged | Self::Declined)
    }
}

text_enum! {
    /// What became of a request for more time.
    ExtensionState {
        Requested = "requested",
        Granted = "granted",
        Refused = "refused",
    }
}

/// The officer in charge, named by the lead when work starts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Officer {
    /// The position, where the officer has an account.
    pub position: Option<PositionId>,
    pub name: String,
}

/// A dated part of a long task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Milestone {
    pub due: NaiveDate,
    pub what: String,
}

/// What one coordinating agency owes the lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contribution {
    pub agency: AgencyId,
    pub product: String,
    pub due: Option<NaiveDate>,
    pub state: ContributionState,
    /// What was delivered.
    pub result: Option<String>,
    /// Why it was declined or waived.
    pub reason: Option<String>,
    /// Day of the last step.
    pub changed_on: NaiveDate,
    /// Who does it; entries made before officers were named have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub officer: Option<Officer>,
    /// What shows that it was delivered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
}

/// A request to move the deadline, with its decision. The original deadline stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    /// From 1, in the order of asking.
    pub number: u32,
    pub asked_on: NaiveDate,
    /// The day asked for; once granted, the day that was granted.
    pub until: NaiveDate,
    pub reason: String,
    pub state: ExtensionState,
    pub decided_on: Option<NaiveDate>,
    pub decision: Option<String>,
    /// The day asked for, also where another was granted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_until: Option<NaiveDate>,
    /// Where working days were asked for instead of a day: how many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_days: Option<u16>,
    /// What shows the reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
}

/// What blocks a task, and who can remove it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obstacle {
    /// From 1, in the order of raising.
    pub number: u32,
    pub raised_by: AgencyId,
    pub raised_on: NaiveDate,
    pub what: String,
    /// Who can remove it; none where the lead does not know. Once escalated, who was asked last.
    pub addressed_to: Option<AgencyId>,
    pub resolved_on: Option<NaiveDate>,
    pub resolution: Option<String>,
    /// Whose word is needed at that agency, as a title: "Giám đốc Sở Tài chính".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
    /// By when it must be removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<NaiveDate>,
    /// How it went up, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub escalations: Vec<Escalation>,
}

impl Obstacle {
    /// Whether nobody has removed it yet.
    pub fn is_open(&self) -> bool {
        self.resolved_on.is_none()
    }
}

/// An obstacle went to somebody higher.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalation {
    pub on: NaiveDate,
    pub by: AgencyId,
    /// Who was asked before, if anybody.
    pub from: Option<AgencyId>,
    pub to: AgencyId,
    pub reason: String,
    /// By when it must be removed now; none leaves the day as it was.
    pub due: Option<NaiveDate>,
}

/// A note of evidence: what shows the work, and where it can be found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    pub agency: AgencyId,
    pub on: NaiveDate,
    pub note: String,
}

/// What a new task is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewTask {
    pub directive: Option<DirectiveId>,
    pub clause: Option<ClauseId>,
    pub province: String,
    /// The coordinating office that issued it and confirms its result.
    pub issuer: AgencyId,
    pub lead: AgencyId,
    pub title: String,
    pub deliverable: Option<String>,
    pub effect_expected: Option<String>,
    /// The accountable leader.
    pub responsible: Option<String>,
    pub urgency: Urgency,
    /// Code of the commune or district that the work concerns.
    pub area: Option<String>,
    pub due: Option<NaiveDate>,
    pub milestones: Vec<Milestone>,
    pub coordinating: Vec<Asked>,
}

/// A contribution that is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub agency: AgencyId,
    pub product: String,
    pub due: Option<NaiveDate>,
}

/// One piece of work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    pub id: TaskId,
    /// Number of events so far: the optimistic lock.
    pub version: i64,
    pub directive: Option<DirectiveId>,
    pub clause: Option<ClauseId>,
    pub province: String,
    pub issuer: AgencyId,
    pub lead: AgencyId,
    pub title: String,
    pub deliverable: Option<String>,
    pub effect_expected: Option<String>,
    pub effect_achieved: Option<String>,
    pub result: Option<String>,
    pub responsible: Option<String>,
    pub officer: Option<Officer>,
    pub urgency: Urgency,
    pub area: Option<String>,
    pub state: State,
    /// The state to which a resumed task goes back.
    pub suspended_from: Option<State>,
    pub suspended_on: Option<NaiveDate>,
    /// Days for which the clock stood still so far.
    pub suspended_days: i64,
    pub issued_on: Option<NaiveDate>,
    pub original_due: Option<NaiveDate>,
    pub due: Option<NaiveDate>,
    pub percent: u8,
    pub last_note: Option<String>,
    pub completed_on: Option<NaiveDate>,
    pub rating: Option<Rating>,
    /// How often the result came back for rework.
    pub reworks: u32,
    pub milestones: Vec<Milestone>,
    pub contributions: Vec<Contribution>,
    pub extensions: Vec<Extension>,
    pub obstacles: Vec<Obstacle>,
    pub evidence: Vec<Evidence>,
    /// The task of which it is a part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Parent>,
    /// How its sub-tasks add up, stated when it was first delegated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rollup: Option<Rule>,
    /// The quantity reported as done, where it is measured.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub measured: u64,
    /// Whether its clock stands still because its parent's does.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub suspended_with_parent: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub comments: Vec<Comment>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// The last day on which the issuer reminded those who have something to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reminded_on: Option<NaiveDate>,
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// What a person can ask of a task. Texts are as typed; [`TaskCommand::cleaned`] checks them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case", deny_unknown_fields)]
pub enum TaskCommand {
    #[serde(deserialize_with = "no_fields")]
    Issue,
    #[serde(deserialize_with = "no_fields")]
    Acknowledge,
    ReturnToSender {
        reason: String,
    },
    Reassign {
        lead: AgencyId,
        reason: String,
    },
    Start {
        officer: Officer,
    },
    Report {
        percent: u8,
        note: String,
    },
    /// Working days are counted from today.
    RaiseObstacle {
        what: String,
        addressed_to: Option<AgencyId>,
        #[serde(default)]
        position: Option<String>,
        #[serde(default)]
        due: Option<Deadline>,
    },
    ResolveObstacle {
        number: u32,
        resolution: String,
    },
    /// Working days are counted from the current deadline, or from today where there is none.
    RequestExtension {
        until: Deadline,
        reason: String,
        #[serde(default)]
        evidence: Option<String>,
    },
    /// Working days count as in the request. Another day than the one asked for needs a reason.
    GrantExtension {
        number: u32,
        until: Deadline,
        decision: Option<String>,
    },
    RefuseExtension {
        number: u32,
        decision: String,
    },
    AddEvidence {
        note: String,
    },
    Submit {
        result: String,
        effect: String,
        evidence: String,
    },
    Confirm {
        rating: Rating,
        note: Option<String>,
    },
    Rework {
        reason: String,
    },
    Suspend {
        reason: String,
    },
    Resume {
        reason: String,
    },
    Cancel {
        reason: String,
    },
    Reopen {
        reason: String,
    },
    /// Without a day the task's deadline holds; working days are counted from today.
    AskContribution {
        agency: AgencyId,
        product: String,
        due: Option<Deadline>,
    },
    AcknowledgeContribution {
        #[serde(default)]
        officer: Option<Officer>,
    },
    DeliverContribution {
        result: String,
        #[serde(default)]
        officer: Option<Officer>,
        #[serde(default)]
        evidence: Option<String>,
    },
    DeclineContribution {
        reason: String,
    },
    WaiveContribution {
        agency: AgencyId,
        reason: String,
    },
    /// Makes a sub-task for each of several subordinate agencies.
    Delegate {
        delegation: Box<Delegation>,
    },
    /// Reports what is done of a measured sub-task, in its unit.
    ReportQuantity {
        done: u64,
        note: String,
    },
    /// Asks somebody higher to remove an obstacle. Who stands higher is the service's to know. Working days
    /// are counted from today.
    EscalateObstacle {
        number: u32,
        to: AgencyId,
        reason: String,
        #[serde(default)]
        due: Option<Deadline>,
    },
    /// Mentions are those chosen; the server adds those of the text.
    Comment {
        text: String,
        #[serde(default)]
        mentions: Vec<PositionId>,
    },
    EditComment {
        number: u32,
        text: String,
        #[serde(default)]
        mentions: Vec<PositionId>,
    },
    WithdrawComment {
        number: u32,
    },
    /// Attaches a file that the same position uploaded for this task.
    Attach {
        attachment: AttachmentId,
        purpose: Purpose,
        /// The number of one's own comment, where that is the purpose.
        comment: Option<u32>,
        /// The person confirms that it holds no state secret.
        #[serde(default)]
        unclassified: bool,
        /// What the server found; never read from outside.
        #[serde(skip)]
        file: Option<File>,
    },
    WithdrawAttachment {
        attachment: AttachmentId,
        reason: String,
    },
    /// Tells those who have something to do, now.
    #[serde(deserialize_with = "no_fields")]
    Remind,
}

/// An act without fields. A plain unit variant of a tagged enum would let unknown fields pass.
fn no_fields<'de, D: Deserializer<'de>>(body: D) -> Result<(), D::Error> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct NoFields {}
    NoFields::deserialize(body).map(|NoFields {}| ())
}

/// What happened to a task. The text of a verb in the log never changes once landed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verb", rename_all = "snake_case")]
pub enum TaskEvent {
    Drafted {
        new: Box<NewTask>,
    },
    Issued {
        on: NaiveDate,
    },
    Acknowledged,
    ReturnedToSender {
        reason: String,
    },
    Reassigned {
        from: AgencyId,
        lead: AgencyId,
        reason: String,
    },
    Started {
        officer: Officer,
    },
    Reported {
        percent: u8,
        note: String,
    },
    ObstacleRaised {
        obstacle: Obstacle,
    },
    ObstacleResolved {
        number: u32,
        on: NaiveDate,
        resolution: String,
    },
    ExtensionRequested {
        extension: Extension,
    },
    ExtensionGranted {
        number: u32,
        on: NaiveDate,
        until: NaiveDate,
        decision: Option<String>,
    },
    ExtensionRefused {
        number: u32,
        on: NaiveDate,
        decision: String,
    },
    EvidenceAdded {
        evidence: Evidence,
    },
    Submitted {
        result: String,
        effect: String,
        evidence: Evidence,
    },
    Confirmed {
        on: NaiveDate,
        rating: Rating,
        note: Option<String>,
    },
    ReturnedForRework {
        reason: String,
    },
    Suspended {
        on: NaiveDate,
        reason: String,
    },
    Resumed {
        on: NaiveDate,
        due: Option<NaiveDate>,
        days: i64,
        reason: String,
    },
    Cancelled {
        reason: String,
    },
    Reopened {
        reason: String,
    },
    ContributionAsked {
        contribution: Contribution,
    },
    ContributionAcknowledged {
        agency: AgencyId,
        on: NaiveDate,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        officer: Option<Officer>,
    },
    ContributionDelivered {
        agency: AgencyId,
        on: NaiveDate,
        result: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        officer: Option<Officer>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        evidence: Option<String>,
    },
    ContributionDeclined {
        agency: AgencyId,
        on: NaiveDate,
        reason: String,
    },
    ContributionWaived {
        agency: AgencyId,
        on: NaiveDate,
        reason: String,
    },
    /// The first event of a sub-task.
    SubtaskDrafted {
        new: Box<NewTask>,
        parent: Box<Parent>,
    },
    /// Sub-tasks were made; every share has its day.
    Delegated {
        delegation: Box<Delegation>,
    },
    QuantityReported {
        done: u64,
        percent: u8,
        note: String,
    },
    CancelledWithParent {
        reason: String,
    },
    SuspendedWithParent {
        on: NaiveDate,
        reason: String,
    },
    ResumedWithParent {
        on: NaiveDate,
        due: Option<NaiveDate>,
        days: i64,
        reason: String,
    },
    ObstacleEscalated {
        number: u32,
        escalation: Escalation,
    },
    Commented {
        number: u32,
        by: PositionId,
        text: String,
        mentions: Vec<PositionId>,
    },
    CommentEdited {
        number: u32,
        text: String,
        mentions: Vec<PositionId>,
    },
    CommentWithdrawn {
        number: u32,
    },
    Attached {
        attachment: Attachment,
    },
    AttachmentWithdrawn {
        attachment: AttachmentId,
        name: String,
        reason: String,
    },
    Reminded {
        on: NaiveDate,
        agencies: Vec<AgencyId>,
    },
    /// The officer's position was handed over: another officer is in charge.
    OfficerReplaced {
        /// The agency whose contribution it is; none for the task itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        contribution: Option<AgencyId>,
        from: Officer,
        to: Officer,
    },
}

text_enum! {
    /// A part of a task that one step can touch: two stale steps conflict only where these meet.
    Part {
        State = "state",
        Lead = "lead",
        Officer = "officer",
        Deadline = "deadline",
        Progress = "progress",
        Result = "result",
        Extension = "extension",
        Obstacle = "obstacle",
        Evidence = "evidence",
        Contribution = "contribution",
        Subtasks = "subtasks",
        Comment = "comment",
        Attachment = "attachment",
    }
}

/// What `decide` needs to know besides the task.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    pub today: NaiveDate,
    /// The agency for which the actor acts.
    pub agency: AgencyId,
    /// The position in which the actor acts.
    pub position: PositionId,
    pub clears: &'a ClearSet,
    pub extensions: &'a ExtensionRules,
}

/// Longest note, reason or result in characters.
pub const MAX_BLOCK: usize = 4000;
/// Longest one-line text in characters.
pub const MAX_LINE: usize = 300;

impl TaskCommand {
    /// The command with its texts normalised, or the fields that cannot be taken.
    pub fn cleaned(mut self) -> Result<Self, Refusal> {
        use crate::command::Cleaner;
        let mut clean = Cleaner::default();
        match &mut self {
            Self::Issue | Self::Acknowledge => {}
            Self::AcknowledgeContribution { officer } => clean_officer(officer, &mut clean),
            Self::ReturnToSender { reason }
            | Self::Reassign { reason, .. }
            | Self::EscalateObstacle { reason, .. }
            | Self::Rework { reason }
            | Self::Suspend { reason }
            | Self::Resume { reason }
            | Self::Cancel { reason }
            | Self::Reopen { reason }
            | Self::DeclineContribution { reason }
            | Self::WaiveContribution { reason, .. } => clean.block("reason", reason),
            Self::Start { officer } => clean.line("officer", &mut officer.name),
            Self::Report { percent, note } => {
                if *percent > 100 {
                    clean.fault("percent", FieldFault::OutOfRange);
                }
                clean.block("note", note);
            }
            Self::RequestExtension {
                reason, evidence, ..
            } => {
                clean.block("reason", reason);
                clean.optional_block("evidence", evidence);
            }
            Self::RaiseObstacle { what, position, .. } => {
                clean.block("what", what);
                clean.optional_line("position", position);
            }
            Self::ResolveObstacle { resolution, .. } => clean.block("resolution", resolution),
            Self::GrantExtension { decision, .. } => clean.optional_block("decision", decision),
            Self::RefuseExtension { decision, .. } => clean.block("decision", decision),
            Self::AddEvidence { note } => clean.block("note", note),
            Self::Submit {
                result,
                effect,
                evidence,
            } => {
                clean.block("result", result);
                clean.block("effect", effect);
                clean.block("evidence", evidence);
            }
            Self::Confirm { note, .. } => clean.optional_block("note", note),
            Self::AskContribution { product, .. } => clean.block("product", product),
            Self::Delegate { delegation } => delegation.clean(&mut clean),
            Self::ReportQuantity { done, note } => {
                if *done > crate::rollup::MAX_TARGET {
                    clean.fault("done", FieldFault::OutOfRange);
                }
                clean.block("note", note);
            }
            Self::DeliverContribution {
                result,
                officer,
                evidence,
            } => {
                clean.block("result", result);
                clean_officer(officer, &mut clean);
                clean.optional_block("evidence", evidence);
            }
            Self::Comment { text, mentions } | Self::EditComment { text, mentions, .. } => {
                clean.text("text", text, MAX_COMMENT);
                if mentions.len() > MOST_MENTIONS {
                    clean.fault("mentions", FieldFault::OutOfRange);
                }
                refuse_secret(text)?;
            }
            Self::WithdrawComment { .. } => {}
            Self::Attach {
                purpose,
                comment,
                unclassified,
                ..
            } => {
                if !*unclassified {
                    clean.fault("unclassified", FieldFault::Required);
                }
                match (purpose, &comment) {
                    (Purpose::Comment, None) => clean.fault("comment", FieldFault::Required),
                    (Purpose::Comment, Some(_)) | (_, None) => {}
                    (_, Some(_)) => clean.fault("comment", FieldFault::Unknown),
                }
            }
            Self::WithdrawAttachment { reason, .. } => clean.block("reason", reason),
            Self::Remind => {}
        }
        clean.finish(self)
    }

    /// The parts of the task that the command would change.
    pub fn touches(&self) -> &'static [Part] {
        match self {
            Self::Issue
            | Self::Acknowledge
            | Self::ReturnToSender { .. }
            | Self::Rework { .. }
            | Self::Cancel { .. }
            | Self::Reopen { .. } => &[Part::State],
            Self::Reassign { .. } => &[Part::State, Part::Lead],
            Self::Start { .. } => &[Part::State, Part::Officer],
            Self::Report { .. } => &[Part::Progress],
            Self::RaiseObstacle { .. }
            | Self::ResolveObstacle { .. }
            | Self::EscalateObstacle { .. } => &[Part::Obstacle],
            Self::RequestExtension { .. } => &[Part::Extension],
            Self::GrantExtension { .. } | Self::RefuseExtension { .. } => {
                &[Part::Extension, Part::Deadline]
            }
            Self::AddEvidence { .. } => &[Part::Evidence],
            Self::Submit { .. } | Self::Confirm { .. } => &[Part::State, Part::Result],
            Self::Suspend { .. } | Self::Resume { .. } => &[Part::State, Part::Deadline],
            Self::AskContribution { .. }
            | Self::AcknowledgeContribution { .. }
            | Self::DeliverContribution { .. }
            | Self::DeclineContribution { .. }
            | Self::WaiveContribution { .. } => &[Part::Contribution],
            Self::Delegate { .. } => &[Part::Subtasks],
            Self::ReportQuantity { .. } => &[Part::Progress],
            // Lists that only grow conflict with nothing.
            Self::Comment { .. } | Self::Attach { .. } | Self::Remind => &[],
            Self::EditComment { .. } | Self::WithdrawComment { .. } => &[Part::Comment],
            Self::WithdrawAttachment { .. } => &[Part::Attachment],
        }
    }

    /// Whether the event is about the same thing as this command, where both are about one of a list: a change
    /// of another comment or file is no conflict.
    pub fn concerns(&self, event: &TaskEvent) -> bool {
        use TaskEvent as E;
        match (self, event) {
            (
                Self::EditComment { number, .. } | Self::WithdrawComment { number },
                E::CommentEdited { number: other, .. } | E::CommentWithdrawn { number: other },
            ) => number == other,
            (
                Self::WithdrawAttachment { attachment, .. },
                E::AttachmentWithdrawn {
                    attachment: other, ..
                },
            ) => attachment == other,
            _ => true,
        }
    }
}

impl TaskEvent {
    /// The parts of the task that the event changed. Adding a note of evidence or an obstacle conflicts
    /// with nothing: both lists only grow.
    pub fn touched(&self) -> &'static [Part] {
        match self {
            Self::Drafted { .. }
            | Self::Issued { .. }
            | Self::Acknowledged
            | Self::ReturnedToSender { .. }
            | Self::ReturnedForRework { .. }
            | Self::Cancelled { .. }
            | Self::Reopened { .. } => &[Part::State],
            Self::Reassigned { .. } => &[Part::State, Part::Lead],
            Self::Started { .. } => &[Part::State, Part::Officer],
            Self::Reported { .. } => &[Part::Progress],
            Self::ObstacleRaised { .. } | Self::EvidenceAdded { .. } => &[],
            Self::ObstacleResolved { .. } | Self::ObstacleEscalated { .. } => &[Part::Obstacle],
            Self::ExtensionRequested { .. } => &[Part::Extension],
            Self::ExtensionGranted { .. } | Self::ExtensionRefused { .. } => {
                &[Part::Extension, Part::Deadline]
            }
            Self::Submitted { .. } | Self::Confirmed { .. } => &[Part::State, Part::Result],
            Self::Suspended { .. } | Self::Resumed { .. } => &[Part::State, Part::Deadline],
            Self::ContributionAsked { .. }
            | Self::ContributionAcknowledged { .. }
            | Self::ContributionDelivered { .. }
            | Self::ContributionDeclined { .. }
            | Self::ContributionWaived { .. } => &[Part::Contribution],
            Self::SubtaskDrafted { .. } | Self::CancelledWithParent { .. } => &[Part::State],
            Self::Delegated { .. } => &[Part::Subtasks],
            Self::QuantityReported { .. } => &[Part::Progress],
            Self::SuspendedWithParent { .. } | Self::ResumedWithParent { .. } => {
                &[Part::State, Part::Deadline]
            }
            Self::Commented { .. } | Self::Attached { .. } | Self::Reminded { .. } => &[],
            Self::CommentEdited { .. } | Self::CommentWithdrawn { .. } => &[Part::Comment],
            Self::AttachmentWithdrawn { .. } => &[Part::Attachment],
            Self::OfficerReplaced { .. } => &[Part::Officer],
        }
    }
}

impl Task {
    /// The first value of a task, from what it is made of.
    fn drafted(id: TaskId, new: NewTask) -> Self {
        // An agency owes one contribution: a second one could never be delivered.
        let mut parties = HashSet::from([new.lead]);
        let contributions = new
            .coordinating
            .into_iter()
            .filter(|asked| parties.insert(asked.agency))
            .map(|asked| Contribution {
                agency: asked.agency,
                product: asked.product,
                due: asked.due.or(new.due),
                state: ContributionState::Asked,
                result: None,
                reason: None,
                changed_on: crate::area::BEFORE_RECORDS,
                officer: None,
                evidence: None,
            })
            .collect();
        Self {
            id,
            version: 0,
            directive: new.directive,
            clause: new.clause,
            province: new.province,
            issuer: new.issuer,
            lead: new.lead,
            title: new.title,
            deliverable: new.deliverable,
            effect_expected: new.effect_expected,
            effect_achieved: None,
            result: None,
            responsible: new.responsible,
            officer: None,
            urgency: new.urgency,
            area: new.area,
            state: State::Draft,
            suspended_from: None,
            suspended_on: None,
            suspended_days: 0,
            issued_on: None,
            original_due: new.due,
            due: new.due,
            percent: 0,
            last_note: None,
            completed_on: None,
            rating: None,
            reworks: 0,
            milestones: new.milestones,
            contributions,
            extensions: Vec::new(),
            obstacles: Vec::new(),
            evidence: Vec::new(),
            parent: None,
            rollup: None,
            measured: 0,
            suspended_with_parent: false,
            comments: Vec::new(),
            attachments: Vec::new(),
            reminded_on: None,
        }
    }

    /// The unit and the target of a sub-task that is measured.
    pub fn quantity(&self) -> Option<(&str, u64)> {
        match &self.parent.as_ref()?.measure {
            Measure::Quantity { unit, target } => Some((unit, *target)),
            Measure::Weight { .. } => None,
        }
    }

    /// The days for which the clock stood still until `on`, and the deadline moved by them.
    pub(crate) fn resumed(&self, on: NaiveDate) -> (i64, Option<NaiveDate>) {
        let days = self
            .suspended_on
            .map_or(0, |since| (on - since).num_days().max(0));
        (days, self.due.map(|due| later_by(due, days)))
    }

    /// The contribution that the agency owes.
    pub fn contribution(&self, agency: AgencyId) -> Option<&Contribution> {
        self.contributions.iter().find(|c| c.agency == agency)
    }

    /// The request for more time that waits for a decision.
    pub fn pending_extension(&self) -> Option<&Extension> {
        self.extensions
            .iter()
            .find(|e| e.state == ExtensionState::Requested)
    }

    /// Agencies whose contribution the lead still waits for.
    pub fn open_contributions(&self) -> Vec<AgencyId> {
        self.contributions
            .iter()
            .filter(|c| c.state.is_open())
            .map(|c| c.agency)
            .collect()
    }

    /// What the agency must do next on the task, and by when; none where it waits for others.
    pub fn waits_for(&self, agency: AgencyId) -> Option<(Waiting, Option<NaiveDate>)> {
        let due = self.due;
        if agency == self.issuer {
            let decision = match self.state {
                State::Returned => Some(Waiting::Reassign),
                State::AwaitingConfirmation => Some(Waiting::Confirm),
                State::InProgress if self.pending_extension().is_some() => {
                    Some(Waiting::DecideExtension)
                }
                _ => None,
            };
            if let Some(waiting) = decision {
                return Some((waiting, due));
            }
        }
        if agency == self.lead {
            let step = match self.state {
                State::Assigned => Some(Waiting::Acknowledge),
                State::Acknowledged => Some(Waiting::Start),
                State::InProgress => Some(Waiting::Work),
                _ => None,
            };
            if let Some(waiting) = step {
                return Some((waiting, due));
            }
        }
        let asked = self.contribution(agency).filter(|owed| {
            let asked = matches!(
                owed.state,
                ContributionState::Asked | ContributionState::Acknowledged
            );
            let runs = matches!(
                self.state,
                State::Assigned | State::Acknowledged | State::InProgress
            );
            asked && runs
        });
        if let Some(owed) = asked {
            return Some((Waiting::Contribute, owed.due));
        }
        let runs = self.state.is_open() && self.state != State::Suspended;
        self.obstacles
            .iter()
            .filter(|obstacle| runs && obstacle.is_open() && obstacle.addressed_to == Some(agency))
            .map(|obstacle| obstacle.due.or(due))
            .min_by_key(|until| until.unwrap_or(NaiveDate::MAX))
            .map(|until| (Waiting::RemoveObstacle, until))
    }

    /// Every agency that is or was asked to remove an obstacle, each once.
    pub fn addressed(&self) -> Vec<AgencyId> {
        let mut agencies: Vec<AgencyId> = self
            .obstacles
            .iter()
            .flat_map(|obstacle| {
                let before = obstacle.escalations.iter().filter_map(|up| up.from);
                before.chain(obstacle.addressed_to)
            })
            .collect();
        agencies.sort();
        agencies.dedup();
        agencies
    }

    /// What the command leads to, or why it is refused. Who may ask is [`crate::access::allows`]'s part.
    ///
    /// # Errors
    /// A [`Refusal`] with a stable code; the task is unchanged.
    pub fn decide(
        &self,
        command: TaskCommand,
        moment: Moment<'_>,
    ) -> Result<Vec<TaskEvent>, Refusal> {
        use TaskCommand as C;
        use TaskEvent as E;
        let today = moment.today;
        let command = command.cleaned()?;
        if !self.accepts(&command) {
            return Err(Refusal::WrongState {
                state: self.state.as_str().to_owned(),
            });
        }
        let event = match command {
            C::Issue => {
                let issued = self.clone().applied(&E::Issued { on: today });
                clears_hold(moment.clears, &issued, Step::Issue)?;
                E::Issued { on: today }
            }
            C::Acknowledge => E::Acknowledged,
            C::ReturnToSender { reason } => E::ReturnedToSender { reason },
            C::Reassign { lead, reason } => {
                if lead == self.lead {
                    return Err(Refusal::AlreadyParty { agency: lead });
                }
                E::Reassigned {
                    from: self.lead,
                    lead,
                    reason,
                }
            }
            C::Start { officer } => {
                let event = E::Started { officer };
                clears_hold(moment.clears, &self.clone().applied(&event), Step::Start)?;
                event
            }
            C::Report { percent, note } => {
                // The percentage of a measured one follows from its quantity.
                if self.quantity().is_some() {
                    return Err(Refusal::field("percent", FieldFault::Unknown));
                }
                E::Reported { percent, note }
            }
            C::RaiseObstacle {
                what,
                addressed_to,
                position,
                due,
            } => E::ObstacleRaised {
                obstacle: Obstacle {
                    number: next_number(self.obstacles.last().map(|o| o.number)),
                    raised_by: moment.agency,
                    raised_on: today,
                    what,
                    addressed_to,
                    resolved_on: None,
                    resolution: None,
                    position,
                    due: due.map(|due| due.day(today)).transpose()?,
                    escalations: Vec::new(),
                },
            },
            C::EscalateObstacle {
                number,
                to,
                reason,
                due,
            } => {
                let obstacle = self.open_obstacle(number)?;
                if obstacle.addressed_to == Some(to) {
                    return Err(Refusal::AlreadyAsked { agency: to });
                }
                E::ObstacleEscalated {
                    number,
                    escalation: Escalation {
                        on: today,
                        by: moment.agency,
                        from: obstacle.addressed_to,
                        to,
                        reason,
                        due: due.map(|due| due.day(today)).transpose()?,
                    },
                }
            }
            C::ResolveObstacle { number, resolution } => {
                self.open_obstacle(number)?;
                E::ObstacleResolved {
                    number,
                    on: today,
                    resolution,
                }
            }
            C::RequestExtension {
                until,
                reason,
                evidence,
            } => {
                if self.pending_extension().is_some() {
                    return Err(Refusal::ExtensionPending);
                }
                let asked_days = match until {
                    Deadline::Day(_) => None,
                    Deadline::WorkingDays { working_days } => Some(working_days),
                };
                moment.extensions.may_ask(self, today)?;
                let until = self.extended(until, today)?;
                moment.extensions.may_last(self, today, until)?;
                E::ExtensionRequested {
                    extension: Extension {
                        number: next_number(self.extensions.last().map(|e| e.number)),
                        asked_on: today,
                        until,
                        reason,
                        state: ExtensionState::Requested,
                        decided_on: None,
                        decision: None,
                        asked_until: Some(until),
                        asked_days,
                        evidence,
                    },
                }
            }
            C::GrantExtension {
                number,
                until,
                decision,
            } => {
                let asked = self.is_pending(number)?.until;
                let until = self.extended(until, today)?;
                moment.extensions.may_last(self, today, until)?;
                if until != asked && decision.is_none() {
                    return Err(Refusal::field("decision", FieldFault::Required));
                }
                E::ExtensionGranted {
                    number,
                    on: today,
                    until,
                    decision,
                }
            }
            C::RefuseExtension { number, decision } => {
                self.is_pending(number)?;
                E::ExtensionRefused {
                    number,
                    on: today,
                    decision,
                }
            }
            C::AddEvidence { note } => E::EvidenceAdded {
                evidence: Evidence {
                    agency: moment.agency,
                    on: today,
                    note,
                },
            },
            C::Submit {
                result,
                effect,
                evidence,
            } => {
                let open = self.open_contributions();
                if !open.is_empty() {
                    return Err(Refusal::ContributionOpen { agencies: open });
                }
                if self.pending_extension().is_some() {
                    return Err(Refusal::ExtensionPending);
                }
                let evidence = Evidence {
                    agency: moment.agency,
                    on: today,
                    note: evidence,
                };
                let event = E::Submitted {
                    result,
                    effect,
                    evidence,
                };
                clears_hold(moment.clears, &self.clone().applied(&event), Step::Submit)?;
                event
            }
            C::Confirm { rating, note } => {
                clears_hold(moment.clears, self, Step::Confirm)?;
                E::Confirmed {
                    on: today,
                    rating,
                    note,
                }
            }
            C::Rework { reason } => E::ReturnedForRework { reason },
            C::Suspend { reason } => E::Suspended { on: today, reason },
            C::Resume { reason } => {
                let (days, due) = self.resumed(today);
                E::Resumed {
                    on: today,
                    due,
                    days,
                    reason,
                }
            }
            C::Cancel { reason } => E::Cancelled { reason },
            C::Reopen { reason } => E::Reopened { reason },
            C::AskContribution {
                agency,
                product,
                due,
            } => {
                if agency == self.lead || self.contribution(agency).is_some() {
                    return Err(Refusal::AlreadyParty { agency });
                }
                let due = due.map(|due| due.day(today)).transpose()?;
                E::ContributionAsked {
                    contribution: Contribution {
                        agency,
                        product,
                        due: due.or(self.due),
                        state: ContributionState::Asked,
                        result: None,
                        reason: None,
                        changed_on: today,
                        officer: None,
                        evidence: None,
                    },
                }
            }
            C::AcknowledgeContribution { officer } => {
                let agency = moment.agency;
                self.contribution_in(agency, &[ContributionState::Asked])?;
                E::ContributionAcknowledged {
                    agency,
                    on: today,
                    officer,
                }
            }
            C::DeliverContribution {
                result,
                officer,
                evidence,
            } => {
                let agency = moment.agency;
                self.contribution_in(
                    agency,
                    &[
                        ContributionState::Asked,
                        ContributionState::Acknowledged,
                        ContributionState::Declined,
                    ],
                )?;
                E::ContributionDelivered {
                    agency,
                    on: today,
                    result,
                    officer,
                    evidence,
                }
            }
            C::DeclineContribution { reason } => {
                let agency = moment.agency;
                self.contribution_in(
                    agency,
                    &[ContributionState::Asked, ContributionState::Acknowledged],
                )?;
                E::ContributionDeclined {
                    agency,
                    on: today,
                    reason,
                }
            }
            C::WaiveContribution { agency, reason } => {
                self.contribution_in(
                    agency,
                    &[
                        ContributionState::Asked,
                        ContributionState::Acknowledged,
                        ContributionState::Declined,
                    ],
                )?;
                E::ContributionWaived {
                    agency,
                    on: today,
                    reason,
                }
            }
            C::Delegate { delegation } => crate::cascade::delegate(self, *delegation, today)?,
            C::ReportQuantity { done, note } => {
                let (_, target) = self
                    .quantity()
                    .ok_or_else(|| Refusal::field("done", FieldFault::Unknown))?;
                E::QuantityReported {
                    done,
                    percent: percent_of(done, target),
                    note,
                }
            }
            C::Comment { text, mentions } => {
                if self.comments.len() >= MOST_COMMENTS {
                    return Err(Refusal::TooMany { max: MOST_COMMENTS });
                }
                E::Commented {
                    number: next_number(self.comments.last().map(|c| c.number)),
                    by: moment.position,
                    text,
                    mentions,
                }
            }
            C::EditComment {
                number,
                text,
                mentions,
            } => {
                self.own_comment(number, moment)?;
                E::CommentEdited {
                    number,
                    text,
                    mentions,
                }
            }
            C::WithdrawComment { number } => {
                self.own_comment(number, moment)?;
                E::CommentWithdrawn { number }
            }
            C::Attach {
                attachment,
                purpose,
                comment,
                file,
                ..
            } => {
                let is_new = !self.attachments.iter().any(|file| file.id == attachment);
                let file = file.filter(|_| is_new).ok_or(Refusal::NoSuchAttachment)?;
                self.may_attach(purpose, comment, moment)?;
                E::Attached {
                    attachment: Attachment {
                        id: attachment,
                        agency: moment.agency,
                        on: today,
                        purpose,
                        comment,
                        file,
                        is_withdrawn: false,
                    },
                }
            }
            C::WithdrawAttachment { attachment, reason } => {
                let known = self
                    .attachment(attachment)
                    .ok_or(Refusal::NoSuchAttachment)?;
                if known.agency != moment.agency {
                    return Err(Refusal::NotYours);
                }
                E::AttachmentWithdrawn {
                    attachment,
                    name: known.file.name.clone(),
                    reason,
                }
            }
            C::Remind => E::Reminded {
                on: today,
                agencies: self.to_remind(moment.agency, today)?,
            },
        };
        Ok(vec![event])
    }

    /// The file with that id, unless it is withdrawn.
    pub fn attachment(&self, id: AttachmentId) -> Option<&Attachment> {
        self.attachments
            .iter()
            .find(|file| file.id == id && !file.is_withdrawn)
    }

    fn own_comment(&self, number: u32, moment: Moment<'_>) -> Result<(), Refusal> {
        let comment = self
            .comments
            .iter()
            .find(|comment| comment.number == number && !comment.is_withdrawn)
            .ok_or(Refusal::NoSuchComment)?;
        if comment.by != moment.position {
            return Err(Refusal::NotYours);
        }
        Ok(())
    }

    /// Whom a reminder by an agency reaches: every other one for which something waits, once a day.
    ///
    /// # Errors
    /// [`Refusal::AlreadyReminded`], [`Refusal::NobodyWaited`].
    pub fn to_remind(&self, by: AgencyId, today: NaiveDate) -> Result<Vec<AgencyId>, Refusal> {
        if self.reminded_on == Some(today) {
            return Err(Refusal::AlreadyReminded { on: today });
        }
        let mut agencies = crate::job::reminded(self);
        agencies.retain(|agency| *agency != by);
        if agencies.is_empty() {
            return Err(Refusal::NobodyWaited);
        }
        Ok(agencies)
    }

    /// Evidence is attached by those whose work it shows.
    fn may_attach(
        &self,
        purpose: Purpose,
        comment: Option<u32>,
        moment: Moment<'_>,
    ) -> Result<(), Refusal> {
        match purpose {
            Purpose::Report | Purpose::Result if moment.agency != self.lead => {
                return Err(Refusal::field("purpose", FieldFault::Unknown));
            }
            Purpose::Contribution if self.contribution(moment.agency).is_none() => {
                return Err(Refusal::field("purpose", FieldFault::Unknown));
            }
            Purpose::Comment => self.own_comment(comment.unwrap_or_default(), moment)?,
            Purpose::Report | Purpose::Result | Purpose::Contribution => {}
        }
        let there = self.attachments.iter().filter(|file| !file.is_withdrawn);
        if there.count() >= MOST_ATTACHMENTS {
            return Err(Refusal::TooMany {
                max: MOST_ATTACHMENTS,
            });
        }
        Ok(())
    }

    /// Whether the state of the task allows the command at all; screens hide the others.
    pub fn accepts(&self, command: &TaskCommand) -> bool {
        self.state.accepts(Action::of_task(command))
    }

    /// The new day of a deadline, which must be later than the current one.
    fn extended(&self, until: Deadline, today: NaiveDate) -> Result<NaiveDate, Refusal> {
        let until = until.day(self.due.unwrap_or(today))?;
        match self.due {
            Some(due) if until <= due => Err(Refusal::NotLater),
            _ => Ok(until),
        }
    }

    fn is_pending(&self, number: u32) -> Result<&Extension, Refusal> {
        match self.pending_extension() {
            Some(extension) if extension.number == number => Ok(extension),
            _ => Err(Refusal::NoSuchExtension),
        }
    }

    fn open_obstacle(&self, number: u32) -> Result<&Obstacle, Refusal> {
        self.obstacles
            .iter()
            .find(|obstacle| obstacle.number == number && obstacle.is_open())
            .ok_or(Refusal::NoSuchObstacle)
    }

    fn contribution_in(
        &self,
        agency: AgencyId,
        states: &[ContributionState],
    ) -> Result<(), Refusal> {
        let contribution = self
            .contribution(agency)
            .ok_or(Refusal::NoSuchContribution)?;
        if states.contains(&contribution.state) {
            Ok(())
        } else {
            Err(Refusal::ContributionState)
        }
    }

    /// The value of a task after its events; none when the first event is not its drafting.
    pub fn replay<'e>(id: TaskId, events: impl IntoIterator<Item = &'e TaskEvent>) -> Option<Self> {
        events
            .into_iter()
            .fold(None, |task, event| Self::after(id, task, event))
    }

    /// The value after one more event; none when the event cannot be the first.
    pub fn after(id: TaskId, task: Option<Self>, event: &TaskEvent) -> Option<Self> {
        match (task, event) {
            (None, TaskEvent::Drafted { new }) => {
                let mut task = Self::drafted(id, (**new).clone());
                task.version = 1;
                Some(task)
            }
            (None, TaskEvent::SubtaskDrafted { new, parent }) => {
                let mut task = Self::drafted(id, (**new).clone());
                task.parent = Some((**parent).clone());
                task.version = 1;
                Some(task)
            }
            (None, _) => None,
            (Some(task), event) => Some(task.applied(event)),
        }
    }

    fn applied(mut self, event: &TaskEvent) -> Self {
        use TaskEvent as E;
        match event.clone() {
            E::Drafted { .. } | E::SubtaskDrafted { .. } => {}
            E::Issued { on } => {
                self.state = State::Assigned;
                self.issued_on = Some(on);
                for contribution in &mut self.contributions {
                    contribution.changed_on = on;
                }
            }
            E::Acknowledged => self.state = State::Acknowledged,
            E::ReturnedToSender { reason } => {
                self.state = State::Returned;
                self.last_note = Some(reason);
            }
            E::Reassigned { lead, .. } => {
                self.lead = lead;
                self.officer = None;
                self.state = State::Assigned;
                // The new lead no longer owes itself a contribution.
                self.contributions.retain(|c| c.agency != lead);
            }
            E::Started { officer } => {
                self.state = State::InProgress;
                self.officer = Some(officer);
            }
            E::Reported { percent, note } => {
                self.percent = percent;
                self.last_note = Some(note);
            }
            E::ObstacleRaised { obstacle } => self.obstacles.push(obstacle),
            E::ObstacleResolved {
                number,
                on,
                resolution,
            } => {
                if let Some(o) = self.obstacles.iter_mut().find(|o| o.number == number) {
                    o.resolved_on = Some(on);
                    o.resolution = Some(resolution);
                }
            }
            E::ExtensionRequested { extension } => self.extensions.push(extension),
            E::ExtensionGranted {
                number,
                on,
                until,
                decision,
            } => {
                self.due = Some(until);
                self.decide_extension(number, ExtensionState::Granted, on, decision);
                if let Some(e) = self.extensions.iter_mut().find(|e| e.number == number) {
                    e.until = until;
                }
            }
            E::ExtensionRefused {
                number,
                on,
                decision,
            } => {
                self.decide_extension(number, ExtensionState::Refused, on, Some(decision));
            }
            E::EvidenceAdded { evidence } => self.evidence.push(evidence),
            E::Submitted {
                result,
                effect,
                evidence,
            } => {
                self.state = State::AwaitingConfirmation;
                self.result = Some(result);
                self.effect_achieved = Some(effect);
                self.evidence.push(evidence);
            }
            E::Confirmed { on, rating, .. } => {
                self.state = State::Completed;
                self.completed_on = Some(on);
                self.rating = Some(rating);
                self.percent = 100;
            }
            E::ReturnedForRework { reason } => {
                self.state = State::InProgress;
                self.reworks += 1;
                self.last_note = Some(reason);
            }
            E::Suspended { on, .. } => {
                self.suspended_from = Some(self.state);
                self.suspended_on = Some(on);
                self.state = State::Suspended;
            }
            E::SuspendedWithParent { on, .. } => {
                self.suspended_from = Some(self.state);
                self.suspended_on = Some(on);
                self.suspended_with_parent = true;
                self.state = State::Suspended;
            }
            E::Resumed { due, days, .. } | E::ResumedWithParent { due, days, .. } => {
                self.suspended_with_parent = false;
                self.state = self.suspended_from.take().unwrap_or(State::Assigned);
                self.suspended_on = None;
                self.suspended_days += days;
                self.due = due;
                // The clock stood still for the coordinating agencies too.
                for contribution in &mut self.contributions {
                    if contribution.state.is_open() {
                        contribution.due = contribution.due.map(|due| later_by(due, days));
                    }
                }
            }
            E::Cancelled { reason } | E::CancelledWithParent { reason } => {
                self.suspended_with_parent = false;
                self.state = State::Cancelled;
                self.suspended_from = None;
                self.suspended_on = None;
                self.last_note = Some(reason);
            }
            E::Reopened { reason } => {
                self.state = State::InProgress;
                self.completed_on = None;
                self.rating = None;
                self.last_note = Some(reason);
            }
            E::ContributionAsked { contribution } => self.contributions.push(contribution),
            E::ContributionAcknowledged {
                agency,
                on,
                officer,
            } => {
                self.contribute(agency, ContributionState::Acknowledged, on, None, None);
                self.shows_contribution(agency, officer, None);
            }
            E::ContributionDelivered {
                agency,
                on,
                result,
                officer,
                evidence,
            } => {
                self.contribute(agency, ContributionState::Delivered, on, Some(result), None);
                self.shows_contribution(agency, officer, evidence);
            }
            E::ContributionDeclined { agency, on, reason } => {
                self.contribute(agency, ContributionState::Declined, on, None, Some(reason));
            }
            E::ContributionWaived { agency, on, reason } => {
                self.contribute(agency, ContributionState::Waived, on, None, Some(reason));
            }
            E::Delegated { delegation } => self.rollup = Some(delegation.rule),
            E::QuantityReported {
                done,
                percent,
                note,
            } => {
                self.measured = done;
                self.percent = percent;
                self.last_note = Some(note);
            }
            E::ObstacleEscalated { number, escalation } => {
                if let Some(o) = self.obstacles.iter_mut().find(|o| o.number == number) {
                    o.addressed_to = Some(escalation.to);
                    // The title belonged to the agency asked before.
                    o.position = None;
                    o.due = escalation.due.or(o.due);
                    o.escalations.push(escalation);
                }
            }
            E::Commented { number, by, .. } => self.comments.push(Comment {
                number,
                by,
                is_withdrawn: false,
            }),
            E::CommentEdited { .. } => {}
            E::CommentWithdrawn { number } => {
                if let Some(c) = self.comments.iter_mut().find(|c| c.number == number) {
                    c.is_withdrawn = true;
                }
            }
            E::Attached { attachment } => self.attachments.push(attachment),
            E::AttachmentWithdrawn { attachment, .. } => {
                if let Some(file) = self.attachments.iter_mut().find(|f| f.id == attachment) {
                    file.is_withdrawn = true;
                }
            }
            E::Reminded { on, .. } => self.reminded_on = Some(on),
            E::OfficerReplaced {
                contribution: None,
                to,
                ..
            } => self.officer = Some(to),
            E::OfficerReplaced {
                contribution: Some(agency),
                to,
                ..
            } => self.shows_contribution(agency, Some(to), None),
        }
        self.version += 1;
        self
    }

    fn decide_extension(
        &mut self,
        number: u32,
        state: ExtensionState,
        on: NaiveDate,
        decision: Option<String>,
    ) {
        if let Some(e) = self.extensions.iter_mut().find(|e| e.number == number) {
            e.state = state;
            e.decided_on = Some(on);
            e.decision = decision;
        }
    }

    fn contribute(
        &mut self,
        agency: AgencyId,
        state: ContributionState,
        on: NaiveDate,
        result: Option<String>,
        reason: Option<String>,
    ) {
        if let Some(c) = self.contributions.iter_mut().find(|c| c.agency == agency) {
            c.state = state;
            c.changed_on = on;
            c.result = result.or_else(|| c.result.take());
            c.reason = reason;
        }
    }

    /// Who does a contribution and what shows it; what is not named stays.
    fn shows_contribution(
        &mut self,
        agency: AgencyId,
        officer: Option<Officer>,
        evidence: Option<String>,
    ) {
        if let Some(c) = self.contributions.iter_mut().find(|c| c.agency == agency) {
            c.officer = officer.or_else(|| c.officer.take());
            c.evidence = evidence.or_else(|| c.evidence.take());
        }
    }
}

fn clean_officer(officer: &mut Option<Officer>, clean: &mut crate::command::Cleaner) {
    if let Some(officer) = officer {
        clean.line("officer", &mut officer.name);
    }
}

fn next_number(last: Option<u32>) -> u32 {
    last.unwrap_or(0).saturating_add(1)
}

fn later_by(day: NaiveDate, days: i64) -> NaiveDate {
    u64::try_from(days)
        .ok()
        .and_then(|days| day.checked_add_days(Days::new(days)))
        .unwrap_or(day)
}

fn clears_hold(set: &ClearSet, task: &Task, step: Step) -> Result<(), Refusal> {
    let clears = set.missing(task, step);
    if clears.is_empty() {
        Ok(())
    } else {
        Err(Refusal::ClearMissing { clears })
    }
}
