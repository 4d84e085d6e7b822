//! A part of a page that waits for its data: loading, failed, shown.
//!
//! **Invariant:** every page's data passes through [`loaded`], so that no page lacks one of the three.

use crate::AppError;
use crate::error::error_page;
use crate::i18n::{Messages, use_messages};
use leptos::prelude::*;

/// Shows what a read answers: a skeleton until then, an error page where it failed.
pub fn loaded<T, V>(
    resource: Resource<Result<T, AppError>>,
    show: impl Fn(T) -> V + Clone + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let m = use_messages();
    view! {
        <Transition fallback=move || {
            loading(m)
        }>
            {move || {
                let show = show.clone();
                Suspend::new(async move {
                    match resource.await {
                        Ok(data) => show(data).into_any(),
                        Err(error) => error_page(&error),
                    }
                })
            }}
        </Transition>
    }
    .into_any()
}

/// A block that is still loading, in shapes for the eye and in words for the ear.
pub fn loading(m: &'static Messages) -> impl IntoView {
    view! {
        <div class="skeleton card" role="status">
            <span></span>
            <span></span>
            <span></span>
            <span class="sr-only">{m.loading}</span>
        </div>
    }
}
