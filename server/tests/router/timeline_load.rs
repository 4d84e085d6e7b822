//! How long the server takes for a timeline of three thousand tasks, and how much travels. Not part of the usual run:
//! `cargo test -p server --release --test router timeline_load -- --ignored --nocapture`
//!
//! Nothing here asserts a time: the figures are read by people, on a machine that does nothing else.

use crate::house::House;
use axum::body::Body;
use axum::http::Request;
use axum::http::header::{ACCEPT_ENCODING, COOKIE};
use chrono::Days;
use domain::task::{Milestone, State};
use domain::view::TaskFilter;
use std::time::{Duration, Instant};
use tower::ServiceExt as _;

const TASKS: u64 = 3000;
const ROUNDS: usize = 20;

#[expect(clippy::disallowed_methods, reason = "measures time")]
fn now() -> Instant {
    Instant::now()
}

fn median(mut took: Vec<Duration>) -> u128 {
    took.sort_unstable();
    took[took.len() / 2].as_millis()
}

/// The bytes that travel to a browser which takes that encoding.
async fn travels(house: &House, cookie: &str, encoding: &str) -> usize {
    let request = Request::get("/tasks?view=timeline")
        .header(COOKIE, cookie)
        .header(ACCEPT_ENCODING, encoding)
        .body(Body::empty());
    let answer = house.router.clone().oneshot(request.expect("a request"));
    let body = answer.await.expect("an answer").into_body();
    let bytes = axum::body::to_bytes(body, usize::MAX).await;
    bytes.expect("a body").len()
}

#[tokio::test]
#[ignore = "measures"]
#[expect(clippy::print_stderr, reason = "the figures are its purpose")]
async fn a_timeline_of_three_thousand_tasks() {
    let (db, _folder) = crate::support::sqlite().await;
    let house = House::new(db).await;
    let cookie = house.sign_in("dieuphoi").await;
    let (_, task) = house.issue(&cookie).await;
    let ctx = house.ctx(&cookie).await;
    let mut tx = house.system.db.write().await.expect("a transaction");
    let sample = store::task::find(&mut tx, task.parse().expect("an id")).await;
    let sample = sample.expect("read").expect("the task");
    let issued = ctx.system.today();
    let rows: Vec<_> = (1..TASKS)
        .map(|n| {
            let mut task = sample.clone();
            let due = issued + Days::new(n % 400);
            task.id = house.id().parse().expect("an id");
            task.title = format!("Nhiệm vụ thứ {n} về xã biên giới sạch ma túy");
            task.state = State::InProgress;
            task.original_due = Some(due);
            task.due = Some(due + Days::new(n % 30));
            task.percent = u8::try_from(n % 100).expect("a percentage");
            task.milestones = (1..4)
                .map(|part| Milestone {
                    due: issued + Days::new(n % 400 * part / 4),
                    what: format!("Mốc {part}"),
                })
                .collect();
            (task, Vec::new())
        })
        .collect();
    store::task::insert(&mut tx, &rows).await.expect("inserted");
    tx.commit().await.expect("committed");

    let (mut read, mut answered) = (Vec::new(), Vec::new());
    let (mut bars, mut bytes) = (0, 0);
    for _ in 0..ROUNDS {
        let start = now();
        let page = service::overview::timeline(&ctx, &TaskFilter::default()).await;
        read.push(start.elapsed());
        bars = page.expect("a timeline").bars.len();
        let start = now();
        let answer = house.get(&cookie, "/tasks?view=timeline").await;
        answered.push(start.elapsed());
        assert_eq!(answer.status, 200);
        bytes = answer.body.len();
    }
    assert_eq!(bars, usize::try_from(TASKS).expect("a number"));
    let packed = travels(&house, &cookie, "br, gzip").await;
    eprintln!(
        "{bars} tasks, {ROUNDS} rounds: median {} ms for the use case, {} ms for the page of {} KB, of which {} KB travel",
        median(read),
        median(answered),
        bytes / 1024,
        packed / 1024
    );
}
