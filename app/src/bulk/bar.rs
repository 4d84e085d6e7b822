//! The bar above the list: what to do with the ticked tasks, or with all that match the filter.
//!
//! The table stands in the same form, so that its boxes are sent with it.

use super::messages::messages;
use crate::i18n::Messages;
use crate::task::filter::parameters;
use crate::ui::icon;
use domain::bulk::Kind;
use domain::view::TaskFilter;
use leptos::prelude::*;
use maud::html;

/// Whether a row is ticked in the browser.
pub fn is_ticked() -> bool {
    let ticked = document().query_selector("input[name=row]:checked");
    ticked.is_ok_and(|ticked| ticked.is_some())
}

/// The form around the table of the list.
pub fn bulk_form(m: &'static Messages, filter: &TaskFilter, table: AnyView) -> AnyView {
    let b = messages(m.language);
    let hidden = parameters(filter)
        .into_iter()
        .filter(|(name, _)| *name != "after")
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect_view();
    let acts = html! {
        @for &kind in Kind::ALL { option value=(kind.as_str()) { (b.kind(kind)) } }
    };
    view! {
        <form class="bulk" method="get" action="/tasks/bulk">
            {hidden}
            <details class="filters disclosure quiet">
                <summary>{icon("task")} {b.bar}</summary>
                <div class="filter-form">
                    <p class="hint full-row">{b.bar_hint}</p>
                    <label class="choice field-wide">
                        <input type="checkbox" name="all" value="on" />
                        <span>{b.all}</span>
                    </label>
                    <div class="field">
                        <label class="label" for="bulk-act">
                            {b.act}
                        </label>
                        <select
                            class="input"
                            id="bulk-act"
                            name="act"
                            inner_html=acts.into_string()
                        ></select>
                    </div>
                    <div class="form-actions">
                        <button class="btn btn-primary">{b.go_on}</button>
                        <button class="btn" formaction="/tasks/export" name="format" value="xlsx">
                            {b.export_xlsx}
                        </button>
                        <button
                            class="btn btn-quiet"
                            formaction="/tasks/export"
                            name="format"
                            value="csv"
                        >
                            {b.export_csv}
                        </button>
                    </div>
                </div>
            </details>
            {table}
        </form>
    }
    .into_any()
}
