//! Invariants of the source itself, read from the source.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace")
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut found = Vec::new();
    for path in entries {
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found
}

/// The files under `folder` whose text has one of the words.
fn with_words(folder: &str, words: &[&str]) -> Vec<String> {
    let has = |path: &PathBuf| {
        let text = fs::read_to_string(path).expect("text");
        words.iter().any(|word| text.contains(word))
    };
    let mut found: Vec<String> = sources(&root().join(folder))
        .iter()
        .filter(|path| has(path))
        .map(|path| path.strip_prefix(root()).expect("below the root").display().to_string())
        .collect();
    found.sort();
    found
}

#[test]
fn sql_is_written_in_the_store_only() {
    let with_sql = with_words("server/src", &["sqlx::", "PRAGMA", "INSERT INTO"]);
    assert!(!with_sql.is_empty(), "the store's own files");
    for file in with_sql {
        assert!(file.starts_with("server/src/store"), "{file} speaks SQL");
    }
}

#[test]
fn the_pure_crates_know_how_they_are_written_down_and_nothing_else() {
    for krate in ["domain", "lint"] {
        let manifest = fs::read_to_string(root().join("app").join(krate).join("Cargo.toml")).expect("text");
        let after = manifest.split("[dependencies]").nth(1).expect("dependencies");
        let own = after.split("\n[").next().expect("a section");
        // What is optional is the server's to ask for; the browser's half asks for nothing.
        let always = own.lines().filter(|line| !line.contains("optional = true"));
        let names: Vec<&str> = always.filter_map(|line| line.split(['.', ' ', '=']).next()).collect();
        let names: Vec<&str> = names.into_iter().filter(|name| !name.is_empty()).collect();
        assert_eq!(names, ["borsh", "serde"], "{krate}");
    }
}

#[test]
fn the_pure_crates_have_no_clock_no_chance_and_no_order_of_hashes() {
    let impure = ["std::time", "SystemTime", "Instant::now", "HashMap", "HashSet", "std::fs", "std::env"];
    for krate in ["app/domain/src", "app/lint/src"] {
        assert_eq!(with_words(krate, &impure), Vec::<String>::new(), "{krate}");
    }
}

#[test]
fn tokio_stays_out_of_the_app() {
    assert_eq!(with_words("app/src", &["tokio"]), Vec::<String>::new());
}

#[test]
fn background_tasks_are_spawned_by_the_supervisor_alone() {
    let spawning = with_words("server/src", &["tokio::spawn(", "thread::spawn(", "JoinSet"]);
    // The others live as long as one statement, one lane's queue, one connection or one request.
    let allowed =
        ["api/admit.rs", "backend/process.rs", "listen.rs", "router/ready.rs", "session.rs", "supervise.rs"];
    assert_eq!(spawning, allowed.map(|file| format!("server/src/{file}")));
}

/// What a record or a refusal can carry; the rules know it, and it knows no rules.
#[test]
fn types_in_records_do_not_depend_on_the_rules() {
    let with_rules = with_words("app/domain/src", &["use crate::incident", "use crate::command"]);
    assert!(with_rules.contains(&"app/domain/src/public.rs".to_owned()), "{with_rules:?}");
    for carried in [
        "actor",
        "company",
        "deadline",
        "duty",
        "ending",
        "event",
        "finding",
        "imported",
        "maintenance_plan",
        "policy",
        "postmortem",
        "proposal",
        "refusal",
        "sitrep",
        "state",
        "ticket",
        "update",
        "work",
    ] {
        let own = [format!("app/domain/src/{carried}.rs"), format!("app/domain/src/{carried}/")];
        let file = with_rules.iter().find(|file| own.iter().any(|own| file.starts_with(own)));
        assert_eq!(file, None, "{carried} is carried");
    }
}

#[test]
fn every_call_has_the_name_of_its_function_as_its_address() {
    let mut calls = 0;
    for path in sources(&root().join("app/src")) {
        let text = fs::read_to_string(path).expect("text");
        for call in text.split("endpoint = \"").skip(1) {
            let (endpoint, rest) = call.split_once('"').expect("the end of the address");
            let name = rest.split_once("pub async fn ").and_then(|(_, function)| function.split_once('('));
            assert_eq!(name.map(|(name, _)| name), Some(endpoint));
            calls += 1;
        }
    }
    assert!(calls > 0, "the calls themselves");
}
