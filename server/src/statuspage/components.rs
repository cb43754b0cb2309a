//! Components and their groups. A component's status follows from incidents: to set it is to tell customers so.

use std::sync::Arc;

use axum::Json;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use domain::text::{self, NAME_MAX};
use domain::{Command, Component, ComponentImpact, Impact, Incident, Role, State, UpdateDraft, words};
use serde_json::{Map, Value};

use super::fault::Fault;
use super::wanted::impact_of;
use super::{Answer, Call, ok, record};
use crate::public::statuspage::ComponentObject;

/// What the page lists, without its groups, which are a list of their own here.
pub fn all(call: &Call) -> Vec<ComponentObject> {
    let mut all = call.record.components();
    all.retain(|component| !component.group);
    all
}

pub fn groups(call: &Call) -> Vec<ComponentObject> {
    let mut all = call.record.components();
    all.retain(|component| component.group);
    all
}

pub fn group(call: &Call, id: &str) -> Answer {
    let found = groups(call).into_iter().find(|group| group.id == id);
    found.map(|group| ok(&group)).ok_or_else(Fault::not_found)
}

pub fn one(call: &Call, id: &str) -> Answer {
    let component = call.record.component(id).ok_or_else(Fault::not_found)?;
    Ok(ok(&call.record.component_object(&component.id)))
}

/// Adds a component at the end of the page.
pub async fn create(call: &Call) -> Answer {
    if call.caller.role != Role::Admin {
        return Err(app::Error::NotAllowed.into());
    }
    let fields = call.body.under("component")?;
    for (field, value) in fields.iter().filter(|(field, _)| *field != "name") {
        must_be_harmless(field, value)?;
    }
    let name = fields.get("name").and_then(Value::as_str).unwrap_or_default();
    let name = text::line("component.name", name, NAME_MAX).map_err(|bad| Fault::invalid(bad.to_string()))?;
    let id = call.site.engine.add_component(call.actor().by, &name).await?;
    let created = record(&call.site).component_object(&id);
    Ok((StatusCode::CREATED, Json(created)).into_response())
}

/// Tells customers that a component is at another status than before.
pub async fn change(call: &Call, id: &str) -> Answer {
    let component = call.record.component(id).ok_or_else(Fault::not_found)?;
    let fields = call.body.under("component")?;
    for (field, value) in fields.iter().filter(|(field, _)| *field != "status") {
        match field.as_str() {
            "name" if value.as_str() == Some(component.name.as_str()) => {}
            _ => must_be_harmless(field, value)?,
        }
    }
    if let Some(wanted) = status(fields)? {
        set(call, component, wanted).await?;
    }
    Ok(ok(&record(&call.site).component_object(&component.id)))
}

fn status(fields: &Map<String, Value>) -> Result<Option<Impact>, Fault> {
    let status = fields.get("status").filter(|status| !status.is_null());
    let status = status.map(|status| impact_of("component.status", status)).transpose()?;
    if status == Some(Impact::Maintenance) {
        let words =
            "under_maintenance follows from planned maintenance. Create one with incident.scheduled_for.";
        return Err(Fault::invalid(format!("component.status: {words}")));
    }
    Ok(status)
}

/// Publishes the status in the open incident that is about the component.
async fn set(call: &Call, component: &Component, wanted: Impact) -> Result<(), Fault> {
    let about: Vec<Arc<Incident>> = call
        .site
        .engine
        .world
        .incidents()
        .into_iter()
        .filter(|incident| incident.is_open() && call.record.public(incident.id).is_some())
        .filter(|incident| names(incident, component))
        .collect();
    let at = |incident: &Incident| {
        let hit = incident.impacts().iter().find(|hit| hit.component == component.id);
        hit.map(|hit| hit.impact).unwrap_or_default()
    };
    let now = about.iter().map(|incident| at(incident)).max().unwrap_or_default();
    if now == wanted {
        return Ok(());
    }
    let [incident] = about.as_slice() else {
        let words = match about.len() {
            0 => "a component is as an incident says. Open one with it in incident.components.".to_owned(),
            several => {
                format!("{several} open incidents are about it. Change incident.components of one of them.")
            }
        };
        return Err(Fault::invalid(format!("component.status: {words}")));
    };
    let incident = call.read(incident.id).await?;
    call.send(&incident, published(call, &incident, component, wanted), "").await
}

fn names(incident: &Incident, component: &Component) -> bool {
    let is_hit = incident.impacts().iter().any(|hit| hit.component == component.id);
    is_hit || incident.components.contains(&component.id)
}

/// The words that keep the cadence, with the component at its new status.
fn published(call: &Call, incident: &Incident, component: &Component, wanted: Impact) -> Command {
    let mut impacts = incident.impacts().to_vec();
    match impacts.iter_mut().find(|hit| hit.component == component.id) {
        Some(hit) => hit.impact = wanted,
        None => impacts.push(ComponentImpact::everywhere(component.id.clone(), wanted)),
    }
    let company = call.site.engine.world.company();
    let hit: Vec<_> = impacts.iter().filter(|hit| hit.impact != Impact::Operational).collect();
    let hit: Vec<_> = hit.into_iter().map(|hit| hit.component.clone()).collect();
    let every = incident.policy.update_every(incident.course.state.max(State::Investigating));
    let due = call.site.engine.clock.now() + every;
    let body = words::still_working(&words::names(&hit, &company.directory), due);
    let phase = incident.phase();
    Command::PublishUpdate { update: UpdateDraft { phase, body, impacts, next_due: None, reason: None } }
}

/// Lets a field through that asks for what is so anyway.
fn must_be_harmless(field: &str, value: &Value) -> Result<(), Fault> {
    let is = |wanted: bool| value.as_bool() == Some(wanted) || value.as_str() == Some(&wanted.to_string());
    let words = match field {
        _ if value.is_null() || value.as_str() == Some("") => return Ok(()),
        "status" if value.as_str() == Some("operational") => return Ok(()),
        "status" => "a new component works; open an incident with it in incident.components.",
        "showcase" if is(true) => return Ok(()),
        "showcase" => "the days of every component are shown.",
        "only_show_if_degraded" if is(false) => return Ok(()),
        "only_show_if_degraded" => "every component is always shown.",
        "name" => "it is renamed on /company.",
        "group_id" => "groups are kept on /company.",
        "description" => "a component has no description here.",
        "start_date" => "its days are counted from when it was added.",
        _ => "there is no such field.",
    };
    Err(Fault::invalid(format!("component.{field}: {words}")))
}
