//! Agencies as administrators keep them: the steps, their limits, the log, on both engines.

use crate::contract;
use crate::installation::{PASSWORD, faults, officer, problem, resumed, signed_in, with_officer};
use domain::agency::{Level, Sector};
use domain::command::{Command, Envelope, Receipt};
use domain::id::{AgencyId, EnvelopeId, PositionId};
use domain::office::view::OfficeFilter;
use domain::office::{AgencyCommand as C, Names};
use domain::position::Role;
use domain::refusal::{FieldFault, Problem, Refusal};
use service::account::NewAccount;
use service::{Ctx, System, account, command, office, session, verify};
use std::sync::Arc;

async fn installed(db: store::Db) -> (Arc<System>, Ctx) {
    let system = with_officer(db).await;
    let new = NewAccount {
        role: Role::Administrator,
        ..officer("quantri", "na.office")
    };
    account::create(&system, &new).await.expect("installed");
    let ctx = signed_in(&system, "quantri").await;
    (system, ctx)
}

fn envelope(ctx: &Ctx, id: AgencyId, base: Option<i64>, command: C) -> Envelope {
    Envelope {
        id: EnvelopeId(ctx.system.id()),
        base_version: base,
        made_at: ctx.system.now(),
        command: Command::Agency { id, command },
    }
}

async fn act(ctx: &Ctx, id: AgencyId, command: C) -> service::Result<Receipt> {
    let base = office::page(ctx, id, None)
        .await
        .map_or(0, |page| page.office.version);
    command::submit(ctx, envelope(ctx, id, Some(base), command)).await
}

fn new(code: &str, level: Level) -> C {
    C::Create {
        code: code.to_owned(),
        names: names("Chi cục Phòng, chống tệ nạn xã hội"),
        sector: Sector::Labour,
        level,
        parent: None,
        from: domain::area::BEFORE_RECORDS,
    }
}

fn names(name: &str) -> Names {
    Names {
        name_vi: name.to_owned(),
        name_en: "Sub-department".to_owned(),
        short_vi: name.to_owned(),
        short_en: "Sub-department".to_owned(),
        aliases: Vec::new(),
    }
}

async fn code(ctx: &Ctx, code: &str) -> AgencyId {
    let directory = ctx.system.directory().await.expect("the agencies");
    directory.by_code(code).expect("an agency").id
}

fn add(ctx: &Ctx, role: Role) -> C {
    C::AddPosition {
        position: PositionId(ctx.system.id()),
        role,
        title_vi: "Chuyên viên".to_owned(),
        title_en: "Officer".to_owned(),
        from: ctx.system.today(),
    }
}

contract!(
    an_agency_is_made_named_and_given_positions,
    |db| async move {
        let (system, ctx) = installed(db).await;
        let id = AgencyId(system.id());
        let create = envelope(&ctx, id, None, new("na.chicuc", Level::Province));
        command::submit(&ctx, create.clone()).await.expect("made");
        let again = command::submit(&ctx, create).await.expect("answered");
        assert!(again.repeated || again.version == 1);
        assert_eq!(
            code(&ctx, "na.chicuc").await,
            id,
            "the tree knows it at once"
        );
        let taken = envelope(
            &ctx,
            AgencyId(system.id()),
            None,
            new("na.chicuc", Level::Province),
        );
        let taken = problem(command::submit(&ctx, taken).await);
        assert_eq!(
            taken,
            Problem::Refused {
                refusal: Refusal::CodeTaken
            }
        );
        act(&ctx, id, add(&ctx, Role::Officer))
            .await
            .expect("added");
        let change = |name: &str| C::Change { names: names(name) };
        command::submit(&ctx, envelope(&ctx, id, Some(2), change("Chi cục A")))
            .await
            .expect("named");
        let stale = command::submit(&ctx, envelope(&ctx, id, Some(2), change("Chi cục B"))).await;
        let Problem::Conflict { version, clashes } = problem(stale) else {
            panic!("taken");
        };
        assert_eq!((version, clashes[0].theirs.as_str()), (3, "Chi cục A"));
        let page = office::page(&ctx, id, None).await.expect("shown");
        assert_eq!((page.office.positions.len(), page.timeline.len()), (1, 3));
        let found = OfficeFilter {
            text: Some("chi cuc a".to_owned()),
            ..OfficeFilter::default()
        };
        let list = office::list(&ctx, &found).await.expect("listed");
        assert_eq!(list.lines.len(), 1);
        assert_eq!(verify::verify_log(&system).await.expect("verified"), []);
    }
);

contract!(
    an_agency_that_ends_ends_the_sessions_of_its_people,
    |db| async move {
        let (system, ctx) = installed(db).await;
        let session = session::sign_in(&system, "binh", PASSWORD, "Firefox")
            .await
            .expect("in");
        let health = code(&ctx, "na.health").await;
        act(&ctx, health, C::Close { on: system.today() })
            .await
            .expect("ended");
        assert!(resumed(&system, &session.token).await.is_none());
        act(&ctx, health, C::Reopen).await.expect("again");
        assert!(resumed(&system, &session.token).await.is_some());
    }
);

contract!(
    the_last_administrator_keeps_agency_and_position,
    |db| async move {
        let (system, ctx) = installed(db).await;
        let last = Problem::Refused {
            refusal: Refusal::LastAdministrator,
        };
        let on = system.today();
        let own = ctx.actor.agency;
        assert_eq!(problem(act(&ctx, own, C::Close { on }).await), last);
        let position = ctx.actor.position;
        let ended = act(&ctx, own, C::ClosePosition { position, on }).await;
        assert_eq!(problem(ended), last);
        let page = office::page(&ctx, own, None).await.expect("shown");
        assert_eq!(page.office.version, 0, "nothing was written");
    }
);

contract!(nobody_keeps_what_lies_beyond_his_reach, |db| async move {
    let (system, ctx) = installed(db).await;
    let beyond = Problem::Refused {
        refusal: Refusal::NotYoursToGive,
    };
    let central = envelope(
        &ctx,
        AgencyId(system.id()),
        None,
        new("na.trunguong", Level::Central),
    );
    assert_eq!(problem(command::submit(&ctx, central).await), beyond);
    let health = code(&ctx, "na.health").await;
    assert_eq!(
        problem(act(&ctx, health, add(&ctx, Role::Auditor)).await),
        beyond
    );
    let mut elsewhere = ctx.clone();
    elsewhere.actor.province = "42".to_owned();
    let mut head = ctx.clone();
    head.actor.role = Role::Head;
    for other in [&elsewhere, &head] {
        assert_eq!(
            problem(office::page(other, health, None).await),
            Problem::NotFound
        );
        let close = envelope(other, health, Some(0), C::Close { on: system.today() });
        assert_eq!(
            problem(command::submit(other, close).await),
            Problem::NotFound
        );
    }
    assert_eq!(
        problem(office::list(&head, &OfficeFilter::default()).await),
        Problem::Forbidden
    );
    assert_eq!(
        problem(office::new_page(&head, None).await),
        Problem::Forbidden
    );
    let create = envelope(
        &head,
        AgencyId(system.id()),
        None,
        new("na.x", Level::Province),
    );
    assert_eq!(
        problem(command::submit(&head, create).await),
        Problem::Forbidden
    );
    let mut under_foreign = new("na.y", Level::Province);
    if let C::Create { parent, .. } = &mut under_foreign {
        *parent = Some(AgencyId(system.id()));
    }
    let refused = envelope(&ctx, AgencyId(system.id()), None, under_foreign);
    let refused = command::submit(&ctx, refused).await;
    assert_eq!(
        faults(refused),
        [("parent".to_owned(), FieldFault::Unknown)]
    );
});
