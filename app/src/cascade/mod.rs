//! Cascades: the sub-tasks of a task, delegating it, saved groups of agencies.
//!
//! **Invariant:** the rule by which progress adds up is said in words wherever its figure stands.

pub mod api;
pub mod delegate;
pub mod groups;
pub mod list;
pub mod messages;
pub mod section;
