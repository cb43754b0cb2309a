//! The company's people and components, as every page needs them.

mod changes;

use std::cmp::Ordering;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use crate::actor::{By, Role};
use crate::id::{ComponentId, PersonId, TemplateId};
use crate::order;
use crate::refusal::Refusal;
use crate::state::Phase;
pub use changes::DirectoryChanges;

/// Somebody who can sign in, as colleagues see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Person {
    pub id: PersonId,
    pub name: String,
    pub role: Role,
    /// What they do, in a word or two: `database`, `support`. May be empty.
    #[serde(default)]
    pub team: String,
    /// Whether they still work here. Whoever does not keeps their name in the log, and nothing else.
    #[serde(default = "still_here")]
    pub active: bool,
}

fn still_here() -> bool {
    true
}

impl Person {
    /// Whether they can be given a duty, or anything else to answer for.
    pub fn can_take_part(&self) -> bool {
        self.active && self.role >= Role::Responder
    }

    /// One or two capitals for the avatar.
    pub fn initials(&self) -> String {
        let mut words = self.name.split_whitespace();
        let first = words.next().and_then(|w| w.chars().next());
        let last = words.next_back().and_then(|w| w.chars().next());
        first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
    }

    pub fn first_name(&self) -> &str {
        self.name.split_whitespace().next().unwrap_or(&self.name)
    }
}

/// A part of the product that customers know by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Component {
    pub id: ComponentId,
    pub name: String,
}

/// Most components of a company.
pub const COMPANY_COMPONENTS_MAX: u32 = 300;
/// Most components that were retired, whose names old incidents keep.
pub const RETIRED_MAX: u32 = 1_000;
/// Most groups of components.
pub const GROUPS_MAX: u32 = 30;

/// Components that customers find under one heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Group {
    pub name: String,
    /// Each is in no other group.
    pub components: Vec<ComponentId>,
}

/// The components under their headings: those of no group first, without one. A group without components is left out.
pub fn grouped<'a>(components: &'a [Component], groups: &'a [Group]) -> Vec<(&'a str, Vec<&'a Component>)> {
    let in_group = |c: &Component| groups.iter().any(|group| group.components.contains(&c.id));
    let rest = components.iter().filter(|c| !in_group(c)).collect();
    let under = |group: &'a Group| {
        let members = components.iter().filter(|c| group.components.contains(&c.id)).collect();
        (group.name.as_str(), members)
    };
    let all = std::iter::once(("", rest)).chain(groups.iter().map(under));
    all.filter(|(_, members): &(_, Vec<_>)| !members.is_empty()).collect()
}

/// A company's own beginning of a status update. What stands in braces is filled in, by the composer or by hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Template {
    pub id: TemplateId,
    pub phase: Phase,
    pub name: String,
    pub body: String,
}

/// The company as its pages know it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Directory {
    /// The company's name, as customers read it.
    pub company: String,
    /// In the order of their numbers.
    pub people: Vec<Person>,
    /// In the order of the status page.
    pub components: Vec<Component>,
    /// Components that the company once had, by slug: old incidents keep their names.
    #[serde(default)]
    pub retired: Vec<Component>,
    /// In the order of the status page.
    #[serde(default)]
    pub groups: Vec<Group>,
    /// In the order of phases, then of their names.
    #[serde(default)]
    pub templates: Vec<Template>,
}

/// A and a are the same letter. Those beyond A to Z come by their code: their table would be a part of what every page
/// loads.
fn compare_people(one: &Person, other: &Person) -> Ordering {
    fn letters(name: &str) -> impl Iterator<Item = u8> {
        name.bytes().map(|byte| byte.to_ascii_lowercase())
    }
    letters(&one.name).cmp(letters(&other.name)).then(one.id.cmp(&other.id))
}

impl Directory {
    /// By name, as people look for each other, wherever the list is shown and however it has come to change.
    pub fn sort_people(&mut self) {
        order::sort_by(&mut self.people, compare_people);
    }

    /// Puts somebody where their name comes.
    pub fn insert_person(&mut self, person: Person) {
        let at = self.people.partition_point(|other| compare_people(other, &person).is_lt());
        self.people.insert(at, person);
    }

    pub fn person(&self, id: PersonId) -> Option<&Person> {
        self.people.iter().find(|p| p.id == id)
    }

    /// Somebody who works here, to be given something.
    ///
    /// # Errors
    /// [`Refusal::UnknownPerson`], or [`Refusal::PersonLeft`] by name.
    pub fn active_person(&self, id: PersonId) -> Result<&Person, Refusal> {
        let person = self.person(id).ok_or(Refusal::UnknownPerson { id })?;
        if person.active { Ok(person) } else { Err(Refusal::PersonLeft { name: person.name.clone() }) }
    }

    /// The person's name; one who was forgotten is "somebody".
    pub fn name(&self, id: PersonId) -> &str {
        self.person(id).map_or("somebody", |p| &p.name)
    }

    /// Whose act it was, as people say it: a person, a token's name, or who else writes here.
    pub fn author<'a>(&'a self, by: &'a By) -> &'a str {
        match by {
            By::Person { id } => self.name(*id),
            By::Token { name } => name,
            By::Server => "The server",
            By::Import => "An import",
            By::Unknown => "Somebody",
        }
    }

    /// The components under their headings, as [`grouped`].
    pub fn grouped(&self) -> Vec<(&str, Vec<&Component>)> {
        grouped(&self.components, &self.groups)
    }

    pub fn component(&self, id: &ComponentId) -> Option<&Component> {
        self.components.iter().find(|c| &c.id == id)
    }

    /// The component's name, the one that it had where it is retired, or its slug where the company never had it.
    pub fn component_name<'a>(&'a self, id: &'a ComponentId) -> &'a str {
        let retired = || self.retired.iter().find(|c| &c.id == id);
        self.component(id).or_else(retired).map_or(&id.0, |c| &c.name)
    }
}
