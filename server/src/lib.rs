//! The process: configuration, router, middleware, doors, command line.
//!
//! **Invariants:** a door decodes, calls one use case of `service`, encodes; who may do what is decided
//! there. Every address that answers stands in [`router::routes`].
//!
//! To add a door: its handler in [`form`], its line in [`router`], its rows in `tests/doors.txt`.

pub mod asset;
pub mod cli;
pub mod config;
pub mod data;
pub mod form;
pub mod guard;
pub mod health;
pub mod limit;
pub mod live;
pub mod router;
pub mod serve;
pub mod session;
pub mod telemetry;
pub mod term;
pub mod text_file;
pub mod watch;
