//! Saved views of the list of tasks: links above the list, and the forms that save, rename and drop them.
//!
//! **Invariant:** a saved view is an address of the list, so it is opened by a plain link.

#[cfg(feature = "ssr")]
pub mod address;
pub mod api;
pub mod messages;
pub mod section;
