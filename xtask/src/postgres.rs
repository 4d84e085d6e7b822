//! A private PostgreSQL for tests: made in a temporary folder, thrown away afterwards.
//!
//! **Invariant:** it never runs as root, listens on the loopback address and a socket in its own
//! folder only, and ends with the process that started it: by [`Drop`] on every ordinary way out
//! and on a panic, by the kernel (`setpriv --pdeathsig`) when the process is killed. Folders left
//! by a killed run are removed at the next start.

use std::env;
use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{self as os, Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::process::{self, step};
use crate::workspace::{self, Workspace};
use crate::{Result, setup};

const START_TIMEOUT: Duration = Duration::from_secs(30);
const STOP_TIMEOUT: Duration = Duration::from_secs(10);
const POLL: Duration = Duration::from_millis(50);

/// Fast and forgetful: nothing in these clusters outlives the test run.
const SETTINGS: [&str; 6] = [
    "listen_addresses=127.0.0.1",
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "max_connections=300", // every test has its own database and pool
    "max_wal_size=256MB",
];

/// Where Linux keeps files in memory: a thousand small databases come and go there without a disk.
const MEMORY: &str = "/dev/shm";
/// Kilobytes that must be free there. Containers often have only 64 MB.
const ROOM: u64 = 2_000_000;

/// Whether a cluster fits into memory, as `df` tells it.
fn has_room_in_memory() -> bool {
    let told = process::output(Command::new("df").args(["-Pk", MEMORY])).unwrap_or_default();
    let line = told.lines().nth(1).unwrap_or_default();
    let free = line
        .split_whitespace()
        .nth(3)
        .and_then(|free| free.parse().ok());
    free.is_some_and(|free: u64| free >= ROOM)
}

/// A running cluster; dropping it stops it and removes its folder.
pub struct Cluster {
    server: Child,
    folder: PathBuf,
    port: u16,
}

impl Cluster {
    /// Makes and starts a new cluster.
    pub fn start(workspace: &Workspace) -> Result<Self> {
        let binaries = binaries()?;
        step(|| {
            let account = Account::unprivileged()?;
            let base = if has_room_in_memory() {
                PathBuf::from(MEMORY)
            } else if account.is_other() {
                PathBuf::from("/tmp")
            } else {
                env::temp_dir()
            };
            let hash = workspace::sha256(workspace.root.to_string_lossy().as_bytes());
            let prefix = format!("lachan-pg-{}-", &hash[..12]);
            remove_leftovers(&base, &prefix, &binaries, &account)?;
            let folder = base.join(format!("{prefix}{}", os::id()));
            let cluster = Self::start_in(folder, &binaries, &account)?;
            let line = format!("PostgreSQL for this run: {}", cluster.url());
            Ok((cluster, line))
        })
    }

    fn start_in(folder: PathBuf, binaries: &Path, account: &Account) -> Result<Self> {
        fs::create_dir_all(&folder)
            .map_err(|e| format!("cannot make {}: {e}", folder.display()))?;
        account.give(&folder)?;
        let mut initdb = account.command(&binaries.join("initdb"), &folder);
        initdb
            .args([
                "--username=postgres",
                "--auth=trust",
                "--no-locale",
                "--encoding=UTF8",
                "--no-sync",
                "-D",
            ])
            .arg(folder.join("data"));
        process::output(&mut initdb)?;
        let port = free_port()?;
        let log_path = folder.join("log");
        let log = |e: std::io::Error| format!("cannot write {}: {e}", log_path.display());
        let output = File::create(&log_path).map_err(log)?;
        let mut postgres = account.command(&binaries.join("postgres"), &folder);
        postgres
            .arg("-D")
            .arg(folder.join("data"))
            .args(["-p", &port.to_string(), "-k"])
            .arg(&folder);
        for setting in SETTINGS {
            postgres.args(["-c", setting]);
        }
        let server = postgres
            .stdin(Stdio::null())
            .stdout(output.try_clone().map_err(log)?)
            .stderr(output)
            .spawn()
            .map_err(|e| format!("cannot start PostgreSQL: {e}"))?;
        // From here on `cluster` stops the server if anything fails.
        let mut cluster = Self {
            server,
            folder,
            port,
        };
        cluster.wait_until_ready(&binaries.join("pg_isready"))?;
        Ok(cluster)
    }

    /// The address for sqlx and psql.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn wait_until_ready(&mut self, pg_isready: &Path) -> Result<()> {
        let port = self.port.to_string();
        let start = Instant::now();
        while start.elapsed() < START_TIMEOUT {
            if process::succeeds(Command::new(pg_isready).args([
                "-q",
                "-h",
                "127.0.0.1",
                "-p",
                &port,
            ])) {
                return Ok(());
            }
            if self.server.try_wait().is_ok_and(|status| status.is_some()) {
                break;
            }
            thread::sleep(POLL);
        }
        let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        Err(format!("PostgreSQL did not start; it says:\n{log}"))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // SIGINT asks for a fast shutdown; `Child::kill` would leave its worker processes running.
        process::succeeds(Command::new("kill").args(["-INT", &self.server.id().to_string()]));
        let start = Instant::now();
        while self.server.try_wait().is_ok_and(|status| status.is_none()) {
            if start.elapsed() > STOP_TIMEOUT {
                eprintln!("xtask: PostgreSQL does not stop; killing it.");
                if let Err(e) = self.server.kill() {
                    eprintln!("xtask: cannot kill PostgreSQL: {e}");
                }
                break;
            }
            thread::sleep(POLL);
        }
        if let Err(e) = fs::remove_dir_all(&self.folder) {
            eprintln!("xtask: cannot remove {}: {e}", self.folder.display());
        }
    }
}

/// Starts a cluster, prints how to use it and waits for ctrl-c, which the terminal sends to both.
pub fn serve(workspace: &Workspace) -> Result<()> {
    let mut cluster = Cluster::start(workspace)?;
    println!("export LACHAN_TEST_POSTGRES_URL={}", cluster.url());
    println!("xtask: PostgreSQL runs until ctrl-c.");
    cluster
        .server
        .wait()
        .map_err(|e| format!("PostgreSQL: {e}"))?;
    Ok(())
}

/// The folder with `initdb` and `postgres`; installs Debian's package as root if there is none.
pub fn binaries() -> Result<PathBuf> {
    step(|| {
        if let Some(found) = find_binaries() {
            let line = format!("PostgreSQL is in {}", found.display());
            return Ok((found, line));
        }
        setup::apt_install(&["postgresql"], "Version 15 or newer.")?;
        find_binaries()
            .map(|found| (found, "PostgreSQL installed".to_owned()))
            .ok_or_else(|| "apt-get installed postgresql, but there is no initdb.".to_owned())
    })
}

/// Debian keeps the programs of each version in a folder of its own; the newest is used. Elsewhere
/// they are on `PATH`, perhaps as links into the folder that has all of them.
fn find_binaries() -> Option<PathBuf> {
    let debian = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| {
            let version = entry
                .file_name()
                .to_string_lossy()
                .parse::<u32>()
                .unwrap_or_default();
            (version, entry.path().join("bin"))
        });
    let newest = debian.filter(|(_, folder)| is_complete(folder)).max();
    newest.map(|(_, folder)| folder).or_else(|| {
        let initdb = fs::canonicalize(process::find(&["initdb"])?).ok()?;
        initdb
            .parent()
            .map(Path::to_owned)
            .filter(|folder| is_complete(folder))
    })
}

fn is_complete(folder: &Path) -> bool {
    ["initdb", "postgres", "pg_ctl", "pg_isready"]
        .iter()
        .all(|name| folder.join(name).is_file())
}

/// A port nobody listens on now. Another process could take it before PostgreSQL does; then the
/// start fails with PostgreSQL's own words.
fn free_port() -> Result<u16> {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|e| format!("there is no free port: {e}"))
}

/// Stops and removes clusters of this workspace whose xtask is gone.
fn remove_leftovers(base: &Path, prefix: &str, binaries: &Path, account: &Account) -> Result<()> {
    let entries = fs::read_dir(base).map_err(|e| format!("cannot list {}: {e}", base.display()))?;
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(owner) = name.strip_prefix(prefix) else {
            continue;
        };
        if process::succeeds(Command::new("kill").args(["-0", owner])) {
            continue;
        }
        let folder = entry.path();
        if folder.join("data/postmaster.pid").exists() {
            let mut stop = account.command(&binaries.join("pg_ctl"), &folder);
            // A dead server leaves the file too; then there is nothing to stop.
            process::succeeds(
                stop.args(["stop", "--mode=immediate", "-D"])
                    .arg(folder.join("data")),
            );
        }
        fs::remove_dir_all(&folder)
            .map_err(|e| format!("cannot remove {}: {e}", folder.display()))?;
    }
    Ok(())
}

/// The account PostgreSQL runs as. It refuses root, so root becomes `postgres` or `nobody`.
struct Account {
    other: Option<&'static str>,
}

impl Account {
    fn unprivileged() -> Result<Self> {
        if !setup::is_root()? {
            return Ok(Self { other: None });
        }
        if process::find(&["setpriv"]).is_none() {
            return Err(
                "PostgreSQL does not run as root and `setpriv` is missing: install \
                        util-linux, or run this as another user."
                    .to_owned(),
            );
        }
        ["postgres", "nobody"]
            .into_iter()
            .find(|user| process::succeeds(Command::new("id").args(["-u", user])))
            .map(|user| Self { other: Some(user) })
            .ok_or_else(|| {
                "There is no user `postgres` or `nobody` to run PostgreSQL as.".to_owned()
            })
    }

    fn is_other(&self) -> bool {
        self.other.is_some()
    }

    /// Makes the account the owner of a folder.
    fn give(&self, folder: &Path) -> Result<()> {
        self.other.map_or(Ok(()), |user| {
            process::run(Command::new("chown").arg(user).arg(folder))
        })
    }

    /// A command that runs in `folder` as this account and is told to stop when we die.
    fn command(&self, program: &Path, folder: &Path) -> Command {
        let mut command = if process::find(&["setpriv"]).is_some() {
            let mut setpriv = Command::new("setpriv");
            if let Some(user) = self.other {
                setpriv.args([&format!("--reuid={user}"), "--clear-groups"]);
                // The group of the same account, whatever its name.
                if let Ok(group) = process::output(Command::new("id").args(["-g", user])) {
                    setpriv.arg(format!("--regid={}", group.trim()));
                }
            }
            setpriv.args(["--pdeathsig", "INT", "--"]).arg(program);
            setpriv
        } else {
            Command::new(program)
        };
        command.current_dir(folder);
        command
    }
}
