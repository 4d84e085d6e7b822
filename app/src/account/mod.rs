//! The person's own account: positions, sessions, e-mail, password.

pub mod api;
mod device;
mod mail;
pub mod page;
