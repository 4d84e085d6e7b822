//! Obstacles: the list of those that the actor may see, and to whom one can go up.
//!
//! **Invariants:** a position finds the obstacles of the tasks that it may see and no others: the list asks with
//! the same [`Scope`] as the list of tasks; an obstacle goes up to an agency above the one that is asked, or to
//! the issuer, never sideways.
//!
//! To add a filter: `store::obstacle`.

use crate::directory::Directory;
use crate::{Ctx, Result};
use chrono::NaiveDate;
use domain::access::{Action, Parties, Scope, allows};
use domain::id::AgencyId;
use domain::refusal::{FieldFault, Problem, Refusal};
use domain::task::{Obstacle, Task};
use domain::view::{ObstacleFilter, ObstacleList};
use store::Tx;
use store::obstacle::{Cursor, Filter};

/// Rows of one page.
const PAGE: u32 = 50;

/// Whether the actor may open the list.
pub(crate) fn may_view(ctx: &Ctx) -> bool {
    let own = Parties {
        province: ctx.actor.province.clone(),
        ..Parties::default()
    };
    allows(&ctx.actor, Action::ViewObstacles, &own)
}

/// One page of the obstacles of tasks that the actor may see, those that are due first at the top.
///
/// # Errors
/// [`Problem::Forbidden`] for positions without tasks; [`Problem::Refused`] for a place that is none.
pub async fn list(ctx: &Ctx, filter: &ObstacleFilter) -> Result<ObstacleList> {
    if !may_view(ctx) {
        return Err(Problem::Forbidden.into());
    }
    let after = match &filter.after {
        Some(text) => Some(
            text.parse::<Cursor>()
                .map_err(|_| Refusal::field("after", FieldFault::Malformed))?,
        ),
        None => None,
    };
    let filter = Filter {
        status: filter.status,
        addressed_to: filter.agency,
        after,
    };
    let directory = ctx.system.directory().await?;
    let today = ctx.system.today();
    let scope = Scope::of(&ctx.actor);
    let mut tx = ctx.system.db.read().await?;
    let mut lines = store::obstacle::list(&mut tx, &scope, filter, today, PAGE + 1).await?;
    let more = lines.len() > PAGE as usize;
    lines.truncate(PAGE as usize);
    let named = lines.iter().flat_map(|line| {
        [Some(line.lead), Some(line.raised_by), line.addressed_to]
            .into_iter()
            .flatten()
    });
    Ok(ObstacleList {
        next: lines
            .last()
            .filter(|_| more)
            .map(|line| Cursor::of(line).to_string()),
        agencies: directory.names(named.chain(filter.addressed_to)),
        choices: domain::view::names(directory.valid(&ctx.actor.province, today)),
        lines,
        today,
    })
}

/// How many are open, for the navigation; none for positions that may not open the list.
pub(crate) async fn count(tx: &mut Tx, ctx: &Ctx) -> Result<i64> {
    if !may_view(ctx) {
        return Ok(0);
    }
    Ok(store::obstacle::count_open(tx, &Scope::of(&ctx.actor)).await?)
}

/// To whom an obstacle can go up on a day: the agencies above the one that is asked (above the lead where nobody
/// is), nearest first, then the issuer. Those of other provinces are given no work.
pub(crate) fn above(
    directory: &Directory,
    task: &Task,
    obstacle: &Obstacle,
    today: NaiveDate,
) -> Vec<AgencyId> {
    let mut above = directory.ancestors(obstacle.addressed_to.unwrap_or(task.lead));
    if !above.contains(&task.issuer) {
        above.push(task.issuer);
    }
    above.retain(|id| {
        let is_here = directory
            .agency(*id)
            .is_some_and(|agency| agency.province == task.province && agency.is_valid_on(today));
        is_here && obstacle.addressed_to != Some(*id)
    });
    above
}
