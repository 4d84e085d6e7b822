//! Counts as a bar: done, in time, overdue; suspended work is the empty rest.
//!
//! **Invariants:** parts never overlap and never leave the bar; the numbers always stand beside it as text,
//! so the bar itself says nothing to readers by ear. To add a part, a line in [`parts`] and in [`legend`].

use super::messages::DashboardMessages;
use crate::i18n::format::{permille, share};
use domain::view::Counts;
use leptos::prelude::*;

/// One part of the bar, in thousandths of its width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    pub bucket: &'static str,
    pub start: i64,
    pub width: i64,
}

/// The parts that are not empty, from left to right. Ends are rounded, not widths: so rounding never adds up.
pub fn parts(counts: Counts) -> Vec<Part> {
    let total = counts.total();
    let mut sum = 0;
    [
        ("done", counts.done()),
        ("in_time", counts.in_time),
        ("overdue", counts.overdue),
    ]
    .into_iter()
    .filter_map(|(bucket, tasks)| {
        let start = permille(sum, total)?;
        sum += tasks;
        let width = permille(sum, total)? - start;
        (width > 0).then_some(Part {
            bucket,
            start,
            width,
        })
    })
    .collect()
}

/// Thousandths as SVG writes them: `58.3%`.
fn percent(permille: i64) -> String {
    format!("{}.{}%", permille / 10, permille % 10)
}

/// The bar; `is_large` is twice as high.
pub fn bar(counts: Counts, is_large: bool) -> impl IntoView {
    let parts = parts(counts)
        .into_iter()
        .map(|part| {
            let (x, width) = (percent(part.start), percent(part.width));
            let gap = (part.start > 0).then(
                || view! { <rect class="seg-gap" x=x.clone() width="2" height="100%"></rect> },
            );
            let body = match part.bucket {
                "done" => view! { <rect class="seg-done" x=x width=width height="100%"></rect> }
                    .into_any(),
                "in_time" => view! { <rect class="seg-time" x=x width=width height="100%"></rect> }
                    .into_any(),
                _ => view! { <rect fill="url(#hatch)" x=x width=width height="100%"></rect> }
                    .into_any(),
            };
            view! {
                {body}
                {gap}
            }
        })
        .collect_view();
    view! {
        <svg class=if is_large { "bar bar-l" } else { "bar" } height="12" aria-hidden="true">
            {parts}
        </svg>
    }
}

/// What the colours and patterns of the bar mean, with the numbers.
pub fn legend(d: &'static DashboardMessages, counts: Counts) -> impl IntoView {
    let total = counts.total();
    let text = |name: &str, tasks: i64| format!("{name} {tasks} ({})", share(tasks, total));
    view! {
        <ul class="legend">
            <li>
                <svg class="swatch" aria-hidden="true">
                    <rect class="seg-done" width="100%" height="100%"></rect>
                </svg>
                {text(d.done, counts.done())}
            </li>
            <li>
                <svg class="swatch" aria-hidden="true">
                    <rect class="seg-time" width="100%" height="100%"></rect>
                </svg>
                {text(d.in_time, counts.in_time)}
            </li>
            <li>
                <svg class="swatch" aria-hidden="true">
                    <rect fill="url(#hatch)" width="100%" height="100%"></rect>
                </svg>
                {text(d.overdue, counts.overdue)}
            </li>
            {(counts.suspended > 0)
                .then(|| view! { <li>{text(d.suspended, counts.suspended)}</li> })}
        </ul>
    }
}

/// The numbers in one short line: `14 xong · 7 trong hạn · 3 quá hạn`.
pub fn figures(d: &DashboardMessages, counts: Counts) -> String {
    let mut text = format!(
        "{} {} · {} {} · {} {}",
        counts.done(),
        d.done_short,
        counts.in_time,
        d.in_time_short,
        counts.overdue,
        d.overdue_short
    );
    if counts.suspended > 0 {
        text.push_str(&format!(" · {} {}", counts.suspended, d.suspended_short));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(done: i64, in_time: i64, overdue: i64, suspended: i64) -> Counts {
        Counts {
            done_on_time: done,
            done_late: 0,
            in_time,
            overdue,
            suspended,
        }
    }

    #[test]
    fn parts_fill_the_bar_exactly_and_touch() {
        for done in 0..20 {
            for in_time in 0..20 {
                for overdue in 0..20 {
                    let parts = parts(counts(done, in_time, overdue, 0));
                    let mut end = 0;
                    for part in &parts {
                        assert_eq!(part.start, end);
                        assert!(part.width > 0);
                        end = part.start + part.width;
                    }
                    let whole = if done + in_time + overdue > 0 {
                        1000
                    } else {
                        0
                    };
                    assert_eq!(end, whole, "{done} {in_time} {overdue}");
                }
            }
        }
    }

    #[test]
    fn suspended_work_leaves_the_rest_empty() {
        let parts = parts(counts(1, 0, 0, 1));
        assert_eq!(
            parts,
            [Part {
                bucket: "done",
                start: 0,
                width: 500
            }]
        );
    }

    #[test]
    fn parts_are_written_with_a_point() {
        assert_eq!(percent(583), "58.3%");
        assert_eq!(percent(1000), "100.0%");
    }
}
