//! `/notifications`: what the person's agency was told, newest first.
//!
//! **Invariants:** the place in the list lives in the address, as [`NotificationList::next`] gave it; marking
//! as read reaches up to the newest one that the page showed. To add a column: a heading and a cell in
//! [`row`], in the same place.

use super::api::read_notifications;
use super::bell::counted;
use super::messages::{NotificationMessages, messages};
use crate::i18n::{Messages, fill, use_messages};
use crate::ui::{Tone, day, empty, icon, loaded, moment, notice, page_title, pager, tone_badge};
use crate::url::{parameter, with_query};
use chrono::NaiveDate;
use domain::id::NotificationId;
use domain::job::Rung;
use domain::view::{NotificationLine, NotificationList};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

/// `/notifications`.
#[component]
pub fn Notifications() -> impl IntoView {
    let m = use_messages();
    let n = messages(m.language);
    let query = use_query_map();
    let after = Memo::new(move |_| {
        parameter(&query.read(), "after").and_then(|after| after.parse::<NotificationId>().ok())
    });
    let list = Resource::new_blocking(move || after.get(), read_notifications);
    view! {
        {page_title(n.title)}
        {move || outcome(m, n, &query.read())}
        {loaded(
            list,
            move |list| list_view(m, n, &list, after.get_untracked().is_some()),
        )}
    }
}

/// What the last form led to.
fn outcome(m: &'static Messages, n: &NotificationMessages, query: &ParamsMap) -> Option<AnyView> {
    if let Some(code) = parameter(query, "problem") {
        return Some(notice(Tone::Danger, m.problem_code(&code), None).into_any());
    }
    (parameter(query, "done")? == "read").then(|| notice(Tone::Success, n.marked, None).into_any())
}

fn list_view(
    m: &'static Messages,
    n: &'static NotificationMessages,
    list: &NotificationList,
    is_later_page: bool,
) -> AnyView {
    let mentions = mentions(m, list);
    let body = if list.lines.is_empty() && mentions.is_some() {
        ().into_any()
    } else if list.lines.is_empty() {
        let way = is_later_page.then_some(("/notifications", m.first_page));
        empty("bell", n.none_title, n.none_text, way).into_any()
    } else {
        let rows = list
            .lines
            .iter()
            .map(|line| row(n, line, list.today, list.may_mark))
            .collect_view();
        let count = fill(n.rows_here, &[("n", &list.lines.len().to_string())]);
        let first = is_later_page.then(|| "/notifications".to_owned());
        let next = list
            .next
            .map(|next| with_query("/notifications", &[("after", &next.to_string())]));
        view! {
            <div class="table-wrap table-wrap-page table-cards">
                <table class="table">
                    <caption class="sr-only">{n.title}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{m.nav_tasks}</th>
                            <th scope="col">{n.what}</th>
                            <th scope="col">{n.due}</th>
                            <th scope="col" aria-sort="descending">
                                {n.told_at}
                            </th>
                            <th scope="col">{n.state}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {pager(m, count, first, next)}
        }
        .into_any()
    };
    let unread = (list.unread > 0).then(|| fill(n.unread_count, &[("n", &counted(list.unread))]));
    view! {
        <div class="page-head">
            <div>
                <h1>{n.title}</h1>
                <p class="page-lead">{n.lead}</p>
                {unread.map(|unread| view! { <p>{tone_badge(Tone::Info, "bell", unread)}</p> })}
            </div>
            {mark_form(n, list, is_later_page)}
        </div>
        {mentions}
        {body}
    }
    .into_any()
}

/// On the first page only: what a later one shows first is not the newest.
fn mark_form(
    n: &'static NotificationMessages,
    list: &NotificationList,
    is_later_page: bool,
) -> Option<impl IntoView + use<>> {
    // Ids of both lists are ordered by time.
    let newest = list.lines.first().map(|line| line.id.0);
    let newest = newest.max(list.mentions.first().map(|mention| mention.id.0))?;
    let is_offered = list.may_mark && list.unread > 0 && !is_later_page;
    is_offered.then(|| {
        view! {
            <form class="page-actions" method="post" action="/notifications/read">
                <input type="hidden" name="until" value=newest.to_string() />
                <button class="btn">{icon("success")} {n.mark_all}</button>
            </form>
        }
    })
}

/// The comments that mention the person's position.
fn mentions(m: &'static Messages, list: &NotificationList) -> Option<impl IntoView + use<>> {
    let t = crate::talk::messages::messages(m.language);
    let items: Vec<_> = list
        .mentions
        .iter()
        .map(|mention| {
            let what = fill(t.mentioned_you, &[("n", &mention.comment.to_string())]);
            let by = format!(
                "{}, {}",
                m.pick(&mention.by_title_vi, &mention.by_title_en),
                m.agency_of(&list.agencies, mention.by_agency)
            );
            let n = messages(m.language);
            let state = if mention.is_read {
                view! { <span class="muted">{n.read}</span> }.into_any()
            } else {
                tone_badge(Tone::Info, "bell", n.new).into_any()
            };
            let address = format!("/tasks/{}#comment-{}", mention.task, mention.comment);
            view! {
                <li class="item">
                    <div class="item-head">
                        <a href=address rel="external">
                            {mention.title.clone()}
                        </a>
                        {state}
                    </div>
                    <p>{what}</p>
                    <p class="timeline-meta">
                        <span>{t.mentioned_by} ": " {by}</span>
                        {moment(mention.told_at)}
                    </p>
                </li>
            }
        })
        .collect();
    (!items.is_empty()).then(|| {
        view! {
            <section class="section" id="mentions" aria-labelledby="mentions-h">
                <div class="section-head">
                    <h2 id="mentions-h">{t.mentions_title}</h2>
                    <span class="count">{items.len().to_string()}</span>
                </div>
                <ul class="items">{items}</ul>
            </section>
        }
    })
}

fn row(
    n: &'static NotificationMessages,
    line: &NotificationLine,
    today: NaiveDate,
    may_mark: bool,
) -> AnyView {
    // The badge of a timeliness has its shape and ground already; on the day itself it is the one of "soon".
    let timeliness = match line.kind {
        Rung::DueSoon | Rung::DueToday | Rung::Asked => "due_soon",
        Rung::Overdue
        | Rung::LateOfficer
        | Rung::LateHead
        | Rung::LateCoordinator
        | Rung::LateCommittee => "overdue",
    };
    let state = if line.is_read {
        view! { <span class="muted">{n.read}</span> }.into_any()
    } else {
        let mark = may_mark.then(|| {
            let which = fill(n.mark_one_of, &[("title", &line.title)]);
            view! {
                <form method="post" action="/notifications/read">
                    <input type="hidden" name="one" value=line.id.to_string() />
                    <button class="btn btn-small">
                        {n.mark_one}
                        <span class="sr-only">{which}</span>
                    </button>
                </form>
            }
        });
        view! { <div class="row">{tone_badge(Tone::Info, "bell", n.new)} {mark}</div> }.into_any()
    };
    let title = line.title.clone();
    let title = if line.is_read {
        title.into_any()
    } else {
        view! { <b>{title}</b> }.into_any()
    };
    view! {
        <tr>
            <td class="title-col">
                <a href=format!("/tasks/{}", line.task)>{title}</a>
            </td>
            <td>
                <span class="badge" data-timeliness=timeliness>
                    {icon(timeliness)}
                    {n.rung(line.kind, line.due, today)}
                </span>
            </td>
            <td data-label=n.due>{(line.kind != Rung::Asked).then(|| day(line.due))}</td>
            <td data-label=n.told_at>{moment(line.told_at)}</td>
            <td>{state}</td>
        </tr>
    }
    .into_any()
}
