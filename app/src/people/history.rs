//! The history of an account in words.

use super::messages::messages;
use crate::i18n::{Messages, fill, format};
use domain::people::AccountEvent;
use domain::people::view::PositionName;

/// Icon, sentence after the name of the agency, and what was said with it.
pub fn told(
    m: &'static Messages,
    event: &AccountEvent,
    positions: &[PositionName],
) -> (&'static str, String, Option<String>) {
    let n = messages(m.language);
    let title = |id| {
        let position = positions.iter().find(|position| position.id == id);
        position.map(|position| m.pick(&position.title_vi, &position.title_en).to_owned())
    };
    match event {
        AccountEvent::AccountCreated { full_name, .. } => {
            ("add", n.event_created.to_owned(), Some(full_name.clone()))
        }
        AccountEvent::AccountChanged {
            full_name, email, ..
        } => {
            let note = format!("{full_name} {email}").trim().to_owned();
            ("edit", n.event_changed.to_owned(), Some(note))
        }
        AccountEvent::AccountClosed { on } => {
            let day = format::day(*on);
            ("cancelled", fill(n.event_closed, &[("day", &day)]), None)
        }
        AccountEvent::AccountReopened => ("success", n.event_reopened.to_owned(), None),
        AccountEvent::PasswordLinkMade => ("person", n.event_link.to_owned(), None),
        AccountEvent::PositionGranted { held } => {
            let sentence = if held.is_acting {
                n.event_acting
            } else {
                n.event_granted
            };
            let days = n.days(held.from, held.to);
            let title = title(held.position).unwrap_or_default();
            ("assigned", fill(sentence, &[("days", &days)]), Some(title))
        }
        AccountEvent::PositionHandedOver {
            position,
            from_name,
            to_name,
            reason,
            moved,
            ..
        } => {
            let h = crate::handover::messages::messages(m.language);
            let count = moved.count().to_string();
            let title = title(*position).unwrap_or_default();
            let values = [
                ("title", title.as_str()),
                ("from", from_name),
                ("to", to_name),
                ("n", &count),
            ];
            let sentence = fill(h.event_left, &values);
            ("assigned", sentence, Some(reason.clone()))
        }
        AccountEvent::PositionTakenOver {
            position,
            from_name,
            to_name,
            reason,
            ..
        } => {
            let h = crate::handover::messages::messages(m.language);
            let title = title(*position).unwrap_or_default();
            let values = [
                ("title", title.as_str()),
                ("from", from_name),
                ("to", to_name),
            ];
            (
                "assigned",
                fill(h.event_took, &values),
                Some(reason.clone()),
            )
        }
        AccountEvent::AccountImported { file, sha256, row } => {
            let i = crate::intake::messages::messages(m.language);
            let values = [("file", file.as_str()), ("row", &row.to_string())];
            let note = format!("SHA-256: {sha256}");
            ("clip", fill(i.event, &values), Some(note))
        }
        AccountEvent::PositionRevoked { position, on, .. } => {
            let day = format::day(*on);
            let sentence = fill(n.event_revoked, &[("day", &day)]);
            ("returned", sentence, title(*position))
        }
    }
}
