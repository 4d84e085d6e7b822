//! Why a command is refused: stable codes for programs, translated for people at the edge.
//!
//! **Invariant:** a refusal never carries inner text of the process; a code never changes once landed.
//! To add one: a variant, its code, a sentence in each language in `app`.

use crate::clears::Clear;
use crate::id::{AgencyId, DirectiveId};
use crate::intake::SheetFault;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A text that names no value of its enum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown value")]
pub struct UnknownValue;

/// What is wrong with one field of a form or body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// Name of the field as the form and the body call it.
    pub field: String,
    pub fault: FieldFault,
}

/// The ways in which a field can be wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum FieldFault {
    /// Nothing was given.
    Required,
    /// More than `max` characters.
    TooLong { max: usize },
    /// Control or direction-changing characters.
    ControlCharacter,
    /// A word mixes look-alike letters of two scripts.
    MixedScript,
    /// Not a number, date, id or value of the list.
    Malformed,
    /// A number or date outside what is possible here.
    OutOfRange,
    /// Names something that does not exist or may not be used here.
    Unknown,
}

/// Why the domain refuses a command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Refusal {
    /// The state of the task does not allow this step.
    #[error("the state does not allow this step")]
    WrongState { state: String },
    /// A clear that must hold at this step does not.
    #[error("a required clear is missing")]
    ClearMissing { clears: Vec<Clear> },
    /// A coordinating agency still owes its contribution.
    #[error("a contribution is still open")]
    ContributionOpen { agencies: Vec<AgencyId> },
    /// A request for more time waits for a decision.
    #[error("an extension is waiting for a decision")]
    ExtensionPending,
    /// No such extension, or it is decided.
    #[error("no such open extension")]
    NoSuchExtension,
    /// No such obstacle, or it is resolved.
    #[error("no such open obstacle")]
    NoSuchObstacle,
    /// The agency owes no such contribution.
    #[error("no such contribution")]
    NoSuchContribution,
    /// The contribution is in a state that does not allow this step.
    #[error("the contribution does not allow this step")]
    ContributionState,
    /// The agency already takes part in the task.
    #[error("the agency already takes part")]
    AlreadyParty { agency: AgencyId },
    /// A new deadline must be later than the current one.
    #[error("the new deadline is not later")]
    NotLater,
    /// Working days were counted past the last year of the calendar of holidays.
    #[error("the calendar ends before the deadline")]
    CalendarEnds { year: i32 },
    /// Fields that cannot be taken as they are.
    #[error("fields are wrong")]
    Invalid { fields: Vec<FieldError> },
    /// The directive is issued or discarded and can no longer be edited.
    #[error("the directive is closed")]
    DirectiveClosed,
    /// Nothing to issue.
    #[error("the directive has no task to issue")]
    NothingToIssue,
    /// Drafts that cannot be issued yet, by position in the list (from 1).
    #[error("drafts are incomplete")]
    DraftsIncomplete { drafts: Vec<IncompleteDraft> },
    /// The text carries a secrecy mark; such documents never enter a networked machine.
    #[error("the document is marked secret")]
    Secret,
    /// That number is already registered for that issuer and date.
    #[error("the number is already registered")]
    NumberTaken {
        /// The directive that has it, where it is known which.
        #[serde(default)]
        directive: Option<DirectiveId>,
    },
    /// Sub-tasks are still open; the leads of the first ones are named.
    #[error("sub-tasks are still open")]
    SubtasksOpen { open: i64, agencies: Vec<AgencyId> },
    /// A sub-task cannot be due after its parent, which is due on that day.
    #[error("a sub-task cannot be due after its parent")]
    AfterParent { due: NaiveDate },
    /// The sub-tasks of a task are all measured by the rule that was stated first.
    #[error("the sub-tasks of the task are measured by another rule")]
    OtherRule,
    /// The parent does not run, so the sub-task cannot be set going.
    #[error("the parent task does not run")]
    ParentNotOpen { state: String },
    /// The agency has another group of that name.
    #[error("the name is taken")]
    NameTaken,
    /// The duty was stopped.
    #[error("the duty is stopped")]
    DutyClosed,
    /// The schedule leaves no period whose task could still be done in time.
    #[error("no period is left")]
    NothingOwed,
    /// The task was given more time as often as the rules allow.
    #[error("no further extension is allowed")]
    ExtensionsUsed { most: u32 },
    /// More time must be asked for before the deadline has passed.
    #[error("the deadline has passed")]
    ExtensionTooLate { due: NaiveDate },
    /// One extension may not be that long.
    #[error("the extension is too long")]
    ExtensionTooLong { days: u32, latest: NaiveDate },
    /// That agency is asked already to remove the obstacle.
    #[error("the agency is asked already")]
    AlreadyAsked { agency: AgencyId },
    /// No such comment, or it is withdrawn.
    #[error("no such comment")]
    NoSuchComment,
    /// Somebody else's comment or file.
    #[error("only who wrote it may change it")]
    NotYours,
    /// No such file, or it is withdrawn.
    #[error("no such attachment")]
    NoSuchAttachment,
    /// A list of the task is full.
    #[error("there are too many of them")]
    TooMany { max: usize },
    /// By its content the file is of no kind that is taken.
    #[error("files of this kind are not taken")]
    FileKind,
    /// More bytes than a file may have.
    #[error("the file is too large")]
    FileTooLarge { max_bytes: u64 },
    /// The virus scanner found something.
    #[error("the file is infected")]
    Infected,
    /// Files are scanned, and the scanner does not answer.
    #[error("the virus scanner does not answer")]
    NotScanned,
    /// Another account has that name for signing in.
    #[error("the name for signing in is taken")]
    LoginTaken,
    /// The account is closed, or will be on a day that is set.
    #[error("the account is closed")]
    AccountClosed,
    /// The account is open already.
    #[error("the account is open")]
    AccountOpen,
    /// Afterwards nobody could administer the province any more.
    #[error("it is the last administrator of the province")]
    LastAdministrator,
    /// Nobody gives what he does not hold, nor anything to himself.
    #[error("it lies outside the giver's reach")]
    NotYoursToGive,
    /// The person holds that position in that time already.
    #[error("the position is held already")]
    AlreadyHeld,
    /// The person does not hold it, or no longer.
    #[error("the position is not held")]
    NotHeld,
    /// They were reminded on that day already.
    #[error("they were reminded already")]
    AlreadyReminded { on: NaiveDate },
    /// Nobody but the one who reminds has something to do.
    #[error("nobody has something to do")]
    NobodyWaited,
    /// Another agency has that code.
    #[error("the code is taken")]
    CodeTaken,
    /// The agency has ended, or will on a day that is set.
    #[error("the agency has ended")]
    AgencyClosed,
    /// The agency exists already.
    #[error("the agency exists")]
    AgencyOpen,
    /// Nobody hands over to himself.
    #[error("the one who takes over is the one who leaves")]
    SuccessorIsLeaver,
    /// Who is to take over has a closed account, or one that will be closed.
    #[error("the account of who is to take over is closed")]
    SuccessorClosed,
    /// Who is to take over still holds a position elsewhere: work does not leave its agency.
    #[error("who is to take over holds a position at another agency")]
    SuccessorElsewhere { agency: AgencyId },
    /// What would be handed over is no longer what was reviewed.
    #[error("what was reviewed has changed")]
    ReviewChanged { seen: usize, now: usize },
    /// A table that cannot be read or says nothing.
    #[error("the table cannot be taken")]
    Sheet { fault: SheetFault },
    /// What the rows of a table lead to is no longer what was reviewed.
    #[error("what the table leads to has changed")]
    ImportChanged { seen: usize, now: usize },
    /// The table was confirmed already.
    #[error("the table is imported already")]
    ImportDone,
}

/// A draft that cannot be issued yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncompleteDraft {
    /// Position in the list, from 1.
    pub position: usize,
    pub clears: Vec<Clear>,
}

impl Refusal {
    /// A refusal for one wrong field.
    pub fn field(field: &str, fault: FieldFault) -> Self {
        Self::Invalid {
            fields: vec![FieldError {
                field: field.to_owned(),
                fault,
            }],
        }
    }

    /// The stable code of the refusal.
    pub fn code(&self) -> &'static str {
        match self {
            Self::WrongState { .. } => "wrong_state",
            Self::ClearMissing { .. } => "clear_missing",
            Self::ContributionOpen { .. } => "contribution_open",
            Self::ExtensionPending => "extension_pending",
            Self::NoSuchExtension => "no_such_extension",
            Self::NoSuchObstacle => "no_such_obstacle",
            Self::NoSuchContribution => "no_such_contribution",
            Self::ContributionState => "contribution_state",
            Self::AlreadyParty { .. } => "already_party",
            Self::NotLater => "not_later",
            Self::CalendarEnds { .. } => "calendar_ends",
            Self::Invalid { .. } => "invalid",
            Self::DirectiveClosed => "directive_closed",
            Self::NothingToIssue => "nothing_to_issue",
            Self::DraftsIncomplete { .. } => "drafts_incomplete",
            Self::Secret => "secret",
            Self::NumberTaken { .. } => "number_taken",
            Self::SubtasksOpen { .. } => "subtasks_open",
            Self::AfterParent { .. } => "after_parent",
            Self::OtherRule => "other_rule",
            Self::ParentNotOpen { .. } => "parent_not_open",
            Self::NameTaken => "name_taken",
            Self::DutyClosed => "duty_closed",
            Self::NothingOwed => "nothing_owed",
            Self::ExtensionsUsed { .. } => "extensions_used",
            Self::ExtensionTooLate { .. } => "extension_too_late",
            Self::ExtensionTooLong { .. } => "extension_too_long",
            Self::AlreadyAsked { .. } => "already_asked",
            Self::NoSuchComment => "no_such_comment",
            Self::NotYours => "not_yours",
            Self::NoSuchAttachment => "no_such_attachment",
            Self::TooMany { .. } => "too_many",
            Self::FileKind => "file_kind",
            Self::FileTooLarge { .. } => "file_too_large",
            Self::Infected => "infected",
            Self::NotScanned => "not_scanned",
            Self::LoginTaken => "login_taken",
            Self::AccountClosed => "account_closed",
            Self::AccountOpen => "account_open",
            Self::LastAdministrator => "last_administrator",
            Self::NotYoursToGive => "not_yours_to_give",
            Self::AlreadyHeld => "already_held",
            Self::NotHeld => "not_held",
            Self::AlreadyReminded { .. } => "already_reminded",
            Self::NobodyWaited => "nobody_waited",
            Self::CodeTaken => "code_taken",
            Self::AgencyClosed => "agency_closed",
            Self::AgencyOpen => "agency_open",
            Self::SuccessorIsLeaver => "successor_is_leaver",
            Self::SuccessorClosed => "successor_closed",
            Self::SuccessorElsewhere { .. } => "successor_elsewhere",
            Self::ReviewChanged { .. } => "review_changed",
            Self::Sheet { .. } => "sheet",
            Self::ImportChanged { .. } => "import_changed",
            Self::ImportDone => "import_done",
        }
    }
}

/// What a caller is told when something cannot be done; crosses the wire as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "problem", rename_all = "snake_case")]
pub enum Problem {
    /// Nobody is signed in, or no longer.
    #[error("not signed in")]
    SignedOut,
    /// It does not exist, or the actor may not know that it does.
    #[error("not found")]
    NotFound,
    /// The actor may see it, but not do this.
    #[error("not allowed")]
    Forbidden,
    /// The domain refuses it.
    #[error("refused")]
    Refused { refusal: Refusal },
    /// Somebody else changed the same parts since the person looked.
    #[error("changed meanwhile")]
    Conflict {
        version: i64,
        clashes: Vec<crate::command::Clash>,
    },
    /// Name or password are wrong, or the account may not sign in now.
    #[error("sign-in failed")]
    SignInFailed,
    /// Too many tries; later.
    #[error("too many tries")]
    TooManyTries { seconds: i64 },
    /// More than the door takes.
    #[error("too large")]
    TooLarge,
    /// A moment's failure: trying again is right.
    #[error("unavailable")]
    Unavailable,
    /// A fault of ours; the details are in the server's log under the request's id.
    #[error("internal error")]
    Internal,
}

impl Problem {
    /// The stable code of the problem.
    pub fn code(&self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::NotFound => "not_found",
            Self::Forbidden => "forbidden",
            Self::Refused { refusal } => refusal.code(),
            Self::Conflict { .. } => "conflict",
            Self::SignInFailed => "sign_in_failed",
            Self::TooManyTries { .. } => "too_many_tries",
            Self::TooLarge => "too_large",
            Self::Unavailable => "unavailable",
            Self::Internal => "internal",
        }
    }

    /// The HTTP status that goes with the problem.
    pub fn status(&self) -> u16 {
        match self {
            Self::SignedOut | Self::SignInFailed => 401,
            Self::NotFound => 404,
            Self::Forbidden => 403,
            Self::Refused { .. } => 422,
            Self::Conflict { .. } => 409,
            Self::TooManyTries { .. } => 429,
            Self::TooLarge => 413,
            Self::Unavailable => 503,
            Self::Internal => 500,
        }
    }
}
