//! The company as a whole: its name, policy and components, and what its pages know of its people.

use domain::{Component, ComponentId, Directory, Person, Policy, Timestamp};

use super::people::{person_id, role_of};
use super::{Sqlite, StoreError};

/// The company as its pages know it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Company {
    pub directory: Directory,
    pub policy: Policy,
    /// Made by `serve --demo`.
    pub demo: bool,
    /// When its first account was made: nothing is known of the time before.
    pub since: Option<Timestamp>,
    /// Another number than before means that something changed.
    pub version: i64,
}

impl Sqlite {
    /// Everything that pages know of the company, as of one moment.
    pub async fn company(&self) -> Result<Company, StoreError> {
        let mut tx = self.reader().begin().await?;
        let (name, demo, policy, version): (String, i64, String, i64) =
            sqlx::query_as("SELECT name, demo, policy, version FROM company").fetch_one(&mut *tx).await?;
        let people: Vec<(i64, String, String, String)> =
            sqlx::query_as("SELECT id, name, role, team FROM person ORDER BY name COLLATE NOCASE, id")
                .fetch_all(&mut *tx)
                .await?;
        let components: Vec<(String, String)> =
            sqlx::query_as("SELECT id, name FROM component ORDER BY position, id")
                .fetch_all(&mut *tx)
                .await?;
        let templates = super::templates::all(&mut tx).await?;
        let since: Option<i64> =
            sqlx::query_scalar("SELECT min(created_us) FROM person").fetch_one(&mut *tx).await?;
        tx.commit().await?;

        let people = people.into_iter().map(|(id, name, role, team)| {
            Ok(Person { id: person_id(id)?, name, role: role_of(&role)?, team })
        });
        let components = components.into_iter().map(|(id, name)| Component { id: ComponentId(id), name });
        let policy = serde_json::from_str(&policy)
            .map_err(|error| StoreError::Corrupt(format!("the company's policy: {error}")))?;
        let directory = Directory {
            company: name,
            people: people.collect::<Result<_, StoreError>>()?,
            components: components.collect(),
            templates,
        };
        Ok(Company { directory, policy, demo: demo == 1, since: since.map(Timestamp), version })
    }

    /// Goes up with every change of the directory, by whichever process.
    pub async fn company_version(&self) -> Result<i64, StoreError> {
        Ok(sqlx::query_scalar("SELECT version FROM company").fetch_one(self.reader()).await?)
    }

    /// Names the company where it has no name yet, and adds the components that it does not have, at the end.
    pub async fn add_components(&self, company: &str, components: &[Component]) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        sqlx::query("UPDATE company SET name = ? WHERE name = ''").bind(company).execute(&mut *tx).await?;
        for component in components {
            sqlx::query(
                "INSERT INTO component (id, name, position)
                 SELECT ?, ?, (SELECT coalesce(max(position), 0) + 1 FROM component)
                 WHERE true ON CONFLICT (id) DO NOTHING",
            )
            .bind(&component.id.0)
            .bind(&component.name)
            .execute(&mut *tx)
            .await?;
        }
        Ok(tx.commit().await?)
    }

    /// Changes the company's name, policy (as JSON) and components: those that are not among them go. `false`, and
    /// nothing is changed, where the company is of another version by now.
    pub async fn save_company(
        &self,
        version: i64,
        name: &str,
        policy: &str,
        components: &[Component],
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let changed = sqlx::query("UPDATE company SET name = ?, policy = ? WHERE version = ?")
            .bind(name)
            .bind(policy)
            .bind(version)
            .execute(&mut *tx)
            .await?;
        if changed.rows_affected() == 0 {
            return Ok(false);
        }
        let ids: Vec<_> = components.iter().map(|component| &component.id.0).collect();
        let kept = serde_json::to_string(&ids)
            .map_err(|error| StoreError::Invalid(format!("the components' names: {error}")))?;
        sqlx::query("DELETE FROM component WHERE id NOT IN (SELECT value FROM json_each(?))")
            .bind(kept)
            .execute(&mut *tx)
            .await?;
        for (component, position) in components.iter().zip(1_i64..) {
            sqlx::query(
                "INSERT INTO component (id, name, position) VALUES (?, ?, ?)
                 ON CONFLICT (id) DO UPDATE SET name = excluded.name, position = excluded.position",
            )
            .bind(&component.id.0)
            .bind(&component.name)
            .bind(position)
            .execute(&mut *tx)
            .await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Marks an untouched database as the demo company's; `false` where it already is somebody's.
    pub async fn claim_for_demo(&self, name: &str) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let claimed = sqlx::query(
            "UPDATE company SET name = ?, demo = 1 WHERE name = '' AND demo = 0
             AND NOT EXISTS (SELECT 1 FROM person) AND NOT EXISTS (SELECT 1 FROM event)",
        )
        .bind(name)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(claimed.rows_affected() == 1)
    }

    /// Writes a compact copy of the whole database to a new file.
    pub async fn backup(&self, to: &str) -> Result<(), StoreError> {
        // Not in a transaction, which SQLite does not allow here; other processes go on writing.
        let mut connection = self.writer.acquire().await?;
        sqlx::query("VACUUM INTO ?").bind(to).execute(&mut *connection).await?;
        Ok(())
    }
}
