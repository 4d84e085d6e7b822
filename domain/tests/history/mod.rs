//! Random histories of a task, and the parts that tests of tasks are made of.
//!
//! **Invariant:** four agencies play (issuer, lead, two coordinating) and one more stands by, so that
//! commands often fit; the weights are such that histories reach every state (a test counts).

use chrono::{Days, NaiveDate};
use domain::attachment::{File, MediaType, Purpose};
use domain::calendar::Deadline;
use domain::clears::ClearSet;
use domain::document::Urgency;
use domain::extension::ExtensionRules;
use domain::id::{AgencyId, AttachmentId, DirectiveId, PositionId, TaskId};
use domain::task::{
    Asked, Milestone, Moment, NewTask, Officer, Rating, Task, TaskCommand, TaskEvent,
};
use proptest::prelude::*;
use uuid::Uuid;

pub fn agency(n: u128) -> AgencyId {
    AgencyId(Uuid::from_u128(n))
}

pub fn day(n: u64) -> NaiveDate {
    let first = NaiveDate::from_ymd_opt(2022, 9, 14).expect("the day of dispatch 1041");
    first.checked_add_days(Days::new(n)).expect("a day near it")
}

pub fn task_id() -> TaskId {
    TaskId(Uuid::from_u128(1000))
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        12 => Just("Bộ xét nghiệm về chậm".to_owned()),
        6 => (0u32..100).prop_map(|n| format!("  Lần {n}\r\n")),
        1 => Just("  ".to_owned()),
        1 => Just("x".repeat(domain::task::MAX_BLOCK + 1)),
    ]
}

fn any_agency() -> impl Strategy<Value = AgencyId> {
    (1u128..=5).prop_map(agency)
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0u64..200).prop_map(day)
}

/// As people set deadlines; now and then past the end of the calendar.
fn any_deadline() -> impl Strategy<Value = Deadline> {
    prop_oneof![
        6 => any_day().prop_map(Deadline::Day),
        3 => (0u16..60).prop_map(|working_days| Deadline::WorkingDays { working_days }),
        1 => Just(Deadline::WorkingDays { working_days: u16::MAX }),
    ]
}

fn officer() -> impl Strategy<Value = Officer> {
    (text(), prop::option::of(7u128..9)).prop_map(|(name, position)| Officer {
        position: position.map(|id| PositionId(Uuid::from_u128(id))),
        name,
    })
}

/// Any command with any content.
pub fn command() -> impl Strategy<Value = TaskCommand> {
    use TaskCommand as C;
    let number = 0u32..4;
    let decision = || prop::option::of(text());
    prop_oneof![
        2 => Just(C::Issue),
        12 => Just(C::Acknowledge),
        1 => text().prop_map(|reason| C::ReturnToSender { reason }),
        2 => (any_agency(), text()).prop_map(|(lead, reason)| C::Reassign { lead, reason }),
        15 => officer().prop_map(|officer| C::Start { officer }),
        3 => (0u8..=120, text()).prop_map(|(percent, note)| C::Report { percent, note }),
        6 => (text(), prop::option::of(any_agency()), decision(), prop::option::of(any_deadline()))
            .prop_map(|(what, addressed_to, position, due)| C::RaiseObstacle {
                what, addressed_to, position, due
            }),
        4 => (number.clone(), any_agency(), text(), prop::option::of(any_deadline()))
            .prop_map(|(number, to, reason, due)| C::EscalateObstacle { number, to, reason, due }),
        8 => (number.clone(), text())
            .prop_map(|(number, resolution)| C::ResolveObstacle { number, resolution }),
        3 => (any_deadline(), text(), decision())
            .prop_map(|(until, reason, evidence)| C::RequestExtension { until, reason, evidence }),
        20 => (number.clone(), any_deadline(), decision())
            .prop_map(|(number, until, decision)| C::GrantExtension { number, until, decision }),
        12 => (number, text())
            .prop_map(|(number, decision)| C::RefuseExtension { number, decision }),
        1 => text().prop_map(|note| C::AddEvidence { note }),
        15 => (text(), text(), text())
            .prop_map(|(result, effect, evidence)| C::Submit { result, effect, evidence }),
        6 => (prop::sample::select(Rating::ALL), decision())
            .prop_map(|(rating, note)| C::Confirm { rating, note }),
        4 => text().prop_map(|reason| C::Rework { reason }),
        1 => text().prop_map(|reason| C::Suspend { reason }),
        9 => text().prop_map(|reason| C::Resume { reason }),
        1 => text().prop_map(|reason| C::Cancel { reason }),
        6 => text().prop_map(|reason| C::Reopen { reason }),
        1 => (any_agency(), text(), prop::option::of(any_deadline()))
            .prop_map(|(agency, product, due)| C::AskContribution { agency, product, due }),
        2 => prop::option::of(officer()).prop_map(|officer| C::AcknowledgeContribution { officer }),
        12 => (text(), prop::option::of(officer()), decision())
            .prop_map(|(result, officer, evidence)| C::DeliverContribution {
                result, officer, evidence
            }),
        1 => text().prop_map(|reason| C::DeclineContribution { reason }),
        10 => (any_agency(), text())
            .prop_map(|(agency, reason)| C::WaiveContribution { agency, reason }),
        2 => text().prop_map(|text| C::Comment { text, mentions: Vec::new() }),
        4 => (1u32..3, text())
            .prop_map(|(number, text)| C::EditComment { number, text, mentions: Vec::new() }),
        4 => (1u32..3).prop_map(|number| C::WithdrawComment { number }),
        4 => (prop::sample::select(Purpose::ALL), prop::option::of(1u32..4), 1u128..4)
            .prop_map(|(purpose, comment, id)| attach(id, purpose, comment)),
        5 => (1u128..4, text()).prop_map(|(id, reason)| C::WithdrawAttachment {
            attachment: AttachmentId(Uuid::from_u128(id)),
            reason,
        }),
        2 => Just(C::Remind),
    ]
}

/// Attaching the upload with that number, with what the server would have found of it.
pub fn attach(id: u128, purpose: Purpose, comment: Option<u32>) -> TaskCommand {
    TaskCommand::Attach {
        attachment: AttachmentId(Uuid::from_u128(id)),
        purpose,
        comment,
        unclassified: true,
        file: Some(File {
            name: "bao-cao.pdf".to_owned(),
            media: MediaType::Pdf,
            size: 1000,
            sha256: "0".repeat(64),
        }),
    }
}

/// What a task is made of: mostly complete, coordinating agencies sometimes named twice or as lead.
pub fn new_task() -> impl Strategy<Value = NewTask> {
    (
        prop::collection::vec((any_agency(), prop::option::of(any_day())), 0..4),
        prop::option::weighted(0.9, any_day()),
        prop::option::weighted(0.9, text()),
        prop::option::weighted(0.5, Just("17233".to_owned())),
        any_agency(),
        any::<bool>(),
    )
        .prop_map(
            |(coordinating, due, responsible, area, lead, directive)| NewTask {
                lead,
                due,
                responsible,
                area,
                directive: directive.then(|| DirectiveId(Uuid::from_u128(50))),
                coordinating: coordinating
                    .into_iter()
                    .map(|(agency, due)| Asked {
                        agency,
                        product: "Danh sách đối tượng".to_owned(),
                        due,
                    })
                    .collect(),
                ..complete()
            },
        )
}

/// A task that fills every clear, led by agency 2 for agency 1, without coordinating agencies.
pub fn complete() -> NewTask {
    NewTask {
        directive: None,
        clause: None,
        province: "40".to_owned(),
        issuer: agency(1),
        lead: agency(2),
        title: "Xét nghiệm chất ma túy".to_owned(),
        deliverable: Some("Báo cáo kết quả xét nghiệm".to_owned()),
        effect_expected: Some("27 xã biên giới được xét nghiệm".to_owned()),
        responsible: Some("Giám đốc Sở Y tế".to_owned()),
        urgency: Urgency::Urgent,
        area: None,
        due: Some(day(30)),
        milestones: vec![Milestone {
            due: day(10),
            what: "Đợt 1".to_owned(),
        }],
        coordinating: Vec::new(),
    }
}

/// One try in a history: who, days after the one before, what.
pub type Try = (AgencyId, u64, TaskCommand);

/// Tries of a history.
pub fn tries() -> impl Strategy<Value = Vec<Try>> {
    let rest = prop::collection::vec((any_agency(), 0u64..20, command()), 0..110);
    rest.prop_map(|mut rest| {
        // Most histories begin; the few that are refused here are of interest too.
        rest.insert(0, (agency(1), 0, TaskCommand::Issue));
        // What is withdrawn must have been attached by the same agency: by chance alone that is rare.
        rest.insert(1, (agency(2), 0, attach(1, Purpose::Report, None)));
        rest
    })
}

/// The first event and value of a task.
pub fn draft(new: NewTask) -> (Vec<TaskEvent>, Task) {
    let events = vec![TaskEvent::Drafted { new: Box::new(new) }];
    let task = Task::replay(task_id(), &events).expect("a drafting can be replayed");
    (events, task)
}

/// What an agency's command leads to on a day, under a set of clears.
pub fn decide(
    task: &Task,
    clears: &ClearSet,
    agency: AgencyId,
    today: NaiveDate,
    command: TaskCommand,
) -> Result<Vec<TaskEvent>, domain::refusal::Refusal> {
    task.decide(
        command,
        Moment {
            today,
            agency,
            position: PositionId(agency.0),
            clears,
            extensions: &ExtensionRules::NONE,
        },
    )
}

/// The value after more events.
pub fn after(task: Task, events: &[TaskEvent]) -> Task {
    events
        .iter()
        .try_fold(task, |task, event| {
            Task::after(task_id(), Some(task), event)
        })
        .expect("a task stays a task")
}
