//! Border communes: where each stands, by which document, what it came from, which tasks concern it.
//!
//! **Invariant:** a standing is shown with its source and day and never passes to a successor by itself.

use crate::dashboard::by_item;
use crate::{Ctx, Result};
use chrono::NaiveDate;
use domain::access::{Action, Parties, Scope, allows};
use domain::area::Area;
use domain::refusal::Problem;
use domain::tally::Dimension;
use domain::view::{CommuneLine, CommuneList, CommunePage};
use std::collections::HashMap;
use store::Tx;
use store::area::{children, find, find_on, latest_standings, list_border};

fn may_view(ctx: &Ctx, province: &str) -> bool {
    let parties = Parties {
        province: province.to_owned(),
        ..Parties::default()
    };
    allows(&ctx.actor, Action::ViewCommunes, &parties)
}

/// The border communes of a province on a day, with what is known of them.
pub(crate) async fn lines(tx: &mut Tx, province: &str, on: NaiveDate) -> Result<Vec<CommuneLine>> {
    let communes = list_border(tx, province, on).await?;
    let standings: HashMap<(String, NaiveDate), _> = latest_standings(tx, province, on)
        .await?
        .into_iter()
        .map(|standing| ((standing.code.clone(), standing.valid_from), standing))
        .collect();
    let districts: HashMap<String, Area> = children(tx, province, on)
        .await?
        .into_iter()
        .map(|district| (district.code.clone(), district))
        .collect();
    let counts = by_item(store::tally::of_province(tx, province, Dimension::Area).await?);
    Ok(communes
        .into_iter()
        .map(|area| {
            let district = area.parent.as_ref().and_then(|code| districts.get(code));
            CommuneLine {
                district_vi: district.map(|d| d.name_vi.clone()).unwrap_or_default(),
                district_en: district.map(|d| d.name_en.clone()).unwrap_or_default(),
                standing: standings
                    .get(&(area.code.clone(), area.valid_from))
                    .cloned(),
                counts: counts.get(&area.code).copied().unwrap_or_default(),
                area,
            }
        })
        .collect())
}

/// The border communes of the actor's province, today or on another day.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn list(ctx: &Ctx, on: Option<NaiveDate>) -> Result<CommuneList> {
    let province = &ctx.actor.province;
    if !may_view(ctx, province) {
        return Err(Problem::NotFound.into());
    }
    let today = ctx.system.today();
    let on = on.unwrap_or(today);
    let mut tx = ctx.system.db.read().await?;
    let unit = find_on(&mut tx, province, on).await?;
    let lines = lines(&mut tx, province, on).await?;
    let (province_vi, province_en) = unit
        .map(|area| (area.name_vi, area.name_en))
        .unwrap_or_default();
    Ok(CommuneList {
        province_vi,
        province_en,
        lines,
        on,
        today,
    })
}

/// One commune as it was from that day on. A province sees its own, and what these came from or went into
/// where provinces were merged; of the latter it sees no counts of tasks.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn page(ctx: &Ctx, code: &str, valid_from: NaiveDate) -> Result<CommunePage> {
    let mut tx = ctx.system.db.read().await?;
    let area = find(&mut tx, code, valid_from)
        .await?
        .ok_or(Problem::NotFound)?;
    let from = store::area::predecessors(&mut tx, code, valid_from).await?;
    let into = store::area::successors(&mut tx, code, valid_from).await?;
    let is_own = may_view(ctx, &area.province);
    let mut related = from.iter().chain(&into);
    if !is_own && !related.any(|(_, area)| may_view(ctx, &area.province)) {
        return Err(Problem::NotFound.into());
    }
    let district = match &area.parent {
        Some(parent) => find_on(&mut tx, parent, area.valid_from).await?,
        None => None,
    };
    let standings = store::area::standings(&mut tx, code, valid_from).await?;
    let filter = store::task::Filter {
        area: Some(code.to_owned()),
        any_state: true,
        ..store::task::Filter::default()
    };
    let scope = Scope::of(&ctx.actor);
    let rows = store::task::list(&mut tx, &scope, &filter, crate::task::days(ctx), 200).await?;
    let counters = if is_own {
        store::tally::of_items(&mut tx, Dimension::Area, [code.to_owned()]).await?
    } else {
        Vec::new()
    };
    drop(tx);
    let directory = ctx.system.directory().await?;
    Ok(CommunePage {
        district_vi: district
            .as_ref()
            .map(|d| d.name_vi.clone())
            .unwrap_or_default(),
        district_en: district.map(|d| d.name_en).unwrap_or_default(),
        area,
        standings,
        from,
        into,
        agencies: directory.names(rows.iter().map(|row| row.lead)),
        tasks: rows
            .into_iter()
            .map(|row| crate::task::line(ctx, row))
            .collect(),
        counts: by_item(counters).into_values().next().unwrap_or_default(),
        today: ctx.system.today(),
    })
}
