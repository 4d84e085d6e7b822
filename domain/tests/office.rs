//! Agencies as administrators keep them: the steps, and who may take them.

use chrono::NaiveDate;
use domain::agency::{Level, Sector};
use domain::id::{AgencyId, PositionId};
use domain::office::{AgencyCommand, AgencyEvent, Names, Office, Part, create, may_keep};
use domain::people::Giver;
use domain::position::Role;
use domain::refusal::{FieldFault, Refusal};
use uuid::Uuid;

const TODAY: u32 = 14;

fn day(n: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2022, 9, n).expect("a day")
}

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn names(name: &str) -> Names {
    Names {
        name_vi: format!(" {name} "),
        name_en: "Unit".to_owned(),
        short_vi: name.to_owned(),
        short_en: "Unit".to_owned(),
        aliases: vec![name.to_owned()],
    }
}

fn new(code: &str) -> AgencyCommand {
    AgencyCommand::Create {
        code: code.to_owned(),
        names: names("Chi cục"),
        sector: Sector::Health,
        level: Level::Province,
        parent: None,
        from: day(TODAY),
    }
}

fn office() -> Office {
    let event = create(AgencyId(id(1)), new(" NA.Unit "), "40").expect("created");
    Office::after(None, &event).expect("made")
}

fn step(office: &Office, command: AgencyCommand) -> Result<Office, Refusal> {
    let event = office.decide(command, day(TODAY))?;
    Ok(Office::after(Some(office.clone()), &event).expect("an agency stays"))
}

fn add(position: u128, from: u32) -> AgencyCommand {
    AgencyCommand::AddPosition {
        position: PositionId(id(position)),
        role: Role::Officer,
        title_vi: "Chuyên viên".to_owned(),
        title_en: "Officer".to_owned(),
        from: day(from),
    }
}

#[test]
fn nobody_keeps_agencies_above_the_own_level_or_elsewhere() {
    for (role, level, kept) in [
        (
            Role::Administrator,
            Level::Province,
            [false, true, true, true],
        ),
        (
            Role::Administrator,
            Level::District,
            [false, false, true, true],
        ),
        (
            Role::Administrator,
            Level::Central,
            [true, true, true, true],
        ),
        (Role::Head, Level::Central, [false, false, false, false]),
        (Role::Leader, Level::Province, [false, false, false, false]),
    ] {
        let giver = Giver {
            role,
            province: "40",
            level,
            is_acting: false,
        };
        for (&asked, kept) in Level::ALL.iter().zip(kept) {
            assert_eq!(may_keep(giver, "40", asked), kept, "{role} {level} {asked}");
            assert!(!may_keep(giver, "42", asked));
        }
    }
}

#[test]
fn an_agency_is_made_with_clean_texts() {
    let made = office();
    assert_eq!(made.agency.code, "na.unit");
    assert_eq!((made.agency.name_vi.as_str(), made.version), ("Chi cục", 1));
    for wrong in ["", "n", "sở y tế", "a/b"] {
        let refused = create(AgencyId(id(2)), new(wrong), "40");
        let Err(Refusal::Invalid { fields }) = refused else {
            panic!("{wrong:?} was taken");
        };
        assert_eq!(fields[0].field, "code");
    }
    assert_eq!(step(&made, new("na.other")), Err(Refusal::CodeTaken));
}

#[test]
fn an_agency_ends_and_exists_again() {
    let made = office();
    let close = |on| AgencyCommand::Close { on: day(on) };
    let past = step(&made, close(TODAY - 1));
    assert_eq!(past, Err(Refusal::field("on", FieldFault::OutOfRange)));
    let ended = step(&made, close(20)).expect("ended");
    assert!(ended.agency.is_valid_on(day(19)) && !ended.agency.is_valid_on(day(20)));
    assert_eq!(step(&ended, close(25)), Err(Refusal::AgencyClosed));
    assert_eq!(step(&ended, add(5, 20)), Err(Refusal::AgencyClosed));
    let again = step(&ended, AgencyCommand::Reopen).expect("again");
    assert_eq!(again.agency.valid_to, None);
    assert_eq!(
        step(&again, AgencyCommand::Reopen),
        Err(Refusal::AgencyOpen)
    );
}

#[test]
fn positions_are_added_named_and_ended_but_keep_their_role() {
    let with = step(&office(), add(5, TODAY)).expect("added");
    assert_eq!(
        step(&with, add(5, TODAY)),
        Err(Refusal::field("position", FieldFault::Malformed)),
        "twice"
    );
    assert!(step(&with, add(6, TODAY - 1)).is_err(), "not dated back");
    let change = |position| AgencyCommand::ChangePosition {
        position: PositionId(id(position)),
        title_vi: "Chuyên viên chính".to_owned(),
        title_en: "Senior officer".to_owned(),
    };
    let unknown = Err(Refusal::field("position", FieldFault::Unknown));
    assert_eq!(step(&with, change(9)), unknown);
    let named = step(&with, change(5)).expect("named");
    assert_eq!(named.positions[0].title_vi, "Chuyên viên chính");
    assert_eq!(named.positions[0].role, Role::Officer);
    let close = |on| AgencyCommand::ClosePosition {
        position: PositionId(id(5)),
        on: day(on),
    };
    let ended = step(&named, close(20)).expect("ended");
    assert!(ended.positions[0].is_valid_on(day(19)) && !ended.positions[0].is_valid_on(day(20)));
    let longer = step(&ended, close(25));
    assert_eq!(longer, Err(Refusal::field("on", FieldFault::OutOfRange)));
}

#[test]
fn steps_that_meet_are_known_and_events_have_fixed_names() {
    let closed = AgencyEvent::AgencyClosed { on: day(20) };
    assert!(closed.touched(Part::Validity) && !closed.touched(Part::Names));
    let change = AgencyCommand::Change { names: names("A") };
    assert_eq!(change.touches(), Some(Part::Names));
    let json = serde_json::to_string(&closed).expect("written");
    assert_eq!(json, r#"{"verb":"agency_closed","on":"2022-09-20"}"#);
}
