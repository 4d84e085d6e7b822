//! What is true: types, rules, roles, state machines. Pure: no I/O, no clock, no randomness of its own.

pub mod document;
pub mod reader;
