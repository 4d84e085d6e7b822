//! The server from outside: requests through the real router, on both engines.

#[path = "../../../store/tests/support/mod.rs"]
#[macro_use]
mod support;

mod commands;
mod doors;
mod house;
mod input;
mod pages;
mod parties;
mod sessions;
