//! `POST /directives/read`: a pasted text or an uploaded file becomes a directive with drafts.
//!
//! **Invariants:** a text with a secrecy mark leaves no trace, neither kept nor logged; what the reader did not
//! find of the header is asked of the person; sending the form twice registers one directive.

use super::command::keep;
use super::{Posted, not_done, with, wrong};
use crate::guard::{Wants, refuse, told};
use crate::router::Host;
use axum::Extension;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::refusal::{FieldError, FieldFault, Problem, Refusal};
use service::Ctx;
use uuid::Uuid;

/// The page on which a directive is pasted, uploaded or written.
const COMPOSE: &str = "/directives/new";
/// What a header cannot do without.
const NEEDED: [&str; 6] = [
    "number",
    "symbol",
    "kind",
    "issued_on",
    "issuer",
    "abstract",
];

/// Reads `text` or `file` (plain text or DOCX), confirmed as `unclassified`.
pub async fn read(
    State(host): State<Host>,
    Extension(visitor): Extension<Option<Ctx>>,
    request: Request,
) -> Response {
    let wants = Wants::of(request.headers());
    let posted = match Posted::read(request, host.config.max_body_bytes).await {
        Ok(posted) => posted,
        Err(problem) => return refuse(wants, &problem),
    };
    let Some(ctx) = visitor else {
        return not_done(wants, COMPOSE, &Problem::SignedOut);
    };
    match propose(&ctx, posted).await {
        Ok(directive) => {
            let way = format!("/directives/{directive}/draft");
            Redirect::to(&with(&way, "done", "register")).into_response()
        }
        Err((problem, values)) => match (wants, &problem) {
            (Wants::Json, _) => refuse(wants, &problem),
            // Nothing of a secret document is kept, and who may not register has nothing to go on with.
            (
                Wants::Page,
                Problem::Refused {
                    refusal: Refusal::Secret,
                }
                | Problem::Forbidden,
            ) => not_done(wants, COMPOSE, &problem),
            (Wants::Page, _) => keep(&ctx, COMPOSE, values, problem).await,
        },
    }
}

type Values = Vec<(String, String)>;

/// Registers what was read; else why not, and what to keep for the person.
async fn propose(ctx: &Ctx, mut posted: Posted) -> Result<Uuid, (Problem, Values)> {
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let mut values = vec![field("act", "register")];
    let nothing = |problem: Problem| (problem, vec![("act".to_owned(), "register".to_owned())]);
    let typed = posted.take("text").map_err(nothing)?;
    let text = match &posted.file {
        Some(file) => service::docx::text_of(file)
            .map_err(|fault| wrong("file", fault))
            .map_err(nothing)?,
        None => typed
            .ok_or_else(|| wrong("text", FieldFault::Required))
            .map_err(nothing)?,
    };
    let is_unclassified = posted.take("unclassified").map_err(nothing)?.is_some();
    let envelope = posted.take("envelope").map_err(nothing)?;
    let id: Uuid = envelope
        .and_then(|text| text.parse().ok())
        .unwrap_or_else(|| ctx.system.id());
    let (text, reading) = service::directive::read(ctx, &text)
        .await
        .map_err(|error| told(&error))
        .map_err(nothing)?;
    values.push(field("text", &text));
    if !is_unclassified {
        return Err((wrong("unclassified", FieldFault::Required), values));
    }
    values.push(field("unclassified", "on"));
    let header = service::directive::header_fields(ctx, &reading).await;
    values.extend(header.map_err(|error| (told(&error), values.clone()))?);
    let missing: Vec<FieldError> = NEEDED
        .into_iter()
        .filter(|needed| {
            !values
                .iter()
                .any(|(name, value)| name == needed && !value.trim().is_empty())
        })
        .map(|needed| FieldError {
            field: needed.to_owned(),
            fault: FieldFault::Required,
        })
        .collect();
    if !missing.is_empty() {
        let refusal = Refusal::Invalid { fields: missing };
        return Err((Problem::Refused { refusal }, values));
    }
    // The directive takes the id of the form's envelope: sent twice, it is the same directive.
    let mut fields = values.clone();
    fields.push(field("subject", "directive"));
    fields.push(field("id", &id.to_string()));
    fields.push(field("envelope", &id.to_string()));
    let registered = async {
        let envelope = domain::form::envelope(&fields, ctx.system.now())
            .map_err(|refusal| Problem::Refused { refusal })?;
        service::command::submit(ctx, envelope)
            .await
            .map_err(|error| told(&error))
    };
    match registered.await {
        Ok(_) => Ok(id),
        Err(problem) => Err((problem, values)),
    }
}
