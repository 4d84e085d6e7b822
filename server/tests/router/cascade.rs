//! Delegating, groups and duties from outside: what the forms send, what comes back, what is refused.

use crate::house::{As, House, delegation, duty};

contract!(a_task_is_delegated_by_a_form_and_shown, |db| async move {
    let house = House::new(db).await;
    let coordinator = house.sign_in("dieuphoi").await;
    let (directive, task) = house.issue(&coordinator).await;
    house.delegate_office(&coordinator, &task).await;
    // The page of the parent shows the sub-task, its rule, and the way to more.
    let page = house.get(&coordinator, &format!("/tasks/{task}")).await;
    assert_eq!(page.status, 200);
    for words in [
        "Nhiệm vụ thành phần",
        "Cách tính",
        "UBND huyện Kỳ Sơn",
        "0/1 hoàn thành",
        "/delegate",
    ] {
        assert!(page.body.contains(words), "{words}");
    }
    assert!(!page.body.contains("value=\"submit\""), "no form to submit");
    let list = house
        .get(&coordinator, &format!("/tasks/{task}/subtasks"))
        .await;
    assert_eq!(list.status, 200);
    assert!(list.body.contains("UBND huyện Kỳ Sơn"));
    // The list, the directive and the district's own work say that it is a part.
    let district = house.sign_in("ubnd.kyson").await;
    for (cookie, path) in [
        (&coordinator, "/tasks".to_owned()),
        (&coordinator, format!("/directives/{directive}")),
        (&district, "/".to_owned()),
    ] {
        let page = house.get(cookie, &path).await;
        assert!(page.body.contains("Nhiệm vụ thành phần"), "{path}");
    }
    let english = house
        .post(&coordinator, "/language", &[("language", "en")], As::Page)
        .await;
    let cookie = format!("{coordinator}; {}", crate::house::cookie_of(&english));
    let page = house.get(&cookie, &format!("/tasks/{task}")).await;
    assert!(page.body.contains("0 of 1 completed"), "in English, too");
});

contract!(
    a_refused_delegation_comes_back_with_ticks_and_values,
    |db| async move {
        let house = House::new(db).await;
        let coordinator = house.sign_in("dieuphoi").await;
        let (_, task) = house.issue(&coordinator).await;
        let version = house.delegate_office(&coordinator, &task).await;
        let directory = house.system.directory().await.expect("the agencies");
        let id = |code: &str| directory.by_code(code).expect("an agency").id.to_string();
        let (district, other) = (id("na.415.pc"), id("na.416.pc"));
        let back = format!("/tasks/{task}/delegate?group=border_district_committee");
        let amount = format!("amount.{district}");
        let due = format!("due.{other}");
        let mut fields = delegation(&district);
        fields.push(("to", &other));
        fields.push((&amount, "0"));
        fields.push((&due, "2022-09-29"));
        fields.push(("back", &back));
        let answer = house
            .step(&coordinator, &task, version, &fields, As::Page)
            .await;
        let way = answer.location().to_owned();
        assert!(way.starts_with(&back) && way.contains("kept="), "{way}");
        let page = house.get(&coordinator, &way).await;
        assert_eq!(page.status, 200);
        for id in [&district, &other] {
            let ticked = format!("value=\"{id}\" checked");
            assert!(page.body.contains(&ticked), "{ticked}");
        }
        assert!(page.body.contains("value=\"2022-09-29\""));
        assert!(page.body.contains("Rà soát tại huyện"));
        assert!(page.body.contains(&format!("#delegate-{amount}")));
        // As a program: each with its field.
        let refused = |fields: Vec<(String, String)>, code: &'static str| {
            let (house, coordinator, task) = (&house, &coordinator, &task);
            async move {
                let fields: Vec<(&str, &str)> = fields
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.as_str()))
                    .collect();
                let answer = house
                    .step(coordinator, task, version, &fields, As::Program)
                    .await;
                assert_eq!(answer.status, 422, "{code}: {}", answer.body);
                assert!(answer.body.contains(code), "{code}: {}", answer.body);
            }
        };
        let with = |name: &str, value: &str| -> Vec<(String, String)> {
            let mut fields: Vec<(String, String)> = delegation(&district)
                .into_iter()
                .filter(|(field, _)| *field != name)
                .map(|(field, value)| (field.to_owned(), value.to_owned()))
                .collect();
            fields.push((name.to_owned(), value.to_owned()));
            fields
        };
        let health = id("na.health");
        for (fields, code) in [
            (with("due", "31/12/2022"), "after_parent"),
            (with("due", "1/9/2022"), "out_of_range"),
            (with("to", "x"), "malformed"),
            (with("to", &id("ht.police")), "unknown"),
            (with("rule", "median"), "malformed"),
            (with("rule", "measured_quantity"), "unit"),
            (with("title", ""), "required"),
            (with("extra", "1"), "unknown"),
        ] {
            refused(fields, code).await;
        }
        // A department is below the office, which stands for the committee.
        let done = house
            .step(&coordinator, &task, version, &delegation(&health), As::Page)
            .await;
        assert_eq!(done.location(), format!("/tasks/{task}?done=delegate"));
    }
);

contract!(a_group_is_kept_by_forms, |db| async move {
    let house = House::new(db).await;
    let coordinator = house.sign_in("dieuphoi").await;
    let directory = house.system.directory().await.expect("the agencies");
    let id = |code: &str| directory.by_code(code).expect("an agency").id.to_string();
    let (one, two, group) = (id("na.415.pc"), id("na.417.pc"), house.id());
    let fields = [
        ("act", "save"),
        ("id", &group),
        ("base_version", "0"),
        ("name", "Huyện trọng điểm"),
        ("members", &one),
        ("members", &two),
    ];
    let saved = house.post(&coordinator, "/groups", &fields, As::Page).await;
    assert_eq!(saved.location(), "/groups?done=save");
    let page = house.get(&coordinator, "/groups").await;
    assert!(page.body.contains("Huyện trọng điểm"));
    let page = house
        .get(&coordinator, &format!("/groups?edit={group}"))
        .await;
    assert!(page.body.contains(&format!("value=\"{one}\" checked")));
    // What was typed and refused is still there.
    let nobody = [
        ("act", "save"),
        ("id", &group),
        ("base_version", "1"),
        ("name", "Tên mới"),
    ];
    let kept = house.post(&coordinator, "/groups", &nobody, As::Page).await;
    let way = kept.location().to_owned();
    assert!(
        way.starts_with(&format!("/groups?edit={group}&kept=")),
        "{way}"
    );
    let page = house.get(&coordinator, &way).await;
    assert!(page.body.contains("value=\"Tên mới\""));
    for (fields, code) in [
        (vec![("act", "fly"), ("id", group.as_str())], "unknown"),
        (vec![("act", "save")], "required"),
        (vec![("act", "drop"), ("id", "7")], "malformed"),
        (
            vec![
                ("act", "save"),
                ("id", &group),
                ("base_version", "x"),
                ("name", "a"),
            ],
            "malformed",
        ),
    ] {
        let answer = house
            .post(&coordinator, "/groups", &fields, As::Program)
            .await;
        assert_eq!(answer.status, 422, "{}", answer.body);
        assert!(answer.body.contains(code), "{code}: {}", answer.body);
    }
    let officer = house.sign_in("congan").await;
    let refused = house.post(&officer, "/groups", &fields, As::Program).await;
    assert_eq!(refused.status, 403);
    let drop = [("act", "drop"), ("id", group.as_str())];
    let dropped = house.post(&coordinator, "/groups", &drop, As::Page).await;
    assert_eq!(dropped.location(), "/groups?done=drop");
});

contract!(
    a_duty_is_ordered_changed_and_stopped_by_forms,
    |db| async move {
        let house = House::new(db).await;
        let coordinator = house.sign_in("dieuphoi").await;
        let id = house.order_duty(&coordinator).await;
        let list = house.get(&coordinator, "/duties").await;
        assert!(list.body.contains("Báo cáo công tác phòng, chống ma túy"));
        let page = house.get(&coordinator, &format!("/duties/{id}")).await;
        assert!(
            page.body.contains("15/09/2022 – 14/10/2022"),
            "the next period"
        );
        assert!(page.body.contains("07/10/2022"), "made on");
        let health = house.sign_in("yte").await;
        let seen = house.get(&health, &format!("/duties/{id}")).await;
        assert_eq!(seen.status, 200);
        assert!(
            !seen.body.contains("value=\"stop\""),
            "no form for the lead"
        );

        let directory = house.system.directory().await.expect("the agencies");
        let lead = directory
            .by_code("na.health")
            .expect("Health")
            .id
            .to_string();
        let back = format!("/duties/{id}");
        let send = async |version: &str, act: &str, more: &[(&str, &str)], how: As| {
            let envelope = house.id();
            let mut fields = vec![
                ("envelope", envelope.as_str()),
                ("subject", "duty"),
                ("id", &id),
                ("base_version", version),
                ("act", act),
                ("back", &back),
            ];
            fields.extend_from_slice(more);
            house.post(&coordinator, "/command", &fields, how).await
        };
        // Refused, with everything that was typed; then taken.
        let mut wrong = duty(&lead);
        wrong.retain(|(name, _)| *name != "ahead");
        wrong.extend([("ahead", "365"), ("reason", "Theo hướng dẫn mới")]);
        let kept = send("1", "change", &wrong, As::Page).await;
        let way = kept.location().to_owned();
        assert!(way.contains("kept="), "{way}");
        let page = house.get(&coordinator, &way).await;
        assert!(page.body.contains("value=\"365\""), "what was typed");
        let mut right = duty(&lead);
        right.push(("reason", "Theo hướng dẫn mới"));
        let changed = send("1", "change", &right, As::Page).await;
        assert_eq!(changed.location(), format!("/duties/{id}?done=change"));
        for (name, value, code) in [
            ("cycle", "eon", "malformed"),
            ("regime", "", "required"),
            ("first", "31/2/2022", "out_of_range"),
            ("to_do", "-1", "malformed"),
            ("last", "2022-01-01", "out_of_range"),
            ("lead", "x", "malformed"),
        ] {
            let mut fields = right.clone();
            fields.retain(|(field, _)| *field != name);
            fields.push((name, value));
            let answer = send("2", "change", &fields, As::Program).await;
            assert_eq!(answer.status, 422, "{name}: {}", answer.body);
            let body = &answer.body;
            assert!(body.contains(name) && body.contains(code), "{name}: {body}");
        }
        let range = [("cycle", "range"), ("from", ""), ("to", "")];
        let mut fields = right.clone();
        fields.retain(|(field, _)| !range.iter().any(|(name, _)| name == field));
        fields.extend(range);
        let answer = send("2", "change", &fields, As::Program).await;
        assert_eq!(answer.status, 422, "{}", answer.body);
        let stale = send("1", "stop", &[("reason", "x")], As::Program).await;
        assert_eq!(stale.status, 409);
        let stopped = send("2", "stop", &[("reason", "Hết đề án")], As::Page).await;
        assert_eq!(stopped.location(), format!("/duties/{id}?done=stop"));
        let page = house.get(&coordinator, &back).await;
        assert!(page.body.contains("Đã dừng") && page.body.contains("Hết đề án"));
        let again = send("3", "stop", &[("reason", "x")], As::Program).await;
        assert!(again.body.contains("duty_closed"), "{}", again.body);
    }
);
