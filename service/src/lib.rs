//! What the system does: one function per use case. It loads, asks [`domain::access::allows`], lets the
//! domain decide, and writes rows, log, counters and jobs in one transaction.
//!
//! **Invariants:** every change goes through [`command::submit`]; only this crate opens transactions; an
//! adapter (page, REST, job, command line) decodes, calls one function here, encodes.
//!
//! To add a use case: a function in the module of its feature, with the context first.

pub mod access;
pub mod account;
pub mod arrange;
pub mod attachment;
pub mod audit;
pub mod bulk;
pub mod cascade;
pub mod command;
pub mod comment;
pub mod commune;
pub mod ctx;
pub mod dashboard;
pub mod demo;
pub mod directive;
pub mod directory;
pub mod docx;
pub mod duty;
pub mod error;
pub mod group;
pub mod handover;
pub mod import;
pub mod intake;
pub mod job;
pub mod kept_form;
mod lateness;
pub mod ledger;
pub mod live;
pub mod mail;
pub mod notification;
pub mod obstacle;
pub mod office;
pub mod overview;
pub mod palette;
pub mod password;
pub mod people;
mod place;
pub mod rebuild;
pub mod saved;
pub mod search;
pub mod session;
pub mod sheet;
mod spreadsheet;
pub mod task;
pub mod upkeep;
pub mod verify;

pub use ctx::{Ctx, System};
pub use error::{Error, Result};
