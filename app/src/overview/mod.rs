//! The other views of the list of tasks: board, calendar, timeline.
//!
//! **Invariant:** a view is a parameter of the list's address, so filter bar, saved views and links keep it; none of
//! them needs a script. To add a view: `domain::overview::TaskView`, its read in [`api`], its arm in [`shown`].

pub mod api;
pub mod board;
pub mod calendar;
pub mod messages;
pub mod shown;
pub mod step;
pub mod timeline;
