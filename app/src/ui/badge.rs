//! Badges: a state, a timeliness, a deadline, each with its shape and its word.
//!
//! **Invariant:** the code in `data-…` and in the icon's name is the stable text of the domain's value.
//! To add a badge: its colours in `ui.css`, its icon in the sprite, a function here.

use super::{Tone, day, icon};
use crate::i18n::Messages;
use chrono::NaiveDate;
use domain::document::Urgency;
use domain::task::State;
use domain::timeliness::Timeliness;
use leptos::prelude::*;

/// The state of a task.
pub fn state_badge(m: &'static Messages, state: State) -> impl IntoView {
    view! {
        <span class="badge" data-state=state.as_str()>
            {icon(state.as_str())}
            {m.state(state)}
        </span>
    }
}

/// How a task stands to its deadline, with the days left or lost.
pub fn timeliness_badge(
    m: &'static Messages,
    timeliness: Timeliness,
    due: Option<NaiveDate>,
    today: NaiveDate,
) -> impl IntoView {
    view! {
        <span class="badge" data-timeliness=timeliness.as_str()>
            {icon(timeliness.as_str())}
            {m.timeliness_in_days(timeliness, due, today)}
        </span>
    }
}

/// How urgent a document and its tasks are; nothing where they are not.
pub fn urgency_badge(m: &'static Messages, urgency: Urgency) -> Option<impl IntoView> {
    (urgency != Urgency::Normal).then(|| tone_badge(Tone::Warning, "urgent", m.urgency(urgency)))
}

/// Any other badge: a tone, an icon, a word.
pub fn tone_badge(tone: Tone, symbol: &'static str, text: impl Into<String>) -> impl IntoView {
    let text: String = text.into();
    view! {
        <span class="badge" data-tone=tone.code()>
            {icon(symbol)}
            {text}
        </span>
    }
}

/// The deadline; where it was moved, the original one stays beside it.
pub fn deadline(
    m: &'static Messages,
    original: Option<NaiveDate>,
    current: Option<NaiveDate>,
) -> AnyView {
    match (original, current) {
        (_, None) => view! { <span class="muted">"–"</span> }.into_any(),
        (Some(original), Some(current)) if original != current => view! {
            <span class="due">
                <del>
                    <span class="sr-only">{m.original_due} " "</span>
                    {day(original)}
                </del>
                <span class="due-now">
                    {icon("arrow")}
                    <span class="sr-only">{m.current_due} " "</span>
                    {day(current)}
                </span>
            </span>
        }
        .into_any(),
        (_, Some(current)) => day(current).into_any(),
    }
}
