//! The database goes away in the middle of the work, and comes back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::Role;
use reqwest::StatusCode;
use serde_json::json;
use tempfile::TempDir;

use crate::databases::{ADDRESS_FILE, on_postgres};
use crate::place::{Place, Visitor, declare, eventually, say};
use crate::postgres::Cluster;
use crate::rules::check_the_rules;

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
            failed += 1;
        }
        said += 1;
    }
    (said, failed)
}
