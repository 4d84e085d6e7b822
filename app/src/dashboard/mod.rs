//! The leaders' dashboard: what is done, in time, overdue; by whom, by which directive, where.
//!
//! **Invariant:** every number carries the day as of which it stands and leads to what is behind it.

pub mod api;
pub mod bar;
pub mod messages;
pub mod page;
pub mod ranking;
