//! Acts on many tasks: the bar on the list, the screen that asks once more, the report.
//!
//! **Invariant:** everything here is plain forms and links: choosing, asking once more, acting, reading the report
//! and going back to the list need no script.

pub mod api;
pub mod bar;
pub mod confirm;
pub mod messages;
pub mod report;
#[cfg(feature = "ssr")]
pub mod sheet;
