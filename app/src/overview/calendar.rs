//! The calendar: the deadlines of a month, with days off; a list on a narrow window.
//!
//! **Invariant:** a day off is said in words, not by its ground alone; every count is a link to its tasks.

use super::messages::{OverviewMessages, messages};
use crate::i18n::{Messages, fill, format};
use crate::task::filter::address;
use crate::ui::{icon, markup};
use chrono::{Datelike as _, NaiveDate, Weekday};
use domain::calendar::{Calendar, DayKind};
use domain::overview::{DueDay, MonthPage, TaskView};
use domain::timeliness::Timeliness;
use domain::view::TaskFilter;
use leptos::prelude::*;
use maud::{Markup, html};

/// The month.
pub fn month_view(m: &'static Messages, filter: &TaskFilter, page: &MonthPage) -> AnyView {
    let o = messages(m.language);
    let month = page.month;
    let at = |month| {
        address(&TaskFilter {
            month: Some(month),
            after: None,
            ..filter.clone()
        })
    };
    let name = format!("{:02}/{}", month.first().month(), month.first().year());
    let title = fill(o.month, &[("month", &name)]);
    let this = address(&TaskFilter {
        month: None,
        after: None,
        ..filter.clone()
    });
    let days = month.weeks();
    let cells = html! {
        @for week in days.chunks(7) {
            tr { @for day in week { (cell(m, o, filter, page, *day)) } }
        }
    };
    let none = page
        .days
        .iter()
        .all(|due| due.day < month.first() || due.day > month.last())
        .then(|| view! { <p class="muted">{o.no_deadlines}</p> });
    view! {
        <div class="month-head">
            <h2 id="month-h">{title}</h2>
            <nav class="row" aria-labelledby="month-h">
                <a class="btn btn-small" rel="prev" href=at(month.previous())>
                    {icon("prev")}
                    {o.previous}
                </a>
                <a class="btn btn-small" href=this>
                    {o.this_month}
                </a>
                <a class="btn btn-small" rel="next" href=at(month.next())>
                    {o.next}
                    {icon("next")}
                </a>
            </nav>
        </div>
        {none}
        <table class="month" aria-labelledby="month-h">
            <thead>
                <tr>
                    {o
                        .weekdays
                        .into_iter()
                        .map(|day| view! { <th scope="col">{day}</th> })
                        .collect_view()}
                </tr>
            </thead>
            <tbody inner_html=cells.into_string()></tbody>
        </table>
    }
    .into_any()
}

/// Whether officials do not work on a day; outside the years of the calendar, its weekends.
fn is_off(day: NaiveDate) -> bool {
    let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    let works = Calendar::vietnam().is_working_day(day);
    works.map_or(weekend, |works| !works)
}

/// What the calendar of officials says of a day: nothing of a plain one, the name of a holiday. A weekend is seen by
/// its column, so its words are for the ear alone.
fn of_officials(o: &OverviewMessages, day: NaiveDate) -> Markup {
    html! {
        @match Calendar::vietnam().entry(day) {
            Some(entry) if entry.kind == DayKind::Off => {
                span class="month-off" {
                    span class="sr-only" { (o.day_off) ": " }
                    span lang="vi" { (entry.name) }
                }
            }
            Some(_) => { span class="month-off" { (o.day_worked) } }
            None if is_off(day) => { span class="sr-only" { " " (o.day_off) } }
            None => {}
        }
    }
}

fn cell(
    m: &Messages,
    o: &OverviewMessages,
    filter: &TaskFilter,
    page: &MonthPage,
    day: NaiveDate,
) -> Markup {
    let due = page.days.iter().find(|due| due.day == day);
    let other = day < page.month.first() || day > page.month.last();
    let is_empty = due.is_none();
    html! {
        td data-off[is_off(day)] data-other[other] data-empty[is_empty]
            aria-current=[(day == page.today).then_some("date")] {
            time datetime=(format::iso_day(day)) {
                span class="month-short" aria-hidden="true" { (day.day()) }
                span class="month-long" { (format::day(day)) }
            }
            (of_officials(o, day))
            @if let Some(due) = due { (on_day(m, o, filter, due)) }
        }
    }
}

fn on_day(m: &Messages, o: &OverviewMessages, filter: &TaskFilter, due: &DueDay) -> Markup {
    let all = address(&TaskFilter {
        due_from: Some(due.day),
        due_to: Some(due.day),
        view: TaskView::Table,
        month: None,
        after: None,
        ..filter.clone()
    });
    let named = i64::try_from(due.lines.len()).unwrap_or(i64::MAX);
    html! {
        a class="month-count" href=(all) {
            (fill(o.due_count, &[("n", &due.count.to_string())]))
        }
        ul class="month-tasks" {
            @for line in &due.lines {
                li data-timeliness=(line.timeliness.as_str()) {
                    @if line.timeliness == Timeliness::Overdue {
                        (markup::icon("overdue"))
                        span class="sr-only" { (m.timeliness(line.timeliness)) ": " }
                    }
                    a href={ "/tasks/" (line.id) } { (line.title) }
                }
            }
            @if due.count > named && named > 0 {
                li { a href=(all) { (fill(o.more_on_day, &[("n", &(due.count - named).to_string())])) } }
            }
        }
    }
}
