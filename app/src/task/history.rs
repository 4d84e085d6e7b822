//! The timeline of a task in words: who, what, when, and what was said with it.
//!
//! **Invariant:** every event of the domain has a sentence; a new one without it does not compile.
//! To add an event: an arm in [`told`], its sentence in [`crate::i18n`].

use crate::i18n::{Messages, fill, format};
use crate::talk::messages::{TalkMessages, messages};
use crate::ui::{icon, moment};
use chrono::TimeDelta;
use domain::agency::AgencyName;
use domain::task::TaskEvent;
use domain::view::{TimelineEntry, TimelineEvent};
use leptos::prelude::*;

/// An entry that arrived this long after it was made came from a device without a line.
const LATE: TimeDelta = TimeDelta::minutes(2);

/// The entries, newest first.
pub fn timeline(
    m: &'static Messages,
    entries: Vec<TimelineEntry>,
    agencies: &[AgencyName],
) -> AnyView {
    let mut entries = entries;
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.seq));
    let items = entries
        .into_iter()
        .map(|entry| item(m, entry, agencies))
        .collect_view();
    view! { <ol class="timeline">{items}</ol> }.into_any()
}

fn item(m: &'static Messages, entry: TimelineEntry, agencies: &[AgencyName]) -> AnyView {
    let told = match &entry.event {
        TimelineEvent::Task(event) => told(m, event, agencies),
        TimelineEvent::Duty(event) => {
            let (icon, sentence, note) = crate::duty::history::told(m, event);
            Told {
                icon,
                sentence,
                note,
            }
        }
        TimelineEvent::Agency(event) => {
            let (icon, sentence, note) = crate::office::history::told(m, event, &[]);
            Told {
                icon,
                sentence,
                note,
            }
        }
        TimelineEvent::Account(event) => {
            let (icon, sentence, note) = crate::people::history::told(m, event, &[]);
            Told {
                icon,
                sentence,
                note,
            }
        }
        TimelineEvent::Directive(verb) => Told::of(fill(m.event_directive, &[("verb", verb)])),
    };
    let who = format!(
        "{}, {}",
        entry.who,
        m.pick(&entry.title_vi, &entry.title_en)
    );
    let received = (entry.received_at - entry.made_at > LATE).then(|| {
        fill(
            m.received_later,
            &[("at", &format::moment(entry.received_at))],
        )
    });
    view! {
        <li>
            {icon(told.icon)}
            <p>
                <b>{m.agency_of(agencies, entry.agency)}</b>
                " "
                {told.sentence}
            </p>
            <p class="timeline-meta">
                {moment(entry.made_at)}
                <span>{who}</span>
                {received.map(|text| view! { <span>{text}</span> })}
            </p>
            {told.note.map(|note| view! { <p class="timeline-note">{note}</p> })}
        </li>
    }
    .into_any()
}

/// An event in words: after the name of the agency, and what was said with it.
#[derive(Debug, PartialEq, Eq)]
struct Told {
    icon: &'static str,
    sentence: String,
    note: Option<String>,
}

impl Told {
    fn of(sentence: impl Into<String>) -> Self {
        Self {
            icon: "history",
            sentence: sentence.into(),
            note: None,
        }
    }

    fn icon(mut self, icon: &'static str) -> Self {
        self.icon = icon;
        self
    }

    fn note(mut self, note: &str) -> Self {
        self.note = Some(note.to_owned());
        self
    }

    fn note_if(mut self, note: Option<&String>) -> Self {
        self.note = note.cloned();
        self
    }
}

fn told(m: &'static Messages, event: &TaskEvent, agencies: &[AgencyName]) -> Told {
    use TaskEvent as E;
    let agency = |id| m.agency_of(agencies, id);
    match event {
        E::Drafted { .. } => Told::of(m.event_drafted).icon("draft"),
        E::Issued { .. } => Told::of(m.event_issued).icon("assigned"),
        E::Acknowledged => Told::of(m.event_acknowledged).icon("acknowledged"),
        E::ReturnedToSender { reason } => Told::of(m.event_returned).icon("returned").note(reason),
        E::Reassigned { from, lead, reason } => Told::of(fill(
            m.event_reassigned,
            &[("from", &agency(*from)), ("lead", &agency(*lead))],
        ))
        .icon("assigned")
        .note(reason),
        E::Started { officer } => {
            Told::of(fill(m.event_started, &[("officer", &officer.name)])).icon("in_progress")
        }
        E::Reported { percent, note } => {
            Told::of(fill(m.event_reported, &[("percent", &percent.to_string())]))
                .icon("in_progress")
                .note(note)
        }
        E::ObstacleRaised { obstacle } => Told::of(fill(
            m.event_obstacle_raised,
            &[("n", &obstacle.number.to_string())],
        ))
        .icon("warning")
        .note(&obstacle.what),
        E::ObstacleResolved {
            number, resolution, ..
        } => Told::of(fill(
            m.event_obstacle_resolved,
            &[("n", &number.to_string())],
        ))
        .note(resolution),
        E::ObstacleEscalated { number, escalation } => Told::of(fill(
            m.party().event_escalated,
            &[
                ("n", &number.to_string()),
                ("agency", &agency(escalation.to)),
            ],
        ))
        .icon("up")
        .note(&escalation.reason),
        E::ExtensionRequested { extension } => Told::of(fill(
            m.event_extension_requested,
            &[("day", &format::day(extension.until))],
        ))
        .note(&extension.reason),
        E::ExtensionGranted {
            until, decision, ..
        } => Told::of(fill(
            m.event_extension_granted,
            &[("day", &format::day(*until))],
        ))
        .note_if(decision.as_ref()),
        E::ExtensionRefused { decision, .. } => Told::of(m.event_extension_refused).note(decision),
        E::EvidenceAdded { evidence } => Told::of(m.event_evidence_added)
            .icon("clip")
            .note(&evidence.note),
        E::Submitted { result, .. } => Told::of(m.event_submitted)
            .icon("awaiting_confirmation")
            .note(result),
        E::Confirmed { rating, note, .. } => {
            let rating = m.rating(*rating).to_lowercase();
            Told::of(fill(m.event_confirmed, &[("rating", &rating)]))
                .icon("completed")
                .note_if(note.as_ref())
        }
        E::ReturnedForRework { reason } => {
            Told::of(m.event_rework).icon("in_progress").note(reason)
        }
        E::Suspended { reason, .. } => Told::of(m.event_suspended).icon("suspended").note(reason),
        E::Resumed {
            due, days, reason, ..
        } => {
            let days = days.to_string();
            let sentence = match due {
                Some(due) => fill(
                    m.event_resumed_due,
                    &[("n", &days), ("day", &format::day(*due))],
                ),
                None => fill(m.event_resumed, &[("n", &days)]),
            };
            Told::of(sentence).icon("in_progress").note(reason)
        }
        E::Cancelled { reason } => Told::of(m.event_cancelled).icon("cancelled").note(reason),
        E::Reopened { reason } => Told::of(m.event_reopened).icon("in_progress").note(reason),
        E::ContributionAsked { contribution } => Told::of(fill(
            m.event_contribution_asked,
            &[("agency", &agency(contribution.agency))],
        ))
        .note(&contribution.product),
        E::ContributionAcknowledged { .. } => Told::of(m.event_contribution_acknowledged),
        E::ContributionDelivered { result, .. } => {
            Told::of(m.event_contribution_delivered).note(result)
        }
        E::ContributionDeclined { reason, .. } => {
            Told::of(m.event_contribution_declined).note(reason)
        }
        E::SubtaskDrafted { .. }
        | E::Delegated { .. }
        | E::QuantityReported { .. }
        | E::CancelledWithParent { .. }
        | E::SuspendedWithParent { .. }
        | E::ResumedWithParent { .. } => told_of_cascade(m, event, agencies),
        E::ContributionWaived {
            agency: id, reason, ..
        } => Told::of(fill(
            m.event_contribution_waived,
            &[("agency", &agency(*id))],
        ))
        .note(reason),
        E::Commented { number, .. } => numbered(talk(m).event_commented, *number),
        E::CommentEdited { number, .. } => numbered(talk(m).event_comment_edited, *number),
        E::CommentWithdrawn { number } => numbered(talk(m).event_comment_withdrawn, *number),
        E::Attached { attachment } => Told::of(fill(
            talk(m).event_attached,
            &[
                ("name", &attachment.file.name),
                (
                    "purpose",
                    &talk(m).purpose_of(attachment.purpose).to_lowercase(),
                ),
            ],
        ))
        .icon("clip"),
        E::AttachmentWithdrawn { name, reason, .. } => {
            Told::of(fill(talk(m).event_attachment_withdrawn, &[("name", name)]))
                .icon("clip")
                .note(reason)
        }
        E::OfficerReplaced {
            contribution,
            from,
            to,
        } => {
            let h = crate::handover::messages::messages(m.language);
            let sentence = match contribution {
                None => h.event_officer,
                Some(_) => h.event_contribution,
            };
            let whose = contribution.map(agency).unwrap_or_default();
            let values = [
                ("from", from.name.as_str()),
                ("to", &to.name),
                ("agency", &whose),
            ];
            Told::of(fill(sentence, &values)).icon("person")
        }
        E::Reminded { agencies, .. } => {
            let names: Vec<String> = agencies.iter().map(|id| agency(*id)).collect();
            let b = crate::bulk::messages::messages(m.language);
            Told::of(fill(b.event_reminded, &[("agencies", &names.join("; "))])).icon("bell")
        }
    }
}

/// Most agencies that the timeline names of one delegation.
const MOST_NAMED: usize = 8;

fn told_of_cascade(m: &'static Messages, event: &TaskEvent, agencies: &[AgencyName]) -> Told {
    use TaskEvent as E;
    let c = crate::cascade::messages::messages(m.language);
    match event {
        E::Delegated { delegation } => {
            let mut names: Vec<String> = delegation
                .to
                .iter()
                .take(MOST_NAMED)
                .map(|share| m.agency_of(agencies, share.agency))
                .collect();
            if delegation.to.len() > MOST_NAMED {
                names.push("…".to_owned());
            }
            let sentence = fill(
                c.event_delegated,
                &[
                    ("n", &delegation.to.len().to_string()),
                    ("agencies", &names.join("; ")),
                ],
            );
            Told::of(sentence).icon("assigned").note(&delegation.title)
        }
        E::QuantityReported {
            done,
            percent,
            note,
        } => Told::of(fill(
            c.event_quantity,
            &[("n", &done.to_string()), ("percent", &percent.to_string())],
        ))
        .icon("in_progress")
        .note(note),
        E::CancelledWithParent { reason } => {
            Told::of(c.event_cancelled).icon("cancelled").note(reason)
        }
        E::SuspendedWithParent { reason, .. } => {
            Told::of(c.event_suspended).icon("suspended").note(reason)
        }
        E::ResumedWithParent { days, reason, .. } => {
            Told::of(fill(c.event_resumed, &[("n", &days.to_string())]))
                .icon("in_progress")
                .note(reason)
        }
        _ => Told::of(c.event_drafted).icon("draft"),
    }
}

fn talk(m: &'static Messages) -> &'static TalkMessages {
    messages(m.language)
}

fn numbered(sentence: &'static str, number: u32) -> Told {
    Told::of(fill(sentence, &[("n", &number.to_string())])).icon("edit")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::messages as words;
    use chrono::NaiveDate;
    use domain::view::Language;

    #[test]
    fn an_extension_is_told_with_its_day_and_reason() {
        let until = NaiveDate::from_ymd_opt(2022, 10, 31).expect("a day");
        let event = TaskEvent::ExtensionGranted {
            number: 1,
            on: until,
            until,
            decision: Some("Đồng ý".to_owned()),
        };
        assert_eq!(
            told(words(Language::Vi), &event, &[]),
            Told {
                icon: "history",
                sentence: "đồng ý gia hạn đến 31/10/2022".to_owned(),
                note: Some("Đồng ý".to_owned()),
            }
        );
        assert_eq!(
            told(words(Language::En), &event, &[]).sentence,
            "granted an extension until 31/10/2022"
        );
    }
}
