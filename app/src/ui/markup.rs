//! Parts of long tables as finished HTML: the same markup as their views, without a view for each.
//!
//! A Leptos view costs some allocations for every element, on the server and again in the browser when it
//! hydrates; a table of fifty tasks has a thousand elements and nothing in it ever changes by itself. See
//! `docs/adr/0007-rows-are-markup.md`.
//!
//! **Invariants:** [`maud`] escapes every value; what has a view too renders to the same text (tested). To add a
//! part: a function here, and a line in the test if it has a view.

use crate::i18n::{Messages, format};
use chrono::NaiveDate;
use domain::task::State;
use domain::timeliness::Timeliness;
use maud::{Markup, html};

/// A symbol of the sprite, as [`super::icon`].
pub fn icon(name: &str) -> Markup {
    html! { svg class="icon" aria-hidden="true" { use href={ "#i-" (name) } {} } }
}

/// What is still loading, as [`super::loading`].
pub fn loading(m: &Messages) -> Markup {
    html! {
        div class="skeleton card" role="status" {
            span {}
            span {}
            span {}
            span class="sr-only" { (m.loading) }
        }
    }
}

/// Says that the server did not answer, and with an address how to try again; the keyboard can be put on it.
pub fn failed(m: &Messages, id: &str, again: Option<&str>) -> Markup {
    html! {
        div class="error-summary" id=(id) role="alert" tabindex="-1" {
            h2 { @if again.is_some() { (m.failed_title) } @else { (m.form_failed) } }
            p { (m.problem_transport) }
            @if let Some(again) = again {
                p { a class="btn btn-small" rel="external" href=(again) { (m.try_again) } }
            }
        }
    }
}

/// A day, as [`super::day`].
pub fn day(day: NaiveDate) -> Markup {
    html! { time datetime=(format::iso_day(day)) { (format::day(day)) } }
}

/// The state of a task, as [`super::state_badge`].
pub fn state_badge(m: &Messages, state: State) -> Markup {
    html! {
        span class="badge" data-state=(state.as_str()) { (icon(state.as_str())) (m.state(state)) }
    }
}

/// How a task stands to its deadline, as [`super::timeliness_badge`].
pub fn timeliness_badge(
    m: &Messages,
    timeliness: Timeliness,
    due: Option<NaiveDate>,
    today: NaiveDate,
) -> Markup {
    html! {
        span class="badge" data-timeliness=(timeliness.as_str()) {
            (icon(timeliness.as_str()))
            (m.timeliness_in_days(timeliness, due, today))
        }
    }
}

/// The deadline, as [`super::deadline`].
pub fn deadline(m: &Messages, original: Option<NaiveDate>, current: Option<NaiveDate>) -> Markup {
    html! {
        @match (original, current) {
            (_, None) => { span class="muted" { "–" } }
            (Some(original), Some(current)) if original != current => {
                span class="due" {
                    del { span class="sr-only" { (m.original_due) " " } (day(original)) }
                    span class="due-now" {
                        (icon("arrow"))
                        span class="sr-only" { (m.current_due) " " }
                        (day(current))
                    }
                }
            }
            (_, Some(current)) => { (day(current)) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::messages;
    use crate::ui;
    use domain::view::Language;
    use leptos::prelude::*;

    /// A view's text without the comments and blanks that hydration needs.
    fn text(view: AnyView) -> String {
        let html = view.to_html();
        ordered(&html.replace("<!>", "").replace("<!---->", ""))
    }

    /// The same HTML with the attributes of each tag in order; no value here has a blank.
    fn ordered(html: &str) -> String {
        let tag = |piece: &str| {
            let (text, tag) = piece.split_once('<').unwrap_or((piece, ""));
            let mut parts: Vec<&str> = tag.trim_end_matches('>').split(' ').collect();
            parts[1..].sort_unstable();
            format!("{text}<{}>", parts.join(" "))
        };
        html.split_inclusive('>').map(tag).collect()
    }

    #[test]
    fn markup_is_that_of_the_views() {
        let m = messages(Language::Vi);
        let d = |day| NaiveDate::from_ymd_opt(2022, 10, day);
        for &state in State::ALL {
            let view = ui::state_badge(m, state).into_any();
            assert_eq!(ordered(&state_badge(m, state).into_string()), text(view));
        }
        for &timeliness in Timeliness::ALL {
            let today = d(5).unwrap_or_default();
            let view = ui::timeliness_badge(m, timeliness, d(3), today).into_any();
            let markup = timeliness_badge(m, timeliness, d(3), today);
            assert_eq!(ordered(&markup.into_string()), text(view));
        }
        for (original, current) in [(None, None), (d(3), d(3)), (d(3), d(9)), (None, d(9))] {
            let view = ui::deadline(m, original, current);
            assert_eq!(
                ordered(&deadline(m, original, current).into_string()),
                text(view)
            );
        }
    }
}
