//! The work of a task: every transition and refusal as tables, and what holds in any history.

mod history;
mod talk;

use domain::access::Action;
use domain::attachment::{Attachment, File, MediaType, Purpose};
use domain::calendar::Deadline;
use domain::clears::{Clear, ClearSet, Step};
use domain::comment::Comment;
use domain::extension::ExtensionRules;
use domain::id::{AgencyId, AttachmentId, PositionId};
use domain::refusal::{FieldFault, Refusal};
use domain::task::{
    Asked, ContributionState, Extension, ExtensionState, Moment, NewTask, Obstacle, Officer, Part,
    Rating, State, Task, TaskCommand, TaskEvent,
};
use domain::timeliness::Timeliness;
use domain::view::Waiting;
use history::{after, agency, command, complete, day, decide, draft, new_task, tries};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::collections::{BTreeMap, BTreeSet};

use State::*;
use TaskCommand as C;

const ISSUER: u128 = 1;
const LEAD: u128 = 2;
const POLICE: u128 = 3;

fn words(text: &str) -> String {
    text.to_owned()
}

fn officer() -> Officer {
    Officer {
        position: None,
        name: words("Lê Thị Hoa"),
    }
}

fn submit() -> TaskCommand {
    C::Submit {
        result: words("Đã xét nghiệm 27 xã"),
        effect: words("27/27 xã"),
        evidence: words("Báo cáo 12/BC-SYT"),
    }
}

fn confirm() -> TaskCommand {
    C::Confirm {
        rating: Rating::Good,
        note: None,
    }
}

/// One of each command, with content that fits [`ready`].
fn every_command() -> Vec<TaskCommand> {
    let reason = words("Có lý do");
    vec![
        C::Issue,
        C::Acknowledge,
        C::ReturnToSender {
            reason: reason.clone(),
        },
        C::Reassign {
            lead: agency(4),
            reason: reason.clone(),
        },
        C::Start { officer: officer() },
        C::Report {
            percent: 40,
            note: words("Xong 11 xã"),
        },
        C::RaiseObstacle {
            what: words("Thiếu bộ xét nghiệm"),
            addressed_to: Some(agency(ISSUER)),
            position: None,
            due: None,
        },
        C::ResolveObstacle {
            number: 1,
            resolution: words("Đã cấp"),
        },
        C::RequestExtension {
            until: day(60).into(),
            reason: reason.clone(),
            evidence: None,
        },
        C::GrantExtension {
            number: 1,
            until: day(60).into(),
            decision: None,
        },
        C::RefuseExtension {
            number: 1,
            decision: words("Không đồng ý"),
        },
        C::AddEvidence {
            note: words("Ảnh ngày 20/9"),
        },
        submit(),
        confirm(),
        C::Rework {
            reason: reason.clone(),
        },
        C::Suspend {
            reason: reason.clone(),
        },
        C::Resume {
            reason: reason.clone(),
        },
        C::Cancel {
            reason: reason.clone(),
        },
        C::Reopen {
            reason: reason.clone(),
        },
        C::AskContribution {
            agency: agency(5),
            product: words("Danh sách"),
            due: None,
        },
        C::AcknowledgeContribution {
            officer: Some(officer()),
        },
        C::DeliverContribution {
            result: words("Danh sách 120 người"),
            officer: None,
            evidence: None,
        },
        C::DeclineContribution {
            reason: reason.clone(),
        },
        C::WaiveContribution {
            agency: agency(POLICE),
            reason: reason.clone(),
        },
        C::EscalateObstacle {
            number: 1,
            to: agency(ISSUER),
            reason: reason.clone(),
            due: Some(day(20).into()),
        },
        C::Comment {
            text: reason.clone(),
            mentions: Vec::new(),
        },
        C::EditComment {
            number: 1,
            text: reason.clone(),
            mentions: Vec::new(),
        },
        C::WithdrawComment { number: 1 },
        history::attach(1, Purpose::Report, None),
        C::WithdrawAttachment {
            attachment: AttachmentId(uuid::Uuid::from_u128(1)),
            reason,
        },
        C::Remind,
    ]
}

fn act(command: &TaskCommand) -> String {
    let json = serde_json::to_value(command).expect("a command is JSON");
    json["act"]
        .as_str()
        .expect("a command has an act")
        .to_owned()
}

/// A task in a state in which nothing but the state can refuse the command.
fn ready(state: State, command: &TaskCommand) -> Task {
    let (_, mut task) = draft(NewTask {
        coordinating: vec![asked(POLICE)],
        ..complete()
    });
    task.state = state;
    task.issued_on = Some(day(0));
    task.officer = Some(officer());
    task.effect_achieved = Some(words("27/27 xã"));
    if state == Suspended {
        task.suspended_from = Some(InProgress);
        task.suspended_on = Some(day(1));
    }
    match command {
        C::Submit { .. } => task.contributions[0].state = ContributionState::Delivered,
        C::GrantExtension { .. } | C::RefuseExtension { .. } => task.extensions.push(Extension {
            number: 1,
            asked_on: day(1),
            until: day(60),
            reason: words("Chờ bộ xét nghiệm"),
            state: ExtensionState::Requested,
            decided_on: None,
            decision: None,
            asked_until: None,
            asked_days: None,
            evidence: None,
        }),
        C::ResolveObstacle { .. } | C::EscalateObstacle { .. } => task.obstacles.push(Obstacle {
            number: 1,
            raised_by: agency(LEAD),
            raised_on: day(1),
            what: words("Thiếu bộ xét nghiệm"),
            addressed_to: None,
            resolved_on: None,
            resolution: None,
            position: None,
            due: None,
            escalations: Vec::new(),
        }),
        C::EditComment { .. } | C::WithdrawComment { .. } => task.comments.push(Comment {
            number: 1,
            by: PositionId(agency(LEAD).0),
            is_withdrawn: false,
        }),
        C::WithdrawAttachment { attachment, .. } => task.attachments.push(Attachment {
            id: *attachment,
            agency: agency(LEAD),
            on: day(1),
            purpose: Purpose::Report,
            comment: None,
            file: File {
                name: words("bao-cao.pdf"),
                media: MediaType::Pdf,
                size: 1,
                sha256: words("0"),
            },
            is_withdrawn: false,
        }),
        _ => {}
    }
    task
}

fn asked(n: u128) -> Asked {
    Asked {
        agency: agency(n),
        product: words("Danh sách đối tượng"),
        due: None,
    }
}

/// Who sends the command.
fn sender(command: &TaskCommand) -> AgencyId {
    match Action::of_task(command) {
        Action::Contribute => agency(POLICE),
        _ => agency(LEAD),
    }
}

/// Where each act leads, by the state it starts from; absent means refused.
const TRANSITIONS: [(&str, &[(State, State)]); 31] = [
    ("issue", &[(Draft, Assigned)]),
    ("acknowledge", &[(Assigned, Acknowledged)]),
    ("return_to_sender", &[(Assigned, Returned)]),
    (
        "reassign",
        &[
            (Assigned, Assigned),
            (Returned, Assigned),
            (Acknowledged, Assigned),
            (InProgress, Assigned),
        ],
    ),
    ("start", &[(Acknowledged, InProgress)]),
    ("report", &[(InProgress, InProgress)]),
    ("raise_obstacle", BEFORE_CONFIRMATION),
    ("resolve_obstacle", WHILE_OPEN),
    ("escalate_obstacle", WHILE_OPEN),
    ("request_extension", &[(InProgress, InProgress)]),
    ("grant_extension", &[(InProgress, InProgress)]),
    ("refuse_extension", &[(InProgress, InProgress)]),
    ("add_evidence", BEFORE_CONFIRMATION),
    ("submit", &[(InProgress, AwaitingConfirmation)]),
    ("confirm", &[(AwaitingConfirmation, Completed)]),
    ("rework", &[(AwaitingConfirmation, InProgress)]),
    (
        "suspend",
        &[
            (Assigned, Suspended),
            (Returned, Suspended),
            (Acknowledged, Suspended),
            (InProgress, Suspended),
            (AwaitingConfirmation, Suspended),
        ],
    ),
    ("resume", &[(Suspended, InProgress)]),
    (
        "cancel",
        &[
            (Draft, Cancelled),
            (Assigned, Cancelled),
            (Returned, Cancelled),
            (Acknowledged, Cancelled),
            (InProgress, Cancelled),
            (AwaitingConfirmation, Cancelled),
            (Suspended, Cancelled),
        ],
    ),
    ("reopen", &[(Completed, InProgress)]),
    ("ask_contribution", WHILE_WORKED_ON),
    ("acknowledge_contribution", WHILE_WORKED_ON),
    ("deliver_contribution", WHILE_WORKED_ON),
    ("decline_contribution", WHILE_WORKED_ON),
    ("waive_contribution", WHILE_WORKED_ON),
    ("comment", ONCE_ISSUED),
    ("edit_comment", ONCE_ISSUED),
    ("withdraw_comment", ONCE_ISSUED),
    ("attach", WHILE_OPEN),
    ("withdraw_attachment", WHILE_OPEN),
    ("remind", WHILE_IT_RUNS),
];

const WHILE_IT_RUNS: &[(State, State)] = &[
    (Assigned, Assigned),
    (Returned, Returned),
    (Acknowledged, Acknowledged),
    (InProgress, InProgress),
    (AwaitingConfirmation, AwaitingConfirmation),
];

const WHILE_OPEN: &[(State, State)] = &[
    (Assigned, Assigned),
    (Returned, Returned),
    (Acknowledged, Acknowledged),
    (InProgress, InProgress),
    (AwaitingConfirmation, AwaitingConfirmation),
    (Suspended, Suspended),
];

const ONCE_ISSUED: &[(State, State)] = &[
    (Assigned, Assigned),
    (Returned, Returned),
    (Acknowledged, Acknowledged),
    (InProgress, InProgress),
    (AwaitingConfirmation, AwaitingConfirmation),
    (Suspended, Suspended),
    (Completed, Completed),
];

const WHILE_WORKED_ON: &[(State, State)] = &[
    (Assigned, Assigned),
    (Acknowledged, Acknowledged),
    (InProgress, InProgress),
];

const BEFORE_CONFIRMATION: &[(State, State)] = &[
    (Assigned, Assigned),
    (Acknowledged, Acknowledged),
    (InProgress, InProgress),
    (AwaitingConfirmation, AwaitingConfirmation),
];

#[test]
fn every_act_in_every_state_leads_where_the_table_says() {
    let table: BTreeMap<&str, &[(State, State)]> = TRANSITIONS.into_iter().collect();
    let commands = every_command();
    assert_eq!(commands.len(), table.len());
    for command in commands {
        let act = act(&command);
        for from in State::ALL {
            let task = ready(*from, &command);
            let expected = table[act.as_str()].iter().find(|(f, _)| f == from);
            let got = decide(
                &task,
                &ClearSet::five(),
                sender(&command),
                day(5),
                command.clone(),
            );
            match (expected, got) {
                (Some((_, to)), Ok(events)) => {
                    assert_eq!(after(task, &events).state, *to, "{act} from {from}");
                }
                (None, Err(Refusal::WrongState { state })) => {
                    assert_eq!(state, from.as_str(), "{act}");
                }
                (_, got) => panic!("{act} from {from}: {got:?}"),
            }
            assert_eq!(
                ready(*from, &command).accepts(&command),
                expected.is_some(),
                "{act}"
            );
        }
    }
}

#[test]
fn the_states_that_follow_are_exactly_those_that_acts_reach() {
    let mut reached: BTreeSet<(State, State)> = TRANSITIONS
        .iter()
        .flat_map(|(_, rows)| rows.iter().copied())
        .collect();
    for from in [
        Assigned,
        Returned,
        Acknowledged,
        InProgress,
        AwaitingConfirmation,
    ] {
        let command = C::Resume {
            reason: words("Hết mưa lũ"),
        };
        let mut task = ready(Suspended, &command);
        task.suspended_from = Some(from);
        let events = decide(&task, &ClearSet::five(), agency(ISSUER), day(9), command);
        let to = after(task, &events.expect("a suspended task resumes")).state;
        assert_eq!(to, from);
        reached.insert((Suspended, to));
    }
    let named: BTreeSet<(State, State)> = State::ALL
        .iter()
        .flat_map(|from| from.next().iter().map(|to| (*from, *to)))
        .collect();
    let moves = |pairs: &BTreeSet<(State, State)>| -> BTreeSet<(State, State)> {
        pairs
            .iter()
            .copied()
            .filter(|(from, to)| from != to)
            .collect()
    };
    assert_eq!(moves(&reached), moves(&named));
}

#[test]
fn every_command_asks_for_the_action_of_its_name() {
    let mut asked_for = BTreeSet::new();
    for command in every_command() {
        let name = match act(&command).as_str() {
            "grant_extension" | "refuse_extension" => words("task.decide_extension"),
            "acknowledge_contribution" | "deliver_contribution" | "decline_contribution" => {
                words("task.contribute")
            }
            "edit_comment" | "withdraw_comment" => words("task.comment"),
            "withdraw_attachment" => words("task.attach"),
            act => format!("task.{act}"),
        };
        let action = Action::of_task(&command);
        assert_eq!(action.as_str(), name);
        asked_for.insert(action);
    }
    let all: BTreeSet<Action> = Action::ALL
        .iter()
        .copied()
        // Seeing is no command; delegating is one of more than one task.
        .filter(|a| !matches!(a, Action::ViewTask | Action::DelegateTask))
        .filter(|a| a.as_str().starts_with("task."))
        .collect();
    assert_eq!(asked_for, all);
}

/// A task on its way, for the stories below.
struct Story {
    task: Task,
    events: Vec<TaskEvent>,
    clears: ClearSet,
    extensions: ExtensionRules,
    today: u64,
}

impl Story {
    fn of(new: NewTask) -> Self {
        let (events, task) = draft(new);
        Self {
            task,
            events,
            clears: ClearSet::five(),
            extensions: ExtensionRules::NONE,
            today: 0,
        }
    }

    /// A complete task with a coordinating agency, in progress on day 2.
    fn in_progress() -> Self {
        let mut story = Self::of(NewTask {
            coordinating: vec![asked(POLICE)],
            ..complete()
        });
        story.on(0).does(ISSUER, C::Issue);
        story.on(1).does(LEAD, C::Acknowledge);
        story.on(2).does(LEAD, C::Start { officer: officer() });
        story
    }

    fn awaiting_confirmation() -> Self {
        let mut story = Self::in_progress();
        let result = words("Danh sách 120 người");
        let deliver = C::DeliverContribution {
            result,
            officer: None,
            evidence: None,
        };
        story.on(5).does(POLICE, deliver);
        story.on(8).does(LEAD, submit());
        story
    }

    fn on(&mut self, today: u64) -> &mut Self {
        self.today = today;
        self
    }

    fn tries(&self, who: u128, command: TaskCommand) -> Result<Vec<TaskEvent>, Refusal> {
        let moment = Moment {
            today: day(self.today),
            position: PositionId(agency(who).0),
            agency: agency(who),
            clears: &self.clears,
            extensions: &self.extensions,
        };
        self.task.decide(command, moment)
    }

    fn does(&mut self, who: u128, command: TaskCommand) -> &mut Self {
        let events = self.tries(who, command).expect("the step is accepted");
        self.task = after(self.task.clone(), &events);
        self.events.extend(events);
        self
    }

    fn refuses(&self, who: u128, command: TaskCommand) -> Refusal {
        self.tries(who, command).expect_err("the step is refused")
    }
}

#[test]
fn every_refusal_has_its_case() {
    let reason = || words("Có lý do");
    let grant = |number, until| C::GrantExtension {
        number,
        until: day(until).into(),
        decision: None,
    };
    let request = |until| C::RequestExtension {
        until: day(until).into(),
        reason: words("Chờ bộ xét nghiệm"),
        evidence: None,
    };
    let ask = |n| C::AskContribution {
        agency: agency(n),
        product: words("Danh sách"),
        due: None,
    };
    let waive = |n| C::WaiveContribution {
        agency: agency(n),
        reason: words("Không cần nữa"),
    };
    let resolve = |number| C::ResolveObstacle {
        number,
        resolution: words("Đã cấp"),
    };
    let mut pending = Story::in_progress();
    pending.does(LEAD, request(45));
    let mut pending_only = Story::in_progress();
    pending_only
        .does(LEAD, waive(POLICE))
        .does(LEAD, request(45));
    let mut granted = Story::in_progress();
    granted.does(LEAD, request(45)).does(ISSUER, grant(1, 45));
    let mut resolved = Story::in_progress();
    let what = words("Thiếu bộ xét nghiệm");
    resolved
        .does(
            LEAD,
            C::RaiseObstacle {
                what,
                addressed_to: None,
                position: None,
                due: None,
            },
        )
        .does(ISSUER, resolve(1));
    let mut delivered = Story::in_progress();
    delivered.does(
        POLICE,
        C::DeliverContribution {
            result: words("Danh sách"),
            officer: None,
            evidence: None,
        },
    );
    let going = Story::in_progress;
    let strict = |story: fn() -> Story| Story {
        extensions: ExtensionRules {
            most: 1,
            longest_days: 20,
            after_due: false,
        },
        ..story()
    };
    let mut used = strict(Story::in_progress);
    used.does(LEAD, request(45)).does(ISSUER, grant(1, 45));
    let mut late = strict(Story::in_progress);
    late.on(31);
    let raised = |to: u128| {
        let mut story = Story::in_progress();
        let raise = C::RaiseObstacle {
            what: words("Thiếu kinh phí"),
            addressed_to: Some(agency(to)),
            position: None,
            due: None,
        };
        story.does(LEAD, raise);
        story
    };
    let escalate = |to| C::EscalateObstacle {
        number: 1,
        to: agency(to),
        reason: reason(),
        due: None,
    };

    let cases: Vec<(Story, u128, TaskCommand, &str)> = vec![
        (going(), ISSUER, C::Issue, "wrong_state"),
        (going(), LEAD, submit(), "contribution_open"),
        (pending_only, LEAD, submit(), "extension_pending"),
        (pending, LEAD, request(50), "extension_pending"),
        (going(), ISSUER, grant(1, 45), "no_such_extension"),
        (
            going(),
            ISSUER,
            C::RefuseExtension {
                number: 1,
                decision: reason(),
            },
            "no_such_extension",
        ),
        (granted, ISSUER, grant(1, 60), "no_such_extension"),
        (going(), ISSUER, resolve(1), "no_such_obstacle"),
        (resolved, ISSUER, resolve(1), "no_such_obstacle"),
        (
            going(),
            LEAD,
            C::AcknowledgeContribution { officer: None },
            "no_such_contribution",
        ),
        (going(), LEAD, waive(4), "no_such_contribution"),
        (
            delivered,
            POLICE,
            C::DeclineContribution { reason: reason() },
            "contribution_state",
        ),
        (going(), LEAD, ask(POLICE), "already_party"),
        (going(), LEAD, ask(LEAD), "already_party"),
        (
            going(),
            ISSUER,
            C::Reassign {
                lead: agency(LEAD),
                reason: reason(),
            },
            "already_party",
        ),
        (used, LEAD, request(50), "extensions_used"),
        (late, LEAD, request(45), "extension_too_late"),
        (
            strict(Story::in_progress),
            LEAD,
            request(51),
            "extension_too_long",
        ),
        (raised(4), LEAD, escalate(4), "already_asked"),
        (going(), LEAD, escalate(ISSUER), "no_such_obstacle"),
        (going(), LEAD, request(30), "not_later"),
        (going(), LEAD, request(29), "not_later"),
        (
            going(),
            LEAD,
            C::Report {
                percent: 101,
                note: reason(),
            },
            "invalid",
        ),
        (
            going(),
            LEAD,
            C::Report {
                percent: 1,
                note: words(" \r\n"),
            },
            "invalid",
        ),
        (
            going(),
            LEAD,
            C::AddEvidence {
                note: words("x\u{202E}y"),
            },
            "invalid",
        ),
        (
            Story::of(NewTask {
                due: None,
                ..complete()
            }),
            ISSUER,
            C::Issue,
            "clear_missing",
        ),
    ];
    let mut seen = BTreeSet::new();
    for (story, who, command, code) in cases {
        let refusal = story.refuses(who, command.clone());
        assert_eq!(refusal.code(), code, "{command:?}");
        seen.insert(code);
    }
    let of_tasks = BTreeSet::from([
        "wrong_state",
        "clear_missing",
        "contribution_open",
        "extension_pending",
        "no_such_extension",
        "no_such_obstacle",
        "no_such_contribution",
        "contribution_state",
        "already_party",
        "not_later",
        "extensions_used",
        "extension_too_late",
        "extension_too_long",
        "already_asked",
        "invalid",
    ]);
    assert_eq!(seen, of_tasks);
}

#[test]
fn a_refused_form_names_every_field() {
    let command = C::Submit {
        result: words(""),
        effect: words("x".repeat(4001).as_str()),
        evidence: words("27/27"),
    };
    let Refusal::Invalid { fields } = Story::in_progress().refuses(LEAD, command) else {
        panic!("texts are wrong");
    };
    let names: Vec<&str> = fields.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(names, ["result", "effect"]);
}

/// What to take away from a task, and the clears that are missing at issue, start, submit, confirm.
type Gap = (fn(&mut Task), [&'static [Clear]; 4]);

fn missing(set: &ClearSet, empty: fn(&mut Task)) -> Vec<Vec<Clear>> {
    let mut task = Story::awaiting_confirmation().task;
    empty(&mut task);
    Step::ALL
        .iter()
        .map(|step| set.missing(&task, *step))
        .collect()
}

#[test]
fn five_clears_hold_at_their_steps() {
    use Clear::*;
    let gaps: [Gap; 8] = [
        (|_| {}, [&[], &[], &[], &[]]),
        (|t| t.officer = None, [&[], &[People], &[People], &[People]]),
        (|t| t.deliverable = None, [&[Work]; 4]),
        (|t| t.title = words(" "), [&[Work]; 4]),
        (|t| t.original_due = None, [&[Progress]; 4]),
        (
            |t| t.effect_expected = Some(words(" ")),
            [&[Effectiveness]; 4],
        ),
        (
            |t| t.effect_achieved = None,
            [&[], &[], &[Effectiveness], &[Effectiveness]],
        ),
        (|t| t.responsible = None, [&[Responsibility]; 4]),
    ];
    for (number, (empty, expected)) in gaps.into_iter().enumerate() {
        assert_eq!(missing(&ClearSet::five(), empty), expected, "gap {number}");
    }
}

#[test]
fn six_clears_hold_at_their_steps() {
    use Clear::*;
    let gaps: [Gap; 6] = [
        (|_| {}, [&[], &[], &[], &[]]),
        (|t| t.officer = None, [&[], &[People], &[People], &[People]]),
        (|t| t.deliverable = None, [&[Work, Product]; 4]),
        (|t| t.original_due = None, [&[Progress]; 4]),
        (|t| t.effect_achieved = None, [&[], &[], &[], &[]]),
        (|t| t.responsible = None, [&[Responsibility, Authority]; 4]),
    ];
    for (number, (empty, expected)) in gaps.into_iter().enumerate() {
        assert_eq!(missing(&ClearSet::six(), empty), expected, "gap {number}");
    }
}

#[test]
fn a_long_task_needs_milestones() {
    for (days, milestones, expected) in [
        (180, false, None),
        (181, false, Some(Clear::Progress)),
        (181, true, None),
    ] {
        let mut new = NewTask {
            due: Some(day(days)),
            ..complete()
        };
        if !milestones {
            new.milestones.clear();
        }
        let got = Story::of(new).tries(ISSUER, C::Issue);
        let clears = expected.map(|clear| Refusal::ClearMissing {
            clears: vec![clear],
        });
        assert_eq!(got.err(), clears, "{days} days");
    }
}

#[test]
fn a_step_that_would_break_a_clear_is_refused_and_names_it() {
    let mut story = Story::awaiting_confirmation();
    story.task.responsible = None;
    let clears = vec![Clear::Responsibility];
    assert_eq!(
        story.refuses(ISSUER, confirm()),
        Refusal::ClearMissing { clears }
    );

    let mut story = Story::in_progress();
    story.task.contributions.clear();
    story.task.deliverable = None;
    story.task.officer = None;
    let clears = vec![Clear::People, Clear::Work];
    assert_eq!(
        story.refuses(LEAD, submit()),
        Refusal::ClearMissing { clears }
    );
    // The set in force decides, not the code.
    story.clears.rules.clear();
    assert!(story.tries(LEAD, submit()).is_ok());

    let mut story = Story::of(complete());
    story.does(ISSUER, C::Issue).does(LEAD, C::Acknowledge);
    story.task.effect_expected = None;
    let clears = vec![Clear::Effectiveness];
    assert_eq!(
        story.refuses(LEAD, C::Start { officer: officer() }),
        Refusal::ClearMissing { clears }
    );
}

#[test]
fn extensions_move_the_deadline_and_keep_the_original_one() {
    let mut story = Story::in_progress();
    let request = |until| C::RequestExtension {
        until: day(until).into(),
        reason: words("Chờ bộ xét nghiệm"),
        evidence: None,
    };
    story.on(20).does(LEAD, request(40));
    assert_eq!(story.task.due, Some(day(30)), "asking moves nothing");
    let decision = words("Đủ thời gian");
    story.on(21).does(
        ISSUER,
        C::RefuseExtension {
            number: 1,
            decision,
        },
    );
    assert_eq!(story.task.due, Some(day(30)));
    story.on(22).does(LEAD, request(45));
    let decision = Some(words("Đồng ý đến ngày 40"));
    story.on(23).does(
        ISSUER,
        C::GrantExtension {
            number: 2,
            until: day(40).into(),
            decision,
        },
    );
    story.on(39).does(LEAD, request(50));
    story.on(39).does(
        ISSUER,
        C::GrantExtension {
            number: 3,
            until: day(50).into(),
            decision: None,
        },
    );
    assert_eq!(story.task.due, Some(day(50)));
    assert_eq!(story.task.original_due, Some(day(30)));
    let chain: Vec<_> = story
        .task
        .extensions
        .iter()
        .map(|e| (e.number, e.until, e.state, e.decided_on))
        .collect();
    assert_eq!(
        chain,
        [
            (1, day(40), ExtensionState::Refused, Some(day(21))),
            (2, day(40), ExtensionState::Granted, Some(day(23))),
            (3, day(50), ExtensionState::Granted, Some(day(39))),
        ]
    );
}

#[test]
fn a_lead_cannot_submit_before_each_contribution_is_in_or_waived() {
    let mut story = Story::in_progress();
    let ask = C::AskContribution {
        agency: agency(4),
        product: words("Số liệu"),
        due: Some(day(10).into()),
    };
    story.does(LEAD, ask);
    let open = |agencies: &[u128]| Refusal::ContributionOpen {
        agencies: agencies.iter().copied().map(agency).collect(),
    };
    assert_eq!(story.refuses(LEAD, submit()), open(&[3, 4]));
    story.does(POLICE, C::AcknowledgeContribution { officer: None });
    assert_eq!(story.refuses(LEAD, submit()), open(&[3, 4]));
    story.does(
        POLICE,
        C::DeliverContribution {
            result: words("Danh sách"),
            officer: None,
            evidence: None,
        },
    );
    assert_eq!(story.refuses(LEAD, submit()), open(&[4]));
    story.does(
        4,
        C::DeclineContribution {
            reason: words("Không có số liệu"),
        },
    );
    assert_eq!(
        story.refuses(LEAD, submit()),
        open(&[4]),
        "declined is not waived"
    );
    let reason = words("Dùng số liệu cũ");
    story.does(
        LEAD,
        C::WaiveContribution {
            agency: agency(4),
            reason,
        },
    );
    story.does(LEAD, submit());
    let parts: Vec<_> = story
        .task
        .contributions
        .iter()
        .map(|c| (c.state, c.result.as_deref(), c.reason.as_deref()))
        .collect();
    assert_eq!(
        parts,
        [
            (ContributionState::Delivered, Some("Danh sách"), None),
            (ContributionState::Waived, None, Some("Dùng số liệu cũ")),
        ]
    );
}

#[test]
fn an_agency_that_declined_may_still_deliver() {
    let mut story = Story::in_progress();
    story
        .does(
            POLICE,
            C::DeclineContribution {
                reason: words("Chưa có"),
            },
        )
        .does(
            POLICE,
            C::DeliverContribution {
                result: words("Danh sách"),
                officer: None,
                evidence: None,
            },
        )
        .does(LEAD, submit());
    assert_eq!(story.task.contributions[0].reason, None);
}

#[test]
fn an_agency_that_is_named_twice_owes_one_contribution() {
    let mut story = Story::of(NewTask {
        coordinating: vec![asked(POLICE), asked(LEAD), asked(POLICE)],
        ..complete()
    });
    let agencies: Vec<_> = story.task.contributions.iter().map(|c| c.agency).collect();
    assert_eq!(agencies, [agency(POLICE)]);
    story
        .does(ISSUER, C::Issue)
        .does(LEAD, C::Acknowledge)
        .does(LEAD, C::Start { officer: officer() })
        .does(
            POLICE,
            C::DeliverContribution {
                result: words("Danh sách"),
                officer: None,
                evidence: None,
            },
        )
        .does(LEAD, submit());
}

#[test]
fn the_clock_stops_while_suspended() {
    let mut story = Story::in_progress();
    let reason = || words("Mưa lũ");
    story.on(10).does(ISSUER, C::Suspend { reason: reason() });
    assert_eq!(story.task.timeliness(day(99), 3), Timeliness::NotDue);
    story.on(17).does(ISSUER, C::Resume { reason: reason() });
    assert_eq!(story.task.due, Some(day(37)));
    assert_eq!(story.task.original_due, Some(day(30)));
    assert_eq!(story.task.suspended_days, 7);
    assert_eq!(
        story.task.contributions[0].due,
        Some(day(37)),
        "for everybody"
    );
    story.on(20).does(ISSUER, C::Suspend { reason: reason() });
    story.on(20).does(ISSUER, C::Resume { reason: reason() });
    assert_eq!(story.task.due, Some(day(37)), "the same day stops nothing");
    story.on(25).does(ISSUER, C::Suspend { reason: reason() });
    story.on(24).does(ISSUER, C::Resume { reason: reason() });
    assert_eq!(
        story.task.due,
        Some(day(37)),
        "a clock that went back stops nothing"
    );
    assert_eq!(story.task.suspended_days, 7);
    assert_eq!(
        (story.task.suspended_from, story.task.suspended_on),
        (None, None)
    );
}

#[test]
fn a_delivered_contribution_keeps_its_day_when_the_clock_stops() {
    let mut story = Story::in_progress();
    story.does(
        POLICE,
        C::DeliverContribution {
            result: words("Danh sách"),
            officer: None,
            evidence: None,
        },
    );
    story.on(10).does(
        ISSUER,
        C::Suspend {
            reason: words("Mưa lũ"),
        },
    );
    story.on(17).does(
        ISSUER,
        C::Resume {
            reason: words("Hết mưa lũ"),
        },
    );
    assert_eq!(story.task.contributions[0].due, Some(day(30)));
}

/// The deadline is 14 October 2022, a Friday; the calendar ends with 2027.
#[test]
fn working_days_are_counted_from_the_deadline_and_for_a_contribution_from_today() {
    let days = |working_days| Deadline::WorkingDays { working_days };
    let mut story = Story::in_progress();
    assert_eq!(story.task.due, Some(day(30)));
    let request = |until| C::RequestExtension {
        until,
        reason: words("Chờ bộ xét nghiệm"),
        evidence: None,
    };
    assert_eq!(story.refuses(LEAD, request(days(0))).code(), "not_later");
    assert_eq!(
        story.refuses(LEAD, request(days(u16::MAX))).code(),
        "calendar_ends"
    );
    story.on(20).does(LEAD, request(days(5)));
    assert_eq!(story.task.extensions[0].until, day(37), "the next Friday");
    story.on(21).does(
        ISSUER,
        C::GrantExtension {
            number: 1,
            until: days(3),
            decision: Some(words("Ba ngày là đủ")),
        },
    );
    assert_eq!(story.task.due, Some(day(35)), "Wednesday");
    assert_eq!(story.task.original_due, Some(day(30)));
    story.on(21).does(
        ISSUER,
        C::AskContribution {
            agency: agency(5),
            product: words("Danh sách"),
            due: Some(days(1)),
        },
    );
    let asked = story.task.contribution(agency(5)).expect("asked");
    assert_eq!(asked.due, Some(day(22)), "Thursday, 6 October");
}

#[test]
fn a_pending_extension_waits_for_the_end_of_a_suspension() {
    let mut story = Story::in_progress();
    let until = day(35);
    story.on(10).does(
        LEAD,
        C::RequestExtension {
            until: until.into(),
            reason: words("Chờ"),
            evidence: None,
        },
    );
    story.on(11).does(
        ISSUER,
        C::Suspend {
            reason: words("Mưa lũ"),
        },
    );
    let grant = |until| C::GrantExtension {
        number: 1,
        until: day(until).into(),
        decision: Some(words("Bù những ngày mưa lũ")),
    };
    assert_eq!(story.refuses(ISSUER, grant(35)).code(), "wrong_state");
    story.on(21).does(
        ISSUER,
        C::Resume {
            reason: words("Hết mưa lũ"),
        },
    );
    // The ten days already moved the deadline past what was asked for.
    assert_eq!(story.refuses(ISSUER, grant(35)), Refusal::NotLater);
    story.does(ISSUER, grant(50));
    assert_eq!(story.task.due, Some(day(50)));
}

#[test]
fn a_suspended_task_can_be_cancelled_for_good() {
    let mut story = Story::in_progress();
    story.on(10).does(
        ISSUER,
        C::Suspend {
            reason: words("Mưa lũ"),
        },
    );
    story.on(12).does(
        ISSUER,
        C::Cancel {
            reason: words("Không còn cần"),
        },
    );
    assert_eq!(
        (story.task.suspended_from, story.task.suspended_on),
        (None, None)
    );
    for command in every_command() {
        assert_eq!(story.refuses(ISSUER, command).code(), "wrong_state");
    }
}

#[test]
fn a_result_that_came_back_counts_as_not_done() {
    let mut story = Story::awaiting_confirmation();
    story.on(31).does(
        ISSUER,
        C::Rework {
            reason: words("Thiếu 3 xã"),
        },
    );
    assert_eq!(story.task.reworks, 1);
    assert_eq!(story.task.completed_on, None);
    assert_eq!(story.task.timeliness(day(31), 3), Timeliness::Overdue);
    story.on(32).does(LEAD, submit());
    assert_eq!(story.task.timeliness(day(32), 3), Timeliness::Overdue);
    story.on(33).does(ISSUER, confirm());
    assert_eq!(story.task.timeliness(day(33), 3), Timeliness::CompletedLate);
    assert_eq!(
        (story.task.percent, story.task.rating),
        (100, Some(Rating::Good))
    );
}

#[test]
fn a_reopened_task_is_worked_on_again() {
    let mut story = Story::awaiting_confirmation();
    story.on(9).does(ISSUER, confirm());
    assert_eq!(story.task.completed_on, Some(day(9)));
    story.on(12).does(
        ISSUER,
        C::Reopen {
            reason: words("Số liệu sai"),
        },
    );
    assert_eq!(story.task.state, InProgress);
    assert_eq!((story.task.completed_on, story.task.rating), (None, None));
    story.on(13).does(LEAD, submit()).does(ISSUER, confirm());
    assert_eq!(story.task.completed_on, Some(day(13)));
}

#[test]
fn a_new_lead_names_its_own_officer_and_owes_itself_nothing() {
    let mut story = Story::in_progress();
    let what = words("Thiếu bộ xét nghiệm");
    story.does(
        POLICE,
        C::RaiseObstacle {
            what,
            addressed_to: Some(agency(LEAD)),
            position: None,
            due: None,
        },
    );
    let reason = words("Đúng chức năng");
    story.does(
        ISSUER,
        C::Reassign {
            lead: agency(POLICE),
            reason,
        },
    );
    assert_eq!(
        (story.task.lead, story.task.state),
        (agency(POLICE), Assigned)
    );
    assert_eq!(story.task.officer, None);
    assert_eq!(story.task.contributions, []);
    assert_eq!(
        story.task.obstacles[0].resolved_on, None,
        "what blocks it still blocks it"
    );
    story
        .does(POLICE, C::Acknowledge)
        .does(POLICE, C::Start { officer: officer() })
        .does(
            POLICE,
            C::ResolveObstacle {
                number: 1,
                resolution: words("Đã cấp"),
            },
        )
        .does(POLICE, submit());
}

#[test]
fn a_contribution_carries_its_officer_and_its_evidence() {
    let mut story = Story::in_progress();
    let named = |name: &str| {
        Some(Officer {
            position: None,
            name: words(name),
        })
    };
    let blank = named(" \n");
    assert_eq!(
        story
            .refuses(POLICE, C::AcknowledgeContribution { officer: blank })
            .code(),
        "invalid"
    );
    let acknowledge = C::AcknowledgeContribution {
        officer: named(" Đại úy Nam "),
    };
    let deliver = |officer| C::DeliverContribution {
        result: words("Danh sách"),
        officer,
        evidence: Some(words("Công văn số 12")),
    };
    story.does(POLICE, acknowledge).does(POLICE, deliver(None));
    let owed = &story.task.contributions[0];
    assert_eq!(owed.officer, named("Đại úy Nam"), "who was named stays");
    assert_eq!(owed.evidence.as_deref(), Some("Công văn số 12"));
    let mut other = Story::in_progress();
    other.does(POLICE, deliver(named("Thiếu tá Hà")));
    assert_eq!(other.task.contributions[0].officer, named("Thiếu tá Hà"));
}

#[test]
fn an_extension_keeps_what_was_asked_and_another_day_needs_a_reason() {
    let mut story = Story::in_progress();
    let request = C::RequestExtension {
        until: Deadline::WorkingDays { working_days: 10 },
        reason: words("Chờ bộ xét nghiệm"),
        evidence: Some(words("Công văn số 7")),
    };
    story.does(LEAD, request);
    let asked = story.task.extensions[0].until;
    let grant = |until: chrono::NaiveDate, decision: Option<&str>| C::GrantExtension {
        number: 1,
        until: until.into(),
        decision: decision.map(words),
    };
    let sooner = asked.pred_opt().expect("a day");
    assert_eq!(
        story.refuses(ISSUER, grant(sooner, None)),
        Refusal::field("decision", FieldFault::Required)
    );
    story.does(ISSUER, grant(sooner, Some("Đủ thời gian")));
    let extension = &story.task.extensions[0];
    assert_eq!(
        (extension.until, extension.asked_until, extension.asked_days),
        (sooner, Some(asked), Some(10))
    );
    assert_eq!(extension.evidence.as_deref(), Some("Công văn số 7"));
}

#[test]
fn a_limit_says_what_is_allowed() {
    let mut story = Story::in_progress();
    story.extensions = ExtensionRules {
        most: 1,
        longest_days: 20,
        after_due: false,
    };
    let request = |until| C::RequestExtension {
        until: day(until).into(),
        reason: words("Chờ bộ xét nghiệm"),
        evidence: None,
    };
    assert_eq!(
        story.refuses(LEAD, request(51)),
        Refusal::ExtensionTooLong {
            days: 20,
            latest: day(50)
        }
    );
    story.on(30).does(LEAD, request(50));
    let grant = |until| C::GrantExtension {
        number: 1,
        until: day(until).into(),
        decision: Some(words("Đồng ý")),
    };
    let too_long = story.on(40).refuses(ISSUER, grant(51));
    assert_eq!(
        too_long.code(),
        "extension_too_long",
        "the issuer is bound, too"
    );
    story.does(ISSUER, grant(45));
    assert_eq!(
        story.refuses(LEAD, request(50)),
        Refusal::ExtensionsUsed { most: 1 }
    );
    let mut late = Story::in_progress();
    late.extensions.after_due = false;
    assert_eq!(
        late.on(31).refuses(LEAD, request(45)),
        Refusal::ExtensionTooLate { due: day(30) }
    );
    // A request that was refused takes nothing from what is allowed.
    let mut refused = Story::in_progress();
    refused.extensions.most = 1;
    let no = C::RefuseExtension {
        number: 1,
        decision: words("Giữ hạn"),
    };
    refused
        .does(LEAD, request(40))
        .does(ISSUER, no)
        .does(LEAD, request(41));
}

#[test]
fn an_obstacle_goes_up_and_its_way_stays() {
    let mut story = Story::in_progress();
    let raise = C::RaiseObstacle {
        what: words("Thiếu kinh phí"),
        addressed_to: Some(agency(4)),
        position: Some(words("Giám đốc Sở Tài chính")),
        due: Some(day(10).into()),
    };
    story.on(5).does(LEAD, raise);
    assert_eq!(
        story.task.waits_for(agency(4)),
        Some((Waiting::RemoveObstacle, Some(day(10))))
    );
    let escalate = C::EscalateObstacle {
        number: 1,
        to: agency(5),
        reason: words("Quá hạn chưa trả lời"),
        due: None,
    };
    story.on(12).does(POLICE, escalate);
    let obstacle = &story.task.obstacles[0];
    assert_eq!(obstacle.addressed_to, Some(agency(5)));
    assert_eq!(obstacle.position, None);
    assert_eq!(obstacle.due, Some(day(10)));
    let way: Vec<_> = obstacle
        .escalations
        .iter()
        .map(|up| (up.on, up.by, up.from, up.to))
        .collect();
    assert_eq!(way, [(day(12), agency(POLICE), Some(agency(4)), agency(5))]);
    assert_eq!(story.task.waits_for(agency(4)), None);
    assert_eq!(story.task.addressed(), [agency(4), agency(5)]);
    let resolve = C::ResolveObstacle {
        number: 1,
        resolution: words("Đã cấp"),
    };
    story.does(5, resolve);
    assert_eq!(story.task.waits_for(agency(5)), None);
    assert_eq!(story.task.addressed(), [agency(4), agency(5)]);
}

#[test]
fn what_was_written_before_officers_and_limits_still_reads() {
    for (json, command) in [
        (
            r#"{"act":"acknowledge_contribution"}"#,
            C::AcknowledgeContribution { officer: None },
        ),
        (
            r#"{"act":"deliver_contribution","result":"Danh sách"}"#,
            C::DeliverContribution {
                result: words("Danh sách"),
                officer: None,
                evidence: None,
            },
        ),
        (
            r#"{"act":"raise_obstacle","what":"Mưa","addressed_to":null}"#,
            C::RaiseObstacle {
                what: words("Mưa"),
                addressed_to: None,
                position: None,
                due: None,
            },
        ),
    ] {
        assert_eq!(serde_json::from_str::<C>(json).expect(json), command);
    }
    assert!(serde_json::from_str::<C>(r#"{"act":"acknowledge_contribution","x":1}"#).is_err());
    // An event without the newer fields is written as it was.
    let event = r#"{"verb":"contribution_acknowledged","agency":"00000000-0000-0000-0000-000000000003","on":"2022-09-20"}"#;
    let read: TaskEvent = serde_json::from_str(event).expect("an event");
    assert_eq!(serde_json::to_string(&read).expect("JSON"), event);
}

#[test]
fn a_returned_task_waits_for_its_issuer() {
    let mut story = Story::of(complete());
    story.does(ISSUER, C::Issue);
    story.does(
        LEAD,
        C::ReturnToSender {
            reason: words("Không đúng chức năng"),
        },
    );
    let waiting = story
        .task
        .waits_for(agency(ISSUER))
        .map(|(waiting, _)| waiting.as_str());
    assert_eq!(waiting, Some("reassign"));
    assert_eq!(story.task.waits_for(agency(LEAD)), None);
}

#[test]
fn an_event_touches_only_what_its_command_says() {
    for command in every_command() {
        for from in State::ALL {
            let task = ready(*from, &command);
            let touches = command.touches();
            let who = sender(&command);
            let events = decide(&task, &ClearSet::five(), who, day(5), command.clone());
            for event in events.into_iter().flatten() {
                assert!(
                    event.touched().iter().all(|part| touches.contains(part)),
                    "{command:?} touches {touches:?}, {event:?} {:?}",
                    event.touched()
                );
                let changed =
                    changed_parts(&task, &after(task.clone(), std::slice::from_ref(&event)));
                let unnamed: Vec<&Part> = changed
                    .iter()
                    .filter(|part| !touches.contains(part))
                    .collect();
                assert!(unnamed.is_empty(), "{command:?} also changed {unnamed:?}");
            }
        }
    }
}

/// The parts in which two values of a task differ, as far as a part owns a field alone. The end of work
/// sets the percent, a new lead ends the officer and its contribution: those follow from the state.
fn changed_parts(before: &Task, now: &Task) -> Vec<Part> {
    let moved = before.state != now.state;
    let new_lead = before.lead != now.lead;
    let pairs = [
        (Part::State, moved),
        (Part::Lead, new_lead),
        (Part::Officer, !new_lead && before.officer != now.officer),
        (Part::Deadline, before.due != now.due),
        (Part::Progress, !moved && before.percent != now.percent),
        (Part::Result, before.result != now.result),
        (Part::Extension, before.extensions != now.extensions),
        (Part::Obstacle, before.obstacles != now.obstacles),
        (Part::Evidence, !moved && before.evidence != now.evidence),
        (
            Part::Contribution,
            !new_lead && !moved && before.contributions != now.contributions,
        ),
    ];
    pairs
        .into_iter()
        .filter(|(_, changed)| *changed)
        .map(|(part, _)| part)
        .collect()
}

fn sets() -> impl Strategy<Value = ClearSet> {
    let none = ClearSet {
        rules: Vec::new(),
        long_task_days: 0,
    };
    prop::sample::select(vec![ClearSet::five(), ClearSet::six(), none.clone(), none])
}

/// What holds of every task at every time.
fn invariants(task: &Task, events: &[TaskEvent]) -> Result<(), TestCaseError> {
    prop_assert_eq!(
        task.version,
        i64::try_from(events.len()).expect("a short history")
    );
    prop_assert_eq!(Task::replay(task.id, events), Some(task.clone()));
    prop_assert!(
        task.contribution(task.lead).is_none(),
        "the lead coordinates"
    );
    let owing: BTreeSet<AgencyId> = task.contributions.iter().map(|c| c.agency).collect();
    prop_assert_eq!(
        owing.len(),
        task.contributions.len(),
        "an agency owes twice"
    );
    let pending = task
        .extensions
        .iter()
        .filter(|e| e.state == ExtensionState::Requested);
    prop_assert!(pending.count() <= 1);
    prop_assert!(task.percent <= 100);
    prop_assert!(task.suspended_days >= 0);
    prop_assert_eq!(task.suspended_from.is_some(), task.state == Suspended);
    prop_assert_eq!(task.suspended_on.is_some(), task.state == Suspended);
    prop_assert_eq!(task.completed_on.is_some(), task.state == Completed);
    prop_assert_eq!(task.rating.is_some(), task.state == Completed);
    prop_assert!((1..).zip(&task.extensions).all(|(n, e)| e.number == n));
    prop_assert!((1..).zip(&task.obstacles).all(|(n, o)| o.number == n));
    prop_assert!(task.due >= task.original_due, "a deadline only moves back");
    Ok(())
}

proptest! {
    #[test]
    fn any_history_keeps_the_rules(new in new_task(), tries in tries(), clears in sets()) {
        let original_due = new.due;
        let (mut events, mut task) = draft(new);
        let mut today = day(0);
        for (who, days, command) in tries {
            today = today + chrono::Days::new(days);
            let before = task.clone();
            let result = decide(&task, &clears, who, today, command.clone());
            prop_assert_eq!(&task, &before, "deciding changes nothing");
            match result {
                Ok(more) => {
                    prop_assert!(before.accepts(&command));
                    prop_assert!(!more.is_empty());
                    for event in &more {
                        let parts = event.touched();
                        prop_assert!(parts.iter().all(|part| command.touches().contains(part)));
                        let json = serde_json::to_string(event).expect("an event is JSON");
                        prop_assert_eq!(
                            &serde_json::from_str::<TaskEvent>(&json).expect("and back"), event
                        );
                    }
                    task = after(task, &more);
                    events.extend(more);
                }
                Err(refusal) => {
                    let json = serde_json::to_string(&refusal).expect("a refusal is JSON");
                    prop_assert_eq!(
                        serde_json::from_str::<Refusal>(&json).expect("and back"), refusal
                    );
                }
            }
            let moved = before.state != task.state;
            prop_assert!(!moved || before.state.next().contains(&task.state));
            prop_assert_eq!(task.original_due, original_due);
            invariants(&task, &events)?;
        }
        let json = serde_json::to_string(&task).expect("a task is JSON");
        prop_assert_eq!(serde_json::from_str::<Task>(&json).expect("and back"), task);
    }

    #[test]
    fn any_command_is_json_and_back(command in command()) {
        let json = serde_json::to_string(&command).expect("a command is JSON");
        // What the server found of a file does not travel.
        let travelled = match command {
            C::Attach { attachment, purpose, comment, unclassified, .. } => C::Attach {
                attachment,
                purpose,
                comment,
                unclassified,
                file: None,
            },
            command => command,
        };
        prop_assert_eq!(serde_json::from_str::<TaskCommand>(&json).expect("and back"), travelled);
    }

    #[test]
    fn cleaning_twice_is_cleaning_once(command in command()) {
        if let Ok(clean) = command.cleaned() {
            prop_assert_eq!(clean.clone().cleaned(), Ok(clean));
        }
    }

    #[test]
    fn deadlines_at_the_end_of_time_do_not_panic(days in 0u64..400, end in any::<bool>()) {
        let due = if end { chrono::NaiveDate::MAX } else { chrono::NaiveDate::MIN };
        let (_, mut task) = draft(NewTask { due: Some(due), ..complete() });
        task.state = InProgress;
        for command in every_command() {
            if let Ok(events) = decide(&task, &ClearSet::default(), agency(1), day(days), command) {
                task = after(task, &events);
            }
        }
        prop_assert_eq!(task.original_due, Some(due));
    }
}

#[test]
fn random_histories_reach_every_state_and_accept_every_act() {
    let mut runner = TestRunner::deterministic();
    let (mut states, mut acts) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..256 {
        let tree = (new_task(), tries()).new_tree(&mut runner);
        let (new, tries) = tree.expect("a history").current();
        let (_, mut task) = draft(new);
        let mut today = day(0);
        for (who, days, command) in tries {
            today = today + chrono::Days::new(days);
            let name = act(&command);
            if let Ok(events) = decide(&task, &ClearSet::five(), who, today, command) {
                task = after(task, &events);
                states.insert(task.state);
                acts.insert(name);
            }
        }
    }
    let every_act = every_command().iter().map(act).collect();
    assert_eq!(acts, every_act);
    assert_eq!(
        states.len(),
        State::ALL.len() - 1,
        "all but the draft: {states:?}"
    );
}
