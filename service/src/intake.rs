//! People and agencies from a table: a file is read and waits, a page says what every row leads to, one act does it.
//!
//! **Invariants:** nothing is changed before the confirmation, and then what was reviewed or nothing
//! ([`domain::intake::check`]); all rows are one transaction under one envelope, and whatever is changed has the file's
//! SHA-256 in its log; a table is its uploader's alone; the number of statements of a review does not grow with its
//! rows. To add a column: `domain::intake`. To add a kind: a module here, its arms in [`review`] and [`step`].

mod agencies;
mod people;

use crate::ledger;
use crate::people::may_manage;
use crate::sheet::{self, Format};
use crate::{Ctx, Error, Result, spreadsheet};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::command::{Envelope, Receipt};
use domain::id::EnvelopeId;
use domain::intake::view::{ReviewPage, UploadPage, Waiting};
use domain::intake::{
    Column, EXAMPLE, Intake, Kind, Line, MAX_BYTES, Row, RowFate, Table, mark, table,
};
use domain::refusal::{FieldFault, Problem, Refusal};
use domain::task::MAX_LINE;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use store::Tx;
use uuid::Uuid;

/// How long a table and what it led to are kept.
pub const KEPT_FOR: TimeDelta = TimeDelta::days(7);
/// Most tables that are kept for one person.
const MOST_TABLES: i64 = 10;

/// Whether the actor imports people and agencies at all.
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

/// The file that people fill in: a workbook, which opens alike whatever separates cells in a country, with the
/// headings and an example, which is refused by its name ([`EXAMPLE`]) where somebody leaves it in.
///
/// # Errors
/// [`Problem::Forbidden`].
pub async fn template(ctx: &Ctx, kind: Kind) -> Result<Vec<u8>> {
    may_import(ctx)?;
    let directory = ctx.system.directory().await?;
    let own = directory.agency(ctx.actor.agency);
    let own = own.map_or("", |agency| agency.code.as_str());
    let today = ctx.system.today().format("%d/%m/%Y").to_string();
    let example = |column: &Column| match column {
        Column::FullName => "Nguyễn Văn A (ví dụ, xóa dòng này)",
        Column::Login | Column::Code => EXAMPLE,
        Column::Email => "nguyenvana@example.vn",
        Column::Agency | Column::Parent => own,
        Column::Role => "Cán bộ thực hiện",
        Column::From => today.as_str(),
        Column::NameVi => "Trung tâm A (ví dụ, xóa dòng này)",
        Column::NameEn => "Centre A (example, delete this row)",
        Column::ShortVi => "TT A",
        Column::ShortEn => "Centre A",
        Column::Sector => "Y tế",
        Column::Level => "Tỉnh",
        Column::To | Column::Before | Column::Area | Column::Predecessor => "",
    };
    let columns = kind.columns();
    let headings = columns.iter().map(|column| column.heading().to_owned());
    let example = columns.iter().map(|column| example(column).to_owned());
    sheet::write(&[headings.collect(), example.collect()], Format::Xlsx)
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
pub async fn upload(ctx: &Ctx, kind: Kind, name: &str, bytes: Vec<u8>) -> Result<Uuid> {
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
        table: table(kind, &cells)?,
        done: None,
    };
    let (id, now) = (ctx.system.id(), ctx.system.now());
    let mut tx = ctx.system.db.write().await?;
    let key = (id, ctx.actor.user);
    store::intake::insert(&mut tx, key, &waiting, now).await?;
    let before = now - KEPT_FOR;
    store::intake::drop_old(&mut tx, before, ctx.actor.user, MOST_TABLES).await?;
    tx.commit().await?;
    Ok(id)
}

/// What the cells of a column say, each once and in small letters.
fn texts(rows: &[Row], column: Column) -> Vec<String> {
    let texts = rows.iter().map(|row| row.get(column).to_lowercase());
    let texts: BTreeSet<String> = texts.filter(|text| !text.is_empty()).collect();
    texts.into_iter().collect()
}

/// What the rows lead to on what is in the database now.
async fn review(tx: &mut Tx, ctx: &Ctx, table: &Table, today: NaiveDate) -> Result<Vec<RowFate>> {
    Ok(match table.kind {
        Kind::People => people::examine(tx, ctx, &table.rows, today).await?.fates,
        Kind::Agencies => agencies::examine(tx, ctx, &table.rows, today).await?.fates,
    })
}

/// The page that says what every row leads to, or led to.
///
/// # Errors
/// [`Problem::Forbidden`]; [`Problem::NotFound`] where the table is not there, or no longer, or another's.
pub async fn page(ctx: &Ctx, id: Uuid, kept: Option<Uuid>) -> Result<ReviewPage> {
    may_import(ctx)?;
    let directory = ctx.system.directory().await?;
    let mut tx = ctx.system.db.read().await?;
    let waiting = store::intake::find(&mut tx, (id, ctx.actor.user)).await?;
    let waiting = waiting.ok_or(Problem::NotFound)?;
    let is_done = waiting.done.is_some();
    let fates = match waiting.done {
        Some(done) => done,
        None => review(&mut tx, ctx, &waiting.table, ctx.system.today()).await?,
    };
    drop(tx);
    let agencies = fates.iter().flat_map(|row| row.fate.lines());
    let agencies = agencies.filter_map(|line| match line {
        Line::Gives { post } | Line::Holds { post } => Some(post.position.agency),
        Line::Value { .. } | Line::Ends { .. } => None,
    });
    Ok(ReviewPage {
        id,
        kind: waiting.table.kind,
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

/// Does what was reviewed, in the transaction of its command.
pub(crate) async fn step(
    tx: &mut Tx,
    ctx: &Ctx,
    envelope: &Envelope,
    intake: &Intake,
    received_at: DateTime<Utc>,
) -> Result<Receipt> {
    may_import(ctx)?;
    let key = (intake.table, ctx.actor.user);
    let waiting = store::intake::find(tx, key).await?;
    let mut waiting = waiting.ok_or(Problem::NotFound)?;
    if waiting.done.is_some() {
        return Err(Refusal::ImportDone.into());
    }
    let (fates, chains) = match waiting.table.kind {
        Kind::People => people::step(tx, ctx, &waiting, intake, received_at).await?,
        Kind::Agencies => agencies::step(tx, ctx, &waiting, intake, received_at).await?,
    };
    waiting.done = Some(fates);
    store::intake::update(tx, key, &waiting).await?;
    let receipt = Receipt {
        envelope: envelope.id,
        version: i64::try_from(chains.len()).map_err(Error::internal)?,
        repeated: false,
    };
    ledger::write(tx, ctx, envelope, received_at, chains, &receipt).await?;
    Ok(receipt)
}
