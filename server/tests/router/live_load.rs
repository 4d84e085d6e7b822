//! How long a change takes to reach a thousand open screens. Not part of the usual run:
//! `cargo test -p server --release --test router live_load -- --ignored --nocapture`
//!
//! Server and screens share one process here, so what is printed is more than a server alone would take.

use crate::house::House;
use crate::live::{Parser, act, report, start};
use domain::live::Change;
use domain::task::TaskCommand;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

const SESSIONS: usize = 100;
const SCREENS_OF_SESSION: usize = 10;
const ACTS: usize = 100;
/// The bar, in milliseconds.
const P99_MS: u128 = 250;

/// An open screen on a connection of its own, which tells when it learnt of which version.
async fn watch(to: SocketAddr, cookie: String, told: mpsc::UnboundedSender<(i64, Instant)>) {
    let mut line = TcpStream::connect(to).await.expect("a connection");
    let request = format!("GET /live HTTP/1.1\r\nhost: localhost\r\ncookie: {cookie}\r\n\r\n");
    line.write_all(request.as_bytes()).await.expect("sent");
    let (mut parser, mut piece) = (Parser::default(), vec![0; 4096]);
    loop {
        let Ok(length @ 1..) = line.read(&mut piece).await else {
            return;
        };
        let now = now();
        // The frames of the transfer are lines of their own, which no event begins with.
        for event in parser.take(&piece[..length]) {
            if event.name == "change"
                && let Ok(change) = serde_json::from_str::<Change>(&event.data)
                && told.send((change.version, now)).is_err()
            {
                return;
            }
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "measures time")]
fn now() -> Instant {
    Instant::now()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes a minute and measures"]
#[expect(clippy::print_stderr, reason = "the figures are its purpose")]
async fn a_thousand_open_screens() {
    let (db, _folder) = crate::support::sqlite().await;
    let house = House::new(db).await;
    let mut cookies = Vec::new();
    for _ in 0..SESSIONS {
        cookies.push(house.sign_in("dieuphoi").await);
    }
    let health = house.ctx(&house.sign_in("yte").await).await;
    let (_, task) = house.issue(&cookies[0]).await;
    let task = task.parse().expect("an id");
    act(&health, task, 2, TaskCommand::Acknowledge).await;
    let mut version = act(&health, task, 3, start()).await;

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let to = listener.local_addr().expect("an address");
    let service = house
        .router
        .clone()
        .into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    let (told, mut heard) = mpsc::unbounded_channel();
    let screens = SESSIONS * SCREENS_OF_SESSION;
    for cookie in &cookies {
        for _ in 0..SCREENS_OF_SESSION {
            tokio::spawn(watch(to, cookie.clone(), told.clone()));
        }
    }
    while house.feed.open_screens() < screens {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    let mut took = Vec::new();
    for _ in 0..ACTS {
        let started = now();
        version = act(&health, task, version, report(40)).await;
        for _ in 0..screens {
            let heard = tokio::time::timeout(Duration::from_secs(20), heard.recv()).await;
            let (of, at) = heard.expect("told in time").expect("a screen");
            assert_eq!(of, version);
            took.push((at - started).as_millis());
        }
    }
    took.sort_unstable();
    let at = |share: usize| took[(took.len() - 1) * share / 100];
    eprintln!(
        "{screens} screens, {ACTS} acts: median {} ms, p99 {} ms, longest {} ms",
        at(50),
        at(99),
        at(100)
    );
    assert!(at(99) <= P99_MS, "the bar is {P99_MS} ms");
}
