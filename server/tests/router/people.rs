//! The administrator's pages of people, without a script: from a new account to its owner's sign-in.

use crate::house::{As, House};

/// The text between two others.
fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let rest = text
        .split_once(from)
        .unwrap_or_else(|| panic!("no {from}: {text}"));
    rest.1.split_once(to).expect("an end").0
}

contract!(
    an_account_is_made_given_a_position_and_entered_by_a_link,
    |db| async move {
        let house = House::new(db).await;
        let admin = house.sign_in("quantri").await;
        let list = house.get(&admin, "/admin/people").await;
        assert_eq!(list.status, 200);
        assert!(list.body.contains("Người dùng") && list.body.contains("congan.lanhdao"));
        assert!(!list.body.contains("dieuphoi.hatinh"), "another province");
        let found = house
            .get(&admin, "/admin/people?text=khanh+son&state=open")
            .await;
        assert!(found.body.contains("congan.lanhdao") && !found.body.contains("yte.lanhdao"));

        let new = house.get(&admin, "/admin/people/new").await;
        let id = between(&new.body, "name=\"id\" value=\"", "\"").to_owned();
        let envelope = between(&new.body, "name=\"envelope\" value=\"", "\"").to_owned();
        let mut fields = vec![
            ("envelope", envelope.as_str()),
            ("subject", "account"),
            ("id", &id),
            ("base_version", ""),
            ("act", "create"),
            ("back", "/admin/people/new"),
            ("full_name", "Lô Thị <b>Mai</b>"),
            ("language", "vi"),
            ("login", "Mai Lô"),
            ("email", ""),
        ];
        let refused = house.post(&admin, "/command", &fields, As::Page).await;
        assert!(
            refused.location().starts_with("/admin/people/new?kept="),
            "{}",
            refused.location()
        );
        let page = house.get(&admin, refused.location()).await;
        assert!(page.body.contains("Mai Lô"), "what was typed is there");
        assert!(
            page.body.contains("id=\"person-login-error\""),
            "{}",
            page.body
        );
        fields[8] = ("login", "mai.lo");
        let made = house.post(&admin, "/command", &fields, As::Page).await;
        let here = format!("/admin/people/{id}");
        assert_eq!(made.location(), format!("{here}?done=create"));
        let page = house.get(&admin, made.location()).await;
        assert!(page.body.contains("Đã tạo tài khoản"));
        assert!(page.body.contains("Lô Thị &lt;b&gt;Mai"), "never markup");

        let health = house.system.directory().await.expect("the agencies");
        let health = health.by_code("na.health").expect("Health").id;
        let page = house.get(&admin, &format!("{here}?agency={health}")).await;
        let offered = between(&page.body, "Chọn chức vụ", "</select>");
        let position = between(offered, "<option value=\"", "\"").to_owned();
        let envelope = house.id();
        let fields = [
            ("envelope", envelope.as_str()),
            ("subject", "account"),
            ("id", &id),
            ("base_version", "1"),
            ("act", "grant"),
            ("back", &here),
            ("position", &position),
            ("is_acting", "false"),
            ("from", "15/09/2022"),
            ("to", ""),
        ];
        let given = house.post(&admin, "/command", &fields, As::Page).await;
        assert_eq!(given.location(), format!("{here}?done=grant"));

        let envelope = house.id();
        let fields = [
            ("envelope", envelope.as_str()),
            ("subject", "account"),
            ("id", &id),
            ("base_version", "2"),
            ("act", "link"),
            ("back", &here),
        ];
        let linked = house
            .post(&admin, "/admin/people/link", &fields, As::Page)
            .await;
        assert_eq!(
            linked.location(),
            format!("{here}?done=link"),
            "no secret in an address"
        );
        let cookie = linked.header("set-cookie").to_owned();
        assert!(
            cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"),
            "{cookie}"
        );
        let cookie = cookie.split(';').next().unwrap_or_default();
        let both = format!("{admin}; {cookie}");
        let shown = house.get(&both, linked.location()).await;
        let link = between(&shown.body, "/set-password?token=", "\"").to_owned();
        assert!(
            shown.header("set-cookie").contains("lachan-link=;"),
            "shown once"
        );
        let other = house.get(&both, "/admin/people").await;
        assert!(!other.body.contains(&link));

        // The owner, who is not signed in.
        let way = format!("/set-password?token={link}");
        let page = house.get("", &way).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains(&link) && page.body.contains("Đặt mật khẩu"));
        let set = async |new: &str, repeat: &str| {
            let fields = [
                ("token", link.as_str()),
                ("new_password", new),
                ("repeat_password", repeat),
            ];
            house.post("", "/set-password", &fields, As::Page).await
        };
        let password = "rừng xanh biên giới";
        let differs = set(password, "khác hẳn").await;
        assert_eq!(differs.location(), format!("{way}&problem=invalid"));
        let page = house.get("", differs.location()).await;
        assert!(page.body.contains("ít nhất 12 ký tự"));
        assert_eq!(
            set(password, password).await.location(),
            "/sign-in?done=password"
        );
        assert!(
            set(password, password)
                .await
                .location()
                .ends_with("problem=not_found"),
            "once"
        );
        let fields = [("login", "mai.lo"), ("password", password)];
        let entered = house.post("", "/sign-in", &fields, As::Page).await;
        assert_eq!((entered.status, entered.location()), (303, "/"));
    }
);

contract!(
    a_position_beyond_reach_and_foreign_people_are_refused_in_words,
    |db| async move {
        let house = House::new(db).await;
        let admin = house.sign_in("quantri").await;
        let page = house.get(&admin, "/admin/people?text=kiemtra").await;
        let row = page.body.split_once("title-col").expect("a row").1;
        let auditor = between(row, "href=\"/admin/people/", "\"").to_owned();
        let here = format!("/admin/people/{auditor}");
        let envelope = house.id();
        let fields = [
            ("envelope", envelope.as_str()),
            ("subject", "account"),
            ("id", &auditor),
            ("base_version", "0"),
            ("act", "link"),
            ("back", &here),
        ];
        let refused = house
            .post(&admin, "/admin/people/link", &fields, As::Page)
            .await;
        assert_eq!(
            refused.location(),
            format!("{here}?problem=not_yours_to_give")
        );
        let page = house.get(&admin, refused.location()).await;
        assert!(
            page.body.contains("vượt quyền của anh/chị"),
            "{}",
            page.body
        );
        // Who is no administrator, and who is one of another province, learns nothing.
        for login in ["dieuphoi", "yte.lanhdao", "dieuphoi.hatinh"] {
            let cookie = house.sign_in(login).await;
            assert_eq!(house.get(&cookie, &here).await.status, 404, "{login}");
            assert_eq!(
                house.get(&cookie, "/admin/people").await.status,
                403,
                "{login}"
            );
            let tried = house
                .post(&cookie, "/admin/people/link", &fields, As::Program)
                .await;
            assert_eq!(tried.status, 404, "{login}");
            let frame = house.get(&cookie, "/account").await;
            assert!(
                !frame.body.contains("/admin/people"),
                "{login} is offered nothing"
            );
        }
    }
);
