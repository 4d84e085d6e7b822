//! Proof that nothing was altered: every chain, every hash, every row against its log.
//!
//! The check streams: pages of the log for gaps, then pages of rows, each with the entries of its subject,
//! whose replay must give the row. It may run while people work: what looks wrong is looked at again, and
//! counts only where the row did not move meanwhile.
//!
//! **Invariant:** it only reads. To add a kind of subject: a walk over its rows in [`verify_log`].

use crate::{Error, Result, System};
use domain::directive::{Directive, DirectiveEvent};
use domain::duty::{Duty, DutyEvent};
use domain::id::{AgencyId, DirectiveId, DutyId, TaskId, UserId};
use domain::log::{Entry, Flaw, Subject, SubjectKind};
use domain::task::{Task, TaskEvent};
use std::collections::HashMap;
use store::Tx;
use uuid::Uuid;

/// Rows and entries read at once.
const PAGE: u32 = 500;
/// How often a row that moves while it is looked at is looked at again.
const LOOKS: usize = 5;
/// Most subjects without a row that are named.
const MOST_ORPHANS: u32 = 1000;

/// Everything that is wrong with the log, and with rows against it; empty where nothing is.
///
/// # Errors
/// Where the database cannot be read, or holds a row or payload that cannot be understood at all.
pub async fn verify_log(system: &System) -> Result<Vec<Flaw>> {
    let mut tx = system.db.read().await?;
    let mut flaws = gaps(&mut tx).await?;
    let mut after = None;
    loop {
        let tasks = store::task::scan(&mut tx, after, PAGE).await?;
        let Some(last) = tasks.last() else { break };
        after = Some(last.id);
        let miscopied = store::task::miscopied(&mut tx, &tasks).await?;
        let mut chains = chains(&mut tx, tasks.iter().map(|task| task.id.0)).await?;
        for task in tasks {
            let entries = chains.remove(&task.id.0).unwrap_or_default();
            if miscopied.contains(&task.id) || !task_flaws(&task, &entries)?.is_empty() {
                flaws.extend(look_again_at_task(&mut tx, task.id).await?);
            }
        }
    }
    let mut after = None;
    loop {
        let directives = store::directive::scan(&mut tx, after, PAGE).await?;
        let Some(last) = directives.last() else { break };
        after = Some(last.id);
        let miscopied = store::directive::miscopied(&mut tx, &directives).await?;
        let mut chains = chains(&mut tx, directives.iter().map(|row| row.id.0)).await?;
        for row in directives {
            let entries = chains.remove(&row.id.0).unwrap_or_default();
            if miscopied.contains(&row.id) || !directive_flaws(&row, &entries)?.is_empty() {
                flaws.extend(look_again_at_directive(&mut tx, row.id).await?);
            }
        }
    }
    let mut after = None;
    loop {
        let duties = store::duty::scan(&mut tx, after, PAGE).await?;
        let Some(last) = duties.last() else { break };
        after = Some(last.id);
        let miscopied = store::duty::miscopied(&mut tx, &duties).await?;
        let mut chains = chains(&mut tx, duties.iter().map(|duty| duty.id.0)).await?;
        for duty in duties {
            let entries = chains.remove(&duty.id.0).unwrap_or_default();
            if miscopied.contains(&duty.id) || !duty_flaws(&duty, &entries)?.is_empty() {
                flaws.extend(look_again_at_duty(&mut tx, duty.id).await?);
            }
        }
    }
    let mut after = None;
    loop {
        let people = store::person::scan(&mut tx, after, PAGE).await?;
        let Some((last, _)) = people.last() else {
            break;
        };
        after = Some(*last);
        let mut chains = chains(&mut tx, people.iter().map(|(id, _)| id.0)).await?;
        for (id, version) in people {
            let entries = chains.remove(&id.0).unwrap_or_default();
            if !account_flaws(id, version, &entries).is_empty() {
                flaws.extend(look_again_at_account(&mut tx, id).await?);
            }
        }
    }
    let mut after = None;
    loop {
        let offices = store::office::scan(&mut tx, after, PAGE).await?;
        let Some((last, _)) = offices.last() else {
            break;
        };
        after = Some(*last);
        let mut chains = chains(&mut tx, offices.iter().map(|(id, _)| id.0)).await?;
        for (id, version) in offices {
            let entries = chains.remove(&id.0).unwrap_or_default();
            if !agency_flaws(id, version, &entries).is_empty() {
                flaws.extend(look_again_at_agency(&mut tx, id).await?);
            }
        }
    }
    for subject in store::log::orphans(&mut tx, MOST_ORPHANS).await? {
        flaws.push(Flaw::RowDiffers { subject });
    }
    Ok(flaws)
}

/// Gaps of the whole log, from its first place to the last one taken.
async fn gaps(tx: &mut Tx) -> Result<Vec<Flaw>> {
    let head = store::log::head(tx).await?;
    let mut flaws = Vec::new();
    let mut last = 0;
    loop {
        let entries = store::log::after(tx, last, PAGE).await?;
        if entries.is_empty() {
            break;
        }
        for entry in entries {
            if entry.seq != last + 1 {
                flaws.push(Flaw::Gap { after: last });
            }
            last = entry.seq;
        }
    }
    if last < head {
        flaws.push(Flaw::Gap { after: last });
    }
    // An entry beyond the last place taken was not written by a command.
    if last > store::log::head(tx).await? {
        flaws.push(Flaw::Unchained { seq: last });
    }
    Ok(flaws)
}

async fn chains(
    tx: &mut Tx,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<Entry>>> {
    let mut chains: HashMap<Uuid, Vec<Entry>> = HashMap::new();
    for entry in store::log::of_subjects(tx, ids).await? {
        chains.entry(entry.subject.id).or_default().push(entry);
    }
    Ok(chains)
}

async fn look_again_at_task(tx: &mut Tx, id: TaskId) -> Result<Vec<Flaw>> {
    let mut flaws = Vec::new();
    for _ in 0..LOOKS {
        let Some(task) = store::task::find(tx, id).await? else {
            return Ok(Vec::new());
        };
        let entries = store::log::of_subjects(tx, [id.0]).await?;
        let is_copied = store::task::miscopied(tx, std::slice::from_ref(&task))
            .await?
            .is_empty();
        flaws = task_flaws(&task, &entries)?;
        if flaws.is_empty() && !is_copied {
            flaws.push(row_differs(SubjectKind::Task, id.0));
        }
        if store::task::find(tx, id).await?.as_ref() == Some(&task) {
            break;
        }
    }
    Ok(flaws)
}

async fn look_again_at_directive(tx: &mut Tx, id: DirectiveId) -> Result<Vec<Flaw>> {
    let mut flaws = Vec::new();
    for _ in 0..LOOKS {
        let Some(row) = store::directive::find(tx, id).await? else {
            return Ok(Vec::new());
        };
        let entries = store::log::of_subjects(tx, [id.0]).await?;
        let is_copied = store::directive::miscopied(tx, std::slice::from_ref(&row))
            .await?
            .is_empty();
        flaws = directive_flaws(&row, &entries)?;
        if flaws.is_empty() && !is_copied {
            flaws.push(row_differs(SubjectKind::Directive, id.0));
        }
        if store::directive::find(tx, id).await?.as_ref() == Some(&row) {
            break;
        }
    }
    Ok(flaws)
}

async fn look_again_at_duty(tx: &mut Tx, id: DutyId) -> Result<Vec<Flaw>> {
    let mut flaws = Vec::new();
    for _ in 0..LOOKS {
        let Some(duty) = store::duty::find(tx, id).await? else {
            return Ok(Vec::new());
        };
        let entries = store::log::of_subjects(tx, [id.0]).await?;
        let is_copied = store::duty::miscopied(tx, std::slice::from_ref(&duty))
            .await?
            .is_empty();
        flaws = duty_flaws(&duty, &entries)?;
        if flaws.is_empty() && !is_copied {
            flaws.push(row_differs(SubjectKind::Duty, id.0));
        }
        if store::duty::find(tx, id).await?.as_ref() == Some(&duty) {
            break;
        }
    }
    Ok(flaws)
}

async fn look_again_at_account(tx: &mut Tx, id: UserId) -> Result<Vec<Flaw>> {
    let mut flaws = Vec::new();
    for _ in 0..LOOKS {
        let Some(version) = store::person::version(tx, id).await? else {
            return Ok(Vec::new());
        };
        let entries = store::log::of_subjects(tx, [id.0]).await?;
        flaws = account_flaws(id, version, &entries);
        if store::person::version(tx, id).await? == Some(version) {
            break;
        }
    }
    Ok(flaws)
}

async fn look_again_at_agency(tx: &mut Tx, id: AgencyId) -> Result<Vec<Flaw>> {
    let mut flaws = Vec::new();
    for _ in 0..LOOKS {
        let Some(version) = store::office::version(tx, id).await? else {
            return Ok(Vec::new());
        };
        let entries = store::log::of_subjects(tx, [id.0]).await?;
        flaws = agency_flaws(id, version, &entries);
        if store::office::version(tx, id).await? == Some(version) {
            break;
        }
    }
    Ok(flaws)
}

/// Of an agency the chain is proved, not the row: imports write agencies, too.
fn agency_flaws(id: AgencyId, version: i64, entries: &[Entry]) -> Vec<Flaw> {
    let subject = Subject {
        kind: SubjectKind::Agency,
        id: id.0,
    };
    chain_flaws(subject, entries, version)
}

/// Of an account the chain is proved, not the row: its owner and the command line change it, too, and accounts
/// that are older than their log have no first entry.
fn account_flaws(id: UserId, version: i64, entries: &[Entry]) -> Vec<Flaw> {
    let subject = Subject {
        kind: SubjectKind::Account,
        id: id.0,
    };
    chain_flaws(subject, entries, version)
}

fn duty_flaws(duty: &Duty, entries: &[Entry]) -> Result<Vec<Flaw>> {
    let subject = Subject {
        kind: SubjectKind::Duty,
        id: duty.id.0,
    };
    let mut flaws = chain_flaws(subject, entries, duty.version);
    if flaws.is_empty() {
        let events: Vec<DutyEvent> = events(entries)?;
        let replayed = events.iter().fold(None, |replayed, event| {
            Duty::after(duty.id, replayed, event)
        });
        if replayed.as_ref() != Some(duty) {
            flaws.push(Flaw::RowDiffers { subject });
        }
    }
    Ok(flaws)
}

fn row_differs(kind: SubjectKind, id: Uuid) -> Flaw {
    Flaw::RowDiffers {
        subject: Subject { kind, id },
    }
}

fn task_flaws(task: &Task, entries: &[Entry]) -> Result<Vec<Flaw>> {
    let subject = Subject {
        kind: SubjectKind::Task,
        id: task.id.0,
    };
    let mut flaws = chain_flaws(subject, entries, task.version);
    if flaws.is_empty() {
        let events: Vec<TaskEvent> = events(entries)?;
        if Task::replay(task.id, &events).as_ref() != Some(task) {
            flaws.push(Flaw::RowDiffers { subject });
        }
    }
    Ok(flaws)
}

fn directive_flaws(row: &Directive, entries: &[Entry]) -> Result<Vec<Flaw>> {
    let subject = Subject {
        kind: SubjectKind::Directive,
        id: row.id.0,
    };
    let mut flaws = chain_flaws(subject, entries, row.version);
    if flaws.is_empty() {
        let events: Vec<DirectiveEvent> = events(entries)?;
        let replayed = events.iter().fold(None, |directive, event| {
            Directive::after(row.id, directive, event)
        });
        if replayed.as_ref() != Some(row) {
            flaws.push(Flaw::RowDiffers { subject });
        }
    }
    Ok(flaws)
}

fn events<E: serde::de::DeserializeOwned>(entries: &[Entry]) -> Result<Vec<E>> {
    entries
        .iter()
        .map(|entry| serde_json::from_str(&entry.payload).map_err(Error::internal))
        .collect()
}

/// What is wrong with the chain of one subject, whose row says how long it is.
fn chain_flaws(subject: Subject, entries: &[Entry], version: i64) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let mut place = 0;
    let mut hash = String::new();
    for entry in entries {
        if entry.subject_seq != place + 1 {
            flaws.push(Flaw::Missing {
                subject,
                subject_seq: place + 1,
            });
        } else if entry.prev_hash != hash || entry.subject != subject {
            flaws.push(Flaw::Unchained { seq: entry.seq });
        }
        if entry.hash != entry.expected_hash() {
            flaws.push(Flaw::Changed { seq: entry.seq });
        }
        place = entry.subject_seq;
        hash.clone_from(&entry.hash);
    }
    match place.cmp(&version) {
        std::cmp::Ordering::Less => flaws.push(Flaw::Missing {
            subject,
            subject_seq: place + 1,
        }),
        // More entries than the row knows of: somebody added them beside the command path.
        std::cmp::Ordering::Greater => flaws.push(Flaw::RowDiffers { subject }),
        std::cmp::Ordering::Equal => {}
    }
    flaws
}
