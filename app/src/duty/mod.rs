//! Recurring duties: the list, a new one, one with the tasks it made.
//!
//! **Invariant:** which period comes next, and when its task is made, is said wherever a duty is shown.

pub mod api;
pub mod fields;
pub mod history;
pub mod list;
pub mod messages;
pub mod new;
pub mod page;
