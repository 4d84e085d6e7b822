//! Files at the door: what is taken, what is refused, and how a file leaves.

use crate::house::{Answer, As, House, config, nobody};
use axum::body::Body;
use axum::http::Request;
use axum::http::header::{ACCEPT, CONTENT_TYPE, COOKIE, IF_RANGE, RANGE};
use server::config::Config;
use std::io::{Read as _, Write as _};

/// One white point.
const PNG: &[u8] = include_bytes!("point.png");

/// A task of the Health Service with a picture that it attached to its report.
pub async fn attached(house: &House, health: &str, task: &str) -> String {
    let envelope = house.id();
    let fields = House::with_file(task, &envelope);
    let answer = house
        .upload(health, &fields, Some(("ảnh.png", PNG)), As::Program)
        .await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    files(house, health, task).await.pop().expect("a file")
}

async fn page(house: &House, cookie: &str, task: &str) -> domain::view::TaskPage {
    let ctx = house.ctx(cookie).await;
    let id = task.parse().expect("an id");
    service::task::page(&ctx, id, None).await.expect("a page")
}

/// The ids of a task's files.
async fn files(house: &House, cookie: &str, task: &str) -> Vec<String> {
    let talk = page(house, cookie, task).await.talk;
    talk.files
        .iter()
        .map(|file| file.attachment.id.to_string())
        .collect()
}

async fn ready(db: store::Db, config: Config) -> (House, String, String) {
    let house = House::with(db, config).await;
    let coordinator = house.sign_in("dieuphoi").await;
    let (_, task) = house.issue(&coordinator).await;
    let health = house.sign_in("yte").await;
    (house, health, task)
}

async fn sent(house: &House, cookie: &str, task: &str, name: &str, content: &[u8]) -> Answer {
    let envelope = house.id();
    let fields = House::with_file(task, &envelope);
    house
        .upload(cookie, &fields, Some((name, content)), As::Program)
        .await
}

contract!(a_file_goes_in_and_comes_out_to_be_saved, |db| async move {
    let (house, health, task) = ready(db, config()).await;
    let text = "Xã;Số bộ\nNậm Cắn;12\n".as_bytes();
    let answer = sent(&house, &health, &task, "../../so lieu%22x.csv", text).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let file = files(&house, &health, &task).await.remove(0);
    let answer = house.get(&health, &format!("/attachments/{file}")).await;
    assert_eq!((answer.status, answer.body.as_bytes()), (200, text));
    for (name, value) in [
        ("content-type", "text/plain; charset=utf-8"),
        (
            "content-disposition",
            "attachment; filename=\"so lieu_22x.csv\"; filename*=UTF-8''so%20lieu%5F22x%2Ecsv",
        ),
        ("x-content-type-options", "nosniff"),
        (
            "content-security-policy",
            "sandbox; default-src 'none'; frame-ancestors 'none'",
        ),
        ("cache-control", "no-store"),
        ("accept-ranges", "bytes"),
    ] {
        assert_eq!(answer.header(name), value, "{name}");
    }
    let etag = answer.header("etag").to_owned();
    for (range, condition, status, expected) in [
        ("bytes=0-2", None, 206, &text[0..3]),
        ("bytes=4-", None, 206, &text[4..]),
        ("bytes=-3", None, 206, &text[text.len() - 3..]),
        ("bytes=0-9999", None, 200, text),
        ("bytes=9-", Some(etag.as_str()), 206, &text[9..]),
        ("bytes=9-", Some("Wed, 21 Oct 2015 07:28:00 GMT"), 200, text),
        ("bytes=9999-", None, 416, b""),
    ] {
        let mut request = Request::get(format!("/attachments/{file}"))
            .header(COOKIE, &health)
            .header(RANGE, range);
        if let Some(condition) = condition {
            request = request.header(IF_RANGE, condition);
        }
        let answer = house
            .send(request.body(Body::empty()).expect("a request"))
            .await;
        assert_eq!(answer.status, status, "{range} {condition:?}");
        if status != 416 {
            assert_eq!(
                answer.body.as_bytes(),
                &*String::from_utf8_lossy(expected).into_owned().into_bytes()
            );
        }
    }
});

contract!(only_who_may_see_the_task_gets_its_files, |db| async move {
    let (house, health, task) = ready(db, config()).await;
    let file = attached(&house, &health, &task).await;
    for login in ["haiquan", "dieuphoi.hatinh"] {
        let cookie = house.sign_in(login).await;
        for tail in ["", "/small"] {
            let foreign = house
                .get(&cookie, &format!("/attachments/{file}{tail}"))
                .await;
            let missing = house
                .get(&cookie, &format!("/attachments/{}{tail}", nobody()))
                .await;
            assert_eq!(foreign.status, 404, "{login}");
            assert_eq!(foreign.body, missing.body, "{login}");
        }
        let answer = sent(&house, &cookie, &task, "a.txt", b"a").await;
        assert_eq!(answer.status, 404, "{login}");
    }
    let coordinator = house.sign_in("dieuphoi").await;
    assert_eq!(
        house
            .get(&coordinator, &format!("/attachments/{file}"))
            .await
            .status,
        200
    );
    let small = house
        .get(&coordinator, &format!("/attachments/{file}/small"))
        .await;
    assert_eq!(
        (small.status, small.header("content-type")),
        (200, "image/png")
    );
    assert_eq!(small.header("content-disposition"), "inline");
    let answer = house.get("", &format!("/attachments/{file}")).await;
    assert_eq!(answer.status, 303, "signed out");
    // A foreign upload: of another task, or of another position, attaches nothing.
    let (_, other) = house.issue_many(&coordinator, "1042", 1).await;
    for (cookie, task, id) in [(&health, &other, file.clone()), (&health, &task, nobody())] {
        let fields = [
            ("act", "attach"),
            ("attachment", id.as_str()),
            ("purpose", "report"),
            ("unclassified", "on"),
        ];
        let answer = house.step(cookie, task, 2, &fields, As::Program).await;
        assert_eq!(answer.status, 422, "{}", answer.body);
        assert_eq!(answer.json()["refusal"]["code"], "no_such_attachment");
    }
    // A comment brings the page, so that a withdrawn file is gone for all.
    let version = page(&house, &health, &task).await.task.version;
    let fields = [
        ("act", "withdraw_attachment"),
        ("attachment", file.as_str()),
        ("reason", "Nhầm tệp"),
    ];
    let answer = house
        .step(&health, &task, version, &fields, As::Program)
        .await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    for tail in ["", "/small"] {
        let answer = house
            .get(&health, &format!("/attachments/{file}{tail}"))
            .await;
        assert_eq!(answer.status, 404);
    }
});

contract!(what_a_file_is_follows_from_its_bytes, |db| async move {
    let (house, health, task) = ready(db, config()).await;
    for (name, content, code) in [
        (
            "anh.png",
            &b"<!DOCTYPE html><script>alert(1)</script>"[..],
            "file_kind",
        ),
        (
            "anh.svg",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            "file_kind",
        ),
        ("chay.pdf", b"MZ\x90\x00", "file_kind"),
        ("T\u{1ed1}i m\u{1ead}t 5.png", PNG, "secret"),
        (
            "ke hoach.txt",
            "TUY\u{1ec6}T M\u{1eac}T\nK\u{1ebf} ho\u{1ea1}ch".as_bytes(),
            "secret",
        ),
        ("trong.txt", b"", "invalid"),
    ] {
        let answer = sent(&house, &health, &task, name, content).await;
        assert_eq!(answer.status, 422, "{name}: {}", answer.body);
        assert_eq!(answer.json()["refusal"]["code"], code, "{name}");
    }
    // A program by its name, a PDF by its bytes: a PDF.
    let answer = sent(&house, &health, &task, "chay.exe", b"%PDF-1.7\n").await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let talk = page(&house, &health, &task).await.talk;
    let last = &talk.files.last().expect("a file").attachment.file;
    assert_eq!(
        (last.name.as_str(), last.media.as_str()),
        ("chay.exe.pdf", "application/pdf")
    );
});

contract!(a_form_that_lacks_something_comes_back, |db| async move {
    let (house, health, task) = ready(db, config()).await;
    let envelope = house.id();
    let complete = House::with_file(&task, &envelope);
    let without = |name: &str| -> Vec<(&str, &str)> {
        complete
            .iter()
            .copied()
            .filter(|(field, _)| *field != name)
            .collect()
    };
    for (fields, file, field) in [
        (
            without("unclassified"),
            Some(("a.png", PNG)),
            "unclassified",
        ),
        (without("purpose"), Some(("a.png", PNG)), "purpose"),
        (without("task"), Some(("a.png", PNG)), "task"),
        (without("envelope"), Some(("a.png", PNG)), "envelope"),
        (complete.clone(), None, "file"),
    ] {
        let answer = house.upload(&health, &fields, file, As::Program).await;
        assert_eq!(answer.status, 422, "{field}: {}", answer.body);
        assert_eq!(answer.json()["refusal"]["fields"][0]["field"], field);
    }
    let fields = without("unclassified");
    let answer = house
        .upload(&health, &fields, Some(("a.png", PNG)), As::Page)
        .await;
    assert_eq!(answer.status, 303);
    let page = house.get(&health, answer.location()).await;
    assert!(
        page.body.contains("attach-unclassified-error"),
        "{}",
        answer.location()
    );
    assert!(
        page.body.contains("value=\"report\" selected"),
        "what was chosen is still there"
    );
    assert_eq!(files(&house, &health, &task).await.len(), 0);
    // The same envelope twice is one file.
    for _ in 0..2 {
        let answer = house
            .upload(&health, &complete, Some(("a.png", PNG)), As::Page)
            .await;
        assert_eq!(answer.location(), format!("/tasks/{task}?done=attach"));
    }
    assert_eq!(files(&house, &health, &task).await.len(), 1);
});

contract!(
    a_file_that_is_too_large_is_refused_in_words,
    |db| async move {
        let mut config = config();
        config.max_file_bytes = 1000;
        let (house, health, task) = ready(db, config).await;
        let answer = sent(&house, &health, &task, "a.txt", &[b'a'; 1000]).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        // The second has a length that says it at once; the first only shows it on the way.
        for size in [1001, 200_000] {
            let answer = sent(&house, &health, &task, "a.txt", &vec![b'a'; size]).await;
            assert_eq!(answer.status, 422, "{}", answer.body);
            assert_eq!(
                answer.json()["refusal"],
                serde_json::json!({"code": "file_too_large", "max_bytes": 1000})
            );
        }
        let many: Vec<String> = (0..70).map(|_| "a".repeat(1000)).collect();
        let mut fields: Vec<(&str, &str)> =
            many.iter().map(|text| ("note", text.as_str())).collect();
        fields.push(("task", &task));
        let answer = house
            .upload(&health, &fields, Some(("a.txt", b"a")), As::Program)
            .await;
        assert_eq!(answer.status, 413, "fields have a limit of their own");
        let request = Request::post("/attachments")
            .header(COOKIE, &health)
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from("task=1"));
        assert_eq!(house.send(request.expect("a request")).await.status, 422);
    }
);

/// Answers one scan: reads the INSTREAM and says something.
fn scanner(said: &'static [u8]) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut command = [0; 10];
            if stream.read_exact(&mut command).is_err() || &command != b"zINSTREAM\0" {
                return;
            }
            loop {
                let mut length = [0; 4];
                if stream.read_exact(&mut length).is_err() {
                    break;
                }
                let length = u32::from_be_bytes(length);
                if length == 0 {
                    break;
                }
                let mut chunk = vec![0; usize::try_from(length).expect("a chunk")];
                if stream.read_exact(&mut chunk).is_err() {
                    break;
                }
            }
            if stream.write_all(said).is_err() {
                return;
            }
        }
    });
    format!("tcp:{address}")
}

contract!(
    a_file_is_taken_only_when_the_scanner_said_so,
    |db| async move {
        let mut config = config();
        // The protocol's every answer; what the real daemon says stands in `service/tests/clamd.rs`.
        config.virus_scanner = Some(scanner(b"stream: OK\0").parse().expect("a scanner"));
        let (house, health, task) = ready(db, config).await;
        let clean = sent(&house, &health, &task, "a.txt", b"a").await;
        assert_eq!(clean.status, 200, "{}", clean.body);
    }
);

async fn refused(db: store::Db, scanner: String, code: &str) {
    let mut config = config();
    config.virus_scanner = Some(scanner.parse().expect("a scanner"));
    let (house, health, task) = ready(db, config).await;
    let answer = sent(&house, &health, &task, "a.txt", b"a").await;
    assert_eq!(answer.json()["refusal"]["code"], code);
    assert_eq!(files(&house, &health, &task).await.len(), 0);
}

contract!(an_infected_file_is_refused, |db| refused(
    db,
    scanner(b"stream: Eicar-Test-Signature FOUND\0"),
    "infected"
));

contract!(a_scanner_that_fails_refuses, |db| refused(
    db,
    scanner(b"INSTREAM size limit exceeded. ERROR\0"),
    "not_scanned"
));

contract!(a_scanner_that_says_nothing_refuses, |db| refused(
    db,
    scanner(b""),
    "not_scanned"
));

contract!(a_scanner_that_is_gone_refuses, |db| async move {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = closed.local_addr().expect("an address");
    drop(closed);
    refused(db, format!("tcp:{address}"), "not_scanned").await;
});

contract!(a_secret_comment_leaves_no_trace, |db| async move {
    let (house, health, task) = ready(db, config()).await;
    let said = |text| [("act", "comment"), ("text", text), ("back", "/")];
    let secret = said("T\u{1ed0}I M\u{1eac}T\nK\u{1ebf} ho\u{1ea1}ch tu\u{1ea7}n tra");
    let answer = house.step(&health, &task, 2, &secret, As::Page).await;
    let (_, kept) = answer.location().split_once("kept=").expect("kept");
    let page = house
        .get(&health, &format!("/tasks/{task}?kept={kept}"))
        .await;
    assert_eq!(page.status, 200);
    assert!(!page.body.contains("tu\u{1ea7}n tra"), "the words are gone");
    assert!(page.body.contains("error-summary"), "why is said");
    let plain = said("\u{110}\u{e3} nh\u{1ead}n <b>12</b> b\u{1ed9}");
    let answer = house.step(&health, &task, 2, &plain, As::Page).await;
    assert_eq!(answer.location(), "/?done=comment");
    let page = house.get(&health, &format!("/tasks/{task}")).await;
    assert!(
        page.body
            .contains("nh\u{1ead}n &lt;b&gt;12&lt;/b&gt; b\u{1ed9}"),
        "plain text"
    );
    assert!(page.body.contains("id=\"comment-1\""));
});
