//! The one outward error of the use cases.
//!
//! **Invariant:** what is inside [`Error::Internal`] stays in the process: it is logged once, at the door,
//! and the caller learns only the code.

use domain::refusal::{Problem, Refusal};

/// The result of a use case.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a use case could not be done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What the caller can act on.
    #[error(transparent)]
    Problem(#[from] Problem),
    /// A fault of ours or of the database.
    #[error("internal error")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// An inner fault, with the reason for the log.
    pub fn internal(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(error.into())
    }

    /// What the caller is told.
    pub fn problem(&self) -> Problem {
        match self {
            Self::Problem(problem) => problem.clone(),
            Self::Internal(_) => Problem::Internal,
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Problem(Problem::Refused { refusal })
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        Self::internal(error)
    }
}
