//! The panel that moves a card, or edits a cell of the table: the forms of the steps that bring its task into another
//! state, or that change what the cell shows.
//!
//! It stands in the address of the list (`move=<task>&step=<act>`, `move=<task>&cell=<column>`), so that a link opens it
//! without a script and dragging a card opens it with one. The forms are those of the task's page; refused, they come
//! back with what was typed.
//!
//! **Invariant:** nothing moves without the form of its step; afterwards, and when the panel is closed, the keyboard is
//! on the card or cell from which it was opened. To add a step: [`act`], `domain::overview::MOVES`; to edit another
//! cell: [`crate::task::place`].

use super::messages::messages;
use crate::AppError;
use crate::error::error_page;
use crate::form::Target;
use crate::i18n::{Messages, fill};
use crate::task::action::{act_name, forms_of, in_the_way};
use crate::task::api::read_task;
use crate::task::filter::address;
use crate::task::place::{acts, control_id, first_fields, row_id};
use crate::task::table::Column;
use crate::ui::{Tone, closest, focus_now, icon, loading, notice, state_badge};
use crate::url::parameter;
use domain::access::Action;
use domain::id::TaskId;
use domain::log::SubjectKind;
use domain::overview::{MOVES, TaskColumn};
use domain::view::{TaskFilter, TaskPage};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use leptos_router::params::ParamsMap;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// The rest between two looks at where the keyboard is.
const LOOK: Duration = Duration::from_millis(100);
/// Looks after which a page that is drawn anew is taken to be whole: three seconds.
const LOOKS: u32 = 30;

/// The act of a step.
pub fn act(action: Action) -> &'static str {
    match action {
        Action::AcknowledgeTask => "acknowledge",
        Action::StartTask => "start",
        Action::SubmitTask => "submit",
        Action::ConfirmTask => "confirm",
        Action::ReworkTask => "rework",
        Action::ResumeTask => "resume",
        Action::ReopenTask => "reopen",
        Action::ReturnTask => "return_to_sender",
        Action::ReassignTask => "reassign",
        Action::SuspendTask => "suspend",
        Action::CancelTask => "cancel",
        _ => "actions",
    }
}

/// The id of the link on a card.
pub fn link_id(task: TaskId) -> String {
    format!("card-{task}")
}

/// The list as it is shown, with the panel for a task, that step open.
pub fn address_of_step(filter: &TaskFilter, task: &str, act: &str) -> String {
    let list = address(filter);
    let sign = if list.contains('?') { '&' } else { '?' };
    let step = if act.is_empty() {
        String::new()
    } else {
        format!("&step={act}")
    };
    format!("{list}{sign}move={task}{step}")
}

/// The same panel again, after its form was refused or sent without a script.
fn address_of(filter: &TaskFilter, moving: &Moving) -> String {
    let step = moving.step.as_deref().unwrap_or_default();
    let back = address_of_step(filter, &moving.task.to_string(), step);
    match moving.cell {
        Some(column) => format!("{back}&cell={column}"),
        None => back,
    }
}

/// Where the keyboard goes when the panel is left: the first of these that is there.
fn way_back(moving: &Moving) -> Vec<String> {
    let cell = moving.cell.map(|column| control_id(moving.task, column));
    let row = [
        row_id(moving.task),
        link_id(moving.task),
        "notice".to_owned(),
    ];
    cell.into_iter().chain(row).collect()
}

/// Where the keyboard begins in it.
fn way_in(moving: &Moving) -> Vec<String> {
    let fields = moving.cell.map_or(&[][..], first_fields);
    let fields = fields.iter().copied().chain(["board-step-h"]);
    fields.map(str::to_owned).collect()
}

/// What an address wants to move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moving {
    pub task: TaskId,
    /// The cell of the table that is edited; none where a card is moved.
    pub cell: Option<TaskColumn>,
    /// The step that stands open; else the first.
    pub step: Option<String>,
    /// The act that was done to it by a form without a script.
    pub done: Option<String>,
    /// The form that came back.
    pub kept: Option<Uuid>,
}

impl Moving {
    /// What the address wants to move; none where it names no task.
    pub fn of(query: &ParamsMap) -> Option<Self> {
        Some(Self {
            task: parameter(query, "move")?.parse().ok()?,
            cell: parameter(query, "cell").and_then(|column| column.parse().ok()),
            step: parameter(query, "step"),
            done: parameter(query, "done"),
            kept: parameter(query, "kept").and_then(|kept| kept.parse().ok()),
        })
    }
}

/// The panel above the board or beside the table, and what follows when a step was taken: `on_moved` reads the list
/// anew.
#[component]
pub fn StepPanel(
    m: &'static Messages,
    moving: Memo<Option<Moving>>,
    filter: Signal<TaskFilter>,
    on_moved: Callback<Moving>,
) -> impl IntoView {
    let done = RwSignal::new(None::<&'static str>);
    // A task whose step was taken has no panel any more.
    let open = Memo::new(move |_| moving.get().filter(|moving| moving.done.is_none()));
    let page = Resource::new_blocking(
        move || open.get().map(|moving| (moving.task, moving.kept)),
        async |asked| match asked {
            Some((task, kept)) => read_task(task, kept).await.map(Some),
            None => Ok(None),
        },
    );
    let navigate = use_navigate();
    let leave = Callback::new(move |()| {
        let stay = leptos_router::NavigateOptions {
            scroll: false,
            replace: true,
            ..Default::default()
        };
        navigate(&filter.with_untracked(address), stay);
    });
    let on_done = Callback::new(move |act: &'static str| {
        let Some(moving) = open.get_untracked() else {
            return;
        };
        done.set(Some(act));
        on_moved.run(moving);
        leave.run(());
    });
    let on_key = Callback::new(move |event: KeyboardEvent| {
        let Some(moving) = open.get_untracked() else {
            return;
        };
        if event.key() == "Escape" && !event.default_prevented() {
            event.prevent_default();
            leave.run(());
            keep_on(way_back(&moving), false, LOOKS);
        }
    });
    // Opened by a link or a drop, the panel takes the keyboard; a refused form has it already.
    Effect::new(move |_| {
        let moving = open.get();
        let read = page.get().and_then(Result::ok).flatten();
        if let (Some(moving), Some(page)) = (moving, read)
            && page.kept.is_none()
            && page.task.id == moving.task
        {
            keep_on(way_in(&moving), false, LOOKS);
        }
    });
    // The link to what is open already changes nothing: it gives the panel the keyboard once more.
    Effect::new(move |_| {
        let heard = window_event_listener(leptos::ev::click, move |event| {
            let link = closest(event.target(), "a[href]");
            if let (Some(moving), Some(link)) = (open.get_untracked(), link)
                && link.get_attribute("href")
                    == Some(filter.with_untracked(|filter| address_of(filter, &moving)))
            {
                // Once: where this press opens it, the panel is not there yet and takes the keyboard when it comes.
                keep_on(way_in(&moving), false, 0);
            }
        });
        on_cleanup(move || heard.remove());
    });
    // What was said of the last card does not stand beside the next.
    Effect::new(move |_| {
        if open.get().is_some() {
            done.set(None);
        }
    });
    let said = move || {
        let before = moving.get().and_then(|moving| moving.done);
        let act = done.get().map(str::to_owned).or(before)?;
        let title = fill(m.done_notice, &[("what", act_name(m, &act))]);
        open.get()
            .is_none()
            .then(|| notice(Tone::Success, title, Some(m.done_notice_text)))
    };
    view! {
        {said}
        <Transition fallback=move || {
            loading(m)
        }>
            {move || {
                let moving = open.get();
                let filter = filter.get();
                Suspend::new(async move {
                    match (page.await, moving) {
                        (Ok(Some(page)), Some(moving)) => {
                            panel(m, &filter, page, moving, (on_done, on_key))
                        }
                        (Err(error), Some(_)) => error_page(&error),
                        _ => ().into_any(),
                    }
                })
            }}
        </Transition>
    }
}

/// The panel, made anew for each task, version and cell: what was typed for one is never found in the form of another.
fn panel(
    m: &'static Messages,
    filter: &TaskFilter,
    page: TaskPage,
    moving: Moving,
    ways: (Callback<&'static str>, Callback<KeyboardEvent>),
) -> AnyView {
    let key = (
        page.task.id,
        page.task.version,
        moving.cell,
        moving.step.clone(),
    );
    let filter = filter.clone();
    view! {
        <For
            each=move || [key.clone()]
            key=Clone::clone
            children=move |_| panel_view(m, &filter, &page, &moving, ways)
        />
    }
    .into_any()
}

fn panel_view(
    m: &'static Messages,
    filter: &TaskFilter,
    page: &TaskPage,
    moving: &Moving,
    (on_done, on_key): (Callback<&'static str>, Callback<KeyboardEvent>),
) -> AnyView {
    let o = messages(m.language);
    let task = &page.task;
    let target = Target {
        subject: SubjectKind::Task,
        id: task.id.0,
        version: Some(task.version),
        back: address_of(filter, moving),
        agencies: Arc::new([page.agencies.as_slice(), page.choices.as_slice()].concat()),
        kept: page.kept.clone(),
        on_done: Some(on_done),
    };
    let acts = match moving.cell {
        Some(column) => acts(column),
        None => MOVES.map(act).to_vec(),
    };
    let forms = forms_of(m, page, &target, &acts, moving.step.as_deref());
    let none = forms.is_empty().then(|| {
        let said = if moving.cell.is_some() {
            o.no_edits
        } else {
            o.no_moves
        };
        view! {
            <p>{said}</p>
            {in_the_way(m, page)}
        }
    });
    let what = moving
        .cell
        .map_or(o.move_to, |column| Column::from(column).heading(m));
    let class = if moving.cell.is_some() {
        "board-step beside no-print"
    } else {
        "board-step no-print"
    };
    let close = address(filter);
    let back = way_back(moving);
    let at = format!("/tasks/{}", task.id);
    let is_kept = page.kept.is_some();
    view! {
        <section
            class=class
            aria-labelledby="board-step-h"
            on:keydown=move |event| on_key.run(event)
        >
            <div class="board-step-head">
                <h2 id="board-step-h" tabindex="-1" autofocus=!is_kept>
                    {format!("{what}: {}", task.title)}
                </h2>
                <a
                    class="btn btn-small btn-quiet"
                    href=close
                    data-noscroll
                    on:click=move |_| keep_on(back.clone(), false, LOOKS)
                >
                    {icon("close")}
                    {o.close}
                </a>
            </div>
            <p class="task-status">
                {state_badge(m, task.state)} <span>{m.agency_of(&page.agencies, task.lead)}</span>
                <a href=at>{o.to_task}</a>
            </p>
            {none}
            <div class="actions">{forms}</div>
        </section>
    }
    .into_any()
}

/// Reads the list anew after a step and puts the keyboard on the card or cell, or on the notice where it is not among
/// those shown.
pub fn follow_card<T>(list: Resource<Result<T, AppError>>) -> Callback<Moving>
where
    T: Clone + Send + Sync + serde::Serialize + serde::de::DeserializeOwned + 'static,
{
    let moved = StoredValue::new(None::<Moving>);
    Effect::new(move |_| {
        list.track();
        let moving = moved.try_update_value(Option::take).flatten();
        if let Some(moving) = moving {
            keep_on(way_back(&moving), false, LOOKS);
        }
    });
    Callback::new(move |moving| {
        moved.set_value(Some(moving));
        list.refetch();
    })
}

/// Puts the keyboard on the first of these that is on the page, and again where drawing anew takes it away: a board
/// may be read more than once after a step, by it and by what others did. Ends when the person goes elsewhere.
fn keep_on(ids: Vec<String>, has_it: bool, looks: u32) {
    let on = document().active_element();
    let is_ours = on
        .as_ref()
        .is_none_or(|on| on.tag_name() == "BODY" || ids.contains(&on.id()));
    if has_it && !is_ours {
        return;
    }
    let wanted = ids
        .iter()
        .find(|id| document().get_element_by_id(id).is_some());
    let is_on = wanted.is_some_and(|id| on.is_some_and(|on| on.id() == *id) || focus_now(id));
    let has_it = has_it || is_on;
    if let Some(left) = looks.checked_sub(1) {
        set_timeout(move || keep_on(ids, has_it, left), LOOK);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_moves_nothing_is_a_board() {
        let of = |pairs: &[(&str, &str)]| {
            let own = |text: &&str| (*text).to_owned();
            Moving::of(&pairs.iter().map(|(a, b)| (own(a), own(b))).collect())
        };
        let id = "0190a3f0-0000-7000-8000-000000000001";
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[("move", "x"), ("step", "start")]), None);
        let moving = of(&[("move", id), ("step", "start"), ("kept", "x")]).expect("a task");
        assert_eq!((moving.step.as_deref(), moving.kept), (Some("start"), None));
        let mut filter = TaskFilter::default();
        assert_eq!(
            address_of_step(&filter, id, ""),
            format!("/tasks?move={id}")
        );
        filter.view = domain::overview::TaskView::Board;
        let board = address_of_step(&filter, id, "start");
        assert_eq!(board, format!("/tasks?view=board&move={id}&step=start"));
        let cell = of(&[("move", id), ("cell", "due")]).expect("a cell");
        let table = address_of(&TaskFilter::default(), &cell);
        assert_eq!(table, format!("/tasks?move={id}&cell=due"));
        assert_eq!(way_back(&cell)[0], format!("edit-due-{id}"));
        assert_eq!(way_in(&cell), ["request_extension-until", "board-step-h"]);
        let unknown = of(&[("move", id), ("cell", "salary")]).expect("a task");
        assert_eq!(
            (unknown.cell, way_back(&unknown)[0].as_str()),
            (None, format!("row-{id}").as_str())
        );
    }

    #[test]
    fn every_step_of_a_card_is_an_act_of_the_page() {
        let mut acts = MOVES.map(act).to_vec();
        assert!(!acts.contains(&"actions"), "{acts:?}");
        acts.sort_unstable();
        acts.dedup();
        assert_eq!(acts.len(), MOVES.len());
    }
}
