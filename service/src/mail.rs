//! E-mail: what a person wants to be sent, sending it, and what the administrator sees of what failed.
//!
//! An e-mail is a job that was planned in the transaction that told of the matter (`service::notification`) or
//! in that of the morning ([`plan_digests`]). [`send_due`] sends first and lets the job go afterwards, so that a
//! crash in between sends again, under the same Message-ID.
//!
//! **Invariants:** no transaction is open while the mail server is waited for; what the addressee may see is
//! asked when the e-mail is written, not when it was planned; nothing is sent that is no longer so.
//!
//! To add a kind of e-mail: a variant of [`Job`], its arm in [`write()`], its words in `words`.

pub mod letter;
pub mod post;
pub mod words;

use crate::ctx::local_day;
use crate::directory::Directory;
use crate::{Ctx, Error, Result, System};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::access::{Action, Actor, Parties, Relation, allows, permits};
use domain::calendar::Calendar;
use domain::id::{MentionId, NotificationId, TaskId, UserId};
use domain::job::{Job, holds};
use domain::mail::{Fault, Mode, Preference};
use domain::refusal::Problem;
use domain::task::Task;
use domain::view::{Language, MailLine, MailList};
use letter::{Item, Summary, Why};
use post::{Letter, NotSent, Post};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use store::Tx;
use store::job::Claimed;

/// How long a worker may take for what it has claimed: more than the mail server may take for all of it.
const LEASE: TimeDelta = TimeDelta::minutes(10);
/// E-mails that a worker claims at once.
const BATCH: u32 = 5;
/// Most tasks in each part of a digest.
const MOST_IN_DIGEST: u32 = 20;
/// Rows of one page of what failed.
const PAGE: u32 = 50;

/// Plans the digests of a day where it is a working day, and this for the day after.
pub(crate) async fn plan_digests(tx: &mut Tx, day: NaiveDate, now: DateTime<Utc>) -> Result<()> {
    let today = local_day(now);
    // Nobody was there on the days between.
    let next = if day < today {
        Some(today)
    } else {
        day.checked_add_days(Days::new(1))
    };
    if let Some(next) = next {
        let job = Job::Digests { day: next };
        store::job::add(tx, &[(crate::ctx::digest_hour(next), job)], now).await?;
    }
    // A day that the calendar of holidays does not know yet is no reason to keep silent.
    let is_worked = Calendar::vietnam().is_working_day(day).unwrap_or(true);
    if day != today || !is_worked {
        return Ok(());
    }
    let jobs: Vec<(DateTime<Utc>, Job)> = store::mail::wanting_digest(tx, day)
        .await?
        .into_iter()
        .map(|(account, province)| {
            let job = Job::Digest {
                account,
                day,
                province,
            };
            (now, job)
        })
        .collect();
    Ok(store::job::add(tx, &jobs, now).await?)
}

/// Sends the e-mails whose hour has come; gives how many jobs were done. One that fails is tried again later.
/// Where no mail server is configured, nothing is done.
///
/// # Errors
/// Those of the store, where no job could be claimed at all; what was sent before stays sent.
pub async fn send_due(system: &System) -> Result<usize> {
    let Some(post) = &system.post else {
        return Ok(0);
    };
    let mut done = 0;
    loop {
        let now = system.now();
        let mut tx = system.db.write_together().await?;
        let claimed = store::job::claim_mail(&mut tx, now, LEASE, BATCH).await?;
        tx.commit().await?;
        if claimed.is_empty() {
            return Ok(done);
        }
        for job in &claimed {
            match send(system, post, job, now).await {
                Ok(()) => done += 1,
                Err(Failure::NotSent(not_sent)) => put_back(system, job, not_sent).await?,
                Err(Failure::Other(error)) => {
                    tracing::error!(job = job.key, error = ?error, "a job failed");
                    let not_sent = NotSent {
                        fault: Fault::Unwritten,
                        is_final: false,
                    };
                    put_back(system, job, not_sent).await?;
                }
            }
        }
    }
}

enum Failure {
    NotSent(NotSent),
    Other(Error),
}

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Other(error.into())
    }
}

async fn send(
    system: &System,
    post: &Post,
    claimed: &Claimed,
    now: DateTime<Utc>,
) -> std::result::Result<(), Failure> {
    let job: Job = serde_json::from_value(claimed.body.clone()).map_err(Error::internal)?;
    let letter = write(system, post, &job, now).await?;
    if let Some(letter) = &letter {
        post.send(letter, now).await.map_err(Failure::NotSent)?;
        tracing::info!(job = claimed.key, "an e-mail was sent");
    }
    let mut tx = system.db.write_together().await?;
    if !store::job::finish(&mut tx, claimed).await? {
        tracing::debug!(job = claimed.key, "another worker has it");
        return Ok(());
    }
    if let (Job::Digest { account, .. }, Some(_)) = (&job, &letter) {
        store::mail::set_digested(&mut tx, *account, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn put_back(system: &System, claimed: &Claimed, not_sent: NotSent) -> Result<()> {
    let (fault, next) = (
        not_sent.fault.as_str(),
        system.now() + crate::job::backoff(claimed.attempts),
    );
    let mut tx = system.db.write_together().await?;
    if not_sent.is_final {
        store::job::give_up(&mut tx, claimed, fault).await?;
    } else {
        store::job::put_back(&mut tx, claimed, fault, next).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// What is needed to write any letter.
struct Office<'o> {
    system: &'o System,
    post: &'o Post,
    directory: &'o Directory,
    now: DateTime<Utc>,
}

/// The letter of a job; none where there is no reason any more, or no right.
async fn write(
    system: &System,
    post: &Post,
    job: &Job,
    now: DateTime<Utc>,
) -> Result<Option<Letter>> {
    // Before the connection, so that nobody waits for a second one while holding the first.
    let office = Office {
        system,
        post,
        directory: &*system.directory().await?,
        now,
    };
    let mut tx = system.db.read().await?;
    match job {
        Job::Mail {
            account,
            notification,
            ..
        } => write_single(&mut tx, &office, *account, *notification).await,
        Job::Mention {
            account, mention, ..
        } => write_mention(&mut tx, &office, *account, *mention).await,
        Job::Digest { account, day, .. } => write_digest(&mut tx, &office, *account, *day).await,
        Job::Remind { .. } | Job::MakeDuty { .. } | Job::Replan { .. } | Job::Digests { .. } => {
            Err(Error::internal("no e-mail"))
        }
    }
}

async fn write_single(
    tx: &mut Tx,
    office: &Office<'_>,
    account: UserId,
    notification: NotificationId,
) -> Result<Option<Letter>> {
    let today = local_day(office.now);
    let wish = store::mail::find(tx, account).await?;
    let Some(wish) = wish.filter(|wish| wish.mode == Mode::Single) else {
        return Ok(None);
    };
    let Some(told) = store::notification::find(tx, notification).await? else {
        return Ok(None);
    };
    let Some(task) = store::task::find(tx, told.task).await? else {
        return Ok(None);
    };
    if !holds(
        told.kind,
        told.due,
        &task,
        today,
        office.system.settings.rule(),
    ) {
        return Ok(None);
    }
    let parties = office.directory.parties_of(&task);
    let actors = store::account::actors(tx, account, today).await?;
    let may_read = actors.iter().any(|actor| {
        told.to.includes(actor.agency, actor.role, actor.position) && may_be_told(actor, &parties)
    });
    if !may_read {
        return Ok(None);
    }
    let item = Item {
        task: &task,
        why: Some(Why::Rung(told.kind)),
    };
    let key = format!("{notification}.{account}");
    let letter = letter::single(office.post, office.directory, &wish, key, &item);
    Ok(Some(letter))
}

/// The letter to somebody whom a comment mentions. What the comment says stays where it can be withdrawn.
async fn write_mention(
    tx: &mut Tx,
    office: &Office<'_>,
    account: UserId,
    id: MentionId,
) -> Result<Option<Letter>> {
    let wish = store::mail::find(tx, account).await?;
    let Some(wish) = wish.filter(|wish| wish.mode == Mode::Single) else {
        return Ok(None);
    };
    let actors = store::account::actors(tx, account, local_day(office.now)).await?;
    for actor in &actors {
        let found = store::mention::find(tx, actor.position, id).await?;
        let Some(mention) = found.filter(|mention| !mention.is_read) else {
            continue;
        };
        let Some(task) = store::task::find(tx, mention.task).await? else {
            continue;
        };
        if !may_be_told(actor, &office.directory.parties_of(&task)) {
            continue;
        }
        let item = Item {
            task: &task,
            why: Some(Why::Mention(&mention)),
        };
        let key = format!("{id}.{account}");
        let letter = letter::single(office.post, office.directory, &wish, key, &item);
        return Ok(Some(letter));
    }
    Ok(None)
}

/// Whether an actor may be written to about work with these parties.
fn may_be_told(actor: &Actor, parties: &Parties) -> bool {
    crate::notification::may_view(actor) && allows(actor, Action::ViewTask, parties)
}

async fn write_digest(
    tx: &mut Tx,
    office: &Office<'_>,
    account: UserId,
    day: NaiveDate,
) -> Result<Option<Letter>> {
    let (directory, now) = (office.directory, office.now);
    let wish = store::mail::find(tx, account).await?;
    let Some(wish) = wish.filter(|wish| wish.mode == Mode::Digest) else {
        return Ok(None);
    };
    let last = wish.digested_at;
    if day != local_day(now) || last.is_some_and(|last| local_day(last) >= day) {
        return Ok(None);
    }
    let since = last.unwrap_or(now - TimeDelta::days(1));
    // The tasks of the mail, each once, with why; first what is new.
    let (mut new, mut waiting, mut count) = (Vec::new(), Vec::new(), 0);
    let mut mentions = Vec::new();
    let mut agencies = Vec::new();
    let mut tasks: HashMap<TaskId, Task> = HashMap::new();
    let actors = store::account::actors(tx, account, day).await?;
    for actor in actors
        .iter()
        .filter(|actor| crate::notification::may_view(actor))
    {
        for line in store::notification::list_new(tx, actor, since, MOST_IN_DIGEST).await? {
            if may_read(tx, directory, actor, line.task, &mut tasks).await? {
                new.push((line.task, line.kind));
            }
        }
        for mention in store::mention::list(tx, actor.position, MOST_IN_DIGEST).await? {
            let is_new = !mention.is_read && mention.told_at > since;
            if is_new && may_read(tx, directory, actor, mention.task, &mut tasks).await? {
                mentions.push(mention);
            }
        }
        if agencies.contains(&actor.agency) {
            continue;
        }
        agencies.push(actor.agency);
        count += store::task::count_waiting(tx, actor.agency).await?;
        for row in store::task::waiting(tx, actor.agency, MOST_IN_DIGEST).await? {
            if may_read(tx, directory, actor, row.id, &mut tasks).await? {
                waiting.push(row.id);
            }
        }
    }
    new.sort();
    new.dedup();
    new.truncate(MOST_IN_DIGEST as usize);
    waiting.truncate(MOST_IN_DIGEST as usize);
    if new.is_empty() && waiting.is_empty() && mentions.is_empty() {
        return Ok(None);
    }
    let item = |id: &TaskId, why| tasks.get(id).map(|task| Item { task, why });
    let mut summary = Summary {
        new: new
            .iter()
            .filter_map(|(id, rung)| item(id, Some(Why::Rung(*rung))))
            .collect(),
        mentions: mentions
            .iter()
            .filter_map(|mention| item(&mention.task, Some(Why::Mention(mention))))
            .collect(),
        waiting: waiting.iter().filter_map(|id| item(id, None)).collect(),
        more: count - i64::try_from(waiting.len()).unwrap_or(count),
    };
    // Those of one task stay in the order of their rungs.
    summary
        .new
        .sort_by_key(|item| (item.task.due, item.task.id));
    Ok(Some(letter::digest(
        office.post,
        directory,
        &wish,
        (account, day),
        &summary,
    )))
}

/// Whether an actor may be told of a task now; keeps the task.
async fn may_read(
    tx: &mut Tx,
    directory: &Directory,
    actor: &Actor,
    id: TaskId,
    tasks: &mut HashMap<TaskId, Task>,
) -> Result<bool> {
    let task = match tasks.entry(id) {
        Entry::Occupied(known) => known.into_mut(),
        Entry::Vacant(place) => match store::task::find(tx, id).await? {
            Some(task) => place.insert(task),
            None => return Ok(false),
        },
    };
    Ok(may_be_told(actor, &directory.parties_of(task)))
}

/// What the person wants to be sent; nothing, in the language of the screens, where the person never said.
pub(crate) async fn preference(tx: &mut Tx, ctx: &Ctx) -> Result<Preference> {
    let kept = store::mail::find(tx, ctx.actor.user).await?;
    Ok(kept.unwrap_or(Preference {
        address: String::new(),
        mode: Mode::None,
        language: ctx.language,
        digested_at: None,
    }))
}

/// Keeps what the person wants to be sent.
///
/// # Errors
/// [`domain::refusal::Refusal::Invalid`] on `address`.
pub async fn set_preference(
    ctx: &Ctx,
    address: &str,
    mode: Mode,
    language: Language,
) -> Result<()> {
    let preference = Preference::new(address, mode, language)?;
    let mut tx = ctx.system.db.write_together().await?;
    store::mail::set(&mut tx, ctx.actor.user, &preference).await?;
    tx.commit().await?;
    Ok(())
}

/// Whether the actor's position is to see what was not sent.
pub(crate) fn may_view(actor: &Actor) -> bool {
    permits(actor.role, Action::ViewMail, Relation::OtherAgency)
}

/// The e-mails of the actor's province that failed, from the one after `after` on.
///
/// # Errors
/// [`Problem::Forbidden`].
pub async fn failing(ctx: &Ctx, after: Option<&str>) -> Result<MailList> {
    if !may_view(&ctx.actor) {
        return Err(Problem::Forbidden.into());
    }
    let mut tx = ctx.system.db.read().await?;
    let province = &ctx.actor.province;
    let mut rows = store::job::failing_mail(&mut tx, province, after, PAGE + 1).await?;
    let more = rows.len() > PAGE as usize;
    rows.truncate(PAGE as usize);
    let jobs: Vec<(store::job::Failing, Option<Job>)> = rows
        .into_iter()
        .map(|row| (row.clone(), serde_json::from_value(row.body).ok()))
        .collect();
    let account = |job: &Option<Job>| match job {
        Some(
            Job::Mail { account, .. } | Job::Mention { account, .. } | Job::Digest { account, .. },
        ) => Some(*account),
        _ => None,
    };
    let accounts: Vec<UserId> = jobs.iter().filter_map(|(_, job)| account(job)).collect();
    let people: HashMap<UserId, (String, String)> = store::mail::people(&mut tx, &accounts)
        .await?
        .into_iter()
        .map(|(id, name, address)| (id, (name, address)))
        .collect();
    let next = jobs.last().filter(|_| more).map(|(row, _)| row.key.clone());
    let lines = jobs
        .into_iter()
        .map(|(row, job)| {
            let (name, address) = account(&job)
                .and_then(|id| people.get(&id).cloned())
                .unwrap_or_default();
            let is_given_up = row.attempts >= store::job::MOST_ATTEMPTS;
            MailLine {
                name,
                address,
                is_digest: matches!(job, Some(Job::Digest { .. })),
                // A word of another version says nothing here.
                fault: row.error.parse().unwrap_or(Fault::Unwritten),
                attempts: row.attempts,
                next_try: (!is_given_up).then_some(row.run_at),
                key: row.key,
            }
        })
        .collect();
    Ok(MailList {
        lines,
        next,
        is_sending: ctx.system.post.is_some(),
    })
}

/// Lets an e-mail that failed be tried again now, as often as a new one.
///
/// # Errors
/// [`Problem::Forbidden`]; [`Problem::NotFound`] for none of the province, and where it was sent meanwhile.
pub async fn retry(ctx: &Ctx, key: &str) -> Result<()> {
    if !permits(ctx.actor.role, Action::RetryMail, Relation::OtherAgency) {
        return Err(Problem::Forbidden.into());
    }
    let mut tx = ctx.system.db.write_together().await?;
    let now = ctx.system.now();
    if !store::job::retry_mail(&mut tx, &ctx.actor.province, key, now).await? {
        return Err(Problem::NotFound.into());
    }
    tx.commit().await?;
    Ok(())
}

/// How many e-mails were given up, for an operator.
///
/// # Errors
/// Those of the store.
pub async fn count_failed(system: &System) -> Result<i64> {
    let mut tx = system.db.read().await?;
    Ok(store::job::count_failed_mail(&mut tx).await?)
}
