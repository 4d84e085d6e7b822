//! `/duties/:id`: one duty, the tasks it made, changing and stopping it.
//!
//! **Invariant:** forms come back with what was typed; who may not manage the duty sees no form.

use super::api::read_duty;
use super::fields::fields;
use super::list::state_badge;
use super::messages::{DutyMessages, messages, range};
use crate::AppError;
use crate::form::{CommandForm, Form, Target};
use crate::frame::breadcrumb;
use crate::i18n::{Messages, format, use_messages};
use crate::task::history::timeline;
use crate::ui::field::{Field, text_area};
use crate::ui::{
    Tone, deadline, facts, icon, loaded, notice, page_title, state_badge as task_badge,
    timeliness_badge,
};
use crate::url::{parameter, with_query};
use chrono::NaiveDate;
use domain::duty::DutyState;
use domain::duty::view::{DutyPage, DutyTask};
use domain::id::DutyId;
use domain::log::SubjectKind;
use domain::refusal::Problem;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use std::sync::Arc;
use uuid::Uuid;

/// `/duties/:id`.
#[component]
pub fn DutyView() -> impl IntoView {
    let m = use_messages();
    let d = messages(m.language);
    let parameters = use_params_map();
    let query = use_query_map();
    let id = Memo::new(move |_| {
        parameters
            .read()
            .get("id")
            .and_then(|id| id.parse::<DutyId>().ok())
    });
    let before = Memo::new(move |_| {
        parameter(&query.read(), "before").and_then(|day| day.parse::<NaiveDate>().ok())
    });
    let kept = Memo::new(move |_| {
        parameter(&query.read(), "kept").and_then(|kept| kept.parse::<Uuid>().ok())
    });
    let page = Resource::new_blocking(
        move || (id.get(), before.get(), kept.get()),
        |(id, before, kept)| async move {
            match id {
                Some(id) => read_duty(id, before, kept).await,
                None => Err(no_such_duty()),
            }
        },
    );
    view! {
        {move || {
            let act = parameter(&query.read(), "done")?;
            let text = match act.as_str() {
                "create" => d.created,
                "change" => d.changed,
                "stop" => d.stopped,
                _ => return None,
            };
            Some(notice(Tone::Success, text, None))
        }}
        {loaded(page, move |page| duty_view(m, d, page))}
    }
}

/// An address whose id is none: the status is set here, because no use case is asked.
fn no_such_duty() -> AppError {
    #[cfg(feature = "ssr")]
    crate::api::set_status(404);
    AppError::Problem(Problem::NotFound)
}

fn duty_view(m: &'static Messages, d: &'static DutyMessages, page: DutyPage) -> AnyView {
    let template = &page.duty.template;
    let title = match &page.kept {
        Some(_) => format!("{}{}", m.error_prefix, template.title),
        None => template.title.clone(),
    };
    let warning = (page.lead_is_gone && page.duty.next.is_some())
        .then(|| notice(Tone::Warning, d.lead_gone_title, Some(d.lead_gone_text)));
    view! {
        {page_title(title)}
        {breadcrumb(
            m,
            vec![(d.title.to_owned(), "/duties".to_owned())],
            template.title.clone(),
        )}
        <div class="page-head">
            <div>
                <h1>{template.title.clone()}</h1>
                <div class="task-status">
                    {state_badge(d, page.duty.state)} <span>{d.schedule_of(template.schedule)}</span>
                </div>
            </div>
        </div>
        {warning}
        {content(m, d, &page)}
        {tasks(m, d, &page)}
        {forms(m, d, &page)}
        <section class="section" aria-labelledby="timeline-h">
            <h2 id="timeline-h">{m.section_timeline}</h2>
            {timeline(m, page.timeline.clone(), &page.agencies)}
        </section>
    }
    .into_any()
}

fn content(m: &'static Messages, d: &'static DutyMessages, page: &DutyPage) -> AnyView {
    let c = crate::cascade::messages::messages(m.language);
    let template = &page.duty.template;
    let coordinating: Vec<String> = template
        .coordinating
        .iter()
        .map(|asked| {
            let name = m.agency_of(&page.agencies, asked.agency);
            if asked.product.is_empty() {
                name
            } else {
                format!("{name}: {}", asked.product)
            }
        })
        .collect();
    let next = page.duty.next.map_or_else(|| d.next_none.to_owned(), range);
    let mut rows = vec![
        (d.next, Some(next)),
        (
            d.next_made,
            page.next_days.map(|(made, _)| format::day(made)),
        ),
        (d.next_due, page.next_days.map(|(_, due)| format::day(due))),
        (m.issuer, Some(m.agency_of(&page.agencies, page.duty.owner))),
        (m.lead, Some(m.agency_of(&page.agencies, template.lead))),
        (
            m.coordinating,
            (!coordinating.is_empty()).then(|| coordinating.join("; ")),
        ),
        (c.field_deliverable, Some(template.deliverable.clone())),
        (c.field_effect, Some(template.effect_expected.clone())),
        (c.field_responsible, Some(template.responsible.clone())),
        (d.field_first, Some(format::day(template.first))),
        (d.field_last, template.last.map(format::day)),
    ];
    if let Some(reason) = &page.duty.stopped_for {
        rows.insert(0, (d.stopped_for, Some(reason.clone())));
    }
    view! {
        <section class="section" aria-labelledby="content-h">
            <h2 id="content-h">{d.content}</h2>
            {facts(m, rows)}
        </section>
    }
    .into_any()
}

fn tasks(m: &'static Messages, d: &'static DutyMessages, page: &DutyPage) -> AnyView {
    let body = if page.tasks.is_empty() {
        view! { <p class="muted">{d.tasks_none}</p> }.into_any()
    } else {
        let rows = page
            .tasks
            .iter()
            .map(|task| task_row(m, d, task, page.today))
            .collect_view();
        let more = page.more.map(|before| {
            let here = format!("/duties/{}", page.duty.id);
            let way = with_query(&here, &[("before", &format::iso_day(before))]);
            view! {
                <p>
                    <a class="btn btn-small" rel="next" href=way>
                        {d.earlier}
                        {icon("next")}
                    </a>
                </p>
            }
        });
        view! {
            <div class="table-wrap table-cards" tabindex="0" role="region" aria-label=d.tasks>
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{m.task}</th>
                            <th scope="col">{d.period}</th>
                            <th scope="col">{m.due}</th>
                            <th scope="col">{m.timeliness}</th>
                            <th scope="col">{m.state}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {more}
        }
        .into_any()
    };
    view! {
        <section class="section" aria-labelledby="tasks-h">
            <h2 id="tasks-h">{d.tasks}</h2>
            {body}
        </section>
    }
    .into_any()
}

fn task_row(
    m: &'static Messages,
    d: &'static DutyMessages,
    task: &DutyTask,
    today: NaiveDate,
) -> AnyView {
    view! {
        <tr>
            <td class="title-col">
                <a href=format!("/tasks/{}", task.id)>{task.title.clone()}</a>
            </td>
            <td data-label=d.period>{range(task.period)}</td>
            <td data-label=m.due>{deadline(m, task.original_due, task.due)}</td>
            <td>{timeliness_badge(m, task.timeliness, task.due, today)}</td>
            <td>{task_badge(m, task.state)}</td>
        </tr>
    }
    .into_any()
}

fn forms(m: &'static Messages, d: &'static DutyMessages, page: &DutyPage) -> Option<AnyView> {
    if !page.may_manage || page.duty.state == DutyState::Stopped {
        return None;
    }
    let target = Target {
        subject: SubjectKind::Duty,
        id: page.duty.id.0,
        version: Some(page.duty.version),
        back: format!("/duties/{}", page.duty.id),
        agencies: Arc::new(page.choices.clone()),
        kept: page.kept.clone(),
        on_done: None,
    };
    let is_kept = |act: &str| page.kept.as_ref().is_some_and(|kept| kept.act == act);
    let change = Form::new(&target, "change", "change", &[]);
    let stop = Form::new(&target, "stop", "stop", &[]);
    let changing = page.kept.as_ref().filter(|kept| kept.act == "change");
    let template = Some(&page.duty.template);
    let change_fields = fields(&change, template, &page.choices, changing, page.today);
    let why = |form: &Form| {
        text_area(
            form,
            Field::new("reason", m.field_reason).hint(m.field_reason_hint),
        )
    };
    let (why_change, why_stop) = (why(&change), why(&stop));
    let [change_envelope, stop_envelope] = page.envelopes;
    let view = view! {
        <section class="section" aria-labelledby="forms-h">
            <h2 id="forms-h">{m.actions_title}</h2>
            <details class="action disclosure" open=is_kept("change")>
                <summary>{icon("edit")} {d.change}</summary>
                <p class="hint">{d.change_hint}</p>
                <CommandForm form=change envelope=change_envelope submit=d.change>
                    {change_fields}
                    {why_change}
                </CommandForm>
            </details>
            <details class="action disclosure" open=is_kept("stop")>
                <summary>{icon("warning")} {d.stop}</summary>
                <p class="hint">{d.stop_hint}</p>
                <CommandForm form=stop envelope=stop_envelope submit=d.stop is_danger=true>
                    {why_stop}
                </CommandForm>
            </details>
        </section>
    };
    Some(view.into_any())
}
