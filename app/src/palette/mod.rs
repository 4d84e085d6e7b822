//! The speed of hand: a command palette at Ctrl+K, shortcuts, and the sheet at `?` that explains them.
//!
//! All of it is added by wasm; without it the same pages and steps are reached by links and folds.
//!
//! **Invariants:** a shortcut of a single character works only outside fields and can be turned off (WCAG
//! 2.1.4); a dialog is a `<dialog>`, which keeps the keyboard inside and gives it back; the palette offers only
//! what the page and the navigation offer, and what the server lets the position find.
//!
//! To add a shortcut: its arm in [`Hand::pressed`] and its line in [`sheet_view`].

pub mod api;
mod entry;
mod messages;

use crate::AppError;
use crate::i18n::{Messages, fill, use_messages};
use crate::ui::{focus, icon};
use api::read_found;
use domain::view::{Found, Shell};
use entry::{Entry, Go, Place, here, matches, pages};
use leptos::ev::KeyboardEvent;
use leptos::html::Dialog;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use messages::{PaletteMessages, messages};
use std::time::Duration;
use wasm_bindgen::JsCast as _;

/// The rest after a key before the server is asked.
const GATHER: Duration = Duration::from_millis(200);
/// How long `g` waits for the key of a page.
const SEQUENCE: Duration = Duration::from_millis(1500);
/// Where the browser remembers that single keys are turned off.
const OFF: &str = "lachan-single-keys-off";

/// Which dialog is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sheet {
    Palette,
    Shortcuts,
}

/// The palette and the shortcuts of the page.
#[derive(Clone, Copy)]
struct Hand {
    m: &'static Messages,
    p: &'static PaletteMessages,
    sheet: RwSignal<Option<Sheet>>,
    pages: RwSignal<Vec<Place>>,
    steps: RwSignal<Vec<(String, String)>>,
    text: RwSignal<String>,
    found: RwSignal<Result<Found, AppError>>,
    /// The place of the entry that Enter takes.
    at: RwSignal<usize>,
    /// `g` was pressed and waits; counted, so that an old wait ends no new one.
    sequence: StoredValue<(bool, u64)>,
    single_keys: RwSignal<bool>,
    address: RwSignal<Option<String>>,
}

/// The dialogs, and the button that leads to the shortcuts; nothing before wasm has taken over.
pub fn palette(shell: Resource<Result<Option<Shell>, AppError>>) -> impl IntoView {
    let m = use_messages();
    let hand = Hand {
        m,
        p: messages(m.language),
        sheet: RwSignal::new(None),
        pages: RwSignal::new(Vec::new()),
        steps: RwSignal::new(Vec::new()),
        text: RwSignal::new(String::new()),
        found: RwSignal::new(Ok(Found::default())),
        at: RwSignal::new(0),
        sequence: StoredValue::new((false, 0)),
        single_keys: RwSignal::new(true),
        address: RwSignal::new(None),
    };
    let navigate = use_navigate();
    Effect::new(move |_| {
        if let Some(Ok(Some(shell))) = shell.get() {
            hand.pages.set(pages(m, hand.p, &shell));
        }
    });
    // The router is asked here and not in the dialog, which is gone by then.
    Effect::new(move |_| {
        if let Some(address) = hand.address.get() {
            navigate(&address, NavigateOptions::default());
        }
    });
    Effect::new(move |_| {
        hand.single_keys.set(stored_off().is_none());
        let keys = window_event_listener(leptos::ev::keydown, move |event| hand.pressed(&event));
        on_cleanup(move || keys.remove());
    });
    view! {
        {move || {
            (!hand.pages.read().is_empty())
                .then(|| {
                    view! {
                        <button
                            type="button"
                            class="footer-keys"
                            on:click=move |_| hand.open(Sheet::Shortcuts)
                        >
                            {hand.p.shortcuts}
                        </button>
                    }
                })
        }}
        {move || {
            hand.sheet
                .get()
                .map(|sheet| match sheet {
                    Sheet::Palette => hand.dialog("palette-h", palette_view(hand)).into_any(),
                    Sheet::Shortcuts => hand.dialog("shortcuts-h", sheet_view(hand)).into_any(),
                })
        }}
    }
}

impl Hand {
    fn open(self, sheet: Sheet) {
        self.steps.set(steps_of_page());
        self.text.set(String::new());
        self.found.set(Ok(Found::default()));
        self.at.set(0);
        self.sheet.set(Some(sheet));
    }

    /// A key somewhere on the page.
    fn pressed(self, event: &KeyboardEvent) {
        let key = event.key();
        if (event.ctrl_key() || event.meta_key())
            && !event.alt_key()
            && key.eq_ignore_ascii_case("k")
        {
            event.prevent_default();
            if self.sheet.get_untracked().is_none() {
                self.open(Sheet::Palette);
            }
            return;
        }
        let has_modifier = event.ctrl_key() || event.meta_key() || event.alt_key();
        let is_ours = self.single_keys.get_untracked() && self.sheet.get_untracked().is_none();
        if has_modifier || !is_ours || event.default_prevented() || is_in_field() {
            return;
        }
        let in_sequence = self.sequence.with_value(|(waits, _)| *waits);
        self.sequence.update_value(|(waits, _)| *waits = false);
        if in_sequence {
            let pages = self.pages.get_untracked();
            if let Some(page) = pages.iter().find(|page| page.key == Some(key.as_str())) {
                event.prevent_default();
                self.address.set(Some(page.address.to_owned()));
            }
            return;
        }
        match key.as_str() {
            "g" => self.wait_for_page(),
            "/" => {
                event.prevent_default();
                focus("top-q");
            }
            "?" => {
                event.prevent_default();
                self.open(Sheet::Shortcuts);
            }
            _ => {}
        }
    }

    fn wait_for_page(self) {
        let turn = self.sequence.try_update_value(|(waits, turn)| {
            *waits = true;
            *turn += 1;
            *turn
        });
        set_timeout(
            move || {
                self.sequence.try_update_value(|(waits, now)| {
                    if Some(*now) == turn {
                        *waits = false;
                    }
                });
            },
            SEQUENCE,
        );
    }

    /// What the palette shows for what is typed.
    fn entries(self) -> Vec<Entry> {
        let text = self.text.get();
        let mut entries = here(self.p, &self.pages.read(), &self.steps.read());
        entries.retain(|entry| matches(&entry.title, &text));
        if let Ok(found) = &*self.found.read() {
            entries.extend(entry::found(self.m, self.p, text.trim(), found));
        }
        entries
    }

    fn typed(self, text: String) {
        self.text.set(text.clone());
        self.at.set(0);
        set_timeout(move || self.search(text), GATHER);
    }

    fn search(self, text: String) {
        let is_current = move |text: &String| self.text.with_untracked(|now| now == text);
        if !is_current(&text) {
            return;
        }
        spawn_local(async move {
            let found = if text.trim().is_empty() {
                Ok(Found::default())
            } else {
                read_found(text.trim().to_owned(), None).await
            };
            // An answer to what is typed no more is none.
            if is_current(&text) {
                self.found.set(found);
            }
        });
    }

    /// A key in the palette's field.
    fn moved(self, event: &KeyboardEvent) {
        // Enter that ends the composing of a syllable takes no entry.
        if event.is_composing() {
            return;
        }
        let entries = self.entries();
        let last = entries.len().saturating_sub(1);
        let at = self.at.get_untracked();
        match event.key().as_str() {
            "ArrowDown" => self.at.set(if at >= last { 0 } else { at + 1 }),
            "ArrowUp" => self.at.set(if at == 0 { last } else { at - 1 }),
            "Enter" => {
                if let Some(entry) = entries.into_iter().nth(at) {
                    self.take(entry.go);
                }
            }
            _ => return,
        }
        event.prevent_default();
    }

    fn take(self, go: Go) {
        match go {
            Go::Address(address) => {
                close_dialog();
                self.address.set(Some(address));
            }
            Go::Step(id) => {
                close_dialog();
                open_step(&id);
            }
            Go::Shortcuts => self.open(Sheet::Shortcuts),
        }
    }

    fn dialog(self, heading: &'static str, body: AnyView) -> impl IntoView {
        let dialog = NodeRef::<Dialog>::new();
        Effect::new(move |_| {
            if let Some(dialog) = dialog.get()
                && !dialog.open()
                && let Err(error) = dialog.show_modal()
            {
                leptos::logging::warn!("the dialog did not open: {error:?}");
            }
        });
        view! {
            <dialog
                class="palette"
                node_ref=dialog
                aria-labelledby=heading
                on:close=move |_| {
                    self.sheet.set(None);
                    request_animation_frame(take_up);
                }
            >
                {body}
            </dialog>
        }
    }
}

fn palette_view(hand: Hand) -> AnyView {
    let p = hand.p;
    let option = move |(n, entry): (usize, Entry)| {
        let go = entry.go.clone();
        view! {
            <li
                role="option"
                id=format!("palette-{n}")
                aria-selected=move || (hand.at.get() == n).to_string()
                on:click=move |_| hand.take(go.clone())
            >
                {icon(entry.icon)}
                <span class="palette-title">{entry.title}</span>
                <span class="palette-hint">{entry.hint}</span>
            </li>
        }
    };
    let said = move || {
        if hand.found.read().is_err() {
            return p.failed.to_owned();
        }
        match hand.entries().len() {
            0 => p.nothing.to_owned(),
            n => fill(p.count, &[("n", &n.to_string())]),
        }
    };
    view! {
        <h2 id="palette-h" class="sr-only">
            {p.title}
        </h2>
        <input
            type="text"
            class="input palette-field"
            role="combobox"
            aria-label=p.title
            aria-expanded="true"
            aria-controls="palette-list"
            aria-autocomplete="list"
            aria-activedescendant=move || {
                (!hand.entries().is_empty()).then(|| format!("palette-{}", hand.at.get()))
            }
            placeholder=p.placeholder
            autocomplete="off"
            spellcheck="false"
            maxlength="200"
            autofocus
            on:input:target=move |event| hand.typed(event.target().value())
            on:keydown=move |event| hand.moved(&event)
        />
        <ul id="palette-list" class="palette-list" role="listbox" aria-label=p.results>
            {move || hand.entries().into_iter().enumerate().map(option).collect_view()}
        </ul>
        <p class="palette-said" role="status">
            {said}
        </p>
    }
    .into_any()
}

/// The sheet with the shortcuts, and the switch for those of a single character.
fn sheet_view(hand: Hand) -> AnyView {
    let p = hand.p;
    let row = |keys: Vec<&'static str>, does: &'static str| {
        let keys = keys
            .into_iter()
            .enumerate()
            .map(|(n, key)| view! { {(n > 0).then_some(p.then)} <kbd>{key}</kbd> })
            .collect_view();
        view! {
            <tr>
                <td>{keys}</td>
                <td>{does}</td>
            </tr>
        }
        .into_any()
    };
    let mut rows = vec![
        row(vec!["Ctrl+K"], p.open_palette),
        row(vec!["?"], p.open_shortcuts),
        row(vec!["/"], p.to_search),
    ];
    let pages = hand.pages.get_untracked();
    rows.extend(
        pages
            .into_iter()
            .filter_map(|page| page.key.map(|key| row(vec!["g", key], page.name))),
    );
    let switch = move |on: bool| {
        hand.single_keys.set(on);
        store_off(!on);
    };
    view! {
        <div class="palette-head">
            <h2 id="shortcuts-h">{p.shortcuts}</h2>
            <form method="dialog">
                <button class="btn btn-small" autofocus>
                    {p.close}
                </button>
            </form>
        </div>
        <p class="muted">{p.shortcuts_lead}</p>
        <table class="table">
            <thead>
                <tr>
                    <th scope="col">{p.keys}</th>
                    <th scope="col">{p.does}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        <label class="check">
            <input
                type="checkbox"
                aria-describedby="single-keys-hint"
                prop:checked=move || hand.single_keys.get()
                on:change:target=move |event| switch(event.target().checked())
            />
            {p.single_keys}
        </label>
        <p class="muted" id="single-keys-hint">
            {p.single_keys_hint}
        </p>
    }
    .into_any()
}

/// Id and title of the steps that the open page offers.
fn steps_of_page() -> Vec<(String, String)> {
    let Ok(folds) = document().query_selector_all("main details.action") else {
        return Vec::new();
    };
    (0..folds.length())
        .filter_map(|n| {
            let fold: web_sys::Element = folds.item(n)?.dyn_into().ok()?;
            let title = fold.query_selector("summary").ok()??.text_content()?;
            Some((fold.id(), title.trim().to_owned()))
        })
        .collect()
}

/// Gives the keyboard to the focused element anew. Chromium puts it back there when the dialog closes, but with
/// the field of the dialog its caret goes as well, and what is typed next would be lost.
fn take_up() {
    let focused = document()
        .active_element()
        .and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    let Some(focused) = focused.filter(|element| element.tag_name() != "BODY") else {
        return;
    };
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    let taken = focused
        .blur()
        .and_then(|()| focused.focus_with_options(&options));
    if let Err(error) = taken {
        leptos::logging::warn!("the keyboard was not given back: {error:?}");
    }
}

/// Closes the open dialog, which then gives the keyboard back to where it was.
fn close_dialog() {
    let open = document().query_selector("dialog.palette[open]");
    if let Ok(Some(open)) = open
        && let Ok(dialog) = open.dyn_into::<web_sys::HtmlDialogElement>()
    {
        dialog.close();
    }
}

/// Unfolds a step and puts the keyboard into its first field, or on its name where it has none.
fn open_step(id: &str) {
    let Some(fold) = document().get_element_by_id(id) else {
        return;
    };
    if let Err(error) = fold.set_attribute("open", "") {
        leptos::logging::warn!("{id} did not open: {error:?}");
    }
    let first = [
        "input:not([type=hidden]), textarea, select, button",
        "summary",
    ]
    .into_iter()
    .find_map(|what| fold.query_selector(what).ok().flatten())
    .and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    // After the dialog has given the keyboard back to where it was.
    request_animation_frame(move || {
        if let Some(Err(error)) = first.map(|element| element.focus()) {
            leptos::logging::warn!("the step has no focus: {error:?}");
        }
    });
}

/// Whether what is typed goes into a field.
fn is_in_field() -> bool {
    document().active_element().is_some_and(|element| {
        matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
            || element.has_attribute("contenteditable")
    })
}

fn stored_off() -> Option<String> {
    window().local_storage().ok()??.get_item(OFF).ok()?
}

/// Remembers the choice on this machine; a browser that keeps nothing forgets it with the page.
fn store_off(is_off: bool) {
    let Ok(Some(storage)) = window().local_storage() else {
        return;
    };
    let stored = if is_off {
        storage.set_item(OFF, "1")
    } else {
        storage.remove_item(OFF)
    };
    if let Err(error) = stored {
        leptos::logging::warn!("the choice is not remembered: {error:?}");
    }
}
