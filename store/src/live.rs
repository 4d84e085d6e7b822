//! What the one reader of a server asks for its open screens: new entries of the log, who may see their subjects,
//! and the counts around pages.
//!
//! **Invariant:** each function is one statement, however many entries, subjects or agencies it is asked about.
//! To let screens know more of an entry: a column of [`Line`].

use crate::db::Tx;
use crate::error::Result;
use crate::task::Body;
use chrono::{DateTime, Utc};
use domain::access::Parties;
use domain::directive::DirectiveState;
use domain::id::{AgencyId, DirectiveId, TaskId};
use domain::log::SubjectKind;
use domain::task::Task;
use uuid::Uuid;

/// An entry of the log, as far as open screens are told of it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Line {
    pub seq: i64,
    pub subject_kind: SubjectKind,
    pub subject_id: Uuid,
    pub subject_seq: i64,
    pub full_name: String,
    pub agency: AgencyId,
    pub received_at: DateTime<Utc>,
    pub verb: String,
    /// The event of a task; empty for other subjects, whose events may carry a whole document.
    pub payload: String,
}

/// The entries of the whole log after that place, in order.
pub async fn lines(tx: &mut Tx, after: i64, limit: u32) -> Result<Vec<Line>> {
    tx.query(
        "SELECT e.seq, e.subject_kind, e.subject_id, e.subject_seq, a.full_name, e.agency, \
         e.received_at, e.verb, CASE WHEN e.subject_kind = 'task' THEN e.payload ELSE '' END \
         AS payload FROM log_entry e JOIN account a ON a.id = e.account \
         WHERE e.seq > $1 ORDER BY e.seq LIMIT $2",
    )
    .bind(after)
    .bind(i64::from(limit))
    .fetch_all()
    .await
}

/// The tasks with these ids.
pub async fn tasks(tx: &mut Tx, ids: impl IntoIterator<Item = TaskId>) -> Result<Vec<Task>> {
    let rows: Vec<Body> = tx
        .query("SELECT body FROM task WHERE id IN ")
        .push_list(ids)
        .push(" ORDER BY id")
        .fetch_all()
        .await?;
    Ok(rows.into_iter().map(|row| row.body.0).collect())
}

#[derive(sqlx::FromRow)]
struct DirectiveRow {
    id: DirectiveId,
    state: DirectiveState,
    province: String,
    owner: AgencyId,
    agency: Option<AgencyId>,
    is_lead: Option<bool>,
    is_coordinating: Option<bool>,
    is_superior: Option<bool>,
}

/// State and parties of the directives with these ids, ordered by id.
pub async fn directives(
    tx: &mut Tx,
    ids: impl IntoIterator<Item = DirectiveId>,
) -> Result<Vec<(DirectiveId, DirectiveState, Parties)>> {
    let rows: Vec<DirectiveRow> = tx
        .query(
            "SELECT d.id, d.state, d.province, d.owner, p.agency, p.is_lead, p.is_coordinating, \
             p.is_superior FROM directive d LEFT JOIN directive_party p ON p.directive = d.id \
             WHERE d.id IN ",
        )
        .push_list(ids)
        .push(" ORDER BY d.id, p.agency")
        .fetch_all()
        .await?;
    let mut found: Vec<(DirectiveId, DirectiveState, Parties)> = Vec::new();
    for row in rows {
        if found.last().is_none_or(|(id, ..)| *id != row.id) {
            let parties = Parties {
                province: row.province,
                issuer: Some(row.owner),
                ..Parties::default()
            };
            found.push((row.id, row.state, parties));
        }
        let (Some((.., parties)), Some(agency)) = (found.last_mut(), row.agency) else {
            continue;
        };
        if row.is_lead == Some(true) {
            parties.leads.push(agency);
        }
        if row.is_coordinating == Some(true) {
            parties.coordinating.push(agency);
        }
        if row.is_superior == Some(true) {
            parties.superiors.push(agency);
        }
    }
    Ok(found)
}
