//! The audit: what is noted of whom, who may see it, and what never stands in it.

use crate::house::{As, House};

/// The kinds and doors of the newest lines, as the auditor sees them.
async fn lines(house: &House, filter: serde_json::Value) -> Vec<serde_json::Value> {
    let auditor = house.sign_in("kiemtra").await;
    let body = serde_json::json!({ "filter": filter }).to_string();
    let page = house.post_json(&auditor, "/api/audit", body).await;
    assert_eq!(page.status, 200, "{}", page.body);
    page.json()["lines"].as_array().expect("lines").clone()
}

fn has(lines: &[serde_json::Value], kind: &str, login: &str, what: &str) -> bool {
    lines
        .iter()
        .any(|line| line["kind"] == kind && line["login"] == login && line["what"] == what)
}

contract!(
    reads_refusals_and_sign_ins_are_noted_and_lists_are_not,
    |db| async move {
        let house = House::new(db).await;
        let coordinator = house.sign_in("dieuphoi").await;
        let (directive, task) = house.issue(&coordinator).await;
        let customs = house.sign_in("haiquan").await;
        house.get(&coordinator, &format!("/tasks/{task}")).await;
        house
            .get(&coordinator, &format!("/directives/{directive}"))
            .await;
        house.get(&coordinator, "/tasks").await;
        house.get(&coordinator, "/search?q=bimat").await;
        assert_eq!(
            house.get(&customs, &format!("/tasks/{task}")).await.status,
            404
        );
        assert_eq!(house.get(&customs, "/audit").await.status, 403);
        let reason = [("act", "cancel"), ("reason", "x")];
        house.step(&customs, &task, 2, &reason, As::Program).await;
        let secret = "mot-mat-khau-sai";
        for login in ["yte", "khong-co-ai-ten-nay"] {
            let fields = [("login", login), ("password", secret)];
            house.post("", "/sign-in", &fields, As::Program).await;
        }
        let lines = lines(&house, serde_json::json!({})).await;
        for (kind, login, what) in [
            ("read", "dieuphoi", "GET /tasks/{id}"),
            ("read", "dieuphoi", "GET /directives/{id}"),
            ("refused", "haiquan", "GET /tasks/{id}"),
            ("refused", "haiquan", "GET /audit"),
            ("refused", "haiquan", "POST /command"),
            ("sign_in_failed", "yte", "POST /sign-in"),
            ("sign_in", "dieuphoi", "POST /sign-in"),
        ] {
            assert!(
                has(&lines, kind, login, what),
                "{kind} {login} {what}: {lines:#?}"
            );
        }
        assert!(
            lines
                .iter()
                .any(|line| line["kind"] == "sign_in_failed" && line["login"].is_null())
        );
        assert!(
            lines
                .iter()
                .any(|line| line["kind"] == "change" && line["login"] == "dieuphoi")
        );
        let all = serde_json::to_string(&lines).expect("text");
        for never in [secret, "khong-co-ai", "bimat", "GET /tasks\""] {
            assert!(!all.contains(never), "{never}");
        }
    }
);

contract!(only_an_auditor_sees_exports_and_checks, |db| async move {
    let house = House::new(db).await;
    let coordinator = house.sign_in("dieuphoi").await;
    let (_, task) = house.issue(&coordinator).await;
    house.get(&coordinator, &format!("/tasks/{task}")).await;
    for login in ["dieuphoi", "lanhdao", "quantri", "dieuphoi.hatinh"] {
        let cookie = house.sign_in(login).await;
        assert_eq!(house.get(&cookie, "/audit").await.status, 403, "{login}");
        assert_eq!(
            house.get(&cookie, "/audit/export").await.status,
            403,
            "{login}"
        );
        let checked = house.post(&cookie, "/audit/check", &[], As::Program).await;
        assert_eq!(checked.status, 403, "{login}");
    }
    let auditor = house.sign_in("kiemtra").await;
    let page = house
        .get(
            &auditor,
            &format!("/audit?subject=/tasks/{task}&person=dieuphoi"),
        )
        .await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("GET /tasks/{id}"), "{}", page.body);
    let table = house.get(&auditor, "/audit/export?kind=read").await;
    assert_eq!(table.status, 200);
    assert!(table.body.starts_with("\u{feff}\"at\""), "{}", table.body);
    assert!(table.body.contains("\"GET /tasks/{id}\""), "{}", table.body);
    let exports = lines(&house, serde_json::json!({ "kind": "export" })).await;
    assert!(
        has(&exports, "export", "kiemtra", "GET /audit/export"),
        "{exports:#?}"
    );
    for query in [
        "?kind=x",
        "?from=2022-13-40&to=x",
        "?person=khongcoai",
        "?agency=1&subject=2",
    ] {
        assert_eq!(
            house.get(&auditor, &format!("/audit{query}")).await.status,
            200,
            "{query}"
        );
    }
    assert_eq!(house.get(&auditor, "/audit?after=1.x").await.status, 422);
    let checked = house.post(&auditor, "/audit/check", &[], As::Program).await;
    assert_eq!(checked.status, 204);
    for _ in 0..200 {
        let body = serde_json::json!({ "filter": {} }).to_string();
        let page = house.post_json(&auditor, "/api/audit", body).await.json();
        if !page["chain"]["checked_at"].is_null() && page["chain"]["running_since"].is_null() {
            assert_eq!(
                (&page["chain"]["flaws"], &page["chain"]["failed"]),
                (&0.into(), &false.into())
            );
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the check did not end");
});
