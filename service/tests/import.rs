//! Imports of `data/`, on both engines.

use crate::contract;

use crate::installation::{FILES, day, system};
use chrono::NaiveDate;
use domain::agency::Agency;
use domain::area::{AreaLevel, BEFORE_RECORDS, CommuneStatus, EARLY_2025, Share, TWO_LEVELS};
use service::import::{self, File, Files, ImportError, Reach, Report};
use std::collections::BTreeMap;
use store::{agency, area};

fn counts(reports: &[Report]) -> Vec<(usize, usize, usize)> {
    reports
        .iter()
        .map(|report| (report.added, report.changed, report.unchanged))
        .collect()
}

contract!(units_stand_as_they_were_on_each_day, |db| async move {
    let system = system(db, true);
    import::facts(&system, &FILES).await.expect("imported");
    let mut tx = system.db.read().await.expect("reads");
    for (on, districts, communes, border) in [
        (day(2022, 9, 14), 21, 460, 27),
        (day(2024, 12, 15), 20, 412, 27),
        (day(2025, 7, 15), 0, 130, 21),
    ] {
        let list = async |tx: &mut store::Tx, level| {
            area::list(tx, "40", level, on).await.expect("listed").len()
        };
        assert_eq!(list(&mut tx, AreaLevel::District).await, districts, "{on}");
        assert_eq!(list(&mut tx, AreaLevel::Commune).await, communes, "{on}");
        let at_border = area::list_border(&mut tx, "40", on).await.expect("listed");
        assert_eq!(at_border.len(), border, "{on}");
    }
    for (on, name, english, parent) in [
        (
            day(2022, 9, 14),
            "Thị trấn Anh Sơn",
            "Anh Son Township",
            "424",
        ),
        (
            day(2024, 12, 15),
            "Thị trấn Kim Nhan",
            "Kim Nhan Township",
            "424",
        ),
        (day(2025, 7, 15), "Xã Anh Sơn", "Anh Son Commune", "40"),
    ] {
        let unit = area::find_on(&mut tx, "17329", on)
            .await
            .expect("asked")
            .expect("known");
        assert_eq!(
            (unit.name_vi.as_str(), unit.name_en.as_str()),
            (name, english)
        );
        assert_eq!(unit.parent.as_deref(), Some(parent));
    }
    // Nothing about it changed in December 2024, so it is one unit until July 2025.
    let unit = area::find_on(&mut tx, "16837", day(2024, 12, 15))
        .await
        .expect("asked");
    let unit = unit.expect("known");
    assert_eq!(
        (unit.name_vi.as_str(), unit.valid_from),
        ("Xã Nậm Cắn", BEFORE_RECORDS)
    );
    assert_eq!(unit.valid_to, Some(day(2025, 7, 1)));
});

contract!(
    descent_leads_from_the_old_communes_to_the_new,
    |db| async move {
        let system = system(db, true);
        import::facts(&system, &FILES).await.expect("imported");
        let mut tx = system.db.read().await.expect("reads");
        let from = area::predecessors(&mut tx, "16870", day(2025, 7, 1))
            .await
            .expect("listed");
        let names: Vec<_> = from.iter().map(|(_, area)| area.name_vi.as_str()).collect();
        assert_eq!(names, ["Xã Na Ngoi", "Xã Nậm Càn"]);
        let into = area::successors(&mut tx, "16873", BEFORE_RECORDS)
            .await
            .expect("listed");
        assert_eq!(into.len(), 1);
        assert_eq!(into[0].1.code, "16870");
        assert_eq!(into[0].0.effective, day(2025, 7, 1));
        // Every commune of 2025 has predecessors, and all 412 of them lead somewhere.
        let mut found = 0;
        for commune in area::list(&mut tx, "40", AreaLevel::Commune, day(2025, 7, 1))
            .await
            .expect("l")
        {
            let from = area::predecessors(&mut tx, &commune.code, commune.valid_from).await;
            let from = from.expect("listed");
            assert!(!from.is_empty(), "{}", commune.name_vi);
            found += from.len();
        }
        assert_eq!(found, 412);
    }
);

contract!(the_whole_country_stands_since_july_2025, |db| async move {
    let system = system(db, true);
    let reports = import::facts(&system, &FILES).await.expect("imported");
    let mut tx = system.db.read().await.expect("reads");
    let on = day(2025, 7, 15);
    let provinces = area::provinces(&mut tx, on).await.expect("listed");
    assert_eq!(provinces.len(), 34);
    let mut communes = 0;
    for province in &provinces {
        let list = area::list(&mut tx, &province.code, AreaLevel::Commune, on).await;
        communes += list.expect("listed").len();
    }
    assert_eq!(communes, 3_321);
    let border: Vec<_> = provinces
        .iter()
        .filter(|p| p.is_border)
        .map(|p| p.name_vi.as_str())
        .collect();
    assert_eq!(border.len(), 9, "{border:?}");
    let before = area::provinces(&mut tx, day(2022, 9, 14))
        .await
        .expect("listed");
    assert_eq!(
        before.iter().filter(|province| province.is_border).count(),
        10
    );
    for (code, on, name) in [
        ("44", day(2025, 6, 30), "Tỉnh Quảng Bình"),
        ("44", day(2025, 7, 1), "Tỉnh Quảng Trị"),
        ("46", day(2024, 12, 31), "Tỉnh Thừa Thiên Huế"),
        ("46", day(2025, 1, 1), "Thành phố Huế"),
    ] {
        let unit = area::find_on(&mut tx, code, on)
            .await
            .expect("asked")
            .expect("known");
        assert_eq!(unit.name_vi, name);
    }
    let country = reports
        .iter()
        .find(|report| report.file == "vn-units-2025-07.csv")
        .expect("a report");
    assert_eq!(
        country.changed, 0,
        "the coarser file corrects nothing: {country}"
    );
    assert_eq!(country.added + country.unchanged, 3_355);
});

/// The units of a level in every province of that day.
async fn units_on(tx: &mut store::Tx, level: AreaLevel, on: NaiveDate) -> usize {
    let mut units = 0;
    for province in area::provinces(tx, on).await.expect("listed") {
        let list = area::list(tx, &province.code, level, on).await;
        units += list.expect("listed").len();
    }
    units
}

/// The units that became a unit of July 2025: name, province and how much of each.
async fn made_of(tx: &mut store::Tx, code: &str) -> Vec<(String, String, Share)> {
    let from = area::predecessors(tx, code, TWO_LEVELS).await;
    from.expect("listed")
        .into_iter()
        .map(|(line, area)| (area.name_vi, area.province, line.share))
        .collect()
}

contract!(
    the_border_provinces_stand_with_districts_until_june_2025,
    |db| async move {
        let system = system(db, true);
        let reports = import::facts(&system, &FILES).await.expect("imported");
        let mut tx = system.db.read().await.expect("reads");
        // Ten on the border, and Đà Nẵng and Quảng Ngãi, with which two of them were merged.
        for on in [EARLY_2025, day(2025, 6, 30)] {
            let provinces = area::provinces(&mut tx, on).await.expect("listed");
            assert_eq!(provinces.len(), 12, "{on}");
            assert_eq!(provinces.iter().filter(|p| p.is_border).count(), 10);
            let units = [AreaLevel::District, AreaLevel::Commune];
            assert_eq!(units_on(&mut tx, units[0], on).await, 155, "{on}");
            assert_eq!(units_on(&mut tx, units[1], on).await, 2_446, "{on}");
        }
        let early = reports
            .iter()
            .find(|r| r.file == "vn-units-early-2025.csv")
            .expect("a report");
        // Nine of the ten provinces and all of Nghệ An's units are known from better files.
        assert_eq!(early.unchanged, 10 + 20 + 412, "{early}");
        assert_eq!(early.added, 2 + 135 + 2_034, "{early}");
        let descent = reports
            .iter()
            .find(|r| r.file == "vn-succession-2025-07.csv")
            .expect("a report");
        assert_eq!((descent.added, descent.unchanged), (2_462 - 412, 412));

        // The list says nothing of the time before it.
        for on in [day(2022, 9, 14), EARLY_2025.pred_opt().expect("a day")] {
            for (code, level) in [("42", AreaLevel::District), ("42", AreaLevel::Commune)] {
                let units = area::list(&mut tx, code, level, on).await.expect("listed");
                assert!(units.is_empty(), "{on}");
            }
        }
        // Huế's old city district was divided under new names in 2025; what it was before is not known.
        let name = async |tx: &mut store::Tx, code, on| {
            let unit = area::find_on(tx, code, on).await.expect("asked");
            unit.map(|unit| (unit.name_vi, unit.kind, unit.parent))
        };
        assert_eq!(name(&mut tx, "474", day(2024, 12, 31)).await, None);
        let district = (
            "Quận Thuận Hóa".to_owned(),
            "urban_district".to_owned(),
            Some("46".to_owned()),
        );
        assert_eq!(name(&mut tx, "474", day(2025, 6, 30)).await, Some(district));
        assert_eq!(name(&mut tx, "474", TWO_LEVELS).await, None);
        // The better file keeps its spelling and its dates.
        let town = area::find_on(&mut tx, "414", EARLY_2025)
            .await
            .expect("asked");
        let town = town.expect("known");
        assert_eq!(
            (town.name_vi.as_str(), town.valid_from),
            ("Thị xã Thái Hoà", BEFORE_RECORDS)
        );
    }
);

contract!(
    descent_is_known_in_the_other_border_provinces,
    |db| async move {
        let system = system(db, true);
        import::facts(&system, &FILES).await.expect("imported");
        let mut tx = system.db.read().await.expect("reads");
        let from = made_of(&mut tx, "18073").await;
        let names: Vec<_> = from.iter().map(|(name, ..)| name.as_str()).collect();
        assert_eq!(
            names,
            [
                "Phường Bắc Hà",
                "Phường Đại Nài",
                "Phường Hà Huy Tập",
                "Phường Nam Hà",
                "Phường Tân Giang",
                "Phường Thạch Hưng",
                "Phường Thạch Quý",
                "Phường Trần Phú",
                "Phường Văn Yên",
            ]
        );
        let (_, province, share) = &from[1];
        assert_eq!((province.as_str(), *share), ("42", Share::MainPart));
        // A commune of Quảng Nam is today one of Đà Nẵng; the code 20335 went on under another name.
        let into = area::successors(&mut tx, "20362", EARLY_2025)
            .await
            .expect("listed");
        assert_eq!(into.len(), 1);
        let (line, unit) = &into[0];
        assert_eq!(
            (unit.name_vi.as_str(), unit.province.as_str()),
            ("Phường Bàn Thạch", "48")
        );
        assert_eq!((line.effective, line.share), (TWO_LEVELS, Share::Whole));
        assert_eq!(line.instrument, "", "the source names no act");
        let from = made_of(&mut tx, "20335").await;
        assert!(from.iter().all(|(_, province, _)| province == "49"));
        assert_eq!(from.len(), 3);
        // Cồn Cỏ had no communes; every other commune of the nine provinces came from somewhere.
        let mut without = Vec::new();
        for province in area::provinces(&mut tx, TWO_LEVELS).await.expect("listed") {
            if !province.is_border {
                continue;
            }
            let communes =
                area::list(&mut tx, &province.code, AreaLevel::Commune, TWO_LEVELS).await;
            for commune in communes.expect("listed") {
                if made_of(&mut tx, &commune.code).await.is_empty() {
                    without.push(commune.name_vi);
                }
            }
        }
        without.sort();
        assert_eq!(
            without,
            ["Đặc khu Cồn Cỏ", "Đặc khu Hoàng Sa", "Đặc khu Lý Sơn"]
        );
        // Nghệ An's lines keep the act that only its own file names.
        let from = area::predecessors(&mut tx, "16870", TWO_LEVELS).await;
        assert!(
            from.expect("listed")
                .iter()
                .all(|(line, _)| !line.instrument.is_empty())
        );
    }
);

contract!(
    the_whole_country_stands_before_july_2025_on_demand,
    |db| async move {
        let system = system(db, true);
        import::facts(&system, &FILES).await.expect("imported");
        let reports = import::whole_country(&system, &FILES)
            .await
            .expect("imported");
        assert_eq!(
            counts(&reports),
            [(10_794 - 2_613, 0, 2_613), (10_564 - 2_462, 0, 2_462)]
        );
        let said: Vec<String> = import::on_record(&system)
            .await
            .expect("counted")
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            said,
            [
                "units on record as at 2022-09-14: 10 provinces, 21 districts, 460 communes",
                "units on record as at 2024-12-01: 10 provinces, 20 districts, 412 communes",
                "units on record as at 2025-03-01: 63 provinces, 696 districts, 10035 communes",
                "units on record as at 2025-07-01: 34 provinces, 3321 communes",
            ]
        );
        let mut tx = system.db.read().await.expect("reads");
        let last = day(2025, 6, 30);
        assert_eq!(area::provinces(&mut tx, last).await.expect("l").len(), 63);
        assert_eq!(units_on(&mut tx, AreaLevel::District, last).await, 696);
        assert_eq!(units_on(&mut tx, AreaLevel::Commune, last).await, 10_035);
        assert_eq!(units_on(&mut tx, AreaLevel::District, TWO_LEVELS).await, 0);
        // Two communes Hòa Bình, one of Hải Dương, one of Hải Phòng: the source took each for the other.
        let names = |from: Vec<(String, String, Share)>| -> Vec<(String, String)> {
            from.into_iter()
                .map(|(name, province, _)| (name, province))
                .collect()
        };
        let from = names(made_of(&mut tx, "11911").await);
        let hai_phong = |name: &str| (name.to_owned(), "31".to_owned());
        assert_eq!(
            from,
            [
                hai_phong("Xã Hòa Bình"),
                hai_phong("Xã Lý Học"),
                hai_phong("Xã Trấn Dương")
            ]
        );
        drop(tx);

        let again = [
            import::facts(&system, &FILES).await.expect("imported"),
            import::whole_country(&system, &FILES)
                .await
                .expect("imported"),
        ]
        .concat();
        assert!(again.iter().all(Report::is_unchanged), "{again:?}");
        assert_eq!(
            counts(&again[again.len() - 2..]),
            [(0, 0, 10_794), (0, 0, 10_564)]
        );
    }
);

#[test]
fn every_divided_commune_has_one_main_part() {
    #[derive(serde::Deserialize)]
    struct Row {
        from_code: String,
        part: Share,
    }
    let text = FILES.vn_succession_2025_07.text;
    let mut shares: BTreeMap<String, Vec<Share>> = BTreeMap::new();
    for row in csv::Reader::from_reader(text.as_bytes()).into_deserialize() {
        let Row { from_code, part } = row.expect("a row");
        shares.entry(from_code).or_default().push(part);
    }
    assert_eq!(shares.len(), 10_035);
    for (code, shares) in shares {
        let of = |share| shares.iter().filter(|known| **known == share).count();
        match shares.len() {
            1 => assert_eq!(shares, [Share::Whole], "{code}"),
            _ => assert_eq!((of(Share::Whole), of(Share::MainPart)), (0, 1), "{code}"),
        }
    }
}

contract!(a_second_run_changes_nothing_and_says_so, |db| async move {
    let system = system(db, true);
    let first = [
        import::facts(&system, &FILES).await.expect("imported"),
        import::demo(&system, &FILES).await.expect("imported"),
    ]
    .concat();
    assert!(
        first
            .iter()
            .all(|report| report.added > 0 && report.changed == 0),
        "{first:?}"
    );
    let mut tx = system.db.read().await.expect("reads");
    let agencies = agency::all(&mut tx).await.expect("listed");
    drop(tx);
    let second = [
        import::facts(&system, &FILES).await.expect("imported"),
        import::demo(&system, &FILES).await.expect("imported"),
    ]
    .concat();
    assert!(second.iter().all(Report::is_unchanged), "{second:?}");
    for (first, second) in first.iter().zip(&second) {
        assert_eq!(
            first.added + first.unchanged,
            second.unchanged,
            "{first} / {second}"
        );
    }
    let mut tx = system.db.read().await.expect("reads");
    assert_eq!(
        agency::all(&mut tx).await.expect("listed"),
        agencies,
        "ids stay"
    );
});

contract!(agencies_stand_in_their_tree_at_all_times, |db| async move {
    let system = system(db, true);
    import::facts(&system, &FILES).await.expect("imported");
    import::demo(&system, &FILES).await.expect("imported");
    let mut tx = system.db.read().await.expect("reads");
    let agencies = agency::list_by_province(&mut tx, "40")
        .await
        .expect("listed");
    assert_eq!(agencies.len(), 100);
    let on = |day| {
        agencies
            .iter()
            .filter(|agency| agency.is_valid_on(day))
            .count()
    };
    assert_eq!((on(day(2022, 9, 14)), on(day(2025, 7, 1))), (86, 38));
    assert_eq!(
        agency::list_by_province(&mut tx, "42")
            .await
            .expect("listed")
            .len(),
        3
    );
    let by_code = |code: &str| -> &Agency {
        agencies
            .iter()
            .find(|agency| agency.code == code)
            .expect("known")
    };
    let codes = async |tx: &mut store::Tx, code: &str, on| -> Vec<&str> {
        let above = agency::ancestors(tx, by_code(code).id, on)
            .await
            .expect("asked");
        let code_of = |id| {
            agencies
                .iter()
                .find(|agency| agency.id == id)
                .expect("known")
        };
        above
            .into_iter()
            .map(|id| code_of(id).code.as_str())
            .collect()
    };
    let before = codes(&mut tx, "na.16837.pc", day(2022, 9, 14)).await;
    assert_eq!(before, ["na.417.pc", "na.pc"]);
    assert_eq!(
        codes(&mut tx, "na.16837.pc", day(2025, 7, 1)).await,
        ["na.pc"]
    );
    let health = by_code("na.health");
    assert!(health.aliases.contains(&"Health Service".to_owned()));
    assert_eq!(
        (health.area.as_deref(), health.province.as_str()),
        (None, "40")
    );
    assert_eq!(by_code("na.16837.pc").area.as_deref(), Some("16837"));
    let heirs = agency::successors(&mut tx, by_code("na.dolisa").id)
        .await
        .expect("listed");
    assert_eq!(heirs.len(), 3);
});

contract!(demo_rows_come_in_demo_mode_only, |db| async move {
    let working = system(db.clone(), false);
    import::facts(&working, &FILES).await.expect("imported");
    assert!(matches!(
        import::demo(&working, &FILES).await,
        Err(ImportError::DemoOnly)
    ));
    let people = import::people(&working, &FILES.demo_people).await;
    assert!(matches!(people, Err(ImportError::DemoOnly)));
    let standings = import::standings(&working, &FILES.demo_communes_status).await;
    assert!(matches!(standings, Err(ImportError::DemoOnly)));

    let demo = system(db, true);
    let reports = import::demo(&demo, &FILES).await.expect("imported");
    assert_eq!(counts(&reports), [(3, 0, 0), (58, 0, 0), (27, 0, 0)]);
    let mut tx = demo.db.read().await.expect("reads");
    let standings = area::latest_standings(&mut tx, "40", day(2022, 9, 14))
        .await
        .expect("l");
    assert_eq!(standings.len(), 27);
    let not_yet: Vec<_> = standings
        .iter()
        .filter(|s| s.status == CommuneStatus::NotYet)
        .collect();
    assert_eq!(not_yet.len(), 1);
    assert_eq!(
        (not_yet[0].code.as_str(), not_yet[0].is_demo),
        ("16756", true)
    );
    let later = area::latest_standings(&mut tx, "40", day(2025, 7, 1))
        .await
        .expect("listed");
    assert!(later.is_empty(), "a merged commune inherits nothing");
});

contract!(
    a_wrong_row_is_named_and_nothing_of_its_file_is_written,
    |db| async move {
        let system = system(db, true);
        let header = "code,name_vi,name_en,valid_from,valid_to,successor_code,lao_provinces";
        let good = "11,Điện Biên,Dien Bien,,,,";
        for (bad, line, what) in [
            ("14,Sơn La,Son La,tomorrow,,,", 3, "\"tomorrow\" is no date"),
            ("14,Sơn La,Son La", 3, "3 fields"),
            ("11,Điện Biên,Dien Bien,,,,", 3, "line 2 already"),
            (
                "11,Điện Biên,Dien Bien,2020-01-01,,,",
                3,
                "two units on 2020-01-01",
            ),
        ] {
            let text = format!("{header}\n{good}\n{bad}\n");
            let file = File {
                name: "border.csv",
                text: &text,
            };
            let error = import::border_provinces(&system, &file, &FILES.vn_units_2025_07).await;
            let message = error.expect_err("refused").to_string();
            assert!(
                message.starts_with(&format!("border.csv, line {line}: ")),
                "{message}"
            );
            assert!(message.contains(what), "{message}");
            let mut tx = system.db.read().await.expect("reads");
            assert!(area::all(&mut tx).await.expect("listed").is_empty());
        }
        let agencies = import::agencies(&system, &FILES.nghe_an_agencies).await;
        let message = agencies.expect_err("without units").to_string();
        assert_eq!(message, "nghe-an-agencies.csv, line 2: no unit 40 in *");
    }
);

contract!(
    a_wrong_row_of_the_country_is_named_and_nothing_is_written,
    |db| async move {
        let system = system(db, true);
        let units = "level,code,name_vi,type,parent_code\nprovince,42,Tỉnh Hà Tĩnh,province,\n\
                     district,436,Thành phố Hà Tĩnh,provincial_city,42\n";
        let descent = "from_code,to_code,part\n18077,18073,whole\n";
        let orphan = format!("{units}commune,18077,Phường Bắc Hà,ward,437\n");
        let twice = format!("{units}{0}{0}", "commune,18077,Phường Bắc Hà,ward,436\n");
        let named = |name, text| File { name, text };
        for (text, message) in [
            (&orphan, "early.csv, line 4: no unit 437 in the list"),
            (
                &twice,
                "early.csv, line 5: unit 18077 stands on line 4 already",
            ),
        ] {
            let files = Files {
                vn_units_early_2025: named("early.csv", text),
                vn_succession_2025_07: named("descent.csv", descent),
                ..FILES
            };
            let refused = import::early_2025(&system, &files, Reach::Country).await;
            assert_eq!(refused.expect_err("refused").to_string(), message);
        }
        let mut tx = system.db.read().await.expect("reads");
        assert!(area::all(&mut tx).await.expect("listed").is_empty());
        drop(tx);
        let files = Files {
            vn_succession_2025_07: named("descent.csv", descent),
            ..FILES
        };
        let refused = import::descent_2025(&system, &files, Reach::Border).await;
        assert_eq!(
            refused.expect_err("refused").to_string(),
            "descent.csv, line 2: no unit 18077 ends on 2025-07-01"
        );
        import::facts(&system, &FILES).await.expect("imported");
        let twice = format!("{descent}18077,18073,whole\n");
        let files = Files {
            vn_succession_2025_07: named("descent.csv", &twice),
            ..FILES
        };
        let refused = import::descent_2025(&system, &files, Reach::Border).await;
        assert_eq!(
            refused.expect_err("refused").to_string(),
            "descent.csv, line 3: 18077 to 18073 stands on line 2 already"
        );
    }
);

contract!(a_corrected_file_corrects_the_rows, |db| async move {
    let system = system(db, true);
    import::facts(&system, &FILES).await.expect("imported");
    import::demo(&system, &FILES).await.expect("imported");
    let replaced = |file: &File<'static>, from: &str, to: &str| {
        let text = file.text.replace(from, to);
        assert_ne!(text, file.text, "{from} is not in {}", file.name);
        text
    };
    let text = replaced(
        &FILES.nghe_an_agencies,
        "Health Service;",
        "Service of Health;",
    );
    let file = File {
        name: "agencies.csv",
        text: &text,
    };
    let report = import::agencies(&system, &file).await.expect("imported");
    assert_eq!(
        report.to_string(),
        "agencies.csv: 0 added, 1 changed, 99 unchanged"
    );
    let text = replaced(&FILES.demo_people, "Nguyễn Minh Dũng", "Nguyễn Minh Dung");
    let file = File {
        name: "people.csv",
        text: &text,
    };
    let report = import::people(&system, &file).await.expect("imported");
    assert_eq!((report.added, report.changed), (0, 1));
    let text = replaced(
        &FILES.demo_communes_status,
        "16756,not_yet",
        "16756,basically_meets",
    );
    let file = File {
        name: "status.csv",
        text: &text,
    };
    let report = import::standings(&system, &file).await.expect("imported");
    assert_eq!((report.added, report.changed), (0, 1));
    let text = replaced(
        &FILES.vn_units_early_2025,
        "Phường Bắc Hà,",
        "Phường Bắc Hà mới,",
    );
    let descent = replaced(
        &FILES.vn_succession_2025_07,
        "18077,18073,whole",
        "18077,18073,main_part",
    );
    let files = Files {
        vn_units_early_2025: File {
            name: "early.csv",
            text: &text,
        },
        vn_succession_2025_07: File {
            name: "descent.csv",
            text: &descent,
        },
        ..FILES
    };
    let report = import::early_2025(&system, &files, Reach::Border).await;
    let report = report.expect("imported");
    assert_eq!((report.added, report.changed), (0, 1), "{report}");
    let report = import::descent_2025(&system, &files, Reach::Border).await;
    let report = report.expect("imported");
    assert_eq!((report.added, report.changed), (0, 1), "{report}");
});
