//! Signing in: cookies, what is told to whom, what ends a session on the very next request.

use crate::house::{As, House, config, cookie_of};
use axum::body::Body;
use axum::http::Request;
use axum::http::header::{CONTENT_TYPE, COOKIE};
use chrono::TimeDelta;
use server::config::Config;

contract!(
    the_cookie_is_closed_to_scripts_and_other_hosts,
    |db| async move {
        let house = House::with(
            db,
            Config {
                secure_cookies: true,
                ..config()
            },
        )
        .await;
        let password = service::account::DEMO_PASSWORD;
        let fields = [
            ("login", "yte"),
            ("password", password),
            ("next", "/tasks?a=b"),
        ];
        let answer = house.post("", "/sign-in", &fields, As::Page).await;
        assert_eq!((answer.status, answer.location()), (303, "/tasks?a=b"));
        let set = answer.header("set-cookie");
        assert!(set.starts_with("__Host-lachan="), "{set}");
        for flag in [
            "; Path=/;",
            "; HttpOnly;",
            "; SameSite=Lax",
            "; Secure",
            "; Max-Age=604800",
        ] {
            assert!(set.contains(flag), "{set} lacks {flag}");
        }
        assert!(!set.contains("Domain"), "{set}");
        assert!(
            answer
                .header("strict-transport-security")
                .contains("max-age")
        );
        let cookie = cookie_of(&answer);
        assert_eq!(house.get(&cookie, "/").await.status, 200);
        let out = house.post(&cookie, "/sign-out", &[], As::Page).await;
        assert_eq!((out.status, out.location()), (303, "/sign-in"));
        assert!(out.header("set-cookie").contains("Max-Age=0"));
        assert_eq!(
            house.get(&cookie, "/").await.status,
            303,
            "the token no longer counts"
        );
    }
);

contract!(
    unknown_names_and_wrong_passwords_are_told_the_same,
    |db| async move {
        let house = House::new(db).await;
        let attempt = async |login: &str, how| {
            house.system.clock.advance(TimeDelta::minutes(1));
            let fields = [("login", login), ("password", "không phải mật khẩu")];
            house.post("", "/sign-in", &fields, how).await
        };
        let unknown = attempt("nobody", As::Program).await;
        let wrong = attempt("yte", As::Program).await;
        assert_eq!((unknown.status, &unknown.body), (wrong.status, &wrong.body));
        assert_eq!(wrong.status, 401);
        let page = attempt("yte", As::Page).await;
        assert_eq!(page.location(), "/sign-in?problem=sign_in_failed");
        assert_eq!(page.header("set-cookie"), "");
    }
);

contract!(who_guesses_is_locked_out, |db| async move {
    let house = House::new(db).await;
    for login in ["yte", "nobody"] {
        let mut locked = false;
        for _ in 0..30 {
            house.system.clock.advance(TimeDelta::seconds(10));
            let fields = [("login", login), ("password", "sai mật khẩu rồi")];
            let answer = house.post("", "/sign-in", &fields, As::Program).await;
            assert!(matches!(answer.status, 401 | 429), "{}", answer.body);
            locked |= answer.status == 429;
        }
        assert!(locked, "{login}");
        let password = service::account::DEMO_PASSWORD;
        let fields = [("login", login), ("password", password)];
        let answer = house.post("", "/sign-in", &fields, As::Program).await;
        assert_eq!(answer.status, 429, "even with the right password");
    }
});

contract!(one_address_cannot_try_many_names, |db| async move {
    let house = House::new(db).await;
    let mut slowed = 0;
    for n in 0..25 {
        let login = format!("name{n}");
        let fields = [("login", login.as_str()), ("password", "x")];
        let answer = house.post("", "/sign-in", &fields, As::Program).await;
        slowed += usize::from(answer.status == 429);
    }
    assert_eq!(slowed, 5);
});

contract!(
    a_revoked_position_ends_with_the_next_request,
    |db| async move {
        let house = House::new(db).await;
        let cookie = house.sign_in("yte").await;
        assert_eq!(house.get(&cookie, "/api/my_work").await.status, 200);
        let held = service::account::holdings(&house.system, "yte")
            .await
            .expect("holdings");
        service::account::revoke_holding(&house.system, held[0].holding)
            .await
            .expect("revoked");
        assert_eq!(house.get(&cookie, "/api/my_work").await.status, 401);
        let page = house.get(&cookie, "/tasks").await;
        assert_eq!(
            (page.status, page.location()),
            (303, "/sign-in?next=%2Ftasks")
        );
        let closed = house.sign_in("congan").await;
        service::account::close(&house.system, "congan")
            .await
            .expect("closed");
        assert_eq!(house.get(&closed, "/api/my_work").await.status, 401);
    }
);

contract!(sessions_are_ended_one_and_all, |db| async move {
    let house = House::new(db).await;
    let (first, second) = (house.sign_in("yte").await, house.sign_in("yte").await);
    let ctx = house.ctx(&first).await;
    let session = ctx.session.to_string();
    let stranger = house.sign_in("congan").await;
    let foreign = house
        .post(
            &stranger,
            "/session/end",
            &[("session", &session)],
            As::Program,
        )
        .await;
    let missing = house
        .post(
            &stranger,
            "/session/end",
            &[("session", &house.id())],
            As::Program,
        )
        .await;
    assert_eq!((foreign.status, &foreign.body), (404, &missing.body));
    let ended = house
        .post(&second, "/session/end", &[("session", &session)], As::Page)
        .await;
    assert_eq!(ended.location(), "/account?done=session");
    assert_eq!(house.get(&first, "/api/my_work").await.status, 401);
    house
        .post(&second, "/sign-out-everywhere", &[], As::Page)
        .await;
    assert_eq!(house.get(&second, "/api/my_work").await.status, 401);
    assert_eq!(house.get(&stranger, "/api/my_work").await.status, 200);
});

contract!(requests_from_other_sites_are_refused, |db| async move {
    let house = House::new(db).await;
    let cookie = house.sign_in("yte").await;
    for path in ["/command", "/sign-out-everywhere", "/language", "/sign-in"] {
        for (name, value) in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "https://evil.example"),
            ("origin", "null"),
        ] {
            let request = Request::post(path)
                .header("host", "lachan.example.vn")
                .header(COOKIE, &cookie)
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header(name, value)
                .body(Body::from("language=en"))
                .expect("a request");
            assert_eq!(
                house.send(request).await.status,
                403,
                "{path} {name}: {value}"
            );
        }
    }
    assert_eq!(house.get(&cookie, "/api/my_work").await.status, 200);
});

contract!(ways_back_never_leave_the_house, |db| async move {
    let house = House::new(db).await;
    let cookie = house.sign_in("yte").await;
    for other in [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "/\tx",
        "\u{0}",
    ] {
        house.system.clock.advance(TimeDelta::minutes(1));
        let password = service::account::DEMO_PASSWORD;
        let fields = [("login", "congan"), ("password", password), ("next", other)];
        let signed_in = house.post("", "/sign-in", &fields, As::Page).await;
        assert_eq!(signed_in.location(), "/", "{other:?}");
        let fields = [("language", "en"), ("back", other)];
        let answer = house.post(&cookie, "/language", &fields, As::Page).await;
        assert_eq!(answer.location(), "/", "{other:?}");
        let fields = [("act", "x"), ("back", other)];
        let answer = house.post(&cookie, "/command", &fields, As::Page).await;
        assert!(
            answer.location().starts_with("/?kept="),
            "{}",
            answer.location()
        );
    }
});
