//! How e-mails are written: each as plain text and as HTML that says the same.
//!
//! **Invariants:** the HTML is escaped by `maud`; nothing is loaded from anywhere, so that no picture tells who
//! reads; a subject is one line. To add a fact of a task: a pair in [`facts`].

use super::post::{Letter, Post};
use super::words::{Words, words};
use crate::directory::Directory;
use chrono::NaiveDate;
use domain::id::{AgencyId, UserId};
use domain::job::Rung;
use domain::mail::Preference;
use domain::task::Task;
use domain::view::{Language, MentionLine};
use maud::{DOCTYPE, Markup, html};

/// Most characters of a task's title in a subject.
const LONGEST_TITLE: usize = 120;

/// A task, and why it is written about.
pub struct Item<'t> {
    pub task: &'t Task,
    /// None where it only waits.
    pub why: Option<Why<'t>>,
}

/// Why a task is written about.
#[derive(Clone, Copy)]
pub enum Why<'t> {
    Rung(Rung),
    /// A comment names the addressee's position.
    Mention(&'t MentionLine),
}

impl Why<'_> {
    fn text(self, w: &Words, directory: &Directory) -> String {
        match self {
            Self::Rung(rung) => w.rung(rung).to_owned(),
            Self::Mention(mention) => {
                let title = match w.language {
                    Language::Vi => &mention.by_title_vi,
                    Language::En => &mention.by_title_en,
                };
                let agency = name(w, directory, mention.by_agency);
                w.mentioned.replace("{by}", &format!("{title}, {agency}"))
            }
        }
    }
}

/// A day as documents write it.
fn day(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}

fn name<'d>(w: &Words, directory: &'d Directory, agency: AgencyId) -> &'d str {
    directory
        .agency(agency)
        .map_or("", |agency| w.agency(agency))
}

/// What is said of a task, in order.
fn facts(w: &Words, directory: &Directory, task: &Task) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    if let Some(due) = task.due {
        facts.push((w.due, day(due)));
    }
    if let Some(original) = task.original_due.filter(|day| task.due != Some(*day)) {
        facts.push((w.original_due, day(original)));
    }
    facts.push((w.lead, name(w, directory, task.lead).to_owned()));
    facts.push((w.issuer, name(w, directory, task.issuer).to_owned()));
    facts.retain(|(_, value)| !value.is_empty());
    facts
}

/// One line, no longer than a subject should be.
fn one_line(text: &str) -> String {
    let line: String = text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .filter(|c| !c.is_control())
        .collect();
    if line.chars().count() <= LONGEST_TITLE {
        return line;
    }
    let cut: String = line.chars().take(LONGEST_TITLE - 1).collect();
    format!("{cut}…")
}

fn item_text(w: &Words, post: &Post, directory: &Directory, item: &Item<'_>) -> String {
    let mut text = String::new();
    if let Some(why) = item.why {
        text.push_str(&format!("{}\n", why.text(w, directory)));
    }
    text.push_str(&format!("{}\n", item.task.title));
    for (label, value) in facts(w, directory, item.task) {
        text.push_str(&format!("  {label}: {value}\n"));
    }
    text.push_str(&format!(
        "  {}\n",
        post.link(&format!("/tasks/{}", item.task.id))
    ));
    text
}

fn item_html(w: &Words, post: &Post, directory: &Directory, item: &Item<'_>) -> Markup {
    let link = post.link(&format!("/tasks/{}", item.task.id));
    html! {
        div style="margin:0 0 20px;padding:0 0 0 12px;border-left:3px solid #1d5fa8" {
            @if let Some(why) = item.why {
                p style="margin:0 0 4px;font-weight:bold" { (why.text(w, directory)) }
            }
            p style="margin:0 0 8px" { a href=(link) { (item.task.title) } }
            table role="presentation" style="border-collapse:collapse;font-size:14px" {
                @for (label, value) in facts(w, directory, item.task) {
                    tr {
                        td style="padding:2px 12px 2px 0;color:#555" { (label) }
                        td style="padding:2px 0" { (value) }
                    }
                }
            }
        }
    }
}

fn page(w: &Words, post: &Post, title: &str, body: &Markup) -> String {
    let account = post.link("/account");
    html! {
        (DOCTYPE)
        html lang=(w.language.as_str()) {
            head {
                meta charset="utf-8";
                title { (title) }
            }
            body style="font-family:Arial,sans-serif;font-size:15px;line-height:1.5;color:#1a1a1a" {
                div style="max-width:640px" {
                    p style="font-size:18px;font-weight:bold;margin:0 0 16px" { (title) }
                    (body)
                    p style="font-size:13px;color:#555" { (w.why) " " a href=(account) { (account) } "." }
                }
            }
        }
    }
    .into_string()
}

fn foot(w: &Words, post: &Post) -> String {
    format!("-- \n{}\n{} {}\n", w.product, w.why, post.link("/account"))
}

/// The e-mail of one notification or mention; `key` names both it and the addressee.
pub fn single(
    post: &Post,
    directory: &Directory,
    preference: &Preference,
    key: String,
    item: &Item<'_>,
) -> Letter {
    let w = words(preference.language);
    let what = match item.why {
        Some(Why::Rung(rung)) => w.rung(rung),
        Some(Why::Mention(_)) => w.mentioned_short,
        None => "",
    };
    let subject = format!("[{}] {what}: {}", w.product, one_line(&item.task.title));
    Letter {
        to: preference.address.clone(),
        text: format!("{}\n{}", item_text(w, post, directory, item), foot(w, post)),
        html: page(w, post, w.product, &item_html(w, post, directory, item)),
        subject,
        key,
    }
}

/// What a digest says.
pub struct Summary<'t> {
    pub new: Vec<Item<'t>>,
    pub mentions: Vec<Item<'t>>,
    pub waiting: Vec<Item<'t>>,
    /// Tasks that wait and are not among these.
    pub more: i64,
}

/// The e-mail of a day.
pub fn digest(
    post: &Post,
    directory: &Directory,
    preference: &Preference,
    (account, on): (UserId, NaiveDate),
    summary: &Summary<'_>,
) -> Letter {
    let w = words(preference.language);
    let title = format!("{} {}", w.digest_subject, day(on));
    let mut parts = vec![
        (w.digest_new, &summary.new),
        (w.digest_waiting, &summary.waiting),
    ];
    if !summary.mentions.is_empty() {
        parts.insert(1, (w.digest_mentions, &summary.mentions));
    }
    let more = (summary.more > 0).then(|| w.digest_more.replace("{n}", &summary.more.to_string()));
    let mut text = format!("{title}\n");
    for (heading, items) in &parts {
        text.push_str(&format!("\n{heading} ({})\n\n", items.len()));
        if items.is_empty() {
            text.push_str(&format!("{}\n", w.none));
        }
        for item in *items {
            text.push_str(&item_text(w, post, directory, item));
            text.push('\n');
        }
    }
    if let Some(more) = &more {
        text.push_str(&format!("{more}: {}\n\n", post.link("/")));
    }
    text.push_str(&foot(w, post));
    let body = html! {
        @for (heading, items) in &parts {
            h2 style="font-size:16px;margin:20px 0 12px" { (heading) " (" (items.len()) ")" }
            @if items.is_empty() {
                p { (w.none) }
            }
            @for item in *items {
                (item_html(w, post, directory, item))
            }
        }
        @if let Some(more) = &more {
            p { a href=(post.link("/")) { (more) } }
        }
    };
    Letter {
        to: preference.address.clone(),
        subject: format!("[{}] {title}", w.product),
        html: page(w, post, &title, &body),
        text,
        key: format!("digest.{on}.{account}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_one_short_line() {
        assert_eq!(one_line("Rà soát\r\nBcc: all"), "Rà soát Bcc: all");
        let long = one_line(&"đ".repeat(300));
        assert_eq!(long.chars().count(), LONGEST_TITLE);
        assert!(long.ends_with('…'));
    }
}
