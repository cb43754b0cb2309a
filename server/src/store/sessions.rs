//! Who is signed in.

use std::collections::HashSet;

use domain::{CompanyChange, PersonId, Role, Timestamp};

use super::db::args;
use super::people::{person_id, role_of};
use super::{Stamp, Store, StoreError, Tx};

/// A session that is still good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    pub id: i64,
    pub person: PersonId,
    /// The person's role today.
    pub role: Role,
    pub last_seen: Timestamp,
}

/// What ends of sessions are counted under, among the heads of ordinary rows.
const ENDS: &str = "session_ends";
/// Most sessions of one person that are listed.
const SESSIONS_SHOWN_MAX: i64 = 100;

/// A session, as its person recognises it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnSession {
    pub id: i64,
    /// What the browser called itself.
    pub agent: String,
    pub created: Timestamp,
    pub last_seen: Timestamp,
}

impl Store {
    /// Opens a session for whoever has the token with this SHA-256, and forgets those that expired. `agent` is what
    /// the browser calls itself.
    pub async fn open_session(
        &self,
        token_sha256: &[u8; 32],
        person: PersonId,
        agent: &str,
        now: Timestamp,
        expires: Timestamp,
    ) -> Result<i64, StoreError> {
        let mut tx = self.begin().await?;
        tx.execute("DELETE FROM session WHERE expires_us <= $1", args![now.0]).await?;
        let sql = "INSERT INTO session (token_sha256, person, agent, created_us, last_seen_us, expires_us)
                   VALUES ($1, $2, $3, $4, $4, $5) RETURNING id";
        let (id,) = tx.one(sql, args![token_sha256, person.0, agent, now.0, expires.0]).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// The session whose token has this SHA-256, while it lasts.
    pub async fn session(
        &self,
        token_sha256: &[u8; 32],
        now: Timestamp,
    ) -> Result<Option<SessionRow>, StoreError> {
        let sql = "SELECT session.id, person.id, person.role, last_seen_us
                   FROM session JOIN person ON person.id = session.person
                   WHERE token_sha256 = $1 AND expires_us > $2 AND person.deactivated_us IS NULL";
        let row: Option<(i64, i64, String, i64)> = self.row(sql, args![token_sha256, now.0]).await?;
        row.map(|(id, person, role, seen)| {
            let (person, role) = (person_id(person)?, role_of(&role)?);
            Ok(SessionRow { id, person, role, last_seen: Timestamp(seen) })
        })
        .transpose()
    }

    /// Writes down that the session is in use.
    pub async fn touch_session(&self, id: i64, now: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.execute("UPDATE session SET last_seen_us = $1 WHERE id = $2", args![now.0, id]).await?;
        tx.commit().await
    }

    /// A person's sessions that are still good, the last used first.
    pub async fn sessions_of(&self, person: PersonId, now: Timestamp) -> Result<Vec<OwnSession>, StoreError> {
        let sql = "SELECT id, agent, created_us, last_seen_us FROM session
                   WHERE person = $1 AND expires_us > $2 ORDER BY last_seen_us DESC, id DESC LIMIT $3";
        let rows: Vec<(i64, String, i64, i64)> =
            self.rows(sql, args![person.0, now.0, SESSIONS_SHOWN_MAX]).await?;
        let sessions = rows.into_iter().map(|(id, agent, created, seen)| OwnSession {
            id,
            agent,
            created: Timestamp(created),
            last_seen: Timestamp(seen),
        });
        Ok(sessions.collect())
    }

    /// Counted up whenever sessions end before their time.
    pub async fn session_ends(&self) -> Result<i64, StoreError> {
        let sql = "SELECT head FROM row_head WHERE kind = $1";
        let head: Option<(i64,)> = self.row(sql, args![ENDS]).await?;
        Ok(head.map_or(0, |(head,)| head))
    }

    /// Every session that has not ended.
    pub async fn session_ids(&self) -> Result<HashSet<i64>, StoreError> {
        let ids: Vec<(i64,)> = self.rows("SELECT id FROM session", args![]).await?;
        Ok(ids.into_iter().map(|(id,)| id).collect())
    }

    /// Ends one of a person's sessions, and tells whether it was theirs.
    pub async fn close_session_of(&self, person: PersonId, id: i64) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let sql = "DELETE FROM session WHERE id = $1 AND person = $2";
        let closed = tx.execute(sql, args![id, person.0]).await?;
        note_end(&mut tx).await?;
        tx.commit().await?;
        Ok(closed == 1)
    }

    /// Ends all of a person's sessions, which are given back.
    pub async fn close_sessions_of(&self, stamp: &Stamp, person: PersonId) -> Result<Vec<i64>, StoreError> {
        let mut tx = self.begin().await?;
        let sql = "DELETE FROM session WHERE person = $1 RETURNING id";
        let closed: Vec<(i64,)> = tx.rows(sql, args![person.0]).await?;
        note_end(&mut tx).await?;
        tx.record(stamp, CompanyChange::SignedOut { person }).await?;
        tx.commit().await?;
        Ok(closed.into_iter().map(|(id,)| id).collect())
    }

    /// Ends a session; one that is gone already stays so.
    pub async fn close_session(&self, id: i64) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.execute("DELETE FROM session WHERE id = $1", args![id]).await?;
        note_end(&mut tx).await?;
        tx.commit().await
    }
}

/// Lets every node know that it has to look which of its live connections go on.
pub(super) async fn note_end(tx: &mut Tx) -> Result<(), StoreError> {
    // Of no incident.
    super::rows::count_up(tx, ENDS, 0).await
}
