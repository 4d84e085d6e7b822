//! The line to the server: one `EventSource` for the page, in the browser.
//!
//! A line that is cut comes again from where it left off: the browser sends `Last-Event-ID` by itself, and where
//! it has given up, a new line says it in the address.
//!
//! **Invariants:** no line where the person saves data or the page is not seen; none after an hour without a
//! touch, so that an abandoned screen does not keep its session alive; one line at a time.
//!
//! To hear an event of a new name: [`NAMES`] and its arm in [`hear`].

use super::{Live, Told};
use crate::AppError;
use domain::live::Standing;
use domain::view::Shell;
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{EventSource, MessageEvent};

/// The names of the events of `GET /live`.
const NAMES: [&str; 4] = ["change", "standing", "reset", "beat"];
/// Longer than two beats of the server: a line that is silent for so long is cut, whatever it says.
const LOOK: Duration = Duration::from_secs(40);
/// Looks without a touch after which the line is closed: about an hour.
const IDLE_LOOKS: u32 = 90;
/// The first wait after the server refused a line; each further one doubles it.
const RETRY: Duration = Duration::from_secs(5);
/// Refusals after which only coming back to the page tries again.
const MOST_REFUSALS: u32 = 7;
/// What shows that somebody is there.
const TOUCHES: [&str; 3] = ["keydown", "pointerdown", "pointermove"];

type Handler<E> = Closure<dyn FnMut(E)>;

/// What the page keeps of its line.
#[derive(Default)]
struct Kept {
    source: Option<EventSource>,
    handlers: Option<(Handler<MessageEvent>, Handler<JsValue>)>,
    /// The place in the log up to which the page was told.
    after: i64,
    is_heard: bool,
    looks_since_touch: u32,
    refusals: u32,
}

/// The line and who hears it.
#[derive(Clone, Copy)]
struct Line {
    live: Live,
    kept: StoredValue<Kept, LocalStorage>,
}

/// Opens the line once the frame knows who is signed in, and from where on.
pub fn open(live: Live, shell: Resource<Result<Option<Shell>, AppError>>) {
    let kept = StoredValue::new_local(Kept::default());
    let line = Line { live, kept };
    Effect::new(move |is_open: Option<bool>| {
        if is_open == Some(true) {
            return true;
        }
        let Some(Ok(Some(shell))) = shell.get() else {
            return false;
        };
        line.kept.update_value(|kept| kept.after = shell.seen);
        // What the page says already is no news.
        live.standing.set(Some(Standing {
            waiting: shell.waiting,
            unread: shell.unread,
        }));
        line.connect();
        true
    });
    let look = set_interval_with_handle(move || line.look(), LOOK);
    let mut listeners: Vec<_> = TOUCHES
        .map(|name| window_event_listener_untyped(name, move |_| line.touched()))
        .into();
    for name in ["visibilitychange", "online"] {
        listeners.push(window_event_listener_untyped(name, move |_| {
            line.returned()
        }));
    }
    let (look, listeners) = (look.ok(), StoredValue::new_local(listeners));
    on_cleanup(move || {
        if let Some(look) = look {
            look.clear();
        }
        listeners.update_value(|listeners| {
            listeners.drain(..).for_each(|listener| listener.remove());
        });
        line.close();
    });
}

impl Line {
    fn connect(self) {
        if saves_data() || document().hidden() || !self.is_down() {
            return;
        }
        self.close();
        let Some(after) = self.kept.try_with_value(|kept| kept.after) else {
            return;
        };
        let Ok(source) = EventSource::new(&format!("/live?after={after}")) else {
            return;
        };
        let hear = Handler::new(move |event: MessageEvent| self.hear(&event));
        let fail = Handler::new(move |_: JsValue| self.failed());
        for name in NAMES {
            let added =
                source.add_event_listener_with_callback(name, hear.as_ref().unchecked_ref());
            if let Err(error) = added {
                leptos::logging::warn!("{name} is not heard: {error:?}");
            }
        }
        source.set_onerror(Some(fail.as_ref().unchecked_ref()));
        self.kept.try_update_value(|kept| {
            kept.source = Some(source);
            kept.handlers = Some((hear, fail));
            kept.is_heard = true;
        });
    }

    fn close(self) {
        self.kept.try_update_value(|kept| {
            if let Some(source) = kept.source.take() {
                source.set_onerror(None);
                source.close();
            }
        });
    }

    /// Whether there is no line, not even one that the browser tries to mend.
    fn is_down(self) -> bool {
        let source = self.kept.try_with_value(|kept| kept.source.clone());
        source
            .flatten()
            .is_none_or(|source| source.ready_state() == EventSource::CLOSED)
    }

    fn hear(self, event: &MessageEvent) {
        let (place, data) = (
            event.last_event_id().parse::<i64>(),
            event.data().as_string(),
        );
        self.kept.try_update_value(|kept| {
            kept.is_heard = true;
            kept.refusals = 0;
            if let Ok(place) = place {
                kept.after = place;
            }
        });
        let data = data.unwrap_or_default();
        match event.type_().as_str() {
            "change" => {
                if let Ok(change) = serde_json::from_str(&data) {
                    self.live.tell(&Told::Change(change));
                }
            }
            "standing" => {
                if let Ok(standing) = serde_json::from_str(&data) {
                    let is_new = self.live.standing.get_untracked() != Some(standing);
                    self.live.standing.set(Some(standing));
                    if is_new {
                        self.live.tell(&Told::Standing);
                    }
                }
            }
            "reset" => self.live.tell(&Told::Everything),
            _ => {}
        }
    }

    /// The browser mends a line that is cut; one that the server refused is ours to try again.
    fn failed(self) {
        if !self.is_down() {
            return;
        }
        let refusals = self.kept.try_update_value(|kept| {
            kept.refusals += 1;
            kept.refusals
        });
        match refusals {
            Some(refusals) if refusals <= MOST_REFUSALS => {
                let wait = RETRY * 2_u32.pow(refusals - 1);
                set_timeout(move || self.connect(), wait);
            }
            _ => self.close(),
        }
    }

    /// From time to time: whether the line still stands, and whether anybody looks.
    fn look(self) {
        let seen = self.kept.try_update_value(|kept| {
            kept.looks_since_touch += 1;
            let is_silent = !std::mem::take(&mut kept.is_heard);
            (kept.looks_since_touch > IDLE_LOOKS, is_silent)
        });
        match seen {
            Some((is_idle, _)) if is_idle || document().hidden() => self.close(),
            Some((_, true)) if !self.is_down() => {
                self.close();
                self.connect();
            }
            _ => {}
        }
    }

    fn touched(self) {
        let was_idle = self
            .kept
            .try_update_value(|kept| std::mem::take(&mut kept.looks_since_touch) > IDLE_LOOKS);
        if was_idle == Some(true) {
            self.connect();
        }
    }

    /// The page is seen again, or the machine is on a net again.
    fn returned(self) {
        self.kept.try_update_value(|kept| kept.refusals = 0);
        self.connect();
    }
}

/// Whether the person asked the browser to save data.
fn saves_data() -> bool {
    let get = |of: &JsValue, name: &str| js_sys::Reflect::get(of, &JsValue::from_str(name)).ok();
    get(&window(), "navigator")
        .and_then(|navigator| get(&navigator, "connection"))
        .filter(|connection| connection.is_object())
        .and_then(|connection| get(&connection, "saveData"))
        .is_some_and(|saves| saves.is_truthy())
}
