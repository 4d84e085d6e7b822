//! `/groups`: the groups of agencies that the person's agency saved.
//!
//! **Invariant:** one form for a new group and for a changed one, told apart by `base_version`; what was typed
//! and refused is still there. To add a field: here, `server::form::group`, `service::group`.

use super::api::read_groups;
use super::messages::{CascadeMessages, messages};
use crate::i18n::{Messages, fill, use_messages};
use crate::ui::{Tone, empty, icon, loaded, notice, page_title};
use crate::url::{parameter, with_query};
use domain::agency::AgencyName;
use domain::cascade::view::{GroupLine, GroupPage};
use domain::id::{AgencyId, GroupId};
use domain::refusal::{Problem, Refusal};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;
use maud::html;
use uuid::Uuid;

/// `/groups`.
#[component]
pub fn Groups() -> impl IntoView {
    let m = use_messages();
    let c = messages(m.language);
    let query = use_query_map();
    let edit = Memo::new(move |_| {
        parameter(&query.read(), "edit").and_then(|id| id.parse::<GroupId>().ok())
    });
    let kept = Memo::new(move |_| {
        parameter(&query.read(), "kept").and_then(|kept| kept.parse::<Uuid>().ok())
    });
    let tick = Memo::new(move |_| parameter(&query.read(), "tick"));
    let page = Resource::new_blocking(
        move || (edit.get(), kept.get()),
        |(edit, kept)| read_groups(edit, kept),
    );
    view! {
        {page_title(c.groups)}
        {move || outcome(m, c, &query.read())}
        <div class="page-head">
            <div>
                <h1>{c.groups}</h1>
                <p class="page-lead">{c.groups_lead}</p>
            </div>
        </div>
        {loaded(
            page,
            move |page| groups_view(m, c, &page, tick.get_untracked().as_deref()),
        )}
    }
}

/// What the last form led to.
fn outcome(m: &'static Messages, c: &CascadeMessages, query: &ParamsMap) -> Option<AnyView> {
    if let Some(code) = parameter(query, "problem") {
        return Some(notice(Tone::Danger, m.problem_code(&code), None).into_any());
    }
    let text = match parameter(query, "done")?.as_str() {
        "save" => c.group_saved,
        "drop" => c.group_dropped,
        _ => return None,
    };
    Some(notice(Tone::Success, text, None).into_any())
}

fn groups_view(
    m: &'static Messages,
    c: &'static CascadeMessages,
    page: &GroupPage,
    tick: Option<&str>,
) -> AnyView {
    if page.choices.is_empty() {
        return empty("task", c.groups_none_title, c.group_nobody, None).into_any();
    }
    let list = if page.groups.is_empty() {
        empty("task", c.groups_none_title, c.groups_none_text, None).into_any()
    } else {
        let items = page
            .groups
            .iter()
            .map(|group| item(m, c, group, &page.choices))
            .collect_view();
        view! { <ul class="items">{items}</ul> }.into_any()
    };
    view! {
        {list}
        {form(m, c, page, tick)}
    }
    .into_any()
}

fn item(
    m: &'static Messages,
    c: &'static CascadeMessages,
    group: &GroupLine,
    choices: &[AgencyName],
) -> impl IntoView + use<> {
    let names: Vec<String> = group
        .agencies
        .iter()
        .map(|id| m.agency_of(choices, *id))
        .collect();
    let count = fill(c.group_count, &[("n", &group.agencies.len().to_string())]);
    let edit = with_query("/groups", &[("edit", &group.id.to_string())]);
    let of = format!(" – {}", group.name);
    view! {
        <li class="item">
            <div class="item-head">
                <b>{group.name.clone()}</b>
                <span class="count">{count}</span>
                <a class="btn btn-small" href=format!("{edit}#group")>
                    {c.group_change}
                    <span class="sr-only">{of.clone()}</span>
                </a>
                <form method="post" action="/groups">
                    <input type="hidden" name="act" value="drop" />
                    <input type="hidden" name="id" value=group.id.to_string() />
                    <button class="btn btn-small btn-danger">
                        {c.group_drop} <span class="sr-only">{of}</span>
                    </button>
                </form>
            </div>
            <p class="muted">{names.join("; ")}</p>
        </li>
    }
}

fn form(
    m: &'static Messages,
    c: &'static CascadeMessages,
    page: &GroupPage,
    tick: Option<&str>,
) -> AnyView {
    let kept = page.kept.as_ref();
    let value = |name: &str| {
        let values = kept.map(|kept| kept.values.iter());
        values.and_then(|mut values| {
            values
                .find(|(field, _)| field == name)
                .map(|(_, v)| v.clone())
        })
    };
    let name = value("name").unwrap_or_else(|| page.editing.name.clone());
    let id = value("id").unwrap_or_else(|| page.editing.id.to_string());
    let version = value("base_version").unwrap_or_else(|| page.editing.version.to_string());
    let ticked: Vec<AgencyId> = match (kept, tick) {
        (Some(kept), _) => kept
            .values
            .iter()
            .filter(|(field, _)| field == "members")
            .filter_map(|(_, id)| id.parse().ok())
            .collect(),
        (None, Some(code)) => page
            .known
            .iter()
            .find(|(known, _)| known == code)
            .map_or_else(Vec::new, |(_, members)| members.clone()),
        (None, None) => page.editing.agencies.clone(),
    };
    let boxes = html! {
        @for agency in &page.choices {
            label class="choice" {
                input type="checkbox" name="members" value=(agency.id)
                    checked[ticked.contains(&agency.id)];
                span { (m.short_agency(agency)) }
            }
        }
    };
    let problem = kept.map(|kept| {
        let text = match &kept.problem {
            Problem::Conflict { .. } => c.group_conflict.to_owned(),
            Problem::Refused {
                refusal: Refusal::Invalid { fields },
            } => fields
                .iter()
                .map(|wrong| {
                    let label = match wrong.field.as_str() {
                        "name" => c.group_name,
                        "members" => c.group_members,
                        other => other,
                    };
                    format!("{label}: {}", m.fault(&wrong.fault))
                })
                .collect::<Vec<_>>()
                .join(" "),
            problem => m.problem(problem, &page.choices),
        };
        notice(Tone::Danger, text, None)
    });
    let known = page
        .known
        .iter()
        .map(|(code, members)| {
            let address = format!("{}#group", with_query("/groups", &[("tick", code)]));
            view! {
                <li>
                    <a class="chip" href=address rel="external">
                        {c.known(code).to_owned()}
                        " "
                        <span class="count">{members.len().to_string()}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    let quick = page.is_new.then(|| {
        view! {
            <p class="label">{c.group_tick}</p>
            <ul class="chips">{known}</ul>
        }
    });
    view! {
        <section class="section" id="group" aria-labelledby="group-h">
            <h2 id="group-h">{if page.is_new { c.group_new } else { c.group_edit }}</h2>
            {problem}
            {quick}
            <form class="form" method="post" action="/groups">
                <input type="hidden" name="act" value="save" />
                <input type="hidden" name="id" value=id />
                <input type="hidden" name="base_version" value=version />
                <div class="field">
                    <label class="label" for="group-name">
                        {c.group_name}
                    </label>
                    <input
                        class="input"
                        type="text"
                        id="group-name"
                        name="name"
                        value=name
                        autocomplete="off"
                        maxlength="300"
                        required
                    />
                </div>
                <fieldset class="fieldset">
                    <legend>{c.group_members}</legend>
                    <div
                        class="choices-scroll"
                        role="group"
                        aria-label=c.group_members
                        tabindex="0"
                        inner_html=boxes.into_string()
                    ></div>
                </fieldset>
                <div class="form-actions">
                    <button class="btn btn-primary">{icon("success")} {c.group_save}</button>
                    {(!page.is_new)
                        .then(|| {
                            view! {
                                <a class="btn btn-quiet" href="/groups">
                                    {c.group_new}
                                </a>
                            }
                        })}
                </div>
            </form>
        </section>
    }
    .into_any()
}
