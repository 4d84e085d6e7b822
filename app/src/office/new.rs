//! `/admin/agencies/new`: an agency is made.

use super::api::read_new_office;
use super::messages::{OfficeMessages, messages};
use crate::form::{CommandForm, Form, Target};
use crate::frame::breadcrumb;
use crate::i18n::{Messages, format, use_messages};
use crate::ui::field::{Field, date_input, select, text_area, text_input};
use crate::ui::{loaded, page_title};
use crate::url::parameter;
use domain::agency::{Agency, Sector};
use domain::log::SubjectKind;
use domain::office::view::NewOfficePage;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use std::sync::Arc;
use uuid::Uuid;

/// `/admin/agencies/new`.
#[component]
pub fn NewOffice() -> impl IntoView {
    let m = use_messages();
    let query = use_query_map();
    let kept = Memo::new(move |_| {
        parameter(&query.read(), "kept").and_then(|kept| kept.parse::<Uuid>().ok())
    });
    let page = Resource::new_blocking(move || kept.get(), read_new_office);
    view! { {loaded(page, move |page| new_view(m, &page))} }
}

fn new_view(m: &'static Messages, page: &NewOfficePage) -> AnyView {
    let n = messages(m.language);
    let target = Target {
        subject: SubjectKind::Agency,
        id: page.id.0,
        version: None,
        back: "/admin/agencies/new".to_owned(),
        agencies: Arc::new(page.choices.clone()),
        kept: page.kept.clone(),
        on_done: None,
    };
    let form = Form::new(&target, "agency", "create", &[]);
    let title = match &page.kept {
        Some(_) => format!("{}{}", m.error_prefix, n.new),
        None => n.new.to_owned(),
    };
    let sectors = Sector::ALL
        .iter()
        .map(|&sector| (sector.to_string(), n.sector_of(sector).to_owned()))
        .collect();
    let levels = page
        .levels
        .iter()
        .map(|&level| (level.to_string(), n.level_of(level).to_owned()))
        .collect();
    let above = page
        .choices
        .iter()
        .map(|agency| (agency.id.to_string(), m.agency(agency).to_owned()))
        .collect();
    let fields = view! {
        {text_input(&form, Field::new("code", n.code).hint(n.code_hint), "off")}
        {name_fields(n, &form, None)}
        {select(&form, Field::new("sector", n.sector), n.choose, sectors)}
        {select(&form, Field::new("level", n.level), n.choose, levels)}
        {select(&form, Field::new("parent", n.parent).optional(), n.no_parent, above)}
        {date_input(&form, Field::new("from", n.from).value(format::iso_day(page.today)))}
    };
    view! {
        {page_title(title)}
        {breadcrumb(
            m,
            vec![(n.title.to_owned(), "/admin/agencies".to_owned())],
            n.new.to_owned(),
        )}
        <div class="page-head">
            <div>
                <h1>{n.new}</h1>
                <p class="page-lead">{n.new_lead}</p>
            </div>
        </div>
        <CommandForm form=form envelope=page.envelope submit=n.create>
            {fields}
        </CommandForm>
    }
    .into_any()
}

/// The names of an agency in both languages, filled with those of `agency`.
pub fn name_fields(n: &'static OfficeMessages, form: &Form, agency: Option<&Agency>) -> AnyView {
    let text = |of: fn(&Agency) -> &str| agency.map(of).unwrap_or_default().to_owned();
    let aliases = agency.map(|agency| agency.aliases.join("\n"));
    view! {
        {text_input(
            form,
            Field::new("name_vi", n.name_vi).value(text(|agency| &agency.name_vi)),
            "off",
        )}
        {text_input(
            form,
            Field::new("name_en", n.name_en).value(text(|agency| &agency.name_en)),
            "off",
        )}
        <div class="form-grid">
            {text_input(
                form,
                Field::new("short_vi", n.short_vi).value(text(|agency| &agency.short_vi)),
                "off",
            )}
            {text_input(
                form,
                Field::new("short_en", n.short_en).value(text(|agency| &agency.short_en)),
                "off",
            )}
        </div>
        {text_area(
            form,
            Field::new("aliases", n.aliases)
                .hint(n.aliases_hint)
                .optional()
                .value(aliases.unwrap_or_default()),
        )}
    }
    .into_any()
}
