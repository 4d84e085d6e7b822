//! How far a delegated task is: its sub-tasks added up by the rule that was stated when it was delegated.
//!
//! Two rules exist. *Weighted count*: the weights of the required sub-tasks whose result is confirmed, out of the
//! weights of all required ones. *Measured quantity*: what the required sub-tasks reported as done, out of what
//! they must reach, all in one unit; nobody's surplus hides another's lag. A reported percentage is an opinion,
//! so neither rule averages percentages.
//!
//! **Invariants:** integers only, rounded down, so that 100 means all of it; a cancelled sub-task does not count;
//! an optional one is listed and moves no progress; adding and taking away are exact, so that counters kept step
//! by step equal those counted anew. To add a rule: a variant of [`Rule`] and of [`Measure`], what it sums in
//! [`Rollup::of`], its arm in [`Rollup::percent`], its sentence in `app`.

use crate::task::{State, Task};
use serde::{Deserialize, Serialize};

/// The largest weight of one sub-task.
pub const MAX_WEIGHT: u32 = 1000;
/// The largest target of one sub-task, in its unit.
pub const MAX_TARGET: u64 = 1_000_000_000;

/// How the progress of a delegated task follows from its sub-tasks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case", deny_unknown_fields)]
pub enum Rule {
    /// Each sub-task counts with its weight once its result is confirmed.
    WeightedCount {},
    /// Quantities of one unit are added.
    MeasuredQuantity {
        /// "households", "kits", "sessions": the same words for every sub-task.
        unit: String,
    },
}

impl Rule {
    /// The unit in which is measured.
    pub fn unit(&self) -> Option<&str> {
        match self {
            Self::WeightedCount {} => None,
            Self::MeasuredQuantity { unit } => Some(unit),
        }
    }
}

/// With what a sub-task enters the progress of its parent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Measure {
    /// From 1 to [`MAX_WEIGHT`].
    Weight { weight: u32 },
    /// From 1 to [`MAX_TARGET`], in that unit.
    Quantity { unit: String, target: u64 },
}

impl Measure {
    /// Whether a task that adds up by that rule can take a sub-task of this measure.
    pub fn fits(&self, rule: &Rule) -> bool {
        match (self, rule) {
            (Self::Weight { .. }, Rule::WeightedCount {}) => true,
            (Self::Quantity { unit, .. }, Rule::MeasuredQuantity { unit: of_rule }) => {
                unit == of_rule
            }
            _ => false,
        }
    }
}

/// What is kept of the sub-tasks of one task.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rollup {
    /// All that are not cancelled.
    pub children: i64,
    /// Those of them that are not finished.
    pub open: i64,
    /// Those that the parent cannot be submitted without.
    pub required: i64,
    /// Those of them that are not finished.
    pub required_open: i64,
    /// Weights of the required ones.
    pub weight: i64,
    /// Weights of the required ones whose result is confirmed.
    pub weight_done: i64,
    /// What the required ones must reach.
    pub target: i64,
    /// What they reported as done, each at most its target.
    pub measured: i64,
}

impl Rollup {
    /// What one task adds to its parent; nothing where it is no sub-task, a draft or cancelled.
    pub fn of(child: &Task) -> Self {
        let Some(parent) = &child.parent else {
            return Self::default();
        };
        if matches!(child.state, State::Draft | State::Cancelled) {
            return Self::default();
        }
        let (open, done) = (
            i64::from(child.state.is_open()),
            i64::from(child.state == State::Completed),
        );
        let mut rollup = Self {
            children: 1,
            open,
            ..Self::default()
        };
        if !parent.required {
            return rollup;
        }
        rollup.required = 1;
        rollup.required_open = open;
        match &parent.measure {
            Measure::Weight { weight } => {
                rollup.weight = i64::from(*weight);
                rollup.weight_done = rollup.weight * done;
            }
            Measure::Quantity { target, .. } => {
                let target = (*target).min(MAX_TARGET);
                rollup.target = i64::try_from(target).unwrap_or(i64::MAX);
                rollup.measured = i64::try_from(child.measured.min(target)).unwrap_or(i64::MAX);
            }
        }
        rollup
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        self.each(other, |a, b| a + b)
    }

    /// Without the other.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        self.each(other, |a, b| a - b)
    }

    fn each(self, other: Self, of: fn(i64, i64) -> i64) -> Self {
        Self {
            children: of(self.children, other.children),
            open: of(self.open, other.open),
            required: of(self.required, other.required),
            required_open: of(self.required_open, other.required_open),
            weight: of(self.weight, other.weight),
            weight_done: of(self.weight_done, other.weight_done),
            target: of(self.target, other.target),
            measured: of(self.measured, other.measured),
        }
    }

    /// The progress by that rule from 0 to 100, rounded down; none where nothing counts.
    pub fn percent(&self, rule: &Rule) -> Option<u8> {
        let (done, all) = match rule {
            Rule::WeightedCount {} => (self.weight_done, self.weight),
            Rule::MeasuredQuantity { .. } => (self.measured, self.target),
        };
        if all <= 0 {
            return None;
        }
        u8::try_from(done.clamp(0, all) * 100 / all).ok()
    }
}

/// The percentage that a reported quantity stands for, rounded down; 100 where the target is reached.
pub fn percent_of(done: u64, target: u64) -> u8 {
    let target = target.clamp(1, MAX_TARGET);
    u8::try_from(done.min(target) * 100 / target).unwrap_or(100)
}
