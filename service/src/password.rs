//! Password hashes: Argon2id with OWASP's parameters, away from the threads that serve.
//!
//! **Invariants:** at most `HASHERS` hashes run at once, because each takes 19 MiB and a core; a password
//! is compared in Unicode NFC, because keyboards type Vietnamese both ways.
//!
//! To strengthen the parameters: change them here and make `NOBODY` anew; old hashes carry their own.

use crate::{Error, Result, System};
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use domain::refusal::{FieldFault, Problem};
use std::time::Duration;
use tokio::sync::Semaphore;

/// Hashes that run at once.
const HASHERS: usize = 2;

/// How long a sign-in waits for its turn before it is told to try again.
const TURN: Duration = Duration::from_secs(10);

/// Fewest characters of a new password.
pub const SHORTEST: usize = 12;

/// Most characters of a password.
pub const LONGEST: usize = 256;

/// A hash of no known password: unknown names are checked against it, so that they take as long as
/// known ones.
pub(crate) const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$l1/ZRakLQRtvADJNLivhiw$Y4KzzIgUErd7/K7tAmABwA2eMCXmbCD25+kvB5hRRio";

static TURNS: Semaphore = Semaphore::const_new(HASHERS);

fn hasher() -> Result<Argon2<'static>> {
    let params =
        Params::new(19_456, 2, 1, None).map_err(|error| Error::internal(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

async fn in_turn<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    let turn = match tokio::time::timeout(TURN, TURNS.acquire()).await {
        Ok(turn) => turn.map_err(Error::internal)?,
        Err(_) => return Err(Problem::Unavailable.into()),
    };
    let done = tokio::task::spawn_blocking(move || {
        // Held by the work, not by the caller: a browser that goes away does not free the core.
        let _turn = turn;
        work()
    });
    done.await.map_err(Error::internal)?
}

/// The PHC string of a password, with a salt of its own.
pub(crate) async fn hash(system: &System, password: &str) -> Result<String> {
    let password = domain::text::nfc(password);
    let salt = system.chance.bytes();
    in_turn(move || {
        let hash: PasswordHash = hasher()?
            .hash_password_with_salt(password.as_bytes(), &salt[..16])
            .map_err(|error| Error::internal(error.to_string()))?;
        Ok(hash.to_string())
    })
    .await
}

/// Whether a password is the one of a PHC string.
pub(crate) async fn verify(hash: &str, password: &str) -> Result<bool> {
    let password = domain::text::nfc(password);
    let hash = hash.to_owned();
    in_turn(move || {
        let hash = PasswordHash::new(&hash).map_err(|error| Error::internal(error.to_string()))?;
        Ok(hasher()?
            .verify_password(password.as_bytes(), &hash)
            .is_ok())
    })
    .await
}

/// What is wrong with a new password, if anything: fewer than [`SHORTEST`] characters is out of range,
/// the name for signing in may not be used.
pub(crate) fn fault(password: &str, login: &str) -> Option<FieldFault> {
    let length = domain::text::nfc(password).chars().count();
    if length == 0 {
        Some(FieldFault::Required)
    } else if length < SHORTEST {
        Some(FieldFault::OutOfRange)
    } else if length > LONGEST {
        Some(FieldFault::TooLong { max: LONGEST })
    } else if domain::text::fold(password) == login {
        Some(FieldFault::Unknown)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_unknown_name_costs_what_a_known_one_does() {
        let theirs = hasher()
            .expect("parameters")
            .hash_password_with_salt(b"x", &[7; 16]);
        let theirs: PasswordHash = theirs.expect("a hash");
        let nobody = PasswordHash::new(NOBODY).expect("a PHC string");
        assert_eq!(theirs.algorithm, nobody.algorithm);
        assert_eq!(theirs.params, nobody.params);
        assert_eq!(theirs.version, nobody.version);
        assert!(!verify(NOBODY, "nobody").await.expect("verified"));
    }

    #[tokio::test]
    async fn both_normal_forms_of_a_password_are_one() {
        let hash = hasher()
            .expect("parameters")
            .hash_password_with_salt("mật khẩu của tôi".as_bytes(), &[7; 16])
            .map(|hash: PasswordHash| hash.to_string())
            .expect("a hash");
        assert!(
            verify(
                &hash,
                "ma\u{323}\u{302}t kha\u{302}\u{309}u cu\u{309}a to\u{302}i"
            )
            .await
            .expect("verified")
        );
        assert!(!verify(&hash, "mat khau cua toi").await.expect("verified"));
    }

    #[test]
    fn weak_passwords_are_named() {
        assert_eq!(fault("", "an"), Some(FieldFault::Required));
        assert_eq!(fault("mười một kt", "an"), Some(FieldFault::OutOfRange));
        assert_eq!(fault("mười hai ktự", "an"), None);
        assert_eq!(
            fault("Can.Bo.Nghe.An", "can.bo.nghe.an"),
            Some(FieldFault::Unknown)
        );
        assert_eq!(
            fault(&"x".repeat(257), "an"),
            Some(FieldFault::TooLong { max: 256 })
        );
    }
}
