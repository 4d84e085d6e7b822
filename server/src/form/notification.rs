//! The form of the notifications: marking them as read.

use super::{Posted, SMALL, done, not_done, wrong};
use crate::guard::{Wants, told};
use axum::Extension;
use axum::extract::Request;
use axum::response::Response;
use domain::id::NotificationId;
use domain::refusal::{FieldFault, Problem};
use service::Ctx;

/// The page on which the form stands.
const PAGE: &str = "/notifications";

/// Marks as read what the person's agency was told up to and with `until`.
pub async fn mark_read(Extension(visitor): Extension<Option<Ctx>>, request: Request) -> Response {
    let wants = Wants::of(request.headers());
    let marked = async {
        let mut posted = Posted::read(request, SMALL).await?;
        let ctx = visitor.ok_or(Problem::SignedOut)?;
        let until: NotificationId = posted
            .require("until")?
            .parse()
            .map_err(|_| wrong("until", FieldFault::Malformed))?;
        service::notification::mark_read(&ctx, until)
            .await
            .map_err(|error| told(&error))
    };
    match marked.await {
        Ok(()) => done(wants, PAGE, Some("read")),
        Err(problem) => not_done(wants, PAGE, &problem),
    }
}
