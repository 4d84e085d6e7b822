//! Board, calendar and timeline, on both engines: the same tasks as the list, in a constant number of statements.

use crate::command::{act, installed, issued, person, task_of};
use crate::contract;
use domain::access::Action;
use domain::overview::{GroupName, Month, TaskGroup};
use domain::task::{State, TaskCommand};
use domain::view::{TaskFilter, TaskSort};
use service::overview;

contract!(
    a_board_offers_what_the_page_of_a_task_offers,
    |db| async move {
        let system = installed(db).await;
        let coordinator = person(&system, "dieuphoi").await;
        issued(&coordinator).await;
        let health = person(&system, "yte").await;
        let task = task_of(&health, "na.health").await;
        let board = overview::board(&health, &TaskFilter::default()).await;
        let board = board.expect("a board");
        let column = &board.columns[0];
        assert_eq!(column.state, State::Assigned);
        let card = column.cards.iter().find(|card| card.line.id == task);
        let moves = &card.expect("the card").moves;
        assert!(moves.contains(&Action::AcknowledgeTask) && moves.contains(&Action::ReturnTask));
        assert!(!moves.contains(&Action::CancelTask), "{moves:?}");
        act(&health, task, TaskCommand::Acknowledge)
            .await
            .expect("acknowledged");
        let board = overview::board(&coordinator, &TaskFilter::default()).await;
        let board = board.expect("a board");
        let column = board.columns.iter().find(|column| {
            let mut cards = column.cards.iter();
            cards.any(|card| card.line.id == task)
        });
        assert_eq!(column.expect("a column").state, State::Acknowledged);
        let card = column.and_then(|column| column.cards.iter().find(|card| card.line.id == task));
        let moves = &card.expect("the card").moves;
        assert!(moves.contains(&Action::CancelTask) && !moves.contains(&Action::StartTask));
        for column in &board.columns {
            let shown = i64::try_from(column.cards.len()).expect("a number");
            assert!(column.count >= shown, "{column:?}");
        }
        let narrow = TaskFilter {
            state: Some(State::Acknowledged),
            ..TaskFilter::default()
        };
        let board = overview::board(&coordinator, &narrow).await.expect("it");
        assert_eq!((board.columns.len(), board.columns[0].count), (1, 1));
        // Another province has nothing of it.
        let foreign = person(&system, "dieuphoi.hatinh").await;
        let board = overview::board(&foreign, &TaskFilter::default()).await;
        let board = board.expect("a board");
        assert!(board.columns.iter().all(|column| column.count == 0));
    }
);

contract!(
    calendar_and_timeline_have_the_tasks_of_the_list,
    |db| async move {
        let system = installed(db).await;
        let coordinator = person(&system, "dieuphoi").await;
        issued(&coordinator).await;
        let october: Month = "2022-10".parse().expect("a month");
        let filter = TaskFilter {
            month: Some(october),
            ..TaskFilter::default()
        };
        let before = system.db.statements();
        let page = overview::month(&coordinator, &filter).await.expect("it");
        let of_month = system.db.statements() - before;
        assert_eq!(page.month, october);
        let listed = |from, to| TaskFilter {
            due_from: Some(from),
            due_to: Some(to),
            ..TaskFilter::default()
        };
        for due in &page.days {
            let list = service::task::list(&coordinator, &listed(due.day, due.day)).await;
            let lines = list.expect("a list").lines;
            assert_eq!(i64::try_from(lines.len()), Ok(due.count.min(50)), "{due:?}");
            assert!(!due.lines.is_empty());
        }
        assert!(!page.days.is_empty());
        let list = service::task::list(&coordinator, &TaskFilter::default()).await;
        let list = list.expect("a list");
        let before = system.db.statements();
        let timeline = overview::timeline(&coordinator, &TaskFilter::default()).await;
        let timeline = timeline.expect("a timeline");
        assert!(timeline.bars.len() >= list.lines.len() && !timeline.has_more);
        assert!(timeline.bars.iter().all(|bar| bar.from.is_some()));
        assert_eq!((of_month, system.db.statements() - before), (2, 1));
    }
);

contract!(
    groups_and_orders_have_the_tasks_of_the_list,
    |db| async move {
        let system = installed(db).await;
        let coordinator = person(&system, "dieuphoi").await;
        issued(&coordinator).await;
        let page = async |filter: &TaskFilter, after: Option<String>| {
            let filter = TaskFilter {
                after,
                ..filter.clone()
            };
            let before = system.db.statements();
            let list = service::task::list(&coordinator, &filter).await;
            (list.expect("a list"), system.db.statements() - before)
        };
        // The ids of all pages, how many tasks each group has, and the statements of a page.
        let all = async |filter: &TaskFilter| {
            let (mut ids, mut groups, mut after) = (Vec::new(), Vec::new(), None);
            loop {
                let (list, statements) = page(filter, after).await;
                assert!(!list.is_cut);
                ids.extend(list.lines.iter().map(|line| line.id));
                for head in list.groups {
                    // A group that goes on from the page before keeps its head and its count.
                    let head = (head.name, head.count);
                    if groups.last() != Some(&head) {
                        groups.push(head);
                    }
                }
                after = list.next;
                if after.is_none() {
                    let mut sorted = ids.clone();
                    sorted.sort();
                    return (sorted, groups, statements);
                }
            }
        };
        let (plain, _, _) = all(&TaskFilter::default()).await;
        assert!(plain.len() > 50, "more than a page");
        for group in TaskGroup::ALL.iter().copied().map(Some).chain([None]) {
            for &sort in TaskSort::ALL {
                let filter = TaskFilter {
                    group,
                    sort,
                    ..TaskFilter::default()
                };
                let (ids, groups, statements) = all(&filter).await;
                assert_eq!(ids, plain, "{group:?} {sort:?}");
                let reads = if group == Some(TaskGroup::Area) { 2 } else { 1 };
                assert_eq!(statements, reads, "{group:?} {sort:?}");
                let counted: i64 = groups.iter().map(|(_, count)| count).sum();
                let expected = group.map_or(0, |_| plain.len());
                assert_eq!(usize::try_from(counted), Ok(expected), "{group:?} {sort:?}");
            }
        }
        let by_lead = TaskFilter {
            group: Some(TaskGroup::Lead),
            ..TaskFilter::default()
        };
        let (list, _) = page(&by_lead, None).await;
        assert!(list.groups.len() > 1);
        for (place, line) in list.lines.iter().enumerate() {
            let head = list.groups.iter().rev().find(|head| head.at <= place);
            let name = &head.expect("a head").name;
            assert_eq!(*name, GroupName::Lead(line.lead));
        }
        let by_title = TaskFilter {
            sort: TaskSort::TitleLast,
            ..TaskFilter::default()
        };
        let (list, _) = page(&by_title, None).await;
        let titles: Vec<_> = list
            .lines
            .iter()
            .map(|line| domain::text::sort_key(&line.title))
            .collect();
        assert!(titles.is_sorted_by(|one, other| one >= other), "{titles:?}");
    }
);
