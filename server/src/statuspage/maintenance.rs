//! Planned maintenance: announced, and moved on. Each request becomes the commands that a person would send.

use axum::Json;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use domain::{Command, Incident, Maintenance, MaintenancePhase, MaintenancePlan, Phase, words};

use super::fault::Fault;
use super::wanted::Wanted;
use super::wanted_work::WorkStatus;
use super::{Answer, Call, answer, ok, record};

/// Announces work, and begins it where it is to be in progress.
pub async fn create(call: &Call, wanted: &Wanted) -> Answer {
    let title = wanted.name.clone().ok_or_else(|| Fault::invalid("incident.name: it is missing."))?;
    let missing = |field: &str| Fault::invalid(format!("incident.{field}: it is missing."));
    let begins = match wanted.work.status {
        None | Some(WorkStatus::Scheduled) => false,
        Some(WorkStatus::InProgress) => true,
        Some(WorkStatus::Verifying | WorkStatus::Completed) => {
            return Err(Fault::invalid("incident.status: new work is scheduled or in_progress."));
        }
    };
    let now = call.site.engine.clock.now();
    let from = if begins { Some(wanted.work.from.unwrap_or(now).max(now)) } else { wanted.work.from };
    let bare = MaintenancePlan {
        title,
        components: wanted.components(),
        from: from.ok_or_else(|| missing("scheduled_for"))?,
        until: wanted.work.until.ok_or_else(|| missing("scheduled_until"))?,
        ..MaintenancePlan::default()
    };
    let plan = MaintenancePlan { from: bare.from, ..wanted.work.plan(&bare) };
    let body = wanted.body.clone().unwrap_or_default();
    let command = Command::PlanMaintenance { plan, body, reason: wanted.reason.clone() };
    let done = call.site.engine.carry_out(call.actor(), None, command, call.key.clone()).await?;
    if begins {
        let incident = call.read(done.incident).await?;
        // A request that came again finds its first half done, and perhaps its second.
        if incident.maintenance.as_ref().is_some_and(|work| work.phase == MaintenancePhase::Planned) {
            let begin = Command::BeginMaintenance { body: String::new(), reason: None };
            call.send(&incident, begin, "begun").await?;
        }
    }
    let told = answer::incident(&record(&call.site), done.incident)?;
    Ok((StatusCode::CREATED, Json(told)).into_response())
}

/// Changes the plan, moves the work on, or says a word about it. Who asks for what is so already changes nothing.
pub async fn change(call: &Call, incident: &Incident, wanted: &Wanted) -> Answer {
    let work = incident.maintenance.as_deref().ok_or_else(Fault::not_found)?;
    if wanted.phase.is_some() {
        let words = "it is one of scheduled, in_progress, verifying, completed.";
        return Err(Fault::invalid(format!("incident.status: {words}")));
    }
    let plan = plan(work, wanted);
    let mut step = step(call, incident, work, wanted);
    if plan != work.plan {
        // Words about nothing but the plan go out with it.
        let is_word =
            matches!(step, Some(Command::PostMaintenance { phase, .. }) if phase == incident.phase());
        let body = if is_word { wanted.body.clone().unwrap_or_default() } else { String::new() };
        step = step.filter(|_| !is_word);
        let change = Command::ChangeMaintenance { plan, body, reason: wanted.reason.clone() };
        call.send(incident, change, "planned").await?;
    }
    if let Some(step) = step {
        call.send(incident, step, "").await?;
    }
    Ok(ok(&answer::incident(&record(&call.site), incident.id)?))
}

/// Why an incident is not deleted.
pub const NOT_DELETED: &str =
    "incident: nothing that was published is deleted here. Correct an update, or resolve it.";

/// Calls planned work off, which is as near as anything comes to deleting it: it was announced, and stays with a word that
/// it does not take place. Who deletes again changes nothing.
pub async fn cancel(call: &Call, id: &str) -> Answer {
    let incident = call.read(call.find(id)?.id).await?;
    let work = incident.maintenance.as_deref().ok_or_else(|| Fault::invalid(NOT_DELETED))?;
    match work.phase {
        MaintenancePhase::Planned => {
            let names = words::names(&work.plan.components, &call.site.engine.world.company().directory);
            let body = words::maintenance_cancelled(&names);
            call.send(&incident, Command::CancelMaintenance { body, reason: None }, "").await?;
        }
        MaintenancePhase::Cancelled => {}
        MaintenancePhase::InProgress | MaintenancePhase::Completed => {
            let words = "incident: work that has begun is not deleted. Complete it, with status completed.";
            return Err(Fault::invalid(words));
        }
    }
    Ok(ok(&answer::incident(&record(&call.site), incident.id)?))
}

fn plan(work: &Maintenance, wanted: &Wanted) -> MaintenancePlan {
    let named = wanted.components();
    let components = if named.is_empty() { work.plan.components.clone() } else { named };
    let title = wanted.name.clone().unwrap_or_else(|| work.plan.title.clone());
    MaintenancePlan { title, components, ..wanted.work.plan(&work.plan) }
}

/// The command beside the change of the plan.
fn step(call: &Call, incident: &Incident, work: &Maintenance, wanted: &Wanted) -> Option<Command> {
    let stands = match (work.phase, incident.phase()) {
        (MaintenancePhase::Planned, _) => WorkStatus::Scheduled,
        (MaintenancePhase::InProgress, Phase::Monitoring) => WorkStatus::Verifying,
        (MaintenancePhase::InProgress, _) => WorkStatus::InProgress,
        (MaintenancePhase::Completed | MaintenancePhase::Cancelled, _) => WorkStatus::Completed,
    };
    let status = wanted.work.status.unwrap_or(stands);
    let last = incident.comms.updates.last();
    let is_news = |body: &String| last.is_none_or(|last| last.update.body != body.trim());
    let words = wanted.body.clone().filter(is_news);
    if status == stands && words.is_none() {
        return None;
    }
    let (body, reason) = (words.unwrap_or_default(), wanted.reason.clone());
    Some(match status {
        WorkStatus::Scheduled => Command::PostMaintenance { phase: Phase::Investigating, body, reason },
        WorkStatus::InProgress if stands == WorkStatus::Scheduled => {
            Command::BeginMaintenance { body, reason }
        }
        WorkStatus::InProgress => Command::PostMaintenance { phase: Phase::Confirmed, body, reason },
        WorkStatus::Verifying => {
            let names = words::names(&work.plan.components, &call.site.engine.world.company().directory);
            let body = if body.is_empty() { words::maintenance_verifying(&names) } else { body };
            Command::PostMaintenance { phase: Phase::Monitoring, body, reason }
        }
        WorkStatus::Completed => Command::EndMaintenance { body, reason },
    })
}
