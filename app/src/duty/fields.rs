//! The fields of a duty, for a new one and for a changed one.
//!
//! **Invariant:** field names are those that `domain::form` reads; what was typed and refused is still there.
//! To add a field: here, [`domain::duty::Template`], its label in `messages.rs`.

use super::messages::{DutyMessages, messages};
use crate::form::Form;
use crate::i18n::format;
use crate::ui::field::{Field, date_input, quantity_input, radios, select, text_area, text_input};
use chrono::NaiveDate;
use domain::agency::AgencyName;
use domain::duty::Template;
use domain::id::AgencyId;
use domain::period::{Cycle, Regime, Schedule};
use domain::task::Asked;
use domain::view::KeptForm;
use leptos::prelude::*;
use maud::html;

/// The fields, filled with `template` where there is one.
pub fn fields(
    form: &Form,
    template: Option<&Template>,
    choices: &[AgencyName],
    kept: Option<&KeptForm>,
    today: NaiveDate,
) -> AnyView {
    let m = form.m;
    let d = messages(m.language);
    let c = crate::cascade::messages::messages(m.language);
    let text = |of: fn(&Template) -> &str| template.map(of).unwrap_or_default().to_owned();
    let day = |of: fn(&Template) -> Option<NaiveDate>| {
        template
            .and_then(of)
            .map(format::iso_day)
            .unwrap_or_default()
    };
    let number = |of: fn(&Template) -> u16, first: u16| template.map_or(first, of).to_string();
    let agencies = choices
        .iter()
        .map(|agency| (agency.id.to_string(), m.agency(agency).to_owned()))
        .collect();
    let lead = template.map(|template| template.lead.to_string());
    view! {
        {text_input(
            form,
            Field::new("title", d.field_title)
                .hint(d.field_title_hint)
                .value(text(|template| &template.title)),
            "off",
        )}
        {text_area(
            form,
            Field::new("deliverable", c.field_deliverable)
                .value(text(|template| &template.deliverable)),
        )}
        {text_area(
            form,
            Field::new("effect_expected", c.field_effect)
                .value(text(|template| &template.effect_expected)),
        )}
        {text_input(
            form,
            Field::new("responsible", c.field_responsible)
                .value(text(|template| &template.responsible)),
            "off",
        )}
        {select(
            form,
            Field::new("lead", m.lead).value(lead.unwrap_or_default()),
            m.choose_agency,
            agencies,
        )}
        {schedule(d, form, template)}
        <div class="form-grid">
            {date_input(
                form,
                Field::new("first", d.field_first)
                    .hint(d.field_first_hint)
                    .value(
                        template
                            .map_or_else(
                                || format::iso_day(today),
                                |template| format::iso_day(template.first),
                            ),
                    ),
            )}
            {date_input(
                form,
                Field::new("last", d.field_last)
                    .hint(d.field_last_hint)
                    .optional()
                    .value(day(|template| template.last)),
            )}
        </div>
        <div class="form-grid">
            {quantity_input(
                form,
                Field::new("ahead", d.field_ahead)
                    .hint(d.field_ahead_hint)
                    .value(number(|template| template.ahead, 7)),
                d.days.to_owned(),
            )}
            {quantity_input(
                form,
                Field::new("to_do", d.field_to_do)
                    .hint(d.field_to_do_hint)
                    .value(number(|template| template.to_do, 3)),
                d.days.to_owned(),
            )}
        </div>
        {coordinating(d, form, template, choices, kept)}
    }
    .into_any()
}

fn schedule(d: &'static DutyMessages, form: &Form, template: Option<&Template>) -> AnyView {
    let mut cycles: Vec<(String, String)> = Cycle::ALL
        .iter()
        .map(|&cycle| (cycle.to_string(), d.cycle(cycle).to_owned()))
        .collect();
    cycles.push(("range".to_owned(), d.cycle_range.to_owned()));
    let (cycle, regime, from, to) = match template.map(|template| template.schedule) {
        None => (String::new(), Regime::Reporting, None, None),
        Some(Schedule::Every { cycle, regime }) => (cycle.to_string(), regime, None, None),
        Some(Schedule::Once { from, to }) => {
            ("range".to_owned(), Regime::Reporting, Some(from), Some(to))
        }
    };
    let regimes = vec![
        (Regime::Reporting.to_string(), d.regime_reporting.to_owned()),
        (Regime::Calendar.to_string(), d.regime_calendar.to_owned()),
    ];
    let iso = |day: Option<NaiveDate>| day.map(format::iso_day).unwrap_or_default();
    view! {
        {select(form, Field::new("cycle", d.field_cycle).value(cycle), d.choose_cycle, cycles)}
        {radios(form, Field::new("regime", d.field_regime).value(regime.to_string()), regimes)}
        <div class="form-grid">
            {date_input(
                form,
                Field::new("from", d.field_from)
                    .hint(d.field_range_hint)
                    .optional()
                    .value(iso(from)),
            )}
            {date_input(
                form,
                Field::new("to", d.field_to).hint(d.field_range_hint).optional().value(iso(to)),
            )}
        </div>
    }
    .into_any()
}

/// A box for each agency with what it owes beside it.
fn coordinating(
    d: &'static DutyMessages,
    form: &Form,
    template: Option<&Template>,
    choices: &[AgencyName],
    kept: Option<&KeptForm>,
) -> AnyView {
    let m = form.m;
    let asked: &[Asked] = template.map_or(&[], |template| &template.coordinating);
    let is_ticked = |id: AgencyId| match kept {
        Some(kept) => {
            let id = id.to_string();
            let mut values = kept.values.iter();
            values.any(|(name, value)| name == "coordinating" && *value == id)
        }
        None => asked.iter().any(|asked| asked.agency == id),
    };
    let product = |id: AgencyId, field: &str| {
        form.kept(field).unwrap_or_else(|| {
            let asked = asked.iter().find(|asked| asked.agency == id);
            asked.map_or_else(String::new, |asked| asked.product.clone())
        })
    };
    let rows = html! {
        @for agency in choices {
            @let field = format!("product.{}", agency.id);
            @let name = m.short_agency(agency);
            tr {
                td class="title-col" {
                    label class="choice" {
                        input type="checkbox" name="coordinating" value=(agency.id)
                            checked[is_ticked(agency.id)];
                        span { (name) }
                    }
                }
                td data-label=(d.field_product) {
                    input class="input" type="text" name=(field) value=(product(agency.id, &field))
                        autocomplete="off" aria-label={ (d.field_product) ": " (name) };
                }
            }
        }
    };
    let is_open = kept
        .is_some_and(|kept| kept.values.iter().any(|(name, _)| name == "coordinating"))
        || !asked.is_empty();
    view! {
        <details class="disclosure" id=form.field_id("coordinating") open=is_open>
            <summary>{d.field_coordinating}</summary>
            <div
                class="table-wrap table-cards"
                tabindex="0"
                role="region"
                aria-label=d.field_coordinating
            >
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{m.coordinating}</th>
                            <th scope="col">{d.field_product}</th>
                        </tr>
                    </thead>
                    <tbody inner_html=rows.into_string()></tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}
