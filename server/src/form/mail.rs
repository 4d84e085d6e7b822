//! The forms about e-mail: what a person wants to be sent, and another try for what failed.

use super::{Posted, SMALL, done, not_done, with, wrong};
use crate::guard::{Wants, told};
use axum::Extension;
use axum::extract::Request;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::mail::Mode;
use domain::refusal::{FieldFault, Problem};
use domain::view::{KeptForm, Language};
use service::Ctx;

/// The page on which a person says what is sent.
const ACCOUNT: &str = "/account";
/// The page of what failed.
const FAILED: &str = "/admin/mail";

/// Keeps what the person wants to be sent: `address`, `mode`, `language`. What was typed comes back where it is
/// refused.
pub async fn set_preference(
    Extension(visitor): Extension<Option<Ctx>>,
    request: Request,
) -> Response {
    let wants = Wants::of(request.headers());
    let mut posted = match Posted::read(request, SMALL).await {
        Ok(posted) => posted,
        Err(problem) => return not_done(wants, ACCOUNT, &problem),
    };
    let values = posted.fields.clone();
    let problem = match try_set(visitor.as_ref(), &mut posted).await {
        Ok(()) => return done(wants, ACCOUNT, Some("mail")),
        Err(problem) => problem,
    };
    let (Wants::Page, Problem::Refused { .. }, Some(ctx)) = (wants, &problem, visitor) else {
        return not_done(wants, ACCOUNT, &problem);
    };
    let form = KeptForm {
        act: "mail".to_owned(),
        values,
        problem: problem.clone(),
    };
    match service::kept_form::keep(&ctx, form).await {
        Ok(id) => Redirect::to(&with(ACCOUNT, "kept", &id.to_string())).into_response(),
        Err(error) => {
            told(&error);
            not_done(wants, ACCOUNT, &problem)
        }
    }
}

async fn try_set(visitor: Option<&Ctx>, posted: &mut Posted) -> Result<(), Problem> {
    let ctx = visitor.ok_or(Problem::SignedOut)?;
    let address = posted.take("address")?.unwrap_or_default();
    let mode: Mode = posted
        .require("mode")?
        .parse()
        .map_err(|_| wrong("mode", FieldFault::Unknown))?;
    let language: Language = posted
        .require("language")?
        .parse()
        .map_err(|_| wrong("language", FieldFault::Unknown))?;
    service::mail::set_preference(ctx, &address, mode, language)
        .await
        .map_err(|error| told(&error))
}

/// Lets an e-mail that failed be tried again: `key`.
pub async fn retry(Extension(visitor): Extension<Option<Ctx>>, request: Request) -> Response {
    let wants = Wants::of(request.headers());
    let retried = async {
        let mut posted = Posted::read(request, SMALL).await?;
        let ctx = visitor.ok_or(Problem::SignedOut)?;
        service::mail::retry(&ctx, &posted.require("key")?)
            .await
            .map_err(|error| told(&error))
    };
    match retried.await {
        Ok(()) => done(wants, FAILED, Some("retry")),
        Err(problem) => not_done(wants, FAILED, &problem),
    }
}
