//! Everything copied into a file, and taken over by an empty database of either kind.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output};

use domain::Role;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde_json::json;
use server::config::{Database, database_file};

use crate::databases;
use crate::newer;
use crate::place::{Place, binary, declare, say};

/// Runs a command of the binary on the folder's data.
fn run(folder: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(binary());
    command.args(words);
    databases::point(&mut command, folder);
    command.output().expect("the binary runs")
}

fn done(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn refused(output: &Output) -> String {
    assert!(!output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_everything_and_any_database_takes_it() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    place.person("Ben", Role::Viewer).await;
    place.done(&ada, None, declare("Slow")).await;
    place.done(&ada, Some(1), say("naïve “quotes” \u{1f525}")).await;
    let file = place.folder().join("copy");
    let name = file.to_str().expect("a name");
    assert!(done(&run(place.folder(), &["backup", name])).starts_with("Copied "));
    assert!(refused(&run(place.folder(), &["backup", name])).contains("exists"));
    // A server runs on it, which on SQLite is enough.
    let why = if databases::on_postgres() { "in use already" } else { "another server runs on it already" };
    assert!(refused(&run(place.folder(), &["restore", name])).contains(why));
    let verified = done(&run(place.folder(), &["verify"]));

    // The same kind of database, and SQLite's file, which is the other kind where this one is PostgreSQL.
    let fresh = tempfile::tempdir().expect("a folder");
    done(&run(fresh.path(), &["restore", name]));
    assert!(refused(&run(fresh.path(), &["restore", name])).contains("in use already"));
    assert_eq!(done(&run(fresh.path(), &["verify"])), verified);
    let moved = tempfile::tempdir().expect("a folder");
    let to = format!("sqlite:{}", database_file(moved.path()).display());
    let database = ["--database", &to];
    let command =
        |words: &[&str]| Command::new(binary()).args(words).args(database).output().expect("it runs");
    done(&command(&["restore", name]));
    assert_eq!(done(&command(&["verify"])), verified);
    let second = moved.path().join("second");
    done(&command(&["backup", second.to_str().expect("a name")]));
    let back = tempfile::tempdir().expect("a folder");
    done(&run(back.path(), &["restore", second.to_str().expect("a name")]));
    assert_eq!(done(&run(back.path(), &["verify"])), verified);

    // Sessions came along, and new people get new numbers.
    let before = ada.log(1).await;
    let place = Place::at(back).await;
    let ada = ada.moved_to(&place.url);
    assert_eq!(ada.log(1).await, before);
    let (cem, _) = place.person("Cem", Role::Viewer).await;
    assert_eq!(cem.0, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_keeps_what_a_newer_release_wrote() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    place.done(&ada, None, declare("Slow")).await;
    let event = json!({"type": "said", "text": {"en": "hello"}, "mood": "calm"});
    newer::append(place.running.store(), 1, &json!({"who": "team", "id": 3}), &event).await;
    let verified = done(&run(place.folder(), &["verify"]));
    let copy = place.folder().join("copy");
    let name = copy.to_str().expect("a name");
    done(&run(place.folder(), &["backup", name]));
    // The head's hash covers who acted and every byte of what happened.
    let fresh = tempfile::tempdir().expect("a folder");
    done(&run(fresh.path(), &["restore", name]));
    assert_eq!(done(&run(fresh.path(), &["verify"])), verified);
    let lines = GzDecoder::new(std::fs::File::open(&copy).expect("the copy"));
    let lines = std::io::read_to_string(lines).expect("text");
    assert!(lines.contains(&json!(event.to_string()).to_string()), "{lines}");
}

#[tokio::test(flavor = "multi_thread")]
async fn half_a_backup_is_refused_whole() {
    let place = Place::new().await;
    place.person("Ada", Role::Admin).await;
    let file = place.folder().join("copy");
    done(&run(place.folder(), &["backup", file.to_str().expect("a name")]));
    let bytes = std::fs::read(&file).expect("the copy");
    let fresh = tempfile::tempdir().expect("a folder");
    let half = fresh.path().join("half");
    std::fs::write(&half, &bytes[..bytes.len() / 2]).expect("room");
    refused(&run(fresh.path(), &["restore", half.to_str().expect("a name")]));
    // Nothing of it is there: the whole one goes in.
    done(&run(fresh.path(), &["restore", file.to_str().expect("a name")]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_was_changed_leaves_nothing() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    place.done(&ada, None, declare("Slow")).await;
    place.done(&ada, Some(1), say("Orders cannot be placed")).await;
    let good = place.folder().join("copy");
    let name = good.to_str().expect("a name");
    done(&run(place.folder(), &["backup", name]));
    let bytes = std::fs::read(&good).expect("the copy");
    let text = std::io::read_to_string(GzDecoder::new(bytes.as_slice())).expect("text");
    assert!(text.contains("Orders cannot be placed"));
    let changed = gzipped(&text.replace("Orders cannot be placed", "Orders can all be placed"));
    let mut flipped = bytes.clone();
    // In the checksum of the file, which stands in its last eight bytes.
    let place_of_checksum = flipped.len() - 8;
    flipped[place_of_checksum] ^= 1;
    let longer = gzipped(&format!("{text}{{\"end\":{{\"rows\":0}}}}\n"));

    let fresh = tempfile::tempdir().expect("a folder");
    for (bad, why) in [
        (changed, "its body was changed"),
        (flipped, "corrupt gzip stream"),
        (longer, "something follows the end"),
    ] {
        let file = fresh.path().join("bad");
        std::fs::write(&file, bad).expect("room");
        let said = refused(&run(fresh.path(), &["restore", file.to_str().expect("a name")]));
        assert!(said.contains(why) && said.contains("Nothing of it was taken over"), "{said}");
        assert!(done(&run(fresh.path(), &["verify"])).starts_with("0 records"), "{why}");
    }
    done(&run(fresh.path(), &["restore", name]));
}

fn gzipped(text: &str) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::fast());
    out.write_all(text.as_bytes()).expect("memory");
    out.finish().expect("memory")
}

#[test]
fn a_database_is_never_named_with_its_password() {
    let database = "postgres://ada:s3cret@127.0.0.1:9/post";
    for words in [["verify"], ["serve"]] {
        let output = Command::new(binary()).args(words).args(["--database", database]).output();
        let output = output.expect("the binary runs");
        let said = refused(&output);
        assert!(said.contains("127.0.0.1:9/post") && !said.contains("s3cret"), "{said}");
    }
    let output = Command::new(binary()).args(["serve", "--database", "postgres://cp@127.0.0.1:1/x"]).output();
    let said = refused(&output.expect("the binary runs"));
    assert!(said.contains("cannot be reached: connection refused. Is PostgreSQL running there?"), "{said}");
    let wrong = database.replace("postgres", "mysql");
    let output = Command::new(binary()).args(["verify", "--database", &wrong]).output();
    assert!(!refused(&output.expect("the binary runs")).contains("s3cret"));
    assert!(matches!(database.parse(), Ok(Database::Postgres(_))));
}
