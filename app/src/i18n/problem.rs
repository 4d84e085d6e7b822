//! What went wrong, said so that the reader knows what to do next.
//!
//! **Invariant:** every problem, refusal and fault of the domain has a sentence in both languages;
//! a new one without a sentence does not compile.

use super::{Messages, fill};
use domain::agency::AgencyName;
use domain::clears::Clear;
use domain::refusal::{FieldFault, Problem, Refusal};
use domain::task::State;

impl Messages {
    /// One sentence about a problem. Agencies it names are looked up in `agencies`.
    pub fn problem(&self, problem: &Problem, agencies: &[AgencyName]) -> String {
        match problem {
            Problem::SignedOut => self.problem_signed_out.to_owned(),
            Problem::NotFound => self.problem_not_found.to_owned(),
            Problem::Forbidden => self.problem_forbidden.to_owned(),
            Problem::Refused { refusal } => self.refusal(refusal, agencies),
            Problem::Conflict { .. } => self.problem_conflict.to_owned(),
            Problem::SignInFailed => self.problem_sign_in_failed.to_owned(),
            Problem::TooManyTries { seconds } => fill(
                self.problem_too_many_tries,
                &[(
                    "minutes",
                    &(seconds.max(&1).saturating_add(59) / 60).to_string(),
                )],
            ),
            Problem::TooLarge => self.problem_too_large.to_owned(),
            Problem::Unavailable => self.problem_unavailable.to_owned(),
            Problem::Internal => self.problem_internal.to_owned(),
        }
    }

    /// One sentence about a refusal.
    pub fn refusal(&self, refusal: &Refusal, agencies: &[AgencyName]) -> String {
        match refusal {
            Refusal::WrongState { state } => {
                let state = state
                    .parse::<State>()
                    .map_or(state.as_str(), |state| self.state(state));
                fill(self.refused_wrong_state, &[("state", state)])
            }
            Refusal::ClearMissing { clears } => fill(
                self.refused_clear_missing,
                &[("clears", &self.clears(clears))],
            ),
            Refusal::ContributionOpen { agencies: open } => {
                let names: Vec<_> = open
                    .iter()
                    .map(|&id| self.agency_of(agencies, id))
                    .collect();
                fill(
                    self.refused_contribution_open,
                    &[("agencies", &names.join("; "))],
                )
            }
            Refusal::ExtensionPending => self.refused_extension_pending.to_owned(),
            Refusal::NoSuchExtension => self.refused_no_such_extension.to_owned(),
            Refusal::NoSuchObstacle => self.refused_no_such_obstacle.to_owned(),
            Refusal::NoSuchContribution => self.refused_no_such_contribution.to_owned(),
            Refusal::ContributionState => self.refused_contribution_state.to_owned(),
            Refusal::AlreadyParty { agency } => fill(
                self.refused_already_party,
                &[("agency", &self.agency_of(agencies, *agency))],
            ),
            Refusal::NotLater => self.refused_not_later.to_owned(),
            Refusal::CalendarEnds { year } => {
                fill(self.refused_calendar_ends, &[("year", &year.to_string())])
            }
            Refusal::Invalid { fields } => {
                fill(self.refused_invalid, &[("n", &fields.len().to_string())])
            }
            Refusal::DirectiveClosed => self.refused_directive_closed.to_owned(),
            Refusal::NothingToIssue => self.refused_nothing_to_issue.to_owned(),
            Refusal::DraftsIncomplete { drafts } => {
                let drafts: Vec<_> = drafts
                    .iter()
                    .map(|draft| format!("{} ({})", draft.position, self.clears(&draft.clears)))
                    .collect();
                fill(
                    self.refused_drafts_incomplete,
                    &[("drafts", &drafts.join("; "))],
                )
            }
            Refusal::Secret => self.refused_secret.to_owned(),
            Refusal::NumberTaken { .. } => self.refused_number_taken.to_owned(),
            Refusal::DutyClosed => crate::duty::messages::messages(self.language)
                .refused_closed
                .to_owned(),
            Refusal::NothingOwed => crate::duty::messages::messages(self.language)
                .refused_nothing_owed
                .to_owned(),
            Refusal::ExtensionsUsed { most } => {
                fill(self.party().extensions_used, &[("most", &most.to_string())])
            }
            Refusal::ExtensionTooLate { due } => fill(
                self.party().extension_too_late,
                &[("day", &super::format::day(*due))],
            ),
            Refusal::ExtensionTooLong { days, latest } => fill(
                self.party().extension_too_long,
                &[
                    ("days", &days.to_string()),
                    ("day", &super::format::day(*latest)),
                ],
            ),
            Refusal::AlreadyAsked { agency } => fill(
                self.party().already_asked,
                &[("agency", &self.agency_of(agencies, *agency))],
            ),
            Refusal::CodeTaken | Refusal::AgencyClosed | Refusal::AgencyOpen => {
                crate::office::messages::messages(self.language)
                    .refusal(refusal)
                    .unwrap_or_default()
                    .to_owned()
            }
            Refusal::LoginTaken
            | Refusal::AccountClosed
            | Refusal::AccountOpen
            | Refusal::LastAdministrator
            | Refusal::NotYoursToGive
            | Refusal::AlreadyHeld
            | Refusal::NotHeld => crate::people::messages::messages(self.language)
                .refusal(refusal)
                .unwrap_or_default()
                .to_owned(),
            Refusal::SuccessorIsLeaver
            | Refusal::SuccessorClosed
            | Refusal::SuccessorElsewhere { .. }
            | Refusal::ReviewChanged { .. } => {
                crate::handover::messages::refusal(self, refusal, agencies)
            }
            Refusal::Sheet { .. } | Refusal::ImportChanged { .. } | Refusal::ImportDone => {
                crate::intake::messages::refusal(self, refusal)
            }
            Refusal::NoSuchComment
            | Refusal::NotYours
            | Refusal::NoSuchAttachment
            | Refusal::TooMany { .. }
            | Refusal::FileKind
            | Refusal::FileTooLarge { .. }
            | Refusal::Infected
            | Refusal::NotScanned => crate::talk::messages::messages(self.language)
                .refusal(refusal)
                .unwrap_or_else(|| self.problem_internal.to_owned()),
            Refusal::AlreadyReminded { on } => fill(
                crate::bulk::messages::messages(self.language).already_reminded,
                &[("day", &super::format::day(*on))],
            ),
            Refusal::NobodyWaited => crate::bulk::messages::messages(self.language)
                .nobody_waited
                .to_owned(),
            Refusal::SubtasksOpen { .. }
            | Refusal::AfterParent { .. }
            | Refusal::OtherRule
            | Refusal::ParentNotOpen { .. }
            | Refusal::NameTaken => self.cascade_refusal(refusal, agencies),
        }
    }

    fn cascade_refusal(&self, refusal: &Refusal, agencies: &[AgencyName]) -> String {
        let c = crate::cascade::messages::messages(self.language);
        match refusal {
            Refusal::SubtasksOpen {
                open,
                agencies: leads,
            } => {
                let names: Vec<_> = leads
                    .iter()
                    .map(|&id| self.agency_of(agencies, id))
                    .collect();
                let is_all = usize::try_from(*open).is_ok_and(|open| open <= leads.len());
                let more = if is_all { "" } else { c.refused_more };
                let names = format!("{}{more}", names.join("; "));
                fill(
                    c.refused_open,
                    &[("n", &open.to_string()), ("agencies", &names)],
                )
            }
            Refusal::AfterParent { due } => fill(
                c.refused_after_parent,
                &[("day", &super::format::day(*due))],
            ),
            Refusal::ParentNotOpen { state } => {
                let state = state
                    .parse::<State>()
                    .map_or(state.as_str(), |state| self.state(state));
                fill(c.refused_parent_not_open, &[("state", state)])
            }
            Refusal::NameTaken => c.refused_name_taken.to_owned(),
            _ => c.refused_other_rule.to_owned(),
        }
    }

    /// What to do about a wrong field.
    pub fn fault(&self, fault: &FieldFault) -> String {
        match fault {
            FieldFault::Required => self.fault_required.to_owned(),
            FieldFault::TooLong { max } => fill(self.fault_too_long, &[("max", &max.to_string())]),
            FieldFault::ControlCharacter => self.fault_control_character.to_owned(),
            FieldFault::MixedScript => self.fault_mixed_script.to_owned(),
            FieldFault::Malformed => self.fault_malformed.to_owned(),
            FieldFault::OutOfRange => self.fault_out_of_range.to_owned(),
            FieldFault::Unknown => self.fault_unknown.to_owned(),
        }
    }

    /// The sentence for a problem of which only the code came along, in the address of a page.
    pub fn problem_code(&self, code: &str) -> &'static str {
        match code {
            "sign_in_failed" => self.problem_sign_in_failed,
            "signed_out" => self.problem_signed_out,
            "too_many_tries" => self.problem_wait,
            "forbidden" => self.problem_forbidden,
            "not_found" => self.problem_not_found,
            "too_large" => self.problem_too_large,
            "unavailable" => self.problem_unavailable,
            "invalid" => self.problem_invalid,
            _ => self.problem_internal,
        }
    }

    fn clears(&self, clears: &[Clear]) -> String {
        let names: Vec<_> = clears
            .iter()
            .map(|&clear| self.clear(clear).to_lowercase())
            .collect();
        names.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::super::messages;
    use super::*;
    use domain::view::Language;

    #[test]
    fn a_refusal_names_what_is_missing() {
        let refusal = Refusal::ClearMissing {
            clears: vec![Clear::Effectiveness, Clear::People],
        };
        let said = messages(Language::Vi).refusal(&refusal, &[]);
        assert!(said.contains("rõ hiệu quả, rõ người"), "{said}");
    }

    #[test]
    fn waiting_is_said_in_whole_minutes_rounded_up() {
        let said =
            |seconds| messages(Language::En).problem(&Problem::TooManyTries { seconds }, &[]);
        assert!(said(61).contains("2 minute"), "{}", said(61));
        assert!(said(0).contains("1 minute"), "{}", said(0));
    }
}
