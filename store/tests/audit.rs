//! Contracts of `store::audit` on both engines.

use crate::contract;

use crate::sample::{agencies, agency_id, person};
use chrono::{DateTime, TimeDelta, Utc};
use domain::audit::{Access, AuditKind};
use domain::id::{EnvelopeId, UserId};
use domain::log::{Entry, Subject, SubjectKind};
use store::audit::{self, Filter};
use uuid::Uuid;

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_663_200_000 + seconds)
}

fn access(n: u128, seconds: i64, kind: AuditKind, user: Option<UserId>) -> Access {
    Access {
        id: Uuid::from_u128(n),
        at: at(seconds),
        kind,
        user,
        position: None,
        acting_for: None,
        agency: user.map(|_| agency_id(0)),
        subject_kind: Some("task".to_owned()),
        subject: Some(Uuid::from_u128(7)),
        address: "10.0.0.9".to_owned(),
        door: "GET /tasks/{id}".to_owned(),
    }
}

contract!(
    accesses_are_read_newest_first_and_filtered,
    |db| async move {
        agencies(&db, 1).await;
        let (user, _) = person(&db).await;
        let mut tx = db.write().await.expect("a transaction");
        let mut all: Vec<Access> = (0..10)
            .map(|n| {
                access(
                    n + 1,
                    i64::try_from(n / 2).expect("small"),
                    AuditKind::Read,
                    Some(user),
                )
            })
            .collect();
        all.push(access(90, 9, AuditKind::SignInFailed, None));
        audit::insert(&mut tx, &all).await.expect("written");
        audit::insert(&mut tx, &all[..3])
            .await
            .expect("again, without harm");
        let any = Filter::default();
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = audit::accesses(&mut tx, any, None, after, 4)
                .await
                .expect("a page");
            let Some(last) = page.last() else { break };
            after = last.id.map(|id| (last.at, id));
            seen.extend(page.iter().filter_map(|row| row.id).map(|id| id.as_u128()));
        }
        assert_eq!(seen, [90, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
        let mut count = async |filter, kind| {
            let rows = audit::accesses(&mut tx, filter, kind, None, 50).await;
            rows.expect("rows").len()
        };
        assert_eq!(count(any, Some(AuditKind::SignInFailed)).await, 1);
        let mine = Filter {
            account: Some(user),
            ..any
        };
        assert_eq!(count(mine, None).await, 10);
        let other = Filter {
            agency: Some(agency_id(5)),
            ..any
        };
        assert_eq!(count(other, None).await, 0);
        let window = Filter {
            from: Some(at(1)),
            to: Some(at(3)),
            subject: Some(Uuid::from_u128(7)),
            ..any
        };
        assert_eq!(count(window, None).await, 4);
        let rows = audit::accesses(&mut tx, mine, None, None, 1)
            .await
            .expect("rows");
        assert_eq!(rows[0].login.as_deref(), Some("mau"));
        assert_eq!(rows[0].address.as_deref(), Some("10.0.0.9"));
    }
);

contract!(changes_are_those_of_the_log, |db| async move {
    agencies(&db, 1).await;
    let (user, position) = person(&db).await;
    let mut tx = db.write().await.expect("a transaction");
    let entries: Vec<Entry> = (1..=3)
        .map(|n: i64| Entry {
            seq: n,
            subject: Subject {
                kind: SubjectKind::Task,
                id: Uuid::from_u128(7),
            },
            subject_seq: n,
            envelope: EnvelopeId(Uuid::from_u128(50)),
            user,
            position,
            acting_for: None,
            agency: agency_id(0),
            made_at: at(n),
            received_at: at(n),
            verb: "reported".to_owned(),
            payload: "{}".to_owned(),
            prev_hash: String::new(),
            hash: String::new(),
        })
        .collect();
    store::log::append(&mut tx, &entries)
        .await
        .expect("written");
    let filter = Filter {
        subject: Some(Uuid::from_u128(7)),
        ..Filter::default()
    };
    let rows = audit::changes(&mut tx, filter, None, 2)
        .await
        .expect("rows");
    assert_eq!(
        rows.iter().map(|row| row.seq).collect::<Vec<_>>(),
        [Some(3), Some(2)]
    );
    assert_eq!(rows[0].title_en.as_deref(), Some("Officer"));
    assert_eq!(
        (rows[0].kind, rows[0].what.as_str()),
        (AuditKind::Change, "reported")
    );
    let rows = audit::changes(&mut tx, filter, Some((at(2), 2)), 9)
        .await
        .expect("rows");
    assert_eq!(
        rows.iter().map(|row| row.seq).collect::<Vec<_>>(),
        [Some(1)]
    );
});

contract!(a_login_leads_to_its_account, |db| async move {
    agencies(&db, 1).await;
    let (user, _) = person(&db).await;
    let mut tx = db.read().await.expect("a connection");
    let holder = audit::holder(&mut tx, "mau").await.expect("looked up");
    assert_eq!(holder, Some((user, None, None)));
    assert_eq!(
        audit::holder(&mut tx, "mật khẩu").await.expect("looked up"),
        None
    );
});
