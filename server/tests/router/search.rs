//! The page of search: what it shows to whom, and what an address can make of it.

use crate::house::House;

contract!(
    the_page_shows_what_may_be_seen_and_marks_it,
    |db| async move {
        let house = House::new(db).await;
        let coordinator = house.sign_in("dieuphoi").await;
        house.issue_many(&coordinator, "1041", 40).await;
        let page = house.get(&coordinator, "/search?q=xet+nghiem").await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("<mark>"), "{}", page.body);
        // More than the page of all kinds shows: a way to all of them, which goes on page by page.
        let way = "/search?q=xet%20nghiem&amp;kind=task";
        assert!(page.body.contains(way), "{}", page.body);
        let tasks = house
            .get(&coordinator, "/search?q=xet+nghiem&kind=task")
            .await;
        assert!(tasks.body.contains("rel=\"next\""), "{}", tasks.body);
        let body = serde_json::json!({ "filter": { "text": "xet nghiem", "kind": "task" } });
        let first = house
            .post_json(&coordinator, "/api/search", body.to_string())
            .await
            .json();
        let next = first["groups"][0]["next"]
            .as_str()
            .expect("a next page")
            .to_owned();
        let body = serde_json::json!({
            "filter": { "text": "xet nghiem", "kind": "task", "after": next }
        });
        let second = house
            .post_json(&coordinator, "/api/search", body.to_string())
            .await
            .json();
        let addresses = |page: &serde_json::Value| -> Vec<String> {
            let found = page["groups"][0]["matches"]
                .as_array()
                .expect("results")
                .iter();
            found.map(|one| one["address"].to_string()).collect()
        };
        assert_eq!(addresses(&first).len(), 30);
        assert_eq!(addresses(&second).len(), 10);
        assert!(
            addresses(&second)
                .iter()
                .all(|way| !addresses(&first).contains(way))
        );
        for login in ["haiquan", "dieuphoi.hatinh", "quantri"] {
            let other = house.sign_in(login).await;
            let page = house.get(&other, "/search?q=xet+nghiem&kind=task").await;
            assert_eq!(page.status, 200);
            assert!(!page.body.contains("/tasks/"), "{login}: {}", page.body);
        }
    }
);

contract!(an_address_never_breaks_the_page, |db| async move {
    let house = House::new(db).await;
    let cookie = house.sign_in("dieuphoi").await;
    let long = "a".repeat(5000);
    for query in [
        "",
        "?q=",
        "?q=%25%27%22--",
        "?q=%22+OR+1%3A*",
        "?q=x&kind=person",
        "?q=%3C%2Ftitle%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        &format!("?q={long}"),
    ] {
        let page = house.get(&cookie, &format!("/search{query}")).await;
        assert_eq!(page.status, 200, "{query}");
        assert!(!page.body.contains("<script>alert"), "{query}");
    }
    let wrong = house.get(&cookie, "/search?q=x&kind=task&after=x").await;
    assert_eq!(wrong.status, 422);
});
