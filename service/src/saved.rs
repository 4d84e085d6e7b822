//! Saved views of the list of tasks: one's own, and what the agency shares.
//!
//! **Invariants:** a person finds, renames and drops the own ones at the agency for which he works, and what the
//! agency shares as far as he may share; opening a view gives no right. To add a field: `domain::saved`.

use crate::{Ctx, Error, Result};
use domain::access::{Action, Parties, allows};
use domain::id::SavedViewId;
use domain::refusal::{Problem, Refusal};
use domain::saved::{SavedView, SavedViews, Saving};
use store::saved::View;
use uuid::Uuid;

/// Most views that a person finds.
const MOST: u32 = 60;

fn may(ctx: &Ctx, action: Action) -> bool {
    let own = Parties {
        province: ctx.actor.province.clone(),
        issuer: Some(ctx.actor.agency),
        ..Parties::default()
    };
    allows(&ctx.actor, action, &own)
}

/// Whether the actor may save such a view, rename and drop it.
fn require(ctx: &Ctx, is_shared: bool) -> Result<()> {
    let action = if is_shared {
        Action::ShareView
    } else {
        Action::SaveView
    };
    if may(ctx, action) {
        Ok(())
    } else {
        Err(Problem::Forbidden.into())
    }
}

/// The views that the actor finds above the list. `kept` is the id of a form that came back.
///
/// # Errors
/// Those of the store.
pub async fn list(ctx: &Ctx, kept: Option<Uuid>) -> Result<SavedViews> {
    let may_share = may(ctx, Action::ShareView);
    let kept = crate::directive::find_kept(ctx, kept).await?;
    let mut tx = ctx.system.db.read().await?;
    let key = (ctx.actor.user, ctx.actor.agency);
    let views = store::saved::list(&mut tx, key, MOST).await?;
    let views = views
        .into_iter()
        .map(|view| SavedView {
            id: view.id,
            version: view.version,
            name: view.name,
            is_shared: view.is_shared,
            query: view.query,
            may_change: may_share || !view.is_shared,
        })
        .collect();
    Ok(SavedViews {
        views,
        may_save: may(ctx, Action::SaveView),
        may_share,
        new_id: SavedViewId(ctx.system.id()),
        kept,
    })
}

/// Saves a view, or gives one another name; gives the query of its address.
///
/// # Errors
/// [`Problem::Forbidden`]; fields that cannot be taken; [`Refusal::NameTaken`]; [`Problem::Conflict`] and
/// [`Problem::NotFound`] where somebody else renamed or dropped it meanwhile.
pub async fn save(ctx: &Ctx, saving: Saving) -> Result<String> {
    let saving = saving.cleaned()?;
    require(ctx, saving.is_shared)?;
    let key = (ctx.actor.user, ctx.actor.agency);
    let mut tx = ctx.system.db.write_together().await?;
    let there = store::saved::find(&mut tx, key, saving.id).await?;
    let view = if saving.base_version == 0 {
        // Sent twice: it is there already.
        if let Some(there) = there {
            let same = there.version == 1 && there.name == saving.name;
            return if same && there.query == saving.query {
                Ok(there.query)
            } else {
                Err(conflict(there.version))
            };
        }
        let there = store::saved::list(&mut tx, key, MOST).await?.len();
        let max = usize::try_from(MOST).map_err(Error::internal)?;
        if there >= max {
            return Err(Refusal::TooMany { max }.into());
        }
        View {
            id: saving.id,
            account: ctx.actor.user,
            agency: ctx.actor.agency,
            is_shared: saving.is_shared,
            version: 1,
            name: saving.name,
            query: saving.query,
        }
    } else {
        let there = there.ok_or(Problem::NotFound)?;
        require(ctx, there.is_shared)?;
        if there.version != saving.base_version {
            return Err(conflict(there.version));
        }
        View {
            version: there.version + 1,
            name: saving.name,
            ..there
        }
    };
    match store::saved::save(&mut tx, &view).await {
        Ok(()) => {}
        Err(store::Error::Conflict { .. }) => return Err(Refusal::NameTaken.into()),
        Err(store::Error::Stale) => return Err(conflict(view.version)),
        Err(error) => return Err(error.into()),
    }
    tx.commit().await?;
    Ok(view.query)
}

fn conflict(version: i64) -> Error {
    Problem::Conflict {
        version,
        clashes: Vec::new(),
    }
    .into()
}

/// Drops a view; one that is gone, or that the actor does not find, stays as it is.
///
/// # Errors
/// [`Problem::Forbidden`] for what the agency shares, where the actor may not share.
pub async fn drop_view(ctx: &Ctx, id: SavedViewId) -> Result<()> {
    require(ctx, false)?;
    let key = (ctx.actor.user, ctx.actor.agency);
    let mut tx = ctx.system.db.write_together().await?;
    if let Some(there) = store::saved::find(&mut tx, key, id).await? {
        require(ctx, there.is_shared)?;
        store::saved::drop(&mut tx, id).await?;
    }
    tx.commit().await?;
    Ok(())
}
