//! Border communes: where each stands, by which document, what it came from, which tasks concern it.
//!
//! **Invariant:** a standing never passes to a successor by itself: the successor says “needs re-assessment”.

pub mod api;
pub mod list;
pub mod messages;
pub mod page;
pub mod tile;
