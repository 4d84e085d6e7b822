//! What is done later: planned in the transaction of the command that asks for it, done by a worker. E-mails
//! wait in the same table and are sent by [`crate::mail`].
//!
//! **Invariants:** a job and what it does are one transaction, so that whatever happens it is done once;
//! [`run_due`] may run on every server at once and as often as it likes; a command that plans nothing sends
//! no statement.
//!
//! To add a kind of job: `domain::job`, its arm in [`carry_out`].

use crate::{Ctx, Error, Result, System};
use chrono::{DateTime, TimeDelta, Utc};
use domain::id::TaskId;
use domain::job::{Job, Planned, holds, reminders};
use domain::task::Task;
use store::Tx;
use store::job::{Claimed, Counts};

/// How long a worker may take for what it has claimed.
const LEASE: TimeDelta = TimeDelta::seconds(60);
/// Jobs that a worker claims at once.
const BATCH: u32 = 20;
/// The wait after the first failure; each further one doubles it.
const BACKOFF: TimeDelta = TimeDelta::seconds(30);
/// The longest wait after a failure.
const LONGEST_BACKOFF: TimeDelta = TimeDelta::hours(1);

/// Plans what some steps of tasks ask for, given before and after.
///
/// # Errors
/// Those of the store.
pub(crate) async fn plan(
    tx: &mut Tx,
    ctx: &Ctx,
    now: DateTime<Utc>,
    steps: &[(Option<&Task>, &Task)],
) -> Result<()> {
    let (today, rule) = (crate::ctx::local_day(now), ctx.system.settings.rule());
    let jobs: Vec<(DateTime<Utc>, Job)> = steps
        .iter()
        .flat_map(|(before, after)| reminders(*before, after, today, rule))
        .map(|Planned { on, job }| (crate::ctx::morning(on), job))
        .collect();
    Ok(store::job::add(tx, &jobs, now).await?)
}

/// The setting that holds the rule by which all reminders are planned.
const PLANNED_BY: &str = "reminders_planned_by";

/// What decides when people are reminded, as a text: when it changes, the reminders are planned again. So it is
/// for tasks that are older than reminders, or than the holidays of a year that was added.
fn rule_in_force(system: &System) -> String {
    let settings = &system.settings;
    let calendar_ends = *domain::calendar::Calendar::vietnam().years().end();
    let (soon, ladder) = (settings.due_soon_days, &settings.ladder);
    format!("soon {soon}, late {ladder}, calendar {calendar_ends}")
}

/// Plans at the start of a server what no command plans: the reminders of all open tasks where the rule
/// changed, and the digests of the day. As often as it likes.
///
/// # Errors
/// Those of the store.
pub async fn begin(system: &System) -> Result<()> {
    let (now, rule) = (system.now(), rule_in_force(system));
    let mut tx = system.db.write().await?;
    let mut jobs = Vec::new();
    if store::setting::find(&mut tx, PLANNED_BY).await?.as_deref() != Some(rule.as_str()) {
        jobs.push((now, Job::Replan { rule, after: None }));
    }
    if system.post.is_some() {
        let day = crate::ctx::local_day(now);
        jobs.push((crate::ctx::digest_hour(day), Job::Digests { day }));
    }
    store::job::add(&mut tx, &jobs, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Tasks whose reminders are planned again in one transaction.
const REPLAN_AT_ONCE: u32 = 500;

/// Plans the reminders of some tasks anew, and the job for those after them.
async fn replan(
    tx: &mut Tx,
    system: &System,
    rule: &str,
    after: Option<TaskId>,
    now: DateTime<Utc>,
) -> Result<()> {
    // Planned by a server whose configuration is no longer in force.
    if rule != rule_in_force(system) {
        return Ok(());
    }
    let tasks = store::task::scan(tx, after, REPLAN_AT_ONCE).await?;
    let today = crate::ctx::local_day(now);
    let jobs: Vec<(DateTime<Utc>, Job)> = tasks
        .iter()
        .flat_map(|task| reminders(None, task, today, system.settings.rule()))
        .map(|Planned { on, job }| (crate::ctx::morning(on), job))
        .collect();
    store::job::move_to(tx, &jobs, now).await?;
    match tasks.last() {
        Some(last) if tasks.len() == REPLAN_AT_ONCE as usize => {
            let next = Job::Replan {
                rule: rule.to_owned(),
                after: Some(last.id),
            };
            Ok(store::job::add(tx, &[(now, next)], now).await?)
        }
        _ => Ok(store::setting::set(tx, PLANNED_BY, rule).await?),
    }
}

/// Does what is to be done by now; gives how many jobs were done. A job that fails is logged, and tried again
/// later.
///
/// # Errors
/// Those of the store, where no job could be claimed at all; what was done before stays done.
pub async fn run_due(system: &System) -> Result<usize> {
    let mut done = 0;
    loop {
        // One moment for all of a batch: a clock that is moved meanwhile makes no job of it too early.
        let now = system.now();
        let mut tx = system.db.write_together().await?;
        let claimed = store::job::claim(&mut tx, now, LEASE, BATCH).await?;
        tx.commit().await?;
        if claimed.is_empty() {
            return Ok(done);
        }
        for job in &claimed {
            match run(system, job, now).await {
                Ok(true) => done += 1,
                Ok(false) => tracing::debug!(job = job.key, "another worker has it"),
                Err(error) => put_back(system, job, &error).await?,
            }
        }
    }
}

/// Does one job and lets it go; false where the lease has gone to another worker.
async fn run(system: &System, claimed: &Claimed, now: DateTime<Utc>) -> Result<bool> {
    let job: Job = serde_json::from_value(claimed.body.clone()).map_err(Error::internal)?;
    let mut tx = system.db.write_together().await?;
    // First of all: a command that plans the same again now waits for this end, or this for its end. Either
    // way one of the two sees what the other did.
    if !store::job::finish(&mut tx, claimed).await? {
        return Ok(false);
    }
    carry_out(&mut tx, system, &job, now).await?;
    tx.commit().await?;
    Ok(true)
}

async fn carry_out(tx: &mut Tx, system: &System, job: &Job, now: DateTime<Utc>) -> Result<()> {
    let today = crate::ctx::local_day(now);
    match job {
        Job::Remind { task, rung, due } => {
            let Some(task) = store::task::find(tx, *task).await? else {
                return Ok(());
            };
            if !holds(*rung, *due, &task, today, system.settings.rule()) {
                return Ok(());
            }
            crate::notification::tell(tx, system, &task, (*rung, *due), now).await
        }
        Job::Replan { rule, after } => replan(tx, system, rule, *after, now).await,
        Job::Digests { day } => crate::mail::plan_digests(tx, *day, now).await,
        Job::Mail { .. } | Job::Mention { .. } | Job::Digest { .. } => {
            Err(Error::internal("an e-mail is sent by service::mail alone"))
        }
        Job::MakeDuty { duty, period, .. } => {
            crate::duty::make(tx, system, (*duty, *period), now).await
        }
    }
}

/// Logs why a job failed and puts it back for later.
async fn put_back(system: &System, claimed: &Claimed, error: &Error) -> Result<()> {
    let (job, attempt) = (&claimed.key, claimed.attempts);
    tracing::error!(job, attempt, error = ?error, "a job failed");
    let code = error.problem().code();
    let next = system.now() + backoff(attempt);
    let mut tx = system.db.write_together().await?;
    store::job::put_back(&mut tx, claimed, code, next).await?;
    tx.commit().await?;
    Ok(())
}

/// The wait after so many tries.
pub(crate) fn backoff(attempts: i64) -> TimeDelta {
    let doublings = u32::try_from(attempts.clamp(1, 10) - 1).unwrap_or(0);
    (BACKOFF * 2_i32.pow(doublings)).min(LONGEST_BACKOFF)
}

/// How many jobs wait, are due and have failed, for an operator.
///
/// # Errors
/// Those of the store.
pub async fn count(system: &System) -> Result<Counts> {
    let mut tx = system.db.read().await?;
    Ok(store::job::count(&mut tx, system.now()).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_an_hour() {
        let waits: Vec<i64> = (1..=10).map(|n| backoff(n).num_seconds()).collect();
        assert_eq!(waits, [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
    }
}
