//! Sessions: signing in and out, the passwords that open them, and where somebody is signed in.

use app::Error;
use app::backend::Asker;
use app::sessions::{OwnSession, Sessions};
use async_trait::async_trait;
use domain::{PersonId, text};

use super::people::EMAIL_MAX;
use super::{Engine, limits, log_failure, must_be_admin};
use crate::store::sessions::OwnSession as SessionRow;
use crate::{password, session};

#[async_trait]
impl Sessions for Engine {
    async fn sign_in(&self, email: String, password: String) -> Result<String, Error> {
        let email = text::line("E-mail", &email, EMAIL_MAX)?.to_lowercase();
        self.must_not_try_too_often(&email)?;
        let wrong = || Error::invalid("E-mail or password is wrong.");
        if password.chars().count() > password::CHARS_MAX {
            return Err(wrong());
        }
        let (person, hash) = match self.store.credentials(&email).await.map_err(|e| log_failure(&e))? {
            Some((person, hash)) => (Some(person), hash),
            None => (None, None),
        };
        let right = password::verify(password, hash).await.map_err(|_| Error::Busy)?;
        match person {
            Some(person) if right => self.new_session(person).await,
            _ => Err(wrong()),
        }
    }

    async fn sign_out(&self, asker: Asker) -> Result<(), Error> {
        self.store.close_session(asker.session).await.map_err(|e| log_failure(&e))?;
        self.end_connections(&[asker.session]);
        Ok(())
    }

    async fn switch_person(&self, person: PersonId) -> Result<String, Error> {
        let company = self.world.company();
        if !company.demo {
            return Err(Error::NotFound);
        }
        let person = company.directory.person(person).ok_or(Error::NotFound)?;
        self.new_session(person.id).await
    }

    async fn change_password(&self, asker: Asker, old: String, new: String) -> Result<(), Error> {
        let known = self.store.own_credentials(asker.person).await.map_err(|e| log_failure(&e))?;
        let (email, hash) = known.ok_or(Error::SignedOut)?;
        self.must_not_try_too_often(&email)?;
        let right = old.chars().count() <= password::CHARS_MAX
            && password::verify(old, hash).await.map_err(|_| Error::Busy)?;
        if !right {
            return Err(Error::invalid("Old password: it is wrong."));
        }
        let hash = password::hash_chosen(new).await?;
        let ended = self.store.change_password(asker.person, &hash, asker.session, self.clock.now()).await;
        self.end_connections(&ended.map_err(|e| log_failure(&e))?);
        self.wake.notify_one();
        Ok(())
    }

    async fn read_sessions(&self, asker: Asker) -> Result<Vec<OwnSession>, Error> {
        let rows =
            self.store.sessions_of(asker.person, self.clock.now()).await.map_err(|e| log_failure(&e))?;
        let session = |row: SessionRow| OwnSession {
            here: row.id == asker.session,
            id: row.id,
            agent: row.agent,
            created: row.created,
            last_seen: row.last_seen,
        };
        Ok(rows.into_iter().map(session).collect())
    }

    /// Its tabs notice at once.
    async fn end_session(&self, asker: Asker, session: i64) -> Result<(), Error> {
        if !self.store.close_session_of(asker.person, session).await.map_err(|e| log_failure(&e))? {
            return Err(Error::NotFound);
        }
        self.end_connections(&[session]);
        Ok(())
    }

    async fn sign_out_everywhere(&self, asker: Asker, person: PersonId) -> Result<(), Error> {
        must_be_admin(&asker)?;
        let ended =
            self.store.close_sessions_of(&self.stamp(&asker), person).await.map_err(|e| log_failure(&e))?;
        self.end_connections(&ended);
        self.wake.notify_one();
        Ok(())
    }

    fn cookie(&self, token: Option<&str>) -> String {
        self.cookies.set(token)
    }
}

impl Engine {
    /// Opens a session for the person who signs in with this request, and gives its secret token.
    pub(super) async fn new_session(&self, person: PersonId) -> Result<String, Error> {
        session::open(&self.store, person, &limits::agent(), self.clock.now())
            .await
            .map_err(|e| log_failure(&e))
    }

    /// Closes the live connections of sessions that have ended.
    pub(super) fn end_connections(&self, sessions: &[i64]) {
        sessions.iter().for_each(|session| self.driver.close_session(*session));
    }

    /// Counts one more try at the password of this address.
    fn must_not_try_too_often(&self, email: &str) -> Result<(), Error> {
        if self.sign_ins.allow(email) {
            return Ok(());
        }
        Err(Error::invalid("Too many tries. Wait a minute, then try again."))
    }
}
