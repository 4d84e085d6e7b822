//! Which view is shown: the tabs above the list, and what each reads.
//!
//! **Invariant:** [`Shown`] is serialized for one purpose only, to hydrate the page that the server has just written;
//! what the browser reads later comes through the doors of [`super::api`]. So it goes without the rows that are
//! finished markup: they stand in the page ([`in_page`]), and what is read anew brings its own.

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
    Table(#[serde(serialize_with = "without_lines")] TaskList),
    Board(Board),
    Calendar(MonthPage),
    Timeline(#[serde(serialize_with = "without_bars")] TimelinePage),
}

fn without_bars<S: serde::Serializer>(page: &TimelinePage, to: S) -> Result<S::Ok, S::Error> {
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

fn without_lines<S: serde::Serializer>(list: &TaskList, to: S) -> Result<S::Ok, S::Error> {
    let head = TaskList {
        lines: Vec::new(),
        count: list.count,
        next: list.next.clone(),
        agencies: Vec::new(),
        chosen: list.chosen.clone(),
        today: list.today,
        groups: Vec::new(),
        is_cut: list.is_cut,
    };
    head.serialize(to)
}

impl Shown {
    /// Whether the rows stand in the page only, and no longer do: then the list must be read anew.
    pub fn has_lost_rows(&self) -> bool {
        let were_left_out = match self {
            Self::Table(list) => list.count > 0 && list.lines.is_empty(),
            Self::Timeline(page) => page.count > 0 && page.bars.is_empty(),
            Self::Board(_) | Self::Calendar(_) => false,
        };
        were_left_out && in_page(ROWS).is_empty()
    }

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

/// The id of the element whose inside is the rows of the page.
pub const ROWS: &str = "rows";

/// What stands inside an element of the page; in the browser only.
pub fn in_page(id: &str) -> String {
    let element = document().get_element_by_id(id);
    element
        .map(|element| element.inner_html())
        .unwrap_or_default()
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
