//! The history of an agency in words.

use super::messages::messages;
use crate::i18n::{Messages, fill, format};
use domain::office::AgencyEvent;
use domain::people::view::PositionName;

/// Icon, sentence after the name of the agency that acted, and what was said with it.
pub fn told(
    m: &'static Messages,
    event: &AgencyEvent,
    positions: &[PositionName],
) -> (&'static str, String, Option<String>) {
    let n = messages(m.language);
    let title = |id| {
        let position = positions.iter().find(|position| position.id == id);
        position.map(|position| m.pick(&position.title_vi, &position.title_en).to_owned())
    };
    let with_day = |sentence, on| fill(sentence, &[("day", &format::day(on))]);
    match event {
        AgencyEvent::AgencyCreated { agency } => {
            let name = m.pick(&agency.name_vi, &agency.name_en).to_owned();
            ("add", n.event_created.to_owned(), Some(name))
        }
        AgencyEvent::AgencyChanged { names } => {
            let name = m.pick(&names.name_vi, &names.name_en).to_owned();
            ("edit", n.event_changed.to_owned(), Some(name))
        }
        AgencyEvent::AgencyClosed { on } => ("cancelled", with_day(n.event_closed, *on), None),
        AgencyEvent::AgencyTookOver {
            code, effective, ..
        } => {
            let i = crate::intake::messages::messages(m.language);
            let day = format::day(*effective);
            let sentence = fill(i.event_took_over, &[("code", code), ("day", &day)]);
            ("assigned", sentence, None)
        }
        AgencyEvent::AgencyImported { file, sha256, row } => {
            let i = crate::intake::messages::messages(m.language);
            let values = [("file", file.as_str()), ("row", &row.to_string())];
            let note = format!("SHA-256: {sha256}");
            ("clip", fill(i.event, &values), Some(note))
        }
        AgencyEvent::AgencyReopened => ("success", n.event_reopened.to_owned(), None),
        AgencyEvent::PositionAdded { position } => {
            let name = m.pick(&position.title_vi, &position.title_en).to_owned();
            ("add", n.event_position_added.to_owned(), Some(name))
        }
        AgencyEvent::PositionChanged {
            title_vi, title_en, ..
        } => {
            let name = m.pick(title_vi, title_en).to_owned();
            ("edit", n.event_position_changed.to_owned(), Some(name))
        }
        AgencyEvent::PositionClosed { position, on } => {
            let sentence = with_day(n.event_position_closed, *on);
            ("cancelled", sentence, title(*position))
        }
    }
}
