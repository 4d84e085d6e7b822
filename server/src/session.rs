//! The cookie of a signed-in browser, and who makes a request.
//!
//! **Invariants:** the cookie is never readable by scripts and, outside loopback, never sent without TLS; who
//! acts is asked anew for every request, in one statement.
//!
//! To add what every page knows of its request: an extension in [`enter`].

use crate::config::Config;
use crate::guard::told;
use crate::router::Host;
use axum::extract::Request;
use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use chrono::TimeDelta;
use domain::id::UserId;
use domain::refusal::Problem;
use domain::view::Language;
use service::Ctx;
use std::sync::Arc;

/// The cookie with the language of a visitor who is not signed in.
const LANGUAGE: &str = "lachan-language";

/// The name of the session's cookie. With its prefix a browser takes it from this very host only.
pub fn cookie_name(config: &Config) -> &'static str {
    if config.secure_cookies {
        "__Host-lachan"
    } else {
        "lachan"
    }
}

/// Puts who acts (`Option<Ctx>`), the system and the language into the request.
///
/// # Errors
/// What the caller is told where the session cannot be looked up.
pub async fn enter(host: &Host, request: &mut Request) -> Result<Option<Ctx>, Problem> {
    let visitor = match cookie(request.headers(), cookie_name(&host.config)) {
        Some(token) => service::session::resume(&host.system, token)
            .await
            .map_err(|error| told(&error))?,
        None => None,
    };
    let language = visitor.as_ref().map_or_else(
        || {
            cookie(request.headers(), LANGUAGE)
                .and_then(|text| text.parse().ok())
                .unwrap_or(Language::Vi)
        },
        |ctx| ctx.language,
    );
    let extensions = request.extensions_mut();
    extensions.insert(visitor.clone());
    extensions.insert(Arc::clone(&host.system));
    extensions.insert(language);
    Ok(visitor)
}

fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get_all(COOKIE).iter().find_map(|value| {
        value.to_str().ok()?.split(';').find_map(|pair| {
            let (key, value) = pair.trim().split_once('=')?;
            (key == name).then_some(value)
        })
    })
}

/// The cookie that signs a browser in for so long.
pub fn signed_in(config: &Config, token: &str, life: TimeDelta) -> Option<HeaderValue> {
    set(config, cookie_name(config), token, life)
}

/// The cookie that signs a browser out.
pub fn signed_out(config: &Config) -> Option<HeaderValue> {
    set(config, cookie_name(config), "", TimeDelta::zero())
}

/// The cookie that keeps a visitor's language for a year.
pub fn spoken(config: &Config, language: Language) -> Option<HeaderValue> {
    set(config, LANGUAGE, language.as_str(), TimeDelta::days(365))
}

/// The cookie that takes a link for a password to the page that shows it.
pub fn linked(config: &Config, account: UserId, address: &str) -> Option<HeaderValue> {
    let secure = if config.secure_cookies {
        "; Secure"
    } else {
        ""
    };
    HeaderValue::from_str(&format!(
        "{}={account}.{address}; Path=/; Max-Age=60; HttpOnly; SameSite=Strict{secure}",
        app::people::api::LINK_COOKIE
    ))
    .ok()
}

fn set(config: &Config, name: &str, value: &str, life: TimeDelta) -> Option<HeaderValue> {
    let secure = if config.secure_cookies {
        "; Secure"
    } else {
        ""
    };
    let seconds = life.num_seconds().max(0);
    HeaderValue::from_str(&format!(
        "{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"
    ))
    .ok()
}
