//! Signing in and out, and what ends a session, on both engines.

use crate::contract;

use crate::installation::{
    FILES, PASSWORD, day, faults, officer, problem, resumed, signed_in, start, system, with_officer,
};
use chrono::TimeDelta;
use domain::id::{PositionId, SessionId};
use domain::position::Role;
use domain::refusal::Problem;
use domain::view::{KeptForm, Language};
use service::account::{self, DEMO_PASSWORD};
use service::session::{self, sign_in};
use service::{import, kept_form};
use store::account::{Holding, Position};
use uuid::Uuid;

contract!(a_person_signs_in_with_name_and_password, |db| async move {
    let system = with_officer(db).await;
    let session = sign_in(&system, " Binh ", PASSWORD, "Firefox\u{0}")
        .await
        .expect("signed in");
    assert_eq!((session.token.len(), session.language), (64, Language::Vi));
    assert_eq!(session.expires_at, start() + system.settings.session_life);
    let before = system.db.statements();
    let ctx = resumed(&system, &session.token)
        .await
        .expect("the session counts");
    assert_eq!(
        system.db.statements() - before,
        1,
        "one statement for each request"
    );
    assert_eq!(
        (ctx.actor.role, ctx.actor.province.as_str()),
        (Role::Officer, "40")
    );
    assert_eq!(ctx.actor.user_name, "Trần Thị Bình");
    let page = account::page(&ctx, None).await.expect("shown");
    assert_eq!(page.sessions[0].user_agent, "Firefox");
    let another = sign_in(&system, "binh", PASSWORD, "")
        .await
        .expect("signed in");
    assert_ne!(another.token, session.token);
});

contract!(every_refused_sign_in_looks_the_same, |db| async move {
    let system = with_officer(db).await;
    for login in ["closed", "revoked"] {
        account::create(&system, &officer(login, "na.health"))
            .await
            .expect("made");
    }
    account::close(&system, "closed").await.expect("closed");
    let held = account::holdings(&system, "revoked").await.expect("listed");
    account::revoke_holding(&system, held[0].holding)
        .await
        .expect("revoked");
    let long = "x".repeat(300);
    for (login, password) in [
        ("binh", "another password"),
        ("binh", ""),
        ("binh", long.as_str()),
        ("nobody", PASSWORD),
        ("", PASSWORD),
        (long.as_str(), PASSWORD),
        ("closed", PASSWORD),
        ("revoked", PASSWORD),
    ] {
        let refused = problem(sign_in(&system, login, password, "").await);
        assert_eq!(refused, Problem::SignInFailed, "{login:.10}");
    }
});

contract!(known_and_unknown_names_pause_alike, |db| async move {
    let system = with_officer(db).await;
    for login in ["binh", "nobody"] {
        let start = system.now();
        for _ in 1..=5 {
            let refused = problem(sign_in(&system, login, "another password", "").await);
            assert_eq!(refused, Problem::SignInFailed);
        }
        let paused = problem(sign_in(&system, login, PASSWORD, "").await);
        assert_eq!(
            paused,
            Problem::TooManyTries { seconds: 30 },
            "even with the right one"
        );
        system.clock.advance(TimeDelta::milliseconds(29_500));
        let paused = problem(sign_in(&system, login, PASSWORD, "").await);
        assert_eq!(paused, Problem::TooManyTries { seconds: 1 });
        system.clock.advance(TimeDelta::milliseconds(500));
        let refused = problem(sign_in(&system, login, "another password", "").await);
        assert_eq!(refused, Problem::SignInFailed, "the pause is over");
        let paused = problem(sign_in(&system, login, PASSWORD, "").await);
        assert_eq!(paused, Problem::TooManyTries { seconds: 60 }, "it doubles");
        assert_eq!(system.now() - start, TimeDelta::seconds(30));
    }
    system.clock.advance(TimeDelta::seconds(60));
    sign_in(&system, "binh", PASSWORD, "")
        .await
        .expect("signed in");
    for _ in 1..=4 {
        problem(sign_in(&system, "binh", "another password", "").await);
    }
    sign_in(&system, "binh", PASSWORD, "")
        .await
        .expect("the count began anew");
});

contract!(
    tries_at_the_same_time_cannot_outrun_the_pause,
    |db| async move {
        let system = with_officer(db).await;
        let mut tries = tokio::task::JoinSet::new();
        for _ in 0..12 {
            let system = std::sync::Arc::clone(&system);
            tries.spawn(
                async move { problem(sign_in(&system, "binh", "wrong password", "").await) },
            );
        }
        let refused = tries.join_all().await;
        let checked = refused
            .iter()
            .filter(|refused| **refused == Problem::SignInFailed)
            .count();
        assert_eq!(checked, 5, "{refused:?}");
    }
);

contract!(a_session_ends_by_disuse_and_by_age, |db| async move {
    let system = with_officer(db).await;
    let (idle, life) = (system.settings.session_idle, system.settings.session_life);
    let unused = sign_in(&system, "binh", PASSWORD, "")
        .await
        .expect("signed in")
        .token;
    let used = sign_in(&system, "binh", PASSWORD, "")
        .await
        .expect("signed in")
        .token;
    system.clock.advance(idle - TimeDelta::minutes(1));
    assert!(resumed(&system, &used).await.is_some());
    system.clock.advance(TimeDelta::minutes(1));
    assert!(resumed(&system, &unused).await.is_none());
    assert!(resumed(&system, &used).await.is_some());
    while system.now() + idle / 2 < start() + life {
        system.clock.advance(idle / 2);
        assert!(resumed(&system, &used).await.is_some(), "{}", system.now());
    }
    system.clock.advance(start() + life - system.now());
    assert!(
        resumed(&system, &used).await.is_none(),
        "at its end, however much it is used"
    );
    for token in ["", "zz", &"0".repeat(64), &"é".repeat(32)] {
        assert!(resumed(&system, token).await.is_none());
    }
});

contract!(a_last_use_is_written_once_a_minute, |db| async move {
    let system = with_officer(db).await;
    let token = sign_in(&system, "binh", PASSWORD, "")
        .await
        .expect("signed in")
        .token;
    for (seconds, statements) in [(59, 1), (1, 2), (59, 1), (1, 2)] {
        system.clock.advance(TimeDelta::seconds(seconds));
        let before = system.db.statements();
        assert!(resumed(&system, &token).await.is_some());
        assert_eq!(system.db.statements() - before, statements);
    }
});

contract!(
    a_revoked_position_fails_on_the_next_request,
    |db| async move {
        let system = with_officer(db).await;
        let token = sign_in(&system, "binh", PASSWORD, "")
            .await
            .expect("signed in")
            .token;
        assert!(resumed(&system, &token).await.is_some());
        let held = account::holdings(&system, "binh").await.expect("listed");
        account::revoke_holding(&system, held[0].holding)
            .await
            .expect("revoked");
        assert!(resumed(&system, &token).await.is_none());
        let again = problem(account::revoke_holding(&system, held[0].holding).await);
        assert_eq!(again, Problem::NotFound);
    }
);

contract!(
    a_closed_account_fails_on_the_next_request,
    |db| async move {
        let system = with_officer(db).await;
        let token = sign_in(&system, "binh", PASSWORD, "")
            .await
            .expect("signed in")
            .token;
        account::close(&system, "binh").await.expect("closed");
        assert!(resumed(&system, &token).await.is_none());
        account::close(&system, "binh")
            .await
            .expect("twice is once");
        assert_eq!(
            problem(account::close(&system, "nobody").await),
            Problem::NotFound
        );
    }
);

contract!(a_position_ends_with_its_agency, |db| async move {
    let system = with_officer(db).await;
    account::create(&system, &officer("lan", "na.dolisa"))
        .await
        .expect("made");
    // 23:30 in Vietnam on the last day of the agency, which ended on 1 March 2025.
    let last = day(2025, 2, 28)
        .and_hms_opt(16, 30, 0)
        .expect("a time")
        .and_utc();
    system.clock.advance(last - start());
    let token = sign_in(&system, "lan", PASSWORD, "")
        .await
        .expect("signed in")
        .token;
    assert!(resumed(&system, &token).await.is_some());
    system.clock.advance(TimeDelta::minutes(30));
    assert!(resumed(&system, &token).await.is_none());
    assert_eq!(
        problem(sign_in(&system, "lan", PASSWORD, "").await),
        Problem::SignInFailed
    );
});

contract!(sessions_are_ended_by_their_owner_only, |db| async move {
    let system = with_officer(db).await;
    account::create(&system, &officer("lan", "na.police"))
        .await
        .expect("made");
    let here = signed_in(&system, "binh").await;
    let there = sign_in(&system, "binh", PASSWORD, "Chrome")
        .await
        .expect("signed in")
        .token;
    let lan = sign_in(&system, "lan", PASSWORD, "")
        .await
        .expect("signed in")
        .token;
    let of_lan = resumed(&system, &lan).await.expect("counts").session;
    assert_eq!(
        problem(session::end_session(&here, of_lan).await),
        Problem::NotFound
    );
    let nothing = SessionId(Uuid::nil());
    assert_eq!(
        problem(session::end_session(&here, nothing).await),
        Problem::NotFound
    );
    let page = account::page(&here, None).await.expect("shown");
    assert_eq!(page.sessions.len(), 2);
    let other = page
        .sessions
        .iter()
        .find(|line| !line.is_this)
        .expect("the other");
    assert_eq!(other.user_agent, "Chrome");
    session::end_session(&here, other.id).await.expect("ended");
    assert!(resumed(&system, &there).await.is_none());

    let third = sign_in(&system, "binh", PASSWORD, "")
        .await
        .expect("signed in")
        .token;
    session::sign_out(&here).await.expect("signed out");
    assert!(resumed(&system, &third).await.is_some(), "only the one");
    let third_ctx = resumed(&system, &third).await.expect("counts");
    session::sign_out_everywhere(&third_ctx)
        .await
        .expect("signed out");
    assert!(resumed(&system, &third).await.is_none());
    assert!(resumed(&system, &lan).await.is_some());
});

contract!(a_person_switches_to_positions_held_only, |db| async move {
    let system = with_officer(db).await;
    account::create(&system, &officer("lan", "na.police"))
        .await
        .expect("made");
    let token = sign_in(&system, "binh", PASSWORD, "")
        .await
        .expect("signed in")
        .token;
    let ctx = resumed(&system, &token).await.expect("counts");
    let mut tx = system.db.write().await.expect("begins");
    let police = store::agency::find_by_code(&mut tx, "na.police")
        .await
        .expect("asked");
    let head = Position {
        id: PositionId(system.id()),
        agency: police.expect("known").id,
        role: Role::Head,
        title_vi: "Phó Giám đốc".to_owned(),
        title_en: "Deputy Director".to_owned(),
        valid_from: None,
        valid_to: None,
    };
    store::account::insert_position(&mut tx, &head)
        .await
        .expect("inserted");
    let held = Holding {
        id: system.id(),
        account: ctx.actor.user,
        position: head.id,
        acting_for: Some(head.id),
        valid_from: None,
        valid_to: Some(day(2022, 9, 15)),
    };
    store::account::insert_holding(&mut tx, &held)
        .await
        .expect("inserted");
    tx.commit().await.expect("commits");

    session::switch_position(&ctx, held.id)
        .await
        .expect("switched");
    let ctx = resumed(&system, &token).await.expect("counts");
    assert_eq!((ctx.actor.role, ctx.actor.position), (Role::Head, head.id));
    assert_eq!(ctx.actor.acting_for, Some(head.id));
    let page = account::page(&ctx, None).await.expect("shown");
    let marked: Vec<_> = page
        .holdings
        .iter()
        .map(|line| (line.role, line.is_this))
        .collect();
    assert_eq!(marked, [(Role::Officer, false), (Role::Head, true)]);

    let of_lan = account::holdings(&system, "lan").await.expect("listed")[0].holding;
    assert_eq!(
        problem(session::switch_position(&ctx, of_lan).await),
        Problem::NotFound
    );
    system.clock.advance(TimeDelta::days(1));
    assert!(
        resumed(&system, &token).await.is_none(),
        "acting ended with its last day"
    );
    assert_eq!(
        problem(session::switch_position(&ctx, held.id).await),
        Problem::NotFound
    );
});

contract!(
    a_changed_password_ends_the_other_sessions,
    |db| async move {
        let system = with_officer(db).await;
        let here = sign_in(&system, "binh", PASSWORD, "")
            .await
            .expect("signed in")
            .token;
        let there = sign_in(&system, "binh", PASSWORD, "")
            .await
            .expect("signed in")
            .token;
        let ctx = resumed(&system, &here).await.expect("counts");
        for (new, field) in [("short", "new_password"), ("", "new_password")] {
            assert_eq!(
                faults(account::change_password(&ctx, PASSWORD, new).await)[0].0,
                field
            );
        }
        let wrong = account::change_password(&ctx, "not the old one", "một mật khẩu mới").await;
        assert_eq!(faults(wrong)[0].0, "old_password");
        assert!(resumed(&system, &there).await.is_some(), "nothing happened");
        account::change_password(&ctx, PASSWORD, "một mật khẩu mới")
            .await
            .expect("changed");
        assert!(resumed(&system, &there).await.is_none());
        assert!(resumed(&system, &here).await.is_some());
        assert_eq!(
            problem(sign_in(&system, "binh", PASSWORD, "").await),
            Problem::SignInFailed
        );
        sign_in(&system, "binh", "một mật khẩu mới", "")
            .await
            .expect("signed in");
        // A session left open is no way to guess.
        for _ in 1..=5 {
            faults(account::change_password(&ctx, "not the old one", PASSWORD).await);
        }
        let paused = problem(account::change_password(&ctx, "not the old one", PASSWORD).await);
        assert_eq!(paused, Problem::TooManyTries { seconds: 30 });
    }
);

contract!(demo_accounts_sign_in_in_demo_mode_only, |db| async move {
    let demo = system(db.clone(), true);
    import::facts(&demo, &FILES).await.expect("imported");
    import::demo(&demo, &FILES).await.expect("imported");
    let page = session::sign_in_page(&demo).await.expect("shown");
    assert_eq!((page.is_demo, page.demo_accounts.len()), (true, 58));
    assert_eq!(
        page.demo_accounts[0].login, "dieuphoi",
        "in the order of the file"
    );
    assert_eq!(page.demo_password.as_deref(), Some(DEMO_PASSWORD));
    let token = sign_in(&demo, "dieuphoi", DEMO_PASSWORD, "")
        .await
        .expect("signed in")
        .token;
    let ctx = resumed(&demo, &token).await.expect("counts");
    assert_eq!(ctx.actor.role, Role::Coordinator);
    let change = account::change_password(&ctx, DEMO_PASSWORD, "một mật khẩu mới").await;
    assert_eq!(problem(change), Problem::Forbidden);

    let working = system(db, false);
    let page = session::sign_in_page(&working).await.expect("shown");
    assert_eq!(
        (page.is_demo, page.demo_accounts.len(), page.demo_password),
        (false, 0, None)
    );
    let refused = problem(sign_in(&working, "dieuphoi", DEMO_PASSWORD, "").await);
    assert_eq!(refused, Problem::SignInFailed);
    assert!(
        resumed(&working, &token).await.is_none(),
        "nor does a session from before count"
    );
});

contract!(
    a_refused_form_comes_back_to_its_session_as_often_as_it_asks,
    |db| async move {
        let system = with_officer(db).await;
        let here = signed_in(&system, "binh").await;
        let there = signed_in(&system, "binh").await;
        let form = |text: &str| KeptForm {
            act: "account.password".to_owned(),
            values: vec![
                ("note".to_owned(), text.to_owned()),
                ("new_password".to_owned(), "bí mật".to_owned()),
            ],
            problem: Problem::Unavailable,
        };
        let id = kept_form::keep(&here, form("Đã làm")).await.expect("kept");
        assert_eq!(kept_form::find(&there, id).await.expect("asked"), None);
        let taken = kept_form::find(&here, id)
            .await
            .expect("asked")
            .expect("kept");
        assert_eq!(
            taken.values,
            [("note".to_owned(), "Đã làm".to_owned())],
            "no password is kept"
        );
        assert_eq!(taken.problem, Problem::Unavailable);
        let again = kept_form::find(&here, id).await.expect("asked");
        assert_eq!(again, Some(taken), "the page is read again");

        let id = kept_form::keep(&here, form("cũ")).await.expect("kept");
        system
            .clock
            .advance(kept_form::KEPT_FOR + TimeDelta::seconds(1));
        assert_eq!(kept_form::find(&here, id).await.expect("asked"), None);
        let large = kept_form::keep(&here, form(&"x".repeat(kept_form::LARGEST_BYTES))).await;
        assert_eq!(problem(large), Problem::TooLarge);
        let mut ids = Vec::new();
        for n in 0..=kept_form::MOST_FORMS {
            system.clock.advance(TimeDelta::seconds(1));
            ids.push(
                kept_form::keep(&here, form(&n.to_string()))
                    .await
                    .expect("kept"),
            );
        }
        assert_eq!(
            kept_form::find(&here, ids[0]).await.expect("asked"),
            None,
            "the oldest went"
        );
        assert!(
            kept_form::find(&here, ids[1])
                .await
                .expect("asked")
                .is_some()
        );
    }
);
