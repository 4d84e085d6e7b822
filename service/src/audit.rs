//! The auditor's timeline of changes and accesses, its export, and the check of the chains.
//!
//! **Invariants:** whoever may not view the audit learns nothing of it; the timeline tells who, when and what, never
//! what a change or a form said; one check of the chains runs at a time in a process, and its result is kept.
//!
//! To filter by one more thing: `store::audit`.

use crate::{Ctx, Result, System};
use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveTime, TimeZone as _, Utc};
use domain::access::{Action, Parties, allows};
use domain::audit::{AuditFilter, AuditKind, AuditLine, AuditPage, ChainState};
use domain::id::UserId;
use domain::refusal::{FieldFault, Problem, Refusal};
use store::audit::{Filter, Row};
use uuid::Uuid;

/// Lines of a page.
const PAGE: u32 = 50;
/// Lines read at once for an export.
const BLOCK: u32 = 1000;
/// Most lines of an export.
pub const MOST_EXPORTED: usize = 20_000;
/// Flaws that the page names.
const FLAWS_SHOWN: usize = 10;
/// Where the result of the last check is kept.
const CHAIN: &str = "chain_check";
/// After that a check that has not ended is taken for broken off.
const LONGEST_CHECK: chrono::TimeDelta = chrono::TimeDelta::hours(6);

/// Whether the actor may see the audit.
pub(crate) fn may_view(ctx: &Ctx) -> bool {
    let own = Parties {
        province: ctx.actor.province.clone(),
        ..Parties::default()
    };
    allows(&ctx.actor, Action::ViewAudit, &own)
}

/// Where a page starts in each of the two lists; none at the top.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Place {
    change: Option<(DateTime<Utc>, i64)>,
    access: Option<(DateTime<Utc>, Uuid)>,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.change {
            Some((at, seq)) => write!(f, "{}.{seq}.", at.timestamp_micros())?,
            None => f.write_str("-.-.")?,
        }
        match self.access {
            Some((at, id)) => write!(f, "{}.{}", at.timestamp_micros(), id.simple()),
            None => f.write_str("-.-"),
        }
    }
}

impl std::str::FromStr for Place {
    type Err = domain::refusal::UnknownValue;
    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        let unknown = domain::refusal::UnknownValue;
        let parts: Vec<&str> = text.split('.').collect();
        let [change_at, seq, access_at, id] = parts.as_slice() else {
            return Err(unknown);
        };
        let moment = |text: &str| {
            // Nothing was before 1970, and PostgreSQL does not know every moment that chrono knows.
            let micros: i64 = text.parse().map_err(|_| unknown)?;
            DateTime::from_timestamp_micros(micros)
                .filter(|at| *at >= DateTime::UNIX_EPOCH)
                .ok_or(unknown)
        };
        Ok(Self {
            change: match (*change_at, *seq) {
                ("-", "-") => None,
                (at, seq) => Some((moment(at)?, seq.parse().map_err(|_| unknown)?)),
            },
            access: match (*access_at, *id) {
                ("-", "-") => None,
                (at, id) => Some((moment(at)?, id.parse().map_err(|_| unknown)?)),
            },
        })
    }
}

/// Midnight in Vietnam at the beginning of a day.
fn midnight(day: NaiveDate) -> Option<DateTime<Utc>> {
    let hanoi = FixedOffset::east_opt(7 * 3600)?;
    let local = hanoi.from_local_datetime(&day.and_time(NaiveTime::MIN));
    local.single().map(|moment| moment.to_utc())
}

/// The filter of the lists; none where the person asked for does not exist.
async fn parsed(ctx: &Ctx, filter: &AuditFilter) -> Result<Option<Filter>> {
    let account: Option<UserId> = match &filter.person {
        None => None,
        Some(login) => {
            let mut tx = ctx.system.db.read().await?;
            let login = domain::text::fold(login);
            match store::account::find_by_login(&mut tx, &login).await? {
                Some(account) => Some(account.id),
                None => return Ok(None),
            }
        }
    };
    let to = filter.to.and_then(|day| day.checked_add_days(Days::new(1)));
    Ok(Some(Filter {
        account,
        agency: filter.agency,
        subject: filter.subject,
        from: filter.from.and_then(midnight),
        to: to.and_then(midnight),
    }))
}

/// The newest lines of both lists after a place, and the place after them.
async fn lines(
    ctx: &Ctx,
    filter: Filter,
    kind: Option<AuditKind>,
    place: Place,
    limit: u32,
) -> Result<(Vec<Row>, Option<Place>)> {
    let mut tx = ctx.system.db.read().await?;
    let mut rows = Vec::new();
    if matches!(kind, None | Some(AuditKind::Change)) {
        rows.extend(store::audit::changes(&mut tx, filter, place.change, limit + 1).await?);
    }
    if kind != Some(AuditKind::Change) {
        rows.extend(store::audit::accesses(&mut tx, filter, kind, place.access, limit + 1).await?);
    }
    drop(tx);
    // Stable: within one moment each list keeps its order.
    rows.sort_by_key(|row| std::cmp::Reverse(row.at));
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let mut next = place;
    for row in &rows {
        match (row.seq, row.id) {
            (Some(seq), _) => next.change = Some((row.at, seq)),
            (None, Some(id)) => next.access = Some((row.at, id)),
            (None, None) => {}
        }
    }
    Ok((rows, more.then_some(next)))
}

fn line(row: Row) -> AuditLine {
    let number = row.number.zip(row.symbol);
    AuditLine {
        at: row.at,
        kind: row.kind,
        login: row.login,
        name: row.name,
        title_vi: row.title_vi,
        title_en: row.title_en,
        for_vi: row.for_vi,
        for_en: row.for_en,
        agency: row.agency,
        subject_kind: row.subject_kind,
        subject: row.subject,
        subject_name: row
            .title
            .or_else(|| number.map(|(number, symbol)| format!("{number}/{symbol}"))),
        what: row.what,
        address: row.address,
        seq: row.seq,
    }
}

/// One page of the timeline.
///
/// # Errors
/// [`Problem::Forbidden`]; [`Problem::Refused`] for a place that is none.
pub async fn page(ctx: &Ctx, filter: &AuditFilter) -> Result<AuditPage> {
    if !may_view(ctx) {
        return Err(Problem::Forbidden.into());
    }
    let place = match &filter.after {
        Some(text) => text
            .parse()
            .map_err(|_| Refusal::field("after", FieldFault::Malformed))?,
        None => Place::default(),
    };
    // What was done on this server up to now is there to be seen.
    ctx.system.write_accesses().await?;
    let parsed = parsed(ctx, filter).await?;
    let unknown_person = parsed.is_none();
    let (rows, next) = match parsed {
        Some(parsed) => lines(ctx, parsed, filter.kind, place, PAGE).await?,
        None => (Vec::new(), None),
    };
    let directory = ctx.system.directory().await?;
    let mut tx = ctx.system.db.read().await?;
    let head = store::log::head(&mut tx).await?;
    let chain = kept(store::setting::find(&mut tx, CHAIN).await?);
    drop(tx);
    let named = rows.iter().filter_map(|row| row.agency);
    Ok(AuditPage {
        agencies: directory.names(named.chain(filter.agency)),
        choices: domain::view::names(directory.valid(&ctx.actor.province, ctx.system.today())),
        lines: rows.into_iter().map(line).collect(),
        next: next.map(|next| next.to_string()),
        unknown_person,
        chain,
        head,
    })
}

/// The lines that a filter leaves, for an export: at most [`MOST_EXPORTED`], and whether that is all.
///
/// # Errors
/// [`Problem::Forbidden`].
pub async fn export(ctx: &Ctx, filter: &AuditFilter) -> Result<(Vec<AuditLine>, bool)> {
    if !may_view(ctx) {
        return Err(Problem::Forbidden.into());
    }
    ctx.system.write_accesses().await?;
    let Some(parsed) = parsed(ctx, filter).await? else {
        return Ok((Vec::new(), true));
    };
    let (mut all, mut place) = (Vec::new(), Place::default());
    loop {
        let (rows, next) = lines(ctx, parsed, filter.kind, place, BLOCK).await?;
        all.extend(rows.into_iter().map(line));
        match next {
            Some(_) if all.len() >= MOST_EXPORTED => return Ok((all, false)),
            Some(next) => place = next,
            None => return Ok((all, true)),
        }
    }
}

fn kept(text: Option<String>) -> ChainState {
    // What an older program kept in another form counts as never checked.
    text.and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default()
}

async fn keep(system: &System, state: &ChainState) -> Result<()> {
    let text = serde_json::to_string(state).map_err(crate::Error::internal)?;
    let mut tx = system.db.write().await?;
    store::setting::set(&mut tx, CHAIN, &text).await?;
    tx.commit().await?;
    Ok(())
}

/// Begins a check of the chains unless one runs; gives whether [`check`] is to be run now.
///
/// # Errors
/// [`Problem::Forbidden`].
pub async fn begin_check(ctx: &Ctx) -> Result<bool> {
    if !may_view(ctx) {
        return Err(Problem::Forbidden.into());
    }
    let system = &ctx.system;
    let now = system.now();
    let mut tx = system.db.write().await?;
    let mut state = kept(store::setting::find(&mut tx, CHAIN).await?);
    if state
        .running_since
        .is_some_and(|since| now - since < LONGEST_CHECK)
    {
        return Ok(false);
    }
    state.running_since = Some(now);
    let text = serde_json::to_string(&state).map_err(crate::Error::internal)?;
    store::setting::set(&mut tx, CHAIN, &text).await?;
    tx.commit().await?;
    Ok(true)
}

/// Checks every chain as `lachan verify-log` does, and keeps the result. It only reads and may take long.
///
/// # Errors
/// Where the result could not be kept.
pub async fn check(system: &System) -> Result<()> {
    let mut tx = system.db.read().await?;
    let until = store::log::head(&mut tx).await?;
    drop(tx);
    let outcome = crate::verify::verify_log(system).await;
    let mut state = ChainState {
        checked_at: Some(system.now()),
        until,
        ..ChainState::default()
    };
    match outcome {
        Ok(flaws) => {
            state.flaws = u64::try_from(flaws.len()).unwrap_or(u64::MAX);
            state.first_flaws = flaws
                .iter()
                .take(FLAWS_SHOWN)
                .filter_map(|flaw| serde_json::to_string(flaw).ok())
                .collect();
        }
        Err(error) => {
            tracing::error!(error = ?error, "the check of the log could not end");
            state.failed = true;
        }
    }
    keep(system, &state).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_told_and_understood() {
        let at = DateTime::from_timestamp_micros(1_663_000_000_123_456);
        for place in [
            Place::default(),
            Place {
                change: at.map(|at| (at, 7)),
                access: None,
            },
            Place {
                change: at.map(|at| (at, 7)),
                access: at.map(|at| (at, Uuid::from_u128(9))),
            },
        ] {
            assert_eq!(place.to_string().parse(), Ok(place));
        }
        for text in ["", "-", "-.-", "1.x.-.-", "-.-.1.9", "1.1.1.1.1"] {
            assert!(text.parse::<Place>().is_err(), "{text}");
        }
    }
}
