//! `/leadership`: the three buckets, by agency, by directive, what needs a decision, the border communes.
//!
//! **Invariants:** the table is the accessible form, the bars only repeat it; every number is a link to the
//! tasks behind it; the day as of which the numbers stand is on the page. It prints as a report.
//! To add a section: a function here, its place in [`dashboard_view`].

use super::api::read_dashboard;
use super::bar::{bar, figures, legend};
use super::messages::{DashboardMessages, messages};
use super::ranking::{in_time_by_both, ranking};
use crate::commune::messages::messages as commune_messages;
use crate::commune::tile::{not_yet, sources, standing_counts, tile_groups};
use crate::i18n::{Messages, fill, format, use_messages};
use crate::task::table::{Column, TaskTable};
use crate::ui::{day, empty, icon, loaded, page_title};
use crate::url::with_query;
use domain::agency::AgencyName;
use domain::view::{Counts, Dashboard};
use leptos::prelude::*;

/// The columns of what waits for a decision.
const DECISIONS: [Column; 5] = [
    Column::Task,
    Column::Decision,
    Column::Lead,
    Column::Due,
    Column::Timeliness,
];

/// `/leadership`.
#[component]
pub fn Leadership() -> impl IntoView {
    let m = use_messages();
    let d = messages(m.language);
    let page = Resource::new_blocking(|| (), |()| read_dashboard());
    view! {
        {page_title(m.nav_leadership)}
        {loaded(page, move |page| dashboard_view(m, d, &page))}
    }
}

fn dashboard_view(
    m: &'static Messages,
    d: &'static DashboardMessages,
    page: &Dashboard,
) -> AnyView {
    let province = m.pick(&page.province_vi, &page.province_en).to_owned();
    let work = if page.total.total() == 0 {
        empty("chart", d.none_title, d.none_text, None).into_any()
    } else {
        view! {
            {totals(d, page.total)}
            {in_time_by_both(m, &page.lateness).map(|text| view! { <p>{text}</p> })}
            <div class="grid-2">
                {by_agency(m, d, &page.by_agency)} {by_directive(m, d, page)}
            </div>
            {ranking(m, &page.lateness)}
            {decisions(m, d, page)}
        }
        .into_any()
    };
    view! {
        <div class="page-head">
            <div>
                <h1>{format!("{} · {province}", m.nav_leadership)}</h1>
                <p class="as-of">{d.as_of} " " {day(page.as_of)} ". " {d.source}</p>
            </div>
        </div>
        <div class="stack-l">{work} {communes(m, d, page)}</div>
    }
    .into_any()
}

/// The list of tasks behind a bucket, of one agency or of all.
fn behind(bucket: &str, agency: Option<&AgencyName>) -> String {
    let agency = agency.map(|agency| agency.id.to_string());
    let (state, bucket) = match bucket {
        "done" => ("completed", ""),
        bucket => ("", bucket),
    };
    with_query(
        "/tasks",
        &[
            ("state", state),
            ("bucket", bucket),
            ("agency", agency.as_deref().unwrap_or_default()),
        ],
    )
}

fn totals(d: &'static DashboardMessages, total: Counts) -> AnyView {
    let bucket = |code: &'static str, symbol: &'static str, name: &'static str, tasks: i64| {
        let share = fill(
            d.share_of,
            &[
                ("share", &format::share(tasks, total.total())),
                ("n", &total.total().to_string()),
            ],
        );
        // A screen without a problem has no red on it.
        let colour = if tasks == 0 { "empty" } else { code };
        view! {
            <a class="bucket" data-bucket=colour href=behind(code, None)>
                <span class="bucket-name">{icon(symbol)} {name}</span>
                <span class="bucket-value">{tasks.to_string()}</span>
                <span class="bucket-share">{share}</span>
            </a>
        }
    };
    let late =
        (total.done_late > 0).then(|| fill(d.of_them_late, &[("n", &total.done_late.to_string())]));
    let suspended = (total.suspended > 0).then(|| {
        let text = format!("{} {}", total.suspended, d.suspended_short);
        view! { <a href=behind("suspended", None)>{text}</a> }
    });
    view! {
        <section class="stack" aria-labelledby="all-h">
            <h2 class="sr-only" id="all-h">
                {d.all}
            </h2>
            <div class="buckets">
                {bucket("done", "completed", d.done, total.done())}
                {bucket("in_time", "not_due", d.in_time, total.in_time)}
                {bucket("overdue", "overdue", d.overdue, total.overdue)}
            </div>
            {bar(total, true)}
            {legend(d, total)}
            <p class="row small muted">{late} {suspended}</p>
        </section>
    }
    .into_any()
}

fn by_agency(
    m: &'static Messages,
    d: &'static DashboardMessages,
    agencies: &[(AgencyName, Counts)],
) -> AnyView {
    let rows = agencies
        .iter()
        .map(|(agency, counts)| {
            let cell = |bucket: &'static str, label: &'static str, tasks: i64| {
                let alert = (bucket == "overdue" && tasks > 0).then_some("");
                let number = if tasks == 0 {
                    view! { "0" }.into_any()
                } else {
                    view! {
                        <a href=behind(bucket, Some(agency))>
                            {tasks.to_string()}
                            <span class="sr-only">{format!(" {label}")}</span>
                        </a>
                    }
                    .into_any()
                };
                view! {
                    <td class="num-col" data-label=label data-alert=alert>
                        {number}
                    </td>
                }
            };
            let all = with_query("/tasks", &[("agency", &agency.id.to_string())]);
            view! {
                <tr>
                    <th scope="row" class="title-col">
                        <a href=all>{m.short_agency(agency).to_owned()}</a>
                    </th>
                    {cell("done", d.done, counts.done())}
                    {cell("in_time", d.in_time, counts.in_time)}
                    {cell("overdue", d.overdue, counts.overdue)}
                    <td class="bar-col full-col">{bar(*counts, false)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="card card-flush" aria-labelledby="agency-h">
            <div class="card-head">
                <h2 id="agency-h">{d.by_agency}</h2>
            </div>
            <div class="table-cards">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{m.lead}</th>
                            <th scope="col" class="num-col">
                                {d.done}
                            </th>
                            <th scope="col" class="num-col">
                                {d.in_time}
                            </th>
                            <th scope="col" class="num-col">
                                {d.overdue}
                            </th>
                            <th scope="col">{d.share}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn by_directive(m: &'static Messages, d: &'static DashboardMessages, page: &Dashboard) -> AnyView {
    let rows = page
        .by_directive
        .iter()
        .map(|(id, reference, subject, counts)| {
            view! {
                <tr>
                    <th scope="row" class="title-col">
                        <a href=format!("/directives/{id}")>{reference.clone()}</a>
                        <span class="sub">{subject.clone()}</span>
                    </th>
                    <td class="bar-col full-col">
                        {bar(*counts, false)}
                        <span class="sub">{figures(d, *counts)}</span>
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="card card-flush" aria-labelledby="directive-h">
            <div class="card-head">
                <h2 id="directive-h">{d.by_directive}</h2>
                <a href="/directives">{d.all_directives}</a>
            </div>
            <div class="table-cards">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{m.directive}</th>
                            <th scope="col">{d.share}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn decisions(m: &'static Messages, d: &'static DashboardMessages, page: &Dashboard) -> AnyView {
    let body = if page.decisions.is_empty() {
        view! { <p class="muted">{d.no_decisions}</p> }.into_any()
    } else {
        let table = TaskTable {
            columns: &DECISIONS,
            lines: &page.decisions,
            agencies: &page.agencies,
            today: page.as_of,
            place: None,
        };
        table.of_section(m, m.to_decide)
    };
    view! {
        <section class="section" aria-labelledby="decisions-h">
            <div class="section-head">
                <h2 id="decisions-h">{d.decisions}</h2>
                <span class="count">{page.decisions.len()}</span>
            </div>
            {body}
        </section>
    }
    .into_any()
}

fn communes(m: &'static Messages, d: &'static DashboardMessages, page: &Dashboard) -> AnyView {
    let c = commune_messages(m.language);
    if page.communes.is_empty() {
        return ().into_any();
    }
    let counts = standing_counts(&page.communes);
    let meets = fill(
        c.meets_of,
        &[
            ("n", &counts.meets.to_string()),
            ("all", &counts.all.to_string()),
        ],
    );
    view! {
        <section class="section" aria-labelledby="communes-h">
            <div class="section-head">
                <h2 id="communes-h">{d.border_communes}</h2>
                <a href="/communes">{d.all_communes}</a>
            </div>
            <div class="stack">
                <p>
                    <b>{meets}</b>
                </p>
                {not_yet(m, c, &page.communes)}
                {tile_groups(m, c, &page.communes)}
                <p class="as-of">{sources(c, &page.communes)}</p>
            </div>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::AgencyId;
    use uuid::Uuid;

    #[test]
    fn every_bucket_leads_to_its_tasks() {
        assert_eq!(behind("done", None), "/tasks?state=completed");
        assert_eq!(behind("overdue", None), "/tasks?bucket=overdue");
        let agency = AgencyName {
            id: AgencyId(Uuid::from_u128(1)),
            code: String::new(),
            name_vi: String::new(),
            name_en: String::new(),
            short_vi: String::new(),
            short_en: String::new(),
        };
        assert_eq!(
            behind("suspended", Some(&agency)),
            format!("/tasks?bucket=suspended&agency={}", agency.id)
        );
    }
}
