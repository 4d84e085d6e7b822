//! What is said about a task, and the files beside it: two sections of the task's page.
//!
//! **Invariants:** a comment is plain text, never markup; files are links to be saved, only small pictures that
//! the server wrote anew are shown; every form works without wasm.
//!
//! To add a section: a module here, its place in `task::page`.

pub mod comments;
pub mod files;
pub mod messages;
