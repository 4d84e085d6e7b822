//! The built site: wasm, JavaScript, style, fonts, from a folder or from inside the program.
//!
//! All of it is a few megabytes, so it is read once, at the start, with what each file answers.
//!
//! **Invariants:** a name with a hash in it (`/pkg/`) and a font may be kept for ever, everything else is
//! asked for again; a file never leaves with a type that was guessed from its content.
//!
//! To add a type of file: its ending in [`media_type`].

use app::Assets;
use axum::body::{Body, Bytes};
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use rust_embed::RustEmbed;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::path::Path;

#[derive(RustEmbed)]
#[folder = "../target/site"]
#[allow_missing = true]
struct Embedded;

/// The files of the site by their path, such as `/pkg/lachan.3f2a.js`.
#[derive(Default)]
pub struct Site {
    files: HashMap<String, File>,
    manifest: Option<Manifest>,
}

struct File {
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
    etag: String,
}

/// Names of the built files, without their folder.
#[derive(Clone, Debug, Deserialize)]
struct Manifest {
    js: String,
    wasm: String,
    css: String,
}

impl Site {
    /// Reads the site from a folder.
    ///
    /// # Errors
    /// Where the folder or its manifest cannot be read.
    pub fn of_folder(folder: &Path) -> std::io::Result<Self> {
        let mut contents = Vec::new();
        let mut folders = vec![folder.to_owned()];
        while let Some(next) = folders.pop() {
            for entry in std::fs::read_dir(next)? {
                let path = entry?.path();
                if path.is_dir() {
                    folders.push(path);
                } else if let Ok(name) = path.strip_prefix(folder) {
                    let name = name.to_string_lossy().replace('\\', "/");
                    contents.push((name, Bytes::from(std::fs::read(&path)?)));
                }
            }
        }
        Self::of(contents)
    }

    /// The site inside the program; empty where none was built with it.
    ///
    /// # Errors
    /// Where its manifest cannot be read.
    pub fn embedded() -> std::io::Result<Self> {
        let content = |name: std::borrow::Cow<'static, str>| {
            let file = Embedded::get(&name)?;
            Some((name.into_owned(), Bytes::from(file.data.into_owned())))
        };
        Self::of(Embedded::iter().filter_map(content).collect())
    }

    fn of(contents: Vec<(String, Bytes)>) -> std::io::Result<Self> {
        let by_name: HashMap<String, Bytes> = contents.into_iter().collect();
        let manifest = match by_name.get("manifest.json") {
            Some(text) => Some(serde_json::from_slice(text).map_err(std::io::Error::other)?),
            None => None,
        };
        let mut files = HashMap::new();
        for (name, plain) in &by_name {
            if name.ends_with(".br") || name.ends_with(".gz") || name == "manifest.json" {
                continue;
            }
            let file = File {
                plain: plain.clone(),
                brotli: by_name.get(&format!("{name}.br")).cloned(),
                gzip: by_name.get(&format!("{name}.gz")).cloned(),
                etag: format!("\"{}\"", &hex::encode(Sha256::digest(plain))[..32]),
            };
            files.insert(format!("/{name}"), file);
        }
        Ok(Self { files, manifest })
    }

    /// Whether the browser part is there.
    pub fn is_built(&self) -> bool {
        self.manifest.is_some()
    }

    /// Number of files.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no file at all.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Addresses of the built files. Without a build they lead nowhere; pages work all the same.
    pub fn assets(&self) -> Assets {
        let address = |name: &str| {
            if name.starts_with('/') {
                name.to_owned()
            } else if name.starts_with("pkg/") {
                format!("/{name}")
            } else {
                format!("/pkg/{name}")
            }
        };
        match &self.manifest {
            Some(manifest) => Assets {
                js: address(&manifest.js),
                wasm: address(&manifest.wasm),
                css: address(&manifest.css),
            },
            None => Assets {
                js: address("lachan.js"),
                wasm: address("lachan.wasm"),
                css: address("lachan.css"),
            },
        }
    }

    /// The answer to a request for a file; none where there is no such file.
    pub fn answer(&self, path: &str, headers: &HeaderMap) -> Option<Response<Body>> {
        let file = self.files.get(path)?;
        let mut answer = Response::new(Body::empty());
        let fields = answer.headers_mut();
        let cache = if path.starts_with("/pkg/") || path.starts_with("/fonts/") {
            "public, max-age=31536000, immutable"
        } else {
            "no-cache"
        };
        fields.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
        fields.insert(VARY, HeaderValue::from_static("accept-encoding"));
        if let Ok(etag) = HeaderValue::from_str(&file.etag) {
            fields.insert(ETAG, etag);
        }
        let is_known = |value: &HeaderValue| {
            value.to_str().is_ok_and(|known| {
                known
                    .split(',')
                    .any(|tag| tag.trim().trim_start_matches("W/") == file.etag)
            })
        };
        if headers.get_all(IF_NONE_MATCH).iter().any(is_known) {
            *answer.status_mut() = StatusCode::NOT_MODIFIED;
            return Some(answer);
        }
        fields.insert(CONTENT_TYPE, HeaderValue::from_static(media_type(path)));
        let (content, encoding) = match (&file.brotli, &file.gzip) {
            (Some(content), _) if accepts(headers, "br") => (content, Some("br")),
            (_, Some(content)) if accepts(headers, "gzip") => (content, Some("gzip")),
            _ => (&file.plain, None),
        };
        if let Some(encoding) = encoding {
            fields.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        *answer.body_mut() = Body::from(content.clone());
        Some(answer)
    }
}

/// Whether the client takes that encoding: named, and not with weight zero.
fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    headers.get_all(ACCEPT_ENCODING).iter().any(|value| {
        value.to_str().is_ok_and(|list| {
            list.split(',').any(|item| {
                let (name, weight) = item.split_once(';').unwrap_or((item, ""));
                let refused = weight
                    .trim()
                    .strip_prefix("q=")
                    .is_some_and(|q| q.parse::<f32>().is_ok_and(|q| q == 0.0));
                name.trim().eq_ignore_ascii_case(encoding) && !refused
            })
        })
    })
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css; charset=utf-8",
        Some("html") => "text/html; charset=utf-8",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("webp") => "image/webp",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        Some("xml") => "application/xml",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> Site {
        let file = |name: &str, text: &'static str| (name.to_owned(), Bytes::from(text));
        Site::of(vec![
            file(
                "manifest.json",
                r#"{"js":"a.1.js","wasm":"a.2.wasm","css":"a.3.css"}"#,
            ),
            file("pkg/a.1.js", "plain"),
            file("pkg/a.1.js.br", "brotli"),
            file("pkg/a.1.js.gz", "gzip"),
            file("favicon.svg", "<svg/>"),
        ])
        .expect("a site")
    }

    fn asked(name: &'static str, value: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(name, HeaderValue::from_str(value).expect("a header"));
        headers
    }

    #[test]
    fn the_smallest_form_that_the_client_takes_is_sent() {
        let site = site();
        for (accepted, encoding) in [
            ("gzip, br", Some("br")),
            ("gzip;q=0.5, br;q=0", Some("gzip")),
            ("identity", None),
        ] {
            let answer = site
                .answer("/pkg/a.1.js", &asked("accept-encoding", accepted))
                .expect("a file");
            let sent = answer.headers().get(CONTENT_ENCODING);
            assert_eq!(sent.and_then(|value| value.to_str().ok()), encoding);
            assert!(
                answer.headers()[CACHE_CONTROL]
                    .to_str()
                    .expect("text")
                    .contains("immutable")
            );
        }
    }

    #[test]
    fn a_known_file_is_not_sent_again_and_others_do_not_exist() {
        let site = site();
        let first = site
            .answer("/favicon.svg", &HeaderMap::new())
            .expect("a file");
        let etag = first.headers()[ETAG].to_str().expect("text").to_owned();
        let again = site
            .answer("/favicon.svg", &asked("if-none-match", &etag))
            .expect("a file");
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        for path in [
            "/pkg/a.1.js.br",
            "/manifest.json",
            "/../Cargo.toml",
            "/pkg/",
        ] {
            assert!(site.answer(path, &HeaderMap::new()).is_none(), "{path}");
        }
        assert_eq!(site.assets().js, "/pkg/a.1.js");
        assert!(!Site::default().is_built());
    }
}
