//! The table of tasks, as every page shows it: the list, a commune, what waits for a decision.
//!
//! Rows are finished markup and not views, see [`crate::ui::markup`].
//!
//! **Invariant:** a cell whose value does not speak for itself carries its heading in `data-label`, because in
//! a narrow window each row is a card. To add a column: a variant of [`Column`], its heading and its cell.

use super::place::{Place, row_id};
use crate::i18n::{Messages, fill};
use crate::overview::shown::{ROWS, in_page};
use crate::ui::markup;
use chrono::NaiveDate;
use domain::agency::AgencyName;
use domain::overview::{GroupHead, GroupName, TaskColumn};
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
    /// What stands above it.
    pub fn heading(self, m: &Messages) -> &'static str {
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

    /// How its cells stand.
    pub fn class(self) -> Option<&'static str> {
        match self {
            Self::Progress => Some("num-col"),
            Self::Select => Some("select-col no-print"),
            _ => None,
        }
    }
}

impl From<TaskColumn> for Column {
    fn from(column: TaskColumn) -> Self {
        match column {
            TaskColumn::Number => Self::Number,
            TaskColumn::Lead => Self::Lead,
            TaskColumn::Due => Self::Due,
            TaskColumn::Timeliness => Self::Timeliness,
            TaskColumn::State => Self::State,
            TaskColumn::Progress => Self::Progress,
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
    /// The list in whose rows cells are edited; none where they are only shown.
    pub place: Option<&'a Place>,
}

impl TaskTable<'_> {
    /// The table that a page is made of, with headings of its own for the columns by which it can be ordered, and a
    /// row above the first of each group. Without lines it keeps the rows that the page has.
    pub fn of_page(
        &self,
        m: &'static Messages,
        heading: impl Fn(Column) -> Option<AnyView>,
        groups: &[GroupHead],
    ) -> AnyView {
        let rows = match self.lines {
            [] => in_page(ROWS),
            _ => self.grouped_rows(m, groups).into_string(),
        };
        view! {
            <div class="table-wrap table-wrap-page table-cards">
                <table class="table">
                    <caption class="sr-only">{m.tasks_caption}</caption>
                    {self.head(m, heading)}
                    <tbody id=ROWS inner_html=rows></tbody>
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
                    {self.head(m, |_| None)}
                    <tbody inner_html=self.rows(m).into_string()></tbody>
                </table>
            </div>
        }
        .into_any()
    }

    fn head(&self, m: &'static Messages, own: impl Fn(Column) -> Option<AnyView>) -> AnyView {
        let headings = self
            .columns
            .iter()
            .map(|&column| {
                own(column).unwrap_or_else(|| {
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

    fn rows(&self, m: &Messages) -> Markup {
        self.grouped_rows(m, &[])
    }

    fn grouped_rows(&self, m: &Messages, groups: &[GroupHead]) -> Markup {
        html! {
            @for (place, line) in self.lines.iter().enumerate() {
                @for head in groups.iter().filter(|head| head.at == place) {
                    tr class="group-row" {
                        th scope="colgroup" colspan=(self.columns.len()) {
                            (self.group_name(m, &head.name)) " "
                            span class="count" { (head.count) }
                        }
                    }
                }
                tr {
                    @for &column in self.columns { (self.cell(m, column, line)) }
                }
            }
        }
    }

    fn group_name(&self, m: &Messages, name: &GroupName) -> String {
        let o = crate::overview::messages::messages(m.language);
        match name {
            GroupName::Lead(agency) => m.agency_of(self.agencies, *agency),
            GroupName::State(state) => m.state(*state).to_owned(),
            GroupName::Directive(number) => number.clone().unwrap_or_else(|| m.by_hand.to_owned()),
            GroupName::Area(area) => area
                .as_ref()
                .map_or(o.no_area, |(vi, en)| m.pick(vi, en))
                .to_owned(),
        }
    }

    fn select_label(&self, m: &Messages, line: &TaskLine) -> String {
        let b = crate::bulk::messages::messages(m.language);
        fill(b.select_one, &[("title", &line.title)])
    }

    fn cell(&self, m: &Messages, column: Column, line: &TaskLine) -> Markup {
        let edit = |column: TaskColumn| {
            html! { @if let Some(place) = self.place { (place.control(m, line, column)) } }
        };
        let task = || {
            html! {
                a id=[self.place.map(|_| row_id(line.id))] href={ "/tasks/" (line.id) }
                    autofocus[self.place.is_some_and(|place| place.returns_to_title(line))] { (line.title) }
            }
        };
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
                Column::Lead => {
                    td data-label=(m.lead) { (m.agency_of(self.agencies, line.lead)) (edit(TaskColumn::Lead)) }
                }
                Column::Due => {
                    td data-label=(m.due) {
                        (markup::deadline(m, line.original_due, line.due)) (edit(TaskColumn::Due))
                    }
                }
                Column::Timeliness => {
                    td { (markup::timeliness_badge(m, line.timeliness, line.due, self.today)) }
                }
                Column::State => {
                    td { (markup::state_badge(m, line.state)) (edit(TaskColumn::State)) }
                }
                Column::Progress => {
                    td class="num-col" data-label=(m.progress) { (line.percent) " %" (edit(TaskColumn::Progress)) }
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
            edits: Vec::new(),
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
            place: None,
        };
        let heads = [GroupHead {
            name: GroupName::Directive(Some(table.lines[0].title.clone())),
            count: 7,
            at: 0,
        }];
        let m = messages(Language::Vi);
        let grouped = table.grouped_rows(m, &heads).into_string();
        assert!(grouped.starts_with("<tr class=\"group-row\">"), "{grouped}");
        assert!(
            grouped.contains("colspan=\"3\"") && grouped.contains(">7<"),
            "{grouped}"
        );
        assert_eq!(
            grouped.matches("&lt;img src=x onerror").count(),
            5,
            "{grouped}"
        );
        let rows = table.rows(m).into_string();
        assert!(!rows.contains("<img"), "{rows}");
        assert_eq!(rows.matches("&lt;img src=x onerror").count(), 4, "{rows}");
    }
}
