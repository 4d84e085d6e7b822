//! The board: a column for each state, a card for each task, a way to the steps that move it.
//!
//! **Invariants:** a card offers the steps that its task's page offers, in the panel of [`super::step`], which sends
//! the one command there is; all of it works by keyboard and without a script. Dragging a card is another way to the
//! same panel ([`Drag`]) and changes nothing by itself. Cards are finished markup, see [`crate::ui::markup`].

use super::messages::{OverviewMessages, messages};
use super::step::{act, address_of_step, link_id};
use crate::i18n::{Messages, fill};
use crate::task::filter::address;
use crate::ui::{closest, markup};
use domain::id::TaskId;
use domain::overview::{Board, BoardColumn, COUNTED, Card, TaskView, leads_to};
use domain::view::TaskFilter;
use js_sys::{Function, Reflect};
use leptos::ev::{DragEvent, KeyboardEvent};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use maud::{Markup, html};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Element, HtmlElement};

/// The board; the keyboard is on the card that a form without a script has just moved.
pub fn board_view(
    m: &'static Messages,
    filter: &TaskFilter,
    board: &Board,
    moved: Option<TaskId>,
) -> AnyView {
    let o = messages(m.language);
    let columns = html! {
        @for column in &board.columns { (column_view(m, o, filter, board, column, moved)) }
    };
    let navigate = use_navigate();
    let drag = Drag::default();
    let filter = filter.clone();
    let dropped = move |event: DragEvent| {
        if let Some((task, act)) = drag.drop(&event) {
            navigate(&address_of_step(&filter, &task, &act), Default::default());
        }
    };
    view! {
        <p class="page-lead">{o.board_lead}</p>
        <div
            class="board"
            tabindex="0"
            role="region"
            aria-label=o.view(TaskView::Board)
            on:dragstart=move |event| drag.start(&event)
            on:dragover=move |event| drag.over(&event)
            on:dragend=move |_| drag.end()
            on:drop=dropped
            on:keydown=move |event| walk(&event)
            inner_html=columns.into_string()
        ></div>
    }
    .into_any()
}

fn column_view(
    m: &'static Messages,
    o: &OverviewMessages,
    filter: &TaskFilter,
    board: &Board,
    column: &BoardColumn,
    moved: Option<TaskId>,
) -> Markup {
    let shown = i64::try_from(column.cards.len()).unwrap_or(i64::MAX);
    let all = address(&TaskFilter {
        state: Some(column.state),
        view: TaskView::Table,
        after: None,
        ..filter.clone()
    });
    let id = format!("column-{}", column.state);
    let count = if column.count > COUNTED {
        format!("{COUNTED}+")
    } else {
        column.count.to_string()
    };
    html! {
        section class="board-column" data-column=(column.state) aria-labelledby=(id) {
            h2 id=(id) { (markup::state_badge(m, column.state)) " " span class="count" { (count) } }
            @if column.cards.is_empty() {
                p class="muted" { (o.board_empty) }
            } @else {
                ul { @for card in &column.cards { (card_view(m, o, filter, board, card, moved)) } }
            }
            @if column.count > shown {
                a class="btn btn-small" href=(all) { (fill(o.board_more, &[("n", &count)])) }
            }
        }
    }
}

fn card_view(
    m: &'static Messages,
    o: &OverviewMessages,
    filter: &TaskFilter,
    board: &Board,
    card: &Card,
    moved: Option<TaskId>,
) -> Markup {
    let line = &card.line;
    let can_move = !card.moves.is_empty();
    html! {
        li class="board-card" data-card=(line.id) data-moves=(drops(card))
            draggable=[can_move.then_some("true")] {
            a class="board-title" id=(link_id(line.id)) href={ "/tasks/" (line.id) }
                autofocus[moved == Some(line.id)] { (line.title) }
            p class="muted" { (m.agency_of(&board.agencies, line.lead)) }
            p class="board-due" {
                (markup::deadline(m, line.original_due, line.due)) " "
                (markup::timeliness_badge(m, line.timeliness, line.due, board.today))
            }
            @if can_move {
                a class="btn btn-small btn-quiet" draggable="false"
                    href=(address_of_step(filter, &line.id.to_string(), "")) {
                    (o.move_to) span class="sr-only" { ": " (line.title) }
                }
            }
        }
    }
}

/// The columns on which a card may be dropped, and the act of each: `acknowledged:acknowledge`.
fn drops(card: &Card) -> String {
    let from = card.line.state;
    let mut drops = Vec::new();
    for &action in &card.moves {
        for state in leads_to(action) {
            if *state != from && from.next().contains(state) {
                drops.push(format!("{state}:{}", act(action)));
            }
        }
    }
    drops.join(" ")
}

/// The task of a card, and the columns that take it with their acts.
type Dragged = (String, Vec<(String, String)>);

/// The card that is being dragged.
#[derive(Clone, Copy, Default)]
struct Drag(StoredValue<Option<Dragged>>);

impl Drag {
    fn start(self, event: &DragEvent) {
        let Some(card) = closest(event.target(), "[data-card]") else {
            return;
        };
        let task = card.get_attribute("data-card").unwrap_or_default();
        let drops: Vec<_> = card
            .get_attribute("data-moves")
            .unwrap_or_default()
            .split_whitespace()
            .filter_map(|pair| pair.split_once(':'))
            .map(|(state, act)| (state.to_owned(), act.to_owned()))
            .collect();
        carry(event, &task);
        for column in all("[data-column]") {
            let state = column.get_attribute("data-column").unwrap_or_default();
            let takes = drops.iter().any(|(column, _)| *column == state);
            set(&column, "data-takes", if takes { "yes" } else { "no" });
        }
        self.0.set_value(Some((task, drops)));
    }

    /// The task and the act of a drop on the column under the event.
    fn at(self, event: &DragEvent) -> Option<(String, String)> {
        let column = closest(event.target(), "[data-column]")?;
        let state = column.get_attribute("data-column")?;
        self.0.with_value(|drag| {
            let (task, drops) = drag.as_ref()?;
            let (_, act) = drops.iter().find(|(column, _)| *column == state)?;
            Some((task.clone(), act.clone()))
        })
    }

    fn over(self, event: &DragEvent) {
        if self.at(event).is_some() {
            // Which means: it may be dropped here.
            event.prevent_default();
        }
    }

    fn drop(self, event: &DragEvent) -> Option<(String, String)> {
        let at = self.at(event)?;
        event.prevent_default();
        self.end();
        Some(at)
    }

    fn end(self) {
        self.0.set_value(None);
        for column in all("[data-column]") {
            if column.remove_attribute("data-takes").is_err() {
                leptos::logging::warn!("a column stays marked");
            }
        }
    }
}

/// Gives the drag something to carry: some browsers drag nothing without. By name, because `web-sys` would be built
/// anew for this one type.
fn carry(event: &DragEvent, text: &str) {
    let carried = || -> Result<JsValue, JsValue> {
        let carried = Reflect::get(event, &"dataTransfer".into())?;
        let set: Function = Reflect::get(&carried, &"setData".into())?.dyn_into()?;
        set.call2(&carried, &"text/plain".into(), &text.into())
    };
    if let Err(error) = carried() {
        leptos::logging::warn!("a card carries nothing: {error:?}");
    }
}

/// Arrow keys lead from card to card; Tab reaches all of them, too.
fn walk(event: &KeyboardEvent) {
    let (right, down) = match event.key().as_str() {
        "ArrowLeft" => (-1, 0),
        "ArrowRight" => (1, 0),
        "ArrowUp" => (0, -1),
        "ArrowDown" => (0, 1),
        _ => return,
    };
    let columns: Vec<Vec<HtmlElement>> = all("[data-column]")
        .iter()
        .map(links)
        .filter(|links| !links.is_empty())
        .collect();
    let Some(here) = event.target().and_then(|target| target.dyn_into().ok()) else {
        return;
    };
    let place = columns.iter().enumerate().find_map(|(x, links)| {
        let y = links.iter().position(|link| *link == here)?;
        Some((x, y))
    });
    let next = place.and_then(|(x, y)| {
        let column = columns.get(x.checked_add_signed(right)?)?;
        let y = y.min(column.len() - 1).checked_add_signed(down)?;
        column.get(y)
    });
    if let Some(link) = next {
        event.prevent_default();
        if let Err(error) = link.focus() {
            leptos::logging::warn!("the next card has no focus: {error:?}");
        }
    }
}

fn links(column: &Element) -> Vec<HtmlElement> {
    let Ok(found) = column.query_selector_all(".board-title") else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|n| found.item(n)?.dyn_into().ok())
        .collect()
}

fn all(selector: &str) -> Vec<Element> {
    let Ok(found) = document().query_selector_all(selector) else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|n| found.item(n)?.dyn_into().ok())
        .collect()
}

fn set(element: &Element, name: &str, value: &str) {
    if element.set_attribute(name, value).is_err() {
        leptos::logging::warn!("{name} was not set");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::messages;
    use chrono::NaiveDate;
    use domain::access::Action;
    use domain::document::Urgency;
    use domain::id::AgencyId;
    use domain::task::State;
    use domain::timeliness::Timeliness;
    use domain::view::{ChosenNames, Language, TaskLine};
    use uuid::Uuid;

    fn card(state: State, moves: &[Action]) -> Card {
        Card {
            line: TaskLine {
                id: TaskId(Uuid::from_u128(1)),
                title: "<b>\"Rà soát\"".to_owned(),
                state,
                timeliness: Timeliness::NotDue,
                urgency: Urgency::Normal,
                lead: AgencyId(Uuid::from_u128(2)),
                original_due: None,
                due: None,
                percent: 0,
                directive: None,
                waiting: None,
                is_subtask: false,
                version: 3,
                edits: Vec::new(),
            },
            moves: moves.to_vec(),
        }
    }

    #[test]
    fn a_card_may_be_dropped_where_one_of_its_steps_leads() {
        let moves = [Action::AcknowledgeTask, Action::ReturnTask];
        assert_eq!(
            drops(&card(State::Assigned, &moves)),
            "acknowledged:acknowledge returned:return_to_sender"
        );
        // To another lead: the task stays in the column.
        let moves = [Action::ReassignTask];
        assert_eq!(drops(&card(State::Assigned, &moves)), "");
        assert_eq!(drops(&card(State::Returned, &moves)), "assigned:reassign");
        let resumed = drops(&card(State::Suspended, &[Action::ResumeTask]));
        assert!(resumed.contains("in_progress:resume"), "{resumed}");
    }

    #[test]
    fn a_column_says_how_many_there_are_and_leads_to_all() {
        let (m, o) = (
            messages(Language::Vi),
            super::super::messages::messages(Language::Vi),
        );
        let mut column = BoardColumn {
            state: State::Assigned,
            count: 1,
            cards: vec![card(State::Assigned, &[])],
        };
        let board = Board {
            columns: Vec::new(),
            agencies: Vec::new(),
            chosen: ChosenNames::default(),
            today: NaiveDate::from_ymd_opt(2022, 9, 15).expect("a day"),
        };
        let filter = TaskFilter {
            view: TaskView::Board,
            text: Some("x".to_owned()),
            ..TaskFilter::default()
        };
        let html = column_view(m, o, &filter, &board, &column, None).into_string();
        assert!(!html.contains("autofocus"), "{html}");
        assert!(!html.contains("/tasks?") && !html.contains("<b>"), "{html}");
        assert!(
            !html.contains("draggable=\"true\""),
            "nothing moves it: {html}"
        );
        let moved = column.cards[0].line.id;
        column.count = 1000;
        column.cards = vec![card(State::Assigned, &[Action::AcknowledgeTask])];
        let html = column_view(m, o, &filter, &board, &column, Some(moved)).into_string();
        assert!(html.contains("autofocus"), "{html}");
        assert!(html.contains("999+"), "{html}");
        assert!(
            html.contains("/tasks?text=x&amp;state=assigned\""),
            "{html}"
        );
        assert!(html.contains("view=board&amp;move="), "{html}");
    }
}
