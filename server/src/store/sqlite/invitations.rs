//! Links with which somebody chooses a password.

use domain::{PersonId, Timestamp};
use sqlx::{Sqlite as Db, Transaction};

use super::people::person_id;
use super::{Sqlite, StoreError};

/// Whom a link is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitationRow {
    pub person: PersonId,
    pub name: String,
    pub email: String,
}

impl Sqlite {
    /// Makes the link's token good for this person until then; an earlier one no longer is. `false` where there is no
    /// such person.
    pub async fn invite(
        &self,
        token_sha256: &[u8; 32],
        person: PersonId,
        now: Timestamp,
        expires: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let made = sqlx::query(
            "INSERT INTO invitation (token_sha256, person, created_us, expires_us)
             SELECT ?, id, ?, ? FROM person WHERE id = ?
             ON CONFLICT (person) DO UPDATE SET token_sha256 = excluded.token_sha256,
                created_us = excluded.created_us, expires_us = excluded.expires_us",
        )
        .bind(token_sha256.as_slice())
        .bind(now.0)
        .bind(expires.0)
        .bind(i64::from(person.0))
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(made.rows_affected() == 1)
    }

    /// Whom the token is for, while it is good.
    pub async fn invitation(
        &self,
        token_sha256: &[u8; 32],
        now: Timestamp,
    ) -> Result<Option<InvitationRow>, StoreError> {
        let row: Option<(i64, String, String)> = sqlx::query_as(
            "SELECT person.id, person.name, person.email
             FROM invitation JOIN person ON person.id = invitation.person
             WHERE token_sha256 = ? AND expires_us > ?",
        )
        .bind(token_sha256.as_slice())
        .bind(now.0)
        .fetch_optional(self.reader())
        .await?;
        row.map(|(id, name, email)| Ok(InvitationRow { person: person_id(id)?, name, email })).transpose()
    }

    /// Sets the password of whom the token is for, uses the token up, and ends the person's sessions, which are given
    /// back. `None` where the token is not good, or was used meanwhile.
    pub async fn accept_invitation(
        &self,
        token_sha256: &[u8; 32],
        password_hash: &str,
        now: Timestamp,
    ) -> Result<Option<(PersonId, Vec<i64>)>, StoreError> {
        let mut tx = self.begin().await?;
        let person: Option<i64> = sqlx::query_scalar(
            "DELETE FROM invitation WHERE token_sha256 = ? AND expires_us > ? RETURNING person",
        )
        .bind(token_sha256.as_slice())
        .bind(now.0)
        .fetch_optional(&mut *tx)
        .await?;
        let Some(person) = person.map(person_id).transpose()? else { return Ok(None) };
        let ended = set_password(&mut tx, person, password_hash, None).await?;
        tx.commit().await?;
        Ok(Some((person, ended)))
    }

    /// Changes a person's password and ends their sessions but this one; those that ended are given back.
    pub async fn change_password(
        &self,
        person: PersonId,
        password_hash: &str,
        keep: i64,
    ) -> Result<Vec<i64>, StoreError> {
        let mut tx = self.begin().await?;
        let ended = set_password(&mut tx, person, password_hash, Some(keep)).await?;
        tx.commit().await?;
        Ok(ended)
    }
}

async fn set_password(
    tx: &mut Transaction<'static, Db>,
    person: PersonId,
    hash: &str,
    keep: Option<i64>,
) -> Result<Vec<i64>, StoreError> {
    sqlx::query("UPDATE person SET password_hash = ? WHERE id = ?")
        .bind(hash)
        .bind(i64::from(person.0))
        .execute(&mut **tx)
        .await?;
    let ended = sqlx::query_scalar("DELETE FROM session WHERE person = ? AND id IS NOT ? RETURNING id");
    Ok(ended.bind(i64::from(person.0)).bind(keep).fetch_all(&mut **tx).await?)
}
