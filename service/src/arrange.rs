//! The list of tasks in groups, or in the order of a column that no index has.
//!
//! Such a list is put together from the tasks with the earliest deadlines that match, so many at most as a timeline
//! shows, and says so where there are more: its cost has an end, whatever the number of tasks.
//!
//! **Invariants:** a constant number of statements; the pages of one list follow each other without a gap as long as
//! nothing changes, and a page after a task that left the list is its first. To group by one more thing: a variant of
//! `domain::overview::TaskGroup` and its arms here; to order by one: of `domain::view::TaskSort`, its arm in [`place`].

use crate::directory::Directory;
use crate::overview::BARS;
use crate::{Ctx, Error, Result};
use domain::access::Scope;
use domain::id::TaskId;
use domain::overview::{GroupHead, GroupName, TaskGroup};
use domain::task::State;
use domain::view::{TaskFilter, TaskList, TaskSort};
use std::cmp::{Ordering, Reverse};
use std::collections::HashMap;
use store::task::Columns;

/// Where something stands in an order; what is missing stands last.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Number(i64),
    Text(String),
    Missing,
}

/// Code and names of places.
type Areas = HashMap<String, (String, String)>;

/// One page of the tasks that match the filter, in its groups and order.
///
/// # Errors
/// [`domain::refusal::Problem::Refused`] for a filter that cannot be used.
pub async fn list(ctx: &Ctx, asked: &TaskFilter) -> Result<TaskList> {
    let mut filter = crate::task::checked(asked)?;
    let after = filter.after.take().map(|after| after.id);
    let directory = ctx.system.directory().await?;
    let limit = u32::try_from(BARS + 1).map_err(Error::internal)?;
    let (scope, days) = (Scope::of(&ctx.actor), crate::task::days(ctx));
    let mut tx = ctx.system.db.read().await?;
    let chosen = crate::task::chosen(&mut tx, ctx, &directory, asked).await?;
    let areas: Areas = if asked.group == Some(TaskGroup::Area) {
        let areas = crate::task::areas(&mut tx, ctx).await?;
        areas
            .into_iter()
            .map(|(code, vi, en)| (code, (vi, en)))
            .collect()
    } else {
        HashMap::new()
    };
    let mut rows = store::task::list(&mut tx, &scope, &filter, days, limit).await?;
    let is_cut = rows.len() > BARS;
    rows.truncate(BARS);
    let names = |row: &Columns| asked.group.map(|group| name(group, row, &areas));
    let mut keyed: Vec<_> = rows
        .into_iter()
        .map(|row| {
            let group = names(&row).map(|name| (group_place(&directory, &name), name));
            (group, place(&directory, filter.sort, &row), row)
        })
        .collect();
    keyed.sort_by(|(group, place, row), (other_group, other_place, other)| {
        let by_group = group
            .as_ref()
            .map(|(place, _)| place)
            .cmp(&other_group.as_ref().map(|(place, _)| place));
        by_group
            .then_with(|| in_order(filter.sort, place, other_place))
            .then_with(|| due_order(filter.sort, row, other))
    });
    let start = start_of(keyed.iter().map(|(.., row)| row.id), after);
    let page = crate::task::PAGE as usize;
    let groups = heads(
        keyed
            .iter()
            .map(|(group, ..)| group.as_ref().map(|(_, name)| name)),
        start,
        page,
    );
    let has_next = keyed.len() > start + page;
    let rows: Vec<Columns> = keyed
        .into_iter()
        .skip(start)
        .take(page)
        .map(|(.., row)| row)
        .collect();
    Ok(TaskList {
        next: rows
            .last()
            .filter(|_| has_next)
            .map(|row| row.cursor().to_string()),
        agencies: directory.names(rows.iter().map(|row| row.lead)),
        count: rows.len(),
        lines: crate::place::lines(&mut tx, ctx, rows).await?,
        chosen,
        today: ctx.system.today(),
        groups,
        is_cut,
    })
}

/// What a task has in common with its group.
fn name(group: TaskGroup, row: &Columns, areas: &Areas) -> GroupName {
    match group {
        TaskGroup::Lead => GroupName::Lead(row.lead),
        TaskGroup::State => GroupName::State(row.state),
        TaskGroup::Directive => {
            let number = row.number.as_ref().zip(row.symbol.as_ref());
            GroupName::Directive(number.map(|(number, symbol)| format!("{number}/{symbol}")))
        }
        TaskGroup::Area => GroupName::Area(row.area.as_ref().map(|code| {
            // A place that is not among those to choose from keeps its code.
            let known = areas.get(code).cloned();
            known.unwrap_or_else(|| (code.clone(), code.clone()))
        })),
    }
}

fn group_place(directory: &Directory, name: &GroupName) -> Place {
    match name {
        GroupName::Lead(agency) => agency_place(directory, *agency),
        GroupName::State(state) => state_place(*state),
        GroupName::Directive(number) => number.clone().map_or(Place::Missing, Place::Text),
        GroupName::Area(area) => area
            .as_ref()
            .map_or(Place::Missing, |(vi, _)| text_place(vi)),
    }
}

/// Where a task stands by the column that the order is of.
fn place(directory: &Directory, sort: TaskSort, row: &Columns) -> Place {
    match sort {
        TaskSort::Due | TaskSort::DueLast | TaskSort::Newest => Place::Missing,
        TaskSort::Title | TaskSort::TitleLast => text_place(&row.title),
        TaskSort::Lead | TaskSort::LeadLast => agency_place(directory, row.lead),
        TaskSort::State | TaskSort::StateLast => state_place(row.state),
        TaskSort::Progress | TaskSort::ProgressLast => Place::Number(row.percent),
    }
}

fn text_place(text: &str) -> Place {
    Place::Text(domain::text::sort_key(text))
}

fn agency_place(directory: &Directory, agency: domain::id::AgencyId) -> Place {
    let agency = directory.agency(agency);
    agency.map_or(Place::Missing, |agency| text_place(&agency.short_vi))
}

fn state_place(state: State) -> Place {
    let place = State::ALL.iter().position(|of| *of == state);
    place
        .and_then(|place| i64::try_from(place).ok())
        .map_or(Place::Missing, Place::Number)
}

fn in_order(sort: TaskSort, one: &Place, other: &Place) -> Ordering {
    match sort {
        TaskSort::TitleLast | TaskSort::LeadLast | TaskSort::StateLast | TaskSort::ProgressLast => {
            other.cmp(one)
        }
        _ => one.cmp(other),
    }
}

/// Between tasks that are equal otherwise: as lists without groups have it.
fn due_order(sort: TaskSort, one: &Columns, other: &Columns) -> Ordering {
    let key = |row: &Columns| (row.cursor().sort_due, row.id);
    match sort {
        TaskSort::DueLast => Reverse(key(one)).cmp(&Reverse(key(other))),
        TaskSort::Newest => other.id.cmp(&one.id),
        _ => key(one).cmp(&key(other)),
    }
}

/// The place after that task; the first where it is none of the list.
fn start_of(mut ids: impl Iterator<Item = TaskId>, after: Option<TaskId>) -> usize {
    after
        .and_then(|after| ids.position(|id| id == after))
        .map_or(0, |place| place + 1)
}

/// The groups that begin or go on within the page, with the number of all their tasks.
fn heads<'a>(
    names: impl Iterator<Item = Option<&'a GroupName>>,
    start: usize,
    page: usize,
) -> Vec<GroupHead> {
    let mut heads: Vec<GroupHead> = Vec::new();
    let mut ends = Vec::new();
    for (place, name) in names.enumerate() {
        let Some(name) = name else { return Vec::new() };
        match heads.last_mut().filter(|head| head.name == *name) {
            Some(head) => head.count += 1,
            None => {
                heads.push(GroupHead {
                    name: name.clone(),
                    count: 1,
                    at: place,
                });
                ends.push(place);
            }
        }
        if let Some(end) = ends.last_mut() {
            *end = place;
        }
    }
    heads
        .into_iter()
        .zip(ends)
        .filter(|(head, end)| *end >= start && head.at < start + page)
        .map(|(head, _)| GroupHead {
            at: head.at.saturating_sub(start),
            ..head
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_goes_on_over_the_page_and_keeps_its_count() {
        let [a, b, c] =
            [State::Assigned, State::InProgress, State::Suspended].map(GroupName::State);
        let names = [&a, &a, &a, &b, &c, &c];
        let at = |start| {
            heads(names.into_iter().map(Some), start, 2)
                .into_iter()
                .map(|head| (head.name, head.count, head.at))
                .collect::<Vec<_>>()
        };
        assert_eq!(at(0), [(a.clone(), 3, 0)]);
        assert_eq!(at(2), [(a.clone(), 3, 0), (b.clone(), 1, 1)]);
        assert_eq!(at(4), [(c.clone(), 2, 0)]);
        assert_eq!(heads([None, None].into_iter(), 0, 2), []);
    }

    #[test]
    fn a_page_after_a_task_that_left_is_the_first() {
        let ids = [1, 2, 3].map(|n| TaskId(uuid::Uuid::from_u128(n)));
        assert_eq!(start_of(ids.into_iter(), None), 0);
        assert_eq!(start_of(ids.into_iter(), Some(ids[1])), 2);
        assert_eq!(start_of(ids.into_iter().take(2), Some(ids[2])), 0);
    }

    #[test]
    fn what_is_missing_stands_last() {
        let mut places = [
            Place::Missing,
            Place::Text("b".to_owned()),
            Place::Text("a".to_owned()),
        ];
        places.sort();
        assert_eq!(places[2], Place::Missing);
        assert_eq!(
            in_order(TaskSort::ProgressLast, &Place::Number(1), &Place::Number(2)),
            Ordering::Greater
        );
    }
}
