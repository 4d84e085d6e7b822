//! The person's own account: positions, sessions, password.

pub mod api;
mod device;
pub mod page;
