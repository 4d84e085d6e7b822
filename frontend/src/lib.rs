//! The wasm entry: hydrates the page the server rendered.
//!
//! **Invariant:** nothing is decided here; the page is [`app::App`].

use wasm_bindgen::prelude::wasm_bindgen;

/// Called once by the script of the page, after the module is loaded.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(app::App);
}
