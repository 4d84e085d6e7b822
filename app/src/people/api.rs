//! What the pages of people read. To add a read, see `task/api.rs`.

use crate::AppError;
#[cfg(feature = "ssr")]
use crate::api::{answer, ctx};
use domain::id::{AgencyId, UserId};
use domain::people::view::{NewPersonPage, PersonList, PersonPage, PersonState};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use uuid::Uuid;

/// The cookie in which a link for a password comes to the page that shows it, once: `<account>.<address>`.
pub const LINK_COOKIE: &str = "lachan-link";

/// The people of the actor's province.
#[server(prefix = "/api", endpoint = "people_list", input = GetUrl)]
pub async fn read_people(
    text: Option<String>,
    agency: Option<AgencyId>,
    state: Option<PersonState>,
    after: Option<String>,
) -> Result<PersonList, AppError> {
    let filter = domain::people::view::PersonFilter {
        text,
        agency,
        state,
        after,
    };
    answer(service::people::list(&ctx()?, &filter).await)
}

/// One person, and the link that was just made for the person's password.
#[server(prefix = "/api", endpoint = "person_page", input = GetUrl)]
pub async fn read_person(
    id: UserId,
    agency: Option<AgencyId>,
    kept: Option<Uuid>,
) -> Result<(PersonPage, Option<String>), AppError> {
    let page = answer(service::people::page(&ctx()?, id, agency, kept).await)?;
    Ok((page, ssr::take_link(id)))
}

/// The screen on which an account is made.
#[server(prefix = "/api", endpoint = "person_new", input = GetUrl)]
pub async fn read_new_person(kept: Option<Uuid>) -> Result<NewPersonPage, AppError> {
    answer(service::people::new_page(&ctx()?, kept).await)
}

#[cfg(feature = "ssr")]
mod ssr {
    use super::LINK_COOKIE;
    use axum::http::HeaderValue;
    use axum::http::header::{COOKIE, SET_COOKIE};
    use axum::http::request::Parts;
    use domain::id::UserId;
    use leptos::prelude::*;
    use leptos_axum::ResponseOptions;

    /// The link in the cookie, if it is for this account; the cookie goes with the answer.
    pub fn take_link(id: UserId) -> Option<String> {
        let link = with_context(|parts: &Parts| {
            parts.headers.get_all(COOKIE).iter().find_map(|value| {
                value.to_str().ok()?.split(';').find_map(|pair| {
                    let (name, value) = pair.trim().split_once('=')?;
                    let (account, address) = value.split_once('.')?;
                    (name == LINK_COOKIE && account == id.to_string()).then(|| address.to_owned())
                })
            })
        })
        .flatten()?;
        if let Some(options) = use_context::<ResponseOptions>()
            && let Ok(gone) = HeaderValue::from_str(&format!(
                "{LINK_COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict"
            ))
        {
            options.append_header(SET_COOKIE, gone);
        }
        Some(link)
    }
}
