//! Which cells of a row of the list may be edited in their place.
//!
//! A cell offers the steps of [`domain::overview::edits`] for its column, in the form that the task's page has for
//! them; nothing is edited past them.
//!
//! **Invariants:** a row offers what its task's page offers (tested for every person of the demonstration), as far as
//! the open sub-tasks of a whole do not stand in the way, which the step itself says; at most one statement for all
//! rows of a page, and none where the actor leads none of them. To let one more step be taken in the table:
//! `domain::overview::edits`.

use crate::{Ctx, Result};
use domain::access::{Action, Parties, allows};
use domain::id::TaskId;
use domain::overview::{TaskColumn, edits};
use domain::task::{ExtensionState, State};
use domain::view::{TaskLine, Waiting};
use std::collections::HashMap;
use store::Tx;
use store::overview::Asked;
use store::task::Columns;

/// The rows of a page with the cells that the actor may edit.
///
/// # Errors
/// Those of the store.
pub(crate) async fn lines(tx: &mut Tx, ctx: &Ctx, rows: Vec<Columns>) -> Result<Vec<TaskLine>> {
    let led: Vec<TaskId> = rows
        .iter()
        .filter(|row| row.state == State::InProgress && row.lead == ctx.actor.agency)
        .map(|row| row.id)
        .collect();
    let asked: HashMap<TaskId, Asked> = store::overview::asked(tx, &led)
        .await?
        .into_iter()
        .map(|asked| (asked.id, asked))
        .collect();
    Ok(rows
        .into_iter()
        .map(|row| {
            let edits = cells(ctx, &row, asked.get(&row.id));
            TaskLine {
                edits,
                ..crate::task::line(ctx, row)
            }
        })
        .collect())
}

/// The cells of a row that the actor may edit.
fn cells(ctx: &Ctx, row: &Columns, asked: Option<&Asked>) -> Vec<TaskColumn> {
    // No step of a cell is open to those who only help, stand above or look on.
    let parties = Parties {
        issuer: Some(row.issuer),
        leads: vec![row.lead],
        ..Parties::default()
    };
    let may = |action: &Action| {
        row.state.accepts(*action)
            && allows(&ctx.actor, *action, &parties)
            && is_free(ctx, *action, row, asked)
    };
    TaskColumn::ALL
        .iter()
        .copied()
        .filter(|column| edits(*column).iter().any(may))
        .collect()
}

/// Whether nothing that the row knows stands in the way, beside rights and state.
fn is_free(ctx: &Ctx, action: Action, row: &Columns, asked: Option<&Asked>) -> bool {
    let today = ctx.system.today();
    let is_pending = |asked: &Asked| {
        let mut extensions = asked.extensions.iter();
        extensions.any(|extension| extension.state == ExtensionState::Requested)
    };
    match action {
        // Only the issuer's own row waits for that.
        Action::DecideExtension => row.waits_for == Some(Waiting::DecideExtension),
        Action::RequestExtension => asked.is_some_and(|asked| {
            let rules = ctx.system.settings.extensions;
            let may_ask = rules.may_ask_of(&asked.extensions, row.due, today);
            !is_pending(asked) && may_ask.is_ok()
        }),
        Action::SubmitTask => asked.is_some_and(|asked| {
            !is_pending(asked) && asked.contributions.iter().all(|owed| !owed.state.is_open())
        }),
        _ => true,
    }
}
