//! One way in for every change: a [`Command`] in an [`Envelope`].
//!
//! A screen's form, a REST call, the offline outbox, an import row and a job all become this value.
//!
//! **Invariants:** the same envelope id is the same act and has the same answer; a text that reaches
//! `decide` has been through [`Cleaner`]. To add a command: a variant of its feature's command enum.

use crate::bulk::Bulk;
use crate::directive::DirectiveCommand;
use crate::duty::DutyCommand;
use crate::id::{AgencyId, DirectiveId, DutyId, EnvelopeId, TaskId, UserId};
use crate::intake::Intake;
use crate::office::AgencyCommand;
use crate::people::AccountCommand;
use crate::refusal::{FieldError, FieldFault, Refusal};
use crate::task::{MAX_BLOCK, MAX_LINE, TaskCommand};
use crate::text::{TextFault, clean_block, clean_line};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A change somebody asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "subject", rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    Task {
        id: TaskId,
        command: TaskCommand,
    },
    Directive {
        id: DirectiveId,
        command: DirectiveCommand,
    },
    Duty {
        id: DutyId,
        command: DutyCommand,
    },
    Account {
        id: UserId,
        command: AccountCommand,
    },
    /// One act on many tasks.
    Bulk {
        bulk: Bulk,
    },
    Agency {
        id: AgencyId,
        command: AgencyCommand,
    },
    /// People or agencies from a table that waits.
    Intake {
        intake: Intake,
    },
}

/// A command on its way: who repeats it gets the first answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    pub id: EnvelopeId,
    /// The version the person saw; none for a command that creates its subject.
    pub base_version: Option<i64>,
    /// When the person acted, by the clock of the device.
    pub made_at: DateTime<Utc>,
    pub command: Command,
}

/// What an accepted command led to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub envelope: EnvelopeId,
    /// The version of the subject after the command.
    pub version: i64,
    /// Whether this answer repeats an earlier one.
    #[serde(default)]
    pub repeated: bool,
}

/// One value that somebody else changed in the meantime.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clash {
    /// The part of the subject both touch.
    pub part: String,
    /// What it is now.
    pub theirs: String,
    /// What this command would have made of it.
    pub yours: String,
}

/// Collects what is wrong with the texts of a command while it normalises them.
#[derive(Default)]
pub struct Cleaner {
    faults: Vec<FieldError>,
}

impl Cleaner {
    /// Notes a fault of a field.
    pub fn fault(&mut self, field: &str, fault: FieldFault) {
        self.faults.push(FieldError {
            field: field.to_owned(),
            fault,
        });
    }

    fn take(&mut self, field: &str, text: &mut String, cleaned: Result<String, TextFault>) {
        match cleaned {
            Ok(clean) => *text = clean,
            Err(fault) => self.fault(field, fault.into()),
        }
    }

    /// A required text of one line, at most [`MAX_LINE`] characters.
    pub fn line(&mut self, field: &str, text: &mut String) {
        let cleaned = clean_line(text, MAX_LINE);
        self.take(field, text, cleaned);
    }

    /// A required text of several lines, at most [`MAX_BLOCK`] characters.
    pub fn block(&mut self, field: &str, text: &mut String) {
        let cleaned = clean_block(text, MAX_BLOCK);
        self.take(field, text, cleaned);
    }

    /// A required text of several lines, at most `max` characters.
    pub fn text(&mut self, field: &str, text: &mut String, max: usize) {
        let cleaned = clean_block(text, max);
        self.take(field, text, cleaned);
    }

    /// As [`Cleaner::line`]; an empty text becomes none.
    pub fn optional_line(&mut self, field: &str, text: &mut Option<String>) {
        self.optional(field, text, |text| clean_line(text, MAX_LINE));
    }

    /// As [`Cleaner::block`]; an empty text becomes none.
    pub fn optional_block(&mut self, field: &str, text: &mut Option<String>) {
        self.optional(field, text, |text| clean_block(text, MAX_BLOCK));
    }

    fn optional(
        &mut self,
        field: &str,
        text: &mut Option<String>,
        clean: impl Fn(&str) -> Result<String, TextFault>,
    ) {
        let Some(given) = text.take() else { return };
        match clean(&given) {
            Ok(clean) => *text = Some(clean),
            Err(TextFault::Empty) => {}
            Err(fault) => {
                self.fault(field, fault.into());
                *text = Some(given);
            }
        }
    }

    /// The value, if nothing was wrong.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] with every fault found.
    pub fn finish<T>(self, value: T) -> Result<T, Refusal> {
        if self.faults.is_empty() {
            Ok(value)
        } else {
            Err(Refusal::Invalid {
                fields: self.faults,
            })
        }
    }
}

impl From<TextFault> for FieldFault {
    fn from(fault: TextFault) -> Self {
        match fault {
            TextFault::Empty => Self::Required,
            TextFault::TooLong { max } => Self::TooLong { max },
            TextFault::ControlCharacter => Self::ControlCharacter,
            TextFault::MixedScript => Self::MixedScript,
        }
    }
}
