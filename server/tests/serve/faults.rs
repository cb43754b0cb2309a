//! Crashes, full disks, and databases that are somebody else's.

use std::fs::Permissions;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use domain::Role;
use reqwest::StatusCode;
use serde_json::{Value, json};
use server::StartError;
use server::demo::DemoError;
use server::store::Store;

use crate::databases;
use crate::place::{Place, Visitor, binary, declare, draft, say, serve_demo};
use crate::rules::check_the_rules;

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_loses_nothing_that_was_acknowledged() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    place.done(&ada, None, declare("Slow")).await;
    let done = place.done(&ada, Some(1), say("still looking")).await;
    assert_eq!(ada.call("save_draft", draft(1, "update", "half a sent")).await.0, StatusCode::OK);
    let before = ada.log(1).await;

    let place = place.crash().await;
    let ada = ada.moved_to(&place.url);
    assert_eq!(ada.log(1).await, before);
    assert_eq!(json!(before.len()), done["seq"]);
    let (_, opened) = ada.call("open_incident", json!({"incident": 1})).await;
    assert_eq!(opened["drafts"][0]["body"], "half a sent", "and the session holds");
    assert!(place.stranger().text("/status").await.contains("problems with Databases"));
    check_the_rules(place.running.store()).await;
}

/// A server in a process of its own.
pub struct Process(Child);

impl Process {
    pub fn start(data: &Path) -> (Self, Visitor) {
        let mut command = Command::new(binary());
        command.args(["serve", "--demo", "--listen", "127.0.0.1:0"]);
        databases::point(&mut command, data);
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("the binary starts");
        let mut line = String::new();
        let out = child.stdout.take().expect("its output");
        BufReader::new(out).read_line(&mut line).expect("its address");
        let url = line.split_whitespace().find(|word| word.starts_with("http://")).expect("an address");
        (Self(child), Visitor::at(url))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // On Unix this is SIGKILL.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

pub async fn dana(stranger: &Visitor) -> Visitor {
    let answer = stranger.answer("switch_person", json!({"person": 2})).await;
    let cookie = answer.headers()["set-cookie"].to_str().expect("text").to_owned();
    stranger.with_cookie(cookie.split(';').next().expect("a pair"))
}

#[tokio::test(flavor = "multi_thread")]
async fn kill_minus_nine_loses_nothing_that_was_acknowledged() {
    let folder = tempfile::tempdir().expect("a folder");
    let (process, stranger) = Process::start(folder.path());
    let browser = dana(&stranger).await;
    let (_, declared) = browser.command(None, declare("Slow"), "k").await;
    let incident = declared["incident"].as_u64().expect("a number");
    let mut acknowledged = declared;
    for n in 0..20 {
        let (status, done) = browser.command(Some(incident), say(&format!("{n}")), &format!("k{n}")).await;
        assert_eq!(status, StatusCode::OK, "{done}");
        acknowledged = done;
    }
    drop(process);

    let (_process, stranger) = Process::start(folder.path());
    let browser = browser.moved_to(&stranger.url);
    let log = browser.log(incident).await;
    assert_eq!(log.last().map(|record| &record["seq"]), Some(&acknowledged["seq"]));
    let (_, again) = browser.command(Some(incident), say("19"), "k19").await;
    assert_eq!(again, acknowledged, "sent again, it does not act again");
    check_the_rules(&databases::open(folder.path()).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_full_disk_reading_goes_on_and_writing_resumes() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    place.done(&ada, None, declare("Slow")).await;
    let Store::Sqlite(sqlite) = place.running.store() else {
        println!("left out: only SQLite's file can be kept from growing here");
        return;
    };
    sqlite.limit_pages(Some(1)).await.expect("a limit");
    let long = "x".repeat(2_000);
    let mut full: Value = json!(null);
    for _ in 0..200 {
        let (status, answer) = ada.command(Some(1), say(&long), &place.key()).await;
        if status == StatusCode::INSUFFICIENT_STORAGE {
            full = answer;
            break;
        }
    }
    assert_eq!(full["error"], "disk_full");
    let before = ada.log(1).await;
    let (status, _) = ada.command(Some(1), say(&long), "kept-key").await;
    assert_eq!(status, StatusCode::INSUFFICIENT_STORAGE);
    assert_eq!(ada.log(1).await, before, "what was refused is not there");
    let stranger = place.stranger();
    let status_of = async |path: &str| stranger.get(path).send().await.expect("an answer").status();
    assert_eq!(status_of("/status").await, StatusCode::OK);
    assert_eq!(status_of("/readyz").await, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(status_of("/healthz").await, StatusCode::OK);
    assert!(ada.text("/").await.contains("<html"), "pages go on");

    sqlite.limit_pages(None).await.expect("no limit");
    let (status, done) = ada.command(Some(1), say(&long), "kept-key").await;
    assert_eq!(status, StatusCode::OK, "{done}");
    assert_eq!(ada.log(1).await.len(), before.len() + 1);
    check_the_rules(place.running.store()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_takes_no_database_but_its_own() {
    let folder = tempfile::tempdir().expect("a folder");
    serve_demo(folder.path()).await.expect("a new demo").shutdown().await;
    serve_demo(folder.path()).await.expect("its own database").shutdown().await;

    let place = Place::new().await;
    place.person("Ada", Role::Admin).await;
    let folder = place.stop().await;
    let error = serve_demo(folder.path()).await.err().expect("refused");
    assert!(matches!(error, StartError::Demo(DemoError::ForeignDatabase)), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn refuses_a_second_server_on_the_same_file() {
    if databases::on_postgres() {
        println!("left out: PostgreSQL serves several");
        return;
    }
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    let data = place.folder().to_str().expect("a name");
    let command =
        |words: &[&str]| Command::new(binary()).args(words).args(["--data", data]).output().expect("it runs");
    let copy = place.folder().join("copy");
    let copy = copy.to_str().expect("a name");
    // What works beside a server does so.
    for words in [&["verify"][..], &["backup", copy]] {
        assert!(command(words).status.success(), "{words:?}");
    }
    for words in [&["serve", "--listen", "127.0.0.1:0"][..], &["restore", copy]] {
        let refused = command(words);
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        let first = format!("another server runs on it already: process {} on ", std::process::id());
        assert!(!refused.status.success() && said.contains(&first), "{words:?}: {said}");
    }
    place.done(&ada, None, declare("Slow")).await;
    let place = Place::at(place.stop().await).await;
    assert_eq!(ada.moved_to(&place.url).log(1).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_servers_files_are_readable_by_their_owner_alone() {
    if databases::on_postgres() {
        println!("left out: PostgreSQL keeps its own files");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    // As an earlier release left it.
    std::fs::write(folder.path().join("command-post.db"), "").expect("room");
    for (path, mode) in [(folder.path().join("command-post.db"), 0o644), (folder.path().to_owned(), 0o755)] {
        std::fs::set_permissions(path, Permissions::from_mode(mode)).expect("ours");
    }
    let place = Place::at(folder).await;
    place.person("Ada", Role::Admin).await;
    let mode = |path: &Path| std::fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    assert_eq!(mode(place.folder()), 0o700);
    let files: Vec<_> = std::fs::read_dir(place.folder())
        .expect("the folder")
        .map(|file| file.expect("a file").path())
        .collect();
    assert!(files.len() >= 3, "the file, its log, and who serves it: {files:?}");
    for file in files {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn health_is_told_to_whoever_asks_by_any_name() {
    let place = Place::new().await;
    for path in ["/healthz", "/readyz", "/metrics"] {
        let asked = place.stranger().get(path).header("host", "10.0.0.7").send().await;
        assert_eq!(asked.expect("an answer").status(), StatusCode::OK, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_graceful_stop_keeps_everything() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    place.done(&ada, None, declare("Slow")).await;
    let Place { running, url, folder, .. } = place;
    running.shutdown().await;
    assert!(reqwest::get(url).await.is_err(), "nobody listens any more");
    let store = databases::open(folder.path()).await;
    check_the_rules(&store).await;
    assert_eq!(
        store.log().verify().await.expect("it is whole").records,
        4,
        "two of the company, two of the incident"
    );
}
