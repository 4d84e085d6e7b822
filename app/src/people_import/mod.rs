//! People from a table: the file is chosen, every row's fate is shown, one button does it.
//!
//! **Invariant:** everything here is plain forms and links: choosing a file, reading what would happen, confirming
//! and going on to the new accounts need no script.

pub mod api;
pub mod messages;
pub mod review;
pub mod upload;
