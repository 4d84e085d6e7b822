//! The ladder by the clock, on both engines: each rung once and to those who can act, none without a reason,
//! and reminders for tasks that were there before.

use crate::command::{act, installed, issued, person, task_of};
use crate::contract;
use crate::job::{another, due, run, set, start, told};
use chrono::{Days, NaiveDate, TimeDelta};
use domain::id::TaskId;
use domain::job::Rung;
use domain::task::{Officer, TaskCommand};
use service::ctx::morning;
use service::{Ctx, System, job};
use std::sync::Arc;

/// The five who hear of the task of Health, besides the officer.
struct People {
    coordinator: Ctx,
    officer: Ctx,
    head: Ctx,
    leader: Ctx,
    police: Ctx,
}

async fn at_work(db: store::Db) -> (Arc<System>, People, TaskId, NaiveDate) {
    let system = installed(db).await;
    let people = People {
        coordinator: person(&system, "dieuphoi").await,
        officer: person(&system, "yte").await,
        head: person(&system, "yte.lanhdao").await,
        leader: person(&system, "lanhdao").await,
        police: person(&system, "congan").await,
    };
    issued(&people.coordinator).await;
    let task = task_of(&people.officer, "na.health").await;
    let due = due(&people.officer, task).await;
    (system, people, task, due)
}

/// The day of a rung of the usual ladder.
fn day(system: &System, rung: Rung, due: NaiveDate) -> NaiveDate {
    system.settings.ladder.day(rung, due).expect("a day")
}

/// The rungs that a person was told, without those before the deadline and the day after.
async fn late(ctx: &Ctx, task: TaskId) -> Vec<Rung> {
    let told = told(ctx, task).await;
    told.into_iter()
        .map(|(rung, _)| rung)
        .filter(|rung| domain::ladder::RUNGS.contains(rung))
        .collect()
}

contract!(
    each_rung_is_told_once_to_those_who_can_act,
    |db| async move {
        let (one, people, task, due) = at_work(db).await;
        let two = another(&one, 1_000_000);
        start(&people.officer, task).await;
        use Rung as R;
        let to = |rung| match rung {
            R::LateOfficer => &people.officer,
            R::LateHead => &people.head,
            R::LateCoordinator => &people.coordinator,
            _ => &people.leader,
        };
        for (place, rung) in domain::ladder::RUNGS.into_iter().enumerate() {
            let on = day(&one, rung, due);
            set(&one, morning(on) - TimeDelta::seconds(1));
            tokio::join!(run(&one), run(&two));
            assert_eq!(late(to(rung), task).await, [], "{rung} not before eight");
            set(&one, morning(on));
            tokio::join!(run(&one), run(&two));
            for (at, other) in domain::ladder::RUNGS.into_iter().enumerate() {
                let expected = if at <= place { vec![other] } else { vec![] };
                assert_eq!(late(to(other), task).await, expected, "{other} on {rung}");
            }
            // Back by a week and forward again: nothing is repeated.
            set(&one, morning(on) - TimeDelta::days(7));
            tokio::join!(run(&one), run(&two));
            set(&one, morning(on) + TimeDelta::hours(1));
            assert_eq!(run(&one).await, 0, "nothing is left");
            assert_eq!(late(to(rung), task).await, [rung]);
        }
        assert_eq!(late(&people.police, task).await, [], "not its business");
        let shell = service::account::shell(&people.leader)
            .await
            .expect("shown");
        assert!(shell.unread > 0, "the leader's bell counts it");
        set(&one, morning(due) + TimeDelta::days(300));
        run(&one).await;
        assert_eq!(late(&people.leader, task).await, [R::LateCommittee]);
    }
);

contract!(
    the_rung_that_stands_when_the_machine_wakes_is_told,
    |db| async move {
        let (system, people, task, due) = at_work(db).await;
        let on = day(&system, Rung::LateCoordinator, due);
        set(&system, morning(on) + TimeDelta::hours(5));
        let restarted = another(&system, 2_000_000);
        job::begin(&restarted).await.expect("begun");
        run(&restarted).await;
        assert_eq!(
            late(&people.coordinator, task).await,
            [Rung::LateCoordinator]
        );
        for ctx in [&people.officer, &people.head, &people.leader] {
            assert_eq!(late(ctx, task).await, [], "{}", ctx.actor.title_en);
        }
        let agency = told(&people.officer, task).await;
        assert_eq!(agency, [(Rung::Overdue, due)], "the agency knows");
    }
);

contract!(
    suspension_stops_the_ladder_and_a_new_deadline_begins_it_anew,
    |db| async move {
        let (system, people, task, due) = at_work(db).await;
        start(&people.officer, task).await;
        // Asked for in time, as the rule wants it; decided once the task is late.
        let request = TaskCommand::RequestExtension {
            until: (due + Days::new(30)).into(),
            reason: "Theo chỉ đạo".to_owned(),
            evidence: None,
        };
        act(&people.officer, task, request).await.expect("asked");
        set(&system, morning(day(&system, Rung::LateOfficer, due)));
        run(&system).await;
        let reason = || "Theo chỉ đạo".to_owned();
        let suspend = TaskCommand::Suspend { reason: reason() };
        act(&people.coordinator, task, suspend)
            .await
            .expect("suspended");
        set(&system, morning(day(&system, Rung::LateCommittee, due)));
        run(&system).await;
        for ctx in [&people.head, &people.coordinator, &people.leader] {
            assert_eq!(late(ctx, task).await, [], "{}", ctx.actor.title_en);
        }
        let resume = TaskCommand::Resume { reason: reason() };
        act(&people.coordinator, task, resume)
            .await
            .expect("resumed");
        // The clock stood still: the deadline moved by the days of the suspension, or it did not.
        let moved = crate::job::due(&people.officer, task).await;
        set(&system, morning(day(&system, Rung::LateHead, moved)));
        run(&system).await;
        let heads = late(&people.head, task).await;
        let expected = if moved > due {
            vec![Rung::LateHead]
        } else {
            vec![]
        };
        assert_eq!(heads, expected);
        let until = moved + Days::new(40);
        let grant = TaskCommand::GrantExtension {
            number: 1,
            until: until.into(),
            decision: Some(reason()),
        };
        act(&people.coordinator, task, grant)
            .await
            .expect("granted");
        set(&system, morning(until - Days::new(1)));
        run(&system).await;
        assert_eq!(late(&people.leader, task).await, []);
        set(&system, morning(day(&system, Rung::LateHead, until)));
        run(&system).await;
        let heads = told(&people.head, task).await;
        assert!(heads.contains(&(Rung::LateHead, until)), "{heads:?}");
        assert!(!heads.contains(&(Rung::LateOfficer, until)));
    }
);

contract!(
    tasks_from_before_are_reminded_of_once_planned,
    |db| async move {
        let (system, people, task, due) = at_work(db).await;
        // As if they had been issued before there were reminders.
        let mut tx = system.db.write().await.expect("a transaction");
        tx.query("DELETE FROM job")
            .execute()
            .await
            .expect("deleted");
        tx.commit().await.expect("committed");
        set(&system, morning(day(&system, Rung::LateHead, due)));
        assert_eq!(run(&system).await, 0);
        assert_eq!(late(&people.head, task).await, []);
        for _ in 0..2 {
            job::begin(&system).await.expect("begun");
            run(&system).await;
        }
        assert_eq!(late(&people.head, task).await, [Rung::LateHead]);
        job::begin(&system).await.expect("begun");
        assert_eq!(run(&system).await, 0, "planned once");
        let counts = job::count(&system).await.expect("counted");
        assert!(counts.waiting > 0, "the higher rungs wait");
    }
);

contract!(another_ladder_moves_the_rungs_that_wait, |db| async move {
    let (system, people, task, due) = at_work(db).await;
    set(&system, morning(due));
    job::begin(&system).await.expect("begun");
    run(&system).await;
    let mut changed = another(&system, 4_000_000);
    changed.settings.ladder = "2,4,20,21".parse().expect("a ladder");
    job::begin(&changed).await.expect("begun");
    run(&changed).await;
    let usual = day(&system, Rung::LateCoordinator, due);
    set(&changed, morning(usual));
    run(&changed).await;
    assert_eq!(late(&people.coordinator, task).await, [], "later now");
    assert_eq!(late(&people.head, task).await, [Rung::LateHead]);
    set(&changed, morning(day(&changed, Rung::LateCoordinator, due)));
    run(&changed).await;
    assert_eq!(
        late(&people.coordinator, task).await,
        [Rung::LateCoordinator]
    );
});

contract!(
    an_officer_named_in_words_leaves_it_to_all_officers,
    |db| async move {
        let (system, people, task, due) = at_work(db).await;
        act(&people.officer, task, TaskCommand::Acknowledge)
            .await
            .expect("acknowledged");
        let officer = Officer {
            position: Some(people.head.actor.position),
            name: "Đặng Ngọc Lan".to_owned(),
        };
        act(&people.head, task, TaskCommand::Start { officer })
            .await
            .expect("the head takes it on");
        set(&system, morning(day(&system, Rung::LateOfficer, due)));
        run(&system).await;
        assert_eq!(late(&people.head, task).await, [Rung::LateOfficer]);
        assert_eq!(late(&people.officer, task).await, [], "the head has it");
        // The others of the agency were named in words, or nobody yet.
        let labour = person(&system, "ldtbxh").await;
        let other = task_of(&labour, "na.dolisa").await;
        let labour_due = crate::job::due(&labour, other).await;
        set(
            &system,
            morning(day(&system, Rung::LateOfficer, labour_due)),
        );
        run(&system).await;
        assert_eq!(late(&labour, other).await, [Rung::LateOfficer]);
    }
);
