//! Delegating in one step, what rolls up and what spreads, on both engines.

use crate::command::{act, installed, issued, person, problem, task_of};
use crate::contract;
use chrono::{Days, NaiveDate};
use domain::access::Action;
use domain::calendar::Deadline;
use domain::cascade::view::Below;
use domain::cascade::{Delegation, Share};
use domain::command::{Command, Envelope, Receipt};
use domain::id::{AgencyId, EnvelopeId, GroupId, TaskId};
use domain::refusal::{FieldFault, Problem, Refusal};
use domain::rollup::Rule;
use domain::task::{Officer, Rating, State, Task, TaskCommand};
use domain::view::TaskFilter;
use service::group::Saving;
use service::{Ctx, System, cascade, group};
use std::sync::Arc;

fn reason() -> String {
    "Theo chỉ đạo".to_owned()
}

fn officer() -> Officer {
    Officer {
        position: None,
        name: "Nguyễn Văn Bình".to_owned(),
    }
}

async fn task(ctx: &Ctx, id: TaskId) -> Task {
    let page = service::task::page(ctx, id, None).await;
    page.expect("a page").task
}

/// Coordinator, head of the police and their task, in progress with no contribution open.
struct Office {
    system: Arc<System>,
    coordinator: Ctx,
    officer: Ctx,
    head: Ctx,
    parent: TaskId,
    /// The districts' police, by code.
    districts: Vec<AgencyId>,
    due: NaiveDate,
}

impl Office {
    async fn new(db: store::Db) -> Self {
        let system = installed(db).await;
        let coordinator = person(&system, "dieuphoi").await;
        issued(&coordinator).await;
        let (head, officer_) = (
            person(&system, "congan.lanhdao").await,
            person(&system, "congan").await,
        );
        let parent = task_of(&officer_, "na.police").await;
        for command in [
            TaskCommand::Acknowledge,
            TaskCommand::Start { officer: officer() },
        ] {
            act(&officer_, parent, command).await.expect("started");
        }
        for agency in task(&head, parent).await.open_contributions() {
            let waive = TaskCommand::WaiveContribution {
                agency,
                reason: reason(),
            };
            act(&head, parent, waive).await.expect("waived");
        }
        let directory = system.directory().await.expect("the agencies");
        let districts = directory
            .subordinates(head.actor.agency, system.today())
            .into_iter()
            .map(|agency| agency.id)
            .collect();
        let due = task(&head, parent).await.due.expect("a deadline");
        Self {
            system,
            coordinator,
            officer: officer_,
            head,
            parent,
            districts,
            due,
        }
    }

    fn delegation(&self, to: &[AgencyId]) -> Delegation {
        Delegation {
            title: "Rà soát người sử dụng ma túy trên địa bàn huyện".to_owned(),
            deliverable: "Báo cáo kết quả rà soát".to_owned(),
            effect_expected: "100 % số xã được rà soát".to_owned(),
            responsible: "Trưởng Công an huyện".to_owned(),
            due: Deadline::Day(self.due),
            required: true,
            rule: Rule::WeightedCount {},
            to: to
                .iter()
                .map(|agency| Share {
                    agency: *agency,
                    due: None,
                    amount: None,
                })
                .collect(),
        }
    }

    async fn delegate(&self, ctx: &Ctx, delegation: Delegation) -> service::Result<Receipt> {
        let delegation = Box::new(delegation);
        act(ctx, self.parent, TaskCommand::Delegate { delegation }).await
    }

    /// Delegates to the first `n` districts; gives the sub-tasks in the order of the districts.
    async fn delegated(&self, n: usize) -> Vec<TaskId> {
        let to = &self.districts[..n];
        self.delegate(&self.head, self.delegation(to))
            .await
            .expect("delegated");
        let lines = self.below(&self.head).await.lines;
        to.iter()
            .filter_map(|agency| lines.iter().find(|line| line.lead == *agency))
            .map(|line| line.id)
            .collect()
    }

    async fn below(&self, ctx: &Ctx) -> Below {
        let page = service::task::page(ctx, self.parent, None).await;
        page.expect("a page").cascade.below.expect("sub-tasks")
    }

    /// Everything that is kept equals what is counted anew, and the log says the same.
    async fn is_true(&self) {
        let rebuilt = service::rebuild::rebuild(&self.system).await;
        let rebuilt = rebuilt.expect("rebuilt");
        assert_eq!(rebuilt.differences, [], "counters");
        assert_eq!(rebuilt.rollups, [], "sums");
        let flaws = service::verify::verify_log(&self.system).await;
        assert_eq!(flaws.expect("verified"), []);
    }

    fn submit() -> TaskCommand {
        TaskCommand::Submit {
            result: "Xong".to_owned(),
            effect: "100 %".to_owned(),
            evidence: "Báo cáo số 12".to_owned(),
        }
    }

    /// Somebody of the agency that leads a sub-task.
    fn of(&self, agency: AgencyId) -> Ctx {
        let mut ctx = self.officer.clone();
        ctx.actor.agency = agency;
        ctx
    }

    /// Acknowledged, started, submitted and confirmed.
    async fn completed(&self, id: TaskId, lead: AgencyId) {
        let ctx = self.of(lead);
        for command in [
            TaskCommand::Acknowledge,
            TaskCommand::Start { officer: officer() },
            Self::submit(),
        ] {
            act(&ctx, id, command).await.expect("done");
        }
        let confirm = TaskCommand::Confirm {
            rating: Rating::Good,
            note: None,
        };
        act(&self.head, id, confirm).await.expect("confirmed");
    }
}

contract!(
    all_districts_get_their_sub_task_in_one_step_and_once,
    |db| async move {
        let office = Office::new(db).await;
        assert_eq!(office.districts.len(), 21);
        let delegation = Box::new(office.delegation(&office.districts));
        let envelope = Envelope {
            id: EnvelopeId(office.system.id()),
            base_version: Some(task(&office.head, office.parent).await.version),
            made_at: office.system.now(),
            command: Command::Task {
                id: office.parent,
                command: TaskCommand::Delegate { delegation },
            },
        };
        for repeated in [false, true] {
            let receipt = service::command::submit(&office.head, envelope.clone()).await;
            assert_eq!(receipt.expect("a receipt").repeated, repeated);
        }
        // A second person with the page of before sees that it was done, and does nothing twice.
        let again = Envelope {
            id: EnvelopeId(office.system.id()),
            ..envelope
        };
        let answer = problem(service::command::submit(&office.head, again).await);
        assert!(matches!(answer, Problem::Conflict { .. }), "{answer:?}");

        let below = office.below(&office.head).await;
        assert_eq!(below.rollup.children, 21);
        assert_eq!((below.rollup.required_open, below.percent), (21, Some(0)));
        assert_eq!(below.lines.len(), 21);
        assert_eq!(below.next, None);
        let child = task(&office.head, below.lines[0].id).await;
        assert_eq!(child.issuer, office.head.actor.agency);
        assert_eq!(child.state, State::Assigned);
        // It waits for its lead, who also sees the directive behind it; a district's neighbour sees nothing.
        let lead = office.of(child.lead);
        let work = service::task::my_work(&lead).await.expect("my work");
        let line = &work.lines[0];
        assert!(line.is_subtask && line.id == child.id);
        let directive = child.directive.expect("of a directive");
        let page = service::directive::page(&lead, directive).await;
        assert!(page.is_ok(), "the directive that ordered it");
        let page = service::task::page(&lead, child.id, None).await;
        let above = page.expect("a page").cascade.parent.expect("a parent");
        assert_eq!((above.may_view, above.title.as_str()), (false, ""));
        let neighbour = office.of(below.lines[1].lead);
        let answer = service::task::page(&neighbour, child.id, None).await;
        assert_eq!(problem(answer), Problem::NotFound);
        // Whoever issued the parent oversees it, too.
        let page = service::task::page(&office.coordinator, child.id, None).await;
        let page = page.expect("a page");
        assert!(page.cascade.parent.expect("a parent").may_view);
        assert!(!page.actions.contains(&Action::ConfirmTask));
        office.is_true().await;
    }
);

contract!(
    nothing_is_submitted_above_while_something_required_below_is_open,
    |db| async move {
        let office = Office::new(db).await;
        let children = office.delegated(3).await;
        let refused = problem(act(&office.officer, office.parent, Office::submit()).await);
        let Problem::Refused {
            refusal: Refusal::SubtasksOpen { open, agencies },
        } = refused
        else {
            panic!("{refused:?}");
        };
        assert_eq!((open, agencies.len()), (3, 3));
        assert!(office.districts[..3].iter().all(|id| agencies.contains(id)));
        let page = service::task::page(&office.officer, office.parent, None).await;
        let actions = page.expect("a page").actions;
        assert!(!actions.contains(&Action::SubmitTask), "{actions:?}");

        office.completed(children[0], office.districts[0]).await;
        assert_eq!(office.below(&office.head).await.percent, Some(33));
        office.completed(children[1], office.districts[1]).await;
        // One is not needed any more.
        let cancel = TaskCommand::Cancel { reason: reason() };
        act(&office.head, children[2], cancel)
            .await
            .expect("cancelled");
        let below = office.below(&office.head).await;
        assert_eq!((below.percent, below.rollup.required_open), (Some(100), 0));
        assert_eq!(below.rollup.children, 2, "what is cancelled does not count");
        act(&office.officer, office.parent, Office::submit())
            .await
            .expect("submitted");
        // What was submitted rests on it: it cannot be opened behind the parent's back.
        let reopen = TaskCommand::Reopen { reason: reason() };
        let refused = problem(act(&office.head, children[0], reopen.clone()).await);
        let state = "awaiting_confirmation".to_owned();
        assert_eq!(
            refused,
            Problem::Refused {
                refusal: Refusal::ParentNotOpen { state }
            }
        );
        let rework = TaskCommand::Rework { reason: reason() };
        act(&office.coordinator, office.parent, rework)
            .await
            .expect("returned");
        act(&office.head, children[0], reopen)
            .await
            .expect("reopened");
        let below = office.below(&office.head).await;
        assert_eq!((below.percent, below.rollup.required_open), (Some(50), 1));
        let refused = problem(act(&office.officer, office.parent, Office::submit()).await);
        assert!(matches!(
            refused,
            Problem::Refused {
                refusal: Refusal::SubtasksOpen { open: 1, .. }
            }
        ));
        office.is_true().await;
    }
);

contract!(
    an_optional_sub_task_holds_nothing_up_and_quantities_add_up,
    |db| async move {
        let office = Office::new(db).await;
        let to = &office.districts[..2];
        let mut delegation = office.delegation(to);
        delegation.rule = Rule::MeasuredQuantity {
            unit: "hộ".to_owned(),
        };
        for (share, target) in delegation.to.iter_mut().zip([100, 300]) {
            share.amount = Some(target);
        }
        office
            .delegate(&office.head, delegation.clone())
            .await
            .expect("delegated");
        delegation.required = false;
        delegation.to.truncate(1);
        office
            .delegate(&office.head, delegation)
            .await
            .expect("delegated");
        let below = office.below(&office.head).await;
        assert_eq!((below.rollup.children, below.rollup.required), (3, 2));
        let child = |required: bool, lead: AgencyId| {
            let found = below
                .lines
                .iter()
                .find(|line| line.lead == lead && line.required == required);
            found.expect("a sub-task").id
        };
        let (one, two) = (child(true, to[0]), child(true, to[1]));
        for (id, lead, done) in [(one, to[0], 60), (two, to[1], 30)] {
            let ctx = office.of(lead);
            for command in [
                TaskCommand::Acknowledge,
                TaskCommand::Start { officer: officer() },
                TaskCommand::ReportQuantity {
                    done,
                    note: "Đã rà soát".to_owned(),
                },
            ] {
                act(&ctx, id, command).await.expect("reported");
            }
        }
        let below = office.below(&office.head).await;
        assert_eq!((below.rollup.measured, below.rollup.target), (90, 400));
        assert_eq!(below.percent, Some(22));
        let lagging: Vec<u8> = below.lines.iter().map(|line| line.percent).collect();
        assert_eq!(lagging.len(), 3);
        let plain = TaskCommand::Report {
            percent: 90,
            note: "áng chừng".to_owned(),
        };
        let refused = problem(act(&office.of(to[0]), one, plain).await);
        assert!(matches!(refused, Problem::Refused { .. }), "{refused:?}");
        for (id, lead) in [(one, to[0]), (two, to[1])] {
            act(&office.of(lead), id, Office::submit())
                .await
                .expect("submitted");
            let confirm = TaskCommand::Confirm {
                rating: Rating::Satisfactory,
                note: None,
            };
            act(&office.head, id, confirm).await.expect("confirmed");
        }
        let below = office.below(&office.head).await;
        assert_eq!((below.rollup.required_open, below.rollup.open), (0, 1));
        act(&office.officer, office.parent, Office::submit())
            .await
            .expect("the optional one holds nothing up");
        office.is_true().await;
    }
);

contract!(
    what_stops_the_parent_stops_what_is_below_and_nothing_else_does,
    |db| async move {
        let office = Office::new(db).await;
        let children = office.delegated(3).await;
        office.completed(children[0], office.districts[0]).await;
        // One stands still for a reason of its own.
        let suspend = || TaskCommand::Suspend { reason: reason() };
        act(&office.head, children[1], suspend())
            .await
            .expect("suspended");
        act(&office.coordinator, office.parent, suspend())
            .await
            .expect("suspended");
        let states = async || {
            let mut states = Vec::new();
            for child in &children {
                states.push(task(&office.head, *child).await.state);
            }
            states
        };
        use State::{Assigned, Cancelled, Completed, Suspended};
        assert_eq!(states().await, [Completed, Suspended, Suspended]);
        // Nobody sets a part going while the whole stands still.
        let resume = || TaskCommand::Resume { reason: reason() };
        for child in &children[1..] {
            let refused = problem(act(&office.head, *child, resume()).await);
            let state = "suspended".to_owned();
            let refusal = Refusal::ParentNotOpen { state };
            assert_eq!(refused, Problem::Refused { refusal });
        }
        office.system.clock.advance(chrono::TimeDelta::days(5));
        act(&office.coordinator, office.parent, resume())
            .await
            .expect("resumed");
        assert_eq!(states().await, [Completed, Suspended, Assigned]);
        let later = office.due + Days::new(5);
        assert_eq!(task(&office.head, children[2]).await.due, Some(later));
        assert_eq!(task(&office.head, office.parent).await.due, Some(later));
        act(&office.head, children[1], resume())
            .await
            .expect("resumed");
        assert_eq!(states().await, [Completed, Assigned, Assigned]);
        // A task whose parts are open is not given to another lead.
        let directory = office.system.directory().await.expect("the agencies");
        let health = directory.by_code("na.health").expect("an agency").id;
        let reassign = TaskCommand::Reassign {
            lead: health,
            reason: reason(),
        };
        let refused = problem(act(&office.coordinator, office.parent, reassign).await);
        assert!(matches!(
            refused,
            Problem::Refused {
                refusal: Refusal::SubtasksOpen { open: 2, .. }
            }
        ));
        let cancel = TaskCommand::Cancel { reason: reason() };
        act(&office.coordinator, office.parent, cancel)
            .await
            .expect("cancelled");
        assert_eq!(states().await, [Completed, Cancelled, Cancelled]);
        let lead = office.of(office.districts[1]);
        let work = service::task::my_work(&lead).await.expect("my work");
        assert!(work.lines.iter().all(|line| line.id != children[1]));
        office.is_true().await;
    }
);

contract!(
    a_part_is_delegated_further_and_the_whole_tree_is_cancelled,
    |db| async move {
        let system = installed(db).await;
        let coordinator = person(&system, "dieuphoi").await;
        issued(&coordinator).await;
        // The office of the People's Committee stands for the committee: districts and communes are below it.
        let directory = system.directory().await.expect("the agencies");
        let id = |code: &str| directory.by_code(code).expect("an agency").id;
        let office = coordinator.actor.agency;
        let task_id = task_of(&coordinator, "na.police").await;
        let reassign = TaskCommand::Reassign {
            lead: office,
            reason: reason(),
        };
        act(&coordinator, task_id, reassign)
            .await
            .expect("reassigned");
        for command in [
            TaskCommand::Acknowledge,
            TaskCommand::Start { officer: officer() },
        ] {
            act(&coordinator, task_id, command).await.expect("started");
        }
        let page = cascade::delegate_page(
            &coordinator,
            task_id,
            Some("district_committee".to_owned()),
            None,
        )
        .await
        .expect("a page");
        assert_eq!(page.picked.len(), 21, "all districts");
        let communes = page.known.iter().find(|(code, _)| code == "border_commune");
        assert_eq!(communes.expect("a group").1.len(), 27, "border communes");
        let delegation = |to: AgencyId, due: NaiveDate| {
            Box::new(Delegation {
                title: "Tổ chức ký cam kết".to_owned(),
                deliverable: "Bản cam kết".to_owned(),
                effect_expected: "100 % hộ ký cam kết".to_owned(),
                responsible: "Chủ tịch UBND".to_owned(),
                due: Deadline::Day(due),
                required: true,
                rule: Rule::WeightedCount {},
                to: vec![Share {
                    agency: to,
                    due: None,
                    amount: None,
                }],
            })
        };
        let due = task(&coordinator, task_id).await.due.expect("a deadline");
        let ky_son = id("na.417.pc");
        let command = TaskCommand::Delegate {
            delegation: delegation(ky_son, due),
        };
        act(&coordinator, task_id, command)
            .await
            .expect("delegated");
        let first = cascade::list(&coordinator, task_id, None)
            .await
            .expect("a list");
        let child = first.below.lines[0].id;
        // A head of the district.
        let mut district = coordinator.clone();
        district.actor.agency = ky_son;
        district.actor.role = domain::position::Role::Head;
        for command in [
            TaskCommand::Acknowledge,
            TaskCommand::Start { officer: officer() },
        ] {
            act(&district, child, command).await.expect("started");
        }
        let too_late = TaskCommand::Delegate {
            delegation: delegation(id("na.16837.pc"), due + Days::new(1)),
        };
        let refused = problem(act(&district, child, too_late).await);
        assert_eq!(
            refused,
            Problem::Refused {
                refusal: Refusal::AfterParent { due }
            }
        );
        // A commune of another district is not below this one; its province not at all.
        for stranger in ["na.16756.pc", "na.health", "ht.police"] {
            let command = TaskCommand::Delegate {
                delegation: delegation(id(stranger), due),
            };
            let refused = problem(act(&district, child, command).await);
            let refusal = Refusal::field("to", FieldFault::Unknown);
            assert_eq!(refused, Problem::Refused { refusal }, "{stranger}");
        }
        let command = TaskCommand::Delegate {
            delegation: delegation(id("na.16837.pc"), due),
        };
        act(&district, child, command).await.expect("delegated");
        let list = cascade::list(&district, child, None).await.expect("a list");
        let grandchild = list.below.lines[0].id;
        let seen = task(&coordinator, grandchild).await;
        assert_eq!(seen.area.as_deref(), Some("16837"), "found by its commune");
        let cancel = TaskCommand::Cancel { reason: reason() };
        act(&coordinator, task_id, cancel).await.expect("cancelled");
        for id in [task_id, child, grandchild] {
            assert_eq!(task(&coordinator, id).await.state, State::Cancelled);
        }
        let flaws = service::verify::verify_log(&system).await;
        assert_eq!(flaws.expect("verified"), []);
        let rebuilt = service::rebuild::rebuild(&system).await.expect("rebuilt");
        assert_eq!((rebuilt.differences.len(), rebuilt.rollups.len()), (0, 0));
    }
);

contract!(who_may_not_delegate_is_told_so, |db| async move {
    let office = Office::new(db).await;
    let delegation = || office.delegation(&office.districts[..1]);
    // An officer works on the task and gives no orders; the issuer is not the lead.
    for ctx in [&office.officer, &office.coordinator] {
        let refused = problem(office.delegate(ctx, delegation()).await);
        assert_eq!(refused, Problem::Forbidden);
        let refused = problem(cascade::delegate_page(ctx, office.parent, None, None).await);
        assert_eq!(refused, Problem::Forbidden);
    }
    for stranger in ["haiquan.lanhdao", "dieuphoi.hatinh"] {
        let ctx = person(&office.system, stranger).await;
        let refused = problem(office.delegate(&ctx, delegation()).await);
        assert_eq!(refused, Problem::NotFound);
        let refused = problem(cascade::delegate_page(&ctx, office.parent, None, None).await);
        assert_eq!(refused, Problem::NotFound);
        let refused = problem(cascade::list(&ctx, office.parent, None).await);
        assert_eq!(refused, Problem::NotFound);
    }
    let refused = problem(cascade::list(&office.head, office.parent, None).await);
    assert_eq!(refused, Problem::NotFound, "never delegated");
    let after = Some("open.x".to_owned());
    let refused = problem(cascade::list(&office.head, office.parent, after).await);
    let refusal = Refusal::field("after", FieldFault::Malformed);
    assert_eq!(refused, Problem::Refused { refusal });
});

contract!(
    steps_at_the_same_moment_leave_true_sums_and_no_gap,
    |db| async move {
        let office = Office::new(db).await;
        let children = office.delegated(4).await;
        let confirm = TaskCommand::Confirm {
            rating: Rating::Good,
            note: None,
        };
        for (child, lead) in children.iter().zip(&office.districts) {
            let ctx = office.of(*lead);
            for command in [
                TaskCommand::Acknowledge,
                TaskCommand::Start { officer: officer() },
                Office::submit(),
            ] {
                act(&ctx, *child, command).await.expect("done");
            }
        }
        let step = |n: usize| act(&office.head, children[n], confirm.clone());
        let all = tokio::join!(step(0), step(1), step(2), step(3));
        for answer in [all.0, all.1, all.2, all.3] {
            answer.expect("confirmed");
        }
        let below = office.below(&office.head).await;
        assert_eq!((below.percent, below.rollup.open), (Some(100), 0));
        // Submitting above and opening below at the same moment: one of the two comes first, and the other
        // is refused or finds the parent as it is.
        let reopen = TaskCommand::Reopen { reason: reason() };
        let (submitted, reopened) = tokio::join!(
            act(&office.officer, office.parent, Office::submit()),
            act(&office.head, children[0], reopen),
        );
        assert!(submitted.is_ok() != reopened.is_ok());
        office.is_true().await;
    }
);

contract!(
    an_agency_keeps_groups_of_its_own_subordinates,
    |db| async move {
        let office = Office::new(db).await;
        let id = GroupId(office.system.id());
        let saving = |version, name: &str, members: &[AgencyId]| Saving {
            id,
            base_version: version,
            name: name.to_owned(),
            members: members.to_vec(),
        };
        let three = &office.districts[..3];
        for _ in 0..2 {
            group::save(&office.head, saving(0, "  Huyện trọng điểm ", three))
                .await
                .expect("saved, and saved again by the same form");
        }
        let group_id = Some(id.to_string());
        let page = cascade::delegate_page(&office.head, office.parent, group_id, None).await;
        let page = page.expect("a page");
        assert_eq!(page.saved.len(), 1);
        assert_eq!(page.saved[0].name, "Huyện trọng điểm");
        let mut picked = page.picked.clone();
        picked.sort();
        let mut expected = three.to_vec();
        expected.sort();
        assert_eq!(picked, expected);
        group::save(&office.head, saving(1, "Huyện biên giới", &three[..1]))
            .await
            .expect("changed");
        let stale = group::save(&office.head, saving(1, "Khác", three)).await;
        assert!(matches!(
            problem(stale),
            Problem::Conflict { version: 2, .. }
        ));
        let page = group::page(&office.head, Some(id), None).await;
        assert_eq!(page.expect("a page").editing.agencies, three[..1]);
        // What cannot be saved.
        let health = person(&office.system, "yte").await.actor.agency;
        for (wrong, field) in [
            (saving(2, " ", three), "name"),
            (saving(2, "a", &[]), "members"),
            (saving(2, "a", &[health]), "members"),
            (saving(-1, "a", three), "base_version"),
        ] {
            let answer = problem(group::save(&office.head, wrong).await);
            let Problem::Refused {
                refusal: Refusal::Invalid { fields },
            } = answer
            else {
                panic!("{answer:?}");
            };
            assert_eq!(fields[0].field, field);
        }
        let twin = Saving {
            id: GroupId(office.system.id()),
            base_version: 0,
            name: "huyen BIÊN giới".to_owned(),
            members: three.to_vec(),
        };
        let answer = problem(group::save(&office.head, twin).await);
        let refusal = Refusal::NameTaken;
        assert_eq!(answer, Problem::Refused { refusal });
        // An officer uses none and changes none; another agency does not know it.
        let refused = problem(group::save(&office.officer, saving(2, "a", three)).await);
        assert_eq!(refused, Problem::Forbidden);
        let other = problem(group::page(&office.coordinator, Some(id), None).await);
        assert_eq!(other, Problem::NotFound);
        group::drop_group(&office.coordinator, id)
            .await
            .expect("nothing to drop");
        assert_eq!(
            group::page(&office.head, None, None)
                .await
                .expect("a page")
                .groups
                .len(),
            1
        );
        group::drop_group(&office.head, id).await.expect("dropped");
        let page = group::page(&office.head, None, None).await;
        assert_eq!(page.expect("a page").groups, []);
    }
);

contract!(
    the_page_of_a_parent_takes_as_many_statements_whatever_is_below,
    |db| async move {
        let office = Office::new(db).await;
        let cost = async || {
            let before = office.system.db.statements();
            service::task::page(&office.head, office.parent, None)
                .await
                .expect("a page");
            service::task::list(&office.head, &TaskFilter::default())
                .await
                .expect("a list");
            office.system.db.statements() - before
        };
        office.delegated(1).await;
        let few = cost().await;
        let rest = office.delegation(&office.districts[1..]);
        for _ in 0..3 {
            office
                .delegate(&office.head, rest.clone())
                .await
                .expect("delegated");
        }
        assert_eq!(cost().await, few);
        let below = office.below(&office.head).await;
        assert_eq!((below.rollup.children, below.lines.len()), (61, 50));
        let next = cascade::list(&office.head, office.parent, below.next).await;
        let next = next.expect("the next page").below;
        assert_eq!((next.lines.len(), next.next), (11, None));
    }
);
