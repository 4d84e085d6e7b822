//! Comments on a task: whom they mention, and what a page shows of them.
//!
//! **Invariants:** only positions that may see the task can be mentioned, chosen or in the text; what was
//! withdrawn is shown to auditors alone, wherever the log is shown; each mention is written in the transaction
//! of its comment.
//!
//! To show more of a comment: its view in `domain::view`, its arm in [`talk`].

use crate::directory::Directory;
use crate::{Ctx, Error, Result};
use chrono::{DateTime, Utc};
use domain::access::{Action, Parties, allows, permits};
use domain::agency::AgencyName;
use domain::attachment::Purpose;
use domain::comment::{Mentionable, handle, mentions};
use domain::id::{AgencyId, EnvelopeId, MentionId, PositionId, UserId};
use domain::job::Job;
use domain::log::{Subject, SubjectKind};
use domain::position::Role;
use domain::refusal::{FieldFault, Refusal};
use domain::task::{State, Task, TaskCommand, TaskEvent};
use domain::view::{CommentView, FileLine, Person, Talk};
use store::Tx;

/// What is read of the log for the talk of a task: the limits of the domain stay far below.
const MOST_ENTRIES: u32 = 5000;
/// The verbs of [`TaskEvent`] that the talk is made of.
const VERBS: [&str; 5] = [
    "commented",
    "comment_edited",
    "comment_withdrawn",
    "attached",
    "attachment_withdrawn",
];

/// The positions that a comment on the task can mention: those of the agencies that take part or stand above,
/// as far as they may see the task.
async fn people(
    tx: &mut Tx,
    ctx: &Ctx,
    directory: &Directory,
    parties: &Parties,
) -> Result<Vec<Person>> {
    let mut agencies: Vec<AgencyId> = parties.issuer.into_iter().collect();
    agencies.extend(&parties.leads);
    agencies.extend(&parties.coordinating);
    agencies.extend(&parties.superiors);
    agencies.sort();
    agencies.dedup();
    let all = store::mention::candidates(tx, &agencies, ctx.system.today()).await?;
    let mut people: Vec<Person> = all
        .into_iter()
        .filter(|one| one.id != ctx.actor.position)
        .filter_map(|one| {
            let agency = directory.agency(one.agency)?;
            let may_see = parties
                .relations(one.agency, &agency.province)
                .into_iter()
                .any(|relation| permits(one.role, Action::ViewTask, relation));
            let short = if agency.short_vi.is_empty() {
                &agency.name_vi
            } else {
                &agency.short_vi
            };
            may_see.then(|| Person {
                position: one.id,
                handle: handle(short, &one.title_vi),
                title_vi: one.title_vi,
                title_en: one.title_en,
                agency: AgencyName::from(agency),
            })
        })
        .collect();
    // The agencies as the page names them: issuer, lead, coordinating, those above.
    let place = |person: &Person| {
        let id = person.agency.id;
        if parties.issuer == Some(id) {
            0
        } else if parties.leads.contains(&id) {
            1
        } else if parties.coordinating.contains(&id) {
            2
        } else {
            3
        }
    };
    people.sort_by_cached_key(|person| (place(person), person.handle.clone()));
    Ok(people)
}

/// A comment with the mentions of its text beside those chosen, and the agencies of all that are mentioned.
/// Other commands stay as they are.
///
/// # Errors
/// [`Refusal::Invalid`] where somebody is chosen who cannot be mentioned.
pub(crate) async fn resolve(
    tx: &mut Tx,
    ctx: &Ctx,
    directory: &Directory,
    parties: &Parties,
    mut command: TaskCommand,
) -> Result<(TaskCommand, Vec<(PositionId, AgencyId)>)> {
    let (TaskCommand::Comment {
        text,
        mentions: chosen,
    }
    | TaskCommand::EditComment {
        text,
        mentions: chosen,
        ..
    }) = &mut command
    else {
        return Ok((command, Vec::new()));
    };
    let people = people(tx, ctx, directory, parties).await?;
    let known: Vec<Mentionable> = people
        .iter()
        .map(|person| Mentionable {
            position: person.position,
            handle: person.handle.clone(),
        })
        .collect();
    if chosen
        .iter()
        .any(|position| !known.iter().any(|one| one.position == *position))
    {
        return Err(Refusal::field("mentions", FieldFault::Unknown).into());
    }
    chosen.extend(mentions(text, &known));
    let mut once = Vec::new();
    chosen.retain(|position| {
        let is_new = !once.contains(position);
        once.push(*position);
        is_new
    });
    let told = people
        .into_iter()
        .filter(|person| chosen.contains(&person.position))
        .map(|person| (person.position, person.agency.id))
        .collect();
    Ok((command, told))
}

/// Tells those whom the events mention.
pub(crate) async fn tell(
    tx: &mut Tx,
    ctx: &Ctx,
    task: &Task,
    events: &[TaskEvent],
    told: &[(PositionId, AgencyId)],
    now: DateTime<Utc>,
) -> Result<()> {
    let comment = events.iter().find_map(|event| match event {
        TaskEvent::Commented { number, .. } | TaskEvent::CommentEdited { number, .. } => {
            Some(*number)
        }
        _ => None,
    });
    let Some(comment) = comment else {
        return Ok(());
    };
    let new: Vec<store::mention::New> = told
        .iter()
        .map(|(position, agency)| store::mention::New {
            id: MentionId(ctx.system.id()),
            position: *position,
            agency: *agency,
            task: task.id,
            comment,
            by: ctx.actor.position,
        })
        .collect();
    store::mention::insert(tx, &new, now).await?;
    plan_mails(tx, ctx, &new, now).await
}

/// Plans the e-mails of those mentioned who want each at once. What was told before finds nothing to say.
async fn plan_mails(
    tx: &mut Tx,
    ctx: &Ctx,
    new: &[store::mention::New],
    now: DateTime<Utc>,
) -> Result<()> {
    if ctx.system.post.is_none() || new.is_empty() {
        return Ok(());
    }
    let agencies: Vec<AgencyId> = new.iter().map(|mention| mention.agency).collect();
    let holders = store::notification::holders(tx, &agencies, ctx.system.today()).await?;
    let accounts: Vec<UserId> = holders.iter().map(|holder| holder.account).collect();
    let wanting = store::mail::wanting_single(tx, &accounts).await?;
    let mut jobs = Vec::new();
    for mention in new {
        let hearing = holders.iter().filter(|holder| {
            holder.position == mention.position
                && holder.account != ctx.actor.user
                && wanting.contains(&holder.account)
        });
        jobs.extend(hearing.map(|holder| {
            let job = Job::Mention {
                account: holder.account,
                mention: mention.id,
                province: holder.province.clone(),
            };
            (now, job)
        }));
    }
    Ok(store::job::add(tx, &jobs, now).await?)
}

/// An event as a timeline shows it: what was said is shown with the comments, where it can be withdrawn.
pub(crate) fn without_words(event: TaskEvent) -> TaskEvent {
    match event {
        TaskEvent::Commented {
            number,
            by,
            mentions,
            ..
        } => TaskEvent::Commented {
            number,
            by,
            mentions,
            text: String::new(),
        },
        TaskEvent::CommentEdited {
            number, mentions, ..
        } => TaskEvent::CommentEdited {
            number,
            mentions,
            text: String::new(),
        },
        event => event,
    }
}

/// What is said about a task, and its files.
pub(crate) async fn talk(
    tx: &mut Tx,
    ctx: &Ctx,
    directory: &Directory,
    task: &Task,
    parties: &Parties,
) -> Result<Talk> {
    let may = |action| allows(&ctx.actor, action, parties);
    let may_comment =
        may(Action::CommentTask) && !matches!(task.state, State::Draft | State::Cancelled);
    let may_attach = may(Action::AttachToTask) && task.state.is_open();
    let mut talk = Talk {
        max_file_bytes: ctx.system.settings.attachments.max_bytes,
        ..Talk::default()
    };
    if !task.comments.is_empty() || !task.attachments.is_empty() {
        read(tx, ctx, task, &mut talk).await?;
    }
    let pictured = if talk
        .files
        .iter()
        .any(|file| file.attachment.file.media.is_picture())
    {
        store::attachment::pictured(tx, task.id).await?
    } else {
        Vec::new()
    };
    for file in &mut talk.files {
        file.has_picture = pictured.contains(&file.attachment.id);
        file.withdraw = (may_attach && file.attachment.agency == ctx.actor.agency)
            .then(|| EnvelopeId(ctx.system.id()));
    }
    if may_comment {
        talk.people = people(tx, ctx, directory, parties).await?;
        talk.comment = Some(EnvelopeId(ctx.system.id()));
    } else {
        talk.comments
            .iter_mut()
            .for_each(|comment| comment.own = None);
    }
    if may_attach {
        let agency = ctx.actor.agency;
        if agency == task.lead {
            talk.purposes.extend([Purpose::Report, Purpose::Result]);
        }
        if task.contribution(agency).is_some() {
            talk.purposes.push(Purpose::Contribution);
        }
        if talk.comments.iter().any(|comment| comment.own.is_some()) {
            talk.purposes.push(Purpose::Comment);
        }
        talk.attach = (!talk.purposes.is_empty()).then(|| EnvelopeId(ctx.system.id()));
    }
    Ok(talk)
}

/// The comments and files that the log tells of.
async fn read(tx: &mut Tx, ctx: &Ctx, task: &Task, talk: &mut Talk) -> Result<()> {
    let subject = Subject {
        kind: SubjectKind::Task,
        id: task.id.0,
    };
    let is_auditor = ctx.actor.role == Role::Auditor;
    for said in store::log::of_verbs(tx, subject, &VERBS, MOST_ENTRIES).await? {
        let event: TaskEvent = serde_json::from_str(&said.payload).map_err(Error::internal)?;
        let at = said.made_at;
        let comment = |talk: &mut Talk, number: u32| {
            talk.comments
                .iter()
                .position(|comment| comment.number == number)
        };
        match event {
            TaskEvent::Commented {
                number,
                text,
                mentions,
                ..
            } => {
                let is_own = said.position == ctx.actor.position;
                let id = || EnvelopeId(ctx.system.id());
                talk.comments.push(CommentView {
                    number,
                    who: said.full_name,
                    title_vi: said.title_vi,
                    title_en: said.title_en,
                    agency: said.agency,
                    texts: vec![(at, text)],
                    mentions,
                    written_at: at,
                    withdrawn_at: None,
                    own: is_own.then(|| (id(), id())),
                });
            }
            TaskEvent::CommentEdited {
                number,
                text,
                mentions,
            } => {
                if let Some(place) = comment(talk, number) {
                    talk.comments[place].texts.push((at, text));
                    talk.comments[place].mentions = mentions;
                }
            }
            TaskEvent::CommentWithdrawn { number } => {
                if let Some(place) = comment(talk, number) {
                    let comment = &mut talk.comments[place];
                    comment.withdrawn_at = Some(at);
                    comment.own = None;
                    if !is_auditor {
                        comment.texts.clear();
                        comment.mentions.clear();
                    }
                }
            }
            TaskEvent::Attached { attachment } => talk.files.push(FileLine {
                attachment,
                who: said.full_name,
                title_vi: said.title_vi,
                title_en: said.title_en,
                attached_at: at,
                has_picture: false,
                withdraw: None,
            }),
            TaskEvent::AttachmentWithdrawn { attachment, .. } => {
                talk.files.retain(|file| file.attachment.id != attachment);
            }
            _ => {}
        }
    }
    Ok(())
}
