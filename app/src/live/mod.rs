//! Live updates on the page: others' changes appear within a moment, and typing is never disturbed.
//!
//! [`Live`] hears the stream of the page ([`line`], in the browser only) and hands what it tells to the parts of
//! the page that listen: lists read themselves again ([`follow`]), an open task marks what changed
//! (`task/live.rs`), the counts of the frame follow by themselves. Without wasm there is none of it, and pages
//! are what they were when they were loaded.
//!
//! **Invariants:** nothing here touches a form; a list is not read again while the person is in one of its
//! fields, and a focused link stays focused; what is told for the eye by a mark is told for the ear politely.
//!
//! To let a page follow: [`follow`] with what concerns it. To hear of something new: a variant of [`Told`].

#[cfg(not(feature = "ssr"))]
mod line;
pub mod mark;
mod messages;

pub use messages::messages;

use crate::AppError;
use domain::live::{Change, Standing};
use domain::view::Shell;
use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use std::time::Duration;
use wasm_bindgen::JsCast as _;

/// The rest between a change and the reading of it: changes that come together are read together.
const GATHER: Duration = Duration::from_millis(150);
/// The shortest time between two readings of the same list.
const BETWEEN: Duration = Duration::from_millis(1500);

/// What the stream told.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    Change(Change),
    /// The counts around the page are others now.
    Standing,
    /// The line was cut for too long to say what changed.
    Everything,
}

type Hearer = Arc<dyn Fn(&Told) + Send + Sync>;

/// The live updates of the page, in the context of everything inside the frame.
#[derive(Clone, Copy)]
pub struct Live {
    hearers: StoredValue<(u64, Vec<(u64, Hearer)>)>,
    standing: RwSignal<Option<Standing>>,
    said: RwSignal<String>,
}

impl Live {
    /// Live updates for what is inside the frame; the line opens once the frame knows who is signed in.
    pub fn provide(shell: Resource<Result<Option<Shell>, AppError>>) -> Self {
        let live = Self {
            hearers: StoredValue::default(),
            standing: RwSignal::new(None),
            said: RwSignal::new(String::new()),
        };
        provide_context(live);
        #[cfg(not(feature = "ssr"))]
        line::open(live, shell);
        #[cfg(feature = "ssr")]
        let _ = shell;
        live
    }

    /// Hears what is told until the part of the page that asks is gone.
    pub fn listen(self, hear: impl Fn(&Told) + Send + Sync + 'static) {
        let key = self.hearers.try_update_value(|(next, hearers)| {
            *next += 1;
            hearers.push((*next, Arc::new(hear)));
            *next
        });
        on_cleanup(move || {
            self.hearers
                .try_update_value(|(_, hearers)| hearers.retain(|(of, _)| Some(*of) != key));
        });
    }

    /// Tells everybody who listens.
    #[cfg(not(feature = "ssr"))]
    fn tell(self, told: &Told) {
        let hearers = self.hearers.try_with_value(|(_, hearers)| hearers.clone());
        for (_, hear) in hearers.unwrap_or_default() {
            hear(told);
        }
    }

    /// What waits for the agency now; `then` is what the page said when it was made.
    pub fn waiting(self, then: i64) -> i64 {
        self.standing.read().map_or(then, |now| now.waiting)
    }

    /// What the agency has not read now; `then` is what the page said when it was made.
    pub fn unread(self, then: i64) -> i64 {
        self.standing.read().map_or(then, |now| now.unread)
    }

    /// Says something politely to whom reads by ear.
    pub fn say(self, text: String) {
        self.said.set(text);
    }

    /// The place from which it is said. It stands on the page from the start: only what changes in it is read.
    pub fn said_view(self) -> impl IntoView {
        view! {
            <div class="sr-only" aria-live="polite" aria-atomic="true">
                {move || self.said.get()}
            </div>
        }
    }
}

/// Reads a resource again after what concerns it: soon, not too often, never while the person is in a field of
/// the page, and so that a focused link stays focused.
pub fn follow<T>(resource: Resource<T>, concerns: impl Fn(&Told) -> bool + Send + Sync + 'static)
where
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
{
    let focused = StoredValue::new(None::<String>);
    gather(concerns, is_in_field, move || {
        focused.set_value(focused_link());
        resource.refetch();
    });
    // Runs when the new value is there: it is drawn a moment later.
    Effect::new(move |_| {
        resource.track();
        let address = focused.try_update_value(Option::take);
        if let Some(address) = address.flatten() {
            set_timeout(move || focus_link(&address), GATHER);
        }
    });
}

/// Reads again after what concerns the page: soon, not too often, and not while the person is busy with it.
pub fn gather(
    concerns: impl Fn(&Told) -> bool + Send + Sync + 'static,
    is_busy: impl Fn() -> bool + Copy + Send + Sync + 'static,
    read: impl Fn() + Copy + Send + Sync + 'static,
) {
    let Some(live) = use_context::<Live>() else {
        return;
    };
    let again = StoredValue::new(Again::default());
    live.listen(move |told| {
        if !concerns(told) {
            return;
        }
        let was_planned = again.try_update_value(|again| {
            again.is_wanted = true;
            std::mem::replace(&mut again.is_planned, true)
        });
        if was_planned == Some(false) {
            set_timeout(move || read_again(again, is_busy, read), GATHER);
        }
    });
}

/// What is known of the next reading.
#[derive(Default)]
struct Again {
    /// Something changed since the last reading began.
    is_wanted: bool,
    is_planned: bool,
}

fn read_again(
    again: StoredValue<Again>,
    is_busy: impl Fn() -> bool + Copy + Send + Sync + 'static,
    read: impl Fn() + Copy + Send + Sync + 'static,
) {
    let is_free = !is_busy();
    let reads = again.try_update_value(|again| {
        let reads = again.is_wanted && is_free;
        again.is_planned = again.is_wanted;
        again.is_wanted = again.is_wanted && !reads;
        (reads, again.is_planned)
    });
    // None where the page is gone.
    let Some((reads, looks_again)) = reads else {
        return;
    };
    if reads {
        read();
    }
    if looks_again {
        set_timeout(move || read_again(again, is_busy, read), BETWEEN);
    }
}

/// Whether the keyboard is in a field of the page.
pub fn is_in_field() -> bool {
    document().active_element().is_some_and(|element| {
        matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
            && element.closest("main").is_ok_and(|main| main.is_some())
    })
}

/// The address of the link of the page on which the keyboard is.
pub fn focused_link() -> Option<String> {
    let element = document().active_element()?;
    element.closest("main").ok()??;
    element.get_attribute("href")
}

/// Puts the keyboard back on the link with that address, where drawing anew took it away.
pub fn focus_link(address: &str) {
    let document = document();
    let is_lost = document
        .active_element()
        .is_none_or(|element| element.tag_name() == "BODY");
    let Ok(links) = document.query_selector_all("main a[href]") else {
        return;
    };
    let link = (0..links.length())
        .filter_map(|n| links.item(n)?.dyn_into::<web_sys::HtmlElement>().ok())
        .find(|link| link.get_attribute("href").as_deref() == Some(address));
    if let (true, Some(link)) = (is_lost, link) {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        if let Err(error) = link.focus_with_options(&options) {
            leptos::logging::warn!("the focus was not put back: {error:?}");
        }
    }
}
