//! The only scripts of the project, in Rust so that they run wherever cargo runs.
//!
//! **Invariant:** every command may be run again at any time and does only what is missing; it ends
//! non-zero with a sentence that says what to do. Nothing is installed before a command needs it.
//!
//! To add a command: write a module with a function that takes the [`Workspace`], and add a line to
//! the `match` in [`dispatch`] and to [`USAGE`]. To add a check to the test command see `test.rs`.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line tool talks on its terminal"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "this tool measures its steps and looks at the machine it runs on; it is no part of the product"
)]

mod bench;
mod contracts;
mod css;
mod layers;
mod migrations;
mod postgres;
mod process;
mod run;
mod setup;
mod site;
mod source;
mod test;
mod workspace;

use std::process::ExitCode;

use workspace::Workspace;

/// What a command gives back: the error is the sentence shown to the person at the terminal.
type Result<T> = std::result::Result<T, String>;

const USAGE: &str = "\
cargo xtask <command>

  setup                     install every tool the project uses
  run [-- arguments]        build, fill a demo database and serve on http://127.0.0.1:3000
  site [--release]          build the browser part into target/site
  release                   build the browser part and the server for production
  test [--keep-going] [step …]
                            run the tests and checks, or only the named steps
  bench [--quick] [--tasks N] [--only TEXT] [--keep FOLDER] [--json FILE]
                            measure the server beside bare handlers (docs/BENCH.md)
  postgres                  start a throw-away PostgreSQL for `cargo test`, until ctrl-c
  migrations --record       note new migrations as landed: from then on they may not change";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(code) => code,
        Err(sentence) => {
            eprintln!("xtask: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<ExitCode> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let Some((command, rest)) = words.split_first() else {
        println!("{USAGE}");
        return Ok(ExitCode::FAILURE);
    };
    if matches!(*command, "help" | "--help" | "-h") {
        println!("{USAGE}");
        return Ok(ExitCode::SUCCESS);
    }
    let workspace = Workspace::load()?;
    let done = |()| ExitCode::SUCCESS;
    match (*command, rest) {
        ("setup", []) => setup::all(&workspace).map(done),
        ("run", arguments) => run::run(&workspace, arguments).map(done),
        ("site", []) => site::build(&workspace, site::Mode::Dev).map(done),
        ("site", ["--release"]) => site::build(&workspace, site::Mode::Release).map(done),
        ("release", []) => run::release(&workspace).map(done),
        ("test", arguments) => test::run(&workspace, arguments),
        ("bench", arguments) => bench::run(&workspace, arguments).map(done),
        ("postgres", []) => postgres::serve(&workspace).map(done),
        ("migrations", []) => migrations::check(&workspace)
            .map(|found| println!("{found}"))
            .map(done),
        ("migrations", ["--record"]) => migrations::record(&workspace).map(done),
        _ => Err(format!("I do not know `{}`.\n\n{USAGE}", words.join(" "))),
    }
}
