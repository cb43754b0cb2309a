//! Components: the page's list, and those that incidents mention.

use std::collections::{HashMap, HashSet};

use domain::{Component, ComponentId};

use super::super::Skipped;
use super::super::source::{Object, Part};

/// What Statuspage writes into the list of affected components when there is none.
const NONE_AFFECTED: &str = "No components were affected by this update.";

/// Why a component can't be taken.
const NAMELESS: &str = "its name has no letter and no digit";

/// The components so far.
#[derive(Default)]
pub(super) struct Parts {
    components: Vec<Component>,
    slugs: HashSet<ComponentId>,
    /// Our id of each of the page's ids; none for a group, which nothing of ours stands for.
    ids: HashMap<String, Option<ComponentId>>,
}

impl Parts {
    /// Takes the page's own list, in its order.
    pub fn list(&mut self, parts: Vec<Object<Part>>, skipped: &mut Vec<Skipped>) {
        for (n, Object(part)) in parts.into_iter().enumerate() {
            if part.group == Some(true) {
                self.ids.extend(part.id.map(|id| (id, None)));
                continue;
            }
            let name = part.name.unwrap_or_default();
            let slug = ComponentId::slug(&name);
            let what = format!("components[{n}] (“{name}”)");
            if slug.0.is_empty() {
                skipped.push(Skipped { what, why: NAMELESS.to_owned() });
                continue;
            }
            self.ids.extend(part.id.map(|id| (id, Some(slug.clone()))));
            if !self.add(&slug, name) {
                let why = format!("a component “{slug}” was there before; both count as that one");
                skipped.push(Skipped { what, why });
            }
        }
    }

    /// Adds the components that are mentioned to an incident's own, each once, in the order of their mention.
    pub fn mention(
        &mut self,
        place: &str,
        parts: Vec<Object<Part>>,
        own: &mut Vec<ComponentId>,
        skipped: &mut Vec<Skipped>,
    ) {
        for Object(part) in parts {
            let slug = self.resolve(place, part, skipped);
            if let Some(slug) = slug
                && !own.contains(&slug)
            {
                own.push(slug);
            }
        }
    }

    /// Our id of what is mentioned. Updates write the group's name before the component's, so that the page's
    /// list, which knows it by its id, goes before the name.
    fn resolve(&mut self, place: &str, part: Part, skipped: &mut Vec<Skipped>) -> Option<ComponentId> {
        let name = part.name.unwrap_or_default();
        let id = part.id.or(part.code);
        if id.is_none() && name == NONE_AFFECTED {
            return None;
        }
        let mut skip = |why: &str| {
            let what = format!("the component “{name}” in {place}");
            skipped.push(Skipped { what, why: why.to_owned() });
            None
        };
        match id.as_ref().and_then(|id| self.ids.get(id)) {
            Some(Some(slug)) => return Some(slug.clone()),
            Some(None) => return skip("it is a group of components"),
            None => {}
        }
        let slug = ComponentId::slug(&name);
        if slug.0.is_empty() {
            return skip(NAMELESS);
        }
        self.ids.extend(id.map(|id| (id, Some(slug.clone()))));
        self.add(&slug, name);
        Some(slug)
    }

    /// Whether it is new.
    fn add(&mut self, slug: &ComponentId, name: String) -> bool {
        let new = self.slugs.insert(slug.clone());
        if new {
            self.components.push(Component { id: slug.clone(), name });
        }
        new
    }

    pub fn into_components(self) -> Vec<Component> {
        self.components
    }
}
