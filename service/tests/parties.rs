//! Working together, on both engines: contributions, days late and whose, limits of extensions, obstacles.

use crate::command::{act, installed, issued, person, problem, task_of};
use crate::contract;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::access::Action;
use domain::attribution::{Cause, Tallied};
use domain::command::{Command, Envelope};
use domain::extension::ExtensionRules;
use domain::id::{AgencyId, EnvelopeId, PositionId, TaskId};
use domain::refusal::{FieldFault, Problem, Refusal};
use domain::task::{Officer, Rating, TaskCommand};
use domain::view::{ObstacleFilter, ObstacleStatus, Waiting};
use service::ctx::morning;
use service::{Ctx, System};
use std::sync::Arc;

fn words(text: &str) -> String {
    text.to_owned()
}

fn named(name: &str, position: Option<PositionId>) -> Option<Officer> {
    Some(Officer {
        position,
        name: words(name),
    })
}

fn reason() -> String {
    words("Theo chỉ đạo")
}

fn set(system: &System, at: DateTime<Utc>) {
    system.clock.advance(at - system.now());
}

async fn agency(ctx: &Ctx, code: &str) -> AgencyId {
    let directory = ctx.system.directory().await.expect("the agencies");
    directory.by_code(code).expect("an agency").id
}

async fn page(ctx: &Ctx, task: TaskId) -> domain::view::TaskPage {
    service::task::page(ctx, task, None).await.expect("a page")
}

/// A task of Health in progress that waits for nobody, and its deadline.
async fn started(coordinator: &Ctx, health: &Ctx) -> (TaskId, NaiveDate) {
    issued(coordinator).await;
    let task = task_of(health, "na.health").await;
    let officer = Officer {
        position: None,
        name: words("Nguyễn Thị Hoa"),
    };
    act(health, task, TaskCommand::Acknowledge)
        .await
        .expect("acknowledged");
    act(health, task, TaskCommand::Start { officer })
        .await
        .expect("started");
    for agency in page(health, task).await.task.open_contributions() {
        let waive = TaskCommand::WaiveContribution {
            agency,
            reason: reason(),
        };
        act(health, task, waive).await.expect("waived");
    }
    let due = page(health, task).await.task.due.expect("a deadline");
    (task, due)
}

/// The installed system, its coordinator and an officer of Health.
async fn people(db: store::Db) -> (Arc<System>, Ctx, Ctx) {
    let system = installed(db).await;
    let coordinator = person(&system, "dieuphoi").await;
    let health = person(&system, "yte").await;
    (system, coordinator, health)
}

fn submit() -> TaskCommand {
    TaskCommand::Submit {
        result: words("Xong"),
        effect: words("20/20 trạm"),
        evidence: words("Biên bản số 12"),
    }
}

fn confirm() -> TaskCommand {
    TaskCommand::Confirm {
        rating: Rating::Good,
        note: None,
    }
}

fn request(until: NaiveDate) -> TaskCommand {
    TaskCommand::RequestExtension {
        until: until.into(),
        reason: reason(),
        evidence: Some(words("Công văn số 7")),
    }
}

fn grant(number: u32, until: NaiveDate) -> TaskCommand {
    TaskCommand::GrantExtension {
        number,
        until: until.into(),
        decision: Some(words("Đồng ý")),
    }
}

async fn figures(ctx: &Ctx, agency: AgencyId) -> Tallied {
    let dashboard = service::dashboard::page(ctx).await.expect("a dashboard");
    let found = dashboard
        .lateness
        .iter()
        .find(|(name, _)| name.id == agency);
    found.map_or_else(Tallied::default, |(_, figures)| *figures)
}

contract!(
    a_contribution_names_its_officer_and_what_shows_it,
    |db| async move {
        let (system, coordinator, health) = people(db).await;
        let (task, _) = started(&coordinator, &health).await;
        let police = person(&system, "congan").await;
        // Waived ones stay waived; ask an agency that was none of the parties.
        let customs = person(&system, "haiquan").await;
        let ask = TaskCommand::AskContribution {
            agency: customs.actor.agency,
            product: words("Số liệu cửa khẩu"),
            due: None,
        };
        act(&health, task, ask).await.expect("asked");
        let acknowledge = |officer| TaskCommand::AcknowledgeContribution { officer };
        // Nobody names the position of somebody else.
        let foreign = named("Lê Văn Bình", Some(police.actor.position));
        assert_eq!(
            problem(act(&customs, task, acknowledge(foreign)).await),
            Problem::Refused {
                refusal: Refusal::field("officer_position", FieldFault::Unknown)
            }
        );
        let own = named("Lê Văn Bình", Some(customs.actor.position));
        act(&customs, task, acknowledge(own.clone()))
            .await
            .expect("acknowledged");
        let deliver = TaskCommand::DeliverContribution {
            result: words("Bảng số liệu"),
            officer: None,
            evidence: Some(words("Công văn số 3")),
        };
        act(&customs, task, deliver).await.expect("delivered");
        let task = page(&coordinator, task).await.task;
        let owed = task.contribution(customs.actor.agency).expect("owed");
        assert_eq!(owed.officer, own);
        assert_eq!(owed.evidence.as_deref(), Some("Công văn số 3"));
    }
);

contract!(
    late_days_are_shown_counted_once_and_taken_back_when_reopened,
    |db| async move {
        let (system, coordinator, health) = people(db).await;
        let (task, due) = started(&coordinator, &health).await;
        // Written on the day before the deadline where there is no line; received three days after it.
        let made = morning(due) - TimeDelta::days(1);
        set(&system, morning(due) + TimeDelta::days(3));
        let version = page(&health, task).await.task.version;
        let envelope = Envelope {
            id: EnvelopeId(system.id()),
            base_version: Some(version),
            made_at: made,
            command: Command::Task {
                id: task,
                command: submit(),
            },
        };
        service::command::submit(&health, envelope)
            .await
            .expect("received");
        set(&system, morning(due) + TimeDelta::days(5));
        let split = page(&coordinator, task).await.lateness.current;
        assert_eq!(
            (
                split.gross(),
                split.of(Cause::Line),
                split.of(Cause::Decision)
            ),
            (5, 3, 2)
        );
        let rework = TaskCommand::Rework { reason: reason() };
        act(&coordinator, task, rework).await.expect("returned");
        set(&system, morning(due) + TimeDelta::days(9));
        act(&health, task, submit()).await.expect("submitted");
        assert_eq!(
            figures(&coordinator, health.actor.agency).await,
            Tallied::default(),
            "nothing is counted before it is finished"
        );
        act(&coordinator, task, confirm()).await.expect("confirmed");
        let finished = Tallied {
            finished: 1,
            on_time: 0,
            on_time_original: 0,
            gross_days: 9,
            net_days: 9,
            fair_days: 4,
        };
        let counted = figures(&coordinator, health.actor.agency).await;
        assert_eq!(counted, finished);
        // The days go on; the finished task does not.
        set(&system, morning(due) + TimeDelta::days(50));
        assert_eq!(page(&coordinator, task).await.lateness.current.gross(), 9);
        let rebuilt = service::rebuild::rebuild(&system).await.expect("rebuilt");
        assert_eq!((rebuilt.differences, rebuilt.lateness), (vec![], vec![]));
        let reopen = TaskCommand::Reopen { reason: reason() };
        act(&coordinator, task, reopen).await.expect("reopened");
        assert_eq!(
            figures(&coordinator, health.actor.agency).await,
            Tallied::default()
        );
        let rebuilt = service::rebuild::rebuild(&system).await.expect("rebuilt");
        assert_eq!(rebuilt.lateness, vec![]);
    }
);

contract!(
    a_granted_extension_counts_by_one_deadline_and_not_by_the_other,
    |db| async move {
        let (system, coordinator, health) = people(db).await;
        let (task, due) = started(&coordinator, &health).await;
        set(&system, morning(due) - TimeDelta::days(2));
        let until = due + Days::new(20);
        act(&health, task, request(until)).await.expect("asked");
        act(&coordinator, task, grant(1, until))
            .await
            .expect("granted");
        set(&system, morning(due) + TimeDelta::days(6));
        act(&health, task, submit()).await.expect("submitted");
        act(&coordinator, task, confirm()).await.expect("confirmed");
        let figures = figures(&coordinator, health.actor.agency).await;
        let expected = Tallied {
            finished: 1,
            on_time: 1,
            on_time_original: 0,
            gross_days: 6,
            net_days: 0,
            fair_days: 0,
        };
        assert_eq!(figures, expected);
        // A figure that somebody changed is found and put right.
        let mut tx = system.db.write().await.expect("begins");
        tx.query("UPDATE lateness SET fair_days = 7")
            .execute()
            .await
            .expect("changed");
        tx.commit().await.expect("committed");
        let rebuilt = service::rebuild::rebuild(&system).await.expect("rebuilt");
        assert_eq!(rebuilt.lateness.len(), 1);
        assert_eq!(rebuilt.lateness[0].is.figures, expected);
        let again = service::rebuild::rebuild(&system).await.expect("rebuilt");
        assert_eq!(again.lateness, vec![]);
    }
);

contract!(extensions_keep_to_the_rules_in_force, |db| async move {
    let (system, coordinator, health) = people(db).await;
    let (task, due) = started(&coordinator, &health).await;
    let mut strict = System::clone(&system);
    strict.settings.extensions = ExtensionRules {
        most: 1,
        longest_days: 10,
        after_due: false,
    };
    let strict = Arc::new(strict);
    let with_rules = |ctx: &Ctx| Ctx {
        system: Arc::clone(&strict),
        ..ctx.clone()
    };
    let (coordinator, health) = (with_rules(&coordinator), with_rules(&health));
    let refused = |refusal| Problem::Refused { refusal };
    let latest = due + Days::new(10);
    assert_eq!(
        problem(act(&health, task, request(latest + Days::new(1))).await),
        refused(Refusal::ExtensionTooLong { days: 10, latest })
    );
    assert!(
        page(&health, task)
            .await
            .actions
            .contains(&Action::RequestExtension)
    );
    set(&system, morning(due) + TimeDelta::days(1));
    assert_eq!(
        problem(act(&health, task, request(latest)).await),
        refused(Refusal::ExtensionTooLate { due })
    );
    assert!(
        !page(&health, task)
            .await
            .actions
            .contains(&Action::RequestExtension)
    );
    set(&system, morning(due));
    act(&health, task, request(latest)).await.expect("asked");
    act(&coordinator, task, grant(1, latest))
        .await
        .expect("granted");
    assert_eq!(
        problem(act(&health, task, request(latest + Days::new(5))).await),
        refused(Refusal::ExtensionsUsed { most: 1 })
    );
    let extension = page(&health, task).await.task.extensions[0].clone();
    assert_eq!(extension.evidence.as_deref(), Some("Công văn số 7"));
});

async fn obstacles(ctx: &Ctx, status: ObstacleStatus) -> Vec<(TaskId, Option<AgencyId>)> {
    let filter = ObstacleFilter {
        status,
        ..ObstacleFilter::default()
    };
    let list = service::obstacle::list(ctx, &filter).await.expect("a list");
    list.lines
        .iter()
        .map(|line| (line.task, line.addressed_to))
        .collect()
}

contract!(
    an_obstacle_is_seen_by_who_is_asked_and_goes_up_only,
    |db| async move {
        let (system, coordinator, health) = people(db).await;
        let (task, _) = started(&coordinator, &health).await;
        let finance = person(&system, "taichinh").await;
        let asked = finance.actor.agency;
        let parties = page(&coordinator, task).await.task;
        assert!(
            parties.contribution(asked).is_none(),
            "it takes no part in the task"
        );
        let unseen = service::task::page(&finance, task, None).await;
        assert_eq!(problem(unseen.map(|_| ())), Problem::NotFound);
        let raise = TaskCommand::RaiseObstacle {
            what: words("Chưa bố trí kinh phí"),
            addressed_to: Some(asked),
            position: Some(words("Giám đốc Sở Tài chính")),
            due: Some((system.today() + Days::new(3)).into()),
        };
        act(&health, task, raise).await.expect("raised");
        let open = ObstacleStatus::Open;
        for ctx in [&health, &coordinator, &finance] {
            assert_eq!(obstacles(ctx, open).await, [(task, Some(asked))]);
            let shell = service::account::shell(ctx).await.expect("a shell");
            assert_eq!((shell.obstacles, shell.may_view_obstacles), (1, true));
        }
        let work = service::task::my_work(&finance).await.expect("my work");
        let line = work.lines.iter().find(|line| line.id == task);
        let waiting = line.and_then(|line| line.waiting);
        assert_eq!(waiting, Some(Waiting::RemoveObstacle));
        let seen = page(&finance, task).await;
        assert!(seen.actions.contains(&Action::ResolveObstacle));
        assert!(!seen.actions.contains(&Action::ReportTask));
        // Who has nothing to do with it learns nothing.
        let customs = person(&system, "haiquan").await;
        let elsewhere = person(&system, "dieuphoi.hatinh").await;
        for ctx in [&customs, &elsewhere] {
            assert_eq!(obstacles(ctx, open).await, []);
            let shell = service::account::shell(ctx).await.expect("a shell");
            assert_eq!(shell.obstacles, 0);
        }
        let escalate = |to| TaskCommand::EscalateObstacle {
            number: 1,
            to,
            reason: words("Chưa trả lời"),
            due: None,
        };
        assert_eq!(
            problem(act(&health, task, escalate(customs.actor.agency)).await),
            Problem::Refused {
                refusal: Refusal::field("to", FieldFault::Unknown)
            },
            "never sideways"
        );
        assert_eq!(
            problem(act(&health, task, escalate(asked)).await),
            Problem::Refused {
                refusal: Refusal::AlreadyAsked { agency: asked }
            }
        );
        system.clock.advance(TimeDelta::days(5));
        assert_eq!(
            obstacles(&coordinator, ObstacleStatus::Overdue).await.len(),
            1
        );
        let above = page(&health, task).await.above;
        let (number, above) = above.first().expect("an open obstacle");
        assert_eq!(*number, 1);
        let committee = agency(&health, "na.pc").await;
        assert!(above.iter().any(|agency| agency.id == committee));
        act(&health, task, escalate(committee))
            .await
            .expect("escalated");
        let went_up = [(task, Some(committee))];
        let escalated = ObstacleStatus::Escalated;
        assert_eq!(obstacles(&coordinator, escalated).await, went_up);
        // Who was asked before still sees it, and its history.
        assert_eq!(obstacles(&finance, open).await, went_up);
        let obstacle = page(&finance, task).await.task.obstacles[0].clone();
        assert_eq!(obstacle.escalations[0].from, Some(asked));
        let resolve = TaskCommand::ResolveObstacle {
            number: 1,
            resolution: words("Đã bố trí"),
        };
        act(&coordinator, task, resolve).await.expect("resolved");
        assert_eq!(obstacles(&coordinator, open).await, []);
        assert_eq!(
            obstacles(&coordinator, ObstacleStatus::Resolved).await,
            went_up
        );
        let filter = ObstacleFilter {
            after: Some(words("2022-09-14")),
            ..ObstacleFilter::default()
        };
        assert_eq!(
            problem(service::obstacle::list(&health, &filter).await.map(|_| ())),
            Problem::Refused {
                refusal: Refusal::field("after", FieldFault::Malformed)
            }
        );
    }
);

contract!(
    a_rebuild_lists_what_was_raised_before_the_list,
    |db| async move {
        let (system, coordinator, health) = people(db).await;
        let (task, _) = started(&coordinator, &health).await;
        let finance = person(&system, "taichinh").await;
        let raise = TaskCommand::RaiseObstacle {
            what: words("Chưa bố trí kinh phí"),
            addressed_to: Some(finance.actor.agency),
            position: None,
            due: None,
        };
        act(&health, task, raise).await.expect("raised");
        let mut tx = system.db.write().await.expect("begins");
        for sql in ["DELETE FROM obstacle_party", "DELETE FROM obstacle"] {
            tx.query(sql).execute().await.expect("deleted");
        }
        tx.query("DELETE FROM task_party WHERE agency = ")
            .push_bind(finance.actor.agency)
            .execute()
            .await
            .expect("deleted");
        tx.commit().await.expect("committed");
        assert_eq!(obstacles(&finance, ObstacleStatus::Open).await, []);
        service::rebuild::rebuild(&system).await.expect("rebuilt");
        let listed = [(task, Some(finance.actor.agency))];
        assert_eq!(obstacles(&finance, ObstacleStatus::Open).await, listed);
        let work = service::task::my_work(&finance).await.expect("my work");
        assert!(work.lines.iter().any(|line| line.id == task));
    }
);
