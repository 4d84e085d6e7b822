//! `/admin/people/:id`: one account, what is held in it, and the administrator's acts.
//!
//! **Invariants:** forms come back with what was typed; a link that was just made is shown once. To add an act: a
//! `<details>` in [`forms`], its sentence in [`done`].

use super::api::read_person;
use super::history::told;
use super::list::{agency_options, state_badge};
use super::messages::{PeopleMessages, messages};
use super::new::identity_fields;
use crate::AppError;
use crate::form::{CommandForm, Form, Target};
use crate::frame::breadcrumb;
use crate::i18n::{Messages, format, use_messages};
use crate::ui::field::{Field, date_input, radios, select};
use crate::ui::{Tone, facts, icon, loaded, moment, notice, page_title};
use crate::url::parameter;
use domain::id::{AgencyId, UserId};
use domain::log::SubjectKind;
use domain::people::view::{HeldLine, PersonPage};
use domain::refusal::Problem;
use domain::view::TimelineEvent;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use leptos_router::params::ParamsMap;
use std::sync::Arc;
use uuid::Uuid;

/// `/admin/people/:id`.
#[component]
pub fn PersonView() -> impl IntoView {
    let m = use_messages();
    let n = messages(m.language);
    let parameters = use_params_map();
    let query = use_query_map();
    let id = Memo::new(move |_| {
        let parameters = parameters.read();
        parameters
            .get("id")
            .and_then(|id| id.parse::<UserId>().ok())
    });
    let agency = Memo::new(move |_| {
        parameter(&query.read(), "agency").and_then(|id| id.parse::<AgencyId>().ok())
    });
    let kept = Memo::new(move |_| {
        parameter(&query.read(), "kept").and_then(|kept| kept.parse::<Uuid>().ok())
    });
    let page = Resource::new_blocking(
        move || (id.get(), agency.get(), kept.get()),
        |(id, agency, kept)| async move {
            match id {
                Some(id) => read_person(id, agency, kept).await,
                None => Err(no_such_person()),
            }
        },
    );
    view! {
        {move || {
            if let Some(code) = parameter(&query.read(), "problem") {
                let text = n.refusal_code(&code).unwrap_or_else(|| m.problem_code(&code));
                return Some(notice(Tone::Danger, text, None).into_any());
            }
            let text = done(n, &query.read())?;
            Some(notice(Tone::Success, text, None).into_any())
        }}
        {loaded(page, move |(page, link)| person_view(m, n, page, link))}
    }
}

/// What the last act led to.
fn done(n: &'static PeopleMessages, query: &ParamsMap) -> Option<&'static str> {
    let act = parameter(query, "done")?;
    Some(match act.as_str() {
        "create" => n.created,
        "change" => n.changed,
        "close" => n.was_closed,
        "reopen" => n.reopened,
        "grant" => n.granted,
        "revoke" => n.revoked,
        _ => return None,
    })
}

/// An address whose id is none: the status is set here, because no use case is asked.
fn no_such_person() -> AppError {
    #[cfg(feature = "ssr")]
    crate::api::set_status(404);
    AppError::Problem(Problem::NotFound)
}

fn person_view(
    m: &'static Messages,
    n: &'static PeopleMessages,
    page: PersonPage,
    link: Option<String>,
) -> AnyView {
    let person = &page.person;
    let title = match &page.kept {
        Some(_) => format!("{}{}", m.error_prefix, person.full_name),
        None => person.full_name.clone(),
    };
    let holds_nothing = !page.held.iter().any(|line| {
        person
            .held
            .iter()
            .any(|h| h.holding == line.holding && h.counts_on(page.today))
    });
    let mail = crate::mail::messages::messages(m.language);
    let rows = vec![
        (n.login, Some(person.login.clone())),
        (
            n.email,
            (!person.email.is_empty()).then(|| person.email.clone()),
        ),
        (n.language, Some(mail.language(person.language).to_owned())),
        (n.sessions, Some(page.sessions.to_string())),
        (n.last_seen, page.last_seen_at.map(format::moment)),
        (
            n.password,
            Some(
                (if page.has_password {
                    n.password_set
                } else {
                    n.password_none
                })
                .to_owned(),
            ),
        ),
    ];
    let link = link.map(|link| link_panel(n, link));
    view! {
        {page_title(title)}
        {breadcrumb(
            m,
            vec![(n.title.to_owned(), "/admin/people".to_owned())],
            person.full_name.clone(),
        )}
        <div class="page-head">
            <div>
                <h1>{person.full_name.clone()}</h1>
                <div class="task-status">
                    {state_badge(n, person.closes_on, holds_nothing, page.today)}
                </div>
            </div>
        </div>
        {link}
        {facts(m, rows)}
        {positions(m, n, &page)}
        {forms(m, n, &page)}
        {timeline(m, n, &page)}
    }
    .into_any()
}

/// The link that was just made: shown once, to be handed to its owner.
fn link_panel(n: &'static PeopleMessages, link: String) -> AnyView {
    view! {
        <section class="card stack-s" aria-labelledby="link-h">
            <h2 id="link-h">{n.link_title}</h2>
            <p>{n.link_text}</p>
            <div class="field">
                <label class="label" for="link">
                    {n.link}
                </label>
                <input class="input" id="link" type="text" readonly value=link autocomplete="off" />
            </div>
        </section>
    }
    .into_any()
}

fn target(page: &PersonPage) -> Target {
    Target {
        subject: SubjectKind::Account,
        id: page.person.id.0,
        version: Some(page.person.version),
        back: format!("/admin/people/{}", page.person.id),
        agencies: Arc::new(page.agencies.clone()),
        kept: page.kept.clone(),
        on_done: None,
    }
}

fn positions(m: &'static Messages, n: &'static PeopleMessages, page: &PersonPage) -> AnyView {
    let items: Vec<AnyView> = page
        .held
        .iter()
        .map(|line| held_item(m, n, page, line))
        .collect();
    let body = if items.is_empty() {
        view! { <p class="muted">{n.holds_nothing}</p> }.into_any()
    } else {
        view! { <ul class="items">{items}</ul> }.into_any()
    };
    view! {
        <section class="section" aria-labelledby="positions-h">
            <h2 id="positions-h">{n.positions}</h2>
            {body}
            {grant(m, n, page)}
        </section>
    }
    .into_any()
}

fn held_item(
    m: &'static Messages,
    n: &'static PeopleMessages,
    page: &PersonPage,
    line: &HeldLine,
) -> AnyView {
    let position = &line.position;
    let title = m.pick(&position.title_vi, &position.title_en).to_owned();
    let acting = line.is_acting.then(|| format!(" ({})", n.acting));
    let place = format!(
        "{} · {} · {}",
        m.agency_of(&page.agencies, position.agency),
        m.role(position.role),
        n.days(line.from, line.to)
    );
    let hand_over = line.may_hand_over.then(|| {
        let address = crate::handover::page::address(page.person.id, line.holding);
        let which = format!(" {title}");
        view! {
            <p>
                <a class="btn btn-small" href=address>
                    {icon("next")}
                    {crate::handover::messages::messages(m.language).title}
                    <span class="sr-only">{which}</span>
                </a>
            </p>
        }
    });
    let revoke = line.may_revoke.then(|| {
        let fixed = vec![("holding", line.holding.to_string())];
        let form = Form::new(
            &target(page),
            format!("revoke-{}", line.holding),
            "revoke",
            &fixed,
        );
        let is_open = form.is_refused();
        let on = date_input(
            &form,
            Field::new("on", n.until)
                .hint(n.until_hint)
                .value(format::iso_day(page.today)),
        );
        let which = format!(" {title}");
        view! {
            <details class="action disclosure" open=is_open>
                <summary>
                    {icon("returned")} {n.revoke} <span class="sr-only">{which}</span>
                </summary>
                <CommandForm
                    form=form
                    envelope=page.envelopes[5]
                    fixed=fixed
                    submit=n.revoke
                    is_danger=true
                >
                    {on}
                </CommandForm>
            </details>
        }
    });
    view! {
        <li class="item">
            <div class="item-head">
                <span class="person">
                    <span class="person-name">{title} {acting}</span>
                    <span class="person-role">{place}</span>
                </span>
            </div>
            {hand_over}
            {revoke}
        </li>
    }
    .into_any()
}

/// First the agency, by a GET form; then one of its positions.
fn grant(m: &'static Messages, n: &'static PeopleMessages, page: &PersonPage) -> Option<AnyView> {
    if page.person.closes_on.is_some() {
        return None;
    }
    if page.is_self {
        return Some(view! { <p class="muted">{n.not_to_oneself}</p> }.into_any());
    }
    let here = format!("/admin/people/{}#grant", page.person.id);
    let mut target = target(page);
    if let Some(agency) = page.chosen {
        target.back = format!("{}?agency={agency}", target.back);
    }
    let form = Form::new(&target, "give", "grant", &[]);
    let is_open = page.chosen.is_some() || form.is_refused();
    let offered = match page.chosen {
        None => None,
        Some(_) if page.offered.is_empty() => {
            Some(view! { <p class="muted">{n.nothing_offered}</p> }.into_any())
        }
        Some(_) => {
            let choices = page
                .offered
                .iter()
                .map(|position| {
                    let name = format!(
                        "{} · {}",
                        m.pick(&position.title_vi, &position.title_en),
                        m.role(position.role)
                    );
                    (position.id.to_string(), name)
                })
                .collect();
            let kinds = vec![
                ("false".to_owned(), n.kind_own.to_owned()),
                ("true".to_owned(), n.kind_acting.to_owned()),
            ];
            let fields = view! {
                {select(&form, Field::new("position", n.position), n.choose_position, choices)}
                {radios(&form, Field::new("is_acting", n.kind).value("false"), kinds)}
                <div class="form-grid">
                    {date_input(
                        &form,
                        Field::new("from", n.from).value(format::iso_day(page.today)),
                    )}
                    {date_input(&form, Field::new("to", n.until).hint(n.to_hint).optional())}
                </div>
            };
            let view = view! {
                <CommandForm form=form envelope=page.envelopes[4] submit=n.grant>
                    {fields}
                </CommandForm>
            };
            Some(view.into_any())
        }
    };
    let view = view! {
        <details class="action disclosure" id="grant" open=is_open>
            <summary>{icon("add")} {n.grant}</summary>
            <form class="filter-form" method="get" action=here>
                <div class="field">
                    <label class="label" for="g-agency">
                        {n.agency}
                    </label>
                    <select class="input" id="g-agency" name="agency" required>
                        <option value="">{m.choose_agency}</option>
                        {agency_options(m, &page.choices, page.chosen)}
                    </select>
                </div>
                <div class="form-actions">
                    <button class="btn">{n.show_positions}</button>
                </div>
            </form>
            {offered}
        </details>
    };
    Some(view.into_any())
}

fn forms(m: &'static Messages, n: &'static PeopleMessages, page: &PersonPage) -> AnyView {
    let target = target(page);
    let change = Form::new(&target, "change", "change", &[]);
    let is_changing = change.is_refused();
    let identity = identity_fields(n, &change, Some(&page.person));
    let [
        change_envelope,
        close_envelope,
        reopen_envelope,
        link_envelope,
        ..,
    ] = page.envelopes;
    let closing = if page.person.closes_on.is_none() {
        let close = Form::new(&target, "close", "close", &[]);
        let is_open = close.is_refused();
        let on = date_input(
            &close,
            Field::new("on", n.close_on)
                .hint(n.until_hint)
                .value(format::iso_day(page.today)),
        );
        view! {
            <details class="action disclosure" open=is_open>
                <summary>{icon("cancelled")} {n.close}</summary>
                <p class="hint">{n.close_hint}</p>
                <CommandForm form=close envelope=close_envelope submit=n.close is_danger=true>
                    {on}
                </CommandForm>
            </details>
        }
        .into_any()
    } else {
        let reopen = Form::new(&target, "reopen", "reopen", &[]);
        let is_open = reopen.is_refused();
        view! {
            <details class="action disclosure" open=is_open>
                <summary>{icon("success")} {n.reopen}</summary>
                <CommandForm form=reopen envelope=reopen_envelope submit=n.reopen>
                    <p class="hint">{n.reopen_hint}</p>
                </CommandForm>
            </details>
        }
        .into_any()
    };
    let back = format!("/admin/people/{}", page.person.id);
    let link = if page.may_link && !page.person.is_closed_on(page.today) {
        view! {
            <details class="action disclosure">
                <summary>{icon("person")} {n.make_link}</summary>
                <p class="hint">{n.make_link_hint}</p>
                <form class="form" method="post" action="/admin/people/link">
                    <input type="hidden" name="envelope" value=link_envelope.to_string() />
                    <input type="hidden" name="subject" value="account" />
                    <input type="hidden" name="id" value=page.person.id.to_string() />
                    <input
                        type="hidden"
                        name="base_version"
                        value=page.person.version.to_string()
                    />
                    <input type="hidden" name="act" value="link" />
                    <input type="hidden" name="back" value=back />
                    <div class="form-actions">
                        <button class="btn btn-primary">{n.make_link}</button>
                    </div>
                </form>
            </details>
        }
        .into_any()
    } else {
        let why = if page.is_demo {
            n.no_link_demo
        } else {
            n.no_link
        };
        let is_open = !page.person.is_closed_on(page.today);
        is_open
            .then(|| view! { <p class="muted">{why}</p> })
            .into_any()
    };
    view! {
        <section class="section" aria-labelledby="forms-h">
            <h2 id="forms-h">{m.actions_title}</h2>
            {link}
            <details class="action disclosure" open=is_changing>
                <summary>{icon("edit")} {n.change}</summary>
                <CommandForm form=change envelope=change_envelope submit=n.change>
                    {identity}
                </CommandForm>
            </details>
            {closing}
        </section>
    }
    .into_any()
}

fn timeline(m: &'static Messages, n: &'static PeopleMessages, page: &PersonPage) -> AnyView {
    if page.timeline.is_empty() {
        return view! { <p class="muted">{n.no_history}</p> }.into_any();
    }
    let mut entries = page.timeline.clone();
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.seq));
    let items = entries
        .into_iter()
        .filter_map(|entry| {
            let TimelineEvent::Account(event) = &entry.event else {
                return None;
            };
            let (symbol, sentence, note) = told(m, event, &page.positions);
            let who = format!(
                "{}, {}",
                entry.who,
                m.pick(&entry.title_vi, &entry.title_en)
            );
            Some(view! {
                <li>
                    {icon(symbol)} <p>
                        <b>{m.agency_of(&page.agencies, entry.agency)}</b>
                        " "
                        {sentence}
                    </p> <p class="timeline-meta">{moment(entry.made_at)} <span>{who}</span></p>
                    {note.map(|note| view! { <p class="timeline-note">{note}</p> })}
                </li>
            })
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="timeline-h">
            <h2 id="timeline-h">{m.section_timeline}</h2>
            <ol class="timeline">{items}</ol>
        </section>
    }
    .into_any()
}
