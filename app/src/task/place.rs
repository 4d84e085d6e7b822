//! Editing in place: the small control in a cell of the list, and the way back to it.
//!
//! A control is a link to the list with the panel of [`crate::overview::step`] for that cell, so it works without a
//! script, by finger and by keyboard; F2 on a row presses its first one. The panel has the forms of the task's page
//! for the steps that change what the cell shows ([`domain::overview::edits`]); there is no other way to change it.
//!
//! **Invariant:** a cell has a control only where the server says so (`TaskLine::edits`). To edit one more column:
//! `domain::overview::edits`, its acts in [`acts`], its control in the cell of [`super::table`].

use super::filter::address;
use super::table::Column;
use crate::i18n::{Messages, fill};
use crate::overview::messages::messages;
use crate::overview::step::{Moving, act};
use crate::ui::{closest, markup};
use domain::access::Action;
use domain::id::TaskId;
use domain::overview::{TaskColumn, edits};
use domain::view::{TaskFilter, TaskLine};
use leptos::ev::KeyboardEvent;
use maud::{Markup, html};
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

/// The id of the link to a task in its row.
pub fn row_id(task: TaskId) -> String {
    format!("row-{task}")
}

/// The id of the control in a cell.
pub fn control_id(task: TaskId, column: TaskColumn) -> String {
    format!("edit-{column}-{task}")
}

/// The forms of a cell: those that change what it shows.
pub fn acts(column: TaskColumn) -> Vec<&'static str> {
    edits(column)
        .iter()
        .flat_map(|action| match action {
            Action::RequestExtension => vec!["request_extension"],
            Action::DecideExtension => vec!["grant_extension", "refuse_extension"],
            Action::ReportTask => vec!["report", "report_quantity"],
            moves => vec![act(*moves)],
        })
        .collect()
}

/// The fields in which the keyboard begins; what has several forms begins at the head of the panel.
pub fn first_fields(column: TaskColumn) -> &'static [&'static str] {
    match column {
        TaskColumn::Lead => &["reassign-lead"],
        TaskColumn::Due => &["request_extension-until"],
        TaskColumn::Progress => &["report-percent", "report_quantity-done"],
        _ => &[],
    }
}

/// The list in whose rows cells are edited.
#[derive(Clone, Debug)]
pub struct Place {
    /// Its address, up to the task.
    front: String,
    /// The cell that a form without a script has just edited: the keyboard is on it.
    edited: Option<(TaskId, Option<TaskColumn>)>,
}

impl Place {
    /// The list with that filter, after what has just been done in it.
    pub fn of(filter: &TaskFilter, done: Option<&Moving>) -> Self {
        let list = address(filter);
        let sign = if list.contains('?') { '&' } else { '?' };
        Self {
            front: format!("{list}{sign}move="),
            edited: done.map(|done| (done.task, done.cell)),
        }
    }

    /// The control of a cell; nothing where the actor may not edit it.
    pub fn control(&self, m: &Messages, line: &TaskLine, column: TaskColumn) -> Markup {
        let heading = Column::from(column).heading(m);
        // The row says of which task; fifty titles more would be bytes for lines of 30 KB/s.
        let label = || fill(messages(m.language).edit_cell, &[("column", heading)]);
        html! {
            @if line.edits.contains(&column) {
                a class="cell-edit" id=(control_id(line.id, column)) data-noscroll
                    href={ (self.front) (line.id) "&cell=" (column) } aria-label=(label())
                    autofocus[self.edited == Some((line.id, Some(column)))] { (markup::icon("edit")) }
            }
        }
    }

    /// Whether the keyboard comes back to the title of the row, because the cell takes no step any more.
    pub fn returns_to_title(&self, line: &TaskLine) -> bool {
        self.edited.is_some_and(|(task, cell)| {
            task == line.id && !cell.is_some_and(|cell| line.edits.contains(&cell))
        })
    }
}

/// F2 anywhere in a row presses the control of its cell, or the first of the row.
pub fn pressed(event: &KeyboardEvent) {
    if event.key() != "F2" {
        return;
    }
    let control = ["td", "tr"].into_iter().find_map(|part| {
        let part = closest(event.target(), part)?;
        let control = part.query_selector(".cell-edit").ok()??;
        control.dyn_into::<HtmlElement>().ok()
    });
    if let Some(control) = control {
        event.prevent_default();
        control.click();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n;
    use chrono::NaiveDate;
    use domain::document::Urgency;
    use domain::id::AgencyId;
    use domain::task::State;
    use domain::timeliness::Timeliness;
    use domain::view::Language;
    use uuid::Uuid;

    fn line(edits: &[TaskColumn]) -> TaskLine {
        TaskLine {
            id: TaskId(Uuid::from_u128(1)),
            title: "<b>\"Rà soát\"".to_owned(),
            state: State::InProgress,
            timeliness: Timeliness::NotDue,
            urgency: Urgency::Normal,
            lead: AgencyId(Uuid::from_u128(2)),
            original_due: None,
            due: NaiveDate::from_ymd_opt(2022, 9, 15),
            percent: 40,
            directive: None,
            waiting: None,
            is_subtask: false,
            version: 3,
            edits: edits.to_vec(),
        }
    }

    #[test]
    fn a_control_stands_where_the_server_says_so_and_keeps_the_filter() {
        let m = i18n::messages(Language::Vi);
        let filter = TaskFilter {
            text: Some("a&b".to_owned()),
            ..TaskFilter::default()
        };
        let place = Place::of(&filter, None);
        let of = |edits, column| place.control(m, &line(edits), column).into_string();
        assert_eq!(of(&[], TaskColumn::Due), "");
        assert_eq!(of(&[TaskColumn::Lead], TaskColumn::Due), "");
        let html = of(&[TaskColumn::Due], TaskColumn::Due);
        let id = "00000000-0000-0000-0000-000000000001";
        let href = format!("href=\"/tasks?text=a%26b&amp;move={id}&amp;cell=due\"");
        assert!(html.contains(&href), "{html}");
        assert!(html.contains("aria-label=\"Sửa: Hạn\""), "{html}");
        assert!(!html.contains("autofocus"), "{html}");
    }

    #[test]
    fn after_a_form_without_a_script_one_link_of_the_row_has_the_keyboard() {
        let m = i18n::messages(Language::Vi);
        let done = |cell| Moving {
            task: line(&[]).id,
            cell,
            step: None,
            done: Some("report".to_owned()),
            kept: None,
        };
        let due = Some(TaskColumn::Due);
        for (edits, cell, on_control) in [
            (vec![TaskColumn::Due], due, true),
            (vec![TaskColumn::Lead], due, false),
            (vec![], None, false),
        ] {
            let place = Place::of(&TaskFilter::default(), Some(&done(cell)));
            let line = line(&edits);
            let html = place.control(m, &line, TaskColumn::Due).into_string();
            assert_eq!(html.contains("autofocus"), on_control, "{edits:?}");
            assert_eq!(place.returns_to_title(&line), !on_control, "{edits:?}");
        }
    }

    #[test]
    fn every_cell_has_forms_of_its_own() {
        for &column in TaskColumn::ALL {
            assert_eq!(acts(column).is_empty(), edits(column).is_empty());
            assert!(!acts(column).contains(&"actions"), "{column}");
            for field in first_fields(column) {
                let (act, _) = field.split_once('-').expect("an act and a field");
                assert!(acts(column).contains(&act), "{field}");
            }
        }
    }
}
