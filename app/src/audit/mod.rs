//! The auditor's page: who did, read or took out what, and whether the log is whole.
//!
//! **Invariant:** the page only shows; the check of the chains is a form, the export a link.

pub mod api;
pub mod messages;
pub mod page;
pub mod verb;
