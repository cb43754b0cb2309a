//! Destinations: a channel of a chat, an account of a social network, a number. Here messages meet the services.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use domain::{By, Incident, IncidentId, Seq};
use tokio::time::Instant;

use super::mail::{Published, read_published};
use super::sender::again;
use super::service::{Amends, Sending, Sent, Service, Told, amend};
use super::spread::AMENDED_AGAIN;
use super::webhook::Dialer;
use super::{Channel, Job, Kind, Outcome, Remembered, message_id};
use crate::clock::Clock;
use crate::store::failing::Receiver;
use crate::store::{Stamp, Store, StoreError};
use crate::world::World;

/// How long a message waits for its turn within its lease; where it would be longer, it comes back for it.
const TURN_WAIT_MAX: Duration = Duration::from_secs(5);
/// Destinations whose last message is known.
const PACES_MAX: usize = 1_000;
/// Characters of a secret that is looked for in what services say.
const SECRET_CHARS_MIN: usize = 4;

/// What somebody sets up.
#[derive(Clone)]
pub struct Draft {
    pub service: &'static Service,
    pub name: String,
    /// What was typed, by the field's name, secrets too.
    pub fields: BTreeMap<String, String>,
    /// It is told of drills, and of nothing else.
    pub drill: bool,
    pub updates: bool,
    pub sitreps: bool,
}

/// Where messages go. It has secrets: nothing may show it.
#[derive(Clone)]
pub struct Destination {
    pub id: i64,
    pub draft: Draft,
    pub paused: bool,
    /// Who added it, or changed it last; empty where they are gone.
    pub owner: String,
    /// Nothing has reached it for days, and its owner got word of that.
    pub fails: bool,
}

impl Destination {
    fn place(&self) -> Place {
        let mut hasher = DefaultHasher::new();
        self.draft.fields.hash(&mut hasher);
        (self.id, hasher.finish())
    }
}

/// How a destination is doing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    pub waiting: u32,
    pub sent: u32,
    pub failed: u32,
    /// Why the last of what was not sent was not.
    pub why: String,
}

/// What a record tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tells {
    Update,
    /// That an update was corrected or withdrawn.
    Amendment,
    Sitrep,
}

/// What this record of the incident tells; `None` where a later one tells it.
pub fn tells(incident: &Incident, seq: Seq) -> Option<Tells> {
    let is_sitrep = || incident.knowledge.sitreps.iter().any(|sitrep| sitrep.seq == seq);
    if incident.published(seq).is_some() {
        Some(Tells::Update)
    } else if incident.amended_by(seq).is_some() {
        Some(Tells::Amendment)
    } else {
        is_sitrep().then_some(Tells::Sitrep)
    }
}

/// When each destination may be sent something again, on this node. One that was changed begins anew: its rest may have
/// been for what was wrong with it.
#[derive(Debug, Default)]
pub struct Paces(Mutex<HashMap<Place, Instant>>);

/// A destination as it is set up: its number, and a hash of what was typed.
type Place = (i64, u64);

impl Paces {
    /// Takes the next turn at a destination and says how long it is until then; an error says how long it is where that is
    /// too long to wait.
    fn take(&self, place: Place, pace: Duration) -> Result<Duration, Duration> {
        let mut next = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if next.len() >= PACES_MAX {
            next.retain(|_, at| *at > now);
        }
        let at = next.get(&place).copied().unwrap_or(now).max(now);
        let wait = at - now;
        if wait > TURN_WAIT_MAX {
            return Err(wait);
        }
        next.insert(place, at + pace);
        Ok(wait)
    }

    /// Leaves a destination alone.
    fn rest(&self, place: Place, rest: Duration) {
        let mut next = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = Instant::now() + rest;
        let known = next.entry(place).or_insert(at);
        *known = at.max(*known);
    }
}

/// Sends to the destinations at one service.
pub struct DestinationChannel {
    pub service: &'static Service,
    pub store: Store,
    pub world: Arc<World>,
    /// Where people reach this server.
    pub origin: String,
    /// Where customers reach the status page.
    pub status_origin: String,
    pub clock: Clock,
    pub dialer: Dialer,
    pub paces: Paces,
}

#[async_trait]
impl Channel for DestinationChannel {
    fn kind(&self) -> Kind {
        Kind::Service(self.service.slug)
    }

    async fn send(&self, job: &Job) -> Outcome {
        match self.deliver(job).await {
            Ok(outcome) => outcome,
            Err(error) => again(format!("the database: {error}")),
        }
    }
}

impl DestinationChannel {
    async fn deliver(&self, job: &Job) -> Result<Outcome, StoreError> {
        let Some(destination) = self.store.destination(job.recipient).await? else {
            return Ok(Outcome::NoLonger("the channel was removed".to_owned()));
        };
        if destination.paused {
            return Ok(Outcome::NoLonger("the channel is paused".to_owned()));
        }
        let (told, amends, as_of) = match self.read_told(job) {
            Ok(told) => told,
            Err(outcome) => return Ok(outcome),
        };
        let place = destination.place();
        match self.paces.take(place, self.service.pace) {
            Ok(wait) => tokio::time::sleep(wait).await,
            Err(after) => {
                return Ok(Outcome::Again { why: "the channel is left alone for a while".to_owned(), after });
            }
        }
        let about = told.about.slug();
        let remembered = self.store.memory(destination.id, job.incident, about).await?;
        let sending = Sending {
            service: self.service,
            destination: destination.id,
            fields: &destination.draft.fields,
            told: &told,
            as_of,
            message: &job.message,
            tries: job.tries,
            now: self.clock.now(),
            dialer: &self.dialer,
        };
        let Sent { outcome, remember } = match amends {
            None => self.service.speaks.send(&sending, remembered).await,
            Some(update) => {
                let message = message_id(job.kind, job.incident, update, destination.id);
                amend::amend(&sending, remembered, &message).await
            }
        };
        if let Outcome::Again { after, .. } = &outcome {
            self.paces.rest(place, *after);
        }
        let outcome = destination.draft.without_secrets(outcome);
        // What became of the message counts, and is not lost with this.
        if let Err(error) = self.note_health(destination.id, &outcome).await {
            tracing::debug!(channel = destination.id, "how it is doing is not written down: {error}");
        }
        Ok(match remember {
            Some(memory) => Outcome::Remember(Box::new(Remembered { about, memory, outcome })),
            None => outcome,
        })
    }

    /// Writes down whether anything reaches the destination; its owner gets word when nothing does for days.
    async fn note_health(&self, id: i64, outcome: &Outcome) -> Result<(), StoreError> {
        if *outcome == Outcome::Sent {
            return self.store.receiver_works(Receiver::Channel, id).await;
        }
        let (Outcome::Again { why, .. } | Outcome::Down(why) | Outcome::Dead(why)) = outcome else {
            return Ok(());
        };
        let stamp = Stamp { by: By::Server, at: self.clock.now() };
        if self.store.receiver_fails(&stamp, Receiver::Channel, id, why, false).await? {
            tracing::warn!(channel = id, "nothing has reached a channel for days: {why}");
        }
        Ok(())
    }

    /// What is told, the record of the update that it amends, and the record that gave it its words.
    fn read_told(&self, job: &Job) -> Result<(Told, Option<Seq>, Seq), Outcome> {
        let company = self.world.company();
        let incident = self.incident(job.incident, job.seq)?;
        match tells(&incident, job.seq) {
            Some(Tells::Update | Tells::Amendment) => {
                let Published { incident, number, amends, as_of } = read_published(&self.world, job)?;
                let told = Told::update(&company.directory, &self.status_origin, &incident, number);
                let is_answer = amends.is_some() && self.service.amends == Amends::Answers;
                return Ok((if is_answer { told.as_correction() } else { told }, amends, as_of));
            }
            Some(Tells::Sitrep) => {}
            None => return Err(Outcome::NoLonger(AMENDED_AGAIN.to_owned())),
        }
        let gone = || Outcome::NoLonger("the sitrep is not there any more".to_owned());
        let sitreps = &incident.knowledge.sitreps;
        let at = sitreps.iter().position(|sitrep| sitrep.seq == job.seq);
        let at = at.filter(|_| incident.confidential.is_none()).ok_or_else(gone)?;
        let before = at.checked_sub(1).map(|before| &sitreps[before]);
        let told = Told::sitrep(&company.directory.company, &self.origin, &incident, &sitreps[at], before);
        Ok((told, None, job.seq))
    }

    fn incident(&self, id: IncidentId, seq: Seq) -> Result<Arc<Incident>, Outcome> {
        let incident: Option<Arc<Incident>> = self.world.incident(id).filter(|incident| incident.seq >= seq);
        incident.ok_or_else(|| again("this node has not read it yet"))
    }
}

impl Draft {
    /// Tries it: where everybody could read a test, nothing is written there.
    ///
    /// # Errors
    /// What is missing, or what the service said.
    pub async fn test(
        &self,
        destination: i64,
        dialer: &Dialer,
        told: &Told,
        message: &str,
    ) -> Result<String, String> {
        let sending = Sending {
            service: self.service,
            destination,
            fields: &self.fields,
            told,
            as_of: Seq::default(),
            message,
            tries: 1,
            now: told.at,
            dialer,
        };
        self.service.speaks.test(&sending).await.map_err(|why| self.mask(why))
    }

    /// The same, where a service has repeated a secret.
    fn without_secrets(&self, outcome: Outcome) -> Outcome {
        match outcome {
            Outcome::Again { why, after } => Outcome::Again { why: self.mask(why), after },
            Outcome::Down(why) => Outcome::Down(self.mask(why)),
            Outcome::Dead(why) => Outcome::Dead(self.mask(why)),
            outcome => outcome,
        }
    }

    fn mask(&self, why: String) -> String {
        let secret = self.service.fields.iter().filter(|field| field.kind.is_secret());
        let values = secret.filter_map(|field| self.fields.get(field.name));
        let values = values.filter(|value| value.chars().count() >= SECRET_CHARS_MIN);
        values.fold(why, |why, value| why.replace(value.as_str(), "•••"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_destination_is_sent_one_after_the_other() {
        let (paces, pace) = (Paces::default(), Duration::from_secs(2));
        assert_eq!(paces.take((1, 0), pace), Ok(Duration::ZERO));
        assert_eq!(paces.take((1, 0), pace), Ok(pace));
        assert_eq!(paces.take((2, 0), pace), Ok(Duration::ZERO), "another one waits for nobody");
        paces.rest((2, 0), Duration::from_secs(60));
        assert_eq!(paces.take((2, 0), pace), Err(Duration::from_secs(60)));
        assert_eq!(paces.take((2, 1), pace), Ok(Duration::ZERO), "it was set up anew");
        tokio::time::advance(Duration::from_secs(60)).await;
        assert_eq!(paces.take((2, 0), pace), Ok(Duration::ZERO));
    }
}
