//! `/duties`: recurring duties, newest first.
//!
//! **Invariant:** the place in the list lives in the address, as [`DutyList::next`] gave it. To add a column: a
//! heading and a cell in [`row`], in the same place.

use super::api::read_duties;
use super::messages::{DutyMessages, messages};
use crate::i18n::{Messages, fill, format, use_messages};
use crate::ui::{Tone, empty, icon, loaded, page_title, pager, tone_badge};
use crate::url::{parameter, with_query};
use domain::agency::AgencyName;
use domain::duty::DutyState;
use domain::duty::view::{DutyLine, DutyList};
use domain::id::DutyId;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// `/duties`.
#[component]
pub fn Duties() -> impl IntoView {
    let m = use_messages();
    let d = messages(m.language);
    let query = use_query_map();
    let after = Memo::new(move |_| {
        parameter(&query.read(), "after").and_then(|after| after.parse::<DutyId>().ok())
    });
    let list = Resource::new_blocking(move || after.get(), read_duties);
    view! {
        {page_title(d.title)}
        {loaded(
            list,
            move |list| list_view(m, d, &list, after.get_untracked().is_some()),
        )}
    }
}

fn list_view(
    m: &'static Messages,
    d: &'static DutyMessages,
    list: &DutyList,
    is_later_page: bool,
) -> AnyView {
    let new = list.may_create.then(|| {
        view! {
            <div class="page-actions">
                <a class="btn btn-primary" href="/duties/new">
                    {icon("add")}
                    {d.new}
                </a>
            </div>
        }
    });
    let body = if list.lines.is_empty() {
        let way = if is_later_page {
            Some(("/duties", m.first_page))
        } else {
            list.may_create.then_some(("/duties/new", d.new))
        };
        empty("history", d.none_title, d.none_text, way).into_any()
    } else {
        let rows = list
            .lines
            .iter()
            .map(|line| row(m, d, line, &list.agencies))
            .collect_view();
        let count = fill(d.rows_here, &[("n", &list.lines.len().to_string())]);
        let first = is_later_page.then(|| "/duties".to_owned());
        let next = list
            .next
            .map(|next| with_query("/duties", &[("after", &next.to_string())]));
        view! {
            <div class="table-wrap table-wrap-page table-cards">
                <table class="table">
                    <caption class="sr-only">{d.title}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{d.duty}</th>
                            <th scope="col">{d.schedule}</th>
                            <th scope="col">{m.lead}</th>
                            <th scope="col">{d.next}</th>
                            <th scope="col">{d.state}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {pager(m, count, first, next)}
        }
        .into_any()
    };
    view! {
        <div class="page-head">
            <div>
                <h1>{d.title}</h1>
                <p class="page-lead">{d.lead}</p>
            </div>
            {new}
        </div>
        {body}
    }
    .into_any()
}

/// A state with its shape.
pub fn state_badge(d: &'static DutyMessages, state: DutyState) -> AnyView {
    let (tone, symbol) = match state {
        DutyState::Active => (Tone::Success, "in_progress"),
        DutyState::Stopped => (Tone::Warning, "suspended"),
        DutyState::Ended => (Tone::Info, "completed"),
    };
    tone_badge(tone, symbol, d.state_of(state)).into_any()
}

fn row(
    m: &'static Messages,
    d: &'static DutyMessages,
    line: &DutyLine,
    agencies: &[AgencyName],
) -> AnyView {
    let next = match line.next {
        Some((period, made_on)) => {
            let made = fill(d.made_on, &[("day", &format::day(made_on))]);
            view! {
                {super::messages::range(period)}
                " "
                <span class="sub">{made}</span>
            }
            .into_any()
        }
        None => view! { <span class="muted">"–"</span> }.into_any(),
    };
    view! {
        <tr>
            <td class="title-col">
                <a href=format!("/duties/{}", line.id)>{line.title.clone()}</a>
            </td>
            <td data-label=d.schedule>{d.schedule_of(line.schedule)}</td>
            <td data-label=m.lead>{m.agency_of(agencies, line.lead)}</td>
            <td data-label=d.next>{next}</td>
            <td>{state_badge(d, line.state)}</td>
        </tr>
    }
    .into_any()
}
