//! wip
use leptos::prelude::*;
/// wip
#[component]
pub fn SignIn() -> impl IntoView {
    view! {<h1>"wip"</h1>}
}
