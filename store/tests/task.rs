//! Contracts of `store::task` on both engines.

use crate::contract;

use crate::sample::{agencies, agency_id, day, sample_scope, task as sample_task};
use domain::access::Scope;
use domain::task::{State, Task};
use domain::timeliness::{Bucket, Timeliness, bucket, timeliness};
use domain::view::{TaskSort, Waiting};
use store::Db;
use store::error::Error;
use store::task::{self, Cursor, Days, Filter};

const TODAY: Days = Days {
    today: chrono::NaiveDate::from_ymd_opt(2022, 9, 15).expect("a day"),
    soon_until: chrono::NaiveDate::from_ymd_opt(2022, 9, 18).expect("a day"),
};

async fn fill(db: &Db, tasks: Vec<Task>) {
    agencies(db, 5).await;
    let mut tx = db.write().await.expect("a transaction");
    let rows: Vec<_> = tasks
        .into_iter()
        .map(|task| (task, vec![agency_id(3)]))
        .collect();
    task::insert(&mut tx, &rows).await.expect("inserted");
    tx.commit().await.expect("committed");
}

fn lead() -> Scope {
    Scope::Agency(agency_id(1))
}

contract!(a_task_comes_back_as_it_was_written, |db| async move {
    let sample = sample_task(1, State::Assigned, Some(day(20)));
    fill(&db, vec![sample.clone()]).await;
    let mut tx = db.read().await.expect("a connection");
    assert_eq!(
        task::find(&mut tx, sample.id).await.expect("read"),
        Some(sample.clone())
    );
    let missing = domain::id::TaskId(uuid::Uuid::from_u128(99));
    assert_eq!(task::find(&mut tx, missing).await.expect("read"), None);
});

contract!(
    a_stale_update_is_refused_and_leaves_the_row,
    |db| async move {
        let before = sample_task(1, State::Assigned, Some(day(20)));
        fill(&db, vec![before.clone()]).await;
        let mut after = before.clone();
        after.state = State::Acknowledged;
        after.version = 2;
        let mut tx = db.write().await.expect("a transaction");
        task::update(
            &mut tx,
            (&before, &[agency_id(3)]),
            (&after, &[agency_id(3)]),
        )
        .await
        .expect("the first update");
        let again = task::update(&mut tx, (&before, &[]), (&after, &[])).await;
        assert!(matches!(again, Err(Error::Stale)));
        tx.commit().await.expect("committed");
        let mut tx = db.read().await.expect("a connection");
        assert_eq!(
            task::find(&mut tx, before.id).await.expect("read"),
            Some(after)
        );
    }
);

contract!(
    a_new_lead_sees_the_task_and_the_old_one_no_longer,
    |db| async move {
        let before = sample_task(1, State::Assigned, Some(day(20)));
        fill(&db, vec![before.clone()]).await;
        let mut after = before.clone();
        after.lead = agency_id(4);
        after.version = 2;
        let mut tx = db.write().await.expect("a transaction");
        task::update(
            &mut tx,
            (&before, &[agency_id(3)]),
            (&after, &[agency_id(3)]),
        )
        .await
        .expect("updated");
        tx.commit().await.expect("committed");
        let mut tx = db.read().await.expect("a connection");
        let seen = |rows: Vec<task::Columns>| rows.len();
        let list = task::list(&mut tx, &lead(), &Filter::default(), TODAY, 10)
            .await
            .expect("read");
        assert_eq!(seen(list), 0);
        let scope = Scope::Agency(agency_id(4));
        let list = task::list(&mut tx, &scope, &Filter::default(), TODAY, 10)
            .await
            .expect("read");
        assert_eq!(seen(list), 1);
        assert_eq!(
            task::count_waiting(&mut tx, agency_id(1))
                .await
                .expect("read"),
            0
        );
        assert_eq!(
            task::count_waiting(&mut tx, agency_id(4))
                .await
                .expect("read"),
            1
        );
    }
);

contract!(a_list_is_limited_by_its_scope, |db| async move {
    let mut other = sample_task(2, State::Assigned, Some(day(20)));
    other.province = "42".to_owned();
    other.lead = agency_id(4);
    other.contributions.clear();
    other.issuer = agency_id(4);
    fill(
        &db,
        vec![sample_task(1, State::Assigned, Some(day(20))), other],
    )
    .await;
    let mut tx = db.read().await.expect("a connection");
    for (scope, expected) in [
        (Scope::All, 2),
        (sample_scope("40"), 1),
        (sample_scope("42"), 1),
        (sample_scope("99"), 0),
        (lead(), 1),
        (Scope::Agency(agency_id(2)), 1),
        // The superior of both.
        (Scope::Agency(agency_id(3)), 2),
        (Scope::Nothing, 0),
    ] {
        let rows = task::list(&mut tx, &scope, &Filter::default(), TODAY, 10)
            .await
            .expect("read");
        assert_eq!(rows.len(), expected, "{scope:?}");
    }
});

contract!(
    paging_visits_each_row_once_in_every_order,
    |db| async move {
        let tasks: Vec<Task> = (0..23u32)
            .map(|n| {
                // Many share a deadline, some have none.
                let due = (n % 5 != 0).then(|| day(1 + n % 4));
                sample_task(u128::from(n) + 1, State::InProgress, due)
            })
            .collect();
        fill(&db, tasks).await;
        let mut tx = db.read().await.expect("a connection");
        for scope in [lead(), sample_scope("40"), Scope::All] {
            for &sort in TaskSort::ALL {
                let mut seen = Vec::new();
                let mut after = None;
                loop {
                    let filter = Filter {
                        sort,
                        after,
                        ..Filter::default()
                    };
                    let rows = task::list(&mut tx, &scope, &filter, TODAY, 4)
                        .await
                        .expect("read");
                    let Some(last) = rows.last() else { break };
                    let cursor = last.cursor();
                    assert_eq!(
                        cursor.to_string().parse::<Cursor>().expect("its own text"),
                        cursor
                    );
                    after = Some(cursor);
                    seen.extend(rows.iter().map(|row| row.id));
                }
                let mut unique = seen.clone();
                unique.sort();
                unique.dedup();
                assert_eq!((seen.len(), unique.len()), (23, 23), "{scope:?} {sort}");
            }
        }
    }
);

contract!(timeliness_in_sql_is_timeliness_in_rust, |db| async move {
    let mut tasks = Vec::new();
    let mut n = 0;
    for &state in State::ALL {
        for due in [
            None,
            Some(day(10)),
            Some(day(15)),
            Some(day(18)),
            Some(day(19)),
        ] {
            for done in [None, Some(day(9)), Some(day(16))] {
                if done.is_some() != (state == State::Completed) {
                    continue;
                }
                n += 1;
                let mut task = sample_task(n, state, due);
                task.completed_on = done;
                tasks.push(task);
            }
        }
    }
    fill(&db, tasks.clone()).await;
    let mut tx = db.read().await.expect("a connection");
    for &wanted in Timeliness::ALL {
        for any_state in [true, false] {
            let filter = Filter {
                timeliness: Some(wanted),
                any_state,
                ..Filter::default()
            };
            let rows = task::list(&mut tx, &Scope::All, &filter, TODAY, 500)
                .await
                .expect("read");
            let found: Vec<_> = rows.iter().map(|row| row.id).collect();
            for task in &tasks {
                let is = timeliness(task.state, task.due, task.completed_on, TODAY.today, 3);
                let closed = matches!(
                    wanted,
                    Timeliness::CompletedLate | Timeliness::CompletedOnTime
                );
                let listed = any_state || task.state.is_open() != closed;
                assert_eq!(
                    found.contains(&task.id),
                    is == wanted && listed,
                    "{wanted}: {} due {:?} done {:?}",
                    task.state,
                    task.due,
                    task.completed_on
                );
            }
        }
    }
});

contract!(
    the_tasks_behind_a_number_are_those_of_its_bucket,
    |db| async move {
        let mut tasks = Vec::new();
        let mut n = 0;
        for &state in State::ALL {
            for due in [None, Some(day(10)), Some(day(15)), Some(day(19))] {
                for done in [None, Some(day(9)), Some(day(16))] {
                    if done.is_some() == (state == State::Completed) {
                        n += 1;
                        let mut task = sample_task(n, state, due);
                        task.completed_on = done;
                        tasks.push(task);
                    }
                }
            }
        }
        fill(&db, tasks.clone()).await;
        let mut tx = db.read().await.expect("a connection");
        for &wanted in Bucket::ALL {
            let filter = Filter {
                bucket: Some(wanted),
                ..Filter::default()
            };
            let rows = task::list(&mut tx, &Scope::All, &filter, TODAY, 500)
                .await
                .expect("read");
            let mut found: Vec<_> = rows.iter().map(|row| row.id).collect();
            found.sort();
            let mut expected: Vec<_> = tasks
                .iter()
                .filter(|task| {
                    bucket(task.state, task.due, task.completed_on, TODAY.today) == Some(wanted)
                })
                .map(|task| task.id)
                .collect();
            expected.sort();
            assert_eq!(found, expected, "{wanted}");
        }
    }
);

contract!(filters_narrow_the_list, |db| async move {
    let mut tasks: Vec<Task> = (1..=4)
        .map(|n| sample_task(n, State::InProgress, Some(day(20))))
        .collect();
    tasks[0].title = "Rà soát 100 % người nghiện ở Nậm Cắn".to_owned();
    tasks[1].area = Some("16837".to_owned());
    tasks[2].state = State::Returned;
    tasks[3].state = State::Completed;
    fill(&db, tasks).await;
    let mut tx = db.read().await.expect("a connection");
    let text = |text: &str| Filter {
        text: Some(text.to_owned()),
        ..Filter::default()
    };
    for (filter, expected) in [
        (Filter::default(), 3),
        (
            Filter {
                state: Some(State::Returned),
                ..Filter::default()
            },
            1,
        ),
        (
            Filter {
                state: Some(State::Completed),
                ..Filter::default()
            },
            1,
        ),
        (
            Filter {
                area: Some("16837".to_owned()),
                ..Filter::default()
            },
            1,
        ),
        (
            Filter {
                lead: Some(agency_id(1)),
                ..Filter::default()
            },
            3,
        ),
        (
            Filter {
                lead: Some(agency_id(2)),
                ..Filter::default()
            },
            0,
        ),
        (text("nam can"), 1),
        (text("NGHIỆN soát"), 1),
        (text("100 %"), 1),
        (text("%"), 1),
        (text("_"), 0),
        (text("không có"), 0),
    ] {
        let rows = task::list(&mut tx, &lead(), &filter, TODAY, 10)
            .await
            .expect("read");
        assert_eq!(rows.len(), expected, "{filter:?}");
    }
});

contract!(
    what_waits_is_ordered_by_when_the_agency_must_act,
    |db| async move {
        let late = sample_task(1, State::Assigned, Some(day(25)));
        let mut soon = sample_task(2, State::InProgress, Some(day(20)));
        soon.contributions[0].due = Some(day(16));
        let to_confirm = sample_task(3, State::AwaitingConfirmation, Some(day(10)));
        fill(&db, vec![late, soon, to_confirm]).await;
        let mut tx = db.read().await.expect("a connection");
        let mut of = async |n| {
            let rows = task::waiting(&mut tx, agency_id(n), 10)
                .await
                .expect("read");
            rows.into_iter()
                .map(|row| row.waits_for)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            of(1).await,
            [Some(Waiting::Work), Some(Waiting::Acknowledge)]
        );
        assert_eq!(
            of(2).await,
            [Some(Waiting::Contribute), Some(Waiting::Contribute)]
        );
        assert_eq!(of(0).await, [Some(Waiting::Confirm)]);
        assert_eq!(of(3).await, []);
        let rows = task::awaiting_decision(&mut tx, "40", 10)
            .await
            .expect("read");
        assert_eq!(rows.len(), 1);
        assert_eq!(
            task::awaiting_decision(&mut tx, "42", 10)
                .await
                .expect("read")
                .len(),
            0
        );
    }
);

contract!(
    tasks_that_become_overdue_are_found_and_all_are_scanned,
    |db| async move {
        fill(
            &db,
            vec![
                sample_task(1, State::Assigned, Some(day(10))),
                sample_task(2, State::Assigned, Some(day(11))),
                sample_task(3, State::Completed, Some(day(10))),
                sample_task(4, State::Assigned, None),
            ],
        )
        .await;
        let mut tx = db.read().await.expect("a connection");
        let due = task::due_between(&mut tx, day(10), day(11))
            .await
            .expect("read");
        assert_eq!(
            due.iter()
                .map(|task| task.id.0.as_u128())
                .collect::<Vec<_>>(),
            [1]
        );
        let first = task::scan(&mut tx, None, 3).await.expect("read");
        let rest = task::scan(&mut tx, first.last().map(|task| task.id), 3)
            .await
            .expect("read");
        assert_eq!((first.len(), rest.len()), (3, 1));
    }
);

contract!(a_column_that_is_no_copy_is_found, |db| async move {
    let tasks = vec![
        sample_task(1, State::Assigned, Some(day(20))),
        sample_task(2, State::Assigned, None),
    ];
    fill(&db, tasks.clone()).await;
    let mut tx = db.write().await.expect("a transaction");
    assert_eq!(task::miscopied(&mut tx, &tasks).await.expect("read"), []);
    tx.query("UPDATE task SET percent = 99 WHERE id = ")
        .push_bind(tasks[1].id)
        .execute()
        .await
        .expect("changed");
    assert_eq!(
        task::miscopied(&mut tx, &tasks).await.expect("read"),
        [tasks[1].id]
    );
});

contract!(a_task_comes_with_the_end_of_its_chain, |db| async move {
    let sample = sample_task(1, State::Assigned, Some(day(20)));
    fill(&db, vec![sample.clone()]).await;
    let mut tx = db.write().await.expect("a transaction");
    let found = task::find_with_chain(&mut tx, sample.id).await;
    let nothing = (0, String::new());
    assert_eq!(found.expect("read"), Some((sample.clone(), nothing)));
    let missing = domain::id::TaskId(uuid::Uuid::from_u128(99));
    let found = task::find_with_chain(&mut tx, missing).await;
    assert_eq!(found.expect("read"), None);
    let mut chain = Vec::new();
    for n in 1..=3 {
        let mut entry = crate::log::entry(n, crate::log::subject(0), n, "");
        entry.subject.id = sample.id.0;
        entry.hash = format!("hash {n}");
        chain.push(entry);
    }
    store::log::append(&mut tx, &chain).await.expect("appended");
    let found = task::find_with_chain(&mut tx, sample.id).await;
    let end = (3, "hash 3".to_owned());
    assert_eq!(found.expect("read"), Some((sample.clone(), end.clone())));
    let found = task::find_many_with_chain(&mut tx, &[missing, sample.id]).await;
    assert_eq!(found.expect("read"), [(sample, end)]);
});

contract!(chosen_rows_are_those_of_the_scope, |db| async move {
    let tasks: Vec<Task> = [(1, 20), (2, 9), (3, 14)]
        .map(|(n, due)| sample_task(n, State::Assigned, Some(day(due))))
        .to_vec();
    fill(&db, tasks.clone()).await;
    let mut tx = db.read().await.expect("a connection");
    let ids: Vec<_> = tasks[..2].iter().map(|task| task.id).collect();
    for (scope, expected) in [
        (lead(), vec![tasks[1].id, tasks[0].id]),
        (sample_scope("40"), vec![tasks[1].id, tasks[0].id]),
        (Scope::All, vec![tasks[1].id, tasks[0].id]),
        (Scope::Agency(agency_id(4)), Vec::new()),
        (sample_scope("42"), Vec::new()),
        (Scope::Nothing, Vec::new()),
    ] {
        let rows = task::list_chosen(&mut tx, &scope, &ids).await;
        let found: Vec<_> = rows.expect("read").into_iter().map(|row| row.id).collect();
        assert_eq!(found, expected, "{scope:?}");
    }
});

contract!(
    a_step_that_moves_nothing_in_lists_is_written_whole,
    |db| async move {
        let before = sample_task(1, State::InProgress, Some(day(20)));
        fill(&db, vec![before.clone()]).await;
        let mut after = before.clone();
        (after.version, after.percent) = (2, 40);
        after.last_note = Some("bốn mươi".to_owned());
        let superiors = [agency_id(3)];
        let mut tx = db.write().await.expect("a transaction");
        let step = ((&before, &superiors[..]), (&after, &superiors[..]));
        task::update(&mut tx, step.0, step.1)
            .await
            .expect("written");
        let again = task::update(&mut tx, step.0, step.1).await;
        assert!(matches!(again, Err(Error::Stale)));
        assert_eq!(
            task::miscopied(&mut tx, std::slice::from_ref(&after))
                .await
                .expect("read"),
            []
        );
        assert_eq!(
            task::find(&mut tx, after.id).await.expect("read"),
            Some(after)
        );
    }
);

contract!(
    who_is_asked_to_remove_an_obstacle_finds_the_task,
    |db| async move {
        let before = sample_task(1, State::InProgress, Some(day(20)));
        fill(&db, vec![before.clone()]).await;
        let mut after = before.clone();
        after.version += 1;
        after.obstacles.push(domain::task::Obstacle {
            number: 1,
            raised_by: agency_id(1),
            raised_on: day(2),
            what: "Thiếu kinh phí".to_owned(),
            addressed_to: Some(agency_id(3)),
            resolved_on: None,
            resolution: None,
            position: None,
            due: Some(day(12)),
            escalations: Vec::new(),
        });
        let mut tx = db.write().await.expect("a transaction");
        task::update(&mut tx, (&before, &[]), (&after, &[]))
            .await
            .expect("written");
        let waiting = task::waiting(&mut tx, agency_id(3), 9).await.expect("read");
        assert_eq!(waiting[0].waits_for, Some(Waiting::RemoveObstacle));
        // As a rebuild writes them again, also where they were missing.
        tx.query("DELETE FROM task_party WHERE agency = ")
            .push_bind(agency_id(3))
            .execute()
            .await
            .expect("deleted");
        task::rewrite_parties(&mut tx, &after, &[])
            .await
            .expect("rewritten");
        let again = task::waiting(&mut tx, agency_id(3), 9).await.expect("read");
        assert_eq!(again, waiting);
    }
);
