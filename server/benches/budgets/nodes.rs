//! Two nodes on one PostgreSQL database: how long commands take with the people spread over both, how long an event of
//! one takes to the boards of the other, and whether the other goes on when one is killed.

use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::process::Command;
use tokio::sync::OnceCell;

use crate::Failure;
use crate::acks;
use crate::boards::{Audience, Board};
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

/// The cluster of this process, once it is started: its folder.
static CLUSTER: OnceCell<String> = OnceCell::const_new();
/// Databases so far.
static DATABASES: AtomicUsize = AtomicUsize::new(0);

/// An empty database, in a cluster that is gone soon after this process. It does not wait for the disk (`fsync=off`),
/// so these figures are of the nodes and not of a disk.
pub async fn database() -> Result<String, Failure> {
    let folder = CLUSTER.get_or_try_init(start_cluster).await?;
    let name = format!("bench{}", DATABASES.fetch_add(1, Ordering::Relaxed));
    let mut create = Command::new(format!("{folder}/bin/createdb"));
    create.args(["--host", folder, "--username", "postgres", &name]).stdin(Stdio::null());
    if !create.status().await?.success() {
        return Err(format!("PostgreSQL made no database {name}").into());
    }
    Ok(format!("postgres://postgres@localhost/{name}?host={folder}"))
}

async fn start_cluster() -> Result<String, Failure> {
    let folder = format!("/tmp/pg-bench-{}", std::process::id());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/cluster.sh");
    let mut cluster = Command::new("sh");
    cluster
        .arg(script)
        .args([&folder, &std::process::id().to_string()])
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    match cluster.status().await?.success() {
        true => Ok(folder),
        false => Err("PostgreSQL did not start".into()),
    }
}

async fn across(table: &mut Table, one: &Server, other: &Server) -> Result<(), Failure> {
    let writer = *one.writers().await?.first().ok_or("nobody may write")?;
    let mut sender = Client::signed_in(&one.authority, writer).await?;
    let incident = sender.declare("Both nodes look", "nodes-declare").await?;
    let mut audience = Audience::new(BOARDS);
    audience.grow(BOARDS, |_| Board::open(&other.authority, sender.cookie.as_deref(), incident)).await?;
    let mut times = Vec::with_capacity(EVENTS * BOARDS);
    for event in 0..EVENTS {
        let say = json!({"type": "say", "text": audience.next_words()});
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
