//! Updates by mail, the mail that asks to confirm a subscription, and word to the owner of a webhook.

use std::sync::Arc;

use async_trait::async_trait;
use domain::Incident;
use domain::public::PublicIncident;

use super::mailer::Mailer;
use super::sender::again;
use super::{Channel, Job, Kind, Outcome, letter};
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
}

/// Sends updates to subscribers.
pub struct MailChannel(pub Post);

/// Asks whoever wants mail to confirm it.
pub struct ConfirmChannel(pub Post);

/// Tells the owner of a webhook that it was given up.
pub struct NoticeChannel(pub Post);

#[async_trait]
impl Channel for MailChannel {
    fn kind(&self) -> Kind {
        Kind::Mail
    }

    async fn send(&self, job: &Job) -> Outcome {
        match self.0.update(job).await {
            Ok(outcome) => outcome,
            Err(error) => again(format!("the database: {error}")),
        }
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
        Kind::Notice
    }

    async fn send(&self, job: &Job) -> Outcome {
        match self.0.notice(job).await {
            Ok(outcome) => outcome,
            Err(error) => again(format!("the database: {error}")),
        }
    }
}

impl Post {
    async fn update(&self, job: &Job) -> Result<Outcome, StoreError> {
        let Some(subscriber) = self.store.subscriber(job.recipient).await? else {
            return Ok(Outcome::NoLonger("they have unsubscribed".to_owned()));
        };
        if subscriber.muted.contains(&job.incident) {
            return Ok(Outcome::NoLonger("they want no more about this incident".to_owned()));
        }
        let published = match read_published(&self.world, job) {
            Ok(published) => published,
            Err(outcome) => return Ok(outcome),
        };
        let company = self.world.company();
        let letter = letter::update(&letter::Update {
            directory: &company.directory,
            origin: &self.origin,
            incident: &published.incident,
            number: published.number,
            token: &subscriber.token,
        });
        let letter = super::mailer::Letter {
            thread: Some(format!("incident-{}-{}", job.incident, subscriber.id)),
            ..letter
        };
        let outcome = self.mailer.send(&subscriber.address, &self.id(&job.message), &letter).await;
        match &outcome {
            Outcome::Sent => self.store.forget_refusals(subscriber.id).await?,
            Outcome::Dead(_) => self.store.count_refusal(subscriber.id).await?,
            _ => {}
        }
        Ok(outcome)
    }

    async fn confirmation(&self, job: &Job) -> Result<Outcome, StoreError> {
        let Some(request) = self.store.subscription_request(job.recipient).await? else {
            return Ok(Outcome::NoLonger("it is confirmed, or too old to be".to_owned()));
        };
        let letter = letter::confirmation(&self.world.company().directory, &self.origin, &request);
        Ok(self.mailer.send(&request.address, &job.message, &letter).await)
    }

    async fn notice(&self, job: &Job) -> Result<Outcome, StoreError> {
        let Some(given_up) = self.store.given_up_webhook(job.recipient).await? else {
            return Ok(Outcome::NoLonger("the webhook is told again, or its owner has left".to_owned()));
        };
        let company = self.world.company();
        let letter = letter::given_up(&company.directory.company, &self.origin, &given_up);
        Ok(self.mailer.send(&given_up.to, &self.id(&job.message), &letter).await)
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
}

/// The update that a message tells.
///
/// # Errors
/// What becomes of a message whose update cannot be told.
pub fn read_published(world: &World, job: &Job) -> Result<Published, Outcome> {
    let behind = || again("this node has not read the update yet");
    let incident: Arc<Incident> = world.incident(job.incident).ok_or_else(behind)?;
    if incident.seq < job.seq {
        return Err(behind());
    }
    let public = incident.public().filter(|_| incident.confidential.is_none());
    let number = incident.comms.updates.iter().position(|update| update.seq == job.seq);
    match (public, number) {
        (Some(incident), Some(number)) if number < incident.updates.len() => {
            Ok(Published { incident, number })
        }
        _ => Err(Outcome::NoLonger("the update is not public any more".to_owned())),
    }
}
