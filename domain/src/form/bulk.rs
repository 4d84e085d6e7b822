//! The form of an act on many tasks: `envelope`, `made_at`, `act`, a `row` for each task (`<id>.<version>`), and
//! the fields of the act.

use super::{Fields, instant, unknown_act};
use crate::bulk::{Bulk, BulkAct, Row};
use crate::command::{Command, Envelope};
use crate::id::{AgencyId, EnvelopeId};
use crate::refusal::{FieldFault, Refusal};
use chrono::{DateTime, Utc};

/// The envelope that the fields of a bulk form stand for; `back` is the list from which it was asked.
///
/// # Errors
/// [`Refusal::Invalid`] with every field that is unknown, missing, given twice or malformed.
pub fn bulk(
    fields: &[(String, String)],
    back: String,
    now: DateTime<Utc>,
) -> Result<Envelope, Refusal> {
    let mut form = Fields::of(fields);
    let id = form.id("envelope", EnvelopeId);
    let made_at = form.optional("made_at", instant).unwrap_or(now);
    let rows = rows(&mut form);
    let name = form.text("act");
    let act = match name.as_str() {
        "remind" => Some(BulkAct::Remind {}),
        "extend" => Some(BulkAct::Extend {
            until: form.required_deadline("until"),
            reason: form.text("reason"),
        }),
        "reassign" => Some(BulkAct::Reassign {
            lead: form.id("lead", AgencyId),
            reason: form.text("reason"),
        }),
        "suspend" => Some(BulkAct::Suspend {
            reason: form.text("reason"),
        }),
        "cancel" => Some(BulkAct::Cancel {
            reason: form.text("reason"),
        }),
        _ => unknown_act(&name, &mut form),
    };
    let Some(act) = act else {
        return Err(form.refusal());
    };
    form.leave_nothing();
    let bulk = Bulk { rows, act, back };
    let cleaned = bulk.cleaned();
    if let Err(Refusal::Invalid { fields }) = &cleaned {
        for error in fields {
            form.fault_once(error.clone());
        }
    }
    match cleaned {
        Ok(bulk) if form.faults.is_empty() => Ok(Envelope {
            id,
            base_version: None,
            made_at,
            command: Command::Bulk { bulk },
        }),
        _ => Err(form.refusal()),
    }
}

fn rows(form: &mut Fields<'_>) -> Vec<Row> {
    let values = form.left.remove("row").unwrap_or_default();
    let rows: Vec<Option<Row>> = values
        .into_iter()
        .map(|value| value.trim().parse().ok())
        .collect();
    if rows.iter().any(Option::is_none) {
        form.fault("row", FieldFault::Malformed);
    }
    rows.into_iter().flatten().collect()
}
