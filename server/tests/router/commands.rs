//! The door for every change: repeats, conflicts, what was typed, buttons of the draft screen, uploads.

use crate::house::{As, House};
use axum::body::Body;
use axum::http::Request;
use axum::http::header::{CONTENT_TYPE, COOKIE};

contract!(the_same_envelope_is_one_act, |db| async move {
    let house = House::new(db).await;
    let coordinator = house.sign_in("dieuphoi").await;
    let (_, task) = house.issue(&coordinator).await;
    let (health, police) = (house.sign_in("yte").await, house.sign_in("congan").await);
    let envelope = house.id();
    let fields = [
        ("envelope", envelope.as_str()),
        ("subject", "task"),
        ("id", &task),
        ("base_version", "2"),
        ("act", "acknowledge"),
    ];
    let first = house.post(&health, "/command", &fields, As::Program).await;
    assert_eq!(
        (first.status, &first.json()["repeated"]),
        (200, &false.into())
    );
    let again = house.post(&health, "/command", &fields, As::Program).await;
    assert_eq!(
        (again.status, &again.json()["repeated"]),
        (200, &true.into())
    );
    assert_eq!(first.json()["version"], again.json()["version"]);
    let other = house.post(&police, "/command", &fields, As::Program).await;
    assert_eq!(other.status, 404, "another person's envelope");
    let page = house.post(&health, "/command", &fields, As::Page).await;
    assert_eq!(page.location(), "/?done=acknowledge");
});

contract!(a_conflict_shows_both_values, |db| async move {
    let house = House::new(db).await;
    let coordinator = house.sign_in("dieuphoi").await;
    let (_, task) = house.issue(&coordinator).await;
    let health = house.sign_in("yte").await;
    let done = house
        .step(&health, &task, 2, &[("act", "acknowledge")], As::Program)
        .await;
    assert_eq!(done.status, 200, "{}", done.body);
    let fields = [("act", "start"), ("officer", "Trần Thị Bình")];
    let done = house.step(&health, &task, 3, &fields, As::Program).await;
    assert_eq!(done.status, 200, "{}", done.body);
    let report = |percent| [("act", "report"), ("percent", percent), ("note", "tiến độ")];
    let done = house
        .step(&health, &task, 4, &report("40"), As::Program)
        .await;
    assert_eq!(done.status, 200, "{}", done.body);
    let answer = house
        .step(&health, &task, 4, &report("70"), As::Program)
        .await;
    assert_eq!(answer.status, 409, "{}", answer.body);
    let clash = &answer.json()["clashes"][0];
    let value = |name: &str| clash[name].as_str().unwrap_or_default().to_owned();
    assert!(value("theirs").contains("40"), "{clash}");
    assert!(value("yours").contains("70"), "{clash}");
});

contract!(
    what_was_typed_into_a_refused_form_is_kept_once,
    |db| async move {
        let house = House::new(db).await;
        let coordinator = house.sign_in("dieuphoi").await;
        let (_, task) = house.issue(&coordinator).await;
        let back = format!("/tasks/{task}");
        let fields = [("act", "suspend"), ("reason", ""), ("back", back.as_str())];
        let answer = house.step(&coordinator, &task, 2, &fields, As::Page).await;
        let (page, kept) = answer.location().split_once("?kept=").expect("a kept form");
        assert_eq!((answer.status, page), (303, back.as_str()));
        let ctx = house.ctx(&coordinator).await;
        let kept = kept.parse().expect("an id");
        let form = service::kept_form::take(&ctx, kept)
            .await
            .expect("asked")
            .expect("kept");
        assert_eq!(form.act, "suspend");
        assert_eq!(form.problem.code(), "invalid");
        assert!(form.values.contains(&("reason".to_owned(), String::new())));
        assert!(!form.values.iter().any(|(name, _)| name == "back"));
        assert_eq!(
            service::kept_form::take(&ctx, kept).await.expect("asked"),
            None
        );
    }
);

const DISPATCH: &str = "ỦY BAN NHÂN DÂN TỈNH NGHỆ AN\nSố: 1041/UBND-NC\n\
    Nghệ An, ngày 14 tháng 9 năm 2022\nV/v xây dựng xã biên giới sạch về ma túy\n\n\
    1. Công an tỉnh chủ trì, phối hợp với Sở Y tế rà soát người nghiện trước ngày 30/9/2022.\n\
    2. Sở Y tế cung cấp bộ xét nghiệm. Báo cáo kết quả trước ngày 15/10/2022.\n";

contract!(
    a_pasted_text_becomes_a_draft_that_its_buttons_edit,
    |db| async move {
        let house = House::new(db).await;
        let coordinator = house.sign_in("dieuphoi").await;
        let envelope = house.id();
        let fields = [
            ("envelope", envelope.as_str()),
            ("text", DISPATCH),
            ("unclassified", "on"),
        ];
        let answer = house
            .post(&coordinator, "/directives/read", &fields, As::Page)
            .await;
        assert_eq!(
            answer.location(),
            format!("/directives/{envelope}/draft?done=register")
        );
        let again = house
            .post(&coordinator, "/directives/read", &fields, As::Page)
            .await;
        assert_eq!(
            again.location(),
            answer.location(),
            "sent twice, registered once"
        );
        let ctx = house.ctx(&coordinator).await;
        let id: domain::id::DirectiveId = envelope.parse().expect("an id");
        let read = async || {
            service::directive::draft(&ctx, id, None)
                .await
                .expect("a draft")
                .directive
        };
        let directive = read().await;
        assert_eq!(directive.header.reference(), "1041/UBND-NC");
        assert!(directive.drafts.len() >= 2, "{:?}", directive.drafts);
        // Every button of the screen, on what the page shows.
        let first = directive.drafts[0].id;
        let second = directive.drafts[1].id;
        for (button, expected) in [
            ("save".to_owned(), 0_isize),
            ("open.2".to_owned(), 0),
            ("add".to_owned(), 1),
            ("fill".to_owned(), 0),
            (format!("merge.{second}"), -1),
            (format!("split.{first}"), 1),
            (format!("drop.{first}"), -1),
        ] {
            let before = read().await;
            let fields = draft_form(&house, &before, &button);
            let pairs: Vec<(&str, &str)> = fields
                .iter()
                .map(|(n, v)| (n.as_str(), v.as_str()))
                .collect();
            let answer = house.post(&coordinator, "/command", &pairs, As::Page).await;
            let end = match button.as_str() {
                "open.2" => "/draft?open=2&done=revise#d-2",
                _ => "/draft?done=revise",
            };
            assert!(
                answer.location().ends_with(end),
                "{button}: {}",
                answer.location()
            );
            let after = read().await;
            assert_eq!(
                after.drafts.len(),
                before
                    .drafts
                    .len()
                    .checked_add_signed(expected)
                    .expect("a number"),
                "{button}"
            );
            if button == "fill" {
                let filled = |draft: &domain::directive::Draft| {
                    draft.deliverable.as_deref() == Some("Báo cáo") && draft.due.is_some()
                };
                assert!(after.drafts.iter().all(filled), "{:?}", after.drafts);
            }
        }
        let fields = draft_form(&house, &read().await, "drop.0");
        let pairs: Vec<(&str, &str)> = fields
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .collect();
        let answer = house.post(&coordinator, "/command", &pairs, As::Page).await;
        assert!(
            answer.location().contains("?kept="),
            "an unknown button is refused"
        );
    }
);

/// The form of the draft screen as the page shows it.
fn draft_form(
    house: &House,
    directive: &domain::directive::Directive,
    button: &str,
) -> Vec<(String, String)> {
    let header = &directive.header;
    let mut fields = Vec::new();
    let mut field = |name: &str, value: String| fields.push((name.to_owned(), value));
    field("envelope", house.id());
    field("subject", "directive".to_owned());
    field("id", directive.id.to_string());
    field("base_version", directive.version.to_string());
    field("back", format!("/directives/{}/draft", directive.id));
    field("do", button.to_owned());
    field("number", header.number.clone());
    field("symbol", header.symbol.clone());
    field("kind", header.kind.to_string());
    field("issued_on", header.issued_on.to_string());
    field("issuer", header.issuer.to_string());
    field("abstract", header.subject.clone());
    field("urgency", header.urgency.to_string());
    field("recipients", header.recipients.join("\n"));
    field("fill.deliverable", "Báo cáo".to_owned());
    field("fill.due", "31/10/2022".to_owned());
    for (n, draft) in (1..).zip(&directive.drafts) {
        field(&format!("draft.{n}.id"), draft.id.to_string());
        field(&format!("draft.{n}.title"), draft.title.clone());
        field(
            &format!("draft.{n}.deliverable"),
            draft.deliverable.clone().unwrap_or_default(),
        );
        for lead in &draft.leads {
            field(&format!("draft.{n}.leads"), lead.to_string());
        }
        if let Some(due) = draft.due {
            field(&format!("draft.{n}.due"), due.to_string());
        }
        if let Some(span) = draft.span {
            field(
                &format!("draft.{n}.span"),
                format!("{}-{}", span.start, span.end),
            );
        }
    }
    fields
}

contract!(
    what_the_header_lacks_is_asked_of_the_person,
    |db| async move {
        let house = House::new(db).await;
        let coordinator = house.sign_in("dieuphoi").await;
        let text = "Sở Y tế cung cấp bộ xét nghiệm trước ngày 30/9/2022.";
        let fields = [("text", text), ("unclassified", "on")];
        let answer = house
            .post(&coordinator, "/directives/read", &fields, As::Page)
            .await;
        let (page, kept) = answer.location().split_once("?kept=").expect("a kept form");
        assert_eq!(page, "/directives/new");
        let ctx = house.ctx(&coordinator).await;
        let form = service::kept_form::take(&ctx, kept.parse().expect("an id")).await;
        let form = form.expect("asked").expect("kept");
        assert_eq!(form.act, "register");
        assert!(form.values.contains(&("text".to_owned(), text.to_owned())));
        let problem = serde_json::to_string(&form.problem).expect("JSON");
        assert!(problem.contains("\"number\""), "{problem}");
        let unticked = house
            .post(&coordinator, "/directives/read", &fields[..1], As::Program)
            .await;
        assert!(unticked.body.contains("unclassified"), "{}", unticked.body);
        let police = house.sign_in("congan").await;
        let refused = house
            .post(&police, "/directives/read", &fields, As::Program)
            .await;
        assert_eq!(refused.status, 403);
    }
);

contract!(a_secret_document_leaves_no_trace, |db| async move {
    let house = House::new(db).await;
    let coordinator = house.sign_in("dieuphoi").await;
    let text = format!("MẬT\n{DISPATCH}");
    let fields = [("text", text.as_str()), ("unclassified", "on")];
    let answer = house
        .post(&coordinator, "/directives/read", &fields, As::Page)
        .await;
    assert_eq!(answer.location(), "/directives/new?problem=secret");
});

contract!(a_file_is_taken_by_its_content, |db| async move {
    let house = House::new(db).await;
    let coordinator = house.sign_in("dieuphoi").await;
    let upload = async |name: &str, content: &[u8]| {
        let mut body = format!(
            "--x\r\nContent-Disposition: form-data; name=\"unclassified\"\r\n\r\non\r\n\
             --x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n--x--\r\n");
        let request = Request::post("/directives/read")
            .header(COOKIE, &coordinator)
            .header(CONTENT_TYPE, "multipart/form-data; boundary=x")
            .body(Body::from(body))
            .expect("a request");
        house.send(request).await
    };
    let taken = upload("scan.exe", DISPATCH.as_bytes()).await;
    assert!(
        taken.location().ends_with("/draft?done=register"),
        "{}",
        taken.location()
    );
    let refused = upload("công văn.docx", b"\x89PNG\r\n\x1a\n\xFF").await;
    assert!(
        refused.location().contains("?kept="),
        "{}",
        refused.location()
    );
});
