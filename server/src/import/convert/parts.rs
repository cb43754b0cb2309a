//! Components: the page's list, and those that incidents mention.

use std::collections::{HashMap, HashSet};

use domain::text::{self, NAME_MAX};
use domain::{Affected, ComponentId, Timestamp};

use super::super::source::{Part, Raw, piece};
use super::super::{Skipped, SourceComponent, SourceGroup};
use super::is_id;
use super::word::status_of;

/// What Statuspage writes into the list of affected components when there is none.
const NONE_AFFECTED: &str = "No components were affected by this update.";

/// Why a component can't be taken.
const NAMELESS: &str = "its name has no letter and no digit";

/// The components so far.
#[derive(Default)]
pub(super) struct Parts {
    lists_components: bool,
    components: Vec<SourceComponent>,
    groups: Vec<SourceGroup>,
    slugs: HashSet<ComponentId>,
    /// The place of each of the page's ids among the components; none for a group.
    places: HashMap<String, Option<usize>>,
    /// How many have a setting that means nothing here, setting by setting.
    hidden_days: usize,
    shown_when_degraded: usize,
}

impl Parts {
    /// Takes the page's own list, in its order.
    pub fn list(&mut self, list: &str, parts: &[Raw<'_>], skipped: &mut Vec<Skipped>) {
        self.lists_components = true;
        for (n, raw) in parts.iter().enumerate() {
            let place = format!("{list}[{n}]");
            match piece::<Part>(&place, raw) {
                Ok(part) => self.listed(&place, part, skipped),
                Err(bad) => skipped.push(bad),
            }
        }
    }

    fn listed(&mut self, place: &str, part: Part, skipped: &mut Vec<Skipped>) {
        let name_there = part.name.as_deref().unwrap_or_default();
        let what = format!("{place} (“{name_there}”)");
        let Some(name) = text::cleaned_line(name_there, NAME_MAX).filter(|name| has_slug(name)) else {
            return skipped.push(Skipped { what, why: NAMELESS.to_owned() });
        };
        let id = part.id.clone().filter(|id| is_id(id)).unwrap_or_else(|| named(&name));
        if self.places.contains_key(&id) {
            let why = format!("its id {id:?} was there before; the first one counts");
            return skipped.push(Skipped { what, why });
        }
        if part.group == Some(true) {
            self.places.insert(id.clone(), None);
            self.groups.push(SourceGroup { source_id: id, name });
            return;
        }
        if name_there.trim().chars().count() > NAME_MAX as usize {
            let why = format!("its name is longer than {NAME_MAX} characters, and cut");
            skipped.push(Skipped { what: what.clone(), why });
        }
        self.hidden_days += usize::from(part.showcase == Some(false));
        self.shown_when_degraded += usize::from(part.only_show_if_degraded == Some(true));
        let since = since(&what, &part, skipped);
        self.add(id, name, SourceComponent { group: part.group_id, since, is_listed: true, ..blank() });
    }

    /// Drops what names no group.
    pub fn place_in_groups(&mut self) {
        let groups = &self.groups;
        let is_known = |group: &String| groups.iter().any(|known| known.source_id == *group);
        for component in &mut self.components {
            component.group = component.group.take().filter(is_known);
        }
    }

    /// The component that is mentioned, and what is said of it. Updates write the group's name before the
    /// component's, and call it as it was called then, so that the page's list, which knows it by its id, goes before
    /// the name.
    pub fn mention(
        &mut self,
        place: &str,
        raw: Raw<'_>,
        skipped: &mut Vec<Skipped>,
    ) -> Option<(ComponentId, Option<Affected>)> {
        let part = match piece::<Part>(place, raw) {
            Ok(part) => part,
            Err(bad) => {
                skipped.push(bad);
                return None;
            }
        };
        let was = part.old_status.as_deref().map(status_of);
        let now = part.new_status.as_deref().map(status_of);
        if was == Some(None) || now == Some(None) {
            let words = (part.old_status.as_deref(), part.new_status.as_deref());
            let why = format!("no status of a component that we know: {words:?}");
            skipped.push(Skipped { what: place.to_owned(), why });
        }
        let component = self.resolve(place, part, skipped)?;
        let now = now.flatten();
        let said = now.map(|now| Affected {
            component: component.clone(),
            was: was.flatten().unwrap_or_default(),
            now,
        });
        Some((component, said))
    }

    fn resolve(&mut self, place: &str, part: Part, skipped: &mut Vec<Skipped>) -> Option<ComponentId> {
        let name_there = part.name.clone().unwrap_or_default();
        let id = part.id.clone().or(part.code.clone()).filter(|id| is_id(id));
        if id.is_none() && name_there == NONE_AFFECTED {
            return None;
        }
        let mut skip = |why: &str| {
            let what = format!("the component “{name_there}” in {place}");
            skipped.push(Skipped { what, why: why.to_owned() });
            None
        };
        let name = text::cleaned_line(&name_there, NAME_MAX);
        let place = match (&id, &name) {
            (Some(id), _) => self.places.get(id).copied(),
            (None, Some(name)) => self.place_by_name(name).map(Some),
            (None, None) => None,
        };
        match place {
            Some(Some(place)) => return Some(self.components[place].id.clone()),
            Some(None) => return skip("it is a group of components"),
            None => {}
        }
        let Some(name) = name.filter(|name| has_slug(name)) else { return skip(NAMELESS) };
        let since = part.created_at.map(|when| when.0);
        let id = id.unwrap_or_else(|| named(&name));
        Some(self.add(id, name, SourceComponent { since, ..blank() }))
    }

    /// By its name alone, or by its group's and its own.
    fn place_by_name(&self, name: &str) -> Option<usize> {
        let group = |component: &SourceComponent| {
            let id = component.group.as_ref()?;
            self.groups.iter().find(|group| group.source_id == *id)
        };
        let in_full =
            |c: &SourceComponent| group(c).is_some_and(|g| format!("{} - {}", g.name, c.name) == name);
        let full = self.components.iter().position(in_full);
        full.or_else(|| self.components.iter().position(|component| component.name == name))
    }

    /// Adds it under an id of its own.
    fn add(&mut self, source_id: String, name: String, component: SourceComponent) -> ComponentId {
        let slug = ComponentId::slug(&name);
        let numbered = (2..).map(|n| ComponentId(format!("{slug}-{n}")));
        let mut free = std::iter::once(slug.clone()).chain(numbered).filter(|id| !self.slugs.contains(id));
        let id = free.next().unwrap_or(slug);
        self.slugs.insert(id.clone());
        self.places.insert(source_id.clone(), Some(self.components.len()));
        self.components.push(SourceComponent { id: id.clone(), source_id, name, ..component });
        id
    }

    /// What of the page's settings isn't kept.
    pub fn notes(&self) -> Vec<String> {
        let components = |n: usize| format!("{n} component{}", if n == 1 { "" } else { "s" });
        let mut notes = Vec::new();
        if self.hidden_days > 0 {
            let count = components(self.hidden_days);
            notes.push(format!(
                "skipped: “showcase” is off for {count}; their days are shown here all the same."
            ));
        }
        if self.shown_when_degraded > 0 {
            let count = components(self.shown_when_degraded);
            notes.push(format!("skipped: “only_show_if_degraded” of {count}; they are always shown here."));
        }
        notes
    }

    /// Whether there was a list, the components, and their groups.
    pub fn into_found(self) -> (bool, Vec<SourceComponent>, Vec<SourceGroup>) {
        (self.lists_components, self.components, self.groups)
    }
}

fn blank() -> SourceComponent {
    SourceComponent {
        id: ComponentId(String::new()),
        source_id: String::new(),
        name: String::new(),
        group: None,
        is_listed: false,
        since: None,
    }
}

/// What stands for the id of something that has a name only.
fn named(name: &str) -> String {
    format!("name:{}", name.to_lowercase())
}

fn has_slug(name: &str) -> bool {
    !ComponentId::slug(name).0.is_empty()
}

/// When the component's record begins: the day that the page gives, else when it was made.
fn since(what: &str, part: &Part, skipped: &mut Vec<Skipped>) -> Option<Timestamp> {
    let made = part.created_at.map(|when| when.0);
    let Some(day) = &part.start_date else { return made };
    let read = day.parse::<jiff::civil::Date>().ok();
    let midnight = read.and_then(|day| jiff::tz::TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).ok());
    match midnight {
        Some(midnight) => Some(Timestamp(midnight.as_microsecond())),
        None => {
            let why = format!("start_date: {day:?} is not a day, such as 2019-02-20");
            skipped.push(Skipped { what: what.to_owned(), why });
            made
        }
    }
}
