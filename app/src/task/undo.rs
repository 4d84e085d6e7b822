//! Taking back what was just done, where the work allows it.
//!
//! What was recorded stays recorded: a step is taken back by the step that leads to where the task was, with its
//! reason, and both stand in the timeline. So undo is offered for suspending and resuming, and for confirming,
//! which reopening takes back. The other steps have no way back of the one who took them: once an agency was told
//! (issued, acknowledged, returned, reassigned, cancelled), once another decides (an extension asked for, a result
//! sent in: the coordinator refuses or returns them), or because the record only grows (progress, obstacles,
//! evidence), where a new entry corrects the old one.
//!
//! **Invariant:** the way back is an ordinary step of the page, asked for its rights like every other. To offer
//! another: its arm in [`way_back`].

use super::action::act_name;
use crate::i18n::Messages;
use leptos::prelude::*;

/// The step that takes an act back.
pub fn way_back(act: &str) -> Option<&'static str> {
    match act {
        "suspend" => Some("resume"),
        "resume" => Some("suspend"),
        "confirm" => Some("reopen"),
        _ => None,
    }
}

/// The way back, below the notice of what was done.
pub fn undo(m: &'static Messages, act: &str) -> Option<AnyView> {
    let back = way_back(act)?;
    let if_wrong = m.pick(
        "Nếu nhầm, anh/chị có thể hoàn tác: ",
        "If that was a mistake, undo it: ",
    );
    let view = view! {
        <p class="undo">
            {if_wrong} <a href=format!("#{back}") rel="external">
                {act_name(m, back)}
            </a>
        </p>
    };
    Some(view.into_any())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::messages;
    use domain::view::Language;

    #[test]
    fn every_way_back_is_a_step() {
        let m = messages(Language::Vi);
        for act in ["suspend", "resume", "confirm", "report", "cancel"] {
            if let Some(back) = way_back(act) {
                assert_ne!(act_name(m, back), m.task, "{back}");
            }
        }
        assert_eq!(way_back("cancel"), None);
    }
}
