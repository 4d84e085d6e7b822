//! Accounts as administrators keep them: the steps, their limits, the log, on both engines.

use crate::contract;
use crate::installation::{PASSWORD, faults, officer, problem, resumed, signed_in, with_officer};
use chrono::{Days, NaiveDate, TimeDelta};
use domain::command::{Command, Envelope, Receipt};
use domain::id::{EnvelopeId, PositionId, UserId};
use domain::people::AccountCommand as C;
use domain::people::view::{PersonFilter, PersonPage};
use domain::position::Role;
use domain::refusal::{FieldFault, Problem, Refusal};
use domain::view::{Language, TimelineEvent};
use service::account::NewAccount;
use service::{Ctx, System, account, command, people, session, verify};
use std::sync::Arc;
use uuid::Uuid;

async fn install(system: &System, login: &str, agency: &str, role: Role) {
    let new = NewAccount {
        role,
        ..officer(login, agency)
    };
    account::create(system, &new).await.expect("installed");
}

/// A system with the administrator `quantri` and the officer `binh` in Nghệ An.
async fn installed(db: store::Db) -> (Arc<System>, Ctx) {
    let system = with_officer(db).await;
    install(&system, "quantri", "na.office", Role::Administrator).await;
    let ctx = signed_in(&system, "quantri").await;
    (system, ctx)
}

fn envelope(ctx: &Ctx, id: UserId, base: Option<i64>, command: C) -> Envelope {
    Envelope {
        id: EnvelopeId(ctx.system.id()),
        base_version: base,
        made_at: ctx.system.now(),
        command: Command::Account { id, command },
    }
}

async fn act(ctx: &Ctx, id: UserId, command: C) -> service::Result<Receipt> {
    let base = people::page(ctx, id, None, None)
        .await
        .map_or(0, |page| page.person.version);
    command::submit(ctx, envelope(ctx, id, Some(base), command)).await
}

fn new(login: &str) -> C {
    C::Create {
        login: login.to_owned(),
        full_name: "Vi Thị Chi".to_owned(),
        language: Language::Vi,
        email: Some("chi@nghean.example.vn".to_owned()),
    }
}

async fn make(ctx: &Ctx, login: &str) -> UserId {
    let id = UserId(ctx.system.id());
    let made = command::submit(ctx, envelope(ctx, id, None, new(login))).await;
    assert_eq!(made.expect("made").version, 1);
    id
}

async fn id_of(system: &System, login: &str) -> UserId {
    let mut tx = system.db.read().await.expect("a connection");
    let found = store::account::find_by_login(&mut tx, login)
        .await
        .expect("asked");
    found.expect("there").id
}

async fn shown(ctx: &Ctx, id: UserId) -> PersonPage {
    people::page(ctx, id, None, None).await.expect("shown")
}

async fn position_of(system: &System, login: &str) -> PositionId {
    let id = id_of(system, login).await;
    let mut tx = system.db.read().await.expect("a connection");
    let person = store::person::find(&mut tx, id, service::ctx::local_day).await;
    person.expect("asked").expect("there").held[0].position
}

fn grant(position: PositionId, from: NaiveDate) -> C {
    C::Grant {
        position,
        is_acting: false,
        from,
        to: None,
    }
}

async fn link(ctx: &Ctx, id: UserId) -> service::Result<String> {
    let base = shown(ctx, id).await.person.version;
    people::make_link(ctx, envelope(ctx, id, Some(base), C::Link)).await
}

contract!(
    a_new_person_gets_a_position_a_link_and_a_password,
    |db| async move {
        let (system, ctx) = installed(db).await;
        let chi = make(&ctx, "chi").await;
        let page = shown(&ctx, chi).await;
        assert!(!page.has_password && page.may_link);
        assert_eq!(page.person.email, "chi@nghean.example.vn");
        // Nothing typed opens an account that has no password yet.
        for typed in ["", " ", PASSWORD] {
            let tried = session::sign_in(&system, "chi", typed, "Firefox").await;
            assert!(tried.is_err(), "{typed:?}");
        }
        let binh = position_of(&system, "binh").await;
        act(&ctx, chi, grant(binh, system.today()))
            .await
            .expect("given");
        let token = link(&ctx, chi).await.expect("made");
        let newer = link(&ctx, chi).await.expect("made");
        let old = people::set_password(&system, &token, PASSWORD).await;
        assert_eq!(problem(old), Problem::NotFound, "replaced");
        let short = people::set_password(&system, &newer, "ngắn").await;
        assert_eq!(
            faults(short),
            [("new_password".to_owned(), FieldFault::OutOfRange)]
        );
        people::set_password(&system, &newer, PASSWORD)
            .await
            .expect("set");
        let again = people::set_password(&system, &newer, PASSWORD).await;
        assert_eq!(problem(again), Problem::NotFound, "once");
        let signed = signed_in(&system, "chi").await;
        assert_eq!(
            (signed.actor.role, signed.actor.position),
            (Role::Officer, binh)
        );

        let page = shown(&ctx, chi).await;
        let verbs: Vec<String> = page
            .timeline
            .iter()
            .map(|entry| {
                assert_eq!(entry.who, "Trần Thị Bình", "who did it");
                let TimelineEvent::Account(event) = &entry.event else {
                    panic!("another kind");
                };
                serde_json::to_value(event).expect("json")["verb"].to_string()
            })
            .collect();
        assert_eq!(verbs.len(), 4, "{verbs:?}");
        assert!(
            page.timeline
                .iter()
                .all(|entry| !format!("{entry:?}").contains(&newer))
        );
        assert_eq!(verify::verify_log(&system).await.expect("verified"), []);
    }
);

contract!(a_link_expires_and_is_no_command, |db| async move {
    let (system, ctx) = installed(db).await;
    let chi = make(&ctx, "chi").await;
    let envelope = envelope(&ctx, chi, Some(1), C::Link);
    let refused = command::submit(&ctx, envelope).await;
    assert_eq!(faults(refused), [("act".to_owned(), FieldFault::Unknown)]);
    let token = link(&ctx, chi).await.expect("made");
    system.clock.advance(TimeDelta::days(3));
    let late = people::set_password(&system, &token, PASSWORD).await;
    assert_eq!(problem(late), Problem::NotFound);
    for nonsense in ["", "x", &"g".repeat(64)] {
        let tried = people::set_password(&system, nonsense, PASSWORD).await;
        assert_eq!(problem(tried), Problem::NotFound);
    }
});

contract!(
    the_same_envelope_is_one_act_and_a_stale_one_is_refused,
    |db| async move {
        let (_system, ctx) = installed(db).await;
        let id = UserId(ctx.system.id());
        let first = envelope(&ctx, id, None, new("chi"));
        command::submit(&ctx, first.clone()).await.expect("made");
        let again = command::submit(&ctx, first).await.expect("answered");
        assert_eq!(again.version, 1);
        let taken = envelope(&ctx, UserId(ctx.system.id()), None, new("chi"));
        let taken = problem(command::submit(&ctx, taken).await);
        assert_eq!(
            taken,
            Problem::Refused {
                refusal: Refusal::LoginTaken
            }
        );

        let change = |name: &str| C::Change {
            full_name: name.to_owned(),
            language: Language::En,
            email: None,
        };
        command::submit(&ctx, envelope(&ctx, id, Some(1), change("Vi Chi")))
            .await
            .expect("changed");
        let stale = command::submit(&ctx, envelope(&ctx, id, Some(1), change("Chi Vi"))).await;
        let Problem::Conflict { version, clashes } = problem(stale) else {
            panic!("taken");
        };
        assert_eq!(version, 2);
        assert_eq!(
            (clashes[0].theirs.as_str(), clashes[0].yours.as_str()),
            ("Vi Chi", "Chi Vi")
        );
        // Closing touches nothing of the name.
        let close = C::Close {
            on: ctx.system.today(),
        };
        command::submit(&ctx, envelope(&ctx, id, Some(1), close))
            .await
            .expect("closed");
    }
);

contract!(
    closing_ends_sessions_and_positions_on_its_day,
    |db| async move {
        let (system, ctx) = installed(db).await;
        let today = system.today();
        let tomorrow = today.checked_add_days(Days::new(1)).expect("a day");
        let binh = id_of(&system, "binh").await;
        let session = session::sign_in(&system, "binh", PASSWORD, "Firefox")
            .await
            .expect("in");
        act(&ctx, binh, C::Close { on: tomorrow })
            .await
            .expect("closed");
        assert!(
            resumed(&system, &session.token).await.is_some(),
            "until its day"
        );
        // Each step at 1 UTC, eight in the morning in Vietnam; the session must not be idle for too long.
        for _ in 0..4 {
            system.clock.advance(TimeDelta::hours(6));
            resumed(&system, &session.token).await;
        }
        assert!(
            resumed(&system, &session.token).await.is_none(),
            "on its day"
        );
        assert!(
            session::sign_in(&system, "binh", PASSWORD, "Firefox")
                .await
                .is_err()
        );
        let ctx = signed_in(&system, "quantri").await;
        act(&ctx, binh, C::Reopen).await.expect("opened");
        let nothing = session::sign_in(&system, "binh", PASSWORD, "Firefox").await;
        assert!(nothing.is_err(), "what was held does not come back");
        assert_eq!(verify::verify_log(&system).await.expect("verified"), []);
    }
);

contract!(
    a_position_taken_away_ends_on_the_very_next_request,
    |db| async move {
        let (system, ctx) = installed(db).await;
        let binh = id_of(&system, "binh").await;
        let session = session::sign_in(&system, "binh", PASSWORD, "Firefox")
            .await
            .expect("in");
        let holding = shown(&ctx, binh).await.held[0].holding;
        let on = system.today();
        act(&ctx, binh, C::Revoke { holding, on })
            .await
            .expect("taken");
        assert!(resumed(&system, &session.token).await.is_none());
        let again = problem(act(&ctx, binh, C::Revoke { holding, on }).await);
        assert_eq!(
            again,
            Problem::Refused {
                refusal: Refusal::NotHeld
            }
        );
    }
);

contract!(nobody_gives_what_he_does_not_hold, |db| async move {
    let (system, ctx) = installed(db).await;
    let today = system.today();
    install(&system, "kiemtra", "na.pc", Role::Auditor).await;
    install(&system, "quantri2", "na.office", Role::Administrator).await;
    let refused = |refusal| Problem::Refused { refusal };
    let binh = id_of(&system, "binh").await;
    let auditor = position_of(&system, "kiemtra").await;
    // Whoever reads all provinces is not made here, nor entered by a link.
    let given = act(&ctx, binh, grant(auditor, today)).await;
    assert_eq!(problem(given), refused(Refusal::NotYoursToGive));
    let kiemtra = id_of(&system, "kiemtra").await;
    assert_eq!(
        problem(link(&ctx, kiemtra).await),
        refused(Refusal::NotYoursToGive)
    );
    assert!(!shown(&ctx, kiemtra).await.may_link);
    // Nothing to oneself.
    let own = act(
        &ctx,
        ctx.actor.user,
        grant(position_of(&system, "binh").await, today),
    )
    .await;
    assert_eq!(problem(own), refused(Refusal::NotYoursToGive));
    // A position that does not exist.
    let none = act(&ctx, binh, grant(PositionId(Uuid::nil()), today)).await;
    assert_eq!(faults(none), [("position".to_owned(), FieldFault::Unknown)]);
    // Another administrator's may be given, but not by who only stands in for one.
    let administrator = position_of(&system, "quantri2").await;
    act(&ctx, binh, grant(administrator, today))
        .await
        .expect("given");
    let chi = make(&ctx, "chi").await;
    let mut standing_in = ctx.clone();
    standing_in.actor.acting_for = Some(standing_in.actor.position);
    let given = act(&standing_in, chi, grant(administrator, today)).await;
    assert_eq!(problem(given), refused(Refusal::NotYoursToGive));
    assert_eq!(
        problem(link(&standing_in, binh).await),
        refused(Refusal::NotYoursToGive),
        "a link is a way into everything that is held"
    );
});

contract!(others_see_and_change_no_accounts, |db| async move {
    let (system, ctx) = installed(db).await;
    let binh = id_of(&system, "binh").await;
    let position = position_of(&system, "binh").await;
    let mut elsewhere = ctx.clone();
    elsewhere.actor.province = "42".to_owned();
    let mut head = ctx.clone();
    head.actor.role = Role::Head;
    for other in [&elsewhere, &head] {
        let page = people::page(other, binh, None, None).await;
        assert_eq!(problem(page), Problem::NotFound, "like what does not exist");
        for command in [
            C::Close { on: system.today() },
            C::Reopen,
            grant(position, system.today()),
        ] {
            let envelope = envelope(other, binh, Some(0), command);
            assert_eq!(
                problem(command::submit(other, envelope).await),
                Problem::NotFound
            );
        }
        let envelope = envelope(other, binh, Some(0), C::Link);
        assert_eq!(
            problem(people::make_link(other, envelope).await),
            Problem::NotFound
        );
    }
    let all = PersonFilter::default();
    assert_eq!(problem(people::list(&head, &all).await), Problem::Forbidden);
    assert_eq!(
        problem(people::new_page(&head, None).await),
        Problem::Forbidden
    );
    let create = envelope(&head, UserId(system.id()), None, new("chi"));
    assert_eq!(
        problem(command::submit(&head, create).await),
        Problem::Forbidden
    );
    let there = people::list(&elsewhere, &all).await.expect("listed");
    assert_eq!(there.lines, [], "their own province only");
    // A position of another province is none here.
    let given = act(&elsewhere, ctx.actor.user, grant(position, system.today())).await;
    assert_eq!(problem(given), Problem::NotFound);
});

contract!(the_last_administrator_stays, |db| async move {
    let (system, ctx) = installed(db).await;
    let today = system.today();
    let last = || Problem::Refused {
        refusal: Refusal::LastAdministrator,
    };
    let own = ctx.actor.user;
    assert_eq!(
        problem(act(&ctx, own, C::Close { on: today }).await),
        last()
    );
    let holding = shown(&ctx, own).await.held[0].holding;
    let later = today.checked_add_days(Days::new(30)).expect("a day");
    for on in [today, later] {
        let revoked = act(&ctx, own, C::Revoke { holding, on }).await;
        assert_eq!(problem(revoked), last(), "{on}");
    }
    assert_eq!(
        shown(&ctx, own).await.person.version,
        0,
        "nothing was written"
    );
    // One for a time is no successor; one for good is.
    let binh = id_of(&system, "binh").await;
    let for_a_time = C::Grant {
        position: ctx.actor.position,
        is_acting: false,
        from: today,
        to: Some(later),
    };
    act(&ctx, binh, for_a_time).await.expect("given");
    assert_eq!(
        problem(act(&ctx, own, C::Close { on: today }).await),
        last()
    );
    let chi = make(&ctx, "chi").await;
    act(&ctx, chi, grant(ctx.actor.position, today))
        .await
        .expect("given");
    act(&ctx, own, C::Close { on: today })
        .await
        .expect("closed");
    let mut tx = system.db.write().await.expect("a transaction");
    let left = store::person::administrators(&mut tx, "40", today)
        .await
        .expect("counted");
    assert_eq!(left, 1);
});

contract!(
    the_page_of_people_asks_a_constant_number_of_times,
    |db| async move {
        let (system, ctx) = installed(db).await;
        let all = PersonFilter::default();
        people::list(&ctx, &all).await.expect("listed");
        let asked = async || {
            let before = system.db.statements();
            let list = people::list(&ctx, &all).await.expect("listed");
            (system.db.statements() - before, list.lines.len())
        };
        let (few, lines) = asked().await;
        assert_eq!(lines, 2);
        for login in ["chi", "dung", "giang", "hanh"] {
            make(&ctx, login).await;
        }
        assert_eq!(asked().await, (few, 6));
        let found = PersonFilter {
            text: Some("vi thi".to_owned()),
            ..all.clone()
        };
        assert_eq!(
            people::list(&ctx, &found)
                .await
                .expect("listed")
                .lines
                .len(),
            4
        );
    }
);
