//! The ladder under any history of a task and of the clock: suspended, resumed, completed, given more time, while the
//! machine sleeps, is restarted, or finds its clock put back.
//!
//! The worker here does what that of the service does: it lets a job go whether or not it still holds, and tells each
//! rung of a deadline once (the unique row of `notification`). To let one more thing happen: a variant of [`Act`].

use crate::history::{after, agency, complete, day, decide, draft};
use chrono::{Days, NaiveDate};
use domain::calendar::{Calendar, Deadline};
use domain::clears::ClearSet;
use domain::job::{Job, Planned, Rule, Rung, holds, reminders};
use domain::ladder::{Ladder, RUNGS};
use domain::task::{Officer, Rating, State, Task, TaskCommand};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// The days of the usual ladder, counted here and not there.
const DAYS: [usize; 4] = [1, 3, 5, 10];

/// What happens next.
#[derive(Clone, Debug)]
enum Act {
    /// Days pass one by one, the worker awake on each.
    Pass(u64),
    /// The machine sleeps, and wakes so many days later.
    Sleep(u64),
    /// The clock is put back.
    Back(u64),
    /// A server starts and plans the reminders of all open tasks anew.
    Restart,
    Suspend,
    Resume,
    /// More time, asked for and granted.
    Extend(u64),
    Submit,
    Rework,
    Confirm,
    Reopen,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        8 => (1u64..12).prop_map(Act::Pass),
        4 => (1u64..40).prop_map(Act::Sleep),
        2 => (1u64..25).prop_map(Act::Back),
        2 => Just(Act::Restart),
        2 => Just(Act::Suspend),
        3 => Just(Act::Resume),
        2 => (1u64..30).prop_map(Act::Extend),
        2 => Just(Act::Submit),
        3 => Just(Act::Rework),
        1 => Just(Act::Confirm),
        2 => Just(Act::Reopen),
    ]
}

/// A rung that was told: of which deadline, on which day.
#[derive(Clone, Copy, Debug)]
struct Told {
    due: NaiveDate,
    place: usize,
    on: NaiveDate,
}

/// The task, its worker and the clock.
struct World {
    ladder: Ladder,
    task: Task,
    today: NaiveDate,
    /// The last day on which the worker looked.
    looked: Option<NaiveDate>,
    /// Jobs by their keys, with the day on which they were planned.
    waiting: BTreeMap<String, (Planned, NaiveDate)>,
    rows: BTreeSet<(NaiveDate, Rung)>,
    told: Vec<Told>,
    /// Rungs that held since the last plan for their deadline.
    held: BTreeSet<(NaiveDate, Rung)>,
    was_put_back: bool,
}

impl World {
    fn new(due: u64) -> Self {
        let (_, task) = draft(domain::task::NewTask {
            due: Some(day(due)),
            milestones: Vec::new(),
            ..complete()
        });
        let mut world = Self {
            ladder: Ladder::default(),
            task,
            today: day(0),
            looked: None,
            waiting: BTreeMap::new(),
            rows: BTreeSet::new(),
            told: Vec::new(),
            held: BTreeSet::new(),
            was_put_back: false,
        };
        let officer = Officer {
            position: None,
            name: "Nguyễn Thị Hoa".to_owned(),
        };
        world.take(1, TaskCommand::Issue);
        world.take(2, TaskCommand::Acknowledge);
        world.take(2, TaskCommand::Start { officer });
        assert_eq!(world.task.state, State::InProgress);
        world
    }

    fn rule(&self) -> Rule<'_> {
        Rule {
            due_soon_days: 3,
            ladder: &self.ladder,
        }
    }

    /// A step, where the task takes it now; it plans what it asks for.
    fn take(&mut self, by: u128, command: TaskCommand) {
        let clears = ClearSet::five();
        let Ok(events) = decide(&self.task, &clears, agency(by), self.today, command) else {
            return;
        };
        let next = after(self.task.clone(), &events);
        let planned = reminders(Some(&self.task), &next, self.today, self.rule());
        self.task = next;
        self.plan(planned);
    }

    fn plan(&mut self, planned: Vec<Planned>) {
        for planned in planned {
            if let Job::Remind { rung, due, .. } = &planned.job {
                self.held.remove(&(*due, *rung));
            }
            let (key, today) = (planned.job.key(), self.today);
            self.waiting.entry(key).or_insert((planned, today));
        }
    }

    fn is_running(&self) -> bool {
        self.task.state.is_open() && self.task.state != State::Suspended
    }

    /// What the worker does when it looks.
    fn look(&mut self) -> Result<(), TestCaseError> {
        let today = self.today;
        let due_now: Vec<String> = self
            .waiting
            .iter()
            .filter(|(_, (planned, _))| planned.on <= today)
            .map(|(key, _)| key.clone())
            .collect();
        for key in due_now {
            let Some((planned, planned_on)) = self.waiting.remove(&key) else {
                continue;
            };
            let Job::Remind { rung, due, .. } = planned.job else {
                continue;
            };
            let Some(place) = RUNGS.iter().position(|of| *of == rung) else {
                continue;
            };
            if !holds(rung, due, &self.task, today, self.rule()) {
                continue;
            }
            prop_assert!(
                self.is_running(),
                "{rung} of a task that is {}",
                self.task.state
            );
            prop_assert_eq!(self.task.due, Some(due), "of a deadline that was moved");
            prop_assert!(
                self.held.insert((due, rung)),
                "{} twice from one plan",
                rung
            );
            let is_working = |day| Calendar::vietnam().is_working_day(day) == Ok(true);
            prop_assert!(
                is_working(planned.on),
                "{} planned for a day off, {}",
                rung,
                planned.on
            );
            // On a day off only what a sleeping machine missed, or what a step of that very day set going.
            let is_late = self.looked.is_none_or(|looked| looked < planned.on);
            prop_assert!(
                is_working(today) || is_late || planned_on == today || self.was_put_back,
                "{rung} told on {today}, a day off"
            );
            prop_assert_eq!(Some(place), standing(due, today), "on {} of {}", today, due);
            if self.rows.insert((due, rung)) {
                self.told.push(Told {
                    due,
                    place,
                    on: today,
                });
            }
        }
        self.looked = Some(today);
        if let (true, false, Some(due)) = (self.is_running(), self.was_put_back, self.task.due)
            && let Some(place) = standing(due, today)
        {
            let is_told = self.rows.contains(&(due, RUNGS[place]));
            prop_assert!(is_told, "{} of {due} is missing on {today}", RUNGS[place]);
        }
        Ok(())
    }

    fn happen(&mut self, act: Act) -> Result<(), TestCaseError> {
        let text = || "Theo chỉ đạo".to_owned();
        match act {
            Act::Pass(days) => {
                for _ in 0..days {
                    self.today = self.today + Days::new(1);
                    self.look()?;
                }
            }
            Act::Sleep(days) => self.today = self.today + Days::new(days),
            Act::Back(days) => {
                self.today = self.today - Days::new(days);
                self.was_put_back = true;
            }
            Act::Restart => {
                let planned = reminders(None, &self.task, self.today, self.rule());
                self.plan(planned);
            }
            Act::Suspend => self.take(1, TaskCommand::Suspend { reason: text() }),
            Act::Resume => self.take(1, TaskCommand::Resume { reason: text() }),
            Act::Extend(days) => {
                let due = self.task.due.unwrap_or(self.today);
                let until = Deadline::Day(due + Days::new(days));
                let request = TaskCommand::RequestExtension {
                    until,
                    reason: text(),
                    evidence: None,
                };
                self.take(2, request);
                let pending = self
                    .task
                    .pending_extension()
                    .map(|extension| extension.number);
                if let Some(number) = pending {
                    let grant = TaskCommand::GrantExtension {
                        number,
                        until,
                        decision: Some(text()),
                    };
                    self.take(1, grant);
                }
            }
            Act::Submit => {
                let submit = TaskCommand::Submit {
                    result: text(),
                    effect: text(),
                    evidence: text(),
                };
                self.take(2, submit);
            }
            Act::Rework => self.take(1, TaskCommand::Rework { reason: text() }),
            Act::Confirm => {
                let rating = Rating::Good;
                self.take(1, TaskCommand::Confirm { rating, note: None });
            }
            Act::Reopen => self.take(1, TaskCommand::Reopen { reason: text() }),
        }
        self.look()
    }
}

/// The rung that stands: by the working days after the deadline up to today.
fn standing(due: NaiveDate, today: NaiveDate) -> Option<usize> {
    let passed = due
        .iter_days()
        .skip(1)
        .take_while(|day| *day <= today)
        .filter(|day| Calendar::vietnam().is_working_day(*day) == Ok(true))
        .count();
    DAYS.iter().rposition(|days| *days <= passed)
}

/// Lives through a history; gives what was told.
fn live(due: u64, acts: Vec<Act>) -> Result<World, TestCaseError> {
    let mut world = World::new(due);
    world.look()?;
    for act in acts {
        world.happen(act)?;
    }
    Ok(world)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn whatever_task_and_clock_do_each_rung_comes_once_in_order_and_for_a_reason(
        due in 0u64..40,
        acts in prop::collection::vec(act(), 0..60),
    ) {
        let world = live(due, acts)?;
        let mut of_deadline: BTreeMap<NaiveDate, Vec<Told>> = BTreeMap::new();
        for told in &world.told {
            of_deadline.entry(told.due).or_default().push(*told);
        }
        for told in of_deadline.values() {
            // In the order of the days on which they were told, whatever the clock did in between.
            let mut by_day = told.clone();
            by_day.sort_by_key(|told| told.on);
            prop_assert!(by_day.is_sorted_by(|one, other| one.place < other.place), "{told:?}");
            let in_order = told.is_sorted_by(|one, other| one.place < other.place);
            prop_assert!(world.was_put_back || in_order, "{told:?}");
        }
    }
}

/// The histories above must reach what they are about: else they would prove nothing.
#[test]
fn the_histories_reach_every_rung_suspensions_and_sleep() {
    use proptest::strategy::ValueTree as _;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let histories = (0u64..40, prop::collection::vec(act(), 0..60));
    let (mut rungs, mut told_twice_planned, mut states) = (BTreeSet::new(), 0, BTreeSet::new());
    for _ in 0..200 {
        let tree = histories.new_tree(&mut runner).expect("a history");
        let (due, acts) = tree.current();
        let world = live(due, acts).expect("the property holds");
        rungs.extend(world.told.iter().map(|told| told.place));
        states.insert(world.task.state.as_str());
        let deadlines: BTreeSet<_> = world.told.iter().map(|told| told.due).collect();
        told_twice_planned += usize::from(deadlines.len() > 1);
    }
    assert_eq!(rungs.len(), 4, "{rungs:?}");
    assert!(
        told_twice_planned > 10,
        "{told_twice_planned} with two deadlines"
    );
    for state in [
        "in_progress",
        "suspended",
        "awaiting_confirmation",
        "completed",
    ] {
        assert!(states.contains(state), "{states:?}");
    }
}
