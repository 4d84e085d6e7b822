//! `/directives/:id`: head, counts, clauses with their tasks, full text, timeline.
//!
//! **Invariants:** the head has its parts where an official document has them; a clause shows the sentences
//! that ordered it. To add a section, add it to [`directive_view`].

use super::api::read_directive;
use super::messages::{DirectiveMessages, messages};
use super::names;
use crate::AppError;
use crate::dashboard::bar::{bar, legend};
use crate::dashboard::messages::messages as dashboard_messages;
use crate::frame::breadcrumb;
use crate::i18n::{Messages, fill, use_messages};
use crate::ui::{
    Tone, day, deadline, icon, loaded, moment, notice, page_title, state_badge, timeliness_badge,
    tone_badge, urgency_badge,
};
use crate::url::parameter;
use domain::directive::{Clause, DirectiveState};
use domain::id::{ClauseId, DirectiveId};
use domain::refusal::Problem;
use domain::view::{ClauseTask, DirectivePage, TimelineEvent};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// `/directives/:id`.
#[component]
pub fn DirectiveView() -> impl IntoView {
    let m = use_messages();
    let d = messages(m.language);
    let parameters = use_params_map();
    let query = use_query_map();
    let id = Memo::new(move |_| {
        parameters
            .read()
            .get("id")
            .and_then(|id| id.parse::<DirectiveId>().ok())
    });
    let page = Resource::new_blocking(
        move || id.get(),
        |id| async move {
            match id {
                Some(id) => read_directive(id).await,
                None => Err(AppError::Problem(Problem::NotFound)),
            }
        },
    );
    let done = move || {
        let act = parameter(&query.read(), "done")?;
        let title = fill(m.done_notice, &[("what", names::done(m, &act))]);
        Some(notice(Tone::Success, title, Some(m.done_notice_text)))
    };
    view! {
        {done}
        {loaded(page, move |page| directive_view(m, d, &page))}
    }
}

fn directive_view(
    m: &'static Messages,
    d: &'static DirectiveMessages,
    page: &DirectivePage,
) -> AnyView {
    let reference = page.directive.header.reference();
    let id = page.directive.id;
    let draft = (page.directive.state == DirectiveState::Draft).then(|| {
        view! {
            <p>
                <a class="btn btn-primary" href=format!("/directives/{id}/draft")>
                    {d.to_draft}
                </a>
            </p>
        }
    });
    view! {
        {page_title(reference.clone())}
        {breadcrumb(
            m,
            vec![(m.nav_directives.to_owned(), "/directives".to_owned())],
            reference,
        )}
        {head(m, d, page)}
        {draft}
        {(page.counts.total() > 0).then(|| counts(m, d, page))}
        {clauses(m, d, page)}
        <details class="disclosure">
            <summary>{d.full_text}</summary>
            <div class="reader-text reader-lines">{page.directive.text.clone()}</div>
        </details>
        {timeline(m, page)}
    }
    .into_any()
}

fn head(m: &'static Messages, d: &'static DirectiveMessages, page: &DirectivePage) -> AnyView {
    let header = &page.directive.header;
    let (tone, symbol) = match page.directive.state {
        DirectiveState::Draft => (Tone::Info, "draft"),
        DirectiveState::Issued => (Tone::Success, "success"),
        DirectiveState::Discarded => (Tone::Danger, "cancelled"),
    };
    let urgency = urgency_badge(m, header.urgency);
    let recipients = (!header.recipients.is_empty()).then(|| {
        let items = header
            .recipients
            .iter()
            .map(|recipient| view! { <li>{recipient.clone()}</li> })
            .collect_view();
        view! {
            <details class="disclosure">
                <summary>
                    {d.recipients} " " <span class="count">{header.recipients.len()}</span>
                </summary>
                <ul class="prose">{items}</ul>
            </details>
        }
    });
    view! {
        <header class="doc-head">
            <p class="doc-head-issuer">{m.agency_of(&page.agencies, header.issuer)}</p>
            <div class="doc-head-badges row">
                {urgency} {tone_badge(tone, symbol, names::state(m, page.directive.state))}
            </div>
            <p class="doc-head-number">
                {d.number_prefix} " " <b>{header.reference()}</b>
            </p>
            <p class="doc-head-date">{d.day_prefix} " " {day(header.issued_on)}</p>
            <div class="doc-head-abstract">
                <p class="muted">{names::kind(m, header.kind)}</p>
                <h1>{header.subject.clone()}</h1>
            </div>
        </header>
        {recipients}
    }
    .into_any()
}

fn counts(m: &'static Messages, d: &'static DirectiveMessages, page: &DirectivePage) -> AnyView {
    let tasks = format!("/tasks?directive={}", page.directive.id);
    view! {
        <section class="stack-s" aria-labelledby="counts-h">
            <div class="row-between">
                <h2 id="counts-h">{d.situation}</h2>
                <a href=tasks>{m.all_tasks}</a>
            </div>
            {bar(page.counts, false)}
            {legend(dashboard_messages(m.language), page.counts)}
        </section>
    }
    .into_any()
}

fn clauses(m: &'static Messages, d: &'static DirectiveMessages, page: &DirectivePage) -> AnyView {
    if page.directive.clauses.is_empty() {
        return view! { <p class="muted">{d.no_clauses}</p> }.into_any();
    }
    let items = page
        .directive
        .clauses
        .iter()
        .map(|clause| clause_view(m, d, page, clause))
        .collect_view();
    view! {
        <section class="stack" aria-labelledby="clauses-h">
            <h2 id="clauses-h">{d.clauses}</h2>
            <ol class="clauses">{items}</ol>
        </section>
    }
    .into_any()
}

fn clause_view(
    m: &'static Messages,
    d: &'static DirectiveMessages,
    page: &DirectivePage,
    clause: &Clause,
) -> AnyView {
    let sentences = clause
        .span
        .and_then(|span| page.directive.text.get(span.start..span.end))
        .map(|text| view! { <p class="clause-text reader-lines">{text.to_owned()}</p> });
    let tasks: Vec<_> = tasks_of(page, clause.id)
        .map(|task| task_item(m, page, task))
        .collect();
    let tasks = if tasks.is_empty() {
        view! { <p class="muted">{d.no_tasks_seen}</p> }.into_any()
    } else {
        view! { <ul class="items">{tasks}</ul> }.into_any()
    };
    view! {
        <li class="clause" id=format!("clause-{}", clause.number)>
            <span class="clause-no">{format!("{}.", clause.number)}</span>
            <div class="clause-body">
                <h3>{clause.title.clone()}</h3>
                {sentences}
                {tasks}
            </div>
        </li>
    }
    .into_any()
}

fn tasks_of(page: &DirectivePage, clause: ClauseId) -> impl Iterator<Item = &ClauseTask> {
    page.tasks
        .iter()
        .filter(move |task| task.clause == Some(clause))
}

/// One task of a clause. The clause has the words; the row says who.
fn task_item(m: &'static Messages, page: &DirectivePage, task: &ClauseTask) -> AnyView {
    let line = &task.line;
    view! {
        <li class="item">
            <div>
                <a class="work-title" href=format!("/tasks/{}", line.id)>
                    {m.agency_of(&page.agencies, line.lead)}
                    <span class="sr-only">{format!(": {}", line.title)}</span>
                </a>
                {line
                    .is_subtask
                    .then(|| crate::cascade::messages::messages(m.language).subtask)
                    .map(|text| view! { " " <span class="sub">{text}</span> })}
            </div>
            <div>{state_badge(m, line.state)}</div>
            <div>{deadline(m, line.original_due, line.due)}</div>
            <div>{timeliness_badge(m, line.timeliness, line.due, page.today)}</div>
        </li>
    }
    .into_any()
}

fn timeline(m: &'static Messages, page: &DirectivePage) -> AnyView {
    let mut entries: Vec<_> = page.timeline.iter().collect();
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.seq));
    let items = entries
        .into_iter()
        .map(|entry| {
            let told = match &entry.event {
                TimelineEvent::Directive(verb) => names::event(m, verb).to_owned(),
                TimelineEvent::Task(_)
                | TimelineEvent::Duty(_)
                | TimelineEvent::Account(_)
                | TimelineEvent::Agency(_) => String::new(),
            };
            let who = format!(
                "{}, {}",
                entry.who,
                m.pick(&entry.title_vi, &entry.title_en)
            );
            view! {
                <li>
                    {icon("history")}
                    <p>
                        <b>{m.agency_of(&page.agencies, entry.agency)}</b>
                        " "
                        {told}
                    </p>
                    <p class="timeline-meta">
                        {moment(entry.made_at)}
                        <span>{who}</span>
                    </p>
                </li>
            }
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
