//! Passwords: chosen by a link, changed by whoever knows the old one. And the sessions that hang on them.

use app::Error;
use app::backend::Asker;
use app::wire::{Invited, OwnSession};
use domain::{PersonId, Span};

use super::account::{PASSWORD_MAX, hashed, must_be_admin};
use super::{Engine, told};
use crate::{password, session};

/// How long a link for choosing a password is good.
pub const INVITATION_LASTS: Span = Span::days(7);

impl Engine {
    /// A link with which the person chooses a password, as a path. The one before it is good for nothing from now on.
    pub(super) async fn invited_person(&self, asker: &Asker, person: PersonId) -> Result<String, Error> {
        must_be_admin(asker)?;
        let token = session::secret::<{ session::TOKEN_BYTES }>().map_err(|e| told(&e))?;
        let (digest, stamp) = (session::digest(&token), self.stamp(asker));
        let made = self.store.invite(&stamp, &digest, person, stamp.at + INVITATION_LASTS).await;
        if !made.map_err(|e| told(&e))? {
            return Err(Error::NotFound);
        }
        self.wake.notify_one();
        Ok(format!("/join/{token}"))
    }

    /// Whom a link is for.
    pub(super) async fn invitation(&self, token: &str) -> Result<Invited, Error> {
        let found = self.store.invitation(&session::digest(token), self.clock.now()).await;
        let row = found.map_err(|e| told(&e))?.ok_or(Error::NotFound)?;
        Ok(Invited { name: row.name, email: row.email })
    }

    /// Sets the password that was chosen by a link, and signs in with it. Whoever was signed in with an older one no
    /// longer is.
    pub(super) async fn joined(&self, token: &str, password: String) -> Result<String, Error> {
        // Before the slow hash: strangers without a link are not worth it.
        self.invitation(token).await?;
        let hash = hashed(password).await?;
        let accepted = self.store.accept_invitation(&session::digest(token), &hash, self.clock.now()).await;
        let (person, ended) = accepted.map_err(|e| told(&e))?.ok_or(Error::NotFound)?;
        self.end(&ended);
        self.wake.notify_one();
        self.new_session(person).await
    }

    /// Changes the asker's own password, and signs them out everywhere else.
    pub(super) async fn changed_password(&self, asker: Asker, old: String, new: String) -> Result<(), Error> {
        let known = self.store.own_credentials(asker.person).await.map_err(|e| told(&e))?;
        let (email, hash) = known.ok_or(Error::SignedOut)?;
        if !self.sign_ins.allow(&email) {
            return Err(Error::invalid("Too many tries. Wait a minute, then try again."));
        }
        let right = old.chars().count() <= PASSWORD_MAX
            && password::verify(old, hash).await.map_err(|_| Error::Busy)?;
        if !right {
            return Err(Error::invalid("Old password: it is wrong."));
        }
        let hash = hashed(new).await?;
        let ended = self.store.change_password(asker.person, &hash, asker.session, self.clock.now()).await;
        self.end(&ended.map_err(|e| told(&e))?);
        self.wake.notify_one();
        Ok(())
    }

    /// Where the asker is signed in.
    pub(super) async fn own_sessions(&self, asker: Asker) -> Result<Vec<OwnSession>, Error> {
        let rows = self.store.sessions_of(asker.person, self.clock.now()).await.map_err(|e| told(&e))?;
        let session = |row: crate::store::sessions::OwnSession| OwnSession {
            here: row.id == asker.session,
            id: row.id,
            agent: row.agent,
            created: row.created,
            last_seen: row.last_seen,
        };
        Ok(rows.into_iter().map(session).collect())
    }

    /// Ends one of the asker's sessions; its tabs notice at once.
    pub(super) async fn ended_session(&self, asker: Asker, session: i64) -> Result<(), Error> {
        if !self.store.close_session_of(asker.person, session).await.map_err(|e| told(&e))? {
            return Err(Error::NotFound);
        }
        self.end(&[session]);
        Ok(())
    }

    /// Signs somebody out everywhere.
    pub(super) async fn signed_out_everywhere(&self, asker: &Asker, person: PersonId) -> Result<(), Error> {
        must_be_admin(asker)?;
        let ended = self.store.close_sessions_of(&self.stamp(asker), person).await.map_err(|e| told(&e))?;
        self.end(&ended);
        self.wake.notify_one();
        Ok(())
    }

    /// Closes the live connections of sessions that have ended.
    fn end(&self, sessions: &[i64]) {
        sessions.iter().for_each(|session| self.driver.close_session(*session));
    }
}
