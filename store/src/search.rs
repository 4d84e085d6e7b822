//! The index of search: one row for whatever can be found, with the tokens of its text and of who may see it.
//!
//! SQLite keeps the tokens in FTS5, PostgreSQL in a GIN index over a `tsvector` that is made of the tokens as
//! they are. Who may see something are tokens as well, so one look into the index intersects rights and words:
//! nothing is found first and taken away later. The newest come first within a tier, read from the index in
//! this order, so a page of a common word costs what a page costs.
//!
//! **Invariants:** rows are written in the transaction of what they show; a row of a task carries exactly the
//! agencies of `task_party`; both engines give one [`Expr`] the meaning of [`Expr::matches`].
//!
//! To let one more thing be found: its kind in `domain::search`, and a call of [`write()`] where it is written.

use crate::db::{Dialect, Tx};
use crate::error::Result;
use chrono::NaiveDate;
use domain::area::Area;
use domain::directive::{Directive, DirectiveState};
use domain::id::{AgencyId, DirectiveId, TaskId};
use domain::search::{Expr, SearchKind, scope_tokens, tokens};
use domain::task::{State, Task};
use uuid::Uuid;

/// Something that can be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doc {
    pub kind: SearchKind,
    /// What it is among its kind.
    pub item: String,
    /// The task or directive whose parties may see it.
    pub owner: Option<Uuid>,
    /// Tokens of who may see it.
    pub scope: String,
    /// Tokens of its text.
    pub words: String,
    /// What a result shows of it.
    pub shown: String,
}

/// A task and its files, for the agencies that may see it.
pub fn of_task(task: &Task, superiors: &[AgencyId]) -> Vec<Doc> {
    let agencies = crate::task::agencies(task, superiors);
    let doc = |kind, item, text: &str, shown: &str| Doc {
        kind,
        item,
        owner: Some(task.id.0),
        scope: scope_tokens(kind, &task.province, &agencies),
        words: tokens(text),
        shown: shown.to_owned(),
    };
    let deliverable = task.deliverable.as_deref().unwrap_or_default();
    let mut docs = vec![doc(
        SearchKind::Task,
        task.id.to_string(),
        &format!("{} \n {deliverable}", task.title),
        &task.title,
    )];
    for (place, file) in task.attachments.iter().enumerate() {
        if !file.is_withdrawn {
            let item = format!("{}.{}", task.id, place + 1);
            docs.push(doc(
                SearchKind::File,
                item,
                &file.file.name,
                &file.file.name,
            ));
        }
    }
    docs
}

/// A comment on a task, for the agencies that may see the task.
pub fn of_comment(task: &Task, superiors: &[AgencyId], number: u32, text: &str) -> Doc {
    let agencies = crate::task::agencies(task, superiors);
    Doc {
        kind: SearchKind::Comment,
        item: format!("{}.{number}", task.id),
        owner: Some(task.id.0),
        scope: scope_tokens(SearchKind::Comment, &task.province, &agencies),
        words: tokens(text),
        shown: text.to_owned(),
    }
}

/// A directive, for the agencies that may see it; none before it is issued.
pub fn of_directive(directive: &Directive, agencies: &[AgencyId]) -> Option<Doc> {
    let header = &directive.header;
    let text = format!("{} · {}", header.reference(), header.subject);
    (directive.state == DirectiveState::Issued).then(|| Doc {
        kind: SearchKind::Directive,
        item: directive.id.to_string(),
        owner: Some(directive.id.0),
        scope: scope_tokens(SearchKind::Directive, &directive.province, agencies),
        words: tokens(&text),
        shown: text,
    })
}

/// A unit, for its province.
pub fn of_area(area: &Area) -> Doc {
    Doc {
        kind: SearchKind::Area,
        item: format!("{}.{}", area.code, area.valid_from),
        owner: None,
        scope: scope_tokens(SearchKind::Area, &area.province, &[]),
        words: tokens(&format!(
            "{} \n {} \n {}",
            area.name_vi, area.name_en, area.code
        )),
        shown: area.name_vi.clone(),
    }
}

/// Writes what can be found, anew where it stands already.
pub async fn write(tx: &mut Tx, docs: &[Doc]) -> Result<()> {
    for chunk in docs.chunks(500) {
        let mut query =
            tx.query("INSERT INTO search_doc (kind, item, owner, scope, words, shown) VALUES ");
        for (place, doc) in chunk.iter().enumerate() {
            query = query
                .push(if place == 0 { "(" } else { ", (" })
                .push_bind(doc.kind)
                .push(", ")
                .push_bind(doc.item.clone())
                .push(", ")
                .push_bind(doc.owner)
                .push(", ")
                .push_bind(doc.scope.clone())
                .push(", ")
                .push_bind(doc.words.clone())
                .push(", ")
                .push_bind(doc.shown.clone())
                .push(")");
        }
        query
            .push(
                " ON CONFLICT (kind, item) DO UPDATE SET owner = excluded.owner, \
                 scope = excluded.scope, words = excluded.words, shown = excluded.shown",
            )
            .execute()
            .await?;
    }
    Ok(())
}

/// Lets something be found no more; what cannot be found already is left alone.
pub async fn remove(tx: &mut Tx, kind: SearchKind, item: &str) -> Result<()> {
    tx.query("DELETE FROM search_doc WHERE kind = $1 AND item = $2")
        .bind(kind)
        .bind(item.to_owned())
        .execute()
        .await?;
    Ok(())
}

/// Lets other agencies find a task, its comments and its files: those that may see it now.
pub async fn set_agencies(
    tx: &mut Tx,
    task: TaskId,
    province: &str,
    agencies: &[AgencyId],
) -> Result<()> {
    for kind in [SearchKind::Task, SearchKind::Comment, SearchKind::File] {
        tx.query("UPDATE search_doc SET scope = $1 WHERE owner = $2 AND kind = $3")
            .bind(scope_tokens(kind, province, agencies))
            .bind(task)
            .bind(kind)
            .execute()
            .await?;
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Province {
    province: String,
}

/// Lets those find an issued directive that may see it now.
pub async fn refresh_directive(tx: &mut Tx, id: DirectiveId) -> Result<()> {
    let agencies = crate::directive::parties(tx, id).await?;
    let agencies: Vec<AgencyId> = agencies.iter().map(|party| party.agency).collect();
    let found: Option<Province> = tx
        .query("SELECT province FROM directive WHERE id = $1")
        .bind(id)
        .fetch_optional()
        .await?;
    let Some(found) = found else { return Ok(()) };
    tx.query("UPDATE search_doc SET scope = $1 WHERE owner = $2 AND kind = $3")
        .bind(scope_tokens(
            SearchKind::Directive,
            &found.province,
            &agencies,
        ))
        .bind(id)
        .bind(SearchKind::Directive)
        .execute()
        .await?;
    Ok(())
}

/// The place of a result: its tier, 0 for the best, and its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub tier: i64,
    pub doc: i64,
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.tier, self.doc)
    }
}

impl std::str::FromStr for Cursor {
    type Err = domain::refusal::UnknownValue;
    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        let unknown = domain::refusal::UnknownValue;
        let (tier, doc) = text.split_once('.').ok_or(unknown)?;
        Ok(Self {
            tier: tier.parse().map_err(|_| unknown)?,
            doc: doc.parse().map_err(|_| unknown)?,
        })
    }
}

/// A result.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Hit {
    pub tier: i64,
    pub doc: i64,
    pub item: String,
    pub owner: Option<Uuid>,
    pub shown: String,
}

impl Hit {
    /// Where it stands among the results.
    pub fn cursor(&self) -> Cursor {
        Cursor {
            tier: self.tier,
            doc: self.doc,
        }
    }
}

/// The expression as the engine reads it. Tokens are letters and digits, so quoting them is enough.
fn written(dialect: Dialect, expr: &Expr) -> String {
    let joined = |all: &[Expr], word: &str| {
        let parts: Vec<String> = all.iter().map(|one| written(dialect, one)).collect();
        format!("({})", parts.join(word))
    };
    match (dialect, expr) {
        (Dialect::Sqlite, Expr::Token(token)) => format!("\"{token}\""),
        (Dialect::Postgres, Expr::Token(token)) => format!("'{token}'"),
        (Dialect::Sqlite, Expr::All(all)) => joined(all, " AND "),
        (Dialect::Postgres, Expr::All(all)) => joined(all, " & "),
        (Dialect::Sqlite, Expr::Any(any)) => joined(any, " OR "),
        (Dialect::Postgres, Expr::Any(any)) => joined(any, " | "),
        (Dialect::Sqlite, Expr::Without(one, other)) => {
            format!(
                "({} NOT {})",
                written(dialect, one),
                written(dialect, other)
            )
        }
        (Dialect::Postgres, Expr::Without(one, other)) => {
            format!("({} & !{})", written(dialect, one), written(dialect, other))
        }
    }
}

const HITS: [&str; 4] = [
    "SELECT * FROM (SELECT CAST(0 AS BIGINT) AS tier, s.doc, s.item, s.owner, s.shown FROM ",
    "SELECT * FROM (SELECT CAST(1 AS BIGINT) AS tier, s.doc, s.item, s.owner, s.shown FROM ",
    "SELECT * FROM (SELECT CAST(2 AS BIGINT) AS tier, s.doc, s.item, s.owner, s.shown FROM ",
    "SELECT * FROM (SELECT CAST(3 AS BIGINT) AS tier, s.doc, s.item, s.owner, s.shown FROM ",
];

/// What meets `within` and one of the tiers: those of the best tier first, the newest first in each, after the
/// given one. One statement, which reads at most `limit` rows of each tier.
pub async fn find(
    tx: &mut Tx,
    within: &Expr,
    tiers: &[Expr],
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<Hit>> {
    let dialect = tx.dialect();
    let first = after.map_or(0, |after| usize::try_from(after.tier).unwrap_or(usize::MAX));
    let wanted: Vec<(usize, &Expr)> = tiers
        .iter()
        .enumerate()
        .skip(first)
        .take(HITS.len())
        .collect();
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = tx.query("");
    for (place, (tier, expr)) in wanted.iter().enumerate() {
        let expr = written(dialect, &expr.and(within));
        let below = match after {
            Some(after) if place == 0 => after.doc,
            _ => i64::MAX,
        };
        query = query
            .push(if place == 0 { "" } else { " UNION ALL " })
            .push(HITS.get(*tier).copied().unwrap_or(HITS[3]));
        query = match dialect {
            // The index gives its rows in the order of their numbers; CROSS JOIN keeps it the outer loop.
            Dialect::Sqlite => query
                .push("search_index CROSS JOIN search_doc s ON s.doc = search_index.rowid WHERE search_index MATCH ")
                .push_bind(expr)
                .push(" AND search_index.rowid < ")
                .push_bind(below)
                .push(" ORDER BY search_index.rowid DESC"),
            Dialect::Postgres => query
                .push("search_doc s WHERE s.tokens @@ CAST(")
                .push_bind(expr)
                .push(" AS TSQUERY) AND s.doc < ")
                .push_bind(below)
                .push(" ORDER BY s.doc DESC"),
        };
        query = query.limit(limit).push(") AS found");
    }
    if dialect == Dialect::Sqlite {
        // Reads one tier after another and stops where the page is full. PostgreSQL may read them at once.
        query = query.limit(limit);
    }
    let mut hits: Vec<Hit> = query.fetch_all().await?;
    hits.sort_by_key(|hit| (hit.tier, std::cmp::Reverse(hit.doc)));
    hits.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(hits)
}

/// What a result shows of its task.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct TaskFacts {
    pub id: TaskId,
    pub title: String,
    pub state: State,
    pub lead: AgencyId,
    pub due: Option<NaiveDate>,
    pub completed_on: Option<NaiveDate>,
}

/// The tasks with these ids.
pub async fn tasks(tx: &mut Tx, ids: impl IntoIterator<Item = Uuid>) -> Result<Vec<TaskFacts>> {
    tx.query("SELECT id, title, state, lead, due, completed_on FROM task WHERE id IN ")
        .push_list(ids)
        .fetch_all()
        .await
}

/// What a result shows of a unit.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct AreaFacts {
    pub code: String,
    pub valid_from: NaiveDate,
    pub valid_to: Option<NaiveDate>,
    pub name_vi: String,
    pub name_en: String,
    /// The unit above it when it began.
    pub above_vi: Option<String>,
    pub above_en: Option<String>,
}

/// The units with these codes, of every period.
pub async fn areas(tx: &mut Tx, codes: impl IntoIterator<Item = String>) -> Result<Vec<AreaFacts>> {
    tx.query(
        "SELECT a.code, a.valid_from, a.valid_to, a.name_vi, a.name_en, p.name_vi AS above_vi, \
         p.name_en AS above_en FROM area a LEFT JOIN area p ON p.code = a.parent \
         AND p.valid_from <= a.valid_from AND (p.valid_to IS NULL OR p.valid_to > a.valid_from) \
         WHERE a.code IN ",
    )
    .push_list(codes)
    .fetch_all()
    .await
}

#[derive(sqlx::FromRow)]
struct Row {
    kind: SearchKind,
    item: String,
    owner: Option<Uuid>,
    scope: String,
    words: String,
    shown: String,
}

impl From<Row> for Doc {
    fn from(row: Row) -> Self {
        Self {
            kind: row.kind,
            item: row.item,
            owner: row.owner,
            scope: row.scope,
            words: row.words,
            shown: row.shown,
        }
    }
}

/// Makes the rows of these owners what they must be; gives how many were wrong, missing or too many.
pub async fn mend(tx: &mut Tx, owners: &[Uuid], docs: &[Doc]) -> Result<u64> {
    let rows: Vec<Row> = tx
        .query("SELECT kind, item, owner, scope, words, shown FROM search_doc WHERE owner IN ")
        .push_list(owners.iter().copied())
        .fetch_all()
        .await?;
    let rows = rows.into_iter().map(Doc::from).collect();
    settle(tx, rows, docs).await
}

/// Makes the rows of all units what they must be; gives how many were wrong, missing or too many.
pub async fn mend_areas(tx: &mut Tx, docs: &[Doc]) -> Result<u64> {
    let rows: Vec<Row> = tx
        .query("SELECT kind, item, owner, scope, words, shown FROM search_doc WHERE owner IS NULL")
        .fetch_all()
        .await?;
    let rows = rows.into_iter().map(Doc::from).collect();
    settle(tx, rows, docs).await
}

async fn settle(tx: &mut Tx, rows: Vec<Doc>, docs: &[Doc]) -> Result<u64> {
    let is: std::collections::HashMap<(SearchKind, String), Doc> = rows
        .into_iter()
        .map(|doc| ((doc.kind, doc.item.clone()), doc))
        .collect();
    let key = |doc: &Doc| (doc.kind, doc.item.clone());
    let wrong: Vec<Doc> = docs
        .iter()
        .filter(|doc| is.get(&key(doc)) != Some(doc))
        .cloned()
        .collect();
    let must: std::collections::HashSet<(SearchKind, String)> = docs.iter().map(key).collect();
    let mut count = wrong.len();
    for (kind, item) in is.keys().filter(|key| !must.contains(key)) {
        remove(tx, *kind, item).await?;
        count += 1;
    }
    write(tx, &wrong).await?;
    Ok(u64::try_from(count).unwrap_or(u64::MAX))
}

/// Makes the index itself anew from its rows, where the engine keeps the two apart.
pub async fn reindex(tx: &mut Tx) -> Result<()> {
    match tx.dialect() {
        Dialect::Sqlite => {
            tx.query("INSERT INTO search_index (search_index) VALUES ('rebuild')")
                .execute()
                .await?;
        }
        // A row and its place in the index are one there.
        Dialect::Postgres => {}
    }
    Ok(())
}

/// Pages of the index that one step of [`merge`] writes: some 20 ms, for which other writers wait.
const MERGED_AT_ONCE: i64 = 64;

#[derive(sqlx::FromRow)]
struct Changes {
    count: i64,
}

/// Merges some of the segments in which the index was written, so that a question opens fewer; gives whether more is
/// to be done. PostgreSQL keeps its index in one.
pub async fn merge(tx: &mut Tx) -> Result<bool> {
    match tx.dialect() {
        Dialect::Sqlite => {
            let before = changes(tx).await?;
            tx.query("INSERT INTO search_index (search_index, rank) VALUES ('merge', $1)")
                .bind(MERGED_AT_ONCE)
                .execute()
                .await?;
            // As SQLite's manual has it: less than two changes mean that there was nothing to merge.
            Ok(changes(tx).await? - before >= 2)
        }
        Dialect::Postgres => Ok(false),
    }
}

async fn changes(tx: &mut Tx) -> Result<i64> {
    let changes: Option<Changes> = tx
        .query("SELECT total_changes() AS count")
        .fetch_optional()
        .await?;
    Ok(changes.map_or(0, |changes| changes.count))
}
