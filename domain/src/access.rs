//! Who may see and do what: one pure function, [`allows`].
//!
//! The browser uses it to hide, the server to enforce; it is the same for pages, commands, export, bulk
//! and sync. A denied look answers like "does not exist".
//!
//! **Invariants:** nothing is allowed that no arm below names; a right never depends on the person, only
//! on the position, its agency and its province. The table of every action × role × relation stands in
//! `domain/tests/access.txt`; a test rewrites it, a person reviews the difference.
//!
//! To add an action: a variant, its arm, then `UPDATE_TABLES=1 cargo test -p domain --test access`.

use crate::id::{AgencyId, PositionId, UserId};
use crate::macros::text_enum;
use crate::position::Role;
use crate::task::TaskCommand;
use serde::{Deserialize, Serialize};

/// A user in a position: who acts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    pub user: UserId,
    pub user_name: String,
    pub position: PositionId,
    pub title_vi: String,
    pub title_en: String,
    pub role: Role,
    pub agency: AgencyId,
    pub province: String,
    /// The position on whose behalf this one acts for a time; both names are recorded.
    pub acting_for: Option<PositionId>,
}

text_enum! {
    /// How the actor's agency stands to a task or directive.
    Relation {
        /// It issued the work and decides on it.
        Issuer = "issuer",
        /// It leads the task.
        Lead = "lead",
        /// It owes the lead a contribution.
        Coordinating = "coordinating",
        /// It stands above an agency that takes part.
        Superior = "superior",
        /// It is or was asked to remove an obstacle.
        Addressed = "addressed",
        /// Another agency of the same province.
        OtherAgency = "other_agency",
        /// An agency of another province.
        OtherProvince = "other_province",
    }
}

text_enum! {
    /// Everything that can be asked of the system.
    Action {
        ViewTask = "task.view",
        IssueTask = "task.issue",
        AcknowledgeTask = "task.acknowledge",
        ReturnTask = "task.return_to_sender",
        ReassignTask = "task.reassign",
        StartTask = "task.start",
        ReportTask = "task.report",
        RaiseObstacle = "task.raise_obstacle",
        ResolveObstacle = "task.resolve_obstacle",
        RequestExtension = "task.request_extension",
        DecideExtension = "task.decide_extension",
        AddEvidence = "task.add_evidence",
        SubmitTask = "task.submit",
        ConfirmTask = "task.confirm",
        ReworkTask = "task.rework",
        SuspendTask = "task.suspend",
        ResumeTask = "task.resume",
        CancelTask = "task.cancel",
        ReopenTask = "task.reopen",
        AskContribution = "task.ask_contribution",
        Contribute = "task.contribute",
        WaiveContribution = "task.waive_contribution",
        RegisterDirective = "directive.register",
        EditDirective = "directive.edit",
        IssueDirective = "directive.issue",
        ViewDirective = "directive.view",
        ViewDirectiveDraft = "directive.view_draft",
        ViewProvince = "province.view",
        ViewCommunes = "communes.view",
        ViewNotifications = "notifications.view",
        MarkNotifications = "notifications.mark_read",
        DelegateTask = "task.delegate",
        ManageGroups = "groups.manage",
        ViewDuty = "duty.view",
        ManageDuty = "duty.manage",
        EscalateObstacle = "task.escalate_obstacle",
        ViewObstacles = "obstacles.view",
        CommentTask = "task.comment",
        AttachToTask = "task.attach",
        ViewMail = "mail.view",
        RetryMail = "mail.retry",
        ManagePeople = "people.manage",
        RemindTask = "task.remind",
        SaveView = "views.save",
        ShareView = "views.share",
        ViewAudit = "audit.view",
        ReviewHandOver = "people.review_hand_over",
    }
}

/// The agencies that take part in a task or directive.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Parties {
    pub province: String,
    pub issuer: Option<AgencyId>,
    pub leads: Vec<AgencyId>,
    pub coordinating: Vec<AgencyId>,
    /// Agencies above those that take part.
    pub superiors: Vec<AgencyId>,
    /// Agencies that are or were asked to remove an obstacle.
    #[serde(default)]
    pub addressed: Vec<AgencyId>,
}

impl Parties {
    /// How an agency of a province stands to the work: the closest relations first, never empty.
    pub fn relations(&self, agency: AgencyId, province: &str) -> Vec<Relation> {
        let mut relations = Vec::new();
        if self.issuer == Some(agency) {
            relations.push(Relation::Issuer);
        }
        if self.leads.contains(&agency) {
            relations.push(Relation::Lead);
        }
        if self.coordinating.contains(&agency) {
            relations.push(Relation::Coordinating);
        }
        if self.superiors.contains(&agency) {
            relations.push(Relation::Superior);
        }
        if self.addressed.contains(&agency) {
            relations.push(Relation::Addressed);
        }
        if relations.is_empty() {
            relations.push(if self.province == province {
                Relation::OtherAgency
            } else {
                Relation::OtherProvince
            });
        }
        relations
    }

    /// Whether the agency takes part in the work, stands above it or is asked to help it on.
    fn involve(&self, agency: AgencyId) -> bool {
        self.issuer == Some(agency)
            || self.leads.contains(&agency)
            || self.coordinating.contains(&agency)
            || self.superiors.contains(&agency)
            || self.addressed.contains(&agency)
    }
}

/// Whether a role may do it from one relation. The whole law of access; [`allows`] only applies it.
pub fn permits(role: Role, action: Action, relation: Relation) -> bool {
    use Action as A;
    use Relation as R;
    // Coordinators and heads work on their own agency's tasks as officers do.
    let works = matches!(role, Role::Coordinator | Role::Officer | Role::Head);
    let directs = matches!(role, Role::Coordinator | Role::Head);
    let takes_part = matches!(relation, R::Issuer | R::Lead | R::Coordinating);
    match action {
        A::ViewTask => match role {
            Role::Auditor => true,
            Role::Leader => relation != R::OtherProvince,
            Role::Coordinator | Role::Officer | Role::Head => {
                takes_part || matches!(relation, R::Superior | R::Addressed)
            }
            Role::Appraiser | Role::Administrator => false,
        },
        // Who is asked to remove an obstacle of a task sees the task, not the whole document.
        A::ViewDirective | A::ViewDuty => match role {
            Role::Auditor => true,
            Role::Leader => relation != R::OtherProvince,
            Role::Coordinator | Role::Officer | Role::Head => takes_part || relation == R::Superior,
            Role::Appraiser | Role::Administrator => false,
        },
        A::IssueTask
        | A::ReassignTask
        | A::DecideExtension
        | A::ConfirmTask
        | A::ReworkTask
        | A::SuspendTask
        | A::ResumeTask
        | A::CancelTask
        | A::ReopenTask
        | A::RemindTask => directs && relation == R::Issuer,
        A::AcknowledgeTask
        | A::ReturnTask
        | A::StartTask
        | A::ReportTask
        | A::RequestExtension
        | A::SubmitTask
        | A::WaiveContribution => works && relation == R::Lead,
        A::Contribute => works && relation == R::Coordinating,
        A::RaiseObstacle | A::AddEvidence => works && matches!(relation, R::Lead | R::Coordinating),
        A::AskContribution => (directs && relation == R::Issuer) || (works && relation == R::Lead),
        A::ResolveObstacle => {
            (directs && relation == R::Issuer)
                || (works && matches!(relation, R::Lead | R::Addressed))
        }
        A::EscalateObstacle => {
            (directs && relation == R::Issuer)
                || (works && matches!(relation, R::Lead | R::Coordinating | R::Addressed))
        }
        // Of which tasks, the scope says: [`Scope::of`].
        A::ViewObstacles => !matches!(role, Role::Appraiser | Role::Administrator),
        A::RegisterDirective | A::EditDirective | A::IssueDirective | A::ViewDirectiveDraft => {
            role == Role::Coordinator && relation == R::Issuer
        }
        A::ViewProvince => match role {
            Role::Auditor => true,
            Role::Leader | Role::Coordinator => relation != R::OtherProvince,
            _ => false,
        },
        A::ViewCommunes => role == Role::Auditor || relation != R::OtherProvince,
        // What an agency was told is its own: the relation is that of the agency it was told to.
        // What a person has read is the person's own business, so whoever may read may mark.
        A::ViewNotifications | A::MarkNotifications => {
            takes_part && !matches!(role, Role::Appraiser | Role::Administrator)
        }
        // Giving work to others binds them, as issuing does: not for an officer.
        A::DelegateTask => directs && relation == R::Lead,
        // The groups that an agency saved are its own: the relation is that of the agency they belong to.
        A::ManageGroups | A::ManageDuty => directs && relation == R::Issuer,
        // Who follows the work may speak to it; who only reads may not.
        A::CommentTask => {
            (works && (takes_part || relation == R::Superior))
                || (role == Role::Leader && relation != R::OtherProvince)
        }
        A::AttachToTask => works && takes_part,
        // E-mails that failed: who they are for, never what they say.
        // One's own views, and those of one's agency: the relation is that of the agency they are shared with.
        A::SaveView => !matches!(role, Role::Appraiser | Role::Administrator),
        A::ShareView => (directs || role == Role::Leader) && relation == R::Issuer,
        // Everything that happened, everywhere: the auditor's work, and nobody else's.
        A::ViewAudit => role == Role::Auditor,
        A::ViewMail | A::RetryMail => role == Role::Administrator && relation != R::OtherProvince,
        // What may be given to whom is another question: [`crate::people::may_grant`].
        A::ManagePeople => role == Role::Administrator && relation != R::OtherProvince,
        // Who hands over a position sees the titles of what it moves, and no more of it: nobody can answer for
        // a list that he may not read.
        A::ReviewHandOver => role == Role::Administrator && relation != R::OtherProvince,
    }
}

/// Whether the actor may do it to this work.
pub fn allows(actor: &Actor, action: Action, parties: &Parties) -> bool {
    parties
        .relations(actor.agency, &actor.province)
        .into_iter()
        .any(|relation| permits(actor.role, action, relation))
}

impl Action {
    /// The action that a task command asks for.
    pub fn of_task(command: &TaskCommand) -> Self {
        use TaskCommand as C;
        match command {
            C::Issue => Self::IssueTask,
            C::Acknowledge => Self::AcknowledgeTask,
            C::ReturnToSender { .. } => Self::ReturnTask,
            C::Reassign { .. } => Self::ReassignTask,
            C::Start { .. } => Self::StartTask,
            C::Report { .. } => Self::ReportTask,
            C::RaiseObstacle { .. } => Self::RaiseObstacle,
            C::ResolveObstacle { .. } => Self::ResolveObstacle,
            C::EscalateObstacle { .. } => Self::EscalateObstacle,
            C::RequestExtension { .. } => Self::RequestExtension,
            C::GrantExtension { .. } | C::RefuseExtension { .. } => Self::DecideExtension,
            C::AddEvidence { .. } => Self::AddEvidence,
            C::Submit { .. } => Self::SubmitTask,
            C::Confirm { .. } => Self::ConfirmTask,
            C::Rework { .. } => Self::ReworkTask,
            C::Suspend { .. } => Self::SuspendTask,
            C::Resume { .. } => Self::ResumeTask,
            C::Cancel { .. } => Self::CancelTask,
            C::Reopen { .. } => Self::ReopenTask,
            C::AskContribution { .. } => Self::AskContribution,
            C::AcknowledgeContribution { .. }
            | C::DeliverContribution { .. }
            | C::DeclineContribution { .. } => Self::Contribute,
            C::WaiveContribution { .. } => Self::WaiveContribution,
            C::Delegate { .. } => Self::DelegateTask,
            C::ReportQuantity { .. } => Self::ReportTask,
            C::Comment { .. } | C::EditComment { .. } | C::WithdrawComment { .. } => {
                Self::CommentTask
            }
            C::Attach { .. } | C::WithdrawAttachment { .. } => Self::AttachToTask,
            C::Remind => Self::RemindTask,
        }
    }
}

/// The tasks and directives an actor can see, in the form in which a list asks for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everything.
    All,
    /// Everything of a province, and what the agency takes part in or stands above elsewhere.
    Province { province: String, agency: AgencyId },
    /// What the agency takes part in or stands above.
    Agency(AgencyId),
    /// Nothing.
    Nothing,
}

impl Scope {
    /// The scope of an actor: exactly the work for which [`allows`] grants [`Action::ViewTask`].
    pub fn of(actor: &Actor) -> Self {
        match actor.role {
            Role::Auditor => Self::All,
            Role::Leader => Self::Province {
                province: actor.province.clone(),
                agency: actor.agency,
            },
            Role::Coordinator | Role::Officer | Role::Head => Self::Agency(actor.agency),
            Role::Appraiser | Role::Administrator => Self::Nothing,
        }
    }

    /// Whether work with these parties is in the scope.
    pub fn contains(&self, parties: &Parties) -> bool {
        match self {
            Self::All => true,
            Self::Province { province, agency } => {
                *province == parties.province || parties.involve(*agency)
            }
            Self::Agency(agency) => parties.involve(*agency),
            Self::Nothing => false,
        }
    }
}
