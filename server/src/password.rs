//! Passwords: slow to check on purpose, so at most a few at once, and never on a thread that serves.

mod turns;

use std::sync::LazyLock;

use app::Error;
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};

pub use turns::Lane;
use turns::Turns;

/// Shortest password, in characters (NIST SP 800-63B).
const CHARS_MIN: usize = 8;
/// Longest password, in characters.
pub const CHARS_MAX: usize = 200;
/// Passwords that are hashed at the same time; each takes 19 MB.
const AT_ONCE: usize = 2;
/// Passwords that may wait for their turn.
const WAITING_MAX: usize = 64;
/// A password that is found with no more guesses is refused: it is one of the commonest, or as easy to guess.
const GUESSES_MIN: u64 = 10_000;

static TURNS: LazyLock<Turns> = LazyLock::new(|| Turns::new(AT_ONCE, WAITING_MAX));

/// Checked where there is no account, so that the answer takes as long as with one.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_now("nobody has this password").unwrap_or_default());

/// Too many passwords wait to be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMany;

/// The hash of a password that somebody chooses.
///
/// # Errors
/// [`Error::Invalid`] where it is too short, too long or too common, [`Error::Busy`] where too many wait.
pub async fn hash_chosen(lane: Lane, typed: String) -> Result<String, Error> {
    let length = typed.chars().count();
    if !(CHARS_MIN..=CHARS_MAX).contains(&length) {
        return Err(Error::invalid(format!(
            "Password has {length} characters; it takes {CHARS_MIN} to {CHARS_MAX}."
        )));
    }
    let hashing = in_turn(lane, move || (!is_common(&typed)).then(|| hash_now(&typed))).await;
    match hashing.map_err(|_| Error::Busy)? {
        Some(hash) => hash.ok_or(Error::Internal),
        None => Err(Error::invalid(
            "Password: it is one of the commonest, or as easy to guess. Choose another, for example four words.",
        )),
    }
}

/// The hash to store, in PHC's format; `None` where the system gives no randomness for the salt.
///
/// # Errors
/// [`TooMany`] at once.
pub async fn hash(lane: Lane, password: String) -> Result<Option<String>, TooMany> {
    in_turn(lane, move || hash_now(&password)).await
}

/// Whether this is the password; without a hash it is not, after the same time.
///
/// # Errors
/// [`TooMany`], at once or when others have more right to the place.
pub async fn verify(lane: Lane, password: String, hash: Option<String>) -> Result<bool, TooMany> {
    in_turn(lane, move || {
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

/// Whether whoever tries the commonest passwords first finds it soon.
fn is_common(password: &str) -> bool {
    zxcvbn::zxcvbn(password, &[]).guesses() <= GUESSES_MIN
}

async fn in_turn<T: Send + 'static>(
    lane: Lane,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, TooMany> {
    let _turn = TURNS.next(lane).await?;
    tokio::task::spawn_blocking(work).await.map_err(|_| TooMany)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LANE: Lane = Lane::From(None);

    #[tokio::test]
    async fn a_password_is_checked() {
        let stored = hash(LANE, "correct horse".into()).await.expect("a turn").expect("a hash");
        assert!(stored.starts_with("$argon2id$"), "{stored}");
        assert_eq!(verify(LANE, "correct horse".into(), Some(stored.clone())).await, Ok(true));
        assert_eq!(verify(LANE, "wrong".into(), Some(stored)).await, Ok(false));
        assert_eq!(verify(LANE, "nobody has this password".into(), None).await, Ok(false));
    }

    #[test]
    fn knows_the_most_common_passwords() {
        for common in [
            "password",
            "Password",
            "12345678",
            "qwertyuiop",
            "iloveyou",
            "football",
            "trustno1",
            "starwars",
            "1q2w3e4r",
            "11111111",
            "abcd1234",
            "sunshine",
            "passw0rd",
            "whatever",
            "jennifer",
            "michelle",
            "computer",
            "corvette",
            "internet",
            "asdfghjk",
            "drowssap",
        ] {
            assert!(is_common(common), "{common}");
        }
        for good in
            ["correct horse", "harbour ferry kettle", "a long pass word 1", "kestrel-41-umber", "Tr0ub4dor&3"]
        {
            assert!(!is_common(good), "{good}");
        }
    }
}
