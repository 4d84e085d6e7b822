//! Board, calendar and timeline: the tasks of the list, shown otherwise.
//!
//! **Invariants:** a constant number of statements for each view, each reading no more than its bound; the steps that
//! a card offers are those that its task's page offers ([`crate::task::actions`]), as far as they move it. To add a view: here, `domain::overview`.

use crate::{Ctx, Error, Result};
use domain::access::Scope;
use domain::id::TaskId;
use domain::overview::{
    Bar, Board, BoardColumn, COUNTED, Card, DueDay, MOVES, Month, MonthPage, TimelinePage,
};
use domain::task::State;
use domain::timeliness::timeliness;
use domain::view::{TaskFilter, TaskSort};
use std::collections::{HashMap, HashSet};
use store::overview::Bar as Row;

/// Cards of one column.
const CARDS: u32 = 20;
/// Tasks of a month that are named; the others are counted.
const NAMED: u32 = 500;
/// Tasks that one day names.
const ON_A_DAY: usize = 3;
/// Tasks of a timeline.
pub const BARS: usize = 3000;

/// The columns of the board, in the order of the work.
const COLUMNS: [State; 7] = [
    State::Assigned,
    State::Returned,
    State::Acknowledged,
    State::InProgress,
    State::AwaitingConfirmation,
    State::Completed,
    State::Suspended,
];

/// The columns that a filter leaves; a state that has no column of its own gets one where it is asked for.
fn columns(asked: Option<State>) -> Vec<State> {
    asked.map_or_else(|| COLUMNS.to_vec(), |state| vec![state])
}

/// The tasks by state.
///
/// # Errors
/// [`domain::refusal::Problem::Refused`] for a filter that cannot be used.
pub async fn board(ctx: &Ctx, filter: &TaskFilter) -> Result<Board> {
    let directory = ctx.system.directory().await?;
    let (scope, days) = (Scope::of(&ctx.actor), crate::task::days(ctx));
    let mut of_any = crate::task::checked(filter)?;
    of_any.after = None;
    let mut tx = ctx.system.db.read().await?;
    let chosen = crate::task::chosen(&mut tx, ctx, &directory, filter).await?;
    let most = u32::try_from(COUNTED + 1).map_err(Error::internal)?;
    let mut lines = Vec::new();
    for state in columns(filter.state) {
        let mut column = of_any.clone();
        column.state = Some(state);
        if !state.is_open() {
            // What was finished long ago interests least.
            column.sort = TaskSort::DueLast;
        }
        let rows = store::task::list(&mut tx, &scope, &column, days, CARDS).await?;
        let count = store::overview::count(&mut tx, &scope, &column, days, most).await?;
        lines.push((state, rows, count));
    }
    let ids: Vec<TaskId> = lines
        .iter()
        .flat_map(|(_, rows, _)| rows.iter().map(|row| row.id))
        .collect();
    let tasks: HashMap<TaskId, _> = store::task::find_many_with_chain(&mut tx, &ids)
        .await?
        .into_iter()
        .map(|(task, _)| (task.id, task))
        .collect();
    drop(tx);
    let moves = |id: TaskId| {
        let Some(task) = tasks.get(&id) else {
            return Vec::new();
        };
        let parties = directory.parties_of(task);
        // Whether sub-tasks stand in the way is said by the step itself.
        let actions = crate::task::actions(ctx, &directory, task, &parties, false);
        MOVES
            .into_iter()
            .filter(|action| actions.contains(action))
            .collect()
    };
    let agencies = directory.names(
        lines
            .iter()
            .flat_map(|(_, rows, _)| rows.iter().map(|row| row.lead)),
    );
    let columns = lines
        .into_iter()
        .map(|(state, rows, count)| BoardColumn {
            state,
            count,
            cards: rows
                .into_iter()
                .map(|row| Card {
                    moves: moves(row.id),
                    line: crate::task::line(ctx, row),
                })
                .collect(),
        })
        .collect();
    Ok(Board {
        columns,
        agencies,
        chosen,
        today: ctx.system.today(),
    })
}

/// The deadlines of a month.
///
/// # Errors
/// [`domain::refusal::Problem::Refused`] for a filter that cannot be used.
pub async fn month(ctx: &Ctx, filter: &TaskFilter) -> Result<MonthPage> {
    let directory = ctx.system.directory().await?;
    let today = ctx.system.today();
    let month = filter.month.unwrap_or_else(|| Month::of(today));
    let weeks = month.weeks();
    let mut narrow = crate::task::checked(filter)?;
    narrow.after = None;
    narrow.sort = TaskSort::Due;
    narrow.due_from = narrow.due_from.max(weeks.first().copied());
    let end = weeks.last().copied();
    narrow.due_to = match (narrow.due_to, end) {
        (Some(asked), Some(end)) => Some(asked.min(end)),
        (asked, end) => asked.or(end),
    };
    let (scope, days) = (Scope::of(&ctx.actor), crate::task::days(ctx));
    let mut tx = ctx.system.db.read().await?;
    let chosen = crate::task::chosen(&mut tx, ctx, &directory, filter).await?;
    let counted = store::overview::by_day(&mut tx, &scope, &narrow, days).await?;
    let rows = store::task::list(&mut tx, &scope, &narrow, days, NAMED).await?;
    let mut lines: HashMap<_, Vec<_>> = HashMap::new();
    for row in rows {
        let Some(due) = row.due else { continue };
        let on_day = lines.entry(due).or_default();
        if on_day.len() < ON_A_DAY {
            on_day.push(crate::task::line(ctx, row));
        }
    }
    let days = counted
        .into_iter()
        .map(|on| DueDay {
            day: on.day,
            count: on.count,
            lines: lines.remove(&on.day).unwrap_or_default(),
        })
        .collect();
    Ok(MonthPage {
        month,
        days,
        chosen,
        today,
    })
}

/// Tasks from their issue to their deadline.
///
/// # Errors
/// [`domain::refusal::Problem::Refused`] for a filter that cannot be used.
pub async fn timeline(ctx: &Ctx, filter: &TaskFilter) -> Result<TimelinePage> {
    let directory = ctx.system.directory().await?;
    let today = ctx.system.today();
    let mut narrow = crate::task::checked(filter)?;
    narrow.after = None;
    let (scope, days) = (Scope::of(&ctx.actor), crate::task::days(ctx));
    let limit = u32::try_from(BARS + 1).map_err(Error::internal)?;
    let mut tx = ctx.system.db.read().await?;
    let chosen = crate::task::chosen(&mut tx, ctx, &directory, filter).await?;
    let mut rows = store::overview::bars(&mut tx, &scope, &narrow, days, limit).await?;
    drop(tx);
    let has_more = rows.len() > BARS;
    rows.truncate(BARS);
    let soon = ctx.system.settings.due_soon_days;
    let agencies = directory.names(rows.iter().flat_map(|row| {
        let owed = row.contributions.iter().map(|owed| owed.agency);
        std::iter::once(row.lead).chain(owed)
    }));
    let bars: Vec<Bar> = nested(rows)
        .into_iter()
        .map(|(row, depth)| Bar {
            timeliness: timeliness(row.state, row.due, row.completed_on, today, soon),
            id: row.id,
            title: row.title,
            lead: row.lead,
            state: row.state,
            from: row.issued_on,
            original_due: row.original_due,
            due: row.due,
            completed_on: row.completed_on,
            milestones: row.milestones,
            waits_for: row
                .contributions
                .into_iter()
                .filter(|owed| row.state.is_open() && owed.state.is_open())
                .map(|owed| (owed.agency, owed.due))
                .collect(),
            percent: u8::try_from(row.percent).unwrap_or(100),
            depth,
        })
        .collect();
    Ok(TimelinePage {
        count: bars.len(),
        bars,
        has_more,
        agencies,
        chosen,
        today,
    })
}

/// The rows with parts under their whole, where it is among them; else in their order.
fn nested(rows: Vec<Row>) -> Vec<(Row, u8)> {
    let here: HashSet<TaskId> = rows.iter().map(|row| row.id).collect();
    let total = rows.len();
    let mut parts: HashMap<TaskId, Vec<Row>> = HashMap::new();
    let mut waiting: Vec<(Row, u8)> = Vec::new();
    for row in rows {
        match row.parent.filter(|parent| here.contains(parent)) {
            Some(parent) => parts.entry(parent).or_default().push(row),
            None => waiting.push((row, 0)),
        }
    }
    waiting.reverse();
    let mut ordered = Vec::with_capacity(total);
    while let Some((row, depth)) = waiting.pop() {
        let below = parts.remove(&row.id).unwrap_or_default();
        waiting.extend(
            below
                .into_iter()
                .rev()
                .map(|part| (part, depth.saturating_add(1))),
        );
        ordered.push((row, depth));
    }
    ordered
}
