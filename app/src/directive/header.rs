//! Forms of directives: the fields of the header and how a field says what is wrong with it.
//!
//! These forms are posted whole, with and without a script; a refused one comes back with what was typed.
//!
//! **Invariants:** every control has a visible label; hint and error are tied to it by ids; a link of the
//! summary of errors leads to the control. To add a field of the header: a line in [`header_fields`].

use super::card::{self, Fields};
use super::messages::DirectiveMessages;
use super::names;
use crate::i18n::Messages;
use crate::ui::field::escape;
use crate::ui::icon;
use domain::agency::AgencyName;
use domain::document::{DocumentKind, Urgency};
use domain::refusal::{FieldError, Problem, Refusal};
use leptos::prelude::*;

/// What stands in a form, and why it came back if it did.
#[derive(Clone)]
pub struct Filled {
    pub m: &'static Messages,
    pub d: &'static DirectiveMessages,
    pub fields: Fields,
    pub problem: Option<Problem>,
}

impl Filled {
    /// What stands in a field.
    pub fn value(&self, name: &str) -> String {
        card::value(&self.fields, name).to_owned()
    }

    /// The wrong fields of a form that came back.
    pub fn errors(&self) -> &[FieldError] {
        match &self.problem {
            Some(Problem::Refused {
                refusal: Refusal::Invalid { fields },
            }) => fields,
            _ => &[],
        }
    }

    /// What is wrong with a field.
    pub fn error(&self, name: &str) -> Option<String> {
        self.errors()
            .iter()
            .find(|error| error.field == name)
            .map(|error| self.m.fault(&error.fault))
    }
}

/// The id of a field's control.
pub fn field_id(name: &str) -> String {
    format!("f-{name}")
}

/// The kind of a control.
pub enum Control {
    Line,
    Day,
    /// A number of working days.
    WorkingDays,
    /// A text of several lines, with the rows shown.
    Block(u8),
    /// The text of a document.
    Document,
    /// Values and their names, after a first entry for none.
    Choice(&'static str, Vec<(String, String)>),
}

/// A field: label, hint, error, control. `is_optional` says so beside the label.
pub fn field(
    filled: &Filled,
    name: &str,
    (label, is_optional): (&'static str, bool),
    hint: Option<&'static str>,
    control: Control,
) -> AnyView {
    let id = field_id(name);
    let error = filled.error(name);
    let hint_id = hint.map(|_| format!("{id}-hint"));
    let error_id = error.as_ref().map(|_| format!("{id}-error"));
    let described_by = match (&hint_id, &error_id) {
        (None, None) => None,
        (hint, error) => Some(
            [hint, error]
                .into_iter()
                .flatten()
                .cloned()
                .collect::<Vec<_>>()
                .join(" "),
        ),
    };
    let invalid = error.as_ref().map(|_| "true");
    let control = control_view(
        filled.m.working_days,
        control,
        (id.clone(), name.to_owned()),
        filled.value(name),
        described_by,
        invalid,
    );
    view! {
        <div class="field">
            <label class="label" for=id>
                {label}
                {is_optional.then(|| view! { <span class="optional">" " {filled.m.optional}</span> })}
            </label>
            {hint.map(|text| view! { <p class="hint" id=hint_id>{text}</p> })}
            {error.map(|text| error_line(error_id.unwrap_or_default(), text))}
            {control}
        </div>
    }
    .into_any()
}

/// A deadline: a day, or beside it working days from the day of issue.
pub fn deadline_field(filled: &Filled, name: &str, is_optional: bool) -> AnyView {
    let m = filled.m;
    view! {
        <div class="form-grid">
            {field(filled, name, (m.due, is_optional), None, Control::Day)}
            {field(
                filled,
                &format!("{name}_days"),
                (m.field_issue_days, false),
                None,
                Control::WorkingDays,
            )}
        </div>
    }
    .into_any()
}

/// One line that says what is wrong.
pub fn error_line(id: String, text: String) -> impl IntoView {
    view! {
        <p class="field-error" id=id>
            {icon("danger")}
            <span>{text}</span>
        </p>
    }
}

fn control_view(
    unit: &'static str,
    control: Control,
    (id, name): (String, String),
    value: String,
    described_by: Option<String>,
    invalid: Option<&'static str>,
) -> AnyView {
    let (class, rows) = match &control {
        Control::Document => ("input input-tall", 16),
        Control::Block(rows) => ("input", *rows),
        _ => ("input", 0),
    };
    match control {
        Control::Line | Control::Day => {
            let kind = if matches!(control, Control::Day) {
                "date"
            } else {
                "text"
            };
            view! {
                <input
                    class=class
                    type=kind
                    id=id
                    name=name
                    value=value
                    autocomplete="off"
                    aria-describedby=described_by
                    aria-invalid=invalid
                />
            }
            .into_any()
        }
        Control::WorkingDays => view! {
            <div class="input-affix">
                <input
                    class="input input-short"
                    type="number"
                    inputmode="numeric"
                    min="1"
                    max="999"
                    step="1"
                    id=id
                    name=name
                    value=value
                    aria-describedby=described_by
                    aria-invalid=invalid
                />
                <span>{unit}</span>
            </div>
        }
        .into_any(),
        Control::Block(_) | Control::Document => {
            // Children of a textarea are written as they are; what a person typed must not end it.
            view! {
                <textarea
                    class=class
                    id=id
                    name=name
                    rows=rows.to_string()
                    aria-describedby=described_by
                    aria-invalid=invalid
                    inner_html=escape(&value)
                ></textarea>
            }
            .into_any()
        }
        Control::Choice(none, choices) => {
            let options = choices
                .into_iter()
                .map(|(choice, text)| {
                    let is_chosen = choice == value;
                    view! {
                        <option value=choice selected=is_chosen>
                            {text}
                        </option>
                    }
                })
                .collect_view();
            view! {
                <select
                    class=class
                    id=id
                    name=name
                    aria-describedby=described_by
                    aria-invalid=invalid
                >
                    <option value="">{none}</option>
                    {options}
                </select>
            }
            .into_any()
        }
    }
}

/// The fields of the header of a document, in the order of the document itself.
pub fn header_fields(filled: &Filled, agencies: &[AgencyName]) -> AnyView {
    let (m, d) = (filled.m, filled.d);
    let kinds = DocumentKind::ALL
        .iter()
        .map(|&kind| (kind.to_string(), names::kind(m, kind).to_owned()))
        .collect();
    let urgencies = Urgency::ALL
        .iter()
        .map(|&urgency| (urgency.to_string(), m.urgency(urgency).to_owned()))
        .collect();
    let issuers = agencies
        .iter()
        .map(|agency| (agency.id.to_string(), m.agency(agency).to_owned()))
        .collect();
    view! {
        <div class="form-grid">
            {field(filled, "number", (d.number, false), Some(d.number_hint), Control::Line)}
            {field(filled, "symbol", (d.symbol, false), Some(d.symbol_hint), Control::Line)}
            {field(filled, "kind", (d.kind, false), None, Control::Choice(d.choose, kinds))}
            {field(filled, "issued_on", (d.issued_on, false), None, Control::Day)}
            {field(
                filled,
                "issuer",
                (d.issuer, false),
                None,
                Control::Choice(m.choose_agency, issuers),
            )}
            {field(filled, "urgency", (m.urgency, false), None, Control::Choice(d.choose, urgencies))}
        </div>
        {field(filled, "abstract", (d.abstract_, false), None, Control::Block(2))}
        {field(
            filled,
            "recipients",
            (d.recipients, true),
            Some(d.recipients_hint),
            Control::Block(3),
        )}
    }
    .into_any()
}

/// Why a form came back, with links to its wrong fields. `link` says where the control of a field stands and
/// how it is called.
pub fn summary(
    filled: &Filled,
    agencies: &[AgencyName],
    link: impl Fn(&str) -> (String, String),
    more: AnyView,
) -> AnyView {
    let Some(problem) = &filled.problem else {
        return ().into_any();
    };
    let m = filled.m;
    let items = filled
        .errors()
        .iter()
        .map(|error| {
            let (address, label) = link(&error.field);
            // A button is no value that could be entered anew.
            let fault = match error.field.as_str() {
                "do" => filled.d.not_possible.to_owned(),
                _ => m.fault(&error.fault),
            };
            view! {
                <li>
                    <a href=address rel="external">
                        {format!("{label}: {fault}")}
                    </a>
                </li>
            }
        })
        .collect_view();
    let has_fields = !filled.errors().is_empty();
    view! {
        <div
            class="error-summary"
            id="errors"
            role="alert"
            tabindex="-1"
            autofocus=true
            aria-labelledby="errors-h"
        >
            <h2 id="errors-h">{m.form_failed}</h2>
            <p>{m.problem(problem, agencies)}</p>
            {has_fields.then(|| view! { <ul>{items}</ul> })}
            {more}
        </div>
    }
    .into_any()
}

/// The label of a field of the header or the text.
pub fn label(d: &DirectiveMessages, m: &Messages, name: &str) -> Option<&'static str> {
    Some(match name {
        "number" => d.number,
        "symbol" => d.symbol,
        "kind" => d.kind,
        "issued_on" => d.issued_on,
        "issuer" => d.issuer,
        "abstract" => d.abstract_,
        "urgency" => m.urgency,
        "recipients" => d.recipients,
        "text" => d.text,
        "file" => d.file,
        "unclassified" => d.unclassified,
        "reason" => m.field_reason,
        "do" => d.button,
        _ => return None,
    })
}
