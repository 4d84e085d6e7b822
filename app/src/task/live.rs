//! The open task page while others work on the task: what it shows follows, what is typed stays.
//!
//! **Invariants:** the forms change only while nobody is in them and nothing stands typed in them; else the page
//! says that they are behind, before anything is sent, and the server still compares both values. What the person
//! changes in this window is not marked.
//!
//! To keep another part of the page from following: leave it out of [`Shown`].

use super::api::read_task;
use crate::i18n::{Messages, fill};
use crate::live::mark::Marks;
use crate::live::{Live, Told, messages};
use crate::ui::icon;
use domain::id::TaskId;
use domain::live::Change;
use domain::view::TaskPage;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;
use std::time::Duration;
use wasm_bindgen::JsCast as _;

/// The rest between a change and the reading of it: long enough for the window that made it to have read it.
const GATHER: Duration = Duration::from_millis(400);
/// The ids of the parts of the page with forms.
const FORMS: [&str; 2] = ["actions", "talk"];

/// What the page shows, and what its forms were made of.
#[derive(Clone, Copy)]
pub struct Shown {
    pub page: RwSignal<Arc<TaskPage>>,
    pub forms: RwSignal<Arc<TaskPage>>,
    marks: Marks,
    heard: StoredValue<Vec<Change>>,
}

impl Shown {
    /// Shows a page as it was read, and follows what others change from then on.
    pub fn follow(m: &'static Messages, page: &Arc<TaskPage>) -> Self {
        let shown = Self {
            page: RwSignal::new(Arc::clone(page)),
            forms: RwSignal::new(Arc::clone(page)),
            marks: Marks::provide(),
            heard: StoredValue::default(),
        };
        let (id, live) = (page.task.id, use_context::<Live>());
        if let Some(live) = live {
            live.listen(move |told| shown.hear(m, live, id, told));
        }
        shown
    }

    fn hear(self, m: &'static Messages, live: Live, id: TaskId, told: &Told) {
        let is_first = match told {
            Told::Change(change) if change.id == id.0 => {
                let is_known = change.version <= self.page.with_untracked(|page| page.task.version);
                if is_known {
                    return;
                }
                self.heard.try_update_value(|heard| {
                    heard.push(change.clone());
                    heard.len() == 1
                })
            }
            Told::Everything => Some(true),
            _ => None,
        };
        if is_first == Some(true) {
            set_timeout(move || self.read(m, live, id), GATHER);
        }
    }

    fn read(self, m: &'static Messages, live: Live, id: TaskId) {
        spawn_local(async move {
            // The page was made anew meanwhile, or is gone.
            let Some(changes) = self.heard.try_update_value(std::mem::take) else {
                return;
            };
            // Where it cannot be read now, the next change or the next load tells.
            let Ok(page) = read_task(id, None).await else {
                return;
            };
            let page = Arc::new(page);
            if self.page.try_set(Arc::clone(&page)).is_some() {
                return;
            }
            let has_kept = self.forms.with_untracked(|page| page.kept.is_some());
            if !has_kept && !is_in_use() {
                self.forms.set(page);
            }
            if let Some(last) = changes.last() {
                live.say(said(m, last, &changes));
            }
            self.marks.add(changes);
        });
    }

    /// That the forms are behind what the page shows, with the ways on.
    pub fn stale(self, m: &'static Messages) -> Option<AnyView> {
        let version = |page: RwSignal<Arc<TaskPage>>| page.with(|page| page.task.version);
        if version(self.forms) >= version(self.page) {
            return None;
        }
        let l = messages(m.language);
        // The forms of another version are others: nothing typed is found in them.
        let renew = move |_| self.forms.set(self.page.get_untracked());
        let notice = view! {
            <div class="notice" data-tone="warning">
                {icon("warning")}
                <div>
                    <p class="notice-title">{l.stale_title}</p>
                    <p>{l.stale_text}</p>
                    <p class="live-ways">
                        <a class="btn btn-small" href="#timeline" rel="external">
                            {l.stale_look}
                        </a>
                        <button type="button" class="btn btn-quiet btn-small" on:click=renew>
                            {l.stale_reload}
                        </button>
                    </p>
                </div>
            </div>
        };
        Some(notice.into_any())
    }
}

/// What changed, for the ear.
fn said(m: &'static Messages, last: &Change, changes: &[Change]) -> String {
    let mut parts: Vec<_> = changes.iter().flat_map(|change| &change.parts).collect();
    parts.sort();
    parts.dedup();
    let parts: Vec<&str> = parts.into_iter().map(|part| m.part(*part)).collect();
    fill(
        messages(m.language).said,
        &[
            ("agency", m.pick(&last.agency_vi, &last.agency_en)),
            ("parts", &parts.join(", ")),
        ],
    )
}

/// Whether somebody is in the forms, or has typed into one.
fn is_in_use() -> bool {
    FORMS
        .into_iter()
        .filter_map(|id| document().get_element_by_id(id))
        .any(|forms| {
            let is_inside = document()
                .active_element()
                .is_some_and(|element| forms.contains(Some(&element)));
            is_inside || is_typed_into(&forms)
        })
}

fn is_typed_into(forms: &web_sys::Element) -> bool {
    let Ok(fields) = forms.query_selector_all("input:not([type=hidden]), textarea") else {
        return true;
    };
    (0..fields.length())
        .filter_map(|n| fields.item(n))
        .any(
            |field| match field.dyn_into::<web_sys::HtmlInputElement>() {
                Ok(input) => {
                    input.value() != input.default_value()
                        || input.checked() != input.default_checked()
                }
                Err(other) => other
                    .dyn_into::<web_sys::HtmlTextAreaElement>()
                    .is_ok_and(|area| area.default_value().as_ref() != Ok(&area.value())),
            },
        )
}
