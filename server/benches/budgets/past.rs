//! How long a start takes with years of incidents in the log.

use std::path::Path;
use std::time::{Duration, Instant};

use domain::{By, ComponentId, Event, IncidentId, PersonId, Policy, Seq, Span, Timestamp};
use futures::{StreamExt, TryStreamExt};
use server::Clock;
use server::config::database_file;
use server::store::log::EVENTS_PER_APPEND_MAX;
use server::store::{Append, EventLog, Sqlite};

use crate::Failure;
use crate::server::Server;
use crate::table::{Table, Times, millis};

const INCIDENTS: u32 = 200;
const EVENTS_EACH: usize = 500;
/// Incidents that are written at the same time, so that their appends share transactions.
const WRITTEN_AT_ONCE: usize = 64;
const STARTS: usize = 5;
const BUDGET: Duration = Duration::from_secs(1);

pub async fn measure(table: &mut Table) -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let head = write(folder.path()).await?;
    let mut times = Vec::with_capacity(STARTS);
    for _ in 0..STARTS {
        let began = Instant::now();
        let server = Server::start(folder.path(), false).await?;
        times.push(began.elapsed());
        server.end().await?;
    }
    let times = Times::new(times);
    let [half, most] = [50, 100].map(|percent| millis(times.percentile(percent)));
    let measured = format!("median {half:.0} ms, longest {most:.0} ms of {STARTS} (file cache warm)");
    let what = format!("start to serving, {head} events in the log");
    table.row(what, measured, "≤ 1 s", times.percentile(50) <= BUDGET);
    Ok(())
}

/// Writes the log and gives its last position.
async fn write(folder: &Path) -> Result<u64, Failure> {
    let store = Sqlite::open(&database_file(folder)).await?;
    let log = store.log();
    let now = Clock::system().now();
    let writing = (1..=INCIDENTS).map(|number| incident(log.as_ref(), IncidentId(number), now));
    futures::stream::iter(writing).buffer_unordered(WRITTEN_AT_ONCE).try_collect::<()>().await?;
    let head = log.head().await?;
    log.close().await;
    store.close().await;
    Ok(head)
}

/// Writes an incident that is over.
async fn incident(log: &dyn EventLog, stream: IncidentId, now: Timestamp) -> Result<(), Failure> {
    let began = now - Span::days(1 + i64::from(stream.0));
    let events: Vec<Event> = (0..EVENTS_EACH).map(|place| event(place, began)).collect();
    let mut expected = Seq::ZERO;
    for chunk in events.chunks(EVENTS_PER_APPEND_MAX) {
        let at = began + Span::seconds(i64::try_from(expected.0)?);
        let by = By::Person { id: PersonId(1) };
        let events = chunk.to_vec();
        log.append(Append { stream, expected: expected.into(), at, by, events, key: None }).await?;
        expected = Seq(expected.0 + chunk.len() as u64);
    }
    Ok(())
}

/// The event at this place of an incident: declared, much said, stood down.
fn event(place: usize, began: Timestamp) -> Event {
    match place {
        0 => Event::Declared {
            title: "Connections to the database fail".to_owned(),
            components: vec![ComponentId::slug("Databases")],
            commander: PersonId(1),
            suspected_at: began,
            confidential: None,
            policy: Policy::default(),
        },
        _ if place == EVENTS_EACH - 1 => Event::StoodDown { no_post: Some("nothing was wrong".to_owned()) },
        _ if place.is_multiple_of(10) => Event::Acknowledged,
        _ => Event::said(format!("Step {place}: the second replica is behind by {place} seconds.")),
    }
}
