//! The forms of passwords by link: the administrator's that makes one, the owner's that uses it.
//!
//! **Invariants:** a link leaves in a cookie for the one page that shows it, never in an address or a log; a
//! password is never kept or sent back. All other steps of an account are commands, see [`super::command`].

use super::{Posted, SMALL, done, not_done, with_cookie, wrong};
use crate::guard::{Wants, told};
use crate::router::Host;
use crate::session;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::HOST;
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use domain::command::Command;
use domain::id::UserId;
use domain::refusal::{FieldFault, Problem};
use service::Ctx;

/// The list, where the form names no person.
const PEOPLE: &str = "/admin/people";
/// The page of the owner.
const SET_PASSWORD: &str = "/set-password";

/// Makes a link: the fields of the command `link` of an account, and `back`.
pub async fn make_link(
    State(host): State<Host>,
    Extension(visitor): Extension<Option<Ctx>>,
    request: Request,
) -> Response {
    let wants = Wants::of(request.headers());
    let origin = origin(&host, request.headers());
    let mut posted = match Posted::read(request, SMALL).await {
        Ok(posted) => posted,
        Err(problem) => return not_done(wants, PEOPLE, &problem),
    };
    let way = match posted.take_way("back") {
        way if way == "/" => PEOPLE.to_owned(),
        way => way,
    };
    match try_link(visitor.as_ref(), &posted).await {
        Ok((account, token)) => {
            let path = app::url::with_query(SET_PASSWORD, &[("token", &token)]);
            let address = format!("{origin}{path}");
            match wants {
                Wants::Json => Json(serde_json::json!({ "link": address })).into_response(),
                Wants::Page => {
                    let cookie = session::linked(&host.config, account, &address);
                    with_cookie(done(wants, &way, Some("link")), cookie)
                }
            }
        }
        Err(problem) => not_done(wants, &way, &problem),
    }
}

/// Under which the owner of the account reaches this server: as configured, else as the administrator does.
fn origin(host: &Host, headers: &HeaderMap) -> String {
    if let Some(public) = &host.config.public_url {
        return public.trim_end_matches('/').to_owned();
    }
    let name = headers.get(HOST).and_then(|name| name.to_str().ok());
    let is_plain = |name: &&str| {
        name.bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-.:[]".contains(&b))
    };
    let scheme = if host.config.secure_cookies {
        "https"
    } else {
        "http"
    };
    name.filter(is_plain)
        .map_or_else(String::new, |name| format!("{scheme}://{name}"))
}

async fn try_link(visitor: Option<&Ctx>, posted: &Posted) -> Result<(UserId, String), Problem> {
    let ctx = visitor.ok_or(Problem::SignedOut)?;
    let envelope = domain::form::envelope(&posted.fields, ctx.system.now())
        .map_err(|refusal| Problem::Refused { refusal })?;
    let Command::Account { id, .. } = envelope.command else {
        return Err(wrong("subject", FieldFault::Unknown));
    };
    let token = service::people::make_link(ctx, envelope)
        .await
        .map_err(|error| told(&error))?;
    Ok((id, token))
}

/// Sets a password by a link: `token`, `new_password`, `repeat_password`.
pub async fn set_password(State(host): State<Host>, request: Request) -> Response {
    let wants = Wants::of(request.headers());
    let mut posted = match Posted::read(request, SMALL).await {
        Ok(posted) => posted,
        Err(problem) => return not_done(wants, SET_PASSWORD, &problem),
    };
    let token = posted.take("token").ok().flatten().unwrap_or_default();
    // The way back needs the token: it is the address the owner came from.
    let way = app::url::with_query(SET_PASSWORD, &[("token", &token)]);
    match try_set(&host, &token, &mut posted).await {
        Ok(()) => done(wants, "/sign-in", Some("password")),
        Err(problem) => not_done(wants, &way, &problem),
    }
}

async fn try_set(host: &Host, token: &str, posted: &mut Posted) -> Result<(), Problem> {
    let new = posted.require("new_password")?;
    if posted.require("repeat_password")? != new {
        return Err(wrong("repeat_password", FieldFault::Malformed));
    }
    service::people::set_password(&host.system, token, &new)
        .await
        .map_err(|error| told(&error))
}
