//! What an auditor sees: changes from the log, and accesses: who read, took out or was refused what.
//!
//! **Invariant:** an access names the door and the subject, never what somebody typed. To watch one more kind of
//! access: a variant of [`AuditKind`], and where it is noticed (`server::watch`).

use crate::id::{AgencyId, PositionId, UserId};
use crate::log::SubjectKind;
use crate::macros::text_enum;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

text_enum! {
    /// What was done.
    AuditKind {
        /// An entry of the log.
        Change = "change",
        /// A single record was read.
        Read = "read",
        /// A list or a file left the system.
        Export = "export",
        SignIn = "sign_in",
        SignInFailed = "sign_in_failed",
        SignOut = "sign_out",
        /// Something was asked for that the position may not have, or that does not exist.
        Refused = "refused",
    }
}

/// Somebody came to a door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub kind: AuditKind,
    /// None where nobody was signed in and the name typed is none of ours.
    pub user: Option<UserId>,
    pub position: Option<PositionId>,
    pub acting_for: Option<PositionId>,
    pub agency: Option<AgencyId>,
    pub subject_kind: Option<String>,
    pub subject: Option<Uuid>,
    /// The address of the visitor on the network; empty where it is not known.
    pub address: String,
    /// Method and pattern of the address that was asked, such as `GET /tasks/{id}`.
    pub door: String,
}

/// What the timeline is filtered by.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AuditFilter {
    pub kind: Option<AuditKind>,
    /// The name for signing in of the person.
    pub person: Option<String>,
    pub agency: Option<AgencyId>,
    pub subject: Option<Uuid>,
    /// First and last day, in Vietnam's time.
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    /// Where the page starts, as [`AuditPage::next`] gave it.
    pub after: Option<String>,
}

/// One line of the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditLine {
    pub at: DateTime<Utc>,
    pub kind: AuditKind,
    pub login: Option<String>,
    pub name: Option<String>,
    pub title_vi: Option<String>,
    pub title_en: Option<String>,
    /// The position on whose behalf it was done.
    pub for_vi: Option<String>,
    pub for_en: Option<String>,
    pub agency: Option<AgencyId>,
    pub subject_kind: Option<String>,
    pub subject: Option<Uuid>,
    /// Title or number of the subject.
    pub subject_name: Option<String>,
    /// The verb of a change; method and pattern of the address else.
    pub what: String,
    /// Of an access.
    pub address: Option<String>,
    /// The place of a change in the log.
    pub seq: Option<i64>,
}

impl AuditLine {
    /// The page of the subject.
    pub fn way(&self) -> Option<String> {
        let id = self.subject?;
        let kind: SubjectKind = self.subject_kind.as_deref()?.parse().ok()?;
        Some(match kind {
            SubjectKind::Task => format!("/tasks/{id}"),
            SubjectKind::Directive => format!("/directives/{id}"),
            SubjectKind::Duty => format!("/duties/{id}"),
            // Their pages are the administrator's.
            SubjectKind::Account | SubjectKind::Agency => return None,
        })
    }
}

/// What is known of the chains of the log.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ChainState {
    /// When the check began that runs now.
    pub running_since: Option<DateTime<Utc>>,
    /// When the last check ended.
    pub checked_at: Option<DateTime<Utc>>,
    /// The last place of the log when that check began.
    pub until: i64,
    /// What was wrong.
    pub flaws: u64,
    /// The first of it, as `lachan verify-log` writes it.
    pub first_flaws: Vec<String>,
    /// Why the last check could not end.
    pub failed: bool,
}

/// One page of the timeline, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPage {
    pub lines: Vec<AuditLine>,
    pub next: Option<String>,
    /// Agencies named in the lines.
    pub agencies: Vec<crate::agency::AgencyName>,
    /// Agencies that the timeline can be filtered by.
    pub choices: Vec<crate::agency::AgencyName>,
    /// Nobody has the name for signing in that was asked for.
    pub unknown_person: bool,
    pub chain: ChainState,
    /// The last place of the log.
    pub head: i64,
}
