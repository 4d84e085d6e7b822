//! What the pages of an import show, and what is kept of a table until then.
//!
//! **Invariant:** only who uploaded a table sees it, with what every row leads to now, or led to.

use super::{Kind, RowFate, Table};
use crate::agency::AgencyName;
use crate::id::EnvelopeId;
use crate::view::KeptForm;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A table that waits for its confirmation, or what it led to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// As the file is called.
    pub file: String,
    /// SHA-256 of the file, in hex.
    pub sha256: String,
    pub table: Table,
    /// What it led to, once it was confirmed.
    #[serde(default)]
    pub done: Option<Vec<RowFate>>,
}

/// The page on which a file is chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadPage {
    /// A refused upload.
    pub kept: Option<KeptForm>,
}

/// The page that says what every row leads to, or led to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewPage {
    pub id: Uuid,
    pub kind: Kind,
    pub file: String,
    pub sha256: String,
    pub ignored: Vec<String>,
    pub fates: Vec<RowFate>,
    pub is_done: bool,
    /// What the confirmation carries.
    pub reviewed: String,
    /// The agencies of the positions that rows name.
    pub agencies: Vec<AgencyName>,
    pub envelope: EnvelopeId,
    /// A refused confirmation.
    pub kept: Option<KeptForm>,
}
