//! The panel that moves a card: the forms of the steps that bring its task into another state.
//!
//! It stands in the address of the board (`move=<task>&step=<act>`), so that a link opens it without a script and
//! dragging a card opens it with one. The forms are those of the task's page; refused, they come back with what was
//! typed.
//!
//! **Invariant:** nothing moves without the form of its step; afterwards the keyboard is on the card that moved. To
//! add a step: [`act`], `domain::overview::MOVES`.

use super::messages::messages;
use crate::AppError;
use crate::error::error_page;
use crate::form::Target;
use crate::frame::FrameData;
use crate::i18n::{Messages, fill};
use crate::task::action::{act_name, forms_of};
use crate::task::api::read_task;
use crate::task::filter::address;
use crate::ui::{Tone, focus, icon, loading, notice, state_badge};
use crate::url::parameter;
use domain::access::Action;
use domain::id::{AgencyId, TaskId};
use domain::log::SubjectKind;
use domain::overview::MOVES;
use domain::view::{TaskFilter, TaskPage};
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

/// What an address wants to move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moving {
    pub task: TaskId,
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
            step: parameter(query, "step"),
            done: parameter(query, "done"),
            kept: parameter(query, "kept").and_then(|kept| kept.parse().ok()),
        })
    }
}

/// The panel above the board, and what follows when a step was taken: `on_moved` reads the board anew.
#[component]
pub fn StepPanel(
    m: &'static Messages,
    moving: Memo<Option<Moving>>,
    filter: Signal<TaskFilter>,
    on_moved: Callback<TaskId>,
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
    let on_done = Callback::new(move |act: &'static str| {
        let Some(moving) = open.get_untracked() else {
            return;
        };
        done.set(Some(act));
        on_moved.run(moving.task);
        let board = filter.with_untracked(address);
        let stay = leptos_router::NavigateOptions {
            scroll: false,
            replace: true,
            ..Default::default()
        };
        navigate(&board, stay);
    });
    // Opened by a link or a drop, the panel takes the keyboard; a refused form has it already.
    Effect::new(move |_| {
        let is_new = page
            .get()
            .and_then(Result::ok)
            .flatten()
            .is_some_and(|page| page.kept.is_none());
        if is_new {
            keep_on(vec!["board-step-h".to_owned()], false, LOOKS);
        }
    });
    // What was said of the last card does not stand beside the next.
    Effect::new(move |_| {
        if open.get().is_some() {
            done.set(None);
        }
    });
    let frame = use_context::<FrameData>();
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
                    let agency = match frame {
                        Some(FrameData(shell)) => shell.await.ok().flatten(),
                        None => None,
                    }
                        .map(|shell| shell.actor.agency);
                    match (page.await, moving) {
                        (Ok(Some(page)), Some(moving)) => {
                            panel(m, &filter, page, &moving, agency, on_done)
                        }
                        (Err(error), Some(_)) => error_page(&error),
                        _ => ().into_any(),
                    }
                })
            }}
        </Transition>
    }
}

fn panel(
    m: &'static Messages,
    filter: &TaskFilter,
    page: TaskPage,
    moving: &Moving,
    agency: Option<AgencyId>,
    on_done: Callback<&'static str>,
) -> AnyView {
    let o = messages(m.language);
    let task = &page.task;
    let step = moving.step.clone().unwrap_or_default();
    let target = Target {
        subject: SubjectKind::Task,
        id: task.id.0,
        version: Some(task.version),
        back: address_of_step(filter, &task.id.to_string(), &step),
        agencies: Arc::new([page.agencies.as_slice(), page.choices.as_slice()].concat()),
        kept: page.kept.clone(),
        on_done,
    };
    let acts = MOVES.map(act);
    let forms = forms_of(m, &page, agency, &target, &acts, moving.step.as_deref());
    let none = forms.is_empty().then(|| {
        view! { <p>{o.no_moves}</p> }
    });
    let close = address(filter);
    let at = format!("/tasks/{}", task.id);
    let is_kept = page.kept.is_some();
    view! {
        <section class="board-step no-print" aria-labelledby="board-step-h">
            <div class="board-step-head">
                <h2 id="board-step-h" tabindex="-1" autofocus=!is_kept>
                    {format!("{}: {}", o.move_to, task.title)}
                </h2>
                <a class="btn btn-small btn-quiet" href=close>
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

/// Reads the board anew after a step and puts the keyboard on the card that moved, or on the notice where the card
/// is not among those shown.
pub fn follow_card<T>(list: Resource<Result<T, AppError>>) -> Callback<TaskId>
where
    T: Clone + Send + Sync + serde::Serialize + serde::de::DeserializeOwned + 'static,
{
    let moved = StoredValue::new(None::<TaskId>);
    Effect::new(move |_| {
        list.track();
        let task = moved.try_update_value(Option::take).flatten();
        if let Some(task) = task {
            keep_on(vec![link_id(task), "notice".to_owned()], false, LOOKS);
        }
    });
    Callback::new(move |task| {
        moved.set_value(Some(task));
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
    if let Some(id) = wanted
        && on.is_none_or(|on| on.id() != *id)
    {
        focus(id.clone());
    }
    let has_it = has_it || wanted.is_some();
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
