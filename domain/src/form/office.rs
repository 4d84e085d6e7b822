//! The forms of agencies and their positions.
//!
//! **Invariant:** field names are those of [`AgencyCommand`]; other names stand one a line. To add a field: take it
//! where its command is made.

use super::{Fields, date, lines, unknown_act, uuid};
use crate::agency::{Level, Sector};
use crate::id::{AgencyId, PositionId};
use crate::office::{AgencyCommand, Names};
use crate::position::Role;

/// The command of an act on an agency.
pub(super) fn agency(act: &str, form: &mut Fields<'_>) -> Option<AgencyCommand> {
    use AgencyCommand as C;
    Some(match act {
        "create" => C::Create {
            code: form.text("code"),
            names: names(form),
            sector: form.listed("sector", Sector::Other),
            level: form.listed("level", Level::Province),
            parent: form.optional("parent", uuid).map(AgencyId),
            from: form.required("from", date),
        },
        "change" => C::Change { names: names(form) },
        "close" => C::Close {
            on: form.required("on", date),
        },
        "reopen" => C::Reopen,
        "add_position" => C::AddPosition {
            position: form.id("position", PositionId),
            role: form.listed("role", Role::Officer),
            title_vi: form.text("title_vi"),
            title_en: form.text("title_en"),
            from: form.required("from", date),
        },
        "change_position" => C::ChangePosition {
            position: form.id("position", PositionId),
            title_vi: form.text("title_vi"),
            title_en: form.text("title_en"),
        },
        "close_position" => C::ClosePosition {
            position: form.id("position", PositionId),
            on: form.required("on", date),
        },
        _ => return unknown_act(act, form),
    })
}

fn names(form: &mut Fields<'_>) -> Names {
    let aliases = form.optional_text("aliases").unwrap_or_default();
    Names {
        name_vi: form.text("name_vi"),
        name_en: form.text("name_en"),
        short_vi: form.text("short_vi"),
        short_en: form.text("short_en"),
        aliases: lines(&aliases).map(str::to_owned).collect(),
    }
}
