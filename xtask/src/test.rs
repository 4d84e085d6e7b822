//! The test command: every check of the project, in the order in which they fail cheapest.
//!
//! **Invariant:** all native cargo calls use the same profile, packages and rustflags, so that
//! dependencies are compiled once; no step is skipped silently, a missing tool is a failure.
//!
//! To add a step: a function and a line in [`STEPS`].

use std::env;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use crate::postgres::Cluster;
use crate::process::{self, seconds};
use crate::site::Mode;
use crate::workspace::{NATIVE, Workspace};
use crate::{Result, contracts, layers, migrations, run as server, setup, site};

/// A step says in one line what it found; its error says what to do.
type Step = fn(&Workspace) -> Result<String>;

const STEPS: [(&str, Step); 10] = [
    ("fmt", fmt),
    ("layers", layers::check),
    ("contracts", contracts::check),
    ("migrations", migrations::check),
    ("clippy", clippy),
    ("clippy-wasm", clippy_wasm),
    ("unit", unit),
    ("doc", doc),
    ("deny", deny),
    ("browser", browser),
];

struct Outcome {
    name: &'static str,
    took: Duration,
    result: Result<String>,
}

/// Runs all steps or the named ones and prints a table. Stops at the first failure unless told to
/// keep going.
pub fn run(workspace: &Workspace, arguments: &[&str]) -> Result<ExitCode> {
    let keep_going = arguments.contains(&"--keep-going");
    let names: Vec<&str> = arguments
        .iter()
        .filter(|word| **word != "--keep-going")
        .copied()
        .collect();
    if let Some(unknown) = names
        .iter()
        .find(|name| STEPS.iter().all(|(step, _)| step != *name))
    {
        let all: Vec<&str> = STEPS.iter().map(|(name, _)| *name).collect();
        return Err(format!(
            "there is no step `{unknown}`; the steps are: {}.",
            all.join(", ")
        ));
    }
    let mut outcomes: Vec<Outcome> = Vec::new();
    for (name, step) in STEPS
        .iter()
        .filter(|(name, _)| names.is_empty() || names.contains(name))
    {
        println!("\nxtask: {name} …");
        let start = Instant::now();
        let result = step(workspace);
        if let Err(sentence) = &result {
            eprintln!("xtask: {name}: {sentence}");
        }
        let failed = result.is_err();
        outcomes.push(Outcome {
            name,
            took: start.elapsed(),
            result,
        });
        if failed && !keep_going {
            break;
        }
    }
    print_table(&outcomes);
    let failed = outcomes
        .iter()
        .filter(|outcome| outcome.result.is_err())
        .count();
    println!("{} passed, {failed} failed", outcomes.len() - failed);
    Ok(if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn print_table(outcomes: &[Outcome]) {
    println!();
    for outcome in outcomes {
        let (word, line) = match &outcome.result {
            Ok(line) => ("passed", line.as_str()),
            Err(sentence) => ("FAILED", sentence.lines().next().unwrap_or_default()),
        };
        println!(
            "  {:<12} {:>8}  {word}  {line}",
            outcome.name,
            seconds(outcome.took)
        );
    }
    println!();
}

fn fmt(workspace: &Workspace) -> Result<String> {
    process::run(&mut workspace.cargo(&["fmt", "--all", "--check"]))
        .map(|()| "formatted".to_owned())
        .map_err(|_| "run `cargo fmt --all`.".to_owned())
}

fn clippy(workspace: &Workspace) -> Result<String> {
    let mut command = workspace.cargo(&["clippy", "--all-targets"]);
    process::run(command.args(NATIVE).args(["--", "-D", "warnings"]))?;
    Ok("no warnings".to_owned())
}

fn clippy_wasm(workspace: &Workspace) -> Result<String> {
    setup::wasm_target(workspace)?;
    let arguments = [
        "clippy",
        "--package",
        "frontend",
        "--target",
        "wasm32-unknown-unknown",
        "--",
        "-D",
        "warnings",
    ];
    process::run(&mut workspace.cargo(&arguments))?;
    Ok("no warnings".to_owned())
}

/// Unit, property, contract and server tests, on SQLite and on PostgreSQL: the one in
/// `LACHAN_TEST_POSTGRES_URL` or a private one. E-mail is tested against a mail server of its own.
fn unit(workspace: &Workspace) -> Result<String> {
    setup::mail_server(workspace)?;
    let (_cluster, url) = match env::var("LACHAN_TEST_POSTGRES_URL") {
        Ok(url) => (None, url),
        Err(_) => {
            let cluster = Cluster::start(workspace)?;
            let url = cluster.url();
            (Some(cluster), url)
        }
    };
    let (clamd, s3) = (setup::clamd()?, setup::s3_server(workspace)?);
    let tests = |arguments: &[&str]| {
        let mut command = workspace.cargo(arguments);
        command
            .args(NATIVE)
            .env("LACHAN_TEST_POSTGRES_URL", &url)
            .env("LACHAN_TEST_REQUIRE_POSTGRES", "1")
            .env("LACHAN_TEST_CLAMD", &clamd)
            .env("LACHAN_TEST_S3RVER", &s3)
            .env("LACHAN_TEST_REQUIRE_SERVERS", "1")
            .env("LACHAN_TEST_REQUIRE_SMTP", "1");
        process::run(&mut command)
    };
    if process::succeeds(&mut workspace.cargo(&["nextest", "--version"])) {
        // A workspace may begin without a single test; nextest would call that a failure.
        tests(&["nextest", "run", "--no-tests=pass", "--no-fail-fast"])?;
        // Examples in the documentation are no business of nextest.
        tests(&["test", "--doc", "--quiet"])?;
    } else {
        tests(&["test", "--no-fail-fast"])?;
    }
    Ok("on SQLite and PostgreSQL, with a mail server".to_owned())
}

fn doc(workspace: &Workspace) -> Result<String> {
    let mut command = workspace.cargo(&["doc", "--no-deps", "--document-private-items"]);
    command
        .args(NATIVE)
        .env("RUSTDOCFLAGS", "--cfg erase_components -D warnings");
    process::run(&mut command)?;
    Ok("no warnings".to_owned())
}

fn deny(workspace: &Workspace) -> Result<String> {
    let cargo_deny = setup::cargo_deny(workspace)?;
    let mut command = Command::new(cargo_deny);
    command.current_dir(&workspace.root);
    // `advisories` would fetch a database from the network; deny.toml says how to run it.
    process::run(command.args([
        "--locked",
        "check",
        "--hide-inclusion-graph",
        "bans",
        "licenses",
        "sources",
    ]))?;
    Ok("licences, sources, banned packages".to_owned())
}

/// The journeys in `end2end`: the script starts the server on a free port of its own.
fn browser(workspace: &Workspace) -> Result<String> {
    let script = workspace.root.join("end2end/run.mjs");
    if !script.exists() {
        return Err(format!("{} is missing.", script.display()));
    }
    setup::browser_tests(workspace)?;
    let node = setup::node(workspace)?;
    let chromium = setup::chromium()?;
    site::build(workspace, Mode::Dev)?;
    let binary = server::server(workspace)?;
    let mut node = Command::new(node);
    node.current_dir(&workspace.root)
        .arg(script)
        .env("LACHAN_BIN", binary)
        .env("LACHAN_SITE", workspace.site())
        .env("CHROMIUM", chromium);
    process::run(&mut node)?;
    Ok("journeys in Chromium".to_owned())
}
