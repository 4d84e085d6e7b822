//! wip
use leptos::prelude::*;
/// wip
#[component]
pub fn MyWork() -> impl IntoView {
    view! {<h1>"wip"</h1>}
}
