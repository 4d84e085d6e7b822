//! The way in.

pub mod api;
pub mod page;
