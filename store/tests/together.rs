//! Contracts of [`store::Db::write_together`]: on SQLite those who wait share a commit, on PostgreSQL each has
//! its own, and nobody can tell from the outcome.

use crate::contract;

use crate::support;
use std::time::Duration;
use store::{Db, Error, Tx, log, setting};
use tokio::task::{JoinHandle, yield_now};

/// Writes a row under this name and takes a place in the log, as a command does.
async fn work(tx: &mut Tx, name: &str) -> Result<(), Error> {
    setting::set(tx, name, "written").await?;
    yield_now().await;
    log::take_places(tx, 1).await.map(drop)
}

async fn work_and_commit(db: Db, name: String) -> Result<(), Error> {
    let mut tx = db.write_together().await?;
    work(&mut tx, &name).await?;
    tx.commit().await
}

async fn is_there(db: &Db, name: &str) -> bool {
    let mut tx = db.read().await.expect("a connection");
    let found = setting::find(&mut tx, name).await.expect("read");
    found.is_some()
}

async fn head(db: &Db) -> i64 {
    let mut tx = db.read().await.expect("a connection");
    log::head(&mut tx).await.expect("read")
}

/// Lets every other task run until it waits.
async fn others_wait() {
    for _ in 0..20 {
        yield_now().await;
    }
    tokio::time::sleep(Duration::from_millis(20)).await;
}

contract!(
    who_leaves_half_way_takes_nothing_with_him,
    |db| async move {
        // Everybody queues behind this one.
        let gate = db.write().await.expect("a transaction");
        let mut people: Vec<(usize, JoinHandle<Result<(), Error>>)> = Vec::new();
        for n in 0..24 {
            let db = db.clone();
            let name = format!("{n}");
            people.push((
                n,
                tokio::spawn(async move {
                    if n % 4 == 0 {
                        return work_and_commit(db, name).await;
                    }
                    let mut tx = db.write_together().await?;
                    work(&mut tx, &name).await?;
                    match n % 4 {
                        // Refused: the transaction is dropped.
                        1 => Ok(()),
                        2 => panic!("in the middle of a command"),
                        // A broken rule ends the command, not those of others.
                        _ => {
                            let twice = "INSERT INTO setting (name, value) VALUES ($1, 'twice')";
                            let broken = tx.query(twice).bind(name).execute().await;
                            assert!(matches!(broken, Err(Error::Conflict { .. })));
                            Ok(())
                        }
                    }
                }),
            ));
        }
        others_wait().await;
        drop(gate);
        for (n, person) in people {
            match person.await {
                Ok(answer) => answer.expect("no failure"),
                Err(error) => assert!(error.is_panic() && n % 4 == 2, "{n}: {error}"),
            }
            assert_eq!(is_there(&db, &n.to_string()).await, n % 4 == 0, "{n}");
        }
        assert_eq!(
            head(&db).await,
            6,
            "a place for each that committed, no gap"
        );
    }
);

contract!(a_request_that_goes_away_harms_nobody, |db| async move {
    let mut people = Vec::new();
    for n in 0..40_u64 {
        let work = work_and_commit(db.clone(), format!("{n}"));
        people.push(tokio::spawn(async move {
            if n % 3 == 0 {
                return work.await.expect("not a failure of others");
            }
            // Given up at some moment: in the queue, at work, or while it commits.
            let patience = Duration::from_micros(n * 150);
            match tokio::time::timeout(patience, work).await {
                Ok(done) => done.expect("not a failure of others"),
                Err(_) => std::future::pending().await,
            }
        }));
    }
    let mut acknowledged = Vec::new();
    for (n, person) in people.iter_mut().enumerate() {
        let patience = Duration::from_secs(if n % 3 == 0 { 20 } else { 0 });
        if let Ok(done) = tokio::time::timeout(patience, person).await {
            done.expect("no panic");
            acknowledged.push(n);
        }
    }
    // Whoever comes now finds the writer free and everything in order.
    work_and_commit(db.clone(), "last".to_owned())
        .await
        .expect("committed");
    let mut present = 1;
    for n in 0..40 {
        let is_there = is_there(&db, &n.to_string()).await;
        assert!(is_there || !acknowledged.contains(&n), "{n} was lost");
        present += i64::from(is_there);
    }
    assert!(acknowledged.len() >= 14);
    assert_eq!(head(&db).await, present, "all of a command or nothing");
});

contract!(together_and_alone_follow_one_another, |db| async move {
    let mut people = Vec::new();
    for n in 0..20 {
        let db = db.clone();
        people.push(tokio::spawn(async move {
            let name = format!("{n}");
            if n % 5 == 0 {
                let mut tx = db.write().await?;
                work(&mut tx, &name).await?;
                return tx.commit().await;
            }
            work_and_commit(db, name).await
        }));
    }
    for person in people {
        person.await.expect("no panic").expect("committed");
    }
    assert_eq!(head(&db).await, 20);
});

/// Two members of one group: the first one's commit is under way, the second one is at work.
async fn group(db: &Db) -> (JoinHandle<Result<(), Error>>, Tx) {
    let mut first = db.write_together().await.expect("a transaction");
    work(&mut first, "first").await.expect("worked");
    let second = tokio::spawn({
        let db = db.clone();
        async move { db.write_together().await }
    });
    others_wait().await;
    let first = tokio::spawn(first.commit());
    let second = second.await.expect("no panic").expect("joined");
    (first, second)
}

#[tokio::test]
async fn nobody_is_told_of_success_before_the_shared_commit() {
    let (db, _folder) = support::sqlite().await;
    let (first, mut second) = group(&db).await;
    work(&mut second, "second").await.expect("worked");
    assert_eq!(
        setting::find(&mut second, "first").await.expect("read"),
        Some("written".to_owned()),
        "they share a transaction"
    );
    others_wait().await;
    assert!(!first.is_finished(), "told before the commit");
    assert!(!is_there(&db, "first").await);
    drop(second);
    first.await.expect("no panic").expect("committed");
    assert!(is_there(&db, "first").await);
    assert!(!is_there(&db, "second").await);
    assert_eq!(head(&db).await, 1);
}

#[tokio::test]
async fn who_writes_alone_ends_the_group_before_him() {
    let (db, _folder) = support::sqlite().await;
    let (first, second) = group(&db).await;
    let alone = tokio::spawn({
        let db = db.clone();
        async move { db.write().await }
    });
    others_wait().await;
    drop(second);
    let alone = alone.await.expect("no panic").expect("a transaction");
    first.await.expect("no panic").expect("committed");
    assert!(is_there(&db, "first").await);
    drop(alone);
}

#[tokio::test]
async fn a_failed_commit_is_told_to_all_who_shared_it() {
    let (db, _folder) = support::sqlite().await;
    let (first, mut second) = group(&db).await;
    // A rule that is checked at the commit only, and broken.
    second
        .query("PRAGMA defer_foreign_keys = ON")
        .execute()
        .await
        .expect("deferred");
    second
        .query("INSERT INTO position (id, agency, role, title_vi, title_en) VALUES ($1, $1, '', '', '')")
        .bind(uuid::Uuid::from_u128(1))
        .execute()
        .await
        .expect("not checked yet");
    assert!(matches!(second.commit().await, Err(Error::Driver(_))));
    let told = first.await.expect("no panic");
    assert!(matches!(told, Err(Error::Driver(_))), "{told:?}");
    assert!(!is_there(&db, "first").await);
    work_and_commit(db.clone(), "next".to_owned())
        .await
        .expect("the next one has a clean start");
    assert_eq!(head(&db).await, 1);
}

#[tokio::test]
async fn after_a_full_disk_nobody_is_told_of_success_and_the_next_one_may_write() {
    let (db, _folder) = support::sqlite().await;
    let (first, mut second) = group(&db).await;
    let pages: Option<(i64,)> = second
        .query("PRAGMA max_page_count = 1") // as many as there are
        .fetch_optional()
        .await
        .expect("limited");
    assert!(pages.is_some_and(|(pages,)| pages > 1));
    let long = "x".repeat(1_000_000);
    let full = setting::set(&mut second, "long", &long).await;
    assert!(matches!(full, Err(Error::Driver(_))), "{full:?}");
    drop(second);
    let told = first.await.expect("no panic");
    assert!(matches!(told, Err(Error::Driver(_))), "{told:?}");
    assert!(!is_there(&db, "first").await);
    let mut tx = db.write_together().await.expect("a transaction");
    let _: Option<(i64,)> = tx
        .query("PRAGMA max_page_count = 1000000")
        .fetch_optional()
        .await
        .expect("room again");
    work(&mut tx, "next").await.expect("worked");
    tx.commit().await.expect("committed");
    assert_eq!(head(&db).await, 1);
}
