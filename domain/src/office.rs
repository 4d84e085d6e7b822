//! Agencies as administrators keep them, with their positions.
//!
//! An agency or position ends by a day, it is not deleted: old work names it. What a document calls an agency is
//! kept among its aliases.
//!
//! **Invariants:** the role of a position never changes, because who holds it would be given another right
//! unasked; nobody keeps an agency above his own level. To add a step: a variant of [`AgencyCommand`] and of
//! [`AgencyEvent`], their arms here, a sentence in `app`.

use crate::agency::{Agency, Level, Sector};
use crate::command::Cleaner;
use crate::id::{AgencyId, PositionId};
use crate::people::view::PositionName;
use crate::people::{Giver, height};
use crate::position::Role;
use crate::refusal::{FieldFault, Refusal};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub mod view;

/// Most other names of an agency.
const MOST_ALIASES: usize = 50;
/// Most characters of a code.
const LONGEST_CODE: usize = 64;

/// An agency with every position that it has or had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Office {
    pub agency: Agency,
    pub version: i64,
    pub positions: Vec<PositionName>,
}

/// The names of an agency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    pub name_vi: String,
    pub name_en: String,
    pub short_vi: String,
    pub short_en: String,
    /// Other names by which documents call it.
    #[serde(default)]
    pub aliases: Vec<String>,
}

/// What an administrator asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case", deny_unknown_fields)]
pub enum AgencyCommand {
    Create {
        code: String,
        names: Names,
        sector: Sector,
        level: Level,
        #[serde(default)]
        parent: Option<AgencyId>,
        from: NaiveDate,
    },
    /// Corrects the names; an agency is never renamed into another one.
    Change {
        names: Names,
    },
    /// Ends it: on that day it no longer exists.
    Close {
        on: NaiveDate,
    },
    Reopen,
    AddPosition {
        position: PositionId,
        role: Role,
        title_vi: String,
        title_en: String,
        from: NaiveDate,
    },
    ChangePosition {
        position: PositionId,
        title_vi: String,
        title_en: String,
    },
    ClosePosition {
        position: PositionId,
        on: NaiveDate,
    },
}

/// What happened to an agency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verb", rename_all = "snake_case")]
pub enum AgencyEvent {
    AgencyCreated {
        agency: Box<Agency>,
    },
    AgencyChanged {
        names: Names,
    },
    AgencyClosed {
        on: NaiveDate,
    },
    AgencyReopened,
    PositionAdded {
        position: PositionName,
    },
    PositionChanged {
        position: PositionId,
        title_vi: String,
        title_en: String,
    },
    PositionClosed {
        position: PositionId,
        on: NaiveDate,
    },
    /// It takes over from another agency, of that code then.
    AgencyTookOver {
        from: AgencyId,
        code: String,
        effective: NaiveDate,
    },
    /// What stands before it in the same act was said by that row of that file; see [`crate::intake`].
    AgencyImported {
        file: String,
        /// SHA-256 of the file, in hex.
        sha256: String,
        row: u32,
    },
}

/// Whether an administrator keeps agencies of that level in that province: not above the own level.
pub fn may_keep(giver: Giver<'_>, province: &str, level: Level) -> bool {
    giver.role == Role::Administrator
        && giver.province == province
        && height(level) <= height(giver.level)
}

/// A part of an agency that two steps can both touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Names,
    Validity,
    Position(PositionId),
}

fn clean_names(cleaner: &mut Cleaner, names: &mut Names) {
    cleaner.line("name_vi", &mut names.name_vi);
    cleaner.line("name_en", &mut names.name_en);
    cleaner.line("short_vi", &mut names.short_vi);
    cleaner.line("short_en", &mut names.short_en);
    if names.aliases.len() > MOST_ALIASES {
        cleaner.fault("aliases", FieldFault::OutOfRange);
        return;
    }
    for alias in &mut names.aliases {
        cleaner.line("aliases", alias);
    }
}

fn code_fault(code: &str) -> Option<FieldFault> {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-".contains(c);
    if code.is_empty() {
        Some(FieldFault::Required)
    } else if code.len() > LONGEST_CODE {
        Some(FieldFault::TooLong { max: LONGEST_CODE })
    } else if code.len() < 2 || !code.chars().all(is_plain) {
        Some(FieldFault::Malformed)
    } else {
        None
    }
}

impl AgencyCommand {
    /// The command with its texts as they are kept.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] with every wrong field.
    pub fn cleaned(mut self) -> Result<Self, Refusal> {
        let mut cleaner = Cleaner::default();
        match &mut self {
            Self::Create { code, names, .. } => {
                *code = code.trim().to_lowercase();
                if let Some(fault) = code_fault(code) {
                    cleaner.fault("code", fault);
                }
                clean_names(&mut cleaner, names);
            }
            Self::Change { names } => clean_names(&mut cleaner, names),
            Self::AddPosition {
                title_vi, title_en, ..
            }
            | Self::ChangePosition {
                title_vi, title_en, ..
            } => {
                cleaner.line("title_vi", title_vi);
                cleaner.line("title_en", title_en);
            }
            Self::Close { .. } | Self::Reopen | Self::ClosePosition { .. } => {}
        }
        cleaner.finish(self)
    }

    /// The part that the command changes, where another step could have changed it, too.
    pub fn touches(&self) -> Option<Part> {
        match self {
            Self::Create { .. } => None,
            Self::Change { .. } => Some(Part::Names),
            Self::Close { .. } | Self::Reopen | Self::AddPosition { .. } => Some(Part::Validity),
            Self::ChangePosition { position, .. } | Self::ClosePosition { position, .. } => {
                Some(Part::Position(*position))
            }
        }
    }
}

impl AgencyEvent {
    /// Whether the event changed that part.
    pub fn touched(&self, part: Part) -> bool {
        match self {
            Self::AgencyCreated { .. } => true,
            Self::AgencyChanged { .. } => part == Part::Names,
            Self::AgencyClosed { .. } | Self::AgencyReopened => part == Part::Validity,
            Self::PositionAdded { position } => part == Part::Position(position.id),
            Self::PositionChanged { position, .. } | Self::PositionClosed { position, .. } => {
                part == Part::Position(*position)
            }
            Self::AgencyTookOver { .. } | Self::AgencyImported { .. } => false,
        }
    }
}

/// Makes an agency of a province.
///
/// # Errors
/// [`Refusal::Invalid`].
pub fn create(
    id: AgencyId,
    command: AgencyCommand,
    province: &str,
) -> Result<AgencyEvent, Refusal> {
    match command.cleaned()? {
        AgencyCommand::Create {
            code,
            names,
            sector,
            level,
            parent,
            from,
        } => Ok(AgencyEvent::AgencyCreated {
            agency: Box::new(Agency {
                id,
                code,
                name_vi: names.name_vi,
                name_en: names.name_en,
                short_vi: names.short_vi,
                short_en: names.short_en,
                aliases: names.aliases,
                groups: Vec::new(),
                sector,
                level,
                province: province.to_owned(),
                area: None,
                parent,
                valid_from: Some(from),
                valid_to: None,
            }),
        }),
        _ => Err(Refusal::field("act", FieldFault::Unknown)),
    }
}

impl Office {
    /// What a command on an agency that exists leads to.
    ///
    /// # Errors
    /// Why it is refused.
    pub fn decide(&self, command: AgencyCommand, today: NaiveDate) -> Result<AgencyEvent, Refusal> {
        let not_before_today = |field, on: NaiveDate| {
            if on < today {
                Err(Refusal::field(field, FieldFault::OutOfRange))
            } else {
                Ok(())
            }
        };
        let known = |id| {
            let position = self.positions.iter().find(|position| position.id == id);
            position.ok_or_else(|| Refusal::field("position", FieldFault::Unknown))
        };
        match command.cleaned()? {
            AgencyCommand::Create { .. } => Err(Refusal::CodeTaken),
            AgencyCommand::Change { names } => Ok(AgencyEvent::AgencyChanged { names }),
            AgencyCommand::Close { on } => {
                if self.agency.valid_to.is_some() {
                    return Err(Refusal::AgencyClosed);
                }
                not_before_today("on", on)?;
                Ok(AgencyEvent::AgencyClosed { on })
            }
            AgencyCommand::Reopen if self.agency.valid_to.is_none() => Err(Refusal::AgencyOpen),
            AgencyCommand::Reopen => Ok(AgencyEvent::AgencyReopened),
            AgencyCommand::AddPosition {
                position,
                role,
                title_vi,
                title_en,
                from,
            } => {
                if self.agency.valid_to.is_some_and(|to| to <= from) {
                    return Err(Refusal::AgencyClosed);
                }
                not_before_today("from", from)?;
                if known(position).is_ok() {
                    return Err(Refusal::field("position", FieldFault::Malformed));
                }
                Ok(AgencyEvent::PositionAdded {
                    position: PositionName {
                        id: position,
                        role,
                        title_vi,
                        title_en,
                        agency: self.agency.id,
                        valid_from: Some(from),
                        valid_to: None,
                    },
                })
            }
            AgencyCommand::ChangePosition {
                position,
                title_vi,
                title_en,
            } => {
                known(position)?;
                Ok(AgencyEvent::PositionChanged {
                    position,
                    title_vi,
                    title_en,
                })
            }
            AgencyCommand::ClosePosition { position, on } => {
                let position = known(position)?;
                not_before_today("on", on)?;
                if position.valid_to.is_some_and(|to| to <= on) {
                    return Err(Refusal::field("on", FieldFault::OutOfRange));
                }
                Ok(AgencyEvent::PositionClosed {
                    position: position.id,
                    on,
                })
            }
        }
    }

    /// The value after one more event; none when the event cannot be the first.
    pub fn after(office: Option<Self>, event: &AgencyEvent) -> Option<Self> {
        let Some(mut office) = office else {
            return match event {
                AgencyEvent::AgencyCreated { agency } => Some(Self {
                    agency: (**agency).clone(),
                    version: 1,
                    positions: Vec::new(),
                }),
                _ => None,
            };
        };
        office.version += 1;
        let agency = &mut office.agency;
        let mut positions = office.positions.iter_mut();
        match event.clone() {
            AgencyEvent::AgencyCreated { .. }
            | AgencyEvent::AgencyTookOver { .. }
            | AgencyEvent::AgencyImported { .. } => {}
            AgencyEvent::AgencyChanged { names } => {
                agency.name_vi = names.name_vi;
                agency.name_en = names.name_en;
                agency.short_vi = names.short_vi;
                agency.short_en = names.short_en;
                agency.aliases = names.aliases;
            }
            AgencyEvent::AgencyClosed { on } => agency.valid_to = Some(on),
            AgencyEvent::AgencyReopened => agency.valid_to = None,
            AgencyEvent::PositionAdded { position } => office.positions.push(position),
            AgencyEvent::PositionChanged {
                position,
                title_vi,
                title_en,
            } => {
                if let Some(found) = positions.find(|found| found.id == position) {
                    found.title_vi = title_vi;
                    found.title_en = title_en;
                }
            }
            AgencyEvent::PositionClosed { position, on } => {
                if let Some(found) = positions.find(|found| found.id == position) {
                    found.valid_to = Some(on);
                }
            }
        }
        Some(office)
    }
}
