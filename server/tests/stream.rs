//! A file far larger than any buffer runs through the server without ever being whole in memory.
//!
//! A process of its own, because the memory of the whole process is what is measured.

#[path = "router/house.rs"]
#[expect(dead_code, reason = "the house of the router's tests has more rooms")]
mod house;
#[path = "../../store/tests/support/mod.rs"]
#[expect(dead_code, reason = "one engine is enough here")]
mod support;

use axum::body::{Body, Bytes};
use axum::http::Request;
use axum::http::header::{ACCEPT, CONTENT_TYPE, COOKIE};
use house::{House, config};
use std::pin::Pin;
use std::task::{Context, Poll};

/// Bytes of the file.
const SIZE: usize = 96 * 1024 * 1024;
/// Bytes by which the process may grow, at most: the file is many times larger.
const ROOM: u64 = 48 * 1024 * 1024;

/// A form with a long text, made while it is read.
struct LongForm {
    head: Option<Bytes>,
    left: usize,
    chunk: Bytes,
    tail: Option<Bytes>,
}

impl futures_core::Stream for LongForm {
    type Item = Result<Bytes, std::convert::Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(head) = self.head.take() {
            return Poll::Ready(Some(Ok(head)));
        }
        if self.left > 0 {
            self.left -= self.chunk.len();
            return Poll::Ready(Some(Ok(self.chunk.clone())));
        }
        Poll::Ready(self.tail.take().map(Ok))
    }
}

fn form(task: &str, envelope: &str) -> LongForm {
    let mut head = String::new();
    for (name, value) in House::with_file(task, envelope) {
        head.push_str(&format!(
            "--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        ));
    }
    head.push_str(
        "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"dai.txt\"\r\n\r\n",
    );
    LongForm {
        head: Some(head.into()),
        left: SIZE,
        chunk: "Danh sach xa bien gioi. Hai dong\n".repeat(1024)[..16 * 1024]
            .to_owned()
            .into(),
        tail: Some("\r\n--x--\r\n".into()),
    }
}

/// The most memory that this process has had so far, in bytes.
fn most_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux tells it");
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kilobytes: Option<u64> = line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok());
    kilobytes.expect("a number") * 1024
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_large_file_is_never_whole_in_memory() {
    let (db, _folder) = support::sqlite().await;
    let mut config = config();
    config.max_file_bytes = 300_000_000;
    let house = House::with(db, config).await;
    let coordinator = house.sign_in("dieuphoi").await;
    let (_, task) = house.issue(&coordinator).await;
    let health = house.sign_in("yte").await;
    let before = most_memory();
    let envelope = house.id();
    let request = Request::post("/attachments")
        .header(COOKIE, &health)
        .header(ACCEPT, "application/json")
        .header(CONTENT_TYPE, "multipart/form-data; boundary=x")
        .body(Body::from_stream(form(&task, &envelope)));
    let answer = house.send(request.expect("a request")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let grown = most_memory() - before;
    assert!(grown < ROOM, "the process grew by {grown} bytes for {SIZE}");
    let id = task.parse().expect("an id");
    let ctx = house.ctx(&health).await;
    let page = service::task::page(&ctx, id, None).await.expect("a page");
    let size = page.talk.files[0].attachment.file.size;
    assert_eq!(size, u64::try_from(SIZE).expect("a size"));
}
