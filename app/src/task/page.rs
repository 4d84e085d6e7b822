//! One task: what it is, the clears, who takes part, how it went, and what can be done now.
//!
//! **Invariants:** the original deadline stays beside the current one; everything that happened is in the
//! timeline; forms come back with what was typed. To add a section: a function here, its place in
//! [`sections`] as the design guide orders them.

use super::action::{act_name, actions, limits};
use super::api::read_task;
use super::history::timeline;
use super::late::late_table;
use super::live::Shown;
use super::undo::undo;
use crate::AppError;
use crate::error::error_page;
use crate::form::Target;
use crate::frame::breadcrumb;
use crate::i18n::{Messages, fill, format, use_messages};
use crate::live::mark::mark;
use crate::talk::comments::comments;
use crate::talk::files::files;
use crate::ui::{
    Tone, day, deadline, directive_number, facts, focus, icon, loading, notice, page_title,
    progress, state_badge, timeliness_badge, tone_badge, urgency_badge,
};
use crate::url::parameter;
use domain::clears::Clear;
use domain::id::TaskId;
use domain::log::SubjectKind;
use domain::refusal::Problem;
use domain::task::{ContributionState, ExtensionState, Obstacle};
use domain::view::{Language, TaskPage};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use std::sync::Arc;
use uuid::Uuid;

/// `/tasks/:id`.
#[component]
pub fn TaskView() -> impl IntoView {
    let m = use_messages();
    let parameters = use_params_map();
    let query = use_query_map();
    let id = Memo::new(move |_| {
        parameters
            .read()
            .get("id")
            .and_then(|id| id.parse::<TaskId>().ok())
    });
    // What was done on this very page outdates what its address says about an earlier form.
    let accepted = RwSignal::new(None::<(TaskId, &'static str)>);
    let is_news = StoredValue::new(false);
    let said = RwSignal::new(None::<(TaskId, &'static str)>);
    let here = move |done: Option<(TaskId, &'static str)>| {
        let (task, act) = done?;
        (Some(task) == id.get()).then_some(act)
    };
    let done_here = Memo::new(move |_| here(said.get()));
    let kept = Memo::new(move |_| {
        let kept = parameter(&query.read(), "kept").and_then(|kept| kept.parse::<Uuid>().ok());
        kept.filter(|_| here(accepted.get()).is_none())
    });
    let page = Resource::new_blocking(
        move || (id.get(), kept.get()),
        |(id, kept)| async move {
            match id {
                Some(id) => read_task(id, kept).await,
                None => Err(no_such_task()),
            }
        },
    );
    let on_done = Callback::new(move |act: &'static str| {
        accepted.set(id.get_untracked().map(|id| (id, act)));
        is_news.set_value(true);
        page.refetch();
    });
    // Said together with what it led to: forms drawn anew any later would take the keyboard from who goes on.
    Effect::new(move |_| {
        page.track();
        if is_news.try_update_value(std::mem::take) == Some(true) {
            said.set(accepted.get_untracked());
            focus("notice");
        }
    });
    view! {
        {move || {
            let act = match done_here.get() {
                Some(act) => Some(act.to_owned()),
                None => parameter(&query.read(), "done"),
            };
            act.map(|act| {
                let title = fill(m.done_notice, &[("what", act_name(m, &act))]);
                view! {
                    {notice(Tone::Success, title, Some(m.done_notice_text))}
                    {undo(m, &act)}
                }
            })
        }}
        <Transition fallback=move || {
            loading(m)
        }>
            {move || Suspend::new(async move {
                match page.await {
                    Ok(page) => task_view(m, page, on_done),
                    Err(error) => error_page(&error),
                }
            })}
        </Transition>
    }
}

/// An address whose id is none: the status is set here, because no use case is asked.
fn no_such_task() -> AppError {
    #[cfg(feature = "ssr")]
    crate::api::set_status(404);
    AppError::Problem(Problem::NotFound)
}

fn task_view(m: &'static Messages, page: TaskPage, on_done: Callback<&'static str>) -> AnyView {
    let page = Arc::new(page);
    let task = &page.task;
    let title = match &page.kept {
        Some(_) => format!("{}{}", m.error_prefix, task.title),
        None => task.title.clone(),
    };
    let shown = Shown::follow(m, &page);
    view! {
        {page_title(title)}
        {breadcrumb(m, vec![(m.nav_tasks.to_owned(), "/tasks".to_owned())], task.title.clone())}
        {move || head(m, &shown.page.read())}
        {move || clears(m, &shown.page.read())}
        <div class="with-aside">
            <div class="stack-l">
                {move || sections(m, &shown.page.read())}
                <div class="stack-l" id="talk">
                    {move || spoken(m, &shown.forms.read(), on_done)}
                </div>
                {move || log(m, &shown.page.read())}
            </div>
            <aside class="aside-sticky" id="actions" aria-labelledby="actions-h">
                {move || shown.stale(m)}
                {move || forms(m, &shown.forms.read(), on_done)}
            </aside>
        </div>
    }
    .into_any()
}

/// What can be done with the task as that page shows it.
fn forms(m: &'static Messages, page: &Arc<TaskPage>, on_done: Callback<&'static str>) -> AnyView {
    actions(m, page, target(page, on_done))
}

/// Where the forms of that page go.
fn target(page: &TaskPage, on_done: Callback<&'static str>) -> Target {
    let task = &page.task;
    Target {
        subject: SubjectKind::Task,
        id: task.id.0,
        version: Some(task.version),
        back: format!("/tasks/{}", task.id),
        // A refusal may name an agency that joined after this page was made.
        agencies: Arc::new([page.agencies.as_slice(), page.choices.as_slice()].concat()),
        kept: page.kept.clone(),
        on_done: Some(on_done),
    }
}

fn head(m: &'static Messages, page: &TaskPage) -> AnyView {
    let task = &page.task;
    let origin = match &page.directive {
        Some((id, reference)) => {
            let clause = page.clause_number.map(|number| {
                let text = fill(m.clause_of, &[("n", &number.to_string())]);
                view! { <span class="muted">" · " {text}</span> }
            });
            view! {
                {directive_number(*id, reference.clone())}
                {clause}
            }
            .into_any()
        }
        None => view! { <span class="muted">{m.by_hand}</span> }.into_any(),
    };
    view! {
        <div class="page-head">
            <div>
                <p>{origin}</p>
                {crate::cascade::section::above(m, page)}
                <h1>{task.title.clone()}</h1>
                {move || mark(m, "head")}
                <div class="task-status">
                    {urgency_badge(m, task.urgency)}
                    {state_badge(m, task.state)}
                    {timeliness_badge(m, page.timeliness, task.due, page.today)}
                    {deadline(m, task.original_due, task.due)}
                </div>
            </div>
            <div class="page-actions">
                <a class="btn btn-primary to-actions" href="#actions" rel="external">
                    {m.to_actions}
                </a>
            </div>
        </div>
    }
    .into_any()
}

/// The strip of clears: what is clear and by what, and what is still missing.
fn clears(m: &'static Messages, page: &TaskPage) -> impl IntoView + use<> {
    let items = page
        .clears
        .iter()
        .map(|&(clear, holds)| {
            let value = if holds {
                clear_value(m, page, clear)
            } else {
                m.clear_missing(clear).to_owned()
            };
            let (filled, symbol) = if holds {
                ("true", "filled")
            } else {
                ("false", "missing")
            };
            view! {
                <li class="clear" data-filled=filled>
                    <span class="clear-name">
                        {icon(symbol)}
                        {m.clear(clear)}
                    </span>
                    <span class="clear-value">{value}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <ul class="clears" aria-label=m.clears_label>
            {items}
        </ul>
    }
}

/// What makes a clear hold.
fn clear_value(m: &'static Messages, page: &TaskPage, clear: Clear) -> String {
    let task = &page.task;
    let or_clear = |text: &Option<String>| text.clone().unwrap_or_else(|| m.clear_holds.to_owned());
    match clear {
        Clear::People => {
            let lead = m.agency_of(&page.agencies, task.lead);
            match &task.officer {
                Some(officer) => format!("{lead} · {}", officer.name),
                None => lead,
            }
        }
        Clear::Work | Clear::Product => or_clear(&task.deliverable),
        Clear::Progress => task
            .due
            .map_or_else(|| m.clear_holds.to_owned(), format::day),
        Clear::Effectiveness if task.effect_achieved.is_some() => or_clear(&task.effect_achieved),
        Clear::Effectiveness => or_clear(&task.effect_expected),
        Clear::Responsibility | Clear::Authority => or_clear(&task.responsible),
    }
}

fn sections(m: &'static Messages, page: &TaskPage) -> AnyView {
    view! {
        {source(m, page)}
        {parties(m, page)}
        {work(m, page)}
        {deadlines(m, page)}
        {subtasks(m, page)}
        {contributions(m, page)}
        {obstacles(m, page)}
        {evidence(m, page)}
    }
    .into_any()
}

/// Files and comments. They hold forms: they are drawn of the same page as these, so that nothing typed is lost.
fn spoken(m: &'static Messages, page: &Arc<TaskPage>, on_done: Callback<&'static str>) -> AnyView {
    let (talk, t) = (&page.talk, crate::talk::messages::messages(m.language));
    let count = |all: usize| (all > 0).then(|| all.to_string());
    let target = target(page, on_done);
    view! {
        {section(
            m,
            "files",
            t.files,
            count(talk.files.len()),
            files(m, talk, &page.agencies, &target),
        )}
        {section(
            m,
            "comments",
            t.comments,
            count(talk.comments.len()),
            comments(m, talk, &page.agencies, &target),
        )}
    }
    .into_any()
}

fn log(m: &'static Messages, page: &TaskPage) -> AnyView {
    let entries = timeline(m, page.timeline.clone(), &page.agencies);
    section(m, "timeline", m.section_timeline, None, entries)
}

/// A section with its heading and, behind it, a count.
fn section(
    m: &'static Messages,
    id: &'static str,
    title: &'static str,
    count: Option<String>,
    body: impl IntoView + 'static,
) -> AnyView {
    let heading = format!("{id}-h");
    view! {
        <section class="section" id=id aria-labelledby=heading.clone()>
            <div class="section-head">
                <h2 id=heading.clone()>{title}</h2>
                {count.map(|count| view! { <span class="count">{count}</span> })}
            </div>
            {move || mark(m, id)}
            <div class="stack-s">{body.into_any()}</div>
        </section>
    }
    .into_any()
}

fn source(m: &'static Messages, page: &TaskPage) -> Option<AnyView> {
    page.source.clone().map(|text| {
        // Documents are Vietnamese in every language of the screens.
        let lang = (m.language != Language::Vi).then_some("vi");
        section(
            m,
            "source",
            m.section_source,
            None,
            view! {
                <blockquote class="prose" lang=lang>
                    {text}
                </blockquote>
            },
        )
    })
}

fn parties(m: &'static Messages, page: &TaskPage) -> AnyView {
    let task = &page.task;
    let coordinating: Vec<_> = task
        .contributions
        .iter()
        .map(|owed| m.agency_of(&page.agencies, owed.agency))
        .collect();
    let area = page
        .area
        .as_ref()
        .map(|area| m.pick(&area.name_vi, &area.name_en).to_owned());
    let rows = vec![
        (m.issuer, Some(m.agency_of(&page.agencies, task.issuer))),
        (m.lead, Some(m.agency_of(&page.agencies, task.lead))),
        (
            m.coordinating,
            (!coordinating.is_empty()).then(|| coordinating.join("; ")),
        ),
        (
            m.officer,
            task.officer.as_ref().map(|officer| officer.name.clone()),
        ),
        (m.responsible, task.responsible.clone()),
        (m.area, area),
    ];
    section(m, "parties", m.section_parties, None, facts(m, rows))
}

fn work(m: &'static Messages, page: &TaskPage) -> AnyView {
    let task = &page.task;
    let mut rows = vec![
        (m.deliverable, task.deliverable.clone()),
        (m.effect_expected, task.effect_expected.clone()),
    ];
    let later = [
        (m.last_note, task.last_note.clone()),
        (m.result, task.result.clone()),
        (m.effect_achieved, task.effect_achieved.clone()),
        (
            m.rating,
            task.rating.map(|rating| m.rating(rating).to_owned()),
        ),
    ];
    rows.extend(later.into_iter().filter(|(_, value)| value.is_some()));
    let reworks = (task.reworks > 0).then(|| {
        let text = fill(m.reworks, &[("n", &task.reworks.to_string())]);
        view! { <p>{text}</p> }
    });
    section(
        m,
        "work",
        m.section_work,
        None,
        view! {
            {progress(m, task.percent)}
            {reworks}
            {facts(m, rows)}
        },
    )
}

fn deadlines(m: &'static Messages, page: &TaskPage) -> AnyView {
    let task = &page.task;
    let rows = vec![
        (m.issued_on, task.issued_on.map(format::day)),
        (m.original_due, task.original_due.map(format::day)),
        (m.due, task.due.map(format::day)),
    ];
    let completed = task.completed_on.map(|on| {
        view! {
            <p>
                {m.completed_on} ": "
                {day(on)}
            </p>
        }
    });
    let stopped = (task.suspended_days > 0).then(|| {
        let text = fill(m.suspended_days, &[("n", &task.suspended_days.to_string())]);
        view! { <p>{text}</p> }
    });
    let stands_still = task.suspended_on.map(|on| {
        let text = fill(m.suspended_since, &[("day", &format::day(on))]);
        view! { <p>{text}</p> }
    });
    let milestones = (!task.milestones.is_empty()).then(|| {
        let items = task
            .milestones
            .iter()
            .map(|milestone| {
                view! {
                    <li class="item">
                        <div class="item-head">
                            <b>{milestone.what.clone()}</b>
                            {day(milestone.due)}
                        </div>
                    </li>
                }
            })
            .collect_view();
        view! {
            <h3>{m.section_milestones}</h3>
            <ul class="items">{items}</ul>
        }
    });
    section(
        m,
        "deadline",
        m.section_deadline,
        None,
        view! {
            {facts(m, rows)}
            {completed}
            {stopped}
            {stands_still}
            {late_table(m, page)}
            {milestones}
            {extensions(m, page)}
        },
    )
}

fn extensions(m: &'static Messages, page: &TaskPage) -> AnyView {
    if page.task.extensions.is_empty() {
        let limits = limits(m, page);
        return view! { <p class="muted">{m.no_extensions} " " {limits}</p> }.into_any();
    }
    let rows = page
        .task
        .extensions
        .iter()
        .map(|extension| {
            let tone = match extension.state {
                ExtensionState::Requested => (Tone::Warning, "due_soon"),
                ExtensionState::Granted => (Tone::Success, "success"),
                ExtensionState::Refused => (Tone::Danger, "danger"),
            };
            let decided = extension
                .decided_on
                .map(|on| view! { <p class="sub">{day(on)}</p> });
            let p = m.party();
            // Once granted, the day is the one that was granted: what was asked for stays beside it.
            let asked = extension
                .asked_until
                .filter(|asked| *asked != extension.until);
            let asked = asked.map(|asked| fill(p.asked_for, &[("day", &format::day(asked))]));
            let days = extension
                .asked_days
                .map(|days| fill(p.asked_days, &[("n", &days.to_string())]));
            let attached = extension
                .evidence
                .as_ref()
                .map(|text| fill(p.attached, &[("text", text)]));
            let sub = |text: Option<String>| text.map(|text| view! { <p class="sub">{text}</p> });
            view! {
                <tr>
                    <td class="num-col" data-label=m.extension_number>
                        {extension.number.to_string()}
                    </td>
                    <td data-label=m.asked_on>{day(extension.asked_on)}</td>
                    <td data-label=m.asked_until>
                        {day(extension.until)} {sub(days)} {sub(asked)}
                    </td>
                    <td class="full-col" data-label=m.reason>
                        {extension.reason.clone()}
                        {sub(attached)}
                    </td>
                    <td class="full-col">
                        {tone_badge(tone.0, tone.1, m.extension_state(extension.state))}
                        {decided}
                        {extension.decision.clone().map(|text| view! { <p>{text}</p> })}
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div
            class="table-wrap table-cards"
            tabindex="0"
            role="region"
            aria-label=m.act_request_extension
        >
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col" class="num-col">
                            {m.extension_number}
                        </th>
                        <th scope="col">{m.asked_on}</th>
                        <th scope="col">{m.asked_until}</th>
                        <th scope="col">{m.reason}</th>
                        <th scope="col">{m.decision}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn subtasks(m: &'static Messages, page: &TaskPage) -> Option<AnyView> {
    let (count, body) = crate::cascade::section::section(m, page)?;
    let title = crate::cascade::messages::messages(m.language).subtasks;
    Some(section(m, "subtasks", title, count, body))
}

fn contributions(m: &'static Messages, page: &TaskPage) -> AnyView {
    let all = &page.task.contributions;
    if all.is_empty() {
        let text = view! { <p class="muted">{m.no_contributions}</p> };
        return section(m, "contributions", m.section_contributions, None, text);
    }
    let closed = all.iter().filter(|owed| !owed.state.is_open()).count();
    let count = fill(
        m.contributions_in,
        &[("n", &closed.to_string()), ("all", &all.len().to_string())],
    );
    let items = all
        .iter()
        .map(|owed| {
            let (tone, symbol) = match owed.state {
                ContributionState::Asked => (Tone::Info, "assigned"),
                ContributionState::Acknowledged => (Tone::Info, "acknowledged"),
                ContributionState::Delivered => (Tone::Success, "completed"),
                ContributionState::Declined => (Tone::Danger, "returned"),
                ContributionState::Waived => (Tone::Info, "cancelled"),
            };
            view! {
                <li class="item">
                    <div class="item-head">
                        <b>{m.agency_of(&page.agencies, owed.agency)}</b>
                        {tone_badge(tone, symbol, m.contribution_state(owed.state))}
                        {deadline(m, None, owed.due)}
                    </div>
                    <p>{owed.product.clone()}</p>
                    {owed
                        .officer
                        .as_ref()
                        .map(|officer| {
                            let text = fill(
                                m.party().contribution_officer,
                                &[("name", &officer.name)],
                            );
                            view! { <p class="muted">{text}</p> }
                        })}
                    {owed.result.clone().map(|text| view! { <p>{m.result} ": " {text}</p> })}
                    {owed
                        .evidence
                        .clone()
                        .map(|text| view! { <p>{icon("clip")} " " {text}</p> })}
                    {owed.reason.clone().map(|text| view! { <p>{m.reason} ": " {text}</p> })}
                </li>
            }
        })
        .collect_view();
    let list = view! { <ul class="items">{items}</ul> };
    section(
        m,
        "contributions",
        m.section_contributions,
        Some(count),
        list,
    )
}

fn obstacles(m: &'static Messages, page: &TaskPage) -> AnyView {
    let all = &page.task.obstacles;
    if all.is_empty() {
        let text = view! { <p class="muted">{m.no_obstacles}</p> };
        return section(m, "obstacles", m.section_obstacles, None, text);
    }
    let items = all
        .iter()
        .map(|obstacle| {
            let badge = match obstacle.resolved_on {
                Some(on) => tone_badge(
                    Tone::Success,
                    "success",
                    fill(m.obstacle_resolved, &[("day", &format::day(on))]),
                )
                .into_any(),
                None if obstacle.due.is_some_and(|due| due < page.today) => {
                    tone_badge(Tone::Danger, "overdue", m.party().overdue).into_any()
                }
                None => tone_badge(Tone::Warning, "warning", m.obstacle_open).into_any(),
            };
            let raised = fill(
                m.raised_by,
                &[
                    ("agency", &m.agency_of(&page.agencies, obstacle.raised_by)),
                    ("day", &format::day(obstacle.raised_on)),
                ],
            );
            let addressed_to = obstacle.addressed_to.map_or_else(
                || m.addressed_unknown.to_owned(),
                |agency| m.agency_of(&page.agencies, agency),
            );
            let by = obstacle
                .due
                .map(|due| fill(m.party().remove_by, &[("day", &format::day(due))]));
            let asked: Vec<String> = [Some(addressed_to), obstacle.position.clone(), by]
                .into_iter()
                .flatten()
                .collect();
            view! {
                <li class="item">
                    <div class="item-head">
                        <b>{format!("{}. {}", obstacle.number, raised)}</b>
                        {badge}
                    </div>
                    <p>{obstacle.what.clone()}</p>
                    <p class="muted">{format!("{}: {}", m.addressed_to, asked.join(", "))}</p>
                    {escalations(m, page, obstacle)}
                    {obstacle.resolution.clone().map(|text| view! { <p>{text}</p> })}
                </li>
            }
        })
        .collect_view();
    let list = view! { <ul class="items">{items}</ul> };
    section(
        m,
        "obstacles",
        m.section_obstacles,
        Some(all.len().to_string()),
        list,
    )
}

/// How an obstacle went up, oldest first.
fn escalations(
    m: &'static Messages,
    page: &TaskPage,
    obstacle: &Obstacle,
) -> Option<impl IntoView + use<>> {
    let items = obstacle
        .escalations
        .iter()
        .map(|up| {
            let text = fill(
                m.party().escalation,
                &[
                    ("agency", &m.agency_of(&page.agencies, up.by)),
                    ("to", &m.agency_of(&page.agencies, up.to)),
                    ("day", &format::day(up.on)),
                ],
            );
            view! { <li>{icon("up")} " " {text} ": " {up.reason.clone()}</li> }
        })
        .collect_view();
    (!obstacle.escalations.is_empty()).then(|| view! { <ol class="escalations">{items}</ol> })
}

fn evidence(m: &'static Messages, page: &TaskPage) -> AnyView {
    let all = &page.task.evidence;
    if all.is_empty() {
        let text = view! { <p class="muted">{m.no_evidence}</p> };
        return section(m, "evidence", m.section_evidence, None, text);
    }
    let items = all
        .iter()
        .map(|evidence| {
            let by = fill(
                m.evidence_by,
                &[
                    ("agency", &m.agency_of(&page.agencies, evidence.agency)),
                    ("day", &format::day(evidence.on)),
                ],
            );
            view! {
                <li class="item">
                    <p>{icon("clip")} " " {evidence.note.clone()}</p>
                    <p class="muted">{by}</p>
                </li>
            }
        })
        .collect_view();
    let list = view! { <ul class="items">{items}</ul> };
    section(
        m,
        "evidence",
        m.section_evidence,
        Some(all.len().to_string()),
        list,
    )
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::i18n::messages;
    use chrono::NaiveDate;
    use domain::access::Action;
    use domain::agency::AgencyName;
    use domain::document::Urgency;
    use domain::id::{AgencyId, EnvelopeId};
    use domain::refusal::{FieldError, FieldFault, Refusal};
    use domain::task::{Asked, NewTask, Officer, Task, TaskEvent};
    use domain::timeliness::Timeliness;
    use domain::view::KeptForm;
    use domain::view::Talk;

    fn agency(n: u128) -> AgencyId {
        AgencyId(Uuid::from_u128(n))
    }

    fn name(n: u128, vi: &str) -> AgencyName {
        AgencyName {
            id: agency(n),
            code: format!("a{n}"),
            name_vi: vi.to_owned(),
            name_en: format!("Agency {n}"),
            short_vi: vi.to_owned(),
            short_en: format!("A{n}"),
        }
    }

    /// A task in progress: agency 1 issued it, 2 leads, 3 owes a contribution.
    fn page(actions: &[Action], kept: Option<KeptForm>) -> TaskPage {
        let day = NaiveDate::from_ymd_opt(2022, 10, 15);
        let new = NewTask {
            directive: None,
            clause: None,
            province: "40".to_owned(),
            issuer: agency(1),
            lead: agency(2),
            title: "Bổ sung <sinh phẩm> xét nghiệm".to_owned(),
            deliverable: Some("Danh mục".to_owned()),
            effect_expected: Some("Đủ cho 27 xã".to_owned()),
            responsible: Some("Nguyễn Văn A".to_owned()),
            urgency: Urgency::Normal,
            area: None,
            due: day,
            milestones: Vec::new(),
            coordinating: vec![Asked {
                agency: agency(3),
                product: "Danh sách".to_owned(),
                due: None,
            }],
        };
        let started = NaiveDate::from_ymd_opt(2022, 9, 14).expect("a day");
        let events = [
            TaskEvent::Drafted { new: Box::new(new) },
            TaskEvent::Issued { on: started },
            TaskEvent::Acknowledged,
            TaskEvent::Started {
                officer: Officer {
                    position: None,
                    name: "BS. Trần Thị Mai".to_owned(),
                },
            },
        ];
        let task = Task::replay(TaskId(Uuid::from_u128(9)), &events).expect("a task");
        TaskPage {
            timeliness: Timeliness::DueSoon,
            clears: vec![(Clear::People, true), (Clear::Effectiveness, false)],
            directive: None,
            source: None,
            clause_number: None,
            area: None,
            relations: Vec::new(),
            agency: agency(1),
            actions: actions.to_vec(),
            timeline: Vec::new(),
            agencies: vec![
                name(1, "Văn phòng"),
                name(2, "Sở Y tế"),
                name(3, "Công an tỉnh"),
            ],
            choices: vec![name(2, "Sở Y tế"), name(3, "Công an tỉnh")],
            today: day.expect("a day"),
            kept,
            cascade: Default::default(),
            envelopes: (100..130).map(|n| EnvelopeId(Uuid::from_u128(n))).collect(),
            lateness: Default::default(),
            extension_rules: Default::default(),
            above: Vec::new(),
            talk: Talk::default(),
            task,
        }
    }

    fn html(mut page: TaskPage, of: u128) -> String {
        page.agency = agency(of);
        let owner = Owner::new();
        owner.with(|| {
            let (meta, _output) = leptos_meta::ServerMetaContext::new();
            provide_context(meta);
            leptos_meta::provide_meta_context();
            let done = Callback::new(|_| {});
            task_view(messages(Language::Vi), page, done).to_html()
        })
    }

    /// The values of an attribute, in the order of the page.
    fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
        html.split(&format!(" {attribute}=\""))
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect()
    }

    #[test]
    fn only_allowed_steps_are_there_each_with_its_own_envelope() {
        let page = page(
            &[
                Action::ReportTask,
                Action::SubmitTask,
                Action::WaiveContribution,
            ],
            None,
        );
        let html = html(page, 2);
        let mut acts: Vec<_> = html
            .split("name=\"act\" value=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        acts.sort_unstable();
        assert_eq!(acts, ["report", "submit", "waive_contribution"]);
        let mut envelopes: Vec<_> = html
            .split("name=\"envelope\" value=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        envelopes.dedup();
        assert_eq!(envelopes.len(), 3, "{html}");
        assert!(html.contains("&lt;sinh phẩm&gt;"), "titles are escaped");
    }

    #[test]
    fn ids_are_unique_and_every_label_has_its_control() {
        let page = page(Action::ALL, None);
        let html = html(page, 3);
        let ids = values(&html, "id");
        let mut unique = ids.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), ids.len(), "an id stands twice: {ids:?}");
        for target in values(&html, "for") {
            assert!(ids.contains(&target), "a label for nothing: {target}");
        }
        for target in values(&html, "aria-describedby")
            .into_iter()
            .flat_map(str::split_whitespace)
        {
            assert!(ids.contains(&target), "described by nothing: {target}");
        }
        assert!(html.contains("name=\"act\" value=\"deliver_contribution\""));
    }

    #[test]
    fn a_refused_form_is_open_with_what_was_typed_and_what_is_wrong() {
        let kept = KeptForm {
            act: "report".to_owned(),
            values: vec![
                ("percent".to_owned(), "140".to_owned()),
                ("note".to_owned(), "Đã tăng cường 14 y sĩ".to_owned()),
            ],
            problem: Problem::Refused {
                refusal: Refusal::Invalid {
                    fields: vec![FieldError {
                        field: "percent".to_owned(),
                        fault: FieldFault::OutOfRange,
                    }],
                },
            },
        };
        let page = page(&[Action::ReportTask, Action::SubmitTask], Some(kept));
        let html = html(page, 2);
        assert!(html.contains("value=\"140\""), "{html}");
        assert!(html.contains("Đã tăng cường 14 y sĩ</textarea>"), "{html}");
        assert!(html.contains("href=\"#report-percent\""), "{html}");
        assert!(html.contains("id=\"report-percent-error\""), "{html}");
        let open = html.matches("<details").zip(html.split("<details").skip(1));
        let open: Vec<_> = open
            .filter_map(|(_, rest)| rest.split('>').next())
            .filter(|tag| tag.contains(" open"))
            .collect();
        assert_eq!(open.len(), 1, "one fold stands open: {open:?}");
        assert!(open[0].contains("id=\"report\""));
    }
}
