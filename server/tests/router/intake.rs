//! The doors of imports of people and agencies, without a script: file, review, confirmation, result; and bad files.

use crate::house::{Answer, As, House};
use axum::body::Body;
use axum::http::Request;
use axum::http::header::{ACCEPT, CONTENT_TYPE, COOKIE};

const ADDRESS: &str = "/admin/people/import";
const AGENCIES: &str = "/admin/agencies/import";

async fn send(house: &House, cookie: &str, way: &str, file: &[u8]) -> Answer {
    let mut body = b"--grenze\r\nContent-Disposition: form-data; name=\"file\"; \
        filename=\"danh sach.csv\"\r\n\r\n"
        .to_vec();
    body.extend_from_slice(file);
    body.extend_from_slice(b"\r\n--grenze--\r\n");
    let request = Request::post(way)
        .header(COOKIE, cookie)
        .header(ACCEPT, "text/html")
        .header(CONTENT_TYPE, "multipart/form-data; boundary=grenze")
        .body(Body::from(body));
    house.send(request.expect("a request")).await
}

/// The text between two others.
fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let rest = text
        .split_once(from)
        .unwrap_or_else(|| panic!("no {from}: {text}"));
    rest.1.split_once(to).expect("an end").0
}

contract!(a_list_is_reviewed_and_confirmed, |db| async move {
    let house = House::new(db).await;
    let admin = house.sign_in("quantri").await;
    let list = house.get(&admin, "/admin/people").await;
    assert!(list.body.contains(ADDRESS), "the way is on the list");
    let form = house.get(&admin, ADDRESS).await;
    assert!(form.body.contains("enctype=\"multipart/form-data\""));
    for (way, name) in [(ADDRESS, "tai-khoan.xlsx"), (AGENCIES, "co-quan.xlsx")] {
        let template = house.get(&admin, &format!("{way}/template")).await;
        assert!(template.header("content-disposition").contains(name));
        assert!(template.body.starts_with("PK"), "a workbook");
    }

    let file = "Ho va ten;Ten dang nhap;Thu dien tu;Ma co quan;Vai tro\r\n\
        Lô <b>Mai</b>;mai.lo;;na.health;Chuyên viên\r\nAi Đó;x;;;\r\n";
    let sent = send(&house, &admin, ADDRESS, file.as_bytes()).await;
    let way = sent.location().to_owned();
    assert!(way.starts_with(&format!("{ADDRESS}/")), "{way}");
    let page = house.get(&admin, &way).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("Lô &lt;b&gt;Mai"), "never markup");
    assert!(page.body.contains("Bị từ chối"), "{}", page.body);
    let refused = house.get(&admin, &format!("{way}?show=refused")).await;
    assert!(!refused.body.contains("Lô &lt;b&gt;Mai") && refused.body.contains("Ai Đó"));
    let hidden = |name: &str| {
        let from = format!("name=\"{name}\" value=\"");
        between(&page.body, &from, "\"").to_owned()
    };
    let (envelope, id, reviewed) = (hidden("envelope"), hidden("id"), hidden("reviewed"));
    let mut fields = [
        ("envelope", envelope.as_str()),
        ("subject", "intake"),
        ("id", &id),
        ("act", "confirm"),
        ("reviewed", "1.0"),
        ("back", &way),
    ];
    let refused = house.post(&admin, "/command", &fields, As::Page).await;
    assert!(refused.location().starts_with(&format!("{way}?kept=")));
    let again = house.get(&admin, refused.location()).await;
    assert!(again.body.contains("Dữ liệu đã thay đổi"), "{}", again.body);
    fields[4].1 = &reviewed;
    let done = house.post(&admin, "/command", &fields, As::Page).await;
    assert_eq!(done.location(), way);
    let result = house.get(&admin, &way).await;
    assert!(result.body.contains("Đã nhập xong"), "{}", result.body);
    let found = house.get(&admin, "/admin/people?text=mai.lo").await;
    assert!(found.body.contains("mai.lo"));
});

contract!(bad_files_are_refused_in_words, |db| async move {
    let house = House::new(db).await;
    let admin = house.sign_in("quantri").await;
    for (file, words) in [
        (&b""[..], "id=\"import-file-error\""),
        (b"PK\x03\x04no", "Không đọc được tệp"),
        (b"\xFF\xFE\x00", "Không đọc được tệp"),
        (b"a;b\r\nc;d", "Không tìm thấy dòng tên cột"),
        (b"Ho ten;Ten dang nhap;Mat khau\r\nA;abc;1", "cột mật khẩu"),
    ] {
        let sent = send(&house, &admin, ADDRESS, file).await;
        assert!(
            sent.location().starts_with(&format!("{ADDRESS}?kept=")),
            "{words}"
        );
        let page = house.get(&admin, sent.location()).await;
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let large = send(&house, &admin, ADDRESS, &vec![b'a'; 3_000_000]).await;
    let page = house.get(&admin, large.location()).await;
    assert!(page.body.contains("Tệp lớn hơn"), "{}", page.body);
    for way in ["x", "0190a3f0-0000-7000-8000-000000000001"] {
        let page = house.get(&admin, &format!("{ADDRESS}/{way}")).await;
        assert_eq!(page.status, 404, "{way}");
    }
    let officer = house.sign_in("yte").await;
    let sent = send(&house, &officer, ADDRESS, b"Ho ten;Ten dang nhap\r\nA;abc").await;
    assert!(
        sent.location().contains("problem=forbidden"),
        "{}",
        sent.location()
    );
});

contract!(agencies_come_in_by_their_own_door, |db| async move {
    let house = House::new(db).await;
    let admin = house.sign_in("quantri").await;
    let list = house.get(&admin, "/admin/agencies").await;
    assert!(list.body.contains(AGENCIES), "the way is on the list");
    let form = house.get(&admin, AGENCIES).await;
    assert!(form.body.contains("Mã cơ quan tiền nhiệm"), "{}", form.body);
    let file = "Code;Vietnamese name;English name;Sector;Level;Parent code\n\
        na.clinic;Phòng khám <i>A</i>;Clinic;Health;Province;na.health\n\
        na.far;X;X;Health;Province;ht.pc\n";
    let sent = send(&house, &admin, AGENCIES, file.as_bytes()).await;
    let way = sent.location().to_owned();
    assert!(way.starts_with(&format!("{AGENCIES}/")), "{way}");
    let page = house.get(&admin, &way).await;
    assert!(page.body.contains("Phòng khám &lt;i&gt;A"), "never markup");
    assert!(page.body.contains("na.far") && page.body.contains("Bị từ chối"));
    let hidden = |name: &str| {
        let from = format!("name=\"{name}\" value=\"");
        between(&page.body, &from, "\"").to_owned()
    };
    let (envelope, id, reviewed) = (hidden("envelope"), hidden("id"), hidden("reviewed"));
    let fields = [
        ("envelope", envelope.as_str()),
        ("subject", "intake"),
        ("id", &id),
        ("act", "confirm"),
        ("reviewed", &reviewed),
        ("back", &way),
    ];
    let done = house.post(&admin, "/command", &fields, As::Page).await;
    assert_eq!(done.location(), way);
    let found = house.get(&admin, "/admin/agencies?text=na.clinic").await;
    assert!(found.body.contains("Phòng khám"), "{}", found.body);
    // A table of people is none of agencies.
    let wrong = send(&house, &admin, AGENCIES, b"Ho ten;Ten dang nhap\nA;abc").await;
    let page = house.get(&admin, wrong.location()).await;
    assert!(
        page.body.contains("Không tìm thấy dòng tên cột"),
        "{}",
        page.body
    );
});
