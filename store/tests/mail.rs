//! Contracts of `store::mail` on both engines.

use crate::contract;

use crate::people::{at, day, install, person};
use domain::id::UserId;
use domain::mail::{Mode, Preference};
use domain::view::Language;
use store::mail;
use uuid::Uuid;

fn wish(mode: Mode) -> Preference {
    Preference {
        address: "an@nghean.gov.vn".to_owned(),
        mode,
        language: Language::Vi,
        digested_at: None,
    }
}

contract!(a_wish_is_kept_and_changed, |db| async move {
    let mut tx = db.write().await.expect("begins");
    let an = install(&mut tx).await.id;
    assert_eq!(mail::find(&mut tx, an).await.expect("asked"), None);
    mail::set(&mut tx, an, &wish(Mode::Digest))
        .await
        .expect("kept");
    let found = mail::find(&mut tx, an).await.expect("asked");
    assert_eq!(found, Some(wish(Mode::Digest)));
    mail::set_digested(&mut tx, an, at(1, 0))
        .await
        .expect("noted");
    let changed = Preference {
        language: Language::En,
        address: "an@example.vn".to_owned(),
        ..wish(Mode::Single)
    };
    mail::set(&mut tx, an, &changed).await.expect("kept");
    let found = mail::find(&mut tx, an).await.expect("asked").expect("kept");
    assert_eq!(found.digested_at, Some(at(1, 0)), "it stays");
    assert_eq!((found.mode, found.language), (Mode::Single, Language::En));
    assert_eq!(found.address, "an@example.vn");
});

contract!(those_who_want_something_are_found, |db| async move {
    let mut tx = db.write().await.expect("begins");
    let an = install(&mut tx).await.id;
    let binh = person(11, "binh");
    store::account::insert(&mut tx, &binh)
        .await
        .expect("inserted");
    let nobody = UserId(Uuid::nil());
    let today = day(2022, 9, 14);
    for (mode, single, digest) in [
        (Mode::None, vec![], vec![]),
        (Mode::Single, vec![an], vec![]),
        (Mode::Digest, vec![], vec![(an, "40".to_owned())]),
    ] {
        mail::set(&mut tx, an, &wish(mode)).await.expect("kept");
        let wanting = mail::wanting_single(&mut tx, &[an, binh.id, nobody]).await;
        assert_eq!(wanting.expect("asked"), single, "{mode}");
        let wanting = mail::wanting_digest(&mut tx, today).await;
        assert_eq!(wanting.expect("asked"), digest, "{mode}");
    }
    assert_eq!(mail::wanting_single(&mut tx, &[]).await.expect("asked"), []);
    let later = mail::wanting_digest(&mut tx, day(2023, 6, 1)).await;
    assert_eq!(later.expect("asked"), [], "no position any more");
    let people = mail::people(&mut tx, &[an, binh.id]).await.expect("asked");
    let expected = (an, "Người an".to_owned(), "an@nghean.gov.vn".to_owned());
    assert_eq!(people, [expected], "the other wants nothing");
    assert_eq!(mail::people(&mut tx, &[]).await.expect("asked"), []);
});
