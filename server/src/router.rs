//! Every address that answers, in one table, and the router that is built from it.
//!
//! Pages and server functions are those of `app`; our own doors stand in [`doors`]; files of the site answer
//! where nothing else does. Who may come in at all ([`Access`]) is decided here by the table, before any
//! handler; what a position may do is decided by the use case behind it.
//!
//! **Invariant:** an address that is not in the table is open to nobody; `tests/doors.txt` says for each what
//! it answers to whom, and a door without its rows there fails the tests.
//!
//! To add a door: its handler in [`crate::form`], its line in [`doors`].

use crate::asset::Site;
use crate::config::Config;
use crate::guard::{self, Wants};
use crate::limit::Tries;
use crate::watch::Seen;
use crate::{form, health, live, session};
use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, FromRef, MatchedPath, Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{MethodRouter, get, post};
use domain::refusal::Problem;
use leptos::config::LeptosOptions;
use leptos_axum::{AxumRouteListing, LeptosRoutes as _};
use service::System;
use service::live::Feed;
use std::collections::HashMap;
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

/// What the doors need: one per process, cheap to clone.
#[derive(Clone)]
pub struct Host {
    pub system: Arc<System>,
    pub config: Arc<Config>,
    pub site: Arc<Site>,
    pub tries: Arc<Tries>,
    pub feed: Feed,
    options: LeptosOptions,
}

impl Host {
    /// A host for a running system.
    pub fn new(system: System, config: Config, site: Site) -> Self {
        let options = LeptosOptions::builder()
            .output_name("lachan")
            .site_addr(config.listen)
            .build();
        let system = Arc::new(system);
        Self {
            feed: Feed::new(Arc::clone(&system)),
            system,
            config: Arc::new(config),
            site: Arc::new(site),
            tries: Arc::default(),
            options,
        }
    }
}

impl FromRef<Host> for LeptosOptions {
    fn from_ref(host: &Host) -> Self {
        host.options.clone()
    }
}

/// What stands behind an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A page of `app`.
    Page,
    /// A read of `app`.
    ServerFn,
    /// A form that changes something.
    Form,
    /// Files of the site.
    Asset,
    /// For supervisors.
    Health,
    /// An answer that never ends: what others change.
    Live,
    /// A file that somebody attaches or attached.
    File,
}

/// Who may come in at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    Public,
    SignedIn,
}

/// One address that answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    pub method: Method,
    /// As axum writes it: `/tasks/{id}`.
    pub path: String,
    pub kind: Kind,
    pub access: Access,
}

/// Pages and server functions for which nobody needs to be signed in.
const PUBLIC: [&str; 4] = [
    "/sign-in",
    "/set-password",
    "/api/sign_in_page",
    "/api/shell",
];

/// Where files come in: by their own clock, see [`form::attachment`].
pub const ATTACHMENTS: &str = "/attachments";

/// Where tables of people and agencies come in: given more time than other forms.
pub const IMPORTS: [&str; 2] = ["/admin/people/import", "/admin/agencies/import"];

/// Our own doors.
fn doors() -> Vec<(Route, MethodRouter<Host>)> {
    let door = |method: Method, path: &str, kind, access, handler| {
        let path = path.to_owned();
        let route = Route {
            method,
            path,
            kind,
            access,
        };
        (route, handler)
    };
    let health = |path, handler| door(Method::GET, path, Kind::Health, Access::Public, handler);
    let form = |path, access, handler| door(Method::POST, path, Kind::Form, access, handler);
    vec![
        health("/healthz", get(health::lives)),
        health("/readyz", get(health::is_ready)),
        form("/sign-in", Access::Public, post(form::account::sign_in)),
        form("/sign-out", Access::Public, post(form::account::sign_out)),
        form("/language", Access::Public, post(form::account::language)),
        form(
            "/sign-out-everywhere",
            Access::SignedIn,
            post(form::account::sign_out_everywhere),
        ),
        form(
            "/position",
            Access::SignedIn,
            post(form::account::switch_position),
        ),
        form(
            "/session/end",
            Access::SignedIn,
            post(form::account::end_session),
        ),
        form(
            "/password",
            Access::SignedIn,
            post(form::account::change_password),
        ),
        form("/command", Access::SignedIn, post(form::command::submit)),
        form(
            "/notifications/read",
            Access::SignedIn,
            post(form::notification::mark_read),
        ),
        form("/groups", Access::SignedIn, post(form::group::change)),
        form(
            "/account/mail",
            Access::SignedIn,
            post(form::mail::set_preference),
        ),
        form(
            "/admin/mail/retry",
            Access::SignedIn,
            post(form::mail::retry),
        ),
        form(
            "/admin/people/link",
            Access::SignedIn,
            post(form::people::make_link),
        ),
        form(
            "/set-password",
            Access::Public,
            post(form::people::set_password),
        ),
        form(
            "/directives/read",
            Access::SignedIn,
            post(form::directive::read),
        ),
        form("/audit/check", Access::SignedIn, post(form::audit::check)),
        door(
            Method::GET,
            "/audit/export",
            Kind::File,
            Access::SignedIn,
            get(form::audit::export),
        ),
        door(
            Method::GET,
            "/live",
            Kind::Live,
            Access::SignedIn,
            get(live::stream),
        ),
        door(
            Method::POST,
            ATTACHMENTS,
            Kind::File,
            Access::SignedIn,
            post(form::attachment::attach),
        ),
        door(
            Method::GET,
            "/attachments/{id}",
            Kind::File,
            Access::SignedIn,
            get(form::attachment::download),
        ),
        door(
            Method::GET,
            "/attachments/{id}/small",
            Kind::File,
            Access::SignedIn,
            get(form::attachment::small_picture),
        ),
        form("/tasks/views", Access::SignedIn, post(form::saved::change)),
        form("/tasks/bulk", Access::SignedIn, post(form::bulk::submit)),
        door(
            Method::GET,
            "/tasks/export",
            Kind::File,
            Access::SignedIn,
            get(form::bulk::export),
        ),
        form(IMPORTS[0], Access::SignedIn, post(form::intake::people)),
        form(IMPORTS[1], Access::SignedIn, post(form::intake::agencies)),
        door(
            Method::GET,
            "/admin/people/import/template",
            Kind::File,
            Access::SignedIn,
            get(form::intake::people_template),
        ),
        door(
            Method::GET,
            "/admin/agencies/import/template",
            Kind::File,
            Access::SignedIn,
            get(form::intake::agencies_template),
        ),
    ]
}

fn listings() -> Vec<AxumRouteListing> {
    leptos_axum::generate_route_list(app::App)
}

/// Every address that answers, in a fixed order.
pub fn routes() -> Vec<Route> {
    let access = |path: &str| {
        if PUBLIC.contains(&path) {
            Access::Public
        } else {
            Access::SignedIn
        }
    };
    let mut routes: Vec<Route> = doors().into_iter().map(|(route, _)| route).collect();
    routes.extend(listings().iter().map(|page| Route {
        method: Method::GET,
        path: page.path().to_owned(),
        kind: Kind::Page,
        access: access(page.path()),
    }));
    routes.extend(
        leptos::server_fn::axum::server_fn_paths().map(|(path, method)| Route {
            method,
            path: path.to_owned(),
            kind: Kind::ServerFn,
            access: access(path),
        }),
    );
    routes.push(Route {
        method: Method::GET,
        path: "/{*file}".to_owned(),
        kind: Kind::Asset,
        access: Access::Public,
    });
    routes.sort_by(|a, b| (&a.path, a.method.as_str()).cmp(&(&b.path, b.method.as_str())));
    routes
}

type Table = Arc<HashMap<(Method, String), (Kind, Access)>>;

/// The router of the whole server.
///
/// # Errors
/// A sentence where the configuration names an origin that is none.
pub fn build(host: Host) -> Result<Router, String> {
    let table: Table = Arc::new(
        routes()
            .into_iter()
            .map(|route| ((route.method, route.path), (route.kind, route.access)))
            .collect(),
    );
    let csrf = guard::csrf(&host.config)?;
    let mut router: Router<Host> = Router::new();
    for (route, handler) in doors() {
        router = router.route(&route.path, handler);
    }
    let router = router
        .leptos_routes_with_context(&host, listings(), || {}, shell(&host))
        .route_layer(from_fn_with_state((host.clone(), table), admit))
        .fallback(file_or_not_found)
        // Each form reads its body with a limit of its own.
        .layer(DefaultBodyLimit::disable())
        .layer(csrf)
        .layer(
            CompressionLayer::new()
                .gzip(true)
                .quality(guard::COMPRESSION)
                .compress_when(guard::compresses as fn(_, _, &_, &_) -> _),
        )
        .layer(from_fn_with_state(host.clone(), guard::limit_time))
        .layer(CatchPanicLayer::custom(guard::panicked))
        .layer(from_fn_with_state(host.clone(), guard::dress))
        .with_state(host);
    Ok(router)
}

fn shell(
    host: &Host,
) -> impl Fn() -> leptos::prelude::AnyView + Clone + Send + Sync + 'static + use<> {
    use leptos::prelude::IntoAny as _;
    let (options, assets) = (host.options.clone(), host.site.assets());
    move || app::shell(options.clone(), assets.clone()).into_any()
}

/// Lets in whom the table admits, and says who it is.
async fn admit(
    State((host, table)): State<(Host, Table)>,
    mut request: Request,
    next: Next,
) -> Response {
    let method = match request.method() {
        &Method::HEAD => Method::GET,
        method => method.clone(),
    };
    let path = request
        .extensions()
        .get::<MatchedPath>()
        .map(|path| path.as_str().to_owned())
        .unwrap_or_default();
    let (kind, access) = table
        .get(&(method, path.clone()))
        .copied()
        .unwrap_or((Kind::Form, Access::SignedIn));
    if kind == Kind::Health {
        return next.run(request).await;
    }
    let wants = Wants::of(request.headers());
    let seen = Seen::new(&path, &request, form::account::address_of(&host, &request));
    let visitor = match session::enter(&host, &mut request).await {
        Ok(None) if access == Access::SignedIn => return turn_away(kind, wants, &request),
        Ok(visitor) => visitor,
        Err(problem) => return guard::refuse(wants, &problem),
    };
    let answer = if kind == Kind::ServerFn {
        match limited(request).await {
            Ok(request) => with_own_status(next.run(request).await).await,
            Err(problem) => guard::refuse(Wants::Json, &problem),
        }
    } else {
        next.run(request).await
    };
    if let (Some(ctx), Some(note)) = (&visitor, seen.note(&answer)) {
        host.system.note(Some(ctx), note).await;
    }
    answer
}

/// The request with its body read up to the limit: server functions read theirs without one.
async fn limited(request: Request) -> Result<Request, Problem> {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, form::SMALL)
        .await
        .map_err(|_| Problem::TooLarge)?;
    Ok(Request::from_parts(parts, Body::from(body)))
}

/// A server function answers 500 to whatever went wrong before it ran, such as an argument that is none;
/// the status must be that of the problem it names.
async fn with_own_status(answer: Response) -> Response {
    if answer.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return answer;
    }
    let (mut parts, body) = answer.into_parts();
    let body = axum::body::to_bytes(body, form::SMALL)
        .await
        .unwrap_or_default();
    parts.status = match serde_json::from_slice(&body) {
        Ok(app::AppError::Problem(problem)) => {
            StatusCode::from_u16(problem.status()).unwrap_or(parts.status)
        }
        Ok(app::AppError::Transport) => StatusCode::BAD_REQUEST,
        Err(_) => parts.status,
    };
    Response::from_parts(parts, Body::from(body))
}

/// The answer to somebody who must sign in first.
fn turn_away(kind: Kind, wants: Wants, request: &Request) -> Response {
    let asked = request
        .uri()
        .path_and_query()
        .map_or("/", |asked| asked.as_str());
    match (kind, wants) {
        (Kind::ServerFn | Kind::Live, _) => {
            let error = app::AppError::Problem(Problem::SignedOut);
            (StatusCode::UNAUTHORIZED, axum::Json(error)).into_response()
        }
        (_, Wants::Json) => guard::refuse(wants, &Problem::SignedOut),
        (Kind::Page | Kind::File, Wants::Page) if request.method() != Method::POST => {
            Redirect::to(&app::url::with_query("/sign-in", &[("next", asked)])).into_response()
        }
        (_, Wants::Page) => Redirect::to("/sign-in?problem=signed_out").into_response(),
    }
}

/// A file of the site, or the application's page that says there is nothing here.
async fn file_or_not_found(State(host): State<Host>, mut request: Request) -> Response {
    let wants = Wants::of(request.headers());
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return guard::refuse(wants, &Problem::NotFound);
    }
    if let Some(file) = host.site.answer(request.uri().path(), request.headers()) {
        return file;
    }
    if wants == Wants::Json || request.uri().path().starts_with("/pkg/") {
        return guard::refuse(wants, &Problem::NotFound);
    }
    if let Err(problem) = session::enter(&host, &mut request).await {
        return guard::refuse(wants, &problem);
    }
    let render = leptos_axum::render_app_async_with_context(|| {}, shell(&host));
    let mut page: Response<Body> = render(request).await;
    *page.status_mut() = StatusCode::NOT_FOUND;
    page
}
