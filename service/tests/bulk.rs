//! One act on a thousand tasks, on both engines: each row by its own right, one transaction, one answer.

use crate::command::{act, installed, person, problem};
use crate::contract;
use chrono::NaiveDate;
use domain::access::Action;
use domain::bulk::{Asked, Bulk, BulkAct, Kind, Report, Row};
use domain::calendar::Deadline;
use domain::cascade::{Delegation, Share};
use domain::command::{Command, Envelope, Receipt};
use domain::directive::{DirectiveCommand, Draft, Header};
use domain::document::{DocumentKind, Urgency};
use domain::id::{AgencyId, DirectiveId, DraftId, EnvelopeId, TaskId};
use domain::refusal::{FieldFault, Problem, Refusal};
use domain::rollup::Rule;
use domain::task::{Officer, State, Task, TaskCommand};
use domain::view::TaskFilter;
use service::{Ctx, System};
use std::sync::Arc;

fn reason() -> String {
    "Theo chỉ đạo mới của tỉnh".to_owned()
}

fn due() -> NaiveDate {
    NaiveDate::from_ymd_opt(2022, 10, 31).expect("a day")
}

/// Issues a directive with so many tasks for each of these leads; gives the tasks with their versions.
async fn issue(ctx: &Ctx, leads: &[AgencyId], each: usize) -> Vec<Row> {
    let id = DirectiveId(ctx.system.id());
    let directory = ctx.system.directory().await.expect("the agencies");
    let header = Header {
        number: "77".to_owned(),
        symbol: "UBND-NC".to_owned(),
        kind: DocumentKind::OfficialDispatch,
        issued_on: NaiveDate::from_ymd_opt(2022, 9, 14).expect("a day"),
        issuer: directory.by_code("na.pc").expect("an agency").id,
        subject: "Rà soát".to_owned(),
        urgency: Urgency::Normal,
        recipients: Vec::new(),
    };
    let drafts: Vec<Draft> = (0..each)
        .map(|n| Draft {
            id: DraftId(ctx.system.id()),
            title: format!("Rà soát địa bàn đợt {n}"),
            deliverable: Some("Báo cáo".to_owned()),
            effect_expected: Some("100 % xã".to_owned()),
            responsible: Some("Thủ trưởng đơn vị".to_owned()),
            leads: leads.to_vec(),
            lead_text: String::new(),
            coordinating: Vec::new(),
            due: Some(due()),
            milestones: Vec::new(),
            area: None,
            span: None,
            confidence: None,
        })
        .collect();
    let register = DirectiveCommand::Register {
        header: header.clone(),
        text: "Các cơ quan rà soát địa bàn.".to_owned(),
        unclassified: true,
        drafts: Vec::new(),
    };
    let issue = DirectiveCommand::Issue { header, drafts };
    for (base_version, command) in [(None, register), (Some(1), issue)] {
        let command = Command::Directive { id, command };
        submit(ctx, EnvelopeId(ctx.system.id()), base_version, command)
            .await
            .expect("issued");
    }
    let filter = TaskFilter {
        directive: Some(id),
        ..TaskFilter::default()
    };
    let asked = Asked {
        all: true,
        task_filter: filter,
        ..Asked::default()
    };
    let page = service::bulk::confirm(ctx, asked).await;
    let page = page.expect("the screen");
    page.rows.into_iter().map(|chosen| chosen.row).collect()
}

async fn submit(
    ctx: &Ctx,
    id: EnvelopeId,
    base_version: Option<i64>,
    command: Command,
) -> service::Result<Receipt> {
    let envelope = Envelope {
        id,
        base_version,
        made_at: ctx.system.now(),
        command,
    };
    service::command::submit(ctx, envelope).await
}

async fn bulk(ctx: &Ctx, rows: &[Row], act: BulkAct) -> service::Result<Report> {
    let id = EnvelopeId(ctx.system.id());
    let bulk = Bulk {
        rows: rows.to_vec(),
        act,
        back: "/tasks".to_owned(),
    };
    submit(ctx, id, None, Command::Bulk { bulk }).await?;
    Ok(service::bulk::report(ctx, id).await?.report)
}

async fn task(system: &System, id: TaskId) -> Task {
    let mut tx = system.db.read().await.expect("a connection");
    let found = store::task::find(&mut tx, id).await.expect("read");
    found.expect("a task")
}

/// Nothing of the log was altered, and the counters are those that counting anew gives.
async fn sound(system: &System) {
    let flaws = service::verify::verify_log(system).await.expect("read");
    assert!(flaws.is_empty(), "{flaws:?}");
    let rebuilt = service::rebuild::rebuild(system).await.expect("counted");
    let same = rebuilt.differences.is_empty() && rebuilt.rollups.is_empty();
    assert!(same && rebuilt.lateness.is_empty(), "{rebuilt:?}");
}

/// Coordinator, and those who lead tasks.
async fn leads(system: &Arc<System>) -> Vec<AgencyId> {
    let coordinator = person(system, "dieuphoi").await;
    let directory = system.directory().await.expect("the agencies");
    directory
        .valid(&coordinator.actor.province, system.today())
        .map(|agency| agency.id)
        .filter(|id| *id != coordinator.actor.agency)
        .take(50)
        .collect()
}

contract!(a_thousand_rows_each_by_its_own_right, |db| async move {
    let system = installed(db).await;
    let coordinator = person(&system, "dieuphoi").await;
    let health = person(&system, "yte").await;
    let leads = leads(&system).await;
    let mut rows = issue(&coordinator, &leads, 20).await;
    assert_eq!(rows.len(), 1000, "{} leads", leads.len());
    // One was taken up meanwhile, one was never there, one is cancelled already.
    let mut of_health = Vec::new();
    for row in &rows {
        if task(&system, row.task).await.lead == health.actor.agency {
            of_health.push(row.task);
        }
        if of_health.len() == 2 {
            break;
        }
    }
    let [taken_up, cancelled] = of_health[..] else {
        panic!("the health service leads some");
    };
    act(&health, taken_up, TaskCommand::Acknowledge)
        .await
        .expect("acknowledged");
    let cancel = TaskCommand::Cancel { reason: reason() };
    act(&coordinator, cancelled, cancel)
        .await
        .expect("cancelled");
    let missing = TaskId(system.id());
    let last = rows.last_mut().expect("a row");
    let spared = last.task;
    last.task = missing;
    let act = BulkAct::Suspend { reason: reason() };
    let id = EnvelopeId(system.id());
    let command = Command::Bulk {
        bulk: Bulk {
            rows: rows.clone(),
            act,
            back: "/tasks?state=assigned".to_owned(),
        },
    };
    let receipt = submit(&coordinator, id, None, command.clone())
        .await
        .expect("done");
    assert_eq!((receipt.version, receipt.repeated), (997, false));
    let page = service::bulk::report(&coordinator, id).await.expect("it");
    let report = page.report;
    assert_eq!((report.asked, report.done, report.followed), (1000, 997, 0));
    let why = |id: TaskId| {
        let mut found = report.refused.iter().filter(|row| row.task == id);
        let row = found.next().expect("it was refused");
        (row.problem.code(), !row.title.is_empty())
    };
    assert_eq!(why(missing), ("not_found", false));
    assert_eq!(why(taken_up), ("conflict", true));
    assert_eq!(why(cancelled).0, "conflict");
    assert_eq!(task(&system, spared).await.state, State::Assigned);
    let suspended = task(&system, rows[0].task).await;
    assert_eq!(suspended.state, State::Suspended);
    // The same envelope is the same act: nothing happens twice, the answer is the first one.
    let again = submit(&coordinator, id, None, command.clone()).await;
    let again = again.expect("answered");
    assert_eq!((again.version, again.repeated), (997, true));
    assert_eq!(task(&system, rows[0].task).await, suspended);
    // The report and the envelope are the coordinator's alone.
    let foreign = service::bulk::report(&health, id).await;
    assert_eq!(problem(foreign), Problem::NotFound);
    let stolen = submit(&health, id, None, command).await;
    assert_eq!(problem(stolen), Problem::NotFound);
    sound(&system).await;
});

contract!(rights_are_those_of_each_row, |db| async move {
    let system = installed(db).await;
    let coordinator = person(&system, "dieuphoi").await;
    let health = person(&system, "yte").await;
    let foreign = person(&system, "dieuphoi.hatinh").await;
    let leads = leads(&system).await;
    let rows = issue(&coordinator, &leads, 1).await;
    // Who leads a task may not suspend it; what he cannot see is not there.
    let act = BulkAct::Suspend { reason: reason() };
    let report = bulk(&health, &rows, act.clone()).await.expect("answered");
    let count = |code: &str| {
        let rows = report
            .refused
            .iter()
            .filter(|row| row.problem.code() == code);
        rows.count()
    };
    assert_eq!(report.done, 0);
    assert!(count("forbidden") >= 1, "{report:?}");
    assert_eq!(count("forbidden") + count("not_found"), rows.len());
    let seen = report.refused.iter().filter(|row| !row.title.is_empty());
    assert_eq!(seen.count(), count("forbidden"), "no title leaks");
    let report = bulk(&foreign, &rows, act).await.expect("answered");
    assert!(
        report
            .refused
            .iter()
            .all(|row| row.problem == Problem::NotFound)
    );
    // A lead that is none is a fault of the form, and nothing is done.
    let act = BulkAct::Reassign {
        lead: AgencyId(system.id()),
        reason: reason(),
    };
    let answer = problem(bulk(&coordinator, &rows, act).await);
    let refusal = Refusal::field("lead", FieldFault::Unknown);
    assert_eq!(answer, Problem::Refused { refusal });
    // A new lead: who leads already is told so, the others have a new one.
    let act = BulkAct::Reassign {
        lead: health.actor.agency,
        reason: reason(),
    };
    let report = bulk(&coordinator, &rows, act).await.expect("done");
    assert_eq!((report.done, report.refused.len()), (rows.len() - 1, 1));
    assert_eq!(report.refused[0].problem.code(), "already_party");
    for row in &rows {
        assert_eq!(task(&system, row.task).await.lead, health.actor.agency);
    }
    sound(&system).await;
});

contract!(reminding_tells_each_agency_once_a_day, |db| async move {
    let system = installed(db).await;
    let coordinator = person(&system, "dieuphoi").await;
    let health = person(&system, "yte").await;
    let rows = issue(&coordinator, &[health.actor.agency], 3).await;
    let unread = async || {
        let page = service::notification::list(&health, None).await;
        page.expect("the list").unread
    };
    // The page of one of them offers it to the issuer, until it was done.
    let offered = async |ctx: &Ctx| {
        let page = service::task::page(ctx, rows[0].task, None).await;
        let page = page.expect("the page");
        page.actions.contains(&Action::RemindTask)
    };
    assert!(offered(&coordinator).await);
    assert!(!offered(&health).await);
    let before = unread().await;
    let report = bulk(&coordinator, &rows, BulkAct::Remind {}).await;
    assert_eq!(report.expect("done").done, 3);
    assert_eq!(unread().await, before + 3);
    assert!(!offered(&coordinator).await);
    let fresh: Vec<Row> = rows
        .iter()
        .map(|row| Row {
            version: row.version + 1,
            ..*row
        })
        .collect();
    let report = bulk(&coordinator, &fresh, BulkAct::Remind {}).await;
    let report = report.expect("answered");
    assert_eq!((report.done, report.refused.len()), (0, 3));
    assert_eq!(report.refused[0].problem.code(), "already_reminded");
    assert_eq!(unread().await, before + 3);
    // On another day it may be said again.
    system.clock.advance(chrono::TimeDelta::days(1));
    let report = bulk(&coordinator, &fresh, BulkAct::Remind {}).await;
    assert_eq!(report.expect("done").done, 3);
    assert_eq!(unread().await, before + 6);
    sound(&system).await;
});

contract!(more_time_is_asked_for_and_granted, |db| async move {
    let system = installed(db).await;
    let coordinator = person(&system, "dieuphoi").await;
    let health = person(&system, "yte").await;
    let rows = issue(&coordinator, &[health.actor.agency], 3).await;
    let officer = Officer {
        position: None,
        name: "Trần Thị Bình".to_owned(),
    };
    for row in &rows[..2] {
        act(&health, row.task, TaskCommand::Acknowledge)
            .await
            .expect("acknowledged");
        let start = TaskCommand::Start {
            officer: officer.clone(),
        };
        act(&health, row.task, start).await.expect("started");
    }
    let until = NaiveDate::from_ymd_opt(2022, 11, 15).expect("a day");
    let extend = BulkAct::Extend {
        until: Deadline::Day(until),
        reason: reason(),
    };
    let now = async || {
        let mut rows: Vec<Row> = rows.clone();
        for row in &mut rows {
            row.version = task(&system, row.task).await.version;
        }
        rows
    };
    // Nobody asked yet: there is nothing that the coordinator could grant.
    let report = bulk(&coordinator, &now().await, extend.clone()).await;
    let report = report.expect("answered");
    assert_eq!(report.done, 0, "{report:?}");
    // The lead asks, where the task runs.
    let report = bulk(&health, &now().await, extend.clone()).await;
    let report = report.expect("done");
    assert_eq!((report.act, report.done), (Kind::Extend, 2));
    assert_eq!(report.refused[0].problem.code(), "wrong_state");
    // The coordinator grants; the original deadline stays.
    let report = bulk(&coordinator, &now().await, extend)
        .await
        .expect("done");
    assert_eq!((report.done, report.refused.len()), (2, 1));
    let extended = task(&system, rows[0].task).await;
    assert_eq!(
        (extended.due, extended.original_due),
        (Some(until), Some(due()))
    );
    sound(&system).await;
});

contract!(
    sub_tasks_that_are_chosen_too_follow_their_parent,
    |db| async move {
        let system = installed(db).await;
        let coordinator = person(&system, "dieuphoi").await;
        let head = person(&system, "congan.lanhdao").await;
        let rows = issue(&coordinator, &[head.actor.agency], 1).await;
        let parent = rows[0].task;
        let officer = Officer {
            position: None,
            name: "Nguyễn Văn Bình".to_owned(),
        };
        for command in [TaskCommand::Acknowledge, TaskCommand::Start { officer }] {
            act(&head, parent, command).await.expect("started");
        }
        let directory = system.directory().await.expect("the agencies");
        let below = directory.subordinates(head.actor.agency, system.today());
        let to = below.iter().take(3).map(|agency| Share {
            agency: agency.id,
            due: None,
            amount: None,
        });
        let delegation = Delegation {
            title: "Rà soát trên địa bàn huyện".to_owned(),
            deliverable: "Báo cáo".to_owned(),
            effect_expected: "100 % xã".to_owned(),
            responsible: "Trưởng Công an huyện".to_owned(),
            due: Deadline::Day(due()),
            required: true,
            rule: Rule::WeightedCount {},
            to: to.collect(),
        };
        let delegate = TaskCommand::Delegate {
            delegation: Box::new(delegation),
        };
        act(&head, parent, delegate).await.expect("delegated");
        let children = {
            let mut tx = system.db.read().await.expect("a connection");
            let all = store::cascade::open_children(&mut tx, &[parent]).await;
            all.expect("read")
        };
        assert_eq!(children.len(), 3);
        // The children first, as a list might have them.
        let mut chosen: Vec<Row> = children
            .iter()
            .map(|(child, _)| Row {
                task: child.id,
                version: child.version,
            })
            .collect();
        chosen.push(Row {
            task: parent,
            version: task(&system, parent).await.version,
        });
        let act = BulkAct::Cancel { reason: reason() };
        let report = bulk(&coordinator, &chosen, act).await.expect("done");
        let counts = (report.done, report.followed, report.refused.len());
        assert_eq!(counts, (1, 3, 0), "{report:?}");
        for row in &chosen {
            assert_eq!(task(&system, row.task).await.state, State::Cancelled);
        }
        sound(&system).await;
    }
);
