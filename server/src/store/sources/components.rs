//! Components and groups of other pages, by the pages' own ids.

use std::collections::HashMap;

use domain::directory::{COMPANY_COMPONENTS_MAX, GROUPS_MAX, Group, RETIRED_MAX};
use domain::text::{self, NAME_MAX};
use domain::{CompanyChange, ComponentId, Timestamp};

use super::super::db::args;
use super::super::{Stamp, Store, StoreError, Tx};
use super::{Kind, SourceRecord};
use crate::import::{SourceComponent, SourceGroup};

/// A page whose components are taken over.
#[derive(Clone, Copy, Debug)]
pub struct PageRow<'a> {
    /// `statuspage:PAGE`.
    pub source: &'a str,
    /// As people read it.
    pub name: &'a str,
    /// Whether the page listed its components, so that all others are of the past.
    pub lists_components: bool,
    pub components: &'a [SourceComponent],
    pub groups: &'a [SourceGroup],
    /// When the record begins of a component of which the page doesn't say so.
    pub begins: Timestamp,
}

/// Which of ours theirs became.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TakenOver {
    pub components: HashMap<ComponentId, ComponentId>,
    /// Groups that did not fit, by name.
    pub left_out: Vec<String>,
}

/// A component of ours, as far as taking others over needs it.
struct ComponentRow {
    id: ComponentId,
    name: String,
    is_retired: bool,
}

/// What is known while a page is taken over, all of it under the lock of the transaction.
struct Taking<'a> {
    page: PageRow<'a>,
    now: Timestamp,
    rows: Vec<ComponentRow>,
    known: HashMap<String, SourceRecord>,
    /// Components that some page's record became.
    targets: Vec<String>,
    groups: Vec<Group>,
    added: Vec<String>,
    done: TakenOver,
}

impl Store {
    /// Takes a page's components and groups over: new ones are added, what is called otherwise there is renamed, and what
    /// was deleted here stays so. Names the company where it has no name yet.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] where the company would have more components than it can, with the limit.
    pub async fn take_over_components(
        &self,
        stamp: &Stamp,
        page: PageRow<'_>,
    ) -> Result<TakenOver, StoreError> {
        let mut tx = self.begin().await?;
        tx.execute("UPDATE company SET name = $1 WHERE name = ''", args![page.name]).await?;
        let mut taking = tx.begin_taking(stamp, page).await?;
        let first_new = taking.take_groups();
        for component in page.components {
            tx.take_component(&mut taking, component).await?;
        }
        taking.must_fit()?;
        for (group, is_new) in page.groups.iter().zip(first_new) {
            tx.keep_group(&taking, group, is_new).await?;
        }
        let groups =
            serde_json::to_string(&taking.groups).map_err(|error| StoreError::Invalid(error.to_string()))?;
        let sql = "UPDATE company SET component_groups = $1 WHERE component_groups <> $1";
        tx.execute(sql, args![groups]).await?;
        // A page's own ids are shown from here on, also where nothing else of the company has changed.
        tx.execute("UPDATE company SET version = version + 1", args![]).await?;
        if !taking.added.is_empty() {
            let names = std::mem::take(&mut taking.added);
            tx.record(stamp, CompanyChange::ComponentsImported { names }).await?;
        }
        tx.commit().await?;
        Ok(taking.done)
    }
}

impl Tx {
    async fn begin_taking<'a>(&mut self, stamp: &Stamp, page: PageRow<'a>) -> Result<Taking<'a>, StoreError> {
        let sql = "SELECT id, name, retired_us FROM component";
        let rows: Vec<(String, String, Option<i64>)> = self.rows(sql, args![]).await?;
        let row = |(id, name, retired): (String, String, Option<i64>)| ComponentRow {
            id: ComponentId(id),
            name,
            is_retired: retired.is_some(),
        };
        let known = self.source_records(page.source, Kind::Component).await?;
        let sql = "SELECT DISTINCT target FROM source_record WHERE kind = 'component'";
        let targets: Vec<(String,)> = self.rows(sql, args![]).await?;
        let (groups,): (String,) = self.one("SELECT component_groups FROM company", args![]).await?;
        let known_groups = self.source_records(page.source, Kind::Group).await?;
        let known = known.into_iter().chain(known_groups);
        Ok(Taking {
            page,
            now: stamp.at,
            rows: rows.into_iter().map(row).collect(),
            known: known.map(|record| (record.source_id.clone(), record)).collect(),
            targets: targets.into_iter().map(|(target,)| target).collect(),
            groups: super::super::company::stored("groups", &groups)?,
            added: Vec::new(),
            done: TakenOver::default(),
        })
    }

    async fn take_component(
        &mut self,
        taking: &mut Taking<'_>,
        theirs: &SourceComponent,
    ) -> Result<(), StoreError> {
        let is_known_page = taking.known.values().any(|record| record.is_listed);
        let is_live = theirs.is_listed || !(taking.page.lists_components || is_known_page);
        let record = match taking.known.get(&theirs.source_id).cloned() {
            Some(record) => self.take_again(taking, theirs, record).await?,
            None => {
                let id = match taking.adopted(theirs) {
                    Some(id) => id,
                    None => self.add(taking, theirs, is_live).await?,
                };
                let (source_id, told) = (theirs.source_id.clone(), theirs.name.clone());
                SourceRecord { source_id, target: id.0, told, is_listed: is_live }
            }
        };
        let since = theirs.since.unwrap_or(taking.page.begins);
        let sql = "UPDATE component SET since_us = $1 WHERE id = $2 AND since_us IS NULL";
        self.execute(sql, args![since.0, &record.target]).await?;
        self.put_source_record(taking.page.source, Kind::Component, &record).await?;
        taking.done.components.insert(theirs.id.clone(), ComponentId(record.target.clone()));
        taking.targets.push(record.target);
        Ok(())
    }

    /// One that was taken over before: another name there is another name here, and what only incidents spoke of comes to
    /// the page once its own page lists it. Where that lists it, an incident's name for it is of then.
    async fn take_again(
        &mut self,
        taking: &mut Taking<'_>,
        theirs: &SourceComponent,
        record: SourceRecord,
    ) -> Result<SourceRecord, StoreError> {
        let id = ComponentId(record.target.clone());
        if theirs.is_listed && !record.is_listed {
            self.execute("UPDATE component SET retired_us = NULL WHERE id = $1", args![&id.0]).await?;
            taking.rows.iter_mut().filter(|row| row.id == id).for_each(|row| row.is_retired = false);
            taking.place(&id, theirs.group.as_deref());
        }
        if record.is_listed && !theirs.is_listed {
            return Ok(record);
        }
        if theirs.name != record.told {
            let name = taking.free_name(&theirs.name, theirs.group.as_deref(), &id);
            self.execute("UPDATE component SET name = $1 WHERE id = $2", args![&name, &id.0]).await?;
            taking.rows.iter_mut().filter(|row| row.id == id).for_each(|row| row.name.clone_from(&name));
        }
        Ok(SourceRecord { told: theirs.name.clone(), is_listed: theirs.is_listed, ..record })
    }

    async fn add(
        &mut self,
        taking: &mut Taking<'_>,
        theirs: &SourceComponent,
        is_live: bool,
    ) -> Result<ComponentId, StoreError> {
        let id = taking.free_slug(theirs);
        let name = match is_live {
            true => taking.free_name(&theirs.name, theirs.group.as_deref(), &id),
            false => theirs.name.clone(),
        };
        let retired = (!is_live).then_some(taking.now.0);
        let sql = "INSERT INTO component (id, name, position, retired_us, since_us)
                   SELECT $1, $2, coalesce(max(position), 0) + 1, $3, NULL FROM component";
        self.execute(sql, args![&id.0, &name, retired]).await?;
        taking.rows.push(ComponentRow { id: id.clone(), name: name.clone(), is_retired: !is_live });
        if is_live {
            taking.place(&id, theirs.group.as_deref());
            taking.added.push(name);
        }
        Ok(id)
    }

    async fn keep_group(
        &mut self,
        taking: &Taking<'_>,
        theirs: &SourceGroup,
        target: Option<String>,
    ) -> Result<(), StoreError> {
        let Some(target) = target else { return Ok(()) };
        let (source_id, told) = (theirs.source_id.clone(), theirs.name.clone());
        let record = SourceRecord { source_id, target, told, is_listed: true };
        self.put_source_record(taking.page.source, Kind::Group, &record).await
    }
}

impl Taking<'_> {
    /// Puts the page's groups among ours, and gives what each is called here; nothing for one that does not fit.
    fn take_groups(&mut self) -> Vec<Option<String>> {
        let mut targets = Vec::new();
        for theirs in self.page.groups {
            let target = match self.known.get(&theirs.source_id).cloned() {
                Some(record) => Some(self.renamed_group(theirs, &record)),
                None => self.added_group(theirs),
            };
            if let Some(target) = &target {
                let record = SourceRecord {
                    source_id: theirs.source_id.clone(),
                    target: target.clone(),
                    told: theirs.name.clone(),
                    is_listed: true,
                };
                self.known.insert(theirs.source_id.clone(), record);
            }
            targets.push(target);
        }
        targets
    }

    fn renamed_group(&mut self, theirs: &SourceGroup, record: &SourceRecord) -> String {
        let is_taken = self.groups.iter().any(|group| same(&group.name, &theirs.name));
        let ours = self.groups.iter_mut().find(|group| group.name == record.target);
        match ours {
            Some(group) if theirs.name != record.told && !is_taken => {
                group.name.clone_from(&theirs.name);
                theirs.name.clone()
            }
            _ => record.target.clone(),
        }
    }

    fn added_group(&mut self, theirs: &SourceGroup) -> Option<String> {
        if let Some(ours) = self.groups.iter().find(|group| same(&group.name, &theirs.name)) {
            return Some(ours.name.clone());
        }
        if self.groups.len() >= GROUPS_MAX as usize {
            self.done.left_out.push(theirs.name.clone());
            return None;
        }
        self.groups.push(Group { name: theirs.name.clone(), components: Vec::new() });
        Some(theirs.name.clone())
    }

    /// Puts a component under its heading, if it is under none.
    fn place(&mut self, id: &ComponentId, group: Option<&str>) {
        let Some(heading) = self.heading(group) else { return };
        if self.groups.iter().any(|group| group.components.contains(id)) {
            return;
        }
        if let Some(group) = self.groups.iter_mut().find(|group| group.name == heading) {
            group.components.push(id.clone());
        }
    }

    /// What the page's group is called here.
    fn heading(&self, group: Option<&str>) -> Option<String> {
        self.known.get(group?).map(|record| record.target.clone())
    }

    /// One of ours that no page's record became yet, and is called the same: somebody typed it in, or an earlier release
    /// took it over.
    fn adopted(&mut self, theirs: &SourceComponent) -> Option<ComponentId> {
        let is_free =
            |row: &&ComponentRow| same(&row.name, &theirs.name) && !self.targets.contains(&row.id.0);
        let id = self.rows.iter().find(is_free)?.id.clone();
        self.place(&id, theirs.group.as_deref());
        Some(id)
    }

    /// A slug that nothing has or had: of the name, of the group and the name, or with a number.
    fn free_slug(&self, theirs: &SourceComponent) -> ComponentId {
        let slug = ComponentId::slug(&theirs.name);
        let group = self.page.groups.iter().find(|group| Some(&group.source_id) == theirs.group.as_ref());
        let in_full = group.map(|group| ComponentId::slug(&format!("{} {}", group.name, theirs.name)));
        let numbered = (2..).map(|n| ComponentId(format!("{slug}-{n}")));
        let mut free = std::iter::once(slug.clone()).chain(in_full).chain(numbered);
        free.find(|id| self.rows.iter().all(|row| row.id != *id)).unwrap_or(slug)
    }

    /// The name, with a number where another component under the same heading has it.
    fn free_name(&self, name: &str, group: Option<&str>, own: &ComponentId) -> String {
        let heading = self.heading(group);
        let heading_of = |id: &ComponentId| self.groups.iter().find(|group| group.components.contains(id));
        let beside = |row: &&ComponentRow| {
            !row.is_retired
                && row.id != *own
                && heading_of(&row.id).map(|group| &group.name) == heading.as_ref()
        };
        let is_free = |name: &String| !self.rows.iter().filter(beside).any(|row| same(&row.name, name));
        let numbered = (2..).map(|n| {
            let short = text::cleaned_line(name, NAME_MAX - 6).unwrap_or_default();
            format!("{short} ({n})")
        });
        std::iter::once(name.to_owned()).chain(numbered).find(is_free).unwrap_or_default()
    }

    fn must_fit(&self) -> Result<(), StoreError> {
        let (retired, live): (Vec<&ComponentRow>, Vec<&ComponentRow>) =
            self.rows.iter().partition(|row| row.is_retired);
        let too_many = |what: &str, count: usize, limit: u32| {
            let words = format!("Components: with these, the company {what} {count}; the limit is {limit}");
            (count > limit as usize).then_some(StoreError::Invalid(words))
        };
        let refusal = too_many("has", live.len(), COMPANY_COMPONENTS_MAX).or(too_many(
            "had and no longer has",
            retired.len(),
            RETIRED_MAX,
        ));
        refusal.map_or(Ok(()), Err)
    }
}

fn same(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}
