//! What the person's agency was told: reminders of deadlines, newest first.
//!
//! **Invariant:** what is unread says so in a word and by its shape, never by colour alone.

pub mod api;
pub mod bell;
pub mod list;
pub mod messages;
