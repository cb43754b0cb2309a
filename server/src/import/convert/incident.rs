//! One incident: its updates, how it stands, when it began and ended.

use domain::text;
use domain::{ComponentId, Impact, ImportedIncident, ImportedUpdate, Phase, Standing, Timestamp};

use super::super::readable::readable;
use super::super::source::{Incident, Raw, Update, piece};
use super::super::{IMPORTED_BODY_MAX, IMPORTED_POSTMORTEM_MAX, IMPORTED_TITLE_MAX};
use super::word::{Word, impact_of};
use super::{Reader, is_id, oldest_first};

/// What an incident without a title is called.
const UNTITLED: &str = "Untitled incident";
/// Longest status word that is kept, in characters.
const WORD_MAX: u32 = 40;

/// When something was, and how it stands.
struct Course {
    began_at: Timestamp,
    ended_at: Option<Timestamp>,
    standing: Standing,
}

impl Reader {
    pub(super) fn incident(&mut self, place: &str, raw: Raw<'_>) -> Option<ImportedIncident> {
        let mut incident: Incident<'_> = match piece(place, raw) {
            Ok(incident) => incident,
            Err(skipped) => {
                self.skipped.push(skipped);
                return None;
            }
        };
        let shown = text::cleaned_line(&incident.name, IMPORTED_TITLE_MAX);
        let what = format!("{place} (“{}”)", shown.as_deref().unwrap_or_default());
        if !is_id(&incident.id) {
            return self.skip(what, "it has no id, so a second import couldn’t know it");
        }
        if !self.seen.insert(incident.id.clone()) {
            let why = format!("its id {:?} was there before; the first one counts", incident.id);
            return self.skip(what, why);
        }
        let headline = self.headline(&what, &incident.name, shown);
        let mut components = Vec::new();
        for (n, raw) in incident.components.take().unwrap_or_default().into_iter().enumerate() {
            let place = format!("{place}.components[{n}]");
            let named = self.parts.mention(&place, raw, &mut self.skipped);
            add(&mut components, named.map(|(component, _)| component));
        }
        let updates = self.updates(place, &mut incident, &mut components);
        let course = self.course(&what, &incident, &updates)?;
        let Course { began_at, ended_at, standing } = course;
        let never_began = is_maintenance(&incident, &updates) && ended_at == Some(began_at);
        let impact = self.impact(&what, incident.impact.as_deref(), &updates);
        Some(ImportedIncident {
            source: format!("statuspage:{}/{}", self.page, incident.id),
            headline,
            impact: if never_began { Impact::Operational } else { impact },
            components,
            began_at,
            ended_at,
            postmortem: self.postmortem(&what, &mut incident, &updates),
            maintenance: is_maintenance(&incident, &updates),
            standing,
            planned_for: incident.scheduled_for.map(|when| when.0),
            planned_until: incident.scheduled_until.map(|when| when.0),
            changed_at: incident.updated_at.map(|when| when.0),
            updates,
        })
    }

    fn headline(&mut self, what: &str, text: &str, shown: Option<String>) -> String {
        let Some(shown) = shown else { return UNTITLED.to_owned() };
        if text.trim().chars().count() > IMPORTED_TITLE_MAX as usize {
            let why = format!("it is longer than {IMPORTED_TITLE_MAX} characters, and cut");
            self.skip::<()>(format!("the title of {what}"), why);
        }
        shown
    }

    /// The updates that have a time, oldest first; what they affect goes to `components`.
    fn updates(
        &mut self,
        place: &str,
        incident: &mut Incident<'_>,
        components: &mut Vec<ComponentId>,
    ) -> Vec<ImportedUpdate> {
        let mut updates = Vec::new();
        for (n, raw) in incident.incident_updates.take().into_iter().flatten().enumerate() {
            let place = format!("{place}.incident_updates[{n}]");
            match self.update(&place, raw, components) {
                Ok(Some(update)) => updates.push(update),
                Ok(None) => drop(self.skip::<()>(place, "the update has no time")),
                Err(skipped) => self.skipped.push(skipped),
            }
        }
        oldest_first(&mut updates, |update| update.at);
        let mut phase = Phase::default();
        for update in &mut updates {
            phase = Word::of(&update.status).map_or(phase, Word::phase);
            update.phase = phase;
        }
        updates
    }

    /// One update, without its phase; nothing where it has no time.
    fn update(
        &mut self,
        place: &str,
        raw: Raw<'_>,
        components: &mut Vec<ComponentId>,
    ) -> Result<Option<ImportedUpdate>, super::Skipped> {
        let update: Update<'_> = piece(place, raw)?;
        let mut affected = Vec::new();
        for (n, raw) in update.affected_components.unwrap_or_default().into_iter().enumerate() {
            let place = format!("{place}.affected_components[{n}]");
            if let Some((component, said)) = self.parts.mention(&place, raw, &mut self.skipped) {
                add(components, Some(component));
                affected.extend(said);
            }
        }
        let Some(at) = update.display_at.or(update.created_at) else { return Ok(None) };
        let body =
            self.clean(&format!("the text of {place}"), &update.body.unwrap_or_default(), IMPORTED_BODY_MAX);
        Ok(Some(ImportedUpdate {
            id: update.id.filter(|id| is_id(id)).unwrap_or_default(),
            phase: Phase::default(),
            status: text::cleaned_line(&update.status.unwrap_or_default(), WORD_MAX).unwrap_or_default(),
            body: body.unwrap_or_default(),
            at: at.0,
            affected,
        }))
    }

    /// A text without markup, and no longer than is taken.
    fn clean(&mut self, what: &str, text: &str, limit: u32) -> Option<String> {
        let read = readable(text);
        if read.trim().chars().count() > limit as usize {
            self.skip::<()>(what, format!("it is longer than {limit} characters, and cut"));
        }
        text::cleaned_body(&read, limit)
    }

    /// When it began and ended. Nothing where that cannot be known.
    fn course(&mut self, what: &str, incident: &Incident<'_>, updates: &[ImportedUpdate]) -> Option<Course> {
        let planned = is_maintenance(incident, updates);
        let standing = match standing(incident, updates) {
            Some(standing) => standing,
            None => {
                self.notes.push(format!("{what}: nothing says how it stands; it is taken for over."));
                Standing::Over
            }
        };
        let Some(began_at) = began_at(incident, updates, planned, standing) else {
            return self.skip(what, "it has no time and no update with a time");
        };
        if standing != Standing::Over {
            return Some(Course { began_at, ended_at: None, standing });
        }
        let resolved_at = incident.resolved_at.map(|when| when.0);
        let ends = [resolved_at, closed_at(updates)].into_iter().flatten();
        let Some(ended_at) = ends.clone().find(|end| *end >= began_at) else {
            return match ends.max() {
                None => Some(Course { began_at, ended_at: None, standing }),
                // Planned work that was called off before it began.
                Some(end) if planned => Some(Course { began_at: end, ended_at: Some(end), standing }),
                Some(_) => self.skip(what, "it ended before it began"),
            };
        };
        if resolved_at.is_some_and(|end| end < began_at) {
            let why = "it lies before the beginning; the update that ends it counts";
            self.skip::<()>(format!("the end of {what}"), why);
        }
        Some(Course { began_at, ended_at: Some(ended_at), standing })
    }

    /// The impact in our words. Where there is none, the worst that an update says of a component; a word that we don't
    /// know is noted, and never reads as if nothing had been wrong.
    fn impact(&mut self, what: &str, word: Option<&str>, updates: &[ImportedUpdate]) -> Impact {
        let worst = updates.iter().flat_map(|update| &update.affected).map(|affected| affected.now).max();
        let Some(word) = word.filter(|word| !word.trim().is_empty()) else {
            return worst.unwrap_or_default();
        };
        impact_of(word).unwrap_or_else(|| {
            let kept = worst.unwrap_or_default().max(Impact::Degraded);
            let why = format!(
                "no impact that we know: {word:?}; the incident is kept as {}",
                kept.word().to_lowercase()
            );
            self.skip::<()>(format!("the impact of {what}"), why);
            kept
        })
    }

    /// The text as it was published. A draft isn't ours to publish.
    fn postmortem(
        &mut self,
        what: &str,
        incident: &mut Incident<'_>,
        updates: &[ImportedUpdate],
    ) -> Option<String> {
        let is_postmortem = |word: &str| Word::of(word) == Some(Word::Postmortem);
        let updates = || updates.iter().rev().filter(|update| is_postmortem(&update.status));
        let is_told =
            |value: &serde_json::Value| !value.is_null() && *value != serde_json::Value::Bool(false);
        let published = incident.postmortem_published_at.as_ref().is_some_and(is_told)
            || incident.status.as_deref().is_some_and(is_postmortem)
            || updates().next().is_some();
        match incident.postmortem_body.take().filter(|body| !body.is_empty()) {
            Some(body) if published => {
                self.clean(&format!("the post-mortem of {what}"), &body, IMPORTED_POSTMORTEM_MAX)
            }
            Some(_) => {
                let what = format!("the post-mortem of {what}");
                self.skip(what, "it is a draft: nothing says that it was published")
            }
            None => updates().find(|update| !update.body.is_empty()).map(|update| update.body.clone()),
        }
    }
}

fn add(components: &mut Vec<ComponentId>, component: Option<ComponentId>) {
    if let Some(component) = component.filter(|component| !components.contains(component)) {
        components.push(component);
    }
}

/// How it stands at its source, by its own word, else by that of its last update.
fn standing(incident: &Incident<'_>, updates: &[ImportedUpdate]) -> Option<Standing> {
    let own = incident.status.as_deref().and_then(Word::of).map(Word::standing);
    let resolved = || incident.resolved_at.map(|_| Standing::Over);
    let last = || updates.iter().rev().find_map(|update| Word::of(&update.status)).map(Word::standing);
    own.or_else(resolved).or_else(last)
}

fn began_at(
    incident: &Incident<'_>,
    updates: &[ImportedUpdate],
    planned: bool,
    standing: Standing,
) -> Option<Timestamp> {
    let scheduled = incident.scheduled_for.filter(|_| planned).map(|when| when.0);
    let has_begun = |update: &&ImportedUpdate| Word::of(&update.status) == Some(Word::InProgress);
    let really = || updates.iter().find(has_begun).map(|update| update.at);
    let really = really().filter(|_| planned && standing != Standing::Planned);
    let began = incident.started_at.or(incident.created_at).map(|when| when.0);
    really.or(scheduled).or(began).or(updates.first().map(|update| update.at))
}

/// When the last run of closing updates began; none while the last word is that it goes on.
fn closed_at(updates: &[ImportedUpdate]) -> Option<Timestamp> {
    let closing = |update: &&ImportedUpdate| update.phase == Phase::Resolved;
    updates.iter().rev().take_while(closing).last().map(|update| update.at)
}

fn is_maintenance(incident: &Incident<'_>, updates: &[ImportedUpdate]) -> bool {
    let words = updates.iter().map(|update| update.status.as_str()).chain(incident.status.as_deref());
    let is_planned = incident.impact.as_deref().and_then(impact_of) == Some(Impact::Maintenance);
    is_planned || words.filter_map(Word::of).any(Word::planned)
}
