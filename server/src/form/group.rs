//! The form of the saved groups: saving one, dropping one.

use super::command::keep;
use super::{Posted, SMALL, done, not_done, wrong};
use crate::guard::{Wants, refuse, told};
use axum::Extension;
use axum::extract::Request;
use axum::response::Response;
use domain::id::{AgencyId, GroupId};
use domain::refusal::{FieldFault, Problem};
use service::Ctx;
use service::group::Saving;

/// The page on which the form stands.
const PAGE: &str = "/groups";

/// Saves or drops a group of the person's agency: `act` is `save` (with `id`, `base_version`, `name` and
/// `members`) or `drop` (with `id`).
pub async fn change(Extension(visitor): Extension<Option<Ctx>>, request: Request) -> Response {
    let wants = Wants::of(request.headers());
    let posted = match Posted::read(request, SMALL).await {
        Ok(posted) => posted,
        Err(problem) => return refuse(wants, &problem),
    };
    let Some(ctx) = visitor else {
        return not_done(wants, PAGE, &Problem::SignedOut);
    };
    let typed = posted.fields.clone();
    match carry_out(&ctx, posted).await {
        Ok(act) => done(wants, PAGE, Some(act)),
        Err(problem @ (Problem::Refused { .. } | Problem::Conflict { .. }))
            if wants == Wants::Page =>
        {
            keep(&ctx, &back(&typed), typed, problem).await
        }
        Err(problem) => not_done(wants, PAGE, &problem),
    }
}

/// The page with the group that was being edited.
fn back(typed: &[(String, String)]) -> String {
    let value = |name: &str| {
        let field = typed.iter().find(|(field, _)| field == name);
        field.map_or("", |(_, value)| value.as_str())
    };
    match (value("base_version"), value("id").parse::<GroupId>()) {
        ("0" | "", _) | (_, Err(_)) => PAGE.to_owned(),
        (_, Ok(id)) => app::url::with_query(PAGE, &[("edit", &id.to_string())]),
    }
}

async fn carry_out(ctx: &Ctx, mut posted: Posted) -> Result<&'static str, Problem> {
    let act = posted.require("act")?;
    let id: GroupId = posted
        .require("id")?
        .parse()
        .map_err(|_| wrong("id", FieldFault::Malformed))?;
    match act.as_str() {
        "drop" => {
            service::group::drop_group(ctx, id)
                .await
                .map_err(|error| told(&error))?;
            Ok("drop")
        }
        "save" => {
            let base_version = posted
                .require("base_version")?
                .parse()
                .map_err(|_| wrong("base_version", FieldFault::Malformed))?;
            let name = posted.take("name")?.unwrap_or_default();
            let members = posted
                .fields
                .iter()
                .filter(|(field, _)| field == "members")
                .map(|(_, id)| id.parse::<AgencyId>())
                .collect::<Result<Vec<_>, _>>()
                .map_err(|_| wrong("members", FieldFault::Malformed))?;
            let saving = Saving {
                id,
                base_version,
                name,
                members,
            };
            service::group::save(ctx, saving)
                .await
                .map_err(|error| told(&error))?;
            Ok("save")
        }
        _ => Err(wrong("act", FieldFault::Unknown)),
    }
}
