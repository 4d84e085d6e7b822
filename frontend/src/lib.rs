//! The wasm entry: hydrates the page the server rendered.
