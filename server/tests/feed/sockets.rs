//! The driver, over real websockets on a port of its own.

use std::net::SocketAddr;
use std::sync::Arc;

use app::backend::Asker;
use app::error::Error;
use app::rpc::{Frame, LiveDriver, SharedLiveDriver};
use app::wire::{Message, Topic};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::get;
use domain::{IncidentId, PersonId, Role, Seq};
use futures::{SinkExt, StreamExt};
use leptos::prelude::provide_context;
use server::feed::{Driver, FRAMES_TOGETHER_MAX, Feed};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error as WsError, Message as Ws};
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::support::{Log, feed, incident, seqs};

const ORIGIN: &str = "http://127.0.0.1:3000";
const ONE: Topic = Topic::Incident(IncidentId(1));

type Socket = WebSocketStream<TcpStream>;

/// A server whose `/feed` follows incident 1 from its start for the session that `x-session` names; `/rpc/follow` is
/// the app's own server function, without a backend.
#[derive(Clone)]
struct Site {
    address: SocketAddr,
    feed: Feed,
    log: Arc<Log>,
    driver: Driver,
}

impl Site {
    async fn start() -> Self {
        Self::with(Driver::new([ORIGIN.to_owned()])).await
    }

    async fn with(driver: Driver) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let site = Self { address, feed: feed(), log: Log::new(), driver };
        let router = Router::new()
            .route("/feed", get(follow))
            .route("/signed-out", get(refuse))
            .route("/rpc/follow", get(server_function))
            .with_state(site.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        site
    }

    async fn connect(&self, path: &str, session: i64) -> Result<Socket, WsError> {
        self.connect_from(path, session, &[ORIGIN]).await
    }

    async fn connect_from(&self, path: &str, session: i64, origins: &[&str]) -> Result<Socket, WsError> {
        let mut request = format!("ws://{}{path}", self.address).into_client_request()?;
        request.headers_mut().insert("x-session", session.into());
        for origin in origins {
            request.headers_mut().append("origin", origin.parse().unwrap());
        }
        let stream = TcpStream::connect(self.address).await.unwrap();
        Ok(client_async(request, stream).await?.0)
    }

    /// A connection that has been greeted.
    async fn greeted(&self, session: i64) -> Socket {
        let mut socket = self.connect("/feed", session).await.unwrap();
        assert!(matches!(next(&mut socket).await, Message::Hello { .. }));
        socket
    }
}

async fn follow(State(site): State<Site>, mut request: Request) -> Response {
    let session = request.headers()["x-session"].to_str().unwrap().parse().unwrap();
    request.extensions_mut().insert(Asker { person: PersonId(1), role: Role::Responder, session });
    let stream = site.feed.follow(vec![(ONE, Seq::ZERO)], site.log.clone());
    site.driver.drive(request, Ok(stream)).await
}

async fn refuse(State(site): State<Site>, request: Request) -> Response {
    site.driver.drive(request, Err(Error::SignedOut)).await
}

async fn server_function(State(site): State<Site>, request: Request) -> axum::response::Response<Body> {
    use axum::response::IntoResponse;
    let driver: SharedLiveDriver = Arc::new(site.driver);
    let context = move || provide_context(driver.clone());
    leptos_axum::handle_server_fns_with_context(context, request).await.into_response()
}

/// The next message of the feed.
async fn next(socket: &mut Socket) -> Message {
    loop {
        match socket.next().await.unwrap().unwrap() {
            Ws::Binary(bytes) => return Frame::from_bytes(bytes).decode().unwrap(),
            Ws::Ping(_) => {}
            other => panic!("{other:?}"),
        }
    }
}

/// The code that the server closes with, after frames that do not matter.
async fn closed(socket: &mut Socket) -> u16 {
    loop {
        match socket.next().await {
            Some(Ok(Ws::Close(Some(close)))) => return close.code.into(),
            Some(Ok(Ws::Binary(_) | Ws::Ping(_))) => {}
            other => panic!("{other:?}"),
        }
    }
}

/// The status of a handshake that failed.
fn status(refused: Result<Socket, WsError>) -> u16 {
    match refused {
        Err(WsError::Http(response)) => response.status().as_u16(),
        other => panic!("{:?}", other.map(|_| "a websocket")),
    }
}

#[tokio::test]
async fn delivers_missed_and_new_records() {
    let site = Site::start().await;
    (0..3).for_each(|_| site.log.append(ONE));
    let mut sockets = vec![site.greeted(1).await, site.greeted(2).await];
    for socket in &mut sockets {
        let said = [next(socket).await, next(socket).await, next(socket).await];
        assert_eq!(seqs(&said), [1, 2, 3]);
    }
    site.log.publish_next(&site.feed, ONE);
    for socket in &mut sockets {
        assert_eq!(seqs(&[next(socket).await]), [4]);
    }
    assert_eq!(site.driver.connections(), 2);
}

#[tokio::test]
async fn what_is_written_together_arrives_whole_and_in_order() {
    let site = Site::start().await;
    let mut socket = site.greeted(1).await;
    let last = 3 * FRAMES_TOGETHER_MAX as u64 + 1;
    (0..last).for_each(|_| site.log.publish_next(&site.feed, ONE));
    for seq in 1..=last {
        assert_eq!(seqs(&[next(&mut socket).await]), [seq]);
    }
    site.log.publish_next(&site.feed, ONE);
    assert_eq!(seqs(&[next(&mut socket).await]), [last + 1], "nobody has to come behind it");
    // A burst, and with it the end: a reader that is let go has what was told before.
    (0..3).for_each(|_| site.log.publish_next(&site.feed, ONE));
    site.driver.close_session(1);
    assert_eq!(closed(&mut socket).await, 1008);
}

#[tokio::test]
async fn only_pages_of_our_own_origins_get_a_websocket() {
    let site = Site::start().await;
    for origins in [
        &[] as &[&str],
        &["https://evil.example"],
        &["http://127.0.0.1:3000.evil.example"],
        &["http://127.0.0.1"],
        &["null"],
        &[ORIGIN, "https://evil.example"],
    ] {
        assert_eq!(status(site.connect_from("/feed", 1, origins).await), 403, "{origins:?}");
        assert_eq!(status(site.connect_from("/signed-out", 1, origins).await), 403, "{origins:?}");
    }
    assert_eq!(site.driver.connections(), 0);
    assert_eq!(site.feed.followers(ONE), 0);
}

#[tokio::test]
async fn a_refusal_is_a_frame_and_then_the_end() {
    let site = Site::start().await;
    let mut socket = site.connect("/signed-out", 1).await.unwrap();
    assert_eq!(next(&mut socket).await, Message::Refused { error: Error::SignedOut });
    assert_eq!(closed(&mut socket).await, 1000);
}

#[tokio::test]
async fn the_server_function_speaks_the_protocol() {
    let site = Site::start().await;
    // No backend is in the context: the function fails, and the page is told on the websocket.
    let args = "%7B%22topics%22%3A%5B%5B%22board%22%2C0%5D%5D%7D";
    let mut socket = site.connect(&format!("/rpc/follow?args={args}"), 1).await.unwrap();
    assert_eq!(next(&mut socket).await, Message::Refused { error: Error::Internal });

    let mut socket = site.connect("/rpc/follow?args=%5B", 1).await.unwrap();
    let error = Error::invalid("The topics to follow cannot be read.");
    assert_eq!(next(&mut socket).await, Message::Refused { error });
}

#[tokio::test]
async fn signing_out_ends_the_connections_of_that_session() {
    let site = Site::start().await;
    let (mut mine, mut twin, mut other) =
        (site.greeted(7).await, site.greeted(7).await, site.greeted(8).await);
    site.driver.close_session(7);
    for socket in [&mut mine, &mut twin] {
        assert_eq!(next(socket).await, Message::Refused { error: Error::SignedOut });
        assert_eq!(closed(socket).await, 1008);
    }
    site.log.publish_next(&site.feed, ONE);
    assert_eq!(seqs(&[next(&mut other).await]), [1]);

    let mut late = site.connect("/feed", 7).await.unwrap();
    assert_eq!(next(&mut late).await, Message::Refused { error: Error::SignedOut });
}

#[tokio::test]
async fn a_page_that_leaves_is_answered_and_forgotten() {
    let site = Site::start().await;
    let mut socket = site.greeted(1).await;
    socket.close(None).await.unwrap();
    assert!(matches!(socket.next().await, Some(Ok(Ws::Close(_)))), "the handshake is finished");
    assert!(socket.next().await.is_none());
    site.driver.shut_down().await;
    assert_eq!((site.driver.connections(), site.feed.followers(ONE)), (0, 0));
}

#[tokio::test]
async fn a_shutdown_closes_everything_and_admits_no_more() {
    let site = Site::start().await;
    let mut sockets = vec![site.greeted(1).await, site.greeted(2).await];
    let driver = site.driver.clone();
    let down = tokio::spawn(async move { driver.shut_down().await });
    for socket in &mut sockets {
        assert_eq!(closed(socket).await, 1001);
        // The closing handshake is finished by reading on.
        assert!(socket.next().await.is_none_or(|end| end.is_err()));
    }
    down.await.unwrap();
    assert_eq!(status(site.connect("/feed", 1).await), 503);
    assert_eq!(site.feed.followers(ONE), 0);
}

#[tokio::test]
async fn a_full_server_says_that_it_is_busy() {
    let site = Site::with(Driver::with_limits([ORIGIN.to_owned()], 1, 1)).await;
    let first = site.greeted(1).await;
    let mut second = site.connect("/feed", 2).await.unwrap();
    assert_eq!(next(&mut second).await, Message::Refused { error: Error::Busy });
    // The second is still being told goodbye, so there is not even room for a refusal.
    assert_eq!(status(site.connect("/feed", 3).await), 503);
    assert_eq!(closed(&mut second).await, 1000);
    drop((first, second));
}

#[tokio::test]
async fn a_page_that_talks_is_cut_off() {
    let site = Site::start().await;
    let mut chatty = site.greeted(1).await;
    let mut large = site.greeted(2).await;
    for _ in 0..=server::feed::INCOMING_MAX {
        chatty.send(Ws::Text("hello?".into())).await.unwrap();
    }
    assert_eq!(closed(&mut chatty).await, 1008);
    large.send(Ws::Binary(vec![0; 100_000].into())).await.unwrap();
    let end = large.next().await;
    assert!(!matches!(end, Some(Ok(Ws::Binary(_)))), "{end:?}");
}

/// The clock is paused, and moves only while everybody waits.
#[tokio::test(start_paused = true)]
async fn a_peer_that_answers_no_ping_is_dropped() {
    let site = Site::start().await;
    let silent = site.greeted(1).await;
    let started = tokio::time::Instant::now();
    let ping = server::feed::PING_EVERY;
    tokio::time::timeout(ping * 3, site.driver.all_gone()).await.expect("it is dropped");
    assert!(started.elapsed() >= ping * 2 - ping / 5);
    drop(silent);
}

#[tokio::test(start_paused = true)]
async fn a_reader_that_takes_nothing_is_dropped() {
    let site = Site::start().await;
    let stuck = site.greeted(1).await;
    // More than the buffers between the two hold.
    let large = "x".repeat(256 * 1024);
    for seq in 1..=200 {
        let Message::Event { incident, record, .. } = incident(ONE, seq).decode().unwrap() else { panic!() };
        let event = domain::Event::said(large.clone());
        let said = Message::event(incident, &domain::Recorded { event, ..record.unpack().unwrap() });
        site.feed.publish(ONE, Seq(seq), Frame::encode(&said));
    }
    tokio::time::timeout(server::feed::WRITE_WITHIN * 2, site.driver.all_gone())
        .await
        .expect("it loses its place");
    assert_eq!(site.feed.followers(ONE), 0);
    drop(stuck);
}
