//! What changed about the company, so that one changed name does not send all of it again.

use std::collections::BTreeMap;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use super::{Component, Directory, Group, Person, Template};
use crate::id::PersonId;

/// How one directory became another. What is `None` stayed as it was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct DirectoryChanges {
    pub company: Option<String>,
    /// Those who are new, or not as they were.
    pub people: Vec<Person>,
    pub gone: Vec<PersonId>,
    pub components: Option<Vec<Component>>,
    pub retired: Option<Vec<Component>>,
    pub groups: Option<Vec<Group>>,
    pub templates: Option<Vec<Template>>,
}

impl DirectoryChanges {
    pub fn between(old: &Directory, new: &Directory) -> Self {
        let known = by_id(&old.people);
        let is_new = |person: &&Person| known.get(&person.id) != Some(person);
        let kept = by_id(&new.people);
        Self {
            company: changed(&old.company, &new.company),
            people: new.people.iter().filter(is_new).cloned().collect(),
            gone: old.people.iter().map(|p| p.id).filter(|id| !kept.contains_key(id)).collect(),
            components: changed(&old.components, &new.components),
            retired: changed(&old.retired, &new.retired),
            groups: changed(&old.groups, &new.groups),
            templates: changed(&old.templates, &new.templates),
        }
    }

    /// Makes the new directory of the old one.
    pub fn apply(self, directory: &mut Directory) {
        replace(&mut directory.company, self.company);
        replace(&mut directory.components, self.components);
        replace(&mut directory.retired, self.retired);
        replace(&mut directory.groups, self.groups);
        replace(&mut directory.templates, self.templates);
        let touched: Vec<PersonId> = self.people.iter().map(|p| p.id).chain(self.gone).collect();
        if !touched.is_empty() {
            directory.people.retain(|p| !touched.contains(&p.id));
            self.people.into_iter().for_each(|person| directory.insert_person(person));
        }
    }
}

fn by_id(people: &[Person]) -> BTreeMap<PersonId, &Person> {
    people.iter().map(|person| (person.id, person)).collect()
}

fn changed<T: Clone + PartialEq>(old: &T, new: &T) -> Option<T> {
    (old != new).then(|| new.clone())
}

fn replace<T>(old: &mut T, new: Option<T>) {
    if let Some(new) = new {
        *old = new;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::actor::Role;
    use crate::id::{ComponentId, TemplateId};
    use crate::state::Phase;

    prop_compose! {
        fn directories()(
            company in "[ab]",
            people in prop::collection::btree_map(0..6_u32, ("[xy]", prop::bool::ANY), 0..6),
            components in prop::collection::vec("[cd]", 0..3),
            retired in prop::collection::vec("[cd]", 0..3),
            groups in prop::collection::vec("[ef]", 0..2),
            templates in prop::collection::vec("[gh]", 0..2),
        ) -> Directory {
            let person = |(id, (name, is_admin)): (u32, (String, bool))| {
                let role = if is_admin { Role::Admin } else { Role::Viewer };
                Person { id: PersonId(id), name, role, team: String::new(), active: true }
            };
            let component = |name: String| Component { id: ComponentId(name.clone()), name };
            let group = |name| Group { name, components: Vec::new() };
            let template = |name| Template { id: TemplateId(1), phase: Phase::Monitoring, name, body: String::new() };
            let mut directory = Directory {
                company,
                people: people.into_iter().map(person).collect(),
                components: components.into_iter().map(component).collect(),
                retired: retired.into_iter().map(component).collect(),
                groups: groups.into_iter().map(group).collect(),
                templates: templates.into_iter().map(template).collect(),
            };
            directory.sort_people();
            directory
        }
    }

    proptest! {
        #[test]
        fn changes_make_the_new_directory_of_the_old_one(old in directories(), new in directories()) {
            let mut directory = old.clone();
            DirectoryChanges::between(&old, &new).apply(&mut directory);
            prop_assert_eq!(directory, new);
        }
    }

    #[test]
    fn sends_only_the_person_that_changed() {
        let person = |id: u32, team: &str| Person {
            id: PersonId(id),
            name: format!("Person {id}"),
            role: Role::Responder,
            team: team.to_owned(),
            active: true,
        };
        let old = Directory { people: (1..=5000).map(|id| person(id, "")).collect(), ..Directory::default() };
        let mut new = old.clone();
        new.people[41] = person(42, "database");
        let expected =
            DirectoryChanges { people: vec![person(42, "database")], ..DirectoryChanges::default() };
        assert_eq!(DirectoryChanges::between(&old, &new), expected);
    }
}
