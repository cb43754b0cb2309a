//! Who is signed in.

use domain::{PersonId, Role, Timestamp};

use super::people::{person_id, role_of};
use super::{Sqlite, StoreError};

/// A session that is still good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    pub id: i64,
    pub person: PersonId,
    /// The person's role today.
    pub role: Role,
    pub last_seen: Timestamp,
}

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

impl Sqlite {
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
        sqlx::query("DELETE FROM session WHERE expires_us <= ?").bind(now.0).execute(&mut *tx).await?;
        let id = sqlx::query_scalar(
            "INSERT INTO session (token_sha256, person, agent, created_us, last_seen_us, expires_us)
             VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
        )
        .bind(token_sha256.as_slice())
        .bind(i64::from(person.0))
        .bind(agent)
        .bind(now.0)
        .bind(now.0)
        .bind(expires.0)
        .fetch_one(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(id)
    }

    /// The session whose token has this SHA-256, while it lasts.
    pub async fn session(
        &self,
        token_sha256: &[u8; 32],
        now: Timestamp,
    ) -> Result<Option<SessionRow>, StoreError> {
        let row: Option<(i64, i64, String, i64)> = sqlx::query_as(
            "SELECT session.id, person.id, person.role, last_seen_us
             FROM session JOIN person ON person.id = session.person
             WHERE token_sha256 = ? AND expires_us > ?",
        )
        .bind(token_sha256.as_slice())
        .bind(now.0)
        .fetch_optional(self.reader())
        .await?;
        row.map(|(id, person, role, seen)| {
            let (person, role) = (person_id(person)?, role_of(&role)?);
            Ok(SessionRow { id, person, role, last_seen: Timestamp(seen) })
        })
        .transpose()
    }

    /// Writes down that the session is in use.
    pub async fn touch_session(&self, id: i64, now: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        sqlx::query("UPDATE session SET last_seen_us = ? WHERE id = ?")
            .bind(now.0)
            .bind(id)
            .execute(&mut *tx)
            .await?;
        Ok(tx.commit().await?)
    }

    /// A person's sessions that are still good, the last used first.
    pub async fn sessions_of(&self, person: PersonId, now: Timestamp) -> Result<Vec<OwnSession>, StoreError> {
        let rows: Vec<(i64, String, i64, i64)> = sqlx::query_as(
            "SELECT id, agent, created_us, last_seen_us FROM session
             WHERE person = ? AND expires_us > ? ORDER BY last_seen_us DESC, id DESC LIMIT ?",
        )
        .bind(i64::from(person.0))
        .bind(now.0)
        .bind(SESSIONS_SHOWN_MAX)
        .fetch_all(self.reader())
        .await?;
        let sessions = rows.into_iter().map(|(id, agent, created, seen)| OwnSession {
            id,
            agent,
            created: Timestamp(created),
            last_seen: Timestamp(seen),
        });
        Ok(sessions.collect())
    }

    /// Ends one of a person's sessions, and tells whether it was theirs.
    pub async fn close_session_of(&self, person: PersonId, id: i64) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let closed = sqlx::query("DELETE FROM session WHERE id = ? AND person = ?");
        let closed = closed.bind(id).bind(i64::from(person.0)).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(closed.rows_affected() == 1)
    }

    /// Ends all of a person's sessions, which are given back.
    pub async fn close_sessions_of(&self, person: PersonId) -> Result<Vec<i64>, StoreError> {
        let mut tx = self.begin().await?;
        let closed = sqlx::query_scalar("DELETE FROM session WHERE person = ? RETURNING id");
        let closed = closed.bind(i64::from(person.0)).fetch_all(&mut *tx).await?;
        tx.commit().await?;
        Ok(closed)
    }

    /// Ends a session; one that is gone already stays so.
    pub async fn close_session(&self, id: i64) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        sqlx::query("DELETE FROM session WHERE id = ?").bind(id).execute(&mut *tx).await?;
        Ok(tx.commit().await?)
    }
}
