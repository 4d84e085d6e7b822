//! `/directives`: the issued directives, newest first, each with how far its tasks are.
//!
//! **Invariant:** the place in the list lives in the address, as [`DirectiveList::next`] gave it.
//! To add a column: a heading and a cell in [`row`], in the same place.

use super::api::read_directives;
use super::messages::{DirectiveMessages, messages};
use super::names;
use crate::dashboard::bar::{bar, figures};
use crate::dashboard::messages::messages as dashboard_messages;
use crate::frame::FrameData;
use crate::i18n::{Messages, fill, use_messages};
use crate::ui::{
    Tone, day, empty, icon, loaded, notice, page_title, pager, tone_badge, urgency_badge,
};
use crate::url::{parameter, with_query};
use domain::agency::AgencyName;
use domain::directive::DirectiveState;
use domain::view::{DirectiveLine, DirectiveList};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// `/directives`.
#[component]
pub fn Directives() -> impl IntoView {
    let m = use_messages();
    let d = messages(m.language);
    let query = use_query_map();
    let after = Memo::new(move |_| parameter(&query.read(), "after"));
    let list = Resource::new_blocking(move || after.get(), read_directives);
    let done = move || {
        let act = parameter(&query.read(), "done")?;
        let title = fill(m.done_notice, &[("what", names::done(m, &act))]);
        Some(notice(Tone::Success, title, None))
    };
    view! {
        {page_title(m.nav_directives)}
        {done}
        <div class="page-head">
            <div>
                <h1>{m.nav_directives}</h1>
                <p class="page-lead">{d.list_lead}</p>
            </div>
            {new_button(d)}
        </div>
        {loaded(
            list,
            move |list| list_view(m, d, list, after.get_untracked().is_some()),
        )}
    }
}

/// The way to a new directive, for positions that may register one.
fn new_button(d: &'static DirectiveMessages) -> impl IntoView {
    let frame = use_context::<FrameData>();
    view! {
        <Transition>
            {move || Suspend::new(async move {
                let FrameData(shell) = frame?;
                let shell = shell.await.ok().flatten()?;
                shell
                    .may_register
                    .then(|| {
                        view! {
                            <div class="page-actions">
                                <a class="btn btn-primary" href="/directives/new">
                                    {icon("add")}
                                    {d.new}
                                </a>
                            </div>
                        }
                    })
            })}
        </Transition>
    }
}

fn list_view(
    m: &'static Messages,
    d: &'static DirectiveMessages,
    list: DirectiveList,
    is_later_page: bool,
) -> AnyView {
    if list.lines.is_empty() && list.drafts.is_empty() {
        let way = is_later_page.then_some(("/directives", m.first_page));
        return empty("document", d.none_title, d.none_text, way).into_any();
    }
    let count = fill(
        d.rows_here,
        &[("n", &(list.drafts.len() + list.lines.len()).to_string())],
    );
    let first = is_later_page.then(|| "/directives".to_owned());
    let next = list
        .next
        .as_deref()
        .map(|next| with_query("/directives", &[("after", next)]));
    let rows = list
        .drafts
        .iter()
        .chain(&list.lines)
        .map(|line| row(m, d, line, &list.agencies))
        .collect_view();
    view! {
        <div class="table-wrap table-wrap-page table-cards">
            <table class="table">
                <caption class="sr-only">{d.caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">{d.reference}</th>
                        <th scope="col" aria-sort="descending">
                            {d.issued_on}
                        </th>
                        <th scope="col">{d.abstract_}</th>
                        <th scope="col">{d.issuer}</th>
                        <th scope="col" class="num-col">
                            {m.nav_tasks}
                        </th>
                        <th scope="col">{d.situation}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {pager(m, count, first, next)}
    }
    .into_any()
}

fn row(
    m: &'static Messages,
    d: &'static DirectiveMessages,
    line: &DirectiveLine,
    agencies: &[AgencyName],
) -> AnyView {
    let is_draft = line.state == DirectiveState::Draft;
    let address = if is_draft {
        format!("/directives/{}/draft", line.id)
    } else {
        format!("/directives/{}", line.id)
    };
    let situation = if is_draft {
        tone_badge(Tone::Info, "draft", names::state(m, line.state)).into_any()
    } else {
        let figures = figures(dashboard_messages(m.language), line.counts);
        view! {
            {bar(line.counts, false)}
            <span class="sub">{figures}</span>
        }
        .into_any()
    };
    let tasks = if is_draft {
        "–".to_owned()
    } else {
        line.counts.total().to_string()
    };
    let urgency = urgency_badge(m, line.urgency);
    view! {
        <tr>
            <td>
                <a class="doc-no" href=address.clone()>
                    {line.reference.clone()}
                </a>
                <span class="sub">{names::kind(m, line.kind)}</span>
            </td>
            <td data-label=d.issued_on>{day(line.issued_on)}</td>
            <td class="title-col">
                <a href=address>{line.subject.clone()}</a>
                {urgency.map(|badge| view! { <span class="sub">{badge}</span> })}
            </td>
            <td data-label=d.issuer>{m.agency_of(agencies, line.issuer)}</td>
            <td class="num-col" data-label=m.nav_tasks>
                {tasks}
            </td>
            <td class="bar-col full-col">{situation}            </td>
        </tr>
    }
    .into_any()
}
