//! Noting who came to which door, without holding up the request.
//!
//! Notes are gathered in memory and written together, by [`System::write_accesses`], every second and at an orderly
//! end. A process that is killed loses the notes of its last second at most.
//!
//! **Invariants:** memory is bounded and nothing is dropped for it: the request that finds [`MOST`] notes waiting
//! writes them itself, which slows those who cause them. A note that could not be written stays and is written
//! with the next ones, up to [`MOST_KEPT`]; beyond, the oldest are let go and the log of the server says how many.
//!
//! To note one more kind: `domain::audit::AuditKind`.

use crate::{Ctx, Result, System};
use domain::audit::{Access, AuditKind};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// Notes that wait in memory at most before a request writes them itself.
pub const MOST: usize = 1000;
/// Notes that are kept while they cannot be written.
const MOST_KEPT: usize = 20_000;

/// Something to be noted.
#[derive(Clone, Debug)]
pub struct Note {
    pub kind: AuditKind,
    pub subject_kind: Option<String>,
    pub subject: Option<Uuid>,
    pub address: String,
    pub door: String,
}

/// A note, and the name typed at the door where nobody was signed in; the name is only looked up, never written.
#[derive(Clone, Debug)]
struct Waiting {
    access: Access,
    login: Option<String>,
}

/// The notes that wait. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Accesses {
    waiting: Arc<Mutex<Vec<Waiting>>>,
    /// Those that are being written; they stay here until they are, whatever becomes of who writes them.
    writing: Arc<tokio::sync::Mutex<Vec<Waiting>>>,
}

impl Accesses {
    fn add(&self, note: Waiting) -> usize {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.push(note);
        waiting.len()
    }

    fn take(&self) -> Vec<Waiting> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut waiting)
    }
}

impl System {
    /// Notes what somebody did who is signed in, or nobody.
    pub async fn note(&self, who: Option<&Ctx>, note: Note) {
        let mut access = self.access(note);
        if let Some(ctx) = who {
            access.user = Some(ctx.actor.user);
            access.position = Some(ctx.actor.position);
            access.acting_for = ctx.actor.acting_for;
            access.agency = Some(ctx.actor.agency);
        }
        self.keep(access, None).await;
    }

    /// Notes that somebody tried to sign in under a name.
    pub async fn note_sign_in(&self, login: &str, note: Note) {
        let access = self.access(note);
        let login = domain::text::fold(login);
        self.keep(access, Some(login).filter(|login| !login.is_empty()))
            .await;
    }

    fn access(&self, note: Note) -> Access {
        let at = self.now();
        Access {
            id: self.chance.id(at),
            at,
            kind: note.kind,
            user: None,
            position: None,
            acting_for: None,
            agency: None,
            subject_kind: note.subject_kind,
            subject: note.subject,
            address: note.address,
            door: note.door,
        }
    }

    async fn keep(&self, access: Access, login: Option<String>) {
        if self.accesses.add(Waiting { access, login }) >= MOST
            && let Err(error) = self.write_accesses().await
        {
            tracing::error!(error = ?error, "accesses could not be written; it is tried again");
        }
    }

    /// Writes the notes that wait, in one transaction.
    ///
    /// # Errors
    /// Those of the store; then the notes wait on.
    pub async fn write_accesses(&self) -> Result<()> {
        let mut notes = self.accesses.writing.lock().await;
        notes.append(&mut self.accesses.take());
        if notes.is_empty() {
            return Ok(());
        }
        let written = self.write_notes(&notes).await;
        if written.is_ok() {
            notes.clear();
        } else if let Some(lost) = notes.len().checked_sub(MOST_KEPT).filter(|lost| *lost > 0) {
            notes.drain(..lost);
            tracing::error!(lost, "accesses could not be written and are lost");
        }
        written
    }

    async fn write_notes(&self, notes: &[Waiting]) -> Result<()> {
        let mut tx = self.db.write().await?;
        let mut known = HashMap::new();
        let mut accesses = Vec::with_capacity(notes.len());
        for note in notes {
            let mut access = note.access.clone();
            if let Some(login) = &note.login {
                let holder = match known.get(login) {
                    Some(holder) => *holder,
                    None => {
                        let holder = store::audit::holder(&mut tx, login).await?;
                        known.insert(login.clone(), holder);
                        holder
                    }
                };
                if let Some((user, position, agency)) = holder {
                    access.user = Some(user);
                    access.position = position;
                    access.agency = agency;
                }
            }
            accesses.push(access);
        }
        store::audit::insert(&mut tx, &accesses).await?;
        tx.commit().await?;
        Ok(())
    }
}
