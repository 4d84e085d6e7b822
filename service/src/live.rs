//! Live updates: one reader per process follows the log, and every open screen is told of what it may see.
//!
//! The reader wakes with a commit, reads what is new in the order of the log, asks once who may see it and which
//! of the open sessions still count, and hands the same batch to all streams. So a batch costs the same few
//! statements for one open screen and for a thousand.
//!
//! **Invariants:** a stream tells each entry that its reader may see once and in the order of the log, from the
//! place at which the screen left off; whether it may see it is asked of [`allows`] with the actor of its session
//! as it is now and the parties of the subject as they are now; a session that no longer counts ends its stream
//! with the next batch, at most [`CHECK`] later; nothing is kept for a slow reader: it is cut, and comes again
//! from where it left off.
//!
//! To tell screens more of an entry: `domain::live`. To tell of more subjects: their arm in [`visible`].

use crate::directory::Directory;
use crate::{Ctx, Error, Result, System};
use domain::access::{Action, Actor, Parties, Relation, allows, permits};
use domain::directive::DirectiveState;
use domain::id::{AgencyId, DirectiveId, PositionId, SessionId, TaskId, UserId};
use domain::live::{Change, Standing, marked};
use domain::log::{Subject, SubjectKind};
use domain::refusal::Problem;
use domain::task::TaskEvent;
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;
use store::live::Line;
use tokio::sync::{OnceCell, broadcast, watch};

/// How often the reader looks without having been woken, and asks which sessions still count.
const CHECK: Duration = Duration::from_secs(3);
/// Checks between two counts of what waits for the agencies of all open screens: reminders are told without
/// an entry of the log.
const CHECKS_PER_COUNT: u32 = 5;
/// The rest after a batch, so that what is committed together is told together.
const REST: Duration = Duration::from_millis(5);
/// Entries read at once.
const BATCH: u32 = 500;
/// Entries kept for screens that come again. Whoever was away longer asks for everything anew.
const KEPT: usize = 2048;
/// Entries from before the start that are read for screens that come again after a restart.
const KEPT_AT_START: i64 = 256;
/// Batches that a stream may fall behind before it is cut.
const BEHIND: usize = 64;
/// Open screens of one session; each window has one.
const MOST_OF_SESSION: usize = 16;
/// Open screens of one process.
const MOST: usize = 20_000;

/// The feed of a process: cheap to clone.
#[derive(Clone)]
pub struct Feed(Arc<Inner>);

struct Inner {
    system: Arc<System>,
    started: OnceCell<()>,
    batches: broadcast::Sender<Arc<Batch>>,
    recent: RwLock<Recent>,
    /// How many streams each session has open.
    open: Mutex<HashMap<SessionId, usize>>,
    ended: watch::Sender<bool>,
}

/// The newest entries, for screens that come again.
#[derive(Default)]
struct Recent {
    /// Every entry after this place is here.
    floor: i64,
    /// The last place that was read.
    tip: i64,
    told: VecDeque<Arc<Told>>,
    /// Who may see the subjects of these entries, as last read.
    seen_by: HashMap<Subject, Arc<SeenBy>>,
}

/// An entry, ready to be sent.
struct Told {
    seq: i64,
    subject: Subject,
    /// A [`Change`] as JSON.
    json: String,
}

/// Which right the sight of a subject asks for, and its parties.
struct SeenBy {
    action: Action,
    parties: Parties,
}

/// Whose counts: a person in a position.
type Reading = (UserId, PositionId);

fn reading(actor: &Actor) -> Reading {
    (actor.user, actor.position)
}

/// What the reader found at once.
struct Batch {
    told: Vec<(Arc<Told>, Arc<SeenBy>)>,
    /// The sessions that were asked for, and who acts in those that count.
    actors: HashMap<SessionId, Option<Actor>>,
    standings: HashMap<Reading, Standing>,
}

/// What a stream tells its screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// An entry of the log: its place, and a [`Change`] as JSON.
    Change { seq: i64, json: String },
    /// The counts around the page.
    Standing(Standing),
    /// The screen was away for too long: everything may have changed up to this place.
    Reset { seq: i64 },
}

/// The stream of one open screen.
pub struct Stream {
    feed: Feed,
    session: SessionId,
    actor: Actor,
    batches: broadcast::Receiver<Arc<Batch>>,
    ended: watch::Receiver<bool>,
    /// The place up to which the log was looked through for the screen.
    seq: i64,
    /// The place up to which the screen was told; none before a reset is.
    told: Option<i64>,
    standing: Option<Standing>,
    waiting: VecDeque<Message>,
}

impl Feed {
    /// The feed of a system. Nothing is read before the first screen opens.
    pub fn new(system: Arc<System>) -> Self {
        Self(Arc::new(Inner {
            system,
            started: OnceCell::new(),
            batches: broadcast::Sender::new(BEHIND),
            recent: RwLock::default(),
            open: Mutex::default(),
            ended: watch::Sender::new(false),
        }))
    }

    /// Opens a stream for a screen that knows the log up to `after`, or as it is now.
    ///
    /// # Errors
    /// [`Problem::TooManyTries`] for a session with too many open screens; [`Problem::Unavailable`] where the
    /// process has too many, or ends; those of the store.
    pub async fn open(&self, ctx: &Ctx, after: Option<i64>) -> Result<Stream> {
        let inner = &self.0;
        let started = inner.started.get_or_try_init(|| self.start());
        started.await?;
        let ended = inner.ended.subscribe();
        if *ended.borrow() {
            return Err(Problem::Unavailable.into());
        }
        self.register(ctx.session)?;
        let mut stream = Stream {
            feed: self.clone(),
            session: ctx.session,
            actor: ctx.actor.clone(),
            // Before the newest entries are looked at: what is read meanwhile then comes twice, not never.
            batches: inner.batches.subscribe(),
            ended,
            seq: 0,
            told: None,
            standing: None,
            waiting: VecDeque::new(),
        };
        let mut tx = inner.system.db.read().await?;
        let standing = store::standing::standing(&mut tx, &stream.actor).await?;
        // A place that is not read yet may be one of another server that is faster, or none at all.
        let tip = inner.recent().tip;
        let head = match after {
            Some(after) if after > tip => store::log::head(&mut tx).await?,
            _ => tip,
        };
        drop(tx);
        stream.tell_standing(standing);
        stream.begin(after, head);
        Ok(stream)
    }

    /// Ends all streams, and the reader.
    pub fn end(&self) {
        self.0.ended.send_replace(true);
    }

    /// Open screens.
    pub fn open_screens(&self) -> usize {
        self.0.open().values().sum()
    }

    fn register(&self, session: SessionId) -> Result<()> {
        let mut open = self.0.open();
        if open.values().sum::<usize>() >= MOST {
            return Err(Problem::Unavailable.into());
        }
        let streams = open.entry(session).or_default();
        if *streams >= MOST_OF_SESSION {
            return Err(Problem::TooManyTries { seconds: 60 }.into());
        }
        *streams += 1;
        Ok(())
    }

    /// Reads what came last and starts the reader.
    async fn start(&self) -> Result<()> {
        let system = Arc::clone(&self.0.system);
        let growth = system.db.growth().await?;
        let mut tx = system.db.read().await?;
        let head = store::log::head(&mut tx).await?;
        drop(tx);
        let floor = (head - KEPT_AT_START).max(0);
        {
            let mut recent = self
                .0
                .recent
                .write()
                .unwrap_or_else(PoisonError::into_inner);
            (recent.floor, recent.tip) = (floor, floor);
        }
        let reader = Reader {
            feed: self.clone(),
            system,
        };
        while reader.read(false).await? {}
        tokio::spawn(reader.run(growth));
        Ok(())
    }
}

impl Inner {
    fn recent(&self) -> std::sync::RwLockReadGuard<'_, Recent> {
        self.recent.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self) -> std::sync::MutexGuard<'_, HashMap<SessionId, usize>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The one reader of a process.
struct Reader {
    feed: Feed,
    system: Arc<System>,
}

impl Reader {
    /// Follows the log until the feed ends.
    async fn run(self, mut growth: store::db::Growth) {
        let mut ended = self.feed.0.ended.subscribe();
        let mut check = tokio::time::interval(CHECK);
        check.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut checks: u32 = 0;
        loop {
            let is_check = tokio::select! {
                _ = ended.wait_for(|ended| *ended) => return,
                _ = check.tick() => true,
                () = growth.grown() => false,
            };
            checks = checks.wrapping_add(u32::from(is_check));
            let mut counts_all = is_check && checks.is_multiple_of(CHECKS_PER_COUNT);
            loop {
                match self.read(counts_all).await {
                    Ok(true) => counts_all = false,
                    Ok(false) => break,
                    Err(error) => {
                        tracing::error!(error = ?error, "the log could not be read; it is tried again");
                        break;
                    }
                }
            }
            tokio::time::sleep(REST).await;
        }
    }

    /// Reads one batch and tells all streams; whether there may be more.
    async fn read(&self, counts_all: bool) -> Result<bool> {
        let inner = &self.feed.0;
        let after = inner.recent().tip;
        let sessions: Vec<SessionId> = inner.open().keys().copied().collect();
        let directory = self.system.directory().await?;
        let mut tx = self.system.db.read().await?;
        let lines = store::live::lines(&mut tx, after, BATCH).await?;
        if lines.is_empty() && sessions.is_empty() {
            return Ok(false);
        }
        let more = lines.len() == BATCH as usize;
        let (told, seen_by, concerned) = visible(&mut tx, &directory, lines).await?;
        // After the entries: whoever lost a right before one of them was written does not learn of it.
        let actors = self.actors(&mut tx, &sessions).await?;
        let readers: HashMap<Reading, &Actor> = actors
            .values()
            .flatten()
            .filter(|actor| counts_all || concerned.contains(&actor.agency))
            .map(|actor| (reading(actor), actor))
            .collect();
        let (readings, readers): (Vec<Reading>, Vec<&Actor>) = readers.into_iter().unzip();
        let standings = store::standing::standings(&mut tx, &readers).await?;
        let standings = readings.into_iter().zip(standings).collect();
        drop(tx);
        let told = inner.keep(told, seen_by);
        let batch = Batch {
            told,
            actors,
            standings,
        };
        // Without a stream nobody needs to be told.
        drop(inner.batches.send(Arc::new(batch)));
        Ok(more)
    }

    /// Who acts in the sessions, asked anew.
    async fn actors(
        &self,
        tx: &mut store::Tx,
        sessions: &[SessionId],
    ) -> Result<HashMap<SessionId, Option<Actor>>> {
        if sessions.is_empty() {
            return Ok(HashMap::new());
        }
        let system = &self.system;
        let mut actors: HashMap<SessionId, Option<Actor>> =
            sessions.iter().map(|session| (*session, None)).collect();
        let idle_since = crate::session::idle_since(system);
        let (now, today) = (system.now(), system.today());
        for resumed in store::session::resume_many(tx, sessions, now, idle_since, today).await? {
            if system.settings.demo || !resumed.is_demo {
                actors.insert(resumed.session, Some(resumed.actor));
            }
        }
        Ok(actors)
    }
}

/// The entries as they are told, who may see their subjects, and the agencies whose counts they move.
async fn visible(
    tx: &mut store::Tx,
    directory: &Directory,
    lines: Vec<Line>,
) -> Result<(
    Vec<Arc<Told>>,
    HashMap<Subject, Arc<SeenBy>>,
    BTreeSet<AgencyId>,
)> {
    let (mut seen_by, mut concerned) = (HashMap::new(), BTreeSet::new());
    if lines.is_empty() {
        return Ok((Vec::new(), seen_by, concerned));
    }
    let ids = |kind| {
        let of_kind = lines.iter().filter(move |line| line.subject_kind == kind);
        of_kind.map(|line| line.subject_id).collect::<BTreeSet<_>>()
    };
    let (tasks, directives) = (ids(SubjectKind::Task), ids(SubjectKind::Directive));
    let mut ordered_by: HashMap<TaskId, DirectiveId> = HashMap::new();
    if !tasks.is_empty() {
        for task in store::live::tasks(tx, tasks.into_iter().map(TaskId)).await? {
            let parties = directory.parties_of(&task);
            concerned.extend(parties.issuer);
            concerned.extend(&parties.leads);
            concerned.extend(&parties.coordinating);
            ordered_by.extend(task.directive.map(|directive| (task.id, directive)));
            let subject = Subject {
                kind: SubjectKind::Task,
                id: task.id.0,
            };
            let action = Action::ViewTask;
            seen_by.insert(subject, Arc::new(SeenBy { action, parties }));
        }
    }
    if !directives.is_empty() {
        let ids = directives.into_iter().map(DirectiveId);
        for (id, state, parties) in store::live::directives(tx, ids).await? {
            let action = match state {
                DirectiveState::Issued => Action::ViewDirective,
                DirectiveState::Draft | DirectiveState::Discarded => Action::ViewDirectiveDraft,
            };
            let subject = Subject {
                kind: SubjectKind::Directive,
                id: id.0,
            };
            seen_by.insert(subject, Arc::new(SeenBy { action, parties }));
        }
    }
    let mut told = Vec::with_capacity(lines.len());
    for line in lines {
        // An event that a newer server wrote is told all the same: what it changed is read anew.
        let event = serde_json::from_str::<TaskEvent>(&line.payload).ok();
        if let Some(TaskEvent::Reassigned { from, .. }) = &event {
            // It takes part no more, but one task less waits for it.
            concerned.insert(*from);
        }
        let agency = directory.agency(line.agency);
        let name = |pick: fn(&domain::agency::Agency) -> &str| {
            agency.map(pick).unwrap_or_default().to_owned()
        };
        let change = Change {
            seq: line.seq,
            kind: line.subject_kind,
            id: line.subject_id,
            version: line.subject_seq,
            directive: match line.subject_kind {
                SubjectKind::Task => ordered_by.get(&TaskId(line.subject_id)).copied(),
                SubjectKind::Directive => Some(DirectiveId(line.subject_id)),
                // Nobody is told of the duty itself, only of the tasks that are made for it.
                // What happens to accounts and agencies is for the pages of the administrator alone.
                SubjectKind::Duty | SubjectKind::Account | SubjectKind::Agency => None,
            },
            verb: line.verb,
            parts: event.as_ref().map(marked).unwrap_or_default(),
            who: line.full_name,
            agency_vi: name(|agency| &agency.name_vi),
            agency_en: name(|agency| &agency.name_en),
            at: line.received_at,
        };
        told.push(Arc::new(Told {
            seq: change.seq,
            subject: Subject {
                kind: change.kind,
                id: change.id,
            },
            json: serde_json::to_string(&change).map_err(Error::internal)?,
        }));
    }
    Ok((told, seen_by, concerned))
}

impl Inner {
    /// Keeps what was read for screens that come again; gives it back with who may see it.
    fn keep(
        &self,
        told: Vec<Arc<Told>>,
        seen_by: HashMap<Subject, Arc<SeenBy>>,
    ) -> Vec<(Arc<Told>, Arc<SeenBy>)> {
        let mut recent = self.recent.write().unwrap_or_else(PoisonError::into_inner);
        recent.seen_by.extend(seen_by);
        if let Some(last) = told.last() {
            recent.tip = last.seq;
        }
        recent.told.extend(told.iter().cloned());
        while recent.told.len() > KEPT {
            if let Some(gone) = recent.told.pop_front() {
                recent.floor = gone.seq;
            }
        }
        let Recent {
            told: kept,
            seen_by,
            ..
        } = &mut *recent;
        if seen_by.len() > 2 * KEPT {
            let named: std::collections::HashSet<Subject> =
                kept.iter().map(|told| told.subject).collect();
            seen_by.retain(|subject, _| named.contains(subject));
        }
        told.into_iter()
            .filter_map(|told| {
                let seen_by = recent.seen_by.get(&told.subject).cloned()?;
                Some((told, seen_by))
            })
            .collect()
    }
}

impl Stream {
    /// The next thing to tell; none at the end, for whatever reason. May be given up and asked again.
    pub async fn next(&mut self) -> Option<Message> {
        loop {
            if *self.ended.borrow() {
                return None;
            }
            if let Some(message) = self.waiting.pop_front() {
                if let Message::Change { seq, .. } | Message::Reset { seq } = message {
                    self.told = Some(seq);
                }
                return Some(message);
            }
            // What it may not see it need not ask for again.
            self.told = Some(self.seq);
            let batch = tokio::select! {
                _ = self.ended.wait_for(|ended| *ended) => return None,
                batch = self.batches.recv() => batch,
            };
            // One that fell behind is cut, too.
            let batch = batch.ok()?;
            self.take(&batch)?;
        }
    }

    /// The place in the log from which a screen that is cut now must be told.
    pub fn told(&self) -> Option<i64> {
        self.told
    }

    /// Begins with what was missed.
    fn begin(&mut self, after: Option<i64>, head: i64) {
        let feed = self.feed.clone();
        let recent = feed.0.recent();
        (self.seq, self.told) = match after {
            Some(after) if after >= recent.floor && after <= head.max(recent.tip) => {
                (after, Some(after))
            }
            Some(_) => {
                let seq = recent.tip;
                self.waiting.push_back(Message::Reset { seq });
                (seq, None)
            }
            None => (recent.tip, Some(recent.tip)),
        };
        let missed = recent.told.partition_point(|told| told.seq <= self.seq);
        for told in recent.told.iter().skip(missed) {
            if let Some(seen_by) = recent.seen_by.get(&told.subject) {
                self.tell(told, seen_by);
            }
        }
    }

    /// Takes what the reader found; none where the session no longer counts.
    fn take(&mut self, batch: &Batch) -> Option<()> {
        match batch.actors.get(&self.session) {
            Some(Some(actor)) => self.actor.clone_from(actor),
            Some(None) => return None,
            // Opened while the reader was reading: its session was asked for a moment ago.
            None => {}
        }
        for (told, seen_by) in &batch.told {
            self.tell(told, seen_by);
        }
        if let Some(standing) = batch.standings.get(&reading(&self.actor)) {
            self.tell_standing(*standing);
        }
        Some(())
    }

    fn tell(&mut self, told: &Told, seen_by: &SeenBy) {
        if told.seq <= self.seq {
            return;
        }
        self.seq = told.seq;
        if allows(&self.actor, seen_by.action, &seen_by.parties) {
            self.waiting.push_back(Message::Change {
                seq: told.seq,
                json: told.json.clone(),
            });
        }
    }

    fn tell_standing(&mut self, found: Standing) {
        let may_view = permits(self.actor.role, Action::ViewNotifications, Relation::Lead);
        let standing = Standing {
            unread: if may_view { found.unread } else { 0 },
            ..found
        };
        if self.standing != Some(standing) {
            self.standing = Some(standing);
            self.waiting.push_back(Message::Standing(standing));
        }
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        let mut open = self.feed.0.open();
        if let Some(streams) = open.get_mut(&self.session) {
            *streams -= 1;
            if *streams == 0 {
                open.remove(&self.session);
            }
        }
    }
}
