//! People: the first admin, colleagues and their roles, links with which they choose a password.

use app::Error;
use app::backend::Asker;
use app::people::{AddedPerson, Invitation, NewPerson, People};
use app::sessions::SignedIn;
use async_trait::async_trait;
use domain::text::{self, BadText, NAME_MAX};
use domain::{PersonId, Role, Span};

use super::{Engine, limits, log_failure, must_be_admin};
use crate::password::Lane;
use crate::store::departures::{Departure, Forgotten};
use crate::store::invitations::InvitationRow;
use crate::store::people::{PersonRow, RoleChange};
use crate::{password, session};

/// Longest e-mail address, in characters (RFC 5321, 4.5.3.1).
pub(super) const EMAIL_MAX: u32 = 254;
/// How long a link for choosing a password is good.
pub const INVITATION_LASTS: Span = Span::days(7);

#[async_trait]
impl People for Engine {
    async fn set_up(&self, company: String, admin: NewPerson) -> Result<SignedIn, Error> {
        if !self.world.company().directory.people.is_empty() {
            return Err(set_up_already());
        }
        let company = text::line("Company", &company, NAME_MAX)?;
        let lane = Lane::From(limits::network());
        let row = self.checked(lane, NewPerson { role: Role::Admin, ..admin }, false).await?;
        let person = self.store.add_first_person(&company, &row).await.map_err(|e| log_failure(&e))?;
        let person = person.ok_or_else(set_up_already)?;
        self.refresh_company().await?;
        self.signed_in(person, row.password_hash.as_deref()).await
    }

    async fn add_person(&self, asker: Asker, person: NewPerson) -> Result<AddedPerson, Error> {
        must_be_admin(&asker)?;
        let is_invited = person.password.is_empty();
        let row = self.checked(Lane::Known(asker.person), person, is_invited).await?;
        let added = self.store.add_person(&asker.actor().by, &row).await.map_err(|e| log_failure(&e))?;
        let id = added.ok_or_else(|| {
            Error::invalid(format!("E-mail: somebody has {} already. Use another one.", row.email))
        })?;
        self.refresh_company().await?;
        let join = if is_invited { Some(self.invite(asker, id).await?) } else { None };
        Ok(AddedPerson { id, join })
    }

    async fn set_role(&self, asker: Asker, person: PersonId, role: Role) -> Result<(), Error> {
        must_be_admin(&asker)?;
        match self.store.set_role(&self.stamp(&asker), person, role).await.map_err(|e| log_failure(&e))? {
            RoleChange::Done => {
                self.refresh_company().await?;
                if role < Role::Responder {
                    self.vacate(person).await;
                }
                Ok(())
            }
            RoleChange::NoSuchPerson => Err(Error::NotFound),
            RoleChange::LastAdmin => {
                Err(Error::invalid("Role: this is the only admin. Make somebody else admin first."))
            }
        }
    }

    async fn set_active(&self, asker: Asker, person: PersonId, active: bool) -> Result<(), Error> {
        must_be_admin(&asker)?;
        let stamp = self.stamp(&asker);
        if active {
            let known = self.store.reactivate(&stamp, person).await.map_err(|e| log_failure(&e))?;
            return if known { self.refresh_company().await } else { Err(Error::NotFound) };
        }
        match self.store.deactivate(&stamp, person).await.map_err(|e| log_failure(&e))? {
            Departure::Done { sessions, tokens } => {
                self.end_connections(&sessions);
                tokens.into_iter().for_each(|token| self.driver.close_token(token));
                self.refresh_company().await?;
                self.vacate(person).await;
                Ok(())
            }
            Departure::NoSuchPerson => Err(Error::NotFound),
            Departure::LastAdmin => {
                Err(Error::invalid("Account: this is the only admin. Make somebody else admin first."))
            }
        }
    }

    async fn rename_person(
        &self,
        asker: Asker,
        person: PersonId,
        name: String,
        team: String,
    ) -> Result<(), Error> {
        must_be_admin(&asker)?;
        let (name, team) = (text::line("Name", &name, NAME_MAX)?, checked_team(&team)?);
        let known = self.store.rename_person(&self.stamp(&asker), person, &name, &team).await;
        if known.map_err(|e| log_failure(&e))? { self.refresh_company().await } else { Err(Error::NotFound) }
    }

    async fn forget_person(&self, asker: Asker, person: PersonId) -> Result<(), Error> {
        must_be_admin(&asker)?;
        match self.store.forget_person(&self.stamp(&asker), person).await.map_err(|e| log_failure(&e))? {
            Forgotten::Done => self.refresh_company().await,
            Forgotten::NoSuchPerson => Err(Error::NotFound),
            Forgotten::StillActive => {
                Err(Error::invalid("Account: deactivate it first, so that nothing is left in their hands."))
            }
        }
    }

    /// The link before it is good for nothing from now on.
    async fn invite(&self, asker: Asker, person: PersonId) -> Result<String, Error> {
        must_be_admin(&asker)?;
        let token = session::secret::<{ session::TOKEN_BYTES }>().map_err(|e| log_failure(&e))?;
        let (digest, stamp) = (session::digest(&token), self.stamp(&asker));
        let made = self.store.invite(&stamp, &digest, person, stamp.at + INVITATION_LASTS).await;
        if !made.map_err(|e| log_failure(&e))? {
            return Err(Error::NotFound);
        }
        self.wake.notify_one();
        Ok(format!("/join/{token}"))
    }

    async fn read_invitation(&self, token: String) -> Result<Invitation, Error> {
        let InvitationRow { name, email, .. } = self.invitation(&token).await?;
        Ok(Invitation { name, email })
    }

    /// Whoever was signed in with an older password no longer is.
    async fn join(&self, token: String, password: String) -> Result<SignedIn, Error> {
        // Before the slow hash: strangers without a link are not worth it.
        let invited = self.invitation(&token).await?;
        let hash = password::hash_chosen(Lane::Known(invited.person), password).await?;
        let accepted = self.store.accept_invitation(&session::digest(&token), &hash, self.clock.now()).await;
        let (person, ended) = accepted.map_err(|e| log_failure(&e))?.ok_or(Error::NotFound)?;
        self.end_connections(&ended);
        self.wake.notify_one();
        self.signed_in(person, Some(&hash)).await
    }
}

impl Engine {
    async fn invitation(&self, token: &str) -> Result<InvitationRow, Error> {
        let found = self.store.invitation(&session::digest(token), self.clock.now()).await;
        found.map_err(|e| log_failure(&e))?.ok_or(Error::NotFound)
    }

    /// Who is invited chooses a password later.
    async fn checked(&self, lane: Lane, person: NewPerson, is_invited: bool) -> Result<PersonRow, Error> {
        let name = text::line("Name", &person.name, NAME_MAX)?;
        let email = email(&person.email)?;
        let team = checked_team(&person.team)?;
        let hash = if is_invited { None } else { Some(password::hash_chosen(lane, person.password).await?) };
        let (role, created) = (person.role, self.clock.now());
        Ok(PersonRow { name, email, role, team, password_hash: hash, created })
    }
}

/// Not everybody is in a team.
fn checked_team(typed: &str) -> Result<String, BadText> {
    match typed.trim() {
        "" => Ok(String::new()),
        team => text::line("Team", team, NAME_MAX),
    }
}

fn set_up_already() -> Error {
    Error::invalid("The first account exists already. Sign in, or ask an admin for an account.")
}

/// The address in lower case, if it can be one: mail itself is the only real test.
fn email(typed: &str) -> Result<String, Error> {
    let email =
        text::line("E-mail", typed, EMAIL_MAX).map_err(|bad: BadText| Error::from(bad))?.to_lowercase();
    let plausible = email.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && !host.is_empty() && !host.contains('@') && !email.contains(char::is_whitespace)
    });
    if plausible {
        Ok(email)
    } else {
        Err(Error::invalid("E-mail: write an address as in name@example.com."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_addresses_in_lower_case() {
        for (typed, want) in [
            (" Ada@Example.com ", Some("ada@example.com")),
            ("ada", None),
            ("@example.com", None),
            ("ada@", None),
            ("a da@example.com", None),
            ("ada@b@c", None),
            ("", None),
        ] {
            assert_eq!(email(typed).ok().as_deref(), want, "{typed}");
        }
    }
}
