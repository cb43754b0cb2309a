//! What commands print to somebody who has stopped reading, or to a disk that is full.

use std::fs::File;
use std::process::{Command, Output, Stdio};

use domain::Role;

use crate::databases;
use crate::place::{Place, binary};

const COMMANDS: [&[&str]; 7] = [
    &["token", "create", "--role", "viewer", "--name"],
    &["token", "list"],
    &["verify"],
    &["backup"],
    &["lint"],
    &["--help"],
    &["--version"],
];

/// Runs the command in the place's folder, where each run has a name of its own.
fn run(place: &Place, words: &[&str], run: &str, stdout: Stdio) -> Output {
    let mut command = Command::new(binary());
    command.args(words);
    match words[0] {
        "token" if words[1] == "create" => drop(command.arg(run)),
        "backup" => drop(command.arg(place.folder().join(run))),
        "lint" => drop(command.arg(place.folder().join("text"))),
        _ => {}
    }
    if ["token", "verify", "backup"].contains(&words[0]) {
        databases::point(&mut command, place.folder());
    }
    // A panic would show its trace, where somebody asks for one.
    command.env("RUST_BACKTRACE", "1").stdout(stdout).stderr(Stdio::piped());
    command.output().expect("it runs")
}

async fn place_to_print_about() -> Place {
    let place = Place::new().await;
    place.program("pager", Role::Viewer).await;
    std::fs::write(place.folder().join("text"), "We are looking into it.\n").expect("room");
    place
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_who_has_gone_is_no_trouble() {
    let place = place_to_print_about().await;
    for words in COMMANDS {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let output = run(&place, words, "gone", writer.into());
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && said.is_empty(), "{words:?}: {said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_told_in_one_line() {
    let place = place_to_print_about().await;
    for words in COMMANDS.into_iter().filter(|words| !words[0].starts_with("--")) {
        let full = File::options().write(true).open("/dev/full").expect("a device that is full");
        let output = run(&place, words, "full", full.into());
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{words:?}: {said}");
        assert!(said.starts_with("command-post: the output cannot be written: "), "{words:?}: {said}");
        assert_eq!(said.lines().count(), 1, "{words:?}: {said}");
    }
}
