//! The auditor's doors besides the page: the export of the timeline, and the check of the chains.

use super::{Posted, SMALL, done, not_done};
use crate::guard::{Wants, refuse, told};
use axum::Extension;
use axum::extract::{Query, Request};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use domain::audit::{AuditFilter, AuditLine};
use domain::refusal::Problem;
use service::Ctx;
use std::collections::HashMap;
use std::sync::Arc;

const PAGE: &str = "/audit";

/// The filter of an address, as the page understands it: what makes no sense is left out.
fn filter(query: &HashMap<String, String>) -> AuditFilter {
    let value = |name: &str| {
        query
            .get(name)
            .map(|value| value.trim())
            .filter(|v| !v.is_empty())
    };
    AuditFilter {
        kind: value("kind").and_then(|kind| kind.parse().ok()),
        person: value("person").map(str::to_owned),
        agency: value("agency").and_then(|agency| agency.parse().ok()),
        subject: value("subject").and_then(|subject| subject.rsplit('/').next()?.parse().ok()),
        from: value("from").and_then(|day| day.parse().ok()),
        to: value("to").and_then(|day| day.parse().ok()),
        after: None,
    }
}

/// The timeline as CSV in UTF-8, with a mark at its beginning by which spreadsheets recognise that.
pub async fn export(
    Extension(visitor): Extension<Option<Ctx>>,
    Query(query): Query<HashMap<String, String>>,
    request: Request,
) -> Response {
    let wants = Wants::of(request.headers());
    let Some(ctx) = visitor else {
        return refuse(wants, &Problem::SignedOut);
    };
    match service::audit::export(&ctx, &filter(&query)).await {
        Ok((lines, is_all)) => {
            let mut answer = csv(&lines, is_all).into_response();
            let headers = answer.headers_mut();
            headers.insert(
                CONTENT_TYPE,
                HeaderValue::from_static("text/csv; charset=utf-8"),
            );
            headers.insert(
                CONTENT_DISPOSITION,
                HeaderValue::from_static("attachment; filename=\"audit.csv\""),
            );
            headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
            answer
        }
        Err(error) => refuse(wants, &told(&error)),
    }
}

/// A cell: quoted, and with a quotation mark before what a spreadsheet would take for a formula.
fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        "'"
    } else {
        ""
    };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

fn csv(lines: &[AuditLine], is_all: bool) -> String {
    let mut text = String::from("\u{feff}");
    let heads = [
        "at",
        "kind",
        "login",
        "name",
        "position",
        "acting_for",
        "agency",
        "what",
        "subject_kind",
        "subject",
        "subject_name",
        "address",
        "log_entry",
    ];
    text.push_str(&heads.map(cell).join(","));
    text.push_str("\r\n");
    let or_empty = |value: &Option<String>| value.clone().unwrap_or_default();
    for line in lines {
        let cells = [
            line.at.to_rfc3339(),
            line.kind.to_string(),
            or_empty(&line.login),
            or_empty(&line.name),
            or_empty(&line.title_vi),
            or_empty(&line.for_vi),
            line.agency
                .map(|agency| agency.to_string())
                .unwrap_or_default(),
            line.what.clone(),
            or_empty(&line.subject_kind),
            line.subject
                .map(|subject| subject.to_string())
                .unwrap_or_default(),
            or_empty(&line.subject_name),
            or_empty(&line.address),
            line.seq.map(|seq| seq.to_string()).unwrap_or_default(),
        ];
        text.push_str(&cells.map(|text| cell(&text)).join(","));
        text.push_str("\r\n");
    }
    if !is_all {
        let most = format!("only the newest {} lines; narrow the filter", lines.len());
        text.push_str(&cell(&most));
        text.push_str("\r\n");
    }
    text
}

/// Begins a check of the chains; the page shows its result.
pub async fn check(Extension(visitor): Extension<Option<Ctx>>, request: Request) -> Response {
    let wants = Wants::of(request.headers());
    let begun = async {
        Posted::read(request, SMALL).await?;
        let ctx = visitor.ok_or(Problem::SignedOut)?;
        let is_to_run = service::audit::begin_check(&ctx).await;
        if is_to_run.map_err(|error| told(&error))? {
            let system = Arc::clone(&ctx.system);
            tokio::spawn(async move {
                if let Err(error) = service::audit::check(&system).await {
                    tracing::error!(error = ?error, "the result of the check was not kept");
                }
            });
        }
        Ok(())
    };
    match begun.await {
        Ok(()) => done(wants, PAGE, None),
        Err(problem) => not_done(wants, PAGE, &problem),
    }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn no_cell_is_a_formula() {
        assert_eq!(cell("=1+1"), "\"'=1+1\"");
        assert_eq!(cell("@x \"y\""), "\"'@x \"\"y\"\"\"");
        assert_eq!(cell("Sở Y tế"), "\"Sở Y tế\"");
    }
}
