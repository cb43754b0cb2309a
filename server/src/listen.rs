//! Takes connections and hands their requests to the router. A connection has a while to say what it wants: one that
//! dribbles its headers, or says nothing, does not hold a place for ever.

use std::convert::Infallible;
use std::future::ready;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use futures::future::Either;
use http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, watch};
use tower::ServiceExt;

/// Most connections at once that ask for something; further ones wait to be taken. One that has become a live
/// connection has left, and is counted by the feed.
pub const REQUESTING_MAX: usize = 4_096;
/// How long a connection may take to send the head of a request, and how long it may be idle between two.
pub const HEAD_WITHIN: Duration = Duration::from_secs(20);
/// After a connection could not be taken, most likely because there are no file descriptors left.
const PAUSE: Duration = Duration::from_millis(500);

/// Answers a request without the router, where it can.
pub type AtOnce = Arc<dyn Fn(&Request<Incoming>) -> Option<Response<Body>> + Send + Sync>;

/// Serves until it is told to stop, then ends idle connections and lets requests that run come to their end.
pub async fn serve(
    listener: TcpListener,
    at_once: AtOnce,
    router: Router,
    mut stopping: watch::Receiver<bool>,
) {
    let places = Arc::new(Semaphore::new(REQUESTING_MAX));
    // Every connection holds a sender: once the last is gone, all of them are.
    let (busy, mut all_gone) = mpsc::channel::<Infallible>(1);
    loop {
        tokio::select! {
            (stream, peer, place) = next(&listener, &places) => {
                let answers = (at_once.clone(), router.clone());
                let connection = connection(stream, peer, answers, stopping.clone());
                let holds = (place, busy.clone());
                // Lives as long as the connection. A panic ends that connection alone: those who ask again are served.
                tokio::spawn(async move {
                    connection.await;
                    drop(holds);
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
    places: &Arc<Semaphore>,
) -> (TcpStream, SocketAddr, Option<OwnedSemaphorePermit>) {
    // The semaphore is never closed.
    let place = places.clone().acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => return (stream, peer, place),
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
    (at_once, router): (AtOnce, Router),
    mut stopping: watch::Receiver<bool>,
) {
    // Frames are small and somebody waits for each: an error only means that they come a little later.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |mut request: Request<Incoming>| match at_once(&request) {
        Some(answer) => Either::Left(ready(Ok(answer))),
        None => {
            request.extensions_mut().insert(ConnectInfo(peer));
            Either::Right(router.clone().oneshot(request.map(Body::new)))
        }
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WITHIN)
        .serve_connection(TokioIo::new(stream), service)
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
        (address, stop, tokio::spawn(serve(listener, Arc::new(|_| None), router, stopping)))
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
