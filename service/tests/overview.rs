//! Board, calendar and timeline, on both engines: the same tasks as the list, in a constant number of statements.

use crate::command::{act, installed, issued, person, task_of};
use crate::contract;
use domain::access::Action;
use domain::overview::Month;
use domain::task::{State, TaskCommand};
use domain::view::TaskFilter;
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
