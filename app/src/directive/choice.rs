//! Choosing among all agencies of a province, as HTML in one piece.
//!
//! A list of ninety agencies is one string for the browser, not two hundred nodes to take over; it stands
//! only on the card that is being changed.
//!
//! **Invariant:** every text in it goes through [`escape`]. To add a control of this kind: a function that
//! returns its inside.

use super::card::Card;
use crate::i18n::Messages;
use crate::ui::field::escape;
use domain::agency::AgencyName;
use domain::id::AgencyId;
use leptos::prelude::*;
use std::fmt::Write as _;

/// The entries of a `<select>`: values and names, one of them chosen.
fn options<'a>(
    none: &str,
    choices: impl Iterator<Item = (String, &'a str)>,
    chosen: Option<&str>,
) -> String {
    let mut html = format!("<option value=\"\">{}</option>", escape(none));
    for (value, name) in choices {
        let mark = if chosen == Some(value.as_str()) {
            " selected"
        } else {
            ""
        };
        push(
            &mut html,
            format_args!(
                "<option value=\"{}\"{mark}>{}</option>",
                escape(&value),
                escape(name)
            ),
        );
    }
    html
}

fn push(html: &mut String, part: std::fmt::Arguments<'_>) {
    // Writing into memory cannot fail.
    let written = html.write_fmt(part);
    debug_assert!(written.is_ok());
}

/// Checkboxes of one name, some of them ticked.
fn boxes(m: &Messages, name: &str, agencies: &[&AgencyName], ticked: &[AgencyId]) -> String {
    let mut html = String::new();
    for agency in agencies {
        let mark = if ticked.contains(&agency.id) {
            " checked"
        } else {
            ""
        };
        push(
            &mut html,
            format_args!(
                "<label class=\"choice\"><input type=\"checkbox\" name=\"{}\" value=\"{}\"{mark}>\
                 <span>{}</span></label>",
                escape(name),
                agency.id,
                escape(m.short_agency(agency))
            ),
        );
    }
    html
}

/// One agency out of all.
pub fn agency_select(
    m: &'static Messages,
    (id, name): (String, String),
    agencies: &[AgencyName],
    chosen: Option<AgencyId>,
    invalid: Option<&'static str>,
) -> impl IntoView + use<> {
    let chosen = chosen.map(|id| id.to_string());
    let choices = agencies
        .iter()
        .map(|agency| (agency.id.to_string(), m.short_agency(agency)));
    let inside = options(m.choose_agency, choices, chosen.as_deref());
    view! {
        <select class="input" id=id name=name aria-invalid=invalid inner_html=inside></select>
    }
}

/// One unit out of all, or none.
pub fn area_select(
    m: &'static Messages,
    (id, name): (String, String),
    none: &'static str,
    areas: &[(String, String, String)],
    chosen: &str,
) -> impl IntoView + use<> {
    let choices = areas
        .iter()
        .map(|(code, vi, en)| (code.clone(), m.pick(vi, en)));
    let inside = options(none, choices, Some(chosen));
    view! { <select class="input" id=id name=name inner_html=inside></select> }
}

/// Checkboxes in a box that scrolls.
pub fn agency_boxes(
    m: &'static Messages,
    name: &str,
    agencies: &[&AgencyName],
    ticked: &[AgencyId],
    label: &'static str,
) -> impl IntoView + use<> {
    let inside = boxes(m, name, agencies, ticked);
    view! {
        <div class="choices-scroll" role="group" aria-label=label tabindex="0" inner_html=inside></div>
    }
}

/// What a closed card sends for what it does not show.
pub fn hidden(card: &Card) -> impl IntoView + use<> {
    let number = card.number;
    let mut inside = String::new();
    for (field, value) in [
        ("id", &card.id),
        ("lead_text", &card.lead_text),
        ("span", &card.span),
        ("confidence", &card.confidence),
    ] {
        if !value.is_empty() {
            push(&mut inside, format_args!("{}", input(number, field, value)));
        }
    }
    for (agency, due) in &card.product_dues {
        let field = format!("product_due.{agency}");
        push(&mut inside, format_args!("{}", input(number, &field, due)));
    }
    view! { <div hidden inner_html=inside></div> }
}

/// A hidden input of a draft.
fn input(number: usize, field: &str, value: &str) -> String {
    format!(
        "<input type=\"hidden\" name=\"draft.{number}.{}\" value=\"{}\">",
        escape(field),
        escape(value)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::messages;
    use domain::view::Language;
    use uuid::Uuid;

    fn agency(n: u128, name: &str) -> AgencyName {
        AgencyName {
            id: AgencyId(Uuid::from_u128(n)),
            code: String::new(),
            name_vi: name.to_owned(),
            name_en: name.to_owned(),
            short_vi: name.to_owned(),
            short_en: name.to_owned(),
        }
    }

    #[test]
    fn a_name_cannot_become_markup() {
        let agencies = [agency(1, "Sở <script>\"A\" & 'B'")];
        let html = boxes(
            messages(Language::Vi),
            "draft.1.leads",
            &[&agencies[0]],
            &[agencies[0].id],
        );
        assert!(
            html.contains("Sở &lt;script&gt;&quot;A&quot; &amp; &#39;B&#39;</span>"),
            "{html}"
        );
        assert!(html.contains(" checked>"), "{html}");
    }

    #[test]
    fn one_entry_is_chosen_and_the_first_stands_for_none() {
        let html = options(
            "–",
            [("a".to_owned(), "A"), ("b".to_owned(), "B")].into_iter(),
            Some("b"),
        );
        assert_eq!(
            html,
            "<option value=\"\">–</option><option value=\"a\">A</option>\
             <option value=\"b\" selected>B</option>"
        );
    }
}
