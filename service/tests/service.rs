//! The use cases, on both engines: one module per feature.

mod account;
mod bulk;
mod cascade;
mod command;
mod commune;
mod demo;
mod duty;
mod files;
mod handover;
mod import;
mod installation;
mod intake;
mod job;
mod ladder;
mod mail;
mod office;
mod overview;
mod parties;
mod people;
mod place;
mod saved;
mod search;
mod session;
#[path = "../../store/tests/support/mod.rs"]
mod support;
mod talk;
mod verify;
