//! `/admin/people/new`: an account is made.

use super::api::read_new_person;
use super::messages::{PeopleMessages, messages};
use crate::form::{CommandForm, Form, Target};
use crate::frame::breadcrumb;
use crate::i18n::{Messages, use_messages};
use crate::ui::field::{Field, radios, text_input};
use crate::ui::{loaded, page_title};
use crate::url::parameter;
use domain::log::SubjectKind;
use domain::people::Person;
use domain::people::view::NewPersonPage;
use domain::view::Language;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use std::sync::Arc;
use uuid::Uuid;

/// `/admin/people/new`.
#[component]
pub fn NewPerson() -> impl IntoView {
    let m = use_messages();
    let query = use_query_map();
    let kept = Memo::new(move |_| {
        parameter(&query.read(), "kept").and_then(|kept| kept.parse::<Uuid>().ok())
    });
    let page = Resource::new_blocking(move || kept.get(), read_new_person);
    view! { {loaded(page, move |page| new_view(m, &page))} }
}

fn new_view(m: &'static Messages, page: &NewPersonPage) -> AnyView {
    let n = messages(m.language);
    let target = Target {
        subject: SubjectKind::Account,
        id: page.id.0,
        version: None,
        back: "/admin/people/new".to_owned(),
        agencies: Arc::default(),
        kept: page.kept.clone(),
        on_done: None,
    };
    let form = Form::new(&target, "person", "create", &[]);
    let title = match &page.kept {
        Some(_) => format!("{}{}", m.error_prefix, n.new),
        None => n.new.to_owned(),
    };
    let login = text_input(
        &form,
        Field::new("login", n.login).hint(n.login_hint),
        "off",
    );
    let identity = identity_fields(n, &form, None);
    view! {
        {page_title(title)}
        {breadcrumb(m, vec![(n.title.to_owned(), "/admin/people".to_owned())], n.new.to_owned())}
        <div class="page-head">
            <div>
                <h1>{n.new}</h1>
                <p class="page-lead">{n.new_lead}</p>
            </div>
        </div>
        <CommandForm form=form envelope=page.envelope submit=n.create>
            {login}
            {identity}
        </CommandForm>
    }
    .into_any()
}

/// Name, e-mail and language, filled with those of `person`.
pub fn identity_fields(
    n: &'static PeopleMessages,
    form: &Form,
    person: Option<&Person>,
) -> AnyView {
    let mail = crate::mail::messages::messages(form.m.language);
    let language = person.map_or(Language::Vi, |person| person.language);
    let languages = Language::ALL
        .iter()
        .map(|&language| (language.to_string(), mail.language(language).to_owned()))
        .collect();
    let text = |of: fn(&Person) -> &str| person.map(of).unwrap_or_default().to_owned();
    view! {
        {text_input(
            form,
            Field::new("full_name", n.full_name).value(text(|person| &person.full_name)),
            "off",
        )}
        {text_input(
            form,
            Field::new("email", n.email)
                .hint(n.email_hint)
                .optional()
                .value(text(|person| &person.email)),
            "off",
        )}
        {radios(form, Field::new("language", n.language).value(language.to_string()), languages)}
    }
    .into_any()
}
