//! Forms without script become the same envelopes as JSON bodies, and name every wrong field.

use chrono::{DateTime, NaiveDate, Utc};
use domain::attachment::Purpose;
use domain::calendar::Deadline;
use domain::command::{Command, Envelope};
use domain::directive::{DirectiveCommand, Draft, Header};
use domain::document::{DocumentKind, Urgency};
use domain::draft::{DraftEdit, Filling};
use domain::form::{Button, envelope, take_button};
use domain::id::{AgencyId, AttachmentId, DirectiveId, DraftId, EnvelopeId, PositionId, TaskId};
use domain::reader::Span;
use domain::refusal::{FieldError, FieldFault, Refusal};
use domain::task::{Asked, Milestone, Officer, Rating, TaskCommand};
use proptest::prelude::*;
use serde_json::json;
use uuid::Uuid;

use DirectiveCommand as D;
use FieldFault::{Malformed, OutOfRange, Required};
use TaskCommand as C;

type Pairs = Vec<(String, String)>;

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn agency(n: u128) -> AgencyId {
    AgencyId(id(n))
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_663_120_800, 0).expect("a time in 2022")
}

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2022, month, day).expect("a day of 2022")
}

fn pairs(fields: &[(&str, &str)]) -> Pairs {
    fields
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_string()))
        .collect()
}

/// The common fields and others.
fn form(subject: &str, act: &str, fields: &[(&str, &str)]) -> Pairs {
    let (envelope, subject_id) = (id(1).to_string(), id(2).to_string());
    let mut form = pairs(&[
        ("envelope", &envelope),
        ("subject", subject),
        ("id", &subject_id),
        ("base_version", "3"),
        ("act", act),
    ]);
    form.extend(pairs(fields));
    form
}

fn command(form: &Pairs) -> Command {
    envelope(form, now()).expect("the form is right").command
}

fn faults(form: &Pairs) -> Vec<(String, FieldFault)> {
    match envelope(form, now()) {
        Err(Refusal::Invalid { fields }) => fields
            .into_iter()
            .map(|FieldError { field, fault }| (field, fault))
            .collect(),
        other => panic!("not invalid: {other:?}"),
    }
}

fn named(faults: &[(&str, FieldFault)]) -> Vec<(String, FieldFault)> {
    faults
        .iter()
        .map(|(field, fault)| (field.to_string(), fault.clone()))
        .collect()
}

/// Every task act with its fields, and the command it stands for.
fn task_forms() -> Vec<(&'static str, Pairs, TaskCommand)> {
    let agency_4 = id(4).to_string();
    let text = |name: &str| pairs(&[(name, "Có lý do")]);
    let reason = || "Có lý do".to_owned();
    vec![
        ("issue", vec![], C::Issue),
        ("acknowledge", vec![], C::Acknowledge),
        (
            "return_to_sender",
            text("reason"),
            C::ReturnToSender { reason: reason() },
        ),
        (
            "reassign",
            pairs(&[("lead", &agency_4), ("reason", "Có lý do")]),
            C::Reassign {
                lead: agency(4),
                reason: reason(),
            },
        ),
        (
            "start",
            pairs(&[("officer", "Lê Thị Hoa"), ("officer_position", &agency_4)]),
            C::Start {
                officer: Officer {
                    position: Some(PositionId(id(4))),
                    name: "Lê Thị Hoa".to_owned(),
                },
            },
        ),
        (
            "start",
            pairs(&[("officer", "Lê Thị Hoa"), ("officer_position", "")]),
            C::Start {
                officer: Officer {
                    position: None,
                    name: "Lê Thị Hoa".to_owned(),
                },
            },
        ),
        (
            "report",
            pairs(&[("percent", " 40 "), ("note", "Có lý do")]),
            C::Report {
                percent: 40,
                note: reason(),
            },
        ),
        (
            "raise_obstacle",
            pairs(&[
                ("what", "Có lý do"),
                ("addressed_to", &agency_4),
                ("position", "Giám đốc"),
                ("due", "1/9/2022"),
                ("due_days", ""),
            ]),
            C::RaiseObstacle {
                what: reason(),
                addressed_to: Some(agency(4)),
                position: Some("Giám đốc".to_owned()),
                due: Some(day(9, 1).into()),
            },
        ),
        (
            "escalate_obstacle",
            pairs(&[
                ("number", "1"),
                ("to", &agency_4),
                ("reason", "Có lý do"),
                ("due_days", "5"),
            ]),
            C::EscalateObstacle {
                number: 1,
                to: agency(4),
                reason: reason(),
                due: Some(Deadline::WorkingDays { working_days: 5 }),
            },
        ),
        (
            "resolve_obstacle",
            pairs(&[("number", "1"), ("resolution", "Có lý do")]),
            C::ResolveObstacle {
                number: 1,
                resolution: reason(),
            },
        ),
        (
            "request_extension",
            pairs(&[("until", "2022-10-15"), ("reason", "Có lý do")]),
            C::RequestExtension {
                until: day(10, 15).into(),
                reason: reason(),
                evidence: None,
            },
        ),
        (
            "grant_extension",
            pairs(&[("number", "2"), ("until", "15/10/2022"), ("decision", " ")]),
            C::GrantExtension {
                number: 2,
                until: day(10, 15).into(),
                decision: None,
            },
        ),
        (
            "refuse_extension",
            pairs(&[("number", "2"), ("decision", "Có lý do")]),
            C::RefuseExtension {
                number: 2,
                decision: reason(),
            },
        ),
        (
            "add_evidence",
            text("note"),
            C::AddEvidence { note: reason() },
        ),
        (
            "submit",
            pairs(&[
                ("result", "a\r\nb"),
                ("effect", "Có lý do"),
                ("evidence", "c"),
            ]),
            C::Submit {
                result: "a\r\nb".to_owned(),
                effect: reason(),
                evidence: "c".to_owned(),
            },
        ),
        (
            "confirm",
            pairs(&[("rating", "good")]),
            C::Confirm {
                rating: Rating::Good,
                note: None,
            },
        ),
        ("rework", text("reason"), C::Rework { reason: reason() }),
        ("suspend", text("reason"), C::Suspend { reason: reason() }),
        ("resume", text("reason"), C::Resume { reason: reason() }),
        ("cancel", text("reason"), C::Cancel { reason: reason() }),
        ("reopen", text("reason"), C::Reopen { reason: reason() }),
        (
            "ask_contribution",
            pairs(&[
                ("agency", &agency_4),
                ("product", "Có lý do"),
                ("due", "1/9/2022"),
            ]),
            C::AskContribution {
                agency: agency(4),
                product: reason(),
                due: Some(day(9, 1).into()),
            },
        ),
        (
            "acknowledge_contribution",
            pairs(&[("officer", "Bình"), ("officer_position", "")]),
            C::AcknowledgeContribution {
                officer: Some(Officer {
                    position: None,
                    name: "Bình".to_owned(),
                }),
            },
        ),
        (
            "deliver_contribution",
            pairs(&[("result", "Có lý do"), ("evidence", "Biên bản số 3")]),
            C::DeliverContribution {
                result: reason(),
                officer: None,
                evidence: Some("Biên bản số 3".to_owned()),
            },
        ),
        (
            "decline_contribution",
            text("reason"),
            C::DeclineContribution { reason: reason() },
        ),
        (
            "waive_contribution",
            pairs(&[("agency", &agency_4), ("reason", "Có lý do")]),
            C::WaiveContribution {
                agency: agency(4),
                reason: reason(),
            },
        ),
        (
            "comment",
            pairs(&[
                ("text", "Có lý do"),
                ("mentions", &agency_4),
                ("mentions", ""),
            ]),
            C::Comment {
                text: reason(),
                mentions: vec![PositionId(id(4))],
            },
        ),
        (
            "edit_comment",
            pairs(&[("number", "2"), ("text", "Có lý do")]),
            C::EditComment {
                number: 2,
                text: reason(),
                mentions: Vec::new(),
            },
        ),
        (
            "withdraw_comment",
            pairs(&[("number", "2")]),
            C::WithdrawComment { number: 2 },
        ),
        (
            "attach",
            pairs(&[
                ("attachment", &agency_4),
                ("purpose", "comment"),
                ("comment", "2"),
                ("unclassified", "on"),
            ]),
            C::Attach {
                attachment: AttachmentId(id(4)),
                purpose: Purpose::Comment,
                comment: Some(2),
                unclassified: true,
                file: None,
            },
        ),
        (
            "withdraw_attachment",
            pairs(&[("attachment", &agency_4), ("reason", "Có lý do")]),
            C::WithdrawAttachment {
                attachment: AttachmentId(id(4)),
                reason: reason(),
            },
        ),
    ]
}

#[test]
fn every_task_form_is_its_command_and_its_json() {
    for (act, fields, expected) in task_forms() {
        let mut form = form("task", act, &[]);
        form.extend(fields);
        let got = envelope(&form, now()).unwrap_or_else(|refusal| panic!("{act}: {refusal:?}"));
        let expected = Envelope {
            id: EnvelopeId(id(1)),
            base_version: Some(3),
            made_at: now(),
            command: Command::Task {
                id: TaskId(id(2)),
                command: expected,
            },
        };
        assert_eq!(got, expected);
        let json = serde_json::to_value(&got).expect("an envelope is JSON");
        assert_eq!(json["command"]["command"]["act"], act);
        assert_eq!(
            serde_json::from_value::<Envelope>(json).expect("and back"),
            expected
        );
    }
}

#[test]
fn a_task_form_refuses_fields_of_another_act_and_says_what_is_missing() {
    for (act, fields, _) in task_forms() {
        let mut form = form("task", act, &[("surplus", "")]);
        form.extend(fields);
        assert_eq!(
            faults(&form),
            named(&[("surplus", FieldFault::Unknown)]),
            "{act}"
        );
    }
    let bare = |act| faults(&form("task", act, &[]));
    let required = |names: &[&str]| -> Vec<(String, FieldFault)> {
        names
            .iter()
            .map(|name| (name.to_string(), FieldFault::Required))
            .collect()
    };
    for (act, names) in [
        ("reassign", &["lead", "reason"][..]),
        ("start", &["officer"]),
        ("report", &["percent", "note"]),
        ("resolve_obstacle", &["number", "resolution"]),
        ("grant_extension", &["number", "until"]),
        ("submit", &["result", "effect", "evidence"]),
        ("confirm", &["rating"]),
        ("ask_contribution", &["agency", "product"]),
    ] {
        assert_eq!(bare(act), required(names), "{act}");
    }
}

#[test]
fn common_fields_are_checked_together() {
    let wrong = pairs(&[
        ("envelope", "1"),
        ("subject", "task"),
        ("base_version", "-1"),
        ("made_at", "yesterday"),
        ("act", "issue"),
    ]);
    let expected = named(&[
        ("envelope", FieldFault::Malformed),
        ("base_version", FieldFault::Malformed),
        ("made_at", FieldFault::Malformed),
        ("id", FieldFault::Required),
    ]);
    assert_eq!(faults(&wrong), expected);
    let nothing = ["envelope", "subject", "id", "act"].map(|name| (name, FieldFault::Required));
    let nothing_known: Vec<_> = faults(&vec![]);
    assert_eq!(nothing_known.len(), 4);
    assert!(nothing.iter().all(|fault| {
        named(std::slice::from_ref(fault))[0]
            == *nothing_known
                .iter()
                .find(|known| known.0 == fault.0)
                .expect("the field is named")
    }));
    assert_eq!(
        faults(&form("task", "fly", &[])),
        named(&[("act", FieldFault::Unknown)])
    );
    assert_eq!(
        faults(&form("task", "register", &[])),
        named(&[("act", FieldFault::Unknown)])
    );
    assert_eq!(
        faults(&form("directive", "confirm", &[])),
        named(&[("act", FieldFault::Unknown)])
    );
    assert_eq!(
        faults(&form("user", "issue", &[])),
        named(&[("subject", FieldFault::Unknown)])
    );
}

#[test]
fn optional_common_fields_have_their_defaults() {
    let mut fields = form("task", "issue", &[("made_at", "2022-09-14T08:30:00+07:00")]);
    let made = envelope(&fields, now()).expect("the form is right");
    assert_eq!(made.made_at.to_rfc3339(), "2022-09-14T01:30:00+00:00");
    fields.retain(|(name, _)| name != "base_version" && name != "made_at");
    fields.extend(pairs(&[("base_version", ""), ("made_at", "")]));
    let made = envelope(&fields, now()).expect("the form is right");
    assert_eq!((made.base_version, made.made_at), (None, now()));
}

#[test]
fn every_wrong_field_is_named_at_once() {
    let long = "x".repeat(4001);
    let form = form(
        "task",
        "grant_extension",
        &[
            ("number", "1"),
            ("number", "1"),
            ("until", "31/02/2022"),
            ("decision", &long),
            ("x", ""),
        ],
    );
    let expected = named(&[
        ("number", FieldFault::Malformed),
        ("until", FieldFault::OutOfRange),
        ("x", FieldFault::Unknown),
        ("decision", FieldFault::TooLong { max: 4000 }),
    ]);
    assert_eq!(faults(&form), expected);
}

#[test]
fn numbers_and_dates_are_read_strictly() {
    for (percent, fault) in [
        ("40%", Malformed),
        ("-1", Malformed),
        ("+4", Malformed),
        ("4.0", Malformed),
        ("٤", Malformed),
        ("256", OutOfRange),
        ("99999999999999999999999", OutOfRange),
    ] {
        let form = form("task", "report", &[("percent", percent), ("note", "x")]);
        assert_eq!(faults(&form), named(&[("percent", fault)]), "{percent}");
    }
    for (until, expected) in [
        ("2022-09-30", Ok(day(9, 30))),
        ("30/09/2022", Ok(day(9, 30))),
        (" 1/9/2022 ", Ok(day(9, 1))),
        ("01/9/2022", Ok(day(9, 1))),
        ("9/31/2022", Err(OutOfRange)),
        ("2022-02-29", Err(OutOfRange)),
        ("2022/09/30", Err(Malformed)),
        ("30-09-2022", Err(Malformed)),
        ("30/9/22", Err(Malformed)),
        ("30/9-2022", Err(Malformed)),
        ("30.9.2022", Err(Malformed)),
        ("30/9", Err(Malformed)),
        ("//", Err(Malformed)),
        ("mai", Err(Malformed)),
    ] {
        let form = form(
            "task",
            "request_extension",
            &[("until", until), ("reason", "x")],
        );
        match expected {
            Ok(day) => {
                let command_ = C::RequestExtension {
                    until: day.into(),
                    reason: "x".to_owned(),
                    evidence: None,
                };
                let task = Command::Task {
                    id: TaskId(id(2)),
                    command: command_,
                };
                assert_eq!(command(&form), task, "{until}");
            }
            Err(fault) => assert_eq!(faults(&form), named(&[("until", fault)]), "{until}"),
        }
    }
}

#[test]
fn working_days_beside_a_day_count_instead_of_it() {
    let request = |fields: &[(&str, &str)]| {
        let mut fields = fields.to_vec();
        fields.push(("reason", "x"));
        form("task", "request_extension", &fields)
    };
    let days = |working_days| Deadline::WorkingDays { working_days };
    for (fields, until) in [
        (vec![("until_days", "10")], days(10)),
        (vec![("until", ""), ("until_days", " 999 ")], days(999)),
        (vec![("until", "30/9/2022"), ("until_days", "3")], days(3)),
        (
            vec![("until", "30/9/2022"), ("until_days", "")],
            day(9, 30).into(),
        ),
    ] {
        let wanted = Command::Task {
            id: TaskId(id(2)),
            command: C::RequestExtension {
                until,
                reason: "x".to_owned(),
                evidence: None,
            },
        };
        assert_eq!(command(&request(&fields)), wanted, "{fields:?}");
    }
    for (value, fault) in [
        ("0", OutOfRange),
        ("1000", OutOfRange),
        ("-3", Malformed),
        ("2,5", Malformed),
        ("mười", Malformed),
    ] {
        assert_eq!(
            faults(&request(&[("until_days", value)])),
            named(&[("until_days", fault)]),
            "{value}"
        );
    }
    assert_eq!(faults(&request(&[])), named(&[("until", Required)]));
}

/// The day of issue is 14 September 2022 in [`HEADER`]; ten working days later is the 28th.
#[test]
fn working_days_of_a_draft_are_counted_from_the_day_of_issue() {
    let draft = id(11).to_string();
    let drafted = |days: &str, issued_on: &str| {
        let mut fields = directive_form(
            "revise",
            &[
                ("draft.1.id", &draft),
                ("draft.1.due", "2022-12-31"),
                ("draft.1.due_days", days),
            ],
        );
        for (name, value) in &mut fields {
            if name == "issued_on" {
                issued_on.clone_into(value);
            }
        }
        fields
    };
    let Command::Directive {
        command: D::Revise { drafts, .. },
        ..
    } = command(&drafted("10", "14/9/2022"))
    else {
        panic!("revised");
    };
    assert_eq!(drafts[0].due, Some(day(9, 28)));

    // The last year of the calendar of holidays is 2027.
    assert_eq!(
        faults(&drafted("999", "05/01/2026")),
        named(&[("draft.1.due_days", OutOfRange)])
    );
    // A day of issue that cannot be read is the only fault.
    assert_eq!(
        faults(&drafted("10", "hôm nay")),
        named(&[("issued_on", Malformed)])
    );

    let mut fields = pairs(&[
        ("do", "fill"),
        ("issued_on", "14/9/2022"),
        ("fill.due_days", "10"),
    ]);
    assert_eq!(
        take_button(&mut fields),
        Ok(Some(Button::Edit(DraftEdit::Fill(Filling {
            due: Some(day(9, 28)),
            ..Filling::default()
        }))))
    );
}

const HEADER: [(&str, &str); 7] = [
    ("number", "1041"),
    ("symbol", "UBND-NC"),
    ("kind", "plan"),
    ("issued_on", "14/09/2022"),
    ("abstract", "Xã biên giới sạch về ma túy"),
    ("urgency", "urgent"),
    ("recipients", "Công an tỉnh\r\n\r\n Sở Y tế \r\n"),
];

fn header() -> Header {
    Header {
        number: "1041".to_owned(),
        symbol: "UBND-NC".to_owned(),
        kind: DocumentKind::Plan,
        issued_on: day(9, 14),
        issuer: agency(4),
        subject: "Xã biên giới sạch về ma túy".to_owned(),
        urgency: Urgency::Urgent,
        recipients: vec!["Công an tỉnh".to_owned(), "Sở Y tế".to_owned()],
    }
}

fn directive_form(act: &str, fields: &[(&str, &str)]) -> Pairs {
    let mut form = form("directive", act, &HEADER);
    form.push(("issuer".to_owned(), id(4).to_string()));
    form.extend(pairs(fields));
    form
}

fn directive(command: DirectiveCommand) -> Command {
    Command::Directive {
        id: DirectiveId(id(2)),
        command,
    }
}

#[test]
fn a_document_is_registered() {
    let text = "Giao Sở Y tế.\r\nGiao Công an.";
    let registered = |unclassified| {
        directive(D::Register {
            header: header(),
            text: text.to_owned(),
            unclassified,
            drafts: Vec::new(),
        })
    };
    let form = directive_form("register", &[("text", text), ("unclassified", "on")]);
    assert_eq!(command(&form), registered(true));
    // Whether the box must be ticked is the command's rule, not the form's.
    assert_eq!(
        command(&directive_form("register", &[("text", text)])),
        registered(false)
    );
    let form = directive_form(
        "register",
        &[("unclassified", "maybe"), ("draft.1.id", "x")],
    );
    let expected = named(&[
        ("text", FieldFault::Required),
        ("unclassified", FieldFault::Malformed),
        ("draft.1.id", FieldFault::Unknown),
    ]);
    assert_eq!(faults(&form), expected);
}

#[test]
fn a_draft_is_given_up() {
    let form = form("directive", "discard", &[("reason", "Trùng số")]);
    assert_eq!(
        command(&form),
        directive(D::Discard {
            reason: "Trùng số".to_owned()
        })
    );
}

#[test]
fn drafts_are_revised_and_issued_in_their_order() {
    let (police, health, border) = (id(20).to_string(), id(21).to_string(), id(22).to_string());
    let product = format!("draft.2.product.{police}");
    let product_due = format!("draft.2.product_due.{police}");
    let unticked = format!("draft.2.product.{border}");
    let (first, second) = (id(11).to_string(), id(12).to_string());
    let fields = [
        ("draft.10.id", first.as_str()),
        ("draft.10.title", ""),
        ("draft.2.id", &second),
        ("draft.2.title", "Xét nghiệm"),
        ("draft.2.deliverable", "Báo cáo"),
        ("draft.2.effect_expected", "27 xã"),
        ("draft.2.responsible", "Giám đốc"),
        ("draft.2.leads", &health),
        ("draft.2.leads", ""),
        ("draft.2.leads", &border),
        ("draft.2.leads", &health),
        ("draft.2.lead_text", "Sở Y tế"),
        ("draft.2.coordinating", &police),
        (&product, "Danh sách"),
        (&product_due, "1/10/2022"),
        (&unticked, "Số liệu"),
        ("draft.2.due", "2022-12-31"),
        (
            "draft.2.milestones",
            "1/10/2022: Đợt 1\r\n\r\n2022-11-01 : Đợt 2: hết\r\n",
        ),
        ("draft.2.area", " 17233 "),
        ("draft.2.span", "5-20"),
        ("draft.2.confidence", "80"),
    ];
    let bare = Draft {
        id: DraftId(id(11)),
        title: String::new(),
        deliverable: None,
        effect_expected: None,
        responsible: None,
        leads: Vec::new(),
        lead_text: String::new(),
        coordinating: Vec::new(),
        due: None,
        milestones: Vec::new(),
        area: None,
        span: None,
        confidence: None,
    };
    let full = Draft {
        id: DraftId(id(12)),
        title: "Xét nghiệm".to_owned(),
        deliverable: Some("Báo cáo".to_owned()),
        effect_expected: Some("27 xã".to_owned()),
        responsible: Some("Giám đốc".to_owned()),
        leads: vec![agency(21), agency(22)],
        lead_text: "Sở Y tế".to_owned(),
        coordinating: vec![Asked {
            agency: agency(20),
            product: "Danh sách".to_owned(),
            due: Some(day(10, 1)),
        }],
        due: Some(day(12, 31)),
        milestones: vec![
            Milestone {
                due: day(10, 1),
                what: "Đợt 1".to_owned(),
            },
            Milestone {
                due: day(11, 1),
                what: "Đợt 2: hết".to_owned(),
            },
        ],
        area: Some("17233".to_owned()),
        span: Some(Span { start: 5, end: 20 }),
        confidence: Some(80),
    };
    let drafts = vec![full, bare];
    let revised = D::Revise {
        header: header(),
        drafts: drafts.clone(),
    };
    assert_eq!(
        command(&directive_form("revise", &fields)),
        directive(revised)
    );
    let issued = D::Issue {
        header: header(),
        drafts,
    };
    assert_eq!(
        command(&directive_form("issue", &fields)),
        directive(issued)
    );
}

#[test]
fn wrong_fields_of_drafts_are_named_as_in_the_form() {
    let fields = [
        ("issued_on", "2022-01-01"),
        ("draft.1.title", "Xét nghiệm"),
        ("draft.1.leads", "Sở Y tế"),
        ("draft.1.product.x", "Danh sách"),
        ("draft.1.due", "mai"),
        ("draft.1.milestones", "Đợt 1"),
        ("draft.1.span", "9-5"),
        ("draft.1.confidence", "101"),
        ("draft.1.colour", "red"),
        ("draft.01.title", "x"),
        ("draft.one.title", "x"),
        ("draft.1", "x"),
    ];
    let mut got = faults(&directive_form("revise", &fields));
    got.sort_by(|a, b| a.0.cmp(&b.0));
    let expected = named(&[
        ("draft.01.title", FieldFault::Unknown),
        ("draft.1", FieldFault::Unknown),
        ("draft.1.colour", FieldFault::Unknown),
        ("draft.1.confidence", FieldFault::OutOfRange),
        ("draft.1.due", FieldFault::Malformed),
        ("draft.1.id", FieldFault::Required),
        ("draft.1.leads", FieldFault::Malformed),
        ("draft.1.milestones", FieldFault::Malformed),
        ("draft.1.product.x", FieldFault::Malformed),
        ("draft.1.span", FieldFault::OutOfRange),
        ("draft.one.title", FieldFault::Unknown),
        ("issued_on", FieldFault::Malformed),
    ]);
    assert_eq!(got, expected);
}

#[test]
fn headers_name_what_is_wrong() {
    let form = form(
        "directive",
        "revise",
        &[("kind", "song"), ("urgency", ""), ("issuer", "me")],
    );
    let expected = named(&[
        ("number", FieldFault::Required),
        ("symbol", FieldFault::Required),
        ("kind", FieldFault::Malformed),
        ("issued_on", FieldFault::Required),
        ("issuer", FieldFault::Malformed),
        ("abstract", FieldFault::Required),
        ("urgency", FieldFault::Required),
    ]);
    assert_eq!(faults(&form), expected);
}

fn body(command: serde_json::Value) -> serde_json::Value {
    json!({
        "id": id(1),
        "base_version": 3,
        "made_at": "2022-09-14T02:00:00Z",
        "command": command,
    })
}

#[test]
fn json_bodies_are_read_and_refuse_unknown_fields() {
    let report = json!({"act": "report", "percent": 40, "note": "x"});
    let task = json!({"subject": "task", "id": id(2), "command": report});
    let header = json!({
        "number": "1", "symbol": "UBND", "kind": "plan", "issued_on": "2022-09-14",
        "issuer": id(4), "abstract": "x", "urgency": "urgent", "recipients": [],
    });
    let draft = json!({
        "id": id(9), "title": "x", "deliverable": null, "effect_expected": null,
        "responsible": null, "leads": [], "lead_text": "", "coordinating": [], "due": null,
        "milestones": [], "area": null, "span": {"start": 0, "end": 1}, "confidence": 5,
    });
    let revise = json!({"act": "revise", "header": header, "drafts": [draft]});
    let directive = json!({"subject": "directive", "id": id(2), "command": revise});
    for whole in [body(task), body(directive)] {
        let read: Result<Envelope, _> = serde_json::from_value(whole.clone());
        let envelope = read.expect("the body is right");
        assert_eq!(
            serde_json::to_value(&envelope).expect("an envelope is JSON")["command"],
            whole["command"]
        );
        for place in [
            "",
            "/command",
            "/command/command",
            "/command/command/header",
            "/command/command/drafts/0",
        ] {
            let mut more = whole.clone();
            let Some(object) = more.pointer_mut(place) else {
                continue;
            };
            object["surplus"] = json!(1);
            let read: Result<Envelope, _> = serde_json::from_value(more);
            assert!(read.is_err(), "{place} takes an unknown field: {whole}");
        }
    }
}

#[test]
fn json_bodies_need_a_known_subject_and_act() {
    for command in [
        json!({"subject": "user", "id": id(2), "command": {"act": "issue"}}),
        json!({"subject": "task", "id": id(2), "command": {"act": "fly"}}),
        json!({"subject": "task", "id": id(2), "command": {}}),
        json!({"subject": "task", "id": "2", "command": {"act": "issue"}}),
        json!({"subject": "task", "id": id(2), "command": {"act": "report", "percent": 300, "note": "x"}}),
    ] {
        assert!(
            serde_json::from_value::<Envelope>(body(command.clone())).is_err(),
            "{command}"
        );
    }
    let issue = json!({"subject": "task", "id": id(2), "command": {"act": "issue"}});
    assert!(serde_json::from_value::<Envelope>(body(issue)).is_ok());
}

#[test]
fn the_act_without_fields_refuses_unknown_fields_too() {
    for act in ["issue", "acknowledge", "acknowledge_contribution"] {
        let command =
            json!({"subject": "task", "id": id(2), "command": {"act": act, "surplus": 1}});
        assert!(
            serde_json::from_value::<Envelope>(body(command)).is_err(),
            "{act}"
        );
    }
}

fn field() -> impl Strategy<Value = (String, String)> {
    let names = vec![
        "envelope",
        "subject",
        "id",
        "base_version",
        "made_at",
        "act",
        "reason",
        "lead",
        "percent",
        "until",
        "kind",
        "text",
        "draft",
        "draft.",
        "draft.1",
        "draft.1.",
        "draft.1.id",
        "draft.1.title",
        "draft.2.leads",
        "draft.1.product.",
        "draft.1.product.x",
        "draft.1.span",
        "draft.99999999999.id",
        "draft.1.milestones",
        "draft.1.due",
        "",
    ];
    let values = vec![
        "",
        "task",
        "directive",
        "issue",
        "revise",
        "reassign",
        "1",
        "5-",
        "-",
        "1-2",
        "on",
        ":",
        "1/1/2022:",
        "0000-00-00",
        "é/é/éééé",
        "00000000-0000-0000-0000-000000000001",
    ];
    let name =
        prop_oneof![9 => prop::sample::select(names).prop_map(str::to_owned), 1 => any::<String>()];
    let value = prop_oneof![9 => prop::sample::select(values).prop_map(str::to_owned), 1 => any::<String>()];
    (name, value)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_form_is_read_or_refused_field_by_field(
        fields in prop::collection::vec(field(), 0..20),
        start in prop::sample::select(vec!["issue", "revise", "reassign", "register", ""]),
        subject in prop::sample::select(vec!["task", "directive"]),
    ) {
        let mut form = form(subject, start, &[]);
        form.extend(fields);
        if let Err(refusal) = envelope(&form, now()) {
            let Refusal::Invalid { fields } = refusal else {
                return Err(TestCaseError::fail(format!("{refusal:?}")));
            };
            prop_assert!(!fields.is_empty());
            let mut names: Vec<&str> = fields.iter().map(|error| error.field.as_str()).collect();
            names.sort_unstable();
            let count = names.len();
            names.dedup();
            prop_assert_eq!(names.len(), count, "a field is named once");
        }
    }
}

#[test]
fn a_button_is_taken_out_with_what_belongs_to_it() {
    let draft = id(5).to_string();
    for (name, act, expected) in [
        ("save".to_owned(), "revise", Button::Save),
        ("issue".to_owned(), "issue", Button::Issue),
        ("open.7".to_owned(), "revise", Button::Open(7)),
        ("add".to_owned(), "revise", Button::Edit(DraftEdit::Add)),
        (
            format!("drop.{draft}"),
            "revise",
            Button::Edit(DraftEdit::Drop(DraftId(id(5)))),
        ),
        (
            format!("merge.{draft}"),
            "revise",
            Button::Edit(DraftEdit::Merge(DraftId(id(5)))),
        ),
        (
            format!("split.{draft}"),
            "revise",
            Button::Edit(DraftEdit::Split(DraftId(id(5)))),
        ),
        (
            "fill".to_owned(),
            "revise",
            Button::Edit(DraftEdit::Fill(Filling {
                due: Some(day(9, 30)),
                ..Filling::default()
            })),
        ),
    ] {
        let mut fields = pairs(&[
            ("do", &name),
            ("act", "discard"),
            ("fill.due", "30/9/2022"),
            ("fill.deliverable", ""),
            ("id", "1"),
        ]);
        assert_eq!(take_button(&mut fields), Ok(Some(expected)), "{name}");
        assert_eq!(fields, pairs(&[("id", "1"), ("act", act)]), "{name}");
    }
    let mut fields = pairs(&[("act", "discard")]);
    assert_eq!(take_button(&mut fields), Ok(None));
    assert_eq!(fields, pairs(&[("act", "discard")]));
}

#[test]
fn a_button_that_is_none_is_refused() {
    for (fields, wrong) in [
        (pairs(&[("do", "fly")]), "do"),
        (pairs(&[("do", "drop.1")]), "do"),
        (pairs(&[("do", "")]), "do"),
        (pairs(&[("do", "fill"), ("fill.due", "soon")]), "fill.due"),
        (pairs(&[("do", "fill"), ("fill.lead", "1")]), "fill.lead"),
    ] {
        let mut left = fields.clone();
        let Err(Refusal::Invalid { fields: faults }) = take_button(&mut left) else {
            panic!("{fields:?} was taken");
        };
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert_eq!(faults[0].field, wrong);
    }
    let mut unfilled = pairs(&[("do", "save"), ("fill.due", "soon")]);
    assert_eq!(take_button(&mut unfilled), Ok(Some(Button::Save)));
}
