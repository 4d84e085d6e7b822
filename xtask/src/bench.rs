//! Measuring the server beside bare handlers: builds `server/benches/load` and passes the flags on.
//!
//! **Invariant:** a file given with `--json` or a folder given with `--keep` is meant from where the person stands, not from where cargo
//! runs the bench.
//!
//! What is measured and what the figures mean: `docs/BENCH.md`.

use std::env;

use crate::workspace::Workspace;
use crate::{Result, process};

/// Runs the bench; the site, where it is built, gives the pages their real addresses and the bytes of wasm.
pub fn run(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    let mut command = workspace.cargo(&["bench", "--package", "server", "--bench", "load", "--"]);
    let mut names_file = false;
    for argument in arguments {
        if names_file {
            let here =
                env::current_dir().map_err(|e| format!("there is no current folder: {e}"))?;
            command.arg(here.join(argument));
        } else {
            command.arg(argument);
        }
        names_file = matches!(*argument, "--json" | "--keep");
    }
    let site = workspace.site();
    if site.join("manifest.json").exists() && !arguments.contains(&"--site") {
        command.arg("--site").arg(site);
    }
    process::run(&mut command)
}
