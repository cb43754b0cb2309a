//! Data that an earlier release wrote, opened by this one: a data folder and a PostgreSQL database of a made-up company,
//! with what the release's own API said about them and what its `verify` printed. *These files are never edited.*

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::process::Command;

use domain::{Role, Timestamp};
use flate2::read::GzDecoder;
use reqwest::StatusCode;
use serde_json::{Value, json};
use server::config::database_file;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tempfile::TempDir;

use crate::databases::{self, on_postgres};
use crate::place::{Place, binary, say};

const RELEASE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/release-0.1");

fn unpack(name: &str) -> Vec<u8> {
    let file = File::open(Path::new(RELEASE).join(name)).expect("a fixture");
    let mut bytes = Vec::new();
    GzDecoder::new(file).read_to_end(&mut bytes).expect("a whole fixture");
    bytes
}

/// Puts the data into the folder, or into the folder's database, and gives what the release said about it.
async fn put(folder: &Path) -> Value {
    if !on_postgres() {
        fs::write(database_file(folder), unpack("sqlite.db.gz")).expect("room");
        return serde_json::from_slice(&unpack("sqlite.json.gz")).expect("JSON");
    }
    let sql = String::from_utf8(unpack("postgres.sql.gz")).expect("text");
    let address = databases::address(folder);
    let mut connection = PgConnection::connect(&address).await.expect("a database");
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.expect("the database of the release");
    connection.close().await.expect("the end");
    serde_json::from_slice(&unpack("postgres.json.gz")).expect("JSON")
}

fn verified(folder: &Path) -> String {
    let mut command = Command::new(binary());
    command.arg("verify");
    databases::point(&mut command, folder);
    let output = command.output().expect("the binary runs");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// When the last record was written: later, promises would be missed that nobody missed.
fn written_at(said: &Value) -> Timestamp {
    let records = said["events"].as_object().expect("logs").values().filter_map(Value::as_array).flatten();
    Timestamp(records.filter_map(|record| record["at"].as_i64()).max().expect("records"))
}

/// Whether everything that was said is still said. A later release may say more.
fn still_says(now: &Value, then: &Value) -> bool {
    match (now, then) {
        (Value::Object(now), Value::Object(then)) => {
            then.iter().all(|(name, then)| now.get(name).is_some_and(|now| still_says(now, then)))
        }
        (Value::Array(now), Value::Array(then)) => {
            now.len() == then.len() && now.iter().zip(then).all(|(now, then)| still_says(now, then))
        }
        _ => now == then,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn opens_and_folds_what_an_earlier_release_wrote() {
    let folder = TempDir::new().expect("a folder");
    let said = put(folder.path()).await;
    assert_eq!(json!(verified(folder.path())), said["verified"]);
    let place = Place::at_time(folder, written_at(&said)).await;
    let watcher = place.program("watcher", Role::Viewer).await;
    let (status, page) = watcher.read("incidents?limit=100").await;
    assert_eq!(status, StatusCode::OK);
    assert!(still_says(&page["items"], &said["cards"]), "{page:#}");
    let logs = said["events"].as_object().expect("logs");
    assert_eq!(logs.len(), 12, "a log for each incident");
    for (incident, log) in logs {
        let (_, page) = watcher.read(&format!("incidents/{incident}/events?limit=500")).await;
        assert!(still_says(&page["items"], log), "incident {incident}: {page:#}");
    }
    // It goes on from there.
    let (_, ada) = place.person("Ada", Role::Responder).await;
    place.done(&ada, Some(12), say("Still slow")).await;
}
