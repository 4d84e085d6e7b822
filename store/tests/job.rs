//! Contracts of `store::job` on both engines.

use crate::contract;

use crate::sample::day;
use chrono::{DateTime, TimeDelta, Utc};
use domain::id::TaskId;
use domain::job::{Job, Rung};
use store::Db;
use store::job::{self, Claimed, Counts};
use uuid::Uuid;

const LEASE: TimeDelta = TimeDelta::seconds(60);

fn at(minute: i64) -> DateTime<Utc> {
    let start = day(14).and_hms_opt(1, 0, 0).expect("a time").and_utc();
    start + TimeDelta::minutes(minute)
}

/// The n-th sample job.
fn sample(n: u128) -> Job {
    Job::Remind {
        task: TaskId(Uuid::from_u128(n)),
        rung: Rung::DueToday,
        due: day(14),
    }
}

/// Adds sample jobs with the minutes from which they are to be done.
async fn add(db: &Db, jobs: &[(i64, u128)]) {
    let jobs: Vec<_> = jobs.iter().map(|(m, n)| (at(*m), sample(*n))).collect();
    let mut tx = db.write().await.expect("a transaction");
    job::add(&mut tx, &jobs, at(0)).await.expect("added");
    tx.commit().await.expect("committed");
}

async fn claim(db: &Db, minute: i64, limit: u32) -> Vec<Claimed> {
    let mut tx = db.write_together().await.expect("a transaction");
    let claimed = job::claim(&mut tx, at(minute), LEASE, limit).await;
    tx.commit().await.expect("committed");
    claimed.expect("claimed")
}

async fn finish(db: &Db, claimed: &Claimed) -> bool {
    let mut tx = db.write().await.expect("a transaction");
    let finished = job::finish(&mut tx, claimed).await.expect("asked");
    tx.commit().await.expect("committed");
    finished
}

async fn count(db: &Db, minute: i64) -> (i64, i64, i64) {
    let mut tx = db.read().await.expect("a connection");
    let counts = job::count(&mut tx, at(minute)).await.expect("counted");
    let Counts {
        waiting,
        due,
        failed,
    } = counts;
    (waiting, due, failed)
}

fn keys(claimed: &[Claimed]) -> Vec<&str> {
    claimed.iter().map(|job| job.key.as_str()).collect()
}

contract!(jobs_are_taken_when_their_hour_has_come, |db| async move {
    add(&db, &[(5, 1), (0, 2), (9, 3)]).await;
    assert_eq!(count(&db, 0).await, (2, 1, 0));
    let first = claim(&db, 0, 10).await;
    assert_eq!(keys(&first), [sample(2).key()]);
    assert_eq!(first[0].attempts, 1);
    let body: Job = serde_json::from_value(first[0].body.clone()).expect("a job");
    assert_eq!(body, sample(2));
    assert!(claim(&db, 0, 10).await.is_empty(), "it is leased");
    assert!(finish(&db, &first[0]).await);
    assert!(!finish(&db, &first[0]).await, "only once");
    // The longest waiting first, and no more than asked for.
    let next = claim(&db, 9, 1).await;
    assert_eq!(keys(&next), [sample(1).key()]);
    assert_eq!(count(&db, 9).await, (0, 2, 0));
});

contract!(a_key_waits_once, |db| async move {
    add(&db, &[(5, 1), (6, 2)]).await;
    add(&db, &[(0, 1), (7, 3)]).await;
    assert_eq!(count(&db, 0).await, (3, 0, 0), "the first hour stays");
    let claimed = claim(&db, 7, 10).await;
    assert_eq!(claimed.len(), 3);
    for job in &claimed {
        assert!(finish(&db, job).await);
    }
    add(&db, &[]).await;
    assert_eq!(count(&db, 7).await, (0, 0, 0));
});

contract!(
    the_job_of_a_worker_that_died_goes_to_another,
    |db| async move {
        add(&db, &[(0, 1)]).await;
        let dead = claim(&db, 0, 10).await;
        assert!(claim(&db, 0, 10).await.is_empty());
        let heir = claim(&db, 1, 10).await;
        assert_eq!((heir.len(), heir[0].attempts), (1, 2));
        // Were it alive after all, it could do nothing any more.
        assert!(!finish(&db, &dead[0]).await);
        let mut tx = db.write().await.expect("a transaction");
        job::put_back(&mut tx, &dead[0], "internal", at(50))
            .await
            .expect("asked");
        tx.commit().await.expect("committed");
        assert!(finish(&db, &heir[0]).await);
    }
);

contract!(
    a_clock_that_was_moved_back_holds_no_lease,
    |db| async move {
        add(&db, &[(0, 1)]).await;
        let ahead = claim(&db, 60 * 24, 10).await;
        let now = claim(&db, 0, 10).await;
        assert_eq!(now.len(), 1);
        assert!(!finish(&db, &ahead[0]).await);
        assert!(finish(&db, &now[0]).await);
    }
);

contract!(a_job_that_always_fails_is_given_up, |db| async move {
    add(&db, &[(0, 1)]).await;
    for attempt in 1..=job::MOST_ATTEMPTS {
        let claimed = claim(&db, attempt, 10).await;
        assert_eq!(claimed.len(), 1, "try {attempt}");
        assert_eq!(claimed[0].attempts, attempt);
        assert_eq!(count(&db, attempt).await, (0, 1, 0), "try {attempt}");
        let mut tx = db.write().await.expect("a transaction");
        job::put_back(&mut tx, &claimed[0], "internal", at(attempt + 1))
            .await
            .expect("put back");
        tx.commit().await.expect("committed");
        assert!(claim(&db, attempt, 10).await.is_empty(), "not yet");
    }
    assert!(claim(&db, 100, 10).await.is_empty());
    assert_eq!(count(&db, 100).await, (0, 0, 1));
});

contract!(two_workers_never_take_the_same_job, |db| async move {
    let jobs: Vec<_> = (0..200).map(|n| (0, n)).collect();
    add(&db, &jobs).await;
    let worker = async |db: Db| {
        let mut taken = Vec::new();
        loop {
            let claimed = claim(&db, 0, 7).await;
            if claimed.is_empty() {
                return taken;
            }
            taken.extend(claimed.into_iter().map(|job| job.key));
        }
    };
    let (mut one, two) = tokio::join!(worker(db.clone()), worker(db.clone()));
    one.extend(two);
    // One that passes over what the other holds may find nothing and go; the other takes the rest.
    assert_eq!(one.len(), 200);
    one.sort();
    one.dedup();
    assert_eq!(one.len(), 200);
});

/// The n-th sample e-mail, of province 40.
fn mail(n: u128) -> Job {
    Job::Mail {
        account: domain::id::UserId(Uuid::from_u128(n)),
        notification: domain::id::NotificationId(Uuid::from_u128(n)),
        province: "40".to_owned(),
    }
}

contract!(
    a_job_is_moved_unless_somebody_is_doing_it,
    |db| async move {
        add(&db, &[(5, 1), (0, 2)]).await;
        assert_eq!(claim(&db, 0, 10).await.len(), 1);
        let mut tx = db.write().await.expect("a transaction");
        let moved = [(at(3), sample(1)), (at(9), sample(2)), (at(4), sample(3))];
        job::move_to(&mut tx, &moved, at(0)).await.expect("moved");
        tx.commit().await.expect("committed");
        assert_eq!(
            keys(&claim(&db, 3, 10).await),
            [sample(2).key(), sample(1).key()]
        );
        assert_eq!(
            keys(&claim(&db, 4, 1).await),
            [sample(2).key()],
            "its hour stayed"
        );
        assert_eq!(count(&db, 4).await, (0, 3, 0));
    }
);

contract!(
    e_mails_are_taken_apart_and_seen_where_they_fail,
    |db| async move {
        add(&db, &[(0, 1)]).await;
        let mut tx = db.write().await.expect("a transaction");
        let mails: Vec<_> = (1..=3).map(|n| (at(0), mail(n))).collect();
        job::add(&mut tx, &mails, at(0)).await.expect("added");
        tx.commit().await.expect("committed");
        assert_eq!(keys(&claim(&db, 0, 10).await), [sample(1).key()]);
        let mut tx = db.write().await.expect("a transaction");
        let claimed = job::claim_mail(&mut tx, at(0), LEASE, 10).await;
        let claimed = claimed.expect("claimed");
        assert_eq!(
            keys(&claimed),
            [mail(1).key(), mail(2).key(), mail(3).key()]
        );
        let failing = job::failing_mail(&mut tx, "40", None, 9).await;
        assert_eq!(failing.expect("listed"), []);
        job::put_back(&mut tx, &claimed[0], "mail_later", at(5))
            .await
            .expect("put back");
        job::give_up(&mut tx, &claimed[1], "mail_refused")
            .await
            .expect("given up");
        let failing = job::failing_mail(&mut tx, "40", None, 9)
            .await
            .expect("listed");
        let said: Vec<_> = failing
            .iter()
            .map(|job| {
                (
                    job.key.clone(),
                    job.attempts,
                    job.error.as_str(),
                    job.run_at,
                )
            })
            .collect();
        let expected = [
            (mail(1).key(), 1, "mail_later", at(5)),
            (mail(2).key(), job::MOST_ATTEMPTS, "mail_refused", at(0)),
        ];
        assert_eq!(said, expected);
        assert_eq!(failing[0].body["kind"], "mail");
        let first = mail(1).key();
        let next = job::failing_mail(&mut tx, "40", Some(&first), 9).await;
        assert_eq!(next.expect("listed").len(), 1);
        let elsewhere = job::failing_mail(&mut tx, "42", None, 9).await;
        assert_eq!(elsewhere.expect("listed"), []);
        assert_eq!(job::count_failed_mail(&mut tx).await.expect("counted"), 1);
        // Again: not another province's, not one that is being sent, not one that never failed.
        for (province, key, expected) in [
            ("42", mail(2).key(), false),
            ("40", mail(3).key(), false),
            ("40", sample(1).key(), false),
            ("40", "unknown".to_owned(), false),
            ("40", mail(2).key(), true),
        ] {
            let retried = job::retry_mail(&mut tx, province, &key, at(1)).await;
            assert_eq!(retried.expect("asked"), expected, "{key} of {province}");
        }
        assert_eq!(job::count_failed_mail(&mut tx).await.expect("counted"), 0);
        let again = job::claim_mail(&mut tx, at(1), LEASE, 10)
            .await
            .expect("claimed");
        assert!(
            again
                .iter()
                .any(|job| (job.key.as_str(), job.attempts) == (&mail(2).key(), 1))
        );
        tx.commit().await.expect("committed");
    }
);
