//! People who can sign in.

use domain::{By, CompanyChange, PersonId, Role, Timestamp};

use super::db::args;
use super::{Stamp, Store, StoreError, Tx};

/// A person's row, as it is made.
#[derive(Clone, Debug)]
pub struct PersonRow {
    pub name: String,
    /// In lower case.
    pub email: String,
    pub role: Role,
    pub team: String,
    /// In PHC's format; without one nobody can sign in as this person.
    pub password_hash: Option<String>,
    pub created: Timestamp,
}

/// How a change of role ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleChange {
    Done,
    NoSuchPerson,
    /// Without this one, nobody could manage people any more.
    LastAdmin,
}

impl Store {
    /// Adds a person; `None` where somebody has the e-mail address already.
    pub async fn add_person(&self, by: &By, person: &PersonRow) -> Result<Option<PersonId>, StoreError> {
        let mut tx = self.begin().await?;
        let sql = "SELECT EXISTS (SELECT 1 FROM person WHERE email = $1)";
        let (taken,): (bool,) = tx.one(sql, args![&person.email]).await?;
        if taken {
            return Ok(None);
        }
        let id = insert(&mut tx, person).await?;
        let stamp = Stamp { by: by.clone(), at: person.created };
        tx.record(&stamp, CompanyChange::PersonAdded { person: id, role: person.role }).await?;
        tx.commit().await?;
        Ok(Some(id))
    }

    /// Names the company and makes its first account; `None` where there is an account already.
    pub async fn add_first_person(
        &self,
        company: &str,
        person: &PersonRow,
    ) -> Result<Option<PersonId>, StoreError> {
        let mut tx = self.begin().await?;
        let (any,): (bool,) = tx.one("SELECT EXISTS (SELECT 1 FROM person)", args![]).await?;
        if any {
            return Ok(None);
        }
        tx.execute("UPDATE company SET name = $1", args![company]).await?;
        let id = insert(&mut tx, person).await?;
        let stamp = Stamp { by: By::Person { id }, at: person.created };
        tx.record(&stamp, CompanyChange::FirstAccount { person: id }).await?;
        tx.commit().await?;
        Ok(Some(id))
    }

    /// Whose e-mail address this is (in lower case), and the hash of their password; nobody's who was deactivated.
    pub async fn credentials(&self, email: &str) -> Result<Option<(PersonId, Option<String>)>, StoreError> {
        let sql = "SELECT id, password_hash FROM person WHERE email = $1 AND deactivated_us IS NULL";
        let row: Option<(i64, Option<String>)> = self.row(sql, args![email]).await?;
        row.map(|(id, hash)| Ok((person_id(id)?, hash))).transpose()
    }

    /// Everybody's e-mail address, in lower case.
    pub async fn emails(&self) -> Result<Vec<(PersonId, String)>, StoreError> {
        let rows: Vec<(i64, String)> = self.rows("SELECT id, lower(email) FROM person", args![]).await?;
        rows.into_iter().map(|(id, email)| Ok((person_id(id)?, email))).collect()
    }

    /// A person's e-mail address and the hash of their password.
    pub async fn own_credentials(
        &self,
        id: PersonId,
    ) -> Result<Option<(String, Option<String>)>, StoreError> {
        self.row("SELECT email, password_hash FROM person WHERE id = $1", args![id.0]).await
    }

    /// Changes a person's role, unless that would leave the company without an admin.
    pub async fn set_role(
        &self,
        stamp: &Stamp,
        person: PersonId,
        role: Role,
    ) -> Result<RoleChange, StoreError> {
        let mut tx = self.begin().await?;
        let known: Option<(String,)> = tx
            .row("SELECT role FROM person WHERE id = $1 AND email NOT LIKE 'forgotten %'", args![person.0])
            .await?;
        let Some((from,)) = known else { return Ok(RoleChange::NoSuchPerson) };
        let from = role_of(&from)?;
        if from == role {
            return Ok(RoleChange::Done);
        }
        if role != Role::Admin && !has_other_admin(&mut tx, person).await? {
            return Ok(RoleChange::LastAdmin);
        }
        let sql = "UPDATE person SET role = $1 WHERE id = $2";
        tx.execute(sql, args![role.label(), person.0]).await?;
        tx.record(stamp, CompanyChange::RoleChanged { person, from, to: role }).await?;
        tx.commit().await?;
        Ok(RoleChange::Done)
    }
}

/// Whether somebody could manage people without this one.
pub(super) async fn has_other_admin(tx: &mut Tx, person: PersonId) -> Result<bool, StoreError> {
    let sql =
        "SELECT EXISTS (SELECT 1 FROM person WHERE role = 'admin' AND id <> $1 AND deactivated_us IS NULL)";
    let (exists,) = tx.one(sql, args![person.0]).await?;
    Ok(exists)
}

async fn insert(tx: &mut Tx, person: &PersonRow) -> Result<PersonId, StoreError> {
    let PersonRow { name, email, role, team, password_hash, created } = person;
    let sql = "INSERT INTO person (name, email, role, team, password_hash, created_us)
               VALUES ($1, $2, $3, $4, $5, $6) RETURNING id";
    let args = args![name, email, role.label(), team, password_hash.clone(), created.0];
    let (id,) = tx.one(sql, args).await?;
    person_id(id)
}

pub(super) fn person_id(id: i64) -> Result<PersonId, StoreError> {
    u32::try_from(id).map(PersonId).map_err(|_| StoreError::Corrupt(format!("a person has the number {id}")))
}

/// The role by the word that [`Role::label`] gives.
pub(super) fn role_of(word: &str) -> Result<Role, StoreError> {
    Role::ALL
        .into_iter()
        .find(|role| role.label() == word)
        .ok_or_else(|| StoreError::Corrupt(format!("a person has the role {word}")))
}
