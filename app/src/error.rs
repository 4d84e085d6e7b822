//! The one error of the server functions, and the page that shows it.
//!
//! **Invariant:** it carries a code and what the domain says about it, never inner text.
//! To say a new problem: a variant in `domain::refusal`, its sentence in [`crate::i18n`].

use crate::i18n::{Messages, use_messages};
use crate::ui::page_title;
use domain::agency::AgencyName;
use domain::refusal::Problem;
use leptos::prelude::*;
use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// Why a read or a change failed, as a page sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "error", content = "detail", rename_all = "snake_case")]
pub enum AppError {
    /// The server said no.
    #[error(transparent)]
    Problem(#[from] Problem),
    /// The server did not answer, or not in our words.
    #[error("no answer from the server")]
    Transport,
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_)
            | ServerFnErrorErr::Response(_)
            | ServerFnErrorErr::Deserialization(_) => Self::Transport,
            // What a person typed into an address and what no server function could decode.
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => {
                Self::Problem(Problem::NotFound)
            }
            _ => Self::Problem(Problem::Internal),
        }
    }
}

impl AppError {
    /// One sentence that says what to do. Agencies it names are looked up in `agencies`.
    pub fn sentence(&self, m: &Messages, agencies: &[AgencyName]) -> String {
        match self {
            Self::Problem(problem) => m.problem(problem, agencies),
            Self::Transport => m.problem_transport.to_owned(),
        }
    }
}

/// The page in place of one that could not be shown. The status is set where the error arose.
pub fn error_page(error: &AppError) -> AnyView {
    let m = use_messages();
    let (code, title, text) = match error {
        AppError::Problem(Problem::NotFound) => {
            ("404", m.not_found_title, m.not_found_text.to_owned())
        }
        AppError::Problem(Problem::Forbidden) => {
            ("403", m.forbidden_title, m.problem_forbidden.to_owned())
        }
        AppError::Problem(Problem::SignedOut) => {
            ("401", m.signed_out_title, m.problem_signed_out.to_owned())
        }
        AppError::Problem(problem) => ("", m.failed_title, m.problem(problem, &[])),
        AppError::Transport => ("", m.failed_title, m.problem_transport.to_owned()),
    };
    let is_signed_out = *error == AppError::Problem(Problem::SignedOut);
    view! {
        {page_title(title)}
        <div class="error-page">
            <p class="error-code">{code}</p>
            <h1>{title}</h1>
            <p role="alert">{text}</p>
            <p class="row">
                {if is_signed_out {
                    view! {
                        <a class="btn btn-primary" href="/sign-in" rel="external">
                            {m.to_sign_in}
                        </a>
                    }
                        .into_any()
                } else {
                    view! {
                        <a class="btn btn-primary" href="/">
                            {m.to_my_work}
                        </a>
                        <a class="btn" href="/tasks">
                            {m.to_tasks}
                        </a>
                    }
                        .into_any()
                }}
            </p>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_crosses_the_wire_unchanged() {
        for error in [
            AppError::Transport,
            AppError::Problem(Problem::TooManyTries { seconds: 60 }),
            AppError::Problem(Problem::NotFound),
        ] {
            assert_eq!(AppError::de(error.ser()), error);
        }
    }

    #[test]
    fn an_answer_in_other_words_is_a_failure_of_transport() {
        assert_eq!(
            AppError::de("<html>502</html>".to_owned().into()),
            AppError::Transport
        );
    }
}
