//! The company as a whole: its name, policy and components, and what its pages know of its people.

use std::collections::BTreeMap;
use std::sync::Arc;

use app::brand::Brand;
use domain::company::Setting;
use domain::{CompanyChange, Component, ComponentId, Directory, Person, Policy, Timestamp};
use serde::de::DeserializeOwned;

use super::db::args;
use super::people::{person_id, role_of};
use super::{Stamp, Store, StoreError};
use crate::public::SourceIds;

/// The company as its pages know it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Company {
    /// Every page and every decision works on this one.
    pub directory: Arc<Directory>,
    pub policy: Arc<Policy>,
    /// How its status page looks.
    pub brand: Arc<Brand>,
    /// Made by `serve --demo`.
    pub demo: bool,
    /// When its first account was made: nothing is known of the time before.
    pub since: Option<Timestamp>,
    /// When each component's record begins, where that is known.
    pub begins: BTreeMap<ComponentId, Timestamp>,
    /// What the ids of the feed's entries begin with.
    pub feed_tag: String,
    /// What other pages call what was taken over from them.
    pub source_ids: SourceIds,
    /// Another number than before means that something changed.
    pub version: i64,
}

/// What an admin sets.
#[derive(Clone, Copy, Debug)]
pub struct SettingsRow<'a> {
    pub name: &'a str,
    /// As JSON.
    pub policy: &'a str,
    pub components: &'a [Component],
    /// As JSON.
    pub groups: &'a str,
}

impl Store {
    /// Everything that pages know of the company, as of one moment.
    pub async fn company(&self) -> Result<Company, StoreError> {
        let mut tx = self.snapshot().await?;
        let sql = "SELECT name, demo, policy, component_groups, coalesce(feed_tag, ''), version, brand FROM company";
        let row: (String, bool, String, String, String, i64, String) = tx.one(sql, args![]).await?;
        let (name, demo, policy, groups, feed_tag, version, brand) = row;
        let brand = Arc::new(stored("brand", &brand)?);
        let sql = "SELECT id, name, role, team, deactivated_us FROM person WHERE email NOT LIKE 'forgotten %' ORDER BY id";
        let people: Vec<(i64, String, String, String, Option<i64>)> = tx.rows(sql, args![]).await?;
        let sql = "SELECT id, name, retired_us, since_us FROM component ORDER BY position, id";
        let rows: Vec<(String, String, Option<i64>, Option<i64>)> = tx.rows(sql, args![]).await?;
        let templates = super::templates::all(&mut tx).await?;
        let source_ids = tx.source_ids().await?;
        let (since,): (Option<i64>,) = tx.one("SELECT min(created_us) FROM person", args![]).await?;
        tx.commit().await?;

        let people = people.into_iter().map(|(id, name, role, team, deactivated)| {
            let active = deactivated.is_none();
            Ok(Person { id: person_id(id)?, name, role: role_of(&role)?, team, active })
        });
        let mut begins = BTreeMap::new();
        let (mut components, mut retired) = (Vec::new(), Vec::new());
        for (id, name, retired_us, since_us) in rows {
            let id = ComponentId(id);
            begins.extend(since_us.map(|since| (id.clone(), Timestamp(since))));
            let list = if retired_us.is_some() { &mut retired } else { &mut components };
            list.push(Component { id, name });
        }
        retired.sort_by(|a, b| a.id.cmp(&b.id));
        let (policy, groups) = (Arc::new(stored("policy", &policy)?), stored("groups", &groups)?);
        let people = people.collect::<Result<_, StoreError>>()?;
        let mut directory = Directory { company: name, people, components, retired, groups, templates };
        directory.sort_people();
        let directory = Arc::new(directory);
        let since = since.map(Timestamp);
        Ok(Company { directory, policy, brand, demo, since, begins, feed_tag, source_ids, version })
    }

    /// Fixes what the ids of the feed's entries begin with, where nothing does yet.
    pub async fn fix_feed_tag(&self, tag: &str) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.execute("UPDATE company SET feed_tag = $1 WHERE feed_tag IS NULL", args![tag]).await?;
        tx.commit().await
    }

    /// Goes up with every change of the directory, by whichever process.
    pub async fn company_version(&self) -> Result<i64, StoreError> {
        let (version,) = self.one("SELECT version FROM company", args![]).await?;
        Ok(version)
    }

    /// Names the company where it has no name yet, and adds the components that it does not have, at the end.
    pub async fn add_components(
        &self,
        stamp: &Stamp,
        company: &str,
        components: &[Component],
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.execute("UPDATE company SET name = $1 WHERE name = ''", args![company]).await?;
        let mut names = Vec::new();
        for component in components {
            let sql = "INSERT INTO component (id, name, position, since_us)
                       SELECT $1, $2, coalesce(max(position), 0) + 1, $3 FROM component
                       WHERE true ON CONFLICT (id) DO NOTHING";
            if tx.execute(sql, args![&component.id.0, &component.name, stamp.at.0]).await? == 1 {
                names.push(component.name.clone());
            }
        }
        if !names.is_empty() {
            tx.record(stamp, CompanyChange::ComponentsImported { names }).await?;
        }
        tx.commit().await
    }

    /// Changes the company's settings; components that are not among them are retired. `changed` tells the log what that is.
    /// `false`, and nothing is changed, where the company is of another version by now.
    pub async fn save_company(
        &self,
        stamp: &Stamp,
        version: i64,
        row: &SettingsRow<'_>,
        changed: Vec<Setting>,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let SettingsRow { name, policy, components, groups } = row;
        let sql = "UPDATE company SET name = $1, policy = $2, component_groups = $3 WHERE version = $4";
        if tx.execute(sql, args![*name, *policy, *groups, version]).await? == 0 {
            return Ok(false);
        }
        let live = "SELECT id FROM component WHERE retired_us IS NULL";
        let stored: Vec<(String,)> = tx.rows(live, args![]).await?;
        for (id,) in stored {
            if !components.iter().any(|component| component.id.0 == id) {
                tx.execute("UPDATE component SET retired_us = $1 WHERE id = $2", args![stamp.at.0, id])
                    .await?;
            }
        }
        for (component, position) in components.iter().zip(1_i64..) {
            let sql = "INSERT INTO component (id, name, position, since_us) VALUES ($1, $2, $3, $4)
                       ON CONFLICT (id) DO UPDATE SET name = excluded.name, position = excluded.position";
            tx.execute(sql, args![&component.id.0, &component.name, position, stamp.at.0]).await?;
        }
        tx.record(stamp, CompanyChange::SettingsSaved { settings: changed }).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Changes how the status page looks, as JSON. `false`, and nothing is changed, where the company is of another version.
    pub async fn save_brand(
        &self,
        stamp: &Stamp,
        version: i64,
        brand: &str,
        changed: Vec<Setting>,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let sql = "UPDATE company SET brand = $1 WHERE version = $2";
        if tx.execute(sql, args![brand, version]).await? == 0 {
            return Ok(false);
        }
        tx.record(stamp, CompanyChange::SettingsSaved { settings: changed }).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Marks an untouched database as the demo company's; `false` where it already is somebody's.
    pub async fn claim_for_demo(&self, name: &str) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let sql = "UPDATE company SET name = $1, demo = true WHERE name = '' AND demo = false
                   AND NOT EXISTS (SELECT 1 FROM person) AND NOT EXISTS (SELECT 1 FROM event)";
        let claimed = tx.execute(sql, args![name]).await?;
        tx.commit().await?;
        Ok(claimed == 1)
    }
}

/// What the company's row keeps as JSON.
pub(super) fn stored<T: DeserializeOwned>(what: &str, json: &str) -> Result<T, StoreError> {
    serde_json::from_str(json).map_err(|error| StoreError::Corrupt(format!("the company's {what}: {error}")))
}
