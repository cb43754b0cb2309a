//! Links with which somebody chooses a password.

use domain::{By, CompanyChange, PersonId, Timestamp};

use super::db::args;
use super::people::person_id;
use super::{Stamp, Store, StoreError, Tx};

/// Whom a link is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitationRow {
    pub person: PersonId,
    pub name: String,
    pub email: String,
}

impl Store {
    /// Makes the link's token good for this person until then; an earlier one no longer is. `false` where there is no
    /// such person.
    pub async fn invite(
        &self,
        stamp: &Stamp,
        token_sha256: &[u8; 32],
        person: PersonId,
        expires: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let sql = "INSERT INTO invitation (token_sha256, person, created_us, expires_us)
                   SELECT $1, id, $2, $3 FROM person WHERE id = $4 AND deactivated_us IS NULL
                   ON CONFLICT (person) DO UPDATE SET token_sha256 = excluded.token_sha256,
                       created_us = excluded.created_us, expires_us = excluded.expires_us";
        let made = tx.execute(sql, args![token_sha256, stamp.at.0, expires.0, person.0]).await?;
        if made == 1 {
            tx.record(stamp, CompanyChange::Invited { person }).await?;
        }
        tx.commit().await?;
        Ok(made == 1)
    }

    /// Whom the token is for, while it is good.
    pub async fn invitation(
        &self,
        token_sha256: &[u8; 32],
        now: Timestamp,
    ) -> Result<Option<InvitationRow>, StoreError> {
        let sql = "SELECT person.id, person.name, person.email
                   FROM invitation JOIN person ON person.id = invitation.person
                   WHERE token_sha256 = $1 AND expires_us > $2";
        let row: Option<(i64, String, String)> = self.row(sql, args![token_sha256, now.0]).await?;
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
        let sql = "DELETE FROM invitation WHERE token_sha256 = $1 AND expires_us > $2 RETURNING person";
        let person: Option<(i64,)> = tx.row(sql, args![token_sha256, now.0]).await?;
        let Some((person,)) = person else { return Ok(None) };
        let person = person_id(person)?;
        let ended = set_password(&mut tx, person, password_hash, None).await?;
        let stamp = Stamp { by: By::Person { id: person }, at: now };
        tx.record(&stamp, CompanyChange::PasswordChosen).await?;
        tx.commit().await?;
        Ok(Some((person, ended)))
    }

    /// Changes a person's password and ends their sessions but this one; those that ended are given back.
    pub async fn change_password(
        &self,
        person: PersonId,
        password_hash: &str,
        keep: i64,
        now: Timestamp,
    ) -> Result<Vec<i64>, StoreError> {
        let mut tx = self.begin().await?;
        let ended = set_password(&mut tx, person, password_hash, Some(keep)).await?;
        let stamp = Stamp { by: By::Person { id: person }, at: now };
        tx.record(&stamp, CompanyChange::PasswordChanged).await?;
        tx.commit().await?;
        Ok(ended)
    }
}

async fn set_password(
    tx: &mut Tx,
    person: PersonId,
    hash: &str,
    keep: Option<i64>,
) -> Result<Vec<i64>, StoreError> {
    tx.execute("UPDATE person SET password_hash = $1 WHERE id = $2", args![hash, person.0]).await?;
    let sql = "DELETE FROM session WHERE person = $1 AND id IS DISTINCT FROM $2 RETURNING id";
    let ended: Vec<(i64,)> = tx.rows(sql, args![person.0, keep]).await?;
    super::sessions::note_end(tx).await?;
    Ok(ended.into_iter().map(|(id,)| id).collect())
}
