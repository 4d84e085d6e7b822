//! `/duties/new`: a duty is ordered.

use super::api::read_new_duty;
use super::fields::fields;
use super::messages::messages;
use crate::form::{CommandForm, Form, Target};
use crate::frame::breadcrumb;
use crate::i18n::{Messages, use_messages};
use crate::ui::{loaded, page_title};
use crate::url::parameter;
use domain::duty::view::NewDutyPage;
use domain::log::SubjectKind;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use std::sync::Arc;
use uuid::Uuid;

/// `/duties/new`.
#[component]
pub fn NewDuty() -> impl IntoView {
    let m = use_messages();
    let query = use_query_map();
    let kept = Memo::new(move |_| {
        parameter(&query.read(), "kept").and_then(|kept| kept.parse::<Uuid>().ok())
    });
    let page = Resource::new_blocking(move || kept.get(), read_new_duty);
    view! { {loaded(page, move |page| new_view(m, &page))} }
}

fn new_view(m: &'static Messages, page: &NewDutyPage) -> AnyView {
    let d = messages(m.language);
    let target = Target {
        subject: SubjectKind::Duty,
        id: page.id.0,
        version: None,
        back: "/duties/new".to_owned(),
        agencies: Arc::new(page.choices.clone()),
        kept: page.kept.clone(),
        on_done: None,
    };
    let form = Form::new(&target, "duty", "create", &[]);
    let title = match &page.kept {
        Some(_) => format!("{}{}", m.error_prefix, d.new),
        None => d.new.to_owned(),
    };
    let fields = fields(&form, None, &page.choices, page.kept.as_ref(), page.today);
    view! {
        {page_title(title)}
        {breadcrumb(m, vec![(d.title.to_owned(), "/duties".to_owned())], d.new.to_owned())}
        <div class="page-head">
            <div>
                <h1>{d.new}</h1>
                <p class="page-lead">{d.new_lead}</p>
            </div>
        </div>
        <CommandForm form=form envelope=page.envelope submit=d.create>
            {fields}
        </CommandForm>
    }
    .into_any()
}
