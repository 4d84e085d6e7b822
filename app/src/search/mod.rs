//! Search over everything that the position may see.
//!
//! **Invariant:** what is searched for stands in the address alone, so a result list can be sent to a colleague,
//! who sees what he may see.

pub mod api;
pub mod messages;
pub mod page;
