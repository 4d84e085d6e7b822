//! Agencies from a table: what they are reviewed against, and how they are written.

use super::texts;
use crate::ledger::Chain;
use crate::office::subject;
use crate::people::{giver, keep_an_administrator};
use crate::{Ctx, Error, Result};
use chrono::{DateTime, NaiveDate, Utc};
use domain::intake::agencies::{Known, Review, Step, listed, review};
use domain::intake::view::Waiting;
use domain::intake::{Column, Intake, Row, RowFate, check};
use domain::office::{AgencyEvent, Office};
use store::Tx;
use store::agency::AgencySuccession;

/// What the rows lead to on what is in the database now.
pub(super) async fn examine(
    tx: &mut Tx,
    ctx: &Ctx,
    rows: &[Row],
    today: NaiveDate,
) -> Result<Review> {
    let mut codes = texts(rows, Column::Code);
    codes.extend(texts(rows, Column::Parent));
    let before = rows
        .iter()
        .flat_map(|row| listed(row.get(Column::Predecessor)));
    codes.extend(before);
    codes.sort();
    codes.dedup();
    let areas = match texts(rows, Column::Area).is_empty() {
        true => Vec::new(),
        false => store::area::of_province(tx, &ctx.actor.province).await?,
    };
    let agencies = store::office::with_codes(tx, &codes).await?;
    let successions = store::agency::successions(tx).await?;
    let successions = successions.into_iter();
    let known = Known {
        giver: giver(ctx).await?,
        today,
        agencies: agencies
            .into_iter()
            .map(|a| (a.0.code.clone(), a))
            .collect(),
        areas,
        successions: successions.map(|s| (s.from_agency, s.to_agency)).collect(),
    };
    Ok(review(rows, &known, || ctx.system.id()))
}

/// Writes what was reviewed, without the log; what it led to and the chains to be continued.
pub(super) async fn step(
    tx: &mut Tx,
    ctx: &Ctx,
    waiting: &Waiting,
    intake: &Intake,
    received_at: DateTime<Utc>,
) -> Result<(Vec<RowFate>, Vec<Chain>)> {
    let today = crate::ctx::local_day(received_at);
    let Review { fates, steps } = examine(tx, ctx, &waiting.table.rows, today).await?;
    check(&waiting.sha256, &fates, &intake.reviewed)?;
    let province = &ctx.actor.province;
    let is_end = |event: &AgencyEvent| matches!(event, AgencyEvent::AgencyClosed { .. });
    let administrators = match steps.iter().any(|step| step.events.iter().any(is_end)) {
        true => Some(store::person::administrators(tx, province, today).await?),
        false => None,
    };
    let mut chains = Vec::with_capacity(steps.len());
    for step in steps {
        chains.push(write(tx, waiting, step).await?);
    }
    keep_an_administrator(tx, administrators, province, today).await?;
    Ok((fates, chains))
}

async fn write(tx: &mut Tx, waiting: &Waiting, mut step: Step) -> Result<Chain> {
    let imported = AgencyEvent::AgencyImported {
        file: waiting.file.clone(),
        sha256: waiting.sha256.clone(),
        row: step.row,
    };
    let after = Office::after(Some(step.after), &imported)
        .ok_or_else(|| Error::internal("an agency cannot vanish"))?;
    step.events.push(imported);
    let id = after.agency.id;
    let end = match &step.before {
        None => {
            match store::office::insert(tx, &after).await {
                // Somebody took the code meanwhile: look again.
                Err(store::Error::Conflict { .. }) => return Err(store::Error::Stale.into()),
                inserted => inserted?,
            }
            (0, String::new())
        }
        Some(before) => {
            store::office::update(tx, before, &after).await?;
            store::log::chain_end(tx, subject(id)).await?
        }
    };
    for succession in step.successions {
        let line = AgencySuccession {
            from_agency: succession.from,
            to_agency: id,
            effective: succession.effective,
            what_vi: String::new(),
            what_en: String::new(),
            source: waiting.file.clone(),
        };
        store::agency::upsert_succession(tx, &line).await?;
    }
    Chain::new(subject(id), end, &step.events)
}
