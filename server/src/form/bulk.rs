//! The doors of acts on many tasks: doing one, and the export.

use super::command::keep;
use super::{Posted, not_done};
use crate::guard::{Wants, refuse, told};
use axum::extract::{RawQuery, Request};
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::{Extension, Json};
use domain::id::EnvelopeId;
use domain::refusal::{FieldFault, Problem};
use service::Ctx;
use service::sheet::Format;

/// Most bytes of the form: a thousand rows with their names, and a reason.
const LARGEST: usize = 256 * 1024;
/// The page on which the form stands.
const PAGE: &str = "/tasks/bulk";
/// Most parameters of an export: a page of rows, and the filter.
const MOST_PARAMETERS: usize = 1100;

/// Carries out an act on many tasks; a page is led to the report, a program gets it.
pub async fn submit(Extension(visitor): Extension<Option<Ctx>>, request: Request) -> Response {
    let wants = Wants::of(request.headers());
    let mut posted = match Posted::read(request, LARGEST).await {
        Ok(posted) => posted,
        Err(problem) => return refuse(wants, &problem),
    };
    let typed = posted.fields.clone();
    let list = posted.take_way("back");
    let Some(ctx) = visitor else {
        return not_done(wants, PAGE, &Problem::SignedOut);
    };
    match carry_out(&ctx, &posted.fields, &list).await {
        Ok(id) if wants == Wants::Json => match service::bulk::report(&ctx, id).await {
            Ok(page) => Json(page.report).into_response(),
            Err(error) => refuse(wants, &told(&error)),
        },
        Ok(id) => Redirect::to(&format!("{PAGE}/{id}")).into_response(),
        Err(problem) if wants == Wants::Json => refuse(wants, &problem),
        Err(problem) => keep(&ctx, &again(&typed, &list), typed, problem).await,
    }
}

async fn carry_out(
    ctx: &Ctx,
    fields: &[(String, String)],
    list: &str,
) -> Result<EnvelopeId, Problem> {
    let envelope = domain::form::bulk(fields, list.to_owned(), ctx.system.now())
        .map_err(|refusal| Problem::Refused { refusal })?;
    let id = envelope.id;
    service::command::submit(ctx, envelope)
        .await
        .map_err(|error| told(&error))?;
    Ok(id)
}

/// The page that asks once more, with the filter of the list from which it was asked.
fn again(typed: &[(String, String)], list: &str) -> String {
    let act = typed.iter().find(|(name, _)| name == "act");
    let act = app::url::encode(act.map_or("", |(_, act)| act));
    match list.split_once('?') {
        Some(("/tasks", query)) => format!("{PAGE}?act={act}&{query}"),
        _ => format!("{PAGE}?act={act}"),
    }
}

/// Gives out the chosen tasks, or all that match the filter, as a table.
pub async fn export(
    Extension(visitor): Extension<Option<Ctx>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let wants = Wants::of(&headers);
    match table(visitor, query.unwrap_or_default()).await {
        Ok((format, file)) => {
            let name = format!("attachment; filename=\"nhiem-vu.{}\"", format.extension());
            let headers = [
                (CONTENT_TYPE, format.media_type().to_owned()),
                (CONTENT_DISPOSITION, name),
                (CACHE_CONTROL, "private, no-store".to_owned()),
            ];
            (headers, file).into_response()
        }
        Err(problem) => refuse(wants, &problem),
    }
}

async fn table(visitor: Option<Ctx>, query: String) -> Result<(Format, Vec<u8>), Problem> {
    let ctx = visitor.ok_or(Problem::SignedOut)?;
    let parameters: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
        .take(MOST_PARAMETERS + 1)
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    if parameters.len() > MOST_PARAMETERS {
        return Err(Problem::TooLarge);
    }
    let format = parameters.iter().find(|(name, _)| name == "format");
    let format = format.map_or("csv", |(_, format)| format);
    let format =
        Format::named(format).ok_or_else(|| super::wrong("format", FieldFault::Unknown))?;
    let asked = app::bulk::sheet::asked(parameters);
    let (lines, agencies) = service::bulk::export(&ctx, asked)
        .await
        .map_err(|error| told(&error))?;
    let rows = app::bulk::sheet::rows(ctx.language, &lines, &agencies);
    let file = service::sheet::write(&rows, format).map_err(|error| told(&error))?;
    Ok((format, file))
}
