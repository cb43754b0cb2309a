//! What crowds do that ask for much and take little, with as many as were seen to bring a server down: each while
//! somebody else asks for something honest. `server/tests/serve/crowds.rs` has the same with few.
//!
//! The crowd comes from addresses of its own on the loopback, as a crowd does; where this process may not open enough
//! files, it is smaller, and the row says so.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::task::{JoinError, JoinSet};
use tokio::time::error::Elapsed;
use tokio::time::timeout;

use crate::Failure;
use crate::http::{Client, connect_from};
use crate::server::Server;
use crate::table::{Table, Times};

/// Connections that ask for the status page over and over and read nothing.
const READERS: usize = 4_200;
/// What each of them asks at once.
const PIPELINED: usize = 16;
/// Connections that send a head which does not end.
const HEADS: usize = 800;
/// Bytes of each of these heads.
const HEAD_BYTES: usize = 395 * 1000;
/// Files that are sent by somebody who may not.
const UPLOADS: usize = 8;
/// Bytes of each of these files.
const UPLOAD_BYTES: usize = 31 * 1000 * 1000;
/// Connections that try passwords.
const GUESSERS: usize = 100;
/// Right sign-ins meanwhile: as many as one account may try in a minute.
const SIGN_INS: usize = 10;
/// Honest questions of each kind meanwhile.
const PROBES: usize = 100;
/// Addresses of a crowd: together they may hold more than the server has places.
const ADDRESSES: usize = 20;
/// Files that this process and the server need besides.
const FILES_BESIDE: usize = 200;
/// How long the crowd may take for one thing, and an honest question for its answer.
const WITHIN: Duration = Duration::from_secs(30);
const PROBE_BUDGET: Duration = Duration::from_millis(250);
/// How much more memory the server may hold while a crowd is there.
const GROWN_MEGABYTES_MAX: f64 = 64.0;
/// Connections of a crowd that come at the same time.
const AT_ONCE: usize = 200;
/// What a crowd sends where it does not matter what.
const FILLER: [u8; 5_000] = [b'a'; 5_000];
const PASSWORD: &str = "correct horse battery";

pub async fn measure(table: &mut Table) -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let server = Server::demo(folder.path()).await?;
    slow_readers(table, &server).await?;
    endless_heads(table, &server).await?;
    uploads(table, &server).await?;
    server.end().await?;
    let folder = tempfile::tempdir()?;
    guesses(table, &Server::start(folder.path(), false).await?).await
}

/// An address of the crowd's.
fn of_crowd(number: usize) -> Ipv4Addr {
    Ipv4Addr::new(127, 0, 1, (number % ADDRESSES) as u8 + 1)
}

/// As many as this process may hold.
fn as_many(wanted: usize) -> (usize, String) {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let files =
        limits.lines().find_map(|line| line.strip_prefix("Max open files")?.split_whitespace().next());
    let most = files.and_then(|files| files.parse().ok()).unwrap_or(usize::MAX).saturating_sub(FILES_BESIDE);
    match wanted <= most {
        true => (wanted, wanted.to_string()),
        false => (most, format!("{most} of {wanted} (the limit of open files)")),
    }
}

/// Connects so many from the crowd's addresses, each of which writes this much of the same bytes. What it gives stays
/// open as long as it is held; who was cut off meanwhile is none of it.
async fn crowd(server: &Server, count: usize, head: Vec<u8>, filler_bytes: usize) -> Vec<TcpStream> {
    let head: Arc<[u8]> = head.into();
    let mut coming = JoinSet::new();
    let mut there = Vec::new();
    for number in 0..count {
        let (authority, head) = (server.authority.clone(), head.clone());
        coming.spawn(timeout(WITHIN, async move {
            let mut stream = connect_from(&authority, of_crowd(number)).await.ok()?;
            stream.write_all(&head).await.ok()?;
            for _ in 0..filler_bytes / FILLER.len() {
                stream.write_all(&FILLER).await.ok()?;
            }
            Some(stream)
        }));
        // A few hundred at a time: it is not the queue of the listener that is tried.
        if coming.len() >= AT_ONCE {
            there.extend(coming.join_next().await.and_then(came));
        }
    }
    while let Some(one) = coming.join_next().await {
        there.extend(came(one));
    }
    there
}

fn came(one: Result<Result<Option<TcpStream>, Elapsed>, JoinError>) -> Option<TcpStream> {
    one.ok()?.ok().flatten()
}

/// The status page, asked for by strangers, and the home page by somebody who is signed in: how long each answer takes.
async fn probes(table: &mut Table, server: &Server, crowd: &str) -> Result<(), Failure> {
    let mut own = Client::signed_in(&server.authority, 1).await?;
    let (mut strangers, mut people, mut missed) = (Vec::new(), Vec::new(), 0);
    for _ in 0..PROBES {
        let began = Instant::now();
        let asked = async { Client::connect(&server.authority).await?.get("/status", "identity").await };
        match timeout(WITHIN, asked).await {
            Ok(Ok(answer)) if answer.status == 200 => strangers.push(began.elapsed()),
            _ => missed += 1,
        }
        let began = Instant::now();
        match timeout(WITHIN, own.call("read_welcome", &json!({}))).await {
            Ok(Ok(_)) => people.push(began.elapsed()),
            _ => missed += 1,
        }
    }
    for (who, times) in [("a stranger’s", strangers), ("a signed-in person’s", people)] {
        let times = Times::new(times);
        let measured =
            if missed > 0 { format!("{}, {missed} not answered", times.words()) } else { times.words() };
        let holds = missed == 0 && times.percentile(99) <= PROBE_BUDGET;
        table.row(format!("{who} question, while {crowd}"), measured, "p99 ≤ 250 ms, none missed", holds);
    }
    Ok(())
}

/// What the server holds more than before, and whether that is within the budget.
fn grown(table: &mut Table, server: &Server, before: u64, what: &str) -> Result<(), Failure> {
    let grown = server.resident_kilobytes()?.saturating_sub(before) as f64 / 1024.0;
    let measured = format!("{:.1} MB before, {grown:.1} MB more after", before as f64 / 1024.0);
    table.row(format!("server memory, {what}"), measured, "≤ 64 MB more", grown <= GROWN_MEGABYTES_MAX);
    Ok(())
}

async fn slow_readers(table: &mut Table, server: &Server) -> Result<(), Failure> {
    let (count, words) = as_many(READERS);
    let before = server.resident_kilobytes()?;
    let ask = format!("GET /status HTTP/1.1\r\nhost: {}\r\n\r\n", server.authority).repeat(PIPELINED);
    let readers = crowd(server, count, ask.into_bytes(), 0).await;
    let what = format!("{words} connections read nothing");
    probes(table, server, &what).await?;
    grown(table, server, before, &what)?;
    drop(readers);
    Ok(())
}

async fn endless_heads(table: &mut Table, server: &Server) -> Result<(), Failure> {
    let (count, words) = as_many(HEADS);
    let before = server.resident_kilobytes()?;
    let head = format!("GET /status HTTP/1.1\r\nhost: {}\r\nx-padding: ", server.authority);
    let heads = crowd(server, count, head.into_bytes(), HEAD_BYTES).await;
    let what = format!("{words} heads of {} KB that do not end", HEAD_BYTES / 1000);
    probes(table, server, &what).await?;
    grown(table, server, before, &what)?;
    drop(heads);
    Ok(())
}

/// Files by a viewer, who may not: refused before they are read.
async fn uploads(table: &mut Table, server: &Server) -> Result<(), Failure> {
    let mut own = Client::signed_in(&server.authority, 1).await?;
    let incident = own.declare("Uploads", "attacks-declare").await?;
    let welcome = own.call("read_welcome", &json!({})).await?;
    let people = welcome["directory"]["people"].as_array().ok_or("no people")?;
    let viewer =
        people.iter().find(|person| person["role"] == "viewer").and_then(|person| person["id"].as_u64());
    let viewer = Client::signed_in(&server.authority, viewer.ok_or("no viewer")?).await?;
    let (authority, cookie) = (&server.authority, viewer.cookie.as_deref().unwrap_or_default());
    let head = format!(
        "POST /incidents/{incident}/tickets/add HTTP/1.1\r\nhost: {authority}\r\norigin: http://{authority}\r\n\
         cookie: {cookie}\r\ncontent-type: text/csv\r\ncontent-length: {UPLOAD_BYTES}\r\n\r\n"
    );
    let before = server.resident_kilobytes()?;
    let files = crowd(server, UPLOADS, head.into_bytes(), UPLOAD_BYTES).await;
    let what = format!("{UPLOADS} files of {} MB by a viewer", UPLOAD_BYTES / 1_000_000);
    grown(table, server, before, &what)?;
    drop(files);
    Ok(())
}

/// Strangers try passwords without a pause, while one who knows theirs signs in again and again.
async fn guesses(table: &mut Table, server: &Server) -> Result<(), Failure> {
    let admin =
        json!({"name": "Ada", "email": "ada@example.com", "team": "", "role": "admin", "password": PASSWORD});
    let set_up = json!({"company": "Acme", "admin": admin});
    Client::connect(&server.authority).await?.call("set_up", &set_up).await?;
    let mut guessing = JoinSet::new();
    for number in 0..GUESSERS {
        let authority = server.authority.clone();
        guessing.spawn(async move {
            let guess =
                json!({"email": format!("nobody-{number}@example.com"), "password": "a guess"}).to_string();
            // Refused or cut off, it comes back at once.
            loop {
                let Ok(stream) = connect_from(&authority, of_crowd(number)).await else { continue };
                let Ok(mut client) = Client::on(stream, &authority) else { continue };
                while client.post("/rpc/sign_in", &guess).await.is_ok() {}
            }
        });
    }
    let right = json!({"email": "ada@example.com", "password": PASSWORD}).to_string();
    let mut times = Vec::new();
    for _ in 0..SIGN_INS {
        let began = Instant::now();
        let asked = async { Client::connect(&server.authority).await?.post("/rpc/sign_in", &right).await };
        if matches!(timeout(WITHIN, asked).await, Ok(Ok(answer)) if answer.status == 200) {
            times.push(began.elapsed());
        }
    }
    guessing.shutdown().await;
    let count = times.len();
    let measured = format!("{count} of {SIGN_INS}, {}", Times::new(times).words());
    let what = format!("right sign-ins, while {GUESSERS} connections try passwords");
    table.row(what, measured, "all of them", count == SIGN_INS);
    Ok(())
}
