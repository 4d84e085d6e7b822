//! What every answer carries, and what a page costs.

use crate::house::{As, House};
use server::router::{Kind, routes};

contract!(every_answer_is_dressed, |db| async move {
    let house = House::new(db).await;
    let cookie = house.sign_in("dieuphoi").await;
    for path in [
        "/",
        "/sign-in",
        "/healthz",
        "/api/shell",
        "/nothing",
        "/pkg/nothing.js",
    ] {
        let answer = house.get(&cookie, path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(answer.header("x-request-id").len(), 32, "{path}");
        assert!(
            answer
                .header("content-security-policy")
                .contains("frame-ancestors 'none'"),
            "{path}"
        );
        assert!(!answer.header("permissions-policy").is_empty(), "{path}");
        assert_eq!(
            answer.header("cross-origin-opener-policy"),
            "same-origin",
            "{path}"
        );
    }
});

contract!(
    what_is_not_there_is_said_by_the_application,
    |db| async move {
        let house = House::new(db).await;
        for cookie in [String::new(), house.sign_in("yte").await] {
            let answer = house.get(&cookie, "/nothing/here").await;
            assert_eq!(answer.status, 404);
            assert!(
                answer.body.contains("<html lang=\"vi\">"),
                "{}",
                answer.body
            );
        }
    }
);

contract!(
    a_page_costs_as_many_statements_with_ten_tasks_as_with_500,
    |db| async move {
        let house = House::new(db).await;
        let coordinator = house.sign_in("dieuphoi").await;
        let (_, task) = house.issue_many(&coordinator, "10", 10).await;
        let administrator = house.sign_in("quantri").await;
        let auditor = house.sign_in("kiemtra").await;
        let count = async |path: &str| {
            let visitor = match path {
                "/audit" => &auditor,
                path if path.starts_with("/admin") => &administrator,
                _ => &coordinator,
            };
            // The first visit may fill what is kept in memory.
            house.get(visitor, path).await;
            let before = house.system.db.statements();
            let answer = house.get(visitor, path).await;
            assert_eq!(answer.status, 200, "{path}");
            house.system.db.statements() - before
        };
        let pages: Vec<String> = routes()
            .into_iter()
            .filter(|route| route.kind == Kind::Page && !route.path.contains('{'))
            .map(|route| route.path)
            .chain([format!("/tasks/{task}")])
            .collect();
        let mut few = Vec::new();
        for path in &pages {
            few.push(count(path).await);
        }
        house.issue_many(&coordinator, "500", 490).await;
        for (path, few) in pages.iter().zip(few) {
            assert_eq!(count(path).await, few, "{path}");
            assert!(few <= 15, "{path} takes {few} statements");
        }
    }
);

contract!(
    a_reminder_is_seen_at_the_bell_and_marked_as_read,
    |db| async move {
        let house = House::new(db).await;
        let coordinator = house.sign_in("dieuphoi").await;
        house.issue(&coordinator).await;
        // Its task is due on 30 September 2022.
        house.system.clock.advance(chrono::TimeDelta::days(16));
        let jobs = service::job::run_due(&house.system).await;
        assert_eq!(jobs.expect("the worker works"), 3, "two of them too late");
        let health = house.sign_in("yte").await;
        let bell = "class=\"topbar-count\">1<";
        let page = house.get(&health, "/notifications").await;
        assert!(page.body.contains(bell), "{}", page.body);
        let shown = [
            "Cung cấp bộ xét nghiệm",
            "Quá hạn",
            "30/09/2022",
            "Chưa đọc",
        ];
        for text in shown {
            assert!(page.body.contains(text), "{text}");
        }
        assert!(!page.body.contains("Đến hạn hôm nay"));
        let until = page.body.split_once("name=\"until\" value=\"");
        let until = until.and_then(|(_, rest)| rest.split_once('"'));
        let until = until.expect("the form").0;
        let fields = [("until", until)];
        let path = "/notifications/read";
        let marked = house.post(&health, path, &fields, As::Page).await;
        assert_eq!(
            (marked.status, marked.location()),
            (303, "/notifications?done=read")
        );
        let page = house.get(&health, marked.location()).await;
        assert!(!page.body.contains("topbar-count") && !page.body.contains("name=\"until\""));
        assert!(page.body.contains("Đã đánh dấu là đã đọc."));
        let wrong = house
            .post(&health, path, &[("until", "x")], As::Program)
            .await;
        assert_eq!(wrong.status, 422);
        let head = house.sign_in("yte.lanhdao").await;
        let page = house.get(&head, "/notifications").await;
        assert!(page.body.contains(bell), "a colleague reads for himself");
        let marked = house.post(&head, path, &[("one", until)], As::Page).await;
        assert_eq!(marked.status, 303);
        let page = house.get(&head, "/notifications").await;
        assert!(!page.body.contains("topbar-count"));
        let administrator = house.sign_in("quantri").await;
        let refused = house.post(&administrator, path, &fields, As::Program).await;
        assert_eq!(refused.status, 403);
    }
);

contract!(a_page_is_compressed_for_who_can_read_it, |db| async move {
    let house = House::new(db).await;
    let ask = |accepts: &'static str| {
        let request = axum::http::Request::get("/sign-in")
            .header("accept-encoding", accepts)
            .body(axum::body::Body::empty());
        house.send(request.expect("a request"))
    };
    let plain = ask("identity").await;
    assert_eq!(plain.header("content-encoding"), "");
    let small = ask("gzip, br").await;
    assert_eq!(small.header("content-encoding"), "gzip");
    assert!(small.body.len() * 2 < plain.body.len());
});

contract!(what_is_typed_cannot_leave_the_title, |db| async move {
    let house = House::new(db).await;
    let coordinator = house.sign_in("dieuphoi").await;
    let number = "7</title><i>&amp;";
    let (directive, _) = house.issue_many(&coordinator, number, 1).await;
    let page = house
        .get(&coordinator, &format!("/directives/{directive}"))
        .await;
    assert_eq!(page.status, 200);
    let title = page.body.split("<title>").nth(1).expect("a title");
    let title = title.split("</title>").next().expect("its end");
    assert!(
        title.starts_with("7&lt;/title>&lt;i>&amp;amp;/UBND-NC"),
        "{title}"
    );
    assert!(!page.body.contains("<i>"), "it is text everywhere");
});

contract!(a_demonstration_offers_its_sample, |db| async move {
    let house = House::new(db).await;
    let cookie = house.sign_in("dieuphoi").await;
    let link = "href=\"/directives/new?sample=1041\"";
    let page = house.get(&cookie, "/directives/new").await;
    assert!(page.body.contains(link), "{}", page.body);
    assert!(!page.body.contains("border communes of Nghe An"));
    let page = house.get(&cookie, "/directives/new?sample=1041").await;
    assert!(page.body.contains("26/27 border communes of Nghe An"));
    let page = house.get(&cookie, "/directives/new?sample=7").await;
    assert!(page.body.contains(link));

    // A form that came back is stronger than the sample.
    let fields = [
        ("envelope", &*house.id()),
        ("text", "Kính gửi: Sở Y tế"),
        ("unclassified", "on"),
    ];
    let answer = house
        .post(&cookie, "/directives/read", &fields, As::Page)
        .await;
    let kept = answer.location().to_owned();
    assert!(kept.contains("kept="), "{kept}");
    let page = house.get(&cookie, &format!("{kept}&sample=1041")).await;
    assert!(page.body.contains("Kính gửi: Sở Y tế"));
    assert!(!page.body.contains("border communes of Nghe An"));
});

contract!(the_data_of_a_still_page_travel_once, |db| async move {
    let house = House::new(db).await;
    let coordinator = house.sign_in("dieuphoi").await;
    let (directive, task) = house.issue_many(&coordinator, "10", 1).await;
    for (path, is_still) in [
        (format!("/directives/{directive}"), true),
        ("/directives".to_owned(), true),
        (format!("/tasks/{task}"), false),
    ] {
        let body = house.get(&coordinator, &path).await.body;
        let scripts: String = body
            .split("<script")
            .skip(1)
            .filter_map(|rest| rest.split("</script>").next())
            .collect();
        assert_eq!(body.contains("id=\"still\""), is_still, "{path}");
        assert!(body.contains("UBND-NC"), "{path}");
        assert_eq!(scripts.contains("UBND-NC"), !is_still, "{path}: {scripts}");
    }
});
