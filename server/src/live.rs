//! The door of open screens: `GET /live`, server-sent events that tell what others change.
//!
//! Where the screen left off is the header `Last-Event-ID`, which browsers send by themselves when they come
//! again, or `?after=` at first. What is told, and to whom, is decided by [`service::live`].
//!
//! **Invariants:** the id of an event is a place in the log; the stream ends with the session or the process and
//! never by itself; a reader who is too slow is cut, not waited for.
//!
//! To tell of something else: a variant of [`Message`], its event in [`event`], its reader in `app::live`.

use crate::guard::{self, Wants};
use crate::router::Host;
use axum::Extension;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, HeaderName};
use axum::http::{HeaderMap, HeaderValue, Uri};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse as _, Response};
use domain::refusal::{FieldFault, Problem, Refusal};
use futures_util::stream::unfold;
use service::Ctx;
use service::live::{Message, Stream};
use std::convert::Infallible;
use std::time::Duration;

/// The longest silence: the screen takes a line that is silent for longer for cut.
const BEAT: Duration = Duration::from_secs(15);
/// The shortest wait of a screen whose line was cut, in milliseconds; up to four times as long by chance, so
/// that all the screens of a server that was restarted do not come in the same moment.
const RETRY_MS: u64 = 1_000;
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
/// Keeps a proxy in between from waiting for more.
const UNBUFFERED: (HeaderName, HeaderValue) = (
    HeaderName::from_static("x-accel-buffering"),
    HeaderValue::from_static("no"),
);

/// Tells an open screen what others change, until it goes away.
pub async fn stream(
    State(host): State<Host>,
    Extension(visitor): Extension<Option<Ctx>>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    match open(&host, visitor, left_off(&headers, &uri)).await {
        Ok(stream) => answer(stream, host.system.chance.bytes()[0]),
        Err(problem) => guard::refuse(Wants::Json, &problem),
    }
}

async fn open(
    host: &Host,
    visitor: Option<Ctx>,
    after: Result<Option<i64>, Problem>,
) -> Result<Stream, Problem> {
    let ctx = visitor.ok_or(Problem::SignedOut)?;
    let opened = host.feed.open(&ctx, after?).await;
    opened.map_err(|error| guard::told(&error))
}

/// The place in the log at which the screen left off.
fn left_off(headers: &HeaderMap, uri: &Uri) -> Result<Option<i64>, Problem> {
    let text = match headers.get(LAST_EVENT_ID) {
        Some(id) => Some(id.to_str().unwrap_or("no text").to_owned()),
        None => form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
            .find(|(name, _)| name == "after")
            .map(|(_, value)| value.into_owned()),
    };
    let Some(text) = text else {
        return Ok(None);
    };
    match text.parse() {
        Ok(place) if place >= 0 => Ok(Some(place)),
        _ => Err(Problem::Refused {
            refusal: Refusal::field("after", FieldFault::Malformed),
        }),
    }
}

fn answer(stream: Stream, chance: u8) -> Response {
    let retry = Duration::from_millis(RETRY_MS + u64::from(chance) * RETRY_MS * 3 / 255);
    let events = unfold((stream, Some(retry)), |(mut stream, retry)| async move {
        let told = match retry {
            // At once, so that the screen and every proxy in between know that the line stands.
            Some(retry) => beat(&stream).retry(retry),
            None => match tokio::time::timeout(BEAT, stream.next()).await {
                Ok(message) => event(message?),
                Err(_) => beat(&stream),
            },
        };
        Some((Ok::<_, Infallible>(told), (stream, None)))
    });
    let mut answer = Sse::new(events).into_response();
    let headers = answer.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(UNBUFFERED.0, UNBUFFERED.1);
    answer
}

/// Says that the line stands, and from where on the screen must be told when it comes again.
fn beat(stream: &Stream) -> Event {
    let event = Event::default().event("beat").data("-");
    match stream.told() {
        Some(seq) => event.id(seq.to_string()),
        None => event,
    }
}

fn event(message: Message) -> Event {
    match message {
        Message::Change { seq, json } => {
            let event = Event::default().event("change");
            event.id(seq.to_string()).data(json)
        }
        Message::Standing(standing) => {
            let json = serde_json::to_string(&standing).unwrap_or_default();
            Event::default().event("standing").data(json)
        }
        Message::Reset { seq } => {
            let event = Event::default().event("reset");
            event.id(seq.to_string()).data("-")
        }
    }
}
