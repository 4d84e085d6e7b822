//! Acting on many tasks through the pages, without a script: choose, be asked once more, act, read the report.

use crate::house::{As, House};

/// Fields of a form beside the usual ones.
type Fields<'a> = &'a [(&'a str, &'a str)];

/// The values of the fields of that name on a page.
fn values(page: &str, name: &str) -> Vec<String> {
    page.split('<')
        .filter(|tag| tag.starts_with("input") && tag.contains(&format!("name=\"{name}\"")))
        .filter_map(|tag| tag.split_once("value=\"")?.1.split_once('"'))
        .map(|(value, _)| value.to_owned())
        .collect()
}

contract!(many_tasks_are_suspended_without_a_script, |db| async move {
    let house = House::new(db).await;
    let coordinator = house.sign_in("dieuphoi").await;
    house.issue_many(&coordinator, "1041", 5).await;
    // The list offers a box for each row; ticked ones and "all" lead to the same screen.
    let list = house.get(&coordinator, "/tasks").await;
    let boxes = values(&list.body, "row");
    assert!(boxes.len() >= 2, "{}", list.body);
    let some = format!("/tasks/bulk?act=suspend&row={}&row={}", boxes[0], boxes[1]);
    let page = house.get(&coordinator, &some).await;
    assert_eq!(page.status, 200);
    assert_eq!(values(&page.body, "row"), boxes[..2]);
    let page = house
        .get(
            &coordinator,
            "/tasks/bulk?act=suspend&all=on&state=assigned",
        )
        .await;
    let rows = values(&page.body, "row");
    assert!(rows.len() >= boxes.len(), "{}", page.body);
    let envelope = values(&page.body, "envelope").remove(0);
    // Nothing happened yet, and a form without its reason does nothing: it comes back with its rows.
    let mut fields = vec![
        ("envelope", envelope.as_str()),
        ("act", "suspend"),
        ("back", "/tasks?state=assigned"),
    ];
    fields.extend(rows.iter().map(|row| ("row", row.as_str())));
    let answer = house
        .post(&coordinator, "/tasks/bulk", &fields, As::Page)
        .await;
    assert_eq!(answer.status, 303);
    let way = answer.location().to_owned();
    assert!(
        way.starts_with("/tasks/bulk?act=suspend&state=assigned&kept="),
        "{way}"
    );
    let page = house.get(&coordinator, &way).await;
    assert_eq!(values(&page.body, "row").len(), rows.len());
    assert!(page.body.contains("aria-invalid=\"true\""), "{}", page.body);
    // With a reason it is done, once.
    fields.push(("reason", "Chờ hướng dẫn mới"));
    for _ in 0..2 {
        let answer = house
            .post(&coordinator, "/tasks/bulk", &fields, As::Page)
            .await;
        assert_eq!(answer.location(), format!("/tasks/bulk/{envelope}"));
    }
    let report = house
        .get(&coordinator, &format!("/tasks/bulk/{envelope}"))
        .await;
    let said = format!("{0}/{0}", rows.len());
    assert!(report.body.contains(&said), "{}", report.body);
    assert!(
        report.body.contains("href=\"/tasks?state=assigned\""),
        "{}",
        report.body
    );
    // It is nobody else's.
    let health = house.sign_in("yte").await;
    let foreign = house.get(&health, &format!("/tasks/bulk/{envelope}")).await;
    assert_eq!(foreign.status, 404);
    // A program gets the report; who leads may not suspend, and is told of each.
    let id = house.id();
    let mut fields = vec![
        ("envelope", id.as_str()),
        ("act", "cancel"),
        ("reason", "x"),
    ];
    fields.extend(rows.iter().map(|row| ("row", row.as_str())));
    let answer = house
        .post(&health, "/tasks/bulk", &fields, As::Program)
        .await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let report = answer.json();
    assert_eq!(report["done"], 0);
    assert_eq!(report["refused"].as_array().map(Vec::len), Some(rows.len()));
});

contract!(
    a_bulk_form_that_is_wrong_is_refused_in_words,
    |db| async move {
        let house = House::new(db).await;
        let coordinator = house.sign_in("dieuphoi").await;
        let (_, task) = house.issue(&coordinator).await;
        let id = house.id();
        let row = format!("{task}.1");
        let many: Vec<String> = (0..1001).map(|_| format!("{}.1", house.id())).collect();
        let wrong: [(Fields<'_>, &str, &str); 6] = [
            (&[("act", "remind")], "row", "required"),
            (&[("act", "remind"), ("row", "7")], "row", "malformed"),
            (&[("act", "fly"), ("row", &row)], "act", "unknown"),
            (&[("act", "suspend"), ("row", &row)], "reason", "required"),
            (
                &[
                    ("act", "extend"),
                    ("row", &row),
                    ("reason", "x"),
                    ("until", "mai"),
                ],
                "until",
                "malformed",
            ),
            (
                &[("act", "remind"), ("row", &row), ("colour", "red")],
                "colour",
                "unknown",
            ),
        ];
        for (fields, field, fault) in wrong {
            let mut all = vec![("envelope", id.as_str())];
            all.extend(fields);
            let answer = house
                .post(&coordinator, "/tasks/bulk", &all, As::Program)
                .await;
            assert_eq!(answer.status, 422, "{field}: {}", answer.body);
            let named = &answer.json()["refusal"]["fields"][0];
            assert_eq!(
                (&named["field"], &named["fault"]["fault"]),
                (&field.into(), &fault.into())
            );
        }
        let mut all = vec![("envelope", id.as_str()), ("act", "remind")];
        all.extend(many.iter().map(|row| ("row", row.as_str())));
        let answer = house
            .post(&coordinator, "/tasks/bulk", &all, As::Program)
            .await;
        assert_eq!(
            answer.json()["refusal"]["fields"][0]["fault"]["fault"],
            "out_of_range"
        );
    }
);

contract!(an_export_has_what_the_person_may_see, |db| async move {
    let house = House::new(db).await;
    let coordinator = house.sign_in("dieuphoi").await;
    let (_, task) = house.issue_many(&coordinator, "1041", 3).await;
    let file = house.get(&coordinator, "/tasks/export?format=csv").await;
    assert_eq!(file.status, 200);
    assert!(
        file.header("content-disposition")
            .starts_with("attachment;")
    );
    assert!(file.header("content-type").starts_with("text/csv"));
    let lines = file.body.lines().count();
    assert!(lines > 2, "{}", file.body);
    let one = format!("/tasks/export?format=csv&row={task}.1");
    let file = house.get(&coordinator, &one).await;
    assert_eq!(file.body.lines().count(), 2, "{}", file.body);
    // Others get the headings, and nothing of a task that is not theirs.
    let other = house.sign_in("dieuphoi.hatinh").await;
    let file = house.get(&other, &one).await;
    assert_eq!(
        (file.status, file.body.lines().count()),
        (200, 1),
        "{}",
        file.body
    );
    for query in ["format=pdf", "format=csv&row=7&state=flying&after=x"] {
        let answer = house
            .get(&coordinator, &format!("/tasks/export?{query}"))
            .await;
        assert!(
            matches!(answer.status, 200 | 422),
            "{query}: {}",
            answer.status
        );
    }
});
