//! A server of a test's own, with a clock that stands until it is moved.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::time::Duration;

use domain::{By, Component, ComponentId, PersonId, Role, Span, Timestamp};
use reqwest::{RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use server::listen::Limits;
use server::store::Stamp;
use server::store::people::PersonRow;
use server::{Clock, Config, Running, StartError, session, start, token};
use tempfile::TempDir;

use crate::databases;

/// Longer than anything takes that works at all.
pub const AT_LAST: Duration = Duration::from_secs(30);
/// Between two questions.
const ASK_EVERY: Duration = Duration::from_millis(5);

pub struct Place {
    pub running: Running,
    pub url: String,
    pub folder: TempDir,
    now: Arc<AtomicI64>,
    keys: AtomicU32,
}

/// Somebody with a browser, or a program.
#[derive(Clone)]
pub struct Visitor {
    pub url: String,
    http: reqwest::Client,
    cookie: Option<String>,
    /// What a program sends in place of a cookie.
    token: Option<String>,
}

impl Place {
    /// A new server whose company has no account yet.
    pub async fn empty() -> Self {
        Self::on(TempDir::new().expect("a folder"), now()).await
    }

    /// A new server of a company with two components.
    pub async fn new() -> Self {
        Self::empty().await.with_components().await
    }

    /// The same, configured otherwise.
    pub async fn configured(change: impl FnOnce(&mut Config)) -> Self {
        let folder = TempDir::new().expect("a folder");
        Self::again(folder, now(), change).await.with_components().await
    }

    /// The same, with rules of its own.
    pub async fn with_rules(toml: &str) -> Self {
        let folder = TempDir::new().expect("a folder");
        std::fs::write(folder.path().join(RULES_FILE), toml).expect("room");
        Self::on(folder, now()).await.with_components().await
    }

    async fn with_components(self) -> Self {
        let components =
            ["Databases", "API"].map(|name| Component { id: ComponentId::slug(name), name: name.to_owned() });
        let stamp = Stamp { by: By::Import, at: self.now() };
        self.running.store().add_components(&stamp, "Acme", &components).await.expect("components");
        self
    }

    /// A server on the data in this folder.
    pub async fn at(folder: TempDir) -> Self {
        Self::on(folder, now()).await
    }

    /// The same, at a time of its own.
    pub async fn at_time(folder: TempDir, time: Timestamp) -> Self {
        Self::on(folder, Arc::new(AtomicI64::new(time.0))).await
    }

    /// Another node on the same database, with the same clock; none on SQLite, which has one.
    pub async fn second(&self) -> Option<Running> {
        if !databases::on_postgres() {
            println!("left out: SQLite has one node");
            return None;
        }
        Some(serve(self.folder(), &self.now, false).await.expect("a second node"))
    }

    /// Another node, configured otherwise.
    pub async fn second_configured(&self, change: impl FnOnce(&mut Config)) -> Running {
        let mut config = config(self.folder(), false);
        change(&mut config);
        start_at(config, &self.now).await.expect("a second node")
    }

    /// Stops as it should, and leaves the data.
    pub async fn stop(self) -> TempDir {
        self.running.shutdown().await;
        self.folder
    }

    async fn on(folder: TempDir, now: Arc<AtomicI64>) -> Self {
        let running = serve(folder.path(), &now, false).await.expect("a server");
        Self::running(running, folder, now)
    }

    fn running(running: Running, folder: TempDir, now: Arc<AtomicI64>) -> Self {
        let url = running.origins[0].to_string();
        Self { running, url, folder, now, keys: AtomicU32::new(0) }
    }

    /// Stops as in a crash, and starts again on the same data.
    pub async fn crash(self) -> Self {
        self.killed(|_| {}).await
    }

    /// Stops as in a crash, and starts again on the same data, configured otherwise.
    pub async fn killed(self, change: impl FnOnce(&mut Config)) -> Self {
        let Self { running, folder, now, .. } = self;
        drop(running);
        Self::again(folder, now, change).await
    }

    /// Stops, and starts on the same data, configured otherwise.
    pub async fn restarted(self, change: impl FnOnce(&mut Config)) -> Self {
        let Self { running, folder, now, .. } = self;
        running.shutdown().await;
        Self::again(folder, now, change).await
    }

    async fn again(folder: TempDir, now: Arc<AtomicI64>, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = config(folder.path(), false);
        change(&mut config);
        let running = start_at(config, &now).await.expect("a server");
        Self::running(running, folder, now)
    }

    /// Moves the server's clock.
    pub fn pass(&self, time: Span) {
        self.now.fetch_add(time.0, Ordering::SeqCst);
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn stranger(&self) -> Visitor {
        Visitor { url: self.url.clone(), http: client(), cookie: None, token: None }
    }

    /// Somebody with an account, signed in.
    pub async fn person(&self, name: &str, role: Role) -> (PersonId, Visitor) {
        let store = self.running.store();
        let row = PersonRow {
            name: name.to_owned(),
            email: format!("{name}@example.com").to_lowercase(),
            role,
            team: String::new(),
            password_hash: None,
            created: self.now(),
        };
        let id = store.add_person(&By::Server, &row).await.expect("a database").expect("a new address");
        let token = session::open(store, id, "a test", self.now()).await.expect("a session");
        let visitor = Visitor { cookie: Some(format!("command_post={token}")), ..self.stranger() };
        // The server has taken the new colleague in once its welcome names them.
        eventually(|| async {
            let (_, welcome) = visitor.call("read_welcome", json!({})).await;
            welcome["me"]["id"] == json!(id)
        })
        .await;
        (id, visitor)
    }

    /// A program with a token of this role.
    pub async fn program(&self, name: &str, role: Role) -> Visitor {
        let made = token::make(self.running.store(), name, role, None, self.now()).await;
        self.stranger().with_token(&made.expect("a token"))
    }

    /// A key that was not used before.
    pub fn key(&self) -> String {
        format!("key-{}", self.keys.fetch_add(1, Ordering::SeqCst))
    }

    pub fn now(&self) -> Timestamp {
        Timestamp(self.now.load(Ordering::SeqCst))
    }

    /// Sends a command that is to be carried out.
    pub async fn done(&self, who: &Visitor, incident: Option<u64>, command: Value) -> Value {
        let (status, answer) = who.command(incident, command, &self.key()).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        answer
    }

    /// Sends a command that is to be refused, and gives the answer.
    pub async fn refused(&self, who: &Visitor, incident: Option<u64>, command: Value) -> Value {
        let (status, answer) = who.command(incident, command, &self.key()).await;
        assert_eq!(status, StatusCode::CONFLICT, "{answer}");
        answer["refusal"].clone()
    }
}

fn now() -> Arc<AtomicI64> {
    Arc::new(AtomicI64::new(Clock::system().now().0))
}

/// The company's own rules, where the folder has them.
pub const RULES_FILE: &str = "rules.toml";

/// Starts a server on the data in this folder.
pub async fn serve(folder: &Path, now: &Arc<AtomicI64>, demo: bool) -> Result<Running, StartError> {
    start_at(config(folder, demo), now).await
}

fn config(folder: &Path, demo: bool) -> Config {
    let rules = Some(folder.join(RULES_FILE)).filter(|file| file.exists());
    Config {
        listen: "127.0.0.1:0".parse().expect("an address"),
        urls: Vec::new(),
        status_url: None,
        trusted_proxies: Vec::new(),
        limits: Limits::default(),
        database: databases::of(folder),
        demo,
        rules,
        mail: None,
        webhook_networks: Vec::new(),
        undo_for: Duration::ZERO,
        publish: Vec::new(),
    }
}

async fn start_at(config: Config, now: &Arc<AtomicI64>) -> Result<Running, StartError> {
    let now = now.clone();
    start(config, Clock::new(move || Timestamp(now.load(Ordering::SeqCst)))).await
}

/// Starts a demo on the data in this folder.
pub async fn serve_demo(folder: &Path) -> Result<Running, StartError> {
    serve(folder, &now(), true).await
}

pub fn binary() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_command-post"))
}

impl Visitor {
    pub fn at(url: impl Into<String>) -> Self {
        Self { url: url.into(), http: client(), cookie: None, token: None }
    }

    /// The same browser, where the server is elsewhere now.
    pub fn moved_to(&self, url: &str) -> Self {
        Self { url: url.to_owned(), ..self.clone() }
    }

    /// What the browser sends of itself.
    pub fn cookie(&self) -> &str {
        self.cookie.as_deref().unwrap_or_default()
    }

    pub fn with_cookie(&self, cookie: &str) -> Self {
        Self { cookie: Some(cookie.to_owned()), ..self.clone() }
    }

    pub fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), cookie: None, ..self.clone() }
    }

    /// The same, with answers as the server encodes them.
    pub fn taking_bytes_as_they_come(&self) -> Self {
        let http = reqwest::Client::builder().user_agent("a visitor").no_gzip().no_brotli().build();
        Self { http: http.expect("a client"), ..self.clone() }
    }

    /// Asks the API for what is there.
    pub async fn read(&self, path: &str) -> (StatusCode, Value) {
        let answer = self.get(&format!("/api/v1/{path}")).send().await.expect("an answer");
        (answer.status(), json_of(answer).await)
    }

    /// Sends the API a body.
    pub async fn write(&self, path: &str, body: Value) -> (StatusCode, Value) {
        let answer = self.post(&format!("/api/v1/{path}")).body(body.to_string()).send().await;
        let answer = answer.expect("an answer");
        (answer.status(), json_of(answer).await)
    }

    fn send(&self, request: RequestBuilder) -> RequestBuilder {
        let request = match &self.cookie {
            Some(cookie) => request.header("cookie", cookie),
            None => request,
        };
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.send(self.http.get(format!("{}{path}", self.url)))
    }

    pub fn post(&self, path: &str) -> RequestBuilder {
        let request = self.http.post(format!("{}{path}", self.url));
        self.send(request).header("content-type", "application/json").header("origin", &self.url)
    }

    /// Calls a server function and gives the whole answer.
    pub async fn answer(&self, name: &str, arguments: Value) -> Response {
        self.post(&format!("/rpc/{name}")).body(arguments.to_string()).send().await.expect("an answer")
    }

    /// Calls a server function.
    pub async fn call(&self, name: &str, arguments: Value) -> (StatusCode, Value) {
        let answer = self.answer(name, arguments).await;
        (answer.status(), json_of(answer).await)
    }

    /// Calls what signs in, and gives whoever is signed in then; `None` where it is refused.
    pub async fn signed_in(&self, name: &str, arguments: Value) -> Option<Self> {
        let answer = self.answer(name, arguments).await;
        let set = answer.headers().get("set-cookie")?.to_str().expect("text").to_owned();
        Some(self.with_cookie(set.split(';').next().expect("a pair")))
    }

    pub async fn command(&self, incident: Option<u64>, command: Value, key: &str) -> (StatusCode, Value) {
        self.call("send_command", json!({"incident": incident, "command": command, "key": key})).await
    }

    /// The incident as a page opens it.
    pub async fn opened(&self, incident: u64) -> Value {
        let (status, opened) = self.call("open_incident", json!({"incident": incident})).await;
        assert_eq!(status, StatusCode::OK, "{opened}");
        opened
    }

    /// The incident's records before this one, as a page that scrolls asks for them.
    pub async fn earlier(&self, incident: u64, before: &Value) -> Vec<Value> {
        let (status, page) = self.call("read_earlier", json!({"incident": incident, "before": before})).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        page.as_array().expect("a page").clone()
    }

    /// All of the incident's records.
    pub async fn log(&self, incident: u64) -> Vec<Value> {
        let mut log = self.opened(incident).await["tail"].as_array().expect("a tail").clone();
        while log[0]["seq"] != 1 {
            let earlier = self.earlier(incident, &log[0]["seq"]).await;
            log.splice(..0, earlier);
        }
        log
    }

    pub async fn text(&self, path: &str) -> String {
        self.get(path).send().await.expect("an answer").text().await.expect("text")
    }
}

fn client() -> reqwest::Client {
    reqwest::Client::builder().user_agent("a visitor").build().expect("a client")
}

pub async fn json_of(answer: Response) -> Value {
    let text = answer.text().await.expect("text");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// A declaration with the standard post.
pub fn declare(title: &str) -> Value {
    json!({"type": "declare", "title": title, "components": ["databases"], "suspected_at": null,
           "post": {"post": "standard"}})
}

/// A draft as a browser sends it that has seen none on the server.
pub fn draft(incident: u64, editor: &str, body: &str) -> Value {
    let place = json!({"incident": incident, "editor": editor});
    json!({"draft": {"place": place, "body": body, "edited_at": i64::MAX}, "seen": []})
}

pub fn say(text: &str) -> Value {
    json!({"type": "say", "text": text})
}

/// Asks until the answer is yes, as a reader looks again; not so fast that the machine does nothing else.
pub async fn eventually<F: Future<Output = bool>>(mut ask: impl FnMut() -> F) {
    let asking = async {
        let mut pace = tokio::time::interval(ASK_EVERY);
        while !ask().await {
            pace.tick().await;
        }
    };
    tokio::time::timeout(AT_LAST, asking).await.expect("it comes true");
}
