//! What the server costs beside a bare handler: `cargo xtask bench`, described in `docs/BENCH.md`.
//!
//! One process serves the real router and the bare handlers, each on its own port and its own copy of the same
//! database. Both are driven over real connections in short turns, so that whatever else the machine does hits
//! both alike; what counts is the ratio.
//!
//! **Invariants:** nothing is measured that is not a correct answer; after the load the log must verify and
//! the counters equal a full count, or the run fails.
//!
//! To add a measurement: its line in [`cases`], and its bare handler in [`bare`] where one is a comparison.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command that measures time and prints figures"
)]

mod bare;
#[path = "../../tests/client/mod.rs"]
mod client;
mod data;
mod dice;
mod drive;

use data::Failure;
use dice::Dice;
use domain::audit::AuditKind;
use domain::log::SubjectKind;
use drive::{Act, Subject, Taken, Work};
use serde_json::{Value, json};
use server::asset::Site;
use server::config::{Config, Given};
use server::router::Host;
use server::serve::Stock;
use service::access::Note;
use service::account::DEMO_PASSWORD;
use service::{Ctx, System};
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::{Duration, Instant};

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const USAGE: &str =
    "[--quick] [--tasks N] [--only TEXT] [--keep FOLDER] [--json FILE] [--site FOLDER]";
const CONNECTIONS: [usize; 2] = [1, 16];
/// Turns of each side in one measurement.
const TURNS: u32 = 3;
/// Tasks of one connection that changes tasks.
const MOST_TASKS_EACH: usize = 20;
/// Different task pages that are asked for in turn.
const PAGES: usize = 64;

/// What the command line says.
struct Asked {
    sizes: Vec<usize>,
    turn: Duration,
    /// Lines of the table whose name contains this.
    only: String,
    /// Where databases are kept for the next run, which then need not make them.
    keep: Option<PathBuf>,
    json: Option<PathBuf>,
    site: Option<PathBuf>,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let mut cause: Option<&dyn std::error::Error> = Some(failure.as_ref());
            while let Some(error) = cause {
                eprintln!("bench: {error}");
                cause = error.source();
            }
            ExitCode::FAILURE
        }
    }
}

fn asked() -> Result<Asked, Failure> {
    let mut asked = Asked {
        sizes: vec![10_000, 100_000],
        turn: Duration::from_millis(2000),
        only: String::new(),
        keep: None,
        json: None,
        site: None,
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || {
            arguments
                .next()
                .ok_or(format!("{argument} of what? {USAGE}"))
        };
        match argument.as_str() {
            // Cargo says so to every bench.
            "--bench" => {}
            "--quick" => {
                asked.sizes = vec![10_000];
                asked.turn = Duration::from_millis(500);
            }
            "--tasks" => asked.sizes = vec![value()?.parse()?],
            "--only" => asked.only = value()?,
            "--keep" => asked.keep = Some(value()?.into()),
            "--json" => asked.json = Some(value()?.into()),
            "--site" => asked.site = Some(value()?.into()),
            _ => return Err(format!("I do not know {argument}: {USAGE}").into()),
        }
    }
    Ok(asked)
}

fn run() -> Result<(), Failure> {
    let asked = asked()?;
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    // The real server writes a line for each request: to a file, as under a supervisor.
    let log = std::fs::File::create(folder.path().join("log.txt"))?;
    tracing_subscriber::fmt()
        .with_env_filter(server::telemetry::filter("info")?)
        .with_ansi(false)
        .with_writer(log)
        .init();
    let runtime = tokio::runtime::Runtime::new()?;
    let (before, began) = (load(), processor_ticks());
    let reader = read_time()?;
    println!("The reader takes {reader} ms for 1 MB of text.");
    let mut sizes = Vec::new();
    let databases = asked.keep.as_deref().unwrap_or(folder.path());
    std::fs::create_dir_all(databases)?;
    for tasks in &asked.sizes {
        sizes.push(measure(&runtime, &asked, databases, *tasks)?);
    }
    let wasm = asked.site.as_deref().and_then(wasm_bytes);
    if let Some(bytes) = wasm {
        println!("\nwasm: {bytes} bytes, as built into the site");
    }
    let stolen = stolen_percent(began, processor_ticks());
    println!(
        "\nload of the machine (1, 5, 15 minutes): before {before}, after {}; {stolen} % of the processors' time went \
         to other machines of the same host",
        load()
    );
    if let Some(file) = &asked.json {
        let report = json!({
            "sizes": sizes,
            "reader_ms_per_mb": reader,
            "wasm_bytes": wasm,
            "load_before": before,
            "load_after": load(),
            "stolen_percent": stolen,
            "processors": std::thread::available_parallelism().map_or(0, usize::from),
        });
        std::fs::write(file, serde_json::to_string_pretty(&report)?)?;
    }
    Ok(())
}

/// The machine's load where it tells: other work makes all figures worse, the ratios less so.
fn load() -> String {
    let told = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    told.split(' ').take(3).collect::<Vec<_>>().join(" ")
}

/// What the processors of this machine did since it started, in ticks: all of it, and what the host gave to others
/// instead.
fn processor_ticks() -> (u64, u64) {
    let told = std::fs::read_to_string("/proc/stat").unwrap_or_default();
    let line = told.lines().next().unwrap_or_default();
    let ticks: Vec<u64> = line
        .split_whitespace()
        .filter_map(|n| n.parse().ok())
        .collect();
    (
        ticks.iter().take(8).sum(),
        ticks.get(7).copied().unwrap_or(0),
    )
}

/// The share of others between two moments: with much of it, only the processor times of a run say something.
fn stolen_percent(before: (u64, u64), after: (u64, u64)) -> u64 {
    let all = after.0.saturating_sub(before.0).max(1);
    after.1.saturating_sub(before.1) * 100 / all
}

/// Milliseconds that the directive reader takes for a megabyte of dispatches; the middle of three.
fn read_time() -> Result<u128, Failure> {
    let dispatch = include_str!("../../../domain/tests/gold/dispatch-dashes.vi.txt");
    let body = dispatch
        .split_once("Nơi nhận")
        .map_or(dispatch, |(body, _)| body);
    let mut text = body.repeat(1_000_000 / body.len() + 1);
    let end = (0..=1_000_000).rev().find(|at| text.is_char_boundary(*at));
    text.truncate(end.unwrap_or(0));
    let mut times = Vec::new();
    for _ in 0..3 {
        let begun = Instant::now();
        std::hint::black_box(server::text_file::read(
            text.as_bytes(),
            server::data::AGENCIES,
        )?);
        times.push(begun.elapsed().as_millis());
    }
    times.sort_unstable();
    Ok(times[1])
}

fn wasm_bytes(site: &Path) -> Option<u64> {
    let manifest = std::fs::read(site.join("manifest.json")).ok()?;
    let manifest: Value = serde_json::from_slice(&manifest).ok()?;
    let name = manifest["wasm"]
        .as_str()?
        .trim_start_matches('/')
        .to_owned();
    let length = |name: &str| {
        std::fs::metadata(site.join(name))
            .ok()
            .map(|file| file.len())
    };
    // A release is sent compressed.
    length(&format!("{name}.br")).or_else(|| length(&name))
}

/// The servers and what is asked of them.
struct Houses {
    real: SocketAddr,
    bare: SocketAddr,
    system: Arc<System>,
}

/// Makes the work of one connection out of so many.
type Making = Box<dyn Fn(usize, usize) -> Work>;

/// Envelopes of different connections never meet, nor those of different runs on a database that was kept: a repeated
/// command would be answered and not done.
static SEED: LazyLock<AtomicU64> =
    LazyLock::new(|| AtomicU64::new(RandomState::new().build_hasher().finish()));

/// One line of the table.
struct Case {
    name: &'static str,
    /// Whether it writes, so that the log and the counters must be checked afterwards.
    changes: bool,
    /// Whether others read single records meanwhile, which is noted for the audit.
    notes: bool,
    real: Making,
    /// Nothing where a bare handler would be no comparison: such a line shows how a page grows.
    bare: Option<Making>,
}

fn measure(
    runtime: &tokio::runtime::Runtime,
    asked: &Asked,
    folder: &Path,
    tasks: usize,
) -> Result<Value, Failure> {
    let begun = Instant::now();
    let file = folder.join(format!("{tasks}.db"));
    let copy = folder.join(format!("{tasks}-bare.db"));
    let given = Given {
        database_url: Some(format!("sqlite:{}", file.display())),
        demo: Some(true),
        ..Given::default()
    };
    let config = given.resolve()?;
    let houses = runtime.block_on(open(&config, asked, &file, &copy, tasks))?;
    println!(
        "\n## {tasks} tasks (made in {:.0} s, {} MB)\n",
        begun.elapsed().as_secs_f64(),
        std::fs::metadata(&file)?.len() / 1_000_000
    );
    println!(
        "| what | connections | statements | requests/s | p50 ms | p99 ms | CPU ms | bytes | bare requests/s | CPU ms | ratio |"
    );
    println!("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
    let mut cases = runtime.block_on(cases(&houses))?;
    cases.retain(|case| case.name.contains(&asked.only));
    let mut lines = Vec::new();
    let changed = cases.iter().any(|case| case.changes);
    for case in cases {
        for connections in CONNECTIONS {
            let noting = case.notes.then(|| {
                let system = Arc::clone(&houses.system);
                runtime.spawn(note_reads(system))
            });
            lines.push(compare(&houses, &case, connections, asked.turn)?);
            if let Some(noting) = noting {
                noting.abort();
            }
        }
    }
    if !changed {
        return Ok(json!({"tasks": tasks, "measurements": lines}));
    }
    let flaws = runtime.block_on(data::flaws(&houses.system))?;
    if let Some(first) = flaws.first() {
        return Err(format!("{} flaws after the load, such as {first}", flaws.len()).into());
    }
    println!("\nAfter the load the log verifies and the counters equal a full count.");
    Ok(json!({"tasks": tasks, "measurements": lines}))
}

/// Notes a thousand reads a second as the door does; with so many waiting, whoever notes the next writes them all.
async fn note_reads(system: Arc<System>) {
    let mut round = tokio::time::interval(Duration::from_millis(1));
    loop {
        round.tick().await;
        let note = Note {
            kind: AuditKind::Read,
            subject_kind: Some(SubjectKind::Task.as_str().to_owned()),
            subject: Some(uuid::Uuid::nil()),
            address: "127.0.0.1".to_owned(),
            door: "/tasks/{id}".to_owned(),
        };
        system.note(None, note).await;
    }
}

/// Drives both sides in turns and prints the line of the table.
fn compare(
    houses: &Houses,
    case: &Case,
    connections: usize,
    turn: Duration,
) -> Result<Value, Failure> {
    let works =
        |make: &Making| -> Vec<Work> { (0..connections).map(|n| make(n, connections)).collect() };
    let mut ours = works(&case.real);
    let mut theirs = case.bare.as_ref().map(works);
    let (mut real, mut bare) = (Taken::default(), Taken::default());
    // Warm: caches, statements, connections.
    Taken::default().add(houses.real, &mut ours, turn / 4)?;
    if let Some(theirs) = &mut theirs {
        Taken::default().add(houses.bare, theirs, turn / 4)?;
    }
    let before = houses.system.db.statements();
    for _ in 0..TURNS {
        real.add(houses.real, &mut ours, turn)?;
        if let Some(theirs) = &mut theirs {
            bare.add(houses.bare, theirs, turn)?;
        }
    }
    let statements = real.each(houses.system.db.statements() - before);
    print!(
        "| {} | {connections} | {statements:.1} | {:.0} | {:.1} | {:.1} | {:.2} | {} |",
        case.name,
        real.rate(),
        real.percentile(50),
        real.percentile(99),
        real.worked(),
        real.bytes,
    );
    let mut line = json!({
        "what": case.name,
        "connections": connections,
        "statements": statements,
        "real": real.json(),
    });
    if theirs.is_none() {
        println!(" – | – | – |");
        return Ok(line);
    }
    let ratio = real.rate() / bare.rate();
    println!(" {:.0} | {:.2} | {ratio:.2} |", bare.rate(), bare.worked(),);
    line["bare"] = bare.json();
    line["ratio"] = json!(ratio);
    Ok(line)
}

/// Fills the database, copies it for the bare side, and serves both.
async fn open(
    config: &Config,
    asked: &Asked,
    file: &Path,
    copy: &Path,
    tasks: usize,
) -> Result<Houses, Failure> {
    if !file.exists() {
        let (system, _) = server::serve::make_demo(config, Stock::Bare).await?;
        data::fill(&system, tasks).await?;
        system.db.close().await;
    }
    // One that was kept may be older than the server.
    server::serve::migrate(config).await?;
    if !copy.exists() {
        // Whoever closed the database last has merged its write-ahead log into the file.
        std::fs::copy(file, copy)?;
    }
    let system = server::serve::system(config).await?;
    // As a server does at its start and every minute.
    service::upkeep::run(&system).await?;
    let agency = system.directory().await?;
    let agency = agency.by_code("na.office").ok_or("no office")?.id;
    let site = match &asked.site {
        Some(folder) => Site::of_folder(folder)?,
        None => Site::default(),
    };
    let host = Host::new(system, config.clone(), site);
    let system = Arc::clone(&host.system);
    let real = serve(server::router::build(host)?).await?;
    let bare = serve(bare::router(copy, agency.0).await?).await?;
    Ok(Houses { real, bare, system })
}

async fn serve(router: axum::Router) -> Result<SocketAddr, Failure> {
    use axum::serve::ListenerExt as _;
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
    let at = listener.local_addr()?;
    let listener = listener.tap_io(|stream| {
        // As the server does; a failure would show in the figures.
        let _ = stream.set_nodelay(true);
    });
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    Ok(at)
}

/// Tasks of a list, with their versions.
async fn tasks_of(
    ctx: &Ctx,
    state: domain::task::State,
    enough: usize,
) -> Result<Vec<(String, i64)>, Failure> {
    let mut filter = domain::view::TaskFilter {
        state: Some(state),
        ..domain::view::TaskFilter::default()
    };
    let mut found = Vec::new();
    let mut tx = ctx.system.db.read().await?;
    loop {
        let page = service::task::list(ctx, &filter).await?;
        for line in page.lines {
            if let Some(task) = store::task::find(&mut tx, line.id).await? {
                found.push((task, line.lead));
            }
        }
        filter.after = page.next;
        if filter.after.is_none() || found.len() >= enough {
            break;
        }
    }
    Ok(found
        .into_iter()
        // Where somebody only coordinates, it is not his to report.
        .filter(|(task, lead)| ctx.actor.agency == *lead || ctx.actor.agency == task.issuer)
        .map(|(task, _)| (task.id.to_string(), task.version))
        .collect())
}

async fn cases(houses: &Houses) -> Result<Vec<Case>, Failure> {
    use domain::task::State;
    let at = houses.real;
    let sign_in = |login: &'static str| {
        tokio::task::spawn_blocking(move || client::sign_in(at, login, DEMO_PASSWORD))
    };
    let coordinator = sign_in("dieuphoi").await??;
    let leader = sign_in("lanhdao").await??;
    let officer = sign_in("yte").await??;
    let auditor = sign_in("kiemtra").await??;
    let ctx = async |cookie: &str| -> Result<Ctx, Failure> {
        let token = cookie.split_once('=').map_or("", |(_, token)| token);
        let resumed = service::session::resume(&houses.system, token).await?;
        Ok(resumed.ok_or("no session")?)
    };
    let enough = 16 * MOST_TASKS_EACH;
    let own = tasks_of(&ctx(&officer).await?, State::InProgress, 4 * enough).await?;
    let issued = tasks_of(&ctx(&coordinator).await?, State::InProgress, 2 * enough).await?;
    // What the officer reports on must not be suspended by the coordinator meanwhile.
    let issued: Vec<(String, i64)> = issued
        .into_iter()
        .filter(|(task, _)| !own.iter().any(|(other, _)| other == task))
        .collect();
    if own.len() < 16 || issued.len() < 50 {
        let (own, issued) = (own.len(), issued.len());
        return Err(format!("too few tasks under way to measure with: {own}, {issued}").into());
    }
    let pages: Vec<String> = issued
        .iter()
        .take(PAGES)
        .map(|(task, _)| format!("/tasks/{task}"))
        .collect();
    let updates: Vec<String> = issued
        .iter()
        .map(|(task, _)| format!("/update/{task}"))
        .collect();
    let reading = |cookie: &str, paths: Vec<String>| -> Making {
        let cookie = cookie.to_owned();
        Box::new(move |_, _| Work::reading(&cookie, &paths))
    };
    let one = |path: &str| vec![path.to_owned()];
    let acting = |cookie: &str, tasks: Vec<(String, i64)>, acts: &'static [Act]| -> Making {
        let cookie = cookie.to_owned();
        let subject = |(id, version)| {
            Mutex::new(Subject {
                id,
                version,
                done: 0,
            })
        };
        let tasks: Arc<Vec<Mutex<Subject>>> = Arc::new(tasks.into_iter().map(subject).collect());
        Box::new(move |n, connections| {
            let places: Vec<usize> = (0..tasks.len()).collect();
            Work::Acts {
                cookie: cookie.clone(),
                acts,
                tasks: Arc::clone(&tasks),
                own: share(&places, n, connections),
                next: 0,
                envelopes: Dice::new(SEED.fetch_add(1 << 32, Ordering::Relaxed)),
            }
        })
    };
    let updating = |paths: Vec<String>| -> Making {
        Box::new(move |n, connections| {
            let own = share(&paths, n, connections);
            Work::posting(&own, &[], ("text/plain", ""))
        })
    };
    let filter = r#"{"filter":{"state":"in_progress"}}"#;
    let list_data = {
        let coordinator = coordinator.clone();
        Box::new(move |_, _| {
            let headers = [
                ("cookie", coordinator.as_str()),
                ("accept", "application/json"),
            ];
            let paths = ["/api/task_list".to_owned()];
            Work::posting(&paths, &headers, ("application/json", filter))
        })
    };
    let page = |name, cookie: &str, path: &str, bare: Option<Making>| Case {
        name,
        changes: false,
        notes: false,
        real: reading(cookie, one(path)),
        bare,
    };
    Ok(vec![
        page(
            "task list, HTML",
            &coordinator,
            "/tasks?state=in_progress",
            Some(reading("", one("/tasks"))),
        ),
        Case {
            name: "task list, HTML, 1,000 reads/s noted",
            changes: false,
            notes: true,
            real: reading(&coordinator, one("/tasks?state=in_progress")),
            bare: None,
        },
        Case {
            name: "task list, data",
            changes: false,
            notes: false,
            real: list_data,
            bare: Some(reading("", one("/tasks.json"))),
        },
        Case {
            name: "one task, HTML",
            changes: false,
            notes: false,
            real: reading(&coordinator, pages.clone()),
            bare: Some(reading("", pages)),
        },
        page(
            "dashboard, HTML",
            &leader,
            "/leadership",
            Some(reading("", one("/dashboard"))),
        ),
        page("board, HTML", &coordinator, "/tasks?view=board", None),
        page("calendar, HTML", &coordinator, "/tasks?view=calendar", None),
        // Up to 3,000 tasks on one page.
        page("timeline, HTML", &coordinator, "/tasks?view=timeline", None),
        page(
            "list in groups, HTML",
            &coordinator,
            "/tasks?group=lead",
            None,
        ),
        page("my work, HTML", &officer, "/", None),
        page("directives, HTML", &coordinator, "/directives", None),
        page("communes, HTML", &coordinator, "/communes", None),
        page("obstacles, HTML", &coordinator, "/obstacles", None),
        page("notifications, HTML", &officer, "/notifications", None),
        page("audit, HTML", &auditor, "/audit", None),
        Case {
            name: "search, HTML",
            changes: false,
            notes: false,
            real: reading(&coordinator, SEARCHES.map(str::to_owned).to_vec()),
            bare: None,
        },
        Case {
            name: "accepted update: a report",
            changes: true,
            notes: false,
            real: acting(&officer, own, REPORT),
            bare: Some(updating(updates.clone())),
        },
        Case {
            name: "accepted update that moves counters",
            changes: true,
            notes: false,
            real: acting(&coordinator, issued, SUSPEND_AND_RESUME),
            bare: Some(updating(updates)),
        },
    ])
}

/// Searches: common words, a place in one word, a number, what is nowhere.
const SEARCHES: [&str; 5] = [
    "/search?q=x%C3%A9t+nghi%E1%BB%87m",
    "/search?q=namcan",
    "/search?q=bao+cao&kind=task",
    "/search?q=1041%2FUBND-NC",
    "/search?q=khong+co+o+dau+ca",
];

const REPORT: &[Act] = &[&[
    ("act", "report"),
    ("percent", "40"),
    ("note", "Đã cấp 120 bộ xét nghiệm cho 9 xã"),
]];
const SUSPEND_AND_RESUME: &[Act] = &[
    &[("act", "suspend"), ("reason", "Chờ văn bản hướng dẫn")],
    &[("act", "resume"), ("reason", "Đã có văn bản hướng dẫn")],
];

/// The part of one connection, so that no two change the same.
fn share<T: Clone>(all: &[T], n: usize, connections: usize) -> Vec<T> {
    let own = all.iter().skip(n).step_by(connections);
    own.take(MOST_TASKS_EACH).cloned().collect()
}
