//! `/directives/new`: a document is pasted, uploaded or written by hand.
//!
//! **Invariants:** no text without the confirmation that it is unclassified; what the reader found comes back
//! as fields, and a person completes them. To add a way in: a section of [`compose_view`].

use super::api::read_compose;
use super::header::{Control, Filled, error_line, field, field_id, header_fields, label, summary};
use super::messages::{DirectiveMessages, messages};
use crate::frame::breadcrumb;
use crate::i18n::{Messages, fill, use_messages};
use crate::ui::field::escape;
use crate::ui::{Tone, icon, loaded, notice, page_title};
use crate::url::parameter;
use domain::refusal::{Problem, Refusal};
use domain::view::{ComposePage, Sample};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// What `?sample=` says: the number of the dispatch that a demonstration offers.
pub const SAMPLE: &str = "1041";

/// `/directives/new`.
#[component]
pub fn Compose() -> impl IntoView {
    let m = use_messages();
    let d = messages(m.language);
    let query = use_query_map();
    let kept = Memo::new(move |_| parameter(&query.read(), "kept").and_then(|id| id.parse().ok()));
    // Where nothing may be kept, only the code of the problem comes along.
    let code = move || parameter(&query.read(), "problem");
    let sample = Memo::new(move |_| parameter(&query.read(), "sample"));
    let page = Resource::new_blocking(
        move || (kept.get(), sample.get()),
        |(kept, sample)| read_compose(kept, sample),
    );
    view! {
        {move || {
            if kept.get().is_some() || code().is_some() {
                page_title(format!("{}{}", m.error_prefix, d.new))
            } else {
                page_title(d.new.to_owned())
            }
        }}
        {move || code().map(|code| notice(Tone::Danger, said(m, &code), None))}
        {breadcrumb(
            m,
            vec![(m.nav_directives.to_owned(), "/directives".to_owned())],
            d.new.to_owned(),
        )}
        {loaded(page, move |page| compose_view(m, d, page))}
    }
}

/// The sentence for the code of a problem.
fn said(m: &'static Messages, code: &str) -> &'static str {
    match code {
        "secret" => m.refused_secret,
        code => m.problem_code(code),
    }
}

fn compose_view(m: &'static Messages, d: &'static DirectiveMessages, page: ComposePage) -> AnyView {
    let (fields, problem) = match page.kept.clone() {
        Some(kept) => (kept.values, Some(kept.problem)),
        None => (Vec::new(), None),
    };
    let filled = Filled {
        m,
        d,
        fields,
        problem,
    };
    // A text of which nothing could be read comes back with the act alone: then it is given once more.
    let completes = filled.fields.len() > 1;
    let blank = Filled {
        fields: Vec::new(),
        ..filled.clone()
    };
    let why = summary(
        &filled,
        &page.choices,
        |name| {
            (
                format!("#{}", field_id(name)),
                label(d, m, name).unwrap_or(d.text).to_owned(),
            )
        },
        more(d, &filled),
    );
    let by_hand = by_hand(&page, &filled, completes);
    let paste = paste(&page, &blank, completes);
    view! {
        {why}
        <div class="page-head">
            <div>
                <h1>{d.new}</h1>
                <p class="page-lead">{if completes { d.complete_lead } else { d.new_lead }}</p>
            </div>
        </div>
        <div class="notice" data-tone="warning">
            {icon("warning")}
            <div>
                <p class="notice-title">{d.secret_title}</p>
                <p>{d.secret_text}</p>
            </div>
        </div>
        {if completes { vec![by_hand, paste] } else { vec![paste, by_hand] }}
    }
    .into_any()
}

/// What the summary adds to a problem: the number that is taken.
fn more(d: &'static DirectiveMessages, filled: &Filled) -> AnyView {
    match &filled.problem {
        Some(Problem::Refused {
            refusal: Refusal::NumberTaken { directive },
        }) => {
            let reference = format!("{}/{}", filled.value("number"), filled.value("symbol"));
            let text = fill(d.number_taken, &[("number", &reference)]);
            let (address, link) = match directive {
                Some(id) => (format!("/directives/{id}"), d.number_taken_link),
                None => ("/directives".to_owned(), d.number_taken_list),
            };
            view! {
                <p>
                    {text}
                    " "
                    <a href=address>{link}</a>
                </p>
            }
            .into_any()
        }
        _ => ().into_any(),
    }
}

/// The way for a document that is there as text or file. `is_folded` behind a form that is being completed.
fn paste(page: &ComposePage, filled: &Filled, is_folded: bool) -> AnyView {
    let d = filled.d;
    // The form to be completed has the same fields, and an id stands once on a page.
    let text_id = if is_folded { "again-text" } else { "f-text" };
    let file_id = if is_folded { "again-file" } else { "f-file" };
    let box_id = if is_folded {
        "again-unclassified"
    } else {
        "f-unclassified"
    };
    let error = |name: &str| filled.error(name).filter(|_| !is_folded);
    let (text_error, file_error, box_error) = (error("text"), error("file"), error("unclassified"));
    let sample = match &page.sample {
        Sample::Text(text) => text.clone(),
        Sample::None | Sample::Offered => String::new(),
    };
    let form = view! {
        <form
            class="form"
            method="post"
            action="/directives/read"
            enctype="multipart/form-data"
            novalidate
        >
            // Sent twice, it registers one directive.
            <input type="hidden" name="envelope" value=page.envelope.to_string() />
            {(page.sample == Sample::Offered).then(|| sample_link(d))}
            <div class="field">
                <label class="label" for=text_id>
                    {d.paste_text}
                </label>
                {text_error.map(|text| error_line(format!("{text_id}-error"), text))}
                // Children of a textarea would be written as they are.
                <textarea
                    class="input input-tall"
                    id=text_id
                    name="text"
                    rows="12"
                    inner_html=escape(&sample)
                ></textarea>
            </div>
            <div class="field">
                <label class="label" for=file_id>
                    {d.file}
                    <span class="optional">" " {filled.m.optional}</span>
                </label>
                <p class="hint" id=format!("{file_id}-hint")>
                    {d.file_hint}
                </p>
                {file_error.map(|text| error_line(format!("{file_id}-error"), text))}
                <input
                    class="input"
                    type="file"
                    id=file_id
                    name="file"
                    accept=".txt,.docx"
                    aria-describedby=format!("{file_id}-hint")
                />
            </div>
            {confirmation(d, (box_id, box_error), false)}
            <div class="form-actions">
                <button class="btn btn-primary">{d.read}</button>
                <a class="btn btn-quiet" href="/directives">
                    {d.later}
                </a>
            </div>
        </form>
    };
    if is_folded {
        view! {
            <details class="card disclosure">
                <summary>{d.paste_again}</summary>
                {form}
            </details>
        }
        .into_any()
    } else {
        view! {
            <section class="card" aria-labelledby="paste-h">
                <div class="card-head">
                    <h2 id="paste-h">{d.paste_title}</h2>
                </div>
                {form}
            </section>
        }
        .into_any()
    }
}

/// The way to a page with the sample in it.
fn sample_link(d: &'static DirectiveMessages) -> impl IntoView {
    // Loaded anew: what a person already typed into a field would otherwise stay in it.
    view! {
        <p>
            <a class="btn" rel="external" href=format!("/directives/new?sample={SAMPLE}")>
                {icon("document")}
                {d.use_sample}
            </a>
        </p>
    }
}

/// The box that says that the document bears no secrecy mark.
fn confirmation(
    d: &'static DirectiveMessages,
    (id, error): (&'static str, Option<String>),
    is_ticked: bool,
) -> impl IntoView {
    let error_id = format!("{id}-error");
    let described_by = error.as_ref().map(|_| error_id.clone());
    view! {
        <div class="field">
            {error.map(|text| error_line(error_id, text))}
            <label class="choice">
                <input
                    type="checkbox"
                    id=id
                    name="unclassified"
                    checked=is_ticked
                    required
                    aria-describedby=described_by
                />
                <span>{d.unclassified}</span>
            </label>
        </div>
    }
}

/// The way by hand, which is also the one to complete what the reader found.
fn by_hand(page: &ComposePage, filled: &Filled, completes: bool) -> AnyView {
    let d = filled.d;
    // The first envelope of a page is new to the world, and so is an id made of it.
    let id = page.envelope.to_string();
    let is_ticked = filled.value("unclassified") == "on";
    // Beside the pasting form the ids would be there twice; errors lead to the form that came back.
    let (box_id, box_error) = if completes {
        ("f-unclassified", filled.error("unclassified"))
    } else {
        ("hand-unclassified", None)
    };
    let text = if completes {
        field(filled, "text", (d.text, false), None, Control::Document)
    } else {
        view! {
            <div class="field">
                <label class="label" for="hand-text">
                    {d.text}
                </label>
                <textarea class="input input-tall" id="hand-text" name="text" rows="12"></textarea>
            </div>
        }
        .into_any()
    };
    let form = view! {
        <form class="form" method="post" action="/command" novalidate>
            <input type="hidden" name="envelope" value=id.clone() />
            <input type="hidden" name="subject" value="directive" />
            <input type="hidden" name="act" value="register" />
            <input type="hidden" name="id" value=id.clone() />
            <input type="hidden" name="base_version" value="" />
            <input type="hidden" name="back" value="/directives/new" />
            {header_fields(filled, &page.choices)}
            {text}
            {confirmation(d, (box_id, box_error), is_ticked)}
            <div class="form-actions">
                <button class="btn btn-primary">{d.register}</button>
            </div>
        </form>
    };
    if completes {
        view! {
            <section class="card" aria-labelledby="hand-h">
                <div class="card-head">
                    <h2 id="hand-h">{d.complete_title}</h2>
                </div>
                {form}
            </section>
        }
        .into_any()
    } else {
        view! {
            <details class="card disclosure" open=filled.problem.is_some()>
                <summary>{d.by_hand}</summary>
                {form}
            </details>
        }
        .into_any()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::messages as words;
    use chrono::NaiveDate;
    use domain::id::{DirectiveId, EnvelopeId};
    use domain::refusal::{FieldError, FieldFault};
    use domain::view::{KeptForm, Language};
    use uuid::Uuid;

    fn html(kept: Option<(Vec<(&str, &str)>, Refusal)>) -> String {
        html_with(kept, Sample::None)
    }

    fn html_with(kept: Option<(Vec<(&str, &str)>, Refusal)>, sample: Sample) -> String {
        let kept = kept.map(|(values, refusal)| KeptForm {
            act: "register".to_owned(),
            values: values
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            problem: Problem::Refused { refusal },
        });
        let page = ComposePage {
            choices: Vec::new(),
            today: NaiveDate::from_ymd_opt(2022, 9, 14).expect("a day"),
            kept,
            envelope: EnvelopeId(Uuid::from_u128(7)),
            sample,
        };
        Owner::new().with(|| {
            let m = words(Language::Vi);
            provide_context(Language::Vi);
            compose_view(m, messages(Language::Vi), page).to_html()
        })
    }

    fn required(field: &str) -> Refusal {
        Refusal::field(field, FieldFault::Required)
    }

    fn ids_are_unique(html: &str) {
        let mut ids: Vec<_> = html
            .split(" id=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all, "an id is there twice");
    }

    #[test]
    fn both_ways_are_there_and_share_no_id() {
        let html = html(None);
        ids_are_unique(&html);
        assert!(html.contains("action=\"/directives/read\""));
        assert!(html.contains("enctype=\"multipart/form-data\""));
        assert!(html.contains("value=\"register\""));
        assert!(!html.contains("error-summary"));
    }

    #[test]
    fn what_the_reader_found_is_completed_by_a_person() {
        let refusal = Refusal::Invalid {
            fields: vec![FieldError {
                field: "symbol".to_owned(),
                fault: FieldFault::Required,
            }],
        };
        let values = vec![
            ("act", "register"),
            ("text", "Sở Y tế </textarea> chủ trì"),
            ("unclassified", "on"),
            ("number", "1041"),
        ];
        let html = html(Some((values, refusal)));
        ids_are_unique(&html);
        assert!(
            html.contains("href=\"#f-symbol\""),
            "the summary leads there"
        );
        assert!(html.contains("id=\"f-symbol-error\""));
        assert!(html.contains("value=\"1041\""));
        assert!(html.contains("&lt;/textarea&gt; chủ trì</textarea>"));
    }

    #[test]
    fn a_text_that_was_not_given_is_asked_for_where_it_is_pasted() {
        let html = html(Some((vec![("act", "register")], required("text"))));
        ids_are_unique(&html);
        assert!(html.contains("href=\"#f-text\""));
        assert!(html.contains("id=\"f-text-error\""));
    }

    #[test]
    fn a_number_that_is_taken_is_named() {
        let values = vec![
            ("act", "register"),
            ("number", "1041"),
            ("symbol", "UBND-NC"),
        ];
        let taken = Refusal::NumberTaken {
            directive: Some(DirectiveId(Uuid::from_u128(7))),
        };
        let html = html(Some((values, taken)));
        assert!(html.contains("1041/UBND-NC"));
        let address = format!("href=\"/directives/{}\"", Uuid::from_u128(7));
        assert!(html.contains(&address), "the document is one step away");
    }

    #[test]
    fn the_sample_is_offered_where_there_is_one_and_fills_the_text() {
        let link = "href=\"/directives/new?sample=1041\"";
        assert!(!html(None).contains(link));
        assert!(html_with(None, Sample::Offered).contains(link));
        let filled = html_with(None, Sample::Text("Sở Y tế <b> chủ trì".to_owned()));
        ids_are_unique(&filled);
        assert!(filled.contains("Sở Y tế &lt;b&gt; chủ trì</textarea>"));
        assert!(!filled.contains(link), "it is there already");
    }
}
