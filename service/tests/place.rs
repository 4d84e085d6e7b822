//! Editing in place, on both engines: a row offers what the page of its task offers, for whoever looks.

use crate::command::{act, installed, issued, person, task_of};
use crate::contract;
use crate::installation::FILES;
use chrono::{Days, TimeDelta};
use domain::access::Action;
use domain::id::TaskId;
use domain::overview::{TaskColumn, TaskGroup, edits};
use domain::task::{State, TaskCommand};
use domain::view::{TaskFilter, TaskLine, TaskPage, TaskSort};
use service::Ctx;
use std::collections::BTreeSet;

/// Every row that a person can list in that order, page after page.
async fn rows(ctx: &Ctx, asked: &TaskFilter) -> Vec<TaskLine> {
    let (mut lines, mut after) = (Vec::new(), None);
    loop {
        let filter = TaskFilter {
            after,
            ..asked.clone()
        };
        let list = service::task::list(ctx, &filter).await.expect("a list");
        lines.extend(list.lines);
        after = list.next;
        if after.is_none() {
            return lines;
        }
    }
}

/// The cells that the page of the task lets the person edit.
fn of_page(page: &TaskPage) -> Vec<TaskColumn> {
    let can = |action: &Action| page.actions.contains(action);
    TaskColumn::ALL
        .iter()
        .copied()
        .filter(|column| edits(*column).iter().any(can))
        .collect()
}

contract!(
    a_row_offers_what_the_page_of_its_task_offers,
    |db| async move {
        let system = installed(db).await;
        system.clock.advance(TimeDelta::days(1));
        service::demo::work(&system, &FILES.demo_work)
            .await
            .expect("the earlier work");
        let mut offered = BTreeSet::new();
        for login in [
            "dieuphoi",
            "yte",
            "congan",
            "congan.lanhdao",
            "ldtbxh",
            "lanhdao",
            "kiemtra",
            "dieuphoi.hatinh",
        ] {
            let ctx = person(&system, login).await;
            let closed = TaskFilter {
                state: Some(State::Completed),
                ..TaskFilter::default()
            };
            let grouped = TaskFilter {
                group: Some(TaskGroup::Lead),
                sort: TaskSort::Title,
                ..TaskFilter::default()
            };
            for filter in [TaskFilter::default(), grouped, closed] {
                for line in rows(&ctx, &filter).await {
                    let page = service::task::page(&ctx, line.id, None).await;
                    let page = page.expect("who may list it may read it");
                    let waits_below = page
                        .cascade
                        .below
                        .as_ref()
                        .is_some_and(|below| below.rollup.required_open > 0);
                    let (mut row, mut whole) = (line.edits.clone(), of_page(&page));
                    if waits_below {
                        // Whether its sub-tasks stand in the way is said by the step itself.
                        row.retain(|column| *column != TaskColumn::State);
                        whole.retain(|column| *column != TaskColumn::State);
                    }
                    assert_eq!(row, whole, "{login}: {} {}", line.state, line.title);
                    offered.extend(line.edits.iter().map(|column| (login, column.as_str())));
                }
            }
        }
        // The demonstration has something of each, or nothing would have been compared.
        for expected in [
            ("dieuphoi", "lead"),
            ("dieuphoi", "state"),
            ("yte", "progress"),
            ("yte", "state"),
        ] {
            assert!(offered.contains(&expected), "{expected:?} of {offered:?}");
        }
        assert!(
            offered.iter().any(|(_, column)| *column == "due"),
            "{offered:?}"
        );
        for login in ["lanhdao", "kiemtra", "dieuphoi.hatinh"] {
            assert!(
                offered.iter().all(|(who, _)| *who != login),
                "{login}: {offered:?}"
            );
        }
    }
);

/// The cells that a person may edit in the row of a task.
async fn cells(ctx: &Ctx, task: TaskId) -> Vec<TaskColumn> {
    let rows = rows(ctx, &TaskFilter::default()).await;
    let line = rows.into_iter().find(|line| line.id == task);
    line.expect("the row").edits
}

contract!(
    a_deadline_is_edited_by_request_and_decision_alone,
    |db| async move {
        use TaskColumn as C;
        let system = installed(db).await;
        let coordinator = person(&system, "dieuphoi").await;
        issued(&coordinator).await;
        let health = person(&system, "yte").await;
        let task = task_of(&health, "na.health").await;
        assert_eq!(cells(&health, task).await, [C::State], "to acknowledge");
        assert_eq!(cells(&coordinator, task).await, [C::Lead, C::State]);
        crate::job::start(&health, task).await;
        assert_eq!(cells(&health, task).await, [C::Due, C::State, C::Progress]);
        let due = crate::job::due(&health, task).await;
        let request = TaskCommand::RequestExtension {
            until: (due + Days::new(10)).into(),
            reason: "Mưa lũ".to_owned(),
            evidence: None,
        };
        act(&health, task, request).await.expect("asked");
        assert_eq!(
            cells(&health, task).await,
            [C::Progress],
            "it waits for the decision"
        );
        let of_coordinator = cells(&coordinator, task).await;
        assert_eq!(of_coordinator, [C::Lead, C::Due, C::State]);
        // However many rows there are, and whoever leads them: one statement more at most.
        for ctx in [&coordinator, &health] {
            let before = system.db.statements();
            let list = service::task::list(ctx, &TaskFilter::default()).await;
            assert!(!list.expect("a list").lines.is_empty());
            let statements = system.db.statements() - before;
            assert!(statements <= 2, "{statements}");
        }
    }
);
