//! The timeline: a table whose last column draws what the others say.
//!
//! One row for eye and ear: the drawing is hidden from readers by ear, who find the same days in the cells beside
//! it. Three thousand rows travel over lines of 30 KB/s, so a row is as few bytes as it can be: finished markup (see
//! [`crate::ui::markup`]) without the end tags that HTML supplies itself, words of the headings not repeated in the
//! cells, a drawing of one path for each kind of mark. What hydrates the page carries no second copy of the rows, see
//! [`super::shown`].
//!
//! **Invariants:** every mark of the drawing has its day in a cell of the row; what people typed and the names of
//! agencies are written by [`maud`], which escapes them, and everything else is a number or a word of ours; the page
//! allows no inline style. To draw one more thing: its day in a cell, its path in [`drawing`], its look in `pages.css`.

use super::messages::{OverviewMessages, messages};
use super::shown::{ROWS, in_page};
use crate::i18n::{Messages, fill, format};
use crate::ui::{Tone, notice};
use chrono::{Datelike as _, NaiveDate};
use domain::overview::{Bar, Month, TaskView, TimelinePage};
use domain::timeliness::Timeliness;
use leptos::prelude::*;
use maud::{Markup, Render as _, html};

/// The width of the drawing in pixels; `pages.css` gives it as much room.
const WIDTH: i64 = 320;
/// The room that the name of a month takes.
const NAME: i64 = 56;
/// Bytes of a usual row: what is set aside for all of them at once.
const ROW: usize = 512;

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

impl Span {
    /// The ticks whose names have room beside the one before.
    fn named(self, ticks: &[NaiveDate]) -> Vec<NaiveDate> {
        let mut named: Vec<NaiveDate> = Vec::new();
        for tick in ticks {
            let has_room = |last: &NaiveDate| self.x(*tick) - self.x(*last) >= NAME;
            if named.last().is_none_or(has_room) {
                named.push(*tick);
            }
        }
        named
    }
}

/// The id of the scale above the drawings.
const SCALE: &str = "gantt-scale";

/// The timeline. Without bars it keeps the rows that the page has, and their scale.
pub fn timeline_view(m: &'static Messages, page: &TimelinePage) -> AnyView {
    let o = messages(m.language);
    let more = page
        .has_more
        .then(|| notice(Tone::Warning, o.timeline_more, None));
    let (scale, rows) = if page.bars.is_empty() && page.count > 0 {
        (in_page(SCALE), in_page(ROWS))
    } else {
        let span = Span::of(page);
        let scale = scale(span, page.today).into_string();
        (scale, rows(m, o, page, span))
    };
    let count = fill(m.rows_here, &[("n", &page.count.to_string())]);
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
                        <th scope="col">{m.original_due}</th>
                        <th scope="col">{m.due}</th>
                        <th scope="col">{m.state}</th>
                        <th id=SCALE aria-hidden="true" inner_html=scale></th>
                    </tr>
                </thead>
                <tbody id=ROWS inner_html=rows></tbody>
            </table>
        </div>
        <p class="muted">{count}</p>
    }
    .into_any()
}

/// All rows, one after the other.
fn rows(m: &Messages, o: &OverviewMessages, page: &TimelinePage, span: Span) -> String {
    let mut out = String::with_capacity(page.bars.len() * ROW);
    for bar in &page.bars {
        row(&mut out, (m, o), page, span, bar);
    }
    out
}

fn row(
    out: &mut String,
    (m, o): (&Messages, &OverviewMessages),
    page: &TimelinePage,
    span: Span,
    bar: &Bar,
) {
    out.push_str(match bar.depth {
        0 => "<tr><th scope=row>",
        1 => "<tr><th scope=row class=d1>",
        2 => "<tr><th scope=row class=d2>",
        _ => "<tr><th scope=row class=d3>",
    });
    out.push_str(&format!("<a href=/tasks/{}>", bar.id));
    bar.title.render_to(out);
    out.push_str("</a>");
    about(m, o, page, bar).render_to(out);
    out.push_str("<td>");
    m.agency_of(&page.agencies, bar.lead).render_to(out);
    let moved = bar.original_due.is_some() && bar.original_due != bar.due;
    for day in [bar.from, bar.original_due] {
        out.push_str("<td>");
        out.push_str(&day.map(format::day).unwrap_or_default());
    }
    out.push_str(if moved { "<td class=x>" } else { "<td>" });
    out.push_str(&bar.due.map(format::day).unwrap_or_default());
    out.push_str("<td>");
    out.push_str(m.state(bar.state));
    if matches!(bar.timeliness, Timeliness::Overdue | Timeliness::DueSoon) {
        let said = m.timeliness_in_days(bar.timeliness, bar.due, page.today);
        html! { small { " " (said) } }.render_to(out);
    }
    out.push_str("<td aria-hidden=true>");
    drawing(out, span, page.today, bar);
}

/// What stands below the title: that it is a part, for which contributions it waits, and for the ear its milestones.
fn about(m: &Messages, o: &OverviewMessages, page: &TimelinePage, bar: &Bar) -> Markup {
    html! {
        @if bar.depth > 0 { small { " " (o.part) } }
        @if !bar.waits_for.is_empty() {
            small {
                " " (o.waits) ": "
                @for (at, (agency, due)) in bar.waits_for.iter().enumerate() {
                    @if at > 0 { ", " }
                    (m.agency_of(&page.agencies, *agency))
                    @if let Some(due) = due { " (" (format::day(*due)) ")" }
                }
            }
        }
        @if !bar.milestones.is_empty() {
            i {
                " " (o.milestones) ": "
                @for (at, milestone) in bar.milestones.iter().enumerate() {
                    @if at > 0 { "; " }
                    (format::day(milestone.due)) " " (milestone.what)
                }
            }
        }
    }
}

/// The row as a picture: bar, added time, progress, milestones, contributions, today. Lines as thick as a bar, and
/// shapes that the style sets on every point of a path.
fn drawing(out: &mut String, span: Span, today: NaiveDate, bar: &Bar) {
    out.push_str(if bar.timeliness == Timeliness::Overdue {
        "<svg class=o>"
    } else {
        "<svg>"
    });
    let mut line = |class: &str, from: i64, to: i64| {
        if to > from {
            let width = to - from;
            out.push_str(&format!("<path class={class} d=M{from},12h{width} />"));
        }
    };
    let start = bar.from.or(bar.original_due).or(bar.due);
    let planned = bar.original_due.or(bar.due);
    if let (Some(start), Some(planned)) = (start, planned) {
        let (x, end) = (span.x(start), span.end(planned));
        let last = bar.due.map_or(end, |due| span.end(due).max(end));
        line("p", x, end);
        line("m", end, last);
        line(
            "d",
            x,
            x + (last - x) * i64::from(bar.percent.min(100)) / 100,
        );
    }
    points(out, span, "s", bar.milestones.iter().map(|one| one.due));
    points(
        out,
        span,
        "w",
        bar.waits_for.iter().filter_map(|(_, due)| *due),
    );
    out.push_str(&format!("<path class=n d=M{},0v24 /></svg>", span.x(today)));
}

/// A path with a point at the beginning of each of the days.
fn points(out: &mut String, span: Span, class: &str, days: impl Iterator<Item = NaiveDate>) {
    let mut places = days.map(|day| span.x(day));
    let Some(first) = places.next() else { return };
    out.push_str(&format!("<path class={class} d=M{first},12"));
    for x in places {
        out.push_str(&format!("H{x}"));
    }
    out.push_str(" />");
}

/// Months, or years, above the drawings; and once for all rows the shapes of their points.
fn scale(span: Span, today: NaiveDate) -> Markup {
    let ticks = span.ticks();
    let by_month = ticks.len() > 1 && ticks[1].month() != 1 || ticks.len() == 1;
    let named = span.named(&ticks);
    html! {
        svg class="gantt-scale" {
            marker id="g-s" class="g-shape" markerUnits="userSpaceOnUse" markerWidth="14" markerHeight="18" refX="7" refY="9" {
                path d="M7 1l6 8-6 8-6-8z" {}
            }
            marker id="g-w" class="g-shape" markerUnits="userSpaceOnUse" markerWidth="14" markerHeight="12" refX="7" refY="9" {
                path d="M1 1h12l-6 9z" {}
            }
            @for tick in &ticks {
                @let x = span.x(*tick);
                path class="g-tick" d={ "M" (x) ",0v24" } {}
                @if named.contains(tick) {
                    text x=(x) dx="4" y="16" {
                        @if by_month { (format!("{:02}", tick.month())) "/" (tick.year()) } @else { (tick.year()) }
                    }
                }
            }
            path class="n" d={ "M" (span.x(today)) ",18v6" } {}
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
                what: "Kế hoạch & <i>".to_owned(),
            }],
            waits_for: vec![(AgencyId(Uuid::from_u128(3)), Some(day("2022-09-22")))],
            percent: 40,
            depth: 1,
        };
        TimelinePage {
            count: bars,
            bars: vec![bar; bars],
            has_more: false,
            agencies: Vec::new(),
            chosen: ChosenNames::default(),
            today: day("2022-10-01"),
        }
    }

    fn drawn(page: &TimelinePage) -> String {
        let o = super::super::messages::messages(Language::Vi);
        rows(messages(Language::Vi), o, page, Span::of(page))
    }

    #[test]
    fn what_is_drawn_is_also_said() {
        let html = drawn(&page(1));
        for said in [
            "14/09/2022",
            "30/09/2022",
            "20/10/2022",
            "20/09/2022",
            "Kế hoạch &amp; &lt;i&gt;",
            "Còn chờ phối hợp",
            "22/09/2022",
            "nhiệm vụ con",
            "Quá hạn",
        ] {
            assert!(html.contains(said), "{said}: {html}");
        }
        for drawn in ["p", "m", "d", "s", "w", "n"] {
            assert!(
                html.contains(&format!("<path class={drawn} d=M")),
                "{drawn}: {html}"
            );
        }
        assert!(
            html.contains("&lt;b&gt;") && !html.contains("<b>"),
            "{html}"
        );
        assert!(!html.contains("style="), "{html}");
    }

    #[test]
    fn a_task_without_days_draws_today_alone() {
        let mut page = page(1);
        let bar = &mut page.bars[0];
        (bar.from, bar.original_due, bar.due) = (None, None, None);
        (bar.milestones, bar.waits_for, bar.depth) = (Vec::new(), Vec::new(), 0);
        bar.timeliness = Timeliness::NoDeadline;
        let html = drawn(&page);
        assert_eq!(html.matches("<path").count(), 1, "{html}");
        assert!(
            html.ends_with("<svg><path class=n d=M0,0v24 /></svg>"),
            "{html}"
        );
        assert!(html.contains("<td><td><td><td>"), "{html}");
    }

    #[test]
    fn days_lie_in_their_order_within_the_drawing() {
        let span = Span::of(&page(1));
        assert_eq!(span.first, day("2022-09-01"));
        assert_eq!(span.last, day("2022-10-31"));
        assert_eq!((span.x(span.first), span.end(span.last)), (0, WIDTH));
        assert!(span.x(day("2022-09-30")) < span.x(day("2022-10-01")));
        assert_eq!(span.ticks().len(), 2);
        let long = Span {
            first: day("2022-01-01"),
            last: day("2023-04-30"),
        };
        let (ticks, named) = (long.ticks(), long.named(&long.ticks()));
        assert!(ticks.len() == 16 && named.len() < 8, "{named:?}");
        assert!(named.is_sorted_by(|one, other| long.x(*other) - long.x(*one) >= NAME));
    }

    #[test]
    fn three_thousand_rows_stay_small() {
        let bytes = drawn(&page(3000)).len() / 3000;
        assert!(bytes < 600, "{bytes} bytes a row");
    }
}
