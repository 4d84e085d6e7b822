//! Saved views: a filter of the list of tasks under a name, for one person or for an agency.
//!
//! **Invariants:** a view holds an address of the list and no right: who opens it sees what [`crate::access`]
//! lets him see; what is shared is changed by those who may share. To add a field: here, `store::saved`,
//! `service::saved`.

use crate::command::Cleaner;
use crate::id::SavedViewId;
use crate::refusal::{FieldFault, Refusal};
use crate::view::KeptForm;
use serde::{Deserialize, Serialize};

/// Longest query of an address, in bytes.
pub const MAX_QUERY: usize = 2000;

/// What a person saves: a new view (`base_version` 0) or another name for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saving {
    pub id: SavedViewId,
    pub base_version: i64,
    pub name: String,
    pub is_shared: bool,
    /// The query of the address, without `?`; empty for all tasks.
    pub query: String,
}

impl Saving {
    /// The view with its name normalised.
    ///
    /// # Errors
    /// [`Refusal::Invalid`].
    pub fn cleaned(mut self) -> Result<Self, Refusal> {
        let mut clean = Cleaner::default();
        clean.line("name", &mut self.name);
        if !(0..i64::MAX).contains(&self.base_version) {
            clean.fault("base_version", FieldFault::OutOfRange);
        }
        let is_plain = self.query.bytes().all(|byte| byte.is_ascii_graphic());
        if self.query.len() > MAX_QUERY || !is_plain || self.query.contains(['#', '\\', '?']) {
            clean.fault("query", FieldFault::Malformed);
        }
        clean.finish(self)
    }
}

/// A saved view as the list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    pub id: SavedViewId,
    pub version: i64,
    pub name: String,
    pub is_shared: bool,
    pub query: String,
    /// Whether the actor may rename and drop it.
    pub may_change: bool,
}

/// The saved views that a person finds above the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedViews {
    /// One's own first, then those that the agency shares, each in Vietnamese order.
    pub views: Vec<SavedView>,
    /// Whether the person may save one.
    pub may_save: bool,
    /// Whether the person may save one for the agency.
    pub may_share: bool,
    /// The id of the next one that is saved.
    pub new_id: SavedViewId,
    pub kept: Option<KeptForm>,
}
