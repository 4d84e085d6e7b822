//! The context of every use case: the system it runs in, and who acts.
//!
//! **Invariant:** time, ids and randomness come from here, so that a test can fix them; the ambient ones
//! are forbidden by lint. To add a setting, add a field to [`Settings`].

use crate::mail::post::Post;
use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveTime, SubsecRound as _, TimeDelta, Utc};
use domain::access::Actor;
use domain::clears::ClearSet;
use domain::extension::ExtensionRules;
use domain::id::SessionId;
use domain::job::Rule;
use domain::ladder::Ladder;
use domain::view::Language;
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use store::Db;
use uuid::Uuid;

/// What decides besides the rules of the domain.
#[derive(Clone, Debug)]
pub struct Settings {
    pub clears: ClearSet,
    /// How often, how long and until when a task can be given more time.
    pub extensions: ExtensionRules,
    /// Days before the deadline from which a task is "due soon".
    pub due_soon_days: u64,
    /// Who is told of an overdue task, and after how many working days.
    pub ladder: Ladder,
    /// Demo accounts exist and every page says so.
    pub demo: bool,
    /// How long a session lasts without use.
    pub session_idle: TimeDelta,
    /// How long a session lasts in all.
    pub session_life: TimeDelta,
    /// Where attached files stand, and what is taken.
    pub attachments: crate::attachment::Options,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            clears: ClearSet::default(),
            extensions: ExtensionRules::default(),
            due_soon_days: domain::timeliness::DUE_SOON_DAYS,
            ladder: Ladder::default(),
            demo: false,
            session_idle: TimeDelta::hours(8),
            session_life: TimeDelta::days(7),
            attachments: crate::attachment::Options::default(),
        }
    }
}

impl Settings {
    /// When people are reminded.
    pub fn rule(&self) -> Rule<'_> {
        Rule {
            due_soon_days: self.due_soon_days,
            ladder: &self.ladder,
        }
    }
}

/// Where the time comes from.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock, moved by some seconds (zero outside demonstrations).
    Machine { offset: TimeDelta },
    /// Stands still until a test moves it; microseconds since 1970.
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at that moment.
    pub fn fixed(at: DateTime<Utc>) -> Self {
        Self::Fixed(Arc::new(AtomicI64::new(at.timestamp_micros())))
    }

    /// Moves a fixed clock; the machine's clock is not ours to move.
    pub fn advance(&self, by: TimeDelta) {
        if let Self::Fixed(micros) = self {
            micros.fetch_add(by.num_microseconds().unwrap_or(0), Ordering::SeqCst);
        }
    }

    /// The moment, to the microsecond (PostgreSQL's precision, so that both engines keep it alike).
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            Self::Machine { offset } => {
                #[expect(
                    clippy::disallowed_methods,
                    reason = "the one place that asks the machine"
                )]
                let now = Utc::now();
                (now + *offset).trunc_subsecs(6)
            }
            Self::Fixed(micros) => {
                DateTime::from_timestamp_micros(micros.load(Ordering::SeqCst)).unwrap_or_default()
            }
        }
    }
}

/// Where ids and random bytes come from.
#[derive(Clone, Debug)]
pub enum Chance {
    /// The machine's entropy.
    Machine,
    /// The same sequence every time, for tests.
    Seeded(Arc<AtomicU64>),
}

impl Chance {
    /// The sequence of tests that begins with `seed`.
    pub fn seeded(seed: u64) -> Self {
        Self::Seeded(Arc::new(AtomicU64::new(seed)))
    }

    /// 32 random bytes.
    pub fn bytes(&self) -> [u8; 32] {
        match self {
            Self::Machine => {
                let mut bytes = [0; 32];
                getrandom::fill(&mut bytes).expect("a machine without entropy cannot serve");
                bytes
            }
            Self::Seeded(counter) => {
                Sha256::digest(counter.fetch_add(1, Ordering::SeqCst).to_be_bytes()).into()
            }
        }
    }

    /// A new id, ordered by time (UUID version 7).
    pub fn id(&self, now: DateTime<Utc>) -> Uuid {
        let mut random = [0; 10];
        random.copy_from_slice(&self.bytes()[..10]);
        let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }
}

/// The running system: one per process.
#[derive(Clone)]
pub struct System {
    pub db: Db,
    pub clock: Clock,
    pub chance: Chance,
    pub settings: Settings,
    /// The agencies in memory.
    pub directory: crate::directory::Cache,
    /// The store of files.
    pub files: crate::attachment::Files,
    /// Where e-mail goes; none where none is sent.
    pub post: Option<Arc<Post>>,
    /// Who came to which door and is not written yet.
    pub accesses: crate::access::Accesses,
}

/// The system and who acts in it: the first parameter of every use case.
#[derive(Clone)]
pub struct Ctx {
    pub system: Arc<System>,
    pub actor: Actor,
    pub session: SessionId,
    pub language: Language,
    /// The last place of the log when the request came in: whatever it reads is at least that new, so that a
    /// live stream that begins there misses nothing.
    pub seen: i64,
}

/// Vietnam's civil time: UTC+7 all year.
pub fn local_day(at: DateTime<Utc>) -> NaiveDate {
    match FixedOffset::east_opt(7 * 3600) {
        Some(hanoi) => at.with_timezone(&hanoi).date_naive(),
        None => at.date_naive(),
    }
}

/// Half past seven in the morning in Vietnam on a day: when the digests are sent.
pub fn digest_hour(day: NaiveDate) -> DateTime<Utc> {
    morning(day) - TimeDelta::minutes(30)
}

/// Eight in the morning in Vietnam on a day: when people start to work.
pub fn morning(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc() + TimeDelta::hours(8 - 7)
}

impl System {
    /// A system on a database.
    pub fn new(db: Db, clock: Clock, chance: Chance, settings: Settings) -> Self {
        Self {
            db,
            clock,
            chance,
            files: crate::attachment::Files::new(&settings.attachments),
            settings,
            directory: crate::directory::Cache::default(),
            post: None,
            accesses: crate::access::Accesses::default(),
        }
    }

    /// The same system, which sends e-mail.
    #[must_use]
    pub fn with_post(mut self, post: Post) -> Self {
        self.post = Some(Arc::new(post));
        self
    }

    /// The moment.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The day in Vietnam.
    pub fn today(&self) -> NaiveDate {
        local_day(self.now())
    }

    /// A new id.
    pub fn id(&self) -> Uuid {
        self.chance.id(self.now())
    }

    /// The last day that still counts as "due soon".
    pub fn due_soon_until(&self) -> NaiveDate {
        let today = self.today();
        today
            .checked_add_days(Days::new(self.settings.due_soon_days))
            .unwrap_or(today)
    }
}
