//! Delegating, what spreads to sub-tasks, and how they add up.

mod history;

use chrono::NaiveDate;
use domain::calendar::Deadline;
use domain::cascade::{Delegation, Share, delegate, follows, may_submit, subtasks, under_parent};
use domain::clears::ClearSet;
use domain::id::TaskId;
use domain::refusal::{FieldError, FieldFault, Refusal};
use domain::rollup::{MAX_TARGET, MAX_WEIGHT, Measure, Rollup, Rule, percent_of};
use domain::task::{Officer, State, Task, TaskCommand, TaskEvent};
use history::{after, agency, complete, day, decide, draft, new_task, task_id, tries};
use proptest::prelude::*;
use uuid::Uuid;

fn measured() -> Rule {
    Rule::MeasuredQuantity {
        unit: "hộ".to_owned(),
    }
}

fn share(n: u128, amount: Option<u64>) -> Share {
    Share {
        agency: agency(n),
        due: None,
        amount,
    }
}

fn delegation(rule: Rule, to: Vec<Share>) -> Delegation {
    Delegation {
        title: "Rà soát tại địa bàn".to_owned(),
        deliverable: "Báo cáo rà soát".to_owned(),
        effect_expected: "Rà soát hết các hộ".to_owned(),
        responsible: "Trưởng Công an huyện".to_owned(),
        due: Deadline::Day(day(20)),
        required: true,
        rule,
        to,
    }
}

/// A task in progress, due on day 30, led by agency 2.
fn parent() -> Task {
    let (_, task) = draft(complete());
    let officer = Officer {
        position: None,
        name: "Bình".to_owned(),
    };
    let events = [
        TaskEvent::Issued { on: day(0) },
        TaskEvent::Acknowledged,
        TaskEvent::Started { officer },
    ];
    after(task, &events)
}

/// The sub-tasks of a delegation, issued.
fn made(parent: &Task, delegation: &Delegation) -> Vec<Task> {
    subtasks(parent, delegation, |_| None)
        .into_iter()
        .zip(1u128..)
        .map(|((new, tie), n)| {
            let events = [
                TaskEvent::SubtaskDrafted {
                    new: Box::new(new),
                    parent: Box::new(tie),
                },
                TaskEvent::Issued { on: day(1) },
            ];
            Task::replay(TaskId(Uuid::from_u128(n)), &events).expect("a sub-task")
        })
        .collect()
}

fn ordered(task: &Task, delegation: Delegation) -> Result<Vec<TaskEvent>, Refusal> {
    let command = TaskCommand::Delegate {
        delegation: Box::new(delegation),
    };
    decide(task, &ClearSet::five(), agency(2), day(1), command)
}

fn sum<'a>(children: impl IntoIterator<Item = &'a Task>) -> Rollup {
    children
        .into_iter()
        .fold(Rollup::default(), |sum, child| sum.plus(Rollup::of(child)))
}

#[test]
fn a_delegation_makes_complete_sub_tasks_below_the_lead() {
    let parent = parent();
    let own = Share {
        due: Some(day(10)),
        ..share(4, Some(3))
    };
    let to = vec![share(3, None), own];
    let events = ordered(&parent, delegation(Rule::WeightedCount {}, to)).expect("delegated");
    let [TaskEvent::Delegated { delegation }] = events.as_slice() else {
        panic!("{events:?}");
    };
    let children = made(&parent, delegation);
    let facts: Vec<_> = children
        .iter()
        .map(|child| (child.issuer, child.lead, child.due, child.state))
        .collect();
    assert_eq!(
        facts,
        [
            (agency(2), agency(3), Some(day(20)), State::Assigned),
            (agency(2), agency(4), Some(day(10)), State::Assigned),
        ]
    );
    for child in &children {
        let missing = ClearSet::five().missing(child, domain::clears::Step::Issue);
        assert_eq!(missing, []);
        let tie = child.parent.as_ref().expect("a tie");
        assert_eq!((tie.task, &tie.overseers), (parent.id, &vec![agency(1)]));
    }
    let weights: Vec<_> = children
        .iter()
        .map(|child| child.parent.as_ref().map(|tie| tie.measure.clone()))
        .collect();
    assert_eq!(
        weights,
        [1, 3].map(|weight| Some(Measure::Weight { weight }))
    );
    let after = after(parent, &events);
    assert_eq!(after.rollup, Some(Rule::WeightedCount {}));
    // The next one is measured alike or not at all.
    let other = ordered(
        &after,
        self::delegation(measured(), vec![share(5, Some(9))]),
    );
    assert_eq!(other, Err(Refusal::OtherRule));
    let deeper = subtasks(&children[0], delegation, |_| Some("16837".to_owned()));
    assert_eq!(deeper[0].1.overseers, [agency(1), agency(2)]);
    assert_eq!(deeper[0].0.area.as_deref(), Some("16837"));
}

#[test]
fn what_cannot_be_delegated_is_refused_and_named() {
    let parent = parent();
    let count = || Rule::WeightedCount {};
    let one = |share| vec![share];
    let field = |name: &str, fault| Refusal::Invalid {
        fields: vec![FieldError {
            field: name.to_owned(),
            fault,
        }],
    };
    let amount = format!("amount.{}", agency(3));
    let on = |due: NaiveDate| Delegation {
        due: Deadline::Day(due),
        ..delegation(count(), one(share(3, None)))
    };
    let table = [
        (
            delegation(count(), Vec::new()),
            field("to", FieldFault::Required),
        ),
        (
            delegation(count(), vec![share(3, None), share(3, None)]),
            field("to", FieldFault::Malformed),
        ),
        (
            delegation(count(), one(share(3, Some(0)))),
            field(&amount, FieldFault::OutOfRange),
        ),
        (
            delegation(count(), one(share(3, Some(u64::from(MAX_WEIGHT) + 1)))),
            field(&amount, FieldFault::OutOfRange),
        ),
        (
            delegation(measured(), one(share(3, None))),
            field(&amount, FieldFault::Required),
        ),
        (
            delegation(measured(), one(share(3, Some(MAX_TARGET + 1)))),
            field(&amount, FieldFault::OutOfRange),
        ),
        (
            delegation(
                Rule::MeasuredQuantity {
                    unit: "x".repeat(41),
                },
                one(share(3, Some(1))),
            ),
            field("unit", FieldFault::TooLong { max: 40 }),
        ),
        (
            delegation(
                Rule::MeasuredQuantity {
                    unit: "  ".to_owned(),
                },
                one(share(3, Some(1))),
            ),
            field("unit", FieldFault::Required),
        ),
        (
            delegation(count(), one(share(2, None))),
            Refusal::AlreadyParty { agency: agency(2) },
        ),
        (on(day(31)), Refusal::AfterParent { due: day(30) }),
        (on(day(0)), field("due", FieldFault::OutOfRange)),
    ];
    for (delegation, expected) in table {
        assert_eq!(ordered(&parent, delegation), Err(expected));
    }
    let (_, unissued) = draft(complete());
    let refused = ordered(&unissued, delegation(count(), one(share(3, None))));
    assert!(matches!(refused, Err(Refusal::WrongState { .. })));
    assert!(ordered(&parent, on(day(30))).is_ok(), "its own last day");
}

#[test]
fn what_happens_to_the_parent_happens_to_what_is_open() {
    let parent = parent();
    let to = delegation(Rule::WeightedCount {}, vec![share(3, None)])
        .to
        .clone();
    let events = ordered(&parent, delegation(Rule::WeightedCount {}, to)).expect("delegated");
    let [TaskEvent::Delegated { delegation }] = events.as_slice() else {
        panic!("{events:?}");
    };
    let child = made(&parent, delegation).remove(0);
    let reason = || "Theo chỉ đạo".to_owned();
    let suspend = TaskEvent::Suspended {
        on: day(5),
        reason: reason(),
    };
    let resume = TaskEvent::Resumed {
        on: day(9),
        due: Some(day(34)),
        days: 4,
        reason: reason(),
    };
    let cancel = TaskEvent::Cancelled { reason: reason() };

    let stopped = follows(&suspend, &child).expect("it stops, too");
    let stopped = child_after(&child, &stopped);
    assert_eq!(stopped.state, State::Suspended);
    assert_eq!(follows(&suspend, &stopped), None, "once");
    let going = follows(&resume, &stopped).expect("it goes on");
    let going = child_after(&stopped, &going);
    assert_eq!((going.state, going.due), (State::Assigned, Some(day(24))));
    assert!(!going.suspended_with_parent);

    // Suspended for a reason of its own, it stays so.
    let own = child_after(&child, &suspend);
    assert_eq!(follows(&resume, &own), None);
    assert_eq!(follows(&suspend, &own), None);
    let gone = follows(&cancel, &own).expect("cancelled all the same");
    assert_eq!(child_after(&own, &gone).state, State::Cancelled);

    let mut done = child.clone();
    done.state = State::Completed;
    for event in [&suspend, &resume, &cancel] {
        assert_eq!(follows(event, &done), None, "what is done stays done");
    }
    assert_eq!(follows(&TaskEvent::Acknowledged, &child), None);
}

fn child_after(child: &Task, event: &TaskEvent) -> Task {
    Task::after(child.id, Some(child.clone()), event).expect("a task")
}

#[test]
fn a_sub_task_goes_on_only_under_a_parent_that_runs_and_is_never_due_after_it() {
    let parent = parent();
    let required = made(
        &parent,
        &delegation(Rule::WeightedCount {}, vec![share(3, None)]),
    )
    .remove(0);
    let optional = {
        let mut child = required.clone();
        if let Some(tie) = &mut child.parent {
            tie.required = false;
        }
        child
    };
    let reopen = TaskEvent::Reopened {
        reason: "x".to_owned(),
    };
    for (state, of_required, of_optional) in [
        (State::InProgress, true, true),
        (State::AwaitingConfirmation, false, true),
        (State::Completed, false, true),
        (State::Suspended, false, false),
        (State::Cancelled, false, false),
    ] {
        let mut parent = parent.clone();
        parent.state = state;
        let is_ok = |child| under_parent(&parent, child, &reopen).is_ok();
        assert_eq!(
            (is_ok(&required), is_ok(&optional)),
            (of_required, of_optional),
            "{state}"
        );
    }
    let grant = |until| TaskEvent::ExtensionGranted {
        number: 1,
        on: day(2),
        until,
        decision: None,
    };
    assert_eq!(under_parent(&parent, &required, &grant(day(30))), Ok(()));
    assert_eq!(
        under_parent(&parent, &required, &grant(day(31))),
        Err(Refusal::AfterParent { due: day(30) })
    );
}

#[test]
fn a_refusal_says_how_many_are_open_and_names_the_first() {
    let rollup = Rollup {
        required_open: 21,
        ..Rollup::default()
    };
    let leads: Vec<_> = (1..=21).map(agency).collect();
    let Err(Refusal::SubtasksOpen { open, agencies }) = may_submit(&rollup, &leads) else {
        panic!("not refused");
    };
    assert_eq!((open, agencies.as_slice()), (21, &leads[..10]));
    assert_eq!(may_submit(&Rollup::default(), &leads), Ok(()));
}

#[test]
fn a_measured_sub_task_is_reported_in_its_unit_only() {
    let parent = parent();
    let child = made(&parent, &delegation(measured(), vec![share(3, Some(40))])).remove(0);
    let mut child = child;
    child.state = State::InProgress;
    let report = |task: &Task, command| decide(task, &ClearSet::five(), agency(3), day(3), command);
    let note = || "Đã rà soát".to_owned();
    let events = report(
        &child,
        TaskCommand::ReportQuantity {
            done: 30,
            note: note(),
        },
    )
    .expect("reported");
    let after = child_after(&child, &events[0]);
    assert_eq!((after.measured, after.percent), (30, 75));
    let percent = TaskCommand::Report {
        percent: 10,
        note: note(),
    };
    assert!(report(&child, percent).is_err());
    let mut plain = parent;
    plain.state = State::InProgress;
    let quantity = TaskCommand::ReportQuantity {
        done: 1,
        note: note(),
    };
    assert!(report(&plain, quantity).is_err());
}

#[test]
fn quantities_and_counts_are_rounded_down() {
    for (done, target, percent) in [
        (0, 3, 0),
        (1, 3, 33),
        (2, 3, 66),
        (3, 3, 100),
        (9, 3, 100),
        (MAX_TARGET - 1, MAX_TARGET, 99),
        (u64::MAX, u64::MAX, 100),
        (5, 0, 100),
    ] {
        assert_eq!(percent_of(done, target), percent, "{done} of {target}");
    }
    let rollup = Rollup {
        weight: 3,
        weight_done: 2,
        ..Rollup::default()
    };
    assert_eq!(rollup.percent(&Rule::WeightedCount {}), Some(66));
    assert_eq!(rollup.percent(&measured()), None, "nothing is measured");
}

/// A sub-task in any state: required or not, counted or measured.
fn any_child() -> impl Strategy<Value = Task> {
    (
        prop::sample::select(State::ALL),
        any::<bool>(),
        1u64..=1000,
        0u64..2000,
        any::<bool>(),
    )
        .prop_map(|(state, required, amount, done, is_measured)| {
            let rule = if is_measured {
                measured()
            } else {
                Rule::WeightedCount {}
            };
            let to = vec![share(3, Some(amount))];
            let order = Delegation {
                required,
                ..delegation(rule, to)
            };
            let mut child = made(&parent(), &order).remove(0);
            child.state = state;
            child.measured = done;
            child
        })
}

proptest! {
    #[test]
    fn progress_lies_between_0_and_100_and_means_all_of_it(
        children in prop::collection::vec(any_child(), 0..12),
    ) {
        for rule in [Rule::WeightedCount {}, measured()] {
            let fitting = children.iter().filter(|child| {
                child.parent.as_ref().is_some_and(|tie| tie.measure.fits(&rule))
            });
            let fitting: Vec<&Task> = fitting.collect();
            let rollup = sum(fitting.iter().copied());
            let counts = |child: &&&Task| {
                child.parent.as_ref().is_some_and(|tie| tie.required)
                    && !matches!(child.state, State::Draft | State::Cancelled)
            };
            let percent = rollup.percent(&rule);
            prop_assert_eq!(percent.is_none(), !fitting.iter().any(|child| counts(&child)));
            if let Some(percent) = percent {
                prop_assert!(percent <= 100);
                let all = fitting.iter().filter(counts).all(|child| match &rule {
                    Rule::WeightedCount {} => child.state == State::Completed,
                    Rule::MeasuredQuantity { .. } => {
                        child.quantity().is_some_and(|(_, target)| child.measured >= target)
                    }
                });
                prop_assert_eq!(percent == 100, all);
            }
            let open = fitting.iter().filter(counts).filter(|child| child.state.is_open()).count();
            prop_assert_eq!(rollup.required_open, i64::try_from(open).unwrap_or(-1));
        }
    }

    #[test]
    fn more_work_done_never_lowers_progress(
        children in prop::collection::vec(any_child(), 1..12),
        which in any::<prop::sample::Index>(),
        more in 0u64..2000,
    ) {
        for rule in [Rule::WeightedCount {}, measured()] {
            let before = sum(&children).percent(&rule);
            let mut later = children.clone();
            let child = which.get_mut(&mut later);
            child.measured += more;
            if child.state.is_open() {
                child.state = State::Completed;
            }
            prop_assert!(sum(&later).percent(&rule) >= before);
        }
    }

    #[test]
    fn a_cancelled_or_optional_sub_task_moves_nothing(
        children in prop::collection::vec(any_child(), 0..12),
        mut other in any_child(),
        is_cancelled in any::<bool>(),
    ) {
        if is_cancelled {
            other.state = State::Cancelled;
        } else if let Some(tie) = &mut other.parent {
            tie.required = false;
        }
        let with = sum(children.iter().chain([&other]));
        for rule in [Rule::WeightedCount {}, measured()] {
            prop_assert_eq!(with.percent(&rule), sum(&children).percent(&rule));
        }
        prop_assert_eq!(with.required_open, sum(&children).required_open);
        if is_cancelled {
            prop_assert_eq!(with, sum(&children));
        }
    }

    #[test]
    fn sums_kept_step_by_step_equal_sums_counted_anew(
        before in prop::collection::vec(any_child(), 1..12),
        after in prop::collection::vec(any_child(), 1..12),
    ) {
        let kept = before.iter().zip(&after).fold(sum(&before), |kept, (old, new)| {
            kept.plus(Rollup::of(new).minus(Rollup::of(old)))
        });
        let rest = before.len().min(after.len());
        let anew = sum(after[..rest].iter().chain(&before[rest..]));
        prop_assert_eq!(kept, anew);
    }

    #[test]
    fn a_sub_task_lives_like_any_task_and_its_replay_gives_it(
        new in new_task(), tries in tries(), is_measured in any::<bool>(),
    ) {
        let rule = if is_measured { measured() } else { Rule::WeightedCount {} };
        let share = share(3, Some(7));
        let tie = subtasks(&parent(), &delegation(rule, vec![share]), |_| None).remove(0).1;
        let drafted = TaskEvent::SubtaskDrafted { new: Box::new(new), parent: Box::new(tie) };
        let mut events = vec![drafted];
        let mut task = Task::replay(task_id(), &events).expect("a sub-task");
        let (mut kept, mut today) = (Rollup::of(&task), 0);
        for (who, days, command) in tries {
            today += days;
            let Ok(led_to) = decide(&task, &ClearSet::five(), who, day(today), command) else {
                continue;
            };
            let next = after(task.clone(), &led_to);
            kept = kept.plus(Rollup::of(&next).minus(Rollup::of(&task)));
            task = next;
            events.extend(led_to);
            prop_assert_eq!(kept, Rollup::of(&task));
        }
        prop_assert_eq!(Task::replay(task_id(), &events), Some(task));
    }

    #[test]
    fn quantities_of_another_unit_are_never_added(unit in "[a-z]{1,8}") {
        let mut task = parent();
        task.rollup = Some(measured());
        let rule = Rule::MeasuredQuantity { unit: unit.clone() };
        let answer = delegate(&task, delegation(rule, vec![share(3, Some(1))]), day(1));
        prop_assert_eq!(answer.is_ok(), unit == "hộ");
    }
}

#[test]
fn a_task_written_before_there_were_cascades_reads_and_writes_the_same() {
    let (_, task) = draft(complete());
    let text = serde_json::to_string(&task).expect("JSON");
    for added in ["parent", "rollup", "measured", "suspended_with_parent"] {
        assert!(!text.contains(added), "{added} in {text}");
    }
    assert_eq!(serde_json::from_str::<Task>(&text).ok(), Some(task));
}

#[test]
fn a_delegation_crosses_the_wire_as_documented() {
    let text = r#"{"act":"delegate","delegation":{"title":"a","deliverable":"b","effect_expected":"c",
        "responsible":"d","due":"2022-10-01","required":true,
        "rule":{"rule":"measured_quantity","unit":"hộ"},
        "to":[{"agency":"00000000-0000-0000-0000-000000000003","amount":5}]}}"#;
    let command: TaskCommand = serde_json::from_str(text).expect("a command");
    let TaskCommand::Delegate { delegation } = command else {
        panic!("another command");
    };
    assert_eq!(delegation.to, [share(3, Some(5))]);
    assert_eq!(delegation.rule, measured());
    let wrong = text.replace("\"amount\"", "\"weight\"");
    assert!(serde_json::from_str::<TaskCommand>(&wrong).is_err());
}
