//! Building and starting the system itself.
//!
//! **Invariant:** `cargo xtask run` on a fresh clone ends with a page to open; a variable the person
//! has set (`LACHAN_…`) is never replaced. The running server is this process: it gets the terminal
//! and ctrl-c, and nothing of xtask stays behind.

use std::env;
use std::fs;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;

use crate::Result;
use crate::process::{self, step};
use crate::site::{self, Mode};
use crate::workspace::{NATIVE, Workspace};

const LISTEN: &str = "127.0.0.1:3000";

/// Builds everything, fills a new database with demo data and becomes the server.
pub fn run(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    let arguments = arguments.strip_prefix(&["--"]).unwrap_or(arguments);
    site::build(workspace, Mode::Dev)?;
    let binary = server(workspace)?;
    let data = workspace.root.join("data.local");
    fs::create_dir_all(&data).map_err(|e| format!("cannot make {}: {e}", data.display()))?;
    let lachan = |arguments: &[&str]| {
        let mut command = Command::new(&binary);
        command.current_dir(&workspace.root).args(arguments);
        set_unless_set(
            &mut command,
            "LACHAN_DATABASE_URL",
            "sqlite:data.local/lachan.db",
        );
        set_unless_set(&mut command, "LACHAN_LISTEN", LISTEN);
        set_unless_set(
            &mut command,
            "LACHAN_SITE",
            &workspace.site().to_string_lossy(),
        );
        command
    };
    step(|| {
        process::run(&mut lachan(&["demo"]))?;
        Ok(((), "the database has demo data".to_owned()))
    })?;
    let listen = env::var("LACHAN_LISTEN").unwrap_or_else(|_| LISTEN.to_owned());
    println!("xtask: open http://{listen} (ctrl-c stops the server)");
    let mut serve = vec!["serve"];
    serve.extend(arguments);
    // `exec` only returns if it failed.
    let error = lachan(&serve).exec();
    Err(format!("cannot start {}: {error}", binary.display()))
}

/// Builds the server while developing and returns its path. All native crates are selected, so that
/// cargo switches on the same features as for the tests and finds their crates compiled.
pub fn server(workspace: &Workspace) -> Result<PathBuf> {
    step(|| {
        process::run(workspace.cargo(&["build", "--bin", "lachan"]).args(NATIVE))?;
        Ok((
            workspace.target.join("debug/lachan"),
            "server compiled".to_owned(),
        ))
    })
}

/// Builds what a server in production runs: the site first, because the server carries it inside.
pub fn release(workspace: &Workspace) -> Result<()> {
    site::build(workspace, Mode::Release)?;
    step(|| {
        let arguments = [
            "build",
            "--package",
            "server",
            "--bin",
            "lachan",
            "--release",
            "--features",
            "s3",
        ];
        process::run(&mut workspace.cargo(&arguments))?;
        let binary = workspace.target.join("release/lachan");
        Ok(((), format!("server compiled: {}", binary.display())))
    })
}

fn set_unless_set(command: &mut Command, name: &str, value: &str) {
    if env::var_os(name).is_none() {
        command.env(name, value);
    }
}
