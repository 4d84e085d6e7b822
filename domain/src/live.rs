//! What an open screen is told while others work: which thing changed, in which parts, by whom.
//!
//! It says enough to know whether the screen is concerned and what to mark, and nothing of the values: these the
//! screen reads again, through the door that asks for its rights.
//!
//! **Invariant:** a change is told of an entry of the log, and only to whom [`crate::access::allows`] lets see
//! its subject. To mark one more part of a task: [`Part`], its arm in [`marked`].

use crate::id::DirectiveId;
use crate::log::SubjectKind;
use crate::task::{Part, TaskEvent};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One entry of the log, as screens are told of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The place in the log.
    pub seq: i64,
    pub kind: SubjectKind,
    pub id: Uuid,
    /// The subject's version after the entry.
    pub version: i64,
    /// The directive that ordered the task.
    pub directive: Option<DirectiveId>,
    pub verb: String,
    /// What changed in a task; nothing where all of it is new.
    pub parts: Vec<Part>,
    /// Who did it: the person, and the agency in both languages.
    pub who: String,
    pub agency_vi: String,
    pub agency_en: String,
    /// When the server took it.
    pub at: DateTime<Utc>,
}

/// The counts around every page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Standing {
    /// Tasks that wait for the agency.
    pub waiting: i64,
    /// What the agency was told and has not read, at most [`crate::view::MOST_UNREAD`].
    pub unread: i64,
}

/// The parts of a task that look otherwise after the event. Unlike [`TaskEvent::touched`], which says where
/// two steps meet, this names what only grew, too.
pub fn marked(event: &TaskEvent) -> Vec<Part> {
    match event {
        TaskEvent::Drafted { .. } => Vec::new(),
        TaskEvent::ObstacleRaised { .. } => vec![Part::Obstacle],
        TaskEvent::EvidenceAdded { .. } => vec![Part::Evidence],
        TaskEvent::Commented { .. } => vec![Part::Comment],
        TaskEvent::Attached { .. } => vec![Part::Attachment],
        TaskEvent::Submitted { .. } => vec![Part::State, Part::Result, Part::Evidence],
        event => event.touched().to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::AgencyId;
    use crate::task::Evidence;

    #[test]
    fn what_only_grew_is_marked_too() {
        assert_eq!(marked(&TaskEvent::Acknowledged), [Part::State]);
        let evidence = TaskEvent::EvidenceAdded {
            evidence: Evidence {
                agency: AgencyId(Uuid::nil()),
                on: crate::area::BEFORE_RECORDS,
                note: "Biên bản số 5".to_owned(),
            },
        };
        assert!(evidence.touched().is_empty());
        assert_eq!(marked(&evidence), [Part::Evidence]);
    }
}
