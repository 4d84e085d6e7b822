//! A few people in positions, for the contracts of accounts and sessions.

use chrono::{DateTime, NaiveDate, Utc};
use domain::agency::{Agency, Level, Sector};
use domain::id::{AgencyId, PositionId, UserId};
use domain::position::Role;
use domain::view::Language;
use store::Tx;
use store::account::{self, Account, Holding, Position};
use uuid::Uuid;

pub fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day")
}

/// A moment on 14 September 2022.
pub fn at(hour: u32, minute: u32) -> DateTime<Utc> {
    day(2022, 9, 14)
        .and_hms_opt(hour, minute, 0)
        .expect("a time")
        .and_utc()
}

pub fn agency() -> Agency {
    Agency {
        id: AgencyId(Uuid::from_u128(1)),
        code: "na.health".to_owned(),
        name_vi: "Sở Y tế tỉnh Nghệ An".to_owned(),
        name_en: "Department of Health".to_owned(),
        short_vi: "Sở Y tế".to_owned(),
        short_en: "Health".to_owned(),
        aliases: Vec::new(),
        groups: Vec::new(),
        sector: Sector::Health,
        level: Level::Province,
        province: "40".to_owned(),
        area: None,
        parent: None,
        valid_from: Some(day(2020, 1, 1)),
        valid_to: Some(day(2030, 1, 1)),
    }
}

pub fn person(number: u128, login: &str) -> Account {
    Account {
        id: UserId(Uuid::from_u128(number)),
        login: login.to_owned(),
        full_name: format!("Người {login}"),
        password_hash: "$argon2id$…".to_owned(),
        language: Language::Vi,
        is_demo: false,
        created_at: at(1, 0),
        closed_at: None,
    }
}

pub fn position(number: u128, role: Role) -> Position {
    Position {
        id: PositionId(Uuid::from_u128(number)),
        agency: agency().id,
        role,
        title_vi: "Chuyên viên".to_owned(),
        title_en: "Officer".to_owned(),
        valid_from: Some(day(2021, 1, 1)),
        valid_to: Some(day(2029, 1, 1)),
    }
}

pub fn holding(number: u128, account: &Account, position: &Position) -> Holding {
    Holding {
        id: Uuid::from_u128(number),
        account: account.id,
        position: position.id,
        acting_for: None,
        valid_from: Some(day(2022, 1, 1)),
        valid_to: Some(day(2023, 1, 1)),
    }
}

/// `an` is officer (holding 31) and acts for the head (holding 30) of the agency.
pub async fn install(tx: &mut Tx) -> Account {
    store::agency::insert(tx, &agency()).await.expect("agency");
    let an = person(10, "an");
    let (officer, head) = (position(20, Role::Officer), position(21, Role::Head));
    account::insert(tx, &an).await.expect("account");
    account::insert_position(tx, &officer)
        .await
        .expect("position");
    account::insert_position(tx, &head).await.expect("position");
    let acting = Holding {
        acting_for: Some(head.id),
        ..holding(30, &an, &head)
    };
    account::insert_holding(tx, &acting).await.expect("holding");
    account::insert_holding(tx, &holding(31, &an, &officer))
        .await
        .expect("holding");
    an
}
