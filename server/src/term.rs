//! What the command line says: results to standard output, failures to standard error.
//!
//! **Invariant:** the only module that prints; the server itself writes to the log.

use std::fmt::Display;
use std::io::Write as _;

/// One line of a result. Whoever reads may have had enough (`lachan read … | head`): then the command ends.
pub fn say(line: impl Display) {
    if writeln!(std::io::stdout(), "{line}").is_err() {
        std::process::exit(0);
    }
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
