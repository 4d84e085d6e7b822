//! Directives: what their commands lead to, and what is cleaned on the way. Secrecy marks are the
//! reader's matter and tested there.

use chrono::NaiveDate;
use domain::directive::{
    Clause, Cleaned, Directive, DirectiveCommand, DirectiveEvent, DirectiveState, Draft, Header,
    MAX_DRAFTS, MAX_TEXT_BYTES, clean_document,
};
use domain::document::{DocumentKind, Urgency};
use domain::id::{AgencyId, ClauseId, DirectiveId, DraftId};
use domain::reader::Span;
use domain::refusal::{FieldFault, Refusal};
use domain::task::{Asked, Milestone};
use proptest::prelude::*;
use uuid::Uuid;

use DirectiveCommand as C;

fn uuid(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn header() -> Header {
    Header {
        number: "1041".to_owned(),
        symbol: "UBND-NC".to_owned(),
        kind: DocumentKind::Plan,
        issued_on: NaiveDate::from_ymd_opt(2022, 9, 14).expect("a day"),
        issuer: AgencyId(uuid(1)),
        subject: "Xây dựng xã biên giới sạch về ma túy".to_owned(),
        urgency: Urgency::Urgent,
        recipients: vec!["Công an tỉnh".to_owned()],
    }
}

fn draft(n: u128) -> Draft {
    Draft {
        id: DraftId(uuid(n)),
        title: format!("Nhiệm vụ {n}"),
        deliverable: None,
        effect_expected: None,
        responsible: None,
        leads: vec![AgencyId(uuid(2))],
        lead_text: "Sở Y tế".to_owned(),
        coordinating: Vec::new(),
        due: None,
        milestones: Vec::new(),
        area: None,
        span: Some(Span { start: 0, end: 5 }),
        confidence: Some(80),
    }
}

fn register(drafts: Vec<Draft>) -> DirectiveCommand {
    C::Register {
        header: header(),
        text: "Giao Sở Y tế xét nghiệm.".to_owned(),
        unclassified: true,
        drafts,
    }
}

fn registered() -> (Vec<DirectiveEvent>, Directive) {
    let events = vec![DirectiveEvent::Registered {
        province: "40".to_owned(),
        owner: AgencyId(uuid(1)),
        header: header(),
        text: "Giao Sở Y tế xét nghiệm.".to_owned(),
        drafts: vec![draft(10)],
    }];
    let directive = Directive::replay(DirectiveId(uuid(7)), &events).expect("a first event");
    (events, directive)
}

fn after(directive: Directive, events: &[DirectiveEvent]) -> Directive {
    let id = directive.id;
    events
        .iter()
        .try_fold(directive, |directive, event| {
            Directive::after(id, Some(directive), event)
        })
        .expect("a directive stays one")
}

fn cleaned(command: DirectiveCommand) -> Result<Cleaned, Refusal> {
    command.cleaned(|text, _| (domain::reader::read(text, &[]), Vec::new()))
}

fn decide(
    directive: &Directive,
    command: DirectiveCommand,
) -> Result<Vec<DirectiveEvent>, Refusal> {
    directive.decide(cleaned(command)?)
}

/// The faults of a command, which a form is told like everybody else.
fn faults(command: DirectiveCommand) -> Vec<(String, FieldFault)> {
    assert_eq!(
        command.clone().check().err(),
        cleaned(command.clone()).err()
    );
    match cleaned(command) {
        Err(Refusal::Invalid { fields }) => fields
            .into_iter()
            .map(|error| (error.field, error.fault))
            .collect(),
        other => panic!("not invalid: {other:?}"),
    }
}

#[test]
fn a_document_is_read_once_clean_and_gives_the_drafts_that_are_missing() {
    let text = "\u{FEFF}Giao Sở Y tế xét nghiệm.\r\n".to_owned();
    let register = |drafts: Vec<Draft>| C::Register {
        header: header(),
        text: text.clone(),
        unclassified: true,
        drafts,
    };
    for (given, expected) in [(vec![], draft(11)), (vec![draft(10)], draft(10))] {
        let mut read = Vec::new();
        let clean = register(given).cleaned(|text, _| {
            read.push(text.to_owned());
            (domain::reader::read(text, &[]), vec![draft(11)])
        });
        let clean = clean.expect("clean");
        let C::Register { text, drafts, .. } = clean.command() else {
            panic!("a registration stays one");
        };
        assert_eq!(drafts, &[expected]);
        assert_eq!(read, std::slice::from_ref(text));
    }
}

#[test]
fn a_secret_document_is_refused_by_whoever_reads_it_and_by_nobody_else() {
    let secret = C::Register {
        header: header(),
        text: "TỐI MẬT\n\nGiao Sở Y tế xét nghiệm.".to_owned(),
        unclassified: true,
        drafts: Vec::new(),
    };
    assert_eq!(cleaned(secret.clone()), Err(Refusal::Secret));
    assert_eq!(secret.check(), Ok(()));
}

#[test]
fn issuing_turns_drafts_into_clauses() {
    let (_, directive) = registered();
    let drafts = vec![draft(10), draft(11)];
    let issue = C::Issue {
        header: header(),
        drafts,
    };
    let events = decide(&directive, issue);
    let issued = after(directive, &events.expect("issued"));
    assert_eq!((issued.state, issued.version), (DirectiveState::Issued, 2));
    assert_eq!(issued.drafts, []);
    let clause = |number, n| Clause {
        id: ClauseId(uuid(n)),
        number,
        title: format!("Nhiệm vụ {n}"),
        span: Some(Span { start: 0, end: 5 }),
    };
    assert_eq!(issued.clauses, [clause(1, 10), clause(2, 11)]);
}

#[test]
fn a_closed_directive_refuses_everything() {
    let commands = || {
        [
            register(Vec::new()),
            C::Revise {
                header: header(),
                drafts: Vec::new(),
            },
            C::Issue {
                header: header(),
                drafts: vec![draft(10)],
            },
            C::Discard {
                reason: "Trùng số".to_owned(),
            },
        ]
    };
    for close in commands().into_iter().skip(2) {
        let (_, directive) = registered();
        let events = decide(&directive, close).expect("it can be closed");
        let closed = after(directive, &events);
        for command in commands() {
            assert_eq!(decide(&closed, command), Err(Refusal::DirectiveClosed));
        }
    }
}

#[test]
fn refusals_of_an_open_directive() {
    let (_, directive) = registered();
    let nothing = C::Issue {
        header: header(),
        drafts: Vec::new(),
    };
    assert_eq!(decide(&directive, nothing), Err(Refusal::NothingToIssue));
    assert_eq!(
        decide(&directive, register(Vec::new())),
        Err(Refusal::NumberTaken {
            directive: Some(directive.id)
        })
    );
}

#[test]
fn a_replay_begins_with_the_registration() {
    let discarded = DirectiveEvent::Discarded {
        reason: "x".to_owned(),
    };
    assert_eq!(Directive::replay(DirectiveId(uuid(7)), [&discarded]), None);
    assert_eq!(Directive::replay(DirectiveId(uuid(7)), []), None);
}

#[test]
fn faults_carry_the_names_of_the_form() {
    let mut wrong = header();
    wrong.number = " ".to_owned();
    wrong.subject = "x".repeat(301);
    wrong.recipients.push("a\u{202E}b".to_owned());
    let mut second = draft(11);
    second.title = "a\nb".to_owned();
    second.coordinating.push(Asked {
        agency: AgencyId(uuid(3)),
        product: "x".repeat(4001),
        due: None,
    });
    second.milestones.push(Milestone {
        due: header().issued_on,
        what: String::new(),
    });
    let expected = vec![
        ("number".to_owned(), FieldFault::Required),
        ("abstract".to_owned(), FieldFault::TooLong { max: 300 }),
        ("recipients".to_owned(), FieldFault::ControlCharacter),
        ("draft.2.title".to_owned(), FieldFault::ControlCharacter),
        (
            format!("draft.2.product.{}", uuid(3)),
            FieldFault::TooLong { max: 4000 },
        ),
        ("draft.2.milestones".to_owned(), FieldFault::Required),
    ];
    let drafts = vec![draft(10), second];
    assert_eq!(
        faults(C::Revise {
            header: wrong,
            drafts
        }),
        expected
    );
}

#[test]
fn a_title_may_be_empty_until_the_directive_is_issued() {
    let mut untitled = draft(10);
    untitled.title = "  ".to_owned();
    let drafts = vec![untitled];
    let revise = C::Revise {
        header: header(),
        drafts: drafts.clone(),
    };
    let revise = cleaned(revise).expect("an unfinished draft is kept");
    let C::Revise { drafts: clean, .. } = revise.command() else {
        panic!("a revision stays one");
    };
    assert_eq!(clean[0].title, "");
    let issue = C::Issue {
        header: header(),
        drafts,
    };
    assert_eq!(
        faults(issue),
        [("draft.1.title".to_owned(), FieldFault::Required)]
    );
}

#[test]
fn two_drafts_never_share_an_id() {
    let drafts = vec![draft(10), draft(11), draft(10)];
    let expected = [("draft.3.id".to_owned(), FieldFault::Malformed)];
    assert_eq!(
        faults(C::Revise {
            header: header(),
            drafts
        }),
        expected
    );
}

#[test]
fn drafts_and_recipients_are_bounded() {
    let drafts = (0u128..).take(MAX_DRAFTS + 1).map(draft).collect();
    let expected = [("drafts".to_owned(), FieldFault::TooLong { max: MAX_DRAFTS })];
    assert_eq!(
        faults(C::Revise {
            header: header(),
            drafts
        }),
        expected
    );
    let mut long = header();
    long.recipients = vec!["Sở Y tế".to_owned(); 201];
    let expected = [("recipients".to_owned(), FieldFault::TooLong { max: 200 })];
    assert_eq!(
        faults(C::Revise {
            header: long,
            drafts: Vec::new()
        }),
        expected
    );
}

#[test]
fn only_unclassified_documents_are_registered() {
    let C::Register {
        header,
        text,
        drafts,
        ..
    } = register(Vec::new())
    else {
        panic!("a registration");
    };
    let unmarked = C::Register {
        header,
        text,
        unclassified: false,
        drafts,
    };
    assert_eq!(
        faults(unmarked),
        [("unclassified".to_owned(), FieldFault::Required)]
    );
}

#[test]
fn documents_are_cleaned_not_refused() {
    for (text, clean) in [
        (
            "\u{FEFF}Giao Sở Y tế\r\n- xét nghiệm\r\n",
            "Giao Sở Y tế\n- xét nghiệm",
        ),
        ("a\u{202E}b\u{2066}c\u{0}d\te", "abcd\te"),
        ("С\u{1ED3}", "С\u{1ED3}"), // a Cyrillic letter is data here
        ("Na\u{323}\u{302}m", "Nậm"),
    ] {
        assert_eq!(clean_document(text).as_deref(), Ok(clean), "{text:?}");
    }
    assert_eq!(clean_document(" \r\n\u{202E}"), Err(FieldFault::Required));
    let long = "x".repeat(MAX_TEXT_BYTES + 1);
    assert_eq!(
        clean_document(&long),
        Err(FieldFault::TooLong {
            max: MAX_TEXT_BYTES
        })
    );
}

fn command() -> impl Strategy<Value = DirectiveCommand> {
    let drafts = || prop::collection::vec((0u128..6).prop_map(draft), 0..4);
    prop_oneof![
        1 => drafts().prop_map(register),
        6 => drafts().prop_map(|drafts| C::Revise { header: header(), drafts }),
        1 => drafts().prop_map(|drafts| C::Issue { header: header(), drafts }),
        1 => "[ax ]{0,3}".prop_map(|reason| C::Discard { reason }),
    ]
}

proptest! {
    #[test]
    fn any_history_replays(commands in prop::collection::vec(command(), 0..20)) {
        let (mut events, mut directive) = registered();
        for command in commands {
            let before = directive.clone();
            if let Ok(more) = decide(&directive, command) {
                prop_assert_eq!(before.state, DirectiveState::Draft);
                directive = after(directive, &more);
                events.extend(more);
            }
            prop_assert_eq!(&directive.text, &before.text);
            let version = i64::try_from(events.len()).expect("a short history");
            prop_assert_eq!(directive.version, version);
            prop_assert_eq!(Directive::replay(directive.id, &events), Some(directive.clone()));
            prop_assert!(directive.state == DirectiveState::Draft || directive.drafts.is_empty());
            let json = serde_json::to_string(&events).expect("events are JSON");
            prop_assert_eq!(
                &serde_json::from_str::<Vec<DirectiveEvent>>(&json).expect("and back"), &events
            );
        }
    }

    #[test]
    fn any_command_is_json_and_back(command in command()) {
        let json = serde_json::to_string(&command).expect("a command is JSON");
        prop_assert_eq!(serde_json::from_str::<DirectiveCommand>(&json).expect("and back"), command);
    }

    #[test]
    fn cleaning_a_document_twice_is_cleaning_it_once(text in any::<String>()) {
        if let Ok(clean) = clean_document(&text) {
            prop_assert_eq!(clean_document(&clean), Ok(clean));
        }
    }
}
