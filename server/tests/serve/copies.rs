//! Copies of the status page: what they show, what becomes of those that fail, and what is left when the server is gone.

use std::fs;
use std::path::{Path, PathBuf};

use domain::Role;
use reqwest::StatusCode;
use serde_json::json;
use server::config::PublishTarget;
use tempfile::TempDir;

use crate::bucket::{BUCKET, FakeBucket, KEY, Mood, SECRET};
use crate::databases;
use crate::place::{Place, declare, eventually};

/// A bucket as the command line names it, its credentials in a file.
fn bucket(fake: &FakeBucket, folder: &Path) -> PublishTarget {
    let file = folder.join("key");
    fs::write(&file, format!("AWS_ACCESS_KEY_ID={KEY}\nAWS_SECRET_ACCESS_KEY={SECRET}\n")).expect("room");
    let text = format!(
        "s3://{BUCKET}?endpoint={}&credentials={}&url=https://status.example.com",
        fake.url,
        file.display()
    );
    text.parse().expect("a target")
}

fn folder(path: &Path) -> PublishTarget {
    path.display().to_string().parse().expect("a target")
}

fn page(folder: &Path) -> String {
    fs::read_to_string(folder.join("current/status.html")).unwrap_or_default()
}

const TOLD: &str = "We are looking into problems with Databases.";

#[tokio::test(flavor = "multi_thread")]
async fn what_is_told_is_in_every_copy_and_stays_when_the_server_is_gone() {
    let (fake, files) = (FakeBucket::start().await, TempDir::new().expect("a folder"));
    let www = files.path().join("www");
    let targets = vec![folder(&www), bucket(&fake, files.path())];
    let place = Place::configured(|config| config.publish = targets).await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    place.done(&ada, None, declare("Disk full on db-7")).await;
    let in_bucket = || fake.objects().get("status").map(|object| object.body.clone()).unwrap_or_default();
    eventually(|| async { page(&www).contains(TOLD) && in_bucket().contains(TOLD) }).await;
    let own = place.url.clone();
    drop(place);

    let (in_folder, in_bucket) = (page(&www), in_bucket());
    assert!(in_folder.contains(&format!("rel=\"canonical\" href=\"{own}/status\"")), "{in_folder}");
    assert!(
        in_bucket.contains("rel=\"canonical\" href=\"https://status.example.com/status\""),
        "{in_bucket}"
    );
    for page in [&in_folder, &in_bucket] {
        assert!(!page.contains("db-7"), "the title is for people inside");
        assert!(page.contains("This copy was made"), "{page}");
    }
    let home = fake.objects()["status"].clone();
    assert_eq!(home.content_type, "text/html; charset=utf-8");
    assert!(
        in_bucket.contains(&format!("name=\"version\" content=\"{}\"", home.version)),
        "{}",
        home.version
    );
    for file in ["status/feed.atom", "status/badge.svg", "favicon.svg", "api/v2/summary.json", "index.html"] {
        assert!(www.join("current").join(file).is_file() && fake.objects().contains_key(file), "{file}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_fails_says_why_and_delays_no_other() {
    let (silent, refusing) = (FakeBucket::start().await, FakeBucket::start().await);
    silent.set_mood(Mood::Silent);
    refusing.set_mood(Mood::Refuses);
    let files = TempDir::new().expect("a folder");
    let (blocked, www) = (files.path().join("blocked"), files.path().join("www"));
    fs::write(&blocked, "no folder").expect("room");
    let targets =
        vec![bucket(&silent, files.path()), bucket(&refusing, files.path()), folder(&blocked), folder(&www)];
    let place = Place::configured(|config| config.publish = targets).await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    place.done(&ada, None, declare("Disk full")).await;
    eventually(|| async { page(&www).contains(TOLD) }).await;

    let copies = || async { ada.call("read_deliveries", json!({})).await.1["copies"].clone() };
    eventually(|| async {
        let copies = copies().await;
        copies[1]["why"] != "" && copies[2]["why"] != "" && copies[3]["version"].is_string()
    })
    .await;
    let said = copies().await;
    assert_eq!(said[1]["why"], "the service says AccessDenied: Not today.");
    assert_eq!((&said[0]["version"], &said[3]["why"]), (&json!(null), &json!("")));
    assert_eq!(said[2]["place"], blocked.display().to_string());
    assert!(!said.to_string().contains(SECRET), "{said}");

    let answer = reqwest::get(format!("{}/readyz", place.url)).await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::OK, "a copy is no reason to send people elsewhere");
    let ready = answer.text().await.expect("text");
    assert!(ready.contains("copy 2 of the status page: not written here, fails"), "{ready}");
    assert!(ready.contains("copy 4 of the status page: ") && !ready.contains("www"), "{ready}");
    let metrics = place.stranger().text("/metrics").await;
    assert!(metrics.contains("command_post_copy_age_seconds{copy=\"4\"}"), "{metrics}");
    assert!(metrics.contains("command_post_copy_failures_total{copy=\"2\"}"), "{metrics}");

    refusing.set_mood(Mood::Works);
    fs::remove_file(&blocked).expect("it was there");
    eventually(|| async {
        let has_told = refusing.objects().get("status").is_some_and(|object| object.body.contains(TOLD));
        has_told && page(&blocked).contains(TOLD)
    })
    .await;
    eventually(|| async { copies().await[1]["why"] == "" }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_nodes_one_writes_into_a_bucket() {
    if !databases::on_postgres() {
        println!("left out: SQLite has one node");
        return;
    }
    let (fake, files) = (FakeBucket::start().await, TempDir::new().expect("a folder"));
    let target = bucket(&fake, files.path());
    let place = Place::configured(|config| config.publish = vec![target.clone()]).await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let copies = |at: &str| {
        let ada = ada.moved_to(at);
        async move { ada.call("read_deliveries", json!({})).await.1["copies"][0].clone() }
    };
    eventually(|| async { copies(&place.url).await["version"].is_string() }).await;
    let second = place.second_configured(|config| config.publish = vec![target]).await;
    let other = second.origins[0].to_string();
    eventually(|| async { copies(&other).await["is_elsewhere"] == true }).await;
    place.done(&ada, None, declare("Disk full")).await;
    eventually(|| async { fake.objects()["status"].body.contains(TOLD) }).await;
    assert_eq!(copies(&other).await["version"], json!(null));
    second.shutdown().await;
}

#[test]
fn a_target_that_cannot_be_is_refused_without_its_secrets() {
    let data = TempDir::new().expect("a folder");
    let serve = |targets: &[&str]| {
        let mut command = std::process::Command::new(crate::place::binary());
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(PathBuf::from(data.path()).join("data"));
        command.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY");
        targets.iter().for_each(|target| {
            command.args(["--publish", target]);
        });
        let output = command.output().expect("it ends");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    for (targets, names) in [
        (&["s3://key:s3cret@acme-status"][..], "never in its address"),
        (&["s3://acme-status"], "a bucket needs AWS_ACCESS_KEY_ID, which is not in the environment"),
        (&["www", "www"], "www is given twice"),
    ] {
        let (code, said) = serve(targets);
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains(names) && !said.contains("s3cret"), "{targets:?}: {said}");
    }
}
