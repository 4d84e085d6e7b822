//! The doors of an import of people and agencies: a file comes in and waits; the file that people fill in goes out.
//!
//! **Invariants:** who may not import has nothing read of what he sends; a file that was refused leaves nothing but
//! the reason. The confirmation is a command like all others, see [`super::command`]. To add a kind: its two doors
//! here and in the router.

use super::command::keep;
use super::{Posted, SMALL, not_done, wrong};
use crate::guard::{Wants, refuse, told};
use app::intake::address;
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::{Extension, Json};
use domain::intake::{Kind, MAX_BYTES};
use domain::refusal::{FieldFault, Problem, Refusal};
use service::Ctx;
use service::sheet::Format;
use uuid::Uuid;

type Visitor = Extension<Option<Ctx>>;

/// Takes a table of people.
pub async fn people(Extension(visitor): Visitor, request: Request) -> Response {
    upload(visitor, Kind::People, request).await
}

/// Takes a table of agencies.
pub async fn agencies(Extension(visitor): Visitor, request: Request) -> Response {
    upload(visitor, Kind::Agencies, request).await
}

/// Takes a file; a page is led to what its rows would do, a program gets the id of that page.
async fn upload(visitor: Option<Ctx>, kind: Kind, request: Request) -> Response {
    let wants = Wants::of(request.headers());
    let page = address(kind);
    let Some(ctx) = visitor else {
        return not_done(wants, page, &Problem::SignedOut);
    };
    match take(&ctx, kind, request).await {
        Ok(id) if wants == Wants::Json => Json(serde_json::json!({ "id": id })).into_response(),
        Ok(id) => Redirect::to(&format!("{page}/{id}")).into_response(),
        Err(problem) if wants == Wants::Json => refuse(wants, &problem),
        Err(problem @ Problem::Forbidden) => not_done(wants, "/", &problem),
        Err(problem) => {
            let values = vec![("act".to_owned(), "import".to_owned())];
            keep(&ctx, page, values, problem).await
        }
    }
}

async fn take(ctx: &Ctx, kind: Kind, request: Request) -> Result<Uuid, Problem> {
    service::intake::may_import(ctx).map_err(|error| told(&error))?;
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
    service::intake::upload(ctx, kind, &posted.file_name, file.to_vec())
        .await
        .map_err(|error| told(&error))
}

/// Gives out the file that people fill in with people.
pub async fn people_template(Extension(visitor): Visitor, headers: HeaderMap) -> Response {
    template(visitor, Kind::People, &headers).await
}

/// Gives out the file that people fill in with agencies.
pub async fn agencies_template(Extension(visitor): Visitor, headers: HeaderMap) -> Response {
    template(visitor, Kind::Agencies, &headers).await
}

async fn template(visitor: Option<Ctx>, kind: Kind, headers: &HeaderMap) -> Response {
    let wants = Wants::of(headers);
    let Some(ctx) = visitor else {
        return refuse(wants, &Problem::SignedOut);
    };
    let name = match kind {
        Kind::People => "attachment; filename=\"tai-khoan.xlsx\"",
        Kind::Agencies => "attachment; filename=\"co-quan.xlsx\"",
    };
    match service::intake::template(&ctx, kind).await {
        Ok(file) => {
            let headers = [
                (CONTENT_TYPE, Format::Xlsx.media_type()),
                (CONTENT_DISPOSITION, name),
                (CACHE_CONTROL, "private, no-store"),
            ];
            (headers, file).into_response()
        }
        Err(error) => refuse(wants, &told(&error)),
    }
}
