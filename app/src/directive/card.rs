//! The fields of the draft screen: from the stored drafts, or from a form that was refused.
//!
//! Both become the same list of names and values first, so that the screen has one way to fill itself.
//!
//! **Invariant:** the fields of an untouched screen are, to `domain::form`, the stored header and drafts.
//! To add a field of a draft: a line in [`fields`], its place in [`Card`].

use crate::i18n::format::iso_day;
use domain::agency::AgencyName;
use domain::directive::{Directive, Draft};
use domain::id::AgencyId;
use domain::reader::Span;
use std::collections::BTreeMap;

/// Names and values of a form, in its order.
pub type Fields = Vec<(String, String)>;

/// One draft as its fields stand in the form.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Card {
    /// The number in the names of its fields, from 1.
    pub number: usize,
    pub id: String,
    pub title: String,
    pub deliverable: String,
    pub effect_expected: String,
    pub responsible: String,
    pub lead_text: String,
    pub due: String,
    pub milestones: String,
    pub area: String,
    pub span: String,
    pub confidence: String,
    pub leads: Vec<AgencyId>,
    pub coordinating: Vec<AgencyId>,
    /// What coordinating agencies owe, and until when.
    pub products: BTreeMap<AgencyId, String>,
    pub product_dues: BTreeMap<AgencyId, String>,
}

impl Card {
    /// Where it stands in the text; none for a draft added by hand.
    pub fn span(&self) -> Option<Span> {
        let (start, end) = self.span.split_once('-')?;
        Some(Span {
            start: start.parse().ok()?,
            end: end.parse().ok()?,
        })
    }

    fn take(&mut self, field: &str, value: &str) {
        let place = match field {
            "id" => &mut self.id,
            "title" => &mut self.title,
            "deliverable" => &mut self.deliverable,
            "effect_expected" => &mut self.effect_expected,
            "responsible" => &mut self.responsible,
            "lead_text" => &mut self.lead_text,
            "due" => &mut self.due,
            "milestones" => &mut self.milestones,
            "area" => &mut self.area,
            "span" => &mut self.span,
            "confidence" => &mut self.confidence,
            _ => return self.take_agency(field, value),
        };
        value.clone_into(place);
    }

    fn take_agency(&mut self, field: &str, value: &str) {
        let list = match field {
            "leads" => &mut self.leads,
            "coordinating" => &mut self.coordinating,
            _ => {
                let (map, id) = match field.split_once('.') {
                    Some(("product", id)) => (&mut self.products, id),
                    Some(("product_due", id)) => (&mut self.product_dues, id),
                    _ => return,
                };
                if let Ok(agency) = id.parse() {
                    map.insert(agency, value.to_owned());
                }
                return;
            }
        };
        if let Ok(agency) = value.parse()
            && !list.contains(&agency)
        {
            list.push(agency);
        }
    }
}

/// The drafts among the fields of a form, by their numbers.
pub fn cards(fields: &[(String, String)]) -> Vec<Card> {
    let mut cards: BTreeMap<usize, Card> = BTreeMap::new();
    for (name, value) in fields {
        let draft = name
            .strip_prefix("draft.")
            .and_then(|rest| rest.split_once('.'));
        if let Some((number, field)) = draft
            && let Ok(number) = number.parse()
        {
            let card = cards.entry(number).or_insert_with(|| Card {
                number,
                ..Card::default()
            });
            card.take(field, value);
        }
    }
    cards.into_values().collect()
}

/// The first value of a field; empty where there is none.
pub fn value<'f>(fields: &'f [(String, String)], name: &str) -> &'f str {
    fields
        .iter()
        .find(|(field, _)| field == name)
        .map_or("", |(_, value)| value)
}

/// Header and drafts of a directive as the fields of its form.
pub fn fields(directive: &Directive) -> Fields {
    let header = &directive.header;
    let mut fields: Fields = [
        ("number", header.number.clone()),
        ("symbol", header.symbol.clone()),
        ("kind", header.kind.to_string()),
        ("issued_on", iso_day(header.issued_on)),
        ("issuer", header.issuer.to_string()),
        ("abstract", header.subject.clone()),
        ("urgency", header.urgency.to_string()),
        ("recipients", header.recipients.join("\n")),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    for (number, draft) in (1..).zip(&directive.drafts) {
        fields.extend(draft_fields(number, draft));
    }
    fields
}

fn draft_fields(number: usize, draft: &Draft) -> Fields {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let milestones: Vec<_> = draft
        .milestones
        .iter()
        .map(|milestone| format!("{}: {}", iso_day(milestone.due), milestone.what))
        .collect();
    let mut fields: Vec<(String, String)> = [
        ("id", draft.id.to_string()),
        ("title", draft.title.clone()),
        ("deliverable", text(&draft.deliverable)),
        ("effect_expected", text(&draft.effect_expected)),
        ("responsible", text(&draft.responsible)),
        ("lead_text", draft.lead_text.clone()),
        ("due", draft.due.map(iso_day).unwrap_or_default()),
        ("milestones", milestones.join("\n")),
        ("area", text(&draft.area)),
        (
            "span",
            draft
                .span
                .map(|span| format!("{}-{}", span.start, span.end))
                .unwrap_or_default(),
        ),
        (
            "confidence",
            draft
                .confidence
                .map(|confidence| confidence.to_string())
                .unwrap_or_default(),
        ),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    let leads = draft
        .leads
        .iter()
        .map(|lead| ("leads".to_owned(), lead.to_string()));
    fields.extend(leads);
    for asked in &draft.coordinating {
        fields.push(("coordinating".to_owned(), asked.agency.to_string()));
        fields.push((format!("product.{}", asked.agency), asked.product.clone()));
        if let Some(due) = asked.due {
            fields.push((format!("product_due.{}", asked.agency), iso_day(due)));
        }
    }
    fields
        .into_iter()
        .map(|(name, value)| (format!("draft.{number}.{name}"), value))
        .collect()
}

/// The agencies of a list with their ids, in the order of the ids given; unknown ones are left out.
pub fn named<'a>(agencies: &'a [AgencyName], ids: &[AgencyId]) -> Vec<&'a AgencyName> {
    ids.iter()
        .filter_map(|id| agencies.iter().find(|agency| agency.id == *id))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, NaiveDate};
    use domain::command::Command;
    use domain::directive::{DirectiveCommand, DirectiveState, Header};
    use domain::document::{DocumentKind, Urgency};
    use domain::id::{DirectiveId, DraftId};
    use domain::task::{Asked, Milestone};
    use uuid::Uuid;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2022, month, day).expect("a day")
    }

    fn directive() -> Directive {
        let agency = |n: u128| AgencyId(Uuid::from_u128(n));
        Directive {
            id: DirectiveId(Uuid::from_u128(1)),
            version: 1,
            state: DirectiveState::Draft,
            province: "40".to_owned(),
            owner: agency(2),
            header: Header {
                number: "1041".to_owned(),
                symbol: "UBND-NC".to_owned(),
                kind: DocumentKind::OfficialDispatch,
                issued_on: day(9, 14),
                issuer: agency(2),
                subject: "Làm sạch ma túy".to_owned(),
                urgency: Urgency::Urgent,
                recipients: vec!["Công an tỉnh".to_owned(), "Sở Y tế".to_owned()],
            },
            text: "Sở Y tế chủ trì.".to_owned(),
            drafts: vec![
                Draft {
                    id: DraftId(Uuid::from_u128(3)),
                    title: "Bổ sung nhân lực".to_owned(),
                    deliverable: Some("Kế hoạch\nbáo cáo".to_owned()),
                    effect_expected: None,
                    responsible: Some("Giám đốc Sở".to_owned()),
                    leads: vec![agency(5), agency(4)],
                    lead_text: "UBND các huyện".to_owned(),
                    coordinating: vec![
                        Asked {
                            agency: agency(7),
                            product: "Danh sách".to_owned(),
                            due: Some(day(9, 20)),
                        },
                        Asked {
                            agency: agency(6),
                            product: String::new(),
                            due: None,
                        },
                    ],
                    due: Some(day(9, 30)),
                    milestones: vec![Milestone {
                        due: day(9, 25),
                        what: "Sơ kết: lần 1".to_owned(),
                    }],
                    area: Some("16756".to_owned()),
                    span: Some(Span { start: 0, end: 4 }),
                    confidence: Some(80),
                },
                Draft {
                    id: DraftId(Uuid::from_u128(8)),
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
                },
            ],
            clauses: Vec::new(),
        }
    }

    #[test]
    fn an_untouched_screen_says_what_is_stored() {
        let directive = directive();
        let mut posted = fields(&directive);
        let act = [
            ("envelope", Uuid::from_u128(9).to_string()),
            ("subject", "directive".to_owned()),
            ("id", directive.id.to_string()),
            ("base_version", "1".to_owned()),
            ("act", "revise".to_owned()),
        ];
        posted.extend(act.map(|(name, value)| (name.to_owned(), value)));
        let envelope = domain::form::envelope(&posted, DateTime::UNIX_EPOCH).expect("accepted");
        let Command::Directive {
            command: DirectiveCommand::Revise { header, drafts },
            ..
        } = envelope.command
        else {
            panic!("another command");
        };
        assert_eq!(header, directive.header);
        assert_eq!(drafts, directive.drafts);
    }

    #[test]
    fn cards_hold_every_field_of_their_draft() {
        let cards = cards(&fields(&directive()));
        assert_eq!(cards.len(), 2);
        let card = &cards[0];
        assert_eq!(card.number, 1);
        assert_eq!(card.leads.len(), 2);
        assert_eq!(card.span(), Some(Span { start: 0, end: 4 }));
        assert_eq!(card.milestones, "2022-09-25: Sơ kết: lần 1");
        assert_eq!(card.products[&AgencyId(Uuid::from_u128(7))], "Danh sách");
        assert_eq!(
            card.product_dues[&AgencyId(Uuid::from_u128(7))],
            "2022-09-20"
        );
        assert_eq!(cards[1].span(), None);
    }

    #[test]
    fn numbers_of_a_refused_form_stay() {
        let typed = [("draft.3.title", "a"), ("draft.1.title", "b"), ("x", "c")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let numbers: Vec<_> = cards(&typed).iter().map(|card| card.number).collect();
        assert_eq!(numbers, [1, 3]);
    }
}
