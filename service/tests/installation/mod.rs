//! An installed system for the tests of sign-in, accounts and imports: the files of `data/`, a clock that
//! stands on 14 September 2022, and the same chance every time.

use chrono::{DateTime, NaiveDate, Utc};
use domain::position::Role;
use domain::refusal::{FieldFault, Problem, Refusal};
use domain::view::Language;
use service::account::NewAccount;
use service::ctx::{Chance, Clock, Settings};
use service::import::{File, Files};
use service::{Ctx, System};
use std::sync::Arc;

pub const PASSWORD: &str = "biên giới sạch 2022";

macro_rules! data {
    ($name:literal) => {
        File {
            name: $name,
            text: include_str!(concat!("../../../data/", $name)),
        }
    };
}

pub const FILES: Files<'static> = Files {
    border_provinces: data!("border-provinces.csv"),
    nghe_an_units: data!("nghe-an-units.csv"),
    nghe_an_succession: data!("nghe-an-succession.csv"),
    vn_units_early_2025: data!("vn-units-early-2025.csv"),
    vn_units_2025_07: data!("vn-units-2025-07.csv"),
    vn_succession_2025_07: data!("vn-succession-2025-07.csv"),
    nghe_an_agencies: data!("nghe-an-agencies.csv"),
    nghe_an_agency_succession: data!("nghe-an-agency-succession.csv"),
    demo_other_agencies: data!("demo-other-agencies.csv"),
    demo_people: data!("demo-people.csv"),
    demo_communes_status: data!("demo-communes-status.csv"),
};

pub fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day")
}

pub fn start() -> DateTime<Utc> {
    day(2022, 9, 14)
        .and_hms_opt(1, 0, 0)
        .expect("a time")
        .and_utc()
}

pub fn system(db: store::Db, demo: bool) -> Arc<System> {
    let settings = Settings {
        demo,
        ..Settings::default()
    };
    let clock = Clock::fixed(start());
    // Two systems on one database must not give the same ids.
    let chance = Chance::seeded(if demo { 1 } else { 1_000_000 });
    Arc::new(System::new(db, clock, chance, settings))
}

pub fn officer(login: &str, agency_code: &str) -> NewAccount {
    NewAccount {
        login: login.to_owned(),
        full_name: "Trần Thị Bình".to_owned(),
        password: PASSWORD.to_owned(),
        agency_code: agency_code.to_owned(),
        role: Role::Officer,
        title_vi: "Chuyên viên".to_owned(),
        title_en: "Officer".to_owned(),
        language: Language::Vi,
    }
}

/// A system that works, with the agencies of Nghệ An and one officer `binh` of the Health Department.
pub async fn with_officer(db: store::Db) -> Arc<System> {
    let system = system(db, false);
    let units =
        service::import::nghe_an_units(&system, &FILES.nghe_an_units, &FILES.nghe_an_succession);
    units.await.expect("units");
    service::import::agencies(&system, &FILES.nghe_an_agencies)
        .await
        .expect("agencies");
    service::account::create(&system, &officer("binh", "na.health"))
        .await
        .expect("account");
    system
}

pub async fn signed_in(system: &Arc<System>, login: &str) -> Ctx {
    let session = service::session::sign_in(system, login, PASSWORD, "Firefox").await;
    let session = session.unwrap_or_else(|error| panic!("{login} signs in: {error}"));
    resumed(system, &session.token)
        .await
        .expect("the session counts")
}

pub async fn resumed(system: &Arc<System>, token: &str) -> Option<Ctx> {
    service::session::resume(system, token)
        .await
        .expect("asked")
}

pub fn problem<T>(result: service::Result<T>) -> Problem {
    match result {
        Ok(_) => panic!("it was not refused"),
        Err(error) => error.problem(),
    }
}

/// The wrong fields of a refusal.
pub fn faults<T>(result: service::Result<T>) -> Vec<(String, FieldFault)> {
    match problem(result) {
        Problem::Refused {
            refusal: Refusal::Invalid { fields },
        } => fields
            .into_iter()
            .map(|wrong| (wrong.field, wrong.fault))
            .collect(),
        other => panic!("not refused for its fields: {other:?}"),
    }
}
