//! What screens and REST show: read-only values, made by `service`, rendered by `app`.
//!
//! **Invariants:** a view holds only what its actor may see; names come in both languages so that the
//! browser never asks again to switch; dates are days of Asia/Ho_Chi_Minh.
//!
//! To add a screen: its view here, a function in `service/src/<feature>.rs`, a page in `app`.

use crate::access::{Action, Actor, Relation};
use crate::agency::{Agency, AgencyName};
use crate::area::{Area, CommuneStanding, Succession};
use crate::attachment::{Attachment, Purpose};
use crate::attribution::{Lateness, Tallied};
use crate::clears::{Clear, ClearSet};
use crate::directive::{Directive, DirectiveState};
use crate::document::{DocumentKind, Urgency};
use crate::extension::ExtensionRules;
use crate::id::{
    AgencyId, AttachmentId, DirectiveId, DraftId, EnvelopeId, MentionId, NotificationId,
    PositionId, SessionId, TaskId,
};
use crate::job::Rung;
use crate::macros::text_enum;
use crate::mail::{Fault, Preference};
use crate::overview::{GroupHead, Month, TaskColumn, TaskGroup, TaskView};
use crate::position::Role;
use crate::search::SearchKind;
use crate::task::{State, Task};
use crate::timeliness::{Bucket, Timeliness};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

text_enum! {
    /// Languages of the screens.
    Language {
        Vi = "vi",
        En = "en",
    }
}

/// What stands around every page of a signed-in person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shell {
    pub actor: Actor,
    pub agency: AgencyName,
    pub language: Language,
    pub today: NaiveDate,
    pub is_demo: bool,
    /// Tasks that wait for the actor's agency.
    pub waiting: i64,
    /// What the actor was told and has not read, at most [`MOST_UNREAD`].
    pub unread: i64,
    /// Which parts of the navigation the actor may open.
    pub may_register: bool,
    pub may_view_province: bool,
    pub may_view_communes: bool,
    pub may_view_tasks: bool,
    pub may_view_notifications: bool,
    /// Open obstacles of the tasks that the actor may see, at most [`MOST_UNREAD`].
    #[serde(default)]
    pub obstacles: i64,
    #[serde(default)]
    pub may_view_obstacles: bool,
    /// The place in the log from which a live stream misses nothing of what the page shows.
    #[serde(default)]
    pub seen: i64,
    /// Whether the actor is to see which e-mails failed.
    #[serde(default)]
    pub may_view_mail: bool,
    /// Whether the actor keeps the accounts of the province.
    #[serde(default)]
    pub may_manage_people: bool,
    /// Whether the actor may see who did and read what.
    #[serde(default)]
    pub may_view_audit: bool,
}

/// Where the count of what is unread ends: from here on pages say "99+".
pub const MOST_UNREAD: i64 = 100;

/// Something that the actor was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationLine {
    pub id: NotificationId,
    pub task: TaskId,
    pub title: String,
    pub kind: Rung,
    /// The deadline that it is about.
    pub due: NaiveDate,
    pub told_at: DateTime<Utc>,
    pub is_read: bool,
}

/// A page of what the actor was told, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationList {
    pub lines: Vec<NotificationLine>,
    /// The place after which the next page begins.
    pub next: Option<NotificationId>,
    /// As [`Shell::unread`].
    pub unread: i64,
    /// The newest mentions of the actor's position, newest first; on the first page only.
    #[serde(default)]
    pub mentions: Vec<MentionLine>,
    /// The agencies of those who mentioned it.
    #[serde(default)]
    pub agencies: Vec<AgencyName>,
    /// Whether the actor may mark them as read.
    pub may_mark: bool,
    pub today: NaiveDate,
}

/// That the actor's position was mentioned in a comment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MentionLine {
    pub id: MentionId,
    pub task: TaskId,
    pub title: String,
    pub comment: u32,
    /// The position that wrote the comment.
    pub by_title_vi: String,
    pub by_title_en: String,
    pub by_agency: AgencyId,
    pub told_at: DateTime<Utc>,
    pub is_read: bool,
}

/// What is said about a task, and the files beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Talk {
    /// In the order of writing.
    pub comments: Vec<CommentView>,
    /// In the order of attaching, without those withdrawn.
    pub files: Vec<FileLine>,
    /// Whom a comment can mention.
    pub people: Vec<Person>,
    /// For the form of a new comment; none where the actor may not comment.
    pub comment: Option<EnvelopeId>,
    /// For the form of a new file; none where the actor may attach nothing now.
    pub attach: Option<EnvelopeId>,
    /// What the actor may attach a file for.
    pub purposes: Vec<Purpose>,
    /// Most bytes of a file.
    pub max_file_bytes: u64,
}

/// A position that a comment can mention.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub position: PositionId,
    pub title_vi: String,
    pub title_en: String,
    pub agency: AgencyName,
    /// The word that mentions it in a text, without the `@`.
    pub handle: String,
}

/// A comment with its versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentView {
    pub number: u32,
    pub who: String,
    pub title_vi: String,
    pub title_en: String,
    pub agency: AgencyId,
    /// Every text it had, oldest first, each with its moment. Empty once it is withdrawn, but for auditors.
    pub texts: Vec<(DateTime<Utc>, String)>,
    /// The positions it mentions now.
    pub mentions: Vec<PositionId>,
    pub written_at: DateTime<Utc>,
    pub withdrawn_at: Option<DateTime<Utc>>,
    /// For the actor's own: the envelopes of the forms that edit and withdraw it.
    pub own: Option<(EnvelopeId, EnvelopeId)>,
}

/// A file of a task in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileLine {
    pub attachment: Attachment,
    pub who: String,
    pub title_vi: String,
    pub title_en: String,
    pub attached_at: DateTime<Utc>,
    /// Whether there is a small picture of it.
    pub has_picture: bool,
    /// Where the actor may withdraw it: the envelope of that form.
    pub withdraw: Option<EnvelopeId>,
}

impl Talk {
    /// The file with that id.
    pub fn file(&self, id: AttachmentId) -> Option<&FileLine> {
        self.files.iter().find(|file| file.attachment.id == id)
    }
}

/// An e-mail that failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailLine {
    /// What to say to have it tried again.
    pub key: String,
    /// For whom it is.
    pub name: String,
    pub address: String,
    /// The summary of a day, or else one notification.
    pub is_digest: bool,
    pub fault: Fault,
    /// Tries so far.
    pub attempts: i64,
    /// None where it was given up.
    pub next_try: Option<DateTime<Utc>>,
}

/// A page of the e-mails that failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailList {
    pub lines: Vec<MailLine>,
    /// The key after which the next page begins.
    pub next: Option<String>,
    /// Whether a mail server is configured at all.
    pub is_sending: bool,
}

/// A form that was refused where there is no script: what was typed, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptForm {
    /// `act` of the form, so that the page knows which one to open again.
    pub act: String,
    pub values: Vec<(String, String)>,
    pub problem: crate::refusal::Problem,
}

text_enum! {
    /// What an agency must do next on a task.
    Waiting {
        /// Lead: acknowledge or return it.
        Acknowledge = "acknowledge",
        /// Lead: name the officer and start.
        Start = "start",
        /// Lead: work on it and report.
        Work = "work",
        /// Coordinating: deliver the contribution.
        Contribute = "contribute",
        /// Issuer: choose another lead.
        Reassign = "reassign",
        /// Issuer: decide on more time.
        DecideExtension = "decide_extension",
        /// Issuer: confirm the result or return it.
        Confirm = "confirm",
        /// Whoever is asked: remove an obstacle.
        RemoveObstacle = "remove_obstacle",
    }
}

/// One row of a list of tasks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskLine {
    pub id: TaskId,
    pub title: String,
    pub state: State,
    pub timeliness: Timeliness,
    pub urgency: Urgency,
    pub lead: AgencyId,
    pub original_due: Option<NaiveDate>,
    pub due: Option<NaiveDate>,
    pub percent: u8,
    /// Number and symbol of the directive, and its id.
    pub directive: Option<(DirectiveId, String)>,
    pub waiting: Option<Waiting>,
    /// Whether it is a part of another task.
    #[serde(default)]
    pub is_subtask: bool,
    #[serde(default)]
    pub version: i64,
    /// The cells that the actor may edit in their place; only the list of tasks says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<TaskColumn>,
}

/// What waits for the actor's agency, most urgent first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyWork {
    pub lines: Vec<TaskLine>,
    /// How many wait in all; `lines` shows the first hundred.
    pub total: i64,
    pub agencies: Vec<AgencyName>,
    pub today: NaiveDate,
    /// Directives whose drafts are not issued yet.
    pub drafts: Vec<DirectiveLine>,
    /// Whether the position may enter a directive: its way on where nothing waits.
    pub may_register: bool,
}

/// What a list of tasks is filtered by; stands in the address of the page.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TaskFilter {
    pub state: Option<State>,
    pub timeliness: Option<Timeliness>,
    /// The bucket in which leaders count: the tasks behind a number of the dashboard.
    pub bucket: Option<Bucket>,
    /// The lead agency.
    pub agency: Option<AgencyId>,
    pub area: Option<String>,
    pub directive: Option<DirectiveId>,
    /// Words that the title must contain, accents ignored.
    pub text: Option<String>,
    pub sort: TaskSort,
    /// Where the page starts, as [`TaskList::next`] gave it.
    pub after: Option<String>,
    /// How the list is shown.
    pub view: TaskView,
    /// The month of the calendar; the present one where there is none.
    pub month: Option<Month>,
    /// Due on that day or later.
    pub due_from: Option<NaiveDate>,
    /// Due on that day or earlier.
    pub due_to: Option<NaiveDate>,
    /// By what the table is grouped.
    pub group: Option<TaskGroup>,
    /// The columns of the table beside the task itself; all of them where none is named.
    pub columns: Vec<TaskColumn>,
}

text_enum! {
    /// The order of a list of tasks.
    #[derive(Default)]
    TaskSort {
        /// Earliest deadline first.
        #[default]
        Due = "due",
        /// Latest deadline first.
        DueLast = "due_last",
        /// Newest first.
        Newest = "newest",
        Title = "title",
        TitleLast = "title_last",
        Lead = "lead",
        LeadLast = "lead_last",
        State = "state",
        StateLast = "state_last",
        Progress = "progress",
        ProgressLast = "progress_last",
    }
}

impl TaskSort {
    /// Whether an index has this order, so that a page costs the same whatever the number of tasks. In any other
    /// order, and in groups, a list is put together from a bounded number of tasks.
    pub const fn is_kept(self) -> bool {
        matches!(self, Self::Due | Self::DueLast | Self::Newest)
    }
}

/// One page of a list of tasks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskList {
    pub lines: Vec<TaskLine>,
    /// How many lines there are: the page that hydrates has them as rows already and is sent no second copy.
    pub count: usize,
    /// Where the next page starts; none on the last.
    pub next: Option<String>,
    /// Agencies named in the rows.
    pub agencies: Vec<AgencyName>,
    pub chosen: ChosenNames,
    pub today: NaiveDate,
    /// Where a group begins or goes on among the rows; none for a list without groups.
    #[serde(default)]
    pub groups: Vec<GroupHead>,
    /// The order or the groups are of the first tasks only, because more match the filter.
    #[serde(default)]
    pub is_cut: bool,
}

/// The names of what the address of a list only knows by id or code; none where the filter has none, or the
/// actor may not see it.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ChosenNames {
    pub agency: Option<AgencyName>,
    /// Vietnamese and English name.
    pub area: Option<(String, String)>,
    /// Number and symbol.
    pub directive: Option<String>,
}

/// What the filter bar offers beyond states and timeliness, once somebody asks for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterChoices {
    pub agencies: Vec<AgencyName>,
    pub directives: Vec<(DirectiveId, String)>,
    /// Code, Vietnamese and English name.
    pub areas: Vec<(String, String, String)>,
}

/// One entry of a timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineEntry {
    pub seq: i64,
    pub made_at: DateTime<Utc>,
    pub received_at: DateTime<Utc>,
    pub who: String,
    pub title_vi: String,
    pub title_en: String,
    pub agency: AgencyId,
    pub event: TimelineEvent,
}

/// What a timeline entry tells of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "of", content = "event", rename_all = "snake_case")]
pub enum TimelineEvent {
    Task(crate::task::TaskEvent),
    /// Only the verb: the payload of a directive is the directive.
    Directive(String),
    Duty(crate::duty::DutyEvent),
    Account(crate::people::AccountEvent),
    Agency(crate::office::AgencyEvent),
}

/// One task with everything the actor may see and do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskPage {
    pub task: Task,
    pub timeliness: Timeliness,
    /// Each clear of the set in force, whether it holds now.
    pub clears: Vec<(Clear, bool)>,
    pub directive: Option<(DirectiveId, String)>,
    /// The sentences of the directive that ordered it.
    pub source: Option<String>,
    pub clause_number: Option<u32>,
    pub area: Option<Area>,
    pub relations: Vec<Relation>,
    /// The agency for which the actor reads it.
    pub agency: AgencyId,
    /// What the actor may do now: allowed by [`crate::access::allows`] and by the state.
    pub actions: Vec<Action>,
    pub timeline: Vec<TimelineEntry>,
    pub agencies: Vec<AgencyName>,
    /// Agencies that can be chosen in forms (lead, coordinating, addressee of an obstacle).
    pub choices: Vec<AgencyName>,
    pub today: NaiveDate,
    pub kept: Option<KeptForm>,
    /// Ids for the page's forms, one each, so that sending a form twice is one act.
    pub envelopes: Vec<EnvelopeId>,
    #[serde(default)]
    pub talk: Talk,
    /// Its parent and its sub-tasks.
    #[serde(default)]
    pub cascade: crate::cascade::view::Cascade,
    /// The days by which it is or was late, and whose they are.
    #[serde(default)]
    pub lateness: Lateness,
    /// The limits of extensions in force.
    #[serde(default)]
    pub extension_rules: ExtensionRules,
    /// To whom each open obstacle can go up: its number, the agencies above who is asked now, and the issuer.
    #[serde(default)]
    pub above: Vec<(u32, Vec<AgencyName>)>,
}

text_enum! {
    /// Which obstacles a list shows.
    #[derive(Default)]
    ObstacleStatus {
        /// Not removed yet.
        #[default]
        Open = "open",
        /// Of those, past the day by which they must be removed.
        Overdue = "overdue",
        /// Of those, that somebody higher was asked to remove.
        Escalated = "escalated",
        /// Removed.
        Resolved = "resolved",
    }
}

/// What the list of obstacles is filtered by; stands in the address of the page.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ObstacleFilter {
    pub status: ObstacleStatus,
    /// Who is asked to remove it.
    pub agency: Option<AgencyId>,
    /// Where the page starts, as [`ObstacleList::next`] gave it.
    pub after: Option<String>,
}

/// One obstacle in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObstacleLine {
    pub task: TaskId,
    pub number: u32,
    /// Of the task.
    pub title: String,
    /// Of the task.
    pub lead: AgencyId,
    pub what: String,
    pub raised_by: AgencyId,
    pub raised_on: NaiveDate,
    pub addressed_to: Option<AgencyId>,
    pub due: Option<NaiveDate>,
    /// How often it went up.
    pub escalations: i64,
    pub resolved_on: Option<NaiveDate>,
}

/// One page of the obstacles of tasks that the actor may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObstacleList {
    pub lines: Vec<ObstacleLine>,
    /// Where the next page starts; none on the last.
    pub next: Option<String>,
    /// Agencies named in the rows.
    pub agencies: Vec<AgencyName>,
    /// Agencies that the list can be filtered by.
    pub choices: Vec<AgencyName>,
    pub today: NaiveDate,
}

/// One row of the list of directives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectiveLine {
    pub id: DirectiveId,
    pub reference: String,
    pub kind: DocumentKind,
    pub state: DirectiveState,
    pub issued_on: NaiveDate,
    pub issuer: AgencyId,
    pub subject: String,
    pub urgency: Urgency,
    pub counts: Counts,
}

/// Issued directives, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectiveList {
    /// On the first page: those of the actor's agency that are not issued yet.
    pub drafts: Vec<DirectiveLine>,
    pub lines: Vec<DirectiveLine>,
    pub next: Option<String>,
    pub agencies: Vec<AgencyName>,
}

/// One issued directive with its clauses and their tasks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DirectivePage {
    pub directive: Directive,
    pub counts: Counts,
    /// The tasks of each clause that the actor may see, in the order of the clauses.
    pub tasks: Vec<ClauseTask>,
    pub timeline: Vec<TimelineEntry>,
    pub agencies: Vec<AgencyName>,
    pub today: NaiveDate,
}

/// A task under its clause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClauseTask {
    pub clause: Option<crate::id::ClauseId>,
    pub line: TaskLine,
}

/// The screen on which drafts are corrected: the reader's proposal and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DraftPage {
    pub directive: Directive,
    /// Clears each draft still lacks for its issue.
    pub missing: Vec<(DraftId, Vec<Clear>)>,
    pub clears: ClearSet,
    pub choices: Vec<AgencyName>,
    pub areas: Vec<(String, String, String)>,
    /// Another directive with the same number, issuer and date.
    pub twin: Option<DirectiveId>,
    pub today: NaiveDate,
    pub kept: Option<KeptForm>,
    pub envelope: EnvelopeId,
}

/// The screen on which a directive is pasted, uploaded or written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ComposePage {
    pub choices: Vec<AgencyName>,
    pub today: NaiveDate,
    pub kept: Option<KeptForm>,
    pub envelope: EnvelopeId,
    pub sample: Sample,
}

/// The sample of a directive, which only a demonstration has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sample {
    /// Not a demonstration.
    #[default]
    None,
    /// The page offers it.
    Offered,
    /// Its text, as asked for.
    Text(String),
}

/// Tasks by bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    pub done_on_time: i64,
    pub done_late: i64,
    pub in_time: i64,
    pub overdue: i64,
    pub suspended: i64,
}

impl Counts {
    /// Adds to one bucket.
    pub fn add(&mut self, bucket: Bucket, tasks: i64) {
        let place = match bucket {
            Bucket::DoneOnTime => &mut self.done_on_time,
            Bucket::DoneLate => &mut self.done_late,
            Bucket::InTime => &mut self.in_time,
            Bucket::Overdue => &mut self.overdue,
            Bucket::Suspended => &mut self.suspended,
        };
        *place += tasks;
    }

    /// Confirmed results, in time or late.
    pub fn done(&self) -> i64 {
        self.done_on_time + self.done_late
    }

    /// Everything that was ordered and not cancelled.
    pub fn total(&self) -> i64 {
        self.done() + self.in_time + self.overdue + self.suspended
    }
}

/// The leaders' dashboard of a province.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dashboard {
    pub province: String,
    pub province_vi: String,
    pub province_en: String,
    /// The day as of which the counters stand.
    pub as_of: NaiveDate,
    pub total: Counts,
    pub by_agency: Vec<(AgencyName, Counts)>,
    pub by_directive: Vec<(DirectiveId, String, String, Counts)>,
    pub communes: Vec<CommuneLine>,
    /// Tasks that wait for a decision of the coordinators.
    pub decisions: Vec<TaskLine>,
    pub agencies: Vec<AgencyName>,
    /// Finished tasks by agency: in time by either deadline, days late gross and fair; most fair days first.
    #[serde(default)]
    pub lateness: Vec<(AgencyName, Tallied)>,
}

/// One border commune in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CommuneLine {
    pub area: Area,
    pub district_vi: String,
    pub district_en: String,
    pub standing: Option<CommuneStanding>,
    pub counts: Counts,
}

/// The border communes of the actor's province.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CommuneList {
    pub province_vi: String,
    pub province_en: String,
    pub lines: Vec<CommuneLine>,
    /// The day for which the units are shown.
    pub on: NaiveDate,
    pub today: NaiveDate,
}

/// One commune: where it stands, where it came from, what concerns it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CommunePage {
    pub area: Area,
    pub district_vi: String,
    pub district_en: String,
    pub standings: Vec<CommuneStanding>,
    pub from: Vec<(Succession, Area)>,
    pub into: Vec<(Succession, Area)>,
    pub tasks: Vec<TaskLine>,
    pub agencies: Vec<AgencyName>,
    pub counts: Counts,
    pub today: NaiveDate,
}

/// One signed-in browser of the actor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionLine {
    pub id: SessionId,
    pub created_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
    pub user_agent: String,
    pub is_this: bool,
}

/// A position the person can act in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldingLine {
    /// Id of the holding, for switching to it.
    pub holding: uuid::Uuid,
    pub title_vi: String,
    pub title_en: String,
    pub agency: AgencyName,
    pub role: Role,
    pub is_this: bool,
}

/// The person's own account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountPage {
    pub login: String,
    pub full_name: String,
    pub sessions: Vec<SessionLine>,
    pub holdings: Vec<HoldingLine>,
    /// What the person wants to be sent by e-mail.
    pub mail: Preference,
    /// Whether any e-mail is sent here.
    pub is_sending: bool,
    /// A form of the page that was refused.
    pub kept: Option<KeptForm>,
}

/// A demo account, shown on the sign-in page in demo mode only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoAccount {
    pub login: String,
    pub full_name: String,
    pub title_vi: String,
    pub title_en: String,
    pub agency_vi: String,
    pub agency_en: String,
}

/// What the sign-in page needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInPage {
    pub is_demo: bool,
    /// The password of all demo accounts; none outside demo mode.
    pub demo_password: Option<String>,
    pub demo_accounts: Vec<DemoAccount>,
}

/// Agencies as the screens that choose among them need them.
pub fn names<'a>(agencies: impl IntoIterator<Item = &'a Agency>) -> Vec<AgencyName> {
    agencies.into_iter().map(AgencyName::from).collect()
}

/// What the command palette found.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Found {
    /// Id, number with symbol, and subject of the newest issued directives; on the first page only.
    pub directives: Vec<(DirectiveId, String, String)>,
    /// Open tasks, the next deadline first.
    pub tasks: Vec<TaskLine>,
    /// Where the next page of tasks begins, if there is one.
    pub next: Option<String>,
}

/// What is searched for.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SearchFilter {
    pub text: String,
    /// Of one kind only, page by page.
    pub kind: Option<SearchKind>,
    /// Where the page starts, as [`MatchGroup::next`] gave it.
    pub after: Option<String>,
}

/// A text in parts, and whether each part was searched for.
pub type Marked = Vec<(bool, String)>;

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Match {
    /// Where it stands.
    pub address: String,
    pub text: Marked,
    /// The English name, where it has one.
    pub text_en: Marked,
    /// The unit or agency above it.
    pub above_vi: String,
    pub above_en: String,
    /// The title of the task to which a comment or file belongs.
    pub task: Option<String>,
    pub lead: Option<AgencyId>,
    pub state: Option<State>,
    pub due: Option<NaiveDate>,
    /// The day from which a unit or agency is no more.
    pub until: Option<NaiveDate>,
}

/// What was found of one kind, the best first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatchGroup {
    pub kind: SearchKind,
    pub matches: Vec<Match>,
    /// Where more begins; none where this is all.
    pub next: Option<String>,
}

/// What was found, by kind; kinds without any are left out.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SearchPage {
    pub groups: Vec<MatchGroup>,
    /// Agencies named in the results.
    pub agencies: Vec<AgencyName>,
    pub today: NaiveDate,
}
