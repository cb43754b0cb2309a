//! An incident's records as they happen: server-sent events over the feed that the pages follow.
//!
//! A record's `id` is its `seq`; whoever comes back with it as `Last-Event-ID` misses nothing and sees nothing twice.
//! The stream ends when the token is revoked, the server stops, or the reader is too slow.

use std::convert::Infallible;
use std::time::Duration;

use app::wire::{Message, Topic};
use axum::http::{HeaderName, StatusCode};
use axum::response::IntoResponse;
use axum::response::sse::{Event, Sse};
use domain::{IncidentId, Seq};
use futures::StreamExt;
use futures::stream::BoxStream;

use super::{Answer, Caller, Problem};
use crate::router::Site;

/// Streams of one token at once.
pub const STREAMS_PER_TOKEN_MAX: usize = 16;
/// How long a reader should wait before it comes back.
const RETRY: Duration = Duration::from_secs(3);
/// Tells proxies to pass every event on at once.
const UNBUFFERED: (HeaderName, &str) = (HeaderName::from_static("x-accel-buffering"), "no");

pub async fn stream(site: &Site, caller: &Caller, incident: IncidentId, after: Seq) -> Answer {
    let engine = &site.engine;
    if engine.driver.streams_of(caller.token) >= STREAMS_PER_TOKEN_MAX {
        let detail = format!("A token has at most {STREAMS_PER_TOKEN_MAX} streams at once. Close one first.");
        return Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, detail).retry_after(RETRY));
    }
    // Whoever is ahead of the log would wait in silence until it has grown past that: it was restored from a backup.
    if !engine.has_record(incident, after).await? {
        let detail = format!("Last-Event-ID: the log has no record {after}. Begin again without it.");
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail));
    }
    let (permit, over) = engine.driver.admit_token(caller.token)?;
    let frames: BoxStream<'static, _> = engine.stream(vec![(Topic::Incident(incident), after)]).await?.into();
    let events = frames
        .filter_map(|frame| async { frame.ok()?.decode().ok().and_then(event) })
        .map(Ok::<Event, Infallible>)
        .take_until(over)
        .inspect(move |_| {
            // The place among the connections is held for as long as the stream is.
            let _held = &permit;
        });
    Ok(([UNBUFFERED], Sse::new(events)).into_response())
}

/// What is told of a message; a beat is a comment that keeps the connection alive.
fn event(message: Message) -> Option<Event> {
    match message {
        Message::Hello { .. } => Some(Event::default().retry(RETRY).comment("welcome")),
        Message::Beat { .. } => Some(Event::default().comment("beat")),
        Message::Event { record, .. } => {
            let recorded = record.unpack().ok()?;
            let event = Event::default().id(recorded.seq.0.to_string()).event("record");
            event.json_data(&recorded).ok()
        }
        Message::Refused { error } => Event::default().event("problem").json_data(Problem::from(error)).ok(),
        _ => None,
    }
}
