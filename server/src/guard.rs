//! What stands around every door: request id, log line, security headers, time limit, forged requests,
//! panics.
//!
//! **Invariants:** an answer carries its request id, a content security policy and a rule for caches,
//! whatever made it; nothing of an inner fault leaves the process.
//!
//! To add a header, see [`dress`].

use crate::config::Config;
use crate::router::Host;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Version};
use axum::middleware::Next;
use axum::response::Response;
use domain::refusal::Problem;
use tower_http::compression::CompressionLevel;
use tower_http::csrf::CsrfLayer;
use tracing::Instrument as _;

/// The id of a request: in the log and in the answer.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The policy of whatever is not a page: nothing may be loaded, run or framed.
const NOTHING: &str =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const FIXED: [(HeaderName, &str); 5] = [
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

/// Pages are made anew for every request, so speed counts more than the last percent.
pub const COMPRESSION: CompressionLevel = CompressionLevel::Fastest;

/// Whether an answer is compressed: pages and data, which are written for one request. Files of the site
/// are compressed when it is built.
pub fn compresses(
    _: StatusCode,
    _: Version,
    headers: &HeaderMap,
    _: &axum::http::Extensions,
) -> bool {
    headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("text/html") || kind.starts_with("application/json"))
}

/// Requests that change something must come from our own pages, by `Sec-Fetch-Site` or `Origin`.
///
/// # Errors
/// A sentence that names the origin that is none.
pub fn csrf(config: &Config) -> Result<CsrfLayer, String> {
    config
        .public_url
        .iter()
        .chain(&config.trusted_origins)
        .try_fold(CsrfLayer::new(), |layer, origin| {
            layer
                .add_trusted_origin(origin)
                .map_err(|error| format!("{origin}: {error}"))
        })
}

/// The outermost layer: request id, log line, headers.
pub async fn dress(State(host): State<Host>, mut request: Request, next: Next) -> Response {
    let id = host.system.id().simple().to_string();
    request.extensions_mut().insert(RequestId(id.clone()));
    // Without the query: people search for names.
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let span = tracing::info_span!("request", %id, %method, path);
    let started = tokio::time::Instant::now();
    let mut answer = next.run(request).instrument(span.clone()).await;
    let status = answer.status().as_u16();
    let duration_ms = started.elapsed().as_millis();
    span.in_scope(|| match status {
        500.. => tracing::error!(status, %duration_ms, "failed"),
        _ => tracing::info!(status, %duration_ms, "answered"),
    });
    let headers = answer.headers_mut();
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, id);
    }
    if host.config.secure_cookies {
        let year = HeaderValue::from_static("max-age=31536000");
        headers.insert(STRICT_TRANSPORT_SECURITY, year);
    }
    headers
        .entry(CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(NOTHING));
    headers
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    answer
}

/// How much longer a form may take that brings a file of some size.
const SLOW_FORM: u32 = 4;

/// Gives up a request that takes too long; an open transaction is undone.
pub async fn limit_time(State(host): State<Host>, request: Request, next: Next) -> Response {
    let wants = Wants::of(request.headers());
    // A file of a post with a slow line takes as long as it takes; its door watches that it moves.
    if request.uri().path() == crate::router::ATTACHMENTS {
        return next.run(request).await;
    }
    // Two megabytes take more than a minute on a line of 30 KB/s.
    let patience = if crate::router::IMPORTS.contains(&request.uri().path()) {
        host.config.request_timeout() * SLOW_FORM
    } else {
        host.config.request_timeout()
    };
    match tokio::time::timeout(patience, next.run(request)).await {
        Ok(answer) => answer,
        Err(_) => {
            tracing::warn!("given up after the time limit");
            refuse(wants, &Problem::Unavailable)
        }
    }
}

/// The answer in place of a panic. The panic hook has logged where it was.
pub fn panicked(_: Box<dyn std::any::Any + Send + 'static>) -> Response {
    tracing::error!("a request panicked");
    refuse(Wants::Page, &Problem::Internal)
}

/// In which form the caller wants an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wants {
    Page,
    Json,
}

impl Wants {
    /// What the request asks for.
    pub fn of(headers: &HeaderMap) -> Self {
        let is_json = |value: &HeaderValue| {
            value
                .to_str()
                .is_ok_and(|text| text.contains("application/json"))
        };
        if headers.get_all(ACCEPT).iter().any(is_json) {
            Self::Json
        } else {
            Self::Page
        }
    }
}

/// What a caller is told; the inner fault, if it is one, is logged here and nowhere else.
pub fn told(error: &service::Error) -> Problem {
    if let service::Error::Internal(source) = error {
        tracing::error!(error = ?source, "a use case failed");
    }
    error.problem()
}

/// The answer that a problem gives where no page can show it.
pub fn refuse(wants: Wants, problem: &Problem) -> Response {
    let status =
        StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let (media_type, body) = match wants {
        Wants::Json => (
            "application/json",
            serde_json::to_string(problem).unwrap_or_default(),
        ),
        Wants::Page => ("text/html; charset=utf-8", plain_page(problem)),
    };
    let mut answer = Response::new(Body::from(body));
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    answer
}

/// A page that needs nothing: no style, no script, both languages.
fn plain_page(problem: &Problem) -> String {
    let (vi, en) = match problem {
        Problem::NotFound => ("Không tìm thấy.", "Not found."),
        Problem::TooLarge => ("Nội dung gửi quá lớn.", "What was sent is too large."),
        Problem::Forbidden => ("Không được phép.", "Not allowed."),
        Problem::Internal => (
            "Có lỗi ở máy chủ. Xin thử lại sau.",
            "The server failed. Please try again later.",
        ),
        Problem::Unavailable => (
            "Máy chủ đang bận. Xin thử lại.",
            "The server is busy. Please try again.",
        ),
        _ => ("Yêu cầu không thực hiện được.", "The request was refused."),
    };
    let code = problem.code();
    format!(
        "<!DOCTYPE html><html lang=\"vi\"><head><meta charset=\"utf-8\"><title>Lá Chắn</title></head>\
         <body><h1>{vi}</h1><p lang=\"en\">{en}</p><p><code>{code}</code></p>\
         <p><a href=\"/\">Lá Chắn</a></p></body></html>"
    )
}
