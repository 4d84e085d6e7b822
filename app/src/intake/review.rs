//! `/admin/people/import/:id`, `/admin/agencies/import/:id`: what every row leads to, the one button that does it, and
//! afterwards what it led to.
//!
//! **Invariant:** nothing happens before the form of this page is sent, and it carries what the page showed.

use super::api::read_review;
use super::messages::{ImportMessages, messages, of};
use super::upload::list_title;
use super::{address, list};
use crate::form::{Form, Target, failure_of};
use crate::frame::breadcrumb;
use crate::i18n::{Messages, fill, format, use_messages};
use crate::ui::{Tone, loaded, markup, notice, page_title};
use crate::url::{parameter, with_query};
use domain::intake::view::ReviewPage;
use domain::intake::{Column, Counts, Fate, Line, Post, RowFate, Why};
use domain::log::SubjectKind;
use domain::refusal::{FieldError, FieldFault, Refusal};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use maud::{Markup, html};
use std::sync::Arc;
use uuid::Uuid;

/// The rows that are shown: one kind of fate, or all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Show {
    All,
    Created,
    Changed,
    Granted,
    Unchanged,
    Refused,
}

impl Show {
    const EACH: [Self; 6] = [
        Self::All,
        Self::Refused,
        Self::Created,
        Self::Changed,
        Self::Granted,
        Self::Unchanged,
    ];

    /// As addresses name it.
    const fn code(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Created => "created",
            Self::Changed => "changed",
            Self::Granted => "granted",
            Self::Unchanged => "unchanged",
            Self::Refused => "refused",
        }
    }

    fn has(self, fate: &Fate) -> bool {
        match self {
            Self::All => true,
            Self::Created => matches!(fate, Fate::Created { .. }),
            Self::Changed => matches!(fate, Fate::Changed { .. }) && !fate.only_gives(),
            Self::Granted => fate.gives(),
            Self::Unchanged => matches!(fate, Fate::Unchanged { .. } | Fate::Repeated { .. }),
            Self::Refused => matches!(fate, Fate::Refused { .. }),
        }
    }
}

/// `/admin/people/import/:id`, `/admin/agencies/import/:id`.
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
        let show = parameter(&query.read(), "show").unwrap_or_default();
        let show = Show::EACH.into_iter().find(|each| each.code() == show);
        (id.unwrap_or_default(), kept, show.unwrap_or(Show::All))
    });
    let page = Resource::new_blocking(move || asked.get(), |(id, kept, _)| read_review(id, kept));
    view! { {loaded(page, move |page| review_view(m, n, &page, asked.get_untracked().2))} }
}

fn review_view(
    m: &'static Messages,
    n: &'static ImportMessages,
    page: &ReviewPage,
    show: Show,
) -> AnyView {
    let kind = page.kind;
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
        view! { <p class="hint">{fill(n.ignored, &[("names", &names)])}</p> }
    });
    view! {
        {page_title(in_head)}
        {breadcrumb(
            m,
            vec![
                (list_title(m, kind), list(kind).to_owned()),
                (of(kind, n.title).to_owned(), address(kind).to_owned()),
            ],
            title.to_owned(),
        )}
        <div class="page-head">
            <div>
                <h1>{title}</h1>
                <p class="page-lead">{file}</p>
                <p class="hint">"SHA-256: " <code>{page.sha256.clone()}</code></p>
                {ignored}
            </div>
        </div>
        {if page.is_done { afterwards(n, page).into_any() } else { confirm(n, page) }}
        {rows(m, n, page, show)}
    }
    .into_any()
}

/// How many rows lead to what, each number the way to these rows.
fn counts(n: &'static ImportMessages, page: &ReviewPage, show: Show) -> impl IntoView {
    let counts = Counts::of(&page.fates);
    let now = usize::from(page.is_done);
    let chips = Show::EACH.into_iter().filter_map(|each| {
        let (name, number) = match each {
            Show::All => (n.all, page.fates.len()),
            Show::Created => (n.created[now], counts.created),
            Show::Changed => (n.changed[now], counts.changed),
            Show::Granted => (n.granted[now], counts.granted),
            Show::Unchanged => (n.unchanged, counts.unchanged),
            Show::Refused => (n.refused, counts.refused),
        };
        let way = with_query(&here(page), &[("show", each.code())]);
        let current = (each == show).then_some("true");
        (number > 0).then(|| {
            view! {
                <a class="chip" href=way aria-current=current>
                    {format!("{name}: {number}")}
                </a>
            }
        })
    });
    let chips = chips.collect_view();
    view! {
        <nav class="chips" aria-label=n.show>
            {chips}
        </nav>
    }
}

/// The address of this page.
fn here(page: &ReviewPage) -> String {
    format!("{}/{}", address(page.kind), page.id)
}

fn afterwards(n: &'static ImportMessages, page: &ReviewPage) -> impl IntoView {
    let is_new = |row: &RowFate| matches!(row.fate, Fate::Created { .. });
    let next = page.fates.iter().any(is_new);
    let next = next.then(|| of(page.kind, n.done_next));
    view! {
        {notice(Tone::Success, n.done, next)}
        <p class="form-actions">
            <a class="btn btn-primary" href=list(page.kind)>
                {of(page.kind, n.to_list)}
            </a>
            <a class="btn" href=address(page.kind)>
                {n.another}
            </a>
        </p>
    }
}

fn confirm(n: &'static ImportMessages, page: &ReviewPage) -> AnyView {
    let back = here(page);
    let another = address(page.kind);
    let target = Target {
        subject: SubjectKind::Account,
        id: page.id,
        version: None,
        back: back.clone(),
        agencies: Arc::new(page.agencies.clone()),
        kept: page.kept.clone(),
        on_done: None,
    };
    let form = Form::new(&target, "import", "confirm", &[]);
    let count = page.fates.iter().filter(|row| row.fate.is_change()).count();
    if count == 0 {
        return view! {
            {failure_of(&form)}
            {notice(Tone::Warning, n.nothing, Some(n.nothing_next))}
            <p>
                <a class="btn btn-primary" href=another>
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
            <input type="hidden" name="subject" value="intake" />
            <input type="hidden" name="id" value=page.id.to_string() />
            <input type="hidden" name="act" value="confirm" />
            <input type="hidden" name="reviewed" value=page.reviewed.clone() />
            <input type="hidden" name="back" value=back />
            <div class="form-actions">
                <button class="btn btn-primary">{submit}</button>
                <a class="btn btn-quiet" href=another>
                    {n.another}
                </a>
            </div>
        </form>
    }
    .into_any()
}

fn rows(
    m: &'static Messages,
    n: &'static ImportMessages,
    page: &ReviewPage,
    show: Show,
) -> impl IntoView {
    let name = of(page.kind, n.name);
    let body = html! {
        @for row in page.fates.iter().filter(|row| show.has(&row.fate)) {
            tr {
                td data-label=(n.row) { (row.number) }
                td class="title-col" {
                    span class="person" {
                        // What comes next, such as the link for a password, is done on its own page.
                        @if page.is_done && row.fate.is_change() {
                            a href=(with_query(list(page.kind), &[("text", &row.key)])) { (row.name) }
                        } @else if !row.name.is_empty() {
                            span { (row.name) }
                        }
                        span class="person-role" { (row.key) }
                    }
                }
                td data-label=(n.fate) { (badge(n, page.is_done, &row.fate)) }
                td data-label=(n.details) { (details(m, n, page, &row.fate)) }
            }
        }
    };
    let label = n.rows_title;
    view! {
        <section class="section">
            <h2>{label}</h2>
            {counts(n, page, show)}
            <div class="table-wrap table-cards" tabindex="0" role="region" aria-label=label>
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{n.row}</th>
                            <th scope="col">{name}</th>
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
        Fate::Changed { .. } if fate.only_gives() => (Tone::Success, "assigned", n.granted),
        Fate::Changed { .. } => (Tone::Warning, "edit", n.changed),
        Fate::Unchanged { .. } => (Tone::Info, "success", [n.unchanged; 2]),
        Fate::Repeated { .. } => (Tone::Info, "success", [n.repeated; 2]),
        Fate::Refused { .. } => (Tone::Danger, "cancelled", [n.refused; 2]),
    };
    html! {
        span class="badge" data-tone=(tone.code()) {
            (markup::icon(symbol)) (words[usize::from(is_done)])
        }
    }
}

/// What a row says or leads to: the values of what is made in one line, all else one by one.
fn details(m: &Messages, n: &ImportMessages, page: &ReviewPage, fate: &Fate) -> Markup {
    let mut values = Vec::new();
    let mut rest = Vec::new();
    match fate {
        Fate::Refused { why } => rest.push(sentence(m, n, page, why)),
        Fate::Repeated { row } => rest.push(fill(n.repeats, &[("row", &row.to_string())])),
        Fate::Created { .. } | Fate::Changed { .. } | Fate::Unchanged { .. } => {}
    }
    let is_new = matches!(fate, Fate::Created { .. });
    for line in fate.lines() {
        match line {
            Line::Value { column, from, to } => {
                let field = n.column(m, column.as_str());
                let to = n.value(*column, to);
                if is_new || *column == Column::Predecessor {
                    values.push(format!("{field}: {to}"));
                    continue;
                }
                let from = if from.is_empty() {
                    n.nothing_there
                } else {
                    from
                };
                let words = [("field", field), ("from", from), ("to", to.as_str())];
                rest.push(fill(n.from_to, &words));
            }
            Line::Gives { post } => rest.push(position(m, page, n.gives, post)),
            Line::Holds { post } => rest.push(position(m, page, n.holds, post)),
            Line::Ends { code, on } => {
                let day = format::day(*on);
                rest.push(fill(n.ends, &[("code", code), ("day", &day)]));
            }
        }
    }
    html! {
        @if !values.is_empty() { p { (values.join("; ")) } }
        @for line in rest { p { (line) } }
    }
}

fn position(m: &Messages, page: &ReviewPage, words: &str, post: &Post) -> String {
    let people = crate::people::messages::messages(m.language);
    let title = m.pick(&post.position.title_vi, &post.position.title_en);
    let agency = m.agency_of(&page.agencies, post.position.agency);
    let days = people.days(post.from, post.to);
    let values = [
        ("title", title),
        ("agency", agency.as_str()),
        ("days", &days),
    ];
    fill(words, &values)
}

fn sentence(m: &Messages, n: &ImportMessages, page: &ReviewPage, why: &Why) -> String {
    match why {
        Why::Contradicts { row } => fill(n.contradicts, &[("row", &row.to_string())]),
        Why::SeveralPositions { count } => fill(n.several, &[("n", &count.to_string())]),
        Why::Stays { column } => fill(n.stays, &[("field", n.column(m, column.as_str()))]),
        Why::Example => n.example.to_owned(),
        Why::Refused {
            refusal: Refusal::Invalid { fields },
        } => {
            let faults = fields.iter().map(|wrong| wrong_cell(m, n, wrong));
            faults.collect::<Vec<_>>().join(" ")
        }
        Why::Refused { refusal } => m.refusal(refusal, &page.agencies),
    }
}

/// What is wrong with a cell, and what belongs there.
fn wrong_cell(m: &Messages, n: &ImportMessages, wrong: &FieldError) -> String {
    let field = n.column(m, &wrong.field);
    let about = wrong.field.parse::<Column>().ok();
    let words = match wrong.fault {
        FieldFault::Malformed => n.malformed,
        FieldFault::Unknown => n.unknown,
        FieldFault::OutOfRange => n.out_of_range,
        _ => return format!("{field}: {}", m.fault(&wrong.fault)),
    };
    let about = about.map_or("", |column| n.about(column));
    fill(words, &[("field", field), ("about", about)])
}
