//! Directives: the row with the whole document as JSON, what lists need of it, and who may see it.
//!
//! **Invariants:** a number is registered once per issuer and date, discarded drafts aside; a list is
//! limited by a [`Scope`] inside the statement.
//!
//! To show one more thing in the list: a column, a field of [`Columns`].

use crate::db::{Query, Tx};
use crate::error::{Error, Result};
use chrono::NaiveDate;
use domain::access::Scope;
use domain::directive::{Directive, DirectiveState, Header};
use domain::document::{DocumentKind, Urgency};
use domain::id::{AgencyId, DirectiveId};
use domain::text::fold;
use sqlx::types::Json;

#[derive(sqlx::FromRow)]
struct Body {
    body: Json<Directive>,
}

/// The directive with that id.
pub async fn find(tx: &mut Tx, id: DirectiveId) -> Result<Option<Directive>> {
    let row: Option<Body> = tx
        .query("SELECT body FROM directive WHERE id = $1")
        .bind(id)
        .fetch_optional()
        .await?;
    Ok(row.map(|row| row.body.0))
}

fn search_text(header: &Header) -> String {
    fold(&format!("{} {}", header.reference(), header.subject))
}

/// Writes a new directive.
///
/// # Errors
/// [`Error::Conflict`] when the number is registered already.
pub async fn insert(tx: &mut Tx, directive: &Directive) -> Result<()> {
    let header = &directive.header;
    tx.query(
        "INSERT INTO directive (id, version, state, province, owner, issuer, number, symbol, kind, \
         issued_on, subject, urgency, body, search_text) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(directive.id)
    .bind(directive.version)
    .bind(directive.state)
    .bind(directive.province.clone())
    .bind(directive.owner)
    .bind(header.issuer)
    .bind(header.number.clone())
    .bind(header.symbol.clone())
    .bind(header.kind)
    .bind(header.issued_on)
    .bind(header.subject.clone())
    .bind(header.urgency)
    .bind(Json(directive.clone()))
    .bind(search_text(header))
    .execute()
    .await?;
    index(tx, directive).await
}

/// Lets an issued directive be found by those who may see it.
async fn index(tx: &mut Tx, directive: &Directive) -> Result<()> {
    if directive.state != DirectiveState::Issued {
        return Ok(());
    }
    let agencies: Vec<AgencyId> = parties(tx, directive.id)
        .await?
        .iter()
        .map(|party| party.agency)
        .collect();
    let doc = crate::search::of_directive(directive, &agencies);
    crate::search::write(tx, doc.as_slice()).await
}

/// Writes the next value of a directive that was read with version `before`.
///
/// # Errors
/// [`Error::Stale`] when somebody else wrote it meanwhile; [`Error::Conflict`] when its number is
/// registered already.
pub async fn update(tx: &mut Tx, before: i64, directive: &Directive) -> Result<()> {
    let header = &directive.header;
    let changed = tx
        .query(
            "UPDATE directive SET version = $1, state = $2, issuer = $3, number = $4, symbol = $5, \
             kind = $6, issued_on = $7, subject = $8, urgency = $9, body = $10, search_text = $11 \
             WHERE id = $12 AND version = $13",
        )
        .bind(directive.version)
        .bind(directive.state)
        .bind(header.issuer)
        .bind(header.number.clone())
        .bind(header.symbol.clone())
        .bind(header.kind)
        .bind(header.issued_on)
        .bind(header.subject.clone())
        .bind(header.urgency)
        .bind(Json(directive.clone()))
        .bind(search_text(header))
        .bind(directive.id)
        .bind(before)
        .execute()
        .await?;
    if changed == 0 {
        Err(Error::Stale)
    } else {
        index(tx, directive).await
    }
}

/// An agency that may see a directive.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Party {
    pub agency: AgencyId,
    pub is_lead: bool,
    pub is_coordinating: bool,
    pub is_superior: bool,
}

/// Adds agencies that may see a directive; what one already may stays.
pub async fn add_parties(
    tx: &mut Tx,
    id: DirectiveId,
    issued_on: NaiveDate,
    parties: &[Party],
) -> Result<()> {
    for chunk in parties.chunks(1000) {
        let mut query = tx.query(
            "INSERT INTO directive_party (directive, agency, issued_on, is_lead, is_coordinating, \
             is_superior) VALUES ",
        );
        for (place, party) in chunk.iter().enumerate() {
            query = query
                .push(if place == 0 { "(" } else { ", (" })
                .push_bind(id)
                .push(", ")
                .push_bind(party.agency)
                .push(", ")
                .push_bind(issued_on)
                .push(", ")
                .push_bind(party.is_lead)
                .push(", ")
                .push_bind(party.is_coordinating)
                .push(", ")
                .push_bind(party.is_superior)
                .push(")");
        }
        query
            .push(
                " ON CONFLICT (directive, agency) DO UPDATE SET \
                 is_lead = directive_party.is_lead OR excluded.is_lead, \
                 is_coordinating = directive_party.is_coordinating OR excluded.is_coordinating, \
                 is_superior = directive_party.is_superior OR excluded.is_superior",
            )
            .execute()
            .await?;
    }
    crate::search::refresh_directive(tx, id).await
}

/// The agencies that may see a directive, besides its owner.
pub async fn parties(tx: &mut Tx, id: DirectiveId) -> Result<Vec<Party>> {
    tx.query(
        "SELECT agency, is_lead, is_coordinating, is_superior FROM directive_party \
         WHERE directive = $1 ORDER BY agency",
    )
    .bind(id)
    .fetch_all()
    .await
}

/// What lists show of a directive.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Columns {
    pub id: DirectiveId,
    pub number: String,
    pub symbol: String,
    pub kind: DocumentKind,
    pub state: DirectiveState,
    pub issued_on: NaiveDate,
    pub issuer: AgencyId,
    pub subject: String,
    pub urgency: Urgency,
}

/// A directive as people name it: `1041` and `UBND-NC`.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Name {
    pub id: DirectiveId,
    pub number: String,
    pub symbol: String,
}

const COLUMNS: &str = "SELECT d.id, d.number, d.symbol, d.kind, d.state, d.issued_on, d.issuer, \
     d.subject, d.urgency FROM directive d ";
const NAME: &str = "SELECT d.id, d.number, d.symbol FROM directive d ";

/// The issued directives in the scope; none for a scope of nothing.
fn issued<'t>(tx: &'t mut Tx, select: &'static str, scope: &Scope) -> Option<Query<'t>> {
    let query = match scope {
        Scope::Nothing => return None,
        // The owner is a party of its own directives.
        Scope::Agency(agency) => tx
            .query(select)
            .push("JOIN directive_party p ON p.directive = d.id WHERE p.agency = ")
            .push_bind(*agency),
        // All parties are of the task's province (the service gives work to no other), so it decides.
        Scope::Province { province, .. } => tx
            .query(select)
            .push("WHERE d.province = ")
            .push_bind(province.clone()),
        Scope::All => tx.query(select).push("WHERE 1 = 1"),
    };
    let query = query.push(" AND d.state = ");
    Some(query.push_bind(DirectiveState::Issued))
}

/// The name of a directive, if it is issued and in the scope.
pub async fn name(tx: &mut Tx, scope: &Scope, id: DirectiveId) -> Result<Option<Name>> {
    match issued(tx, NAME, scope) {
        Some(query) => {
            let query = query.push(" AND d.id = ").push_bind(id);
            query.fetch_optional().await
        }
        None => Ok(None),
    }
}

/// The names of the newest issued directives in the scope, newest first.
pub async fn names(tx: &mut Tx, scope: &Scope, limit: u32) -> Result<Vec<Name>> {
    match issued(tx, NAME, scope) {
        Some(query) => newest(query, scope, None, limit).fetch_all().await,
        None => Ok(Vec::new()),
    }
}

/// One page of the issued directives in the scope, newest first, after the given one.
pub async fn list(
    tx: &mut Tx,
    scope: &Scope,
    after: Option<(NaiveDate, DirectiveId)>,
    limit: u32,
) -> Result<Vec<Columns>> {
    match issued(tx, COLUMNS, scope) {
        Some(query) => newest(query, scope, after, limit).fetch_all().await,
        None => Ok(Vec::new()),
    }
}

/// The newest issued directives in the scope whose number, symbol and subject contain all words of the text,
/// newest first, after the given one.
pub async fn search(
    tx: &mut Tx,
    scope: &Scope,
    text: &str,
    after: Option<(NaiveDate, DirectiveId)>,
    limit: u32,
) -> Result<Vec<Columns>> {
    match issued(tx, COLUMNS, scope) {
        Some(mut query) => {
            for word in text.split_whitespace() {
                query = query
                    .push(" AND d.search_text LIKE ")
                    .push_bind(crate::task::like(&fold(word)))
                    .push(" ESCAPE '\\'");
            }
            newest(query, scope, after, limit).fetch_all().await
        }
        None => Ok(Vec::new()),
    }
}

fn newest<'t>(
    mut query: Query<'t>,
    scope: &Scope,
    after: Option<(NaiveDate, DirectiveId)>,
    limit: u32,
) -> Query<'t> {
    // The order is read from the agency's own rows, or all its directives would be sorted for one page;
    // an issued directive never changes its day, so both have the same.
    let by_party = matches!(scope, Scope::Agency(_));
    if let Some((day, id)) = after {
        query = query
            .push(if by_party {
                " AND (p.issued_on, p.directive) < ("
            } else {
                " AND (d.issued_on, d.id) < ("
            })
            .push_bind(day)
            .push(", ")
            .push_bind(id)
            .push(")");
    }
    query
        .push(if by_party {
            " ORDER BY p.issued_on DESC, p.directive DESC"
        } else {
            " ORDER BY d.issued_on DESC, d.id DESC"
        })
        .limit(limit)
}

/// The drafts of an owner that are not issued yet, newest first.
pub async fn list_drafts(tx: &mut Tx, owner: AgencyId, limit: u32) -> Result<Vec<Columns>> {
    tx.query(
        "SELECT id, number, symbol, kind, state, issued_on, issuer, subject, urgency FROM directive \
         WHERE owner = $1 AND state = 'draft' ORDER BY issued_on DESC, id DESC",
    )
    .bind(owner)
    .limit(limit)
    .fetch_all()
    .await
}

#[derive(sqlx::FromRow)]
struct Id {
    id: DirectiveId,
}

/// Another directive, not discarded, with the same issuer, date, number and symbol.
pub async fn find_twin(
    tx: &mut Tx,
    header: &Header,
    except: DirectiveId,
) -> Result<Option<DirectiveId>> {
    let row: Option<Id> = tx
        .query(
            "SELECT id FROM directive WHERE issuer = $1 AND issued_on = $2 AND number = $3 \
             AND symbol = $4 AND state <> 'discarded' AND id <> $5",
        )
        .bind(header.issuer)
        .bind(header.issued_on)
        .bind(header.number.clone())
        .bind(header.symbol.clone())
        .bind(except)
        .fetch_optional()
        .await?;
    Ok(row.map(|row| row.id))
}

/// A part of all directives in the order of their ids, for verifying.
pub async fn scan(tx: &mut Tx, after: Option<DirectiveId>, limit: u32) -> Result<Vec<Directive>> {
    let mut query = tx.query("SELECT body FROM directive");
    if let Some(after) = after {
        query = query.push(" WHERE id > ").push_bind(after);
    }
    let rows: Vec<Body> = query.push(" ORDER BY id").limit(limit).fetch_all().await?;
    Ok(rows.into_iter().map(|row| row.body.0).collect())
}

#[derive(sqlx::FromRow, PartialEq)]
struct Copied {
    id: DirectiveId,
    version: i64,
    state: DirectiveState,
    province: String,
    owner: AgencyId,
    issuer: AgencyId,
    number: String,
    symbol: String,
    kind: DocumentKind,
    issued_on: NaiveDate,
    subject: String,
    urgency: Urgency,
    search_text: String,
}

impl From<&Directive> for Copied {
    fn from(directive: &Directive) -> Self {
        let header = &directive.header;
        Self {
            id: directive.id,
            version: directive.version,
            state: directive.state,
            province: directive.province.clone(),
            owner: directive.owner,
            issuer: header.issuer,
            number: header.number.clone(),
            symbol: header.symbol.clone(),
            kind: header.kind,
            issued_on: header.issued_on,
            subject: header.subject.clone(),
            urgency: header.urgency,
            search_text: search_text(header),
        }
    }
}

/// Those of the directives whose columns are not copies of them, for verifying.
pub async fn miscopied(tx: &mut Tx, directives: &[Directive]) -> Result<Vec<DirectiveId>> {
    let rows: Vec<Copied> = tx
        .query(
            "SELECT id, version, state, province, owner, issuer, number, symbol, kind, issued_on, \
             subject, urgency, search_text FROM directive WHERE id IN ",
        )
        .push_list(directives.iter().map(|directive| directive.id))
        .fetch_all()
        .await?;
    Ok(directives
        .iter()
        .filter(|directive| !rows.contains(&Copied::from(*directive)))
        .map(|directive| directive.id)
        .collect())
}
