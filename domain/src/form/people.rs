//! The forms of the administration: accounts and what they hold.
//!
//! **Invariant:** field names are those of [`AccountCommand`]. To add a field: take it where its command is made.

use super::{Fields, date, unknown_act, uuid};
use crate::id::{PositionId, UserId};
use crate::people::AccountCommand;
use crate::view::Language;

/// The command of an act on an account.
pub(super) fn account(act: &str, form: &mut Fields<'_>) -> Option<AccountCommand> {
    use AccountCommand as C;
    Some(match act {
        "create" => C::Create {
            login: form.text("login"),
            full_name: form.text("full_name"),
            language: form.listed("language", Language::Vi),
            email: form.optional_text("email"),
        },
        "change" => C::Change {
            full_name: form.text("full_name"),
            language: form.listed("language", Language::Vi),
            email: form.optional_text("email"),
        },
        "close" => C::Close {
            on: form.required("on", date),
        },
        "reopen" => C::Reopen,
        "link" => C::Link,
        "grant" => C::Grant {
            position: form.id("position", PositionId),
            is_acting: form.ticked("is_acting"),
            from: form.required("from", date),
            to: form.optional("to", date),
        },
        "revoke" => C::Revoke {
            holding: form.required("holding", uuid),
            on: form.required("on", date),
        },
        "hand_over" => C::HandOver {
            holding: form.required("holding", uuid),
            to: form.id("to", UserId),
            reason: form.text("reason"),
            reviewed: form.text("reviewed"),
        },
        _ => return unknown_act(act, form),
    })
}
