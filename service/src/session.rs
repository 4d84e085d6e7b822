//! Signing in and out, and the session behind every request.
//!
//! **Invariants:** the token leaves the process once, in the cookie; the database knows its hash. A refused
//! sign-in never tells whether the name exists: same answer, same work, same pauses. A session is only as
//! good as its position is now: [`resume`] asks at every request.
//!
//! To add a way of signing in: a function here that ends in `begin`.

use crate::{Ctx, Error, Result, System, password};
use chrono::{DateTime, TimeDelta, Utc};
use domain::id::SessionId;
use domain::refusal::Problem;
use domain::text::fold;
use domain::view::{Language, SignInPage};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use store::Tx;
use store::account::Account;
use uuid::Uuid;

/// Failures under one name after which it must pause.
const FAILURES_BEFORE_PAUSE: i64 = 5;
/// The first pause; each further failure doubles it.
const FIRST_PAUSE_SECONDS: i64 = 30;
const LONGEST_PAUSE_SECONDS: i64 = 15 * 60;
/// Failures are forgotten when there was none for that long.
const FORGET_AFTER: TimeDelta = TimeDelta::days(1);
/// A session's last use is written down at most that often.
const TOUCH_EVERY: TimeDelta = TimeDelta::minutes(1);
/// Most characters of a name for signing in.
const LONGEST_LOGIN: usize = 64;
/// Characters kept of what a browser says it is.
const LONGEST_USER_AGENT: usize = 200;

/// A session that has just begun.
#[derive(Clone)]
pub struct NewSession {
    /// 256 random bits in hex: the value of the cookie.
    pub token: String,
    pub expires_at: DateTime<Utc>,
    pub language: Language,
}

/// What the sign-in page needs.
pub async fn sign_in_page(system: &System) -> Result<SignInPage> {
    if !system.settings.demo {
        return Ok(SignInPage {
            is_demo: false,
            demo_password: None,
            demo_accounts: Vec::new(),
        });
    }
    let mut tx = system.db.read().await?;
    Ok(SignInPage {
        is_demo: true,
        demo_password: Some(crate::account::DEMO_PASSWORD.to_owned()),
        demo_accounts: store::account::list_demo(&mut tx, system.today()).await?,
    })
}

/// Signs a person in, in the first position that the person holds today.
///
/// # Errors
/// [`Problem::SignInFailed`] for a wrong name or password, a closed account, a demo account outside demo
/// mode, and where no position is held today; [`Problem::TooManyTries`].
pub async fn sign_in(
    system: &System,
    login: &str,
    password: &str,
    user_agent: &str,
) -> Result<NewSession> {
    let login = fold(login);
    let is_possible = |text: &str, longest| !text.is_empty() && text.chars().count() <= longest;
    if !is_possible(&login, LONGEST_LOGIN) || !is_possible(password, password::LONGEST) {
        return Err(Problem::SignInFailed.into());
    }
    admit(system, &login).await?;
    let mut tx = system.db.read().await?;
    let account = store::account::find_by_login(&mut tx, &login).await?;
    // The connection goes back before the slow part.
    drop(tx);
    let hash = account
        .as_ref()
        .map_or(password::NOBODY, |account| &account.password_hash);
    let is_right = password::verify(hash, password).await?;
    let Some(account) = account else {
        // Not logged: an unknown name is now and then a password in the wrong field.
        tracing::warn!("sign-in refused: unknown name");
        return Err(Problem::SignInFailed.into());
    };
    let begun = if is_right {
        begin(system, &account, user_agent).await?
    } else {
        None
    };
    match begun {
        Some(session) => {
            tracing::info!(login, "signed in");
            Ok(session)
        }
        None => {
            tracing::warn!(login, is_right, "sign-in refused");
            Err(Problem::SignInFailed.into())
        }
    }
}

/// Counts a try under a name as a failure until it succeeds. Counting first means that tries made at the
/// same time cannot all slip in before the first one fails.
///
/// # Errors
/// [`Problem::TooManyTries`] during a pause, for any name alike.
pub(crate) async fn admit(system: &System, login: &str) -> Result<()> {
    let now = system.now();
    let mut tx = system.db.read().await?;
    // A name that pauses does not reach the writer.
    if let Some(failure) = store::session::find_failure(&mut tx, login).await? {
        refuse_during_pause(login, failure.locked_until, now)?;
    }
    drop(tx);
    let mut tx = system.db.write().await?;
    let failure = store::session::record_failure(&mut tx, login, now, now - FORGET_AFTER).await?;
    refuse_during_pause(login, failure.locked_until, now)?;
    if let Some(pause) = pause_after(failure.failures) {
        store::session::lock(&mut tx, login, now + pause).await?;
    }
    tx.commit().await?;
    Ok(())
}

fn refuse_during_pause(
    login: &str,
    locked_until: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<()> {
    match locked_until {
        Some(until) if until > now => {
            tracing::warn!(%until, length = login.len(), "sign-in refused: too many tries");
            let seconds = (until - now).num_milliseconds().saturating_add(999) / 1000;
            Err(Problem::TooManyTries { seconds }.into())
        }
        _ => Ok(()),
    }
}

/// How long a name pauses after that many failures.
fn pause_after(failures: i64) -> Option<TimeDelta> {
    let doublings = u32::try_from(failures - FAILURES_BEFORE_PAUSE).ok()?;
    let seconds = 2_i64
        .checked_pow(doublings)
        .and_then(|factor| factor.checked_mul(FIRST_PAUSE_SECONDS));
    Some(TimeDelta::seconds(
        seconds.map_or(LONGEST_PAUSE_SECONDS, |s| s.min(LONGEST_PAUSE_SECONDS)),
    ))
}

/// Begins a session for an account whose owner has proved to be it; none where it may not sign in.
pub(crate) async fn begin(
    system: &System,
    proved: &Account,
    user_agent: &str,
) -> Result<Option<NewSession>> {
    let now = system.now();
    let mut tx = system.db.write().await?;
    // Again, because the account can have been closed or changed while the password was checked.
    let Some(account) = store::account::find(&mut tx, proved.id).await? else {
        return Ok(None);
    };
    let is_open = account.closed_at.is_none()
        && account.password_hash == proved.password_hash
        && (system.settings.demo || !account.is_demo);
    let holdings = store::account::holdings(&mut tx, account.id, system.today()).await?;
    let (true, Some(first)) = (is_open, holdings.first()) else {
        return Ok(None);
    };
    store::session::clear_failures(&mut tx, &account.login).await?;
    store::session::forget_failures(&mut tx, now - FORGET_AFTER).await?;
    store::session::delete_expired(&mut tx, now, idle_since(system)).await?;
    let token = hex::encode(system.chance.bytes());
    let session = store::session::NewSession {
        id: SessionId(system.id()),
        token_hash: token_hash(&token),
        account: account.id,
        holding: first.holding,
        created_at: now,
        expires_at: now + system.settings.session_life,
        user_agent: user_agent
            .chars()
            .filter(|c| !c.is_control())
            .take(LONGEST_USER_AGENT)
            .collect(),
    };
    store::session::insert(&mut tx, &session).await?;
    tx.commit().await?;
    Ok(Some(NewSession {
        token,
        expires_at: session.expires_at,
        language: account.language,
    }))
}

/// What the database knows of a token.
pub(crate) fn token_hash(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

/// Sessions last used before that moment have ended.
pub(crate) fn idle_since(system: &System) -> DateTime<Utc> {
    system.now() - system.settings.session_idle
}

/// Who makes a request, from the token of its cookie; none where the session has ended, for whatever
/// reason.
pub async fn resume(system: &Arc<System>, token: &str) -> Result<Option<Ctx>> {
    let is_token = |text: &str| text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
    if !is_token(token) {
        return Ok(None);
    }
    let now = system.now();
    let hash = token_hash(token);
    let mut tx = system.db.read().await?;
    let resumed =
        store::session::resume(&mut tx, &hash, now, idle_since(system), system.today()).await?;
    drop(tx);
    let Some(resumed) = resumed else {
        return Ok(None);
    };
    if resumed.is_demo && !system.settings.demo {
        return Ok(None);
    }
    if now - resumed.last_seen_at >= TOUCH_EVERY {
        let mut tx = system.db.write().await?;
        store::session::touch(&mut tx, resumed.session, now).await?;
        tx.commit().await?;
    }
    Ok(Some(Ctx {
        system: Arc::clone(system),
        actor: resumed.actor,
        session: resumed.session,
        language: resumed.language,
        seen: resumed.seen,
    }))
}

/// Ends this session.
pub async fn sign_out(ctx: &Ctx) -> Result<()> {
    let mut tx = ctx.system.db.write().await?;
    store::session::delete(&mut tx, ctx.session, ctx.actor.user).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends all sessions of the person, this one too.
pub async fn sign_out_everywhere(ctx: &Ctx) -> Result<()> {
    let mut tx = ctx.system.db.write().await?;
    store::session::delete_all(&mut tx, ctx.actor.user, None).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends one session of the person.
///
/// # Errors
/// [`Problem::NotFound`] for one that is not the person's.
pub async fn end_session(ctx: &Ctx, session: SessionId) -> Result<()> {
    let mut tx = ctx.system.db.write().await?;
    if !store::session::delete(&mut tx, session, ctx.actor.user).await? {
        return Err(Problem::NotFound.into());
    }
    tx.commit().await?;
    Ok(())
}

/// Lets this session act in another position that the person holds today.
///
/// # Errors
/// [`Problem::NotFound`] for a holding that is not the person's or does not count today.
pub async fn switch_position(ctx: &Ctx, holding: Uuid) -> Result<()> {
    let mut tx = ctx.system.db.write().await?;
    let held = store::account::holdings(&mut tx, ctx.actor.user, ctx.system.today()).await?;
    if !held.iter().any(|line| line.holding == holding) {
        return Err(Problem::NotFound.into());
    }
    if !store::session::switch(&mut tx, ctx.session, holding).await? {
        return Err(Problem::SignedOut.into());
    }
    tx.commit().await?;
    Ok(())
}

/// The account of the person who acts, for changes to it.
pub(crate) async fn own_account(ctx: &Ctx, tx: &mut Tx) -> Result<Account> {
    let account = store::account::find(tx, ctx.actor.user).await?;
    account.ok_or_else(|| Error::from(Problem::SignedOut))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_begin_with_the_fifth_failure_and_double_up_to_a_quarter_of_an_hour() {
        let seconds = |failures| pause_after(failures).map(|pause| pause.num_seconds());
        assert_eq!(seconds(1), None);
        assert_eq!(seconds(4), None);
        assert_eq!(seconds(5), Some(30));
        assert_eq!(seconds(6), Some(60));
        assert_eq!(seconds(9), Some(480));
        assert_eq!(seconds(10), Some(900));
        assert_eq!(seconds(100), Some(900));
    }
}
