//! Accounts: signing in, the first admin, colleagues and their roles.

use app::Error;
use app::backend::{Asker, NewPerson};
use app::wire::AddedPerson;
use domain::text::{self, BadText, NAME_MAX};
use domain::{PersonId, Role};

use super::{Engine, limits, told};
use crate::store::people::{PersonRow, RoleChange};
use crate::{password, session};

/// Longest e-mail address, in characters (RFC 5321, 4.5.3.1).
const EMAIL_MAX: u32 = 254;
/// Shortest password, in characters (NIST SP 800-63B).
const PASSWORD_MIN: usize = 8;
/// Longest password, in characters.
pub(super) const PASSWORD_MAX: usize = 200;

impl Engine {
    pub(super) async fn signed_in(&self, email: String, password: String) -> Result<String, Error> {
        let email = text::line("E-mail", &email, EMAIL_MAX)?.to_lowercase();
        if !self.sign_ins.allow(&email) {
            return Err(Error::invalid("Too many tries. Wait a minute, then try again."));
        }
        let wrong = || Error::invalid("E-mail or password is wrong.");
        if password.chars().count() > PASSWORD_MAX {
            return Err(wrong());
        }
        let (person, hash) = match self.store.credentials(&email).await.map_err(|e| told(&e))? {
            Some((person, hash)) => (Some(person), hash),
            None => (None, None),
        };
        let right = password::verify(password, hash).await.map_err(|_| Error::Busy)?;
        match person {
            Some(person) if right => self.new_session(person).await,
            _ => Err(wrong()),
        }
    }

    pub(super) async fn first_account(&self, company: String, admin: NewPerson) -> Result<String, Error> {
        if !self.world.company().directory.people.is_empty() {
            return Err(set_up_already());
        }
        let company = text::line("Company", &company, NAME_MAX)?;
        let row = self.checked(NewPerson { role: Role::Admin, ..admin }, false).await?;
        let person = self.store.add_first_person(&company, &row).await.map_err(|e| told(&e))?;
        let person = person.ok_or_else(set_up_already)?;
        self.refresh_company().await?;
        self.new_session(person).await
    }

    pub(super) async fn switched(&self, person: PersonId) -> Result<String, Error> {
        let company = self.world.company();
        if !company.demo {
            return Err(Error::NotFound);
        }
        let person = company.directory.person(person).ok_or(Error::NotFound)?;
        self.new_session(person.id).await
    }

    pub(super) async fn added_person(&self, asker: Asker, person: NewPerson) -> Result<AddedPerson, Error> {
        must_be_admin(&asker)?;
        let invited = person.password.is_empty();
        let row = self.checked(person, invited).await?;
        let added = self.store.add_person(&asker.actor().by, &row).await.map_err(|e| told(&e))?;
        let id = added.ok_or_else(|| {
            Error::invalid(format!("E-mail: somebody has {} already. Use another one.", row.email))
        })?;
        self.refresh_company().await?;
        let join = if invited { Some(self.invited_person(&asker, id).await?) } else { None };
        Ok(AddedPerson { id, join })
    }

    pub(super) async fn changed_role(&self, asker: Asker, person: PersonId, role: Role) -> Result<(), Error> {
        must_be_admin(&asker)?;
        match self.store.set_role(&self.stamp(&asker), person, role).await.map_err(|e| told(&e))? {
            RoleChange::Done => self.refresh_company().await,
            RoleChange::NoSuchPerson => Err(Error::NotFound),
            RoleChange::LastAdmin => {
                Err(Error::invalid("Role: this is the only admin. Make somebody else admin first."))
            }
        }
    }

    pub(super) async fn new_session(&self, person: PersonId) -> Result<String, Error> {
        session::open(&self.store, person, &limits::agent(), self.clock.now()).await.map_err(|e| told(&e))
    }

    /// Takes over what has changed about the company, before the answer says that it has.
    pub(super) async fn refresh_company(&self) -> Result<(), Error> {
        self.world.refresh_company(&self.store).await.map_err(|e| told(&e))?;
        self.wake.notify_one();
        Ok(())
    }

    /// Who is invited chooses a password later.
    async fn checked(&self, person: NewPerson, invited: bool) -> Result<PersonRow, Error> {
        let name = text::line("Name", &person.name, NAME_MAX)?;
        let email = email(&person.email)?;
        let team = match person.team.trim() {
            "" => String::new(),
            team => text::line("Team", team, NAME_MAX)?,
        };
        let hash = if invited { None } else { Some(hashed(person.password).await?) };
        let (role, created) = (person.role, self.clock.now());
        Ok(PersonRow { name, email, role, team, password_hash: hash, created })
    }
}

/// The hash of a password that is long enough.
pub(super) async fn hashed(typed: String) -> Result<String, Error> {
    let length = typed.chars().count();
    if !(PASSWORD_MIN..=PASSWORD_MAX).contains(&length) {
        return Err(Error::invalid(format!(
            "Password has {length} characters; it takes {PASSWORD_MIN} to {PASSWORD_MAX}."
        )));
    }
    password::hash(typed).await.map_err(|_| Error::Busy)?.ok_or(Error::Internal)
}

pub(super) fn must_be_admin(asker: &Asker) -> Result<(), Error> {
    if asker.role == Role::Admin { Ok(()) } else { Err(Error::NotAllowed) }
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
    fn addresses() {
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
