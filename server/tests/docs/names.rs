//! What the documents name exists: tests, files, links.

use std::collections::{BTreeMap, BTreeSet};

use super::{files, read, root};

/// Lines of the README: it is an entrance, the rest is in docs/.
const README_LINES_MAX: usize = 200;

/// Files that one command passes from browser to browser.
const WALK_FILES_MAX: usize = 22;

const ARCHITECTURE: &str = "docs/architecture.md";

#[test]
fn the_readme_stays_short() {
    let lines = read("README.md").lines().count();
    assert!(lines <= README_LINES_MAX, "README.md has {lines} lines; move something to docs/");
}

#[test]
fn every_invariant_names_tests_that_exist() {
    let rows: Vec<String> =
        section("## Invariants").lines().filter(|line| is_numbered(line)).map(str::to_owned).collect();
    assert!(rows.len() >= 10, "the table of invariants was not read");
    let tests = tests();
    for row in rows {
        let held_by = row.trim_end_matches(" |").rsplit(" | ").next().unwrap_or_default().to_owned();
        let named: Vec<String> = code(&held_by).into_iter().filter(|word| is_test_name(word)).collect();
        let unknown: Vec<&String> = named.iter().filter(|name| !tests.contains(*name)).collect();
        assert!(unknown.is_empty(), "no such test: {unknown:?}");
        let later = row.contains("comes with drills");
        assert!(later || !named.is_empty(), "an invariant without a test: {row}");
    }
}

#[test]
fn every_test_that_is_named_exists() {
    let tests = tests();
    for document in documents() {
        // Shorter names are those of functions and fields.
        let named = code(&read(&document))
            .into_iter()
            .filter(|word| is_test_name(word) && word.matches('_').count() > 3);
        let unknown: Vec<String> =
            named.filter(|name| !tests.contains(name) && !EXAMPLES.contains(&name.as_str())).collect();
        assert!(unknown.is_empty(), "{document} names tests that do not exist: {unknown:?}");
    }
}

#[test]
fn every_file_that_is_named_exists() {
    let ignored = read(".gitignore");
    let made = |path: &str| ignored.lines().any(|line| path.starts_with(line.trim_start_matches('/')));
    for document in documents() {
        for path in code(&read(&document)).into_iter().filter(|word| is_path(word) && !made(word)) {
            assert!(root().join(path.trim_end_matches('/')).exists(), "{document} names {path}");
        }
    }
}

#[test]
fn every_link_leads_somewhere() {
    for document in documents() {
        let folder = root().join(&document).parent().expect("a folder").to_owned();
        for target in links(&read(&document)) {
            if target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            let (path, anchor) = target.split_once('#').unwrap_or((&target, ""));
            let file = if path.is_empty() { root().join(&document) } else { folder.join(path) };
            assert!(file.exists(), "{document} links to {target}");
            let text = std::fs::read_to_string(&file).unwrap_or_default();
            let found = text.lines().filter(|line| line.starts_with('#')).any(|line| slug(line) == anchor);
            assert!(anchor.is_empty() || found, "{document} links to {target}: no such heading");
        }
    }
}

#[test]
fn the_walk_of_a_command_is_short_and_never_goes_back() {
    let walk = section("## The walk of a command");
    let steps = walk.lines().filter(|line| is_step(line));
    let paths: Vec<String> =
        steps.filter_map(|line| code(line).into_iter().find(|word| is_path(word))).collect();
    assert!(paths.len() > 10 && paths.len() <= WALK_FILES_MAX, "{} files", paths.len());
    let mut times = BTreeMap::<&String, usize>::new();
    paths.iter().for_each(|path| *times.entry(path).or_default() += 1);
    let again: Vec<_> = times.iter().filter(|(_, times)| **times > 1).collect();
    assert!(again.is_empty(), "the walk goes back: {again:?}");
}

#[test]
fn every_flag_of_the_server_is_in_the_manual() {
    let manual = read("docs/operations.md");
    let reference = read("docs/cli.md");
    let serve = reference.split("## command-post serve").nth(1).expect("the command serve");
    let help = serve.split("\n## ").next().unwrap_or_default();
    let flags: BTreeSet<&str> =
        help.split_whitespace().filter(|word| word.starts_with("--") && *word != "--help").collect();
    assert!(flags.len() >= 5, "{flags:?}");
    for flag in flags {
        assert!(manual.contains(&format!("`{flag}")), "docs/operations.md does not explain {flag}");
    }
}

/// The documents for people.
fn documents() -> Vec<String> {
    let mut documents = files("docs", "md");
    documents.push("README.md".to_owned());
    documents
}

/// A section of the architecture, without its subsections' heading lines being cut.
fn section(heading: &str) -> String {
    let text = read(ARCHITECTURE);
    let after =
        text.split(&format!("\n{heading}\n")).nth(1).unwrap_or_else(|| panic!("no section {heading}"));
    after.split("\n## ").next().unwrap_or_default().to_owned()
}

/// What stands between single backticks, outside of blocks of code.
fn code(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut in_block = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            in_block = !in_block;
        } else if !in_block {
            found.extend(line.split('`').skip(1).step_by(2).map(str::to_owned));
        }
    }
    found
}

fn links(text: &str) -> Vec<String> {
    let after = text.split("](").skip(1);
    after.filter_map(|rest| rest.split(')').next()).map(str::to_owned).collect()
}

/// A heading as its link writes it.
fn slug(heading: &str) -> String {
    let words = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = words.chars().filter(|c| c.is_alphanumeric() || *c == ' ' || *c == '-' || *c == '_');
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

fn is_path(word: &str) -> bool {
    let folders =
        ["app/", "server/", "style/", "end2end/", "docs/", "public/", ".ci/", ".config/", ".cargo/"];
    let plain = word.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c));
    plain && folders.iter().any(|folder| word.starts_with(folder))
}

fn is_numbered(line: &str) -> bool {
    line.strip_prefix("| ").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// A line of a numbered list.
fn is_step(line: &str) -> bool {
    line.split_once(". ")
        .is_some_and(|(number, _)| !number.is_empty() && number.chars().all(|c| c.is_ascii_digit()))
}

fn is_test_name(word: &str) -> bool {
    let is_metric = word.starts_with("command_post_");
    !is_metric
        && word.matches('_').count() >= 2
        && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// Names that the documents show as an example of style.
const EXAMPLES: [&str; 1] = ["retries_decisions_built_on_a_failed_write"];

/// Folders whose functions are cases that run on both databases.
const CASES: [&str; 2] = ["server/tests/log_contract/", "server/tests/store/"];

/// The names of all functions that are marked as tests or are cases of one.
fn tests() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for folder in ["app", "server"] {
        for file in files(folder, "rs") {
            let text = read(&file);
            let holds_cases = CASES.iter().any(|folder| file.starts_with(folder));
            let mut follows_attribute = holds_cases;
            for line in text.lines().map(str::trim_start) {
                if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
                    follows_attribute = true;
                }
                let signature = line.trim_start_matches("pub ").trim_start_matches("async ");
                if let (true, Some(rest)) = (follows_attribute, signature.strip_prefix("fn ")) {
                    names.extend(rest.split('(').next().map(str::to_owned));
                    follows_attribute = holds_cases;
                }
            }
        }
    }
    names
}
