//! Agencies as administrators keep them: making, naming, ending; their positions; their screens.
//!
//! **Invariants:** an administrator keeps agencies of the own province, not above the own level; nobody makes a
//! position that he may not give; a province never loses its last administrator by the end of an agency or a
//! position. The tree in memory is read anew after every step.
//!
//! To add a kind of step: `domain::office`, its checks in [`check`].

use crate::directory::Directory;
use crate::ledger::{self, Chain};
use crate::people::{giver, keep_an_administrator, may_manage};
use crate::{Ctx, Error, Result};
use chrono::{DateTime, NaiveDate, Utc};
use domain::agency::{Agency, AgencyName, Level};
use domain::command::{Clash, Envelope, Receipt};
use domain::id::{AgencyId, EnvelopeId, PositionId};
use domain::log::{Subject, SubjectKind};
use domain::office::view::{NewOfficePage, OfficeFilter, OfficeList, OfficePage};
use domain::office::{AgencyCommand, AgencyEvent, Office, create, may_keep};
use domain::people::{Post, may_grant};
use domain::position::Role;
use domain::refusal::{FieldFault, Problem, Refusal};
use domain::text::fold;
use store::Tx;
use uuid::Uuid;

/// Rows of one page.
const PAGE: u32 = 50;

pub(crate) fn subject(id: AgencyId) -> Subject {
    Subject {
        kind: SubjectKind::Agency,
        id: id.0,
    }
}

/// One step of an agency, in the transaction of its command.
pub(crate) async fn step(
    tx: &mut Tx,
    ctx: &Ctx,
    directory: &Directory,
    envelope: &Envelope,
    (id, command): (AgencyId, &AgencyCommand),
    received_at: DateTime<Utc>,
) -> Result<Receipt> {
    let today = crate::ctx::local_day(received_at);
    let before = store::office::find(tx, id).await?;
    let (event, end) = match (&before, command) {
        (None, AgencyCommand::Create { level, parent, .. }) => {
            if !may_manage(ctx, &ctx.actor.province) {
                return Err(Problem::Forbidden.into());
            }
            if !may_keep(giver(ctx).await?, &ctx.actor.province, *level) {
                return Err(Refusal::NotYoursToGive.into());
            }
            if parent.is_some_and(|id| !crate::command::is_choosable(ctx, directory, id)) {
                return Err(Refusal::field("parent", FieldFault::Unknown).into());
            }
            let event = create(id, command.clone(), &ctx.actor.province)?;
            (event, (0, String::new()))
        }
        (None, _) => return Err(Problem::NotFound.into()),
        (Some(office), command) => {
            if !may_manage(ctx, &office.agency.province) {
                return Err(Problem::NotFound.into());
            }
            refuse_stale(tx, envelope, office, command).await?;
            check(ctx, office, command).await?;
            let event = office.decide(command.clone(), today)?;
            (event, store::log::chain_end(tx, subject(id)).await?)
        }
    };
    let after = Office::after(before.clone(), &event)
        .ok_or_else(|| Error::internal("an agency cannot vanish"))?;
    match &before {
        None => insert(tx, &after).await?,
        Some(office) => {
            let province = &office.agency.province;
            let ends = matches!(
                event,
                AgencyEvent::AgencyClosed { .. } | AgencyEvent::PositionClosed { .. }
            );
            let administrators = match ends {
                true => Some(store::person::administrators(tx, province, today).await?),
                false => None,
            };
            store::office::update(tx, office, &after).await?;
            keep_an_administrator(tx, administrators, province, today).await?;
        }
    }
    let receipt = Receipt {
        envelope: envelope.id,
        version: after.version,
        repeated: false,
    };
    let chains = vec![Chain::new(subject(id), end, &[event])?];
    ledger::write(tx, ctx, envelope, received_at, chains, &receipt).await?;
    Ok(receipt)
}

async fn insert(tx: &mut Tx, office: &Office) -> Result<()> {
    // Asked before, because a refused insert ends the transaction on PostgreSQL.
    let taken = store::agency::find_by_code(tx, &office.agency.code).await?;
    if taken.is_some() {
        return Err(Refusal::CodeTaken.into());
    }
    match store::office::insert(tx, office).await {
        Err(store::Error::Conflict { .. }) => Err(Refusal::CodeTaken.into()),
        inserted => Ok(inserted?),
    }
}

/// Whether the actor may take that step with this agency, beyond keeping those of the province.
async fn check(ctx: &Ctx, office: &Office, command: &AgencyCommand) -> Result<()> {
    let giver = giver(ctx).await?;
    let agency = &office.agency;
    if !may_keep(giver, &agency.province, agency.level) {
        return Err(Refusal::NotYoursToGive.into());
    }
    match command {
        AgencyCommand::AddPosition { role, .. } if !may_grant(giver, post(agency, *role)) => {
            Err(Refusal::NotYoursToGive.into())
        }
        _ => Ok(()),
    }
}

fn post(agency: &Agency, role: Role) -> Post<'_> {
    Post {
        role,
        province: &agency.province,
        level: agency.level,
    }
}

/// Refuses what was asked of an older version, if it meets what changed meanwhile.
async fn refuse_stale(
    tx: &mut Tx,
    envelope: &Envelope,
    office: &Office,
    command: &AgencyCommand,
) -> Result<()> {
    let base = crate::command::base_version(envelope, office.version)?;
    let Some(part) = command.touches().filter(|_| base < office.version) else {
        return Ok(());
    };
    for entry in store::log::of_subject(tx, subject(office.agency.id), base).await? {
        let event: AgencyEvent = serde_json::from_str(&entry.payload).map_err(Error::internal)?;
        if event.touched(part) {
            return Err(Problem::Conflict {
                version: office.version,
                clashes: vec![clash(office, command)],
            }
            .into());
        }
    }
    Ok(())
}

fn clash(office: &Office, command: &AgencyCommand) -> Clash {
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let position = |id: &PositionId| office.positions.iter().find(|found| found.id == *id);
    let (part, theirs, yours) = match command {
        AgencyCommand::Change { names } => (
            "name_vi",
            office.agency.name_vi.clone(),
            names.name_vi.clone(),
        ),
        AgencyCommand::Close { on } => ("on", day(office.agency.valid_to), day(Some(*on))),
        AgencyCommand::ChangePosition {
            position: id,
            title_vi,
            ..
        } => (
            "title_vi",
            position(id).map_or_else(String::new, |found| found.title_vi.clone()),
            title_vi.clone(),
        ),
        AgencyCommand::ClosePosition { position: id, on } => (
            "on",
            day(position(id).and_then(|found| found.valid_to)),
            day(Some(*on)),
        ),
        AgencyCommand::Create { .. }
        | AgencyCommand::Reopen
        | AgencyCommand::AddPosition { .. } => ("on", day(office.agency.valid_to), String::new()),
    };
    Clash {
        part: part.to_owned(),
        theirs,
        yours,
    }
}

/// The agencies of the actor's province.
///
/// # Errors
/// [`Problem::Forbidden`].
pub async fn list(ctx: &Ctx, filter: &OfficeFilter) -> Result<OfficeList> {
    let province = &ctx.actor.province;
    if !may_manage(ctx, province) {
        return Err(Problem::Forbidden.into());
    }
    let directory = ctx.system.directory().await?;
    let today = ctx.system.today();
    let found = filter.text.as_ref().map(|text| {
        let words: Vec<String> = fold(text).split_whitespace().map(str::to_owned).collect();
        let all = directory.of_province(province);
        all.filter(|agency| {
            let names = fold(&format!(
                "{} {} {} {} {}",
                agency.code, agency.name_vi, agency.name_en, agency.short_vi, agency.short_en
            ));
            words.iter().all(|word| names.contains(word.as_str()))
        })
        .map(|agency| agency.id)
        .collect::<Vec<AgencyId>>()
    });
    let mut tx = ctx.system.db.read().await?;
    let found = found.as_deref();
    let mut lines = store::office::list(&mut tx, province, filter, found, today, PAGE + 1).await?;
    let more = lines.len() > PAGE as usize;
    lines.truncate(PAGE as usize);
    let last = lines.last().filter(|_| more);
    Ok(OfficeList {
        next: last.map(|line| line.agency.code.clone()),
        lines,
        today,
    })
}

/// The screen on which an agency is made.
///
/// # Errors
/// [`Problem::Forbidden`].
pub async fn new_page(ctx: &Ctx, kept: Option<Uuid>) -> Result<NewOfficePage> {
    let province = &ctx.actor.province;
    if !may_manage(ctx, province) {
        return Err(Problem::Forbidden.into());
    }
    let directory = ctx.system.directory().await?;
    let today = ctx.system.today();
    let giver = giver(ctx).await?;
    let levels = Level::ALL.iter().copied();
    Ok(NewOfficePage {
        id: AgencyId(ctx.system.id()),
        envelope: EnvelopeId(ctx.system.id()),
        choices: domain::view::names(directory.valid(province, today)),
        levels: levels
            .filter(|&level| may_keep(giver, province, level))
            .collect(),
        today,
        kept: crate::directive::find_kept(ctx, kept).await?,
    })
}

/// One agency with its positions.
///
/// # Errors
/// [`Problem::NotFound`] where there is none or it is another province's.
pub async fn page(ctx: &Ctx, id: AgencyId, kept: Option<Uuid>) -> Result<OfficePage> {
    let directory = ctx.system.directory().await?;
    let today = ctx.system.today();
    let mut tx = ctx.system.db.read().await?;
    let office = store::office::find(&mut tx, id).await?;
    let office = office
        .filter(|office| may_manage(ctx, &office.agency.province))
        .ok_or(Problem::NotFound)?;
    let holders = store::office::holders(&mut tx, id, today).await?;
    let open_tasks = store::office::open_tasks(&mut tx, id).await?;
    let timeline = crate::task::timeline(&mut tx, subject(id)).await?;
    drop(tx);
    let giver = giver(ctx).await?;
    let agency = &office.agency;
    let roles = Role::ALL.iter().copied();
    let parent = agency.parent.and_then(|id| directory.agency(id));
    Ok(OfficePage {
        parent: parent.map(AgencyName::from),
        holders,
        open_tasks,
        may_change: may_keep(giver, &agency.province, agency.level),
        roles: roles
            .filter(|&role| may_grant(giver, post(agency, role)))
            .collect(),
        agencies: directory.names(timeline.iter().map(|entry| entry.agency)),
        timeline,
        today,
        kept: crate::directive::find_kept(ctx, kept).await?,
        new_position: PositionId(ctx.system.id()),
        envelopes: std::array::from_fn(|_| EnvelopeId(ctx.system.id())),
        office,
    })
}
