//! The administrator's pages of agencies: the list, a new one, one with its positions.
//!
//! **Invariant:** nothing is deleted here; what ends says on which day.

pub mod api;
pub mod history;
pub mod list;
pub mod messages;
pub mod new;
pub mod page;
