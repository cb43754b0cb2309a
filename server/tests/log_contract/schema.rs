//! A walk over a JSON schema: values that fit it, and values in which one enum has a variant that it does not know.

use std::collections::BTreeSet;

use serde_json::{Value, json};

/// What no enum of today has.
pub const TOMORROW: &str = "from_tomorrow";

/// A schema, and the enums of it that were reached so far, by their pointers.
pub struct Walk {
    root: Value,
    reached: BTreeSet<String>,
}

impl Walk {
    pub fn new(root: Value) -> Self {
        Self { root, reached: BTreeSet::new() }
    }

    pub fn reached(&self) -> &BTreeSet<String> {
        &self.reached
    }

    /// Every enum that the schema has anywhere.
    pub fn all(&self) -> BTreeSet<String> {
        let mut all = BTreeSet::new();
        find_enums(&self.root, String::new(), &mut all);
        all
    }

    /// Where the variants of a field's enum are.
    pub fn variants(&self, field: &str) -> Vec<String> {
        let at = self.resolve(&format!("/properties/{field}"));
        self.alternatives(&at).expect("an enum")
    }

    /// A value that fits, with every field that it can have.
    pub fn sample(&self, at: &str) -> Value {
        let at = self.resolve(at);
        let node = self.node(&at);
        if let Some(value) = node.get("const") {
            return value.clone();
        }
        if let Some(values) = node.get("enum") {
            return values[0].clone();
        }
        if let Some(all) = self.alternatives(&at) {
            return self.sample(&all[0]);
        }
        match self.kind(&at) {
            "object" => self.fields(&at).iter().map(|(name, at)| (name.clone(), self.sample(at))).collect(),
            "array" => self.items(&at).iter().map(|item| self.sample(item)).collect(),
            "string" => json!("x"),
            "boolean" => json!(true),
            "integer" => json!(1),
            other => panic!("{at}: nothing is known of {other}"),
        }
    }

    /// Values of which each has one variant of tomorrow, in one of the enums below here.
    pub fn with_tomorrow(&mut self, at: &str) -> Vec<Value> {
        let at = self.resolve(at);
        let node = self.node(&at);
        if node.get("const").is_some() {
            return Vec::new();
        }
        if node.get("enum").is_some() {
            self.reached.insert(at);
            return vec![json!(TOMORROW)];
        }
        if let Some(all) = self.alternatives(&at) {
            let unknown =
                if is_option(self.node(&at)) { None } else { Some(self.unknown_variant(&at, &all)) };
            let within: Vec<_> = all.iter().flat_map(|at| self.with_tomorrow(at)).collect();
            return unknown.into_iter().chain(within).collect();
        }
        let parts = match self.kind(&at) {
            "object" => self.fields(&at),
            "array" => self.items(&at).into_iter().enumerate().map(|(n, at)| (n.to_string(), at)).collect(),
            _ => Vec::new(),
        };
        parts.iter().flat_map(|(name, part)| self.with_tomorrow_in(&at, name, part)).collect()
    }

    fn with_tomorrow_in(&mut self, at: &str, name: &str, part: &str) -> Vec<Value> {
        let whole = self.sample(at);
        let put = |value| {
            let mut whole = whole.clone();
            *whole.pointer_mut(&format!("/{name}")).expect("a part of it") = value;
            whole
        };
        self.with_tomorrow(part).into_iter().map(put).collect()
    }

    /// A value of an enum's shape with a tag, or a word, that it does not have.
    fn unknown_variant(&mut self, at: &str, all: &[String]) -> Value {
        self.reached.insert(at.to_owned());
        let Some(tagged) = all.iter().find(|at| self.node(at).get("properties").is_some()) else {
            return json!(TOMORROW);
        };
        let mut value = self.sample(tagged);
        let fields = self.fields(tagged);
        let tag = fields.iter().find(|(_, at)| self.node(at).get("const").is_some()).expect("a tag");
        value[&tag.0] = json!(TOMORROW);
        value
    }

    fn node(&self, at: &str) -> &Value {
        self.root.pointer(at).unwrap_or_else(|| panic!("{at} is not in the schema"))
    }

    fn resolve(&self, at: &str) -> String {
        match self.node(at).get("$ref").and_then(Value::as_str) {
            Some(to) => self.resolve(to.strip_prefix('#').expect("a reference within the schema")),
            None => at.to_owned(),
        }
    }

    /// The variants of an enum, or what an option can hold.
    fn alternatives(&self, at: &str) -> Option<Vec<String>> {
        let key = ["oneOf", "anyOf"].into_iter().find(|key| self.node(at).get(key).is_some())?;
        let all = self.node(at)[key].as_array().expect("a list");
        let some = (0..all.len()).filter(|n| all[*n]["type"] != "null");
        Some(some.map(|n| format!("{at}/{key}/{n}")).collect())
    }

    /// The type; of several, the one that is not null.
    fn kind(&self, at: &str) -> &str {
        match &self.node(at)["type"] {
            Value::String(one) => one,
            Value::Array(some) => {
                some.iter().filter_map(Value::as_str).find(|kind| *kind != "null").expect("a type")
            }
            other => panic!("{at}: nothing is known of {other}"),
        }
    }

    fn fields(&self, at: &str) -> Vec<(String, String)> {
        let fields = self.node(at)["properties"].as_object().expect("an object of known fields");
        fields.keys().map(|name| (name.clone(), format!("{at}/properties/{name}"))).collect()
    }

    fn items(&self, at: &str) -> Vec<String> {
        let node = self.node(at);
        match node.get("prefixItems").and_then(Value::as_array) {
            Some(items) => (0..items.len()).map(|n| format!("{at}/prefixItems/{n}")).collect(),
            None => {
                let count = node["minItems"].as_u64().unwrap_or(1).max(1);
                (0..count).map(|_| format!("{at}/items")).collect()
            }
        }
    }
}

fn is_option(node: &Value) -> bool {
    let of = |key: &str| node[key].as_array().is_some_and(|all| all.iter().any(|one| one["type"] == "null"));
    of("oneOf") || of("anyOf")
}

fn find_enums(node: &Value, at: String, all: &mut BTreeSet<String>) {
    let has = |key: &str| node.get(key).is_some_and(Value::is_array);
    if has("enum") || ((has("oneOf") || has("anyOf")) && !is_option(node)) {
        all.insert(at.clone());
    }
    match node {
        Value::Object(fields) => {
            fields.iter().for_each(|(name, node)| find_enums(node, format!("{at}/{name}"), all));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(n, node)| find_enums(node, format!("{at}/{n}"), all));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
