//! The table of tasks, as every page shows it: the list, a commune, what waits for a decision.
//!
//! Rows are finished markup and not views, see [`crate::ui::markup`].
//!
//! **Invariant:** a cell whose value does not speak for itself carries its heading in `data-label`, because in
//! a narrow window each row is a card. To add a column: a variant of [`Column`], its heading and its cell.

use crate::i18n::{Messages, fill};
use crate::ui::markup;
use chrono::NaiveDate;
use domain::agency::AgencyName;
use domain::view::TaskLine;
use leptos::prelude::*;
use maud::{Markup, html};

/// What a column shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// A box to choose the task for an act on many.
    Select,
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
            Self::Select => crate::bulk::messages::messages(m.language).select,
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
        match self {
            Self::Progress => Some("num-col"),
            Self::Select => Some("select-col no-print"),
            _ => None,
        }
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
        view! { <tbody inner_html=self.rows(m).into_string()></tbody> }.into_any()
    }

    fn rows(&self, m: &Messages) -> Markup {
        html! {
            @for line in self.lines {
                tr {
                    @for &column in self.columns { (self.cell(m, column, line)) }
                }
            }
        }
    }

    fn select_label(&self, m: &Messages, line: &TaskLine) -> String {
        let b = crate::bulk::messages::messages(m.language);
        fill(b.select_one, &[("title", &line.title)])
    }

    fn cell(&self, m: &Messages, column: Column, line: &TaskLine) -> Markup {
        let task = || html! { a href={ "/tasks/" (line.id) } { (line.title) } };
        let part = || {
            html! {
                @if line.is_subtask {
                    " " span class="sub" { (crate::cascade::messages::messages(m.language).subtask) }
                }
            }
        };
        let number = || {
            html! {
                @if let Some((id, reference)) = &line.directive {
                    a class="doc-no" href={ "/directives/" (id) } { (reference) }
                }
            }
        };
        html! {
            @match column {
                Column::Select => {
                    td class="select-col no-print" {
                        input type="checkbox" name="row" value={ (line.id) "." (line.version) }
                            aria-label=(self.select_label(m, line));
                    }
                }
                Column::Task => { td class="title-col" { (task()) (part()) } }
                Column::TaskWithNumber => {
                    td class="title-col" { (task()) (part()) " " span class="sub" { (number()) } }
                }
                Column::Number => {
                    td {
                        (number())
                        @if line.directive.is_none() { span class="muted" { (m.by_hand) } }
                    }
                }
                Column::Decision => {
                    td data-label=(m.to_decide) {
                        @if let Some(waiting) = line.waiting { (m.waiting(waiting)) }
                    }
                }
                Column::Lead => { td data-label=(m.lead) { (m.agency_of(self.agencies, line.lead)) } }
                Column::Due => {
                    td data-label=(m.due) { (markup::deadline(m, line.original_due, line.due)) }
                }
                Column::Timeliness => {
                    td { (markup::timeliness_badge(m, line.timeliness, line.due, self.today)) }
                }
                Column::State => { td { (markup::state_badge(m, line.state)) } }
                Column::Progress => {
                    td class="num-col" data-label=(m.progress) { (line.percent) " %" }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::messages;
    use domain::document::Urgency;
    use domain::id::{AgencyId, DirectiveId, TaskId};
    use domain::task::State;
    use domain::timeliness::Timeliness;
    use domain::view::Language;
    use uuid::Uuid;

    #[test]
    fn what_people_typed_never_becomes_markup() {
        let today = NaiveDate::from_ymd_opt(2022, 10, 5).unwrap_or_default();
        let hostile = "<img src=x onerror=alert(1)>\"'&".to_owned();
        let line = TaskLine {
            id: TaskId(Uuid::from_u128(1)),
            title: hostile.clone(),
            state: State::InProgress,
            timeliness: Timeliness::Overdue,
            urgency: Urgency::Urgent,
            lead: AgencyId(Uuid::from_u128(2)),
            original_due: Some(today),
            due: Some(today),
            percent: 40,
            directive: Some((DirectiveId(Uuid::from_u128(3)), hostile.clone())),
            waiting: None,
            is_subtask: true,
            version: 1,
        };
        let agency = AgencyName {
            id: line.lead,
            code: String::new(),
            name_vi: String::new(),
            name_en: String::new(),
            short_vi: hostile.clone(),
            short_en: hostile,
        };
        let columns = [Column::TaskWithNumber, Column::Number, Column::Lead];
        let table = TaskTable {
            columns: &columns,
            lines: &[line],
            agencies: &[agency],
            today,
        };
        let rows = table.rows(messages(Language::Vi)).into_string();
        assert!(!rows.contains("<img"), "{rows}");
        assert_eq!(rows.matches("&lt;img src=x onerror").count(), 4, "{rows}");
    }
}
