//! Incidents at every stage, at minute zero.

use domain::*;

use super::*;

pub fn nothing() -> World {
    World::new()
}

pub fn declared(who: PersonId) -> World {
    World::new().does(who, declare())
}

pub fn confidential(who: PersonId) -> World {
    let post = FirstPost::Confidential { reason: "A key leaked".to_owned() };
    World::new().does(
        who,
        Command::Declare {
            title: "Leak".to_owned(),
            components: vec![],
            suspected_at: None,
            post,
            commander: None,
        },
    )
}

pub fn confirmed(who: PersonId) -> World {
    declared(who).does(who, confirm())
}

pub fn major(who: PersonId) -> World {
    confirmed(who).does(who, call())
}

pub fn stood_down(who: PersonId) -> World {
    declared(who).does(who, Command::StandDown { post: last_post() })
}

/// Resolved by `who`, who owns the post-mortem.
pub fn resolved(who: PersonId) -> World {
    confirmed(who).does(who, resolve(who))
}

pub fn closed(who: PersonId) -> World {
    resolved(who).does(who, publish_postmortem()).does(who, Command::Close)
}

/// `ic` commands, `comms` holds communications.
pub fn with_comms(ic: PersonId, comms: PersonId) -> World {
    declared(ic).does(ic, offer(Duty::Communications, comms)).does(comms, accept(Duty::Communications))
}

pub fn imported() -> World {
    World::new().acts(&import(), import_of(history()))
}

pub fn import() -> Actor {
    Actor { by: By::Import, role: Role::Admin }
}

/// What an import says of an incident.
pub fn import_of(incident: ImportedIncident) -> Command {
    Command::Import { incident: Box::new(incident) }
}

/// Somebody's incident of the past.
pub fn history() -> ImportedIncident {
    let update = |phase, status: &str, minutes| ImportedUpdate {
        phase,
        status: status.to_owned(),
        body: format!("Then it was {status}."),
        at: at(minutes),
        ..ImportedUpdate::default()
    };
    ImportedIncident {
        source: "statuspage:p/i".to_owned(),
        headline: "Elevated errors".to_owned(),
        impact: Impact::Partial,
        components: vec![databases()],
        began_at: at(-5_000),
        ended_at: Some(at(-4_940)),
        updates: vec![
            update(Phase::Investigating, "investigating", -5_000),
            update(Phase::Confirmed, "in_progress", -4_970),
            update(Phase::Resolved, "resolved", -4_940),
        ],
        postmortem: Some("What we learned.".to_owned()),
        ..ImportedIncident::default()
    }
}

/// Confirmed by `ic`, with these customers in the restore queue.
pub fn queued(ic: PersonId, customers: &[u32]) -> World {
    confirmed(ic).does(ic, queue(customers))
}
