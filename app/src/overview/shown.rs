//! Which view is shown: the tabs above the list, and what each reads.
//!
//! **Invariant:** [`Shown`] is serialized for one purpose only, to hydrate the page that the server has just written;
//! what the browser reads later comes through the doors of [`super::api`]. So a timeline goes without its rows there:
//! they stand in the page, hydration leaves the inside of `<tbody>` alone, and what is read anew brings rows again.

use super::api::{read_board, read_month, read_timeline};
use super::messages::messages;
use crate::AppError;
use crate::i18n::Messages;
use crate::task::api::read_tasks;
use crate::task::filter::address;
use domain::overview::{Board, MonthPage, TaskView, TimelinePage};
use domain::view::{ChosenNames, TaskFilter, TaskList};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What one view is made of.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Shown {
    Table(TaskList),
    Board(Board),
    Calendar(MonthPage),
    Timeline(#[serde(serialize_with = "without_rows")] TimelinePage),
}

fn without_rows<S: serde::Serializer>(page: &TimelinePage, to: S) -> Result<S::Ok, S::Error> {
    let head = TimelinePage {
        bars: Vec::new(),
        count: page.count,
        has_more: page.has_more,
        agencies: Vec::new(),
        chosen: page.chosen.clone(),
        today: page.today,
    };
    head.serialize(to)
}

impl Shown {
    /// The names of what the filter only knows by id or code.
    pub fn chosen(&self) -> &ChosenNames {
        match self {
            Self::Table(list) => &list.chosen,
            Self::Board(board) => &board.chosen,
            Self::Calendar(month) => &month.chosen,
            Self::Timeline(timeline) => &timeline.chosen,
        }
    }
}

/// Reads the view that the filter asks for.
pub async fn read_shown(filter: TaskFilter) -> Result<Shown, AppError> {
    match filter.view {
        TaskView::Table => read_tasks(filter).await.map(Shown::Table),
        TaskView::Board => read_board(filter).await.map(Shown::Board),
        TaskView::Calendar => read_month(filter).await.map(Shown::Calendar),
        TaskView::Timeline => read_timeline(filter).await.map(Shown::Timeline),
    }
}

/// The ways to the views, each with the same filter.
pub fn tabs(m: &'static Messages, filter: &TaskFilter) -> AnyView {
    let o = messages(m.language);
    let links = TaskView::ALL
        .iter()
        .map(|&view| {
            let address = address(&TaskFilter {
                view,
                after: None,
                ..filter.clone()
            });
            let current = (view == filter.view).then_some("page");
            view! {
                <a class="tab" href=address aria-current=current>
                    {o.view(view)}
                </a>
            }
        })
        .collect_view();
    view! {
        <nav class="tabs" aria-label=o.shown_as>
            {links}
        </nav>
    }
    .into_any()
}
