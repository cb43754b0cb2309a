//! People who leave the company, and people who come back.

use domain::{CompanyChange, PersonId};

use super::db::args;
use super::people::has_other_admin;
use super::{Stamp, Store, StoreError, sessions, tokens};

/// How a deactivation ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Departure {
    /// What ended with the account; nothing where it was deactivated before.
    Done {
        sessions: Vec<i64>,
        tokens: Vec<i64>,
    },
    NoSuchPerson,
    /// Without this one, nobody could manage people any more.
    LastAdmin,
}

/// How forgetting somebody ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forgotten {
    Done,
    NoSuchPerson,
    /// Whoever works here is deactivated first.
    StillActive,
}

impl Store {
    /// Gives a person another name or team; `false` where there is no such person.
    pub async fn rename_person(
        &self,
        stamp: &Stamp,
        person: PersonId,
        name: &str,
        team: &str,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let sql = "SELECT name, team FROM person WHERE id = $1 AND email NOT LIKE 'forgotten %'";
        let known: Option<(String, String)> = tx.row(sql, args![person.0]).await?;
        let Some((old_name, old_team)) = known else { return Ok(false) };
        if (old_name.as_str(), old_team.as_str()) != (name, team) {
            tx.execute("UPDATE person SET name = $1, team = $2 WHERE id = $3", args![name, team, person.0])
                .await?;
            tx.record(stamp, CompanyChange::PersonRenamed { person }).await?;
            tx.commit().await?;
        }
        Ok(true)
    }

    /// Forgets the name, the address and the password of somebody who left. Their number stays, because the log has it: it
    /// says "somebody" from now on. No address has a space: what stands in its place is nobody's.
    pub async fn forget_person(&self, stamp: &Stamp, person: PersonId) -> Result<Forgotten, StoreError> {
        let mut tx = self.begin().await?;
        let sql = "SELECT deactivated_us FROM person WHERE id = $1 AND email NOT LIKE 'forgotten %'";
        let known: Option<(Option<i64>,)> = tx.row(sql, args![person.0]).await?;
        match known {
            None => return Ok(Forgotten::NoSuchPerson),
            Some((None,)) => return Ok(Forgotten::StillActive),
            Some((Some(_),)) => {}
        }
        let sql = "UPDATE person SET name = '', team = '', password_hash = NULL, email = $1 WHERE id = $2";
        tx.execute(sql, args![&format!("forgotten {}", person.0), person.0]).await?;
        tx.record(stamp, CompanyChange::PersonForgotten { person }).await?;
        tx.commit().await?;
        Ok(Forgotten::Done)
    }

    /// Deactivates a person's account: their sessions and drafts, the link to choose a password with and the tokens that
    /// they made end with it, and what they have claimed is free again. Their name stays.
    pub async fn deactivate(&self, stamp: &Stamp, person: PersonId) -> Result<Departure, StoreError> {
        let mut tx = self.begin().await?;
        let sql = "SELECT deactivated_us FROM person WHERE id = $1";
        let known: Option<(Option<i64>,)> = tx.row(sql, args![person.0]).await?;
        match known {
            None => return Ok(Departure::NoSuchPerson),
            Some((Some(_),)) => return Ok(Departure::Done { sessions: Vec::new(), tokens: Vec::new() }),
            Some((None,)) if !has_other_admin(&mut tx, person).await? => return Ok(Departure::LastAdmin),
            Some((None,)) => {}
        }
        let sql = "UPDATE person SET deactivated_us = $1 WHERE id = $2";
        tx.execute(sql, args![stamp.at.0, person.0]).await?;
        let sql = "DELETE FROM session WHERE person = $1 RETURNING id";
        let ended: Vec<(i64,)> = tx.rows(sql, args![person.0]).await?;
        sessions::note_end(&mut tx).await?;
        tx.execute("DELETE FROM draft WHERE person = $1", args![person.0]).await?;
        tx.execute("DELETE FROM invitation WHERE person = $1", args![person.0]).await?;
        tx.release_claims(person, stamp.at).await?;
        let sql = "UPDATE token SET revoked_us = $1 WHERE created_by = $2 AND revoked_us IS NULL RETURNING id, name";
        let revoked: Vec<(i64, String)> = tx.rows(sql, args![stamp.at.0, person.0]).await?;
        tx.record(stamp, CompanyChange::PersonDeactivated { person }).await?;
        for (_, name) in &revoked {
            tokens::forget_answers(&mut tx, name).await?;
            tx.record(stamp, CompanyChange::TokenRevoked { name: name.clone() }).await?;
        }
        tx.commit().await?;
        Ok(Departure::Done {
            sessions: ended.into_iter().map(|(id,)| id).collect(),
            tokens: revoked.into_iter().map(|(id, _)| id).collect(),
        })
    }

    /// Lets a person sign in again, with the role and the password that they had; `false` where there is no such person.
    pub async fn reactivate(&self, stamp: &Stamp, person: PersonId) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let sql = "SELECT deactivated_us FROM person WHERE id = $1 AND email NOT LIKE 'forgotten %'";
        let Some((deactivated,)): Option<(Option<i64>,)> = tx.row(sql, args![person.0]).await? else {
            return Ok(false);
        };
        if deactivated.is_some() {
            let sql = "UPDATE person SET deactivated_us = NULL WHERE id = $1";
            tx.execute(sql, args![person.0]).await?;
            tx.record(stamp, CompanyChange::PersonReactivated { person }).await?;
            tx.commit().await?;
        }
        Ok(true)
    }
}
