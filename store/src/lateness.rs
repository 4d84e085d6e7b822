//! The figures of finished tasks by agency: how many in time, how many days late and whose.
//!
//! **Invariants:** they change in the transaction of the step that finishes or reopens a task, in the order of
//! the agencies; they equal what a full count finds (`lachan rebuild`). Unlike the counters of [`crate::tally`]
//! they do not change with the day.
//!
//! To count one more thing: a field of [`Tallied`], a column here and in a migration.

use crate::db::Tx;
use crate::error::Result;
use domain::attribution::Tallied;
use domain::id::AgencyId;

/// The figures of one agency in one province.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub agency: AgencyId,
    pub province: String,
    pub figures: Tallied,
}

#[derive(sqlx::FromRow)]
struct Columns {
    agency: AgencyId,
    province: String,
    finished: i64,
    on_time: i64,
    on_time_original: i64,
    gross_days: i64,
    net_days: i64,
    fair_days: i64,
}

impl From<Columns> for Row {
    fn from(row: Columns) -> Self {
        Self {
            agency: row.agency,
            province: row.province,
            figures: Tallied {
                finished: row.finished,
                on_time: row.on_time,
                on_time_original: row.on_time_original,
                gross_days: row.gross_days,
                net_days: row.net_days,
                fair_days: row.fair_days,
            },
        }
    }
}

/// Adds figures to those of their agencies.
pub async fn apply(tx: &mut Tx, rows: &[Row]) -> Result<()> {
    let mut rows: Vec<&Row> = rows.iter().filter(|row| !row.figures.is_zero()).collect();
    // In a fixed order, so that two writers never wait for each other in a circle.
    rows.sort_by(|a, b| (a.agency, &a.province).cmp(&(b.agency, &b.province)));
    for chunk in rows.chunks(1000) {
        let mut query = tx.query(
            "INSERT INTO lateness (agency, province, finished, on_time, on_time_original, gross_days, \
             net_days, fair_days) VALUES ",
        );
        for (place, row) in chunk.iter().enumerate() {
            let figures = row.figures;
            query = query
                .push(if place == 0 { "(" } else { ", (" })
                .push_bind(row.agency)
                .push(", ")
                .push_bind(row.province.clone())
                .push(", ")
                .push_bind(figures.finished)
                .push(", ")
                .push_bind(figures.on_time)
                .push(", ")
                .push_bind(figures.on_time_original)
                .push(", ")
                .push_bind(figures.gross_days)
                .push(", ")
                .push_bind(figures.net_days)
                .push(", ")
                .push_bind(figures.fair_days)
                .push(")");
        }
        query
            .push(
                " ON CONFLICT (agency, province) DO UPDATE SET \
                 finished = lateness.finished + excluded.finished, \
                 on_time = lateness.on_time + excluded.on_time, \
                 on_time_original = lateness.on_time_original + excluded.on_time_original, \
                 gross_days = lateness.gross_days + excluded.gross_days, \
                 net_days = lateness.net_days + excluded.net_days, \
                 fair_days = lateness.fair_days + excluded.fair_days",
            )
            .execute()
            .await?;
    }
    Ok(())
}

/// The figures of the agencies of one province; those that have none are left out.
pub async fn of_province(tx: &mut Tx, province: &str) -> Result<Vec<Row>> {
    let rows: Vec<Columns> = tx
        .query(
            "SELECT agency, province, finished, on_time, on_time_original, gross_days, net_days, fair_days \
             FROM lateness WHERE province = $1",
        )
        .bind(province.to_owned())
        .fetch_all()
        .await?;
    Ok(known(rows))
}

/// All figures.
pub async fn all(tx: &mut Tx) -> Result<Vec<Row>> {
    let rows: Vec<Columns> = tx
        .query(
            "SELECT agency, province, finished, on_time, on_time_original, gross_days, net_days, fair_days \
             FROM lateness",
        )
        .fetch_all()
        .await?;
    Ok(known(rows))
}

fn known(rows: Vec<Columns>) -> Vec<Row> {
    let rows = rows.into_iter().map(Row::from);
    rows.filter(|row| !row.figures.is_zero()).collect()
}

/// Drops all figures, before they are counted again.
pub async fn clear(tx: &mut Tx) -> Result<()> {
    tx.query("DELETE FROM lateness").execute().await?;
    Ok(())
}
