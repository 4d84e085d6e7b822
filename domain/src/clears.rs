//! The clears: what must be clear about a piece of work before it moves on.
//!
//! The workshop of 13 December 2024 names five (people, work, progress, effectiveness,
//! responsibility); a list of six circulates as well. So the rule behind each clear is code and the set
//! in force, with the steps at which each must hold, is data.
//!
//! **Invariant:** a step that would leave a required clear empty is refused and names it.
//! To add a clear: a variant, its rule in [`holds`], its name in both languages.

use crate::macros::text_enum;
use crate::task::Task;
use serde::{Deserialize, Serialize};

text_enum! {
    /// One thing that must be clear.
    Clear {
        /// A lead agency and, from the start of work, a named officer.
        People = "people",
        /// A title and a deliverable.
        Work = "work",
        /// A deadline and, for long tasks, milestones.
        Progress = "progress",
        /// An expected, measurable effect; on submission the achieved one.
        Effectiveness = "effectiveness",
        /// An accountable leader.
        Responsibility = "responsibility",
        /// A deliverable of its own (six clears).
        Product = "product",
        /// Whose authority the decision is (six clears): the accountable leader is named.
        Authority = "authority",
    }
}

text_enum! {
    /// A step of the work at which clears are asked for.
    Step {
        Issue = "issue",
        Start = "start",
        Submit = "submit",
        Confirm = "confirm",
    }
}

/// The clears in force and the steps at which each must hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClearSet {
    pub rules: Vec<ClearRule>,
    /// Tasks that run longer than this many days need milestones for the clear "progress".
    pub long_task_days: i64,
}

/// One clear of a set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClearRule {
    pub clear: Clear,
    pub at: Vec<Step>,
}

impl ClearSet {
    /// The five clears of the workshop.
    pub fn five() -> Self {
        Self::of(&[
            Clear::People,
            Clear::Work,
            Clear::Progress,
            Clear::Effectiveness,
            Clear::Responsibility,
        ])
    }

    /// The six clears in circulation since 2024: people, work, time, responsibility, product, authority.
    pub fn six() -> Self {
        Self::of(&[
            Clear::People,
            Clear::Work,
            Clear::Progress,
            Clear::Responsibility,
            Clear::Product,
            Clear::Authority,
        ])
    }

    fn of(clears: &[Clear]) -> Self {
        let rules = clears
            .iter()
            .map(|&clear| ClearRule {
                clear,
                at: Step::ALL.to_vec(),
            })
            .collect();
        Self {
            rules,
            long_task_days: 180,
        }
    }

    /// The clears of the set that do not hold for the task at that step, in the order of the set.
    pub fn missing(&self, task: &Task, step: Step) -> Vec<Clear> {
        self.rules
            .iter()
            .filter(|rule| rule.at.contains(&step) && !holds(rule.clear, task, step, self))
            .map(|rule| rule.clear)
            .collect()
    }
}

impl Default for ClearSet {
    fn default() -> Self {
        Self::five()
    }
}

fn filled(text: &Option<String>) -> bool {
    text.as_deref().is_some_and(|text| !text.trim().is_empty())
}

/// Whether the clear holds for the task at that step.
pub fn holds(clear: Clear, task: &Task, step: Step, set: &ClearSet) -> bool {
    match clear {
        Clear::People => step == Step::Issue || task.officer.is_some(),
        Clear::Work => !task.title.trim().is_empty() && filled(&task.deliverable),
        Clear::Progress => match (task.original_due, task.issued_on) {
            (None, _) => false,
            (Some(_), None) => true,
            (Some(due), Some(from)) => {
                (due - from).num_days() <= set.long_task_days || !task.milestones.is_empty()
            }
        },
        Clear::Effectiveness => {
            filled(&task.effect_expected)
                && (matches!(step, Step::Issue | Step::Start) || filled(&task.effect_achieved))
        }
        Clear::Responsibility | Clear::Authority => filled(&task.responsible),
        Clear::Product => filled(&task.deliverable),
    }
}
