//! What every server function needs: who asks, and how an answer becomes a response.
//!
//! The middleware of the server puts `Option<service::Ctx>` (who is signed in), `Arc<service::System>` and
//! the page's `Language` into the extensions of the request.
//!
//! **Invariants:** a server function reads, it never changes anything; an inner fault is logged here, once,
//! and the browser learns only its code. To add a server function, see `task/api.rs`.

use crate::AppError;
use domain::view::Shell;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

#[cfg(feature = "ssr")]
pub use ssr::{answer, ctx, language, set_status, system};

/// What stands around every page; none for a visitor who is not signed in.
#[server(prefix = "/api", endpoint = "shell", input = GetUrl)]
pub async fn read_shell() -> Result<Option<Shell>, AppError> {
    match ssr::visitor()? {
        Some(ctx) => answer(service::account::shell(&ctx).await).map(Some),
        None => Ok(None),
    }
}

#[cfg(feature = "ssr")]
mod ssr {
    use crate::{AppError, url};
    use axum::http::header::LOCATION;
    use axum::http::request::Parts;
    use axum::http::{HeaderValue, StatusCode};
    use domain::refusal::Problem;
    use domain::view::Language;
    use leptos::prelude::*;
    use leptos_axum::ResponseOptions;
    use service::{Ctx, Error, System};
    use std::sync::Arc;

    /// What the middleware put into the request.
    fn extension<T: Clone + Send + Sync + 'static>() -> Option<T> {
        with_context(|parts: &Parts| parts.extensions.get::<T>().cloned()).flatten()
    }

    /// Sets the HTTP status of the response.
    pub fn set_status(status: u16) {
        if let (Some(options), Ok(status)) = (
            use_context::<ResponseOptions>(),
            StatusCode::from_u16(status),
        ) {
            options.set_status(status);
        }
    }

    /// The running system.
    ///
    /// # Errors
    /// [`Problem::Internal`] where the middleware is missing.
    pub fn system() -> Result<Arc<System>, AppError> {
        extension().ok_or_else(|| {
            tracing::error!("no system in the extensions of the request");
            set_status(500);
            Problem::Internal.into()
        })
    }

    /// Who is signed in, if anybody.
    ///
    /// # Errors
    /// [`Problem::Internal`] where the middleware is missing.
    pub fn visitor() -> Result<Option<Ctx>, AppError> {
        extension::<Option<Ctx>>().ok_or_else(|| {
            tracing::error!("no visitor in the extensions of the request");
            set_status(500);
            Problem::Internal.into()
        })
    }

    /// Who is signed in. A page that nobody is signed in for becomes a way to the sign-in and back.
    ///
    /// # Errors
    /// [`Problem::SignedOut`].
    pub fn ctx() -> Result<Ctx, AppError> {
        match visitor()? {
            Some(ctx) => Ok(ctx),
            None => {
                turn_away();
                Err(Problem::SignedOut.into())
            }
        }
    }

    /// 401 to a server function's caller, 303 to the sign-in for a page.
    fn turn_away() {
        let asked = with_context(|parts: &Parts| {
            (!parts.uri.path().starts_with("/api/")).then(|| {
                parts
                    .uri
                    .path_and_query()
                    .map_or_else(|| "/".to_owned(), |asked| asked.as_str().to_owned())
            })
        })
        .flatten();
        let Some(asked) = asked else {
            return set_status(401);
        };
        let way = url::with_query("/sign-in", &[("next", &asked)]);
        if let (Some(options), Ok(way)) = (
            use_context::<ResponseOptions>(),
            HeaderValue::from_str(&way),
        ) {
            options.insert_header(LOCATION, way);
            options.set_status(StatusCode::SEE_OTHER);
        }
    }

    /// The answer of a use case as a server function gives it: status set, inner faults logged.
    ///
    /// # Errors
    /// What the use case answered, without its inner text.
    pub fn answer<T>(result: service::Result<T>) -> Result<T, AppError> {
        result.map_err(|error| {
            if let Error::Internal(source) = &error {
                tracing::error!(error = ?source, "a page could not be read");
            }
            let problem = error.problem();
            set_status(problem.status());
            problem.into()
        })
    }

    /// The language of the page: the middleware's choice, else the person's, else Vietnamese.
    pub fn language() -> Language {
        extension::<Language>()
            .or_else(|| extension::<Option<Ctx>>().flatten().map(|ctx| ctx.language))
            .unwrap_or(Language::Vi)
    }
}
