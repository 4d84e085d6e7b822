//! `/admin/people/import`, `/admin/agencies/import`: the file is chosen.

use super::api::read_upload;
use super::messages::{ImportMessages, messages, of};
use super::{address, list};
use crate::form::{Form, Target, failure_of};
use crate::frame::breadcrumb;
use crate::i18n::{Messages, fill, use_messages};
use crate::ui::{icon, loaded, page_title};
use crate::url::parameter;
use domain::intake::view::UploadPage;
use domain::intake::{Kind, MAX_BYTES, MOST_ROWS};
use domain::log::SubjectKind;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use std::sync::Arc;
use uuid::Uuid;

/// `/admin/people/import`.
#[component]
pub fn ImportPeople() -> impl IntoView {
    upload(Kind::People)
}

/// `/admin/agencies/import`.
#[component]
pub fn ImportAgencies() -> impl IntoView {
    upload(Kind::Agencies)
}

fn upload(kind: Kind) -> impl IntoView {
    let m = use_messages();
    let n = messages(m.language);
    let query = use_query_map();
    let kept = Memo::new(move |_| {
        parameter(&query.read(), "kept").and_then(|kept| kept.parse::<Uuid>().ok())
    });
    let page = Resource::new_blocking(move || kept.get(), read_upload);
    view! { {loaded(page, move |page| upload_view(m, n, kind, &page))} }
}

/// What the list is called to which an import adds.
pub(super) fn list_title(m: &Messages, kind: Kind) -> String {
    match kind {
        Kind::People => crate::people::messages::messages(m.language).title,
        Kind::Agencies => crate::office::messages::messages(m.language).title,
    }
    .to_owned()
}

fn upload_view(
    m: &'static Messages,
    n: &'static ImportMessages,
    kind: Kind,
    page: &UploadPage,
) -> AnyView {
    let title = of(kind, n.title);
    let columns = kind.columns().iter().map(|column| {
        view! {
            <dt>{column.heading()}</dt>
            <dd>{n.about(*column)}</dd>
        }
    });
    let columns = columns.collect_view();
    let target = Target {
        // No subject: a file is none, and this form is sent as it is.
        subject: SubjectKind::Account,
        id: Uuid::nil(),
        version: None,
        back: address(kind).to_owned(),
        agencies: Arc::default(),
        kept: page.kept.clone(),
        on_done: None,
    };
    let form = Form::new(&target, "import", "import", &[]);
    let in_head = match &page.kept {
        Some(_) => format!("{}{title}", m.error_prefix),
        None => title.to_owned(),
    };
    let size = (MAX_BYTES / (1024 * 1024)).to_string();
    let rows = MOST_ROWS.to_string();
    let hint = fill(n.file_hint, &[("rows", &rows), ("size", &size)]);
    let error = form.field_error("file");
    let template = format!("{}/template", address(kind));
    view! {
        {page_title(in_head)}
        {breadcrumb(
            m,
            vec![(list_title(m, kind), list(kind).to_owned())],
            title.to_owned(),
        )}
        <div class="page-head">
            <div>
                <h1>{title}</h1>
                <p class="page-lead">{n.lead}</p>
            </div>
        </div>
        <form
            class="form card"
            method="post"
            action=address(kind)
            enctype="multipart/form-data"
            novalidate
        >
            {failure_of(&form)}
            <div class="field">
                <label class="label" for="import-file">
                    {n.file}
                </label>
                <p class="hint" id="import-file-hint">
                    {hint}
                </p>
                {move || {
                    error
                        .get()
                        .map(|text| {
                            view! {
                                <p class="field-error" id="import-file-error">
                                    {icon("danger")}
                                    <span>{text}</span>
                                </p>
                            }
                        })
                }}
                <input
                    class="input"
                    type="file"
                    id="import-file"
                    name="file"
                    accept=".xlsx,.csv,.txt"
                    required
                    aria-describedby="import-file-hint"
                />
            </div>
            <div class="form-actions">
                <button class="btn btn-primary">{n.check}</button>
                <a class="btn" href=template rel="external" download>
                    {n.template}
                </a>
                <a class="btn btn-quiet" href=list(kind)>
                    {of(kind, n.back)}
                </a>
            </div>
        </form>
        <section class="section" aria-labelledby="columns-h">
            <h2 id="columns-h">{n.columns_title}</h2>
            <p>{of(kind, n.columns_lead)}</p>
            <dl class="facts">{columns}</dl>
        </section>
    }
    .into_any()
}
