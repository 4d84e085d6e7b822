//! Contract of `store::session`.

use crate::contract;

use crate::people::{agency, at, day, install, person};
use chrono::{DateTime, TimeDelta, Utc};
use domain::access::Actor;
use domain::id::{PositionId, SessionId};
use domain::position::Role;
use domain::refusal::Problem;
use domain::view::{KeptForm, Language};
use store::session::{self, NewSession, Resumed};
use store::{Tx, account};
use uuid::Uuid;

fn new(number: u128, account: &account::Account) -> NewSession {
    NewSession {
        id: SessionId(Uuid::from_u128(number)),
        token_hash: format!("hash{number}"),
        account: account.id,
        holding: Uuid::from_u128(31),
        created_at: at(8, 0),
        expires_at: at(12, 0),
        user_agent: "Firefox".to_owned(),
    }
}

async fn resumed(tx: &mut Tx, now: DateTime<Utc>) -> Option<Resumed> {
    let idle_since = now - TimeDelta::hours(1);
    session::resume(tx, "hash40", now, idle_since, now.date_naive())
        .await
        .expect("asked")
}

contract!(a_session_gives_everything_an_actor_needs, |db| async move {
    let mut tx = db.write().await.expect("begins");
    let an = install(&mut tx).await;
    session::insert(&mut tx, &new(40, &an))
        .await
        .expect("begun");
    let found = resumed(&mut tx, at(8, 30)).await.expect("it counts");
    let expected = Resumed {
        session: SessionId(Uuid::from_u128(40)),
        actor: Actor {
            user: an.id,
            user_name: an.full_name.clone(),
            position: PositionId(Uuid::from_u128(20)),
            title_vi: "Chuyên viên".to_owned(),
            title_en: "Officer".to_owned(),
            role: Role::Officer,
            agency: agency().id,
            province: "40".to_owned(),
            acting_for: None,
        },
        language: Language::Vi,
        is_demo: false,
        last_seen_at: at(8, 0),
        seen: 0,
    };
    assert_eq!(found, expected);
    assert!(
        session::switch(&mut tx, found.session, Uuid::from_u128(30))
            .await
            .expect("switched")
    );
    let found = resumed(&mut tx, at(8, 30)).await.expect("it counts");
    assert_eq!(found.actor.role, Role::Head);
    assert_eq!(
        found.actor.acting_for,
        Some(PositionId(Uuid::from_u128(21)))
    );
    let holding = session::holding(&mut tx, found.session)
        .await
        .expect("asked");
    assert_eq!(holding, Some(Uuid::from_u128(30)));
    let none = SessionId(Uuid::nil());
    assert!(
        !session::switch(&mut tx, none, Uuid::from_u128(30))
            .await
            .expect("asked")
    );
    assert_eq!(session::holding(&mut tx, none).await.expect("asked"), None);
    match session::insert(
        &mut tx,
        &NewSession {
            id: none,
            ..new(40, &an)
        },
    )
    .await
    {
        Err(store::Error::Conflict { constraint }) => {
            assert_eq!(constraint, "session_token_hash_key");
        }
        other => panic!("two sessions with one token: {other:?}"),
    }
});

contract!(a_session_ends_by_time, |db| async move {
    let mut tx = db.write().await.expect("begins");
    let an = install(&mut tx).await;
    session::insert(&mut tx, &new(40, &an))
        .await
        .expect("begun");
    let id = SessionId(Uuid::from_u128(40));
    assert!(resumed(&mut tx, at(8, 59)).await.is_some());
    assert!(resumed(&mut tx, at(9, 0)).await.is_none(), "an hour unused");
    session::touch(&mut tx, id, at(8, 59))
        .await
        .expect("touched");
    session::touch(&mut tx, id, at(8, 10))
        .await
        .expect("never goes back");
    assert!(resumed(&mut tx, at(9, 58)).await.is_some());
    session::touch(&mut tx, id, at(11, 59))
        .await
        .expect("touched");
    assert!(resumed(&mut tx, at(11, 59)).await.is_some());
    assert!(resumed(&mut tx, at(12, 0)).await.is_none(), "at its end");
    let other = session::resume(&mut tx, "hash41", at(9, 0), at(8, 0), day(2022, 9, 14)).await;
    assert_eq!(other.expect("asked"), None);
});

contract!(a_session_ends_with_its_position, |db| async move {
    let mut tx = db.write().await.expect("begins");
    let an = install(&mut tx).await;
    let mut long = new(40, &an);
    long.expires_at = at(12, 0) + TimeDelta::days(3_000);
    session::insert(&mut tx, &long).await.expect("begun");
    let on = async |tx: &mut Tx, on| {
        let resumed = session::resume(tx, "hash40", at(8, 1), at(7, 0), on).await;
        resumed.expect("asked").is_some()
    };
    assert!(!on(&mut tx, day(2021, 12, 31)).await);
    assert!(on(&mut tx, day(2022, 12, 31)).await);
    assert!(!on(&mut tx, day(2023, 1, 1)).await, "the holding ended");
    let today = day(2022, 9, 14);
    let ended = domain::agency::Agency {
        valid_to: Some(today),
        ..agency()
    };
    store::agency::update(&mut tx, &ended).await.expect("ended");
    assert!(!on(&mut tx, today).await, "the agency ended");
    store::agency::update(&mut tx, &agency())
        .await
        .expect("goes on");
    assert!(on(&mut tx, today).await);
    account::revoke(&mut tx, Uuid::from_u128(31), at(8, 0))
        .await
        .expect("revoked");
    assert!(!on(&mut tx, today).await, "the position is revoked");
    session::switch(&mut tx, long.id, Uuid::from_u128(30))
        .await
        .expect("switched");
    assert!(on(&mut tx, today).await, "another position still counts");
    account::close(&mut tx, an.id, at(8, 0))
        .await
        .expect("closed");
    assert!(!on(&mut tx, today).await, "the account is closed");
});

contract!(sessions_are_listed_and_ended, |db| async move {
    let mut tx = db.write().await.expect("begins");
    let an = install(&mut tx).await;
    let binh = person(11, "binh");
    account::insert(&mut tx, &binh).await.expect("inserted");
    for number in [40, 41, 42, 43] {
        session::insert(&mut tx, &new(number, &an))
            .await
            .expect("begun");
    }
    session::insert(&mut tx, &new(50, &binh))
        .await
        .expect("begun");
    let id = |number| SessionId(Uuid::from_u128(number));
    session::touch(&mut tx, id(41), at(9, 0))
        .await
        .expect("touched");
    let listed = async |tx: &mut Tx, now, idle_since| -> Vec<(SessionId, bool)> {
        let lines = session::list(tx, an.id, id(40), now, idle_since)
            .await
            .expect("listed");
        lines
            .into_iter()
            .map(|line| (line.id, line.is_this))
            .collect()
    };
    let all = listed(&mut tx, at(9, 0), at(7, 0)).await;
    assert_eq!(
        all,
        [
            (id(41), false),
            (id(43), false),
            (id(42), false),
            (id(40), true)
        ]
    );
    assert_eq!(listed(&mut tx, at(9, 0), at(8, 0)).await, [(id(41), false)]);
    assert!(listed(&mut tx, at(12, 0), at(7, 0)).await.is_empty());

    assert!(
        !session::delete(&mut tx, id(50), an.id)
            .await
            .expect("asked"),
        "another's"
    );
    assert!(
        session::delete(&mut tx, id(43), an.id)
            .await
            .expect("ended")
    );
    assert!(
        !session::delete(&mut tx, id(43), an.id)
            .await
            .expect("asked")
    );
    let others = session::delete_all(&mut tx, an.id, Some(id(40)))
        .await
        .expect("ended");
    assert_eq!(others, 2);
    assert_eq!(listed(&mut tx, at(9, 0), at(7, 0)).await, [(id(40), true)]);
    assert_eq!(
        session::delete_all(&mut tx, an.id, None)
            .await
            .expect("ended"),
        1
    );

    let of_binh = session::delete_expired(&mut tx, at(9, 0), at(7, 0))
        .await
        .expect("asked");
    assert_eq!(of_binh, 0);
    assert_eq!(
        session::delete_expired(&mut tx, at(9, 0), at(8, 0))
            .await
            .expect("dropped"),
        1
    );
});

contract!(failures_are_counted_by_name, |db| async move {
    let mut tx = db.write().await.expect("begins");
    let long_ago = at(0, 0) - TimeDelta::days(1);
    assert_eq!(
        session::find_failure(&mut tx, "an").await.expect("asked"),
        None
    );
    for expected in 1..=3 {
        let failure = session::record_failure(&mut tx, "an", at(8, 0), long_ago).await;
        assert_eq!(failure.expect("recorded").failures, expected);
    }
    session::record_failure(&mut tx, "binh", at(8, 0), long_ago)
        .await
        .expect("recorded");
    session::lock(&mut tx, "an", at(8, 5))
        .await
        .expect("locked");
    let failure = session::find_failure(&mut tx, "an")
        .await
        .expect("asked")
        .expect("known");
    assert_eq!(
        (failure.failures, failure.locked_until),
        (3, Some(at(8, 5)))
    );
    assert_eq!(failure.last_at, at(8, 0));
    let again = session::record_failure(&mut tx, "an", at(8, 6), long_ago)
        .await
        .expect("recorded");
    assert_eq!((again.failures, again.locked_until), (4, Some(at(8, 5))));
    let anew = session::record_failure(&mut tx, "an", at(9, 0), at(8, 30))
        .await
        .expect("recorded");
    assert_eq!(anew.failures, 1, "forgotten after a while");
    session::clear_failures(&mut tx, "an")
        .await
        .expect("cleared");
    assert_eq!(
        session::find_failure(&mut tx, "an").await.expect("asked"),
        None
    );
    assert_eq!(
        session::forget_failures(&mut tx, at(8, 0))
            .await
            .expect("asked"),
        0
    );
    assert_eq!(
        session::forget_failures(&mut tx, at(8, 1))
            .await
            .expect("forgotten"),
        1
    );
    assert_eq!(
        session::find_failure(&mut tx, "binh").await.expect("asked"),
        None
    );
});

fn form(text: &str) -> KeptForm {
    KeptForm {
        act: "task.report".to_owned(),
        values: vec![("note".to_owned(), text.to_owned())],
        problem: Problem::TooLarge,
    }
}

contract!(a_form_is_found_by_its_session, |db| async move {
    let mut tx = db.write().await.expect("begins");
    let an = install(&mut tx).await;
    let (mine, other) = (new(40, &an), new(41, &an));
    session::insert(&mut tx, &mine).await.expect("begun");
    session::insert(&mut tx, &other).await.expect("begun");
    let id = Uuid::from_u128(60);
    let kept = form("Đã làm \"xong\"\n40 %");
    session::keep_form(&mut tx, id, mine.id, &kept, at(8, 0))
        .await
        .expect("kept");
    let find = async |tx: &mut Tx, session, since| {
        session::find_form(tx, id, session, since)
            .await
            .expect("asked")
    };
    assert_eq!(
        find(&mut tx, other.id, at(7, 0)).await,
        None,
        "another session's"
    );
    assert_eq!(find(&mut tx, mine.id, at(8, 1)).await, None, "too old");
    // The answer may be lost on the way, and the page read again.
    for _ in 0..2 {
        assert_eq!(find(&mut tx, mine.id, at(8, 0)).await.as_ref(), Some(&kept));
    }
    session::delete(&mut tx, mine.id, an.id)
        .await
        .expect("ended");
    session::insert(&mut tx, &mine).await.expect("begun");
    assert_eq!(
        find(&mut tx, mine.id, at(7, 0)).await,
        None,
        "gone with its session"
    );
});

contract!(old_and_many_forms_are_dropped, |db| async move {
    let mut tx = db.write().await.expect("begins");
    let an = install(&mut tx).await;
    let (mine, other) = (new(40, &an), new(41, &an));
    session::insert(&mut tx, &mine).await.expect("begun");
    session::insert(&mut tx, &other).await.expect("begun");
    let id = |minute: u32| Uuid::from_u128(100 + u128::from(minute));
    for minute in 0..5 {
        session::keep_form(&mut tx, id(minute), mine.id, &form("a"), at(8, minute))
            .await
            .expect("kept");
    }
    session::keep_form(&mut tx, id(9), other.id, &form("b"), at(8, 0))
        .await
        .expect("kept");
    let dropped = session::drop_forms(&mut tx, at(8, 2), mine.id, 2)
        .await
        .expect("dropped");
    assert_eq!(
        dropped, 4,
        "three of the old minutes in both sessions, one too many"
    );
    let mut left = Vec::new();
    for minute in 0..5 {
        let found = session::find_form(&mut tx, id(minute), mine.id, at(0, 0)).await;
        if found.expect("asked").is_some() {
            left.push(minute);
        }
    }
    assert_eq!(left, [3, 4]);
});

contract!(the_sessions_that_count_are_found_at_once, |db| async move {
    let mut tx = db.write().await.expect("begins");
    let an = install(&mut tx).await;
    for n in [40, 41] {
        let new = new(n, &an);
        session::insert(&mut tx, &new).await.expect("begun");
    }
    let ids = [40, 41, 42].map(|n| SessionId(Uuid::from_u128(n)));
    let now = at(8, 30);
    let mut found = async |idle_since, day| {
        let found = session::resume_many(&mut tx, &ids, now, idle_since, day).await;
        let mut found: Vec<SessionId> = found.expect("asked").iter().map(|s| s.session).collect();
        found.sort();
        found
    };
    let (today, idle_since) = (now.date_naive(), now - TimeDelta::hours(1));
    assert_eq!(found(idle_since, today).await, ids[..2]);
    assert!(found(now, today).await.is_empty(), "idle for too long");
    assert!(
        session::resume_many(&mut tx, &[], now, idle_since, today)
            .await
            .expect("asked")
            .is_empty()
    );
    let one = session::resume(&mut tx, "hash41", now, idle_since, today)
        .await
        .expect("asked");
    let many = session::resume_many(&mut tx, &ids[1..2], now, idle_since, today).await;
    assert_eq!(many.expect("asked"), Vec::from_iter(one), "the same answer");
});
