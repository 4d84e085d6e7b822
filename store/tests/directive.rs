//! Contracts of `store::directive` on both engines.

use crate::contract;

use crate::sample::{agencies, agency_id, day, sample_scope};
use domain::access::Scope;
use domain::directive::{Directive, DirectiveState, Header};
use domain::document::{DocumentKind, Urgency};
use domain::id::DirectiveId;
use store::Db;
use store::directive::{self, Party};
use store::error::Error;
use uuid::Uuid;

pub fn sample(n: u32, state: DirectiveState) -> Directive {
    Directive {
        id: DirectiveId(Uuid::from_u128(u128::from(n))),
        version: 1,
        state,
        province: "40".to_owned(),
        owner: agency_id(0),
        header: Header {
            number: format!("{n}"),
            symbol: "UBND-NC".to_owned(),
            kind: DocumentKind::OfficialDispatch,
            issued_on: day(14),
            issuer: agency_id(1),
            subject: "Làm sạch ma túy".to_owned(),
            urgency: Urgency::Urgent,
            recipients: vec!["Công an tỉnh".to_owned()],
        },
        text: "Văn bản".to_owned(),
        drafts: Vec::new(),
        clauses: Vec::new(),
    }
}

async fn write(db: &Db, rows: &[Directive]) {
    let mut tx = db.write().await.expect("a transaction");
    for row in rows {
        directive::insert(&mut tx, row).await.expect("inserted");
    }
    tx.commit().await.expect("committed");
}

contract!(
    a_directive_comes_back_and_is_updated_by_version,
    |db| async move {
        agencies(&db, 2).await;
        let first = sample(1, DirectiveState::Draft);
        write(&db, std::slice::from_ref(&first)).await;
        let mut tx = db.write().await.expect("a transaction");
        assert_eq!(
            directive::find(&mut tx, first.id).await.expect("read"),
            Some(first.clone())
        );
        let mut next = first.clone();
        next.version = 2;
        next.header.number = "1041".to_owned();
        directive::update(&mut tx, 1, &next).await.expect("updated");
        assert!(matches!(
            directive::update(&mut tx, 1, &next).await,
            Err(Error::Stale)
        ));
        assert_eq!(
            directive::find(&mut tx, first.id).await.expect("read"),
            Some(next.clone())
        );
        assert_eq!(
            directive::scan(&mut tx, None, 5).await.expect("read"),
            [next]
        );
        assert_eq!(
            directive::scan(&mut tx, Some(first.id), 5)
                .await
                .expect("read"),
            []
        );
    }
);

contract!(a_number_is_taken_once_unless_discarded, |db| async move {
    agencies(&db, 2).await;
    let first = sample(1, DirectiveState::Draft);
    write(&db, std::slice::from_ref(&first)).await;
    let mut twin = sample(2, DirectiveState::Draft);
    twin.header = first.header.clone();
    let mut tx = db.write().await.expect("a transaction");
    let found = directive::find_twin(&mut tx, &twin.header, twin.id)
        .await
        .expect("read");
    assert_eq!(found, Some(first.id));
    assert_eq!(
        directive::find_twin(&mut tx, &first.header, first.id)
            .await
            .expect("read"),
        None
    );
    let taken = directive::insert(&mut tx, &twin).await;
    assert!(matches!(taken, Err(Error::Conflict { .. })));
    drop(tx);
    let mut gone = first.clone();
    gone.state = DirectiveState::Discarded;
    gone.version = 2;
    let mut tx = db.write().await.expect("a transaction");
    directive::update(&mut tx, 1, &gone)
        .await
        .expect("discarded");
    directive::insert(&mut tx, &twin)
        .await
        .expect("the number is free again");
    tx.commit().await.expect("committed");
});

contract!(parties_see_the_issued_ones_newest_first, |db| async move {
    agencies(&db, 4).await;
    let mut rows: Vec<Directive> = (1..=5).map(|n| sample(n, DirectiveState::Issued)).collect();
    rows[2].header.issued_on = day(20);
    rows.push(sample(9, DirectiveState::Draft));
    write(&db, &rows).await;
    let mut tx = db.write().await.expect("a transaction");
    let party = |lead, superior| Party {
        agency: agency_id(2),
        is_lead: lead,
        is_coordinating: false,
        is_superior: superior,
    };
    for row in &rows[..3] {
        let on = row.header.issued_on;
        directive::add_parties(&mut tx, row.id, on, &[party(true, false)])
            .await
            .expect("added");
        directive::add_parties(&mut tx, row.id, on, &[party(false, true)])
            .await
            .expect("added");
    }
    let parties = directive::parties(&mut tx, rows[0].id).await.expect("read");
    assert_eq!(parties, [party(true, true)]);
    let numbers =
        |rows: Vec<directive::Columns>| rows.into_iter().map(|row| row.number).collect::<Vec<_>>();
    let seen = Scope::Agency(agency_id(2));
    let list = directive::list(&mut tx, &seen, None, 10)
        .await
        .expect("read");
    assert_eq!(numbers(list), ["3", "2", "1"]);
    let list = directive::list(&mut tx, &sample_scope("40"), None, 10)
        .await
        .expect("read");
    assert_eq!(numbers(list), ["3", "5", "4", "2", "1"]);
    let after = Some((day(14), rows[3].id));
    let list = directive::list(&mut tx, &Scope::All, after, 1)
        .await
        .expect("read");
    assert_eq!(numbers(list), ["2"]);
    let list = directive::list(&mut tx, &Scope::Nothing, None, 10)
        .await
        .expect("read");
    assert_eq!(numbers(list), Vec::<String>::new());
    let names = async |tx: &mut store::Tx, scope: &Scope| {
        let names = directive::names(tx, scope, 2).await.expect("read");
        names
            .into_iter()
            .map(|name| name.number)
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&mut tx, &seen).await, ["3", "2"]);
    assert_eq!(names(&mut tx, &Scope::Nothing).await, Vec::<String>::new());
    for (scope, id, is_named) in [
        (&seen, rows[0].id, true),
        (&seen, rows[3].id, false),
        (&Scope::All, rows[3].id, true),
        (&Scope::All, rows[5].id, false),
        (&Scope::Nothing, rows[0].id, false),
    ] {
        let name = directive::name(&mut tx, scope, id).await.expect("read");
        assert_eq!(name.is_some(), is_named, "{scope:?} {id}");
    }
    let drafts = directive::list_drafts(&mut tx, agency_id(0), 10)
        .await
        .expect("read");
    assert_eq!(numbers(drafts), ["9"]);
});

contract!(directives_are_searched_within_the_scope, |db| async move {
    agencies(&db, 3).await;
    let mut rows: Vec<Directive> = (1..=4).map(|n| sample(n, DirectiveState::Issued)).collect();
    rows[3].state = DirectiveState::Draft;
    rows[2].header.subject = "Phòng, chống tội phạm 100%".to_owned();
    write(&db, &rows).await;
    let mut tx = db.write().await.expect("a transaction");
    let party = Party {
        agency: agency_id(2),
        is_lead: true,
        is_coordinating: false,
        is_superior: false,
    };
    directive::add_parties(&mut tx, rows[0].id, day(14), &[party])
        .await
        .expect("added");
    let mut found = async |scope: &Scope, text: &str, after| {
        let found = directive::search(&mut tx, scope, text, after, 2).await;
        let found = found.expect("read").into_iter();
        found.map(|row| row.number).collect::<Vec<_>>()
    };
    let (all, own) = (Scope::All, Scope::Agency(agency_id(2)));
    assert_eq!(found(&all, "ma sach", None).await, ["2", "1"], "no draft");
    assert_eq!(found(&all, "2/UBND", None).await, ["2"]);
    assert_eq!(found(&all, "ubnd", None).await, ["3", "2"]);
    let after = Some((day(14), rows[1].id));
    assert_eq!(found(&all, "ubnd", after).await, ["1"]);
    assert_eq!(found(&all, "0%", None).await, ["3"], "no wildcard");
    assert_eq!(found(&all, "_", None).await, Vec::<String>::new());
    assert_eq!(found(&own, "ubnd", None).await, ["1"]);
    assert_eq!(
        found(&Scope::Nothing, "ubnd", None).await,
        Vec::<String>::new()
    );
});

contract!(a_column_that_is_no_copy_is_found, |db| async move {
    agencies(&db, 2).await;
    let rows = [
        sample(1, DirectiveState::Draft),
        sample(2, DirectiveState::Issued),
    ];
    write(&db, &rows).await;
    let mut tx = db.write().await.expect("a transaction");
    assert_eq!(
        directive::miscopied(&mut tx, &rows).await.expect("read"),
        []
    );
    tx.query("UPDATE directive SET symbol = 'KH' WHERE id = ")
        .push_bind(rows[0].id)
        .execute()
        .await
        .expect("changed");
    assert_eq!(
        directive::miscopied(&mut tx, &rows).await.expect("read"),
        [rows[0].id]
    );
});
