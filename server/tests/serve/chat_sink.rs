//! Services that take what channels send: each answers as the real one does, but for what a test has it say.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Method, Uri, header};
use axum::response::{IntoResponse, Response};
use futures::stream;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::place::{Place, Visitor};

/// What was asked.
#[derive(Clone, Debug)]
pub struct Asked {
    pub method: Method,
    pub path: String,
    pub headers: HeaderMap,
    pub body: String,
}

impl Asked {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// A field of a form.
    pub fn field(&self, name: &str) -> String {
        let fields = form_urlencoded::parse(self.body.as_bytes());
        fields.into_owned().find(|(field, _)| field == name).map(|(_, value)| value).unwrap_or_default()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// What is answered once in place of what the service would.
#[derive(Clone, Debug)]
pub enum Says {
    Status(u16, &'static [(&'static str, &'static str)], &'static str),
    /// It takes the message, and its answer breaks off in the middle.
    Lost,
    /// Nothing, ever.
    Nothing,
}

#[derive(Default)]
struct Inner {
    asked: Vec<Asked>,
    says: VecDeque<(String, Says)>,
}

#[derive(Clone)]
pub struct Sink {
    pub url: String,
    inner: Arc<Mutex<Inner>>,
}

impl Sink {
    pub async fn start() -> Self {
        let inner = Arc::<Mutex<Inner>>::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let router = Router::new().fallback(take).with_state(inner.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, inner }
    }

    /// What paths that begin so are answered, once for each.
    pub fn says(&self, path: &str, says: impl IntoIterator<Item = Says>) {
        let says = says.into_iter().map(|says| (path.to_owned(), says));
        self.inner.lock().expect("whole").says.extend(says);
    }

    /// Everything that was asked at paths that begin so.
    pub fn at(&self, path: &str) -> Vec<Asked> {
        let inner = self.inner.lock().expect("whole");
        inner.asked.iter().filter(|asked| asked.path.starts_with(path)).cloned().collect()
    }
}

async fn take(
    State(inner): State<Arc<Mutex<Inner>>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: String,
) -> Response {
    let path = uri.path_and_query().map(ToString::to_string).unwrap_or_default();
    let (says, number) = {
        let mut inner = inner.lock().expect("whole");
        let said = inner.says.iter().position(|(of, _)| path.starts_with(of.as_str()));
        let says = said.and_then(|said| inner.says.remove(said)).map(|(_, says)| says);
        inner.asked.push(Asked { method: method.clone(), path: path.clone(), headers, body });
        (says, inner.asked.len())
    };
    match says {
        None => usual(&method, &path, number),
        Some(Says::Status(status, headers, body)) => {
            let mut answer = Response::builder().status(status);
            for (name, value) in headers {
                answer = answer.header(*name, *value);
            }
            answer.body(Body::from(body)).expect("an answer")
        }
        Some(Says::Lost) => {
            let broken = stream::iter([Ok("{\"o"), Err(std::io::Error::other("hung up"))]);
            let answer = Response::builder().header(header::CONTENT_LENGTH, 400);
            answer.body(Body::from_stream(broken)).expect("an answer")
        }
        Some(Says::Nothing) => std::future::pending().await,
    }
}

/// As the service at this path answers what it takes.
fn usual(method: &Method, path: &str, number: usize) -> Response {
    let of = |body: Value| axum::Json(body).into_response();
    let id = format!("{number}");
    match path {
        path if path.starts_with("/slack/chat.") => {
            of(json!({"ok": true, "channel": "C1", "ts": format!("1794888727.{number:06}"), "message": {}}))
        }
        path if path.starts_with("/hooks") => "ok".into_response(),
        path if path.contains("verify_credentials") => of(json!({"id": "7", "acct": "acme"})),
        path if path.contains("/accounts/7/statuses") => of(json!([])),
        path if path.contains("createSession") || path.contains("refreshSession") => of(json!({
            "did": "did:plc:acme", "handle": "acme.test", "accessJwt": format!("access-{number}"), "refreshJwt": "refresh"})),
        path if path.contains("putRecord") => of(
            json!({"uri": format!("at://did:plc:acme/app.bsky.feed.post/{number}"), "cid": format!("cid{number}")}),
        ),
        "/2/tweets" => (StatusCode::CREATED, axum::Json(json!({"data": {"id": id}}))).into_response(),
        "/2/users/me" => of(json!({"data": {"id": "7", "username": "acme"}})),
        path if path.starts_with("/_matrix") => of(json!({"event_id": format!("$event{number}")})),
        path if path.starts_with("/2010-04-01") => {
            of(json!({"sid": format!("SM{number}"), "status": "queued"}))
        }
        "/sms/json" => of(json!({"message-count": "1", "messages": [{"status": "0", "message-id": id}]})),
        _ if *method == Method::POST || *method == Method::PUT || *method == Method::PATCH => {
            of(json!({"id": id}))
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

/// What services need, at the sink.
pub fn fields(service: &str, url: &str) -> Value {
    match service {
        "slack" => json!([["token", "xoxb-secret"], ["channel", "C1"], ["address", format!("{url}/slack/")]]),
        "slack-webhook" | "mattermost-webhook" | "teams" | "chat" => {
            json!([["address", format!("{url}/hooks/{service}")]])
        }
        "discord" => json!([["address", format!("{url}/discord/secret?thread_id=5")]]),
        "mattermost" => {
            json!([["address", format!("{url}/mm")], ["token", "mm-secret"], ["channel", "c".repeat(26)]])
        }
        "matrix" => json!([["address", url], ["token", "mx-secret"], ["room", "!room:example.com"]]),
        "mastodon" => json!([["address", url], ["token", "masto-secret"]]),
        "bluesky" => json!([["address", url], ["handle", "acme.test"], ["password", "app-secret"]]),
        "x" => json!([
            ["address", url],
            ["key", "x-key-1"],
            ["key_secret", "x-key-secret"],
            ["token", "x-token-1"],
            ["token_secret", "x-token-secret"]
        ]),
        "twilio" => json!([
            ["address", url],
            ["account", "AC1"],
            ["token", "tw-secret"],
            ["from", "+1555"],
            ["to", "+4930"]
        ]),
        "vonage" => json!([
            ["address", url],
            ["key", "vk"],
            ["secret", "vo-secret"],
            ["from", "Acme"],
            ["to", "+4930"]
        ]),
        "sms" => json!([
            ["address", format!("{url}/sms")],
            ["authorization", "Key sms-secret"],
            ["from", "Acme"],
            ["to", "+4930"]
        ]),
        other => panic!("what does {other} need?"),
    }
}

/// A channel as it is typed.
pub fn typed(id: Option<i64>, service: &str, fields: &Value) -> Value {
    json!({"channel": {"id": id, "service": service, "name": format!("Our {service}"), "fields": fields,
                       "updates": true, "sitreps": false, "drill": false}})
}

/// Adds a channel at the sink and gives its number.
pub async fn add(admin: &Visitor, service: &str, url: &str) -> i64 {
    let (status, id) = admin.call("save_channel", typed(None, service, &fields(service, url))).await;
    assert_eq!(status, StatusCode::OK, "{service}: {id}");
    id.as_i64().expect("a number")
}

/// A server whose channels may lead to this machine.
pub async fn place() -> Place {
    let network = "127.0.0.0/8".parse().expect("a network");
    Place::configured(|config| config.webhook_networks = vec![network]).await
}

/// A channel as admins see it.
pub async fn channel(admin: &Visitor, id: i64) -> Value {
    let view = admin.call("read_deliveries", json!({})).await.1;
    let channels = view["channels"].as_array().expect("channels");
    channels.iter().find(|channel| channel["id"] == id).cloned().expect("the channel")
}
