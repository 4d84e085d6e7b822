//! The person's own account: positions to work in, e-mail, sessions, password.
//!
//! **Invariant:** plain forms; what happened comes back as a code in the address.
//! To add a section: its part of [`domain::view::AccountPage`], a `<section class="card stack-s">` here.

use super::api::read_account;
use super::device::device;
use super::mail::{mail_form, refused_form};
use crate::i18n::{Messages, fill, use_messages};
use crate::mail::messages::messages;
use crate::ui::{Tone, loaded, moment, notice, page_title, tone_badge};
use crate::url::parameter;
use domain::view::{AccountPage, HoldingLine, SessionLine};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

/// `/account`.
#[component]
pub fn Account() -> impl IntoView {
    let m = use_messages();
    let query = use_query_map();
    let kept = Memo::new(move |_| parameter(&query.read(), "kept").and_then(|id| id.parse().ok()));
    let data = Resource::new_blocking(move || kept.get(), read_account);
    view! {
        {page_title(m.nav_account)}
        {move || outcome(m, &query.read())}
        <div class="page-head">
            <div>
                <h1>{m.nav_account}</h1>
                <p class="page-lead">{m.account_lead}</p>
            </div>
        </div>
        {loaded(data, move |page| account_view(m, page))}
    }
}

/// What the last form led to.
fn outcome(m: &'static Messages, query: &ParamsMap) -> Option<AnyView> {
    if let Some(code) = parameter(query, "problem") {
        return Some(notice(Tone::Danger, m.problem_code(&code), None).into_any());
    }
    let text = match parameter(query, "done")?.as_str() {
        "password" => m.password_changed,
        "position" => m.position_changed,
        "session" => m.session_ended,
        "mail" => messages(m.language).saved,
        _ => return None,
    };
    Some(notice(Tone::Success, text, None).into_any())
}

fn account_view(m: &'static Messages, page: AccountPage) -> AnyView {
    let refused = refused_form(m, &page);
    let mail = mail_form(m, &page);
    view! {
        <div class="stack-l">
            {refused}
            <dl class="facts">
                <dt>{m.full_name}</dt>
                <dd>{page.full_name}</dd>
                <dt>{m.login}</dt>
                <dd>{page.login.clone()}</dd>
            </dl>
            {positions(m, page.holdings)}
            {mail}
            {sessions(m, page.sessions)}
            {password_form(m, page.login)}
        </div>
    }
    .into_any()
}

fn positions(m: &'static Messages, holdings: Vec<HoldingLine>) -> impl IntoView {
    let is_empty = holdings.is_empty();
    let items = holdings
        .into_iter()
        .map(|holding| {
            let title = m.pick(&holding.title_vi, &holding.title_en).to_owned();
            let place = format!("{} · {}", m.agency(&holding.agency), m.role(holding.role));
            let act = if holding.is_this {
                tone_badge(Tone::Success, "success", m.position_current).into_any()
            } else {
                let which = format!(" {title}");
                view! {
                    <form method="post" action="/position">
                        <input type="hidden" name="holding" value=holding.holding.to_string() />
                        <input type="hidden" name="back" value="/account" />
                        <button class="btn btn-small">
                            {m.position_choose}
                            <span class="sr-only">{which}</span>
                        </button>
                    </form>
                }
                .into_any()
            };
            view! {
                <li class="item" aria-current=holding.is_this.then_some("true")>
                    <div class="item-head">
                        <span class="person">
                            <span class="person-name">{title}</span>
                            <span class="person-role">{place}</span>
                        </span>
                        {act}
                    </div>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card stack-s" aria-labelledby="positions-h">
            <div class="card-head">
                <h2 id="positions-h">{m.positions}</h2>
            </div>
            {if is_empty {
                view! { <p>{m.no_positions}</p> }.into_any()
            } else {
                view! {
                    <p class="muted">{m.positions_text}</p>
                    <ul class="items">{items}</ul>
                }
                    .into_any()
            }}
        </section>
    }
}

fn sessions(m: &'static Messages, sessions: Vec<SessionLine>) -> impl IntoView {
    let rows = sessions
        .into_iter()
        .map(|session| {
            let device = match session.user_agent.trim() {
                "" => m.unknown_device.to_owned(),
                given => device(given),
            };
            let act = if session.is_this {
                tone_badge(Tone::Success, "success", m.session_this).into_any()
            } else {
                let which = fill(m.session_end_of, &[("device", &device)]);
                view! {
                    <form method="post" action="/session/end">
                        <input type="hidden" name="session" value=session.id.to_string() />
                        <button class="btn btn-small">
                            {m.session_end}
                            <span class="sr-only">{which}</span>
                        </button>
                    </form>
                }
                .into_any()
            };
            view! {
                <tr>
                    <td class="full-col">{device}</td>
                    <td data-label=m.session_since>{moment(session.created_at)}</td>
                    <td data-label=m.session_last_seen>{moment(session.last_seen_at)}</td>
                    <td>{act}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="card stack-s" aria-labelledby="sessions-h">
            <div class="card-head">
                <h2 id="sessions-h">{m.sessions}</h2>
            </div>
            <p class="muted">{m.sessions_text}</p>
            <div class="table-wrap table-cards" tabindex="0" role="region" aria-label=m.session_device>
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{m.session_device}</th>
                            <th scope="col">{m.session_since}</th>
                            <th scope="col">{m.session_last_seen}</th>
                            <th scope="col">
                                <span class="sr-only">{m.actions_title}</span>
                            </th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <form method="post" action="/sign-out-everywhere">
                <button class="btn btn-danger">{m.sign_out_everywhere}</button>
            </form>
        </section>
    }
}

fn password_form(m: &'static Messages, login: String) -> impl IntoView {
    let field = |id: &'static str, label: &'static str, autocomplete: &'static str, hint| {
        let hint: Option<&'static str> = hint;
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
                    autocomplete=autocomplete
                    aria-describedby=described_by
                    required
                />
            </div>
        }
    };
    view! {
        <section class="card stack-s" aria-labelledby="password-h">
            <div class="card-head">
                <h2 id="password-h">{m.change_password}</h2>
            </div>
            <form class="form" method="post" action="/password">
                // Tells password managers whose password it is.
                <input type="hidden" name="login" autocomplete="username" value=login />
                {field("old", m.password_old, "current-password", None)}
                {field("new", m.password_new, "new-password", Some(m.password_new_hint))}
                {field("repeat", m.password_repeat, "new-password", None)}
                <div class="form-actions">
                    <button class="btn btn-primary">{m.change_password}</button>
                </div>
            </form>
        </section>
    }
}
