//! Files attached to tasks: taken in, given out, swept.
//!
//! An upload runs past the memory into a temporary file, hashed on the way ([`Upload`]). Only when it is known
//! what it is, that it bears no secrecy mark and, where a scanner is set, no virus, does its content go into the
//! store of files, under its hash; then its row is written, and a command makes it a file of its task
//! ([`domain::task::TaskCommand::Attach`]).
//!
//! **Invariants:** a row never stands before its object; no more than a chunk of a file is ever in memory; a
//! file is given out only to those who may see its task; what nobody attached, and what was withdrawn, is
//! deleted after [`LOOSE_FOR`].
//!
//! To take another kind of file: [`sniff`]. To put files elsewhere: [`files::Place`].

pub mod files;
pub mod picture;
pub mod scan;
pub mod sniff;

pub use files::{Files, Place};
pub use scan::Scanner;

use crate::{Ctx, Error, Result, System};
use chrono::{DateTime, TimeDelta, Utc};
use domain::access::{Action, allows};
use domain::attachment::{File, MediaType, clean_name, names_secret};
use domain::id::{AttachmentId, TaskId};
use domain::refusal::{Problem, Refusal};
use domain::task::{TaskCommand, TaskEvent};
use sha2::{Digest as _, Sha256};
use std::ops::Range;
use store::Tx;
use store::attachment::{Content, Stored};
use tempfile::NamedTempFile;
use tokio::io::{AsyncWriteExt as _, BufWriter};

/// How long an upload may wait for its command, and withdrawn content for its end.
pub const LOOSE_FOR: TimeDelta = TimeDelta::days(1);
/// Contents whose objects one sweep deletes.
const SWEPT: u32 = 100;

/// Where files stand and what is taken.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    pub place: Place,
    /// Most bytes of a file.
    pub max_bytes: u64,
    /// None: files are not scanned.
    pub scanner: Option<Scanner>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            place: Place::Folder("lachan-files".into()),
            max_bytes: 25_000_000,
            scanner: None,
        }
    }
}

/// A file on its way in.
pub struct Upload {
    ctx: Ctx,
    task: TaskId,
    file: BufWriter<tokio::fs::File>,
    /// Deleted with this value, whatever becomes of the upload.
    spool: NamedTempFile,
    hash: Sha256,
    size: u64,
    /// One of the uploads that may run at once.
    _permit: tokio::sync::OwnedSemaphorePermit,
}

/// Begins an upload for a task.
///
/// # Errors
/// [`Problem::NotFound`], [`Problem::Forbidden`]; [`Problem::Unavailable`] where too many run.
pub async fn begin(ctx: &Ctx, task: TaskId) -> Result<Upload> {
    may(ctx, task, Action::AttachToTask).await?;
    let permit = ctx.system.files.permit().ok_or(Problem::Unavailable)?;
    let spool = tokio::task::spawn_blocking(NamedTempFile::new)
        .await
        .map_err(Error::internal)?
        .map_err(Error::internal)?;
    let file = spool.reopen().map_err(Error::internal)?;
    Ok(Upload {
        ctx: ctx.clone(),
        task,
        file: BufWriter::with_capacity(256 * 1024, tokio::fs::File::from_std(file)),
        spool,
        hash: Sha256::new(),
        size: 0,
        _permit: permit,
    })
}

/// Whether the actor may do that to the task.
async fn may(ctx: &Ctx, task: TaskId, action: Action) -> Result<()> {
    let directory = ctx.system.directory().await?;
    let mut tx = ctx.system.db.read().await?;
    let task = store::task::find(&mut tx, task)
        .await?
        .ok_or(Problem::NotFound)?;
    let parties = directory.parties_of(&task);
    if !allows(&ctx.actor, Action::ViewTask, &parties) {
        return Err(Problem::NotFound.into());
    }
    if !allows(&ctx.actor, action, &parties) {
        return Err(Problem::Forbidden.into());
    }
    Ok(())
}

impl Upload {
    /// Takes the next bytes.
    ///
    /// # Errors
    /// [`Refusal::FileTooLarge`] as soon as there are too many.
    pub async fn write(&mut self, chunk: &[u8]) -> Result<()> {
        let max_bytes = self.ctx.system.settings.attachments.max_bytes;
        self.size += u64::try_from(chunk.len()).map_err(Error::internal)?;
        if self.size > max_bytes {
            return Err(Refusal::FileTooLarge { max_bytes }.into());
        }
        self.hash.update(chunk);
        self.file.write_all(chunk).await.map_err(Error::internal)
    }

    /// Looks at the whole file, stores it and writes its row; `name` is what the person's device calls it.
    ///
    /// # Errors
    /// [`Refusal::FileKind`], [`Refusal::Secret`], [`Refusal::Infected`], [`Refusal::NotScanned`];
    /// [`domain::refusal::FieldFault::Required`] for an empty file.
    pub async fn finish(mut self, name: &str) -> Result<AttachmentId> {
        self.file.flush().await.map_err(Error::internal)?;
        let system = &self.ctx.system;
        if self.size == 0 {
            return Err(Refusal::field("file", domain::refusal::FieldFault::Required).into());
        }
        if names_secret(name) {
            return Err(Refusal::Secret.into());
        }
        let path = self.spool.path().to_owned();
        let media = blocking({
            let path = path.clone();
            move || sniff::media_of(&path)
        })
        .await??;
        if let Some(scanner) = &system.settings.attachments.scanner {
            scanner.scan(&path).await?;
        }
        let picture = self.picture(media).await?;
        let content = Content {
            id: system.id(),
            sha256: hex::encode(self.hash.finalize()),
            size: i64::try_from(self.size).map_err(Error::internal)?,
            media,
            has_picture: picture.is_some(),
        };
        let now = system.now();
        let mut tx = system.db.write_together().await?;
        let content = store::attachment::touch(&mut tx, &content, now).await?;
        tx.commit().await?;
        if let Some(picture) = picture.filter(|_| content.has_picture) {
            system
                .files
                .put_bytes(&picture_key(&content), picture)
                .await?;
        }
        system.files.put(&key(&content), &path, self.size).await?;
        let new = store::attachment::New {
            id: AttachmentId(system.id()),
            task: self.task,
            position: self.ctx.actor.position,
            name: clean_name(name, media),
            content: content.id,
        };
        let mut tx = system.db.write_together().await?;
        store::attachment::insert(&mut tx, &new, now).await?;
        tx.commit().await?;
        Ok(new.id)
    }

    /// A small picture of it, where it is one that can be read.
    async fn picture(&self, media: MediaType) -> Result<Option<Vec<u8>>> {
        if !media.is_picture() {
            return Ok(None);
        }
        // Reading a picture may take much memory: one at a time.
        let _turn = self.ctx.system.files.turn().await?;
        let path = self.spool.path().to_owned();
        blocking(move || picture::small(&path, media)).await
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(Error::internal)
}

/// Where content stands: under its hash, with its id, so that content that is deleted and the same content
/// stored anew never share an object.
fn key(content: &Content) -> String {
    let Content { id, sha256, .. } = content;
    format!("{}/{sha256}.{}", &sha256[..2], id.simple())
}

fn picture_key(content: &Content) -> String {
    format!("{}.small", key(content))
}

/// An [`TaskCommand::Attach`] with what is known of its upload: where the upload is the actor's own, for this
/// task, and still loose. Other commands stay as they are.
pub(crate) async fn resolve(
    tx: &mut Tx,
    ctx: &Ctx,
    task: TaskId,
    mut command: TaskCommand,
) -> Result<TaskCommand> {
    if let TaskCommand::Attach {
        attachment, file, ..
    } = &mut command
    {
        let stored = store::attachment::find(tx, *attachment).await?;
        *file = stored
            .filter(|stored| {
                stored.task == task
                    && stored.position == ctx.actor.position
                    && stored.attached_at.is_none()
            })
            .map(|stored| File {
                name: stored.name,
                media: stored.media,
                size: u64::try_from(stored.size).unwrap_or_default(),
                sha256: stored.sha256,
            });
    }
    Ok(command)
}

/// Writes beside the log what events mean for the rows of files.
pub(crate) async fn settle(tx: &mut Tx, events: &[TaskEvent], now: DateTime<Utc>) -> Result<()> {
    for event in events {
        match event {
            TaskEvent::Attached { attachment } => {
                let is_attached = store::attachment::attach(tx, attachment.id, now).await?;
                // Swept or attached since it was looked at.
                is_attached.then_some(()).ok_or(store::Error::Stale)?;
            }
            TaskEvent::AttachmentWithdrawn { attachment, .. } => {
                store::attachment::withdraw(tx, *attachment).await?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// A file on its way out.
pub struct Download {
    pub name: String,
    pub media: MediaType,
    /// Of the whole file, in bytes.
    pub size: u64,
    /// Of the whole content, in hex.
    pub sha256: String,
    /// The bytes that are given, of the whole.
    pub range: Range<u64>,
    pub body: files::Body,
}

/// The bytes of a file, or a range of them.
pub enum Wanted {
    All,
    /// From a byte up to and with another, or to the end.
    From(u64, Option<u64>),
    /// So many at the end.
    Last(u64),
}

impl Wanted {
    /// The range in a file of that size; none where it lies outside.
    fn of(&self, size: u64) -> Option<Range<u64>> {
        let range = match *self {
            Self::All => return Some(0..size),
            Self::From(from, to) => from..to.map_or(size, |to| size.min(to.saturating_add(1))),
            Self::Last(count) => size.saturating_sub(count)..size,
        };
        (range.start < range.end).then_some(range)
    }
}

/// What a request for a file comes to.
pub enum Opened {
    File(Box<Download>),
    /// The range lies outside of a file of that size.
    OutOfRange(u64),
}

/// A file of a task that the actor may see.
///
/// # Errors
/// [`Problem::NotFound`] where there is none, it is withdrawn, or the actor may not see its task.
pub async fn open(ctx: &Ctx, id: AttachmentId, wanted: Wanted) -> Result<Opened> {
    let stored = find(ctx, id).await?;
    let size = u64::try_from(stored.size).unwrap_or_default();
    let Some(range) = wanted.of(size) else {
        return Ok(Opened::OutOfRange(size));
    };
    let content = content_of(&stored);
    let body = ctx.system.files.get(&key(&content), range.clone()).await?;
    Ok(Opened::File(Box::new(Download {
        name: stored.name,
        media: stored.media,
        size,
        sha256: stored.sha256,
        range,
        body,
    })))
}

/// The small picture of a file that the actor may see, and what it is.
///
/// # Errors
/// [`Problem::NotFound`] as for [`open`], and where there is no picture.
pub async fn small(ctx: &Ctx, id: AttachmentId) -> Result<(MediaType, Vec<u8>)> {
    let stored = find(ctx, id).await?;
    if !stored.has_picture {
        return Err(Problem::NotFound.into());
    }
    let key = picture_key(&content_of(&stored));
    Ok((stored.media, ctx.system.files.get_bytes(&key).await?))
}

async fn find(ctx: &Ctx, id: AttachmentId) -> Result<Stored> {
    let mut tx = ctx.system.db.read().await?;
    let stored = store::attachment::find(&mut tx, id)
        .await?
        .filter(|stored| stored.attached_at.is_some())
        .ok_or(Problem::NotFound)?;
    drop(tx);
    may(ctx, stored.task, Action::ViewTask).await?;
    Ok(stored)
}

fn content_of(stored: &Stored) -> Content {
    Content {
        id: stored.content,
        sha256: stored.sha256.clone(),
        size: stored.size,
        media: stored.media,
        has_picture: stored.has_picture,
    }
}

/// Deletes what nothing needs: uploads that were never attached, content that was withdrawn. May run on every
/// server at once; gives how many contents went.
///
/// # Errors
/// Those of the store and of the store of files; what was done before stays done.
pub async fn sweep(system: &System) -> Result<usize> {
    let before = system.now() - LOOSE_FOR;
    let mut tx = system.db.write().await?;
    store::attachment::forget_loose(&mut tx, before).await?;
    store::attachment::drop_unused(&mut tx, before).await?;
    tx.commit().await?;
    let mut tx = system.db.read().await?;
    let dropped = store::attachment::dropped(&mut tx, SWEPT).await?;
    drop(tx);
    if dropped.is_empty() {
        return Ok(0);
    }
    for content in &dropped {
        system.files.delete(&key(content)).await?;
        if content.has_picture {
            system.files.delete(&picture_key(content)).await?;
        }
    }
    let ids: Vec<uuid::Uuid> = dropped.iter().map(|content| content.id).collect();
    let mut tx = system.db.write().await?;
    store::attachment::forget(&mut tx, &ids).await?;
    tx.commit().await?;
    Ok(dropped.len())
}
