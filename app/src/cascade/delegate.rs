//! `/tasks/:id/delegate`: a task is delegated to several agencies in one step.
//!
//! Groups are links: they lead to the same page with their agencies ticked, so they work without a script. The
//! rows of the agencies are finished markup, see [`crate::ui::markup`].
//!
//! **Invariant:** field names are those of [`domain::cascade::Delegation`], as `domain::form` reads them; a form
//! that came back has every tick and value that was sent. To add a field of one agency: a cell in [`row`].

use super::api::read_delegate;
use super::list::{no_such_task, task_in_address};
use super::messages::{CascadeMessages, messages};
use crate::form::{CommandForm, Form, Target};
use crate::frame::breadcrumb;
use crate::i18n::{Messages, fill, format, use_messages};
use crate::ui::field::{Field, deadline_input, radios, text_area, text_input};
use crate::ui::{empty, icon, loaded, page_title};
use crate::url::{parameter, with_query};
use domain::agency::AgencyName;
use domain::cascade::view::DelegatePage;
use domain::id::AgencyId;
use domain::log::SubjectKind;
use domain::rollup::{MAX_TARGET, Rule};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use maud::{Markup, html};
use std::sync::Arc;
use uuid::Uuid;

/// The id of the form on its page.
const FORM: &str = "delegate";

/// `/tasks/:id/delegate`.
#[component]
pub fn Delegate() -> impl IntoView {
    let m = use_messages();
    let query = use_query_map();
    let id = task_in_address();
    let group = Memo::new(move |_| parameter(&query.read(), "group"));
    let kept = Memo::new(move |_| {
        parameter(&query.read(), "kept").and_then(|kept| kept.parse::<Uuid>().ok())
    });
    let page = Resource::new_blocking(
        move || (id.get(), group.get(), kept.get()),
        |(id, group, kept)| async move {
            match id {
                Some(id) => read_delegate(id, group, kept).await,
                None => Err(no_such_task()),
            }
        },
    );
    view! {
        {loaded(
            page,
            move |page| delegate_view(m, &page, group.get_untracked().as_deref()),
        )}
    }
}

fn delegate_view(m: &'static Messages, page: &DelegatePage, group: Option<&str>) -> AnyView {
    let c = messages(m.language);
    let task = format!("/tasks/{}", page.task);
    let here = format!("{task}/delegate");
    let trail = vec![
        (m.nav_tasks.to_owned(), "/tasks".to_owned()),
        (page.title.clone(), task),
    ];
    let lead = match page.due {
        Some(due) => fill(c.delegate_lead, &[("day", &format::day(due))]),
        None => c.delegate_lead_no_due.to_owned(),
    };
    let title = match &page.kept {
        Some(_) => format!("{}{}", m.error_prefix, c.delegate),
        None => c.delegate.to_owned(),
    };
    let body = if page.choices.is_empty() {
        empty("task", c.nobody_title, c.nobody_text, None).into_any()
    } else {
        let target = Target {
            subject: SubjectKind::Task,
            id: page.task.0,
            version: Some(page.version),
            back: with_query(&here, &[("group", group.unwrap_or_default())]),
            agencies: Arc::new(page.choices.clone()),
            kept: page.kept.clone(),
            on_done: None,
        };
        view! {
            {quick(c, page, &here, group)}
            {form(m, c, page, &target)}
        }
        .into_any()
    };
    view! {
        {page_title(title)}
        {breadcrumb(m, trail, c.delegate.to_owned())}
        <div class="page-head">
            <div>
                <h1>{c.delegate}</h1>
                <p class="page-lead">{lead}</p>
            </div>
        </div>
        {body}
    }
    .into_any()
}

/// The groups as links: known ones, saved ones, all.
fn quick(
    c: &'static CascadeMessages,
    page: &DelegatePage,
    here: &str,
    group: Option<&str>,
) -> AnyView {
    let chip = |code: String, name: String, members: usize| {
        let current = (group == Some(code.as_str())).then_some("true");
        let address = with_query(here, &[("group", &code)]);
        view! {
            <li>
                <a class="chip" href=address aria-current=current>
                    {name}
                    " "
                    <span class="count">{members.to_string()}</span>
                </a>
            </li>
        }
    };
    let known = page
        .known
        .iter()
        .map(|(code, members)| chip(code.clone(), c.known(code).to_owned(), members.len()))
        .collect_view();
    let saved = page
        .saved
        .iter()
        .map(|saved| {
            chip(
                saved.id.to_string(),
                saved.name.clone(),
                saved.agencies.len(),
            )
        })
        .collect_view();
    let none = group.map(|_| {
        view! {
            <li>
                <a class="chip" href=here.to_owned()>
                    {c.quick_none}
                </a>
            </li>
        }
    });
    let manage = page.may_manage_groups.then(|| {
        view! {
            <p>
                <a href="/groups">{c.manage_groups}</a>
            </p>
        }
    });
    view! {
        <section class="stack-s" aria-labelledby="quick-h">
            <h2 id="quick-h">{c.quick}</h2>
            <ul class="chips">
                {known} {saved}
                {chip("all".to_owned(), c.quick_all.to_owned(), page.choices.len())} {none}
            </ul>
            {manage}
        </section>
    }
    .into_any()
}

fn form(
    m: &'static Messages,
    c: &'static CascadeMessages,
    page: &DelegatePage,
    target: &Target,
) -> AnyView {
    let fixed: Vec<(&'static str, String)> = match &page.rule {
        None => Vec::new(),
        Some(Rule::WeightedCount {}) => vec![("rule", "weighted_count".to_owned())],
        Some(Rule::MeasuredQuantity { unit }) => vec![
            ("rule", "measured_quantity".to_owned()),
            ("unit", unit.clone()),
        ],
    };
    let form = Form::new(target, FORM, "delegate", &[]);
    let due = page.due.map(format::iso_day).unwrap_or_default();
    let fields = view! {
        {text_input(&form, Field::new("title", c.field_title).value(page.title.clone()), "off")}
        {text_area(
            &form,
            Field::new("deliverable", c.field_deliverable)
                .value(page.deliverable.clone().unwrap_or_default()),
        )}
        {text_area(
            &form,
            Field::new("effect_expected", c.field_effect)
                .value(page.effect_expected.clone().unwrap_or_default()),
        )}
        {text_input(
            &form,
            Field::new("responsible", c.field_responsible).hint(c.field_responsible_hint),
            "off",
        )}
        {deadline_input(
            &form,
            Field::new("due", c.field_due).hint(c.field_due_hint).value(due),
            Field::new("due_days", m.field_days).hint(c.field_due_days_hint).optional(),
        )}
        {required(c, &form, page)}
        {rule(c, &form, page)}
        {agencies(m, c, &form, page)}
    };
    view! {
        <CommandForm form=form envelope=page.envelope fixed=fixed submit=c.submit>
            {fields}
        </CommandForm>
    }
    .into_any()
}

fn required(
    c: &'static CascadeMessages,
    form: &Form,
    page: &DelegatePage,
) -> impl IntoView + use<> {
    // A tick that was taken away is absent from the form that came back.
    let is_ticked = page.kept.is_none() || form.kept("required").is_some();
    view! {
        <div class="field">
            <label class="choice">
                <input
                    type="checkbox"
                    id=form.field_id("required")
                    name="required"
                    checked=is_ticked
                    aria-describedby="delegate-required-hint"
                />
                <span>{c.field_required}</span>
            </label>
            <p class="hint" id="delegate-required-hint">
                {c.field_required_hint}
            </p>
        </div>
    }
}

fn rule(c: &'static CascadeMessages, form: &Form, page: &DelegatePage) -> AnyView {
    match &page.rule {
        Some(rule) => view! { <p class="hint">{c.rule(rule)}</p> }.into_any(),
        None => view! {
            {radios(
                form,
                Field::new("rule", c.field_rule).value("weighted_count"),
                vec![
                    ("weighted_count".to_owned(), c.choice_count.to_owned()),
                    ("measured_quantity".to_owned(), c.choice_quantity.to_owned()),
                ],
            )}
            {text_input(
                form,
                Field::new("unit", c.field_unit).hint(c.field_unit_hint).optional(),
                "off",
            )}
        }
        .into_any(),
    }
}

/// The agencies, the ticked ones first; the others folded where some are ticked.
fn agencies(
    m: &'static Messages,
    c: &'static CascadeMessages,
    form: &Form,
    page: &DelegatePage,
) -> AnyView {
    let ticked: Vec<AgencyId> = match &page.kept {
        Some(kept) => kept
            .values
            .iter()
            .filter(|(name, _)| name == "to")
            .filter_map(|(_, id)| id.parse().ok())
            .collect(),
        None => page.picked.clone(),
    };
    let (first, rest): (Vec<&AgencyName>, Vec<&AgencyName>) = page
        .choices
        .iter()
        .partition(|agency| ticked.contains(&agency.id));
    let table = |agencies: &[&AgencyName], is_ticked: bool| {
        let rows = html! {
            @for agency in agencies { (row(m, c, form, page, agency, is_ticked)) }
        };
        view! {
            <div class="table-wrap table-cards" tabindex="0" role="region" aria-label=c.field_to>
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{c.field_to}</th>
                            <th scope="col">{c.own_due}</th>
                            <th scope="col">
                                {match &page.rule {
                                    None => c.amount,
                                    Some(Rule::WeightedCount {}) => c.amount_weight,
                                    Some(Rule::MeasuredQuantity { .. }) => c.amount_target,
                                }}
                            </th>
                        </tr>
                    </thead>
                    <tbody inner_html=rows.into_string()></tbody>
                </table>
            </div>
        }
    };
    let error = form.field_error("to");
    let body = if first.is_empty() {
        table(&rest, false).into_any()
    } else {
        let others = (!rest.is_empty()).then(|| {
            let name = fill(c.other_agencies, &[("n", &rest.len().to_string())]);
            view! {
                <details class="disclosure">
                    <summary>{name}</summary>
                    {table(&rest, false)}
                </details>
            }
        });
        view! {
            {table(&first, true)}
            {others}
        }
        .into_any()
    };
    view! {
        <fieldset class="fieldset" id=form.field_id("to") tabindex="-1">
            <legend>{c.field_to}</legend>
            <p class="hint">{c.field_to_hint} " " {c.amount_hint}</p>
            {move || {
                error
                    .get()
                    .map(|text| {
                        view! { <p class="field-error">{icon("danger")} <span>{text}</span></p> }
                    })
            }}
            {body}
        </fieldset>
    }
    .into_any()
}

fn row(
    m: &Messages,
    c: &CascadeMessages,
    form: &Form,
    page: &DelegatePage,
    agency: &AgencyName,
    is_ticked: bool,
) -> Markup {
    let (due, amount) = (
        format!("due.{}", agency.id),
        format!("amount.{}", agency.id),
    );
    let name = m.short_agency(agency);
    let latest = page.due.map(format::iso_day);
    html! {
        tr {
            td class="title-col" {
                label class="choice" {
                    input type="checkbox" name="to" value=(agency.id) checked[is_ticked];
                    span { (name) }
                }
                @if page.taken.contains(&agency.id) { " " span class="sub" { (c.has_one) } }
            }
            td data-label=(c.own_due) {
                input class="input" type="date" id=(form.field_id(&due)) name=(due)
                    value=[form.kept(&due)] min=(format::iso_day(page.today)) max=[latest]
                    aria-label={ (c.own_due) ": " (name) };
            }
            td data-label=(c.amount) {
                input class="input input-short" type="number" inputmode="numeric" min="1"
                    max=(MAX_TARGET) step="1" id=(form.field_id(&amount)) name=(amount)
                    value=[form.kept(&amount)] aria-label={ (c.amount) ": " (name) };
            }
        }
    }
}
