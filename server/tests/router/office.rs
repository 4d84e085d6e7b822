//! The administrator's pages of agencies, without a script.

use crate::house::{As, House};

/// The text between two others.
fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let rest = text
        .split_once(from)
        .unwrap_or_else(|| panic!("no {from}: {text}"));
    rest.1.split_once(to).expect("an end").0
}

contract!(
    an_agency_is_made_and_a_refused_form_comes_back,
    |db| async move {
        let house = House::new(db).await;
        let admin = house.sign_in("quantri").await;
        let list = house.get(&admin, "/admin/agencies?text=so+y+te").await;
        assert_eq!(list.status, 200);
        assert!(list.body.contains("na.health") && !list.body.contains("na.police"));
        let new = house.get(&admin, "/admin/agencies/new").await;
        let id = between(&new.body, "name=\"id\" value=\"", "\"").to_owned();
        let envelope = between(&new.body, "name=\"envelope\" value=\"", "\"").to_owned();
        let mut fields = vec![
            ("envelope", envelope.as_str()),
            ("subject", "agency"),
            ("id", &id),
            ("base_version", ""),
            ("act", "create"),
            ("back", "/admin/agencies/new"),
            ("name_vi", "Chi cục <i>mới</i>"),
            ("name_en", "New sub-department"),
            ("short_vi", "Chi cục mới"),
            ("short_en", "New"),
            ("aliases", ""),
            ("sector", "labour"),
            ("level", "province"),
            ("parent", ""),
            ("from", "15/09/2022"),
            ("code", "na.health"),
        ];
        let taken = house.post(&admin, "/command", &fields, As::Page).await;
        assert!(taken.location().starts_with("/admin/agencies/new?kept="));
        let page = house.get(&admin, taken.location()).await;
        assert!(
            page.body.contains("Mã này đã có cơ quan dùng"),
            "{}",
            page.body
        );
        assert!(
            page.body.contains("New sub-department"),
            "what was typed is there"
        );
        fields[15] = ("code", "na.chicuc-moi");
        let made = house.post(&admin, "/command", &fields, As::Page).await;
        let here = format!("/admin/agencies/{id}");
        assert_eq!(made.location(), format!("{here}?done=create"));
        let page = house.get(&admin, made.location()).await;
        assert!(page.body.contains("Đã tạo cơ quan"));
        assert!(
            page.body.contains("Chi cục &lt;i&gt;mới"),
            "never markup: {}",
            page.body
        );
        for login in ["dieuphoi", "dieuphoi.hatinh"] {
            let cookie = house.sign_in(login).await;
            assert_eq!(house.get(&cookie, &here).await.status, 404, "{login}");
            let listed = house.get(&cookie, "/admin/agencies").await;
            assert_eq!(listed.status, 403, "{login}");
        }
    }
);
