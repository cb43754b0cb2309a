//! A log in memory, and words for reading streams.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use app::drafts::DraftKind;
use app::error::Error;
use app::rpc::Frame;
use app::wire::{Message, Topic};
use domain::directory::DirectoryChanges;
use domain::{By, Event, IncidentId, PersonId, Recorded, Seq, Timestamp};
use futures::StreamExt;
use server::feed::{Feed, History, Pages};
use server_fn::BoxedStream;

/// When everything happens here.
pub const NOW: Timestamp = Timestamp(1_795_000_000_000_000);

pub fn feed() -> Feed {
    Feed::new(Arc::new(|| NOW), 0)
}

/// How many records each topic has; all incidents exist but number 404.
#[derive(Default)]
pub struct Log(Mutex<HashMap<Topic, u64>>);

impl Log {
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    /// Records something that nobody is told of.
    pub fn append(&self, topic: Topic) {
        *self.0.lock().unwrap().entry(topic).or_default() += 1;
    }

    /// Records something and publishes it, as a lane does.
    pub fn publish_next(&self, feed: &Feed, topic: Topic) {
        self.append(topic);
        let seq = self.len(topic);
        feed.publish(topic, Seq(seq), incident(topic, seq));
    }

    fn len(&self, topic: Topic) -> u64 {
        self.0.lock().unwrap().get(&topic).copied().unwrap_or_default()
    }
}

impl History for Log {
    fn after(&self, topic: Topic, seq: Seq, limit: usize) -> Pages<'_> {
        Box::pin(async move {
            if topic == Topic::Incident(IncidentId(404)) {
                return Err(Error::NotFound);
            }
            // A reader takes a while, and others go on meanwhile.
            tokio::task::yield_now().await;
            let page: Vec<_> = (seq.0 + 1..=self.len(topic))
                .take(limit)
                .map(|seq| (Seq(seq), incident(topic, seq)))
                .collect();
            tokio::task::yield_now().await;
            Ok(page)
        })
    }
}

/// A record of an incident; the board's are told in the same way here.
pub fn incident(topic: Topic, seq: u64) -> Frame {
    let incident = topic.incident().unwrap_or(IncidentId(0));
    let event = Event::said(format!("record {seq}"));
    let recorded = Recorded { seq: Seq(seq), at: NOW, by: By::Server, event };
    Frame::encode(&Message::event(incident, &recorded))
}

pub fn writing(incident: u32, person: u32) -> Frame {
    Frame::encode(&Message::Writing {
        incident: IncidentId(incident),
        person: PersonId(person),
        kind: DraftKind::Sitrep,
    })
}

/// The company's name changed, up to this version.
pub fn renamed(company: &str, to: i64) -> Message {
    let changes = DirectoryChanges { company: Some(company.to_owned()), ..DirectoryChanges::default() };
    Message::CompanyChanged { from: to - 1, to, changes: Box::new(changes), policy: None }
}

/// The next messages.
pub async fn take(stream: &mut BoxedStream<Frame, Error>, count: usize) -> Vec<Message> {
    let mut said = Vec::new();
    while said.len() < count {
        let frame = stream.next().await.expect("the stream goes on").expect("streams carry no errors");
        said.push(frame.decode().expect("a message"));
    }
    said
}

/// What is left of a stream that ends.
pub async fn messages(mut stream: BoxedStream<Frame, Error>) -> Vec<Message> {
    let mut said = Vec::new();
    while let Some(frame) = stream.next().await {
        said.push(frame.unwrap().decode().unwrap());
    }
    said
}

/// The places of the records among the messages.
pub fn seqs(said: &[Message]) -> Vec<u64> {
    said.iter()
        .filter_map(|message| match message {
            Message::Event { seq, .. } => Some(seq.0),
            _ => None,
        })
        .collect()
}
