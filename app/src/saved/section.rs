//! The saved views of the list of tasks: links above it, and one disclosure with the forms.
//!
//! **Invariant:** what was typed and refused is still there, and the disclosure is open then.

use super::messages::{SavedMessages, messages};
use crate::i18n::Messages;
use crate::task::filter::address;
use crate::ui::{Tone, icon, notice};
use domain::refusal::{Problem, Refusal};
use domain::saved::{SavedView, SavedViews};
use domain::view::{KeptForm, TaskFilter};
use leptos::prelude::*;

/// The query of the list with this filter from its beginning on, as views keep it.
pub fn query_of(filter: &TaskFilter) -> String {
    let address = address(&TaskFilter {
        after: None,
        ..filter.clone()
    });
    let query = address.split_once('?').map(|(_, query)| query.to_owned());
    query.unwrap_or_default()
}

/// What the last form led to; `done` is its act.
pub fn outcome(m: &'static Messages, done: Option<&str>) -> Option<AnyView> {
    let s = messages(m.language);
    let text = match done? {
        "save_view" => s.saved,
        "drop_view" => s.dropped,
        _ => return None,
    };
    Some(notice(Tone::Success, text, None).into_any())
}

/// Links to the views; nothing while there is none.
pub fn saved_views(
    m: &'static Messages,
    filter: &TaskFilter,
    saved: &SavedViews,
) -> Option<AnyView> {
    let s = messages(m.language);
    let present = query_of(filter);
    let links = saved
        .views
        .iter()
        .map(|view| link(s, view, &present))
        .collect_view();
    (!saved.views.is_empty()).then(|| {
        view! {
            <nav class="chips saved-views" aria-label=s.views>
                <span class="muted">{s.views}</span>
                {links}
            </nav>
        }
        .into_any()
    })
}

fn link(s: &'static SavedMessages, view: &SavedView, present: &str) -> impl IntoView + use<> {
    let address = if view.query.is_empty() {
        "/tasks".to_owned()
    } else {
        format!("/tasks?{}", view.query)
    };
    let current = (view.query == present).then_some("page");
    let shared = view.is_shared.then(|| {
        view! {
            {icon("agency")}
            <span class="sr-only">{format!(" ({})", s.shared)}</span>
        }
    });
    view! {
        <a class="chip" href=address aria-current=current>
            {view.name.clone()}
            {shared}
        </a>
    }
}

/// The forms that save this filter, rename and delete; nothing for who may save none.
pub fn saved_forms(
    m: &'static Messages,
    filter: &TaskFilter,
    saved: &SavedViews,
) -> Option<AnyView> {
    if !saved.may_save {
        return None;
    }
    let s = messages(m.language);
    let present = query_of(filter);
    let kept = saved
        .kept
        .as_ref()
        .filter(|kept| matches!(kept.act.as_str(), "save_view" | "drop_view"));
    let problem = kept.map(|kept| notice(Tone::Danger, problem_text(m, s, &kept.problem), None));
    let value = |name: &str| kept.and_then(|kept| typed(kept, name));
    let is_new = value("base_version").as_deref() == Some("0");
    let name = value("name").filter(|_| is_new).unwrap_or_default();
    let id = value("id").filter(|_| is_new);
    let id = id.unwrap_or_else(|| saved.new_id.to_string());
    let is_ticked = is_new && value("is_shared").is_some();
    let share = saved.may_share.then(|| {
        view! {
            <label class="choice">
                <input type="checkbox" name="is_shared" value="on" checked=is_ticked />
                <span>{s.share}</span>
            </label>
        }
    });
    let rows = saved
        .views
        .iter()
        .filter(|view| view.may_change)
        .map(|view| row(s, view, &present, kept))
        .collect_view();
    let view = view! {
        <details class="filters disclosure quiet" open=kept.is_some()>
            <summary>{icon("edit")} {s.manage}</summary>
            {problem}
            <form class="filter-form" method="post" action="/tasks/views">
                <input type="hidden" name="act" value="save_view" />
                <input type="hidden" name="id" value=id />
                <input type="hidden" name="base_version" value="0" />
                <input type="hidden" name="query" value=present />
                <p class="hint full-row">{s.save_hint}</p>
                <div class="field">
                    <label class="label" for="view-name">
                        {s.name}
                    </label>
                    <input
                        class="input"
                        id="view-name"
                        name="name"
                        value=name
                        maxlength="300"
                        autocomplete="off"
                        required
                    />
                </div>
                {share}
                <div class="form-actions">
                    <button class="btn btn-primary">{s.save}</button>
                </div>
            </form>
            <ul class="items">{rows}</ul>
        </details>
    };
    Some(view.into_any())
}

fn row(
    s: &'static SavedMessages,
    view: &SavedView,
    present: &str,
    kept: Option<&KeptForm>,
) -> AnyView {
    let kept = kept.filter(|kept| typed(kept, "id").as_deref() == Some(&view.id.to_string()));
    let name = kept.and_then(|kept| typed(kept, "name"));
    let name = name.unwrap_or_else(|| view.name.clone());
    let id = view.id.to_string();
    let field = format!("view-{id}");
    let of = format!(": {}", view.name);
    let shared = view
        .is_shared
        .then(|| view! { <span class="muted">{s.shared}</span> });
    view! {
        <li class="item">
            <div class="item-head">
                <form class="row" method="post" action="/tasks/views">
                    <input type="hidden" name="act" value="save_view" />
                    <input type="hidden" name="id" value=id.clone() />
                    <input type="hidden" name="base_version" value=view.version.to_string() />
                    <input type="hidden" name="query" value=present.to_owned() />
                    <label class="sr-only" for=field.clone()>
                        {format!("{}{of}", s.name)}
                    </label>
                    <input
                        class="input"
                        id=field
                        name="name"
                        value=name
                        maxlength="300"
                        autocomplete="off"
                        required
                    />
                    <button class="btn btn-small">
                        {s.rename} <span class="sr-only">{of.clone()}</span>
                    </button>
                </form>
                {shared}
                <form method="post" action="/tasks/views">
                    <input type="hidden" name="act" value="drop_view" />
                    <input type="hidden" name="id" value=id />
                    <input type="hidden" name="query" value=present.to_owned() />
                    <button class="btn btn-small btn-danger">
                        {s.drop} <span class="sr-only">{of}</span>
                    </button>
                </form>
            </div>
        </li>
    }
    .into_any()
}

fn typed(kept: &KeptForm, name: &str) -> Option<String> {
    let field = kept.values.iter().find(|(field, _)| field == name);
    field.map(|(_, value)| value.clone())
}

fn problem_text(m: &'static Messages, s: &SavedMessages, problem: &Problem) -> String {
    match problem {
        Problem::Conflict { .. } | Problem::NotFound => s.conflict.to_owned(),
        Problem::Refused {
            refusal: Refusal::Invalid { fields },
        } => fields
            .iter()
            .map(|wrong| format!("{}: {}", s.name, m.fault(&wrong.fault)))
            .collect::<Vec<_>>()
            .join(" "),
        Problem::Refused {
            refusal: Refusal::NameTaken,
        } => s.taken.to_owned(),
        Problem::Refused {
            refusal: Refusal::TooMany { .. },
        } => s.full.to_owned(),
        problem => m.problem(problem, &[]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::messages;
    use domain::id::SavedViewId;
    use domain::task::State;
    use domain::view::Language;
    use uuid::Uuid;

    #[test]
    fn the_view_in_force_is_marked_and_others_views_have_no_form() {
        let m = messages(Language::Vi);
        let filter = TaskFilter {
            state: Some(State::Assigned),
            after: Some("x".to_owned()),
            ..TaskFilter::default()
        };
        assert_eq!(query_of(&filter), "state=assigned");
        let view = |n: u128, query: &str, is_shared: bool| SavedView {
            id: SavedViewId(Uuid::from_u128(n)),
            version: 1,
            name: format!("<b>{n}"),
            is_shared,
            query: query.to_owned(),
            may_change: !is_shared,
        };
        let saved = SavedViews {
            views: vec![view(1, "state=assigned", false), view(2, "", true)],
            may_save: true,
            may_share: false,
            new_id: SavedViewId(Uuid::from_u128(9)),
            kept: None,
        };
        let html = Owner::new().with(|| {
            let views = saved_views(m, &filter, &saved).map(|view| view.to_html());
            let forms = saved_forms(m, &filter, &saved).map(|view| view.to_html());
            views.unwrap_or_default() + &forms.unwrap_or_default()
        });
        assert_eq!(html.matches("aria-current=\"page\"").count(), 1, "{html}");
        assert!(html.contains("href=\"/tasks?state=assigned\""), "{html}");
        assert_eq!(html.matches("value=\"drop_view\"").count(), 1, "{html}");
        assert!(!html.contains("name=\"is_shared\""), "{html}");
        assert!(!html.contains("<b>"), "{html}");
    }
}
