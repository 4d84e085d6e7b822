//! `/admin/people/import/:id`: what every row leads to, the one button that does it, and afterwards what it led to.
//!
//! **Invariant:** nothing happens before the form of this page is sent, and it carries what the page showed.

use super::api::read_review;
use super::messages::{ImportMessages, messages};
use super::upload::ADDRESS;
use crate::form::{Form, Target, failure_of};
use crate::frame::breadcrumb;
use crate::i18n::{Messages, fill, use_messages};
use crate::ui::{Tone, loaded, markup, notice, page_title};
use crate::url::{parameter, with_query};
use domain::log::SubjectKind;
use domain::people::import::view::ReviewPage;
use domain::people::import::{Counts, Fate, Given, RowFate, Why};
use domain::refusal::Refusal;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use maud::{Markup, html};
use std::sync::Arc;
use uuid::Uuid;

/// `/admin/people/import/:id`.
#[component]
pub fn ImportReview() -> impl IntoView {
    let m = use_messages();
    let n = messages(m.language);
    let (params, query) = (use_params_map(), use_query_map());
    let asked = Memo::new(move |_| {
        // An id that is none is nobody's table.
        let id = params
            .read()
            .get("id")
            .and_then(|id| id.parse::<Uuid>().ok());
        let kept = parameter(&query.read(), "kept").and_then(|kept| kept.parse::<Uuid>().ok());
        (id.unwrap_or_default(), kept)
    });
    let page = Resource::new_blocking(move || asked.get(), |(id, kept)| read_review(id, kept));
    view! { {loaded(page, move |page| review_view(m, n, &page))} }
}

fn review_view(m: &'static Messages, n: &'static ImportMessages, page: &ReviewPage) -> AnyView {
    let people = crate::people::messages::messages(m.language);
    let title = if page.is_done {
        n.done_title
    } else {
        n.review_title
    };
    let in_head = match &page.kept {
        Some(_) => format!("{}{title}", m.error_prefix),
        None => title.to_owned(),
    };
    let file = fill(
        n.of_file,
        &[("file", &page.file), ("n", &page.fates.len().to_string())],
    );
    let ignored = (!page.ignored.is_empty()).then(|| {
        let names = page.ignored.join("; ");
        notice(Tone::Info, fill(n.ignored, &[("names", &names)]), None)
    });
    view! {
        {page_title(in_head)}
        {breadcrumb(
            m,
            vec![
                (people.title.to_owned(), "/admin/people".to_owned()),
                (n.title.to_owned(), ADDRESS.to_owned()),
            ],
            title.to_owned(),
        )}
        <div class="page-head">
            <div>
                <h1>{title}</h1>
                <p class="page-lead">{file}</p>
                <p class="hint">"SHA-256: " <code>{page.sha256.clone()}</code></p>
            </div>
        </div>
        {counts(n, page)}
        {ignored}
        {if page.is_done { afterwards(n).into_any() } else { confirm(n, page) }}
        {rows(m, n, page)}
    }
    .into_any()
}

fn counts(n: &'static ImportMessages, page: &ReviewPage) -> impl IntoView {
    let counts = Counts::of(&page.fates);
    let names = if page.is_done {
        n.counts_done
    } else {
        n.counts
    };
    let numbers = [
        counts.created,
        counts.changed,
        counts.granted,
        counts.unchanged,
        counts.refused,
    ];
    let rows = names
        .into_iter()
        .zip(numbers)
        .map(|(name, number)| {
            view! {
                <dt>{name}</dt>
                <dd>{number}</dd>
            }
        })
        .collect_view();
    view! { <dl class="facts">{rows}</dl> }
}

fn afterwards(n: &'static ImportMessages) -> impl IntoView {
    let open = with_query("/admin/people", &[("state", "open")]);
    view! {
        {notice(Tone::Success, n.done, Some(n.done_next))}
        <p>
            <a class="btn btn-primary" href=open>
                {n.to_people}
            </a>
            <a class="btn" href=ADDRESS>
                {n.another}
            </a>
        </p>
    }
}

fn confirm(n: &'static ImportMessages, page: &ReviewPage) -> AnyView {
    let back = format!("{ADDRESS}/{}", page.id);
    let target = Target {
        subject: SubjectKind::Account,
        id: page.id,
        version: None,
        back: back.clone(),
        agencies: Arc::new(page.agencies.clone()),
        kept: page.kept.clone(),
        on_done: Callback::new(|_| ()),
    };
    let form = Form::new(&target, "import", "confirm", &[]);
    let count = page.fates.iter().filter(|row| row.fate.is_change()).count();
    if count == 0 {
        return view! {
            {failure_of(&form)}
            {notice(Tone::Warning, n.nothing, Some(n.nothing_next))}
            <p>
                <a class="btn btn-primary" href=ADDRESS>
                    {n.another}
                </a>
            </p>
        }
        .into_any();
    }
    let about = fill(n.confirm_about, &[("n", &count.to_string())]);
    let submit = fill(n.confirm, &[("n", &count.to_string())]);
    view! {
        <form class="form card" method="post" action="/command" novalidate>
            {failure_of(&form)}
            <p>{about}</p>
            <input type="hidden" name="envelope" value=page.envelope.to_string() />
            <input type="hidden" name="subject" value="people_import" />
            <input type="hidden" name="id" value=page.id.to_string() />
            <input type="hidden" name="act" value="confirm" />
            <input type="hidden" name="reviewed" value=page.reviewed.clone() />
            <input type="hidden" name="back" value=back />
            <div class="form-actions">
                <button class="btn btn-primary">{submit}</button>
                <a class="btn btn-quiet" href=ADDRESS>
                    {n.another}
                </a>
            </div>
        </form>
    }
    .into_any()
}

fn rows(m: &'static Messages, n: &'static ImportMessages, page: &ReviewPage) -> impl IntoView {
    let body = html! {
        @for row in &page.fates {
            tr {
                td data-label=(n.row) { (row.number) }
                td class="title-col" {
                    span class="person" {
                        // The link for the password is made on the account's own page.
                        @if page.is_done && row.fate.is_change() {
                            a href=(with_query("/admin/people", &[("text", &row.login)])) {
                                (row.full_name)
                            }
                        } @else {
                            span { (row.full_name) }
                        }
                        span class="person-role" { (row.login) }
                    }
                }
                td data-label=(n.fate) { (badge(n, page.is_done, &row.fate)) }
                td data-label=(n.details) { (details(m, n, page, row)) }
            }
        }
    };
    let label = n.rows_title;
    view! {
        <section class="section" aria-labelledby="rows-h">
            <h2 id="rows-h">{label}</h2>
            <div class="table-wrap table-cards" tabindex="0" role="region" aria-label=label>
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{n.row}</th>
                            <th scope="col">{n.person}</th>
                            <th scope="col">{n.fate}</th>
                            <th scope="col">{n.details}</th>
                        </tr>
                    </thead>
                    <tbody inner_html=body.into_string()></tbody>
                </table>
            </div>
        </section>
    }
}

fn badge(n: &ImportMessages, is_done: bool, fate: &Fate) -> Markup {
    let (tone, symbol, words) = match fate {
        Fate::Created { .. } => (Tone::Success, "add", n.created),
        Fate::Changed { .. } => (Tone::Warning, "edit", n.changed),
        Fate::Unchanged { .. } if fate.is_change() => (Tone::Success, "assigned", n.granted),
        Fate::Unchanged { .. } => (Tone::Info, "success", [n.unchanged; 2]),
        Fate::Refused { .. } => (Tone::Danger, "cancelled", n.refused),
    };
    html! {
        span class="badge" data-tone=(tone.code()) {
            (markup::icon(symbol)) (words[usize::from(is_done)])
        }
    }
}

fn details(m: &Messages, n: &ImportMessages, page: &ReviewPage, row: &RowFate) -> Markup {
    let (changes, given) = match &row.fate {
        Fate::Created { given } | Fate::Unchanged { given } => (&[][..], given),
        Fate::Changed { changes, given } => (changes.as_slice(), given),
        Fate::Refused { why } => return html! { (sentence(m, n, page, why)) },
    };
    let changes = changes.iter().map(|change| {
        let from = if change.from.is_empty() {
            n.nothing_there
        } else {
            &change.from
        };
        let values = [
            ("field", n.column(m, change.column.as_str())),
            ("from", from),
            ("to", &change.to),
        ];
        fill(n.from_to, &values)
    });
    let given = given.iter().map(|given| position(m, n, page, given));
    html! {
        @for line in changes.chain(given) { p { (line) } }
    }
}

fn position(m: &Messages, n: &ImportMessages, page: &ReviewPage, given: &Given) -> String {
    let people = crate::people::messages::messages(m.language);
    let position = &given.position;
    let title = m.pick(&position.title_vi, &position.title_en);
    let agency = m.agency_of(&page.agencies, position.agency);
    let days = people.days(given.from, given.to);
    let values = [
        ("title", title),
        ("agency", agency.as_str()),
        ("days", &days),
    ];
    fill(if given.is_held { n.holds } else { n.gives }, &values)
}

fn sentence(m: &Messages, n: &ImportMessages, page: &ReviewPage, why: &Why) -> String {
    match why {
        Why::Contradicts { row } => fill(n.contradicts, &[("row", &row.to_string())]),
        Why::SeveralPositions { count } => fill(n.several, &[("n", &count.to_string())]),
        Why::Refused {
            refusal: Refusal::Invalid { fields },
        } => {
            let faults = fields.iter().map(|wrong| {
                let field = n.column(m, &wrong.field);
                format!("{field}: {}", m.fault(&wrong.fault))
            });
            faults.collect::<Vec<_>>().join(" ")
        }
        Why::Refused { refusal } => m.refusal(refusal, &page.agencies),
    }
}
