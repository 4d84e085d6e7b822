//! Obstacles: what blocks work, who can remove it, and how far up it went.
//!
//! **Invariant:** the list only shows; raising, escalating and resolving are forms of the task's page.

pub mod api;
pub mod list;
