//! What can go wrong in the store.
//!
//! **Invariant:** "absent" is never an error: finders answer `Ok(None)`. A variant is something a caller
//! does differently.

use std::sync::Arc;

/// The result of a store function.
pub type Result<T> = std::result::Result<T, Error>;

/// What can go wrong in the store.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A unique rule is broken. The name is the same on both engines: `table_column_…_key`.
    #[error("the rule {constraint} is broken")]
    Conflict { constraint: String },
    /// The row was changed by somebody else since it was read.
    #[error("the row was changed meanwhile")]
    Stale,
    /// A row holds what it must not.
    #[error("table {table} holds what it must not: {what}")]
    Inconsistent { table: &'static str, what: String },
    /// The address is of neither kind of database.
    #[error("the database address must begin with sqlite: or postgres:")]
    Address,
    #[error("the schema cannot be brought up to date")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The error of a commit is told to all who shared it.
    #[error("the database failed")]
    Driver(#[source] Arc<sqlx::Error>),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match error.as_database_error() {
            Some(database) if database.is_unique_violation() => {
                let constraint = match database.constraint() {
                    Some(name) => name.to_owned(),
                    None => constraint_name(database.message()),
                };
                Self::Conflict { constraint }
            }
            _ => Self::Driver(Arc::new(error)),
        }
    }
}

/// SQLite names the columns ("UNIQUE constraint failed: task.lead, task.title"); PostgreSQL's default
/// name for the same rule is `task_lead_title_key`.
fn constraint_name(message: &str) -> String {
    let columns = message.rsplit(": ").next().unwrap_or(message);
    let mut table = "";
    let mut names = Vec::new();
    for column in columns.split(", ") {
        if let Some((of, name)) = column.split_once('.') {
            table = of;
            names.push(name);
        }
    }
    format!("{table}_{}_key", names.join("_"))
}

#[cfg(test)]
mod tests {
    use super::constraint_name;

    #[test]
    fn both_engines_name_a_unique_rule_alike() {
        let message = "UNIQUE constraint failed: directive.issuer, directive.number";
        assert_eq!(constraint_name(message), "directive_issuer_number_key");
    }
}
