//! E-mail on both engines, through a real mail server: what is sent to whom, and what becomes of it when the
//! server refuses.
//!
//! The server is `xtask/node/smtp.mjs`, whose library `cargo xtask setup` installs. Where it is missing the tests
//! say so and pass, unless `LACHAN_TEST_REQUIRE_SMTP` is set.

use crate::command::{act, installed, issued, person, problem, task_of};
use crate::contract;
use crate::job::{another, due, run, set};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::id::TaskId;
use domain::mail::{Fault, Mode};
use domain::refusal::{FieldFault, Problem, Refusal};
use domain::task::TaskCommand;
use domain::view::Language;
use serde_json::Value;
use service::ctx::{digest_hour, morning};
use service::mail::post::{Post, Security, Server};
use service::mail::{self, send_due};
use service::{Ctx, System, job};
use std::cell::RefCell;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// A mail server on a port of its own; it ends with its value.
struct MailServer {
    child: Child,
    input: RefCell<ChildStdin>,
    lines: Receiver<Value>,
    port: u16,
}

impl MailServer {
    /// None where its library is not installed.
    fn start() -> Option<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../xtask/node");
        #[expect(clippy::disallowed_methods, reason = "whether a skip is a failure")]
        let required = std::env::var_os("LACHAN_TEST_REQUIRE_SMTP").is_some();
        if !folder.join("node_modules/smtp-server").is_dir() {
            assert!(!required, "no smtp-server: run `cargo xtask setup`");
            return None;
        }
        let mut child = Command::new("node")
            .arg(folder.join("smtp.mjs"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node starts");
        let out = BufReader::new(child.stdout.take().expect("its output"));
        let (told, lines) = channel();
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                let line = serde_json::from_str(&line).expect("JSON");
                if told.send(line).is_err() {
                    return;
                }
            }
        });
        let input = RefCell::new(child.stdin.take().expect("its input"));
        let mut server = Self {
            child,
            input,
            lines,
            port: 0,
        };
        let port = server.next()["port"].as_u64().expect("a port");
        server.port = u16::try_from(port).expect("a port");
        Some(server)
    }

    /// The next thing that the server says.
    fn next(&self) -> Value {
        let patience = Duration::from_secs(60);
        self.lines
            .recv_timeout(patience)
            .expect("the server says something")
    }

    /// The next e-mail that the server took.
    fn mail(&self) -> Value {
        let line = self.next();
        assert_eq!(line["tried"], 250, "{line}");
        line
    }

    /// What the server has said and nobody has heard.
    fn rest(&self) -> Vec<Value> {
        // The answer to a command comes after everything that was said before.
        writeln!(self.input.borrow_mut(), "ping").expect("it listens");
        std::iter::from_fn(|| Some(self.next()))
            .take_while(|line| line["ok"].is_null())
            .collect()
    }

    /// Gives a command and waits for its answer.
    fn tell(&self, command: &str) {
        writeln!(self.input.borrow_mut(), "{command}").expect("it listens");
        let answer = self.next();
        let word = command.split(' ').next().unwrap_or_default();
        assert_eq!(answer["ok"], word, "{answer}");
    }

    fn post(&self, security: Security, credentials: Option<(&str, &str)>) -> Post {
        let server = Server {
            host: "127.0.0.1".to_owned(),
            port: self.port,
            security,
            credentials: credentials.map(|(name, word)| (name.to_owned(), word.to_owned())),
            from: "Lá Chắn <lachan@nghean.example.vn>".to_owned(),
            public_url: "https://lachan.nghean.example.vn/".to_owned(),
        };
        Post::new(server).expect("a way out")
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The dispatch at work, with a mail server: system, health officer, task, deadline.
struct Stage {
    server: MailServer,
    system: Arc<System>,
    coordinator: Ctx,
    health: Ctx,
    task: TaskId,
    due: NaiveDate,
}

async fn stage(db: store::Db) -> Option<Stage> {
    let server = MailServer::start()?;
    let system = installed(db).await;
    let post = server.post(Security::None, None);
    let system = Arc::new(another(&system, 5_000_000).with_post(post));
    let coordinator = person(&system, "dieuphoi").await;
    issued(&coordinator).await;
    let health = person(&system, "yte").await;
    let task = task_of(&health, "na.health").await;
    let due = due(&health, task).await;
    Some(Stage {
        server,
        system,
        coordinator,
        health,
        task,
        due,
    })
}

async fn wants(ctx: &Ctx, mode: Mode, language: Language) {
    let address = format!("{}@nghean.example.vn", ctx.actor.position);
    mail::set_preference(ctx, &address, mode, language)
        .await
        .expect("kept");
}

async fn send(system: &System) -> usize {
    send_due(system).await.expect("the postman works")
}

fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

contract!(
    a_notification_is_sent_at_once_in_the_language_that_was_asked_for,
    |db| async move {
        let Some(stage) = stage(db).await else { return };
        let Stage {
            system,
            health,
            task,
            due,
            ..
        } = &stage;
        wants(health, Mode::Single, Language::Vi).await;
        let head = person(system, "yte.lanhdao").await;
        wants(&head, Mode::Single, Language::En).await;
        set(system, morning(*due));
        run(system).await;
        // Two postmen at the same time send each once.
        let two = another(system, 6_000_000);
        let two = two.with_post(stage.server.post(Security::None, None));
        let (a, b) = tokio::join!(send(system), send(&two));
        let title = service::task::page(health, *task, None)
            .await
            .expect("a page");
        let title = title.task.title;
        let mut seen = Vec::new();
        let mut ids = Vec::new();
        for _ in 0..(a + b) {
            let mail = stage.server.mail();
            ids.push(text(&mail, "/mail/headers/message-id").to_owned());
            if text(&mail, "/mail/text").contains(&task.to_string()) {
                seen.push(mail);
            }
        }
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), a + b, "each has its own Message-ID");
        assert_eq!(seen.len(), 2, "the officer and the head");
        let is_vi = |mail: &&Value| text(mail, "/mail/headers/subject").contains("Đến hạn hôm nay");
        let vi = seen.iter().find(is_vi).expect("one in Vietnamese");
        let en = seen
            .iter()
            .find(|mail| !is_vi(mail))
            .expect("one in English");
        assert!(text(vi, "/mail/headers/subject").starts_with("[Lá Chắn] Đến hạn hôm nay: "));
        assert!(text(en, "/mail/headers/subject").starts_with("[Lá Chắn] Due today: "));
        assert_eq!(
            vi["to"][0],
            format!("{}@nghean.example.vn", health.actor.position)
        );
        assert_eq!(
            text(vi, "/mail/headers/from"),
            "Lá Chắn <lachan@nghean.example.vn>"
        );
        assert_eq!(text(vi, "/mail/headers/auto-submitted"), "auto-generated");
        let link = format!("https://lachan.nghean.example.vn/tasks/{task}");
        let day = due.format("%d/%m/%Y").to_string();
        for part in ["/mail/text", "/mail/html"] {
            let said = text(vi, part);
            for expected in [link.as_str(), &day, "Sở Y tế", "Chủ trì", "Đến hạn hôm nay"]
            {
                assert!(said.contains(expected), "{expected} in {part}: {said}");
            }
            assert!(text(en, part).contains("Lead"), "{part}");
        }
        assert!(text(vi, "/mail/text").contains(&title));
        assert!(text(vi, "/mail/html").contains("<html lang=\"vi\">"));
        assert_eq!(stage.server.rest(), [] as [Value; 0]);
        assert_eq!(send(&stage.system).await, 0);
    }
);

contract!(
    a_server_that_refuses_for_the_moment_is_asked_again_later,
    |db| async move {
        let Some(stage) = stage(db).await else { return };
        wants(&stage.health, Mode::Single, Language::Vi).await;
        set(&stage.system, morning(stage.due));
        run(&stage.system).await;
        // Only one e-mail, so that tries can be counted.
        keep_one(&stage.system).await;
        let admin = person(&stage.system, "quantri").await;
        let failing = mail::failing(&admin, None).await.expect("a list");
        assert_eq!(failing.lines, []);
        stage.server.tell("refuse 3");
        let mut waited = TimeDelta::zero();
        for wait in [30, 60, 120] {
            assert_eq!(send(&stage.system).await, 0);
            assert_eq!(stage.server.next()["tried"], 451);
            let failing = mail::failing(&admin, None).await.expect("a list");
            let line = &failing.lines[0];
            assert_eq!((line.fault, line.is_digest), (Fault::Later, false));
            assert_eq!(
                line.next_try,
                Some(stage.system.now() + TimeDelta::seconds(wait))
            );
            assert!(line.name.contains("Võ Đình Kiên") && line.address.contains('@'));
            stage.system.clock.advance(TimeDelta::seconds(wait - 1));
            assert_eq!(send(&stage.system).await, 0);
            assert_eq!(stage.server.rest(), [] as [Value; 0], "not before its time");
            stage.system.clock.advance(TimeDelta::seconds(1));
            waited += TimeDelta::seconds(wait);
        }
        assert_eq!(send(&stage.system).await, 1);
        stage.server.mail();
        assert_eq!(stage.system.now(), morning(stage.due) + waited);
        let failing = mail::failing(&admin, None).await.expect("a list");
        assert_eq!(failing.lines, []);
    }
);

contract!(
    who_is_mentioned_is_written_to_once_without_the_words,
    |db| async move {
        let Some(stage) = stage(db).await else { return };
        let head = person(&stage.system, "yte.lanhdao").await;
        wants(&stage.health, Mode::Single, Language::Vi).await;
        wants(&head, Mode::Digest, Language::En).await;
        job::begin(&stage.system).await.expect("begun");
        run(&stage.system).await;
        send(&stage.system).await;
        stage.server.rest();
        stage.system.clock.advance(TimeDelta::minutes(1));
        let text_of_comment = "Đề nghị bổ sung danh sách bí mật";
        let comment = TaskCommand::Comment {
            text: text_of_comment.to_owned(),
            mentions: vec![stage.health.actor.position, head.actor.position],
        };
        act(&stage.coordinator, stage.task, comment)
            .await
            .expect("commented");
        assert_eq!(send(&stage.system).await, 1);
        let sent = stage.server.mail();
        assert_eq!(
            sent["to"][0],
            format!("{}@nghean.example.vn", stage.health.actor.position)
        );
        let subject = text(&sent, "/mail/headers/subject");
        assert!(
            subject.starts_with("[Lá Chắn] Ý kiến nhắc đến anh/chị: "),
            "{subject}"
        );
        for part in ["/mail/text", "/mail/html"] {
            let told = text(&sent, part);
            assert!(told.contains("nhắc đến anh/chị trong một ý kiến"), "{told}");
            assert!(told.contains(&stage.task.to_string()), "{told}");
            assert!(!told.contains(text_of_comment), "{told}");
        }
        // Edited, it mentions whom it mentioned: nobody is told again.
        let edit = TaskCommand::EditComment {
            number: 1,
            text: "Đề nghị bổ sung danh sách".to_owned(),
            mentions: vec![stage.health.actor.position, head.actor.position],
        };
        act(&stage.coordinator, stage.task, edit)
            .await
            .expect("edited");
        send(&stage.system).await;
        assert_eq!(stage.server.rest(), [] as [Value; 0]);
        // The head's stands in the summary of the next working day.
        let next = next_working_day(stage.system.today());
        step(&stage.system, digest_hour(next)).await;
        let address = format!("{}@nghean.example.vn", head.actor.position);
        let sent = stage.server.rest();
        let digest = sent.iter().find(|mail| mail["to"][0] == address.as_str());
        let digest = digest.expect("the head's summary");
        let told = text(digest, "/mail/text");
        assert!(told.contains("Comments that mention you (1)"), "{told}");
        assert!(told.contains("mentions you in a comment"), "{told}");
        assert!(!told.contains("danh sách bí mật"), "{told}");
    }
);

/// Leaves one e-mail of those that wait.
async fn keep_one(system: &System) {
    let mut tx = system.db.write().await.expect("a transaction");
    let keys: Vec<(String,)> = tx
        .query("SELECT job_key FROM job WHERE kind = 'mail' ORDER BY job_key")
        .fetch_all()
        .await
        .expect("keys");
    assert!(!keys.is_empty(), "an e-mail waits");
    for (key,) in keys.into_iter().skip(1) {
        tx.query("DELETE FROM job WHERE job_key = $1")
            .bind(key)
            .execute()
            .await
            .expect("deleted");
    }
    tx.commit().await.expect("committed");
}

contract!(
    after_ten_tries_the_administrator_sees_it_and_tries_again,
    |db| async move {
        let Some(stage) = stage(db).await else { return };
        wants(&stage.health, Mode::Single, Language::Vi).await;
        set(&stage.system, morning(stage.due));
        run(&stage.system).await;
        keep_one(&stage.system).await;
        stage.server.tell("refuse 10");
        for _ in 0..10 {
            assert_eq!(send(&stage.system).await, 0);
            assert_eq!(stage.server.next()["tried"], 451);
            stage.system.clock.advance(TimeDelta::hours(1));
        }
        assert_eq!(send(&stage.system).await, 0);
        assert_eq!(stage.server.rest(), [] as [Value; 0], "given up");
        assert_eq!(mail::count_failed(&stage.system).await.expect("counted"), 1);
        let admin = person(&stage.system, "quantri").await;
        let failing = mail::failing(&admin, None).await.expect("a list");
        let line = &failing.lines[0];
        assert_eq!((line.attempts, line.next_try), (10, None));
        let refused = mail::failing(&stage.health, None).await;
        assert_eq!(problem(refused), Problem::Forbidden);
        let refused = mail::retry(&stage.health, &line.key).await;
        assert_eq!(problem(refused), Problem::Forbidden);
        let unknown = mail::retry(&admin, "mail/none").await;
        assert_eq!(problem(unknown), Problem::NotFound);
        // Still the day of the deadline, so the reminder still holds.
        assert_eq!(stage.system.today(), stage.due);
        mail::retry(&admin, &line.key).await.expect("again");
        assert_eq!(send(&stage.system).await, 1);
        stage.server.mail();
        assert_eq!(mail::count_failed(&stage.system).await.expect("counted"), 0);
    }
);

contract!(
    an_addressee_who_does_not_exist_is_not_tried_again,
    |db| async move {
        let Some(stage) = stage(db).await else { return };
        wants(&stage.health, Mode::Single, Language::Vi).await;
        set(&stage.system, morning(stage.due));
        run(&stage.system).await;
        keep_one(&stage.system).await;
        stage.server.tell("reject 1");
        assert_eq!(send(&stage.system).await, 0);
        assert_eq!(stage.server.next()["tried"], 550);
        stage.system.clock.advance(TimeDelta::hours(2));
        assert_eq!(send(&stage.system).await, 0);
        assert_eq!(stage.server.rest(), [] as [Value; 0]);
        let admin = person(&stage.system, "quantri").await;
        let failing = mail::failing(&admin, None).await.expect("a list");
        assert_eq!(
            (failing.lines[0].fault, failing.lines[0].next_try),
            (Fault::Refused, None)
        );
    }
);

contract!(what_is_wrong_with_the_way_out_is_named, |db| async move {
    let Some(stage) = stage(db).await else { return };
    wants(&stage.health, Mode::Single, Language::Vi).await;
    set(&stage.system, morning(stage.due));
    run(&stage.system).await;
    keep_one(&stage.system).await;
    let admin = person(&stage.system, "quantri").await;
    stage.server.tell("auth");
    let right = ("lachan", "mật-khẩu");
    let ways = [
        (stage.server.post(Security::None, None), Some(Fault::SignIn)),
        (
            stage.server.post(Security::None, Some(("lachan", "sai"))),
            Some(Fault::SignIn),
        ),
        // Its certificate is signed by nobody we know.
        (
            stage.server.post(Security::StartTls, Some(right)),
            Some(Fault::Insecure),
        ),
        (closed(), Some(Fault::Unreachable)),
        (stage.server.post(Security::None, Some(right)), None),
    ];
    for (seed, (way, expected)) in (7..).zip(ways) {
        stage.system.clock.advance(TimeDelta::minutes(20));
        let system = another(&stage.system, seed * 1_000_000).with_post(way);
        let sent = send(&system).await;
        assert_eq!(sent, usize::from(expected.is_none()), "{expected:?}");
        let failing = mail::failing(&admin, None).await.expect("a list");
        assert_eq!(failing.lines.first().map(|line| line.fault), expected);
    }
});

/// A way out to a port on which nobody listens.
fn closed() -> Post {
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr());
    let server = Server {
        host: "127.0.0.1".to_owned(),
        port: port.expect("a free port").port(),
        security: Security::None,
        credentials: None,
        from: "lachan@nghean.example.vn".to_owned(),
        public_url: "https://lachan.nghean.example.vn".to_owned(),
    };
    Post::new(server).expect("a way out")
}

contract!(
    nothing_is_sent_that_is_not_so_or_not_allowed_when_it_is_sent,
    |db| async move {
        let Some(stage) = stage(db).await else { return };
        let head = person(&stage.system, "yte.lanhdao").await;
        let police = person(&stage.system, "congan").await;
        let labour = person(&stage.system, "ldtbxh").await;
        let labour_head = person(&stage.system, "ldtbxh.lanhdao").await;
        for ctx in [&stage.health, &head, &police, &labour, &labour_head] {
            wants(ctx, Mode::Single, Language::Vi).await;
        }
        let last = [
            due(&police, task_of(&police, "na.police").await).await,
            due(&labour, task_of(&labour, "na.dolisa").await).await,
            stage.due,
        ];
        let last = last.into_iter().max().expect("a day");
        set(&stage.system, morning(last + Days::new(1)));
        run(&stage.system).await;
        // Between telling and sending: a revoked position, a closed account, a wish withdrawn, a suspended task.
        let holdings = service::account::holdings(&stage.system, "yte")
            .await
            .expect("held");
        service::account::revoke_holding(&stage.system, holdings[0].holding)
            .await
            .expect("revoked");
        service::account::close(&stage.system, "yte.lanhdao")
            .await
            .expect("closed");
        wants(&labour, Mode::None, Language::Vi).await;
        let suspended = tasks_led_by(&police).await;
        assert!(!suspended.is_empty());
        for task in suspended.iter().copied() {
            let reason = "Theo chỉ đạo".to_owned();
            act(&stage.coordinator, task, TaskCommand::Suspend { reason })
                .await
                .expect("suspended");
        }
        send(&stage.system).await;
        let sent = stage.server.rest();
        let written_to = |ctx: &Ctx| {
            let address = format!("{}@nghean.example.vn", ctx.actor.position);
            sent.iter().any(|mail| mail["to"][0] == address.as_str())
        };
        assert!(written_to(&labour_head), "nothing speaks against it");
        for (what, ctx) in [
            ("revoked", &stage.health),
            ("closed", &head),
            ("withdrawn", &labour),
        ] {
            assert!(!written_to(ctx), "{what}");
        }
        for task in suspended {
            let is_about = |mail: &Value| text(mail, "/mail/text").contains(&task.to_string());
            assert!(!sent.iter().any(is_about), "suspended");
        }
        let mut tx = stage.system.db.read().await.expect("a connection");
        let left: Vec<(String,)> = tx
            .query("SELECT job_key FROM job WHERE kind = 'mail'")
            .fetch_all()
            .await
            .expect("keys");
        assert!(left.is_empty(), "they are let go: {left:?}");
    }
);

/// The tasks that an agency leads.
async fn tasks_led_by(ctx: &Ctx) -> Vec<TaskId> {
    let lead = Some(ctx.actor.agency);
    let mut tx = ctx.system.db.read().await.expect("a connection");
    let tasks = store::task::scan(&mut tx, None, 1000).await.expect("tasks");
    tasks
        .into_iter()
        .filter(|task| Some(task.lead) == lead && task.state.is_open())
        .map(|task| task.id)
        .collect()
}

contract!(
    a_digest_is_sent_once_a_working_day_with_what_is_new_and_what_waits,
    |db| async move {
        let Some(stage) = stage(db).await else { return };
        let Stage {
            system,
            health,
            due,
            task,
            ..
        } = &stage;
        wants(health, Mode::Digest, Language::Vi).await;
        // An agency without any work has nothing to read.
        let idle = person(system, "quantri").await;
        wants(&idle, Mode::Digest, Language::Vi).await;
        job::begin(system).await.expect("begun");
        run(system).await;
        send(system).await;
        stage.server.rest();
        let soon = *due - Days::new(3);
        step(system, digest_hour(soon) - TimeDelta::minutes(1)).await;
        stage.server.rest();
        step(system, digest_hour(soon)).await;
        // The day on which it is due soon: the reminder comes at eight, so it is new on the next working day.
        let next = next_working_day(soon);
        step(system, morning(soon)).await;
        stage.server.rest();
        step(system, digest_hour(next) - TimeDelta::seconds(1)).await;
        let early = stage.server.rest();
        assert_eq!(early, [] as [Value; 0], "not before half past seven");
        step(system, digest_hour(next)).await;
        let mail = stage.server.mail();
        assert_eq!(
            mail["to"][0],
            format!("{}@nghean.example.vn", health.actor.position)
        );
        let day = next.format("%d/%m/%Y");
        let subject = format!("[Lá Chắn] Tổng hợp ngày {day}");
        assert_eq!(text(&mail, "/mail/headers/subject"), subject);
        for part in ["/mail/text", "/mail/html"] {
            let said = text(&mail, part);
            for expected in ["Sắp đến hạn", "Đang chờ cơ quan", &task.to_string()] {
                assert!(said.contains(expected), "{expected} in {part}: {said}");
            }
        }
        // Again on the same day, also by another process that starts: nothing.
        let restarted = another(system, 9_000_000);
        let restarted = restarted.with_post(stage.server.post(Security::None, None));
        job::begin(&restarted).await.expect("begun");
        step(&restarted, digest_hour(next) + TimeDelta::hours(2)).await;
        assert_eq!(stage.server.rest(), [] as [Value; 0], "one a day");
    }
);

/// The working day after a day.
fn next_working_day(day: NaiveDate) -> NaiveDate {
    let calendar = domain::calendar::Calendar::vietnam();
    calendar.add_working_days(day, 1).expect("a day")
}

/// Moves the clock and does what is to be done, as the server would.
async fn step(system: &System, at: DateTime<Utc>) {
    set(system, at);
    run(system).await;
    send(system).await;
}

contract!(
    a_wrong_address_is_refused_and_nothing_is_kept,
    |db| async move {
        let system = installed(db).await;
        let health = person(&system, "yte").await;
        for (address, mode, fault) in [
            ("yte", Mode::Single, FieldFault::Malformed),
            ("", Mode::Digest, FieldFault::Required),
            ("a@b.vn\r\nBcc: c@d.vn", Mode::Single, FieldFault::Malformed),
        ] {
            let refused = mail::set_preference(&health, address, mode, Language::Vi).await;
            let refusal = Refusal::field("address", fault);
            assert_eq!(
                problem(refused),
                Problem::Refused { refusal },
                "{address:?}"
            );
        }
        let page = service::account::page(&health, None).await.expect("a page");
        assert_eq!(
            (page.mail.mode, page.mail.address.as_str()),
            (Mode::None, "")
        );
        assert!(!page.is_sending);
        // Where no mail server is configured nothing is planned, and nothing is sent.
        wants(&health, Mode::Single, Language::En).await;
        let page = service::account::page(&health, None).await.expect("a page");
        assert_eq!(
            (page.mail.mode, page.mail.language),
            (Mode::Single, Language::En)
        );
        assert_eq!(send(&system).await, 0);
    }
);
