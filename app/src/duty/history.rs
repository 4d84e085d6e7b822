//! The history of a duty in words.

use super::messages::{messages, range};
use crate::i18n::{Messages, fill};
use domain::duty::DutyEvent;

/// Icon, sentence after the name of the agency, and what was said with it.
pub fn told(m: &'static Messages, event: &DutyEvent) -> (&'static str, String, Option<String>) {
    let d = messages(m.language);
    match event {
        DutyEvent::DutyCreated { template, .. } => {
            let sentence = fill(d.event_created, &[("title", &template.title)]);
            let schedule = d.schedule_of(template.schedule);
            ("assigned", sentence, Some(schedule))
        }
        DutyEvent::DutyChanged {
            template, reason, ..
        } => {
            let sentence = fill(d.event_changed, &[("title", &template.title)]);
            ("edit", sentence, Some(reason.clone()))
        }
        DutyEvent::DutyStopped { reason } => (
            "cancelled",
            d.event_stopped.to_owned(),
            Some(reason.clone()),
        ),
        DutyEvent::DutyHandedOver { .. } => {
            let h = crate::handover::messages::messages(m.language);
            ("person", h.event_duty.to_owned(), None)
        }
        DutyEvent::DutyGenerated { period, .. } => {
            let sentence = fill(d.event_generated, &[("period", &range(*period))]);
            ("task", sentence, None)
        }
    }
}
