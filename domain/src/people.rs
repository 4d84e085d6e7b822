//! Accounts as administrators keep them: who a person is, which positions the person holds and when, and who
//! may give them.
//!
//! An account is closed on a day and a position held up to a day; nothing is deleted, because the log names
//! both. What the owner of an account changes, such as the password, is no business of this module.
//!
//! **Invariants:** nobody gives what lies outside his own reach ([`may_grant`]), nor anything to himself; who
//! acts for another does so for a time that has an end; a step never reaches back before today. To add a step:
//! a variant of [`AccountCommand`] and of [`AccountEvent`], their arms here, a sentence in `app`.

use crate::agency::Level;
use crate::command::Cleaner;
use crate::handover::Moved;
use crate::id::{PositionId, UserId};
use crate::mail;
use crate::position::Role;
use crate::refusal::{FieldFault, Refusal};
use crate::view::Language;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub mod view;

/// Fewest and most characters of a name for signing in.
const LOGIN: std::ops::RangeInclusive<usize> = 3..=64;

/// A position that a person holds, held or will hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    pub holding: Uuid,
    pub position: PositionId,
    /// Held for somebody who is away, for a time.
    #[serde(default)]
    pub is_acting: bool,
    pub from: Option<NaiveDate>,
    /// First day on which it no longer counts.
    pub to: Option<NaiveDate>,
}

impl Held {
    /// Whether it has not ended by that day; it may begin later.
    pub fn lasts_on(&self, day: NaiveDate) -> bool {
        self.to.is_none_or(|to| day < to) && self.from.zip(self.to).is_none_or(|(a, b)| a < b)
    }

    /// Whether it counts on that day.
    pub fn counts_on(&self, day: NaiveDate) -> bool {
        self.lasts_on(day) && self.from.is_none_or(|from| from <= day)
    }

    pub(crate) fn overlaps(&self, from: NaiveDate, to: Option<NaiveDate>) -> bool {
        self.lasts_on(from) && self.from.zip(to).is_none_or(|(begins, to)| begins < to)
    }
}

/// An account with everything that was ever held in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub id: UserId,
    pub version: i64,
    /// Lower-case name for signing in.
    pub login: String,
    pub full_name: String,
    pub language: Language,
    /// Where e-mails go; empty for none.
    pub email: String,
    /// The province whose administrator keeps the account.
    pub province: String,
    /// First day on which it is closed.
    pub closes_on: Option<NaiveDate>,
    pub held: Vec<Held>,
}

/// What an administrator asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case", deny_unknown_fields)]
pub enum AccountCommand {
    /// A new account. Nobody can sign in until a link sets its password.
    Create {
        login: String,
        full_name: String,
        language: Language,
        #[serde(default)]
        email: Option<String>,
    },
    Change {
        full_name: String,
        language: Language,
        #[serde(default)]
        email: Option<String>,
    },
    /// Closes the account from that day on: whatever is held ends with it.
    Close { on: NaiveDate },
    /// Opens it again; what was held does not come back by itself.
    Reopen,
    /// A link by which the owner sets a password, once.
    Link,
    Grant {
        position: PositionId,
        #[serde(default)]
        is_acting: bool,
        from: NaiveDate,
        #[serde(default)]
        to: Option<NaiveDate>,
    },
    /// Takes a position away from that day on.
    Revoke { holding: Uuid, on: NaiveDate },
    /// Another person takes over a position with its open work, now; see [`crate::handover`].
    HandOver {
        holding: Uuid,
        to: UserId,
        reason: String,
        /// What was reviewed, as [`crate::handover::Moved::mark`] writes it.
        reviewed: String,
    },
}

/// What happened to an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verb", rename_all = "snake_case")]
pub enum AccountEvent {
    AccountCreated {
        login: String,
        full_name: String,
        language: Language,
        email: String,
        province: String,
    },
    AccountChanged {
        full_name: String,
        language: Language,
        email: String,
    },
    AccountClosed {
        on: NaiveDate,
    },
    AccountReopened,
    PasswordLinkMade,
    PositionGranted {
        held: Held,
    },
    PositionRevoked {
        holding: Uuid,
        position: PositionId,
        on: NaiveDate,
    },
    /// The person left the position to another, with what is listed.
    PositionHandedOver {
        holding: Uuid,
        position: PositionId,
        on: NaiveDate,
        to: UserId,
        /// Both names on that day.
        from_name: String,
        to_name: String,
        reason: String,
        moved: Box<Moved>,
    },
    /// The same in the chain of the other person; none is held anew where the position was held already.
    PositionTakenOver {
        position: PositionId,
        held: Option<Held>,
        from: UserId,
        from_name: String,
        to_name: String,
        reason: String,
    },
    /// What stands before it in the same act was said by that row of that file; see [`crate::intake`].
    AccountImported {
        file: String,
        /// SHA-256 of the file, in hex.
        sha256: String,
        row: u32,
    },
}

/// Who gives a position, as far as it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Giver<'a> {
    pub role: Role,
    pub province: &'a str,
    /// The level of the giver's agency.
    pub level: Level,
    /// Acts for another, for a time.
    pub is_acting: bool,
}

/// A position that is to be given, as far as it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Post<'a> {
    pub role: Role,
    pub province: &'a str,
    /// The level of the agency at which it is.
    pub level: Level,
}

/// Whether a giver may give that position to another person. Nobody gives what lies outside his own reach:
/// an administrator gives positions of the own province; another administrator's not above the own level, and
/// not while only standing in, so that a right for a time cannot become one for good; an auditor's, which
/// reads all provinces, only from the central level.
pub fn may_grant(giver: Giver<'_>, post: Post<'_>) -> bool {
    if giver.role != Role::Administrator || giver.province != post.province {
        return false;
    }
    match post.role {
        Role::Auditor => giver.level == Level::Central && !giver.is_acting,
        Role::Administrator => !giver.is_acting && height(post.level) <= height(giver.level),
        Role::Coordinator | Role::Officer | Role::Head | Role::Leader | Role::Appraiser => true,
    }
}

pub(crate) fn height(level: Level) -> u8 {
    match level {
        Level::Commune => 0,
        Level::District => 1,
        Level::Province => 2,
        Level::Central => 3,
    }
}

/// A part of an account that two steps can both touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Name, language, e-mail.
    Identity,
    /// Open or closed.
    Closing,
    /// One holding.
    Holding(Uuid),
}

impl AccountCommand {
    /// The command with its texts as they are kept.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] with every wrong field.
    pub fn cleaned(mut self) -> Result<Self, Refusal> {
        let mut cleaner = Cleaner::default();
        match &mut self {
            Self::Create {
                login,
                full_name,
                email,
                ..
            } => {
                *login = login.trim().to_lowercase();
                if let Some(fault) = login_fault(login) {
                    cleaner.fault("login", fault);
                }
                cleaner.line("full_name", full_name);
                clean_email(&mut cleaner, email);
            }
            Self::Change {
                full_name, email, ..
            } => {
                cleaner.line("full_name", full_name);
                clean_email(&mut cleaner, email);
            }
            Self::Grant {
                is_acting,
                from,
                to,
                ..
            } => match to {
                None if *is_acting => cleaner.fault("to", FieldFault::Required),
                Some(to) if *to <= *from => cleaner.fault("to", FieldFault::OutOfRange),
                _ => {}
            },
            Self::HandOver { reason, .. } => cleaner.block("reason", reason),
            Self::Close { .. } | Self::Reopen | Self::Link | Self::Revoke { .. } => {}
        }
        cleaner.finish(self)
    }

    /// The part that the command changes, where another step could have changed it, too.
    pub fn touches(&self) -> Option<Part> {
        match self {
            Self::Change { .. } => Some(Part::Identity),
            Self::Close { .. } | Self::Reopen | Self::Grant { .. } | Self::Link => {
                Some(Part::Closing)
            }
            Self::Revoke { holding, .. } | Self::HandOver { holding, .. } => {
                Some(Part::Holding(*holding))
            }
            Self::Create { .. } => None,
        }
    }
}

impl AccountEvent {
    /// Whether the event changed that part.
    pub fn touched(&self, part: Part) -> bool {
        match self {
            Self::AccountCreated { .. } => true,
            Self::AccountChanged { .. } => part == Part::Identity,
            Self::AccountClosed { .. } => part != Part::Identity,
            Self::AccountReopened => part == Part::Closing,
            Self::PasswordLinkMade | Self::AccountImported { .. } => false,
            Self::PositionGranted { held } => part == Part::Holding(held.holding),
            Self::PositionRevoked { holding, .. } | Self::PositionHandedOver { holding, .. } => {
                part == Part::Holding(*holding)
            }
            Self::PositionTakenOver { held, .. } => held
                .as_ref()
                .is_some_and(|held| part == Part::Holding(held.holding)),
        }
    }
}

/// What is wrong with a name for signing in: 3 to 64 of `a`–`z`, `0`–`9`, `.`, `-`, `_`.
pub fn login_fault(login: &str) -> Option<FieldFault> {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-_".contains(c);
    if login.is_empty() {
        Some(FieldFault::Required)
    } else if login.len() > *LOGIN.end() {
        Some(FieldFault::TooLong { max: *LOGIN.end() })
    } else if login.len() < *LOGIN.start() || !login.chars().all(is_plain) {
        Some(FieldFault::Malformed)
    } else {
        None
    }
}

fn clean_email(cleaner: &mut Cleaner, email: &mut Option<String>) {
    let given = email.take().unwrap_or_default();
    let given = given.trim();
    if given.is_empty() {
        return;
    }
    match mail::address(given) {
        Ok(address) => *email = Some(address),
        Err(fault) => {
            cleaner.fault("email", fault);
            *email = Some(given.to_owned());
        }
    }
}

/// Makes an account.
///
/// # Errors
/// [`Refusal::Invalid`].
pub fn create(command: AccountCommand, province: &str) -> Result<AccountEvent, Refusal> {
    match command.cleaned()? {
        AccountCommand::Create {
            login,
            full_name,
            language,
            email,
        } => Ok(AccountEvent::AccountCreated {
            login,
            full_name,
            language,
            email: email.unwrap_or_default(),
            province: province.to_owned(),
        }),
        _ => Err(Refusal::field("act", FieldFault::Unknown)),
    }
}

impl Person {
    /// Whether the account is closed on that day.
    pub fn is_closed_on(&self, day: NaiveDate) -> bool {
        self.closes_on.is_some_and(|on| on <= day)
    }

    /// What a command on an account that exists leads to. `holding` is the id of the holding that it may make.
    ///
    /// # Errors
    /// Why it is refused; whether the giver may give a position is asked before, see [`may_grant`].
    pub fn decide(
        &self,
        command: AccountCommand,
        today: NaiveDate,
        holding: Uuid,
    ) -> Result<AccountEvent, Refusal> {
        let not_before_today = |field, on: NaiveDate| {
            if on < today {
                Err(Refusal::field(field, FieldFault::OutOfRange))
            } else {
                Ok(())
            }
        };
        match command.cleaned()? {
            AccountCommand::Create { .. } => Err(Refusal::LoginTaken),
            AccountCommand::Change {
                full_name,
                language,
                email,
            } => Ok(AccountEvent::AccountChanged {
                full_name,
                language,
                email: email.unwrap_or_default(),
            }),
            AccountCommand::Close { on } => {
                if self.closes_on.is_some() {
                    return Err(Refusal::AccountClosed);
                }
                not_before_today("on", on)?;
                Ok(AccountEvent::AccountClosed { on })
            }
            AccountCommand::Reopen if self.closes_on.is_none() => Err(Refusal::AccountOpen),
            AccountCommand::Reopen => Ok(AccountEvent::AccountReopened),
            AccountCommand::Link if self.is_closed_on(today) => Err(Refusal::AccountClosed),
            AccountCommand::Link => Ok(AccountEvent::PasswordLinkMade),
            AccountCommand::Grant {
                position,
                is_acting,
                from,
                to,
            } => {
                if self.closes_on.is_some() {
                    return Err(Refusal::AccountClosed);
                }
                not_before_today("from", from)?;
                let is_same = |held: &&Held| held.position == position;
                if self
                    .held
                    .iter()
                    .filter(is_same)
                    .any(|h| h.overlaps(from, to))
                {
                    return Err(Refusal::AlreadyHeld);
                }
                Ok(AccountEvent::PositionGranted {
                    held: Held {
                        holding,
                        position,
                        is_acting,
                        from: Some(from),
                        to,
                    },
                })
            }
            AccountCommand::Revoke { holding, on } => {
                let held = self.held.iter().find(|held| held.holding == holding);
                let held = held.filter(|held| held.lasts_on(on) || held.lasts_on(today));
                let held = held.ok_or(Refusal::NotHeld)?;
                not_before_today("on", on)?;
                if held.to.is_some_and(|to| to <= on) {
                    return Err(Refusal::field("on", FieldFault::OutOfRange));
                }
                Ok(AccountEvent::PositionRevoked {
                    holding,
                    position: held.position,
                    on,
                })
            }
            // Two accounts and what moves between them: `crate::handover::decide`.
            AccountCommand::HandOver { .. } => Err(Refusal::field("act", FieldFault::Unknown)),
        }
    }

    /// The value after one more event; none when the event cannot be the first.
    pub fn after(id: UserId, person: Option<Self>, event: &AccountEvent) -> Option<Self> {
        let Some(mut person) = person else {
            return match event.clone() {
                AccountEvent::AccountCreated {
                    login,
                    full_name,
                    language,
                    email,
                    province,
                } => Some(Self {
                    id,
                    version: 1,
                    login,
                    full_name,
                    language,
                    email,
                    province,
                    closes_on: None,
                    held: Vec::new(),
                }),
                _ => None,
            };
        };
        person.version += 1;
        match event.clone() {
            AccountEvent::AccountCreated { .. }
            | AccountEvent::PasswordLinkMade
            | AccountEvent::AccountImported { .. } => {}
            AccountEvent::AccountChanged {
                full_name,
                language,
                email,
            } => {
                person.full_name = full_name;
                person.language = language;
                person.email = email;
            }
            AccountEvent::AccountClosed { on } => {
                person.closes_on = Some(on);
                for held in &mut person.held {
                    held.to = Some(held.to.map_or(on, |to| to.min(on)));
                }
            }
            AccountEvent::AccountReopened => person.closes_on = None,
            AccountEvent::PositionGranted { held } => person.held.push(held),
            AccountEvent::PositionTakenOver { held, .. } => person.held.extend(held),
            AccountEvent::PositionRevoked { holding, on, .. }
            | AccountEvent::PositionHandedOver { holding, on, .. } => {
                for held in &mut person.held {
                    if held.holding == holding {
                        held.to = Some(on);
                    }
                }
            }
        }
        Some(person)
    }
}
