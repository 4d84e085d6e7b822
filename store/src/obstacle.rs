//! The obstacles of tasks as the list shows them: copies of what stands in each task.
//!
//! **Invariants:** [`write()`] is called wherever a task with obstacles changes, so the list never disagrees with
//! the task; every list is limited by a [`Scope`] inside the statement and paged by key.
//!
//! To let the list filter by one more thing: a column, a field of [`Filter`], a line in [`list`].

use crate::db::Tx;
use crate::error::Result;
use crate::task::LAST_DAY;
use chrono::NaiveDate;
use domain::access::Scope;
use domain::id::{AgencyId, TaskId};
use domain::task::{Obstacle, Task};
use domain::view::{MOST_UNREAD, ObstacleLine, ObstacleStatus};

fn is_open(task: &Task, obstacle: &Obstacle) -> bool {
    obstacle.is_open() && task.state.is_open()
}

fn sort_due(obstacle: &Obstacle) -> NaiveDate {
    obstacle.due.unwrap_or(LAST_DAY)
}

/// Writes the obstacles of a task anew, for the agencies that may see it.
pub async fn write(tx: &mut Tx, task: &Task, agencies: &[AgencyId]) -> Result<()> {
    for sql in [
        "DELETE FROM obstacle_party WHERE task = $1",
        "DELETE FROM obstacle WHERE task = $1",
    ] {
        tx.query(sql).bind(task.id).execute().await?;
    }
    for chunk in task.obstacles.chunks(500) {
        let mut query = tx.query(
            "INSERT INTO obstacle (task, number, province, what, raised_by, raised_on, addressed_to, due, \
             sort_due, escalations, resolved_on, is_open) VALUES ",
        );
        for (place, obstacle) in chunk.iter().enumerate() {
            let escalations = i64::try_from(obstacle.escalations.len()).unwrap_or(i64::MAX);
            query = query
                .push(if place == 0 { "(" } else { ", (" })
                .push_bind(task.id)
                .push(", ")
                .push_bind(i64::from(obstacle.number))
                .push(", ")
                .push_bind(task.province.clone())
                .push(", ")
                .push_bind(obstacle.what.clone())
                .push(", ")
                .push_bind(obstacle.raised_by)
                .push(", ")
                .push_bind(obstacle.raised_on)
                .push(", ")
                .push_bind(obstacle.addressed_to)
                .push(", ")
                .push_bind(obstacle.due)
                .push(", ")
                .push_bind(sort_due(obstacle))
                .push(", ")
                .push_bind(escalations)
                .push(", ")
                .push_bind(obstacle.resolved_on)
                .push(", ")
                .push_bind(is_open(task, obstacle))
                .push(")");
        }
        query.execute().await?;
    }
    let rows: Vec<(&Obstacle, AgencyId)> = task
        .obstacles
        .iter()
        .flat_map(|obstacle| agencies.iter().map(move |agency| (obstacle, *agency)))
        .collect();
    for chunk in rows.chunks(1000) {
        let mut query = tx
            .query("INSERT INTO obstacle_party (agency, task, number, is_open, sort_due) VALUES ");
        for (place, (obstacle, agency)) in chunk.iter().enumerate() {
            query = query
                .push(if place == 0 { "(" } else { ", (" })
                .push_bind(*agency)
                .push(", ")
                .push_bind(task.id)
                .push(", ")
                .push_bind(i64::from(obstacle.number))
                .push(", ")
                .push_bind(is_open(task, obstacle))
                .push(", ")
                .push_bind(sort_due(obstacle))
                .push(")");
        }
        query.execute().await?;
    }
    Ok(())
}

/// The last row of a page: where the next one starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub sort_due: NaiveDate,
    pub task: TaskId,
    pub number: u32,
}

impl Cursor {
    /// The place of a row in the list.
    pub fn of(line: &ObstacleLine) -> Self {
        Self {
            sort_due: line.due.unwrap_or(LAST_DAY),
            task: line.task,
            number: line.number,
        }
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.sort_due, self.task, self.number)
    }
}

impl std::str::FromStr for Cursor {
    type Err = domain::refusal::UnknownValue;
    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        let unknown = domain::refusal::UnknownValue;
        let mut parts = text.split('.');
        let (Some(day), Some(task), Some(number), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(unknown);
        };
        Ok(Self {
            sort_due: crate::task::cursor_day(day)?,
            task: task.parse().map_err(|_| unknown)?,
            number: number.parse().map_err(|_| unknown)?,
        })
    }
}

/// What the list is filtered by, already parsed.
#[derive(Clone, Copy, Debug)]
pub struct Filter {
    pub status: ObstacleStatus,
    /// Who is asked to remove it.
    pub addressed_to: Option<AgencyId>,
    pub after: Option<Cursor>,
}

#[derive(sqlx::FromRow)]
struct Row {
    task: TaskId,
    number: i64,
    title: String,
    lead: AgencyId,
    what: String,
    raised_by: AgencyId,
    raised_on: NaiveDate,
    addressed_to: Option<AgencyId>,
    due: Option<NaiveDate>,
    escalations: i64,
    resolved_on: Option<NaiveDate>,
}

const SELECT: &str = "SELECT o.task, o.number, t.title, t.lead, o.what, o.raised_by, o.raised_on, \
     o.addressed_to, o.due, o.escalations, o.resolved_on ";

/// One page of the obstacles of tasks in the scope, those that are due first at the top.
pub async fn list(
    tx: &mut Tx,
    scope: &Scope,
    filter: Filter,
    today: NaiveDate,
    limit: u32,
) -> Result<Vec<ObstacleLine>> {
    // With a scope of one agency the order is read from the agency's own rows.
    let by_party = matches!(scope, Scope::Agency(_));
    let mut query = match scope {
        Scope::Nothing => return Ok(Vec::new()),
        Scope::Agency(agency) => tx
            .query(SELECT)
            .push(
                "FROM obstacle_party p JOIN obstacle o ON o.task = p.task AND o.number = p.number \
                 JOIN task t ON t.id = p.task WHERE p.agency = ",
            )
            .push_bind(*agency),
        // All parties are of the task's province (the service gives work to no other), so it decides.
        Scope::Province { province, .. } => tx
            .query(SELECT)
            .push("FROM obstacle o JOIN task t ON t.id = o.task WHERE o.province = ")
            .push_bind(province.clone()),
        Scope::All => tx
            .query(SELECT)
            .push("FROM obstacle o JOIN task t ON t.id = o.task WHERE 1 = 1"),
    };
    query = query
        .push(if by_party {
            " AND p.is_open = "
        } else {
            " AND o.is_open = "
        })
        .push_bind(filter.status != ObstacleStatus::Resolved);
    query = match filter.status {
        ObstacleStatus::Open => query,
        ObstacleStatus::Overdue => query.push(" AND o.sort_due < ").push_bind(today),
        ObstacleStatus::Escalated => query.push(" AND o.escalations > 0"),
        // What was left open when its task ended was not removed.
        ObstacleStatus::Resolved => query.push(" AND o.resolved_on IS NOT NULL"),
    };
    if let Some(agency) = filter.addressed_to {
        query = query.push(" AND o.addressed_to = ").push_bind(agency);
    }
    if let Some(after) = filter.after {
        query = query
            .push(if by_party {
                " AND (p.sort_due, p.task, p.number) > ("
            } else {
                " AND (o.sort_due, o.task, o.number) > ("
            })
            .push_bind(after.sort_due)
            .push(", ")
            .push_bind(after.task)
            .push(", ")
            .push_bind(i64::from(after.number))
            .push(")");
    }
    let rows: Vec<Row> = query
        .push(if by_party {
            " ORDER BY p.sort_due, p.task, p.number LIMIT "
        } else {
            " ORDER BY o.sort_due, o.task, o.number LIMIT "
        })
        .push_bind(i64::from(limit))
        .fetch_all()
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| ObstacleLine {
            task: row.task,
            number: u32::try_from(row.number).unwrap_or(u32::MAX),
            title: row.title,
            lead: row.lead,
            what: row.what,
            raised_by: row.raised_by,
            raised_on: row.raised_on,
            addressed_to: row.addressed_to,
            due: row.due,
            escalations: row.escalations,
            resolved_on: row.resolved_on,
        })
        .collect())
}

#[derive(sqlx::FromRow)]
struct Count {
    n: i64,
}

/// How many obstacles of tasks in the scope are open, at most [`MOST_UNREAD`], so that its cost is bounded.
pub async fn count_open(tx: &mut Tx, scope: &Scope) -> Result<i64> {
    let query = match scope {
        Scope::Nothing => return Ok(0),
        Scope::Agency(agency) => tx
            .query("SELECT COUNT(*) AS n FROM (SELECT number FROM obstacle_party WHERE agency = ")
            .push_bind(*agency),
        Scope::Province { province, .. } => tx
            .query("SELECT COUNT(*) AS n FROM (SELECT number FROM obstacle WHERE province = ")
            .push_bind(province.clone()),
        Scope::All => {
            tx.query("SELECT COUNT(*) AS n FROM (SELECT number FROM obstacle WHERE 1 = 1")
        }
    };
    let row: Option<Count> = query
        .push(" AND is_open = ")
        .push_bind(true)
        .push(" LIMIT ")
        .push_bind(MOST_UNREAD)
        .push(") AS open_ones")
        .fetch_optional()
        .await?;
    Ok(row.map_or(0, |row| row.n))
}
