//! The one way in for every change, on both engines: the story of dispatch 1041, repeats, conflicts, races.

use crate::contract;
use crate::installation::{FILES, start};
use chrono::{NaiveDate, TimeDelta};
use domain::access::Action;
use domain::command::{Command, Envelope, Receipt};
use domain::directive::{DirectiveCommand, Draft, Header};
use domain::document::{DocumentKind, Urgency};
use domain::id::{AgencyId, DirectiveId, EnvelopeId, TaskId};
use domain::refusal::{Problem, Refusal};
use domain::task::{ContributionState, Officer, Rating, State, TaskCommand};
use domain::timeliness::Bucket;
use domain::view::{TaskFilter, Waiting};
use service::ctx::{Chance, Clock, Settings};
use service::{Ctx, System};
use std::sync::Arc;
use store::Db;

const DISPATCH: &str = service::demo::SAMPLE;

pub async fn installed(db: Db) -> Arc<System> {
    let settings = Settings {
        demo: true,
        ..Settings::default()
    };
    let system = System::new(db, Clock::fixed(start()), Chance::seeded(7), settings);
    service::import::facts(&system, &FILES)
        .await
        .expect("the facts");
    service::import::demo(&system, &FILES)
        .await
        .expect("the demo");
    Arc::new(system)
}

pub async fn person(system: &Arc<System>, login: &str) -> Ctx {
    let password = service::account::DEMO_PASSWORD;
    let session = service::session::sign_in(system, login, password, "test").await;
    let token = session.expect("signed in").token;
    service::session::resume(system, &token)
        .await
        .expect("resumed")
        .expect("a session")
}

async fn agency(ctx: &Ctx, code: &str) -> AgencyId {
    let directory = ctx.system.directory().await.expect("the agencies");
    directory.by_code(code).expect("an agency").id
}

fn envelope(ctx: &Ctx, base_version: Option<i64>, command: Command) -> Envelope {
    Envelope {
        id: EnvelopeId(ctx.system.id()),
        base_version,
        made_at: ctx.system.now(),
        command,
    }
}

pub async fn act(ctx: &Ctx, id: TaskId, command: TaskCommand) -> service::Result<Receipt> {
    let version = match service::task::page(ctx, id, None).await {
        Ok(page) => Some(page.task.version),
        Err(_) => Some(1),
    };
    let envelope = envelope(ctx, version, Command::Task { id, command });
    service::command::submit(ctx, envelope).await
}

pub fn problem<T: std::fmt::Debug>(answer: service::Result<T>) -> Problem {
    answer.expect_err("a problem").problem()
}

async fn header(ctx: &Ctx) -> Header {
    Header {
        number: "1041".to_owned(),
        symbol: "UBND-NC".to_owned(),
        kind: DocumentKind::OfficialDispatch,
        issued_on: NaiveDate::from_ymd_opt(2022, 9, 14).expect("a day"),
        issuer: agency(ctx, "na.pc").await,
        subject: "Rà soát, đánh giá công tác “làm sạch” ma túy cấp xã".to_owned(),
        urgency: Urgency::Normal,
        recipients: vec!["Công an tỉnh".to_owned()],
    }
}

/// Registers the dispatch; gives the directive's id.
async fn registered(ctx: &Ctx) -> DirectiveId {
    let id = DirectiveId(ctx.system.id());
    let command = DirectiveCommand::Register {
        header: header(ctx).await,
        text: DISPATCH.to_owned(),
        unclassified: true,
        drafts: Vec::new(),
    };
    let envelope = envelope(ctx, None, Command::Directive { id, command });
    service::command::submit(ctx, envelope)
        .await
        .expect("registered");
    id
}

fn complete(mut draft: Draft) -> Draft {
    draft.deliverable = Some("Báo cáo kết quả".to_owned());
    draft.effect_expected = Some("100 % xã được rà soát".to_owned());
    draft.responsible = Some("Thủ trưởng đơn vị".to_owned());
    draft.due = draft.due.or(NaiveDate::from_ymd_opt(2022, 10, 31));
    draft
}

/// Issues the dispatch with every draft completed as a person would.
pub async fn issued(ctx: &Ctx) -> DirectiveId {
    let id = registered(ctx).await;
    let page = service::directive::draft(ctx, id, None)
        .await
        .expect("the drafts");
    let drafts = page
        .directive
        .drafts
        .into_iter()
        .filter(|d| !d.leads.is_empty())
        .map(complete);
    let command = DirectiveCommand::Issue {
        header: page.directive.header,
        drafts: drafts.collect(),
    };
    let envelope = envelope(
        ctx,
        Some(page.directive.version),
        Command::Directive { id, command },
    );
    service::command::submit(ctx, envelope)
        .await
        .expect("issued");
    id
}

/// The first task led by that agency.
pub async fn task_of(ctx: &Ctx, lead: &str) -> TaskId {
    let lead = agency(ctx, lead).await;
    let filter = TaskFilter {
        agency: Some(lead),
        ..TaskFilter::default()
    };
    service::task::list(ctx, &filter)
        .await
        .expect("a list")
        .lines[0]
        .id
}

contract!(
    the_dispatch_is_read_and_nothing_is_issued_before_a_yes,
    |db| async move {
        let system = installed(db).await;
        let coordinator = person(&system, "dieuphoi").await;
        let id = registered(&coordinator).await;
        let page = service::directive::draft(&coordinator, id, None)
            .await
            .expect("the drafts");
        assert!(
            page.directive.drafts.len() >= 15,
            "{}",
            page.directive.drafts.len()
        );
        let text = &page.directive.text;
        assert!(page.directive.drafts.iter().all(|draft| {
            draft
                .span
                .is_some_and(|span| text.get(span.start..span.end).is_some())
        }));
        // Every draft still lacks something, so issuing is refused and names what.
        let command = DirectiveCommand::Issue {
            header: page.directive.header.clone(),
            drafts: page.directive.drafts.clone(),
        };
        let envelope = envelope(
            &coordinator,
            Some(page.directive.version),
            Command::Directive { id, command },
        );
        let refused = problem(service::command::submit(&coordinator, envelope).await);
        let Problem::Refused {
            refusal: Refusal::DraftsIncomplete { drafts },
        } = refused
        else {
            panic!("{refused:?}");
        };
        assert_eq!(drafts.len(), page.directive.drafts.len());
        let police = person(&system, "congan").await;
        assert_eq!(
            service::task::my_work(&police)
                .await
                .expect("my work")
                .total,
            0
        );
        // Its owner finds the draft again; nobody else knows of it.
        let listed = async |ctx: &Ctx| {
            let list = service::directive::list(ctx, None).await.expect("a list");
            assert_eq!(list.lines, []);
            list.drafts.iter().map(|line| line.id).collect::<Vec<_>>()
        };
        assert_eq!(listed(&coordinator).await, [id]);
        assert_eq!(listed(&police).await, []);
        assert_eq!(
            problem(service::directive::page(&police, id).await),
            Problem::NotFound
        );
        assert_eq!(
            problem(service::directive::draft(&police, id, None).await),
            Problem::NotFound
        );
    }
);

contract!(
    a_dispatch_becomes_work_is_done_returned_once_and_confirmed,
    |db| async move {
        let system = installed(db).await;
        let coordinator = person(&system, "dieuphoi").await;
        let directive = issued(&coordinator).await;
        let health = person(&system, "yte").await;
        let leader = person(&system, "lanhdao").await;
        let id = task_of(&health, "na.health").await;

        act(&health, id, TaskCommand::Acknowledge)
            .await
            .expect("acknowledged");
        let officer = Officer {
            position: None,
            name: "Nguyễn Thị Hoa".to_owned(),
        };
        act(&health, id, TaskCommand::Start { officer })
            .await
            .expect("started");
        let note = "Đã rà soát 8/20 trạm".to_owned();
        act(&health, id, TaskCommand::Report { percent: 40, note })
            .await
            .expect("reported");
        let what = "Thiếu bộ xét nghiệm".to_owned();
        let finance = agency(&health, "na.finance").await;
        let obstacle = TaskCommand::RaiseObstacle {
            what,
            addressed_to: Some(finance),
            position: None,
            due: None,
        };
        act(&health, id, obstacle).await.expect("raised");
        let until = NaiveDate::from_ymd_opt(2022, 11, 30).expect("a day");
        let reason = "Chờ bộ xét nghiệm".to_owned();
        act(
            &health,
            id,
            TaskCommand::RequestExtension {
                until: until.into(),
                reason,
                evidence: None,
            },
        )
        .await
        .expect("asked");

        let waiting = service::task::my_work(&coordinator).await.expect("my work");
        assert!(
            waiting
                .lines
                .iter()
                .any(|line| line.waiting == Some(Waiting::DecideExtension))
        );
        let grant = TaskCommand::GrantExtension {
            number: 1,
            until: until.into(),
            decision: None,
        };
        assert_eq!(
            problem(act(&health, id, grant.clone()).await),
            Problem::Forbidden
        );
        act(&coordinator, id, grant).await.expect("granted");

        // The lead cannot submit while a contribution is open.
        let submit = TaskCommand::Submit {
            result: "Xong".to_owned(),
            effect: "20/20 trạm".to_owned(),
            evidence: "Biên bản số 12".to_owned(),
        };
        let page = service::task::page(&health, id, None)
            .await
            .expect("the page");
        let open = page.task.open_contributions();
        if !open.is_empty() {
            let refused = problem(act(&health, id, submit.clone()).await);
            assert_eq!(
                refused,
                Problem::Refused {
                    refusal: Refusal::ContributionOpen {
                        agencies: open.clone()
                    }
                }
            );
            assert!(!page.actions.contains(&Action::SubmitTask));
            for agency in open {
                let reason = "Đã có số liệu".to_owned();
                act(
                    &health,
                    id,
                    TaskCommand::WaiveContribution { agency, reason },
                )
                .await
                .expect("waived");
            }
        }
        act(&health, id, submit.clone()).await.expect("submitted");
        let reason = "Thiếu phụ lục".to_owned();
        act(&coordinator, id, TaskCommand::Rework { reason })
            .await
            .expect("returned");
        act(&health, id, submit).await.expect("submitted again");
        let before = service::dashboard::page(&leader)
            .await
            .expect("the dashboard")
            .total;
        let confirm = TaskCommand::Confirm {
            rating: Rating::Good,
            note: None,
        };
        act(&coordinator, id, confirm).await.expect("confirmed");

        let page = service::task::page(&leader, id, None)
            .await
            .expect("the page");
        assert_eq!(page.task.state, State::Completed);
        assert_eq!(page.task.reworks, 1);
        assert_eq!(page.task.due, Some(until));
        assert_eq!(
            page.task.original_due,
            NaiveDate::from_ymd_opt(2022, 10, 31)
        );
        assert!(page.actions.is_empty(), "a leader only looks");
        assert!(page.source.is_some(), "the sentences that ordered it");
        let dashboard = service::dashboard::page(&leader)
            .await
            .expect("the dashboard");
        assert_eq!(dashboard.total.done(), before.done() + 1);
        assert_eq!(dashboard.total.total(), before.total());
        assert_eq!(dashboard.communes.len(), 27);
        let page = service::directive::page(&leader, directive)
            .await
            .expect("the directive");
        assert_eq!(page.counts, dashboard.total);
        assert_eq!(page.tasks.len() as i64, page.counts.total());
        // Another province sees none of it.
        let other = person(&system, "dieuphoi.hatinh").await;
        assert_eq!(
            problem(service::task::page(&other, id, None).await),
            Problem::NotFound
        );
        assert_eq!(
            problem(act(&other, id, TaskCommand::Acknowledge).await),
            Problem::NotFound
        );
        assert_eq!(
            problem(service::directive::page(&other, directive).await),
            Problem::NotFound
        );
    }
);

contract!(
    a_contribution_is_delivered_by_the_agency_that_owes_it,
    |db| async move {
        let system = installed(db).await;
        let coordinator = person(&system, "dieuphoi").await;
        issued(&coordinator).await;
        let dolisa = person(&system, "ldtbxh").await;
        let police = person(&system, "congan").await;
        let health = person(&system, "yte").await;
        // "Take the lead in coordinating with the Provincial Police, the Department of Health …"
        let lead = Some(dolisa.actor.agency);
        let filter = TaskFilter {
            agency: lead,
            ..TaskFilter::default()
        };
        let lines = service::task::list(&health, &filter)
            .await
            .expect("a list")
            .lines;
        assert_eq!(
            lines.len(),
            1,
            "one task of DOLISA in which Health takes part"
        );
        let id = lines[0].id;
        let owed = service::task::page(&police, id, None)
            .await
            .expect("the page")
            .task;
        let mine = owed
            .contribution(police.actor.agency)
            .expect("owed by the police");
        assert_eq!(mine.state, ContributionState::Asked);
        let result = "Danh sách rà soát".to_owned();
        let health = person(&system, "yte").await;
        let deliver = TaskCommand::DeliverContribution {
            result,
            officer: None,
            evidence: None,
        };
        act(&police, id, deliver).await.expect("delivered");
        let reason = "Không thuộc chức năng".to_owned();
        act(&health, id, TaskCommand::DeclineContribution { reason })
            .await
            .expect("declined");
        let task = service::task::page(&dolisa, id, None)
            .await
            .expect("the page")
            .task;
        assert!(task.open_contributions().contains(&health.actor.agency));
        assert!(!task.open_contributions().contains(&police.actor.agency));
    }
);

contract!(the_same_envelope_is_the_same_act, |db| async move {
    let system = installed(db).await;
    let coordinator = person(&system, "dieuphoi").await;
    issued(&coordinator).await;
    let health = person(&system, "yte").await;
    let id = task_of(&health, "na.health").await;
    let command = Command::Task {
        id,
        command: TaskCommand::Acknowledge,
    };
    let envelope = envelope(&health, Some(2), command);
    let first = service::command::submit(&health, envelope.clone())
        .await
        .expect("taken");
    let again = service::command::submit(&health, envelope.clone())
        .await
        .expect("repeated");
    assert_eq!(
        again,
        Receipt {
            repeated: true,
            ..first.clone()
        }
    );
    assert!(!first.repeated);
    let page = service::task::page(&health, id, None)
        .await
        .expect("the page");
    assert_eq!(page.task.version, first.version);
    // Somebody else's envelope is not answered.
    let stolen = service::command::submit(&coordinator, envelope).await;
    assert_eq!(problem(stolen), Problem::NotFound);
});

contract!(
    a_stale_update_shows_both_values_unless_the_fields_do_not_touch,
    |db| async move {
        let system = installed(db).await;
        let coordinator = person(&system, "dieuphoi").await;
        issued(&coordinator).await;
        let health = person(&system, "yte").await;
        let id = task_of(&health, "na.health").await;
        act(&health, id, TaskCommand::Acknowledge)
            .await
            .expect("acknowledged");
        let officer = Officer {
            position: None,
            name: "Nguyễn Thị Hoa".to_owned(),
        };
        act(&health, id, TaskCommand::Start { officer })
            .await
            .expect("started");
        let base = service::task::page(&health, id, None)
            .await
            .expect("the page")
            .task
            .version;
        let report = |percent, note: &str| Command::Task {
            id,
            command: TaskCommand::Report {
                percent,
                note: note.to_owned(),
            },
        };
        let first = envelope(&health, Some(base), report(40, "bốn mươi"));
        service::command::submit(&health, first)
            .await
            .expect("the first report");
        let second = envelope(&health, Some(base), report(60, "sáu mươi"));
        let conflict = problem(service::command::submit(&health, second).await);
        let Problem::Conflict { version, clashes } = conflict else {
            panic!("{conflict:?}")
        };
        assert_eq!(version, base + 1);
        assert_eq!(clashes.len(), 1);
        assert_eq!(clashes[0].theirs, "40 % — bốn mươi");
        assert_eq!(clashes[0].yours, "60 % — sáu mươi");
        // A note of evidence touches nothing that changed.
        let note = TaskCommand::AddEvidence {
            note: "Ảnh chụp".to_owned(),
        };
        let evidence = envelope(&health, Some(base), Command::Task { id, command: note });
        service::command::submit(&health, evidence)
            .await
            .expect("no conflict");
        let ahead = envelope(&health, Some(base + 50), report(70, "x"));
        let refused = problem(service::command::submit(&health, ahead).await);
        assert!(matches!(
            refused,
            Problem::Refused {
                refusal: Refusal::Invalid { .. }
            }
        ));
    }
);

contract!(writers_at_the_same_moment_lose_nothing, |db| async move {
    let system = installed(db).await;
    let coordinator = person(&system, "dieuphoi").await;
    issued(&coordinator).await;
    let health = person(&system, "yte").await;
    let id = task_of(&health, "na.health").await;
    let base = service::task::page(&health, id, None)
        .await
        .expect("the page")
        .task
        .version;
    let mut writers = Vec::new();
    for n in 0..8 {
        let ctx = health.clone();
        let note = TaskCommand::AddEvidence {
            note: format!("Ảnh {n}"),
        };
        let envelope = envelope(&ctx, Some(base), Command::Task { id, command: note });
        writers.push(tokio::spawn(async move {
            // A person presses again when the system was busy; the envelope stays the same.
            for _ in 0..20 {
                match service::command::submit(&ctx, envelope.clone()).await {
                    Ok(receipt) => return receipt,
                    Err(error) => assert_eq!(error.problem(), Problem::Unavailable),
                }
            }
            panic!("refused every time");
        }));
    }
    for writer in writers {
        writer.await.expect("taken");
    }
    let page = service::task::page(&health, id, None)
        .await
        .expect("the page");
    assert_eq!(page.task.evidence.len(), 8);
    assert_eq!(page.task.version, base + 8);
    let mut tx = system.db.read().await.expect("a connection");
    let entries = store::log::after(&mut tx, 0, 100_000).await.expect("read");
    let places: Vec<i64> = entries.iter().map(|entry| entry.seq).collect();
    let expected: Vec<i64> = (1..).take(places.len()).collect();
    assert_eq!(places, expected, "the log has no gaps");
});

contract!(
    commands_of_one_moment_are_each_done_once_or_not_at_all,
    |db| async move {
        let system = installed(db).await;
        let coordinator = person(&system, "dieuphoi").await;
        issued(&coordinator).await;
        let tasks = service::task::list(&coordinator, &TaskFilter::default()).await;
        let tasks: Vec<TaskId> = tasks.expect("a list").lines.iter().map(|l| l.id).collect();
        assert!(tasks.len() >= 12);
        let health = person(&system, "yte").await;
        let reason = || "Chờ văn bản hướng dẫn".to_owned();
        let suspend = || TaskCommand::Suspend { reason: reason() };
        let mut people = Vec::new();
        for (n, id) in tasks.iter().copied().enumerate() {
            let (ctx, command) = match n % 4 {
                // Moves the counters.
                0 => (&coordinator, suspend()),
                // Refused for the text, for the right, for the state: nothing of it stays.
                1 => (
                    &coordinator,
                    TaskCommand::Suspend {
                        reason: String::new(),
                    },
                ),
                2 => (&health, suspend()),
                _ => (&coordinator, TaskCommand::Resume { reason: reason() }),
            };
            let envelope = envelope(ctx, Some(2), Command::Task { id, command });
            // Each is sent three times, as by somebody who presses again and again.
            for _ in 0..3 {
                let (ctx, envelope) = (ctx.clone(), envelope.clone());
                let sent = async move { service::command::submit(&ctx, envelope).await };
                people.push((n, id, tokio::spawn(sent)));
            }
        }
        let mut firsts = vec![0; tasks.len()];
        for (n, id, person) in people {
            let answer = person.await.expect("no panic");
            if n % 4 == 0 {
                let receipt = answer.unwrap_or_else(|error| panic!("{n} {id:?}: {error:?}"));
                assert_eq!(receipt.version, 3);
                firsts[n] += usize::from(!receipt.repeated);
            } else {
                assert!(matches!(
                    problem(answer),
                    Problem::Refused { .. } | Problem::Forbidden | Problem::NotFound
                ));
            }
        }
        for (n, first) in firsts.into_iter().enumerate() {
            assert_eq!(first, usize::from(n % 4 == 0), "done once: {n}");
        }
        let flaws = service::verify::verify_log(&system)
            .await
            .expect("verified");
        assert_eq!(flaws, [], "no gap in the log or a chain");
        let rebuilt = service::rebuild::rebuild(&system).await.expect("rebuilt");
        assert_eq!(
            rebuilt.differences,
            [],
            "the counters are those of a full count"
        );
    }
);

contract!(
    the_first_command_of_a_day_counts_as_of_that_day,
    |db| async move {
        let system = installed(db).await;
        let coordinator = person(&system, "dieuphoi").await;
        issued(&coordinator).await;
        let id = task_of(&coordinator, "na.health").await;
        system.clock.advance(TimeDelta::days(60));
        let coordinator = person(&system, "dieuphoi").await;
        let reason = "Chờ văn bản hướng dẫn".to_owned();
        act(&coordinator, id, TaskCommand::Suspend { reason })
            .await
            .expect("suspended");
        let mut tx = system.db.read().await.expect("a connection");
        let as_of = store::tally::as_of(&mut tx).await.expect("read");
        assert_eq!(as_of, system.today());
        drop(tx);
        let rebuilt = service::rebuild::rebuild(&system).await.expect("rebuilt");
        assert_eq!(rebuilt.differences, []);
    }
);

contract!(
    a_refused_command_does_not_wait_for_the_writer,
    |db| async move {
        let system = installed(db).await;
        let coordinator = person(&system, "dieuphoi").await;
        issued(&coordinator).await;
        let health = person(&system, "yte").await;
        let id = task_of(&coordinator, "na.health").await;
        act(&health, id, TaskCommand::Acknowledge)
            .await
            .expect("acknowledged");
        let held = system.db.write().await.expect("a transaction");
        // On SQLite both would wait in vain, were the writer asked.
        let again = envelope(
            &health,
            Some(3),
            Command::Task {
                id,
                command: TaskCommand::Acknowledge,
            },
        );
        let refused = problem(service::command::submit(&health, again).await);
        assert!(matches!(refused, Problem::Refused { .. }), "{refused:?}");
        let suspend = TaskCommand::Suspend {
            reason: "Chờ".to_owned(),
        };
        let not_his = envelope(
            &health,
            Some(3),
            Command::Task {
                id,
                command: suspend,
            },
        );
        let refused = problem(service::command::submit(&health, not_his).await);
        assert_eq!(refused, Problem::Forbidden);
        drop(held);
    }
);

contract!(
    a_document_is_not_read_for_somebody_who_may_not_register_it,
    |db| async move {
        let system = installed(db).await;
        let coordinator = person(&system, "dieuphoi").await;
        let health = person(&system, "yte").await;
        let secret = format!("TỐI MẬT\n\n{DISPATCH}");
        let register = DirectiveCommand::Register {
            header: header(&coordinator).await,
            text: secret,
            unclassified: true,
            drafts: Vec::new(),
        };
        // That it is secret knows only who has read it.
        for (ctx, expected) in [
            (&health, Problem::Forbidden),
            (
                &coordinator,
                Problem::Refused {
                    refusal: Refusal::Secret,
                },
            ),
        ] {
            let id = DirectiveId(system.id());
            let command = register.clone();
            let envelope = envelope(ctx, None, Command::Directive { id, command });
            let refused = problem(service::command::submit(ctx, envelope).await);
            assert_eq!(refused, expected);
        }
    }
);

contract!(
    a_registration_sent_again_has_its_first_answer,
    |db| async move {
        let system = installed(db).await;
        let coordinator = person(&system, "dieuphoi").await;
        let command = DirectiveCommand::Register {
            header: header(&coordinator).await,
            text: DISPATCH.to_owned(),
            unclassified: true,
            drafts: Vec::new(),
        };
        let id = DirectiveId(system.id());
        let register = envelope(&coordinator, None, Command::Directive { id, command });
        let first = service::command::submit(&coordinator, register.clone()).await;
        assert!(!first.expect("registered").repeated);
        let again = service::command::submit(&coordinator, register.clone()).await;
        assert!(again.expect("repeated").repeated);
        // Even when he may not register any more: it is the answer to what he did when he might.
        let mut moved = coordinator.clone();
        moved.actor.role = domain::position::Role::Officer;
        let again = service::command::submit(&moved, register).await;
        assert!(again.expect("repeated").repeated);
    }
);

contract!(a_number_is_registered_once, |db| async move {
    let system = installed(db).await;
    let coordinator = person(&system, "dieuphoi").await;
    let first = registered(&coordinator).await;
    let command = DirectiveCommand::Register {
        header: header(&coordinator).await,
        text: DISPATCH.to_owned(),
        unclassified: true,
        drafts: Vec::new(),
    };
    let id = DirectiveId(system.id());
    let twin = envelope(&coordinator, None, Command::Directive { id, command });
    let refused = problem(service::command::submit(&coordinator, twin).await);
    assert_eq!(
        refused,
        Problem::Refused {
            refusal: Refusal::NumberTaken {
                directive: Some(first)
            }
        }
    );
});

contract!(a_secret_document_never_enters, |db| async move {
    let system = installed(db).await;
    let coordinator = person(&system, "dieuphoi").await;
    let secret = format!("TỐI MẬT\n\n{DISPATCH}");
    let refused = problem(service::directive::read(&coordinator, &secret).await);
    assert_eq!(
        refused,
        Problem::Refused {
            refusal: Refusal::Secret
        }
    );
    let command = DirectiveCommand::Register {
        header: header(&coordinator).await,
        text: secret,
        unclassified: true,
        drafts: Vec::new(),
    };
    let id = DirectiveId(system.id());
    let envelope = envelope(&coordinator, None, Command::Directive { id, command });
    let refused = problem(service::command::submit(&coordinator, envelope).await);
    assert_eq!(
        refused,
        Problem::Refused {
            refusal: Refusal::Secret
        }
    );
});

contract!(
    counters_move_to_overdue_when_the_day_does,
    |db| async move {
        let system = installed(db).await;
        let coordinator = person(&system, "dieuphoi").await;
        issued(&coordinator).await;
        let leader = person(&system, "lanhdao").await;
        let before = service::dashboard::page(&leader)
            .await
            .expect("the dashboard")
            .total;
        assert_eq!(before.overdue, 0);
        system.clock.advance(TimeDelta::days(60));
        let dashboard = service::dashboard::page(&leader)
            .await
            .expect("the dashboard");
        assert_eq!(dashboard.total.overdue, before.total());
        assert_eq!(dashboard.as_of, system.today());
        let mut tx = system.db.read().await.expect("a connection");
        let counters = store::tally::all(&mut tx).await.expect("read");
        assert!(
            counters
                .iter()
                .all(|counter| counter.bucket == Bucket::Overdue)
        );
    }
);

contract!(
    pages_take_a_constant_number_of_statements,
    |db| async move {
        let system = installed(db).await;
        let coordinator = person(&system, "dieuphoi").await;
        let leader = person(&system, "lanhdao").await;
        async fn cost(system: &System, coordinator: &Ctx, leader: &Ctx, id: TaskId) -> Vec<u64> {
            let mut costs = Vec::new();
            let mut last = system.db.statements();
            let mut note = || {
                let now = system.db.statements();
                costs.push(now - last);
                last = now;
            };
            service::task::my_work(coordinator).await.expect("my work");
            note();
            service::task::list(coordinator, &TaskFilter::default())
                .await
                .expect("a list");
            note();
            service::task::page(coordinator, id, None)
                .await
                .expect("a task");
            note();
            service::directive::list(coordinator, None)
                .await
                .expect("directives");
            note();
            service::dashboard::page(leader)
                .await
                .expect("the dashboard");
            note();
            service::commune::list(leader, None)
                .await
                .expect("communes");
            note();
            costs
        }
        issued(&coordinator).await;
        let police = agency(&coordinator, "na.police").await;
        let filter = TaskFilter {
            agency: Some(police),
            ..TaskFilter::default()
        };
        let id = service::task::list(&coordinator, &filter)
            .await
            .expect("a list")
            .lines[0]
            .id;
        // The first look of the day moves the counters on.
        service::dashboard::page(&leader)
            .await
            .expect("the dashboard");
        let few = cost(&system, &coordinator, &leader, id).await;
        let sample = {
            let mut tx = system.db.read().await.expect("a connection");
            store::task::find(&mut tx, id)
                .await
                .expect("read")
                .expect("a task")
        };
        let mut tx = system.db.write().await.expect("a transaction");
        let many: Vec<_> = (0..500)
            .map(|_| {
                let mut task = sample.clone();
                task.id = TaskId(system.id());
                (task, Vec::new())
            })
            .collect();
        store::task::insert(&mut tx, &many).await.expect("inserted");
        tx.commit().await.expect("committed");
        let more = cost(&system, &coordinator, &leader, id).await;
        assert_eq!(few, more);
        assert!(few.iter().all(|n| *n <= 12), "{few:?}");
    }
);
