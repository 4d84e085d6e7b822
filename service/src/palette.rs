//! What the command palette finds: directives by number and subject, tasks by their words.
//!
//! **Invariant:** the scope of the actor stands in both statements; two of them at most, whatever is asked.
//! To let it find something else: a list of [`Found`], its statement here.

use crate::{Ctx, Result};
use domain::access::Scope;
use domain::refusal::{FieldFault, Refusal};
use domain::text::fold;
use domain::view::Found;
use store::task::{Cursor, Filter};

/// Directives offered.
const DIRECTIVES: u32 = 5;
/// Tasks of one page.
const TASKS: u32 = 8;
/// Letters below which everything would be found.
const FEWEST: usize = 2;
/// Letters above which nobody types.
const MOST: usize = 200;

/// What the actor may see with that number or these words; tasks from the one after `after` on.
///
/// # Errors
/// [`Problem::Refused`] on `text` (too long) or `after` (no place in a list).
///
/// [`Problem::Refused`]: domain::refusal::Problem::Refused
pub async fn find(ctx: &Ctx, text: &str, after: Option<&str>) -> Result<Found> {
    if text.chars().count() > MOST {
        return Err(Refusal::field("text", FieldFault::TooLong { max: MOST }).into());
    }
    let after: Option<Cursor> = after
        .map(str::parse)
        .transpose()
        .map_err(|_| Refusal::field("after", FieldFault::Malformed))?;
    if fold(text).chars().count() < FEWEST {
        return Ok(Found::default());
    }
    let scope = Scope::of(&ctx.actor);
    let mut tx = ctx.system.db.read().await?;
    let directives = match after {
        None => store::directive::search(&mut tx, &scope, text, None, DIRECTIVES).await?,
        Some(_) => Vec::new(),
    };
    let filter = Filter {
        text: Some(text.to_owned()),
        after,
        ..Filter::default()
    };
    let days = crate::task::days(ctx);
    let mut rows = store::task::list(&mut tx, &scope, &filter, days, TASKS + 1).await?;
    drop(tx);
    let more = rows.len() > TASKS as usize;
    rows.truncate(TASKS as usize);
    Ok(Found {
        directives: directives
            .into_iter()
            .map(|row| {
                (
                    row.id,
                    format!("{}/{}", row.number, row.symbol),
                    row.subject,
                )
            })
            .collect(),
        next: rows
            .last()
            .filter(|_| more)
            .map(|row| row.cursor().to_string()),
        tasks: rows
            .into_iter()
            .map(|row| crate::task::line(ctx, row))
            .collect(),
    })
}
