//! What is true: types, rules, roles, state machines. Commands and views are shared by the browser,
//! the server, REST and jobs.
//!
//! **Invariant:** pure. No I/O, no async, no clock, no randomness: the caller passes `today`, `now`
//! and new ids. Everything here builds for wasm and native.
//!
//! To add a feature: one module with its types, its commands, its refusals and its tests; a row in
//! [`access`] for every new action.

mod macros;

pub mod access;
pub mod agency;
pub mod area;
pub mod attachment;
pub mod attribution;
pub mod audit;
pub mod bulk;
pub mod calendar;
pub mod cascade;
pub mod clears;
pub mod command;
pub mod comment;
pub mod directive;
pub mod document;
pub mod draft;
pub mod duty;
pub mod extension;
pub mod form;
pub mod handover;
pub mod id;
pub mod intake;
pub mod job;
pub mod ladder;
pub mod live;
pub mod log;
pub mod mail;
pub mod office;
pub mod overview;
pub mod people;
pub mod period;
pub mod position;
pub mod reader;
pub mod refusal;
pub mod rollup;
pub mod saved;
pub mod search;
pub mod tally;
pub mod task;
pub mod text;
pub mod timeliness;
pub mod view;
