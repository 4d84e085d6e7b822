//! People from a table: headings, rows, and what each row leads to.

use chrono::NaiveDate;
use domain::agency::{Agency, Level, Sector};
use domain::id::{AgencyId, PositionId, UserId};
use domain::intake::people::{Known, Review, review};
use domain::intake::{
    Column, Counts, EXAMPLE, Fate, Kind, Line, MOST_ROWS, Post, Row, RowFate, SheetFault, Why,
    check, mark, table,
};
use domain::people::view::PositionName;
use domain::people::{AccountEvent, Giver, Held, Person};
use domain::position::Role;
use domain::refusal::{FieldFault, Refusal};
use domain::view::Language;
use std::collections::HashMap;
use uuid::Uuid;

fn day(n: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2022, 9, n).expect("a day")
}

const TODAY: u32 = 14;

fn cells(rows: &[&[&str]]) -> Vec<(u32, Vec<String>)> {
    let rows = rows.iter().zip(1..);
    rows.map(|(row, n)| (n, row.iter().map(|&cell| cell.to_owned()).collect()))
        .collect()
}

#[test]
fn headings_are_known_however_they_are_written() {
    for (heading, column) in [
        ("Họ và tên", Some(Column::FullName)),
        ("HỌ VÀ TÊN *", Some(Column::FullName)),
        ("Ho\u{323} va\u{300} te\u{302}n", Some(Column::FullName)),
        ("ho va ten", Some(Column::FullName)),
        ("Tên đăng nhập (không dấu)", Some(Column::Login)),
        ("Thư điện tử:", Some(Column::Email)),
        ("Mã cơ quan", Some(Column::Agency)),
        // The mark on either vowel: the key has none.
        ("Chức danh/Vai trò", Some(Column::Role)),
        ("Từ ngày", Some(Column::From)),
        ("Đến ngày", Some(Column::To)),
        ("Đến hết ngày", Some(Column::To)),
        ("Đến trước ngày", Some(Column::Before)),
        ("Ghi chú", None),
        ("", None),
    ] {
        assert_eq!(Column::named(Kind::People, heading), column, "{heading}");
    }
    for &kind in Kind::ALL {
        for &column in kind.columns() {
            let heading = column.heading();
            assert_eq!(Column::named(kind, heading), Some(column), "{heading}");
        }
    }
}

#[test]
fn rows_keep_their_numbers_and_empty_ones_are_left_out() {
    let found = table(
        Kind::People,
        &cells(&[
            &["DANH SÁCH TÀI KHOẢN"],
            &[],
            &["STT", "Họ và tên", "Tên đăng nhập", "Đến trước ngày"],
            &["1", " Vi Thị Chi ", "chi", "01/10/2022"],
            &["", "  ", "\u{a0}", ""],
            &["3", "", "", ""],
            &["4", "Lô Văn Dần", "dan"],
        ]),
    );
    let found = found.expect("a table");
    assert_eq!(found.ignored, ["STT"]);
    let numbers: Vec<u32> = found.rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, [4, 7]);
    assert_eq!(found.rows[0].get(Column::FullName), "Vi Thị Chi");
    assert_eq!(found.rows[0].get(Column::Before), "01/10/2022");
}

#[test]
fn a_file_that_cannot_be_taken_says_why() {
    let fault = |rows: &[&[&str]]| match table(Kind::People, &cells(rows)) {
        Err(Refusal::Sheet { fault }) => fault,
        other => panic!("not refused: {other:?}"),
    };
    let both = vec![Column::FullName, Column::Login];
    assert_eq!(
        fault(&[]),
        SheetFault::NoHeading {
            missing: both.clone()
        }
    );
    assert_eq!(
        fault(&[&["a", "b"]]),
        SheetFault::NoHeading { missing: both }
    );
    assert_eq!(
        fault(&[&["Họ và tên", "Cơ quan"], &["Chi", "x"]]),
        SheetFault::NoHeading {
            missing: vec![Column::Login]
        }
    );
    let head: &[&str] = &["Họ và tên", "Tên đăng nhập"];
    assert_eq!(fault(&[head, &["", ""]]), SheetFault::Empty);
    assert_eq!(
        fault(&[
            &["Họ và tên", "Tên đăng nhập", "Đến ngày", "Đến trước ngày"],
            head
        ]),
        SheetFault::HeadingTwice {
            column: Column::Before
        }
    );
    assert_eq!(
        fault(&[
            &["Họ và tên", "Tên đăng nhập", "Mật khẩu"],
            &["Chi", "chi", "123456"]
        ]),
        SheetFault::Password
    );
    let row: &[&str] = &["Chi", "chi"];
    let mut rows = vec![head];
    rows.extend(std::iter::repeat_n(row, MOST_ROWS));
    assert_eq!(
        table(Kind::People, &cells(&rows))
            .expect("as many as may be")
            .rows
            .len(),
        MOST_ROWS
    );
    rows.push(row);
    assert_eq!(fault(&rows), SheetFault::TooManyRows { most: MOST_ROWS });
}

fn agency(n: u128, code: &str, province: &str, level: Level) -> Agency {
    Agency {
        id: AgencyId(Uuid::from_u128(n)),
        code: code.to_owned(),
        name_vi: code.to_owned(),
        name_en: code.to_owned(),
        short_vi: code.to_owned(),
        short_en: code.to_owned(),
        aliases: Vec::new(),
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

fn position(n: u128, agency: u128, role: Role, title: &str) -> PositionName {
    PositionName {
        id: PositionId(Uuid::from_u128(n)),
        role,
        title_vi: title.to_owned(),
        title_en: String::new(),
        agency: AgencyId(Uuid::from_u128(agency)),
        valid_from: None,
        valid_to: None,
    }
}

fn person(n: u128, login: &str, province: &str) -> Person {
    Person {
        id: UserId(Uuid::from_u128(n)),
        version: 4,
        login: login.to_owned(),
        full_name: "Trần Thị Bình".to_owned(),
        language: Language::Vi,
        email: "binh@nghean.example.vn".to_owned(),
        province: province.to_owned(),
        closes_on: None,
        held: vec![Held {
            holding: Uuid::from_u128(900),
            position: PositionId(Uuid::from_u128(21)),
            is_acting: false,
            from: Some(day(1)),
            to: None,
        }],
    }
}

/// The rows as the administrator of the province (account 1) would have them reviewed.
fn reviewed(rows: &[Row], mend: impl FnOnce(&mut Known<'_>)) -> Review {
    let health = agency(11, "na.health", "40", Level::Province);
    let centre = agency(12, "tw.office", "40", Level::Central);
    let other = agency(13, "ht.health", "42", Level::Province);
    let mut closed = person(4, "dong", "40");
    closed.closes_on = Some(day(20));
    let people = [
        person(1, "quantri", "40"),
        person(2, "binh", "40"),
        person(3, "hatinh", "42"),
        closed,
    ];
    let mut known = Known {
        giver: Giver {
            role: Role::Administrator,
            province: "40",
            level: Level::Province,
            is_acting: false,
        },
        actor: UserId(Uuid::from_u128(1)),
        today: day(TODAY),
        people: people.into_iter().map(|p| (p.login.clone(), p)).collect(),
        agencies: HashMap::from([
            ("na.health".to_owned(), health),
            ("tw.office".to_owned(), centre),
            ("ht.health".to_owned(), other),
        ]),
        positions: vec![
            position(21, 11, Role::Officer, "Chuyên viên"),
            position(22, 11, Role::Head, "Giám đốc"),
            position(23, 11, Role::Appraiser, "Tổ trưởng thẩm định"),
            position(24, 11, Role::Appraiser, "Tổ viên thẩm định"),
            position(25, 12, Role::Administrator, "Quản trị trung ương"),
            position(26, 13, Role::Officer, "Chuyên viên"),
            position(27, 11, Role::Auditor, "Kiểm tra"),
        ],
    };
    mend(&mut known);
    let mut next = 1000;
    review(rows, &known, || {
        next += 1;
        Uuid::from_u128(next)
    })
}

fn fates(rows: &[Row]) -> Vec<Fate> {
    let review = reviewed(rows, |_| ());
    review.fates.into_iter().map(|row| row.fate).collect()
}

fn numbered(number: u32, cells: [&str; 7]) -> Row {
    Row::new(number, Kind::People.columns().iter().copied().zip(cells))
}

fn row(cells: [&str; 7]) -> Row {
    numbered(2, cells)
}

/// What a row says of positions: each, and whether it is given anew.
fn posts(fate: &Fate) -> Vec<(&Post, bool)> {
    let lines = fate.lines().iter();
    let posts = lines.filter_map(|line| match line {
        Line::Gives { post } => Some((post, true)),
        Line::Holds { post } => Some((post, false)),
        Line::Value { .. } | Line::Ends { .. } => None,
    });
    posts.collect()
}

fn why(row: Row) -> Why {
    match fates(&[row]).pop() {
        Some(Fate::Refused { why }) => why,
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

#[test]
fn a_new_person_is_made_and_given_the_position() {
    let rows = [row([
        "Vi  Thị Chi",
        " CHI ",
        "chi@nghean.example.vn",
        "NA.HEALTH",
        "giam doc",
        "20/09/2022",
        "2022-09-29",
    ])];
    let review = reviewed(&rows, |_| ());
    let fate = &review.fates[0].fate;
    assert!(matches!(fate, Fate::Created { .. }), "{fate:?}");
    let [(given, true)] = posts(fate)[..] else {
        panic!("{fate:?}");
    };
    assert_eq!(
        fate.lines()[0],
        Line::Value {
            column: Column::Email,
            from: String::new(),
            to: "chi@nghean.example.vn".to_owned(),
        }
    );
    assert_eq!(review.fates[0].key, "chi");
    assert_eq!(given.position.id, PositionId(Uuid::from_u128(22)));
    assert_eq!(
        (given.from, given.to),
        (Some(day(20)), Some(day(30))),
        "the last day counts"
    );
    let [step] = review.steps.as_slice() else {
        panic!("{:?}", review.steps);
    };
    assert_eq!(step.before, None);
    assert_eq!((step.after.version, step.events.len()), (2, 2));
    assert!(
        matches!(&step.events[0], AccountEvent::AccountCreated { full_name, province, .. }
        if full_name == "Vi Thị Chi" && province == "40")
    );
    assert!(
        matches!(&step.events[1], AccountEvent::PositionGranted { held }
        if held.from == Some(day(20)) && !held.is_acting)
    );
}

#[test]
fn who_is_there_is_left_or_changed_as_the_table_says() {
    let same = [
        "Trần Thị Bình",
        "binh",
        "",
        "na.health",
        "Chuyên viên",
        "",
        "",
    ];
    let fate = fates(&[row(same)]).remove(0);
    assert!(matches!(fate, Fate::Unchanged { .. }), "{fate:?}");
    let [(held, false)] = posts(&fate)[..] else {
        panic!("{fate:?}");
    };
    assert_eq!(held.from, Some(day(1)), "what is held");
    let review = reviewed(&[row(same)], |_| ());
    assert!(review.steps.is_empty(), "nothing is written");
    assert_eq!(Counts::of(&review.fates).unchanged, 1);

    // Empty cells say nothing.
    assert_eq!(
        fates(&[row(["", "binh", "", "", "", "", ""])]),
        [Fate::Unchanged { lines: vec![] }]
    );
    let mut other = same;
    other[0] = "Trần Thị Bích";
    let Fate::Changed { lines } = fates(&[row(other)]).remove(0) else {
        panic!("not changed");
    };
    let [change, Line::Holds { .. }] = lines.as_slice() else {
        panic!("{lines:?}");
    };
    let renamed = Line::Value {
        column: Column::FullName,
        from: "Trần Thị Bình".to_owned(),
        to: "Trần Thị Bích".to_owned(),
    };
    assert_eq!(*change, renamed);

    // The same position up to another day is no new one, and not what is held either.
    let mut shorter = same;
    shorter[6] = "30/09/2022";
    let refusal = Refusal::AlreadyHeld;
    assert_eq!(why(row(shorter)), Why::Refused { refusal });
}

#[test]
fn nobody_gives_what_he_may_not() {
    let chi = |agency, role| row(["Vi Thị Chi", "chi", "", agency, role, "", ""]);
    let beyond = Why::Refused {
        refusal: Refusal::NotYoursToGive,
    };
    assert_eq!(
        why(chi("tw.office", "Quản trị")),
        beyond,
        "an administrator above"
    );
    assert_eq!(
        why(chi("na.health", "Kiểm tra")),
        beyond,
        "reads all provinces"
    );
    assert_eq!(
        why(row(["", "quantri", "", "na.health", "Giám đốc", "", ""])),
        beyond,
        "nothing to oneself"
    );
    // Of another province: as if there were none, and a name that is taken.
    let unknown = |field: &str| vec![(field.to_owned(), FieldFault::Unknown)];
    assert_eq!(faults(chi("ht.health", "Chuyên viên")), unknown("agency"));
    assert_eq!(faults(chi("na.nowhere", "Chuyên viên")), unknown("agency"));
    assert_eq!(faults(chi("na.health", "Thuyền trưởng")), unknown("role"));
    let refusal = Refusal::LoginTaken;
    assert_eq!(
        why(row(["Trần Thị Bình", "hatinh", "", "", "", "", ""])),
        Why::Refused { refusal }
    );
    assert_eq!(
        why(chi("na.health", "Thẩm định")),
        Why::SeveralPositions { count: 2 },
        "two of that role: the title says which"
    );
    assert!(fates(&[chi("na.health", "tổ viên THẨM ĐỊNH")])[0].gives());
    // Who is no administrator gives nothing at all.
    let review = reviewed(&[chi("na.health", "Chuyên viên")], |known| {
        known.giver.role = Role::Coordinator;
    });
    assert!(review.steps.is_empty(), "{:?}", review.fates);
}

#[test]
fn every_wrong_cell_of_a_row_is_named_at_once() {
    let wrong = faults(row([
        "",
        "Chi!",
        "chi@",
        "",
        "Chuyên viên",
        "31/02/2022",
        "mai",
    ]));
    let fields: Vec<&str> = wrong.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(
        fields,
        ["login", "full_name", "email", "agency", "from", "to"]
    );
    assert_eq!(wrong[4].1, FieldFault::OutOfRange);
    assert_eq!(wrong[5].1, FieldFault::Malformed);
    let ends_first = row([
        "Chi",
        "chi",
        "",
        "na.health",
        "Giám đốc",
        "20/09/2022",
        "19/09/2022",
    ]);
    assert_eq!(
        faults(ends_first),
        [("to".to_owned(), FieldFault::OutOfRange)]
    );
    let past = row(["Chi", "chi", "", "na.health", "Giám đốc", "13/09/2022", ""]);
    assert_eq!(faults(past), [("from".to_owned(), FieldFault::OutOfRange)]);
    let one_day = row([
        "Chi",
        "chi",
        "",
        "na.health",
        "Giám đốc",
        "14/09/2022",
        "14/09/2022",
    ]);
    assert!(fates(&[one_day])[0].is_change());
    let refusal = Refusal::AccountClosed;
    assert_eq!(
        why(row(["", "dong", "", "na.health", "Giám đốc", "", ""])),
        Why::Refused { refusal }
    );
}

#[test]
fn rows_of_one_person_go_together() {
    let rows = [
        numbered(
            2,
            ["Vi Thị Chi", "chi", "", "na.health", "Chuyên viên", "", ""],
        ),
        numbered(3, ["", "CHI", "", "na.health", "Giám đốc", "", ""]),
        numbered(4, ["", "chi", "", "na.health", "Chuyên viên", "", ""]),
        numbered(5, ["Vi Thị Châu", "chi", "", "", "", "", ""]),
        numbered(
            6,
            ["Vi Thị Chi", "chi", "", "na.health", "Chuyên viên", "", ""],
        ),
    ];
    let review = reviewed(&rows, |_| ());
    let fates: Vec<&Fate> = review.fates.iter().map(|row| &row.fate).collect();
    assert!(matches!(fates[0], Fate::Created { .. }) && fates[0].gives());
    assert!(fates[1].only_gives(), "{:?}", fates[1]);
    assert!(matches!(fates[2], Fate::Unchanged { .. }));
    let why = Why::Contradicts { row: 2 };
    assert_eq!(*fates[3], Fate::Refused { why });
    assert_eq!(*fates[4], Fate::Repeated { row: 2 });
    assert_eq!(review.steps.len(), 1);
    assert_eq!(
        review.steps[0].events.len(),
        3,
        "made, and given two positions"
    );
    let counts = Counts::of(&review.fates);
    assert_eq!((counts.created, counts.granted), (1, 2));
    assert_eq!((counts.unchanged, counts.refused), (2, 1));

    // A refused row leaves nothing behind for the next one of that name.
    let rows = [
        numbered(
            2,
            ["Vi Thị Chi", "chi", "", "na.nowhere", "Chuyên viên", "", ""],
        ),
        numbered(3, ["Vi Thị Châu", "chi", "", "", "", "", ""]),
    ];
    let review = reviewed(&rows, |_| ());
    assert_eq!(review.fates[1].fate, Fate::Created { lines: vec![] });
}

#[test]
fn what_is_done_is_what_was_reviewed() {
    let rows = [row(["Vi Thị Chi", "chi", "", "", "", "", ""])];
    let seen = reviewed(&rows, |_| ());
    let carried = mark("ab", &seen.fates);
    let again = reviewed(&rows, |_| ());
    assert_eq!(check("ab", &again.fates, &carried), Ok(()), "ids are new");
    let changed = Err(Refusal::ImportChanged { seen: 1, now: 1 });
    assert_eq!(check("cd", &seen.fates, &carried), changed, "another file");
    let taken = reviewed(&rows, |known| {
        known
            .people
            .insert("chi".to_owned(), person(7, "chi", "42"));
    });
    assert_eq!(
        check("ab", &taken.fates, &carried),
        Err(Refusal::ImportChanged { seen: 1, now: 0 })
    );
    assert_eq!(
        check("ab", &taken.fates, &mark("ab", &taken.fates)),
        Err(Refusal::Sheet {
            fault: SheetFault::NothingToDo
        })
    );
    for wrong in ["", "1."] {
        assert!(check("ab", &seen.fates, wrong).is_err(), "{wrong}");
    }
}

#[test]
fn the_example_of_the_template_makes_nobody() {
    let example = row([
        "Nguyễn Văn A",
        EXAMPLE,
        "",
        "na.health",
        "Chuyên viên",
        "",
        "",
    ]);
    assert_eq!(why(example), Why::Example);
    // Even where somebody is called so.
    let review = reviewed(&[row(["B", " VI.DU ", "", "", "", "", ""])], |known| {
        let there = person(8, EXAMPLE, "40");
        known.people.insert(EXAMPLE.to_owned(), there);
    });
    assert!(review.steps.is_empty());
}

#[test]
fn fates_are_written_and_read_again() {
    let rows = [
        numbered(
            2,
            ["Vi Thị Chi", "chi", "", "na.health", "Chuyên viên", "", ""],
        ),
        numbered(3, ["Bích", "binh", "", "", "", "", ""]),
        numbered(4, ["Chi", "chi", "", "", "", "", ""]),
        numbered(5, ["", "binh", "", "na.health", "Thẩm định", "", ""]),
        numbered(6, ["", "?", "", "", "", "", ""]),
        numbered(7, ["Bích", "binh", "", "", "", "", ""]),
    ];
    let fates = reviewed(&rows, |_| ()).fates;
    let json = serde_json::to_string(&fates).expect("written");
    let read: Vec<RowFate> = serde_json::from_str(&json).expect("read");
    assert_eq!(read, fates);
}
