//! `docs/metrics.md` and the Grafana dashboard: they name what the server exports, and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::process::Stdio;

use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

use super::{assert_is_generated, read};

const DASHBOARD: &str = "docs/grafana/command-post.json";

const HEAD: &str = "# Metrics

`GET /metrics` answers with OpenMetrics text. No incident, person or word is in it. This file is generated from what the
server exports by `make docs`; the test `metrics_are_those_of_the_server` fails when it is out of date. A dashboard for
Grafana is in [grafana/command-post.json](grafana/command-post.json).

| name | type | meaning | series |
|---|---|---|---|
";

#[tokio::test]
async fn metrics_are_those_of_the_server() {
    let mut text = HEAD.to_owned();
    for family in families(&exported().await) {
        let series: Vec<String> = family.series().into_iter().map(|name| format!("`{name}`")).collect();
        let Family { name, kind, meaning } = family;
        let _ = writeln!(text, "| `{name}` | {kind} | {meaning} | {} |", series.join(", "));
    }
    assert_is_generated("docs/metrics.md", &text);
}

#[tokio::test]
async fn the_dashboard_asks_for_exported_series_only() {
    let families = families(&exported().await);
    let exported: BTreeSet<String> = families.iter().flat_map(Family::series).collect();
    let dashboard: Value = serde_json::from_str(&read(DASHBOARD)).expect("JSON");
    let mut queries = Vec::new();
    collect_queries(&dashboard, &mut queries);
    let words =
        queries.iter().flat_map(|query| query.split(|c: char| !c.is_ascii_alphanumeric() && c != '_'));
    let asked: BTreeSet<String> =
        words.filter(|word| word.starts_with("command_post_")).map(str::to_owned).collect();
    assert!(asked.len() >= 4, "a dashboard has queries: {asked:?}");
    let unknown: Vec<_> = asked.difference(&exported).collect();
    assert!(unknown.is_empty(), "not exported: {unknown:?}");
}

/// What a server exports that has had a command: there are no series of what never happened.
async fn exported() -> String {
    let folder = TempDir::new().expect("a folder");
    let data = folder.path().to_str().expect("a plain path");
    let copy = folder.path().join("www");
    let copy = copy.to_str().expect("a plain path");
    let serve = ["serve", "--demo", "--listen", "127.0.0.1:0", "--data", data, "--publish", copy];
    let mut server = command_post(&serve).stdout(Stdio::piped()).spawn().expect("the binary runs");
    let mut lines = BufReader::new(server.stdout.take().expect("a pipe")).lines();
    let address = loop {
        let line = lines.next_line().await.expect("text").expect("an address before the end");
        if let Some(word) = line.split_whitespace().find(|word| word.starts_with("http://")) {
            break word.to_owned();
        }
    };
    let create = ["token", "create", "--name", "docs", "--role", "responder", "--data", data];
    let created = command_post(&create).output().await.expect("the binary runs");
    let token = String::from_utf8(created.stdout).expect("text");
    let command = r#"{"type":"declare","title":"Errors","components":["api"],"post":{"post":"standard"},"commander":2}"#;
    let request = reqwest::Client::new()
        .post(format!("{address}/api/v1/incidents"))
        .bearer_auth(token.lines().last().expect("a token"))
        .header("content-type", "application/json")
        .body(command);
    let status = request.send().await.expect("an answer").status();
    assert_eq!(status, 201, "an incident is declared");
    // There is no age of a copy before it is written.
    let client = reqwest::Client::new();
    let metrics = async || {
        let answer = client.get(format!("{address}/metrics")).send().await.expect("an answer");
        answer.text().await.expect("text")
    };
    loop {
        let text = metrics().await;
        if text.contains("copy_age_seconds{") {
            return text;
        }
        tokio::task::yield_now().await;
    }
}

fn command_post(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_command-post"));
    command.args(words).kill_on_drop(true);
    command
}

/// Some series under one name.
struct Family {
    name: String,
    kind: String,
    meaning: String,
}

impl Family {
    /// The names of the series, as queries write them.
    fn series(&self) -> Vec<String> {
        let endings: &[&str] = match self.kind.as_str() {
            "counter" => &["_total"],
            "histogram" => &["_bucket", "_sum", "_count"],
            "info" => &["_info"],
            _ => &[""],
        };
        endings.iter().map(|ending| format!("{}{ending}", self.name)).collect()
    }
}

/// The families of an OpenMetrics text, by name.
fn families(text: &str) -> Vec<Family> {
    let about = |what: &str| -> BTreeMap<String, String> {
        let lines = text.lines().filter_map(|line| line.strip_prefix(what)?.split_once(' '));
        lines.map(|(name, rest)| (name.to_owned(), rest.to_owned())).collect()
    };
    let mut meanings = about("# HELP ");
    let kinds = about("# TYPE ").into_iter();
    kinds
        .map(|(name, kind)| {
            let meaning = meanings.remove(&name).unwrap_or_default();
            Family { name, kind, meaning: meaning.trim_end_matches('.').to_owned() }
        })
        .collect()
}

fn collect_queries(value: &Value, queries: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                match field {
                    Value::String(query) if name == "expr" => queries.push(query.clone()),
                    field => collect_queries(field, queries),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect_queries(item, queries)),
        _ => {}
    }
}
