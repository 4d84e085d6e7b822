//! The form of the notifications: marking them as read.

use super::{Posted, SMALL, done, not_done, wrong};
use crate::guard::{Wants, told};
use axum::Extension;
use axum::extract::Request;
use axum::response::Response;
use domain::id::NotificationId;
use domain::refusal::{FieldFault, Problem};
use service::Ctx;
use service::notification::Mark;

/// The page on which the form stands.
const PAGE: &str = "/notifications";

/// Marks as read for the person what he was told: `one`, or everything up to and with `until`.
pub async fn mark_read(Extension(visitor): Extension<Option<Ctx>>, request: Request) -> Response {
    let wants = Wants::of(request.headers());
    let marked = async {
        let mut posted = Posted::read(request, SMALL).await?;
        let ctx = visitor.ok_or(Problem::SignedOut)?;
        let id = |field: &str, text: &str| {
            text.parse::<NotificationId>()
                .map_err(|_| wrong(field, FieldFault::Malformed))
        };
        let mark = match posted.take("one")? {
            Some(one) => Mark::One(id("one", &one)?),
            None => Mark::Until(id("until", &posted.require("until")?)?),
        };
        service::notification::mark_read(&ctx, mark)
            .await
            .map_err(|error| told(&error))
    };
    match marked.await {
        Ok(()) => done(wants, PAGE, Some("read")),
        Err(problem) => not_done(wants, PAGE, &problem),
    }
}
