//! What stands around every page: top bar, navigation, footer; and the page for an unknown address.
//!
//! **Invariant:** the navigation offers only what [`domain::view::Shell`] says the position may open.
//! To add a section, add a line to [`sections`].

use crate::AppError;
use crate::api;
use crate::error::error_page;
use crate::i18n::{Messages, use_messages};
use crate::live::Live;
use crate::mail::messages::messages as mail_messages;
use crate::notification::bell::{bell, counted};
use crate::palette::palette;
use crate::search::messages::messages as search_messages;
use crate::ui::{brand_mark, icon, skip_link};
use domain::refusal::Problem;
use domain::view::{Language, Shell};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use leptos_router::location::Location;

/// What the frame shows, so that a page can ask for it anew after a change.
#[derive(Clone, Copy)]
pub struct FrameData(pub Resource<Result<Option<Shell>, AppError>>);

/// The frame around a page.
#[component]
pub fn Frame(children: Children) -> impl IntoView {
    let m = use_messages();
    let location = use_location();
    settle(&location);
    let data = Resource::new_blocking(|| (), |()| api::read_shell());
    provide_context(FrameData(data));
    let live = Live::provide(data);
    focus_main_on_navigation(&location);

    let top = location.clone();
    let side = location.clone();
    view! {
        {skip_link(m)}
        <Transition>
            {move || {
                let location = top.clone();
                Suspend::new(async move {
                    top_bar(m, data.await.ok().flatten(), location)
                })
            }}
        </Transition>
        <div class="shell">
            <Transition>
                {move || {
                    let location = side.clone();
                    Suspend::new(async move {
                        data.await
                            .ok()
                            .flatten()
                            .map(|shell| {
                                view! {
                                    <nav class="sidenav" aria-label=m.main_navigation>
                                        {nav_list(m, &shell, &location)}
                                    </nav>
                                }
                            })
                    })
                }}
            </Transition>
            <main class="page" id="main" tabindex="-1">
                {children()}
            </main>
        </div>
        <footer class="footer">
            <p>{m.footer}</p>
            {palette(data)}
        </footer>
        {live.said_view()}
    }
}

/// Computes what the address says before anything is rendered. On the server the parts of a page are rendered
/// by several threads, and a memo that two of them compute for the first time at once panics in one of them
/// (`reactive_graph` 0.2.16); the page then waits for that part until the request is given up.
fn settle(location: &Location) {
    location.pathname.with_untracked(|_| ());
    location.search.with_untracked(|_| ());
    location.query.with_untracked(|_| ());
}

/// After a step from page to page without a load, the reader of the page by ear must learn of it.
fn focus_main_on_navigation(location: &Location) {
    let pathname = location.pathname;
    Effect::new(move |before: Option<String>| {
        let now = pathname.get();
        if before.is_some_and(|before| before != now) {
            crate::ui::focus("main");
        }
        now
    });
}

fn top_bar(m: &'static Messages, shell: Option<Shell>, location: Location) -> AnyView {
    let Some(shell) = shell else {
        return view! {
            <header class="topbar">
                {brand(m)}
                <div class="topbar-end">{language_form(m, location)}</div>
            </header>
        }
        .into_any();
    };
    let search = search_messages(m.language);
    let who = shell.actor.user_name.clone();
    let role = format!(
        "{} · {}",
        m.pick(&shell.actor.title_vi, &shell.actor.title_en),
        m.agency(&shell.agency)
    );
    view! {
        {shell.is_demo.then(|| demo_banner(m))}
        <header class="topbar">
            <details class="drawer">
                <summary>{icon("menu")}{m.menu}</summary>
                <nav class="drawer-panel" aria-label=m.main_navigation>
                    {nav_list(m, &shell, &location)}
                </nav>
            </details>
            {brand(m)}
            <form class="topbar-search" role="search" action="/search" method="get">
                <label class="sr-only" for="top-q">
                    {search.label}
                </label>
                <input
                    id="top-q"
                    type="search"
                    name="q"
                    maxlength=domain::search::LONGEST_QUESTION.to_string()
                    placeholder=m.search_placeholder
                    autocomplete="off"
                />
            </form>
            <div class="topbar-end">
                {bell(m, &shell)}
                <details class="who">
                    <summary>
                        <span class="who-text">
                            <span class="who-name">{who}</span>
                            <span class="who-role">{role.clone()}</span>
                        </span>
                        {icon("person")}
                        <span class="sr-only">{m.account_and_position}</span>
                    </summary>
                    <div class="menu-panel">
                        <p class="menu-head">{m.working_as}</p>
                        <p class="menu-item">{role}</p>
                        <hr class="menu-sep" />
                        <a class="menu-item" href="/account">
                            {icon("person")}
                            {m.nav_account}
                        </a>
                        <form method="post" action="/sign-out">
                            <button class="menu-item">{icon("sign-out")}{m.sign_out}</button>
                        </form>
                    </div>
                </details>
                {language_form(m, location)}
            </div>
        </header>
    }
    .into_any()
}

/// Says on every page of a demonstration that the figures are not real.
pub fn demo_banner(m: &'static Messages) -> impl IntoView {
    view! {
        <aside class="demo-banner" aria-label=m.demo_name>
            <b>{m.demo_name}</b>
            " "
            {m.demo_notice}
        </aside>
    }
}

fn brand(m: &'static Messages) -> impl IntoView {
    view! {
        <a class="brand" href="/">
            {brand_mark()}
            {m.product}
        </a>
    }
}

/// Switches to the other language and comes back to this page.
pub fn language_form(m: &'static Messages, location: Location) -> impl IntoView {
    let other = match m.language {
        Language::Vi => Language::En,
        Language::En => Language::Vi,
    };
    let back = move || {
        let (path, search) = (location.pathname.get(), location.search.get());
        if search.is_empty() {
            path
        } else {
            format!("{path}?{search}")
        }
    };
    view! {
        <form method="post" action="/language">
            <input type="hidden" name="back" value=back />
            <button
                class="topbar-btn"
                name="language"
                value=other.as_str()
                lang=other.as_str()
            >
                {m.other_language_short}
                <span class="sr-only">{m.switch_language}</span>
            </button>
        </form>
    }
}

/// Address, icon and name of the sections that the position may open.
fn sections(
    m: &'static Messages,
    shell: &Shell,
) -> Vec<(&'static str, &'static str, &'static str)> {
    [
        (shell.may_view_tasks, "/", "inbox", m.nav_my_work),
        (shell.may_view_tasks, "/tasks", "task", m.nav_tasks),
        (
            shell.may_view_tasks,
            "/directives",
            "document",
            m.nav_directives,
        ),
        (
            shell.may_view_tasks,
            "/duties",
            "history",
            crate::duty::messages::messages(m.language).nav,
        ),
        (
            shell.may_view_obstacles,
            "/obstacles",
            "warning",
            m.party().nav_obstacles,
        ),
        (
            shell.may_view_province,
            "/leadership",
            "chart",
            m.nav_leadership,
        ),
        (
            shell.may_view_communes,
            "/communes",
            "commune",
            m.nav_communes,
        ),
        (
            shell.may_view_mail,
            "/admin/mail",
            "mail",
            mail_messages(m.language).nav,
        ),
        (true, "/search", "search", search_messages(m.language).title),
        (
            shell.may_manage_people,
            "/admin/people",
            "person",
            crate::people::messages::messages(m.language).title,
        ),
        (
            shell.may_manage_people,
            "/admin/agencies",
            "agency",
            crate::office::messages::messages(m.language).title,
        ),
        (
            shell.may_view_audit,
            "/audit",
            "shield",
            crate::audit::messages::messages(m.language).title,
        ),
    ]
    .into_iter()
    .filter(|(may, ..)| *may)
    .map(|(_, path, icon, name)| (path, icon, name))
    .collect()
}

fn nav_list(m: &'static Messages, shell: &Shell, location: &Location) -> AnyView {
    let items = sections(m, shell)
        .into_iter()
        .map(|(path, symbol, name)| {
            let pathname = location.pathname;
            let current = move || aria_current(path, &pathname.read());
            let (live, then, open) = (use_context::<Live>(), shell.waiting, shell.obstacles);
            let count = matches!(path, "/" | "/obstacles").then_some(move || {
                let (number, of) = if path == "/" {
                    let waiting = live.map_or(then, |live| live.waiting(then));
                    (waiting.to_string(), m.nav_waiting)
                } else {
                    (counted(open), m.party().nav_open)
                };
                (number != "0").then(|| {
                    view! {
                        <span class="nav-count">
                            {number}
                            <span class="sr-only">{of}</span>
                        </span>
                    }
                })
            });
            view! {
                <li>
                    <a class="nav-link" href=path aria-current=current>
                        {icon(symbol)}
                        {name}
                        {count}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="nav-list">{items}</ul> }.into_any()
}

/// `page` on the page itself, `true` anywhere in its section.
fn aria_current(section: &str, path: &str) -> Option<&'static str> {
    if section == path {
        return Some("page");
    }
    let within = section != "/"
        && path
            .strip_prefix(section)
            .is_some_and(|rest| rest.starts_with('/'));
    within.then_some("true")
}

/// The page for an address that is none of ours.
#[component]
pub fn NotFound() -> impl IntoView {
    #[cfg(feature = "ssr")]
    api::set_status(404);
    view! {
        <Frame>{error_page(&AppError::Problem(Problem::NotFound))}</Frame>
    }
}

/// The trail above a page's title: names with their addresses, then the page itself.
pub fn breadcrumb(
    m: &'static Messages,
    trail: Vec<(String, String)>,
    here: String,
) -> impl IntoView {
    view! {
        <nav class="breadcrumb" aria-label=m.breadcrumb>
            <ol>
                {trail
                    .into_iter()
                    .map(|(name, address)| {
                        view! {
                            <li>
                                <a href=address>{name}</a>
                            </li>
                        }
                    })
                    .collect_view()}
                <li aria-current="page">{here}</li>
            </ol>
        </nav>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_section_of_a_page_is_current() {
        assert_eq!(aria_current("/tasks", "/tasks"), Some("page"));
        assert_eq!(aria_current("/tasks", "/tasks/1"), Some("true"));
        assert_eq!(aria_current("/tasks", "/tasksheet"), None);
        assert_eq!(aria_current("/", "/tasks"), None);
        assert_eq!(aria_current("/", "/"), Some("page"));
    }
}
