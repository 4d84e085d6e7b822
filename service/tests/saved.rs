//! Saved views, on both engines: whose they are, and who changes what is shared.

use crate::command::{installed, person, problem};
use crate::contract;
use domain::id::SavedViewId;
use domain::refusal::{FieldFault, Problem, Refusal};
use domain::saved::Saving;
use service::{Ctx, saved};

fn saving(ctx: &Ctx, name: &str, is_shared: bool) -> Saving {
    Saving {
        id: SavedViewId(ctx.system.id()),
        base_version: 0,
        name: name.to_owned(),
        is_shared,
        query: "timeliness=overdue".to_owned(),
    }
}

async fn names(ctx: &Ctx) -> Vec<String> {
    let views = saved::list(ctx, None).await.expect("the views").views;
    views.into_iter().map(|view| view.name).collect()
}

contract!(views_are_ones_own_or_the_agencys, |db| async move {
    let system = installed(db).await;
    let officer = person(&system, "congan").await;
    let head = person(&system, "congan.lanhdao").await;
    let health = person(&system, "yte").await;
    let own = saving(&officer, "  Quá hạn ", false);
    let query = saved::save(&officer, own.clone()).await.expect("saved");
    assert_eq!(query, "timeliness=overdue");
    // Sent twice is saved once; the same name again is taken.
    let own = Saving {
        name: "Quá hạn".to_owned(),
        ..own
    };
    saved::save(&officer, own.clone()).await.expect("the same");
    let twin = saved::save(&officer, saving(&officer, "QUA HAN", false)).await;
    let refusal = Refusal::NameTaken;
    assert_eq!(problem(twin), Problem::Refused { refusal });
    // An officer shares nothing, and changes nothing that is shared.
    let answer = saved::save(&officer, saving(&officer, "Chung", true)).await;
    assert_eq!(problem(answer), Problem::Forbidden);
    let shared = saving(&head, "Chung", true);
    saved::save(&head, shared.clone()).await.expect("shared");
    assert_eq!(names(&officer).await, ["Quá hạn", "Chung"]);
    assert_eq!(names(&head).await, ["Chung"]);
    assert!(names(&health).await.is_empty());
    let rename = Saving {
        base_version: 1,
        name: "Khác".to_owned(),
        is_shared: false,
        ..shared.clone()
    };
    let answer = saved::save(&officer, rename.clone()).await;
    assert_eq!(problem(answer), Problem::Forbidden);
    let answer = saved::drop_view(&officer, shared.id).await;
    assert_eq!(problem(answer), Problem::Forbidden);
    // Another agency's is not there, and dropping it changes nothing.
    let answer = saved::save(&health, rename.clone()).await;
    assert_eq!(problem(answer), Problem::NotFound);
    saved::drop_view(&health, own.id).await.expect("nothing");
    // Who may share renames and drops; who is late is told.
    saved::save(&head, rename.clone()).await.expect("renamed");
    let late = problem(saved::save(&head, rename).await);
    assert!(
        matches!(late, Problem::Conflict { version: 2, .. }),
        "{late:?}"
    );
    assert_eq!(names(&officer).await, ["Quá hạn", "Khác"]);
    saved::drop_view(&head, shared.id).await.expect("dropped");
    saved::drop_view(&officer, own.id).await.expect("dropped");
    assert!(names(&officer).await.is_empty());
});

contract!(an_address_that_is_none_is_not_saved, |db| async move {
    let system = installed(db).await;
    let officer = person(&system, "congan").await;
    for (field, fault, saving) in [
        (
            "query",
            FieldFault::Malformed,
            Saving {
                query: "a=1\n".to_owned(),
                ..saving(&officer, "A", false)
            },
        ),
        (
            "query",
            FieldFault::Malformed,
            Saving {
                query: "a".repeat(2001),
                ..saving(&officer, "A", false)
            },
        ),
        ("name", FieldFault::Required, saving(&officer, " ", false)),
        (
            "base_version",
            FieldFault::OutOfRange,
            Saving {
                base_version: -1,
                ..saving(&officer, "A", false)
            },
        ),
    ] {
        let answer = problem(saved::save(&officer, saving).await);
        let refusal = Refusal::field(field, fault);
        assert_eq!(answer, Problem::Refused { refusal });
    }
});
