//! Contracts of `store::log` on both engines.

use crate::contract;

use crate::sample::{agencies, agency_id, person};
use chrono::{DateTime, TimeDelta};
use domain::command::Receipt;
use domain::id::{EnvelopeId, PositionId, UserId};
use domain::log::{Entry, Subject, SubjectKind};
use store::error::Error;
use store::log;
use uuid::Uuid;

pub fn subject(n: u128) -> Subject {
    Subject {
        kind: SubjectKind::Task,
        id: Uuid::from_u128(n),
    }
}

pub fn entry(seq: i64, subject: Subject, subject_seq: i64, prev: &str) -> Entry {
    let at = DateTime::UNIX_EPOCH + TimeDelta::microseconds(1_663_113_600_123_456);
    let mut entry = Entry {
        seq,
        subject,
        subject_seq,
        envelope: EnvelopeId(Uuid::from_u128(7)),
        user: UserId(Uuid::from_u128(0xb001)),
        position: PositionId(Uuid::from_u128(0xc001)),
        acting_for: None,
        agency: agency_id(0),
        made_at: at,
        received_at: at,
        verb: "acknowledged".to_owned(),
        payload: "{\"verb\":\"acknowledged\",\"đ\":1}".to_owned(),
        prev_hash: prev.to_owned(),
        hash: String::new(),
    };
    entry.hash = entry.expected_hash();
    entry
}

contract!(entries_come_back_with_the_hash_they_had, |db| async move {
    agencies(&db, 1).await;
    person(&db).await;
    let mut tx = db.write().await.expect("a transaction");
    assert_eq!(log::head(&mut tx).await.expect("read"), 0);
    assert_eq!(
        log::chain_end(&mut tx, subject(1)).await.expect("read"),
        (0, String::new())
    );
    assert_eq!(log::take_places(&mut tx, 3).await.expect("taken"), 1);
    let first = entry(1, subject(1), 1, "");
    let second = entry(2, subject(1), 2, &first.hash);
    let other = entry(3, subject(2), 1, "");
    let all = [first.clone(), second.clone(), other.clone()];
    log::append(&mut tx, &all).await.expect("appended");
    tx.commit().await.expect("committed");

    let mut tx = db.read().await.expect("a connection");
    assert_eq!(log::head(&mut tx).await.expect("read"), 3);
    let end = log::chain_end(&mut tx, subject(1)).await.expect("read");
    assert_eq!(end, (2, second.hash.clone()));
    let chain = log::of_subject(&mut tx, subject(1), 0).await.expect("read");
    assert_eq!(chain, [first, second.clone()]);
    assert!(
        chain
            .iter()
            .all(|entry| entry.hash == entry.expected_hash())
    );
    assert_eq!(
        log::of_subject(&mut tx, subject(1), 1).await.expect("read"),
        std::slice::from_ref(&second)
    );
    assert_eq!(
        log::after(&mut tx, 1, 10).await.expect("read"),
        [second, other]
    );
    let lines = log::timeline(&mut tx, subject(1), 10).await.expect("read");
    assert_eq!(
        lines.iter().map(|line| line.seq).collect::<Vec<_>>(),
        [2, 1]
    );
    assert_eq!(lines[0].full_name, "Người mẫu");
});

contract!(a_chain_is_continued_once, |db| async move {
    let mut tx = db.write().await.expect("a transaction");
    log::append(&mut tx, &[entry(1, subject(1), 1, "")])
        .await
        .expect("appended");
    let fork = log::append(&mut tx, &[entry(2, subject(1), 1, "")]).await;
    assert!(matches!(fork, Err(Error::Stale)));
});

contract!(an_abandoned_transaction_leaves_no_gap, |db| async move {
    let mut tx = db.write().await.expect("a transaction");
    assert_eq!(log::take_places(&mut tx, 5).await.expect("taken"), 1);
    drop(tx);
    let mut tx = db.write().await.expect("a transaction");
    assert_eq!(log::take_places(&mut tx, 1).await.expect("taken"), 1);
});

contract!(an_envelope_has_one_receipt, |db| async move {
    let receipt = Receipt {
        envelope: EnvelopeId(Uuid::from_u128(1)),
        version: 4,
        repeated: false,
    };
    let user = UserId(Uuid::from_u128(2));
    let mut tx = db.write().await.expect("a transaction");
    assert_eq!(
        log::find_receipt(&mut tx, receipt.envelope)
            .await
            .expect("read"),
        None
    );
    log::insert_receipt(&mut tx, user, &receipt, DateTime::UNIX_EPOCH)
        .await
        .expect("written");
    let found = log::find_receipt(&mut tx, receipt.envelope)
        .await
        .expect("read");
    assert_eq!(
        found,
        Some((
            user,
            Receipt {
                repeated: true,
                ..receipt.clone()
            }
        ))
    );
    let again = log::insert_receipt(&mut tx, user, &receipt, DateTime::UNIX_EPOCH).await;
    assert!(matches!(again, Err(Error::Stale)));
});

contract!(
    verifying_finds_chains_and_subjects_without_a_row,
    |db| async move {
        let mut tx = db.write().await.expect("a transaction");
        let first = entry(1, subject(2), 1, "");
        let second = entry(2, subject(1), 1, "");
        let third = entry(3, subject(2), 2, &first.hash);
        let all = [first.clone(), second.clone(), third.clone()];
        log::append(&mut tx, &all).await.expect("appended");
        let ids = [subject(1).id, subject(2).id, Uuid::from_u128(3)];
        let chains = log::of_subjects(&mut tx, ids).await.expect("read");
        assert_eq!(chains, [second, first, third]);
        let none = log::of_subjects(&mut tx, []).await.expect("read");
        assert_eq!(none, []);
        let orphans = log::orphans(&mut tx, 10).await.expect("read");
        assert_eq!(orphans, [subject(1), subject(2)]);
        assert_eq!(log::orphans(&mut tx, 1).await.expect("read").len(), 1);
    }
);

contract!(what_was_said_is_read_by_its_verbs, |db| async move {
    agencies(&db, 1).await;
    let (_, position) = person(&db).await;
    let mut tx = db.write().await.expect("a transaction");
    log::take_places(&mut tx, 3).await.expect("taken");
    let first = entry(1, subject(1), 1, "");
    let mut second = entry(2, subject(1), 2, &first.hash);
    second.verb = "commented".to_owned();
    let mut other = entry(3, subject(2), 1, "");
    other.verb = "commented".to_owned();
    log::append(&mut tx, &[first, second.clone(), other])
        .await
        .expect("appended");
    let said = log::of_verbs(&mut tx, subject(1), &["commented", "attached"], 9).await;
    let said = said.expect("read");
    assert_eq!(said.len(), 1);
    assert_eq!(
        (said[0].position, &said[0].payload),
        (position, &second.payload)
    );
    assert_eq!(
        (said[0].full_name.as_str(), said[0].made_at),
        ("Người mẫu", second.made_at)
    );
    let both = log::of_verbs(&mut tx, subject(1), &["commented", "acknowledged"], 1).await;
    assert_eq!(both.expect("read").len(), 1, "limited, oldest first");
});
