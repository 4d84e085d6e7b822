//! The small parts of every page, in the markup of the design guide. No knowledge of a feature's rules.
//!
//! **Invariants:** an icon stands beside its word and is hidden from readers by ear; colour never says
//! something alone; no inline style. To add a part: its markup in the guide, then a function in the module
//! where its kind belongs.

pub mod badge;
pub mod field;
pub mod load;
pub mod markup;
pub mod notice;

pub use badge::{deadline, state_badge, timeliness_badge, tone_badge, urgency_badge};
pub use load::{loaded, loading};
pub use notice::{Tone, empty, notice};

use crate::i18n::{Messages, format};
use chrono::{DateTime, NaiveDate, Utc};
use domain::id::DirectiveId;
use leptos::prelude::*;
use leptos_meta::Title;
use wasm_bindgen::JsCast as _;

/// A symbol of the sprite, by its name without `i-`.
pub fn icon(name: &str) -> impl IntoView + use<> {
    symbol("icon", name)
}

/// The mark of the product.
pub fn brand_mark() -> impl IntoView {
    symbol("brand-mark", "shield")
}

/// The address is an expression on purpose: the macro writes an element without one as it stands in the
/// source, and no browser knows `<use_>`.
fn symbol(class: &'static str, name: &str) -> impl IntoView + use<> {
    view! {
        <svg class=class aria-hidden="true">
            <use_ href=format!("#i-{name}") />
        </svg>
    }
}

/// The title of the page, before the name of the product.
pub fn page_title(text: impl Into<String>) -> impl IntoView {
    let text: String = text.into();
    view! { <Title text /> }
}

/// The first link of a page, for the keyboard.
pub fn skip_link(m: &'static Messages) -> impl IntoView {
    view! {
        <a class="skip" href="#main" rel="external">
            {m.skip_to_content}
        </a>
    }
}

/// A day as people read it, with the day as machines read it.
pub fn day(day: NaiveDate) -> impl IntoView {
    view! { <time datetime=format::iso_day(day)>{format::day(day)}</time> }
}

/// A moment in Vietnam's time.
pub fn moment(at: DateTime<Utc>) -> impl IntoView {
    view! { <time datetime=format::iso_moment(at)>{format::moment(at)}</time> }
}

/// Number and symbol of a directive, as a link to it.
pub fn directive_number(id: DirectiveId, reference: String) -> impl IntoView {
    view! {
        <a class="doc-no" href=format!("/directives/{id}")>
            {reference}
        </a>
    }
}

/// The foot of a list that is read page by page: what stands here, and the ways to the first and the next page.
pub fn pager(
    m: &'static Messages,
    count: String,
    first: Option<String>,
    next: Option<String>,
) -> impl IntoView {
    view! {
        <nav class="pager" aria-label=m.pages>
            <span>{count}</span>
            <span class="pager-links">
                {first
                    .map(|address| {
                        view! {
                            <a class="btn btn-small" rel="first" href=address>
                                {icon("prev")}
                                {m.first_page}
                            </a>
                        }
                    })}
                {next
                    .map(|address| {
                        view! {
                            <a class="btn btn-small" rel="next" href=address>
                                {m.next_page}
                                {icon("next")}
                            </a>
                        }
                    })}
            </span>
        </nav>
    }
}

/// How far the work is, as a bar with its figure.
pub fn progress(m: &'static Messages, percent: u8) -> impl IntoView {
    let figure = format!("{percent} %");
    view! {
        <div class="progress-line">
            <progress class="progress" max="100" value=percent.to_string() aria-label=m.progress>
                {figure.clone()}
            </progress>
            <span>{figure}</span>
        </div>
    }
}

/// Terms and their values; a value that is absent says so.
pub fn facts(m: &'static Messages, rows: Vec<(&'static str, Option<String>)>) -> impl IntoView {
    view! {
        <dl class="facts">
            {rows
                .into_iter()
                .map(|(term, value)| {
                    let text = value.unwrap_or_else(|| m.none_yet.to_owned());
                    view! {
                        <dt>{term}</dt>
                        <dd>{text}</dd>
                    }
                })
                .collect_view()}
        </dl>
    }
}

/// Moves the keyboard to the element with that id, once the page has been drawn.
pub fn focus(id: impl Into<String>) {
    let id: String = id.into();
    request_animation_frame(move || {
        focus_now(&id);
    });
}

/// The element of that kind in which an event happened.
pub fn closest(target: Option<web_sys::EventTarget>, selector: &str) -> Option<web_sys::Element> {
    let element: web_sys::Element = target?.dyn_into().ok()?;
    element.closest(selector).ok().flatten()
}

/// Puts the keyboard on an element that is on the page already; gives whether it is there.
pub fn focus_now(id: &str) -> bool {
    let element = document()
        .get_element_by_id(id)
        .and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    // An element that is gone needs no focus.
    let Some(element) = element else { return false };
    if let Err(error) = element.focus() {
        leptos::logging::warn!("focus on {id} failed: {error:?}");
    }
    document().active_element().is_some_and(|on| on.id() == id)
}
