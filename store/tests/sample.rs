//! Sample rows: agencies and tasks in the smallest form that the schema takes.

use chrono::NaiveDate;
use domain::agency::{Agency, Level, Sector};
use domain::document::Urgency;
use domain::id::{AgencyId, DirectiveId, PositionId, TaskId, UserId};
use domain::task::{Asked, NewTask, State, Task, TaskEvent};
use store::Db;
use uuid::Uuid;

/// A day of September 2022.
pub fn day(d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2022, 9, d).expect("a day of September")
}

/// The id of the n-th sample agency.
pub fn agency_id(n: u128) -> AgencyId {
    AgencyId(Uuid::from_u128(0xa000 + n))
}

/// The n-th sample agency, in province 40.
pub fn agency(n: u128) -> Agency {
    Agency {
        id: agency_id(n),
        code: format!("sample.{n}"),
        name_vi: format!("Cơ quan {n}"),
        name_en: format!("Agency {n}"),
        short_vi: format!("CQ {n}"),
        short_en: format!("A {n}"),
        aliases: Vec::new(),
        groups: Vec::new(),
        sector: Sector::Other,
        level: Level::Province,
        province: "40".to_owned(),
        area: None,
        parent: None,
        valid_from: None,
        valid_to: None,
    }
}

/// Writes the first `n` sample agencies.
pub async fn agencies(db: &Db, n: u128) {
    let mut tx = db.write().await.expect("a transaction");
    for n in 0..n {
        store::agency::insert(&mut tx, &agency(n))
            .await
            .expect("an agency");
    }
    tx.commit().await.expect("committed");
}

/// Writes an account and a position for it, as the log's timeline names them.
pub async fn person(db: &Db) -> (UserId, PositionId) {
    let (user, position) = (
        UserId(Uuid::from_u128(0xb001)),
        PositionId(Uuid::from_u128(0xc001)),
    );
    let mut tx = db.write().await.expect("a transaction");
    tx.query(
        "INSERT INTO account (id, login, full_name, password_hash, language, is_demo, created_at) \
         VALUES ($1, 'mau', 'Người mẫu', '', 'vi', $2, $3)",
    )
    .bind(user)
    .bind(false)
    .bind(chrono::DateTime::UNIX_EPOCH)
    .execute()
    .await
    .expect("an account");
    tx.query(
        "INSERT INTO position (id, agency, role, title_vi, title_en) \
         VALUES ($1, $2, 'officer', 'Cán bộ', 'Officer')",
    )
    .bind(position)
    .bind(agency_id(0))
    .execute()
    .await
    .expect("a position");
    tx.commit().await.expect("committed");
    (user, position)
}

/// The n-th sample task in that state, due on that day: agency 0 issued it, agency 1 leads, agency 2
/// coordinates.
pub fn task(n: u128, state: State, due: Option<NaiveDate>) -> Task {
    let new = NewTask {
        directive: None::<DirectiveId>,
        clause: None,
        province: "40".to_owned(),
        issuer: agency_id(0),
        lead: agency_id(1),
        title: format!("Nhiệm vụ số {n}"),
        deliverable: Some("Báo cáo".to_owned()),
        effect_expected: None,
        responsible: None,
        urgency: Urgency::Normal,
        area: None,
        due,
        milestones: Vec::new(),
        coordinating: vec![Asked {
            agency: agency_id(2),
            product: "Số liệu".to_owned(),
            due: None,
        }],
    };
    let drafted = TaskEvent::Drafted { new: Box::new(new) };
    let mut task = Task::after(TaskId(Uuid::from_u128(n)), None, &drafted).expect("a task");
    task.state = state;
    task
}

/// The scope of a leader of that province.
pub fn sample_scope(province: &str) -> domain::access::Scope {
    domain::access::Scope::Province {
        province: province.to_owned(),
        agency: agency_id(0),
    }
}
