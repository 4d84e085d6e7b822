//! Accounts: one's own, and how the command line keeps those of others.
//!
//! **Invariants:** a changed password ends the other sessions, a closed account all of them; nobody outside
//! the command line makes an account or gives a position.
//!
//! To add a field to an account: `store::account`, [`NewAccount`], its check in `checked`.

use crate::session::{admit, idle_since, own_account};
use crate::{Ctx, Error, Result, System, password};
use domain::access::{Action, Relation, Scope, permits};
use domain::agency::AgencyName;
use domain::id::{PositionId, UserId};
use domain::live::Standing;
use domain::position::Role;
use domain::refusal::{FieldError, FieldFault, Problem, Refusal};
use domain::text::{clean_line, fold};
use domain::view::{AccountPage, HoldingLine, Language, Shell};
use store::account::{Account, Holding, Position};
use uuid::Uuid;

/// The password of all demo accounts. It stands on the sign-in page of demo installations; outside demo
/// mode those accounts cannot sign in.
pub const DEMO_PASSWORD: &str = "lachan-demo-2022";

/// Most characters of names and titles.
const LONGEST_NAME: usize = 200;

/// An account to make, with the position its owner will hold.
#[derive(Clone)]
pub struct NewAccount {
    /// 3 to 64 of `a`–`z`, `0`–`9`, `.`, `-`, `_`.
    pub login: String,
    pub full_name: String,
    pub password: String,
    /// Code of the agency at which the position is.
    pub agency_code: String,
    pub role: Role,
    pub title_vi: String,
    pub title_en: String,
    pub language: Language,
}

/// What stands around every page.
pub async fn shell(ctx: &Ctx) -> Result<Shell> {
    let directory = ctx.system.directory().await?;
    let agency = directory
        .agency(ctx.actor.agency)
        .ok_or_else(|| Error::from(Problem::SignedOut))?;
    let mut tx = ctx.system.db.read().await?;
    let role = ctx.actor.role;
    let Standing { waiting, unread } = store::standing::standing(&mut tx, &ctx.actor).await?;
    let may_view_notifications = crate::notification::may_view(&ctx.actor);
    let obstacles = crate::obstacle::count(&mut tx, ctx).await?;
    Ok(Shell {
        agency: AgencyName::from(agency),
        language: ctx.language,
        today: ctx.system.today(),
        is_demo: ctx.system.settings.demo,
        waiting,
        unread: if may_view_notifications { unread } else { 0 },
        may_register: permits(role, Action::RegisterDirective, Relation::Issuer),
        may_view_province: permits(role, Action::ViewProvince, Relation::OtherAgency),
        may_view_communes: permits(role, Action::ViewCommunes, Relation::OtherAgency),
        may_view_tasks: Scope::of(&ctx.actor) != Scope::Nothing,
        may_view_notifications,
        obstacles,
        may_view_obstacles: crate::obstacle::may_view(ctx),
        may_view_mail: crate::mail::may_view(&ctx.actor),
        may_manage_people: crate::people::may_manage(ctx, &ctx.actor.province),
        may_view_audit: crate::audit::may_view(ctx),
        actor: ctx.actor.clone(),
        seen: ctx.seen,
    })
}

/// The person's own account: sessions, positions, e-mail, and the form that was refused, if any.
pub async fn page(ctx: &Ctx, kept: Option<Uuid>) -> Result<AccountPage> {
    let system = &ctx.system;
    let kept = match kept {
        Some(id) => crate::kept_form::find(ctx, id).await?,
        None => None,
    };
    let mut tx = system.db.read().await?;
    let account = own_account(ctx, &mut tx).await?;
    let current = store::session::holding(&mut tx, ctx.session).await?;
    let mut holdings = store::account::holdings(&mut tx, account.id, system.today()).await?;
    for line in &mut holdings {
        line.is_this = Some(line.holding) == current;
    }
    let (now, idle_since) = (system.now(), idle_since(system));
    let mail = crate::mail::preference(&mut tx, ctx).await?;
    Ok(AccountPage {
        mail,
        kept,
        is_sending: system.post.is_some(),
        sessions: store::session::list(&mut tx, account.id, ctx.session, now, idle_since).await?,
        login: account.login,
        full_name: account.full_name,
        holdings,
    })
}

/// Changes the person's own password and ends the person's other sessions.
///
/// # Errors
/// [`Refusal::Invalid`] on `old_password` (not the current one) or `new_password`;
/// [`Problem::TooManyTries`], so that a session left open is no way to guess; [`Problem::Forbidden`] for
/// demo accounts, whose password is public and shared.
pub async fn change_password(ctx: &Ctx, old: &str, new: &str) -> Result<()> {
    let system = &ctx.system;
    let mut tx = system.db.read().await?;
    let account = own_account(ctx, &mut tx).await?;
    drop(tx);
    if account.is_demo {
        return Err(Problem::Forbidden.into());
    }
    if let Some(fault) = password::fault(new, &account.login) {
        return Err(Refusal::field("new_password", fault).into());
    }
    admit(system, &account.login).await?;
    if old.chars().count() > password::LONGEST
        || !password::verify(&account.password_hash, old).await?
    {
        tracing::warn!(login = account.login, "change of password refused");
        return Err(Refusal::field("old_password", FieldFault::Unknown).into());
    }
    let hash = password::hash(system, new).await?;
    let mut tx = system.db.write().await?;
    store::account::set_password(&mut tx, account.id, &hash).await?;
    store::session::clear_failures(&mut tx, &account.login).await?;
    store::session::delete_all(&mut tx, account.id, Some(ctx.session)).await?;
    tx.commit().await?;
    tracing::info!(login = account.login, "password changed");
    Ok(())
}

/// Changes the language of the person's screens.
pub async fn set_language(ctx: &Ctx, language: Language) -> Result<()> {
    let mut tx = ctx.system.db.write().await?;
    store::account::set_language(&mut tx, ctx.actor.user, language).await?;
    tx.commit().await?;
    Ok(())
}

/// Makes an account and puts its owner into a new position; for the command line.
///
/// # Errors
/// [`Refusal::Invalid`] with every wrong field; a name that is taken is [`FieldFault::Unknown`].
pub async fn create(system: &System, new: &NewAccount) -> Result<UserId> {
    let (login, full_name, title_vi, title_en) = checked(new)?;
    let password_hash = password::hash(system, &new.password).await?;
    let mut tx = system.db.write().await?;
    let agency = store::agency::find_by_code(&mut tx, new.agency_code.trim()).await?;
    let unknown = |field| Error::from(Refusal::field(field, FieldFault::Unknown));
    let agency = agency.ok_or_else(|| unknown("agency_code"))?;
    if store::account::find_by_login(&mut tx, &login)
        .await?
        .is_some()
    {
        return Err(unknown("login"));
    }
    let account = Account {
        id: UserId(system.id()),
        login,
        full_name,
        password_hash,
        language: new.language,
        is_demo: false,
        created_at: system.now(),
        closed_at: None,
    };
    let position = Position {
        id: PositionId(system.id()),
        agency: agency.id,
        role: new.role,
        title_vi,
        title_en,
        valid_from: None,
        valid_to: None,
    };
    install(&mut tx, system, &account, &position).await?;
    tx.commit().await?;
    tracing::info!(login = account.login, agency = agency.code, role = %new.role, "account made");
    Ok(account.id)
}

/// Adds an account, a position, and the one in the other.
pub(crate) async fn install(
    tx: &mut store::Tx,
    system: &System,
    account: &Account,
    position: &Position,
) -> store::Result<()> {
    store::account::insert(tx, account).await?;
    store::account::insert_position(tx, position).await?;
    let holding = Holding {
        id: system.id(),
        account: account.id,
        position: position.id,
        acting_for: None,
        valid_from: None,
        valid_to: None,
    };
    store::account::insert_holding(tx, &holding).await
}

/// Login, name and titles as they are stored.
fn checked(new: &NewAccount) -> Result<(String, String, String, String)> {
    let mut fields = Vec::new();
    let mut note = |field: &str, fault| {
        fields.push(FieldError {
            field: field.to_owned(),
            fault,
        });
    };
    let login = new.login.trim().to_lowercase();
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-_".contains(c);
    if login.is_empty() {
        note("login", FieldFault::Required);
    } else if login.len() > 64 {
        note("login", FieldFault::TooLong { max: 64 });
    } else if login.len() < 3 || !login.chars().all(is_plain) {
        note("login", FieldFault::Malformed);
    }
    let mut line = |field, text: &str| {
        clean_line(text, LONGEST_NAME).unwrap_or_else(|fault| {
            note(field, fault.into());
            String::new()
        })
    };
    let full_name = line("full_name", &new.full_name);
    let title_vi = line("title_vi", &new.title_vi);
    let title_en = line("title_en", &new.title_en);
    if let Some(fault) = password::fault(&new.password, &login) {
        note("password", fault);
    }
    if fields.is_empty() {
        Ok((login, full_name, title_vi, title_en))
    } else {
        Err(Refusal::Invalid { fields }.into())
    }
}

/// The account with that name, for the command line.
async fn named(tx: &mut store::Tx, login: &str) -> Result<Account> {
    let account = store::account::find_by_login(tx, &fold(login)).await?;
    account.ok_or_else(|| Problem::NotFound.into())
}

/// Sets a password without asking for the old one, and ends all sessions; for the command line.
///
/// # Errors
/// [`Problem::NotFound`]; [`Refusal::Invalid`] on `password`; [`Problem::Forbidden`] for demo accounts.
pub async fn set_password(system: &System, login: &str, new: &str) -> Result<()> {
    let mut tx = system.db.read().await?;
    let account = named(&mut tx, login).await?;
    drop(tx);
    if account.is_demo {
        return Err(Problem::Forbidden.into());
    }
    if let Some(fault) = password::fault(new, &account.login) {
        return Err(Refusal::field("password", fault).into());
    }
    let hash = password::hash(system, new).await?;
    let mut tx = system.db.write().await?;
    store::account::set_password(&mut tx, account.id, &hash).await?;
    store::session::clear_failures(&mut tx, &account.login).await?;
    store::session::delete_all(&mut tx, account.id, None).await?;
    tx.commit().await?;
    tracing::info!(login = account.login, "password set");
    Ok(())
}

/// Closes an account for good and ends its sessions; for the command line. Closing twice is once.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn close(system: &System, login: &str) -> Result<()> {
    let mut tx = system.db.write().await?;
    let account = named(&mut tx, login).await?;
    store::account::close(&mut tx, account.id, system.now()).await?;
    store::session::delete_all(&mut tx, account.id, None).await?;
    tx.commit().await?;
    tracing::info!(login = account.login, "account closed");
    Ok(())
}

/// The positions a person holds today; for the command line.
///
/// # Errors
/// [`Problem::NotFound`].
pub async fn holdings(system: &System, login: &str) -> Result<Vec<HoldingLine>> {
    let mut tx = system.db.read().await?;
    let account = named(&mut tx, login).await?;
    Ok(store::account::holdings(&mut tx, account.id, system.today()).await?)
}

/// Takes a position from a person, from the next request on; for the command line.
///
/// # Errors
/// [`Problem::NotFound`] where it is not held.
pub async fn revoke_holding(system: &System, holding: Uuid) -> Result<()> {
    let mut tx = system.db.write().await?;
    if !store::account::revoke(&mut tx, holding, system.now()).await? {
        return Err(Problem::NotFound.into());
    }
    tx.commit().await?;
    tracing::info!(%holding, "position revoked");
    Ok(())
}

/// All accounts, open and closed; for the command line.
///
/// # Errors
/// Those of the store.
pub async fn list(system: &System) -> Result<Vec<store::account::AccountLine>> {
    let mut tx = system.db.read().await?;
    Ok(store::account::list(&mut tx).await?)
}
