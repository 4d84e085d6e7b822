//! What a hand-over moves, whom it takes for the leaver, and what it refuses.

use chrono::NaiveDate;
use domain::document::Urgency;
use domain::handover::{Leaver, Moved, Standing, decide, is_same_name};
use domain::id::{AgencyId, DutyId, PositionId, TaskId, UserId};
use domain::people::{AccountEvent, Held, Person};
use domain::refusal::Refusal;
use domain::task::{Asked, ContributionState, NewTask, Officer, State, Task, TaskEvent};
use domain::view::Language;
use uuid::Uuid;

fn day(n: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2022, 9, n).expect("a day")
}

const TODAY: u32 = 14;
const LEAD: AgencyId = AgencyId(Uuid::from_u128(1));
const HELPER: AgencyId = AgencyId(Uuid::from_u128(2));
const POSITION: PositionId = PositionId(Uuid::from_u128(20));
const OTHER: PositionId = PositionId(Uuid::from_u128(21));

fn held(n: u128, position: PositionId) -> Held {
    Held {
        holding: Uuid::from_u128(n),
        position,
        is_acting: false,
        from: Some(day(1)),
        to: None,
    }
}

fn person(n: u128, name: &str, held: Vec<Held>) -> Person {
    Person {
        id: UserId(Uuid::from_u128(n)),
        version: 3,
        login: format!("nguoi{n}"),
        full_name: name.to_owned(),
        language: Language::Vi,
        email: String::new(),
        province: "40".to_owned(),
        closes_on: None,
        held,
    }
}

fn officer(position: Option<PositionId>, name: &str) -> Officer {
    Officer {
        position,
        name: name.to_owned(),
    }
}

fn task(state: State, of_task: Option<Officer>, of_share: Option<Officer>) -> Task {
    let new = NewTask {
        directive: None,
        clause: None,
        province: "40".to_owned(),
        issuer: AgencyId(Uuid::from_u128(9)),
        lead: LEAD,
        title: "Rà soát".to_owned(),
        deliverable: None,
        effect_expected: None,
        responsible: None,
        urgency: Urgency::Normal,
        area: None,
        due: None,
        milestones: Vec::new(),
        coordinating: vec![Asked {
            agency: HELPER,
            product: "Số liệu".to_owned(),
            due: None,
        }],
    };
    let drafted = TaskEvent::Drafted { new: Box::new(new) };
    let mut task = Task::after(TaskId(Uuid::from_u128(7)), None, &drafted).expect("a task");
    task.state = state;
    task.officer = of_task;
    task.contributions[0].officer = of_share;
    task
}

fn leaver(agency: AgencyId, beside: &[String], has_namesake: bool) -> Leaver<'_> {
    Leaver {
        position: POSITION,
        agency,
        name: "Vi Thị Chi",
        beside,
        has_namesake,
    }
}

#[test]
fn the_leaver_is_known_by_position_and_by_name() {
    let beside = ["Lô Văn Dũng".to_owned()];
    let rows = [
        (Some(POSITION), "Vi Thị Chi", false, true),
        // Renamed meanwhile: the position says who it was.
        (Some(POSITION), "Vi Chi", false, true),
        // Another who holds the same position.
        (Some(POSITION), "Lô Văn  DŨNG", false, false),
        (Some(OTHER), "Vi Thị Chi", false, false),
        // Named in words, as heads do.
        (None, "vi thị  chi", false, true),
        (None, "Vi Thi Chi", false, false),
        (None, "Vi Thị Chi", true, false),
        (Some(POSITION), "Vi Thị Chi", true, true),
    ];
    for (position, name, has_namesake, is_theirs) in rows {
        let leaver = leaver(LEAD, &beside, has_namesake);
        let officer = officer(position, name);
        assert_eq!(leaver.is(LEAD, &officer), is_theirs, "{officer:?}");
        assert!(!leaver.is(HELPER, &officer), "elsewhere is another");
    }
    assert!(!is_same_name("Hà", "Ha"));
}

#[test]
fn only_what_is_open_gets_another_officer() {
    let mine = officer(Some(POSITION), "Vi Thị Chi");
    let next = officer(Some(POSITION), "Lô Văn Dũng");
    for &state in State::ALL {
        let task = task(state, Some(mine.clone()), None);
        let events = leaver(LEAD, &[], false).leaves(&task, &next);
        assert_eq!(events.len(), usize::from(state.is_open()), "{state}");
        let after = events.iter().fold(task.clone(), |task, event| {
            Task::after(task.id, Some(task), event).expect("a task")
        });
        let expected = if state.is_open() { &next } else { &mine };
        assert_eq!(after.officer.as_ref(), Some(expected), "{state}");
        assert_eq!(after.state, state);
        // Nothing is left to hand over.
        let beside = ["Lô Văn Dũng".to_owned()];
        if state.is_open() {
            assert!(
                leaver(LEAD, &beside, false)
                    .leaves(&after, &next)
                    .is_empty()
            );
        }
    }
    for &state in ContributionState::ALL {
        let mut task = task(State::InProgress, None, Some(mine.clone()));
        task.contributions[0].state = state;
        let events = leaver(HELPER, &[], false).leaves(&task, &next);
        assert_eq!(events.len(), usize::from(state.is_open()), "{state}");
        if let [event] = events.as_slice() {
            let after = Task::after(task.id, Some(task), event).expect("a task");
            assert_eq!(after.contributions[0].officer.as_ref(), Some(&next));
            assert_eq!(after.contributions[0].state, state);
            let json = serde_json::to_string(event).expect("written");
            assert_eq!(
                serde_json::from_str::<TaskEvent>(&json).ok().as_ref(),
                Some(event)
            );
        }
    }
}

#[test]
fn a_mark_is_that_of_one_list() {
    let task = |n| TaskId(Uuid::from_u128(n));
    let moved = Moved {
        tasks: vec![task(1), task(2)],
        ..Moved::default()
    };
    let other_order = Moved {
        tasks: vec![task(2), task(1)],
        ..Moved::default()
    };
    assert_eq!(moved.mark(), other_order.mark());
    assert_eq!(moved.check(&moved.mark()), Ok(()));
    let shares = Moved {
        contributions: moved.tasks.clone(),
        ..Moved::default()
    };
    assert_ne!(moved.mark(), shares.mark(), "the kind is part of it");
    let more = Moved {
        duties: vec![DutyId(Uuid::from_u128(3))],
        ..moved.clone()
    };
    assert_eq!(
        more.check(&moved.mark()),
        Err(Refusal::ReviewChanged { seen: 2, now: 3 })
    );
    for odd in ["", "2", "2.", "x.y", &format!("{}0", moved.mark())] {
        assert!(moved.check(odd).is_err(), "{odd}");
    }
}

fn take(
    leaver: &Person,
    successor: &Person,
    elsewhere: Option<AgencyId>,
) -> Result<(AccountEvent, AccountEvent), Refusal> {
    decide(
        (leaver, Uuid::from_u128(31)),
        (successor, Standing { elsewhere }),
        (Moved::default(), "Nghỉ hưu".to_owned()),
        day(TODAY),
        Uuid::from_u128(99),
    )
}

#[test]
fn one_holding_ends_and_another_begins_on_the_same_day() {
    let chi = person(1, "Vi Thị Chi", vec![held(31, POSITION), held(32, OTHER)]);
    let dung = person(2, "Lô Văn Dũng", Vec::new());
    let (left, took) = take(&chi, &dung, None).expect("handed over");
    let chi_after = Person::after(chi.id, Some(chi.clone()), &left).expect("a person");
    let dung_after = Person::after(dung.id, Some(dung), &took).expect("a person");
    assert_eq!(chi_after.held[0].to, Some(day(TODAY)));
    assert_eq!(chi_after.held[1], chi.held[1], "what else is held stays");
    assert_eq!(chi_after.version, 4);
    let new = &dung_after.held[0];
    assert_eq!(
        (new.position, new.from, new.to),
        (POSITION, Some(day(TODAY)), None)
    );
    // Twice is refused.
    assert_eq!(take(&chi_after, &dung_after, None), Err(Refusal::NotHeld));
    for event in [left, took] {
        let json = serde_json::to_string(&event).expect("written");
        assert!(
            json.contains("Vi Thị Chi") && json.contains("Lô Văn Dũng"),
            "{json}"
        );
        assert_eq!(
            serde_json::from_str::<AccountEvent>(&json).ok(),
            Some(event)
        );
    }
}

#[test]
fn who_holds_the_position_already_gets_no_second_holding() {
    let chi = person(1, "Vi Thị Chi", vec![held(31, POSITION)]);
    let colleague = person(2, "Lô Văn Dũng", vec![held(33, POSITION)]);
    let (_, took) = take(&chi, &colleague, None).expect("handed over");
    assert!(matches!(
        took,
        AccountEvent::PositionTakenOver { held: None, .. }
    ));
    // For a time, or only later: first that has to end.
    for (is_acting, from, to) in [
        (true, 1, Some(day(30))),
        (false, 1, Some(day(30))),
        (false, 20, None),
    ] {
        let theirs = Held {
            is_acting,
            from: Some(day(from)),
            to,
            ..held(33, POSITION)
        };
        let colleague = person(2, "Lô Văn Dũng", vec![theirs]);
        assert_eq!(take(&chi, &colleague, None), Err(Refusal::AlreadyHeld));
    }
}

#[test]
fn who_stands_in_hands_over_no_more_than_that() {
    let acting = Held {
        is_acting: true,
        to: Some(day(30)),
        ..held(31, POSITION)
    };
    let chi = person(1, "Vi Thị Chi", vec![acting]);
    let dung = person(2, "Lô Văn Dũng", Vec::new());
    let (_, took) = take(&chi, &dung, None).expect("handed over");
    let AccountEvent::PositionTakenOver {
        held: Some(new), ..
    } = took
    else {
        panic!("no holding: {took:?}");
    };
    assert!(new.is_acting);
    assert_eq!(new.to, Some(day(30)));
}

#[test]
fn a_hand_over_is_refused_in_words() {
    let chi = person(1, "Vi Thị Chi", vec![held(31, POSITION)]);
    let dung = person(2, "Lô Văn Dũng", Vec::new());
    assert_eq!(take(&chi, &chi, None), Err(Refusal::SuccessorIsLeaver));
    assert_eq!(
        take(&chi, &dung, Some(HELPER)),
        Err(Refusal::SuccessorElsewhere { agency: HELPER })
    );
    for on in [1, TODAY, 30] {
        let closed = Person {
            closes_on: Some(day(on)),
            ..dung.clone()
        };
        assert_eq!(take(&chi, &closed, None), Err(Refusal::SuccessorClosed));
    }
    for (from, to) in [(20, None), (1, Some(day(TODAY)))] {
        let not_today = Held {
            from: Some(day(from)),
            to,
            ..held(31, POSITION)
        };
        let chi = person(1, "Vi Thị Chi", vec![not_today]);
        assert_eq!(take(&chi, &dung, None), Err(Refusal::NotHeld));
    }
}
