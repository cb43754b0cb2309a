//! Tokens of other programs: of each the SHA-256, its role, and when it was last used.

use app::tokens::ProgramToken;
use domain::{By, CompanyChange, PersonId, Role, Timestamp};

use super::db::args;
use super::log::by_json;
use super::people::{person_id, role_of};
use super::{Stamp, Store, StoreError, Tx};

/// Most tokens that are active at the same time.
pub const TOKENS_MAX: i64 = 100;

/// A token to be kept.
#[derive(Clone, Copy, Debug)]
pub struct NewToken<'a> {
    pub name: &'a str,
    pub role: Role,
    pub created_by: Option<PersonId>,
    pub now: Timestamp,
}

/// What became of a new token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    Done,
    /// Another good one has this name, in whatever letters.
    NameTaken,
    /// There are [`TOKENS_MAX`].
    TooMany,
}

type Cells = (i64, String, String, Option<i64>, i64, Option<i64>);

impl Store {
    /// Keeps the SHA-256 of a new token.
    pub async fn add_token(&self, sha256: &[u8; 32], new: NewToken<'_>) -> Result<Kept, StoreError> {
        let mut tx = self.begin().await?;
        let (good,): (i64,) = tx.one("SELECT count(*) FROM token WHERE revoked_us IS NULL", args![]).await?;
        if good >= TOKENS_MAX {
            return Ok(Kept::TooMany);
        }
        let sql = "SELECT id FROM token WHERE lower(name) = lower($1) AND revoked_us IS NULL";
        if tx.row::<(i64,)>(sql, args![new.name]).await?.is_some() {
            return Ok(Kept::NameTaken);
        }
        let sql = "INSERT INTO token (name, token_sha256, role, created_by, created_us)
                   VALUES ($1, $2, $3, $4, $5)";
        let by = new.created_by.map(|person| person.0);
        forget_answers(&mut tx, new.name).await?;
        tx.execute(sql, args![new.name, sha256, new.role.label(), by, new.now.0]).await?;
        let by = new.created_by.map_or(By::Server, |id| By::Person { id });
        let change = CompanyChange::TokenCreated { name: new.name.to_owned(), role: new.role };
        tx.record(&Stamp { by, at: new.now }, change).await?;
        tx.commit().await?;
        Ok(Kept::Done)
    }

    /// The good token with this SHA-256.
    pub async fn token(&self, sha256: &[u8; 32]) -> Result<Option<ProgramToken>, StoreError> {
        let sql = "SELECT id, name, role, created_by, created_us, last_used_us FROM token
                   WHERE token_sha256 = $1 AND revoked_us IS NULL";
        self.row(sql, args![sha256]).await?.map(row).transpose()
    }

    /// Every good token, the newest first.
    pub async fn tokens(&self) -> Result<Vec<ProgramToken>, StoreError> {
        let sql = "SELECT id, name, role, created_by, created_us, last_used_us FROM token
                   WHERE revoked_us IS NULL ORDER BY id DESC";
        self.rows(sql, args![]).await?.into_iter().map(row).collect()
    }

    /// Writes down that the token is in use.
    pub async fn touch_token(&self, id: i64, now: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.execute("UPDATE token SET last_used_us = $2 WHERE id = $1", args![id, now.0]).await?;
        tx.commit().await
    }

    /// Makes the token good for nothing, and tells whether it was good.
    pub async fn revoke_token(&self, id: i64, stamp: &Stamp) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let sql = "UPDATE token SET revoked_us = $2 WHERE id = $1 AND revoked_us IS NULL RETURNING name";
        let Some((name,)): Option<(String,)> = tx.row(sql, args![id, stamp.at.0]).await? else {
            return Ok(false);
        };
        forget_answers(&mut tx, &name).await?;
        tx.record(stamp, CompanyChange::TokenRevoked { name }).await?;
        tx.commit().await?;
        Ok(true)
    }
}

/// Answers are kept under the token's name, which another may have next: that one acts for itself. A command that was
/// on its way when the token was revoked leaves one behind, so whoever takes the name looks, too.
pub(super) async fn forget_answers(tx: &mut Tx, name: &str) -> Result<(), StoreError> {
    let by = by_json(&By::Token { name: name.to_owned() })?;
    tx.execute(r#"DELETE FROM command_key WHERE "by" = $1"#, args![by]).await?;
    Ok(())
}

fn row((id, name, role, created_by, created, last_used): Cells) -> Result<ProgramToken, StoreError> {
    Ok(ProgramToken {
        id,
        name,
        role: role_of(&role)?,
        created_by: created_by.map(person_id).transpose()?,
        created: Timestamp(created),
        last_used: last_used.map(Timestamp),
    })
}
