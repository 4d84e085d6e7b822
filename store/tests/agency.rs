//! Contract of `store::agency`.

use crate::contract;

use chrono::NaiveDate;
use domain::agency::{Agency, Level, Sector};
use domain::id::AgencyId;
use store::agency::{self, AgencySuccession};
use uuid::Uuid;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day")
}

fn body(number: u128, code: &str, name_vi: &str, parent: Option<&Agency>) -> Agency {
    Agency {
        id: AgencyId(Uuid::from_u128(number)),
        code: code.to_owned(),
        name_vi: name_vi.to_owned(),
        name_en: format!("{code} in English"),
        short_vi: "VT".to_owned(),
        short_en: "AB".to_owned(),
        aliases: vec!["Sở Y tế".to_owned(), "\"Health\"; Service".to_owned()],
        groups: Vec::new(),
        sector: Sector::Committee,
        level: Level::Province,
        province: "40".to_owned(),
        area: None,
        parent: parent.map(|parent| parent.id),
        valid_from: None,
        valid_to: None,
    }
}

/// Province, district until July 2025, commune, and a province elsewhere.
fn tree() -> [Agency; 4] {
    let province = body(1, "na.pc", "Ủy ban nhân dân tỉnh", None);
    let mut district = body(2, "na.417.pc", "Đảng ủy huyện", Some(&province));
    district.valid_to = Some(day(2025, 7, 1));
    district.level = Level::District;
    let mut commune = body(3, "na.16837.pc", "Xã Nậm Cắn", Some(&district));
    commune.area = Some("16837".to_owned());
    commune.groups = vec!["border_commune".to_owned()];
    commune.valid_from = Some(day(2000, 1, 1));
    let mut elsewhere = body(4, "ht.pc", "Dân vận Hà Tĩnh", None);
    elsewhere.province = "42".to_owned();
    [province, district, commune, elsewhere]
}

contract!(what_is_inserted_is_found, |db| async move {
    let mut tx = db.write().await.expect("begins");
    let tree = tree();
    for body in &tree {
        agency::insert(&mut tx, body).await.expect("inserted");
    }
    for body in &tree {
        let found = agency::find(&mut tx, body.id).await.expect("asked");
        assert_eq!(found.as_ref(), Some(body));
        let found = agency::find_by_code(&mut tx, &body.code)
            .await
            .expect("asked");
        assert_eq!(found.as_ref(), Some(body));
    }
    let nobody = AgencyId(Uuid::from_u128(9));
    assert_eq!(agency::find(&mut tx, nobody).await.expect("asked"), None);
    assert_eq!(
        agency::find_by_code(&mut tx, "na.none")
            .await
            .expect("asked"),
        None
    );

    let twin = Agency {
        id: nobody,
        ..tree[0].clone()
    };
    match agency::insert(&mut tx, &twin).await {
        Err(store::Error::Conflict { constraint }) => assert_eq!(constraint, "agency_code_key"),
        other => panic!("two agencies with one code: {other:?}"),
    }
});

contract!(an_agency_is_updated_in_place, |db| async move {
    let mut tx = db.write().await.expect("begins");
    let [province, mut district, ..] = tree();
    agency::insert(&mut tx, &province).await.expect("inserted");
    assert!(
        !agency::update(&mut tx, &district).await.expect("asked"),
        "it does not exist"
    );
    agency::insert(&mut tx, &district).await.expect("inserted");
    district.parent = None;
    district.aliases.push("UBND huyện".to_owned());
    district.sector = Sector::Other;
    assert!(agency::update(&mut tx, &district).await.expect("updated"));
    assert_eq!(
        agency::find(&mut tx, district.id).await.expect("asked"),
        Some(district)
    );
});

contract!(lists_are_in_vietnamese_order, |db| async move {
    let mut tx = db.write().await.expect("begins");
    let tree = tree();
    for body in &tree {
        agency::insert(&mut tx, body).await.expect("inserted");
    }
    let [province, district, commune, elsewhere] = tree;
    let all = agency::all(&mut tx).await.expect("listed");
    assert_eq!(
        all,
        [
            elsewhere.clone(),
            district.clone(),
            province.clone(),
            commune.clone()
        ]
    );
    let here = agency::list_by_province(&mut tx, "40")
        .await
        .expect("listed");
    assert_eq!(here, [district, province.clone(), commune.clone()]);
    let unknown = AgencyId(Uuid::from_u128(9));
    let some = agency::list(&mut tx, &[commune.id, unknown, province.id])
        .await
        .expect("listed");
    assert_eq!(some, [province, commune]);
    assert!(agency::list(&mut tx, &[]).await.expect("listed").is_empty());
});

contract!(
    an_ended_parent_is_replaced_by_its_successors,
    |db| async move {
        let mut tx = db.write().await.expect("begins");
        let tree = tree();
        for body in &tree {
            agency::insert(&mut tx, body).await.expect("inserted");
        }
        let [province, district, commune, _] = tree;
        let mut handed_over = AgencySuccession {
            from_agency: district.id,
            to_agency: province.id,
            effective: day(2025, 7, 1),
            what_vi: "toàn bộ".to_owned(),
            what_en: "all".to_owned(),
            source: "nguồn".to_owned(),
        };
        let above =
            async |tx: &mut store::Tx, id, on| agency::ancestors(tx, id, on).await.expect("asked");
        let (before, after) = (day(2022, 9, 14), day(2025, 7, 1));
        assert_eq!(
            above(&mut tx, commune.id, before).await,
            [district.id, province.id]
        );
        assert!(
            above(&mut tx, commune.id, after).await.is_empty(),
            "nobody took over yet"
        );
        agency::upsert_succession(&mut tx, &handed_over)
            .await
            .expect("inserted");
        assert_eq!(
            above(&mut tx, commune.id, before).await,
            [district.id, province.id]
        );
        assert_eq!(above(&mut tx, commune.id, after).await, [province.id]);
        assert!(above(&mut tx, province.id, after).await.is_empty());

        handed_over.what_en = "everything".to_owned();
        agency::upsert_succession(&mut tx, &handed_over)
            .await
            .expect("corrected");
        let all = agency::successions(&mut tx).await.expect("listed");
        assert_eq!(all, [handed_over.clone()]);
        let of_one = agency::successors(&mut tx, district.id)
            .await
            .expect("listed");
        assert_eq!(of_one, [handed_over]);
        assert!(
            agency::successors(&mut tx, province.id)
                .await
                .expect("listed")
                .is_empty()
        );
    }
);
