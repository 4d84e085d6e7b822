//! Recurring duties and reports: what an agency owes again in every period.
//!
//! A duty holds the clears of the tasks it makes. Some days before a period ends a job makes the task of that
//! period and sets the duty on to the next one, in one transaction (`service::duty`). Which period comes next is
//! part of the duty, so a period has its task once, however often and by whomever the job is done.
//!
//! **Invariants:** a duty changes only by [`Duty::decide`] and [`Duty::after`]; replaying its events gives its
//! row; a period that has its task is never made again, whatever is changed afterwards; what was stopped makes
//! nothing. To add a field: [`Template`], its check in [`Template::clean`], its place in `crate::form` and in
//! `app/src/duty`.

pub mod view;

use crate::command::Cleaner;
use crate::document::Urgency;
use crate::id::{AgencyId, DutyId, PositionId, TaskId, UserId};
use crate::macros::text_enum;
use crate::period::{Period, Schedule};
use crate::refusal::{FieldFault, Refusal};
use crate::task::{Asked, NewTask};
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// Most days by which a task is made before its period ends.
pub const MAX_AHEAD: u16 = 90;
/// Most days after the end of the period that the lead has.
pub const MAX_TO_DO: u16 = 60;
/// Most coordinating agencies.
pub const MAX_COORDINATING: usize = 100;

text_enum! {
    /// Whether a duty goes on.
    DutyState {
        Active = "active",
        /// A person stopped it.
        Stopped = "stopped",
        /// Its last period has its task.
        Ended = "ended",
    }
}

/// What every task of a duty is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// The title without its period.
    pub title: String,
    pub deliverable: String,
    pub effect_expected: String,
    pub responsible: String,
    pub lead: AgencyId,
    /// What coordinating agencies owe; a day of their own is not given, the task's holds.
    pub coordinating: Vec<Asked>,
    pub schedule: Schedule,
    /// The first period is the one in which this day lies, or the next one.
    pub first: NaiveDate,
    /// No period that begins after this day has a task.
    #[serde(default)]
    pub last: Option<NaiveDate>,
    /// Days by which a task is made before its period ends, 0 to [`MAX_AHEAD`].
    pub ahead: u16,
    /// Days after the end of the period until the task is due, 0 to [`MAX_TO_DO`].
    pub to_do: u16,
}

/// Who answers for a duty: its tasks are issued in this person's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    pub user: UserId,
    pub position: PositionId,
    pub agency: AgencyId,
}

/// A recurring duty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duty {
    pub id: DutyId,
    /// Number of events so far: the optimistic lock.
    pub version: i64,
    pub state: DutyState,
    pub province: String,
    pub owner: AgencyId,
    /// Who made or changed it last.
    pub author: Author,
    pub template: Template,
    /// The period whose task is made next; none where there is none any more.
    pub next: Option<Period>,
    /// The last period that has its task.
    pub done: Option<Period>,
    pub stopped_for: Option<String>,
}

/// What a person can ask of a duty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case", deny_unknown_fields)]
pub enum DutyCommand {
    Create {
        template: Box<Template>,
    },
    Change {
        template: Box<Template>,
        reason: String,
    },
    Stop {
        reason: String,
    },
}

/// What happened to a duty. The text of a verb in the log never changes once landed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verb", rename_all = "snake_case")]
pub enum DutyEvent {
    DutyCreated {
        province: String,
        author: Author,
        template: Box<Template>,
        next: Option<Period>,
    },
    DutyChanged {
        author: Author,
        template: Box<Template>,
        next: Option<Period>,
        reason: String,
    },
    DutyStopped {
        reason: String,
    },
    /// The task of a period was made.
    DutyGenerated {
        period: Period,
        task: TaskId,
        next: Option<Period>,
    },
    /// Another person answers for it, who took over the author's position.
    DutyHandedOver {
        author: Author,
    },
}

impl Template {
    fn clean(&mut self, clean: &mut Cleaner) {
        clean.line("title", &mut self.title);
        clean.block("deliverable", &mut self.deliverable);
        clean.block("effect_expected", &mut self.effect_expected);
        clean.line("responsible", &mut self.responsible);
        if self.ahead > MAX_AHEAD {
            clean.fault("ahead", FieldFault::OutOfRange);
        }
        if self.to_do > MAX_TO_DO {
            clean.fault("to_do", FieldFault::OutOfRange);
        }
        if self.coordinating.len() > MAX_COORDINATING {
            let max = MAX_COORDINATING;
            clean.fault("coordinating", FieldFault::TooLong { max });
        }
        let mut seen = HashSet::from([self.lead]);
        for asked in &mut self.coordinating {
            if !seen.insert(asked.agency) {
                clean.fault("coordinating", FieldFault::Malformed);
            }
            let mut product = Some(std::mem::take(&mut asked.product));
            clean.optional_block(&format!("product.{}", asked.agency), &mut product);
            asked.product = product.unwrap_or_default();
            asked.due = None;
        }
        if let Schedule::Once { from, to } = self.schedule
            && to < from
        {
            clean.fault("to", FieldFault::OutOfRange);
        }
        if self.last.is_some_and(|last| last < self.first) {
            clean.fault("last", FieldFault::OutOfRange);
        }
    }

    /// The first period that ends on or after both a day and the first one, unless it begins after the last one.
    fn period_from(&self, day: NaiveDate) -> Option<Period> {
        self.schedule
            .from(day.max(self.first))
            .filter(|period| self.last.is_none_or(|last| period.from <= last))
    }

    /// The period after another.
    fn period_after(&self, period: Period) -> Option<Period> {
        self.period_from(period.to.succ_opt()?)
    }

    /// The day on which the task of a period is made.
    pub fn made_on(&self, period: Period) -> NaiveDate {
        let ahead = Days::new(u64::from(self.ahead));
        let on = period.to.checked_sub_days(ahead).unwrap_or(period.to);
        // Never before the period begins: what it is about has not begun either.
        on.max(period.from)
    }

    /// The day by which the task of a period is due.
    pub fn due(&self, period: Period) -> NaiveDate {
        let days = Days::new(u64::from(self.to_do));
        period.to.checked_add_days(days).unwrap_or(period.to)
    }

    /// The first period whose task could still be done in time on a day.
    fn first_owed(&self, today: NaiveDate) -> Option<Period> {
        let days = Days::new(u64::from(self.to_do));
        let mut period = self.period_from(today.checked_sub_days(days).unwrap_or(today))?;
        while self.due(period) < today {
            period = self.period_after(period)?;
        }
        Some(period)
    }
}

impl DutyCommand {
    /// The command with its texts normalised.
    ///
    /// # Errors
    /// [`Refusal::Invalid`].
    pub fn cleaned(mut self) -> Result<Self, Refusal> {
        let mut clean = Cleaner::default();
        match &mut self {
            Self::Create { template } => template.clean(&mut clean),
            Self::Change { template, reason } => {
                template.clean(&mut clean);
                clean.block("reason", reason);
            }
            Self::Stop { reason } => clean.block("reason", reason),
        }
        clean.finish(self)
    }
}

impl Duty {
    /// What creating a duty leads to; its first period is the first whose task could still be done in time.
    ///
    /// # Errors
    /// [`Refusal::Invalid`]: fields that cannot be taken, or a schedule in which no such period is left.
    pub fn create(
        template: Template,
        province: String,
        author: Author,
        today: NaiveDate,
    ) -> Result<DutyEvent, Refusal> {
        let DutyCommand::Create { template } = (DutyCommand::Create {
            template: Box::new(template),
        })
        .cleaned()?
        else {
            return Err(Refusal::field("act", FieldFault::Malformed));
        };
        let next = template.first_owed(today);
        if next.is_none() {
            return Err(Refusal::NothingOwed);
        }
        Ok(DutyEvent::DutyCreated {
            province,
            author,
            template,
            next,
        })
    }

    /// What a command leads to, or why it is refused.
    ///
    /// # Errors
    /// [`Refusal::DutyClosed`] where the duty was stopped; [`Refusal::Invalid`]; [`Refusal::NothingOwed`].
    pub fn decide(
        &self,
        command: DutyCommand,
        author: Author,
        today: NaiveDate,
    ) -> Result<DutyEvent, Refusal> {
        let command = command.cleaned()?;
        if self.state == DutyState::Stopped {
            return Err(Refusal::DutyClosed);
        }
        match command {
            DutyCommand::Create { .. } => Err(Refusal::DutyClosed),
            DutyCommand::Change { template, reason } => {
                let mut next = template.first_owed(today);
                // What has its task keeps it: the next period begins after it.
                while let (Some(period), Some(done)) = (next, self.done) {
                    if period.from > done.to {
                        break;
                    }
                    next = template.period_after(period);
                }
                if next.is_none() {
                    return Err(Refusal::NothingOwed);
                }
                Ok(DutyEvent::DutyChanged {
                    author,
                    template,
                    next,
                    reason,
                })
            }
            DutyCommand::Stop { reason } => Ok(DutyEvent::DutyStopped { reason }),
        }
    }

    /// What making the task of a period leads to; none where it is not its turn or not its day yet.
    pub fn generate(&self, period: Period, today: NaiveDate, task: TaskId) -> Option<DutyEvent> {
        let is_due = self.state == DutyState::Active
            && self.next == Some(period)
            && self.template.made_on(period) <= today;
        is_due.then(|| DutyEvent::DutyGenerated {
            period,
            task,
            next: self.template.period_after(period),
        })
    }

    /// What the task of a period is made of.
    pub fn task(&self, period: Period) -> NewTask {
        let template = &self.template;
        let label = period.label(template.schedule);
        let title = format!("{} – {label}", template.title);
        let coordinating = template
            .coordinating
            .iter()
            .map(|asked| Asked {
                product: if asked.product.is_empty() {
                    title.clone()
                } else {
                    asked.product.clone()
                },
                ..asked.clone()
            })
            .collect();
        NewTask {
            directive: None,
            clause: None,
            province: self.province.clone(),
            issuer: self.owner,
            lead: template.lead,
            title,
            deliverable: Some(template.deliverable.clone()),
            effect_expected: Some(template.effect_expected.clone()),
            responsible: Some(template.responsible.clone()),
            urgency: Urgency::Normal,
            area: None,
            due: Some(template.due(period)),
            milestones: Vec::new(),
            coordinating,
        }
    }

    /// The value after one more event; none when the event cannot be the first.
    pub fn after(id: DutyId, duty: Option<Self>, event: &DutyEvent) -> Option<Self> {
        match (duty, event.clone()) {
            (
                None,
                DutyEvent::DutyCreated {
                    province,
                    author,
                    template,
                    next,
                },
            ) => Some(Self {
                id,
                version: 1,
                state: DutyState::Active,
                province,
                owner: author.agency,
                author,
                template: *template,
                next,
                done: None,
                stopped_for: None,
            }),
            (None, _) => None,
            (Some(mut duty), event) => {
                duty.version += 1;
                match event {
                    DutyEvent::DutyCreated { .. } => {}
                    DutyEvent::DutyChanged {
                        author,
                        template,
                        next,
                        ..
                    } => {
                        duty.author = author;
                        duty.template = *template;
                        duty.next = next;
                        duty.state = DutyState::Active;
                    }
                    DutyEvent::DutyStopped { reason } => {
                        duty.state = DutyState::Stopped;
                        duty.next = None;
                        duty.stopped_for = Some(reason);
                    }
                    DutyEvent::DutyHandedOver { author } => duty.author = author,
                    DutyEvent::DutyGenerated { period, next, .. } => {
                        duty.done = Some(period);
                        duty.next = next;
                        if next.is_none() {
                            duty.state = DutyState::Ended;
                        }
                    }
                }
                Some(duty)
            }
        }
    }
}
