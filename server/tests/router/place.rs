//! Editing a row of the list in its place, without a script: the control, the form, the way back to the list.

use crate::house::{As, House};

/// The addresses of the controls on a page, as its links have them.
fn controls(body: &str) -> Vec<String> {
    body.split("<a ")
        .skip(1)
        .filter_map(|link| link.split_once('>'))
        .map(|(link, _)| link)
        .filter(|link| link.contains("class=\"cell-edit"))
        .filter_map(|link| link.split_once("href=\"")?.1.split_once('"'))
        .map(|(href, _)| href.replace("&amp;", "&"))
        .collect()
}

contract!(
    who_may_edit_has_a_control_and_nobody_else,
    |db| async move {
        let house = House::new(db).await;
        let coordinator = house.sign_in("dieuphoi").await;
        let (_, task) = house.issue(&coordinator).await;
        let list = "/tasks?state=assigned";
        for (login, cells) in [
            ("dieuphoi", vec!["lead", "state"]),
            ("yte", vec!["state"]),
            ("lanhdao", vec![]),
            ("kiemtra", vec![]),
        ] {
            let cookie = house.sign_in(login).await;
            let page = house.get(&cookie, list).await;
            assert!(page.body.contains("Cung cấp bộ xét nghiệm"), "{login}");
            let expected: Vec<String> = cells
                .iter()
                .map(|cell| format!("{list}&move={task}&cell={cell}"))
                .collect();
            assert_eq!(controls(&page.body), expected, "{login}");
        }
        // A column that is not shown has no control.
        let narrow = house.get(&coordinator, "/tasks?column=due").await;
        assert_eq!(controls(&narrow.body), Vec::<String>::new());
        // Asked for all the same: the panel says that there is no step, and offers none.
        let health = house.sign_in("yte").await;
        let panel = house
            .get(&health, &format!("/tasks?move={task}&cell=lead"))
            .await;
        assert_eq!(panel.status, 200);
        assert!(
            panel
                .body
                .contains("không còn bước nào thay đổi được ô này")
        );
        assert!(!panel.body.contains("reassign-lead"));
        // What is no column, and what is no task, is a list.
        for query in [
            format!("move={task}&cell=salary"),
            "move=7&cell=due".to_owned(),
        ] {
            let page = house.get(&health, &format!("/tasks?{query}")).await;
            assert_eq!(page.status, 200, "{query}");
        }
    }
);

contract!(
    a_cell_is_edited_and_the_list_keeps_its_filter,
    |db| async move {
        let house = House::new(db).await;
        let coordinator = house.sign_in("dieuphoi").await;
        let (_, task) = house.issue(&coordinator).await;
        let health = house.sign_in("yte").await;
        let version = house
            .must(&health, &task, 2, &[("act", "acknowledge")])
            .await;
        let start = [("act", "start"), ("officer", "Trần Thị Bình")];
        let version = house.must(&health, &task, version, &start).await;
        let list = house.get(&health, "/tasks?state=in_progress").await;
        let way = controls(&list.body)
            .into_iter()
            .find(|way| way.ends_with("cell=progress"))
            .expect("a control");
        let panel = house.get(&health, &way).await;
        for part in [
            "name=\"percent\"",
            "name=\"note\"",
            "class=\"board-step beside",
        ] {
            assert!(panel.body.contains(part), "{part}");
        }
        for other in [
            "name=\"until\"",
            "value=\"submit\"",
            "value=\"raise_obstacle\"",
        ] {
            assert!(!panel.body.contains(other), "{other} is of another cell");
        }
        let report = |percent, note| {
            [
                ("act", "report"),
                ("percent", percent),
                ("note", note),
                ("back", way.as_str()),
            ]
        };
        // Refused: the same panel with what was typed.
        let refused = house
            .step(&health, &task, version, &report("40", ""), As::Page)
            .await;
        let back = refused.location().to_owned();
        assert!(back.starts_with(&format!("{way}&kept=")), "{back}");
        let page = house.get(&health, &back).await;
        assert!(page.body.contains("value=\"40\""), "what was typed");
        // Done: the list with its filter, the keyboard on the cell.
        let done = house
            .step(
                &health,
                &task,
                version,
                &report("40", "Đã cấp 11 xã"),
                As::Page,
            )
            .await;
        assert_eq!(done.location(), format!("{way}&done=report"));
        let page = house.get(&health, done.location()).await;
        assert!(page.body.contains("Đã ghi nhận"), "it is said");
        assert!(
            !page.body.contains("class=\"board-step"),
            "the panel is closed"
        );
        let control = page
            .body
            .split(&format!("id=\"edit-progress-{task}\""))
            .nth(1);
        let control = control
            .and_then(|rest| rest.split_once('>'))
            .expect("a control");
        assert!(control.0.contains("autofocus"), "{}", control.0);
        assert_eq!(
            controls(&page.body),
            controls(&list.body),
            "the same filter"
        );
        // Behind what others did: both values, and what was typed.
        let stale = house
            .step(
                &health,
                &task,
                version,
                &report("70", "Đã cấp 20 xã"),
                As::Page,
            )
            .await;
        let back = stale.location().to_owned();
        assert!(back.starts_with(&format!("{way}&kept=")), "{back}");
        let page = house.get(&health, &back).await;
        assert!(page.body.contains("class=\"conflict\""));
        for value in ["40 %", "70 %", "Đã cấp 20 xã"] {
            assert!(page.body.contains(value), "{value}");
        }
    }
);
