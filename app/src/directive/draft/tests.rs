//! The draft screen as HTML: what an untouched page posts, what it weighs, where its links lead.

use super::*;
use crate::i18n::messages as words;
use chrono::{DateTime, NaiveDate};
use domain::clears::ClearSet;
use domain::command::Command;
use domain::directive::{Directive, DirectiveCommand, DirectiveState, Draft, Header};
use domain::document::{DocumentKind, Urgency};
use domain::id::{DraftId, EnvelopeId};
use domain::refusal::{FieldError, FieldFault, IncompleteDraft};
use domain::task::{Asked, Milestone};
use domain::view::{KeptForm, Language};
use std::collections::HashSet;

/// Agencies of a province, and drafts of a long directive.
const AGENCIES: u128 = 90;
const DRAFTS: u128 = 40;
/// What the whole screen may weigh, uncompressed. With every list on every card it would be a megabyte.
const MAX_BYTES: usize = 310_000;

fn agency(n: u128) -> AgencyId {
    AgencyId(Uuid::from_u128(n))
}

fn name(n: u128) -> AgencyName {
    AgencyName {
        id: agency(n),
        code: format!("a{n}"),
        name_vi: format!("Ủy ban nhân dân huyện số {n}"),
        name_en: format!("People's Committee of district {n}"),
        short_vi: format!("UBND \"huyện\" {n}"),
        short_en: format!("District <{n}>"),
    }
}

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2022, month, day).expect("a day")
}

fn draft(n: u128, span: Span) -> Draft {
    let leads = match n {
        2 => (1..=21).map(agency).collect(),
        5 => Vec::new(),
        _ => vec![agency(n)],
    };
    let product = if n == 4 { "Danh sách" } else { "" };
    Draft {
        id: DraftId(Uuid::from_u128(1000 + n)),
        title: format!("Bổ sung nhân lực, sinh phẩm <xét nghiệm> đợt {n}"),
        deliverable: n
            .is_multiple_of(2)
            .then(|| "Kế hoạch\nvà báo cáo".to_owned()),
        effect_expected: None,
        responsible: Some("Giám đốc Sở \"Y tế\"".to_owned()),
        leads,
        lead_text: "các địa phương & đơn vị".to_owned(),
        coordinating: (50..53)
            .map(|n| Asked {
                agency: agency(n),
                product: product.to_owned(),
                due: (n == 51).then(|| day(9, 20)),
            })
            .collect(),
        due: n.is_multiple_of(3).then(|| day(9, 30)),
        milestones: vec![Milestone {
            due: day(9, 25),
            what: "sơ kết".to_owned(),
        }],
        area: (n == 7).then(|| "16756".to_owned()),
        span: Some(span),
        confidence: Some(80),
    }
}

fn page(kept: Option<KeptForm>) -> DraftPage {
    let sentence = "Sở Y tế chủ trì, phối hợp bổ sung nhân lực. ";
    let drafts: Vec<Draft> = (1..=DRAFTS)
        .map(|n| {
            let start = usize::try_from(n - 1).expect("small") * sentence.len();
            let end = start + sentence.trim_end().len();
            draft(n, Span { start, end })
        })
        .collect();
    let missing = drafts
        .iter()
        .map(|draft| (draft.id, vec![Clear::Effectiveness]))
        .collect();
    DraftPage {
        directive: Directive {
            id: DirectiveId(Uuid::from_u128(1)),
            version: 3,
            state: DirectiveState::Draft,
            province: "40".to_owned(),
            owner: agency(1),
            header: Header {
                number: "1041".to_owned(),
                symbol: "UBND-NC".to_owned(),
                kind: DocumentKind::OfficialDispatch,
                issued_on: day(9, 14),
                issuer: agency(1),
                subject: "V/v “làm sạch” ma túy".to_owned(),
                urgency: Urgency::Urgent,
                recipients: vec!["Công an tỉnh".to_owned(), "Sở Y tế".to_owned()],
            },
            text: sentence.repeat(usize::try_from(DRAFTS).expect("small")),
            drafts,
            clauses: Vec::new(),
        },
        missing,
        clears: ClearSet::five(),
        choices: (1..=AGENCIES).map(name).collect(),
        areas: (0..27)
            .map(|n| (format!("167{}", 30 + n), format!("Xã {n}"), String::new()))
            .collect(),
        twin: None,
        today: day(9, 15),
        kept,
        envelope: EnvelopeId(Uuid::from_u128(77)),
    }
}

fn html(page: DraftPage, language: Language, open: Option<usize>) -> String {
    let owner = Owner::new();
    owner.with(|| {
        let (meta, _output) = leptos_meta::ServerMetaContext::new();
        provide_context(meta);
        leptos_meta::provide_meta_context();
        provide_context(language);
        let open = RwSignal::new(open);
        draft_view(words(language), messages(language), page, open).to_html()
    })
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&amp;", "&")
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    Some(unescaped(rest.split('"').next()?))
}

/// What a browser posts of the first form: values of inputs, ticked boxes, chosen options, texts.
fn posted(html: &str) -> Vec<(String, String)> {
    let form = html.split("</form>").next().expect("a form");
    let mut fields = Vec::new();
    let mut select = None;
    for part in form.split('<').skip(1) {
        // Markers for the browser's code, such as `<!--<() />-->`, are no tags.
        let Some((tag, text)) = part.split_once('>') else {
            continue;
        };
        let value = || attribute(tag, "value").unwrap_or_default();
        let name = attribute(tag, "name");
        match (tag.split([' ', '/']).next(), name) {
            (Some("input"), Some(name)) => {
                let is_box = tag.contains("type=\"checkbox\"");
                if !is_box || tag.contains(" checked") {
                    fields.push((name, value()));
                }
            }
            (Some("textarea"), Some(name)) => fields.push((name, unescaped(text))),
            (Some("select"), name) => select = name,
            (Some("option"), _) if tag.contains(" selected") => {
                fields.push((select.clone().expect("within a select"), value()));
            }
            _ => {}
        }
    }
    fields.retain(|(name, _)| name != "back" && !name.starts_with("fill."));
    fields
}

#[test]
fn an_untouched_page_posts_what_is_stored_whichever_card_is_open() {
    for open in [None, Some(1), Some(2), Some(4), Some(7)] {
        let page = page(None);
        let directive = page.directive.clone();
        let fields = posted(&html(page, Language::Vi, open));
        let envelope = domain::form::envelope(&fields, DateTime::UNIX_EPOCH)
            .unwrap_or_else(|refusal| panic!("{open:?}: {refusal:?}"));
        assert_eq!(envelope.base_version, Some(3));
        let Command::Directive {
            command: DirectiveCommand::Revise { header, drafts },
            ..
        } = envelope.command
        else {
            panic!("another command");
        };
        assert_eq!(header, directive.header);
        assert_eq!(drafts, directive.drafts, "{open:?}");
    }
}

#[test]
fn the_long_lists_do_not_make_the_page_heavy() {
    let html = html(page(None), Language::Vi, Some(3));
    assert!(html.len() < MAX_BYTES, "{} bytes", html.len());
}

#[test]
fn ids_are_unique_and_links_lead_somewhere() {
    for language in [Language::Vi, Language::En] {
        let html = html(page(None), language, Some(2));
        let mut ids = HashSet::new();
        for id in html.split(" id=\"").skip(1) {
            let id = id.split('"').next().expect("a value");
            assert!(ids.insert(id), "{id} is there twice");
        }
        for link in html.split(" href=\"#").skip(1) {
            let link = link.split('"').next().expect("a value");
            // Icons stand in the sprite.
            assert!(
                link.starts_with("i-") || ids.contains(link),
                "nothing is at #{link}"
            );
        }
        assert!(!html.contains("District <1>"), "names are escaped");
    }
}

#[test]
fn a_refused_form_comes_back_with_what_was_typed_and_what_is_wrong() {
    let mut values = fields(&page(None).directive);
    for (name, value) in &mut values {
        if name == "draft.3.title" {
            "Tên khác</textarea><b>".clone_into(value);
        }
    }
    let kept = KeptForm {
        act: "revise".to_owned(),
        values,
        problem: Problem::Refused {
            refusal: Refusal::Invalid {
                fields: vec![FieldError {
                    field: "draft.3.due".to_owned(),
                    fault: FieldFault::Malformed,
                }],
            },
        },
    };
    let html = html(page(Some(kept)), Language::Vi, None);
    assert!(
        html.contains("Tên khác&lt;/textarea&gt;&lt;b&gt;</textarea>"),
        "typed text is kept, and stays text"
    );
    assert!(
        html.contains("href=\"#f-draft.3.due\""),
        "the summary leads there"
    );
    assert!(
        html.contains("id=\"f-draft.3.due-error\""),
        "the field says it"
    );
}

#[test]
fn a_refused_issue_names_the_drafts() {
    let kept = KeptForm {
        act: "issue".to_owned(),
        values: fields(&page(None).directive),
        problem: Problem::Refused {
            refusal: Refusal::DraftsIncomplete {
                drafts: vec![IncompleteDraft {
                    position: 5,
                    clears: vec![Clear::People, Clear::Work],
                }],
            },
        },
    };
    let html = html(page(Some(kept)), Language::Vi, None);
    let summary = html.split("</ul>").next().expect("a list");
    assert!(summary.contains("href=\"#d-5\""), "{summary}");
    let card = html.split("id=\"d-5\"").nth(1).expect("the card");
    let clears = card.split("</ul>").next().expect("its clears");
    assert_eq!(clears.matches("data-filled=\"false\"").count(), 2);
}
