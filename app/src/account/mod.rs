//! The person's own account: positions, sessions, password.

pub mod api;
pub mod page;
