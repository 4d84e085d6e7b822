//! Contracts of `store::search` on both engines.

use crate::contract;

use crate::directive::sample as directive;
use crate::sample::{agencies, agency_id, day, sample_scope, task};
use domain::access::Scope;
use domain::area::{Area, AreaLevel, BEFORE_RECORDS};
use domain::attachment::{Attachment, File, MediaType, Purpose};
use domain::directive::DirectiveState;
use domain::id::{AgencyId, AttachmentId};
use domain::search::{Question, SearchKind, within, within_province};
use domain::task::{State, Task};
use store::search::{self, Cursor, Doc};
use store::{Db, Tx};
use uuid::Uuid;

async fn begun(db: &Db) -> Tx {
    agencies(db, 8).await;
    db.write().await.expect("a transaction")
}

fn titled(n: u128, title: &str) -> Task {
    let mut task = task(n, State::Assigned, Some(day(20)));
    title.clone_into(&mut task.title);
    task.deliverable = None;
    task
}

async fn write(tx: &mut Tx, tasks: &[Task]) {
    let rows: Vec<(Task, Vec<AgencyId>)> = tasks.iter().cloned().map(|t| (t, vec![])).collect();
    store::task::insert(tx, &rows).await.expect("tasks");
}

async fn page(
    tx: &mut Tx,
    kind: SearchKind,
    scope: &Scope,
    text: &str,
    after: Option<Cursor>,
    limit: u32,
) -> Vec<search::Hit> {
    let within = within(kind, scope).expect("a scope");
    let question = Question::new(text).expect("words");
    search::find(tx, &within, question.tiers(), after, limit)
        .await
        .expect("found")
}

/// The texts of what is found, in its order.
async fn found(tx: &mut Tx, kind: SearchKind, scope: &Scope, text: &str) -> Vec<String> {
    let hits = page(tx, kind, scope, text, None, 50).await;
    hits.into_iter().map(|hit| hit.shown).collect()
}

async fn tasks_found(tx: &mut Tx, text: &str) -> Vec<String> {
    found(tx, SearchKind::Task, &Scope::All, text).await
}

contract!(
    accents_order_what_is_found_and_word_breaks_do_not_matter,
    |db| async move {
        let mut tx = begun(&db).await;
        let titles = [
            "Tuần tra xã Nậm Cắn",
            "Tuần tra xã Nậm Càn",
            "Năm 2022 cần báo cáo",
            "Chợ Hòa Bình",
            "Hội nghị Điện Biên",
            "Bàn giao Namcan",
        ];
        let tasks: Vec<Task> = titles
            .iter()
            .zip(1..)
            .map(|(title, n)| titled(n, title))
            .collect();
        write(&mut tx, &tasks).await;
        let [can, can2, year, hoa, dien, joined] = titles;
        for (text, order) in [
            // The newest first within a tier; as typed before without accents, in sequence before anywhere.
            ("nậm cắn", vec![can, joined, can2, year]),
            ("Nậm Càn", vec![can2, joined, can, year]),
            ("nam can", vec![joined, can2, can, year]),
            ("namcan", vec![joined, can2, can]),
            ("hoà", vec![hoa]),
            ("hòa", vec![hoa]),
            ("hoa binh", vec![hoa]),
            ("hoabinh", vec![hoa]),
            ("dien bien", vec![dien]),
            ("điện biên", vec![dien]),
            ("đien", vec![dien]),
            ("nam típ", vec![]),
        ] {
            // Where the typed sequence without accents is a text's own, it counts as typed.
            assert_eq!(tasks_found(&mut tx, text).await, order, "{text}");
        }
        for text in ["\" OR 1", "f* NOT", "a:b' & !c", "NEAR(x)"] {
            assert!(tasks_found(&mut tx, text).await.is_empty(), "{text}");
        }
    }
);

contract!(both_engines_order_as_the_domain_ranks, |db| async move {
    let mut tx = begun(&db).await;
    let syllables = [
        "ma", "má", "tuy", "túy", "tuý", "xa", "xã", "matuy", "xa2", "ma xã",
    ];
    let mut tasks = Vec::new();
    for n in 0..200_u128 {
        let word = |place: u128| {
            let at = (n * 7 + place * (n / 10 + 3)) % 10;
            syllables[usize::try_from(at).expect("small")]
        };
        tasks.push(titled(
            n + 1,
            &format!("{} {} {}", word(0), word(1), word(2)),
        ));
    }
    write(&mut tx, &tasks).await;
    for text in ["ma túy", "matuy", "tuý", "xã ma", "tuymatuy", "ma ma"] {
        let question = Question::new(text).expect("words");
        let mut expected: Vec<(usize, usize, String)> = tasks
            .iter()
            .enumerate()
            .filter_map(|(place, task)| {
                let rank = question.rank(&format!("{} \n ", task.title))?;
                Some((rank, usize::MAX - place, task.title.clone()))
            })
            .collect();
        expected.sort();
        let expected: Vec<String> = expected.into_iter().map(|(_, _, title)| title).collect();
        assert!(!expected.is_empty(), "{text}");
        // Read page by page, so that the places of tiers are tried, too.
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let hits = page(&mut tx, SearchKind::Task, &Scope::All, text, after, 7).await;
            let Some(last) = hits.last() else { break };
            after = Some(last.cursor().to_string().parse().expect("a place"));
            all.extend(hits.into_iter().map(|hit| hit.shown));
        }
        assert_eq!(all, expected, "{text}");
    }
});

contract!(only_the_parties_find_and_they_change, |db| async move {
    let mut tx = begun(&db).await;
    let mut elsewhere = titled(2, "Kiểm tra đường mòn");
    elsewhere.province = "42".to_owned();
    let before = titled(1, "Kiểm tra đường mòn");
    let rows = [(before.clone(), vec![agency_id(6)]), (elsewhere, vec![])];
    store::task::insert(&mut tx, &rows).await.expect("tasks");
    let comment = search::of_comment(&before, &[agency_id(6)], 1, "Đường mòn bị sạt lở");
    search::write(&mut tx, &[comment]).await.expect("written");
    let count = async |tx: &mut Tx, scope: &Scope| {
        let mut counts = Vec::new();
        for kind in [SearchKind::Task, SearchKind::Comment] {
            counts.push(found(tx, kind, scope, "duong mon").await.len());
        }
        counts
    };
    let agency = |n| Scope::Agency(agency_id(n));
    for (scope, expected) in [
        (Scope::All, [2, 1]),
        (agency(0), [2, 1]),
        (agency(2), [2, 1]),
        (agency(6), [1, 1]),
        (agency(4), [0, 0]),
        (sample_scope("40"), [2, 1]),
        (
            Scope::Province {
                province: "40".to_owned(),
                agency: agency_id(7),
            },
            [1, 1],
        ),
    ] {
        assert_eq!(count(&mut tx, &scope).await, expected, "{scope:?}");
    }
    assert_eq!(within(SearchKind::Task, &Scope::Nothing), None);
    // The lead changes: who was the lead finds nothing of it any more, the comment neither.
    let mut after = before.clone();
    after.version += 1;
    after.lead = agency_id(4);
    store::task::update(&mut tx, (&before, &[agency_id(6)]), (&after, &[]))
        .await
        .expect("reassigned");
    assert_eq!(count(&mut tx, &agency(4)).await, [1, 1]);
    assert_eq!(count(&mut tx, &agency(1)).await, [1, 0]);
    assert_eq!(count(&mut tx, &agency(6)).await, [0, 0]);
    search::set_agencies(&mut tx, after.id, "40", &[agency_id(1)])
        .await
        .expect("set");
    assert_eq!(count(&mut tx, &agency(4)).await, [0, 0]);
    let comment = format!("{}.1", after.id);
    search::remove(&mut tx, SearchKind::Comment, &comment)
        .await
        .expect("removed");
    assert_eq!(count(&mut tx, &agency(1)).await, [2, 0]);
});

contract!(a_file_is_found_until_it_is_withdrawn, |db| async move {
    let mut tx = begun(&db).await;
    let first = titled(1, "Nhiệm vụ");
    write(&mut tx, std::slice::from_ref(&first)).await;
    let mut second = first.clone();
    second.version += 1;
    second.attachments.push(Attachment {
        id: AttachmentId(Uuid::from_u128(9)),
        agency: agency_id(1),
        on: day(15),
        purpose: Purpose::Report,
        comment: None,
        file: File {
            name: "Biên bản bàn giao-Nậm_Cắn.pdf".to_owned(),
            media: MediaType::Pdf,
            size: 1,
            sha256: "0".repeat(64),
        },
        is_withdrawn: false,
    });
    store::task::update(&mut tx, (&first, &[]), (&second, &[]))
        .await
        .expect("attached");
    let scope = Scope::Agency(agency_id(2));
    assert_eq!(
        found(&mut tx, SearchKind::File, &scope, "nam can")
            .await
            .len(),
        1
    );
    assert_eq!(
        found(&mut tx, SearchKind::File, &scope, "bienban pdf")
            .await
            .len(),
        1
    );
    let mut third = second.clone();
    third.version += 1;
    third.attachments[0].is_withdrawn = true;
    store::task::update(&mut tx, (&second, &[]), (&third, &[]))
        .await
        .expect("withdrawn");
    assert!(
        found(&mut tx, SearchKind::File, &scope, "nam can")
            .await
            .is_empty()
    );
});

contract!(
    an_issued_directive_is_found_by_its_parties,
    |db| async move {
        let mut tx = begun(&db).await;
        let draft = directive(1041, DirectiveState::Draft);
        store::directive::insert(&mut tx, &draft)
            .await
            .expect("inserted");
        let party = store::directive::Party {
            agency: agency_id(3),
            is_lead: true,
            is_coordinating: false,
            is_superior: false,
        };
        let scope = Scope::Agency(agency_id(3));
        store::directive::add_parties(&mut tx, draft.id, day(14), std::slice::from_ref(&party))
            .await
            .expect("a party");
        let kind = SearchKind::Directive;
        assert!(
            found(&mut tx, kind, &Scope::All, "1041").await.is_empty(),
            "a draft"
        );
        let mut issued = draft.clone();
        issued.version = 2;
        issued.state = DirectiveState::Issued;
        store::directive::update(&mut tx, 1, &issued)
            .await
            .expect("issued");
        let text = "1041/UBND-NC";
        assert_eq!(
            found(&mut tx, kind, &scope, text).await,
            ["1041/UBND-NC · Làm sạch ma túy"]
        );
        assert!(
            found(&mut tx, kind, &Scope::Agency(agency_id(4)), text)
                .await
                .is_empty()
        );
        let late = store::directive::Party {
            agency: agency_id(4),
            ..party
        };
        store::directive::add_parties(&mut tx, draft.id, day(14), &[late])
            .await
            .expect("admitted");
        assert_eq!(
            found(&mut tx, kind, &Scope::Agency(agency_id(4)), text)
                .await
                .len(),
            1
        );
        search::refresh_directive(&mut tx, draft.id)
            .await
            .expect("as it was");
        assert_eq!(
            found(&mut tx, kind, &scope, "lam sach ma tuy").await.len(),
            1
        );
    }
);

fn unit(code: &str, name: &str, parent: Option<&str>) -> Area {
    Area {
        code: code.to_owned(),
        valid_from: BEFORE_RECORDS,
        valid_to: None,
        level: AreaLevel::Commune,
        kind: "commune".to_owned(),
        name_vi: name.to_owned(),
        name_en: String::new(),
        parent: parent.map(str::to_owned),
        province: "40".to_owned(),
        is_border: true,
        lat: None,
        lon: None,
    }
}

contract!(
    communes_are_found_and_told_apart_by_what_is_above,
    |db| async move {
        let mut tx = begun(&db).await;
        let units = [
            unit("417", "Huyện Kỳ Sơn", None),
            unit("1", "Xã Nậm Cắn", Some("417")),
            unit("2", "Xã Nậm Càn", Some("417")),
        ];
        store::area::insert_many(&mut tx, &units)
            .await
            .expect("units");
        let tiers = |text| Question::new(text).expect("words").tiers().to_vec();
        let here = within_province(SearchKind::Area, "40");
        let hits = search::find(&mut tx, &here, &tiers("nam can"), None, 9)
            .await
            .expect("found");
        assert_eq!(hits.len(), 2);
        let best = search::find(&mut tx, &here, &tiers("nậm cắn"), None, 9)
            .await
            .expect("found");
        assert_eq!(best[0].shown, "Xã Nậm Cắn");
        let there = within_province(SearchKind::Area, "42");
        assert!(
            search::find(&mut tx, &there, &tiers("nam can"), None, 9)
                .await
                .expect("found")
                .is_empty()
        );
        let facts = search::areas(&mut tx, ["1".to_owned()])
            .await
            .expect("facts");
        assert_eq!(facts[0].above_vi.as_deref(), Some("Huyện Kỳ Sơn"));
        // A name that changes is found by the new one only.
        let renamed = unit("2", "Xã Phà Đánh", Some("417"));
        store::area::update(&mut tx, &renamed)
            .await
            .expect("renamed");
        assert_eq!(
            search::find(&mut tx, &here, &tiers("nam can"), None, 9)
                .await
                .expect("found")
                .len(),
            1
        );
        assert_eq!(
            search::find(&mut tx, &here, &tiers("pha danh"), None, 9)
                .await
                .expect("found")
                .len(),
            1
        );
        let docs: Vec<Doc> = [&units[0], &units[1], &renamed]
            .into_iter()
            .map(search::of_area)
            .collect();
        assert_eq!(search::mend_areas(&mut tx, &docs).await.expect("looked"), 0);
        assert_eq!(
            search::mend_areas(&mut tx, &docs[..2])
                .await
                .expect("mended"),
            1
        );
    }
);

contract!(a_damaged_index_is_noticed_and_mended, |db| async move {
    let mut tx = begun(&db).await;
    let tasks = [
        titled(1, "Vận động cai nghiện"),
        titled(2, "Vận động cai nghiện"),
    ];
    write(&mut tx, &tasks).await;
    let facts = search::tasks(&mut tx, [tasks[0].id.0])
        .await
        .expect("facts");
    assert_eq!(facts.len(), 1);
    assert_eq!(
        (facts[0].lead, facts[0].title.as_str()),
        (agency_id(1), "Vận động cai nghiện")
    );
    let owners = tasks.each_ref().map(|task| task.id.0);
    let docs: Vec<Doc> = tasks
        .iter()
        .flat_map(|task| search::of_task(task, &[]))
        .collect();
    assert_eq!(
        search::mend(&mut tx, &owners, &docs).await.expect("looked"),
        0
    );
    // One is lost, one tells the wrong agencies, one is too many.
    search::remove(&mut tx, SearchKind::Task, &docs[0].item)
        .await
        .expect("removed");
    search::set_agencies(&mut tx, tasks[1].id, "40", &[agency_id(7)])
        .await
        .expect("set");
    let stray = search::of_comment(&tasks[0], &[], 4, "Đã thu hồi");
    search::write(&mut tx, &[stray]).await.expect("written");
    assert_eq!(
        search::mend(&mut tx, &owners, &docs).await.expect("mended"),
        3
    );
    assert_eq!(
        search::mend(&mut tx, &owners, &docs).await.expect("looked"),
        0
    );
    search::reindex(&mut tx).await.expect("made anew");
    let scope = Scope::Agency(agency_id(1));
    assert_eq!(
        found(&mut tx, SearchKind::Task, &scope, "cai nghien")
            .await
            .len(),
        2
    );
    assert!(
        found(&mut tx, SearchKind::Comment, &Scope::All, "thu hoi")
            .await
            .is_empty()
    );
});

contract!(
    a_merged_index_finds_what_its_pieces_found,
    |db| async move {
        agencies(&db, 8).await;
        let count = 23;
        for n in 1..=count {
            let mut tx = db.write().await.expect("a transaction");
            write(&mut tx, &[titled(n, "Vận động cai nghiện")]).await;
            tx.commit().await.expect("committed");
        }
        let merge = || async {
            let mut tx = db.write().await.expect("a transaction");
            let has_more = search::merge(&mut tx).await.expect("merged");
            tx.commit().await.expect("committed");
            has_more
        };
        let mut steps = 0;
        while merge().await {
            steps += 1;
            assert!(steps < 50, "it comes to an end");
        }
        let mut tx = db.write().await.expect("a transaction");
        // PostgreSQL has nothing to merge; SQLite had a piece for each transaction, or few that it merged itself.
        assert_eq!(steps > 0, tx.dialect() == store::db::Dialect::Sqlite);
        let scope = Scope::Agency(agency_id(1));
        let hits = page(&mut tx, SearchKind::Task, &scope, "cai nghien", None, 50).await;
        assert_eq!(hits.len(), usize::try_from(count).expect("small"));
    }
);
