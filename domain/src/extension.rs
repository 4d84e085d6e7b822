//! The limits of extensions: how many, how long, and until when one may be asked for.
//!
//! The limits are data of the installation ([`ExtensionRules`], see `docs/CONFIGURATION.md`); what a request
//! and its decision are is [`crate::task::Extension`].
//!
//! **Invariant:** a request or grant beyond a limit is refused by the limit's name, with what is allowed. The
//! original deadline is never touched.
//!
//! To add a limit: a field, its check in [`ExtensionRules::may_ask`] (when asked) or
//! [`ExtensionRules::may_last`] (when asked and when granted), its refusal.

use crate::refusal::Refusal;
use crate::task::{Extension, ExtensionState, Task};
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// The limits in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtensionRules {
    /// How often one task may be given more time.
    pub most: u32,
    /// Calendar days by which one extension may move the deadline.
    pub longest_days: u32,
    /// Whether more time may still be asked for once the deadline has passed.
    pub after_due: bool,
}

impl Default for ExtensionRules {
    /// Twice, 90 days each, asked for in time.
    fn default() -> Self {
        Self {
            most: 2,
            longest_days: 90,
            after_due: false,
        }
    }
}

impl ExtensionRules {
    /// Rules that refuse nothing.
    pub const NONE: Self = Self {
        most: u32::MAX,
        longest_days: u32::MAX,
        after_due: true,
    };

    /// Whether the task may ask for more time on `today` at all.
    ///
    /// # Errors
    /// [`Refusal::ExtensionsUsed`], [`Refusal::ExtensionTooLate`].
    pub fn may_ask(&self, task: &Task, today: NaiveDate) -> Result<(), Refusal> {
        self.may_ask_of(&task.extensions, task.due, today)
    }

    /// As [`Self::may_ask`], of a task of which only this is known.
    ///
    /// # Errors
    /// Those of [`Self::may_ask`].
    pub fn may_ask_of(
        &self,
        extensions: &[Extension],
        due: Option<NaiveDate>,
        today: NaiveDate,
    ) -> Result<(), Refusal> {
        let granted = |extension: &&Extension| extension.state == ExtensionState::Granted;
        let used = extensions.iter().filter(granted).count();
        if u32::try_from(used).is_ok_and(|used| used >= self.most) {
            return Err(Refusal::ExtensionsUsed { most: self.most });
        }
        match due {
            Some(due) if today > due && !self.after_due => Err(Refusal::ExtensionTooLate { due }),
            _ => Ok(()),
        }
    }

    /// Whether the deadline may be moved to `until`: counted from the deadline in force, or from `today` where
    /// there is none.
    ///
    /// # Errors
    /// [`Refusal::ExtensionTooLong`] with the last day that is allowed.
    pub fn may_last(&self, task: &Task, today: NaiveDate, until: NaiveDate) -> Result<(), Refusal> {
        match self.latest(task, today) {
            Some(latest) if until > latest => Err(Refusal::ExtensionTooLong {
                days: self.longest_days,
                latest,
            }),
            _ => Ok(()),
        }
    }

    /// The last day to which one extension may move the deadline; none where the calendar ends before it.
    pub fn latest(&self, task: &Task, today: NaiveDate) -> Option<NaiveDate> {
        let from = task.due.unwrap_or(today);
        from.checked_add_days(Days::new(u64::from(self.longest_days)))
    }
}
