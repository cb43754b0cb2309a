//! What the log says of requests: each has an id, what is refused or fails is told once, and nothing that anybody typed.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use domain::{Role, Span};
use reqwest::{Response, StatusCode};
use serde_json::json;
use tracing::subscriber::DefaultGuard;

use crate::place::{Place, declare, draft, eventually, say};

/// What was logged on this thread since it began to listen.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn listen() -> (Self, DefaultGuard) {
        let log = Self::default();
        let writer = log.clone();
        let subscriber =
            tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone()).finish();
        (log, tracing::subscriber::set_default(subscriber))
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().expect("no panic").clone()).expect("text")
    }

    /// The one line of the request that told how it ended.
    fn end_of(&self, answer: &Response) -> String {
        let id = answer.headers()["x-request-id"].to_str().expect("text").to_owned();
        let text = self.text();
        let lines: Vec<_> =
            text.lines().filter(|line| line.contains(&id) && line.contains(" status=")).collect();
        assert_eq!(lines.len(), 1, "{id}: {text}");
        lines[0].to_owned()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no panic").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn assert_has(line: &str, parts: &[&str]) {
    for part in parts {
        assert!(line.contains(part), "{part} is not in {line}");
    }
}

// All of the server runs on this thread, which is the one that listens.
#[tokio::test]
async fn logs_a_refusal_once_without_what_was_typed() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    let (ben_id, ben) = place.person("Ben", Role::Viewer).await;
    place.done(&ada, None, declare("Slow")).await;
    let program = place.program("a-program", Role::Viewer).await;
    let (log, _listening) = Log::listen();

    let secret = "the customer is Initech";
    let confirm = json!({"type": "confirm", "impact": {"symptoms": secret, "scope": secret}});
    let wish = json!({"incident": 1, "command": {"type": "redact", "seq": 1, "reason": secret}, "key": "k"});
    let answer = ben.answer("send_command", wish).await;
    assert_eq!(answer.status(), StatusCode::CONFLICT);
    let person = format!("person={}", ben_id.0);
    let line = log.end_of(&answer);
    assert_has(&line, &["INFO", "refused", "status=409", "call=\"send_command\"", &person]);
    assert_has(&line, &["command=\"redact\"", "incident=1", "why=\"role_too_low\""]);

    let answer = ben.answer("send_command", json!({"incident": 1, "command": confirm, "key": "l"})).await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_has(&log.end_of(&answer), &["status=422", "call=\"send_command\"", "why=\"invalid\""]);

    let answer = place.stranger().answer("open_incident", json!({"incident": 1})).await;
    assert_has(&log.end_of(&answer), &["status=401", "call=\"open_incident\"", "why=\"signed_out\""]);

    let body = say(secret).to_string();
    let answer = program.post("/api/v1/incidents/1/commands").body(body).send().await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::CONFLICT);
    let line = log.end_of(&answer);
    assert_has(&line, &["route=\"/api/v1/incidents/{id}/commands\"", "token=1", "command=\"say\"", "why="]);

    let done = ada.answer("send_command", json!({"incident": 1, "command": say(secret), "key": "m"})).await;
    assert_eq!(done.status(), StatusCode::OK);
    let id = done.headers()["x-request-id"].to_str().expect("text").to_owned();
    assert!(!log.text().contains(&id), "what is done is no news");
    for typed in [secret, "a-program", "Ben", "ben@"] {
        assert!(!log.text().contains(typed), "{typed}: {}", log.text());
    }
}

#[tokio::test]
async fn logs_a_failure_with_its_cause_and_the_same_id() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    place.done(&ada, None, declare("Slow")).await;
    let mut tx = place.running.store().begin().await.expect("a transaction");
    for gone in ["ALTER TABLE draft RENAME TO draft_away", "ALTER TABLE command_key RENAME TO key_away"] {
        tx.execute(gone, vec![]).await.expect("it is done");
    }
    tx.commit().await.expect("durable");
    let (log, _listening) = Log::listen();
    let typed = "half a sentence";
    for (call, arguments) in [
        ("save_draft", draft(1, "update", typed)),
        // It fails in the incident's lane, which is a task of its own.
        ("send_command", json!({"incident": 1, "command": say(typed), "key": "k"})),
    ] {
        let answer = ada.answer(call, arguments).await;
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE, "{call}");
        let call = format!("call=\"{call}\"");
        assert_has(
            &log.end_of(&answer),
            &["WARN", "not answered", "status=503", &call, "why=\"unavailable\""],
        );
        let id = answer.headers()["x-request-id"].to_str().expect("text");
        let text = log.text();
        let about: Vec<_> = text.lines().filter(|line| line.contains(id)).collect();
        assert_eq!(about.len(), 2, "the cause, and how it ended: {about:?}");
        assert!(about[0].contains("ERROR") && about[0].contains("not available"), "{about:?}");
    }
    assert!(!log.text().contains(typed));
}

#[tokio::test]
async fn names_the_command_of_its_own_that_fails() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    place.done(&ada, None, declare("Slow")).await;
    let (log, _listening) = Log::listen();
    let mut tx = place.running.store().begin().await.expect("a transaction");
    tx.execute("ALTER TABLE event RENAME TO event_away", vec![]).await.expect("it is done");
    tx.commit().await.expect("durable");
    place.pass(Span::hours(1));
    let failed = "server command{incident=1 command=\"record_miss\"}";
    eventually(|| async { log.text().lines().any(|line| line.contains("ERROR") && line.contains(failed)) })
        .await;
}

#[tokio::test]
async fn ids_are_of_our_own_making() {
    let place = Place::new().await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        let asked = place.stranger().get("/healthz").header("x-request-id", "chosen-outside").send().await;
        let answer = asked.expect("an answer");
        assert_eq!(answer.headers().get_all("x-request-id").iter().count(), 1);
        ids.push(answer.headers()["x-request-id"].to_str().expect("text").to_owned());
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 3);
    assert!(
        ids.iter().all(|id| id.len() == 16 && id.bytes().all(|byte| byte.is_ascii_hexdigit())),
        "{ids:?}"
    );
}
