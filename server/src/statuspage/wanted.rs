//! What a program wants of an incident or of planned maintenance: the fields that have a meaning here, and a word on
//! each that has none.

use domain::text::{self, TITLE_MAX};
use domain::{ComponentId, ComponentImpact, Impact, PersonId, Phase};
use serde_json::{Map, Value};

use super::fault::Fault;
use super::wanted_work::{WantedWork, WorkStatus};
use crate::public::statuspage::Record;

/// What an incident is to be.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wanted {
    /// What people inside read.
    pub name: Option<String>,
    pub phase: Option<Phase>,
    pub body: Option<String>,
    /// By `components`.
    pub impacts: Vec<ComponentImpact>,
    /// By `component_ids`: what it is about, and nothing else.
    pub about: Option<Vec<ComponentId>>,
    /// By `metadata.reason`: why words stand that break trust, or go out without a second person.
    pub reason: Option<String>,
    /// By `metadata.commander`.
    pub commander: Option<PersonId>,
    /// By `scheduled_for` and the like: what planned maintenance is to be.
    pub work: WantedWork,
}

impl Wanted {
    /// Reads the fields of an incident. A field that says nothing counts as left out.
    pub fn of(fields: &Map<String, Value>, record: &Record) -> Result<Self, Fault> {
        let mut wanted = Self::default();
        for (field, value) in fields.iter().filter(|(_, value)| !is_nothing(value)) {
            match field.as_str() {
                "name" => wanted.name = Some(line(field, value)?),
                "body" => wanted.body = Some(string(field, value)?.to_owned()),
                "status" => wanted.read_status(string(field, value)?)?,
                "components" => wanted.impacts = impacts(value, record)?,
                "component_ids" => wanted.about = Some(about(value, record)?),
                "metadata" => wanted.read_metadata(value)?,
                _ if wanted.work.read(field, value)? => {}
                _ => must_be_harmless(field, value)?,
            }
        }
        wanted.must_be_of_one_kind()?;
        Ok(wanted)
    }

    fn read_status(&mut self, word: &str) -> Result<(), Fault> {
        match WorkStatus::of(word) {
            Some(status) => self.work.status = Some(status),
            None => self.phase = Some(phase(word)?),
        }
        Ok(())
    }

    /// A component under maintenance is of planned work, any other one of an incident.
    fn must_be_of_one_kind(&self) -> Result<(), Fault> {
        let is_work = self.work.is_wanted();
        if let Some((field, why)) = self.work.unlike.as_ref().filter(|_| is_work) {
            return Err(Fault::invalid(format!("incident.{field}: {why}")));
        }
        let under_maintenance = self.impacts.iter().find(|hit| hit.impact == Impact::Maintenance);
        let broken = self.impacts.iter().find(|hit| hit.impact > Impact::Maintenance);
        let words = "is of planned maintenance: give incident.scheduled_for and incident.scheduled_until.";
        match (under_maintenance, broken) {
            (Some(hit), _) if !is_work => Err(Fault::invalid(format!(
                "incident.components.{}: under_maintenance {words}",
                hit.component
            ))),
            (_, Some(hit)) if is_work => Err(Fault::invalid(format!(
                "incident.components.{}: planned maintenance puts it under_maintenance while the work goes on.",
                hit.component
            ))),
            _ if is_work && self.phase.is_some() => Err(Fault::invalid(
                "incident.status: it is of an incident, and the rest of planned maintenance.",
            )),
            _ => Ok(()),
        }
    }

    /// The components that it speaks of, each once.
    pub fn components(&self) -> Vec<ComponentId> {
        let mut all = self.about.clone().unwrap_or_default();
        let named = self.impacts.iter().map(|hit| &hit.component);
        let new: Vec<ComponentId> = named.filter(|id| !all.contains(id)).cloned().collect();
        all.extend(new);
        all
    }

    /// How each component is, after what customers were told `before`. What comes in without a word is degraded, as it is
    /// with a declaration; what `component_ids` leaves out works.
    pub fn impacts_after(&self, before: &[ComponentImpact]) -> Vec<ComponentImpact> {
        let mut all = before.to_vec();
        if let Some(about) = &self.about {
            all.retain(|hit| about.contains(&hit.component));
            let new = about.iter().filter(|id| before.iter().all(|hit| hit.component != **id));
            all.extend(new.map(|id| ComponentImpact::everywhere(id.clone(), Impact::Degraded)));
        }
        for wanted in &self.impacts {
            match all.iter_mut().find(|hit| hit.component == wanted.component) {
                Some(hit) => hit.impact = wanted.impact,
                None => all.push(wanted.clone()),
            }
        }
        all
    }

    /// Statuspage has objects in an object here: each of them may have the two that are read.
    fn read_metadata(&mut self, value: &Value) -> Result<(), Fault> {
        let not_an_object = || Fault::invalid("incident.metadata: it is no object.");
        let fields = value.as_object().ok_or_else(not_an_object)?;
        for (field, value) in fields {
            match (field.as_str(), value) {
                ("reason", Value::String(reason)) => self.reason = Some(reason.clone()),
                ("commander", value) => self.commander = Some(person(value)?),
                (_, Value::Object(_)) => self.read_metadata(value)?,
                _ => {
                    let words = "only reason and commander have a meaning here, and nothing else is kept.";
                    return Err(Fault::invalid(format!("incident.metadata.{field}: {words}")));
                }
            }
        }
        Ok(())
    }
}

pub(super) fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    }
}

pub(super) fn string<'a>(field: &str, value: &'a Value) -> Result<&'a str, Fault> {
    value.as_str().ok_or_else(|| Fault::invalid(format!("incident.{field}: it is no text.")))
}

fn line(field: &str, value: &Value) -> Result<String, Fault> {
    let line = text::line("incident.name", string(field, value)?, TITLE_MAX);
    line.map_err(|bad| Fault::invalid(bad.to_string()))
}

fn phase(word: &str) -> Result<Phase, Fault> {
    match word {
        "investigating" => Ok(Phase::Investigating),
        "identified" => Ok(Phase::Confirmed),
        "monitoring" => Ok(Phase::Monitoring),
        "resolved" => Ok(Phase::Resolved),
        _ => Err(Fault::invalid(
            "incident.status: it is none of investigating, identified, monitoring, resolved, scheduled, in_progress, \
             verifying, completed.",
        )),
    }
}

fn impacts(value: &Value, record: &Record) -> Result<Vec<ComponentImpact>, Fault> {
    let Some(fields) = value.as_object() else {
        return Err(Fault::invalid("incident.components: it is no object of ids and statuses."));
    };
    let impact = |(id, status): (&String, &Value)| {
        let field = format!("incident.components.{id}");
        let component = known(&field, id, record)?;
        Ok(ComponentImpact::everywhere(component, impact_of(&field, status)?))
    };
    fields.iter().map(impact).collect()
}

/// A component's status as one of ours.
pub fn impact_of(field: &str, status: &Value) -> Result<Impact, Fault> {
    match status.as_str() {
        Some("operational" | "") => Ok(Impact::Operational),
        Some("degraded_performance") => Ok(Impact::Degraded),
        Some("partial_outage") => Ok(Impact::Partial),
        Some("major_outage") => Ok(Impact::Major),
        Some("under_maintenance") => Ok(Impact::Maintenance),
        _ => {
            let words = "it is none of operational, degraded_performance, partial_outage, major_outage, under_maintenance.";
            Err(Fault::invalid(format!("{field}: {words}")))
        }
    }
}

fn about(value: &Value, record: &Record) -> Result<Vec<ComponentId>, Fault> {
    let Some(ids) = value.as_array() else {
        return Err(Fault::invalid("incident.component_ids: it is no list of ids."));
    };
    let ids = ids.iter().map(|id| id.as_str().unwrap_or_default());
    // A form has no other way to say that a list is empty.
    ids.filter(|id| !id.is_empty()).map(|id| known("incident.component_ids", id, record)).collect()
}

fn known(field: &str, id: &str, record: &Record) -> Result<ComponentId, Fault> {
    let component = record.component(id).map(|component| component.id.clone());
    component.ok_or_else(|| Fault::invalid(format!("{field}: no component of this page has the id {id:?}.")))
}

fn person(value: &Value) -> Result<PersonId, Fault> {
    let number = value.as_u64().or_else(|| value.as_str()?.parse().ok());
    let number = number.and_then(|number| u32::try_from(number).ok()).map(PersonId);
    number.ok_or_else(|| Fault::invalid("incident.metadata.commander: it is no number of a person."))
}

/// Lets a field through that asks for what is done anyway; says of another what is done in its place.
fn must_be_harmless(field: &str, value: &Value) -> Result<(), Fault> {
    let is = |wanted: bool| value.as_bool() == Some(wanted) || value.as_str() == Some(&wanted.to_string());
    let words = match field {
        "deliver_notifications" if is(true) => return Ok(()),
        "deliver_notifications" => "whoever follows the page hears of every update.",
        "impact_override" => "how bad it is follows from the components: say it in incident.components.",
        "backfilled" if is(false) => return Ok(()),
        "backfilled" | "backfill_date" => {
            "what is over is written down with its end, on /incidents/past or by command-post import."
        }
        "reminder_intervals" => "the company's cadence reminds, from /company.",
        "wants_twitter_update" if is(false) => return Ok(()),
        "wants_twitter_update" => "what goes to other channels is the company's to set.",
        _ if field.starts_with("auto_tweet_") && is(false) => return Ok(()),
        _ if field.starts_with("auto_tweet_") => "what goes to other channels is the company's to set.",
        _ => "there is no such field.",
    };
    Err(Fault::invalid(format!("incident.{field}: {words}")))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use domain::{Component, Timestamp};
    use serde_json::json;

    use super::*;
    use crate::public::{Input, SourceIds};

    fn record() -> Record {
        let components =
            ["Databases", "API"].map(|name| Component { id: ComponentId::slug(name), name: name.to_owned() });
        let mut source_ids = SourceIds::default();
        source_ids.add_component("k1".to_owned(), ComponentId::slug("API"));
        Record::new(Input {
            company: "Acme",
            origin: "http://localhost",
            feed_tag: "tag:a",
            source_ids: &source_ids,
            components: &components,
            retired: &[],
            groups: &[],
            subscribes: false,
            copy_of: None,
            languages: &[],
            brand: &app::brand::Brand::default(),
            incidents: BTreeMap::new(),
            now: Timestamp(0),
            stale_since: None,
            begins: &BTreeMap::new(),
            since: None,
            css: "",
        })
    }

    fn wanted(fields: Value) -> Result<Wanted, Fault> {
        Wanted::of(fields.as_object().expect("an object"), &record())
    }

    fn hit(name: &str, impact: Impact) -> ComponentImpact {
        ComponentImpact::everywhere(ComponentId::slug(name), impact)
    }

    #[test]
    fn reads_every_field_that_has_a_meaning() {
        let all = wanted(json!({
            "name": " Slow ", "status": "identified", "body": "It is slow.", "deliver_notifications": true,
            "components": {"k1": "major_outage", "databases": ""}, "component_ids": ["databases"],
            "metadata": {"jira": {"reason": "Legal asked"}, "commander": "7"}, "impact_override": null,
            "backfilled": false, "scheduled_for": null, "auto_tweet_on_creation": "false",
        }));
        let all = all.expect("fields");
        assert_eq!((all.name.as_deref(), all.phase), (Some("Slow"), Some(Phase::Confirmed)));
        assert_eq!(all.impacts, [hit("Databases", Impact::Operational), hit("API", Impact::Major)]);
        assert_eq!(all.components(), [ComponentId::slug("Databases"), ComponentId::slug("API")]);
        assert_eq!((all.reason.as_deref(), all.commander), (Some("Legal asked"), Some(PersonId(7))));
    }

    #[test]
    fn refuses_fields_without_a_meaning_by_name() {
        for (fields, words) in [
            (
                json!({"status": "scheduled", "components": {"api": "major_outage"}}),
                "incident.components.api: planned",
            ),
            (json!({"status": "fine"}), "incident.status: it is none of"),
            (json!({"components": {"moon": "major_outage"}}), "incident.components.moon: no component"),
            (json!({"components": {"api": "broken"}}), "incident.components.api: it is none of"),
            (json!({"components": {"api": "under_maintenance"}}), "is of planned maintenance"),
            (json!({"components": []}), "incident.components: it is no object"),
            (json!({"component_ids": ["moon"]}), "incident.component_ids: no component"),
            (json!({"component_ids": "api"}), "incident.component_ids: it is no list"),
            (json!({"deliver_notifications": false}), "incident.deliver_notifications:"),
            (json!({"impact_override": "none"}), "incident.impact_override: how bad it is follows"),
            (json!({"backfilled": true}), "incident.backfilled: what is over"),
            (json!({"scheduled_for": "soon"}), "incident.scheduled_for: it is no time"),
            (
                json!({"status": "resolved", "scheduled_until": "2026-12-01T00:00:00Z"}),
                "incident.status: it is of an",
            ),
            (json!({"scheduled_remind_prior": "perhaps"}), "incident.scheduled_remind_prior: it is neither"),
            (
                json!({"auto_transition_to_operational_state": false, "status": "scheduled"}),
                "operational_state: a",
            ),
            (json!({"metadata": {"ticket": "A-1"}}), "incident.metadata.ticket: only reason and commander"),
            (json!({"metadata": {"commander": "Ada"}}), "incident.metadata.commander: it is no number"),
            (json!({"name": "a\nb"}), "incident.name"),
            (json!({"name": 7}), "incident.name: it is no text"),
            (json!({"nmae": "x"}), "incident.nmae: there is no such field"),
        ] {
            let fault = wanted(fields.clone()).expect_err(&fields.to_string());
            assert!(fault.words().contains(words), "{fields}: {}", fault.words());
        }
    }

    #[test]
    fn components_stay_as_they_were_unless_something_is_said() {
        let before = [hit("API", Impact::Major)];
        for (fields, after) in [
            (json!({}), vec![hit("API", Impact::Major)]),
            (json!({"components": {"api": "operational"}}), vec![hit("API", Impact::Operational)]),
            (json!({"component_ids": []}), vec![]),
            (json!({"component_ids": ["api"]}), vec![hit("API", Impact::Major)]),
            (json!({"component_ids": ["databases"]}), vec![hit("Databases", Impact::Degraded)]),
            (
                json!({"components": {"databases": "partial_outage"}}),
                vec![hit("API", Impact::Major), hit("Databases", Impact::Partial)],
            ),
        ] {
            let wanted = wanted(fields.clone()).expect("fields");
            assert_eq!(wanted.impacts_after(&before), after, "{fields}");
        }
    }
}
