//! Takes connections and hands their requests to the router. A connection has a while to say what it wants, and to take
//! the answer: one that dribbles its headers, says nothing, or does not read, holds no place for ever, and leaves it at
//! once where somebody else needs it.

mod patient;
mod places;

use std::convert::Infallible;
use std::future::ready;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use futures::future::Either;
use http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tower::ServiceExt;

use crate::client::{Network, Proxies};
use patient::Patient;
pub use places::Guest;
use places::{Place, Places};

/// Most connections at once that ask for something. Beyond them a stranger's leaves for each that comes. One that has
/// become a live connection has left, and is counted by the feed.
pub const REQUESTING_MAX: usize = 4_096;
/// Most of these that strangers have from one network: an IPv4 address, or the /64 of an IPv6 address. Those of trusted
/// proxies, of people who are signed in, and of programs with a token do not count.
pub const REQUESTING_PER_NETWORK_MAX: usize = 256;
/// How long a connection may take to send the head of a request, and how long it may be idle between two.
pub const HEAD_WITHIN: Duration = Duration::from_secs(20);
/// How long a connection may take none of the bytes that wait for it.
pub const TAKEN_WITHIN: Duration = Duration::from_secs(20);
/// Most bytes of a request's head, from its first line to the empty one.
pub const HEAD_BYTES_MAX: usize = 32 * 1024;
/// Most headers of a request.
pub const HEADERS_MAX: usize = 100;
/// After a connection could not be taken, most likely because there are no file descriptors left.
const PAUSE: Duration = Duration::from_millis(500);

/// Answers a request without the router, where it can.
pub type AtOnce = Arc<dyn Fn(&Request<Incoming>) -> Option<Response<Body>> + Send + Sync>;

/// Where the requests of a connection come from: whom limits on tries count.
#[derive(Clone, Copy, Debug)]
pub struct Client(pub Network);

/// How much and how long connections may hold.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub requesting: usize,
    pub requesting_per_network: usize,
    pub head_within: Duration,
    pub taken_within: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            requesting: REQUESTING_MAX,
            requesting_per_network: REQUESTING_PER_NETWORK_MAX,
            head_within: HEAD_WITHIN,
            taken_within: TAKEN_WITHIN,
        }
    }
}

/// What answers, and for whom.
#[derive(Clone)]
pub struct Answers {
    pub at_once: AtOnce,
    pub router: Router,
    pub proxies: Arc<Proxies>,
    pub limits: Limits,
}

/// Serves until it is told to stop, then ends idle connections and lets requests that run come to their end.
pub async fn serve(listener: TcpListener, answers: Answers, mut stopping: watch::Receiver<bool>) {
    let Limits { requesting, requesting_per_network, .. } = answers.limits;
    let places = Places::new(requesting, requesting_per_network);
    // Every connection holds a sender: once the last is gone, all of them are.
    let (busy, mut all_gone) = mpsc::channel::<Infallible>(1);
    loop {
        tokio::select! {
            (stream, peer, place) = next(&listener, &places, &answers.proxies) => {
                let (answers, stopping, busy) = (answers.clone(), stopping.clone(), busy.clone());
                // Lives as long as the connection. A panic ends that connection alone: those who ask again are served.
                tokio::spawn(async move {
                    tokio::select! {
                        () = connection(stream, peer, &place, answers, stopping) => {}
                        () = place.leave() => tracing::debug!(%peer, "left its place to somebody else"),
                    }
                    drop((place, busy));
                });
            }
            () = wait_for_stop(&mut stopping) => break,
        }
    }
    // Nobody new is taken while the others finish.
    drop((listener, busy));
    all_gone.recv().await;
}

/// Returns once the server is to stop, or whoever could say so is gone.
async fn wait_for_stop(stopping: &mut watch::Receiver<bool>) {
    let _ = stopping.wait_for(|stop| *stop).await;
}

/// The next connection, once there is a place for it.
async fn next(
    listener: &TcpListener,
    places: &Arc<Places>,
    proxies: &Proxies,
) -> (TcpStream, SocketAddr, Place) {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                let network = (!proxies.trusts(peer.ip())).then(|| Network::of(peer.ip()));
                return (stream, peer, places.take(network).await);
            }
            Err(error) if gone_already(&error) => {}
            Err(error) => {
                tracing::error!("a connection could not be taken: {error}");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// The peer went away before it was taken.
fn gone_already(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// Serves one connection to its end.
async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    place: &Place,
    answers: Answers,
    mut stopping: watch::Receiver<bool>,
) {
    // Frames are small and somebody waits for each: an error only means that they come a little later.
    let _ = stream.set_nodelay(true);
    let Answers { at_once, router, proxies, limits } = answers;
    let guest = place.guest();
    let service = service_fn(move |mut request: Request<Incoming>| match at_once(&request) {
        Some(answer) => {
            guest.begin();
            Either::Left(ready(Ok(answer)))
        }
        None => {
            let client = proxies.client(peer.ip(), request.headers());
            request.extensions_mut().insert(Client(Network::of(client)));
            request.extensions_mut().insert(guest.clone());
            let (work, router) = (guest.work(), router.clone());
            Either::Right(async move {
                let answer = router.oneshot(request.map(Body::new)).await;
                drop(work);
                answer
            })
        }
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_within)
        .max_headers(HEADERS_MAX)
        .max_header_size(HEAD_BYTES_MAX)
        .max_buf_size(HEAD_BYTES_MAX)
        .serve_connection(TokioIo::new(Patient::new(stream, limits.taken_within)), service)
        .with_upgrades();
    let mut served = pin!(served);
    let ended = tokio::select! {
        ended = &mut served => ended,
        () = wait_for_stop(&mut stopping) => {
            served.as_mut().graceful_shutdown();
            served.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%peer, "connection ended: {error}");
    }
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::sync::oneshot;
    use tokio::task::JoinHandle;

    use super::*;

    async fn serving(router: Router) -> (SocketAddr, watch::Sender<bool>, JoinHandle<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopping) = watch::channel(false);
        let limits = Limits { requesting: 8, requesting_per_network: 4, ..Limits::default() };
        let proxies = Arc::new(Proxies::default());
        let answers = Answers { at_once: Arc::new(|_| None), router, proxies, limits };
        (address, stop, tokio::spawn(serve(listener, answers, stopping)))
    }

    #[tokio::test(start_paused = true)]
    async fn a_head_that_does_not_end_is_not_waited_for() {
        let (address, _stop, _server) = serving(Router::new()).await;
        let mut stream = TcpStream::connect(address).await.expect("a connection");
        stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ").await.expect("written");
        let mut answer = String::new();
        // Time stands still but for the server's timer; without that this would wait for ever.
        let ended = tokio::time::timeout(HEAD_WITHIN * 2, stream.read_to_string(&mut answer)).await;
        assert!(ended.is_ok(), "the server still waits");
        assert!(!answer.contains("200"), "{answer}");
    }

    #[tokio::test]
    async fn a_request_that_runs_comes_to_its_end() {
        let (arrived, is_there) = oneshot::channel();
        let (finish, finished) = oneshot::channel::<()>();
        let parts = Arc::new(std::sync::Mutex::new(Some((arrived, finished))));
        let slow = move || async move {
            let parts = parts.lock().expect("no panic").take();
            let (arrived, finished) = parts.expect("asked once");
            let _ = arrived.send(());
            let _ = finished.await;
            "done"
        };
        let (address, stop, server) = serving(Router::new().route("/", get(slow))).await;
        let mut stream = TcpStream::connect(address).await.expect("a connection");
        stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.expect("written");
        is_there.await.expect("the request runs");
        stop.send_replace(true);
        finish.send(()).expect("it still runs");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("an answer");
        assert!(answer.ends_with("done"), "{answer}");
        server.await.expect("the server has ended");
    }
}
