//! What the other views of the list of tasks show: board, calendar, timeline.
//!
//! **Invariant:** as in [`crate::view`]; every view takes the filter of the list and shows tasks of the same scope.

use crate::access::Action;
use crate::agency::AgencyName;
use crate::id::{AgencyId, TaskId};
use crate::macros::text_enum;
use crate::task::{Milestone, State};
use crate::timeliness::Timeliness;
use crate::view::{ChosenNames, TaskLine};
use chrono::{Datelike as _, Days, NaiveDate};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

text_enum! {
    /// How the list of tasks is shown.
    #[derive(Default)]
    TaskView {
        #[default]
        Table = "table",
        Board = "board",
        Calendar = "calendar",
        Timeline = "timeline",
    }
}

text_enum! {
    /// By what the rows of the table are grouped.
    TaskGroup {
        Lead = "lead",
        State = "state",
        Directive = "directive",
        Area = "area",
    }
}

text_enum! {
    /// What the table shows beside the task itself, in the order of its columns.
    TaskColumn {
        Number = "number",
        Lead = "lead",
        Due = "due",
        Timeliness = "timeliness",
        State = "state",
        Progress = "progress",
    }
}

/// The steps that change what a cell of the table shows: what is edited in its place. A column that is not named
/// follows from others, or is changed nowhere.
pub const fn edits(column: TaskColumn) -> &'static [Action] {
    match column {
        TaskColumn::Lead => &[Action::ReassignTask],
        TaskColumn::Due => &[Action::DecideExtension, Action::RequestExtension],
        TaskColumn::State => &MOVES,
        TaskColumn::Progress => &[Action::ReportTask],
        TaskColumn::Number | TaskColumn::Timeliness => &[],
    }
}

/// What the tasks of a group have in common.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupName {
    Lead(AgencyId),
    State(State),
    /// Number and symbol; none for tasks without a document.
    Directive(Option<String>),
    /// The Vietnamese and the English name; none for tasks without a place.
    Area(Option<(String, String)>),
}

/// A group, where it begins or goes on among the rows of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupHead {
    pub name: GroupName,
    /// How many tasks it has on all pages.
    pub count: i64,
    /// The place of its first row on this page.
    pub at: usize,
}

/// A month, as `2022-09`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month(NaiveDate);

/// Whether a filter may name that day: both databases know it, and some calendar of ours may reach it.
pub fn is_plausible(day: NaiveDate) -> bool {
    YEARS.contains(&day.year())
}

/// The years of months and filters.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;

impl Month {
    /// The month of a day.
    pub fn of(day: NaiveDate) -> Self {
        Self(day.with_day(1).unwrap_or(day))
    }

    /// Its first day.
    pub const fn first(self) -> NaiveDate {
        self.0
    }

    /// Its last day.
    pub fn last(self) -> NaiveDate {
        self.next().0.pred_opt().unwrap_or(self.0)
    }

    /// The month after.
    pub fn next(self) -> Self {
        Self::of(self.0.checked_add_days(Days::new(31)).unwrap_or(self.0))
    }

    /// The month before.
    pub fn previous(self) -> Self {
        Self::of(self.0.pred_opt().unwrap_or(self.0))
    }

    /// The days of whole weeks, from Monday on, in which the month lies.
    pub fn weeks(self) -> Vec<NaiveDate> {
        let before = self.0.weekday().num_days_from_monday();
        let after = 6 - self.last().weekday().num_days_from_monday();
        let start = self.0.checked_sub_days(Days::new(before.into()));
        let end = self.last().checked_add_days(Days::new(after.into()));
        let end = end.unwrap_or(self.last());
        start
            .unwrap_or(self.0)
            .iter_days()
            .take_while(|day| *day <= end)
            .collect()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

impl FromStr for Month {
    type Err = crate::refusal::UnknownValue;

    /// Four digits of a year from 1900 to 2200, two of a month.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unknown = crate::refusal::UnknownValue;
        let (year, month) = text.split_once('-').ok_or(unknown)?;
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if year.len() != 4 || month.len() != 2 || !is_digits(year) || !is_digits(month) {
            return Err(unknown);
        }
        let year: i32 = year.parse().map_err(|_| unknown)?;
        if !YEARS.contains(&year) {
            return Err(unknown);
        }
        let month = month.parse().map_err(|_| unknown)?;
        NaiveDate::from_ymd_opt(year, month, 1)
            .map(Self)
            .ok_or(unknown)
    }
}

impl TryFrom<String> for Month {
    type Error = crate::refusal::UnknownValue;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

/// A task on the board, with the steps that would move it and that the actor may take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    pub line: TaskLine,
    pub moves: Vec<Action>,
}

/// How far the tasks of a column are counted.
pub const COUNTED: i64 = 999;

/// Steps that bring a task into another state, in the order in which a card offers them.
pub const MOVES: [Action; 11] = [
    Action::AcknowledgeTask,
    Action::StartTask,
    Action::SubmitTask,
    Action::ConfirmTask,
    Action::ReworkTask,
    Action::ResumeTask,
    Action::ReopenTask,
    Action::ReturnTask,
    Action::ReassignTask,
    Action::SuspendTask,
    Action::CancelTask,
];

/// The states into which a step may bring a task: the columns on which its card may be dropped for that step.
/// Resuming leads back to where the task was.
pub const fn leads_to(action: Action) -> &'static [State] {
    match action {
        Action::AcknowledgeTask => &[State::Acknowledged],
        Action::ReturnTask => &[State::Returned],
        Action::ReassignTask => &[State::Assigned],
        Action::StartTask | Action::ReworkTask | Action::ReopenTask => &[State::InProgress],
        Action::SubmitTask => &[State::AwaitingConfirmation],
        Action::ConfirmTask => &[State::Completed],
        Action::SuspendTask => &[State::Suspended],
        Action::CancelTask => &[State::Cancelled],
        Action::ResumeTask => &[
            State::Assigned,
            State::Returned,
            State::Acknowledged,
            State::InProgress,
            State::AwaitingConfirmation,
        ],
        _ => &[],
    }
}

/// One column of the board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardColumn {
    pub state: State,
    /// [`COUNTED`] + 1 where there are more.
    pub count: i64,
    /// The first cards: the earliest deadline first, of finished tasks the latest.
    pub cards: Vec<Card>,
}

/// The tasks by state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Board {
    pub columns: Vec<BoardColumn>,
    pub agencies: Vec<AgencyName>,
    pub chosen: ChosenNames,
    pub today: NaiveDate,
}

/// A day on which something is due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueDay {
    pub day: NaiveDate,
    pub count: i64,
    /// The first of them.
    pub lines: Vec<TaskLine>,
}

/// The deadlines of a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthPage {
    pub month: Month,
    /// Days with deadlines, in order; also those of the weeks that the month shares.
    pub days: Vec<DueDay>,
    pub chosen: ChosenNames,
    pub today: NaiveDate,
}

/// A task on the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bar {
    pub id: TaskId,
    pub title: String,
    pub lead: AgencyId,
    pub state: State,
    pub timeliness: Timeliness,
    pub from: Option<NaiveDate>,
    pub original_due: Option<NaiveDate>,
    pub due: Option<NaiveDate>,
    pub completed_on: Option<NaiveDate>,
    pub milestones: Vec<Milestone>,
    /// Agencies whose contributions it waits for, and by when.
    pub waits_for: Vec<(AgencyId, Option<NaiveDate>)>,
    pub percent: u8,
    /// How many tasks it is a part of stand above it here.
    pub depth: u8,
}

/// Tasks from their issue to their deadline; parts stand under their whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelinePage {
    pub bars: Vec<Bar>,
    /// How many bars it was made with; a copy of it may go without them.
    #[serde(default)]
    pub count: usize,
    /// More match the filter than a timeline shows.
    pub has_more: bool,
    pub agencies: Vec<AgencyName>,
    pub chosen: ChosenNames,
    pub today: NaiveDate,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        text.parse().expect("a month")
    }

    #[test]
    fn a_month_knows_its_days_and_its_neighbours() {
        let september = month("2022-09");
        assert_eq!(september.last().to_string(), "2022-09-30");
        assert_eq!(september.next(), month("2022-10"));
        assert_eq!(month("2022-01").previous(), month("2021-12"));
        assert_eq!(month("2024-02").last().to_string(), "2024-02-29");
        let weeks = september.weeks();
        assert_eq!(weeks.len() % 7, 0);
        assert_eq!(weeks[0].to_string(), "2022-08-29");
        assert_eq!(weeks[weeks.len() - 1].to_string(), "2022-10-02");
    }

    #[test]
    fn a_filter_names_no_day_that_a_database_does_not_know() {
        for (day, is_known) in [
            ("2022-09-15", true),
            ("-262143-01-01", false),
            ("+262142-12-31", false),
            ("1899-12-31", false),
        ] {
            let day = day.parse().expect("a day");
            assert_eq!(is_plausible(day), is_known, "{day}");
        }
    }

    #[test]
    fn every_step_of_a_card_leads_somewhere_else() {
        for action in MOVES {
            let states = leads_to(action);
            assert!(!states.is_empty(), "{action:?}");
            assert!(!states.contains(&State::Draft), "{action:?}");
        }
        assert!(leads_to(Action::ReportTask).is_empty());
    }

    #[test]
    fn what_is_no_month_is_refused() {
        for text in [
            "", "2022", "2022-13", "2022-9", "22-09", "-022-09", "9999-01", "2022-00",
        ] {
            assert!(text.parse::<Month>().is_err(), "{text}");
        }
    }
}
