//! Whether the process lives, and whether it can serve: for load balancers and supervisors.
//!
//! **Invariant:** both say nothing about the installation but yes or no.

use crate::router::Host;
use axum::extract::State;
use axum::http::StatusCode;

/// The process answers.
pub async fn lives() -> &'static str {
    "ok"
}

/// The database answers too.
pub async fn is_ready(State(host): State<Host>) -> (StatusCode, &'static str) {
    match service::upkeep::reach_database(&host.system).await {
        Ok(()) => (StatusCode::OK, "ok"),
        Err(error) => {
            tracing::warn!(error = ?error, "the database cannot be reached");
            (StatusCode::SERVICE_UNAVAILABLE, "unavailable")
        }
    }
}
