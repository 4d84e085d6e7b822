//! The timeline: a table whose last column draws what the others say.
//!
//! One row for eye and ear: the drawing is hidden from readers by ear, who find the same days in the cells beside
//! it. Rows are finished markup, see [`crate::ui::markup`].
//!
//! **Invariants:** every mark of the drawing has its day in a cell of the row; the drawing is attributes of SVG only,
//! because the page allows no inline style. To draw one more thing: its day in a cell, its shape in [`drawing`].

use super::messages::{OverviewMessages, messages};
use crate::i18n::Messages;
use crate::ui::{Tone, markup, notice};
use chrono::{Datelike as _, NaiveDate};
use domain::overview::{Bar, Month, TaskView, TimelinePage};
use leptos::prelude::*;
use maud::{Markup, html};

/// The width of the drawing in its own units.
const WIDTH: i64 = 1000;

/// The days that the drawings span, in whole months.
#[derive(Clone, Copy, Debug)]
struct Span {
    first: NaiveDate,
    last: NaiveDate,
}

impl Span {
    fn of(page: &TimelinePage) -> Self {
        let days = page.bars.iter().flat_map(|bar| {
            let milestones = bar.milestones.iter().map(|milestone| milestone.due);
            [bar.from, bar.original_due, bar.due, bar.completed_on]
                .into_iter()
                .flatten()
                .chain(milestones)
        });
        let (first, last) = days.fold((page.today, page.today), |(first, last), day| {
            (first.min(day), last.max(day))
        });
        Self {
            first: Month::of(first).first(),
            last: Month::of(last).last(),
        }
    }

    /// Where a day begins.
    fn x(self, day: NaiveDate) -> i64 {
        let whole = (self.last - self.first).num_days() + 1;
        let days = (day - self.first).num_days().clamp(0, whole);
        days * WIDTH / whole.max(1)
    }

    /// Where a day ends.
    fn end(self, day: NaiveDate) -> i64 {
        self.x(day.succ_opt().unwrap_or(day))
    }

    /// The first days of its months, or of its years where there are many.
    fn ticks(self) -> Vec<NaiveDate> {
        let months = std::iter::successors(Some(Month::of(self.first)), |month| {
            let next = month.next();
            (next.first() <= self.last && next != *month).then_some(next)
        });
        let months: Vec<NaiveDate> = months.map(Month::first).collect();
        if months.len() <= 18 {
            months
        } else {
            months.into_iter().filter(|day| day.month() == 1).collect()
        }
    }
}

/// The timeline.
pub fn timeline_view(m: &'static Messages, page: &TimelinePage) -> AnyView {
    let o = messages(m.language);
    let more = page
        .has_more
        .then(|| notice(Tone::Warning, o.timeline_more, None));
    let span = Span::of(page);
    let rows = html! { @for bar in &page.bars { (row(m, o, page, span, bar)) } };
    let scale = scale(span, page.today);
    view! {
        <p class="page-lead">{o.timeline_lead}</p>
        {more}
        <div class="table-wrap" tabindex="0" role="region" aria-label=o.view(TaskView::Timeline)>
            <table class="table gantt">
                <caption class="sr-only">{m.tasks_caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">{m.task}</th>
                        <th scope="col">{m.lead}</th>
                        <th scope="col">{o.from}</th>
                        <th scope="col">{m.due}</th>
                        <th scope="col">{m.state}</th>
                        <th class="gantt-col" aria-hidden="true" inner_html=scale.into_string()></th>
                    </tr>
                </thead>
                <tbody inner_html=rows.into_string()></tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(m: &Messages, o: &OverviewMessages, page: &TimelinePage, span: Span, bar: &Bar) -> Markup {
    let depth = bar.depth.min(4);
    html! {
        tr {
            th scope="row" class="gantt-title" data-depth=(depth) {
                a href={ "/tasks/" (bar.id) } { (bar.title) }
                @if bar.depth > 0 { span class="sub" { " " (o.part) } }
                @if !bar.waits_for.is_empty() { (waits(m, o, page, bar)) }
                @if !bar.milestones.is_empty() {
                    span class="sr-only" {
                        " " (o.milestones) ": "
                        @for milestone in &bar.milestones {
                            (markup::day(milestone.due)) " " (milestone.what) "; "
                        }
                    }
                }
            }
            td data-label=(m.lead) { (m.agency_of(&page.agencies, bar.lead)) }
            td data-label=(o.from) { @if let Some(from) = bar.from { (markup::day(from)) } }
            td data-label=(m.due) { (markup::deadline(m, bar.original_due, bar.due)) }
            td { (markup::state_badge(m, bar.state)) }
            td class="gantt-col" aria-hidden="true" { (drawing(span, page.today, bar)) }
        }
    }
}

/// The contributions that a task waits for, in words.
fn waits(m: &Messages, o: &OverviewMessages, page: &TimelinePage, bar: &Bar) -> Markup {
    html! {
        span class="sub" {
            " " (o.waits) ": "
            @for (at, (agency, due)) in bar.waits_for.iter().enumerate() {
                @if at > 0 { ", " }
                (m.agency_of(&page.agencies, *agency))
                @if let Some(due) = due { " (" (markup::day(*due)) ")" }
            }
        }
    }
}

/// A place or a width as SVG takes it: of the drawing's own width, whatever that is in the window.
fn share(units: i64) -> String {
    format!("{}.{}%", units / 10, units % 10)
}

/// The row as a picture: bar, added time, progress, milestones, contributions, today.
fn drawing(span: Span, today: NaiveDate, bar: &Bar) -> Markup {
    let start = bar.from.or(bar.original_due).or(bar.due);
    let planned = bar.original_due.or(bar.due);
    let x = start.map(|day| span.x(day));
    let rect = |class: &'static str,
                from: i64,
                to: i64,
                (y, height): (&'static str, &'static str)| {
        html! {
            @if to > from {
                rect class=(class) x=(share(from)) y=(y) width=(share(to - from)) height=(height) {}
            }
        }
    };
    html! {
        svg class="gantt-row" data-t=(bar.timeliness.as_str()) {
            @if let (Some(x), Some(planned)) = (x, planned) {
                @let end = span.end(planned);
                @let last = bar.due.map_or(end, |due| span.end(due).max(end));
                (rect("g-plan", x, end, ("6", "12")))
                (rect("g-more", end, last, ("6", "12")))
                (rect("g-done", x, x + (last - x) * i64::from(bar.percent.min(100)) / 100, ("10", "4")))
            }
            @for milestone in &bar.milestones { (mark(span, milestone.due, "g-stone", "M0 4l6 8-6 8-6-8z")) }
            @for (_, due) in &bar.waits_for {
                @if let Some(due) = due { (mark(span, *due, "g-waits", "M-6 3h12l-6 9z")) }
            }
            (now(span, today, "0"))
        }
    }
}

/// A shape whose middle is at the beginning of a day.
fn mark(span: Span, day: NaiveDate, class: &'static str, shape: &'static str) -> Markup {
    html! {
        svg class="g-at" x=(share(span.x(day))) { path class=(class) d=(shape) {} }
    }
}

fn now(span: Span, today: NaiveDate, from: &'static str) -> Markup {
    let x = share(span.x(today));
    html! { line class="g-now" x1=(x) x2=(x) y1=(from) y2="100%" {} }
}

/// Months, or years, above the drawings.
fn scale(span: Span, today: NaiveDate) -> Markup {
    let ticks = span.ticks();
    let by_month = ticks.len() > 1 && ticks[1].month() != 1 || ticks.len() == 1;
    html! {
        svg class="gantt-scale" {
            @for tick in &ticks {
                @let x = share(span.x(*tick));
                line class="g-tick" x1=(x) x2=(x) y1="0" y2="100%" {}
                text x=(x) dx="4" y="16" {
                    @if by_month { (format!("{:02}", tick.month())) "/" (tick.year()) } @else { (tick.year()) }
                }
            }
            (now(span, today, "18"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::messages;
    use domain::id::{AgencyId, TaskId};
    use domain::task::{Milestone, State};
    use domain::timeliness::Timeliness;
    use domain::view::{ChosenNames, Language};
    use uuid::Uuid;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn page(bars: usize) -> TimelinePage {
        let bar = Bar {
            id: TaskId(Uuid::from_u128(1)),
            title: "<b>Rà soát".to_owned(),
            lead: AgencyId(Uuid::from_u128(2)),
            state: State::InProgress,
            timeliness: Timeliness::Overdue,
            from: Some(day("2022-09-14")),
            original_due: Some(day("2022-09-30")),
            due: Some(day("2022-10-20")),
            completed_on: None,
            milestones: vec![Milestone {
                due: day("2022-09-20"),
                what: "Kế hoạch".to_owned(),
            }],
            waits_for: vec![(AgencyId(Uuid::from_u128(3)), Some(day("2022-09-22")))],
            percent: 40,
            depth: 1,
        };
        TimelinePage {
            bars: vec![bar; bars],
            has_more: false,
            agencies: Vec::new(),
            chosen: ChosenNames::default(),
            today: day("2022-10-01"),
        }
    }

    #[test]
    fn what_is_drawn_is_also_said() {
        let page = page(1);
        let (m, span) = (messages(Language::Vi), Span::of(&page));
        let o = super::super::messages::messages(Language::Vi);
        let html = row(m, o, &page, span, &page.bars[0]).into_string();
        for said in [
            "14/09/2022",
            "30/09/2022",
            "20/10/2022",
            "20/09/2022",
            "Kế hoạch",
            "Còn chờ phối hợp",
            "22/09/2022",
        ] {
            assert!(html.contains(said), "{said}: {html}");
        }
        for drawn in ["g-plan", "g-more", "g-done", "g-stone", "g-waits", "g-now"] {
            assert!(html.contains(drawn), "{drawn}: {html}");
        }
        assert!(
            html.contains("&lt;b&gt;") && !html.contains("<b>"),
            "{html}"
        );
        assert!(!html.contains("style="), "{html}");
    }

    #[test]
    fn days_lie_in_their_order_within_the_drawing() {
        let span = Span::of(&page(1));
        assert_eq!(span.first, day("2022-09-01"));
        assert_eq!(span.last, day("2022-10-31"));
        assert_eq!((span.x(span.first), span.end(span.last)), (0, WIDTH));
        assert!(span.x(day("2022-09-30")) < span.x(day("2022-10-01")));
        assert_eq!(span.ticks().len(), 2);
    }

    #[test]
    fn three_thousand_rows_stay_small() {
        let page = page(3000);
        let (m, span) = (messages(Language::Vi), Span::of(&page));
        let o = super::super::messages::messages(Language::Vi);
        let bytes: usize = page
            .bars
            .iter()
            .map(|bar| row(m, o, &page, span, bar).into_string().len())
            .sum();
        assert!(bytes / 3000 < 1800, "{} bytes a row", bytes / 3000);
    }
}
