//! Demo rows: invented people in real positions, and where border communes stand.
//!
//! **Invariant:** nothing here runs outside demo mode, and nothing here touches a real account.

use super::{File, Report, Result, Row, fault, refuse_outside_demo, rows};
use crate::account::{DEMO_PASSWORD, install};
use crate::{System, password};
use chrono::{NaiveDate, TimeDelta};
use domain::area::{CommuneStanding, CommuneStatus};
use domain::id::{PositionId, UserId};
use domain::position::Role;
use domain::text::nfc;
use domain::view::Language;
use serde::Deserialize;
use store::account::{Account, Position};

#[derive(Deserialize)]
struct PersonRow {
    login: String,
    full_name: String,
    agency_code: String,
    role: Role,
    title_vi: String,
    title_en: String,
}

#[derive(Deserialize)]
struct StandingRow {
    code: String,
    status: CommuneStatus,
    #[serde(deserialize_with = "super::date")]
    as_of: NaiveDate,
    source: String,
    note_vi: String,
    note_en: String,
}

/// Imports the demo accounts, after the agencies. One that exists keeps its position.
pub async fn people(system: &System, file: &File<'_>) -> Result<Report> {
    refuse_outside_demo(system)?;
    let parsed: Vec<Row<PersonRow>> = rows(file)?;
    // One hash for all: the password is public, so a salt for each would protect nothing.
    let password_hash = password::hash(system, DEMO_PASSWORD).await?;
    let mut report = Report::of(file);
    let mut tx = system.db.write().await?;
    // A microsecond apart, so that the sign-in page lists them in the order of the file.
    let mut created_at = system.now();
    for Row { line, value } in parsed {
        let full_name = nfc(&value.full_name);
        if let Some(known) = store::account::find_by_login(&mut tx, &value.login).await? {
            if !known.is_demo {
                let what = format!("{} is the name of a real account", value.login);
                return Err(fault(file, line, what));
            }
            if known.full_name == full_name {
                report.unchanged += 1;
            } else {
                store::account::set_full_name(&mut tx, known.id, &full_name).await?;
                report.changed += 1;
            }
            continue;
        }
        let agency = store::agency::find_by_code(&mut tx, &value.agency_code).await?;
        let Some(agency) = agency else {
            return Err(fault(
                file,
                line,
                format!("no agency {}", value.agency_code),
            ));
        };
        created_at += TimeDelta::microseconds(1);
        let account = Account {
            id: UserId(system.id()),
            login: value.login,
            full_name,
            password_hash: password_hash.clone(),
            language: Language::Vi,
            is_demo: true,
            created_at,
            closed_at: None,
        };
        let position = Position {
            id: PositionId(system.id()),
            agency: agency.id,
            role: value.role,
            title_vi: nfc(&value.title_vi),
            title_en: value.title_en,
            valid_from: None,
            valid_to: None,
        };
        install(&mut tx, system, &account, &position).await?;
        report.added += 1;
    }
    tx.commit().await?;
    Ok(report)
}

/// Imports where the border communes stand, after the units; all rows are marked as demo, because the
/// source gives only the total.
pub async fn standings(system: &System, file: &File<'_>) -> Result<Report> {
    refuse_outside_demo(system)?;
    let parsed: Vec<Row<StandingRow>> = rows(file)?;
    let mut report = Report::of(file);
    let mut tx = system.db.write().await?;
    for Row { line, value } in parsed {
        let area = store::area::find_on(&mut tx, &value.code, value.as_of).await?;
        let Some(area) = area else {
            return Err(fault(
                file,
                line,
                format!("no unit {} on {}", value.code, value.as_of),
            ));
        };
        let standing = CommuneStanding {
            code: area.code,
            valid_from: area.valid_from,
            status: value.status,
            as_of: value.as_of,
            source: value.source,
            is_demo: true,
            note_vi: value.note_vi,
            note_en: value.note_en,
        };
        let known = store::area::standings(&mut tx, &standing.code, standing.valid_from).await?;
        match known.iter().find(|known| known.as_of == standing.as_of) {
            Some(same) if *same == standing => {
                report.unchanged += 1;
                continue;
            }
            Some(_) => report.changed += 1,
            None => report.added += 1,
        }
        store::area::insert_standing(&mut tx, &standing).await?;
    }
    tx.commit().await?;
    Ok(report)
}
