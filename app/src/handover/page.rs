//! `/admin/people/:id/hand-over`: who takes over, what would move, the confirmation, what was moved.
//!
//! **Invariant:** the form carries the mark of the list above it, so that what is confirmed is what was read. To show
//! one more kind of thing: a group in [`review_view`] and in [`done_view`].

use super::api::read_hand_over;
use super::messages::{HandOverMessages, messages};
use crate::AppError;
use crate::form::{CommandForm, Form, Target};
use crate::frame::breadcrumb;
use crate::i18n::{Messages, fill, format, use_messages};
use crate::ui::field::{Field, text_area};
use crate::ui::{Tone, empty, facts, icon, loaded, notice, page_title, state_badge};
use crate::url::{parameter, with_query};
use domain::handover::Moved;
use domain::handover::view::{
    Candidate, HandOverPage, HandedOver, MOST_LISTED, MovingTask, Review,
};
use domain::id::UserId;
use domain::log::SubjectKind;
use domain::refusal::Problem;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use std::sync::Arc;
use uuid::Uuid;

/// The page for one holding of a person.
pub fn address(person: UserId, holding: Uuid) -> String {
    let path = format!("/admin/people/{person}/hand-over");
    with_query(&path, &[("holding", &holding.to_string())])
}

/// `/admin/people/:id/hand-over`.
#[component]
pub fn HandOver() -> impl IntoView {
    let m = use_messages();
    let h = messages(m.language);
    let parameters = use_params_map();
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        let id = parameters
            .read()
            .get("id")
            .and_then(|id| id.parse::<UserId>().ok());
        let query = query.read();
        let uuid = |name| parameter(&query, name).and_then(|id| id.parse::<Uuid>().ok());
        let to = uuid("to").map(UserId);
        (
            id.zip(uuid("holding")),
            to,
            parameter(&query, "text"),
            uuid("kept"),
        )
    });
    let page = Resource::new_blocking(
        move || asked.get(),
        |(whose, to, text, kept)| async move {
            match whose {
                Some((id, holding)) => read_hand_over(id, holding, to, text, kept).await,
                None => Err(no_such_holding()),
            }
        },
    );
    let is_done = move || parameter(&query.read(), "done").is_some();
    let sought = move || {
        let asked = asked.read();
        Sought {
            text: asked.2.clone(),
            is_chosen: asked.1.is_some(),
        }
    };
    view! {
        {move || is_done().then(|| notice(Tone::Success, h.done, None))}
        {loaded(page, move |page| hand_over_view(m, h, page, sought()))}
    }
}

/// What the address asks for among the people.
struct Sought {
    text: Option<String>,
    is_chosen: bool,
}

/// An address without a holding: the status is set here, because no use case is asked.
fn no_such_holding() -> AppError {
    #[cfg(feature = "ssr")]
    crate::api::set_status(404);
    AppError::Problem(Problem::NotFound)
}

fn hand_over_view(
    m: &'static Messages,
    h: &'static HandOverMessages,
    page: HandOverPage,
    sought: Sought,
) -> AnyView {
    let name = page.person.full_name.clone();
    let back = format!("/admin/people/{}", page.person.id);
    let n = crate::people::messages::messages(m.language);
    let title = match &page.kept {
        Some(_) => format!("{}{}", m.error_prefix, h.title),
        None => h.title.to_owned(),
    };
    let mut place = format!(
        "{} · {}",
        m.pick(&page.position.title_vi, &page.position.title_en),
        m.agency_of(&page.agencies, page.position.agency)
    );
    if page.is_acting {
        place.push_str(&format!(" ({})", n.acting));
    }
    let chosen = page
        .chosen
        .as_ref()
        .map(|(candidate, _)| candidate.full_name.clone());
    let chosen = chosen.or_else(|| page.done.as_ref().map(|done| done.to_name.clone()));
    let other = page.review.as_ref().map(|_| {
        let here = address(page.person.id, page.holding);
        view! {
            <a class="btn" href=here>
                {h.other}
            </a>
        }
    });
    // What was done needs no warning any more.
    let lead = page
        .done
        .is_none()
        .then(|| view! { <p class="page-lead">{h.lead}</p> });
    let rows = vec![
        (h.leaver, Some(name.clone())),
        (h.position, Some(place)),
        (h.successor, chosen),
    ];
    let body = if let Some(done) = &page.done {
        done_view(h, &name, done)
    } else if let Some(refusal) = &page.refused {
        let why = m.refusal(refusal, &page.agencies);
        notice(Tone::Warning, format!("{}. {why}", h.cannot), None).into_any()
    } else {
        open_view(m, h, &page, sought)
    };
    view! {
        {page_title(title)}
        {breadcrumb(
            m,
            vec![
                (n.title.to_owned(), "/admin/people".to_owned()),
                (name, back.clone()),
            ],
            h.title.to_owned(),
        )}
        <div class="page-head">
            <div>
                <h1>{h.title}</h1>
                {lead}
            </div>
        </div>
        {facts(m, rows)}
        {body}
        <div class="form-actions">
            {other}
            <a class="btn btn-quiet" href=back>
                {h.back}
            </a>
        </div>
    }
    .into_any()
}

fn open_view(
    m: &'static Messages,
    h: &'static HandOverMessages,
    page: &HandOverPage,
    sought: Sought,
) -> AnyView {
    match (&page.chosen, &page.review) {
        (Some((candidate, None)), Some(review)) => view! {
            {review_view(m, h, page, candidate, review)}
            {confirm_view(h, page, candidate, review)}
        }
        .into_any(),
        (Some((_, Some(refusal))), _) => {
            let why = m.refusal(refusal, &page.agencies);
            view! {
                {notice(Tone::Danger, why, None)}
                {choose_view(h, page, sought.text)}
            }
            .into_any()
        }
        // Nobody of that id is kept here.
        (None, _) if sought.is_chosen => view! {
            {notice(Tone::Danger, h.unknown, None)}
            {choose_view(h, page, sought.text)}
        }
        .into_any(),
        _ => choose_view(h, page, sought.text),
    }
}

/// Who takes over: a search where there are many, and a choice; both are GET forms.
fn choose_view(h: &'static HandOverMessages, page: &HandOverPage, text: Option<String>) -> AnyView {
    let here = format!("/admin/people/{}/hand-over", page.person.id);
    let holding = page.holding.to_string();
    let search = (page.has_more || text.is_some()).then(|| {
        view! {
            <form class="filter-form" method="get" action=here.clone() role="search">
                <input type="hidden" name="holding" value=holding.clone() />
                <div class="field">
                    <label class="label" for="h-text">
                        {h.find}
                    </label>
                    <input
                        class="input"
                        type="search"
                        id="h-text"
                        name="text"
                        autocomplete="off"
                        value=text.clone().unwrap_or_default()
                    />
                </div>
                <div class="form-actions">
                    <button class="btn">{icon("search")} {h.find_button}</button>
                </div>
            </form>
        }
    });
    let more = page
        .has_more
        .then(|| view! { <p class="muted">{h.more}</p> });
    let choice = if page.candidates.is_empty() {
        let way = Some(("/admin/people/new", h.nobody_way));
        empty("person", h.nobody_title, h.nobody_text, way).into_any()
    } else {
        let options = page
            .candidates
            .iter()
            .map(|candidate| {
                let kind = if candidate.is_colleague {
                    h.colleague
                } else {
                    h.idle
                };
                let name = format!("{} ({}) · {kind}", candidate.full_name, candidate.login);
                view! { <option value=candidate.id.to_string()>{name}</option> }
            })
            .collect_view();
        view! {
            <form class="form" method="get" action=here>
                <input type="hidden" name="holding" value=holding />
                <div class="field">
                    <label class="label" for="h-to">
                        {h.successor}
                    </label>
                    <select class="input" id="h-to" name="to" required>
                        <option value="">{h.choose}</option>
                        {options}
                    </select>
                </div>
                <div class="form-actions">
                    <button class="btn btn-primary">{h.show}</button>
                </div>
            </form>
        }
        .into_any()
    };
    view! {
        <section class="section stack-s" aria-labelledby="choose-h">
            <h2 id="choose-h">{h.choose_title}</h2>
            <p>{h.choose_text}</p>
            {search}
            {more}
            {choice}
        </section>
    }
    .into_any()
}

/// Everything that would move, what comes along, what stays.
fn review_view(
    m: &'static Messages,
    h: &'static HandOverMessages,
    page: &HandOverPage,
    to: &Candidate,
    review: &Review,
) -> AnyView {
    let moved = &review.moved;
    let names = [
        ("from", page.person.full_name.as_str()),
        ("to", to.full_name.as_str()),
    ];
    let tasks = |tasks: &[MovingTask]| -> Vec<AnyView> {
        tasks
            .iter()
            .map(|task| task_item(m, h, page, task))
            .collect()
    };
    let plain = |names: Vec<String>| -> Vec<AnyView> {
        let items = names.into_iter();
        items
            .map(|name| view! { <li class="item">{name}</li> }.into_any())
            .collect()
    };
    let duties = review
        .duties
        .iter()
        .map(|duty| duty.title.clone())
        .collect();
    let along = &review.along;
    let along = [
        (h.waiting, along.waiting),
        (h.obstacles, along.obstacles),
        (h.drafts, along.drafts),
        (h.mentions, along.mentions),
        (h.uploads, along.uploads),
    ];
    let unsent = (review.along.unsent > 0).then(|| {
        let said = fill(h.unsent, &[("n", &review.along.unsent.to_string())]);
        notice(Tone::Warning, said, None)
    });
    let namesake = review
        .has_namesake
        .then(|| notice(Tone::Warning, h.namesake, None));
    view! {
        <section class="section stack" aria-labelledby="review-h">
            <h2 id="review-h">{fill(h.review_title, &names)}</h2>
            <p>{fill(h.review_text, &[("n", &moved.count().to_string())])}</p>
            {namesake}
            {group(h, h.tasks, moved.tasks.len(), tasks(&review.tasks))}
            {group(h, h.contributions, moved.contributions.len(), tasks(&review.contributions))}
            {group(h, h.duties, moved.duties.len(), plain(duties))}
            {group(h, h.views, moved.views.len(), plain(review.views.clone()))}
            <h3>{format!("{} ({})", h.reminders, moved.reminders.len())}</h3>
        </section>
        <section class="section stack-s" aria-labelledby="along-h">
            <h2 id="along-h">{h.along_title}</h2>
            <p>{h.along_text}</p>
            {counts(along)}
        </section>
        <section class="section stack-s" aria-labelledby="stays-h">
            <h2 id="stays-h">{h.stays_title}</h2>
            <p>{h.stays_text}</p>
            {unsent}
        </section>
    }
    .into_any()
}

/// How many of each.
fn counts<N: ToString>(rows: [(&'static str, N); 5]) -> AnyView {
    let rows = rows
        .into_iter()
        .map(|(name, count)| view! { <dt>{name}</dt> <dd>{count.to_string()}</dd> })
        .collect_view();
    view! { <dl class="facts facts-counts">{rows}</dl> }.into_any()
}

fn group(
    h: &'static HandOverMessages,
    name: &'static str,
    count: usize,
    items: Vec<AnyView>,
) -> AnyView {
    let body = if items.is_empty() {
        view! { <p class="muted">{h.none}</p> }.into_any()
    } else {
        view! { <ul class="items">{items}</ul> }.into_any()
    };
    let cut = (count > MOST_LISTED)
        .then(|| fill(h.listed, &[("n", &MOST_LISTED.to_string())]))
        .map(|said| view! { <p class="muted">{said}</p> });
    view! {
        <div class="stack-s">
            <h3>{format!("{name} ({count})")}</h3>
            {body}
            {cut}
        </div>
    }
    .into_any()
}

fn task_item(
    m: &'static Messages,
    h: &'static HandOverMessages,
    page: &HandOverPage,
    task: &MovingTask,
) -> AnyView {
    let mut place = format!("{}: {}", m.lead, m.agency_of(&page.agencies, task.lead));
    if let Some(due) = task.due {
        place.push_str(&format!(" · {}: {}", m.due, format::day(due)));
    }
    if task.is_in_words {
        place.push_str(&format!(
            " · {}: {} ({})",
            h.officer, task.officer, h.in_words
        ));
    }
    let title = if task.may_view {
        let way = format!("/tasks/{}", task.id);
        view! { <a href=way>{task.title.clone()}</a> }.into_any()
    } else {
        task.title.clone().into_any()
    };
    view! {
        <li class="item">
            <div class="item-head">
                <span class="person">
                    <span class="person-name">{title}</span>
                    <span class="person-role">{place}</span>
                </span>
                {state_badge(m, task.state)}
            </div>
        </li>
    }
    .into_any()
}

fn confirm_view(
    h: &'static HandOverMessages,
    page: &HandOverPage,
    to: &Candidate,
    review: &Review,
) -> AnyView {
    let here = address(page.person.id, page.holding);
    let target = Target {
        subject: SubjectKind::Account,
        id: page.person.id.0,
        version: Some(page.person.version),
        back: format!("{here}&to={}", to.id),
        agencies: Arc::new(page.agencies.clone()),
        kept: page.kept.clone(),
        on_done: None,
    };
    let whose = vec![
        ("holding", page.holding.to_string()),
        ("to", to.id.to_string()),
    ];
    let form = Form::new(&target, "hand-over", "hand_over", &whose);
    let mut fixed = whose;
    fixed.push(("reviewed", review.moved.mark()));
    let reason = text_area(&form, Field::new("reason", h.reason).hint(h.reason_hint));
    let said = fill(
        h.confirm_text,
        &[
            ("from", &page.person.full_name),
            ("to", &to.full_name),
            ("day", &format::day(page.today)),
        ],
    );
    view! {
        <section class="section stack-s" aria-labelledby="confirm-h">
            <h2 id="confirm-h">{h.confirm_title}</h2>
            <p>{said}</p>
            <CommandForm form=form envelope=page.envelope fixed=fixed submit=h.confirm is_danger=true>
                {reason}
            </CommandForm>
        </section>
    }
    .into_any()
}

/// What was moved, by kinds.
fn done_view(h: &'static HandOverMessages, from: &str, done: &HandedOver) -> AnyView {
    let Moved {
        tasks,
        contributions,
        duties,
        views,
        reminders,
    } = &done.moved;
    let moved = [
        (h.tasks, tasks.len()),
        (h.contributions, contributions.len()),
        (h.duties, duties.len()),
        (h.views, views.len()),
        (h.reminders, reminders.len()),
    ];
    let title = fill(h.done_title, &[("from", from), ("to", &done.to_name)]);
    let text = fill(
        h.done_text,
        &[("day", &format::day(done.on)), ("reason", &done.reason)],
    );
    let successor = format!("/admin/people/{}", done.to);
    view! {
        <section class="section stack-s" aria-labelledby="done-h">
            <h2 id="done-h">{title}</h2>
            <p>{text}</p>
            {counts(moved)}
            <p>
                <a class="btn" href=successor>
                    {icon("person")}
                    {done.to_name.clone()}
                </a>
            </p>
        </section>
    }
    .into_any()
}
