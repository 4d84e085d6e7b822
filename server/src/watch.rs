//! Noting who read, took out or was refused what: one look at every answered request.
//!
//! **Invariants:** a note names the pattern of the address and the id in it, never what was typed or sent; lists are
//! not noted; noting adds a row in memory, no statement (`service::access`).
//!
//! To watch a new page of a single record: its arm in [`subject_of`].

use axum::extract::Request;
use axum::http::header::LOCATION;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use domain::audit::AuditKind;
use domain::log::SubjectKind;
use service::access::Note;
use std::net::IpAddr;
use uuid::Uuid;

/// What the kind of a file's subject is called; it is no subject of the log.
const FILE: &str = "file";

/// A request as far as a note needs it, taken before it is answered.
#[derive(Debug)]
pub struct Seen {
    method: Method,
    /// As the table of routes writes it.
    path: String,
    subject: Option<(String, Uuid)>,
    address: String,
}

/// The subject in the address: the kind by its pattern, the id by its second part or its query.
fn subject_of(path: &str, request: &Request) -> Option<(String, Uuid)> {
    let kind = match path {
        "/tasks/{id}"
        | "/tasks/{id}/subtasks"
        | "/tasks/{id}/delegate"
        | "/api/task_page"
        | "/api/subtask_list"
        | "/api/delegate_page" => SubjectKind::Task.as_str(),
        "/directives/{id}"
        | "/directives/{id}/draft"
        | "/api/directive_page"
        | "/api/directive_draft" => SubjectKind::Directive.as_str(),
        "/duties/{id}" | "/api/duty_page" => SubjectKind::Duty.as_str(),
        "/attachments/{id}" => FILE,
        // Titles of tasks stand there.
        "/admin/people/{id}/hand-over" | "/api/hand_over_page" => SubjectKind::Account.as_str(),
        _ => return None,
    };
    let uri = request.uri();
    let id = if path.starts_with("/api/") {
        let query = uri.query().unwrap_or_default();
        form_urlencoded::parse(query.as_bytes())
            .find(|(name, _)| name == "id")
            .map(|(_, id)| id.into_owned())
    } else {
        let place = if path.starts_with("/admin/") { 3 } else { 2 };
        uri.path().split('/').nth(place).map(str::to_owned)
    };
    Some((kind.to_owned(), id?.parse().ok()?))
}

impl Seen {
    /// What is to be remembered of a request.
    pub fn new(path: &str, request: &Request, address: Option<IpAddr>) -> Self {
        Self {
            method: request.method().clone(),
            path: path.to_owned(),
            subject: subject_of(path, request),
            address: address
                .map(|address| address.to_string())
                .unwrap_or_default(),
        }
    }

    /// The note that an answer to somebody who is signed in makes; none for most.
    pub fn note(self, answer: &Response) -> Option<Note> {
        let status = answer.status();
        let kind = if status == StatusCode::FORBIDDEN
            // A form carries its subject in its body, which is not looked into.
            || (status == StatusCode::NOT_FOUND
                && (self.subject.is_some() || self.method == Method::POST))
            || sent_back_refused(answer)
        {
            AuditKind::Refused
        } else if self.path == "/sign-out" || self.path == "/sign-out-everywhere" {
            AuditKind::SignOut
        } else if !status.is_success() || self.method == Method::POST {
            return None;
        } else if self.path == "/attachments/{id}" || self.path == "/audit/export" {
            AuditKind::Export
        } else if self.subject.is_some() {
            AuditKind::Read
        } else {
            return None;
        };
        let (subject_kind, subject) = self.subject.unzip();
        Some(Note {
            kind,
            subject_kind,
            subject,
            address: self.address,
            door: format!("{} {}", self.method, self.path),
        })
    }
}

/// A form that may not be carried out leads back to its page, which says so.
fn sent_back_refused(answer: &Response) -> bool {
    let way = answer.headers().get(LOCATION);
    way.and_then(|way| way.to_str().ok()).is_some_and(|way| {
        ["problem=forbidden", "problem=not_found"]
            .iter()
            .any(|problem| way.contains(problem))
    })
}

/// The note of a try to sign in.
pub fn sign_in(is_in: bool, address: Option<IpAddr>) -> Note {
    Note {
        kind: if is_in {
            AuditKind::SignIn
        } else {
            AuditKind::SignInFailed
        },
        subject_kind: None,
        subject: None,
        address: address
            .map(|address| address.to_string())
            .unwrap_or_default(),
        door: "POST /sign-in".to_owned(),
    }
}
