//! The server from outside: requests through the real router, on both engines.

#[path = "../../../store/tests/support/mod.rs"]
#[macro_use]
mod support;

mod attachments;
mod audit;
mod bulk;
mod cascade;
mod commands;
mod doors;
mod handover;
mod house;
mod input;
mod intake;
mod live;
mod live_load;
mod mail;
mod office;
mod pages;
mod palette;
mod parties;
mod people;
mod place;
mod search;
mod sessions;
mod timeline_load;
