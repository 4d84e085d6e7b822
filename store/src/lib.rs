//! How it is kept: SQL and nothing else.
//!
//! **Invariants:** functions take `&mut Tx` and never open or end one; absent is `Ok(None)`; the engines
//! are named in [`db`] only. Every `pub async fn` of a feature runs in `store/tests/<feature>.rs` on both
//! engines.
//!
//! To add a feature: `src/<feature>.rs`, its tests, a migration in `migrations/common`.

pub mod account;
pub mod agency;
pub mod area;
pub mod attachment;
pub mod audit;
pub mod bulk;
pub mod cascade;
pub mod db;
pub mod directive;
pub mod duty;
pub mod error;
pub mod group;
pub mod handover;
pub mod intake;
pub mod job;
pub mod lateness;
pub mod live;
pub mod log;
pub mod mail;
pub mod mention;
pub mod notification;
pub mod obstacle;
pub mod office;
pub mod overview;
pub mod person;
pub mod saved;
pub mod search;
pub mod session;
pub mod setting;
pub mod standing;
pub mod tally;
pub mod task;

pub use db::{Db, Options, Tx};
pub use error::{Error, Result};
