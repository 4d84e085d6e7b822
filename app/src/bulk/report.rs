//! `/tasks/bulk/:id`: what was done, and of each task that was refused, why.
//!
//! **Invariant:** a task that the person may not see has no title here, whatever was refused.

use super::api::read_report;
use super::messages::{BulkMessages, messages};
use crate::i18n::{Messages, fill, use_messages};
use crate::ui::{Tone, loaded, notice, page_title};
use domain::bulk::{Refused, ReportPage};
use domain::id::EnvelopeId;
use domain::refusal::Problem;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use maud::html;
use uuid::Uuid;

/// `/tasks/bulk/:id`.
#[component]
pub fn BulkReport() -> impl IntoView {
    let m = use_messages();
    let b = messages(m.language);
    let params = use_params_map();
    // An id that is none is nobody's report.
    let id = Memo::new(move |_| {
        let id = params.read().get("id").and_then(|id| id.parse().ok());
        id.unwrap_or(EnvelopeId(Uuid::nil()))
    });
    let page = Resource::new_blocking(move || id.get(), read_report);
    view! {
        {page_title(b.report)}
        {loaded(page, move |page| report_view(m, b, &page))}
    }
}

fn report_view(m: &'static Messages, b: &'static BulkMessages, page: &ReportPage) -> AnyView {
    let report = &page.report;
    let lead = fill(
        b.report_lead,
        &[
            ("act", b.kind(report.act)),
            ("done", &report.done.to_string()),
            ("asked", &report.asked.to_string()),
        ],
    );
    let tone = match (report.done, report.refused.len()) {
        (_, 0) => Tone::Success,
        (0, _) => Tone::Danger,
        _ => Tone::Warning,
    };
    let followed = (report.followed > 0).then(|| {
        let text = fill(b.followed, &[("n", &report.followed.to_string())]);
        view! { <p>{text}</p> }
    });
    let back = if report.back.is_empty() {
        "/tasks".to_owned()
    } else {
        report.back.clone()
    };
    let refused = if report.refused.is_empty() {
        view! { <p>{b.none_refused}</p> }.into_any()
    } else {
        refused(m, b, page)
    };
    view! {
        <h1>{b.report}</h1>
        {notice(tone, lead, None)}
        {followed}
        {refused}
        <p>
            <a class="btn btn-primary" href=back>
                {b.back}
            </a>
        </p>
    }
    .into_any()
}

fn refused(m: &'static Messages, b: &'static BulkMessages, page: &ReportPage) -> AnyView {
    let rows = html! {
        @for row in &page.report.refused {
            tr {
                td class="title-col" {
                    @if row.title.is_empty() {
                        span class="muted" { (b.unseen) }
                    } @else {
                        a href={ "/tasks/" (row.task) } { (row.title) }
                    }
                }
                td data-label=(b.why) { (why(m, b, page, row)) }
            }
        }
    };
    let label = fill(b.refused, &[("n", &page.report.refused.len().to_string())]);
    view! {
        <section class="section" aria-labelledby="refused-h">
            <h2 id="refused-h">{label.clone()}</h2>
            <div class="table-wrap table-cards" tabindex="0" role="region" aria-label=label>
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{m.task}</th>
                            <th scope="col">{b.why}</th>
                        </tr>
                    </thead>
                    <tbody inner_html=rows.into_string()></tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn why(m: &Messages, b: &BulkMessages, page: &ReportPage, row: &Refused) -> String {
    match &row.problem {
        Problem::Conflict { .. } => b.changed.to_owned(),
        problem => m.problem(problem, &page.agencies),
    }
}
