//! `openapi.json`: what the API takes and gives. Schemas are derived from the types; the paths are listed here, and a
//! test holds them against the routes.

mod webhooks;

use std::sync::OnceLock;

use app::tickets::{Added, NewTicket};
use axum::http::header;
use axum::response::IntoResponse;
use domain::board::Card;
use domain::{Command, Component, Person, Recorded};
use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::commands::Acted;
use super::directory::TokenView;
use super::drafts::{Draft, Said};
use super::paging::{PAGE_DEFAULT, PAGE_MAX, Page};
use super::view::IncidentView;
use super::{Answer, BASE, Problem, problem};

/// Commands that nobody sends: the server and the import have them to themselves.
const NOT_SENT: [&str; 2] = ["record_miss", "import"];

/// The description, for whoever asks: it tells nothing of the company.
pub async fn openapi() -> Answer {
    static TEXT: OnceLock<String> = OnceLock::new();
    let text = TEXT.get_or_init(|| document().to_string());
    Ok(([(header::CONTENT_TYPE, "application/json")], text.as_str()).into_response())
}

fn document() -> Value {
    let mut schemas = Schemas::new();
    let paths = paths(&mut schemas);
    let webhooks = webhooks::webhooks(&mut schemas);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Command Post",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Incidents as other programs see and move them. Times are microseconds since 1970-01-01T00:00:00Z.",
        },
        "servers": [{"url": BASE}],
        "security": [{"token": []}],
        "paths": paths,
        "webhooks": webhooks,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer",
                "description": "Made by an admin on /tokens, or by `command-post token create`."}},
            "schemas": schemas.finish(),
        },
    })
}

fn paths(schemas: &mut Schemas) -> Value {
    json!({
        "/openapi.json": {"get": {
            "operationId": "describe", "summary": "This description", "security": [],
            "responses": {"200": {"description": "OpenAPI 3.1",
                "content": {"application/json": {"schema": {"type": "object"}}}}},
        }},
        "/token": {"get": read("token", "The token that asks", json!([]), schemas.answer::<TokenView>(), &[])},
        "/people": {"get": read("people", "Everybody who can sign in", json!([]), schemas.answer::<Vec<Person>>(), &[])},
        "/components": {"get": read("components", "What customers see on the status page", json!([]),
            schemas.answer::<Vec<Component>>(), &[])},
        "/incidents": {
            "get": read("incidents", "Incidents at a glance, oldest first",
                json!([open(), after(), limit()]), schemas.answer::<Page<Card>>(), &["422"]),
            "post": write("declare", "Open an incident", json!([idempotency_key()]), schemas.command("Opening", Command::OPENING),
                json!({"201": {"description": "Opened", "content": schemas.answer::<Acted>(),
                    "headers": {"Location": {"description": "Where the incident is", "required": true,
                        "schema": {"type": "string"}}}}}), &[]),
        },
        "/incidents/{incident}": {
            "parameters": [incident()],
            "get": read("incident", "One incident as it stands", json!([]), schemas.answer::<IncidentView>(), &["404"]),
        },
        "/incidents/{incident}/commands": {
            "parameters": [incident()],
            "post": write("command", "Act in an incident", json!([idempotency_key()]), schemas.sent_commands(),
                json!({"200": {"description": "Carried out", "content": schemas.answer::<Acted>()}}), &["404"]),
        },
        "/incidents/{incident}/events": {
            "parameters": [incident()],
            "get": read("events",
                "Its records, page by page; with Accept: text/event-stream as they happen",
                json!([after(), limit(), last_event_id()]), schemas.answer_or_stream::<Page<Recorded>>(), &["404", "422"]),
        },
        "/incidents/{incident}/tickets": {
            "parameters": [incident()],
            "post": write("tickets", "Add a ticket, or each of a list; none where one cannot be taken", json!([]),
                schemas.one_or_many::<NewTicket>(),
                json!({"200": {"description": "Taken", "content": schemas.answer::<Added>()}}), &["404"]),
        },
        "/lint": {"post": write("lint", "What the linter says of a draft; nothing is kept", json!([]), schemas.of::<Draft>(),
            json!({"200": {"description": "Read", "content": schemas.answer::<Said>()}}), &[])},
    })
}

/// Problems that every call with a token may meet.
const PROBLEMS: [&str; 6] = ["401", "406", "429", "500", "503", "507"];
/// Problems of what is sent.
const SENT_PROBLEMS: [&str; 5] = ["400", "409", "413", "415", "422"];

fn read(id: &str, summary: &str, parameters: Value, content: Value, problems: &[&str]) -> Value {
    let mut responses = responses(&[&PROBLEMS[..], problems].concat());
    responses.insert("200".to_owned(), json!({"description": summary, "content": content}));
    json!({"operationId": id, "summary": summary, "parameters": parameters, "responses": responses})
}

fn write(id: &str, summary: &str, parameters: Value, body: Value, done: Value, problems: &[&str]) -> Value {
    let mut responses = responses(&[&PROBLEMS[..], &SENT_PROBLEMS[..], problems].concat());
    responses.extend(done.as_object().cloned().unwrap_or_default());
    json!({
        "operationId": id, "summary": summary, "parameters": parameters, "responses": responses,
        "requestBody": {"required": true, "content": {"application/json": {"schema": body}}},
    })
}

fn responses(statuses: &[&str]) -> Map<String, Value> {
    let answer = |status: &&str| {
        let schema = json!({"$ref": "#/components/schemas/Problem"});
        let mut answer = json!({"description": problem_of(status), "content": {problem::CONTENT_TYPE: {"schema": schema}}});
        let header = match *status {
            "401" => Some(("WWW-Authenticate", json!({"type": "string"}))),
            "429" | "503" => Some(("Retry-After", json!({"type": "integer", "minimum": 1}))),
            _ => None,
        };
        if let Some((name, schema)) = header {
            answer["headers"] = json!({name: {"required": true, "schema": schema}});
        }
        ((*status).to_owned(), answer)
    };
    statuses.iter().map(answer).collect()
}

fn problem_of(status: &str) -> &'static str {
    match status {
        "400" => "The body is no JSON",
        "401" => "The token is missing, unknown or revoked",
        "404" => "There is no such incident",
        "406" => "The answer cannot come in that form",
        "409" => "The process does not allow it; `refusal` says why",
        "413" => "The body is too large",
        "415" => "The body is not sent as JSON",
        "422" => "The request makes no sense; `detail` names the field and the limit",
        "429" => "Too many requests; come back after `Retry-After` seconds",
        "503" => {
            "The server is busy or cannot reach its database, and nothing was done; or it is not known whether it was done: \
             `outcome` says which. Ask again after `Retry-After` seconds, with the same `Idempotency-Key`"
        }
        "507" => "The server's disk is full; nothing was done",
        _ => "The server could not do it",
    }
}

fn incident() -> Value {
    json!({"name": "incident", "in": "path", "required": true, "description": "The incident's number",
        "schema": {"type": "integer", "minimum": 0, "maximum": u32::MAX}})
}

fn open() -> Value {
    query("open", "Only those that are open, or only those that are not", &json!({"type": "boolean"}))
}

fn after() -> Value {
    let schema = json!({"type": "integer", "minimum": 0, "maximum": u64::MAX, "default": 0});
    query("after", "The last item that was seen", &schema)
}

fn limit() -> Value {
    let schema = json!({"type": "integer", "minimum": 1, "maximum": PAGE_MAX, "default": PAGE_DEFAULT});
    query("limit", "Most items of the answer", &schema)
}

fn query(name: &str, description: &str, schema: &Value) -> Value {
    json!({"name": name, "in": "query", "description": description, "schema": schema})
}

fn last_event_id() -> Value {
    json!({"name": "Last-Event-ID", "in": "header", "description": "Where a stream goes on, in place of `after`",
        "schema": {"type": "integer", "minimum": 0, "maximum": u64::MAX}})
}

fn idempotency_key() -> Value {
    json!({"name": "Idempotency-Key", "in": "header",
        "description": "Names the command: sent again with the same key, it acts once and gets its first answer again",
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"}})
}

/// Collects the schemas of the types that are spoken of.
struct Schemas {
    generator: SchemaGenerator,
    own: Map<String, Value>,
}

impl Schemas {
    fn new() -> Self {
        let settings = SchemaSettings::draft2020_12().with(|settings| {
            settings.definitions_path = "/components/schemas".into();
            settings.meta_schema = None;
        });
        let mut generator = settings.with_transform(RecursiveTransform(bounded)).into_generator();
        generator.subschema_for::<Problem>();
        Self { generator, own: Map::new() }
    }

    fn of<T: JsonSchema>(&mut self) -> Value {
        self.generator.subschema_for::<T>().to_value()
    }

    fn answer<T: JsonSchema>(&mut self) -> Value {
        json!({"application/json": {"schema": self.of::<T>()}})
    }

    fn one_or_many<T: JsonSchema>(&mut self) -> Value {
        let one = self.of::<T>();
        json!({"oneOf": [one, {"type": "array", "items": one}]})
    }

    fn answer_or_stream<T: JsonSchema>(&mut self) -> Value {
        let mut content = self.answer::<T>();
        content["text/event-stream"] = json!({"schema": {"type": "string"}});
        content
    }

    /// What a program may send to an incident.
    fn sent_commands(&mut self) -> Value {
        let all = self.commands();
        let kinds: Vec<&str> = all.iter().filter_map(kind).filter(|kind| !NOT_SENT.contains(kind)).collect();
        let kinds: Vec<String> = kinds.into_iter().map(str::to_owned).collect();
        self.command("SentCommand", &kinds.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// The commands of these kinds, under a name of their own.
    fn command(&mut self, name: &str, kinds: &[&str]) -> Value {
        let mut variants = self.commands();
        variants.retain(|variant| kind(variant).is_some_and(|kind| kinds.contains(&kind)));
        self.own.insert(name.to_owned(), json!({"oneOf": variants}));
        json!({"$ref": format!("#/components/schemas/{name}")})
    }

    /// One schema for each kind of command.
    fn commands(&mut self) -> Vec<Value> {
        let mut schema = Command::json_schema(&mut self.generator);
        RecursiveTransform(bounded).transform(&mut schema);
        schema.get("oneOf").and_then(Value::as_array).cloned().unwrap_or_default()
    }

    fn finish(mut self) -> Value {
        let mut all = self.generator.take_definitions(true);
        all.extend(self.own);
        Value::Object(all)
    }
}

/// The kind of command that a schema describes.
fn kind(variant: &Value) -> Option<&str> {
    variant["properties"]["type"]["const"].as_str()
}

/// Says what a format means, where a field has no narrower range of its own: validators take any size of number otherwise.
fn bounded(schema: &mut Schema) {
    let (least, most) = match schema.get("format").and_then(Value::as_str) {
        Some("uint8") => (json!(0), json!(u8::MAX)),
        Some("uint32") => (json!(0), json!(u32::MAX)),
        Some("uint64") => (json!(0), json!(u64::MAX)),
        Some("int64") => (json!(i64::MIN), json!(i64::MAX)),
        _ => return,
    };
    for (bound, value) in [("minimum", least), ("maximum", most)] {
        if schema.get(bound).is_none() {
            schema.insert(bound.to_owned(), value);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::router::routes;

    #[test]
    fn every_route_of_the_api_is_described() {
        let document = document();
        let described: BTreeSet<String> = document["paths"]
            .as_object()
            .expect("paths")
            .keys()
            .map(|path| format!("{BASE}{path}").replace("{incident}", "{id}"))
            .collect();
        let routes: BTreeSet<String> =
            routes().map(|route| route.path.to_owned()).filter(|path| path.starts_with(BASE)).collect();
        assert_eq!(described, routes);
    }

    #[test]
    fn every_command_is_described_and_every_reference_leads_somewhere() {
        let document = document();
        let schemas = document["components"]["schemas"].as_object().expect("schemas");
        let sent = schemas["SentCommand"]["oneOf"].as_array().expect("commands");
        assert!(sent.iter().all(|variant| kind(variant).is_some()), "each names its kind");
        assert!(sent.len() >= 23, "{}", sent.len());
        let opening = schemas["Opening"]["oneOf"].as_array().expect("commands");
        assert_eq!(opening.iter().filter_map(kind).collect::<Vec<_>>(), Command::OPENING);
        let text = document.to_string();
        for reference in text.split("#/components/schemas/").skip(1) {
            let name = reference.split('"').next().expect("an end");
            assert!(schemas.contains_key(name), "{name}");
        }
    }
}
