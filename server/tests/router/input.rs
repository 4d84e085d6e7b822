//! Bad input at every door: refused in words, never a fault of ours.

use crate::house::{As, House};
use axum::body::Body;
use axum::http::Request;
use axum::http::header::{ACCEPT, CONTENT_TYPE, COOKIE};
use server::router::{IMPORTS, Kind, routes};

/// Bodies that no page would send.
fn garbage() -> Vec<(&'static str, Vec<u8>)> {
    let form = "application/x-www-form-urlencoded";
    let mut all: Vec<(&'static str, Vec<u8>)> = vec![
        (form, Vec::new()),
        (form, b"&&&===&%".to_vec()),
        (form, b"act=%FF%FE&subject=\xC3\x28".to_vec()),
        (form, b"login=a&login=b&password=c&password=d".to_vec()),
        (form, b"subject=task&act=start&id=1&envelope=2&base_version=-1".to_vec()),
        (form, "language=xx&back=//evil.example".as_bytes().to_vec()),
        (form, "login=\u{202E}nimda&password=\u{0}".as_bytes().to_vec()),
        (form, b"holding=1&session=1&old=&new=&repeat=".to_vec()),
        (form, b"do=split.x&fill.due=soon&subject=directive".to_vec()),
        (form, b"act=save&id=x&base_version=-9&members=1&members=&name=%00".to_vec()),
        (form, b"subject=task&act=delegate&to=1&due.x=2&amount.=9&rule=median".to_vec()),
        (form, b"subject=duty&act=create&cycle=eon&regime=&first=0/0/0&ahead=99999999999".to_vec()),
        (form, b"subject=account&act=grant&position=x&is_acting=maybe&from=0/0/0&to=never".to_vec()),
        (form, b"subject=agency&act=add_position&position=x&role=king&from=0/0/0".to_vec()),
        (form, b"token=x&token=y&new_password=%00&repeat_password=".to_vec()),
        ("application/json", b"{\"filter\":{\"sort\":7}}".to_vec()),
        ("application/json", b"{".to_vec()),
        ("application/json", b"[[[[[[".to_vec()),
        ("multipart/form-data", b"no boundary".to_vec()),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\n".to_vec()),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.docx\"\r\n\r\nPK\x03\x04no\r\n--x--\r\n"
                .to_vec(),
        ),
        ("text/plain", b"hello".to_vec()),
        ("\u{e9}", b"x".to_vec()),
    ];
    let mut long = b"login=".to_vec();
    long.extend(vec![b'a'; 60_000]);
    all.push((form, long));
    let mut oversized = b"reason=".to_vec();
    oversized.extend(vec![b'a'; 1_600_000]);
    all.push((form, oversized));
    all
}

contract!(garbage_is_refused_at_every_door, |db| async move {
    let house = House::new(db).await;
    let cookie = house.sign_in("dieuphoi").await;
    for route in routes() {
        // Signing out ends the session under which the rest is tried.
        if route.path.starts_with("/sign-out") {
            continue;
        }
        for (media_type, body) in garbage() {
            house.system.clock.advance(chrono::TimeDelta::minutes(1));
            for accept in ["application/json", "text/html"] {
                let request = Request::builder()
                    .method(route.method.clone())
                    .uri(route.path.replace(['{', '}', '*'], "x"))
                    .header(COOKIE, &cookie)
                    .header(ACCEPT, accept)
                    .header(CONTENT_TYPE, media_type)
                    .body(Body::from(body.clone()))
                    .expect("a request");
                let answer = house.send(request).await;
                assert!(
                    answer.status < 500,
                    "{} {} {:?}: {}",
                    route.method,
                    route.path,
                    String::from_utf8_lossy(&body[..body.len().min(60)]),
                    answer.status
                );
                // Of a table nothing is read for somebody who may not import one.
                let is_read = !IMPORTS.contains(&route.path.as_str());
                let too_long = is_read && route.kind == Kind::Form && body.len() > 1_500_000;
                if too_long && accept == "application/json" {
                    assert_eq!(answer.status, 413, "{}", route.path);
                }
            }
        }
    }
});

contract!(wrong_arguments_of_reads_are_refused, |db| async move {
    let house = House::new(db).await;
    let cookie = house.sign_in("dieuphoi").await;
    for query in [
        "",
        "?id=",
        "?id=x",
        "?id=%FF",
        "?id[]=1",
        "?kept=x&id=1",
        "?&&=%",
    ] {
        for route in routes() {
            if route.kind == Kind::ServerFn && route.method == "GET" {
                let answer = house.get(&cookie, &format!("{}{query}", route.path)).await;
                assert!(
                    answer.status < 500,
                    "{}{query}: {}",
                    route.path,
                    answer.body
                );
            }
        }
    }
});

contract!(
    a_cursor_of_an_impossible_day_is_no_failure,
    |db| async move {
        let house = House::new(db).await;
        let coordinator = house.sign_in("dieuphoi").await;
        house.issue(&coordinator).await;
        let auditor = house.sign_in("kiemtra").await;
        let id = "0190a3f0-0000-7000-8000-000000000001";
        for day in ["-262143-01-01", "262142-12-31", "-4714-01-01", "0000-01-01"] {
            for path in [
                format!("/tasks?after={day}.{id}"),
                format!("/tasks?sort=due_last&after={day}.{id}"),
                format!("/obstacles?after={day}.{id}.1"),
                format!("/tasks/{id}/subtasks?after=open.{day}.{id}"),
            ] {
                let answer = house.get(&coordinator, &path).await;
                assert!(answer.status < 500, "{path}: {}", answer.body);
            }
        }
        for moment in [i64::MIN, -8_334_601_228_800_000_000, -1, i64::MAX] {
            let path = format!("/audit?after={moment}.1.{moment}.{id}");
            let answer = house.get(&auditor, &path).await;
            assert!(answer.status < 500, "{path}: {}", answer.body);
        }
    }
);

contract!(no_address_of_an_overview_breaks_it, |db| async move {
    let house = House::new(db).await;
    let cookie = house.sign_in("dieuphoi").await;
    house.issue(&cookie).await;
    let long = format!("&month={}&text=x", "2022-09".repeat(600));
    let id = "0190a3f0-0000-7000-8000-000000000001";
    let foreign = format!("&move={id}&step=start&kept={id}");
    for view in [
        "table", "board", "calendar", "timeline", "kanban", "%00", "",
    ] {
        for rest in [
            "",
            "&month=2022-13",
            "&month=-001-01",
            "&month=9999-12",
            "&month=2022-9",
            "&month=1900-01",
            "&month=2200-12",
            "&due_from=0/0/0&due_to=never",
            "&due_from=2022-12-31&due_to=2022-01-01",
            "&due_from=-262143-01-01&due_to=262142-12-31",
            "&state=cancelled",
            "&state=draft",
            "&state=flying",
            "&move=x&step=%3Cb%3Efly",
            "&move=&kept=",
            &long,
            &foreign,
        ] {
            let path = format!("/tasks?view={view}{rest}");
            let answer = house.get(&cookie, &path).await;
            let expected = if rest == foreign { 404 } else { 200 };
            assert_eq!(answer.status, expected, "{path}: {}", answer.body);
            assert!(!answer.body.contains("<b>fly"), "{path}");
        }
    }
    for (door, filter) in [
        ("task_month", r#"{"month":"2022-13"}"#),
        ("task_month", r#"{"month":7}"#),
        ("task_month", r#"{"due_from":"yesterday"}"#),
        ("task_timeline", r#"{"due_to":"-262143-01-01"}"#),
        ("task_board", r#"{"view":"kanban"}"#),
        ("task_board", r#"{"after":"x"}"#),
        ("task_timeline", r#"{"more":true}"#),
        ("task_timeline", r#"{"state":"flying"}"#),
    ] {
        let body = format!("{{\"filter\":{filter}}}");
        let answer = house
            .post_json(&cookie, &format!("/api/{door}"), body)
            .await;
        let refused = (400..500).contains(&answer.status);
        assert!(
            refused,
            "{door} {filter}: {} {}",
            answer.status, answer.body
        );
    }
    let text = "x".repeat(201);
    for door in ["task_board", "task_month", "task_timeline"] {
        let body = format!("{{\"filter\":{{\"text\":\"{text}\"}}}}");
        let answer = house
            .post_json(&cookie, &format!("/api/{door}"), body)
            .await;
        assert_eq!(answer.status, 422, "{door}: {}", answer.body);
    }
});

contract!(every_field_that_is_wrong_is_named, |db| async move {
    let house = House::new(db).await;
    let coordinator = house.sign_in("dieuphoi").await;
    let (_, task) = house.issue(&coordinator).await;
    let health = house.sign_in("yte").await;
    house
        .step(&health, &task, 2, &[("act", "acknowledge")], As::Program)
        .await;
    let long = "a".repeat(10_000);
    for (fields, field, fault) in [
        (
            vec![("act", "start"), ("officer", "")],
            "officer",
            "required",
        ),
        (
            vec![("act", "start"), ("officer", &long)],
            "officer",
            "too_long",
        ),
        (
            vec![("act", "start"), ("officer", "B\u{0456}nh")],
            "officer",
            "mixed_script",
        ),
        (
            vec![("act", "start"), ("officer", "B\u{202E}nh")],
            "officer",
            "control_character",
        ),
        (
            vec![
                ("act", "start"),
                ("officer", "Bình"),
                ("officer_position", "7"),
            ],
            "officer_position",
            "malformed",
        ),
        (
            vec![("act", "start"), ("officer", "Bình"), ("extra", "1")],
            "extra",
            "unknown",
        ),
        (vec![("act", "fly")], "act", "unknown"),
    ] {
        let answer = house.step(&health, &task, 3, &fields, As::Program).await;
        assert_eq!(answer.status, 422, "{field}: {}", answer.body);
        let named = &answer.json()["refusal"]["fields"][0];
        assert_eq!(
            (&named["field"], &named["fault"]["fault"]),
            (&serde_json::json!(field), &serde_json::json!(fault))
        );
    }
});
