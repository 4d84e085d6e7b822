//! Hand-over by the use cases, on both engines: all that is open moves at once or nothing does, history stays.

use crate::command::{act, installed, issued, person, problem, task_of};
use crate::contract;
use crate::duty::created;
use domain::command::{Command, Envelope, Receipt};
use domain::handover::view::HandOverPage;
use domain::id::{AgencyId, EnvelopeId, SavedViewId, TaskId, UserId};
use domain::people::AccountCommand as C;
use domain::position::Role;
use domain::refusal::{FieldFault, Problem, Refusal};
use domain::saved::Saving;
use domain::task::{Officer, State, TaskCommand, TaskEvent};
use domain::view::{Language, TimelineEvent};
use service::{Ctx, System, handover, people, saved, verify};
use std::sync::Arc;
use uuid::Uuid;

fn envelope(ctx: &Ctx, id: UserId, base_version: Option<i64>, command: C) -> Envelope {
    Envelope {
        id: EnvelopeId(ctx.system.id()),
        base_version,
        made_at: ctx.system.now(),
        command: Command::Account { id, command },
    }
}

/// A new account of the administrator's province.
async fn made(admin: &Ctx, login: &str) -> UserId {
    let id = UserId(admin.system.id());
    let command = C::Create {
        login: login.to_owned(),
        full_name: "Lô Thị Mai".to_owned(),
        language: Language::Vi,
        email: None,
    };
    service::command::submit(admin, envelope(admin, id, None, command))
        .await
        .expect("made");
    id
}

async fn holding(admin: &Ctx, id: UserId) -> Uuid {
    let page = people::page(admin, id, None, None).await.expect("a page");
    page.person.held[0].holding
}

async fn page(admin: &Ctx, id: UserId, holding: Uuid, to: Option<UserId>) -> HandOverPage {
    let page = handover::page(admin, id, holding, (to, None), None).await;
    page.expect("a page")
}

/// Confirms what the page shows now.
async fn hand_over(admin: &Ctx, id: UserId, holding: Uuid, to: UserId) -> service::Result<Receipt> {
    let shown = page(admin, id, holding, Some(to)).await;
    let reviewed = shown.review.map(|review| review.moved.mark());
    confirm(admin, (id, shown.person.version), holding, to, reviewed).await
}

async fn confirm(
    admin: &Ctx,
    (id, version): (UserId, i64),
    holding: Uuid,
    to: UserId,
    reviewed: Option<String>,
) -> service::Result<Receipt> {
    let command = C::HandOver {
        holding,
        to,
        reason: "Nghỉ hưu theo Quyết định 15/QĐ-SYT".to_owned(),
        reviewed: reviewed.unwrap_or_default(),
    };
    service::command::submit(admin, envelope(admin, id, Some(version), command)).await
}

fn refused(refusal: Refusal) -> Problem {
    Problem::Refused { refusal }
}

fn oneself(ctx: &Ctx) -> Officer {
    Officer {
        position: Some(ctx.actor.position),
        name: ctx.actor.user_name.clone(),
    }
}

async fn start(ctx: &Ctx, task: TaskId, officer: Officer) {
    act(ctx, task, TaskCommand::Acknowledge)
        .await
        .expect("acknowledged");
    act(ctx, task, TaskCommand::Start { officer })
        .await
        .expect("started");
}

/// The open tasks of the agency in which somebody of that name is in charge.
async fn in_charge(system: &System, agency: AgencyId, name: &str) -> Vec<TaskId> {
    let mut tx = system.db.read().await.expect("a connection");
    let tasks = store::handover::open_tasks(&mut tx, agency, None, 1000).await;
    let is_theirs = |officer: Option<&Officer>| officer.is_some_and(|one| one.name == name);
    let tasks = tasks.expect("read").into_iter().filter(|task| {
        is_theirs(task.officer.as_ref())
            || task
                .contributions
                .iter()
                .any(|c| c.state.is_open() && is_theirs(c.officer.as_ref()))
    });
    tasks.map(|task| task.id).collect()
}

/// A second task for Health: the police's, with a contribution of Health that its officer took on.
async fn shared(health: &Ctx) -> Option<TaskId> {
    let mut tx = health.system.db.read().await.expect("a connection");
    let agency = health.actor.agency;
    let tasks = store::handover::open_tasks(&mut tx, agency, None, 1000).await;
    drop(tx);
    let tasks = tasks.expect("read");
    let task = tasks
        .iter()
        .find(|task| task.contribution(agency).is_some())?
        .id;
    let officer = Some(oneself(health));
    act(
        health,
        task,
        TaskCommand::AcknowledgeContribution { officer },
    )
    .await
    .expect("taken on");
    Some(task)
}

struct Scene {
    system: Arc<System>,
    admin: Ctx,
    health: Ctx,
    task: TaskId,
    share: TaskId,
}

/// The dispatch issued: the officer of Health leads one task and owes a contribution to another.
async fn at_work(db: store::Db) -> Scene {
    let system = installed(db).await;
    let coordinator = person(&system, "dieuphoi").await;
    issued(&coordinator).await;
    let health = person(&system, "yte").await;
    let task = task_of(&health, "na.health").await;
    start(&health, task, oneself(&health)).await;
    let share = shared(&health).await.expect("a contribution is owed");
    let admin = person(&system, "quantri").await;
    Scene {
        system,
        admin,
        health,
        task,
        share,
    }
}

contract!(
    everything_open_moves_in_one_act_and_history_stays,
    |db| async move {
        let Scene {
            system,
            admin,
            health,
            task,
            share,
        } = at_work(db).await;
        let (leaver, agency) = (health.actor.user, health.actor.agency);
        let old_name = health.actor.user_name.clone();
        let view = Saving {
            id: SavedViewId(system.id()),
            base_version: 0,
            name: "Quá hạn".to_owned(),
            is_shared: false,
            query: "timeliness=overdue".to_owned(),
        };
        saved::save(&health, view).await.expect("saved");
        let successor = made(&admin, "mai.lo").await;
        let of = holding(&admin, leaver).await;

        let offered = page(&admin, leaver, of, None).await;
        assert!(offered.review.is_none() && offered.refused.is_none());
        let logins: Vec<&str> = offered
            .candidates
            .iter()
            .map(|c| c.login.as_str())
            .collect();
        assert!(
            logins.contains(&"mai.lo") && logins.contains(&"yte.lanhdao"),
            "{logins:?}"
        );
        assert!(!logins.contains(&"congan"), "works elsewhere");

        let shown = page(&admin, leaver, of, Some(successor)).await;
        let review = shown.review.expect("a review");
        assert_eq!(review.moved.tasks, [task]);
        assert_eq!(review.moved.contributions, [share]);
        assert_eq!(review.views, ["Quá hạn"]);
        assert!(!review.tasks[0].title.is_empty() && !review.tasks[0].may_view);
        assert_eq!(in_charge(&system, agency, &old_name).await.len(), 2);

        hand_over(&admin, leaver, of, successor)
            .await
            .expect("handed over");

        assert!(in_charge(&system, agency, &old_name).await.is_empty());
        assert_eq!(in_charge(&system, agency, "Lô Thị Mai").await.len(), 2);
        // The leaver's very next request fails.
        let mut tx = system.db.read().await.expect("a connection");
        let actors = store::account::actors(&mut tx, leaver, system.today()).await;
        assert!(actors.expect("read").is_empty());
        let actors = store::account::actors(&mut tx, successor, system.today()).await;
        let actors = actors.expect("read");
        assert_eq!(actors.len(), 1);
        assert_eq!(
            (actors[0].position, actors[0].role),
            (health.actor.position, Role::Officer)
        );
        let views = store::handover::own_views(&mut tx, successor, agency).await;
        assert_eq!(views.expect("read").len(), 1);
        drop(tx);

        // What was done before keeps the old name; the chain holds.
        let coordinator = person(&system, "dieuphoi").await;
        let told = service::task::page(&coordinator, task, None)
            .await
            .expect("a page");
        let mut names = told.timeline.iter().filter_map(|entry| match &entry.event {
            TimelineEvent::Task(TaskEvent::Started { officer }) => Some(officer.name.clone()),
            _ => None,
        });
        assert_eq!(names.next().as_ref(), Some(&old_name));
        let replaced = told.timeline.iter().any(|entry| {
            matches!(&entry.event, TimelineEvent::Task(TaskEvent::OfficerReplaced { from, to, .. })
                if from.name == old_name && to.name == "Lô Thị Mai")
        });
        assert!(replaced, "{:?}", told.timeline);
        assert_eq!(verify::verify_log(&system).await.expect("verified"), []);

        let done = page(&admin, leaver, of, None).await.done.expect("done");
        assert_eq!((done.to, done.moved), (successor, review.moved));
        // Twice is refused.
        let again = confirm(&admin, (leaver, 1), of, successor, None).await;
        assert_eq!(problem(again), refused(Refusal::NotHeld));
    }
);

contract!(
    what_changed_since_the_review_moves_nothing,
    |db| async move {
        let Scene {
            system,
            admin,
            health,
            task,
            ..
        } = at_work(db).await;
        let leaver = health.actor.user;
        let successor = made(&admin, "mai.lo").await;
        let of = holding(&admin, leaver).await;
        let shown = page(&admin, leaver, of, Some(successor)).await;
        let mark = shown.review.expect("a review").moved.mark();
        let view = Saving {
            id: SavedViewId(system.id()),
            base_version: 0,
            name: "Mới".to_owned(),
            is_shared: false,
            query: String::new(),
        };
        saved::save(&health, view).await.expect("saved");
        let version = shown.person.version;
        let late = confirm(&admin, (leaver, version), of, successor, Some(mark)).await;
        assert_eq!(
            problem(late),
            refused(Refusal::ReviewChanged { seen: 2, now: 3 })
        );
        let name = &health.actor.user_name;
        assert_eq!(in_charge(&system, health.actor.agency, name).await.len(), 2);
        let page = service::task::page(&health, task, None)
            .await
            .expect("still seen");
        assert_eq!(page.task.state, State::InProgress);
        // A report in between is no reason to look again.
        let shown = self::page(&admin, leaver, of, Some(successor)).await;
        let mark = shown.review.map(|review| review.moved.mark());
        let report = TaskCommand::Report {
            percent: 40,
            note: "đang làm".to_owned(),
        };
        act(&health, task, report).await.expect("reported");
        confirm(&admin, (leaver, version), of, successor, mark)
            .await
            .expect("handed over");
    }
);

contract!(an_officer_named_in_words_is_meant_too, |db| async move {
    let system = installed(db).await;
    let coordinator = person(&system, "dieuphoi").await;
    issued(&coordinator).await;
    let (head, health) = (
        person(&system, "yte.lanhdao").await,
        person(&system, "yte").await,
    );
    let task = task_of(&head, "na.health").await;
    let officer = Officer {
        position: None,
        name: health.actor.user_name.clone(),
    };
    start(&head, task, officer).await;
    let admin = person(&system, "quantri").await;
    let of = holding(&admin, health.actor.user).await;
    let to = head.actor.user;
    let shown = page(&admin, health.actor.user, of, Some(to)).await;
    assert!(shown.review.expect("a review").tasks[0].is_in_words);
    hand_over(&admin, health.actor.user, of, to)
        .await
        .expect("handed over");
    // The head holds both positions now.
    let mut tx = system.db.read().await.expect("a connection");
    let actors = store::account::actors(&mut tx, to, system.today()).await;
    assert_eq!(actors.expect("read").len(), 2);
    drop(tx);
    let name = &health.actor.user_name;
    assert!(in_charge(&system, head.actor.agency, name).await.is_empty());
});

contract!(duties_are_issued_in_the_new_name, |db| async move {
    let system = installed(db).await;
    let coordinator = person(&system, "dieuphoi").await;
    let duty = created(&coordinator).await;
    let admin = person(&system, "quantri").await;
    let successor = made(&admin, "mai.lo").await;
    let leaver = coordinator.actor.user;
    let of = holding(&admin, leaver).await;
    hand_over(&admin, leaver, of, successor)
        .await
        .expect("handed over");
    let mut tx = system.db.read().await.expect("a connection");
    let duty = store::duty::find(&mut tx, duty).await.expect("read");
    let author = duty.expect("there").author;
    assert_eq!(
        (author.user, author.position),
        (successor, coordinator.actor.position)
    );
    drop(tx);
    assert_eq!(verify::verify_log(&system).await.expect("verified"), []);
});

contract!(a_hand_over_is_refused_where_it_must_be, |db| async move {
    let Scene {
        system,
        admin,
        health,
        ..
    } = at_work(db).await;
    let leaver = health.actor.user;
    let of = holding(&admin, leaver).await;
    let police = person(&system, "congan").await.actor;
    let closed = made(&admin, "da.dong").await;
    let command = C::Close { on: system.today() };
    service::command::submit(&admin, envelope(&admin, closed, Some(1), command))
        .await
        .expect("closed");
    let unknown = UserId(system.id());
    let elsewhere = person(&system, "dieuphoi.hatinh").await.actor.user;
    let field = |fault| refused(Refusal::field("to", fault));
    let rows = [
        (leaver, refused(Refusal::SuccessorIsLeaver)),
        (closed, refused(Refusal::SuccessorClosed)),
        (
            police.user,
            refused(Refusal::SuccessorElsewhere {
                agency: police.agency,
            }),
        ),
        (admin.actor.user, refused(Refusal::NotYoursToGive)),
        (unknown, field(FieldFault::Unknown)),
        // Another province's person is not there.
        (elsewhere, field(FieldFault::Unknown)),
    ];
    for (to, expected) in rows {
        let answer = hand_over(&admin, leaver, of, to).await;
        assert_eq!(problem(answer), expected);
    }
    // What is not held, and who is not kept here.
    let successor = made(&admin, "mai.lo").await;
    let answer = confirm(&admin, (leaver, 0), system.id(), successor, None).await;
    assert_eq!(problem(answer), refused(Refusal::NotHeld));
    let answer = confirm(&admin, (elsewhere, 0), of, successor, None).await;
    assert_eq!(problem(answer), Problem::NotFound);
    // Nobody hands over what he may not give: an auditor reads all provinces.
    let auditor = person(&system, "kiemtra").await.actor.user;
    let theirs = holding(&admin, auditor).await;
    let shown = page(&admin, auditor, theirs, Some(successor)).await;
    assert_eq!(shown.refused, Some(Refusal::NotYoursToGive));
    assert!(shown.candidates.is_empty() && shown.review.is_none());
    let answer = confirm(&admin, (auditor, 0), theirs, successor, None).await;
    assert_eq!(problem(answer), refused(Refusal::NotYoursToGive));
    // Only administrators, and not even who leads the agency.
    let head = person(&system, "yte.lanhdao").await;
    let answer = handover::page(&head, leaver, of, (None, None), None).await;
    assert_eq!(answer.expect_err("hidden").problem(), Problem::NotFound);
    let answer = confirm(&head, (leaver, 0), of, successor, None).await;
    assert_eq!(problem(answer), Problem::NotFound);
    // A reason is asked for.
    let shown = page(&admin, leaver, of, Some(successor)).await;
    let command = C::HandOver {
        holding: of,
        to: successor,
        reason: "  ".to_owned(),
        reviewed: shown.review.expect("a review").moved.mark(),
    };
    let answer = service::command::submit(&admin, envelope(&admin, leaver, Some(0), command)).await;
    let expected = Refusal::field("reason", FieldFault::Required);
    assert_eq!(problem(answer), refused(expected));
});
