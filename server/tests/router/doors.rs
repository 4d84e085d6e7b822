//! Every address × {nobody, another agency, another province, the right role}: what it answers.
//!
//! `doors.txt` is written from the router's own list and reviewed by a person: a new address without its row
//! there fails. `UPDATE_TABLES=1 cargo test -p server --test router doors` rewrites it.

use crate::house::{As, House};
use server::router::{Kind, Route, routes};
use std::path::Path;

/// Who comes to the door: the column, and the account.
const VISITORS: [(&str, Option<&str>); 4] = [
    ("nobody", None),
    ("other agency", Some("haiquan")),
    ("other province", Some("dieuphoi.hatinh")),
    ("right role", Some("dieuphoi")),
];

/// The address with the ids of things that exist, and what a server function is asked.
fn address(route: &Route, directive: &str, task: &str, duty: &str) -> String {
    let path = if route.path.starts_with("/tasks") {
        route.path.replace("{id}", task)
    } else if route.path.starts_with("/duties") {
        route.path.replace("{id}", duty)
    } else {
        route.path.replace("{id}", directive)
    }
    // A border commune of Nghệ An: Nậm Cắn.
    .replace("{code}", "16837")
    .replace("{from}", "1900-01-01")
    .replace("{*file}", "favicon.svg");
    match path.as_str() {
        "/api/task_page" | "/api/subtask_list" | "/api/delegate_page" => {
            format!("{path}?id={task}")
        }
        "/api/duty_page" => format!("{path}?id={duty}"),
        "/api/person_page" | "/api/office_page" => format!("{path}?id={directive}"),
        "/api/hand_over_page" => format!("{path}?id={directive}&holding={task}"),
        "/api/bulk_report" | "/api/intake_review" => format!("{path}?id={task}"),
        "/api/directive_page" | "/api/directive_draft" => {
            format!("{path}?id={directive}")
        }
        "/api/palette" => format!("{path}?text=1041"),
        "/api/commune_page" => format!("{path}?code=16837&from=1900-01-01"),
        _ => path,
    }
}

/// A form as its page would send it.
fn fields(path: &str, task: &str, ids: &[String]) -> Vec<(String, String)> {
    let row = format!("{task}.1");
    let row = row.as_str();
    let pairs: Vec<(&str, &str)> = match path {
        "/sign-in" => vec![
            ("login", "yte"),
            ("password", service::account::DEMO_PASSWORD),
        ],
        "/language" => vec![("language", "en")],
        "/position" => vec![("holding", &ids[0])],
        "/session/end" => vec![("session", &ids[1])],
        "/password" => vec![
            ("old", service::account::DEMO_PASSWORD),
            ("new", "một mật khẩu khác hẳn"),
            ("repeat", "một mật khẩu khác hẳn"),
        ],
        "/command" => vec![
            ("envelope", &ids[0]),
            ("subject", "task"),
            ("id", task),
            ("base_version", "6"),
            ("act", "report"),
            ("percent", "10"),
            ("note", "đang triển khai"),
        ],
        "/notifications/read" => vec![("until", &ids[0])],
        "/groups" => vec![("act", "drop"), ("id", &ids[0])],
        "/account/mail" => vec![
            ("address", "a@nghean.example.vn"),
            ("mode", "digest"),
            ("language", "vi"),
        ],
        "/tasks/views" => vec![("act", "drop_view"), ("id", &ids[0])],
        "/tasks/bulk" => vec![("envelope", &ids[0]), ("act", "remind"), ("row", row)],
        "/admin/mail/retry" => vec![("key", "mail/none")],
        "/admin/people/link" => vec![
            ("envelope", &ids[0]),
            ("subject", "account"),
            ("id", &ids[1]),
            ("base_version", "0"),
            ("act", "link"),
        ],
        "/set-password" => vec![
            ("token", "none"),
            ("new_password", "một mật khẩu khác hẳn"),
            ("repeat_password", "một mật khẩu khác hẳn"),
        ],
        "/directives/read" => vec![
            ("text", "Số: 77/UBND-NC. Sở Y tế báo cáo trước 30/9/2022."),
            ("unclassified", "on"),
        ],
        _ => Vec::new(),
    };
    pairs
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

contract!(every_door_answers_as_its_row_says, |db| async move {
    let house = House::new(db).await;
    let coordinator = house.sign_in("dieuphoi").await;
    let (directive, task) = house.issue(&coordinator).await;
    let health = house.sign_in("yte").await;
    let file = crate::attachments::attached(&house, &health, &task).await;
    // Delegated by its lead, so that there are sub-tasks to look at.
    house.delegate_office(&coordinator, &task).await;
    let duty = house.order_duty(&coordinator).await;
    let mut table =
        "# method path: kind access = status for nobody, another agency, another province, the \
                     right role (issuer's coordinator)\n"
            .to_owned();
    for route in routes() {
        let mut row = Vec::new();
        for (_, login) in VISITORS {
            let cookie = match login {
                Some(login) => house.sign_in(login).await,
                None => String::new(),
            };
            // A page that asked for the agencies while it reads would wait for itself.
            house.system.directory.forget();
            let answer = match (route.kind, route.method.as_str()) {
                (Kind::Form, _) => {
                    let ids = [house.id(), house.id()];
                    let fields = fields(&route.path, &task, &ids);
                    let fields: Vec<(&str, &str)> = fields
                        .iter()
                        .map(|(name, value)| (name.as_str(), value.as_str()))
                        .collect();
                    house.post(&cookie, &route.path, &fields, As::Program).await
                }
                (Kind::File, "POST") => {
                    let envelope = house.id();
                    let fields = House::with_file(&task, &envelope);
                    let file = Some(("a.txt", "văn bản".as_bytes()));
                    house.upload(&cookie, &fields, file, As::Program).await
                }
                (Kind::File, _) => {
                    let address = route.path.replace("{id}", &file);
                    house.get(&cookie, &address).await
                }
                (_, "POST") => {
                    let body = serde_json::json!({ "filter": {}, "asked": {} }).to_string();
                    house.post_json(&cookie, &route.path, body).await
                }
                _ => {
                    let address = address(&route, &directive, &task, &duty);
                    house.get(&cookie, &address).await
                }
            };
            assert!(answer.status < 500, "{route:?}: {}", answer.body);
            row.push(answer.status.to_string());
        }
        table.push_str(&format!(
            "{} {}: {:?} {:?} = {}\n",
            route.method,
            route.path,
            route.kind,
            route.access,
            row.join(" ")
        ));
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/doors.txt");
    #[expect(
        clippy::disallowed_methods,
        reason = "asks whether to rewrite the table"
    )]
    if std::env::var_os("UPDATE_TABLES").is_some() {
        std::fs::write(&path, &table).expect("the table is written");
    }
    let reviewed = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(table, reviewed, "review tests/doors.txt");
});

contract!(who_may_not_see_a_task_learns_nothing, |db| async move {
    let house = House::new(db).await;
    let coordinator = house.sign_in("dieuphoi").await;
    let (_, task) = house.issue(&coordinator).await;
    let nothing = crate::house::nobody();
    for login in ["haiquan", "dieuphoi.hatinh"] {
        let cookie = house.sign_in(login).await;
        let reason = [("act", "cancel"), ("reason", "x")];
        for fields in [reason.as_slice(), &[("act", "acknowledge")]] {
            let foreign = house.step(&cookie, &task, 2, fields, As::Program).await;
            let missing = house.step(&cookie, &nothing, 2, fields, As::Program).await;
            assert_eq!(
                (foreign.status, foreign.body),
                (missing.status, missing.body)
            );
            assert_eq!(missing.status, 404);
        }
        let foreign = house
            .get(&cookie, &format!("/api/task_page?id={task}"))
            .await;
        let missing = house
            .get(&cookie, &format!("/api/task_page?id={nothing}"))
            .await;
        assert_eq!((foreign.status, &foreign.body), (404, &missing.body));
    }
});
