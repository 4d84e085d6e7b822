//! The e-mails that were not sent, for the administrator of the province.
//!
//! **Invariant:** it says for whom an e-mail is and why it failed, never what it says.

pub mod api;
pub mod list;
pub mod messages;
