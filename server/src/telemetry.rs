//! The log of the process, to standard error.
//!
//! **Invariant:** no cookie, token, password or typed text is ever logged; a line of a request carries its
//! id, which the answer carries too. To log more of a request, add a field to the span in
//! [`crate::guard`].

use std::io::IsTerminal as _;
use tracing_subscriber::EnvFilter;

/// Which lines are written.
///
/// # Errors
/// A sentence that says what is wrong with the directives.
pub fn filter(directives: &str) -> Result<EnvFilter, String> {
    EnvFilter::builder()
        .parse(directives)
        .map_err(|error| error.to_string())
}

/// Starts the log; a second start does nothing.
pub fn start(directives: &str) {
    let Ok(filter) = filter(directives) else {
        return;
    };
    // Fails only where a log is started already, as in tests.
    if tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .try_init()
        .is_err()
    {
        tracing::debug!("the log is started already");
    }
}
