//! How long one event takes to reach everybody who has the incident open, and what an open page costs.

use std::time::{Duration, Instant};

use futures::future::try_join_all;
use futures::{StreamExt, TryStreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

use crate::Failure;
use crate::http::Client;
use crate::server::Server;
use crate::table::{Table, Times, millis};

/// Boards where `BOARDS` does not say, and the most that it may say.
const BOARDS: usize = 1000;
const BOARDS_MAX: usize = 5000;
/// Boards that are open before memory is first read, so that what is made once is made.
const WARM_UP: usize = 50;
/// Boards that are being opened at the same time.
const OPEN_AT_ONCE: usize = 16;
/// Events that are sent, one after another.
const EVENTS: usize = 10;
/// Files of this process that are no boards.
const OTHER_FILES: usize = 100;
const ARRIVES_WITHIN: Duration = Duration::from_secs(30);
/// After the last was opened: until first beats and buffers have come to rest.
const REST: Duration = Duration::from_secs(2);
/// Of the peer with as many boards, as measured when the budget was set.
const PEER: Duration = Duration::from_millis(130);
const MEMORY_MAX: f64 = 8.0;

/// A page that follows the board and one incident, as the app does.
pub struct Board(WebSocketStream<TcpStream>);

impl Board {
    /// Opens it from the incident's end on and returns once the server has greeted.
    pub async fn open(authority: &str, cookie: Option<&str>, incident: u64) -> Result<Self, Failure> {
        let mut client = Client::connect(authority).await?;
        client.cookie = cookie.map(str::to_owned);
        let opened = client.call("open", &json!({"incident": incident})).await?;
        let welcome = client.call("welcome", &json!({})).await?;
        let last = opened["log"].as_array().and_then(|log| log.last()).map(|record| record["seq"].clone());
        let topics = json!([["board", welcome["head"]], [{"incident": incident}, last]]);
        Self::follow(authority, cookie, &topics).await
    }

    async fn follow(authority: &str, cookie: Option<&str>, topics: &Value) -> Result<Self, Failure> {
        let arguments = json!({"topics": topics}).to_string();
        let escaped: String = arguments.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let url = format!("ws://{authority}/rpc/follow?args={escaped}");
        let mut request = url.into_client_request()?;
        let headers = request.headers_mut();
        headers.insert("origin", HeaderValue::from_str(&format!("http://{authority}"))?);
        headers.insert("cookie", HeaderValue::from_str(cookie.ok_or("not signed in")?)?);
        let stream = TcpStream::connect(authority).await?;
        stream.set_nodelay(true)?;
        let small = WebSocketConfig::default().read_buffer_size(4096).write_buffer_size(0);
        let (mut socket, _) = client_async_with_config(request, stream, Some(small)).await?;
        let greeting = socket.next().await.ok_or("no greeting")??.into_data();
        if !holds(&greeting, "\"hello\"") {
            return Err(format!("no greeting but {}", String::from_utf8_lossy(&greeting)).into());
        }
        Ok(Self(socket))
    }

    /// Reads whatever comes.
    pub async fn read_on(mut self) {
        while let Some(Ok(_)) = self.0.next().await {}
    }

    /// Reads on, and tells when each message with this mark came.
    async fn tell(mut self, mark: &'static str, arrivals: mpsc::UnboundedSender<Instant>) {
        while let Some(Ok(message)) = self.0.next().await {
            // Decoding JSON thousands of times would time this process and not the server.
            if holds(&message.into_data(), mark) && arrivals.send(Instant::now()).is_err() {
                return;
            }
        }
    }
}

fn holds(bytes: &[u8], part: &str) -> bool {
    bytes.windows(part.len()).any(|window| window == part.as_bytes())
}

/// In the text of every event that is timed; cards do not carry it.
const MARK: &str = "everybody reads this";

pub async fn measure(table: &mut Table, server: &Server) -> Result<(), Failure> {
    let boards = wanted()?;
    let writers = server.writers().await?;
    let people = try_join_all(writers.iter().map(|id| Client::signed_in(&server.authority, *id))).await?;
    let cookies: Vec<String> = people.iter().filter_map(|client| client.cookie.clone()).collect();
    let mut sender = people.into_iter().next().ok_or("nobody may write")?;
    let incident = sender.declare("Everybody looks", "boards-declare").await?;
    let welcome = sender.call("welcome", &json!({})).await?;
    let topics = json!([["board", welcome["head"]], [{"incident": incident}, 2]]);

    let (arrived, mut arrivals) = mpsc::unbounded_channel();
    let open = async |count: usize| -> Result<Vec<_>, Failure> {
        let opening = (0..count).map(|number| {
            let cookie = cookies.get(number % cookies.len().max(1)).map(String::as_str);
            Board::follow(&server.authority, cookie, &topics)
        });
        let opened: Vec<Board> =
            futures::stream::iter(opening).buffer_unordered(OPEN_AT_ONCE).try_collect().await?;
        Ok(opened.into_iter().map(|board| tokio::spawn(board.tell(MARK, arrived.clone()))).collect())
    };
    let mut readers = open(WARM_UP).await?;
    sleep(REST).await;
    let before = server.resident_kilobytes()?;
    readers.extend(open(boards - WARM_UP).await?);
    sleep(REST).await;
    let after = server.resident_kilobytes()?;
    memory(table, boards, before, after);

    let (times, last) = send_events(&mut sender, incident, boards, &mut arrivals).await?;
    readers.iter().for_each(tokio::task::JoinHandle::abort);
    arrival(table, boards, &Times::new(times), &Times::new(last));
    Ok(())
}

/// Sends the events, and gives when each reached each board, and when each had reached all.
async fn send_events(
    sender: &mut Client,
    incident: u64,
    boards: usize,
    arrivals: &mut mpsc::UnboundedReceiver<Instant>,
) -> Result<(Vec<Duration>, Vec<Duration>), Failure> {
    let mut times = Vec::with_capacity(EVENTS * boards);
    let mut last = Vec::with_capacity(EVENTS);
    for event in 0..EVENTS {
        let say = json!({"type": "say", "text": format!("{MARK}: {event}")});
        let began = Instant::now();
        sender.command(Some(incident), say, &format!("boards-{event}")).await?;
        let from = times.len();
        while times.len() - from < boards {
            let missing = || format!("{} of {boards} boards got event {event}", times.len() - from);
            let at = timeout(ARRIVES_WITHIN, arrivals.recv()).await.map_err(|_| missing())?;
            times.push(at.ok_or_else(missing)?.saturating_duration_since(began));
        }
        last.extend(times[from..].iter().max());
    }
    Ok((times, last))
}

fn memory(table: &mut Table, boards: usize, before: u64, after: u64) {
    let each = after.saturating_sub(before) as f64 / (boards - WARM_UP) as f64;
    let measured =
        format!("{each:.1} KB ({:.1} MB to {:.1} MB)", before as f64 / 1024.0, after as f64 / 1024.0);
    table.row(format!("memory per idle board, {boards} boards"), measured, "≤ 8 KB", each <= MEMORY_MAX);
}

fn arrival(table: &mut Table, boards: usize, times: &Times, last: &Times) {
    let what = format!("one event to all of {boards} live boards");
    let measured = format!("{}; all have it: p50 {:.1} ms", times.words(), millis(last.percentile(50)));
    let budget = "p99 ≤ 130 ms at 5000 (nchan's)";
    if boards == BOARDS_MAX {
        table.row(what, measured, budget, times.percentile(99) <= PEER);
    } else {
        table.note(what, measured, budget);
        table.note("", format!("BOARDS={BOARDS_MAX} make bench measures what the budget is for"), "");
    }
    table.note("nginx nchan beside it", "not measured here", "");
}

/// How many boards to open: as asked for, but no more than this process may have files.
fn wanted() -> Result<usize, Failure> {
    let asked = match std::env::var("BOARDS") {
        Ok(text) => text.parse().map_err(|_| format!("BOARDS={text:?} is no number"))?,
        Err(_) => BOARDS,
    };
    let limits = std::fs::read_to_string("/proc/self/limits")?;
    let files = limits.lines().find_map(|line| line.strip_prefix("Max open files"));
    let files: usize =
        files.and_then(|line| line.split_whitespace().next()).and_then(|n| n.parse().ok()).unwrap_or(1024);
    let boards = asked.clamp(2 * WARM_UP, BOARDS_MAX).min(files.saturating_sub(OTHER_FILES));
    if boards < 2 * WARM_UP {
        return Err(format!("only {files} files may be open: see ulimit -n").into());
    }
    Ok(boards)
}
