//! `/tasks/bulk`: what is about to happen to how many tasks, and the one form that does it.
//!
//! **Invariants:** nothing happens before this form is sent; it carries the version of every row that the person
//! saw; what was typed and refused is still there. To add an act: its fields in [`fields`].

use super::api::read_confirm;
use super::messages::{BulkMessages, messages};
use crate::form::{Form, Target, failure_of};
use crate::i18n::{Messages, fill, use_messages};
use crate::task::filter::{address, parse};
use crate::ui::field::{Field, deadline_input, select, text_area};
use crate::ui::{Tone, empty, icon, loaded, markup, notice, page_title};
use crate::url::parameter;
use domain::bulk::{Asked, ConfirmPage, Kind, Row};
use domain::log::SubjectKind;
use domain::view::TaskFilter;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;
use maud::html;
use std::sync::Arc;
use uuid::Uuid;

/// `/tasks/bulk`.
#[component]
pub fn BulkConfirm() -> impl IntoView {
    let m = use_messages();
    let b = messages(m.language);
    let query = use_query_map();
    let asked = Memo::new(move |_| asked(&query.read()));
    let page = Resource::new_blocking(move || asked.get(), read_confirm);
    view! {
        {page_title(b.bar)}
        {loaded(
            page,
            move |page| {
                let query = query.read_untracked();
                let kind = parameter(&query, "act").and_then(|act| act.parse().ok());
                confirm_view(m, b, kind.unwrap_or(Kind::Remind), &parse(&query).0, page)
            },
        )}
    }
}

/// What an address asks for.
pub(super) fn asked(query: &ParamsMap) -> Asked {
    let rows = query.get_all("row").unwrap_or_default();
    Asked {
        rows: rows
            .iter()
            .filter_map(|row| row.parse::<Row>().ok())
            .collect(),
        all: parameter(query, "all").is_some(),
        task_filter: parse(query).0,
        kept: parameter(query, "kept").and_then(|kept| kept.parse::<Uuid>().ok()),
    }
}

fn confirm_view(
    m: &'static Messages,
    b: &'static BulkMessages,
    kind: Kind,
    filter: &TaskFilter,
    page: ConfirmPage,
) -> AnyView {
    let back = address(&TaskFilter {
        after: None,
        ..filter.clone()
    });
    let count = page.rows.len().to_string();
    let head = view! {
        <div class="page-head">
            <div>
                <h1>{b.kind(kind)}</h1>
                <p class="page-lead">{fill(b.lead, &[("n", &count)])}</p>
            </div>
        </div>
    };
    if page.rows.is_empty() {
        return view! {
            <h1>{b.kind(kind)}</h1>
            {empty("task", b.none_title, b.none_text, None)}
            <p>
                <a class="btn" href=back>
                    {b.back}
                </a>
            </p>
        }
        .into_any();
    }
    let target = Target {
        subject: SubjectKind::Task,
        id: Uuid::nil(),
        version: None,
        back: back.clone(),
        agencies: Arc::new(page.choices.clone()),
        kept: page.kept.clone(),
        on_done: None,
    };
    let form = Form::new(&target, "bulk", kind.as_str(), &[]);
    let has_more = page
        .has_more
        .then(|| notice(Tone::Warning, b.has_more, None));
    let is_danger = matches!(kind, Kind::Cancel);
    let class = if is_danger {
        "btn btn-danger"
    } else {
        "btn btn-primary"
    };
    let rows = html! {
        @for chosen in &page.rows { input type="hidden" name="row" value=(chosen.row); }
    };
    let submit = format!("{} ({count})", b.kind(kind));
    view! {
        {head}
        {has_more}
        <form class="form card" method="post" action="/tasks/bulk" novalidate>
            {failure_of(&form)}
            <p>{b.about(kind)}</p>
            <input type="hidden" name="envelope" value=page.envelope.to_string() />
            <input type="hidden" name="act" value=kind.as_str() />
            <input type="hidden" name="back" value=back.clone() />
            <div hidden inner_html=rows.into_string()></div>
            {fields(m, b, kind, &form, &page)}
            <div class="form-actions">
                <button class=class>{submit}</button>
                <a class="btn btn-quiet" href=back>
                    {b.back}
                </a>
            </div>
        </form>
        {chosen(m, b, &page)}
    }
    .into_any()
}

/// What the act asks for.
fn fields(
    m: &'static Messages,
    b: &'static BulkMessages,
    kind: Kind,
    form: &Form,
    page: &ConfirmPage,
) -> AnyView {
    let reason = || text_area(form, Field::new("reason", m.field_reason));
    match kind {
        Kind::Remind => ().into_any(),
        Kind::Suspend | Kind::Cancel => reason(),
        Kind::Extend => {
            let day = Field::new("until", b.until).optional();
            let days = Field::new("until_days", m.field_days)
                .optional()
                .hint(b.until_days_hint);
            view! {
                {deadline_input(form, day, days)}
                {reason()}
            }
            .into_any()
        }
        Kind::Reassign => {
            let choices = page
                .choices
                .iter()
                .map(|agency| (agency.id.to_string(), m.agency(agency).to_owned()))
                .collect();
            view! {
                {select(form, Field::new("lead", m.field_lead), m.choose_agency, choices)}
                {reason()}
            }
            .into_any()
        }
    }
}

fn chosen(m: &'static Messages, b: &'static BulkMessages, page: &ConfirmPage) -> impl IntoView {
    let rows = html! {
        @for chosen in &page.rows {
            tr {
                td class="title-col" {
                    a href={ "/tasks/" (chosen.row.task) } { (chosen.title) }
                }
                td data-label=(m.lead) { (m.agency_of(&page.agencies, chosen.lead)) }
                td data-label=(m.due) { (markup::deadline(m, chosen.original_due, chosen.due)) }
                td { (markup::state_badge(m, chosen.state)) }
            }
        }
    };
    let label = fill(b.chosen, &[("n", &page.rows.len().to_string())]);
    view! {
        <details class="disclosure" open=page.rows.len() <= 20>
            <summary>{icon("task")} {label.clone()}</summary>
            <div class="table-wrap table-cards" tabindex="0" role="region" aria-label=label>
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{m.task}</th>
                            <th scope="col">{m.lead}</th>
                            <th scope="col">{m.due}</th>
                            <th scope="col">{m.state}</th>
                        </tr>
                    </thead>
                    <tbody inner_html=rows.into_string()></tbody>
                </table>
            </div>
        </details>
    }
}
