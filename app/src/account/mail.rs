//! What the person wants to be sent by e-mail: a section of the account page.
//!
//! **Invariant:** what was typed and refused is still there, with the reason beside its field.
//! To add a wish: its field in [`domain::mail::Preference`], its control here, its name in the form's handler.

use crate::i18n::Messages;
use crate::mail::messages::{MailMessages, messages};
use crate::ui::{Tone, icon, notice};
use domain::mail::Mode;
use domain::refusal::{FieldFault, Problem, Refusal};
use domain::view::{AccountPage, KeptForm, Language};
use leptos::prelude::*;

/// The value of a field: as typed where the form came back.
fn typed(kept: Option<&KeptForm>, name: &str) -> Option<String> {
    let values = &kept?.values;
    let found = values.iter().find(|(field, _)| field == name);
    found.map(|(_, value)| value.clone())
}

/// Why the address was refused.
fn refused(m: &Messages, n: &MailMessages, kept: Option<&KeptForm>) -> Option<String> {
    let Problem::Refused {
        refusal: Refusal::Invalid { fields },
    } = &kept?.problem
    else {
        return None;
    };
    let wrong = fields.iter().find(|wrong| wrong.field == "address")?;
    Some(match wrong.fault {
        FieldFault::Malformed => n.address_malformed.to_owned(),
        ref fault => m.fault(fault),
    })
}

/// What was refused, above the page.
pub fn refused_form(m: &'static Messages, page: &AccountPage) -> Option<AnyView> {
    let kept = page.kept.as_ref().filter(|kept| kept.act == "mail")?;
    let text = m.problem(&kept.problem, &[]);
    Some(notice(Tone::Danger, text, None).into_any())
}

/// The section.
pub fn mail_form(m: &'static Messages, page: &AccountPage) -> AnyView {
    let n: &'static MailMessages = messages(m.language);
    let kept = page.kept.as_ref().filter(|kept| kept.act == "mail");
    let address = typed(kept, "address").unwrap_or_else(|| page.mail.address.clone());
    let mode = typed(kept, "mode").and_then(|text| text.parse().ok());
    let mode: Mode = mode.unwrap_or(page.mail.mode);
    let language = typed(kept, "language").and_then(|text| text.parse().ok());
    let language: Language = language.unwrap_or(page.mail.language);
    let error = refused(m, n, kept);
    let described_by = match &error {
        Some(_) => "mail-address-hint mail-address-error",
        None => "mail-address-hint",
    };
    let invalid = error.as_ref().map(|_| "true");
    let error = error.map(|error| {
        view! {
            <p class="field-error" id="mail-address-error">
                {icon("danger")}
                <span>{error}</span>
            </p>
        }
    });
    let modes = Mode::ALL
        .iter()
        .map(|choice| {
            let (choice, text) = (*choice, n.mode(*choice));
            view! {
                <label class="choice choice-card">
                    <input
                        type="radio"
                        name="mode"
                        value=choice.as_str()
                        checked=choice == mode
                        required
                    />
                    <span>{text}</span>
                </label>
            }
        })
        .collect_view();
    let languages = Language::ALL
        .iter()
        .map(|choice| {
            let choice = *choice;
            view! {
                <option value=choice.as_str() lang=choice.as_str() selected=choice == language>
                    {n.language(choice)}
                </option>
            }
        })
        .collect_view();
    let silent = (!page.is_sending).then(|| {
        view! { <p class="hint">{n.not_sending}</p> }
    });
    view! {
        <section class="card stack-s" aria-labelledby="mail-h">
            <div class="card-head">
                <h2 id="mail-h">{n.section}</h2>
            </div>
            <p class="muted">{n.section_text}</p>
            {silent}
            <form class="form" method="post" action="/account/mail">
                <div class="field">
                    <label class="label" for="mail-address">
                        {n.address}
                    </label>
                    <p class="hint" id="mail-address-hint">
                        {n.address_hint}
                    </p>
                    {error}
                    <input
                        class="input"
                        id="mail-address"
                        name="address"
                        type="email"
                        autocomplete="email"
                        maxlength="254"
                        value=address
                        aria-describedby=described_by
                        aria-invalid=invalid
                    />
                </div>
                <fieldset class="fieldset">
                    <legend>{n.what}</legend>
                    {modes}
                </fieldset>
                <div class="field">
                    <label class="label" for="mail-language">
                        {n.in_language}
                    </label>
                    <select class="input" id="mail-language" name="language">
                        {languages}
                    </select>
                </div>
                <div class="form-actions">
                    <button class="btn btn-primary">{n.save}</button>
                </div>
            </form>
        </section>
    }
    .into_any()
}
