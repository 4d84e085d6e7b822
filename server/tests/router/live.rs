//! The live stream from outside: nothing lost or told twice, nothing told to whom it may not be, on both engines.

use crate::house::{As, House};
use axum::body::{Body, BodyDataStream};
use axum::http::Request;
use axum::http::header::COOKIE;
use chrono::TimeDelta;
use domain::command::{Command, Envelope};
use domain::id::{EnvelopeId, TaskId};
use domain::live::{Change, Standing};
use domain::log::{Subject, SubjectKind};
use domain::task::TaskCommand;
use futures_util::StreamExt as _;
use service::Ctx;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Longer than anything takes that comes at all.
const PATIENCE: Duration = Duration::from_secs(10);
/// Long enough for what comes to have come.
const QUIET: Duration = Duration::from_millis(500);

/// An event as a browser dispatches it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Event {
    pub name: String,
    pub data: String,
}

/// What a browser keeps of a stream: it dispatches whole events only, and knows the id of the last one.
#[derive(Default)]
pub struct Parser {
    text: String,
    pub last: Option<String>,
}

impl Parser {
    /// Takes some bytes of the stream; gives the events that are whole now.
    pub fn take(&mut self, bytes: &[u8]) -> Vec<Event> {
        self.text.push_str(&String::from_utf8_lossy(bytes));
        let mut events = Vec::new();
        while let Some((block, rest)) = self.text.split_once("\n\n") {
            let mut event = Event::default();
            for line in block.lines() {
                match line.split_once(": ") {
                    Some(("event", name)) => event.name = name.to_owned(),
                    Some(("data", data)) => event.data = data.to_owned(),
                    Some(("id", id)) => self.last = Some(id.to_owned()),
                    _ => {}
                }
            }
            self.text = rest.to_owned();
            events.push(event);
        }
        events
    }
}

/// An open screen.
struct Screen {
    body: BodyDataStream,
    parser: Parser,
    events: Vec<Event>,
}

impl Screen {
    async fn open(house: &House, cookie: &str, last: Option<&str>) -> Self {
        let mut request = Request::get("/live").header(COOKIE, cookie);
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let request = request.body(Body::empty()).expect("a request");
        let answer = tower::ServiceExt::oneshot(house.router.clone(), request).await;
        let answer = answer.expect("the router answers");
        assert_eq!(answer.status(), 200);
        for (name, value) in [
            ("content-type", "text/event-stream"),
            ("cache-control", "no-store"),
            ("x-accel-buffering", "no"),
        ] {
            assert_eq!(answer.headers()[name], value);
        }
        assert!(!answer.headers().contains_key("content-encoding"));
        Self {
            body: answer.into_body().into_data_stream(),
            parser: Parser::default(),
            events: Vec::new(),
        }
    }

    /// The next event but beats; none at the end of the stream.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if !self.events.is_empty() {
                let event = self.events.remove(0);
                if event.name != "beat" {
                    return Some(event);
                }
                continue;
            }
            let bytes = self.body.next().await?.expect("bytes");
            self.events = self.parser.take(&bytes);
        }
    }

    /// The next change.
    async fn change(&mut self) -> Change {
        let found = tokio::time::timeout(PATIENCE, async {
            loop {
                let event = self.next().await.expect("the stream stands");
                if event.name == "change" {
                    return serde_json::from_str(&event.data).expect("a change");
                }
            }
        });
        found.await.expect("a change comes")
    }

    /// Everything that comes until nothing comes.
    async fn rest(&mut self) -> Vec<Event> {
        let mut events = Vec::new();
        while let Ok(Some(event)) = tokio::time::timeout(QUIET, self.next()).await {
            events.push(event);
        }
        events
    }
}

pub async fn act(ctx: &Ctx, task: TaskId, version: i64, command: TaskCommand) -> i64 {
    let envelope = Envelope {
        id: EnvelopeId(ctx.system.id()),
        base_version: Some(version),
        made_at: ctx.system.now(),
        command: Command::Task { id: task, command },
    };
    let receipt = service::command::submit(ctx, envelope).await;
    receipt.expect("accepted").version
}

pub fn report(percent: u8) -> TaskCommand {
    TaskCommand::Report {
        percent,
        note: "tiến độ".to_owned(),
    }
}

pub fn start() -> TaskCommand {
    TaskCommand::Start {
        officer: domain::task::Officer {
            position: None,
            name: "Trần Thị Bình".to_owned(),
        },
    }
}

/// A task of the Health Service that is under way, with its version.
async fn under_way(house: &House, coordinator: &str, health: &Ctx) -> (TaskId, i64) {
    let (_, task) = house.issue(coordinator).await;
    let task = task.parse().expect("an id");
    act(health, task, 2, TaskCommand::Acknowledge).await;
    (task, act(health, task, 3, start()).await)
}

async fn tasks_of(coordinator: &Ctx, directive: &str) -> Vec<TaskId> {
    let id = directive.parse().expect("an id");
    let page = service::directive::page(coordinator, id).await;
    let tasks = page.expect("a page").tasks;
    tasks.iter().map(|task| task.line.id).collect()
}

/// The same numbers every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) % end
    }
}

contract!(
    a_hundred_cuts_lose_nothing_and_repeat_nothing,
    |db| async move {
        let house = House::new(db).await;
        let cookie = house.sign_in("dieuphoi").await;
        let coordinator = house.ctx(&cookie).await;
        let reader = house.sign_in("yte").await;
        let health = house.ctx(&reader).await;
        let customs = house.ctx(&house.sign_in("haiquan").await).await;
        let (directive, _) = house.issue_many(&cookie, "1041", 2).await;
        let [mine, other] = tasks_of(&coordinator, &directive).await[..] else {
            panic!("two tasks");
        };
        // One of them goes to the customs: from then on Health sees nothing of it.
        let back = TaskCommand::ReturnToSender {
            reason: "không thuộc thẩm quyền".to_owned(),
        };
        let version = act(&health, other, 2, back).await;
        let to_customs = TaskCommand::Reassign {
            lead: customs.actor.agency,
            reason: "đúng thẩm quyền".to_owned(),
        };
        let version = act(&coordinator, other, version, to_customs).await;
        let version = act(&customs, other, version, TaskCommand::Acknowledge).await;
        let others_version = act(&customs, other, version, start()).await;
        act(&health, mine, 2, TaskCommand::Acknowledge).await;
        let my_version = act(&health, mine, 3, start()).await;

        let over = Arc::new(AtomicBool::new(false));
        let write = |ctx: Ctx, task, mut version| {
            let over = Arc::clone(&over);
            tokio::spawn(async move {
                while !over.load(Ordering::Relaxed) {
                    version = act(&ctx, task, version, report(40)).await;
                    tokio::time::sleep(Duration::from_millis(3)).await;
                }
            })
        };
        let mut first = Screen::open(&house, &reader, None).await;
        let writers = [
            write(health.clone(), mine, my_version),
            write(customs, other, others_version),
        ];
        let mut dice = Dice(7);
        let mut seen = vec![first.change().await];
        let mut last = first.parser.last.clone();
        drop(first);
        for cut in 0..=100 {
            if cut == 100 {
                over.store(true, Ordering::Relaxed);
            }
            let mut screen = Screen::open(&house, &reader, last.as_deref()).await;
            screen.parser.last.clone_from(&last);
            // The last time everything is read; before, some pieces, the last of them not whole.
            let pieces = if cut == 100 { u64::MAX } else { dice.below(6) };
            for piece in 0..pieces {
                let bytes = tokio::time::timeout(QUIET, screen.body.next()).await;
                let Ok(Some(Ok(bytes))) = bytes else { break };
                let is_torn = cut < 100 && piece + 1 == pieces && dice.below(2) == 0;
                let length = if is_torn {
                    usize::try_from(dice.below(u64::try_from(bytes.len()).expect("few")))
                        .expect("few")
                } else {
                    bytes.len()
                };
                for event in screen.parser.take(&bytes[..length]) {
                    assert_ne!(event.name, "reset", "it was never away for long");
                    if event.name == "change" {
                        seen.push(serde_json::from_str(&event.data).expect("a change"));
                    }
                }
            }
            last = screen.parser.last;
        }
        for writer in writers {
            writer.await.expect("wrote to the end");
        }
        // What was written after the last screen had fallen silent.
        let mut screen = Screen::open(&house, &reader, last.as_deref()).await;
        for event in screen.rest().await {
            if event.name == "change" {
                seen.push(serde_json::from_str(&event.data).expect("a change"));
            }
        }
        let mut tx = house.system.db.read().await.expect("a connection");
        let subject = |id: TaskId| Subject {
            kind: SubjectKind::Task,
            id: id.0,
        };
        let log = store::log::of_subject(&mut tx, subject(mine), my_version).await;
        let expected: Vec<i64> = log.expect("read").iter().map(|entry| entry.seq).collect();
        let told: Vec<i64> = seen.iter().map(|change| change.seq).collect();
        assert_eq!(told, expected);
        assert!(expected.len() > 50, "{} entries", expected.len());
        assert!(seen.iter().all(|change| change.id == mine.0));
        let foreign = store::log::of_subject(&mut tx, subject(other), others_version).await;
        assert!(
            foreign.expect("read").len() > 50,
            "there was enough not to see"
        );
    }
);

contract!(a_change_says_what_a_screen_needs_to_know, |db| async move {
    let house = House::new(db).await;
    let cookie = house.sign_in("dieuphoi").await;
    let coordinator = house.ctx(&cookie).await;
    let reader = house.sign_in("yte").await;
    let health = house.ctx(&reader).await;
    let (task, version) = under_way(&house, &cookie, &health).await;
    let mut screen = Screen::open(&house, &cookie, None).await;
    act(&health, task, version, report(40)).await;
    let change = screen.change().await;
    assert_eq!((change.kind, change.id), (SubjectKind::Task, task.0));
    assert_eq!(
        (change.version, change.verb.as_str()),
        (version + 1, "reported")
    );
    assert_eq!(change.parts, [domain::task::Part::Progress]);
    assert_eq!(change.who, health.actor.user_name);
    assert!(change.agency_vi.contains("Sở Y tế"), "{}", change.agency_vi);
    assert!(change.directive.is_some());
    // What waits for Health is told to Health when it comes, and no figure twice.
    let mut screen = Screen::open(&house, &reader, None).await;
    let before: Standing = match screen.rest().await.as_slice() {
        [event] if event.name == "standing" => serde_json::from_str(&event.data).expect("counts"),
        others => panic!("{others:?}"),
    };
    house.issue_many(&cookie, "1042", 3).await;
    let mut told: Vec<Standing> = Vec::new();
    for event in screen.rest().await {
        if event.name == "standing" {
            told.push(serde_json::from_str(&event.data).expect("counts"));
        }
    }
    assert_eq!(told.last().map(|now| now.waiting), Some(before.waiting + 3));
    // A page knows from where on it must be told, so that nothing falls between it and its stream.
    let shell = house.get(&reader, "/api/shell").await.json();
    act(&health, task, version + 1, report(50)).await;
    let after = shell["seen"].to_string();
    let change = Screen::open(&house, &reader, Some(&after))
        .await
        .change()
        .await;
    assert_eq!(change.version, version + 2);
    drop(coordinator);
});

contract!(a_right_that_is_gone_ends_the_stream, |db| async move {
    let house = House::new(db).await;
    let cookie = house.sign_in("dieuphoi").await;
    let coordinator = house.ctx(&cookie).await;
    let health = house.ctx(&house.sign_in("yte").await).await;
    let (task, version) = under_way(&house, &cookie, &health).await;
    let (signed_out, revoked) = (house.sign_in("yte").await, house.sign_in("yte").await);
    let mut first = Screen::open(&house, &signed_out, None).await;
    let mut second = Screen::open(&house, &revoked, None).await;
    first.rest().await;
    second.rest().await;
    house.post(&signed_out, "/sign-out", &[], As::Page).await;
    let suspend = TaskCommand::Suspend {
        reason: "chờ hướng dẫn".to_owned(),
    };
    act(&coordinator, task, version, suspend).await;
    let end = tokio::time::timeout(PATIENCE, first.next()).await;
    assert_eq!(end, Ok(None), "the entry came after the right was gone");
    assert_eq!(second.change().await.verb, "suspended");
    second.rest().await;
    for held in service::account::holdings(&house.system, "yte")
        .await
        .expect("held")
    {
        service::account::revoke_holding(&house.system, held.holding)
            .await
            .expect("revoked");
    }
    // Nobody writes: the next look of the reader finds it.
    let end = tokio::time::timeout(PATIENCE, second.next()).await;
    assert_eq!(end, Ok(None));
    assert_eq!(house.get(&revoked, "/live").await.status, 401);
});

contract!(where_a_screen_left_off_is_checked, |db| async move {
    let house = House::new(db).await;
    let cookie = house.sign_in("dieuphoi").await;
    house.issue_many(&cookie, "1041", 200).await;
    for text in ["x", "-1", "1.5", "99999999999999999999", "%FF"] {
        let answer = house.get(&cookie, &format!("/live?after={text}")).await;
        assert_eq!(answer.status, 422, "{text}");
        assert!(answer.body.contains("after"), "{}", answer.body);
    }
    let request = Request::get("/live?after=1")
        .header(COOKIE, &cookie)
        .header("last-event-id", "đây");
    let answer = house
        .send(request.body(Body::empty()).expect("a request"))
        .await;
    assert_eq!(answer.status, 422);
    // Away for longer than the server keeps, or from a log that is not this one: everything is asked anew.
    for last in ["1", "1000000"] {
        let mut screen = Screen::open(&house, &cookie, Some(last)).await;
        let names: Vec<String> = screen.rest().await.into_iter().map(|e| e.name).collect();
        assert_eq!(names, ["standing", "reset"], "{last}");
        let mut tx = house.system.db.read().await.expect("a connection");
        let head = store::log::head(&mut tx).await.expect("read");
        assert_eq!(screen.parser.last, Some(head.to_string()));
    }
});

contract!(
    a_batch_costs_the_same_for_one_screen_and_for_many,
    |db| async move {
        let house = House::new(db).await;
        let cookie = house.sign_in("dieuphoi").await;
        let health = house.ctx(&house.sign_in("yte").await).await;
        let (task, mut version) = under_way(&house, &cookie, &health).await;
        let mut screens = vec![Screen::open(&house, &cookie, None).await];
        screens[0].rest().await;
        let mut least = Vec::new();
        for sessions in [0, 2] {
            for _ in 0..sessions {
                let other = house.sign_in("dieuphoi").await;
                for _ in 0..12 {
                    let mut screen = Screen::open(&house, &other, None).await;
                    screen.rest().await;
                    screens.push(screen);
                }
            }
            let mut counts = Vec::new();
            for _ in 0..4 {
                // A look in between costs statements of its own; the least of some tries had none.
                tokio::time::sleep(Duration::from_millis(100)).await;
                let before = house.system.db.statements();
                version = act(&health, task, version, report(40)).await;
                for screen in &mut screens {
                    screen.change().await;
                }
                counts.push(house.system.db.statements() - before);
            }
            least.push(counts.into_iter().min());
        }
        assert_eq!(least[0], least[1], "1 and 25 screens");
        assert_eq!(house.feed.open_screens(), 25);
        drop(screens);
        assert_eq!(house.feed.open_screens(), 0);
    }
);

contract!(who_is_too_slow_is_cut_and_misses_nothing, |db| async move {
    let house = House::new(db).await;
    let cookie = house.sign_in("dieuphoi").await;
    let health = house.ctx(&house.sign_in("yte").await).await;
    let (task, mut version) = under_way(&house, &cookie, &health).await;
    let mut screen = Screen::open(&house, &cookie, None).await;
    screen.rest().await;
    let from = version;
    for _ in 0..100 {
        version = act(&health, task, version, report(40)).await;
        tokio::time::sleep(Duration::from_millis(12)).await;
    }
    let mut seen = Vec::new();
    loop {
        match tokio::time::timeout(PATIENCE, screen.next()).await {
            Ok(Some(event)) => seen.push(event),
            Ok(None) => break,
            Err(_) => panic!("it was not cut; {} events came", seen.len()),
        }
    }
    assert!(seen.len() < 100, "cut after {}", seen.len());
    let mut again = Screen::open(&house, &cookie, screen.parser.last.as_deref()).await;
    seen.extend(again.rest().await);
    let changes = seen.iter().filter(|event| event.name == "change");
    assert_eq!(i64::try_from(changes.count()), Ok(version - from));
});

contract!(a_session_has_only_so_many_screens, |db| async move {
    let house = House::new(db).await;
    let cookie = house.sign_in("dieuphoi").await;
    let mut screens = Vec::new();
    for _ in 0..16 {
        screens.push(Screen::open(&house, &cookie, None).await);
    }
    assert_eq!(house.get(&cookie, "/live").await.status, 429);
    screens.pop();
    assert_eq!(house.get(&cookie, "/live").await.status, 200);
    // The end of the process ends them all.
    house.feed.end();
    for mut screen in screens {
        let end = tokio::time::timeout(PATIENCE, async { while screen.next().await.is_some() {} });
        end.await.expect("the stream ends");
    }
    assert_eq!(house.get(&cookie, "/live").await.status, 503);
    house.system.clock.advance(TimeDelta::minutes(1));
});

/// Two servers on one PostgreSQL database: each sees what is done through the other.
#[tokio::test]
async fn two_servers_see_each_other() {
    #[expect(
        clippy::disallowed_methods,
        reason = "the test cluster's address comes from outside"
    )]
    let Ok(base) = std::env::var("LACHAN_TEST_POSTGRES_URL") else {
        return;
    };
    let name = format!("two_{}", std::process::id());
    let url = store::Db::create_postgres(&base, &name)
        .await
        .expect("a database");
    let open = async || {
        let options = store::Options::new(url.clone());
        store::Db::open(&options).await.expect("PostgreSQL opens")
    };
    let db = open().await;
    db.migrate().await.expect("migrates");
    let here = House::new(db).await;
    let there = here.beside(open().await);
    let cookie = here.sign_in("dieuphoi").await;
    let health = here.ctx(&here.sign_in("yte").await).await;
    let (task, version) = under_way(&here, &cookie, &health).await;
    let mut screens = [
        Screen::open(&here, &cookie, None).await,
        Screen::open(&there, &cookie, None).await,
    ];
    for screen in &mut screens {
        screen.rest().await;
    }
    let mut health_there = health.clone();
    health_there.system = Arc::clone(&there.system);
    for (by, at) in [(&health, version), (&health_there, version + 1)] {
        let started = tokio::time::Instant::now();
        act(by, task, at, report(40)).await;
        for screen in &mut screens {
            assert_eq!(screen.change().await.version, at + 1);
        }
        // Told by the database, not found by looking from time to time.
        let took = started.elapsed();
        assert!(took < Duration::from_millis(1500), "{took:?}");
    }
}
