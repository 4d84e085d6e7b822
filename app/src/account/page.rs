//! wip
use leptos::prelude::*;
/// wip
#[component]
pub fn Account() -> impl IntoView {
    view! {<h1>"wip"</h1>}
}
