//! The company: what every page starts from, what admins change about it (its name, components and cadences), and what
//! they did change.

mod changed_settings;

use app::backend::Asker;
use app::company::{CHANGES_SHOWN, Company, CompanySettings};
use app::rpc::SharedAnswer;
use app::wire::{Topic, Welcome};
use app::{Error, review};
use async_trait::async_trait;
use domain::directory::{COMPANY_COMPONENTS_MAX, GROUPS_MAX, Group, RETIRED_MAX, grouped};
use domain::text::{self, NAME_MAX};
use domain::{COMPANY, Component, ComponentId, Directory, Incident, Recorded, Seq};

use self::changed_settings::changed_settings;
use super::shared::Version;
use super::{Engine, log_failure, must_be_admin};
use crate::delivery::outlook;
use crate::store::company::SettingsRow;

/// How often the settings are compared anew because something about the company changed in between: most of that is
/// people coming, who are no reason to refuse.
const TRIES_MAX: usize = 8;

#[async_trait]
impl Company for Engine {
    async fn read_welcome(&self, asker: Option<Asker>) -> Result<Welcome, Error> {
        Ok(self.welcome(asker.as_ref()))
    }

    async fn save_company(
        &self,
        asker: Asker,
        was: CompanySettings,
        wanted: CompanySettings,
    ) -> Result<(), Error> {
        must_be_admin(&asker)?;
        let wanted = checked(wanted, &self.world.company().directory.retired)?;
        review::policy(&self.rules.book, &wanted.policy)?;
        let json = |result: serde_json::Result<String>| result.map_err(|_| Error::Internal);
        let policy = json(serde_json::to_string(&wanted.policy))?;
        let groups = json(serde_json::to_string(&wanted.groups))?;
        let row = SettingsRow {
            name: &wanted.name,
            policy: &policy,
            components: &wanted.components,
            groups: &groups,
        };
        for _ in 0..TRIES_MAX {
            let company = self.world.company();
            let now = CompanySettings::of(&company.directory, &company.policy);
            if was != now {
                return Err(Error::invalid(
                    "Somebody else changed the company meanwhile. What you typed is kept here; open this page in another \
                     tab to see what it is now.",
                ));
            }
            let changed = changed_settings(&now, &wanted);
            if changed.is_empty() {
                return Ok(());
            }
            self.must_not_be_hit(&now, &wanted)?;
            may_retire(&company.directory, &wanted)?;
            let saved = self.store.save_company(&self.stamp(&asker), company.version, &row, changed).await;
            let saved = saved.map_err(|e| log_failure(&e))?;
            self.refresh_company().await?;
            if saved {
                return Ok(());
            }
        }
        Err(Error::Busy)
    }

    async fn read_company_changes(
        &self,
        asker: Asker,
        before: Option<Seq>,
    ) -> Result<SharedAnswer<Vec<Recorded>>, Error> {
        must_be_admin(&asker)?;
        let head = self.company_head().await?;
        let before = before.unwrap_or_else(|| head.next());
        let version = Version { changes: head, ..Version::default() };
        let read = self.read_changes_before(before);
        self.share(&self.shared.changes, &before, version, read).await
    }
}

impl Engine {
    /// The changes of the company before this one, the latest first.
    async fn read_changes_before(&self, before: Seq) -> Result<Vec<Recorded>, Error> {
        let after = before.0.saturating_sub(CHANGES_SHOWN + 1);
        let count = usize::try_from(before.0.saturating_sub(after + 1)).unwrap_or(usize::MAX);
        let mut records = self.log.read(COMPANY, Seq(after), count).await.map_err(|e| log_failure(&e))?;
        records.reverse();
        Ok(records)
    }

    /// The last record of the company's log: what the tailer has seen, and what was written since.
    async fn company_head(&self) -> Result<Seq, Error> {
        let seen = self.world.rows_head(Topic::change_log());
        let since = self.log.read(COMPANY, seen, usize::MAX).await.map_err(|e| log_failure(&e))?;
        Ok(since.last().map_or(seen, |last| last.seq))
    }

    /// A component stays as long as an open incident is about it.
    fn must_not_be_hit(&self, now: &CompanySettings, wanted: &CompanySettings) -> Result<(), Error> {
        let gone = |c: &&Component| wanted.components.iter().all(|kept| kept.id != c.id);
        let incidents = self.world.incidents();
        for component in now.components.iter().filter(gone) {
            let mut works = incidents.iter().filter(|incident| is_current_work(incident));
            if let Some(work) = works.find(|work| work.components.contains(&component.id)) {
                let (name, id) = (&component.name, work.id);
                return Err(Error::invalid(format!(
                    "Components: {name} is part of planned maintenance #{id}. Remove it when that is over or cancelled."
                )));
            }
            if let Some(incident) = incidents.iter().find(|i| i.is_open() && names(i, &component.id)) {
                let (name, id) = (&component.name, incident.id);
                return Err(Error::invalid(format!(
                    "Components: {name} is part of incident #{id}, which is open. Remove it when that is over."
                )));
            }
        }
        Ok(())
    }
}

fn is_current_work(incident: &Incident) -> bool {
    incident.maintenance.as_ref().is_some_and(|work| !work.phase.is_over())
}

fn names(incident: &Incident, component: &ComponentId) -> bool {
    incident.components.contains(component) || incident.impacts().iter().any(|i| &i.component == component)
}

/// Their names are kept for ever, so there is a limit.
fn may_retire(company: &Directory, wanted: &CompanySettings) -> Result<(), Error> {
    let gone = company.components.iter().filter(|c| wanted.components.iter().all(|kept| kept.id != c.id));
    if company.retired.len() + gone.count() > RETIRED_MAX as usize {
        return Err(Error::invalid(format!(
            "Components: a company keeps the names of at most {RETIRED_MAX} that it no longer has. Rename one instead."
        )));
    }
    Ok(())
}

/// The settings with clean texts, and an id for each new component, which none has or had.
fn checked(wanted: CompanySettings, retired: &[Component]) -> Result<CompanySettings, Error> {
    let name = text::line("Company", &wanted.name, NAME_MAX)?;
    let policy = wanted.policy.checked()?;
    if let Some(zone) = &policy.zone {
        outlook::check_zone(zone).map_err(Error::invalid)?;
    }
    if wanted.components.len() > COMPANY_COMPONENTS_MAX as usize {
        let count = wanted.components.len();
        return Err(Error::invalid(format!(
            "Components: {count} are too many; the limit is {COMPANY_COMPONENTS_MAX}."
        )));
    }
    let mut components: Vec<Component> = Vec::with_capacity(wanted.components.len());
    for component in wanted.components {
        let name = text::line("Component", &component.name, NAME_MAX)?;
        let slug = ComponentId::slug(&name);
        let id = if component.id.0.is_empty() { free_slug(&slug, retired) } else { component.id };
        let is_taken = components.iter().chain(retired).any(|known| known.id == id);
        if slug.0.is_empty() || is_taken {
            return Err(indistinct(&name));
        }
        components.push(Component { id, name });
    }
    let groups = groups(wanted.groups, &components)?;
    must_differ(&components, &groups)?;
    Ok(CompanySettings { name, components, groups, policy })
}

/// A slug that no retired component has: what was told of that one is not told of a new one of its name.
fn free_slug(slug: &ComponentId, retired: &[Component]) -> ComponentId {
    let numbered = (2..).map(|n| ComponentId(format!("{slug}-{n}")));
    let mut free = std::iter::once(slug.clone()).chain(numbered);
    free.find(|id| retired.iter().all(|gone| gone.id != *id)).unwrap_or_else(|| slug.clone())
}

fn indistinct(name: &str) -> Error {
    Error::invalid(format!("Component: “{name}” cannot be told from another one. Rename it."))
}

/// Two components have one name only under two headings, which tell them apart.
fn must_differ(components: &[Component], groups: &[Group]) -> Result<(), Error> {
    for (_, members) in grouped(components, groups) {
        for (n, component) in members.iter().enumerate() {
            let name = &component.name;
            if members[..n].iter().any(|other| other.name.to_lowercase() == name.to_lowercase()) {
                return Err(indistinct(name));
            }
        }
    }
    Ok(())
}

/// The groups with clean names, each component in one of them at most.
fn groups(wanted: Vec<Group>, components: &[Component]) -> Result<Vec<Group>, Error> {
    if wanted.len() > GROUPS_MAX as usize {
        return Err(Error::invalid(format!(
            "Groups: {} are too many; the limit is {GROUPS_MAX}.",
            wanted.len()
        )));
    }
    let mut groups: Vec<Group> = Vec::with_capacity(wanted.len());
    for group in wanted {
        let name = text::line("Group", &group.name, NAME_MAX)?;
        if groups.iter().any(|known| known.name.to_lowercase() == name.to_lowercase()) {
            return Err(Error::invalid(format!("Group: “{name}” is there twice. Rename or remove one.")));
        }
        let mut members: Vec<ComponentId> = Vec::with_capacity(group.components.len());
        for id in group.components {
            let known = components.iter().any(|c| c.id == id);
            let taken = groups.iter().any(|other| other.components.contains(&id)) || members.contains(&id);
            if !known || taken {
                return Err(Error::invalid(format!(
                    "Group: “{name}” names “{id}”, which is no component, or in a group already."
                )));
            }
            members.push(id);
        }
        groups.push(Group { name, components: members });
    }
    Ok(groups)
}

#[cfg(test)]
mod tests {
    use domain::{Policy, Span};

    use super::*;

    fn settings(components: &[(&str, &str)]) -> CompanySettings {
        let component = |(id, name): &(&str, &str)| Component {
            id: ComponentId((*id).to_owned()),
            name: (*name).to_owned(),
        };
        CompanySettings {
            name: " Acme ".to_owned(),
            components: components.iter().map(component).collect(),
            ..CompanySettings::default()
        }
    }

    #[test]
    fn new_components_get_an_id_and_old_ones_keep_theirs() {
        let checked =
            checked(settings(&[("db", "Databases"), ("", " Builds & deploys ")]), &[]).expect("fine");
        let ids: Vec<_> = checked.components.iter().map(|c| (c.id.0.as_str(), c.name.as_str())).collect();
        assert_eq!(ids, [("db", "Databases"), ("builds-deploys", "Builds & deploys")]);
        assert_eq!(checked.name, "Acme");
    }

    #[test]
    fn a_slug_is_never_used_again() {
        let gone = |id: &str| Component { id: ComponentId(id.to_owned()), name: "Databases".to_owned() };
        let retired = [gone("databases"), gone("databases-2")];
        let checked_now = checked(settings(&[("", "Databases")]), &retired).expect("fine");
        assert_eq!(checked_now.components[0].id.0, "databases-3");
        checked(settings(&[("databases", "Databases")]), &retired).expect_err("it is gone");
    }

    #[test]
    fn one_name_under_two_headings_is_two_components() {
        let apis = || settings(&[("api", "API"), ("us-api", "API"), ("web", "Web")]);
        let group = |name: &str, id: &str| Group {
            name: name.to_owned(),
            components: vec![ComponentId(id.to_owned())],
        };
        let apart = CompanySettings { groups: vec![group("EU", "api"), group("US", "us-api")], ..apis() };
        checked(apart, &[]).expect("their headings tell them apart");
        let half = CompanySettings { groups: vec![group("EU", "web")], ..apis() };
        assert!(checked(half, &[]).expect_err("one heading").to_string().contains("“API”"));
    }

    #[test]
    fn a_component_is_in_one_group_at_most() {
        let group = |name: &str, ids: &[&str]| Group {
            name: name.to_owned(),
            components: ids.iter().map(|id| ComponentId((*id).to_owned())).collect(),
        };
        let with =
            |groups: Vec<Group>| CompanySettings { groups, ..settings(&[("api", "API"), ("", "Web shop")]) };
        let fine = checked(with(vec![group(" Front ", &["web-shop", "api"]), group("Later", &[])]), &[]);
        assert_eq!(fine.expect("fine").groups[0], group("Front", &["web-shop", "api"]));
        for (groups, word) in [
            (vec![group("A", &["api"]), group("B", &["api"])], "“api”, which is no component, or in a group"),
            (vec![group("A", &["api", "api"])], "“api”"),
            (vec![group("A", &["moon"])], "“moon”"),
            (vec![group("A", &[]), group("a ", &[])], "“a” is there twice"),
            (vec![group(" ", &[])], "Group is empty"),
            ((0..=GROUPS_MAX).map(|n| group(&n.to_string(), &[])).collect(), "the limit is 30"),
        ] {
            let why = checked(with(groups), &[]).expect_err(word).to_string();
            assert!(why.contains(word), "{why}");
        }
    }

    #[test]
    fn refuses_settings_by_field() {
        let slow = Policy { sitrep_every: Span::days(1), ..Policy::default() };
        for (wanted, word) in [
            (settings(&[("api", "API"), ("", "api")]), "“api”"),
            (settings(&[("api", "API"), ("", "API!")]), "“API!”"),
            (settings(&[("", "")]), "Component is empty"),
            (settings(&[("", "&&&")]), "“&&&”"),
            (settings(&[("", &"x".repeat(81))]), "80"),
            (CompanySettings { name: String::new(), ..settings(&[]) }, "Company is empty"),
            (CompanySettings { policy: slow, ..settings(&[]) }, "Sitrep"),
        ] {
            let why = checked(wanted, &[]).expect_err(word).to_string();
            assert!(why.contains(word), "{why}");
        }
        let many: Vec<_> = (0..=COMPANY_COMPONENTS_MAX).map(|n| n.to_string()).collect();
        let many: Vec<_> = many.iter().map(|n| (n.as_str(), n.as_str())).collect();
        assert!(checked(settings(&many), &[]).expect_err("too many").to_string().contains("300"));
    }
}
