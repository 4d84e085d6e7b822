//! What `verify-log` finds and what `rebuild` corrects, on both engines.

use crate::contract;

use crate::installation::{FILES, day, system};
use chrono::{NaiveDate, TimeDelta};
use domain::command::{Command, Envelope, Receipt};
use domain::directive::{DirectiveCommand, Draft, Header};
use domain::document::{DocumentKind, Urgency};
use domain::id::{AgencyId, DirectiveId, DraftId, EnvelopeId, TaskId};
use domain::log::{Flaw, Subject, SubjectKind};
use domain::task::{Asked, Officer, Rating, TaskCommand};
use service::account::DEMO_PASSWORD;
use service::rebuild::rebuild;
use service::verify::verify_log;
use service::{Ctx, System, import};
use std::sync::Arc;
use store::db::Dialect;

struct Office {
    system: Arc<System>,
    coordinator: Ctx,
    health: Ctx,
    police: Ctx,
}

impl Office {
    async fn new(db: store::Db) -> Self {
        let system = system(db, true);
        import::border_provinces(&system, &FILES.border_provinces, &FILES.vn_units_2025_07)
            .await
            .expect("provinces");
        import::nghe_an_units(&system, &FILES.nghe_an_units, &FILES.nghe_an_succession)
            .await
            .expect("units");
        import::agencies(&system, &FILES.nghe_an_agencies)
            .await
            .expect("agencies");
        import::agencies(&system, &FILES.demo_other_agencies)
            .await
            .expect("agencies of other provinces");
        import::people(&system, &FILES.demo_people)
            .await
            .expect("people");
        let (coordinator, health, police) = (
            signed_in(&system, "dieuphoi").await,
            signed_in(&system, "yte").await,
            signed_in(&system, "congan").await,
        );
        Self {
            system,
            coordinator,
            health,
            police,
        }
    }

    /// Issues a directive with `count` tasks of the Health Service, all due on `due`.
    async fn issue(&self, count: u32, due: NaiveDate) -> Vec<TaskId> {
        let header = Header {
            number: format!("{due}"),
            symbol: "UBND-NC".to_owned(),
            kind: DocumentKind::OfficialDispatch,
            issued_on: day(2022, 9, 14),
            issuer: self.coordinator.actor.agency,
            subject: "Xã biên giới sạch về ma túy".to_owned(),
            urgency: Urgency::Normal,
            recipients: Vec::new(),
        };
        let id = DirectiveId(self.system.id());
        let draft = |n: u32| Draft {
            id: DraftId(self.system.id()),
            title: format!("Việc {n}"),
            deliverable: Some("Báo cáo".to_owned()),
            effect_expected: Some("Không còn điểm nóng".to_owned()),
            responsible: Some("Giám đốc Sở".to_owned()),
            leads: vec![self.health.actor.agency],
            lead_text: String::new(),
            coordinating: vec![Asked {
                agency: self.police.actor.agency,
                product: "Danh sách".to_owned(),
                due: None,
            }],
            due: Some(due),
            milestones: Vec::new(),
            area: None,
            span: None,
            confidence: None,
        };
        let register = DirectiveCommand::Register {
            header: header.clone(),
            text: "Công văn".to_owned(),
            unclassified: true,
            drafts: vec![draft(0)],
        };
        let directive = |command| Command::Directive { id, command };
        let receipt = self
            .send(&self.coordinator, None, directive(register))
            .await;
        let version = receipt.expect("registered").version;
        let issue = DirectiveCommand::Issue {
            header,
            drafts: (0..count).map(draft).collect(),
        };
        self.send(&self.coordinator, Some(version), directive(issue))
            .await
            .expect("issued");
        let page = service::directive::page(&self.coordinator, id)
            .await
            .expect("a page");
        page.tasks.iter().map(|task| task.line.id).collect()
    }

    async fn send(
        &self,
        ctx: &Ctx,
        base_version: Option<i64>,
        command: Command,
    ) -> service::Result<Receipt> {
        let envelope = Envelope {
            id: EnvelopeId(self.system.id()),
            base_version,
            made_at: self.system.now(),
            command,
        };
        service::command::submit(ctx, envelope).await
    }

    /// Does a step on the newest version of a task.
    async fn step(&self, ctx: &Ctx, id: TaskId, command: TaskCommand) -> service::Result<Receipt> {
        let page = service::task::page(&self.coordinator, id, None).await?;
        let command = Command::Task { id, command };
        self.send(ctx, Some(page.task.version), command).await
    }

    async fn tamper(&self, sqlite: &'static str, postgres: &'static str) {
        let mut tx = self.system.db.write().await.expect("begins");
        let sql = match tx.dialect() {
            Dialect::Sqlite => sqlite,
            Dialect::Postgres => postgres,
        };
        let changed = tx.query(sql).execute().await.expect("tampered");
        assert!(changed > 0, "nothing was tampered with: {sql}");
        tx.commit().await.expect("committed");
    }

    async fn flaws(&self) -> Vec<Flaw> {
        verify_log(&self.system).await.expect("verified")
    }
}

async fn signed_in(system: &Arc<System>, login: &str) -> Ctx {
    let session = service::session::sign_in(system, login, DEMO_PASSWORD, "test")
        .await
        .expect("signs in");
    service::session::resume(system, &session.token)
        .await
        .expect("asked")
        .expect("counts")
}

fn subject(id: TaskId) -> Subject {
    Subject {
        kind: SubjectKind::Task,
        id: id.0,
    }
}

/// One task with the entries drafted, issued, acknowledged.
async fn with_one_task(db: store::Db) -> (Office, TaskId) {
    let office = Office::new(db).await;
    let task = office.issue(1, day(2022, 9, 30)).await[0];
    office
        .step(&office.health, task, TaskCommand::Acknowledge)
        .await
        .expect("acknowledged");
    assert_eq!(office.flaws().await, Vec::new(), "nothing was altered yet");
    (office, task)
}

contract!(a_changed_payload_is_found, |db| async move {
    let (office, _) = with_one_task(db).await;
    let sql = "UPDATE log_entry SET payload = REPLACE(payload, 'acknowledged', 'Acknowledged') \
               WHERE verb = 'acknowledged'";
    office.tamper(sql, sql).await;
    assert!(matches!(office.flaws().await[..], [Flaw::Changed { .. }]));
});

contract!(a_removed_entry_in_the_middle_is_found, |db| async move {
    let (office, task) = with_one_task(db).await;
    let sql = "DELETE FROM log_entry WHERE subject_kind = 'task' AND subject_seq = 2";
    office.tamper(sql, sql).await;
    let flaws = office.flaws().await;
    let missing = Flaw::Missing {
        subject: subject(task),
        subject_seq: 2,
    };
    assert!(flaws.contains(&missing), "{flaws:?}");
    assert!(flaws.iter().any(|flaw| matches!(flaw, Flaw::Gap { .. })));
});

contract!(a_removed_last_entry_is_found, |db| async move {
    let (office, task) = with_one_task(db).await;
    let sql = "DELETE FROM log_entry WHERE seq = (SELECT MAX(seq) FROM log_entry)";
    office.tamper(sql, sql).await;
    let flaws = office.flaws().await;
    let missing = Flaw::Missing {
        subject: subject(task),
        subject_seq: 3,
    };
    assert!(flaws.contains(&missing), "{flaws:?}");
    assert!(flaws.iter().any(|flaw| matches!(flaw, Flaw::Gap { .. })));
});

contract!(an_inserted_entry_is_found, |db| async move {
    let (office, task) = with_one_task(db).await;
    let sql = "INSERT INTO log_entry (seq, subject_kind, subject_id, subject_seq, envelope, account, \
               position, acting_for, agency, made_at, received_at, verb, payload, prev_hash, hash) \
               SELECT seq + 1, subject_kind, subject_id, subject_seq + 1, envelope, account, position, \
               acting_for, agency, made_at, received_at, verb, payload, hash, hash FROM log_entry \
               WHERE seq = (SELECT MAX(seq) FROM log_entry)";
    office.tamper(sql, sql).await;
    let flaws = office.flaws().await;
    let differs = Flaw::RowDiffers {
        subject: subject(task),
    };
    assert!(flaws.contains(&differs), "{flaws:?}");
    assert!(
        flaws
            .iter()
            .any(|flaw| matches!(flaw, Flaw::Changed { .. }))
    );
});

contract!(
    a_changed_row_is_found_in_body_and_columns,
    |db| async move {
        let (office, task) = with_one_task(db).await;
        let differs = vec![Flaw::RowDiffers {
            subject: subject(task),
        }];
        let sql = "UPDATE task SET title = 'Việc khác'";
        office.tamper(sql, sql).await;
        assert_eq!(office.flaws().await, differs, "a column");
        let sql = "UPDATE task SET title = 'Việc 0'";
        office.tamper(sql, sql).await;
        assert_eq!(office.flaws().await, Vec::new(), "put back");
        office
            .tamper(
                "UPDATE task SET body = json_set(body, '$.deliverable', 'khác')",
                "UPDATE task SET body = jsonb_set(body, '{deliverable}', '\"khác\"')",
            )
            .await;
        assert_eq!(office.flaws().await, differs, "the body");
    }
);

contract!(a_removed_row_is_found, |db| async move {
    let (office, task) = with_one_task(db).await;
    let sql = "DELETE FROM task_party";
    office.tamper(sql, sql).await;
    let sql = "DELETE FROM task";
    office.tamper(sql, sql).await;
    let differs = Flaw::RowDiffers {
        subject: subject(task),
    };
    assert_eq!(office.flaws().await, vec![differs]);
});

contract!(a_wrong_counter_is_reported_and_corrected, |db| async move {
    let (office, _) = with_one_task(db).await;
    let sql = "UPDATE tally SET tasks = tasks + 7 WHERE dimension = 'province'";
    office.tamper(sql, sql).await;
    let rebuilt = rebuild(&office.system).await.expect("rebuilt");
    let found: Vec<(i64, i64)> = rebuilt
        .differences
        .iter()
        .map(|difference| (difference.was, difference.counter.by))
        .collect();
    assert_eq!((rebuilt.tasks, found), (1, vec![(8, 1)]));
    let again = rebuild(&office.system).await.expect("rebuilt");
    assert_eq!(again.differences, Vec::new());
});

/// A step of the lifecycle, chosen by a number; most are refused in most states.
fn any_step(n: u8, police: AgencyId) -> TaskCommand {
    use TaskCommand as C;
    let text = || "vì vậy".to_owned();
    match n % 13 {
        0 => C::Acknowledge,
        1 => C::Start {
            officer: Officer {
                position: None,
                name: "Trần Thị Bình".to_owned(),
            },
        },
        2 => C::Report {
            percent: n % 101,
            note: text(),
        },
        3 => C::DeliverContribution {
            result: text(),
            officer: None,
            evidence: None,
        },
        4 => C::WaiveContribution {
            agency: police,
            reason: text(),
        },
        5 | 6 => C::Submit {
            result: text(),
            effect: text(),
            evidence: text(),
        },
        7 => C::Confirm {
            rating: Rating::Good,
            note: None,
        },
        8 => C::Rework { reason: text() },
        9 => C::Suspend { reason: text() },
        10 => C::Resume { reason: text() },
        11 => C::Cancel { reason: text() },
        _ => C::Reopen { reason: text() },
    }
}

contract!(counters_and_log_are_right_after_any_work, |db| async move {
    let office = Office::new(db).await;
    let mut tasks = office.issue(3, day(2022, 9, 16)).await;
    tasks.extend(office.issue(3, day(2022, 12, 1)).await);
    let mut accepted = 0;
    for _ in 0..300 {
        let chance = office.system.chance.bytes();
        let task = tasks[usize::from(chance[0]) % tasks.len()];
        let who = [&office.coordinator, &office.health, &office.police][usize::from(chance[1] % 3)];
        // Cancelling ends a task for good, so it is rare.
        let n = if chance[2] % 13 == 11 && chance[3] > 32 {
            2
        } else {
            chance[2]
        };
        let step = any_step(n, office.police.actor.agency);
        match office.step(who, task, step).await {
            Ok(_) => accepted += 1,
            Err(service::Error::Problem(_)) => {}
            Err(error) => panic!("{error:?}"),
        }
        // The work goes over several days, so deadlines pass.
        office.system.clock.advance(TimeDelta::hours(1));
    }
    assert!(accepted > 10, "only {accepted} steps were accepted");
    let rebuilt = rebuild(&office.system).await.expect("rebuilt");
    assert_eq!((rebuilt.tasks, rebuilt.differences), (6, Vec::new()));
    assert_eq!(office.flaws().await, Vec::new());
});
