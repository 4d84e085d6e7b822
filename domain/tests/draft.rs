//! Editing drafts: merge, split, drop, add.

use chrono::NaiveDate;
use domain::directive::{Draft, MAX_DRAFTS};
use domain::draft::{self, DraftEdit, Filling, add, drop, fill, merge, split};
use domain::id::{AgencyId, DraftId};
use domain::reader::Span;
use domain::task::{Asked, MAX_LINE, Milestone};
use proptest::prelude::*;
use std::collections::BTreeSet;
use uuid::Uuid;

fn id(n: u128) -> DraftId {
    DraftId(Uuid::from_u128(n))
}

fn agency(n: u128) -> AgencyId {
    AgencyId(Uuid::from_u128(n))
}

fn day(d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2022, 9, d).expect("a day of September")
}

fn asked(n: u128, product: &str, due: Option<u32>) -> Asked {
    Asked {
        agency: agency(n),
        product: product.to_owned(),
        due: due.map(day),
    }
}

fn empty(n: u128) -> Draft {
    let mut drafts = Vec::new();
    assert!(add(&mut drafts, id(n)));
    drafts.remove(0)
}

fn spanning(n: u128, start: usize, end: usize) -> Draft {
    Draft {
        span: Some(Span { start, end }),
        ..empty(n)
    }
}

#[test]
fn merging_keeps_the_first_and_adds_the_second() {
    let first = Draft {
        title: "Xét nghiệm".to_owned(),
        deliverable: Some("Báo cáo".to_owned()),
        leads: vec![agency(1)],
        lead_text: "Sở Y tế".to_owned(),
        coordinating: vec![asked(3, "Danh sách", Some(20)), asked(4, "", None)],
        due: Some(day(30)),
        milestones: vec![Milestone {
            due: day(15),
            what: "Đợt 2".to_owned(),
        }],
        confidence: Some(90),
        ..spanning(10, 5, 20)
    };
    let second = Draft {
        title: "Cai nghiện".to_owned(),
        deliverable: Some("Kế hoạch".to_owned()),
        effect_expected: Some("120 người".to_owned()),
        responsible: Some("Giám đốc".to_owned()),
        leads: vec![agency(2)],
        coordinating: vec![
            asked(3, "Số liệu", Some(10)),
            asked(1, "x", None),
            asked(5, "y", None),
        ],
        due: Some(day(25)),
        milestones: vec![Milestone {
            due: day(8),
            what: "Đợt 1".to_owned(),
        }],
        area: Some("17233".to_owned()),
        confidence: Some(60),
        ..spanning(11, 22, 40)
    };
    let mut drafts = vec![first, second, empty(12)];
    assert!(merge(&mut drafts, id(11)));
    let expected = Draft {
        title: "Xét nghiệm".to_owned(),
        deliverable: Some("Báo cáo\nKế hoạch".to_owned()),
        effect_expected: Some("120 người".to_owned()),
        responsible: Some("Giám đốc".to_owned()),
        leads: vec![agency(1)],
        lead_text: "Sở Y tế".to_owned(),
        coordinating: vec![
            asked(3, "Danh sách\nSố liệu", Some(10)),
            asked(4, "", None),
            asked(5, "y", None),
        ],
        due: Some(day(25)),
        milestones: vec![
            Milestone {
                due: day(8),
                what: "Đợt 1".to_owned(),
            },
            Milestone {
                due: day(15),
                what: "Đợt 2".to_owned(),
            },
        ],
        area: Some("17233".to_owned()),
        confidence: Some(60),
        ..spanning(10, 5, 40)
    };
    assert_eq!(drafts, [expected, empty(12)]);
}

#[test]
fn merging_into_an_empty_draft_takes_over_what_it_lacks() {
    let second = Draft {
        title: "Cai nghiện".to_owned(),
        leads: vec![agency(2)],
        lead_text: "Công an".to_owned(),
        ..spanning(11, 2, 4)
    };
    let mut drafts = vec![empty(10), second.clone()];
    assert!(merge(&mut drafts, id(11)));
    assert_eq!(
        drafts,
        [Draft {
            id: id(10),
            ..second
        }]
    );
}

#[test]
fn what_cannot_be_done_changes_nothing() {
    let text = "Một câu. Hai câu.";
    let before = vec![
        empty(10),
        spanning(11, 0, text.len()),
        spanning(12, 0, 9000),
    ];
    let mut drafts = before.clone();
    assert!(!merge(&mut drafts, id(10)), "the first has none before it");
    assert!(!merge(&mut drafts, id(99)));
    assert!(!drop(&mut drafts, id(99)));
    assert!(!add(&mut drafts, id(10)), "the id is taken");
    assert!(!split(&mut drafts, id(10), text, id(20)), "no span");
    assert!(!split(&mut drafts, id(99), text, id(20)));
    assert!(!split(&mut drafts, id(11), text, id(12)), "the id is taken");
    assert!(
        !split(&mut drafts, id(12), text, id(20)),
        "not a span of this text"
    );
    assert_eq!(drafts, before);
    let mut full: Vec<Draft> = (0u128..)
        .take(MAX_DRAFTS)
        .map(|n| spanning(n, 0, text.len()))
        .collect();
    assert!(!add(&mut full, id(9000)));
    assert!(!split(&mut full, id(1), text, id(9000)));
    assert_eq!(full.len(), MAX_DRAFTS);
}

#[test]
fn drafts_are_cut_between_sentences() {
    for (text, parts, title) in [
        // Nearest the middle.
        (
            "A a. B b. C c. D d.",
            Some(("A a. B b.", "C c. D d.")),
            "C c",
        ),
        (
            "Giao Sở Y tế. Giao Công an tỉnh.",
            Some(("Giao Sở Y tế.", "Giao Công an tỉnh.")),
            "Giao Công an tỉnh",
        ),
        // Abbreviations, initials, numbers and dates end no sentence.
        ("Giao TP. Vinh trước ngày 30.9.2022 và Mr. Hoa.", None, ""),
        ("Dispatch No. 1041 of 5.000 words.", None, ""),
        ("1. Giao Sở Y tế", None, ""),
        // A small letter goes on.
        ("Sở Y tế ... và các sở.", None, ""),
        // List items are sentences of their own.
        (
            "Giao:\n- Sở Y tế xét nghiệm\n- Công an lập danh sách",
            Some(("Giao:\n- Sở Y tế xét nghiệm", "- Công an lập danh sách")),
            "Công an lập danh sách",
        ),
        (
            "a) xét nghiệm\nvà báo cáo\nb) cai nghiện",
            Some(("a) xét nghiệm\nvà báo cáo", "b) cai nghiện")),
            "b) cai nghiện",
        ),
        // One sentence is cut at its semicolon.
        (
            "Sở Y tế xét nghiệm; lập danh sách; báo cáo.",
            Some(("Sở Y tế xét nghiệm;", "lập danh sách; báo cáo.")),
            "lập danh sách; báo cáo",
        ),
        // Quotes belong to the sentence they close.
        (
            "“Xã sạch về ma túy.” Công an chủ trì.",
            Some(("“Xã sạch về ma túy.”", "Công an chủ trì.")),
            "Công an chủ trì",
        ),
        ("Xét nghiệm", None, ""),
        ("", None, ""),
    ] {
        let whole = format!("Mở đầu. {text} Kết thúc.");
        let start = "Mở đầu. ".len();
        let mut drafts = vec![spanning(10, start, start + text.len())];
        let was_split = split(&mut drafts, id(10), &whole, id(11));
        assert_eq!(was_split, parts.is_some(), "{text:?}");
        let Some((first, second)) = parts else {
            continue;
        };
        let words = |draft: &Draft| {
            let span = draft.span.expect("a span");
            whole[span.start..span.end].to_owned()
        };
        assert_eq!(
            (words(&drafts[0]).as_str(), words(&drafts[1]).as_str()),
            (first, second)
        );
        assert_eq!(drafts[1].title, title, "{text:?}");
    }
}

#[test]
fn the_second_part_shares_who_does_it_and_by_when() {
    let text = "Giao Sở Y tế. Giao Công an tỉnh.";
    let whole = Draft {
        title: "Xét nghiệm".to_owned(),
        deliverable: Some("Báo cáo".to_owned()),
        leads: vec![agency(1)],
        coordinating: vec![asked(3, "Danh sách", None)],
        due: Some(day(30)),
        milestones: vec![Milestone {
            due: day(8),
            what: "Đợt 1".to_owned(),
        }],
        confidence: Some(90),
        ..spanning(10, 0, text.len())
    };
    let mut drafts = vec![whole.clone(), empty(12)];
    assert!(split(&mut drafts, id(10), text, id(11)));
    let ids: Vec<DraftId> = drafts.iter().map(|draft| draft.id).collect();
    assert_eq!(ids, [id(10), id(11), id(12)]);
    assert_eq!(
        drafts[0],
        Draft {
            span: drafts[0].span,
            ..whole.clone()
        }
    );
    let second = Draft {
        id: id(11),
        title: "Giao Công an tỉnh".to_owned(),
        deliverable: None,
        milestones: Vec::new(),
        confidence: None,
        span: drafts[1].span,
        ..whole
    };
    assert_eq!(drafts[1], second);
}

#[derive(Clone, Debug)]
enum Edit {
    Merge(u128),
    Split(u128, u128),
    Drop(u128),
    Add(u128),
}

fn edit() -> impl Strategy<Value = Edit> {
    let n = 0u128..12;
    prop_oneof![
        n.clone().prop_map(Edit::Merge),
        (n.clone(), n.clone()).prop_map(|(draft, new)| Edit::Split(draft, new)),
        n.clone().prop_map(Edit::Drop),
        n.prop_map(Edit::Add),
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "([A-ZĐ][a-zơư]{0,6}[.;!?…]{0,2}[ \\n]{1,2}[-+1a)“”.]{0,2}){0,20}"
    ]
}

proptest! {
    #[test]
    fn any_edits_of_any_text_keep_ids_unique(
        text in text(),
        spans in prop::collection::vec((0usize..200, 0usize..200), 0..4),
        edits in prop::collection::vec(edit(), 0..20),
    ) {
        // Spans come from forms too, so they may be anything.
        let mut drafts: Vec<Draft> = (0u128..)
            .zip(spans)
            .map(|(n, (start, end))| spanning(n, start, end))
            .collect();
        for edit in edits {
            let before = drafts.clone();
            let (changed, more) = match edit {
                Edit::Merge(n) => (merge(&mut drafts, id(n)), -1),
                Edit::Split(n, new) => (split(&mut drafts, id(n), &text, id(new)), 1),
                Edit::Drop(n) => (drop(&mut drafts, id(n)), -1),
                Edit::Add(n) => (add(&mut drafts, id(n)), 1),
            };
            let ids: BTreeSet<DraftId> = drafts.iter().map(|draft| draft.id).collect();
            prop_assert_eq!(ids.len(), drafts.len());
            if changed {
                prop_assert_eq!(drafts.len().checked_add_signed(-more), Some(before.len()));
            } else {
                prop_assert_eq!(drafts, before.clone());
                drafts = before;
            }
        }
    }

    #[test]
    fn merging_what_was_split_gives_the_span_back(text in text()) {
        let mut drafts = vec![spanning(1, 0, text.len())];
        if split(&mut drafts, id(1), &text, id(2)) {
            let parts: Vec<&str> = drafts
                .iter()
                .filter_map(|draft| text.get(draft.span?.start..draft.span?.end))
                .collect();
            prop_assert_eq!(parts.len(), 2, "spans are spans of the text");
            prop_assert!(parts.iter().all(|part| !part.trim().is_empty()));
            let letters = |s: &str| -> String { s.split_whitespace().collect() };
            prop_assert_eq!(letters(&parts.concat()), letters(&text), "nothing is lost");
            prop_assert!(drafts[1].title.chars().count() <= MAX_LINE);
            prop_assert!(!drafts[1].title.contains(['\n', '\r', '\t']));
            prop_assert!(merge(&mut drafts, id(2)));
            prop_assert_eq!(drafts[0].span, Some(Span { start: 0, end: text.len() }));
            prop_assert_eq!(drafts.len(), 1);
        }
    }
}

#[test]
fn filling_gives_each_draft_what_it_lacks() {
    let full = Draft {
        deliverable: Some("Báo cáo".to_owned()),
        due: Some(day(20)),
        ..empty(1)
    };
    let with = Filling {
        deliverable: Some("Danh sách".to_owned()),
        due: Some(day(30)),
        ..Filling::default()
    };
    let mut drafts = vec![full.clone(), empty(2)];
    assert!(fill(&mut drafts, &with));
    assert_eq!(drafts[0], full);
    assert_eq!(drafts[1].deliverable.as_deref(), Some("Danh sách"));
    assert_eq!(
        (drafts[1].due, &drafts[1].responsible),
        (Some(day(30)), &None)
    );
    assert!(!fill(&mut drafts, &with), "nothing is lacking any more");
}

#[test]
fn an_edit_is_the_function_of_its_name() {
    let mut drafts = vec![empty(1), empty(2)];
    let mut done = |change: DraftEdit| draft::edit(&mut drafts, &change, "", id(9));
    assert!(done(DraftEdit::Add));
    assert!(!done(DraftEdit::Add), "its id is taken");
    assert!(done(DraftEdit::Merge(id(2))));
    assert!(done(DraftEdit::Drop(id(1))));
    assert!(!done(DraftEdit::Split(id(9))), "it has no sentences");
    assert!(!done(DraftEdit::Fill(Filling::default())));
    let left: Vec<DraftId> = drafts.iter().map(|draft| draft.id).collect();
    assert_eq!(left, vec![id(9)]);
}
