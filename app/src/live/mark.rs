//! Marks: who just changed what the eye falls on, in words.
//!
//! **Invariant:** a mark stands at the heading of its section, says its message in words beside its icon, and goes
//! with the next load. To mark another section: its id in [`section_of`].

use super::messages;
use crate::i18n::{Messages, fill, format};
use crate::ui::icon;
use domain::live::Change;
use domain::task::Part;
use leptos::prelude::*;

/// The newest changes of the open page that it has drawn since it was loaded.
#[derive(Clone, Copy)]
pub struct Marks(RwSignal<Vec<Change>>);

/// The section of the task page that shows a part; the head of the page is `head`.
pub fn section_of(part: Part) -> &'static str {
    match part {
        Part::State => "head",
        Part::Lead | Part::Officer => "parties",
        Part::Progress | Part::Result => "work",
        Part::Deadline | Part::Extension => "deadline",
        Part::Obstacle => "obstacles",
        Part::Evidence => "evidence",
        Part::Contribution => "contributions",
        Part::Subtasks => "subtasks",
        Part::Comment => "comments",
        Part::Attachment => "files",
    }
}

impl Marks {
    /// No marks yet, in the context of the page.
    pub fn provide() -> Self {
        let marks = Self(RwSignal::new(Vec::new()));
        provide_context(marks);
        marks
    }

    /// Marks what changed.
    pub fn add(self, changes: Vec<Change>) {
        self.0.update(|all| all.extend(changes));
    }

    /// The mark of a section: of its newest change.
    fn of(self, section: &str) -> Option<Change> {
        let changes = self.0.read();
        let concerns = |change: &&Change| {
            let mut parts = change.parts.iter();
            parts.any(|part| section_of(*part) == section)
        };
        changes.iter().rev().find(concerns).cloned()
    }
}

/// The mark at the heading of a section of the page, where there is one.
pub fn mark(m: &'static Messages, section: &'static str) -> Option<AnyView> {
    let change = use_context::<Marks>()?.of(section)?;
    let moment = format::moment(change.at);
    // A mark is of today: the hour says enough.
    let at = moment.split_once(' ').map_or(moment.as_str(), |(_, at)| at);
    let text = fill(
        messages(m.language).updated_by,
        &[
            ("who", &change.who),
            ("agency", m.pick(&change.agency_vi, &change.agency_en)),
            ("at", at),
        ],
    );
    let mark = view! { <p class="live-mark">{icon("history")} {text}</p> };
    Some(mark.into_any())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_has_its_section() {
        let known = [
            "head",
            "parties",
            "work",
            "deadline",
            "obstacles",
            "evidence",
            "contributions",
            "subtasks",
            "comments",
            "files",
        ];
        for part in Part::ALL {
            assert!(known.contains(&section_of(*part)), "{part}");
        }
    }
}
