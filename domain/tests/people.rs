//! Who may give which position, and the steps of an account.

use chrono::NaiveDate;
use domain::agency::Level;
use domain::id::{PositionId, UserId};
use domain::people::{
    AccountCommand, AccountEvent, Giver, Held, Part, Person, Post, create, login_fault, may_grant,
};
use domain::position::Role;
use domain::refusal::{FieldFault, Refusal};
use domain::view::Language;
use uuid::Uuid;

fn day(n: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2022, 9, n).expect("a day")
}

const TODAY: u32 = 14;

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

/// One row per giver, one column per position given: role at an agency of the level, in the own province.
#[test]
fn the_table_of_who_may_give_what() {
    let givers = [
        ("administrator", Role::Administrator, Level::Province, false),
        (
            "administrator of a district",
            Role::Administrator,
            Level::District,
            false,
        ),
        (
            "administrator of the centre",
            Role::Administrator,
            Level::Central,
            false,
        ),
        (
            "stands in for one",
            Role::Administrator,
            Level::Province,
            true,
        ),
        ("coordinator", Role::Coordinator, Level::Province, false),
        ("head", Role::Head, Level::Province, false),
        ("leader", Role::Leader, Level::Central, false),
        ("auditor", Role::Auditor, Level::Central, false),
    ];
    let posts = [
        (Role::Officer, Level::Commune),
        (Role::Head, Level::Central),
        (Role::Leader, Level::Province),
        (Role::Administrator, Level::District),
        (Role::Administrator, Level::Province),
        (Role::Administrator, Level::Central),
        (Role::Auditor, Level::Province),
    ];
    let mut table = String::new();
    for (name, role, level, is_acting) in givers {
        let giver = Giver {
            role,
            province: "40",
            level,
            is_acting,
        };
        let row: Vec<&str> = posts
            .iter()
            .map(|&(role, level)| {
                let post = |province| Post {
                    role,
                    province,
                    level,
                };
                assert!(!may_grant(giver, post("42")), "{name}: never elsewhere");
                if may_grant(giver, post("40")) {
                    "yes"
                } else {
                    "-"
                }
            })
            .collect();
        table.push_str(&format!("{name}: {}\n", row.join(" ")));
    }
    assert_eq!(
        table,
        "administrator: yes yes yes yes yes - -\n\
         administrator of a district: yes yes yes yes - - -\n\
         administrator of the centre: yes yes yes yes yes yes yes\n\
         stands in for one: yes yes yes - - - -\n\
         coordinator: - - - - - - -\n\
         head: - - - - - - -\n\
         leader: - - - - - - -\n\
         auditor: - - - - - - -\n"
    );
}

fn new(login: &str) -> AccountCommand {
    AccountCommand::Create {
        login: login.to_owned(),
        full_name: "  Trần Thị Bình ".to_owned(),
        language: Language::Vi,
        email: Some(" Binh@NgheAn.example.vn ".to_owned()),
    }
}

fn person() -> Person {
    let event = create(new("Binh"), "40").expect("created");
    Person::after(UserId(id(1)), None, &event).expect("made")
}

fn grant(position: u128, from: u32, to: Option<u32>) -> AccountCommand {
    AccountCommand::Grant {
        position: PositionId(id(position)),
        is_acting: false,
        from: day(from),
        to: to.map(day),
    }
}

fn step(person: &Person, command: AccountCommand, holding: u128) -> Result<Person, Refusal> {
    let event = person.decide(command, day(TODAY), id(holding))?;
    Ok(Person::after(person.id, Some(person.clone()), &event).expect("a person stays"))
}

#[test]
fn texts_are_cleaned_and_names_for_signing_in_are_plain() {
    let made = person();
    assert_eq!(made.login, "binh");
    assert_eq!(made.full_name, "Trần Thị Bình");
    assert_eq!((made.version, made.province.as_str()), (1, "40"));
    assert!(made.email.ends_with("@nghean.example.vn"));
    for wrong in ["an", "an bình", "ăn.b", "a/b/c"] {
        assert_eq!(login_fault(wrong), Some(FieldFault::Malformed), "{wrong}");
    }
    assert_eq!(login_fault(""), Some(FieldFault::Required));
    assert_eq!(
        login_fault(&"a".repeat(65)),
        Some(FieldFault::TooLong { max: 64 })
    );
    let refused = AccountCommand::Create {
        login: String::new(),
        full_name: "\u{202e}".to_owned(),
        language: Language::Vi,
        email: Some("no address".to_owned()),
    };
    let Err(Refusal::Invalid { fields }) = refused.cleaned() else {
        panic!("taken");
    };
    let names: Vec<&str> = fields.iter().map(|wrong| wrong.field.as_str()).collect();
    assert_eq!(names, ["login", "full_name", "email"]);
}

#[test]
fn a_position_is_held_in_its_days_and_only_once_at_a_time() {
    let person = step(&person(), grant(5, TODAY, Some(20)), 50).expect("given");
    assert!(person.held[0].counts_on(day(19)));
    assert!(
        !person.held[0].counts_on(day(20)),
        "the end is the first day without"
    );
    assert_eq!(
        step(&person, grant(5, 19, None), 51),
        Err(Refusal::AlreadyHeld)
    );
    let later = step(&person, grant(5, 20, None), 51).expect("from its end on");
    assert_eq!(later.held.len(), 2);
    let past = step(&person, grant(6, TODAY - 1, None), 51);
    assert_eq!(past, Err(Refusal::field("from", FieldFault::OutOfRange)));
    let backwards = step(&person, grant(6, 20, Some(20)), 51);
    assert_eq!(backwards, Err(Refusal::field("to", FieldFault::OutOfRange)));
    let endless = AccountCommand::Grant {
        position: PositionId(id(7)),
        is_acting: true,
        from: day(TODAY),
        to: None,
    };
    let endless = step(&person, endless, 51);
    assert_eq!(endless, Err(Refusal::field("to", FieldFault::Required)));
}

#[test]
fn a_position_is_taken_away_from_a_day_on() {
    let person = step(&person(), grant(5, TODAY, None), 50).expect("given");
    let revoke = |holding, on| AccountCommand::Revoke {
        holding: id(holding),
        on: day(on),
    };
    assert_eq!(step(&person, revoke(51, 15), 0), Err(Refusal::NotHeld));
    let past = step(&person, revoke(50, TODAY - 1), 0);
    assert_eq!(past, Err(Refusal::field("on", FieldFault::OutOfRange)));
    let gone = step(&person, revoke(50, TODAY), 0).expect("taken");
    assert!(!gone.held[0].counts_on(day(TODAY)), "at once");
    assert_eq!(step(&gone, revoke(50, TODAY), 0), Err(Refusal::NotHeld));
    let soon = step(&person, revoke(50, 20), 0).expect("taken");
    assert!(soon.held[0].counts_on(day(19)));
    let longer = step(&soon, revoke(50, 25), 0);
    assert_eq!(
        longer,
        Err(Refusal::field("on", FieldFault::OutOfRange)),
        "taking away never gives"
    );
}

#[test]
fn closing_ends_everything_and_reopening_gives_nothing_back() {
    let person = step(&person(), grant(5, TODAY, None), 50).expect("given");
    let close = |on| AccountCommand::Close { on: day(on) };
    let past = step(&person, close(TODAY - 1), 0);
    assert_eq!(past, Err(Refusal::field("on", FieldFault::OutOfRange)));
    let closed = step(&person, close(20), 0).expect("closed");
    assert!(!closed.is_closed_on(day(19)) && closed.is_closed_on(day(20)));
    assert_eq!(closed.held[0].to, Some(day(20)));
    assert_eq!(step(&closed, close(21), 0), Err(Refusal::AccountClosed));
    assert_eq!(
        step(&closed, grant(6, TODAY, None), 51),
        Err(Refusal::AccountClosed)
    );
    let open = step(&closed, AccountCommand::Reopen, 0).expect("opened");
    assert_eq!((open.closes_on, open.held[0].to), (None, Some(day(20))));
    assert_eq!(
        step(&open, AccountCommand::Reopen, 0),
        Err(Refusal::AccountOpen)
    );
    let now = step(&person, close(TODAY), 0).expect("closed");
    assert_eq!(
        step(&now, AccountCommand::Link, 0),
        Err(Refusal::AccountClosed)
    );
}

#[test]
fn steps_that_meet_are_known() {
    let held = Held {
        holding: id(50),
        position: PositionId(id(5)),
        is_acting: false,
        from: None,
        to: None,
    };
    let granted = AccountEvent::PositionGranted { held };
    assert!(granted.touched(Part::Holding(id(50))));
    assert!(!granted.touched(Part::Identity) && !granted.touched(Part::Holding(id(51))));
    let closed = AccountEvent::AccountClosed { on: day(20) };
    let revoke = AccountCommand::Revoke {
        holding: id(50),
        on: day(20),
    };
    assert!(revoke.touches().is_some_and(|part| closed.touched(part)));
    let change = AccountCommand::Change {
        full_name: "A".to_owned(),
        language: Language::Vi,
        email: None,
    };
    assert!(!change.touches().is_some_and(|part| closed.touched(part)));
}

#[test]
fn events_have_fixed_names() {
    let json = serde_json::to_string(&AccountEvent::AccountReopened).expect("written");
    assert_eq!(json, r#"{"verb":"account_reopened"}"#);
    let event = AccountEvent::PositionRevoked {
        holding: id(1),
        position: PositionId(id(2)),
        on: day(20),
    };
    let json = serde_json::to_string(&event).expect("written");
    assert!(
        json.starts_with(r#"{"verb":"position_revoked","holding""#),
        "{json}"
    );
}
