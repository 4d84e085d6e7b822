//! The document as a browser without a script gets it, over the router that the server mounts.
//!
//! **Invariant:** no database: only what a visitor sees who is not signed in.
#![cfg(feature = "ssr")]

use app::{App, Assets, shell};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Extension;
use axum::http::header::{CONTENT_SECURITY_POLICY, LOCATION};
use axum::http::{HeaderMap, Request, StatusCode};
use domain::view::Language;
use leptos::prelude::*;
use leptos_axum::{LeptosRoutes as _, generate_route_list};
use tower::ServiceExt as _;

fn router(language: Language) -> Router {
    let options = LeptosOptions::builder().output_name("lachan").build();
    let assets = Assets {
        js: "/pkg/lachan.1.js".to_owned(),
        wasm: "/pkg/lachan.2.wasm".to_owned(),
        css: "/pkg/lachan.3.css".to_owned(),
    };
    let routes = generate_route_list(App);
    let document = {
        let options = options.clone();
        move || shell(options.clone(), assets.clone())
    };
    Router::new()
        .leptos_routes(&options, routes, document.clone())
        .fallback(leptos_axum::render_app_async(document))
        .layer(Extension(None::<service::Ctx>))
        .layer(Extension(language))
        .with_state(options)
}

async fn get(language: Language, path: &str) -> (StatusCode, HeaderMap, String) {
    let request = Request::builder()
        .uri(path)
        .header("Accept", "text/html")
        .body(Body::empty())
        .expect("a request");
    let response = router(language).oneshot(request).await.expect("a response");
    let (status, headers) = (response.status(), response.headers().clone());
    let body = to_bytes(response.into_body(), 1 << 20)
        .await
        .expect("a body");
    let text = String::from_utf8(body.to_vec()).expect("UTF-8");
    (status, headers, text)
}

#[tokio::test]
async fn a_page_without_a_session_leads_to_the_sign_in_and_back() {
    for (path, next) in [
        ("/", "%2F"),
        ("/tasks?state=assigned", "%2Ftasks%3Fstate%3Dassigned"),
        ("/account", "%2Faccount"),
    ] {
        let (status, headers, _) = get(Language::Vi, path).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{path}");
        assert_eq!(headers[LOCATION], format!("/sign-in?next={next}"));
    }
}

#[tokio::test]
async fn the_sign_in_is_whole_without_a_script() {
    let (_, headers, html) = get(
        Language::Vi,
        "/sign-in?next=%2Ftasks&problem=sign_in_failed",
    )
    .await;
    assert!(html.starts_with("<!DOCTYPE html>"), "{html}");
    assert!(html.contains("<html lang=\"vi\">"), "{html}");
    assert!(
        html.contains("<title>Đăng nhập – Lá Chắn</title>"),
        "{html}"
    );
    assert!(html.contains("name=\"next\" value=\"/tasks\""), "{html}");
    assert!(
        html.contains("Tên đăng nhập hoặc mật khẩu không đúng"),
        "{html}"
    );
    let policy = headers[CONTENT_SECURITY_POLICY].to_str().expect("a policy");
    let nonce = policy
        .split("'nonce-")
        .nth(1)
        .and_then(|rest| rest.split('\'').next())
        .expect("a nonce");
    for script in html.split("<script").skip(1) {
        let tag = script.split('>').next().expect("a tag");
        assert!(tag.contains(&format!("nonce=\"{nonce}\"")), "<script{tag}>");
    }
    assert!(!html.contains(" style=\""), "inline styles are forbidden");
}

#[tokio::test]
async fn the_document_speaks_the_chosen_language() {
    let (_, _, html) = get(Language::En, "/sign-in").await;
    assert!(html.contains("<html lang=\"en\">"), "{html}");
    assert!(html.contains("Sign in"), "{html}");
    assert!(html.contains("name=\"language\" value=\"vi\""), "{html}");
}

#[tokio::test]
async fn an_unknown_address_is_not_found() {
    let (status, _, html) = get(Language::Vi, "/nowhere").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(html.contains("Không tìm thấy trang này"), "{html}");
}
