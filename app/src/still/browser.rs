//! What the browser does with a still page.
//!
//! **Invariant:** the element changes only by [`Still::show`], with a whole page of the server. To make it follow
//! something else: [`super::Follows`] of its route.

use super::{Follows, STILL};
use crate::form::TIMEOUT_MS;
use crate::frame::FrameData;
use crate::i18n::{Messages, use_messages};
use crate::live::{focus_link, focused_link, gather, is_in_field};
use crate::ui::{focus_now, markup};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use std::time::Duration;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DomParser, Element, FormData, HtmlElement, HtmlFormElement, NodeList, RequestInit,
    SupportedType,
};

/// The only forms that are sent from here; all others lead to another page anyway.
const COMMAND: &str = "/command";
/// The id of what says that a form was not sent.
const FAILED: &str = "still-failed";

/// In the context of all pages: the title of the still one.
#[derive(Clone, Copy)]
struct StillTitle(RwSignal<String>);

/// Begins with the title that the server gave the page.
pub fn provide_title(m: &'static Messages) -> RwSignal<String> {
    let title = RwSignal::new(own_title(m, document().title()));
    provide_context(StillTitle(title));
    title
}

/// A page as the server drew it.
struct Page {
    /// Its path and query: where the last redirect led.
    address: String,
    title: String,
    /// What stands in the element; none where the page has no such element.
    inside: Option<String>,
}

/// What is known of the page that is shown.
#[derive(Default)]
struct Shown {
    /// None until it has come.
    address: Option<String>,
    /// Counts requests: only the last one is shown.
    asked: u32,
    is_sending: bool,
    /// Somebody typed into it.
    is_touched: bool,
}

#[derive(Clone, Copy)]
struct Still {
    m: &'static Messages,
    shown: StoredValue<Shown>,
    title: Option<StillTitle>,
}

/// The element, and all that happens to it.
pub fn page(follows: Follows) -> AnyView {
    let m = use_messages();
    let location = use_location();
    let context = Owner::current_shared_context();
    let is_drawn = context.is_some_and(|context| context.during_hydration());
    let address = Memo::new(move |_| match location.search.get() {
        search if search.is_empty() => location.pathname.get(),
        search => format!("{}?{search}", location.pathname.get()),
    });
    let still = Still {
        m,
        shown: StoredValue::new(Shown {
            address: is_drawn.then(|| address.get_untracked()),
            ..Shown::default()
        }),
        title: use_context(),
    };
    Effect::new(move |_| {
        let address = address.get();
        // Where the step leads to another page, this one is gone by then.
        set_timeout(move || still.go(address), Duration::ZERO);
    });
    gather(
        move |told| follows(told, &location.pathname.read_untracked()),
        move || is_in_field() || still.is_touched(),
        move || still.read_again(),
    );
    let frame = use_context::<FrameData>();
    let navigate = use_navigate();
    let arrive = Callback::new(move |address: String| {
        let there = NavigateOptions {
            scroll: false,
            replace: true,
            ..NavigateOptions::default()
        };
        navigate(&address, there);
        if let Some(FrameData(frame)) = frame {
            frame.refetch();
        }
    });
    let inside = match is_drawn {
        true => String::new(),
        false => markup::loading(m).into_string(),
    };
    view! {
        <div
            id=STILL
            inner_html=inside
            on:submit=move |event| still.send(&event, arrive)
            on:input=move |_| still.touch()
        ></div>
    }
    .into_any()
}

impl Still {
    /// Shows the page at an address, unless it is shown already or the person is elsewhere by now.
    fn go(self, address: String) {
        let is_new = self
            .shown
            .try_with_value(|shown| shown.address.as_deref() != Some(&address));
        if is_new == Some(true) {
            spawn_local(async move {
                let Some(asked) = self.ask() else { return };
                let page = get(&address).await;
                if !self.is_last(asked) {
                    return;
                }
                match page {
                    Ok(page) => {
                        if self.show(page) {
                            begin(&address);
                            keep_in_page();
                        }
                    }
                    Err(_) => self.fail_to_show(&address),
                }
            });
        }
    }

    /// Shows what others changed; what was opened stays open, and a focused link stays focused.
    fn read_again(self) {
        let address = self.shown.try_with_value(|shown| shown.address.clone());
        let Some(address) = address.flatten() else {
            return;
        };
        spawn_local(async move {
            let Some(asked) = self.ask() else { return };
            // News that do not come are told with the next.
            let Ok(page) = get(&address).await else {
                return;
            };
            let is_same = page.address == address && page.inside.is_some();
            if !self.is_last(asked) || !is_same || is_in_field() || self.is_touched() {
                return;
            }
            let (open, focused) = (open_details(), focused_link());
            self.show(page);
            reopen(&open);
            if let Some(address) = focused {
                focus_link(&address);
            }
        });
    }

    /// Sends a form of the page and shows where it led; nothing moves where it could not be sent.
    fn send(self, event: &SubmitEvent, arrive: Callback<String>) {
        let Some(form) = event
            .target()
            .and_then(|it| it.dyn_into::<HtmlFormElement>().ok())
        else {
            return;
        };
        if form.get_attribute("action").as_deref() != Some(COMMAND) {
            return;
        }
        event.prevent_default();
        let is_free = self
            .shown
            .try_update_value(|shown| !std::mem::replace(&mut shown.is_sending, true));
        if is_free != Some(true) {
            return;
        }
        let button = event.submitter();
        let label = button.as_ref().map(|button| button.inner_html());
        spawn_local(async move {
            let Some(asked) = self.ask() else { return };
            let sent = post(&form, button.as_ref());
            if let Some(button) = &button {
                button.set_text_content(Some(self.m.sending));
            }
            let page = match sent {
                Ok(init) => fetch(COMMAND, &init).await,
                Err(error) => Err(error),
            };
            self.shown
                .try_update_value(|shown| shown.is_sending = false);
            if !self.is_last(asked) {
                return;
            }
            match page {
                // Another page reads itself.
                Ok(page) if page.inside.is_some() && !is_here(&page.address) => {
                    arrive.run(page.address);
                }
                Ok(page) => {
                    let address = page.address.clone();
                    if self.show(page) {
                        begin(&address);
                        arrive.run(address);
                    }
                }
                Err(_) => {
                    if let (Some(button), Some(label)) = (&button, label) {
                        button.set_inner_html(&label);
                    }
                    self.fail_to_send(&form);
                }
            }
        });
    }

    /// Puts a page into the element. One that has no such element is loaded as a whole; then it answers no.
    fn show(self, page: Page) -> bool {
        let element = document().get_element_by_id(STILL);
        let (Some(element), Some(inside)) = (element, page.inside) else {
            // The page stays as it is if the browser refuses the step.
            let _ = window().location().assign(&page.address);
            return false;
        };
        element.set_inner_html(&inside);
        if let Some(StillTitle(title)) = self.title {
            title.set(own_title(self.m, page.title));
        }
        self.shown.update_value(|shown| {
            shown.address = Some(page.address);
            shown.is_touched = false;
        });
        true
    }

    fn fail_to_show(self, address: &str) {
        if let Some(element) = document().get_element_by_id(STILL) {
            element.set_inner_html(&markup::failed(self.m, FAILED, Some(address)).into_string());
            focus_now(FAILED);
        }
    }

    fn fail_to_send(self, form: &HtmlFormElement) {
        if let Some(old) = document().get_element_by_id(FAILED) {
            old.remove();
        }
        let said = markup::failed(self.m, FAILED, None).into_string();
        if form.insert_adjacent_html("afterbegin", &said).is_ok() {
            focus_now(FAILED);
        }
    }

    /// The number of a new request; none where the page is gone.
    fn ask(self) -> Option<u32> {
        self.shown.try_update_value(|shown| {
            shown.asked += 1;
            shown.asked
        })
    }

    fn is_last(self, asked: u32) -> bool {
        self.shown.try_with_value(|shown| shown.asked) == Some(asked)
    }

    fn is_touched(self) -> bool {
        self.shown
            .try_with_value(|shown| shown.is_touched || shown.is_sending)
            .unwrap_or(true)
    }

    fn touch(self) {
        self.shown.try_update_value(|shown| shown.is_touched = true);
    }
}

/// Reads a page.
async fn get(address: &str) -> Result<Page, JsValue> {
    fetch(address, &RequestInit::new()).await
}

/// The request that the form would send by itself.
fn post(form: &HtmlFormElement, button: Option<&HtmlElement>) -> Result<RequestInit, JsValue> {
    let fields = FormData::new_with_form(form)?;
    let said = button.map(|button| ["name", "value"].map(|part| button.get_attribute(part)));
    if let Some([Some(name), value]) = said {
        fields.append_with_str(&name, &value.unwrap_or_default())?;
    }
    let fields = web_sys::UrlSearchParams::new_with_str_sequence_sequence(&fields)?;
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_body(&fields);
    Ok(init)
}

/// The page to which a request leads.
async fn fetch(address: &str, init: &RequestInit) -> Result<Page, JsValue> {
    let headers = web_sys::Headers::new()?;
    headers.set("Accept", "text/html")?;
    init.set_headers(&headers);
    init.set_signal(Some(&web_sys::AbortSignal::timeout_with_u32(TIMEOUT_MS)));
    let request = web_sys::Request::new_with_str_and_init(address, init)?;
    let response: web_sys::Response = JsFuture::from(window().fetch_with_request(&request))
        .await?
        .dyn_into()?;
    // A page that says no is a page; an answer to a form that is none has taken nothing.
    if !response.ok() && request.method() != "GET" {
        return Err(JsValue::NULL);
    }
    let text = JsFuture::from(response.text()?).await?;
    let text = text.as_string().unwrap_or_default();
    let document = DomParser::new()?.parse_from_string(&text, SupportedType::TextHtml)?;
    let url = web_sys::Url::new(&response.url())?;
    let is_signed_out = url.pathname() == "/sign-in";
    if is_signed_out && request.method() != "GET" {
        return Err(JsValue::NULL);
    }
    let element = document.get_element_by_id(STILL);
    Ok(Page {
        address: url.pathname() + &url.search(),
        title: document.title(),
        inside: element
            .filter(|_| !is_signed_out)
            .map(|element| element.inner_html()),
    })
}

/// The title of a page without the name of the product, with which every title ends.
fn own_title(m: &Messages, title: String) -> String {
    let end = format!(" – {}", m.product);
    match title.strip_suffix(&end) {
        Some(own) => own.to_owned(),
        None if title == m.product => String::new(),
        None => title,
    }
}

/// Whether an address is of the page on which the person is, whatever its query.
fn is_here(address: &str) -> bool {
    let path = address.split('?').next();
    window().location().pathname().ok().as_deref() == path
}

/// Puts the keyboard where a page begins: where it says so itself, else on what was done, else at the part that the
/// address names.
fn begin(address: &str) {
    let named = match address.contains("done=") {
        true => "notice".to_owned(),
        false => window().location().hash().unwrap_or_default(),
    };
    let found = document()
        .query_selector(&format!("#{STILL} [autofocus]"))
        .ok()
        .flatten()
        .or_else(|| document().get_element_by_id(named.trim_start_matches('#')));
    let Some(element) = found else { return };
    element.scroll_into_view();
    if let Ok(element) = element.dyn_into::<HtmlElement>() {
        // What cannot have the keyboard is at least in view.
        let _ = element.focus();
    }
}

/// A step within the page took away the link that had the keyboard: it goes on from the beginning of the page.
fn keep_in_page() {
    let on = document().active_element();
    if on.is_none_or(|on| on.tag_name() == "BODY") {
        focus_now("main");
    }
}

/// What folds and unfolds on the page.
fn details() -> Option<NodeList> {
    document()
        .query_selector_all(&format!("#{STILL} details"))
        .ok()
}

fn open_details() -> Vec<bool> {
    let list = details();
    let all = list
        .iter()
        .flat_map(|list| (0..list.length()).filter_map(|n| list.item(n)));
    all.filter_map(|node| node.dyn_into::<Element>().ok())
        .map(|element| element.has_attribute("open"))
        .collect()
}

/// Opens what was open, where the page still has as many.
fn reopen(open: &[bool]) {
    let Some(list) = details().filter(|list| list.length() as usize == open.len()) else {
        return;
    };
    for (n, is_open) in (0..).zip(open) {
        let element = list
            .item(n)
            .and_then(|node| node.dyn_into::<Element>().ok());
        let done = element.map(|element| element.toggle_attribute_with_force("open", *is_open));
        if let Some(Err(error)) = done {
            leptos::logging::warn!("what was open stays folded: {error:?}");
        }
    }
}
