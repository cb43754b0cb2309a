//! What it takes to open an incident with a long log.

use std::path::Path;
use std::time::{Duration, Instant};

use domain::{By, Event, IncidentId, PersonId, Seq, Sitrep};
use server::Clock;
use server::config::database_file;
use server::store::log::EVENTS_PER_APPEND_MAX;
use server::store::{Append, Sqlite};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::Failure;
use crate::http::Client;
use crate::server::Server;
use crate::table::{Table, Times, millis};

const RECORDS: usize = 20_000;
/// As often as the cadence of the worst state asks for it, where people talk twice a minute.
const SITREP_EVERY: usize = 40;
const OPENED: usize = 20;
const FIRST_BYTE: Duration = Duration::from_millis(100);
const BYTES: usize = 150 * 1000;

pub async fn measure(table: &mut Table, server: &Server, folder: &Path) -> Result<(), Failure> {
    let writer = *server.writers().await?.first().ok_or("nobody may write")?;
    let mut client = Client::signed_in(&server.authority, writer).await?;
    let incident = client.declare("A long day", "long").await?;
    write(folder, IncidentId(u32::try_from(incident)?)).await?;
    let cookie = client.cookie.as_deref().ok_or("not signed in")?;
    let what = format!("opening an incident with {RECORDS} records");
    judge(table, server, cookie, &format!("/incidents/{incident}/ic"), &what).await
}

/// Opens a page a few times and holds it against the budget of the first byte and of the whole.
pub async fn judge(
    table: &mut Table,
    server: &Server,
    cookie: &str,
    path: &str,
    what: &str,
) -> Result<(), Failure> {
    let (mut times, mut bytes) = (Vec::with_capacity(OPENED), 0);
    for _ in 0..OPENED {
        let (first, length) = open(&server.authority, cookie, path).await?;
        times.push(first);
        bytes = bytes.max(length);
    }
    let times = Times::new(times);
    let [half, most] = [50, 100].map(|percent| millis(times.percentile(percent)));
    let measured = format!("first byte: median {half:.0} ms, longest {most:.0} ms of {OPENED}");
    table.row(what, measured, "≤ 100 ms", times.percentile(50) <= FIRST_BYTE);
    table.row(what, format!("{:.0} KB brotli", bytes as f64 / 1000.0), "≤ 150 KB compressed", bytes <= BYTES);
    Ok(())
}

/// Writes beside the server, as an import does.
async fn write(folder: &Path, stream: IncidentId) -> Result<(), Failure> {
    let store = Sqlite::open(&database_file(folder)).await?;
    let log = store.log();
    let by = By::Person { id: PersonId(1) };
    let mut expected = log.read(stream, Seq::ZERO, 10).await?.last().map_or(Seq::ZERO, |last| last.seq);
    while expected.0 < RECORDS as u64 {
        let events =
            (0..EVENTS_PER_APPEND_MAX).map(|place| tell(usize::try_from(expected.0).unwrap_or(0) + place));
        let append = Append {
            stream,
            expected: expected.into(),
            at: Clock::system().now(),
            by: by.clone(),
            events: events.collect(),
            key: None,
        };
        log.append(append).await?;
        expected = Seq(expected.0 + EVENTS_PER_APPEND_MAX as u64);
    }
    log.close().await;
    store.close().await;
    Ok(())
}

fn tell(place: usize) -> Event {
    if place.is_multiple_of(SITREP_EVERY) {
        let broken = format!("The second replica is behind by {place} seconds, and reads of it are stale.");
        return Event::SitrepSent { sitrep: Sitrep { broken, ..Sitrep::default() } };
    }
    Event::said(format!("Step {place}: the second replica is behind by {place} seconds."))
}

/// Asks for a page: the time to the first byte, and the bytes of the whole answer.
async fn open(authority: &str, cookie: &str, path: &str) -> Result<(Duration, usize), Failure> {
    let mut stream = TcpStream::connect(authority).await?;
    let request = format!(
        "GET {path} HTTP/1.1\r\nhost: {authority}\r\ncookie: {cookie}\r\n\
         accept-encoding: br\r\nconnection: close\r\n\r\n"
    );
    let asked = Instant::now();
    stream.write_all(request.as_bytes()).await?;
    let mut answer = vec![0; 16 * 1024];
    let mut length = stream.read(&mut answer).await?;
    let first = asked.elapsed();
    if !answer.starts_with(b"HTTP/1.1 200") {
        return Err(format!("{path} does not open").into());
    }
    loop {
        match stream.read(&mut answer).await? {
            0 => return Ok((first, length)),
            more => length += more,
        }
    }
}
