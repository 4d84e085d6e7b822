//! Directives: the list, a new one, its drafts beside its text, one that is issued.
//!
//! **Invariant:** nothing is issued without a person's button; every proposal shows the sentence it came from.

pub mod api;
pub mod card;
pub mod choice;
pub mod compose;
pub mod draft;
pub mod header;
pub mod list;
pub mod mark;
pub mod messages;
pub mod names;
pub mod page;
