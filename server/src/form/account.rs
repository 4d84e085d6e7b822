//! Signing in and out, language, position, password.
//!
//! **Invariants:** a wrong name and a wrong password have the same answer; a password is never logged, kept
//! or sent back; signing in always makes a new session.

use super::{Posted, SMALL, done, not_done, with_cookie, wrong};
use crate::guard::{Wants, told};
use crate::router::Host;
use crate::session;
use axum::Extension;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;
use axum::response::Response;
use domain::id::SessionId;
use domain::refusal::{FieldFault, Problem};
use domain::view::Language;
use service::Ctx;
use std::net::{IpAddr, SocketAddr};

type Visitor = Extension<Option<Ctx>>;

/// The page of one's own account, to which its forms come back.
const ACCOUNT: &str = "/account";

/// Signs in: `login`, `password`, and `next`, the page to go on to.
pub async fn sign_in(
    State(host): State<Host>,
    Extension(visitor): Visitor,
    request: Request,
) -> Response {
    let wants = Wants::of(request.headers());
    let address = address_of(&host, &request);
    let agent = user_agent(request.headers());
    let mut posted = match Posted::read(request, SMALL).await {
        Ok(posted) => posted,
        Err(problem) => return not_done(wants, "/sign-in", &problem),
    };
    let next = posted.take_way("next");
    let asked = if next == "/" { "" } else { &next };
    let way = app::url::with_query("/sign-in", &[("next", asked)]);
    match try_sign_in(&host, &mut posted, address, &agent).await {
        Ok(new) => {
            if let Some(old) = visitor
                && let Err(error) = service::session::sign_out(&old).await
            {
                told(&error);
            }
            let life = new.expires_at - host.system.now();
            let cookie = session::signed_in(&host.config, &new.token, life);
            with_cookie(done(wants, &next, None), cookie)
        }
        Err(problem) => not_done(wants, &way, &problem),
    }
}

async fn try_sign_in(
    host: &Host,
    posted: &mut Posted,
    address: Option<IpAddr>,
    agent: &str,
) -> Result<service::session::NewSession, Problem> {
    let login = posted.take("login")?.unwrap_or_default();
    let password = posted.take("password")?.unwrap_or_default();
    if let Err(seconds) = host.tries.take(address, &login, host.system.now()) {
        let note = crate::watch::sign_in(false, address);
        host.system.note_sign_in(&login, note).await;
        return Err(Problem::TooManyTries { seconds });
    }
    let answer = service::session::sign_in(&host.system, &login, &password, agent).await;
    let note = crate::watch::sign_in(answer.is_ok(), address);
    host.system.note_sign_in(&login, note).await;
    answer.map_err(|error| told(&error))
}

/// Where the visitor is, as far as it is known.
pub fn address_of(host: &Host, request: &Request) -> Option<IpAddr> {
    if host.config.behind_proxy {
        // The last entry is the one that our own proxy added; those before it may be invented.
        return request
            .headers()
            .get_all("x-forwarded-for")
            .iter()
            .next_back()?
            .to_str()
            .ok()?
            .rsplit(',')
            .next()?
            .trim()
            .parse()
            .ok();
    }
    request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map(|info| info.0.ip())
}

fn user_agent(headers: &HeaderMap) -> String {
    let text = headers
        .get(USER_AGENT)
        .and_then(|value| value.to_str().ok());
    text.unwrap_or_default().chars().take(300).collect()
}

/// Ends this session; without one it only clears the cookie.
pub async fn sign_out(
    State(host): State<Host>,
    Extension(visitor): Visitor,
    request: Request,
) -> Response {
    let wants = Wants::of(request.headers());
    if let Some(ctx) = visitor
        && let Err(error) = service::session::sign_out(&ctx).await
    {
        return not_done(wants, "/", &told(&error));
    }
    with_cookie(
        done(wants, "/sign-in", None),
        session::signed_out(&host.config),
    )
}

/// Ends all sessions of the person.
pub async fn sign_out_everywhere(
    State(host): State<Host>,
    Extension(visitor): Visitor,
    request: Request,
) -> Response {
    let wants = Wants::of(request.headers());
    let ended = match visitor {
        Some(ctx) => service::session::sign_out_everywhere(&ctx)
            .await
            .map_err(|error| told(&error)),
        None => Err(Problem::SignedOut),
    };
    match ended {
        Ok(()) => with_cookie(
            done(wants, "/sign-in", None),
            session::signed_out(&host.config),
        ),
        Err(problem) => not_done(wants, ACCOUNT, &problem),
    }
}

/// Changes the language: `language` and `back`. For a visitor it is kept in a cookie.
pub async fn language(
    State(host): State<Host>,
    Extension(visitor): Visitor,
    request: Request,
) -> Response {
    let wants = Wants::of(request.headers());
    let mut posted = match Posted::read(request, SMALL).await {
        Ok(posted) => posted,
        Err(problem) => return not_done(wants, "/", &problem),
    };
    let way = posted.take_way("back");
    let chosen: Result<Language, Problem> = posted.require("language").and_then(|text| {
        text.parse()
            .map_err(|_| wrong("language", FieldFault::Unknown))
    });
    let set = match (chosen, visitor) {
        (Ok(language), Some(ctx)) => service::account::set_language(&ctx, language)
            .await
            .map(|()| language)
            .map_err(|error| told(&error)),
        (chosen, _) => chosen,
    };
    match set {
        Ok(language) => with_cookie(
            done(wants, &way, None),
            session::spoken(&host.config, language),
        ),
        Err(problem) => not_done(wants, &way, &problem),
    }
}

/// Acts in another position: `holding` and `back`.
pub async fn switch_position(Extension(visitor): Visitor, request: Request) -> Response {
    let wants = Wants::of(request.headers());
    let mut posted = match Posted::read(request, SMALL).await {
        Ok(posted) => posted,
        Err(problem) => return not_done(wants, ACCOUNT, &problem),
    };
    let way = posted.take_way("back");
    let switched = async {
        let ctx = visitor.ok_or(Problem::SignedOut)?;
        let holding = posted.require("holding")?;
        let holding = holding
            .parse()
            .map_err(|_| wrong("holding", FieldFault::Malformed))?;
        service::session::switch_position(&ctx, holding)
            .await
            .map_err(|error| told(&error))
    };
    match switched.await {
        Ok(()) => done(wants, &way, Some("position")),
        Err(problem) => not_done(wants, &way, &problem),
    }
}

/// Ends another session of the person: `session`.
pub async fn end_session(Extension(visitor): Visitor, request: Request) -> Response {
    let wants = Wants::of(request.headers());
    let ended = async {
        let mut posted = Posted::read(request, SMALL).await?;
        let ctx = visitor.ok_or(Problem::SignedOut)?;
        let session: SessionId = posted
            .require("session")?
            .parse()
            .map_err(|_| wrong("session", FieldFault::Malformed))?;
        service::session::end_session(&ctx, session)
            .await
            .map_err(|error| told(&error))
    };
    match ended.await {
        Ok(()) => done(wants, ACCOUNT, Some("session")),
        Err(problem) => not_done(wants, ACCOUNT, &problem),
    }
}

/// Changes the password: `old`, `new`, `repeat`.
pub async fn change_password(Extension(visitor): Visitor, request: Request) -> Response {
    let wants = Wants::of(request.headers());
    let changed = async {
        let mut posted = Posted::read(request, SMALL).await?;
        let ctx = visitor.ok_or(Problem::SignedOut)?;
        let old = posted.require("old")?;
        let new = posted.require("new")?;
        if posted.require("repeat")? != new {
            return Err(wrong("repeat", FieldFault::Malformed));
        }
        service::account::change_password(&ctx, &old, &new)
            .await
            .map_err(|error| told(&error))
    };
    match changed.await {
        Ok(()) => done(wants, ACCOUNT, Some("password")),
        Err(problem) => not_done(wants, ACCOUNT, &problem),
    }
}
