//! Forms that change something: every one goes to `POST /command`.
//!
//! Without a script the browser sends it and the server answers with a way back (`?done=<act>`, or
//! `?kept=<id>` with what was typed). With wasm, [`CommandForm`] sends the same fields and stays on the page:
//! a receipt, or the problem beside the fields it concerns, with everything typed still there.
//!
//! **Invariants:** a repeated submit carries the same envelope, so it is one act; an accepted one never
//! shares its envelope with the next; nothing random is rendered, the first envelope comes with the page.
//!
//! To add a form: `Form::new`, fields of [`crate::ui::field`] named as in the domain's command, and
//! [`CommandForm`] around them.

use crate::AppError;
use crate::frame::FrameData;
use crate::i18n::{Messages, use_messages};
use crate::ui::{focus, icon};
use domain::agency::AgencyName;
use domain::command::{Clash, Receipt};
use domain::id::EnvelopeId;
use domain::log::SubjectKind;
use domain::refusal::{Problem, Refusal};
use domain::view::KeptForm;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;
use uuid::Uuid;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

/// How long the browser waits for an answer, in milliseconds. A slow border post may need most of it.
pub const TIMEOUT_MS: u32 = 60_000;

/// What the forms of a page change, and how they end.
#[derive(Clone)]
pub struct Target {
    pub subject: SubjectKind,
    pub id: Uuid,
    /// The version the page shows; none for a form that creates its subject.
    pub version: Option<i64>,
    /// The page to which a form without a script comes back.
    pub back: String,
    /// Names for the sentences of refusals.
    pub agencies: Arc<Vec<AgencyName>>,
    /// What the server kept of a refused form.
    pub kept: Option<KeptForm>,
    /// Called with the act once it is accepted; none on a page that says so itself, see [`mod@crate::still`].
    pub on_done: Option<Callback<&'static str>>,
}

/// One form: its name on the page, what it asks for, and how the last try ended.
#[derive(Clone)]
pub struct Form {
    pub m: &'static Messages,
    /// Unique on the page; ids of fields begin with it.
    pub id: String,
    act: &'static str,
    target: Target,
    values: Arc<Vec<(String, String)>>,
    failure: RwSignal<Option<AppError>>,
    /// Refused before this page was made, by a form without a script.
    was_refused: bool,
}

impl Form {
    /// The form for `act`. `fixed` are its hidden values; together with the act they tell it from the
    /// page's other forms.
    pub fn new(
        target: &Target,
        id: impl Into<String>,
        act: &'static str,
        fixed: &[(&'static str, String)],
    ) -> Self {
        let kept = target
            .kept
            .as_ref()
            .filter(|kept| is_of(kept, act, fixed))
            .cloned();
        let was_refused = kept.is_some();
        let (values, problem) = match kept {
            Some(kept) => (kept.values, Some(AppError::Problem(kept.problem))),
            None => (Vec::new(), None),
        };
        Self {
            m: use_messages(),
            id: id.into(),
            act,
            target: target.clone(),
            values: Arc::new(values),
            failure: RwSignal::new(problem),
            was_refused,
        }
    }

    /// Whether the page carries a refused form with this act and these hidden values.
    pub fn is_kept(target: &Target, act: &str, fixed: &[(&'static str, String)]) -> bool {
        target
            .kept
            .as_ref()
            .is_some_and(|kept| is_of(kept, act, fixed))
    }

    /// The id of a field's control.
    pub fn field_id(&self, name: &str) -> String {
        format!("{}-{name}", self.id)
    }

    /// What was typed into a field of a refused form.
    pub fn kept(&self, name: &str) -> Option<String> {
        self.values
            .iter()
            .find(|(field, _)| field == name)
            .map(|(_, value)| value.clone())
    }

    /// Everything that was chosen in a repeated field of a refused form.
    pub fn kept_all(&self, name: &str) -> Vec<String> {
        self.values
            .iter()
            .filter(|(field, _)| field == name)
            .map(|(_, value)| value.clone())
            .collect()
    }

    /// Whether the page brought it back refused.
    pub fn is_refused(&self) -> bool {
        self.was_refused
    }

    /// What is wrong with a field after the last try.
    pub fn field_error(&self, name: &'static str) -> Signal<Option<String>> {
        let (failure, m) = (self.failure, self.m);
        Signal::derive(move || match &*failure.read() {
            Some(AppError::Problem(Problem::Refused {
                refusal: Refusal::Invalid { fields },
            })) => fields
                .iter()
                .find(|error| error.field == name)
                .map(|error| m.fault(&error.fault)),
            _ => None,
        })
    }
}

/// Whether the kept form is the one with this act and these hidden values.
fn is_of(kept: &KeptForm, act: &str, fixed: &[(&'static str, String)]) -> bool {
    kept.act == act
        && fixed.iter().all(|(name, value)| {
            kept.values
                .iter()
                .any(|(field, given)| field == name && given == value)
        })
}

/// The form around its fields.
#[component]
pub fn CommandForm(
    form: Form,
    /// The id of the envelope, from the page's view.
    envelope: EnvelopeId,
    /// Hidden values that belong to the act, such as the number of an extension.
    #[prop(optional)]
    fixed: Vec<(&'static str, String)>,
    /// What the button says.
    #[prop(into)]
    submit: String,
    #[prop(optional)] is_danger: bool,
    children: Children,
) -> impl IntoView {
    let m = form.m;
    let Target {
        subject,
        id,
        version,
        back,
        agencies,
        on_done,
        ..
    } = form.target.clone();
    let (act, failure, form_id) = (form.act, form.failure, form.id.clone());
    let envelope = RwSignal::new(envelope.to_string());
    let version = RwSignal::new(version);
    let busy = RwSignal::new(false);
    let frame = use_context::<FrameData>();
    let summary_id = format!("{form_id}-errors");

    let focus_id = summary_id.clone();
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let Some(element) = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::HtmlFormElement>().ok())
        else {
            return;
        };
        busy.set(true);
        let focus_id = focus_id.clone();
        spawn_local(async move {
            let outcome = send(&element).await;
            // The person may have left the page meanwhile: then there is nobody left to tell.
            if busy.try_set(false).is_some() {
                return;
            }
            match outcome {
                Ok(_) => {
                    failure.set(None);
                    envelope.set(new_envelope());
                    close(&element);
                    if let Some(on_done) = on_done {
                        on_done.run(act);
                    }
                    if let Some(FrameData(frame)) = frame {
                        frame.refetch();
                    }
                }
                Err(error) => {
                    if let AppError::Problem(Problem::Conflict { version: now, .. }) = &error {
                        // Sending again is now a decision taken with both values in view.
                        version.set(Some(*now));
                    }
                    failure.set(Some(error));
                    focus(focus_id);
                }
            }
        });
    };

    let label = submit.clone();
    let is_conflict = move || {
        matches!(
            &*failure.read(),
            Some(AppError::Problem(Problem::Conflict { .. }))
        )
    };
    view! {
        <form class="form" method="post" action="/command" novalidate on:submit=on_submit>
            {failure_panel(&form, summary_id, agencies, back.clone())}
            <input type="hidden" name="envelope" value=envelope />
            <input type="hidden" name="subject" value=subject.as_str() />
            <input type="hidden" name="id" value=id.to_string() />
            <input
                type="hidden"
                name="base_version"
                value=move || version.get().map(|version| version.to_string()).unwrap_or_default()
            />
            <input type="hidden" name="act" value=act />
            <input type="hidden" name="back" value=back />
            {fixed
                .into_iter()
                .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
                .collect_view()}
            {children()}
            <div class="form-actions">
                <button
                    class=if is_danger { "btn btn-danger" } else { "btn btn-primary" }
                    disabled=busy
                >
                    {move || {
                        if busy.get() {
                            m.sending.to_owned()
                        } else if is_conflict() {
                            m.conflict_keep.to_owned()
                        } else {
                            label.clone()
                        }
                    }}
                </button>
            </div>
        </form>
    }
}

/// Why the last try of a form failed that is not a [`CommandForm`].
pub fn failure_of(form: &Form) -> impl IntoView + use<> {
    let Target { agencies, back, .. } = form.target.clone();
    failure_panel(form, format!("{}-errors", form.id), agencies, back)
}

/// Why the last try failed: a summary with links to the fields, or both values of a conflict.
fn failure_panel(
    form: &Form,
    id: String,
    agencies: Arc<Vec<AgencyName>>,
    back: String,
) -> impl IntoView + use<> {
    let (m, failure, is_kept, form_id) = (form.m, form.failure, form.was_refused, form.id.clone());
    move || {
        failure.get().map(|error| match error {
            AppError::Problem(Problem::Conflict { clashes, .. }) => {
                conflict_panel(m, id.clone(), clashes, is_kept, back.clone())
            }
            error => error_summary(m, id.clone(), &form_id, &error, &agencies, is_kept),
        })
    }
}

fn error_summary(
    m: &'static Messages,
    id: String,
    form_id: &str,
    error: &AppError,
    agencies: &[AgencyName],
    is_kept: bool,
) -> AnyView {
    let links = match error {
        AppError::Problem(Problem::Refused {
            refusal: Refusal::Invalid { fields },
        }) => fields
            .iter()
            .map(|wrong| {
                let address = format!("#{form_id}-{}", wrong.field);
                let text = format!("{}: {}", m.field(&wrong.field), m.fault(&wrong.fault));
                view! {
                    <li>
                        <a href=address rel="external">
                            {text}
                        </a>
                    </li>
                }
            })
            .collect(),
        _ => Vec::new(),
    };
    let heading = format!("{id}-h");
    let sentence = error.sentence(m, agencies);
    let is_signed_out = *error == AppError::Problem(Problem::SignedOut);
    view! {
        <div
            class="error-summary"
            id=id
            role="alert"
            tabindex="-1"
            autofocus=is_kept
            aria-labelledby=heading.clone()
        >
            <h2 id=heading.clone()>{m.form_failed}</h2>
            <p>{sentence}</p>
            {is_signed_out
                .then(|| {
                    // In a new window: what was typed stays in this one.
                    view! {
                        <p>
                            <a href="/sign-in" target="_blank" rel="external">
                                {m.to_sign_in}
                            </a>
                        </p>
                    }
                })}
            {(!links.is_empty()).then(|| view! { <ul>{links}</ul> })}
        </div>
    }
    .into_any()
}

fn conflict_panel(
    m: &'static Messages,
    id: String,
    clashes: Vec<Clash>,
    is_kept: bool,
    back: String,
) -> AnyView {
    let heading = format!("{id}-h");
    let pairs = clashes
        .into_iter()
        .map(|clash| {
            view! {
                <dt>{m.part_named(&clash.part)}</dt>
                <dd>
                    <div class="conflict-pair">
                        <div class="choice-card">
                            <b>{m.conflict_theirs} ": "</b>
                            <span class="conflict-value">{m.clash_value(&clash.part, clash.theirs)}</span>
                        </div>
                        <div class="choice-card">
                            <b>{m.conflict_yours} ": "</b>
                            <span class="conflict-value">{m.clash_value(&clash.part, clash.yours)}</span>
                        </div>
                    </div>
                </dd>
            }
        })
        .collect_view();
    view! {
        <section
            class="conflict"
            id=id
            role="alert"
            tabindex="-1"
            autofocus=is_kept
            aria-labelledby=heading.clone()
        >
            <div class="conflict-head">
                {icon("warning")}
                <h2 id=heading.clone()>{m.conflict_title}</h2>
            </div>
            <p>{m.conflict_text}</p>
            <dl class="facts">{pairs}</dl>
            <p>
                <a class="btn btn-quiet btn-small" href=back rel="external">
                    {m.conflict_drop}
                </a>
            </p>
        </section>
    }
    .into_any()
}

/// Sends the fields of the form and reads the answer.
async fn send(form: &web_sys::HtmlFormElement) -> Result<Receipt, AppError> {
    let (ok, text) = post(form).await.map_err(|_| AppError::Transport)?;
    if ok {
        serde_json::from_str(&text).map_err(|_| AppError::Transport)
    } else {
        Err(serde_json::from_str::<Problem>(&text).map_or(AppError::Transport, AppError::Problem))
    }
}

/// Whether the server took it, and its words.
async fn post(form: &web_sys::HtmlFormElement) -> Result<(bool, String), JsValue> {
    let fields = web_sys::FormData::new_with_form(form)?;
    let fields = web_sys::UrlSearchParams::new_with_str_sequence_sequence(&fields)?;
    let headers = web_sys::Headers::new()?;
    headers.set("Accept", "application/json")?;
    let init = web_sys::RequestInit::new();
    init.set_method("POST");
    init.set_headers(&headers);
    init.set_body(&fields);
    init.set_signal(Some(&web_sys::AbortSignal::timeout_with_u32(TIMEOUT_MS)));
    let request = web_sys::Request::new_with_str_and_init("/command", &init)?;
    let response: web_sys::Response = JsFuture::from(window().fetch_with_request(&request))
        .await?
        .dyn_into()?;
    let text = JsFuture::from(response.text()?).await?;
    Ok((response.ok(), text.as_string().unwrap_or_default()))
}

/// Empties an accepted form and folds it.
fn close(form: &web_sys::HtmlFormElement) {
    form.reset();
    let fold = form
        .closest("details")
        .ok()
        .flatten()
        .map(|details| details.remove_attribute("open"));
    if let Some(Err(error)) = fold {
        leptos::logging::warn!("a form could not be folded: {error:?}");
    }
}

/// The id of the next act of a form that stays on the page after an accepted one.
#[expect(
    clippy::disallowed_methods,
    reason = "the browser has no context to take ids from; runs after a submit, never in render"
)]
fn new_envelope() -> String {
    Uuid::now_v7().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(values: &[(&str, &str)]) -> KeptForm {
        KeptForm {
            act: "resolve_obstacle".to_owned(),
            values: values
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            problem: Problem::Unavailable,
        }
    }

    #[test]
    fn a_kept_form_goes_back_to_its_own_place() {
        let kept = kept(&[("number", "2"), ("resolution", "…")]);
        let of = |act, number: &str| is_of(&kept, act, &[("number", number.to_owned())]);
        assert!(of("resolve_obstacle", "2"));
        assert!(!of("resolve_obstacle", "1"), "another obstacle");
        assert!(!of("report", "2"), "another act");
        assert!(is_of(&kept, "resolve_obstacle", &[]));
    }
}
