//! My work: what waits for the person's agency, in groups by urgency.
//!
//! **Invariant:** every line says what to do next and leads to the form for it.
//! To add a group: a variant of [`Group`], its place in `ALL`, its name and icon.

use super::action::form_of;
use super::api::read_my_work;
use crate::i18n::{Messages, fill, use_messages};
use crate::ui::{
    deadline, directive_number, empty, icon, loaded, page_title, state_badge, timeliness_badge,
};
use chrono::NaiveDate;
use domain::agency::AgencyName;
use domain::timeliness::Timeliness;
use domain::view::{DirectiveLine, MyWork as MyWorkView, TaskLine, Waiting};
use leptos::prelude::*;

/// `/`.
#[component]
pub fn MyWork() -> impl IntoView {
    let m = use_messages();
    let data = Resource::new_blocking(|| (), |()| read_my_work());
    view! {
        {page_title(m.nav_my_work)}
        <div class="page-head">
            <div>
                <h1>{m.nav_my_work}</h1>
                <p class="page-lead">{m.my_work_lead}</p>
            </div>
        </div>
        {loaded(data, move |work| my_work_view(m, work))}
    }
}

/// The groups, in the order of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Group {
    Overdue,
    DueSoon,
    Decision,
    Other,
}

impl Group {
    const ALL: [Self; 4] = [Self::Overdue, Self::DueSoon, Self::Decision, Self::Other];

    fn of(line: &TaskLine) -> Self {
        match (line.timeliness, line.waiting) {
            (Timeliness::Overdue, _) => Self::Overdue,
            (Timeliness::DueSoon, _) => Self::DueSoon,
            (_, Some(Waiting::Reassign | Waiting::DecideExtension | Waiting::Confirm)) => {
                Self::Decision
            }
            _ => Self::Other,
        }
    }

    /// Code for styles and ids, icon, name.
    fn face(self, m: &Messages) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Overdue => ("overdue", "overdue", m.group_overdue),
            Self::DueSoon => ("due_soon", "due_soon", m.group_due_soon),
            Self::Decision => ("decision", "edit", m.group_decision),
            Self::Other => ("waiting", "task", m.group_other),
        }
    }
}

fn my_work_view(m: &'static Messages, work: MyWorkView) -> AnyView {
    if work.lines.is_empty() && work.drafts.is_empty() {
        let way = if work.may_register {
            ("/directives/new", m.enter_directive)
        } else {
            ("/tasks", m.all_tasks)
        };
        return empty(
            "inbox",
            m.my_work_empty_title,
            m.my_work_empty_text,
            Some(way),
        )
        .into_any();
    }
    let shown = i64::try_from(work.lines.len()).unwrap_or(i64::MAX);
    let more = (work.total > shown).then(|| {
        let text = fill(m.my_work_more, &[("n", &(work.total - shown).to_string())]);
        view! {
            <p>
                <a href="/tasks">{text}</a>
            </p>
        }
    });
    let groups = Group::ALL
        .into_iter()
        .filter_map(|group| {
            let lines: Vec<_> = work
                .lines
                .iter()
                .filter(|line| Group::of(line) == group)
                .map(|line| work_line(m, line, &work.agencies, work.today))
                .collect();
            let (code, symbol, name) = group.face(m);
            (!lines.is_empty()).then(|| group_view(code, symbol, name, lines))
        })
        .collect_view();
    let drafts = (!work.drafts.is_empty()).then(|| {
        let lines = work
            .drafts
            .into_iter()
            .map(|draft| draft_line(m, draft))
            .collect();
        group_view("drafts", "document", m.group_drafts, lines)
    });
    view! {
        {groups}
        {more}
        {drafts}
    }
    .into_any()
}

fn group_view(
    code: &'static str,
    symbol: &'static str,
    name: &'static str,
    lines: Vec<AnyView>,
) -> AnyView {
    let heading = format!("g-{code}");
    let count = lines.len().to_string();
    view! {
        <section class="work-group" data-group=code aria-labelledby=heading.clone()>
            <h2 id=heading.clone()>
                {icon(symbol)}
                {name}
                " "
                <span class="count">{count}</span>
            </h2>
            <ul class="work-list">{lines}</ul>
        </section>
    }
    .into_any()
}

fn work_line(
    m: &'static Messages,
    line: &TaskLine,
    agencies: &[AgencyName],
    today: NaiveDate,
) -> AnyView {
    let address = format!("/tasks/{}", line.id);
    let lead = format!("{}: {}", m.lead, m.agency_of(agencies, line.lead));
    let next = line.waiting.map(|waiting| {
        let title = format!(" – {}", line.title);
        view! {
            <a class="btn btn-small" href=format!("{address}#{}", form_of(waiting))>
                {m.waiting(waiting)}
                <span class="sr-only">{title}</span>
            </a>
        }
    });
    view! {
        <li class="work">
            <div class="work-main">
                <a class="work-title" href=address.clone()>
                    {line.title.clone()}
                </a>
                <p class="work-meta">
                    {line.directive.clone().map(|(id, reference)| directive_number(id, reference))}
                    <span>{lead}</span>
                    {line
                        .is_subtask
                        .then(|| crate::cascade::messages::messages(m.language).subtask)
                        .map(|text| view! { <span>{text}</span> })}
                </p>
            </div>
            <div>{state_badge(m, line.state)}</div>
            <div>{deadline(m, line.original_due, line.due)}</div>
            <div>{timeliness_badge(m, line.timeliness, line.due, today)}</div>
            <div class="work-next">{next}</div>
        </li>
    }
    .into_any()
}

fn draft_line(m: &'static Messages, draft: DirectiveLine) -> AnyView {
    let address = format!("/directives/{}/draft", draft.id);
    let title = format!(" – {}", draft.reference);
    view! {
        <li class="work">
            <div class="work-main">
                <a class="work-title" href=address.clone()>
                    {draft.subject}
                </a>
                <p class="work-meta">
                    <span class="doc-no">{draft.reference}</span>
                    {crate::ui::day(draft.issued_on)}
                </p>
            </div>
            <div></div>
            <div></div>
            <div></div>
            <div class="work-next">
                <a class="btn btn-small" href=address.clone()>
                    {m.continue_draft}
                    <span class="sr-only">{title}</span>
                </a>
            </div>
        </li>
    }
    .into_any()
}
