//! The doors of an import of people: a file comes in and waits; the file that people fill in goes out.
//!
//! **Invariants:** who may not import has nothing read of what he sends; a file that was refused leaves nothing but
//! the reason. The confirmation is a command like all others, see [`super::command`].

use super::command::keep;
use super::{Posted, SMALL, not_done, wrong};
use crate::guard::{Wants, refuse, told};
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::{Extension, Json};
use domain::people::import::MAX_BYTES;
use domain::refusal::{FieldFault, Problem, Refusal};
use service::Ctx;
use uuid::Uuid;

/// The page on which the form stands, and where it is sent.
const PAGE: &str = "/admin/people/import";

/// Takes a file; a page is led to what its rows would do, a program gets the id of that page.
pub async fn upload(Extension(visitor): Extension<Option<Ctx>>, request: Request) -> Response {
    let wants = Wants::of(request.headers());
    let Some(ctx) = visitor else {
        return not_done(wants, PAGE, &Problem::SignedOut);
    };
    match take(&ctx, request).await {
        Ok(id) if wants == Wants::Json => Json(serde_json::json!({ "id": id })).into_response(),
        Ok(id) => Redirect::to(&format!("{PAGE}/{id}")).into_response(),
        Err(problem) if wants == Wants::Json => refuse(wants, &problem),
        Err(problem @ Problem::Forbidden) => not_done(wants, "/", &problem),
        Err(problem) => {
            let values = vec![("act".to_owned(), "import".to_owned())];
            keep(&ctx, PAGE, values, problem).await
        }
    }
}

async fn take(ctx: &Ctx, request: Request) -> Result<Uuid, Problem> {
    service::people_import::may_import(ctx).map_err(|error| told(&error))?;
    let largest = usize::try_from(MAX_BYTES).unwrap_or(usize::MAX);
    let posted = Posted::read(request, largest.saturating_add(SMALL)).await;
    let posted = posted.map_err(|problem| match problem {
        Problem::TooLarge => Problem::Refused {
            refusal: Refusal::FileTooLarge {
                max_bytes: MAX_BYTES,
            },
        },
        problem => problem,
    })?;
    let file = posted
        .file
        .ok_or_else(|| wrong("file", FieldFault::Required))?;
    service::people_import::upload(ctx, &posted.file_name, file.to_vec())
        .await
        .map_err(|error| told(&error))
}

/// Gives out the file that people fill in.
pub async fn template(Extension(visitor): Extension<Option<Ctx>>, headers: HeaderMap) -> Response {
    let wants = Wants::of(&headers);
    let Some(ctx) = visitor else {
        return refuse(wants, &Problem::SignedOut);
    };
    match service::people_import::template(&ctx) {
        Ok(file) => {
            let headers = [
                (CONTENT_TYPE, "text/csv; charset=utf-8"),
                (
                    CONTENT_DISPOSITION,
                    "attachment; filename=\"tai-khoan.csv\"",
                ),
                (CACHE_CONTROL, "private, no-store"),
            ];
            (headers, file).into_response()
        }
        Err(error) => refuse(wants, &told(&error)),
    }
}
