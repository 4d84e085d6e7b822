//! The comments on a task: what was said and by whom, every version of it, and the form for the next one.
//!
//! **Invariants:** a withdrawn comment keeps its place and shows a notice; a person's own comments carry the
//! forms that change them. To show more of a comment: [`item`].

use super::files::of_comment;
use super::messages::{TalkMessages, messages};
use crate::form::{CommandForm, Form, Target};
use crate::i18n::{Messages, fill, format};
use crate::ui::field::{Field, text_area};
use crate::ui::{icon, moment};
use domain::agency::AgencyName;
use domain::id::PositionId;
use domain::view::{CommentView, Person, Talk};
use leptos::prelude::*;

/// The list of comments and, for who may comment, the form.
pub fn comments(
    m: &'static Messages,
    talk: &Talk,
    agencies: &[AgencyName],
    target: &Target,
) -> AnyView {
    let t = messages(m.language);
    let list = if talk.comments.is_empty() {
        view! { <p class="muted">{t.no_comments}</p> }.into_any()
    } else {
        let items = talk
            .comments
            .iter()
            .map(|comment| item(m, t, comment, talk, agencies, target))
            .collect_view();
        view! { <ol class="items comments">{items}</ol> }.into_any()
    };
    let form = talk.comment.map(|envelope| {
        let form = Form::new(target, "comment", "comment", &[]);
        let fields = fields(m, t, &form, &talk.people, "", &[]);
        let is_open = talk.comments.is_empty() || form.is_refused();
        view! {
            <details class="card disclosure" id="comment" open=is_open>
                <summary>{icon("edit")} {t.write}</summary>
                <CommandForm form=form envelope=envelope submit=t.send>
                    {fields}
                </CommandForm>
            </details>
        }
    });
    view! {
        {list}
        {form}
    }
    .into_any()
}

fn item(
    m: &'static Messages,
    t: &'static TalkMessages,
    comment: &CommentView,
    talk: &Talk,
    agencies: &[AgencyName],
    target: &Target,
) -> AnyView {
    let number = comment.number.to_string();
    let who = format!(
        "{}, {}",
        comment.who,
        m.pick(&comment.title_vi, &comment.title_en)
    );
    let edited = comment
        .texts
        .last()
        .filter(|_| comment.texts.len() > 1 && comment.withdrawn_at.is_none())
        .map(|(at, _)| {
            let text = fill(t.edited_at, &[("at", &format::moment(*at))]);
            view! { <span>{text}</span> }
        });
    view! {
        <li class="item" id=format!("comment-{number}")>
            <div class="item-head">
                <b>{m.agency_of(agencies, comment.agency)}</b>
                <span class="muted">{fill(t.number, &[("n", &number)])}</span>
            </div>
            <p class="timeline-meta">
                <span>{who}</span>
                {moment(comment.written_at)}
                {edited}
            </p>
            {body(t, comment)}
            {mentioned(m, t, comment, &talk.people)}
            {of_comment(m, talk, comment.number)}
            {own(m, t, comment, &talk.people, target)}
        </li>
    }
    .into_any()
}

/// The words: those of now, with every earlier version folded below; a notice where they are withdrawn.
fn body(t: &'static TalkMessages, comment: &CommentView) -> AnyView {
    let versions = |name: &'static str, texts: &[(chrono::DateTime<chrono::Utc>, String)]| {
        let rows = texts
            .iter()
            .enumerate()
            .map(|(at, (when, text))| {
                let words = if at == 0 { t.written_at } else { t.edited_at };
                let when = fill(words, &[("at", &format::moment(*when))]);
                view! {
                    <li>
                        <p class="muted">{when}</p>
                        <p class="words">{text.clone()}</p>
                    </li>
                }
            })
            .collect_view();
        view! {
            <details class="disclosure">
                <summary>{icon("history")} {name}</summary>
                <ol class="items">{rows}</ol>
            </details>
        }
    };
    if let Some(at) = comment.withdrawn_at {
        let notice = fill(t.withdrawn, &[("at", &format::moment(at))]);
        let kept = (!comment.texts.is_empty()).then(|| versions(t.withdrawn_words, &comment.texts));
        return view! {
            <p class="muted">
                <em>{notice}</em>
            </p>
            {kept}
        }
        .into_any();
    }
    let words = comment.texts.last().map(|(_, text)| text.clone());
    let earlier = (comment.texts.len() > 1).then(|| versions(t.versions, &comment.texts));
    view! {
        <p class="words">{words}</p>
        {earlier}
    }
    .into_any()
}

fn mentioned(
    m: &'static Messages,
    t: &'static TalkMessages,
    comment: &CommentView,
    people: &[Person],
) -> Option<impl IntoView + use<>> {
    let names: Vec<String> = comment
        .mentions
        .iter()
        .filter_map(|position| people.iter().find(|person| person.position == *position))
        .map(|person| name(m, person))
        .collect();
    (!names.is_empty()).then(|| {
        let text = fill(t.mentioned, &[("who", &names.join("; "))]);
        view! { <p class="muted">{text}</p> }
    })
}

fn name(m: &'static Messages, person: &Person) -> String {
    format!(
        "{}, {}",
        m.pick(&person.title_vi, &person.title_en),
        m.short_agency(&person.agency)
    )
}

/// The forms for one's own comment.
fn own(
    m: &'static Messages,
    t: &'static TalkMessages,
    comment: &CommentView,
    people: &[Person],
    target: &Target,
) -> Option<AnyView> {
    let (edit, withdraw) = comment.own?;
    let number = comment.number.to_string();
    let fixed = vec![("number", number.clone())];
    let words = comment.texts.last().map_or("", |(_, text)| text.as_str());
    let form = Form::new(
        target,
        format!("edit_comment-{number}"),
        "edit_comment",
        &fixed,
    );
    let fields = fields(m, t, &form, people, words, &comment.mentions);
    let back = Form::new(
        target,
        format!("withdraw_comment-{number}"),
        "withdraw_comment",
        &fixed,
    );
    let (edit_open, withdraw_open) = (form.is_refused(), back.is_refused());
    Some(
        view! {
            <details class="disclosure" open=edit_open>
                <summary>{icon("edit")} {fill(t.edit, &[("n", &number)])}</summary>
                <CommandForm form=form envelope=edit fixed=fixed.clone() submit=t.edit_save>
                    {fields}
                </CommandForm>
            </details>
            <details class="disclosure" open=withdraw_open>
                <summary>{icon("returned")} {fill(t.withdraw, &[("n", &number)])}</summary>
                <CommandForm
                    form=back
                    envelope=withdraw
                    fixed=fixed
                    submit=t.act_withdraw_comment
                    is_danger=true
                >
                    <p>{t.withdraw_text}</p>
                </CommandForm>
            </details>
        }
        .into_any(),
    )
}

/// The text, and whom to mention.
fn fields(
    m: &'static Messages,
    t: &'static TalkMessages,
    form: &Form,
    people: &[Person],
    words: &str,
    mentions: &[PositionId],
) -> AnyView {
    let kept = form.kept_all("mentions");
    let chosen: Vec<String> = if form.is_refused() {
        kept
    } else {
        mentions.iter().map(ToString::to_string).collect()
    };
    let boxes = people
        .iter()
        .map(|person| {
            let value = person.position.to_string();
            let is_chosen = chosen.contains(&value);
            view! {
                <label class="choice">
                    <input type="checkbox" name="mentions" value=value checked=is_chosen />
                    <span>
                        {name(m, person)} " " <span class="muted">"@" {person.handle.clone()}</span>
                    </span>
                </label>
            }
        })
        .collect_view();
    let id = form.field_id("mentions");
    let error = form.field_error("mentions");
    let choice = if people.is_empty() {
        view! { <p class="muted">{t.nobody_to_mention}</p> }.into_any()
    } else {
        view! {
            <fieldset class="fieldset" id=id tabindex="-1">
                <legend>
                    {t.mention} <span class="optional">" " {m.optional}</span>
                </legend>
                <p class="hint">{t.mention_hint}</p>
                {move || error.get().map(|text| view! { <p class="field-error">{text}</p> })}
                <div class="choices-scroll">{boxes}</div>
            </fieldset>
        }
        .into_any()
    };
    view! {
        {text_area(form, Field::new("text", t.text).hint(t.text_hint).value(words))}
        {choice}
    }
    .into_any()
}
