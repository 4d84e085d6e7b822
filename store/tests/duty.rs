//! Contracts of `store::duty` on both engines.

use crate::contract;

use crate::sample::{agencies, agency_id, day, sample_scope, task as sample_task};
use domain::access::Scope;
use domain::duty::{Author, Duty, DutyState, Template};
use domain::id::{DutyId, PositionId, UserId};
use domain::period::{Cycle, Period, Regime, Schedule};
use domain::task::State;
use store::{Error, Tx, duty};
use uuid::Uuid;

fn id(n: u128) -> DutyId {
    DutyId(Uuid::from_u128(n))
}

fn sample(n: u128) -> Duty {
    Duty {
        id: id(n),
        version: 1,
        state: DutyState::Active,
        province: "40".to_owned(),
        owner: agency_id(0),
        author: Author {
            user: UserId(Uuid::from_u128(1)),
            position: PositionId(Uuid::from_u128(2)),
            agency: agency_id(0),
        },
        template: Template {
            title: format!("Báo cáo {n}"),
            deliverable: "Báo cáo".to_owned(),
            effect_expected: "Đủ số liệu".to_owned(),
            responsible: "Giám đốc".to_owned(),
            lead: agency_id(1),
            coordinating: Vec::new(),
            schedule: Schedule::Every {
                cycle: Cycle::Month,
                regime: Regime::Reporting,
            },
            first: day(1),
            last: None,
            ahead: 7,
            to_do: 3,
        },
        next: None,
        done: None,
        stopped_for: None,
    }
}

async fn ids(tx: &mut Tx, scope: &Scope, after: Option<DutyId>) -> Vec<DutyId> {
    let list = duty::list(tx, scope, after, 2).await.expect("listed");
    list.iter().map(|duty| duty.id).collect()
}

contract!(
    a_duty_is_written_changed_and_seen_by_its_parties,
    |db| async move {
        agencies(&db, 4).await;
        let mut tx = db.write().await.expect("a transaction");
        for n in 1..=3 {
            let parties = [agency_id(0), agency_id(1)];
            duty::insert(&mut tx, &sample(n), &parties)
                .await
                .expect("inserted");
        }
        let found = duty::find(&mut tx, id(1)).await.expect("read");
        assert_eq!(found, Some(sample(1)));
        assert_eq!(duty::find(&mut tx, id(9)).await.expect("read"), None);
        let lead = Scope::Agency(agency_id(1));
        assert_eq!(ids(&mut tx, &lead, None).await, [id(3), id(2)]);
        assert_eq!(ids(&mut tx, &lead, Some(id(2))).await, [id(1)]);
        assert_eq!(ids(&mut tx, &Scope::All, Some(id(3))).await, [id(2), id(1)]);
        assert_eq!(ids(&mut tx, &sample_scope("40"), None).await.len(), 2);
        assert_eq!(ids(&mut tx, &sample_scope("42"), None).await, []);
        assert_eq!(ids(&mut tx, &Scope::Nothing, None).await, []);
        // Another lead: the old one sees it no more.
        let mut next = sample(1);
        next.version = 2;
        next.template.lead = agency_id(2);
        next.state = DutyState::Stopped;
        let parties = [agency_id(0), agency_id(2)];
        duty::update(&mut tx, 1, &next, &parties)
            .await
            .expect("updated");
        assert_eq!(ids(&mut tx, &lead, Some(id(2))).await, []);
        let new = Scope::Agency(agency_id(2));
        assert_eq!(ids(&mut tx, &new, None).await, [id(1)]);
        let stale = duty::update(&mut tx, 1, &next, &parties).await;
        assert!(matches!(stale, Err(Error::Stale)), "{stale:?}");
        let all = duty::scan(&mut tx, None, 2).await.expect("scanned");
        assert_eq!(all.len(), 2);
        let rest = duty::scan(&mut tx, Some(all[1].id), 2).await;
        assert_eq!(rest.expect("scanned").len(), 1);
        let wrong = duty::miscopied(&mut tx, &all).await.expect("compared");
        assert_eq!(wrong, []);
        let mut altered = all.clone();
        altered[1].template.title = "Khác".to_owned();
        let wrong = duty::miscopied(&mut tx, &altered).await.expect("compared");
        assert_eq!(wrong, [altered[1].id]);
    }
);

contract!(a_period_has_its_task_once, |db| async move {
    agencies(&db, 4).await;
    let mut tx = db.write().await.expect("a transaction");
    duty::insert(&mut tx, &sample(1), &[agency_id(0)])
        .await
        .expect("inserted");
    let rows: Vec<_> = (1..=3)
        .map(|n| (sample_task(n, State::Assigned, Some(day(20))), Vec::new()))
        .collect();
    store::task::insert(&mut tx, &rows).await.expect("inserted");
    let period = |n: u32| Period {
        from: day(n),
        to: day(n),
    };
    for (n, (task, _)) in (1..).zip(&rows).take(2) {
        duty::add_task(&mut tx, id(1), period(n), task.id)
            .await
            .expect("added");
    }
    let page = duty::tasks(&mut tx, id(1), None, 1).await.expect("read");
    assert_eq!(page.len(), 1);
    assert_eq!((page[0].0, page[0].1.id), (period(2), rows[1].0.id));
    let page = duty::tasks(&mut tx, id(1), Some(day(2)), 9).await;
    let page = page.expect("read");
    assert_eq!((page.len(), page[0].0), (1, period(1)));
    let twice = duty::add_task(&mut tx, id(1), period(2), rows[2].0.id).await;
    assert!(matches!(twice, Err(Error::Conflict { .. })), "{twice:?}");
});
