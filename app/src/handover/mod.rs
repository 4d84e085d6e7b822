//! The page on which an administrator hands over a position: who takes over, what would move, what was moved.
//!
//! **Invariant:** nothing moves before the list of what would move was shown and confirmed.

pub mod api;
pub mod messages;
pub mod page;
