//! The API's stream of events: complete, in order, and over when its token is.

use domain::{By, Role};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use server::api::STREAMS_PER_TOKEN_MAX;
use server::store::Stamp;

use crate::place::{AT_LAST, Place, Visitor, declare, say};

/// A stream that is read.
struct Stream {
    answer: Response,
    unread: String,
}

impl Stream {
    async fn open(bot: &Visitor, last: Option<u64>) -> Self {
        let mut request = bot.get("/api/v1/incidents/1/events").header("accept", "text/event-stream");
        if let Some(last) = last {
            request = request.header("last-event-id", last.to_string());
        }
        let answer = request.send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        Self { answer, unread: String::new() }
    }

    /// The next event with data; `None` once the stream is over.
    async fn next(&mut self) -> Option<(String, Value)> {
        loop {
            while let Some((event, rest)) = self.unread.split_once("\n\n") {
                let field = |name: &str| {
                    event.lines().find_map(|line| Some(line.strip_prefix(name)?.trim_start().to_owned()))
                };
                let found = field("data:").map(|data| {
                    (field("id:").unwrap_or_default(), serde_json::from_str(&data).expect("JSON"))
                });
                self.unread = rest.to_owned();
                if found.is_some() {
                    return found;
                }
            }
            let chunk = tokio::time::timeout(AT_LAST, self.answer.chunk()).await.expect("in time");
            let Ok(Some(chunk)) = chunk else { return None };
            self.unread.push_str(std::str::from_utf8(&chunk).expect("text"));
        }
    }

    async fn ids(&mut self, count: usize) -> Vec<String> {
        let mut ids = Vec::new();
        for _ in 0..count {
            ids.push(self.next().await.expect("an event").0);
        }
        ids
    }
}

async fn with_incident() -> (Place, Visitor, Visitor) {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    place.done(&ada, None, declare("Slow")).await;
    let bot = place.program("watcher", Role::Viewer).await;
    (place, ada, bot)
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_past_and_new_records_once_and_in_order() {
    let (place, ada, bot) = with_incident().await;
    let mut stream = Stream::open(&bot, None).await;
    assert_eq!(stream.ids(2).await, ["1", "2"]);
    place.done(&ada, Some(1), say("Hello")).await;
    let (id, record) = stream.next().await.expect("an event");
    assert_eq!((id.as_str(), &record["event"]), ("3", &json!({"type": "said", "text": "Hello"})));
    drop(stream);
    for text in ["while", "away"] {
        place.done(&ada, Some(1), say(text)).await;
    }
    let mut again = Stream::open(&bot, Some(3)).await;
    assert_eq!(again.ids(2).await, ["4", "5"], "no gap, nothing twice");
    // Not a number; and one that is not in the log, as after it was restored from a backup.
    for last in ["x", "6", "999999"] {
        let bad = bot.get("/api/v1/incidents/1/events").header("accept", "text/event-stream");
        let answer = bad.header("last-event-id", last).send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{last}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_token_ends_its_streams_whoever_revokes_it() {
    let (place, _, bot) = with_incident().await;
    let store = place.running.store();
    let mut stream = Stream::open(&bot, Some(2)).await;
    let id = store.tokens().await.expect("tokens")[0].id;
    // As the command line does it, beside the server.
    assert!(store.revoke_token(id, &Stamp { by: By::Server, at: place.now() }).await.expect("a database"));
    assert_eq!(bot.read("token").await.0, StatusCode::UNAUTHORIZED, "at once");
    assert_eq!(stream.next().await, None);

    let (_, admin) = place.person("Dana", Role::Admin).await;
    let other = place.program("another", Role::Viewer).await;
    let mut stream = Stream::open(&other, Some(2)).await;
    let id = store.tokens().await.expect("tokens")[0].id;
    assert_eq!(admin.call("revoke_token", json!({"token": id})).await.0, StatusCode::OK);
    assert_eq!(stream.next().await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_ends_its_streams() {
    let (place, _, bot) = with_incident().await;
    let mut stream = Stream::open(&bot, Some(2)).await;
    let (_, end) = tokio::join!(place.running.shutdown(), stream.next());
    assert_eq!(end, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_has_so_many_streams_and_no_more() {
    let (_place, _, bot) = with_incident().await;
    let mut open = Vec::new();
    for _ in 0..STREAMS_PER_TOKEN_MAX {
        open.push(Stream::open(&bot, None).await);
    }
    let more = bot.get("/api/v1/incidents/1/events").header("accept", "text/event-stream");
    let answer = more.send().await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(answer.headers().contains_key("retry-after"));
}
