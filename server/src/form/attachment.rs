//! Files: `POST /attachments` takes one in, `GET /attachments/{id}` gives it out, `…/small` its small picture.
//!
//! The form's fields come first, the file last: so it is known what it is for, and who sends it, before its first
//! byte is taken, and it runs through without ever being whole in memory.
//!
//! **Invariants:** a file leaves as something to be saved, in a sandbox, never as a page of ours; what is shown
//! inline is a picture that the server wrote anew; a program and a page are refused by the same rules; of what is
//! sent, one chunk is in memory.

use super::command::keep;
use super::{Posted, SMALL, not_done, with, wrong};
use crate::guard::{Wants, refuse, told};
use crate::router::Host;
use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::multipart::Field;
use axum::extract::{FromRequest as _, Multipart, Path, Request, State};
use axum::http::header::{
    ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, ETAG, IF_RANGE, RANGE,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::{Extension, Json};
use domain::command::Receipt;
use domain::id::{AttachmentId, TaskId};
use domain::refusal::{FieldFault, Problem, Refusal};
use service::Ctx;
use service::attachment::{Download, Opened, Upload, Wanted};
use std::pin::Pin;
use std::task::{self, Poll};
use std::time::Duration;

/// How long the server may take for a file that has come: it is looked at, scanned and stored.
const LOOK: Duration = Duration::from_secs(120);
/// The policy of a file: should a browser show it after all, it may do nothing.
const SANDBOX: &str = "sandbox; default-src 'none'; frame-ancestors 'none'";

type Values = Vec<(String, String)>;

/// Takes a file and attaches it.
pub async fn attach(
    State(host): State<Host>,
    Extension(visitor): Extension<Option<Ctx>>,
    request: Request,
) -> Response {
    let wants = Wants::of(request.headers());
    let Some(ctx) = visitor else {
        return not_done(wants, "/", &Problem::SignedOut);
    };
    let mut values = Values::new();
    let taken = take(&host, &ctx, request, &mut values).await;
    let way = values
        .iter()
        .find(|(name, _)| name == "id")
        .map_or_else(|| "/".to_owned(), |(_, task)| format!("/tasks/{task}"));
    match (taken, wants) {
        (Ok(receipt), Wants::Json) => Json(receipt).into_response(),
        (Ok(_), Wants::Page) => Redirect::to(&with(&way, "done", "attach")).into_response(),
        (Err(problem), Wants::Json) => refuse(wants, &problem),
        (Err(problem), Wants::Page) if way == "/" => refuse(wants, &problem),
        // Who may not see the task, or attach nothing to it, has nothing to go on with.
        (Err(problem @ (Problem::NotFound | Problem::Forbidden)), Wants::Page) => {
            not_done(wants, &way, &problem)
        }
        (Err(problem), Wants::Page) => keep(&ctx, &way, values, problem).await,
    }
}

/// A body that gives one chunk at a time. The reader of forms takes what is ready before it hands anything on: a
/// sender that is faster than the disk would fill the memory.
struct InTurn {
    body: BodyDataStream,
    pauses: bool,
}

impl futures_util::Stream for InTurn {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut task::Context<'_>) -> Poll<Option<Self::Item>> {
        if std::mem::take(&mut self.pauses) {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let next = std::task::ready!(futures_util::StreamExt::poll_next_unpin(&mut self.body, cx));
        self.pauses = true;
        Poll::Ready(next)
    }
}

fn malformed() -> Problem {
    wrong("body", FieldFault::Malformed)
}

/// Reads the fields, then the file, and sends the command; `values` are what a refused form shows again.
async fn take(
    host: &Host,
    ctx: &Ctx,
    request: Request,
    values: &mut Values,
) -> Result<Receipt, Problem> {
    let patience = host.config.request_timeout();
    let max_bytes = ctx.system.settings.attachments.max_bytes;
    let declared = request
        .headers()
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok())
        .and_then(|length| length.parse::<u64>().ok());
    let request = request.map(|body| {
        Body::from_stream(InTurn {
            body: body.into_data_stream(),
            pauses: false,
        })
    });
    let mut parts = Multipart::from_request(request, &())
        .await
        .map_err(|_| malformed())?;
    let mut posted = Posted::default();
    let mut size = 0;
    loop {
        let next = tokio::time::timeout(patience, parts.next_field()).await;
        let part = next.map_err(|_| Problem::Unavailable)?;
        let Some(mut part) = part.map_err(|_| malformed())? else {
            // Without a file: what else is wrong is of no use before there is one.
            fields(&mut posted, values)?;
            return Err(wrong("file", FieldFault::Required));
        };
        let name = part.name().map(str::to_owned).ok_or_else(malformed)?;
        if name == "file" {
            let task = fields(&mut posted, values)?;
            // A file that says how long it is need not be sent to be refused.
            let slack = u64::try_from(SMALL).unwrap_or_default();
            if declared.is_some_and(|length| length > max_bytes.saturating_add(slack)) {
                drain(part, patience).await;
                let refusal = Refusal::FileTooLarge { max_bytes };
                return Err(Problem::Refused { refusal });
            }
            let called = part.file_name().unwrap_or_default().to_owned();
            let upload = service::attachment::begin(ctx, task)
                .await
                .map_err(|error| told(&error))?;
            let attachment = receive(part, upload, &called, patience).await?;
            return command(ctx, values, attachment).await;
        }
        let value = small(&mut part, &mut size, patience).await?;
        posted.fields.push((name, value));
    }
}

/// The value of a field that is no file.
async fn small(
    part: &mut Field<'_>,
    size: &mut usize,
    patience: Duration,
) -> Result<String, Problem> {
    let mut bytes = Vec::new();
    loop {
        let chunk = tokio::time::timeout(patience, part.chunk()).await;
        let chunk = chunk.map_err(|_| Problem::Unavailable)?;
        let Some(chunk) = chunk.map_err(|_| malformed())? else {
            break;
        };
        *size += chunk.len();
        if *size > SMALL {
            return Err(Problem::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes).map_err(|_| malformed())
}

/// The task that the fields name; all fields go to `values` by the names of the command.
fn fields(posted: &mut Posted, values: &mut Values) -> Result<TaskId, Problem> {
    let task = posted.require("task")?;
    let task: TaskId = task
        .parse()
        .map_err(|_| wrong("task", FieldFault::Malformed))?;
    values.push(("subject".to_owned(), "task".to_owned()));
    values.push(("act".to_owned(), "attach".to_owned()));
    values.push(("id".to_owned(), task.to_string()));
    values.append(&mut posted.fields);
    // Before the file comes: it must not be sent twice because of a box.
    let has = |name: &str| {
        values
            .iter()
            .any(|(field, value)| field == name && !value.trim().is_empty())
    };
    let fields: Vec<_> = ["purpose", "unclassified"]
        .into_iter()
        .filter(|name| !has(name))
        .map(|name| domain::refusal::FieldError {
            field: name.to_owned(),
            fault: FieldFault::Required,
        })
        .collect();
    if fields.is_empty() {
        return Ok(task);
    }
    let refusal = Refusal::Invalid { fields };
    Err(Problem::Refused { refusal })
}

/// Takes the bytes of the file as they come. A line that stands still is given up; a slow one is not.
async fn receive(
    mut part: Field<'_>,
    mut upload: Upload,
    name: &str,
    patience: Duration,
) -> Result<AttachmentId, Problem> {
    loop {
        let chunk = tokio::time::timeout(patience, part.chunk()).await;
        let chunk = chunk.map_err(|_| Problem::Unavailable)?;
        let Some(chunk) = chunk.map_err(|_| malformed())? else {
            break;
        };
        if let Err(error) = upload.write(&chunk).await {
            drain(part, patience).await;
            return Err(told(&error));
        }
    }
    let done = tokio::time::timeout(LOOK, upload.finish(name)).await;
    done.map_err(|_| Problem::Unavailable)?
        .map_err(|error| told(&error))
}

/// Lets a refused file run into nothing for a while: a browser that is still sending shows no answer.
async fn drain(mut part: Field<'_>, patience: Duration) {
    let rest = async { while let Ok(Some(_)) = part.chunk().await {} };
    if tokio::time::timeout(patience, rest).await.is_err() {
        tracing::debug!("a refused file was still being sent");
    }
}

/// Makes the upload a file of its task, by the same way as every change.
async fn command(ctx: &Ctx, values: &Values, attachment: AttachmentId) -> Result<Receipt, Problem> {
    let mut fields = values.clone();
    fields.push(("attachment".to_owned(), attachment.to_string()));
    let envelope = domain::form::envelope(&fields, ctx.system.now())
        .map_err(|refusal| Problem::Refused { refusal })?;
    service::command::submit(ctx, envelope)
        .await
        .map_err(|error| told(&error))
}

/// Gives a file out, or a range of it, so that a broken line need not begin anew.
pub async fn download(
    Extension(visitor): Extension<Option<Ctx>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let wants = Wants::of(&headers);
    let opened = async {
        let ctx = visitor.ok_or(Problem::SignedOut)?;
        let id: AttachmentId = id.parse().map_err(|_| Problem::NotFound)?;
        service::attachment::open(&ctx, id, wanted(&headers))
            .await
            .map_err(|error| told(&error))
    };
    match opened.await {
        Ok(Opened::File(file)) => answer(*file, &headers),
        Ok(Opened::OutOfRange(size)) => {
            let range = format!("bytes */{size}");
            (StatusCode::RANGE_NOT_SATISFIABLE, [(CONTENT_RANGE, range)]).into_response()
        }
        Err(problem) => refuse(wants, &problem),
    }
}

/// The one range that a request asks for; all where it asks for none, several or in another way. The hash of
/// a file is checked in [`answer`], because only then it is known.
fn wanted(headers: &HeaderMap) -> Wanted {
    // Which version a browser has the first part of hardly matters: the content of an id never changes.
    let range = headers
        .get(RANGE)
        .filter(|_| !headers.contains_key(IF_RANGE) || if_range(headers).is_some())
        .and_then(|range| range.to_str().ok())
        .and_then(|range| range.strip_prefix("bytes="))
        .and_then(|range| range.split_once('-'));
    let Some((from, to)) = range else {
        return Wanted::All;
    };
    match (from.parse(), to.parse()) {
        (Ok(from), Ok(to)) if from <= to => Wanted::From(from, Some(to)),
        (Ok(from), Err(_)) if to.is_empty() => Wanted::From(from, None),
        (Err(_), Ok(count)) if from.is_empty() => Wanted::Last(count),
        _ => Wanted::All,
    }
}

/// The hash in `If-Range`; a date is none.
fn if_range(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(IF_RANGE)?.to_str().ok()?;
    value.strip_prefix('"')?.strip_suffix('"')
}

fn answer(file: Download, headers: &HeaderMap) -> Response {
    let Download {
        name,
        media,
        size,
        sha256,
        range,
        body,
    } = file;
    let is_part = range != (0..size);
    if is_part && if_range(headers).is_some_and(|known| known != sha256) {
        // What the browser has is of something else, so a part would not fit.
        return refuse(Wants::of(headers), &Problem::NotFound);
    }
    let mut answer = Response::new(Body::from_stream(body));
    let out = answer.headers_mut();
    let mut set = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            out.insert(name, value);
        }
    };
    let kind = match media {
        domain::attachment::MediaType::Text => "text/plain; charset=utf-8",
        media => media.as_str(),
    };
    set(CONTENT_TYPE, kind);
    set(CONTENT_LENGTH, &(range.end - range.start).to_string());
    set(CONTENT_DISPOSITION, &disposition(&name));
    set(CONTENT_SECURITY_POLICY, SANDBOX);
    set(ACCEPT_RANGES, "bytes");
    set(ETAG, &format!("\"{sha256}\""));
    if is_part {
        let part = format!("bytes {}-{}/{size}", range.start, range.end - 1);
        set(CONTENT_RANGE, &part);
        *answer.status_mut() = StatusCode::PARTIAL_CONTENT;
    }
    answer
}

/// Something to be saved under that name (RFC 6266), with plain letters for those who know no others.
fn disposition(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| match c {
            c if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ') => c,
            _ => '_',
        })
        .collect();
    let encoded = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

/// Gives out the small picture of a file, which the server wrote anew: it may be shown.
pub async fn small_picture(
    Extension(visitor): Extension<Option<Ctx>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let picture = async {
        let ctx = visitor.ok_or(Problem::SignedOut)?;
        let id: AttachmentId = id.parse().map_err(|_| Problem::NotFound)?;
        service::attachment::small(&ctx, id)
            .await
            .map_err(|error| told(&error))
    };
    match picture.await {
        Ok((media, bytes)) => (
            [
                (CONTENT_TYPE, media.as_str()),
                (CONTENT_SECURITY_POLICY, SANDBOX),
                (CONTENT_DISPOSITION, "inline"),
            ],
            bytes,
        )
            .into_response(),
        Err(problem) => refuse(Wants::of(&headers), &problem),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_marks_and_quotes_cannot_break_the_header() {
        assert_eq!(
            disposition("Báo cáo \"1\".pdf"),
            "attachment; filename=\"B_o c_o _1_.pdf\"; \
             filename*=UTF-8''B%C3%A1o%20c%C3%A1o%20%221%22%2Epdf"
        );
    }

    #[test]
    fn one_range_is_understood() {
        let of = |range: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(RANGE, HeaderValue::from_str(range).expect("a header"));
            match wanted(&headers) {
                Wanted::All => "all".to_owned(),
                Wanted::From(from, to) => format!("{from}-{to:?}"),
                Wanted::Last(count) => format!("last {count}"),
            }
        };
        assert_eq!(of("bytes=0-99"), "0-Some(99)");
        assert_eq!(of("bytes=100-"), "100-None");
        assert_eq!(of("bytes=-5"), "last 5");
        for other in [
            "bytes=9-5",
            "bytes=0-1,3-4",
            "lines=1-2",
            "bytes=",
            "bytes=-",
            "bytes=a-b",
        ] {
            assert_eq!(of(other), "all", "{other}");
        }
    }
}
