//! `/search`: what was found, by kind, the best first.
//!
//! **Invariants:** the question lives in the address alone; an address never breaks the page: a value that makes
//! no sense is left out. To show one more thing of a result: a field of [`Match`], a line in [`result`].

use super::api::read_search;
use super::messages::{SearchMessages, messages};
use crate::i18n::{Messages, fill, format, use_messages};
use crate::ui::{day, empty, icon, loaded, page_title, pager, state_badge};
use crate::url::{parameter, with_query};
use domain::search::{LONGEST_QUESTION, SearchKind};
use domain::view::{Marked, Match, MatchGroup, SearchFilter, SearchPage};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

/// `/search`.
#[component]
pub fn Search() -> impl IntoView {
    let m = use_messages();
    let s = messages(m.language);
    let query = use_query_map();
    let filter = Memo::new(move |_| parse(&query.read()));
    let page = Resource::new_blocking(move || filter.get(), read_search);
    view! {
        {move || {
            let text = filter.read().text.clone();
            page_title(
                if text.is_empty() {
                    s.title.to_owned()
                } else {
                    fill(s.title_for, &[("text", &text)])
                },
            )
        }}
        <div class="page-head">
            <div>
                <h1>{s.title}</h1>
                <p class="page-lead">{s.lead}</p>
            </div>
        </div>
        {move || form(s, &filter.read())}
        {loaded(page, move |page| found(m, s, &filter.get_untracked(), &page))}
    }
}

/// The question of an address.
fn parse(query: &ParamsMap) -> SearchFilter {
    let value = |name| parameter(query, name);
    let text: String = value("q").unwrap_or_default();
    SearchFilter {
        text: text.chars().take(LONGEST_QUESTION).collect(),
        kind: value("kind").and_then(|kind| kind.parse().ok()),
        after: value("after"),
    }
}

/// The address of a question, of one kind and from a place on.
fn address(text: &str, kind: Option<SearchKind>, after: Option<&str>) -> String {
    with_query(
        "/search",
        &[
            ("q", text),
            ("kind", kind.map_or("", SearchKind::as_str)),
            ("after", after.unwrap_or_default()),
        ],
    )
}

fn form(s: &'static SearchMessages, filter: &SearchFilter) -> AnyView {
    let kinds = SearchKind::ALL
        .iter()
        .map(|&kind| {
            view! {
                <option value=kind.as_str() selected=filter.kind == Some(kind)>
                    {s.kind(kind)}
                </option>
            }
        })
        .collect_view();
    view! {
        <form class="filter-form" method="get" action="/search" role="search" aria-label=s.title>
            <div class="field field-wide">
                <label class="label" for="s-q">
                    {s.label}
                </label>
                <input
                    class="input"
                    id="s-q"
                    type="search"
                    name="q"
                    value=filter.text.clone()
                    placeholder=s.placeholder
                    maxlength=LONGEST_QUESTION.to_string()
                    autocomplete="off"
                />
            </div>
            <div class="field">
                <label class="label" for="s-kind">
                    {s.kinds}
                </label>
                <select class="input" id="s-kind" name="kind">
                    <option value="">{s.all_kinds}</option>
                    {kinds}
                </select>
            </div>
            <div class="form-actions">
                <button class="btn btn-primary">{icon("search")} {s.go}</button>
            </div>
        </form>
    }
    .into_any()
}

fn found(
    m: &'static Messages,
    s: &'static SearchMessages,
    filter: &SearchFilter,
    page: &SearchPage,
) -> AnyView {
    if filter.text.trim().is_empty() {
        return empty("search", s.start_title, s.start_text, None).into_any();
    }
    if page.groups.is_empty() {
        return empty(
            "search",
            s.none_title,
            s.none_text,
            Some(("/tasks", m.all_tasks)),
        )
        .into_any();
    }
    let way = |group: &MatchGroup| {
        let few = group.matches.len().to_string();
        let count = match group.next {
            Some(_) => fill(s.first_few, &[("n", &few)]),
            None => few,
        };
        let anchor = format!("#k-{}", group.kind);
        view! {
            <li>
                <a class="btn btn-small" href=anchor rel="external">
                    {s.kind(group.kind)}
                    " "
                    <span class="muted">{count}</span>
                </a>
            </li>
        }
    };
    let ways = (filter.kind.is_none() && page.groups.len() > 1).then(|| {
        let ways = page.groups.iter().map(way).collect_view();
        view! {
            <nav aria-label=s.kinds>
                <ul class="search-kinds">{ways}</ul>
            </nav>
        }
    });
    let groups = page
        .groups
        .iter()
        .map(|group| group_view(m, s, filter, page, group))
        .collect_view();
    view! {
        {ways}
        {groups}
    }
    .into_any()
}

fn group_view(
    m: &'static Messages,
    s: &'static SearchMessages,
    filter: &SearchFilter,
    page: &SearchPage,
    group: &MatchGroup,
) -> AnyView {
    let rows = group
        .matches
        .iter()
        .map(|found| result(m, s, page, found))
        .collect_view();
    let id = format!("k-{}", group.kind);
    let more = if filter.kind.is_some() {
        let count = fill(s.rows_here, &[("n", &group.matches.len().to_string())]);
        let first = filter
            .after
            .is_some()
            .then(|| address(&filter.text, filter.kind, None));
        let next = group.next.as_deref();
        let next = next.map(|next| address(&filter.text, filter.kind, Some(next)));
        pager(m, count, first, next).into_any()
    } else {
        let name = s.kind(group.kind);
        group
            .next
            .as_ref()
            .map(|_| {
                view! {
                    <p>
                        <a href=address(&filter.text, Some(group.kind), None)>
                            {fill(s.more, &[("kind", name)])}
                        </a>
                    </p>
                }
            })
            .into_any()
    };
    view! {
        <section class="search-group" aria-labelledby=id.clone()>
            <h2 id=id.clone()>{s.kind(group.kind)}</h2>
            <ul class="search-results">{rows}</ul>
            {more}
        </section>
    }
    .into_any()
}

/// A text with what was searched for marked in it.
fn marked(text: &Marked) -> AnyView {
    text.iter()
        .map(|(is_asked, part)| {
            let part = part.clone();
            if *is_asked {
                view! { <mark>{part}</mark> }.into_any()
            } else {
                part.into_any()
            }
        })
        .collect_view()
        .into_any()
}

fn result(
    m: &'static Messages,
    s: &'static SearchMessages,
    page: &SearchPage,
    found: &Match,
) -> AnyView {
    let is_english = m.language == domain::view::Language::En && !found.text_en.is_empty();
    let text = marked(if is_english {
        &found.text_en
    } else {
        &found.text
    });
    let mut facts: Vec<AnyView> = Vec::new();
    if let Some(state) = found.state {
        facts.push(state_badge(m, state).into_any());
    }
    if let Some(lead) = found.lead {
        facts.push(m.agency_of(&page.agencies, lead).into_any());
    }
    if let Some(due) = found.due {
        facts.push(view! { <span>{s.due} " " {day(due)}</span> }.into_any());
    }
    if let Some(task) = &found.task {
        facts.push(format!("{} {task}", s.of_task).into_any());
    }
    let above = m.pick(&found.above_vi, &found.above_en).to_owned();
    if !above.is_empty() {
        facts.push(above.into_any());
    }
    if let Some(until) = found.until {
        facts.push(fill(s.until, &[("day", &format::day(until))]).into_any());
    }
    let facts = facts
        .into_iter()
        .enumerate()
        .map(|(place, fact)| view! { {(place > 0).then_some(" · ")} {fact} })
        .collect_view();
    view! {
        <li>
            <a href=found.address.clone()>{text}</a>
            <p class="sub">{facts}</p>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_back_to_its_question() {
        let told = address("nậm cắn & co", Some(SearchKind::Area), Some("1.5"));
        assert!(told.starts_with("/search?q=n%E1%BA%ADm"), "{told}");
        let query: ParamsMap = [("q", "nậm cắn"), ("kind", "area"), ("after", "1.5")]
            .into_iter()
            .map(|(name, value)| (name, value.to_owned()))
            .collect();
        let filter = parse(&query);
        assert_eq!(filter.kind, Some(SearchKind::Area));
        assert_eq!(
            (filter.text.as_str(), filter.after.as_deref()),
            ("nậm cắn", Some("1.5"))
        );
        let odd: ParamsMap = [("kind", "person")]
            .into_iter()
            .map(|(name, value)| (name, value.to_owned()))
            .collect();
        assert_eq!(parse(&odd), SearchFilter::default());
    }
}
