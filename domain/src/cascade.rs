//! Cascades: a task is delegated to several subordinate agencies in one step, one sub-task each.
//!
//! A sub-task is a task like any other, issued by the lead of its parent; it knows its parent, whether the parent
//! needs it, and with what it counts ([`crate::rollup`]). What happens to the parent happens to the sub-tasks
//! that are still open, by events of their own: cancelled with it, suspended with it, resumed with it. Nothing
//! else spreads, and nothing goes up by itself.
//!
//! **Invariants:** all sub-tasks of a task are measured by one rule; none is due after its parent; an agency that
//! oversees the parent (its issuer, and those above) may look at the sub-task.
//!
//! To add a field to what is delegated: [`Delegation`], its check in [`Delegation::clean`], [`subtasks`], its
//! place in `crate::form` and in `app/src/cascade/delegate.rs`.

pub mod view;

use crate::calendar::Deadline;
use crate::command::Cleaner;
use crate::id::{AgencyId, TaskId};
use crate::refusal::{FieldFault, Refusal};
use crate::rollup::{MAX_TARGET, MAX_WEIGHT, Measure, Rollup, Rule};
use crate::task::{NewTask, State, Task, TaskEvent};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// Most agencies to which one step delegates.
pub const MAX_SHARES: usize = 500;
/// Most characters of a unit.
pub const MAX_UNIT: usize = 40;
/// Most leads that a refusal names.
pub const MOST_NAMED: usize = 10;

/// What is delegated, to whom, and how it counts. The texts are those of every sub-task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delegation {
    pub title: String,
    pub deliverable: String,
    pub effect_expected: String,
    /// The accountable leader of each sub-task, in words.
    pub responsible: String,
    /// For every agency without a day of its own; working days are counted from today.
    pub due: Deadline,
    /// Whether the parent cannot be submitted without them.
    pub required: bool,
    pub rule: Rule,
    pub to: Vec<Share>,
}

/// One agency's part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Share {
    pub agency: AgencyId,
    /// Its own deadline.
    #[serde(default)]
    pub due: Option<NaiveDate>,
    /// For a weighted count its weight, 1 where none is given; for a measured quantity what it must reach.
    #[serde(default)]
    pub amount: Option<u64>,
}

/// A sub-task's tie to its parent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parent {
    pub task: TaskId,
    pub required: bool,
    pub measure: Measure,
    /// The issuer of the parent and those that oversee the parent itself: they may look.
    pub overseers: Vec<AgencyId>,
}

impl Delegation {
    /// Normalises the texts and notes what cannot be taken. Fields of one agency are named
    /// `<field>.<agency>`, as the form names them.
    pub fn clean(&mut self, clean: &mut Cleaner) {
        clean.line("title", &mut self.title);
        clean.block("deliverable", &mut self.deliverable);
        clean.block("effect_expected", &mut self.effect_expected);
        clean.line("responsible", &mut self.responsible);
        if let Rule::MeasuredQuantity { unit } = &mut self.rule {
            clean.line("unit", unit);
            if unit.chars().count() > MAX_UNIT {
                clean.fault("unit", FieldFault::TooLong { max: MAX_UNIT });
            }
        }
        match self.to.len() {
            0 => clean.fault("to", FieldFault::Required),
            n if n > MAX_SHARES => clean.fault("to", FieldFault::TooLong { max: MAX_SHARES }),
            _ => {}
        }
        let mut seen = HashSet::new();
        for share in &self.to {
            if !seen.insert(share.agency) {
                clean.fault("to", FieldFault::Malformed);
            }
            if let Some(fault) = share.wrong(&self.rule) {
                clean.fault(&format!("amount.{}", share.agency), fault);
            }
        }
    }

    /// The same with the day of every share resolved.
    fn resolved(mut self, parent: &Task, today: NaiveDate) -> Result<Self, Refusal> {
        let common = self.due.day(today)?;
        self.due = Deadline::Day(common);
        for share in &mut self.to {
            let due = share.due.unwrap_or(common);
            let field = match share.due {
                Some(_) => format!("due.{}", share.agency),
                None => "due".to_owned(),
            };
            if due < today {
                return Err(Refusal::field(&field, FieldFault::OutOfRange));
            }
            if let Some(limit) = parent.due.filter(|limit| due > *limit) {
                return Err(Refusal::AfterParent { due: limit });
            }
            share.due = Some(due);
        }
        Ok(self)
    }
}

impl Share {
    fn wrong(&self, rule: &Rule) -> Option<FieldFault> {
        let most = match rule {
            Rule::WeightedCount {} => u64::from(MAX_WEIGHT),
            Rule::MeasuredQuantity { .. } => MAX_TARGET,
        };
        match (rule, self.amount) {
            (Rule::WeightedCount {}, None) => None,
            (Rule::MeasuredQuantity { .. }, None) => Some(FieldFault::Required),
            (_, Some(amount)) => (!(1..=most).contains(&amount)).then_some(FieldFault::OutOfRange),
        }
    }

    fn measure(&self, rule: &Rule) -> Measure {
        let amount = self.amount.unwrap_or(1);
        match rule {
            Rule::WeightedCount {} => Measure::Weight {
                weight: u32::try_from(amount).unwrap_or(MAX_WEIGHT),
            },
            Rule::MeasuredQuantity { unit } => Measure::Quantity {
                unit: unit.clone(),
                target: amount,
            },
        }
    }
}

/// What delegating leads to on the parent, with every day resolved. Whether the agencies stand below the lead is
/// asked by the caller, who knows the directory.
///
/// # Errors
/// [`Refusal::AfterParent`]; [`Refusal::OtherRule`]; a day in the past; the lead itself.
pub fn delegate(
    parent: &Task,
    delegation: Delegation,
    today: NaiveDate,
) -> Result<TaskEvent, Refusal> {
    if parent
        .rollup
        .as_ref()
        .is_some_and(|rule| *rule != delegation.rule)
    {
        return Err(Refusal::OtherRule);
    }
    if delegation
        .to
        .iter()
        .any(|share| share.agency == parent.lead)
    {
        return Err(Refusal::AlreadyParty {
            agency: parent.lead,
        });
    }
    let delegation = Box::new(delegation.resolved(parent, today)?);
    Ok(TaskEvent::Delegated { delegation })
}

/// The sub-tasks that a delegation makes, in its order. `area_of` gives the unit that an agency works for, where
/// that is narrower than the parent's.
pub fn subtasks(
    parent: &Task,
    delegation: &Delegation,
    area_of: impl Fn(AgencyId) -> Option<String>,
) -> Vec<(NewTask, Parent)> {
    let mut overseers = vec![parent.issuer];
    overseers.extend(parent.parent.iter().flat_map(|above| &above.overseers));
    overseers.sort();
    overseers.dedup();
    delegation
        .to
        .iter()
        .map(|share| {
            let new = NewTask {
                directive: parent.directive,
                clause: parent.clause,
                province: parent.province.clone(),
                issuer: parent.lead,
                lead: share.agency,
                title: delegation.title.clone(),
                deliverable: Some(delegation.deliverable.clone()),
                effect_expected: Some(delegation.effect_expected.clone()),
                responsible: Some(delegation.responsible.clone()),
                urgency: parent.urgency,
                area: area_of(share.agency).or_else(|| parent.area.clone()),
                due: share.due,
                milestones: parent
                    .milestones
                    .iter()
                    .filter(|milestone| share.due.is_none_or(|due| milestone.due <= due))
                    .cloned()
                    .collect(),
                coordinating: Vec::new(),
            };
            let tie = Parent {
                task: parent.id,
                required: delegation.required,
                measure: share.measure(&delegation.rule),
                overseers: overseers.clone(),
            };
            (new, tie)
        })
        .collect()
}

/// What an event of a task means for one of its sub-tasks; none where it does not concern it.
///
/// Cancelling cancels what is open; suspending suspends what runs; resuming resumes what was suspended with the
/// parent, by the days for which it stood still, and leaves alone what was suspended for a reason of its own.
pub fn follows(event: &TaskEvent, child: &Task) -> Option<TaskEvent> {
    match event {
        TaskEvent::Cancelled { reason } | TaskEvent::CancelledWithParent { reason } => {
            let reason = reason.clone();
            child
                .state
                .is_open()
                .then_some(TaskEvent::CancelledWithParent { reason })
        }
        TaskEvent::Suspended { on, reason } | TaskEvent::SuspendedWithParent { on, reason } => {
            let runs = child.state.is_open() && child.state != State::Suspended;
            runs.then(|| TaskEvent::SuspendedWithParent {
                on: *on,
                reason: reason.clone(),
            })
        }
        TaskEvent::Resumed { on, reason, .. } | TaskEvent::ResumedWithParent { on, reason, .. } => {
            let stands = child.state == State::Suspended && child.suspended_with_parent;
            stands.then(|| {
                let (days, due) = child.resumed(*on);
                TaskEvent::ResumedWithParent {
                    on: *on,
                    due,
                    days,
                    reason: reason.clone(),
                }
            })
        }
        _ => None,
    }
}

/// Whether an event of a task may concern its sub-tasks at all.
pub fn spreads(event: &TaskEvent) -> bool {
    matches!(
        event,
        TaskEvent::Cancelled { .. } | TaskEvent::Suspended { .. } | TaskEvent::Resumed { .. }
    )
}

/// Refuses to submit while a required sub-task is open; `leads` are those of the open ones.
///
/// # Errors
/// [`Refusal::SubtasksOpen`] with how many and whose.
pub fn may_submit(rollup: &Rollup, leads: &[AgencyId]) -> Result<(), Refusal> {
    if rollup.required_open == 0 {
        return Ok(());
    }
    Err(Refusal::SubtasksOpen {
        open: rollup.required_open,
        agencies: leads.iter().copied().take(MOST_NAMED).collect(),
    })
}

/// Refuses to give a task to another lead while sub-tasks of the present one are open.
///
/// # Errors
/// [`Refusal::SubtasksOpen`].
pub fn may_reassign(rollup: &Rollup, leads: &[AgencyId]) -> Result<(), Refusal> {
    if rollup.open == 0 {
        return Ok(());
    }
    Err(Refusal::SubtasksOpen {
        open: rollup.open,
        agencies: leads.iter().copied().take(MOST_NAMED).collect(),
    })
}

/// Refuses what would set a sub-task going while its parent does not run, or make it due after its parent.
/// `event` is what the sub-task's own command led to.
///
/// # Errors
/// [`Refusal::ParentNotOpen`], [`Refusal::AfterParent`].
pub fn under_parent(parent: &Task, child: &Task, event: &TaskEvent) -> Result<(), Refusal> {
    let runs = matches!(parent.state, State::InProgress);
    match event {
        TaskEvent::Reopened { .. } | TaskEvent::Resumed { .. } => {
            // An optional sub-task may go on after its parent was submitted: nobody waits for it.
            let optional = child.parent.as_ref().is_some_and(|tie| !tie.required);
            let waits = matches!(parent.state, State::Suspended | State::Cancelled);
            if runs || (optional && !waits) {
                Ok(())
            } else {
                Err(Refusal::ParentNotOpen {
                    state: parent.state.as_str().to_owned(),
                })
            }
        }
        TaskEvent::ExtensionGranted { until, .. } => match parent.due {
            Some(limit) if *until > limit => Err(Refusal::AfterParent { due: limit }),
            _ => Ok(()),
        },
        _ => Ok(()),
    }
}

/// Whether [`under_parent`] has anything to say about the event.
pub fn asks_parent(event: &TaskEvent) -> bool {
    matches!(
        event,
        TaskEvent::Reopened { .. } | TaskEvent::Resumed { .. } | TaskEvent::ExtensionGranted { .. }
    )
}
