//! Pages of communes outside Nghệ An, where one list and its descent is all that is known.

use crate::contract;

use crate::installation::{FILES, day, problem, system};
use domain::area::{EARLY_2025, Share, TWO_LEVELS};
use domain::refusal::Problem;
use service::{Ctx, System, commune, import};
use std::sync::Arc;

/// The coordinator of Hà Tĩnh in a system with the demo rows.
async fn coordinator(db: store::Db) -> Ctx {
    let system: Arc<System> = system(db, true);
    import::facts(&system, &FILES).await.expect("the facts");
    import::demo(&system, &FILES).await.expect("the demo");
    let password = service::account::DEMO_PASSWORD;
    let session = service::session::sign_in(&system, "dieuphoi.hatinh", password, "test").await;
    let token = session.expect("signed in").token;
    let ctx = service::session::resume(&system, &token).await;
    ctx.expect("asked").expect("a session")
}

contract!(
    a_commune_of_another_province_shows_what_became_of_it,
    |db| async move {
        let ctx = coordinator(db).await;
        let page = commune::page(&ctx, "18073", TWO_LEVELS)
            .await
            .expect("the page");
        assert_eq!(page.area.name_vi, "Phường Thành Sen");
        assert_eq!(page.district_vi, "Tỉnh Hà Tĩnh", "the unit above it");
        assert!(page.standings.is_empty(), "nothing is inherited");
        assert_eq!((page.from.len(), page.into.len()), (9, 0));
        let (line, before) = &page.from[0];
        assert_eq!(before.name_vi, "Phường Bắc Hà");
        assert_eq!((line.effective, line.share), (TWO_LEVELS, Share::Whole));
        assert!(!page.area.may_be_older());

        let before = commune::page(&ctx, &before.code, before.valid_from)
            .await
            .expect("the page of the predecessor");
        assert_eq!(before.district_vi, "Thành phố Hà Tĩnh");
        assert_eq!(before.area.valid_to, Some(TWO_LEVELS));
        assert!(
            before.area.may_be_older(),
            "the list does not say since when"
        );
        assert!(before.from.is_empty());
        let codes: Vec<_> = before.into.iter().map(|(_, area)| &area.code).collect();
        assert_eq!(codes, ["18073"]);

        // Another province's commune answers like one that does not exist.
        for (code, from) in [("16870", TWO_LEVELS), ("18077", day(2022, 9, 14))] {
            let refused = commune::page(&ctx, code, from).await;
            assert_eq!(problem(refused), Problem::NotFound, "{code}");
        }
    }
);

contract!(
    a_merged_province_sees_the_history_of_its_communes,
    |db| async move {
        let mut ctx = coordinator(db).await;
        let seen = async |ctx: &Ctx, code, from| match commune::page(ctx, code, from).await {
            Ok(page) => Some((page.area.province, page.counts.total())),
            Err(_) => None,
        };
        // Tam Thăng of Quảng Nam (49) went into Bàn Thạch of Đà Nẵng (48).
        assert_eq!(seen(&ctx, "20362", EARLY_2025).await, None);
        ctx.actor.province = "48".to_owned();
        let quang_nam = Some(("49".to_owned(), 0));
        assert_eq!(seen(&ctx, "20362", EARLY_2025).await, quang_nam);
        assert_eq!(seen(&ctx, "18077", EARLY_2025).await, None);
        ctx.actor.province = "49".to_owned();
        let da_nang = Some(("48".to_owned(), 0));
        assert_eq!(seen(&ctx, "20335", TWO_LEVELS).await, da_nang);
    }
);
