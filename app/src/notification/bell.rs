//! The bell in the top bar: the way to the notifications, with how many are unread.
//!
//! **Invariant:** the count ends at [`MOST_UNREAD`]; the reader by ear hears what is counted.

use super::messages::messages;
use crate::i18n::Messages;
use crate::live::Live;
use crate::ui::icon;
use domain::view::{MOST_UNREAD, Shell};
use leptos::prelude::*;

/// The count as the bell and the page show it.
pub fn counted(unread: i64) -> String {
    if unread >= MOST_UNREAD {
        format!("{}+", MOST_UNREAD - 1)
    } else {
        unread.to_string()
    }
}

/// The bell, for positions that may read what their agency was told.
pub fn bell(m: &'static Messages, shell: &Shell) -> Option<impl IntoView + use<>> {
    let n = messages(m.language);
    let (live, then) = (use_context::<Live>(), shell.unread);
    let count = move || match live.map_or(then, |live| live.unread(then)) {
        0 => view! { <span class="sr-only">{n.title}</span> }.into_any(),
        unread => view! {
            <span class="topbar-count">{counted(unread)}</span>
            <span class="sr-only">{n.unread}</span>
        }
        .into_any(),
    };
    shell.may_view_notifications.then(|| {
        view! {
            <a class="topbar-btn" href="/notifications" title=n.title>
                {icon("bell")}
                {count}
            </a>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_ends_at_99() {
        assert_eq!(counted(99), "99");
        assert_eq!(counted(100), "99+");
    }
}
