//! `/admin/mail`: the e-mails that failed, with the reason and another try.
//!
//! **Invariant:** the place in the list lives in the address, as [`MailList::next`] gave it. To add a column: a
//! heading and a cell in [`row`], in the same place.

use super::api::read_mail;
use super::messages::{MailMessages, messages};
use crate::i18n::{Messages, fill, use_messages};
use crate::ui::{Tone, empty, loaded, moment, notice, page_title, pager, tone_badge};
use crate::url::{parameter, with_query};
use domain::view::{MailLine, MailList};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

/// `/admin/mail`.
#[component]
pub fn FailedMail() -> impl IntoView {
    let m = use_messages();
    let n = messages(m.language);
    let query = use_query_map();
    let after = Memo::new(move |_| parameter(&query.read(), "after"));
    let list = Resource::new_blocking(move || after.get(), read_mail);
    view! {
        {page_title(n.title)}
        {move || outcome(m, n, &query.read())}
        {loaded(
            list,
            move |list| list_view(m, n, &list, after.get_untracked().is_some()),
        )}
    }
}

/// What the last form led to.
fn outcome(m: &'static Messages, n: &MailMessages, query: &ParamsMap) -> Option<AnyView> {
    if let Some(code) = parameter(query, "problem") {
        return Some(notice(Tone::Danger, m.problem_code(&code), None).into_any());
    }
    (parameter(query, "done")? == "retry")
        .then(|| notice(Tone::Success, n.retried, None).into_any())
}

fn list_view(
    m: &'static Messages,
    n: &'static MailMessages,
    list: &MailList,
    is_later_page: bool,
) -> AnyView {
    let body = if list.lines.is_empty() {
        let way = is_later_page.then_some(("/admin/mail", m.first_page));
        empty("mail", n.none_title, n.none_text, way).into_any()
    } else {
        let rows = list.lines.iter().map(|line| row(n, line)).collect_view();
        let count = fill(n.rows_here, &[("n", &list.lines.len().to_string())]);
        let first = is_later_page.then(|| "/admin/mail".to_owned());
        let next = list
            .next
            .as_ref()
            .map(|next| with_query("/admin/mail", &[("after", next)]));
        view! {
            <div class="table-wrap table-wrap-page table-cards">
                <table class="table">
                    <caption class="sr-only">{n.title}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{n.for_whom}</th>
                            <th scope="col">{n.kind}</th>
                            <th scope="col">{n.why}</th>
                            <th scope="col">{n.tries}</th>
                            <th scope="col">{n.next_try}</th>
                            <th scope="col">
                                <span class="sr-only">{m.actions_title}</span>
                            </th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {pager(m, count, first, next)}
        }
        .into_any()
    };
    let silent = (!list.is_sending).then(|| notice(Tone::Warning, n.not_sending, None));
    view! {
        <div class="page-head">
            <div>
                <h1>{n.title}</h1>
                <p class="page-lead">{n.lead}</p>
            </div>
        </div>
        {silent}
        {body}
    }
    .into_any()
}

fn row(n: &'static MailMessages, line: &MailLine) -> AnyView {
    let kind = if line.is_digest { n.digest } else { n.single };
    let next = match line.next_try {
        Some(at) => moment(at).into_any(),
        None => tone_badge(Tone::Danger, "danger", n.given_up).into_any(),
    };
    let which = fill(n.retry_of, &[("name", &line.name)]);
    view! {
        <tr>
            <td class="title-col">
                <span class="person">
                    <span class="person-name">{line.name.clone()}</span>
                    <span class="person-role">{line.address.clone()}</span>
                </span>
            </td>
            <td data-label=n.kind>{kind}</td>
            <td class="full-col">{n.fault(line.fault)}</td>
            <td data-label=n.tries>{line.attempts}</td>
            <td data-label=n.next_try>{next}</td>
            <td>
                <form method="post" action="/admin/mail/retry">
                    <input type="hidden" name="key" value=line.key.clone() />
                    <button class="btn btn-small">
                        {n.retry}
                        <span class="sr-only">{which}</span>
                    </button>
                </form>
            </td>
        </tr>
    }
    .into_any()
}
