//! The two-database kernel: the only module that knows there are SQLite and PostgreSQL.
//!
//! One SQL text serves both: `$1` placeholders, spelled-out column lists, no database-side defaults
//! (docs/adr/0001-two-databases.md). Everything above works with [`Tx`] and [`Query`].
//!
//! SQLite has one writer. Those who wait for it may share a commit (docs/adr/0006-group-commit.md): each
//! works in a savepoint of its own, one after another, and is told of success after the commit they share.
//!
//! **Invariants:** only static text becomes SQL (`AssertSqlSafe` stands in this file only); a read connection
//! cannot write; unique violations have the same constraint name on both engines; [`Tx::commit`] never
//! says yes before what was done, and what it was built on, is on the disk.
//!
//! To add a query, write it in `store/src/<feature>.rs`. Where SQL truly must differ, ask
//! [`Tx::dialect`] in that file and add the file to the list in `xtask`.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the kernel is where SQL reaches the engines"
)]

use crate::error::{Error, Result};
use sqlx::error::ErrorKind;
use sqlx::migrate::Migrator;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgArguments, PgConnectOptions, PgListener, PgPool, PgPoolOptions, PgRow};
use sqlx::sqlite::{
    SqliteArguments, SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool,
    SqlitePoolOptions, SqliteRow, SqliteSynchronous,
};
use sqlx::{
    Arguments as _, AssertSqlSafe, ConnectOptions as _, Connection as _, Encode, FromRow, Postgres,
    Sqlite, Transaction, Type,
};
use std::str::FromStr as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot, watch};

/// A value that can be bound on both engines.
pub trait Bind:
    for<'q> Encode<'q, Sqlite> + Type<Sqlite> + for<'q> Encode<'q, Postgres> + Type<Postgres>
{
}
impl<T> Bind for T where
    T: for<'q> Encode<'q, Sqlite> + Type<Sqlite> + for<'q> Encode<'q, Postgres> + Type<Postgres>
{
}

/// A row type that can be read from both engines; `#[derive(FromRow)]` gives it.
pub trait Record:
    for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}
impl<T> Record for T where
    T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}

/// Which SQL an engine speaks, for the few places where it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

#[derive(Clone)]
enum Pools {
    Sqlite {
        write: SqlitePool,
        read: SqlitePool,
        group: Arc<Mutex<Group>>,
    },
    Postgres {
        write: PgPool,
        read: PgPool,
    },
}

/// A database: pools for writing and for reading. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    pools: Pools,
    statements: Arc<AtomicU64>,
    /// How often a transaction of this process that made the log grow was committed.
    growth: watch::Sender<u64>,
}

/// A unit of work: a write transaction, or a read-only connection.
pub struct Tx {
    inner: Inner,
    statements: Arc<AtomicU64>,
    /// Told after the commit, if the log grows by it.
    growth: watch::Sender<u64>,
    has_grown_log: bool,
}

enum Inner {
    SqliteWrite(Turn),
    SqliteRead(PoolConnection<Sqlite>),
    PostgresWrite(Transaction<'static, Postgres>),
    PostgresRead(PoolConnection<Postgres>),
}

/// How to open a database.
#[derive(Clone, Debug)]
pub struct Options {
    /// `sqlite:path/to/file.db` or `postgres://…`.
    pub url: String,
    /// Connections for reading; SQLite always has one for writing.
    pub readers: u32,
    /// Connections for writing on PostgreSQL.
    pub writers: u32,
}

impl Options {
    /// The usual numbers of connections for a database address.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            readers: 4,
            writers: 8,
        }
    }
}

/// How long one waits for a connection, and for SQLite's one writer.
const PATIENCE: Duration = Duration::from_secs(10);

static COMMON: Migrator = sqlx::migrate!("migrations/common");
static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

fn merged(dialect: &Migrator) -> Migrator {
    Migrator::with_migrations(COMMON.iter().chain(dialect.iter()).cloned().collect())
}

impl Db {
    /// Opens a database; a SQLite file is created where there is none.
    ///
    /// # Errors
    /// [`Error::Address`] for an address of neither kind; [`Error::Driver`] where it cannot be reached.
    pub async fn open(options: &Options) -> Result<Self> {
        let pools = if options.url.starts_with("sqlite:") {
            let base = SqliteConnectOptions::from_str(&options.url)?
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                // Durable: an acknowledged command survives a power cut.
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(PATIENCE)
                .pragma("cache_size", "-65536")
                .pragma("mmap_size", "268435456")
                .statement_cache_capacity(256)
                .disable_statement_logging();
            let write = SqlitePoolOptions::new()
                .max_connections(1)
                .acquire_timeout(PATIENCE)
                .test_before_acquire(false)
                // Where the engine itself ended a transaction, as on a full disk, sqlx still counts it as
                // open and would refuse to begin the next one for ever.
                .before_acquire(|connection, _| {
                    Box::pin(async move { Ok(!connection.is_in_transaction()) })
                })
                .connect_with(base.clone())
                .await?;
            let read = SqlitePoolOptions::new()
                .max_connections(options.readers)
                .acquire_timeout(PATIENCE)
                .test_before_acquire(false)
                .connect_lazy_with(base.pragma("query_only", "1"));
            Pools::Sqlite {
                write,
                read,
                group: Arc::default(),
            }
        } else if options.url.starts_with("postgres:") || options.url.starts_with("postgresql:") {
            let base = PgConnectOptions::from_str(&options.url)?.disable_statement_logging();
            let write = PgPoolOptions::new()
                .max_connections(options.writers)
                .acquire_timeout(PATIENCE)
                .connect_with(base.clone())
                .await?;
            let read = PgPoolOptions::new()
                .max_connections(options.readers)
                .acquire_timeout(PATIENCE)
                .connect_lazy_with(base.options([("default_transaction_read_only", "on")]));
            Pools::Postgres { write, read }
        } else {
            return Err(Error::Address);
        };
        Ok(Self {
            pools,
            statements: Arc::default(),
            growth: watch::Sender::default(),
        })
    }

    /// Makes an empty PostgreSQL database named `name` beside the one at `base` and gives its address.
    /// For tests and for first installations.
    ///
    /// # Errors
    /// [`Error::Driver`]; [`Error::Address`] when `name` is not a plain lower-case name.
    pub async fn create_postgres(base: &str, name: &str) -> Result<String> {
        let tail = "TEMPLATE template0 ENCODING 'UTF8'";
        let options = beside(base, "CREATE DATABASE", name, tail).await?;
        Ok(options.database(name).to_url_lossy().to_string())
    }

    /// Removes a database that [`Db::create_postgres`] made, whoever is connected to it. For tests.
    ///
    /// # Errors
    /// As there.
    pub async fn drop_postgres(base: &str, name: &str) -> Result<()> {
        beside(base, "DROP DATABASE", name, "WITH (FORCE)").await?;
        Ok(())
    }

    /// Brings the schema up to date; runs each migration once.
    ///
    /// # Errors
    /// [`Error::Migration`].
    pub async fn migrate(&self) -> Result<()> {
        match &self.pools {
            Pools::Sqlite { write, .. } => merged(&SQLITE).run(write).await?,
            Pools::Postgres { write, .. } => merged(&POSTGRES).run(write).await?,
        }
        Ok(())
    }

    /// The migrations that have not run here, by version and description, in their order.
    ///
    /// # Errors
    /// [`Error::Driver`].
    pub async fn pending_migrations(&self) -> Result<Vec<String>> {
        let mut tx = self.read().await?;
        let (table, migrator) = match tx.dialect() {
            Dialect::Sqlite => (
                "SELECT name AS found FROM sqlite_master WHERE name = '_sqlx_migrations'",
                merged(&SQLITE),
            ),
            Dialect::Postgres => (
                "SELECT table_name::TEXT AS found FROM information_schema.tables \
                 WHERE table_schema = current_schema() AND table_name = '_sqlx_migrations'",
                merged(&POSTGRES),
            ),
        };
        let has_table: Option<(String,)> = tx.query(table).fetch_optional().await?;
        let done: Vec<(i64,)> = match has_table {
            Some(_) => {
                tx.query("SELECT version FROM _sqlx_migrations WHERE success = ")
                    .push_bind(true)
                    .fetch_all()
                    .await?
            }
            None => Vec::new(),
        };
        Ok(migrator
            .iter()
            .filter(|migration| !done.contains(&(migration.version,)))
            .map(|migration| format!("{:04} {}", migration.version, migration.description))
            .collect())
    }

    /// Begins a write transaction. SQLite takes its one writer's lock at once, so that a transaction
    /// never fails half-way because another one wrote.
    ///
    /// # Errors
    /// [`Error::Driver`].
    pub async fn write(&self) -> Result<Tx> {
        self.begin(false).await
    }

    /// Begins a short write transaction that may share its commit with those that wait for SQLite's one
    /// writer at the same time. It sees what those before it did. PostgreSQL groups commits by itself.
    ///
    /// What only was read in it is as sure as a commit only after [`Tx::commit`], too.
    ///
    /// # Errors
    /// [`Error::Driver`].
    pub async fn write_together(&self) -> Result<Tx> {
        self.begin(true).await
    }

    async fn begin(&self, may_share: bool) -> Result<Tx> {
        let inner = match &self.pools {
            Pools::Sqlite { write, group, .. } => {
                Inner::SqliteWrite(Turn::begin(write, group, may_share).await?)
            }
            Pools::Postgres { write, .. } => Inner::PostgresWrite(write.begin().await?),
        };
        Ok(Tx {
            inner,
            statements: Arc::clone(&self.statements),
            growth: self.growth.clone(),
            has_grown_log: false,
        })
    }

    /// A connection that can only read; each statement sees what is committed when it starts.
    ///
    /// # Errors
    /// [`Error::Driver`].
    pub async fn read(&self) -> Result<Tx> {
        let inner = match &self.pools {
            Pools::Sqlite { read, .. } => Inner::SqliteRead(read.acquire().await?),
            Pools::Postgres { read, .. } => Inner::PostgresRead(read.acquire().await?),
        };
        Ok(Tx {
            inner,
            statements: Arc::clone(&self.statements),
            growth: self.growth.clone(),
            has_grown_log: false,
        })
    }

    /// Tells from now on whenever the log has grown, here or, on PostgreSQL, on another server.
    ///
    /// # Errors
    /// [`Error::Driver`] where PostgreSQL cannot be listened to.
    pub async fn growth(&self) -> Result<Growth> {
        let elsewhere = match &self.pools {
            Pools::Sqlite { .. } => None,
            Pools::Postgres { write, .. } => {
                // A connection of its own, whose loss the listener mends by itself.
                let pool = PgPoolOptions::new()
                    .max_connections(1)
                    .max_lifetime(None)
                    .idle_timeout(None)
                    .acquire_timeout(PATIENCE)
                    .connect_lazy_with((*write.connect_options()).clone());
                let mut listener = PgListener::connect_with(&pool).await?;
                listener.listen(CHANNEL).await?;
                Some(listener)
            }
        };
        Ok(Growth {
            here: self.growth.subscribe(),
            elsewhere,
        })
    }

    /// Statements sent since the start; tests assert how many a page takes.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Closes all connections, waiting for work under way.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { write, read, .. } => {
                read.close().await;
                write.close().await;
            }
            Pools::Postgres { write, read } => {
                read.close().await;
                write.close().await;
            }
        }
    }
}

/// Runs a statement about a database from the one at `base`; gives the address's options.
async fn beside(base: &str, verb: &str, name: &str, tail: &str) -> Result<PgConnectOptions> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if name.is_empty() || !name.chars().all(plain) {
        return Err(Error::Address);
    }
    let options = PgConnectOptions::from_str(base)?.disable_statement_logging();
    let mut connection = options.connect().await?;
    // A database name cannot be bound; it was checked above.
    sqlx::query::<Postgres>(AssertSqlSafe(format!("{verb} {name} {tail}")))
        .execute(&mut connection)
        .await?;
    connection.close().await?;
    Ok(options)
}

/// What PostgreSQL's servers tell each other on; the trigger on `log_head` sends it.
const CHANNEL: &str = "lachan_log";
/// The wait after PostgreSQL could not be listened to; the caller looks into the log from time to time anyway.
const LISTEN_AGAIN: Duration = Duration::from_secs(1);

/// Tells that the log has grown: one reader per process waits here, see [`Db::growth`].
pub struct Growth {
    here: watch::Receiver<u64>,
    elsewhere: Option<PgListener>,
}

impl Growth {
    /// Waits until the log has grown since the last call. It may tell of nothing new, and may miss what
    /// another server did while the connection was lost: a reader looks by itself from time to time.
    pub async fn grown(&mut self) {
        let here = async {
            // Without a sender no process can write through this database any more.
            if self.here.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        let Some(listener) = &mut self.elsewhere else {
            return here.await;
        };
        let heard = tokio::select! {
            () = here => true,
            heard = listener.recv() => heard.is_ok(),
        };
        if !heard {
            tokio::time::sleep(LISTEN_AGAIN).await;
        }
        // One look answers all that have been told meanwhile.
        while listener.next_buffered().is_some() {}
    }
}

/// The transaction of SQLite's one writer and those who share it.
#[derive(Default)]
struct Group {
    /// Open from the turn of the first member to the commit.
    tx: Option<Transaction<'static, Sqlite>>,
    /// The members that are done and wait for the commit.
    done: Vec<oneshot::Sender<Outcome>>,
    /// A member left half-way; the next to hold the lock takes back what it did.
    has_leftover: bool,
    /// The engine failed in a way that may have ended the transaction: nobody's work is sure any more.
    failure: Option<Arc<sqlx::Error>>,
}

/// What became of a shared commit.
type Outcome = std::result::Result<(), Arc<sqlx::Error>>;

impl Group {
    async fn run(&mut self, sql: &'static str) -> Outcome {
        let Some(tx) = &mut self.tx else {
            return Ok(());
        };
        let done = sqlx::query::<Sqlite>(AssertSqlSafe(sql))
            .execute(&mut **tx)
            .await;
        done.map(drop).map_err(Arc::new)
    }

    /// Takes back what a member left half-way. Doing it twice does no harm, so it may be interrupted.
    async fn tidy(&mut self) {
        if self.has_leftover {
            if let Err(error) = self.run("ROLLBACK TO SAVEPOINT member").await {
                self.failure = Some(error);
            }
            self.has_leftover = false;
        }
    }

    /// Ends the transaction and tells all members what became of it.
    async fn settle(&mut self) {
        self.tidy().await;
        let outcome = match (self.failure.take(), self.tx.take()) {
            (Some(failure), tx) => {
                drop(tx);
                Err(failure)
            }
            (None, Some(tx)) => tx.commit().await.map_err(Arc::new),
            // The task that committed was broken off: whoever still waits was told nothing.
            (None, None) => Err(Arc::new(sqlx::Error::WorkerCrashed)),
        };
        for member in self.done.drain(..) {
            // A member whose request has gone away asks no more.
            drop(member.send(outcome.clone()));
        }
    }
}

/// The time during which one alone may use SQLite's writer.
struct Turn {
    group: OwnedMutexGuard<Group>,
    place: Place,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Its transaction is nobody else's.
    Alone,
    /// It began the transaction that others may join.
    First,
    /// It works in a savepoint of the transaction of others.
    Joined,
    /// What it did is kept.
    Done,
}

impl Turn {
    /// Waits for the writer: a fair queue, so those in it now come before those who come later.
    async fn begin(pool: &SqlitePool, queue: &Arc<Mutex<Group>>, may_share: bool) -> Result<Self> {
        let wait = tokio::time::timeout(PATIENCE, Arc::clone(queue).lock_owned());
        let mut group = wait.await.map_err(|_| sqlx::Error::PoolTimedOut)?;
        group.tidy().await;
        if group.tx.is_some() && (!may_share || group.failure.is_some()) {
            // On a task of its own: others wait for this commit, whatever becomes of this request.
            let settled = tokio::spawn(async move {
                group.settle().await;
                group
            });
            group = settled.await.map_err(|_| sqlx::Error::WorkerCrashed)?;
        }
        let place = if group.tx.is_some() {
            if let Err(error) = group.run("SAVEPOINT member").await {
                group.failure = Some(Arc::clone(&error));
                return Err(Error::Driver(error));
            }
            Place::Joined
        } else {
            group.tx = Some(pool.begin_with("BEGIN IMMEDIATE").await?);
            if may_share {
                Place::First
            } else {
                Place::Alone
            }
        };
        Ok(Self { group, place })
    }

    fn connection(&mut self) -> &mut SqliteConnection {
        self.group
            .tx
            .as_mut()
            .expect("a turn has a transaction from its begin to its end")
    }

    async fn commit(mut self) -> Result<()> {
        if self.place == Place::Alone {
            if let Some(tx) = self.group.tx.take() {
                tx.commit().await?;
            }
            return Ok(());
        }
        let (told, outcome) = oneshot::channel();
        self.group.done.push(told);
        if self.place == Place::First {
            // Stands in the queue behind those who wait now: they are the group. Independent of every
            // request, so that none that goes away takes the commit of the others with it.
            let queue = Arc::clone(OwnedMutexGuard::mutex(&self.group));
            tokio::spawn(async move { queue.lock_owned().await.settle().await });
        }
        self.place = Place::Done;
        drop(self);
        match outcome.await {
            Ok(outcome) => outcome.map_err(Error::Driver),
            Err(_) => Err(sqlx::Error::WorkerCrashed.into()),
        }
    }

    /// Notes an error after which the engine may have rolled back more than the statement.
    fn note(&mut self, error: &Error) {
        if let Error::Driver(error) = error
            && may_end_transaction(error)
        {
            self.group.failure = Some(Arc::clone(error));
        }
    }
}

/// SQLite ends the whole transaction by itself when the disk is full or fails and when memory runs out
/// (<https://www.sqlite.org/lang_transaction.html>, 3). A broken rule, or a value that cannot be read, ends only
/// its statement.
fn may_end_transaction(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Database(database) => matches!(database.kind(), ErrorKind::Other),
        sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::WorkerCrashed => true,
        _ => false,
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        match self.place {
            Place::Alone | Place::First => {
                // Nobody has joined yet; a dropped transaction rolls back.
                self.group.tx = None;
                self.group.failure = None;
            }
            Place::Joined => self.group.has_leftover = true,
            Place::Done => {}
        }
    }
}

enum Args {
    Sqlite(SqliteArguments),
    Postgres(PgArguments),
}

/// A statement being put together.
pub struct Query<'t> {
    tx: &'t mut Tx,
    sql: String,
    args: Args,
    error: Option<sqlx::Error>,
}

impl Tx {
    /// The SQL that this engine speaks. Every use is listed in `xtask`.
    pub fn dialect(&self) -> Dialect {
        match self.inner {
            Inner::SqliteWrite(_) | Inner::SqliteRead(_) => Dialect::Sqlite,
            Inner::PostgresWrite(_) | Inner::PostgresRead(_) => Dialect::Postgres,
        }
    }

    /// Starts a statement.
    pub fn query(&mut self, sql: &'static str) -> Query<'_> {
        let args = match self.dialect() {
            Dialect::Sqlite => Args::Sqlite(SqliteArguments::default()),
            Dialect::Postgres => Args::Postgres(PgArguments::default()),
        };
        Query {
            tx: self,
            sql: sql.to_owned(),
            args,
            error: None,
        }
    }

    /// Makes everything done since the start lasting. A dropped transaction leaves nothing; one that is
    /// dropped while it commits may have been committed.
    ///
    /// # Errors
    /// [`Error::Driver`]: nothing is known to have happened.
    pub async fn commit(self) -> Result<()> {
        match self.inner {
            Inner::SqliteWrite(turn) => turn.commit().await?,
            Inner::PostgresWrite(tx) => tx.commit().await?,
            Inner::SqliteRead(_) | Inner::PostgresRead(_) => {}
        }
        if self.has_grown_log {
            self.growth
                .send_modify(|times| *times = times.wrapping_add(1));
        }
        Ok(())
    }

    /// Notes that the log grows by this transaction: whoever waits in [`Growth::grown`] is told after the
    /// commit.
    pub(crate) fn note_growth(&mut self) {
        self.has_grown_log = true;
    }
}

/// Runs one body for the engine at hand.
macro_rules! run {
    ($query:ident, $conn:ident, $args:ident, $db:ident => $body:expr) => {{
        if let Some(error) = $query.error {
            return Err(error.into());
        }
        $query.tx.statements.fetch_add(1, Ordering::Relaxed);
        let result = match ($query.args, &mut $query.tx.inner) {
            (Args::Sqlite($args), Inner::SqliteWrite(turn)) => {
                type $db = Sqlite;
                let $conn = turn.connection();
                $body
            }
            (Args::Sqlite($args), Inner::SqliteRead(connection)) => {
                type $db = Sqlite;
                let $conn = &mut **connection;
                $body
            }
            (Args::Postgres($args), Inner::PostgresWrite(tx)) => {
                type $db = Postgres;
                let $conn = &mut **tx;
                $body
            }
            (Args::Postgres($args), Inner::PostgresRead(connection)) => {
                type $db = Postgres;
                let $conn = &mut **connection;
                $body
            }
            _ => unreachable!("arguments are made for the engine that runs them"),
        };
        let result = result.map_err(Error::from);
        if let (Err(error), Inner::SqliteWrite(turn)) = (&result, &mut $query.tx.inner) {
            turn.note(error);
        }
        result
    }};
}

impl Query<'_> {
    /// Adds text to the statement.
    pub fn push(mut self, sql: &'static str) -> Self {
        self.sql.push_str(sql);
        self
    }

    /// Gives the next `$n` its value.
    pub fn bind(mut self, value: impl Bind) -> Self {
        let added = match &mut self.args {
            Args::Sqlite(args) => args.add(value),
            Args::Postgres(args) => args.add(value),
        };
        if let Err(error) = added {
            self.error.get_or_insert(sqlx::Error::Encode(error));
        }
        self
    }

    /// Adds the next `$n` to the statement and gives it its value.
    pub fn push_bind(self, value: impl Bind) -> Self {
        let mut query = self.bind(value);
        let place = match &query.args {
            Args::Sqlite(args) => args.len(),
            Args::Postgres(args) => args.len(),
        };
        query.sql.push('$');
        query.sql.push_str(&place.to_string());
        query
    }

    /// Adds `($n, $m, …)`; an empty list becomes `(NULL)`, which matches nothing.
    pub fn push_list<T: Bind>(mut self, values: impl IntoIterator<Item = T>) -> Self {
        self = self.push("(");
        let mut empty = true;
        for value in values {
            if !empty {
                self = self.push(", ");
            }
            empty = false;
            self = self.push_bind(value);
        }
        if empty {
            self = self.push("NULL");
        }
        self.push(")")
    }

    /// Reads at most so many rows. The number stands in the text: where it is a bound value, SQLite asks it when it
    /// plans the statement, and therefore prepares the statement anew each time.
    pub fn limit(mut self, rows: impl Into<i64>) -> Self {
        self.sql.push_str(" LIMIT ");
        self.sql.push_str(&rows.into().to_string());
        self
    }

    /// Holds the rows that are read against writers until the transaction ends, others may read them
    /// too. SQLite has one writer, which holds everything anyway.
    pub fn hold_shared(self) -> Self {
        match self.tx.dialect() {
            Dialect::Sqlite => self,
            Dialect::Postgres => self.push(" FOR SHARE"),
        }
    }

    /// Holds the rows that are read for this transaction alone, and passes over those that another one
    /// holds. SQLite has one writer, so there is no other one.
    pub fn hold_unheld(self) -> Self {
        match self.tx.dialect() {
            Dialect::Sqlite => self,
            Dialect::Postgres => self.push(" FOR UPDATE SKIP LOCKED"),
        }
    }

    /// Runs the statement; gives the number of rows it changed.
    ///
    /// # Errors
    /// [`Error::Conflict`] for a unique violation, else [`Error::Driver`].
    pub async fn execute(self) -> Result<u64> {
        run!(self, conn, args, DB => {
            sqlx::query_with::<DB, _>(AssertSqlSafe(self.sql), args)
                .execute(conn)
                .await
                .map(|done| done.rows_affected())
        })
    }

    /// Runs the statement; gives its row, if any.
    ///
    /// # Errors
    /// As [`Query::execute`].
    pub async fn fetch_optional<T: Record>(self) -> Result<Option<T>> {
        run!(self, conn, args, DB => {
            sqlx::query_as_with::<DB, T, _>(AssertSqlSafe(self.sql), args).fetch_optional(conn).await
        })
    }

    /// Runs the statement; gives all its rows.
    ///
    /// # Errors
    /// As [`Query::execute`].
    pub async fn fetch_all<T: Record>(self) -> Result<Vec<T>> {
        run!(self, conn, args, DB => {
            sqlx::query_as_with::<DB, T, _>(AssertSqlSafe(self.sql), args).fetch_all(conn).await
        })
    }
}
