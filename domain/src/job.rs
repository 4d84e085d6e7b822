//! Work that waits for its hour: the reminders of a task's deadline and what they are sent by, the tasks of
//! recurring duties.
//!
//! A step of a task plans what is to be done later ([`reminders`]). When the hour has come, [`holds`] says
//! whether there is still a reason. So nothing has to be taken back when a task is completed, suspended or
//! given more time.
//!
//! **Invariants:** a rung is planned once per task and deadline, see [`Job::key`]; a reminder never says
//! what is not so on the day on which it is given. Keys and the JSON of a job never change once landed.
//!
//! To add a kind of job: a variant of [`Job`], its key, its arm in `service::job`.

use crate::id::{AgencyId, DutyId, MentionId, NotificationId, TaskId, UserId};
use crate::ladder::Ladder;
use crate::macros::text_enum;
use crate::period::Period;
use crate::task::{State, Task};
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

text_enum! {
    /// How far a deadline is when somebody is reminded of it.
    Rung {
        /// The configured days before it.
        DueSoon = "due_soon",
        /// On its day.
        DueToday = "due_today",
        /// The day after.
        Overdue = "overdue",
        /// Overdue for long enough to tell the officer in charge, see [`crate::ladder`].
        LateOfficer = "late_officer",
        /// … the heads of the lead agency.
        LateHead = "late_head",
        /// … the coordinators of the issuer.
        LateCoordinator = "late_coordinator",
        /// … the standing committee.
        LateCommittee = "late_committee",
        /// The issuer reminded by hand; the day is that of the reminder, not the deadline.
        Asked = "asked",
    }
}

/// When people are reminded: what an operator configures.
#[derive(Clone, Copy, Debug)]
pub struct Rule<'l> {
    /// Days before the deadline from which a task is "due soon".
    pub due_soon_days: u64,
    pub ladder: &'l Ladder,
}

/// Something to be done later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Job {
    /// Reminds those who have something to do on a task of its deadline.
    Remind {
        task: TaskId,
        rung: Rung,
        /// The deadline when it was planned.
        due: NaiveDate,
    },
    /// Makes the task of a duty's period and plans the next one.
    MakeDuty {
        duty: DutyId,
        /// The duty's when it was planned: what is changed is planned anew.
        version: i64,
        period: Period,
    },
    /// Plans the reminders of all open tasks again, from the one after `after` on: once after a change of
    /// what decides when people are reminded.
    Replan { rule: String, after: Option<TaskId> },
    /// Sends a person a notification by e-mail.
    Mail {
        account: UserId,
        notification: NotificationId,
        /// Whose administrator sees it where it fails.
        province: String,
    },
    /// Tells a person by e-mail that a comment mentions a position of the person's.
    Mention {
        account: UserId,
        mention: MentionId,
        /// Whose administrator sees it where it fails.
        province: String,
    },
    /// Plans the digests of a day, and this for the day after.
    Digests { day: NaiveDate },
    /// Sends a person by e-mail what is new and what waits.
    Digest {
        account: UserId,
        day: NaiveDate,
        province: String,
    },
}

impl Job {
    /// The name of its kind, as in its JSON.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Remind { .. } => "remind",
            Self::MakeDuty { .. } => "make_duty",
            Self::Replan { .. } => "replan",
            Self::Mail { .. } => "mail",
            Self::Mention { .. } => "mention",
            Self::Digests { .. } => "digests",
            Self::Digest { .. } => "digest",
        }
    }

    /// What is to be done, as a text that no other job has.
    pub fn key(&self) -> String {
        match self {
            Self::Remind { task, rung, due } => format!("remind/{task}/{due}/{rung}"),
            Self::MakeDuty {
                duty,
                version,
                period,
            } => format!("make_duty/{duty}/{version}/{}", period.from),
            Self::Replan { rule, after: None } => format!("replan/{rule}"),
            Self::Replan {
                rule,
                after: Some(after),
            } => format!("replan/{rule}/{after}"),
            Self::Mail {
                account,
                notification,
                ..
            } => format!("mail/{notification}/{account}"),
            Self::Mention {
                account, mention, ..
            } => format!("mention/{mention}/{account}"),
            Self::Digests { day } => format!("digests/{day}"),
            Self::Digest { account, day, .. } => format!("digest/{account}/{day}"),
        }
    }

    /// The province whose administrator sees the job where it fails; none where it is the operator's.
    pub fn province(&self) -> Option<&str> {
        match self {
            Self::Mail { province, .. }
            | Self::Mention { province, .. }
            | Self::Digest { province, .. } => Some(province),
            Self::Remind { .. }
            | Self::MakeDuty { .. }
            | Self::Replan { .. }
            | Self::Digests { .. } => None,
        }
    }
}

/// A job and the day from which it is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    pub on: NaiveDate,
    pub job: Job,
}

/// Whether work is owed and the clock runs.
fn runs(task: &Task) -> bool {
    task.state.is_open() && task.state != State::Suspended
}

/// The reminders that a step of a task asks for, given before and after.
///
/// Rungs that lie behind are left out. With no days before the deadline, "soon" would be its very day and
/// is left out, too.
pub fn reminders(
    before: Option<&Task>,
    after: &Task,
    today: NaiveDate,
    rule: Rule<'_>,
) -> Vec<Planned> {
    let (true, Some(due)) = (runs(after), after.due) else {
        return Vec::new();
    };
    if before.is_some_and(|before| runs(before) && before.due == Some(due)) {
        return Vec::new();
    }
    Rung::ALL
        .iter()
        .filter_map(|rung| {
            let on = match rung {
                Rung::DueSoon if rule.due_soon_days == 0 => None,
                Rung::DueSoon => due.checked_sub_days(Days::new(rule.due_soon_days)),
                Rung::DueToday => Some(due),
                Rung::Overdue => due.succ_opt(),
                // Nobody plans what a person does by hand.
                Rung::Asked => None,
                late => rule.ladder.day(*late, due),
            }?;
            fits(*rung, due, today.max(on), rule.ladder).then_some(Planned {
                on,
                job: Job::Remind {
                    task: after.id,
                    rung: *rung,
                    due,
                },
            })
        })
        .collect()
}

/// Whether a reminder still has a reason on `today`: work is owed, the clock runs, the deadline is the one it
/// was planned for, and the rung says what is so. A rung that was missed gives way to the next one.
pub fn holds(rung: Rung, due: NaiveDate, task: &Task, today: NaiveDate, rule: Rule<'_>) -> bool {
    if rung == Rung::Asked {
        return runs(task) && task.reminded_on == Some(due);
    }
    runs(task) && task.due == Some(due) && fits(rung, due, today, rule.ladder)
}

fn fits(rung: Rung, due: NaiveDate, today: NaiveDate, ladder: &Ladder) -> bool {
    match rung {
        Rung::DueSoon => today < due,
        Rung::DueToday => today == due,
        Rung::Overdue => today > due,
        Rung::Asked => today >= due,
        late => ladder.stands(late, due, today),
    }
}

/// Who is reminded: every agency for which something on the task waits.
pub fn reminded(task: &Task) -> Vec<AgencyId> {
    let mut agencies = vec![task.lead, task.issuer];
    agencies.extend(task.contributions.iter().map(|owed| owed.agency));
    agencies.retain(|agency| task.waits_for(*agency).is_some());
    agencies.sort();
    agencies.dedup();
    agencies
}
