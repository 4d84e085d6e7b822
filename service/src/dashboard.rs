//! The leaders' dashboard, from kept counters.
//!
//! **Invariant:** its cost does not grow with the number of tasks; every number carries the day as of which
//! it stands and leads to the tasks behind it.

use crate::{Ctx, Result};
use domain::access::{Action, Parties, allows};
use domain::agency::AgencyName;
use domain::attribution::Tallied;
use domain::id::AgencyId;
use domain::refusal::Problem;
use domain::tally::Dimension;
use domain::view::{Counts, Dashboard};
use std::collections::BTreeMap;
use store::tally::Counter;

/// Directives shown; the list of directives has the rest.
const DIRECTIVES: u32 = 20;
/// Decisions shown.
const DECISIONS: u32 = 20;

/// Sums counters by item.
pub(crate) fn by_item(counters: Vec<Counter>) -> BTreeMap<String, Counts> {
    let mut items: BTreeMap<String, Counts> = BTreeMap::new();
    for counter in counters {
        items
            .entry(counter.item)
            .or_default()
            .add(counter.bucket, counter.tasks);
    }
    items
}

/// The dashboard of the actor's province.
///
/// # Errors
/// [`Problem::Forbidden`] for positions that do not see the whole province.
pub async fn page(ctx: &Ctx) -> Result<Dashboard> {
    let province = ctx.actor.province.clone();
    let parties = Parties {
        province: province.clone(),
        ..Parties::default()
    };
    if !allows(&ctx.actor, Action::ViewProvince, &parties) {
        return Err(Problem::Forbidden.into());
    }
    let directory = ctx.system.directory().await?;
    let today = ctx.system.today();
    let mut tx = ctx.system.db.read().await?;
    if store::tally::as_of(&mut tx).await? < today {
        // Who writes may wait for one who reads; nobody waits the other way round.
        drop(tx);
        let mut write = ctx.system.db.write().await?;
        crate::ledger::roll(&mut write, today).await?;
        write.commit().await?;
        tx = ctx.system.db.read().await?;
    }
    let as_of = store::tally::as_of(&mut tx).await?;
    let agencies = store::tally::of_province(&mut tx, &province, Dimension::Agency).await?;
    let scope = domain::access::Scope::Province {
        province: province.clone(),
        agency: ctx.actor.agency,
    };
    let directives = store::directive::list(&mut tx, &scope, None, DIRECTIVES).await?;
    let ids = directives.iter().map(|row| row.id.to_string());
    let of_directives = by_item(store::tally::of_items(&mut tx, Dimension::Directive, ids).await?);
    let decisions = store::task::awaiting_decision(&mut tx, &province, DECISIONS).await?;
    let lateness = store::lateness::of_province(&mut tx, &province).await?;
    let unit = store::area::find_on(&mut tx, &province, today).await?;
    let communes = crate::commune::lines(&mut tx, &province, today).await?;
    drop(tx);
    // Every task has one lead, so the agencies together are the province.
    let mut total = Counts::default();
    for counter in &agencies {
        total.add(counter.bucket, counter.tasks);
    }
    let mut by_agency: Vec<(AgencyName, Counts)> = by_item(agencies)
        .into_iter()
        .filter_map(|(item, counts)| {
            let id: AgencyId = item.parse().ok()?;
            Some((AgencyName::from(directory.agency(id)?), counts))
        })
        .collect();
    // Most overdue first: what a leader looks for.
    by_agency.sort_by(|(a, x), (b, y)| {
        (y.overdue, y.total(), &a.name_vi).cmp(&(x.overdue, x.total(), &b.name_vi))
    });
    let mut lateness: Vec<(AgencyName, Tallied)> = lateness
        .into_iter()
        .filter_map(|row| Some((AgencyName::from(directory.agency(row.agency)?), row.figures)))
        .collect();
    lateness.sort_by(|(a, x), (b, y)| {
        (y.fair_days, y.gross_days, &a.name_vi).cmp(&(x.fair_days, x.gross_days, &b.name_vi))
    });
    let (province_vi, province_en) = match unit {
        Some(area) => (area.name_vi, area.name_en),
        None => (province.clone(), province.clone()),
    };
    Ok(Dashboard {
        province,
        province_vi,
        province_en,
        as_of,
        total,
        by_agency,
        lateness,
        by_directive: directives
            .into_iter()
            .map(|row| {
                let counts = of_directives
                    .get(&row.id.to_string())
                    .copied()
                    .unwrap_or_default();
                (
                    row.id,
                    format!("{}/{}", row.number, row.symbol),
                    row.subject,
                    counts,
                )
            })
            .collect(),
        communes,
        agencies: directory.names(decisions.iter().map(|row| row.lead)),
        decisions: decisions
            .into_iter()
            .map(|row| crate::task::line(ctx, row))
            .collect(),
    })
}
