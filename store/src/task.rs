//! Tasks: the row with the whole task as JSON, and what lists need of it in columns.
//!
//! **Invariants:** [`insert`] and [`update`] write row and parties together, so a list never disagrees with
//! its task; every list is limited by a [`Scope`] inside the statement and paged by key.
//!
//! To let lists filter by one more thing: a column, its place in [`Columns`], a line in [`list`].

use crate::db::{Query, Tx};
use crate::error::{Error, Result};
use chrono::{Datelike as _, NaiveDate};
use domain::access::Scope;
use domain::document::Urgency;
use domain::id::{AgencyId, ClauseId, DirectiveId, TaskId};
use domain::refusal::UnknownValue;
use domain::task::{State, Task};
use domain::text::fold;
use domain::timeliness::{Bucket, Timeliness};
use domain::view::{TaskSort, Waiting};
use sqlx::types::Json;

/// The day that stands for "no deadline" in the order of lists: after every real day.
pub const LAST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

/// One agency's row beside a task.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Party {
    agency: AgencyId,
    is_issuer: bool,
    is_lead: bool,
    is_coordinating: bool,
    is_superior: bool,
    is_open: bool,
    sort_due: NaiveDate,
    waits_for: Option<Waiting>,
    waits_until: NaiveDate,
}

/// The agencies that may see a task, each once.
pub(crate) fn agencies(task: &Task, superiors: &[AgencyId]) -> Vec<AgencyId> {
    let mut agencies = vec![task.issuer, task.lead];
    agencies.extend(task.contributions.iter().map(|c| c.agency));
    agencies.extend(task.addressed());
    agencies.extend(superiors);
    agencies.sort();
    agencies.dedup();
    agencies
}

fn parties(task: &Task, superiors: &[AgencyId]) -> Vec<Party> {
    agencies(task, superiors)
        .into_iter()
        .map(|agency| {
            let waits = task.waits_for(agency);
            Party {
                agency,
                is_issuer: agency == task.issuer,
                is_lead: agency == task.lead,
                is_coordinating: task.contribution(agency).is_some(),
                is_superior: superiors.contains(&agency),
                is_open: task.state.is_open(),
                sort_due: task.due.unwrap_or(LAST_DAY),
                waits_for: waits.map(|(waiting, _)| waiting),
                waits_until: waits.and_then(|(_, until)| until).unwrap_or(LAST_DAY),
            }
        })
        .collect()
}

fn search_text(task: &Task) -> String {
    let mut text = fold(&task.title);
    if let Some(deliverable) = &task.deliverable {
        text.push(' ');
        text.push_str(&fold(deliverable));
    }
    text
}

/// A row of which only the task itself is read.
#[derive(sqlx::FromRow)]
pub(crate) struct Body {
    pub(crate) body: Json<Task>,
}

/// The task with that id.
pub async fn find(tx: &mut Tx, id: TaskId) -> Result<Option<Task>> {
    let row: Option<Body> = tx
        .query("SELECT body FROM task WHERE id = $1")
        .bind(id)
        .fetch_optional()
        .await?;
    Ok(row.map(|row| row.body.0))
}

#[derive(sqlx::FromRow)]
struct WithChain {
    body: Json<Task>,
    subject_seq: Option<i64>,
    hash: Option<String>,
}

/// The task with that id, and length and last hash of its chain in the log; `(0, "")` where it has none.
/// One statement, so that the two belong together.
pub async fn find_with_chain(tx: &mut Tx, id: TaskId) -> Result<Option<(Task, (i64, String))>> {
    let row: Option<WithChain> = tx
        .query(
            "SELECT t.body, e.subject_seq, e.hash FROM task t \
             LEFT JOIN log_entry e ON e.subject_id = t.id AND e.subject_seq = \
             (SELECT MAX(l.subject_seq) FROM log_entry l WHERE l.subject_id = t.id) WHERE t.id = $1",
        )
        .bind(id)
        .fetch_optional()
        .await?;
    Ok(row.map(|row| {
        let end = (row.subject_seq.unwrap_or(0), row.hash.unwrap_or_default());
        (row.body.0, end)
    }))
}

/// As [`find_with_chain`] for some tasks, in the order of their ids.
pub async fn find_many_with_chain(
    tx: &mut Tx,
    ids: &[TaskId],
) -> Result<Vec<(Task, (i64, String))>> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(500) {
        let rows: Vec<WithChain> = tx
            .query(
                "SELECT t.body, e.subject_seq, e.hash FROM task t \
                 LEFT JOIN log_entry e ON e.subject_id = t.id AND e.subject_seq = \
                 (SELECT MAX(l.subject_seq) FROM log_entry l WHERE l.subject_id = t.id) \
                 WHERE t.id IN ",
            )
            .push_list(chunk.iter().copied())
            .fetch_all()
            .await?;
        found.extend(rows.into_iter().map(|row| {
            let end = (row.subject_seq.unwrap_or(0), row.hash.unwrap_or_default());
            (row.body.0, end)
        }));
    }
    found.sort_by_key(|(task, _)| task.id);
    Ok(found)
}

/// Writes new tasks with their parties; `superiors` are the agencies above those of each task.
pub async fn insert(tx: &mut Tx, tasks: &[(Task, Vec<AgencyId>)]) -> Result<()> {
    // PostgreSQL takes at most 65,535 values in a statement, SQLite 32,766.
    for chunk in tasks.chunks(500) {
        let mut query = tx.query(
            "INSERT INTO task (id, version, directive, clause, province, issuer, lead, title, state, \
             urgency, area, is_open, original_due, due, sort_due, completed_on, percent, body, \
             search_text, parent) VALUES ",
        );
        for (place, (task, _)) in chunk.iter().enumerate() {
            query = query
                .push(if place == 0 { "(" } else { ", (" })
                .push_bind(task.id)
                .push(", ")
                .push_bind(task.version)
                .push(", ")
                .push_bind(task.directive)
                .push(", ")
                .push_bind(task.clause)
                .push(", ")
                .push_bind(task.province.clone())
                .push(", ")
                .push_bind(task.issuer)
                .push(", ");
            query = changing_columns(query, task, ", ");
            query = query
                .push(", ")
                .push_bind(task.parent.as_ref().map(|parent| parent.task))
                .push(")");
        }
        query.execute().await?;
    }
    let rows: Vec<(TaskId, Party)> = tasks
        .iter()
        .flat_map(|(task, superiors)| {
            parties(task, superiors)
                .into_iter()
                .map(|party| (task.id, party))
        })
        .collect();
    write_parties(tx, &rows).await?;
    for chunk in tasks.chunks(500) {
        let docs: Vec<_> = chunk
            .iter()
            .flat_map(|(task, superiors)| crate::search::of_task(task, superiors))
            .collect();
        crate::search::write(tx, &docs).await?;
    }
    Ok(())
}

/// Adds the columns that a step can change, in the order of `insert`.
fn changing_columns<'q>(query: Query<'q>, task: &Task, comma: &'static str) -> Query<'q> {
    query
        .push_bind(task.lead)
        .push(comma)
        .push_bind(task.title.clone())
        .push(comma)
        .push_bind(task.state)
        .push(comma)
        .push_bind(task.urgency)
        .push(comma)
        .push_bind(task.area.clone())
        .push(comma)
        .push_bind(task.state.is_open())
        .push(comma)
        .push_bind(task.original_due)
        .push(comma)
        .push_bind(task.due)
        .push(comma)
        .push_bind(task.due.unwrap_or(LAST_DAY))
        .push(comma)
        .push_bind(task.completed_on)
        .push(comma)
        .push_bind(i64::from(task.percent))
        .push(comma)
        .push_bind(Json(task))
        .push(comma)
        .push_bind(search_text(task))
}

/// Writes the next value of a task that was read as `before`.
///
/// # Errors
/// [`Error::Stale`] when somebody else wrote it meanwhile.
pub async fn update(
    tx: &mut Tx,
    before: (&Task, &[AgencyId]),
    after: (&Task, &[AgencyId]),
) -> Result<()> {
    let (task, superiors) = after;
    let standing = |task: &Task| (task.lead, task.state, task.due, task.completed_on);
    let changed = if standing(before.0) == standing(task) {
        // Naming a column writes its indexes anew; most steps, such as a report, touch none.
        tx.query(
            "UPDATE task SET version = $1, percent = $2, body = $3 WHERE id = $4 AND version = $5",
        )
        .bind(task.version)
        .bind(i64::from(task.percent))
        .bind(Json(task))
        .bind(task.id)
        .bind(before.0.version)
        .execute()
        .await?
    } else {
        tx.query(
            "UPDATE task SET version = $1, lead = $2, state = $3, is_open = $4, due = $5, \
             sort_due = $6, completed_on = $7, percent = $8, body = $9 WHERE id = $10 AND version = $11",
        )
        .bind(task.version)
        .bind(task.lead)
        .bind(task.state)
        .bind(task.state.is_open())
        .bind(task.due)
        .bind(task.due.unwrap_or(LAST_DAY))
        .bind(task.completed_on)
        .bind(i64::from(task.percent))
        .bind(Json(task))
        .bind(task.id)
        .bind(before.0.version)
        .execute()
        .await?
    };
    if changed == 0 {
        return Err(Error::Stale);
    }
    let old = parties(before.0, before.1);
    let new = parties(task, superiors);
    let named = |parties: &[Party]| parties.iter().map(|p| p.agency).collect::<Vec<_>>();
    let seen = |task: &Task, parties: &[Party]| (task.state.is_open(), named(parties));
    if task.obstacles != before.0.obstacles
        || (!task.obstacles.is_empty() && seen(task, &new) != seen(before.0, &old))
    {
        crate::obstacle::write(tx, task, &named(&new)).await?;
    }
    if named(&new) != named(&old) {
        crate::search::set_agencies(tx, task.id, &task.province, &named(&new)).await?;
    }
    if task.attachments != before.0.attachments {
        index_files(tx, before.0, task, superiors).await?;
    }
    let gone: Vec<AgencyId> = old
        .iter()
        .map(|party| party.agency)
        .filter(|agency| !new.iter().any(|party| party.agency == *agency))
        .collect();
    if !gone.is_empty() {
        tx.query("DELETE FROM task_party WHERE task = $1 AND agency IN ")
            .bind(task.id)
            .push_list(gone)
            .execute()
            .await?;
    }
    let changed: Vec<(TaskId, Party)> = new
        .into_iter()
        .filter(|party| !old.contains(party))
        .map(|party| (task.id, party))
        .collect();
    write_parties(tx, &changed).await
}

/// Lets the files that came be found and those that were withdrawn be found no more.
async fn index_files(
    tx: &mut Tx,
    before: &Task,
    task: &Task,
    superiors: &[AgencyId],
) -> Result<()> {
    use domain::search::SearchKind;
    let files = |task: &Task| {
        let mut docs = crate::search::of_task(task, superiors);
        docs.retain(|doc| doc.kind == SearchKind::File);
        docs
    };
    let (old, new) = (files(before), files(task));
    for gone in old.iter().filter(|doc| !new.contains(doc)) {
        crate::search::remove(tx, SearchKind::File, &gone.item).await?;
    }
    let come: Vec<_> = new.into_iter().filter(|doc| !old.contains(doc)).collect();
    crate::search::write(tx, &come).await
}

/// Writes the rows beside a task anew, those of its agencies and of its obstacles; the task itself stays. For
/// rebuilding.
pub async fn rewrite_parties(tx: &mut Tx, task: &Task, superiors: &[AgencyId]) -> Result<()> {
    let rows = parties(task, superiors);
    let agencies: Vec<AgencyId> = rows.iter().map(|party| party.agency).collect();
    let rows: Vec<(TaskId, Party)> = rows.into_iter().map(|party| (task.id, party)).collect();
    write_parties(tx, &rows).await?;
    crate::obstacle::write(tx, task, &agencies).await
}

async fn write_parties(tx: &mut Tx, rows: &[(TaskId, Party)]) -> Result<()> {
    for chunk in rows.chunks(500) {
        let mut query = tx.query(
            "INSERT INTO task_party (task, agency, is_issuer, is_lead, is_coordinating, is_superior, \
             is_open, sort_due, waits_for, waits_until) VALUES ",
        );
        for (place, (task, party)) in chunk.iter().enumerate() {
            query = query
                .push(if place == 0 { "(" } else { ", (" })
                .push_bind(*task)
                .push(", ")
                .push_bind(party.agency)
                .push(", ")
                .push_bind(party.is_issuer)
                .push(", ")
                .push_bind(party.is_lead)
                .push(", ")
                .push_bind(party.is_coordinating)
                .push(", ")
                .push_bind(party.is_superior)
                .push(", ")
                .push_bind(party.is_open)
                .push(", ")
                .push_bind(party.sort_due)
                .push(", ")
                .push_bind(party.waits_for)
                .push(", ")
                .push_bind(party.waits_until)
                .push(")");
        }
        query
            .push(
                " ON CONFLICT (task, agency) DO UPDATE SET is_issuer = excluded.is_issuer, \
                 is_lead = excluded.is_lead, is_coordinating = excluded.is_coordinating, \
                 is_superior = excluded.is_superior, is_open = excluded.is_open, \
                 sort_due = excluded.sort_due, waits_for = excluded.waits_for, \
                 waits_until = excluded.waits_until",
            )
            .execute()
            .await?;
    }
    Ok(())
}

/// What lists show of a task.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Columns {
    pub id: TaskId,
    pub title: String,
    pub state: State,
    pub urgency: Urgency,
    pub lead: AgencyId,
    pub clause: Option<ClauseId>,
    pub original_due: Option<NaiveDate>,
    pub due: Option<NaiveDate>,
    pub completed_on: Option<NaiveDate>,
    pub percent: i64,
    pub waits_for: Option<Waiting>,
    pub directive: Option<DirectiveId>,
    pub number: Option<String>,
    pub symbol: Option<String>,
    pub is_subtask: bool,
    pub version: i64,
    pub area: Option<String>,
    pub issuer: AgencyId,
}

/// What a list is filtered by, already parsed.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub state: Option<State>,
    pub timeliness: Option<Timeliness>,
    pub bucket: Option<Bucket>,
    pub lead: Option<AgencyId>,
    pub area: Option<String>,
    pub directive: Option<DirectiveId>,
    pub text: Option<String>,
    /// An order that no index has ([`TaskSort::is_kept`]) is read as that of the deadlines.
    pub sort: TaskSort,
    pub after: Option<Cursor>,
    /// Both open and closed tasks, where the list is of one directive or area.
    pub any_state: bool,
    /// Due on that day or later.
    pub due_from: Option<NaiveDate>,
    /// Due on that day or earlier.
    pub due_to: Option<NaiveDate>,
}

/// The last row of a page: where the next one starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub sort_due: NaiveDate,
    pub id: TaskId,
}

impl Columns {
    /// The place of the row in its list.
    pub fn cursor(&self) -> Cursor {
        Cursor {
            sort_due: self.due.unwrap_or(LAST_DAY),
            id: self.id,
        }
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.sort_due, self.id)
    }
}

/// A day out of a cursor that came back: not every day that chrono knows is one of PostgreSQL.
pub(crate) fn cursor_day(text: &str) -> std::result::Result<NaiveDate, UnknownValue> {
    let day: Option<NaiveDate> = text.parse().ok();
    let known = day.filter(|day| (1..=LAST_DAY.year()).contains(&day.year()));
    known.ok_or(UnknownValue)
}

impl std::str::FromStr for Cursor {
    type Err = UnknownValue;
    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        let (day, id) = text.split_once('.').ok_or(UnknownValue)?;
        Ok(Self {
            sort_due: cursor_day(day)?,
            id: id.parse().map_err(|_| UnknownValue)?,
        })
    }
}

/// The days between which "due soon" lies.
#[derive(Clone, Copy, Debug)]
pub struct Days {
    pub today: NaiveDate,
    pub soon_until: NaiveDate,
}

const SELECT: &str = "SELECT t.id, t.title, t.state, t.urgency, t.lead, t.clause, t.area, \
     t.original_due, t.due, t.completed_on, t.percent, p.waits_for, t.directive, d.number, d.symbol, \
     t.parent IS NOT NULL AS is_subtask, t.version, t.issuer ";
const SELECT_WITHOUT_PARTY: &str = "SELECT t.id, t.title, t.state, t.urgency, t.lead, t.clause, \
     t.area, t.original_due, t.due, t.completed_on, t.percent, CAST(NULL AS TEXT) AS waits_for, t.directive, \
     d.number, d.symbol, t.parent IS NOT NULL AS is_subtask, t.version, t.issuer ";

/// One page of the tasks in the scope that match the filter, in its order.
pub async fn list(
    tx: &mut Tx,
    scope: &Scope,
    filter: &Filter,
    days: Days,
    limit: u32,
) -> Result<Vec<Columns>> {
    // With a scope of one agency the order is read from the agency's own rows.
    let by_party = matches!(scope, Scope::Agency(_));
    let selects = (SELECT, SELECT_WITHOUT_PARTY);
    let Some(mut query) = narrowed(tx, selects, scope, filter, days) else {
        return Ok(Vec::new());
    };
    if let Some(after) = filter.after {
        query = match (filter.sort, by_party) {
            (TaskSort::DueLast, true) => query.push(" AND (p.sort_due, p.task) < ("),
            (TaskSort::DueLast, false) => query.push(" AND (t.sort_due, t.id) < ("),
            (TaskSort::Newest, true) => query.push(" AND p.task < "),
            (TaskSort::Newest, false) => query.push(" AND t.id < "),
            (_, true) => query.push(" AND (p.sort_due, p.task) > ("),
            (_, false) => query.push(" AND (t.sort_due, t.id) > ("),
        };
        query = match filter.sort {
            TaskSort::Newest => query.push_bind(after.id),
            _ => query
                .push_bind(after.sort_due)
                .push(", ")
                .push_bind(after.id)
                .push(")"),
        };
    }
    query
        .push(match (filter.sort, by_party) {
            (TaskSort::DueLast, true) => " ORDER BY p.sort_due DESC, p.task DESC",
            (TaskSort::DueLast, false) => " ORDER BY t.sort_due DESC, t.id DESC",
            (TaskSort::Newest, true) => " ORDER BY p.task DESC",
            (TaskSort::Newest, false) => " ORDER BY t.id DESC",
            (_, true) => " ORDER BY p.sort_due, p.task",
            (_, false) => " ORDER BY t.sort_due, t.id",
        })
        .limit(limit)
        .fetch_all()
        .await
}

/// A statement up to its conditions: what is selected with the agency's own row `p` beside the task `t`, or without
/// one, then scope and filter. None where the scope is empty.
pub(crate) fn narrowed<'q>(
    tx: &'q mut Tx,
    (with_party, without_party): (&'static str, &'static str),
    scope: &Scope,
    filter: &Filter,
    days: Days,
) -> Option<Query<'q>> {
    let by_party = matches!(scope, Scope::Agency(_));
    let mut query = match scope {
        Scope::Nothing => return None,
        Scope::Agency(agency) => tx
            .query(with_party)
            .push(
                "FROM task_party p JOIN task t ON t.id = p.task \
                 LEFT JOIN directive d ON d.id = t.directive WHERE p.agency = ",
            )
            .push_bind(*agency),
        // All parties are of the task's province (the service gives work to no other), so it decides.
        Scope::Province { province, .. } => tx
            .query(without_party)
            .push("FROM task t LEFT JOIN directive d ON d.id = t.directive WHERE t.province = ")
            .push_bind(province.clone()),
        Scope::All => tx
            .query(without_party)
            .push("FROM task t LEFT JOIN directive d ON d.id = t.directive WHERE 1 = 1"),
    };
    // Elsewhere the state says it, and an index begins with it.
    let is_said = filter.state.is_some() && !by_party;
    if !filter.any_state && !is_said {
        query = query
            .push(if by_party {
                " AND p.is_open = "
            } else {
                " AND t.is_open = "
            })
            .push_bind(filter.is_open());
    }
    if let Some(state) = filter.state {
        query = query.push(" AND t.state = ").push_bind(state);
    }
    if let Some(timeliness) = filter.timeliness {
        query = with_timeliness(query, timeliness, days);
    }
    if let Some(bucket) = filter.bucket {
        query = with_bucket(query, bucket, days);
    }
    if let Some(lead) = filter.lead {
        query = query.push(" AND t.lead = ").push_bind(lead);
    }
    if let Some(area) = &filter.area {
        query = query.push(" AND t.area = ").push_bind(area.clone());
    }
    if let Some(directive) = filter.directive {
        query = query.push(" AND t.directive = ").push_bind(directive);
    }
    for word in filter.text.iter().flat_map(|text| text.split_whitespace()) {
        query = query
            .push(" AND t.search_text LIKE ")
            .push_bind(like(&fold(word)))
            .push(" ESCAPE '\\'");
    }
    // Of the row from which the order is read, so that the same index serves both.
    let [since, until] = if by_party {
        [" AND p.sort_due >= ", " AND p.sort_due <= "]
    } else {
        [" AND t.sort_due >= ", " AND t.sort_due <= "]
    };
    if let Some(from) = filter.due_from {
        query = query.push(since).push_bind(from);
    }
    if let Some(to) = filter.due_to {
        query = query.push(until).push_bind(to);
    }
    Some(query)
}

/// Those of the named tasks that are in the scope, in the order of their deadlines.
pub async fn list_chosen(tx: &mut Tx, scope: &Scope, ids: &[TaskId]) -> Result<Vec<Columns>> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(500) {
        let query = match scope {
            Scope::Nothing => return Ok(Vec::new()),
            Scope::Agency(agency) => tx
                .query(SELECT)
                .push(
                    "FROM task_party p JOIN task t ON t.id = p.task \
                     LEFT JOIN directive d ON d.id = t.directive WHERE p.agency = ",
                )
                .push_bind(*agency),
            Scope::Province { province, .. } => tx
                .query(SELECT_WITHOUT_PARTY)
                .push("FROM task t LEFT JOIN directive d ON d.id = t.directive WHERE t.province = ")
                .push_bind(province.clone()),
            Scope::All => tx
                .query(SELECT_WITHOUT_PARTY)
                .push("FROM task t LEFT JOIN directive d ON d.id = t.directive WHERE 1 = 1"),
        };
        let rows: Vec<Columns> = query
            .push(" AND t.id IN ")
            .push_list(chunk.iter().copied())
            .fetch_all()
            .await?;
        found.extend(rows);
    }
    found.sort_by_key(|row| (row.cursor().sort_due, row.id));
    Ok(found)
}

impl Filter {
    /// Lists show open work unless a filter asks for what is finished.
    fn is_open(&self) -> bool {
        let closed_state = self.state.is_some_and(|state| !state.is_open());
        let closed_time = matches!(
            self.timeliness,
            Some(Timeliness::CompletedOnTime | Timeliness::CompletedLate)
        );
        let closed_bucket = matches!(self.bucket, Some(Bucket::DoneOnTime | Bucket::DoneLate));
        !(closed_state || closed_time || closed_bucket)
    }
}

/// The clock of the task runs.
const RUNS: &str = " AND t.state NOT IN ('suspended', 'cancelled', 'draft', 'completed')";

/// The rule of [`domain::timeliness::bucket`] as SQL; a contract test compares the two.
fn with_bucket(query: Query<'_>, bucket: Bucket, days: Days) -> Query<'_> {
    match bucket {
        Bucket::DoneOnTime => with_timeliness(query, Timeliness::CompletedOnTime, days),
        Bucket::DoneLate => with_timeliness(query, Timeliness::CompletedLate, days),
        Bucket::Overdue => with_timeliness(query, Timeliness::Overdue, days),
        Bucket::InTime => query
            .push(RUNS)
            .push(" AND t.sort_due >= ")
            .push_bind(days.today),
        Bucket::Suspended => query.push(" AND t.state = 'suspended'"),
    }
}

/// The rule of [`domain::timeliness::timeliness`] as SQL; a contract test compares the two.
fn with_timeliness(query: Query<'_>, timeliness: Timeliness, days: Days) -> Query<'_> {
    match timeliness {
        Timeliness::Overdue => query
            .push(RUNS)
            .push(" AND t.sort_due < ")
            .push_bind(days.today),
        Timeliness::DueSoon => query
            .push(RUNS)
            .push(" AND t.sort_due >= ")
            .push_bind(days.today)
            .push(" AND t.sort_due <= ")
            .push_bind(days.soon_until),
        Timeliness::NotDue => query
            .push(" AND t.due IS NOT NULL AND t.state <> 'completed' AND (t.sort_due > ")
            .push_bind(days.soon_until)
            .push(" OR t.state IN ('suspended', 'cancelled', 'draft'))"),
        Timeliness::NoDeadline => query.push(" AND t.due IS NULL AND t.state <> 'completed'"),
        Timeliness::CompletedOnTime => {
            query.push(" AND t.state = 'completed' AND (t.due IS NULL OR t.completed_on <= t.due)")
        }
        Timeliness::CompletedLate => {
            query.push(" AND t.state = 'completed' AND t.completed_on > t.due")
        }
    }
}

/// A pattern that finds the text anywhere, its own wildcards taken literally.
pub(crate) fn like(text: &str) -> String {
    let escaped = text
        .replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_");
    format!("%{escaped}%")
}

/// What waits for the agency, by when it must act.
pub async fn waiting(tx: &mut Tx, agency: AgencyId, limit: u32) -> Result<Vec<Columns>> {
    tx.query(SELECT)
        .push(
            "FROM task_party p JOIN task t ON t.id = p.task \
             LEFT JOIN directive d ON d.id = t.directive \
             WHERE p.agency = $1 AND p.waits_for IS NOT NULL \
             ORDER BY p.waits_until, p.task",
        )
        .bind(agency)
        .limit(limit)
        .fetch_all()
        .await
}

/// The tasks of the scope that wait for a decision of their issuer, most urgent first.
pub async fn awaiting_decision(tx: &mut Tx, province: &str, limit: u32) -> Result<Vec<Columns>> {
    tx.query(SELECT)
        .push(
            "FROM task t JOIN task_party p ON p.task = t.id AND p.agency = t.issuer \
             LEFT JOIN directive d ON d.id = t.directive \
             WHERE t.province = $1 AND t.is_open = $2 \
             AND p.waits_for IN ('confirm', 'reassign', 'decide_extension') \
             ORDER BY t.sort_due, t.id",
        )
        .bind(province.to_owned())
        .bind(true)
        .limit(limit)
        .fetch_all()
        .await
}

#[derive(sqlx::FromRow)]
struct Count {
    n: i64,
}

/// How many tasks wait for the agency.
pub async fn count_waiting(tx: &mut Tx, agency: AgencyId) -> Result<i64> {
    let row: Option<Count> = tx
        .query("SELECT COUNT(*) AS n FROM task_party WHERE agency = $1 AND waits_for IS NOT NULL")
        .bind(agency)
        .fetch_optional()
        .await?;
    Ok(row.map_or(0, |row| row.n))
}

/// Open tasks whose deadline lies in `[from, to)`: those that become overdue when the counters move on.
pub async fn due_between(tx: &mut Tx, from: NaiveDate, to: NaiveDate) -> Result<Vec<Task>> {
    let rows: Vec<Body> = tx
        .query("SELECT body FROM task WHERE sort_due >= $1 AND sort_due < $2 AND is_open = $3")
        .bind(from)
        .bind(to)
        .bind(true)
        .fetch_all()
        .await?;
    Ok(rows.into_iter().map(|row| row.body.0).collect())
}

/// A part of all tasks in the order of their ids, for rebuilding and verifying.
pub async fn scan(tx: &mut Tx, after: Option<TaskId>, limit: u32) -> Result<Vec<Task>> {
    let mut query = tx.query("SELECT body FROM task");
    if let Some(after) = after {
        query = query.push(" WHERE id > ").push_bind(after);
    }
    let rows: Vec<Body> = query.push(" ORDER BY id").limit(limit).fetch_all().await?;
    Ok(rows.into_iter().map(|row| row.body.0).collect())
}

#[derive(sqlx::FromRow, PartialEq)]
struct Copied {
    id: TaskId,
    version: i64,
    province: String,
    issuer: AgencyId,
    lead: AgencyId,
    title: String,
    state: State,
    urgency: Urgency,
    area: Option<String>,
    is_open: bool,
    original_due: Option<NaiveDate>,
    due: Option<NaiveDate>,
    sort_due: NaiveDate,
    completed_on: Option<NaiveDate>,
    percent: i64,
    search_text: String,
    parent: Option<TaskId>,
}

impl From<&Task> for Copied {
    fn from(task: &Task) -> Self {
        Self {
            id: task.id,
            version: task.version,
            province: task.province.clone(),
            issuer: task.issuer,
            lead: task.lead,
            title: task.title.clone(),
            state: task.state,
            urgency: task.urgency,
            area: task.area.clone(),
            is_open: task.state.is_open(),
            original_due: task.original_due,
            due: task.due,
            sort_due: task.due.unwrap_or(LAST_DAY),
            completed_on: task.completed_on,
            percent: i64::from(task.percent),
            search_text: search_text(task),
            parent: task.parent.as_ref().map(|parent| parent.task),
        }
    }
}

/// Those of the tasks whose columns are not copies of them, for verifying.
pub async fn miscopied(tx: &mut Tx, tasks: &[Task]) -> Result<Vec<TaskId>> {
    let rows: Vec<Copied> = tx
        .query(
            "SELECT id, version, province, issuer, lead, title, state, urgency, area, is_open, \
             original_due, due, sort_due, completed_on, percent, search_text, parent FROM task \
             WHERE id IN ",
        )
        .push_list(tasks.iter().map(|task| task.id))
        .fetch_all()
        .await?;
    Ok(tasks
        .iter()
        .filter(|task| !rows.contains(&Copied::from(*task)))
        .map(|task| task.id)
        .collect())
}
