//! Contracts of `store::live`, and of the kernel's word that the log has grown, on both engines.

use crate::contract;

use crate::log::{entry, subject};
use crate::sample::{agencies, agency_id, day, person, task};
use domain::directive::DirectiveState;
use domain::id::{DirectiveId, TaskId};
use domain::task::State;
use std::time::Duration;
use store::{Db, live};
use uuid::Uuid;

async fn append(db: &Db, seq: i64, subject_seq: i64, prev: &str) -> String {
    let mut tx = db.write_together().await.expect("a transaction");
    assert_eq!(
        store::log::take_places(&mut tx, 1).await.expect("taken"),
        seq
    );
    let entry = entry(seq, subject(1), subject_seq, prev);
    store::log::append(&mut tx, std::slice::from_ref(&entry))
        .await
        .expect("appended");
    tx.commit().await.expect("committed");
    entry.hash
}

contract!(lines_are_told_in_the_order_of_the_log, |db| async move {
    agencies(&db, 1).await;
    person(&db).await;
    let first = append(&db, 1, 1, "").await;
    append(&db, 2, 2, &first).await;
    let mut tx = db.read().await.expect("a connection");
    let lines = live::lines(&mut tx, 0, 10).await.expect("read");
    let places: Vec<(i64, i64)> = lines.iter().map(|l| (l.seq, l.subject_seq)).collect();
    assert_eq!(places, [(1, 1), (2, 2)]);
    assert_eq!(lines[0].full_name, "Người mẫu");
    assert_eq!(lines[0].agency, agency_id(0));
    assert!(lines[0].payload.contains("acknowledged"));
    let one = live::lines(&mut tx, 0, 1).await.expect("read");
    assert_eq!(one, lines[..1]);
    assert_eq!(live::lines(&mut tx, 1, 10).await.expect("read"), lines[1..]);
    assert!(live::lines(&mut tx, 2, 10).await.expect("read").is_empty());
});

contract!(subjects_come_with_who_may_see_them, |db| async move {
    agencies(&db, 4).await;
    let mut tx = db.write().await.expect("a transaction");
    let tasks = [1, 2].map(|n| (task(n, State::InProgress, None), Vec::new()));
    store::task::insert(&mut tx, &tasks).await.expect("tasks");
    let id = |n| TaskId(Uuid::from_u128(n));
    let found = live::tasks(&mut tx, [id(2), id(7)]).await.expect("read");
    assert_eq!(found, [tasks[1].0.clone()]);
    assert!(live::tasks(&mut tx, []).await.expect("read").is_empty());

    let draft = crate::directive::sample(1, DirectiveState::Draft);
    let issued = crate::directive::sample(2, DirectiveState::Issued);
    for directive in [&draft, &issued] {
        store::directive::insert(&mut tx, directive)
            .await
            .expect("a directive");
    }
    let party = |n, is_lead| store::directive::Party {
        agency: agency_id(n),
        is_lead,
        is_coordinating: !is_lead,
        is_superior: false,
    };
    let parties = [party(1, true), party(2, false)];
    store::directive::add_parties(&mut tx, issued.id, day(14), &parties)
        .await
        .expect("added");
    let ids = [DirectiveId(Uuid::from_u128(9)), draft.id, issued.id];
    let found = live::directives(&mut tx, ids).await.expect("read");
    let [(first, state, alone), (second, _, parties)] = &found[..] else {
        panic!("two of three: {found:?}");
    };
    assert_eq!((*first, *state), (draft.id, DirectiveState::Draft));
    assert_eq!(alone.issuer, Some(draft.owner));
    assert!(alone.leads.is_empty() && alone.coordinating.is_empty());
    assert_eq!(*second, issued.id);
    assert_eq!(parties.leads, [agency_id(1)]);
    assert_eq!(parties.coordinating, [agency_id(2)]);
    assert_eq!(parties.province, issued.province);
});

contract!(
    whoever_waits_learns_that_the_log_has_grown,
    |db| async move {
        agencies(&db, 1).await;
        person(&db).await;
        let mut growth = db.growth().await.expect("heard");
        let patience = Duration::from_secs(5);
        let hash = append(&db, 1, 1, "").await;
        tokio::time::timeout(patience, growth.grown())
            .await
            .expect("told after the commit");
        // What its own commit told of may be told a second time by the database.
        let quiet = Duration::from_millis(300);
        while tokio::time::timeout(quiet, growth.grown()).await.is_ok() {}
        let mut tx = db.write().await.expect("a transaction");
        store::log::take_places(&mut tx, 1).await.expect("taken");
        drop(tx);
        let told = tokio::time::timeout(quiet, growth.grown()).await;
        assert!(told.is_err(), "nothing was committed");
        append(&db, 2, 2, &hash).await;
        tokio::time::timeout(patience, growth.grown())
            .await
            .expect("told again");
    }
);
