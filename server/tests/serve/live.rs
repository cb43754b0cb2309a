//! Following live, through all layers of the server.

use app::rpc::{Build, Frame};
use app::wire::{Message, RowSet, Scope};
use domain::{IncidentId, Role};
use futures::StreamExt;
use serde_json::{Value, json};
use server::assets::BUILD_ID;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::place::{AT_LAST, Place, Visitor, declare, draft, say};

pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Opens the live connection for the topics, as a page of the server itself.
pub async fn follow(visitor: &Visitor, topics: Value) -> Socket {
    // The server may be a process of its own: what it sends is of the build that this is.
    Build::set_own(BUILD_ID);
    let arguments = json!({"topics": topics}).to_string();
    let escaped: String = arguments.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let asked = visitor.get(&format!("/rpc/follow?args={escaped}")).build().expect("a request");
    let url = asked.url().as_str().replacen("http", "ws", 1);
    let mut request = url.into_client_request().expect("a request");
    request.headers_mut().extend(asked.headers().clone());
    request.headers_mut().insert("origin", visitor.url.parse().expect("a header"));
    connect_async(request).await.expect("an upgrade").0
}

/// The next message of this type.
pub async fn next(socket: &mut Socket, kind: &str) -> Value {
    let looking = async {
        loop {
            let message = socket.next().await.expect("more").expect("a message");
            if !message.is_text() && !message.is_binary() {
                continue;
            }
            let message = Frame::from_bytes(message.into_data()).decode().expect("a message of this build");
            let (arrived, message) = as_json(message);
            if arrived == kind {
                return message;
            }
        }
    };
    tokio::time::timeout(AT_LAST, looking).await.expect("it comes")
}

/// The message's type and what it says, for tests to look into.
fn as_json(message: Message) -> (&'static str, Value) {
    match message {
        Message::Hello { now, company_version, here } => {
            ("hello", json!({"now": now, "company_version": company_version, "here": here}))
        }
        Message::Here { now, here } => ("here", json!({"now": now, "here": here})),
        Message::Beat { now, heads } => ("beat", json!({"now": now, "heads": heads})),
        Message::Refused { error } => ("refused", json!({"error": error})),
        Message::Event { incident, record, .. } => {
            let recorded = record.unpack().expect("a record of this build");
            ("event", json!({"incident": incident, "recorded": recorded}))
        }
        Message::Card { position, card } => ("card", json!({"position": position, "card": card})),
        Message::Rows { topic, head } => ("rows", json!({"topic": topic, "head": head})),
        Message::CompanyChanged { from, to, changes, policy } => {
            ("company", json!({"from": from, "to": to, "changes": changes, "policy": policy}))
        }
        Message::Writing { incident, person, kind } => {
            ("writing", json!({"incident": incident, "person": person, "kind": kind}))
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tells_pages_that_their_rows_changed() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    place.done(&ada, None, declare("Slow")).await;
    let changed = || async {
        let mut tx = place.running.store().begin().await.expect("a transaction");
        tx.touch(RowSet::Tickets, Scope::Incident(IncidentId(1))).await.expect("a change");
        tx.commit().await.expect("durable");
    };
    let tickets = json!([[{"rows": ["tickets", {"incident": 1}]}, 0]]);
    let mut early = follow(&ada, tickets.clone()).await;
    next(&mut early, "hello").await;
    changed().await;
    assert_eq!(next(&mut early, "rows").await["head"], 1);
    changed().await;
    assert_eq!(next(&mut early, "rows").await["head"], 2);
    let mut late = follow(&ada, tickets).await;
    assert_eq!(next(&mut late, "rows").await["head"], 2, "caught up with the last change alone");
    let mut nowhere = follow(&ada, json!([[{"rows": ["tickets", {"incident": 2}]}, 0]])).await;
    assert_eq!(next(&mut nowhere, "refused").await["error"]["error"], "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn tells_every_follower_what_happens() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    let (_, ben) = place.person("Ben", Role::Viewer).await;
    let mut board = follow(&ben, json!([["board", 0]])).await;
    next(&mut board, "hello").await;
    place.done(&ada, None, declare("Slow")).await;
    let card = next(&mut board, "card").await;
    assert_eq!(card["card"]["title"], "Slow");

    let mut incident = follow(&ben, json!([[{"incident": 1}, 1]])).await;
    assert_eq!(next(&mut incident, "event").await["recorded"]["seq"], 2, "caught up from its place");
    place.done(&ada, Some(1), say("hello everybody")).await;
    assert_eq!(next(&mut incident, "event").await["recorded"]["event"]["text"], "hello everybody");
    place.done(&ada, Some(1), json!({"type": "call_everyone", "post": {"post": "later"}})).await;
    let card = next(&mut board, "card").await;
    assert_eq!(card["card"]["state"], "major", "talk changes nothing at a glance, so it sends no card");
    ada.call("save_draft", draft(1, "update", "half")).await;
    assert_eq!(next(&mut incident, "writing").await["kind"], "update");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_the_live_connection() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Responder).await;
    let mut board = follow(&ada, json!([["board", 0]])).await;
    next(&mut board, "hello").await;
    ada.call("sign_out", json!({})).await;
    let refused = next(&mut board, "refused").await;
    assert_eq!(refused["error"]["error"], "signed_out");
    let mut stranger = follow(&place.stranger(), json!([["board", 0]])).await;
    assert_eq!(next(&mut stranger, "refused").await["error"]["error"], "signed_out");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_an_admin_ends_loses_its_live_connection() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let (ben_id, ben) = place.person("Ben", Role::Responder).await;
    let mut board = follow(&ben, json!([["board", 0]])).await;
    next(&mut board, "hello").await;
    ada.call("sign_out_everywhere", json!({"person": ben_id})).await;
    assert_eq!(next(&mut board, "refused").await["error"]["error"], "signed_out");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_colleague_shows_at_once() {
    let place = Place::new().await;
    let (_, ada) = place.person("Ada", Role::Admin).await;
    let mut board = follow(&ada, json!([["board", 0]])).await;
    next(&mut board, "hello").await;
    place.person("Ben", Role::Responder).await;
    let change = next(&mut board, "company").await;
    let names: Vec<_> =
        change["changes"]["people"].as_array().expect("people").iter().map(|p| &p["name"]).collect();
    assert_eq!(names, ["Ben"], "and nobody who stayed as they were");
    assert_eq!(change["policy"], Value::Null, "{change}");
}
