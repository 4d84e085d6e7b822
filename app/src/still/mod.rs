//! Still pages: the server draws them, and the browser knows only the element in which they stand.
//!
//! Most pages show something and have forms that need no script. Their views never become wasm; where wasm runs, it
//! asks the server for the drawn page when the person goes there, when a form on it was sent, and when others changed
//! what it shows. What must answer between two requests – a board, the forms of a task – is drawn by both instead.
//!
//! **Invariants:** what was typed is never replaced by news, nor by a form that could not be sent; a page says the same
//! with and without a script, because it is drawn in one place. To make a page still: [`still`] or [`lively`] around
//! it in its route.

#[cfg(not(feature = "ssr"))]
mod browser;

use crate::i18n::Messages;
use crate::live::Told;
use leptos::prelude::*;

/// The element that is the page.
const STILL: &str = "still";

/// The title of the still page that is shown: pages that are drawn by both put theirs over it.
pub fn title(m: &'static Messages) -> RwSignal<String> {
    #[cfg(feature = "ssr")]
    let title = |_| RwSignal::default();
    #[cfg(not(feature = "ssr"))]
    let title = browser::provide_title;
    title(m)
}

/// Whether the page at a path shows what was told.
pub type Follows = fn(told: &Told, path: &str) -> bool;

/// A page that shows what others do when it is opened again.
pub fn still<V: IntoView + 'static>(
    page: impl Fn() -> V + Clone + Send + 'static,
) -> impl Fn() -> AnyView + Clone + Send + 'static {
    lively(page, |_, _| false)
}

/// A page that also shows it meanwhile.
pub fn lively<V: IntoView + 'static>(
    page: impl Fn() -> V + Clone + Send + 'static,
    follows: Follows,
) -> impl Fn() -> AnyView + Clone + Send + 'static {
    move || drawn(&page, follows)
}

/// The page, with none of its data beside it: nothing is hydrated from them.
#[cfg(feature = "ssr")]
fn drawn<V: IntoView + 'static>(page: &impl Fn() -> V, _follows: Follows) -> AnyView {
    let context = Owner::current_shared_context();
    let hydrates = |it_does: bool| {
        if let Some(context) = &context {
            context.set_is_hydrating(it_does);
        }
    };
    hydrates(false);
    let page = page();
    hydrates(true);
    view! { <div id=STILL>{page}</div> }.into_any()
}

#[cfg(not(feature = "ssr"))]
fn drawn<V>(_page: &impl Fn() -> V, follows: Follows) -> AnyView {
    browser::page(follows)
}
