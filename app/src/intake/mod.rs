//! People and agencies from a table: the file is chosen, every row's fate is shown, one button does it.
//!
//! **Invariant:** everything here is plain forms and links: choosing a file, reading what would happen, confirming
//! and going on to what is new need no script. To add a kind: `domain::intake`, its words in [`messages`], its two
//! routes.

use domain::intake::Kind;

pub mod api;
pub mod messages;
pub mod review;
pub mod upload;

/// The list to which an import of that kind adds.
pub const fn list(kind: Kind) -> &'static str {
    match kind {
        Kind::People => "/admin/people",
        Kind::Agencies => "/admin/agencies",
    }
}

/// Where a file of that kind is chosen, and where it is sent.
pub const fn address(kind: Kind) -> &'static str {
    match kind {
        Kind::People => "/admin/people/import",
        Kind::Agencies => "/admin/agencies/import",
    }
}
