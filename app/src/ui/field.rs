//! Fields of a form: label, hint, error, control, in this order, tied together by ids.
//!
//! **Invariants:** every control has a visible label; `aria-describedby` names the hint and, while there is
//! one, the error; what was typed and refused is still there. To add a kind of control, add a function.

use super::icon;
use crate::form::Form;
use leptos::prelude::*;

/// A field of a form.
#[derive(Clone)]
pub struct Field {
    /// Its name in the form, which is also the name in refusals.
    pub name: &'static str,
    pub label: &'static str,
    pub hint: Option<String>,
    pub is_optional: bool,
    /// What stands in it before anybody types.
    pub value: String,
}

impl Field {
    /// A required field without a hint.
    pub fn new(name: &'static str, label: &'static str) -> Self {
        Self {
            name,
            label,
            hint: None,
            is_optional: false,
            value: String::new(),
        }
    }

    /// With a sentence that helps to fill it.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// May stay empty.
    pub fn optional(mut self) -> Self {
        self.is_optional = true;
        self
    }

    /// Filled with this value at first.
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }
}

/// What a control needs besides its kind.
struct Ties {
    id: String,
    value: String,
    error: Signal<Option<String>>,
    described_by: Signal<Option<String>>,
    invalid: Signal<Option<&'static str>>,
}

fn ties(form: &Form, field: &Field) -> Ties {
    let id = form.field_id(field.name);
    let (hint, error_id) = (
        field.hint.as_ref().map(|_| format!("{id}-hint")),
        format!("{id}-error"),
    );
    let error = form.field_error(field.name);
    let described_by = Signal::derive(move || {
        let error = error.read().as_ref().map(|_| error_id.clone());
        match (hint.clone(), error) {
            (Some(hint), Some(error)) => Some(format!("{hint} {error}")),
            (hint, error) => hint.or(error),
        }
    });
    Ties {
        value: form.kept(field.name).unwrap_or_else(|| field.value.clone()),
        invalid: Signal::derive(move || error.read().as_ref().map(|_| "true")),
        id,
        error,
        described_by,
    }
}

fn frame(
    form: &Form,
    field: &Field,
    id: &str,
    error: Signal<Option<String>>,
    control: AnyView,
) -> AnyView {
    let optional = field
        .is_optional
        .then(|| view! { <span class="optional">" " {form.m.optional}</span> });
    let hint = field.hint.clone().map(|hint| {
        view! {
            <p class="hint" id=format!("{id}-hint")>
                {hint}
            </p>
        }
    });
    view! {
        <div class="field">
            <label class="label" for=id.to_owned()>
                {field.label}
                {optional}
            </label>
            {hint}
            {error_line(format!("{id}-error"), error)}
            {control}
        </div>
    }
    .into_any()
}

fn error_line(id: String, error: Signal<Option<String>>) -> impl IntoView {
    move || {
        let id = id.clone();
        error.get().map(|text| {
            view! {
                <p class="field-error" id=id>
                    {icon("danger")}
                    <span>{text}</span>
                </p>
            }
        })
    }
}

/// A text as it may stand between tags and in quoted attributes. Only for what goes into `inner_html`.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// A text of several lines.
pub fn text_area(form: &Form, field: Field) -> AnyView {
    let t = ties(form, &field);
    // Leptos writes the children of a `<textarea>` as they are: what somebody typed could become markup.
    let control = view! {
        <textarea
            class="input"
            id=t.id.clone()
            name=field.name
            rows="4"
            required=!field.is_optional
            aria-describedby=t.described_by
            aria-invalid=t.invalid
            inner_html=escape(&t.value)
        ></textarea>
    }
    .into_any();
    frame(form, &field, &t.id, t.error, control)
}

/// A text of one line. `autocomplete` is the token of the HTML standard, such as `off` or `name`.
pub fn text_input(form: &Form, field: Field, autocomplete: &'static str) -> AnyView {
    let t = ties(form, &field);
    let control = view! {
        <input
            class="input"
            type="text"
            id=t.id.clone()
            name=field.name
            value=t.value
            autocomplete=autocomplete
            required=!field.is_optional
            aria-describedby=t.described_by
            aria-invalid=t.invalid
        />
    }
    .into_any();
    frame(form, &field, &t.id, t.error, control)
}

/// A day.
pub fn date_input(form: &Form, field: Field) -> AnyView {
    let t = ties(form, &field);
    let control = view! {
        <input
            class="input"
            type="date"
            id=t.id.clone()
            name=field.name
            value=t.value
            required=!field.is_optional
            aria-describedby=t.described_by
            aria-invalid=t.invalid
        />
    }
    .into_any();
    frame(form, &field, &t.id, t.error, control)
}

/// A deadline: a day, or beside it working days from a day that the hint of `days` names.
pub fn deadline_input(form: &Form, day: Field, days: Field) -> AnyView {
    let unit = form.m.working_days;
    view! {
        <div class="form-grid">
            {date_input(form, day)} {number_input(form, days, ("1", Some("999")), unit)}
        </div>
    }
    .into_any()
}

/// A whole number of percent.
pub fn percent_input(form: &Form, field: Field) -> AnyView {
    number_input(form, field, ("0", Some("100")), "%")
}

/// A whole quantity, with its unit behind it.
pub fn quantity_input(form: &Form, field: Field, unit: String) -> AnyView {
    number_input(form, field, ("0", None), unit)
}

/// A whole number from the first bound on, up to the second if there is one, with its unit behind it.
fn number_input(
    form: &Form,
    field: Field,
    (min, max): (&'static str, Option<&'static str>),
    unit: impl Into<String>,
) -> AnyView {
    let t = ties(form, &field);
    let unit: String = unit.into();
    let control = view! {
        <div class="input-affix">
            <input
                class="input input-short"
                type="number"
                inputmode="numeric"
                min=min
                max=max
                step="1"
                id=t.id.clone()
                name=field.name
                value=t.value
                required=!field.is_optional
                aria-describedby=t.described_by
                aria-invalid=t.invalid
            />
            <span>{unit}</span>
        </div>
    }
    .into_any();
    frame(form, &field, &t.id, t.error, control)
}

/// One out of a list: values and their names, after a first entry that stands for none.
pub fn select(
    form: &Form,
    field: Field,
    none: &'static str,
    choices: Vec<(String, String)>,
) -> AnyView {
    let t = ties(form, &field);
    let chosen = t.value;
    let options = choices
        .into_iter()
        .map(|(value, name)| {
            let is_chosen = value == chosen;
            view! {
                <option value=value selected=is_chosen>
                    {name}
                </option>
            }
        })
        .collect_view();
    let control = view! {
        <select
            class="input"
            id=t.id.clone()
            name=field.name
            required=!field.is_optional
            aria-describedby=t.described_by
            aria-invalid=t.invalid
        >
            <option value="">{none}</option>
            {options}
        </select>
    }
    .into_any();
    frame(form, &field, &t.id, t.error, control)
}

/// One out of two or three, as boxes.
pub fn radios(form: &Form, field: Field, choices: Vec<(String, String)>) -> AnyView {
    let t = ties(form, &field);
    let chosen = t.value;
    let (id, name) = (t.id, field.name);
    let error_id = format!("{id}-error");
    let boxes = choices
        .into_iter()
        .enumerate()
        .map(|(at, (value, text))| {
            let is_chosen = value == chosen;
            // The first box carries the id to which the summary of errors leads.
            let id = if at == 0 {
                id.clone()
            } else {
                format!("{id}-{at}")
            };
            view! {
                <label class="choice choice-card">
                    <input type="radio" id=id name=name value=value checked=is_chosen required />
                    <span>{text}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="fieldset" aria-describedby=t.described_by>
            <legend>{field.label}</legend>
            {error_line(error_id, t.error)}
            {boxes}
        </fieldset>
    }
    .into_any()
}
