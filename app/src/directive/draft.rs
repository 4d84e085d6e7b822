//! `/directives/:id/draft`: the text left, the drafts right, each pointing at the other.
//!
//! One form holds header and drafts; its buttons save, issue, add, drop, merge, split and fill. Without a
//! script `:target` lights the mark and the draft; with wasm the pointer and the keyboard do so too.
//!
//! **Invariants:** Enter in a field saves, it never merges, drops or issues; a refused form comes back with
//! everything typed; the long lists of agencies stand only on the card that is being changed (`?open=<n>`,
//! where the button that opens a card leads after saving), every other card sends what it has. To add a field of a draft: `card.rs`, then [`edit_fields`].

use super::api::{read_directive, read_draft};
use super::card::{Card, cards, fields, named};
use super::choice::{agency_boxes, agency_select, area_select, hidden};
use super::header::{
    Control, Filled, deadline_field, error_line, field, field_id, header_fields, label, summary,
};
use super::mark::{Piece, pieces};
use super::messages::{DirectiveMessages, messages};
use super::names;
use crate::AppError;
use crate::error::error_page;
use crate::frame::breadcrumb;
use crate::i18n::{Messages, fill, format, use_messages};
use crate::ui::{Tone, icon, loading, notice, page_title, tone_badge};
use crate::url::parameter;
use domain::agency::AgencyName;
use domain::clears::{Clear, Step};
use domain::id::{AgencyId, DirectiveId};
use domain::reader::Span;
use domain::refusal::{Problem, Refusal};
use domain::view::DraftPage;
use leptos::prelude::*;
use leptos_router::components::Redirect;
use leptos_router::hooks::{use_params_map, use_query_map};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;
use uuid::Uuid;
use wasm_bindgen::JsCast as _;

/// Names of agencies shown before “and others”.
const NAMES_SHOWN: usize = 4;

/// What stands at the address of a draft.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Found {
    Draft(Box<DraftPage>),
    /// Issued or discarded meanwhile: it has a page of its own.
    Closed(DirectiveId),
}

async fn read(id: Option<DirectiveId>, kept: Option<Uuid>) -> Result<Found, AppError> {
    let id = id.ok_or(AppError::Problem(Problem::NotFound))?;
    match read_draft(id, kept).await {
        Ok(page) => Ok(Found::Draft(Box::new(page))),
        Err(AppError::Problem(Problem::NotFound)) => {
            read_directive(id).await.map(|_| Found::Closed(id))
        }
        Err(error) => Err(error),
    }
}

/// `/directives/:id/draft`.
#[component]
pub fn DraftView() -> impl IntoView {
    let m = use_messages();
    let d = messages(m.language);
    let parameters = use_params_map();
    let query = use_query_map();
    let id = Memo::new(move |_| parameters.read().get("id").and_then(|id| id.parse().ok()));
    let kept = query.with_untracked(|query| parameter(query, "kept"));
    let kept: Option<Uuid> = kept.and_then(|id| id.parse().ok());
    let open = query.with_untracked(|query| parameter(query, "open"));
    let open = RwSignal::new(open.and_then(|number| number.parse::<usize>().ok()));
    let done = query.with_untracked(|query| parameter(query, "done"));
    let code = query.with_untracked(|query| parameter(query, "problem"));
    let page = Resource::new_blocking(move || id.get(), move |id| read(id, kept));
    view! {
        {done
            .map(|act| {
                let title = fill(m.done_notice, &[("what", names::done(m, &act))]);
                notice(Tone::Success, title, None)
            })}
        {code.map(|code| notice(Tone::Danger, m.problem_code(&code), None))}
        <Transition fallback=move || {
            loading(m)
        }>
            {move || Suspend::new(async move {
                match page.await {
                    Ok(Found::Draft(page)) => draft_view(m, d, *page, open),
                    Ok(Found::Closed(id)) => {
                        view! { <Redirect path=format!("/directives/{id}") /> }.into_any()
                    }
                    Err(error) => error_page(&error),
                }
            })}
        </Transition>
    }
}

/// What every card needs of the screen.
#[derive(Clone)]
struct Screen {
    m: &'static Messages,
    d: &'static DirectiveMessages,
    filled: Arc<Filled>,
    choices: Arc<Vec<AgencyName>>,
    areas: Arc<Vec<(String, String, String)>>,
    /// The card whose agencies are being changed.
    open: RwSignal<Option<usize>>,
    /// The draft that pointer or keyboard are at.
    lit: RwSignal<Option<usize>>,
}

impl Screen {
    fn error(&self, card: &Card, field: &str) -> Option<String> {
        self.filled.error(&format!("draft.{}.{field}", card.number))
    }
}

fn draft_view(
    m: &'static Messages,
    d: &'static DirectiveMessages,
    page: DraftPage,
    open: RwSignal<Option<usize>>,
) -> AnyView {
    let (values, problem) = match page.kept.clone() {
        Some(kept) => (kept.values, Some(kept.problem)),
        None => (fields(&page.directive), None),
    };
    let filled = Filled {
        m,
        d,
        fields: values,
        problem,
    };
    let cards = cards(&filled.fields);
    let lacking: Vec<Vec<Clear>> = cards.iter().map(|card| lacking(&page, card)).collect();
    let spans: Vec<(usize, Span)> = cards
        .iter()
        .filter_map(|card| Some((card.number, card.span()?)))
        .collect();
    let pieces = pieces(&page.directive.text, &spans);
    let marked: BTreeSet<usize> = pieces
        .iter()
        .flat_map(|piece| piece.begins.iter().copied())
        .collect();
    let screen = Screen {
        m,
        d,
        choices: Arc::new(page.choices.clone()),
        areas: Arc::new(page.areas.clone()),
        filled: Arc::new(filled),
        open,
        lit: RwSignal::new(None),
    };
    let filled = Arc::clone(&screen.filled);
    let reference = page.directive.header.reference();
    let id = page.directive.id;
    let title = if filled.problem.is_some() {
        format!("{}{reference}", m.error_prefix)
    } else {
        reference.clone()
    };
    let why = summary(
        &filled,
        &page.choices,
        |name| (address_of(name), field_name(m, d, name)),
        incomplete_links(d, &filled),
    );
    let twin = page.twin.map(|twin| twin_notice(d, twin));
    let count = fill(d.drafts_count, &[("n", &cards.len().to_string())]);
    let bar = issue_bar(&screen, &cards, &lacking);
    let has_error = filled
        .errors()
        .iter()
        .any(|error| !error.field.starts_with("draft."));
    let items: Vec<_> = cards
        .iter()
        .zip(&lacking)
        .enumerate()
        .map(|(at, (card, lacking))| {
            let place = Place {
                is_first: at == 0,
                is_marked: marked.contains(&card.number),
            };
            card_view(&screen, &page, card, lacking, place)
        })
        .collect();
    view! {
        {page_title(title)}
        {breadcrumb(
            m,
            vec![(m.nav_directives.to_owned(), "/directives".to_owned())],
            reference.clone(),
        )}
        {why}
        {twin}
        <form class="stack" method="post" action="/command" novalidate>
            // The first button of a form is the one that Enter presses.
            <button class="sr-only" name="do" value="save" tabindex="-1" aria-hidden="true">
                {d.save}
            </button>
            <input type="hidden" name="envelope" value=page.envelope.to_string() />
            <input type="hidden" name="subject" value="directive" />
            <input type="hidden" name="act" value="revise" />
            <input type="hidden" name="id" value=id.to_string() />
            <input
                type="hidden"
                name="base_version"
                value=page.directive.version.to_string()
            />
            <input type="hidden" name="back" value=format!("/directives/{id}/draft") />
            {head(m, d, &page)}
            <details class="card disclosure" open=has_error>
                <summary>{d.edit_header}</summary>
                <div class="stack">{header_fields(&filled, &page.choices)}</div>
            </details>
            <div class="reader">
                {text_view(&screen, &page.directive.text, pieces)}
                <section class="stack" aria-labelledby="drafts-h">
                    <div class="section-head">
                        <h2 id="drafts-h">{d.drafts}</h2>
                        <span class="count">{count}</span>
                    </div>
                    {fill_panel(&filled)}
                    <ol class="drafts">{items}</ol>
                    <p>
                        <button class="btn btn-small" name="do" value="add">
                            {icon("add")}
                            {d.add}
                        </button>
                    </p>
                </section>
            </div>
            {bar}
        </form>
        {discard(m, d, &page)}
    }
    .into_any()
}

/// The clears that a draft still lacks: as the refused issue said, else as the stored drafts are.
fn lacking(page: &DraftPage, card: &Card) -> Vec<Clear> {
    let problem = page.kept.as_ref().map(|kept| &kept.problem);
    if let Some(Problem::Refused {
        refusal: Refusal::DraftsIncomplete { drafts },
    }) = problem
    {
        return drafts
            .iter()
            .find(|draft| draft.position == card.number)
            .map(|draft| draft.clears.clone())
            .unwrap_or_default();
    }
    page.missing
        .iter()
        .find(|(id, _)| id.to_string() == card.id)
        .map(|(_, clears)| clears.clone())
        .unwrap_or_default()
}

/// Where the control of a field stands: lists of agencies have none of their own, their card has.
fn address_of(field: &str) -> String {
    let parts: Vec<&str> = field.split('.').collect();
    match parts.as_slice() {
        [
            "draft",
            _,
            "title" | "deliverable" | "effect_expected" | "responsible" | "due" | "due_days"
            | "milestones",
        ] => format!("#{}", field_id(field)),
        ["draft", number, ..] => format!("#d-{number}"),
        ["do" | "drafts"] => "#drafts-h".to_owned(),
        _ => format!("#{}", field_id(field)),
    }
}

/// How the summary of errors calls a field.
fn field_name(m: &'static Messages, d: &'static DirectiveMessages, name: &str) -> String {
    let mut parts = name.splitn(3, '.');
    if let (Some("draft"), Some(number), Some(field)) = (parts.next(), parts.next(), parts.next()) {
        let field = match field {
            "title" => d.title,
            "deliverable" => m.deliverable,
            "effect_expected" => m.effect_expected,
            "responsible" => m.responsible,
            "due" | "due_days" => m.due,
            "milestones" => m.section_milestones,
            "leads" => m.lead,
            "area" => m.area,
            field if field.starts_with("product") || field == "coordinating" => m.coordinating,
            _ => d.draft,
        };
        return format!("{} {number}, {}", d.draft, field.to_lowercase());
    }
    label(d, m, name).unwrap_or(d.draft).to_owned()
}

/// Links to the drafts for which an issue was refused.
fn incomplete_links(d: &'static DirectiveMessages, filled: &Filled) -> AnyView {
    let Some(Problem::Refused {
        refusal: Refusal::DraftsIncomplete { drafts },
    }) = &filled.problem
    else {
        return ().into_any();
    };
    let items = drafts
        .iter()
        .map(|draft| {
            view! {
                <li>
                    <a href=format!("#d-{}", draft.position) rel="external">
                        {format!("{} {}", d.draft, draft.position)}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! { <ul>{items}</ul> }.into_any()
}

fn twin_notice(d: &'static DirectiveMessages, twin: DirectiveId) -> impl IntoView {
    view! {
        <div class="notice" data-tone="warning">
            {icon("warning")}
            <div>
                <p class="notice-title">{d.twin_title}</p>
                <p>
                    <a href=format!("/directives/{twin}")>{d.twin_link}</a>
                </p>
            </div>
        </div>
    }
}

fn head(m: &'static Messages, d: &'static DirectiveMessages, page: &DraftPage) -> AnyView {
    let header = &page.directive.header;
    view! {
        <header class="doc-head">
            <p class="doc-head-issuer">{m.agency_of(&page.choices, header.issuer)}</p>
            <div class="doc-head-badges">
                {tone_badge(Tone::Info, "draft", names::state(m, page.directive.state))}
            </div>
            <p class="doc-head-number">
                {d.number_prefix} " " <b>{header.reference()}</b>
            </p>
            <p class="doc-head-date">
                {d.day_prefix} " " {crate::ui::day(header.issued_on)}
            </p>
            <div class="doc-head-abstract">
                <h1>{header.subject.clone()}</h1>
            </div>
        </header>
    }
    .into_any()
}

/// The text with the sources of the drafts marked.
fn text_view(screen: &Screen, text: &str, pieces: Vec<Piece>) -> AnyView {
    let (d, lit) = (screen.d, screen.lit);
    let parts = pieces
        .into_iter()
        .map(|piece| {
            let words = text[piece.bytes].to_owned();
            if piece.drafts.is_empty() {
                return words.into_any();
            }
            let mut begins = piece.begins.into_iter();
            // A mark has one id; further drafts of the same sentence are found at their number.
            let first = begins.next();
            let links = first
                .map(|number| mark_link(d, number, None))
                .into_iter()
                .chain(begins.map(|number| mark_link(d, number, Some(format!("s-{number}")))))
                .collect_view();
            let drafts = piece.drafts;
            view! {
                <mark
                    id=first.map(|number| format!("s-{number}"))
                    class:lit=move || lit.get().is_some_and(|number| drafts.contains(&number))
                >
                    {links}
                    {words}
                </mark>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <article class="reader-text reader-lines" id="text" aria-label=d.text tabindex="0">
            {parts}
        </article>
    }
    .into_any()
}

fn mark_link(d: &'static DirectiveMessages, number: usize, id: Option<String>) -> AnyView {
    view! {
        <a
            class="src-no"
            id=id
            href=format!("#d-{number}")
            rel="external"
            aria-label=format!("{} {number}", d.draft)
        >
            {number.to_string()}
        </a>
        " "
    }
    .into_any()
}

/// One value for every draft that lacks it.
fn fill_panel(filled: &Filled) -> AnyView {
    let (m, d) = (filled.m, filled.d);
    let is_open = filled
        .errors()
        .iter()
        .any(|error| error.field.starts_with("fill."));
    view! {
        <details class="card disclosure" open=is_open>
            <summary>{d.fill_title}</summary>
            <div class="stack">
                <p class="hint">{d.fill_text}</p>
                {field(filled, "fill.responsible", (m.responsible, true), None, Control::Line)}
                {deadline_field(filled, "fill.due", true)}
                {field(filled, "fill.deliverable", (m.deliverable, true), None, Control::Block(2))}
                {field(
                    filled,
                    "fill.effect_expected",
                    (m.effect_expected, true),
                    None,
                    Control::Block(2),
                )}
                <div class="form-actions">
                    <button class="btn" name="do" value="fill">
                        {d.fill}
                    </button>
                </div>
            </div>
        </details>
    }
    .into_any()
}

/// How a draft stands among the others.
#[derive(Clone, Copy)]
struct Place {
    is_first: bool,
    /// Whether its source is marked in the text.
    is_marked: bool,
}

fn card_view(
    screen: &Screen,
    page: &DraftPage,
    card: &Card,
    lacking: &[Clear],
    place: Place,
) -> AnyView {
    let (m, d, lit, open) = (screen.m, screen.d, screen.lit, screen.open);
    let number = card.number;
    let prefix = format!("draft.{number}.");
    let has_error = screen
        .filled
        .errors()
        .iter()
        .any(|error| error.field.starts_with(&prefix));
    let has_no_lead = card.leads.is_empty();
    let source = if place.is_marked {
        view! {
            <a
                class="src-no"
                href=format!("#s-{number}")
                rel="external"
                aria-label=format!("{} {number}", d.source)
            >
                {number.to_string()}
            </a>
        }
        .into_any()
    } else {
        view! { <span class="src-no">"+"</span> }.into_any()
    };
    let title = if card.title.trim().is_empty() {
        d.untitled.to_owned()
    } else {
        card.title.clone()
    };
    let state = if lacking.is_empty() {
        tone_badge(Tone::Success, "success", d.complete).into_any()
    } else {
        let text = fill(d.missing_count, &[("n", &lacking.len().to_string())]);
        tone_badge(Tone::Warning, "warning", text).into_any()
    };
    let lists = {
        let (screen, card) = (screen.clone(), card.clone());
        move || agencies_view(&screen, &card, open.get() == Some(number))
    };
    let go = move || {
        lit.set(Some(number));
        show_mark(number);
    };
    view! {
        <li
            class="draft"
            id=format!("d-{number}")
            class:lit=move || lit.get() == Some(number)
            on:mouseenter=move |_| lit.set(Some(number))
            on:mouseleave=move |_| lit.set(None)
            on:focusin=move |_| go()
            on:click=move |_| go()
        >
            {hidden(card)}
            <div class="draft-head">
                {source}
                <h3 class="draft-title">{title}</h3>
                {state}
            </div>
            {facts_view(screen, card)}
            {clears_view(m, d, page, lacking)}
            <div class="draft-tools">
                <details open=move || has_error || has_no_lead || open.get() == Some(number)>
                    <summary class="btn btn-quiet btn-small">
                        {icon("edit")} {d.edit}
                        <span class="sr-only">{format!(" {} {number}", d.draft)}</span>
                    </summary>
                    <div class="stack draft-fields">{lists} {edit_fields(&screen.filled, number)}</div>
                </details>
                {(!place.is_first).then(|| tool(d, card, "merge", d.merge))}
                {(!card.span.is_empty()).then(|| tool(d, card, "split", d.split))}
                {tool(d, card, "drop", d.drop)}
            </div>
        </li>
    }
    .into_any()
}

/// A button that changes the list of drafts.
fn tool(
    d: &'static DirectiveMessages,
    card: &Card,
    verb: &'static str,
    name: &'static str,
) -> impl IntoView + use<> {
    view! {
        <button class="btn btn-quiet btn-small" name="do" value=format!("{verb}.{}", card.id)>
            {name}
            <span class="sr-only">{format!(" {} {}", d.draft, card.number)}</span>
        </button>
    }
}

/// What stands on the card without opening it.
fn facts_view(screen: &Screen, card: &Card) -> AnyView {
    let (m, d) = (screen.m, screen.d);
    let due = card
        .due
        .parse()
        .map_or_else(|_| card.due.clone(), format::day);
    let due = Some(due).filter(|due| !due.is_empty());
    let sure = card
        .confidence
        .parse::<u8>()
        .ok()
        .map(|confidence| confidence_word(d, confidence));
    let lead = if card.leads.is_empty() {
        let unknown = (!card.lead_text.is_empty())
            .then(|| fill(d.lead_unknown, &[("text", &card.lead_text)]));
        view! { <span class="field-error">{icon("missing")} <span>{unknown.unwrap_or_else(|| d.lead_missing.to_owned())}</span></span> }
            .into_any()
    } else {
        view! { <b>{some_names(screen, &card.leads)}</b> }.into_any()
    };
    view! {
        <dl class="facts">
            <dt>{m.lead}</dt>
            <dd>{lead}</dd>
            {(!card.coordinating.is_empty())
                .then(|| {
                    view! {
                        <dt>{m.coordinating}</dt>
                        <dd>{some_names(screen, &card.coordinating)}</dd>
                    }
                })}
            <dt>{m.due}</dt>
            <dd>{due.unwrap_or_else(|| m.none_yet.to_owned())}</dd>
            {sure
                .map(|word| {
                    view! {
                        <dt>{d.confidence}</dt>
                        <dd>{word}</dd>
                    }
                })}
        </dl>
    }
    .into_any()
}

/// How sure the reader was, in a word.
fn confidence_word(d: &DirectiveMessages, confidence: u8) -> &'static str {
    match confidence {
        80.. => d.sure,
        50.. => d.to_check,
        _ => d.guess,
    }
}

/// Names of agencies, the first few and how many more: `21 cơ quan: …`.
fn some_names(screen: &Screen, ids: &[AgencyId]) -> String {
    let names: Vec<_> = named(&screen.choices, ids)
        .into_iter()
        .map(|agency| screen.m.short_agency(agency))
        .collect();
    if names.len() <= NAMES_SHOWN {
        return names.join("; ");
    }
    fill(
        screen.d.agencies_and_more,
        &[
            ("n", &ids.len().to_string()),
            ("names", &names[..NAMES_SHOWN].join("; ")),
        ],
    )
}

fn clears_view(
    m: &'static Messages,
    d: &'static DirectiveMessages,
    page: &DraftPage,
    lacking: &[Clear],
) -> AnyView {
    let items = page
        .clears
        .rules
        .iter()
        .filter(|rule| rule.at.contains(&Step::Issue))
        .map(|rule| {
            let is_filled = !lacking.contains(&rule.clear);
            let text = if is_filled {
                m.clear(rule.clear).to_owned()
            } else {
                format!("{} {}", d.missing, m.clear(rule.clear).to_lowercase())
            };
            view! {
                <li data-filled=if is_filled { "true" } else { "false" }>
                    {icon(if is_filled { "filled" } else { "missing" })} {text}
                </li>
            }
        })
        .collect_view();
    view! {
        <ul class="draft-clears" aria-label=m.clears_label>
            {items}
        </ul>
    }
    .into_any()
}

/// The agencies and the unit of a card: chosen ones, or the whole lists where it is open.
fn agencies_view(screen: &Screen, card: &Card, is_open: bool) -> AnyView {
    let number = card.number;
    let name = |field: &str| format!("draft.{number}.{field}");
    let is_wrong =
        ["leads", "coordinating", "area"].map(|field| screen.error(card, field).is_some());
    if is_open || is_wrong.contains(&true) {
        return all_agencies(screen, card);
    }
    let (m, d, open) = (screen.m, screen.d, screen.open);
    let lead = match card.leads.as_slice() {
        [] => lead_field(screen, card),
        [lead] => {
            view! { <input type="hidden" name=name("leads") value=lead.to_string() /> }.into_any()
        }
        leads => chosen_boxes(screen, &name("leads"), leads, m.lead),
    };
    let coordinating = (!card.coordinating.is_empty()).then(|| {
        chosen_boxes(
            screen,
            &name("coordinating"),
            &card.coordinating,
            m.coordinating,
        )
    });
    let area = (!card.area.is_empty())
        .then(|| view! { <input type="hidden" name=name("area") value=card.area.clone() /> });
    view! {
        {lead}
        {coordinating}
        {products(screen, card, false)}
        {area}
        <p>
            // With wasm the lists appear at once; without, what was typed is saved on the way to them.
            <button
                class="btn btn-small"
                name="do"
                value=format!("open.{number}")
                on:click=move |event| {
                    event.prevent_default();
                    open.set(Some(number));
                }
            >
                {d.change_agencies}
                <span class="sr-only">{format!(" {} {number}", d.draft)}</span>
            </button>
        </p>
    }
    .into_any()
}

/// Several chosen agencies behind their number.
fn chosen_boxes(screen: &Screen, name: &str, chosen: &[AgencyId], label: &'static str) -> AnyView {
    let count = fill(screen.d.agencies_count, &[("n", &chosen.len().to_string())]);
    let agencies = named(&screen.choices, chosen);
    view! {
        <details class="disclosure">
            <summary>{format!("{label}: {count}")}</summary>
            {agency_boxes(screen.m, name, &agencies, chosen, label)}
        </details>
    }
    .into_any()
}

/// One lead out of all agencies.
fn lead_field(screen: &Screen, card: &Card) -> AnyView {
    let name = format!("draft.{}.leads", card.number);
    let id = field_id(&name);
    let error = screen.error(card, "leads");
    let invalid = error.as_ref().map(|_| "true");
    view! {
        <div class="field">
            <label class="label" for=id.clone()>
                {screen.m.lead}
            </label>
            {error.map(|text| error_line(format!("{id}-error"), text))}
            {agency_select(
                screen.m,
                (id, name),
                &screen.choices,
                card.leads.first().copied(),
                invalid,
            )}
        </div>
    }
    .into_any()
}

/// The whole lists: one lead, further leads, coordinating agencies with what they owe, the unit.
fn all_agencies(screen: &Screen, card: &Card) -> AnyView {
    let (m, d) = (screen.m, screen.d);
    let number = card.number;
    let everyone: Vec<&AgencyName> = screen.choices.iter().collect();
    let more = card.leads.get(1..).unwrap_or_default();
    let leads = format!("draft.{number}.leads");
    let coordinating = format!("draft.{number}.coordinating");
    let area = format!("draft.{number}.area");
    let error = screen.error(card, "coordinating");
    view! {
        {lead_field(screen, card)}
        <details class="disclosure" open=!more.is_empty()>
            <summary>{d.more_leads}</summary>
            <p class="hint">{d.more_leads_hint}</p>
            {agency_boxes(m, &leads, &everyone, more, d.more_leads)}
        </details>
        <div class="field">
            <span class="label">{m.coordinating}</span>
            {error.map(|text| error_line(format!("{}-error", field_id(&coordinating)), text))}
            {agency_boxes(m, &coordinating, &everyone, &card.coordinating, m.coordinating)}
        </div>
        {products(screen, card, true)}
        <div class="field">
            <label class="label" for=field_id(&area)>
                {m.area}
                <span class="optional">" " {m.optional}</span>
            </label>
            {area_select(m, (field_id(&area), area.clone()), d.whole_province, &screen.areas, &card.area)}
        </div>
    }
    .into_any()
}

/// What each coordinating agency owes: on an open card for all of them, else only what is there.
fn products(screen: &Screen, card: &Card, is_open: bool) -> AnyView {
    named(&screen.choices, &card.coordinating)
        .into_iter()
        .filter_map(|agency| {
            let product = card.products.get(&agency.id).cloned().unwrap_or_default();
            if product.is_empty() && !is_open {
                return None;
            }
            let name = format!("draft.{}.product.{}", card.number, agency.id);
            let id = field_id(&name);
            let label = fill(
                screen.d.product_of,
                &[("agency", screen.m.short_agency(agency))],
            );
            Some(view! {
                <div class="field">
                    <label class="label" for=id.clone()>
                        {label}
                        <span class="optional">" " {screen.m.optional}</span>
                    </label>
                    <input class="input" type="text" id=id name=name value=product autocomplete="off" />
                </div>
            })
        })
        .collect_view()
        .into_any()
}

/// The fields of a draft that every card has.
fn edit_fields(filled: &Filled, number: usize) -> AnyView {
    let (m, d) = (filled.m, filled.d);
    let name = |field: &str| format!("draft.{number}.{field}");
    view! {
        {field(filled, &name("title"), (d.title, false), None, Control::Block(2))}
        {field(filled, &name("deliverable"), (m.deliverable, false), None, Control::Block(2))}
        {field(filled, &name("effect_expected"), (m.effect_expected, false), None, Control::Block(2))}
        {field(filled, &name("responsible"), (m.responsible, false), None, Control::Line)}
        {deadline_field(filled, &name("due"), false)}
        {field(
            filled,
            &name("milestones"),
            (m.section_milestones, true),
            Some(d.milestones_hint),
            Control::Block(2),
        )}
    }
    .into_any()
}

/// Stays in view: how many tasks, how many of them cannot be issued yet, save and issue.
fn issue_bar(screen: &Screen, cards: &[Card], lacking: &[Vec<Clear>]) -> AnyView {
    let d = screen.d;
    let tasks: usize = cards.iter().map(|card| card.leads.len()).sum();
    let incomplete = lacking.iter().filter(|lacking| !lacking.is_empty()).count();
    let first = cards
        .iter()
        .zip(lacking)
        .find(|(_, lacking)| !lacking.is_empty())
        .map(|(card, _)| card.number);
    let count = fill(d.tasks_count, &[("n", &tasks.to_string())]);
    let state = if incomplete == 0 {
        tone_badge(Tone::Success, "success", d.complete).into_any()
    } else {
        let text = fill(d.incomplete_count, &[("n", &incomplete.to_string())]);
        tone_badge(Tone::Warning, "warning", text).into_any()
    };
    view! {
        <div class="issue-bar" role="group" aria-label=d.issue>
            <p class="row">
                <b>{count}</b>
                {(!cards.is_empty()).then_some(state)}
            </p>
            <div class="form-actions">
                {first
                    .map(|number| {
                        view! {
                            <a class="btn" href=format!("#d-{number}") rel="external">
                                {d.to_first_missing}
                            </a>
                        }
                    })}
                <button class="btn" name="do" value="save">
                    {d.save}
                </button>
                <button class="btn btn-primary" name="do" value="issue">
                    {d.issue}
                </button>
            </div>
        </div>
    }
    .into_any()
}

/// Gives the document up; its number is free again.
fn discard(m: &'static Messages, d: &'static DirectiveMessages, page: &DraftPage) -> AnyView {
    view! {
        <details class="card disclosure no-print">
            <summary>{d.discard}</summary>
            <form class="form" method="post" action="/command">
                <p>{d.discard_text}</p>
                // One page, one act: whichever form is sent first takes the envelope.
                <input type="hidden" name="envelope" value=page.envelope.to_string() />
                <input type="hidden" name="subject" value="directive" />
                <input type="hidden" name="act" value="discard" />
                <input type="hidden" name="id" value=page.directive.id.to_string() />
                <input
                    type="hidden"
                    name="base_version"
                    value=page.directive.version.to_string()
                />
                <input type="hidden" name="back" value="/directives" />
                <div class="field">
                    <label class="label" for="f-reason">
                        {m.field_reason}
                    </label>
                    <textarea class="input" id="f-reason" name="reason" rows="2" required></textarea>
                </div>
                <div class="form-actions">
                    <button class="btn btn-danger">{d.discard}</button>
                </div>
            </form>
        </details>
    }
    .into_any()
}

/// Scrolls the text, not the page, to the source of a draft.
fn show_mark(number: usize) {
    let find = |id: &str| {
        document()
            .get_element_by_id(id)
            .and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok())
    };
    if let (Some(mark), Some(text)) = (find(&format!("s-{number}")), find("text")) {
        // A third of the height above it, for the sentences that lead to it.
        text.set_scroll_top(mark.offset_top() - text.client_height() / 3);
    }
}

#[cfg(test)]
mod tests;
