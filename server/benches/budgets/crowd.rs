//! Many incidents at once, and as many boards as one process takes: what one change costs all of them.

use std::path::Path;
use std::time::{Duration, Instant};

use domain::IncidentId;
use serde_json::{Value, json};
use server::Clock;
use server::config::database_file;
use server::store::{EventLog, Postgres, Sqlite};
use tokio::time::{sleep, timeout};

use crate::Failure;
use crate::boards::{Audience, Board, REST, WARM_UP, as_files_allow, memory};
use crate::http::Client;
use crate::large::write_incidents;
use crate::nodes;
use crate::server::Server;
use crate::table::{Table, Times};

const INCIDENTS: u32 = 500;
const BOARDS: usize = 18_000;
const NODES: usize = 3;
/// Changes of each kind, one after another.
const EVENTS: usize = 10;
const BUDGET: Duration = Duration::from_millis(200);
/// Between two looks at whether the server has read what was written beside it.
const READ_EVERY: Duration = Duration::from_millis(100);
/// Longer than it takes to open all boards and to tell them all of it.
const WITHIN: Duration = Duration::from_secs(300);

pub async fn on_one_process(table: &mut Table) -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let server = Server::demo(folder.path()).await?;
    let store = Sqlite::open(&database_file(folder.path())).await?;
    let written = write(store.log().as_ref()).await?;
    store.close().await;
    timeout(WITHIN, measure_reach(table, &[&server], written, "one process")).await?
}

pub async fn on_three_nodes(table: &mut Table) -> Result<(), Failure> {
    let database = nodes::database().await?;
    let folders = [(); NODES].map(|()| tempfile::tempdir());
    let mut servers = Vec::with_capacity(NODES);
    for folder in &folders {
        let folder: &Path = folder.as_ref().map_err(|error| error.to_string())?.path();
        servers.push(Server::node(folder, &database).await?);
    }
    let store = Postgres::open(&database).await?;
    let written = write(store.log().as_ref()).await?;
    store.close().await;
    let servers: Vec<&Server> = servers.iter().collect();
    timeout(WITHIN, measure_reach(table, &servers, written, "three nodes on PostgreSQL")).await?
}

/// What was written beside the server.
struct Written {
    first: IncidentId,
    /// The last place of the log.
    head: u64,
}

/// Writes the open incidents.
async fn write(log: &dyn EventLog) -> Result<Written, Failure> {
    let first = log.last_stream().await?.map_or(1, |id| id.0 + 1);
    write_incidents(log, first, INCIDENTS, 1, Clock::system().now()).await?;
    let head = log.head().await?;
    log.close().await;
    Ok(Written { first: IncidentId(first), head })
}

/// Opens the boards, spread over incidents and nodes, and times what they are told.
async fn measure_reach(
    table: &mut Table,
    servers: &[&Server],
    written: Written,
    place: &str,
) -> Result<(), Failure> {
    let Written { first, head: written } = written;
    let boards = as_files_allow(BOARDS)?;
    let one = *servers.first().ok_or("no server")?;
    let mut sender =
        Client::signed_in(&one.authority, *one.writers().await?.first().ok_or("nobody may write")?).await?;
    // Nobody follows it: what changes about it is seen at a glance alone.
    let nobodys = sender.declare("Seen at a glance", "crowd-declare").await?;
    let mut head = Value::Null;
    while head.as_u64() < Some(written) {
        sleep(READ_EVERY).await;
        head = sender.call("read_welcome", &json!({})).await?["head"].clone();
    }
    let cookie = sender.cookie.clone();
    let open = |number: usize| {
        let incident = first.0 as usize + number % INCIDENTS as usize;
        let topics: Value = json!([["board", head], [{"incident": incident}, 3]]);
        let (server, cookie) = (servers[number % servers.len()], cookie.as_deref());
        async move { Board::follow(&server.authority, cookie, &topics).await }
    };
    let mut audience = Audience::new(boards);
    audience.grow(WARM_UP, open).await?;
    sleep(REST).await;
    let before = resident(servers)?;
    audience.grow(boards, open).await?;
    sleep(REST).await;
    memory(table, boards, before, resident(servers)?);

    let (mut all, mut some) = (Vec::with_capacity(EVENTS * boards), Vec::new());
    for event in 0..EVENTS {
        let retitle = json!({"type": "retitle", "title": audience.next_words()});
        let began = Instant::now();
        sender.command(Some(nobodys), retitle, &format!("crowd-all-{event}")).await?;
        all.extend(audience.hear(began).await?);
    }
    for event in 0..EVENTS {
        let number = event * INCIDENTS as usize / EVENTS;
        let readers = (number..boards).step_by(INCIDENTS as usize).count();
        let say = json!({"type": "say", "text": audience.next_words()});
        let began = Instant::now();
        sender.command(Some(u64::from(first.0) + number as u64), say, &format!("crowd-some-{event}")).await?;
        some.extend(audience.hear_from(readers, began).await?);
    }
    for (what, times) in
        [("a change at a glance to all", all), ("an event to the boards of its incident", some)]
    {
        let times = Times::new(times);
        let what = format!("{what}; {INCIDENTS} open incidents, {boards} boards on {place}");
        table.row(what, times.words(), "p99 ≤ 200 ms", times.percentile(99) <= BUDGET);
    }
    Ok(())
}

fn resident(servers: &[&Server]) -> Result<u64, Failure> {
    servers.iter().map(|server| server.resident_kilobytes()).sum()
}
