//! `/set-password`: the owner of an account sets a password by a link.
//!
//! **Invariants:** a plain form that works without a script and without being signed in; it says nothing of the
//! account, so that a link that does not count tells nothing either.

use super::messages::messages;
use crate::frame::language_form;
use crate::i18n::use_messages;
use crate::ui::{Tone, brand_mark, notice, page_title, skip_link};
use crate::url::parameter;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};

/// `/set-password`.
#[component]
pub fn SetPassword() -> impl IntoView {
    let m = use_messages();
    let n = messages(m.language);
    let query = use_query_map();
    let location = use_location();
    let token = move || parameter(&query.read(), "token").unwrap_or_default();
    let field = |id: &'static str, label: &'static str, hint: Option<&'static str>| {
        let hint_id = format!("{id}-hint");
        let described_by = hint.map(|_| hint_id.clone());
        view! {
            <div class="field">
                <label class="label" for=id>
                    {label}
                </label>
                {hint
                    .map(|hint| {
                        view! {
                            <p class="hint" id=hint_id>
                                {hint}
                            </p>
                        }
                    })}
                <input
                    class="input"
                    type="password"
                    id=id
                    name=id
                    autocomplete="new-password"
                    aria-describedby=described_by
                    required
                />
            </div>
        }
    };
    view! {
        {page_title(n.set_password)}
        {skip_link(m)}
        <div class="signin">
            <header class="signin-face">
                <div>
                    <p class="brand">{brand_mark()} {m.product}</p>
                    <p>{m.product_aim}</p>
                </div>
                {language_form(m, location)}
            </header>
            <main class="signin-main" id="main" tabindex="-1">
                {move || {
                    let code = parameter(&query.read(), "problem")?;
                    let text = match code.as_str() {
                        "not_found" => n.link_gone,
                        "invalid" => n.password_refused,
                        code => m.problem_code(code),
                    };
                    Some(notice(Tone::Danger, text, None))
                }}
                <form class="form" method="post" action="/set-password">
                    <h1>{n.set_password}</h1>
                    <p class="muted">{n.set_password_text}</p>
                    <input type="hidden" name="token" value=token />
                    {field("new_password", m.password_new, Some(m.password_new_hint))}
                    {field("repeat_password", m.password_repeat, None)}
                    <div class="form-actions">
                        <button class="btn btn-primary">{n.set_password}</button>
                    </div>
                </form>
            </main>
        </div>
    }
}
