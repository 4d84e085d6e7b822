//! Forms as browsers send them: their fields, and the way back to the page.
//!
//! **Invariants:** a body is read up to a limit and refused beyond; what is not UTF-8 is refused, never
//! replaced; a way back never leads to another host.
//!
//! To add a form: a handler in the module of its feature, with [`Posted::read`] first.

pub mod account;
pub mod attachment;
pub mod audit;
pub mod bulk;
pub mod command;
pub mod directive;
pub mod group;
pub mod intake;
pub mod mail;
pub mod notification;
pub mod people;
pub mod saved;

use crate::guard::{Wants, refuse};
use axum::body::Bytes;
use axum::extract::{FromRequest as _, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::refusal::{FieldFault, Problem, Refusal};

/// Most bytes of a form that carries no document.
pub const SMALL: usize = 64 * 1024;
/// Most fields of a form: the drafts of the longest directive have fewer.
const MOST_FIELDS: usize = 50_000;

/// What a form carried.
#[derive(Debug, Default)]
pub struct Posted {
    /// Names and values in the order of the form.
    pub fields: Vec<(String, String)>,
    /// The file of the field `file`, unless none was chosen.
    pub file: Option<Bytes>,
    /// What the sender calls it.
    pub file_name: String,
}

impl Posted {
    /// Reads a form of at most so many bytes.
    ///
    /// # Errors
    /// [`Problem::TooLarge`]; a refusal of the field `body` for what is no form.
    pub async fn read(request: Request, limit: usize) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let bytes = axum::body::to_bytes(body, limit)
            .await
            .map_err(|_| Problem::TooLarge)?;
        let media_type = parts
            .headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split(';').next())
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        match media_type.as_str() {
            "application/x-www-form-urlencoded" => Self::urlencoded(&bytes),
            "multipart/form-data" => {
                Self::multipart(Request::from_parts(parts, bytes.into())).await
            }
            // A form without a field has no body, and some clients then name no type.
            "" if bytes.is_empty() => Ok(Self::default()),
            _ => Err(malformed()),
        }
    }

    fn urlencoded(bytes: &[u8]) -> Result<Self, Problem> {
        // The parser replaces what is not UTF-8, silently; between `&` and `=` nothing else can break.
        percent_encoding::percent_decode(bytes)
            .decode_utf8()
            .map_err(|_| malformed())?;
        let fields: Vec<(String, String)> = form_urlencoded::parse(bytes)
            .take(MOST_FIELDS + 1)
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        if fields.len() > MOST_FIELDS {
            return Err(Problem::TooLarge);
        }
        Ok(Self {
            fields,
            ..Self::default()
        })
    }

    async fn multipart(request: Request) -> Result<Self, Problem> {
        let mut posted = Self::default();
        let mut parts = Multipart::from_request(request, &())
            .await
            .map_err(|_| malformed())?;
        while let Some(part) = parts.next_field().await.map_err(|_| malformed())? {
            if posted.fields.len() >= MOST_FIELDS {
                return Err(Problem::TooLarge);
            }
            let name = part.name().map(str::to_owned).ok_or_else(malformed)?;
            let file_name = part.file_name().map(str::to_owned);
            let content = part.bytes().await.map_err(|_| malformed())?;
            if let Some(file_name) = file_name {
                if name == "file" && !content.is_empty() {
                    posted.file = Some(content);
                    posted.file_name = file_name;
                }
                continue;
            }
            let value = String::from_utf8(content.to_vec()).map_err(|_| malformed())?;
            posted.fields.push((name, value));
        }
        Ok(posted)
    }

    /// Takes a field out; none where it is absent or blank.
    ///
    /// # Errors
    /// A refusal of the field where it is given twice.
    pub fn take(&mut self, name: &str) -> Result<Option<String>, Problem> {
        let mut taken = None;
        for (_, value) in self.fields.extract_if(.., |(field, _)| field == name) {
            if taken.replace(value).is_some() {
                return Err(wrong(name, FieldFault::Malformed));
            }
        }
        Ok(taken.filter(|value| !value.trim().is_empty()))
    }

    /// Takes a field that must be there.
    ///
    /// # Errors
    /// A refusal of the field.
    pub fn require(&mut self, name: &str) -> Result<String, Problem> {
        self.take(name)?
            .ok_or_else(|| wrong(name, FieldFault::Required))
    }

    /// Takes the way back to the page; the first page where there is none or it leads elsewhere.
    pub fn take_way(&mut self, name: &str) -> String {
        let way = self.take(name).ok().flatten();
        way.filter(|way| is_own(way))
            .unwrap_or_else(|| "/".to_owned())
    }
}

/// A refusal of one field.
pub fn wrong(field: &str, fault: FieldFault) -> Problem {
    Problem::Refused {
        refusal: Refusal::field(field, fault),
    }
}

fn malformed() -> Problem {
    wrong("body", FieldFault::Malformed)
}

/// Whether an address leads to a page of ours: a path, and nothing that a browser could read as a host.
/// Browsers drop tabs and line breaks and take `\` for `/`, so those are refused too.
pub fn is_own(address: &str) -> bool {
    let is_plain = address
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    is_plain && address.starts_with('/') && !address.starts_with("//") && address.len() <= 2000
}

/// A path with one more parameter; an earlier `done`, `kept` or `problem` goes.
fn with(way: &str, name: &str, value: &str) -> String {
    let way = way.split_once('#').map_or(way, |(front, _)| front);
    let (path, query) = way.split_once('?').unwrap_or((way, ""));
    let mut kept: Vec<String> = query
        .split('&')
        .filter(|pair| {
            let key = pair.split_once('=').map_or(*pair, |(key, _)| key);
            !pair.is_empty() && !["done", "kept", "problem"].contains(&key)
        })
        .map(str::to_owned)
        .collect();
    kept.push(format!("{name}={}", app::url::encode(value)));
    format!("{path}?{}", kept.join("&"))
}

/// The answer to a form that was done: back to the page, or just done for a program.
fn done(wants: Wants, way: &str, what: Option<&str>) -> Response {
    match (wants, what) {
        (Wants::Json, _) => StatusCode::NO_CONTENT.into_response(),
        (Wants::Page, Some(what)) => Redirect::to(&with(way, "done", what)).into_response(),
        (Wants::Page, None) => Redirect::to(way).into_response(),
    }
}

/// The answer to a form that was not done: back to the page with the code, or the problem for a program.
fn not_done(wants: Wants, way: &str, problem: &Problem) -> Response {
    match wants {
        Wants::Json => refuse(wants, problem),
        Wants::Page => match problem {
            Problem::TooLarge | Problem::Internal => refuse(wants, problem),
            Problem::SignedOut => {
                let query = [("problem", problem.code()), ("next", way)];
                Redirect::to(&app::url::with_query("/sign-in", &query)).into_response()
            }
            problem => Redirect::to(&with(way, "problem", problem.code())).into_response(),
        },
    }
}

/// Adds a cookie to an answer.
fn with_cookie(mut answer: Response, cookie: Option<HeaderValue>) -> Response {
    if let Some(cookie) = cookie {
        answer
            .headers_mut()
            .append(axum::http::header::SET_COOKIE, cookie);
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_back_stays_in_the_house() {
        for own in ["/", "/tasks?text=a%26b", "/tasks/1#top"] {
            assert!(is_own(own), "{own}");
        }
        for other in [
            "",
            "tasks",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\nb",
            "/đ",
            "\t/a",
            "javascript:alert(1)",
        ] {
            assert!(!is_own(other), "{other:?}");
        }
    }

    #[test]
    fn what_the_last_form_said_goes_when_the_next_one_speaks() {
        assert_eq!(with("/tasks/1", "done", "start"), "/tasks/1?done=start");
        assert_eq!(
            with("/tasks/1?kept=2&a=b&done=x#y", "problem", "a b"),
            "/tasks/1?a=b&problem=a%20b"
        );
    }

    #[test]
    fn what_is_not_utf8_is_refused() {
        assert_eq!(Posted::urlencoded(b"a=%FF").err(), Some(malformed()));
        assert_eq!(Posted::urlencoded(b"a=\xFF").err(), Some(malformed()));
        let posted = Posted::urlencoded(b"a=1&b=%C4%90+x&a=2").expect("a form");
        assert_eq!(posted.fields[1], ("b".to_owned(), "Đ x".to_owned()));
        let mut posted = posted;
        assert!(posted.take("a").is_err(), "given twice");
        assert_eq!(posted.take("b"), Ok(Some("Đ x".to_owned())));
        assert_eq!(posted.take("b"), Ok(None));
    }
}
