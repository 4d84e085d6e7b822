//! What the person may do with a task now: one fold with a form for each step.
//!
//! **Invariants:** only what [`TaskPage::actions`] allows is rendered; field names are those of
//! [`domain::task::TaskCommand`]; the next step of the work comes first and stands open, destructive ones
//! come last.
//!
//! To add a step: its arm in [`steps`], its fields in [`fields`], its place in [`RANK`].

use crate::form::{CommandForm, Form, Target};
use crate::i18n::party::PartyMessages;
use crate::i18n::{Messages, fill, format};
use crate::ui::field::{
    Field, deadline_input, percent_input, quantity_input, radios, select, text_area, text_input,
};
use crate::ui::icon;
use domain::access::{Action, Relation};
use domain::bulk::Kind;
use domain::id::{AgencyId, EnvelopeId};
use domain::task::{ContributionState, Rating, State};
use domain::view::{TaskPage, Waiting};
use leptos::prelude::*;
use std::sync::Arc;

/// One thing that can be done now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Unique on the page: the act, and what tells it from another of the same act.
    pub id: String,
    act: &'static str,
    title: String,
    /// Hidden values that belong to the act.
    fixed: Vec<(&'static str, String)>,
}

/// Acts in the order of the page: the work first, then what helps it, then what stops it.
const RANK: &[&str] = &[
    "issue",
    "acknowledge",
    "start",
    "confirm",
    "resume",
    "grant_extension",
    "refuse_extension",
    "report",
    "report_quantity",
    "submit",
    "acknowledge_contribution",
    "deliver_contribution",
    "raise_obstacle",
    "resolve_obstacle",
    "escalate_obstacle",
    "request_extension",
    "add_evidence",
    "remind",
    "ask_contribution",
    "waive_contribution",
    "decline_contribution",
    "return_to_sender",
    "reassign",
    "rework",
    "reopen",
    "suspend",
    "cancel",
];

/// Whether the step throws something away or sends it back.
fn is_danger(act: &str) -> bool {
    matches!(
        act,
        "return_to_sender" | "refuse_extension" | "decline_contribution" | "rework" | "cancel"
    )
}

/// The form that answers what a task waits for.
pub fn form_of(waiting: Waiting) -> &'static str {
    match waiting {
        Waiting::Acknowledge => "acknowledge",
        Waiting::Start => "start",
        Waiting::Work => "report",
        Waiting::Contribute => "deliver_contribution",
        Waiting::Reassign => "reassign",
        Waiting::DecideExtension | Waiting::RemoveObstacle => "actions",
        Waiting::Confirm => "confirm",
    }
}

/// The name of an act that was done, for the notice about it.
pub fn act_name(m: &'static Messages, act: &str) -> &'static str {
    match act {
        "issue" => m.act_issue,
        "acknowledge" => m.act_acknowledge,
        "return_to_sender" => m.act_return_to_sender,
        "reassign" => m.act_reassign,
        "start" => m.act_start,
        "report" => m.act_report,
        "raise_obstacle" => m.act_raise_obstacle,
        "resolve_obstacle" => m.action(Action::ResolveObstacle),
        "request_extension" => m.act_request_extension,
        "grant_extension" => m.act_grant_extension,
        "refuse_extension" => m.act_refuse_extension,
        "add_evidence" => m.act_add_evidence,
        "submit" => m.act_submit,
        "confirm" => m.act_confirm,
        "rework" => m.act_rework,
        "suspend" => m.act_suspend,
        "resume" => m.act_resume,
        "cancel" => m.act_cancel,
        "reopen" => m.act_reopen,
        "remind" => bulk(m).kind(Kind::Remind),
        "ask_contribution" => m.act_ask_contribution,
        "acknowledge_contribution" => m.act_acknowledge_contribution,
        "deliver_contribution" => m.act_deliver_contribution,
        "decline_contribution" => m.act_decline_contribution,
        "waive_contribution" => m.action(Action::WaiveContribution),
        "delegate" => m.action(Action::DelegateTask),
        "report_quantity" => crate::cascade::messages::messages(m.language).act_report_quantity,
        "escalate_obstacle" => m.party().act_escalate,
        "comment" => talk(m).act_comment,
        "edit_comment" => talk(m).act_edit_comment,
        "withdraw_comment" => talk(m).act_withdraw_comment,
        "attach" => talk(m).act_attach,
        "withdraw_attachment" => talk(m).act_withdraw_attachment,
        _ => m.task,
    }
}

fn bulk(m: &'static Messages) -> &'static crate::bulk::messages::BulkMessages {
    crate::bulk::messages::messages(m.language)
}

fn talk(m: &'static Messages) -> &'static crate::talk::messages::TalkMessages {
    crate::talk::messages::messages(m.language)
}

/// The steps of the page for the agency of its reader, in the order in which they are shown.
pub fn steps(m: &'static Messages, page: &TaskPage) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut plain = |act: &'static str| {
        steps.push(Step {
            id: act.to_owned(),
            act,
            title: act_name(m, act).to_owned(),
            fixed: Vec::new(),
        });
    };
    for action in &page.actions {
        match action {
            Action::IssueTask => plain("issue"),
            Action::AcknowledgeTask => plain("acknowledge"),
            Action::ReturnTask => plain("return_to_sender"),
            Action::ReassignTask => plain("reassign"),
            Action::StartTask => plain("start"),
            Action::ReportTask if page.task.quantity().is_some() => plain("report_quantity"),
            Action::ReportTask => plain("report"),
            Action::RaiseObstacle => plain("raise_obstacle"),
            Action::RequestExtension if page.task.pending_extension().is_none() => {
                plain("request_extension");
            }
            Action::AddEvidence => plain("add_evidence"),
            Action::SubmitTask => plain("submit"),
            Action::ConfirmTask => plain("confirm"),
            Action::ReworkTask => plain("rework"),
            Action::RemindTask => plain("remind"),
            Action::SuspendTask => plain("suspend"),
            Action::ResumeTask => plain("resume"),
            Action::CancelTask => plain("cancel"),
            Action::ReopenTask => plain("reopen"),
            Action::AskContribution => plain("ask_contribution"),
            Action::Contribute => {
                let owed = page.task.contribution(page.agency);
                contribution_acts(owed.map(|owed| owed.state))
                    .iter()
                    .for_each(|act| plain(act));
            }
            // Asked for below, one for each of what they concern; or no step of a task at all.
            _ => {}
        }
    }
    steps.extend(numbered_steps(m, page));
    steps.sort_by_key(|step| {
        RANK.iter()
            .position(|act| *act == step.act)
            .unwrap_or(RANK.len())
    });
    steps
}

fn contribution_acts(state: Option<ContributionState>) -> &'static [&'static str] {
    match state {
        Some(ContributionState::Asked) => &[
            "acknowledge_contribution",
            "deliver_contribution",
            "decline_contribution",
        ],
        Some(ContributionState::Acknowledged) => &["deliver_contribution", "decline_contribution"],
        Some(ContributionState::Declined) => &["deliver_contribution"],
        Some(ContributionState::Delivered | ContributionState::Waived) | None => &[],
    }
}

/// Steps about one extension, obstacle or contribution out of several.
fn numbered_steps(m: &'static Messages, page: &TaskPage) -> Vec<Step> {
    let mut steps = Vec::new();
    let may = |action| page.actions.contains(&action);
    let pending = page.task.pending_extension();
    if let Some(extension) = pending.filter(|_| may(Action::DecideExtension)) {
        for act in ["grant_extension", "refuse_extension"] {
            steps.push(Step {
                id: act.to_owned(),
                act,
                title: act_name(m, act).to_owned(),
                fixed: vec![("number", extension.number.to_string())],
            });
        }
    }
    if may(Action::ResolveObstacle) {
        let open = page
            .task
            .obstacles
            .iter()
            .filter(|o| o.resolved_on.is_none());
        steps.extend(open.map(|obstacle| {
            let number = obstacle.number.to_string();
            Step {
                id: format!("resolve_obstacle-{number}"),
                act: "resolve_obstacle",
                title: fill(m.act_resolve_obstacle, &[("n", &number)]),
                fixed: vec![("number", number)],
            }
        }));
    }
    if may(Action::EscalateObstacle) {
        let somewhere = page.above.iter().filter(|(_, above)| !above.is_empty());
        steps.extend(somewhere.map(|(number, _)| {
            let number = number.to_string();
            Step {
                id: format!("escalate_obstacle-{number}"),
                act: "escalate_obstacle",
                title: fill(m.party().act_escalate_number, &[("n", &number)]),
                fixed: vec![("number", number)],
            }
        }));
    }
    if may(Action::WaiveContribution) {
        steps.extend(page.task.open_contributions().into_iter().map(|agency| {
            let name = m.agency_of(&page.agencies, agency);
            Step {
                id: format!("waive_contribution-{agency}"),
                act: "waive_contribution",
                title: fill(m.act_waive_contribution, &[("agency", &name)]),
                fixed: vec![("agency", agency.to_string())],
            }
        }));
    }
    steps
}

/// The forms, the kept one or the next step open.
pub fn actions(m: &'static Messages, page: &Arc<TaskPage>, target: Target) -> AnyView {
    let steps = steps(m, page);
    let nothing = steps
        .is_empty()
        .then(|| view! { <p class="muted">{m.no_actions}</p> });
    let waits = in_the_way(m, page);
    let kept_id = steps
        .iter()
        .find(|step| Form::is_kept(&target, step.act, &step.fixed))
        .map(|step| step.id.clone());
    let open_id = kept_id.or_else(|| steps.first().map(|step| step.id.clone()));
    let placed: Vec<_> = steps.into_iter().enumerate().collect();
    let version = page.task.version;
    let page = page.clone();
    // Keyed by version: after a change every form is a new one, so that nothing typed for one step is
    // found in the form of another that took its place.
    view! {
        <div class="actions">
            <h2 class="actions-title" id="actions-h">
                {m.actions_title}
            </h2>
            {nothing}
            {waits}
            <For
                each=move || placed.clone()
                key=move |(_, step)| (version, step.id.clone())
                children=move |(at, step)| {
                    let is_open = open_id.as_ref() == Some(&step.id);
                    step_view(m, &page, &target, step, at, is_open)
                }
            />
        </div>
    }
    .into_any()
}

/// Why a form is missing for which the lead would look: to submit the result, or to ask for more time.
pub fn in_the_way(m: &'static Messages, page: &TaskPage) -> AnyView {
    let leads = page.relations.contains(&Relation::Lead) && page.task.state == State::InProgress;
    let open = if leads {
        page.task.open_contributions()
    } else {
        Vec::new()
    };
    let may_ask = page.extension_rules.may_ask(&page.task, page.today);
    let used = may_ask.err().filter(|_| leads).map(|refusal| {
        view! { <p class="muted">{m.refusal(&refusal, &page.agencies)}</p> }
    });
    let waits = (!open.is_empty()).then(|| {
        let names: Vec<String> = open
            .into_iter()
            .map(|id| m.agency_of(&page.agencies, id))
            .collect();
        let text = fill(
            m.refused_contribution_open,
            &[("agencies", &names.join(", "))],
        );
        view! { <p class="muted">{text}</p> }
    });
    let waits_below = leads
        .then(|| crate::cascade::section::waits_below(m, page))
        .flatten();
    view! {
        {waits}
        {waits_below}
        {used}
    }
    .into_any()
}

/// The forms of these acts alone, `open` or the first of them open.
pub fn forms_of(
    m: &'static Messages,
    page: &TaskPage,
    target: &Target,
    acts: &[&str],
    open: Option<&str>,
) -> Vec<AnyView> {
    let steps: Vec<Step> = steps(m, page)
        .into_iter()
        .filter(|step| acts.contains(&step.act))
        .collect();
    let is_there = |act: &str| steps.iter().any(|step| step.act == act);
    let kept = steps
        .iter()
        .find(|step| Form::is_kept(target, step.act, &step.fixed));
    let open = match (kept, open.filter(|act| is_there(act)), steps.first()) {
        (Some(kept), _, _) => kept.id.clone(),
        (None, Some(act), _) => act.to_owned(),
        (None, None, Some(first)) => first.id.clone(),
        (None, None, None) => return Vec::new(),
    };
    steps
        .into_iter()
        .enumerate()
        .map(|(at, step)| {
            let is_open = step.id == open;
            step_view(m, page, target, step, at, is_open)
        })
        .collect()
}

fn step_view(
    m: &'static Messages,
    page: &TaskPage,
    target: &Target,
    step: Step,
    at: usize,
    is_open: bool,
) -> AnyView {
    let form = Form::new(target, step.id.clone(), step.act, &step.fixed);
    let fields = fields(m, page, &step, &form);
    let class = if at == 0 {
        "action action-next disclosure"
    } else {
        "action disclosure"
    };
    let symbol = if is_danger(step.act) {
        "warning"
    } else {
        "edit"
    };
    // One is open at a time. What replaces these forms comes before they go, so it is another group: in the same one a
    // browser would let it come closed.
    let group = format!("{} {}", target.version.unwrap_or_default(), target.back);
    view! {
        <details class=class id=step.id.clone() name=group open=is_open>
            <summary>{icon(symbol)}{step.title.clone()}</summary>
            <CommandForm
                form=form
                envelope=envelope(page, at)
                fixed=step.fixed
                submit=step.title
                is_danger=is_danger(step.act)
            >
                {fields}
            </CommandForm>
        </details>
    }
    .into_any()
}

/// The envelope of the form at that place. Where the page has fewer envelopes than forms, the last are
/// shared; an accepted form takes a new one or reloads the page, so that no two acts carry the same.
fn envelope(page: &TaskPage, at: usize) -> EnvelopeId {
    page.envelopes
        .get(at)
        .or(page.envelopes.last())
        .copied()
        .unwrap_or(EnvelopeId(uuid::Uuid::nil()))
}

/// The fields of a step, named as in the domain's command.
fn fields(m: &'static Messages, page: &TaskPage, step: &Step, form: &Form) -> AnyView {
    let task = &page.task;
    let p = m.party();
    let reason = || {
        text_area(
            form,
            Field::new("reason", m.field_reason).hint(m.field_reason_hint),
        )
    };
    match step.act {
        "reassign" => {
            let others = choices(m, page, |id| id != task.lead);
            view! {
                {select(form, Field::new("lead", m.field_lead), m.choose_agency, others)}
                {reason()}
            }
            .into_any()
        }
        "start" => text_input(
            form,
            Field::new("officer", m.field_officer).hint(m.field_officer_hint),
            "off",
        ),
        "report" => view! {
            {percent_input(
                form,
                Field::new("percent", m.field_percent)
                    .hint(m.field_percent_hint)
                    .value(suggested(page).to_string()),
            )}
            {text_area(form, Field::new("note", m.field_note).hint(m.field_report_note_hint))}
        }
        .into_any(),
        "report_quantity" => {
            let c = crate::cascade::messages::messages(m.language);
            let (unit, target) = task.quantity().unwrap_or_default();
            let hint = fill(
                c.field_done_hint,
                &[("unit", unit), ("all", &target.to_string())],
            );
            let done = Field::new("done", c.field_done)
                .hint(hint)
                .value(task.measured.to_string());
            view! {
                {quantity_input(form, done, unit.to_owned())}
                {text_area(form, Field::new("note", m.field_note).hint(m.field_report_note_hint))}
            }
            .into_any()
        }
        "raise_obstacle" => {
            let anybody = choices(m, page, |_| true);
            view! {
                {text_area(form, Field::new("what", m.field_what).hint(m.field_what_hint))}
                {select(
                    form,
                    Field::new("addressed_to", m.field_addressed_to).optional(),
                    m.addressed_unknown,
                    anybody,
                )}
                {text_input(
                    form,
                    Field::new("position", p.position_field).hint(p.position_hint).optional(),
                    "off",
                )}
                {remove_by(form, p)}
            }
            .into_any()
        }
        "resolve_obstacle" => text_area(form, Field::new("resolution", m.field_resolution)),
        "escalate_obstacle" => {
            let number = step.fixed.first().map(|(_, number)| number.as_str());
            let above = page
                .above
                .iter()
                .filter(|(of, _)| number == Some(of.to_string().as_str()))
                .flat_map(|(_, above)| above)
                .map(|agency| (agency.id.to_string(), m.agency(agency).to_owned()))
                .collect();
            view! {
                {select(form, Field::new("to", p.to_field), p.to_choose, above)}
                {reason()}
                {remove_by(form, p)}
            }
            .into_any()
        }
        "request_extension" => view! {
            <p class="hint">{limits(m, page)}</p>
            {deadline_input(form, until(m, page), until_days(m))}
            {reason()}
            {text_input(
                form,
                Field::new("evidence", p.attached_field).hint(m.field_evidence_hint).optional(),
                "off",
            )}
        }
        .into_any(),
        "grant_extension" => {
            let asked = task.pending_extension().map(|extension| extension.until);
            let asked = asked.map(format::iso_day).unwrap_or_default();
            view! {
                {deadline_input(form, until(m, page).value(asked), until_days(m))}
                {text_area(
                    form,
                    Field::new("decision", m.field_decision).hint(p.decision_hint).optional(),
                )}
            }
            .into_any()
        }
        "refuse_extension" => text_area(form, Field::new("decision", m.field_decision)),
        "add_evidence" => text_area(
            form,
            Field::new("note", m.field_evidence).hint(m.field_evidence_hint),
        ),
        "submit" => {
            let expected = task.effect_expected.as_deref().unwrap_or(m.none_yet);
            let effect_hint = fill(m.field_effect_hint, &[("expected", expected)]);
            view! {
                {text_area(form, Field::new("result", m.field_result).hint(m.field_result_hint))}
                {text_area(form, Field::new("effect", m.field_effect).hint(effect_hint))}
                {text_area(
                    form,
                    Field::new("evidence", m.field_evidence).hint(m.field_evidence_hint),
                )}
            }
            .into_any()
        }
        "confirm" => {
            let ratings = Rating::ALL
                .iter()
                .map(|&rating| (rating.to_string(), m.rating(rating).to_owned()))
                .collect();
            view! {
                {radios(form, Field::new("rating", m.field_rating), ratings)}
                {text_area(form, Field::new("note", m.field_note).optional())}
            }
            .into_any()
        }
        "ask_contribution" => {
            let others = choices(m, page, |id| {
                id != task.lead && task.contribution(id).is_none()
            });
            view! {
                {select(form, Field::new("agency", m.field_agency), m.choose_agency, others)}
                {text_area(form, Field::new("product", m.field_product).hint(m.field_product_hint))}
                {deadline_input(
                    form,
                    Field::new("due", m.field_due).hint(m.field_due_hint).optional(),
                    Field::new("due_days", m.field_days).hint(m.field_due_days_hint).optional(),
                )}
            }
            .into_any()
        }
        "acknowledge_contribution" => contributor(form, p),
        "deliver_contribution" => {
            let is_named = task.contributions.iter().any(|owed| owed.officer.is_some());
            view! {
                {text_area(
                    form,
                    Field::new("result", m.field_result).hint(m.field_result_hint),
                )}
                {text_area(
                    form,
                    Field::new("evidence", p.evidence_field)
                        .hint(m.field_evidence_hint)
                        .optional(),
                )}
                {(!is_named).then(|| contributor(form, p))}
            }
            .into_any()
        }
        "issue" | "acknowledge" => ().into_any(),
        "remind" => view! { <p class="hint">{bulk(m).about(Kind::Remind)}</p> }.into_any(),
        // return_to_sender, rework, suspend, resume, cancel, reopen, decline and waive: a reason each.
        _ => reason(),
    }
}

/// The percentage that a report begins with: that of the sub-tasks where it is further than the last report.
fn suggested(page: &TaskPage) -> u8 {
    let below = page.cascade.below.as_ref().and_then(|below| below.percent);
    page.task.percent.max(below.unwrap_or(0))
}

/// Who does a contribution.
fn contributor(form: &Form, p: &'static PartyMessages) -> AnyView {
    let field = Field::new("officer", p.officer_field)
        .hint(p.officer_hint)
        .optional();
    text_input(form, field, "off")
}

/// By when an obstacle must be removed.
fn remove_by(form: &Form, p: &'static PartyMessages) -> AnyView {
    deadline_input(
        form,
        Field::new("due", p.due_field).hint(p.due_hint).optional(),
        Field::new("due_days", form.m.field_days)
            .hint(p.due_days_hint)
            .optional(),
    )
}

/// What the rules of extensions allow, in words.
pub fn limits(m: &'static Messages, page: &TaskPage) -> String {
    let rules = page.extension_rules;
    let text = fill(
        m.party().limits,
        &[
            ("most", &rules.most.to_string()),
            ("days", &rules.longest_days.to_string()),
        ],
    );
    if rules.after_due {
        text
    } else {
        format!("{text} {}", m.party().limit_in_time)
    }
}

/// The field for a new deadline, with the current one as its hint.
fn until(m: &'static Messages, page: &TaskPage) -> Field {
    let field = Field::new("until", m.field_until);
    match page.task.due {
        Some(due) => field.hint(fill(m.field_until_hint, &[("day", &format::day(due))])),
        None => field,
    }
}

/// The field beside it, for working days instead of a day.
fn until_days(m: &'static Messages) -> Field {
    Field::new("until_days", m.field_days)
        .hint(m.field_until_days_hint)
        .optional()
}

/// The agencies of the page's choices that may stand in a field.
fn choices(
    m: &'static Messages,
    page: &TaskPage,
    fits: impl Fn(AgencyId) -> bool,
) -> Vec<(String, String)> {
    page.choices
        .iter()
        .filter(|agency| fits(agency.id))
        .map(|agency| (agency.id.to_string(), m.agency(agency).to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::messages;
    use domain::view::Language;

    #[test]
    fn every_act_has_a_place_and_a_name_of_its_own() {
        let m = messages(Language::Vi);
        let mut names: Vec<_> = RANK.iter().map(|act| act_name(m, act)).collect();
        assert!(!names.contains(&m.task), "an act without a name");
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), RANK.len());
    }

    #[test]
    fn what_waits_leads_to_a_form_or_to_the_list_of_forms() {
        for &waiting in Waiting::ALL {
            let form = form_of(waiting);
            assert!(form == "actions" || RANK.contains(&form), "{form}");
        }
    }

    #[test]
    fn a_contribution_offers_what_its_state_allows() {
        assert_eq!(contribution_acts(None).len(), 0);
        assert_eq!(contribution_acts(Some(ContributionState::Asked)).len(), 3);
        assert_eq!(
            contribution_acts(Some(ContributionState::Declined)),
            ["deliver_contribution"]
        );
    }
}
