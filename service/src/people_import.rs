//! People from a table: a file is read and waits, a page says what every row leads to, one act does it.
//!
//! **Invariants:** nothing is changed before the confirmation, and then what was reviewed or nothing
//! ([`domain::people::import::Review::check`]); all rows are one transaction under one envelope, and every account
//! that is changed has the file's SHA-256 in its log; a table is its uploader's alone; the number of statements of a
//! review does not grow with its rows. To add a column: `domain::people::import`.

use crate::ledger::{self, Chain};
use crate::people::{giver, may_manage, subject};
use crate::{Ctx, Error, Result, spreadsheet};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::agency::Agency;
use domain::command::{Envelope, Receipt};
use domain::id::{AgencyId, EnvelopeId};
use domain::people::import::view::{ReviewPage, UploadPage, Waiting};
use domain::people::import::{
    Fate, Given, Known, MAX_BYTES, PeopleImport, Review, Row, mark, review, table,
};
use domain::people::{AccountEvent, Person};
use domain::refusal::{FieldFault, Problem, Refusal};
use domain::task::MAX_LINE;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeSet, HashMap};
use store::Tx;
use uuid::Uuid;

/// How long a table and what it led to are kept.
pub const KEPT_FOR: TimeDelta = TimeDelta::days(7);
/// Most tables that are kept for one person.
const MOST_TABLES: i64 = 10;

/// The headings of the file that people fill in.
const HEADINGS: [&str; 7] = [
    "Họ và tên",
    "Tên đăng nhập",
    "Thư điện tử",
    "Mã cơ quan",
    "Chức danh/vai trò",
    "Từ ngày",
    "Đến hết ngày",
];

/// Whether the actor imports people at all.
///
/// # Errors
/// [`Problem::Forbidden`].
pub fn may_import(ctx: &Ctx) -> Result<()> {
    if may_manage(ctx, &ctx.actor.province) {
        Ok(())
    } else {
        Err(Problem::Forbidden.into())
    }
}

/// The file that people fill in: CSV with semicolons and a mark, as Excel in Vietnam opens it.
///
/// # Errors
/// [`Problem::Forbidden`].
pub fn template(ctx: &Ctx) -> Result<Vec<u8>> {
    may_import(ctx)?;
    Ok(format!("\u{feff}{}\r\n", HEADINGS.join(";")).into_bytes())
}

/// The page on which a file is chosen.
///
/// # Errors
/// [`Problem::Forbidden`].
pub async fn upload_page(ctx: &Ctx, kept: Option<Uuid>) -> Result<UploadPage> {
    may_import(ctx)?;
    Ok(UploadPage {
        kept: crate::directive::find_kept(ctx, kept).await?,
    })
}

/// Reads a file; the id under which its table waits.
///
/// # Errors
/// [`Problem::Forbidden`]; [`Refusal::Sheet`], [`Refusal::FileTooLarge`], [`Refusal::Invalid`] on `file`.
pub async fn upload(ctx: &Ctx, name: &str, bytes: Vec<u8>) -> Result<Uuid> {
    may_import(ctx)?;
    if bytes.is_empty() {
        return Err(Refusal::field("file", FieldFault::Required).into());
    }
    if u64::try_from(bytes.len()).is_ok_and(|length| length > MAX_BYTES) {
        let max_bytes = MAX_BYTES;
        return Err(Refusal::FileTooLarge { max_bytes }.into());
    }
    let sha256 = hex::encode(Sha256::digest(&bytes));
    // Unpacking is work, not waiting.
    let cells = tokio::task::spawn_blocking(move || spreadsheet::cells(&bytes));
    let cells = cells.await.map_err(Error::internal)?;
    let cells = cells.map_err(|fault| Refusal::Sheet { fault })?;
    let waiting = Waiting {
        file: domain::text::clean_line(name, MAX_LINE).unwrap_or_default(),
        sha256,
        table: table(&cells)?,
        done: None,
    };
    let (id, now) = (ctx.system.id(), ctx.system.now());
    let mut tx = ctx.system.db.write().await?;
    let key = (id, ctx.actor.user);
    store::people_import::insert(&mut tx, key, &waiting, now).await?;
    let before = now - KEPT_FOR;
    store::people_import::drop_old(&mut tx, before, ctx.actor.user, MOST_TABLES).await?;
    tx.commit().await?;
    Ok(id)
}

/// What the rows lead to on what is in the database now.
async fn examine(tx: &mut Tx, ctx: &Ctx, rows: &[Row], today: NaiveDate) -> Result<Review> {
    let directory = ctx.system.directory().await?;
    let texts = |of: fn(&Row) -> &str| -> BTreeSet<String> {
        let texts = rows.iter().map(|row| of(row).trim().to_lowercase());
        texts.filter(|text| !text.is_empty()).collect()
    };
    let codes = texts(|row| &row.agency);
    let agencies: HashMap<String, &Agency> = directory
        .of_province(&ctx.actor.province)
        .filter(|agency| codes.contains(&agency.code.to_lowercase()))
        .map(|agency| (agency.code.to_lowercase(), agency))
        .collect();
    let ids: Vec<AgencyId> = agencies.values().map(|agency| agency.id).collect();
    let logins: Vec<String> = texts(|row| &row.login).into_iter().collect();
    let people = store::person::find_by_logins(tx, &logins, crate::ctx::local_day).await?;
    let known = Known {
        giver: giver(ctx).await?,
        actor: ctx.actor.user,
        today,
        people: people.into_iter().map(|p| (p.login.clone(), p)).collect(),
        agencies,
        positions: store::person::of_agencies(tx, &ids).await?,
    };
    Ok(review(rows, &known, || ctx.system.id()))
}

/// The page that says what every row leads to, or led to.
///
/// # Errors
/// [`Problem::Forbidden`]; [`Problem::NotFound`] where the table is not there, or no longer, or another's.
pub async fn page(ctx: &Ctx, id: Uuid, kept: Option<Uuid>) -> Result<ReviewPage> {
    may_import(ctx)?;
    let directory = ctx.system.directory().await?;
    let mut tx = ctx.system.db.read().await?;
    let waiting = store::people_import::find(&mut tx, (id, ctx.actor.user)).await?;
    let waiting = waiting.ok_or(Problem::NotFound)?;
    let is_done = waiting.done.is_some();
    let fates = match waiting.done {
        Some(done) => done,
        None => {
            let rows = &waiting.table.rows;
            examine(&mut tx, ctx, rows, ctx.system.today()).await?.fates
        }
    };
    drop(tx);
    let agencies = fates.iter().filter_map(|row| place(&row.fate));
    Ok(ReviewPage {
        id,
        reviewed: mark(&waiting.sha256, &fates),
        agencies: directory.names(agencies),
        file: waiting.file,
        sha256: waiting.sha256,
        ignored: waiting.table.ignored,
        fates,
        is_done,
        envelope: EnvelopeId(ctx.system.id()),
        kept: crate::directive::find_kept(ctx, kept).await?,
    })
}

fn place(fate: &Fate) -> Option<AgencyId> {
    let given: &Option<Given> = match fate {
        Fate::Created { given } | Fate::Changed { given, .. } | Fate::Unchanged { given } => given,
        Fate::Refused { .. } => return None,
    };
    given.as_ref().map(|given| given.position.agency)
}

/// Does what was reviewed, in the transaction of its command.
pub(crate) async fn step(
    tx: &mut Tx,
    ctx: &Ctx,
    envelope: &Envelope,
    import: &PeopleImport,
    received_at: DateTime<Utc>,
) -> Result<Receipt> {
    may_import(ctx)?;
    let key = (import.table, ctx.actor.user);
    let waiting = store::people_import::find(tx, key).await?;
    let mut waiting = waiting.ok_or(Problem::NotFound)?;
    if waiting.done.is_some() {
        return Err(Refusal::ImportDone.into());
    }
    let today = crate::ctx::local_day(received_at);
    let Review { fates, steps } = {
        let review = examine(tx, ctx, &waiting.table.rows, today).await?;
        review.check(&waiting.sha256, &import.reviewed)?;
        review
    };
    let mut chains = Vec::with_capacity(steps.len());
    let count = steps.len();
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
    waiting.done = Some(fates);
    store::people_import::update(tx, key, &waiting).await?;
    let receipt = Receipt {
        envelope: envelope.id,
        version: i64::try_from(count).map_err(Error::internal)?,
        repeated: false,
    };
    ledger::write(tx, ctx, envelope, received_at, chains, &receipt).await?;
    Ok(receipt)
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
