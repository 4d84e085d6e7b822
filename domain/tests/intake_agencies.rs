//! Agencies from a table: what each row leads to, and who may.

use chrono::NaiveDate;
use domain::agency::{Agency, Level, Sector};
use domain::area::{Area, AreaLevel, BEFORE_RECORDS};
use domain::id::AgencyId;
use domain::intake::agencies::{Known, Review, Succession, review};
use domain::intake::{Column, Counts, EXAMPLE, Fate, Line, Row, RowFate, Why};
use domain::office::AgencyEvent;
use domain::people::Giver;
use domain::position::Role;
use domain::refusal::{FieldFault, Refusal};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

const TODAY: u32 = 14;

fn day(n: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2022, 9, n).expect("a day")
}

fn id(n: u128) -> AgencyId {
    AgencyId(Uuid::from_u128(n))
}

fn agency(n: u128, code: &str, province: &str, level: Level) -> Agency {
    Agency {
        id: id(n),
        code: code.to_owned(),
        name_vi: format!("Cơ quan {code}"),
        name_en: format!("Agency {code}"),
        short_vi: code.to_owned(),
        short_en: code.to_owned(),
        aliases: vec!["tên cũ".to_owned()],
        groups: Vec::new(),
        sector: Sector::Health,
        level,
        province: province.to_owned(),
        area: None,
        parent: None,
        valid_from: None,
        valid_to: None,
    }
}

fn area(code: &str, to: Option<NaiveDate>) -> Area {
    Area {
        code: code.to_owned(),
        valid_from: BEFORE_RECORDS,
        valid_to: to,
        level: AreaLevel::Commune,
        kind: "xa".to_owned(),
        name_vi: code.to_owned(),
        name_en: code.to_owned(),
        parent: None,
        province: "40".to_owned(),
        is_border: false,
        lat: None,
        lon: None,
    }
}

/// The rows as the administrator of the province would have them reviewed.
fn reviewed(rows: &[Row], mend: impl FnOnce(&mut Known<'_>)) -> Review {
    let mut ended = agency(14, "na.old", "40", Level::Province);
    ended.valid_to = Some(day(1));
    let agencies = [
        agency(11, "na.health", "40", Level::Province),
        agency(12, "na.ky-son", "40", Level::District),
        agency(13, "tw.office", "40", Level::Central),
        ended,
        agency(15, "ht.health", "42", Level::Province),
        agency(16, "na.tuong", "40", Level::District),
    ];
    let agencies = agencies.into_iter();
    let mut known = Known {
        giver: Giver {
            role: Role::Administrator,
            province: "40",
            level: Level::Province,
            is_acting: false,
        },
        today: day(TODAY),
        agencies: agencies.map(|a| (a.code.clone(), (a, 3))).collect(),
        areas: vec![
            area("40", None),
            area("16738", None),
            area("00123", None),
            area("412", Some(day(10))),
        ],
        successions: HashSet::new(),
    };
    mend(&mut known);
    let mut next = 1000;
    review(rows, &known, || {
        next += 1;
        Uuid::from_u128(next)
    })
}

fn fate(row: Row) -> Fate {
    reviewed(&[row], |_| ()).fates.remove(0).fate
}

fn why(row: Row) -> Why {
    match fate(row) {
        Fate::Refused { why } => why,
        other => panic!("not refused: {other:?}"),
    }
}

fn faults(row: Row) -> Vec<(String, FieldFault)> {
    match why(row) {
        Why::Refused {
            refusal: Refusal::Invalid { fields },
        } => fields
            .into_iter()
            .map(|wrong| (wrong.field, wrong.fault))
            .collect(),
        other => panic!("not for its fields: {other:?}"),
    }
}

/// A new agency of a commune, with other cells.
fn new(code: &str, more: &[(Column, &str)]) -> Row {
    let mut cells: HashMap<Column, &str> = HashMap::from([
        (Column::Code, code),
        (Column::NameVi, "Trạm  Y tế"),
        (Column::NameEn, "Health station"),
        (Column::Sector, "y te"),
        (Column::Level, "Xã"),
    ]);
    cells.extend(more.iter().copied());
    Row::new(2, cells)
}

#[test]
fn a_new_agency_is_made_as_the_form_makes_it() {
    let row = new(
        " NA.Station ",
        &[
            (Column::Parent, "NA.HEALTH"),
            (Column::Area, "123"),
            (Column::From, "20/09/2022"),
        ],
    );
    let review = reviewed(&[row], |_| ());
    assert_eq!(review.fates[0].key, "na.station");
    assert_eq!(review.fates[0].name, "Trạm Y tế");
    let Fate::Created { lines } = &review.fates[0].fate else {
        panic!("{:?}", review.fates);
    };
    let said = |column| {
        lines.iter().any(|line| {
            matches!(line, Line::Value { column: c, from, .. } if *c == column && from.is_empty())
        })
    };
    assert!(said(Column::Sector) && said(Column::Parent) && said(Column::Area));
    let [step] = review.steps.as_slice() else {
        panic!("{:?}", review.steps);
    };
    assert!(step.before.is_none());
    let made = &step.after.agency;
    assert_eq!(made.code, "na.station");
    assert_eq!(
        made.short_vi, "Trạm Y tế",
        "the long name, as no short one is there"
    );
    assert_eq!((made.sector, made.level), (Sector::Health, Level::Commune));
    assert_eq!(made.parent, Some(id(11)));
    assert_eq!(
        made.area.as_deref(),
        Some("00123"),
        "zeros that Excel dropped"
    );
    assert_eq!((made.valid_from, made.valid_to), (Some(day(20)), None));
    assert_eq!((step.after.version, step.events.len()), (1, 1));
    // The whole province is no narrower unit.
    let review = reviewed(&[new("na.a", &[(Column::Area, "40")])], |_| ());
    assert_eq!(review.steps[0].after.agency.area, None);
    assert_eq!(review.steps[0].after.agency.valid_from, Some(day(TODAY)));
}

#[test]
fn a_parent_may_stand_in_a_row_above() {
    let rows = [
        new("na.b", &[(Column::Parent, "na.a")]),
        new("na.a", &[]),
        new("na.c", &[(Column::Parent, "NA.A")]),
    ];
    let review = reviewed(&rows, |_| ());
    let wrong = Refusal::field("parent", FieldFault::Unknown);
    let why = Why::Refused { refusal: wrong };
    assert_eq!(review.fates[0].fate, Fate::Refused { why }, "only above");
    assert!(review.fates[2].fate.is_change(), "{:?}", review.fates[2]);
    let codes: Vec<&str> = review
        .steps
        .iter()
        .map(|step| step.after.agency.code.as_str())
        .collect();
    assert_eq!(codes, ["na.a", "na.c"], "in an order that can be written");
    let parent = review.steps[1].after.agency.parent;
    assert_eq!(parent, Some(review.steps[0].after.agency.id));
}

#[test]
fn of_what_is_there_only_the_names_change() {
    let same = |more: &[(Column, &str)]| {
        let mut cells = vec![
            (Column::Code, "na.health"),
            (Column::NameVi, "Cơ quan na.health"),
        ];
        cells.extend(more);
        Row::new(2, cells)
    };
    let unchanged = Fate::Unchanged { lines: vec![] };
    assert_eq!(fate(same(&[])), unchanged);
    let as_it_is = [(Column::Level, "Tỉnh"), (Column::Sector, "Y tế")];
    assert_eq!(fate(same(&as_it_is)), unchanged);
    let renamed = Row::new(
        2,
        [(Column::Code, "na.health"), (Column::NameVi, "Sở Y tế")],
    );
    let review = reviewed(&[renamed], |_| ());
    let [Line::Value { column, from, to }] = review.fates[0].fate.lines() else {
        panic!("{:?}", review.fates);
    };
    assert_eq!(*column, Column::NameVi);
    assert_eq!(
        (from.as_str(), to.as_str()),
        ("Cơ quan na.health", "Sở Y tế")
    );
    let after = &review.steps[0].after;
    assert_eq!(
        (after.version, after.agency.aliases.len()),
        (4, 1),
        "aliases stay"
    );
    for (column, cell) in [
        (Column::Sector, "Công an"),
        (Column::Level, "Xã"),
        (Column::Area, "16738"),
        (Column::Parent, "na.ky-son"),
        (Column::From, "20/09/2022"),
    ] {
        assert_eq!(why(same(&[(column, cell)])), Why::Stays { column });
    }
}

#[test]
fn who_takes_over_ends_the_one_before() {
    let from = [
        (Column::Predecessor, "na.ky-son, NA.Tuong; na.old"),
        (Column::From, "20/09/2022"),
    ];
    let rows = [new("na.new", &from)];
    let review = reviewed(&rows, |_| ());
    let ends: Vec<_> = review.fates[0]
        .fate
        .lines()
        .iter()
        .filter(|line| matches!(line, Line::Ends { .. }))
        .collect();
    let end = |code: &str| Line::Ends {
        code: code.to_owned(),
        on: day(20),
    };
    assert_eq!(ends, [&end("na.ky-son"), &end("na.tuong")]);
    let [made, first, second] = review.steps.as_slice() else {
        panic!("{:?}", review.steps);
    };
    let took = |n, effective| Succession {
        from: id(n),
        effective,
    };
    // What has ended keeps its day.
    assert_eq!(
        made.successions,
        [took(12, day(20)), took(14, day(1)), took(16, day(20))]
    );
    assert_eq!(made.after.version, 4);
    assert!(
        matches!(&made.events[1], AgencyEvent::AgencyTookOver { code, .. } if code == "na.ky-son")
    );
    for ended in [first, second] {
        assert_eq!(ended.after.agency.valid_to, Some(day(20)));
        assert_eq!(ended.after.version, 4);
    }
    // A day that has passed ends nothing in the past.
    let from = [
        (Column::Predecessor, "na.ky-son"),
        (Column::From, "01/07/2022"),
    ];
    let review = reviewed(&[new("na.new", &from)], |_| ());
    assert_eq!(review.steps[1].after.agency.valid_to, Some(day(TODAY)));

    // One that is there takes over, too; once.
    let moved = Row::new(
        2,
        [
            (Column::Code, "na.health"),
            (Column::NameVi, ""),
            (Column::Predecessor, "na.ky-son"),
        ],
    );
    let lines = fate(moved.clone()).lines().to_vec();
    assert_eq!(lines.len(), 2, "{lines:?}");
    let review = reviewed(&[moved], |known| {
        known.successions.insert((id(12), id(11)));
    });
    assert_eq!(review.fates[0].fate, Fate::Unchanged { lines: vec![] });
    assert!(review.steps.is_empty());
    // Two rows that end the same one: it ends once.
    let rows = [
        new("na.x", &[(Column::Predecessor, "na.ky-son")]),
        Row::new(
            3,
            [
                (Column::Code, "na.y"),
                (Column::NameVi, "Y"),
                (Column::NameEn, "Y"),
                (Column::Sector, "police"),
                (Column::Level, "commune"),
                (Column::Predecessor, "na.ky-son"),
            ],
        ),
    ];
    let review = reviewed(&rows, |_| ());
    assert_eq!(review.steps.len(), 3, "{:?}", review.fates);
    let ended = &review.steps[1];
    assert_eq!((ended.events.len(), ended.row), (1, 2));
}

#[test]
fn nobody_keeps_what_is_not_his() {
    let beyond = Why::Refused {
        refusal: Refusal::NotYoursToGive,
    };
    assert_eq!(why(new("na.x", &[(Column::Level, "Trung ương")])), beyond);
    let above = Row::new(2, [(Column::Code, "tw.office"), (Column::NameVi, "Khác")]);
    assert_eq!(why(above), beyond);
    assert_eq!(
        why(new("na.x", &[(Column::Predecessor, "tw.office")])),
        beyond
    );
    // Of another province: a code that is taken, and nothing that can be named.
    let taken = Why::Refused {
        refusal: Refusal::CodeTaken,
    };
    assert_eq!(why(new("ht.health", &[])), taken);
    for column in [Column::Parent, Column::Predecessor] {
        let unknown = vec![(column.as_str().to_owned(), FieldFault::Unknown)];
        for code in ["ht.health", "na.nowhere", "na.x"] {
            assert_eq!(faults(new("na.x", &[(column, code)])), unknown, "{code}");
        }
    }
    let officer = reviewed(&[new("na.x", &[])], |known| known.giver.role = Role::Head);
    assert!(officer.steps.is_empty(), "{:?}", officer.fates);
    // Two that take over from each other.
    let rows = [
        Row::new(
            2,
            [
                (Column::Code, "na.health"),
                (Column::NameVi, ""),
                (Column::Predecessor, "na.ky-son"),
            ],
        ),
        Row::new(
            3,
            [
                (Column::Code, "na.ky-son"),
                (Column::NameVi, ""),
                (Column::Predecessor, "na.health"),
            ],
        ),
    ];
    let review = reviewed(&rows, |_| ());
    assert!(matches!(review.fates[1].fate, Fate::Refused { .. }));
}

#[test]
fn every_wrong_cell_is_named_and_rows_do_not_contradict() {
    let wrong = Row::new(
        2,
        [
            (Column::Code, "Có dấu"),
            (Column::NameVi, "A"),
            (Column::Level, "Làng"),
            (Column::Area, "412"),
            (Column::From, "mai"),
        ],
    );
    let fields: Vec<String> = faults(wrong).into_iter().map(|(field, _)| field).collect();
    assert_eq!(
        fields,
        ["code", "name_en", "sector", "level", "from", "area"]
    );
    assert_eq!(why(new(EXAMPLE, &[])), Why::Example);
    let mut other = new("na.x", &[(Column::NameVi, "B")]);
    other.number = 3;
    let mut same = new("na.x", &[]);
    same.number = 4;
    let review = reviewed(&[new("na.x", &[]), other, same], |_| ());
    let why = Why::Contradicts { row: 2 };
    assert_eq!(review.fates[1].fate, Fate::Refused { why });
    assert_eq!(review.fates[2].fate, Fate::Repeated { row: 2 });
    let counts = Counts::of(&review.fates);
    assert_eq!(
        (counts.created, counts.unchanged, counts.refused),
        (1, 1, 1)
    );
    let json = serde_json::to_string(&review.fates).expect("written");
    let read: Vec<RowFate> = serde_json::from_str(&json).expect("read");
    assert_eq!(read, review.fates);
}
