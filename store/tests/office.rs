//! Contracts of `store::office` on both engines.

use crate::contract;
use crate::people::{agency, day, install};
use domain::agency::{Agency, Level};
use domain::id::{AgencyId, PositionId};
use domain::office::Office;
use domain::office::view::OfficeFilter;
use domain::people::view::PositionName;
use domain::position::Role;
use store::{Error, Tx, office};
use uuid::Uuid;

fn id(n: u128) -> AgencyId {
    AgencyId(Uuid::from_u128(n))
}

fn sample(n: u128, code: &str) -> Office {
    Office {
        agency: Agency {
            id: id(n),
            code: code.to_owned(),
            valid_from: None,
            valid_to: None,
            ..agency()
        },
        version: 1,
        positions: Vec::new(),
    }
}

contract!(
    an_agency_is_written_with_its_positions_on_the_version_that_was_read,
    |db| async move {
        let mut tx = db.write().await.expect("a transaction");
        let first = sample(50, "na.unit");
        office::insert(&mut tx, &first).await.expect("inserted");
        assert_eq!(
            office::find(&mut tx, id(50)).await.expect("read"),
            Some(first.clone())
        );
        assert_eq!(office::find(&mut tx, id(9)).await.expect("read"), None);
        let mut second = first.clone();
        second.version = 2;
        second.agency.name_vi = "Chi cục".to_owned();
        second.positions = vec![PositionName {
            id: PositionId(Uuid::from_u128(60)),
            role: Role::Officer,
            title_vi: "Chuyên viên".to_owned(),
            title_en: "Officer".to_owned(),
            agency: id(50),
            valid_from: Some(day(2022, 9, 14)),
            valid_to: None,
        }];
        office::update(&mut tx, &first, &second)
            .await
            .expect("written");
        assert_eq!(
            office::find(&mut tx, id(50)).await.expect("read"),
            Some(second.clone())
        );
        let stale = office::update(&mut tx, &first, &second).await;
        assert!(matches!(stale, Err(Error::Stale)), "{stale:?}");
        let mut third = second.clone();
        third.version = 3;
        third.positions[0].title_vi = "Chuyên viên chính".to_owned();
        third.positions[0].valid_to = Some(day(2022, 10, 1));
        office::update(&mut tx, &second, &third)
            .await
            .expect("written");
        assert_eq!(
            office::find(&mut tx, id(50)).await.expect("read"),
            Some(third.clone())
        );
        assert_eq!(
            office::version(&mut tx, id(50)).await.expect("read"),
            Some(3)
        );
        let codes = [third.agency.code.clone(), "nobody.there".to_owned()];
        let found = office::with_codes(&mut tx, &codes).await.expect("read");
        assert_eq!(found, [(third.agency.clone(), 3)]);
        let none = office::with_codes(&mut tx, &[]).await.expect("read");
        assert_eq!(none, []);
        let all = office::scan(&mut tx, None, 10).await.expect("read");
        assert_eq!(all, [(id(50), 3)]);
        assert_eq!(
            office::scan(&mut tx, Some(id(50)), 10).await.expect("read"),
            []
        );
        assert_eq!(
            office::open_tasks(&mut tx, id(50)).await.expect("counted"),
            0
        );
    }
);

async fn codes(tx: &mut Tx, province: &str, filter: OfficeFilter) -> Vec<String> {
    let today = day(2022, 9, 14);
    let list = office::list(tx, province, &filter, None, today, 2)
        .await
        .expect("listed");
    list.into_iter().map(|line| line.agency.code).collect()
}

contract!(
    a_list_has_one_province_and_says_who_is_where,
    |db| async move {
        let mut tx = db.write().await.expect("a transaction");
        install(&mut tx).await;
        for (n, code) in [(50, "na.a"), (51, "na.b")] {
            office::insert(&mut tx, &sample(n, code))
                .await
                .expect("inserted");
        }
        let mut ended = sample(52, "na.old");
        ended.agency.valid_to = Some(day(2022, 9, 14));
        ended.agency.level = Level::District;
        office::insert(&mut tx, &ended).await.expect("inserted");
        let mut elsewhere = sample(53, "ht.a");
        elsewhere.agency.province = "42".to_owned();
        office::insert(&mut tx, &elsewhere).await.expect("inserted");
        let all = OfficeFilter::default();
        assert_eq!(codes(&mut tx, "40", all.clone()).await, ["na.a", "na.b"]);
        let after = OfficeFilter {
            after: Some("na.b".to_owned()),
            ..all.clone()
        };
        assert_eq!(codes(&mut tx, "40", after).await, ["na.health"]);
        assert_eq!(codes(&mut tx, "42", all.clone()).await, ["ht.a"]);
        let old = OfficeFilter {
            has_ended: true,
            level: Some(Level::District),
            ..all.clone()
        };
        assert_eq!(codes(&mut tx, "40", old).await, ["na.old"]);
        let day = day(2022, 9, 14);
        let chosen = [agency().id];
        let lines = office::list(&mut tx, "40", &all, Some(&chosen), day, 9)
            .await
            .expect("listed");
        assert_eq!(
            (lines.len(), lines[0].positions, lines[0].people),
            (1, 2, 1)
        );
        let none = office::list(&mut tx, "40", &all, Some(&[]), day, 9)
            .await
            .expect("listed");
        assert_eq!(none, []);
        let holders = office::holders(&mut tx, agency().id, day)
            .await
            .expect("read");
        let holders: Vec<_> = holders
            .iter()
            .map(|holder| (holder.position.0.as_u128(), holder.is_acting))
            .collect();
        assert_eq!(holders, [(20, false), (21, true)]);
    }
);
