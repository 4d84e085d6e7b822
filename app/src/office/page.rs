//! `/admin/agencies/:id`: one agency, its positions and who holds them, and the administrator's acts.
//!
//! **Invariant:** forms come back with what was typed. To add an act: a `<details>` here, its sentence in [`done`].

use super::api::read_office;
use super::history::told;
use super::list::state_badge;
use super::messages::{OfficeMessages, messages};
use super::new::name_fields;
use crate::AppError;
use crate::form::{CommandForm, Form, Target};
use crate::frame::breadcrumb;
use crate::i18n::{Messages, fill, format, use_messages};
use crate::ui::field::{Field, date_input, select, text_input};
use crate::ui::{Tone, facts, icon, loaded, moment, notice, page_title};
use crate::url::parameter;
use domain::id::AgencyId;
use domain::log::SubjectKind;
use domain::office::view::OfficePage;
use domain::people::view::PositionName;
use domain::refusal::Problem;
use domain::view::TimelineEvent;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use std::sync::Arc;
use uuid::Uuid;

/// `/admin/agencies/:id`.
#[component]
pub fn OfficeView() -> impl IntoView {
    let m = use_messages();
    let n = messages(m.language);
    let parameters = use_params_map();
    let query = use_query_map();
    let id = Memo::new(move |_| {
        let parameters = parameters.read();
        parameters
            .get("id")
            .and_then(|id| id.parse::<AgencyId>().ok())
    });
    let kept = Memo::new(move |_| {
        parameter(&query.read(), "kept").and_then(|kept| kept.parse::<Uuid>().ok())
    });
    let page = Resource::new_blocking(
        move || (id.get(), kept.get()),
        |(id, kept)| async move {
            match id {
                Some(id) => read_office(id, kept).await,
                None => Err(no_such_agency()),
            }
        },
    );
    view! {
        {move || {
            let act = parameter(&query.read(), "done")?;
            Some(notice(Tone::Success, done(n, &act)?, None))
        }}
        {loaded(page, move |page| office_view(m, n, page))}
    }
}

/// What the last act led to.
fn done(n: &'static OfficeMessages, act: &str) -> Option<&'static str> {
    Some(match act {
        "create" => n.created,
        "change" => n.changed,
        "close" => n.closed,
        "reopen" => n.reopened,
        "add_position" => n.position_added,
        "change_position" => n.position_changed,
        "close_position" => n.position_closed,
        _ => return None,
    })
}

/// An address whose id is none: the status is set here, because no use case is asked.
fn no_such_agency() -> AppError {
    #[cfg(feature = "ssr")]
    crate::api::set_status(404);
    AppError::Problem(Problem::NotFound)
}

fn office_view(m: &'static Messages, n: &'static OfficeMessages, page: OfficePage) -> AnyView {
    let agency = &page.office.agency;
    let name = m.pick(&agency.name_vi, &agency.name_en).to_owned();
    let title = match &page.kept {
        Some(_) => format!("{}{name}", m.error_prefix),
        None => name.clone(),
    };
    let rows = vec![
        (n.name_vi, Some(agency.name_vi.clone())),
        (n.name_en, Some(agency.name_en.clone())),
        (n.code, Some(agency.code.clone())),
        (n.level, Some(n.level_of(agency.level).to_owned())),
        (n.sector, Some(n.sector_of(agency.sector).to_owned())),
        (
            n.parent,
            page.parent
                .as_ref()
                .map(|parent| m.agency(parent).to_owned()),
        ),
        (n.open_tasks, Some(page.open_tasks.to_string())),
    ];
    let target = target(&page);
    let above = (!page.may_change).then(|| notice(Tone::Info, n.above_you, None));
    view! {
        {page_title(title)}
        {breadcrumb(m, vec![(n.title.to_owned(), "/admin/agencies".to_owned())], name.clone())}
        <div class="page-head">
            <div>
                <h1>{name}</h1>
                <div class="task-status">{state_badge(n, agency.valid_to, page.today)}</div>
            </div>
        </div>
        {above}
        {facts(m, rows)}
        {positions(m, n, &page, &target)}
        {page.may_change.then(|| forms(m, n, &page, &target))}
        {timeline(m, n, &page)}
    }
    .into_any()
}

fn target(page: &OfficePage) -> Target {
    Target {
        subject: SubjectKind::Agency,
        id: page.office.agency.id.0,
        version: Some(page.office.version),
        back: format!("/admin/agencies/{}", page.office.agency.id),
        agencies: Arc::new(page.agencies.clone()),
        kept: page.kept.clone(),
        on_done: None,
    }
}

fn positions(
    m: &'static Messages,
    n: &'static OfficeMessages,
    page: &OfficePage,
    target: &Target,
) -> AnyView {
    let mut all: Vec<&PositionName> = page.office.positions.iter().collect();
    all.sort_by_key(|position| position.valid_to.is_some_and(|to| to <= page.today));
    let items: Vec<AnyView> = all
        .into_iter()
        .map(|position| position_item(m, n, page, position, target))
        .collect();
    let body = if items.is_empty() {
        view! { <p class="muted">{n.no_positions}</p> }.into_any()
    } else {
        view! { <ul class="items">{items}</ul> }.into_any()
    };
    view! {
        <section class="section" aria-labelledby="positions-h">
            <h2 id="positions-h">{n.positions}</h2>
            {body}
            {page.may_change.then(|| add_position(m, n, page, target))}
        </section>
    }
    .into_any()
}

fn position_item(
    m: &'static Messages,
    n: &'static OfficeMessages,
    page: &OfficePage,
    position: &PositionName,
    target: &Target,
) -> AnyView {
    let people = crate::people::messages::messages(m.language);
    let title = m.pick(&position.title_vi, &position.title_en).to_owned();
    let about = format!(
        "{} · {}",
        m.role(position.role),
        people.days(position.valid_from, position.valid_to)
    );
    let holders: Vec<AnyView> = page
        .holders
        .iter()
        .filter(|holder| holder.position == position.id)
        .map(|holder| {
            let acting = holder.is_acting.then(|| format!(" ({})", people.acting));
            let way = format!("/admin/people/{}", holder.account);
            view! { <li><a href=way>{holder.full_name.clone()}</a> {acting}</li> }.into_any()
        })
        .collect();
    let lasts = position.valid_to.is_none_or(|to| page.today < to);
    let holders = if holders.is_empty() {
        lasts
            .then(|| view! { <p class="muted">{n.vacant}</p> })
            .into_any()
    } else {
        view! { <ul>{holders}</ul> }.into_any()
    };
    let acts = (page.may_change && lasts).then(|| position_forms(n, page, position, target));
    view! {
        <li class="item">
            <div class="item-head">
                <span class="person">
                    <span class="person-name">{title}</span>
                    <span class="person-role">{about}</span>
                </span>
            </div>
            {holders}
            {acts}
        </li>
    }
    .into_any()
}

fn position_forms(
    n: &'static OfficeMessages,
    page: &OfficePage,
    position: &PositionName,
    target: &Target,
) -> AnyView {
    let fixed = vec![("position", position.id.to_string())];
    let change = Form::new(
        target,
        format!("change-{}", position.id),
        "change_position",
        &fixed,
    );
    let close = Form::new(
        target,
        format!("close-{}", position.id),
        "close_position",
        &fixed,
    );
    let (is_changing, is_closing) = (change.is_refused(), close.is_refused());
    let titles = title_fields(n, &change, Some(position));
    let on = date_input(
        &close,
        Field::new("on", n.ends_on)
            .hint(n.ends_on_hint)
            .value(format::iso_day(page.today)),
    );
    let which = format!(" {}", change.m.pick(&position.title_vi, &position.title_en));
    let close_fixed = fixed.clone();
    view! {
        <details class="action disclosure" open=is_changing>
            <summary>
                {icon("edit")} {n.change_position} <span class="sr-only">{which.clone()}</span>
            </summary>
            <CommandForm
                form=change
                envelope=page.envelopes[4]
                fixed=fixed
                submit=n.change_position
            >
                {titles}
            </CommandForm>
        </details>
        <details class="action disclosure" open=is_closing>
            <summary>
                {icon("cancelled")} {n.close_position} <span class="sr-only">{which}</span>
            </summary>
            <p class="hint">{n.close_position_hint}</p>
            <CommandForm
                form=close
                envelope=page.envelopes[5]
                fixed=close_fixed
                submit=n.close_position
                is_danger=true
            >
                {on}
            </CommandForm>
        </details>
    }
    .into_any()
}

fn title_fields(
    n: &'static OfficeMessages,
    form: &Form,
    position: Option<&PositionName>,
) -> AnyView {
    let text = |of: fn(&PositionName) -> &str| position.map(of).unwrap_or_default().to_owned();
    view! {
        {text_input(
            form,
            Field::new("title_vi", n.title_vi).value(text(|position| &position.title_vi)),
            "off",
        )}
        {text_input(
            form,
            Field::new("title_en", n.title_en).value(text(|position| &position.title_en)),
            "off",
        )}
    }
    .into_any()
}

fn add_position(
    m: &'static Messages,
    n: &'static OfficeMessages,
    page: &OfficePage,
    target: &Target,
) -> AnyView {
    let form = Form::new(target, "add", "add_position", &[]);
    let is_open = form.is_refused();
    let roles = page
        .roles
        .iter()
        .map(|&role| (role.to_string(), m.role(role).to_owned()))
        .collect();
    let fields = view! {
        {title_fields(n, &form, None)}
        {select(&form, Field::new("role", n.role).hint(n.role_hint), n.choose, roles)}
        {date_input(&form, Field::new("from", n.from).value(format::iso_day(page.today)))}
    };
    let fixed = vec![("position", page.new_position.to_string())];
    view! {
        <details class="action disclosure" open=is_open>
            <summary>{icon("add")} {n.add_position}</summary>
            <CommandForm
                form=form
                envelope=page.envelopes[3]
                fixed=fixed
                submit=n.add_position
            >
                {fields}
            </CommandForm>
        </details>
    }
    .into_any()
}

fn forms(
    m: &'static Messages,
    n: &'static OfficeMessages,
    page: &OfficePage,
    target: &Target,
) -> AnyView {
    let change = Form::new(target, "change", "change", &[]);
    let is_changing = change.is_refused();
    let names = name_fields(n, &change, Some(&page.office.agency));
    let closing = if page.office.agency.valid_to.is_none() {
        let close = Form::new(target, "close", "close", &[]);
        let is_open = close.is_refused();
        let on = date_input(
            &close,
            Field::new("on", n.ends_on)
                .hint(n.ends_on_hint)
                .value(format::iso_day(page.today)),
        );
        let work = (page.open_tasks > 0).then(|| {
            let text = fill(n.close_work, &[("n", &page.open_tasks.to_string())]);
            notice(Tone::Warning, text, None)
        });
        view! {
            <details class="action disclosure" open=is_open>
                <summary>{icon("cancelled")} {n.close}</summary>
                <p class="hint">{n.close_hint}</p>
                {work}
                <CommandForm form=close envelope=page.envelopes[1] submit=n.close is_danger=true>
                    {on}
                </CommandForm>
            </details>
        }
        .into_any()
    } else {
        let reopen = Form::new(target, "reopen", "reopen", &[]);
        let is_open = reopen.is_refused();
        view! {
            <details class="action disclosure" open=is_open>
                <summary>{icon("success")} {n.reopen}</summary>
                <CommandForm form=reopen envelope=page.envelopes[2] submit=n.reopen>
                    <p class="hint">{n.reopen_hint}</p>
                </CommandForm>
            </details>
        }
        .into_any()
    };
    view! {
        <section class="section" aria-labelledby="forms-h">
            <h2 id="forms-h">{m.actions_title}</h2>
            <details class="action disclosure" open=is_changing>
                <summary>{icon("edit")} {n.change}</summary>
                <p class="hint">{n.change_hint}</p>
                <CommandForm form=change envelope=page.envelopes[0] submit=n.change>
                    {names}
                </CommandForm>
            </details>
            {closing}
        </section>
    }
    .into_any()
}

fn timeline(m: &'static Messages, n: &'static OfficeMessages, page: &OfficePage) -> AnyView {
    if page.timeline.is_empty() {
        return view! { <p class="muted">{n.no_history}</p> }.into_any();
    }
    let mut entries = page.timeline.clone();
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.seq));
    let items = entries
        .into_iter()
        .filter_map(|entry| {
            let TimelineEvent::Agency(event) = &entry.event else {
                return None;
            };
            let (symbol, sentence, note) = told(m, event, &page.office.positions);
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
