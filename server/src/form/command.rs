//! The door for every change: `POST /command`.
//!
//! A page without script posts its form and is sent back with `?done=<act>`, or with `?kept=<id>` under which
//! what was typed waits. A program (`Accept: application/json`) gets the receipt, or the problem with its
//! status.
//!
//! **Invariants:** fields become an [`Envelope`] in the domain and nowhere else; what a person typed is never
//! lost to a refusal.

use super::{Posted, not_done, with};
use crate::guard::{Wants, refuse, told};
use crate::router::Host;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::{Extension, Json};
use domain::command::{Command, Envelope, Receipt};
use domain::directive::DirectiveCommand;
use domain::duty::DutyCommand;
use domain::form::Button;
use domain::people::AccountCommand;
use domain::refusal::{Problem, Refusal};
use domain::task::TaskCommand;
use domain::view::KeptForm;
use service::Ctx;

/// Carries out a command.
pub async fn submit(
    State(host): State<Host>,
    Extension(visitor): Extension<Option<Ctx>>,
    request: Request,
) -> Response {
    let wants = Wants::of(request.headers());
    let mut posted = match Posted::read(request, host.config.max_body_bytes).await {
        Ok(posted) => posted,
        Err(problem) => return refuse(wants, &problem),
    };
    let way = posted.take_way("back");
    let Some(ctx) = visitor else {
        return not_done(wants, &way, &Problem::SignedOut);
    };
    let typed = posted.fields.clone();
    let way = match opened(&typed) {
        Some(number) => with(&way, "open", number),
        None => way,
    };
    match carry_out(&ctx, posted.fields).await {
        Ok((_, receipt)) if wants == Wants::Json => Json(receipt).into_response(),
        Ok((envelope, _)) => Redirect::to(&onwards(&envelope, &way, &typed)).into_response(),
        Err(problem) if wants == Wants::Json => refuse(wants, &problem),
        Err(problem) => keep(&ctx, &way, typed, problem).await,
    }
}

async fn carry_out(
    ctx: &Ctx,
    mut fields: Vec<(String, String)>,
) -> Result<(Envelope, Receipt), Problem> {
    let refused = |refusal| Problem::Refused { refusal };
    let button = domain::form::take_button(&mut fields).map_err(refused)?;
    let envelope = domain::form::envelope(&fields, ctx.system.now()).map_err(refused)?;
    let receipt = match button {
        Some(Button::Edit(edit)) => service::directive::edit(ctx, envelope.clone(), &edit).await,
        Some(Button::Save | Button::Open(_) | Button::Issue) | None => {
            service::command::submit(ctx, envelope.clone()).await
        }
    };
    Ok((envelope, receipt.map_err(|error| told(&error))?))
}

/// The number of the card that a button of the draft screen opens.
fn opened(typed: &[(String, String)]) -> Option<&str> {
    let (_, button) = typed.iter().find(|(name, _)| name == "do")?;
    let number = button.strip_prefix("open.")?;
    number
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then_some(number)
}

/// The page after an accepted form: back, but for those that end the page they stand on.
fn onwards(envelope: &Envelope, way: &str, typed: &[(String, String)]) -> String {
    match &envelope.command {
        Command::Directive { id, command } => match command {
            DirectiveCommand::Register { .. } => {
                with(&format!("/directives/{id}/draft"), "done", "register")
            }
            DirectiveCommand::Issue { .. } => with(&format!("/directives/{id}"), "done", "issue"),
            DirectiveCommand::Discard { .. } => with("/directives", "done", "discard"),
            DirectiveCommand::Revise { .. } => {
                let page = with(way, "done", "revise");
                match opened(typed) {
                    Some(number) => format!("{page}#d-{number}"),
                    None => page,
                }
            }
        },
        Command::Duty { id, command } => match command {
            DutyCommand::Create { .. } => with(&format!("/duties/{id}"), "done", "create"),
            DutyCommand::Change { .. } => with(&format!("/duties/{id}"), "done", "change"),
            DutyCommand::Stop { .. } => with(&format!("/duties/{id}"), "done", "stop"),
        },
        Command::Account {
            id,
            command: AccountCommand::HandOver { holding, .. },
        } => {
            let page = format!("/admin/people/{id}/hand-over?holding={holding}");
            with(&page, "done", "hand_over")
        }
        Command::Account { id, .. } => with(&format!("/admin/people/{id}"), "done", act_of(typed)),
        Command::Agency { id, .. } => with(&format!("/admin/agencies/{id}"), "done", act_of(typed)),
        Command::Task {
            id,
            command: TaskCommand::Delegate { .. },
        } => with(&format!("/tasks/{id}"), "done", "delegate"),
        // The page of the table then shows what it led to.
        Command::Intake { .. } => way.to_owned(),
        Command::Task { .. } | Command::Bulk { .. } => {
            let act = typed.iter().find(|(name, _)| name == "act");
            with(way, "done", act.map_or("", |(_, act)| act.as_str()))
        }
    }
}

/// The act that a form named.
fn act_of(typed: &[(String, String)]) -> &str {
    let act = typed.iter().find(|(name, _)| name == "act");
    act.map_or("", |(_, act)| act.as_str())
}

/// Keeps what was typed and leads back to it.
pub(super) async fn keep(
    ctx: &Ctx,
    way: &str,
    mut values: Vec<(String, String)>,
    problem: Problem,
) -> Response {
    let pressed = |name: &str| {
        values
            .iter()
            .find(|(field, _)| field == name)
            .map(|(_, value)| value.as_str())
    };
    let act = match (pressed("do"), pressed("act")) {
        (Some("issue"), _) => "issue",
        (Some(_), _) => "revise",
        (None, act) => act.unwrap_or_default(),
    };
    let act = act.to_owned();
    values.retain(|(field, _)| field != "do");
    // Nothing of a secret text is kept, not even for who typed it.
    let is_secret = matches!(
        problem,
        Problem::Refused {
            refusal: Refusal::Secret
        }
    );
    values.retain(|(field, _)| !is_secret || field != "text");
    let code = problem.clone();
    let form = KeptForm {
        act,
        values,
        problem,
    };
    match service::kept_form::keep(ctx, form).await {
        Ok(id) => Redirect::to(&with(way, "kept", &id.to_string())).into_response(),
        Err(error) => {
            told(&error);
            not_done(Wants::Page, way, &code)
        }
    }
}
