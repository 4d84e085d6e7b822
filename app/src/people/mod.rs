//! The administrator's pages of people: the list, a new account, one person; and the page on which an owner sets
//! a password by a link.
//!
//! **Invariant:** a link for a password is on one page once; nothing here tells more than the list does.

pub mod api;
pub mod history;
pub mod list;
pub mod messages;
pub mod new;
pub mod page;
pub mod password;
