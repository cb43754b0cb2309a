//! Opens live connections, within their limits, and ends them.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use app::backend::Asker;
use app::error::Error;
use app::rpc::{Frame, LiveDriver};
use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::extract::ws::WebSocketUpgrade;
use axum::response::IntoResponse;
use futures::future::BoxFuture;
use http::{Request, Response, StatusCode, header, request::Parts};
use server_fn::BoxedStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use super::socket::{self, INCOMING_BYTES_MAX, READ_BUFFER, WRITE_BUFFER};
use crate::trace::Why;

/// Most live connections at once. Each holds a file descriptor and a few kilobytes.
pub const CONNECTIONS_MAX: usize = 20_000;
/// Most connections at once that are only told why there is nothing for them.
pub const REFUSALS_MAX: usize = 256;
/// How many closed sessions and tokens are remembered, for a connection that was on its way when its own ended.
const CLOSED_MAX: usize = 1024;
/// How long a shutdown waits for the connections to close.
const DRAIN_WITHIN: Duration = Duration::from_secs(5);

/// Carries streams over websockets. Clones share the connections.
#[derive(Clone)]
pub struct Driver {
    inner: Arc<Inner>,
}

struct Inner {
    origins: HashSet<String>,
    connections: Arc<Semaphore>,
    refusals: Arc<Semaphore>,
    /// Where the semaphores started.
    limits: Limits,
    ends: watch::Sender<bool>,
    passes: Mutex<Passes>,
}

#[derive(Clone, Copy)]
struct Limits {
    connections: usize,
    refusals: usize,
}

/// What a connection was opened with, and ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Pass {
    /// A person's session.
    Session(i64),
    /// A program's token.
    Token(i64),
}

#[derive(Default)]
struct Passes {
    /// Ends the connections of a pass.
    open: HashMap<Pass, watch::Sender<bool>>,
    closed: VecDeque<Pass>,
}

/// What a connection waits for beside its stream.
pub(super) struct Ends {
    /// The server shuts down.
    pub server: watch::Receiver<bool>,
    /// The session or the token ends.
    pub pass: Option<watch::Receiver<bool>>,
}

impl Driver {
    /// Admits pages of exactly these origins, such as `https://incidents.example.com`.
    pub fn new(origins: impl IntoIterator<Item = String>) -> Self {
        Self::with_limits(origins, CONNECTIONS_MAX, REFUSALS_MAX)
    }

    /// As [`Driver::new`], with other limits than [`CONNECTIONS_MAX`] and [`REFUSALS_MAX`].
    pub fn with_limits(
        origins: impl IntoIterator<Item = String>,
        connections: usize,
        refusals: usize,
    ) -> Self {
        let inner = Inner {
            origins: origins.into_iter().collect(),
            connections: Arc::new(Semaphore::new(connections)),
            refusals: Arc::new(Semaphore::new(refusals)),
            limits: Limits { connections, refusals },
            ends: watch::Sender::new(false),
            passes: Mutex::default(),
        };
        Self { inner: Arc::new(inner) }
    }

    /// How many connections are open now, without the refused ones.
    pub fn connections(&self) -> usize {
        self.inner.limits.connections - self.inner.connections.available_permits()
    }

    /// Ends the connections of a session that is signed out or revoked; their pages are told to sign in.
    pub fn close_session(&self, session: i64) {
        self.inner.close(Pass::Session(session));
    }

    /// Ends the streams of a token that is revoked.
    pub fn close_token(&self, token: i64) {
        self.inner.close(Pass::Token(token));
    }

    /// How many streams of the token are open.
    pub fn streams_of(&self, token: i64) -> usize {
        let passes = self.inner.passes();
        passes.open.get(&Pass::Token(token)).map_or(0, watch::Sender::receiver_count)
    }

    /// The tokens that have streams open.
    pub fn streaming_tokens(&self) -> Vec<i64> {
        self.inner.open_passes(|pass| if let Pass::Token(token) = pass { Some(token) } else { None })
    }

    /// A place among the connections for a program's stream, and what ends it: the server, or the token.
    ///
    /// # Errors
    /// [`Error::Busy`] where no place is left or the server stops, [`Error::SignedOut`] where the token is revoked.
    pub fn admit_token(
        &self,
        token: i64,
    ) -> Result<(OwnedSemaphorePermit, impl Future<Output = ()> + Send + 'static), Error> {
        if *self.inner.ends.borrow() {
            return Err(Error::Busy);
        }
        let (permit, ends) = self.inner.enter(Some(Pass::Token(token)))?;
        Ok((permit, async move {
            socket::over(ends).await;
        }))
    }

    /// The sessions that have live connections.
    pub fn open_sessions(&self) -> Vec<i64> {
        self.inner.open_passes(|pass| if let Pass::Session(session) = pass { Some(session) } else { None })
    }

    /// Closes all connections, admits no more, and returns when they are gone or the time for that is up.
    pub async fn shut_down(&self) {
        self.inner.ends.send_replace(true);
        if tokio::time::timeout(DRAIN_WITHIN, self.all_gone()).await.is_err() {
            tracing::warn!(connections = self.connections(), "some live connections did not close in time");
        }
    }

    /// Returns once no connection is open. While somebody waits for that, new ones are told that the server is busy.
    pub async fn all_gone(&self) {
        let Limits { connections, refusals } = self.inner.limits;
        // Neither semaphore is ever closed.
        let _ = self.inner.connections.acquire_many(permits(connections)).await;
        let _ = self.inner.refusals.acquire_many(permits(refusals)).await;
    }
}

fn permits(limit: usize) -> u32 {
    u32::try_from(limit).unwrap_or(u32::MAX)
}

impl LiveDriver for Driver {
    fn drive(
        &self,
        request: Request<Body>,
        stream: Result<BoxedStream<Frame, Error>, Error>,
    ) -> BoxFuture<'static, Response<Body>> {
        let inner = self.inner.clone();
        Box::pin(async move { inner.drive(request, stream).await })
    }
}

impl Inner {
    async fn drive(
        &self,
        request: Request<Body>,
        stream: Result<BoxedStream<Frame, Error>, Error>,
    ) -> Response<Body> {
        let (mut parts, _) = request.into_parts();
        if !self.is_ours(&parts) {
            return plain(StatusCode::FORBIDDEN, "Live updates are for the pages of this server only.");
        }
        if *self.ends.borrow() {
            return plain(StatusCode::SERVICE_UNAVAILABLE, "The server is shutting down.");
        }
        let upgrade = match WebSocketUpgrade::from_request_parts(&mut parts, &()).await {
            Ok(upgrade) => limited(upgrade),
            Err(rejection) => return rejection.into_response(),
        };
        let admitted = stream.and_then(|stream| Ok((stream, self.enter(session(&parts))?)));
        match admitted {
            // What runs there lives as long as the connection, and tells nobody else.
            Ok((stream, (permit, ends))) => upgrade.on_upgrade(move |socket| async move {
                socket::carry(socket, stream, ends).await;
                drop(permit);
            }),
            Err(error) => self.refuse(upgrade, error),
        }
    }

    /// Whether a page of ours asks: browsers always name the origin, and no page can forge it.
    fn is_ours(&self, parts: &Parts) -> bool {
        let mut named = parts.headers.get_all(header::ORIGIN).iter();
        match (named.next().map(|origin| origin.to_str()), named.next()) {
            (Some(Ok(origin)), None) => self.origins.contains(origin),
            _ => false,
        }
    }

    /// A place among the connections, and what ends it.
    fn enter(&self, pass: Option<Pass>) -> Result<(OwnedSemaphorePermit, Ends), Error> {
        let pass = pass.map(|pass| self.enter_with(pass)).transpose()?;
        let permit = self.connections.clone().try_acquire_owned().map_err(|_| Error::Busy)?;
        Ok((permit, Ends { server: self.ends.subscribe(), pass }))
    }

    fn enter_with(&self, pass: Pass) -> Result<watch::Receiver<bool>, Error> {
        let mut passes = self.passes();
        if passes.closed.contains(&pass) {
            return Err(Error::SignedOut);
        }
        passes.open.retain(|_, end| end.receiver_count() > 0);
        let end = passes.open.entry(pass).or_insert_with(|| watch::Sender::new(false));
        Ok(end.subscribe())
    }

    /// Those of a kind that have connections open.
    fn open_passes(&self, of: impl Fn(Pass) -> Option<i64>) -> Vec<i64> {
        let passes = self.passes();
        passes
            .open
            .iter()
            .filter(|(_, end)| end.receiver_count() > 0)
            .filter_map(|(pass, _)| of(*pass))
            .collect()
    }

    fn close(&self, pass: Pass) {
        let mut passes = self.passes();
        if let Some(end) = passes.open.remove(&pass) {
            end.send_replace(true);
        }
        if passes.closed.len() == CLOSED_MAX {
            passes.closed.pop_front();
        }
        passes.closed.push_back(pass);
    }

    /// Tells the page on a connection why it gets none. The answer to the handshake is none that says so.
    fn refuse(&self, upgrade: WebSocketUpgrade, error: Error) -> Response<Body> {
        tracing::info!(why = Why::of(&error).0, "refused");
        match self.refusals.clone().try_acquire_owned() {
            Ok(permit) => upgrade.on_upgrade(move |socket| async move {
                socket::refuse(socket, error).await;
                drop(permit);
            }),
            Err(_) => plain(StatusCode::SERVICE_UNAVAILABLE, "The server is busy."),
        }
    }

    fn passes(&self) -> MutexGuard<'_, Passes> {
        // Nothing panics while it holds the lock; were it so, the map would still be whole.
        self.passes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn session(parts: &Parts) -> Option<Pass> {
    parts.extensions.get::<Asker>().map(|asker| Pass::Session(asker.session))
}

/// Small buffers: most connections are idle, and nothing large is ever read.
fn limited(upgrade: WebSocketUpgrade) -> WebSocketUpgrade {
    upgrade
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER)
        .max_message_size(INCOMING_BYTES_MAX)
        .max_frame_size(INCOMING_BYTES_MAX)
}

fn plain(status: StatusCode, words: &'static str) -> Response<Body> {
    (status, words).into_response()
}
