//! Contracts of `store::person` on both engines.

use crate::contract;
use crate::people::{agency, at, day, install, position};
use chrono::{DateTime, NaiveDate, Utc};
use domain::agency::Agency;
use domain::id::{AgencyId, PositionId, UserId};
use domain::people::view::{PersonFilter, PersonState};
use domain::people::{Held, Person};
use domain::position::Role;
use domain::view::Language;
use store::account::Position;
use store::{Error, Tx, account, mail, person};
use uuid::Uuid;

fn day_of(at: DateTime<Utc>) -> NaiveDate {
    at.date_naive()
}

const TODAY: (i32, u32, u32) = (2022, 9, 14);

fn today() -> NaiveDate {
    day(TODAY.0, TODAY.1, TODAY.2)
}

fn new(n: u128, login: &str) -> Person {
    Person {
        id: UserId(Uuid::from_u128(n)),
        version: 1,
        login: login.to_owned(),
        full_name: format!("Đặng Thị {login}"),
        language: Language::Vi,
        email: String::new(),
        province: "40".to_owned(),
        closes_on: None,
        held: Vec::new(),
    }
}

fn held(n: u128, position: u128) -> Held {
    Held {
        holding: Uuid::from_u128(n),
        position: PositionId(Uuid::from_u128(position)),
        is_acting: false,
        from: Some(today()),
        to: None,
    }
}

async fn found(tx: &mut Tx, id: UserId) -> Person {
    let found = person::find(tx, id, day_of).await.expect("read");
    found.expect("there")
}

async fn logins(tx: &mut Tx, province: &str, filter: PersonFilter) -> Vec<String> {
    let list = person::list(tx, province, &filter, today(), 2).await;
    list.expect("listed")
        .into_iter()
        .map(|line| line.login)
        .collect()
}

contract!(
    an_account_is_written_with_what_it_holds_on_the_version_that_was_read,
    |db| async move {
        let mut tx = db.write().await.expect("a transaction");
        install(&mut tx).await;
        let first = new(50, "binh");
        person::insert(&mut tx, &first, at(2, 0))
            .await
            .expect("inserted");
        assert_eq!(found(&mut tx, first.id).await, first);
        assert_eq!(
            person::find(&mut tx, UserId(Uuid::from_u128(99)), day_of)
                .await
                .expect("read"),
            None
        );
        let (has_password, is_demo) = person::standing(&mut tx, first.id).await.expect("read");
        assert!(!has_password && !is_demo, "nobody can sign in yet");

        let mut second = first.clone();
        second.version = 2;
        second.email = "binh@nghean.example.vn".to_owned();
        second.held = vec![held(60, 20)];
        person::update(&mut tx, &first, &second, None)
            .await
            .expect("written");
        assert_eq!(found(&mut tx, first.id).await, second);
        let stale = person::update(&mut tx, &first, &second, None).await;
        assert!(matches!(stale, Err(Error::Stale)), "{stale:?}");

        let mut third = second.clone();
        third.version = 3;
        third.closes_on = Some(today());
        third.held[0].to = Some(today());
        third.email = String::new();
        person::update(&mut tx, &second, &third, Some(at(3, 0)))
            .await
            .expect("written");
        assert_eq!(found(&mut tx, first.id).await, third);
        assert_eq!(
            person::version(&mut tx, first.id).await.expect("read"),
            Some(3)
        );
        let preference = mail::find(&mut tx, first.id)
            .await
            .expect("read")
            .expect("kept");
        assert_eq!(preference.address, "");
        assert_eq!(
            preference.mode,
            domain::mail::Mode::None,
            "nowhere to send to"
        );
        let closed = account::find(&mut tx, first.id)
            .await
            .expect("read")
            .expect("there");
        assert_eq!(closed.closed_at, Some(at(3, 0)));

        let versions = person::scan(&mut tx, None, 10).await.expect("read");
        let ids: Vec<u128> = versions.iter().map(|(id, _)| id.0.as_u128()).collect();
        assert_eq!(ids, [10, 50]);
        let rest = person::scan(&mut tx, Some(versions[0].0), 10)
            .await
            .expect("read");
        assert_eq!(rest, [(first.id, 3)]);
    }
);

contract!(people_are_found_by_their_names_at_once, |db| async move {
    let mut tx = db.write().await.expect("a transaction");
    let an = install(&mut tx).await;
    let binh = new(50, "binh");
    person::insert(&mut tx, &binh, at(2, 0))
        .await
        .expect("inserted");
    let logins = ["binh", "nobody", "an"].map(str::to_owned);
    let people = person::find_by_logins(&mut tx, &logins, day_of)
        .await
        .expect("read");
    assert_eq!(people, [found(&mut tx, an.id).await, binh]);
    assert_eq!(people[0].held.len(), 2);
    let nobody = person::find_by_logins(&mut tx, &[], day_of).await;
    assert_eq!(nobody.expect("read"), []);

    let here = agency().id;
    let elsewhere = AgencyId(Uuid::from_u128(99));
    let one = person::of_agency(&mut tx, here).await.expect("read");
    let many = person::of_agencies(&mut tx, &[elsewhere, here]).await;
    assert_eq!(many.expect("read"), one);
    assert!(!one.is_empty());
    let none = person::of_agencies(&mut tx, &[]).await;
    assert_eq!(none.expect("read"), []);
});

contract!(what_the_command_line_revoked_has_ended, |db| async move {
    let mut tx = db.write().await.expect("a transaction");
    let an = install(&mut tx).await;
    account::revoke(&mut tx, Uuid::from_u128(31), at(5, 0))
        .await
        .expect("revoked");
    let an = found(&mut tx, an.id).await;
    assert_eq!(an.province, "40", "of the first position");
    assert_eq!(an.version, 0, "older than its log");
    let ends: Vec<_> = an
        .held
        .iter()
        .map(|held| (held.is_acting, held.to))
        .collect();
    assert_eq!(
        ends,
        [(true, Some(day(2023, 1, 1))), (false, Some(today()))]
    );
});

contract!(
    a_list_has_one_province_and_is_searched_filtered_and_paged,
    |db| async move {
        let mut tx = db.write().await.expect("a transaction");
        let an = install(&mut tx).await;
        for (n, login) in [(50, "binh"), (51, "chi"), (52, "dung")] {
            person::insert(&mut tx, &new(n, login), at(2, 0))
                .await
                .expect("inserted");
        }
        let mut elsewhere = new(53, "elsewhere");
        elsewhere.province = "42".to_owned();
        person::insert(&mut tx, &elsewhere, at(2, 0))
            .await
            .expect("inserted");
        let all = PersonFilter::default();
        assert_eq!(logins(&mut tx, "40", all.clone()).await, ["an", "binh"]);
        let after = PersonFilter {
            after: Some("binh".to_owned()),
            ..all.clone()
        };
        assert_eq!(logins(&mut tx, "40", after).await, ["chi", "dung"]);
        assert_eq!(logins(&mut tx, "42", all.clone()).await, ["elsewhere"]);
        let text = |text: &str| PersonFilter {
            text: Some(text.to_owned()),
            ..PersonFilter::default()
        };
        assert_eq!(logins(&mut tx, "40", text("dang CHI")).await, ["chi"]);
        assert_eq!(logins(&mut tx, "40", text("%")).await, Vec::<String>::new());
        let at_agency = |id| PersonFilter {
            agency: Some(id),
            ..PersonFilter::default()
        };
        assert_eq!(logins(&mut tx, "40", at_agency(agency().id)).await, ["an"]);
        let none = AgencyId(Uuid::from_u128(9));
        assert_eq!(
            logins(&mut tx, "40", at_agency(none)).await,
            Vec::<String>::new()
        );
        let of = |state| PersonFilter {
            state: Some(state),
            ..PersonFilter::default()
        };
        account::close(&mut tx, UserId(Uuid::from_u128(50)), at(3, 0))
            .await
            .expect("closed");
        assert_eq!(
            logins(&mut tx, "40", of(PersonState::Open)).await,
            ["an", "chi"]
        );
        assert_eq!(
            logins(&mut tx, "40", of(PersonState::Idle)).await,
            ["chi", "dung"]
        );
        assert_eq!(
            logins(&mut tx, "40", of(PersonState::Closed)).await,
            ["binh"]
        );

        let held = person::held_by(&mut tx, &[an.id, UserId(Uuid::from_u128(51))], today()).await;
        let held: Vec<_> = held
            .expect("read")
            .into_iter()
            .map(|holder| (holder.account, holder.is_acting, holder.position.role))
            .collect();
        assert_eq!(
            held,
            [(an.id, false, Role::Officer), (an.id, true, Role::Head)],
            "the own position first"
        );
        assert_eq!(
            person::held_by(&mut tx, &[], today()).await.expect("read"),
            []
        );
        let ended = person::held_by(&mut tx, &[an.id], day(2023, 1, 1)).await;
        assert_eq!(ended.expect("read"), []);
    }
);

contract!(positions_are_read_with_their_places, |db| async move {
    let mut tx = db.write().await.expect("a transaction");
    install(&mut tx).await;
    let officer = position(20, Role::Officer).id;
    let names = person::positions(&mut tx, [officer]).await.expect("read");
    assert_eq!((names[0].id, names[0].agency), (officer, agency().id));
    assert!(names[0].is_valid_on(today()) && !names[0].is_valid_on(day(2029, 1, 1)));
    assert_eq!(person::positions(&mut tx, []).await.expect("read"), []);
    let of_agency = person::of_agency(&mut tx, agency().id).await.expect("read");
    assert_eq!(of_agency.len(), 2);
    let placed = person::placed(&mut tx, [officer]).await.expect("read");
    assert_eq!(placed[0].province, "40");
    assert_eq!(placed[0].position_to, Some(day(2029, 1, 1)));
    assert_eq!(placed[0].agency_to, Some(day(2030, 1, 1)));
});

contract!(
    administrators_count_who_stay_in_their_own_name,
    |db| async move {
        let mut tx = db.write().await.expect("a transaction");
        install(&mut tx).await;
        let lasting = Agency {
            id: AgencyId(Uuid::from_u128(2)),
            code: "na.office".to_owned(),
            valid_from: None,
            valid_to: None,
            ..agency()
        };
        store::agency::insert(&mut tx, &lasting)
            .await
            .expect("agency");
        let post = Position {
            agency: lasting.id,
            valid_from: None,
            valid_to: None,
            ..position(22, Role::Administrator)
        };
        account::insert_position(&mut tx, &post)
            .await
            .expect("position");
        let count = async |tx: &mut Tx| {
            person::administrators(tx, "40", today())
                .await
                .expect("counted")
        };
        assert_eq!(count(&mut tx).await, 0);
        let first = new(50, "binh");
        person::insert(&mut tx, &first, at(2, 0))
            .await
            .expect("inserted");
        let mut second = first.clone();
        second.version = 2;
        second.held = vec![held(60, 22)];
        person::update(&mut tx, &first, &second, None)
            .await
            .expect("written");
        assert_eq!(count(&mut tx).await, 1);
        assert_eq!(
            person::administrators(&mut tx, "42", today())
                .await
                .expect("counted"),
            0
        );
        let mut third = second.clone();
        third.version = 3;
        third.held[0].to = Some(day(2030, 1, 1));
        person::update(&mut tx, &second, &third, None)
            .await
            .expect("written");
        assert_eq!(count(&mut tx).await, 0, "one with an end does not stay");
    }
);

contract!(
    a_link_counts_once_for_a_time_and_while_the_account_is_open,
    |db| async move {
        let mut tx = db.write().await.expect("a transaction");
        let an = install(&mut tx).await;
        let end = at(6, 0);
        person::set_link(&mut tx, an.id, "old", end)
            .await
            .expect("kept");
        person::set_link(&mut tx, an.id, "new", end)
            .await
            .expect("kept");
        let link = async |tx: &mut Tx, hash: &str, now| {
            person::find_link(tx, hash, now).await.expect("read")
        };
        assert_eq!(link(&mut tx, "old", at(5, 0)).await, None, "replaced");
        let whose = Some((an.id, "an".to_owned()));
        assert_eq!(link(&mut tx, "new", at(5, 59)).await, whose);
        assert_eq!(link(&mut tx, "new", end).await, None, "expired");
        account::close(&mut tx, an.id, at(5, 0))
            .await
            .expect("closed");
        assert_eq!(link(&mut tx, "new", at(5, 59)).await, None, "closed");
        assert!(person::drop_link(&mut tx, an.id).await.expect("dropped"));
        assert!(!person::drop_link(&mut tx, an.id).await.expect("dropped"));
        assert_eq!(
            person::sessions(&mut tx, an.id, at(1, 0), at(0, 0))
                .await
                .expect("counted"),
            (0, None)
        );
    }
);

contract!(
    accounts_older_than_the_search_become_findable,
    |db| async move {
        let mut tx = db.write().await.expect("a transaction");
        install(&mut tx).await;
        assert_eq!(person::make_searchable(&mut tx, 10).await.expect("made"), 0);
        tx.query("UPDATE account SET search_text = ''")
            .execute()
            .await
            .expect("emptied");
        let text = PersonFilter {
            text: Some("nguoi".to_owned()),
            ..PersonFilter::default()
        };
        assert_eq!(
            logins(&mut tx, "40", text.clone()).await,
            Vec::<String>::new()
        );
        assert_eq!(person::make_searchable(&mut tx, 10).await.expect("made"), 1);
        assert_eq!(logins(&mut tx, "40", text).await, ["an"]);
    }
);
