//! People from a table: what they are reviewed against, and how they are written.

use super::texts;
use crate::ledger::Chain;
use crate::people::{giver, subject};
use crate::{Ctx, Error, Result};
use chrono::{DateTime, NaiveDate, Utc};
use domain::id::AgencyId;
use domain::intake::people::{Known, Review, review};
use domain::intake::view::Waiting;
use domain::intake::{Column, Intake, Row, RowFate, check};
use domain::people::{AccountEvent, Person};
use store::Tx;

/// What the rows lead to on what is in the database now.
pub(super) async fn examine(
    tx: &mut Tx,
    ctx: &Ctx,
    rows: &[Row],
    today: NaiveDate,
) -> Result<Review> {
    let agencies = store::office::with_codes(tx, &texts(rows, Column::Agency)).await?;
    let ids: Vec<AgencyId> = agencies.iter().map(|(agency, _)| agency.id).collect();
    let logins = texts(rows, Column::Login);
    let people = store::person::find_by_logins(tx, &logins, crate::ctx::local_day).await?;
    let agencies = agencies.into_iter().map(|(agency, _)| agency);
    let known = Known {
        giver: giver(ctx).await?,
        actor: ctx.actor.user,
        today,
        people: people.into_iter().map(|p| (p.login.clone(), p)).collect(),
        agencies: agencies.map(|a| (a.code.clone(), a)).collect(),
        positions: store::person::of_agencies(tx, &ids).await?,
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
    let mut chains = Vec::with_capacity(steps.len());
    for mut step in steps {
        let imported = AccountEvent::AccountImported {
            file: waiting.file.clone(),
            sha256: waiting.sha256.clone(),
            row: step.row,
        };
        let id = step.after.id;
        let after = Person::after(id, Some(step.after), &imported)
            .ok_or_else(|| Error::internal("an account cannot vanish"))?;
        step.events.push(imported);
        let end = match &step.before {
            None => {
                insert(tx, &after, received_at).await?;
                (0, String::new())
            }
            Some(before) => {
                store::person::update(tx, before, &after, None).await?;
                store::log::chain_end(tx, subject(id)).await?
            }
        };
        chains.push(Chain::new(subject(id), end, &step.events)?);
    }
    Ok((fates, chains))
}

/// A new account with what it holds; an account is made first and given its positions then.
async fn insert(tx: &mut Tx, person: &Person, at: DateTime<Utc>) -> Result<()> {
    let bare = Person {
        held: Vec::new(),
        ..person.clone()
    };
    match store::person::insert(tx, &bare, at).await {
        // Somebody took the name meanwhile: look again.
        Err(store::Error::Conflict { .. }) => return Err(store::Error::Stale.into()),
        inserted => inserted?,
    }
    if !person.held.is_empty() {
        store::person::update(tx, &bare, person, None).await?;
    }
    Ok(())
}
