//! People and agencies from a table: what the review says, what the confirmation does, who may, on both engines.

use crate::contract;
use crate::installation::{faults, officer, problem, signed_in, with_officer};
use domain::command::{Command, Envelope, Receipt};
use domain::id::{EnvelopeId, UserId};
use domain::intake::view::ReviewPage;
use domain::intake::{Counts, Fate, Intake, Kind, Line, SheetFault, Why};
use domain::people::{AccountCommand, AccountEvent};
use domain::position::Role;
use domain::refusal::{FieldFault, Problem, Refusal};
use domain::view::{Language, TimelineEvent};
use service::account::NewAccount;
use service::sheet::{self, Format};
use service::{Ctx, System, account, command, intake, office, people, verify};
use std::sync::Arc;
use uuid::Uuid;

const HEAD: &str = "Họ và tên;Tên đăng nhập;Thư điện tử;Mã cơ quan;Chức danh;Từ ngày;Đến hết ngày";

/// A system with the administrators `quantri` and `quantri2` and the officer `binh` in Nghệ An.
async fn installed(db: store::Db) -> (Arc<System>, Ctx) {
    let system = with_officer(db).await;
    for login in ["quantri", "quantri2"] {
        let new = NewAccount {
            role: Role::Administrator,
            ..officer(login, "na.office")
        };
        account::create(&system, &new).await.expect("installed");
    }
    let ctx = signed_in(&system, "quantri").await;
    (system, ctx)
}

async fn upload(ctx: &Ctx, rows: &[&str]) -> Uuid {
    let text = format!("\u{feff}{HEAD}\r\n{}\r\n", rows.join("\r\n"));
    intake::upload(ctx, Kind::People, "danh-sach.csv", text.into_bytes())
        .await
        .expect("read")
}

async fn page(ctx: &Ctx, id: Uuid) -> ReviewPage {
    intake::page(ctx, id, None).await.expect("shown")
}

fn envelope(ctx: &Ctx, command: Command) -> Envelope {
    Envelope {
        id: EnvelopeId(ctx.system.id()),
        base_version: None,
        made_at: ctx.system.now(),
        command,
    }
}

fn confirmation(ctx: &Ctx, page: &ReviewPage) -> Envelope {
    let intake = Intake {
        table: page.id,
        reviewed: page.reviewed.clone(),
    };
    envelope(ctx, Command::Intake { intake })
}

async fn confirm(ctx: &Ctx, page: &ReviewPage) -> service::Result<Receipt> {
    command::submit(ctx, confirmation(ctx, page)).await
}

async fn id_of(system: &System, login: &str) -> Option<UserId> {
    let mut tx = system.db.read().await.expect("a connection");
    let found = store::account::find_by_login(&mut tx, login)
        .await
        .expect("asked");
    found.map(|account| account.id)
}

fn refused(refusal: Refusal) -> Problem {
    Problem::Refused { refusal }
}

contract!(
    what_was_reviewed_is_done_at_once_and_once,
    |db| async move {
        let (system, ctx) = installed(db).await;
        let id = upload(
            &ctx,
            &[
                "Vi  Thị Chi;chi;chi@nghean.example.vn;na.health;Chuyên viên;;30/09/2022",
                "Trần Thị Bích;binh;;na.health;Chuyên viên;;",
                ";;;;;;",
                "Lô Dần;dan;;na.nowhere;Chuyên viên;;",
                ";quantri;;na.health;Chuyên viên;;",
            ],
        )
        .await;
        let seen = page(&ctx, id).await;
        let numbers: Vec<u32> = seen.fates.iter().map(|row| row.number).collect();
        assert_eq!(numbers, [2, 3, 5, 6], "as the file counts");
        let counts = Counts {
            created: 1,
            changed: 1,
            granted: 1,
            unchanged: 0,
            refused: 2,
        };
        assert_eq!(Counts::of(&seen.fates), counts, "{:?}", seen.fates);
        assert!(!seen.is_done && seen.file == "danh-sach.csv");
        let refusal = Refusal::NotYoursToGive;
        let why = Why::Refused { refusal };
        assert_eq!(seen.fates[3].fate, Fate::Refused { why });
        assert_eq!(id_of(&system, "chi").await, None, "nothing has happened");

        let envelope = confirmation(&ctx, &seen);
        let receipt = command::submit(&ctx, envelope.clone()).await;
        assert_eq!(receipt.expect("done").version, 2, "accounts");
        let chi = id_of(&system, "chi").await.expect("made");
        let shown = people::page(&ctx, chi, None, None).await.expect("shown");
        assert_eq!(shown.person.full_name, "Vi Thị Chi");
        assert_eq!(shown.person.email, "chi@nghean.example.vn");
        assert_eq!(shown.person.version, 3);
        assert!(!shown.has_password && shown.may_link, "the link comes next");
        let last = system.today() + chrono::Days::new(17);
        assert_eq!(shown.held[0].to, Some(last), "first day without it");
        let imported = shown.timeline.iter().find_map(|entry| match &entry.event {
            TimelineEvent::Account(AccountEvent::AccountImported { sha256, row, file }) => {
                Some((sha256.clone(), *row, file.clone()))
            }
            _ => None,
        });
        let file = "danh-sach.csv".to_owned();
        assert_eq!(imported, Some((seen.sha256.clone(), 2, file)));
        let binh = id_of(&system, "binh").await.expect("there");
        let binh = people::page(&ctx, binh, None, None).await.expect("shown");
        assert_eq!(binh.person.full_name, "Trần Thị Bích");
        assert_eq!(binh.held.len(), 1, "held already");
        assert_eq!(id_of(&system, "dan").await, None);
        assert_eq!(verify::verify_log(&system).await.expect("verified"), []);

        let done = page(&ctx, id).await;
        assert!(done.is_done);
        assert_eq!(done.fates, seen.fates, "what it did is what it said");
        let again = command::submit(&ctx, envelope).await.expect("answered");
        assert!(again.repeated);
        assert_eq!(
            problem(confirm(&ctx, &seen).await),
            refused(Refusal::ImportDone)
        );

        // The same file once more changes nothing.
        let id = upload(
            &ctx,
            &["Vi Thị Chi;chi;chi@nghean.example.vn;na.health;Chuyên viên;;30/09/2022"],
        )
        .await;
        let seen = page(&ctx, id).await;
        assert_eq!(Counts::of(&seen.fates).unchanged, 1, "{:?}", seen.fates);
        let fault = SheetFault::NothingToDo;
        let nothing = confirm(&ctx, &seen).await;
        assert_eq!(problem(nothing), refused(Refusal::Sheet { fault }));
    }
);

contract!(
    what_changed_since_it_was_seen_stops_all_of_it,
    |db| async move {
        let (system, ctx) = installed(db).await;
        let id = upload(&ctx, &["Vi Thị Chi;chi;;;;;", "Lô Dần;dan;;;;;"]).await;
        let seen = page(&ctx, id).await;
        let made = AccountCommand::Create {
            login: "chi".to_owned(),
            full_name: "Vi Thị Chi".to_owned(),
            language: Language::Vi,
            email: None,
        };
        let user = UserId(system.id());
        let made = Command::Account {
            id: user,
            command: made,
        };
        command::submit(&ctx, envelope(&ctx, made))
            .await
            .expect("made");
        assert_eq!(
            problem(confirm(&ctx, &seen).await),
            refused(Refusal::ImportChanged { seen: 2, now: 1 })
        );
        assert_eq!(id_of(&system, "dan").await, None, "no row of it");
        let now = page(&ctx, id).await;
        assert!(!now.is_done);
        assert_eq!(confirm(&ctx, &now).await.expect("done").version, 1);
        assert!(id_of(&system, "dan").await.is_some());
    }
);

contract!(a_table_is_its_uploaders_alone, |db| async move {
    let (system, ctx) = installed(db).await;
    let id = upload(&ctx, &["Vi Thị Chi;chi;;;;;"]).await;
    let seen = page(&ctx, id).await;
    let other = signed_in(&system, "quantri2").await;
    let shown = intake::page(&other, id, None).await;
    assert_eq!(problem(shown), Problem::NotFound);
    assert_eq!(problem(confirm(&other, &seen).await), Problem::NotFound);
    let binh = signed_in(&system, "binh").await;
    let shown = intake::page(&binh, id, None).await;
    assert_eq!(problem(shown), Problem::Forbidden);
    assert_eq!(problem(confirm(&binh, &seen).await), Problem::Forbidden);
    let sent = intake::upload(&binh, Kind::People, "a.csv", b"a;b".to_vec()).await;
    assert_eq!(problem(sent), Problem::Forbidden);
    assert_eq!(
        problem(intake::template(&binh, Kind::Agencies).await),
        Problem::Forbidden
    );
    assert_eq!(id_of(&system, "chi").await, None);
});

contract!(a_workbook_and_the_template_are_read, |db| async move {
    let (_, ctx) = installed(db).await;
    for &kind in Kind::ALL {
        let template = intake::template(&ctx, kind).await.expect("given");
        let id = intake::upload(&ctx, kind, "mau.xlsx", template).await;
        let seen = page(&ctx, id.expect("read")).await;
        assert_eq!((seen.kind, seen.ignored.len()), (kind, 0));
        let why = Why::Example;
        assert_eq!(seen.fates[0].fate, Fate::Refused { why });
        let fault = SheetFault::NothingToDo;
        let nothing = confirm(&ctx, &seen).await;
        assert_eq!(problem(nothing), refused(Refusal::Sheet { fault }));
    }
    let headings = format!("{HEAD}\r\n").into_bytes();
    let only_headings = intake::upload(&ctx, Kind::People, "mau.csv", headings).await;
    let fault = SheetFault::Empty;
    assert_eq!(problem(only_headings), refused(Refusal::Sheet { fault }));
    let id = upload(&ctx, &["Vi Thị Chi;chi;;na.health;chuyen vien;15/09/2022;"]).await;
    let seen = page(&ctx, id).await;
    assert!(seen.fates[0].fate.gives(), "{:?}", seen.fates);

    let rows = [
        ["HO VA TEN", "Ten dang nhap", "Ghi chú"],
        ["Lô Dần", "dan", "mới"],
    ];
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|row| row.iter().map(|&cell| cell.to_owned()).collect())
        .collect();
    // What the file is called says nothing of what it is.
    let book = sheet::write(&rows, Format::Xlsx).expect("written");
    let id = intake::upload(&ctx, Kind::People, "danh-sach.csv", book).await;
    let seen = page(&ctx, id.expect("read")).await;
    assert_eq!(seen.ignored, ["Ghi chú"]);
    assert_eq!(seen.fates[0].fate, Fate::Created { lines: vec![] });

    let nothing = intake::upload(&ctx, Kind::People, "a.csv", Vec::new()).await;
    assert_eq!(faults(nothing), [("file".to_owned(), FieldFault::Required)]);
    let large = intake::upload(&ctx, Kind::People, "a.csv", vec![b'a'; 2 * 1024 * 1024 + 1]).await;
    let max_bytes = 2 * 1024 * 1024;
    assert_eq!(problem(large), refused(Refusal::FileTooLarge { max_bytes }));
});

contract!(as_many_rows_as_may_be_are_one_act, |db| async move {
    let (system, ctx) = installed(db).await;
    let rows: Vec<String> = (0..1000)
        .map(|n| format!("Người {n};nguoi{n};;na.health;Chuyên viên;;"))
        .collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let mut counted = Vec::new();
    for rows in [&rows[..1], &rows[..]] {
        let id = upload(&ctx, rows).await;
        page(&ctx, id).await;
        let before = system.db.statements();
        let seen = page(&ctx, id).await;
        counted.push((system.db.statements() - before, seen));
    }
    let (few, _) = counted.remove(0);
    let (many, seen) = counted.remove(0);
    assert_eq!(few, many, "statements of a review");
    // Mixed scripts or not, a name of words and a number is a name.
    assert_eq!(Counts::of(&seen.fates).created, 1000);
    assert_eq!(confirm(&ctx, &seen).await.expect("done").version, 1000);
    assert!(id_of(&system, "nguoi999").await.is_some());
});

contract!(agencies_are_made_and_take_over, |db| async move {
    let (system, ctx) = installed(db).await;
    let head = "Mã cơ quan,Tên tiếng Việt,Tên tiếng Anh,Lĩnh vực,Cấp,Mã cơ quan cấp trên,Tiền nhiệm,\
        Mã cơ quan tiền nhiệm";
    let rows = [
        "na.clinic,Phòng khám,Clinic,Y tế,Tỉnh,na.health,,",
        "na.ward,Khoa,Ward,Y tế,Tỉnh,NA.CLINIC,,",
        "na.health,Sở Y tế (mới),,,,,,",
        "na.elsewhere,X,X,Y tế,Tỉnh,ht.health,,",
        "na.clinic,Khác,Other,Y tế,Tỉnh,,,",
    ];
    let text = format!("{head}\n{}", rows.join("\n"));
    let upload = |text: String| {
        let ctx = &ctx;
        async move { intake::upload(ctx, Kind::Agencies, "co-quan.csv", text.into_bytes()).await }
    };
    let seen = page(&ctx, upload(text).await.expect("read")).await;
    let counts = Counts {
        created: 2,
        changed: 1,
        granted: 0,
        unchanged: 0,
        refused: 2,
    };
    assert_eq!(Counts::of(&seen.fates), counts, "{:?}", seen.fates);
    assert_eq!(seen.ignored, ["Tiền nhiệm"]);
    assert_eq!(confirm(&ctx, &seen).await.expect("done").version, 3);
    let directory = system.directory().await.expect("read");
    let agency = |code: &str| directory.by_code(code).cloned();
    let (clinic, ward) = (agency("na.clinic"), agency("na.ward"));
    let (clinic, ward) = (clinic.expect("made"), ward.expect("made"));
    assert_eq!(ward.parent, Some(clinic.id), "seen at once");
    let health = agency("na.health").expect("there");
    assert_eq!(health.name_vi, "Sở Y tế (mới)");
    assert!(agency("na.elsewhere").is_none());
    let done = page(&ctx, seen.id).await;
    assert!(done.is_done && done.fates == seen.fates);

    // One takes over from another: that one ends, the line of succession and the log say so.
    let text = format!("{head}\nna.hospital,Bệnh viện,Hospital,Y tế,Tỉnh,na.health,,na.clinic");
    let again = text.clone();
    let seen = page(&ctx, upload(text).await.expect("read")).await;
    let on = system.today();
    let code = "na.clinic".to_owned();
    assert!(
        seen.fates[0]
            .fate
            .lines()
            .contains(&Line::Ends { code, on })
    );
    assert_eq!(confirm(&ctx, &seen).await.expect("done").version, 2);
    let directory = system.directory().await.expect("read");
    let clinic = directory.agency(clinic.id).expect("stays");
    assert_eq!(clinic.valid_to, Some(on));
    let hospital = directory.by_code("na.hospital").expect("made").id;
    let mut tx = system.db.read().await.expect("a connection");
    let lines = store::agency::successors(&mut tx, clinic.id).await;
    drop(tx);
    let lines = lines.expect("read");
    assert_eq!((lines[0].to_agency, lines[0].effective), (hospital, on));
    let shown = office::page(&ctx, hospital, None).await.expect("shown");
    assert_eq!(shown.timeline.len(), 3, "made, took over, from a file");
    assert_eq!(verify::verify_log(&system).await.expect("verified"), []);
    let seen = page(&ctx, upload(again).await.expect("read")).await;
    assert_eq!(Counts::of(&seen.fates).unchanged, 1, "{:?}", seen.fates);
});

contract!(a_province_keeps_its_administrator, |db| async move {
    let (system, ctx) = installed(db).await;
    let text = "Mã cơ quan;Tên tiếng Việt;Tên tiếng Anh;Lĩnh vực;Cấp;Mã cơ quan tiền nhiệm\n\
        na.next;Văn phòng mới;New office;committee;province;na.office";
    let id = intake::upload(&ctx, Kind::Agencies, "a.csv", text.as_bytes().to_vec()).await;
    let seen = page(&ctx, id.expect("read")).await;
    assert_eq!(Counts::of(&seen.fates).created, 1, "{:?}", seen.fates);
    let ended = confirm(&ctx, &seen).await;
    assert_eq!(problem(ended), refused(Refusal::LastAdministrator));
    let directory = system.directory().await.expect("read");
    assert!(directory.by_code("na.next").is_none(), "nothing of it");
});
