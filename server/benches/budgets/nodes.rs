//! Two nodes on one PostgreSQL database: how long commands take with the people spread over both, how long an event of
//! one takes to the boards of the other, and whether the other goes on when one is killed.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::process::Command;

use crate::Failure;
use crate::acks;
use crate::boards::{Audience, Board, MARK};
use crate::http::Client;
use crate::server::Server;
use crate::table::{Table, Times, millis};

const BUDGET: Duration = Duration::from_millis(50);
/// Boards that are open at the node where nobody writes.
const BOARDS: usize = 200;
/// Events that are sent to them, one after another.
const EVENTS: usize = 50;

pub async fn measure(table: &mut Table) -> Result<(), Failure> {
    let database = database().await?;
    let folders = (tempfile::tempdir()?, tempfile::tempdir()?);
    let one = Server::node(folders.0.path(), &database).await?;
    let other = Server::node(folders.1.path(), &database).await?;
    for (what, times) in acks::timed(&[&one, &other]).await? {
        let what = format!("{what}, over two nodes on PostgreSQL");
        table.row(what, times.words(), "p99 ≤ 50 ms", times.percentile(99) <= BUDGET);
    }
    across(table, &one, &other).await?;
    killed(table, one, &other).await
}

/// An empty database, in a cluster that is gone soon after this process. It does not wait for the disk (`fsync=off`),
/// so these figures are of the nodes and not of a disk.
pub async fn database() -> Result<String, Failure> {
    let folder = format!("/tmp/pg-bench-{}", std::process::id());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/cluster.sh");
    let mut cluster = Command::new("sh");
    cluster
        .arg(script)
        .args([&folder, &std::process::id().to_string()])
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    if !cluster.status().await?.success() {
        return Err("PostgreSQL did not start".into());
    }
    Ok(format!("postgres://postgres@localhost/postgres?host={folder}"))
}

async fn across(table: &mut Table, one: &Server, other: &Server) -> Result<(), Failure> {
    let writer = *one.writers().await?.first().ok_or("nobody may write")?;
    let mut sender = Client::signed_in(&one.authority, writer).await?;
    let incident = sender.declare("Both nodes look", "nodes-declare").await?;
    let mut audience = Audience::new(BOARDS);
    audience.grow(BOARDS, |_| Board::open(&other.authority, sender.cookie.as_deref(), incident)).await?;
    let mut times = Vec::with_capacity(EVENTS * BOARDS);
    for event in 0..EVENTS {
        let say = json!({"type": "say", "text": format!("{MARK}: {event}")});
        let began = Instant::now();
        sender.command(Some(incident), say, &format!("nodes-{event}")).await?;
        times.extend(audience.hear(began).await?);
    }
    let what = format!("one event of a node to {BOARDS} boards of the other, from the command on");
    table.note(what, Times::new(times).words(), "");
    Ok(())
}

async fn killed(table: &mut Table, one: Server, other: &Server) -> Result<(), Failure> {
    let writer = *other.writers().await?.first().ok_or("nobody may write")?;
    let mut sender = Client::signed_in(&other.authority, writer).await?;
    let incident = sender.declare("One node is killed", "nodes-kill").await?;
    one.end().await?;
    let began = Instant::now();
    sender.command(Some(incident), json!({"type": "say", "text": "Still here"}), "nodes-after").await?;
    let measured = format!("{:.1} ms", millis(began.elapsed()));
    table.note("the first command at the other node after one is killed", measured, "");
    Ok(())
}
