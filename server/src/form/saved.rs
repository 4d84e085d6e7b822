//! The forms of saved views: saving one, renaming one, dropping one.

use super::command::keep;
use super::{Posted, SMALL, done, not_done, wrong};
use crate::guard::{Wants, refuse, told};
use axum::Extension;
use axum::extract::Request;
use axum::response::Response;
use domain::id::SavedViewId;
use domain::refusal::{FieldFault, Problem};
use domain::saved::Saving;
use service::Ctx;

/// Saves, renames or drops a view: `act` is `save_view` (with `id`, `base_version`, `name`, `query` and perhaps
/// `is_shared`) or `drop_view` (with `id`). `query` is that of the list from which it came, and the way back.
pub async fn change(Extension(visitor): Extension<Option<Ctx>>, request: Request) -> Response {
    let wants = Wants::of(request.headers());
    let mut posted = match Posted::read(request, SMALL).await {
        Ok(posted) => posted,
        Err(problem) => return refuse(wants, &problem),
    };
    let typed = posted.fields.clone();
    let query = posted.take("query").ok().flatten().unwrap_or_default();
    // What the list itself would write: nothing else is kept as an address, or gone back to.
    let way = app::saved::address::of_pairs(
        form_urlencoded::parse(query.as_bytes())
            .map(|(name, value)| (name.into_owned(), value.into_owned())),
    );
    let Some(ctx) = visitor else {
        return not_done(wants, &way, &Problem::SignedOut);
    };
    match carry_out(&ctx, posted, &way).await {
        Ok(act) => done(wants, &way, Some(act)),
        Err(problem) if wants == Wants::Page => keep(&ctx, &way, typed, problem).await,
        Err(problem) => not_done(wants, &way, &problem),
    }
}

async fn carry_out(ctx: &Ctx, mut posted: Posted, way: &str) -> Result<&'static str, Problem> {
    let act = posted.require("act")?;
    let id: SavedViewId = posted
        .require("id")?
        .parse()
        .map_err(|_| wrong("id", FieldFault::Malformed))?;
    match act.as_str() {
        "drop_view" => {
            service::saved::drop_view(ctx, id)
                .await
                .map_err(|error| told(&error))?;
            Ok("drop_view")
        }
        "save_view" => {
            let base_version = posted
                .require("base_version")?
                .parse()
                .map_err(|_| wrong("base_version", FieldFault::Malformed))?;
            let query = way.split_once('?').map_or("", |(_, query)| query);
            let saving = Saving {
                id,
                base_version,
                name: posted.take("name")?.unwrap_or_default(),
                is_shared: posted.take("is_shared")?.is_some(),
                query: query.to_owned(),
            };
            service::saved::save(ctx, saving)
                .await
                .map_err(|error| told(&error))?;
            Ok("save_view")
        }
        _ => Err(wrong("act", FieldFault::Unknown)),
    }
}
