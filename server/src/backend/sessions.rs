//! Sessions: signing in and out, the passwords that open them, and where somebody is signed in.

use app::Error;
use app::backend::Asker;
use app::sessions::{OwnSession, Sessions, SignedIn};
use async_trait::async_trait;
use domain::{PersonId, text};

use super::limits::Owner;
use super::people::EMAIL_MAX;
use super::{Engine, limits, log_failure, must_be_admin};
use crate::password::Lane;
use crate::store::sessions::OwnSession as SessionRow;
use crate::{device, password, session};

#[async_trait]
impl Sessions for Engine {
    async fn sign_in(&self, email: String, password: String) -> Result<SignedIn, Error> {
        let email = text::line("E-mail", &email, EMAIL_MAX)?.to_lowercase();
        let (person, hash) = match self.store.credentials(&email).await.map_err(|e| log_failure(&e))? {
            Some((person, hash)) => (Some(person), hash),
            None => (None, None),
        };
        let owner = person.zip(hash.as_deref()).and_then(|(person, hash)| self.owner(person, hash));
        self.must_not_try_too_often(&email, owner.as_ref())?;
        let wrong = || Error::invalid("E-mail or password is wrong.");
        if password.chars().count() > password::CHARS_MAX {
            return Err(wrong());
        }
        let lane = match (&owner, person) {
            (Some(_), Some(person)) => Lane::Known(person),
            _ => Lane::From(limits::network()),
        };
        let right = password::verify(lane, password, hash.clone()).await.map_err(|_| Error::Busy)?;
        match (person, hash) {
            (Some(person), Some(hash)) if right => self.signed_in(person, Some(&hash)).await,
            _ => Err(wrong()),
        }
    }

    async fn sign_out(&self, asker: Asker) -> Result<(), Error> {
        self.store.close_session(asker.session).await.map_err(|e| log_failure(&e))?;
        self.end_connections(&[asker.session]);
        Ok(())
    }

    async fn switch_person(&self, person: PersonId) -> Result<SignedIn, Error> {
        let company = self.world.company();
        if !company.demo {
            return Err(Error::NotFound);
        }
        let person = company.directory.person(person).filter(|p| p.active).ok_or(Error::NotFound)?;
        self.signed_in(person.id, None).await
    }

    async fn change_password(&self, asker: Asker, old: String, new: String) -> Result<SignedIn, Error> {
        let known = self.store.own_credentials(asker.person).await.map_err(|e| log_failure(&e))?;
        let (email, hash) = known.ok_or(Error::SignedOut)?;
        self.must_not_try_too_often(&email, Some(&Owner::Session(asker.session)))?;
        let lane = Lane::Known(asker.person);
        let right = old.chars().count() <= password::CHARS_MAX
            && password::verify(lane, old, hash).await.map_err(|_| Error::Busy)?;
        if !right {
            return Err(Error::invalid("Old password: it is wrong."));
        }
        let hash = password::hash_chosen(lane, new).await?;
        let ended = self.store.change_password(asker.person, &hash, asker.session, self.clock.now()).await;
        self.end_connections(&ended.map_err(|e| log_failure(&e))?);
        self.wake.notify_one();
        Ok(SignedIn { person: asker.person, cookies: vec![self.device_cookie(asker.person, &hash)?] })
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

    fn signed_out(&self) -> String {
        self.cookies.set(None)
    }
}

impl Engine {
    /// Opens a session for the person who signs in with this request; with the hash of their password, the browser is
    /// known from now on.
    pub(super) async fn signed_in(
        &self,
        person: PersonId,
        password_hash: Option<&str>,
    ) -> Result<SignedIn, Error> {
        let opened = session::open(&self.store, person, &limits::agent(), self.clock.now()).await;
        let token = opened.map_err(|e| log_failure(&e))?;
        let device = password_hash.map(|hash| self.device_cookie(person, hash)).transpose()?;
        let cookies = std::iter::once(self.cookies.set(Some(&token))).chain(device).collect();
        Ok(SignedIn { person, cookies })
    }

    fn device_cookie(&self, person: PersonId, password_hash: &str) -> Result<String, Error> {
        let issued = device::issue(person, password_hash, self.clock.now());
        Ok(self.cookies.set_device(&issued.map_err(|e| log_failure(&e))?))
    }

    /// What shows that this request is of the person whose account it tries.
    fn owner(&self, person: PersonId, password_hash: &str) -> Option<Owner> {
        if let Some(asker) = limits::asker().filter(|asker| asker.person == person) {
            return Some(Owner::Session(asker.session));
        }
        let headers = limits::headers();
        let value = self.cookies.device(&headers)?;
        let number = device::recognise(value, person, password_hash, self.clock.now())?;
        Some(Owner::Device(person, number))
    }

    /// Closes the live connections of sessions that have ended.
    pub(super) fn end_connections(&self, sessions: &[i64]) {
        sessions.iter().for_each(|session| self.driver.close_session(*session));
    }

    /// Counts one more try at the password of this account.
    fn must_not_try_too_often(&self, email: &str, owner: Option<&Owner>) -> Result<(), Error> {
        if self.sign_ins.allow(email, owner, limits::network()) {
            return Ok(());
        }
        Err(Error::invalid("Too many tries. Wait a minute, then try again."))
    }
}
