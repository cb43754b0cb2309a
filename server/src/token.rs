//! Tokens of other programs: a secret that is shown once, of which the database keeps the SHA-256.

use domain::text::{self, NAME_MAX};
use domain::{PersonId, Role, Timestamp};

use crate::session;
use crate::store::tokens::{Kept, NewToken, TOKENS_MAX};
use crate::store::{Store, StoreError};

/// What every token begins with, so that people and scanners of leaked secrets recognise one.
pub const PREFIX: &str = "cp_";
/// Random bytes of a token.
const TOKEN_BYTES: usize = 32;

/// Why there is no new token.
#[derive(Debug, thiserror::Error)]
pub enum NotMade {
    #[error("{0}")]
    Name(text::BadText),
    #[error("Name: another token is called {0}. Choose another name, or revoke that one first.")]
    NameTaken(String),
    #[error("There are {TOKENS_MAX} tokens already. Revoke one that is not used any more.")]
    TooMany,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes a token and gives it: nobody can read it again.
///
/// # Errors
/// Where the name is none or taken, there are too many, or it cannot be kept.
pub async fn make(
    store: &Store,
    name: &str,
    role: Role,
    created_by: Option<PersonId>,
    now: Timestamp,
) -> Result<String, NotMade> {
    let name = text::line("Name", name, NAME_MAX).map_err(NotMade::Name)?;
    let token = format!("{PREFIX}{}", session::secret::<TOKEN_BYTES>()?);
    let new = NewToken { name: &name, role, created_by, now };
    match store.add_token(&session::digest(&token), new).await? {
        Kept::Done => Ok(token),
        Kept::NameTaken => Err(NotMade::NameTaken(name)),
        Kept::TooMany => Err(NotMade::TooMany),
    }
}
