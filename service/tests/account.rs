//! Accounts, on both engines.

use crate::contract;

use crate::installation::{
    PASSWORD, day, faults, officer, problem, resumed, signed_in, with_officer,
};
use domain::position::Role;
use domain::refusal::{FieldFault, Problem};
use domain::view::Language;
use service::account::{self, NewAccount};
use service::session::sign_in;

contract!(
    every_wrong_field_of_a_new_account_is_named,
    |db| async move {
        let system = with_officer(db).await;
        let wrong = NewAccount {
            login: "Bình Minh".to_owned(),
            full_name: " ".to_owned(),
            password: "short".to_owned(),
            title_vi: "a\u{202e}b".to_owned(),
            title_en: "x".repeat(201),
            ..officer("x", "na.health")
        };
        let named = faults(account::create(&system, &wrong).await);
        let expected = [
            ("login", FieldFault::Malformed),
            ("full_name", FieldFault::Required),
            ("title_vi", FieldFault::ControlCharacter),
            ("title_en", FieldFault::TooLong { max: 200 }),
            ("password", FieldFault::OutOfRange),
        ];
        assert_eq!(
            named,
            expected.map(|(field, fault)| (field.to_owned(), fault))
        );
        for (new, field) in [
            (officer("BINH", "na.health"), "login"),
            (officer("lan", "na.none"), "agency_code"),
            (
                NewAccount {
                    password: "Nguyen.Thi.Lan".to_owned(),
                    ..officer("nguyen.thi.lan", "na.pc")
                },
                "password",
            ),
        ] {
            let named = faults(account::create(&system, &new).await);
            assert_eq!(named, [(field.to_owned(), FieldFault::Unknown)]);
        }
    }
);

contract!(a_new_account_is_held_by_one_position, |db| async move {
    let system = with_officer(db).await;
    let new = NewAccount {
        role: Role::Auditor,
        ..officer("Lan.Anh", "na.pc")
    };
    account::create(&system, &new).await.expect("made");
    let held = account::holdings(&system, "lan.anh").await.expect("listed");
    assert_eq!(held.len(), 1);
    assert_eq!(
        (held[0].role, held[0].agency.code.as_str()),
        (Role::Auditor, "na.pc")
    );
    let ctx = signed_in(&system, "lan.anh").await;
    assert_eq!(
        (ctx.actor.role, ctx.actor.title_en.as_str()),
        (Role::Auditor, "Officer")
    );
    assert_eq!(
        problem(account::holdings(&system, "nobody").await),
        Problem::NotFound
    );
});

contract!(
    a_password_set_for_a_person_ends_all_sessions,
    |db| async move {
        let system = with_officer(db).await;
        let token = sign_in(&system, "binh", PASSWORD, "")
            .await
            .expect("signed in")
            .token;
        let short = account::set_password(&system, "binh", "short").await;
        assert_eq!(
            faults(short),
            [("password".to_owned(), FieldFault::OutOfRange)]
        );
        assert!(resumed(&system, &token).await.is_some());
        for _ in 1..=5 {
            problem(sign_in(&system, "binh", "another password", "").await);
        }
        account::set_password(&system, "binh", "một mật khẩu mới")
            .await
            .expect("set");
        assert!(resumed(&system, &token).await.is_none());
        sign_in(&system, "binh", "một mật khẩu mới", "")
            .await
            .expect("the pause is over, too");
        let nobody = account::set_password(&system, "nobody", "một mật khẩu mới").await;
        assert_eq!(problem(nobody), Problem::NotFound);
    }
);

contract!(the_language_stays_with_the_person, |db| async move {
    let system = with_officer(db).await;
    let token = sign_in(&system, "binh", PASSWORD, "")
        .await
        .expect("signed in")
        .token;
    let ctx = resumed(&system, &token).await.expect("counts");
    account::set_language(&ctx, Language::En)
        .await
        .expect("set");
    assert_eq!(
        resumed(&system, &token).await.expect("counts").language,
        Language::En
    );
    let again = sign_in(&system, "binh", PASSWORD, "")
        .await
        .expect("signed in");
    assert_eq!(again.language, Language::En);
});

contract!(the_shell_shows_what_the_role_may_open, |db| async move {
    let system = with_officer(db).await;
    for (login, role) in [
        ("dieuphoi", Role::Coordinator),
        ("lanhdao", Role::Leader),
        ("quantri", Role::Administrator),
    ] {
        let new = NewAccount {
            role,
            ..officer(login, "na.office")
        };
        account::create(&system, &new).await.expect("made");
    }
    for (login, register, province, tasks) in [
        ("binh", false, false, true),
        ("dieuphoi", true, true, true),
        ("lanhdao", false, true, true),
        ("quantri", false, false, false),
    ] {
        let ctx = signed_in(&system, login).await;
        // The agencies are in memory from the first page on.
        system.directory().await.expect("the agencies");
        let before = system.db.statements();
        let shell = account::shell(&ctx).await.expect("shown");
        // What waits and is unread; the open obstacles, for those who may see any.
        assert_eq!(system.db.statements() - before, if tasks { 2 } else { 1 });
        assert_eq!((shell.may_view_obstacles, shell.obstacles), (tasks, 0));
        assert_eq!(shell.may_view_notifications, tasks, "{login}");
        let may = (
            shell.may_register,
            shell.may_view_province,
            shell.may_view_tasks,
        );
        assert_eq!(may, (register, province, tasks), "{login}");
        assert!(shell.may_view_communes);
        assert_eq!((shell.today, shell.is_demo), (day(2022, 9, 14), false));
        assert_eq!(shell.actor, ctx.actor);
    }
});

contract!(
    the_shell_counts_what_waits_for_the_agency,
    |db| async move {
        let system = with_officer(db).await;
        let ctx = signed_in(&system, "binh").await;
        assert_eq!(account::shell(&ctx).await.expect("shown").waiting, 0);
        let agency = ctx.actor.agency;
        let mut tx = system.db.write().await.expect("begins");
        for waits_for in [Some("acknowledge"), None, Some("start")] {
            let id = system.id();
            tx.query(
            "INSERT INTO task (id, version, province, issuer, lead, title, state, urgency, is_open, \
             sort_due, percent, body, search_text) \
             VALUES ($1, 1, '40', $2, $2, '', '', '', TRUE, '2022-10-01', 0, '{}', '')",
        )
        .bind(id)
        .bind(agency)
        .execute()
        .await
        .expect("a task");
            tx.query(
                "INSERT INTO task_party (task, agency, is_issuer, is_lead, is_coordinating, \
             is_superior, is_open, sort_due, waits_for, waits_until) \
             VALUES ($1, $2, TRUE, TRUE, FALSE, FALSE, TRUE, '2022-10-01', $3, '2022-10-01')",
            )
            .bind(id)
            .bind(agency)
            .bind(waits_for.map(str::to_owned))
            .execute()
            .await
            .expect("a party");
        }
        tx.commit().await.expect("commits");
        assert_eq!(account::shell(&ctx).await.expect("shown").waiting, 2);
    }
);
