//! Tables of tasks, set with bars or tabs: a row gives the work, who leads, who supports, by when.
//!
//! **Invariant:** a row is read only under a heading row that names the work and the lead; every cell is looked
//! at once. To recognise one more column, add its words to [`column()`].

use std::ops::Range;

use super::agencies::Mention;
use super::body::{Scope, Walk};
use super::cues::{LABEL_COORDINATE, LABEL_DEADLINE, LABEL_LEAD};
use super::lines::Line;
use super::{Found, Page, deadline};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Work,
    Lead,
    Support,
    Deadline,
    Other,
}

impl Walk<'_> {
    /// Reads a row of a table; `false` where the line is none.
    pub(super) fn row(&mut self, line: &Line) -> bool {
        let cells = cells(self.page, line);
        if cells.len() < 3 {
            self.table = None;
            return false;
        }
        let columns: Vec<Column> = cells
            .iter()
            .map(|cell| column(self.page, cell.clone()))
            .collect();
        if columns.contains(&Column::Work) && columns.contains(&Column::Lead) {
            self.table = Some(columns);
            return true;
        }
        let Some(columns) = self.table.clone() else {
            return false;
        };
        if columns.len() == cells.len() {
            self.task_of(&columns, &cells, line);
        }
        true
    }

    fn task_of(&mut self, columns: &[Column], cells: &[Range<usize>], line: &Line) {
        let page = self.page;
        let cell = |wanted: Column| {
            let at = columns.iter().position(|&column| column == wanted);
            at.and_then(|at| cells.get(at)).cloned().unwrap_or(0..0)
        };
        let leads: Vec<&Mention> = agencies(page, cell(Column::Lead));
        let work = cell(Column::Work);
        let members = self.address(&leads, 90);
        if members.is_empty() || work.is_empty() {
            return;
        }
        let partners = agencies(page, cell(Column::Support));
        let coordinating = partners.into_iter().filter_map(|mention| {
            Some(Found {
                value: mention.named.clone(),
                span: page.mentions.span(page.text, mention)?,
                confidence: mention.confidence.min(90),
            })
        });
        let outer = self.scope.replace(Scope {
            members,
            marker: line.marker,
            heading: true,
            coordinating: coordinating.collect(),
            confidence: 90,
        });
        let before = self.drafts.len();
        self.draft(work.clone(), work.start, true, line);
        self.scope = outer;
        let term = cell(Column::Deadline);
        let found = deadline::find(page.text, term.start, term.end, page.today)
            .or_else(|| deadline::plain(page.text, term.start, term.end, page.today));
        if let Some(draft) = self.drafts.get_mut(before)
            && found.is_some()
        {
            draft.deadline = found;
        }
    }
}

/// The agencies of a cell, each once mentioned.
fn agencies<'a>(page: &Page<'a>, cell: Range<usize>) -> Vec<&'a Mention> {
    let mentions = page.mentions;
    cell.filter_map(|at| mentions.at(at)).collect()
}

/// The cells of a line, empty ones between two bars or tabs among them.
fn cells(page: &Page, line: &Line) -> Vec<Range<usize>> {
    let text = page.text;
    let mut all = Vec::new();
    let mut start = line.words.start;
    for at in line.words.clone() {
        if text.is_mark(at, &['|']) {
            if at > line.words.start {
                all.push(start..at);
            }
            start = at + 1;
            continue;
        }
        let tabs = if at + 1 < line.words.end {
            text.gap(at).matches('\t').count()
        } else {
            0
        };
        if tabs > 0 {
            all.push(start..at + 1);
            all.extend((1..tabs).map(|_| at + 1..at + 1));
            start = at + 1;
        }
    }
    if start < line.words.end {
        all.push(start..line.words.end);
    }
    all
}

/// What the heading of a column announces.
fn column(page: &Page, cell: Range<usize>) -> Column {
    let Page { text, cues, .. } = page;
    let at = cell.start;
    if cell.is_empty() || cell.len() > 6 {
        return Column::Other;
    }
    let any = |words: &[&str]| cell.clone().any(|at| words.contains(&text.bare(at)));
    let all = |pairs: &[(&str, &str)]| {
        let mut near = cell.start..cell.end.saturating_sub(1);
        near.any(|at| pairs.contains(&(text.bare(at), text.bare(at + 1))))
    };
    if cues.is(at, LABEL_DEADLINE)
        || any(&["deadline", "when"])
        || all(&[("thoi", "gian"), ("thoi", "han")])
    {
        Column::Deadline
    } else if cues.is(at, LABEL_COORDINATE)
        || all(&[("phoi", "hop")])
        || any(&["support", "coordinating"])
    {
        Column::Support
    } else if any(&[
        "task",
        "tasks",
        "work",
        "activity",
        "activities",
        "action",
        "measure",
        "measures",
        "what",
    ]) || all(&[
        ("nhiem", "vu"),
        ("noi", "dung"),
        ("cong", "viec"),
        ("hoat", "dong"),
    ]) {
        Column::Work
    } else if cues.is(at, LABEL_LEAD)
        || any(&["lead", "agency", "owner", "responsible", "who", "unit"])
        || all(&[
            ("chu", "tri"),
            ("thuc", "hien"),
            ("don", "vi"),
            ("co", "quan"),
        ])
    {
        Column::Lead
    } else {
        Column::Other
    }
}
