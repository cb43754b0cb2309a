//! Every crate that is shipped inside the binary, or builds it, has a licence that this project may use.

use serde_json::Value;
use std::collections::{HashMap, HashSet};
use std::process::Command;

/// Licences that ask for no more than a notice.
const PERMISSIVE: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Fine for what builds the product; what is shipped must do without.
const TOOLS_ONLY: &[&str] = &["MPL-2.0"];

#[test]
fn every_crate_may_be_used() {
    let metadata = metadata();
    let shipped = shipped(&metadata);
    let mut refused = Vec::new();
    for package in used(&metadata) {
        let licence = package["license"].as_str().unwrap_or("none given");
        let tool = !shipped.contains(text(&package["id"]));
        if !Expression::parse(licence)
            .allows(&|name| PERMISSIVE.contains(&name) || (tool && TOOLS_ONLY.contains(&name)))
        {
            let kind = if tool { "tool" } else { "shipped" };
            refused.push(format!(
                "{} {} ({kind}): {licence}",
                text(&package["name"]),
                text(&package["version"])
            ));
        }
    }
    assert!(refused.is_empty(), "not in the list of allowed licences:\n{}", refused.join("\n"));
}

#[test]
fn licence_expressions_are_read_as_spdx_says() {
    let mit = |name: &str| name == "MIT";
    for (expression, allowed) in [
        ("MIT", true),
        ("GPL-3.0", false),
        ("none given", false),
        ("", false),
        ("MIT OR GPL-3.0", true),
        ("GPL-3.0/MIT", true),
        ("MIT AND GPL-3.0", false),
        ("GPL-3.0 OR MIT AND MIT", true),
        ("MIT OR MIT AND GPL-3.0", true),
        ("(MIT OR GPL-3.0) AND ISC", false),
        ("(MIT OR GPL-3.0) AND MIT", true),
        ("GPL-2.0 WITH Classpath-exception-2.0", false),
        ("MIT WITH Any-exception", true),
        ("MIT OR", false),
        ("(MIT", false),
    ] {
        assert_eq!(Expression::parse(expression).allows(&mit), allowed, "{expression}");
    }
}

/// What cargo says about the workspace, for the machines that the product runs on and for the browser.
fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--locked", "--offline"])
        .args(["--filter-platform", "x86_64-unknown-linux-gnu"])
        .args(["--filter-platform", "x86_64-unknown-linux-musl"])
        .args(["--filter-platform", "wasm32-unknown-unknown"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo metadata: {said}");
    serde_json::from_slice(&output.stdout).expect("JSON from cargo metadata")
}

/// The packages that take part in some build, without our own.
fn used(metadata: &Value) -> impl Iterator<Item = &Value> {
    let nodes: HashSet<&str> = list(&metadata["resolve"]["nodes"]).map(|node| text(&node["id"])).collect();
    list(&metadata["packages"])
        .filter(move |package| nodes.contains(text(&package["id"])))
        .filter(|package| !package["source"].is_null())
}

/// The ids of the packages that end up in the binary or in the wasm: reached from ours by plain dependencies alone.
fn shipped(metadata: &Value) -> HashSet<&str> {
    let nodes: HashMap<&str, &Value> =
        list(&metadata["resolve"]["nodes"]).map(|node| (text(&node["id"]), node)).collect();
    let mut open: Vec<&str> = list(&metadata["workspace_members"]).map(text).collect();
    let mut reached = HashSet::new();
    while let Some(id) = open.pop() {
        if reached.insert(id) {
            let plain = list(&nodes[id]["deps"])
                .filter(|dep| list(&dep["dep_kinds"]).any(|kind| kind["kind"].is_null()));
            open.extend(plain.map(|dep| text(&dep["pkg"])));
        }
    }
    reached
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().expect("a list from cargo metadata").iter()
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text from cargo metadata")
}

/// A licence expression: any of these, each being all of those.
enum Expression {
    Name(String),
    All(Vec<Expression>),
    Any(Vec<Expression>),
    /// Not readable, so nothing that one could agree to.
    Unreadable,
}

impl Expression {
    /// Reads an SPDX expression, and the older `A/B` for `A OR B`.
    fn parse(source: &str) -> Self {
        let spaced = source.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
        let mut words: Vec<&str> = spaced.split_whitespace().rev().collect();
        match Self::any(&mut words) {
            Some(expression) if words.is_empty() => expression,
            _ => Self::Unreadable,
        }
    }

    fn any(words: &mut Vec<&str>) -> Option<Self> {
        let mut parts = vec![Self::all(words)?];
        while words.pop_if(|word| *word == "OR").is_some() {
            parts.push(Self::all(words)?);
        }
        Some(Self::Any(parts))
    }

    fn all(words: &mut Vec<&str>) -> Option<Self> {
        let mut parts = vec![Self::one(words)?];
        while words.pop_if(|word| *word == "AND").is_some() {
            parts.push(Self::one(words)?);
        }
        Some(Self::All(parts))
    }

    fn one(words: &mut Vec<&str>) -> Option<Self> {
        let name = words.pop()?;
        if name == "(" {
            let inner = Self::any(words)?;
            return (words.pop()? == ")").then_some(inner);
        }
        // An exception only takes conditions away.
        if words.pop_if(|word| *word == "WITH").is_some() {
            words.pop()?;
        }
        Some(Self::Name(name.to_owned()))
    }

    fn allows(&self, allowed: &dyn Fn(&str) -> bool) -> bool {
        match self {
            Self::Name(name) => allowed(name),
            Self::All(parts) => parts.iter().all(|part| part.allows(allowed)),
            Self::Any(parts) => parts.iter().any(|part| part.allows(allowed)),
            Self::Unreadable => false,
        }
    }
}
