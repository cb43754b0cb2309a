//! Holds the documents to the code: what can be generated from the code is generated, and what they name exists.
//!
//! `COMMAND_POST_WRITE_DOCS=1` writes the generated files instead of comparing them (`make docs`).

mod cli;
mod constants;
mod limits;
mod metrics;
mod names;

use std::fs;
use std::path::{Path, PathBuf};

/// Set to write the generated documents.
const WRITE: &str = "COMMAND_POST_WRITE_DOCS";

/// The root of the repository.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace")
}

/// The text of a file of the repository.
fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every file below a folder of the repository with this extension, as paths from the root, sorted.
fn files(folder: &str, extension: &str) -> Vec<String> {
    let mut open = vec![root().join(folder)];
    let mut found = Vec::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(children(&path));
        } else if path.extension().is_some_and(|ending| ending == extension) {
            found.push(path.strip_prefix(root()).expect("below the root").display().to_string());
        }
    }
    found.sort();
    found
}

fn children(folder: &Path) -> impl Iterator<Item = PathBuf> {
    fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path())
}

/// Compares a generated document with its file, or writes it where that is asked for.
fn assert_is_generated(path: &str, text: &str) {
    if std::env::var_os(WRITE).is_some() {
        fs::write(root().join(path), text).expect("room");
        return;
    }
    let on_file = fs::read_to_string(root().join(path)).unwrap_or_default();
    let differs = on_file.lines().zip(text.lines()).find(|(on_file, wanted)| on_file != wanted);
    assert!(on_file == text, "{path} is out of date: run `make docs`. First difference: {differs:?}");
}
