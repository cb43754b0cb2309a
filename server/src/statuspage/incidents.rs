//! Incidents: opened, and moved on.

use std::sync::Arc;

use axum::Json;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use domain::{
    Actor, Command, ComponentImpact, FirstPost, Impact, Incident, IncidentId, PersonId, Phase, Post,
    PostmortemPlan, State, UpdateDraft, words,
};
use sha2::{Digest, Sha256};

use super::fault::Fault;
use super::wanted::Wanted;
use super::{Answer, Call, answer, maintenance, ok, record};
use crate::backend::log_failure;
use crate::store::CommandKey;

/// Opens an incident.
pub async fn create(call: &Call) -> Answer {
    let wanted = Wanted::of(call.body.under("incident")?, &call.record)?;
    if wanted.work.is_wanted() {
        return maintenance::create(call, &wanted).await;
    }
    let phase = wanted.phase.unwrap_or(Phase::Investigating);
    if phase == Phase::Resolved {
        let words =
            "what is over is written down with its end, on /incidents/past or by command-post import.";
        return Err(Fault::invalid(format!("incident.status: {words}")));
    }
    let declare = declaration(call, &wanted).await?;
    if phase != Phase::Investigating {
        // Nothing is opened whose words would then not be published.
        call.must_lint(&wanted, &moved_on(call, &Incident::new(IncidentId(0)), &wanted))?;
    }
    let done = call.site.engine.carry_out(call.caller.actor(), None, declare, call.key.clone()).await?;
    if phase != Phase::Investigating {
        let incident = call.read(done.incident).await?;
        // A request that came again finds its first half done, and perhaps its second.
        if incident.phase() == Phase::Investigating {
            let command = moved_on(call, &incident, &wanted);
            call.publish(&incident, command, &wanted, "moved on").await?;
        }
    }
    let created = answer::incident(&record(&call.site), done.incident)?;
    Ok((StatusCode::CREATED, Json(created)).into_response())
}

/// The declaration, with the words that customers read first: the program's own, unless they are of a later phase.
async fn declaration(call: &Call, wanted: &Wanted) -> Result<Command, Fault> {
    let title = wanted.name.clone().ok_or_else(|| Fault::invalid("incident.name: it is missing."))?;
    let components = wanted.components();
    let is_first = wanted.phase.is_none_or(|phase| phase == Phase::Investigating);
    let post = match (&wanted.body, is_first) {
        (Some(body), true) => FirstPost::Words {
            body: body.clone(),
            reason: wanted.reason.clone(),
            impacts: wanted.impacts.clone(),
        },
        (None, true) if !wanted.impacts.is_empty() => {
            let company = call.site.engine.world.company();
            let names = words::names(&components, &company.directory);
            let due = call.site.engine.clock.now() + company.policy.update_every(State::Investigating);
            let body = words::first_post(&names, due);
            FirstPost::Words { body, reason: None, impacts: wanted.impacts.clone() }
        }
        _ => FirstPost::Standard,
    };
    let commander = Some(call.commander(wanted).await?);
    Ok(Command::Declare { title, components, suspected_at: None, post, commander })
}

/// One incident.
pub fn one(call: &Call, id: &str) -> Answer {
    let incident = call.find(id)?;
    Ok(ok(&answer::incident(&call.record, incident.id)?))
}

/// Tells customers something new, and moves the incident on where the words are of another state.
pub async fn change(call: &Call, id: &str) -> Answer {
    let known = call.find(id)?;
    if known.imported.is_some() {
        let words = "it was taken over from another page, and is history here.";
        return Err(Fault::invalid(format!("incident: {words}")));
    }
    let wanted = Wanted::of(call.body.under("incident")?, &call.record)?;
    let incident = call.read(known.id).await?;
    if incident.maintenance.is_some() {
        return maintenance::change(call, &incident, &wanted).await;
    }
    if wanted.work.is_wanted() {
        let words = "it is an incident, and no planned maintenance.";
        return Err(Fault::invalid(format!("incident.scheduled_for: {words}")));
    }
    let headline = call.record.public(incident.id).map(|public| public.headline.as_str());
    if let Some(name) =
        wanted.name.as_deref().filter(|name| *name != incident.title && Some(*name) != headline)
    {
        let words =
            "an incident keeps its title, and customers read a headline that follows from the components.";
        return Err(Fault::invalid(format!(
            "incident.name: {words} It is {:?}, not {name:?}.",
            incident.title
        )));
    }
    if !says_the_same(&incident, &wanted) {
        let command = moved_on(call, &incident, &wanted);
        call.publish(&incident, command, &wanted, "").await?;
    }
    Ok(ok(&answer::incident(&record(&call.site), incident.id)?))
}

/// Whether customers have been told exactly this last: a request that comes again tells nobody anything twice.
fn says_the_same(incident: &Incident, wanted: &Wanted) -> bool {
    let marked = |hits: &[ComponentImpact]| {
        let mut marked: Vec<ComponentImpact> = hits.to_vec();
        marked.retain(|hit| hit.impact != Impact::Operational);
        marked.sort_by(|a, b| a.component.cmp(&b.component));
        marked
    };
    let last = incident.comms.updates.last();
    let is_same_body = |body: &String| last.is_some_and(|last| last.update.body == body.trim());
    let is_over = incident.course.ending.is_some();
    wanted.phase.is_none_or(|phase| phase == incident.phase())
        && wanted.body.as_ref().is_none_or(is_same_body)
        && (is_over || marked(&wanted.impacts_after(incident.impacts())) == marked(incident.impacts()))
}

/// The command that makes an incident what is wanted.
fn moved_on(call: &Call, incident: &Incident, wanted: &Wanted) -> Command {
    let phase = wanted.phase.unwrap_or_else(|| incident.phase());
    let impacts = wanted.impacts_after(incident.impacts());
    let company = call.site.engine.world.company();
    let hit: Vec<_> = impacts.iter().map(|hit| hit.component.clone()).collect();
    let names = words::names(&hit, &company.directory);
    let now = call.site.engine.clock.now();
    let due = now + incident.policy.update_every(incident.course.state.max(State::Investigating));
    let body = wanted.body.clone().unwrap_or_else(|| match phase {
        Phase::Resolved => words::resolved(&names),
        Phase::Investigating | Phase::Confirmed | Phase::Monitoring => words::still_working(&names, due),
    });
    let reason = wanted.reason.clone();
    let update = UpdateDraft { phase, body, impacts: impacts.clone(), next_due: None, reason };
    let is_over = incident.course.ending.is_some();
    match (phase, incident.course.state) {
        (Phase::Resolved, _) if !is_over => {
            let owner = wanted.commander.or(incident.commander()).unwrap_or(PersonId(0));
            let due = now + company.policy.postmortem_within;
            Command::Resolve { post: Post::Now { update }, postmortem: PostmortemPlan::Owner { owner, due } }
        }
        (Phase::Investigating | Phase::Confirmed | Phase::Monitoring, _) if is_over => {
            Command::Reopen { reason: update.body.clone(), post: Post::Now { update } }
        }
        (Phase::Confirmed, State::Investigating) => {
            let symptoms =
                if incident.title.is_empty() { update.body.clone() } else { incident.title.clone() };
            let scope = if names.is_empty() { symptoms.clone() } else { words::list(&names) };
            Command::Confirm { symptoms, scope, impacts, post: Post::Now { update } }
        }
        _ => Command::PublishUpdate { update },
    }
}

impl Call {
    pub(super) fn actor(&self) -> Actor {
        self.caller.actor()
    }

    /// The incident that an id means, if anything of it is public.
    pub(super) fn find(&self, id: &str) -> Result<Arc<Incident>, Fault> {
        let all = self.site.engine.world.incidents();
        let found = all.into_iter().find(|incident| self.record.id_of(incident) == id);
        found.filter(|incident| self.record.public(incident.id).is_some()).ok_or_else(Fault::not_found)
    }

    /// The incident with all that is written of it.
    pub(super) async fn read(&self, id: IncidentId) -> Result<Arc<Incident>, Fault> {
        let engine = &self.site.engine;
        let found = engine.world.find(engine.log.as_ref(), id).await.map_err(|error| log_failure(&error))?;
        found.ok_or_else(Fault::not_found)
    }

    /// Carries a command out; `step` tells apart what one request does.
    pub(super) async fn send(&self, incident: &Incident, command: Command, step: &str) -> Result<(), Fault> {
        let key = self.key.as_ref().map(|key| self::key(key, step));
        self.site.engine.carry_out(self.actor(), Some(incident.id), command, key).await?;
        Ok(())
    }

    /// As [`Self::send`]. Where a second person should approve its words first, the reason that is given is the way past that,
    /// as it is people's: the log keeps it.
    async fn publish(
        &self,
        incident: &Incident,
        command: Command,
        wanted: &Wanted,
        step: &str,
    ) -> Result<(), Fault> {
        let (update, reason) = (own_words(&command).cloned(), wanted.reason.clone());
        match (self.send(incident, command.clone(), step).await, update, reason) {
            (Err(fault), Some(update), Some(reason)) if fault.asks_approval() => {
                let alone = Command::SkipApproval { update, reason, corrects: None };
                self.send(incident, alone, &format!("{step} alone")).await?;
                self.send(incident, command, step).await
            }
            (sent, ..) => sent,
        }
    }

    /// Refuses words that the process would refuse, before anything is done.
    fn must_lint(&self, wanted: &Wanted, command: &Command) -> Result<(), Fault> {
        let stops = self.site.engine.stops(command, &Incident::new(IncidentId(0)));
        let has_reason = wanted.reason.as_ref().is_some_and(|reason| !reason.trim().is_empty());
        if stops.is_empty() || has_reason {
            Ok(())
        } else {
            Err(app::Error::from(domain::Refusal::ReasonNeeded { findings: stops }).into())
        }
    }

    /// Who commands what this program opens.
    async fn commander(&self, wanted: &Wanted) -> Result<PersonId, Fault> {
        if let Some(named) = wanted.commander {
            return Ok(named);
        }
        let engine = &self.site.engine;
        let tokens = engine.store.tokens().await.map_err(|error| log_failure(&error))?;
        let maker =
            tokens.iter().find(|token| token.id == self.caller.token).and_then(|token| token.created_by);
        let company = engine.world.company();
        let mut people: Vec<_> =
            company.directory.people.iter().filter(|person| person.can_take_part()).collect();
        people.sort_by_key(|person| (Some(person.id) != maker, std::cmp::Reverse(person.role), person.id));
        let nobody =
            || Fault::invalid("incident.metadata.commander: nobody here can command. Invite a responder.");
        people.first().map(|person| person.id).ok_or_else(nobody)
    }
}

/// The update that a command publishes.
fn own_words(command: &Command) -> Option<&UpdateDraft> {
    match command {
        Command::PublishUpdate { update }
        | Command::Confirm { post: Post::Now { update }, .. }
        | Command::Resolve { post: Post::Now { update }, .. }
        | Command::Reopen { post: Post::Now { update }, .. } => Some(update),
        _ => None,
    }
}

/// The key of one of the commands that a request becomes.
fn key(of_request: &CommandKey, step: &str) -> CommandKey {
    if step.is_empty() {
        return of_request.clone();
    }
    let digest = Sha256::digest(format!("{step}/{of_request}"));
    let digits: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    CommandKey::parse(&digits).unwrap_or_else(|_| of_request.clone())
}
