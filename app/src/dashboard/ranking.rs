//! Finished tasks by agency: in time by either deadline, days late gross and fair.
//!
//! **Invariant:** the sentence that says what gross and fair mean stands with the table, always. The figures are
//! those of [`domain::attribution::Tallied`].

use crate::i18n::{Messages, fill};
use domain::agency::AgencyName;
use domain::attribution::Tallied;
use leptos::prelude::*;

/// The figures of all agencies together.
pub fn total(rows: &[(AgencyName, Tallied)]) -> Tallied {
    let mut total = Tallied::default();
    for (_, figures) in rows {
        total.add(*figures, 1);
    }
    total
}

/// How many finished tasks were in time by the current deadline and by the original one; none before the first.
pub fn in_time_by_both(m: &'static Messages, rows: &[(AgencyName, Tallied)]) -> Option<String> {
    let total = total(rows);
    (total.finished > 0).then(|| {
        fill(
            m.party().in_time_both,
            &[
                ("all", &total.finished.to_string()),
                ("now", &total.on_time.to_string()),
                ("original", &total.on_time_original.to_string()),
            ],
        )
    })
}

/// The table of the agencies; none before the first task is finished.
pub fn ranking(m: &'static Messages, rows: &[(AgencyName, Tallied)]) -> Option<AnyView> {
    if rows.is_empty() {
        return None;
    }
    let p = m.party();
    let body = rows
        .iter()
        .map(|(agency, figures)| {
            let cell = |label: &'static str, number: i64| {
                view! {
                    <td class="num-col" data-label=label>
                        {number.to_string()}
                    </td>
                }
            };
            view! {
                <tr>
                    <th scope="row" class="title-col">
                        {m.short_agency(agency).to_owned()}
                    </th>
                    {cell(p.ranking_finished, figures.finished)}
                    {cell(p.ranking_on_time, figures.on_time)}
                    {cell(p.ranking_on_time_original, figures.on_time_original)}
                    {cell(p.ranking_gross, figures.gross_days)}
                    {cell(p.ranking_fair, figures.fair_days)}
                </tr>
            }
        })
        .collect_view();
    let heading = |name: &'static str| {
        view! {
            <th scope="col" class="num-col">
                {name}
            </th>
        }
    };
    Some(
        view! {
            <section class="card card-flush" aria-labelledby="ranking-h">
                <div class="card-head">
                    <h2 id="ranking-h">{p.ranking_title}</h2>
                </div>
                <div class="table-cards">
                    <table class="table" aria-describedby="ranking-means">
                        <thead>
                            <tr>
                                <th scope="col">{p.agency}</th>
                                {heading(p.ranking_finished)}
                                {heading(p.ranking_on_time)}
                                {heading(p.ranking_on_time_original)}
                                {heading(p.ranking_gross)}
                                {heading(p.ranking_fair)}
                            </tr>
                        </thead>
                        <tbody>{body}</tbody>
                    </table>
                </div>
                <p class="card-note small muted" id="ranking-means">
                    {p.ranking_means}
                </p>
            </section>
        }
        .into_any(),
    )
}
