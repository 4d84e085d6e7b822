//! Whose a late day is: the rules one by one, and the sums over random histories.

mod history;

use chrono::NaiveDate;
use domain::attribution::{Cause, Dated, Lateness, Tallied, attribute, tallied};
use domain::clears::ClearSet;
use domain::id::AgencyId;
use domain::task::{Asked, NewTask, Officer, Rating, State, Task, TaskCommand as C, TaskEvent};
use history::{after, agency, complete, day, decide, draft, new_task, task_id, tries};
use proptest::prelude::*;

const ISSUER: u128 = 1;
const LEAD: u128 = 2;
const POLICE: u128 = 3;
const BORDER: u128 = 4;

fn words(text: &str) -> String {
    text.to_owned()
}

/// A history whose steps are made and received on given days.
struct Story {
    task: Task,
    steps: Vec<Dated>,
}

impl Story {
    /// Due on day 30, led by agency 2 for agency 1, in progress since day 0.
    fn of(new: NewTask) -> Self {
        let (events, task) = draft(new);
        let steps = events
            .into_iter()
            .map(|event| Dated {
                event,
                made_on: day(0),
                received_on: day(0),
            })
            .collect();
        let mut story = Self { task, steps };
        let officer = Officer {
            position: None,
            name: words("Bình"),
        };
        story
            .on(0, ISSUER, C::Issue)
            .on(0, LEAD, C::Acknowledge)
            .on(0, LEAD, C::Start { officer });
        story
    }

    fn with(coordinating: &[(u128, u64)]) -> Self {
        let asked = |&(agency_, due): &(u128, u64)| Asked {
            agency: agency(agency_),
            product: words("Số liệu"),
            due: Some(day(due)),
        };
        Self::of(NewTask {
            coordinating: coordinating.iter().map(asked).collect(),
            ..complete()
        })
    }

    fn on(&mut self, today: u64, who: u128, command: C) -> &mut Self {
        self.late(today, today, who, command)
    }

    /// Made on one day on a device without a line, received on another.
    fn late(&mut self, made: u64, received: u64, who: u128, command: C) -> &mut Self {
        let events = decide(
            &self.task,
            &ClearSet::five(),
            agency(who),
            day(received),
            command,
        )
        .expect("the step is accepted");
        self.task = after(self.task.clone(), &events);
        self.steps.extend(events.into_iter().map(|event| Dated {
            event,
            made_on: day(made),
            received_on: day(received),
        }));
        self
    }

    fn lateness(&self, today: u64) -> Lateness {
        attribute(task_id(), &self.steps, day(today)).expect("a task")
    }

    /// The days of each cause: after the original deadline, and after the one in force.
    fn splits(&self, today: u64) -> [Vec<(Cause, i64)>; 2] {
        let lateness = self.lateness(today);
        [&lateness.original, &lateness.current].map(|split| {
            let of = |cause: Cause| (cause, split.of(cause));
            split.causes().into_iter().map(of).collect()
        })
    }

    /// The same by both deadlines.
    fn is_split(&self, today: u64, expected: &[(Cause, i64)]) {
        assert_eq!(self.splits(today), [expected.to_vec(), expected.to_vec()]);
    }
}

fn lead() -> Cause {
    Cause::Lead(agency(LEAD))
}

fn of(n: u128) -> Cause {
    Cause::Coordinating(agency(n))
}

fn submit() -> C {
    C::Submit {
        result: words("Xong"),
        effect: words("27 xã"),
        evidence: words("Báo cáo"),
    }
}

fn confirm() -> C {
    C::Confirm {
        rating: Rating::Good,
        note: None,
    }
}

fn deliver() -> C {
    C::DeliverContribution {
        result: words("Danh sách"),
        officer: None,
        evidence: None,
    }
}

fn request(until: u64) -> C {
    C::RequestExtension {
        until: day(until).into(),
        reason: words("Mưa lũ"),
        evidence: None,
    }
}

fn grant(number: u32, until: u64) -> C {
    C::GrantExtension {
        number,
        until: day(until).into(),
        decision: Some(words("Đồng ý")),
    }
}

fn reason() -> String {
    words("Theo chỉ đạo")
}

#[test]
fn a_task_is_not_late_on_its_very_day() {
    let story = Story::with(&[]);
    story.is_split(30, &[]);
    story.is_split(31, &[(lead(), 1)]);
    story.is_split(40, &[(lead(), 10)]);
}

#[test]
fn from_the_day_after_submitting_the_issuer_is_waited_for() {
    let mut story = Story::with(&[]);
    story.on(30, LEAD, submit());
    story.is_split(33, &[(Cause::Decision, 3)]);
    story.on(34, ISSUER, C::Rework { reason: reason() });
    story.on(36, LEAD, submit()).on(37, ISSUER, confirm());
    // The days after its completion are no days of the task.
    story.is_split(90, &[(lead(), 2), (Cause::Decision, 5)]);
}

#[test]
fn a_request_and_a_returned_task_wait_for_the_issuer() {
    let mut story = Story::with(&[]);
    story.on(32, LEAD, request(50));
    story.is_split(35, &[(lead(), 2), (Cause::Decision, 3)]);
    let refuse = C::RefuseExtension {
        number: 1,
        decision: reason(),
    };
    story.on(35, ISSUER, refuse);
    story.is_split(36, &[(lead(), 3), (Cause::Decision, 3)]);

    let (events, task) = draft(complete());
    let mut returned = Story {
        steps: Vec::new(),
        task,
    };
    returned.steps.extend(events.into_iter().map(|event| Dated {
        event,
        made_on: day(0),
        received_on: day(0),
    }));
    returned
        .on(0, ISSUER, C::Issue)
        .on(29, LEAD, C::ReturnToSender { reason: reason() });
    returned.is_split(33, &[(Cause::Decision, 3)]);
    let reassign = C::Reassign {
        lead: agency(BORDER),
        reason: reason(),
    };
    returned.on(33, ISSUER, reassign);
    let new_lead = Cause::Lead(agency(BORDER));
    returned.is_split(35, &[(new_lead, 2), (Cause::Decision, 3)]);
}

#[test]
fn days_of_a_former_lead_stay_his() {
    let mut story = Story::with(&[]);
    let reassign = C::Reassign {
        lead: agency(BORDER),
        reason: reason(),
    };
    story.on(34, ISSUER, reassign);
    story.is_split(40, &[(lead(), 4), (Cause::Lead(agency(BORDER)), 6)]);
}

#[test]
fn the_contribution_that_was_due_first_holds_up_the_task() {
    let mut story = Story::with(&[(POLICE, 20), (BORDER, 10)]);
    story.is_split(33, &[(of(BORDER), 3)]);
    story.on(33, BORDER, deliver());
    story.is_split(35, &[(of(POLICE), 2), (of(BORDER), 3)]);
    // From the day after it declined, the lead may go on without it.
    story.on(35, POLICE, C::DeclineContribution { reason: reason() });
    story.is_split(39, &[(lead(), 4), (of(POLICE), 2), (of(BORDER), 3)]);
}

#[test]
fn a_contribution_that_is_not_due_yet_holds_up_nothing() {
    let mut story = Story::with(&[(POLICE, 33)]);
    story.is_split(36, &[(lead(), 3), (of(POLICE), 3)]);
    let waive = C::WaiveContribution {
        agency: agency(POLICE),
        reason: reason(),
    };
    story.on(34, LEAD, waive);
    story.is_split(36, &[(lead(), 5), (of(POLICE), 1)]);
}

#[test]
fn what_was_made_in_time_and_came_late_is_the_lines() {
    let mut story = Story::with(&[]);
    story.late(29, 34, LEAD, submit());
    story.is_split(36, &[(Cause::Decision, 2), (Cause::Line, 4)]);
    // Made after the deadline: late by itself.
    let mut late = Story::with(&[]);
    late.late(31, 34, LEAD, submit());
    late.is_split(36, &[(lead(), 4), (Cause::Decision, 2)]);
    // A contribution on its way is the line's, unless another is missing.
    let mut parts = Story::with(&[(POLICE, 20), (BORDER, 32)]);
    parts.late(20, 34, POLICE, deliver());
    parts.is_split(34, &[(of(BORDER), 2), (Cause::Line, 2)]);
    // A report hands nothing over.
    let mut report = Story::with(&[]);
    let said = C::Report {
        percent: 90,
        note: words("Gần xong"),
    };
    report.late(29, 34, LEAD, said);
    report.is_split(34, &[(lead(), 4)]);
}

#[test]
fn a_suspension_takes_its_days_out_of_the_current_split_only() {
    let mut before = Story::with(&[]);
    before.on(25, ISSUER, C::Suspend { reason: reason() }).on(
        40,
        ISSUER,
        C::Resume { reason: reason() },
    );
    assert_eq!(before.task.due, Some(day(45)));
    let original = vec![(lead(), 7), (Cause::Suspended, 10)];
    assert_eq!(before.splits(47), [original, vec![(lead(), 2)]]);
    // Days that were late before the clock stopped stay late.
    let mut late = Story::with(&[]);
    late.on(35, ISSUER, C::Suspend { reason: reason() });
    let stopped = [vec![(lead(), 5), (Cause::Suspended, 3)], vec![(lead(), 5)]];
    assert_eq!(late.splits(38), stopped);
    late.on(45, ISSUER, C::Resume { reason: reason() });
    let resumed = [vec![(lead(), 7), (Cause::Suspended, 10)], vec![(lead(), 7)]];
    assert_eq!(late.splits(47), resumed);
}

#[test]
fn a_granted_extension_moves_the_beginning_of_the_current_split() {
    let mut story = Story::with(&[]);
    story.on(30, LEAD, request(40)).on(32, ISSUER, grant(1, 40));
    story.on(43, LEAD, submit()).on(45, ISSUER, confirm());
    let original = vec![(lead(), 11), (Cause::Decision, 4)];
    let current = vec![(lead(), 3), (Cause::Decision, 2)];
    assert_eq!(story.splits(99), [original, current]);
}

#[test]
fn days_between_a_confirmation_and_its_reopening_are_the_issuers() {
    let mut story = Story::with(&[]);
    story.on(28, LEAD, submit()).on(29, ISSUER, confirm());
    story.is_split(60, &[]);
    story.on(35, ISSUER, C::Reopen { reason: reason() });
    story.is_split(37, &[(lead(), 2), (Cause::Decision, 5)]);
}

#[test]
fn drafts_and_cancelled_tasks_are_never_late() {
    let mut story = Story::with(&[]);
    story.on(40, ISSUER, C::Cancel { reason: reason() });
    assert_eq!(story.lateness(50), Lateness::default());
    assert_eq!(attribute(task_id(), &[], day(1)), None);
}

#[test]
fn rankings_count_gross_and_fair() {
    let mut story = Story::with(&[(POLICE, 20)]);
    assert!(
        tallied(&story.task, &story.lateness(50)).is_empty(),
        "it is open"
    );
    story.on(30, LEAD, request(35)).on(31, ISSUER, grant(1, 35));
    story.on(38, POLICE, deliver());
    story.on(40, LEAD, submit()).on(44, ISSUER, confirm());
    let figures = tallied(&story.task, &story.lateness(99));
    let expected = Tallied {
        finished: 1,
        on_time: 0,
        on_time_original: 0,
        gross_days: 14,
        net_days: 9,
        fair_days: 2,
    };
    assert_eq!(figures.get(&agency(LEAD)), Some(&expected));
    let police = Tallied {
        fair_days: 3,
        ..Tallied::default()
    };
    assert_eq!(figures.get(&agency(POLICE)), Some(&police));
    let mut sum = expected;
    sum.add(expected, -1);
    assert!(sum.is_zero());
}

/// The days after a day, up to and with another.
fn days_between(from: NaiveDate, to: NaiveDate) -> i64 {
    (to - from).num_days().max(0)
}

/// The days on which the clock stood still, by the events alone.
fn stopped(steps: &[Dated], today: NaiveDate) -> Vec<(NaiveDate, NaiveDate)> {
    let mut spans = Vec::new();
    let mut since = None;
    for step in steps {
        match &step.event {
            TaskEvent::Suspended { on, .. } => since = Some(*on),
            TaskEvent::Resumed { on, .. } => spans.extend(since.take().map(|from| (from, *on))),
            _ => {}
        }
    }
    spans.extend(since.map(|from| (from, today)));
    spans
}

proptest! {
    #[test]
    fn the_parts_add_up_and_each_day_is_counted_once(
        new in new_task(), tries in tries(), offline in prop::collection::vec(0u64..12, 90),
        more in 0u64..40,
    ) {
        let (events, mut task) = draft(new);
        let dated = |event, made_on, received_on| Dated { event, made_on, received_on };
        let mut steps: Vec<Dated> =
            events.into_iter().map(|event| dated(event, day(0), day(0))).collect();
        let mut today = day(0);
        for ((who, days, command), offline) in tries.into_iter().zip(offline) {
            today = today + chrono::Days::new(days);
            let made = today - chrono::Days::new(offline);
            if let Ok(events) = decide(&task, &ClearSet::five(), who, today, command) {
                task = after(task, &events);
                steps.extend(events.into_iter().map(|event| dated(event, made, today)));
            }
        }
        today = today + chrono::Days::new(more);
        let lateness = attribute(task_id(), &steps, today).expect("a task");
        let end = task.completed_on.unwrap_or(today);
        let counts = !matches!(task.state, State::Draft | State::Cancelled);
        let (Some(issued), Some(original), Some(due), true) =
            (task.issued_on, task.original_due, task.due, counts)
        else {
            prop_assert_eq!(lateness, Lateness::default());
            return Ok(());
        };
        prop_assert_eq!(lateness.original.gross(), days_between(original.max(issued), end));
        let counted_to = task.suspended_on.unwrap_or(end);
        let running = days_between(issued, counted_to)
            - stopped(&steps, today).iter().map(|(from, to)| days_between(*from, (*to).min(counted_to)))
                .sum::<i64>();
        let late = days_between(due.max(issued), counted_to).min(running);
        prop_assert_eq!(lateness.current.gross(), late);
        prop_assert_eq!(lateness.current.of(Cause::Suspended), 0);
        for part in &lateness.current.parts {
            let same = lateness.original.parts.iter()
                .find(|other| (other.lead, other.cause) == (part.lead, part.cause));
            prop_assert!(
                same.is_some_and(|same| same.days >= part.days),
                "{:?} is no part of {:?}", part, lateness.original
            );
        }
        // The figures of all agencies together are those of the task.
        let figures = tallied(&task, &lateness);
        let sum = |of: fn(&Tallied) -> i64| figures.values().map(of).sum::<i64>();
        if task.state == State::Completed {
            prop_assert_eq!(sum(|f| f.finished), 1);
            prop_assert_eq!(sum(|f| f.gross_days), lateness.original.gross());
            prop_assert_eq!(sum(|f| f.net_days), lateness.current.gross());
            prop_assert_eq!(sum(|f| f.on_time) == 1, end <= due);
            let nobodys = [Cause::Decision, Cause::Line].map(|cause| lateness.current.of(cause));
            prop_assert_eq!(sum(|f| f.fair_days), late - nobodys.iter().sum::<i64>());
        } else {
            prop_assert!(figures.is_empty());
        }
    }
}

#[test]
fn causes_are_json_and_back() {
    let id: AgencyId = agency(7);
    for cause in [
        Cause::Lead(id),
        Cause::Coordinating(id),
        Cause::Decision,
        Cause::Suspended,
        Cause::Line,
    ] {
        let json = serde_json::to_string(&cause).expect("JSON");
        assert_eq!(
            serde_json::from_str::<Cause>(&json).expect("and back"),
            cause
        );
    }
}
