//! People who can sign in.

use domain::{PersonId, Role, Timestamp};

use super::{Sqlite, StoreError};

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

impl Sqlite {
    /// Adds a person; `None` where somebody has the e-mail address already.
    pub async fn add_person(&self, person: &PersonRow) -> Result<Option<PersonId>, StoreError> {
        let mut tx = self.begin().await?;
        let taken: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM person WHERE email = ?)")
            .bind(&person.email)
            .fetch_one(&mut *tx)
            .await?;
        if taken {
            return Ok(None);
        }
        let id = insert(&mut tx, person).await?;
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
        let any: bool =
            sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM person)").fetch_one(&mut *tx).await?;
        if any {
            return Ok(None);
        }
        sqlx::query("UPDATE company SET name = ?").bind(company).execute(&mut *tx).await?;
        let id = insert(&mut tx, person).await?;
        tx.commit().await?;
        Ok(Some(id))
    }

    /// Whose e-mail address this is, and the hash of their password.
    pub async fn credentials(&self, email: &str) -> Result<Option<(PersonId, Option<String>)>, StoreError> {
        let row: Option<(i64, Option<String>)> =
            sqlx::query_as("SELECT id, password_hash FROM person WHERE email = ?")
                .bind(email)
                .fetch_optional(self.reader())
                .await?;
        row.map(|(id, hash)| Ok((person_id(id)?, hash))).transpose()
    }

    /// A person's e-mail address and the hash of their password.
    pub async fn own_credentials(
        &self,
        id: PersonId,
    ) -> Result<Option<(String, Option<String>)>, StoreError> {
        let row = sqlx::query_as("SELECT email, password_hash FROM person WHERE id = ?");
        Ok(row.bind(i64::from(id.0)).fetch_optional(self.reader()).await?)
    }

    /// Changes a person's role, unless that would leave the company without an admin.
    pub async fn set_role(&self, person: PersonId, role: Role) -> Result<RoleChange, StoreError> {
        let mut tx = self.begin().await?;
        let other_admin: bool =
            sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM person WHERE role = 'admin' AND id IS NOT ?)")
                .bind(i64::from(person.0))
                .fetch_one(&mut *tx)
                .await?;
        if !other_admin && role != Role::Admin {
            return Ok(RoleChange::LastAdmin);
        }
        let changed = sqlx::query("UPDATE person SET role = ? WHERE id = ?")
            .bind(role.label())
            .bind(i64::from(person.0))
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(if changed.rows_affected() == 1 { RoleChange::Done } else { RoleChange::NoSuchPerson })
    }
}

async fn insert(
    tx: &mut sqlx::Transaction<'static, sqlx::Sqlite>,
    person: &PersonRow,
) -> Result<PersonId, StoreError> {
    let id: i64 = sqlx::query_scalar(
        "INSERT INTO person (name, email, role, team, password_hash, created_us)
         VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
    )
    .bind(&person.name)
    .bind(&person.email)
    .bind(person.role.label())
    .bind(&person.team)
    .bind(&person.password_hash)
    .bind(person.created.0)
    .fetch_one(&mut **tx)
    .await?;
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
