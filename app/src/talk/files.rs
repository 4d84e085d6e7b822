//! The files of a task: what each is, for what, by whom and when, and the form for one more.
//!
//! The form is a plain one: browsers send files only by themselves. What went wrong comes back with the page,
//! but for the file, which browsers never keep.
//!
//! **Invariants:** a link to a file saves it; the file stands last in the form, so that the server knows what it
//! is for before its first byte comes.

use super::messages::{TalkMessages, messages};
use crate::form::{CommandForm, Form, Target, failure_of};
use crate::i18n::{Messages, fill};
use crate::ui::field::{Field, select, text_area};
use crate::ui::{icon, moment};
use domain::agency::AgencyName;
use domain::attachment::Purpose;
use domain::view::{FileLine, Talk};
use leptos::prelude::*;

/// The list of files and, for who may attach one, the form.
pub fn files(
    m: &'static Messages,
    talk: &Talk,
    agencies: &[AgencyName],
    target: &Target,
) -> AnyView {
    let t = messages(m.language);
    let list = if talk.files.is_empty() {
        view! { <p class="muted">{t.no_files}</p> }.into_any()
    } else {
        let items = talk
            .files
            .iter()
            .map(|file| item(m, t, file, agencies, target))
            .collect_view();
        view! { <ul class="items files">{items}</ul> }.into_any()
    };
    view! {
        {list}
        {attach(t, talk, target)}
    }
    .into_any()
}

/// The links to the files that stand beside a comment.
pub fn of_comment(m: &'static Messages, talk: &Talk, number: u32) -> Option<AnyView> {
    let t = messages(m.language);
    let links: Vec<_> = talk
        .files
        .iter()
        .filter(|file| file.attachment.comment == Some(number))
        .map(|file| view! { <li>{icon("clip")} " " {link(t, file)}</li> })
        .collect();
    (!links.is_empty()).then(|| view! { <ul class="plain-list">{links}</ul> }.into_any())
}

fn link(t: &'static TalkMessages, file: &FileLine) -> impl IntoView + use<> {
    let known = &file.attachment.file;
    view! {
        <a href=format!("/attachments/{}", file.attachment.id) rel="external" download="">
            {known.name.clone()}
        </a>
        " "
        <span class="muted">
            {format!("{}, {}", t.kind_of(known.media), t.size(known.size))}
        </span>
    }
}

fn item(
    m: &'static Messages,
    t: &'static TalkMessages,
    file: &FileLine,
    agencies: &[AgencyName],
    target: &Target,
) -> AnyView {
    let attachment = &file.attachment;
    let id = attachment.id.to_string();
    let purpose = match attachment.comment {
        Some(number) => format!("{} {number}", t.purpose_of(attachment.purpose)),
        None => t.purpose_of(attachment.purpose).to_owned(),
    };
    let by = fill(
        t.attached_by,
        &[
            ("agency", &m.agency_of(agencies, attachment.agency)),
            (
                "who",
                &format!("{}, {}", file.who, m.pick(&file.title_vi, &file.title_en)),
            ),
        ],
    );
    let picture = file.has_picture.then(|| {
        let alt = fill(t.small_picture, &[("name", &attachment.file.name)]);
        view! {
            <img
                class="file-picture"
                src=format!("/attachments/{id}/small")
                alt=alt
                loading="lazy"
                width="160"
            />
        }
    });
    view! {
        <li class="item" id=format!("file-{id}")>
            <div class="item-head">
                <span>{icon("clip")} " " {link(t, file)}</span>
                <span class="chip">{purpose}</span>
            </div>
            {picture}
            <p class="timeline-meta">
                <span>{by}</span>
                {moment(file.attached_at)}
            </p>
            <details class="disclosure">
                <summary>{icon("shield")} {t.fingerprint}</summary>
                <p>
                    <code class="hash">{attachment.file.sha256.clone()}</code>
                </p>
            </details>
            {withdraw(t, file, target)}
        </li>
    }
    .into_any()
}

fn withdraw(t: &'static TalkMessages, file: &FileLine, target: &Target) -> Option<AnyView> {
    let envelope = file.withdraw?;
    let id = file.attachment.id.to_string();
    let fixed = vec![("attachment", id.clone())];
    let form = Form::new(
        target,
        format!("withdraw_attachment-{id}"),
        "withdraw_attachment",
        &fixed,
    );
    let reason = text_area(
        &form,
        Field::new("reason", t.reason).hint(t.withdraw_file_hint),
    );
    let title = fill(t.withdraw_file, &[("name", &file.attachment.file.name)]);
    let is_open = form.is_refused();
    Some(
        view! {
            <details class="disclosure" open=is_open>
                <summary>{icon("returned")} {title}</summary>
                <CommandForm
                    form=form
                    envelope=envelope
                    fixed=fixed
                    submit=t.act_withdraw_attachment
                    is_danger=true
                >
                    {reason}
                </CommandForm>
            </details>
        }
        .into_any(),
    )
}

fn attach(t: &'static TalkMessages, talk: &Talk, target: &Target) -> Option<AnyView> {
    let envelope = talk.attach?;
    let form = Form::new(target, "attach", "attach", &[]);
    let purposes = talk
        .purposes
        .iter()
        .map(|purpose| (purpose.to_string(), t.purpose_of(*purpose).to_owned()))
        .collect();
    let own = talk
        .comments
        .iter()
        .filter(|comment| comment.own.is_some())
        .map(|comment| {
            let number = comment.number.to_string();
            let name = fill(t.number, &[("n", &number)]);
            (number, name)
        })
        .collect();
    let which = talk.purposes.contains(&Purpose::Comment).then(|| {
        select(
            &form,
            Field::new("comment", t.which_comment)
                .hint(t.which_comment_hint)
                .optional(),
            t.no_comment,
            own,
        )
    });
    let size = t.size(talk.max_file_bytes);
    let hint = fill(t.file_hint, &[("max", &size)]);
    let again = form
        .is_refused()
        .then(|| view! { <p class="hint">{t.file_again}</p> });
    let error_of = |name: &'static str| {
        let error = form.field_error(name);
        let id = format!("attach-{name}-error");
        move || {
            let id = id.clone();
            error.get().map(|text| {
                view! {
                    <p class="field-error" id=id>
                        {icon("danger")}
                        <span>{text}</span>
                    </p>
                }
            })
        }
    };
    let is_ticked = form.kept("unclassified").is_some();
    let version = target
        .version
        .map(|version| version.to_string())
        .unwrap_or_default();
    Some(
        view! {
            <details class="card disclosure" id="attach" open=form.is_refused()>
                <summary>{icon("clip")} {t.attach}</summary>
                <form
                    class="form"
                    method="post"
                    action="/attachments"
                    enctype="multipart/form-data"
                    novalidate
                >
                    {failure_of(&form)}
                    <input type="hidden" name="envelope" value=envelope.to_string() />
                    <input type="hidden" name="task" value=target.id.to_string() />
                    <input type="hidden" name="base_version" value=version />
                    {select(
                        &form,
                        Field::new("purpose", t.purpose),
                        t.choose_purpose,
                        purposes,
                    )}
                    {which}
                    <div class="field">
                        {error_of("unclassified")}
                        <label class="choice">
                            <input
                                type="checkbox"
                                id="attach-unclassified"
                                name="unclassified"
                                value="on"
                                checked=is_ticked
                                required
                            />
                            <span>{t.unclassified}</span>
                        </label>
                    </div>
                    <div class="field">
                        <label class="label" for="attach-file">
                            {t.file}
                        </label>
                        <p class="hint" id="attach-file-hint">
                            {hint}
                        </p>
                        {again}
                        {error_of("file")}
                        <input
                            class="input"
                            type="file"
                            id="attach-file"
                            name="file"
                            accept=".pdf,.docx,.xlsx,.odt,.ods,.png,.jpg,.jpeg,.txt,.csv"
                            required
                            aria-describedby="attach-file-hint"
                        />
                    </div>
                    <div class="form-actions">
                        <button class="btn btn-primary">{t.attach_send}</button>
                    </div>
                </form>
            </details>
        }
        .into_any(),
    )
}
