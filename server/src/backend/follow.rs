//! The records that a follower missed, for new and returning followers of the live feed.

use std::collections::BTreeMap;
use std::sync::Arc;

use app::Error;
use app::backend::Asker;
use app::rpc::{Frame, Topics};
use app::wire::{Message, Scope, TOPICS_MAX, Topic};
use async_trait::async_trait;
use domain::{IncidentId, Role, Seq};
use futures::StreamExt;
use futures::stream::BoxStream;
use server_fn::BoxedStream;

use super::{Engine, log_failure, must_be_admin};
use crate::feed::{History, Pages};
use crate::store::EventLog;
use crate::world::World;

/// The log as it is told: records of incidents, and cards of the board.
pub(super) struct Past {
    pub log: Arc<dyn EventLog>,
    pub world: Arc<World>,
}

impl History for Past {
    fn after(&self, topic: Topic, seq: Seq, limit: usize) -> Pages<'_> {
        match topic {
            Topic::Incident(incident) => Box::pin(async move {
                let records = self.log.read(incident, seq, limit).await.map_err(|e| log_failure(&e))?;
                let frames = records.into_iter().map(|recorded| {
                    let place = recorded.seq;
                    (place, Frame::encode(&Message::event(incident, &recorded)))
                });
                Ok(frames.collect())
            }),
            Topic::Board => Box::pin(self.cards(seq, limit)),
            Topic::Rows(..) => Box::pin(async move {
                let head = self.world.rows_head(topic);
                Ok((head > seq).then(|| (head, rows(topic, head))).into_iter().collect())
            }),
        }
    }
}

/// What followers of rows are told.
pub fn rows(topic: Topic, head: Seq) -> Frame {
    Frame::encode(&Message::Rows { topic, head })
}

impl Past {
    /// The incidents that something happened in, as they are now, by the place of their last record. One that is not
    /// folded yet is told when it is.
    async fn cards(&self, after: Seq, limit: usize) -> Result<Vec<(Seq, Frame)>, Error> {
        let (mut places, mut place) = (BTreeMap::new(), after.0);
        // Most records are of few incidents: a page of the log makes a few cards.
        while places.len() < limit {
            let page = self.log.since(place, limit).await.map_err(|e| log_failure(&e))?;
            for positioned in &page {
                place = positioned.position;
                if self.world.incident(positioned.stream).is_some() {
                    places.insert(positioned.stream, Seq(place));
                }
            }
            if page.len() < limit {
                break;
            }
        }
        let cards = places.into_iter().filter_map(|(id, position)| {
            let card = Box::new(self.world.incident(id)?.card());
            Some((position, Frame::encode(&Message::Card { position, card })))
        });
        let mut cards: Vec<_> = cards.collect();
        cards.sort_by_key(|(position, _)| *position);
        Ok(cards)
    }
}

#[async_trait]
impl Topics for Engine {
    async fn follow(
        &self,
        asker: Asker,
        topics: Vec<(Topic, Seq)>,
    ) -> Result<BoxedStream<Frame, Error>, Error> {
        for (topic, _) in &topics {
            may_follow(&asker, *topic)?;
        }
        let for_admins = topics.iter().any(|(topic, _)| is_for_admins(*topic));
        let frames: BoxStream<'static, _> = self.stream(topics).await?.into();
        // They are here for as long as the stream is.
        let tab = self.presence.enter(asker.person);
        let frames = frames.inspect(move |_| _ = &tab);
        if !for_admins {
            return Ok(frames.into());
        }
        // For as long as they are one: where somebody no longer is, the change itself ends the stream.
        let (world, person) = (self.world.clone(), asker.person);
        let is_admin = move || {
            let company = world.company();
            company.directory.person(person).is_some_and(|person| person.role == Role::Admin)
        };
        Ok(frames.take_while(move |_| std::future::ready(is_admin())).into())
    }
}

/// Whoever is signed in may see every incident; some rows are for admins, some for one person.
fn may_follow(asker: &Asker, topic: Topic) -> Result<(), Error> {
    match topic {
        _ if is_for_admins(topic) => must_be_admin(asker),
        Topic::Rows(_, Scope::Person(person)) if person != asker.person => Err(Error::NotAllowed),
        Topic::Board | Topic::Incident(_) | Topic::Rows(..) => Ok(()),
    }
}

fn is_for_admins(topic: Topic) -> bool {
    matches!(topic, Topic::Rows(set, _) if set.is_for_admins())
}

impl Engine {
    /// Whether an incident's log has a record; zero stands for its beginning.
    pub(crate) async fn has_record(&self, incident: IncidentId, seq: Seq) -> Result<bool, Error> {
        let Some(before) = seq.0.checked_sub(1) else { return Ok(true) };
        let found = self.log.read(incident, Seq(before), 1).await.map_err(|e| log_failure(&e))?;
        Ok(!found.is_empty())
    }

    /// Streams the topics from their places on.
    pub(crate) async fn stream(&self, topics: Vec<(Topic, Seq)>) -> Result<BoxedStream<Frame, Error>, Error> {
        if topics.len() > TOPICS_MAX {
            return Err(Error::invalid(format!(
                "Topics: {} are too many; the limit is {TOPICS_MAX}.",
                topics.len()
            )));
        }
        for (topic, _) in &topics {
            if let Some(incident) = topic.incident() {
                let found =
                    self.world.find(self.log.as_ref(), incident).await.map_err(|e| log_failure(&e))?;
                found.ok_or(Error::NotFound)?;
            }
        }
        let past = Past { log: self.log.clone(), world: self.world.clone() };
        Ok(self.feed.follow(topics, Arc::new(past)))
    }
}
