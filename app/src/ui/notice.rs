//! Notices and empty states.
//!
//! **Invariants:** the answer to an action has `role="status"`, a failure `role="alert"`, a standing note
//! none; an empty list says what to do next. To add a tone: a variant, its code, its colours in `ui.css`.

use super::icon;
use leptos::prelude::*;

/// What a notice or badge says besides its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Info,
    Success,
    Warning,
    Danger,
}

impl Tone {
    /// The value of `data-tone` and the name of the icon.
    pub fn code(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Danger => "danger",
        }
    }

    fn role(self) -> Option<&'static str> {
        match self {
            Self::Info | Self::Warning => None,
            Self::Success => Some("status"),
            Self::Danger => Some("alert"),
        }
    }
}

/// A notice: a sentence, and what follows from it if there is something to say.
pub fn notice(tone: Tone, title: impl Into<String>, text: Option<&'static str>) -> impl IntoView {
    let title: String = title.into();
    view! {
        <div class="notice" id="notice" tabindex="-1" data-tone=tone.code() role=tone.role()>
            {icon(tone.code())}
            <div>
                <p class="notice-title">{title}</p>
                {text.map(|text| view! { <p>{text}</p> })}
            </div>
        </div>
    }
}

/// An empty list: what that means and, with an address and a name, the way on.
pub fn empty(
    symbol: &'static str,
    title: &'static str,
    text: &'static str,
    way: Option<(&'static str, &'static str)>,
) -> impl IntoView {
    view! {
        <div class="empty">
            {icon(symbol)}
            <h2>{title}</h2>
            <p>{text}</p>
            {way
                .map(|(address, name)| {
                    view! {
                        <a class="btn" href=address>
                            {name}
                        </a>
                    }
                })}
        </div>
    }
}
