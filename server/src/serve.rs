//! The server's life: opening the database, answering, the work of every minute, an orderly end.
//!
//! **Invariants:** nothing is answered before the schema is up to date; a demonstration is never open to the
//! world by accident; requests under way are answered before the end.
//!
//! To add work that is done from time to time: `service::upkeep`; at an hour of its own: `service::job`.

use crate::asset::Site;
use crate::config::Config;
use crate::router::{self, Host};
use axum::serve::ListenerExt as _;
use chrono::NaiveDate;
use service::ctx::Chance;
use service::{System, import};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use store::Db;

/// How often upkeep runs.
const UPKEEP: Duration = Duration::from_secs(60);
/// How long the worker rests when nothing is to be done.
const WORK: Duration = Duration::from_secs(5);
/// How often it is written who came to which door.
const NOTES: Duration = Duration::from_secs(1);
/// How long requests under way may take at the end.
const LAST_WORDS: Duration = Duration::from_secs(10);

/// Why the server does not run.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error("the database cannot be opened")]
    Database(#[source] store::Error),
    #[error(
        "the schema is not up to date: run `lachan migrate`, or `lachan serve --migrate` (missing: {0})"
    )]
    Pending(String),
    #[error("the site cannot be read")]
    Site(#[source] std::io::Error),
    #[error("cannot listen on {address}")]
    Listen {
        address: SocketAddr,
        source: std::io::Error,
    },
    #[error(
        "this is a demonstration with a public password: outside loopback it starts with --i-know-this-is-a-demo only"
    )]
    OpenDemo,
    #[error("{0}")]
    Config(String),
    #[error("the store of attached files cannot be used")]
    Files(#[source] service::Error),
    #[error("the server stopped")]
    Server(#[source] std::io::Error),
    #[error(transparent)]
    Service(#[from] service::Error),
    #[error(transparent)]
    Import(#[from] import::ImportError),
}

/// What the flags of `serve` say.
#[derive(Clone, Copy, Debug, Default)]
pub struct Manner {
    /// Bring the schema up to date first.
    pub migrate: bool,
    /// A demonstration may be reached from other machines.
    pub open_demo: bool,
}

/// Opens the database as the configuration says.
///
/// # Errors
/// [`ServeError::Database`].
pub async fn database(config: &Config) -> Result<Db, ServeError> {
    Db::open(&config.database())
        .await
        .map_err(ServeError::Database)
}

/// The system on an up-to-date database; a demonstration has its own clock.
///
/// # Errors
/// [`ServeError::Database`], [`ServeError::Pending`].
pub async fn system(config: &Config) -> Result<System, ServeError> {
    let db = database(config).await?;
    let pending = db
        .pending_migrations()
        .await
        .map_err(ServeError::Database)?;
    if !pending.is_empty() {
        return Err(ServeError::Pending(pending.join(", ")));
    }
    let (clock, is_demo) = service::demo::clock(&db).await?;
    let mut settings = config.settings();
    settings.demo |= is_demo;
    let system = System::new(db, clock, Chance::Machine, settings);
    let post = config
        .mail()
        .map_err(|(field, message)| ServeError::Config(format!("{field}: {message}")))?;
    Ok(match post {
        Some(post) => system.with_post(post),
        None => system,
    })
}

/// Brings the schema up to date.
///
/// # Errors
/// [`ServeError::Database`].
pub async fn migrate(config: &Config) -> Result<Vec<String>, ServeError> {
    let db = database(config).await?;
    let pending = db
        .pending_migrations()
        .await
        .map_err(ServeError::Database)?;
    db.migrate().await.map_err(ServeError::Database)?;
    db.close().await;
    Ok(pending)
}

/// What a demonstration begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stock {
    /// Units, agencies, people, and the earlier work of 2022.
    Full,
    /// No work yet: for tests and measurements that bring their own.
    Bare,
}

/// Makes a demonstration of the database: schema, clock, units, agencies, invented people, earlier work.
///
/// # Errors
/// Those of its steps; every step may be repeated.
pub async fn make_demo(
    config: &Config,
    stock: Stock,
) -> Result<(System, Vec<import::Report>), ServeError> {
    migrate(config).await?;
    let db = database(config).await?;
    service::demo::start_clock(&db, config.demo_today).await?;
    db.close().await;
    let system = system(config).await?;
    let files = crate::data::files();
    let mut reports = import::facts(&system, &files).await?;
    reports.extend(import::demo(&system, &files).await?);
    if stock == Stock::Full {
        reports.push(service::demo::work(&system, &files.demo_work).await?);
    }
    Ok((system, reports))
}

/// Lets days pass in a demonstration; gives the day that it is then.
///
/// # Errors
/// Those of its steps, and where the database is no demonstration.
pub async fn forward_demo(config: &Config, days: u16) -> Result<NaiveDate, ServeError> {
    let db = database(config).await?;
    let forwarded = service::demo::forward(&db, days).await;
    db.close().await;
    forwarded?;
    Ok(system(config).await?.today())
}

/// Serves until the process is told to end.
///
/// # Errors
/// See [`ServeError`].
pub async fn run(config: Config, manner: Manner) -> Result<(), ServeError> {
    if manner.migrate {
        for name in migrate(&config).await? {
            tracing::info!(name, "migrated");
        }
    }
    let system = if config.demo {
        make_demo(&config, Stock::Full).await?.0
    } else {
        system(&config).await?
    };
    if system.settings.demo {
        if !config.listen.ip().is_loopback() && !manner.open_demo {
            return Err(ServeError::OpenDemo);
        }
        let today = system.today();
        tracing::warn!(%today, "this is a demonstration: its accounts have a public password, its clock is moved");
    }
    let site = match &config.site {
        Some(folder) => Site::of_folder(folder),
        None => Site::embedded(),
    }
    .map_err(ServeError::Site)?;
    if !site.is_built() {
        tracing::warn!("no built site: pages have no style and no script (`cargo xtask build`)");
    }
    system.files.check().await.map_err(ServeError::Files)?;
    let address = config.listen;
    let host = Host::new(system, config, site);
    let upkeep = tokio::spawn(keep_up(Arc::clone(&host.system)));
    let worker = tokio::spawn(work(Arc::clone(&host.system)));
    let postman = tokio::spawn(carry_mail(Arc::clone(&host.system)));
    let clerk = tokio::spawn(write_accesses(Arc::clone(&host.system)));
    let noted = Arc::clone(&host.system);
    let db = host.system.db.clone();
    let feed = host.feed.clone();
    let router = router::build(host).map_err(ServeError::Config)?;
    let listener = tokio::net::TcpListener::bind(address)
        .await
        .map_err(|source| ServeError::Listen { address, source })?
        // A page leaves in several small pieces; without this each would wait for the last one's receipt.
        .tap_io(|stream| {
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(%error, "TCP_NODELAY was not set");
            }
        });
    tracing::info!(%address, "listening");
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let (end, mut ended) = tokio::sync::watch::channel(false);
    let server = axum::serve(listener, service).with_graceful_shutdown(async move {
        told_to_end().await;
        tracing::info!("ending: requests under way are answered first");
        // Live streams end with nothing but this.
        feed.end();
        end.send_replace(true);
    });
    let last_words = async {
        // Fails only where the sender is gone, that is where the server has ended.
        if ended.wait_for(|ended| *ended).await.is_ok() {
            tokio::time::sleep(LAST_WORDS).await;
        } else {
            std::future::pending::<()>().await;
        }
    };
    let outcome = tokio::select! {
        outcome = async { server.await } => outcome.map_err(ServeError::Server),
        () = last_words => {
            tracing::warn!("some requests were cut off");
            Ok(())
        }
    };
    upkeep.abort();
    // A job that is cut off is undone, and taken up again by whoever works next.
    worker.abort();
    // An e-mail that was sent and not noted is sent again under the same Message-ID.
    postman.abort();
    clerk.abort();
    // Nothing that was noted is lost at an orderly end; a turn that was aborted has kept its notes.
    if let Err(error) = noted.write_accesses().await {
        tracing::error!(error = ?error, "the last accesses could not be written");
    }
    db.close().await;
    tracing::info!("ended");
    outcome
}

/// Runs upkeep at once and then every minute.
async fn keep_up(system: Arc<System>) {
    let mut minute = tokio::time::interval(UPKEEP);
    minute.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        minute.tick().await;
        if let Err(error) = service::upkeep::run(&system).await {
            tracing::error!(error = ?error, "upkeep failed; it is tried again in a minute");
        }
    }
}

/// Plans what no command plans, once, then does the jobs whose hour has come, again and again.
async fn work(system: Arc<System>) {
    let mut round = tokio::time::interval(WORK);
    round.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut has_begun = false;
    loop {
        round.tick().await;
        if !has_begun {
            match service::job::begin(&system).await {
                Ok(()) => has_begun = true,
                Err(error) => tracing::error!(error = ?error, "nothing could be planned"),
            }
        }
        match service::job::run_due(&system).await {
            Ok(0) => {}
            Ok(jobs) => tracing::info!(jobs, "done"),
            Err(error) => {
                tracing::error!(error = ?error, "no job could be taken; it is tried again")
            }
        }
    }
}

/// Sends the e-mails whose hour has come, again and again.
async fn carry_mail(system: Arc<System>) {
    let mut round = tokio::time::interval(WORK);
    round.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        round.tick().await;
        if let Err(error) = service::mail::send_due(&system).await {
            tracing::error!(error = ?error, "no e-mail could be taken; it is tried again");
        }
    }
}

/// Writes who came to which door, again and again.
async fn write_accesses(system: Arc<System>) {
    let mut round = tokio::time::interval(NOTES);
    round.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        round.tick().await;
        if let Err(error) = system.write_accesses().await {
            tracing::error!(error = ?error, "accesses could not be written; it is tried again");
        }
    }
}

/// Waits for ctrl-c or, on Unix, SIGTERM.
async fn told_to_end() {
    let interrupt = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::error!(%error, "ctrl-c cannot be heard");
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(error) => {
                tracing::error!(%error, "SIGTERM cannot be heard");
                std::future::pending::<()>().await;
            }
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
