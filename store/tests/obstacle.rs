//! Contracts of `store::obstacle` on both engines.

use crate::contract;

use crate::sample::{agencies, agency_id, day, sample_scope, task};
use chrono::NaiveDate;
use domain::access::Scope;
use domain::task::{Escalation, Obstacle, State, Task};
use domain::view::{MOST_UNREAD, ObstacleStatus};
use store::obstacle::{self, Cursor, Filter};
use store::{Db, Tx};

/// An obstacle that agency 1 raised and agency `to` is asked to remove.
fn raised(number: u32, to: Option<u128>, due: Option<NaiveDate>) -> Obstacle {
    Obstacle {
        number,
        raised_by: agency_id(1),
        raised_on: day(2),
        what: format!("Vướng mắc {number}"),
        addressed_to: to.map(agency_id),
        resolved_on: None,
        resolution: None,
        position: None,
        due,
        escalations: Vec::new(),
    }
}

fn filter(status: ObstacleStatus) -> Filter {
    Filter {
        status,
        addressed_to: None,
        after: None,
    }
}

/// Writes task n with these obstacles by a step, as a command does.
async fn written(tx: &mut Tx, n: u128, state: State, obstacles: Vec<Obstacle>) -> Task {
    let before = task(n, state, Some(day(20)));
    store::task::insert(tx, &[(before.clone(), Vec::new())])
        .await
        .expect("a task");
    let mut after = before.clone();
    after.version += 1;
    after.obstacles = obstacles;
    store::task::update(tx, (&before, &[]), (&after, &[]))
        .await
        .expect("written");
    after
}

async fn found(tx: &mut Tx, scope: &Scope, filter: Filter) -> Vec<(u128, u32)> {
    obstacle::list(tx, scope, filter, day(14), 50)
        .await
        .expect("listed")
        .iter()
        .map(|line| (line.task.0.as_u128(), line.number))
        .collect()
}

fn agency(n: u128) -> Scope {
    Scope::Agency(agency_id(n))
}

async fn begun(db: &Db) -> Tx {
    agencies(db, 6).await;
    db.write().await.expect("a transaction")
}

contract!(
    an_obstacle_is_seen_by_the_parties_and_by_who_is_asked,
    |db| async move {
        let mut tx = begun(&db).await;
        let up = Escalation {
            on: day(9),
            by: agency_id(1),
            from: Some(agency_id(4)),
            to: agency_id(3),
            reason: "Chưa trả lời".to_owned(),
            due: None,
        };
        let mut went_up = raised(2, Some(3), None);
        went_up.escalations.push(up);
        written(
            &mut tx,
            1,
            State::InProgress,
            vec![raised(1, Some(3), Some(day(10))), went_up],
        )
        .await;
        written(&mut tx, 2, State::Completed, vec![raised(1, Some(5), None)]).await;
        let open = filter(ObstacleStatus::Open);
        // Issuer, lead, coordinating, asked, asked before; agency 5 was asked on a task that is done.
        for (n, expected) in [(0, 2), (1, 2), (2, 2), (3, 2), (4, 2), (5, 0)] {
            assert_eq!(found(&mut tx, &agency(n), open).await.len(), expected);
            let count = obstacle::count_open(&mut tx, &agency(n)).await;
            assert_eq!(
                count.expect("counted"),
                i64::try_from(expected).expect("few")
            );
            // Whoever finds an obstacle finds its task.
            let days = store::task::Days {
                today: day(14),
                soon_until: day(17),
            };
            let tasks = store::task::list(&mut tx, &agency(n), &Default::default(), days, 9).await;
            assert_eq!(tasks.expect("listed").len(), usize::from(n != 5), "{n}");
        }
        let everywhere = [sample_scope("40"), Scope::All];
        for scope in &everywhere {
            assert_eq!(found(&mut tx, scope, open).await, [(1, 1), (1, 2)]);
            assert_eq!(
                obstacle::count_open(&mut tx, scope).await.expect("counted"),
                2
            );
        }
        for scope in [&everywhere[0], &agency(0)] {
            let status = async |tx: &mut Tx, status| found(tx, scope, filter(status)).await;
            assert_eq!(status(&mut tx, ObstacleStatus::Overdue).await, [(1, 1)]);
            assert_eq!(status(&mut tx, ObstacleStatus::Escalated).await, [(1, 2)]);
            assert_eq!(status(&mut tx, ObstacleStatus::Resolved).await, []);
        }
        for scope in [sample_scope("42"), Scope::Nothing] {
            assert_eq!(found(&mut tx, &scope, open).await, []);
            assert_eq!(
                obstacle::count_open(&mut tx, &scope)
                    .await
                    .expect("counted"),
                0
            );
        }
        let by_agency = |n| Filter {
            addressed_to: Some(agency_id(n)),
            ..open
        };
        assert_eq!(found(&mut tx, &agency(0), by_agency(3)).await.len(), 2);
        assert_eq!(found(&mut tx, &agency(0), by_agency(4)).await, []);
    }
);

contract!(a_resolved_obstacle_leaves_the_open_ones, |db| async move {
    let mut tx = begun(&db).await;
    let before = written(
        &mut tx,
        1,
        State::InProgress,
        vec![raised(1, Some(3), None)],
    )
    .await;
    let mut after = before.clone();
    after.version += 1;
    after.obstacles[0].resolved_on = Some(day(12));
    store::task::update(&mut tx, (&before, &[]), (&after, &[]))
        .await
        .expect("written");
    assert_eq!(
        found(&mut tx, &agency(3), filter(ObstacleStatus::Open)).await,
        []
    );
    let resolved = obstacle::list(
        &mut tx,
        &agency(3),
        filter(ObstacleStatus::Resolved),
        day(14),
        9,
    )
    .await
    .expect("listed");
    assert_eq!(resolved[0].resolved_on, Some(day(12)));
    assert_eq!(resolved[0].title, "Nhiệm vụ số 1");
    // Of an unchanged task nothing is lost when its rows are made anew.
    store::task::rewrite_parties(&mut tx, &after, &[])
        .await
        .expect("rewritten");
    obstacle::write(&mut tx, &after, &[agency_id(3)])
        .await
        .expect("written");
    assert_eq!(
        found(&mut tx, &agency(3), filter(ObstacleStatus::Resolved)).await,
        [(1, 1)]
    );
    assert_eq!(
        found(&mut tx, &agency(0), filter(ObstacleStatus::Resolved)).await,
        []
    );
});

contract!(obstacles_are_read_page_by_page, |db| async move {
    let mut tx = begun(&db).await;
    for n in 1..=4 {
        let due = (n % 2 == 0).then(|| day(10));
        let both = vec![raised(1, Some(3), due), raised(2, None, due)];
        written(&mut tx, n, State::InProgress, both).await;
    }
    for scope in [agency(0), sample_scope("40"), Scope::All] {
        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let page = Filter {
                after,
                ..filter(ObstacleStatus::Open)
            };
            let lines = obstacle::list(&mut tx, &scope, page, day(14), 3).await;
            let lines = lines.expect("listed");
            let Some(last) = lines.last() else { break };
            let text = Cursor::of(last).to_string();
            assert_eq!(text.parse::<Cursor>(), Ok(Cursor::of(last)));
            after = Some(Cursor::of(last));
            seen.extend(
                lines
                    .iter()
                    .map(|line| (line.task.0.as_u128(), line.number)),
            );
        }
        let expected = [2, 4, 1, 3].map(|n| [(n, 1), (n, 2)]).concat();
        assert_eq!(seen, expected);
    }
    for wrong in ["", "2022-09-10", "2022-09-10.x.1", "x.y.z", "a.b.c.d"] {
        assert!(wrong.parse::<Cursor>().is_err(), "{wrong}");
    }
});

contract!(the_count_of_open_obstacles_ends, |db| async move {
    let mut tx = begun(&db).await;
    let many = (1..=150).map(|n| raised(n, None, None)).collect();
    written(&mut tx, 1, State::InProgress, many).await;
    for scope in [agency(1), sample_scope("40"), Scope::All] {
        let count = obstacle::count_open(&mut tx, &scope).await;
        assert_eq!(count.expect("counted"), MOST_UNREAD);
    }
});
