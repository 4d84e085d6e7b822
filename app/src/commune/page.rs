//! `/communes/:code/:from`: one unit in one period: standing, descent, tasks.
//!
//! **Invariant:** a standing is shown with its document and day; a successor without one says that it needs
//! re-assessment, and the history stays with the old unit. To add a section, add it to [`commune_view`].

use super::api::read_commune;
use super::messages::{CommuneMessages, messages};
use super::tile::{address, shown};
use crate::AppError;
use crate::dashboard::bar::{bar, legend};
use crate::dashboard::messages::messages as dashboard_messages;
use crate::frame::breadcrumb;
use crate::i18n::{Messages, fill, format, use_messages};
use crate::task::table::{Column, TaskTable};
use crate::ui::{day, icon, loaded, page_title};
use crate::url::with_query;
use chrono::NaiveDate;
use domain::area::{Area, BEFORE_RECORDS, Share, Succession};
use domain::refusal::Problem;
use domain::view::CommunePage;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The columns of the tasks of a commune.
const COLUMNS: [Column; 5] = [
    Column::TaskWithNumber,
    Column::Lead,
    Column::Due,
    Column::Timeliness,
    Column::State,
];

/// `/communes/:code/:from`.
#[component]
pub fn CommuneView() -> impl IntoView {
    let m = use_messages();
    let c = messages(m.language);
    let parameters = use_params_map();
    let unit = Memo::new(move |_| {
        let parameters = parameters.read();
        let code = parameters.get("code")?;
        let from: NaiveDate = parameters.get("from")?.parse().ok()?;
        Some((code, from))
    });
    let page = Resource::new_blocking(
        move || unit.get(),
        |unit| async move {
            match unit {
                Some((code, from)) => read_commune(code, from).await,
                None => Err(AppError::Problem(Problem::NotFound)),
            }
        },
    );
    loaded(page, move |page| commune_view(m, c, &page))
}

fn commune_view(m: &'static Messages, c: &'static CommuneMessages, page: &CommunePage) -> AnyView {
    let area = &page.area;
    let name = m.pick(&area.name_vi, &area.name_en).to_owned();
    let district = m.pick(&page.district_vi, &page.district_en).to_owned();
    let latest = page.standings.iter().max_by_key(|standing| standing.as_of);
    let (status, symbol, word) = shown(c, area, latest);
    let tone = match status {
        "basically_meets" => "success",
        "not_yet" => "danger",
        _ => "info",
    };
    let lead: Vec<String> = [
        Some(district).filter(|district| !district.is_empty()),
        Some(format!("{} {}", c.code, area.code)),
        area.is_border.then(|| c.on_border.to_owned()),
    ]
    .into_iter()
    .flatten()
    .collect();
    let reassess = (latest.is_none() && !page.from.is_empty()).then(|| {
        view! {
            <div class="notice" data-tone="warning">
                {icon("warning")}
                <div>
                    <p class="notice-title">{c.reassess}</p>
                    <p>{c.reassess_text}</p>
                </div>
            </div>
        }
    });
    view! {
        {page_title(name.clone())}
        {breadcrumb(m, vec![(m.nav_communes.to_owned(), "/communes".to_owned())], name.clone())}
        <div class="page-head">
            <div>
                <h1>{name}</h1>
                <p class="page-lead">{lead.join(" · ")}</p>
                <div class="task-status">
                    <span class="badge" data-tone=tone>
                        {icon(symbol)}
                        {word}
                    </span>
                </div>
            </div>
        </div>
        {reassess}
        <div class="with-aside">
            <div class="stack-l">
                {standings(m, c, page)}
                {descent(m, c, "from", c.from, &page.from)}
                {descent(m, c, "into", c.into, &page.into)}
                {tasks(m, c, page)}
            </div>
            <aside class="stack" aria-label=c.facts>
                {facts(m, c, area)}
            </aside>
        </div>
    }
    .into_any()
}

fn facts(m: &'static Messages, c: &'static CommuneMessages, area: &Area) -> AnyView {
    let from = if area.valid_from == BEFORE_RECORDS {
        c.before_records.to_owned()
    } else if area.may_be_older() {
        fill(c.or_earlier, &[("day", &format::day(area.valid_from))])
    } else {
        format::day(area.valid_from)
    };
    let to = area.valid_to.map(format::day);
    view! {
        <section class="card" aria-labelledby="facts-h">
            <div class="card-head">
                <h2 id="facts-h">{c.facts}</h2>
            </div>
            {crate::ui::facts(
                m,
                vec![
                    (c.code, Some(area.code.clone())),
                    (c.valid_from, Some(from)),
                    (c.valid_to, Some(to.unwrap_or_else(|| c.still_valid.to_owned()))),
                ],
            )}
        </section>
    }
    .into_any()
}

fn standings(m: &'static Messages, c: &'static CommuneMessages, page: &CommunePage) -> AnyView {
    let mut standings: Vec<_> = page.standings.iter().collect();
    standings.sort_by_key(|standing| std::cmp::Reverse(standing.as_of));
    let body = if standings.is_empty() {
        view! { <p class="muted">{c.no_standing}</p> }.into_any()
    } else {
        let items = standings
            .into_iter()
            .map(|standing| {
                let (_, symbol, word) = shown(c, &page.area, Some(standing));
                let day = format::day(standing.as_of);
                let source = fill(c.by_source, &[("source", &standing.source), ("day", &day)]);
                let note = m.pick(&standing.note_vi, &standing.note_en).to_owned();
                view! {
                    <li class="item">
                        <div class="item-head">
                            <span class="badge">{icon(symbol)} {word}</span>
                            <span class="muted">{source}</span>
                        </div>
                        {(!note.is_empty()).then(|| view! { <p>{note}</p> })}
                        {standing.is_demo.then(|| view! { <p class="muted small">{c.demo}</p> })}
                    </li>
                }
            })
            .collect_view();
        view! { <ul class="items">{items}</ul> }.into_any()
    };
    view! {
        <section class="section" aria-labelledby="standing-h">
            <h2 id="standing-h">{c.standing}</h2>
            {body}
        </section>
    }
    .into_any()
}

/// Units it came from or went into; nothing where there are none.
fn descent(
    m: &'static Messages,
    c: &'static CommuneMessages,
    id: &'static str,
    title: &'static str,
    units: &[(Succession, Area)],
) -> AnyView {
    if units.is_empty() {
        return ().into_any();
    }
    let rows = units
        .iter()
        .map(|(succession, area)| {
            let share = match succession.share {
                Share::Whole => c.whole,
                Share::MainPart => c.main_part,
                Share::Part => c.part,
            };
            let instrument = match succession.instrument.as_str() {
                "" => c.instrument_unknown.to_owned(),
                named => named.to_owned(),
            };
            view! {
                <tr>
                    <th scope="row" class="title-col">
                        <a href=address(area)>
                            {m.pick(&area.name_vi, &area.name_en).to_owned()}
                        </a>
                        <span class="sub">{area.code.clone()}</span>
                    </th>
                    <td data-label=c.share>{share}</td>
                    <td data-label=c.effective>{day(succession.effective)}</td>
                    <td data-label=c.instrument>{instrument}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby=format!("{id}-h")>
            <h2 id=format!("{id}-h")>{title}</h2>
            <div class="table-wrap table-cards" tabindex="0" role="region" aria-label=format!("{title}, {}", c.unit.to_lowercase())>
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{c.unit}</th>
                            <th scope="col">{c.share}</th>
                            <th scope="col">{c.effective}</th>
                            <th scope="col">{c.instrument}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn tasks(m: &'static Messages, c: &'static CommuneMessages, page: &CommunePage) -> AnyView {
    let body = if page.tasks.is_empty() {
        view! { <p class="muted">{c.no_tasks}</p> }.into_any()
    } else {
        let table = TaskTable {
            columns: &COLUMNS,
            lines: &page.tasks,
            agencies: &page.agencies,
            today: page.today,
            place: None,
        };
        view! {
            {(page.counts.total() > 0)
                .then(|| {
                    view! {
                        {bar(page.counts, false)}
                        {legend(dashboard_messages(m.language), page.counts)}
                    }
                })}
            {table.of_section(m, m.tasks_caption)}
        }
        .into_any()
    };
    let all = with_query("/tasks", &[("area", &page.area.code)]);
    view! {
        <section class="section" aria-labelledby="tasks-h">
            <div class="section-head">
                <h2 id="tasks-h">{m.nav_tasks}</h2>
                <a href=all>{m.all_tasks}</a>
            </div>
            <div class="stack-s">{body}</div>
        </section>
    }
    .into_any()
}
