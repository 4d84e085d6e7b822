//! The table of tasks, as every page shows it: the list, a commune, what waits for a decision.
//!
//! **Invariants:** a cell whose value does not speak for itself carries its heading in `data-label`, because in
//! a narrow window each row is a card. To add a column: a variant of [`Column`], its heading and its cell.

use crate::i18n::Messages;
use crate::ui::{deadline, directive_number, state_badge, timeliness_badge};
use chrono::NaiveDate;
use domain::agency::AgencyName;
use domain::view::TaskLine;
use leptos::prelude::*;

/// What a column shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Task,
    /// The task with its directive below.
    TaskWithNumber,
    Number,
    /// What the coordinator must decide.
    Decision,
    Lead,
    Due,
    Timeliness,
    State,
    Progress,
}

impl Column {
    fn heading(self, m: &Messages) -> &'static str {
        match self {
            Self::Task | Self::TaskWithNumber => m.task,
            Self::Number => m.directive_number,
            Self::Decision => m.to_decide,
            Self::Lead => m.lead,
            Self::Due => m.due,
            Self::Timeliness => m.timeliness,
            Self::State => m.state,
            Self::Progress => m.progress,
        }
    }

    fn class(self) -> Option<&'static str> {
        (self == Self::Progress).then_some("num-col")
    }
}

/// Tasks and what their rows need.
#[derive(Clone, Copy, Debug)]
pub struct TaskTable<'a> {
    pub columns: &'a [Column],
    pub lines: &'a [TaskLine],
    /// The agencies named in the lines.
    pub agencies: &'a [AgencyName],
    pub today: NaiveDate,
}

impl TaskTable<'_> {
    /// The table that a page is made of. `due` is the heading of the deadlines, by which it is ordered.
    pub fn of_page(&self, m: &'static Messages, due: AnyView) -> AnyView {
        view! {
            <div class="table-wrap table-wrap-page table-cards">
                <table class="table">
                    <caption class="sr-only">{m.tasks_caption}</caption>
                    {self.head(m, Some(due))}
                    {self.body(m)}
                </table>
            </div>
        }
        .into_any()
    }

    /// The table of a section, which scrolls by itself where it is too wide.
    pub fn of_section(&self, m: &'static Messages, label: &'static str) -> AnyView {
        view! {
            <div class="table-wrap table-cards" tabindex="0" role="region" aria-label=label>
                <table class="table">
                    {self.head(m, None)}
                    {self.body(m)}
                </table>
            </div>
        }
        .into_any()
    }

    fn head(&self, m: &'static Messages, mut due: Option<AnyView>) -> AnyView {
        let headings = self
            .columns
            .iter()
            .map(|&column| {
                let own = (column == Column::Due).then(|| due.take()).flatten();
                own.unwrap_or_else(|| {
                    view! {
                        <th scope="col" class=column.class()>
                            {column.heading(m)}
                        </th>
                    }
                    .into_any()
                })
            })
            .collect_view();
        view! {
            <thead>
                <tr>{headings}</tr>
            </thead>
        }
        .into_any()
    }

    fn body(&self, m: &'static Messages) -> AnyView {
        let rows = self
            .lines
            .iter()
            .map(|line| self.row(m, line))
            .collect_view();
        view! { <tbody>{rows}</tbody> }.into_any()
    }

    fn row(&self, m: &'static Messages, line: &TaskLine) -> AnyView {
        let cells = self
            .columns
            .iter()
            .map(|&column| self.cell(m, column, line))
            .collect_view();
        view! { <tr>{cells}</tr> }.into_any()
    }

    fn cell(&self, m: &'static Messages, column: Column, line: &TaskLine) -> AnyView {
        let number = || {
            line.directive
                .clone()
                .map(|(id, reference)| directive_number(id, reference))
        };
        let task = || view! { <a href=format!("/tasks/{}", line.id)>{line.title.clone()}</a> };
        match column {
            Column::Task => view! { <td class="title-col">{task()}</td> }.into_any(),
            Column::TaskWithNumber => view! {
                <td class="title-col">{task()} <span class="sub">{number()}</span></td>
            }
            .into_any(),
            Column::Number => match number() {
                Some(number) => view! { <td>{number}</td> }.into_any(),
                None => view! {
                    <td>
                        <span class="muted">{m.by_hand}</span>
                    </td>
                }
                .into_any(),
            },
            Column::Decision => view! {
                <td data-label=m.to_decide>{line.waiting.map(|waiting| m.waiting(waiting))}</td>
            }
            .into_any(),
            Column::Lead => view! {
                <td data-label=m.lead>{m.agency_of(self.agencies, line.lead)}</td>
            }
            .into_any(),
            Column::Due => view! {
                <td data-label=m.due>{deadline(m, line.original_due, line.due)}</td>
            }
            .into_any(),
            Column::Timeliness => view! {
                <td>{timeliness_badge(m, line.timeliness, line.due, self.today)}</td>
            }
            .into_any(),
            Column::State => view! { <td>{state_badge(m, line.state)}</td> }.into_any(),
            Column::Progress => view! {
                <td class="num-col" data-label=m.progress>
                    {format!("{} %", line.percent)}
                </td>
            }
            .into_any(),
        }
    }
}
