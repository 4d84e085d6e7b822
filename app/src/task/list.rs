//! wip
use leptos::prelude::*;
/// wip
#[component]
pub fn Tasks() -> impl IntoView {
    view! {<h1>"wip"</h1>}
}
