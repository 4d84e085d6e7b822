//! The board: a column for each state, a card for each task, the steps that move it.
//!
//! **Invariants:** a card offers the steps that its task's page offers; all of it works by keyboard and without a
//! script: acknowledging is a form here, every other step asks for something and opens on the task's page.

use super::messages::{OverviewMessages, messages};
use crate::i18n::{Messages, fill};
use crate::task::filter::address;
use crate::ui::markup;
use domain::access::Action;
use domain::overview::{Board, BoardColumn, Card, TaskView};
use domain::view::TaskFilter;
use leptos::prelude::*;
use maud::{Markup, html};

/// The act of a step, which is also the anchor of its form on the task's page.
fn act(action: Action) -> &'static str {
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

/// The board.
pub fn board_view(m: &'static Messages, filter: &TaskFilter, board: &Board) -> AnyView {
    let o = messages(m.language);
    let columns = html! {
        @for column in &board.columns { (column_view(m, o, filter, board, column)) }
    };
    view! {
        <p class="page-lead">{o.board_lead}</p>
        <div class="board" tabindex="0" role="region" aria-label=m.nav_tasks inner_html=columns.into_string()></div>
    }
    .into_any()
}

fn column_view(
    m: &'static Messages,
    o: &OverviewMessages,
    filter: &TaskFilter,
    board: &Board,
    column: &BoardColumn,
) -> Markup {
    let shown = i64::try_from(column.cards.len()).unwrap_or(i64::MAX);
    let all = address(&TaskFilter {
        state: Some(column.state),
        view: TaskView::Table,
        after: None,
        ..filter.clone()
    });
    let id = format!("column-{}", column.state);
    html! {
        section class="board-column" aria-labelledby=(id) {
            h2 id=(id) {
                (markup::state_badge(m, column.state)) " "
                span class="count" { (column.count) }
            }
            @if column.cards.is_empty() { p class="muted" { (o.board_empty) } }
            ul {
                @for card in &column.cards { li class="board-card" { (card_view(m, o, filter, board, card)) } }
            }
            @if column.count > shown {
                a class="btn btn-small" href=(all) {
                    (fill(o.board_more, &[("n", &column.count.to_string())]))
                }
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
) -> Markup {
    let line = &card.line;
    html! {
        a class="board-title" href={ "/tasks/" (line.id) } { (line.title) }
        p class="muted" { (m.agency_of(&board.agencies, line.lead)) }
        p {
            (markup::deadline(m, line.original_due, line.due)) " "
            (markup::timeliness_badge(m, line.timeliness, line.due, board.today))
        }
        @if !card.moves.is_empty() {
            details class="board-moves" {
                summary {
                    (o.move_to) span class="sr-only" { ": " (line.title) }
                }
                ul {
                    @for action in &card.moves { li { (step(m, filter, card, *action)) } }
                }
            }
        }
    }
}

fn step(m: &'static Messages, filter: &TaskFilter, card: &Card, action: Action) -> Markup {
    let line = &card.line;
    let name = crate::task::action::act_name(m, act(action));
    html! {
        @if action == Action::AcknowledgeTask {
            form method="post" action="/command" {
                input type="hidden" name="envelope" value=(card.envelope);
                input type="hidden" name="subject" value="task";
                input type="hidden" name="id" value=(line.id);
                input type="hidden" name="base_version" value=(line.version);
                input type="hidden" name="act" value="acknowledge";
                input type="hidden" name="back" value=(address(filter));
                button class="btn btn-small" { (name) }
            }
        } @else {
            a href={ "/tasks/" (line.id) "#" (act(action)) } { (name) }
        }
    }
}
