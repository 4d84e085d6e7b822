//! The HTML document around the application, and its security policy.
//!
//! **Invariants:** no script without the nonce of this very response, no style and no image from elsewhere;
//! `<html lang>` is the language of the words in it. The browser takes the language from there.

use crate::App;
use crate::i18n;
use domain::view::Language;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::MetaTags;

/// Every icon as a `<symbol>`.
#[cfg(feature = "ssr")]
const SPRITE: &str = include_str!("../../style/sprite.svg");
#[cfg(not(feature = "ssr"))]
const SPRITE: &str = "";

/// Addresses of the built files, with their hashes, such as `/pkg/lachan.3f2a.js`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assets {
    pub js: String,
    pub wasm: String,
    pub css: String,
}

/// The language of this page: the server's choice, and in the browser what the document says.
pub fn language() -> Language {
    #[cfg(feature = "ssr")]
    return crate::api::language();
    #[cfg(not(feature = "ssr"))]
    return document()
        .document_element()
        .and_then(|root| root.get_attribute("lang"))
        .and_then(|lang| lang.parse().ok())
        .unwrap_or(Language::Vi);
}

/// The document. Sets the `Content-Security-Policy` of the response.
pub fn shell(options: LeptosOptions, assets: Assets) -> impl IntoView {
    let language = language();
    let m = i18n::messages(language);
    set_policy();
    // The application hydrates from the first child of `<body>`, so the icons come after it.
    view! {
        <!DOCTYPE html>
        <html lang=language.as_str()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <meta name="theme-color" content="#0c3d37" />
                <meta name="description" content=m.product_aim />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link
                    rel="preload"
                    href="/fonts/be-vietnam-pro-400.woff2"
                    r#as="font"
                    r#type="font/woff2"
                    crossorigin="anonymous"
                />
                <link rel="stylesheet" href=assets.css.clone() />
                // On a thin line style and words come first: the page is of use without the rest.
                <link rel="modulepreload" href=assets.js.clone() fetchpriority="low" />
                <link
                    rel="preload"
                    fetchpriority="low"
                    href=assets.wasm.clone()
                    r#as="fetch"
                    r#type="application/wasm"
                    crossorigin="anonymous"
                />
                <AutoReload options />
                <script type="module" nonce=use_nonce()>
                    {start_script(&assets)}
                </script>
                <MetaTags />
            </head>
            <body>
                <App />
                <div inner_html=SPRITE></div>
            </body>
        </html>
    }
}

/// Loads the module and hands the page over to it.
fn start_script(assets: &Assets) -> String {
    format!(
        "import init,{{hydrate}} from {js:?};init({{module_or_path:{wasm:?}}}).then(()=>hydrate())",
        js = assets.js,
        wasm = assets.wasm,
    )
}

/// `'wasm-unsafe-eval'` is what compiling wasm asks for; without it nothing hydrates.
#[cfg(feature = "ssr")]
fn set_policy() {
    use axum::http::HeaderValue;
    use axum::http::header::CONTENT_SECURITY_POLICY;
    let (Some(options), Some(nonce)) = (use_context::<leptos_axum::ResponseOptions>(), use_nonce())
    else {
        return;
    };
    let policy = format!(
        "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        options.insert_header(CONTENT_SECURITY_POLICY, policy);
    }
}

#[cfg(not(feature = "ssr"))]
fn set_policy() {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_names_the_built_files() {
        let assets = Assets {
            js: "/pkg/a.1.js".to_owned(),
            wasm: "/pkg/a.2.wasm".to_owned(),
            css: "/pkg/a.3.css".to_owned(),
        };
        assert_eq!(
            start_script(&assets),
            "import init,{hydrate} from \"/pkg/a.1.js\";\
             init({module_or_path:\"/pkg/a.2.wasm\"}).then(()=>hydrate())"
        );
    }
}
