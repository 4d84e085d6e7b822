//! What the command line says: results to standard output, failures to standard error.
//!
//! **Invariant:** the only module that prints; the server itself writes to the log.

use std::fmt::Display;

/// One line of a result.
#[expect(
    clippy::print_stdout,
    reason = "the results of commands go to standard output"
)]
pub fn say(line: impl Display) {
    println!("{line}");
}

/// Why a command failed, with every cause.
#[expect(
    clippy::print_stderr,
    reason = "failures of commands go to standard error"
)]
pub fn complain(error: &dyn std::error::Error) {
    eprint!("lachan: {error}");
    let mut cause = error.source();
    while let Some(next) = cause {
        eprint!(": {next}");
        cause = next.source();
    }
    eprintln!();
}
