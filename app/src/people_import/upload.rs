//! `/admin/people/import`: the file is chosen.

use super::api::read_upload;
use super::messages::{ImportMessages, messages};
use crate::form::{Form, Target, failure_of};
use crate::frame::breadcrumb;
use crate::i18n::{Messages, fill, use_messages};
use crate::ui::{icon, loaded, page_title};
use crate::url::parameter;
use domain::log::SubjectKind;
use domain::people::import::view::UploadPage;
use domain::people::import::{MAX_BYTES, MOST_ROWS};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use std::sync::Arc;
use uuid::Uuid;

/// Where the form is sent, and the page on which it stands.
pub const ADDRESS: &str = "/admin/people/import";
/// The file that people fill in.
const TEMPLATE: &str = "/admin/people/import/template";

/// `/admin/people/import`.
#[component]
pub fn ImportPeople() -> impl IntoView {
    let m = use_messages();
    let n = messages(m.language);
    let query = use_query_map();
    let kept = Memo::new(move |_| {
        parameter(&query.read(), "kept").and_then(|kept| kept.parse::<Uuid>().ok())
    });
    let page = Resource::new_blocking(move || kept.get(), read_upload);
    view! { {loaded(page, move |page| upload_view(m, n, &page))} }
}

fn upload_view(m: &'static Messages, n: &'static ImportMessages, page: &UploadPage) -> AnyView {
    let people = crate::people::messages::messages(m.language);
    let target = Target {
        subject: SubjectKind::Account,
        id: Uuid::nil(),
        version: None,
        back: ADDRESS.to_owned(),
        agencies: Arc::default(),
        kept: page.kept.clone(),
        on_done: Callback::new(|_| ()),
    };
    let form = Form::new(&target, "import", "import", &[]);
    let title = match &page.kept {
        Some(_) => format!("{}{}", m.error_prefix, n.title),
        None => n.title.to_owned(),
    };
    let size = (MAX_BYTES / (1024 * 1024)).to_string();
    let rows = MOST_ROWS.to_string();
    let hint = fill(n.file_hint, &[("rows", &rows), ("size", &size)]);
    let error = form.field_error("file");
    let columns = n
        .columns
        .iter()
        .map(|(name, about)| {
            view! {
                <dt>{*name}</dt>
                <dd>{*about}</dd>
            }
        })
        .collect_view();
    view! {
        {page_title(title)}
        {breadcrumb(
            m,
            vec![(people.title.to_owned(), "/admin/people".to_owned())],
            n.title.to_owned(),
        )}
        <div class="page-head">
            <div>
                <h1>{n.title}</h1>
                <p class="page-lead">{n.lead}</p>
            </div>
        </div>
        <form
            class="form card"
            method="post"
            action=ADDRESS
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
                <a class="btn" href=TEMPLATE rel="external" download>
                    {n.template}
                </a>
                <a class="btn btn-quiet" href="/admin/people">
                    {n.back}
                </a>
            </div>
        </form>
        <section class="section" aria-labelledby="columns-h">
            <h2 id="columns-h">{n.columns_title}</h2>
            <p>{n.columns_lead}</p>
            <dl class="facts">{columns}</dl>
        </section>
    }
    .into_any()
}
