//! Contract of `store::area`.

use crate::contract;

use chrono::NaiveDate;
use domain::area::{
    Area, AreaLevel, BEFORE_RECORDS, CommuneStanding, CommuneStatus, Share, Succession,
};
use store::area;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day")
}

fn merger() -> NaiveDate {
    day(2025, 7, 1)
}

fn unit(code: &str, name_vi: &str, from: NaiveDate, to: Option<NaiveDate>) -> Area {
    let (level, parent) = match code.len() {
        2 => (AreaLevel::Province, None),
        3 => (AreaLevel::District, Some("40".to_owned())),
        _ if to.is_none() => (AreaLevel::Commune, Some("40".to_owned())),
        _ => (AreaLevel::Commune, Some("417".to_owned())),
    };
    Area {
        code: code.to_owned(),
        valid_from: from,
        valid_to: to,
        level,
        kind: level.as_str().to_owned(),
        name_vi: name_vi.to_owned(),
        name_en: format!("{code} in English"),
        parent,
        province: "40".to_owned(),
        is_border: level == AreaLevel::Commune,
        lat: None,
        lon: None,
    }
}

/// Two communes become one, which carries the code of the second under another name.
fn units() -> Vec<Area> {
    let mut inland = unit("16800", "Xã Ở Trong", BEFORE_RECORDS, Some(merger()));
    inland.is_border = false;
    let mut now = unit("16870", "Xã Na Ngoi mới", merger(), None);
    (now.lat, now.lon) = (Some(19.25), Some(104.125));
    vec![
        unit("40", "Tỉnh Nghệ An", BEFORE_RECORDS, None),
        unit("417", "Huyện Kỳ Sơn", BEFORE_RECORDS, Some(merger())),
        unit("16870", "Xã Na Ngoi", BEFORE_RECORDS, Some(merger())),
        unit("16873", "Xã Đoọc Mạy", BEFORE_RECORDS, Some(merger())),
        inland,
        now,
        Area {
            province: "42".to_owned(),
            ..unit("18000", "Xã Khác", merger(), None)
        },
    ]
}

fn descent(from: &str) -> Succession {
    Succession {
        effective: merger(),
        instrument: "1678/NQ-UBTVQH15".to_owned(),
        from_code: from.to_owned(),
        to_code: "16870".to_owned(),
        share: Share::Whole,
    }
}

fn codes(areas: &[Area]) -> Vec<&str> {
    areas.iter().map(|area| area.code.as_str()).collect()
}

contract!(a_unit_is_found_by_code_and_period, |db| async move {
    let mut tx = db.write().await.expect("begins");
    let units = units();
    area::insert_many(&mut tx, &units).await.expect("inserted");
    tx.commit().await.expect("commits");

    let mut tx = db.read().await.expect("reads");
    let all = area::all(&mut tx).await.expect("listed");
    assert_eq!(all.len(), units.len());
    for unit in &units {
        let found = area::find(&mut tx, &unit.code, unit.valid_from)
            .await
            .expect("found");
        assert_eq!(found.as_ref(), Some(unit));
    }
    assert_eq!(
        area::find(&mut tx, "16870", day(2024, 1, 1))
            .await
            .expect("asked"),
        None
    );
    let name = async |tx: &mut store::Tx, on| {
        area::find_on(tx, "16870", on)
            .await
            .expect("asked")
            .map(|area| area.name_vi)
    };
    assert_eq!(
        name(&mut tx, day(2025, 6, 30)).await.as_deref(),
        Some("Xã Na Ngoi")
    );
    assert_eq!(
        name(&mut tx, merger()).await.as_deref(),
        Some("Xã Na Ngoi mới")
    );
    assert_eq!(
        area::find_on(&mut tx, "417", merger())
            .await
            .expect("asked"),
        None
    );
});

contract!(
    a_period_is_inserted_once_and_updated_in_place,
    |db| async move {
        let mut tx = db.write().await.expect("begins");
        let mut unit = unit("16870", "Xã Na Ngoi", BEFORE_RECORDS, None);
        area::insert_many(&mut tx, std::slice::from_ref(&unit))
            .await
            .expect("inserted");
        unit.valid_to = Some(merger());
        unit.name_vi = "Xã Na Ngoi cũ".to_owned();
        assert!(area::update(&mut tx, &unit).await.expect("updated"));
        let found = area::find(&mut tx, "16870", BEFORE_RECORDS)
            .await
            .expect("found");
        assert_eq!(found.as_ref(), Some(&unit));
        unit.valid_from = merger();
        assert!(
            !area::update(&mut tx, &unit).await.expect("asked"),
            "another period is another unit"
        );
        unit.valid_from = BEFORE_RECORDS;
        let again = area::insert_many(&mut tx, &[unit]).await;
        match again {
            Err(store::Error::Conflict { constraint }) => {
                assert!(["area_pkey", "area_code_valid_from_key"].contains(&constraint.as_str()));
            }
            other => panic!("a second row for the same period: {other:?}"),
        }
    }
);

contract!(lists_follow_the_day_and_vietnamese_order, |db| async move {
    let mut tx = db.write().await.expect("begins");
    area::insert_many(&mut tx, &units())
        .await
        .expect("inserted");
    let before = day(2022, 9, 14);
    // Đ comes after D and before N; by bytes it would come last.
    let border = area::list_border(&mut tx, "40", before)
        .await
        .expect("listed");
    assert_eq!(codes(&border), ["16873", "16870"]);
    let border = area::list_border(&mut tx, "40", merger())
        .await
        .expect("listed");
    assert_eq!(codes(&border), ["16870"]);
    let children = area::children(&mut tx, "417", before)
        .await
        .expect("listed");
    assert_eq!(codes(&children), ["16873", "16870", "16800"]);
    assert!(
        area::children(&mut tx, "417", merger())
            .await
            .expect("listed")
            .is_empty()
    );
    let communes = area::list(&mut tx, "40", AreaLevel::Commune, before)
        .await
        .expect("listed");
    assert_eq!(codes(&communes), ["16873", "16870", "16800"]);
    let districts = area::list(&mut tx, "40", AreaLevel::District, merger())
        .await
        .expect("listed");
    assert!(districts.is_empty());
    let mut here = area::all(&mut tx).await.expect("listed");
    here.retain(|area| area.province == "40");
    let found = area::of_province(&mut tx, "40").await.expect("listed");
    assert_eq!(found, here);
    assert_eq!(
        codes(&area::provinces(&mut tx, merger()).await.expect("listed")),
        ["40"]
    );
});

contract!(
    more_units_than_one_statement_holds_are_inserted,
    |db| async move {
        let mut tx = db.write().await.expect("begins");
        let many: Vec<Area> = (0..451)
            .map(|n| unit(&format!("{n:05}"), "Xã", merger(), None))
            .collect();
        area::insert_many(&mut tx, &many).await.expect("inserted");
        assert_eq!(area::all(&mut tx).await.expect("listed"), many);
    }
);

contract!(
    more_descent_than_one_statement_holds_is_written,
    |db| async move {
        let mut tx = db.write().await.expect("begins");
        let line = |n: u32, share| Succession {
            share,
            ..descent(&format!("{n:05}"))
        };
        let mut many: Vec<_> = (0..451).map(|n| line(n, Share::Whole)).collect();
        area::upsert_successions(&mut tx, &many)
            .await
            .expect("inserted");
        assert_eq!(area::successions(&mut tx).await.expect("listed"), many);
        many = (300..451).map(|n| line(n, Share::Part)).collect();
        area::upsert_successions(&mut tx, &many)
            .await
            .expect("corrected");
        let all = area::successions(&mut tx).await.expect("listed");
        assert_eq!((all.len(), &all[300..]), (451, many.as_slice()));
    }
);

contract!(units_are_counted_as_at_a_day, |db| async move {
    let mut tx = db.write().await.expect("begins");
    let none = area::count_by_level(&mut tx, merger()).await;
    assert!(none.expect("counted").is_empty());
    area::insert_many(&mut tx, &units())
        .await
        .expect("inserted");
    for (on, counts) in [
        (
            day(2025, 6, 30),
            vec![
                (AreaLevel::Province, 1),
                (AreaLevel::District, 1),
                (AreaLevel::Commune, 3),
            ],
        ),
        (
            merger(),
            vec![(AreaLevel::Province, 1), (AreaLevel::Commune, 2)],
        ),
    ] {
        let counted = area::count_by_level(&mut tx, on).await;
        assert_eq!(counted.expect("counted"), counts, "{on}");
    }
});

contract!(descent_is_followed_both_ways, |db| async move {
    let mut tx = db.write().await.expect("begins");
    area::insert_many(&mut tx, &units())
        .await
        .expect("inserted");
    area::upsert_successions(&mut tx, &[descent("16870"), descent("16873")])
        .await
        .expect("inserted");
    let from = area::predecessors(&mut tx, "16870", merger())
        .await
        .expect("listed");
    let names: Vec<_> = from.iter().map(|(_, area)| area.name_vi.as_str()).collect();
    assert_eq!(names, ["Xã Đoọc Mạy", "Xã Na Ngoi"]);
    assert_eq!(from[1].0, descent("16870"));
    let into = area::successors(&mut tx, "16873", BEFORE_RECORDS)
        .await
        .expect("listed");
    assert_eq!(into.len(), 1);
    assert_eq!(into[0].1.name_vi, "Xã Na Ngoi mới");
    // The code goes on, but the new unit has no successor and the old one no predecessor.
    assert!(
        area::successors(&mut tx, "16870", merger())
            .await
            .expect("listed")
            .is_empty()
    );
    let none = area::predecessors(&mut tx, "16870", BEFORE_RECORDS)
        .await
        .expect("listed");
    assert!(none.is_empty());

    let corrected = Succession {
        share: Share::MainPart,
        ..descent("16873")
    };
    area::upsert_successions(&mut tx, std::slice::from_ref(&corrected))
        .await
        .expect("corrected");
    let all = area::successions(&mut tx).await.expect("listed");
    assert_eq!(all, [descent("16870"), corrected]);
});

contract!(a_standing_is_dated_and_never_inherited, |db| async move {
    let mut tx = db.write().await.expect("begins");
    area::insert_many(&mut tx, &units())
        .await
        .expect("inserted");
    let standing = |code: &str, as_of, status| CommuneStanding {
        code: code.to_owned(),
        valid_from: BEFORE_RECORDS,
        status,
        as_of,
        source: "1041/UBND-NC".to_owned(),
        is_demo: true,
        note_vi: "mẫu".to_owned(),
        note_en: "demo".to_owned(),
    };
    let old = standing("16870", day(2022, 9, 14), CommuneStatus::NotYet);
    let new = standing("16870", day(2023, 3, 1), CommuneStatus::BasicallyMeets);
    let other = standing("16873", day(2022, 9, 14), CommuneStatus::NotYet);
    for standing in [&old, &new, &other] {
        area::insert_standing(&mut tx, standing)
            .await
            .expect("inserted");
    }
    let of_one = area::standings(&mut tx, "16870", BEFORE_RECORDS)
        .await
        .expect("listed");
    assert_eq!(of_one, [new.clone(), old.clone()]);
    let latest =
        async |tx: &mut store::Tx, on| area::latest_standings(tx, "40", on).await.expect("listed");
    assert!(latest(&mut tx, day(2022, 9, 13)).await.is_empty());
    assert_eq!(
        latest(&mut tx, day(2022, 12, 31)).await,
        [other.clone(), old]
    );
    assert_eq!(latest(&mut tx, day(2024, 1, 1)).await, [other.clone(), new]);
    assert!(
        latest(&mut tx, merger()).await.is_empty(),
        "the successor needs its own"
    );

    let corrected = CommuneStanding {
        status: CommuneStatus::BasicallyMeets,
        ..other
    };
    area::insert_standing(&mut tx, &corrected)
        .await
        .expect("corrected");
    let of_other = area::standings(&mut tx, "16873", BEFORE_RECORDS)
        .await
        .expect("listed");
    assert_eq!(of_other, [corrected]);
});
