//! The database goes away in the middle of the work, and comes back.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::Role;
use reqwest::StatusCode;
use serde_json::json;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::watch;

use crate::databases::{ADDRESS_FILE, on_postgres};
use crate::place::{Place, Visitor, declare, eventually, say};
use crate::postgres::Cluster;
use crate::rules::check_the_rules;

/// What PostgreSQL calls its socket.
const SOCKET: &str = ".s.PGSQL.5432";
/// People who talk at once.
const TALKING: usize = 4;

#[test]
fn nothing_is_lost_when_the_database_goes_away_and_comes_back() {
    if !on_postgres() {
        println!("left out: SQLite is in the server itself");
        return;
    }
    // The cluster belongs to this thread, which outlives the runtime.
    let mut cluster = Cluster::start();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let folder = TempDir::new().expect("a folder");
        std::fs::write(folder.path().join(ADDRESS_FILE), cluster.address().await).expect("room");
        let place = Place::at(folder).await;
        let (_, ada) = place.person("Ada", Role::Responder).await;
        let mut slow = declare("Slow");
        slow["components"] = json!([]);
        place.done(&ada, None, slow).await;
        let over = Arc::new(AtomicBool::new(false));
        let talking: Vec<_> =
            (0..TALKING).map(|who| tokio::spawn(talk(ada.clone(), who, over.clone()))).collect();
        let readyz = async |status: StatusCode| {
            eventually(|| async {
                place.stranger().get("/readyz").send().await.expect("an answer").status() == status
            })
            .await;
        };
        eventually(|| async { ada.log(1).await.len() > 20 }).await;

        cluster.crash();
        readyz(StatusCode::SERVICE_UNAVAILABLE).await;
        let public = place.stranger().get("/status").send().await.expect("an answer");
        assert_eq!(public.status(), StatusCode::OK, "customers read on");
        cluster.come_back();
        readyz(StatusCode::OK).await;
        // Each key is sent until it is done, so what was unsure at first is there once.
        over.store(true, Ordering::SeqCst);
        let mut said = 0;
        let mut refused = 0;
        for talked in talking {
            let (done, failed) = talked.await.expect("nobody gives up");
            said += done;
            refused += failed;
        }
        assert!(refused > 0, "the outage was felt");
        let log = ada.log(1).await;
        let texts: Vec<_> = log.iter().filter(|record| record["event"]["type"] == "said").collect();
        assert_eq!(texts.len(), said);
        check_the_rules(place.running.store()).await;
    });
}

/// A database whose machine is gone answers nothing at all, not even that it is not there.
#[test]
fn a_silent_database_is_told_in_words_and_in_time() {
    if !on_postgres() {
        println!("left out: SQLite is in the server itself");
        return;
    }
    let cluster = Cluster::start();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let folder = TempDir::new().expect("a folder");
        let line = Line::to(&cluster).await;
        std::fs::write(folder.path().join(ADDRESS_FILE), &line.address).expect("room");
        let place = Place::at(folder).await;
        let (_, ada) = place.person("Ada", Role::Responder).await;
        let program = place.program("Bot", Role::Responder).await;
        let mut slow = declare("Slow");
        slow["components"] = json!([]);
        place.done(&ada, None, slow).await;

        line.cut.send_replace(true);
        let said = say("Is anybody there?");
        let body = json!({"incident": 1, "command": said, "key": "once"}).to_string();
        let (called, asked) = tokio::join!(
            ada.post("/rpc/send_command").body(body).send(),
            program.post("/api/v1/incidents/1/commands").body(said.to_string()).send(),
        );
        for answer in [called.expect("an answer"), asked.expect("an answer")] {
            assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
            assert_eq!(answer.headers()["retry-after"], "1");
            let words = answer.text().await.expect("text");
            let is_told =
                ["\"unavailable\"", "cannot reach its database"].iter().any(|word| words.contains(word));
            assert!(is_told, "{words}");
        }
        line.cut.send_replace(false);
        eventually(|| async {
            ada.command(Some(1), say("Is anybody there?"), "once").await.0 == StatusCode::OK
        })
        .await;
        let log = ada.log(1).await;
        assert_eq!(log.iter().filter(|record| record["event"]["type"] == "said").count(), 1);
        check_the_rules(place.running.store()).await;
    });
}

/// A line to a cluster, which can go dead.
struct Line {
    address: String,
    cut: watch::Sender<bool>,
    _folder: TempDir,
}

impl Line {
    async fn to(cluster: &Cluster) -> Self {
        let there = cluster.address().await;
        let (start, target) = there.split_once("?host=").expect("a folder of sockets");
        let folder = TempDir::with_prefix_in("line-", "/tmp").expect("a folder");
        let listener = UnixListener::bind(folder.path().join(SOCKET)).expect("a socket");
        let target = Path::new(target).join(SOCKET);
        let (cut, is_cut) = watch::channel(false);
        tokio::spawn(async move {
            while let Ok((here, _)) = listener.accept().await {
                let Ok(there) = UnixStream::connect(&target).await else { continue };
                let (here, there) = (here.into_split(), there.into_split());
                tokio::spawn(carry(here.0, there.1, is_cut.clone()));
                tokio::spawn(carry(there.0, here.1, is_cut.clone()));
            }
        });
        let address = format!("{start}?host={}", folder.path().display());
        Self { address, cut, _folder: folder }
    }
}

/// Carries one direction, and holds what comes while the line is dead.
async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut is_cut: watch::Receiver<bool>) {
    let mut bytes = vec![0; 16 << 10];
    while let Ok(read @ 1..) = from.read(&mut bytes).await {
        if is_cut.wait_for(|is_cut| !is_cut).await.is_err() || to.write_all(&bytes[..read]).await.is_err() {
            return;
        }
    }
}

/// Says one thing after another, each until it is acknowledged; gives how many were, and how many answers were not.
async fn talk(visitor: Visitor, who: usize, over: Arc<AtomicBool>) -> (usize, usize) {
    let (mut said, mut failed) = (0, 0);
    while !over.load(Ordering::SeqCst) {
        let text = format!("{who}: {said}");
        loop {
            let (status, answer) = visitor.command(Some(1), say(&text), &format!("talk-{who}-{said}")).await;
            if status == StatusCode::OK {
                break;
            }
            assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{answer}");
            let known = ["unavailable", "not_known"].contains(&answer["error"].as_str().unwrap_or_default());
            assert!(known, "it is away, not busy: {answer}");
            failed += 1;
        }
        said += 1;
    }
    (said, failed)
}
