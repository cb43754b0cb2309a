//! The ids that other programs know things by: those of the page that they were taken over from, else ours. They depend
//! on nothing but what is in the database, so that neither a restart nor another host nor a restore changes them.

use std::collections::{BTreeMap, BTreeSet};

use domain::public::{PublicIncident, PublicUpdate};
use domain::{ComponentId, IncidentId, Seq};
use sha2::{Digest, Sha256};

use super::super::shell::PublicContext;

/// Letters and digits of an id of ours, as Statuspage has it.
const LENGTH: usize = 12;
const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

/// What other pages call what was taken over from them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceIds {
    pages: BTreeSet<String>,
    components: BTreeMap<ComponentId, String>,
    /// By name.
    groups: BTreeMap<String, String>,
    used: BTreeSet<String>,
}

impl SourceIds {
    pub fn add_page(&mut self, id: &str) {
        self.pages.insert(id.to_owned());
    }

    /// The first id that a component has somewhere is the one that it keeps; nothing else gets the same.
    pub fn add_component(&mut self, id: String, component: ComponentId) {
        if !self.components.contains_key(&component) && self.used.insert(id.clone()) {
            self.components.insert(component, id);
        }
    }

    /// As [`Self::add_component`].
    pub fn add_group(&mut self, id: String, name: String) {
        if !self.groups.contains_key(&name) && self.used.insert(id.clone()) {
            self.groups.insert(name, id);
        }
    }
}

/// Whether a program means this page: by its own id, or by that of a page that was taken over.
pub fn is_page(site: &PublicContext, id: &str) -> bool {
    page(site) == id || site.source_ids.pages.contains(id)
}

pub fn page(site: &PublicContext) -> String {
    code(site, "page")
}

pub fn component(site: &PublicContext, id: &ComponentId) -> String {
    site.source_ids.components.get(id).cloned().unwrap_or_else(|| code(site, &format!("component/{id}")))
}

pub fn group(site: &PublicContext, name: &str) -> String {
    site.source_ids.groups.get(name).cloned().unwrap_or_else(|| code(site, &format!("group/{name}")))
}

pub fn incident(site: &PublicContext, incident: &PublicIncident) -> String {
    let source = incident.source.as_ref().map(|source| &source.id).filter(|id| !id.is_empty());
    source.cloned().unwrap_or_else(|| numbered(site, incident.id))
}

/// The id of an incident that was declared here.
pub fn numbered(site: &PublicContext, id: IncidentId) -> String {
    code(site, &format!("incident/{id}"))
}

pub fn update(site: &PublicContext, incident: IncidentId, update: &PublicUpdate) -> String {
    if update.source_id.is_empty() { at(site, incident, update.seq) } else { update.source_id.clone() }
}

fn at(site: &PublicContext, incident: IncidentId, seq: Seq) -> String {
    code(site, &format!("incident/{incident}/update/{}", seq.0))
}

/// Twelve letters and digits for something of this company's.
fn code(site: &PublicContext, what: &str) -> String {
    let digest = Sha256::digest(format!("{}/{what}", site.feed_tag));
    let mut rest = digest.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    let mut digits = [b'0'; LENGTH];
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS[(rest % 36) as usize];
        rest /= 36;
    }
    digits.iter().copied().map(char::from).collect()
}
