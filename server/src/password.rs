//! Passwords: slow to check on purpose, so at most a few at once, and never on a thread that serves.

use std::sync::LazyLock;

use app::Error;
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

/// Shortest password, in characters (NIST SP 800-63B).
const CHARS_MIN: usize = 8;
/// Longest password, in characters.
pub const CHARS_MAX: usize = 200;
/// Passwords that are hashed at the same time; each takes 19 MB.
const AT_ONCE: usize = 2;
/// Passwords that may wait for their turn.
const WAITING_MAX: usize = 64;

static TURNS: Semaphore = Semaphore::const_new(AT_ONCE);
static PLACES: Semaphore = Semaphore::const_new(AT_ONCE + WAITING_MAX);

/// Checked where there is no account, so that the answer takes as long as with one.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_now("nobody has this password").unwrap_or_default());

/// Too many passwords wait to be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMany;

/// The hash of a password that somebody chooses.
///
/// # Errors
/// [`Error::Invalid`] where it is too short or too long, [`Error::Busy`] where too many wait.
pub async fn hash_chosen(typed: String) -> Result<String, Error> {
    let length = typed.chars().count();
    if !(CHARS_MIN..=CHARS_MAX).contains(&length) {
        return Err(Error::invalid(format!(
            "Password has {length} characters; it takes {CHARS_MIN} to {CHARS_MAX}."
        )));
    }
    hash(typed).await.map_err(|_| Error::Busy)?.ok_or(Error::Internal)
}

/// The hash to store, in PHC's format; `None` where the system gives no randomness for the salt.
///
/// # Errors
/// [`TooMany`] at once.
pub async fn hash(password: String) -> Result<Option<String>, TooMany> {
    in_turn(move || hash_now(&password)).await
}

/// Whether this is the password; without a hash it is not, after the same time.
///
/// # Errors
/// [`TooMany`] at once.
pub async fn verify(password: String, hash: Option<String>) -> Result<bool, TooMany> {
    in_turn(move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.clone());
        let right = PasswordHash::new(&hash)
            .is_ok_and(|parsed| Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok());
        right && known
    })
    .await
}

fn hash_now(password: &str) -> Option<String> {
    Argon2::default().hash_password(password.as_bytes()).ok().map(|hash| hash.to_string())
}

async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, TooMany> {
    let _place = PLACES.try_acquire().map_err(|_| TooMany)?;
    let _turn = TURNS.acquire().await.map_err(|_| TooMany)?;
    tokio::task::spawn_blocking(work).await.map_err(|_| TooMany)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_checked() {
        let stored = hash("correct horse".into()).await.expect("a turn").expect("a hash");
        assert!(stored.starts_with("$argon2id$"), "{stored}");
        assert_eq!(verify("correct horse".into(), Some(stored.clone())).await, Ok(true));
        assert_eq!(verify("wrong".into(), Some(stored)).await, Ok(false));
        assert_eq!(verify("nobody has this password".into(), None).await, Ok(false));
    }
}
