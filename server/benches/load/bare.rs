//! The bare side of each measurement: axum and sqlx on the same rows, and nothing else. No session, no rights,
//! no log, no layers: what the machine gives if one asks for no more than the rows.
//!
//! **Invariant:** a handler here reads with the same conditions and order as the side it is compared with.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the yardstick must not be made of the kernel that it measures"
)]

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Html;
use axum::routing::{get, post};
use axum::{Json, Router};
use chrono::NaiveDate;
use serde::Serialize;
use sqlx::AssertSqlSafe;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use std::fmt::Write as _;
use std::str::FromStr as _;
use uuid::Uuid;

type Answer<T> = Result<T, StatusCode>;

#[derive(Clone)]
struct Bare {
    read: SqlitePool,
    write: SqlitePool,
    /// The agency whose list is read.
    agency: Uuid,
}

/// What a list shows of a task.
#[derive(Serialize, sqlx::FromRow)]
struct Row {
    id: Uuid,
    title: String,
    state: String,
    urgency: String,
    lead: String,
    original_due: Option<NaiveDate>,
    due: Option<NaiveDate>,
    completed_on: Option<NaiveDate>,
    percent: i64,
    waits_for: Option<String>,
    directive: Option<Uuid>,
    number: Option<String>,
    symbol: Option<String>,
}

const LIST: &str = "SELECT t.id, t.title, t.state, t.urgency, a.short_vi AS lead, t.original_due, t.due, \
     t.completed_on, t.percent, p.waits_for, t.directive, d.number, d.symbol FROM task_party p \
     JOIN task t ON t.id = p.task JOIN agency a ON a.id = t.lead \
     LEFT JOIN directive d ON d.id = t.directive \
     WHERE p.agency = $1 AND p.is_open = TRUE AND t.state = 'in_progress' \
     ORDER BY p.sort_due, p.task LIMIT 50";
const TASK: &str = "SELECT t.id, t.title, t.state, t.urgency, a.short_vi AS lead, t.original_due, t.due, \
     t.completed_on, t.percent, NULL AS waits_for, t.directive, d.number, d.symbol FROM task t \
     JOIN agency a ON a.id = t.lead LEFT JOIN directive d ON d.id = t.directive WHERE t.id = $1";
const COUNTERS: &str = "SELECT item, bucket, tasks FROM tally \
     WHERE province = '40' AND dimension = 'agency' AND tasks <> 0";

/// The bare handlers on a copy of the database, with the settings of the real pools.
pub async fn router(file: &std::path::Path, agency: Uuid) -> Result<Router, sqlx::Error> {
    let options = SqliteConnectOptions::from_str(&format!("sqlite:{}", file.display()))?
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("cache_size", "-65536")
        .pragma("mmap_size", "268435456");
    let pool = |connections| SqlitePoolOptions::new().max_connections(connections);
    let bare = Bare {
        read: pool(4)
            .test_before_acquire(false)
            .connect_with(options.clone())
            .await?,
        write: pool(1).connect_with(options).await?,
        agency,
    };
    Ok(Router::new()
        .route("/tasks", get(list_html))
        .route("/tasks.json", get(list_json))
        .route("/tasks/{id}", get(task_html))
        .route("/dashboard", get(dashboard_html))
        .route("/update/{id}", post(update))
        .with_state(bare))
}

fn failed(_: sqlx::Error) -> StatusCode {
    StatusCode::INTERNAL_SERVER_ERROR
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn day(day: Option<NaiveDate>) -> String {
    day.map(|day| day.format("%d/%m/%Y").to_string())
        .unwrap_or_default()
}

fn page(title: &str, body: &str) -> Html<String> {
    Html(format!(
        "<!DOCTYPE html><html lang=\"vi\"><head><meta charset=\"utf-8\"><title>{title}</title></head>\
         <body><h1>{title}</h1>{body}</body></html>"
    ))
}

fn line(html: &mut String, row: &Row) {
    let reference = match (&row.number, &row.symbol) {
        (Some(number), Some(symbol)) => format!("{number}/{symbol}"),
        _ => String::new(),
    };
    // Writing to a string cannot fail.
    let _ = write!(
        html,
        "<tr><td><a href=\"/tasks/{}\">{}</a></td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{} %</td>\
         <td>{}</td><td>{}</td></tr>",
        row.id,
        escaped(&row.title),
        escaped(&row.lead),
        row.state,
        day(row.due),
        day(row.original_due),
        row.percent,
        escaped(&reference),
        row.waits_for.as_deref().unwrap_or_default(),
    );
}

async fn rows(bare: &Bare) -> Answer<Vec<Row>> {
    let rows = sqlx::query_as::<_, Row>(LIST).bind(bare.agency);
    rows.fetch_all(&bare.read).await.map_err(failed)
}

async fn list_html(State(bare): State<Bare>) -> Answer<Html<String>> {
    let mut html = "<table>".to_owned();
    for row in rows(&bare).await? {
        line(&mut html, &row);
    }
    html.push_str("</table>");
    Ok(page("Nhiệm vụ", &html))
}

async fn list_json(State(bare): State<Bare>) -> Answer<Json<Vec<Row>>> {
    rows(&bare).await.map(Json)
}

async fn task_html(State(bare): State<Bare>, Path(id): Path<Uuid>) -> Answer<Html<String>> {
    let row = sqlx::query_as::<_, Row>(TASK).bind(id);
    let row = row.fetch_optional(&bare.read).await.map_err(failed)?;
    let row = row.ok_or(StatusCode::NOT_FOUND)?;
    let mut html = "<table>".to_owned();
    line(&mut html, &row);
    html.push_str("</table>");
    Ok(page(&escaped(&row.title), &html))
}

async fn dashboard_html(State(bare): State<Bare>) -> Answer<Html<String>> {
    let counters = sqlx::query_as::<_, (String, String, i64)>(COUNTERS);
    let counters = counters.fetch_all(&bare.read).await.map_err(failed)?;
    let mut html = "<table>".to_owned();
    for (agency, bucket, tasks) in counters {
        // Writing to a string cannot fail.
        let _ = write!(
            html,
            "<tr><td>{agency}</td><td>{bucket}</td><td>{tasks}</td></tr>"
        );
    }
    html.push_str("</table>");
    Ok(page("Điều hành", &html))
}

async fn update(State(bare): State<Bare>, Path(id): Path<Uuid>) -> Answer<StatusCode> {
    let mut tx = bare
        .write
        .begin_with("BEGIN IMMEDIATE")
        .await
        .map_err(failed)?;
    let sql = "UPDATE task SET version = version + 1, percent = (percent + 1) % 100 WHERE id = $1";
    let changed = sqlx::query(AssertSqlSafe(sql)).bind(id);
    let changed = changed.execute(&mut *tx).await.map_err(failed)?;
    tx.commit().await.map_err(failed)?;
    match changed.rows_affected() {
        1 => Ok(StatusCode::NO_CONTENT),
        _ => Err(StatusCode::NOT_FOUND),
    }
}
