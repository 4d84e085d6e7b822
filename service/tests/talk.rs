//! Comments and files by the use cases, on both engines: who may, who is told, what is shown, what is swept.

use crate::command::{act, installed, issued, person, problem, task_of};
use crate::contract;
use chrono::TimeDelta;
use domain::attachment::Purpose;
use domain::command::{Command, Envelope};
use domain::id::{AttachmentId, EnvelopeId, PositionId, TaskId};
use domain::refusal::{FieldFault, Problem, Refusal};
use domain::task::{Officer, TaskCommand, TaskEvent};
use domain::view::{CommentView, Talk, TimelineEvent};
use service::attachment::{self, Opened, Options, Place, Wanted};
use service::ctx::Settings;
use service::{Ctx, System, notification, verify};
use std::sync::Arc;

/// The dispatch issued: coordinator, health officer, and a task of Health under way.
pub async fn at_work(db: store::Db) -> (Ctx, Ctx, TaskId) {
    let system = installed(db).await;
    let coordinator = person(&system, "dieuphoi").await;
    issued(&coordinator).await;
    let health = person(&system, "yte").await;
    let task = task_of(&health, "na.health").await;
    act(&health, task, TaskCommand::Acknowledge)
        .await
        .expect("acknowledged");
    let officer = Officer {
        position: None,
        name: "Nguyễn Thị Hoa".to_owned(),
    };
    act(&health, task, TaskCommand::Start { officer })
        .await
        .expect("started");
    (coordinator, health, task)
}

async fn talk(ctx: &Ctx, task: TaskId) -> Talk {
    let page = service::task::page(ctx, task, None).await.expect("a page");
    page.talk
}

fn comment(text: &str, mentions: &[PositionId]) -> TaskCommand {
    TaskCommand::Comment {
        text: text.to_owned(),
        mentions: mentions.to_vec(),
    }
}

fn edit(number: u32, text: &str) -> TaskCommand {
    TaskCommand::EditComment {
        number,
        text: text.to_owned(),
        mentions: Vec::new(),
    }
}

fn refused(refusal: Refusal) -> Problem {
    Problem::Refused { refusal }
}

async fn mentioned(ctx: &Ctx) -> Vec<u32> {
    let list = notification::list(ctx, None).await.expect("a list");
    list.mentions.iter().map(|line| line.comment).collect()
}

contract!(who_is_mentioned_is_told_once, |db| async move {
    let (coordinator, health, task) = at_work(db).await;
    let people = talk(&coordinator, task).await.people;
    let officer = people
        .iter()
        .find(|person| person.position == health.actor.position)
        .expect("the lead can be mentioned")
        .clone();
    assert!(
        !people
            .iter()
            .any(|one| one.position == coordinator.actor.position),
        "nobody mentions himself"
    );
    let said = format!("Đề nghị @{} báo cáo.", officer.handle);
    act(&coordinator, task, comment(&said, &[officer.position]))
        .await
        .expect("said");
    act(
        &coordinator,
        task,
        edit(1, &format!("{said} Trước thứ Sáu.")),
    )
    .await
    .expect("edited");
    act(&coordinator, task, comment("Không nhắc ai", &[]))
        .await
        .expect("said");
    assert_eq!(mentioned(&health).await, [1]);
    let shell = service::account::shell(&health).await.expect("a shell");
    let list = notification::list(&health, None).await.expect("a list");
    assert_eq!((list.unread, shell.unread), (1, 1));
    assert_eq!(list.mentions[0].by_agency, coordinator.actor.agency);
    let until = domain::id::NotificationId(list.mentions[0].id.0);
    notification::mark_read(&health, notification::Mark::Until(until))
        .await
        .expect("marked");
    let list = notification::list(&health, None).await.expect("a list");
    assert_eq!((list.unread, list.mentions[0].is_read), (0, true));
    let view = &talk(&health, task).await.comments[0];
    assert_eq!(view.mentions, [officer.position]);
    assert_eq!(view.texts.len(), 2, "both texts are shown");
    assert!(view.own.is_none(), "somebody else's");
});

contract!(
    nobody_is_mentioned_who_may_not_see_the_task,
    |db| async move {
        let (coordinator, _, task) = at_work(db).await;
        let system = Arc::clone(&coordinator.system);
        let people = talk(&coordinator, task).await.people;
        let stranger = person(&system, "dieuphoi.hatinh").await;
        assert!(
            !people
                .iter()
                .any(|one| one.position == stranger.actor.position)
        );
        let told = act(
            &coordinator,
            task,
            comment("Xin xem", &[stranger.actor.position]),
        );
        assert_eq!(
            problem(told.await),
            refused(Refusal::field("mentions", FieldFault::Unknown))
        );
        let seen = act(&stranger, task, comment("Tôi xem", &[])).await;
        assert_eq!(problem(seen), Problem::NotFound);
        let auditor = person(&system, "kiemtra").await;
        let said = act(&auditor, task, comment("Tôi xem", &[])).await;
        assert_eq!(problem(said), Problem::Forbidden);
        let leader = person(&system, "lanhdao").await;
        act(&leader, task, comment("Cần làm nhanh", &[]))
            .await
            .expect("leaders say what they think");
        let secret = act(&leader, task, comment("TỐI MẬT", &[])).await;
        assert_eq!(problem(secret), refused(Refusal::Secret));
    }
);

fn words(comment: &CommentView) -> Vec<&str> {
    comment
        .texts
        .iter()
        .map(|(_, text)| text.as_str())
        .collect()
}

contract!(what_is_withdrawn_only_auditors_read, |db| async move {
    let (coordinator, health, task) = at_work(db).await;
    act(&health, task, comment("Lần một", &[]))
        .await
        .expect("said");
    let theirs = act(&coordinator, task, edit(1, "Tôi sửa")).await;
    assert_eq!(problem(theirs), refused(Refusal::NotYours));
    act(&health, task, edit(1, "Lần hai"))
        .await
        .expect("edited");
    assert_eq!(
        words(&talk(&coordinator, task).await.comments[0]),
        ["Lần một", "Lần hai"]
    );
    act(&health, task, TaskCommand::WithdrawComment { number: 1 })
        .await
        .expect("withdrawn");
    let auditor = person(&coordinator.system, "kiemtra").await;
    for ctx in [&coordinator, &health] {
        let page = service::task::page(ctx, task, None).await.expect("a page");
        assert!(page.talk.comments[0].withdrawn_at.is_some());
        let whole = serde_json::to_string(&page).expect("JSON");
        assert!(!whole.contains("Lần một") && !whole.contains("Lần hai"));
    }
    let seen = talk(&auditor, task).await;
    assert_eq!(words(&seen.comments[0]), ["Lần một", "Lần hai"]);
    let flaws = verify::verify_log(&coordinator.system)
        .await
        .expect("verified");
    assert_eq!(flaws, [], "the log still gives the row");
});

contract!(a_comment_makes_no_step_stale, |db| async move {
    let (coordinator, health, task) = at_work(db).await;
    let page = service::task::page(&health, task, None)
        .await
        .expect("a page");
    let seen = page.task.version;
    act(&coordinator, task, comment("Nhanh lên", &[]))
        .await
        .expect("said");
    act(&coordinator, task, edit(1, "Xin nhanh lên"))
        .await
        .expect("edited");
    let send = async |command: TaskCommand, base: i64| {
        let envelope = Envelope {
            id: EnvelopeId(health.system.id()),
            base_version: Some(base),
            made_at: health.system.now(),
            command: Command::Task { id: task, command },
        };
        service::command::submit(&health, envelope).await
    };
    let report = TaskCommand::Report {
        percent: 40,
        note: "Đã cấp 12 xã".to_owned(),
    };
    send(report, seen).await.expect("taken");
    // Two people of one position edit the same comment: the second sees both texts.
    act(&health, task, comment("Ý kiến", &[]))
        .await
        .expect("said");
    let page = service::task::page(&health, task, None)
        .await
        .expect("a page");
    let both = page.task.version;
    send(edit(2, "Người thứ nhất"), both).await.expect("edited");
    let second = send(edit(2, "Người thứ hai"), both).await;
    let Problem::Conflict { clashes, .. } = problem(second) else {
        panic!("no conflict");
    };
    assert_eq!(
        (clashes[0].theirs.as_str(), clashes[0].yours.as_str()),
        ("Người thứ nhất", "Người thứ hai")
    );
});

/// The same system with its files in a folder of the test.
fn with_folder(ctx: &Ctx, folder: &tempfile::TempDir) -> Ctx {
    with_options(
        ctx,
        Options {
            place: Place::Folder(folder.path().to_owned()),
            ..Options::default()
        },
    )
}

/// The same system with its files as these options say.
pub fn with_options(ctx: &Ctx, attachments: Options) -> Ctx {
    let settings = Settings {
        attachments,
        ..ctx.system.settings.clone()
    };
    let system = &ctx.system;
    let system = System {
        files: attachment::Files::new(&settings.attachments),
        settings,
        ..(**system).clone()
    };
    Ctx {
        system: Arc::new(system),
        ..ctx.clone()
    }
}

pub async fn upload(ctx: &Ctx, task: TaskId, name: &str, content: &[u8]) -> AttachmentId {
    let mut upload = attachment::begin(ctx, task).await.expect("begun");
    for chunk in content.chunks(1000) {
        upload.write(chunk).await.expect("taken");
    }
    upload.finish(name).await.expect("stored")
}

pub fn attach(id: AttachmentId, purpose: Purpose) -> TaskCommand {
    TaskCommand::Attach {
        attachment: id,
        purpose,
        comment: None,
        unclassified: true,
        file: None,
    }
}

fn objects(folder: &tempfile::TempDir) -> usize {
    let parts = std::fs::read_dir(folder.path()).expect("the folder");
    parts
        .filter_map(Result::ok)
        .filter_map(|part| std::fs::read_dir(part.path()).ok())
        .map(Iterator::count)
        .sum()
}

contract!(
    the_same_content_is_stored_once_and_swept_when_unused,
    |db| async move {
        let (_, health, task) = at_work(db).await;
        let folder = tempfile::tempdir().expect("a folder");
        let health = with_folder(&health, &folder);
        let text = "Biên bản bàn giao\n".repeat(1000);
        let first = upload(&health, task, "a.txt", text.as_bytes()).await;
        let second = upload(&health, task, "b.txt", text.as_bytes()).await;
        let loose = upload(&health, task, "c.txt", b"never attached").await;
        assert_eq!(objects(&folder), 2, "one for each content");
        for id in [first, second] {
            act(&health, task, attach(id, Purpose::Report))
                .await
                .expect("attached");
        }
        let again = act(&health, task, attach(first, Purpose::Result)).await;
        assert_eq!(problem(again), refused(Refusal::NoSuchAttachment));
        let opened = attachment::open(&health, loose, Wanted::All).await;
        assert_eq!(
            opened.map(|_| ()).map_err(|e| e.problem()),
            Err(Problem::NotFound)
        );
        assert_eq!(
            attachment::sweep(&health.system).await.expect("swept"),
            0,
            "too young"
        );
        health.system.clock.advance(TimeDelta::days(2));
        assert_eq!(attachment::sweep(&health.system).await.expect("swept"), 1);
        assert_eq!(objects(&folder), 1);
        for (id, left) in [(first, 1), (second, 0)] {
            let withdraw = TaskCommand::WithdrawAttachment {
                attachment: id,
                reason: "Nhầm tệp".to_owned(),
            };
            act(&health, task, withdraw).await.expect("withdrawn");
            attachment::sweep(&health.system).await.expect("swept");
            assert_eq!(objects(&folder), left);
        }
        let page = service::task::page(&health, task, None)
            .await
            .expect("a page");
        assert_eq!(page.talk.files, []);
        let told = page.timeline.iter().any(|entry| {
        matches!(&entry.event, TimelineEvent::Task(TaskEvent::AttachmentWithdrawn { name, .. }) if name == "b.txt")
    });
        assert!(told, "the log keeps the name");
        let flaws = verify::verify_log(&health.system).await.expect("verified");
        assert_eq!(flaws, []);
    }
);

contract!(
    an_upload_belongs_to_its_position_and_task,
    |db| async move {
        let (coordinator, health, task) = at_work(db).await;
        let folder = tempfile::tempdir().expect("a folder");
        let (coordinator, health) = (
            with_folder(&coordinator, &folder),
            with_folder(&health, &folder),
        );
        let id = upload(&health, task, "a.txt", b"a").await;
        act(&coordinator, task, comment("Xem tệp", &[]))
            .await
            .expect("said");
        let beside = TaskCommand::Attach {
            attachment: id,
            purpose: Purpose::Comment,
            comment: Some(1),
            unclassified: true,
            file: None,
        };
        let stolen = act(&coordinator, task, beside).await;
        assert_eq!(problem(stolen), refused(Refusal::NoSuchAttachment));
        let police = task_of(&coordinator, "na.police").await;
        let foreign = person(&health.system, "congan").await;
        let elsewhere = act(&foreign, police, attach(id, Purpose::Report)).await;
        assert_eq!(problem(elsewhere), refused(Refusal::NoSuchAttachment));
        act(&health, task, attach(id, Purpose::Report))
            .await
            .expect("attached");
        let Opened::File(file) = attachment::open(&coordinator, id, Wanted::All)
            .await
            .expect("opened")
        else {
            panic!("no file");
        };
        assert_eq!((file.name.as_str(), file.size), ("a.txt", 1));
        let customs = person(&health.system, "haiquan").await;
        let begun = attachment::begin(&customs, task).await.map(|_| ());
        assert_eq!(
            begun.map_err(|error| error.problem()),
            Err(Problem::NotFound)
        );
        let leader = person(&health.system, "lanhdao").await;
        let begun = attachment::begin(&leader, task).await.map(|_| ());
        assert_eq!(
            begun.map_err(|error| error.problem()),
            Err(Problem::Forbidden)
        );
    }
);
