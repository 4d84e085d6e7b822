//! Comments, mentions and attachments: tables of what is taken, and properties of names.

use crate::history::{after, agency, attach, complete, day, decide, draft};
use domain::attachment::{
    MAX_NAME, MOST_ATTACHMENTS, MediaType, Purpose, clean_name, names_secret,
};
use domain::clears::ClearSet;
use domain::comment::{MAX_COMMENT, MOST_COMMENTS, MOST_MENTIONS, Mentionable, handle, mentions};
use domain::id::{AttachmentId, PositionId};
use domain::refusal::{FieldFault, Refusal};
use domain::task::{Task, TaskCommand, TaskEvent};
use proptest::prelude::*;
use uuid::Uuid;

fn position(n: u128) -> PositionId {
    PositionId(Uuid::from_u128(n))
}

/// A task of agency 2, issued by 1 and under way.
fn task() -> Task {
    let (_, task) = draft(complete());
    let task = step(task, 1, TaskCommand::Issue);
    step(task, 2, TaskCommand::Acknowledge)
}

fn tried(task: &Task, by: u128, command: TaskCommand) -> Result<Vec<TaskEvent>, Refusal> {
    decide(task, &ClearSet::default(), agency(by), day(1), command)
}

fn step(task: Task, by: u128, command: TaskCommand) -> Task {
    let events = tried(&task, by, command).expect("allowed");
    after(task, &events)
}

fn comment(text: &str) -> TaskCommand {
    TaskCommand::Comment {
        text: text.to_owned(),
        mentions: Vec::new(),
    }
}

fn edit(number: u32) -> TaskCommand {
    TaskCommand::EditComment {
        number,
        text: "Đã sửa".to_owned(),
        mentions: Vec::new(),
    }
}

#[test]
fn a_comment_belongs_to_its_position_and_stays_withdrawn() {
    let task = step(task(), 2, comment("Đề nghị hướng dẫn"));
    assert_eq!(task.comments[0].number, 1);
    assert_eq!(tried(&task, 1, edit(1)), Err(Refusal::NotYours));
    let theirs = TaskCommand::WithdrawComment { number: 1 };
    assert_eq!(tried(&task, 1, theirs.clone()), Err(Refusal::NotYours));
    assert_eq!(tried(&task, 2, edit(2)), Err(Refusal::NoSuchComment));
    let task = step(task, 2, edit(1));
    let task = step(task, 2, theirs);
    assert_eq!(tried(&task, 2, edit(1)), Err(Refusal::NoSuchComment));
    let task = step(task, 3, comment("Ý kiến khác"));
    assert_eq!(task.comments[1].number, 2);
}

#[test]
fn a_comment_makes_nobodys_step_stale() {
    let said = TaskEvent::Commented {
        number: 1,
        by: position(2),
        text: String::new(),
        mentions: Vec::new(),
    };
    assert!(said.touched().is_empty());
    assert!(comment("x").touches().is_empty());
    let edited = |number| TaskEvent::CommentEdited {
        number,
        text: String::new(),
        mentions: Vec::new(),
    };
    assert!(edit(1).concerns(&edited(1)));
    assert!(!edit(1).concerns(&edited(2)), "another comment");
}

#[test]
fn comments_are_refused_in_words() {
    let task = task();
    for (text, refusal) in [
        ("  ", Some(FieldFault::Required)),
        (
            &*"x".repeat(MAX_COMMENT + 1),
            Some(FieldFault::TooLong { max: MAX_COMMENT }),
        ),
        ("a\u{202E}b", Some(FieldFault::ControlCharacter)),
        ("TỐI MẬT\nKế hoạch số 5", None),
        ("Độ mật: Tuyệt mật", None),
    ] {
        let expected = match refusal {
            Some(fault) => Refusal::field("text", fault),
            None => Refusal::Secret,
        };
        assert_eq!(tried(&task, 2, comment(text)), Err(expected), "{text:?}");
    }
    assert!(tried(&task, 2, comment("Không nêu bí mật nhà nước ở đây")).is_ok());
    let many = TaskCommand::Comment {
        text: "x".to_owned(),
        mentions: (0..=20).map(position).collect(),
    };
    assert_eq!(MOST_MENTIONS, 20);
    assert_eq!(
        tried(&task, 2, many),
        Err(Refusal::field("mentions", FieldFault::OutOfRange))
    );
}

#[test]
fn lists_end() {
    let mut full = task();
    for _ in 0..MOST_COMMENTS {
        full = step(full, 2, comment("x"));
    }
    let refused = tried(&full, 2, comment("x"));
    assert_eq!(refused, Err(Refusal::TooMany { max: MOST_COMMENTS }));
    for n in 0..MOST_ATTACHMENTS {
        let id = u128::try_from(n).expect("few");
        full = step(full, 2, attach(id, Purpose::Report, None));
    }
    let refused = tried(&full, 2, attach(999, Purpose::Report, None));
    assert_eq!(
        refused,
        Err(Refusal::TooMany {
            max: MOST_ATTACHMENTS
        })
    );
    let withdraw = TaskCommand::WithdrawAttachment {
        attachment: AttachmentId(Uuid::from_u128(0)),
        reason: "Nhầm tệp".to_owned(),
    };
    full = step(full, 2, withdraw);
    assert!(tried(&full, 2, attach(999, Purpose::Report, None)).is_ok());
}

#[test]
fn files_are_attached_by_those_whose_work_they_show() {
    let task = step(task(), 1, comment("Hướng dẫn kèm theo"));
    let wrong = || Err(Refusal::field("purpose", FieldFault::Unknown));
    for (by, purpose, comment, expected) in [
        (2, Purpose::Report, None, Ok(())),
        (2, Purpose::Result, None, Ok(())),
        (1, Purpose::Report, None, wrong()),
        (2, Purpose::Contribution, None, wrong()),
        (1, Purpose::Comment, Some(1), Ok(())),
        (2, Purpose::Comment, Some(1), Err(Refusal::NotYours)),
        (1, Purpose::Comment, Some(2), Err(Refusal::NoSuchComment)),
        (
            1,
            Purpose::Comment,
            None,
            Err(Refusal::field("comment", FieldFault::Required)),
        ),
        (
            2,
            Purpose::Report,
            Some(1),
            Err(Refusal::field("comment", FieldFault::Unknown)),
        ),
    ] {
        let answer = tried(&task, by, attach(7, purpose, comment)).map(|_| ());
        assert_eq!(answer, expected, "{by} {purpose} {comment:?}");
    }
    let task = step(task, 2, attach(7, Purpose::Report, None));
    let again = tried(&task, 2, attach(7, Purpose::Result, None));
    assert_eq!(
        again,
        Err(Refusal::NoSuchAttachment),
        "one upload, one file"
    );
    let withdraw = |id| TaskCommand::WithdrawAttachment {
        attachment: AttachmentId(Uuid::from_u128(id)),
        reason: "Nhầm".to_owned(),
    };
    assert_eq!(tried(&task, 1, withdraw(7)), Err(Refusal::NotYours));
    assert_eq!(tried(&task, 2, withdraw(8)), Err(Refusal::NoSuchAttachment));
}

#[test]
fn what_the_server_found_of_a_file_never_comes_from_outside() {
    let forged = serde_json::json!({
        "act": "attach", "attachment": Uuid::nil(), "purpose": "report", "comment": null,
        "unclassified": true, "file": {"name": "a.pdf", "media": "application/pdf", "size": 1, "sha256": "0"},
    });
    assert!(serde_json::from_value::<TaskCommand>(forged.clone()).is_err());
    let mut plain = forged;
    plain.as_object_mut().expect("an object").remove("file");
    let command: TaskCommand = serde_json::from_value(plain).expect("a command");
    assert_eq!(tried(&task(), 2, command), Err(Refusal::NoSuchAttachment));
    let unconfirmed = match attach(1, Purpose::Report, None) {
        TaskCommand::Attach {
            attachment,
            purpose,
            comment,
            file,
            ..
        } => TaskCommand::Attach {
            attachment,
            purpose,
            comment,
            unclassified: false,
            file,
        },
        other => other,
    };
    assert_eq!(
        tried(&task(), 2, unconfirmed),
        Err(Refusal::field("unclassified", FieldFault::Required))
    );
}

#[test]
fn tasks_from_before_there_were_comments_are_still_read() {
    let mut old = serde_json::to_value(task()).expect("JSON");
    let fields = old.as_object_mut().expect("an object");
    // Rows without comments are written as they always were.
    assert!(fields.remove("comments").is_none() && fields.remove("attachments").is_none());
    assert!(serde_json::from_value::<Task>(old).is_ok());
}

#[test]
fn mentions_are_found_by_their_handles() {
    assert_eq!(
        handle("Sở Y tế", "Chuyên viên Đoàn thể"),
        "so-y-te.chuyen-vien-doan-the"
    );
    let known: Vec<Mentionable> = [
        (1, "so-y-te.chuyen-vien"),
        (2, "so-y-te.giam-doc"),
        (3, "cong-an-tinh.can-bo"),
        (4, "cong-an-tinh.can-bo"),
    ]
    .into_iter()
    .map(|(n, handle)| Mentionable {
        position: position(n),
        handle: handle.to_owned(),
    })
    .collect();
    for (text, expected) in [
        ("", vec![]),
        ("Nhờ @so-y-te.chuyen-vien xem.", vec![1]),
        ("Nhờ @so-y-te.chuyen-vien.", vec![1]),
        ("(@Sở-Y-Tế.Giám-Đốc)", vec![2]),
        ("@so-y-te và @so-y-te.giam-doc", vec![1, 2]),
        ("@cong-an-tinh.can-bo!", vec![3, 4]),
        ("thu@so-y-te.chuyen-vien", vec![]),
        ("đ@so-y-te", vec![]),
        ("@@so-y-te.giam-doc", vec![2]),
        ("@so-y @y-te @ so-y-te @", vec![]),
    ] {
        let expected: Vec<PositionId> = expected.into_iter().map(position).collect();
        assert_eq!(mentions(text, &known), expected, "{text:?}");
    }
}

#[test]
fn names_of_files_are_labels() {
    for (name, media, expected) in [
        ("Báo cáo (lần 2).pdf", MediaType::Pdf, "Báo cáo (lần 2).pdf"),
        ("../../etc/passwd", MediaType::Text, "passwd.txt"),
        ("C:\\Users\\a\\ảnh.JPG", MediaType::Jpeg, "ảnh.JPG"),
        ("hóa đơn.exe", MediaType::Pdf, "hóa đơn.exe.pdf"),
        ("trang.html", MediaType::Png, "trang.html.png"),
        ("so-lieu.csv", MediaType::Text, "so-lieu.csv"),
        (
            "a\r\nSet-Cookie: x=\"1\".txt",
            MediaType::Text,
            "a__Set-Cookie_ x=_1_.txt",
        ),
        ("\u{202E}fdp.exe", MediaType::Pdf, "_fdp.exe.pdf"),
        ("", MediaType::Docx, "tep.docx"),
        (".htaccess", MediaType::Text, "htaccess.txt"),
        ("...", MediaType::Xlsx, "tep.xlsx"),
    ] {
        let cleaned = clean_name(name, media);
        // The equals sign is no letter of a name either.
        assert_eq!(cleaned, expected.replace('=', "_"), "{name:?}");
    }
}

#[test]
fn names_that_say_secret_are_found() {
    for name in [
        "Tối mật.pdf",
        "KH tuyệt mật 2022.docx",
        "toi-mat_1041.pdf",
        "Do mat A.pdf",
        "Mật.pdf",
        "MAT_1041.pdf",
        "Mật - Kế hoạch.docx",
        "top-secret.txt",
        "SECRET.pdf",
        "Confidential report.pdf",
        "1041-UBND (MẬT).pdf",
    ] {
        assert!(names_secret(name), "{name}");
    }
    for name in [
        "Báo cáo.pdf",
        "Bảo mật hệ thống.pdf",
        "Mật độ dân cư.xlsx",
        "Mật khẩu.txt",
        "bao-mat.pdf",
        "Bề mặt.png",
        "mat-bang.jpg",
        "khuon mat.jpg",
        "Bí mật nhà nước - tuyên truyền.pdf",
        "secretariat.pdf",
    ] {
        assert!(!names_secret(name), "{name}");
    }
}

proptest! {
    #[test]
    fn a_cleaned_name_is_clean_again(name in ".{0,200}", media in prop::sample::select(MediaType::ALL)) {
        let once = clean_name(&name, media);
        prop_assert_eq!(&clean_name(&once, media), &once);
        prop_assert!(once.chars().count() <= MAX_NAME);
        prop_assert!(!once.contains(['/', '\\', '"', '<', '\n', '\0', ';', '%']));
        let (stem, extension) = once.rsplit_once('.').expect("an extension");
        prop_assert!(stem.chars().any(char::is_alphanumeric));
        prop_assert!(media.extensions().contains(&extension.to_ascii_lowercase().as_str()));
    }

    #[test]
    fn mentions_never_panic_and_name_each_once(text in "[@a-zđ. -]{0,60}") {
        let known = [Mentionable { position: position(1), handle: "a.b".to_owned() }];
        prop_assert!(mentions(&text, &known).len() <= 1);
    }
}
