//! The sign-in page: what the product is for, the form, and in demo mode the accounts.
//!
//! **Invariants:** a plain form, no script needed; a failure comes back as a code in the address, never with
//! the password. To add a way to sign in, add a form beside this one.

use super::api::read_sign_in;
use crate::frame::{demo_banner, language_form};
use crate::i18n::{Messages, fill, use_messages};
use crate::ui::{Tone, brand_mark, loading, notice, page_title, skip_link};
use crate::url::parameter;
use domain::clears::Clear;
use domain::view::{DemoAccount, SignInPage};
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};
use leptos_router::location::Location;

/// `/sign-in`.
#[component]
pub fn SignIn() -> impl IntoView {
    let m = use_messages();
    let location = use_location();
    let query = use_query_map();
    let data = Resource::new_blocking(|| (), |()| read_sign_in());
    view! {
        {page_title(m.sign_in_title)}
        {skip_link(m)}
        <Transition fallback=move || {
            loading(m)
        }>
            {move || {
                let location = location.clone();
                let query = query.get();
                let next = parameter(&query, "next").filter(|next| is_own(next)).unwrap_or_default();
                let problem = parameter(&query, "problem");
                let is_set = parameter(&query, "done").as_deref() == Some("password");
                Suspend::new(async move {
                    // Without its data the page still lets people in.
                    let page = data.await.ok();
                    sign_in_view(m, page, next, (problem, is_set), location)
                })
            }}
        </Transition>
    }
}

/// Whether the address is a page of ours, so that a link cannot lead elsewhere after the sign-in.
fn is_own(address: &str) -> bool {
    address.starts_with('/') && !address.starts_with("//") && !address.contains('\\')
}

fn sign_in_view(
    m: &'static Messages,
    page: Option<SignInPage>,
    next: String,
    (problem, is_password_set): (Option<String>, bool),
    location: Location,
) -> AnyView {
    let is_demo = page.as_ref().is_some_and(|page| page.is_demo);
    let demo = page.and_then(|page| {
        page.demo_password
            .map(|password| (page.demo_accounts, password))
    });
    view! {
        {is_demo.then(|| demo_banner(m))}
        <div class="signin">
            {face(m, location)}
            <main class="signin-main" id="main" tabindex="-1">
                {problem.map(|code| notice(Tone::Danger, m.problem_code(&code), None))}
                {is_password_set.then(|| notice(Tone::Success, m.password_changed, None))}
                {sign_in_form(m, next.clone())}
                {demo.map(|(accounts, password)| demo_accounts(m, accounts, password, next))}
            </main>
        </div>
    }
    .into_any()
}

fn face(m: &'static Messages, location: Location) -> impl IntoView {
    let clears = [
        (Clear::People, m.clear_people_means),
        (Clear::Work, m.clear_work_means),
        (Clear::Progress, m.clear_progress_means),
        (Clear::Effectiveness, m.clear_effectiveness_means),
        (Clear::Responsibility, m.clear_responsibility_means),
    ];
    view! {
        <header class="signin-face">
            <div>
                <h1>
                    {brand_mark()}
                    {m.product}
                </h1>
                <p>{m.product_aim}</p>
            </div>
            <svg class="signin-art" viewBox="0 0 400 120" aria-hidden="true">
                <path d="M0 96 48 62l34 22 52-56 40 44 30-28 46 50 36-36 42 34 30-22 42 30" />
                <path d="M0 112 60 88l40 16 50-34 46 30 40-20 50 28 44-22 50 24 60-18" />
            </svg>
            <ol class="signin-clears">
                {clears
                    .into_iter()
                    .map(|(clear, meaning)| {
                        view! {
                            <li>
                                <b>{m.clear(clear)}</b>
                                {format!(" · {meaning}")}
                            </li>
                        }
                    })
                    .collect_view()}
            </ol>
            {language_form(m, location)}
        </header>
    }
}

fn sign_in_form(m: &'static Messages, next: String) -> impl IntoView {
    view! {
        <form class="form" method="post" action="/sign-in">
            <h2>{m.sign_in_title}</h2>
            <input type="hidden" name="next" value=next />
            <div class="field">
                <label class="label" for="login">
                    {m.login}
                </label>
                <input
                    class="input"
                    type="text"
                    id="login"
                    name="login"
                    autocomplete="username"
                    autocapitalize="none"
                    spellcheck="false"
                    required
                />
            </div>
            <div class="field">
                <label class="label" for="password">
                    {m.password}
                </label>
                <input
                    class="input"
                    type="password"
                    id="password"
                    name="password"
                    autocomplete="current-password"
                    required
                />
            </div>
            <button class="btn btn-primary btn-wide">{m.sign_in}</button>
        </form>
    }
}

fn demo_accounts(
    m: &'static Messages,
    accounts: Vec<DemoAccount>,
    password: String,
    next: String,
) -> impl IntoView {
    let text = fill(m.demo_accounts_text, &[("password", &password)]);
    let items = accounts
        .into_iter()
        .map(|account| {
            let place = format!(
                "{} · {}",
                m.pick(&account.title_vi, &account.title_en),
                m.pick(&account.agency_vi, &account.agency_en)
            );
            let enter_as = fill(m.demo_enter_as, &[("name", &account.full_name)]);
            view! {
                <li class="demo-account">
                    <div>
                        <b>{account.full_name}</b>
                        <span class="muted">{place}</span>
                    </div>
                    <form method="post" action="/sign-in">
                        <input type="hidden" name="login" value=account.login />
                        <input type="hidden" name="password" value=password.clone() />
                        <input type="hidden" name="next" value=next.clone() />
                        <button class="btn btn-small">
                            {m.demo_enter}
                            <span class="sr-only">{enter_as}</span>
                        </button>
                    </form>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="demo-accounts" aria-labelledby="demo-h">
            <header>
                <h2 id="demo-h">{m.demo_accounts}</h2>
                <p class="small">{text}</p>
            </header>
            <ul class="demo-list">{items}</ul>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_stays_on_this_site() {
        assert!(is_own("/tasks?state=assigned"));
        for elsewhere in ["https://example.com", "//example.com", "/\\example.com", ""] {
            assert!(!is_own(elsewhere), "{elsewhere}");
        }
    }
}
