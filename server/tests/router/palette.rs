//! The palette's door: it finds what the position may see, page by page, and nothing else.

use crate::house::House;

contract!(the_palette_finds_what_may_be_seen, |db| async move {
    let house = House::new(db).await;
    let coordinator = house.sign_in("dieuphoi").await;
    house.issue_many(&coordinator, "1041", 10).await;
    let health = house.sign_in("yte").await;
    for (cookie, text, directives, tasks) in [
        (&coordinator, "1041", 1, 0),
        (&coordinator, "xet+bo", 0, 8),
        (&health, "1041%2FUBND", 1, 0),
        (&health, "x%C3%A9t+nghi%E1%BB%87m", 0, 8),
        (&health, "x", 0, 0),
        (&health, "%25%25", 0, 0),
        (&house.sign_in("haiquan").await, "1041", 0, 0),
        (&house.sign_in("haiquan").await, "xet", 0, 0),
        (&house.sign_in("dieuphoi.hatinh").await, "xet", 0, 0),
    ] {
        let answer = house
            .get(cookie, &format!("/api/palette?text={text}"))
            .await;
        let found = answer.json();
        let count = |name: &str| found[name].as_array().map(Vec::len);
        let counts = (count("directives"), count("tasks"));
        assert_eq!(counts, (Some(directives), Some(tasks)), "{text}");
    }
    let first = house.get(&health, "/api/palette?text=xet").await.json();
    let next = first["next"].as_str().expect("a next page");
    let address = format!("/api/palette?text=xet&after={next}");
    let second = house.get(&health, &address).await.json();
    assert_eq!(second["tasks"].as_array().map(Vec::len), Some(2));
    assert!(second["next"].is_null());
    let ids = |page: &serde_json::Value| -> Vec<String> {
        let tasks = page["tasks"].as_array().expect("tasks").iter();
        tasks.map(|task| task["id"].to_string()).collect()
    };
    assert!(ids(&first).iter().all(|id| !ids(&second).contains(id)));
});

contract!(what_the_palette_cannot_use_is_refused, |db| async move {
    let house = House::new(db).await;
    let cookie = house.sign_in("dieuphoi").await;
    let long = "a".repeat(201);
    for (query, field) in [
        (format!("text={long}"), "text"),
        ("text=abc&after=soon".to_owned(), "after"),
        ("text=abc&after=2022-09-30.x".to_owned(), "after"),
    ] {
        let answer = house.get(&cookie, &format!("/api/palette?{query}")).await;
        assert_eq!(answer.status, 422, "{query}");
        assert!(answer.body.contains(field), "{}", answer.body);
    }
    let before = house.system.db.statements();
    house.get(&cookie, "/api/palette?text=1041").await;
    assert_eq!(
        house.system.db.statements() - before,
        3,
        "the session and two lists"
    );
});
