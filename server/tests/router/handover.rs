//! The hand-over of a position without a script: chosen, reviewed, confirmed, told; and seen by the auditor.

use crate::house::{As, House};

/// The text between two others.
fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let rest = text
        .split_once(from)
        .unwrap_or_else(|| panic!("no {from}: {text}"));
    rest.1.split_once(to).expect("an end").0
}

/// Address of the hand-over of the only holding of who has that name.
async fn way_of(house: &House, admin: &str, name: &str) -> String {
    let list = house
        .get(admin, &format!("/admin/people?text={name}"))
        .await;
    let rows = list.body.split_once("<tbody>").expect("rows").1;
    let person = between(rows, "href=\"/admin/people/", "\"");
    let page = house.get(admin, &format!("/admin/people/{person}")).await;
    let query = between(&page.body, "/hand-over?", "\"");
    format!("/admin/people/{person}/hand-over?{query}")
}

contract!(
    a_position_is_handed_over_by_forms_and_the_audit_names_both,
    |db| async move {
        let house = House::new(db).await;
        let coordinator = house.sign_in("dieuphoi").await;
        house.issue(&coordinator).await;
        let admin = house.sign_in("quantri").await;
        let leaver = house.sign_in("yte").await;
        let way = way_of(&house, &admin, "vo+dinh+kien").await;
        let page = house.get(&admin, &way).await;
        assert_eq!(page.status, 200);
        assert!(
            page.body.contains("Chọn người nhận bàn giao"),
            "{}",
            page.body
        );
        let options = between(&page.body, "id=\"h-to\"", "</select>");
        let successor = options
            .split("<option value=\"")
            .find(|option| option.contains("yte.lanhdao"))
            .expect("the head is offered");
        let successor = successor.split('"').next().expect("an id");
        let review_way = format!("{way}&to={successor}");
        let review = house.get(&admin, &review_way).await;
        assert!(review.body.contains("Xác nhận bàn giao"), "{}", review.body);
        let field = |name: &str| {
            let value = between(&review.body, &format!("name=\"{name}\" value=\""), "\"");
            value.replace("&amp;", "&")
        };
        let names = [
            "envelope",
            "id",
            "base_version",
            "holding",
            "to",
            "reviewed",
            "back",
        ];
        let mut fields: Vec<(&str, String)> = names.map(|name| (name, field(name))).to_vec();
        fields.extend([
            ("subject", "account".to_owned()),
            ("act", "hand_over".to_owned()),
            ("reason", String::new()),
        ]);
        let post = async |fields: &[(&str, String)]| {
            let fields: Vec<(&str, &str)> = fields
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            house.post(&admin, "/command", &fields, As::Page).await
        };
        let refused = post(&fields).await;
        assert!(
            refused.location().contains("kept="),
            "{}",
            refused.location()
        );
        let again = house.get(&admin, refused.location()).await;
        assert!(
            again.body.contains("id=\"hand-over-reason-error\""),
            "{}",
            again.body
        );
        // A list that was never shown moves nothing.
        let reviewed = fields[5].clone();
        fields[5].1 = format!("9.{}", "0".repeat(64));
        fields[9].1 = "Nghỉ hưu <b>sớm</b>".to_owned();
        let refused = post(&fields).await;
        let again = house.get(&admin, refused.location()).await;
        assert!(again.body.contains("lúc xem có 9 mục"), "{}", again.body);
        assert!(
            again.body.contains("Nghỉ hưu &lt;b&gt;sớm"),
            "what was typed is there"
        );
        fields[5] = reviewed;
        let done = post(&fields).await;
        assert_eq!(done.location(), format!("{way}&done=hand_over"));
        let told = house.get(&admin, done.location()).await;
        assert!(told.body.contains("Đã bàn giao."), "{}", told.body);
        assert!(
            told.body.contains("Đã chuyển từ Võ Đình Kiên"),
            "{}",
            told.body
        );
        assert!(
            !told.body.contains("name=\"reviewed\""),
            "nothing to confirm twice"
        );
        // The leaver is out at once.
        assert_eq!(house.get(&leaver, "/").await.status, 303);
        let auditor = house.sign_in("kiemtra").await;
        let audit = house.get(&auditor, "/audit").await;
        for needed in [
            "Bàn giao chức vụ · sổ số",
            "Nhận bàn giao chức vụ · sổ số",
            "Võ Đình Kiên",
            "Đặng Ngọc Lan",
            // Titles were read there.
            "GET /admin/people/{id}/hand-over",
        ] {
            assert!(audit.body.contains(needed), "{needed}: {}", audit.body);
        }
    }
);

contract!(nobody_else_sees_or_confirms_a_hand_over, |db| async move {
    let house = House::new(db).await;
    let admin = house.sign_in("quantri").await;
    let way = way_of(&house, &admin, "vo+dinh+kien").await;
    for login in [
        "dieuphoi",
        "yte.lanhdao",
        "yte",
        "kiemtra",
        "dieuphoi.hatinh",
    ] {
        let cookie = house.sign_in(login).await;
        assert_eq!(house.get(&cookie, &way).await.status, 404, "{login}");
    }
    for odd in [
        "/admin/people/x/hand-over",
        "/admin/people/0190a3f0-0000-7000-8000-000000000001/hand-over?holding=7",
        "/admin/people/0190a3f0-0000-7000-8000-000000000001/hand-over?holding=0190a3f0-0000-7000-8000-000000000001",
    ] {
        assert_eq!(house.get(&admin, odd).await.status, 404, "{odd}");
    }
    for odd in [
        "&to=x",
        "&to=0190a3f0-0000-7000-8000-000000000001",
        "&text=%00",
    ] {
        let page = house.get(&admin, &format!("{way}{odd}")).await;
        assert_eq!(page.status, 200, "{odd}");
        assert!(!page.body.contains("name=\"reviewed\""), "{odd}");
    }
});
