//! Contracts of `store::attachment` on both engines.

use crate::contract;

use crate::sample::{agencies, day, person, task};
use chrono::{DateTime, TimeDelta, Utc};
use domain::attachment::MediaType;
use domain::id::{AttachmentId, PositionId, TaskId};
use domain::task::State;
use store::attachment::{self, Content, New};
use store::{Db, Tx};
use uuid::Uuid;

fn now() -> DateTime<Utc> {
    day(14).and_hms_opt(1, 0, 0).expect("a time").and_utc()
}

fn tomorrow() -> DateTime<Utc> {
    now() + TimeDelta::days(1)
}

fn id(n: u128) -> AttachmentId {
    AttachmentId(Uuid::from_u128(n))
}

/// Content n with a hash of its own.
fn content(n: u128) -> Content {
    Content {
        id: Uuid::from_u128(0xe000 + n),
        sha256: format!("{n:064x}"),
        size: 5_000_000_000,
        media: MediaType::Png,
        has_picture: true,
    }
}

fn new(n: u128, position: PositionId, content: Uuid) -> New {
    New {
        id: id(n),
        task: TaskId(Uuid::from_u128(1)),
        position,
        name: "Ảnh hiện trường.png".to_owned(),
        content,
    }
}

/// Task 1, and content 1 uploaded as file 1.
async fn uploaded(db: &Db) -> (Tx, PositionId) {
    agencies(db, 3).await;
    let (_, position) = person(db).await;
    let mut tx = db.write().await.expect("a transaction");
    let task = task(1, State::InProgress, Some(day(20)));
    store::task::insert(&mut tx, &[(task, Vec::new())])
        .await
        .expect("a task");
    let kept = attachment::touch(&mut tx, &content(1), now()).await;
    let kept = kept.expect("touched");
    assert_eq!(kept, content(1));
    attachment::insert(&mut tx, &new(1, position, kept.id), now())
        .await
        .expect("inserted");
    (tx, position)
}

contract!(the_same_content_is_kept_once, |db| async move {
    let (mut tx, position) = uploaded(&db).await;
    let again = Content {
        id: Uuid::from_u128(0xe999),
        ..content(1)
    };
    let kept = attachment::touch(&mut tx, &again, tomorrow())
        .await
        .expect("touched");
    assert_eq!(kept.id, content(1).id);
    attachment::insert(&mut tx, &new(2, position, kept.id), tomorrow())
        .await
        .expect("inserted");
    let found = attachment::find(&mut tx, id(2))
        .await
        .expect("read")
        .expect("there");
    assert_eq!((found.size, found.media), (5_000_000_000, MediaType::Png));
    assert_eq!(
        (found.name.as_str(), found.attached_at),
        ("Ảnh hiện trường.png", None)
    );
    assert_eq!(attachment::find(&mut tx, id(3)).await.expect("read"), None);
});

contract!(
    an_upload_is_attached_once_and_withdrawn_once,
    |db| async move {
        let (mut tx, _) = uploaded(&db).await;
        let task = TaskId(Uuid::from_u128(1));
        assert_eq!(attachment::pictured(&mut tx, task).await.expect("read"), []);
        for fresh in [true, false] {
            let done = attachment::attach(&mut tx, id(1), now()).await;
            assert_eq!(done.expect("attached"), fresh);
        }
        assert_eq!(
            attachment::pictured(&mut tx, task).await.expect("read"),
            [id(1)]
        );
        for there in [true, false] {
            let done = attachment::withdraw(&mut tx, id(1)).await;
            assert_eq!(done.expect("withdrawn"), there);
        }
        assert_eq!(attachment::find(&mut tx, id(1)).await.expect("read"), None);
        assert_eq!(attachment::pictured(&mut tx, task).await.expect("read"), []);
    }
);

contract!(content_goes_when_nothing_needs_it, |db| async move {
    let (mut tx, position) = uploaded(&db).await;
    let other = attachment::touch(&mut tx, &content(2), now())
        .await
        .expect("touched");
    attachment::insert(&mut tx, &new(2, position, other.id), now())
        .await
        .expect("inserted");
    attachment::attach(&mut tx, id(2), now())
        .await
        .expect("attached");
    let swept = async |tx: &mut Tx, before: DateTime<Utc>| {
        let loose = attachment::forget_loose(tx, before)
            .await
            .expect("forgotten");
        let dropped = attachment::drop_unused(tx, before).await.expect("dropped");
        (loose, dropped)
    };
    assert_eq!(swept(&mut tx, now()).await, (0, 0), "too young");
    assert_eq!(
        swept(&mut tx, tomorrow()).await,
        (1, 1),
        "file 2 is attached"
    );
    assert_eq!(attachment::find(&mut tx, id(1)).await.expect("read"), None);
    let gone = attachment::dropped(&mut tx, 9).await.expect("listed");
    assert_eq!(gone, [content(1)]);

    // The same bytes come back before the object is deleted: a content of its own.
    let back = Content {
        id: Uuid::from_u128(0xe777),
        ..content(1)
    };
    let kept = attachment::touch(&mut tx, &back, tomorrow())
        .await
        .expect("touched");
    assert_eq!(kept.id, back.id);
    let gone: Vec<Uuid> = gone.into_iter().map(|content| content.id).collect();
    assert_eq!(
        attachment::forget(&mut tx, &[]).await.expect("forgotten"),
        0
    );
    assert_eq!(
        attachment::forget(&mut tx, &gone).await.expect("forgotten"),
        1
    );
    assert_eq!(
        attachment::forget(&mut tx, &[back.id]).await.expect("kept"),
        0
    );
    assert_eq!(attachment::dropped(&mut tx, 9).await.expect("listed"), []);
});
