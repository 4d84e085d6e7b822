//! The sub-tasks on the page of their parent, and the way up on the page of a sub-task.
//!
//! **Invariants:** what lags comes first; the rule stands beside the figure it makes; a line leads to its task
//! only where the person may open it. To add a column: a heading and a cell in [`table`], in the same place.

use super::messages::{CascadeMessages, messages};
use crate::i18n::{Messages, fill};
use crate::ui::{icon, markup, progress};
use chrono::NaiveDate;
use domain::access::Action;
use domain::agency::AgencyName;
use domain::cascade::view::{Below, SubtaskLine};
use domain::rollup::{Measure, Rollup};
use domain::task::State;
use domain::view::TaskPage;
use leptos::prelude::*;
use maud::{Markup, html};

/// The task of which this one is a part, above its title.
pub fn above(m: &'static Messages, page: &TaskPage) -> Option<AnyView> {
    let c = messages(m.language);
    let parent = page.cascade.parent.as_ref()?;
    let text = if parent.may_view {
        let address = format!("/tasks/{}", parent.id);
        view! {
            {c.part_of}
            ": "
            <a href=address>{parent.title.clone()}</a>
        }
        .into_any()
    } else {
        let agency = m.agency_of(&page.agencies, page.task.issuer);
        fill(c.part_of_other, &[("agency", &agency)]).into_any()
    };
    Some(view! { <p class="muted">{icon("task")} " " {text}</p> }.into_any())
}

/// Why the result cannot be submitted; nothing where it can.
pub fn waits_below(m: &'static Messages, page: &TaskPage) -> Option<AnyView> {
    let open = page.cascade.below.as_ref()?.rollup.required_open;
    (open > 0 && page.task.state == State::InProgress).then(|| {
        let text = fill(
            messages(m.language).required_open,
            &[("n", &open.to_string())],
        );
        view! { <p class="muted">{text}</p> }.into_any()
    })
}

/// Count and body of the section, for tasks that have sub-tasks or may get some.
pub fn section(m: &'static Messages, page: &TaskPage) -> Option<(Option<String>, AnyView)> {
    let c = messages(m.language);
    let may_delegate = page.actions.contains(&Action::DelegateTask);
    let way = may_delegate.then(|| {
        let address = format!("/tasks/{}/delegate", page.task.id);
        view! {
            <p>
                <a class="btn btn-small" href=address>
                    {icon("add")}
                    {c.delegate}
                </a>
            </p>
        }
    });
    let Some(below) = &page.cascade.below else {
        return may_delegate.then(|| {
            let body = view! {
                <p class="muted">{c.none_yet}</p>
                {way}
            };
            (None, body.into_any())
        });
    };
    let more = below.next.is_some().then(|| {
        let address = format!("/tasks/{}/subtasks", page.task.id);
        view! {
            <p>
                <a href=address>{c.all_subtasks}</a>
            </p>
        }
    });
    let body = view! {
        {sums(m, below)}
        {table(m, below, &page.agencies, page.today)}
        {more}
        {way}
    };
    Some((Some(count(c, &below.rollup)), body.into_any()))
}

/// "3/21 completed".
pub fn count(c: &CascadeMessages, rollup: &Rollup) -> String {
    let done = rollup.children - rollup.open;
    fill(
        c.done_of,
        &[
            ("n", &done.to_string()),
            ("all", &rollup.children.to_string()),
        ],
    )
}

/// The progress, with the rule that it follows.
pub fn sums(m: &'static Messages, below: &Below) -> AnyView {
    let c = messages(m.language);
    let figure = below.rule.unit().map(|unit| {
        let (done, all) = (below.rollup.measured, below.rollup.target);
        let text = fill(
            c.quantity_of,
            &[
                ("n", &done.to_string()),
                ("all", &all.to_string()),
                ("unit", unit),
            ],
        );
        view! { <p>{text}</p> }
    });
    let bar = below.percent.map(|percent| {
        view! {
            <p>
                <b>{c.rollup_label}</b>
            </p>
            {progress(m, percent)}
        }
    });
    view! {
        {bar}
        {figure}
        <p class="hint">{c.rule(&below.rule)} " " {c.optional_counts_not}</p>
    }
    .into_any()
}

/// One page of sub-tasks. Rows are finished markup, see [`crate::ui::markup`].
pub fn table(
    m: &'static Messages,
    below: &Below,
    agencies: &[AgencyName],
    today: NaiveDate,
) -> AnyView {
    let c = messages(m.language);
    let rows = html! {
        @for line in &below.lines { (row(m, c, line, agencies, today)) }
    };
    view! {
        <div class="table-wrap table-cards" tabindex="0" role="region" aria-label=c.subtasks>
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{m.lead}</th>
                        <th scope="col">{m.due}</th>
                        <th scope="col">{m.timeliness}</th>
                        <th scope="col">{m.state}</th>
                        <th scope="col" class="num-col">
                            {m.progress}
                        </th>
                    </tr>
                </thead>
                <tbody inner_html=rows.into_string()></tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(
    m: &Messages,
    c: &CascadeMessages,
    line: &SubtaskLine,
    agencies: &[AgencyName],
    today: NaiveDate,
) -> Markup {
    let lead = m.agency_of(agencies, line.lead);
    let (done, note) = match &line.measure {
        Measure::Weight { weight: 1 } => (format!("{} %", line.percent), None),
        Measure::Weight { weight } => (
            format!("{} %", line.percent),
            Some(fill(c.weight, &[("n", &weight.to_string())])),
        ),
        Measure::Quantity { unit, target } => {
            let text = fill(
                c.quantity_of,
                &[
                    ("n", &line.measured.to_string()),
                    ("all", &target.to_string()),
                    ("unit", unit),
                ],
            );
            (text, Some(format!("{} %", line.percent)))
        }
    };
    html! {
        tr {
            td class="title-col" {
                @if line.may_view {
                    a href={ "/tasks/" (line.id) } { (lead) }
                } @else { (lead) }
                " " span class="sub" {
                    (line.title)
                    @if !line.required { " · " (c.optional) }
                }
            }
            td data-label=(m.due) { (markup::deadline(m, line.original_due, line.due)) }
            td { (markup::timeliness_badge(m, line.timeliness, line.due, today)) }
            td { (markup::state_badge(m, line.state)) }
            td class="num-col" data-label=(m.progress) {
                (done)
                @if let Some(note) = note { " " span class="sub" { (note) } }
            }
        }
    }
}
