//! Updates by mail, the mail that asks to confirm a subscription, and word to the owners of what fails.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use domain::public::PublicIncident;
use domain::{Incident, Seq};

use super::mailer::Mailer;
use super::sender::again;
use super::{Channel, Job, Kind, Outcome, letter, spread};
use crate::store::failing::Receiver;
use crate::store::{Store, StoreError};
use crate::world::World;

/// What letters are made of.
#[derive(Clone)]
pub struct Post {
    pub store: Store,
    pub world: Arc<World>,
    pub mailer: Arc<Mailer>,
    /// Where readers reach the status page: `https://status.example.com`.
    pub origin: String,
    /// Where customers reach the status page.
    pub status_origin: String,
}

/// Sends updates to subscribers.
pub struct MailChannel {
    post: Post,
    /// What was told last: a hundred thousand letters in a row tell the same.
    last: Mutex<Option<LastTold>>,
}

/// An update as it was read of an incident as it was.
struct LastTold {
    incident: Arc<Incident>,
    seq: Seq,
    published: Arc<Published>,
}

/// Asks whoever wants mail to confirm it.
pub struct ConfirmChannel(pub Post);

/// Tells the owners of webhooks, or of channels, that nothing reaches these.
pub struct NoticeChannel(pub Post, pub Receiver);

#[async_trait]
impl Channel for MailChannel {
    fn kind(&self) -> Kind {
        Kind::Mail
    }

    async fn send(&self, job: &Job) -> Outcome {
        match self.update(job).await {
            Ok(outcome) => outcome,
            Err(error) => again(format!("the database: {error}")),
        }
    }

    async fn rest(&self) {
        self.post.mailer.rest().await;
    }
}

#[async_trait]
impl Channel for ConfirmChannel {
    fn kind(&self) -> Kind {
        Kind::Confirm
    }

    async fn send(&self, job: &Job) -> Outcome {
        match self.0.confirmation(job).await {
            Ok(outcome) => outcome,
            Err(error) => again(format!("the database: {error}")),
        }
    }
}

#[async_trait]
impl Channel for NoticeChannel {
    fn kind(&self) -> Kind {
        self.1.notice()
    }

    async fn send(&self, job: &Job) -> Outcome {
        match self.0.notice(self.1, job).await {
            Ok(outcome) => outcome,
            Err(error) => again(format!("the database: {error}")),
        }
    }
}

impl MailChannel {
    pub fn new(post: Post) -> Self {
        Self { post, last: Mutex::default() }
    }

    async fn update(&self, job: &Job) -> Result<Outcome, StoreError> {
        let Post { store, world, mailer, status_origin, .. } = &self.post;
        let Some(to) = store.addressee(job.recipient, job.incident).await? else {
            return Ok(Outcome::NoLonger("they have unsubscribed".to_owned()));
        };
        if to.is_muted {
            return Ok(Outcome::NoLonger("they want no more about this incident".to_owned()));
        }
        let published = match self.published(job) {
            Ok(published) => published,
            Err(outcome) => return Ok(outcome),
        };
        let company = world.company();
        let letter = letter::update(&letter::Update {
            directory: &company.directory,
            origin: status_origin,
            incident: &published.incident,
            number: published.number,
            token: &to.token,
        });
        let letter = super::mailer::Letter {
            thread: Some(format!("incident-{}-{}", job.incident, job.recipient)),
            ..letter
        };
        let outcome = mailer.send(&to.address, &self.post.id(&job.message), &letter).await;
        match &outcome {
            Outcome::Sent if to.refusals > 0 => store.forget_refusals(job.recipient).await?,
            Outcome::Dead(_) => store.count_refusal(job.recipient).await?,
            _ => {}
        }
        Ok(outcome)
    }

    /// As [`read_published`], once for all letters that tell the same update of the same incident.
    fn published(&self, job: &Job) -> Result<Arc<Published>, Outcome> {
        let world = &self.post.world;
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let incident = world.incident(job.incident);
        let is_same = |last: &&LastTold| {
            last.seq == job.seq && incident.as_ref().is_some_and(|now| Arc::ptr_eq(now, &last.incident))
        };
        if let Some(last) = last.as_ref().filter(is_same) {
            return Ok(last.published.clone());
        }
        let published = Arc::new(published_of(incident.as_deref(), job)?);
        *last = incident.map(|incident| LastTold { incident, seq: job.seq, published: published.clone() });
        Ok(published)
    }
}

impl Post {
    async fn confirmation(&self, job: &Job) -> Result<Outcome, StoreError> {
        let Some(request) = self.store.subscription_request(job.recipient).await? else {
            return Ok(Outcome::NoLonger("it is confirmed, or too old to be".to_owned()));
        };
        let letter = letter::confirmation(&self.world.company().directory, &self.status_origin, &request);
        Ok(self.mailer.send(&request.address, &job.message, &letter).await)
    }

    async fn notice(&self, receiver: Receiver, job: &Job) -> Result<Outcome, StoreError> {
        let Some(failing) = self.store.failing(receiver, job.recipient).await? else {
            return Ok(Outcome::NoLonger("it works again, or its owner has left".to_owned()));
        };
        let company = self.world.company();
        let letter = letter::failing(&company.directory.company, &self.origin, &failing);
        Ok(self.mailer.send(&failing.to, &self.id(&job.message), &letter).await)
    }

    /// What tells our messages from those of any other server that sends for the same domain.
    pub fn id(&self, message: &str) -> String {
        let company = self.world.company();
        let tag = company.feed_tag.rsplit(':').next().unwrap_or_default();
        format!("{message}.{tag}")
    }
}

/// An update as customers see it now.
pub struct Published {
    pub incident: PublicIncident,
    /// Its place among the incident's updates, from 0.
    pub number: usize,
    /// The update's record, where the message tells that it was corrected or withdrawn.
    pub amends: Option<Seq>,
    /// The record that gave it the words that it has.
    pub as_of: Seq,
}

/// The update that a message tells.
///
/// # Errors
/// What becomes of a message whose update cannot be told.
pub fn read_published(world: &World, job: &Job) -> Result<Published, Outcome> {
    published_of(world.incident(job.incident).as_deref(), job)
}

fn published_of(incident: Option<&Incident>, job: &Job) -> Result<Published, Outcome> {
    let behind = || again("this node has not read the update yet");
    let incident = incident.filter(|incident| incident.seq >= job.seq).ok_or_else(behind)?;
    let public = incident.public().filter(|_| incident.confidential.is_none());
    let amends = incident.amended_by(job.seq).map(|update| update.seq);
    let seq = amends.unwrap_or(job.seq);
    let number = incident.comms.updates.iter().position(|update| update.seq == seq);
    if amends.is_none() && number.is_some_and(|number| incident.comms.updates[number].is_withdrawn()) {
        return Err(Outcome::NoLonger(spread::WITHDRAWN.to_owned()));
    }
    let as_of = incident.published(seq).and_then(|update| Some(update.amended.as_ref()?.seq)).unwrap_or(seq);
    match (public, number) {
        (Some(incident), Some(number)) if number < incident.updates.len() => {
            Ok(Published { incident, number, amends, as_of })
        }
        _ => Err(Outcome::NoLonger("the update is not public any more".to_owned())),
    }
}
