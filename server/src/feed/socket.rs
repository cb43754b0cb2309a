//! One websocket: frames out, pings, and an end for whoever is gone, slow or not welcome any more.

use std::pin::pin;
use std::time::Duration;

use app::error::Error;
use app::rpc::Frame;
use app::wire::Message as Told;
use axum::extract::ws::{CloseCode, CloseFrame, Message, WebSocket, close_code};
use bytes::Bytes;
use futures::{FutureExt, SinkExt, StreamExt};
use server_fn::BoxedStream;
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout};

use super::driver::Ends;

/// Bytes of each connection's read buffer.
pub const READ_BUFFER: usize = 2048;
/// Bytes that wait for those behind them before they are written; each connection that was busy keeps this much room.
pub const WRITE_BUFFER: usize = 2048;
/// Most frames that are written before it is looked again whether the connection has ended.
pub const FRAMES_TOGETHER_MAX: usize = 64;
/// Longest message that is read. Pages send none; browsers answer pings.
pub const INCOMING_BYTES_MAX: usize = 1024;
/// Most messages that are read, and ignored, between two pings.
pub const INCOMING_MAX: u32 = 16;
/// A ping goes out this often, and must be answered before the next.
pub const PING_EVERY: Duration = Duration::from_secs(25);
/// How long a message may take to leave: longer means that the reader is slow or gone.
pub const WRITE_WITHIN: Duration = Duration::from_secs(10);
/// How long the closing handshake may take.
pub const CLOSE_WITHIN: Duration = Duration::from_secs(2);

/// Why a connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// The stream is over: the reader lagged, or was refused something.
    Stream,
    /// The server shuts down.
    Server,
    Session,
    /// The peer sent what nobody asked for.
    Abuse,
    /// The peer said goodbye.
    Left,
    /// Nobody is there to take a close.
    Gone,
}

impl End {
    fn code(self) -> CloseCode {
        match self {
            Self::Stream | Self::Left => close_code::NORMAL,
            Self::Server | Self::Gone => close_code::AWAY,
            Self::Session | Self::Abuse => close_code::POLICY,
        }
    }
}

/// Carries the stream until one side ends.
pub async fn carry(mut socket: WebSocket, stream: BoxedStream<Frame, Error>, ends: Ends) {
    let end = Carrying { socket: &mut socket, stream, awaiting_pong: false, incoming: 0 }.run(ends).await;
    if end == End::Session {
        // Whether it arrives or not, the connection ends.
        let _ = send(&mut socket, refusal(Error::SignedOut)).await;
    }
    if end != End::Gone {
        close(socket, end.code()).await;
    }
}

/// Tells why there is nothing, and closes.
pub async fn refuse(mut socket: WebSocket, error: Error) {
    if send(&mut socket, refusal(error)).await {
        close(socket, close_code::NORMAL).await;
    }
}

struct Carrying<'a> {
    socket: &'a mut WebSocket,
    stream: BoxedStream<Frame, Error>,
    awaiting_pong: bool,
    /// Messages since the last ping.
    incoming: u32,
}

impl Carrying<'_> {
    async fn run(mut self, ends: Ends) -> End {
        let mut ping = interval_at(Instant::now() + PING_EVERY, PING_EVERY);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // Waited for once, not anew with every frame: one frame to thousands is thousands of turns of this loop.
        let mut over = pin!(over(ends));
        loop {
            // In this order: an end comes before what is still to be told, and a frame before everything idle. A peer
            // that is gone, or too slow to be pinged, fails the write.
            let end = tokio::select! {
                biased;
                end = &mut over => Some(end),
                frame = self.stream.next() => self.send(frame).await,
                message = self.socket.recv() => self.hear(message),
                _ = ping.tick() => self.ping().await,
            };
            if let Some(end) = end {
                return end;
            }
        }
    }

    async fn send(&mut self, first: Option<Result<Frame, Error>>) -> Option<End> {
        timeout(WRITE_WITHIN, self.write(first)).await.unwrap_or(Some(End::Gone))
    }

    /// Writes a frame and those that are ready behind it: where fifty people write, one write to each reader's network
    /// carries what many of them said.
    async fn write(&mut self, first: Option<Result<Frame, Error>>) -> Option<End> {
        let (mut next, mut written, mut end) = (Some(first), 0, None);
        while let Some(frame) = next.take() {
            let bytes = match frame {
                Some(Ok(frame)) => frame.bytes(),
                Some(Err(error)) => {
                    end = Some(End::Stream);
                    refusal(error)
                }
                None => {
                    end = Some(End::Stream);
                    break;
                }
            };
            if self.socket.feed(Message::Binary(bytes)).await.is_err() {
                return Some(End::Gone);
            }
            written += 1;
            if end.is_none() && written < FRAMES_TOGETHER_MAX {
                next = self.stream.next().now_or_never();
            }
        }
        if self.socket.flush().await.is_ok() { end } else { Some(End::Gone) }
    }

    /// Nothing is expected but the answers to pings; whatever comes shows that somebody is there.
    fn hear(&mut self, message: Option<Result<Message, axum::Error>>) -> Option<End> {
        self.awaiting_pong = false;
        self.incoming += 1;
        match message {
            None | Some(Err(_)) => Some(End::Gone),
            Some(Ok(Message::Close(_))) => Some(End::Left),
            Some(Ok(_)) => (self.incoming > INCOMING_MAX).then_some(End::Abuse),
        }
    }

    async fn ping(&mut self) -> Option<End> {
        if self.awaiting_pong {
            return Some(End::Gone);
        }
        (self.awaiting_pong, self.incoming) = (true, 0);
        let sent = timeout(WRITE_WITHIN, self.socket.send(Message::Ping(Bytes::new()))).await;
        (!matches!(sent, Ok(Ok(())))).then_some(End::Gone)
    }
}

fn refusal(error: Error) -> Bytes {
    Frame::encode(&Told::Refused { error }).bytes()
}

/// Whether the bytes left in time. As binary: the text was checked once, when it was encoded.
async fn send(socket: &mut WebSocket, bytes: Bytes) -> bool {
    matches!(timeout(WRITE_WITHIN, socket.send(Message::Binary(bytes))).await, Ok(Ok(())))
}

/// Says goodbye or answers one, and waits a little, so that the last frame arrives before the connection is gone.
async fn close(mut socket: WebSocket, code: CloseCode) {
    let goodbye = Message::Close(Some(CloseFrame { code, reason: "".into() }));
    let farewell = async {
        // Refused where the peer closed first; its answer leaves with the next read.
        let _ = socket.send(goodbye).await;
        while let Some(Ok(_)) = socket.recv().await {}
    };
    let _ = timeout(CLOSE_WITHIN, farewell).await;
}

/// Returns once the server, or the session or token, ends.
pub(super) async fn over(ends: Ends) -> End {
    let pass = async {
        match ends.pass {
            Some(signal) => ended(signal).await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        () = ended(ends.server) => End::Server,
        () = pass => End::Session,
    }
}

/// Returns once the signal is given; if whoever gives it is gone, never.
async fn ended(mut signal: watch::Receiver<bool>) {
    if signal.wait_for(|ended| *ended).await.is_err() {
        std::future::pending::<()>().await;
    }
}
