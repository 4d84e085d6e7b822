//! Search by the use case, on both engines: what is found by whom, and that it follows what is done.

use crate::command::{act, person, problem};
use crate::contract;
use crate::talk::at_work;
use domain::refusal::{FieldFault, Problem, Refusal};
use domain::search::SearchKind;
use domain::task::TaskCommand;
use domain::view::{Match, SearchFilter, SearchPage};
use service::{Ctx, search};

async fn asked(ctx: &Ctx, text: &str, kind: Option<SearchKind>) -> SearchPage {
    let filter = SearchFilter {
        text: text.to_owned(),
        kind,
        after: None,
    };
    search::find(ctx, &filter).await.expect("an answer")
}

async fn found(ctx: &Ctx, kind: SearchKind, text: &str) -> Vec<Match> {
    let page = asked(ctx, text, Some(kind)).await;
    page.groups
        .into_iter()
        .flat_map(|group| group.matches)
        .collect()
}

fn plain(found: &Match) -> String {
    found.text.iter().map(|(_, part)| part.as_str()).collect()
}

contract!(
    every_position_finds_what_it_may_see_and_nothing_else,
    |db| async move {
        let (coordinator, health, task) = at_work(db).await;
        let system = &coordinator.system;
        let page = service::task::page(&health, task, None).await;
        let page = page.expect("a page");
        let title = domain::text::fold(&page.task.title);
        let (directive, reference) = page.directive.expect("a directive");
        let text = "Xe xét nghiệm đang ở Nậm Cắn";
        let comment = TaskCommand::Comment {
            text: text.to_owned(),
            mentions: Vec::new(),
        };
        act(&health, task, comment).await.expect("commented");
        let [customs, foreign, leader] = [
            person(system, "haiquan").await,
            person(system, "dieuphoi.hatinh").await,
            person(system, "lanhdao").await,
        ];
        for (who, ctx, sees) in [
            ("coordinator", &coordinator, true),
            ("lead", &health, true),
            ("leader", &leader, true),
            ("other agency", &customs, false),
            ("other province", &foreign, false),
        ] {
            let comments = found(ctx, SearchKind::Comment, "xe xet nghiem").await;
            assert_eq!(!comments.is_empty(), sees, "{who}");
            // Customs has another task of the same directive.
            let may_open = service::directive::page(ctx, directive).await.is_ok();
            let found_it = found(ctx, SearchKind::Directive, &reference).await;
            assert_eq!(!found_it.is_empty(), may_open, "{who}");
            assert!(may_open || !sees, "{who}");
            let tasks = found(ctx, SearchKind::Task, &title).await;
            let has_it = tasks
                .iter()
                .any(|one| one.address == format!("/tasks/{task}"));
            assert_eq!(has_it, sees, "{who}");
        }
        let comments = found(&leader, SearchKind::Comment, "namcan").await;
        assert_eq!(plain(&comments[0]), text);
        assert_eq!(comments[0].address, format!("/tasks/{task}#comment-1"));
        assert!(comments[0].text.contains(&(true, "Nậm Cắn".to_owned())));
    }
);

contract!(a_comment_is_found_as_it_reads_now, |db| async move {
    let (coordinator, health, task) = at_work(db).await;
    let write = |text: &str| TaskCommand::Comment {
        text: text.to_owned(),
        mentions: Vec::new(),
    };
    act(&health, task, write("Thiếu que thử"))
        .await
        .expect("commented");
    let edit = TaskCommand::EditComment {
        number: 1,
        text: "Đủ hóa chất".to_owned(),
        mentions: Vec::new(),
    };
    act(&health, task, edit).await.expect("edited");
    assert!(
        found(&coordinator, SearchKind::Comment, "que thu")
            .await
            .is_empty()
    );
    assert_eq!(
        found(&coordinator, SearchKind::Comment, "hoá chất")
            .await
            .len(),
        1
    );
    let rebuilt = service::rebuild::rebuild(&health.system)
        .await
        .expect("rebuilt");
    assert_eq!(rebuilt.search, 0, "the index is what the log says");
    let withdraw = TaskCommand::WithdrawComment { number: 1 };
    act(&health, task, withdraw).await.expect("withdrawn");
    assert!(
        found(&coordinator, SearchKind::Comment, "hoá chất")
            .await
            .is_empty()
    );
    let rebuilt = service::rebuild::rebuild(&health.system)
        .await
        .expect("rebuilt");
    assert_eq!(rebuilt.search, 0);
});

contract!(
    units_and_agencies_of_the_own_province_are_found,
    |db| async move {
        let (coordinator, _, _) = at_work(db).await;
        let foreign = person(&coordinator.system, "dieuphoi.hatinh").await;
        let areas = found(&coordinator, SearchKind::Area, "nam can").await;
        let names: Vec<String> = areas.iter().map(plain).collect();
        let here = |name: &str| names.iter().any(|found| found.ends_with(name));
        assert!(here("Nậm Cắn") && here("Nậm Càn"), "{names:?}");
        assert!(
            areas.iter().all(|area| !area.above_vi.is_empty()),
            "told apart by what is above"
        );
        for (typed, first) in [("Nậm Cắn", "Nậm Cắn"), ("nậm càn", "Nậm Càn")] {
            let areas = found(&coordinator, SearchKind::Area, typed).await;
            assert!(plain(&areas[0]).ends_with(first), "{typed}");
        }
        assert!(
            found(&foreign, SearchKind::Area, "nam can")
                .await
                .is_empty()
        );
        let agencies = found(&coordinator, SearchKind::Agency, "so y te").await;
        assert_eq!(plain(&agencies[0]), "Sở Y tế tỉnh Nghệ An");
        let abroad = found(&foreign, SearchKind::Agency, "nghe an").await;
        assert!(abroad.is_empty(), "{abroad:?}");
    }
);

contract!(what_cannot_be_asked_is_refused, |db| async move {
    let (coordinator, _, _) = at_work(db).await;
    let filter = |text: &str, after: Option<&str>| SearchFilter {
        text: text.to_owned(),
        kind: Some(SearchKind::Task),
        after: after.map(str::to_owned),
    };
    let long = problem(search::find(&coordinator, &filter(&"a".repeat(201), None)).await);
    let fault = FieldFault::TooLong { max: 200 };
    assert_eq!(
        long,
        Problem::Refused {
            refusal: Refusal::field("q", fault)
        }
    );
    for after in ["x", "1", "1.x", "1.2.3"] {
        let refused = problem(search::find(&coordinator, &filter("y te", Some(after))).await);
        let refusal = Refusal::field("after", FieldFault::Malformed);
        assert_eq!(refused, Problem::Refused { refusal }, "{after}");
    }
    for after in ["-5.1", "99.1", "0.-9223372036854775808"] {
        search::find(&coordinator, &filter("y te", Some(after)))
            .await
            .expect("no place, no row");
    }
    assert!(asked(&coordinator, " %_' ", None).await.groups.is_empty());
});

contract!(
    a_search_takes_as_many_statements_whatever_it_finds,
    |db| async move {
        let (coordinator, _, _) = at_work(db).await;
        let system = &coordinator.system;
        asked(&coordinator, "y te", None).await;
        let mut counts = Vec::new();
        for text in ["y te", "xet nghiem nam can ma tuy", "khongcogi"] {
            let before = system.db.statements();
            asked(&coordinator, text, None).await;
            counts.push(system.db.statements() - before);
        }
        assert_eq!(counts, [7, 7, 7], "five kinds, facts of tasks and of units");
    }
);
