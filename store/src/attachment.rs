//! Files attached to tasks, and the content behind them in the store of files.
//!
//! **Invariants:** content is dropped only where no file has it and nobody uploaded it lately; its row goes
//! after its object, so that a crash in between leaves nothing behind; an upload becomes a file of its task
//! once.
//!
//! To keep more of a file: a column of `attachment` where people gave it, of `content` where the bytes did.

use crate::db::Tx;
use crate::error::{Error, Result};
use chrono::{DateTime, Utc};
use domain::attachment::MediaType;
use domain::id::{AttachmentId, PositionId, TaskId};
use uuid::Uuid;

/// Content that stands in the store of files.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Content {
    pub id: Uuid,
    pub sha256: String,
    /// In bytes.
    pub size: i64,
    pub media: MediaType,
    /// Whether a small picture of it stands beside it.
    pub has_picture: bool,
}

/// Notes that the content is being uploaded; gives the one with its hash that is kept, which from now on
/// nobody drops for a while.
pub async fn touch(tx: &mut Tx, content: &Content, now: DateTime<Utc>) -> Result<Content> {
    let row: Option<Content> = tx
        .query(
            "INSERT INTO content (id, sha256, size, media, has_picture, touched_at, is_dropped) \
             VALUES ($1, $2, $3, $4, $5, $6, FALSE) \
             ON CONFLICT (sha256) WHERE is_dropped = FALSE \
             DO UPDATE SET touched_at = excluded.touched_at \
             RETURNING id, sha256, size, media, has_picture",
        )
        .bind(content.id)
        .bind(content.sha256.clone())
        .bind(content.size)
        .bind(content.media)
        .bind(content.has_picture)
        .bind(now)
        .fetch_optional()
        .await?;
    row.ok_or(Error::Inconsistent {
        table: "content",
        what: "no row came back".to_owned(),
    })
}

/// A file that was uploaded for a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct New {
    pub id: AttachmentId,
    pub task: TaskId,
    pub position: PositionId,
    pub name: String,
    pub content: Uuid,
}

/// Writes an upload.
pub async fn insert(tx: &mut Tx, new: &New, now: DateTime<Utc>) -> Result<()> {
    tx.query(
        "INSERT INTO attachment (id, task, position, name, content, uploaded_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(new.id)
    .bind(new.task)
    .bind(new.position)
    .bind(new.name.clone())
    .bind(new.content)
    .bind(now)
    .execute()
    .await?;
    Ok(())
}

/// A file with its content.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Stored {
    pub id: AttachmentId,
    pub task: TaskId,
    pub position: PositionId,
    pub name: String,
    pub attached_at: Option<DateTime<Utc>>,
    pub content: Uuid,
    pub sha256: String,
    pub size: i64,
    pub media: MediaType,
    pub has_picture: bool,
}

/// The file with that id; none where it is withdrawn.
pub async fn find(tx: &mut Tx, id: AttachmentId) -> Result<Option<Stored>> {
    tx.query(
        "SELECT a.id, a.task, a.position, a.name, a.attached_at, c.id AS content, c.sha256, c.size, \
         c.media, c.has_picture FROM attachment a JOIN content c ON c.id = a.content WHERE a.id = $1",
    )
    .bind(id)
    .fetch_optional()
    .await
}

/// The files of a task that have a small picture.
pub async fn pictured(tx: &mut Tx, task: TaskId) -> Result<Vec<AttachmentId>> {
    #[derive(sqlx::FromRow)]
    struct Row {
        id: AttachmentId,
    }
    let rows: Vec<Row> = tx
        .query(
            "SELECT a.id FROM attachment a JOIN content c ON c.id = a.content \
             WHERE a.task = $1 AND a.attached_at IS NOT NULL AND c.has_picture = TRUE",
        )
        .bind(task)
        .fetch_all()
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Makes an upload a file of its task; whether it was still loose.
pub async fn attach(tx: &mut Tx, id: AttachmentId, now: DateTime<Utc>) -> Result<bool> {
    let changed = tx
        .query("UPDATE attachment SET attached_at = $1 WHERE id = $2 AND attached_at IS NULL")
        .bind(now)
        .bind(id)
        .execute()
        .await?;
    Ok(changed == 1)
}

/// Lets the content of a file go; its row stays.
pub async fn withdraw(tx: &mut Tx, id: AttachmentId) -> Result<bool> {
    let changed = tx
        .query("UPDATE attachment SET content = NULL WHERE id = $1 AND content IS NOT NULL")
        .bind(id)
        .execute()
        .await?;
    Ok(changed == 1)
}

/// Forgets uploads from before that moment that never became files of a task.
pub async fn forget_loose(tx: &mut Tx, before: DateTime<Utc>) -> Result<u64> {
    tx.query("DELETE FROM attachment WHERE attached_at IS NULL AND uploaded_at < $1")
        .bind(before)
        .execute()
        .await
}

/// Drops content that no file has and that nobody uploaded since that moment.
pub async fn drop_unused(tx: &mut Tx, before: DateTime<Utc>) -> Result<u64> {
    tx.query(
        "UPDATE content SET is_dropped = TRUE WHERE is_dropped = FALSE AND touched_at < $1 \
         AND NOT EXISTS (SELECT 1 FROM attachment a WHERE a.content = content.id)",
    )
    .bind(before)
    .execute()
    .await
}

/// Dropped content whose objects are still to be deleted.
pub async fn dropped(tx: &mut Tx, limit: u32) -> Result<Vec<Content>> {
    tx.query(
        "SELECT id, sha256, size, media, has_picture FROM content WHERE is_dropped = TRUE \
         ORDER BY id",
    )
    .limit(limit)
    .fetch_all()
    .await
}

/// Forgets dropped content whose objects are deleted.
pub async fn forget(tx: &mut Tx, ids: &[Uuid]) -> Result<u64> {
    if ids.is_empty() {
        return Ok(0);
    }
    tx.query("DELETE FROM content WHERE is_dropped = TRUE AND id IN ")
        .push_list(ids.iter().copied())
        .execute()
        .await
}
