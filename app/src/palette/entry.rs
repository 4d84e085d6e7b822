//! What the palette offers: pages, steps of the open page, what was found.
//!
//! **Invariant:** an entry is found by its words in any order, with or without tones. A page is offered only to
//! whom the navigation offers it. To offer another page: a line in [`pages`].

use super::messages::PaletteMessages;
use crate::i18n::{Messages, fill};
use crate::notification::messages::messages as notification_messages;
use crate::search::messages::messages as search_messages;
use crate::url::with_query;
use domain::text::fold;
use domain::view::{Found, Shell};

/// Where an entry leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Go {
    Address(String),
    /// The fold with that id on the open page.
    Step(String),
    Shortcuts,
}

/// One line of the palette.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub icon: &'static str,
    pub title: String,
    pub hint: String,
    pub go: Go,
}

/// A page with the key that leads to it after `g`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub key: Option<&'static str>,
    pub address: &'static str,
    pub icon: &'static str,
    pub name: &'static str,
}

/// The pages that the position may open.
pub fn pages(m: &'static Messages, p: &'static PaletteMessages, shell: &Shell) -> Vec<Place> {
    let tasks = shell.may_view_tasks;
    let told = notification_messages(m.language).title;
    [
        (tasks, Some("w"), "/", "inbox", m.nav_my_work),
        (tasks, Some("t"), "/tasks", "task", m.nav_tasks),
        (
            tasks,
            Some("d"),
            "/directives",
            "document",
            m.nav_directives,
        ),
        (
            shell.may_register,
            Some("n"),
            "/directives/new",
            "add",
            p.new_directive,
        ),
        (
            shell.may_view_province,
            Some("l"),
            "/leadership",
            "chart",
            m.nav_leadership,
        ),
        (
            shell.may_view_communes,
            Some("c"),
            "/communes",
            "commune",
            m.nav_communes,
        ),
        (
            shell.may_view_notifications,
            Some("b"),
            "/notifications",
            "bell",
            told,
        ),
        (true, Some("a"), "/account", "person", m.nav_account),
    ]
    .into_iter()
    .filter(|(may, ..)| *may)
    .map(|(_, key, address, icon, name)| Place {
        key,
        address,
        icon,
        name,
    })
    .collect()
}

/// What stands on the open page and in the navigation, before the server is asked.
pub fn here(
    p: &'static PaletteMessages,
    pages: &[Place],
    steps: &[(String, String)],
) -> Vec<Entry> {
    let steps = steps.iter().map(|(id, title)| Entry {
        icon: "edit",
        title: title.clone(),
        hint: p.step.to_owned(),
        go: Go::Step(id.clone()),
    });
    let pages = pages.iter().map(|page| Entry {
        icon: page.icon,
        title: page.name.to_owned(),
        hint: p.page.to_owned(),
        go: Go::Address(page.address.to_owned()),
    });
    let shortcuts = Entry {
        icon: "info",
        title: p.shortcuts.to_owned(),
        hint: "?".to_owned(),
        go: Go::Shortcuts,
    };
    steps.chain(pages).chain([shortcuts]).collect()
}

/// Whether all words of the text stand in the title.
pub fn matches(title: &str, text: &str) -> bool {
    let title = fold(title);
    fold(text).split(' ').all(|word| title.contains(word))
}

/// What the server found, and the way to all of it.
pub fn found(
    m: &'static Messages,
    p: &'static PaletteMessages,
    text: &str,
    found: &Found,
) -> Vec<Entry> {
    let directives = found
        .directives
        .iter()
        .map(|(id, reference, subject)| Entry {
            icon: "document",
            title: format!("{reference} · {subject}"),
            hint: m.nav_directives.to_owned(),
            go: Go::Address(format!("/directives/{id}")),
        });
    let tasks = found.tasks.iter().map(|task| Entry {
        icon: "task",
        title: task.title.clone(),
        hint: match &task.directive {
            Some((_, reference)) => format!("{} · {reference}", m.nav_tasks),
            None => m.nav_tasks.to_owned(),
        },
        go: Go::Address(format!("/tasks/{}", task.id)),
    });
    let more = found.next.as_ref().map(|_| Entry {
        icon: "search",
        title: fill(p.more, &[("text", text)]),
        hint: p.more_hint.to_owned(),
        go: Go::Address(with_query("/tasks", &[("text", text)])),
    });
    let search = search_messages(m.language);
    let everywhere = (!text.is_empty()).then(|| Entry {
        icon: "search",
        title: fill(search.everything, &[("text", text)]),
        hint: search.title.to_owned(),
        go: Go::Address(with_query("/search", &[("q", text)])),
    });
    directives
        .chain(tasks)
        .chain(more)
        .chain(everywhere)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_order_without_tones() {
        assert!(matches("Văn bản chỉ đạo", "chi dao van"));
        assert!(matches("Văn bản chỉ đạo", ""));
        assert!(!matches("Văn bản chỉ đạo", "nhiem vu"));
    }
}
