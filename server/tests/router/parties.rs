//! Obstacles, days late and limits of extensions, as pages show them and forms send them.

use crate::house::{As, House};
use chrono::TimeDelta;

/// A task of Health in progress; its version is 4.
async fn started(house: &House, coordinator: &str, health: &str) -> String {
    let (_, task) = house.issue(coordinator).await;
    for (version, fields) in [
        (2, vec![("act", "acknowledge")]),
        (3, vec![("act", "start"), ("officer", "Nguyễn Thị Hoa")]),
    ] {
        let answer = house
            .step(health, &task, version, &fields, As::Program)
            .await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    task
}

async fn agency(house: &House, code: &str) -> String {
    let directory = house.system.directory().await.expect("the agencies");
    directory.by_code(code).expect("an agency").id.to_string()
}

contract!(
    an_obstacle_is_found_by_who_is_asked_and_goes_up,
    |db| async move {
        let house = House::new(db).await;
        let coordinator = house.sign_in("dieuphoi").await;
        let health = house.sign_in("yte").await;
        let task = started(&house, &coordinator, &health).await;
        let (finance, committee) = (
            agency(&house, "na.finance").await,
            agency(&house, "na.pc").await,
        );
        let empty = house.get(&coordinator, "/obstacles").await;
        assert!(empty.body.contains("Không có vướng mắc nào đang chờ"));
        let raise = [
            ("act", "raise_obstacle"),
            ("what", "Thiếu <4.000> bộ kit"),
            ("addressed_to", &finance),
            ("position", "Giám đốc Sở Tài chính"),
            ("due", "20/9/2022"),
            ("due_days", ""),
        ];
        let answer = house.step(&health, &task, 4, &raise, As::Program).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let asked = house.sign_in("taichinh").await;
        for cookie in [&asked, &health, &coordinator] {
            let page = house.get(cookie, "/obstacles").await;
            assert_eq!(page.status, 200);
            for text in [
                "Thiếu &lt;4.000&gt; bộ kit",
                "20/09/2022",
                "Chưa giải quyết",
            ] {
                assert!(page.body.contains(text), "{text}: {}", page.body);
            }
            assert!(
                page.body
                    .contains(&format!("href=\"/tasks/{task}#obstacles\""))
            );
            // The navigation counts it on every page.
            let nav = page.body.split("href=\"/obstacles\"").nth(1);
            let nav = nav.and_then(|rest| rest.split("</a>").next());
            assert!(
                nav.is_some_and(|nav| nav.contains("nav-count\">1<")),
                "{nav:?}"
            );
        }
        let other = house.sign_in("haiquan").await;
        let page = house.get(&other, "/obstacles").await;
        assert!(!page.body.contains("bộ kit"));
        let page = house.get(&asked, &format!("/tasks/{task}")).await;
        for text in [
            "resolve_obstacle-1",
            "escalate_obstacle-1",
            "Giám đốc Sở Tài chính",
        ] {
            assert!(page.body.contains(text), "{text}");
        }
        let mut sideways = [
            ("act", "escalate_obstacle"),
            ("number", "1"),
            ("to", finance.as_str()),
            ("reason", "Chưa trả lời"),
        ];
        let refused = house.step(&health, &task, 5, &sideways, As::Program).await;
        assert_eq!(refused.json()["refusal"]["code"], "already_asked");
        sideways[2].1 = &task;
        let refused = house.step(&health, &task, 5, &sideways, As::Program).await;
        assert_eq!(refused.json()["refusal"]["fields"][0]["field"], "to");
        sideways[2].1 = &committee;
        let answer = house.step(&health, &task, 5, &sideways, As::Program).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        house.system.clock.advance(TimeDelta::days(7));
        let coordinator = house.sign_in("dieuphoi").await;
        for (query, is_listed) in [
            ("", true),
            ("?status=overdue", true),
            ("?status=escalated", true),
            ("?status=resolved", false),
            ("?status=red&agency=7", true),
            (&*format!("?agency={committee}"), true),
            (&*format!("?agency={finance}"), false),
        ] {
            let page = house.get(&coordinator, &format!("/obstacles{query}")).await;
            assert_eq!(page.status, 200, "{query}");
            assert_eq!(page.body.contains("bộ kit"), is_listed, "{query}");
        }
        let wrong = house.get(&coordinator, "/obstacles?after=x").await;
        assert_eq!(wrong.status, 422);
        let page = house.get(&coordinator, &format!("/tasks/{task}")).await;
        assert!(
            page.body.contains("Sở Y tế chuyển lên UBND tỉnh ngày"),
            "{}",
            page.body
        );
    }
);

contract!(
    days_late_stand_on_the_task_and_in_the_ranking,
    |db| async move {
        let house = House::new(db).await;
        let coordinator = house.sign_in("dieuphoi").await;
        let health = house.sign_in("yte").await;
        let task = started(&house, &coordinator, &health).await;
        let address = format!("/tasks/{task}");
        let page = house.get(&health, &address).await;
        assert!(!page.body.contains("Số ngày chậm và trách nhiệm"));
        assert!(page.body.contains("tối đa 2 lần, mỗi lần tối đa 90 ngày"));
        // Due on 30 September: four days late.
        let due = chrono::NaiveDate::from_ymd_opt(2022, 10, 4).expect("a day");
        let now = house.system.now();
        house.system.clock.advance(service::ctx::morning(due) - now);
        let health = house.sign_in("yte").await;
        let coordinator = house.sign_in("dieuphoi").await;
        let page = house.get(&health, &address).await;
        for text in [
            "Số ngày chậm và trách nhiệm",
            "Chủ trì: Sở Y tế",
            "Tính đến 04/10/2022",
            // Why there is no form to ask for more time.
            "Hạn 30/09/2022 đã qua.",
        ] {
            assert!(page.body.contains(text), "{text}: {}", page.body);
        }
        let request = [
            ("act", "request_extension"),
            ("until", "2022-10-30"),
            ("reason", "Mưa lũ"),
        ];
        let refused = house.step(&health, &task, 4, &request, As::Program).await;
        assert_eq!(
            (refused.status, &refused.json()["refusal"]["due"]),
            (422, &serde_json::json!("2022-09-30"))
        );
        let submit = [
            ("act", "submit"),
            ("result", "Xong"),
            ("effect", "27 xã"),
            ("evidence", "Báo cáo số 3"),
        ];
        let confirm = [("act", "confirm"), ("rating", "good")];
        for (cookie, version, fields) in [
            (&health, 4, submit.as_slice()),
            (&coordinator, 5, confirm.as_slice()),
        ] {
            let answer = house
                .step(cookie, &task, version, fields, As::Program)
                .await;
            assert_eq!(answer.status, 200, "{}", answer.body);
        }
        let page = house.get(&coordinator, "/leadership").await;
        for text in [
            "Đúng hạn và số ngày chậm theo cơ quan",
            "“công bằng” chỉ gồm ngày",
            "Trong 1 nhiệm vụ hoàn thành: 0 đúng hạn hiện nay, 0 đúng hạn gốc.",
        ] {
            assert!(page.body.contains(text), "{text}: {}", page.body);
        }
        let row = page.body.split("Ngày chậm, công bằng\"").nth(1);
        let row = row.and_then(|rest| rest.split("</td>").next());
        assert!(row.is_some_and(|row| row.contains(">4<")), "{row:?}");
    }
);
