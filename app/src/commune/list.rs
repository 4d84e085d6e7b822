//! `/communes`: the border communes of the province on a day, as tiles and as a table.
//!
//! **Invariant:** the day stands in the address (`?on=yyyy-mm-dd`); a day that makes no sense is named, and
//! today is shown. To add a column: a heading and a cell in [`table`].

use super::api::read_communes;
use super::messages::{CommuneMessages, messages};
use super::tile::{address, shown, sources, standing_counts, tile_groups};
use crate::dashboard::bar::figures;
use crate::dashboard::messages::messages as dashboard_messages;
use crate::i18n::{Messages, fill, format, use_messages};
use crate::ui::{Tone, empty, icon, loaded, notice, page_title};
use crate::url::{parameter, with_query};
use chrono::NaiveDate;
use domain::view::CommuneList;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Days on which the map of units was another one, or for which the demonstration has standings.
const DAYS: [(i32, u32, u32); 2] = [(2022, 9, 14), (2025, 7, 1)];

/// `/communes`.
#[component]
pub fn Communes() -> impl IntoView {
    let m = use_messages();
    let c = messages(m.language);
    let query = use_query_map();
    let asked = Memo::new(move |_| parameter(&query.read(), "on"));
    let on = Memo::new(move |_| asked.get().and_then(|on| on.parse::<NaiveDate>().ok()));
    let list = Resource::new_blocking(move || on.get(), read_communes);
    view! {
        {page_title(m.nav_communes)}
        {move || {
            let is_wrong = asked.get().is_some() && on.get().is_none();
            is_wrong.then(|| notice(Tone::Warning, c.day_unknown, None))
        }}
        {loaded(list, move |list| list_view(m, c, &list))}
    }
}

fn list_view(m: &'static Messages, c: &'static CommuneMessages, list: &CommuneList) -> AnyView {
    let counts = standing_counts(&list.lines);
    let lead = fill(
        c.list_lead,
        &[
            ("n", &counts.all.to_string()),
            ("province", m.pick(&list.province_vi, &list.province_en)),
            ("day", &format::day(list.on)),
        ],
    );
    let overdue: i64 = list.lines.iter().map(|line| line.counts.overdue).sum();
    let body = if list.lines.is_empty() {
        empty(
            "commune",
            c.none_title,
            c.none_text,
            Some(("/communes", c.today)),
        )
        .into_any()
    } else {
        let unknown = (counts.unknown() > 0)
            .then(|| fill(c.unknown_count, &[("n", &counts.unknown().to_string())]));
        view! {
            <div class="stats">
                <div class="stat">
                    <p class="stat-label">{icon("recognised")} {c.meets_label}</p>
                    <p class="stat-value">
                        {counts.meets.to_string()}
                        <small>{format!(" / {}", counts.all)}</small>
                    </p>
                    <p class="stat-note">{unknown}</p>
                </div>
                <div class="stat">
                    <p class="stat-label">{icon("overdue")} {c.overdue_label}</p>
                    <p class="stat-value">{overdue.to_string()}</p>
                </div>
            </div>
            <h2 class="sr-only">{c.standing}</h2>
            {tile_groups(m, c, &list.lines)}
            <p class="as-of">{sources(c, &list.lines)}</p>
            {table(m, c, list)}
        }
        .into_any()
    };
    view! {
        <div class="page-head">
            <div>
                <h1>{c.border_communes}</h1>
                <p class="page-lead">{lead}</p>
            </div>
        </div>
        {day_form(m, c, list)}
        {body}
    }
    .into_any()
}

fn day_form(m: &'static Messages, c: &'static CommuneMessages, list: &CommuneList) -> AnyView {
    let links = DAYS
        .iter()
        .filter_map(|&(year, month, day)| NaiveDate::from_ymd_opt(year, month, day))
        .filter(|day| *day <= list.today)
        .map(|day| {
            let address = with_query("/communes", &[("on", &format::iso_day(day))]);
            let current = (day == list.on).then_some("true");
            view! {
                <a class="btn btn-quiet" href=address aria-current=current>
                    {format::day(day)}
                </a>
            }
        })
        .collect_view();
    view! {
        <form class="filters filter-form" method="get" action="/communes">
            <div class="field">
                <label class="label" for="on">
                    {c.on_day}
                </label>
                <input
                    class="input"
                    type="date"
                    id="on"
                    name="on"
                    value=format::iso_day(list.on)
                />
            </div>
            <div class="form-actions">
                <button class="btn btn-primary">{m.apply_filters}</button>
                {links}
                <a class="btn btn-quiet" href="/communes">
                    {c.today}
                </a>
            </div>
        </form>
    }
    .into_any()
}

fn table(m: &'static Messages, c: &'static CommuneMessages, list: &CommuneList) -> AnyView {
    let rows = list
        .lines
        .iter()
        .map(|line| {
            let (status, symbol, word) = shown(c, &line.area, line.standing.as_ref());
            let tone = match status {
                "basically_meets" => "success",
                "not_yet" => "danger",
                _ => "info",
            };
            let source = line.standing.as_ref().map(|standing| {
                let day = format::day(standing.as_of);
                fill(c.by_source, &[("source", &standing.source), ("day", &day)])
            });
            let tasks = (line.counts.total() > 0).then(|| {
                let address = with_query("/tasks", &[("area", &line.area.code)]);
                let text = figures(dashboard_messages(m.language), line.counts);
                view! { <a href=address>{text}</a> }
            });
            view! {
                <tr>
                    <th scope="row" class="title-col">
                        <a href=address(&line.area)>
                            {m.pick(&line.area.name_vi, &line.area.name_en).to_owned()}
                        </a>
                    </th>
                    <td data-label=c.district>
                        {m.pick(&line.district_vi, &line.district_en).to_owned()}
                    </td>
                    <td>
                        <span class="badge" data-tone=tone>
                            {icon(symbol)}
                            {word}
                        </span>
                    </td>
                    <td data-label=c.source>{source.unwrap_or_else(|| "–".to_owned())}</td>
                    <td data-label=m.nav_tasks>
                        {match tasks {
                            Some(link) => link.into_any(),
                            None => view! { <span class="muted">"–"</span> }.into_any(),
                        }}
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="table-wrap table-wrap-page table-cards">
            <table class="table">
                <caption class="sr-only">{c.border_communes}</caption>
                <thead>
                    <tr>
                        <th scope="col">{c.commune}</th>
                        <th scope="col">{c.district}</th>
                        <th scope="col">{c.standing}</th>
                        <th scope="col">{c.source}</th>
                        <th scope="col">{m.nav_tasks}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
