//! Saved groups of agencies, to delegate to all of them at once.
//!
//! **Invariant:** an agency uses and changes its own groups only; a group names agencies that stand below its
//! owner. Members that no longer can be given work stay in the group and are left out where it is used.
//!
//! To add a field: `store::group`, [`save`].

use crate::{Ctx, Error, Result};
use domain::access::{Action, Parties, allows};
use domain::agency::AgencyName;
use domain::cascade::MAX_SHARES;
use domain::cascade::view::{GroupLine, GroupPage};
use domain::command::Cleaner;
use domain::id::{AgencyId, GroupId};
use domain::refusal::{FieldFault, Problem, Refusal};
use store::Tx;
use store::group::Group;
use uuid::Uuid;

/// Most groups of one agency.
const MOST: u32 = 100;

/// Whether the actor may make, change and drop groups of the own agency.
pub(crate) fn may_manage(ctx: &Ctx) -> bool {
    let own = Parties {
        province: ctx.actor.province.clone(),
        issuer: Some(ctx.actor.agency),
        ..Parties::default()
    };
    allows(&ctx.actor, Action::ManageGroups, &own)
}

fn require_manage(ctx: &Ctx) -> Result<()> {
    if may_manage(ctx) {
        Ok(())
    } else {
        Err(Problem::Forbidden.into())
    }
}

/// The groups of the actor's agency with those members that can be chosen.
pub(crate) async fn lines(
    tx: &mut Tx,
    ctx: &Ctx,
    choices: &[AgencyName],
) -> Result<Vec<GroupLine>> {
    let groups = store::group::list(tx, ctx.actor.agency, MOST).await?;
    Ok(groups
        .into_iter()
        .map(|group| line(group, choices))
        .collect())
}

fn line(group: Group, choices: &[AgencyName]) -> GroupLine {
    let mut agencies = group.members;
    agencies.retain(|id| choices.iter().any(|agency| agency.id == *id));
    GroupLine {
        id: group.id,
        version: group.version,
        name: group.name,
        agencies,
    }
}

/// The groups of the actor's agency, with the one to edit or a new one.
///
/// # Errors
/// [`Problem::Forbidden`]; [`Problem::NotFound`] where there is no group of that id.
pub async fn page(ctx: &Ctx, edit: Option<GroupId>, kept: Option<Uuid>) -> Result<GroupPage> {
    require_manage(ctx)?;
    let directory = ctx.system.directory().await?;
    let below = directory.subordinates(ctx.actor.agency, ctx.system.today());
    let known = crate::cascade::known_groups(&below);
    let choices = domain::view::names(below);
    let mut tx = ctx.system.db.read().await?;
    let groups = lines(&mut tx, ctx, &choices).await?;
    drop(tx);
    let editing = match edit {
        Some(id) => groups
            .iter()
            .find(|group| group.id == id)
            .cloned()
            .ok_or(Problem::NotFound)?,
        None => GroupLine {
            id: GroupId(ctx.system.id()),
            version: 0,
            name: String::new(),
            agencies: Vec::new(),
        },
    };
    Ok(GroupPage {
        groups,
        editing,
        is_new: edit.is_none(),
        choices,
        known,
        kept: crate::directive::find_kept(ctx, kept).await?,
    })
}

/// What a person saves: a new group (`base_version` 0) or the next value of one.
#[derive(Clone, Debug)]
pub struct Saving {
    pub id: GroupId,
    pub base_version: i64,
    pub name: String,
    pub members: Vec<AgencyId>,
}

/// Saves a group.
///
/// # Errors
/// [`Problem::Forbidden`]; fields that cannot be taken; [`Problem::Conflict`] where somebody else saved or
/// dropped it meanwhile.
pub async fn save(ctx: &Ctx, mut saving: Saving) -> Result<()> {
    require_manage(ctx)?;
    let directory = ctx.system.directory().await?;
    let mut clean = Cleaner::default();
    clean.line("name", &mut saving.name);
    saving.members.sort();
    saving.members.dedup();
    if saving.members.is_empty() {
        clean.fault("members", FieldFault::Required);
    }
    if saving.members.len() > MAX_SHARES {
        clean.fault("members", FieldFault::TooLong { max: MAX_SHARES });
    }
    let below = |id: &AgencyId| {
        crate::command::is_choosable(ctx, &directory, *id)
            && directory.is_subordinate(*id, ctx.actor.agency)
    };
    if !saving.members.iter().all(below) {
        clean.fault("members", FieldFault::Unknown);
    }
    if !(0..i64::MAX).contains(&saving.base_version) {
        clean.fault("base_version", FieldFault::OutOfRange);
    }
    let saving = clean.finish(saving)?;
    let mut tx = ctx.system.db.write_together().await?;
    if saving.base_version == 0 {
        let owned = store::group::list(&mut tx, ctx.actor.agency, MOST).await?;
        // Sent twice: it is there already.
        if let Some(there) = owned.iter().find(|group| group.id == saving.id) {
            let same =
                there.version == 1 && there.name == saving.name && there.members == saving.members;
            return if same {
                Ok(())
            } else {
                Err(conflict(there.version))
            };
        }
        if owned.len() >= MOST as usize {
            let max = usize::try_from(MOST).map_err(Error::internal)?;
            return Err(Refusal::field("name", FieldFault::TooLong { max }).into());
        }
    }
    let group = Group {
        id: saving.id,
        owner: ctx.actor.agency,
        version: saving.base_version + 1,
        name: saving.name,
        members: saving.members,
    };
    match store::group::save(&mut tx, &group).await {
        Ok(()) => {}
        Err(store::Error::Conflict { .. }) => return Err(Refusal::NameTaken.into()),
        Err(store::Error::Stale) => {
            drop(tx);
            let mut tx = ctx.system.db.read().await?;
            let now = store::group::find(&mut tx, ctx.actor.agency, group.id).await?;
            return Err(now.map_or(Problem::NotFound.into(), |now| conflict(now.version)));
        }
        Err(error) => return Err(error.into()),
    }
    tx.commit().await?;
    Ok(())
}

fn conflict(version: i64) -> Error {
    Problem::Conflict {
        version,
        clashes: Vec::new(),
    }
    .into()
}

/// Drops a group; one that is gone already stays gone.
///
/// # Errors
/// [`Problem::Forbidden`].
pub async fn drop_group(ctx: &Ctx, id: GroupId) -> Result<()> {
    require_manage(ctx)?;
    let mut tx = ctx.system.db.write_together().await?;
    store::group::drop(&mut tx, ctx.actor.agency, id).await?;
    tx.commit().await?;
    Ok(())
}
