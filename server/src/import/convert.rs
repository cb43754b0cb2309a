//! From the file's shape to ours.

mod parts;
mod word;

use std::collections::HashSet;

use domain::{ComponentId, Impact, ImportedIncident, ImportedUpdate, Phase, Timestamp};

use super::source::{File, Incident, Object, Update};
use super::{History, ImportError, Skipped};
use parts::Parts;
use word::Word;

/// The whole history.
pub(super) fn history(file: File) -> Result<History, ImportError> {
    let Object(page) = file.page;
    let given = |text: Option<String>| text.filter(|t| !t.trim().is_empty());
    let (id, name) = (given(page.id), given(page.name));
    let Some(key) = id.as_ref().or(name.as_ref()).cloned() else {
        let message = "neither an id nor a name, so a second import couldn’t know the page".to_owned();
        return Err(ImportError::Field { path: "page".to_owned(), message });
    };
    let mut reader = Reader { skipped: Vec::new(), parts: Parts::default(), seen: HashSet::new(), page: key };
    reader.parts.list(file.components.unwrap_or_default(), &mut reader.skipped);
    let planned = file.scheduled_maintenances.unwrap_or_default();
    let mut incidents = reader.incidents("incidents", file.incidents);
    incidents.extend(reader.incidents("scheduled_maintenances", planned));
    incidents.sort_by_key(|incident| incident.began_at);
    Ok(History {
        page_name: name.unwrap_or_else(|| reader.page.clone()),
        page: reader.page,
        components: reader.parts.into_components(),
        incidents,
        skipped: reader.skipped,
    })
}

/// What one pass over the file gathers besides the incidents.
struct Reader {
    page: String,
    parts: Parts,
    /// The ids of the incidents so far.
    seen: HashSet<String>,
    skipped: Vec<Skipped>,
}

impl Reader {
    fn incidents(&mut self, list: &str, incidents: Vec<Object<Incident>>) -> Vec<ImportedIncident> {
        let mut taken: Vec<_> = incidents
            .into_iter()
            .enumerate()
            .filter_map(|(n, Object(incident))| self.incident(&format!("{list}[{n}]"), incident))
            .collect();
        oldest_first(&mut taken, |incident| incident.began_at);
        taken
    }

    fn incident(&mut self, place: &str, mut incident: Incident) -> Option<ImportedIncident> {
        let what = format!("{place} (“{}”)", incident.name);
        if incident.id.trim().is_empty() {
            return self.skip(what, "it has no id, so a second import couldn’t know it");
        }
        if !self.seen.insert(incident.id.clone()) {
            let why = format!("its id {:?} was there before; the first one counts", incident.id);
            return self.skip(what, why);
        }
        let mut components = Vec::new();
        let mentioned = incident.components.take().unwrap_or_default();
        self.parts.mention(place, mentioned, &mut components, &mut self.skipped);
        let updates = self.updates(place, &mut incident, &mut components);
        let began = incident.started_at.or(incident.created_at).map(|when| when.0);
        let Some(began_at) = began.or(updates.first().map(|update| update.at)) else {
            return self.skip(what, "it has no time and no update with a time");
        };
        Some(ImportedIncident {
            source: format!("statuspage:{}/{}", self.page, incident.id),
            impact: self.impact(&what, incident.impact.as_deref()),
            components,
            began_at,
            ended_at: incident.resolved_at.map(|when| when.0).or_else(|| closed_at(&updates)),
            postmortem: self.postmortem(&what, &mut incident, &updates),
            maintenance: is_maintenance(&incident, &updates),
            headline: incident.name,
            updates,
        })
    }

    /// The updates that have a time, oldest first; what they affect goes to `components`.
    fn updates(
        &mut self,
        place: &str,
        incident: &mut Incident,
        components: &mut Vec<ComponentId>,
    ) -> Vec<ImportedUpdate> {
        let mut told = Vec::new();
        for (n, Object(mut update)) in incident.incident_updates.take().into_iter().flatten().enumerate() {
            let place = format!("{place}.incident_updates[{n}]");
            let affected = update.affected_components.take().unwrap_or_default();
            self.parts.mention(&place, affected, components, &mut self.skipped);
            match update.display_at.or(update.created_at) {
                Some(at) => told.push((at.0, update)),
                None => self.skipped.push(Skipped { what: place, why: "the update has no time".to_owned() }),
            }
        }
        oldest_first(&mut told, |(at, _)| *at);
        phased(told)
    }

    /// The impact in our words; a word that we don't know is noted and counts as none.
    fn impact(&mut self, what: &str, word: Option<&str>) -> Impact {
        match word.unwrap_or("none") {
            "none" => Impact::Operational,
            "minor" => Impact::Degraded,
            "major" => Impact::Partial,
            "critical" => Impact::Major,
            "maintenance" => Impact::Maintenance,
            other => {
                let why = format!("no impact that we know: {other:?}; the incident is kept with none");
                self.skipped.push(Skipped { what: format!("the impact of {what}"), why });
                Impact::Operational
            }
        }
    }

    /// The text as it was published. A draft isn't ours to publish.
    fn postmortem(
        &mut self,
        what: &str,
        incident: &mut Incident,
        updates: &[ImportedUpdate],
    ) -> Option<String> {
        let is_postmortem = |word: &str| Word::of(word) == Some(Word::Postmortem);
        let updates = || updates.iter().rev().filter(|update| is_postmortem(&update.status));
        let published = incident.postmortem_published_at.is_some()
            || incident.status.as_deref().is_some_and(is_postmortem)
            || updates().next().is_some();
        match incident.postmortem_body.take().filter(|body| !body.is_empty()) {
            Some(body) if published => Some(body),
            Some(_) => {
                let what = format!("the post-mortem of {what}");
                self.skip(what, "it is a draft: nothing says that it was published")
            }
            None => updates().find(|update| !update.body.is_empty()).map(|update| update.body.clone()),
        }
    }

    /// Notes what isn't taken.
    fn skip<T>(&mut self, what: String, why: impl Into<String>) -> Option<T> {
        self.skipped.push(Skipped { what, why: why.into() });
        None
    }
}

/// The updates in our words, oldest first as they came.
fn phased(told: Vec<(Timestamp, Update)>) -> Vec<ImportedUpdate> {
    let mut phase = Phase::default();
    told.into_iter()
        .map(|(at, update)| {
            let status = update.status.unwrap_or_default();
            phase = Word::of(&status).map_or(phase, Word::phase);
            ImportedUpdate { phase, status, body: update.body.unwrap_or_default(), at }
        })
        .collect()
}

/// When the last run of closing updates began; none while the last word is that it goes on.
fn closed_at(updates: &[ImportedUpdate]) -> Option<Timestamp> {
    let closing = |update: &&ImportedUpdate| update.phase == Phase::Resolved;
    updates.iter().rev().take_while(closing).last().map(|update| update.at)
}

fn is_maintenance(incident: &Incident, updates: &[ImportedUpdate]) -> bool {
    let words = updates.iter().map(|update| update.status.as_str()).chain(incident.status.as_deref());
    incident.impact.as_deref() == Some("maintenance") || words.filter_map(Word::of).any(Word::planned)
}

/// Sorts by time. Of equal times the file's order decides, which is the newest first unless its ends say otherwise.
fn oldest_first<T>(list: &mut [T], at: impl Fn(&T) -> Timestamp) {
    if let (Some(first), Some(last)) = (list.first(), list.last())
        && at(first) >= at(last)
    {
        list.reverse();
    }
    list.sort_by_key(at);
}
