//! `/audit`: the timeline of changes and accesses, the newest at the top, and the state of the chains.
//!
//! **Invariants:** the filter lives in the address alone; an address never breaks the page: a value that makes no
//! sense is left out. To add a column: a heading and a cell in [`row`], and a column of the export.

use super::api::read_audit;
use super::messages::{AuditMessages, messages};
use super::verb::word;
use crate::i18n::{Messages, fill, format, use_messages};
use crate::ui::{Tone, empty, icon, loaded, moment, notice, page_title, pager, tone_badge};
use crate::url::{parameter, with_query};
use domain::audit::{AuditFilter, AuditKind, AuditLine, AuditPage, ChainState};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

/// `/audit`.
#[component]
pub fn Audit() -> impl IntoView {
    let m = use_messages();
    let a = messages(m.language);
    let query = use_query_map();
    let filter = Memo::new(move |_| parse(&query.read()));
    let page = Resource::new_blocking(move || filter.get(), read_audit);
    view! {
        {page_title(a.title)}
        {loaded(page, move |page| audit_view(m, a, &filter.get_untracked(), &page))}
    }
}

/// The filter of an address; of a subject its page's address will do, too.
pub fn parse(query: &ParamsMap) -> AuditFilter {
    let value = |name| parameter(query, name);
    AuditFilter {
        kind: value("kind").and_then(|kind| kind.parse().ok()),
        person: value("person").map(|person| person.trim().to_owned()),
        agency: value("agency").and_then(|agency| agency.parse().ok()),
        subject: value("subject")
            .and_then(|subject| subject.trim().rsplit('/').next()?.parse().ok()),
        from: value("from").and_then(|day| day.parse().ok()),
        to: value("to").and_then(|day| day.parse().ok()),
        after: value("after"),
    }
}

/// An address with this filter.
fn address(path: &str, filter: &AuditFilter, after: Option<&str>) -> String {
    let text = |value: Option<String>| value.unwrap_or_default();
    let agency = text(filter.agency.map(|agency| agency.to_string()));
    let subject = text(filter.subject.map(|subject| subject.to_string()));
    let from = text(filter.from.map(|day| day.to_string()));
    let to = text(filter.to.map(|day| day.to_string()));
    with_query(
        path,
        &[
            ("kind", filter.kind.map_or("", AuditKind::as_str)),
            ("person", filter.person.as_deref().unwrap_or_default()),
            ("agency", &agency),
            ("subject", &subject),
            ("from", &from),
            ("to", &to),
            ("after", after.unwrap_or_default()),
        ],
    )
}

fn audit_view(
    m: &'static Messages,
    a: &'static AuditMessages,
    filter: &AuditFilter,
    page: &AuditPage,
) -> AnyView {
    let body = if page.lines.is_empty() {
        let way = Some(("/audit", a.drop_filters));
        let text = if page.unknown_person {
            a.unknown_person
        } else {
            a.none_text
        };
        empty("search", a.none_title, text, way).into_any()
    } else {
        let rows = page
            .lines
            .iter()
            .map(|line| row(m, a, line, page))
            .collect_view();
        let count = fill(a.rows_here, &[("n", &page.lines.len().to_string())]);
        let first = filter
            .after
            .is_some()
            .then(|| address("/audit", filter, None));
        let next = page.next.as_deref();
        let next = next.map(|next| address("/audit", filter, Some(next)));
        view! {
            <div class="table-wrap table-wrap-page table-cards">
                <table class="table table-log">
                    <caption class="sr-only">{a.title}</caption>
                    <thead>
                        <tr>
                            <th scope="col" aria-sort="descending">
                                {a.at}
                            </th>
                            <th scope="col">{a.who}</th>
                            <th scope="col">{a.what}</th>
                            <th scope="col">{a.subject}</th>
                            <th scope="col">{a.whence}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {pager(m, count, first, next)}
        }
        .into_any()
    };
    view! {
        <div class="page-head">
            <div>
                <h1>{a.title}</h1>
                <p class="page-lead">{a.lead}</p>
            </div>
            <a class="btn" href=address("/audit/export", filter, None) rel="external">
                {a.export}
            </a>
        </div>
        {chain_view(a, &page.chain, page.head)}
        {filter_form(m, a, filter, page)}
        {body}
        <p class="muted">{a.since}</p>
    }
    .into_any()
}

fn chain_view(a: &'static AuditMessages, chain: &ChainState, head: i64) -> AnyView {
    let head = head.to_string();
    let state = match (chain.running_since, chain.checked_at) {
        (Some(since), _) => {
            let text = fill(a.running, &[("at", &format::moment(since))]);
            notice(Tone::Info, text, None).into_any()
        }
        (None, None) => view! { <p>{fill(a.never, &[("n", &head)])}</p> }.into_any(),
        (None, Some(at)) => {
            let at = format::moment(at);
            let until = chain.until.to_string();
            let told = |pattern| {
                let text = fill(pattern, &[("at", &at), ("until", &until), ("n", &head)]);
                view! { <p>{text}</p> }
            };
            if chain.failed {
                view! {
                    {notice(Tone::Warning, a.failed, None)}
                    {told(a.failed_text)}
                }
                .into_any()
            } else if chain.flaws > 0 {
                let title = fill(a.flawed, &[("n", &chain.flaws.to_string())]);
                let flaws = chain.first_flaws.iter().map(|flaw| {
                    view! {
                        <li>
                            <code>{flaw.clone()}</code>
                        </li>
                    }
                });
                view! {
                    {notice(Tone::Danger, title, None)}
                    {told(a.flawed_text)}
                    <ul>{flaws.collect_view()}</ul>
                }
                .into_any()
            } else {
                view! {
                    <p>{tone_badge(Tone::Success, "success", a.whole)}</p>
                    {told(a.whole_text)}
                }
                .into_any()
            }
        }
    };
    view! {
        <section class="card stack" aria-labelledby="chain-h">
            <h2 id="chain-h">{a.chain}</h2>
            <p class="muted">{a.chain_lead}</p>
            {state}
            <form method="post" action="/audit/check">
                <button class="btn">{a.check}</button>
            </form>
        </section>
    }
    .into_any()
}

fn filter_form(
    m: &'static Messages,
    a: &'static AuditMessages,
    filter: &AuditFilter,
    page: &AuditPage,
) -> AnyView {
    let kinds = AuditKind::ALL
        .iter()
        .map(|&kind| {
            view! {
                <option value=kind.as_str() selected=filter.kind == Some(kind)>
                    {a.kind(kind)}
                </option>
            }
        })
        .collect_view();
    // One of another province, or one that exists no longer, may have done something, too.
    let other = page
        .agencies
        .iter()
        .filter(|agency| Some(agency.id) == filter.agency)
        .filter(|agency| page.choices.iter().all(|choice| choice.id != agency.id));
    let agencies = page
        .choices
        .iter()
        .chain(other)
        .map(|agency| {
            view! {
                <option value=agency.id.to_string() selected=Some(agency.id) == filter.agency>
                    {m.agency(agency).to_owned()}
                </option>
            }
        })
        .collect_view();
    let text = |value: Option<String>| value.unwrap_or_default();
    view! {
        <form class="filter-form" method="get" action="/audit" role="search" aria-label=a.filter>
            <div class="field">
                <label class="label" for="a-kind">
                    {a.kind}
                </label>
                <select class="input" id="a-kind" name="kind">
                    <option value="">{a.any_kind}</option>
                    {kinds}
                </select>
            </div>
            <div class="field">
                <label class="label" for="a-person">
                    {a.person}
                </label>
                <input
                    class="input"
                    id="a-person"
                    name="person"
                    value=text(filter.person.clone())
                    placeholder=a.person_hint
                    autocomplete="off"
                    maxlength="64"
                />
            </div>
            <div class="field">
                <label class="label" for="a-agency">
                    {a.agency}
                </label>
                <select class="input" id="a-agency" name="agency">
                    <option value="">{a.any_agency}</option>
                    {agencies}
                </select>
            </div>
            <div class="field">
                <label class="label" for="a-from">
                    {a.from}
                </label>
                <input
                    class="input"
                    id="a-from"
                    type="date"
                    name="from"
                    value=text(filter.from.map(|day| day.to_string()))
                />
            </div>
            <div class="field">
                <label class="label" for="a-to">
                    {a.to}
                </label>
                <input
                    class="input"
                    id="a-to"
                    type="date"
                    name="to"
                    value=text(filter.to.map(|day| day.to_string()))
                />
            </div>
            <div class="field">
                <label class="label" for="a-subject">
                    {a.subject_filter}
                </label>
                <input
                    class="input"
                    id="a-subject"
                    name="subject"
                    value=text(filter.subject.map(|subject| subject.to_string()))
                    autocomplete="off"
                    maxlength="200"
                />
            </div>
            <div class="form-actions">
                <button class="btn">{icon("filter")} {m.apply_filters}</button>
                <a href="/audit">{a.drop_filters}</a>
            </div>
        </form>
    }
    .into_any()
}

fn row(
    m: &'static Messages,
    a: &'static AuditMessages,
    line: &AuditLine,
    page: &AuditPage,
) -> AnyView {
    let pick = |vi: &Option<String>, en: &Option<String>| {
        vi.as_deref()
            .map(|vi| m.pick(vi, en.as_deref().unwrap_or_default()).to_owned())
    };
    let only = |person: Option<String>, subject| {
        let filter = AuditFilter {
            person,
            subject,
            ..AuditFilter::default()
        };
        address("/audit", &filter, None)
    };
    let who = match (&line.name, &line.login) {
        (Some(name), Some(login)) => {
            let way = only(Some(login.clone()), None);
            view! { <a href=way>{name.clone()}</a> }.into_any()
        }
        _ => view! { <span class="muted">{a.nobody}</span> }.into_any(),
    };
    let mut post: Vec<String> = pick(&line.title_vi, &line.title_en).into_iter().collect();
    post.extend(
        pick(&line.for_vi, &line.for_en).map(|title| fill(a.acting_for, &[("title", &title)])),
    );
    post.extend(
        line.agency
            .map(|agency| m.agency_of(&page.agencies, agency)),
    );
    let tone = match line.kind {
        AuditKind::SignInFailed | AuditKind::Refused => Tone::Warning,
        _ => Tone::Info,
    };
    let what = match line.seq {
        Some(seq) => format!(
            "{} · {}",
            word(m.language, &line.what),
            fill(a.place, &[("n", &seq.to_string())])
        ),
        None => line.what.clone(),
    };
    let subject = match (line.subject, line.way()) {
        (Some(id), way) => {
            let name = match (&line.subject_name, way.is_some()) {
                (Some(name), _) => name.clone(),
                (None, true) => id.to_string(),
                (None, false) => a.file.to_owned(),
            };
            let name = match way {
                Some(way) => view! { <a href=way>{name}</a> }.into_any(),
                None => name.into_any(),
            };
            view! {
                {name}
                <span class="sub">
                    <a href=only(None, Some(id))>{a.filter}</a>
                </span>
            }
            .into_any()
        }
        (None, _) => ().into_any(),
    };
    view! {
        <tr>
            <td data-label=a.at>{moment(line.at)}</td>
            <td class="full-col" data-label=a.who>
                {who} <span class="sub">{post.join(" · ")}</span>
            </td>
            <td class="full-col" data-label=a.what>
                {tone_badge(tone, tone.code(), a.kind(line.kind))}
                <span class="sub">{what}</span>
            </td>
            <td class="full-col" data-label=a.subject>
                {subject}
            </td>
            <td data-label=a.whence>{line.address.clone()}</td>
        </tr>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_back_to_its_filter() {
        let id = "0190a3f0-0000-7000-8000-000000000001";
        let pairs = [
            ("kind", "refused"),
            ("person", "yte"),
            ("agency", id),
            ("subject", &format!("/tasks/{id}")),
            ("from", "2022-09-01"),
            ("to", "2022-09-15"),
        ];
        let query: ParamsMap = pairs
            .into_iter()
            .map(|(name, value)| (name, value.to_owned()))
            .collect();
        let filter = parse(&query);
        assert_eq!(filter.kind, Some(AuditKind::Refused));
        assert_eq!(filter.subject, id.parse().ok());
        assert_eq!(
            address("/audit", &filter, None),
            format!(
                "/audit?kind=refused&person=yte&agency={id}&subject={id}&from=2022-09-01&to=2022-09-15"
            )
        );
        let odd: ParamsMap = [("kind", "x"), ("from", "32/13"), ("subject", "7")]
            .into_iter()
            .map(|(name, value)| (name, value.to_owned()))
            .collect();
        assert_eq!(parse(&odd), AuditFilter::default());
    }
}
