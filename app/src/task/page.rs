//! wip
use leptos::prelude::*;
/// wip
#[component]
pub fn TaskView() -> impl IntoView {
    view! {<h1>"wip"</h1>}
}
