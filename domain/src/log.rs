//! The one append-only log: the timeline people see, the auditor's record, the source of live updates.
//!
//! Entries of one subject are chained: each carries the hash of the one before it, and the version of the
//! subject's row is the number of its entries. So a changed, a removed and an inserted entry all show.
//!
//! **Invariant:** an entry is never changed or removed; its payload is kept as the very text that was
//! hashed. To add a kind of subject: a variant of [`SubjectKind`].

use crate::id::{AgencyId, EnvelopeId, PositionId, UserId};
use crate::macros::text_enum;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

text_enum! {
    /// What an entry is about.
    SubjectKind {
        Task = "task",
        Directive = "directive",
        Duty = "duty",
        Account = "account",
        Agency = "agency",
    }
}

/// The thing an entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Subject {
    pub kind: SubjectKind,
    pub id: Uuid,
}

/// One entry of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Place in the whole log, from 1, without gaps, in the order of commits.
    pub seq: i64,
    pub subject: Subject,
    /// Place in the subject's chain, from 1, without gaps.
    pub subject_seq: i64,
    pub envelope: EnvelopeId,
    pub user: UserId,
    pub position: PositionId,
    pub acting_for: Option<PositionId>,
    pub agency: AgencyId,
    /// When the person acted, by the device.
    pub made_at: DateTime<Utc>,
    /// When the server took it.
    pub received_at: DateTime<Utc>,
    pub verb: String,
    /// The event as JSON text, exactly as hashed.
    pub payload: String,
    /// Hash of the subject's entry before; empty for the first.
    pub prev_hash: String,
    pub hash: String,
}

impl Entry {
    /// The hash that the entry must have: SHA-256 over its content and the hash before it, in hex.
    /// The place in the whole log is not part of it: it is known only at commit.
    pub fn expected_hash(&self) -> String {
        let mut hasher = Sha256::new();
        let mut part = |text: &str| {
            // The length keeps two neighbouring parts from being read as others.
            hasher.update(text.len().to_be_bytes());
            hasher.update(text.as_bytes());
        };
        part(&self.prev_hash);
        part(self.subject.kind.as_str());
        part(&self.subject.id.to_string());
        part(&self.subject_seq.to_string());
        part(&self.envelope.to_string());
        part(&self.user.to_string());
        part(&self.position.to_string());
        part(
            &self
                .acting_for
                .map(|position| position.to_string())
                .unwrap_or_default(),
        );
        part(&self.agency.to_string());
        part(&self.made_at.to_rfc3339_opts(SecondsFormat::Micros, true));
        part(
            &self
                .received_at
                .to_rfc3339_opts(SecondsFormat::Micros, true),
        );
        part(&self.verb);
        part(&self.payload);
        hex::encode(hasher.finalize())
    }
}

/// What is wrong with a chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "flaw", rename_all = "snake_case")]
pub enum Flaw {
    /// The content of an entry does not have its hash.
    Changed { seq: i64 },
    /// Entries are missing before this one, or at the end of the chain.
    Missing { subject: Subject, subject_seq: i64 },
    /// An entry does not follow the one before it.
    Unchained { seq: i64 },
    /// The whole log has a gap after this place.
    Gap { after: i64 },
    /// The row of the subject is not what its entries lead to.
    RowDiffers { subject: Subject },
}
